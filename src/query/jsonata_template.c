/*
 * Fields in JSONata mode. Compiling marks the way to every expression, and whatever has none below it stays one constant node; a template
 * that is constant altogether is one value for ever, and one that is nothing but an expression hands on what that gives.
 */
#include "query/jsonata_template.h"

#include <stdlib.h>
#include <string.h>

#include "query/path_ast.h"

#define BINDINGS_FEW 12

enum jpart_kind { JPART_CONSTANT, JPART_EXPRESSION, JPART_OBJECT, JPART_ARRAY };

struct jpart {
	enum jpart_kind kind;
	const cJSON *node;		/* borrowed from the definition */
	size_t expression;
	VEC(struct jpart) parts;
};

struct jtmpl {
	struct jpart root;
	struct value *constant;		/* the whole, where nothing is evaluated */
	VEC(struct jtmpl_expression) expressions;
};

static const char *const states_members[] = { "input", "result", "errorOutput", "context" };

/* --- compiling ---------------------------------------------------------------------------------------------------- */

bool jtmpl_is_expression(const char *text)
{
	return str_starts(text, "{%") && str_ends(text, "%}") && strlen(text) >= 4;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void compile_expression(struct jtmpl *t, const cJSON *node, struct jpart *p)
{
	struct jtmpl_expression *x = VEC_ADD(&t->expressions);
	const char *text = node->valuestring + 2;
	size_t len = strlen(text) - 2;

	while (len && is_blank(*text)) {
		text++;
		len--;
	}
	while (len && is_blank(text[len - 1]))
		len--;
	*x = (struct jtmpl_expression){ .node = node, .text = text, .len = len };
	x->code = jsonata_compile(text, len, &x->error);
	p->kind = JPART_EXPRESSION;
	p->expression = t->expressions.n - 1;
}

/* As deep as the definition's text. */
static void compile_part(struct jtmpl *t, const cJSON *node, struct jpart *p)
{
	bool constant = true;

	*p = (struct jpart){ .kind = JPART_CONSTANT, .node = node };
	if (cJSON_IsString(node) && jtmpl_is_expression(node->valuestring))
		compile_expression(t, node, p);
	if (!cJSON_IsObject(node) && !cJSON_IsArray(node))
		return;
	for (const cJSON *c = node->child; c; c = c->next) {
		struct jpart *part = VEC_ADD(&p->parts);

		compile_part(t, c, part);
		constant &= part->kind == JPART_CONSTANT;
	}
	if (constant)
		VEC_DONE(&p->parts);
	else
		p->kind = cJSON_IsObject(node) ? JPART_OBJECT : JPART_ARRAY;
}

struct jtmpl *jtmpl_compile(const cJSON *node)
{
	struct jtmpl *t = xcalloc(1, sizeof *t);

	compile_part(t, node, &t->root);
	if (t->root.kind == JPART_CONSTANT)
		t->constant = value_take(json_copy(node));
	return t;
}

static void part_done(struct jpart *p)
{
	for (size_t i = 0; i < p->parts.n; i++)
		part_done(&p->parts.v[i]);
	VEC_DONE(&p->parts);
}

void jtmpl_free(struct jtmpl *t)
{
	if (!t)
		return;
	part_done(&t->root);
	for (size_t i = 0; i < t->expressions.n; i++) {
		jsonata_free(t->expressions.v[i].code);
		jsonata_error_done(&t->expressions.v[i].error);
	}
	VEC_DONE(&t->expressions);
	value_unref(t->constant);
	free(t);
}

bool jtmpl_is_constant(const struct jtmpl *t)
{
	return t->constant != NULL;
}

const struct jtmpl_expression *jtmpl_root(const struct jtmpl *t)
{
	return t->root.kind == JPART_EXPRESSION ? &t->expressions.v[0] : NULL;
}

const struct jtmpl_expression *jtmpl_expression(const struct jtmpl *t, size_t i)
{
	return i < t->expressions.n ? &t->expressions.v[i] : NULL;
}

/* --- one expression --------------------------------------------------------------------------------------------------- */

struct run {
	const struct jtmpl *t;
	const struct jtmpl_env *env;
	struct jtmpl_error *e;
	size_t nodes;			/* made so far; at most PATH_RESULT_MAX */
};

/* $states with those members that the expression can reach. */
static struct jsonata_binding states_binding(const struct run *r, const struct jsonata_uses *uses, struct jsonata_binding *members)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(states_members); i++) {
		bool used = uses->states_whole;

		for (size_t k = 0; k < uses->states_fields.n && !used; k++)
			used = strcmp(uses->states_fields.v[k].name, states_members[i]) == 0;
		if (used)
			members[n++] = (struct jsonata_binding){ .name = states_members[i],
				.value = r->env->states(r->env->ctx, states_members[i]) };
	}
	return (struct jsonata_binding){ .name = "states", .members = members, .n_members = n };
}

