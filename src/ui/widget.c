#include "ui/widget.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "ui/glyph.h"
#include "ui/text.h"

static const struct {
	const char *name;
	enum move move;
} moves[] = {
	{"none", MOVE_NONE},		{"up", MOVE_UP},		{"down", MOVE_DOWN},
	{"left", MOVE_LEFT},		{"right", MOVE_RIGHT},		{"page-up", MOVE_PAGE_UP},
	{"page-down", MOVE_PAGE_DOWN},	{"half-up", MOVE_HALF_UP},	{"half-down", MOVE_HALF_DOWN},
	{"top", MOVE_TOP},		{"bottom", MOVE_BOTTOM},
};

static const struct {
	uint32_t code;
	unsigned mods;
	enum move move;
} keys[] = {
	{K_UP, 0, MOVE_UP},		{'k', 0, MOVE_UP},		{K_DOWN, 0, MOVE_DOWN},
	{'j', 0, MOVE_DOWN},		{K_LEFT, 0, MOVE_LEFT},		{'h', 0, MOVE_LEFT},
	{K_RIGHT, 0, MOVE_RIGHT},	{'l', 0, MOVE_RIGHT},		{K_PAGE_UP, 0, MOVE_PAGE_UP},
	{'b', MOD_CTRL, MOVE_PAGE_UP},	{K_PAGE_DOWN, 0, MOVE_PAGE_DOWN}, {'f', MOD_CTRL, MOVE_PAGE_DOWN},
	{'u', MOD_CTRL, MOVE_HALF_UP},	{'d', MOD_CTRL, MOVE_HALF_DOWN}, {'g', 0, MOVE_TOP},
	{K_HOME, 0, MOVE_TOP},		{'G', 0, MOVE_BOTTOM},		{K_END, 0, MOVE_BOTTOM},
	{'p', MOD_CTRL, MOVE_UP},	{'n', MOD_CTRL, MOVE_DOWN},
};

enum move move_from_key(const struct key *k)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (key_is(k, keys[i].code, keys[i].mods))
			return keys[i].move;
	}
	return MOVE_NONE;
}

int move_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(moves); i++) {
		if (strcmp(moves[i].name, name) == 0)
			return (int)moves[i].move;
	}
	return -1;
}

size_t view_top(size_t top, size_t cursor, size_t lines, size_t n)
{
	lines = lines ? lines : 1;
	if (cursor < top)
		top = cursor;
	if (cursor >= top + lines)
		top = cursor - lines + 1;
	if (top + lines > n)
		top = n > lines ? n - lines : 0;
	return top;
}

static size_t minus(size_t a, size_t b)
{
	return a > b ? a - b : 0;
}

size_t view_move(enum move m, size_t cursor, size_t page, size_t n)
{
	size_t last = minus(n, 1), half = (page + 1) / 2, to;

	switch (m) {
	case MOVE_UP: return minus(cursor, 1);
	case MOVE_DOWN: to = cursor + 1; break;
	case MOVE_PAGE_UP: return minus(cursor, page);
	case MOVE_PAGE_DOWN: to = cursor + page; break;
	case MOVE_HALF_UP: return minus(cursor, half);
	case MOVE_HALF_DOWN: to = cursor + half; break;
	case MOVE_TOP: return 0;
	case MOVE_BOTTOM: return last;
	default: return SIZE_MAX;
	}
	return to < last ? to : last;
}

static bool has_upper(const char *s)
{
	while (*s && !isupper((unsigned char)*s))
		s++;
	return *s;
}

static bool matches(const char *text, const char *needle, size_t n, bool exact)
{
	if (exact)
		return memcmp(text, needle, n) == 0;
	for (size_t i = 0; i < n; i++) {
		if (tolower((unsigned char)text[i]) != tolower((unsigned char)needle[i]))
			return false;
	}
	return true;
}

bool text_find(const char *text, size_t len, const char *needle, size_t *at)
{
	size_t n = strlen(needle);
	bool exact = has_upper(needle);

	for (size_t i = 0; n && i + n <= len; i++) {
		if (matches(text + i, needle, n, exact)) {
			if (at)
				*at = i;
			return true;
		}
	}
	return false;
}

int surface_text_match(struct surface *sf, int x, int y, int cols, enum style st, const char *text, const char *needle)
{
	size_t len = strlen(text), from = 0, at, n;
	int taken = surface_text(sf, x, y, cols, st, text);
	struct surface row = surface_sub(sf, x, y, taken, 1);

	if (!needle || !*needle)
		return taken;
	n = strlen(needle);
	while (from < len && text_find(text + from, len - from, needle, &at)) {
		int before = text_width(text, from + at);

		if (before >= taken)
			break;
		surface_restyle(&row, before, 0, text_width(text + from + at, n), 1, ST_MATCH);
		from += at + n;
	}
	return taken;
}

int surface_text_wrap(struct surface *sf, int x, int indent, int cols, int max, enum style st, const char *text, const char *needle)
{
	size_t len = strlen(text), n;
	int y = 0, w;

	for (;; y++, x = indent) {
		char *line;

		n = text_fit(text, len, cols > x ? cols - x : 0, &w);
		if (y + 1 >= max || n == len || (!n && x <= indent))
			break;
		line = xstrndup(text, n);
		if (sf)
			surface_text_match(sf, x, y, cols - x, st, line, needle);
		free(line);
		text += n;
		len -= n;
	}
	if (sf)
		surface_text_match(sf, x, y, cols - x, st, text, needle);
	return y + 1;
}
