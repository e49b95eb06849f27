/* Names, ARNs and files of functions: how a definition refers to one, and where its handler is. */
#include "task/registry_private.h"

#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 64

static const struct {
	const char *text;
	enum function_runtime runtime;
	bool versioned;			/* a version may follow: python3.12, nodejs20.x */
} runtimes[] = {
	{"python3", RUNTIME_PYTHON, true},
	{"nodejs", RUNTIME_NODE, true},
	{"exec", RUNTIME_EXEC, false},
};

const char *runtime_text(enum function_runtime t)
{
	return runtimes[t].text;
}

bool runtime_find(const char *text, enum function_runtime *out)
{
	for (size_t i = 0; i < ARRAY_LEN(runtimes); i++) {
		const char *rest = text + strlen(runtimes[i].text);

		if (!str_starts(text, runtimes[i].text) || (*rest && !runtimes[i].versioned))
			continue;
		if (strspn(rest, "0123456789.x") != strlen(rest))
			continue;
		*out = runtimes[i].runtime;
		return true;
	}
	return false;
}

static size_t name_len(const char *s)
{
	return strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}

bool function_name_is_valid(const char *name)
{
	size_t n = name_len(name);

	return n > 0 && n <= NAME_MAX_LEN && !name[n];
}

char *function_arn(const char *name)
{
	return xasprintf("arn:aws:lambda:us-east-1:111122223333:function:%s", name);
}

/*
 * Lambda takes NAME, ACCOUNT:function:NAME and arn:P:lambda:R:ACCOUNT:function:NAME, each with or without
 * :QUALIFIER.
 */
/* Of "${Name}" or "${Name.Arn}", a template's function that is not deployed; NULL: it is no such thing. */
static char *placeholder_name(const char *s)
{
	size_t len = strlen(s), n;

	if (!str_starts(s, "${") || s[len - 1] != '}')
		return NULL;
	n = name_len(s + 2);
	if (n == 0 || n > NAME_MAX_LEN || (strcmp(s + 2 + n, "}") != 0 && strcmp(s + 2 + n, ".Arn}") != 0))
		return NULL;
	return xstrndup(s + 2, n);
}

char *function_name_of(const char *name_or_arn)
{
	const char *name = name_or_arn, *mark = strstr(name_or_arn, ":function:");
	size_t n;

	if (str_starts(name_or_arn, "${"))
		return placeholder_name(name_or_arn);
	if (mark) {
		if (str_starts(name_or_arn, "arn:") && !strstr(name_or_arn, ":lambda:"))
			return NULL;
		name = mark + strlen(":function:");
	}
	n = name_len(name);
	if (n == 0 || n > NAME_MAX_LEN || (name[n] && name[n] != ':') ||
		(name[n] == ':' && strchr(name + n + 1, ':')))
		return NULL;
	return xstrndup(name, n);
}

/* The first of DIR/MODULE+ending that exists; the first of all where none does. */
static char *file_with_ending(const char *dir, const char *module, const char *const *endings)
{
	char *first = NULL;

	for (size_t i = 0; endings[i]; i++) {
		char *name = xasprintf("%s%s", module, endings[i]);
		char *path = path_join(dir, name);

		free(name);
		if (file_exists(path)) {
			free(first);
			return path;
		}
		if (first)
			free(path);
		else
			first = path;
	}
	return first;
}

/* package.module.function: all but the last part is the module, a dot or a slash parts its packages. */
static char *python_file(const struct function_entry *f)
{
	static const char *const endings[] = {".py", "/__init__.py", NULL};
	const char *dot = strrchr(f->handler, '.');
	char *module = xstrndup(f->handler, dot ? (size_t)(dot - f->handler) : strlen(f->handler));
	char *path;

	for (char *p = module; *p; p++)
		if (*p == '.')
			*p = '/';
	path = file_with_ending(f->dir, module, endings);
	free(module);
	return path;
}

/* folder/module.nested.function: the module ends at the first dot behind the last slash. */
static char *node_file(const struct function_entry *f)
{
	static const char *const endings[] = {".js", ".mjs", ".cjs", "/index.js", NULL};
	const char *base = path_base(f->handler), *dot = strchr(base, '.');
	char *module = xstrndup(f->handler, dot ? (size_t)(dot - f->handler) : strlen(f->handler));
	char *path = file_with_ending(f->dir, module, endings);

	free(module);
	return path;
}

char *function_file(const struct function_entry *f)
{
	switch (f->runtime) {
	case RUNTIME_PYTHON:
		return python_file(f);
	case RUNTIME_NODE:
		return node_file(f);
	case RUNTIME_EXEC:
		break;
	}
	return path_join(f->dir, f->handler);
}
