/* Help, man page and completions: all printed from the table of subcommands. */
#include "cli/cli.h"

#include <string.h>

#include "base/utf8.h"
#include "config.h"
#include "screens/command.h"
#include "ui/keymap.h"

static void option_line(FILE *to, const struct cli_option *o)
{
	char left[64];

	snprintf(left, sizeof left, "%s%c%s--%s%s%s", o->letter ? "-" : "", o->letter ? o->letter : ' ', o->letter ? ", " : "   ",
		o->name, o->arg && o->arg[0] != '[' ? " " : "", o->arg ? o->arg : "");
	fprintf(to, "  %-30s %s\n", left, o->help);
}

/* Examples are lines "command<TAB>explanation". */
static void examples(FILE *to, const char *text)
{
	while (text && *text) {
		const char *tab = strchr(text, '\t'), *end = strchr(text, '\n');

		if (!tab || !end)
			return;
		fprintf(to, "  %.*s\n      %.*s\n", (int)(tab - text), text, (int)(end - tab - 1), tab + 1);
		text = end + 1;
	}
}

void cli_help(FILE *to, const struct cli_command *c)
{
	fprintf(to, "usage: aslant%s%s%s %s\n\n%s.\n", *c->name ? " " : "", c->name, c->options ? " [OPTION…]" : "", c->args, c->summary);
	if (c->text)
		fprintf(to, "\n%s\n", c->text);
	if (c->options) {
		fputs("\nOptions:\n", to);
		for (const struct cli_option *o = c->options; o->name; o++)
			option_line(to, o);
	}
	if (c->examples) {
		fputs("\nExamples:\n", to);
		examples(to, c->examples);
	}
}

void cli_help_all(FILE *to)
{
	fputs("aslant: design, run and debug state machines written in the Amazon States Language, in the terminal.\n\n", to);
	for (size_t i = 0; i < cli_n_commands; i++) {
		const struct cli_command *c = &cli_commands[i];
		char left[64];

		snprintf(left, sizeof left, "aslant%s%s %s", *c->name ? " " : "", c->name, c->args);
		fprintf(to, "  %s%*s %s\n", left, 34 - utf8_width(left) > 0 ? 34 - utf8_width(left) : 0, "", c->summary);
	}
	fputs("\n`aslant COMMAND --help` has options and examples; `man aslant` everything; `?` in the UI the keys.\n\nOptions of the UI:\n", to);
	for (const struct cli_option *o = cli_commands[0].options; o && o->name; o++)
		option_line(to, o);
	fputs("\nExamples:\n", to);
	examples(to, cli_commands[0].examples);
	fputs("\nExit status: 0 good, 1 the workflow or a test failed, 2 usage, 3 invalid definition, 4 the host failed.\n", to);
}

/* Roff: a backslash, and a dot or quote at the start of a line, are its own. */
static void roff_n(FILE *to, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if ((s[i] == '.' || s[i] == '\'') && (i == 0 || s[i - 1] == '\n'))
			fputs("\\&", to);
		if (s[i] == '\\')
			fputs("\\e", to);
		else if (s[i] == '-')
			fputs("\\-", to);
		else
			fputc(s[i], to);
	}
}

static void roff(FILE *to, const char *s)
{
	roff_n(to, s, strlen(s));
}

static void man_command(FILE *to, const struct cli_command *c)
{
	fputs(".SS ", to);
	fprintf(to, "\"aslant%s%s %s\"\n", *c->name ? " " : "", c->name, c->args);
	roff(to, c->summary);
	fputs(".\n", to);
	if (c->text) {
		fputs(".PP\n", to);
		roff(to, c->text);
		fputc('\n', to);
	}
	for (const struct cli_option *o = c->options; o && o->name; o++) {
		fputs(".TP\n.B ", to);
		if (o->letter)
			fprintf(to, "\\-%c, ", o->letter);
		fputs("\\-\\-", to);
		roff(to, o->name);
		if (o->arg)
			fprintf(to, "%s\\fI%s\\fR", o->arg[0] != '[' ? " " : "", o->arg);
		fputc('\n', to);
		roff(to, o->help);
		fputc('\n', to);
	}
	for (const char *t = c->examples; t && *t;) {
		const char *tab = strchr(t, '\t'), *end = strchr(t, '\n');

		if (!tab || !end)
			break;
		fputs(".PP\n", to);
		roff_n(to, tab + 1, (size_t)(end - tab - 1));
		fputs(":\n.PP\n.nf\n.RS\n", to);
		roff_n(to, t, (size_t)(tab - t));
		fputs("\n.RE\n.fi\n", to);
		t = end + 1;
	}
}

