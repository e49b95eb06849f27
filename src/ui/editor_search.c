/* Search and replace in the editor: a plain text or a regular expression, in one line at a time. */
#include <stdlib.h>
#include <string.h>

#include "ui/editor_private.h"

static void forget(struct editor *ed)
{
	if (ed->is_regex)
		regfree(&ed->regex);
	ed->is_regex = false;
	free(ed->needle);
	ed->needle = NULL;
}

void editor_set_needle(struct editor *ed, const char *text)
{
	char *copy = text && *text ? xstrdup(text) : NULL;

	forget(ed);
	ed->needle = copy;
}

static bool has_upper(const char *s)
{
	for (; *s; s++) {
		if (*s == '\\' && s[1])
			s++;			/* \W is no capital letter */
		else if (*s >= 'A' && *s <= 'Z')
			return true;
	}
	return false;
}

bool editor_set_regex(struct editor *ed, const char *expression, struct err *e)
{
	char why[128];
	int rc;

	forget(ed);
	if (!*expression)
		return true;
	rc = regcomp(&ed->regex, expression, REG_EXTENDED | (has_upper(expression) ? 0 : REG_ICASE));
	if (rc) {
		regerror(rc, NULL, why, sizeof why);
		return err_set(e, ERR_SYNTAX, "%s", why);
	}
	ed->needle = xstrdup(expression);
	ed->is_regex = true;
	return true;
}

/* --- matches ------------------------------------------------------------------------------------------------------ */

static bool match_regex(const struct editor *ed, const struct buffer_line *l, size_t from, size_t *at, size_t *len, regmatch_t *groups)
{
	regmatch_t own[MATCH_GROUPS], *m = groups ? groups : own;

	while (from <= l->len) {
		if (regexec(&ed->regex, l->p + from, MATCH_GROUPS, m, from ? REG_NOTBOL : 0) != 0)
			return false;
		if (m[0].rm_eo > m[0].rm_so)
			break;
		from += (size_t)m[0].rm_so + 1;	/* nothing can be shown, or replaced, of an empty match */
	}
	if (from > l->len)
		return false;
	*at = from + (size_t)m[0].rm_so;
	*len = (size_t)(m[0].rm_eo - m[0].rm_so);
	for (int i = 0; i < MATCH_GROUPS && groups; i++) {
		if (m[i].rm_so < 0)
			continue;
		m[i].rm_so += (regoff_t)from;
		m[i].rm_eo += (regoff_t)from;
	}
	return true;
}

bool editor_match_in(const struct editor *ed, const struct buffer_line *l, size_t from, size_t *at, size_t *len, regmatch_t *groups)
{
	if (!ed->needle || from > l->len)
		return false;
	if (ed->is_regex)
		return match_regex(ed, l, from, at, len, groups);
	if (!text_find(l->p + from, l->len - from, ed->needle, at))
		return false;
	*at += from;
	*len = strlen(ed->needle);
	if (groups) {
		memset(groups, -1, MATCH_GROUPS * sizeof *groups);
		groups[0] = (regmatch_t){.rm_so = (regoff_t)*at, .rm_eo = (regoff_t)(*at + *len)};
	}
	return true;
}

/* The first match at or after from in the line, or the last one before it. */
static bool find_in_line(const struct editor *ed, size_t line, size_t from, bool back, size_t *at, size_t *len)
{
	const struct buffer_line *l = &ed->b.lines.v[line];
	size_t start = back ? 0 : from, hit, n;
	bool found = false;

	while (editor_match_in(ed, l, start, &hit, &n, NULL)) {
		if (back && hit >= from)
			break;
		*at = hit;
		*len = n;
		found = true;
		if (!back)
			break;
		start = hit + n;
	}
	return found;
}

static void select_match(struct editor *ed, size_t line, size_t at, size_t len)
{
	buffer_reveal(&ed->b, line);
	ed->anchor = (struct editor_pos){line, at};
	ed->cursor = (struct editor_pos){line, at + len};
	ed->selecting = true;
	ed->goal = -1;
	buffer_seal(&ed->b);
	editor_layout(ed, ed->cols, ed->rows);
}

