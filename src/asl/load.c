/*
 * The way from a text to a model: parse, machine, scopes, states; then transitions, then advice. Every step goes on where the one
 * before found something wrong, so that a broken definition can still be drawn.
 */
#include "asl/load.h"

#include <stdlib.h>
#include <string.h>

#include "asl/jackson.h"
#include "asl/source.h"
#include "base/utf8.h"

#define TEXT_MAX (1u << 20)		/* AWS's limit, in characters */
#define NAME_MAX_CHARS 80
#define STEP_MAX 256			/* bytes of one name in a path or pointer; a valid name has at most 80 characters */
#define PATHS_MAX (64u << 20)		/* bytes of all paths and pointers: deep nesting times many states */

/* --- states ------------------------------------------------------------------------------------------------------- */

static enum asl_type type_of(const char *name)
{
	if (name)
		for (enum asl_type t = ASL_TASK; t <= ASL_MAP; t++)
			if (strcmp(asl_type_text(t), name) == 0)
				return t;
	return ASL_UNKNOWN;
}

/* Absent: as above; exactly "JSONPath": JSONPath; anything else counts as JSONata (and may have an error of its own). */
static enum asl_language language_of(const cJSON *object, enum asl_language above)
{
	const cJSON *n = json_get(object, "QueryLanguage");

	return !n ? above : cJSON_IsString(n) && strcmp(n->valuestring, "JSONPath") == 0 ? ASL_JSONPATH : ASL_JSONATA;
}

/* prefix and name, a name beyond all reason cut short; the name alone once the budget is spent. */
static const char *path_make(struct loader *L, const char *prefix, const char *name)
{
	size_t a = strlen(prefix), b = strlen(name);
	char *p;

	if (b > STEP_MAX)
		for (b = STEP_MAX; b && ((unsigned char)name[b] & 0xc0) == 0x80; b--)
			;
	if (L->path_bytes + a + b > PATHS_MAX) {
		if (!L->paths_spent)
			load_fault_code(L, "TOO_DEEPLY_NESTED", NULL, (struct span){0},
				"The definition nests too many states too deeply");
		L->paths_spent = true;
		return name;
	}
	L->path_bytes += a + b;
	p = asl_arena_alloc(L->arena, a + b + 1);
	memcpy(p, prefix, a);
	memcpy(p + a, name, b);
	return p;
}

static void check_name(struct loader *L, struct asl_state *s)
{
	struct at at = at_state(s);
	bool control = false;

	for (const char *c = s->name; *c; c++)
		control |= (unsigned char)*c < ' ' || *c == 0x7f;
	if (utf8_count(s->name) > NAME_MAX_CHARS)
		load_fault_code(L, "INVALID_STATE_NAME", &at, s->span,
			"Invalid State name: '%s' exceeds the %d-character limit allowed by the service", s->name, NAME_MAX_CHARS);
	else if (!*s->name || control)
		load_fault_code(L, "INVALID_STATE_NAME", &at, s->span, "Invalid State name: '%s' %s", s->name,
			control ? "contains control characters" : "is empty");
	if (!map_put(&L->m->by_name, s->name, s))
		load_fault_code(L, "DUPLICATE_STATE_NAME", &at, s->span, "Duplicate State name: %s", s->name);
}

