/*
 * asl - a definition in the Amazon States Language: text in, a model of states with compiled expressions and source positions out.
 * Open first: this file (the shapes), load.c (JSON to model), fields.c (which field belongs to which type), diag.h (what is wrong
 * with it), edit.h (changes to the text). Below it: query. Callers: engine, graph, history, app, cli.
 *
 * A model is made from whatever could be read: a definition with errors still gives every state that has a name, so that it can be
 * drawn; `valid` says whether it may be executed. Rules are ASL.md 1 and 11; messages, codes and places AWS's where they are known.
 * A machine is read-only and reference-counted; running executions keep the one that they started with.
 */
#ifndef ASLANT_ASL_MODEL_H
#define ASLANT_ASL_MODEL_H

#include "asl/form.h"
#include "base/map.h"
#include "json/places.h"
#include "query/intrinsic.h"
#include "query/jsonata_template.h"
#include "query/path.h"
#include "query/template.h"

enum asl_type { ASL_UNKNOWN, ASL_TASK, ASL_PASS, ASL_CHOICE, ASL_WAIT, ASL_SUCCEED, ASL_FAIL, ASL_PARALLEL, ASL_MAP };
enum asl_language { ASL_JSONPATH, ASL_JSONATA };

struct asl_lint;
struct asl_state;
struct asl_machine;
struct asl_origin;

/* One `States` object: the top level, a Parallel's branch or a Map's processor. No transition leaves it. */
struct asl_scope {
	struct asl_state *container;	/* NULL at the top */
	int branch;			/* index of the branch in its Parallel, else 0 */
	int index;			/* in machine->scopes: for arrays beside the model */
	const char *start_at;		/* as written; NULL if missing */
	struct asl_state *start;	/* NULL if there is no such state */
	struct asl_state **states;	/* in the order of the text */
	size_t n_states;
	struct map by_name;
	const cJSON *node;		/* the object that holds StartAt and States */
	const char *pointer;		/* of that object: "" at the top, else "/States/Outer/Branches[1]" */
};

/* Where a transition goes: the name as written, and the state, NULL where there is no such state in the scope. */
struct asl_target {
	const char *name;
	struct asl_state *state;
	struct span span;
};

/* A path field: absent, null (InputPath, OutputPath and ResultPath take it) or a path. */
struct asl_path {
	bool present, is_null;
	struct path *path;
};

enum asl_jitter { ASL_JITTER_NONE, ASL_JITTER_FULL };

struct asl_retrier {
	const char **errors;
	size_t n_errors;
	double interval_s, backoff, max_delay_s;	/* max_delay_s 0: no cap */
	int64_t max_attempts;
	enum asl_jitter jitter;
	const cJSON *node;
};

struct asl_catcher {
	const char **errors;
	size_t n_errors;
	struct asl_target next;
	struct asl_path result_path;
	struct tmpl *assign;		/* NULL: none */
	struct {			/* in JSONata; NULL: none */
		struct jtmpl *output, *assign;
	} jsonata;
	const cJSON *node;
};

/* A choice rule's test: a tree of And, Or, Not over comparisons. */
enum asl_test_kind { ASL_TEST_AND, ASL_TEST_OR, ASL_TEST_NOT, ASL_TEST_COMPARE };

struct asl_test {
	enum asl_test_kind kind;
	struct asl_test **parts;	/* And, Or: all; Not: one */
	size_t n_parts;
	const struct asl_operator *op;	/* the row of the operator table (asl/operator.h) */
	struct path *variable;
	const cJSON *operand;		/* the literal, or NULL where operand_path is used */
	struct path *operand_path;
};

struct asl_choice {
	struct asl_test *test;		/* NULL where it could not be read, and in JSONata */
	struct asl_target next;
	struct tmpl *assign;
	struct {			/* condition: an expression or a boolean; the others NULL: none */
		struct jtmpl *condition, *output, *assign;
	} jsonata;
	const char *comment;
	const cJSON *node;
};

/* How a Task's Resource is to be understood (ASL.md 8.1). */
enum asl_task_kind { ASL_TASK_UNKNOWN, ASL_TASK_LAMBDA, ASL_TASK_ACTIVITY, ASL_TASK_SERVICE };
enum asl_task_pattern { ASL_REQUEST, ASL_SYNC, ASL_WAIT_TOKEN };

