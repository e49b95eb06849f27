/*
 * history - what is made of a list of events: AWS's JSON form (form.c, form_read.c), histories of elsewhere (import.h: reading them; link.c:
 * which state an event belongs to; decide.h: what was decided about failures; draft.h: a definition made of them), and the projection, the
 * state of everything at a cursor (projection.h). Below it: engine (event.h, retry.h) and asl. Callers: app, screens, cli, store.
 */
#ifndef ASLANT_HISTORY_H
#define ASLANT_HISTORY_H

#include "engine/engine.h"

/* One event as GetExecutionHistory gives it: {"timestamp":…,"type":…,"id":…,"previousEventId":…,"…Details":{…}}; compact, appended. */
void history_event_print(struct str *out, const struct event *ev);
/* The same as a tree, for the screens' fold-out. Caller frees with cJSON_Delete(). */
cJSON *history_event_tree(const struct event *ev);
/* All of them, with commas between; those that are missing are left out. out must not end with a brace. */
void history_events_print(struct str *out, const struct history *h);
/* Read one event of that form and append it to h, of which it must be the next; state indexes are found by name in m (may be NULL). */
bool history_event_read(struct history *h, const char *text, size_t len, const struct asl_machine *m, struct err *e);

/* link.c: the index of the state that an event belongs to, -1: none, or not known. The events before it in h have theirs. m may be NULL. */
int32_t event_state(const struct event *ev, const struct history *h, const struct asl_machine *m);
void history_link(struct history *h, const struct asl_machine *m);	/* of all events, again */

struct execution_summary {		/* DescribeExecution */
	const char *execution_arn, *machine_arn, *name;
	enum exec_status status;
	int64_t start_ms, stop_ms;	/* stop_ms 0: still running */
	struct value *input, *output;	/* borrowed */
	const char *error, *cause;
	const char *map_run_arn;	/* a child of a Map Run; NULL: none */
	const char *parent_arn;		/* of the execution that started it, which AWS does not tell; NULL: none */
};
/* The object that `aslant run --format json` prints; h NULL leaves out "events". */
void history_execution_print(struct str *out, const struct execution_summary *s, const struct history *h);

#endif
