/*
 * compare - two versions of a definition held against each other as machines, not as texts: states that were added, removed, renamed or
 * changed, and transitions likewise. Order, indentation and the form (JSON, YAML) do not count. States belong together by their path;
 * one that is gone and one that is new in the same scope are the same one renamed where they say the same.
 *
 *     asl_compare(&c, a, b);
 *     asl_compare_print(&c, &out);                    a line a difference, for people
 *     u = asl_compare_union(&c, &changes);            both in one machine, to be drawn (graph_marks_changes() in graph/graph.h)
 */
#ifndef ASLANT_ASL_COMPARE_H
#define ASLANT_ASL_COMPARE_H

#include "asl/model.h"

enum asl_change { ASL_SAME, ASL_ADDED, ASL_REMOVED, ASL_CHANGED };

const char *asl_change_text(enum asl_change c);		/* "added"; "" for ASL_SAME */
char asl_change_sign(enum asl_change c);		/* '+', '-', '~', ' ' */

struct asl_state_change {
	enum asl_change change;			/* never ASL_SAME */
	const struct asl_state *a, *b;		/* a NULL: added; b NULL: removed */
	bool renamed;				/* of a change: another name, in the same scope */
	char *fields;				/* of a change: "Next, Retry"; "" for one that is only renamed */
};

struct asl_edge_change {
	enum asl_change change;			/* never ASL_SAME; ASL_CHANGED: another rule or other errors, to the same state */
	const struct asl_state *a_from, *b_from;	/* both are there: edges of states that came or went are not listed */
	enum asl_edge_kind kind;
	size_t a_index, b_index;		/* of the choice or the catcher */
	const struct asl_target *a, *b;		/* a NULL: added; b NULL: removed */
};

struct asl_compare {
	const struct asl_machine *a, *b;	/* borrowed */
	const struct asl_state **partner;	/* of b's states by index, the one in a; NULL: it is new */
	const struct asl_state **partner_in_b;	/* of a's states by index */
	VEC(struct asl_state_change) states;	/* of b in the order of its text, then those that are gone */
	VEC(struct asl_edge_change) edges;
	char *fields;				/* of the machine itself that differ: "StartAt, TimeoutSeconds"; "": none */
};

/* c is zeroed before; a and b must outlive it. */
void asl_compare(struct asl_compare *c, const struct asl_machine *a, const struct asl_machine *b);
void asl_compare_done(struct asl_compare *c);
bool asl_compare_is_same(const struct asl_compare *c);

/* A line a difference: "+ state Pay (Task) added", "~ state Ship changed: Next, Retry", "- Pay → Ship (Next) removed". */
void asl_compare_print(const struct asl_compare *c, struct str *out);

/*
 * Both in one machine, for a picture: b with the states of a that are gone, and with labels at the transitions that came, went or changed
 * ("+ added", "- removed: n > 5"). It is a draft: never valid, and nothing in it counts as wrong. *changes gets an array by its states'
 * index that the caller frees. New reference; NULL where b has no states and a neither.
 */
struct asl_machine *asl_compare_union(const struct asl_compare *c, enum asl_change **changes);

#endif
