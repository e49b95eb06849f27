/* Answers out of a history: given as mocks, they lead to the same history again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../engine/cases.h"
#include "history/answers.h"

static cJSON *answers_of(const struct case_run *r, struct answers_gaps *gaps)
{
	struct projection *p = projection_new(r->machine);
	const struct history *h = engine_history(r->host.engine);
	cJSON *answers;

	projection_seek(p, h, (int32_t)h->events.n);
	answers = history_answers(p, gaps);
	projection_free(p);
	return answers;
}

/* The host of the tests knows no Times. */
static void spell_out(cJSON *states)
{
	for (cJSON *list = states->child; list; list = list->next) {
		cJSON *all = cJSON_Duplicate(list, false);

		for (cJSON *a = list->child; a; a = a->next) {
			cJSON *times = cJSON_DetachItemFromObjectCaseSensitive(a, "Times");

			assert_true(!times || times->valuedouble > 1);
			for (int64_t n = times ? (int64_t)times->valuedouble : 1; n; n--)
				json_append(all, json_copy(a));
			cJSON_Delete(times);
		}
		cJSON_Delete(list->child);
		list->child = all->child;
		all->child = NULL;
		cJSON_Delete(all);
	}
}

/* What a mock cannot say: heartbeats, workers, tokens that were lost; what only the options say. */
static bool is_beyond_mocks(const cJSON *c)
{
	static const char *const words[] = {"\"Beats\"", "\"Worker\"", "\"Lost\"", "\"GiveUp\"", NULL};
	char *mocks = json_get(c, "mocks") ? json_print(json_get(c, "mocks")) : xstrdup("");
	bool found = json_get(c, "stop") || json_get(c, "options");

	for (const char *const *w = words; *w; w++)
		found |= strstr(mocks, *w) != NULL;
	free(mocks);
	return found;
}

static void compare_histories(const char *name, const struct engine *a, const struct engine *b)
{
	const struct history *x = engine_history(a), *y = engine_history(b);

	for (size_t i = 0; i < x->events.n && i < y->events.n; i++) {
		struct str l = {0}, m = {0};

		host_line(&l, a, &x->events.v[i]);
		host_line(&m, b, &y->events.v[i]);
		if (strcmp(str_get(&l), str_get(&m)) != 0)
			fail_msg("%s: event %zu was %s, and is %s", name, i + 1, str_get(&l), str_get(&m));
		str_done(&l);
		str_done(&m);
	}
	if (x->events.n != y->events.n)
		fail_msg("%s: %zu events, not %zu", name, y->events.n, x->events.n);
}

static void check_case(void *ctx, cJSON *c, const char *name)
{
	struct case_run r, again;
	struct answers_gaps gaps;
	cJSON *answers, *copy;
	struct err e;
	int *n = ctx;

	if (is_beyond_mocks(c))
		return;
	if (!case_start(&r, c, &e)) {
		case_done(&r);
		return;
	}
	host_run(&r.host);
	if (!engine_map_runs(r.host.engine)) {
		answers = answers_of(&r, &gaps);
		copy = json_copy(c);
		spell_out(cJSON_GetObjectItemCaseSensitive(answers, "States"));
		json_set(copy, "mocks", cJSON_DetachItemFromObjectCaseSensitive(answers, "States"));
		assert_true(case_start(&again, copy, &e));
		host_run(&again.host);
		compare_histories(name, r.host.engine, again.host.engine);
		case_done(&again);
		cJSON_Delete(copy);
		cJSON_Delete(answers);
		++*n;
	}
	case_done(&r);
}

static void test_cases(void **state)
{
	struct err e;
	int n = 0;

	(void)state;
	if (!cases_each(check_case, &n, false, &e))
		fail_msg("%s", e.msg);
	assert_true(n > 100);
}

