/*
 * States: every member of a JSONPath state to its place in a JSONata one, by a table; then the states inside. A state is built anew beside the
 * old one, which stays where something is refused.
 */
#include "asl/to_jsonata.h"

#include <stdlib.h>
#include <string.h>

#include "asl/to_jsonata_private.h"

static bool has_note(const struct conversion *c, const char *text)
{
	for (size_t i = c->to->notes.n; i-- > 0 && c->to->notes.v[i].state == c->s;)
		if (strcmp(c->to->notes.v[i].text, text) == 0)
			return true;
	return false;
}

void conversion_note(struct conversion *c, bool refused, const char *text)
{
	if (!has_note(c, text))
		VEC_PUSH(&c->to->notes, ((struct asl_conversion_note){ c->s, refused, xstrdup(text) }));
}

/* --- members: each writes what becomes of one field into the new state ---------------------------------------------------------- */

struct builder {
	struct conversion *c;
	struct shape result;		/* what the state's work gives, as an expression */
	struct shape output;		/* what leaves the state; expression NULL: nothing to write */
	cJSON *into;
};

typedef bool (*member_fn)(struct builder *b, const cJSON *m);

static bool keep(struct builder *b, const cJSON *m)
{
	json_set(b->into, m->string, json_copy(m));
	return true;
}

static bool keep_text(struct builder *b, const cJSON *m)
{
	json_set(b->into, m->string, convert_literal(m));
	return true;
}

static bool drop(struct builder *b, const cJSON *m)
{
	(void)b;
	(void)m;
	return true;
}

static bool set_expression(struct builder *b, const char *name, char *expression)
{
	if (expression)
		json_set(b->into, name, expression_node(expression));
	free(expression);
	return expression != NULL;
}

/* "SecondsPath": "$.x" becomes "Seconds": "{% … %}"; also Error and Cause, which may be calls. */
static bool without_path(struct builder *b, const cJSON *m)
{
	char *name = xstrndup(m->string, strlen(m->string) - strlen("Path"));
	bool ok = set_expression(b, name, convert_text(b->c, m->valuestring, b->c->effective));

	free(name);
	return ok;
}

/* A number of a Map, for which the service takes a text with digits too. */
static bool number_without_path(struct builder *b, const cJSON *m)
{
	char *name = xstrndup(m->string, strlen(m->string) - strlen("Path"));
	char *expression = convert_text(b->c, m->valuestring, b->c->effective);
	bool ok = expression && set_expression(b, name, xasprintf("$number(%s)", expression));

	free(expression);
	free(name);
	return ok;
}

static bool as_template(struct builder *b, const cJSON *m, const char *name, const char *root)
{
	struct shape s;

	if (!convert_template(b->c, m, root, &s))
		return false;
	json_set(b->into, name, s.node);
	s.node = NULL;
	shape_done(&s);
	return true;
}

static bool to_arguments(struct builder *b, const cJSON *m)
{
	return as_template(b, m, "Arguments", b->c->effective);
}

static bool to_item_selector(struct builder *b, const cJSON *m)
{
	return as_template(b, m, "ItemSelector", b->c->effective);
}

static bool same_template(struct builder *b, const cJSON *m)
{
	return as_template(b, m, m->string, b->c->effective);
}

/* Members of Assign lose ".$"; `root` is what "$" is in it. */
static bool assign(struct builder *b, const cJSON *m, const char *root, cJSON *into)
{
	struct shape s;

	if (!convert_template(b->c, m, root, &s))
		return false;
	json_set(into, "Assign", s.node);
	s.node = NULL;
	shape_done(&s);
	return true;
}

static bool own_assign(struct builder *b, const cJSON *m)
{
	return assign(b, m, b->result.expression, b->into);
}

static bool to_items(struct builder *b, const cJSON *m)
{
	char *expression = convert_text(b->c, m->valuestring, b->c->effective);

	if (expression && strcmp(expression, INPUT) == 0) {
		free(expression);	/* the default */
		return true;
	}
	return set_expression(b, "Items", expression);
}

/* --- parts -------------------------------------------------------------------------------------------------------------- */

