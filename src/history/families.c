/*
 * Families: the branches of a Parallel, the iterations of a Map. Each attempt of a container has one. What its branches made of each state
 * is counted in tallies, by the latest visit of each branch, and counts in the families around it, too, for as long as it is the newest
 * family of its container there: so a state inside a Map in a Map can be summed up for all of it, or for one iteration of the outer one.
 */
#include "history/internal.h"

/* --- tallies ------------------------------------------------------------------------------------------------------------------- */

/* The row of a family's tally; a new one is empty. key: a state, n_states + a transition, n_states + n_edges + a container's state. */
static int32_t tally_row(struct projection *p, int32_t family, int32_t key)
{
	int32_t row = pairs_add(&p->by_family, family, key);

	if ((size_t)row == p->tallies.n) {
		VEC_PUSH(&p->tallies, ((struct tally){.next = p->first_tally.v[family]}));
		p->first_tally.v[family] = row;
	}
	return row;
}

/* For family f and all that it counts in. */
static void tally_add(struct projection *p, int32_t f, int32_t key, enum state_status status, int32_t n)
{
	while (f >= 0) {
		tally_change(p, tally_row(p, f, key))->n[status] += n;
		f = p->families.v[f].current ? p->families.v[f].parent : -1;
	}
}

/* Its counts leave the families around it. */
void family_forget(struct projection *p, int32_t f)
{
	int32_t up = p->families.v[f].parent;

	if (!p->families.v[f].current)
		return;
	for (int32_t row = p->first_tally.v[f]; row >= 0; row = p->tallies.v[row].next) {
		struct tally t = p->tallies.v[row];

		for (int k = 0; k < STATE_STATUSES; k++)
			if (t.n[k])
				tally_add(p, up, p->by_family.rows.v[row].b, (enum state_status)k, -t.n[k]);
	}
	family_change(p, f)->current = false;
}

/* Step i counts in its family as long as it is the latest visit of its state in its branch. */
static bool is_counted(const struct projection *p, const struct step *s, int i)
{
	int32_t row = s->branch >= 0 && s->state >= 0 ? pairs_find(&p->cells, s->branch, s->state) : -1;

	return row >= 0 && p->cell_steps.v[row] == i;
}

static void tally_move(struct projection *p, int i, enum state_status from, enum state_status to)
{
	const struct step *s = &p->steps.v[i];
	int32_t f;

	if (from == to || !is_counted(p, s, i))
		return;
	f = p->branches.v[s->branch].family;
	if (from != STATE_IDLE)
		tally_add(p, f, s->state, from, -1);
	if (to != STATE_IDLE)
		tally_add(p, f, s->state, to, 1);
}

/* --- families ------------------------------------------------------------------------------------------------------------------ */

/* How many branches of a container stand how: in its family, and with those of other places in the families around it. */
static void count_branches(struct projection *p, int32_t f, enum state_status status, int32_t n)
{
	int state = p->steps.v[p->families.v[f].step].state;

	if (state >= 0)
		tally_add(p, f, (int32_t)(p->machine->n_states + p->n_edges) + state, status, n);
}

static int32_t size_of(const struct projection *p, int container, const struct event *ev)
{
	int state = p->steps.v[container].state;
	int64_t n = 0;

	if (ev->type == EV_MapStateStarted)
		n = ev->more && ev->more->length > 0 ? ev->more->length : 0;
	else if (state >= 0)
		n = (int64_t)p->machine->states[state]->n_scopes;
	return n > INT32_MAX ? INT32_MAX : (int32_t)n;
}

static int32_t family_before(const struct projection *p, int container)
{
	const struct step *s = &p->steps.v[container];

	if (s->family >= 0)
		return s->family;
	return s->earlier >= 0 ? p->steps.v[s->earlier].family : -1;
}

void family_begin(struct projection *p, int container, const struct event *ev)
{
	int32_t before = family_before(p, container), id = (int32_t)p->families.n, branch = p->steps.v[container].branch;
	struct family f = {.step = container, .attempt = 1, .started = ev->id, .earlier = before, .first = -1, .last = -1, .open_first = -1,
		.parent = branch >= 0 ? p->branches.v[branch].family : -1, .current = true, .kept = ev->id};

	if (before >= 0) {
		family_forget(p, before);
		if (p->families.v[before].step == container)
			f.attempt = p->families.v[before].attempt + 1;
	}
	f.n = f.by_status[STATE_IDLE] = size_of(p, container, ev);
	VEC_PUSH(&p->families, f);
	if (p->first_tally.n < p->families.n)
		VEC_PUSH(&p->first_tally, -1);
	step_change(p, container)->family = id;
	count_branches(p, id, STATE_IDLE, f.n);
}

