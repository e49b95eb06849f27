/* The rows of a timeline: a tree of states, and of the branches that have been opened. Only opened ones are nodes. */
#include "history/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "history/internal.h"
#include "history/timeline_private.h"

/* --- nodes ------------------------------------------------------------------------------------------------------------------------ */

static struct tl_node *node_new(struct tl_node *up, int state, int32_t index)
{
	struct tl_node *n = xcalloc(1, sizeof *n);

	n->up = up;
	n->state = state;
	n->index = index;
	n->depth = up ? up->depth + 1 : -1;
	n->open = state < 0;
	n->rows = 1;
	n->items_family = n->items_branch = -1;
	return n;
}

/* As deep as the definition. */
static void node_free(struct tl_node *n)
{
	if (!n)
		return;
	for (size_t i = 0; i < n->states.n; i++)
		node_free(n->states.v[i]);
	for (size_t i = 0; i < n->opened.n; i++)
		node_free(n->opened.v[i]);
	VEC_DONE(&n->states);
	VEC_DONE(&n->opened);
	VEC_DONE(&n->items);
	tl_track_done(&n->track);
	free(n);
}

struct timeline *timeline_new(struct asl_machine *m)
{
	struct timeline *tl = xcalloc(1, sizeof *tl);

	tl->p = projection_new(m);
	tl->root = node_new(NULL, -1, -1);
	tl->gaps_to_ms = -1;
	return tl;
}

static void forget(struct timeline *tl)
{
	node_free(tl->root);
	tl->root = NULL;
	for (size_t i = 0; i < TL_FOLDED; i++) {
		tl_track_done(&tl->folded[i].track);
		tl->folded[i] = (struct tl_folded){0};
	}
	tl_paths_forget(tl);
	tl->longest.n = tl->gaps.n = 0;
	tl->cursor = 0;
}

void timeline_free(struct timeline *tl)
{
	if (!tl)
		return;
	forget(tl);
	VEC_DONE(&tl->longest);
	VEC_DONE(&tl->gaps);
	VEC_DONE(&tl->paths);
	projection_free(tl->p);
	free(tl);
}

const struct projection *timeline_projection(const struct timeline *tl)
{
	return tl->p;
}

bool timeline_extend(struct timeline *tl, const struct history *h, int32_t budget)
{
	int32_t last = (int32_t)h->events.n, from = tl->p->cursor, to;

	if (tl->p->history != h || last < from) {
		forget(tl);
		tl->root = node_new(NULL, -1, -1);
		projection_seek(tl->p, NULL, 0);
		from = 0;
	}
	to = last - from > budget ? from + budget : last;
	if (to > from) {
		projection_extend(tl->p, h, to);
		tl_scale_see(tl, h, from, to);
	}
	return to < last;
}

/* --- what has begun ------------------------------------------------------------------------------------------------------------- */

static int first_visit(const struct projection *p, int i)
{
	while (p->steps.v[i].earlier >= 0)
		i = p->steps.v[i].earlier;
	return i;
}

/* In the order of first entering: behind those that were entered before. */
static void add_state(struct timeline *tl, struct tl_node *n, int state, int step)
{
	struct tl_node *own = node_new(n, state, -1);
	size_t at;

	own->first = first_visit(tl->p, step);
	VEC_PUSH(&n->states, own);
	for (at = n->states.n - 1; at > 0 && n->states.v[at - 1]->first > own->first; at--)
		n->states.v[at] = n->states.v[at - 1];
	n->states.v[at] = own;
}

static bool has_state(const struct tl_node *n, int state)
{
	for (size_t i = 0; i < n->states.n; i++)
		if (n->states.v[i]->state == state)
			return true;
	return false;
}

static void look_for(struct timeline *tl, struct tl_node *n, int32_t branch, int state)
{
	int i = projection_visit(tl->p, branch, state);

	if (i >= 0 && tl->p->steps.v[i].branch == branch && !has_state(n, state))
		add_state(tl, n, state, i);
}

static void states_of_scope(struct timeline *tl, struct tl_node *n, int32_t branch, const struct asl_scope *scope)
{
	for (size_t i = 0; i < scope->n_states; i++)
		look_for(tl, n, branch, scope->states[i]->index);
}

/* States of a branch that have been entered since. */
static void collect_states(struct timeline *tl, struct tl_node *n)
{
	const struct asl_machine *m = tl->p->machine;
	struct tl_walk w = tl_walk_of(n->up, n->index);
	const struct asl_state *container = n->up ? m->states[n->up->state] : NULL;

	if (n->up)
		tl_track_of_state(tl, n->up);
	w = tl_walk_of(n->up, n->index);
	for (size_t i = 0; !container && m && i < m->n_states; i++)
		look_for(tl, n, -1, m->states[i]->index);
	while (container && tl_walk_next(tl, &w))
		for (size_t i = 0; i < container->n_scopes; i++)
			states_of_scope(tl, n, w.branch, container->scopes[i]);
}

