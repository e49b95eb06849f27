/* aslant run: an execution without UI. */
#include "cli/cli.h"
#include "cli/run_children.h"
#include "cli/save.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "app/backends.h"
#include "app/config.h"
#include "app/describe.h"
#include "app/run.h"
#include "asl/source.h"
#include "asl/diag.h"
#include "asl/form.h"
#include "asl/jackson.h"
#include "base/timefmt.h"
#include "loop/loop.h"
#include "task/mock.h"

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_NDJSON };

struct run_args {
	char *file, *in_address;		/* FILE#NAME in two */
	const char *machine, *mocks, *mock_case, *functions, *s3, *type;
	struct session_options session;
	struct value *variables, *context;
	struct http_routes routes;
	enum format format;
	const char *children;
	bool quiet, stats, progress;
	struct save_wishes saves;
};

static const struct cli_command *self(void)
{
	for (size_t i = 0; i < cli_n_commands; i++)
		if (cli_commands[i].fn == cmd_run)
			return &cli_commands[i];
	return NULL;
}

static int usage(const char *what, const char *problem)
{
	fprintf(stderr, "aslant run: %s: %s (try --help)\n", what, problem);
	return EXIT_USAGE;
}

/* --- printing ----------------------------------------------------------------------------------------------------- */

static void print_rejected(enum format f, const char *code, const char *message)
{
	struct str s = {0};

	if (f == FORMAT_TEXT)
		return;
	str_adds(&s, "{\"rejected\":{\"code\":");
	json_print_string(&s, code);
	str_adds(&s, ",\"message\":");
	json_print_string(&s, message);
	str_adds(&s, "}}\n");
	fwrite(s.p, 1, s.len, stdout);
	str_done(&s);
}

static void print_event_text(const struct event *ev, const struct asl_machine *m, int64_t start_ms)
{
	struct str s = {0};
	char span[TIME_TEXT_SIZE];

	time_format_span(ev->at_ms - start_ms, span);
	str_addf(&s, "%5d %11s  %-24s ", ev->id, span, event_text(ev));
	describe_text(&s, describe_event_state(ev, m), 28);
	str_adds(&s, "  ");
	describe_event(&s, ev, m);
	while (s.len && s.p[s.len - 1] == ' ')
		s.p[--s.len] = '\0';
	puts(s.p);
	str_done(&s);
}

static void print_event_json(const struct event *ev)
{
	struct str s = {0};

	history_event_print(&s, ev);
	str_addc(&s, '\n');
	fwrite(s.p, 1, s.len, stdout);
	str_done(&s);
}

static void print_new_events(const struct run_args *a, const struct session *s, struct progress *p, size_t *printed)
{
	const struct history *h = session_history(s);

	if (*printed < h->events.n)
		progress_clear(p);

	for (; *printed < h->events.n; ++*printed) {
		const struct event *ev = &h->events.v[*printed];

		if (a->format == FORMAT_NDJSON)
			print_event_json(ev);
		else if (a->format == FORMAT_TEXT && !a->quiet)
			print_event_text(ev, session_machine(s), session_start_ms(s));
	}
}

static void print_end_text(const struct execution_summary *x)
{
	struct str s = {0};

	str_addf(&s, "%s after ", exec_status_text(x->status));
	describe_duration(&s, x->stop_ms ? x->stop_ms - x->start_ms : 0);
	if (x->error) {
		str_adds(&s, "  ");
		describe_text(&s, x->error, 200);
	}
	if (x->cause) {
		str_adds(&s, "\ncause   ");
		describe_text(&s, x->cause, 2000);
	}
	if (x->output) {
		str_adds(&s, "\noutput  ");
		describe_text(&s, value_text(x->output), 2000);
	}
	puts(s.p);
	str_done(&s);
}

static void print_end(const struct run_args *a, struct run *r)
{
	struct execution_summary x;
	struct str s = {0};

	run_summary(r, &x);
	if (a->format == FORMAT_TEXT) {
		print_end_text(&x);
		return;
	}
	history_execution_print(&s, &x, a->format == FORMAT_JSON ? r->history : NULL);
	str_addc(&s, '\n');
	fwrite(s.p, 1, s.len, stdout);
	str_done(&s);
}

