/*
 * Text is written plain where nobody can misread it, as a block where it has several lines, in single quotes where it has quotes of its own
 * (expressions), else in double ones, whose escapes are those of JSON. As deep as the tree, which JSON_DEPTH_MAX bounds.
 */
#include "json/yaml_print.h"

#include <stdlib.h>
#include <string.h>

#define KEY_MAX_BYTES 1000	/* a longer name is no "simple key" of YAML any more */

struct printer {
	struct str *out;
	struct err *e;
};

/* --- text --------------------------------------------------------------------------------------------------------- */

/* Words that some reader takes for null, a boolean or a number, in any case. */
static bool is_word(const char *s)
{
	static const char *const words[] = { "null", "~", "true", "false", "yes", "no", "on", "off", "y", "n", ".nan", ".inf", "-.inf", "+.inf", "nan",
		"inf", "<<", "=", "none" };
	char low[8];
	size_t n = strlen(s);

	if (n >= sizeof low)
		return false;
	for (size_t i = 0; i <= n; i++)
		low[i] = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] | 32) : s[i];
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(words[i], low) == 0)
			return true;
	return false;
}

/* Numbers and dates of all kinds begin with a digit, or with a sign or a point and a digit. */
static bool looks_like_number(const char *s)
{
	if (*s == '+' || *s == '-')
		s++;
	if (*s == '.')
		s++;
	return *s >= '0' && *s <= '9';
}

static bool has_control(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return true;
	return false;
}

/* What YAML's readers do not print raw: U+0080 … U+009F, line and paragraph separators, the byte order mark. */
static bool has_special(const char *s)
{
	for (const unsigned char *p = (const unsigned char *)s; *p; p++)
		if ((p[0] == 0xc2 && p[1] < 0xa0) || (p[0] == 0xe2 && p[1] == 0x80 && (p[2] == 0xa8 || p[2] == 0xa9)) ||
		    (p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf) || (p[0] == 0xef && p[1] == 0xbf && p[2] >= 0xbe) || p[0] == 0xed || p[0] == 0xc0)
			return true;
	return false;
}

static bool is_plain(const char *s)
{
	size_t n = strlen(s);

	if (!n || is_word(s) || str_starts(s, "...") || looks_like_number(s) || has_control(s) || has_special(s))
		return false;
	if (strchr(" -?:,[]{}#&*!|>'\"%@`", s[0]) || s[n - 1] == ' ' || s[n - 1] == ':')
		return false;
	return !strstr(s, ": ") && !strstr(s, " #");
}

static void print_single(struct str *out, const char *s)
{
	str_addc(out, '\'');
	for (; *s; s++) {
		if (*s == '\'')
			str_addc(out, '\'');
		str_addc(out, *s);
	}
	str_addc(out, '\'');
}

/* JSON's form is YAML's too, but for what readers want escaped, and halves of surrogate pairs, which are no characters there. */
static bool print_double(struct printer *p, const char *s)
{
	struct str json = {0};
	bool ok = true;

	json_print_string(&json, s);
	for (const char *c = str_get(&json); *c && ok; c++) {
		const unsigned char *u = (const unsigned char *)c;

		if (c[0] == '\\' && c[1] == 'u' && (c[2] == 'd' || c[2] == 'D') && strchr("89abcdefABCDEF", c[3])) {
			ok = err_set(p->e, ERR_INVALID, "half a surrogate pair (\\%.5s) cannot be written in YAML", c + 1);
		} else if (c[0] == '\\') {
			str_add(p->out, c++, 2);
		} else if (u[0] == 0x7f) {
			str_adds(p->out, "\\x7f");
		} else if (u[0] == 0xc2 && u[1] < 0xa0) {
			str_addf(p->out, "\\x%02x", u[1]);
			c++;
		} else if (u[0] == 0xe2 && u[1] == 0x80 && (u[2] == 0xa8 || u[2] == 0xa9)) {
			str_addf(p->out, "\\u20%02x", u[2] - 0x80);
			c += 2;
		} else if (u[0] == 0xef && (u[1] == 0xbb || u[1] == 0xbf) && u[2] >= 0xbe) {
			str_addf(p->out, "\\u%04x", ((u[0] & 0xfu) << 12) | ((u[1] & 0x3fu) << 6) | (u[2] & 0x3fu));
			c += 2;
		} else {
			str_addc(p->out, *c);
		}
	}
	str_done(&json);
	return ok;
}

