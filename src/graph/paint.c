/*
 * paint - cells: frames and boxes from the outside in, then all lines by their arms, then heads, marks, labels. All of it on a full grid
 * of zeroed cells (so that what is never touched costs no memory), whose states and edges count from 1; at last what is not empty is
 * kept as runs.
 */
#include "graph/draw.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { FLAG_LINE = 1, FLAG_TURN = 2, FLAG_V_CATCH = 4, FLAG_H_CATCH = 8 };

static bool is_ascii(const struct drawing *d)
{
	return d->o->charset == GRAPH_ASCII;
}

static struct picture_cell *cell_at(struct drawing *d, int x, int y)
{
	return &d->cells[(size_t)y * (size_t)d->p->cols + (size_t)x];
}

static uint8_t *flags_at(struct drawing *d, int x, int y)
{
	return &d->flags[(size_t)y * (size_t)d->p->cols + (size_t)x];
}

static void put(struct drawing *d, int x, int y, uint32_t cp, enum graph_class cls)
{
	struct picture_cell *c = cell_at(d, x, y);

	c->cp = cp;
	c->cls = (uint8_t)cls;
}

/* Combining characters of a text stay with the cell before them; they go to the pool. */
static void put_mark(struct drawing *d, struct picture_cell *c, const char *bytes, size_t len)
{
	struct picture *p = d->p;
	size_t have = c->marks ? strlen(p->pool + c->marks) : 0;

	if (have + len >= PICTURE_CELL_TEXT - 8)
		return;
	p->pool = xrealloc(p->pool, p->pool_len + have + len + 1);
	memcpy(p->pool + p->pool_len, p->pool + c->marks, have);
	memcpy(p->pool + p->pool_len + have, bytes, len);
	p->pool[p->pool_len + have + len] = '\0';
	c->marks = (uint32_t)p->pool_len;
	p->pool_len += have + len + 1;
}

/* Returns the column behind the text. */
static int put_text(struct drawing *d, int x, int y, const char *text, enum graph_class cls)
{
	size_t len = strlen(text), used;

	for (size_t i = 0; i < len; i += used) {
		uint32_t cp = utf8_next(text + i, len - i, &used);
		int w = utf8_cp_width(cp);

		if (w == 0) {
			struct picture_cell *c = cell_at(d, x - 1, y);

			put_mark(d, c->cp ? c : c - 1, text + i, used);
			continue;
		}
		put(d, x, y, cp, cls);
		if (w == 2)
			put(d, x + 1, y, 0, cls);
		x += w;
	}
	return x;
}

/* --- boxes -------------------------------------------------------------------------------------------------------- */

static void own_area(struct drawing *d, const struct picture_box *b, int state)
{
	for (int y = b->y; y < b->y + b->h; y++)
		for (int x = b->x; x < b->x + b->w; x++)
			cell_at(d, x, y)->state = state + 1;
}

static void put_border(struct drawing *d, const struct picture_box *b, enum glyph_border side, enum glyph_border bottom, enum graph_class cls)
{
	int x1 = b->x + b->w - 1, y1 = b->y + b->h - 1;
	bool ascii = is_ascii(d);

	for (int x = b->x + 1; x < x1; x++) {
		put(d, x, b->y, glyph_border(side, ARM_E | ARM_W, 0, ascii), cls);
		put(d, x, y1, glyph_border(bottom, ARM_E | ARM_W, 0, ascii), cls);
	}
	for (int y = b->y + 1; y < y1; y++) {
		put(d, b->x, y, glyph_border(side, ARM_N | ARM_S, 0, ascii), cls);
		put(d, x1, y, glyph_border(side, ARM_N | ARM_S, 0, ascii), cls);
	}
	put(d, b->x, b->y, glyph_border(side, ARM_E | ARM_S, 0, ascii), cls);
	put(d, x1, b->y, glyph_border(side, ARM_S | ARM_W, 0, ascii), cls);
	put(d, b->x, y1, glyph_border(bottom, ARM_N | ARM_E, 0, ascii), cls);
	put(d, x1, y1, glyph_border(bottom, ARM_N | ARM_W, 0, ascii), cls);
}

/* Where the digits of the retry counter are: behind its sign, up to the next blank. */
static void set_count(struct picture_box *b, int x, int y, const char *text)
{
	const char *sign = strstr(text, "↻");
	char *before;

	if (!sign)
		sign = strchr(text, '@');
	if (!sign)
		return;
	before = xstrndup(text, (size_t)(sign - text));
	b->count = (struct picture_area){ x + flow_text_width(before) + 1, y, (int)strcspn(sign, " ") - (*sign == '@' ? 1 : 3) };
	free(before);
}

