/* aslant diff OLD NEW: two versions of a definition, as text or as one picture of both. Git may call it, too. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "asl/compare.h"
#include "base/textdiff.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "graph/graph.h"

#define MAX_FILE (4u << 20)
#define GIT_WORDS 7			/* path, old file, hash, mode, new file, hash, mode: a diff driver's */

enum form { FORM_TEXT, FORM_PICTURE, FORM_SUMMARY };
enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct request {
	enum form form;
	enum color color;
	bool ascii;
	size_t context;
	const char *words[GIT_WORDS];
	int n_words;
	const char *old, *new;		/* files */
	const char *old_name, *new_name;
};

struct version {
	char *text;
	size_t len;
	struct asl_machine *machine;	/* NULL with the form that does not need it */
};

/* --- options ------------------------------------------------------------------------------------------------------- */

static const struct cli_command *self(void)
{
	for (size_t i = 0; i < cli_n_commands; i++)
		if (cli_commands[i].fn == cmd_diff)
			return &cli_commands[i];
	return NULL;
}

static bool read_number(const char *value, size_t *out)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (*end || !*value || n < 0 || n > 1000000) {
		fprintf(stderr, "aslant diff: --context takes a number of lines, not \"%s\"\n", value);
		return false;
	}
	*out = (size_t)n;
	return true;
}

