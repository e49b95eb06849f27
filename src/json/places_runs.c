/*
 * How the value of a string stands in the text: byte for byte, escaped, folded, indented. The value is known; the text is walked beside
 * it, each way of writing by its own rules.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "json/places_fill.h"

struct walk {
	const char *value;
	size_t i, len;			/* of the value */
	const char *text;
	size_t at, end;			/* in the text */
	json_run_fn fn;
	void *ctx;
	size_t run, from;		/* bytes that were alike, and not told yet: so many, from there */
};

static void flush(struct walk *w)
{
	if (w->run)
		w->fn(w->ctx, w->i - w->run, w->run, w->from, w->run);
	w->run = 0;
}

/* n bytes that are the same here and there. */
static void same(struct walk *w, size_t n)
{
	if (w->run && w->from + w->run != w->at)
		flush(w);
	if (!w->run)
		w->from = w->at;
	w->run += n;
	w->i += n;
	w->at += n;
}

/* `means` bytes of the value are written as `n` bytes. */
static void stands_for(struct walk *w, size_t means, size_t n)
{
	flush(w);
	if (means > w->len - w->i)
		means = w->len - w->i;
	if (means)
		w->fn(w->ctx, w->i, means, w->at, n);
	w->i += means;
	w->at += n;
}

static size_t left(const struct walk *w)
{
	return w->end - w->at;
}

/* --- JSON's strings, and YAML's in double quotes ------------------------------------------------------------------ */

static uint32_t hex(const char *p, size_t n)
{
	char digits[9] = "";

	memcpy(digits, p, n);
	return (uint32_t)strtoul(digits, NULL, 16);
}

static size_t hex_digits(char c)
{
	return c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
}

/* The escape at w->at: bytes that it takes; *means: that it stands for. */
static size_t escape(const struct walk *w, bool yaml, size_t *means)
{
	const char *p = w->text + w->at;
	size_t digits = left(w) > 1 ? hex_digits(p[1]) : 0;
	char out[4];
	uint32_t cp;

	*means = 1;
	if (!digits || left(w) < 2 + digits) {
		*means = left(w) > 1 && yaml && (p[1] == 'N' || p[1] == '_') ? 2 : left(w) > 1 && yaml && (p[1] == 'L' || p[1] == 'P') ? 3 : 1;
		return left(w) < 2 ? left(w) : 2;
	}
	cp = hex(p + 2, digits);
	if (cp >= 0xd800 && cp < 0xdc00 && left(w) >= 12 && p[6] == '\\' && p[7] == 'u') {
		uint32_t low = hex(p + 8, 4);

		if (low >= 0xdc00 && low < 0xe000) {
			*means = 4;
			return 12;
		}
	}
	*means = utf8_put(cp, out);
	return 2 + digits;
}

static void walk_json(struct walk *w)
{
	size_t means, n;

	w->at++;
	w->end--;
	while (w->at < w->end && w->i < w->len) {
		if (w->text[w->at] != '\\') {
			same(w, 1);
			continue;
		}
		n = escape(w, false, &means);
		stands_for(w, means, n);
	}
}

/* --- YAML's flow scalars: line breaks fold -------------------------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* White space with a line break in it is one blank, or a line end less than it has. False: there is no line break. */
static bool fold(struct walk *w)
{
	size_t n = 0, breaks = 0;

	while (w->at + n < w->end && is_blank(w->text[w->at + n]))
		breaks += w->text[w->at + n++] == '\n';
	if (!breaks)
		return false;
	stands_for(w, breaks == 1 ? 1 : breaks - 1, n);
	return true;
}

/* A backslash at the end of a line: the line goes on at the first character of the next one. */
static bool joins_lines(struct walk *w)
{
	size_t n = 1;

	if (left(w) < 2 || (w->text[w->at + 1] != '\n' && w->text[w->at + 1] != '\r'))
		return false;
	while (n < left(w) && is_blank(w->text[w->at + n]))
		n++;
	flush(w);
	w->at += n;
	return true;
}

static void walk_flow(struct walk *w, char quote)
{
	size_t means, n;

	if (quote) {
		w->at++;
		w->end -= w->end > w->at;
	}
	while (w->at < w->end && w->i < w->len) {
		char c = w->text[w->at];

		if (is_blank(c) && fold(w))
			continue;
		if (quote == '"' && c == '\\') {
			if (joins_lines(w))
				continue;
			n = escape(w, true, &means);
			stands_for(w, means, n);
		} else if (quote == '\'' && c == '\'' && left(w) > 1 && w->text[w->at + 1] == '\'') {
			stands_for(w, 1, 2);
		} else {
			same(w, 1);
		}
	}
}

