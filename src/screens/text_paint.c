#include "screens/text_paint.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "query/jsonata.h"
#include "screens/json_paint.h"

static void fill(uint8_t *styles, size_t from, size_t to, enum style st)
{
	if (to > from)
		memset(styles + from, st, to - from);
}

/* --- JSONata inside a string ------------------------------------------------------------------------------------------ */

static enum style token_style(enum jsonata_token_kind kind)
{
	switch (kind) {
	case JSONATA_NAME: return ST_JSON_KEY;
	case JSONATA_VARIABLE: return ST_CODE_VARIABLE;
	case JSONATA_FUNCTION: return ST_CODE_FUNCTION;
	case JSONATA_STRING:
	case JSONATA_REGEX: return ST_JSON_STRING;
	case JSONATA_NUMBER: return ST_JSON_NUMBER;
	case JSONATA_CONSTANT:
	case JSONATA_KEYWORD: return ST_JSON_LITERAL;
	case JSONATA_COMMENT: return ST_DIM;
	case JSONATA_BROKEN: return ST_WARNING;
	case JSONATA_OPERATOR: break;
	}
	return ST_CODE;
}

/* The text that the escapes of a string stand for, and for each of its bytes (and its end) where it stands in the line. */
struct plain {
	char *text;
	size_t *at, len;
};

static void unescape(struct plain *p, const char *line, size_t from, size_t to)
{
	p->text = xcalloc(to - from + 1, 1);
	p->at = xcalloc(to - from + 1, sizeof *p->at);
	for (size_t i = from; i < to; i++) {
		p->at[p->len] = i;
		if (line[i] == '\\' && i + 1 < to) {
			char c = line[++i];

			p->text[p->len++] = strchr("nrtbf", c) ? ' ' : c;
		} else {
			p->text[p->len++] = line[i];
		}
	}
	p->at[p->len] = to;
}

static void paint_jsonata(const char *line, size_t from, size_t to, uint8_t *styles)
{
	struct plain p = {0};
	struct jsonata_token *tokens;
	size_t n;

	unescape(&p, line, from, to);
	tokens = jsonata_tokens(p.text, p.len, &n);
	for (size_t i = 0; i < n; i++)
		fill(styles, p.at[tokens[i].offset], p.at[tokens[i].offset + tokens[i].len], token_style(tokens[i].kind));
	free(tokens);
	free(p.text);
	free(p.at);
}

/* --- paths and intrinsic functions ------------------------------------------------------------------------------------ */

static bool in_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static size_t name_end(const char *line, size_t at, size_t to, bool dots)
{
	while (at < to && (in_name(line[at]) || (dots && line[at] == '.')))
		at++;
	return at;
}

/* '…' inside of a path or a call, where a backslash takes the next character with it. */
static size_t quote_end(const char *line, size_t at, size_t to)
{
	for (at++; at < to && line[at] != '\''; at++)
		at += line[at] == '\\' && at + 1 < to;
	return at < to ? at + 1 : to;
}

static void paint_path(const char *line, size_t from, size_t to, uint8_t *styles)
{
	size_t end;

	for (size_t i = from; i < to; i = end) {
		enum style st = ST_CODE;

		end = i + 1;
		if (line[i] == '$') {
			while (end < to && line[end] == '$')
				end++;
			end = name_end(line, end, to, false);
			st = ST_CODE_VARIABLE;
		} else if (line[i] == '\'') {
			end = quote_end(line, i, to);
			st = ST_JSON_STRING;
		} else if (isdigit((unsigned char)line[i])) {
			end = name_end(line, i, to, false);
			st = ST_JSON_NUMBER;
		} else if (in_name(line[i])) {
			bool call = to - i > 7 && memcmp(line + i, "States.", 7) == 0;

			end = name_end(line, i, to, call);
			st = call ? ST_CODE_FUNCTION : ST_JSON_KEY;
		}
		fill(styles, i, end, st);
	}
}

/* --- the inside of a value -------------------------------------------------------------------------------------------- */

static bool starts_with(const char *line, size_t from, size_t to, const char *word)
{
	size_t n = strlen(word);

	return to - from >= n && memcmp(line + from, word, n) == 0;
}

/* A string's inside, all of which is painted as a string already. */
static void paint_inside(const char *line, size_t from, size_t to, uint8_t *styles)
{
	size_t end = to;

	if (starts_with(line, from, to, "{%")) {
		if (to - from >= 4 && memcmp(line + to - 2, "%}", 2) == 0)
			end = to - 2;
		fill(styles, from, from + 2, ST_CODE);
		fill(styles, end, to, ST_CODE);
		paint_jsonata(line, from + 2, end, styles);
	} else if (to > from && (line[from] == '$' || starts_with(line, from, to, "States."))) {
		/* "States.ALL" is the name of an error: what calls has a bracket. */
		if (line[from] == '$' || memchr(line + from, '(', to - from))
			paint_path(line, from, to, styles);
	}
}