static int by_number(const void *a, const void *b)
{
	const int32_t *p = a, *q = b;

	return *p < *q ? -1 : *p > *q;
}

static void sort_items(struct tl_node *n)
{
	size_t kept = 0;

	qsort(n->items.v, n->items.n, sizeof *n->items.v, by_number);
	for (size_t i = 0; i < n->items.n; i++)
		if (!kept || n->items.v[kept - 1] != n->items.v[i])
			n->items.v[kept++] = n->items.v[i];
	n->items.n = kept;
}

/* Of one family: those that have begun since. */
static bool items_of(const struct projection *p, struct tl_node *n, int32_t family)
{
	int32_t b = p->families.v[family].first;
	bool in_order = true;

	if (family == n->items_family && n->items_branch >= 0)
		b = p->branches.v[n->items_branch].next;
	for (; b >= 0; b = p->branches.v[b].next) {
		if (n->items.n && n->items.v[n->items.n - 1] >= p->branches.v[b].index)
			in_order = false;
		VEC_PUSH(&n->items, p->branches.v[b].index);
	}
	return in_order;
}

/* The indexes of a container that have begun, in all of its visits and attempts. */
static void collect_items(struct timeline *tl, struct tl_node *n)
{
	const struct projection *p = tl->p;
	int32_t was = n->items_family, newest = -1;
	bool in_order = true;

	tl_track_of_state(tl, n);
	for (size_t i = n->track.steps.n; i-- > 0;) {
		int step = n->track.steps.v[i];
		int32_t f = p->steps.v[step].family;

		if (newest < 0)
			newest = f;
		for (; f >= 0 && f >= was && p->families.v[f].step == step; f = p->families.v[f].earlier)
			in_order &= items_of(p, n, f);
		if (was >= 0 && p->families.v[was].step >= step)
			break;
	}
	if (!in_order)
		sort_items(n);
	n->items_family = newest;
	n->items_branch = newest >= 0 ? p->families.v[newest].last : -1;
}

/* --- counting rows -------------------------------------------------------------------------------------------------------------- */

static bool is_container(const struct timeline *tl, const struct tl_node *n)
{
	return n->state >= 0 && tl->p->machine->states[n->state]->n_scopes > 0;
}

static void refresh(struct timeline *tl, struct tl_node *n)
{
	n->rows = 1;
	if (!n->open)
		return;
	if (n->state < 0) {
		collect_states(tl, n);
		for (size_t i = 0; i < n->states.n; i++) {
			refresh(tl, n->states.v[i]);
			n->rows += n->states.v[i]->rows;
		}
		return;
	}
	collect_items(tl, n);
	n->rows += n->items.n;
	for (size_t i = 0; i < n->opened.n; i++) {
		refresh(tl, n->opened.v[i]);
		n->rows += n->opened.v[i]->rows - 1;
	}
}

static void bring_up(struct timeline *tl)
{
	if (tl->cursor == tl->p->cursor)
		return;
	tl->cursor = tl->p->cursor;
	refresh(tl, tl->root);
}

size_t timeline_rows(struct timeline *tl)
{
	bring_up(tl);
	return tl->root->rows - 1;
}

/* --- a row ---------------------------------------------------------------------------------------------------------------------- */

static void fill_state(struct timeline *tl, struct tl_node *n, struct timeline_row *out)
{
	const struct tl_track *t = &n->track;
	int step;

	tl_track_of_state(tl, n);
	step = t->steps.n ? t->steps.v[t->steps.n - 1] : -1;
	*out = (struct timeline_row){.kind = TIMELINE_STATE, .depth = n->depth, .state = n->state, .index = -1, .step = step,
		.branch = step >= 0 ? tl->p->steps.v[step].branch : -1, .visits = t->steps.n, .open = n->open, .node = n};
	out->has_inside = is_container(tl, n) && step >= 0 && tl->p->steps.v[step].family >= 0 &&
		tl->p->families.v[tl->p->steps.v[step].family].begun > 0;
	out->critical = step >= 0 && timeline_is_critical(tl, step);
}

