/* Values as text in the style of a file: JSON on one line or several, YAML in block style. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "asl/edit_text.h"

#define LINE_BYTES 90

/* --- the style of a text -------------------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

void edit_style_find(const char *text, size_t len, const char **eol, char **unit)
{
	const char *end = text + len, *nl = memchr(text, '\n', len);
	size_t before = 0;

	*eol = nl && nl > text && nl[-1] == '\r' ? "\r\n" : "\n";
	*unit = NULL;
	for (const char *line = text; line < end && !*unit; line = nl + 1) {
		const char *p = line;

		nl = memchr(line, '\n', (size_t)(end - line));
		if (!nl)
			nl = end;
		while (p < nl && is_blank(*p))
			p++;
		if (p == nl || *p == '\r' || *p == '#' || *p == '-')
			continue;
		if ((size_t)(p - line) > before)
			*unit = xstrndup(line + before, (size_t)(p - line) - before);
		before = (size_t)(p - line);
	}
	if (!*unit)
		*unit = xstrdup("  ");
}

void edit_indent(struct str *out, const char *text, size_t len, const char *indent, const char *eol)
{
	const char *end = text + len, *nl;

	for (const char *line = text; line < end; line = nl + 1) {
		size_t n;

		nl = memchr(line, '\n', (size_t)(end - line));
		n = (size_t)((nl ? nl : end) - line);
		if (n && line[n - 1] == '\r')
			n--;
		if (line > text && n)
			str_adds(out, indent);
		str_add(out, line, n);
		if (!nl)
			break;
		str_adds(out, eol);
	}
}

/* --- JSON ------------------------------------------------------------------------------------------------------------- */

static void print_line(struct str *out, const cJSON *v)
{
	bool is_object = cJSON_IsObject(v);

	if (!v->child) {
		json_print_to(out, v);
		return;
	}
	str_addc(out, is_object ? '{' : '[');
	for (const cJSON *c = v->child; c; c = c->next) {
		if (is_object) {
			json_print_string(out, c->string);
			str_adds(out, ": ");
		}
		print_line(out, c);
		str_adds(out, c->next ? ", " : "");
	}
	str_addc(out, is_object ? '}' : ']');
}

static bool only_scalars(const cJSON *v)
{
	for (const cJSON *c = v->child; c; c = c->next)
		if (c->child)
			return false;
	return true;
}

bool edit_fits_line(const cJSON *v)
{
	struct str s = {0};
	bool ok;

	print_line(&s, v);
	ok = s.len <= LINE_BYTES;
	str_done(&s);
	return ok;
}

/* Lists of plain values that fit stand on one line; objects have a line a member. */
static void print_lines(struct str *out, const cJSON *v, const char *eol, const char *unit, int depth)
{
	bool is_object = cJSON_IsObject(v);

	if (!v->child || (!is_object && only_scalars(v) && edit_fits_line(v))) {
		print_line(out, v);
		return;
	}
	str_addc(out, is_object ? '{' : '[');
	for (const cJSON *c = v->child; c; c = c->next) {
		str_adds(out, eol);
		for (int i = 0; i <= depth; i++)
			str_adds(out, unit);
		if (is_object) {
			json_print_string(out, c->string);
			str_adds(out, ": ");
		}
		print_lines(out, c, eol, unit, depth + 1);
		str_adds(out, c->next ? "," : "");
	}
	str_adds(out, eol);
	for (int i = 0; i < depth; i++)
		str_adds(out, unit);
	str_addc(out, is_object ? '}' : ']');
}

void edit_print_json(struct str *out, const cJSON *v, const char *eol, const char *unit, bool one_line)
{
	if (one_line)
		print_line(out, v);
	else
		print_lines(out, v, eol, unit, 0);
}

/* --- YAML ------------------------------------------------------------------------------------------------------------- */

/* Words that some reader of YAML takes for something else than text. */
static bool is_reserved(const char *s)
{
	static const char *const words[] = {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcasecmp(s, words[i]) == 0)
			return true;
	return false;
}

static bool is_plain(const char *s)
{
	size_t n = strlen(s);

	if (!n || !((*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z')) || s[n - 1] == ' ' || is_reserved(s))
		return false;
	for (; *s; s++)
		if (!((*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || strchr(" _-./()+", *s) ||
		      (*s == ':' && s[1] && s[1] != ' ')))
			return false;
	return true;
}

void edit_print_yaml_string(struct str *out, const char *s)
{
	if (is_plain(s))
		str_adds(out, s);
	else
		json_print_string(out, s);
}

static void new_line(struct str *out, const char *eol, const char *unit, int depth)
{
	str_adds(out, eol);
	for (int i = 0; i < depth; i++)
		str_adds(out, unit);
}

static void print_yaml(struct str *out, const cJSON *v, const char *eol, const char *unit, int depth);

/* Behind a name: a value on the same line, or a block on those below. */
static void print_under(struct str *out, const cJSON *v, const char *eol, const char *unit, int depth)
{
	if (v->child) {
		new_line(out, eol, unit, depth + 1);
		print_yaml(out, v, eol, unit, depth + 1);
	} else {
		str_addc(out, ' ');
		print_yaml(out, v, eol, unit, depth);
	}
}

/* Behind "- ": what follows the first line of an element stands two cells further in than the dash. */
static void print_element(struct str *out, const cJSON *v, const char *eol, const char *unit, int depth)
{
	struct str inner = {0}, indent = {0};

	for (int i = 0; i < depth; i++)
		str_adds(&indent, unit);
	str_adds(&indent, "  ");
	print_yaml(&inner, v, "\n", unit, 0);
	edit_indent(out, str_get(&inner), inner.len, indent.p, eol);
	str_done(&inner);
	str_done(&indent);
}

static void print_yaml(struct str *out, const cJSON *v, const char *eol, const char *unit, int depth)
{
	if (!v->child) {
		if (cJSON_IsString(v))
			edit_print_yaml_string(out, v->valuestring);
		else
			json_print_to(out, v);
		return;
	}
	for (const cJSON *c = v->child; c; c = c->next) {
		if (cJSON_IsObject(v)) {
			edit_print_yaml_string(out, c->string);
			str_addc(out, ':');
			print_under(out, c, eol, unit, depth);
		} else {
			str_adds(out, "- ");
			print_element(out, c, eol, unit, depth);
		}
		if (c->next)
			new_line(out, eol, unit, depth);
	}
}

void edit_print_yaml(struct str *out, const cJSON *v, const char *eol, const char *unit)
{
	print_yaml(out, v, eol, unit, 0);
}
