/*
 * map_run - what the files of the distributed Map share; private to them. map_run.c is the life of a Map Run, map_run_fields.c reads its
 * fields, map_run_items.c takes items and makes inputs of them, map_run_results.c gathers outputs and writes records.
 *
 * A Map Run belongs to the thread whose state is the Map. It starts one child after the other: the next one when the last waits for
 * something or has ended, so that children that take no time never are there together, however many may run at once. Items come in
 * pages. Both bound its memory.
 */
#ifndef ASLANT_MAP_RUN_H
#define ASLANT_MAP_RUN_H

#include "engine/internal.h"

enum map_run_transformation { TRANSFORM_NONE, TRANSFORM_COMPACT, TRANSFORM_FLATTEN };

/* A child execution that runs. */
struct map_child {
	uint64_t id;			/* 0: a place that is free */
	size_t index, n_items, bytes;
	struct value *input;
	char *name;
	uint64_t seed;
	int64_t start_ms;
};

/* How a Map Run is set up: the state's fields, evaluated. */
struct map_run_fields {
	int64_t max_concurrency;	/* 0: as many as the service allows */
	int64_t max_items;		/* 0: all; negative: the reader refuses it */
	int64_t batch_items, batch_bytes;	/* 0: no limit of that kind */
	bool counts_failures, shares_failures;	/* ToleratedFailureCount, ToleratedFailurePercentage are set */
	int64_t tolerated_count;
	double tolerated_percentage;
	struct value *batch_input;	/* NULL: none */
	struct value *reader;		/* the payload of FX_ITEMS_OPEN; NULL: items are the state's */
	struct value *writer;		/* Bucket and Prefix; NULL: results are the state's output */
	enum map_run_transformation transformation;
	bool json_lines;
};

struct map_run {
	struct map_run_info *info;	/* the engine's: stays when the run is over */
	struct map_run_fields fields;
	uint64_t id;
	char *uuid;			/* the last part of its ARN */

	struct value *page;		/* of items: an array, or an object whose members they are */
	const cJSON *next;
	char *source;
	bool reads, asked;		/* a reader is open; a page is on its way */
	size_t taken;			/* items so far */
	struct thread probe;		/* stands for the iteration while ItemSelector is evaluated */

	VEC(struct value *) batch;
	size_t batch_bytes;
	struct value *carry;		/* an item that the last batch had no room for; NULL: none */

	VEC(struct map_child) children;
	VEC(size_t) free_places;	/* in children */
	size_t running, running_bytes, n_started;
	bool starting;			/* the newest child has not waited yet */

	VEC(struct value *) outputs;	/* by child; NULL: it gave none */
	size_t outputs_bytes;
	bool too_large;
	bool writes, closing;		/* results go to a writer; it has been told that all is said */

	char *error, *cause;		/* it fails, and is about to end */
	bool failing, draining;		/* draining: what has not been started is written as pending */
};

/* map_run.c */
struct engine_effect *map_run_effect(struct engine *x, const struct map_run *run, enum engine_effect_kind kind);

/* map_run_fields.c */
bool map_run_fields_read(struct engine *x, struct thread *t, struct map_run_fields *f);	/* false: the state has failed */
void map_run_fields_done(struct map_run_fields *f);

/* map_run_items.c: what is asked of them next */
enum map_run_next { NEXT_INPUT, NEXT_PAGE, NEXT_NOTHING, NEXT_FAILED };
void map_run_items_set(struct map_run *run, struct value *page, const char *source);
enum map_run_next map_run_next_input(struct engine *x, struct thread *t, struct value **input, size_t *n_items);
void map_run_items_done(struct map_run *run);

/* map_run_results.c */
void map_run_results_open(struct engine *x, struct map_run *run);
void map_run_result(struct engine *x, struct map_run *run, const struct map_child *c, enum exec_status status, struct value *output,
	const char *error, const char *cause);
void map_run_result_pending(struct engine *x, struct map_run *run, struct value *input, size_t index);
void map_run_results_close(struct engine *x, struct map_run *run, bool quietly);
/* The result of the state. NULL: too much of it (fail_too_large()). written: what the writer said. */
struct value *map_run_output(struct engine *x, struct map_run *run, struct value *written);
void map_run_results_done(struct map_run *run);

#endif
