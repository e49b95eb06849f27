/* The functions of templates: each a row of a table. A value that is not known becomes a placeholder, so that nothing is lost. */
#include "asl/template.h"

#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 200000

static void add_value(struct template_doc *t, const cJSON *node, struct textmap *out);

/* --- places ------------------------------------------------------------------------------------------------------- */

static void range_of(const struct template_doc *t, const cJSON *node, size_t *from, size_t *len)
{
	struct json_place p;

	*from = *len = 0;
	if (json_places_find(t->places, node, &p) && p.end >= p.start.offset) {
		*from = p.start.offset;
		*len = p.end - p.start.offset;
	}
}

static void add_for_node(struct template_doc *t, const cJSON *node, const char *text, struct textmap *out)
{
	size_t from, len;

	range_of(t, node, &from, &len);
	textmap_add_for(out, text, strlen(text), from, len);
}

/* --- placeholders ------------------------------------------------------------------------------------------------- */

static bool is_plain(char c)
{
	return (unsigned char)c >= ' ' && c != '"' && c != '\\' && c != '{' && c != '}' && c != '$' && c != 0x7f;
}

/* "${name}", or with a second part "${name.part}"; what could end it, or a string around it, is left out. */
static void add_placeholder(struct template_doc *t, const cJSON *node, const char *name, const char *part, struct textmap *out)
{
	struct str s = {0};

	str_adds(&s, "${");
	for (; *name; name++)
		if (is_plain(*name))
			str_addc(&s, *name);
	if (part)
		str_addc(&s, '.');
	for (; part && *part; part++)
		if (is_plain(*part))
			str_addc(&s, *part);
	str_addc(&s, '}');
	add_for_node(t, node, str_get(&s), out);
	str_done(&s);
}

/* --- Ref ---------------------------------------------------------------------------------------------------------- */

const cJSON *template_parameter(const struct template_doc *t, const char *name, size_t len, const char **pseudo)
{
	static const struct {
		const char *name, *value;
	} known[] = {
		{"AWS::AccountId", TEMPLATE_ACCOUNT},
		{"AWS::Partition", "aws"},
		{"AWS::Region", TEMPLATE_REGION},
		{"AWS::URLSuffix", "amazonaws.com"},
	};
	const cJSON *p, *value;
	const char *type;

	*pseudo = NULL;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strlen(known[i].name) == len && memcmp(known[i].name, name, len) == 0)
			*pseudo = known[i].value;
	if (*pseudo)
		return NULL;
	for (p = json_get(t->root, "Parameters") ? json_get(t->root, "Parameters")->child : NULL; p; p = p->next)
		if (p->string && strlen(p->string) == len && memcmp(p->string, name, len) == 0)
			break;
	value = json_get(p, "Default");
	type = json_get_string(p, "Type");
	if (!value || cJSON_IsArray(value) || cJSON_IsObject(value) || cJSON_IsNull(value))
		return NULL;
	return type && str_starts(type, "AWS::SSM::") ? NULL : value;		/* the name of what the account keeps */
}

static void add_ref(struct template_doc *t, const cJSON *node, const cJSON *arg, struct textmap *out)
{
	const char *pseudo;
	const cJSON *value;
	char *text;

	if (!cJSON_IsString(arg)) {
		add_placeholder(t, node, "Ref", NULL, out);
		return;
	}
	value = template_parameter(t, arg->valuestring, strlen(arg->valuestring), &pseudo);
	text = pseudo ? xstrdup(pseudo) : cJSON_IsString(value) ? xstrdup(value->valuestring) : value ? json_print(value) : NULL;
	if (text)
		add_for_node(t, node, text, out);
	else
		add_placeholder(t, node, arg->valuestring, NULL, out);
	free(text);
}

static void add_getatt(struct template_doc *t, const cJSON *node, const cJSON *arg, struct textmap *out)
{
	const cJSON *name = cJSON_IsArray(arg) ? arg->child : arg, *part = cJSON_IsArray(arg) && arg->child ? arg->child->next : NULL;

	add_placeholder(t, node, cJSON_IsString(name) ? name->valuestring : "GetAtt", cJSON_IsString(part) ? part->valuestring : NULL, out);
}

