/* versions_screen - the definitions that executions of the open machine ran, held against each other or against the text now. */
#ifndef ASLANT_VERSIONS_SCREEN_H
#define ASLANT_VERSIONS_SCREEN_H

#include "screens/shell.h"

void versions_screen_open(struct shell *sh);

#endif
