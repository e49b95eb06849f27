/* asl/complete: what may be written at a place. ^ is the place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "asl/complete.h"

static void add(void *ctx, enum asl_completion what, const char *text, const char *hint)
{
	struct str *s = ctx;

	(void)hint;
	str_addf(s, "%s%s%s", s->len ? " " : "", text, what == COMPLETE_NAME ? ":" : what == COMPLETE_STRING ? "" : "!");
}

static char *at(const char *marked)
{
	const char *mark = strchr(marked, '^');
	struct str text = {0}, out = {0};
	struct asl_spot s = {0};

	str_add(&text, marked, (size_t)(mark - marked));
	str_adds(&text, mark + 1);
	asl_spot_find(&s, str_get(&text), text.len, ASL_FORM_JSON, (size_t)(mark - marked));
	asl_complete(&s, add, &out);
	asl_spot_done(&s);
	str_done(&text);
	return str_take(&out);
}

#define TASK(more) "{\"States\":{\"A\":{\"Type\":\"Task\"," more "},\"B\":{},\"C\":{}}}"

static const struct {
	const char *text, *want;
} exact[] = {
	{"{\"^\"}", "StartAt: States: Comment: QueryLanguage: TimeoutSeconds: Version:"},
	{"{\"StartAt\":\"A\",\"^\":\"x\"}", "States: Comment: QueryLanguage: TimeoutSeconds: Version:"},
	{"{\"States\":{\"A\":{\"Type\":\"^\"}}}", "Task Pass Choice Wait Succeed Fail Parallel Map"},
	{TASK("\"Next\":\"^\""), "B C A"},
	{TASK("\"End\":^"), "true! false!"},
	{TASK("\"Retry\":[{\"ErrorEquals\":[\"X\"],\"MaxAttempts\":2,\"^\"}]"), "BackoffRate: Comment: IntervalSeconds: JitterStrategy: MaxDelaySeconds:"},
	{TASK("\"Retry\":[{\"JitterStrategy\":\"^\"}]"), "NONE FULL"},
	{TASK("\"Catch\":[{\"^\"}]"), "ErrorEquals: Next: Assign: Comment: ResultPath:"},
	{TASK("\"Parameters\":{\"^\"}"), ""},			/* anything may stand there */
	{TASK("\"Retry\":[{\"ErrorEquals\":^}]"), ""},		/* a list belongs there first */
	{"{\"States\":{\"M\":{\"Type\":\"Map\",\"ItemProcessor\":{\"ProcessorConfig\":{\"Mode\":\"^\"}}}}}", "INLINE DISTRIBUTED"},
};

static void lists(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(exact); i++) {
		char *is = at(exact[i].text);

		if (strcmp(is, exact[i].want) != 0)
			fail_msg("%s\nis %s\nand should be %s", exact[i].text, is, exact[i].want);
		free(is);
	}
}

static const struct {
	const char *text, *has, *lacks;		/* one of each */
} some[] = {
	{TASK("\"^\""), "Resource:", "Type:"},
	{TASK("\"^\""), "Next:", "Choices:"},
	{TASK("\"End\":true,\"^\""), "Retry:", "Next:"},		/* the one excludes the other */
	{TASK("\"^\""), "Parameters:", "Arguments:"},
	{TASK("\"QueryLanguage\":\"JSONata\",\"^\""), "Arguments:", "Parameters:"},
	{TASK("\"TimeoutSeconds\":3,\"^\""), "HeartbeatSeconds:", "TimeoutSecondsPath:"},
	{TASK("\"Retry\":[{\"ErrorEquals\":[\"^\"]}]"), "States.TaskFailed", "States.Runtime"},
	{TASK("\"Retry\":[{\"ErrorEquals\":[\"^\"]}]"), "Lambda.TooManyRequestsException", "Task"},
	{"{\"States\":{\"A\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.a\",\"^\"}]}}}", "StringEquals:", "Variable:"},
	{"{\"States\":{\"A\":{\"Type\":\"Choice\",\"QueryLanguage\":\"JSONata\",\"Choices\":[{\"^\"}]}}}", "Condition:", "StringEquals:"},
	{"{\"States\":{\"A\":{\"^\"}}}", "Type:", "States:"},
};

static void names_and_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(some); i++) {
		char *is = at(some[i].text), *padded = xasprintf(" %s ", is);
		char *has = xasprintf(" %s ", some[i].has), *lacks = xasprintf(" %s ", some[i].lacks);

		if (!strstr(padded, has) || strstr(padded, lacks))
			fail_msg("%s\nis %s\nand should have %s, but not %s", some[i].text, is, some[i].has, some[i].lacks);
		free(is);
		free(padded);
		free(has);
		free(lacks);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists),
		cmocka_unit_test(names_and_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
