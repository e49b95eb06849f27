/*
 * load - how a definition becomes a model. Private to asl: load.c (text, scopes, states), load_fields.c (an object by the table of
 * fields), load_kinds.c (one value: check it, keep it), load_task.c (Resource and what goes with it), load_parts.c (Retry, Catch,
 * branches, processors), load_choice.c (rules), load_jsonata.c (expressions), load_diag.c (places, errors),
 * flow.c (transitions, reachability), variables.c, load_mend.c (texts that are not quite
 * JSON), rules.c (our advice). Nesting is bounded by JSON_DEPTH_MAX, so recursion is.
 */
#ifndef ASLANT_ASL_LOAD_H
#define ASLANT_ASL_LOAD_H

#include "asl/arena.h"
#include "asl/diag.h"
#include "asl/fields.h"
#include "json/mend.h"

struct loader {
	struct asl_machine *m;
	struct asl_arena *arena;
	bool express;
	VEC(struct asl_state *) states;		/* in the order of the text */
	VEC(struct asl_scope *) scopes;		/* likewise: a container's before those inside */
	struct map labels;			/* of distributed Maps */
	size_t path_bytes;			/* spent on the states' paths and pointers */
	bool paths_spent;
	size_t errors;
	const struct asl_lint *lint;		/* what people want of the rules; NULL: nothing special */
	size_t suggestions;			/* that have been looked for */
	bool told;				/* the last thing that was to be said has been: hints and fixes are its own */
	struct str lacks;			/* for asl_machine.lacks */
	struct json_mends mends;		/* of the text; any errors in it: what is wrong with the rest is not told */
};

/*
 * Where a value stands: a chain of steps on the stack, made text only when there is something to say. The first step has `base`
 * (a scope's or a state's pointer), the others a member's name or, without one, an element's index.
 */
struct at {
	const struct at *up;
	const char *base, *name;
	size_t index;
	struct asl_state *state;		/* whose error it would be; NULL: the machine's */
};

/* One value on its way into the model. target: the struct that f's slots are offsets in. */
struct job {
	const struct asl_field *f;
	const cJSON *node;
	void *target;
	const struct at *at;			/* of the value */
	struct asl_state *state;		/* NULL outside of states */
	enum asl_language language;
};

static inline bool job_kept(const struct job *j)
{
	return j->f->slot != NO_SLOT;
}

static inline void *job_slot(const struct job *j)
{
	return (char *)j->target + j->f->slot;
}

static inline struct jtmpl **job_jslot(const struct job *j)
{
	return (struct jtmpl **)(void *)((char *)j->target + j->f->jslot);
}

static inline void *job_slot2(const struct job *j)
{
	return (char *)j->target + j->f->slot2;
}

/* --- diagnostics: ERROR under AWS's codes; the place is node's value, or its name for *_at_key ---------------------- */

#define SCHEMA "SCHEMA_VALIDATION_FAILED"

void load_fault(struct loader *L, const struct at *at, const cJSON *node, const char *fmt, ...) PRINTF_LIKE(4, 5);
void load_fault_at_key(struct loader *L, const struct at *at, const cJSON *node, const char *fmt, ...) PRINTF_LIKE(4, 5);
void load_fault_code(struct loader *L, const char *code, const struct at *at, struct span span, const char *fmt, ...)
	PRINTF_LIKE(5, 6);
/* Says more of what was said last: what exactly is wrong with an expression. */
void load_hint(struct loader *L, const char *hint);
/* Is there time to look for the name that was meant? Takes one of few turns, so that a wholly wrong text does not take long. */
bool load_may_suggest(struct loader *L);
/* What would mend it (diag.h); text is copied. rename: `ending` is added to the member's name; string: the value becomes that text. */
void load_fix(struct loader *L, enum diag_fix_kind kind, const cJSON *node, const char *name, const char *value);
void load_fix_rename(struct loader *L, const cJSON *member, const char *ending);
void load_fix_string(struct loader *L, const cJSON *node, const char *text);
void load_advice(struct loader *L, enum diag_severity severity, const char *code, const struct at *at, struct span span,
	const char *fmt, ...) PRINTF_LIKE(6, 7);
struct span load_span(const struct loader *L, const cJSON *node);	/* of the value */
/* Of byte `offset` of a string's text, counted as it is read: escapes in the source are longer. */
struct span load_span_inside(const struct loader *L, const cJSON *node, size_t offset);
struct span load_key_span(const struct loader *L, const cJSON *node);	/* of the member's name; the value's where it has none */
struct at at_member(const struct at *up, const char *name);
struct at at_element(const struct at *up, size_t index);
struct at at_state(struct asl_state *s);

