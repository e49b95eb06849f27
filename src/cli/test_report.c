/* Results in one of several forms: for people, TAP 14, JUnit's XML, JSON, annotations of GitHub. */
#include "cli/test_suite.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define TEXT_COLS 300			/* of an expected or received value, for people */

struct report_ops {
	void (*begin)(struct report *r, const struct suite *s);
	void (*unread)(struct report *r, const struct suite_file *f);
	void (*result)(struct report *r, const struct suite_result *x);
	void (*end)(struct report *r, const struct suite *s, const struct suite_coverages *coverage);
	bool for_people;
};

struct report {
	const struct report_ops *ops;
	size_t n;
	cJSON *cases;
};

/* --- what all forms have in common -------------------------------------------------------------------------------------- */

/* One word for a shell. */
static void add_quoted(struct str *out, const char *s)
{
	if (*s && s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+:@%-")] == '\0' && *s != '-') {
		str_adds(out, s);
		return;
	}
	str_addc(out, '\'');
	for (; *s; s++) {
		if (*s == '\'')
			str_adds(out, "'\\''");
		else
			str_addc(out, *s);
	}
	str_addc(out, '\'');
}

/* What opens the UI at the first divergence. Caller frees. */
static char *command_of(const struct suite_result *x)
{
	struct str out = {0};

	str_adds(&out, "aslant ");
	if (x->file->path[0] == '-')
		str_adds(&out, "./");
	add_quoted(&out, x->file->path);
	str_adds(&out, " --test ");
	add_quoted(&out, x->test->name);
	return str_take(&out);
}

static char *cut(const char *text, int cols)
{
	char *safe = utf8_safe(text, false);
	int width;
	size_t fit = utf8_fit(safe, cols, &width);

	if (safe[fit]) {
		safe = xrealloc(safe, fit + sizeof "…");
		memcpy(safe + fit, "…", sizeof "…");
	}
	return safe;
}

static void put(const char *before, const char *text, int cols)
{
	char *safe = cut(text, cols);

	printf("%s%s", before, safe);
	free(safe);
}

/* The summary of a difference in one line. */
static char *sentence(const struct test_difference *d)
{
	return d->lines.n ? xasprintf("%s differs in %zu place%s%s", d->what, d->lines.n, d->lines.n == 1 ? "" : "s",
		strcmp(d->lines.v[d->lines.n - 1], "…") == 0 ? " and more" : "")
		: xasprintf("%s: expected %s, got %s", d->what, d->expected, d->got);
}

/* --- for people ---------------------------------------------------------------------------------------------------------- */

static void human_difference(const struct test_difference *d)
{
	put("      ", d->what, TEXT_COLS);
	if (d->event)
		printf(" (event %d)", d->event);
	putchar('\n');
	for (size_t i = 0; i < d->lines.n; i++) {
		put("        ", d->lines.v[i], TEXT_COLS);
		putchar('\n');
	}
	if (d->lines.n)
		return;
	put("        expected  ", d->expected, TEXT_COLS);
	put("\n        got       ", d->got, TEXT_COLS);
	putchar('\n');
}

static void human_result(struct report *r, const struct suite_result *x)
{
	static const char *const words[] = {[CASE_PASSED] = "ok   ", [CASE_FAILED] = "FAIL ", [CASE_SKIPPED] = "skip ", [CASE_BROKEN] = "ERROR"};
	char *command;

	(void)r;
	printf("%s ", words[x->outcome]);
	put("", x->file->path, TEXT_COLS);
	if (x->outcome != CASE_PASSED)
		printf(":%u", x->test->span.line);
	put(": ", x->test->name, TEXT_COLS);
	if (x->outcome == CASE_SKIPPED)
		put("  (", x->test->skip, TEXT_COLS);
	puts(x->outcome == CASE_SKIPPED ? ")" : "");
	for (size_t i = 0; i < x->differences.list.n; i++)
		human_difference(&x->differences.list.v[i]);
	if (x->broken) {
		put("      ", x->broken, TEXT_COLS);
		putchar('\n');
	}
	if (x->outcome == CASE_FAILED) {
		command = command_of(x);
		put("      see it: ", command, INT32_MAX);
		putchar('\n');
		free(command);
	}
	fflush(stdout);
}

static void human_end(struct report *r, const struct suite *s, const struct suite_coverages *coverage)
{
	struct str out = {0};

	(void)r;
	printf("%zu passed, %zu failed", s->passed, s->failed);
	if (s->broken)
		printf(", %zu could not be run", s->broken);
	if (s->skipped)
		printf(", %zu skipped", s->skipped);
	if (s->unread)
		printf(", %zu file%s could not be read", s->unread, s->unread == 1 ? "" : "s");
	putchar('\n');
	for (size_t i = 0; coverage && i < coverage->list.n; i++)
		coverage_text(&out, coverage->list.v[i].coverage, coverage->list.v[i].definition);
	fputs(str_get(&out), stdout);
	str_done(&out);
}

