/*
 * A place in JSON that may be broken. Strings end with their line at the latest; a name where a comma is missing is a name all the same; what
 * was taken for a value becomes a name when a colon follows it.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "asl/spot_read.h"

enum { WANTS_NAME, WANTS_COLON, WANTS_VALUE, WANTS_COMMA };

static int *expects(struct spot_reader *r)
{
	static int none;

	none = WANTS_VALUE;
	return r->open.n ? &r->open.v[r->open.n - 1].expects : &none;
}

static enum asl_spot_kind kind_here(struct spot_reader *r)
{
	int wants = *expects(r);

	return wants == WANTS_NAME ? SPOT_NAME : wants == WANTS_VALUE ? SPOT_VALUE : SPOT_NOTHING;
}

/* Of a word: where a comma is missing it begins the next member. */
static enum asl_spot_kind kind_of_word(struct spot_reader *r)
{
	const struct asl_spot_level *l = spot_top(r);
	int wants = *expects(r);

	if (!l || l->is_list || wants == WANTS_VALUE)
		return SPOT_VALUE;
	return SPOT_NAME;
}

/* The place of the closing quote, or the end of the line. */
static size_t string_end(const struct spot_reader *r, size_t from)
{
	size_t i = from + 1;

	while (i < r->len && r->text[i] != '"' && r->text[i] != '\n')
		i += r->text[i] == '\\' && i + 1 < r->len && r->text[i + 1] != '\n' ? 2 : 1;
	return i < r->len ? i : r->len;
}

static void word(struct spot_reader *r, size_t from, size_t to, bool quoted)
{
	enum asl_spot_kind kind = kind_of_word(r);

	if (!r->frozen && r->at >= from && r->at <= to)
		spot_freeze(r, kind, quoted, from, to);
	if (kind == SPOT_NAME) {
		spot_name(r, r->text + from, to - from);
		*expects(r) = WANTS_COLON;
	} else {
		spot_value(r, quoted ? r->text + from : NULL, to - from);
		*expects(r) = WANTS_COMMA;
	}
}

static void colon(struct spot_reader *r)
{
	struct asl_spot_level *l = spot_top(r);

	if (!l || l->is_list)
		return;
	if (*expects(r) == WANTS_COMMA && l->members.n && l->members.v[l->members.n - 1].value) {
		/* `"Next":` without a value, and in its place the next name. */
		char *name = l->members.v[l->members.n - 1].value;

		l->members.v[l->members.n - 1].value = NULL;
		spot_name(r, name, strlen(name));
		free(name);
	}
	*expects(r) = WANTS_VALUE;
}

static void comma(struct spot_reader *r)
{
	struct asl_spot_level *l = spot_top(r);

	if (!l)
		return;
	if (l->is_list) {
		l->index++;
		*expects(r) = WANTS_VALUE;
	} else {
		*expects(r) = WANTS_NAME;
	}
}

static void close_bracket(struct spot_reader *r, char c)
{
	/* One too many, or the wrong one, closes nothing. */
	if (!spot_top(r) || spot_top(r)->is_list != (c == ']'))
		return;
	spot_pop(r);
	if (r->open.n)
		*expects(r) = WANTS_COMMA;
}

static void punctuation(struct spot_reader *r, char c)
{
	switch (c) {
	case '{':
		spot_push(r, false, 0);
		*expects(r) = WANTS_NAME;
		break;
	case '[':
		spot_push(r, true, 0);
		*expects(r) = WANTS_VALUE;
		break;
	case '}':
	case ']': close_bracket(r, c); break;
	case ':': colon(r); break;
	case ',': comma(r); break;
	default: break;
	}
}

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '+' || c == '-' || c == '$' || (unsigned char)c >= 0x80;
}

void spot_read_json(struct spot_reader *r)
{
	size_t end;

	for (size_t i = 0; i < r->len && !(r->frozen && !r->left); i = end) {
		char c = r->text[i];

		end = i + 1;
		if (c == '"') {
			if (!r->frozen && r->at <= i)
				spot_freeze(r, kind_here(r), false, r->at, r->at);
			end = string_end(r, i);
			word(r, i + 1, end, true);
			end += end < r->len && r->text[end] == '"';
		} else if (in_word(c)) {
			while (end < r->len && in_word(r->text[end]))
				end++;
			word(r, i, end, false);
		} else {
			if (!r->frozen && r->at <= i)
				spot_freeze(r, kind_here(r), false, r->at, r->at);
			punctuation(r, c);
		}
	}
	if (!r->frozen)
		spot_freeze(r, kind_here(r), false, r->at, r->at);
}
