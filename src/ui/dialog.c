#include "ui/dialog.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ui/text.h"

static int max(int a, int b)
{
	return a > b ? a : b;
}

static int min(int a, int b)
{
	return a < b ? a : b;
}

void dialog_place(int cols, int rows, int want_cols, int want_rows, int *x, int *y, int *w, int *h)
{
	*w = max(min(want_cols, cols), 0);
	*h = max(min(want_rows, rows), 0);
	*x = (cols - *w) / 2;
	*y = (rows - *h) / 3;
}

/* The frame with a blank inside; returns the inside. */
static struct surface frame(struct surface *sf, int x, int y, int w, int h, const char *title)
{
	surface_fill(sf, x, y, w, h, ST_DIALOG, " ");
	surface_box(sf, x, y, w, h, ST_BORDER_FOCUSED, title, ST_TITLE_FOCUSED);
	return surface_sub(sf, x + 1, y + 1, w - 2, h - 2);
}

/* --- choice ----------------------------------------------------------------------------------------------------- */

static void draw_item(void *ctx, size_t row, struct surface *sf, const char *needle)
{
	const struct choice *c = ctx;
	const struct choice_item *it = &c->items.v[row];
	int x = 1, w, hint;

	(void)needle;
	if (it->key && !c->filter) {
		char buf[5] = {0};

		utf8_put(it->key, buf);
		surface_put(sf, x, 0, ST_KEY, buf);
		x += 3;
	}
	w = surface_text_match(sf, x, 0, sf->cols - x - 1, it->style, it->label, c->list.filter);
	hint = sf->cols - x - w - 3;
	if (it->hint && hint > 3)
		surface_text_right(sf, x + w + 2, 0, hint, ST_DIM, it->hint);
}

static void item_text(void *ctx, size_t row, struct str *out)
{
	const struct choice *c = ctx;

	str_adds(out, c->items.v[row].label);
	if (c->items.v[row].hint)
		str_addf(out, " %s", c->items.v[row].hint);
}

static const struct list_ops item_ops = {draw_item, item_text};

void choice_init(struct choice *c, const char *title, bool filter)
{
	memset(c, 0, sizeof *c);
	c->title = xstrdup(title);
	c->filter = filter;
	list_init(&c->list, &item_ops, c);
	prompt_init(&c->prompt, "> ");
}

void choice_add(struct choice *c, const char *label, const char *hint, uint32_t key, enum style st)
{
	VEC_PUSH(&c->items, ((struct choice_item){xstrdup(label), xstrdup(hint), key, st}));
	list_set_rows(&c->list, c->items.n);
}

void choice_done(struct choice *c)
{
	for (size_t i = 0; i < c->items.n; i++) {
		free(c->items.v[i].label);
		free(c->items.v[i].hint);
	}
	VEC_DONE(&c->items);
	list_done(&c->list);
	prompt_done(&c->prompt);
	free(c->title);
	c->title = NULL;
}

size_t choice_get(const struct choice *c)
{
	return list_row(&c->list);
}

void choice_go(struct choice *c, size_t item)
{
	list_go(&c->list, item);
}

struct rect {
	int x, y, w, h;
};

static int item_width(const struct choice *c, const struct choice_item *it)
{
	int w = utf8_width(it->label);

	if (it->hint)
		w += utf8_width(it->hint) + 3;
	return it->key && !c->filter ? w + 3 : w;
}

static struct rect choice_rect(const struct choice *c, int cols, int rows)
{
	int wide = utf8_width(c->title) + 6;
	struct rect r;

	for (size_t i = 0; i < c->items.n; i++) {
		const struct choice_item *it = &c->items.v[i];

		wide = max(wide, item_width(c, it) + 5);
	}
	if (c->filter)
		wide = max(wide, 40);
	dialog_place(cols, rows, wide, (int)min((int)c->items.n, 4096) + 2 + (c->filter ? 1 : 0), &r.x, &r.y, &r.w, &r.h);
	r.h = max(min(r.h, rows - 2), min(rows, 3 + (c->filter ? 1 : 0)));
	return r;
}

