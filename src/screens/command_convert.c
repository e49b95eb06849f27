/* :convert - the open definition in another form: an undo step where it stays the same file, a file beside it where it does not. */
#include <stdlib.h>
#include <string.h>

#include "app/app_document.h"
#include "app/substitutions.h"
#include "asl/to_jsonata.h"
#include "json/yaml_print.h"
#include "screens/command_impl.h"
#include "screens/edit.h"

/* The text as it stands in the file, placeholders and all. The caller unrefs; NULL with e where it is no definition that can be edited. */
static struct asl_machine *read_text(struct shell *sh, struct err *e)
{
	const struct document *d = app_document(sh->app);
	struct asl_machine *m;

	if (!app_can_edit(sh->app, e))
		return NULL;
	m = asl_parse(d->text, d->len, NULL, sh->app->file);
	if (m->root && m->top)
		return m;
	asl_unref(m);
	err_set(e, ERR_INVALID, "the text is no definition that could be converted: P says why");
	return NULL;
}

static bool print_as(const cJSON *root, enum asl_form form, struct str *out, struct err *e)
{
	if (form == ASL_FORM_YAML)
		return yaml_print(out, root, e);
	json_print_pretty(out, root, 0);
	str_addc(out, '\n');
	return true;
}

/* --- JSONata ---------------------------------------------------------------------------------------------------------- */

static void tell(struct app *a, const struct asl_conversion *c, enum asl_form form)
{
	const char *comments = form == ASL_FORM_YAML ? "; comments of YAML do not come along" : "";

	for (size_t i = 0; i < c->notes.n; i++)
		if (c->notes.v[i].refused) {
			app_note(a, NOTE_WARNING, "%zu converted, %zu stay in JSONPath, %s first: %s", c->converted, c->refused,
				c->notes.v[i].state->name, c->notes.v[i].text);
			return;
		}
	if (c->notes.n)
		app_note(a, NOTE_WARNING, "%zu converted; %s: %s (z takes it back)", c->converted, c->notes.v[0].state->name, c->notes.v[0].text);
	else
		app_note(a, NOTE_INFO, "%zu state%s converted to JSONata%s (z takes it back)", c->converted, c->converted == 1 ? "" : "s", comments);
}

static bool to_jsonata(struct shell *sh, const struct asl_machine *m, const struct asl_state *only, struct err *e)
{
	struct asl_conversion c;
	struct str out = {0};
	bool ok;

	asl_to_jsonata(m, only, &c);
	if (c.converted)
		ok = print_as(c.root, m->form, &out, e) && app_edit_text(sh->app, str_get(&out), out.len, "conversion to JSONata", e);
	else
		ok = err_set(e, ERR_INVALID, "nothing to convert: %s", c.notes.n ? c.notes.v[0].text : "it is JSONata already");
	if (ok)
		tell(sh->app, &c, m->form);
	asl_conversion_done(&c);
	str_done(&out);
	return ok;
}

static bool whole_to_jsonata(struct shell *sh, struct asl_machine *m, struct err *e)
{
	return to_jsonata(sh, m, NULL, e);
}

static bool state_to_jsonata(struct shell *sh, struct asl_machine *m, struct err *e)
{
	const struct asl_state *selected, *here;
	struct asl_machine *open;

	if (!edit_target(sh, &open, &selected, e))
		return false;
	here = asl_state_at(m, selected->path);
	return here ? to_jsonata(sh, m, here, e) : err_set(e, ERR_NOT_FOUND, "the text has no state %.100s", selected->name);
}

/* --- files beside it -------------------------------------------------------------------------------------------------- */

static bool write_beside(struct shell *sh, const struct asl_machine *m, enum asl_form form, struct err *e)
{
	char *dir = path_dir(sh->app->file), *name = asl_file_machine_name(sh->app->file);
	char *base = xasprintf("%s.asl.%s", name, form == ASL_FORM_YAML ? "yaml" : "json"), *path = path_join(dir, base);
	struct str out = {0};
	bool ok;

	if (m->form == form)
		ok = err_set(e, ERR_INVALID, "it is %s already", form == ASL_FORM_YAML ? "YAML" : "JSON");
	else if (file_exists(path))
		ok = err_set(e, ERR_INVALID, "%.300s is there already", path);
	else
		ok = print_as(m->root, form, &out, e) && file_write_atomic(path, str_get(&out), out.len, e);
	if (ok)
		app_note(sh->app, NOTE_INFO, "written to %s%s", path, m->form == ASL_FORM_YAML ? "; comments did not come along" : "");
	str_done(&out);
	free(path);
	free(base);
	free(name);
	free(dir);
	return ok;
}

static bool to_yaml(struct shell *sh, struct asl_machine *m, struct err *e)
{
	return write_beside(sh, m, ASL_FORM_YAML, e);
}

static bool to_json(struct shell *sh, struct asl_machine *m, struct err *e)
{
	return write_beside(sh, m, ASL_FORM_JSON, e);
}

/* --- placeholders ----------------------------------------------------------------------------------------------------- */

static size_t count_new(const struct asl_arn_names *names)
{
	size_t n = 0;

	for (size_t i = 0; i < names->list.n; i++)
		n += names->list.v[i].is_new;
	return n;
}

/* First the values, then the text that needs them. */
static bool to_placeholders(struct shell *sh, struct asl_machine *m, struct err *e)
{
	char *dir = path_dir(sh->app->file), *path = path_join(dir, "aslant.json");
	struct asl_arn_names names = {0};
	struct splices change = {0};
	struct document_edit edit = {.splices = &change, .label = "conversion to placeholders"};
	struct str out = {0};
	cJSON *root = NULL;
	bool ok = substitutions_read(path, &root, &names, e);

	if (ok) {
		asl_arns_replace(m, &names, &change);
		ok = change.list.n > 0 || err_set(e, ERR_INVALID, "there is no ARN of an account in the definition");
	}
	if (ok && count_new(&names)) {
		root = root ? root : cJSON_CreateObject();
		substitutions_print(root, &names, &out);
		ok = file_write_atomic(path, str_get(&out), out.len, e);
	}
	if (ok)
		ok = app_edit(sh->app, &edit, e);
	if (ok)
		app_note(sh->app, NOTE_INFO, "%zu place%s replaced; the values are in %s (z takes the text back)", change.list.n,
			change.list.n == 1 ? "" : "s", path);
	cJSON_Delete(root);
	str_done(&out);
	splices_done(&change);
	asl_arn_names_done(&names);
	free(path);
	free(dir);
	return ok;
}

static const struct {
	const char *name;
	bool (*fn)(struct shell *sh, struct asl_machine *m, struct err *e);
} forms[] = {
	{"jsonata", whole_to_jsonata}, {"state", state_to_jsonata}, {"yaml", to_yaml}, {"json", to_json}, {"placeholders", to_placeholders},
};

unsigned cmd_convert_to(struct shell *sh, const char *args, struct err *e)
{
	struct asl_machine *m;

	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		if (strcmp(forms[i].name, args) != 0)
			continue;
		m = read_text(sh, e);
		if (m && forms[i].fn(sh, m, e))
			edit_show_definition(sh);
		asl_unref(m);
		return AFTER_UPDATE;
	}
	err_set(e, ERR_USAGE, "convert to what: jsonata, state (the selected one, to JSONata), yaml, json or placeholders?");
	return AFTER_UPDATE;
}
