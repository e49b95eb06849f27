/* aslant history: an execution that was recorded elsewhere, looked at, replayed, or turned into something else. */
#include "cli/cli.h"
#include "cli/history_diff.h"
#include "cli/save.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/describe.h"
#include "app/narrate.h"
#include "app/record.h"
#include "app/run_answers.h"
#include "base/timefmt.h"
#include "history/timeline.h"

struct history_args {
	const char *file, *definition;
	const struct history_format *format;	/* NULL: the user interface, or text without a terminal */
	const char *diff;		/* the other execution; NULL: none */
	int64_t threshold_ms;
	bool replay, timeline;
	enum timeline_scale scale;
	int columns, open;
	bool ascii;
	struct save_wishes saves;
};

/* --- what can be printed --------------------------------------------------------------------------------------------------------------- */

static void print(const struct str *s)
{
	fwrite(str_get(s), 1, s->len, stdout);
}

/* A sentence an event. */
static int print_text(struct run *r)
{
	const struct event *first = history_at(r->history, 1);
	struct narrator n;
	struct str line = {0};

	narrator_init(&n, r->history, r->machine);
	for (int32_t id = 1; id <= run_last(r); id++) {
		char span[TIME_TEXT_SIZE];

		str_reset(&line);
		time_format_span(history_at(r->history, id)->at_ms - first->at_ms, span);
		str_addf(&line, "%5d %11s  ", (int)id, span);
		narrate_event(&n, id, 100, &line);
		str_addc(&line, '\n');
		print(&line);
	}
	str_done(&line);
	narrator_done(&n);
	return EXIT_GOOD;
}

static int print_json(struct run *r)
{
	struct execution_summary sum;
	struct str s = {0};

	run_summary(r, &sum);
	history_execution_print(&s, &sum, r->history);
	str_addc(&s, '\n');
	print(&s);
	str_done(&s);
	return EXIT_GOOD;
}

static int print_events(struct run *r)
{
	struct str s = {0};

	str_adds(&s, "{\"events\":[");
	history_events_print(&s, r->history);
	str_adds(&s, "]}\n");
	print(&s);
	str_done(&s);
	return EXIT_GOOD;
}

static int print_definition(struct run *r)
{
	printf("%s\n", r->machine->text);
	return EXIT_GOOD;
}

/* What cannot be given again goes to standard error. */
static int print_mocks(struct run *r)
{
	struct str gaps = {0}, s = {0};
	struct value *answers = run_answers(r, &gaps);

	json_print_pretty(&s, value_node(answers), 0);
	str_addc(&s, '\n');
	print(&s);
	for (char *line = gaps.len ? strtok(gaps.p, "\n") : NULL; line; line = strtok(NULL, "\n"))
		fprintf(stderr, "aslant history: %s\n", line);
	value_unref(answers);
	str_done(&gaps);
	str_done(&s);
	return EXIT_GOOD;
}

static const struct history_format {
	const char *name;
	int (*print)(struct run *r);
} formats[] = {
	{"text", print_text}, {"json", print_json}, {"events", print_events}, {"definition", print_definition}, {"mocks", print_mocks},
};

/* --- the replay --------------------------------------------------------------------------------------------------------------------------- */

/* What differs, a line each; the status says whether anything did. */
static int print_replay(struct run *r)
{
	const struct replay *p = r->record->replay;

	if (!p) {
		fprintf(stderr, "aslant history: %s cannot be replayed: there is no definition (give --definition)\n", r->record->origin);
		return EXIT_INVALID;
	}
	while (record_work(r, 100000))
		;
	for (size_t i = 0; i < p->differences.n; i++) {
		const struct replay_difference *d = &p->differences.v[i];

		if (d->event)
			printf("#%d %s: %s\n", (int)d->event, event_text(history_at(r->history, d->event)), d->text);
		else
			printf("at the end: %s\n", d->text);
	}
	printf("%s\n", r->record->verdict);
	if (p->differences.n)
		return EXIT_FAILED;
	return p->why ? EXIT_INVALID : EXIT_GOOD;
}

