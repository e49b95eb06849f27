#include "screens/plain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/app_coverage.h"
#include "app/describe.h"
#include "app/templates.h"
#include "base/timefmt.h"
#include "base/utf8.h"
#include "graph/graph.h"
#include "screens/command.h"
#include "screens/branches.h"
#include "screens/counts.h"
#include "screens/matrix.h"
#include "screens/plain_time.h"
#include "screens/saver.h"
#include "screens/waiting_screens.h"
#include "screens/where.h"
#include "screens/workbench.h"

struct plain {
	struct shell *sh;
	FILE *out;
	const struct run *run;		/* whose events have been printed; only compared */
	int32_t printed;		/* events printed of it */
	int32_t cursor;			/* last told */
	bool prompted, is_tty;
	struct str typed;
	bool end;			/* no more input */
};

static void print_event(const struct plain *p, const struct run *r, int32_t id, const char *mark)
{
	const struct event *ev = history_at(r->history, id);
	struct str line = {0};
	char span[TIME_TEXT_SIZE];

	time_format_span(ev->at_ms - history_at(r->history, 1)->at_ms, span);
	str_addf(&line, "%s%d %s %s ", mark, id, span, event_text(ev));
	describe_text(&line, describe_event_state(ev, r->machine), 60);
	str_addc(&line, ' ');
	describe_event(&line, ev, r->machine);
	fprintf(p->out, "%s\n", str_get(&line));
	str_done(&line);
}

static void print_end(const struct plain *p, const struct run *r)
{
	struct execution_summary sum;
	struct str line = {0};

	run_summary(r, &sum);
	str_addf(&line, "ended %s", exec_status_text(sum.status));
	if (sum.error) {
		str_addc(&line, ' ');
		describe_text(&line, sum.error, 200);
	}
	if (sum.output) {
		str_adds(&line, " output ");
		describe_value(&line, sum.output, 400);
	}
	fprintf(p->out, "%s\n", str_get(&line));
	str_done(&line);
}

/* What is new since the last look: events of the shown execution, its end, the cursor, a note. */
static void print_news(struct plain *p)
{
	struct app *a = p->sh->app;
	struct run *r = a->run;

	if (r != p->run) {
		p->run = r;
		p->printed = r && !run_is_live(r) && !r->session ? run_last(r) : 0;
		p->cursor = r ? r->cursor : 0;
		if (r)
			fprintf(p->out, "execution %s of %s: %s\n", r->name, r->machine->name, run_is_live(r) ? "running" : exec_status_text(run_status(r)));
	}
	for (; r && p->printed < run_last(r); p->printed++) {
		print_event(p, r, p->printed + 1, "");
		if (event_is_end((enum event_type)history_at(r->history, p->printed + 1)->type))
			print_end(p, r);
		p->cursor = r->cursor;
	}
	if (r && r->cursor != p->cursor && r->cursor) {
		p->cursor = r->cursor;
		print_event(p, r, r->cursor, "at ");
	}
	if (a->note[0]) {
		fprintf(p->out, "%s%s\n", a->note_kind == NOTE_ERROR ? "error: " : a->note_kind == NOTE_WARNING ? "warning: " : "", a->note);
		a->note[0] = '\0';
		a->note_kind = NOTE_NONE;
	}
}

/* --- what has no place on a screen that is not there ---------------------------------------------------------------- */

static void print_graph(const struct plain *p)
{
	struct graph_options o = {.charset = GRAPH_ASCII};
	struct picture *pic;
	struct str text = {0};
	struct err e = {0};

	pic = p->sh->app->machine ? graph_draw(p->sh->app->machine, &o, &e) : NULL;
	if (pic) {
		graph_text(&text, pic);
		fputs(str_get(&text), p->out);
	} else {
		fprintf(p->out, "error: %s\n", e.code ? e.msg : "no state machine is open");
	}
	str_done(&text);
	picture_free(pic);
}

static void print_value(const struct plain *p, const char *name, struct value *v)
{
	struct str text = {0};

	if (!v)
		return;
	json_print_pretty(&text, value_node(v), 0);
	fprintf(p->out, "%s %s\n", name, str_get(&text));
	str_done(&text);
}

static void print_text(const struct plain *p, const char *name, const char *value)
{
	struct str text = {0};

	if (!value)
		return;
	describe_text(&text, value, 2000);
	fprintf(p->out, "%s %s\n", name, str_get(&text));
	str_done(&text);
}