static int put_name(struct drawing *d, struct picture_box *b, int x, int y, const struct box_text *t)
{
	x = put_text(d, x, y, t->icon, GC_ICON) + 1;
	x = put_text(d, x, y, t->name, GC_NAME);
	if (!t->badge)
		return x;
	set_count(b, x + 1, y, t->badge);
	return put_text(d, x + 1, y, t->badge, GC_BADGE);
}

/* `├─╮` over `◄╯` at the right side, with what is retried and how often. */
static void put_retry(struct drawing *d, struct picture_box *b, const struct box_text *t)
{
	bool ascii = is_ascii(d);
	int x = b->x + b->w;

	put(d, x - 1, b->y + 1, glyph_border(BORDER_LIGHT, ARM_N | ARM_S, ARM_E, ascii), GC_RETRY);
	put(d, x, b->y + 1, glyph_line(ARM_E | ARM_W, false, ascii), GC_RETRY);
	put(d, x + 1, b->y + 1, glyph_line(ARM_S | ARM_W, false, ascii), GC_RETRY);
	put(d, x, b->y + 2, glyph_head(ARM_W, ascii), GC_RETRY);
	put(d, x + 1, b->y + 2, glyph_line(ARM_N | ARM_W, false, ascii), GC_RETRY);
	put_text(d, x + 3, b->y + 1, t->errors, GC_RETRY);
	put_text(d, x + 3, b->y + 2, t->counter, GC_RETRY);
	set_count(b, x + 3, b->y + 2, t->counter);
}

static void put_leaf(struct drawing *d, struct picture_box *b, const struct flow_node *n, const struct box_text *t)
{
	enum graph_class cls = n->kind == NODE_GHOST ? GC_GHOST : GC_BORDER;

	if (d->mx.dots) {
		for (int y = b->y; y < b->y + b->h; y++) {
			for (int x = b->x; x < b->x + b->w; x++)
				put(d, x, y, ' ', GC_NAME);
			put(d, b->x, y, '[', cls);
			put(d, b->x + b->w - 1, y, ']', cls);
		}
		put_name(d, b, b->x + 1, b->y + (b->h - 1) / 2, t);
		return;
	}
	put_border(d, b, BORDER_LIGHT, n->terminal ? BORDER_DOUBLE : BORDER_LIGHT, cls);
	put_name(d, b, b->x + 2, b->y + 1, t);
	if (t->detail)
		put_text(d, b->x + 2, b->y + 2, t->detail, GC_DETAIL);
	if (t->comment)
		put_text(d, b->x + 2, b->y + 2 + (t->detail != NULL), t->comment, GC_DETAIL);
	if (t->counter)
		put_retry(d, b, t);
}

static void put_frame(struct drawing *d, struct picture_box *b, int scope, int node)
{
	int x = b->x + box_title_at(d, scope, node);

	put_border(d, b, BORDER_HEAVY, BORDER_HEAVY, GC_FRAME);
	put(d, x, b->y, ' ', GC_NAME);
	x = put_name(d, b, x + 1, b->y, &d->scopes[scope].texts[node]);
	for (int k = b->x + box_title_at(d, scope, node); k <= x; k++)
		if (cell_at(d, k, b->y)->cls == GC_FRAME)
			put(d, k, b->y, ' ', GC_NAME);
}

static void put_boxes(struct drawing *d, int scope)
{
	struct scope_draw *s = &d->scopes[scope];

	for (size_t i = 0; i < s->l.flow->nodes.n; i++) {
		const struct flow_node *n = &s->l.flow->nodes.v[i];
		struct picture_box ghost, *b = &ghost;

		if (n->kind == NODE_START)
			continue;
		if (n->kind == NODE_GHOST)
			ghost = box_place(d, scope, (int)i);
		else
			b = &d->p->boxes[n->state];
		own_area(d, b, n->state);
		if (n->open)
			put_frame(d, b, scope, (int)i);
		else
			put_leaf(d, b, n, &s->texts[i]);
	}
}

/* --- lines -------------------------------------------------------------------------------------------------------- */

static unsigned arm_towards(struct picture_point a, struct picture_point b)
{
	return b.x > a.x ? ARM_E : b.x < a.x ? ARM_W : b.y > a.y ? ARM_S : ARM_N;
}

static unsigned opposite(unsigned arm)
{
	return arm == ARM_N ? ARM_S : arm == ARM_S ? ARM_N : arm == ARM_E ? ARM_W : ARM_E;
}

static void add_arm(struct drawing *d, int x, int y, unsigned arm, bool is_catch, int edge)
{
	struct picture_cell *c = cell_at(d, x, y);

	c->arms |= (uint8_t)arm;
	if (!c->edge)
		c->edge = edge + 1;
	*flags_at(d, x, y) |= FLAG_LINE;
	if (is_catch)
		*flags_at(d, x, y) |= arm & (ARM_N | ARM_S) ? FLAG_V_CATCH : FLAG_H_CATCH;
}

