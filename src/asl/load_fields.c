/* An object of the definition, member by member, by the table of fields. */
#include "asl/load.h"

#include <stdlib.h>
#include <string.h>

#include "asl/suggest.h"

static const char *language_name(enum asl_language l)
{
	return l == ASL_JSONATA ? "JSONata" : "JSONPath";
}

/* A state that says JSONPath in a JSONata machine has its own error, and no other about languages. */
static bool language_is_settled(const struct loader *L, const struct asl_state *s)
{
	return !(L->m->language == ASL_JSONATA && s->language == ASL_JSONPATH);
}

static void not_supported(struct loader *L, const struct at *at, const cJSON *member, uint32_t owners)
{
	struct suggestion s = { .wanted = member->string };
	const struct asl_field *rows;
	size_t n;
	char *hint;

	load_fault_at_key(L, at, member, "Field '%s' is not supported", member->string);
	if (!load_may_suggest(L))
		return;
	rows = asl_field_rows(&n);
	for (size_t i = 0; i < n; i++)
		if (rows[i].owners & owners)
			suggest_offer(&s, rows[i].name);
	if (!s.best)
		return;
	hint = xasprintf("did you mean %s?", s.best);
	load_hint(L, hint);
	load_fix(L, FIX_RENAME, member, s.best, NULL);
	free(hint);
}

const struct asl_field *load_field_for(struct loader *L, const cJSON *member, uint32_t owners, const struct at *at,
	struct asl_state *s)
{
	const struct asl_field *f = asl_field_find(member->string, owners);
	enum asl_language theirs;

	if (!f) {
		if (owners != OWN_STATE)		/* a state of unknown type may have anything */
			not_supported(L, at, member, owners);
		return NULL;
	}
	if (f->language == IN_BOTH || !s)
		return f;
	theirs = f->language == IN_JSONATA ? ASL_JSONATA : ASL_JSONPATH;
	if (theirs == s->language)
		return f;
	if (language_is_settled(L, s))
		load_fault_at_key(L, at, member, "The QueryLanguage is set to '%s', but field '%s' is only supported for the '%s' QueryLanguage",
			language_name(s->language), member->string, language_name(theirs));
	return NULL;
}

bool load_is_placeholder(const cJSON *node)
{
	return cJSON_IsString(node) && (strstr(node->valuestring, "${") || strstr(node->valuestring, "#{"));
}

void load_member(struct loader *L, const cJSON *member, const struct asl_field *f, void *target, const struct at *up,
	struct asl_state *s)
{
	struct at at = at_member(up, member->string);
	struct job j = { f, member, target, &at, s, s ? s->language : L->m->language };
	size_t errors = L->errors;

	if (cJSON_IsNull(member) && (f->flags & F_NULL)) {
		if (f->slot != NO_SLOT && (f->kind == K_PATH || f->kind == K_RESULT_PATH))
			*(struct asl_path *)((char *)target + f->slot) = (struct asl_path){ true, true, NULL };
		return;
	}
	if (j.language == ASL_JSONATA && load_expressions(L, &j))
		return;
	if (L->errors == errors || cJSON_IsObject(member))	/* half an expression has been told */
		load_value(L, &j);
}

static const cJSON *member_of(const cJSON *object, const char *name)
{
	const cJSON *n = json_get(object, name);

	/* "End": false says nothing */
	return n && cJSON_IsFalse(n) && strcmp(name, "End") == 0 ? NULL : n;
}

static void name_list(struct str *out, const char *name)
{
	if (out->len)
		str_adds(out, ", ");
	str_adds(out, name);
}

static void check_group(struct loader *L, const cJSON *object, const struct asl_group *g, const struct at *at)
{
	struct str names = {0};
	const cJSON *last = NULL;
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(g->names) && g->names[i]; i++) {
		const cJSON *member = member_of(object, g->names[i]);

		name_list(&names, g->names[i]);
		if (member) {
			n++;
			last = member;
		}
	}
	if (n > 1)
		load_fault_at_key(L, at, last, "There should only be one of the following fields: [%s]", str_get(&names));
	else if (n == 0 && g->needed)
		load_fault_at_key(L, at, object, "This object should have only one of the following fields: [%s]", str_get(&names));
	str_done(&names);
}

void load_required(struct loader *L, const cJSON *object, uint32_t owners, const struct at *at)
{
	const struct asl_required *rows;
	const struct asl_group *groups;
	size_t n;

	if (owners == OWN_STATE)
		return;
	rows = asl_required_rows(&n);
	for (size_t i = 0; i < n; i++) {
		struct str missing = {0};

		if (!(rows[i].owners & owners))
			continue;
		for (size_t k = 0; k < ARRAY_LEN(rows[i].names) && rows[i].names[k]; k++)
			if (!json_get(object, rows[i].names[k]))
				name_list(&missing, rows[i].names[k]);
		if (missing.len)
			load_fault_at_key(L, at, object, "These fields are required: [%s]", str_get(&missing));
		str_done(&missing);
	}
	groups = asl_group_rows(&n);
	for (size_t i = 0; i < n; i++)
		if (groups[i].owners & owners)
			check_group(L, object, &groups[i], at);
}

void load_fields(struct loader *L, const cJSON *object, uint32_t owners, void *target, const struct at *at, struct asl_state *s)
{
	for (const cJSON *member = object->child; member; member = member->next) {
		const struct asl_field *f = load_field_for(L, member, owners, at, s);

		if (f)
			load_member(L, member, f, target, at, s);
	}
	load_required(L, object, owners, at);
}