/* "state ProcessItems[4] > Charge, failed, visit 1", and how a container's iterations stand. */
static void print_where(const struct plain *p, const struct step *s)
{
	const struct projection *at = p->sh->app->run->at;
	struct str text = {0};

	where_branch_text(at, s->branch, " > ", &text);
	str_adds(&text, text.len ? " > " : "");
	describe_text(&text, s->name, 200);
	fprintf(p->out, "state %s, %s, visit %d\n", str_get(&text), state_status_text(s->status), s->visit);
	str_reset(&text);
	if (s->family >= 0 && s->state >= 0) {
		counts_words(at->families.v[s->family].by_status, branches_word(at->machine->states[s->state], at->families.v[s->family].n), &text);
		fprintf(p->out, "%s\n", str_get(&text));
	}
	str_done(&text);
}

/* The iterations of the selected Map, or of that around what is selected, failures first: one a line. */
static void print_matrix(const struct plain *p)
{
	const struct view *v = workbench_view(p->sh->workbench);
	const struct asl_state *st = workbench_state(p->sh->workbench), *c = st && st->n_scopes ? st : st ? st->scope->container : NULL;
	struct matrix m = {0};
	struct str text = {0};

	if (!v || !c || view_family(v, c->index) < 0) {
		fprintf(p->out, "select a Map or Parallel that has run, or a state inside (state NAME)\n");
		return;
	}
	matrix_set(&m, v->p, c, view_family(v, c->index), run_now_ms(p->sh->app->run));
	for (size_t i = 0; i < m.rows.n; i++) {
		const struct step *s = matrix_step(&m, m.rows.v[i]);

		str_reset(&text);
		str_addf(&text, "%d %s", matrix_index(&m, m.rows.v[i]), matrix_status(&m, m.rows.v[i]) == STATE_IDLE ? "waiting"
			: state_status_text(matrix_status(&m, m.rows.v[i])));
		if (s) {
			str_adds(&text, " at ");
			describe_text(&text, s->name ? s->name : "?", 200);
		}
		if (s && s->error) {
			str_adds(&text, ": ");
			describe_text(&text, s->error, 200);
		}
		fprintf(p->out, "%s\n", str_get(&text));
	}
	str_done(&text);
	matrix_done(&m);
}

static void print_timeline(const struct plain *p)
{
	plain_timeline(p->sh, p->out);
}

static void print_plan(const struct plain *p)
{
	plain_plan(p->sh, p->out);
}

static void print_timers(const struct plain *p)
{
	plain_timers(p->sh, p->out);
}

static void print_step(const struct plain *p)
{
	struct run *r = p->sh->app->run;
	const struct asl_state *st = workbench_state(p->sh->workbench);
	const struct step *s = workbench_step(p->sh->workbench);

	if (!r) {
		fprintf(p->out, "no execution is shown: run starts one\n");
	} else if (s && st) {
		print_where(p, s);
		print_value(p, "input", s->input);
		print_value(p, "output", s->output);
		print_text(p, "error", s->error);
		print_text(p, "cause", s->cause);
		for (size_t i = 0; i < s->attempts.n; i++)
			fprintf(p->out, "attempt %zu: %s\n", i + 1, s->attempts.v[i].error ? s->attempts.v[i].error : s->attempts.v[i].ended ? "succeeded" : "running");
	} else {
		fprintf(p->out, "execution %s, %s\n", r->name, exec_status_text(r->at->status));
		print_value(p, "input", run_input(r));
		print_value(p, "output", r->at->output);
		print_text(p, "error", r->at->error);
		print_text(p, "cause", r->at->cause);
	}
}

static void print_events(const struct plain *p)
{
	const struct run *r = p->sh->app->run;

	for (int32_t id = 1; r && id <= run_last(r); id++)
		print_event(p, r, id, id == r->cursor ? "> " : "  ");
	if (!r)
		fprintf(p->out, "no execution is shown\n");
}

static void print_runs(const struct plain *p)
{
	const struct store_list *l = &p->sh->app->runs;

	for (size_t i = 0; i < l->rows.n; i++) {
		const struct store_row *r = &l->rows.v[i];
		struct str line = {0};
		char when[TIME_TEXT_SIZE];

		time_format(r->start_ms, when);
		str_addf(&line, "%lld %s %s %s ", (long long)r->id, r->interrupted ? "INTERRUPTED" : exec_status_text(r->status), when, r->name);
		describe_text(&line, r->input ? r->input : "", 60);
		fprintf(p->out, "%s\n", str_get(&line));
		str_done(&line);
	}
	if (!l->rows.n)
		fprintf(p->out, "no execution yet\n");
}

static void print_functions(const struct plain *p)
{
	struct registry *reg = p->sh->app->registry;
	struct err e;

	if (!reg || !registry_refresh(reg, &e)) {
		fprintf(p->out, "error: %s\n", reg ? e.msg : "no workspace is open");
		return;
	}
	for (size_t i = 0; i < registry_count(reg); i++) {
		const struct function_entry *f = registry_at(reg, i);

		fprintf(p->out, "%s %s %s, timeout %g s, memory %lld MB\n", f->name, f->runtime_name, f->handler, f->timeout_s, (long long)f->memory_mb);
	}
}

