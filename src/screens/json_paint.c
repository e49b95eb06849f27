#include "screens/json_paint.h"

#include <string.h>

/* Where the string that begins at `from` ends: behind its closing quote, or at the end of the line. */
static size_t string_end(const char *line, size_t len, size_t from)
{
	size_t i = from + 1;

	while (i < len && line[i] != '"')
		i += line[i] == '\\' && i + 1 < len ? 2 : 1;
	return i < len ? i + 1 : len;
}

/* A member's name is a string with a colon behind it. */
static bool is_key(const char *line, size_t len, size_t end)
{
	while (end < len && (line[end] == ' ' || line[end] == '\t'))
		end++;
	return end < len && line[end] == ':';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '+' || c == '-' || c == '_';
}

static enum style word_style(const char *word, size_t len)
{
	static const char *const literals[] = {"true", "false", "null"};

	for (size_t i = 0; i < ARRAY_LEN(literals); i++)
		if (len == strlen(literals[i]) && memcmp(word, literals[i], len) == 0)
			return ST_JSON_LITERAL;
	return word[0] == '-' || (word[0] >= '0' && word[0] <= '9') ? ST_JSON_NUMBER : ST_TEXT;
}

void json_paint(void *ctx, const char *line, size_t len, uint8_t *styles)
{
	size_t end;

	(void)ctx;
	for (size_t i = 0; i < len; i = end) {
		enum style st = ST_TEXT;

		end = i + 1;
		if (line[i] == '"') {
			end = string_end(line, len, i);
			st = is_key(line, len, end) ? ST_JSON_KEY : ST_JSON_STRING;
		} else if (line[i] && strchr("{}[],:", line[i])) {
			st = ST_JSON_PUNCT;
		} else if (is_word(line[i])) {
			while (end < len && is_word(line[end]))
				end++;
			st = word_style(line + i, end - i);
		}
		memset(styles + i, st, end - i);
	}
}
