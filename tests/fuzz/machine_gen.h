/*
 * machine_gen - definitions made from bytes: states of every type in both query languages, containers in each other, expressions by a
 * grammar, retriers and catchers, and now and then something that does not belong there. The same bytes give the same definition; when
 * they run out, everything is the simplest there is.
 */
#ifndef ASLANT_TEST_MACHINE_GEN_H
#define ASLANT_TEST_MACHINE_GEN_H

#include <stdint.h>

#include "json/json.h"

struct gen {
	const uint8_t *p, *end;
	int states;			/* made so far: names are numbers */
	const char *extra;		/* what expressions may refer to just now; NULL: nothing more */
};

uint8_t gen_byte(struct gen *g);		/* 0 at the end */
char *gen_machine(struct gen *g);		/* JSON text; caller frees */
char *gen_input(struct gen *g);

#endif