static void print_log(const struct plain *p)
{
	struct function_log *log = p->sh->app->functions ? function_backend_log(p->sh->app->functions) : NULL;
	const struct log_line *l;

	for (uint64_t seq = log ? function_log_first(log) : 0; log && (l = function_log_next(log, &seq, NULL, NULL)); seq++) {
		struct str line = {0};

		describe_text(&line, l->text, 2000);
		fprintf(p->out, "%s %s\n", l->function, str_get(&line));
		str_done(&line);
	}
}

static void print_waiting(const struct plain *p)
{
	struct waiting w;

	for (size_t i = 0; waiting_at(p->sh->app, i, &w); i++) {
		struct str line = {0};

		str_addf(&line, "#%zu ", i + 1);
		waiting_name(&w, &line);
		str_addf(&line, ", %s, ", waiting_kind_text(w.kind));
		waiting_end_text(&w, &line);
		str_adds(&line, ", called with ");
		describe_value(&line, w.request->payload, 300);
		fprintf(p->out, "%s\n", str_get(&line));
		str_done(&line);
	}
	if (!waiting_count(p->sh->app))
		fprintf(p->out, "nothing waits for an answer\n");
}

static void print_machines(const struct plain *p)
{
	const struct workspace *w = &p->sh->app->workspace;

	for (size_t i = 0; i < w->machines.n; i++)
		fprintf(p->out, "%s%s\n", str_is(w->machines.v[i].file, p->sh->app->address) ? "> " : "  ", w->machines.v[i].shown);
}

static void print_test(const struct plain *p)
{
	struct str text = {0};

	command_test_text(p->sh, &text);
	fputs(str_get(&text), p->out);
	str_done(&text);
}

static void print_coverage(const struct plain *p)
{
	const struct coverage *c = app_coverage(p->sh->app);
	struct str text = {0};

	if (c)
		coverage_text(&text, c, c->machine->file ? path_base(c->machine->file) : c->machine->name);
	else
		str_adds(&text, "nothing is measured: coverage run, runs or tests does that\n");
	fputs(str_get(&text), p->out);
	str_done(&text);
}

static void print_templates(const struct plain *p)
{
	struct templates l;
	struct err e;

	if (!templates_list(&l, &e))
		fprintf(p->out, "error: %s\n", e.msg);
	for (size_t i = 0; i < l.list.n; i++)
		fprintf(p->out, "%s %s: %s\n", l.list.v[i].name, l.list.v[i].title, l.list.v[i].sentence);
	templates_done(&l);
}

static void print_diff(const struct plain *p, const char *args)
{
	struct str text = {0};
	struct err e = {0};

	if (!command_compare_text(p->sh, args, &text, &e))
		fprintf(p->out, "error: %s\n", e.msg);
	for (char *line = text.len ? strtok(text.p, "\n") : NULL; line; line = strtok(NULL, "\n")) {
		char *safe = utf8_safe(line, false);

		fprintf(p->out, "%s\n", safe);
		free(safe);
	}
	str_done(&text);
}

static void print_help(const struct plain *p);

/* Commands of this mode: they print what screens show. They hide commands of the same name that would open a screen. */
static const struct {
	const char *name, *help;
	void (*fn)(const struct plain *p);
} own[] = {
	{"help", "these commands", print_help},
	{"graph", "the picture of the state machine", print_graph},
	{"print", "input, output, error and attempts of the step (or execution) at the cursor", print_step},
	{"matrix", "the iterations of the selected Map (the branches of the Parallel), failures first", print_matrix},
	{"timeline", "a bar for each attempt, over time", print_timeline},
	{"timers", "what the clock will bring", print_timers},
	{"plan", "when the selected state is retried, before anything runs", print_plan},
	{"events", "the event history", print_events},
	{"executions", "the list of executions; show ID shows one", print_runs},
	{"functions", "the local functions", print_functions},
	{"log", "the log of the functions", print_log},
	{"waiting", "what waits for your answer: return #N JSON, throw #N ERROR CAUSE, heartbeat #N, time-out #N", print_waiting},
	{"test", "what the test case expected and what came, or the cases that there are; test CASE runs one", print_test},
	{"coverage", "what is covered and what is not; coverage run, runs, tests measures it", print_coverage},
	{"new", "the templates; new TEMPLATE FOLDER makes a workspace from one", print_templates},
	{"machines", "the state machines of this folder; open FILE opens one", print_machines},
};

