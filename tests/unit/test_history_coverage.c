/* Coverage: what the cases of the engine touch, with the decisions that our histories keep and without; one machine as text, JSON and lcov. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../engine/cases.h"
#include "history/coverage.h"

/* As an import gives it: AWS's form, which has no place for decisions. */
static void read_again(const struct history *h, struct asl_machine *m, struct history *to)
{
	struct err e;

	history_init(to);
	for (size_t i = 0; i < h->events.n; i++) {
		struct str text = {0};

		history_event_print(&text, &h->events.v[i]);
		if (!history_event_read(to, text.p, text.len, m, &e))
			fail_msg("%s", e.msg);
		str_done(&text);
	}
}

static int64_t sum(const struct coverage *c, int state, enum cover_kind kind, int to)
{
	int64_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		if (c->items[i].kind == kind && c->items[i].state == state && c->items[i].to == to)
			n += c->items[i].hits;
	return n;
}

/* The same but for the rules of a Choice that lead to the same state: a foreign history does not tell them apart. */
static void must_agree(const char *name, const struct coverage *own, const struct coverage *foreign)
{
	for (size_t i = 0; i < own->n; i++) {
		const struct cover_item *a = &own->items[i], *b = &foreign->items[i];
		bool is_rule = a->kind == COVER_RULE || a->kind == COVER_EDGE;
		int64_t m = is_rule ? sum(own, a->state, a->kind, a->to) : a->hits, n = is_rule ? sum(foreign, b->state, b->kind, b->to) : b->hits;
		struct str s = {0};

		if (m == n)
			continue;
		coverage_item_text(&s, own, a);
		fail_msg("%s: %s, part %d: %lld hits, %lld in the history as AWS has it", name, str_get(&s), a->part, (long long)m, (long long)n);
	}
}

static void check_case(void *ctx, cJSON *c, const char *name)
{
	struct case_run r;
	struct err e;

	(void)ctx;
	if (case_start(&r, c, &e)) {
		struct coverage *own = coverage_new(r.machine), *foreign = coverage_new(r.machine), *twice = coverage_new(r.machine);
		const struct history *h = engine_history(r.host.engine);
		int64_t *hits = xcalloc(own->n, sizeof *hits);
		struct history again;

		host_run(&r.host);
		read_again(h, r.machine, &again);
		coverage_add(own, h);
		coverage_add(foreign, &again);
		must_agree(name, own, foreign);
		for (size_t i = 0; i < own->n; i++)
			hits[i] = own->items[i].hits;
		coverage_add(twice, h);
		coverage_add_hits(twice, hits, own->executions);
		assert_int_equal(twice->executions, 2);
		for (size_t i = 0; i < own->n; i++)
			assert_true(twice->items[i].hits == 2 * hits[i]);
		free(hits);
		coverage_free(own);
		coverage_free(foreign);
		coverage_free(twice);
		history_done(&again);
	}
	case_done(&r);
}

static void cases_count_the_same_without_our_decisions(void **state)
{
	struct err e;

	(void)state;
	if (!cases_each(check_case, NULL, false, &e))
		fail_msg("%s", e.msg);
}

/* --- one machine closely ------------------------------------------------------------------------------------------------ */

static const char text[] =
	"{\n"
	" \"StartAt\": \"Go, go\",\n"
	" \"States\": {\n"
	"  \"Go, go\": {\n"
	"   \"Type\": \"Choice\",\n"
	"   \"Choices\": [\n"
	"    {\"Variable\": \"$.n\", \"NumericEquals\": 1, \"Next\": \"Call\"},\n"
	"    {\"Variable\": \"$.n\", \"NumericEquals\": 2, \"Next\": \"Each\"}],\n"
	"   \"Default\": \"End\"\n"
	"  },\n"
	"  \"Call\": {\n"
	"   \"Type\": \"Task\", \"Resource\": \"arn:aws:lambda:us-east-1:111122223333:function:f\",\n"
	"   \"Retry\": [\n"
	"    {\"ErrorEquals\": [\"Busy\"], \"MaxAttempts\": 1},\n"
	"    {\"ErrorEquals\": [\"Slow\"], \"MaxAttempts\": 0}\n"
	"   ],\n"
	"   \"Catch\": [\n"
	"    {\"ErrorEquals\": [\"Busy\"], \"Next\": \"End\"},\n"
	"    {\"ErrorEquals\": [\"States.ALL\"], \"Next\": \"Stop\"}\n"
	"   ],\n"
	"   \"Next\": \"End\"\n"
	"  },\n"
	"  \"Each\": {\"Type\": \"Map\", \"ItemsPath\": \"$.items\", \"Next\": \"End\", \"ItemProcessor\": {\"StartAt\": \"One\", \"States\": {\n"
	"   \"One\": {\"Type\": \"Pass\", \"End\": true}}}},\n"
	"  \"Stop\": {\"Type\": \"Fail\"},\n"
	"  \"End\": {\"Type\": \"Succeed\"}\n"
	" }\n"
	"}\n";

