#include "trace.h"

#include <stdlib.h>
#include <string.h>

enum { N = ARM_N, E = ARM_E, S = ARM_S, W = ARM_W, ALL = 15 };
enum kind { FLOW, CATCH, EITHER };

struct tracer {
	const struct picture *p;
	const struct asl_machine *m;
	bool ascii;
	unsigned forward, backward;
	int *owner;		/* border cells: index of the box; else -1 */
	bool *inside;		/* cells inside boxes that hold no others */
	bool *visited;
	struct str *faults;
};

static const unsigned dirs[] = { N, E, S, W };

static unsigned back(unsigned d)
{
	return d == N ? S : d == S ? N : d == E ? W : E;
}

struct at {
	int x, y;
};

static struct at step(struct at c, unsigned d)
{
	return (struct at){ c.x + (d == E) - (d == W), c.y + (d == S) - (d == N) };
}

static bool on(const struct tracer *t, struct at c)
{
	return c.x >= 0 && c.y >= 0 && c.x < t->p->cols && c.y < t->p->rows;
}

static size_t at(const struct tracer *t, struct at c)
{
	return (size_t)c.y * (size_t)t->p->cols + (size_t)c.x;
}

static const struct picture_cell *cell(const struct tracer *t, struct at c)
{
	return picture_cell(t->p, c.x, c.y);
}

static int owner(const struct tracer *t, struct at c)
{
	return on(t, c) ? t->owner[at(t, c)] : -1;
}

/* --- glyphs ------------------------------------------------------------------------------------------------------- */

static bool is_text(const struct picture_cell *c)
{
	return c->cls == GC_CHOICE_LABEL || c->cls == GC_CATCH_LABEL || c->cls == GC_NAME || c->cls == GC_DETAIL;
}

/* The loop of a retry and the box of a target that does not exist: drawn like lines, but nothing to follow. */
static bool is_decoration(const struct picture_cell *c)
{
	return c->cls == GC_RETRY || c->cls == GC_GHOST;
}

static uint32_t glyph(const struct tracer *t, struct at c)
{
	if (!on(t, c) || t->owner[at(t, c)] >= 0 || t->inside[at(t, c)] || is_text(cell(t, c)) ||
		is_decoration(cell(t, c)))
		return ' ';
	return cell(t, c)->cp;
}

struct row {
	uint32_t cp;
	unsigned arms;
};

static unsigned find(const struct row *rows, size_t n, uint32_t cp)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].cp == cp)
			return rows[i].arms;
	return 0;
}

/* The arms that a line's character has; in ascii those that it may have. */
static unsigned line_arms(const struct tracer *t, uint32_t cp)
{
	static const struct row unicode[] = {
		{ 0x2502, N | S }, { 0x2506, N | S }, { 0x2500, E | W }, { 0x2504, E | W }, { 0x256d, E | S }, { 0x256e, S | W },
		{ 0x2570, N | E }, { 0x256f, N | W }, { 0x251c, N | E | S }, { 0x2524, N | S | W }, { 0x252c, E | S | W },
		{ 0x2534, N | E | W }, { 0x253c, ALL }, { 0x25cf, ALL },
	};
	static const struct row ascii[] = {
		{ '|', N | S }, { ':', N | S }, { '-', E | W }, { '~', E | W }, { '.', E | W | S }, { '\'', E | W | N },
		{ '+', ALL }, { 'o', ALL },
	};

	return t->ascii ? find(ascii, ARRAY_LEN(ascii), cp) : find(unicode, ARRAY_LEN(unicode), cp);
}

/* Where a head points. */
static unsigned head(const struct tracer *t, uint32_t cp)
{
	static const struct row rows[] = {
		{ 0x25bc, S }, { 0x25b2, N }, { 0x25c4, W }, { 0x25ba, E }, { 'v', S }, { '^', N }, { '<', W }, { '>', E },
	};

	return find(rows + (t->ascii ? 4 : 0), 4, cp);
}

static bool is_dot(const struct tracer *t, struct at c)
{
	return glyph(t, c) == (t->ascii ? 'o' : 0x25cf);
}

static bool is_crossing(const struct tracer *t, struct at c)
{
	return !t->ascii && glyph(t, c) == 0x253c;
}