/* --- running ------------------------------------------------------------------------------------------------------ */

struct drive {
	struct loop *loop;
	struct session *session;
	struct loop_timer *timer;
	const struct run_args *args;
	struct progress progress;
	size_t printed;
};

/* Called by the loop in every turn: true while more can be done at once. */
static bool turn(void *ctx)
{
	struct drive *d = ctx;
	int64_t wait_us = session_turn(d->session, time_mono_us(), 10000);

	print_new_events(d->args, d->session, &d->progress, &d->printed);
	progress_show(&d->progress, d->session, time_mono_us());
	if (session_is_over(d->session) || session_blocked(d->session) || (wait_us < 0 && session_stuck(d->session))) {
		loop_stop(d->loop);
		return false;
	}
	if (wait_us > 0)
		loop_timer_start(d->timer, (wait_us + 999) / 1000, 0);
	return wait_us == 0;
}

static void on_timer(void *ctx)
{
	(void)ctx;	/* that the loop turns is enough: turn() follows */
}

static void on_stop_signal(void *ctx, int signum)
{
	struct drive *d = ctx;

	(void)signum;
	session_stop(d->session, NULL, "Stopped by a signal");
}

/* The state is of m, which is in a file of its own where a template names one (DefinitionUri), or is nested. */
static int not_answered(const struct run_args *a, const struct asl_machine *m, const struct asl_state *st, const char *why)
{
	const char *file = m->file ? m->file : a->file;

	fprintf(stderr, "%s:%u:%u: error: state \"%s\": %s\n", file, st ? st->span.line : 0, st ? st->span.col : 0,
		st ? st->name : "?", why);
	return EXIT_HOST;
}

static int exit_status(const struct run_args *a, const struct session *s)
{
	const struct session_blocked *b = session_blocked(s);
	const struct asl_state *stuck = session_stuck(s);

	if (b)
		return not_answered(a, b->machine ? b->machine : session_machine(s), b->state, *b->reason ? b->reason
			: "nothing answers for this task (give --mocks, or a function of that name)");
	if (stuck)
		return not_answered(a, session_machine(s), stuck, stuck->resource.pattern == ASL_WAIT_TOKEN
			? "waits for its task token, which nobody sends back (give --mocks), and no timeout ends it"
			: "is never answered, and no timeout ends it");
	return engine_status(session_engine(s)) == EXEC_SUCCEEDED ? EXIT_GOOD : EXIT_FAILED;
}

static bool add_mocks(struct dispatch *d, struct loop *loop, const struct run_args *a, const char *machine,
	struct task_backend **mock, struct err *e)
{
	if (!a->mocks)
		return true;
	*mock = mock_backend_new(loop, &(struct mock_options){.path = a->mocks, .machine = machine, .test_case = a->mock_case}, e);
	if (!*mock)
		return false;
	dispatch_add_take(d, *mock);
	return true;
}

/* What else answers: functions, the services done here. A definition from standard input has no folder. */
static bool add_backends(struct dispatch *d, struct loop *loop, const struct run_args *a, const struct asl_machine *m, struct backends *out,
	struct err *e)
{
	char *dir = strcmp(a->file, "-") != 0 ? path_dir(a->file) : NULL;
	struct backends_options o = {.dir = dir, .functions = a->functions, .s3 = a->s3, .routes = &a->routes,
		.lent = m->origin->functions, .seed = a->session.engine.seed + 1};
	bool ok;

	if (a->functions && !file_exists(a->functions))
		ok = err_set(e, ERR_NOT_FOUND, "%s: no such file", a->functions);
	else if (a->s3 && !dir_exists(a->s3))
		ok = err_set(e, ERR_NOT_FOUND, "%s: no such folder", a->s3);
	else
		ok = backends_add(d, loop, &o, out, e);
	free(dir);
	return ok;
}

