#include "screens/saving.h"

#include <stdlib.h>
#include <string.h>

#include "app/run_answers.h"
#include "app/save_case.h"
#include "base/timefmt.h"
#include "screens/picture_marks.h"
#include "screens/walkthrough.h"

#define SLICE_US 6000			/* between two looks at the keyboard */
#define PICTURE_WAIT_US 10000
#define SLUG_COLS 8

const struct save_row save_rows[SAVE_KINDS] = {
	[SAVE_TEST] = {"test", 't', "a test case", "for aslant test", "tests", ".test.json"},
	[SAVE_MOCKS] = {"mocks", 'm', "mocks", "its tasks' answers", "mocks", ".json"},
	[SAVE_MARKDOWN] = {"markdown", 'w', "a walkthrough", "Markdown", NULL, ".md"},
	[SAVE_HTML] = {"html", 'h', "a walkthrough", "one HTML page", NULL, ".html"},
	[SAVE_CAST] = {"cast", 'c', "a walkthrough", "asciinema cast", NULL, ".cast"},
	[SAVE_HISTORY] = {"history", 'j', "the history", "AWS's JSON", NULL, ".history.json"},
	[SAVE_TEXT] = {"text", 'p', "the picture", "text", NULL, ".txt"},
	[SAVE_SVG] = {"svg", 's', "the picture", "SVG", NULL, ".svg"},
	[SAVE_DOT] = {"dot", 'd', "the picture", "DOT", NULL, ".dot"},
	[SAVE_MERMAID] = {"mermaid", 'r', "the picture", "Mermaid", NULL, ".mmd"},
};

bool save_kind_find(const char *name, enum save_kind *out)
{
	for (enum save_kind k = 0; k < SAVE_KINDS; k++)
		if (str_is(name, save_rows[k].name)) {
			*out = k;
			return true;
		}
	return false;
}

void save_kind_names(struct str *out)
{
	for (enum save_kind k = 0; k < SAVE_KINDS; k++)
		str_addf(out, "%s%s", !k ? "" : k + 1 < SAVE_KINDS ? ", " : " or ", save_rows[k].name);
}

/* Letters, digits and signs that every file system takes. */
static void add_slug(struct str *out, const char *text, size_t most)
{
	for (size_t n = 0; *text && n < most; text++) {
		bool plain = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') || (*text >= '0' && *text <= '9') || *text == '-' ||
			*text == '_';

		if (plain || (n && out->p[out->len - 1] != '-')) {
			str_addc(out, plain ? *text : '-');
			n++;
		}
	}
}

char *save_default_path(enum save_kind k, const char *dir, const struct asl_machine *m, const char *run_name)
{
	const struct save_row *row = &save_rows[k];
	char *folder = row->folder ? path_join(dir, row->folder) : xstrdup(dir), *path = NULL;
	struct str base = {0};

	add_slug(&base, m->name && *m->name ? m->name : "machine", 60);
	str_addc(&base, '-');
	add_slug(&base, run_name && *run_name ? run_name : "run", SLUG_COLS);
	for (int n = 1; !path; n++) {
		char *name = n == 1 ? xasprintf("%s%s", str_get(&base), row->end) : xasprintf("%s-%d%s", str_get(&base), n, row->end);

		path = path_join(folder, name);
		free(name);
		if (file_exists(path)) {
			free(path);
			path = NULL;
		}
	}
	str_done(&base);
	free(folder);
	return path;
}

/* --- work in pieces ------------------------------------------------------------------------------------------------- */

struct saving {
	struct saving_options o;
	char *path;
	struct str text, notes;
	struct graph_job *job;		/* of the picture; NULL: not wanted, or there */
	struct picture *picture;
	struct save_case *test;
	struct walk walk;
	bool walking;
};

static const struct walk_form *form_of(enum save_kind k)
{
	return k == SAVE_MARKDOWN ? &walk_markdown : k == SAVE_HTML ? &walk_html : k == SAVE_CAST ? &walk_cast : NULL;
}

static bool wants_picture(enum save_kind k)
{
	return form_of(k) || k == SAVE_TEXT || k == SAVE_SVG;
}

struct saving *saving_new(struct loop *l, const struct saving_options *o, struct err *e)
{
	struct saving *s = xcalloc(1, sizeof *s);
	struct save_case_options co = {.run = o->run, .machine_file = o->machine_file};
	bool ok = true;

	s->o = *o;
	s->path = xstrdup(o->path);
	if (!run_last(o->run))
		ok = err_set(e, ERR_USAGE, "nothing has happened yet in this execution");
	else if (o->kind == SAVE_TEST)
		ok = (s->test = save_case_new(l, &co, e)) != NULL;
	else if (wants_picture(o->kind) && (o->run->machine->n_states || o->kind != SAVE_MARKDOWN))
		ok = (s->job = graph_job_start(o->run->machine, &(struct graph_options){0}, e)) != NULL;
	if (ok)
		return s;
	saving_free(s);
	return NULL;
}

