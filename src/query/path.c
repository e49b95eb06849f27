/* Paths as others see them: compiling, what kind of path it is; and the pieces of text that all the parsers of this room share. */
#include "query/path.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "json/places.h"
#include "query/path_ast.h"
#include "query/path_steps.h"

/* --- pieces of text ----------------------------------------------------------------------------------------------- */

bool path_fail(struct err *e, size_t offset, const char *fmt, ...)
{
	va_list ap;
	char msg[sizeof e->msg];

	va_start(ap, fmt);
	vsnprintf(msg, sizeof msg, fmt, ap);
	va_end(ap);
	return err_at(e, ERR_SYNTAX, (struct span){ .offset = offset }, "%s", msg);
}

bool expression_check(const char *text, size_t len, struct err *e)
{
	size_t used;

	if (len > PATH_LENGTH_MAX)
		return path_fail(e, 0, "the expression is longer than %d bytes", PATH_LENGTH_MAX);
	for (size_t i = 0; i < len; i += used) {
		if (!text[i])
			return path_fail(e, i, "an expression cannot hold a NUL byte");
		if (utf8_next(text + i, len - i, &used) == 0xfffd && used == 1)
			return path_fail(e, i, "the byte 0x%02X is not UTF-8", (unsigned)(unsigned char)text[i]);
	}
	return true;
}

static int hex4(const char *p, size_t left)
{
	char buf[5] = "", *end;

	if (left < 4)
		return -1;
	memcpy(buf, p, 4);
	if (strspn(buf, "0123456789abcdefABCDEF") != 4)
		return -1;
	return (int)strtol(buf, &end, 16);
}

static size_t unescape(const char *p, size_t left, struct str *out)
{
	static const char codes[] = "bfnrt", bytes[] = "\b\f\n\r\t";
	const char *code = strchr(codes, p[0]);
	int high, low;
	char buf[4];
	uint32_t cp;

	if (p[0] != 'u' || (high = hex4(p + 1, left - 1)) < 0) {
		str_addc(out, p[0] && code ? bytes[code - codes] : p[0]);
		return 1;
	}
	cp = (uint32_t)high;
	if (high >= 0xd800 && high < 0xdc00 && left > 10 && p[5] == '\\' && p[6] == 'u' && (low = hex4(p + 7, left - 7)) >= 0xdc00 &&
		low < 0xe000) {
		cp = 0x10000 + ((cp - 0xd800) << 10) + ((uint32_t)low - 0xdc00);
		str_add(out, buf, utf8_put(cp, buf));
		return 11;
	}
	str_add(out, buf, utf8_put(cp, buf));
	return 5;
}

char *quoted_read(const char *text, size_t len, size_t *used, struct err *e)
{
	struct str s = {0};
	size_t i = 1;

	while (i < len && text[i] != text[0]) {
		if (text[i] == '\\' && i + 1 < len) {
			i++;
			i += unescape(text + i, len - i, &s);
		} else {
			str_addc(&s, text[i++]);
		}
	}
	if (i >= len) {
		str_done(&s);
		path_fail(e, 0, "the quoted text has no end");
		return NULL;
	}
	*used = i + 1;
	return str_take(&s);
}

size_t path_extent(const char *text, size_t len, const char *stops)
{
	size_t brackets = 0;
	char quote = 0;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c == '\\') {
			i++;
		} else if (quote) {
			if (c == quote)
				quote = 0;
		} else if (c == '[' || c == '(') {
			brackets++;
		} else if (c == ']' || c == ')') {
			if (!brackets--)
				return i;
		} else if (brackets) {
			if (c == '\'' || c == '"')
				quote = c;
		} else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || (c && strchr(stops, c))) {
			return i;
		} else if ((c == '&' || c == '|') && i + 1 < len && text[i + 1] == c) {
			return i;
		}
	}
	return len;
}

/* --- paths -------------------------------------------------------------------------------------------------------- */

/* Blanks around a path, which published definitions have, mean nothing. */
struct path *path_compile(const char *text, size_t len, struct err *e)
{
	struct err local = {0};
	size_t from = 0, to = len;
	struct path *p = NULL;

	while (from < to && strchr(" \t\r\n", text[from]) && text[from])
		from++;
	while (to > from && strchr(" \t\r\n", text[to - 1]) && text[to - 1])
		to--;
	if (expression_check(text + from, to - from, e ? e : &local))
		p = path_build(text + from, to - from, 0, e ? e : &local);
	if (!p && e)
		e->span = json_span_of(text, len, from + e->span.offset);
	if (p && to - from < len) {
		free(p->text);
		p->text = xstrndup(text, len);
	}
	return p;
}

static void step_done(struct step *s)
{
	if (s->names)
		for (size_t i = 0; i < s->n; i++)
			free(s->names[i]);
	if (s->args)
		for (size_t i = 0; i < s->n; i++)
			operand_done(&s->args[i]);
	free(s->name);
	free(s->names);
	free(s->indexes);
	free(s->args);
	filter_free(s->filter);
}

void path_free(struct path *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++)
		step_done(&p->steps[i]);
	free(p->steps);
	free(p->variable);
	free(p->text);
	free(p);
}

const char *path_text(const struct path *p)
{
	return p->text;
}

bool path_is_definite(const struct path *p)
{
	return p->definite;
}

bool path_is_reference(const struct path *p)
{
	return p->reference;
}

bool path_is_root(const struct path *p)
{
	return p->root == ROOT_INPUT && !p->n;
}

bool path_has_root(const struct path *p, const char *root)
{
	switch (p->root) {
	case ROOT_INPUT:
		return str_is(root, "$");
	case ROOT_CONTEXT:
		return str_is(root, "$$");
	case ROOT_VARIABLE:
		return root[0] == '$' && str_is(root + 1, p->variable);
	case ROOT_ITEM:
		break;
	}
	return false;
}

size_t path_steps(const struct path *p)
{
	return p->n;
}

const char *path_step_name(const struct path *p, size_t i)
{
	return i < p->n && p->steps[i].kind == STEP_NAME ? p->steps[i].name : NULL;
}
