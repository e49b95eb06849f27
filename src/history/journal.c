/*
 * The journal: what the fold of an event changes, as it was before. A step back copies it to where it came from, newest first. The notes of
 * one event begin with the moment (the plain fields of the projection and how many steps there are); what was added by the event needs no
 * note. Only so many bytes are kept: behind them a step back folds again from the start, once for a journal full of steps back.
 */
#include <stdlib.h>
#include <string.h>

#include "history/internal.h"

#define JOURNAL_MAX (16u << 20)

enum area { AREA_MOMENT, AREA_STEP, AREA_ATTEMPT, AREA_MARK, AREA_EDGE, AREA_FAMILY, AREA_BRANCH, AREA_CELL, AREA_TAKEN, AREA_TALLY };

/* Stands behind the bytes, so that notes are read from the end. */
struct note {
	int32_t area, index;
};

struct moment {
	unsigned char fields[offsetof(struct projection, steps) - offsetof(struct projection, cursor)];
	size_t n_steps, n_families, n_branches;
};

/* A step but for the memory of its attempts, of which only the number counts. */
struct step_note {
	unsigned char fields[offsetof(struct step, attempts)];
	size_t n_attempts;
};

/* --- writing --------------------------------------------------------------------------------------------------------------- */

static void make_room(struct journal *j, size_t len)
{
	if (j->len + len > j->cap)
		vec_reserve(&j->bytes, &j->cap, j->len + len, 1);
}

/* Sizes are constants where this is called: copies become a few moves. */
static inline void note(struct projection *p, enum area area, int32_t index, const void *bytes, size_t len)
{
	struct journal *j = &p->journal;
	struct note n = {.area = area, .index = index};

	if (j->off)
		return;
	make_room(j, len + sizeof n);
	memcpy(j->bytes + j->len, bytes, len);
	memcpy(j->bytes + j->len + len, &n, sizeof n);
	j->len += len + sizeof n;
}

/* Drop the older half. */
static void shorten(struct journal *j)
{
	size_t half = 0, from;

	while (half + 1 < j->starts.n && j->starts.v[half] < j->len / 2)
		half++;
	from = j->starts.v[half];
	memmove(j->bytes, j->bytes + from, j->len - from);
	j->len -= from;
	j->starts.n -= half;
	for (size_t i = 0; i < j->starts.n; i++)
		j->starts.v[i] = j->starts.v[i + half] - from;
}

void journal_begin(struct projection *p)
{
	struct moment m = {.n_steps = p->steps.n, .n_families = p->families.n, .n_branches = p->branches.n};

	if (p->journal.off)
		return;
	if (p->journal.len > JOURNAL_MAX)
		shorten(&p->journal);
	VEC_PUSH(&p->journal.starts, p->journal.len);
	memcpy(m.fields, (const unsigned char *)p + offsetof(struct projection, cursor), sizeof m.fields);
	note(p, AREA_MOMENT, 0, &m, sizeof m);
}

/* Fields that say when they were noted last are noted once an event. What was made by the event itself says so, too. */
static bool is_noted(const struct projection *p, int32_t kept)
{
	return kept == p->cursor + 1;
}

struct step *step_change(struct projection *p, int i)
{
	struct step *s = &p->steps.v[i];
	struct step_note n;

	if (is_noted(p, s->kept))
		return s;
	memcpy(n.fields, s, sizeof n.fields);
	n.n_attempts = s->attempts.n;
	note(p, AREA_STEP, i, &n, sizeof n);
	s->kept = p->cursor + 1;
	return s;
}

struct attempt *attempt_change(struct projection *p, int i)
{
	struct step *s = &p->steps.v[i];
	struct attempt *a = s->attempts.n ? &s->attempts.v[s->attempts.n - 1] : NULL;

	if (a)
		note(p, AREA_ATTEMPT, i, a, sizeof *a);
	return a;
}

struct family *family_change(struct projection *p, int32_t i)
{
	struct family *f = &p->families.v[i];

	if (!is_noted(p, f->kept))
		note(p, AREA_FAMILY, i, f, sizeof *f);
	f->kept = p->cursor + 1;
	return f;
}

struct branch *branch_change(struct projection *p, int32_t i)
{
	struct branch *b = &p->branches.v[i];

