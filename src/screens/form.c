#include "screens/form.h"

#include <stdlib.h>
#include <string.h>

#include "app/app_document.h"
#include "asl/diag.h"
#include "json/pointer.h"

/* --- reading the draft ------------------------------------------------------------------------------------------------------ */

static bool in_scope(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->names.n; i++)
		if (strcmp(f->names.v[i], name) == 0)
			return true;
	return false;
}

/* A state that a transition leads to, where the scope has it: else the transition is wrong. */
static void add_target(const struct form *f, const cJSON *object, const char *field, cJSON *states)
{
	const char *name = json_get_string(object, field);
	cJSON *stub;

	if (!name || json_get(states, name) || !in_scope(f, name))
		return;
	stub = cJSON_CreateObject();
	cJSON_AddStringToObject(stub, "Type", "Succeed");
	json_add(states, name, stub);
}

static void add_targets(const struct form *f, const char *list, cJSON *states)
{
	const cJSON *items = json_get(f->state, list);

	for (const cJSON *c = cJSON_IsArray(items) ? items->child : NULL; c; c = c->next)
		add_target(f, c, "Next", states);
}

/* The state alone in a machine, with what it leads to: faults in it are those that it would have in its own. */
static void read_draft(struct form *f)
{
	cJSON *root = cJSON_CreateObject(), *states;
	struct asl_options o = {.express = f->sh->app->machine && f->sh->app->machine->express};
	char *text;

	cJSON_AddStringToObject(root, "QueryLanguage", f->outer == ASL_JSONATA ? "JSONata" : "JSONPath");
	cJSON_AddStringToObject(root, "StartAt", f->name);
	states = cJSON_AddObjectToObject(root, "States");
	json_add(states, f->name, json_copy(f->state));
	add_target(f, f->state, "Next", states);
	add_target(f, f->state, "Default", states);
	add_targets(f, "Choices", states);
	add_targets(f, "Catch", states);
	text = json_print(root);
	asl_unref(f->read);
	f->read = asl_parse_with(text, strlen(text), "form", NULL, &o);
	free(text);
	cJSON_Delete(root);
}

/* --- life --------------------------------------------------------------------------------------------------------------------- */

struct form *form_new(struct shell *sh, const struct asl_machine *m, const struct asl_state *s)
{
	struct form *f = xcalloc(1, sizeof *f);

	f->sh = sh;
	f->path = xstrdup(s->path);
	f->name = xstrdup(s->name);
	f->first = json_copy(s->node);
	f->state = json_copy(s->node);
	f->outer = m->language;
	for (size_t i = 0; i < s->scope->n_states; i++)
		VEC_PUSH(&f->names, xstrdup(s->scope->states[i]->name));
	f->refs = 1;
	read_draft(f);
	return f;
}

struct form *form_ref(struct form *f)
{
	f->refs++;
	return f;
}

void form_unref(struct form *f)
{
	if (--f->refs)
		return;
	for (size_t i = 0; i < f->names.n; i++)
		free(f->names.v[i]);
	VEC_DONE(&f->names);
	cJSON_Delete(f->first);
	cJSON_Delete(f->state);
	asl_unref(f->read);
	free(f->path);
	free(f->name);
	free(f);
}

/* --- values -------------------------------------------------------------------------------------------------------------------- */

const cJSON *form_get(const struct form *f, const char *pointer)
{
	return json_pointer_find(f->state, pointer);
}

static cJSON *own(const struct form *f, const char *pointer)
{
	return (cJSON *)json_pointer_find(f->state, pointer);	/* the draft is the form's to change */
}

static char *unescaped(const char *token)
{
	struct str s = {0};

	for (; *token; token++) {
		bool escape = *token == '~' && (token[1] == '0' || token[1] == '1');

		str_addc(&s, !escape ? *token : token[1] == '0' ? '~' : '/');
		token += escape;
	}
	return str_take(&s);
}

void form_set(struct form *f, const char *pointer, cJSON *value_take)
{
	const char *slash = strrchr(pointer, '/');
	char *up_pointer = xstrndup(pointer, slash ? (size_t)(slash - pointer) : 0), *token = unescaped(slash ? slash + 1 : "");
	cJSON *up = own(f, up_pointer), *old = own(f, pointer);

	if (!up || !slash)
		cJSON_Delete(value_take);
	else if (!value_take && old)
		cJSON_Delete(cJSON_DetachItemViaPointer(up, old));
	else if (value_take && cJSON_IsObject(up))
		json_set(up, token, value_take);
	else if (value_take && old)
		cJSON_ReplaceItemViaPointer(up, old, value_take);
	else if (value_take)
		json_append(up, value_take);
	free(token);
	free(up_pointer);
	read_draft(f);
}

