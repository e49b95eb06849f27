#include "app/workspace.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "asl/source.h"
#include "json/mend.h"
#include "json/yaml.h"

#define MAX_MACHINES 2000
#define MAX_LEVELS 4
#define MAX_BYTES ((size_t)4 << 20)

static bool folder_is_skipped(const char *name)
{
	static const char *const skipped[] = {"functions", "inputs", "mocks", "tests", "node_modules", "build"};

	if (name[0] == '.')
		return true;
	for (size_t i = 0; i < ARRAY_LEN(skipped); i++)
		if (strcmp(name, skipped[i]) == 0)
			return true;
	return false;
}

static void add_plain(struct workspace *w, const struct asl_source *src, const char *shown)
{
	struct workspace_machine m = {0};
	struct json_mends mends = {0};
	cJSON *root = NULL;

	if (src->form == ASL_FORM_YAML ? !yaml_parse(src->text, src->len, NULL, &root, NULL)
		: !json_parse_mended(src->text, src->len, NULL, &mends, &root, NULL))
		root = NULL;
	if (asl_file_is_machine(src->file) || (root && asl_is_definition(root) && json_get(root, "States"))) {
		m.file = xstrdup(src->file);
		m.path = xstrdup(src->file);
		m.shown = xstrdup(shown);
		m.name = asl_file_machine_name(src->file);
		m.n_states = json_count(json_get(root, "States"));
		m.comment = xstrdup(json_get_string(root, "Comment"));
		VEC_PUSH(&w->machines, m);
	}
	json_mends_done(&mends);
	cJSON_Delete(root);
}

static void add_part(struct workspace *w, const struct asl_source *src, const struct asl_source_machine *sm, const char *shown)
{
	struct workspace_machine m = { .is_part = true };
	struct err e;
	struct asl_machine *read = asl_source_load(src, sm->name, NULL, &e);

	m.file = asl_address_make(src->file, sm->name);
	m.path = xstrdup(src->file);
	m.shown = asl_address_shown(shown, sm->name);
	m.name = xstrdup(sm->name);
	m.n_states = read && read->top ? read->top->n_states : 0;
	m.comment = xstrdup(read ? read->comment : e.msg);
	VEC_PUSH(&w->machines, m);
	asl_unref(read);
}

/* Does the text hold a word that every definition and every template with one has? Other JSON and YAML is not parsed. */
static bool may_hold_machine(const char *text)
{
	return strstr(text, "StartAt") || strstr(text, "tateMachine");
}

/* Take in what is a definition, and the machines of templates. A file that is named as one (*.asl.json …) is one even if it does not parse: its
 * errors are to be seen. */
static size_t consider(struct workspace *w, const char *path, const char *shown)
{
	struct asl_source *src;
	size_t before = w->machines.n;
	char *text;
	size_t len;

	if (!asl_file_may_be_machine(path) || !file_read(path, MAX_BYTES, &text, &len, NULL))
		return 0;
	if (asl_file_is_machine(path) || may_hold_machine(text)) {
		src = asl_source_parse(text, len, path);
		if (src->kind == ASL_SOURCE_PLAIN)
			add_plain(w, src, shown);
		for (size_t i = 0; src->kind != ASL_SOURCE_PLAIN && i < src->machines.n; i++)
			add_part(w, src, &src->machines.v[i], shown);
		asl_source_free(src);
	}
	free(text);
	return w->machines.n - before;
}

static void scan(struct workspace *w, const char *dir, const char *shown, int level)
{
	DIR *d = opendir(dir);
	struct dirent *ent;

	if (!d)
		return;		/* a folder that may not be read has no machines for this person */
	while ((ent = readdir(d)) && w->machines.n < MAX_MACHINES) {
		char *path = path_join(dir, ent->d_name);
		char *below = *shown ? path_join(shown, ent->d_name) : xstrdup(ent->d_name);

		if (dir_exists(path)) {
			if (level < MAX_LEVELS && !folder_is_skipped(ent->d_name))
				scan(w, path, below, level + 1);
		} else if (ent->d_name[0] != '.') {
			consider(w, path, below);
		}
		free(path);
		free(below);
	}
	closedir(d);
}

static int by_shown(const void *a, const void *b)
{
	return strcmp(((const struct workspace_machine *)a)->shown, ((const struct workspace_machine *)b)->shown);
}

static void sort(struct workspace *w)
{
	if (w->machines.n)
		qsort(w->machines.v, w->machines.n, sizeof w->machines.v[0], by_shown);
}

static bool same_file(const char *a, const char *b)
{
	char *x = path_absolute(a), *y = path_absolute(b);
	bool same = strcmp(x, y) == 0;

	free(x);
	free(y);
	return same;
}

size_t workspace_add_file(struct workspace *w, const char *path)
{
	size_t listed = 0;

	for (size_t i = 0; i < w->machines.n; i++)
		listed += same_file(w->machines.v[i].path, path);
	if (!listed) {
		listed = consider(w, path, path_base(path));
		sort(w);
	}
	return listed;
}