	if (!is_noted(p, b->kept))
		note(p, AREA_BRANCH, i, b, sizeof *b);
	b->kept = p->cursor + 1;
	return b;
}

struct state_mark *mark_change(struct projection *p, int state)
{
	note(p, AREA_MARK, state, &p->states[state], sizeof p->states[state]);
	return &p->states[state];
}

struct edge_mark *edge_change(struct projection *p, int32_t edge)
{
	note(p, AREA_EDGE, edge, &p->edges[edge], sizeof p->edges[edge]);
	return &p->edges[edge];
}

int32_t *cell_change(struct projection *p, int32_t row)
{
	note(p, AREA_CELL, row, &p->cell_steps.v[row], sizeof p->cell_steps.v[row]);
	return &p->cell_steps.v[row];
}

int32_t *taken_change(struct projection *p, int32_t row)
{
	note(p, AREA_TAKEN, row, &p->taken_n.v[row], sizeof p->taken_n.v[row]);
	return &p->taken_n.v[row];
}

struct tally *tally_change(struct projection *p, int32_t row)
{
	note(p, AREA_TALLY, row, &p->tallies.v[row], sizeof p->tallies.v[row]);
	return &p->tallies.v[row];
}

/* --- putting back ------------------------------------------------------------------------------------------------------------ */

static void take_back(struct journal *j, void *to, size_t len)
{
	j->len -= len;
	memcpy(to, j->bytes + j->len, len);
}

static void moment_back(struct projection *p)
{
	struct moment m;

	take_back(&p->journal, &m, sizeof m);
	memcpy((unsigned char *)p + offsetof(struct projection, cursor), m.fields, sizeof m.fields);
	p->steps.n = m.n_steps;
	p->families.n = m.n_families;
	p->branches.n = m.n_branches;
}

static void step_back(struct projection *p, int i)
{
	struct step *s = &p->steps.v[i];
	struct step_note n;

	take_back(&p->journal, &n, sizeof n);
	memcpy(s, n.fields, sizeof n.fields);
	s->attempts.n = n.n_attempts;
}

static void thing_back(struct projection *p, const struct note *n)
{
	struct journal *j = &p->journal;
	size_t i = (size_t)n->index;

	switch ((enum area)n->area) {
	case AREA_MOMENT:
		moment_back(p);
		break;
	case AREA_STEP:
		step_back(p, n->index);
		break;
	case AREA_ATTEMPT:	/* the last one, as it was when this was noted: later changes are put back by now */
		take_back(j, &p->steps.v[i].attempts.v[p->steps.v[i].attempts.n - 1], sizeof(struct attempt));
		break;
	case AREA_MARK:
		take_back(j, &p->states[i], sizeof p->states[i]);
		break;
	case AREA_EDGE:
		take_back(j, &p->edges[i], sizeof p->edges[i]);
		break;
	case AREA_FAMILY:
		take_back(j, &p->families.v[i], sizeof p->families.v[i]);
		break;
	case AREA_BRANCH:
		take_back(j, &p->branches.v[i], sizeof p->branches.v[i]);
		break;
	case AREA_CELL:
		take_back(j, &p->cell_steps.v[i], sizeof p->cell_steps.v[i]);
		break;
	case AREA_TAKEN:
		take_back(j, &p->taken_n.v[i], sizeof p->taken_n.v[i]);
		break;
	case AREA_TALLY:
		take_back(j, &p->tallies.v[i], sizeof p->tallies.v[i]);
		break;
	}
}

void journal_undo(struct projection *p)
{
	struct journal *j = &p->journal;
	size_t start = j->starts.v[--j->starts.n];

	while (j->len > start) {
		struct note n;

		take_back(j, &n, sizeof n);
		thing_back(p, &n);
	}
}

bool journal_reaches(const struct projection *p, int32_t cursor)
{
	return cursor <= p->cursor && (size_t)(p->cursor - cursor) <= p->journal.starts.n;
}

void journal_clear(struct projection *p)
{
	p->journal.len = p->journal.starts.n = 0;
}

void journal_rest(struct projection *p, bool rest)
{
	if (rest)
		journal_clear(p);
	p->journal.off = rest;
}

void journal_done(struct projection *p)
{
	free(p->journal.bytes);
	VEC_DONE(&p->journal.starts);
}
