/*
 * Reading functions.json: strict, every mistake with its place. One table says which fields an entry has;
 * registry_edit.c changes the file, function_name.c understands names and ARNs.
 */
#include "task/registry_private.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json/places.h"

#define TIMEOUT_DEFAULT_S 3.0
#define TIMEOUT_MAX_S 900.0
#define MEMORY_DEFAULT_MB 128
#define MEMORY_MAX_MB 10240

/* What is being read: for errors with a place. */
struct reading {
	const struct json_places *places;
	struct function_entry *f;
	struct err *e;
};

static struct span start_of(const struct reading *rd, const cJSON *node)
{
	struct json_place p;

	json_places_find(rd->places, node, &p);
	return p.start;
}

static struct span key_of(const struct reading *rd, const cJSON *node)
{
	struct json_place p;

	json_places_find(rd->places, node, &p);
	return p.key.line ? p.key : p.start;
}

static bool wants(const struct reading *rd, const cJSON *node, const char *what)
{
	return err_at(rd->e, ERR_INVALID, start_of(rd, node), "function \"%.64s\": \"%.40s\" must be %s", rd->f->name,
		node->string ? node->string : "", what);
}

static bool read_runtime(const struct reading *rd, const cJSON *node)
{
	if (!cJSON_IsString(node) || !runtime_find(node->valuestring, &rd->f->runtime))
		return wants(rd, node, "\"python3\", \"nodejs\" (both may name a version) or \"exec\"");
	rd->f->runtime_name = xstrdup(node->valuestring);
	return true;
}

static bool read_handler(const struct reading *rd, const cJSON *node)
{
	if (!cJSON_IsString(node) || !*node->valuestring)
		return wants(rd, node, "the handler's name, such as \"module.function\"");
	rd->f->handler = xstrdup(node->valuestring);
	return true;
}

static bool read_description(const struct reading *rd, const cJSON *node)
{
	if (!cJSON_IsString(node))
		return wants(rd, node, "a string");
	rd->f->description = xstrdup(node->valuestring);
	return true;
}

static bool read_timeout(const struct reading *rd, const cJSON *node)
{
	if (!cJSON_IsNumber(node) || !(node->valuedouble >= 0.001) || node->valuedouble > TIMEOUT_MAX_S)
		return wants(rd, node, "a number of seconds up to 900");
	rd->f->timeout_s = node->valuedouble;
	return true;
}

static bool read_memory(const struct reading *rd, const cJSON *node)
{
	if (!json_int(node, MEMORY_DEFAULT_MB, MEMORY_MAX_MB, &rd->f->memory_mb))
		return wants(rd, node, "a whole number of MB from 128 to 10240");
	return true;
}

/* Lambda sets these itself and refuses a function that wants to. */
static bool env_is_reserved(const char *name)
{
	static const char *const reserved[] = {"_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION",
		"AWS_EXECUTION_ENV", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR"};

	for (size_t i = 0; i < ARRAY_LEN(reserved); i++)
		if (strcmp(name, reserved[i]) == 0)
			return true;
	return str_starts(name, "AWS_LAMBDA_");
}

static bool read_env(const struct reading *rd, const cJSON *node)
{
	if (!cJSON_IsObject(node))
		return wants(rd, node, "an object of names and strings");
	for (const cJSON *m = node->child; m; m = m->next) {
		struct function_env *env;

		if (!*m->string || strchr(m->string, '='))
			return err_at(rd->e, ERR_INVALID, key_of(rd, m),
				"function \"%.64s\": \"%.64s\" is no name for an environment variable",
				rd->f->name, m->string);
		if (env_is_reserved(m->string))
			return err_at(rd->e, ERR_INVALID, key_of(rd, m),
				"function \"%.64s\": the environment variable %s is set by Lambda itself",
				rd->f->name, m->string);
		if (!cJSON_IsString(m))
			return wants(rd, m, "a string");
		env = VEC_ADD(&rd->f->env);
		env->name = xstrdup(m->string);
		env->value = xstrdup(m->valuestring);
	}
	return true;
}

static const struct field {
	const char *name;
	bool required;
	bool (*read)(const struct reading *rd, const cJSON *node);
} fields[] = {
	{"runtime", true, read_runtime},
	{"handler", true, read_handler},
	{"timeout", false, read_timeout},
	{"memory", false, read_memory},
	{"env", false, read_env},
	{"description", false, read_description},
};

static const struct field *field_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}