static void count_totals(struct projection *p, int32_t f, enum state_status status, int64_t n)
{
	struct family *fam = family_change(p, f);
	int32_t moved = n > fam->by_status[STATE_IDLE] ? fam->by_status[STATE_IDLE] : n < 0 ? 0 : (int32_t)n;

	fam->by_status[STATE_IDLE] -= moved;
	fam->by_status[status] += moved;
	count_branches(p, f, STATE_IDLE, -moved);
	count_branches(p, f, status, moved);
}

void family_totals(struct projection *p, int32_t f, const struct map_run_counts *n)
{
	count_totals(p, f, STATE_SUCCEEDED, n->succeeded);
	count_totals(p, f, STATE_FAILED, n->failed + n->timed_out);
	count_totals(p, f, STATE_ABORTED, n->aborted);
}

/* The branch of family f that a step is in, or is inside of; -1: it is elsewhere. */
static int32_t branch_of_step(const struct projection *p, int32_t f, int step)
{
	int32_t b = step >= 0 ? p->steps.v[step].branch : -1;

	while (b >= 0 && p->branches.v[b].family != f)
		b = projection_branch_up(p, b);
	return b;
}

void family_end(struct projection *p, int32_t f, int failed_step, enum state_status rest, int32_t id)
{
	int32_t failed = branch_of_step(p, f, failed_step);

	if (p->families.v[f].ended)
		return;
	family_change(p, f)->ended = id;
	if (failed >= 0)
		branch_end(p, failed, STATE_FAILED, failed_step, id);
	while (p->families.v[f].open_first >= 0)
		branch_end(p, p->families.v[f].open_first, rest, -1, id);
}

/* --- branches ------------------------------------------------------------------------------------------------------------------ */

static void branch_set_status(struct projection *p, int32_t b, enum state_status status)
{
	struct branch *br = branch_change(p, b);
	struct family *f = family_change(p, br->family);

	f->by_status[br->status]--;
	f->by_status[status]++;
	count_branches(p, br->family, br->status, -1);
	count_branches(p, br->family, status, 1);
	br->status = status;
}

int32_t branch_begin(struct projection *p, int container, int32_t index, int32_t id)
{
	int32_t family = p->steps.v[container].family, b;
	struct branch fresh = {.family = family, .index = index, .began = id, .first_step = -1, .last_step = -1, .failed_step = -1, .next = -1,
		.open_prev = -1, .kept = id, .status = STATE_IDLE};
	struct family *f;

	if (family < 0)
		return -1;
	b = pairs_add(&p->by_index, family, index);
	if ((size_t)b < p->branches.n)
		return b;
	f = family_change(p, family);
	fresh.open_next = f->open_first;
	VEC_PUSH(&p->branches, fresh);
	if (f->open_first >= 0)
		branch_change(p, f->open_first)->open_prev = b;
	f->open_first = b;
	if (f->last >= 0)
		branch_change(p, f->last)->next = b;
	else
		f->first = b;
	f->last = b;
	if (++f->begun > f->n) {		/* a history that is not of this definition */
		f->n = f->begun;
		f->by_status[STATE_IDLE]++;
		count_branches(p, family, STATE_IDLE, 1);
	}
	branch_set_status(p, b, STATE_RUNNING);
	return b;
}

void branch_end(struct projection *p, int32_t b, enum state_status status, int failed_step, int32_t id)
{
	struct branch *br = &p->branches.v[b];

	if (br->ended)
		return;
	branch_set_status(p, b, status);
	br->ended = id;
	br->failed_step = failed_step;
	if (br->open_prev >= 0)
		branch_change(p, br->open_prev)->open_next = br->open_next;
	else
		family_change(p, br->family)->open_first = br->open_next;
	if (br->open_next >= 0)
		branch_change(p, br->open_next)->open_prev = br->open_prev;
	br->open_prev = br->open_next = -1;
}

static int32_t cell_row(struct projection *p, int32_t branch, int state)
{
	int32_t row = pairs_add(&p->cells, branch, state);

	if ((size_t)row == p->cell_steps.n)
		VEC_PUSH(&p->cell_steps, -1);
	return row;
}