/* --- Sub ---------------------------------------------------------------------------------------------------------- */

static const cJSON *member_of(const cJSON *object, const char *name, size_t len)
{
	for (const cJSON *c = cJSON_IsObject(object) ? object->child : NULL; c; c = c->next)
		if (strlen(c->string) == len && memcmp(c->string, name, len) == 0)
			return c;
	return NULL;
}

/* What ${name} of a Sub stands for, in *value. False: it is not known. */
static bool sub_value(struct template_doc *t, const cJSON *map, const char *name, size_t len, struct textmap *value)
{
	const char *pseudo;
	const cJSON *given = member_of(map, name, len);

	if (!given)
		given = template_parameter(t, name, len, &pseudo);
	else
		pseudo = NULL;
	if (pseudo)
		textmap_add_only(value, pseudo, strlen(pseudo));
	else if (given)
		add_value(t, given, value);
	return pseudo || given;
}

static void add_string(struct template_doc *t, const cJSON *node, struct textmap *out);

static void add_sub_text(struct template_doc *t, const cJSON *text, const cJSON *map, struct textmap *out)
{
	struct textmap all = {0};
	const char *p, *start, *end;

	add_string(t, text, &all);
	for (p = start = str_get(&all.text); (p = strstr(p, "${")) && (end = strchr(p, '}')); start = p = end + 1) {
		const char *name = p + 2;
		size_t at = (size_t)(p - all.text.p), behind = (size_t)(end + 1 - all.text.p), from = textmap_start(&all, at);
		struct textmap value = {0};

		textmap_add_part(out, &all, (size_t)(start - all.text.p), at);
		if (*name == '!') {			/* ${!Name} says ${Name} */
			textmap_add_part(out, &all, at, at + 2);
			textmap_add_part(out, &all, at + 3, behind);
			continue;
		}
		while (name < end && *name == ' ')
			name++;
		if (sub_value(t, map, name, (size_t)(end - name), &value))
			textmap_add_for(out, str_get(&value.text), value.text.len, from, textmap_end(&all, behind) - from);
		else
			textmap_add_part(out, &all, at, behind);
		out->full |= value.full;
		textmap_done(&value);
	}
	textmap_add_part(out, &all, (size_t)(start - str_get(&all.text)), all.text.len);
	textmap_done(&all);
}

static void add_sub(struct template_doc *t, const cJSON *node, const cJSON *arg, struct textmap *out)
{
	const cJSON *text = cJSON_IsArray(arg) ? arg->child : arg;

	if (cJSON_IsString(text))
		add_sub_text(t, text, text != arg ? text->next : NULL, out);
	else
		add_placeholder(t, node, "Sub", NULL, out);
}

/* --- the others --------------------------------------------------------------------------------------------------- */

static void add_join(struct template_doc *t, const cJSON *node, const cJSON *arg, struct textmap *out)
{
	const cJSON *with = cJSON_IsArray(arg) ? arg->child : NULL, *list = with ? with->next : NULL;

	if (!cJSON_IsString(with) || !cJSON_IsArray(list)) {
		add_placeholder(t, node, "Join", NULL, out);
		return;
	}
	for (const cJSON *c = list->child; c; c = c->next) {
		add_value(t, c, out);
		if (c->next)
			textmap_add_only(out, with->valuestring, strlen(with->valuestring));
	}
}

/* The text of a value that has to be known; NULL: it is not. Caller frees. */
static char *known_text(struct template_doc *t, const cJSON *node)
{
	struct textmap m = {0};
	char *s;

	if (!node)
		return NULL;
	add_value(t, node, &m);
	s = m.full || strstr(str_get(&m.text), "${") ? NULL : xstrdup(str_get(&m.text));
	textmap_done(&m);
	return s;
}

