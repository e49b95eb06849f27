/*
 * The definition's text of one machine, as AWS would get it: taken out of the template or read from its own file, then with values for
 * its placeholders. Every step keeps where the bytes are from.
 */
#include <stdlib.h>
#include <string.h>

#include "asl/placeholder.h"
#include "asl/source_private.h"
#include "asl/template.h"

/* --- taken out of its file ---------------------------------------------------------------------------------------- */

static const cJSON *node_inside(const cJSON *root, const char *path)
{
	while (root && *path) {
		size_t n = strcspn(path, ".");
		char *name = xstrndup(path, n);

		root = json_get(root, name);
		free(name);
		path += n + (path[n] == '.');
	}
	return root;
}

/* A file of a Serverless Framework service is read as a part of it: its functions stand for texts, and it may hold more than the definition. */
static bool take_included(const struct asl_source_machine *sm, struct asl_origin *o, bool *taken, struct err *e)
{
	struct json_places *places = json_places_new();
	const cJSON *node;
	cJSON *root = NULL;
	bool ok = true;

	*taken = false;
	if (asl_form_parse(o->form, o->text, o->len, places, &root, NULL)) {
		struct template_doc t = { root, places, o->text, 0 };

		node = sm->inside ? node_inside(root, sm->inside) : root;
		if (node && !json_get(node, "States") && json_get(node, "definition"))
			node = json_get(node, "definition");
		if (!node) {
			ok = err_set(e, ERR_INVALID, "%s has nothing at \"%s\"", o->file, sm->inside);
		} else if (node != root || template_has_functions(root)) {
			template_json(&t, node, &o->map);
			*taken = true;
		}
	}
	cJSON_Delete(root);
	json_places_free(places);
	return ok;
}

static bool read_own_file(const struct asl_source *s, const struct asl_source_machine *sm, const struct asl_options *options,
	struct asl_origin *o, struct err *e)
{
	if (options->text) {
		o->text = xstrndup(options->text, options->text_len);
		o->len = options->text_len;
	} else if (!file_read(sm->file, ASL_FILE_MAX, &o->text, &o->len, e)) {
		if (s->file && e) {
			e->span = sm->span;
			err_prefix(e, s->file);
		}
		return false;
	}
	origin_add_file(o, sm->file);
	o->form = asl_form_of(sm->file, o->text, o->len);
	return true;
}

/* True with the text in o->map.text, or nothing there: the file's text as it is. */
static bool take_out(const struct asl_source *s, const struct asl_source_machine *sm, const struct asl_options *options, struct asl_origin *o,
	enum asl_form *form, struct err *e)
{
	struct template_doc t = { s->root, s->places, s->text, 0 };
	bool taken = sm->embedding == ASL_EMBED_OBJECT || sm->embedding == ASL_EMBED_STRING;

	if (sm->embedding != ASL_EMBED_URI) {
		o->text = xstrndup(s->text, s->len);
		o->len = s->len;
	} else if (!read_own_file(s, sm, options, o, e)) {
		return false;
	} else if (s->kind == ASL_SOURCE_SERVERLESS && !take_included(sm, o, &taken, e)) {
		return false;
	}
	if (sm->embedding == ASL_EMBED_OBJECT)
		template_json(&t, sm->definition, &o->map);
	else if (sm->embedding == ASL_EMBED_STRING)
		template_text(&t, sm->definition, &o->map);
	*form = taken ? ASL_FORM_JSON : o->form;
	o->same = o->whole = !taken;
	return true;
}

/* --- values for placeholders -------------------------------------------------------------------------------------- */

static void add_substitutions(const struct asl_source *s, const struct asl_source_machine *sm, struct placeholder_values *v)
{
	struct template_doc t = { s->root, s->places, s->text, 0 };

	for (const cJSON *c = cJSON_IsObject(sm->substitutions) ? sm->substitutions->child : NULL; c; c = c->next) {
		struct textmap text = {0};

		template_text(&t, c, &text);
		placeholder_values_add(v, c->string, str_get(&text.text), cJSON_IsNumber(c) || cJSON_IsBool(c));
		textmap_done(&text);
	}
}

/* "${self:custom.table}" of a Serverless Framework file, by its path in the file; NULL: there is no such text or number. */
static void add_own_variables(const struct asl_source *s, const struct textmap *in, struct placeholder_values *v)
{
	const char *p = str_get(&in->text), *end;

	for (; (p = strstr(p, "${self:")) && (end = strchr(p, '}')); p = end) {
		char *name = xstrndup(p + 2, (size_t)(end - p) - 2);
		const cJSON *node = node_inside(s->root, name + strlen("self:"));
		char *text = cJSON_IsString(node) ? xstrdup(node->valuestring) : node && !cJSON_IsObject(node) && !cJSON_IsArray(node) ? json_print(node) : NULL;

		if (text && !strstr(text, "${"))
			placeholder_values_add(v, name, text, !cJSON_IsString(node));
		free(text);
		free(name);
	}
}

/* One pass over the text of o. True where something changed. */
static bool pass(struct asl_origin *o, enum asl_form form, const struct placeholder_values *v)
{
	struct textmap in = o->map, out = {0};
	bool changed;

	if (o->same) {
		in = (struct textmap){0};
		textmap_add_same(&in, o->text, o->len, 0);
	}
	changed = placeholder_apply(&in, form, v, &out);
	textmap_done(changed || o->same ? &in : &out);
	if (changed) {
		o->map = out;
		o->same = false;
	} else if (o->same) {
		textmap_done(&out);
	}
	return changed;
}

/*
 * DefinitionSubstitutions first, in which aslant.json and .env may say otherwise. What the template gives may be a placeholder itself (the ARN of a
 * function that is not deployed), so names are looked up once more.
 */
static bool fill_in(const struct asl_source *s, const struct asl_source_machine *sm, struct asl_origin *o, enum asl_form form, struct err *e)
{
	struct placeholder_values v = {0};
	const char *text = o->same ? o->text : str_get(&o->map.text);
	size_t len = o->same ? o->len : o->map.text.len;
	bool ok = true;

	if (!placeholder_is_in(text, len))
		return true;
	ok = placeholder_values_read(&v, o->file, e) && placeholder_values_read(&v, s->file, e);
	for (size_t i = 0; i < v.files.n; i++)
		origin_add_file(o, v.files.v[i]);
	if (ok) {
		add_substitutions(s, sm, &v);
		if (s->kind == ASL_SOURCE_SERVERLESS && !o->same)
			add_own_variables(s, &o->map, &v);
		if (sm->substitutions)
			pass(o, form, &v);
		pass(o, form, &v);
	}
	placeholder_values_done(&v);
	return ok;
}

static uint64_t hash_of(const struct asl_source *s, const struct asl_origin *o)
{
	uint64_t h = hash_bytes(s->text, s->len, 0);

	h = hash_bytes(o->text, o->len, h);
	return o->same ? h : hash_bytes(str_get(&o->map.text), o->map.text.len, h);
}

bool source_make_text(const struct asl_source *s, const struct asl_source_machine *sm, const struct asl_options *options, struct asl_origin *o,
	enum asl_form *form, struct err *e)
{
	if (!take_out(s, sm, options, o, form, e) || !fill_in(s, sm, o, *form, e))
		return false;
	if (o->map.full) {
		char *shown = asl_address_shown(s->file ? s->file : "the text", o->name);

		err_set(e, ERR_LIMIT, "%s stands for more than %zu MiB", shown, TEXTMAP_MAX >> 20);
		free(shown);
		return false;
	}
	o->functions = source_functions(s);
	o->hash = hash_of(s, o);
	return true;
}
