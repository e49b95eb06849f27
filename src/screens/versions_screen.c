/*
 * The versions of the open machine: the text as it is now, and every definition that an execution of it ran. Two of them are held against
 * each other as text, as a list of states and transitions, or as one picture of both; an older one can be brought back, as a change that
 * undo takes back.
 */
#include "screens/versions_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app_document.h"
#include "asl/compare.h"
#include "asl/source.h"
#include "base/textdiff.h"
#include "base/timefmt.h"
#include "base/utf8.h"
#include "screens/command_impl.h"
#include "screens/picture_paint.h"
#include "screens/place.h"
#include "ui/glyph.h"

#define WIDE 100
#define LIST_COLS 44
#define CONTEXT 3
#define LOOK_MS 15

enum shows { SHOWS_TEXT, SHOWS_LIST, SHOWS_PICTURE };

struct version {
	int64_t id;			/* of the store; 0: the text as it is now */
	uint64_t hash;
	int64_t first_ms, last_ms, runs, failed;
	char *text;			/* read when it is needed; NULL: not yet */
};

struct shown_line {
	enum { SHOWN_HEAD, SHOWN_LINE, SHOWN_WORDS } kind;
	size_t index;			/* of the difference's lines */
	char *words;
};

struct versions_screen {
	struct shell *sh;
	VEC(struct version) versions;	/* the first is the text now */
	struct list list;
	size_t other;			/* the row that the selected one is held against */
	enum shows shows;
	size_t from, to;		/* rows of which the difference is made; SIZE_MAX: none yet */
	uint64_t now_hash;
	struct text_diff diff;
	struct asl_machine *a, *b, *both;
	VEC(struct shown_line) lines;
	size_t top;
	struct graph_job *job;
	struct loop_timer *timer;
	struct picture *plain, *marked;
	struct graph_marks *marks;
	enum asl_change *changes;
	int x, y;			/* of the picture's first cell that is seen */
};

static struct versions_screen *of(const struct screen *s)
{
	return s->data;
}

/* --- versions ------------------------------------------------------------------------------------------------------------- */

static void drop_versions(struct versions_screen *v)
{
	for (size_t i = 0; i < v->versions.n; i++)
		free(v->versions.v[i].text);
	v->versions.n = 0;
}

/* Is what runs other text than what is edited: a part of a file, or with values in place of placeholders? Versions are of what ran. */
static bool is_made(const struct app *a)
{
	return a->machine && a->machine->origin && !a->machine->origin->same;
}

static const char *text_now(const struct app *a, size_t *len)
{
	const struct document *d = is_made(a) ? NULL : app_document(a);

	*len = d ? d->len : a->machine ? a->machine->text_len : 0;
	return d ? d->text : a->machine ? a->machine->text : "";
}

/* The text of a version; NULL: it cannot be read, and the person has been told. */
static const char *text_of(struct versions_screen *v, size_t row, size_t *len)
{
	struct version *x = &v->versions.v[row];
	struct err e = {0};

	if (!x->id)
		return text_now(v->sh->app, len);
	if (!x->text)
		x->text = store_version_text(v->sh->app->store, x->id, &e);
	if (!x->text)
		app_note_err(v->sh->app, &e);
	*len = x->text ? strlen(x->text) : 0;
	return x->text;
}

static void read_versions(struct versions_screen *v)
{
	struct app *a = v->sh->app;
	struct store_versions stored = {0};
	struct err e = {0};
	size_t len;
	const char *now = text_now(a, &len);

	drop_versions(v);
	v->now_hash = hash_bytes(now, len, 0);
	*VEC_ADD(&v->versions) = (struct version){.hash = v->now_hash};
	if (a->store && a->machine && !store_version_list(a->store, a->machine->name, &stored, &e))
		app_note_err(a, &e);
	for (size_t i = 0; i < stored.list.n; i++) {
		const struct store_version *s = &stored.list.v[i];

		*VEC_ADD(&v->versions) = (struct version){.id = s->id, .hash = s->hash, .first_ms = s->first_ms, .last_ms = s->last_ms, .runs = s->runs,
			.failed = s->failed};
	}
	store_versions_done(&stored);
	list_set_rows(&v->list, v->versions.n);
}

