/* The beginning and the end of every edit, and fields of a state. */
#include "asl/edit.h"

#include <stdlib.h>
#include <string.h>

#include "asl/diag.h"
#include "asl/edit_private.h"
#include "asl/source.h"

void asl_edit_done(struct asl_edit *r)
{
	free(r->text);
	free(r->label);
	free(r->select);
	*r = (struct asl_edit){0};
}

/* A definition that stands as an object in a template: the template's text is what is edited. */
static bool is_inside(const struct asl_machine *m)
{
	return m->origin && !m->origin->whole;
}

bool asl_edit_possible(const struct asl_machine *m, struct err *e)
{
	if (is_inside(m) && (m->origin->embedding != ASL_EMBED_OBJECT || !m->origin->text))
		return err_set(e, ERR_USAGE, "%.80s is a text inside %.200s: edit that file (e)", m->name, path_base(m->origin->file));
	return m->root || err_set(e, ERR_INVALID, "the text does not parse: only the text itself can be edited");
}

static bool begin_inside(const struct asl_machine *m, struct edit_text *t, struct err *e)
{
	struct asl_range range;

	if (!asl_machine_range(m, m->root, &range, e))
		return false;
	edit_text_init(t, m->origin->form, m->origin->text, m->origin->len);
	if (!t->err.code && !edit_text_at(t, range.start))
		edit_stop(t, "%.80s was not found in %.200s", m->name, path_base(m->origin->file));
	return true;
}

bool edit_begin(const struct asl_machine *m, struct edit_text *t, struct err *e)
{
	if (!asl_edit_possible(m, e))
		return false;
	if (!is_inside(m))
		edit_text_init(t, m->form, m->text, m->text_len);
	else if (!begin_inside(m, t, e))
		return false;
	if (edit_text_ok(t, e))
		return true;
	edit_text_done(t);
	return false;
}

struct asl_machine *edit_read(const struct asl_machine *m, const struct edit_text *t)
{
	struct asl_options o = {.express = m->express};
	struct err e;

	if (!is_inside(m))
		return asl_parse_with(t->text, t->len, m->name, m->file, &o);
	o.text = t->text;
	o.text_len = t->len;
	o.machine = m->origin->name;
	return asl_load_with(m->origin->source, &o, &e);
}

/* The first error of a text that was valid before; NULL: it still is. The caller frees. */
static char *new_error(const struct asl_machine *m, const struct edit_text *t)
{
	struct asl_machine *n = edit_read(m, t);
	char *message = NULL;

	if (!n)
		return xstrdup("it is not found any more");
	for (size_t i = 0; i < n->diags->list.n && !n->valid && !message; i++)
		if (n->diags->list.v[i].severity == DIAG_ERROR)
			message = xasprintf("%s%s%s", n->diags->list.v[i].message, n->diags->list.v[i].location ? " at " : "",
				n->diags->list.v[i].location ? n->diags->list.v[i].location : "");
	asl_unref(n);
	return message;
}

bool edit_finish(const struct asl_machine *m, struct edit_text *t, bool keeps_valid, char *label_take, char *select_take,
	struct asl_edit *out, struct err *e)
{
	bool ok = edit_text_ok(t, e);
	char *error = ok && keeps_valid && m->valid ? new_error(m, t) : NULL;

	if (error) {
		ok = err_set(e, ERR_INVALID, "%.120s: that would leave the definition invalid (%.300s)", label_take, error);
		free(error);
	}
	if (ok) {
		*out = (struct asl_edit){.text = t->text, .len = t->len, .label = label_take, .select = select_take};
		t->text = NULL;
	} else {
		free(label_take);
		free(select_take);
	}
	edit_text_done(t);
	return ok;
}

/* --- fields -------------------------------------------------------------------------------------------------------------- */

/* What people write first comes first: a field goes behind those that usually stand before it. */
static const char *const order[] = {"Type", "Comment", "QueryLanguage", "Resource", "Credentials", "InputPath", "Items", "ItemsPath", "ItemReader",
	"ItemSelector", "ItemBatcher", "Parameters", "Arguments", "Result", "ResultSelector", "ResultPath", "OutputPath", "Output", "Assign"};

static const char *anchor_for(const cJSON *state, const char *name)
{
	const char *anchor = "Type";
	size_t n = 0;

	while (n < ARRAY_LEN(order) && strcmp(order[n], name) != 0)
		n++;
	if (n == ARRAY_LEN(order))
		return json_get(state, "Next") || json_get(state, "End") ? NULL : "";
	for (size_t i = 0; i < n; i++)
		if (json_get(state, order[i]))
			anchor = order[i];
	return json_get(state, anchor) ? anchor : "";
}

/* Fields that the table of order does not know go before Next and End, which people write last. */
static const char *before_next(const cJSON *state)
{
	const char *last = "";

	for (const cJSON *c = state->child; c && strcmp(c->string, "Next") != 0 && strcmp(c->string, "End") != 0; c = c->next)
		last = c->string;
	return last;
}

static void set_field(struct edit_text *t, const char *state, const struct asl_field_edit *f)
{
	char *pointer = edit_member_pointer(state, f->name);
	const cJSON *node = edit_get(t, state), *old = json_get(node, f->name);
	char *anchor = NULL;

	if (old && !f->value) {
		edit_remove(t, pointer);
	} else if (old) {
		if (!json_equal(old, f->value))
			edit_set(t, pointer, f->value);
	} else if (f->value && node) {
		const char *after = anchor_for(node, f->name);

		anchor = xstrdup(after ? after : before_next(node));	/* of a tree that goes with the change */
		edit_put_value(t, state, f->name, f->value, anchor);
	}
	free(anchor);
	free(pointer);
}

bool asl_edit_fields(const struct asl_machine *m, const struct asl_state *s, const struct asl_field_edit *fields, size_t n,
	struct asl_edit *out, struct err *e)
{
	struct edit_text t;
	char *state;

	if (!edit_begin(m, &t, e))
		return false;
	state = edit_state_pointer(s);
	for (size_t i = 0; i < n; i++)
		set_field(&t, state, &fields[i]);
	free(state);
	return edit_finish(m, &t, false, xasprintf("%s of %s", n == 1 ? fields[0].name : "fields", s->name), xstrdup(s->path), out, e);
}

bool asl_edit_set_string(const struct asl_machine *m, const struct asl_state *s, const char *field, const char *value,
	char **new_text, size_t *len, struct err *e)
{
	cJSON *v = cJSON_CreateString(value);
	struct asl_edit r;
	bool ok = asl_edit_fields(m, s, &(struct asl_field_edit){field, v}, 1, &r, e);

	cJSON_Delete(v);
	if (!ok)
		return false;
	*new_text = r.text;
	*len = r.len;
	r.text = NULL;
	asl_edit_done(&r);
	return true;
}
