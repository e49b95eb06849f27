/*
 * A list shows the rows 0..total-1, or those that pass the filter (shown). cursor and top are positions in what is
 * shown; list_draw corrects top by itself, so that a list that was never laid out draws right, too.
 */
#include "ui/list.h"

#include <stdlib.h>
#include <string.h>

#include "ui/bars.h"

#define WHEEL_LINES 3

void list_init(struct list *l, const struct list_ops *ops, void *ctx)
{
	memset(l, 0, sizeof *l);
	l->ops = ops;
	l->ctx = ctx;
	l->height = 1;
}

void list_done(struct list *l)
{
	VEC_DONE(&l->shown);
	free(l->filter);
	free(l->needle);
	l->filter = l->needle = NULL;
}

size_t list_count(const struct list *l)
{
	return l->filter ? l->shown.n : l->total;
}

static size_t row_at(const struct list *l, size_t pos)
{
	return l->filter ? l->shown.v[pos] : pos;
}

size_t list_row(const struct list *l)
{
	return l->cursor < list_count(l) ? row_at(l, l->cursor) : LIST_NONE;
}

static size_t page(const struct list *l)
{
	return l->height > 1 ? (size_t)l->height : 1;
}

static size_t top_for(const struct list *l, size_t lines)
{
	return view_top(l->top, l->cursor, lines, list_count(l));
}

static void settle(struct list *l)
{
	size_t n = list_count(l);

	if (l->cursor >= n)
		l->cursor = n ? n - 1 : 0;
	l->top = top_for(l, page(l));
}

void list_layout(struct list *l, int height)
{
	l->height = height > 1 ? height : 1;
	settle(l);
}

/* --- filter ----------------------------------------------------------------------------------------------------- */

/* Each word of the filter must be in the text. */
static bool passes(const char *filter, const char *text, size_t len)
{
	char word[128];

	while (*filter) {
		size_t n = strcspn(filter, " "), k = n < sizeof word - 1 ? n : sizeof word - 1;

		memcpy(word, filter, k);
		word[k] = '\0';
		if (k && !text_find(text, len, word, NULL))
			return false;
		filter += n + strspn(filter + n, " ");
	}
	return true;
}

static void filter_more(struct list *l)
{
	struct str s = {0};

	for (; l->filtered_to < l->total; l->filtered_to++) {
		str_reset(&s);
		l->ops->text(l->ctx, l->filtered_to, &s);
		if (passes(l->filter, str_get(&s), s.len))
			VEC_PUSH(&l->shown, l->filtered_to);
	}
	str_done(&s);
}

/* The position of the first shown row that is not before row. */
static size_t pos_of(const struct list *l, size_t row)
{
	size_t lo = 0, hi = l->shown.n;

	if (!l->filter)
		return row;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (l->shown.v[mid] < row)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Filters from the start, with the cursor on that row or the next one. */
static void filter_again(struct list *l, size_t row)
{
	l->shown.n = l->filtered_to = 0;
	if (l->filter)
		filter_more(l);
	if (row != LIST_NONE)
		l->cursor = pos_of(l, row);
	settle(l);
}

void list_refresh(struct list *l)
{
	filter_again(l, list_row(l));
}

void list_set_rows(struct list *l, size_t total)
{
	size_t row = list_row(l), was = l->total;

	l->total = total;
	if (total < was)
		filter_again(l, row);
	else if (l->filter)
		filter_more(l);
	if (l->follow && list_count(l))
		l->cursor = list_count(l) - 1;
	settle(l);
}

void list_set_filter(struct list *l, const char *text)
{
	size_t row = list_row(l);

	free(l->filter);
	l->filter = text && *text ? xstrdup(text) : NULL;
	filter_again(l, row);
}

/* --- cursor ----------------------------------------------------------------------------------------------------- */

bool list_go(struct list *l, size_t row)
{
	size_t pos = pos_of(l, row);

	if (row >= l->total || pos >= list_count(l) || row_at(l, pos) != row)
		return false;
	l->cursor = pos;
	settle(l);
	return true;
}

static unsigned go_pos(struct list *l, size_t pos)
{
	size_t was = l->cursor;

	l->cursor = pos;
	settle(l);
	return W_USED | (l->cursor != was ? W_MOVED : 0);
}

unsigned list_move(struct list *l, enum move m)
{
	size_t pos = view_move(m, l->cursor, page(l), list_count(l));

	return pos == SIZE_MAX ? W_IGNORED : go_pos(l, pos);
}

static unsigned on_mouse(struct list *l, const struct key *k)
{
	size_t pos = top_for(l, page(l)) + (size_t)(k->mouse.y > 0 ? k->mouse.y : 0);

	switch (k->mouse.kind) {
	case MOUSE_WHEEL_UP: return go_pos(l, l->cursor > WHEEL_LINES ? l->cursor - WHEEL_LINES : 0);
	case MOUSE_WHEEL_DOWN: return go_pos(l, l->cursor + WHEEL_LINES);
	case MOUSE_PRESS:
		if (k->mouse.button != 1 || pos >= list_count(l))
			return W_IGNORED;
		return go_pos(l, pos) | (k->mouse.clicks == 2 ? W_DONE : 0);
	default: return W_IGNORED;
	}
}

unsigned list_key(struct list *l, const struct key *k)
{
	if (k->code == K_MOUSE)
		return on_mouse(l, k);
	if (key_is(k, K_ENTER, 0))
		return list_count(l) ? W_USED | W_DONE : W_IGNORED;
	return list_move(l, move_from_key(k));
}

/* --- search ----------------------------------------------------------------------------------------------------- */

void list_set_needle(struct list *l, const char *text)
{
	free(l->needle);
	l->needle = text && *text ? xstrdup(text) : NULL;
}

bool list_search(struct list *l, int direction, bool from_here)
{
	size_t n = list_count(l), pos = l->cursor;
	struct str s = {0};
	bool found = false;

	for (size_t i = 0; l->needle && i < n && !found; i++) {
		if (i || !from_here)
			pos = direction < 0 ? (pos + n - 1) % n : (pos + 1) % n;
		str_reset(&s);
		l->ops->text(l->ctx, row_at(l, pos), &s);
		found = text_find(str_get(&s), s.len, l->needle, NULL);
	}
	str_done(&s);
	if (found)
		go_pos(l, pos);
	return found;
}

/* --- drawing ---------------------------------------------------------------------------------------------------- */

void list_draw(const struct list *l, struct surface *sf, bool focused)
{
	size_t n = list_count(l), lines = sf->rows > 0 ? (size_t)sf->rows : 0, top = top_for(l, lines ? lines : 1);
	bool mark = n > lines && sf->cols > 1;
	int cols = sf->cols - (mark ? 1 : 0);

	for (size_t i = 0; i < lines && top + i < n; i++) {
		struct surface row = surface_sub(sf, 0, (int)i, cols, 1);

		if (top + i == l->cursor) {
			row.attrs |= focused ? ATTR_SELECTED : ATTR_UNDERLINE;
			surface_fill(&row, 0, 0, cols, 1, ST_TEXT, " ");
		}
		l->ops->draw(l->ctx, row_at(l, top + i), &row, l->needle);
	}
	if (mark)
		scrollmark_draw(sf, sf->cols - 1, 0, sf->rows, top, lines, n, ST_BORDER);
}
