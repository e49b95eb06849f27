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
/* For an execution that leaves another one (p) at an event. Mocks give a state's nth answer to its nth call, whenever that is; but those of iterations
 * are given in their order, so what had been answered by then is left out. answers are as above; a copy, which the caller frees. */
cJSON *history_answers_behind(const cJSON *answers, const struct projection *p, int32_t event);

/* How a Map Run ended: what an engine is fed instead of its items and children (IN_RUN_ENDED). */
struct answers_map_run {
	int state;
	int32_t started, ended;		/* events */
	struct value *leave;		/* {"output", "variables"}; NULL: it failed */
	const char *error, *cause;	/* borrowed from the history; may be NULL */
};

/* Those that ended by themselves, in order of their start. Each leave is the caller's to unref, the list to free. */
size_t history_map_runs(const struct projection *p, struct answers_map_run **out);
/* What a Map left with, by its Exited event (NULL: it did not): the value for IN_RUN_ENDED. A new reference. */
struct value *history_left_with(const struct event *exited);

#endif