struct asl_resource {
	const char *arn;		/* as written; NULL if missing or no string */
	enum asl_task_kind kind;
	enum asl_task_pattern pattern;
	char *service, *action;		/* "lambda", "invoke"; "aws-sdk:sfn", "sendTaskSuccess.waitForTaskToken": the event's resourceType, resource */
	char *region;			/* of the ARN, or the default "us-east-1" */
	char *function;			/* a Lambda function's or an activity's name */
	bool placeholder;		/* arn holds a ${Name} or #{Name} that a tool will replace; parts are split as far as that goes */
	struct span span;		/* of the string's opening quote */
};

/* Seconds: a literal, a path to a number, or an expression (value is 0 then). */
struct asl_seconds {
	bool present;
	int64_t value;
	struct path *path;
	struct jtmpl *expression;
	const cJSON *node;
};

/* The fields of a state in JSONata mode that are not literals of the model; NULL where they are absent, and all of them in JSONPath mode. */
struct asl_jsonata {
	struct jtmpl *arguments, *output, *assign, *credentials;
	struct jtmpl *items, *item_selector;	/* Map */
	struct jtmpl *timestamp;		/* Wait, as an expression; a literal is in `timestamp` of the state */
	struct jtmpl *error, *cause;		/* Fail, likewise */
};

/* Where the items of a distributed Map come from, in place of its input. Fields of ReaderConfig that are constants are read from its node. */
struct asl_reader {
	const cJSON *node;		/* NULL: none, here and below */
	bool lists;			/* listObjectsV2; else getObject */
	struct tmpl *parameters;
	struct jtmpl *arguments;
	const cJSON *config;
	struct jtmpl *items_pointer;	/* as an expression */
	struct asl_seconds max_items;
};

struct asl_batcher {
	const cJSON *node;
	struct asl_seconds max_items, max_bytes;
	struct tmpl *input;
	struct jtmpl *evaluated_input;
};

struct asl_writer {
	const cJSON *node;
	bool exports;			/* to S3; else WriterConfig shapes the state's output */
	struct tmpl *parameters;
	struct jtmpl *arguments;
	const cJSON *config;
};

struct asl_state {
	const char *name;		/* borrowed from the definition's tree, as are all const char * here */
	const char *path;		/* "Outer/1/Inner": container's path, the branch's number in a Parallel, the name */
	const char *pointer;		/* "/States/Outer/Branches[1]/States/Inner": AWS's location, names not escaped */
	enum asl_type type;
	const char *type_name;		/* as written; NULL if missing */
	enum asl_language language;
	struct asl_scope *scope;
	int index;			/* 0 … machine->n_states - 1, in the order of the text: for arrays beside the model */
	const cJSON *node;
	struct span span;		/* of the name in the text */
	const char *comment;
	bool broken;			/* has an error of its own */
	bool reachable;

	struct asl_target next;		/* name NULL: none */
	bool end;			/* also for Succeed and Fail */

	struct asl_path input_path, output_path, result_path, items_path;
	struct tmpl *parameters, *result_selector, *assign;
	struct tmpl *item_selector;	/* Map: ItemSelector, or Parameters, its old name */
	struct value *result;		/* Pass; NULL: none */

	struct asl_resource resource;	/* Task */
	struct asl_seconds timeout, heartbeat;
	struct tmpl *credentials;
	struct asl_jsonata jsonata;

	struct asl_retrier *retriers;
	size_t n_retriers;
	struct asl_catcher *catchers;
	size_t n_catchers;

	struct asl_choice *choices;	/* Choice */
	size_t n_choices;
	struct asl_target default_next;

	struct asl_seconds seconds;	/* Wait: exactly one of the three */
	const char *timestamp;
	struct path *timestamp_path;

	const char *error, *cause;	/* Fail: literals … */
	struct path *error_path, *cause_path;		/* … or paths … */
	struct intrinsic *error_call, *cause_call;	/* … or intrinsic calls */

	struct asl_scope **scopes;	/* Parallel: one a branch; Map: one (two in a broken one with Iterator beside ItemProcessor) */
	size_t n_scopes;
	struct asl_seconds max_concurrency;		/* value 0: no limit */
	bool distributed;				/* what follows means something only there */
	bool express_children;
	const char *label;				/* NULL: none */
	struct asl_reader reader;
	struct asl_batcher batcher;
	struct asl_writer writer;
	struct asl_seconds tolerated_count, tolerated_percentage;	/* a literal percentage is node's number */
};