/* Several lines that a block can hold as they are. */
static bool is_block(const char *s)
{
	bool lines = false;

	if (s[0] == ' ' || s[0] == '\n' || s[0] == '\t' || has_special(s))
		return false;
	for (const char *c = s; *c; c++) {
		if (*c == '\n') {
			lines |= c[1] != '\0';
			if (c > s && (c[-1] == ' ' || c[-1] == '\t'))
				return false;	/* blanks at the end of a line get lost on the way */
		} else if (((unsigned char)*c < ' ' && *c != '\t') || *c == 0x7f) {
			return false;
		}
	}
	return lines && s[strlen(s) - 1] != ' ' && s[strlen(s) - 1] != '\t';
}

static void print_indent(struct printer *p, int level)
{
	str_addf(p->out, "%*s", 2 * level, "");
}

/* "|", "|-" or "|+", and the lines one level in; ends without a line end. */
static void print_block(struct printer *p, const char *s, int level)
{
	size_t n = strlen(s);

	str_adds(p->out, s[n - 1] != '\n' ? "|-" : n > 1 && s[n - 2] == '\n' ? "|+" : "|");
	while (*s) {
		size_t len = strcspn(s, "\n");

		str_addc(p->out, '\n');
		if (len)
			print_indent(p, level);
		str_add(p->out, s, len);
		s += len;
		if (*s == '\n')
			s++;
	}
}

static bool print_text(struct printer *p, const char *s, int level)
{
	if (is_plain(s)) {
		str_adds(p->out, s);
	} else if (level >= 0 && is_block(s)) {
		print_block(p, s, level);
	} else if ((strchr(s, '"') || strchr(s, '\\')) && !has_control(s) && !has_special(s)) {
		print_single(p->out, s);
	} else {
		return print_double(p, s);
	}
	return true;
}

/* --- trees -------------------------------------------------------------------------------------------------------- */

static bool print_container(struct printer *p, const cJSON *node, int level);

/* Behind "name:" or "-": on the same line where that is all, else on lines of its own, `level` in. */
static bool print_value(struct printer *p, const cJSON *node, int level, bool in_list)
{
	if ((cJSON_IsObject(node) || cJSON_IsArray(node)) && node->child) {
		if (in_list && cJSON_IsObject(node)) {
			str_addc(p->out, ' ');
		} else {
			str_addc(p->out, '\n');
			print_indent(p, level);
		}
		return print_container(p, node, level);
	}
	str_addc(p->out, ' ');
	if (cJSON_IsString(node)) {
		if (!print_text(p, node->valuestring, level))
			return false;
	} else {
		json_print_to(p->out, node);
	}
	str_addc(p->out, '\n');
	return true;
}

static bool print_key(struct printer *p, const char *name, int level)
{
	size_t from = p->out->len;

	if (strstr(name, "\xc0\x80"))
		return err_set(p->e, ERR_INVALID, "a name with a NUL character cannot be written in YAML");
	if (!print_text(p, name, -1))
		return false;
	if (p->out->len - from > KEY_MAX_BYTES) {
		char *key = xstrdup(p->out->p + from);

		p->out->len = from;
		str_addf(p->out, "? %s\n", key);
		print_indent(p, level);
		free(key);
	}
	str_addc(p->out, ':');
	return true;
}

/* The first line's indent has been printed. */
static bool print_container(struct printer *p, const cJSON *node, int level)
{
	for (const cJSON *c = node->child; c; c = c->next) {
		bool list = cJSON_IsArray(node);

		if (c != node->child)
			print_indent(p, level);
		if (list)
			str_addc(p->out, '-');
		else if (!print_key(p, c->string, level))
			return false;
		if (!print_value(p, c, level + 1, list))
			return false;
	}
	return true;
}

bool yaml_print(struct str *out, const cJSON *root, struct err *e)
{
	struct str text = {0};
	struct printer p = { &text, e };
	bool ok = true;

	if ((cJSON_IsObject(root) || cJSON_IsArray(root)) && root->child) {
		ok = print_container(&p, root, 0);
	} else if (cJSON_IsString(root)) {
		ok = print_text(&p, root->valuestring, -1);
		str_addc(&text, '\n');
	} else {
		json_print_to(&text, root);
		str_addc(&text, '\n');
	}
	if (ok)
		str_add(out, str_get(&text), text.len);
	str_done(&text);
	return ok;
}