/* The visit before counts no more. */
static void enter_cell(struct projection *p, int i)
{
	struct step *s = &p->steps.v[i];
	int32_t row = cell_row(p, s->branch, s->state), earlier = p->cell_steps.v[row];

	if (earlier >= 0) {
		s->earlier = earlier;
		s->visit = p->steps.v[earlier].visit + 1;
		tally_move(p, earlier, p->steps.v[earlier].status, STATE_IDLE);
		if (p->steps.v[earlier].family >= 0)
			family_forget(p, p->steps.v[earlier].family);
	}
	*cell_change(p, row) = i;
}

void branch_enter(struct projection *p, int i)
{
	struct branch *b;

	if (p->steps.v[i].branch < 0)
		return;
	b = branch_change(p, p->steps.v[i].branch);
	if (b->first_step < 0)
		b->first_step = i;
	b->last_step = i;
	if (p->steps.v[i].state >= 0)
		enter_cell(p, i);
}

void branch_follow(struct projection *p, int i, enum state_status was)
{
	const struct step *s = &p->steps.v[i];
	enum state_status status = s->status == STATE_RETRYING ? STATE_RETRYING : STATE_RUNNING;
	const struct branch *b = s->branch >= 0 ? &p->branches.v[s->branch] : NULL;

	if (!b)
		return;
	tally_move(p, i, was, s->status);
	if (b->last_step == i && !b->ended && b->status != status)
		branch_set_status(p, s->branch, status);
}

void branch_take(struct projection *p, int i)
{
	const struct step *s = &p->steps.v[i];
	int32_t row;

	if (s->branch < 0)
		return;
	row = pairs_add(&p->taken, s->branch, s->via);
	if ((size_t)row == p->taken_n.n)
		VEC_PUSH(&p->taken_n, 0);
	++*taken_change(p, row);
	tally_add(p, p->branches.v[s->branch].family, (int32_t)p->machine->n_states + s->via, STATE_IDLE, 1);
}

/* --- questions ----------------------------------------------------------------------------------------------------------------- */

int32_t projection_branch_at(const struct projection *p, int32_t family, int32_t index)
{
	int32_t first = family >= 0 ? p->families.v[family].first : -1, b = first >= 0 ? first + index : -1;

	if (b >= 0 && (size_t)b < p->branches.n && p->branches.v[b].family == family && p->branches.v[b].index == index)
		return b;		/* they began in order and alone: most do */
	b = family >= 0 ? pairs_find(&p->by_index, family, index) : -1;
	return (size_t)b < p->branches.n ? b : -1;
}

int projection_visit(const struct projection *p, int32_t branch, int state)
{
	int32_t row;

	if (state < 0)
		return -1;
	if (branch < 0)
		return p->states[state].step;
	row = pairs_find(&p->cells, branch, state);
	return row < 0 ? -1 : p->cell_steps.v[row];
}

int projection_taken(const struct projection *p, int32_t branch, size_t edge)
{
	int32_t row;

	if (branch < 0)
		return p->edges[edge].taken;
	row = pairs_find(&p->taken, branch, (int32_t)edge);
	return row < 0 ? 0 : p->taken_n.v[row];
}

const struct tally *projection_tally(const struct projection *p, int32_t family, int state)
{
	int32_t row = pairs_find(&p->by_family, family, state);

	return row < 0 ? NULL : &p->tallies.v[row];
}

const struct tally *projection_tally_edge(const struct projection *p, int32_t family, size_t edge)
{
	return projection_tally(p, family, (int)(p->machine->n_states + edge));
}

const struct tally *projection_tally_branches(const struct projection *p, int32_t family, int container)
{
	return projection_tally(p, family, (int)(p->machine->n_states + p->n_edges) + container);
}

int32_t projection_branch_up(const struct projection *p, int32_t branch)
{
	return branch < 0 ? -1 : p->steps.v[p->families.v[p->branches.v[branch].family].step].branch;
}

bool projection_branch_in(const struct projection *p, int32_t b, int32_t around)
{
	while (b >= 0 && b != around)
		b = projection_branch_up(p, b);
	return b == around;
}

const struct asl_state *projection_container(const struct projection *p, int32_t branch)
{
	int state = branch < 0 ? -1 : p->steps.v[p->families.v[p->branches.v[branch].family].step].state;

	return state < 0 ? NULL : p->machine->states[state];
}