static bool to_catch(struct builder *b, const cJSON *m)
{
	cJSON *list = cJSON_CreateArray();
	bool ok = true;
	size_t i = 0;

	for (const cJSON *row = m->child; row && ok; row = row->next, i++) {
		const struct asl_path *at = &b->c->s->catchers[i].result_path;
		cJSON *copy = cJSON_CreateObject();
		char *output = NULL;

		for (const cJSON *f = row->child; f && ok; f = f->next) {
			if (strcmp(f->string, "Assign") == 0)
				ok = assign(b, f, ERROR_OUTPUT, copy);
			else if (strcmp(f->string, "ResultPath") != 0)
				json_add(copy, f->string, json_copy(f));
			else if (at->is_null)
				output = xstrdup(INPUT);
			else if (at->path && !path_is_root(at->path))
				ok = (output = convert_merge(b->c, at->path, INPUT, ERROR_OUTPUT)) != NULL;
		}
		if (output)
			json_set(copy, "Output", expression_node(output));
		free(output);
		json_append(list, copy);
	}
	if (ok)
		json_set(b->into, "Catch", list);
	else
		cJSON_Delete(list);
	return ok;
}

static void put_output(const struct shape *s, cJSON *into)
{
	if (s->expression)
		json_set(into, "Output", s->node ? json_copy(s->node) : expression_node(s->expression));
}

static bool to_choices(struct builder *b, const cJSON *m)
{
	cJSON *list = cJSON_CreateArray();
	bool ok = true;
	size_t i = 0;

	for (const cJSON *row = m->child; row && ok; row = row->next, i++) {
		const struct asl_choice *rule = &b->c->s->choices[i];
		char *condition = convert_test(b->c, rule->test);
		cJSON *copy = cJSON_CreateObject();
		const cJSON *assigned = json_get(row, "Assign");

		ok = condition != NULL;
		if (ok)
			json_add(copy, "Condition", expression_node(condition));
		free(condition);
		put_output(&b->output, copy);
		if (ok && assigned)
			ok = assign(b, assigned, b->c->effective, copy);
		if (json_get(row, "Comment"))
			json_add(copy, "Comment", json_copy(json_get(row, "Comment")));
		json_add(copy, "Next", cJSON_CreateString(rule->next.name ? rule->next.name : ""));
		json_append(list, copy);
	}
	if (ok)
		json_set(b->into, "Choices", list);
	else
		cJSON_Delete(list);
	return ok;
}

/* ItemReader, ItemBatcher, ResultWriter and what is in them: Parameters are Arguments, …Path its expression, BatchInput a template. */
static cJSON *convert_part(struct builder *b, const cJSON *part)
{
	struct builder inner = *b;

	inner.into = cJSON_CreateObject();
	for (const cJSON *m = part->child; m; m = m->next) {
		bool ok = true;

		if (strcmp(m->string, "Parameters") == 0) {
			ok = to_arguments(&inner, m);
		} else if (strcmp(m->string, "BatchInput") == 0) {
			ok = same_template(&inner, m);
		} else if (str_ends(m->string, "Path") && cJSON_IsString(m)) {
			ok = number_without_path(&inner, m);
		} else if (cJSON_IsObject(m)) {
			cJSON *deeper = convert_part(&inner, m);

			ok = deeper != NULL;
			if (ok)
				json_set(inner.into, m->string, deeper);
		} else {
			keep(&inner, m);
		}
		if (!ok) {
			cJSON_Delete(inner.into);
			return NULL;
		}
	}
	return inner.into;
}

static bool to_part(struct builder *b, const cJSON *m)
{
	cJSON *part = convert_part(b, m);

	if (part)
		json_set(b->into, m->string, part);
	return part != NULL;
}

/* The states in it are dealt with for themselves. */
static bool to_processor(struct builder *b, const cJSON *m)
{
	json_set(b->into, "ItemProcessor", json_copy(m));
	return true;
}

static const struct {
	const char *name;
	uint32_t types;			/* 0: all */
	member_fn fn;
} members[] = {
	{ "QueryLanguage", 0, drop },
	{ "InputPath", 0, drop },	/* in the effective input */
	{ "ResultSelector", 0, drop },	/* in Output, as are the next three */
	{ "ResultPath", 0, drop },
	{ "OutputPath", 0, drop },
	{ "Result", 0, drop },
	{ "Parameters", 1u << ASL_PASS, drop },
	{ "Parameters", 1u << ASL_MAP, to_item_selector },
	{ "Parameters", 0, to_arguments },
	{ "ItemSelector", 0, to_item_selector },
	{ "ItemsPath", 0, to_items },
	{ "Iterator", 0, to_processor },
	{ "ItemReader", 0, to_part },
	{ "ItemBatcher", 0, to_part },
	{ "ResultWriter", 0, to_part },
	{ "Assign", 0, own_assign },
	{ "Catch", 0, to_catch },
	{ "Choices", 0, to_choices },
	{ "Credentials", 0, same_template },
	{ "Error", 0, keep_text },
	{ "Cause", 0, keep_text },
	{ "TimeoutSecondsPath", 0, without_path },
	{ "HeartbeatSecondsPath", 0, without_path },
	{ "SecondsPath", 0, without_path },
	{ "TimestampPath", 0, without_path },
	{ "ErrorPath", 0, without_path },
	{ "CausePath", 0, without_path },
	{ "MaxConcurrencyPath", 0, number_without_path },
	{ "ToleratedFailureCountPath", 0, number_without_path },
	{ "ToleratedFailurePercentagePath", 0, number_without_path },
};

