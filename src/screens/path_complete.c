#include "screens/path_complete.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FOUND 200

char *path_expand(const char *path)
{
	const char *home = getenv("HOME");

	if (str_starts(path, "~/") && home && *home)
		return path_join(home, path + 2);
	return xstrdup(path);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void path_complete(void *ctx, const char *text, size_t cursor, size_t *word_start, prompt_add_fn add, void *add_ctx)
{
	char *typed = xstrndup(text, cursor);
	const char *base = path_base(typed);
	char *shown = xstrndup(typed, (size_t)(base - typed));
	char *dir = path_expand(*shown ? shown : ".");
	VEC(char *) found = {0};
	DIR *d = opendir(dir);
	struct dirent *ent;

	(void)ctx;
	*word_start = 0;
	while (d && (ent = readdir(d)) && found.n < MAX_FOUND) {
		char *path;

		if (!str_starts(ent->d_name, base) || (ent->d_name[0] == '.' && base[0] != '.'))
			continue;
		path = path_join(dir, ent->d_name);
		VEC_PUSH(&found, xasprintf("%s%s%s", shown, ent->d_name, dir_exists(path) ? "/" : ""));
		free(path);
	}
	if (d)
		closedir(d);
	if (found.n)
		qsort(found.v, found.n, sizeof found.v[0], by_name);
	for (size_t i = 0; i < found.n; i++) {
		add(add_ctx, found.v[i], NULL);
		free(found.v[i]);
	}
	VEC_DONE(&found);
	free(dir);
	free(shown);
	free(typed);
}