/* --- TAP ------------------------------------------------------------------------------------------------------------------ */

static void tap_begin(struct report *r, const struct suite *s)
{
	(void)r;
	printf("TAP version 14\n1..%zu\n", s->selected + s->unread);
}

/* A "#" in a description would begin a directive. */
static void tap_text(const char *s)
{
	char *safe = utf8_safe(s, false);

	for (const char *at = safe; *at; at++)
		printf("%s%c", *at == '#' || *at == '\\' ? "\\" : "", *at);
	free(safe);
}

/* JSON's strings are YAML's. */
static void tap_pair(int indent, const char *key, const char *text)
{
	struct str s = {0};
	char *safe = utf8_safe(text, false);

	json_print_string(&s, safe);
	printf("%*s%s%s %s\n", indent, "", key, *key == '-' ? "" : ":", str_get(&s));
	free(safe);
	str_done(&s);
}

static void tap_unread(struct report *r, const struct suite_file *f)
{
	printf("not ok %zu - ", ++r->n);
	tap_text(f->path);
	puts("\n  ---\n  severity: error");
	tap_pair(2, "message", f->unread);
	puts("  ...");
}

static void tap_yaml(const struct suite_result *x)
{
	char *command = command_of(x);

	puts("  ---");
	printf("  severity: %s\n", x->broken ? "error" : "fail");
	if (x->broken)
		tap_pair(2, "message", x->broken);
	puts("  at:");
	tap_pair(4, "file", x->file->path);
	printf("    line: %u\n", x->test->span.line);
	if (x->differences.list.n)
		puts("  differences:");
	for (size_t i = 0; i < x->differences.list.n; i++) {
		const struct test_difference *d = &x->differences.list.v[i];

		fputs("    - ", stdout);
		tap_pair(0, "what", d->what);
		tap_pair(6, "expected", d->expected);
		tap_pair(6, "got", d->got);
		if (d->event)
			printf("      event: %d\n", d->event);
		if (d->lines.n)
			puts("      lines:");
		for (size_t k = 0; k < d->lines.n; k++)
			tap_pair(8, "-", d->lines.v[k]);
	}
	if (!x->broken)
		tap_pair(2, "command", command);
	puts("  ...");
	free(command);
}

static void tap_result(struct report *r, const struct suite_result *x)
{
	bool ok = x->outcome == CASE_PASSED || x->outcome == CASE_SKIPPED;

	printf("%sok %zu - ", ok ? "" : "not ", ++r->n);
	tap_text(x->file->path);
	fputs(": ", stdout);
	tap_text(x->test->name);
	if (x->outcome == CASE_SKIPPED) {
		fputs(" # SKIP ", stdout);
		tap_text(x->test->skip);
	}
	putchar('\n');
	if (!ok)
		tap_yaml(x);
	fflush(stdout);
}

/* --- JUnit ----------------------------------------------------------------------------------------------------------------- */

static bool xml_allows(uint32_t cp)
{
	return cp == '\t' || cp == '\n' || cp == '\r' || (cp >= ' ' && cp < 0xd800) || (cp >= 0xe000 && cp <= 0xfffd) ||
	       (cp >= 0x10000 && cp <= 0x10ffff);
}

/* XML 1.0 has no way to write some characters; line ends in attributes would be read as blanks. */
static void print_xml(const char *s)
{
	size_t left = strlen(s), used;

	for (; left; s += used, left -= used) {
		uint32_t cp = utf8_next(s, left, &used);

		if (!xml_allows(cp) || (cp == 0xfffd && used == 1))
			fputs("\xef\xbf\xbd", stdout);
		else if (cp == '<' || cp == '>' || cp == '&' || cp == '"' || cp < ' ')
			printf("&#%" PRIu32 ";", cp);
		else
			fwrite(s, 1, used, stdout);
	}
}

static void xml_attribute(const char *name, const char *text)
{
	printf(" %s=\"", name);
	print_xml(text);
	putchar('"');
}

/* Many readers take only the first failure of a case: it has all differences. */
static void junit_failure(const struct suite_result *x)
{
	char *message = sentence(&x->differences.list.v[0]);

	fputs("<failure", stdout);
	xml_attribute("message", message);
	xml_attribute("type", x->differences.list.v[0].what);
	putchar('>');
	for (size_t i = 0; i < x->differences.list.n; i++) {
		const struct test_difference *d = &x->differences.list.v[i];

		print_xml(d->what);
		fputs("\n  expected: ", stdout);
		print_xml(d->expected);
		fputs("\n  got: ", stdout);
		print_xml(d->got);
		for (size_t k = 0; k < d->lines.n; k++) {
			fputs("\n  ", stdout);
			print_xml(d->lines.v[k]);
		}
		putchar('\n');
	}
	puts("</failure>");
	free(message);
}

