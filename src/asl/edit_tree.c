/* Pointers into a definition, the places that name a state, and names that are still free. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asl/edit_private.h"
#include "base/utf8.h"
#include "json/pointer.h"

#define NAME_MAX_CHARS 80

/* --- pointers ------------------------------------------------------------------------------------------------------------ */

static void add_state(struct str *out, const struct asl_state *s);

static void add_scope(struct str *out, const struct asl_scope *s)
{
	if (!s->container)
		return;
	add_state(out, s->container);
	if (s->container->type == ASL_PARALLEL)
		str_addf(out, "/Branches/%d", s->branch);
	else
		str_addf(out, "/%s", s->node == json_get(s->container->node, "Iterator") ? "Iterator" : "ItemProcessor");
}

static void add_state(struct str *out, const struct asl_state *s)
{
	add_scope(out, s->scope);
	str_adds(out, "/States");
	json_pointer_add(out, s->name);
}

char *edit_scope_pointer(const struct asl_scope *s)
{
	struct str out = {0};

	add_scope(&out, s);
	return str_take(&out);
}

char *edit_states_pointer(const struct asl_scope *s)
{
	struct str out = {0};

	add_scope(&out, s);
	str_adds(&out, "/States");
	return str_take(&out);
}

char *edit_state_pointer(const struct asl_state *s)
{
	struct str out = {0};

	add_state(&out, s);
	return str_take(&out);
}

char *edit_member_pointer(const char *pointer, const char *name)
{
	struct str out = {0};

	str_adds(&out, pointer);
	json_pointer_add(&out, name);
	return str_take(&out);
}

char *edit_element_pointer(const char *pointer, size_t index)
{
	return xasprintf("%s/%zu", pointer, index);
}

char *edit_path(const struct asl_scope *s, const char *name)
{
	if (!s->container)
		return xstrdup(name);
	if (s->container->type == ASL_PARALLEL)
		return xasprintf("%s/%d/%s", s->container->path, s->branch, name);
	return xasprintf("%s/%s", s->container->path, name);
}

/* --- transitions --------------------------------------------------------------------------------------------------------- */

struct collect {
	const struct asl_state *to;
	struct edit_refs *out;
};

static void collect_edge(void *ctx, const struct asl_state *from, const struct asl_edge *edge)
{
	const struct collect *c = ctx;
	struct edit_ref r = {from, edge->kind, edge->index};

	if (edge->target->state == c->to)
		VEC_PUSH(&c->out->list, r);
}

void edit_refs_to(const struct asl_state *to, bool own, struct edit_refs *out)
{
	struct collect c = {to, out};

	if (to->scope->start == to)
		VEC_PUSH(&out->list, ((struct edit_ref){.from = NULL}));
	for (size_t i = 0; i < to->scope->n_states; i++)
		if (own || to->scope->states[i] != to)
			asl_state_edges(to->scope->states[i], collect_edge, &c);
}

char *edit_ref_pointer(const struct asl_scope *s, const struct edit_ref *r)
{
	struct str out = {0};

	if (!r->from) {
		add_scope(&out, s);
		str_adds(&out, "/StartAt");
		return str_take(&out);
	}
	add_state(&out, r->from);
	switch (r->kind) {
	case ASL_EDGE_NEXT:
		str_adds(&out, "/Next");
		break;
	case ASL_EDGE_DEFAULT:
		str_adds(&out, "/Default");
		break;
	case ASL_EDGE_CHOICE:
		str_addf(&out, "/Choices/%zu/Next", r->index);
		break;
	case ASL_EDGE_CATCH:
		str_addf(&out, "/Catch/%zu/Next", r->index);
		break;
	}
	return str_take(&out);
}

const char *edit_way_out(const struct asl_state *s)
{
	return s->type == ASL_CHOICE ? s->default_next.name : s->next.name;
}

bool edit_type_is(struct edit_text *t, const char *state, const char *type)
{
	return str_is(json_get_string(edit_get(t, state), "Type"), type);
}

