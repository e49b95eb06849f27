/*
 * fields - the one table of the language's fields: which object may hold which field, in which query language, what kind of value it
 * takes, and where the model keeps it. Reading, "is not supported", wrong types, ranges, required and exclusive fields all follow
 * from it. ASL.md 1.2, 1.5-1.15, 6.3, 6.4.
 */
#ifndef ASLANT_ASL_FIELDS_H
#define ASLANT_ASL_FIELDS_H

#include "asl/model.h"

/* Who may own a field: the eight types of states, and the other objects of a definition. Used as a set of bits. */
enum asl_owner {
	OWN_TASK = 1 << ASL_TASK,
	OWN_PASS = 1 << ASL_PASS,
	OWN_CHOICE = 1 << ASL_CHOICE,
	OWN_WAIT = 1 << ASL_WAIT,
	OWN_SUCCEED = 1 << ASL_SUCCEED,
	OWN_FAIL = 1 << ASL_FAIL,
	OWN_PARALLEL = 1 << ASL_PARALLEL,
	OWN_MAP = 1 << ASL_MAP,
	OWN_STATE = 2 * OWN_MAP - OWN_TASK,		/* all eight */
	OWN_TOP = 1 << 9,
	OWN_BRANCH = 1 << 10,
	OWN_PROCESSOR = 1 << 11,
	OWN_PROCESSOR_CONFIG = 1 << 12,
	OWN_RETRIER = 1 << 13,
	OWN_CATCHER = 1 << 14,
	OWN_RULE = 1 << 15,
	OWN_NESTED_RULE = 1 << 16,
	OWN_READER = 1 << 17,
	OWN_READER_CONFIG = 1 << 18,
	OWN_BATCHER = 1 << 19,
	OWN_WRITER = 1 << 20,
	OWN_WRITER_CONFIG = 1 << 21,
};

enum asl_kind {
	K_ANY,			/* any JSON */
	K_STRING,
	K_BOOLEAN,
	K_INTEGER,		/* lo … hi; kept as int64_t */
	K_INTEGER_AS_DOUBLE,	/* the same, kept as double */
	K_NUMBER,		/* lo … hi; kept as double */
	K_SECONDS,		/* an integer; struct asl_seconds */
	K_SECONDS_PATH,		/* a reference path; struct asl_seconds */
	K_PERCENTAGE,		/* a number, lo … hi; struct asl_seconds, of which node has it */
	K_STRINGS,		/* an array of strings */
	K_ENUM,			/* one of `words` */
	K_TYPE,
	K_TARGET,		/* the name of a state; struct asl_target */
	K_PATH,			/* JSONPath; struct asl_path */
	K_REFERENCE,		/* a reference path; struct asl_path */
	K_RESULT_PATH,		/* a reference path below $; struct asl_path */
	K_BARE_PATH,		/* a reference path; struct path * */
	K_PATH_OR_CALL,		/* a path or an intrinsic call; struct path * at slot, struct intrinsic * at slot2 */
	K_TEMPLATE,		/* struct tmpl * */
	K_ASSIGN,		/* an object of variables; struct tmpl * */
	K_RESULT,		/* struct value * */
	K_TIMESTAMP,		/* const char * */
	K_LABEL,
	K_RESOURCE,		/* struct asl_resource */
	K_S3_RESOURCE,		/* of ItemReader and ResultWriter: one of `words` behind the partition */
	K_CREDENTIALS,
	K_ERRORS,		/* ErrorEquals; const char ** at slot, size_t at slot2 */
	K_RETRY,
	K_CATCH,
	K_CHOICES,
	K_CONDITION,
	K_RULE_PART,		/* And, Or, Not, Variable: read by load_choice.c */
	K_STATES,		/* read with its scope */
	K_BRANCHES,
	K_PROCESSOR,
	K_OBJECT,		/* an object whose fields are those of `part` */
};

enum {
	F_NULL = 1,		/* null is a value */
	F_EXPR = 2,		/* in JSONata, a string may be an expression */
	F_DEEP = 4,		/* … or hold expressions at any depth */
	F_INPUT_ONLY = 8,	/* a path that may not begin with "$$" */
	F_UNCHECKED = 16,	/* expressions that the service does not look at when the machine is created */
};

#define NO_SLOT 0xffff

struct asl_field {
	const char *name;
	uint32_t owners;
	enum { IN_BOTH, IN_JSONPATH, IN_JSONATA } language;
	enum asl_kind kind;
	unsigned flags;
	int64_t lo, hi;
	uint16_t slot, slot2;			/* offsets in the struct that the owner is kept in */
	uint16_t jslot;				/* in JSONata: of a struct jtmpl *, for an expression or what may hold some */
	const char *const *words;		/* NULL-terminated */
	uint32_t part;
};

/* Fields of which exactly one (needed) or at most one may be there. */
struct asl_group {
	uint32_t owners;
	bool needed;
	const char *names[5];			/* NULL-terminated */
};

/* Fields that must be there, in the order in which AWS names them. */
struct asl_required {
	uint32_t owners;
	const char *names[3];
};

/* The row for a field of that name in any of those owners; NULL where it has no place there. */
const struct asl_field *asl_field_find(const char *name, uint32_t owners);
const struct asl_field *asl_field_rows(size_t *n);	/* sorted by name */
const struct asl_group *asl_group_rows(size_t *n);
const struct asl_required *asl_required_rows(size_t *n);

#endif
