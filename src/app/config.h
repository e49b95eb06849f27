/*
 * config - aslant.json of a workspace: what cannot be told from the folder. Each member belongs to whoever uses it; here is only the list
 * of all of them, and the place of what is wrong. doc/services.md and doc/functions.md say what the members mean.
 *
 *     config_read(dir, &c, &e);  config_get(&c, "services");  … config_err(&c, node, &e, "…");  config_done(&c);
 */
#ifndef ASLANT_CONFIG_H
#define ASLANT_CONFIG_H

#include "json/places.h"
#include "json/value.h"

struct config {
	char *dir, *path;
	struct value *doc;		/* NULL: there is no such file */
	struct json_places *places;
};

/* dir/aslant.json; without such a file it is empty, as it is where dir is NULL. False with PATH:LINE:COL in e where it is wrong. */
bool config_read(const char *dir, struct config *c, struct err *e);
void config_done(struct config *c);

bool config_is_express(const struct config *c, const char *machine);	/* its list of Express machines names it */
const cJSON *config_get(const struct config *c, const char *member);	/* NULL: it is not set */
/* A path that the file gives, from its folder. Caller frees. */
char *config_path(const struct config *c, const char *path);
/* What is wrong at a node of the file, with its place; returns false. */
bool config_err(const struct config *c, const cJSON *node, struct err *e, const char *fmt, ...) PRINTF_LIKE(4, 5);

#endif