/* --- the timeline ------------------------------------------------------------------------------------------------------------------------- */

#define OPEN_DEFAULT 20			/* more iterations than that stay folded */

static int print_timeline(const struct history_args *a, struct run *r)
{
	struct timeline *tl = timeline_new(r->machine);
	struct str out = {0};

	while (timeline_extend(tl, r->history, INT32_MAX))
		continue;
	timeline_set_now(tl, 0);
	timeline_set_scale(tl, a->scale);
	timeline_open_all(tl, a->open < 0 ? OPEN_DEFAULT : (size_t)a->open);
	timeline_print(tl, a->columns ? a->columns : 100, a->ascii, &out);
	print(&out);
	str_done(&out);
	timeline_free(tl);
	return EXIT_GOOD;
}

/* --- arguments ------------------------------------------------------------------------------------------------------------------------------- */

static const struct cli_command *self(void)
{
	for (size_t i = 0; i < cli_n_commands; i++)
		if (cli_commands[i].fn == cmd_history)
			return &cli_commands[i];
	return NULL;
}

static int usage(const char *what, const char *problem)
{
	fprintf(stderr, "aslant history: %s: %s (try --help)\n", what, problem);
	return EXIT_USAGE;
}

static int number(const char *v, int least, int most, int *out)
{
	char *end;
	long n = strtol(v, &end, 10);

	if (!*v || *end || n < least || n > most)
		return usage(v, "is no number that makes sense here");
	*out = (int)n;
	return EXIT_GOOD;
}

static int scale_option(struct history_args *a, const char *v)
{
	static const char *const words[TIMELINE_SCALES] = {[TIMELINE_TIME] = "time", [TIMELINE_GAPS] = "gaps", [TIMELINE_EVENTS] = "events"};

	a->timeline = true;
	for (int i = 0; v && i < TIMELINE_SCALES; i++)
		if (strcmp(v, words[i]) == 0) {
			a->scale = (enum timeline_scale)i;
			return EXIT_GOOD;
		}
	return v ? usage(v, "is none of time, gaps, events") : EXIT_GOOD;
}

static int format_option(struct history_args *a, const char *v)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (strcmp(v, formats[i].name) == 0)
			a->format = &formats[i];
	return a->format ? EXIT_GOOD : usage(v, "is none of its formats");
}

static int charset_option(struct history_args *a, const char *v)
{
	a->ascii = strcmp(v, "ascii") == 0;
	return a->ascii || strcmp(v, "unicode") == 0 ? EXIT_GOOD : usage(v, "is neither unicode nor ascii");
}

static int option(struct history_args *a, const char *name, const char *v)
{
	if (strcmp(name, "definition") == 0)
		a->definition = v;
	else if (strcmp(name, "replay") == 0)
		a->replay = true;
	else if (strcmp(name, "diff") == 0)
		a->diff = v;
	else if (strcmp(name, "threshold") == 0)
		return history_threshold(v, &a->threshold_ms) ? EXIT_GOOD : usage(v, "a threshold is seconds, or none");
	else if (strcmp(name, "timeline") == 0)
		return scale_option(a, v);
	else if (strcmp(name, "charset") == 0)
		return charset_option(a, v);
	else if (strcmp(name, "columns") == 0)
		return number(v, 20, 4000, &a->columns);
	else if (strcmp(name, "open") == 0)
		return number(v, 0, 1000000, &a->open);
	else if (strcmp(name, "save") == 0)
		return save_wish_add(&a->saves, "aslant history", v) ? EXIT_GOOD : EXIT_USAGE;
	else if (strcmp(name, "export") == 0)
		VEC_PUSH(&a->saves.list, ((struct save_wish){SAVE_HISTORY, v}));
	else if (strcmp(name, "as") == 0) {
		struct save_wish wish = {0};

		if (!save_kind_arg("aslant history", v, &wish.kind))
			return EXIT_USAGE;
		VEC_PUSH(&a->saves.list, wish);
	} else {
		return format_option(a, v);
	}
	return EXIT_GOOD;
}

