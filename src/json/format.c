#include "json/format.h"

#include <string.h>

#include "json/yaml.h"

struct formatter {
	struct str *out;
	const char *text;
	const struct json_places *places;
	int indent;
};

static void new_line(const struct formatter *f, int level)
{
	str_addc(f->out, '\n');
	str_addf(f->out, "%*s", f->indent * level, "");
}

/* From the opening quote to the closing one. */
static size_t string_len(const char *s)
{
	size_t n = 1;

	while (s[n] != '"')
		n += s[n] == '\\' ? 2 : 1;
	return n + 1;
}

/* As deep as the text, which JSON_DEPTH_MAX bounds. */
static void format_node(const struct formatter *f, const cJSON *node, int level)
{
	bool object = cJSON_IsObject(node);
	struct json_place p;

	if (!object && !cJSON_IsArray(node)) {
		json_places_find(f->places, node, &p);
		str_add(f->out, f->text + p.start.offset, p.end - p.start.offset);
		return;
	}
	str_addc(f->out, object ? '{' : '[');
	for (const cJSON *c = node->child; c; c = c->next) {
		new_line(f, level + 1);
		if (object) {
			json_places_find(f->places, c, &p);
			str_add(f->out, f->text + p.key.offset, string_len(f->text + p.key.offset));
			str_adds(f->out, ": ");
		}
		format_node(f, c, level + 1);
		if (c->next)
			str_addc(f->out, ',');
	}
	if (node->child)
		new_line(f, level);
	str_addc(f->out, object ? '}' : ']');
}

void json_format(struct str *out, const char *text, const cJSON *root, const struct json_places *places, int indent)
{
	struct formatter f = { out, text, places, indent };

	format_node(&f, root, 0);
	str_addc(out, '\n');
}

/* --- YAML --------------------------------------------------------------------------------------------------------- */

static void trim_lines(struct str *out, const char *text, size_t len)
{
	const char *end = text + len;

	while (text < end) {
		const char *nl = memchr(text, '\n', (size_t)(end - text));
		size_t n = (size_t)((nl ? nl : end) - text);

		while (n && (text[n - 1] == ' ' || text[n - 1] == '\t' || text[n - 1] == '\r'))
			n--;
		str_add(out, text, n);
		str_addc(out, '\n');
		text = nl ? nl + 1 : end;
	}
	while (out->len > 1 && out->p[out->len - 1] == '\n' && out->p[out->len - 2] == '\n')
		out->p[--out->len] = '\0';
}

static bool same_tree(const cJSON *root, const struct str *text)
{
	cJSON *other = NULL;
	struct err e;
	bool same = yaml_parse(str_get(text), text->len, NULL, &other, &e) && json_equal(root, other);

	cJSON_Delete(other);
	return same;
}

bool yaml_format(struct str *out, const char *text, size_t len, struct err *e)
{
	struct str trimmed = {0};
	cJSON *root = NULL;

	if (!yaml_parse(text, len, NULL, &root, e))
		return false;
	trim_lines(&trimmed, text, len);
	if (same_tree(root, &trimmed))
		str_add(out, str_get(&trimmed), trimmed.len);
	else
		str_add(out, text, len);	/* a block's blanks mean something: all stays */
	cJSON_Delete(root);
	str_done(&trimmed);
	return true;
}
