/*
 * host - a small host for the engine in tests: a virtual clock that jumps to the next thing that happens, and answers from a case.
 *
 * mocks is {"State": [answer, …]}: {"Return": v}, {"Throw": {"Error", "Cause"}}, {"TimeOut": true}, {"Hang": true}; with "Submit" (the
 * service's own answer), "After" (seconds), "Beats" ([seconds, …] of heartbeats), "Iteration", "Worker".
 *
 * Of a distributed Map, items are the pages that its reader gives: arrays, objects, or {"Fail": cause}; "$source" of an object names where
 * they are. A child is run at once, by a host of its own that shares the mocks; what happens is noted, a line each.
 */
#ifndef ASLANT_TEST_HOST_H
#define ASLANT_TEST_HOST_H

#include "engine/engine.h"

struct host_event {
	int64_t at_ms;
	uint64_t order;
	struct engine_input in;
	struct value *value;		/* owned */
};

struct host {
	struct engine *engine;
	const struct asl_machine *machine;
	const cJSON *mocks;
	cJSON *used;			/* {"State": [true, …]}: which answers have been given */
	struct engine_effects fx;
	VEC(struct host_event) events;
	int64_t now_ms;
	uint64_t order;
	char missing[256];		/* a state that had no answer left */
	const cJSON *items;		/* the next page; NULL: there are no more */
	const cJSON *writer;		/* what the writer of results says: {"Fail": cause}; NULL: all is well */
	cJSON *notes;			/* NULL: nobody wants them */
	bool tell_children;		/* the notes have their histories */
	bool is_child;
	VEC(char *) kept;
};

#define HOST_START_MS INT64_C(1767225600000)	/* 2026-01-01T00:00:00Z */

void host_init(struct host *h, struct asl_machine *m, const struct engine_options *o, const cJSON *mocks);
bool host_start(struct host *h, struct value *input, struct err *e);
void host_at(struct host *h, int64_t at_ms, const struct engine_input *in);	/* strings must outlive the host */
bool host_step(struct host *h);			/* one engine step or one jump of the clock; false when nothing is left to happen */
void host_run(struct host *h);			/* until the end, or until nothing can happen any more */
void host_done(struct host *h);

const char *host_keep(struct host *h, const char *text);	/* a copy that lives as long as the host; NULL gives NULL */

/* host_runs.c: what a Map Run asks of its host. */
void host_map_run(struct host *h, const struct engine_effect *f);

/* A line a event: `5<-4 TaskFailed Call error=E cause="…" [retry 1/2 of 0 in 1000ms] +7.000s`, NUL-terminated. */
void host_line(struct str *out, const struct engine *x, const struct event *ev);

#endif