/* --- YAML's block scalars ----------------------------------------------------------------------------------------- */

static size_t line_len(const char *p, size_t len, char stop)
{
	const char *q = memchr(p, stop, len);

	return q ? (size_t)(q - p) : len;
}

/* "|": each line of the value ends a line of the text. */
static void walk_literal(struct walk *w)
{
	while (w->at < w->end && w->i < w->len) {
		size_t whole = line_len(w->text + w->at, left(w), '\n'), n = whole, v = line_len(w->value + w->i, w->len - w->i, '\n');

		if (n && w->text[w->at + n - 1] == '\r')
			n--;
		if (n >= v) {
			flush(w);
			w->at += n - v;
			same(w, v);
			n = whole - (n - v) - v;	/* of a carriage return */
		} else {
			stands_for(w, v, n);		/* a line that is no longer what the value says */
			n = whole - n;
		}
		if (w->i < w->len && w->at + n < w->end)
			stands_for(w, 1, n + 1);
	}
}

/* ">": what is in the value comes in the text in the same order; a line break may be a blank there. */
static void walk_folded(struct walk *w)
{
	while (w->at < w->end && w->i < w->len) {
		char v = w->value[w->i], c = w->text[w->at];

		if (v == c)
			same(w, 1);
		else if (v == ' ' && c == '\n')
			stands_for(w, 1, 1);
		else
			w->at++;
	}
}

/* Over "!tag" and "&anchor" before a value, as they come. */
static void skip_properties(struct walk *w)
{
	while (w->at < w->end && (w->text[w->at] == '!' || w->text[w->at] == '&')) {
		while (w->at < w->end && !is_blank(w->text[w->at]))
			w->at++;
		while (w->at < w->end && is_blank(w->text[w->at]))
			w->at++;
	}
}

static void walk_yaml(struct walk *w)
{
	char c = w->text[w->at];

	if (c == '|' || c == '>') {
		w->at += line_len(w->text + w->at, left(w), '\n');
		w->at += w->at < w->end;
		if (c == '|')
			walk_literal(w);
		else
			walk_folded(w);
	} else {
		walk_flow(w, c == '"' || c == '\'' ? c : '\0');
	}
}

bool json_places_runs(const struct json_places *p, const cJSON *node, json_run_fn fn, void *ctx)
{
	struct walk w = { .fn = fn, .ctx = ctx };
	struct json_place place;
	bool yaml;

	if (!cJSON_IsString(node) || !json_places_find(p, node, &place))
		return false;
	w.text = places_text(p, &yaml);
	w.at = place.start.offset;
	w.end = place.end;
	w.value = node->valuestring;
	w.len = strlen(w.value);
	if (yaml)
		skip_properties(&w);
	if (w.at >= w.end || w.text[w.at] == '*' || (!yaml && w.text[w.at] != '"'))
		return false;
	if (yaml)
		walk_yaml(&w);
	else
		walk_json(&w);
	flush(&w);
	return true;
}

/* --- one byte of it ----------------------------------------------------------------------------------------------- */

struct seek {
	size_t offset, at;		/* of the value; of the text */
	size_t behind;			/* the last run that was told */
	bool found;
};

static void seek_run(void *ctx, size_t at, size_t len, size_t from, size_t from_len)
{
	struct seek *s = ctx;

	if (s->found)
		return;
	s->behind = from + from_len;
	if (s->offset < at || s->offset >= at + len)
		return;
	s->found = true;
	s->at = len == from_len ? from + (s->offset - at) : from;
}

struct span json_places_inside(const struct json_places *p, const cJSON *node, size_t offset)
{
	struct seek s = { .offset = offset };
	struct json_place place;

	if (!cJSON_IsString(node) || !json_places_find(p, node, &place))
		return (struct span){0};
	s.behind = place.start.offset;
	if (!json_places_runs(p, node, seek_run, &s))
		return place.start;
	if (!s.found && !*node->valuestring)
		s.behind = place.end > place.start.offset ? place.end - 1 : place.end;
	return places_span(p, s.found ? s.at : s.behind);
}