static size_t bind_names(const struct run *r, const struct jsonata_uses *uses, struct jsonata_binding *out)
{
	size_t made = 0;

	for (size_t i = 0; i < uses->names.n; i++) {
		const char *name = uses->names.v[i].name;
		struct value *v = strcmp(name, "states") == 0 ? NULL : r->env->variable(r->env->ctx, name);

		if (v)
			out[made++] = (struct jsonata_binding){ .name = name, .value = v };
	}
	return made;
}

static struct value *eval_expression(struct run *r, const struct jtmpl_expression *x)
{
	const struct jsonata_uses *uses = x->code ? jsonata_uses(x->code) : NULL;
	struct jsonata_binding few[BINDINGS_FEW], members[ARRAY_LEN(states_members)], *bindings = few;
	struct jsonata_env env = { .limits = r->env->limits, .aws = true, .rng = r->env->rng, .now_ms = r->env->now_ms };
	struct value *v = NULL;

	r->e->expression = x;
	r->e->outcome = JSONATA_FAILED;
	if (!x->code) {			/* the definition had a placeholder there */
		memcpy(r->e->error.code, x->error.code, sizeof x->error.code);
		str_adds(&r->e->error.message, str_get(&x->error.message));
		return NULL;
	}
	if (uses->names.n + 1 > BINDINGS_FEW)
		bindings = xcalloc(uses->names.n + 1, sizeof *bindings);
	env.n_bindings = bind_names(r, uses, bindings);
	if (uses->states_whole || uses->states_fields.n)
		bindings[env.n_bindings++] = states_binding(r, uses, members);
	env.bindings = bindings;
	r->e->outcome = jsonata_eval(x->code, &env, &v, &r->e->error);
	if (bindings != few)
		free(bindings);
	return r->e->outcome == JSONATA_VALUE ? v : NULL;
}

/* --- the whole -------------------------------------------------------------------------------------------------------- */

static cJSON *too_large(struct run *r)
{
	r->e->outcome = JSONATA_VALUE;
	r->e->expression = NULL;
	return NULL;
}

static bool is_within(struct run *r, const cJSON *node)
{
	r->nodes += node_count(node);
	return r->nodes <= PATH_RESULT_MAX;
}

/* One step more in front of the place of what failed. */
static void place_in(struct jtmpl_error *e, const char *name, size_t index)
{
	struct str place = {0};

	if (name)
		str_addf(&place, "/%s", name);
	else
		str_addf(&place, "[%zu]", index);
	str_adds(&place, str_get(&e->place));
	str_done(&e->place);
	e->place = place;
}

static cJSON *eval_part(struct run *r, const struct jpart *p);

static cJSON *eval_parts(struct run *r, const struct jpart *p)
{
	bool object = p->kind == JPART_OBJECT;
	cJSON *to = object ? cJSON_CreateObject() : cJSON_CreateArray();

	for (size_t i = 0; i < p->parts.n; i++) {
		const char *name = object ? p->parts.v[i].node->string : NULL;
		cJSON *item = eval_part(r, &p->parts.v[i]);

		if (!item) {
			place_in(r->e, name, i);
			cJSON_Delete(to);
			return NULL;
		}
		if (object)
			json_add(to, name, item);
		else
			json_append(to, item);
	}
	return to;
}

static cJSON *eval_part(struct run *r, const struct jpart *p)
{
	struct value *v;

	if (p->kind == JPART_CONSTANT)
		return is_within(r, p->node) ? json_copy(p->node) : too_large(r);
	if (p->kind != JPART_EXPRESSION)
		return eval_parts(r, p);
	v = eval_expression(r, &r->t->expressions.v[p->expression]);
	if (v && !is_within(r, value_node(v))) {
		value_unref(v);
		return too_large(r);
	}
	return v ? value_release(v) : NULL;
}

struct value *jtmpl_eval(const struct jtmpl *t, const struct jtmpl_env *env, struct jtmpl_error *e)
{
	struct run r = { .t = t, .env = env, .e = e };
	struct value *v = NULL;
	cJSON *tree;

	if (t->constant)
		return value_ref(t->constant);
	*e = (struct jtmpl_error){0};
	if (t->root.kind == JPART_EXPRESSION) {
		v = eval_expression(&r, &t->expressions.v[0]);
	} else {
		tree = eval_part(&r, &t->root);
		v = tree ? value_take(tree) : NULL;
		if (tree && !v)
			too_large(&r);
	}
	if (v) {
		e->expression = NULL;
		jtmpl_error_done(e);
	}
	return v;
}

void jtmpl_error_done(struct jtmpl_error *e)
{
	str_done(&e->place);
	jsonata_error_done(&e->error);
}