/* --- the difference --------------------------------------------------------------------------------------------------------- */

static void drop_picture(struct versions_screen *v)
{
	graph_job_cancel(v->job);
	v->job = NULL;
	loop_timer_stop(v->timer);
	graph_marks_free(v->marks);
	picture_free(v->marked);
	picture_free(v->plain);
	asl_unref(v->both);
	free(v->changes);
	v->marks = NULL;
	v->marked = v->plain = NULL;
	v->both = NULL;
	v->changes = NULL;
	v->x = v->y = 0;
}

static void drop_difference(struct versions_screen *v)
{
	drop_picture(v);
	text_diff_done(&v->diff);
	v->diff = (struct text_diff){0};
	asl_unref(v->a);
	asl_unref(v->b);
	v->a = v->b = NULL;
	for (size_t i = 0; i < v->lines.n; i++)
		free(v->lines.v[i].words);
	v->lines.n = 0;
	v->top = 0;
	v->from = v->to = SIZE_MAX;
}

static void add_words(struct versions_screen *v, char *words)
{
	*VEC_ADD(&v->lines) = (struct shown_line){.kind = SHOWN_WORDS, .words = words};
}

static void make_text(struct versions_screen *v)
{
	struct diff_hunk h;
	size_t at = 0;

	while (text_diff_hunk(&v->diff, CONTEXT, &at, &h)) {
		struct str head = {0};

		diff_hunk_head(&h, &head);
		*VEC_ADD(&v->lines) = (struct shown_line){.kind = SHOWN_HEAD, .words = str_take(&head)};
		for (size_t i = h.first; i < h.first + h.n; i++)
			*VEC_ADD(&v->lines) = (struct shown_line){.kind = SHOWN_LINE, .index = i};
	}
}

static void make_list(struct versions_screen *v, const struct asl_compare *c)
{
	struct str text = {0};

	asl_compare_print(c, &text);
	for (const char *at = str_get(&text); *at; ) {
		size_t n = strcspn(at, "\n");

		add_words(v, xstrndup(at, n));
		at += n + (at[n] == '\n');
	}
	str_done(&text);
}

static void look(void *ctx);

static void begin_picture(struct versions_screen *v, const struct asl_compare *c)
{
	struct graph_options o = {.charset = surface_is_ascii(&v->sh->surface) ? GRAPH_ASCII : GRAPH_UNICODE};
	struct err e = {0};

	v->both = asl_compare_union(c, &v->changes);
	if (!v->both || !v->both->n_states) {
		add_words(v, xstrdup("there are no states to draw"));
		return;
	}
	v->job = graph_job_start(v->both, &o, &e);
	if (v->job)
		loop_timer_start(v->timer, LOOK_MS, LOOK_MS);
	else
		add_words(v, xstrdup(e.msg));
}

static void look(void *ctx)
{
	struct versions_screen *v = ctx;
	struct err e = {0};

	v->plain = v->job ? graph_job_take(v->job, &e) : NULL;
	if (!v->plain && e.code == ERR_NONE && v->job)
		return;
	loop_timer_stop(v->timer);
	graph_job_cancel(v->job);
	v->job = NULL;
	if (v->plain) {
		v->marks = graph_marks_changes(v->plain, v->changes);
		v->marked = graph_mark(v->plain, v->marks);
	} else {
		add_words(v, xstrdup(e.msg));
	}
	v->sh->screens.dirty = true;
}

