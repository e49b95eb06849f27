/*
 * The rows that are shown are a preorder of what is open, made with a stack of our own (a model may be deep).
 * Opening a row splices its children in, closing one takes the deeper rows behind it out; parents are row numbers,
 * so both shift those behind.
 */
#include "ui/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "ui/bars.h"
#include "ui/glyph.h"

#define NO_PARENT UINT32_MAX
#define ROOT_PATH 0x726f6f74u
#define WHEEL_LINES 3
#define OPEN_ALL_ROWS 10000

struct rows {
	struct tree_row *v;
	size_t n, cap;
};

void tree_init(struct tree *t, const struct tree_ops *ops, void *ctx)
{
	memset(t, 0, sizeof *t);
	t->ops = ops;
	t->ctx = ctx;
	t->height = 1;
}

void tree_done(struct tree *t)
{
	VEC_DONE(&t->rows);
	VEC_DONE(&t->open);
	free(t->needle);
	t->needle = NULL;
}

static size_t page(const struct tree *t)
{
	return t->height > 1 ? (size_t)t->height : 1;
}

static int indent_of(const struct tree_row *r, int cols)
{
	int indent = r->depth * 2, most = cols * 2 / 3;

	return indent < most ? indent : most;
}

/* Of a row; never more than the view has. */
static size_t lines_of(const struct tree *t, size_t row, size_t page_lines)
{
	const struct tree_row *r = &t->rows.v[row];
	int cols = t->wrap_cols - 1;	/* the last column is the scroll mark's */

	if (t->wrap_cols <= 0 || !t->ops->lines)
		return 1;
	return (size_t)t->ops->lines(t->ctx, r->node, r->index, r->open, cols - indent_of(r, cols) - 2, (int)page_lines);
}

/* The first row to show. With wrapped rows: as far up as the whole of the row under the cursor stays in sight. */
static size_t top_row(const struct tree *t, size_t lines)
{
	size_t top = view_top(t->top, t->cursor, lines, t->rows.n), used = 0, row;

	if (t->wrap_cols <= 0 || !t->ops->lines || !t->rows.n)
		return top;
	for (row = t->cursor + 1; row > top; row--) {
		used += lines_of(t, row - 1, lines);
		if (used > lines)
			break;
	}
	return row <= t->cursor ? row : t->cursor;
}

static void settle(struct tree *t)
{
	if (t->cursor >= t->rows.n)
		t->cursor = t->rows.n ? t->rows.n - 1 : 0;
	t->top = top_row(t, page(t));
}

void tree_wrap(struct tree *t, int cols)
{
	t->wrap_cols = cols > 0 ? cols : 0;
}

void tree_layout(struct tree *t, int height)
{
	t->height = height > 1 ? height : 1;
	settle(t);
}

/* --- the set of open paths: sorted ------------------------------------------------------------------------------ */