static member_fn member_find(const char *name, enum asl_type type)
{
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (strcmp(members[i].name, name) == 0 && (!members[i].types || (members[i].types & (1u << type))))
			return members[i].fn;
	return keep;
}

/* --- a state -------------------------------------------------------------------------------------------------------------- */

static bool is_worker(const struct asl_state *s)
{
	return s->type == ASL_TASK || s->type == ASL_PARALLEL || s->type == ASL_MAP;
}

/* A path with a placeholder in it was not compiled, and nobody knows what it will be. */
static bool has_placeholder_path(const cJSON *node)
{
	for (const cJSON *m = node->child; m; m = m->next) {
		bool path = m->string && (str_ends(m->string, ".$") || str_ends(m->string, "Path") || strcmp(m->string, "Variable") == 0);

		if (path && cJSON_IsString(m) && strstr(m->valuestring, "${"))
			return true;
		if (m->string && (strcmp(m->string, "States") == 0 || strcmp(m->string, "Branches") == 0))
			continue;
		if (has_placeholder_path(m))
			return true;
	}
	return false;
}

static bool find_effective(struct conversion *c)
{
	const struct asl_path *in = &c->s->input_path;

	if (!in->present)
		c->effective = xstrdup(INPUT);
	else
		c->effective = in->is_null ? xstrdup("{}") : convert_path(c, in->path, INPUT);
	return c->effective != NULL;
}

/* What the state's work gives. */
static bool find_result(struct builder *b)
{
	const struct asl_state *s = b->c->s;
	const cJSON *fixed = json_get(s->node, "Result"), *parameters = json_get(s->node, "Parameters");

	if (is_worker(s)) {
		b->result.expression = xstrdup(RESULT);
		return true;
	}
	if (s->type == ASL_PASS && fixed) {
		b->result = (struct shape){ json_print(fixed), convert_literal(fixed) };
		return true;
	}
	if (s->type == ASL_PASS && parameters)
		return convert_template(b->c, parameters, b->c->effective, &b->result);
	b->result.expression = xstrdup(b->c->effective);
	return true;
}

/* What is the default is not written. */
static bool find_output(struct builder *b)
{
	const struct asl_state *s = b->c->s;

	if (s->type == ASL_FAIL)
		return true;
	if (!convert_output(b->c, &b->result, &b->output))
		return false;
	if (!b->output.node && str_is(b->output.expression, is_worker(s) ? RESULT : INPUT))
		shape_done(&b->output);
	return true;
}

/* InputPath without Parameters or ItemsPath: the work gets it all the same. */
static void put_effective(struct builder *b)
{
	const struct asl_state *s = b->c->s;
	const char *field = s->type == ASL_MAP ? "Items" : "Arguments";
	const char *from = s->type == ASL_MAP ? "ItemsPath" : "Parameters";

	if (!is_worker(s) || json_get(s->node, from) || strcmp(b->c->effective, INPUT) == 0 || (s->type == ASL_MAP && s->reader.node))
		return;
	json_set(b->into, field, expression_node(b->c->effective));
}

/* Before the fields that say where it goes on. */
static void put_own_output(struct builder *b)
{
	static const char *const last[] = { "Retry", "Catch", "Choices", "Default", "Next", "End" };
	cJSON *moved;

	if (!b->output.expression)
		return;
	put_output(&b->output, b->into);
	for (size_t i = 0; i < ARRAY_LEN(last); i++) {
		moved = cJSON_DetachItemFromObjectCaseSensitive(b->into, last[i]);
		if (moved)
			cJSON_AddItemToArray(b->into, moved);	/* keeps its name */
	}
}

static bool build(struct builder *b)
{
	const struct asl_state *s = b->c->s;

	if (s->broken)
		return err_set(&b->c->e, ERR_INVALID, "it has errors");
	if (has_placeholder_path(s->node))
		return err_set(&b->c->e, ERR_INVALID, "a path holds a placeholder");
	if (!find_effective(b->c) || !find_result(b) || !find_output(b))
		return false;
	for (const cJSON *m = s->node->child; m; m = m->next)
		if (!member_find(m->string, s->type)(b, m))
			return false;
	put_effective(b);
	put_own_output(b);
	return true;
}