static void make_difference(struct versions_screen *v, size_t from, size_t to)
{
	size_t a_len, b_len;
	const char *a = text_of(v, from, &a_len), *b = text_of(v, to, &b_len);
	struct asl_compare c = {0};

	drop_difference(v);
	v->from = from;
	v->to = to;
	if (!a || !b)
		return;
	if (v->shows == SHOWS_TEXT) {
		text_diff_make(&v->diff, a, a_len, b, b_len);
		make_text(v);
	} else {
		v->a = asl_parse(a, a_len, v->sh->app->machine->name, NULL);
		v->b = asl_parse(b, b_len, v->sh->app->machine->name, NULL);
		asl_compare(&c, v->a, v->b);
		if (v->shows == SHOWS_LIST)
			make_list(v, &c);
		else
			begin_picture(v, &c);
		asl_compare_done(&c);
	}
	if (v->shows != SHOWS_PICTURE && !v->lines.n)
		add_words(v, xstrdup(v->shows == SHOWS_TEXT ? "the texts are the same" : "states and transitions are the same"));
}

/* The older one of the two is what it was, the newer one what it became: rows go from new to old. */
static void follow(struct versions_screen *v)
{
	size_t row = list_row(&v->list), other = v->other, from, to;

	if (row == LIST_NONE)
		return;
	if (other >= v->versions.n)
		other = v->other = 0;
	from = row > other ? row : other;
	to = row > other ? other : row;
	if (from != v->from || to != v->to)
		make_difference(v, from, to);
}

/* --- rows -------------------------------------------------------------------------------------------------------------------- */

static void when(int64_t ms, char out[TIME_TEXT_SIZE])
{
	time_format(ms, out);
	if (strlen(out) > 16) {
		out[10] = ' ';		/* 2026-01-31 12:00 */
		out[16] = '\0';
	}
}

static void row_words(const struct versions_screen *v, size_t row, struct str *out)
{
	const struct version *x = &v->versions.v[row];
	char at[TIME_TEXT_SIZE];

	if (!x->id) {
		str_adds(out, app_is_unsaved(v->sh->app) ? "the text now, unsaved" : "the file now");
		return;
	}
	when(x->last_ms, at);
	str_addf(out, "%s  %lld run%s", at, (long long)x->runs, x->runs == 1 ? "" : "s");
	if (x->failed)
		str_addf(out, ", %lld failed", (long long)x->failed);
}

static void row_text(void *ctx, size_t row, struct str *out)
{
	row_words(ctx, row, out);
}

static void row_draw(void *ctx, size_t row, struct surface *sf, const char *needle)
{
	const struct versions_screen *v = ctx;
	const struct version *x = &v->versions.v[row];
	struct str text = {0};

	if (row == v->other)
		surface_put(sf, 0, 0, ST_CHANGED, "≠");
	row_words(v, row, &text);
	if (x->id && x->hash == v->now_hash)
		str_adds(&text, "  = now");
	surface_text_match(sf, 2, 0, sf->cols - 2, x->id ? ST_TEXT : ST_STRONG, str_get(&text), needle);
	str_done(&text);
}

static const struct list_ops list_ops = {.draw = row_draw, .text = row_text};

/* --- keys -------------------------------------------------------------------------------------------------------------------- */

static unsigned show(struct screen *s, enum shows what)
{
	of(s)->shows = what;
	drop_difference(of(s));
	follow(of(s));
	return AFTER_REDRAW;
}

static unsigned key_text(struct screen *s)
{
	return show(s, SHOWS_TEXT);
}

static unsigned key_list(struct screen *s)
{
	return show(s, SHOWS_LIST);
}

static unsigned key_picture(struct screen *s)
{
	return show(s, SHOWS_PICTURE);
}

static unsigned key_round(struct screen *s)
{
	return show(s, (enum shows)((of(s)->shows + 1) % 3));
}

static unsigned key_other(struct screen *s)
{
	struct versions_screen *v = of(s);
	size_t row = list_row(&v->list);

	if (row != LIST_NONE)
		v->other = row;
	follow(v);
	return AFTER_REDRAW;
}

