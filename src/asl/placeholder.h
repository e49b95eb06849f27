/*
 * placeholder - ${Name} in a definition's text: values for them from aslant.json ("substitutions"), an environment file (.env) and a
 * template's DefinitionSubstitutions, put into the text where it is JSON or YAML. A name without a value stays as it is, inside of a string and
 * outside ("Seconds": ${Wait}). Private to asl.
 */
#ifndef ASLANT_ASL_PLACEHOLDER_H
#define ASLANT_ASL_PLACEHOLDER_H

#include "asl/form.h"
#include "asl/textmap.h"

struct placeholder_value {
	char *name, *text;
	bool json;			/* text is a JSON value (a number, an object, …), not what stands in a string */
};

struct placeholder_values {
	VEC(struct placeholder_value) list;	/* the first of a name counts */
	VEC(char *) files;			/* that they were read from */
};

bool placeholder_is_in(const char *text, size_t len);		/* is there any ${…}? */
/* Adds what aslant.json and .env say: those of the file's folder; aslant.json else of the nearest folder above it (at most 4 levels up, and
 * not beyond one with .git), then the .env beside that too. False with e where such a file is wrong. file NULL or "-": nothing. */
bool placeholder_values_read(struct placeholder_values *v, const char *file, struct err *e);
/* json: as in struct placeholder_value. Nothing where the name has a value already. */
void placeholder_values_add(struct placeholder_values *v, const char *name, const char *text, bool json);
const struct placeholder_value *placeholder_values_find(const struct placeholder_values *v, const char *name, size_t len);
void placeholder_values_done(struct placeholder_values *v);

/* The text with values in it. True where anything is different from before. */
bool placeholder_apply(const struct textmap *in, enum asl_form form, const struct placeholder_values *v, struct textmap *out);

#endif
