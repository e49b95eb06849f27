/*
 * What is said of definitions: tests/asl/?.test hold cases
 *
 *     == name [express]
 *     definition, as many lines as it takes
 *     --
 *     valid | invalid
 *     SEVERITY | LINE:COLUMN | CODE | LOCATION | MESSAGE
 *
 * in the order in which they are said. ASLANT_TEST_UPDATE=1 writes what is said now; read the difference like code.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "asl/diag.h"
#include "asl/fix.h"
#include "asl/rule.h"

static const char *const files[] = { "errors.test", "advice.test", "syntax.test", "rules.test" };

static void add_escaped(struct str *out, const char *s)
{
	for (; *s; s++)
		if (*s == '\n')
			str_adds(out, "\\n");
		else
			str_addc(out, *s);
}

static char *verdict(const char *text, size_t len, bool express)
{
	struct asl_machine *m = asl_parse_with(text, len, "test", NULL, &(struct asl_options){ .express = express });
	struct str out = {0};

	str_addf(&out, "%s\n", m->valid ? "valid" : "invalid");
	for (size_t i = 0; i < m->diags->list.n; i++) {
		const struct diag *d = &m->diags->list.v[i];

		str_addf(&out, "%s | %u:%u | %s | ", diag_severity_text(d->severity), d->span.line, d->span.col, d->code);
		add_escaped(&out, d->location ? d->location : "-");
		str_adds(&out, " | ");
		add_escaped(&out, d->message);
		str_addc(&out, '\n');
	}
	asl_unref(m);
	return str_take(&out);
}

/* The line at *s and over it; NULL at the end. */
static const char *next_line(const char **s, size_t *len)
{
	const char *line = *s;

	if (!*line)
		return NULL;
	*len = strcspn(line, "\n");
	*s = line + *len + (line[*len] == '\n');
	return line;
}

struct test_case {
	char *name;
	bool express;
	const char *text;
	size_t len;
	struct str expected;
};

static bool read_case(const char **s, struct test_case *c)
{
	const char *line, *text_end;
	size_t len;

	*c = (struct test_case){0};
	while ((line = next_line(s, &len)) && !(len > 3 && strncmp(line, "== ", 3) == 0))
		;
	if (!line)
		return false;
	c->name = xstrndup(line + 3, len - 3);
	c->express = str_ends(c->name, " express");
	c->text = text_end = *s;
	while ((line = next_line(s, &len)) && !(len == 2 && strncmp(line, "--", 2) == 0))
		text_end = line + len;
	c->len = (size_t)(text_end - c->text);
	while (**s && strncmp(*s, "== ", 3) != 0 && (line = next_line(s, &len)))
		if (len) {
			str_add(&c->expected, line, len);
			str_addc(&c->expected, '\n');
		}
	return true;
}

static size_t check_file(const char *file)
{
	char *path = xasprintf("%s/tests/asl/%s", getenv("abs_top_srcdir"), file), *data;
	struct test_case c;
	struct str again = {0};
	struct err e;
	size_t len, cases = 0, failed = 0;
	const char *s;

	if (!file_read(path, 1 << 20, &data, &len, &e))
		fail_msg("%s", e.msg);
	for (s = data; read_case(&s, &c); cases++) {
		char *got = verdict(c.text, c.len, c.express);

		if (strcmp(got, str_get(&c.expected)) != 0) {
			failed++;
			print_error("%s: %s\nexpected:\n%sgot:\n%s\n", file, c.name, str_get(&c.expected), got);
		}
		str_addf(&again, "%s== %s\n%.*s\n--\n%s", cases ? "\n" : "", c.name, (int)c.len, c.text, got);
		free(got);
		free(c.name);
		str_done(&c.expected);
	}
	if (getenv("ASLANT_TEST_UPDATE") && !file_write_atomic(path, str_get(&again), again.len, &e))
		fail_msg("%s", e.msg);
	str_done(&again);
	free(data);
	free(path);
	assert_true(cases > 0);
	return failed;
}

/* "RULE fires" and "RULE quiet" of rules.test: is the rule in what was said? */
static bool rule_case_holds(const char *name, const char *said)
{
	const char *space = strchr(name, ' ');
	char *code = xasprintf("| %.*s |", (int)(space - name), name);
	bool holds = (strstr(said, code) != NULL) == str_starts(space, " fires");

	free(code);
	return holds;
}

/* Every rule of the table has a case in which it fires and one in which it could and does not. */
static void every_rule_fires_and_keeps_quiet(void **state)
{
	char *path = xasprintf("%s/tests/asl/rules.test", getenv("abs_top_srcdir")), *data, *name;
	const struct asl_rule *rows;
	struct test_case c;
	struct err e;
	size_t len, n, failed = 0;
	const char *s;

	(void)state;
	rows = asl_rules(&n);
	assert_true(file_read(path, 1 << 20, &data, &len, &e));
	for (size_t i = 0; i < 2 * n; i++) {
		bool found = false;

		name = xasprintf("%s %s", rows[i / 2].id, i % 2 ? "quiet" : "fires");
		for (s = data; read_case(&s, &c); free(c.name), str_done(&c.expected))
			if (str_starts(c.name, name))
				found = rule_case_holds(c.name, str_get(&c.expected));
		if (!found) {
			print_error("there is no case \"%s\", or it does not hold\n", name);
			failed++;
		}
		free(name);
	}
	free(data);
	free(path);
	assert_int_equal(failed, 0);
}

