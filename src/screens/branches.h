/* branches - the branches of a Parallel or the iterations of a Map as members of a JSON view, failures first. */
#ifndef ASLANT_BRANCHES_H
#define ASLANT_BRANCHES_H

#include "app/run.h"
#include "history/view.h"
#include "screens/json_view.h"

const char *branches_word(const struct asl_state *container, int32_t n);	/* "iteration", "branches" */
/* How many of them stand how, at the moment shown; false: it has none, or nothing is known of them. r: NULL for none. */
bool branches_count(const struct run *r, const struct view *v, const struct asl_state *container, int32_t n[STATE_STATUSES]);
/* One member `key` with a member for each of the first branches of a family: what it got, where it is, what it gave or how it failed. */
void branches_add(struct json_view *v, const char *key, const struct projection *p, int32_t family);

#endif
