/*
 * Payload templates. Compiling marks, in a tree of its own, the way to every member that is evaluated; whatever has no such member
 * below it stays one constant node and is copied as a whole. A template that is constant altogether is one value for ever.
 */
#include "query/template.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "query/intrinsic.h"
#include "query/path_ast.h"

enum part_kind { PART_CONSTANT, PART_PATH, PART_CALL, PART_OBJECT, PART_ARRAY };

struct part {
	enum part_kind kind;
	char *name;			/* in an object: without ".$" */
	const cJSON *node;		/* borrowed from the definition */
	struct path *path;
	struct intrinsic *call;
	VEC(struct part) parts;
};

struct tmpl {
	struct part root;
	struct value *constant;		/* the whole, where nothing is evaluated */
};

struct compiler {
	const cJSON **where;
	struct err *e;
};

/* --- compiling ---------------------------------------------------------------------------------------------------- */

static bool is_dynamic(const cJSON *member)
{
	return member->string && str_ends(member->string, ".$");
}

static bool has_dynamic(const cJSON *node)
{
	if (!cJSON_IsArray(node) && !cJSON_IsObject(node))
		return false;
	for (const cJSON *c = node->child; c; c = c->next)
		if ((cJSON_IsObject(node) && is_dynamic(c)) || has_dynamic(c))
			return true;
	return false;
}

static bool compile_part(struct compiler *c, const cJSON *node, struct part *p);

static bool compile_expression(struct compiler *c, const cJSON *member, struct part *p)
{
	const char *text = cJSON_IsString(member) ? member->valuestring : "";
	struct err unused;

	p->name = xstrndup(member->string, strlen(member->string) - 2);
	if (intrinsic_is(text)) {
		p->kind = PART_CALL;
		p->call = intrinsic_compile(text, strlen(text), &unused);
	} else if (text[0] == '$') {
		p->kind = PART_PATH;
		p->path = path_compile(text, strlen(text), &unused);
	}
	if (p->call || p->path)
		return true;
	*c->where = member;
	return err_set(c->e, ERR_INVALID,
		"The value for the field '%.200s' must be a valid JSONPath or a valid intrinsic function call", member->string);
}

static bool compile_members(struct compiler *c, const cJSON *node, struct part *p)
{
	struct map names = {0};
	bool ok = true;

	p->kind = PART_OBJECT;
	for (const cJSON *m = node->child; m && ok; m = m->next) {
		struct part *member = VEC_ADD(&p->parts);

		*member = (struct part){0};
		if (is_dynamic(m)) {
			ok = compile_expression(c, m, member);
		} else {
			member->name = xstrdup(m->string);
			ok = compile_part(c, m, member);
		}
		if (ok && !map_put(&names, member->name, (void *)m)) {
			*c->where = m;
			ok = err_set(c->e, ERR_INVALID, "The field '%.100s' is there twice: with and without '.$'", member->name);
		}
	}
	map_done(&names);
	return ok;
}

static bool compile_part(struct compiler *c, const cJSON *node, struct part *p)
{
	p->node = node;
	if (!has_dynamic(node)) {
		p->kind = PART_CONSTANT;
		return true;
	}
	if (cJSON_IsObject(node))
		return compile_members(c, node, p);
	p->kind = PART_ARRAY;
	for (const cJSON *e = node->child; e; e = e->next) {
		struct part *element = VEC_ADD(&p->parts);

		*element = (struct part){0};
		if (!compile_part(c, e, element))
			return false;
	}
	return true;
}

static void part_done(struct part *p)
{
	for (size_t i = 0; i < p->parts.n; i++)
		part_done(&p->parts.v[i]);
	VEC_DONE(&p->parts);
	free(p->name);
	path_free(p->path);
	intrinsic_free(p->call);
}

