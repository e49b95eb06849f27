/* aslant graph FILE: the picture of a definition, as text or for other programs, with the marks of an execution where one is given. What is
 * wrong with the definition goes to standard error. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asl/diag.h"
#include "cli/cli.h"
#include "graph/graph.h"
#include "history/coverage.h"
#include "history/decide.h"
#include "history/import.h"
#include "screens/coverage_marks.h"
#include "screens/picture_marks.h"

#define MAX_HISTORY (512 << 20)

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SVG, FORMAT_DOT, FORMAT_MERMAID };

/* The words of an option, in the order of its enum. */
static const char *const formats[] = { "text", "json", "svg", "dot", "mermaid", NULL };
static const char *const charsets[] = { "unicode", "ascii", NULL };
static const char *const styles[] = { "light", "heavy", "rounded", NULL };
static const char *const directions[] = { "TB", "LR", NULL };
static const char *const zooms[] = { "full", "compact", "dots", NULL };

struct request {
	int format, charset, style, direction, zoom;
	bool comments;
	const char *open;
	const char *machine, *file, *history;
	VEC(const char *) coverage;	/* histories */
	long at;			/* -1: the end */
};

static bool pick(const char *option, const char *const *words, const char *given, int *out)
{
	for (int i = 0; words[i]; i++)
		if (str_is(words[i], given)) {
			*out = i;
			return true;
		}
	fprintf(stderr, "aslant graph: --%s does not know \"%s\"; it takes", option, given);
	for (int i = 0; words[i]; i++)
		fprintf(stderr, "%s%s", i == 0 ? " " : words[i + 1] ? ", " : " or ", words[i]);
	fputc('\n', stderr);
	return false;
}

static bool pick_event(const char *given, long *out)
{
	char *end;

	*out = strtol(given, &end, 10);
	if (!*end && *given && *out >= 0 && *out <= INT32_MAX)
		return true;
	fprintf(stderr, "aslant graph: --at takes the number of an event, not \"%s\"\n", given);
	return false;
}

/* Is name one of the list's? Names are a state's name or its path. */
static bool listed(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = list; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncmp(at, name, len) == 0 && (at[len] == ',' || !at[len]))
			return true;
	}
	return false;
}

static bool is_open(void *ctx, const struct asl_state *s)
{
	const char *which = ctx;

	if (str_is(which, "all"))
		return true;
	return !str_is(which, "none") && (listed(which, s->name) || listed(which, s->path));
}

static const struct cli_command *self(void)
{
	for (size_t i = 0; i < cli_n_commands; i++)
		if (cli_commands[i].fn == cmd_graph)
			return &cli_commands[i];
	return NULL;
}

static bool read_option(const char *name, const char *value, struct request *r)
{
	const struct {
		const char *name;
		const char *const *words;
		int *out;
	} picks[] = {
		{ "format", formats, &r->format }, { "charset", charsets, &r->charset }, { "lines", styles, &r->style },
		{ "direction", directions, &r->direction }, { "zoom", zooms, &r->zoom },
	};

	for (size_t i = 0; i < ARRAY_LEN(picks); i++)
		if (str_is(picks[i].name, name))
			return pick(name, picks[i].words, value, picks[i].out);
	if (str_is(name, "open"))
		r->open = value;
	else if (str_is(name, "machine"))
		r->machine = value;
	else if (str_is(name, "comments"))
		r->comments = true;
	else if (str_is(name, "history"))
		r->history = value;
	else if (str_is(name, "coverage"))
		VEC_PUSH(&r->coverage, value);
	else if (str_is(name, "at"))
		return pick_event(value, &r->at);
	return true;
}

/* False: a message has been printed. */
static bool read_options(int argc, char **argv, struct request *r)
{
	struct cli_args args = { .options = self()->options, .argc = argc, .argv = argv, .at = 1 };
	int row;

	while ((row = cli_next(&args)) != CLI_END) {
		if (row == CLI_BAD || (row != CLI_WORD && !read_option(args.options[row].name, args.value, r)))
			return false;
		if (row != CLI_WORD)
			continue;
		if (r->file)
			fputs("aslant graph: one FILE only (try --help)\n", stderr);
		if (r->file)
			return false;
		r->file = args.word;
	}
	if (!r->file)
		fputs("aslant graph: which FILE? (try --help)\n", stderr);
	else if (r->at >= 0 && !r->history)
		fputs("aslant graph: --at needs --history\n", stderr);
	else if (r->history && r->coverage.n)
		fputs("aslant graph: --history or --coverage, not both\n", stderr);
	else
		return true;
	return false;
}

static void print_errors(const struct asl_machine *m, const char *file)
{
	for (size_t i = 0; i < m->diags->list.n; i++) {
		char *line;

		if (m->diags->list.v[i].severity != DIAG_ERROR)
			continue;
		line = diag_line(&m->diags->list.v[i], file);
		fprintf(stderr, "%s\n", line);
		free(line);
	}
}

/* --- an execution ------------------------------------------------------------------------------------------------- */

struct moment {
	struct imported x;
	struct projection *at;
	struct view view;
};

