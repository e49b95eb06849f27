/* aslant convert FILE --to FORM: a definition in another form. What cannot be kept, or converted, is told on standard error. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/substitutions.h"
#include "asl/form.h"
#include "asl/to_jsonata.h"
#include "cli/cli.h"
#include "cli/convert_check.h"
#include "json/yaml_print.h"

#define FILE_MAX ((size_t)16 << 20)

const struct cli_option convert_options[] = {
	{"check", 0, NULL, "with jsonata: run both, with the saved inputs and the recorded executions of the machine, and tell what differs"},
	{"input", 'i', "JSON", "with --check: this input, or @PATH of a file, in their place; may be repeated"},
	{"mocks", 0, "PATH", "with --check: answers for the tasks"},
	{"output", 'o', "FILE", "write the result there, and not to standard output"},
	{"state", 0, "NAME", "with jsonata: this state and those inside it (a path like Outer/Inner, or a name)"},
	{"substitutions", 0, "FILE", "with placeholders: add their values to this aslant.json (default: print them on standard error)"},
	{"to", 0, "json|yaml|jsonata|placeholders|arns", "the form that is wanted"},
	{0},
};

enum { OPT_CHECK, OPT_INPUT, OPT_MOCKS, OPT_OUTPUT, OPT_STATE, OPT_SUBSTITUTIONS, OPT_TO };

struct convert {
	const char *file, *to, *output, *state, *substitutions, *mocks;
	bool check;
	VEC(struct value *) inputs;
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

/* --- JSONata ---------------------------------------------------------------------------------------------------------- */

static void say_notes(const struct convert *c, const struct asl_conversion *conversion)
{
	for (size_t i = 0; i < conversion->notes.n; i++) {
		const struct asl_conversion_note *n = &conversion->notes.v[i];

		fprintf(stderr, "%s:%u:%u: %s: state \"%s\"%s: %s\n", c->file, n->state->span.line, n->state->span.col, n->refused ? "left" : "note",
			n->state->name, n->refused ? " stays in JSONPath" : "", n->text);
	}
	fprintf(stderr, "aslant convert: %zu state%s converted", conversion->converted, conversion->converted == 1 ? "" : "s");
	if (conversion->already)
		fprintf(stderr, ", %zu in JSONata already", conversion->already);
	if (conversion->refused)
		fprintf(stderr, ", %zu left as they were", conversion->refused);
	fputc('\n', stderr);
}

/* In the form of the file, as aslant fmt has it. */
static bool put_tree(struct convert *c, const struct asl_machine *m, const cJSON *root, struct err *e)
{
	if (m->form == ASL_FORM_YAML)
		return yaml_print(&c->out, root, e);
	json_print_pretty(&c->out, root, 0);
	str_addc(&c->out, '\n');
	return true;
}

static bool check(struct convert *c, struct asl_machine *before, struct err *e)
{
	struct asl_machine *after = asl_parse(str_get(&c->out), c->out.len, before->name, c->file);
	struct convert_check o = {.file = c->file, .before = before, .after = after, .inputs = c->inputs.v, .n_inputs = c->inputs.n, .mocks = c->mocks};
	size_t differ = 0;
	bool ok = convert_check(&o, &differ, e);

	if (differ)
		c->status = EXIT_FAILED;
	asl_unref(after);
	return ok;
}

static bool to_jsonata(struct convert *c, struct err *e)
{
	struct asl_machine *m = asl_parse(c->text, c->len, NULL, c->file);
	const struct asl_state *only = c->state && m->root ? asl_state_at(m, c->state) : NULL;
	struct asl_conversion conversion = {0};
	bool ok = false;

	if (!m->root || !m->top) {
		err_set(e, ERR_INVALID, "%s is no definition: aslant lint says why", c->file);
	} else if (c->state && !only) {
		err_set(e, ERR_INVALID, "there is no state \"%s\"", c->state);
	} else {
		asl_to_jsonata(m, only, &conversion);
		say_notes(c, &conversion);
		if (conversion.refused)
			c->status = EXIT_FAILED;
		ok = put_tree(c, m, conversion.root, e) && (!c->check || check(c, m, e));
	}
	asl_conversion_done(&conversion);
	asl_unref(m);
	return ok;
}

