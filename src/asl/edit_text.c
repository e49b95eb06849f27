#include "asl/edit_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/pointer.h"
#include "json/rewrite.h"

/* --- life --------------------------------------------------------------------------------------------------------------- */

bool edit_stop(struct edit_text *t, const char *fmt, ...)
{
	va_list ap;

	if (t->err.code)
		return false;
	va_start(ap, fmt);
	t->err.code = ERR_INVALID;
	vsnprintf(t->err.msg, sizeof t->err.msg, fmt, ap);
	va_end(ap);
	return false;
}

static bool read_text(struct edit_text *t)
{
	struct err e;
	cJSON *root;

	if (!asl_form_parse_loosely(t->form, t->text, t->len, t->places, &root, &e))
		return edit_stop(t, "the text does not parse: %.400s", e.msg);
	cJSON_Delete(t->root);
	t->root = root;
	return true;
}

void edit_text_init(struct edit_text *t, enum asl_form form, const char *text, size_t len)
{
	*t = (struct edit_text){.form = form, .text = xstrndup(text, len), .len = len, .places = json_places_new(), .prefix = xstrdup("")};
	edit_style_find(text, len, &t->eol, &t->unit);
	read_text(t);
}

void edit_text_done(struct edit_text *t)
{
	free(t->text);
	cJSON_Delete(t->root);
	cJSON_Delete(t->expect);
	json_places_free(t->places);
	splices_done(&t->pending);
	free(t->unit);
	free(t->prefix);
}

/* Does what is pending, and looks whether the text reads as it should. */
static bool flush(struct edit_text *t)
{
	cJSON *expect = t->expect;
	char *text;

	t->expect = NULL;
	if (t->err.code || !expect) {
		cJSON_Delete(expect);
		return !t->err.code;
	}
	if (!splices_sort(&t->pending, t->len)) {
		edit_stop(t, "the changes lie over each other");
	} else {
		text = splices_apply(&t->pending, t->text, t->len, &t->len);
		free(t->text);
		t->text = text;
		if (read_text(t) && !json_equal(t->root, expect))
			edit_stop(t, "the text is written in a way that this change cannot be made in safely (an alias, or something shared)");
	}
	splices_done(&t->pending);
	cJSON_Delete(expect);
	return !t->err.code;
}

bool edit_text_ok(struct edit_text *t, struct err *e)
{
	if (flush(t))
		return true;
	if (e)
		*e = t->err;
	return false;
}

static const cJSON *node_at(const struct edit_text *t, const cJSON *root, const char *pointer)
{
	char *whole;
	const cJSON *node;

	if (!*t->prefix)
		return json_pointer_find(root, pointer);
	whole = xasprintf("%s%s", t->prefix, pointer);
	node = json_pointer_find(root, whole);
	free(whole);
	return node;
}

const cJSON *edit_get(struct edit_text *t, const char *pointer)
{
	return flush(t) ? node_at(t, t->root, pointer) : NULL;
}

/* No deeper than JSON_DEPTH_MAX. */
static bool find_start(const struct edit_text *t, const cJSON *node, size_t start, struct str *pointer)
{
	size_t len = pointer->len, i = 0;
	struct json_place p;
	char index[24];

	if (json_places_find(t->places, node, &p) && p.start.offset == start && cJSON_IsObject(node) && json_get(node, "States"))
		return true;
	for (const cJSON *c = node->child; c; c = c->next, i++) {
		snprintf(index, sizeof index, "%zu", i);
		json_pointer_add(pointer, c->string ? c->string : index);
		if (find_start(t, c, start, pointer))
			return true;
		pointer->len = len;
		pointer->p[len] = '\0';
	}
	return false;
}

bool edit_text_at(struct edit_text *t, size_t start)
{
	struct str pointer = {0};
	bool found = t->root && find_start(t, t->root, start, &pointer);

	free(t->prefix);
	t->prefix = found ? str_take(&pointer) : xstrdup("");
	str_done(&pointer);
	return found;
}

