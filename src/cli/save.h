/*
 * save - `--save KIND=PATH` and `--as KIND` of several subcommands: an execution as something else (screens/saving.h), into a file that is
 * not there yet, or onto standard output.
 */
#ifndef ASLANT_CLI_SAVE_H
#define ASLANT_CLI_SAVE_H

#include "screens/saving.h"

struct save_wish {
	enum save_kind kind;
	const char *path;		/* NULL: standard output */
};
struct save_wishes {
	VEC(struct save_wish) list;
};

/* "KIND=PATH" noted; false: a message has been printed. command: "aslant run". */
bool save_wish_add(struct save_wishes *w, const char *command, const char *text);
bool save_kind_arg(const char *command, const char *text, enum save_kind *out);

/* All of them, in order. file: the definition has one. The exit status; messages have been printed. */
int save_all(const struct save_wishes *w, const char *command, struct loop *l, struct run *r, bool file);

#endif
