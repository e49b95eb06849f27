/*
 * templates - what a new workspace can begin as: the folders of data/templates, each a machine with its functions, mocks, inputs, tests and a
 * README whose first sentence says what it is for. A copy gets a name of its own, which its files then have too.
 *
 *     templates_list(&l, &e);  t = templates_find(&l, "saga");  template_create(t, &options, &file, &e);  templates_done(&l);
 */
#ifndef ASLANT_TEMPLATES_H
#define ASLANT_TEMPLATES_H

#include "base/base.h"

struct template {
	char *name;			/* "saga" */
	char *dir;
	char *machine;			/* "BookTrip": of BookTrip.asl.json */
	char *title, *sentence;		/* "Saga"; "flight, hotel and car are booked …" */
};

struct templates {
	VEC(struct template) list;	/* by name */
};

bool templates_list(struct templates *out, struct err *e);
void templates_done(struct templates *l);
/* A whole name, or the only one that begins so; NULL with e. */
const struct template *templates_find(const struct templates *l, const char *name, struct err *e);

struct template_options {
	const char *dir;		/* the new folder: not there yet, or empty */
	const char *machine;		/* NULL: the template's own */
	bool yaml;			/* the definition as YAML */
};

/* *file is the new definition's; *n how many files there are; the caller frees. What is there is never written over. */
bool template_create(const struct template *t, const struct template_options *o, char **file, size_t *n, struct err *e);

#endif