static size_t open_index(const struct tree *t, uint64_t path)
{
	size_t lo = 0, hi = t->open.n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (t->open.v[mid] < path)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool is_open(const struct tree *t, uint64_t path)
{
	size_t i = open_index(t, path);

	return i < t->open.n && t->open.v[i] == path;
}

static void set_path(struct tree *t, uint64_t path, bool open)
{
	size_t i = open_index(t, path);
	bool now = i < t->open.n && t->open.v[i] == path;

	if (now == open)
		return;
	if (open) {
		VEC_PUSH(&t->open, 0);
		memmove(&t->open.v[i + 1], &t->open.v[i], (t->open.n - 1 - i) * sizeof t->open.v[0]);
		t->open.v[i] = path;
	} else {
		memmove(&t->open.v[i], &t->open.v[i + 1], (t->open.n - 1 - i) * sizeof t->open.v[0]);
		t->open.n--;
	}
}

static int cmp_path(const void *a, const void *b)
{
	uint64_t x, y;

	memcpy(&x, a, sizeof x);
	memcpy(&y, b, sizeof y);
	return x < y ? -1 : x > y;
}

/* Many paths at once. */
static void add_paths(struct tree *t, const struct tree_row *rows, size_t n)
{
	size_t to = 0;

	for (size_t i = 0; i < n; i++) {
		if (rows[i].open)
			VEC_PUSH(&t->open, rows[i].path);
	}
	if (!t->open.n)
		return;
	qsort(t->open.v, t->open.n, sizeof t->open.v[0], cmp_path);
	for (size_t i = 1; i < t->open.n; i++) {
		if (t->open.v[i] != t->open.v[to])
			t->open.v[++to] = t->open.v[i];
	}
	t->open.n = to + 1;
}

/* --- walking the model ------------------------------------------------------------------------------------------ */

/* Where the walk is on one level. */
struct level {
	const void *node;
	uint32_t index, parent;
	uint64_t path;			/* of the parent */
};

struct walk {
	const struct tree *t;
	VEC(struct level) levels;
	struct str name;
	size_t base_depth;
};

static void descend(struct walk *w, const void *node, uint32_t parent, uint64_t path)
{
	const void *first = w->t->ops->first(w->t->ctx, node);

	if (first && w->levels.n + w->base_depth < TREE_MAX_DEPTH)
		VEC_PUSH(&w->levels, ((struct level){first, 0, parent, path}));
}

/* The next node in preorder, and the walk moves on to its sibling; descend() before the next call goes below it. */
static bool step(struct walk *w, struct tree_row *row)
{
	struct level *l;

	while (w->levels.n && !w->levels.v[w->levels.n - 1].node)
		w->levels.n--;
	if (!w->levels.n)
		return false;
	l = &w->levels.v[w->levels.n - 1];
	str_reset(&w->name);
	w->t->ops->name(w->t->ctx, l->node, l->index, &w->name);
	*row = (struct tree_row){
		.node = l->node,
		.index = l->index,
		.parent = l->parent,
		.depth = (uint16_t)(w->base_depth + w->levels.n - 1),
		.expandable = w->t->ops->expandable(w->t->ctx, l->node),
		.path = hash_bytes(str_get(&w->name), w->name.len, l->path),
	};
	l->node = w->t->ops->next(w->t->ctx, l->node);
	l->index++;
	return true;
}

static void walk_done(struct walk *w)
{
	VEC_DONE(&w->levels);
	str_done(&w->name);
}

struct how_far {
	int depth;			/* open all above this depth; -1: what is open by its path */
	size_t max_rows;
};

/* All that the walk comes by, appended to out; base is the number that the first row of out has. */
static void collect_walk(struct walk *w, uint32_t base, struct how_far far, struct rows *out)
{
	struct tree_row row;

	while (out->n < TREE_MAX_ROWS && step(w, &row)) {
		uint32_t number = base + (uint32_t)out->n;

		row.open = row.expandable && (is_open(w->t, row.path) || ((int)row.depth < far.depth && out->n < far.max_rows));
		VEC_PUSH(out, row);
		if (row.open)
			descend(w, row.node, number, row.path);
	}
	walk_done(w);
}

/* The rows below node, in order; base is the number that the first of them will have. */
static void collect(const struct tree *t, const struct tree_row *under, uint32_t base, struct how_far far, struct rows *out)
{
	struct walk w = {.t = t, .base_depth = under ? (size_t)under->depth + 1 : 0};

	descend(&w, under ? under->node : NULL, under ? base - 1 : NO_PARENT, under ? under->path : ROOT_PATH);
	collect_walk(&w, base, far, out);
}

static const struct how_far by_path = {-1, 0};

static size_t find_path(const struct tree *t, uint64_t path)
{
	size_t i = 0;

	while (i < t->rows.n && t->rows.v[i].path != path)
		i++;
	return i;
}

static void rebuild(struct tree *t, struct how_far far)
{
	uint64_t path = t->cursor < t->rows.n ? t->rows.v[t->cursor].path : 0;
	size_t was = t->cursor;
	struct rows rows = {0};

	collect(t, NULL, 0, far, &rows);
	free(t->rows.v);
	t->rows.v = rows.v;
	t->rows.n = rows.n;
	t->rows.cap = rows.cap;
	t->cursor = find_path(t, path);
	if (t->cursor == t->rows.n)
		t->cursor = was;
	settle(t);
}

void tree_rebuild(struct tree *t)
{
	rebuild(t, by_path);
}

void tree_grow(struct tree *t)
{
	struct rows rows = {t->rows.v, t->rows.n, t->rows.cap};
	struct walk w = {.t = t};
	size_t last = t->rows.n;

	while (last > 0 && t->rows.v[last - 1].depth)
		last--;
	if (!last) {
		tree_rebuild(t);
		return;
	}
	VEC_PUSH(&w.levels, ((struct level){t->ops->next(t->ctx, t->rows.v[last - 1].node), t->rows.v[last - 1].index + 1, NO_PARENT, ROOT_PATH}));
	collect_walk(&w, 0, by_path, &rows);
	t->rows.v = rows.v;
	t->rows.n = rows.n;
	t->rows.cap = rows.cap;
	settle(t);
}

void tree_forget(struct tree *t)
{
	t->open.n = 0;
	t->rows.n = 0;
	t->cursor = t->top = 0;
}

/* --- opening and closing ---------------------------------------------------------------------------------------- */

const struct tree_row *tree_row(const struct tree *t)
{
	return t->cursor < t->rows.n ? &t->rows.v[t->cursor] : NULL;
}

/* The row after the last one below row. */
static size_t end_of(const struct tree *t, size_t row)
{
	size_t i = row + 1;

	while (i < t->rows.n && t->rows.v[i].depth > t->rows.v[row].depth)
		i++;
	return i;
}

static void shift_parents(struct tree *t, size_t from, size_t after, int64_t by)
{
	for (size_t i = from; i < t->rows.n; i++) {
		if (t->rows.v[i].parent != NO_PARENT && t->rows.v[i].parent > after)
			t->rows.v[i].parent = (uint32_t)(t->rows.v[i].parent + by);
	}
}

static void open_row(struct tree *t, size_t row, struct how_far far)
{
	struct rows more = {0};
	size_t n;

	collect(t, &t->rows.v[row], (uint32_t)row + 1, far, &more);
	n = more.n;
	if (t->rows.n + n > TREE_MAX_ROWS)
		n = 0;
	t->rows.v[row].open = true;
	if (n) {
		vec_reserve(&t->rows.v, &t->rows.cap, t->rows.n + n, sizeof t->rows.v[0]);
		memmove(&t->rows.v[row + 1 + n], &t->rows.v[row + 1], (t->rows.n - row - 1) * sizeof t->rows.v[0]);
		memcpy(&t->rows.v[row + 1], more.v, n * sizeof more.v[0]);
		t->rows.n += n;
		shift_parents(t, row + 1 + n, row, (int64_t)n);
		t->cursor += t->cursor > row ? n : 0;
	}
	add_paths(t, more.v, more.n);
	set_path(t, t->rows.v[row].path, true);
	VEC_DONE(&more);
}

static void close_row(struct tree *t, size_t row)
{
	size_t end = end_of(t, row), n = end - row - 1;

	t->rows.v[row].open = false;
	set_path(t, t->rows.v[row].path, false);
	memmove(&t->rows.v[row + 1], &t->rows.v[end], (t->rows.n - end) * sizeof t->rows.v[0]);
	t->rows.n -= n;
	shift_parents(t, row + 1, row, -(int64_t)n);
	if (t->cursor > row)
		t->cursor = t->cursor < end ? row : t->cursor - n;
}

unsigned tree_set_open(struct tree *t, size_t row, bool open)
{
	if (row >= t->rows.n || !t->rows.v[row].expandable || t->rows.v[row].open == open)
		return W_IGNORED;
	if (open)
		open_row(t, row, by_path);
	else
		close_row(t, row);
	settle(t);
	return W_USED;
}

void tree_open_all(struct tree *t, size_t row, size_t max_rows)
{
	if (row >= t->rows.n || !t->rows.v[row].expandable)
		return;
	if (t->rows.v[row].open)
		close_row(t, row);
	open_row(t, row, (struct how_far){TREE_MAX_DEPTH, max_rows});
	settle(t);
}

void tree_close_all(struct tree *t)
{
	t->open.n = 0;
	rebuild(t, by_path);
}

void tree_open_depth(struct tree *t, int depth)
{
	rebuild(t, (struct how_far){depth, TREE_MAX_ROWS});
	add_paths(t, t->rows.v, t->rows.n);
}

void tree_path(const struct tree *t, size_t row, void (*fn)(void *ctx, const void *node, size_t index), void *ctx)
{
	VEC(size_t) up = {0};

	for (size_t i = row; i < t->rows.n; i = t->rows.v[i].parent == NO_PARENT ? SIZE_MAX : t->rows.v[i].parent)
		VEC_PUSH(&up, i);
	while (up.n) {
		const struct tree_row *r = &t->rows.v[up.v[--up.n]];

		fn(ctx, r->node, r->index);
	}
	VEC_DONE(&up);
}

/* --- keys ------------------------------------------------------------------------------------------------------- */

static unsigned go(struct tree *t, size_t row)
{
	size_t was = t->cursor;

	t->cursor = row;
	settle(t);
	return W_USED | (t->cursor != was ? W_MOVED : 0);
}

unsigned tree_move(struct tree *t, enum move m)
{
	const struct tree_row *r = tree_row(t);
	size_t to;

	if (!r)
		return W_IGNORED;
	if (m == MOVE_LEFT) {
		if (r->open)
			return tree_set_open(t, t->cursor, false);
		return r->parent == NO_PARENT ? W_USED : go(t, r->parent);
	}
	if (m == MOVE_RIGHT) {
		if (!r->open)
			return tree_set_open(t, t->cursor, true) | W_USED;
		return t->cursor + 1 < end_of(t, t->cursor) ? go(t, t->cursor + 1) : W_USED;
	}
	to = view_move(m, t->cursor, page(t), t->rows.n);
	return to == SIZE_MAX ? W_IGNORED : go(t, to);
}

/* Which row has that line of the view; rows.n: none. */
static size_t row_at(const struct tree *t, size_t line)
{
	size_t row = top_row(t, page(t)), below = 0;

	while (row < t->rows.n && (below += lines_of(t, row, page(t))) <= line)
		row++;
	return row;
}

static unsigned on_mouse(struct tree *t, const struct key *k)
{
	size_t row = row_at(t, (size_t)(k->mouse.y > 0 ? k->mouse.y : 0));
	unsigned did;

	if (k->mouse.kind == MOUSE_WHEEL_UP)
		return go(t, t->cursor > WHEEL_LINES ? t->cursor - WHEEL_LINES : 0);
	if (k->mouse.kind == MOUSE_WHEEL_DOWN)
		return go(t, t->cursor + WHEEL_LINES);
	if (k->mouse.kind != MOUSE_PRESS || k->mouse.button != 1 || row >= t->rows.n)
		return W_IGNORED;
	did = go(t, row);
	if (k->mouse.clicks == 2 || k->mouse.x / 2 == t->rows.v[row].depth)
		did |= tree_set_open(t, row, !t->rows.v[row].open);
	return did;
}

unsigned tree_key(struct tree *t, const struct key *k)
{
	const struct tree_row *r = tree_row(t);

	if (k->code == K_MOUSE)
		return on_mouse(t, k);
	if (!r || k->mods)
		return r ? tree_move(t, move_from_key(k)) : W_IGNORED;
	switch (k->code) {
	case K_ENTER:
		return r->expandable ? tree_set_open(t, t->cursor, !r->open) : W_USED | W_DONE;
	case ' ':
		return tree_set_open(t, t->cursor, !r->open);
	case '+':
		return tree_set_open(t, t->cursor, true);
	case '-':
		return tree_set_open(t, t->cursor, false);
	case '*':
		tree_open_all(t, t->cursor, OPEN_ALL_ROWS);
		return W_USED;
	default:
		return tree_move(t, move_from_key(k));
	}
}

/* --- search ----------------------------------------------------------------------------------------------------- */

void tree_set_needle(struct tree *t, const char *text)
{
	free(t->needle);
	t->needle = text && *text ? xstrdup(text) : NULL;
}

/* The paths from the root down to a match. */
struct path {
	uint64_t *v;
	size_t n, cap;
};

static void note_match(const struct walk *w, uint64_t path, struct path *out)
{
	out->n = 0;
	for (size_t i = 1; i < w->levels.n; i++)
		VEC_PUSH(out, w->levels.v[i].path);
	VEC_PUSH(out, path);
}

enum part { BEFORE_CURSOR, AFTER_CURSOR };

/*
 * Goes through everything, open or not. In that part of the tree (the row at the cursor belongs to both, if
 * from_here) finds the first match, or the last one. found is empty when there is none.
 */
static void search_part(const struct tree *t, enum part part, bool last, bool from_here, struct path *found)
{
	uint64_t cursor = tree_row(t) ? tree_row(t)->path : 0;
	struct walk w = {.t = t};
	struct str s = {0};
	struct tree_row row;
	bool past = false, here, look;

	found->n = 0;
	descend(&w, NULL, NO_PARENT, ROOT_PATH);
	while ((last || !found->n) && step(&w, &row)) {
		here = row.path == cursor;
		look = here ? from_here : past == (part == AFTER_CURSOR);
		past = past || here;
		if (look) {
			str_reset(&s);
			t->ops->text(t->ctx, row.node, &s);
			if (text_find(str_get(&s), s.len, t->needle, NULL))
				note_match(&w, row.path, found);
		}
		if (row.expandable)
			descend(&w, row.node, 0, row.path);
		if (past && part == BEFORE_CURSOR)
			break;
	}
	str_done(&s);
	walk_done(&w);
}

bool tree_search(struct tree *t, int direction, bool from_here)
{
	enum part near = direction < 0 ? BEFORE_CURSOR : AFTER_CURSOR;
	struct path found = {0};
	size_t n;

	if (!t->needle || !t->rows.n)
		return false;
	search_part(t, near, direction < 0, from_here, &found);
	if (!found.n)
		search_part(t, near == AFTER_CURSOR ? BEFORE_CURSOR : AFTER_CURSOR, direction < 0, true, &found);
	n = found.n;
	if (n) {
		for (size_t i = 0; i + 1 < n; i++)
			set_path(t, found.v[i], true);
		rebuild(t, by_path);
		go(t, find_path(t, found.v[n - 1]));
	}
	VEC_DONE(&found);
	return n;
}

/* --- drawing ---------------------------------------------------------------------------------------------------- */

static void draw_row(const struct tree *t, const struct tree_row *r, struct surface *area)
{
	int x = indent_of(r, area->cols);
	struct surface rest = surface_sub(area, x + 2, 0, area->cols - x - 2, area->rows);

	if (r->expandable)
		surface_put(area, x, 0, ST_GUTTER, r->open ? GLYPH_OPEN : GLYPH_CLOSED);
	t->ops->draw(t->ctx, r->node, r->index, r->open, &rest, t->needle);
}

void tree_draw(const struct tree *t, struct surface *sf, bool focused)
{
	size_t lines = sf->rows > 0 ? (size_t)sf->rows : 0, top = top_row(t, lines), y = 0, row = top, n;
	bool more = t->rows.n > lines || t->wrap_cols > 0, mark = more && sf->cols > 1;
	int cols = sf->cols - (mark ? 1 : 0);

	for (; y < lines && row < t->rows.n; row++, y += n) {
		struct surface area;

		n = lines_of(t, row, lines);
		area = surface_sub(sf, 0, (int)y, cols, (int)n);
		if (row == t->cursor) {
			area.attrs |= focused ? ATTR_SELECTED : ATTR_UNDERLINE;
			surface_fill(&area, 0, 0, cols, (int)n, ST_TEXT, " ");
		}
		draw_row(t, &t->rows.v[row], &area);
	}
	if (mark && (top || row < t->rows.n))
		scrollmark_draw(sf, sf->cols - 1, 0, sf->rows, top, row - top, t->rows.n, ST_BORDER);
}
