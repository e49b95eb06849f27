/* Values into a text. JSON is told apart into strings, comments and the rest; in YAML a value stands as it would be typed there. */
#include "asl/placeholder.h"

#include <stdlib.h>
#include <string.h>

#include "json/mend.h"

struct scan {
	const char *text;
	size_t len, at;
	bool in_string;
	enum asl_form form;
	const struct textmap *in;
	const struct placeholder_values *values;
	struct textmap *out;
	bool changed;
};

bool placeholder_is_in(const char *text, size_t len)
{
	for (const char *p = text, *end = text + len; p < end && (p = memchr(p, '$', (size_t)(end - p))); p++)
		if (p + 1 < end && p[1] == '{')
			return true;
	return false;
}

/* --- values as they stand in the text ----------------------------------------------------------------------------- */

/* In a YAML plain scalar a value needs no quotes unless something in it means something there. */
static bool is_plain_yaml(const char *s)
{
	if (!*s || strpbrk(s, "\n\r\t\"'{}[]#&*!|>%@`,") || strchr("-?: ", *s))
		return false;
	return !strstr(s, ": ") && s[strlen(s) - 1] != ':' && s[strlen(s) - 1] != ' ';
}

static char *escaped(const char *s)
{
	struct str quoted = {0};
	char *out;

	json_print_string(&quoted, s);
	out = xstrndup(quoted.p + 1, quoted.len - 2);
	str_done(&quoted);
	return out;
}

/* Is the placeholder a whole YAML scalar without quotes, in a block? */
static bool is_whole_scalar(const struct scan *s, size_t n)
{
	size_t a = s->at, b = s->at + n;

	while (a > 0 && (s->text[a - 1] == ' ' || s->text[a - 1] == '\t'))
		a--;
	while (b < s->len && (s->text[b] == ' ' || s->text[b] == '\t' || s->text[b] == '\r'))
		b++;
	return a > 0 && a < s->at && strchr(":-\n", s->text[a - 1]) && (b >= s->len || s->text[b] == '\n');
}

static char *value_text(const struct scan *s, const struct placeholder_value *v, size_t n)
{
	struct str quoted = {0};

	if (s->form == ASL_FORM_YAML) {
		if (v->json || !is_whole_scalar(s, n) || is_plain_yaml(v->text))
			return xstrdup(v->text);
		json_print_string(&quoted, v->text);
		return str_take(&quoted);
	}
	return s->in_string ? escaped(v->text) : xstrdup(v->text);
}

/* --- the text ----------------------------------------------------------------------------------------------------- */

static void copy(struct scan *s, size_t n)
{
	textmap_add_part(s->out, s->in, s->at, s->at + n);
	s->at += n;
}

static void replace(struct scan *s, size_t n, const char *by)
{
	size_t from = textmap_start(s->in, s->at), end = textmap_end(s->in, s->at + n);

	textmap_add_for(s->out, by, strlen(by), from, end > from ? end - from : 0);
	s->at += n;
	s->changed = true;
}

static void on_placeholder(struct scan *s, size_t n)
{
	const struct placeholder_value *v = placeholder_values_find(s->values, s->text + s->at + 2, n - 3);
	char *text;

	if (v) {
		text = value_text(s, v, n);
		replace(s, n, text);
		free(text);
	} else {
		copy(s, n);
	}
}

/* A comment at s->at, outside of strings: its length; 0: none. */
static size_t comment_len(const struct scan *s)
{
	const char *p = s->text + s->at, *end;
	size_t rest = s->len - s->at;

	if (rest < 2 || p[0] != '/' || (p[1] != '/' && p[1] != '*'))
		return 0;
	if (p[1] == '/') {
		end = memchr(p, '\n', rest);
		return end ? (size_t)(end - p) : rest;
	}
	for (size_t i = 2; i + 1 < rest; i++)
		if (p[i] == '*' && p[i + 1] == '/')
			return i + 2;
	return rest;
}

/* Up to what may be a placeholder, a comment, or the end of a string or of what is between strings. */
static size_t plain_len(struct scan *s)
{
	const char *p = s->text + s->at, *stop = s->form == ASL_FORM_YAML ? "$" : s->in_string ? "$\"\\\n" : "$\"/";
	size_t rest = s->len - s->at, n = 0;

	if (s->form == ASL_FORM_JSON && s->in_string && *p == '\\')
		return rest > 1 ? 2 : 1;
	if (s->form == ASL_FORM_JSON && (*p == '"' || (s->in_string && *p == '\n')))
		s->in_string = !s->in_string;
	else
		while (n + 1 < rest && p[n + 1] && !strchr(stop, p[n + 1]))
			n++;
	return n + 1;
}

bool placeholder_apply(const struct textmap *in, enum asl_form form, const struct placeholder_values *v, struct textmap *out)
{
	struct scan s = { .text = str_get(&in->text), .len = in->text.len, .form = form, .in = in, .values = v, .out = out };

	while (s.at < s.len && !out->full) {
		size_t n = json_placeholder_len(s.text + s.at, s.len - s.at);

		if (n) {
			on_placeholder(&s, n);
			continue;
		}
		if (!s.in_string && form == ASL_FORM_JSON)
			n = comment_len(&s);
		copy(&s, n ? n : plain_len(&s));
	}
	return s.changed;
}
