/* describe - events and payloads in one line for people: the event list, `aslant run`, the plain mode and notes use the same words. */
#ifndef ASLANT_DESCRIBE_H
#define ASLANT_DESCRIBE_H

#include "asl/model.h"
#include "engine/event.h"

/* What the event says beside its type and state: an error and what follows from it, a value's digest, a resource; may be "". */
void describe_event(struct str *out, const struct event *ev, const struct asl_machine *m);
/* The state's name that an event belongs to; "" where there is none. */
const char *describe_event_state(const struct event *ev, const struct asl_machine *m);
/* At most `cols` cells of a value's compact text, safe to show, with … at the end where it was cut. */
void describe_value(struct str *out, struct value *v, int cols);
void describe_node(struct str *out, const cJSON *n, int cols);
/* At most `cols` cells of any text, safe to show. */
void describe_text(struct str *out, const char *text, int cols);
/* A failure's cause in short: the errorMessage where the cause is Lambda's JSON, else the text. */
void describe_cause(struct str *out, const char *cause, int cols);
/* Of EvaluationFailed, "Output/a: {% $x %} returned nothing (undefined).": the field, the expression and what became of it. */
void describe_evaluation(struct str *out, const struct event_more *more, int cols);
/* The same in parts, which point into the cause. False where it does not quote an expression: says is all of it then. */
struct describe_evaluation {
	const char *expression;		/* not NUL-terminated; NULL: none */
	size_t len;
	const char *says;
};
bool describe_evaluation_parts(const struct event_more *more, struct describe_evaluation *out);
/* "1.5 s", "250 ms", "2 min 3 s" */
void describe_duration(struct str *out, int64_t ms);

#endif
