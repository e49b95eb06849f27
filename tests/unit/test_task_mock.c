/* Answers from a file, and from the person. */
#include "task_support.h"

#include "json/value.h"
#include "task/mock.h"
#include "task/play.h"
#include "task/play_draft.h"

static struct {
	struct loop *loop;
	struct str told;		/* what the session heard, a line each */
} t;

static int set_up(void **state)
{
	struct err e;

	if (test_dir_make(state) != 0)
		return -1;
	memset(&t, 0, sizeof t);
	t.loop = loop_new(&e);
	return t.loop ? 0 : -1;
}

static int tear_down(void **state)
{
	str_done(&t.told);
	loop_free(t.loop);
	return test_dir_remove(state);
}

static void on_answer(void *ctx, uint64_t id, const struct task_outcome *o)
{
	static const char *const kinds[] = {
		[TASK_DONE] = "done", [TASK_FAILED] = "failed", [TASK_TIMED_OUT] = "timed out", [TASK_HANGS] = "hangs",
		[TASK_SUBMITTED] = "submitted", [TASK_CHILD] = "child", [TASK_STARTED] = "started", [TASK_BEATS] = "beats",
	};

	(void)ctx;
	str_addf(&t.told, "%d %s", (int)id, kinds[o->kind]);
	if (o->result)
		str_addf(&t.told, " %s", value_text(o->result));
	if (o->error)
		str_addf(&t.told, " error %s", o->error);
	if (o->cause)
		str_addf(&t.told, " cause %s", o->cause);
	if (o->submit)
		str_addf(&t.told, " submit %s", value_text(o->submit));
	if (o->after_ms)
		str_addf(&t.told, " after %d", (int)o->after_ms);
	str_addc(&t.told, '\n');
}

static struct task_backend *mocks(const char *text, const char *test_case, struct err *e)
{
	struct task_backend *b;

	test_file_write("mocks.json", text, 0644);
	b = mock_backend_new(t.loop, &(struct mock_options){.path = test_path("mocks.json"), .machine = "M", .test_case = test_case}, e);
	if (b)
		b->done = on_answer;
	return b;
}

/* state: its path, whose last part is its name */
static enum task_take ask_for(struct task_backend *b, const char *state, const struct task_request *like, const char *payload, struct err *e)
{
	static struct asl_state states[16];	/* they outlive the request, as a machine's do */
	struct asl_state *s = &states[like->id % 16];
	const char *slash = strrchr(state, '/');
	struct value *v = value_parse(payload, strlen(payload), e);
	struct task_request r = *like;
	enum task_take take;

	assert_non_null(v);
	s->path = state;
	s->name = slash ? slash + 1 : state;
	r.state = s;
	r.payload = v;
	take = b->start(b, &r, e);
	value_unref(v);
	return take;
}

static enum task_take ask(struct task_backend *b, uint64_t id, const char *state, int invocation, int iteration, struct err *e)
{
	return ask_for(b, state, &(struct task_request){.id = id, .invocation = invocation, .iteration = iteration}, "null", e);
}

static void expect_told(const char *text)
{
	for (int i = 0; i < 3; i++)
		loop_turn(t.loop, 0);
	assert_string_equal(str_get(&t.told), text);
	str_reset(&t.told);
}

static void add_line(void *ctx, const char *line)
{
	const char *name = strrchr(line, '/');

	str_addf(ctx, "%s\n", name ? name + 1 : line);
}

static void expect_report(struct task_backend *b, const char *text)
{
	struct str s = {0};

	mock_backend_report(b, add_line, &s);
	assert_string_equal(str_get(&s), text);
	str_done(&s);
}

