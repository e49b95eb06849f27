/*
 * view - the projection seen from one place. A state inside a Map has been visited once an iteration; what is shown of it depends on
 * which iteration the person looks at, its place. A place is a branch of the projection (an iteration of a Map, a branch of a Parallel), or
 * -1: outside of all. Every scope of the definition then stands for
 *
 *   one place		the top; the place itself and those around it; the branches of Parallels beside and inside of it, for each has states
 *			of its own: the state's latest visit is meant;
 *   many		the inside of a Map of which no iteration is chosen: counts, of the newest attempt of its newest visit;
 *   none		the inside of a container that has not been entered.
 *
 *     view_set(&v, projection, place);  view_state(&v, state, &mark);  …  view_done(&v);
 *
 * After each move of the projection view_set() must be called again; it costs as much as there are scopes in the definition.
 */
#ifndef ASLANT_VIEW_H
#define ASLANT_VIEW_H

#include "history/projection.h"

enum view_kind { VIEW_NONE, VIEW_ONE, VIEW_MANY };

struct view_scope {
	enum view_kind kind;
	int32_t id;			/* VIEW_ONE: the branch, -1: the top; VIEW_MANY: the family of the outermost Map without a choice */
	int32_t family;			/* that this scope's branch belongs to, or that is summed up; -1: the top, none */
};

struct view {
	const struct projection *p;	/* NULL: nothing is shown */
	int32_t place;
	const struct asl_scope *root;	/* the scope that the execution is of: the top, or the processor of a distributed Map */
	struct view_scope *scopes;	/* by the scope's index */
	size_t n_scopes;
};

struct view_mark {
	enum view_kind kind;
	int step;			/* VIEW_ONE: the latest visit; -1: none */
	int visits;			/* in its branch; VIEW_MANY: how many branches have visited it */
	enum state_status status;	/* VIEW_MANY: the one that matters most */
	int32_t by_status[STATE_STATUSES];	/* VIEW_MANY: how many branches stand how */
};

/* Zeroed is good. A place that has not begun at the projection's cursor (the cursor went back) is the next one around it that has. */
void view_set(struct view *v, const struct projection *p, int32_t place);
void view_done(struct view *v);

void view_state(const struct view *v, int state, struct view_mark *out);
const struct step *view_step(const struct view *v, int state);	/* VIEW_ONE: the latest visit; else NULL */
int view_taken(const struct view *v, size_t edge);		/* how often a transition was taken, in what its states stand for */
/* The transition to be shown as the newest: the last of all if it is in sight, else the last of the place; -1: none. */
int view_last_edge(const struct view *v);
/* The family of a Parallel or Map that is shown: the one of the place, else the newest of its newest visit; -1: none, or many. */
int32_t view_family(const struct view *v, int container);
/* How many branches of a container stand how, STATE_IDLE those that have not begun; NULL: it has not started. */
const int32_t *view_branches(const struct view *v, int container);
/* The place that a state stands in: the innermost chosen branch around it; -1: outside of all. */
int32_t view_place_of(const struct view *v, int state);

/* The order in which statuses matter: failed first. */
extern const enum state_status status_by_weight[STATE_STATUSES];

#endif