static void print_stats(const struct session *s, int64_t us)
{
	struct session_totals t;

	session_totals(s, &t);
	fprintf(stderr, "aslant: %llu transitions, %llu events in %.3f ms: %.0f transitions a second\n", (unsigned long long)t.transitions,
		(unsigned long long)t.events, (double)us / 1000.0, us ? (double)t.transitions * 1e6 / (double)us : 0.0);
	if (t.executions)
		fprintf(stderr, "aslant: %zu more executions were started by it\n", t.executions);
}

static void print_report(void *ctx, const char *line)
{
	(void)ctx;
	fprintf(stderr, "%s\n", line);
}

/* What it came to, as something else; the execution's own failure counts for more than that. */
static int save(const struct run_args *a, struct loop *l, struct run *r, int status)
{
	int saved;

	loop_work(l, NULL, NULL);
	r->stored.options.variables = value_ref(a->variables);
	r->stored.options.context = value_ref(a->context);
	saved = save_all(&a->saves, "aslant run", l, r, strcmp(a->file, "-") != 0);
	return saved ? saved : status;
}

static int execute(struct run_args *a, struct asl_machine *m, struct value *input)
{
	struct drive d = {.args = a};
	struct task_backend *mock = NULL;
	struct backends backends = {0};
	struct children_file *children = NULL;
	struct loop_signal *interrupt = NULL, *terminate = NULL;
	struct run *run = NULL;
	struct err e = {0};
	int status = EXIT_HOST;
	int64_t begun;

	d.loop = loop_new(&e);
	if (!d.loop)
		goto out;
	a->session.dispatch = dispatch_new();
	a->session.machine = m;
	a->session.input = input;
	if (!add_mocks(a->session.dispatch, d.loop, a, m->name, &mock, &e) ||
	    !add_backends(a->session.dispatch, d.loop, a, m, &backends, &e))
		goto out;
	a->session.s3 = backends.s3;
	d.session = session_new(&a->session, &e);
	if (!d.session)
		goto out;
	run = run_new_take(d.session);
	progress_init(&d.progress, a->progress);
	if (a->children) {
		children = children_file_open(a->children, &e);
		if (!children)
			goto out;
		children_file_watch(children, d.session);
	}
	d.timer = loop_timer_new(d.loop, on_timer, &d);
	interrupt = loop_signal_new(d.loop, SIGINT, on_stop_signal, &d, &e);
	terminate = loop_signal_new(d.loop, SIGTERM, on_stop_signal, &d, &e);
	loop_work(d.loop, turn, &d);
	begun = time_mono_us();
	loop_run(d.loop);
	progress_clear(&d.progress);
	if (a->stats)
		print_stats(d.session, time_mono_us() - begun);
	status = exit_status(a, d.session);
	if (status != EXIT_HOST)
		print_end(a, run);
	if (mock)
		mock_backend_report(mock, print_report, NULL);
	if (a->saves.list.n && status != EXIT_HOST)
		status = save(a, d.loop, run, status);
out:
	if (e.code)
		fprintf(stderr, "aslant run: %s\n", e.msg);
	run_free(run);
	if (!children_file_close(children, &e)) {
		fprintf(stderr, "aslant run: %s\n", e.msg);
		status = EXIT_HOST;
	}
	dispatch_free(a->session.dispatch);
	backends_done(&backends);
	loop_timer_free(d.timer);
	loop_signal_free(interrupt);
	loop_signal_free(terminate);
	loop_free(d.loop);
	return status;
}

/* --- arguments ---------------------------------------------------------------------------------------------------- */

static bool number_arg(const char *text, int64_t lo, int64_t hi, int64_t *out)
{
	char *end;
	long long v = strtoll(text, &end, 10);

	if (!*text || *end || v < lo || v > hi)
		return false;
	*out = v;
	return true;
}

static int value_option(const char *name, const char *text, struct value **out)
{
	struct err e;

	value_unref(*out);
	*out = cli_json_arg(text, &e);
	if (*out)
		return EXIT_GOOD;
	fprintf(stderr, "aslant run: --%s: %s\n", name, e.msg);
	return e.code == ERR_NOT_FOUND || e.code == ERR_IO ? EXIT_HOST : EXIT_USAGE;
}