static void set_default(struct edit_text *t, const char *state, const char *target)
{
	char *pointer = edit_member_pointer(state, "Default");
	bool has = json_get(edit_get(t, state), "Default") != NULL;

	if (has && target)
		edit_set_string(t, pointer, target);
	else if (has)
		edit_remove(t, pointer);
	else if (target)
		edit_put_string(t, state, "Default", target, "");
	free(pointer);
}

void edit_set_way_out(struct edit_text *t, const char *state, const char *target)
{
	const cJSON *node = edit_get(t, state);
	const char *old, *name = target ? "Next" : "End";
	cJSON *value;
	char *pointer;

	if (edit_type_is(t, state, "Choice")) {
		set_default(t, state, target);
		return;
	}
	if (!node || edit_type_is(t, state, "Succeed") || edit_type_is(t, state, "Fail"))
		return;
	value = target ? cJSON_CreateString(target) : cJSON_CreateTrue();
	old = json_get(node, "Next") ? "Next" : json_get(node, "End") ? "End" : NULL;
	if (!old) {
		edit_put_value(t, state, name, value, "");
	} else {
		pointer = edit_member_pointer(state, old);
		if (strcmp(old, name) != 0)
			edit_rename(t, pointer, name);
		free(pointer);
		pointer = edit_member_pointer(state, name);
		if (edit_get(t, pointer))
			edit_set(t, pointer, value);
		free(pointer);
	}
	cJSON_Delete(value);
}

/* --- names --------------------------------------------------------------------------------------------------------------- */

static void names_inside(const cJSON *state, struct map *names)
{
	const cJSON *branches = json_get(state, "Branches");

	for (const cJSON *b = cJSON_IsArray(branches) ? branches->child : NULL; b; b = b->next)
		edit_names_of(b, names);
	edit_names_of(json_get(state, "ItemProcessor"), names);
	edit_names_of(json_get(state, "Iterator"), names);
}

void edit_names_of(const cJSON *scope, struct map *names)
{
	const cJSON *states = json_get(scope, "States");

	for (const cJSON *s = cJSON_IsObject(states) ? states->child : NULL; s; s = s->next) {
		map_put(names, s->string, names);
		names_inside(s, names);
	}
}

/* "Pay 2" of "Pay" and of "Pay 1": the number goes up. */
char *edit_free_name(const struct map *names, const char *wanted)
{
	size_t n = strlen(wanted);
	char *name;

	if (n && !map_get(names, wanted) && utf8_count(wanted) <= NAME_MAX_CHARS)
		return xstrdup(wanted);
	while (n && wanted[n - 1] >= '0' && wanted[n - 1] <= '9')
		n--;
	if (!n || n == strlen(wanted) || wanted[n - 1] != ' ')
		n = strlen(wanted) + 1;
	while (n - 1 > NAME_MAX_CHARS - 8)	/* room for the number; a character is not cut in two */
		for (n--; n > 1 && ((unsigned char)wanted[n - 1] & 0xc0) == 0x80; n--)
			;
	for (unsigned i = 2;; i++) {
		name = xasprintf("%.*s %u", (int)(n - 1), wanted, i);
		if (!map_get(names, name))
			return name;
		free(name);
	}
}

static void rename_target(struct edit_text *t, const cJSON *object, const char *pointer, const char *field, const char *old, const char *name)
{
	char *p;

	if (!str_is(json_get_string(object, field), old))
		return;
	p = edit_member_pointer(pointer, field);
	edit_set_string(t, p, name);
	free(p);
}

static void rename_targets(struct edit_text *t, const cJSON *state, const char *pointer, const char *list, const char *old, const char *name)
{
	const cJSON *items = json_get(state, list);
	char *p = edit_member_pointer(pointer, list);
	size_t i = 0;

	for (const cJSON *c = cJSON_IsArray(items) ? items->child : NULL; c; c = c->next, i++) {
		char *element = edit_element_pointer(p, i);

		rename_target(t, c, element, "Next", old, name);
		free(element);
	}
	free(p);
}

