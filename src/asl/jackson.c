/*
 * The states of Jackson's reader of texts (ReaderBasedJsonParser), without values: containers on a stack, one token at a time.
 * Its columns count UTF-16 units and stand behind the last character it took, so `at` is always one past it when an error is told.
 */
#include "asl/jackson.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define SNIPPET 500			/* UTF-16 units of the source in a location */
#define TOKEN_MAX 256			/* characters of an unknown token */
#define VALUES "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

struct scope {
	bool object;
	size_t start;			/* behind its opening character */
	bool filled;			/* has an entry: the next one needs a comma */
};

struct reader {
	const char *text;
	size_t len, at;
	VEC(struct scope) stack;
	struct str message;
};

/* --- places ------------------------------------------------------------------------------------------------------- */

static size_t utf16_units(const char *s, size_t len)
{
	size_t units = 0, used;

	for (; len; s += used, len -= used)
		units += utf8_next(s, len, &used) > 0xffff ? 2 : 1;
	return units;
}

/* The first SNIPPET units of the source and how many are left out. */
static void add_source(struct str *out, const struct reader *r)
{
	size_t at = 0, units = 0, used, left;

	while (at < r->len && units < SNIPPET) {
		units += utf8_next(r->text + at, r->len - at, &used) > 0xffff ? 2 : 1;
		at += used;
	}
	left = utf16_units(r->text + at, r->len - at);
	str_adds(out, "[Source: (String)\"");
	str_add(out, r->text, at);
	str_addc(out, '"');
	if (left)
		str_addf(out, "[truncated %zu chars]", left);
}

static void add_location(struct str *out, const struct reader *r, size_t at, size_t more)
{
	size_t line = 1, start = 0;

	for (size_t i = 0; i < at && i < r->len; i++)
		if (r->text[i] == '\n' || (r->text[i] == '\r' && !(i + 1 < r->len && r->text[i + 1] == '\n'))) {
			line++;
			start = i + 1;
		}
	add_source(out, r);
	str_addf(out, "; line: %zu, column: %zu]", line, utf16_units(r->text + start, at - start) + more);
}

/* --- errors: set the message, return false ------------------------------------------------------------------------- */

static bool fail(struct reader *r, const char *fmt, ...) PRINTF_LIKE(2, 3);

static bool fail(struct reader *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&r->message, fmt, ap);
	va_end(ap);
	return false;
}

/* 'x' (code 120); above 255 with the hexadecimal form too. */
static void add_char(struct str *out, const char *s, size_t len)
{
	size_t used;
	uint32_t cp = utf8_next(s, len, &used);

	if (cp > 0xffff)				/* the first half of a pair is what it sees */
		cp = 0xd800 + ((cp - 0x10000) >> 10);
	if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0)) {
		str_addf(out, "(CTRL-CHAR, code %u)", cp);
		return;
	}
	str_addf(out, "'%.*s' (code %u", (int)used, s, cp);
	if (cp > 255)
		str_addf(out, " / 0x%x", cp);
	str_addc(out, ')');
}

/* Take the character at `at` and complain of it. */
static bool bad_char(struct reader *r, const char *before, const char *after)
{
	size_t used;

	str_adds(&r->message, before);
	add_char(&r->message, r->text + r->at, r->len - r->at);
	str_adds(&r->message, after);
	utf8_next(r->text + r->at, r->len - r->at, &used);
	r->at += used;
	return false;
}

static const char *type_word(const struct reader *r)
{
	return !r->stack.n ? "root" : r->stack.v[r->stack.n - 1].object ? "Object" : "Array";
}

static bool ended_between(struct reader *r)
{
	return fail(r, "Unexpected end-of-input within/between %s entries", type_word(r));
}

/* Part of a Java identifier; every byte of a character beyond ASCII counts as one. */
static bool is_word_byte(unsigned char c)
{
	return ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || c >= 0x80;
}

/* The token from start, to its end as an identifier. */
static bool bad_token(struct reader *r, size_t start)
{
	size_t n = 0;

	while (r->at < r->len && is_word_byte((unsigned char)r->text[r->at]) && r->at - start < TOKEN_MAX)
		r->at++;
	n = r->at - start;
	return fail(r, "Unrecognized token '%.*s%s': was expecting " VALUES, (int)n, r->text + start, n >= TOKEN_MAX ? "..." : "");
}