/* --- places ------------------------------------------------------------------------------------------------------------- */

/* A node, and where it is. */
struct spot {
	const cJSON *node;
	cJSON *expected;		/* the same one in the tree of what is to come */
	struct json_place p;
	size_t from;			/* of its name, or of the value where it has none */
	size_t end;			/* behind its last character that means something */
};

static cJSON *find_expected(struct edit_text *t, const char *pointer)
{
	if (!t->expect)
		t->expect = json_copy(t->root);
	return (cJSON *)node_at(t, t->expect, pointer);	/* of a tree that is ours to change */
}

static bool is_flow(const struct edit_text *t, const cJSON *container, const struct json_place *p)
{
	(void)container;
	return t->form == ASL_FORM_JSON || t->text[p->start.offset] == '{' || t->text[p->start.offset] == '[';
}

/* libyaml lets a block reach to the next token, over comments that belong to what follows. */
static size_t end_of(const struct edit_text *t, const cJSON *node)
{
	struct json_place p, c;
	size_t end = 0;

	json_places_find(t->places, node, &p);
	if (is_flow(t, node, &p))
		return p.end;
	for (const cJSON *child = node->child; child; child = child->next)
		if (json_places_find(t->places, child, &c) && c.start.offset >= p.start.offset && c.end <= p.end) {
			size_t e = end_of(t, child);

			end = e > end ? e : end;
		}
	if (!end)
		end = p.end;
	while (end > p.start.offset && (t->text[end - 1] == '\n' || t->text[end - 1] == '\r' || t->text[end - 1] == ' '))
		end--;
	return end;
}

static bool spot_of(const struct edit_text *t, const cJSON *node, struct spot *s)
{
	s->node = node;
	if (!json_places_find(t->places, node, &s->p) || s->p.end > t->len)
		return false;
	s->from = s->p.key.line ? s->p.key.offset : s->p.start.offset;
	s->end = end_of(t, node);
	return true;
}

/* Of the node at pointer in the text without what is pending; false where it stopped. */
static bool find(struct edit_text *t, const char *pointer, struct spot *s)
{
	const cJSON *node;

	if (t->err.code)
		return false;
	node = node_at(t, t->root, pointer);
	s->expected = find_expected(t, pointer);
	if (!node || !s->expected || !spot_of(t, node, s))
		return edit_stop(t, "%.200s: there is no such thing in the text", pointer);
	return true;
}

static void add(struct edit_text *t, size_t at, size_t to, const char *text, size_t len)
{
	splices_add(&t->pending, at, to - at, text, len);
}

static size_t line_start(const struct edit_text *t, size_t at)
{
	while (at && t->text[at - 1] != '\n')
		at--;
	return at;
}