static void add_line(struct drawing *d, const struct picture_edge *e, int edge)
{
	const struct picture_point *pts = d->p->points + e->points;
	bool is_catch = e->kind == GE_CATCH;

	for (size_t k = 1; k < e->n_points; k++) {
		struct picture_point at = pts[k - 1], to = pts[k];
		unsigned arm = arm_towards(at, to);
		int dx = (arm == ARM_E) - (arm == ARM_W), dy = (arm == ARM_S) - (arm == ARM_N);

		while (at.x != to.x || at.y != to.y) {
			add_arm(d, at.x, at.y, arm, is_catch, edge);
			at.x += dx;
			at.y += dy;
			add_arm(d, at.x, at.y, opposite(arm), is_catch, edge);
		}
		if (k + 1 < e->n_points)
			*flags_at(d, to.x, to.y) |= FLAG_TURN;
	}
}

static void put_line_cells(struct drawing *d)
{
	for (int y = 0; y < d->p->rows; y++)
		for (int x = 0; x < d->p->cols; x++) {
			struct picture_cell *c = cell_at(d, x, y);
			uint8_t f = *flags_at(d, x, y);
			bool catch_v = f & FLAG_V_CATCH, catch_h = f & FLAG_H_CATCH;

			if (!(f & FLAG_LINE) || c->cls != GC_BLANK)
				continue;
			if (c->arms == 15 && !(f & FLAG_TURN))
				put(d, x, y, glyph_crossing(catch_v, is_ascii(d)), catch_v ? GC_CATCH : GC_FLOW);
			else
				put(d, x, y, glyph_line(c->arms, catch_v || catch_h, is_ascii(d)), catch_v || catch_h ? GC_CATCH : GC_FLOW);
		}
}

/* The tee in the border where the line leaves; the head in the cell before the border where it arrives. */
static void put_ends(struct drawing *d, const struct picture_edge *e, const struct flow_node *source, int edge)
{
	const struct picture_point *pts = d->p->points + e->points;
	struct picture_cell *c = cell_at(d, pts[0].x, pts[0].y);
	unsigned out = arm_towards(pts[0], pts[1]), in = arm_towards(pts[e->n_points - 2], pts[e->n_points - 1]);
	bool is_catch = e->kind == GE_CATCH, heavy = c->cls == GC_FRAME, bottom = source->terminal && out == ARM_S;
	unsigned along = out & (ARM_N | ARM_S) ? ARM_E | ARM_W : ARM_N | ARM_S;

	if (source->kind == NODE_START && e->from < 0)
		put(d, pts[0].x, pts[0].y, is_ascii(d) ? 'o' : 0x25cf, GC_START);
	else if (!d->mx.dots)
		put(d, pts[0].x, pts[0].y, glyph_border(heavy ? BORDER_HEAVY : bottom ? BORDER_DOUBLE : BORDER_LIGHT, along, out, is_ascii(d)),
			heavy ? GC_FRAME : GC_BORDER);
	else if (heavy)
		put(d, pts[0].x, pts[0].y, glyph_border(BORDER_HEAVY, along, out, is_ascii(d)), GC_FRAME);
	c->edge = edge + 1;
	put(d, pts[e->n_points - 1].x, pts[e->n_points - 1].y, glyph_head(in, is_ascii(d)), is_catch ? GC_CATCH : GC_FLOW);
}

static void put_marks(struct drawing *d, const struct scope_draw *s)
{
	for (size_t i = 0; i < s->l.marks.n; i++) {
		struct lay_point q = s->l.marks.v[i];
		int x = s->x + (d->mx.lr ? q.v : q.u), y = s->y + (d->mx.lr ? q.u : q.v);

		cell_at(d, x, y)->cp = glyph_head(d->mx.lr ? ARM_W : ARM_N, is_ascii(d));
	}
}

static void put_label(struct drawing *d, const struct picture_edge *e, const struct lay_edge *le, int edge)
{
	for (int k = 0; k < e->text_rows; k++) {
		put_text(d, e->text.x, e->text.y + k, le->line[k], e->kind == GE_CATCH ? GC_CATCH_LABEL : GC_CHOICE_LABEL);
		for (int x = e->text.x; x < e->text.x + e->text.w; x++)
			if (!cell_at(d, x, e->text.y + k)->edge)
				cell_at(d, x, e->text.y + k)->edge = edge + 1;
	}
}

