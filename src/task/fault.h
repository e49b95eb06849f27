/*
 * fault - what is to go wrong with calls of tasks: throttled, thrown, timed out, never answered, slow, an answer of another shape; for the
 * next call, the nth, every one, by chance, or within a window of the execution's clock. Whether it strikes depends on nothing but the
 * request (its seed, its clock, its number), so that an execution that is repeated meets the same faults.
 *
 * The text is what `fault` takes, what the list shows and what is kept:
 *
 *     [STATE] throttle | timeout | hang | shape | slow SECONDS | throw ERROR [CAUSE …]
 *             [next [N] | nth N | every | chance P | from SECONDS to SECONDS]
 *
 * `when` comes first where an error has a cause: "Pay nth 2 throw Declined no money". Without it: the next call.
 */
#ifndef ASLANT_FAULT_H
#define ASLANT_FAULT_H

#include "loop/loop.h"
#include "task/backend.h"

enum fault_kind { FAULT_THROTTLE, FAULT_TIMEOUT, FAULT_HANG, FAULT_SHAPE, FAULT_SLOW, FAULT_THROW };
enum fault_when { FAULT_NEXT, FAULT_NTH, FAULT_EVERY, FAULT_CHANCE, FAULT_WINDOW };

struct fault {
	unsigned number;		/* counted by the list that it is in */
	char *state;			/* path or name; NULL: any task */
	enum fault_kind kind;
	enum fault_when when;
	double seconds;			/* SLOW */
	char *error, *cause;		/* THROW; cause NULL: none */
	int64_t n;			/* NEXT: calls left; NTH: which, from 1 */
	double chance;
	double from_s, to_s;		/* WINDOW: since the execution's start */
	bool enabled;
	int64_t hits;
};

bool fault_parse(const char *text, const struct asl_machine *m, struct fault *out, struct err *e);
void fault_print(const struct fault *f, struct str *out);
void fault_done(struct fault *f);
/* The fault as an answer of a mock file (doc/mocks.md), for a state that calls that; NULL where it has no such form: a wrong shape, a slow
 * call, one that strikes by chance, in a window or later than the next call. Caller deletes. */
cJSON *fault_answer(const struct fault *f, const struct asl_resource *r);

struct faults {
	VEC(struct fault) list;
	int64_t calls;			/* private */
};

void faults_done(struct faults *f);
/* The fault that strikes this call, counted; NULL: none does. Borrowed until the list changes. */
const struct fault *faults_strike(struct faults *f, const struct task_request *r);

/* The backend that answers in the place of those that would have done the task: dispatch.h asks the list, and gives it what is struck. */
struct task_backend *fault_backend_new(struct loop *l);
void fault_backend_take(struct task_backend *b, const struct task_request *r, const struct fault *f);

#endif
