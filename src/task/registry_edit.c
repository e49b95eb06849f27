/* Changing functions.json: a new function from a template, and taking one out. */
#include "task/registry_private.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct template {
	const char *ending;		/* of the handler's file */
	const char *handler;		/* behind the module's name in "handler" */
	mode_t mode;
	const char *text;
} templates[] = {
	[RUNTIME_PYTHON] = {".py", ".lambda_handler", 0666,
		"def lambda_handler(event, context):\n"
		"    print(\"called with\", event)\n"
		"    return {\"message\": \"Hello from \" + context.function_name}\n"},
	[RUNTIME_NODE] = {".js", ".handler", 0666,
		"exports.handler = async (event, context) => {\n"
		"  console.log(\"called with\", event);\n"
		"  return { message: `Hello from ${context.functionName}` };\n"
		"};\n"},
	[RUNTIME_EXEC] = {".sh", ".sh", 0777,
		"#!/bin/sh\n"
		"# The event is on standard input, the result goes to standard output; standard error is log.\n"
		"event=$(cat)\n"
		"echo \"called with $event\" >&2\n"
		"printf '{\"message\": \"Hello from %s\"}\\n' \"$AWS_LAMBDA_FUNCTION_NAME\"\n"},
};

/* "MockAPIFunction" -> "mock_api_function", which is a module's name in every language. */
static char *module_name(const char *name)
{
	struct str s = {0};

	for (const char *p = name; *p; p++) {
		bool begins_word = isupper((unsigned char)*p) && p > name &&
			(islower((unsigned char)p[-1]) || isdigit((unsigned char)p[-1]) ||
				(isupper((unsigned char)p[-1]) && islower((unsigned char)p[1])));

		if (begins_word)
			str_addc(&s, '_');
		str_addc(&s, *p == '-' ? '_' : (char)tolower((unsigned char)*p));
	}
	if (isdigit((unsigned char)name[0])) {
		char *plain = str_take(&s);

		str_addf(&s, "f%s", plain);
		free(plain);
	}
	return str_take(&s);
}

/* Only ever a new file: never replaces one. */
static bool file_create(const char *path, mode_t mode, const char *text, struct err *e)
{
	size_t len = strlen(text);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	bool ok;

	if (fd < 0)
		return err_set(e, errno == EEXIST ? ERR_USAGE : ERR_IO,
			errno == EEXIST ? "%s exists already" : "%s: %s", path, strerror(errno));
	ok = write(fd, text, len) == (ssize_t)len;
	ok = close(fd) == 0 && ok;
	if (!ok) {
		err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
		unlink(path);
	}
	return ok;
}

/*
 * The tree as it is on disk now, so that what an editor wrote meanwhile is kept. A missing file gives an
 * empty one.
 */
static bool tree_load(struct registry *r, cJSON **tree, struct err *e)
{
	struct function_entries list = {0};
	struct function_uses uses = {0};

	if (!file_exists(r->path)) {
		*tree = cJSON_CreateObject();
		json_set(*tree, "functions", cJSON_CreateObject());
		return true;
	}
	if (!registry_read_tree(r->path, r->dir, tree, &list, &uses, e))
		return false;
	uses_done(&uses);
	for (size_t i = 0; i < list.n; i++)
		function_entry_unref(list.v[i]);
	VEC_DONE(&list);
	return true;
}

static bool tree_save(struct registry *r, const cJSON *tree, struct err *e)
{
	struct str s = {0};
	bool ok;

	json_print_pretty(&s, tree, 0);
	str_addc(&s, '\n');
	ok = file_write_atomic(r->path, s.p, s.len, e);
	str_done(&s);
	r->is_read = false;
	return ok && registry_refresh(r, e);
}

