/* aslant: the program's door. Finds the subcommand and calls it; everything else is in the subcommands' files. */
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "cli/cli.h"
#include "config.h"

static const struct cli_command *command_find(const char *name)
{
	for (size_t i = 1; i < cli_n_commands; i++)
		if (strcmp(cli_commands[i].name, name) == 0)
			return &cli_commands[i];
	return NULL;
}

static bool asks_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || (i == 1 && strcmp(argv[i], "-h") == 0))
			return true;
	return false;
}

/* What the tables print for the build: `--man`, `--completions SHELL`. Not shown in help: a person has the installed files. */
static int printed_from_tables(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--man") == 0) {
		cli_man(stdout);
		return EXIT_GOOD;
	}
	if (argc == 3 && strcmp(argv[1], "--completions") == 0) {
		if (cli_completions(stdout, argv[2]))
			return EXIT_GOOD;
		fprintf(stderr, "aslant: --completions takes bash, zsh or fish\n");
		return EXIT_USAGE;
	}
	return -1;
}

/* Output that could not be written (disk full, closed pipe) is a failure of the host, whatever the command said. */
static int finish(int status)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "aslant: cannot write to standard output\n");
		return EXIT_HOST;
	}
	return status;
}

int main(int argc, char **argv)
{
	const char *log_path = getenv("ASLANT_LOG");
	const struct cli_command *c;
	struct err e;
	int status;

	setlocale(LC_CTYPE, "");	/* numbers stay in the C locale */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);	/* a limit on files is an error of write(), like a full disk */
	if (log_path && *log_path && !log_open(log_path, &e))
		fprintf(stderr, "aslant: %s\n", e.msg);
	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		puts(PACKAGE_STRING);
		return finish(EXIT_GOOD);
	}
	status = printed_from_tables(argc, argv);
	if (status >= 0)
		return finish(status);
	c = argc > 1 ? command_find(argv[1]) : NULL;
	if (asks_help(c ? argc - 1 : argc, c ? argv + 1 : argv)) {
		if (c)
			cli_help(stdout, c);
		else
			cli_help_all(stdout);
		return finish(EXIT_GOOD);
	}
	status = c ? c->fn(argc - 1, argv + 1) : cli_commands[0].fn(argc, argv);
	log_close();
	return finish(status);
}
