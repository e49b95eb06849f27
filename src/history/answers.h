/*
 * answers - what the tasks of an execution were answered, as mocks give it again (doc/mocks.md): every attempt in the order of its
 * scheduling, with its time. So a recorded execution becomes a test case, or runs on without its services.
 *
 *     {"States": {"Pay": [{"Throw": {"Error": "Busy"}, "After": 0.5}, {"Return": {"id": 7}}]}}
 */
#ifndef ASLANT_ANSWERS_H
#define ASLANT_ANSWERS_H

#include "history/projection.h"

/* What mocks cannot give again as it was. */
struct answers_gaps {
	size_t open;			/* attempts without an answer: they become {"Hang": true} */
	size_t cut;			/* answers that the record does not have, or not whole: what it has stands for them */
	size_t map_runs;		/* Map Runs: what their children called is not in the history of their parent */
};

/* p has been folded to its end. gaps is filled in; it may be NULL. The caller frees. */
cJSON *history_answers(const struct projection *p, struct answers_gaps *gaps);

#endif
