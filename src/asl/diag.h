/*
 * diag - what is wrong with a definition. AWS's code, message and location where AWS has one (ERROR); advice of ours has ids of our own
 * ("retry.dead") and is WARNING or INFO.
 */
#ifndef ASLANT_ASL_DIAG_H
#define ASLANT_ASL_DIAG_H

#include "asl/model.h"

enum diag_severity { DIAG_ERROR, DIAG_WARNING, DIAG_INFO };

/* What a mechanical mend would change in the text (fix.h). node is of the machine's tree. */
enum diag_fix_kind {
	FIX_NONE,
	FIX_RENAME,			/* the member `node` gets the name `name` */
	FIX_REPLACE,			/* the value `node` becomes `value` */
	FIX_ADD,			/* the object `node` gets the member `name` */
	FIX_REMOVE,			/* the member or element `node` goes */
};

struct diag_fix {
	enum diag_fix_kind kind;
	const cJSON *node;
	char *name, *value;		/* value: JSON text */
};

struct diag {
	enum diag_severity severity;
	bool advice;			/* of ours: the machine is valid all the same */
	char *code, *message;
	char *location;			/* "/States/X/Next"; NULL where AWS gives none */
	struct span span;		/* line 0: no place */
	struct asl_state *state;	/* NULL: the machine's */
	struct diag_fix fix;
	char *hint;			/* what AWS's message leaves out: "a name is expected"; NULL: nothing */
};

struct asl_diags {
	VEC(struct diag) list;		/* errors first, in AWS's order, then advice */
	bool truncated;			/* there were more than DIAG_MAX */
	size_t suppressed;		/* advice that a Comment does not want */
};

#define DIAG_MAX 1000

const char *diag_severity_text(enum diag_severity s);	/* "ERROR" */
/* "order.asl.json:12:9: error[SCHEMA_VALIDATION_FAILED]: message"; caller frees. */
char *diag_line(const struct diag *d, const char *file);
/* CreateStateMachine's refusal: "Invalid State Machine Definition: 'CODE: message at location, …'"; NULL where valid. Caller frees. */
char *diag_rejection(const struct asl_diags *ds);
/* One more; location may be NULL. False, with `truncated` set, when the list is full. */
bool diag_add(struct asl_diags *ds, enum diag_severity severity, const char *code, const char *location, struct span span,
	struct asl_state *state, const char *message);
/* Says more of the last one that was added. */
void diag_hint(struct asl_diags *ds, const char *hint);
void diag_done(struct diag *d);			/* what it holds, not itself */
void diag_free(struct asl_diags *ds);		/* NULL is harmless */

#endif