static void junit_case(const struct suite_result *x)
{
	char *command;

	fputs("<testcase", stdout);
	xml_attribute("classname", x->file->path);
	xml_attribute("name", x->test->name);
	xml_attribute("file", x->file->path);
	printf(" line=\"%u\" time=\"%.3f\">\n", x->test->span.line, (double)x->real_us / 1e6);
	if (x->outcome == CASE_SKIPPED) {
		fputs("<skipped", stdout);
		xml_attribute("message", x->test->skip);
		puts("/>");
	}
	if (x->broken) {
		fputs("<error", stdout);
		xml_attribute("message", x->broken);
		puts("/>");
	}
	if (x->differences.list.n)
		junit_failure(x);
	if (x->outcome == CASE_FAILED) {
		command = command_of(x);
		fputs("<system-out>see it: ", stdout);
		print_xml(command);
		puts("</system-out>");
		free(command);
	}
	puts("</testcase>");
}

static void junit_suite(const struct suite_file *f)
{
	size_t counts[4] = {0};
	int64_t us = 0;

	for (size_t i = 0; i < f->results.n; i++) {
		counts[f->results.v[i].outcome]++;
		us += f->results.v[i].real_us;
	}
	fputs("<testsuite", stdout);
	xml_attribute("name", f->path);
	printf(" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.3f\">\n", f->results.n, counts[CASE_FAILED],
		counts[CASE_BROKEN], counts[CASE_SKIPPED], (double)us / 1e6);
	for (size_t i = 0; i < f->results.n; i++)
		junit_case(&f->results.v[i]);
	puts("</testsuite>");
}

static void junit_unread(const struct suite_file *f)
{
	fputs("<testsuite", stdout);
	xml_attribute("name", f->path);
	fputs(" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">\n<testcase", stdout);
	xml_attribute("classname", f->path);
	fputs(" name=\"(the file)\">\n<error", stdout);
	xml_attribute("message", f->unread);
	puts("/>\n</testcase>\n</testsuite>");
}

static void junit_end(struct report *r, const struct suite *s, const struct suite_coverages *coverage)
{
	(void)r;
	(void)coverage;
	printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"aslant\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
	       "skipped=\"%zu\">\n", s->selected + s->unread, s->failed, s->broken + s->unread, s->skipped);
	for (size_t i = 0; i < s->files.n; i++) {
		if (s->files.v[i]->results.n)
			junit_suite(s->files.v[i]);
		else if (s->files.v[i]->unread)
			junit_unread(s->files.v[i]);
	}
	puts("</testsuites>");
}

/* --- JSON ------------------------------------------------------------------------------------------------------------------- */

static cJSON *difference_tree(const struct test_difference *d)
{
	cJSON *o = cJSON_CreateObject(), *lines = cJSON_CreateArray();

	json_add(o, "what", cJSON_CreateString(d->what));
	json_add(o, "expected", cJSON_CreateString(d->expected));
	json_add(o, "got", cJSON_CreateString(d->got));
	for (size_t i = 0; i < d->lines.n; i++)
		json_append(lines, cJSON_CreateString(d->lines.v[i]));
	if (d->lines.n)
		json_add(o, "lines", lines);
	else
		cJSON_Delete(lines);
	if (d->event)
		json_add(o, "event", json_new_int(d->event));
	return o;
}

static cJSON *result_tree(const struct suite_result *x)
{
	static const char *const words[] = {[CASE_PASSED] = "passed", [CASE_FAILED] = "failed", [CASE_SKIPPED] = "skipped",
		[CASE_BROKEN] = "error"};
	cJSON *o = cJSON_CreateObject(), *list = cJSON_CreateArray();
	char *command;

	json_add(o, "file", cJSON_CreateString(x->file->path));
	json_add(o, "name", cJSON_CreateString(x->test->name));
	json_add(o, "line", json_new_int(x->test->span.line));
	json_add(o, "outcome", cJSON_CreateString(words[x->outcome]));
	json_add(o, "passed", cJSON_CreateBool(x->outcome == CASE_PASSED));
	if (x->outcome == CASE_PASSED || x->outcome == CASE_FAILED)
		json_add(o, "duration", cJSON_CreateNumber((double)x->modelled_ms / 1000.0));
	if (x->broken)
		json_add(o, "message", cJSON_CreateString(x->broken));
	if (x->outcome == CASE_SKIPPED)
		json_add(o, "message", cJSON_CreateString(x->test->skip));
	for (size_t i = 0; i < x->differences.list.n; i++)
		json_append(list, difference_tree(&x->differences.list.v[i]));
	json_add(o, "differences", list);
	if (x->outcome == CASE_FAILED) {
		command = command_of(x);
		json_add(o, "command", cJSON_CreateString(command));
		free(command);
	}
	return o;
}