static void fill_branch(struct timeline *tl, struct tl_node *container, int32_t index, bool open, struct timeline_row *out)
{
	const struct tl_track *t = tl_track_of_branch(tl, container, index);
	struct tl_walk w = tl_walk_of(container, index);
	int step = t->steps.n ? t->steps.v[t->steps.n - 1] : -1;

	*out = (struct timeline_row){.kind = TIMELINE_BRANCH, .depth = container->depth + 1, .state = container->state, .index = index,
		.step = step, .branch = -1, .has_inside = true, .open = open, .node = container};
	if (tl_walk_next(tl, &w))
		out->branch = w.branch;
	out->critical = step >= 0 && timeline_is_critical(tl, step);
}

static struct tl_node *opened_at(const struct tl_node *container, int32_t index)
{
	for (size_t i = 0; i < container->opened.n; i++)
		if (container->opened.v[i]->index == index)
			return container->opened.v[i];
	return NULL;
}

static bool row_in_states(struct timeline *tl, struct tl_node *branch, size_t i, struct timeline_row *out);

/* Row i of those below a container. */
static bool row_in_items(struct timeline *tl, struct tl_node *container, size_t i, struct timeline_row *out)
{
	size_t before = 0;		/* rows inside of opened branches that stand before */

	for (size_t k = 0; k < container->opened.n; k++) {
		struct tl_node *b = container->opened.v[k];
		const int32_t *at = bsearch(&b->index, container->items.v, container->items.n, sizeof *container->items.v, by_number);
		size_t own = (size_t)(at - container->items.v) + before;

		if (i < own)
			break;
		if (i < own + b->rows) {
			if (i > own)
				return row_in_states(tl, b, i - own - 1, out);
			fill_branch(tl, container, b->index, b->open, out);
			return true;
		}
		before += b->rows - 1;
	}
	if (i - before >= container->items.n)
		return false;
	fill_branch(tl, container, container->items.v[i - before], false, out);
	return true;
}

static bool row_in_states(struct timeline *tl, struct tl_node *branch, size_t i, struct timeline_row *out)
{
	for (size_t k = 0; k < branch->states.n; k++) {
		struct tl_node *n = branch->states.v[k];

		if (i >= n->rows) {
			i -= n->rows;
			continue;
		}
		if (i)
			return row_in_items(tl, n, i - 1, out);
		fill_state(tl, n, out);
		return true;
	}
	return false;
}

bool timeline_row(struct timeline *tl, size_t i, struct timeline_row *out)
{
	bring_up(tl);
	return row_in_states(tl, tl->root, i, out);
}

/* --- finding -------------------------------------------------------------------------------------------------------------------- */

/* Rows of the states before one; *found: its node, or NULL. */
static size_t rows_before(const struct tl_node *branch, int state, struct tl_node **found)
{
	size_t rows = 0;

	*found = NULL;
	for (size_t i = 0; i < branch->states.n && !*found; i++) {
		if (branch->states.v[i]->state == state)
			*found = branch->states.v[i];
		else
			rows += branch->states.v[i]->rows;
	}
	return rows;
}

/* The row of an index among those below its container; SIZE_MAX: none. */
static size_t row_of_item(const struct tl_node *container, int32_t index)
{
	const int32_t *at = container->items.n
		? bsearch(&index, container->items.v, container->items.n, sizeof *container->items.v, by_number) : NULL;
	size_t row;

	if (!at)
		return SIZE_MAX;
	row = (size_t)(at - container->items.v);
	for (size_t i = 0; i < container->opened.n && container->opened.v[i]->index < index; i++)
		row += container->opened.v[i]->rows - 1;
	return row;
}

/* The innermost branch around that has rows of its own, and its first row; *left: the branch below it on the way to `branch`, -1: none. */
static struct tl_node *descend(struct timeline *tl, int32_t branch, size_t *row, size_t *folded)
{
	const struct projection *p = tl->p;
	struct tl_node *in, *container, *inner;
	size_t at;

	*folded = SIZE_MAX;
	if (branch < 0 || (size_t)branch >= p->branches.n) {
		*row = 0;
		return tl->root;
	}
	in = descend(tl, projection_branch_up(p, branch), row, folded);
	if (*folded != SIZE_MAX)
		return in;
	*row += rows_before(in, p->steps.v[p->families.v[p->branches.v[branch].family].step].state, &container);
	*folded = *row;
	if (!container || !container->open) {
		if (!container)
			*folded = SIZE_MAX - 1;
		return in;
	}
	at = row_of_item(container, p->branches.v[branch].index);
	if (at == SIZE_MAX)
		return in;
	*folded = *row + 1 + at;
	inner = opened_at(container, p->branches.v[branch].index);
	if (!inner || !inner->open)
		return in;
	*row += 2 + at;
	*folded = SIZE_MAX;
	return inner;
}

