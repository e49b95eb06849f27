/* Tokens of JSONata. Whether "/" divides or begins a regular expression depends on what the parser expects, so it asks token by token. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "json/number.h"
#include "query/jsonata_ast.h"

static const char operators[] = ".[]{}(),@#;:?+-*/%|=<>^&!~";
static const char *const pairs[] = { "..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??" };

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v';
}

static void skip_blanks(struct jreader *r)
{
	for (;;) {
		while (r->at < r->len && is_blank(r->p[r->at]))
			r->at++;
		if (r->at + 1 >= r->len || r->p[r->at] != '/' || r->p[r->at + 1] != '*')
			return;
		size_t end = r->at + 2;

		while (end + 1 < r->len && (r->p[end] != '*' || r->p[end + 1] != '/'))
			end++;
		if (end + 1 >= r->len)
			jread_fail(r, "S0106", r->at, "Comment has no closing tag");
		r->at = end + 2;
	}
}

static void take(struct jreader *r, enum jt_kind kind, const char *text, size_t len)
{
	r->t.kind = kind;
	r->t.text = jtext_copy(&r->x->arena, text, len);
	r->t.len = (uint32_t)len;
	r->t.end = r->at;
}

static int hex4(const char *p, size_t left)
{
	int n = 0;

	if (left < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		if (jhex(p[i]) < 0)
			return -1;
		n = n * 16 + jhex(p[i]);
	}
	return n;
}

/* Fewer than four digits up to the end of the text: then the quote is what is missing. */
static bool ends_in_hex(const struct jreader *r)
{
	size_t i = r->at;

	while (i < r->len && jhex(r->p[i]) >= 0)
		i++;
	return i == r->len && i > r->at;
}

/* \uXXXX, with its second half where it is a pair. r->at is behind the "u". */
static void read_unicode(struct jreader *r, struct str *out)
{
	char buf[4];
	int cp = hex4(r->p + r->at, r->len - r->at);

	if (cp < 0) {
		str_done(out);
		if (ends_in_hex(r))
			jread_fail(r, "S0101", r->len, "String literal must be terminated by a matching quote");
		jread_fail(r, "S0104", r->at, "The escape sequence \\u must be followed by 4 hex digits");
	}
	r->at += 4;
	if (cp >= 0xd800 && cp < 0xdc00 && r->at + 6 <= r->len && r->p[r->at] == '\\' && r->p[r->at + 1] == 'u') {
		int low = hex4(r->p + r->at + 2, r->len - r->at - 2);

		if (low >= 0xdc00 && low < 0xe000) {
			cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
			r->at += 6;
		}
	}
	str_add(out, buf, utf8_put((uint32_t)cp, buf));
}

/* The one character at a place, or none at the end. */
static const char *character(struct jreader *r, size_t at)
{
	size_t used;

	utf8_next(r->p + at, r->len - at, &used);
	return jtext_copy(&r->x->arena, r->p + at, used);
}

static void read_string(struct jreader *r)
{
	static const char escapes[] = "\"\\/bfnrt'", means[] = "\"\\/\b\f\n\r\t'";
	struct str out = {0};
	char quote = r->p[r->at++];

	while (r->at < r->len && r->p[r->at] != quote) {
		char c = r->p[r->at++];
		const char *e;

		if (c != '\\') {
			str_addc(&out, c);
			continue;
		}
		c = r->at < r->len ? r->p[r->at++] : '\0';
		e = c ? strchr(escapes, c) : NULL;
		if (c == 'u') {
			read_unicode(r, &out);
		} else if (e && c != '\'') {
			str_addc(&out, means[e - escapes]);
		} else {
			str_done(&out);
			jread_fail(r, "S0103", r->at - 1, "Unsupported escape sequence: \\%s",
				jread_quoted(r, character(r, r->at - (c != '\0'))));
		}
	}
	if (r->at >= r->len) {
		str_done(&out);
		jread_fail(r, "S0101", r->t.start, "String literal must be terminated by a matching quote");
	}
	r->at++;
	take(r, JT_STRING, str_get(&out), out.len);
	str_done(&out);
}

static void read_quoted_name(struct jreader *r)
{
	size_t start = ++r->at, end = start;

	while (end < r->len && r->p[end] != '`')
		end++;
	if (end == r->len)
		jread_fail(r, "S0105", start, "Quoted property name must be terminated with a backquote (`)");
	r->at = end + 1;
	take(r, JT_NAME, r->p + start, end - start);
}