void text_paint_json(void *ctx, const char *line, size_t len, uint8_t *styles)
{
	size_t end;

	json_paint(ctx, line, len, styles);
	for (size_t i = 0; i < len; i = end) {
		end = i + 1;
		if (styles[i] != ST_JSON_STRING && styles[i] != ST_JSON_KEY)
			continue;
		while (end < len && line[end] != '"')
			end += line[end] == '\\' && end + 1 < len ? 2 : 1;
		end = end < len ? end : len;
		if (styles[i] == ST_JSON_STRING)
			paint_inside(line, i + 1, end, styles);
		end += end < len;
	}
}

/* --- YAML --------------------------------------------------------------------------------------------------------------- */

static enum style plain_style(const char *line, size_t from, size_t to)
{
	static const char *const literals[] = {"true", "false", "null", "~"};
	size_t i = from;

	for (size_t k = 0; k < ARRAY_LEN(literals); k++)
		if (to - from == strlen(literals[k]) && memcmp(line + from, literals[k], to - from) == 0)
			return ST_JSON_LITERAL;
	i += i < to && (line[i] == '-' || line[i] == '+');
	if (i == to || !isdigit((unsigned char)line[i]))
		return ST_JSON_STRING;
	while (i < to && (isdigit((unsigned char)line[i]) || strchr(".eE+-", line[i])))
		i++;
	return i == to ? ST_JSON_NUMBER : ST_JSON_STRING;
}

/* A comment begins at a # behind a blank, outside of quotes. */
static size_t comment_start(const char *line, size_t from, size_t len)
{
	char quote = '\0';

	for (size_t i = from; i < len; i++) {
		if (quote)
			quote = line[i] == quote ? '\0' : quote;
		else if ((line[i] == '"' || line[i] == '\'') && (i == from || !in_name(line[i - 1])))
			quote = line[i];
		else if (line[i] == '#' && (i == 0 || line[i - 1] == ' '))
			return i;
	}
	return len;
}

/* The colon behind a name; to where there is none. */
static size_t colon_of(const char *line, size_t from, size_t to)
{
	size_t i = from;

	if (i < to && (line[i] == '"' || line[i] == '\'')) {
		char quote = line[i];

		for (i++; i < to && line[i] != quote; i++)
			;
	} else if (i < to && strchr("{[|>&*!", line[i])) {
		return to;
	}
	for (; i < to; i++)
		if (line[i] == ':' && (i + 1 == to || line[i + 1] == ' '))
			return i;
	return to;
}

static void paint_yaml_value(const char *line, size_t from, size_t to, uint8_t *styles)
{
	bool quoted;

	while (from < to && line[from] == ' ')
		from++;
	while (to > from && (line[to - 1] == ' ' || line[to - 1] == '\r'))
		to--;
	if (from == to)
		return;
	if (strchr("{[|>&*!", line[from])) {
		if (starts_with(line, from, to, "{%")) {
			fill(styles, from, to, ST_JSON_STRING);
			paint_inside(line, from, to, styles);
			return;
		}
		json_paint(NULL, line + from, to - from, styles + from);
		return;
	}
	quoted = line[from] == '"' || line[from] == '\'';
	fill(styles, from, to, quoted ? ST_JSON_STRING : plain_style(line, from, to));
	if (quoted && to - from >= 2)
		paint_inside(line, from + 1, to - (line[to - 1] == line[from]), styles);
	else if (styles[from] == ST_JSON_STRING)
		paint_inside(line, from, to, styles);
}

void text_paint_yaml(void *ctx, const char *line, size_t len, uint8_t *styles)
{
	size_t i = 0, end = comment_start(line, 0, len), colon;

	(void)ctx;
	fill(styles, 0, end, ST_TEXT);
	fill(styles, end, len, ST_DIM);
	for (;;) {
		while (i < end && line[i] == ' ')
			i++;
		if (i >= end || line[i] != '-' || (i + 1 < end && line[i + 1] != ' '))
			break;
		styles[i++] = ST_JSON_PUNCT;
	}
	colon = colon_of(line, i, end);
	if (colon < end) {
		fill(styles, i, colon, ST_JSON_KEY);
		styles[colon] = ST_JSON_PUNCT;
		i = colon + 1;
	}
	paint_yaml_value(line, i, end, styles);
}
