/* value_screen - one JSON value to type over the whole screen, with its errors marked while it is typed. Esc: nothing happens. */
#ifndef ASLANT_VALUE_SCREEN_H
#define ASLANT_VALUE_SCREEN_H

#include "screens/shell.h"

/* False with e: the screen stays open, and says why. v is borrowed. */
typedef bool (*value_done_fn)(struct shell *sh, void *ctx, struct value *v, struct err *e);
/* initial: NULL for {}. ctx is given to free_ctx (may be NULL) when the screen goes, whatever happened. */
void value_screen_open(struct shell *sh, const char *title, struct value *initial, value_done_fn done, void *ctx, void (*free_ctx)(void *ctx));

#endif