/* Does the border have a port here, towards d? */
static bool port(const struct tracer *t, struct at c, unsigned d)
{
	static const struct row rows[] = {
		{ 0x251c, E }, { 0x2520, E }, { 0x2524, W }, { 0x2528, W }, { 0x252c, S }, { 0x2564, S }, { 0x252f, S },
		{ 0x2534, N }, { 0x2567, N }, { 0x2537, N },
	};
	int box = owner(t, c);
	const struct picture_box *b;
	uint32_t cp;

	if (box < 0)
		return false;
	b = &t->p->boxes[box];
	if ((c.x == b->x || c.x == b->x + b->w - 1) && (c.y == b->y || c.y == b->y + b->h - 1))
		return false;
	cp = cell(t, c)->cp;
	return t->ascii ? cp == '+' : find(rows, ARRAY_LEN(rows), cp) == d;
}

/* --- steps -------------------------------------------------------------------------------------------------------- */

static bool may(const struct tracer *t, struct at c, unsigned d)
{
	uint32_t cp = glyph(t, c);
	unsigned h = head(t, cp);

	if (h)
		return d == back(h) || (d == h && owner(t, step(c, h)) < 0);
	return line_arms(t, cp) & d;
}

static bool next(struct tracer *t, struct at c, unsigned d, struct at *out)
{
	struct at n = step(c, d);
	bool under = false;

	if (may(t, n, back(d))) {
		*out = n;
		return true;
	}
	while (t->ascii && (d & (E | W)) && (glyph(t, n) == '|' || glyph(t, n) == ':')) {
		under = true;
		n = step(n, d);
	}
	*out = n;
	return under && may(t, n, back(d));
}

static unsigned arms(struct tracer *t, struct at c)
{
	uint32_t cp = glyph(t, c);
	unsigned found = 0;
	struct at n;

	for (size_t i = 0; i < ARRAY_LEN(dirs); i++) {
		if (!may(t, c, dirs[i]))
			continue;
		if ((is_dot(t, c) || (t->ascii && (cp == '.' || cp == '\'' || cp == '+'))) && !next(t, c, dirs[i], &n) &&
			!port(t, step(c, dirs[i]), back(dirs[i])))
			continue;
		found |= dirs[i];
	}
	return found;
}

/* Has the run that leaves c towards d a mark? */
static bool marked(struct tracer *t, struct at c, unsigned d)
{
	struct at n;

	while (next(t, c, d, &n) && may(t, n, d)) {
		if (head(t, glyph(t, n)) == t->backward)
			return true;
		c = n;
	}
	return false;
}

static bool legal(struct tracer *t, struct at c, unsigned came, unsigned go)
{
	if (go == t->backward && came != go)
		return marked(t, c, go);
	return go != t->forward || came == go || !marked(t, c, go);
}

/* --- walks -------------------------------------------------------------------------------------------------------- */

struct place {
	struct at c;
	unsigned d;
};

/* Sets hit[box] for each box that the line from c in direction d reaches. */
static void reach(struct tracer *t, struct at c, unsigned d, bool *hit)
{
	size_t cells = (size_t)t->p->cols * (size_t)t->p->rows;
	uint8_t *seen = xcalloc(cells, 1);
	VEC(struct place) todo = {0};

	VEC_PUSH(&todo, ((struct place){ c, d }));
	while (todo.n) {
		struct place now = todo.v[--todo.n];
		unsigned h, go;

		if (seen[at(t, now.c)] & now.d)
			continue;
		seen[at(t, now.c)] |= (uint8_t)now.d;
		t->visited[at(t, now.c)] = true;
		h = head(t, glyph(t, now.c));
		if (h && owner(t, step(now.c, h)) >= 0) {
			if (h == now.d)
				hit[owner(t, step(now.c, h))] = true;
			continue;
		}
		if (h && h != now.d)
			continue;
		go = h || is_crossing(t, now.c) ? now.d : arms(t, now.c) & ~back(now.d);
		for (size_t i = 0; i < ARRAY_LEN(dirs); i++) {
			struct at n;

			if ((go & dirs[i]) && legal(t, now.c, now.d, dirs[i]) && next(t, now.c, dirs[i], &n))
				VEC_PUSH(&todo, ((struct place){ n, dirs[i] }));
		}
	}
	VEC_DONE(&todo);
	free(seen);
}

static enum kind kind_of(struct tracer *t, struct at c, unsigned d)
{
	for (int i = 0; i < 4; i++) {
		uint32_t cp = glyph(t, c);
		unsigned go;

		if (cp == 0x2506 || cp == 0x2504 || cp == ':' || cp == '~')
			return CATCH;
		if (cp == 0x2502 || cp == 0x2500 || cp == '|' || cp == '-')
			return FLOW;
		go = arms(t, c) & ~back(d);
		if (head(t, cp) || is_crossing(t, c) || !go || (go & (go - 1)) || !next(t, c, go, &c))
			return EITHER;
		d = go;
	}
	return EITHER;
}

