/*
 * Edits are collected as pieces of the text to be replaced, and applied in their order. A value that is written anew stands on one line if
 * the old one did; else it is indented as its surroundings are. Elements and members that are the same keep their own text.
 */
#include "json/rewrite.h"

#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 90			/* a container that fits stands on one line among others that do not */

static void edit(struct rewrite *w, size_t from, size_t to, char *text_take)
{
	VEC_PUSH(&w->edits, ((struct rewrite_edit){.at = from, .len = to - from, .text = text_take}));
}

/* --- the style of a text ---------------------------------------------------------------------------------------------- */

struct style {
	bool on_one_line;
	char *indent;			/* of the line that the value begins on */
	char *step;			/* what a level adds */
	const char *line_end;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The white space at the beginning of the line of `at`. */
static char *indent_at(const struct rewrite *w, size_t at)
{
	size_t from = at, n = 0;

	while (from && w->text[from - 1] != '\n')
		from--;
	while (from + n < at && is_blank(w->text[from + n]))
		n++;
	return xstrndup(w->text + from, n);
}

/* How much further in the first child stands than the line of its container; two blanks where nothing tells. */
static char *step_of(const struct rewrite *w, const cJSON *node, const char *indent)
{
	struct json_place p;
	char *inner, *step = NULL;

	if (node->child && json_places_find(w->places, node->child, &p)) {
		inner = indent_at(w, p.key.line ? p.key.offset : p.start.offset);
		if (strlen(inner) > strlen(indent) && str_starts(inner, indent))
			step = xstrdup(inner + strlen(indent));
		free(inner);
	}
	return step ? step : xstrdup("  ");
}

static struct style style_of(const struct rewrite *w, const cJSON *node, const struct json_place *p)
{
	struct style s = {.indent = indent_at(w, p->key.line ? p->key.offset : p->start.offset)};
	const char *end = memchr(w->text, '\n', w->len);

