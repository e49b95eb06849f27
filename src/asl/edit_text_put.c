/* Fragments of a text, and new members and elements. */
#include "asl/edit_text_private.h"

#include <stdlib.h>
#include <string.h>

#include "json/pointer.h"

/* --- fragments ----------------------------------------------------------------------------------------------------------- */

void fragment_done(struct fragment *f)
{
	str_done(&f->text);
	str_done(&f->above);
	str_done(&f->beside);
	cJSON_Delete(f->value);
	f->value = NULL;
}

struct fragment edit_print(const struct edit_text *t, const cJSON *value, bool one_line)
{
	struct fragment f = {.value = json_copy(value)};

	if (t->form == ASL_FORM_YAML && value->child && !one_line) {
		edit_print_yaml(&f.text, value, "\n", t->unit);
		f.block = true;
	} else if (t->form == ASL_FORM_YAML && cJSON_IsString(value)) {
		edit_print_yaml_string(&f.text, value->valuestring);
	} else {
		edit_print_json(&f.text, value, "\n", t->unit, one_line);
	}
	return f;
}

/* Lines that stand at least as far in as the first one lose that much. */
static void dedent(struct str *out, const char *text, size_t len, size_t by)
{
	const char *end = text + len, *nl;

	for (const char *line = text; line < end; line = nl + 1) {
		size_t n, cut = 0;

		nl = memchr(line, '\n', (size_t)(end - line));
		n = (size_t)((nl ? nl : end) - line);
		if (line > text)
			while (cut < by && cut < n && (line[cut] == ' ' || line[cut] == '\t'))
				cut++;
		str_add(out, line + cut, n - cut);
		if (out->len && out->p[out->len - 1] == '\r')
			out->p[--out->len] = '\0';
		if (!nl)
			break;
		str_addc(out, '\n');
	}
}

/* The comments of a member in YAML's block style. */
static void copy_comments(const struct edit_text *t, const struct spot *s, struct fragment *f)
{
	size_t line = edit_line_start(t, s->from), above = edit_comment_start(t, s->from), end = edit_line_after(t, s->from), at;

	if (!s->p.key.line || !edit_begins_line(t, s->from))
		return;
	if (above < line)
		dedent(&f->above, t->text + above + (s->from - line), line - above - (s->from - line), s->from - line);
	at = edit_key_end(t, s->from) + 1;
	while (at < end && t->text[at] == ' ')
		at++;
	while (end > at && edit_is_space(t->text[end - 1]))
		end--;
	if (f->block && at < end && t->text[at] == '#')
		str_add(&f->beside, t->text + at, end - at);
}

struct fragment edit_fragment(struct edit_text *t, const char *pointer)
{
	struct fragment f = {0};
	struct spot s;
	char *indent;

	if (!edit_flush(t) || !spot_find(t, pointer, &s))
		return f;
	f.value = json_copy(s.node);
	f.block = s.node->child && !spot_is_flow(t, s.node, &s.p);
	indent = f.block ? edit_column_at(t, s.p.start.offset) : edit_indent_at(t, s.from);
	dedent(&f.text, t->text + s.p.start.offset, s.end - s.p.start.offset, strlen(indent));
	if (t->form == ASL_FORM_YAML)
		copy_comments(t, &s, &f);
	free(indent);
	return f;
}

/* --- putting in ---------------------------------------------------------------------------------------------------------- */

/* The white space before a member: of the second one, since the first may stand beside the brace. */
static void add_space(struct str *out, const struct edit_text *t, const cJSON *container)
{
	const cJSON *model = container->child->next ? container->child->next : container->child;
	struct spot s;
	size_t from;

	if (!spot_of(t, model, &s))
		return;
	for (from = s.from; from && edit_is_space(t->text[from - 1]); from--)
		;
	if (from == s.from && model == container->child && t->text[s.p.start.offset - 1] != ':')
		str_addc(out, ' ');	/* {"a": 1} has a blank behind its commas, {"a":1} has none */
	str_add(out, t->text + from, s.from - from);
}

/* Between a name and its value, as the first member has it. */
static void add_colon(struct str *out, const struct edit_text *t, const cJSON *container)
{
	struct spot s;
	size_t from;

	if (!container->child || !spot_of(t, container->child, &s) || !s.p.key.line) {
		str_adds(out, ": ");
		return;
	}
	for (from = s.p.start.offset; from && (edit_is_space(t->text[from - 1]) || t->text[from - 1] == ':'); from--)
		;
	str_add(out, t->text + from, s.p.start.offset - from);
}

static void add_value(struct str *out, const struct edit_text *t, const struct fragment *f, const struct str *space)
{
	const char *nl = space->len ? strrchr(space->p, '\n') : NULL;

	if (f->block)			/* a block cannot stand in braces: its value can */
		edit_print_json(out, f->value, t->eol, t->unit, true);
	else
		edit_indent(out, str_get(&f->text), f->text.len, nl ? nl + 1 : "", t->eol);
}

