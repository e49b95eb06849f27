/*
 * The text pane: the definition that is shown, as text. The file's own can be edited (text_edit.c); what an execution ran, where that is
 * another one, can be read. The cursor and the selected state follow each other. Problems are marked where they are; what is wrong with the
 * cursor's line is said below the text.
 */
#include <stdlib.h>
#include <string.h>

#include "app/describe.h"
#include "asl/diag.h"
#include "asl/source.h"
#include "asl/spot.h"
#include "base/utf8.h"
#include "screens/text_paint.h"
#include "screens/text_pane_private.h"
#include "ui/glyph.h"

#define MESSAGES_MAX 40			/* errors that are written below their lines */
#define SETTLE_BYTES ((size_t)128 << 10)	/* from here on looking around the cursor waits for a pause */
#define SETTLE_MS 60
#define PROBLEM_ROWS 3			/* for what is wrong with the cursor's line */
#define PROBLEM_MIN_ROWS 12

/* --- which text ---------------------------------------------------------------------------------------------------------- */

static bool is_own(const struct text_pane *t)
{
	return t->editing || !t->pane->wb->shows_run;
}

const struct asl_machine *text_machine(const struct text_pane *t)
{
	return t->own ? app_read_machine(text_app(t)) : t->pane->wb->machine;
}

/* Are the places of the machine those of the text that is shown? Not where the definition is another file's. */
static bool places_fit(const struct asl_machine *m)
{
	return m && (!m->origin || str_is(m->origin->file, m->origin->source));
}

static uint64_t source_of(const struct text_pane *t)
{
	const struct app *a = text_app(t);
	const char *file = a->file ? a->file : "";

	if (!t->own)
		return t->pane->wb->machine->hash * 2 + 1;
	return a->machine ? hash_bytes(file, strlen(file), 1) * 2 : 0;
}

static void set_form(struct text_pane *t, const char *text, size_t len)
{
	t->form = asl_form_of(t->own ? text_app(t)->file : NULL, text, len);
	editor_set_paint(t->ed, t->form == ASL_FORM_YAML ? text_paint_yaml : text_paint_json, NULL);
	editor_set_blocks(t->ed, t->form == ASL_FORM_YAML ? EDITOR_INDENT : EDITOR_BRACKETS);
	editor_set_pairs(t->ed, t->form != ASL_FORM_YAML);
}

static void set_text(struct text_pane *t, const char *text, size_t len)
{
	uint64_t source = source_of(t);

	if (source == t->source) {
		editor_update(t->ed, text, len);
	} else {
		set_form(t, text, len);
		if (!editor_set_text(t->ed, text, len))
			editor_set_text(t->ed, "", 0);
		t->source = source;
	}
	t->marked = 0;
}

/* --- problems ------------------------------------------------------------------------------------------------------------ */

static enum style style_of(enum diag_severity s)
{
	return s == DIAG_ERROR ? ST_ERROR : s == DIAG_WARNING ? ST_WARNING : ST_INFO;
}

/* AWS's sentence goes on with the text itself, which one has before one's eyes. */
static size_t first_line(const char *message)
{
	return strcspn(message, "\n");
}

static void mark(struct text_pane *t, const struct diag *d, bool said)
{
	char *text = said ? xstrndup(d->message, first_line(d->message)) : NULL;

	editor_mark(t->ed, &d->span, style_of(d->severity), text);
	free(text);
}

static void mark_problems(struct text_pane *t)
{
	const struct asl_machine *m = text_machine(t);
	size_t messages = 0;

	if (!m || m->hash == t->marked)
		return;
	t->marked = m->hash;
	editor_mark_clear(t->ed);
	for (size_t i = 0; places_fit(m) && i < m->diags->list.n; i++) {
		const struct diag *d = &m->diags->list.v[i];
		bool said = d->severity == DIAG_ERROR && messages < MESSAGES_MAX;

		if (!d->span.line)
			continue;
		messages += said;
		mark(t, d, said);
	}
}

static const struct asl_diags *problems(const struct text_pane *t)
{
	const struct asl_machine *m = text_machine(t);

	return places_fit(m) ? m->diags : NULL;
}

const struct diag *text_problem_here(const struct text_pane *t)
{
	const struct asl_diags *ds = problems(t);
	size_t line = editor_cursor(t->ed).line + 1;

	for (size_t i = 0; ds && i < ds->list.n; i++)
		if (ds->list.v[i].span.line == line)
			return &ds->list.v[i];
	return NULL;
}

