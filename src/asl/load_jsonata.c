/*
 * Expressions of JSONata mode: which strings are some, whether they parse, and what they refer to (ASL.md 3.1, 3.3). Places are inside
 * the string, where the expression goes wrong.
 */
#include "asl/load.h"

#include <stdlib.h>
#include <string.h>

/* What $states has beside input and context, by where the field stands. */
enum extra { EXTRA_NONE, EXTRA_RESULT, EXTRA_ERROR_OUTPUT };

struct check {
	struct loader *L;
	const struct jtmpl *t;
	size_t next;			/* expression */
	enum extra extra;
};

/* The result is there in a state's own Output and Assign, the error output in those of its catchers. */
static enum extra extra_of(const struct job *j)
{
	bool leaving = strcmp(j->node->string, "Output") == 0 || strcmp(j->node->string, "Assign") == 0;

	if (!leaving || !j->state)
		return EXTRA_NONE;
	if (j->f->owners & OWN_CATCHER)
		return EXTRA_ERROR_OUTPUT;
	return j->target == (void *)j->state && (1u << j->state->type & (OWN_TASK | OWN_PARALLEL | OWN_MAP)) ? EXTRA_RESULT : EXTRA_NONE;
}

static bool has_states_field(const struct check *c, const char *name)
{
	return strcmp(name, "input") == 0 || strcmp(name, "context") == 0 || (c->extra == EXTRA_RESULT && strcmp(name, "result") == 0) ||
	       (c->extra == EXTRA_ERROR_OUTPUT && strcmp(name, "errorOutput") == 0);
}

static PRINTF_LIKE(5, 6) void unsupported(struct check *c, const struct at *at, const struct jtmpl_expression *x, size_t offset,
	const char *fmt, ...)
{
	struct str text = {0};
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&text, fmt, ap);
	va_end(ap);
	load_fault_code(c->L, "UNSUPPORTED_JSONATA_EXPRESSION", at,
		load_span_inside(c->L, x->node, (size_t)(x->text - x->node->valuestring) + offset), "%s", str_get(&text));
	str_done(&text);
}

/* There is no input that `$`, `$$` and bare names could mean. */
static void check_uses(struct check *c, const struct at *at, const struct jtmpl_expression *x)
{
	const struct jsonata_uses *u = jsonata_uses(x->code);

	for (size_t i = 0; i < u->top_names.n; i++)
		unsupported(c, at, x, u->top_names.v[i].offset, "Reference to '%s' at the top level is not supported.", u->top_names.v[i].name);
	if (u->context)
		unsupported(c, at, x, u->context_at, "Reference to '$' at the top level is not supported.");
	if (u->root)
		unsupported(c, at, x, u->root_at, "Reference to '$$' is not supported.");
	for (size_t i = 0; i < u->states_fields.n; i++)
		if (!has_states_field(c, u->states_fields.v[i].name))
			unsupported(c, at, x, u->states_fields.v[i].offset, "Field '$states.%s' does not exist.", u->states_fields.v[i].name);
}

static void check_expression(struct check *c, const cJSON *node, const struct at *at)
{
	const struct jtmpl_expression *x = jtmpl_expression(c->t, c->next++);

	if (x->code)
		check_uses(c, at, x);
	else if (!load_is_placeholder(node))
		load_fault_code(c->L, "INVALID_JSONATA_EXPRESSION", at,
			load_span_inside(c->L, node, (size_t)(x->text - node->valuestring) + x->error.at.offset), "%s",
			str_get(&x->error.message));
}

static void check_string(struct check *c, const cJSON *node, const struct at *at)
{
	if (jtmpl_is_expression(node->valuestring))
		check_expression(c, node, at);
	else if (str_starts(node->valuestring, "{%") || str_ends(node->valuestring, "%}"))
		load_fault(c->L, at, node, "JSONata string must start with {%% and end with %%}");
}

/* Every string below node, in the order in which the template has its expressions; bounded by the text's depth. */
static void check_strings(struct check *c, const cJSON *node, const struct at *at)
{
	size_t i = 0;

	if (cJSON_IsString(node)) {
		check_string(c, node, at);
		return;
	}
	for (const cJSON *m = node->child; m; m = m->next, i++) {
		struct at sub = cJSON_IsArray(node) ? at_element(at, i) : at_member(at, m->string);

		check_strings(c, m, &sub);
	}
}

static void keep(const struct job *j, struct jtmpl *t)
{
	if (j->f->kind == K_SECONDS || j->f->kind == K_PERCENTAGE)
		*(struct asl_seconds *)job_slot(j) = (struct asl_seconds){ .present = true, .expression = t, .node = j->node };
	else if (j->f->jslot != NO_SLOT && !*job_jslot(j))
		*job_jslot(j) = t;
	else
		jtmpl_free(t);
}

/* Fields that take a literal or an expression keep the literal where JSONPath does; the others are templates of any JSON. */
bool load_expressions(struct loader *L, const struct job *j)
{
	struct check c = { .L = L, .extra = extra_of(j) };
	bool whole = cJSON_IsString(j->node) && jtmpl_is_expression(j->node->valuestring);
	struct jtmpl *t;

	if (!(j->f->flags & (F_DEEP | F_EXPR)))
		return false;
	t = jtmpl_compile(j->node);
	c.t = t;
	if (!(j->f->flags & F_UNCHECKED))
		check_strings(&c, j->node, j->at);
	if (whole || (j->f->flags & F_DEEP) || j->f->kind == K_CONDITION)
		keep(j, t);
	else
		jtmpl_free(t);
	return whole && (j->f->flags & F_EXPR);
}
