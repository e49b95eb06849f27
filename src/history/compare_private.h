/* compare_private - what the files of the comparison share: compare.c (in pieces, lists, marks), compare_steps.c (a pair of steps), compare_data.c
 * (values), compare_text.c (sentences). */
#ifndef ASLANT_COMPARE_PRIVATE_H
#define ASLANT_COMPARE_PRIVATE_H

#include "history/compare.h"

struct compare_state {
	int32_t at;			/* events folded, or steps looked at */
	int phase;
	int32_t *next_a, *next_b;	/* by step: the one that followed in its branch; -1 */
	int *states;			/* by state of a's machine: the one of b's; -1 */
	int32_t *visits_a, *visits_b;	/* by state: how often it was entered, in all branches */
	struct value *shown_a, *shown_b;	/* causes as values, of the last compare_parts() */
	int64_t start_a, start_b;
};

/* compare_data.c */
bool data_same(const struct compare *c, struct value *a, struct value *b);
bool text_same(const struct compare *c, const char *a, const char *b);	/* errors' causes; NULL: none */
struct value *cause_value(const char *cause);	/* a new reference; NULL gives NULL */

/* compare_steps.c: what differs between a step and the one that it corresponds to. */
void compare_pair(struct compare *c, int32_t a, int32_t b);
void compare_start(struct compare *c);		/* the first step of each, and the input */
void compare_ends(struct compare *c);
void compare_tell(struct compare *c, struct compare_difference d);

int compare_state_in_b(const struct compare *c, int state);	/* the state of b's machine that one of a's is; -1 */
const struct event *event_a(const struct compare *c, int32_t id);
const struct event *event_b(const struct compare *c, int32_t id);

#endif