static void put_flow(struct edit_text *t, const struct spot *container, const char *name, const struct fragment *f, const cJSON *after)
{
	struct str space = {0}, out = {0};
	struct spot s;

	add_space(&space, t, container->node);
	if (after)
		str_addf(&out, ",%s", str_get(&space));
	json_print_string(&out, name);
	add_colon(&out, t, container->node);
	add_value(&out, t, f, &space);
	if (!after)
		str_addf(&out, ",%s", str_get(&space));
	if (spot_of(t, after ? after : container->node->child, &s))
		edit_splice(t, after ? s.end : s.from, after ? s.end : s.from, out.p, out.len);
	str_done(&space);
	str_done(&out);
}

/* A line of its own behind the one at `at`'s end, which may be the text's last without an end. */
static void add_lines(struct edit_text *t, size_t at, struct str *lines)
{
	struct str out = {0};

	if (at && t->text[at - 1] != '\n')
		str_adds(&out, t->eol);
	str_add(&out, lines->p, lines->len);
	str_adds(&out, t->eol);
	edit_splice(t, at, at, out.p, out.len);
	str_done(&out);
}

/* "name: value" with its comments, in lines of which the first is not indented and the last has no end. */
static void member_lines(struct str *out, const struct edit_text *t, const char *name, const struct fragment *f, const char *column)
{
	char *deeper = xasprintf("%s%s", column, f->block ? t->unit : "");

	if (f->above.len) {
		edit_indent(out, f->above.p, f->above.len, column, t->eol);
		str_adds(out, column);
	}
	edit_print_yaml_string(out, name);
	str_addc(out, ':');
	if (f->block && f->beside.len)
		str_addf(out, " %s", f->beside.p);
	str_adds(out, f->block ? t->eol : " ");
	str_adds(out, f->block ? deeper : "");
	edit_indent(out, str_get(&f->text), f->text.len, deeper, t->eol);
	free(deeper);
}

static void put_block(struct edit_text *t, const struct spot *container, const char *name, const struct fragment *f, const cJSON *after)
{
	struct str out = {0}, line = {0};
	struct spot first, s;
	char *column;

	if (!spot_of(t, container->node->child, &first) || (after && !spot_of(t, after, &s)))
		return;
	column = edit_column_at(t, first.from);
	member_lines(&out, t, name, f, column);
	str_addf(&line, "%s%s", column, str_get(&out));
	if (after) {
		add_lines(t, edit_line_after(t, s.end), &line);
	} else if (edit_begins_line(t, first.from)) {
		add_lines(t, edit_comment_start(t, first.from), &line);
	} else {
		str_addf(&out, "%s%s", t->eol, column);
		edit_splice(t, first.from, first.from, out.p, out.len);
	}
	free(column);
	str_done(&line);
	str_done(&out);
}

/* The first member of an empty object keeps its text as well. */
static void put_first(struct edit_text *t, const struct spot *o, const char *name, const struct fragment *f)
{
	struct str out = {0}, key = {0};
	bool yaml = t->form == ASL_FORM_YAML, lines = memchr(t->text, '\n', t->len) != NULL;
	size_t at = o->p.start.offset;
	char *indent, *deeper;

	if (yaml && o->p.key.line) {
		indent = edit_column_at(t, o->from);
		at = edit_key_end(t, o->from) + 1;
	} else {
		indent = edit_indent_at(t, o->from);
		json_print_string(&key, name);
	}
	deeper = xasprintf("%s%s", indent, t->unit);
	if (yaml && o->p.key.line) {
		str_addf(&out, "%s%s", t->eol, deeper);
		member_lines(&out, t, name, f, deeper);
	} else if (lines && !f->block) {
		str_addf(&out, "{%s%s%s: ", t->eol, deeper, str_get(&key));
		edit_indent(&out, str_get(&f->text), f->text.len, deeper, t->eol);
		str_addf(&out, "%s%s}", t->eol, indent);
	} else {
		str_addf(&out, "{%s: ", str_get(&key));
		edit_print_json(&out, f->value, t->eol, t->unit, true);
		str_addc(&out, '}');
	}
	edit_splice(t, at, o->end, out.p, out.len);
	json_add(o->expected, name, json_copy(f->value));
	free(indent);
	free(deeper);
	str_done(&key);
	str_done(&out);
	edit_flush(t);
}

void edit_put(struct edit_text *t, const char *object, const char *name, const struct fragment *f, const char *after)
{
	struct spot container;
	const cJSON *behind = NULL;

	if (!edit_flush(t) || !spot_find(t, object, &container))
		return;
	if (!f->value || !cJSON_IsObject(container.node) || json_get(container.node, name)) {
		edit_stop(t, "%.200s cannot get a member \"%.80s\"", object, name);
		return;
	}
	if (!container.node->child) {
		put_first(t, &container, name, f);
		return;
	}
	if (after)
		behind = *after ? json_get(container.node, after) : container.node->child->prev;
	if (after && !behind)
		behind = container.node->child->prev;
	if (spot_is_flow(t, container.node, &container.p))
		put_flow(t, &container, name, f, behind);
	else
		put_block(t, &container, name, f, behind);
	json_add(container.expected, name, json_copy(f->value));
	edit_flush(t);
}

