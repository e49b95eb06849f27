/*
 * lambda - what Lambda and its integration with Step Functions make of a call: the names and causes of
 * failures, the request and response of lambda:invoke, the REPORT line. Pure: no process,
 * no clock. Used by function.c.
 */
#ifndef ASLANT_LAMBDA_H
#define ASLANT_LAMBDA_H

#include "asl/model.h"
#include "task/worker.h"

/* How a state calls a function. */
struct lambda_request {
	const char *function;		/* name or ARN as the state gives it; borrowed from the state or the payload */
	struct value *event;		/* owned */
	struct value *client_context;	/* owned; NULL: none */
	bool invoke;			/* through lambda:invoke, else the function's own ARN */
	bool waits_for_token;		/* .waitForTaskToken: the response is what was submitted */
	enum { LAMBDA_SYNC, LAMBDA_EVENT, LAMBDA_DRY_RUN } type;
	bool wants_log;			/* LogType Tail */
};

/* False where the state does not call a Lambda function, or names none. */
bool lambda_request_read(const struct asl_state *s, struct value *payload, struct lambda_request *out);
void lambda_request_done(struct lambda_request *q);

/* What became of a call. */
struct lambda_outcome {
	struct value *result;		/* NULL where it failed */
	char *error, *cause;		/* of a failure */
};

/* compact: print the cause as lambda:invoke does; else as the function wrote it. */
void lambda_outcome_make(const struct worker_reply *r, const struct function_entry *f, const char *request_id,
	bool compact, struct lambda_outcome *out);
void lambda_outcome_done(struct lambda_outcome *o);

/* The response of lambda:invoke around a payload (NULL: none). log_tail may be NULL. New reference. */
struct value *lambda_response(
	struct value *payload, int status, const char *request_id, int64_t at_ms, const char *log_tail);

/* "REPORT RequestId: …\tDuration: 12.34 ms\t…" */
void lambda_report(
	struct str *out, const struct worker_reply *r, const struct function_entry *f, const char *request_id);
/*
 * What Lambda itself says about the end of a call that was cut off ("… Task timed out after 3.00 seconds");
 * nothing for others.
 */
void lambda_epitaph(
	struct str *out, const struct worker_reply *r, const struct function_entry *f, const char *request_id);

#endif
