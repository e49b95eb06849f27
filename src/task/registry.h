/*
 * registry - functions/functions.json: which local programs stand for which Lambda functions.
 * doc/functions.md describes the file.
 *
 *     r = registry_new("shop/functions/functions.json");
 *     registry_refresh(r, &e);   before each look, cheap while the file stands still
 *     registry_find(r, "arn:aws:lambda:us-east-1:111122223333:function:Charge:$LATEST")
 *
 * A file that does not exist is an empty registry, and adding a function makes it. A file that cannot be read
 * or is wrong leaves the entries as they were, and refresh says why. Writing keeps the other entries as they
 * are, in their order, and is atomic. It starts no programs; function.h does.
 */
#ifndef ASLANT_REGISTRY_H
#define ASLANT_REGISTRY_H

#include "asl/model.h"

enum function_runtime { RUNTIME_PYTHON, RUNTIME_NODE, RUNTIME_EXEC };

struct function_env {
	char *name, *value;
};

/* Read-only and counted: a running worker keeps the entry that it was started with. */
struct function_entry {
	char *name;
	enum function_runtime runtime;
	char *runtime_name;		/* as written: "python3", "python3.12", "nodejs20.x", "exec" */
	char *handler;			/* as written */
	char *description;		/* NULL: none */
	char *dir;			/* of functions.json: the handler's working directory, LAMBDA_TASK_ROOT */
	double timeout_s;
	int64_t memory_mb;
	VEC(struct function_env) env;
	struct span span;		/* of the name in the file */
	uint64_t hash;			/* of everything that a worker is started with */
	int refs;
};

struct registry;

struct registry *registry_new(const char *path);
void registry_free(struct registry *r);

/* Read the file again if it changed. False, with PATH:LINE:COL in e, as long as it is wrong. */
bool registry_refresh(struct registry *r, struct err *e);

/*
 * Functions of a template, beside those of the file: {NAME: an entry as in the file, with "dir", the folder of its code}; NULL: none any more.
 * registry_find() finds them after those of the file; they are not counted. An entry that cannot be used here (another runtime) is
 * passed over; one for another version of Python or Node is done by the one that is here.
 */
void registry_lend(struct registry *r, const cJSON *functions);

const char *registry_path(const struct registry *r);
const char *registry_dir(const struct registry *r);
/* In the order of the file. Borrowed until the next refresh, add or remove; function_entry_ref() keeps one. */
size_t registry_count(const struct registry *r);
const struct function_entry *registry_at(const struct registry *r, size_t i);
/*
 * By name ("Charge", "Charge:prod") or ARN, full or partial, with or without qualifier; NULL where there is
 * none. Account and region do not count: a definition that is meant for another account finds its function
 * here too. So does a placeholder of a template: "${Charge.Arn}", "${Charge}", "${ChargeArn}".
 */
const struct function_entry *registry_find(const struct registry *r, const char *name_or_arn);

/* The function that "services" names for what a Task calls: an action of a service, an activity; NULL: none. Borrowed likewise. */
const struct function_entry *registry_find_service(const struct registry *r, const struct asl_resource *resource);

struct function_entry *function_entry_ref(const struct function_entry *f);
void function_entry_unref(struct function_entry *f);
/* "arn:aws:lambda:us-east-1:111122223333:function:NAME"; caller frees. */
char *function_arn(const char *name);
/* The function's name in a name or ARN as registry_find() takes it, into a new string; NULL if it is neither. */
char *function_name_of(const char *name_or_arn);
/*
 * The file that an editor should open, an absolute name if dir is one; where several could be meant the one
 * that exists. Caller frees.
 */
char *function_file(const struct function_entry *f);
const char *runtime_text(enum function_runtime t);		/* "python3", "nodejs", "exec" */
/* "python3", "python3.12", "nodejs", "nodejs20.x", "exec"; false for others. */
bool runtime_find(const char *text, enum function_runtime *out);

struct function_spec {
	const char *name, *description;	/* description may be NULL */
	enum function_runtime runtime;
	double timeout_s;		/* 0: 3 s */
	int64_t memory_mb;		/* 0: 128 MB */
};

/*
 * Write a handler from the runtime's template beside functions.json, and the entry. Refuses to replace
 * either. *file, where not NULL, gets the handler's path (caller frees).
 */
bool registry_add(struct registry *r, const struct function_spec *spec, char **file, struct err *e);
/* Take the entry out; with_file removes the handler's file too, unless another function uses it. */
bool registry_remove(struct registry *r, const char *name, bool with_file, struct err *e);

#endif
