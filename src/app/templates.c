#include "app/templates.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/workspace.h"
#include "json/yaml_print.h"

#define MAX_BYTES (4 << 20)
#define DEPTH_MAX 8
#define JSON_END ".asl.json"

/* --- what there is -------------------------------------------------------------------------------------------------- */

/* The README's paragraph below its heading, up to the first sentence's end: "Saga: flight, hotel and car …". */
static void read_sentence(struct template *t)
{
	char *path = path_join(t->dir, "README.md"), *text = NULL, *from, *colon;
	size_t len;

	if (file_read(path, MAX_BYTES, &text, &len, NULL) && (from = strstr(text, "\n\n"))) {
		from += 2;
		from[strcspn(from, "\n")] = '\0';
		colon = strchr(from, ':');
		t->title = colon ? xstrndup(from, (size_t)(colon - from)) : xstrdup(t->name);
		t->sentence = xstrdup(colon ? colon + 1 + strspn(colon + 1, " ") : from);
	} else {
		t->title = xstrdup(t->name);
		t->sentence = xstrdup("");
	}
	free(text);
	free(path);
}

static char *find_machine(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	char *found = NULL;

	while (d && !found && (entry = readdir(d)))
		if (str_ends(entry->d_name, JSON_END))
			found = xstrndup(entry->d_name, strlen(entry->d_name) - strlen(JSON_END));
	if (d)
		closedir(d);
	return found;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct template *)a)->name, ((const struct template *)b)->name);
}

bool templates_list(struct templates *out, struct err *e)
{
	char *data = workspace_data_dir(), *dir = data ? path_join(data, "templates") : NULL;
	DIR *d = dir ? opendir(dir) : NULL;
	struct dirent *entry;

	*out = (struct templates){0};
	while (d && (entry = readdir(d))) {
		char *folder = path_join(dir, entry->d_name), *machine = entry->d_name[0] != '.' ? find_machine(folder) : NULL;

		if (machine) {
			struct template *t = VEC_ADD(&out->list);

			*t = (struct template){.name = xstrdup(entry->d_name), .dir = xstrdup(folder), .machine = machine};
			read_sentence(t);
		}
		free(folder);
	}
	if (d)
		closedir(d);
	free(dir);
	free(data);
	if (out->list.n)
		qsort(out->list.v, out->list.n, sizeof *out->list.v, by_name);
	return out->list.n || err_set(e, ERR_NOT_FOUND, "the templates are not installed");
}

void templates_done(struct templates *l)
{
	for (size_t i = 0; i < l->list.n; i++) {
		free(l->list.v[i].name);
		free(l->list.v[i].dir);
		free(l->list.v[i].machine);
		free(l->list.v[i].title);
		free(l->list.v[i].sentence);
	}
	VEC_DONE(&l->list);
}

const struct template *templates_find(const struct templates *l, const char *name, struct err *e)
{
	const struct template *found = NULL;
	struct str names = {0};
	size_t n = 0;

	for (size_t i = 0; i < l->list.n; i++) {
		const struct template *t = &l->list.v[i];

		str_addf(&names, "%s%s", i ? ", " : "", t->name);
		if (str_is(t->name, name)) {
			str_done(&names);
			return t;
		}
		if (*name && str_starts(t->name, name)) {
			found = t;
			n++;
		}
	}
	if (n != 1)
		err_set(e, ERR_USAGE, "there is no template \"%.60s\": %.300s", name, str_get(&names));
	str_done(&names);
	return n == 1 ? found : NULL;
}

/* --- a copy --------------------------------------------------------------------------------------------------------- */

struct copying {
	const struct template *t;
	const char *machine;		/* the new name */
	bool yaml;
	size_t n;
	struct err *e;
};

/* Every occurrence; caller frees. */
static char *replaced(const char *text, const char *what, const char *by)
{
	struct str out = {0};
	const char *at;

	while ((at = strstr(text, what))) {
		str_add(&out, text, (size_t)(at - text));
		str_adds(&out, by);
		text = at + strlen(what);
	}
	str_adds(&out, text);
	return str_take(&out);
}