/* The commands of the user interface with their keys, by group. */
static void man_keys(FILE *to)
{
	struct keymap *km = keymap_new();
	struct err e;
	const char *group = "";

	if (!keymap_parse(km, keymap_default_text(), strlen(keymap_default_text()), NULL, NULL, &e))
		fprintf(stderr, "aslant: default.keys: %s\n", e.msg);
	fputs(".SH \"COMMANDS OF THE USER INTERFACE\"\n"
	      "Everything that can be done is a command. Keys only name commands, and : takes one with its arguments. Keys of your own go into\n"
	      ".IR $XDG_CONFIG_HOME/aslant/keys .\n", to);
	for (size_t i = 0; i < n_commands; i++) {
		struct str keys = {0};

		if (strcmp(group, commands[i].group) != 0)
			fprintf(to, ".SS %s\n", commands[i].group);
		group = commands[i].group;
		fputs(".TP\n.B ", to);
		roff(to, commands[i].name);
		fprintf(to, " \\fI%s\\fR", commands[i].args);
		if (keymap_find_label(km, "graph", commands[i].name, true, &keys) || keymap_find_label(km, "runs", commands[i].name, true, &keys)) {
			fputs("   (", to);
			roff(to, str_get(&keys));
			fputc(')', to);
		}
		fputc('\n', to);
		roff(to, commands[i].help);
		fputs(".\n", to);
		str_done(&keys);
	}
	keymap_free(km);
}

void cli_man(FILE *to)
{
	fprintf(to, ".TH ASLANT 1 \"\" \"aslant %s\" \"User Commands\"\n.SH NAME\naslant \\- debugger and designer for Amazon States Language workflows\n",
		PACKAGE_VERSION);
	fputs(".SH SYNOPSIS\n", to);
	for (size_t i = 0; i < cli_n_commands; i++)
		fprintf(to, "%s.B aslant%s%s\n.I %s\n", i ? ".br\n" : "", *cli_commands[i].name ? " " : "", cli_commands[i].name, cli_commands[i].args);
	fputs(".SH DESCRIPTION\n"
	      "aslant loads a state machine, draws its graph as text, starts executions with typed input and lights up transitions,\n"
	      "retries and catches live beside a pane in which the input and output of each step unfold. It needs no account, no\n"
	      "service and no network.\n.SH COMMANDS\n", to);
	for (size_t i = 0; i < cli_n_commands; i++)
		man_command(to, &cli_commands[i]);
	man_keys(to);
	fputs(".SH \"EXIT STATUS\"\n"
	      ".TP\n0\nGood.\n.TP\n1\nThe workflow, expression or test failed.\n.TP\n2\nUsage.\n.TP\n3\nInvalid definition.\n"
	      ".TP\n4\nThe host failed: a file is missing, the disk is full, a task has no answer.\n", to);
	fputs(".SH FILES\n"
	      ".TP\n.I functions/functions.json\nThe local functions of a workspace.\n"
	      ".TP\n.I inputs/MACHINE/*.json\nSaved inputs.\n"
	      ".TP\n.I .aslant/\nThe store: executions, histories, input history.\n"
	      ".TP\n.I $XDG_CONFIG_HOME/aslant/keys\nKey bindings of your own.\n"
	      ".SH ENVIRONMENT\n"
	      ".TP\n.B NO_COLOR\nNo colours.\n.TP\n.B EDITOR\\fR, \\fBVISUAL\nThe editor that opens definitions and handlers.\n"
	      ".TP\n.B ESCDELAY\nMilliseconds that Esc may wait for the rest of a key\\(aqs sequence (10). More where a slow line breaks up arrow keys.\n"
	      ".TP\n.B ASLANT_LOG\nA file to log to.\n.TP\n.B XDG_CONFIG_HOME\\fR, \\fBXDG_STATE_HOME\nWhere settings and, for read\\-only workspaces, the store are kept.\n"
	      ".SH \"SEE ALSO\"\n.BR dot (1),\n.BR jq (1)\n", to);
}