static void run(struct coverage *c, const char *input, const char *mocks)
{
	struct host h;
	struct err e;
	cJSON *answers = json_read(mocks, &e);
	struct value *v = value_parse(input, strlen(input), &e);
	struct engine_options o = {.name = "x"};

	assert_non_null(answers);
	host_init(&h, c->machine, &o, answers);
	assert_true(host_start(&h, v, &e));
	host_run(&h);
	assert_int_not_equal(engine_status(h.engine), EXEC_RUNNING);
	coverage_add(c, engine_history(h.engine));
	host_done(&h);
	value_unref(v);
	cJSON_Delete(answers);
}

static struct coverage *start(void)
{
	struct asl_machine *m = asl_parse(text, strlen(text), "m", "m.json");
	struct coverage *c;

	assert_true(m->valid);
	c = coverage_new(m);
	asl_unref(m);
	return c;
}

static void must_print(struct str *s, const char *expected)
{
	if (strcmp(str_get(s), expected) != 0)
		fail_msg("printed:\n%s\nexpected:\n%s", str_get(s), expected);
	str_done(s);
}

static void nothing_is_covered_at_first(void **state)
{
	struct coverage *c = start();
	struct str s = {0};

	(void)state;
	coverage_text(&s, c, "m.json");
	must_print(&s,
		"coverage of m.json by 0 executions\n"
		"  states       0 of    6    0.0 %\n"
		"  edges        0 of    7    0.0 %\n"
		"  retriers     0 of    4    0.0 %\n"
		"  catchers     0 of    2    0.0 %\n"
		"  rules        0 of    3    0.0 %\n"
		"  maps         0 of    3    0.0 %\n"
		"  all          0 of   22    0.0 %\n"
		"not covered:\n"
		"  m.json:4:3: state \"Go, go\" is never entered\n"
		"  m.json:11:3: state \"Call\" is never entered\n"
		"  m.json:23:3: state \"Each\" is never entered\n"
		"  m.json:25:3: state \"Stop\" is never entered\n"
		"  m.json:26:3: state \"End\" is never entered\n");
	coverage_free(c);
}

