/* command_mocks - answers of the person, and faults, written into mock files (app/app_mocks.h): for the screens where they are given. */
#ifndef ASLANT_COMMAND_MOCKS_H
#define ASLANT_COMMAND_MOCKS_H

#include "screens/shell.h"
#include "task/fault.h"

/* All answers that were given by hand and are in no file yet; path NULL or "": into mocks/MACHINE.json. Says what became of it. */
void mocks_keep(struct shell *sh, const char *path);
void mocks_keep_fault(struct shell *sh, const struct fault *f);

#endif
