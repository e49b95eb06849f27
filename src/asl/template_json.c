/* A tree of a template as JSON text, each part of which knows where it stands in the template. */
#include <stdlib.h>
#include <string.h>

#include "asl/template.h"

struct printer {
	struct template_doc *t;
	struct textmap *out;
	int depth;
};

static void print_node(struct printer *p, const cJSON *node);

/* What stands before a member or behind the last one: of the text around it. */
static void new_line(struct printer *p)
{
	textmap_add_only(p->out, "\n", 1);
	for (int i = 0; i < p->depth; i++)
		textmap_add_only(p->out, "  ", 2);
}

/* --- strings ------------------------------------------------------------------------------------------------------ */

static bool needs_escape(char c)
{
	return (unsigned char)c < ' ' || c == '"' || c == '\\';
}

/* len bytes of a string's value, escaped where they must be, without quotes. */
static void add_escaped(struct textmap *out, const char *s, size_t len, size_t from, size_t from_len)
{
	char *piece = xstrndup(s, len);
	struct str quoted = {0};

	json_print_string(&quoted, piece);
	textmap_add_for(out, quoted.p + 1, quoted.len - 2, from, from_len);
	str_done(&quoted);
	free(piece);
}

struct copying {
	const char *value;
	struct textmap *out;
};

static void copy_run(void *ctx, size_t at, size_t len, size_t from, size_t from_len)
{
	struct copying *c = ctx;
	size_t n;

	if (len != from_len) {
		add_escaped(c->out, c->value + at, len, from, from_len);
		return;
	}
	for (; len; at += n, from += n, len -= n) {
		for (n = 0; n < len && !needs_escape(c->value[at + n]); n++)
			;
		if (n) {
			textmap_add_same(c->out, c->value + at, n, from);
			continue;
		}
		n = 1;
		add_escaped(c->out, c->value + at, 1, from, 1);
	}
}

static void print_string(struct printer *p, const cJSON *node, const struct json_place *place)
{
	struct copying c = { node->valuestring, p->out };
	size_t start = place->start.offset, quote = p->t->text[start] == '"' || p->t->text[start] == '\'';

	textmap_add_for(p->out, "\"", 1, start, quote);
	if (!json_places_runs(p->t->places, node, copy_run, &c))
		add_escaped(p->out, node->valuestring, strlen(node->valuestring), start, place->end - start);
	textmap_add_for(p->out, "\"", 1, place->end - quote, quote);
}

static void print_key(struct printer *p, const cJSON *member, const struct json_place *place)
{
	struct str key = {0};
	size_t len = strlen(member->string);

	json_print_string(&key, member->string);
	if (place->key.line && strchr("\"'", p->t->text[place->key.offset]))
		len += 2;
	textmap_add_for(p->out, key.p, key.len, place->key.line ? place->key.offset : place->start.offset, place->key.line ? len : 0);
	textmap_add_only(p->out, ": ", 2);
	str_done(&key);
}

/* --- what functions stand for ------------------------------------------------------------------------------------- */

/* A number that a parameter gives is a number in the definition. */
static const cJSON *referred_number(struct printer *p, const cJSON *node)
{
	const char *name = template_function(node), *pseudo;
	const cJSON *value;

	if (!name || strcmp(name, "Ref") != 0 || !cJSON_IsString(node->child))
		return NULL;
	value = template_parameter(p->t, node->child->valuestring, strlen(node->child->valuestring), &pseudo);
	return cJSON_IsNumber(value) || cJSON_IsBool(value) ? value : NULL;
}

static void print_function(struct printer *p, const cJSON *node, const struct json_place *place)
{
	const cJSON *number = referred_number(p, node);
	size_t from = place->start.offset, len = place->end - from;
	struct textmap value = {0};
	struct str text = {0};

	if (number) {
		json_print_to(&text, number);
	} else {
		template_text(p->t, node, &value);
		p->out->full |= value.full;
		json_print_string(&text, str_get(&value.text));
	}
	textmap_add_for(p->out, str_get(&text), text.len, from, len);
	textmap_done(&value);
	str_done(&text);
}

/* --- trees -------------------------------------------------------------------------------------------------------- */

static bool is_no_value(const cJSON *node)
{
	return str_is(template_function(node), "Ref") && str_is(cJSON_IsString(node->child) ? node->child->valuestring : NULL, "AWS::NoValue");
}

static void print_container(struct printer *p, const cJSON *node, const struct json_place *place)
{
	bool object = cJSON_IsObject(node), first = true;
	struct json_place at;

	textmap_add_for(p->out, object ? "{" : "[", 1, place->start.offset, 0);
	p->depth++;
	for (const cJSON *c = node->child; c; c = c->next) {
		if (is_no_value(c))
			continue;
		if (!first)
			textmap_add_only(p->out, ",", 1);
		first = false;
		new_line(p);
		json_places_find(p->t->places, c, &at);
		if (object)
			print_key(p, c, &at);
		print_node(p, c);
	}
	p->depth--;
	if (!first)
		new_line(p);
	textmap_add_for(p->out, object ? "}" : "]", 1, place->end, 0);
}

static void print_node(struct printer *p, const cJSON *node)
{
	struct json_place place = {0};
	struct str text = {0};

	if (p->out->full)
		return;
	json_places_find(p->t->places, node, &place);
	if (place.end < place.start.offset)
		place.end = place.start.offset;
	if (template_function(node)) {
		print_function(p, node, &place);
	} else if (cJSON_IsString(node)) {
		print_string(p, node, &place);
	} else if (cJSON_IsObject(node) || cJSON_IsArray(node)) {
		print_container(p, node, &place);
	} else {
		json_print_to(&text, node);
		textmap_add_for(p->out, str_get(&text), text.len, place.start.offset, place.end - place.start.offset);
		str_done(&text);
	}
}

void template_json(struct template_doc *t, const cJSON *node, struct textmap *out)
{
	struct printer p = { t, out, 0 };

	print_node(&p, node);
}
