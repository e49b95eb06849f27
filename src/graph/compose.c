/*
 * compose - layouts inside layouts: inner scopes first, each becomes one box of fixed size in the scope around it, for no transition
 * leaves its scope. Then origins from the outside in, the plain data of the picture, and the cells.
 */
#include "graph/draw.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"

#define LABEL_COLS 26
#define FAN_COLS 100

static void set_metrics(struct metrics *mx, const struct graph_options *o)
{
	bool lr = o->direction == GRAPH_LR;

	*mx = (struct metrics){
		.lr = lr, .full = o->zoom == GRAPH_FULL, .dots = o->zoom == GRAPH_DOTS,
		.gap_box = lr ? 2 : 4, .gap_box_line = lr ? 2 : 3, .gap_line = 2, .gap_text = lr ? 2 : 3,
		.pitch = lr ? 2 : 1, .port_step = lr ? 1 : 2, .fan = lr ? 0 : FAN_COLS,
	};
}

static void set_labels(struct drawing *d, struct layout *l)
{
	bool ascii = d->o->charset == GRAPH_ASCII;

	for (size_t i = 0; i < l->flow->edges.n && !d->mx.dots; i++) {
		struct lay_edge *e = &l->edges[i];

		e->n_lines = flow_text_wrap(l->flow->edges.v[i].label, LABEL_COLS, 2, ascii, e->line);
		for (int k = 0; k < e->n_lines; k++)
			if (flow_text_width(e->line[k]) > e->label_width)
				e->label_width = flow_text_width(e->line[k]);
	}
}

/* Seeds of all scopes are one list: their keys are apart. */
static void lay_out(struct drawing *d, const struct placer *placer)
{
	const struct picture *p = d->o->before;
	const struct seeds before = { .list = { .v = p ? p->seeds : NULL, .n = p ? p->n_seeds : 0 } };

	for (size_t i = d->f->scopes.n; i-- > 0;) {
		struct scope_draw *s = &d->scopes[i];

		layout_init(&s->l, &d->f->scopes.v[i], &d->mx);
		s->l.before = before.list.n ? &before : NULL;
		set_labels(d, &s->l);
		box_measure(d, (int)i);
		layout_run(&s->l, placer);
		s->w = d->mx.lr ? s->l.size_v : s->l.size_u;
		s->h = d->mx.lr ? s->l.size_u : s->l.size_v;
	}
}

/* --- geometry ----------------------------------------------------------------------------------------------------- */

static void set_origins(struct drawing *d)
{
	for (size_t i = 0; i < d->f->scopes.n; i++)
		for (size_t k = 0; k < d->f->scopes.v[i].nodes.n; k++) {
			const struct flow_node *n = &d->f->scopes.v[i].nodes.v[k];

			for (size_t j = 0; j < n->n_scopes; j++) {
				struct picture_box b = box_place(d, (int)i, (int)k);
				int x, y;

				box_inner_at(d, (int)i, (int)k, j, &x, &y);
				d->scopes[n->scopes[j]].x = b.x + x;
				d->scopes[n->scopes[j]].y = b.y + y;
			}
		}
}

static size_t pool_add(struct str *pool, const char *text)
{
	size_t at = pool->len;

	if (!*text)
		return 0;
	str_add(pool, text, strlen(text) + 1);
	return at;
}

static void set_points(struct drawing *d, const struct scope_draw *s, int edge, size_t *first, size_t *n)
{
	const struct lay_edge *e = &s->l.edges[edge];
	struct picture *p = d->p;

	*first = p->n_points;
	*n = e->points.n;
	for (size_t k = 0; k < e->points.n; k++) {
		struct lay_point q = e->points.v[k];

		p->points[p->n_points++] = d->mx.lr ? (struct picture_point){ s->x + q.v, s->y + q.u }
			: (struct picture_point){ s->x + q.u, s->y + q.v };
	}
}

static struct picture_area label_area(const struct drawing *d, const struct scope_draw *s, const struct lay_edge *e)
{
	const struct item *it;

	if (e->label_item < 0)
		return (struct picture_area){ 0, 0, 0 };
	it = &s->l.items.v[e->label_item];
	if (d->mx.lr)
		return (struct picture_area){ s->x + s->l.level_v[it->level] + 1, s->y + it->u - e->n_lines, e->label_width };
	return (struct picture_area){ s->x + it->u + 1, s->y + s->l.level_v[it->level], e->label_width };
}