static void check_downgrade(struct loader *L, struct asl_state *s)
{
	struct at at = at_state(s);

	if (L->m->language == ASL_JSONATA && s->language == ASL_JSONPATH)
		load_fault_at_key(L, &at, json_get(s->node, "QueryLanguage"),
			"'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
}

static struct asl_state *load_state(struct loader *L, const cJSON *node, struct asl_scope *scope, const char *path,
	const char *pointer)
{
	struct asl_state *s = asl_arena_alloc(L->arena, sizeof *s);
	struct at at;

	s->name = node->string;
	s->path = path_make(L, path, s->name);
	s->pointer = path_make(L, pointer, s->name);
	s->type_name = json_get_string(node, "Type");
	s->type = type_of(s->type_name);
	s->language = language_of(node, L->m->language);
	s->scope = scope;
	s->index = (int)L->states.n;
	s->node = node;
	s->span = load_key_span(L, node);
	VEC_PUSH(&L->states, s);
	map_put(&L->m->by_path, s->path, s);
	check_name(L, s);
	check_downgrade(L, s);
	at = at_state(s);
	load_fields(L, node, s->type ? 1u << s->type : (uint32_t)OWN_STATE, s, &at, s);
	if (!s->type && !json_get(node, "Type"))
		load_fault_at_key(L, &at, node, "These fields are required: [Type]");
	s->end |= s->type == ASL_SUCCEED || s->type == ASL_FAIL;
	return s;
}

/* --- scopes ------------------------------------------------------------------------------------------------------- */

static void load_states(struct loader *L, struct asl_scope *scope, const cJSON *states)
{
	VEC(struct asl_state *) list = {0};
	struct str path = {0}, pointer = {0};
	struct at at = { .base = scope->pointer, .state = scope->container }, states_at = at_member(&at, "States");

	if (scope->container) {
		str_addf(&path, "%s/", scope->container->path);
		if (scope->container->type == ASL_PARALLEL)
			str_addf(&path, "%d/", scope->branch);
	}
	str_addf(&pointer, "%s/States/", scope->pointer);
	if (!states->child)
		load_fault(L, &states_at, states, "Value cannot be empty");
	for (const cJSON *c = states->child; c; c = c->next) {
		struct at state_at = at_member(&states_at, c->string);
		struct asl_state *s;

		if (!cJSON_IsObject(c)) {
			load_type_fault(L, &state_at, c, "[OBJECT]");
			continue;
		}
		s = load_state(L, c, scope, str_get(&path), str_get(&pointer));
		VEC_PUSH(&list, s);
		map_put(&scope->by_name, s->name, s);
	}
	scope->states = asl_arena_copy(L->arena, list.v, list.n, sizeof *list.v);
	scope->n_states = list.n;
	VEC_DONE(&list);
	str_done(&path);
	str_done(&pointer);
}

struct asl_scope *load_scope(struct loader *L, const cJSON *node, uint32_t owner, struct asl_state *container, int branch,
	const char *pointer)
{
	struct asl_scope *scope = asl_arena_alloc(L->arena, sizeof *scope);
	const cJSON *states = json_get(node, "States");
	struct at at, states_at;

	scope->container = container;
	scope->branch = branch;
	scope->index = (int)L->scopes.n;
	scope->node = node;
	scope->pointer = asl_arena_string(L->arena, pointer, strlen(pointer));
	scope->start_at = json_get_string(node, "StartAt");
	VEC_PUSH(&L->scopes, scope);
	at = (struct at){ .base = scope->pointer, .state = container };
	load_fields(L, node, owner, L->m, &at, NULL);
	if (cJSON_IsObject(states)) {
		load_states(L, scope, states);
	} else if (states) {
		states_at = at_member(&at, "States");
		load_type_fault(L, &states_at, states, "[OBJECT]");
	}
	return scope;
}

/* --- the machine -------------------------------------------------------------------------------------------------- */

static bool text_is_blank(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!strchr(" \t\r\n", text[i]))
			return false;
	return true;
}

/* What AWS says of a text that is no JSON, or JSON that is no object. */
void load_no_object(struct loader *L, const struct err *e)
{
	struct asl_machine *m = L->m;
	struct jackson_error je;

	if (m->root || text_is_blank(m->text, m->text_len)) {
		load_fault_code(L, SCHEMA, NULL, asl_machine_span(m, (struct span){ 1, 1, 0 }), "Definition must be a valid JSON object");
		return;
	}
	L->errors++;
	if (m->form == ASL_FORM_YAML) {
		diag_add(m->diags, DIAG_ERROR, "yaml.syntax", NULL, e->span, NULL, e->msg);
	} else if (jackson_explain(L->mends.filled ? L->mends.filled : m->text, m->text_len, &je)) {
		char *message = xasprintf("%s\n at %s", je.message, je.location);

		diag_add(m->diags, DIAG_ERROR, "INVALID_JSON_DESCRIPTION", je.location, e->span, NULL, message);
		free(message);
		jackson_done(&je);
	} else {
		diag_add(m->diags, DIAG_ERROR, "INVALID_JSON_DESCRIPTION", NULL, e->span, NULL, e->msg);
	}
}

