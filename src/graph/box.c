/*
 * box - how large a box is, and what stands in it. Full: icon and name, then type or resource. Compact: the name alone. Dots: one row
 * `[ƒ Name]`. An open container is as large as what is inside it and carries its title in the top border.
 */
#include "graph/draw.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define NAME_COLS 34
#define DETAIL_COLS 22
#define ERRORS_COLS 18
#define SCOPE_GAP 3		/* between the branches of a Parallel, top-down */

static bool is_ascii(const struct drawing *d)
{
	return d->o->charset == GRAPH_ASCII;
}

void box_done(struct box_text *t)
{
	free(t->name);
	free(t->detail);
	free(t->badge);
	free(t->errors);
	free(t->counter);
}

/* --- texts -------------------------------------------------------------------------------------------------------- */

static char *badge(const struct drawing *d, const struct flow_node *n, bool with_retry)
{
	struct str s = {0};

	if (n->container && !n->open)
		str_addf(&s, "%s%d", is_ascii(d) ? "#" : "⊞", n->inner);
	if (n->retry && with_retry)
		str_addf(&s, "%s%s0/%ld", s.len ? " " : "", is_ascii(d) ? "@" : "↻", n->retry_max);
	return s.len ? str_take(&s) : NULL;
}

static int name_width(const struct box_text *t)
{
	return flow_text_width(t->icon) + 1 + flow_text_width(t->name) + (t->badge ? 1 + flow_text_width(t->badge) : 0);
}

static void set_texts(const struct drawing *d, const struct flow_node *n, struct box_text *t)
{
	bool loop = n->retry && d->mx.full && !d->mx.lr && !n->open;
	int room;

	t->icon = glyph_icon(n->type, n->kind, is_ascii(d));
	t->name = flow_text_cut(n->name, NAME_COLS, is_ascii(d));
	t->badge = d->mx.dots ? NULL : badge(d, n, !loop);
	if (d->mx.full && !n->open && *n->detail) {
		room = name_width(t) > DETAIL_COLS ? name_width(t) : DETAIL_COLS;
		t->detail = flow_text_cut(n->detail, room, is_ascii(d));
	}
	if (!loop)
		return;
	t->errors = flow_text_cut(n->retry, ERRORS_COLS, is_ascii(d));
	t->counter = xasprintf("%s0/%ld", is_ascii(d) ? "@" : "↻", n->retry_max);
}

/* --- sizes -------------------------------------------------------------------------------------------------------- */

/* The anchor of a box w cells wide or h rows high. */
static void set_extents(const struct drawing *d, struct lay_node *n, int w, int h)
{
	if (d->mx.lr) {
		n->lo = (h - 1) / 2;
		n->hi = h - 1 - n->lo;
		n->len = w;
	} else {
		w += 1 - w % 2;
		n->lo = n->hi = w / 2;
		n->len = h;
	}
}

static void leaf_size(const struct drawing *d, const struct flow_node *n, const struct box_text *t, struct lay_node *nd)
{
	int w = name_width(t), h = d->mx.dots ? 1 : t->detail ? 4 : 3;

	if (t->detail && flow_text_width(t->detail) > w)
		w = flow_text_width(t->detail);
	if (t->counter && h < 4)
		h = 4;
	if (d->mx.dots)
		w = flow_text_width(t->name) + 4;
	else
		w += 4;
	set_extents(d, nd, w < 7 ? 7 : w, h);
	if (t->counter) {
		int errors = flow_text_width(t->errors), counter = flow_text_width(t->counter);

		nd->pad_hi = 3 + (errors > counter ? errors : counter);
	}
	nd->side_v = d->mx.lr ? nd->len / 2 : 1;
	nd->side_ok[0] = n->kind != NODE_START;
	nd->side_ok[1] = n->kind != NODE_START && !t->counter;
}

/* Where the scopes inside an open box begin along u, and how much room they take there. */
static int scopes_at(const struct drawing *d, const struct flow_node *n, size_t upto)
{
	int at = 0;

	for (size_t i = 0; i < upto; i++) {
		const struct scope_draw *s = &d->scopes[n->scopes[i]];

		at += (d->mx.lr ? s->h : s->w) + (i + 1 < n->n_scopes ? (d->mx.lr ? 1 : SCOPE_GAP) : 0);
	}
	return at;
}

