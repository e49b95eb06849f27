/* lint - the subcommand of that name. argv[0] is "lint"; returns the exit status. */
#ifndef ASLANT_CLI_CMD_LINT_H
#define ASLANT_CLI_CMD_LINT_H

int cmd_lint(int argc, char **argv);

#endif
