/*
 * aslant lint FILE…: what is wrong with definitions, for people, for programs and for GitHub; what mends itself, mended; and the table of
 * rules. aslant.json beside a file says which rules are wanted (doc/lint.md).
 */
#include "cli/cmd_lint.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/lint_config.h"
#include "asl/fix.h"
#include "asl/model.h"
#include "asl/rule.h"
#include "asl/source.h"
#include "base/utf8.h"

enum { GOOD = 0, USAGE = 2, INVALID = 3, HOST = 4 };
enum format { FORMAT_HUMAN, FORMAT_JSON, FORMAT_GITHUB };

struct lint {
	enum format format;
	struct asl_options options;
	struct asl_lint settings;	/* of --ignore */
	bool typed;			/* --type was given */
	bool mend, explain;
	const char *machine;		/* NULL: all of a file */
	cJSON *files;			/* for JSON */
	int status;
};

static void print_human(const struct asl_machine *m, const char *file)
{
	char *shown = asl_address_shown(file, m->origin ? m->origin->name : NULL);
	size_t count[3] = {0};

	for (size_t i = 0; i < m->diags->list.n; i++) {
		char *line = diag_line(&m->diags->list.v[i], file);

		puts(line);
		free(line);
		count[m->diags->list.v[i].severity]++;
	}
	printf("%s: %s", shown, m->valid ? "valid" : "invalid");
	if (count[DIAG_ERROR])
		printf(", %zu error%s", count[DIAG_ERROR], count[DIAG_ERROR] == 1 ? "" : "s");
	if (count[DIAG_WARNING])
		printf(", %zu warning%s", count[DIAG_WARNING], count[DIAG_WARNING] == 1 ? "" : "s");
	if (m->diags->suppressed)
		printf(", %zu ignored", m->diags->suppressed);
	puts(m->diags->truncated ? ", and more" : "");
	free(shown);
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
	char *fix = asl_fix_title(d);

	cJSON_AddStringToObject(o, "severity", diag_severity_text(d->severity));
	cJSON_AddStringToObject(o, "code", d->code);
	cJSON_AddStringToObject(o, "message", d->message);
	if (d->location)
		cJSON_AddStringToObject(o, "location", d->location);
	if (d->hint)
		cJSON_AddStringToObject(o, "hint", d->hint);
	if (fix)
		cJSON_AddStringToObject(o, "fix", fix);
	free(fix);
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
	if (m->origin && m->origin->name)
		cJSON_AddStringToObject(o, "machine", m->origin->name);
	cJSON_AddBoolToObject(o, "valid", m->valid);
	cJSON_AddItemToObject(o, "diagnostics", list);
	if (m->diags->truncated)
		cJSON_AddTrueToObject(o, "truncated");
	if (m->diags->suppressed)
		cJSON_AddItemToObject(o, "ignored", json_new_int((int64_t)m->diags->suppressed));
	return o;
}

/* --- files --------------------------------------------------------------------------------------------------------- */

static bool says_error(const struct asl_machine *m)
{
	for (size_t i = 0; i < m->diags->list.n; i++)
		if (m->diags->list.v[i].severity == DIAG_ERROR)
			return true;
	return false;
}

/* The rules for a file: aslant.json's of its folder, then --ignore. */
static bool settings_for(const struct lint *l, const char *file, const char *name, struct asl_lint *out, bool *express, struct err *e)
{
	char *dir = file && strcmp(file, "-") ? path_dir(file) : NULL;
	struct config c;
	bool ok = config_read(dir, &c, e);

	if (ok) {
		ok = lint_config_read(&c, out, e);
		*express |= !l->typed && config_is_express(&c, name);
		config_done(&c);
	}
	for (size_t i = 0; ok && i < l->settings.settings.n; i++)
		asl_lint_set(out, l->settings.settings.v[i].pattern, LINT_OFF);
	free(dir);
	return ok;
}

/* Of all fixes, as many as do not touch each other: the text is read again after each. */
#define MENDS_MAX 1000

static const struct diag *first_fix(const struct asl_machine *m, size_t skip)
{
	for (size_t i = 0; i < m->diags->list.n; i++)
		if (m->diags->list.v[i].fix.kind && skip-- == 0)
			return &m->diags->list.v[i];
	return NULL;
}

static const char *file_text(const struct asl_machine *m, size_t *len)
{
	bool own = !m->origin || m->origin->same;

	*len = own ? m->text_len : m->origin->len;
	return own ? m->text : m->origin->text;
}