static int by_place(const struct diag *d, size_t line, size_t col)
{
	if (d->span.line != line)
		return d->span.line < line ? -1 : 1;
	return d->span.col < col ? -1 : d->span.col > col;
}

const struct diag *text_problem_next(const struct text_pane *t, int dir)
{
	const struct asl_diags *ds = problems(t);
	struct editor_pos c = editor_cursor(t->ed);
	const struct diag *best = NULL, *edge = NULL;
	struct span s = editor_span(t->ed, c);

	for (size_t i = 0; ds && i < ds->list.n; i++) {
		const struct diag *d = &ds->list.v[i];
		int side = by_place(d, s.line, s.col);

		if (!d->span.line)
			continue;
		if (side * dir > 0 && (!best || by_place(d, best->span.line, best->span.col) * dir < 0))
			best = d;
		if (!edge || by_place(d, edge->span.line, edge->span.col) * dir < 0)
			edge = d;
	}
	return best ? best : edge;
}

/* --- the selected state --------------------------------------------------------------------------------------------------- */

/* In a file of which the definition is a part: the last state that begins above. */
static const struct asl_state *state_above(const struct asl_machine *m, size_t line)
{
	const struct asl_state *best = NULL;

	for (size_t i = 0; i < m->n_states; i++)
		if (m->states[i]->span.line && m->states[i]->span.line <= line + 1)
			best = m->states[i];
	return best;
}

static const struct asl_state *state_at_cursor(const struct text_pane *t)
{
	const struct asl_machine *m = t->pane->wb->machine;
	struct asl_spot spot = {0};
	struct str text = {0};
	const struct asl_state *s;
	char *path;

	if (!m)
		return NULL;
	if (m->origin && !m->origin->whole)
		return places_fit(m) ? state_above(m, editor_cursor(t->ed).line) : NULL;
	editor_get_text(t->ed, &text);
	asl_spot_find(&spot, str_get(&text), text.len, t->form, editor_offset(t->ed, editor_cursor(t->ed)));
	path = asl_spot_state(&spot);
	s = path ? asl_state_at(m, path) : NULL;
	if (s && !str_is(s->path, path))
		s = NULL;
	free(path);
	asl_spot_done(&spot);
	str_done(&text);
	return s;
}

static void followed(struct text_pane *t)
{
	free(t->followed);
	t->followed = xstrdup(t->pane->wb->selected_path);
}

static void select_at_cursor(struct text_pane *t)
{
	const struct asl_state *s = state_at_cursor(t);

	if (!s || s->index == t->pane->wb->selected)
		return;
	t->choosing = true;
	workbench_select(t->pane->wb, s->index);
	t->choosing = false;
	followed(t);
}

static void settled(void *ctx)
{
	struct text_pane *t = ctx;

	loop_timer_stop(t->settle);
	if (t->pane->cols)
		select_at_cursor(t);
}

void text_moved(struct text_pane *t)
{
	if (editor_bytes(t->ed) < SETTLE_BYTES)
		select_at_cursor(t);
	else
		loop_timer_start(t->settle, SETTLE_MS, 0);
}

/* The cursor goes to the state that was selected elsewhere, once, unless it is in it. */
static void follow_selection(struct text_pane *t)
{
	const struct asl_state *s = workbench_state(t->pane->wb);

	if (t->choosing || t->editing || str_is(t->followed, t->pane->wb->selected_path))
		return;
	followed(t);
	if (!s || !s->span.line || !places_fit(t->pane->wb->machine) || state_at_cursor(t) == s)
		return;
	editor_go_span(t->ed, &s->span);
}

/* --- the pane -------------------------------------------------------------------------------------------------------------- */

int text_rows(const struct text_pane *t)
{
	int rows = t->pane->rows - text_bar_rows(t) - 1;

	return rows > 1 ? rows : 1;
}

void text_refresh(struct text_pane *t)
{
	struct app *a = text_app(t);
	const struct document *d = app_document(a);
	bool own = is_own(t);

	if (own != t->own)
		t->version = 0;
	t->own = own;
	if (!own && t->pane->wb->machine && source_of(t) != t->source) {
		set_text(t, t->pane->wb->machine->text, t->pane->wb->machine->text_len);
	} else if (own && d && (d->version + 1 != t->version || source_of(t) != t->source)) {
		set_text(t, d->text, d->len);
		t->version = d->version + 1;
	} else if (own && !d && source_of(t) != t->source) {
		set_text(t, a->machine ? a->machine->text : "", a->machine ? a->machine->text_len : 0);
	}
	editor_set_readonly(t->ed, !t->editing);
	mark_problems(t);
}

