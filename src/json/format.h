/*
 * format - a text written anew, in one form: a member or element a line, two blanks a level, one blank behind the colon, {} and [] where
 * there is nothing in them, LF, a line end at the end. Names, texts and numbers stay byte for byte as they are written.
 */
#ifndef ASLANT_JSON_FORMAT_H
#define ASLANT_JSON_FORMAT_H

#include "json/places.h"

/* root and places are of json_parse(text); members may have been put into another order since. indent: blanks a level. */
void json_format(struct str *out, const char *text, const cJSON *root, const struct json_places *places, int indent);
/* YAML: only what cannot change a meaning: blanks at the ends of lines and empty lines at the end of the text go, except where the tree
 * would be another one (in blocks). Comments, anchors, quotes and indentation are left alone. False with e where the text is no YAML. */
bool yaml_format(struct str *out, const char *text, size_t len, struct err *e);

#endif