static void print_help(const struct plain *p)
{
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		fprintf(p->out, "%s: %s\n", own[i].name, own[i].help);
	fprintf(p->out, "diff RUN: compare the shown execution with another one, by its name or its file\n");
	for (size_t i = 0; i < n_commands; i++)
		if (strcmp(commands[i].group, "Run") == 0 || strcmp(commands[i].group, "Step") == 0 || strcmp(commands[i].name, "state") == 0 ||
		    strcmp(commands[i].name, "into") == 0 || strcmp(commands[i].name, "up") == 0 || strcmp(commands[i].name, "iteration") == 0 ||
		    strcmp(commands[i].name, "quit") == 0 || strcmp(commands[i].name, "save") == 0 || strcmp(commands[i].name, "reload") == 0)
			fprintf(p->out, "%s%s%s: %s\n", commands[i].name, *commands[i].args ? " " : "", commands[i].args, commands[i].help);
}

/* --- the prompt ---------------------------------------------------------------------------------------------------- */

static bool own_command(const struct plain *p, const char *line)
{
	struct err e;

	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		if (strcmp(line, own[i].name) == 0) {
			own[i].fn(p);
			return true;
		}
	if (strcmp(line, "diff") == 0 || str_starts(line, "diff ")) {
		print_diff(p, line + 4 + strspn(line + 4, " "));
		return true;
	}
	if (str_starts(line, "show ") && line[5] >= '0' && line[5] <= '9') {
		if (!app_run_open(p->sh->app, strtoll(line + 5, NULL, 10), &e))
			app_note_err(p->sh->app, &e);
		return true;
	}
	return false;
}

static void run_line(struct plain *p, const char *line)
{
	line += strspn(line, " \t");
	if (!*line || *line == '#')
		return;
	if (!own_command(p, line))
		shell_run_command(p->sh, line);
	/* A command that asks by a dialog cannot be answered here. */
	while (screens_top(&p->sh->screens) && screens_top(&p->sh->screens)->data != p->sh->workbench) {
		fprintf(p->out, "error: this command asks on the screen: give its arguments (help)\n");
		screens_close(&p->sh->screens, screens_top(&p->sh->screens));
		screens_reap(&p->sh->screens);
	}
}

/* Commands wait until the execution stands still, so that a script's next line finds it where it expects. */
static bool is_busy(const struct plain *p)
{
	const struct run *r = p->sh->app->run;

	if (saver_is_busy(p->sh) || app_coverage_is_busy(p->sh->app))
		return true;
	return r && run_is_live(r) && !session_is_paused(r->session) && !session_blocked(r->session) && !app_has_play(p->sh->app);
}

static void take_lines(struct plain *p)
{
	char *nl;

	while (!p->sh->quit && !is_busy(p) && p->typed.len) {
		char *line;
		size_t used;

		nl = memchr(p->typed.p, '\n', p->typed.len);
		if (!nl && !p->end)
			return;
		used = nl ? (size_t)(nl - p->typed.p) + 1 : p->typed.len;
		line = xstrndup(p->typed.p, nl ? used - 1 : used);
		memmove(p->typed.p, p->typed.p + used, p->typed.len - used + 1);
		p->typed.len -= used;
		p->prompted = false;
		run_line(p, line);
		free(line);
		shell_draw(p->sh);
		if (!is_busy(p))
			print_news(p);
	}
}

/* Standard input may be a plain file, which cannot be watched: read when there is nothing else to do. */
static bool read_more(struct plain *p)
{
	char buf[4096];
	ssize_t n = read(STDIN_FILENO, buf, sizeof buf);

	if (n > 0)
		str_add(&p->typed, buf, (size_t)n);
	else if (n == 0)
		p->end = true;
	return n > 0 || n == 0 || (errno != EAGAIN && errno != EINTR);
}

int plain_run(struct shell *sh, FILE *out)
{
	struct plain p = {.sh = sh, .out = out, .is_tty = isatty(STDIN_FILENO)};

	if (sh->app->machine)
		fprintf(out, "%s: %zu states. help lists the commands.\n", sh->app->machine->name, sh->app->machine->n_states);
	for (;;) {
		loop_turn(sh->loop, is_busy(&p) ? 50 : 0);
		shell_draw(sh);
		print_news(&p);
		take_lines(&p);
		fflush(out);
		if (sh->quit || (p.end && !p.typed.len && !is_busy(&p)))
			break;
		if (is_busy(&p) || p.end)
			continue;
		if (p.is_tty && !p.prompted) {
			fputs("> ", out);
			fflush(out);
			p.prompted = true;
		}
		if (!memchr(str_get(&p.typed), '\n', p.typed.len) && !read_more(&p))
			break;
	}
	str_done(&p.typed);
	return 0;
}