/* --- placeholders ----------------------------------------------------------------------------------------------------- */

static bool write_substitutions(const struct convert *c, cJSON *root, const struct asl_arn_names *names, struct err *e)
{
	struct str out = {0};
	bool ok = true;

	substitutions_print(root, names, &out);
	if (c->substitutions)
		ok = file_write_atomic(c->substitutions, str_get(&out), out.len, e);
	else
		fputs(str_get(&out), stderr);
	str_done(&out);
	return ok;
}

static bool to_placeholders(struct convert *c, struct err *e)
{
	struct asl_machine *m = asl_parse(c->text, c->len, NULL, c->file);
	struct asl_arn_names names = {0};
	struct splices change = {0};
	cJSON *root = NULL;
	char *text;
	size_t len;
	bool ok = m->root || err_set(e, ERR_INVALID, "%s does not parse: aslant lint says why", c->file);

	if (ok && c->substitutions)
		ok = substitutions_read(c->substitutions, &root, &names, e);
	if (ok) {
		asl_arns_replace(m, &names, &change);
		ok = splices_sort(&change, c->len) || err_set(e, ERR_INVALID, "%s: places overlap", c->file);
	}
	if (ok) {
		text = splices_apply(&change, c->text, c->len, &len);
		str_add(&c->out, text, len);
		free(text);
		root = root ? root : cJSON_CreateObject();
		ok = write_substitutions(c, root, &names, e);
	}
	cJSON_Delete(root);
	splices_done(&change);
	asl_arn_names_done(&names);
	asl_unref(m);
	return ok;
}

/* What a file is after its placeholders have got the values that aslant.json and .env have for them. */
static bool to_arns(struct convert *c, struct err *e)
{
	struct asl_machine *m = asl_load(c->file, e);

	if (!m)
		return false;
	str_add(&c->out, m->text, m->text_len);
	for (const char *p = m->text; (p = strstr(p, "${")); p += 2)
		fprintf(stderr, "%s: no value for %.*s\n", c->file, (int)(strcspn(p, "}\n\"") + 1), p);
	asl_unref(m);
	return true;
}

static const struct target {
	const char *name;
	bool (*fn)(struct convert *c, struct err *e);
	bool drops_comments;
} targets[] = {
	{"json", to_json, true},
	{"yaml", to_yaml, true},
	{"jsonata", to_jsonata, true},
	{"placeholders", to_placeholders, false},
	{"arns", to_arns, false},
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

static bool add_input(struct convert *c, const char *text)
{
	struct err e = {0};
	struct value *v = cli_json_arg(text, &e);

	if (!v) {
		fprintf(stderr, "aslant convert: --input: %s\n", e.msg);
		return false;
	}
	VEC_PUSH(&c->inputs, v);
	return true;
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
		else if (row == OPT_CHECK)
			c->check = true;
		else if (row == OPT_MOCKS)
			c->mocks = a.value;
		else if (row == OPT_INPUT) {
			if (!add_input(c, a.value))
				return false;
		}
		else if (row == OPT_OUTPUT)
			c->output = a.value;
		else if (row == OPT_STATE)
			c->state = a.value;
		else if (row == OPT_SUBSTITUTIONS)
			c->substitutions = a.value;
		else if (!c->file)
			c->file = a.word;
		else {
			fprintf(stderr, "aslant convert: one FILE, please\n");
			return false;
		}
	}
	return true;
}

static void convert_done(struct convert *c)
{
	for (size_t i = 0; i < c->inputs.n; i++)
		value_unref(c->inputs.v[i]);
	VEC_DONE(&c->inputs);
	str_done(&c->out);
	free(c->text);
}

int cmd_convert(int argc, char **argv)
{
	struct convert c = {0};
	const struct target *t = NULL;
	int status = EXIT_USAGE;

	if (read_options(&c, argc, argv)) {
		t = target_find(c.to);
		if (c.file && t)
			status = convert(&c, t);
		else
			fprintf(stderr, "usage: aslant convert FILE --to %s [-o FILE]\n", convert_options[OPT_TO].arg);
	}
	convert_done(&c);
	return status;
}