	s.on_one_line = !memchr(w->text + p->start.offset, '\n', p->end - p->start.offset);
	s.step = step_of(w, node, s.indent);
	s.line_end = end && end > w->text && end[-1] == '\r' ? "\r\n" : "\n";
	return s;
}

static void style_done(struct style *s)
{
	free(s->indent);
	free(s->step);
}

/* --- a value in a style ------------------------------------------------------------------------------------------------ */

static void new_line(struct str *out, const struct style *s, int depth)
{
	str_adds(out, s->line_end);
	str_adds(out, s->indent);
	while (depth-- > 0)
		str_adds(out, s->step);
}

static void print_line(struct str *out, const cJSON *node)
{
	bool is_object = cJSON_IsObject(node);

	if ((!is_object && !cJSON_IsArray(node)) || !node->child) {
		json_print_to(out, node);
		return;
	}
	str_addc(out, is_object ? '{' : '[');
	for (const cJSON *m = node->child; m; m = m->next) {
		if (is_object) {
			json_print_string(out, m->string);
			str_adds(out, ": ");
		}
		print_line(out, m);
		if (m->next)
			str_adds(out, ", ");
	}
	str_addc(out, is_object ? '}' : ']');
}

static bool fits_on_line(const cJSON *node)
{
	struct str line = {0};
	bool fits;

	print_line(&line, node);
	fits = line.len <= LINE_BYTES;
	str_done(&line);
	return fits;
}

static void print_lines(struct str *out, const cJSON *node, const struct style *s, int depth)
{
	bool is_object = cJSON_IsObject(node);

	str_addc(out, is_object ? '{' : '[');
	for (const cJSON *m = node->child; m; m = m->next) {
		new_line(out, s, depth + 1);
		if (is_object) {
			json_print_string(out, m->string);
			str_adds(out, ": ");
		}
		if (m->child && !fits_on_line(m))
			print_lines(out, m, s, depth + 1);
		else
			print_line(out, m);
		if (m->next)
			str_addc(out, ',');
	}
	new_line(out, s, depth);
	str_addc(out, is_object ? '}' : ']');
}

static void print(struct str *out, const cJSON *node, const struct style *s)
{
	if (node->child && !s->on_one_line)
		print_lines(out, node, s, 0);
	else
		print_line(out, node);
}

/* --- comparing ---------------------------------------------------------------------------------------------------------- */

static bool change(struct rewrite *w, const cJSON *old, const cJSON *new);

static bool replace(struct rewrite *w, const cJSON *old, const struct json_place *p, const cJSON *new)
{
	struct style s = style_of(w, old, p);
	struct str out = {0};

	if (!old->child && !fits_on_line(new))
		s.on_one_line = false;	/* nothing that was written shows how it would be */
	print(&out, new, &s);
	style_done(&s);
	edit(w, p->start.offset, p->end, str_take(&out));
	return true;
}

static size_t member_start(const struct json_place *p)
{
	return p->key.line ? p->key.offset : p->start.offset;
}

/* The white space in front of a member, back to the comma or bracket before it. */
static char *space_before(const struct rewrite *w, size_t at)
{
	size_t from = at;

	while (from && strchr(" \t\r\n", w->text[from - 1]))
		from--;
	return xstrndup(w->text + from, at - from);
}

/* What is between a member's name and its value. */
static void add_colon(struct str *out, const struct rewrite *w, const struct json_place *p)
{
	size_t from = p->start.offset;

	while (from && strchr(" \t\r\n:", w->text[from - 1]))
		from--;
	str_add(out, w->text + from, p->start.offset - from);
}

/* Members of new that old does not have, behind the last that stays. */
static void add_members(struct rewrite *w, const cJSON *old, const cJSON *new, const cJSON *last)
{
	struct json_place p;
	struct style s;
	struct str out = {0};
	char *space;

	json_places_find(w->places, last, &p);
	space = space_before(w, member_start(&p));
	if (!*space && last == old->child && w->text[p.start.offset - 1] == ' ') {	/* {"a": 1}: the first stands beside the brace */
		free(space);
		space = xstrdup(" ");
	}
	s = style_of(w, last, &p);
	for (const cJSON *m = new->child; m; m = m->next) {
		if (json_get(old, m->string))
			continue;
		str_addc(&out, ',');
		str_adds(&out, space);
		json_print_string(&out, m->string);
		add_colon(&out, w, &p);
		s.on_one_line = fits_on_line(m) || !strchr(space, '\n');
		print(&out, m, &s);
	}
	if (out.len)
		edit(w, p.end, p.end, str_take(&out));
	str_done(&out);
	style_done(&s);
	free(space);
}

static const cJSON *last_kept(const cJSON *old, const cJSON *new)
{
	const cJSON *last = NULL;

	for (const cJSON *m = old->child; m; m = m->next)
		if (json_get(new, m->string))
			last = m;
	return last;
}

/* A member goes with the comma that stands behind it; those at the end with the one in front. */
static bool change_object(struct rewrite *w, const cJSON *old, const struct json_place *place, const cJSON *new)
{
	const cJSON *last = last_kept(old, new);
	struct json_place p, q;
	bool behind = false;

	if (!last)
		return replace(w, old, place, new);
	for (const cJSON *m = old->child; m; m = m->next) {
		const cJSON *other = json_get(new, m->string);

		if (other && !change(w, m, other))
			return false;
		if (m == last) {
			add_members(w, old, new, last);
			behind = true;
		} else if (!other && !behind && json_places_find(w->places, m, &p) && json_places_find(w->places, m->next, &q)) {
			edit(w, member_start(&p), member_start(&q), xstrdup(""));
		}
	}
	if (last->next && json_places_find(w->places, last, &p) && json_places_find(w->places, old->child->prev, &q))
		edit(w, p.end, q.end, xstrdup(""));
	return true;
}

static bool change_list(struct rewrite *w, const cJSON *old, const struct json_place *p, const cJSON *new)
{
	const cJSON *b = new->child;

	if (json_count(old) != json_count(new))
		return replace(w, old, p, new);
	for (const cJSON *a = old->child; a; a = a->next, b = b->next)
		if (!change(w, a, b))
			return false;
	return true;
}

/* No deeper than JSON_DEPTH_MAX. */
static bool change(struct rewrite *w, const cJSON *old, const cJSON *new)
{
	struct json_place p;

	if (!json_places_find(w->places, old, &p) || p.end > w->len)
		return false;
	if (cJSON_IsObject(old) && cJSON_IsObject(new))
		return change_object(w, old, &p, new);
	if (cJSON_IsArray(old) && cJSON_IsArray(new))
		return change_list(w, old, &p, new);
	return json_equal(old, new) || replace(w, old, &p, new);
}

bool rewrite_add(struct rewrite *w, const cJSON *old, const cJSON *new)
{
	size_t before = w->edits.n;

	if (change(w, old, new))
		return true;
	while (w->edits.n > before)
		free(w->edits.v[--w->edits.n].text);
	return false;
}

/* --- applying ------------------------------------------------------------------------------------------------------------ */

static int by_place(const void *a, const void *b)
{
	const struct rewrite_edit *p = a, *q = b;

	if (p->at != q->at)
		return p->at < q->at ? -1 : 1;
	return p->len < q->len ? -1 : p->len > q->len;	/* what is put in comes before what is taken out there */
}

char *rewrite_apply(struct rewrite *w, size_t *len)
{
	struct str out = {0};
	size_t at = 0;

	if (w->edits.n)
		qsort(w->edits.v, w->edits.n, sizeof w->edits.v[0], by_place);
	for (size_t i = 0; i < w->edits.n; i++) {
		const struct rewrite_edit *e = &w->edits.v[i];

		str_add(&out, w->text + at, e->at - at);
		str_adds(&out, e->text);
		at = e->at + e->len;
	}
	str_add(&out, w->text + at, w->len - at);
	*len = out.len;
	return str_take(&out);
}

void rewrite_done(struct rewrite *w)
{
	for (size_t i = 0; i < w->edits.n; i++)
		free(w->edits.v[i].text);
	VEC_DONE(&w->edits);
}