static void the_short_form_answers_in_order(void **state)
{
	struct err e;
	struct task_backend *b = mocks("{\"States\": {\n"
		" \"Call API\": [ {\"Throw\": {\"Error\": \"Slow\", \"Cause\": \"slow down\"}}, {\"Return\": {\"ok\": true}} ],\n"
		" \"Approve\": [ {\"Submit\": {\"MessageId\": \"1\"}, \"Return\": {\"approved\": true}, \"After\": 3600} ],\n"
		" \"Slow\": [ {\"TimeOut\": true}, {\"Hang\": true}, {\"Throw\": {}, \"After\": 0.5} ] }}", NULL, &e);

	(void)state;
	assert_non_null(b);
	assert_int_equal(ask(b, 1, "Call API", 0, -1, &e), TASK_TAKEN);
	assert_string_equal(str_get(&t.told), "");
	expect_told("1 failed error Slow cause slow down\n");
	assert_int_equal(ask(b, 2, "Call API", 1, -1, &e), TASK_TAKEN);
	assert_int_equal(ask(b, 3, "Approve", 0, -1, &e), TASK_TAKEN);
	assert_int_equal(ask(b, 4, "Slow", 0, -1, &e), TASK_TAKEN);
	assert_int_equal(ask(b, 5, "Slow", 1, -1, &e), TASK_TAKEN);
	assert_int_equal(ask(b, 6, "Slow", 2, -1, &e), TASK_TAKEN);
	expect_told("2 done {\"ok\":true}\n3 done {\"approved\":true} submit {\"MessageId\":\"1\"} after 3600000\n4 timed out\n5 hangs\n"
		"6 failed after 500\n");
	assert_int_equal(ask(b, 7, "Other", 0, -1, &e), TASK_NOT_MINE);
	expect_report(b, "");
	b->free(b);
}

static void what_is_left_over_or_missing_is_reported(void **state)
{
	struct err e;
	struct task_backend *b = mocks("{\"States\": {\n \"A\": [{\"Return\": 1}, {\"Return\": 2}],\n \"B\": [],\n \"C\": [{\"Return\": 3}]}}", NULL, &e);

	(void)state;
	assert_int_equal(ask(b, 1, "A", 1, -1, &e), TASK_TAKEN);
	assert_int_equal(ask(b, 2, "A", 2, -1, &e), TASK_CANNOT);
	assert_true(str_ends(e.msg, "mocks.json:2:2: state \"A\": there is no answer for its call 3"));
	assert_int_equal(ask(b, 3, "B", 0, 4, &e), TASK_CANNOT);
	expect_told("1 done 2\n");
	expect_report(b, "mocks.json:2:2: error[mock.missing]: state \"A\": there is no answer for its call 3\n"
		"mocks.json:3:2: error[mock.missing]: state \"B\": there is no answer for its call 1 (in iteration 4)\n"
		"mocks.json:2:8: warning[mock.unused]: state \"A\": answer 1 of 2 was never asked for\n"
		"mocks.json:4:8: warning[mock.unused]: state \"C\": answer 1 of 1 was never asked for\n");
	b->free(b);
}

static void iterations_have_their_own_answers(void **state)
{
	struct err e;
	struct task_backend *b = mocks("{\"States\": {\"Item\": [{\"Return\": \"any\"}, {\"Return\": \"1a\", \"Iteration\": 1},"
		"{\"Return\": \"0a\", \"Iteration\": 0}, {\"Return\": \"1b\", \"Iteration\": 1}]}}", NULL, &e);

	(void)state;
	ask(b, 1, "Item", 0, 0, &e);
	ask(b, 2, "Item", 1, 1, &e);
	ask(b, 3, "Item", 2, 1, &e);
	ask(b, 4, "Item", 3, 0, &e);
	assert_int_equal(ask(b, 5, "Item", 4, 0, &e), TASK_CANNOT);
	expect_told("1 done \"0a\"\n2 done \"1a\"\n3 done \"1b\"\n4 done \"any\"\n");
	b->free(b);
}

