#include "app/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONFIG_MAX_BYTES ((size_t)4 << 20)

/* Everything that may stand in aslant.json. */
static const char *const members[] = {"clock", "connections", "endpoints", "express", "lint", "s3", "seed", "services", "substitutions", "theme"};

bool config_err(const struct config *c, const cJSON *node, struct err *e, const char *fmt, ...)
{
	struct json_place p = {0};
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	json_places_find(c->places, node, &p);
	err_at(e, ERR_INVALID, p.key.line ? p.key : p.start, "%s", text);
	return err_prefix(e, c->path);
}

static bool check_members(const struct config *c, struct err *e)
{
	const cJSON *root = value_node(c->doc);

	if (!cJSON_IsObject(root))
		return config_err(c, root, e, "expected an object");
	for (const cJSON *m = root->child; m; m = m->next) {
		bool known = false;

		for (size_t i = 0; i < ARRAY_LEN(members); i++)
			known |= strcmp(members[i], m->string) == 0;
		if (!known)
			return config_err(c, m, e, "there is no member \"%.60s\"", m->string);
	}
	return true;
}

static bool check_express(const struct config *c, struct err *e)
{
	const cJSON *names = config_get(c, "express"), *n;

	if (!names)
		return true;
	if (!cJSON_IsArray(names))
		return config_err(c, names, e, "express is a list of state machines' names");
	cJSON_ArrayForEach(n, names)
		if (!cJSON_IsString(n))
			return config_err(c, n, e, "express is a list of state machines' names");
	return true;
}

bool config_read(const char *dir, struct config *c, struct err *e)
{
	char *text = NULL;
	cJSON *root = NULL;
	size_t len;
	bool ok = false;

	*c = (struct config){.dir = xstrdup(dir), .path = dir ? path_join(dir, "aslant.json") : NULL};
	if (!dir || !file_exists(c->path))
		return true;
	c->places = json_places_new();
	if (!file_read(c->path, CONFIG_MAX_BYTES, &text, &len, e))
		goto out;
	if (!json_parse(text, len, c->places, &root, e)) {
		err_prefix(e, c->path);
		goto out;
	}
	c->doc = value_take(root);
	ok = check_members(c, e) && check_express(c, e);
out:
	free(text);
	if (!ok)
		config_done(c);
	return ok;
}

void config_done(struct config *c)
{
	value_unref(c->doc);
	json_places_free(c->places);
	free(c->dir);
	free(c->path);
	*c = (struct config){0};
}

bool config_is_express(const struct config *c, const char *machine)
{
	const cJSON *names = config_get(c, "express");

	for (const cJSON *n = names ? names->child : NULL; n; n = n->next)
		if (cJSON_IsString(n) && str_is(machine, n->valuestring))
			return true;
	return false;
}

const cJSON *config_get(const struct config *c, const char *member)
{
	return json_get(value_node(c->doc), member);
}

char *config_path(const struct config *c, const char *path)
{
	return path_join(c->dir ? c->dir : ".", path);
}
