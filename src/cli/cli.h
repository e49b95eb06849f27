/*
 * cli - the command line: main.c finds the subcommand in one table (commands.c) and calls it; each subcommand is one file,
 * cmd_NAME.c. Help, the man page and the completions are printed from the same table, so they cannot disagree with it.
 * Above everything; nobody includes it.
 */
#ifndef ASLANT_CLI_H
#define ASLANT_CLI_H

#include <stdio.h>

#include "json/value.h"

/* CLI.md: exit statuses. */
enum cli_exit { EXIT_GOOD = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_INVALID = 3, EXIT_HOST = 4 };

struct cli_option {
	const char *name;		/* long, without dashes */
	char letter;			/* 0: none */
	const char *arg;		/* what follows, for help ("JSON"); "[=FORM]": may be left out; NULL: a switch */
	const char *help;
};

struct cli_command {
	const char *name;		/* "" is the UI, which has no name */
	const char *args;		/* "FILE" */
	const char *summary;		/* one line */
	const char *text;		/* a paragraph or two; NULL: none */
	const struct cli_option *options;	/* ends with a zeroed row; NULL: none */
	const char *examples;		/* lines "command<TAB>what it does" */
	int (*fn)(int argc, char **argv);	/* argv[0] is the command's name */
};

extern const struct cli_command cli_commands[];
extern const size_t cli_n_commands;
extern const struct cli_option fmt_options[], convert_options[];	/* beside who reads them */

/* Walk the arguments by a command's options, in any order; "--name=value", "--name value", "-x value", "--" are understood. */
struct cli_args {
	const struct cli_option *options;
	int argc;
	char **argv;
	int at;
	bool only_words;		/* behind "--" */
	const char *value;		/* of the option just read; NULL for a switch */
	const char *word;		/* the argument just read, where it is no option */
};

#define CLI_END (-1)
#define CLI_WORD (-2)
#define CLI_BAD (-3)
/* The next option's row number, CLI_WORD, CLI_END, or CLI_BAD (a message has been printed). --help is answered by main before. */
int cli_next(struct cli_args *a);

void cli_help(FILE *to, const struct cli_command *c);
void cli_help_all(FILE *to);
void cli_man(FILE *to);			/* the whole man page, from the tables */
bool cli_completions(FILE *to, const char *shell);

/* JSON TEXT or @PATH, as CLI.md has it. NULL with e set. */
struct value *cli_json_arg(const char *text, struct err *e);

struct asl_machine;
struct asl_options;
/* The machine of a file; o->machine is --machine, file may be FILE#NAME. NULL with *status, after a message that begins with command. */
struct asl_machine *cli_load_machine(const char *command, const char *file, const struct asl_options *o, int *status);

int cmd_ui(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_graph(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_lint(int argc, char **argv);
int cmd_fmt(int argc, char **argv);
int cmd_convert(int argc, char **argv);
int cmd_eval(int argc, char **argv);
int cmd_test(int argc, char **argv);
int cmd_history(int argc, char **argv);
int cmd_new(int argc, char **argv);

#endif