bool workspace_open(const char *dir, struct workspace *out, struct err *e)
{
	struct workspace w = {0};

	if (!dir_exists(dir))
		return err_set(e, ERR_NOT_FOUND, "%s: no such folder", dir);
	w.dir = xstrdup(dir);
	scan(&w, dir, "", 1);
	sort(&w);
	*out = w;
	return true;
}

void workspace_done(struct workspace *w)
{
	for (size_t i = 0; i < w->machines.n; i++) {
		free(w->machines.v[i].file);
		free(w->machines.v[i].path);
		free(w->machines.v[i].shown);
		free(w->machines.v[i].name);
		free(w->machines.v[i].comment);
	}
	VEC_DONE(&w->machines);
	free(w->dir);
	*w = (struct workspace){0};
}

/* Beside the program, where it was not installed: ../data of a build folder, ./data of the source folder. */
static char *beside_program(void)
{
	static const char *const places[] = {"../data", "data", "../../data"};
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);

	if (n <= 0)
		return NULL;
	exe[n] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		char *dir = path_dir(exe);
		char *data = path_join(dir, places[i]);
		char *tutorial = path_join(data, "tutorial");
		bool found = dir_exists(tutorial);

		free(dir);
		free(tutorial);
		if (found)
			return data;
		free(data);
	}
	return NULL;
}

char *workspace_data_dir(void)
{
	const char *set = getenv("ASLANT_DATADIR");
	char *beside;

	if (set && *set)
		return xstrdup(set);
	beside = beside_program();
	if (beside)
		return beside;
	return dir_exists(ASLANT_DATADIR) ? xstrdup(ASLANT_DATADIR) : NULL;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct workspace_input *)a)->name, ((const struct workspace_input *)b)->name);
}

static char *inputs_dir(const char *dir, const char *machine)
{
	char *inputs = path_join(dir, "inputs");
	char *mine = path_join(inputs, machine);

	free(inputs);
	return mine;
}

void workspace_inputs_list(const char *dir, const char *machine, struct workspace_inputs *out)
{
	char *folder = inputs_dir(dir, machine);
	DIR *d = opendir(folder);
	struct dirent *ent;

	workspace_inputs_done(out);
	while (d && (ent = readdir(d))) {
		struct workspace_input in;

		if (ent->d_name[0] == '.' || !str_ends(ent->d_name, ".json"))
			continue;
		in.name = xstrndup(ent->d_name, strlen(ent->d_name) - strlen(".json"));
		in.path = path_join(folder, ent->d_name);
		VEC_PUSH(&out->list, in);
	}
	if (d)
		closedir(d);
	if (out->list.n)
		qsort(out->list.v, out->list.n, sizeof out->list.v[0], by_name);
	free(folder);
}

void workspace_inputs_done(struct workspace_inputs *l)
{
	for (size_t i = 0; i < l->list.n; i++) {
		free(l->list.v[i].name);
		free(l->list.v[i].path);
	}
	VEC_DONE(&l->list);
}

static bool name_is_plain(const char *name, struct err *e)
{
	if (!*name || name[0] == '.' || strchr(name, '/'))
		return err_set(e, ERR_USAGE, "\"%s\" cannot be a file's name: no \"/\", and no \".\" in front", name);
	return true;
}

bool workspace_input_save(const char *dir, const char *machine, const char *name, const char *text, struct err *e)
{
	char *folder = inputs_dir(dir, machine);
	char *file = xasprintf("%s/%s.json", folder, name);
	bool ok = name_is_plain(name, e) && dir_make(folder, e) && file_write_atomic(file, text, strlen(text), e);

	free(folder);
	free(file);
	return ok;
}

static const char new_machine[] =
	"{\n"
	"  \"Comment\": \"A new state machine\",\n"
	"  \"StartAt\": \"First\",\n"
	"  \"States\": {\n"
	"    \"First\": {\n"
	"      \"Type\": \"Task\",\n"
	"      \"Resource\": \"arn:aws:lambda:us-east-1:111122223333:function:FUNCTION_NAME\",\n"
	"      \"Retry\": [ { \"ErrorEquals\": [ \"States.TaskFailed\" ], \"IntervalSeconds\": 1, \"MaxAttempts\": 2 } ],\n"
	"      \"Catch\": [ { \"ErrorEquals\": [ \"States.ALL\" ], \"Next\": \"Failed\" } ],\n"
	"      \"End\": true\n"
	"    },\n"
	"    \"Failed\": {\n"
	"      \"Type\": \"Fail\",\n"
	"      \"Error\": \"FirstFailed\",\n"
	"      \"Cause\": \"The task failed three times.\"\n"
	"    }\n"
	"  }\n"
	"}\n";

bool workspace_machine_create(const char *dir, const char *name, char **path, struct err *e)
{
	char *file = xasprintf("%s/%s.asl.json", dir, name);
	bool ok = false;

	if (!name_is_plain(name, e))
		goto out;
	if (file_exists(file)) {
		err_set(e, ERR_USAGE, "%s exists already", file);
		goto out;
	}
	if (!file_write_atomic(file, new_machine, strlen(new_machine), e))
		goto out;
	*path = xstrdup(file);
	ok = true;
out:
	free(file);
	return ok;
}