static void an_answer_may_be_for_several_calls(void **state)
{
	struct err e;
	struct task_backend *b = mocks("{\"Comment\": \"\", \"States\": {\"Poll\": [{\"Return\": \"RUNNING\", \"Times\": 3, \"Comment\": \"x\"}, {\"Return\": \"DONE\"}],\n"
		" \"Ever\": [{\"Return\": 1}, {\"Return\": 2, \"Times\": \"*\"}]}}", NULL, &e);

	(void)state;
	assert_non_null(b);
	for (int i = 0; i < 4; i++)
		assert_int_equal(ask(b, 1 + (uint64_t)i, "Poll", i, -1, &e), TASK_TAKEN);
	expect_told("1 done \"RUNNING\"\n2 done \"RUNNING\"\n3 done \"RUNNING\"\n4 done \"DONE\"\n");
	assert_int_equal(ask(b, 5, "Poll", 4, -1, &e), TASK_CANNOT);
	ask(b, 6, "Ever", 0, -1, &e);
	ask(b, 7, "Ever", 1, -1, &e);
	ask(b, 8, "Ever", 1000000, -1, &e);
	expect_told("6 done 1\n7 done 2\n8 done 2\n");
	expect_report(b, "mocks.json:1:28: error[mock.missing]: state \"Poll\": there is no answer for its call 5\n");
	b->free(b);
}

static void answers_choose_their_calls(void **state)
{
	struct err e;
	struct task_backend *b = mocks("{\"States\": {\n"
		"\"A\": [{\"Throw\": {\"Error\": \"Busy\"}, \"Attempt\": 0, \"Times\": \"*\"}, {\"Return\": \"later\", \"Times\": \"*\"}],\n"
		"\"B\": [{\"Return\": \"second\", \"Visit\": 1}, {\"Return\": \"any\"}],\n"
		"\"C\": [{\"Return\": \"gold\", \"When\": {\"card\": {\"kind\": \"gold\"}}, \"Times\": \"*\"}, {\"Return\": \"other\", \"When\": {\"card\": {}}}]}}", NULL, &e);
	struct task_request r = {.id = 1, .iteration = -1};

	(void)state;
	assert_non_null(b);
	for (int visit = 0; visit < 2; visit++)
		for (int attempt = 0; attempt < 2; attempt++, r.id++, r.invocation++) {
			r.visit = visit;
			r.attempt = attempt;
			assert_int_equal(ask_for(b, "A", &r, "{}", &e), TASK_TAKEN);
		}
	expect_told("1 failed error Busy\n2 done \"later\"\n3 failed error Busy\n4 done \"later\"\n");
	ask_for(b, "B", &(struct task_request){.id = 5, .visit = 1, .iteration = -1}, "{}", &e);
	ask_for(b, "B", &(struct task_request){.id = 6, .visit = 0, .iteration = -1}, "{}", &e);
	assert_int_equal(ask_for(b, "B", &(struct task_request){.id = 7, .visit = 2, .invocation = 2, .iteration = 4}, "{}", &e), TASK_CANNOT);
	expect_told("5 done \"second\"\n6 done \"any\"\n");
	ask_for(b, "C", &(struct task_request){.id = 8}, "{\"n\": 1, \"card\": {\"kind\": \"gold\", \"no\": 7}}", &e);
	ask_for(b, "C", &(struct task_request){.id = 9}, "{\"card\": {\"kind\": \"blue\"}}", &e);
	assert_int_equal(ask_for(b, "C", &(struct task_request){.id = 10, .iteration = -1}, "{\"card\": 1}", &e), TASK_CANNOT);
	expect_told("8 done \"gold\"\n9 done \"other\"\n");
	expect_report(b, "mocks.json:3:1: error[mock.missing]: state \"B\": there is no answer for its call 3 (visit 2, attempt 0) (in iteration 4)\n"
		"mocks.json:4:1: error[mock.missing]: state \"C\": there is no answer for its call 1 (visit 0, attempt 0)\n");
	b->free(b);
}

