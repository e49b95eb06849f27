/* The state machines of templates: where each kind of template has them, and how their definitions are embedded. */
#include <stdlib.h>
#include <string.h>

#include "asl/source_private.h"
#include "asl/template.h"

/* --- one machine -------------------------------------------------------------------------------------------------- */

char *source_beside(const struct asl_source *s, const char *name)
{
	char *dir = s->file ? path_dir(s->file) : xstrdup("."), *path = path_join(dir, name);

	if (strcmp(dir, ".") == 0 && name[0] != '/' && s->file && !str_starts(s->file, "./")) {
		free(path);
		path = xstrdup(name);
	}
	free(dir);
	return path;
}

/* Not a bucket's object, not standard input, nothing that is known only after deployment. */
static bool is_file_name(const char *name)
{
	return *name && strcmp(name, "-") != 0 && !str_starts(name, "s3://") && !strstr(name, "${");
}

/* DefinitionUri: a path, or what it is made of. */
static void set_uri(struct asl_source *s, struct asl_source_machine *m, const cJSON *uri)
{
	struct template_doc t = { s->root, s->places, s->text, 0 };
	struct textmap name = {0};

	m->embedding = ASL_EMBED_URI;
	if (!cJSON_IsString(uri) && !template_function(uri)) {
		m->fault = xstrdup("its definition is in a bucket (DefinitionUri), which cannot be read from here");
		return;
	}
	template_text(&t, uri, &name);
	if (!is_file_name(str_get(&name.text)))
		m->fault = xasprintf("its definition is at \"%.200s\", which is no file here", str_get(&name.text));
	else
		m->file = source_beside(s, str_get(&name.text));
	textmap_done(&name);
}

/* ${file(x.yml)} or ${file(x.yml):a.b}: the file, and the path into it in m->inside. */
static bool set_included(struct asl_source *s, struct asl_source_machine *m, const cJSON *node)
{
	const char *text = cJSON_IsString(node) ? node->valuestring : "", *name, *end, *inside;
	char *file;

	if (!str_starts(text, "${file(") || !(end = strchr(text, ')')) || text[strlen(text) - 1] != '}')
		return false;
	name = text + strlen("${file(");
	file = xstrndup(name, (size_t)(end - name));
	m->embedding = ASL_EMBED_URI;
	if (!is_file_name(file))
		m->fault = xasprintf("its definition is at \"%.200s\", which is no file here", file);
	else
		m->file = source_beside(s, file);
	inside = end + 1;
	if (*inside == ':')
		m->inside = xstrndup(inside + 1, strcspn(inside + 1, ",}"));
	free(file);
	return true;
}

static struct asl_source_machine *add(struct asl_source *s, const cJSON *node)
{
	struct asl_source_machine m = { .name = xstrdup(node->string), .resource = node };
	struct json_place p;

	if (json_places_find(s->places, node, &p))
		m.span = p.key.line ? p.key : p.start;
	VEC_PUSH(&s->machines, m);
	return &s->machines.v[s->machines.n - 1];
}

/* --- SAM and CloudFormation --------------------------------------------------------------------------------------- */

static void set_definition(struct asl_source *s, struct asl_source_machine *m, const cJSON *properties)
{
	const cJSON *object = json_get(properties, "Definition"), *text = json_get(properties, "DefinitionString");
	const cJSON *uri = json_get(properties, "DefinitionUri");

	m->express = str_is(json_get_string(properties, "Type"), "EXPRESS") || str_is(json_get_string(properties, "StateMachineType"), "EXPRESS");
	m->substitutions = json_get(properties, "DefinitionSubstitutions");
	m->definition = object ? object : text ? text : uri;
	if (object && !template_function(object)) {
		m->embedding = cJSON_IsString(object) ? ASL_EMBED_STRING : ASL_EMBED_OBJECT;
	} else if (text) {
		m->embedding = cJSON_IsObject(text) && !template_function(text) ? ASL_EMBED_OBJECT : ASL_EMBED_STRING;
	} else if (uri) {
		set_uri(s, m, uri);
	} else {
		m->fault = xstrdup(object ? "its definition is made by a function of the template, which cannot be worked out here"
			: json_get(properties, "DefinitionS3Location") ? "its definition is in a bucket (DefinitionS3Location), which cannot be read from here"
			: "it has no Definition, DefinitionString or DefinitionUri");
	}
}

static void add_resources(struct asl_source *s, const cJSON *resources)
{
	for (const cJSON *r = cJSON_IsObject(resources) ? resources->child : NULL; r; r = r->next) {
		const char *type = json_get_string(r, "Type");

		if (str_is(type, "AWS::StepFunctions::StateMachine") || str_is(type, "AWS::Serverless::StateMachine"))
			set_definition(s, add(s, r), json_get(r, "Properties"));
	}
}

/* --- Serverless Framework ----------------------------------------------------------------------------------------- */

static void add_serverless(struct asl_source *s, const cJSON *machines)
{
	for (const cJSON *c = cJSON_IsObject(machines) ? machines->child : NULL; c; c = c->next) {
		struct asl_source_machine *m = add(s, c);
		const cJSON *d = json_get(c, "definition");

		m->definition = d;
		m->express = str_is(json_get_string(c, "type"), "EXPRESS");
		if (set_included(s, m, d ? d : c))
			continue;
		if (cJSON_IsObject(d) && !template_function(d))
			m->embedding = ASL_EMBED_OBJECT;
		else if (d)
			m->embedding = ASL_EMBED_STRING;
		else
			m->fault = xstrdup("it has no definition");
	}
}

/* --- which kind it is --------------------------------------------------------------------------------------------- */

static bool is_template(const cJSON *root)
{
	const cJSON *resources = json_get(root, "Resources");

	if (json_get(root, "AWSTemplateFormatVersion") || json_get(root, "Transform"))
		return true;
	for (const cJSON *r = cJSON_IsObject(resources) ? resources->child : NULL; r; r = r->next) {
		const char *type = json_get_string(r, "Type");

		if (type && strstr(type, "::"))
			return true;
	}
	return false;
}

bool source_find_machines(struct asl_source *s)
{
	const cJSON *serverless = json_get(json_get(s->root, "stepFunctions"), "stateMachines");

	if (!cJSON_IsObject(s->root) || json_get(s->root, "States"))
		return false;
	if (serverless || (json_get(s->root, "service") && json_get(s->root, "provider"))) {
		s->kind = ASL_SOURCE_SERVERLESS;
		add_serverless(s, serverless);
		add_resources(s, json_get(json_get(s->root, "resources"), "Resources"));
		return true;
	}
	if (!is_template(s->root))
		return false;
	s->kind = ASL_SOURCE_TEMPLATE;
	add_resources(s, json_get(s->root, "Resources"));
	return true;
}