/* Of the text that AWS is given: what is written as YAML, or as an object of a template, comes there as JSON without blanks. */
static size_t characters_of(const struct asl_machine *m)
{
	size_t chars;
	char *text;

	if (m->form == ASL_FORM_JSON && (!m->origin || m->origin->whole || m->origin->embedding == ASL_EMBED_STRING))
		return utf8_count(m->text);
	text = json_print(m->root);
	chars = utf8_count(text);
	free(text);
	return chars;
}

static void load_machine(struct loader *L)
{
	struct asl_machine *m = L->m;
	size_t chars;

	m->language = language_of(m->root, ASL_JSONPATH);
	m->comment = json_get_string(m->root, "Comment");
	m->top = load_scope(L, m->root, OWN_TOP, NULL, 0, "");
	if (!m->top->n_states && !cJSON_IsObject(json_get(m->root, "States")))
		m->top = NULL;
	m->states = asl_arena_copy(L->arena, L->states.v, L->states.n, sizeof *L->states.v);
	m->n_states = L->states.n;
	m->scopes = asl_arena_copy(L->arena, L->scopes.v, L->scopes.n, sizeof *L->scopes.v);
	m->n_scopes = L->scopes.n;
	load_flow(L);
	chars = characters_of(m);
	if (chars > TEXT_MAX)
		load_fault_code(L, SCHEMA, NULL, asl_machine_span(m, (struct span){ 1, 1, 0 }),
			"The definition has %zu characters; a state machine may have at most %u", chars, TEXT_MAX);
	load_variables(L);
	load_rules(L);
}

static char *machine_name(const char *file)
{
	return file && strcmp(file, "-") != 0 ? asl_file_machine_name(file) : xstrdup("machine");
}

/* What a draft lacks is not its fault. */
static void forgive(struct asl_machine *m)
{
	m->draft = true;
	m->valid = m->runnable = false;
	for (size_t i = 0; i < m->n_states; i++)
		m->states[i]->broken = false;
	diag_free(m->diags);
	m->diags = xcalloc(1, sizeof *m->diags);
}

struct asl_machine *load_text_take(const char *text, size_t len, enum asl_form form, const char *name, const char *file,
	const struct asl_options *o, struct asl_origin *origin)
{
	struct asl_machine *m = xcalloc(1, sizeof *m);
	struct loader L = { .m = m, .express = o && o->express, .lint = o ? o->lint : NULL };
	struct err e = {0};

	m->refs = 1;
	m->name = name ? xstrdup(name) : machine_name(file);
	m->file = xstrdup(file);
	m->text = xstrndup(text, len);
	m->text_len = len;
	m->hash = hash_bytes(text, len, 0);
	m->express = L.express;
	m->origin = origin;
	m->places = json_places_new();
	m->diags = xcalloc(1, sizeof *m->diags);
	m->arena = L.arena = asl_arena_new();
	m->form = form;
	if (!load_tree(&L, &e) || (!cJSON_IsObject(m->root) && !L.mends.list.n))
		load_no_object(&L, &e);
	else if (cJSON_IsObject(m->root))
		load_machine(&L);
	m->mended = L.mends.errors > 0;
	m->runnable = L.errors == 0 && !m->mended;
	load_tell_mends(&L, &e);
	m->valid = L.errors == 0;
	load_lacks(&L);
	if (o && o->draft)
		forgive(m);
	map_done(&L.labels);
	str_done(&L.lacks);
	json_mends_done(&L.mends);
	VEC_DONE(&L.states);
	VEC_DONE(&L.scopes);
	return m;
}

struct asl_machine *asl_parse_with(const char *text, size_t len, const char *name, const char *file, const struct asl_options *o)
{
	return load_text_take(text, len, asl_form_of(file, text, len), name, file, o, NULL);
}

struct asl_machine *asl_parse(const char *text, size_t len, const char *name, const char *file)
{
	return asl_parse_with(text, len, name, file, NULL);
}

struct asl_machine *asl_load(const char *path, struct err *e)
{
	return asl_load_with(path, NULL, e);
}