static int option(struct run_args *a, const char *name, const char *v, const char **input)
{
	struct err e;
	int64_t n;

	if (strcmp(name, "input") == 0)
		*input = v;
	else if (strcmp(name, "endpoint") == 0 && !backends_route_option(&a->routes, v, &e))
		return usage("--endpoint", e.msg);
	else if (strcmp(name, "endpoint") == 0)
		return EXIT_GOOD;
	else if (strcmp(name, "mocks") == 0)
		a->mocks = v;
	else if (strcmp(name, "case") == 0)
		a->mock_case = v;
	else if (strcmp(name, "functions") == 0)
		a->functions = v;
	else if (strcmp(name, "s3") == 0)
		a->s3 = v;
	else if (strcmp(name, "machine") == 0)
		a->machine = v;
	else if (strcmp(name, "name") == 0)
		a->session.engine.name = v;
	else if (strcmp(name, "children") == 0)
		a->children = v;
	else if (strcmp(name, "save") == 0)
		return save_wish_add(&a->saves, "aslant run", v) ? EXIT_GOOD : EXIT_USAGE;
	else if (strcmp(name, "progress") == 0)
		a->progress = true;
	else if (strcmp(name, "quiet") == 0)
		a->quiet = true;
	else if (strcmp(name, "stats") == 0)
		a->stats = true;
	else if (strcmp(name, "variables") == 0)
		return value_option(name, v, &a->variables);
	else if (strcmp(name, "context") == 0)
		return value_option(name, v, &a->context);
	else if (strcmp(name, "clock") == 0 && (strcmp(v, "virtual") == 0 || strcmp(v, "real") == 0))
		a->session.speed = v[0] == 'r' ? 1 : SPEED_JUMP;
	else if (strcmp(name, "now") == 0 && time_parse(v, &a->session.start_ms, NULL))
		return EXIT_GOOD;
	else if (strcmp(name, "type") == 0 && (strcmp(v, "STANDARD") == 0 || strcmp(v, "EXPRESS") == 0))
		a->type = v;
	else if (strcmp(name, "format") == 0 && strcmp(v, "text") == 0)
		a->format = FORMAT_TEXT;
	else if (strcmp(name, "format") == 0 && strcmp(v, "json") == 0)
		a->format = FORMAT_JSON;
	else if (strcmp(name, "format") == 0 && strcmp(v, "ndjson") == 0)
		a->format = FORMAT_NDJSON;
	else if (strcmp(name, "seed") == 0 && number_arg(v, 0, INT64_MAX, &n))
		a->session.engine.seed = (uint64_t)n;
	else if (strcmp(name, "max-events") == 0 && number_arg(v, 0, INT64_MAX, &n))
		a->session.engine.max_events = n ? n : -1;
	else
		return usage(name, "that is not one of its values");
	return EXIT_GOOD;
}

static int parse(struct run_args *a, int argc, char **argv, const char **input)
{
	struct cli_args args = {.options = self()->options, .argc = argc, .argv = argv, .at = 1};
	int row, status;

	while ((row = cli_next(&args)) != CLI_END) {
		if (row == CLI_BAD)
			return EXIT_USAGE;
		if (row == CLI_WORD) {
			if (a->file)
				return usage(args.word, "one FILE only");
			if (asl_address_split(args.word, &a->file, &a->in_address))
				a->machine = a->in_address;
			continue;
		}
		status = option(a, args.options[row].name, args.value, input);
		if (status)
			return status;
	}
	return a->file ? EXIT_GOOD : usage("FILE", "which one?");
}

static void print_diagnostics(const struct run_args *a, const struct asl_machine *m)
{
	for (size_t i = 0; i < m->diags->list.n; i++) {
		char *line = diag_line(&m->diags->list.v[i], m->file ? m->file : a->file);

		fprintf(stderr, "%s\n", line);
		free(line);
	}
}

/* A text with comments or trailing commas is run, and what is wrong with it told; a placeholder that is needed has to have a value. */
static bool may_run(const struct run_args *a, const struct asl_machine *m)
{
	struct err e;

	if (!m->valid)
		print_diagnostics(a, m);
	if (asl_machine_can_run(m, &e))
		return true;
	fprintf(stderr, "aslant run: %s\n", e.msg);
	print_rejected(a->format, "InvalidDefinition", e.msg);
	return false;
}