static bool read_fields(const struct reading *rd, const cJSON *node)
{
	for (const cJSON *m = node->child; m; m = m->next) {
		const struct field *field = field_find(m->string);

		if (!field)
			return err_at(rd->e, ERR_INVALID, key_of(rd, m),
				"function \"%.64s\": there is no field \"%.64s\"", rd->f->name, m->string);
		if (!field->read(rd, m))
			return false;
	}
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (fields[i].required && !json_get(node, fields[i].name))
			return err_at(rd->e, ERR_INVALID, key_of(rd, node),
				"function \"%.64s\": \"%s\" is missing", rd->f->name, fields[i].name);
	return true;
}

static struct function_entry *entry_read(const char *dir, const cJSON *node, struct reading *rd)
{
	struct function_entry *f = xcalloc(1, sizeof *f);
	char *text;

	f->refs = 1;
	f->name = xstrdup(node->string);
	f->dir = xstrdup(dir);
	f->timeout_s = TIMEOUT_DEFAULT_S;
	f->memory_mb = MEMORY_DEFAULT_MB;
	f->span = key_of(rd, node);
	rd->f = f;
	if (!function_name_is_valid(node->string)) {
		err_at(rd->e, ERR_INVALID, f->span,
			"\"%.80s\" is no name for a function: 1 to 64 letters, digits, - and _", node->string);
		goto fail;
	}
	if (!cJSON_IsObject(node)) {
		err_at(rd->e, ERR_INVALID, start_of(rd, node), "function \"%.64s\" must be an object", node->string);
		goto fail;
	}
	if (!read_fields(rd, node))
		goto fail;
	text = json_print(node);
	f->hash = hash_bytes(text, strlen(text), hash_bytes(f->name, strlen(f->name), hash_bytes(dir, strlen(dir), 0)));
	free(text);
	return f;
fail:
	function_entry_unref(f);
	return NULL;
}

static bool entries_read(const char *dir, const cJSON *root, const struct json_places *places,
	struct function_entries *out, struct function_uses *uses, struct err *e)
{
	struct reading rd = {.places = places, .e = e};
	const cJSON *functions = json_get(root, "functions"), *services = json_get(root, "services");

	if (!cJSON_IsObject(root) || !cJSON_IsObject(functions))
		return err_at(e, ERR_INVALID, start_of(&rd, functions ? functions : root),
			"expected {\"functions\": {NAME: {…}, …}}");
	for (const cJSON *m = root->child; m; m = m->next)
		if (m != functions && m != services)
			return err_at(e, ERR_INVALID, key_of(&rd, m),
				"there is no field \"%.64s\" here, only \"functions\" and \"services\"", m->string);
	for (const cJSON *m = functions->child; m; m = m->next) {
		struct function_entry *f = entry_read(dir, m, &rd);

		if (!f)
			return false;
		VEC_PUSH(out, f);
	}
	return uses_read(services, places, out, uses, e);
}

static void entries_done(struct function_entries *list)
{
	for (size_t i = 0; i < list->n; i++)
		function_entry_unref(list->v[i]);
	VEC_DONE(list);
}

bool registry_read_tree(const char *path, const char *dir, cJSON **tree, struct function_entries *out, struct function_uses *uses,
	struct err *e)
{
	struct json_places *places = json_places_new();
	struct function_entries list = {0};
	struct function_uses used = {0};
	cJSON *root = NULL;
	char *text = NULL;
	size_t len;
	bool ok = false;

	if (!file_read(path, REGISTRY_MAX_BYTES, &text, &len, e))
		goto out;
	if (!json_parse(text, len, places, &root, e) || !entries_read(dir, root, places, &list, &used, e)) {
		err_prefix(e, path);
		goto out;
	}
	ok = true;
	if (tree) {
		*tree = root;
		root = NULL;
	}
	entries_done(out);
	uses_done(uses);
	*out = list;
	*uses = used;
	list = (struct function_entries){0};
	used = (struct function_uses){0};
out:
	entries_done(&list);
	uses_done(&used);
	cJSON_Delete(root);
	json_places_free(places);
	free(text);
	return ok;
}