/* fn for each line: its first edge, and where it comes from. */
static void put_lines(struct drawing *d)
{
	int edge = 0;

	for (size_t i = 0; i < d->f->scopes.n; i++) {
		const struct flow_scope *fs = &d->f->scopes.v[i];

		for (size_t k = 0; k < fs->edges.n; k++) {
			put_ends(d, &d->p->edges[edge], &fs->nodes.v[fs->edges.v[k].from], edge);
			put_label(d, &d->p->edges[edge], &d->scopes[i].l.edges[k], edge);
			edge += (int)fs->edges.v[k].parts.n;
		}
		put_marks(d, &d->scopes[i]);
	}
}

/* --- room for live marks ------------------------------------------------------------------------------------------ */

/* The longest run of plain border in the row from x0 to x1. */
static struct picture_area border_run(struct drawing *d, int x0, int x1, int y, bool at_end)
{
	struct picture_area best = { x1, y, 0 };

	for (int x = x1, n = 0; x >= x0; x--) {
		const struct picture_cell *c = cell_at(d, x, y);
		bool plain = (c->cls == GC_BORDER || c->cls == GC_FRAME) && !c->arms;

		n = plain ? n + 1 : 0;
		if (n > best.w)
			best = (struct picture_area){ x, y, n };
		if (!plain && at_end)
			break;
	}
	return best;
}

/* Beside the name, where no line leaves or comes in; in the corner's neighbour at the top else, and of frames. */
static struct picture_area flag_area(struct drawing *d, const struct picture_box *b)
{
	if (b->h == 1 || (!b->open && !cell_at(d, b->x, b->y + 1)->arms && (b->x == 0 || !cell_at(d, b->x - 1, b->y + 1)->arms)))
		return (struct picture_area){ b->x, b->y + (b->h > 1), 1 };
	return (struct picture_area){ b->x + 1, b->y, cell_at(d, b->x + 1, b->y)->arms ? 0 : 1 };
}

static void set_areas(struct drawing *d)
{
	for (size_t i = 0; i < d->p->n_boxes; i++) {
		struct picture_box *b = &d->p->boxes[i];

		if (!b->w)
			continue;
		b->flag = flag_area(d, b);
		if (d->mx.dots && !b->open)
			b->mark = (struct picture_area){ b->x + 1, b->y, 1 };
		else
			b->mark = border_run(d, b->x + 1, b->x + b->w - 2, b->y, true);
		if (b->open)
			b->foot = border_run(d, b->x + 1, b->x + b->w - 2, b->y + b->h - 1, false);
	}
}

/* --- runs --------------------------------------------------------------------------------------------------------- */

static bool is_empty(const struct picture_cell *c)
{
	return c->cls == GC_BLANK && !c->state && !c->edge;
}

/* What is empty inside a box is a blank of that box. */
static struct picture_cell packed(const struct picture_cell *c, enum graph_style style)
{
	struct picture_cell out = *c;

	out.state--;
	out.edge--;
	if (out.cls == GC_BLANK)
		out.cp = ' ';
	out.cp = glyph_styled(out.cp, (enum graph_class)out.cls, style);
	return out;
}

/* Calls of the first pass only count. */
static void pack(struct drawing *d, bool count)
{
	struct picture *p = d->p;

	p->n_runs = p->n_cells = 0;
	for (int y = 0; y < p->rows; y++) {
		p->row_runs[y] = (uint32_t)p->n_runs;
		for (int x = 0; x < p->cols; x++) {
			int from = x;

			for (; x < p->cols && !is_empty(cell_at(d, x, y)); x++, p->n_cells++)
				if (!count)
					p->cells[p->n_cells] = packed(cell_at(d, x, y), p->style);
			if (x == from)
				continue;
			if (!count)
				p->runs[p->n_runs] = (struct picture_run){ from, x - from, (uint32_t)(p->n_cells - (size_t)(x - from)) };
			p->n_runs++;
		}
	}
	p->row_runs[p->rows] = (uint32_t)p->n_runs;
}

static void keep_cells(struct drawing *d)
{
	struct picture *p = d->p;

	p->row_runs = xcalloc((size_t)p->rows + 1, sizeof(*p->row_runs));
	pack(d, true);
	p->cells = xcalloc(p->n_cells + 1, sizeof(*p->cells));
	p->runs = xcalloc(p->n_runs + 1, sizeof(*p->runs));
	pack(d, false);
}

void paint(struct drawing *d)
{
	struct picture *p = d->p;
	size_t n = (size_t)p->cols * (size_t)p->rows;

	d->cells = xcalloc(n, sizeof(*d->cells));
	d->flags = xcalloc(n, 1);
	for (size_t i = 0; i < d->f->scopes.n; i++)
		put_boxes(d, (int)i);
	for (size_t i = 0; i < p->n_edges; i++)
		if (i == 0 || p->edges[i].line != p->edges[i - 1].line)
			add_line(d, &p->edges[i], (int)i);
	put_line_cells(d);
	put_lines(d);
	set_areas(d);
	keep_cells(d);
	free(d->cells);
	free(d->flags);
}
