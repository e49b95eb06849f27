/*
 * source_private - what the files of asl/source share: source.c (what a file is, its machines by name), source_origin.c (places of a machine
 * in its file, addresses).
 */
#ifndef ASLANT_ASL_SOURCE_PRIVATE_H
#define ASLANT_ASL_SOURCE_PRIVATE_H

#include "asl/source.h"

/* An origin that has read `file`; the text that the definition was made from is `text` (copied), or none where `same`. */
struct asl_origin *origin_new(const struct asl_source *s, const struct asl_source_machine *sm);
void origin_add_file(struct asl_origin *o, const char *path);

#endif
