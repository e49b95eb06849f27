/*
 * text_paint - colours of one line of a definition, JSON or YAML: names, values, and inside of strings JSONata between {% and %}, paths and
 * intrinsic functions. A line needs nothing from those above it.
 */
#ifndef ASLANT_TEXT_PAINT_H
#define ASLANT_TEXT_PAINT_H

#include "ui/editor.h"

/* Two editor_paint_fn; ctx is not used. */
void text_paint_json(void *ctx, const char *line, size_t len, uint8_t *styles);
void text_paint_yaml(void *ctx, const char *line, size_t len, uint8_t *styles);

#endif