static int reject_definition(const struct run_args *a, const struct asl_machine *m)
{
	char *message = diag_rejection(m->diags);

	print_diagnostics(a, m);
	print_rejected(a->format, "InvalidDefinition", message ? message : "Invalid State Machine Definition");
	free(message);
	return EXIT_INVALID;
}

/* What programs read tells what AWS does; for a person a run goes on where nothing is wrong but comments and trailing commas. */
static bool is_refused(const struct run_args *a, const struct asl_machine *m)
{
	return !m->runnable || (a->format != FORMAT_TEXT && !m->valid);
}

/* StartExecution's refusal of a text that is no JSON, in the service's words. */
static char *input_refusal(const char *text, size_t len, const struct err *e)
{
	struct jackson_error j;
	char *message;

	if (!len)
		return xstrdup("Invalid State Machine Execution Input: 'Invalid execution input.'");
	if (!jackson_explain(text, len, &j))
		return xasprintf("Invalid State Machine Execution Input: '%s'", e->msg);
	message = xasprintf("Invalid State Machine Execution Input: '%s'", j.message);
	jackson_done(&j);
	return message;
}

/* The input's text: given here, or a file's. */
static struct value *read_input(const struct run_args *a, const char *text, int *status)
{
	char *data = NULL, *message;
	size_t len;
	struct value *v;
	struct err e;

	if (text[0] == '@' && !file_read(text + 1, (size_t)64 << 20, &data, &len, &e)) {
		fprintf(stderr, "aslant run: %s\n", e.msg);
		*status = EXIT_HOST;
		return NULL;
	}
	if (!data) {
		data = xstrdup(text);
		len = strlen(text);
	}
	v = value_parse(data, len, &e);
	if (!v) {
		message = input_refusal(data, len, &e);
		fprintf(stderr, "aslant run: --input:%u:%u: %s\n", e.span.line, e.span.col, e.msg);
		print_rejected(a->format, "InvalidExecutionInput", message);
		free(message);
		*status = EXIT_INVALID;
	}
	free(data);
	return v;
}

/* Standard or Express: as the option says, else aslant.json. */
static bool find_type(struct run_args *a, struct err *e)
{
	bool piped = strcmp(a->file, "-") == 0;
	char *dir = piped || a->type ? NULL : path_dir(a->file), *name = a->machine ? xstrdup(a->machine) : asl_file_machine_name(a->file);
	struct config c;
	bool ok = config_read(dir, &c, e);

	a->session.engine.express = a->type ? a->type[0] == 'E' : ok && config_is_express(&c, name);
	if (ok)
		config_done(&c);
	free(dir);
	free(name);
	return ok;
}

int cmd_run(int argc, char **argv)
{
	struct run_args a = {.session = {.start_ms = time_wall_ms(), .speed = SPEED_JUMP}};
	const char *input_text = "{}";
	struct asl_machine *m = NULL;
	struct value *input = NULL;
	struct err e;
	int status = parse(&a, argc, argv, &input_text);

	if (status)
		goto out;
	a.session.engine.variables = a.variables;
	a.session.engine.context = a.context;
	if (!find_type(&a, &e)) {
		fprintf(stderr, "aslant run: %s\n", e.msg);
		status = EXIT_HOST;
		goto out;
	}
	m = cli_load_machine("aslant run", a.file, &(struct asl_options){.express = a.session.engine.express, .machine = a.machine}, &status);
	if (!m)
		goto out;
	a.session.engine.express |= !a.type && m->express;		/* the template says so */
	if (is_refused(&a, m)) {
		status = reject_definition(&a, m);
		goto out;
	}
	if (!may_run(&a, m)) {
		status = EXIT_INVALID;
		goto out;
	}
	input = read_input(&a, input_text, &status);
	if (input)
		status = execute(&a, m, input);
out:
	asl_unref(m);
	value_unref(input);
	http_routes_done(&a.routes);
	VEC_DONE(&a.saves.list);
	value_unref(a.variables);
	value_unref(a.context);
	free(a.file);
	free(a.in_address);
	return status;
}