static void what_is_left_is_told(void **state)
{
	struct coverage *c = start();
	struct str s = {0};

	(void)state;
	run(c, "{\"n\": 1}", "{\"Call\": [{\"Throw\": {\"Error\": \"Busy\"}}, {\"Throw\": {\"Error\": \"Busy\"}}]}");
	run(c, "{\"n\": 1}", "{\"Call\": [{\"Throw\": {\"Error\": \"Busy\"}}, {\"Return\": 1}]}");
	run(c, "{\"n\": 2, \"items\": []}", "{}");
	assert_int_equal(coverage_find(c, 1, COVER_RETRIER, COVER_MATCHED, 0)->hits, 3);
	assert_int_equal(coverage_find(c, 1, COVER_RETRIER, COVER_EXHAUSTED, 0)->hits, 1);
	assert_int_equal(coverage_find(c, 1, COVER_CATCHER, 0, 0)->hits, 1);
	assert_null(coverage_find(c, 1, COVER_CATCHER, 0, 2));
	assert_null(coverage_find(c, 99, COVER_STATE, 0, 0));
	coverage_text(&s, c, "m.json");
	must_print(&s,
		"coverage of m.json by 3 executions\n"
		"  states       4 of    6   66.6 %\n"
		"  edges        5 of    7   71.4 %\n"
		"  retriers     2 of    4   50.0 %\n"
		"  catchers     1 of    2   50.0 %\n"
		"  rules        2 of    3   66.6 %\n"
		"  maps         1 of    3   33.3 %\n"
		"  all         14 of   22   63.6 %\n"
		"not covered:\n"
		"  m.json:9:4: Default of \"Go, go\" -> \"End\" is never taken\n"
		"  m.json:15:5: retrier 2 of \"Call\" (Slow) never matches\n"
		"  m.json:19:5: catcher 2 of \"Call\" (ALL) -> \"Stop\" never catches\n"
		"  m.json:23:3: Map \"Each\" never has one item\n"
		"  m.json:23:3: Map \"Each\" never has several items\n"
		"  m.json:24:4: state \"Each/One\" is never entered\n"
		"  m.json:25:3: state \"Stop\" is never entered\n");
	coverage_lcov(&s, c, "/x/m.json");
	must_print(&s,
		"TN:aslant\nSF:/x/m.json\n"
		"FN:4,Go; go\nFN:11,Call\nFN:23,Each\nFN:24,Each/One\nFN:25,Stop\nFN:26,End\n"
		"FNDA:3,Go; go\nFNDA:2,Call\nFNDA:1,Each\nFNDA:0,Each/One\nFNDA:0,Stop\nFNDA:3,End\nFNF:6\nFNH:4\n"
		"BRDA:4,0,0,2\nBRDA:4,0,1,1\nBRDA:4,0,2,0\n"
		"BRDA:11,1,0,3\nBRDA:11,1,1,1\nBRDA:11,1,2,0\nBRDA:11,1,3,0\nBRDA:11,0,0,1\nBRDA:11,0,1,1\nBRDA:11,0,2,0\n"
		"BRF:10\nBRH:6\n"
		"DA:4,3\nDA:5,3\nDA:6,3\nDA:7,2\nDA:8,1\nDA:9,3\nDA:10,3\n"
		"DA:11,2\nDA:12,2\nDA:13,2\nDA:14,3\nDA:15,0\nDA:16,2\nDA:17,2\nDA:18,1\nDA:19,0\nDA:20,2\nDA:21,2\nDA:22,2\n"
		"DA:23,1\nDA:24,0\nDA:25,0\nDA:26,3\nLF:23\nLH:19\nend_of_record\n");
	coverage_free(c);
}

static void all_of_it_leaves_nothing_to_tell(void **state)
{
	struct coverage *c = start();
	struct str s = {0};
	cJSON *tree;
	char *printed;

	(void)state;
	run(c, "{\"n\": 1}", "{\"Call\": [{\"Throw\": {\"Error\": \"Busy\"}}, {\"Throw\": {\"Error\": \"Busy\"}}]}");
	run(c, "{\"n\": 1}", "{\"Call\": [{\"Throw\": {\"Error\": \"Slow\"}}]}");
	run(c, "{\"n\": 1}", "{\"Call\": [{\"Return\": 1}]}");
	run(c, "{\"n\": 2, \"items\": [1, 2]}", "{}");
	run(c, "{\"n\": 2, \"items\": [1]}", "{}");
	run(c, "{\"n\": 2, \"items\": []}", "{}");
	run(c, "{\"n\": 3}", "{}");
	coverage_text(&s, c, "m.json");
	must_print(&s,
		"coverage of m.json by 7 executions\n"
		"  states       6 of    6  100.0 %\n"
		"  edges        7 of    7  100.0 %\n"
		"  retriers     4 of    4  100.0 %\n"
		"  catchers     2 of    2  100.0 %\n"
		"  rules        3 of    3  100.0 %\n"
		"  maps         3 of    3  100.0 %\n"
		"  all         22 of   22  100.0 %\n");
	tree = coverage_json(c, "m.json");
	printed = json_print(json_get(json_get(tree, "summary"), "all"));
	assert_string_equal(printed, "{\"covered\":22,\"total\":22,\"percent\":100}");
	free(printed);
	printed = json_print(json_get(tree, "items")->child->next->next->next->next->next->next->next->next);
	assert_string_equal(printed,
		"{\"kind\":\"retrier\",\"state\":\"Call\",\"index\":0,\"line\":14,\"column\":5,\"matched\":2,\"exhausted\":1}");
	free(printed);
	cJSON_Delete(tree);
	coverage_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases_count_the_same_without_our_decisions),
		cmocka_unit_test(nothing_is_covered_at_first),
		cmocka_unit_test(what_is_left_is_told),
		cmocka_unit_test(all_of_it_leaves_nothing_to_tell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