static void json_begin(struct report *r, const struct suite *s)
{
	(void)s;
	cJSON_Delete(r->cases);
	r->cases = cJSON_CreateArray();
}

static void json_result(struct report *r, const struct suite_result *x)
{
	json_append(r->cases, result_tree(x));
}

static void json_end(struct report *r, const struct suite *s, const struct suite_coverages *coverage)
{
	cJSON *o = cJSON_CreateObject(), *list = cJSON_CreateArray();
	char *text;

	json_add(o, "passed", json_new_int((int64_t)s->passed));
	json_add(o, "failed", json_new_int((int64_t)s->failed));
	json_add(o, "errors", json_new_int((int64_t)(s->broken + s->unread)));
	json_add(o, "skipped", json_new_int((int64_t)s->skipped));
	json_add(o, "cases", r->cases ? r->cases : cJSON_CreateArray());
	r->cases = NULL;
	for (size_t i = 0; coverage && i < coverage->list.n; i++)
		json_append(list, coverage_json(coverage->list.v[i].coverage, coverage->list.v[i].definition));
	if (coverage)
		json_add(o, "coverage", list);
	else
		cJSON_Delete(list);
	text = json_print(o);
	puts(text);
	fflush(stdout);
	free(text);
	cJSON_Delete(o);
}

/* --- GitHub ------------------------------------------------------------------------------------------------------------------ */

/* The escapes of workflow commands; in properties ":" and "," too. */
static void github_text(const char *s, bool property)
{
	for (; *s; s++) {
		if (*s == '%' || *s == '\r' || *s == '\n' || (property && (*s == ':' || *s == ',')))
			printf("%%%02X", (unsigned)(unsigned char)*s);
		else
			putchar(*s);
	}
}

static void github_line(const struct suite_result *x, const char *message)
{
	fputs("::error file=", stdout);
	github_text(x->file->path, true);
	printf(",line=%u,col=%u,title=", x->test->span.line, x->test->span.col);
	github_text(x->test->name, true);
	fputs("::", stdout);
	github_text(message, false);
	putchar('\n');
}

/* One for each case: GitHub shows ten of a step. */
static void github_result(struct report *r, const struct suite_result *x)
{
	struct str message = {0};

	(void)r;
	if (x->broken)
		github_line(x, x->broken);
	for (size_t i = 0; i < x->differences.list.n; i++) {
		const struct test_difference *d = &x->differences.list.v[i];
		char *first = sentence(d);

		str_addf(&message, "%s%s", i ? "\n" : "", first);
		for (size_t k = 0; k < d->lines.n; k++)
			str_addf(&message, "\n  %s", d->lines.v[k]);
		free(first);
	}
	if (message.len)
		github_line(x, str_get(&message));
	str_done(&message);
}

static void github_unread(struct report *r, const struct suite_file *f)
{
	(void)r;
	fputs("::error file=", stdout);
	github_text(f->path, true);
	fputs("::", stdout);
	github_text(f->unread, false);
	putchar('\n');
}

/* --- the table ---------------------------------------------------------------------------------------------------------------- */

const char *const report_formats[] = {"human", "tap", "junit", "json", "github", NULL};

static const struct report_ops ops[] = {
	{.result = human_result, .end = human_end, .for_people = true},
	{.begin = tap_begin, .unread = tap_unread, .result = tap_result},
	{.end = junit_end},
	{.begin = json_begin, .result = json_result, .end = json_end},
	{.unread = github_unread, .result = github_result, .end = human_end, .for_people = true},
};

struct report *report_new(const char *format)
{
	for (size_t i = 0; report_formats[i]; i++)
		if (strcmp(report_formats[i], format) == 0) {
			struct report *r = xcalloc(1, sizeof *r);

			r->ops = &ops[i];
			return r;
		}
	return NULL;
}

void report_free(struct report *r)
{
	if (!r)
		return;
	cJSON_Delete(r->cases);
	free(r);
}

bool report_is_for_people(const struct report *r)
{
	return r->ops->for_people;
}

bool report_is_json(const struct report *r)
{
	return r->ops->end == json_end;
}

void report_begin(void *report, const struct suite *s)
{
	struct report *r = report;

	r->n = 0;
	if (r->ops->begin)
		r->ops->begin(r, s);
}

void report_unread(void *report, const struct suite_file *f)
{
	struct report *r = report;

	if (r->ops->unread)
		r->ops->unread(r, f);
}

void report_result(void *report, const struct suite_result *x)
{
	struct report *r = report;

	if (r->ops->result)
		r->ops->result(r, x);
}

void report_end(struct report *r, const struct suite *s, const struct suite_coverages *coverage)
{
	if (r->ops->end)
		r->ops->end(r, s, coverage);
}
