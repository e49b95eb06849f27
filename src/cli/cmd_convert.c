/* aslant convert FILE --to FORM: a definition in another form. What cannot be kept, or converted, is told on standard error. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asl/form.h"
#include "cli/cli.h"
#include "json/yaml_print.h"

#define FILE_MAX ((size_t)16 << 20)

const struct cli_option convert_options[] = {
	{"output", 'o', "FILE", "write the result there, and not to standard output"},
	{"to", 0, "json|yaml", "the form that is wanted"},
	{0},
};

enum { OPT_OUTPUT, OPT_TO };

struct convert {
	const char *file, *to, *output;
	char *text;
	size_t len;
	struct str out;
	int status;
};

static bool parse(struct convert *c, cJSON **root, struct err *e)
{
	return asl_form_parse(asl_form_of(c->file, c->text, c->len), c->text, c->len, NULL, root, e) || err_prefix(e, c->file);
}

/* A "#" outside of quotes, roughly: to say that comments do not come along. */
static bool has_yaml_comments(const struct convert *c)
{
	return asl_form_of(c->file, c->text, c->len) == ASL_FORM_YAML && (c->text[0] == '#' || strstr(c->text, "\n#") || strstr(c->text, " #"));
}

static bool to_yaml(struct convert *c, struct err *e)
{
	cJSON *root = NULL;
	bool ok = parse(c, &root, e) && yaml_print(&c->out, root, e);

	cJSON_Delete(root);
	return ok;
}

static bool to_json(struct convert *c, struct err *e)
{
	cJSON *root = NULL;

	if (!parse(c, &root, e))
		return false;
	json_print_pretty(&c->out, root, 0);
	str_addc(&c->out, '\n');
	cJSON_Delete(root);
	return true;
}

static const struct target {
	const char *name;
	bool (*fn)(struct convert *c, struct err *e);
	bool drops_comments;
} targets[] = {
	{"json", to_json, true},
	{"yaml", to_yaml, true},
};

static const struct target *target_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(targets); i++)
		if (str_is(targets[i].name, name))
			return &targets[i];
	return NULL;
}

static bool put(const struct convert *c, struct err *e)
{
	if (c->output)
		return file_write_atomic(c->output, str_get(&c->out), c->out.len, e);
	fwrite(str_get(&c->out), 1, c->out.len, stdout);
	return true;
}

static int convert(struct convert *c, const struct target *t)
{
	struct err e = {0};
	bool ok = file_read(c->file, FILE_MAX, &c->text, &c->len, &e);

	if (!ok) {
		fprintf(stderr, "aslant convert: %s\n", e.msg);
		return EXIT_HOST;
	}
	ok = t->fn(c, &e);
	if (ok && t->drops_comments && has_yaml_comments(c))
		fprintf(stderr, "aslant convert: comments and anchors of YAML do not come along\n");
	if (ok && !put(c, &e)) {
		fprintf(stderr, "aslant convert: %s\n", e.msg);
		return EXIT_HOST;
	}
	if (ok)
		return c->status;
	fprintf(stderr, "aslant convert: %s\n", e.msg);
	return EXIT_INVALID;
}

static bool read_options(struct convert *c, int argc, char **argv)
{
	struct cli_args a = {.options = convert_options, .argc = argc, .argv = argv, .at = 1};
	int row;

	while ((row = cli_next(&a)) != CLI_END) {
		if (row == CLI_BAD)
			return false;
		if (row == OPT_TO)
			c->to = a.value;
		else if (row == OPT_OUTPUT)
			c->output = a.value;
		else if (!c->file)
			c->file = a.word;
		else {
			fprintf(stderr, "aslant convert: one FILE, please\n");
			return false;
		}
	}
	return true;
}

int cmd_convert(int argc, char **argv)
{
	struct convert c = {0};
	const struct target *t;
	int status;

	if (!read_options(&c, argc, argv))
		return EXIT_USAGE;
	t = target_find(c.to);
	if (!c.file || !t) {
		fprintf(stderr, "usage: aslant convert FILE --to %s [-o FILE]\n", convert_options[OPT_TO].arg);
		return EXIT_USAGE;
	}
	status = convert(&c, t);
	str_done(&c.out);
	free(c.text);
	return status;
}