/* Behind the line's end. */
static size_t line_after(const struct edit_text *t, size_t at)
{
	const char *nl = memchr(t->text + at, '\n', t->len - at);

	return nl ? (size_t)(nl - t->text) + 1 : t->len;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool begins_line(const struct edit_text *t, size_t at)
{
	for (size_t i = line_start(t, at); i < at; i++)
		if (t->text[i] != ' ' && t->text[i] != '\t')
			return false;
	return true;
}

/* The white space that a line begins with; the caller frees. */
static char *indent_at(const struct edit_text *t, size_t at)
{
	size_t from = line_start(t, at), n = 0;

	while (from + n < t->len && (t->text[from + n] == ' ' || t->text[from + n] == '\t'))
		n++;
	return xstrndup(t->text + from, n);
}

/* As many blanks as stand before `at` on its line, whatever stands there; the caller frees. */
static char *column_at(const struct edit_text *t, size_t at)
{
	size_t from = line_start(t, at);
	struct str s = {0};

	for (size_t i = from; i < at; i++)
		str_addc(&s, t->text[i] == '\t' ? '\t' : ' ');
	return str_take(&s);
}

static size_t key_end(const struct edit_text *t, size_t at)
{
	const char *p = t->text + at, *end = t->text + t->len;
	char quote = *p;

	if (quote == '"' || quote == '\'') {
		for (p++; p < end; p++) {
			if (*p == '\\' && quote == '"')
				p++;
			else if (*p == quote && !(quote == '\'' && p + 1 < end && p[1] == '\''))
				return (size_t)(p + 1 - t->text);
			else if (*p == quote)
				p++;
		}
		return t->len;
	}
	while (p < end && !(*p == ':' && (p + 1 == end || is_space(p[1]))))
		p++;
	while (p > t->text + at && is_space(p[-1]))
		p--;
	return (size_t)(p - t->text);
}

/* --- values ------------------------------------------------------------------------------------------------------------- */

/* The node gets the value of another one and keeps its name and neighbours; the other one goes. */
static void become(cJSON *node, cJSON *value_take)
{
	cJSON old = *node;

	node->type = value_take->type;
	node->valuestring = value_take->valuestring;
	node->valuedouble = value_take->valuedouble;
	node->child = value_take->child;
	value_take->type = old.type;
	value_take->valuestring = old.valuestring;
	value_take->valuedouble = old.valuedouble;
	value_take->child = old.child;
	cJSON_Delete(value_take);
}

/* A string as the one before it was written, where that can be. */
static void print_scalar(const struct edit_text *t, const struct spot *s, const cJSON *value, struct str *out)
{
	char first = t->text[s->p.start.offset];

	if (t->form == ASL_FORM_YAML && cJSON_IsString(value) && first != '"' && first != '\'')
		edit_print_yaml_string(out, value->valuestring);
	else
		json_print_to(out, value);
}

static void set_scalar(struct edit_text *t, const struct spot *s, const cJSON *value)
{
	struct str out = {0};

	print_scalar(t, s, value, &out);
	add(t, s->p.start.offset, s->end, out.p, out.len);
	become(s->expected, json_copy(value));
	str_done(&out);
}

/* JSON has a room that writes only what differs. */
static void set_json(struct edit_text *t, const struct spot *s, const cJSON *value)
{
	struct rewrite w = {.text = t->text, .len = t->len, .places = t->places};

	if (!rewrite_add(&w, s->node, value))
		edit_stop(t, "the value has no place in the text");
	for (size_t i = 0; i < w.edits.n; i++)
		splices_add(&t->pending, w.edits.v[i].at, w.edits.v[i].len, w.edits.v[i].text, strlen(w.edits.v[i].text));
	rewrite_done(&w);
	become(s->expected, json_copy(value));
	flush(t);
}

/* In YAML: behind the name or the dash, on the same line or in a block below. */
static void set_yaml(struct edit_text *t, const struct spot *s, const cJSON *value)
{
	bool in_flow = false;
	struct fragment f = edit_print(t, value, false);
	struct str out = {0};
	char *indent = indent_at(t, s->from);
	size_t at = s->p.key.line ? key_end(t, s->from) + 1 : s->p.start.offset;

	for (size_t i = s->from; i > line_start(t, s->from) && !in_flow; i--)
		in_flow = t->text[i - 1] == '{' || t->text[i - 1] == '[' || t->text[i - 1] == ',';
	if (!s->p.key.line || in_flow || !f.block) {	/* on the line */
		str_adds(&out, s->p.key.line ? " " : "");
		edit_print_json(&out, value, t->eol, t->unit, true);
	} else {
		char *column = column_at(t, s->from);
		char *deeper = xasprintf("%s%s", column, t->unit);

		str_addf(&out, "%s%s", t->eol, deeper);
		edit_indent(&out, f.text.p, f.text.len, deeper, t->eol);
		free(deeper);
		free(column);
	}
	if (at > s->end)
		at = s->end;
	add(t, at, s->end, out.p, out.len);
	become(s->expected, json_copy(value));
	str_done(&out);
	free(indent);
	fragment_done(&f);
	flush(t);
}

void edit_set(struct edit_text *t, const char *pointer, const cJSON *value)
{
	struct spot s;
	bool scalar;

	if (!find(t, pointer, &s))
		return;
	scalar = !s.node->child && !value->child && !cJSON_IsObject(s.node) && !cJSON_IsArray(s.node) && s.end > s.p.start.offset;
	if (scalar) {
		set_scalar(t, &s, value);
		return;
	}
	if (!flush(t) || !find(t, pointer, &s))
		return;
	if (t->form == ASL_FORM_JSON)
		set_json(t, &s, value);
	else
		set_yaml(t, &s, value);
}

void edit_set_string(struct edit_text *t, const char *pointer, const char *value)
{
	cJSON *v = cJSON_CreateString(value);

	edit_set(t, pointer, v);
	cJSON_Delete(v);
}

void edit_rename(struct edit_text *t, const char *pointer, const char *name)
{
	struct spot s;
	struct str out = {0};
	char first;

	if (!find(t, pointer, &s))
		return;
	if (!s.p.key.line) {
		edit_stop(t, "%.200s has no name", pointer);
		return;
	}
	first = t->text[s.from];
	if (t->form == ASL_FORM_YAML && first != '"' && first != '\'')
		edit_print_yaml_string(&out, name);
	else
		json_print_string(&out, name);
	add(t, s.from, key_end(t, s.from), out.p, out.len);
	cJSON_free(s.expected->string);
	s.expected->string = xstrdup(name);
	str_done(&out);
}

/* --- the container of a node --------------------------------------------------------------------------------------------- */

/* "/States/A" of "/States/A/Next"; the caller frees. */
static char *parent_of(const char *pointer)
{
	const char *slash = strrchr(pointer, '/');

	return xstrndup(pointer, slash ? (size_t)(slash - pointer) : 0);
}

static void set_empty(struct edit_text *t, const char *pointer, bool is_object)
{
	cJSON *empty = is_object ? cJSON_CreateObject() : cJSON_CreateArray();

	edit_set(t, pointer, empty);
	cJSON_Delete(empty);
}

/* Where an element's dash is, or the name of a member. */
static size_t lead_of(const struct edit_text *t, const struct spot *s)
{
	size_t at = s->from;

	if (s->p.key.line)
		return at;
	while (at && is_space(t->text[at - 1]))
		at--;
	return at && t->text[at - 1] == '-' ? at - 1 : s->from;
}

/* Where the lines of comment begin that stand right above a line, as far in as it; its own beginning where there are none. */
static size_t comment_start(const struct edit_text *t, size_t at)
{
	size_t start = line_start(t, at), indent = at - start;

	while (start) {
		size_t above = line_start(t, start - 1), n = 0;

		while (above + n < start && t->text[above + n] == ' ')
			n++;
		if (n != indent || t->text[above + n] != '#')
			break;
		start = above;
	}
	return start;
}

/* --- taking out ---------------------------------------------------------------------------------------------------------- */

/* With the comma behind it, or, at the end, with the one in front. */
static void cut_flow(struct edit_text *t, const struct spot *s)
{
	struct spot other;

	if (s->node->next && spot_of(t, s->node->next, &other))
		add(t, s->from, other.from, "", 0);
	else if (spot_of(t, s->node->prev, &other))
		add(t, other.end, s->end, "", 0);
}

static void cut_block(struct edit_text *t, const struct spot *s)
{
	size_t lead = lead_of(t, s);
	struct spot next;

	if (begins_line(t, lead))	/* with the comments above it */
		add(t, comment_start(t, lead), line_after(t, s->end), "", 0);
	else if (s->node->next && spot_of(t, s->node->next, &next))	/* "- a: 1": the next one takes its place */
		add(t, lead, lead_of(t, &next), "", 0);
	else
		edit_stop(t, "the text is written in a way that this cannot be taken out of it safely");
}

void edit_remove(struct edit_text *t, const char *pointer)
{
	char *up = parent_of(pointer);
	struct spot s, container;

	if (!flush(t) || !find(t, pointer, &s) || !find(t, up, &container))
		goto out;
	if (!container.node->child->next) {
		set_empty(t, up, cJSON_IsObject(container.node));
		goto out;
	}
	if (is_flow(t, container.node, &container.p))
		cut_flow(t, &s);
	else
		cut_block(t, &s);
	cJSON_Delete(cJSON_DetachItemViaPointer(container.expected, s.expected));
	flush(t);
out:
	free(up);
}

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
	size_t line = line_start(t, s->from), above = comment_start(t, s->from), end = line_after(t, s->from), at;

	if (!s->p.key.line || !begins_line(t, s->from))
		return;
	if (above < line)
		dedent(&f->above, t->text + above + (s->from - line), line - above - (s->from - line), s->from - line);
	at = key_end(t, s->from) + 1;
	while (at < end && t->text[at] == ' ')
		at++;
	while (end > at && is_space(t->text[end - 1]))
		end--;
	if (f->block && at < end && t->text[at] == '#')
		str_add(&f->beside, t->text + at, end - at);
}

