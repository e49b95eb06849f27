#include "json/walk.h"

#include <string.h>

#include "json/string_scan.h"

struct json_walk json_walk_at(const char *text, size_t len)
{
	struct json_walk w = {.p = text, .end = text + len};

	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		w.p += 3;
	return w;
}

static void skip_blanks(struct json_walk *w)
{
	while (w->p < w->end && (*w->p == ' ' || *w->p == '\n' || *w->p == '\t' || *w->p == '\r'))
		w->p++;
}

static bool fail(struct json_walk *w, const char *expected)
{
	w->fault = expected;
	return false;
}

bool json_walk_is_over(struct json_walk *w)
{
	skip_blanks(w);
	return w->p == w->end;
}

/* Behind the string that begins at p; NULL: it is not closed. A quote ends it unless an odd number of backslashes stands before it. */
static const char *string_end(const char *p, const char *end)
{
	const char *from = p + 1, *quote = from;

	while (quote < end && (quote = memchr(quote, '"', (size_t)(end - quote)))) {
		const char *back = quote;

		while (back > from && back[-1] == '\\')
			back--;
		if ((quote - back) % 2 == 0)
			return quote + 1;
		quote++;
	}
	return NULL;
}

/* Behind the container that begins at p, by its brackets; NULL: it is not closed. A bracket of the wrong kind is found by who reads it. */
static const char *container_end(const char *p, const char *end)
{
	size_t depth = 0;

	while (p < end) {
		switch (*p) {
		case '"':
			p = string_end(p, end);
			if (!p)
				return NULL;
			continue;
		case '{':
		case '[':
			depth++;
			break;
		case '}':
		case ']':
			if (--depth == 0)
				return p + 1;
			break;
		default:
			break;
		}
		p++;
	}
	return NULL;
}

static const char *scalar_end(const char *p, const char *end)
{
	while (p < end && ((*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') || !strchr(" \t\r\n,:{}[]\"", *p)))
		p++;
	return p;
}

bool json_walk_value(struct json_walk *w, struct json_part *value)
{
	const char *end;

	skip_blanks(w);
	if (w->p == w->end || strchr(",:}]", *w->p))
		return fail(w, "expected a value");
	if (*w->p == '"')
		end = string_end(w->p, w->end);
	else if (*w->p == '{' || *w->p == '[')
		end = container_end(w->p, w->end);
	else
		end = scalar_end(w->p, w->end);
	if (!end)
		return fail(w, *w->p == '"' ? "this string is not closed" : *w->p == '{' ? "this object is not closed" : "this array is not closed");
	*value = (struct json_part){.p = w->p, .len = (size_t)(end - w->p)};
	w->p = end;
	return true;
}

bool json_walk_open(struct json_walk *w, char open)
{
	skip_blanks(w);
	if (w->p == w->end || *w->p != open)
		return fail(w, open == '{' ? "expected an object" : "expected an array");
	w->p++;
	w->close = open == '{' ? '}' : ']';
	w->first = true;
	return true;
}

static bool walk_key(struct json_walk *w, struct json_part *key)
{
	struct json_part quoted;

	skip_blanks(w);
	if (w->p == w->end || *w->p != '"')
		return fail(w, "expected a member's name in double quotes");
	if (!json_walk_value(w, &quoted))
		return false;
	*key = (struct json_part){.p = quoted.p + 1, .len = quoted.len - 2};
	skip_blanks(w);
	if (w->p == w->end || *w->p != ':')
		return fail(w, "expected \":\" after the member's name");
	w->p++;
	return true;
}

bool json_walk_more(struct json_walk *w, struct json_part *key)
{
	if (w->fault)
		return false;
	skip_blanks(w);
	if (w->p < w->end && *w->p == w->close) {
		w->p++;
		return false;
	}
	if (!w->first) {
		if (w->p == w->end || *w->p != ',')
			return fail(w, w->close == '}' ? "expected \",\" or \"}\" after a member" : "expected \",\" or \"]\" after an element");
		w->p++;
	}
	w->first = false;
	return w->close == ']' || walk_key(w, key);
}

bool json_walk_next(struct json_walk *w, struct json_part *key, struct json_part *value)
{
	return json_walk_more(w, key) && json_walk_value(w, value);
}

char json_part_kind(struct json_part v)
{
	return v.p && v.len ? *v.p : '\0';
}

bool json_part_is(struct json_part key, const char *word)
{
	size_t n = strlen(word);

	return key.len == n && memcmp(key.p, word, n) == 0;
}

bool json_part_string(struct json_part v, struct str *out, struct err *e)
{
	const char *end;
	bool escapes = false;
	struct string_fault f = {.at = v.p, .msg = "expected a string"};

	end = json_part_kind(v) == '"' ? string_scan(v.p, v.p + v.len, &escapes, &f) : NULL;
	if (!end)
		return err_at(e, ERR_SYNTAX, (struct span){.offset = (size_t)(f.at - v.p)}, "%s", f.msg);
	if (!escapes) {
		str_add(out, v.p + 1, (size_t)(end - v.p - 1));
		return true;
	}
	vec_reserve(&out->p, &out->cap, out->len + v.len + 1, 1);
	out->len += string_decode(v.p + 1, end, out->p + out->len);
	out->p[out->len] = '\0';
	return true;
}

cJSON *json_part_read(struct json_part v, struct err *e)
{
	cJSON *out = NULL;

	return json_parse(v.p, v.len, NULL, &out, e) ? out : NULL;
}