static unsigned key_restore(struct screen *s)
{
	struct versions_screen *v = of(s);
	size_t row = list_row(&v->list), len;
	char at[TIME_TEXT_SIZE], *label;
	const char *text;
	struct err e = {0};

	if (row == LIST_NONE || !v->versions.v[row].id) {
		app_note(v->sh->app, NOTE_INFO, "this is the text as it is");
		return AFTER_REDRAW;
	}
	if (is_made(v->sh->app)) {
		app_note(v->sh->app, NOTE_ERROR, "what ran was made of the file (a template, or values of placeholders): it cannot come back by a key");
		return AFTER_REDRAW;
	}
	text = text_of(v, row, &len);
	if (!text)
		return AFTER_REDRAW;
	when(v->versions.v[row].last_ms, at);
	label = xasprintf("bring back the version of %s", at);
	if (app_edit_text(v->sh->app, text, len, label, &e))
		app_note(v->sh->app, NOTE_INFO, "the version of %s is back; z undoes that, Ctrl-S saves it", at);
	else
		app_note_err(v->sh->app, &e);
	free(label);
	return AFTER_UPDATE;
}

static void scroll(struct versions_screen *v, int dx, int dy)
{
	if (v->shows == SHOWS_PICTURE && v->plain) {
		v->x = v->x + dx < 0 ? 0 : v->x + dx >= v->plain->cols ? v->plain->cols - 1 : v->x + dx;
		v->y = v->y + dy < 0 ? 0 : v->y + dy >= v->plain->rows ? v->plain->rows - 1 : v->y + dy;
	} else if (dy < 0) {
		v->top = v->top > (size_t)-dy ? v->top - (size_t)-dy : 0;
	} else if (v->lines.n) {
		v->top = v->top + (size_t)dy < v->lines.n ? v->top + (size_t)dy : v->lines.n - 1;
	}
}

static unsigned key_down(struct screen *s)
{
	scroll(of(s), 0, 1);
	return AFTER_REDRAW;
}

static unsigned key_up(struct screen *s)
{
	scroll(of(s), 0, -1);
	return AFTER_REDRAW;
}

static unsigned key_page_down(struct screen *s)
{
	scroll(of(s), 0, s->rows / 2);
	return AFTER_REDRAW;
}

static unsigned key_page_up(struct screen *s)
{
	scroll(of(s), 0, -s->rows / 2);
	return AFTER_REDRAW;
}

static unsigned key_right(struct screen *s)
{
	scroll(of(s), 8, 0);
	return AFTER_REDRAW;
}

static unsigned key_left(struct screen *s)
{
	scroll(of(s), -8, 0);
	return AFTER_REDRAW;
}

static unsigned key_undo(struct screen *s)
{
	struct err e = {0};

	if (!app_undo(of(s)->sh->app, NULL, &e))
		app_note_err(of(s)->sh->app, &e);
	return AFTER_UPDATE;
}

static const struct place_key versions_keys[] = {
	{"v", "text/list/picture", "The difference as text, as a list of states, as one picture of both", key_round},
	{"<Enter> <Space>", "against", "Hold the others against this version", key_other},
	{"r", "bring back", "This version becomes the text, as a change that undo takes back", key_restore},
	{"z", "undo", "Take the last change back", key_undo},
	{"J <S-Down>", NULL, "Scroll the difference down", key_down},
	{"K <S-Up>", NULL, "Scroll it up", key_up},
	{"<PageDown> <C-d>", "scroll", "Half a page down", key_page_down},
	{"<PageUp> <C-u>", NULL, "Half a page up", key_page_up},
	{"L <S-Right>", NULL, "Scroll the picture to the right", key_right},
	{"H <S-Left>", NULL, "Scroll it to the left", key_left},
	{"t", NULL, "The difference as text", key_text},
	{"l", NULL, "The difference as a list", key_list},
	{"p", NULL, "The difference as a picture", key_picture},
	{"<Esc> q <C-c>", "close", "Back", place_key_close},
	{"?", "help", "These keys", place_key_help},
};