static const char polling[] = "{\"definition\":{\"StartAt\":\"Ask\",\"States\":{"
	"\"Ask\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\",\"Parameters\":{\"FunctionName\":\"f\"},"
	"\"OutputPath\":\"$.Payload\",\"Retry\":[{\"ErrorEquals\":[\"Busy\"]}],\"Next\":\"Done?\"},"
	"\"Done?\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$\",\"StringEquals\":\"DONE\",\"Next\":\"Slow\"}],\"Default\":\"Ask\"},"
	"\"Slow\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::sqs:sendMessage.waitForTaskToken\",\"Parameters\":{\"QueueUrl\":\"q\",\"MessageBody.$\":\"$$.Task.Token\"},"
	"\"TimeoutSeconds\":5,\"Catch\":[{\"ErrorEquals\":[\"States.Timeout\"],\"Next\":\"Each\"}],\"End\":true},"
	"\"Each\":{\"Type\":\"Map\",\"ItemsPath\":\"$.items\",\"ItemProcessor\":{\"StartAt\":\"One\",\"States\":{\"One\":{\"Type\":\"Task\","
	"\"Resource\":\"arn:aws:lambda:us-east-1:1:function:g\",\"End\":true}}},\"End\":true}}},"
	"\"mocks\":{\"Ask\":[{\"Return\":{\"Payload\":\"NOT YET\"}},{\"Return\":{\"Payload\":\"NOT YET\"}},{\"Throw\":{\"Error\":\"Busy\"},\"After\":1.5},"
	"{\"Return\":{\"Payload\":\"DONE\"}}],\"Slow\":[{\"Submit\":{\"Id\":1},\"TimeOut\":true}],\"One\":[{\"Return\":1}]}}";

/* The text of it: what repeats is said once, errors and times, the answer of the service itself, a call that nobody answers. */
static void test_text(void **state)
{
	static const char changed[] = "{\"States\":{\"Ask\":[{\"Return\":{\"Payload\":\"NOT YET\"},\"Times\":2},"
		"{\"Throw\":{\"Error\":\"Busy\"},\"After\":1.5},{\"Return\":{\"Payload\":\"DONE\"}}],"
		"\"Slow\":[{\"Submit\":{\"Id\":1},\"TimeOut\":true}]}}";
	cJSON *c = json_read(polling, NULL), *answers;
	struct answers_gaps gaps;
	struct case_run r;
	struct err e;
	char *text;

	(void)state;
	if (!case_start(&r, c, &e))
		fail_msg("%s", e.msg);
	host_run(&r.host);
	answers = answers_of(&r, &gaps);
	text = json_print(answers);
	assert_string_equal(text, changed);
	assert_int_equal(gaps.open + gaps.cut + gaps.map_runs, 0);
	free(text);
	cJSON_Delete(answers);
	case_done(&r);
	cJSON_Delete(c);
}

/* Iterations are told apart, and one that was not answered hangs. */
static void test_iterations(void **state)
{
	static const char text[] = "{\"definition\":{\"StartAt\":\"Each\",\"States\":{\"Each\":{\"Type\":\"Map\",\"ItemProcessor\":{\"StartAt\":\"P\",\"States\":{"
		"\"P\":{\"Type\":\"Parallel\",\"Branches\":[{\"StartAt\":\"One\",\"States\":{\"One\":{\"Type\":\"Task\","
		"\"Resource\":\"arn:aws:lambda:us-east-1:1:function:g\",\"End\":true}}}],\"End\":true}}},\"End\":true}}},\"input\":[7,8],"
		"\"mocks\":{\"One\":[{\"Return\":1,\"Iteration\":1},{\"Hang\":true,\"Iteration\":0}]}}";
	cJSON *c = json_read(text, NULL), *answers;
	struct answers_gaps gaps;
	struct case_run r;
	struct err e;
	char *printed;

	(void)state;
	assert_true(case_start(&r, c, &e));
	host_run(&r.host);
	answers = answers_of(&r, &gaps);
	printed = json_print(answers);
	assert_string_equal(printed, "{\"States\":{\"One\":[{\"Hang\":true,\"Iteration\":0},{\"Return\":1,\"Iteration\":1}]}}");
	assert_int_equal(gaps.open, 1);
	free(printed);
	cJSON_Delete(answers);
	case_done(&r);
	cJSON_Delete(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_iterations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