void saving_free(struct saving *s)
{
	struct str unused = {0};

	if (!s)
		return;
	if (s->walking) {
		s->walk.out = &unused;
		walk_end(&s->walk);
		str_done(&unused);
	}
	graph_job_cancel(s->job);
	picture_free(s->picture);
	save_case_free(s->test);
	str_done(&s->text);
	str_done(&s->notes);
	free(s->path);
	free(s);
}

const struct str *saving_text(const struct saving *s)
{
	return &s->text;
}

const char *saving_notes(const struct saving *s)
{
	return s->test ? save_case_notes(s->test) : str_get(&s->notes);
}

bool saving_holds(const struct saving *s)
{
	return !s->test || save_case_passes(s->test);
}

int saving_percent(const struct saving *s)
{
	return s->walking && s->walk.last ? (int)(100 * (int64_t)s->walk.at / s->walk.last) : 0;
}

/* --- what needs no time --------------------------------------------------------------------------------------------- */

static void print_mocks(struct saving *s)
{
	struct value *answers = run_answers(s->o.run, &s->notes);

	json_print_pretty(&s->text, value_node(answers), 0);
	str_addc(&s->text, '\n');
	value_unref(answers);
}

static void print_history(struct saving *s)
{
	struct execution_summary sum;

	run_summary(s->o.run, &sum);
	history_execution_print(&s->text, &sum, s->o.run->history);
	str_addc(&s->text, '\n');
}

static void print_picture(struct saving *s)
{
	struct view v = {0};
	struct graph_marks *marks;
	struct picture *marked;

	view_set(&v, s->o.run->at, -1);
	marks = picture_marks(s->picture, &v, run_now_ms(s->o.run));
	marked = graph_mark(s->picture, marks);
	if (s->o.kind == SAVE_SVG)
		graph_svg(&s->text, marked, marks);
	else
		graph_text(&s->text, marked);
	picture_free(marked);
	graph_marks_free(marks);
	view_done(&v);
}

static void print_graph(struct saving *s)
{
	struct graph_options o = {0};

	if (s->o.kind == SAVE_DOT)
		graph_dot(&s->text, s->o.run->machine, &o);
	else
		graph_mermaid(&s->text, s->o.run->machine, &o);
}

/* --- what does ------------------------------------------------------------------------------------------------------ */

static enum saving_state turn_test(struct saving *s, int64_t mono_us, int64_t *wait_us, struct err *e)
{
	if (!save_case_turn(s->test, mono_us, wait_us))
		return *wait_us > 0 ? SAVING_WAITS : SAVING_MORE;
	return save_case_print(s->test, s->path, s->o.into, &s->text, e) ? SAVING_DONE : SAVING_FAILED;
}

static enum saving_state turn_picture(struct saving *s, int64_t *wait_us, struct err *e)
{
	struct err why = {0};

	s->picture = graph_job_take(s->job, &why);
	if (!s->picture && why.code == ERR_NONE) {
		*wait_us = PICTURE_WAIT_US;
		return SAVING_WAITS;
	}
	graph_job_cancel(s->job);
	s->job = NULL;
	if (s->picture)
		return SAVING_MORE;
	err_set(e, why.code, "%s", why.msg);
	return SAVING_FAILED;
}

static enum saving_state turn_walk(struct saving *s)
{
	int64_t until = time_mono_us() + SLICE_US;

	if (!s->walking)
		walk_begin(&s->walk, s->o.run, s->picture, form_of(s->o.kind), &s->text);
	s->walking = true;
	while (walk_step(&s->walk))
		if (time_mono_us() > until)
			return SAVING_MORE;
	walk_end(&s->walk);
	s->walking = false;
	return SAVING_DONE;
}

enum saving_state saving_turn(struct saving *s, int64_t mono_us, int64_t *wait_us, struct err *e)
{
	*wait_us = 0;
	if (s->test)
		return turn_test(s, mono_us, wait_us, e);
	if (s->job)
		return turn_picture(s, wait_us, e);
	if (form_of(s->o.kind))
		return turn_walk(s);
	switch (s->o.kind) {
	case SAVE_MOCKS:
		print_mocks(s);
		break;
	case SAVE_HISTORY:
		print_history(s);
		break;
	case SAVE_TEXT:
	case SAVE_SVG:
		print_picture(s);
		break;
	default:
		print_graph(s);
		break;
	}
	return SAVING_DONE;
}