void registry_lend(struct registry *r, const cJSON *functions)
{
	struct json_places *places = json_places_new();		/* the tree has none: mistakes are not told */
	struct reading rd = {.places = places, .e = NULL};

	entries_done(&r->lent);
	for (const cJSON *m = functions ? functions->child : NULL; m; m = m->next) {
		cJSON *entry = json_copy(m);
		char *dir = path_absolute(json_get_string(m, "dir"));
		struct function_entry *f;

		cJSON_DeleteItemFromObject(entry, "dir");
		entry->string = xstrdup(m->string);
		f = entry_read(dir, entry, &rd);
		if (f) {			/* the version that is here has to do */
			free(f->runtime_name);
			f->runtime_name = xstrdup(runtime_text(f->runtime));
			VEC_PUSH(&r->lent, f);
		}
		cJSON_Delete(entry);
		free(dir);
	}
	json_places_free(places);
}

struct registry *registry_new(const char *path)
{
	struct registry *r = xcalloc(1, sizeof *r);
	char *dir = path_dir(path);

	r->path = xstrdup(path);
	r->dir = path_absolute(dir);		/* also of a folder that is yet to be made: handlers run in it */
	free(dir);
	return r;
}

void registry_free(struct registry *r)
{
	if (!r)
		return;
	entries_done(&r->entries);
	entries_done(&r->lent);
	uses_done(&r->uses);
	free(r->path);
	free(r->dir);
	free(r);
}

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
		a->st_size == b->st_size && a->st_ino == b->st_ino;
}

bool registry_refresh(struct registry *r, struct err *e)
{
	struct stat st;

	if (stat(r->path, &st) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			return err_set(e, ERR_IO, "%s: %s", r->path, strerror(errno));
		entries_done(&r->entries);
		uses_done(&r->uses);
		r->is_read = false;
		return true;
	}
	if (r->is_read && same_file(&st, &r->seen))
		return true;
	if (!registry_read_tree(r->path, r->dir, NULL, &r->entries, &r->uses, e)) {
		r->is_read = false;		/* and say it again, until the file is mended */
		return false;
	}
	r->seen = st;
	r->is_read = true;
	return true;
}

const char *registry_path(const struct registry *r)
{
	return r->path;
}

const char *registry_dir(const struct registry *r)
{
	return r->dir;
}

size_t registry_count(const struct registry *r)
{
	return r->entries.n;
}

const struct function_entry *registry_at(const struct registry *r, size_t i)
{
	return i < r->entries.n ? r->entries.v[i] : NULL;
}

static const struct function_entry *entry_named(const struct registry *r, const char *name)
{
	for (size_t i = 0; i < r->entries.n; i++)
		if (strcmp(r->entries.v[i]->name, name) == 0)
			return r->entries.v[i];
	for (size_t i = 0; i < r->lent.n; i++)
		if (strcmp(r->lent.v[i]->name, name) == 0)
			return r->lent.v[i];
	return NULL;
}

const struct function_entry *registry_find(const struct registry *r, const char *name_or_arn)
{
	char *name = function_name_of(name_or_arn);
	const struct function_entry *found = name ? entry_named(r, name) : NULL;

	if (name && !found && str_starts(name_or_arn, "${") && str_ends(name, "Arn") && strlen(name) > 3) {
		name[strlen(name) - 3] = '\0';
		found = entry_named(r, name);
	}
	free(name);
	return found;
}

struct function_entry *function_entry_ref(const struct function_entry *f)
{
	struct function_entry *mine = (struct function_entry *)f;	/* only the count changes */

	mine->refs++;
	return mine;
}

void function_entry_unref(struct function_entry *f)
{
	if (!f || --f->refs > 0)
		return;
	for (size_t i = 0; i < f->env.n; i++) {
		free(f->env.v[i].name);
		free(f->env.v[i].value);
	}
	VEC_DONE(&f->env);
	free(f->name);
	free(f->runtime_name);
	free(f->handler);
	free(f->description);
	free(f->dir);
	free(f);
}