/* All changes are made at once: the tree that they are found in stays until then. */
void edit_rename_in(struct edit_text *t, const char *scope, const char *old, const char *name)
{
	const cJSON *node = edit_get(t, scope), *states = json_get(node, "States");
	char *all = edit_member_pointer(scope, "States"), *self = edit_member_pointer(all, old);

	rename_target(t, node, scope, "StartAt", old, name);
	for (const cJSON *s = states ? states->child : NULL; s; s = s->next) {
		char *p = edit_member_pointer(all, s->string);

		rename_target(t, s, p, "Next", old, name);
		rename_target(t, s, p, "Default", old, name);
		rename_targets(t, s, p, "Choices", old, name);
		rename_targets(t, s, p, "Catch", old, name);
		free(p);
	}
	edit_rename(t, self, name);
	free(all);
	free(self);
}

void edit_scopes_of(struct edit_text *t, const char *state, edit_scope_fn fn, void *ctx)
{
	static const char *const single[] = {"ItemProcessor", "Iterator"};
	const cJSON *node = edit_get(t, state);
	size_t branches = json_count(json_get(node, "Branches"));
	char *p;

	for (size_t i = 0; i < branches; i++) {
		p = xasprintf("%s/Branches/%zu", state, i);
		fn(ctx, p);
		free(p);
	}
	for (size_t i = 0; i < ARRAY_LEN(single); i++) {
		if (!json_get(edit_get(t, state), single[i]))
			continue;
		p = edit_member_pointer(state, single[i]);
		fn(ctx, p);
		free(p);
	}
}

struct inside {
	struct edit_text *t;
	struct map *names;
};

static void free_names_of_scope(void *ctx, const char *scope)
{
	struct inside *in = ctx;
	char *all = edit_member_pointer(scope, "States"), *p;
	const cJSON *states = edit_get(in->t, all);
	VEC(char *) names = {0};

	for (const cJSON *s = states ? states->child : NULL; s; s = s->next)
		VEC_PUSH(&names, xstrdup(s->string));
	for (size_t i = 0; i < names.n; i++) {
		char *name = edit_free_name(in->names, names.v[i]);

		map_put(in->names, name, in->names);
		if (strcmp(name, names.v[i]) != 0)
			edit_rename_in(in->t, scope, names.v[i], name);
		p = edit_member_pointer(all, name);
		edit_free_names_inside(in->t, p, in->names);
		free(p);
		free(name);
		free(names.v[i]);
	}
	VEC_DONE(&names);
	free(all);
}

void edit_free_names_inside(struct edit_text *t, const char *state, struct map *names)
{
	edit_scopes_of(t, state, free_names_of_scope, &(struct inside){t, names});
}

bool asl_edit_name_ok(const struct asl_machine *m, const struct asl_state *s, const char *name, struct err *e)
{
	if (!*name)
		return err_set(e, ERR_INVALID, "a state needs a name");
	if (utf8_count(name) > NAME_MAX_CHARS)
		return err_set(e, ERR_INVALID, "a name may have %d characters, this one has %zu", NAME_MAX_CHARS, utf8_count(name));
	for (size_t i = 0; i < m->n_states; i++)
		if (m->states[i] != s && strcmp(m->states[i]->name, name) == 0)
			return err_set(e, ERR_INVALID, "there is a state \"%.80s\" already", name);
	return true;
}

bool asl_edit_rename(const struct asl_machine *m, const struct asl_state *s, const char *name, struct asl_edit *out, struct err *e)
{
	struct edit_text t;
	char *scope;

	if (!asl_edit_name_ok(m, s, name, e) || !edit_begin(m, &t, e))
		return false;
	if (strcmp(s->name, name) != 0) {
		scope = edit_scope_pointer(s->scope);
		edit_rename_in(&t, scope, s->name, name);
		free(scope);
	}
	return edit_finish(m, &t, true, xasprintf("rename %s to %s", s->name, name), edit_path(s->scope, name), out, e);
}
