/* What a mock file says, read and checked. mock_file.c reads it, mock.c answers from it. Not for others. */
#ifndef ASLANT_MOCK_FILE_H
#define ASLANT_MOCK_FILE_H

#include "json/value.h"
#include "query/jsonata.h"
#include "task/mock.h"

#define MOCK_ALWAYS INT64_MAX

struct mock_answer {
	enum task_outcome_kind kind;
	struct value *result, *submit;	/* NULL: none */
	struct jsonata *expression;	/* makes the result from the payload; NULL: result is it */
	const char *error, *cause;	/* borrowed from the file's tree; NULL: none */
	int64_t after_ms;
	/* Which calls it is for: those that all of these fit. */
	int iteration, visit, attempt;	/* -1: any */
	const cJSON *when;		/* a part of the payload; NULL: any */
	int64_t times;			/* how often it is given; MOCK_ALWAYS */
	int64_t first, last;		/* the invocations that it is for, from 0, where no answer of the state chooses */
	struct span span;
	int64_t used;			/* how often it was */
};

struct mock_state {
	const char *name;		/* borrowed from the file's tree */
	struct span span;
	VEC(struct mock_answer) answers;
	bool chooses;			/* some answer has Iteration, Visit, Attempt or When */
};

struct mock_file {
	char *path;
	struct value *doc;
	VEC(struct mock_state) states;
};

/* f is zeroed before, and mock_file_done() called in any case. */
bool mock_file_read(struct mock_file *f, const struct mock_options *o, struct err *e);
void mock_file_done(struct mock_file *f);
/* NULL where the file does not name it. */
struct mock_state *mock_file_find(const struct mock_file *f, const struct asl_state *s);

#endif