/* --- tokens ------------------------------------------------------------------------------------------------------- */

/* Over white space. False at a control character or a comment, having told it; at the end of the text `at` is len. */
static bool skip_space(struct reader *r)
{
	for (; r->at < r->len; r->at++) {
		unsigned char c = (unsigned char)r->text[r->at];

		if (c == '/')
			return bad_char(r, "Unexpected character (", "): maybe a (non-standard) comment? "
				"(not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)");
		if (c > ' ')
			return true;
		if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
			return bad_char(r, "Illegal character (", "): only regular white space (\\r, \\n, \\t) is allowed between tokens");
	}
	return true;
}

static bool read_escape(struct reader *r)
{
	r->at++;
	if (r->at == r->len)
		return fail(r, "Unexpected end-of-input in character escape sequence");
	if (r->text[r->at] == 'u') {
		r->at++;
		for (int i = 0; i < 4; i++, r->at++) {
			unsigned char c;

			if (r->at == r->len)
				return fail(r, "Unexpected end-of-input in character escape sequence");
			c = (unsigned char)r->text[r->at];
			if (!(c >= '0' && c <= '9') && !((c | 32) >= 'a' && (c | 32) <= 'f'))
				return bad_char(r, "Unexpected character (", "): expected a hex-digit for character escape sequence");
		}
		return true;
	}
	if (!strchr("\"\\/bfnrt", r->text[r->at]))
		return bad_char(r, "Unrecognized character escape ", "");
	r->at++;
	return true;
}

/* Behind the opening quote. */
static bool read_string(struct reader *r, bool name)
{
	while (r->at < r->len) {
		unsigned char c = (unsigned char)r->text[r->at];

		if (c == '"') {
			r->at++;
			return true;
		}
		if (c == '\\') {
			if (!read_escape(r))
				return false;
			continue;
		}
		if (c < ' ')
			return bad_char(r, "Illegal unquoted character (", name ?
				"): has to be escaped using backslash to be included in name" :
				"): has to be escaped using backslash to be included in string value");
		r->at++;
	}
	return fail(r, name ? "Unexpected end-of-input in field name" :
		"Unexpected end-of-input: was expecting closing quote for a string value");
}

static bool read_word(struct reader *r, const char *word)
{
	size_t start = r->at;

	for (; *word; word++, r->at++)
		if (r->at == r->len || r->text[r->at] != *word)
			return bad_token(r, start);
	if (r->at < r->len && is_word_byte((unsigned char)r->text[r->at]))
		return bad_token(r, start);
	return true;
}

static size_t digits(struct reader *r)
{
	size_t start = r->at;

	while (r->at < r->len && r->text[r->at] >= '0' && r->text[r->at] <= '9')
		r->at++;
	return r->at - start;
}

static bool need_digits(struct reader *r, const char *why)
{
	struct str after = {0};

	if (digits(r))
		return true;
	if (r->at == r->len)
		return fail(r, "Unexpected end-of-input in numeric value: %s", why);
	str_addf(&after, ") in numeric value: %s", why);
	bad_char(r, "Unexpected character (", str_get(&after));
	str_done(&after);
	return false;
}

static bool read_number(struct reader *r)
{
	size_t start;

	r->at += r->text[r->at] == '-';
	start = r->at;
	if (!need_digits(r, "expected digit (0-9) to follow minus sign, for valid numeric value"))
		return false;
	if (r->text[start] == '0' && r->at - start > 1) {
		r->at = start + 1;
		return fail(r, "Invalid numeric value: Leading zeroes not allowed");
	}
	if (r->at < r->len && r->text[r->at] == '.') {
		r->at++;
		if (!need_digits(r, "Decimal point not followed by a digit"))
			return false;
	}
	if (r->at < r->len && (r->text[r->at] | 32) == 'e') {
		r->at++;
		if (r->at < r->len && (r->text[r->at] == '+' || r->text[r->at] == '-'))
			r->at++;
		if (!need_digits(r, "Exponent indicator not followed by a digit"))
			return false;
	}
	if (!r->stack.n && r->at < r->len && (unsigned char)r->text[r->at] > ' ')
		return bad_char(r, "Unexpected character (", "): Expected space separating root-level values");
	return true;
}

