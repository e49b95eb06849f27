#include "history/align.h"

#include <stdlib.h>

static int state_in_a(const struct align *al, const struct asl_state *s)
{
	const struct asl_machine *m = al->a->machine;
	const struct asl_state *found = m ? asl_state_at(m, s->path) : NULL;

	if (!found && m)
		found = asl_state_at(m, s->name);
	return found ? found->index : -1;
}

struct align *align_new(const struct projection *a, const struct projection *b)
{
	return align_new_by(a, b, NULL);
}

struct align *align_new_by(const struct projection *a, const struct projection *b, const int *states)
{
	struct align *al = xcalloc(1, sizeof *al);
	size_t n = b->machine ? b->machine->n_states : 0;

	al->a = a;
	al->b = b;
	al->states = xcalloc(n, sizeof *al->states);
	for (size_t i = 0; i < n; i++)
		al->states[i] = states ? states[i] : state_in_a(al, b->machine->states[i]);
	al->later = xcalloc(a->steps.n, sizeof *al->later);
	al->backs = xcalloc(a->steps.n, sizeof *al->backs);
	for (size_t i = 0; i < a->steps.n; i++) {
		int32_t earlier = a->steps.v[i].earlier;

		al->later[i] = al->backs[i] = -1;
		if (earlier >= 0)
			al->later[earlier] = (int32_t)i;
	}
	align_extend(al);
	return al;
}

/* The attempt of a container: its newest family, or one before. */
static int32_t family_of_attempt(const struct projection *p, int step, int32_t attempt)
{
	int32_t f = step >= 0 ? p->steps.v[step].family : -1;

	while (f >= 0 && p->families.v[f].step == step && p->families.v[f].attempt > attempt)
		f = p->families.v[f].earlier;
	return f >= 0 && p->families.v[f].step == step && p->families.v[f].attempt == attempt ? f : -1;
}

static int32_t branch_in_a(const struct align *al, int32_t branch)
{
	const struct branch *b = &al->b->branches.v[branch];
	const struct family *f = &al->b->families.v[b->family];
	int32_t family = (size_t)f->step < al->steps.n ? family_of_attempt(al->a, al->steps.v[f->step], f->attempt) : -1;

	return family >= 0 ? projection_branch_at(al->a, family, b->index) : -1;
}

/* The first visit of a state in a branch of a: later ones are found from visit to visit. */
static int32_t first_visit(const struct align *al, int32_t branch, int state)
{
	int32_t s = projection_visit(al->a, branch, state);

	while (s >= 0 && al->a->steps.v[s].earlier >= 0)
		s = al->a->steps.v[s].earlier;
	return s;
}

static int32_t step_in_a(const struct align *al, const struct step *s)
{
	int32_t branch = s->branch >= 0 ? al->branches.v[s->branch] : -1;
	int state = s->state >= 0 ? al->states[s->state] : -1;

	if (state < 0 || (s->branch >= 0 && branch < 0))
		return -1;
	if (s->earlier < 0)
		return first_visit(al, branch, state);
	return al->steps.v[s->earlier] >= 0 ? al->later[al->steps.v[s->earlier]] : -1;
}

void align_extend(struct align *al)
{
	while (al->steps.n < al->b->steps.n) {
		const struct step *s = &al->b->steps.v[al->steps.n];
		int32_t found;

		while (s->branch >= 0 && al->branches.n <= (size_t)s->branch) {
			found = branch_in_a(al, (int32_t)al->branches.n);
			VEC_PUSH(&al->branches, found);
		}
		found = step_in_a(al, s);
		if (found >= 0)
			al->backs[found] = (int32_t)al->steps.n;
		VEC_PUSH(&al->steps, found);
	}
}

void align_free(struct align *al)
{
	if (!al)
		return;
	free(al->states);
	free(al->later);
	free(al->backs);
	VEC_DONE(&al->steps);
	VEC_DONE(&al->branches);
	free(al);
}
