/*
 * box - how large a box is, and what stands in it. Full: icon and name, then type or resource, then the comment where asked for. Compact: the name alone. Dots: one row
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
	free(t->comment);
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
	if (n->broken)
		str_adds(&s, s.len ? " !" : "!");
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
	if (d->mx.full && !n->open && n->comment)
		t->comment = flow_text_cut(n->comment, NAME_COLS, is_ascii(d));
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
	int w = name_width(t), h = d->mx.dots ? 1 : 3 + (t->detail != NULL) + (t->comment != NULL);

	if (t->detail && flow_text_width(t->detail) > w)
		w = flow_text_width(t->detail);
	if (t->comment && flow_text_width(t->comment) > w)
		w = flow_text_width(t->comment);
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

/* How title and inside share the top border: the title has a blank before and after, at least one cell of border to each corner,
 * and no port under it. */
struct frame {
	int shift;		/* of the inside, to the right */
	int at;			/* the blank before the title, from the left corner */
	int w;			/* least width */
};

static struct frame fit_title(const struct drawing *d, const struct flow_node *n, int title, int w)
{
	int ports[2] = { -1, -1 }, at = 2;
	struct frame before, behind;

	for (size_t i = 0; i < n->n_scopes && !d->mx.lr; i++) {
		int port = entry_column(d, n, i);

		if (port < 0)
			continue;
		if (at + title + 2 <= port)
			return (struct frame){ 0, at, w };
		ports[0] = ports[0] < 0 ? port : ports[0];
		ports[1] = port;
		at = port + 1;
	}
	behind = (struct frame){ 0, at, at + title + 4 > w ? at + title + 4 : w };
	if (ports[0] < 0 || behind.w == w)
		return behind;
	before = (struct frame){ title + 4 - ports[0], 2, w + title + 4 - ports[0] };
	return before.w <= behind.w ? before : behind;
}

static void open_size(const struct drawing *d, const struct flow_node *n, const struct box_text *t, struct lay_node *nd)
{
	int along = scopes_at(d, n, n->n_scopes), deep = 0;

	for (size_t i = 0; i < n->n_scopes; i++) {
		const struct scope_draw *s = &d->scopes[n->scopes[i]];
		int len = d->mx.lr ? s->w + 1 : s->h + (s->l.end_rows > 0);

		deep = len > deep ? len : deep;
	}
	/* Left-right, blank rows above and below: boxes that touch the frame would make smaller frames with it in ascii. */
	set_extents(d, nd, fit_title(d, n, name_width(t), d->mx.lr ? deep + 2 : along + 4).w, d->mx.lr ? along + 4 : deep + 2);
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
	int at = scopes_at(d, n, i), along = scopes_at(d, n, n->n_scopes), across = nd->lo + nd->hi + 1;
	struct frame f = fit_title(d, n, name_width(&d->scopes[scope].texts[node]), along + 4);

	if (d->mx.lr) {
		*x = 1;
		*y = 1 + at + (across - 2 - along) / 2;
		return;
	}
	*x = 2 + at + f.shift;
	*y = 1;
}

int box_title_at(const struct drawing *d, int scope, int node)
{
	const struct flow_node *n = &d->scopes[scope].l.flow->nodes.v[node];

	return fit_title(d, n, name_width(&d->scopes[scope].texts[node]), scopes_at(d, n, n->n_scopes) + 4).at;
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