size_t timeline_find(struct timeline *tl, int32_t branch, int state)
{
	struct tl_node *in, *found;
	size_t row, folded;

	bring_up(tl);
	in = descend(tl, branch, &row, &folded);
	if (folded != SIZE_MAX)
		return folded == SIZE_MAX - 1 ? SIZE_MAX : folded;
	if (state < 0)
		return in == tl->root ? SIZE_MAX : row - 1;
	row += rows_before(in, state, &found);
	return found ? row : SIZE_MAX;
}

/* --- open and closed ------------------------------------------------------------------------------------------------------------ */

static struct tl_node *open_branch(struct tl_node *container, int32_t index)
{
	struct tl_node *n = opened_at(container, index);
	size_t at;

	if (n)
		return n;
	n = node_new(container, -1, index);
	VEC_PUSH(&container->opened, n);
	for (at = container->opened.n - 1; at > 0 && container->opened.v[at - 1]->index > index; at--)
		container->opened.v[at] = container->opened.v[at - 1];
	container->opened.v[at] = n;
	return n;
}

static void changed(struct timeline *tl)
{
	refresh(tl, tl->root);
	tl->cursor = tl->p->cursor;
}

bool timeline_open(struct timeline *tl, const struct timeline_row *row, bool open)
{
	struct tl_node *n = row->node;

	if (!row->has_inside)
		return false;
	if (row->kind == TIMELINE_BRANCH)
		n = open_branch(n, row->index);
	n->open = open;
	changed(tl);
	return true;
}

static void open_inside(struct timeline *tl, struct tl_node *n, size_t most)
{
	refresh(tl, n);
	for (size_t i = 0; i < n->states.n; i++)
		if (is_container(tl, n->states.v[i]))
			open_inside(tl, n->states.v[i], most);
	if (n->state < 0)
		return;
	collect_items(tl, n);
	n->open = n->items.n && n->items.n <= most;
	for (size_t i = 0; n->open && i < n->items.n; i++)
		open_inside(tl, open_branch(n, n->items.v[i]), most);
}

void timeline_open_all(struct timeline *tl, size_t most)
{
	open_inside(tl, tl->root, most);
	changed(tl);
}

static void close_inside(struct tl_node *n)
{
	for (size_t i = 0; i < n->states.n; i++)
		close_inside(n->states.v[i]);
	for (size_t i = 0; i < n->opened.n; i++)
		node_free(n->opened.v[i]);
	n->opened.n = 0;
	n->open = n->state < 0;
}

void timeline_close_all(struct timeline *tl)
{
	close_inside(tl->root);
	for (size_t i = 0; i < TL_FOLDED; i++) {	/* they name nodes that are gone */
		tl_track_done(&tl->folded[i].track);
		tl->folded[i] = (struct tl_folded){0};
	}
	changed(tl);
}

/* --- along a row ---------------------------------------------------------------------------------------------------------------- */

static const struct tl_track *track_of(struct timeline *tl, const struct timeline_row *row)
{
	struct tl_node *n = row->node;

	return row->kind == TIMELINE_BRANCH ? tl_track_of_branch(tl, n, row->index) : &n->track;
}

static int32_t last_event(const struct projection *p, int step)
{
	const struct step *s = &p->steps.v[step];

	return s->exited ? s->exited : s->last;
}

/* The first step of the row that has not ended before an event. */
static size_t step_at(const struct projection *p, const struct tl_track *t, int32_t id)
{
	size_t lo = 0, hi = t->steps.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (last_event(p, t->steps.v[mid]) < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The next event of a step itself after or before id, within the step. */
static int32_t event_in(const struct projection *p, int step, int32_t id, int dir)
{
	int32_t from = p->steps.v[step].entered, to = last_event(p, step);

	if (id < from && dir > 0)
		return from;
	if (id > to && dir < 0)
		return to;
	for (id += dir; id >= from && id <= to; id += dir)
		if (projection_step_of(p, id) == step)
			return id;
	return 0;
}

int32_t timeline_event(struct timeline *tl, const struct timeline_row *row, int32_t id, int dir)
{
	const struct tl_track *t = track_of(tl, row);
	size_t i = step_at(tl->p, t, id);
	int32_t found = 0;

	if (dir < 0 && i == t->steps.n && i > 0)
		i--;
	for (; i < t->steps.n; i += (size_t)(dir > 0 ? 1 : -1)) {	/* i wraps below 0, and ends the loop */
		found = event_in(tl->p, t->steps.v[i], id, dir);
		if (found)
			break;
	}
	return found;
}