/* Brackets are counted, whatever they mean in the expression, unless a backslash stands before them: so does the reference. */
static size_t regex_end(struct jreader *r)
{
	long depth = 0;

	for (size_t i = r->at; i < r->len; i++) {
		size_t slashes = 0;

		while (r->p[i - slashes - 1] == '\\')
			slashes++;
		if (r->p[i] == '/' && depth == 0 && slashes % 2 == 0)
			return i;
		if (!slashes && strchr("([{", r->p[i]))
			depth++;
		else if (!slashes && strchr(")]}", r->p[i]))
			depth--;
	}
	jread_fail(r, "S0302", r->len, "No terminating / in regular expression");
}

static void read_regex(struct jreader *r)
{
	size_t start = ++r->at, end = regex_end(r), flags = end + 1;

	if (end == start)
		jread_fail(r, "S0301", end, "Empty regular expressions are not allowed");
	for (r->at = flags; r->at < r->len && (r->p[r->at] == 'i' || r->p[r->at] == 'm');)
		r->at++;
	take(r, JT_REGEX, r->p + start, end - start);
	r->t.regex = jregex_build(r, r->p + start, end - start, r->p + flags, r->at - flags, start);
}

static void read_word(struct jreader *r)
{
	size_t start = r->at, len;
	const char *p = r->p + start;

	while (r->at < r->len && !is_blank(r->p[r->at]) && (!r->p[r->at] || !strchr(operators, r->p[r->at])))
		r->at++;
	len = r->at - start;
	if (p[0] == '$')
		take(r, JT_VAR, p + 1, len - 1);
	else if ((len == 2 && (!memcmp(p, "or", 2) || !memcmp(p, "in", 2))) || (len == 3 && !memcmp(p, "and", 3)))
		take(r, JT_OP, p, len);
	else if ((len == 4 && (!memcmp(p, "true", 4) || !memcmp(p, "null", 4))) || (len == 5 && !memcmp(p, "false", 5)))
		take(r, JT_VALUE, p, len);
	else
		take(r, JT_NAME, p, len);
}

static void read_operator(struct jreader *r)
{
	size_t len = 1;

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		if (r->at + 1 < r->len && !memcmp(r->p + r->at, pairs[i], 2))
			len = 2;
	if (len == 1 && (r->p[r->at] == '!' || r->p[r->at] == '~'))
		jread_fail(r, "S0204", r->at, "Unknown operator: \"%c\"", r->p[r->at]);
	r->at += len;
	take(r, JT_OP, r->p + r->at - len, len);
}

static void read_number(struct jreader *r)
{
	struct json_number number;
	char text[400];
	size_t start = r->at, i = r->at;

	while (i < r->len && r->p[i] >= '0' && r->p[i] <= '9')
		i++;
	if (r->p[start] == '0')
		i = start + 1;
	if (i + 1 < r->len && r->p[i] == '.' && r->p[i + 1] >= '0' && r->p[i + 1] <= '9') {
		i++;
		while (i < r->len && r->p[i] >= '0' && r->p[i] <= '9')
			i++;
	}
	if (i < r->len && (r->p[i] == 'e' || r->p[i] == 'E')) {
		size_t j = i + 1;

		if (j < r->len && (r->p[j] == '+' || r->p[j] == '-'))
			j++;
		if (j < r->len && r->p[j] >= '0' && r->p[j] <= '9') {
			while (j < r->len && r->p[j] >= '0' && r->p[j] <= '9')
				j++;
			i = j;
		}
	}
	r->at = i;
	take(r, JT_NUMBER, r->p + start, i - start);
	snprintf(text, sizeof text, "%.*s", (int)(i - start), r->p + start);
	if (i - start >= sizeof text || !json_number_scan(text, i - start, &number) || !isfinite(number.d))
		jread_fail(r, "S0102", start, "Number out of range: %s", jread_quoted(r, r->t.text));
	r->t.number = number.d;
}

void jlexer_next(struct jreader *r, bool infix)
{
	skip_blanks(r);
	r->t = (struct jtoken){ .start = r->at, .end = r->at, .text = "(end)" };
	if (r->at >= r->len)
		return;
	char c = r->p[r->at];

	if (c == '/' && !infix)
		read_regex(r);
	else if (c && strchr(operators, c))
		read_operator(r);
	else if (c == '"' || c == '\'')
		read_string(r);
	else if (c >= '0' && c <= '9')
		read_number(r);
	else if (c == '`')
		read_quoted_name(r);
	else
		read_word(r);
}
