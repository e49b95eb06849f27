/*
 * event - the execution history: AWS's event types and a growing list of events. Everything that is shown is a fold over it.
 * An event is small: values are shared by reference, what only some events have is in `more`.
 */
#ifndef ASLANT_EVENT_H
#define ASLANT_EVENT_H

#include "base/map.h"
#include "json/value.h"

/* X(name, details member of the API or NULL). The order is ours; the names are AWS's (ASL.md 7.2). */
#define EVENT_TYPES(X) \
	X(ExecutionStarted, "executionStartedEventDetails") \
	X(ExecutionSucceeded, "executionSucceededEventDetails") \
	X(ExecutionFailed, "executionFailedEventDetails") \
	X(ExecutionAborted, "executionAbortedEventDetails") \
	X(ExecutionTimedOut, "executionTimedOutEventDetails") \
	X(ExecutionRedriven, "executionRedrivenEventDetails") \
	X(PassStateEntered, "stateEnteredEventDetails") \
	X(TaskStateEntered, "stateEnteredEventDetails") \
	X(ChoiceStateEntered, "stateEnteredEventDetails") \
	X(WaitStateEntered, "stateEnteredEventDetails") \
	X(SucceedStateEntered, "stateEnteredEventDetails") \
	X(FailStateEntered, "stateEnteredEventDetails") \
	X(ParallelStateEntered, "stateEnteredEventDetails") \
	X(MapStateEntered, "stateEnteredEventDetails") \
	X(PassStateExited, "stateExitedEventDetails") \
	X(TaskStateExited, "stateExitedEventDetails") \
	X(ChoiceStateExited, "stateExitedEventDetails") \
	X(WaitStateExited, "stateExitedEventDetails") \
	X(SucceedStateExited, "stateExitedEventDetails") \
	X(ParallelStateExited, "stateExitedEventDetails") \
	X(MapStateExited, "stateExitedEventDetails") \
	X(TaskStateAborted, NULL) \
	X(WaitStateAborted, NULL) \
	X(ParallelStateAborted, NULL) \
	X(MapStateAborted, NULL) \
	X(ParallelStateStarted, NULL) \
	X(ParallelStateSucceeded, NULL) \
	X(ParallelStateFailed, NULL) \
	X(MapStateStarted, "mapStateStartedEventDetails") \
	X(MapStateSucceeded, NULL) \
	X(MapStateFailed, NULL) \
	X(MapIterationStarted, "mapIterationStartedEventDetails") \
	X(MapIterationSucceeded, "mapIterationSucceededEventDetails") \
	X(MapIterationFailed, "mapIterationFailedEventDetails") \
	X(MapIterationAborted, "mapIterationAbortedEventDetails") \
	X(MapRunStarted, "mapRunStartedEventDetails") \
	X(MapRunSucceeded, NULL) \
	X(MapRunFailed, "mapRunFailedEventDetails") \
	X(MapRunAborted, NULL) \
	X(MapRunRedriven, "mapRunRedrivenEventDetails") \
	X(LambdaFunctionScheduled, "lambdaFunctionScheduledEventDetails") \
	X(LambdaFunctionScheduleFailed, "lambdaFunctionScheduleFailedEventDetails") \
	X(LambdaFunctionStarted, NULL) \
	X(LambdaFunctionStartFailed, "lambdaFunctionStartFailedEventDetails") \
	X(LambdaFunctionSucceeded, "lambdaFunctionSucceededEventDetails") \
	X(LambdaFunctionFailed, "lambdaFunctionFailedEventDetails") \
	X(LambdaFunctionTimedOut, "lambdaFunctionTimedOutEventDetails") \
	X(ActivityScheduled, "activityScheduledEventDetails") \
	X(ActivityScheduleFailed, "activityScheduleFailedEventDetails") \
	X(ActivityStarted, "activityStartedEventDetails") \
	X(ActivitySucceeded, "activitySucceededEventDetails") \
	X(ActivityFailed, "activityFailedEventDetails") \
	X(ActivityTimedOut, "activityTimedOutEventDetails") \
	X(TaskScheduled, "taskScheduledEventDetails") \
	X(TaskStarted, "taskStartedEventDetails") \
	X(TaskStartFailed, "taskStartFailedEventDetails") \
	X(TaskSubmitted, "taskSubmittedEventDetails") \
	X(TaskSubmitFailed, "taskSubmitFailedEventDetails") \
	X(TaskSucceeded, "taskSucceededEventDetails") \
	X(TaskFailed, "taskFailedEventDetails") \
	X(TaskTimedOut, "taskTimedOutEventDetails") \
	X(EvaluationFailed, "evaluationFailedEventDetails")