static void open_pane(struct pane *p)
{
	struct text_pane *t = xcalloc(1, sizeof *t);

	t->pane = p;
	t->ed = editor_new();
	t->settle = loop_timer_new(p->wb->sh->loop, settled, t);
	prompt_init(&t->bar.find, "Find: ");
	prompt_init(&t->bar.with, "Replace with: ");
	p->data = t;
}

static void done(struct pane *p)
{
	struct text_pane *t = p->data;

	text_bar_done(&t->bar);
	text_offers_close(t);
	VEC_DONE(&t->offers.all);
	VEC_DONE(&t->offers.shown);
	loop_timer_free(t->settle);
	free(t->followed);
	editor_free(t->ed);
	free(t);
}

static void update(struct pane *p, unsigned changed)
{
	struct text_pane *t = p->data;

	if (!p->cols)
		return;
	if (changed & (CHANGED_MACHINE | CHANGED_RUN | CHANGED_TEXT))
		text_refresh(t);
	if (changed & (CHANGED_SELECTION | CHANGED_EVENTS))
		follow_selection(t);
}

static void layout(struct pane *p)
{
	struct text_pane *t = p->data;

	if (!p->cols)
		return;
	text_refresh(t);		/* it was not kept up while it was hidden */
	editor_layout(t->ed, p->cols, text_rows(t));
	follow_selection(t);
}

static size_t count(const struct asl_diags *ds, enum diag_severity s)
{
	size_t n = 0;

	for (size_t i = 0; i < ds->list.n; i++)
		n += ds->list.v[i].severity == s;
	return n;
}

static void add_count(struct str *out, size_t n, const char *what)
{
	if (n)
		str_addf(out, " · %zu %s%s", n, what, n == 1 ? "" : "s");
}

static void add_problem(const struct diag *d, bool mendable, struct str *out)
{
	const char *sign = d->severity == DIAG_ERROR ? GLYPH_FAILED : d->severity == DIAG_WARNING ? GLYPH_CAUGHT : GLYPH_IDLE;

	str_addf(out, "%s ", sign);
	if (d->code && d->severity != DIAG_ERROR)
		str_addf(out, "%s: ", d->code);
	str_add(out, d->message, first_line(d->message));
	if (d->hint && !mendable)
		str_addf(out, " (%s)", d->hint);
}

/* At the right of its last row: what a key would do about it. Returns its cells. */
static int draw_fix(struct surface *sf, int y, const char *title)
{
	char *text = xasprintf("Alt-Enter: %s", title);
	int w = utf8_width(text);

	w = w > sf->cols / 2 ? sf->cols / 2 : w;
	surface_text(sf, sf->cols - w, y, w, ST_KEY, text);
	free(text);
	return w + 1;
}

/* What is wrong with the cursor's line, in full where the text above can spare the rows: they are those that scrolling keeps from the cursor. */
static void draw_problem(const struct text_pane *t, const struct diag *d, struct surface *sf, int y)
{
	char *fix = text_fix_title(t);
	struct str text = {0};
	struct surface below;
	int rows, spare = sf->rows > PROBLEM_MIN_ROWS && !t->bar.open ? PROBLEM_ROWS : 1, right = fix ? draw_fix(sf, y, fix) : 0;

	add_problem(d, fix != NULL, &text);
	rows = surface_text_wrap(NULL, 0, 2, sf->cols - right, spare, style_of(d->severity), str_get(&text), NULL);
	if (rows > 1)
		surface_fill(sf, 0, y - rows + 1, sf->cols, rows - 1, ST_TEXT, " ");
	below = surface_sub(sf, 0, y - rows + 1, sf->cols, rows);
	surface_text_wrap(&below, 0, 2, sf->cols - right, spare, style_of(d->severity), str_get(&text), NULL);
	free(fix);
	str_done(&text);
}

/* The last line: what is wrong with the cursor's line, else where the cursor is and how much is wrong. */
static void draw_status(const struct text_pane *t, struct surface *sf, int y)
{
	const struct asl_diags *ds = problems(t);
	const struct diag *d = text_problem_here(t);
	struct span at = editor_span(t->ed, editor_cursor(t->ed));
	struct str text = {0};

	if (d) {
		draw_problem(t, d, sf, y);
		return;
	}
	str_addf(&text, "line %u, column %u", at.line, at.col);
	if (ds) {
		add_count(&text, count(ds, DIAG_ERROR), "error");
		add_count(&text, count(ds, DIAG_WARNING), "warning");
		add_count(&text, count(ds, DIAG_INFO), "hint");
	}
	surface_text(sf, 0, y, sf->cols, ST_DIM, str_get(&text));
	str_done(&text);
}