static bool mend_one(const struct asl_machine *m, const struct diag *d, const char *file, struct err *e)
{
	struct splices change = {0};
	const char *path = m->origin ? m->origin->file : file;
	size_t len, new_len;
	const char *text = file_text(m, &len);
	char *new = NULL;
	bool ok = asl_fix_splices(m, d, &change, e) && splices_sort(&change, len);

	if (ok) {
		new = splices_apply(&change, text, len, &new_len);
		ok = file_write_atomic(path, new, new_len, e);
	}
	free(new);
	splices_done(&change);
	return ok;
}

static void say_mended(const struct diag *d, const char *file, bool ok, const struct err *e)
{
	char *title = asl_fix_title(d);

	fprintf(stderr, "%s:%u:%u: %s[%s]: %s%s%s\n", file, d->span.line, d->span.col, ok ? "mended" : "not mended", d->code, title,
		ok ? "" : ": ", ok ? "" : e->msg);
	free(title);
}

/* *m becomes what is there after all fixes; address is how it is loaded again. False: the file cannot be read or written any more. */
static bool mend(const struct asl_options *o, const char *address, struct asl_machine **m, struct err *e)
{
	const struct diag *d;
	size_t skip = 0;

	for (int i = 0; i < MENDS_MAX && (d = first_fix(*m, skip)); i++) {
		bool ok = mend_one(*m, d, address, e);

		say_mended(d, (*m)->file, ok, e);
		skip += !ok;
		if (!ok && e->code == ERR_IO)
			return false;
		asl_unref(*m);
		*m = asl_load_with(address, o, e);
		if (!*m)
			return false;
	}
	return true;
}

static void print_file(struct lint *l, const struct asl_machine *m)
{
	const char *file = m->file;

	if (l->format == FORMAT_JSON)
		cJSON_AddItemToArray(l->files, file_json(m, file));
	else if (l->format == FORMAT_GITHUB)
		print_github(m, file);
	else
		print_human(m, file);
}

static void lint_failed(struct lint *l, const struct err *e)
{
	fprintf(stderr, "aslant lint: %s\n", e->msg);
	l->status = e->code == ERR_USAGE ? USAGE : HOST;
}

static void lint_machine(struct lint *l, const struct asl_source *s, const struct asl_source_machine *sm)
{
	struct asl_lint settings = {0};
	struct asl_options o = { .express = l->options.express, .lint = &settings };
	char *address = asl_address_make(s->file, s->kind == ASL_SOURCE_PLAIN ? NULL : sm->name);
	struct asl_machine *m = NULL;
	struct err e;
	bool ok = settings_for(l, s->file, sm->name, &settings, &o.express, &e);

	if (ok)
		m = asl_source_load(s, sm->name, &o, &e);
	if (m && l->mend)
		ok = mend(&o, address, &m, &e);
	if (!ok || !m) {
		lint_failed(l, &e);
	} else {
		if ((!m->valid || says_error(m)) && l->status == GOOD)
			l->status = INVALID;
		print_file(l, m);
	}
	free(address);
	asl_unref(m);
	asl_lint_done(&settings);
}

/* Every machine of it; one whose definition is elsewhere (in a bucket) is passed over, with a word. */
static void lint_all(struct lint *l, const struct asl_source *s)
{
	for (size_t i = 0; i < s->machines.n; i++) {
		const struct asl_source_machine *sm = &s->machines.v[i];

		if (sm->fault && s->machines.n > 1)
			fprintf(stderr, "aslant lint: %s:%u:%u: %s: %s\n", s->file, sm->span.line, sm->span.col, sm->name, sm->fault);
		else
			lint_machine(l, s, sm);
	}
}

static void lint_file(struct lint *l, const char *address)
{
	struct asl_source *s;
	struct err e = {0};
	char *file, *name;
	const char *wanted = asl_address_split(address, &file, &name) ? name : l->machine;
	const struct asl_source_machine *sm = NULL;

	s = asl_source_read(file, &e);
	if (s && (wanted || !s->machines.n))
		sm = asl_source_choose(s, wanted, &e);
	if (sm)
		lint_machine(l, s, sm);
	else if (s && s->machines.n && !wanted)
		lint_all(l, s);
	else
		lint_failed(l, &e);
	asl_source_free(s);
	free(file);
	free(name);
}

/* --- the table of rules ---------------------------------------------------------------------------------------------- */

static const char *severity_word(enum diag_severity s)
{
	static const char *const words[] = { "error", "warning", "info" };

	return words[s];
}

static void explain_rule(const struct asl_rule *r)
{
	printf("%s (%s)\n  %s.\n\n  Why:  %s\n  Fix:  %s\n\n  Not wanted: \"Comment\": \"aslant-ignore: %s\" in the state or the machine,\n"
	       "  or \"lint\": {\"ignore\": [\"%s\"]} in aslant.json.\n", r->id, severity_word(r->severity), r->title, r->reason, r->fix, r->id, r->id);
}