struct tmpl *tmpl_compile(const cJSON *node, const cJSON **where, struct err *e)
{
	const cJSON *unused = NULL;
	struct compiler c = { .where = where ? where : &unused, .e = e };
	struct tmpl *t = xcalloc(1, sizeof *t);

	*c.where = NULL;
	if (!compile_part(&c, node, &t->root)) {
		tmpl_free(t);
		return NULL;
	}
	if (t->root.kind == PART_CONSTANT) {
		t->constant = value_take(json_copy(node));
		if (!t->constant) {
			*c.where = node;
			err_set(e, ERR_LIMIT, "The template is nested deeper than %d levels", JSON_DEPTH_MAX);
			tmpl_free(t);
			return NULL;
		}
	}
	return t;
}

void tmpl_free(struct tmpl *t)
{
	if (!t)
		return;
	part_done(&t->root);
	value_unref(t->constant);
	free(t);
}

bool tmpl_is_constant(const struct tmpl *t)
{
	return t->constant != NULL;
}

/* --- evaluating --------------------------------------------------------------------------------------------------- */

struct run {
	const struct query_env *env;
	struct str *why;
	size_t nodes;		/* made so far; at most PATH_RESULT_MAX */
};

static cJSON *copy_counted(struct run *r, const cJSON *node)
{
	r->nodes += node_count(node);
	if (r->nodes <= PATH_RESULT_MAX)
		return json_copy(node);
	str_addf(r->why, "The template makes more than %d nodes", PATH_RESULT_MAX);
	return NULL;
}

/* What AWS shows as the input: the document that was searched. */
static struct value *searched(const struct part *p, const struct query_env *env)
{
	if (!path_has_root(p->path, "$$"))
		return env->input;
	return env->context ? env->context : env->context_fn ? env->context_fn(env->context_ctx) : NULL;
}

static struct value *eval_path(struct run *r, const struct part *p)
{
	enum outcome outcome;
	struct value *v = path_eval_quiet(p->path, r->env, true, r->why, &outcome), *input;

	if (outcome == OUT_MISSING) {
		input = searched(p, r->env);
		str_reset(r->why);
		str_addf(r->why, "The JSONPath '%s' specified for the field '%s.$' could not be found in the input '%s'",
			path_text(p->path), p->name, input ? value_text(input) : "");
	}
	return v;
}

static cJSON *eval_part(struct run *r, const struct part *p);

static cJSON *eval_parts(struct run *r, const struct part *p)
{
	cJSON *to = p->kind == PART_OBJECT ? cJSON_CreateObject() : cJSON_CreateArray();

	for (size_t i = 0; i < p->parts.n; i++) {
		cJSON *item = eval_part(r, &p->parts.v[i]);

		if (!item) {
			cJSON_Delete(to);
			return NULL;
		}
		if (p->kind == PART_OBJECT)
			json_add(to, p->parts.v[i].name, item);
		else
			json_append(to, item);
	}
	return to;
}

static cJSON *eval_part(struct run *r, const struct part *p)
{
	struct value *v;
	cJSON *node;

	switch (p->kind) {
	case PART_CONSTANT:
		return copy_counted(r, p->node);
	case PART_OBJECT:
	case PART_ARRAY:
		return eval_parts(r, p);
	case PART_PATH:
	case PART_CALL:
		break;
	}
	v = p->path ? eval_path(r, p) : intrinsic_eval(p->call, r->env, r->why);
	if (!v)
		return NULL;
	node = copy_counted(r, value_node(v));
	value_unref(v);
	return node;
}

struct value *tmpl_eval(const struct tmpl *t, const struct query_env *env, struct str *why)
{
	struct run r = { .env = env, .why = why };
	struct value *v;
	cJSON *tree;

	if (t->constant)
		return value_ref(t->constant);
	tree = eval_part(&r, &t->root);
	if (!tree)
		return NULL;
	v = value_take(tree);
	if (!v)
		str_addf(why, "The result is nested deeper than %d levels", JSON_DEPTH_MAX);
	return v;
}
