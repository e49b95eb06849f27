/* flow_text - texts of a definition made fit for cells: cleaned, measured, cut, wrapped. Widths by code point, see graph.h. */
#include "graph/flow.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

static bool is_space(uint32_t cp)
{
	return (cp >= 9 && cp <= 13) || cp == ' ' || cp == 0x85 || cp == 0xa0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) ||
		cp == 0x2028 || cp == 0x2029 || cp == 0x202f || cp == 0x205f || cp == 0x3000 || (cp >= 0x1c && cp <= 0x1f);
}

/* Category Cf: joiners, marks of direction, tags. Terminals differ on what they do to the width of others. */
static bool is_format(uint32_t cp)
{
	static const uint32_t ranges[][2] = {
		{ 0xad, 0xad }, { 0x600, 0x605 }, { 0x61c, 0x61c }, { 0x6dd, 0x6dd }, { 0x70f, 0x70f }, { 0x890, 0x891 },
		{ 0x8e2, 0x8e2 }, { 0x180e, 0x180e }, { 0x200b, 0x200f }, { 0x202a, 0x202e }, { 0x2060, 0x206f },
		{ 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0x110bd, 0x110bd }, { 0x110cd, 0x110cd }, { 0x13430, 0x13438 },
		{ 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a }, { 0xe0001, 0xe0001 }, { 0xe0020, 0xe007f },
	};

	for (size_t i = 0; i < ARRAY_LEN(ranges); i++)
		if (cp >= ranges[i][0] && cp <= ranges[i][1])
			return true;
	return false;
}

/* Adds the character, behind the blank that is due. */
static void add_char(struct str *out, bool *blank, const char *bytes, size_t len)
{
	if (*blank)
		str_addc(out, ' ');
	*blank = false;
	str_add(out, bytes, len);
}

char *flow_text_clean(const char *s)
{
	struct str out = {0};
	size_t len = s ? strlen(s) : 0, used;
	bool blank = false, empty = false;	/* a blank is due; the word so far has only what cannot be seen */

	for (size_t i = 0; i < len; i += used) {
		uint32_t cp = utf8_next(s + i, len - i, &used);

		if (is_space(cp)) {
			if (empty)
				add_char(&out, &blank, "?", 1);
			empty = false;
			blank = out.len > 0;
			continue;
		}
		if (is_format(cp) || (utf8_cp_width(cp) == 0 && (blank || !out.len))) {
			empty |= blank || !out.len;
			continue;
		}
		empty = false;
		if (cp == 0 || cp == 0xfffd || utf8_is_unsafe(cp))
			add_char(&out, &blank, "?", 1);
		else
			add_char(&out, &blank, s + i, used);
	}
	if (empty && out.len)
		add_char(&out, &blank, "?", 1);
	return str_take(&out);
}

int flow_text_width(const char *clean)
{
	size_t len = strlen(clean), used;
	int width = 0;

	for (size_t i = 0; i < len; i += used)
		width += utf8_cp_width(utf8_next(clean + i, len - i, &used));
	return width;
}

/* Bytes of the longest prefix within cols cells; what has no width stays with the character before it. */
static size_t fit(const char *clean, int cols)
{
	size_t len = strlen(clean), used, i = 0;
	int width = 0;

	for (; i < len; i += used) {
		width += utf8_cp_width(utf8_next(clean + i, len - i, &used));
		if (width > cols)
			break;
	}
	return i;
}

char *flow_text_cut(const char *clean, int cols, bool ascii)
{
	struct str out = {0};
	size_t n;

	if (flow_text_width(clean) <= cols)
		return xstrdup(clean);
	n = fit(clean, cols - 1);
	while (n > 0 && clean[n - 1] == ' ')
		n--;
	str_add(&out, clean, n);
	str_adds(&out, ascii ? "~" : "…");
	return str_take(&out);
}

/* May a line end before the character at `at`? 2: at a blank, 1: before a member or a new word in a name (a.b, a_b, a/b, aB). */
static int break_at(const char *text, size_t at)
{
	char before = text[at - 1], here = text[at];

	if (here == ' ' || before == ' ')
		return 2;
	if (here == '.' || here == '[')
		return 1;
	if (strchr("_-/:,(", before))
		return 1;
	return before >= 'a' && before <= 'z' && here >= 'A' && here <= 'Z';
}

/* Bytes of the first line: to the last blank that leaves it half full, else to another good place, else as much as there is room for. */
static size_t first_line(const char *clean, int cols)
{
	size_t most = fit(clean, cols), best = 0;

	if (clean[most] == ' ' || !clean[most])
		return most;
	for (int want = 2; want > 0; want--)
		for (size_t at = most; at > best && at > 0; at--)
			if (break_at(clean, at) >= want && (want == 1 || 2 * at >= most)) {
				best = 3 * at >= most ? at : best;
				break;
			}
	return best ? best : most;
}

int flow_text_wrap(const char *clean, int cols, int max, bool ascii, char **lines)
{
	int n = 0;

	while (*clean && n < max) {
		size_t take;

		if (n == max - 1 || flow_text_width(clean) <= cols) {
			lines[n++] = flow_text_cut(clean, cols, ascii);
			break;
		}
		take = first_line(clean, cols);
		lines[n++] = xstrndup(clean, take > 0 && clean[take - 1] == ' ' ? take - 1 : take);
		clean += take;
		while (*clean == ' ')
			clean++;
	}
	return n;
}