static void an_answer_may_be_computed(void **state)
{
	struct err e;
	struct task_backend *b = mocks("{\"States\": {\"A\": [{\"ReturnJsonata\": \"{\\\"sum\\\": $sum(items.n), \\\"try\\\": $attempt + 1}\"},\n"
		"{\"ReturnJsonata\": \"nothing.there\"}, {\"ReturnJsonata\": \"$number('x')\"}]}}", NULL, &e);

	(void)state;
	assert_non_null(b);
	ask_for(b, "A", &(struct task_request){.id = 1, .attempt = 2, .iteration = -1}, "{\"items\": [{\"n\": 1}, {\"n\": 2}]}", &e);
	expect_told("1 done {\"sum\":3,\"try\":3}\n");
	assert_int_equal(ask_for(b, "A", &(struct task_request){.id = 2, .invocation = 1, .iteration = -1}, "{}", &e), TASK_CANNOT);
	assert_int_equal(ask_for(b, "A", &(struct task_request){.id = 3, .invocation = 2, .iteration = -1}, "{}", &e), TASK_CANNOT);
	expect_report(b, "mocks.json:2:1: error[mock.expression]: state \"A\": the expression gives nothing\n"
		"mocks.json:2:37: error[mock.expression]: state \"A\": D3030: Unable to cast value to a number: \"x\"\n");
	b->free(b);
}

static void patterns_stand_for_states_that_are_not_named(void **state)
{
	struct err e;
	struct task_backend *b = mocks("{\"States\": {\"Each/*\": [{\"Return\": \"in each\", \"Times\": \"*\"}], \"*\": [{\"Return\": \"any\", \"Times\": \"*\"}],\n"
		" \"Each/Named\": [{\"Return\": \"named\"}], \"Un?sed\": []}}", NULL, &e);

	(void)state;
	assert_non_null(b);
	ask(b, 1, "Each/Named", 0, 0, &e);
	ask(b, 2, "Each/Other", 0, 0, &e);
	ask(b, 3, "Each/Other", 1, 1, &e);
	ask(b, 4, "Pay", 0, -1, &e);
	expect_told("1 done \"named\"\n2 done \"in each\"\n3 done \"in each\"\n4 done \"any\"\n");
	expect_report(b, "");
	b->free(b);
}

static const char config[] = "{\n"
	" \"StateMachines\": {\"M\": {\"TestCases\": {\n"
	"   \"Happy\": {\"Call\": \"Good\"},\n"
	"   \"Retried\": {\"Call\": \"BadThenGood\", \"Other\": \"Good\"}}}},\n"
	" \"MockedResponses\": {\n"
	"   \"Good\": {\"0\": {\"Return\": {\"StatusCode\": 200}}},\n"
	"   \"Empty\": {},\n"
	"   \"BadThenGood\": {\"0-1\": {\"Throw\": {\"Error\": \"E\", \"Cause\": \"c\"}}, \"2\": {\"Return\": \"at last\"}}}}";

static void the_mock_config_file_works_as_it_is(void **state)
{
	struct err e;
	struct task_backend *b = mocks(config, "Retried", &e);

	(void)state;
	assert_non_null(b);
	for (int i = 0; i < 3; i++)
		assert_int_equal(ask(b, 1 + (uint64_t)i, "Call", i, -1, &e), TASK_TAKEN);
	expect_told("1 failed error E cause c\n2 failed error E cause c\n3 done \"at last\"\n");
	assert_int_equal(ask(b, 4, "Call", 3, -1, &e), TASK_CANNOT);
	expect_report(b, "mocks.json:4:16: error[mock.missing]: state \"Call\": there is no answer for its call 4\n"
		"mocks.json:6:18: warning[mock.unused]: state \"Other\": answer 1 of 1 was never asked for\n");
	b->free(b);
}

/* The machine's file may have another name; the case may be named as in an ARN; a range may be open. */
static void a_mock_config_file_of_one_machine(void **state)
{
	static const char text[] = "{\"$schema\": \"x\", \"StateMachines\": {\"Deployed\": {\"TestCases\": {\"A\": {\"Comment\": \"x\", \"Call\": \"R\"}, \"B\": {}}}},\n"
		" \"MockedResponses\": {\"R\": {\"Comment\": \"y\", \"0\": {\"Return\": 0}, \"1-*\": {\"Return\": 1}}, \"S\": {\"*\": {\"Return\": 2}}}}";
	struct err e;
	struct task_backend *b = mocks(text, "A", &e);

	(void)state;
	assert_non_null(b);
	ask(b, 1, "Call", 0, -1, &e);
	ask(b, 2, "Call", 7, -1, &e);
	expect_told("1 done 0\n2 done 1\n");
	b->free(b);
	b = mocks(text, "Deployed#A", &e);
	assert_non_null(b);
	b->free(b);
	assert_null(mocks(text, "Deployed#C", &e));
}

