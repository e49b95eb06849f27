/* Where values of placeholders come from: aslant.json and .env, in a folder or above it. */
#include <stdlib.h>
#include <string.h>

#include "asl/placeholder.h"
#include "json/places.h"

#define LEVELS 4			/* folders above the file's that are looked into */
#define VALUES_FILE_MAX ((size_t)1 << 20)

const struct placeholder_value *placeholder_values_find(const struct placeholder_values *v, const char *name, size_t len)
{
	for (size_t i = 0; i < v->list.n; i++)
		if (strlen(v->list.v[i].name) == len && memcmp(v->list.v[i].name, name, len) == 0)
			return &v->list.v[i];
	return NULL;
}

void placeholder_values_add(struct placeholder_values *v, const char *name, const char *text, bool json)
{
	if (!placeholder_values_find(v, name, strlen(name)))
		VEC_PUSH(&v->list, ((struct placeholder_value){ xstrdup(name), xstrdup(text), json }));
}

void placeholder_values_done(struct placeholder_values *v)
{
	for (size_t i = 0; i < v->list.n; i++) {
		free(v->list.v[i].name);
		free(v->list.v[i].text);
	}
	for (size_t i = 0; i < v->files.n; i++)
		free(v->files.v[i]);
	VEC_DONE(&v->list);
	VEC_DONE(&v->files);
}

static bool is_read(const struct placeholder_values *v, const char *path)
{
	for (size_t i = 0; i < v->files.n; i++)
		if (strcmp(v->files.v[i], path) == 0)
			return true;
	return false;
}

/* --- aslant.json -------------------------------------------------------------------------------------------------- */

static bool add_substitutions(struct placeholder_values *v, const cJSON *root, const struct json_places *places, struct err *e)
{
	const cJSON *all = json_get(root, "substitutions");
	struct json_place p;

	if (all && !cJSON_IsObject(all)) {
		json_places_find(places, all, &p);
		return err_at(e, ERR_INVALID, p.start, "\"substitutions\" is an object: names of placeholders and their values");
	}
	for (const cJSON *c = all ? all->child : NULL; c; c = c->next) {
		char *text = cJSON_IsString(c) ? xstrdup(c->valuestring) : json_print(c);

		placeholder_values_add(v, c->string, text, !cJSON_IsString(c));
		free(text);
	}
	return true;
}

static bool read_config(struct placeholder_values *v, const char *path, struct err *e)
{
	struct json_places *places = json_places_new();
	char *text = NULL;
	cJSON *root = NULL;
	size_t len;
	bool ok;

	VEC_PUSH(&v->files, xstrdup(path));
	ok = file_read(path, VALUES_FILE_MAX, &text, &len, e);
	if (ok) {
		ok = json_parse(text, len, places, &root, e) && add_substitutions(v, root, places, e);
		if (!ok)
			err_prefix(e, path);
	}
	cJSON_Delete(root);
	json_places_free(places);
	free(text);
	return ok;
}

/* --- .env --------------------------------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* What stands between quotes; without them up to a comment or the end of the line. In double quotes \n, \" and \\ mean what they mean. */
static char *env_value(const char *p, const char *end)
{
	struct str out = {0};
	char quote = p < end && (*p == '"' || *p == '\'') ? *p++ : '\0';

	for (; p < end && (!quote || *p != quote); p++) {
		if (!quote && *p == '#' && is_blank(p[-1]))
			break;
		if (quote == '"' && *p == '\\' && p + 1 < end) {
			p++;
			str_addc(&out, *p == 'n' ? '\n' : *p);
		} else {
			str_addc(&out, *p);
		}
	}
	while (!quote && out.len && is_blank(out.p[out.len - 1]))
		out.p[--out.len] = '\0';
	return str_take(&out);
}

static void env_line(struct placeholder_values *v, const char *p, const char *end)
{
	const char *name, *name_end, *eq;
	char *key, *value;

	while (p < end && is_blank(*p))
		p++;
	if ((size_t)(end - p) > 7 && memcmp(p, "export ", 7) == 0)
		p += 7;
	eq = p < end && *p != '#' ? memchr(p, '=', (size_t)(end - p)) : NULL;
	if (!eq)
		return;
	for (name = p; name < eq && is_blank(*name); name++)
		;
	for (name_end = eq; name_end > name && is_blank(name_end[-1]); name_end--)
		;
	for (p = eq + 1; p < end && is_blank(*p); p++)
		;
	if (name == name_end)
		return;
	key = xstrndup(name, (size_t)(name_end - name));
	value = env_value(p, end);
	placeholder_values_add(v, key, value, false);
	free(key);
	free(value);
}

static bool read_env(struct placeholder_values *v, const char *path, struct err *e)
{
	char *text;
	size_t len;
	const char *p, *end, *line_end;

	VEC_PUSH(&v->files, xstrdup(path));
	if (!file_read(path, VALUES_FILE_MAX, &text, &len, e))
		return false;
	for (p = text, end = text + len; p < end; p = line_end + 1) {
		line_end = memchr(p, '\n', (size_t)(end - p));
		if (!line_end)
			line_end = end;
		env_line(v, p, line_end);
	}
	free(text);
	return true;
}

/* --- folders ------------------------------------------------------------------------------------------------------ */

typedef bool (*read_fn)(struct placeholder_values *v, const char *path, struct err *e);

/* *there: such a file is in dir. False only where it is and cannot be read. */
static bool read_if_there(struct placeholder_values *v, const char *dir, const char *name, read_fn read, bool *there, struct err *e)
{
	char *path = strcmp(dir, ".") == 0 ? xstrdup(name) : path_join(dir, name);
	bool ok = true;

	*there = file_exists(path);
	if (*there && !is_read(v, path))
		ok = read(v, path, e);
	free(path);
	return ok;
}

static char *folder_above(const char *dir)
{
	if (strcmp(dir, ".") == 0)
		return xstrdup("..");
	return strcmp(path_base(dir), "..") == 0 || strcmp(path_base(dir), ".") == 0 ? path_join(dir, "..") : path_dir(dir);
}

static bool has_git(const char *dir)
{
	char *git = path_join(dir, ".git");
	bool yes = dir_exists(git) || file_exists(git);

	free(git);
	return yes;
}

bool placeholder_values_read(struct placeholder_values *v, const char *file, struct err *e)
{
	char *beside, *dir, *up;
	bool there, env, ok;

	if (!file || strcmp(file, "-") == 0)
		return true;
	beside = path_dir(file);
	dir = xstrdup(beside);
	ok = read_if_there(v, dir, "aslant.json", read_config, &there, e);
	for (int i = 0; ok && !there && i < LEVELS && !has_git(dir); i++) {
		up = folder_above(dir);
		free(dir);
		dir = up;
		ok = read_if_there(v, dir, "aslant.json", read_config, &there, e);
	}
	ok = ok && read_if_there(v, beside, ".env", read_env, &env, e) && (!there || read_if_there(v, dir, ".env", read_env, &env, e));
	free(beside);
	free(dir);
	return ok;
}
