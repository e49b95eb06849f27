/* Values of a text that are set, members that are renamed, members and elements that are taken out. */
#include "asl/edit_text_private.h"

#include <stdlib.h>
#include <string.h>

#include "json/pointer.h"
#include "json/rewrite.h"

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
	edit_splice(t, s->p.start.offset, s->end, out.p, out.len);
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
	edit_flush(t);
}

/* In YAML: behind the name or the dash, on the same line or in a block below. */
static void set_yaml(struct edit_text *t, const struct spot *s, const cJSON *value)
{
	bool in_flow = false;
	struct fragment f = edit_print(t, value, false);
	struct str out = {0};
	char *indent = edit_indent_at(t, s->from);
	size_t at = s->p.key.line ? edit_key_end(t, s->from) + 1 : s->p.start.offset;

	for (size_t i = s->from; i > edit_line_start(t, s->from) && !in_flow; i--)
		in_flow = t->text[i - 1] == '{' || t->text[i - 1] == '[' || t->text[i - 1] == ',';
	if (!s->p.key.line || in_flow || !f.block) {	/* on the line */
		str_adds(&out, s->p.key.line ? " " : "");
		edit_print_json(&out, value, t->eol, t->unit, true);
	} else {
		char *column = edit_column_at(t, s->from);
		char *deeper = xasprintf("%s%s", column, t->unit);

		str_addf(&out, "%s%s", t->eol, deeper);
		edit_indent(&out, f.text.p, f.text.len, deeper, t->eol);
		free(deeper);
		free(column);
	}
	if (at > s->end)
		at = s->end;
	edit_splice(t, at, s->end, out.p, out.len);
	become(s->expected, json_copy(value));
	str_done(&out);
	free(indent);
	fragment_done(&f);
	edit_flush(t);
}

void edit_set(struct edit_text *t, const char *pointer, const cJSON *value)
{
	struct spot s;
	bool scalar;

	if (!spot_find(t, pointer, &s))
		return;
	scalar = !s.node->child && !value->child && !cJSON_IsObject(s.node) && !cJSON_IsArray(s.node) && s.end > s.p.start.offset;
	if (scalar) {
		set_scalar(t, &s, value);
		return;
	}
	if (!edit_flush(t) || !spot_find(t, pointer, &s))
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

	if (!spot_find(t, pointer, &s))
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
	edit_splice(t, s.from, edit_key_end(t, s.from), out.p, out.len);
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
size_t spot_lead(const struct edit_text *t, const struct spot *s)
{
	size_t at = s->from;

	if (s->p.key.line)
		return at;
	while (at && edit_is_space(t->text[at - 1]))
		at--;
	return at && t->text[at - 1] == '-' ? at - 1 : s->from;
}

/* Where the lines of comment begin that stand right above a line, as far in as it; its own beginning where there are none. */
size_t edit_comment_start(const struct edit_text *t, size_t at)
{
	size_t start = edit_line_start(t, at), indent = at - start;

	while (start) {
		size_t above = edit_line_start(t, start - 1), n = 0;

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
		edit_splice(t, s->from, other.from, "", 0);
	else if (spot_of(t, s->node->prev, &other))
		edit_splice(t, other.end, s->end, "", 0);
}

static void cut_block(struct edit_text *t, const struct spot *s)
{
	size_t lead = spot_lead(t, s);
	struct spot next;

	if (edit_begins_line(t, lead))	/* with the comments above it */
		edit_splice(t, edit_comment_start(t, lead), edit_line_after(t, s->end), "", 0);
	else if (s->node->next && spot_of(t, s->node->next, &next))	/* "- a: 1": the next one takes its place */
		edit_splice(t, lead, spot_lead(t, &next), "", 0);
	else
		edit_stop(t, "the text is written in a way that this cannot be taken out of it safely");
}

void edit_remove(struct edit_text *t, const char *pointer)
{
	char *up = parent_of(pointer);
	struct spot s, container;

	if (!edit_flush(t) || !spot_find(t, pointer, &s) || !spot_find(t, up, &container))
		goto out;
	if (!container.node->child->next) {
		set_empty(t, up, cJSON_IsObject(container.node));
		goto out;
	}
	if (spot_is_flow(t, container.node, &container.p))
		cut_flow(t, &s);
	else
		cut_block(t, &s);
	cJSON_Delete(cJSON_DetachItemViaPointer(container.expected, s.expected));
	edit_flush(t);
out:
	free(up);
}