/* --- what the definition says ------------------------------------------------------------------------------------- */

struct wanted {
	bool *hit[2];		/* by kind: boxes that must be reached */
};

static void want(void *ctx, const struct asl_state *from, const struct asl_edge *edge)
{
	struct wanted *w = ctx;

	(void)from;
	if (edge->target->state)
		w->hit[edge->kind == ASL_EDGE_CATCH ? CATCH : FLOW][edge->target->state->index] = true;
}

static const char *shown(const struct tracer *t, int state)
{
	return state < 0 ? "start" : t->m->states[state]->path;
}

static void fault(struct tracer *t, const char *what, int from, int to)
{
	str_addf(t->faults, "%s: %s -> %s\n", what, shown(t, from), shown(t, to));
}

/* got[FLOW], got[CATCH], got[EITHER] against what is wanted. */
static void compare(struct tracer *t, int from, bool *got[3], const struct wanted *w)
{
	for (int i = 0; i < (int)t->p->n_boxes; i++) {
		if ((w->hit[FLOW][i] && !got[FLOW][i] && !got[EITHER][i]) || (w->hit[CATCH][i] && !got[CATCH][i]))
			fault(t, "not traced", from, i);
		if ((got[FLOW][i] && !w->hit[FLOW][i]) || (got[CATCH][i] && !w->hit[CATCH][i]) || (got[EITHER][i] && !w->hit[FLOW][i]))
			fault(t, "false", from, i);
	}
}

static void check_box(struct tracer *t, int box)
{
	const struct picture_box *b = &t->p->boxes[box];
	size_t n = t->p->n_boxes + 1;
	bool *got[3] = { xcalloc(n, 1), xcalloc(n, 1), xcalloc(n, 1) }, *started = xcalloc(n, 1);
	struct wanted w = { { xcalloc(n, 1), xcalloc(n, 1) } };

	for (int y = b->y; y < b->y + b->h; y++)
		for (int x = b->x; x < b->x + b->w; x++)
			for (size_t i = 0; i < ARRAY_LEN(dirs); i++) {
				struct at c = { x, y }, out = step(c, dirs[i]);
				bool inner = out.x > b->x && out.x < b->x + b->w - 1 && out.y > b->y && out.y < b->y + b->h - 1;

				if (owner(t, c) != box || !port(t, c, dirs[i]) || !may(t, out, back(dirs[i])))
					continue;
				if (head(t, glyph(t, out)) == back(dirs[i]) || (inner && !b->open))
					continue;
				reach(t, out, dirs[i], inner ? started : got[kind_of(t, out, dirs[i])]);
			}
	asl_state_edges(t->m->states[box], want, &w);
	compare(t, box, got, &w);
	for (size_t k = 0; b->open && k < t->m->states[box]->n_scopes; k++) {
		const struct asl_scope *s = t->m->states[box]->scopes[k];

		if (s && s->start && !started[s->start->index])
			fault(t, "entry not traced", box, s->start->index);
		if (s && s->start)
			started[s->start->index] = false;
	}
	for (size_t i = 0; i < t->p->n_boxes; i++)
		if (started[i])
			fault(t, "false entry", box, (int)i);
	for (int i = 0; i < 3; i++)
		free(got[i]);
	free(started);
	free(w.hit[0]);
	free(w.hit[1]);
}

static void check_start(struct tracer *t)
{
	bool *hit = xcalloc(t->p->n_boxes + 1, 1);
	int marks = 0;

	for (int y = 0; y < t->p->rows; y++)
		for (int x = 0; x < t->p->cols; x++) {
			struct at c = { x, y }, n;
			unsigned a;

			if (cell(t, c)->cls != GC_START || !is_dot(t, c))
				continue;
			a = arms(t, c);
			if (!a || (a & (a - 1)) || !next(t, c, a, &n)) {
				str_addf(t->faults, "start mark with more or less than one line\n");
				continue;
			}
			marks++;
			t->visited[at(t, c)] = true;
			reach(t, n, a, hit);
		}
	for (int i = 0; i < (int)t->p->n_boxes; i++)
		if (hit[i] != (t->m->top->start && t->m->top->start->index == i))
			fault(t, hit[i] ? "false" : "not traced", -1, i);
	if (marks != (t->m->top->start != NULL))
		str_addf(t->faults, "%d start marks\n", marks);
	free(hit);
}

