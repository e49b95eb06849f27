/* path_steps - what a Reference Path is made of, for those who translate it. */
#ifndef ASLANT_PATH_STEPS_H
#define ASLANT_PATH_STEPS_H

#include "query/path.h"

size_t path_steps(const struct path *p);
const char *path_step_name(const struct path *p, size_t i);	/* NULL: another kind of step, or none */

#endif
