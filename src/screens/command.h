/*
 * command - everything that a person can do, one table (command_table.c). The key map, the palette with its completion, the help screen, the
 * hint line and the man page are made from it. Names are PRODUCT.md's.
 */
#ifndef ASLANT_COMMAND_H
#define ASLANT_COMMAND_H

#include "screens/ask.h"

/* When a command makes sense; all bits must hold. */
enum {
	ON_MACHINE = 1,			/* a definition is open */
	ON_RUN = 2,			/* an execution is shown */
	ON_LIVE = 4,			/* … which may still write events */
	ON_STATE = 8,			/* a state is selected */
};

struct command {
	const char *name;
	const char *args;		/* "STATE [if EXPR]", "" */
	unsigned when;
	const char *help;		/* one short sentence without a full stop */
	const char *group;		/* of the help screen: "Run", "Move", "See", "Functions", "File" */
	unsigned (*fn)(struct shell *sh, const char *args, struct err *e);	/* sets e->code on an error; returns enum after */
};

extern const struct command commands[];
extern const size_t n_commands;

const struct command *command_find(const char *name);	/* a whole name, or the only one that begins so; NULL */
unsigned command_state(const struct shell *sh);		/* ON_* bits that hold now */
/* "break Pay if x": finds, checks when, runs. Returns enum after; e->code is set on an error. */
unsigned command_run(struct shell *sh, const char *text, struct err *e);
void command_complete(void *shell, const char *text, size_t cursor, size_t *word_start, prompt_add_fn add, void *add_ctx);

/* What `test` shows: of the shown execution's test case; else the cases that there are, a line each. */
void command_test_text(struct shell *sh, struct str *out);

/* Screens that commands push; each in its own file. */
void run_screen_open(struct shell *sh);			/* R: choose, type or edit the input, then start */
void functions_screen_open(struct shell *sh);		/* list, create, test, edit, log, delete */
void log_screen_open(struct shell *sh, const char *function);	/* NULL: of all functions */
void open_screen_open(struct shell *sh);		/* machines of the workspace, samples, a new one */
void help_screen_open(struct shell *sh);		/* keys of this place, from the key map and the table */
void breaks_screen_open(struct shell *sh);		/* breakpoints and watches of the open machine */
void plan_screen_open(struct shell *sh, const struct asl_state *state);	/* of a state of the shown machine that has retriers */
void problems_screen_open(struct shell *sh);		/* diagnostics of the open definition */
/* Choose a function; done gets its ARN. For picking a Task's Resource. */
void function_choose(struct shell *sh, const char *title, ask_text_fn done, void *ctx);

/* What diff shows, for the plain mode: args is an execution's name or the file of a recorded one. */
bool command_compare_text(struct shell *sh, const char *args, struct str *out, struct err *e);

#endif