static bool read_color(const char *value, enum color *out)
{
	static const char *const words[] = {[COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_is(words[i], value)) {
			*out = (enum color)i;
			return true;
		}
	fprintf(stderr, "aslant diff: --color takes auto, always or never, not \"%s\"\n", value);
	return false;
}

static bool read_option(struct request *r, const char *name, const char *value)
{
	if (str_is(name, "picture"))
		r->form = FORM_PICTURE;
	else if (str_is(name, "summary"))
		r->form = FORM_SUMMARY;
	else if (str_is(name, "ascii"))
		r->ascii = true;
	else if (str_is(name, "context"))
		return read_number(value, &r->context);
	else if (str_is(name, "color"))
		return read_color(value, &r->color);
	return true;
}

static bool choose_files(struct request *r)
{
	if (r->n_words == GIT_WORDS) {
		r->old_name = r->new_name = r->words[0];
		r->old = r->words[1];
		r->new = r->words[4];
		return true;
	}
	if (r->n_words != 2) {
		fputs("aslant diff: which two files? aslant diff OLD NEW (try --help)\n", stderr);
		return false;
	}
	r->old = r->old_name = r->words[0];
	r->new = r->new_name = r->words[1];
	return true;
}

static bool read_options(int argc, char **argv, struct request *r)
{
	struct cli_args args = {.options = self()->options, .argc = argc, .argv = argv, .at = 1};
	int row;

	while ((row = cli_next(&args)) != CLI_END) {
		if (row == CLI_BAD)
			return false;
		if (row != CLI_WORD) {
			if (!read_option(r, args.options[row].name, args.value))
				return false;
		} else if (r->n_words == GIT_WORDS) {
			fputs("aslant diff: two files only (try --help)\n", stderr);
			return false;
		} else {
			r->words[r->n_words++] = args.word;
		}
	}
	return choose_files(r);
}

/* --- text ---------------------------------------------------------------------------------------------------------- */

struct printer {
	struct str *out;
	bool color;
};

/* Text of a file must not drive the terminal: control characters are shown as symbols where there are colours, so on a terminal. */
static void add_safe(struct printer *p, const char *text, size_t len)
{
	size_t used;

	for (size_t i = 0; i < len; i += used) {
		uint32_t cp = utf8_next(text + i, len - i, &used);

		if (p->color && cp < 0x20 && cp != '\t')
			str_addf(p->out, "\xe2\x90%c", (char)(0x80 + cp));
		else if (p->color && (cp == 0x7f || (cp >= 0x80 && cp < 0xa0)))
			str_adds(p->out, "␡");
		else
			str_add(p->out, text + i, used);
	}
}

static void add_color(struct printer *p, const char *code)
{
	if (p->color)
		str_addf(p->out, "\x1b[%sm", code);
}

static void add_line(struct printer *p, const struct diff_line *l)
{
	static const char *const colors[] = {[LINE_SAME] = "0", [LINE_REMOVED] = "31", [LINE_ADDED] = "32"};

	if (l->change != LINE_SAME)
		add_color(p, colors[l->change]);
	str_addc(p->out, " -+"[l->change]);
	add_safe(p, l->text, l->from);
	if (l->to > l->from)
		add_color(p, "7");
	add_safe(p, l->text + l->from, l->to - l->from);
	if (l->to > l->from)
		add_color(p, "27");
	add_safe(p, l->text + l->to, l->len - l->to);
	if (l->change != LINE_SAME)
		add_color(p, "0");
	str_addc(p->out, '\n');
}

/* True: they differ. */
static bool print_text(const struct request *r, const struct version *a, const struct version *b, struct printer *p)
{
	struct text_diff d = {0};
	struct diff_hunk h;
	size_t at = 0;
	bool differ;

	text_diff_make(&d, a->text, a->len, b->text, b->len);
	differ = !text_diff_is_same(&d);
	if (differ) {
		add_color(p, "1");
		str_addf(p->out, "--- %s\n+++ %s\n", r->old_name, r->new_name);
		add_color(p, "0");
	}
	while (text_diff_hunk(&d, r->context, &at, &h)) {
		add_color(p, "36");
		diff_hunk_head(&h, p->out);
		add_color(p, "0");
		str_addc(p->out, '\n');
		for (size_t i = h.first; i < h.first + h.n; i++)
			add_line(p, &d.lines.v[i]);
	}
	text_diff_done(&d);
	return differ;
}

/* --- picture ------------------------------------------------------------------------------------------------------- */

static bool print_picture(const struct request *r, const struct asl_compare *c, struct printer *p, struct err *e)
{
	struct graph_options o = {.charset = r->ascii ? GRAPH_ASCII : GRAPH_UNICODE};
	enum asl_change *changes = NULL;
	struct asl_machine *both = asl_compare_union(c, &changes);
	struct picture *plain = both && both->n_states ? graph_draw(both, &o, e) : NULL, *marked = NULL;
	struct graph_marks *marks = NULL;
	bool ok = plain || !both || !both->n_states;

	if (plain) {
		marks = graph_marks_changes(plain, changes);
		marked = graph_mark(plain, marks);
		graph_text(p->out, marked);
	}
	graph_marks_free(marks);
	picture_free(marked);
	picture_free(plain);
	asl_unref(both);
	free(changes);
	return ok;
}

/* --- the whole ----------------------------------------------------------------------------------------------------- */

/* What git gives for a file that is not there (/dev/null) is an empty text. */
static bool read_version(const struct request *r, const char *file, struct version *v, struct err *e)
{
	if (!file_read(file, MAX_FILE, &v->text, &v->len, e))
		return false;
	if (r->form != FORM_TEXT)
		v->machine = v->len ? asl_load(file, e) : asl_parse("", 0, NULL, NULL);
	return r->form == FORM_TEXT || v->machine;
}

static void version_done(struct version *v)
{
	free(v->text);
	asl_unref(v->machine);
}

static bool print(const struct request *r, const struct version *a, const struct version *b, struct printer *p, bool *differ, struct err *e)
{
	struct asl_compare c = {0};
	bool ok = true;

	if (r->form == FORM_TEXT) {
		*differ = print_text(r, a, b, p);
		return true;
	}
	asl_compare(&c, a->machine, b->machine);
	*differ = !asl_compare_is_same(&c);
	if (r->form == FORM_PICTURE)
		ok = print_picture(r, &c, p, e);
	if (ok)
		asl_compare_print(&c, p->out);
	asl_compare_done(&c);
	return ok;
}

static bool has_colors(const struct request *r)
{
	const char *no = getenv("NO_COLOR");

	if (r->color != COLOR_AUTO)
		return r->color == COLOR_ALWAYS;
	return isatty(STDOUT_FILENO) && !(no && *no);
}

int cmd_diff(int argc, char **argv)
{
	struct request r = {.context = 3};
	struct version a = {0}, b = {0};
	struct str out = {0};
	struct printer p = {.out = &out};
	struct err e = {0};
	bool differ = false;
	int status = EXIT_HOST;

	if (!read_options(argc, argv, &r))
		return EXIT_USAGE;
	p.color = has_colors(&r);
	if (!read_version(&r, r.old, &a, &e) || !read_version(&r, r.new, &b, &e) || !print(&r, &a, &b, &p, &differ, &e))
		fprintf(stderr, "aslant diff: %s\n", e.msg);
	else if (fwrite(str_get(&out), 1, out.len, stdout) != out.len || fflush(stdout) != 0)
		fputs("aslant diff: cannot write the difference\n", stderr);
	else	/* a diff driver that says "different" is one that failed, for git */
		status = differ && r.n_words != GIT_WORDS ? EXIT_FAILED : EXIT_GOOD;
	version_done(&a);
	version_done(&b);
	str_done(&out);
	return status;
}
