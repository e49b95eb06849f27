/* FILE, FILE#NAME and --machine NAME: the state machine that a command is about. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "asl/source.h"

struct asl_machine *cli_load_machine(const char *command, const char *file, const struct asl_options *o, int *status)
{
	struct err e = {0};
	struct asl_machine *m = asl_load_with(file, o, &e);

	if (m)
		return m;
	fprintf(stderr, "%s: %s\n", command, e.msg);
	*status = e.code == ERR_USAGE ? EXIT_USAGE : e.code == ERR_INVALID || e.code == ERR_SYNTAX ? EXIT_INVALID : EXIT_HOST;
	return NULL;
}