/* --- load_fields.c -------------------------------------------------------------------------------------------------- */

/* Every member of object, by the table, into target; then what is required and what excludes each other. */
void load_fields(struct loader *L, const cJSON *object, uint32_t owners, void *target, const struct at *at, struct asl_state *s);
/* Only the last part of it, for those who read the members themselves. */
void load_required(struct loader *L, const cJSON *object, uint32_t owners, const struct at *at);
void load_member(struct loader *L, const cJSON *member, const struct asl_field *f, void *target, const struct at *at,
	struct asl_state *s);
/* A member that no row allows, or that belongs to the other language: says so and returns NULL. */
const struct asl_field *load_field_for(struct loader *L, const cJSON *member, uint32_t owners, const struct at *at,
	struct asl_state *s);
bool load_is_placeholder(const cJSON *node);		/* a string with a ${Name} or #{Name} that some tool will replace */
/* The same where a value is needed to run: it is noted that there is none. */
bool load_is_lacking(struct loader *L, const cJSON *node);

/* --- load_jsonata.c ------------------------------------------------------------------------------------------------- */

/* Of a field in JSONata: compiles what it has of expressions, says what is wrong with them, keeps them. True where that was all of it. */
bool load_expressions(struct loader *L, const struct job *j);

/* --- load_kinds.c --------------------------------------------------------------------------------------------------- */

void load_value(struct loader *L, const struct job *j);
bool load_type_fault(struct loader *L, const struct at *at, const cJSON *node, const char *type);	/* false, having said so */
bool load_is_string(struct loader *L, const struct job *j);	/* false, having said so */
bool load_is_object(struct loader *L, const struct job *j);
void load_template(struct loader *L, const struct job *j);
/* A text that does not parse: message under SCHEMA at the place inside it that e tells, and e's own words as a hint. */
void load_syntax_fault(struct loader *L, const struct at *at, const cJSON *node, const struct err *e, const char *fmt, ...) PRINTF_LIKE(5, 6);
/* A path of a choice rule: any JSONPath for Variable, a reference path for operands. NULL, having said so. */
struct path *load_rule_path(struct loader *L, const cJSON *node, const struct at *at, bool reference);

/* --- load_task.c, load_parts.c, load_choice.c, load.c ----------------------------------------------------------------------------- */

void load_resource(struct loader *L, const struct job *j);
void load_s3_resource(struct loader *L, const struct job *j);
void load_credentials(struct loader *L, const struct job *j);
void load_errors(struct loader *L, const struct job *j);
void load_retry(struct loader *L, const struct job *j);
void load_catch(struct loader *L, const struct job *j);
void load_branches(struct loader *L, const struct job *j);
void load_processor(struct loader *L, const struct job *j);
void load_object(struct loader *L, const struct job *j);
void load_choices(struct loader *L, const struct job *j);
void asl_test_release(struct asl_test *t);	/* the paths in it; the rest is the arena's */
/* A States object with its StartAt. container NULL: the top. */
struct asl_scope *load_scope(struct loader *L, const cJSON *node, uint32_t owner, struct asl_state *container, int branch,
	const char *pointer);

/* The model of a definition's text; origin (NULL: none) becomes the machine's. */
struct asl_machine *load_text_take(const char *text, size_t len, enum asl_form form, const char *name, const char *file,
	const struct asl_options *o, struct asl_origin *origin);

void load_no_object(struct loader *L, const struct err *e);

/* --- load_mend.c ---------------------------------------------------------------------------------------------------- */

/* Reads m->text into m->root as far as it goes. False: not at all. e as json_parse_mended() has it. */
bool load_tree(struct loader *L, struct err *e);
/* After the model is made: what there is to say of the text comes first; what AWS would not get to is WARNING, or is not said. */
void load_tell_mends(struct loader *L, const struct err *e);
/* What there has to be before it runs: m->lacks. */
void load_lacks(struct loader *L);

/* --- flow.c, variables.c, rules.c -------------------------------------------------------------------------------------------------- */

void load_flow(struct loader *L);		/* resolve targets, reachability, terminal states */
void load_variables(struct loader *L);		/* names assigned in an outer and an inner scope */
void load_rules(struct loader *L);		/* WARNING and INFO */
void load_suppress(struct loader *L);		/* takes out what a Comment does not want (lint.c) */

#endif
