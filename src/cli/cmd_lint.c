/* aslant lint FILE…: what is wrong with definitions, for people, for programs and for GitHub. */
#include "cli/cmd_lint.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asl/diag.h"
#include "asl/model.h"
#include "base/utf8.h"

enum { GOOD = 0, USAGE = 2, INVALID = 3, HOST = 4 };
enum format { FORMAT_HUMAN, FORMAT_JSON, FORMAT_GITHUB };

static const char usage[] =
	"usage: aslant lint [--format human|json|github] [--type STANDARD|EXPRESS] FILE…\n"
	"\n"
	"Check definitions in the Amazon States Language; - is standard input. Errors are those that AWS gives when the\n"
	"machine is created; warnings and notes are advice.\n"
	"\n"
	"  --format FORMAT   human (default), json, or github for annotations in a workflow's log\n"
	"  --type TYPE       EXPRESS: also check what Express machines may not have\n"
	"\n"
	"Exit status: 0 all are valid, 2 wrong usage, 3 one is invalid, 4 a file cannot be read.\n"
	"\n"
	"  aslant lint order.asl.json\n"
	"  aslant lint --format github statemachines/*.asl.json\n";

struct lint {
	enum format format;
	struct asl_options options;
	cJSON *files;			/* for JSON */
	int status;
};

static void print_human(const struct asl_machine *m, const char *file)
{
	size_t count[3] = {0};

	for (size_t i = 0; i < m->diags->list.n; i++) {
		char *line = diag_line(&m->diags->list.v[i], file);

		puts(line);
		free(line);
		count[m->diags->list.v[i].severity]++;
	}
	printf("%s: %s", file, m->valid ? "valid" : "invalid");
	if (count[DIAG_ERROR])
		printf(", %zu error%s", count[DIAG_ERROR], count[DIAG_ERROR] == 1 ? "" : "s");
	if (count[DIAG_WARNING])
		printf(", %zu warning%s", count[DIAG_WARNING], count[DIAG_WARNING] == 1 ? "" : "s");
	puts(m->diags->truncated ? ", and more" : "");
}

/* GitHub's escapes: % and line ends, in properties also : and , */
static void print_escaped(const char *s, bool property)
{
	for (; *s; s++) {
		if (*s == '%' || *s == '\r' || *s == '\n' || (property && (*s == ':' || *s == ',')))
			printf("%%%02X", (unsigned char)*s);
		else
			putchar(*s);
	}
}

static void print_github(const struct asl_machine *m, const char *file)
{
	static const char *const word[] = { "error", "warning", "notice" };

	for (size_t i = 0; i < m->diags->list.n; i++) {
		const struct diag *d = &m->diags->list.v[i];
		char *safe;

		printf("::%s file=", word[d->severity]);
		print_escaped(file, true);
		if (d->span.line)
			printf(",line=%u,col=%u", d->span.line, d->span.col);
		fputs(",title=", stdout);
		print_escaped(d->code, true);
		fputs("::", stdout);
		safe = utf8_safe(d->message, false);
		print_escaped(safe, false);
		free(safe);
		putchar('\n');
	}
}

static cJSON *diag_json(const struct diag *d)
{
	cJSON *o = cJSON_CreateObject();

	cJSON_AddStringToObject(o, "severity", diag_severity_text(d->severity));
	cJSON_AddStringToObject(o, "code", d->code);
	cJSON_AddStringToObject(o, "message", d->message);
	if (d->location)
		cJSON_AddStringToObject(o, "location", d->location);
	if (d->hint)
		cJSON_AddStringToObject(o, "hint", d->hint);
	if (d->span.line) {
		cJSON_AddItemToObject(o, "line", json_new_int(d->span.line));
		cJSON_AddItemToObject(o, "column", json_new_int(d->span.col));
	}
	return o;
}

static cJSON *file_json(const struct asl_machine *m, const char *file)
{
	cJSON *o = cJSON_CreateObject(), *list = cJSON_CreateArray();

	for (size_t i = 0; i < m->diags->list.n; i++)
		cJSON_AddItemToArray(list, diag_json(&m->diags->list.v[i]));
	cJSON_AddStringToObject(o, "file", file);
	cJSON_AddBoolToObject(o, "valid", m->valid);
	cJSON_AddItemToObject(o, "diagnostics", list);
	if (m->diags->truncated)
		cJSON_AddTrueToObject(o, "truncated");
	return o;
}

static void lint_file(struct lint *l, const char *file)
{
	struct err e;
	struct asl_machine *m = asl_load_with(file, &l->options, &e);

	if (!m) {
		fprintf(stderr, "aslant lint: %s\n", e.msg);
		l->status = HOST;
		return;
	}
	if (!m->valid && l->status == GOOD)
		l->status = INVALID;
	if (l->format == FORMAT_JSON)
		cJSON_AddItemToArray(l->files, file_json(m, file));
	else if (l->format == FORMAT_GITHUB)
		print_github(m, file);
	else
		print_human(m, file);
	asl_unref(m);
}

static bool option_format(struct lint *l, const char *arg)
{
	static const char *const names[] = { "human", "json", "github" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(arg, names[i]) == 0) {
			l->format = (enum format)i;
			return true;
		}
	fprintf(stderr, "aslant lint: --format %s: human, json or github expected\n", arg);
	return false;
}

static bool option_type(struct lint *l, const char *arg)
{
	l->options.express = strcmp(arg, "EXPRESS") == 0;
	if (l->options.express || strcmp(arg, "STANDARD") == 0)
		return true;
	fprintf(stderr, "aslant lint: --type %s: STANDARD or EXPRESS expected\n", arg);
	return false;
}

/* GOOD to go on, else the exit status; *done: --help was asked. */
static int read_options(struct lint *l, int argc, char **argv, bool *done)
{
	static const struct option options[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "type", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	optind = 0;			/* getopt starts anew */
	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (c == 'h') {
			fputs(usage, stdout);
			*done = true;
			return GOOD;
		}
		if (c == '?' || !(c == 'f' ? option_format(l, optarg) : option_type(l, optarg)))
			return USAGE;
	}
	if (optind < argc)
		return GOOD;
	fputs(usage, stderr);
	return USAGE;
}

int cmd_lint(int argc, char **argv)
{
	struct lint l = {0};
	bool done = false;

	l.status = read_options(&l, argc, argv, &done);
	if (done || l.status != GOOD)
		return l.status;
	l.files = cJSON_CreateArray();
	for (int i = optind; i < argc; i++)
		lint_file(&l, argv[i]);
	if (l.format == FORMAT_JSON) {
		struct str out = {0};

		json_print_pretty(&out, l.files, 0);
		puts(str_get(&out));
		str_done(&out);
	}
	cJSON_Delete(l.files);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("aslant lint: standard output");
		return HOST;
	}
	return l.status;
}
