/*
 * The functions of templates: whose code is in a folder here can be done by it. Each is told in the form that functions.json has for one, with
 * the folder as "dir"; what is known only after deployment is left out.
 */
#include <stdlib.h>
#include <string.h>

#include "asl/source_private.h"
#include "asl/template.h"

/* The text of a value that is known; NULL: there is none. Caller frees. */
static char *known(struct template_doc *t, const cJSON *node)
{
	struct textmap m = {0};
	char *text = NULL;

	if (node)
		template_text(t, node, &m);
	if (node && !m.full && !strstr(str_get(&m.text), "${"))
		text = xstrdup(str_get(&m.text));
	textmap_done(&m);
	return text;
}

/* A field of a function, or what all functions have. */
static const cJSON *field_of(const cJSON *function, const cJSON *all, const char *name)
{
	const cJSON *own = json_get(function, name);

	return own ? own : json_get(all, name);
}

static void set_string(struct template_doc *t, cJSON *entry, const char *name, const cJSON *value)
{
	char *text = known(t, value);

	if (text)
		json_set(entry, name, cJSON_CreateString(text));
	free(text);
}

static void set_number(struct template_doc *t, cJSON *entry, const char *name, const cJSON *value)
{
	char *text = known(t, value);
	cJSON *n = text ? json_new_number_text(text, strlen(text)) : NULL;

	if (n)
		json_set(entry, name, n);
	free(text);
}

/* Those of all functions first, then the function's own in their place. */
static void set_env(struct template_doc *t, cJSON *entry, const cJSON *all, const cJSON *own)
{
	const cJSON *const both[] = {all, own};
	cJSON *env = cJSON_CreateObject();

	for (size_t i = 0; i < ARRAY_LEN(both); i++)
		for (const cJSON *c = cJSON_IsObject(both[i]) ? both[i]->child : NULL; c; c = c->next) {
			struct textmap m = {0};

			template_text(t, c, &m);
			json_set(env, c->string, cJSON_CreateString(str_get(&m.text)));
			textmap_done(&m);
		}
	if (env->child)
		json_set(entry, "env", env);
	else
		cJSON_Delete(env);
}

/* What each kind of template calls its fields. */
static const struct names {
	const char *handler, *runtime, *timeout, *memory, *code;
} sam_names = {"Handler", "Runtime", "Timeout", "MemorySize", "CodeUri"}, serverless_names = {"handler", "runtime", "timeout", "memorySize", NULL};

static void add_function(struct template_doc *t, const struct asl_source *s, const char *name, const cJSON *f, const cJSON *all,
	const struct names *names, cJSON *out)
{
	char *code = names->code ? known(t, field_of(f, all, names->code)) : NULL, *dir = source_beside(s, code ? code : ".");
	cJSON *entry = cJSON_CreateObject();

	json_set(entry, "dir", cJSON_CreateString(dir));
	set_string(t, entry, "handler", field_of(f, all, names->handler));
	set_string(t, entry, "runtime", field_of(f, all, names->runtime));
	set_number(t, entry, "timeout", field_of(f, all, names->timeout));
	set_number(t, entry, "memory", field_of(f, all, names->memory));
	if (names == &sam_names)
		set_env(t, entry, json_get(json_get(all, "Environment"), "Variables"), json_get(json_get(f, "Environment"), "Variables"));
	else
		set_env(t, entry, json_get(all, "environment"), json_get(f, "environment"));
	if (json_get(entry, "handler") && json_get(entry, "runtime") && dir_exists(dir))
		json_set(out, name, entry);
	else
		cJSON_Delete(entry);
	free(code);
	free(dir);
}

static void add_sam(struct template_doc *t, const struct asl_source *s, const cJSON *resources, cJSON *out)
{
	const cJSON *all = json_get(json_get(s->root, "Globals"), "Function");

	for (const cJSON *r = cJSON_IsObject(resources) ? resources->child : NULL; r; r = r->next)
		if (str_is(json_get_string(r, "Type"), "AWS::Serverless::Function"))
			add_function(t, s, r->string, json_get(r, "Properties"), all, &sam_names, out);
}

cJSON *source_functions(const struct asl_source *s)
{
	struct template_doc t = { s->root, s->places, s->text, 0 };
	const cJSON *functions = json_get(s->root, "functions");
	cJSON *out = cJSON_CreateObject();

	if (s->kind == ASL_SOURCE_TEMPLATE)
		add_sam(&t, s, json_get(s->root, "Resources"), out);
	if (s->kind == ASL_SOURCE_SERVERLESS)
		for (const cJSON *f = cJSON_IsObject(functions) ? functions->child : NULL; f; f = f->next)
			add_function(&t, s, f->string, f, json_get(s->root, "provider"), &serverless_names, out);
	if (out->child)
		return out;
	cJSON_Delete(out);
	return NULL;
}