/* old, the state in the new tree, gets other members; its name and place stay. False: it stays as it was. */
static bool convert_state(struct asl_conversion *to, const struct asl_state *s, cJSON *old)
{
	struct conversion c = { .to = to, .s = s };
	struct builder b = { .c = &c, .into = cJSON_CreateObject() };
	bool ok = build(&b);

	if (ok) {
		cJSON *child = old->child;

		old->child = b.into->child;
		b.into->child = child;
		to->converted++;
	} else {
		to->refused++;
		conversion_note(&c, true, c.e.msg);
	}
	cJSON_Delete(b.into);
	shape_done(&b.result);
	shape_done(&b.output);
	free(c.effective);
	return ok;
}

/* --- the machine ------------------------------------------------------------------------------------------------------------ */

static bool list_has(const cJSON *list, const char *name)
{
	for (; list; list = list->next)
		if (str_is(list->string, name))
			return true;
	return false;
}

/* Gives the object the member, behind the one called `after`, or in front where there is none such. */
static void say_language_behind(cJSON *object, const char *after)
{
	cJSON *old, *first;

	cJSON_DeleteItemFromObjectCaseSensitive(object, "QueryLanguage");
	old = object->child;
	object->child = NULL;
	if (!old || !list_has(old, after))
		json_add(object, "QueryLanguage", cJSON_CreateString("JSONata"));
	while ((first = old)) {
		old = first->next;
		first->next = first->prev = NULL;
		json_append(object, first);		/* keeps its name */
		if (str_is(first->string, after))
			json_set(object, "QueryLanguage", cJSON_CreateString("JSONata"));
	}
}

static bool is_inside(const struct asl_state *s, const struct asl_state *only)
{
	for (; s; s = s->scope->container)
		if (s == only)
			return true;
	return only == NULL;
}

/* Where a scope of the model is in the new tree, given the state around it. */
static cJSON *scope_node(const struct asl_scope *scope, cJSON *container)
{
	cJSON *branches;

	if (!scope->node->string) {		/* an element of Branches, in a state of whatever type */
		branches = cJSON_GetObjectItemCaseSensitive(container, "Branches");
		return cJSON_GetArrayItem(branches, scope->branch);
	}
	return cJSON_GetObjectItemCaseSensitive(container, scope->node->string);
}

struct walk {
	struct asl_conversion *to;
	const struct asl_state *only;
	VEC(cJSON *) changed;			/* states that are JSONata now */
};

/* A container first, with copies of what is in it; then those. Nesting is bounded by JSON_DEPTH_MAX. */
static void convert_scope(struct walk *w, const struct asl_scope *scope, cJSON *node)
{
	cJSON *states = cJSON_GetObjectItemCaseSensitive(node, "States");

	for (size_t i = 0; i < scope->n_states; i++) {
		const struct asl_state *s = scope->states[i];
		cJSON *state = cJSON_GetObjectItemCaseSensitive(states, s->name);

		if (is_inside(s, w->only)) {
			if (s->language == ASL_JSONATA)
				w->to->already++;
			else if (convert_state(w->to, s, state))
				VEC_PUSH(&w->changed, state);
		}
		for (size_t k = 0; k < s->n_scopes; k++) {
			cJSON *inner = scope_node(s->scopes[k], state);

			if (!inner && s->type == ASL_MAP)	/* Iterator has got its new name */
				inner = cJSON_GetObjectItemCaseSensitive(state, "ItemProcessor");
			convert_scope(w, s->scopes[k], inner);
		}
	}
}

static void whole_language(const struct walk *w, const struct asl_machine *m, cJSON *root)
{
	bool whole = !w->only && !w->to->refused;

	for (size_t i = 0; !whole && i < w->changed.n; i++)
		say_language_behind(w->changed.v[i], "Type");
	if (!whole || m->language == ASL_JSONATA)
		return;
	say_language_behind(root, "Comment");
}

void asl_to_jsonata(const struct asl_machine *m, const struct asl_state *only, struct asl_conversion *out)
{
	struct walk w = { .to = out, .only = only };

	*out = (struct asl_conversion){ .root = json_copy(m->root) };
	if (m->top)
		convert_scope(&w, m->top, out->root);
	if (w.changed.n || !only)
		whole_language(&w, m, out->root);
	VEC_DONE(&w.changed);
}

void asl_conversion_done(struct asl_conversion *c)
{
	cJSON_Delete(c->root);
	for (size_t i = 0; i < c->notes.n; i++)
		free(c->notes.v[i].text);
	VEC_DONE(&c->notes);
	*c = (struct asl_conversion){0};
}
