/* aslant fmt FILE…: one form for definitions, and for any JSON; of YAML only what cannot change a meaning. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asl/form.h"
#include "asl/sort.h"
#include "cli/cli.h"
#include "json/format.h"

#define FILE_MAX ((size_t)16 << 20)

struct fmt {
	bool write, check, sort;
	int indent;
	int status;
};

static bool format_json(const struct fmt *f, struct str *out, const char *text, size_t len, struct err *e)
{
	struct json_places *places = json_places_new();
	cJSON *root = NULL;
	bool ok = json_parse(text, len, places, &root, e);

	if (ok) {
		if (f->sort)
			asl_sort_fields(root);
		json_format(out, text, root, places, f->indent);
	}
	cJSON_Delete(root);
	json_places_free(places);
	return ok;
}

static bool put(struct fmt *f, const char *file, const char *text, size_t len, const struct str *out, struct err *e)
{
	bool same = out->len == len && memcmp(str_get(out), text, len) == 0;

	if (f->check) {
		if (!same) {
			puts(file);
			f->status = f->status == EXIT_GOOD ? EXIT_FAILED : f->status;
		}
		return true;
	}
	if (f->write)
		return same || file_write_atomic(file, str_get(out), out->len, e);
	fwrite(str_get(out), 1, out->len, stdout);
	return true;
}

static int status_of(const struct err *e)
{
	return e->code == ERR_SYNTAX || e->code == ERR_INVALID || e->code == ERR_LIMIT ? EXIT_INVALID : EXIT_HOST;
}

static void format_file(struct fmt *f, const char *file)
{
	struct str out = {0};
	struct err e = {0};
	char *text = NULL;
	size_t len;
	bool ok = file_read(file, FILE_MAX, &text, &len, &e);

	if (ok) {
		ok = asl_form_of(file, text, len) == ASL_FORM_YAML ? yaml_format(&out, text, len, &e) : format_json(f, &out, text, len, &e);
		if (!ok)
			err_prefix(&e, file);
	}
	if (ok)
		ok = put(f, file, text, len, &out, &e);
	if (!ok) {
		fprintf(stderr, "aslant fmt: %s\n", e.msg);
		f->status = status_of(&e);
	}
	str_done(&out);
	free(text);
}

const struct cli_option fmt_options[] = {
	{"check", 0, NULL, "print the names of files that are not in this form, and exit with 1 where there is one; change nothing"},
	{"indent", 0, "N", "blanks a level, 1 to 8 (default 2)"},
	{"sort", 0, NULL, "put the fields of the language in one order as well (states and payloads keep theirs)"},
	{"write", 'w', NULL, "change the files in place of printing them"},
	{0},
};

enum { OPT_CHECK, OPT_INDENT, OPT_SORT, OPT_WRITE };

static bool read_option(struct fmt *f, int row, const char *value)
{
	switch (row) {
	case OPT_CHECK:
		f->check = true;
		break;
	case OPT_INDENT:
		f->indent = value[0] && !value[1] ? value[0] - '0' : 0;
		if (f->indent < 1 || f->indent > 8) {
			fprintf(stderr, "aslant fmt: --indent %s: a number from 1 to 8 expected\n", value);
			return false;
		}
		break;
	case OPT_SORT:
		f->sort = true;
		break;
	case OPT_WRITE:
		f->write = true;
		break;
	default:
		return false;
	}
	return true;
}

int cmd_fmt(int argc, char **argv)
{
	struct cli_args a = {.options = fmt_options, .argc = argc, .argv = argv, .at = 1};
	struct fmt f = {.indent = 2};
	VEC(const char *) files = {0};
	int row;
	bool ok = true;

	while (ok && (row = cli_next(&a)) != CLI_END) {
		if (row == CLI_WORD)
			VEC_PUSH(&files, a.word);
		else
			ok = row != CLI_BAD && read_option(&f, row, a.value);
	}
	if (ok && !files.n)
		fputs("usage: aslant fmt [--check] [--write] [--sort] [--indent N] FILE…\n", stderr);
	if (ok && files.n && f.write && f.check)
		fputs("aslant fmt: --write changes files and --check changes none\n", stderr);
	if (!ok || !files.n || (f.write && f.check)) {
		VEC_DONE(&files);
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < files.n; i++)
		format_file(&f, files.v[i]);
	VEC_DONE(&files);
	return f.status;
}