struct fragment edit_fragment(struct edit_text *t, const char *pointer)
{
	struct fragment f = {0};
	struct spot s;
	char *indent;

	if (!flush(t) || !find(t, pointer, &s))
		return f;
	f.value = json_copy(s.node);
	f.block = s.node->child && !is_flow(t, s.node, &s.p);
	indent = f.block ? column_at(t, s.p.start.offset) : indent_at(t, s.from);
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
	for (from = s.from; from && is_space(t->text[from - 1]); from--)
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
	for (from = s.p.start.offset; from && (is_space(t->text[from - 1]) || t->text[from - 1] == ':'); from--)
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
		add(t, after ? s.end : s.from, after ? s.end : s.from, out.p, out.len);
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
	add(t, at, at, out.p, out.len);
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
	column = column_at(t, first.from);
	member_lines(&out, t, name, f, column);
	str_addf(&line, "%s%s", column, str_get(&out));
	if (after) {
		add_lines(t, line_after(t, s.end), &line);
	} else if (begins_line(t, first.from)) {
		add_lines(t, comment_start(t, first.from), &line);
	} else {
		str_addf(&out, "%s%s", t->eol, column);
		add(t, first.from, first.from, out.p, out.len);
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
		indent = column_at(t, o->from);
		at = key_end(t, o->from) + 1;
	} else {
		indent = indent_at(t, o->from);
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
	add(t, at, o->end, out.p, out.len);
	json_add(o->expected, name, json_copy(f->value));
	free(indent);
	free(deeper);
	str_done(&key);
	str_done(&out);
	flush(t);
}

void edit_put(struct edit_text *t, const char *object, const char *name, const struct fragment *f, const char *after)
{
	struct spot container;
	const cJSON *behind = NULL;

	if (!flush(t) || !find(t, object, &container))
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
	if (is_flow(t, container.node, &container.p))
		put_flow(t, &container, name, f, behind);
	else
		put_block(t, &container, name, f, behind);
	json_add(container.expected, name, json_copy(f->value));
	flush(t);
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
		add(t, before ? s.from : s.end, before ? s.from : s.end, out.p, out.len);
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
	lead = lead_of(t, &s);
	column = column_at(t, lead);
	deeper = xasprintf("%s  ", column);
	str_addf(&out, "%s- ", before ? "" : column);
	edit_indent(&out, str_get(&f->text), f->text.len, deeper, t->eol);
	if (before) {
		str_addf(&out, "%s%s", t->eol, column);
		add(t, lead, lead, out.p, out.len);
	} else {
		add_lines(t, line_after(t, s.end), &out);
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

	if (!flush(t) || !find(t, array, &s))
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
	if (!find(t, array, &s)) {
		fragment_done(&f);
		return;
	}
	for (before = s.node->child; before && index; before = before->next)
		index--;
	if (is_flow(t, s.node, &s.p))
		insert_flow(t, &s, before, &f);
	else
		insert_block(t, &s, before, &f);
	insert_expected(s.expected, json_index(s.node, before), json_copy(value));
	fragment_done(&f);
	flush(t);
}