/* A value stands on one line where that of its neighbour does, unless it would be a long one among others. */
static bool on_one_line(struct edit_text *t, const char *container, const cJSON *value)
{
	const cJSON *node = edit_get(t, container);
	struct spot s;
	bool many = false;

	for (const cJSON *c = node ? node->child : NULL; c; c = c->next) {
		if (!c->child || !spot_of(t, c, &s))
			continue;
		many = true;
		if (memchr(t->text + s.p.start.offset, '\n', s.end - s.p.start.offset))
			return false;
	}
	if (many)
		return edit_fits_line(value) || !memchr(t->text, '\n', t->len);
	if (!node || !spot_of(t, node, &s))
		return false;
	return node->child && !memchr(t->text + s.p.start.offset, '\n', s.end - s.p.start.offset);
}

void edit_put_value(struct edit_text *t, const char *object, const char *name, const cJSON *value, const char *after)
{
	struct fragment f = edit_print(t, value, t->form == ASL_FORM_JSON && on_one_line(t, object, value));

	edit_put(t, object, name, &f, after);
	fragment_done(&f);
}

void edit_put_string(struct edit_text *t, const char *object, const char *name, const char *value, const char *after)
{
	cJSON *v = cJSON_CreateString(value);

	edit_put_value(t, object, name, v, after);
	cJSON_Delete(v);
}

static void insert_flow(struct edit_text *t, const struct spot *array, const cJSON *before, const struct fragment *f)
{
	struct str space = {0}, out = {0};
	struct spot s;

	add_space(&space, t, array->node);
	if (!before)
		str_addf(&out, ",%s", str_get(&space));
	add_value(&out, t, f, &space);
	if (before)
		str_addf(&out, ",%s", str_get(&space));
	if (spot_of(t, before ? before : array->node->child->prev, &s))
		edit_splice(t, before ? s.from : s.end, before ? s.from : s.end, out.p, out.len);
	str_done(&space);
	str_done(&out);
}

static void insert_block(struct edit_text *t, const struct spot *array, const cJSON *before, const struct fragment *f)
{
	struct str out = {0};
	struct spot s;
	size_t lead;
	char *column, *deeper;

	if (!spot_of(t, before ? before : array->node->child->prev, &s))
		return;
	lead = spot_lead(t, &s);
	column = edit_column_at(t, lead);
	deeper = xasprintf("%s  ", column);
	str_addf(&out, "%s- ", before ? "" : column);
	edit_indent(&out, str_get(&f->text), f->text.len, deeper, t->eol);
	if (before) {
		str_addf(&out, "%s%s", t->eol, column);
		edit_splice(t, lead, lead, out.p, out.len);
	} else {
		add_lines(t, edit_line_after(t, s.end), &out);
	}
	free(column);
	free(deeper);
	str_done(&out);
}

/* Of a child; how many there are for NULL. */
static size_t json_index(const cJSON *container, const cJSON *child)
{
	size_t at = 0;

	for (const cJSON *c = container->child; c && c != child; c = c->next)
		at++;
	return at;
}

/* Behind the others, and those from its index on behind it: cJSON's own insertion refuses what is not the first. */
static void insert_expected(cJSON *array, size_t index, cJSON *item_take)
{
	size_t behind = json_count(array) - index;

	json_append(array, item_take);
	for (; behind; behind--) {
		cJSON *c = array->child;

		for (size_t i = 0; i < index; i++)
			c = c->next;
		json_append(array, cJSON_DetachItemViaPointer(array, c));
	}
}

void edit_insert(struct edit_text *t, const char *array, size_t index, const cJSON *value)
{
	struct spot s;
	struct fragment f;
	const cJSON *before;

	if (!edit_flush(t) || !spot_find(t, array, &s))
		return;
	if (!cJSON_IsArray(s.node)) {
		edit_stop(t, "%.200s is no list", array);
		return;
	}
	if (!s.node->child) {
		cJSON *whole = cJSON_CreateArray();

		json_append(whole, json_copy(value));
		edit_set(t, array, whole);
		cJSON_Delete(whole);
		return;
	}
	f = edit_print(t, value, t->form == ASL_FORM_JSON && on_one_line(t, array, value));
	if (!spot_find(t, array, &s)) {
		fragment_done(&f);
		return;
	}
	for (before = s.node->child; before && index; before = before->next)
		index--;
	if (spot_is_flow(t, s.node, &s.p))
		insert_flow(t, &s, before, &f);
	else
		insert_block(t, &s, before, &f);
	insert_expected(s.expected, json_index(s.node, before), json_copy(value));
	fragment_done(&f);
	edit_flush(t);
}
