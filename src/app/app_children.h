/*
 * app_children - executions that others started: the children of Map Runs, nested executions. How they come into the store, how a screen
 * lists them, and how one of them is shown.
 *
 *     app_children_list(a, a->run, &c, &e);          those that run, then those that are kept, failures first
 *     app_child_open(a, &c.list.v[i], &e);           shown as any execution is, live or not
 *     app_parent_open(a, &e);                        and back
 *
 * Of an execution's children the first CHILDREN_KEPT that succeeded and the first CHILDREN_KEPT that did not are kept, with their
 * histories; how many there were in all is in the Map Run's counts (engine_map_run() while it lives, event_more.totals of its last event).
 */
#ifndef ASLANT_APP_CHILDREN_H
#define ASLANT_APP_CHILDREN_H

#include "app/app.h"

#define CHILDREN_KEPT 1000

struct app_child {
	int64_t store_id;		/* 0: it runs */
	struct session *session;	/* NULL: it is over. Good until the next app_work(); app_child_open() takes it later too */
	bool in_map_run;		/* else it is a nested execution */
	int32_t parent_event;		/* of the parent: MapRunStarted, TaskScheduled … */
	size_t item;			/* place of its item or batch in the Map Run */
	enum exec_status status;
	bool interrupted;
	char *name, *machine, *error;
	int64_t start_ms, stop_ms;	/* stop_ms 0: it runs */
	int32_t n_events;
};

struct app_children {
	VEC(struct app_child) list;
};

/* Replaces what is in out (zeroed or listed before). At most 1000 that run, and those that are kept. */
bool app_children_list(struct app *a, const struct run *parent, struct app_children *out, struct err *e);
void app_children_done(struct app_children *c);
/* Of the shown execution's. */
bool app_child_open(struct app *a, const struct app_child *c, struct err *e);
/* Shows the execution that started the shown one; false with e: nobody did, or it is not kept. */
bool app_parent_open(struct app *a, struct err *e);
bool app_has_parent(const struct app *a);

/* For app_runs.c. */
void app_children_watch(struct app *a, struct run *r);
void app_children_turn(struct app *a);		/* events of a child that is shown */
/* False with e: it is a part of a Map Run, which cannot be started by itself. */
bool app_run_is_whole(struct app *a, int64_t store_id, struct err *e);

#endif