static unsigned filter_key(struct choice *c, const struct key *k)
{
	unsigned did = prompt_key(&c->prompt, k);

	if (did & W_CHANGED) {
		list_set_filter(&c->list, prompt_text(&c->prompt));
		list_move(&c->list, MOVE_TOP);
	}
	return did & W_CANCEL ? W_USED | W_CANCEL : did & (W_USED | W_CHANGED);
}

static unsigned hot_key(struct choice *c, const struct key *k)
{
	for (size_t i = 0; i < c->items.n; i++) {
		if (c->items.v[i].key && key_is(k, c->items.v[i].key, 0)) {
			list_go(&c->list, i);
			return W_USED | W_DONE;
		}
	}
	return W_IGNORED;
}

/* A single click chooses: the list of a menu has no other use for it. */
static unsigned choice_mouse(struct choice *c, const struct key *k, const struct rect *r)
{
	int top = c->filter ? 2 : 1;
	struct key local;
	unsigned did;

	if (!key_in(k, r->x + 1, r->y + top, r->w - 2, r->h - top - 1, &local))
		return k->mouse.kind == MOUSE_PRESS && !key_in(k, r->x, r->y, r->w, r->h, &local) ? W_USED | W_CANCEL : W_IGNORED;
	did = list_key(&c->list, &local);
	return local.mouse.kind == MOUSE_PRESS && did ? did | W_DONE : did;
}

unsigned choice_key(struct choice *c, const struct key *k, int cols, int rows)
{
	struct rect r = choice_rect(c, cols, rows);
	unsigned did;

	list_layout(&c->list, r.h - 2 - (c->filter ? 1 : 0));
	if (k->code == K_MOUSE)
		return choice_mouse(c, k, &r);
	if (key_is(k, K_ESC, 0))
		return W_USED | W_CANCEL;
	if (c->filter) {
		/* Letters are typed; arrows, page keys and Ctrl move. */
		if (!key_is_char(k) && !key_is(k, K_HOME, 0) && !key_is(k, K_END, 0) && !key_is(k, 'u', MOD_CTRL)) {
			did = list_key(&c->list, k);
			if (did)
				return did;
		}
		return filter_key(c, k);
	}
	did = hot_key(c, k);
	return did ? did : list_key(&c->list, k);
}

void choice_draw(const struct choice *c, struct surface *sf)
{
	struct rect r = choice_rect(c, sf->cols, sf->rows);
	struct surface in = frame(sf, r.x, r.y, r.w, r.h, c->title), rows = in;

	if (c->filter) {
		struct surface line = surface_sub(&in, 0, 0, in.cols, 1);

		rows = surface_sub(&in, 0, 1, in.cols, in.rows - 1);
		prompt_draw(&c->prompt, &line, true);
	}
	list_draw(&c->list, &rows, true);
	if (!list_count(&c->list))
		surface_put(&rows, 1, 0, ST_DIM, "nothing matches");
}

/* --- confirm ---------------------------------------------------------------------------------------------------- */

void confirm_init(struct confirm *c, const char *question)
{
	memset(c, 0, sizeof *c);
	c->question = xstrdup(question);
}

void confirm_add(struct confirm *c, const char *label, uint32_t key, bool danger)
{
	if (c->n == CONFIRM_MAX)
		return;
	c->answers[c->n].label = xstrdup(label);
	c->answers[c->n].key = key;
	c->answers[c->n++].danger = danger;
}

void confirm_done(struct confirm *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->answers[i].label);
	free(c->question);
	memset(c, 0, sizeof *c);
}

/* "[d] Delete" */
static int answer_width(const struct confirm *c, size_t i)
{
	return utf8_width(c->answers[i].label) + 4;
}

static int answers_width(const struct confirm *c)
{
	int w = 0;

	for (size_t i = 0; i < c->n; i++)
		w += answer_width(c, i) + 2;
	return w;
}

/*
 * Lines of the question in cols cells: its own, and longer ones wrapped at blanks. Draws them when sf is given;
 * returns how many.
 */
static int wrap_question(const struct confirm *c, int cols, struct surface *sf)
{
	const char *p = c->question;
	int lines = 0;

	while (*p && cols > 0 && lines < 1000) {
		size_t line = strcspn(p, "\n"), n;
		int w;

		n = text_fit(p, line, cols, &w);
		if (n < line) {
			size_t at = n;

			while (at > 0 && p[at] != ' ')
				at--;
			n = at ? at : n ? n : 1;
		}
		if (sf)
			surface_putn(sf, 0, lines, ST_DIALOG, p, n);
		lines++;
		p += n;
		p += *p == ' ' || *p == '\n' ? 1 : 0;
	}
	return lines ? lines : 1;
}