const struct place versions_place = {
	.keymap = "versions", .title = "Versions of the definition", .keys = versions_keys, .n = ARRAY_LEN(versions_keys),
};

/* --- drawing ------------------------------------------------------------------------------------------------------------------ */

/* Beside the list, or below it. */
static void places(const struct screen *s, int cols, int rows, int *list_cols, int *list_rows, int *x, int *y)
{
	int body = place_body_rows(rows), n = (int)of(s)->versions.n;

	if (cols >= WIDE) {
		*list_cols = LIST_COLS;
		*list_rows = body;
		*x = LIST_COLS + 1;
		*y = 0;
	} else {
		*list_cols = cols - 2;
		*list_rows = n < body / 3 ? n : body / 3;
		*list_rows = *list_rows > 0 ? *list_rows : 1;
		*x = 0;
		*y = *list_rows + 1;
	}
}

static void draw_diff_line(const struct versions_screen *v, struct surface *sf, int y, const struct diff_line *l)
{
	static const enum style styles[] = {[LINE_SAME] = ST_TEXT, [LINE_REMOVED] = ST_REMOVED, [LINE_ADDED] = ST_ADDED};
	static const char *const signs[] = {[LINE_SAME] = " ", [LINE_REMOVED] = "-", [LINE_ADDED] = "+"};
	enum style st = styles[l->change];
	char *line = xstrndup(l->text, l->len), *before = xstrndup(l->text, l->from), *inside = xstrndup(l->text + l->from, l->to - l->from);
	int at = 7 + utf8_width(before), w = utf8_width(inside);

	(void)v;
	surface_printf(sf, 0, y, ST_GUTTER, "%5zu", (l->change == LINE_REMOVED ? l->a : l->b) + 1);
	surface_put(sf, 6, y, st, signs[l->change]);
	surface_text(sf, 7, y, sf->cols - 7, st, line);
	if (w)
		surface_attr(sf, at, y, w, 1, ATTR_UNDERLINE | ATTR_BOLD, 0);
	free(line);
	free(before);
	free(inside);
}

static void draw_words(struct surface *sf, int y, const char *words)
{
	enum style st = words[0] == '+' ? ST_ADDED : words[0] == '-' ? ST_REMOVED : words[0] == '~' ? ST_CHANGED : ST_DIM;

	surface_text(sf, 1, y, sf->cols - 1, st, words);
}

static void draw_lines(const struct versions_screen *v, struct surface *sf)
{
	for (int y = 0; y < sf->rows && v->top + (size_t)y < v->lines.n; y++) {
		const struct shown_line *l = &v->lines.v[v->top + (size_t)y];

		if (l->kind == SHOWN_LINE)
			draw_diff_line(v, sf, y, &v->diff.lines.v[l->index]);
		else if (l->kind == SHOWN_HEAD)
			surface_text(sf, 0, y, sf->cols, ST_INFO, l->words);
		else
			draw_words(sf, y, l->words);
	}
}

static void draw_difference(const struct versions_screen *v, struct surface *sf)
{
	if (v->shows == SHOWS_PICTURE && v->marked)
		picture_paint(sf, v->plain, v->marked, v->marks, v->x, v->y);
	else if (v->job)
		surface_text(sf, 1, 0, sf->cols - 1, ST_DIM, "drawing…");
	else
		draw_lines(v, sf);
}

static void draw_head(const struct versions_screen *v, struct surface *sf)
{
	struct str text = {0};

	str_adds(&text, "- ");
	row_words(v, v->from, &text);
	str_adds(&text, "   + ");
	row_words(v, v->to, &text);
	if (v->shows == SHOWS_TEXT)
		str_addf(&text, "   %zu out, %zu in", v->diff.removed, v->diff.added);
	surface_text(sf, 0, 0, sf->cols, ST_TITLE, str_get(&text));
	str_done(&text);
}

