/* function_screens - what the screens about functions know of each other. */
#ifndef ASLANT_FUNCTION_SCREENS_H
#define ASLANT_FUNCTION_SCREENS_H

#include "screens/command.h"

/* Type an event, call the function, read what comes back. name is copied. */
void function_test_screen_open(struct shell *sh, const char *name);
/* Ask for a name and a runtime, make the function; made gets its name, and says what to do next. */
void function_create(struct shell *sh, ask_text_fn made, void *ctx);

#endif