static bool moment_read(const struct request *r, struct asl_machine *m, struct moment *mo, struct err *e)
{
	char *text = NULL;
	size_t len;
	int32_t last;
	bool ok = file_read(r->history, MAX_HISTORY, &text, &len, e) && history_import(text, len, &mo->x, e);

	free(text);
	if (!ok)
		return err_prefix(e, r->history);
	for (size_t i = 0; i < mo->x.notes.n; i++)
		fprintf(stderr, "%s: %s\n", r->history, mo->x.notes.v[i]);
	history_link(&mo->x.history, m);
	history_decide(&mo->x.history, m);
	last = (int32_t)mo->x.history.events.n;
	mo->at = projection_new(m);
	projection_seek(mo->at, &mo->x.history, r->at < 0 || r->at > last ? last : (int32_t)r->at);
	view_set(&mo->view, mo->at, -1);
	return true;
}

static void moment_done(struct moment *mo)
{
	if (!mo->at)
		return;
	view_done(&mo->view);
	projection_free(mo->at);
	imported_done(&mo->x);
}

static int64_t moment_ms(const struct moment *mo)
{
	const struct event *ev = history_at(&mo->x.history, mo->at->cursor);

	return ev ? ev->at_ms : 0;
}

/* --- a coverage ---------------------------------------------------------------------------------------------------- */

static bool cover_one(struct coverage *c, const char *path, struct err *e)
{
	struct imported x = {0};
	char *text = NULL;
	size_t len;
	bool ok = file_read(path, MAX_HISTORY, &text, &len, e) && history_import(text, len, &x, e);

	free(text);
	if (!ok)
		return err_prefix(e, path);
	history_link(&x.history, c->machine);
	history_decide(&x.history, c->machine);
	coverage_add(c, &x.history);
	imported_done(&x);
	return true;
}

/* NULL with *ok where none is wanted. */
static struct coverage *coverage_read(const struct request *r, struct asl_machine *m, bool *ok, struct err *e)
{
	struct coverage *c = r->coverage.n ? coverage_new(m) : NULL;

	*ok = true;
	for (size_t i = 0; i < r->coverage.n && *ok; i++)
		*ok = cover_one(c, r->coverage.v[i], e);
	return c;
}

/* --- drawing ------------------------------------------------------------------------------------------------------ */

static void print_picture(struct str *out, const struct request *r, const struct picture *p, const struct asl_machine *m,
	const struct graph_marks *marks)
{
	if (r->format == FORMAT_JSON)
		graph_json(out, p, m, marks);
	else if (r->format == FORMAT_SVG)
		graph_svg(out, p, marks);
	else
		graph_text(out, p);
}

static bool export(struct str *out, const struct request *r, const struct asl_machine *m, const struct moment *mo, const struct coverage *c,
	struct err *e)
{
	struct graph_options o = {
		.charset = (enum graph_charset)r->charset, .direction = (enum graph_direction)r->direction, .zoom = (enum graph_zoom)r->zoom,
		.style = (enum graph_style)r->style, .comments = r->comments, .is_open = is_open, .ctx = (void *)(intptr_t)r->open,
	};
	struct graph_marks *marks = NULL;
	struct picture *p, *marked = NULL;

	if (r->format == FORMAT_DOT)
		graph_dot(out, m, &o);
	if (r->format == FORMAT_MERMAID)
		graph_mermaid(out, m, &o);
	if (r->format == FORMAT_DOT || r->format == FORMAT_MERMAID)
		return true;
	if (r->format == FORMAT_SVG)
		o.charset = GRAPH_UNICODE;
	p = graph_draw(m, &o, e);
	if (!p)
		return false;
	if (mo->at)
		marks = picture_marks(p, &mo->view, moment_ms(mo));
	else if (c)
		marks = coverage_marks(p, c);
	if (marks)
		marked = graph_mark(p, marks);
	print_picture(out, r, marked ? marked : p, m, marks);
	graph_marks_free(marks);
	picture_free(marked);
	picture_free(p);
	return true;
}

static int draw(const struct request *r, const struct asl_machine *m, const struct moment *mo, const struct coverage *c)
{
	struct str out = {0};
	struct err e = {0};
	int status = m->valid ? EXIT_GOOD : EXIT_INVALID;

	if (!export(&out, r, m, mo, c, &e)) {
		fprintf(stderr, "%s: %s\n", r->file, e.msg);
		status = m->valid ? EXIT_HOST : EXIT_INVALID;
	}
	if (fwrite(str_get(&out), 1, out.len, stdout) != out.len || fflush(stdout) != 0) {
		fputs("aslant graph: cannot write the picture\n", stderr);
		status = EXIT_HOST;
	}
	str_done(&out);
	return status;
}

int cmd_graph(int argc, char **argv)
{
	struct request r = { .open = "all", .at = -1 };
	struct moment mo = { .at = NULL };
	struct coverage *c = NULL;
	struct asl_machine *m;
	struct err e = {0};
	int status;
	bool ok;

	if (!read_options(argc, argv, &r)) {
		VEC_DONE(&r.coverage);
		return EXIT_USAGE;
	}
	m = cli_load_machine("aslant graph", r.file, &(struct asl_options){.machine = r.machine}, &status);
	if (!m) {
		VEC_DONE(&r.coverage);
		return status;
	}
	print_errors(m, m->file);
	c = coverage_read(&r, m, &ok, &e);
	if (!ok || (r.history && !moment_read(&r, m, &mo, &e))) {
		fprintf(stderr, "%s\n", e.msg);
		status = e.code == ERR_NOT_FOUND || e.code == ERR_IO ? EXIT_HOST : EXIT_FAILED;
	} else {
		status = draw(&r, m, &mo, c);
	}
	coverage_free(c);
	moment_done(&mo);
	asl_unref(m);
	VEC_DONE(&r.coverage);
	return status;
}
