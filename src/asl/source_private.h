/*
 * source_private - what the files of asl/source share: source.c (what a file is, its machines by name), source_template.c (the machines of
 * templates), source_text.c (the definition's text of one), source_functions.c (the functions of templates), source_origin.c (places of a machine in its file, addresses).
 */
#ifndef ASLANT_ASL_SOURCE_PRIVATE_H
#define ASLANT_ASL_SOURCE_PRIVATE_H

#include "asl/source.h"

/* The machines of a template, whose tree s->root is; sets s->kind. False, nothing set: it is none. */
bool source_find_machines(struct asl_source *s);

char *source_beside(const struct asl_source *s, const char *name);	/* a file or folder that is named from s's folder; caller frees */
/* source_functions.c: {NAME: {"dir", "runtime", "handler", …}, …}; NULL: none. Caller frees. */
cJSON *source_functions(const struct asl_source *s);

/* An origin that has read s->file. */
struct asl_origin *origin_new(const struct asl_source *s, const struct asl_source_machine *sm);
void origin_add_file(struct asl_origin *o, const char *path);

/*
 * The definition's text of one machine, in o->map.text, unless it is the file's (o->same): then it is o->text. o->form becomes that of
 * the file, *form that of the text. False with e: a file cannot be read.
 */
bool source_make_text(const struct asl_source *s, const struct asl_source_machine *sm, const struct asl_options *options, struct asl_origin *o,
	enum asl_form *form, struct err *e);

#endif