/* Column of the entry port of an open box's i-th scope, from the box's left border; -1: none (top-down). */
static int entry_column(const struct drawing *d, const struct flow_node *n, size_t i)
{
	const struct layout *l = &d->scopes[n->scopes[i]].l;

	if (l->flow->start < 0)
		return -1;
	return 2 + scopes_at(d, n, i) + l->items.v[l->nodes[l->flow->start].item].u;
}

/* The title's first cell, with a blank before and after, at least one cell of border to each corner, no port under it. */
static int title_place(const struct drawing *d, const struct flow_node *n, int title, int shift)
{
	int at = 2;

	for (size_t i = 0; i < n->n_scopes && !d->mx.lr; i++) {
		int port = entry_column(d, n, i);

		if (port < 0)
			continue;
		if (at + title + 2 <= port + shift)
			return at;
		at = port + shift + 1;
	}
	return at;
}

static void open_size(const struct drawing *d, const struct flow_node *n, const struct box_text *t, struct lay_node *nd)
{
	int along = scopes_at(d, n, n->n_scopes), deep = 0, title = name_width(t), w, h;

	for (size_t i = 0; i < n->n_scopes; i++) {
		const struct scope_draw *s = &d->scopes[n->scopes[i]];
		int len = d->mx.lr ? s->w + 1 : s->h + (s->l.end_rows > 0);

		deep = len > deep ? len : deep;
	}
	w = d->mx.lr ? deep + 2 : along + 4;
	/* Blank rows above and below: boxes that touch the frame would make smaller frames with it in ascii. */
	h = d->mx.lr ? along + 4 : deep + 2;
	if (w < title_place(d, n, title, 0) + title + 4)
		w = title_place(d, n, title, 0) + title + 4;
	set_extents(d, nd, w, h);
	nd->side_v = d->mx.lr ? nd->len / 2 : 1;
	nd->side_ok[0] = !d->mx.lr;
	nd->side_ok[1] = true;
}

void box_measure(struct drawing *d, int scope)
{
	struct scope_draw *s = &d->scopes[scope];
	const struct flow_scope *fs = s->l.flow;

	s->texts = xcalloc(fs->nodes.n + 1, sizeof(*s->texts));
	for (size_t i = 0; i < fs->nodes.n; i++) {
		const struct flow_node *n = &fs->nodes.v[i];

		if (n->kind == NODE_START) {
			s->l.nodes[i].len = scope == 0;
			continue;
		}
		set_texts(d, n, &s->texts[i]);
		if (n->open)
			open_size(d, n, &s->texts[i], &s->l.nodes[i]);
		else
			leaf_size(d, n, &s->texts[i], &s->l.nodes[i]);
	}
}

void box_inner_at(const struct drawing *d, int scope, int node, size_t i, int *x, int *y)
{
	const struct flow_node *n = &d->scopes[scope].l.flow->nodes.v[node];
	const struct lay_node *nd = &d->scopes[scope].l.nodes[node];
	int at = scopes_at(d, n, i), spare;

	if (d->mx.lr) {
		spare = nd->lo + nd->hi + 1 - 2 - scopes_at(d, n, n->n_scopes);
		*x = 1;
		*y = 1 + at + spare / 2;
		return;
	}
	spare = nd->lo + nd->hi + 1 - 4 - scopes_at(d, n, n->n_scopes);
	*x = 2 + at;
	*y = 1;
	/* What widens a box for ports goes to both sides; what widens it for the title stands behind the last port. */
	if (spare > 1 && title_place(d, n, name_width(&d->scopes[scope].texts[node]), spare / 2) + name_width(&d->scopes[scope].texts[node]) + 4
		<= nd->lo + nd->hi + 1)
		*x += spare / 2;
}

int box_title_at(const struct drawing *d, int scope, int node)
{
	int x, y;

	box_inner_at(d, scope, node, 0, &x, &y);
	return title_place(d, &d->scopes[scope].l.flow->nodes.v[node], name_width(&d->scopes[scope].texts[node]), d->mx.lr ? 0 : x - 2);
}

struct picture_box box_place(const struct drawing *d, int scope, int node)
{
	const struct scope_draw *s = &d->scopes[scope];
	const struct lay_node *n = &s->l.nodes[node];
	int u = s->l.items.v[n->item].u - n->lo, v = s->l.level_v[2 * n->rank], across = n->lo + n->hi + 1;

	if (d->mx.lr)
		return (struct picture_box){ .x = s->x + v, .y = s->y + u, .w = n->len, .h = across };
	return (struct picture_box){ .x = s->x + u, .y = s->y + v, .w = across, .h = n->len };
}
