/* The text is cut at the places of nodes, never printed anew. */
#include "asl/edit.h"

#include <stdlib.h>
#include <string.h>

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool place_of(const struct asl_machine *m, const cJSON *node, struct json_place *out)
{
	return json_places_find(m->places, node, out) && out->end <= m->text_len && out->start.offset <= out->end;
}

/* The white space that stands before the name of a member of object: of the second one, since the first may stand beside the brace. */
static void add_indent(struct str *out, const struct asl_machine *m, const cJSON *object)
{
	const cJSON *model = object->child && object->child->next ? object->child->next : object->child;
	struct json_place p;
	size_t from;

	if (!model || !place_of(m, model, &p) || !p.key.line)
		return;
	for (from = p.key.offset; from > 0 && is_space(m->text[from - 1]); from--)
		;
	if (from == p.key.offset && model == object->child)
		str_addc(out, ' ');
	str_add(out, m->text + from, p.key.offset - from);
}

/* What stands between a member's name and its value, as the file has it. */
static void add_colon(struct str *out, const struct asl_machine *m, const cJSON *member)
{
	struct json_place p;
	size_t from;

	if (!member || !place_of(m, member, &p)) {
		str_adds(out, ": ");
		return;
	}
	for (from = p.start.offset; from > 0 && (is_space(m->text[from - 1]) || m->text[from - 1] == ':'); from--)
		;
	str_add(out, m->text + from, p.start.offset - from);
}

/* In YAML's block style: a line of its own before the anchor's, as far in. */
static void insert_line(const struct asl_machine *m, size_t at, uint32_t col, const char *field, const char *value, struct str *out)
{
	str_add(out, m->text, at);
	str_addf(out, "%s: ", field);
	json_print_string(out, value);
	str_addf(out, "\n%*s", (int)col - 1, "");
	str_add(out, m->text + at, m->text_len - at);
}

static bool is_block(const struct asl_machine *m, const cJSON *object)
{
	struct json_place p;

	return m->form == ASL_FORM_YAML && place_of(m, object, &p) && m->text[p.start.offset] != '{';
}

/* ,INDENT"field": "value" behind anchor's value; in an empty object without the comma. */
static bool insert(const struct asl_machine *m, const cJSON *object, const char *field, const char *value, struct str *out)
{
	const cJSON *anchor = json_get(object, "Type");
	struct json_place p;
	size_t at;

	if (!anchor && object->child)
		anchor = object->child;
	if (!place_of(m, anchor ? anchor : object, &p))
		return false;
	if (anchor && is_block(m, object)) {
		insert_line(m, p.key.offset, p.key.col, field, value, out);
		return true;
	}
	at = anchor ? p.end : p.start.offset + 1;
	str_add(out, m->text, at);
	if (anchor)
		str_addc(out, ',');
	add_indent(out, m, object);
	json_print_string(out, field);
	add_colon(out, m, anchor);
	json_print_string(out, value);
	str_add(out, m->text + at, m->text_len - at);
	return true;
}

static bool replace(const struct asl_machine *m, const cJSON *node, const char *value, struct str *out)
{
	struct json_place p;

	if (!place_of(m, node, &p))
		return false;
	str_add(out, m->text, p.start.offset);
	json_print_string(out, value);
	if (p.end && m->text[p.end - 1] == '\n')
		str_addc(out, '\n');	/* a YAML block ends behind its last line */
	str_add(out, m->text + p.end, m->text_len - p.end);
	return true;
}

bool asl_edit_set_string(const struct asl_machine *m, const struct asl_state *s, const char *field, const char *value,
	char **new_text, size_t *len, struct err *e)
{
	const cJSON *node = json_get(s->node, field);
	struct str out = {0};
	bool ok = node ? replace(m, node, value, &out) : insert(m, s->node, field, value, &out);

	if (!ok) {
		str_done(&out);
		return err_set(e, ERR_INVALID, "state \"%s\" has no place in the text", s->name);
	}
	*len = out.len;
	*new_text = str_take(&out);
	return true;
}