enum event_type {
	EV_NONE,
#define X(name, details) EV_##name,
	EVENT_TYPES(X)
#undef X
	EV_OTHER,		/* a type that this program does not know: shown as it came. Its name is more->type */
	EV_MISSING,		/* stands for an event that is not in an imported history; never written to AWS's form of one */
	EV_COUNT
};

/* What was decided about a failure: which retrier and catcher, and the delay. The why lens shows it; it is not part of AWS's form. */
struct event_plan {
	int32_t state;			/* index of the state whose retriers and catchers were asked: the event's, or a container around it */
	int retrier;			/* index of the first that matched, -1: none */
	int attempt;			/* the retry that follows (1 = first), 0: none follows */
	int max_attempts;		/* of that retrier */
	int catcher;			/* index of the one that caught, -1: none */
	int64_t delay_ms;		/* before the retry, jitter drawn */
	double base_delay_s;		/* interval · backoff^k, capped, before jitter */
	double draw;			/* 0 … 1: what JitterStrategy FULL drew; -1: no jitter */
};

/* What happened to the items, or to the executions, of a Map Run: the members of DescribeMapRun. */
struct map_run_counts {
	int64_t total, pending, running, succeeded, failed, timed_out, aborted, written;
};

struct map_run_totals {
	struct map_run_counts items;		/* those in batches one by one */
	struct map_run_counts executions;
};

/* What only some events have. All pointers may be NULL; strings and values are owned. */
struct event_more {
	char *error, *cause;		/* is_error_null etc. never occur: a member that AWS leaves out is NULL here */
	char *resource, *resource_type, *region;
	char *location, *state;		/* EvaluationFailed */
	char *role_arn;			/* ExecutionStarted's role; taskCredentials' role of Scheduled */
	char *worker_name, *map_run_arn;
	int64_t timeout_s, heartbeat_s;	/* 0: absent */
	int64_t length, index;		/* MapStateStarted; MapIteration* */
	int64_t redrive_count;
	struct value *assigned;		/* object of name -> value (printed as JSON text each) */
	char *type;			/* EV_OTHER */
	struct value *beside, *extra;	/* members of the event, and of its details, that this program does not know: objects */
	bool truncated;			/* AWS says that the value, or the variables, are not whole */
	bool cut;			/* the value's text is no JSON, and the value this text as a string */
	struct map_run_totals *totals;	/* of the event that ends a Map Run; not part of AWS's form */
	bool has_plan;
	struct event_plan plan;
};

struct event {
	int64_t at_ms;
	int32_t id, prev;		/* id counts from 1; prev 0: none */
	int32_t state;			/* index of the state in the machine that the event belongs to; -1: none, or not known */
	uint8_t type;			/* enum event_type */
	int16_t edge;			/* ChoiceStateExited: 1 + index of the rule that matched, -1 Default; 0: not known */
	const char *name;		/* of the state (Entered, Exited) or Map (MapIteration*); interned in the history; NULL: none */
	struct value *value;		/* input, output or parameters; NULL: none */
	struct event_more *more;	/* NULL: nothing more */
};

struct history {
	VEC(struct event) events;	/* events.v[i].id == i + 1 */
	struct map names;		/* interned: name -> its text in texts */
	VEC(char *) texts;
};

void history_init(struct history *h);
void history_done(struct history *h);
const char *history_intern(struct history *h, const char *name);	/* lives as long as the history */
/* Append; id is filled in, value and more become the history's. The pointer is good until the next append. */
struct event *history_add_take(struct history *h, struct event e);
static inline const struct event *history_at(const struct history *h, int32_t id)
{
	return id >= 1 && (size_t)id <= h->events.n ? &h->events.v[id - 1] : NULL;
}

struct event_more *event_more_new(void);	/* zeroed, index and length -1 */
void event_more_free(struct event_more *m);

/*
 * What AWS's form has no place for (the plan of a failure, the rule of a Choice, what a Map Run came to) as compact JSON, for the store. Print appends nothing and
 * returns false where the event has nothing of the kind; read puts it back into an event that came from AWS's form.
 */
bool event_plan_print(struct str *out, const struct event *ev);
bool event_plan_read(struct event *ev, const char *text, struct err *e);

const char *event_text(const struct event *ev);	/* its type, also one that is not known */
const char *event_type_text(enum event_type t);
enum event_type event_type_find(const char *name);	/* EV_NONE where there is none */
const char *event_type_details(enum event_type t);	/* "stateEnteredEventDetails"; NULL: it has none */

bool event_is_entered(enum event_type t);	/* …StateEntered */
bool event_is_exited(enum event_type t);	/* …StateExited */
bool event_is_scheduled(enum event_type t);	/* LambdaFunctionScheduled, ActivityScheduled, TaskScheduled */
bool event_is_failure(enum event_type t);	/* …Failed, …TimedOut of a task; EvaluationFailed */
bool event_is_end(enum event_type t);		/* the last event of an execution */

#endif