/* doc/lint.md has a section for every rule, in the words of the table. */
static void the_documentation_has_every_rule(void **state)
{
	char *path = xasprintf("%s/doc/lint.md", getenv("abs_top_srcdir")), *doc;
	static const char *const words[] = { "error", "warning", "info" };
	const struct asl_rule *rows;
	struct err e;
	size_t len, n, missing = 0;

	(void)state;
	assert_true(file_read(path, 1 << 20, &doc, &len, &e));
	rows = asl_rules(&n);
	for (size_t i = 0; i < n; i++) {
		char *section = xasprintf("### `%s` (%s)\n\n%s. %s\n\nFix: %s\n", rows[i].id, words[rows[i].severity], rows[i].title,
			rows[i].reason, rows[i].fix);

		if (!strstr(doc, section)) {
			print_error("doc/lint.md lacks:\n%s", section);
			missing++;
		}
		free(section);
	}
	free(doc);
	free(path);
	assert_int_equal(missing, 0);
}

static size_t count_same(const struct asl_machine *m, const struct diag *d)
{
	size_t n = 0;

	for (size_t i = 0; i < m->diags->list.n; i++)
		n += strcmp(m->diags->list.v[i].code, d->code) == 0 && strcmp(m->diags->list.v[i].message, d->message) == 0;
	return n;
}

/* A fix leaves JSON behind, and one problem of its sort less. */
static bool fix_mends(const struct asl_machine *m, const struct diag *d)
{
	struct splices change = {0};
	struct asl_machine *after;
	struct err e = {0};
	char *title = asl_fix_title(d), *text;
	size_t len;
	bool ok;

	assert_non_null(title);
	assert_true(asl_fix_splices(m, d, &change, &e));
	assert_true(splices_sort(&change, m->text_len));
	text = splices_apply(&change, m->text, m->text_len, &len);
	after = asl_parse_with(text, len, "test", NULL, &(struct asl_options){ .express = m->express });
	ok = after->root && count_same(after, d) + 1 <= count_same(m, d);
	if (!ok)
		print_error("%s: %s\n%s\n", d->code, title, text);
	asl_unref(after);
	splices_done(&change);
	free(text);
	free(title);
	return ok;
}

static void every_fix_mends(void **state)
{
	size_t fixes = 0, failed = 0;

	(void)state;
	for (size_t f = 0; f < ARRAY_LEN(files); f++) {
		char *path = xasprintf("%s/tests/asl/%s", getenv("abs_top_srcdir"), files[f]), *data;
		const char *s;
		struct test_case c;
		struct err e;
		size_t len;

		assert_true(file_read(path, 1 << 20, &data, &len, &e));
		for (s = data; read_case(&s, &c); free(c.name), str_done(&c.expected)) {
			struct asl_machine *m = asl_parse_with(c.text, c.len, "test", NULL, &(struct asl_options){ .express = c.express });

			for (size_t i = 0; i < m->diags->list.n; i++)
				if (m->diags->list.v[i].fix.kind) {
					fixes++;
					failed += !fix_mends(m, &m->diags->list.v[i]);
				}
			asl_unref(m);
		}
		free(data);
		free(path);
	}
	assert_true(fixes > 30);
	assert_int_equal(failed, 0);
}

/* What people set. */
static void settings_change_what_is_said(void **state)
{
	static const char text[] = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.a\",\"IsNull\":true,"
		"\"Next\":\"B\"}]},\"B\":{\"Type\":\"Fail\"}}}";
	struct asl_lint l = {0};
	struct asl_options o = { .lint = &l };
	struct asl_machine *m;

	(void)state;
	asl_lint_set(&l, "*", LINT_OFF);
	asl_lint_set(&l, "choice.*", LINT_ERROR);
	m = asl_parse_with(text, strlen(text), "test", NULL, &o);
	assert_int_equal(m->diags->list.n, 1);
	assert_string_equal(m->diags->list.v[0].code, "choice.default");
	assert_int_equal(m->diags->list.v[0].severity, DIAG_ERROR);
	assert_true(m->valid);
	assert_null(diag_rejection(m->diags));
	asl_unref(m);
	asl_lint_done(&l);
}

static void every_case_says_what_is_expected(void **state)
{
	size_t failed = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		failed += check_file(files[i]);
	assert_int_equal(failed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_case_says_what_is_expected),
		cmocka_unit_test(every_rule_fires_and_keeps_quiet),
		cmocka_unit_test(the_documentation_has_every_rule),
		cmocka_unit_test(every_fix_mends),
		cmocka_unit_test(settings_change_what_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