static cJSON *entry_tree(const struct function_spec *spec, const char *handler)
{
	cJSON *node = cJSON_CreateObject();

	if (spec->description && *spec->description)
		json_set(node, "description", cJSON_CreateString(spec->description));
	json_set(node, "runtime", cJSON_CreateString(runtime_text(spec->runtime)));
	json_set(node, "handler", cJSON_CreateString(handler));
	json_set(node, "timeout", cJSON_CreateNumber(spec->timeout_s > 0 ? spec->timeout_s : 3));
	json_set(node, "memory", cJSON_CreateNumber(spec->memory_mb > 0 ? (double)spec->memory_mb : 128));
	return node;
}

static bool add_to_tree(struct registry *r, cJSON *tree, const struct function_spec *spec, char **file, struct err *e)
{
	const struct template *t = &templates[spec->runtime];
	char *module = module_name(spec->name);
	char *name = xasprintf("%s%s", module, t->ending), *handler = xasprintf("%s%s", module, t->handler);
	char *path = path_join(r->dir, name);
	bool ok = file_create(path, t->mode, t->text, e);

	if (ok) {
		json_set(cJSON_GetObjectItemCaseSensitive(tree, "functions"), spec->name, entry_tree(spec, handler));
		ok = tree_save(r, tree, e);
		if (!ok)
			unlink(path);
	}
	if (ok && file) {
		*file = path;
		path = NULL;
	}
	free(module);
	free(name);
	free(handler);
	free(path);
	return ok;
}

bool registry_add(struct registry *r, const struct function_spec *spec, char **file, struct err *e)
{
	cJSON *tree = NULL;
	bool ok = false;

	if (!function_name_is_valid(spec->name))
		return err_set(e, ERR_USAGE,
			"\"%.80s\" is no name for a function: 1 to 64 letters, digits, - and _", spec->name);
	if (!dir_make(r->dir, e) || !tree_load(r, &tree, e))
		return false;
	if (json_get(json_get(tree, "functions"), spec->name))
		err_set(e, ERR_USAGE, "%s: there is a function \"%s\" already", r->path, spec->name);
	else
		ok = add_to_tree(r, tree, spec, file, e);
	cJSON_Delete(tree);
	return ok;
}

static bool file_is_shared(const struct registry *r, const struct function_entry *f, const char *path)
{
	bool shared = false;

	for (size_t i = 0; i < r->entries.n && !shared; i++) {
		char *other = r->entries.v[i] == f ? NULL : function_file(r->entries.v[i]);

		shared = other && strcmp(other, path) == 0;
		free(other);
	}
	return shared;
}

/* The handler's file, if it should go with the entry. */
static char *file_to_remove(const struct registry *r, const char *name)
{
	const struct function_entry *f = registry_find(r, name);
	char *path = f ? function_file(f) : NULL;

	if (path && (!file_exists(path) || file_is_shared(r, f, path))) {
		free(path);
		path = NULL;
	}
	return path;
}

/* What it did for services and activities, nobody does any more. */
static void forget_uses(cJSON *services, const char *name)
{
	for (cJSON *n = services ? services->child : NULL, *next; n; n = next) {
		next = n->next;
		if (cJSON_IsString(n) && strcmp(n->valuestring, name) == 0)
			cJSON_Delete(cJSON_DetachItemViaPointer(services, n));
	}
}

bool registry_remove(struct registry *r, const char *name, bool with_file, struct err *e)
{
	cJSON *tree = NULL, *functions;
	char *path = NULL;
	bool ok = false;

	if (!registry_refresh(r, e) || !tree_load(r, &tree, e))
		return false;
	functions = cJSON_GetObjectItemCaseSensitive(tree, "functions");
	if (!json_get(functions, name)) {
		err_set(e, ERR_NOT_FOUND, "%s: there is no function \"%.64s\"", r->path, name);
		goto out;
	}
	if (with_file)
		path = file_to_remove(r, name);
	cJSON_DeleteItemFromObjectCaseSensitive(functions, name);
	forget_uses(cJSON_GetObjectItemCaseSensitive(tree, "services"), name);
	if (!tree_save(r, tree, e))
		goto out;
	if (path && unlink(path) != 0) {
		err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
		goto out;
	}
	ok = true;
out:
	cJSON_Delete(tree);
	free(path);
	return ok;
}
