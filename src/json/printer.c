/* Printing. A NUL and lone surrogates, which strings hold in the forms that base/utf8.h describes, become escapes again. */
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

static const char hex[] = "0123456789abcdef";

static bool needs_care(unsigned char c)
{
	return c < 0x20 || c == '"' || c == '\\' || c == 0xc0 || c == 0xed;
}

static void add_unicode(struct str *out, unsigned cp)
{
	char buf[6] = { '\\', 'u', hex[cp >> 12 & 15], hex[cp >> 8 & 15], hex[cp >> 4 & 15], hex[cp & 15] };

	str_add(out, buf, sizeof buf);
}

/* The character at p, one that needs_care(). Returns the bytes taken. */
static size_t add_careful(struct str *out, const char *p)
{
	static const char bytes[] = "\"\\\b\f\n\r\t", codes[] = "\"\\bfnrt";
	const unsigned char *u = (const unsigned char *)p;
	const char *found;

	if (u[0] == 0xc0 && u[1] == 0x80) {
		add_unicode(out, 0);
		return 2;
	}
	if (u[0] == 0xed && u[1] >= 0xa0 && u[1] < 0xc0 && (u[2] & 0xc0) == 0x80) {
		add_unicode(out, 0xd000 | (unsigned)(u[1] & 0x3f) << 6 | (u[2] & 0x3f));
		return 3;
	}
	if (u[0] >= 0x80) {
		str_addc(out, p[0]);
		return 1;
	}
	found = strchr(bytes, p[0]);
	if (found) {
		char buf[2] = { '\\', codes[found - bytes] };

		str_add(out, buf, 2);
	} else {
		add_unicode(out, u[0]);
	}
	return 1;
}

void json_print_string(struct str *out, const char *text)
{
	const char *p = text, *start = text;

	str_addc(out, '"');
	while (*p) {
		if (!needs_care((unsigned char)*p)) {
			p++;
			continue;
		}
		str_add(out, start, (size_t)(p - start));
		p += add_careful(out, p);
		start = p;
	}
	str_add(out, start, (size_t)(p - start));
	str_addc(out, '"');
}

static void print_scalar(struct str *out, const cJSON *n)
{
	switch (n->type & 0xff) {
	case cJSON_False:
		str_add(out, "false", 5);
		break;
	case cJSON_True:
		str_add(out, "true", 4);
		break;
	case cJSON_Number:
		if (n->valuestring)
			str_adds(out, n->valuestring);
		else
			json_print_number(out, n->valuedouble);
		break;
	case cJSON_String:
		json_print_string(out, n->valuestring ? n->valuestring : "");
		break;
	default:
		str_add(out, "null", 4);
	}
}

static void add_line(struct str *out, int indent)
{
	str_addc(out, '\n');
	for (int i = 0; i < indent; i++)
		str_add(out, "  ", 2);
}

/* indent < 0: compact. Recursion is bounded by the depth of trees. */
static void print_node(struct str *out, const cJSON *n, int indent)
{
	bool object = cJSON_IsObject(n), pretty = indent >= 0;
	int inner = pretty ? indent + 1 : -1;

	if (!object && !cJSON_IsArray(n)) {
		print_scalar(out, n);
		return;
	}
	str_addc(out, object ? '{' : '[');
	for (const cJSON *c = n->child; c; c = c->next) {
		if (pretty)
			add_line(out, inner);
		if (object) {
			json_print_string(out, c->string ? c->string : "");
			str_addc(out, ':');
			if (pretty)
				str_addc(out, ' ');
		}
		print_node(out, c, inner);
		if (c->next)
			str_addc(out, ',');
	}
	if (pretty && n->child)
		add_line(out, indent);
	str_addc(out, object ? '}' : ']');
}

void json_print_to(struct str *out, const cJSON *node)
{
	print_node(out, node, -1);
}

char *json_print(const cJSON *node)
{
	struct str s = {0};

	print_node(&s, node, -1);
	return str_take(&s);
}

void json_print_pretty(struct str *out, const cJSON *node, int indent)
{
	print_node(out, node, indent);
}

static size_t string_size(const char *s, struct str *scratch)
{
	size_t n = 2;

	for (; *s; s++) {
		if (needs_care((unsigned char)*s)) {
			str_reset(scratch);
			s += add_careful(scratch, s) - 1;
			n += scratch->len;
		} else {
			n++;
		}
	}
	return n;
}

static size_t node_size(const cJSON *n, struct str *scratch)
{
	size_t size = 2;

	if (cJSON_IsString(n) && n->valuestring)
		return string_size(n->valuestring, scratch);
	if (!cJSON_IsArray(n) && !cJSON_IsObject(n)) {
		str_reset(scratch);
		print_scalar(scratch, n);
		return scratch->len;
	}
	for (const cJSON *c = n->child; c; c = c->next) {
		if (cJSON_IsObject(n))
			size += string_size(c->string ? c->string : "", scratch) + 1;
		size += node_size(c, scratch) + (c->next ? 1 : 0);
	}
	return size;
}

size_t json_print_size(const cJSON *node)
{
	struct str scratch = {0};
	size_t n = node_size(node, &scratch);

	str_done(&scratch);
	return n;
}