static void draw(const struct pane *p, struct surface *sf, bool focused)
{
	const struct text_pane *t = p->data;
	int rows = text_rows(t);
	struct surface text = surface_sub(sf, 0, 0, sf->cols, rows), below = surface_sub(sf, 0, rows, sf->cols, text_bar_rows(t));

	if (!text_machine(t)) {
		surface_text(sf, 1, 0, sf->cols - 1, ST_DIM, "no state machine is open");
		return;
	}
	editor_draw(t->ed, &text, focused && !t->bar.open);
	if (t->bar.open)
		text_bar_draw(t, &below, focused);
	draw_status(t, sf, sf->rows - 1);
	if (focused)
		text_offers_draw(t, sf);
}

static void title_more(const struct pane *p, struct str *out)
{
	const struct text_pane *t = p->data;
	const struct app *a = text_app(t);

	if (!text_machine(t))
		return;
	str_adds(out, t->form == ASL_FORM_YAML ? "YAML" : "JSON");
	if (!t->own) {
		str_adds(out, " · what ");
		describe_text(out, a->run->name, 12);
		str_adds(out, " ran, not the file");
		return;
	}
	if (t->editing)
		str_adds(out, " · editing");
	if (app_is_unsaved(a))
		str_adds(out, " · unsaved");
	if (app_is_broken(a)) {
		str_adds(out, " · broken");
		if (app_broken_line(a))
			str_addf(out, " at line %u", app_broken_line(a));
	}
}

/* Commands move as the arrows do. */
static unsigned move(struct pane *p, enum move m)
{
	static const struct {
		enum move move;
		uint32_t code;
		unsigned mods;
	} keys[] = {
		{MOVE_UP, K_UP, 0}, {MOVE_DOWN, K_DOWN, 0}, {MOVE_LEFT, K_LEFT, 0}, {MOVE_RIGHT, K_RIGHT, 0}, {MOVE_PAGE_UP, K_PAGE_UP, 0},
		{MOVE_PAGE_DOWN, K_PAGE_DOWN, 0}, {MOVE_TOP, K_HOME, MOD_CTRL}, {MOVE_BOTTOM, K_END, MOD_CTRL},
	};
	struct text_pane *t = p->data;
	bool half = m == MOVE_HALF_UP || m == MOVE_HALF_DOWN;
	struct key k = {.code = m == MOVE_HALF_UP ? K_UP : K_DOWN};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (keys[i].move == m)
			k = (struct key){.code = keys[i].code, .mods = (uint8_t)keys[i].mods};
	for (int i = half ? text_rows(t) / 2 : 1; i > 0; i--)
		editor_key(t->ed, &k);
	text_moved(t);
	return AFTER_REDRAW;
}

static unsigned key(struct pane *p, const struct key *k)
{
	struct text_pane *t = p->data;
	unsigned w;

	if (t->bar.open && k->code != K_MOUSE)
		w = text_bar_key(t, k);
	else if (t->editing)
		w = text_edit_key(t, k);
	else if (k->code == K_MOUSE || move_from_key(k) == MOVE_NONE)
		w = k->code == K_MOUSE ? editor_key(t->ed, k) : W_IGNORED;
	else
		return move(p, move_from_key(k));
	if (w & (W_MOVED | W_CHANGED))
		text_moved(t);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void find(struct pane *p, const char *text, int direction, bool from_here)
{
	struct text_pane *t = p->data;
	struct editor_pos c = editor_cursor(t->ed);

	if (text)
		editor_set_needle(t->ed, text);
	if (from_here)
		editor_go(t->ed, c.line, c.byte);
	if (editor_search(t->ed, direction))
		text_moved(t);
	else
		app_note(text_app(t), NOTE_WARNING, "not found in the text");
}

static const char *keymap_now(const struct pane *p)
{
	const struct text_pane *t = p->data;

	return t->bar.open ? "definition-find" : t->editing ? "definition-edit" : "definition";
}

const struct pane_ops text_pane_ops = {
	.title = "Text", .keymap = "definition", .keymap_now = keymap_now, .open = open_pane, .update = update, .layout = layout, .draw = draw,
	.key = key, .move = move, .find = find, .title_more = title_more, .done = done,
};