static struct rect confirm_rect(const struct confirm *c, int cols, int rows)
{
	int longest = 0, want;
	struct rect r;

	for (const char *p = c->question; *p; p += *p == '\n' ? 1 : 0) {
		size_t n = strcspn(p, "\n");

		longest = max(longest, text_width(p, n));
		p += n;
	}
	want = min(max(longest, answers_width(c)) + 4, max(min(cols, 76), answers_width(c) + 4));
	dialog_place(cols, rows, want, wrap_question(c, min(want, cols) - 4, NULL) + 4, &r.x, &r.y, &r.w, &r.h);
	return r;
}

/* The answer at that column of the line of answers, n when none. */
static size_t answer_at(const struct confirm *c, int col)
{
	int at = 0;

	for (size_t i = 0; i < c->n; i++) {
		if (col >= at && col < at + answer_width(c, i))
			return i;
		at += answer_width(c, i) + 2;
	}
	return c->n;
}

static unsigned confirm_mouse(struct confirm *c, const struct key *k, int cols, int rows)
{
	struct rect r = confirm_rect(c, cols, rows);
	struct key local;
	size_t i;

	if (k->mouse.kind != MOUSE_PRESS || !key_in(k, r.x + 2, r.y + r.h - 2, r.w - 4, 1, &local))
		return W_IGNORED;
	i = answer_at(c, local.mouse.x);
	if (i == c->n)
		return W_IGNORED;
	c->at = i;
	return W_USED | W_DONE;
}

unsigned confirm_key(struct confirm *c, const struct key *k, int cols, int rows)
{
	if (k->code == K_MOUSE)
		return confirm_mouse(c, k, cols, rows);
	for (size_t i = 0; i < c->n; i++) {
		uint32_t key = c->answers[i].key;

		if (key_is(k, key, 0) || (key < 0x80 && key_is(k, (uint32_t)toupper((int)key), 0))) {
			c->at = i;
			return W_USED | W_DONE;
		}
	}
	if (key_is(k, K_ENTER, 0))
		return c->n ? W_USED | W_DONE : W_USED | W_CANCEL;
	if (key_is(k, K_ESC, 0))
		return W_USED | W_CANCEL;
	if (c->n && (key_is(k, K_LEFT, 0) || key_is(k, K_TAB, MOD_SHIFT) || key_is(k, 'h', 0) || key_is(k, K_UP, 0)))
		c->at = (c->at + c->n - 1) % c->n;
	else if (c->n && (key_is(k, K_RIGHT, 0) || key_is(k, K_TAB, 0) || key_is(k, 'l', 0) || key_is(k, K_DOWN, 0)))
		c->at = (c->at + 1) % c->n;
	else
		return W_IGNORED;
	return W_USED | W_MOVED;
}

void confirm_draw(const struct confirm *c, struct surface *sf)
{
	struct rect r = confirm_rect(c, sf->cols, sf->rows);
	struct surface in = frame(sf, r.x, r.y, r.w, r.h, NULL), text = surface_sub(&in, 1, 0, in.cols - 2, in.rows - 2), row;
	int at = 0;

	wrap_question(c, text.cols, &text);
	row = surface_sub(&in, 1, in.rows - 1, in.cols - 2, 1);
	for (size_t i = 0; i < c->n; i++) {
		struct surface b = surface_sub(&row, at, 0, answer_width(c, i), 1);
		char key[5] = {0};

		utf8_put(c->answers[i].key, key);
		if (i == c->at)
			b.attrs |= ATTR_SELECTED | ATTR_BOLD;
		surface_put(&b, 0, 0, ST_DIALOG, "[");
		surface_put(&b, 1, 0, ST_KEY, key);
		surface_put(&b, 2, 0, ST_DIALOG, "] ");
		surface_put(&b, 4, 0, c->answers[i].danger ? ST_ERROR : ST_DIALOG, c->answers[i].label);
		at += answer_width(c, i) + 2;
	}
}