/* --- cells -------------------------------------------------------------------------------------------------------- */

/* Borders whole, boxes on the picture, apart from each other or properly inside. */
static void check_borders(struct tracer *t)
{
	for (int i = 0; i < (int)t->p->n_boxes; i++) {
		const struct picture_box *b = &t->p->boxes[i];

		if (!b->w)
			continue;
		if (b->x < 0 || b->y < 0 || b->w < 3 || b->h < 3 || b->x + b->w > t->p->cols || b->y + b->h > t->p->rows) {
			fault(t, "box not on the picture", i, i);
			continue;
		}
		for (int y = b->y; y < b->y + b->h; y++)
			for (int x = b->x; x < b->x + b->w; x++) {
				const struct picture_cell *c = picture_cell(t->p, x, y);
				bool edge = x == b->x || x == b->x + b->w - 1 || y == b->y || y == b->y + b->h - 1;

				if (edge && t->owner[at(t, (struct at){ x, y })] >= 0)
					fault(t, "boxes overlap", i, t->owner[at(t, (struct at){ x, y })]);
				if (edge)
					t->owner[at(t, (struct at){ x, y })] = i;
				else if (!b->open)
					t->inside[at(t, (struct at){ x, y })] = true;
				if (edge && c->cls != GC_BORDER && c->cls != GC_FRAME && c->cls != GC_RETRY &&
					!(b->open && y == b->y && c->cls != GC_FLOW && c->cls != GC_CATCH))
					fault(t, "broken border", i, i);
			}
	}
}

static void check_cell(struct tracer *t, struct at c)
{
	uint32_t cp = glyph(t, c);
	unsigned have = arms(t, c), h = head(t, cp);
	struct at n;

	if (h)
		return;
	if (t->ascii && (cp == '.' || cp == '\'')) {
		if (have != (E | S) && have != (S | W) && have != (N | E) && have != (N | W))
			str_addf(t->faults, "unclear corner at %d,%d\n", c.x, c.y);
		return;
	}
	if (t->ascii && cp == '+') {
		if (have != 7 && have != 11 && have != 13 && have != 14)
			str_addf(t->faults, "unclear tee at %d,%d\n", c.x, c.y);
		return;
	}
	if (is_dot(t, c)) {
		if (have != ALL && cell(t, c)->cls != GC_START)
			str_addf(t->faults, "unclear junction at %d,%d\n", c.x, c.y);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(dirs); i++)
		if ((have & dirs[i]) && !next(t, c, dirs[i], &n) && !port(t, step(c, dirs[i]), back(dirs[i])))
			str_addf(t->faults, "line ends at %d,%d\n", c.x, c.y);
}

static void check_cells(struct tracer *t)
{
	for (int y = 0; y < t->p->rows; y++)
		for (int x = 0; x < t->p->cols; x++) {
			struct at c = { x, y };
			const struct picture_cell *here = cell(t, c);

			if (t->visited[at(t, c)])
				check_cell(t, c);
			else if ((here->cls == GC_FLOW || here->cls == GC_CATCH) && glyph(t, c) != ' ' &&
				picture_edges_at(t->p, x, y, NULL, 0) == 0)
				str_addf(t->faults, "a line that belongs to no edge at %d,%d\n", x, y);
			if (is_text(here) && here->arms)
				str_addf(t->faults, "text on a line at %d,%d\n", x, y);
		}
}

bool trace_check(const struct picture *p, const struct asl_machine *m, struct str *faults)
{
	size_t cells = (size_t)p->cols * (size_t)p->rows, before = faults->len;
	struct tracer t = { .p = p, .m = m, .ascii = p->charset == GRAPH_ASCII, .faults = faults };

	t.forward = p->direction == GRAPH_LR ? E : S;
	t.backward = back(t.forward);
	t.owner = xcalloc(cells, sizeof(*t.owner));
	t.inside = xcalloc(cells, sizeof(*t.inside));
	t.visited = xcalloc(cells, sizeof(*t.visited));
	for (size_t i = 0; i < cells; i++)
		t.owner[i] = -1;
	check_borders(&t);
	for (int i = 0; i < (int)p->n_boxes; i++)
		if (p->boxes[i].w)
			check_box(&t, i);
	check_start(&t);
	check_cells(&t);
	free(t.owner);
	free(t.inside);
	free(t.visited);
	return faults->len == before;
}