void form_move(struct form *f, const char *list, size_t from, size_t to)
{
	cJSON *array = own(f, list), *copy = cJSON_CreateArray(), *moved = NULL;
	size_t i = 0, n = json_count(array);

	for (const cJSON *c = array ? array->child : NULL; c; c = c->next, i++)
		if (i == from)
			moved = json_copy(c);
	i = 0;
	for (const cJSON *c = array ? array->child : NULL; c && moved && to < n; c = c->next, i++) {
		if (i == to && to < from)
			json_append(copy, json_copy(moved));
		if (i != from)
			json_append(copy, json_copy(c));
		if (i == to && to > from)
			json_append(copy, json_copy(moved));
	}
	if (moved && to < n && from != to)
		form_set(f, list, copy);
	else
		cJSON_Delete(copy);
	cJSON_Delete(moved);
}

/* --- faults ------------------------------------------------------------------------------------------------------------------- */

/* "/States/Pay/Retry[0]/MaxAttempts" of "/Retry/0/MaxAttempts". */
static char *location_of(const struct form *f, const char *pointer)
{
	struct str s = {0};

	str_addf(&s, "/States/%s", f->name);
	while (*pointer == '/') {
		size_t n = strcspn(++pointer, "/");
		char *escaped = xstrndup(pointer, n), *token = unescaped(escaped);
		bool index = n && strspn(token, "0123456789") == strlen(token);

		str_addf(&s, index ? "[%s]" : "/%s", token);
		free(token);
		free(escaped);
		pointer += n;
	}
	return str_take(&s);
}

const char *form_fault(const struct form *f, const char *pointer, bool exactly)
{
	char *location = location_of(f, pointer);
	size_t n = strlen(location);
	const char *found = NULL;

	for (size_t i = 0; i < f->read->diags->list.n && !found; i++) {
		const struct diag *d = &f->read->diags->list.v[i];

		if (d->severity != DIAG_ERROR || !d->location || strncmp(d->location, location, n) != 0)
			continue;
		if (!d->location[n] || (!exactly && (d->location[n] == '/' || d->location[n] == '[')))
			found = d->message;
	}
	free(location);
	return found;
}

/* --- what comes of it --------------------------------------------------------------------------------------------------------- */

bool form_is_changed(const struct form *f)
{
	return !json_equal(f->first, f->state);
}

enum asl_language form_language(const struct form *f)
{
	const char *own_language = json_get_string(f->state, "QueryLanguage");

	if (!own_language)
		return f->outer;
	return strcmp(own_language, "JSONata") == 0 ? ASL_JSONATA : ASL_JSONPATH;
}

const struct asl_state *form_state(const struct form *f)
{
	return asl_state_at(f->read, f->name);
}

unsigned form_save(struct form *f)
{
	VEC(struct asl_field_edit) edits = {0};
	struct asl_machine *m = app_text_machine(f->sh->app);
	const struct asl_state *s = m ? asl_state_at(m, f->path) : NULL;
	struct asl_edit r;
	struct err e;
	bool ok = s != NULL;
	unsigned after;

	for (const cJSON *c = f->first->child; c; c = c->next)
		if (!json_get(f->state, c->string))
			VEC_PUSH(&edits, ((struct asl_field_edit){c->string, NULL}));
	for (const cJSON *c = f->state->child; c; c = c->next)
		if (!json_get(f->first, c->string) || !json_equal(c, json_get(f->first, c->string)))
			VEC_PUSH(&edits, ((struct asl_field_edit){c->string, c}));
	if (!ok)
		err_set(&e, ERR_NOT_FOUND, "%.80s is not in the definition any more", f->name);
	ok = ok && asl_edit_fields(m, s, edits.v, edits.n, &r, &e);
	after = edit_apply(f->sh, ok, &r, &e);
	if (ok) {
		cJSON_Delete(f->first);
		f->first = json_copy(f->state);
	}
	VEC_DONE(&edits);
	return after;
}
