/*
 * coverage - what a set of executions of one definition has touched: states, transitions, retriers, catchers, choice rules, sizes of Maps.
 * A fold over histories of any kind (live, stored, imported); counts only grow.
 *
 *     c = coverage_new(machine);  coverage_add(c, history) for each;  read the items, or print them (coverage_print.c);  coverage_free(c);
 *
 * Everything that can be covered is an item, in the order of the text, whether it was touched or not. Where a history does not say what
 * was decided (one from AWS), it is found by the rules that the engine goes by; of several choice rules with the same target the first
 * counts then.
 */
#ifndef ASLANT_COVERAGE_H
#define ASLANT_COVERAGE_H

#include "history/projection.h"

enum cover_kind { COVER_STATE, COVER_EDGE, COVER_RETRIER, COVER_CATCHER, COVER_RULE, COVER_MAP, COVER_KINDS };

/* A retrier counts twice: it has matched; it has matched when it had no attempt left. A Map thrice: over nothing, one item, several. */
enum { COVER_MATCHED, COVER_EXHAUSTED };
enum { COVER_ZERO, COVER_ONE, COVER_MANY };

struct cover_item {
	enum cover_kind kind;
	int state;			/* index; of a transition where it begins */
	int to;				/* transitions, catchers, rules: index of the target; -1: none */
	int part;			/* transitions and rules: enum asl_edge_kind; retriers and Maps: one of those above; else 0 */
	size_t index;			/* of the retrier, catcher or rule */
	struct span span;		/* in the definition's text */
	int64_t hits;
};

struct coverage {
	struct asl_machine *machine;	/* a reference */
	struct cover_item *items;
	size_t n;
	int32_t *of_state;		/* by state: its first item; n_states + 1 */
	int64_t executions;
};

struct coverage *coverage_new(struct asl_machine *m);
void coverage_free(struct coverage *c);
void coverage_clear(struct coverage *c);		/* nothing has been touched yet */
/* Takes in what the events of h say; it must be of a definition with the same text. */
void coverage_add(struct coverage *c, const struct history *h);
/* The same for a history that has been folded to its end already: p->history. */
void coverage_add_projection(struct coverage *c, const struct projection *p);
/* Counts from elsewhere (another process), in the order of items: c->n of them. */
void coverage_add_hits(struct coverage *c, const int64_t *hits, int64_t executions);

/* How many items of a kind there are, and were touched. COVER_KINDS: all but the Maps' sizes, which tests cannot always choose. */
struct cover_count {
	size_t covered, total;
};
struct cover_count coverage_count(const struct coverage *c, enum cover_kind kind);
double cover_percent(struct cover_count n);		/* 100 where there is nothing to cover */
const char *cover_kind_text(enum cover_kind k);		/* "states"; COVER_KINDS: "all" */
bool cover_kind_find(const char *text, enum cover_kind *out);

/* The item of a state that has this kind, part and index; NULL: there is none. */
const struct cover_item *coverage_find(const struct coverage *c, int state, enum cover_kind kind, int part, size_t index);

/* Appended to out. file names the definition. */
void coverage_text(struct str *out, const struct coverage *c, const char *file);	/* a table, and what is not covered, with its place */
cJSON *coverage_json(const struct coverage *c, const char *file);
void coverage_lcov(struct str *out, const struct coverage *c, const char *file);	/* a record of a tracefile */
/* `catcher 2 of "Pay" (Declined) -> "Refund"`: what an item is, in words. Appended. */
void coverage_item_text(struct str *out, const struct coverage *c, const struct cover_item *i);
const char *coverage_never_text(const struct cover_item *i);	/* "never catches": what has not happened to an item */
/* What is not covered and worth telling, in the order of the text: where a state is never entered, what it holds goes without saying.
 * Caller frees the list, not the items. */
const struct cover_item **coverage_missing(const struct coverage *c, size_t *n);

#endif