static void mistakes_have_a_place_and_a_sentence(void **state)
{
	static const struct {
		const char *text, *test_case, *message;
	} cases[] = {
		{"{\"States\": {\"A\": [}}", NULL, "1:19: "},
		{"[]", NULL, "1:1: expected {\"States\": {…}} or {\"StateMachines\": {…}, \"MockedResponses\": {…}}"},
		{"{\"States\": {}, \"Mocks\": 1}", NULL, "1:16: there is no field \"Mocks\" in a mock file"},
		{"{\"States\": []}", NULL, "1:12: States must be an object of state names and lists of answers"},
		{"{\"States\": {\"A\": {}}}", NULL, "1:18: state \"A\": expected a list of answers"},
		{"{\"States\": {\"A\": [7]}}", NULL, "1:19: state \"A\": an answer must be an object"},
		{"{\"States\": {\"A\": [{\"Comment\": 1}]}}", NULL, "1:31: Comment must be a string"},
		{"{\"States\": {\"A\": [{}]}}", NULL, "1:19: state \"A\": an answer needs Return or Throw or TimeOut or Hang"},
		{"{\"States\": {\"A\": [{\"Return\": 1, \"Throw\": {}}]}}", NULL, "1:33: state \"A\": an answer is either Return or Throw or TimeOut or Hang"},
		{"{\"States\": {\"A\": [{\"return\": 1}]}}", NULL, "1:20: state \"A\": an answer has no \"return\""},
		{"{\"States\": {\"A\": [{\"Throw\": \"E\"}]}}", NULL, "1:29: Throw must be an object with Error and Cause"},
		{"{\"States\": {\"A\": [{\"Throw\": {\"Error\": 5}}]}}", NULL, "1:39: Error must be a string"},
		{"{\"States\": {\"A\": [{\"Throw\": {\"Name\": \"\"}}]}}", NULL, "1:30: there is no \"Name\" in Throw, only Error and Cause"},
		{"{\"States\": {\"A\": [{\"TimeOut\": 5}]}}", NULL, "1:31: TimeOut can only be true"},
		{"{\"States\": {\"A\": [{\"Hang\": false}]}}", NULL, "1:28: Hang can only be true"},
		{"{\"States\": {\"A\": [{\"Return\": 1, \"After\": -1}]}}", NULL, "1:42: After must be a number of seconds, at most a year"},
		{"{\"States\": {\"A\": [{\"Hang\": true, \"After\": 5}]}}", NULL, "1:19: state \"A\": After goes with Return and Throw only"},
		{"{\"States\": {\"A\": [{\"Return\": 1, \"Iteration\": 1.5}]}}", NULL, "1:46: Iteration must be the index of a Map iteration, from 0"},
		{"{\"StateMachines\": {\"M\": {}}}", NULL, "1:25: state machine \"M\" needs TestCases, an object"},
		{"{\"StateMachines\": {\"N\": {}, \"O\": {}}}", NULL, "1:2: there is no state machine \"M\" here, only \"N\", \"O\""},
		{"{\"States\": {\"A\": [{\"Return\": 1, \"Visit\": -1}]}}", NULL, "1:42: Visit must be the index of a visit of the state, from 0"},
		{"{\"States\": {\"A\": [{\"Return\": 1, \"Attempt\": \"0\"}]}}", NULL, "1:44: Attempt must be the index of an attempt within a visit, from 0"},
		{"{\"States\": {\"A\": [{\"Return\": 1, \"Times\": 0}]}}", NULL, "1:42: Times must be a whole number from 1, or \"*\""},
		{"{\"States\": {\"A\": [{\"Return\": 1, \"Times\": \"*\"}, {\"Return\": 2}]}}", NULL,
			"1:48: state \"A\": the answer before this one is given every time"},
		{"{\"States\": {\"A\": [{\"ReturnJsonata\": \"1 +\"}]}}", NULL, "1:37: ReturnJsonata: S0207: "},
		{"{\"States\": {\"A\": [{\"ReturnJsonata\": 1}]}}", NULL, "1:37: ReturnJsonata must be a string, a JSONata expression"},
		{"{\"StateMachines\": {\"M\": {\"TestCases\": {\"A\": {\"S\": \"R\"}}}},\"MockedResponses\": {\"R\": {\"*\": {\"Return\": 1}, \"1\": {\"Return\": 1}}}}", NULL,
			"1:105: mocked response \"R\": the range before this one has no end"},
		{"{\"StateMachines\": {\"M\": {\"TestCases\": {\"A\": {}, \"B\": {}}}}}", NULL, "1:39: choose one of the test cases: \"A\", \"B\""},
		{"{\"StateMachines\": {\"M\": {\"TestCases\": {\"A\": {}}}}}", "C", "1:26: there is no test case \"C\" here, only \"A\""},
		{"{\"StateMachines\": {\"M\": {\"TestCases\": {\"A\": {\"S\": \"R\"}}}}}", NULL, "1:51: there is no mocked response \"R\""},
		{"{\"StateMachines\": {\"M\": {\"TestCases\": {\"A\": {\"S\": \"R\"}}}},\"MockedResponses\": {\"R\": {\"1\": {\"Return\": 1}}}}", NULL,
			"1:85: mocked response \"R\": the next invocation is 0, not 1"},
		{"{\"StateMachines\": {\"M\": {\"TestCases\": {\"A\": {\"S\": \"R\"}}}},\"MockedResponses\": {\"R\": {\"0-x\": {\"Return\": 1}}}}", NULL,
			"1:85: \"0-x\" is neither an invocation (\"0\") nor a range of them (\"1-2\")"},
		{"{\"StateMachines\": {\"M\": {\"TestCases\": {\"A\": {\"S\": \"R\"}}}},\"MockedResponses\": {\"R\": {\"2-1\": {\"Return\": 1}}}}", NULL,
			"1:85: \"2-1\": a range goes from the smaller to the larger number"},
		{"{\"StateMachines\": {\"M\": {\"TestCases\": {\"A\": {\"S\": \"R\"}}}},\"MockedResponses\": {\"R\": {\"0\": {\"Throw\": {\"Error\": \"E\"}}}}}", NULL,
			"1:90: state \"S\": Throw needs both Error and Cause"},
		{"{\"StateMachines\": {\"M\": {\"TestCases\": {\"A\": {\"S\": \"R\"}}}},\"MockedResponses\": {\"R\": {\"0\": {\"Hang\": true}}}}", NULL,
			"1:91: state \"S\": an answer has no \"Hang\""},
		{"{\"States\": {\"S\": []}, \"StateMachines\": {\"M\": {\"TestCases\": {\"A\": {\"S\": \"R\"}}}}, \"MockedResponses\": {\"R\": {}}}", NULL,
			"1:67: state \"S\" has answers already"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err e;
		char *expected = xasprintf("%s:%s", test_path("mocks.json"), cases[i].message);

		assert_null(mocks(cases[i].text, cases[i].test_case, &e));
		if (!str_starts(e.msg, expected))
			fail_msg("%s\n  says     %s\n  expected %s", cases[i].text, e.msg, expected);
		free(expected);
	}
}

static void a_missing_file_is_said(void **state)
{
	struct err e;

	(void)state;
	assert_null(mock_backend_new(t.loop, &(struct mock_options){.path = test_path("gone.json")}, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
}

static void a_cancelled_task_is_not_mentioned_again(void **state)
{
	struct err e;
	struct task_backend *b = mocks("{\"States\": {\"A\": [{\"Return\": 1}, {\"Return\": 2}, {\"Return\": 3}]}}", NULL, &e);

	(void)state;
	ask(b, 1, "A", 0, -1, &e);
	ask(b, 2, "A", 1, -1, &e);
	b->cancel(b, 1);
	expect_told("2 done 2\n");
	ask(b, 3, "A", 2, -1, &e);
	b->free(b);
	expect_told("");
}

static void the_person_answers(void **state)
{
	struct task_backend *b = play_backend_new(t.loop);
	struct value *v = value_string("hello");
	struct err e;

	(void)state;
	b->done = on_answer;
	assert_int_equal(ask(b, 1, "A", 0, -1, &e), TASK_NOT_MINE);
	play_want(b, "A", true);
	play_want(b, "A", true);
	for (uint64_t i = 1; i <= 5; i++)
		assert_int_equal(ask(b, i, "A", (int)i - 1, -1, &e), TASK_TAKEN);
	assert_int_equal(ask(b, 6, "B", 0, -1, &e), TASK_NOT_MINE);
	assert_int_equal(play_count(b), 5);
	assert_string_equal(play_at(b, 4)->state->name, "A");
	assert_int_equal(play_at(b, 4)->invocation, 4);
	assert_null(play_at(b, 5));

	assert_true(play_return(b, 2, v, 2500));
	assert_false(play_return(b, 2, v, 0));
	assert_null(play_find(b, 2));
	assert_true(play_throw(b, 1, "E", NULL, 0));
	assert_true(play_time_out(b, 3));
	assert_false(play_time_out(b, 9));
	assert_true(play_throw(b, 4, NULL, "c", 0));
	b->cancel(b, 4);
	assert_int_equal(play_count(b), 1);
	expect_told("2 done \"hello\" after 2500\n1 failed error E\n3 timed out\n");
	play_want(b, "A", false);
	assert_int_equal(ask(b, 7, "A", 0, -1, &e), TASK_NOT_MINE);
	play_want_all(b, true);
	assert_int_equal(ask(b, 8, "B", 0, -1, &e), TASK_TAKEN);
	play_return(b, 8, v, 0);
	b->free(b);
	expect_told("");
	value_unref(v);
}

static void add_name(void *ctx, const char *name, const char *why)
{
	str_addf(ctx, "%s: %s\n", name, why);
}

/* A task given by what follows its "Type". */
static void expect_draft(const char *task, bool token, const char *result, const char *errors)
{
	char *text = xasprintf("{\"StartAt\": \"T\", \"States\": {\"T\": {\"Type\": \"Task\", %s, \"End\": true}}}", task);
	struct asl_machine *m = asl_parse(text, strlen(text), "M", NULL);
	struct asl_state *s = m->top->states[0];
	char *draft = play_draft_result(s, token);
	struct cJSON *tree = json_read(draft, NULL);
	struct str out = {0};

	json_print_to(&out, tree);
	assert_string_equal(str_get(&out), result);
	str_reset(&out);
	play_draft_errors(s, add_name, &out);
	if (errors)
		assert_string_equal(str_get(&out), errors);
	str_done(&out);
	cJSON_Delete(tree);
	free(draft);
	asl_unref(m);
	free(text);
}

static void drafts_have_what_the_state_uses(void **state)
{
	(void)state;
	expect_draft("\"Resource\": \"arn:aws:lambda:us-east-1:111122223333:function:F\"", false, "{}",
		"Lambda.TooManyRequestsException: of the service\nLambda.ServiceException: of the service\n"
		"Lambda.SdkClientException: of the service\nLambda.AWSLambdaException: of the service\n"
		"Lambda.ClientExecutionTimeoutException: of the service\nLambda.Unknown: of the service\nStates.TaskFailed: any failure of a task\n"
		"States.Permissions: the role may not do it\n");
	expect_draft("\"Resource\": \"arn:aws:states:::lambda:invoke\", \"Parameters\": {}, \"ResultSelector\": "
		"{\"a.$\": \"$.Payload.total.net\", \"b.$\": \"$.StatusCode\", \"c\": {\"d.$\": \"States.Format('{} {}', $$.State.Name, $.Payload.lines[0].x)\"}, \"e\": \"$.no\"}", false,
		"{\"ExecutedVersion\":\"$LATEST\",\"Payload\":{\"total\":{\"net\":null},\"lines\":null},\"StatusCode\":200}", NULL);
	expect_draft("\"Resource\": \"arn:aws:states:::sqs:sendMessage.waitForTaskToken\", \"Parameters\": {}, \"OutputPath\": \"$.ok\"", true,
		"{\"ok\":null}", NULL);
	expect_draft("\"Resource\": \"arn:aws:states:::sqs:sendMessage\", \"Parameters\": {}", false,
		"{\"MD5OfMessageBody\":\"\",\"MessageId\":\"\"}", NULL);
	expect_draft("\"Resource\": \"arn:aws:states:::http:invoke\", \"Parameters\": {}, \"Retry\": [{\"ErrorEquals\": [\"A\", \"States.ALL\"]}],"
		" \"Catch\": [{\"ErrorEquals\": [\"A\", \"States.Timeout\"], \"Next\": \"T\"}]", false,
		"{\"Headers\":{},\"ResponseBody\":{},\"StatusCode\":200,\"StatusText\":\"OK\"}",
		"A: retrier 1\nStates.Timeout: catcher 1\nStates.Http.StatusCode.429: of HTTP tasks\n"
		"States.Http.StatusCode.503: of HTTP tasks\nStates.Http.Socket: of HTTP tasks\nStates.TaskFailed: any failure of a task\n"
		"States.Permissions: the role may not do it\n");
	expect_draft("\"QueryLanguage\": \"JSONata\", \"Resource\": \"arn:aws:states:us-east-1:111122223333:activity:A\", "
		"\"Output\": \"{% {'x': $states.result.name.first & $states.result.age} %}\"", false, "{\"name\":{\"first\":null},\"age\":null}", NULL);
}

static void a_token_is_handed_out_and_a_heartbeat_keeps_it(void **state)
{
	static const struct asl_state s = {.name = "A", .path = "A"};
	struct task_backend *b = play_backend_new(t.loop);
	struct value *v = value_null();
	struct task_request r = {.id = 1, .state = &s, .payload = v, .token = "TOKEN", .timeout_ms = 5000, .at_ms = 70, .iteration = 2};

	(void)state;
	b->done = on_answer;
	play_take(b, &r, true);
	assert_true(play_find(b, 1)->submitted);
	assert_string_equal(play_find(b, 1)->token, "TOKEN");
	assert_int_equal(play_find(b, 1)->iteration, 2);
	assert_int_equal(play_find(b, 1)->timeout_ms, 5000);
	assert_int_equal(play_find(b, 1)->at_ms, 70);
	assert_true(play_beat(b, 1));
	assert_false(play_beat(b, 2));
	assert_int_equal(play_count(b), 1);
	expect_told("1 beats\n");
	assert_true(play_beat(b, 1));
	assert_true(play_return(b, 1, v, 0));
	expect_told("1 done null\n");		/* the answer says enough */
	b->free(b);
	value_unref(v);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_short_form_answers_in_order),
		TEST(what_is_left_over_or_missing_is_reported),
		TEST(iterations_have_their_own_answers),
		TEST(an_answer_may_be_for_several_calls),
		TEST(answers_choose_their_calls),
		TEST(an_answer_may_be_computed),
		TEST(patterns_stand_for_states_that_are_not_named),
		TEST(a_mock_config_file_of_one_machine),
		TEST(the_mock_config_file_works_as_it_is),
		TEST(mistakes_have_a_place_and_a_sentence),
		TEST(a_missing_file_is_said),
		TEST(a_cancelled_task_is_not_mentioned_again),
		TEST(the_person_answers),
		TEST(drafts_have_what_the_state_uses),
		TEST(a_token_is_handed_out_and_a_heartbeat_keeps_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