/* Inside single quotes; what stands in `special` gets a backslash of its own. */
static void quoted(FILE *to, const char *s, const char *apostrophe, const char *special)
{
	for (; *s; s++) {
		if (*s == '\'') {
			fputs(apostrophe, to);
			continue;
		}
		if (strchr(special, *s))
			fputc('\\', to);
		fputc(*s, to);
	}
}

static bool may_lack_argument(const struct cli_option *o)
{
	return !o->arg || o->arg[0] == '[';
}

static void bash_completion(FILE *to)
{
	fputs("_aslant() {\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} cmd=${COMP_WORDS[1]}\n\tlocal words=\n\tcase $cmd in\n", to);
	for (size_t i = 1; i < cli_n_commands; i++) {
		fprintf(to, "\t%s) words='", cli_commands[i].name);
		for (const struct cli_option *o = cli_commands[i].options; o && o->name; o++)
			fprintf(to, "--%s ", o->name);
		fputs("--help' ;;\n", to);
	}
	fputs("\tesac\n\tif [ \"$COMP_CWORD\" = 1 ]; then\n\t\twords='", to);
	for (size_t i = 1; i < cli_n_commands; i++)
		fprintf(to, "%s ", cli_commands[i].name);
	fputs("'\n\tfi\n\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\") $(compgen -f -- \"$cur\"))\n}\ncomplete -o filenames -F _aslant aslant\n", to);
}

static void zsh_completion(FILE *to)
{
	fputs("#compdef aslant\n_arguments -C '1: :->cmd' '*:: :->args'\ncase $state in\ncmd)\n\tlocal -a cmds=(\n", to);
	for (size_t i = 1; i < cli_n_commands; i++)
		fprintf(to, "\t\t'%s:%s'\n", cli_commands[i].name, cli_commands[i].summary);
	fputs("\t)\n\t_describe command cmds\n\t_files ;;\nargs)\n\tcase $words[1] in\n", to);
	for (size_t i = 1; i < cli_n_commands; i++) {
		fprintf(to, "\t%s) _arguments", cli_commands[i].name);
		for (const struct cli_option *o = cli_commands[i].options; o && o->name; o++) {
			fprintf(to, " '--%s[", o->name);
			quoted(to, o->help, "'\\''", "[]:\\");
			fprintf(to, "]%s'", may_lack_argument(o) ? "" : ": :_files");
		}
		fputs(" '*:file:_files' ;;\n", to);
	}
	fputs("\tesac ;;\nesac\n", to);
}

static void fish_completion(FILE *to)
{
	for (size_t i = 1; i < cli_n_commands; i++) {
		const struct cli_command *c = &cli_commands[i];

		fprintf(to, "complete -c aslant -n __fish_use_subcommand -a %s -d '%s'\n", c->name, c->summary);
		for (const struct cli_option *o = c->options; o && o->name; o++) {
			fprintf(to, "complete -c aslant -n '__fish_seen_subcommand_from %s' -l %s%s -d '", c->name, o->name,
				may_lack_argument(o) ? "" : " -r");
			quoted(to, o->help, "\\'", "\\");
			fputs("'\n", to);
		}
	}
}

bool cli_completions(FILE *to, const char *shell)
{
	if (strcmp(shell, "bash") == 0)
		bash_completion(to);
	else if (strcmp(shell, "zsh") == 0)
		zsh_completion(to);
	else if (strcmp(shell, "fish") == 0)
		fish_completion(to);
	else
		return false;
	return true;
}