/* The machine's name, and the end of its file's. */
static char *renamed(const struct copying *c, const char *text)
{
	char *named = replaced(text, c->t->machine, c->machine), *ended = c->yaml ? replaced(named, JSON_END, ".asl.yaml") : NULL;

	if (!ended)
		return named;
	free(named);
	return ended;
}

static bool is_machine(const struct copying *c, const char *name)
{
	size_t len = strlen(c->t->machine);

	return strncmp(name, c->t->machine, len) == 0 && strcmp(name + len, JSON_END) == 0;
}

static bool to_yaml(const char *text, struct str *out, struct err *e)
{
	cJSON *root = json_read(text, e);
	bool ok = root && yaml_print(out, root, e);

	cJSON_Delete(root);
	return ok;
}

/* What names the machine says its new name; a definition or a program never does. */
static bool names_machine(const char *name)
{
	return str_ends(name, ".test.json") || str_ends(name, ".md");
}

static bool copy_file(struct copying *c, const char *name, const char *from, const char *to)
{
	struct str out = {0};
	char *text = NULL, *own = NULL;
	size_t len;
	struct stat st;
	bool ok = file_read(from, MAX_BYTES, &text, &len, c->e);

	if (ok && is_machine(c, name) && c->yaml) {
		ok = to_yaml(text, &out, c->e);
	} else if (ok) {
		own = names_machine(name) ? renamed(c, text) : NULL;
		if (own)
			str_adds(&out, own);
		else
			str_add(&out, text, len);
	}
	ok = ok && file_write_atomic(to, str_get(&out), out.len, c->e);
	if (ok && stat(from, &st) == 0 && (st.st_mode & S_IXUSR) && chmod(to, 0755) != 0)
		ok = err_set(c->e, ERR_IO, "%.300s: %s", to, strerror(errno));
	c->n += ok;
	str_done(&out);
	free(own);
	free(text);
	return ok;
}

static bool copy_folder(struct copying *c, const char *from, const char *to, int depth)
{
	DIR *d = opendir(from);
	struct dirent *entry;
	bool ok = d ? dir_make(to, c->e) : err_set(c->e, ERR_IO, "%.300s: %s", from, strerror(errno));

	while (ok && (entry = readdir(d))) {
		char *source, *name, *target;

		if (entry->d_name[0] == '.' || strcmp(entry->d_name, "__pycache__") == 0)
			continue;
		name = renamed(c, entry->d_name);
		source = path_join(from, entry->d_name);
		target = path_join(to, name);
		ok = dir_exists(source) ? depth < DEPTH_MAX && copy_folder(c, source, target, depth + 1) : copy_file(c, entry->d_name, source, target);
		free(name);
		free(source);
		free(target);
	}
	if (d)
		closedir(d);
	return ok;
}

static bool is_empty(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	bool empty = true;

	while (d && (entry = readdir(d)))
		empty &= strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	if (d)
		closedir(d);
	return empty;
}

static bool is_name(const char *name, struct err *e)
{
	if (!*name || name[0] == '.' || strpbrk(name, "/\\\"") || strstr(name, ".asl."))
		return err_set(e, ERR_USAGE, "\"%.100s\" cannot be a state machine's name: letters, digits and signs, no \"/\", and no \".\" in front", name);
	return true;
}

bool template_create(const struct template *t, const struct template_options *o, char **file, size_t *n, struct err *e)
{
	struct copying c = {.t = t, .machine = o->machine ? o->machine : t->machine, .yaml = o->yaml, .e = e};
	char *name;

	if (!is_name(c.machine, e))
		return false;
	if (file_exists(o->dir) && !dir_exists(o->dir))
		return err_set(e, ERR_USAGE, "%.300s is there already", o->dir);
	if (dir_exists(o->dir) && !is_empty(o->dir))
		return err_set(e, ERR_USAGE, "%.300s is there already, and not empty", o->dir);
	if (!copy_folder(&c, t->dir, o->dir, 0))
		return false;
	name = xasprintf("%s%s", c.machine, o->yaml ? ".asl.yaml" : JSON_END);
	*file = path_join(o->dir, name);
	*n = c.n;
	free(name);
	return true;
}