static void list_rules(void)
{
	size_t n;
	const struct asl_rule *rows = asl_rules(&n);

	for (size_t i = 0; i < n; i++)
		printf("%-22s %-8s %s\n", rows[i].id, severity_word(rows[i].severity), rows[i].title);
}

static cJSON *rule_json(const struct asl_rule *r)
{
	cJSON *o = cJSON_CreateObject();

	cJSON_AddStringToObject(o, "rule", r->id);
	cJSON_AddStringToObject(o, "severity", diag_severity_text(r->severity));
	cJSON_AddStringToObject(o, "title", r->title);
	cJSON_AddStringToObject(o, "reason", r->reason);
	cJSON_AddStringToObject(o, "fix", r->fix);
	return o;
}

static void print_json(const cJSON *root)
{
	struct str out = {0};

	json_print_pretty(&out, root, 0);
	puts(str_get(&out));
	str_done(&out);
}

static bool is_wanted(const struct asl_rule *r, int argc, char **argv, int first)
{
	bool wanted = first == argc;

	for (int i = first; i < argc; i++)
		wanted |= asl_lint_pattern_fits(argv[i], r->id);
	return wanted;
}

/* The rules named by argv[first …], all without a name; in JSON, as a page, or as a list. */
static int explain(const struct lint *l, int argc, char **argv, int first)
{
	size_t n, told = 0;
	const struct asl_rule *rows = asl_rules(&n);
	cJSON *list = cJSON_CreateArray();

	for (int i = first; i < argc; i++)
		if (!asl_lint_pattern_known(argv[i])) {
			fprintf(stderr, "aslant lint: there is no rule \"%s\"; --explain alone lists them\n", argv[i]);
			cJSON_Delete(list);
			return USAGE;
		}
	if (first == argc && l->format != FORMAT_JSON) {
		list_rules();
		n = 0;
	}
	for (size_t i = 0; i < n; i++) {
		if (!is_wanted(&rows[i], argc, argv, first))
			continue;
		if (l->format == FORMAT_JSON) {
			cJSON_AddItemToArray(list, rule_json(&rows[i]));
			continue;
		}
		if (told++)
			putchar('\n');
		explain_rule(&rows[i]);
	}
	if (l->format == FORMAT_JSON)
		print_json(list);
	cJSON_Delete(list);
	return GOOD;
}

/* --- options ---------------------------------------------------------------------------------------------------------- */

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

static bool option_ignore(struct lint *l, const char *arg)
{
	if (!asl_lint_pattern_known(arg)) {
		fprintf(stderr, "aslant lint: --ignore %s: there is no such rule; --explain lists them\n", arg);
		return false;
	}
	asl_lint_set(&l->settings, arg, LINT_OFF);
	return true;
}

static bool read_option(struct lint *l, int c)
{
	switch (c) {
	case 'f':
		return option_format(l, optarg);
	case 't':
		l->typed = true;
		return option_type(l, optarg);
	case 'i':
		return option_ignore(l, optarg);
	case 'e':
		l->explain = true;
		return true;
	case 'm':
		l->mend = true;
		return true;
	case 'n':
		l->machine = optarg;
		return true;
	default:
		return false;
	}
}

/* GOOD to go on, else the exit status. */
static int read_options(struct lint *l, int argc, char **argv)
{
	static const struct option options[] = {
		{ "explain", no_argument, NULL, 'e' },
		{ "fix", no_argument, NULL, 'm' },
		{ "format", required_argument, NULL, 'f' },
		{ "ignore", required_argument, NULL, 'i' },
		{ "machine", required_argument, NULL, 'n' },
		{ "type", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	optind = 0;			/* getopt starts anew */
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (!read_option(l, c))
			return USAGE;
	if (optind < argc || l->explain)
		return GOOD;
	fputs("usage: aslant lint [--format human|json|github] [--type STANDARD|EXPRESS] [--ignore RULE]… [--machine NAME] [--fix] FILE…\n"
	      "       aslant lint --explain [RULE]…\n", stderr);
	return USAGE;
}

static void lint_files(struct lint *l, int argc, char **argv)
{
	l->files = cJSON_CreateArray();
	for (int i = optind; i < argc; i++)
		lint_file(l, argv[i]);
	if (l->format == FORMAT_JSON)
		print_json(l->files);
	cJSON_Delete(l->files);
}

int cmd_lint(int argc, char **argv)
{
	struct lint l = {0};

	l.status = read_options(&l, argc, argv);
	if (l.status == GOOD && l.explain)
		l.status = explain(&l, argc, argv, optind);
	else if (l.status == GOOD)
		lint_files(&l, argc, argv);
	asl_lint_done(&l.settings);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("aslant lint: standard output");
		return HOST;
	}
	return l.status;
}