struct asl_machine {
	char *name;			/* the file's name without .asl.json, .json, .asl.yaml, .yaml */
	char *file;			/* NULL for a text without one */
	char *text;
	size_t text_len;
	enum asl_form form;		/* of the text */
	cJSON *root;			/* NULL where the text does not parse */
	struct json_places *places;	/* in text; asl_machine_range() and _span() (source.h) have those of the file */
	struct asl_origin *origin;	/* where text is from (source.h); NULL: parsed from a text */
	const char *comment;
	enum asl_language language;
	int64_t timeout_s;		/* 0: none */
	struct asl_scope *top;		/* NULL where there is no States object */
	struct asl_state **states;	/* every state, nested ones too, by index */
	size_t n_states;
	struct asl_diags *diags;	/* what AWS and we have to say about it, in AWS's order */
	bool valid;			/* AWS would create it */
	bool runnable;			/* valid, or nothing is wrong but comments and trailing commas */
	bool mended;			/* a part of the text does not parse, and the model is of the rest */
	const char *lacks;		/* placeholders without a value where one is needed to run: "${Wait} (12:18)"; NULL: none */
	bool draft;			/* made from a history: never valid, and nothing in it counts as wrong */
	bool express;			/* it was checked as an Express machine */
	uint64_t hash;			/* of the text */
	int refs;
	size_t *opens, n_opens;		/* where in text placeholders stand that are values without quotes; asl_machine_is_open() */
	struct asl_arena *arena;	/* the model's memory; private to asl */
	struct asl_scope **scopes;	/* every scope, the top first */
	size_t n_scopes;
	struct map by_path, by_name;	/* for asl_state_at; of a name that occurs twice the first */
};

struct asl_options {
	bool express;			/* check what Express machines may not have */
	bool draft;			/* a text of history_draft(): what it lacks is not said */
	const struct asl_lint *lint;	/* what people want of the rules of advice (rule.h); NULL: nothing special */
	const char *text;		/* what the file with the definition says, `text_len` bytes; NULL: what is on disk */
	size_t text_len;
	const char *machine;		/* which of a file's state machines (source.h); NULL: the only one */
};

/* Never NULL: what cannot be read is in diags. name may be NULL; file may be NULL. */
struct asl_machine *asl_parse(const char *text, size_t len, const char *name, const char *file);
/* Reads a file ("-": standard input), or "FILE#NAME", one machine of a file (source.h). NULL for a host error (missing, unreadable, larger
 * than 4 MiB), and where the file has several machines and none is chosen. */
struct asl_machine *asl_load(const char *path, struct err *e);
/* The same with options (NULL: none). */
struct asl_machine *asl_parse_with(const char *text, size_t len, const char *name, const char *file, const struct asl_options *o);
struct asl_machine *asl_load_with(const char *path, const struct asl_options *o, struct err *e);
/* May it be executed? False with e: it has errors, or a placeholder has no value. */
bool asl_machine_can_run(const struct asl_machine *m, struct err *e);
struct asl_machine *asl_ref(struct asl_machine *m);
void asl_unref(struct asl_machine *m);

struct asl_state *asl_scope_find(const struct asl_scope *s, const char *name);	/* NULL where there is none */
struct asl_state *asl_state_at(const struct asl_machine *m, const char *path);	/* by `path`; a plain name finds the first of that name */
const char *asl_type_text(enum asl_type t);		/* "Task"; "?" for unknown */
/* Does the text look like a definition at all (an object with StartAt or States)? For listing folders. */
bool asl_is_definition(const cJSON *root);

/* Every expression of a state in JSONata mode, those of its rules and catchers too, but not those of states inside it. */
typedef void (*asl_expression_fn)(void *ctx, const struct jtmpl_expression *x);
void asl_state_expressions(const struct asl_state *s, asl_expression_fn fn, void *ctx);

/* Every transition of a state, in the order Next, Choices, Default, Catch: what graph, lint and coverage walk. */
enum asl_edge_kind { ASL_EDGE_NEXT, ASL_EDGE_CHOICE, ASL_EDGE_DEFAULT, ASL_EDGE_CATCH };
struct asl_edge {
	enum asl_edge_kind kind;
	size_t index;			/* of the choice or the catcher */
	const struct asl_target *target;
};
typedef void (*asl_edge_fn)(void *ctx, const struct asl_state *from, const struct asl_edge *edge);
void asl_state_edges(const struct asl_state *s, asl_edge_fn fn, void *ctx);

#endif