static void versions_draw(const struct screen *s, struct surface *sf)
{
	const struct versions_screen *v = of(s);
	int list_cols, list_rows, x, y, body = place_body_rows(sf->rows);
	struct surface list, side;
	char *title, count[32];

	if (!place_fits(sf))
		return;
	places(s, sf->cols, sf->rows, &list_cols, &list_rows, &x, &y);
	list = surface_sub(sf, 1, PLACE_BODY_Y, list_cols, list_rows);
	list_draw(&v->list, &list, true);
	side = surface_sub(sf, x, PLACE_BODY_Y + y, sf->cols - x, body - y);
	if (v->versions.n < 2) {
		surface_text(&side, 1, 0, side.cols - 1, ST_DIM, "no execution of this machine has been kept yet");
	} else if (v->from < v->versions.n && v->to < v->versions.n) {
		struct surface inside = surface_sub(&side, 0, 1, side.cols, side.rows - 1);

		draw_head(v, &side);
		draw_difference(v, &inside);
	}
	snprintf(count, sizeof count, "%zu version%s", v->versions.n, v->versions.n == 1 ? "" : "s");
	title = xasprintf("Versions › %s", v->sh->app->machine ? v->sh->app->machine->name : "");
	place_draw(v->sh, &versions_place, sf, title, count);
	free(title);
}

/* --- life ---------------------------------------------------------------------------------------------------------------------- */

static void versions_update(struct screen *s)
{
	struct versions_screen *v = of(s);

	drop_difference(v);
	read_versions(v);
	list_refresh(&v->list);
	follow(v);
}

static void versions_layout(struct screen *s, int cols, int rows)
{
	int list_cols, list_rows, x, y;

	places(s, cols, rows, &list_cols, &list_rows, &x, &y);
	list_layout(&of(s)->list, list_rows);
}

static unsigned versions_key(struct screen *s, const struct key *k)
{
	struct versions_screen *v = of(s);
	int list_cols, list_rows, x, y;
	unsigned after, w;

	if (place_key(&versions_place, s, k, &after))
		return after;
	places(s, s->cols, s->rows, &list_cols, &list_rows, &x, &y);
	if (k->code == K_MOUSE && (k->mouse.kind == MOUSE_WHEEL_UP || k->mouse.kind == MOUSE_WHEEL_DOWN) &&
		(k->mouse.x >= x && k->mouse.y >= PLACE_BODY_Y + y)) {
		scroll(v, 0, k->mouse.kind == MOUSE_WHEEL_UP ? -3 : 3);
		return AFTER_REDRAW;
	}
	w = place_list_key(&v->list, k, 1, PLACE_BODY_Y, list_cols, list_rows);
	if (w & W_MOVED)
		follow(v);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void versions_done(struct screen *s)
{
	struct versions_screen *v = of(s);

	drop_difference(v);
	drop_versions(v);
	VEC_DONE(&v->versions);
	VEC_DONE(&v->lines);
	loop_timer_free(v->timer);
	list_done(&v->list);
	free(v);
}

static const struct screen_ops versions_ops = {
	.name = "versions", .keymap = "versions", .update = versions_update, .layout = versions_layout, .draw = versions_draw,
	.key = versions_key, .done = versions_done,
};

void versions_screen_open(struct shell *sh)
{
	struct versions_screen *v = xcalloc(1, sizeof *v);
	struct err e;

	v->sh = sh;
	v->from = v->to = SIZE_MAX;
	v->timer = loop_timer_new(sh->loop, look, v);
	list_init(&v->list, &list_ops, v);
	if (!screens_push(&sh->screens, &versions_ops, sh, v, &e))
		app_note_err(sh->app, &e);
}

unsigned cmd_versions(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	versions_screen_open(sh);
	return AFTER_REDRAW;
}