/* One line, as many edges as it has parts. */
static void add_edges(struct drawing *d, int scope, int edge, int line, struct str *pool)
{
	const struct scope_draw *s = &d->scopes[scope];
	const struct flow_scope *fs = s->l.flow;
	const struct flow_edge *fe = &fs->edges.v[edge];
	struct picture_edge e = {
		.from = fs->nodes.v[fe->from].state, .to = fs->nodes.v[fe->to].state, .line = line, .back = s->l.edges[edge].back,
		.text = label_area(d, s, &s->l.edges[edge]), .text_rows = s->l.edges[edge].label_item < 0 ? 0 : s->l.edges[edge].n_lines,
	};

	if (fs->nodes.v[fe->from].kind == NODE_START && fs->parent >= 0)
		e.from = d->f->scopes.v[fs->parent].nodes.v[fs->parent_node].state;
	set_points(d, s, edge, &e.points, &e.n_points);
	for (size_t k = 0; k < fe->parts.n; k++) {
		e.kind = fe->parts.v[k].kind;
		e.index = fe->parts.v[k].index;
		e.label = pool_add(pool, fe->parts.v[k].label);
		d->p->edges[d->p->n_edges++] = e;
	}
}

static void keep_seeds(struct drawing *d)
{
	struct seeds s = {0};

	for (size_t i = 0; i < d->f->scopes.n; i++) {
		const struct layout *l = &d->scopes[i].l;

		for (size_t k = 0; k < l->items.n; k++)
			seeds_add(&s, l->items.v[k].key, l->items.v[k].u);
	}
	seeds_sort(&s);
	d->p->seeds = s.list.v;
	d->p->n_seeds = s.list.n;
}

static void fill_picture(struct drawing *d, size_t n_states)
{
	struct picture *p = d->p;
	struct str pool = {0};
	size_t n_edges = 0, n_points = 0;
	int line = 0;

	str_add(&pool, "", 1);
	for (size_t i = 0; i < d->f->scopes.n; i++)
		for (size_t k = 0; k < d->f->scopes.v[i].edges.n; k++) {
			n_edges += d->f->scopes.v[i].edges.v[k].parts.n;
			n_points += d->scopes[i].l.edges[k].points.n;
		}
	p->boxes = xcalloc(n_states + 1, sizeof(*p->boxes));
	p->n_boxes = n_states;
	p->edges = xcalloc(n_edges + 1, sizeof(*p->edges));
	p->points = xcalloc(n_points + 1, sizeof(*p->points));
	for (size_t i = 0; i < d->f->scopes.n; i++) {
		const struct flow_scope *fs = &d->f->scopes.v[i];

		for (size_t k = 0; k < fs->nodes.n; k++)
			if (fs->nodes.v[k].state >= 0) {
				p->boxes[fs->nodes.v[k].state] = box_place(d, (int)i, (int)k);
				p->boxes[fs->nodes.v[k].state].open = fs->nodes.v[k].open;
				p->boxes[fs->nodes.v[k].state].parent = fs->parent < 0 ? -1
					: d->f->scopes.v[fs->parent].nodes.v[fs->parent_node].state;
			}
		for (size_t k = 0; k < fs->edges.n; k++)
			add_edges(d, (int)i, (int)k, line++, &pool);
	}
	p->pool_len = pool.len;
	p->pool = str_take(&pool);
}

struct picture *compose(const struct flow *f, size_t n_states, const struct graph_options *o, const struct placer *placer, struct err *e)
{
	struct drawing d = { .f = f, .o = o };
	int w, h;

	set_metrics(&d.mx, o);
	d.scopes = xcalloc(f->scopes.n + 1, sizeof(*d.scopes));
	lay_out(&d, placer);
	w = d.scopes[0].w;
	h = d.scopes[0].h;
	if (!w || !h || w > GRAPH_MAX_CELLS / h) {
		err_set(e, ERR_LIMIT, "the picture would be %d columns by %d rows, which is too large", w, h);
	} else {
		d.p = xcalloc(1, sizeof(*d.p));
		d.p->cols = w;
		d.p->rows = h;
		d.p->charset = o->charset;
		d.p->direction = o->direction;
		d.p->zoom = o->zoom;
		d.p->style = o->charset == GRAPH_UNICODE ? o->style : GRAPH_LIGHT;
		set_origins(&d);
		fill_picture(&d, n_states);
		keep_seeds(&d);
		paint(&d);
	}
	for (size_t i = 0; i < f->scopes.n; i++) {
		for (size_t k = 0; d.scopes[i].texts && k < f->scopes.v[i].nodes.n; k++)
			box_done(&d.scopes[i].texts[k]);
		free(d.scopes[i].texts);
		layout_done(&d.scopes[i].l);
	}
	free(d.scopes);
	return d.p;
}

uint64_t graph_key(const struct asl_machine *m, const struct graph_options *o)
{
	struct flow *f = flow_build(m, o);
	uint64_t numbers[] = { flow_hash(f), o->charset, o->direction, o->zoom, o->style, m->n_states };

	flow_free(f);
	return hash_bytes(numbers, sizeof(numbers), 0);
}
