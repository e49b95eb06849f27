/* json_paint - colours of one line of JSON, for the editor. JSON strings cannot span lines, so a line needs nothing from those above it. */
#ifndef ASLANT_JSON_PAINT_H
#define ASLANT_JSON_PAINT_H

#include "ui/editor.h"

/* An editor_paint_fn; ctx is not used. What is no JSON stays ST_TEXT. */
void json_paint(void *ctx, const char *line, size_t len, uint8_t *styles);

#endif