static int parse(struct history_args *a, int argc, char **argv)
{
	struct cli_args args = {.options = self()->options, .argc = argc, .argv = argv, .at = 1};
	int row, status;

	while ((row = cli_next(&args)) != CLI_END) {
		if (row == CLI_BAD)
			return EXIT_USAGE;
		if (row == CLI_WORD) {
			if (a->file)
				return usage(args.word, "one FILE only");
			a->file = args.word;
			continue;
		}
		status = option(a, args.options[row].name, args.value);
		if (status)
			return status;
	}
	if (a->diff && a->format && a->format->print != print_text && a->format->print != print_json)
		return usage("--diff", "goes with --format text or json");
	return a->file ? EXIT_GOOD : usage("FILE", "which one?");
}

/* On a terminal one looks at it. */
static int open_ui(const struct history_args *a)
{
	char *argv[] = {(char *)(uintptr_t)"", (char *)(uintptr_t)"--definition", (char *)(uintptr_t)a->definition, (char *)(uintptr_t)a->file};

	if (a->definition)
		return cmd_ui(4, argv);
	argv[1] = argv[3];
	return cmd_ui(2, argv);
}

/* NULL: *status says why, and it has been said. */
static struct run *open_one(const struct record_options *o, int *status)
{
	struct err e;
	struct run *r = record_open(o, &e);

	if (!r) {
		fprintf(stderr, "aslant history: %s\n", e.msg);
		*status = e.code == ERR_NOT_FOUND || e.code == ERR_IO ? EXIT_HOST : EXIT_INVALID;
		return NULL;
	}
	for (size_t i = 0; i < r->record->notes.n; i++)
		fprintf(stderr, "aslant history: %s\n", r->record->notes.v[i]);
	return r;
}

/* The other one is of the same definition, unless it brings its own, or has other states. */
static int print_diff(const struct history_args *a, const struct run *left, const struct workspace *w)
{
	struct record_options o = {.path = a->diff, .open = left->machine, .workspace = w};
	int status = EXIT_GOOD;
	struct run *right;

	if (str_is(a->definition, "none"))
		o.definition = a->definition;
	right = open_one(&o, &status);
	if (right)
		status = history_diff_print(left, right, a->threshold_ms, a->format && a->format->print == print_json);
	run_free(right);
	return status;
}

static int save(const struct history_args *a, struct run *r)
{
	struct err e;
	struct loop *l = loop_new(&e);
	int status;

	if (!l) {
		fprintf(stderr, "aslant history: %s\n", e.msg);
		return EXIT_HOST;
	}
	status = save_all(&a->saves, "aslant history", l, r, r->machine->file != NULL);
	loop_free(l);
	return status;
}

int cmd_history(int argc, char **argv)
{
	struct history_args a = {.threshold_ms = COMPARE_THRESHOLD_MS, .open = -1};
	struct workspace w = {0};
	struct record_options o = {.workspace = &w};
	struct run *r;
	struct err e;
	int status = parse(&a, argc, argv);

	if (status)
		return status;
	if (!a.format && !a.replay && !a.diff && !a.timeline && !a.saves.list.n && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && strcmp(a.file, "-") != 0)
		return open_ui(&a);
	o.path = a.file;
	o.definition = a.definition;
	if (!a.definition && !workspace_open(".", &w, &e))
		w = (struct workspace){0};
	r = open_one(&o, &status);
	if (r && a.diff)
		status = print_diff(&a, r, &w);
	else if (r && a.saves.list.n)
		status = save(&a, r);
	else if (r)
		status = a.replay ? print_replay(r) : a.timeline ? print_timeline(&a, r) : (a.format ? a.format : &formats[0])->print(r);
	workspace_done(&w);
	run_free(r);
	VEC_DONE(&a.saves.list);
	return status;
}
