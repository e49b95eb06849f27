/* Options by table. getopt_long would need a second table beside the one that help and the man page are printed from. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "json/value.h"

static int by_name(const struct cli_option *o, const char *name, size_t len)
{
	for (int i = 0; o && o[i].name; i++)
		if (strlen(o[i].name) == len && memcmp(o[i].name, name, len) == 0)
			return i;
	return CLI_BAD;
}

static int by_letter(const struct cli_option *o, char letter)
{
	for (int i = 0; o && o[i].name; i++)
		if (o[i].letter == letter)
			return i;
	return CLI_BAD;
}

/* The option's argument: what stood behind "=" or the letter, else the next word (unless it may be left out). */
static int take_value(struct cli_args *a, int row, const char *attached, const char *shown)
{
	a->value = attached;
	if (a->options[row].arg && a->options[row].arg[0] == '[')
		return row;
	a->value = NULL;
	if (!a->options[row].arg) {
		if (!attached)
			return row;
		fprintf(stderr, "aslant: %s takes no argument\n", shown);
		return CLI_BAD;
	}
	if (attached) {
		a->value = attached;
		return row;
	}
	if (a->at >= a->argc) {
		fprintf(stderr, "aslant: %s needs %s\n", shown, a->options[row].arg);
		return CLI_BAD;
	}
	a->value = a->argv[a->at++];
	return row;
}

int cli_next(struct cli_args *a)
{
	const char *s, *eq;
	int row;

	if (a->at >= a->argc)
		return CLI_END;
	s = a->argv[a->at++];
	if (a->only_words || s[0] != '-' || !s[1]) {
		a->word = s;
		return CLI_WORD;
	}
	if (strcmp(s, "--") == 0) {
		a->only_words = true;
		return cli_next(a);
	}
	if (s[1] == '-') {
		eq = strchr(s, '=');
		row = by_name(a->options, s + 2, eq ? (size_t)(eq - s - 2) : strlen(s + 2));
		if (row >= 0)
			return take_value(a, row, eq ? eq + 1 : NULL, s);
	} else {
		row = by_letter(a->options, s[1]);
		if (row >= 0)
			return take_value(a, row, s[2] ? s + 2 : NULL, s);
	}
	fprintf(stderr, "aslant: no such option: %s (try --help)\n", s);
	return CLI_BAD;
}

struct value *cli_json_arg(const char *text, struct err *e)
{
	char *data = NULL;
	size_t len;
	struct value *v;

	if (text[0] != '@')
		return value_parse(text, strlen(text), e);
	if (!file_read(text + 1, (size_t)64 << 20, &data, &len, e))
		return NULL;
	v = value_parse(data, len, e);
	if (!v)
		err_prefix(e, text + 1);
	free(data);
	return v;
}