/* A value; of a container only the opening character. */
static bool read_value(struct reader *r)
{
	char c = r->text[r->at];

	switch (c) {
	case '"':
		r->at++;
		return read_string(r, false);
	case '{':
	case '[':
		r->at++;
		VEC_PUSH(&r->stack, ((struct scope){ c == '{', r->at, false }));
		return true;
	case 't':
		return read_word(r, "true");
	case 'f':
		return read_word(r, "false");
	case 'n':
		return read_word(r, "null");
	case '}':
		return bad_char(r, "Unexpected character (", "): expected a value");
	default:
		break;
	}
	if (c == '-' || (c >= '0' && c <= '9'))
		return read_number(r);
	if (is_word_byte((unsigned char)c))
		return bad_token(r, r->at);
	return bad_char(r, "Unexpected character (", "): expected a valid value " VALUES);
}

static bool close_scope(struct reader *r)
{
	char c = r->text[r->at++];
	struct scope *top = r->stack.n ? &r->stack.v[r->stack.n - 1] : NULL;

	if (top && top->object == (c == '}')) {
		r->stack.n--;
		return true;
	}
	fail(r, "Unexpected close marker '%c': expected '%c' (for %s starting at ", c, c == ']' ? '}' : ']', type_word(r));
	add_location(&r->message, r, top ? top->start : 0, 0);
	str_addc(&r->message, ')');
	return false;
}

static bool ended_inside(struct reader *r)
{
	fail(r, "Unexpected end-of-input: expected close marker for %s (start marker at ", type_word(r));
	add_location(&r->message, r, r->stack.v[r->stack.n - 1].start, 0);
	str_addc(&r->message, ')');
	return false;
}

static bool read_name(struct reader *r)
{
	if (r->text[r->at] != '"')
		return bad_char(r, "Unexpected character (", "): was expecting double-quote to start field name");
	r->at++;
	if (!read_string(r, true) || !skip_space(r))
		return false;
	if (r->at == r->len)
		return ended_between(r);
	if (r->text[r->at] != ':')
		return bad_char(r, "Unexpected character (", "): was expecting a colon to separate field name and value");
	r->at++;
	if (!skip_space(r))
		return false;
	return r->at < r->len || ended_between(r);
}

static bool read_entry(struct reader *r)
{
	struct scope *top = r->stack.n ? &r->stack.v[r->stack.n - 1] : NULL;

	if (top && top->filled) {
		if (r->text[r->at] != ',')
			return bad_char(r, "Unexpected character (", top->object ? "): was expecting comma to separate Object entries" :
				"): was expecting comma to separate Array entries");
		r->at++;
		if (!skip_space(r))
			return false;
		if (r->at == r->len)
			return ended_between(r);
	}
	if (top)
		top->filled = true;
	return (!top || !top->object || read_name(r)) && read_value(r);
}

/* One document; what follows it Jackson does not look at. */
static bool read_document(struct reader *r)
{
	bool begun = false;

	do {
		if (!skip_space(r))
			return false;
		if (r->at == r->len)
			return !r->stack.n || ended_inside(r);
		if (r->text[r->at] == ']' || r->text[r->at] == '}') {
			if (!close_scope(r))
				return false;
		} else if (!read_entry(r)) {
			return false;
		}
		begun = true;
	} while (r->stack.n || !begun);
	return true;
}

bool jackson_explain(const char *text, size_t len, struct jackson_error *out)
{
	struct reader r = { .text = text, .len = len };
	bool found = !read_document(&r);

	if (found) {
		struct str location = {0};

		add_location(&location, &r, r.at, 1);
		out->location = str_take(&location);
		out->message = str_take(&r.message);
	}
	VEC_DONE(&r.stack);
	str_done(&r.message);
	return found;
}

void jackson_done(struct jackson_error *e)
{
	free(e->message);
	free(e->location);
	*e = (struct jackson_error){0};
}