bool editor_search(struct editor *ed, int direction)
{
	struct editor_pos from, to;
	size_t n = ed->b.lines.n, at, len;
	bool back = direction < 0;

	if (!ed->needle)
		return false;
	if (!editor_selected(ed, &from, &to))
		from = to = ed->cursor;
	for (size_t i = 0; i <= n; i++) {
		size_t line = back ? (from.line + n - i % n) % n : (to.line + i) % n;
		size_t edge = i ? (back ? SIZE_MAX : 0) : back ? from.byte : to.byte;

		if (find_in_line(ed, line, edge, back, &at, &len)) {
			select_match(ed, line, at, len);
			return true;
		}
	}
	return false;
}

size_t editor_count(const struct editor *ed, size_t max, size_t *which)
{
	struct editor_pos from = {0, 0}, to;
	bool selected = editor_selected(ed, &from, &to);
	size_t n = 0, at, len;

	*which = 0;
	for (size_t i = 0; i < ed->b.lines.n && n < max; i++) {
		size_t start = 0;

		for (; n < max && editor_match_in(ed, &ed->b.lines.v[i], start, &at, &len, NULL); start = at + len) {
			n++;
			if (selected && i == from.line && at == from.byte && to.line == i && to.byte == at + len)
				*which = n;
		}
	}
	return n;
}

/* --- replacing ---------------------------------------------------------------------------------------------------- */

/* The replacement of one match: \0 … \9 are parts of the line, of a plain text it is as it stands. */
static void fill(const struct editor *ed, const struct buffer_line *l, const regmatch_t *groups, const char *with, struct str *out)
{
	for (const char *p = with; *p; p++) {
		if (*p != '\\' || !ed->is_regex || !p[1]) {
			str_addc(out, *p);
		} else if (*++p < '0' || *p > '9') {
			str_addc(out, *p == 'n' ? '\n' : *p == 't' ? '\t' : *p);
		} else if (groups[*p - '0'].rm_so >= 0) {
			const regmatch_t *g = &groups[*p - '0'];

			str_add(out, l->p + g->rm_so, (size_t)(g->rm_eo - g->rm_so));
		}
	}
}

bool editor_replace(struct editor *ed, const char *with)
{
	struct editor_pos from, to;
	regmatch_t groups[MATCH_GROUPS];
	struct str text = {0};
	size_t at, len;
	unsigned did;

	if (ed->readonly || !editor_selected(ed, &from, &to) || from.line != to.line)
		return false;
	if (!editor_match_in(ed, &ed->b.lines.v[from.line], from.byte, &at, &len, groups) || at != from.byte || at + len != to.byte)
		return false;
	fill(ed, &ed->b.lines.v[from.line], groups, with, &text);
	buffer_seal(&ed->b);
	did = editor_change(ed, from, to, str_get(&text), text.len, CHANGE_ALONE);
	buffer_seal(&ed->b);
	str_done(&text);
	if (did & W_CHANGED)
		editor_search(ed, 1);
	editor_layout(ed, ed->cols, ed->rows);
	return did & W_CHANGED;
}

/* A line with everything replaced; how many matches it had. */
static size_t replaced_line(const struct editor *ed, const struct buffer_line *l, const char *with, struct str *out)
{
	regmatch_t groups[MATCH_GROUPS];
	size_t start = 0, at, len, n = 0;

	for (; editor_match_in(ed, l, start, &at, &len, groups); start = at + len, n++) {
		str_add(out, l->p + start, at - start);
		fill(ed, l, groups, with, out);
	}
	str_add(out, l->p + start, l->len - start);
	return n;
}

size_t editor_replace_matches(struct editor *ed, const char *with)
{
	struct editor_pos was = ed->cursor;
	size_t n = 0, k;

	if (ed->readonly || !ed->needle)
		return 0;
	buffer_group(&ed->b, true);
	for (size_t i = ed->b.lines.n; i-- > 0; ) {
		const struct buffer_line *l = &ed->b.lines.v[i];
		struct str text = {0};

		k = replaced_line(ed, l, with, &text);
		if (k && (editor_change(ed, (struct editor_pos){i, 0}, (struct editor_pos){i, l->len}, str_get(&text), text.len, CHANGE_ALONE) &
			W_CHANGED))
			n += k;
		str_done(&text);
	}
	buffer_group(&ed->b, false);
	ed->cursor = buffer_clamp(&ed->b, was);
	ed->selecting = false;
	buffer_reveal(&ed->b, ed->cursor.line);
	editor_layout(ed, ed->cols, ed->rows);
	return n;
}