static void add_find_in_map(struct template_doc *t, const cJSON *node, const cJSON *arg, struct textmap *out)
{
	const cJSON *at = json_get(t->root, "Mappings"), *name = cJSON_IsArray(arg) ? arg->child : NULL;

	for (int i = 0; i < 3; i++, name = name ? name->next : NULL) {
		char *key = known_text(t, name);

		at = key ? json_get(at, key) : NULL;
		free(key);
	}
	if (at && !cJSON_IsObject(at) && !cJSON_IsArray(at))
		add_value(t, at, out);
	else
		add_placeholder(t, node, "FindInMap", arg && arg->child && cJSON_IsString(arg->child) ? arg->child->valuestring : NULL, out);
}

static void add_select(struct template_doc *t, const cJSON *node, const cJSON *arg, struct textmap *out)
{
	const cJSON *index = cJSON_IsArray(arg) ? arg->child : NULL, *list = index ? index->next : NULL, *c;
	char *text = known_text(t, index);
	long n = text ? strtol(text, NULL, 10) : -1;

	c = n >= 0 && cJSON_IsArray(list) ? list->child : NULL;
	while (c && n-- > 0)
		c = c->next;
	if (c)
		add_value(t, c, out);
	else
		add_placeholder(t, node, "Select", NULL, out);
	free(text);
}

static void add_to_json(struct template_doc *t, const cJSON *node, const cJSON *arg, struct textmap *out)
{
	(void)node;
	template_json(t, arg, out);
}

static const struct function {
	const char *name;
	void (*add)(struct template_doc *t, const cJSON *node, const cJSON *arg, struct textmap *out);
} functions[] = {
	{"Ref", add_ref},
	{"Fn::GetAtt", add_getatt},
	{"Fn::Sub", add_sub},
	{"Fn::Join", add_join},
	{"Fn::FindInMap", add_find_in_map},
	{"Fn::Select", add_select},
	{"Fn::ToJsonString", add_to_json},
};

const char *template_function(const cJSON *node)
{
	const cJSON *only = cJSON_IsObject(node) ? node->child : NULL;

	if (!only || only->next || (strcmp(only->string, "Ref") != 0 && !str_starts(only->string, "Fn::")))
		return NULL;
	return only->string;
}

bool template_has_functions(const cJSON *node)
{
	if (template_function(node))
		return true;
	for (const cJSON *c = cJSON_IsObject(node) || cJSON_IsArray(node) ? node->child : NULL; c; c = c->next)
		if (template_has_functions(c))
			return true;
	return false;
}

/* --- values ------------------------------------------------------------------------------------------------------- */

struct copying {
	const char *value;
	struct textmap *out;
};

static void copy_run(void *ctx, size_t at, size_t len, size_t from, size_t from_len)
{
	struct copying *c = ctx;

	textmap_add_for(c->out, c->value + at, len, from, from_len);
}

static void add_string(struct template_doc *t, const cJSON *node, struct textmap *out)
{
	struct copying c = { node->valuestring, out };

	if (!json_places_runs(t->places, node, copy_run, &c))
		add_for_node(t, node, node->valuestring, out);
}

static void add_value(struct template_doc *t, const cJSON *node, struct textmap *out)
{
	const char *name = template_function(node);
	char *text;

	if (out->full || ++t->steps > STEPS_MAX) {
		out->full = true;
		return;
	}
	for (size_t i = 0; name && i < ARRAY_LEN(functions); i++)
		if (strcmp(functions[i].name, name) == 0) {
			functions[i].add(t, node, node->child, out);
			return;
		}
	if (name) {
		add_placeholder(t, node, name + strlen("Fn::"), cJSON_IsString(node->child) ? node->child->valuestring : NULL, out);
	} else if (cJSON_IsString(node)) {
		add_string(t, node, out);
	} else if (cJSON_IsObject(node) || cJSON_IsArray(node)) {
		template_json(t, node, out);
	} else {
		text = json_print(node);
		add_for_node(t, node, text, out);
		free(text);
	}
}

void template_text(struct template_doc *t, const cJSON *node, struct textmap *out)
{
	add_value(t, node, out);
}
