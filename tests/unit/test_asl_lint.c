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

static const char *const files[] = { "errors.test", "advice.test", "syntax.test" };

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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
