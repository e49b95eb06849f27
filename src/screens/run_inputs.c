#include "screens/run_inputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"

#define MAX_USED 50
#define MAX_DRAFTS 32
#define MAX_FILE ((size_t)8 << 20)

void run_inputs_done(struct run_inputs *l)
{
	for (size_t i = 0; i < l->list.n; i++) {
		free(l->list.v[i].name);
		free(l->list.v[i].path);
		free(l->list.v[i].text);
	}
	VEC_DONE(&l->list);
}

static void add_files(struct app *a, struct run_inputs *out)
{
	struct workspace_inputs files = {0};

	workspace_inputs_list(a->workspace.dir, a->machine->name, &files);
	for (size_t i = 0; i < files.list.n; i++) {
		struct run_input *in = VEC_ADD(&out->list);

		*in = (struct run_input){
			.kind = RUN_INPUT_FILE, .name = xstrdup(files.list.v[i].name), .path = xstrdup(files.list.v[i].path),
		};
	}
	workspace_inputs_done(&files);
}

static void add_stored(struct run_inputs *out, const struct store_inputs *kept, bool named)
{
	for (size_t i = 0; i < kept->list.n; i++) {
		const struct store_input *k = &kept->list.v[i];

		if ((k->name != NULL) != named)
			continue;
		VEC_PUSH(&out->list, ((struct run_input){
			.kind = named ? RUN_INPUT_KEPT : RUN_INPUT_USED, .name = xstrdup(k->name), .text = xstrdup(k->text), .id = k->id,
		}));
	}
}

bool run_inputs_collect(struct app *a, struct run_inputs *out, struct err *e)
{
	struct store_inputs kept = {0};
	bool ok = true;

	run_inputs_done(out);
	if (!a->machine)
		return true;
	if (a->workspace.dir)
		add_files(a, out);
	if (a->store)
		ok = store_input_list(a->store, a->machine->name, MAX_USED, &kept, e);
	add_stored(out, &kept, true);
	add_stored(out, &kept, false);
	store_inputs_done(&kept);
	return ok;
}

bool run_inputs_read(const struct run_input *in, char **text, size_t *len, struct err *e)
{
	if (in->kind == RUN_INPUT_FILE)
		return file_read(in->path, MAX_FILE, text, len, e);
	*text = xstrdup(in->text);
	*len = strlen(in->text);
	return true;
}

bool run_inputs_save(struct app *a, const char *name, const char *text, const char **where, struct err *e)
{
	if (a->workspace.dir && workspace_input_save(a->workspace.dir, a->machine->name, name, text, e)) {
		*where = "in the workspace";
		return true;
	}
	/* A folder that cannot be written (installed samples) must not cost the person the input; a wrong name stays wrong. */
	if (e->code == ERR_USAGE || !a->store)
		return false;
	*where = "in the store (the folder cannot be written)";
	return store_input_add(a->store, a->machine->name, name, text, e);
}

bool run_inputs_delete(struct app *a, const struct run_input *in, struct err *e)
{
	if (in->kind != RUN_INPUT_FILE)
		return store_input_delete(a->store, in->id, e);
	if (unlink(in->path) == 0)
		return true;
	return err_set(e, ERR_IO, "%s cannot be deleted: %s", in->path, strerror(errno));
}

bool run_inputs_has_name(const struct run_inputs *l, const char *name)
{
	for (size_t i = 0; i < l->list.n; i++)
		if (str_is(l->list.v[i].name, name))
			return true;
	return false;
}

const char *run_start_text(const char *draft, const struct run_inputs *l)
{
	if (draft)
		return draft;
	for (size_t i = 0; i < l->list.n; i++)
		if (l->list.v[i].kind == RUN_INPUT_USED)
			return l->list.v[i].text;
	return "{}";
}

/* The characters that the Step Functions API refuses in a name. */
static bool is_refused(uint32_t cp)
{
	if (cp <= 0x1f || (cp >= 0x7f && cp <= 0x9f) || cp == 0xfffe || cp == 0xffff)
		return true;
	return cp < 0x80 && strchr("<>{}[]?*\"#%\\^|~`$&,;:/", (int)cp) != NULL;
}

static bool is_space(uint32_t cp)
{
	return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xa0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) || cp == 0x2028 ||
		cp == 0x2029 || cp == 0x202f || cp == 0x205f || cp == 0x3000;
}

const char *execution_name_fault(const char *name)
{
	size_t len = strlen(name), used;

	if (!utf8_valid(name, len))
		return "the name is not UTF-8";
	if (utf8_utf16_len(name) > 80)
		return "a name has at most 80 characters";
	for (size_t i = 0; i < len; i += used) {
		uint32_t cp = utf8_next(name + i, len - i, &used);

		if (is_space(cp))
			return "a name has no blanks";
		if (is_refused(cp))
			return "a name has none of < > { } [ ] ? * \" # % \\ ^ | ~ ` $ & , ; : / and no control characters";
	}
	return NULL;
}

void run_input_digest(struct str *out, const char *text, size_t max)
{
	size_t start = out->len, len = strlen(text), used, i;
	bool in_string = false;

	for (i = 0; i < len && out->len - start < max; i += used) {
		utf8_next(text + i, len - i, &used);
		if (!in_string && strchr(" \t\r\n", text[i]))
			continue;
		if (in_string && text[i] == '\\' && i + 1 < len)
			str_addc(out, text[i++]);
		else if (text[i] == '"')
			in_string = !in_string;
		utf8_next(text + i, len - i, &used);
		str_add(out, text + i, used);
		if (!in_string && (text[i] == ',' || text[i] == ':'))
			str_addc(out, ' ');
	}
	if (strspn(text + i, " \t\r\n") < len - i)
		str_adds(out, "…");
}

/* --- drafts ------------------------------------------------------------------------------------------------------- */

/* Newest last. They live as long as the program: a screen that is closed leaves its text here. */
static struct {
	char *file, *text;
} drafts[MAX_DRAFTS];
static size_t n_drafts;

const char *run_draft_get(const char *file)
{
	for (size_t i = 0; i < n_drafts; i++)
		if (strcmp(drafts[i].file, file) == 0)
			return drafts[i].text;
	return NULL;
}

static void forget(size_t i)
{
	free(drafts[i].file);
	free(drafts[i].text);
	memmove(&drafts[i], &drafts[i + 1], (n_drafts - i - 1) * sizeof drafts[0]);
	n_drafts--;
}

void run_draft_set(const char *file, const char *text)
{
	char *copy = text && strlen(text) <= RUN_DRAFT_MAX ? xstrdup(text) : NULL;

	for (size_t i = 0; i < n_drafts; i++)
		if (strcmp(drafts[i].file, file) == 0) {
			forget(i);
			break;
		}
	if (!copy)
		return;
	if (n_drafts == MAX_DRAFTS)
		forget(0);
	drafts[n_drafts].file = xstrdup(file);
	drafts[n_drafts++].text = copy;
}
