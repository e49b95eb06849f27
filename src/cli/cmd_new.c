/* aslant new: a workspace from a template. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "app/templates.h"
#include "app/workspace.h"

struct new_args {
	const char *template, *name;
	bool list, yaml;
};

static const struct cli_command *self(void)
{
	for (size_t i = 0; i < cli_n_commands; i++)
		if (cli_commands[i].fn == cmd_new)
			return &cli_commands[i];
	return NULL;
}

static int usage(const char *what, const char *problem)
{
	fprintf(stderr, "aslant new: %s: %s (try --help)\n", what, problem);
	return EXIT_USAGE;
}

static int parse(struct new_args *a, int argc, char **argv)
{
	struct cli_args args = {.options = self()->options, .argc = argc, .argv = argv, .at = 1};
	int row;

	while ((row = cli_next(&args)) != CLI_END) {
		if (row == CLI_BAD)
			return EXIT_USAGE;
		if (row != CLI_WORD) {
			a->list |= strcmp(args.options[row].name, "list") == 0;
			a->yaml |= strcmp(args.options[row].name, "yaml") == 0;
		} else if (!a->template) {
			a->template = args.word;
		} else if (!a->name) {
			a->name = args.word;
		} else {
			return usage(args.word, "a TEMPLATE and a NAME only");
		}
	}
	return EXIT_GOOD;
}

static int list(const struct templates *l)
{
	for (size_t i = 0; i < l->list.n; i++)
		printf("%-16s %s: %s\n", l->list.v[i].name, l->list.v[i].title, l->list.v[i].sentence);
	return fflush(stdout) == 0 ? EXIT_GOOD : EXIT_HOST;
}

static int fail(const struct err *e)
{
	fprintf(stderr, "aslant new: %s\n", e->msg);
	return e->code == ERR_USAGE ? EXIT_USAGE : EXIT_HOST;
}

/* With one of its inputs; in each folder they stand in the order of their names. */
static void print_input(const char *dir, const char *machine)
{
	struct workspace_inputs inputs = {0};

	workspace_inputs_list(dir, machine, &inputs);
	if (inputs.list.n)
		printf(" -i @inputs/%s/%s.json", machine, inputs.list.v[0].name);
	workspace_inputs_done(&inputs);
}

static int create(const struct new_args *a, const struct template *t)
{
	const char *dir = a->name ? a->name : t->name;
	struct template_options o = {.dir = dir, .machine = a->name ? path_base(a->name) : NULL, .yaml = a->yaml};
	struct err e = {0};
	char *file = NULL;
	size_t n;

	if (!template_create(t, &o, &file, &n, &e))
		return fail(&e);
	printf("%s: %zu files in %s\n\n  cd %s\n  aslant\n  aslant run %s", t->title, n, dir, dir, path_base(file));
	print_input(dir, o.machine ? o.machine : t->machine);
	puts("\n  aslant test --coverage");
	free(file);
	return fflush(stdout) == 0 ? EXIT_GOOD : EXIT_HOST;
}

int cmd_new(int argc, char **argv)
{
	struct new_args a = {0};
	struct templates l = {0};
	const struct template *t;
	struct err e = {0};
	int status = parse(&a, argc, argv);

	if (status)
		return status;
	if (!templates_list(&l, &e))
		return fail(&e);
	if (a.list || !a.template) {
		status = list(&l);
	} else {
		t = templates_find(&l, a.template, &e);
		status = t ? create(&a, t) : fail(&e);
	}
	templates_done(&l);
	return status;
}
