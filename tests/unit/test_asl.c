/* asl: the model that a definition becomes, labels, edits, and bounds on hostile input. What is said of errors: test_asl_lint.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "asl/diag.h"
#include "asl/edit.h"
#include "asl/fields.h"
#include "asl/label.h"
#include "asl/operator.h"
#include "base/timefmt.h"

#define PASS(name, next) "\"" name "\": {\"Type\": \"Pass\", \"Next\": \"" next "\"}"
#define END(name) "\"" name "\": {\"Type\": \"Pass\", \"End\": true}"

static struct asl_machine *machine(const char *text)
{
	return asl_parse(text, strlen(text), "test", NULL);
}

/* A machine of one Task with these members more, and a state End. */
static struct asl_machine *task(const char *members)
{
	char *text = xasprintf("{\"StartAt\": \"T\", \"States\": {\"T\": {\"Type\": \"Task\", %s, \"Next\": \"End\"}, "
		"\"End\": {\"Type\": \"Succeed\"}}}", members);
	struct asl_machine *m = machine(text);

	free(text);
	return m;
}

static void assert_valid(const struct asl_machine *m)
{
	char *why = diag_rejection(m->diags);

	if (why)
		print_error("%s\n", why);
	assert_null(why);
	assert_true(m->valid);
}

static void text_is(char *got, const char *expected)
{
	assert_non_null(got);
	assert_string_equal(got, expected);
	free(got);
}

/* --- tables ------------------------------------------------------------------------------------------------------- */

static void fields_are_sorted_and_apart(void **state)
{
	const struct asl_field *f;
	size_t n;

	(void)state;
	f = asl_field_rows(&n);
	for (size_t i = 1; i < n; i++) {
		assert_true(strcmp(f[i - 1].name, f[i].name) <= 0);
		if (strcmp(f[i - 1].name, f[i].name) == 0)
			assert_int_equal(f[i - 1].owners & f[i].owners, 0);
	}
	assert_null(asl_field_find("TimeoutSeconds", OWN_MAP));
	assert_int_equal(asl_field_find("TimeoutSeconds", OWN_TASK)->lo, 1);
	assert_int_equal(asl_field_find("TimeoutSeconds", OWN_TOP)->lo, 0);
	assert_null(asl_field_find("timeoutSeconds", OWN_TASK));
}

static void operators_are_found(void **state)
{
	const struct asl_operator *op = asl_operator_find("NumericLessThanEqualsPath");

	(void)state;
	assert_non_null(op);
	assert_int_equal(op->type, OP_NUMERIC);
	assert_int_equal(op->order, OP_LE);
	assert_true(op->is_path);
	assert_string_equal(op->symbol, "<=");
	assert_null(asl_operator_find("StringMatchesPath"));
	assert_null(asl_operator_find("NumericNotEquals"));
}

/* --- the model ---------------------------------------------------------------------------------------------------- */

static void a_task_has_its_fields(void **state)
{
	struct asl_machine *m = task("\"Comment\": \"c\", \"Resource\": \"arn:aws:states:::lambda:invoke.waitForTaskToken\","
		"\"Parameters\": {\"FunctionName\": \"f\", \"Payload.$\": \"$$.Task.Token\"}, \"InputPath\": \"$.in\", \"ResultPath\": null,"
		"\"OutputPath\": \"$.out\", \"ResultSelector\": {\"a.$\": \"$.b\"}, \"TimeoutSecondsPath\": \"$.t\", \"HeartbeatSeconds\": 7,"
		"\"Assign\": {\"v.$\": \"$.x\"}, \"Credentials\": {\"RoleArn\": \"arn:aws:iam::111122223333:role/r\"},"
		"\"Retry\": [{\"ErrorEquals\": [\"A\", \"B\"], \"IntervalSeconds\": 2, \"MaxAttempts\": 5, \"BackoffRate\": 1.5,"
		" \"MaxDelaySeconds\": 30, \"JitterStrategy\": \"FULL\"}, {\"ErrorEquals\": [\"States.ALL\"]}],"
		"\"Catch\": [{\"ErrorEquals\": [\"C\"], \"Next\": \"End\", \"ResultPath\": \"$.e\"}, {\"ErrorEquals\": [\"States.ALL\"], \"Next\": \"End\"}]");
	const struct asl_state *s = asl_state_at(m, "T"), *end = asl_state_at(m, "End");

	(void)state;
	assert_valid(m);
	assert_int_equal(m->n_states, 2);
	assert_int_equal(s->type, ASL_TASK);
	assert_int_equal(s->language, ASL_JSONPATH);
	assert_string_equal(s->pointer, "/States/T");
	assert_string_equal(s->comment, "c");
	assert_int_equal(s->span.line, 1);
	assert_int_equal(s->span.col, 29);
	assert_true(s->reachable && end->reachable && end->end && !s->end);
	assert_ptr_equal(s->next.state, end);
	assert_int_equal(s->resource.kind, ASL_TASK_SERVICE);
	assert_int_equal(s->resource.pattern, ASL_WAIT_TOKEN);
	assert_string_equal(s->resource.service, "lambda");
	assert_string_equal(s->resource.action, "invoke.waitForTaskToken");
	assert_true(s->input_path.present && !s->input_path.is_null && s->input_path.path);
	assert_true(s->result_path.present && s->result_path.is_null && !s->result_path.path);
	assert_false(s->items_path.present);
	assert_non_null(s->parameters);
	assert_non_null(s->result_selector);
	assert_non_null(s->assign);
	assert_non_null(s->credentials);
	assert_true(s->timeout.present && s->timeout.path);
	assert_int_equal(s->heartbeat.value, 7);
	assert_int_equal(s->n_retriers, 2);
	assert_int_equal(s->retriers[0].n_errors, 2);
	assert_string_equal(s->retriers[0].errors[1], "B");
	assert_true(s->retriers[0].interval_s == 2 && s->retriers[0].backoff == 1.5 && s->retriers[0].max_delay_s == 30);
	assert_int_equal(s->retriers[0].max_attempts, 5);
	assert_int_equal(s->retriers[0].jitter, ASL_JITTER_FULL);
	assert_true(s->retriers[1].interval_s == 1 && s->retriers[1].backoff == 2 && s->retriers[1].max_delay_s == 0);
	assert_int_equal(s->retriers[1].max_attempts, 3);
	assert_int_equal(s->retriers[1].jitter, ASL_JITTER_NONE);
	assert_int_equal(s->n_catchers, 2);
	assert_non_null(s->catchers[0].result_path.path);
	assert_false(s->catchers[1].result_path.present);
	assert_ptr_equal(s->catchers[1].next.state, end);
	asl_unref(m);
}

static void waits_and_fails(void **state)
{
	struct asl_machine *m = machine("{\"StartAt\": \"A\", \"TimeoutSeconds\": 60, \"Comment\": \"top\", \"States\": {"
		"\"A\": {\"Type\": \"Wait\", \"Seconds\": 10, \"Next\": \"B\"},"
		"\"B\": {\"Type\": \"Wait\", \"SecondsPath\": \"$.s\", \"Next\": \"C\"},"
		"\"C\": {\"Type\": \"Wait\", \"Timestamp\": \"2030-01-01T00:00:00Z\", \"Next\": \"D\"},"
		"\"D\": {\"Type\": \"Wait\", \"TimestampPath\": \"$.t\", \"Next\": \"E\"},"
		"\"E\": {\"Type\": \"Pass\", \"Result\": {\"x\": [1]}, \"Next\": \"F\"},"
		"\"F\": {\"Type\": \"Fail\", \"Error\": \"e\", \"CausePath\": \"States.Format('{}', $.x)\"}}}");

	(void)state;
	assert_valid(m);
	assert_int_equal(m->timeout_s, 60);
	assert_string_equal(m->comment, "top");
	assert_true(m->states[0]->seconds.present && m->states[0]->seconds.value == 10 && !m->states[0]->seconds.path);
	assert_true(m->states[1]->seconds.present && m->states[1]->seconds.path);
	assert_string_equal(m->states[2]->timestamp, "2030-01-01T00:00:00Z");
	assert_non_null(m->states[3]->timestamp_path);
	assert_string_equal(value_text(m->states[4]->result), "{\"x\":[1]}");
	assert_string_equal(m->states[5]->error, "e");
	assert_null(m->states[5]->cause);
	assert_non_null(m->states[5]->cause_call);
	assert_null(m->states[5]->cause_path);
	asl_unref(m);
}

static void nested_states_have_paths(void **state)
{
	struct asl_machine *m = machine("{\"StartAt\": \"P\", \"States\": {\"P\": {\"Type\": \"Parallel\", \"End\": true, \"Branches\": ["
		"{\"StartAt\": \"A\", \"States\": {" END("A") "}},"
		"{\"StartAt\": \"M\", \"States\": {\"M\": {\"Type\": \"Map\", \"MaxConcurrency\": 3, \"End\": true, \"ItemProcessor\": {"
		"\"ProcessorConfig\": {\"Mode\": \"DISTRIBUTED\", \"ExecutionType\": \"STANDARD\"},"
		"\"StartAt\": \"X\", \"States\": {" PASS("X", "a/b") ", " END("a/b") "}}}}}]}}}");
	const struct asl_state *p, *x, *ab;

	(void)state;
	assert_valid(m);
	assert_int_equal(m->n_states, 5);
	assert_int_equal(m->n_scopes, 4);
	p = asl_state_at(m, "P");
	assert_int_equal(p->n_scopes, 2);
	assert_int_equal(p->scopes[1]->branch, 1);
	assert_ptr_equal(p->scopes[1]->container, p);
	assert_string_equal(p->scopes[0]->start->path, "P/0/A");
	x = asl_state_at(m, "P/1/M/X");
	assert_non_null(x);
	assert_string_equal(x->pointer, "/States/P/Branches[1]/States/M/ItemProcessor/States/X");
	ab = asl_state_at(m, "a/b");
	assert_ptr_equal(x->next.state, ab);
	assert_string_equal(ab->path, "P/1/M/a/b");
	assert_ptr_equal(asl_scope_find(x->scope, "a/b"), ab);
	assert_null(asl_scope_find(m->top, "a/b"));
	assert_true(x->scope->container->distributed);
	assert_int_equal(x->scope->container->max_concurrency.value, 3);
	for (size_t i = 0; i < m->n_states; i++)
		assert_int_equal(m->states[i]->index, i);
	assert_null(asl_state_at(m, "nowhere"));
	asl_unref(m);
}

static void a_broken_definition_is_still_a_model(void **state)
{
	struct asl_machine *m = machine("{\"StartAt\": \"A\", \"States\": {"
		"\"A\": {\"Type\": \"Pass\", \"Wrong\": 1, \"Next\": \"B\"},"
		"\"B\": {\"Type\": \"Nonsense\", \"Next\": \"C\", \"Choices\": [{\"Variable\": \"x\", \"Next\": \"D\"}]},"
		"\"C\": {\"Next\": \"D\"}, \"D\": {\"Type\": \"Succeed\"}}}");

	(void)state;
	assert_false(m->valid);
	assert_int_equal(m->n_states, 4);
	assert_true(m->states[0]->broken && m->states[1]->broken && m->states[2]->broken && !m->states[3]->broken);
	assert_ptr_equal(m->states[1]->next.state, m->states[2]);
	assert_ptr_equal(m->states[1]->choices[0].next.state, m->states[3]);
	assert_null(m->states[1]->choices[0].test);
	assert_true(m->states[3]->reachable);
	asl_unref(m);
}

static void a_jsonata_state_keeps_its_structure(void **state)
{
	struct asl_machine *m = machine("{\"QueryLanguage\": \"JSONata\", \"StartAt\": \"A\", \"States\": {"
		"\"A\": {\"Type\": \"Choice\", \"Choices\": [{\"Condition\": \"{% $x > 1 %}\", \"Next\": \"B\", \"Assign\": {\"y\": 1}}], \"Default\": \"C\"},"
		"\"B\": {\"Type\": \"Wait\", \"Seconds\": \"{% $s %}\", \"Next\": \"C\"},"
		"\"C\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::lambda:invoke\", \"Arguments\": {\"FunctionName\": \"f\"},"
		" \"TimeoutSeconds\": 3, \"Output\": \"{% $states.result %}\", \"Catch\": [{\"ErrorEquals\": [\"States.ALL\"], \"Next\": \"D\", \"Output\": 1}], \"End\": true},"
		"\"D\": {\"Type\": \"Fail\", \"Error\": \"{% 'x' %}\"}}}");
	const struct asl_state *wait = asl_state_at(m, "B"), *call = asl_state_at(m, "C");

	(void)state;
	assert_valid(m);
	assert_int_equal(m->language, ASL_JSONATA);
	assert_true(wait->seconds.present && !wait->seconds.path);
	assert_string_equal(wait->seconds.node->valuestring, "{% $s %}");
	assert_int_equal(call->timeout.value, 3);
	assert_int_equal(call->n_catchers, 1);
	assert_ptr_equal(asl_state_at(m, "A")->choices[0].next.state, wait);
	assert_null(asl_state_at(m, "D")->error);
	assert_true(asl_state_at(m, "D")->reachable);
	asl_unref(m);
}

static void no_json_is_no_machine(void **state)
{
	struct asl_machine *m = machine("oops {\"StartAt\": \"A\"}");
	char *line;

	(void)state;
	assert_false(m->valid);
	assert_null(m->root);
	assert_null(m->top);
	assert_int_equal(m->n_states, 0);
	assert_int_equal(m->diags->list.n, 1);
	asl_unref(m);
	m = machine("{\"StartAt\": \"A\",\n  oops");
	assert_false(m->valid || m->runnable);
	assert_string_equal(json_get_string(m->root, "StartAt"), "A");
	assert_null(m->top);
	assert_int_equal(m->diags->list.n, 2);
	assert_string_equal(m->diags->list.v[1].code, "text.skipped");
	line = diag_line(&m->diags->list.v[0], "x.json");
	assert_string_equal(line, "x.json:2:3: error[INVALID_JSON_DESCRIPTION]: Unexpected character ('o' (code 111)): "
		"was expecting double-quote to start field name");
	free(line);
	asl_unref(asl_ref(m));
	asl_unref(m);
	asl_unref(NULL);
}

static void definitions_are_recognized(void **state)
{
	static const struct { const char *text; bool is; } cases[] = {
		{ "{\"StartAt\": \"A\", \"States\": {}}", true }, { "{\"States\": {\"A\": 1}}", true }, { "{\"StartAt\": \"A\", \"States\": 1}", true },
		{ "{\"StartAt\": \"A\"}", false }, { "{}", false }, { "[]", false }, { "{\"States\": []}", false },
	};

	(void)state;
	assert_false(asl_is_definition(NULL));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		cJSON *root = json_read(cases[i].text, NULL);

		assert_int_equal(asl_is_definition(root), cases[i].is);
		cJSON_Delete(root);
	}
}

static void the_name_comes_from_the_file(void **state)
{
	static const char *const cases[][2] = {
		{ "a/order.asl.json", "order" }, { "order.json", "order" }, { "x.asl.yaml", "x" }, { "y.yml", "y" }, { ".json", ".json" },
		{ "plain", "plain" }, { "-", "machine" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct asl_machine *m = asl_parse("{}", 2, NULL, cases[i][0]);

		assert_string_equal(m->name, cases[i][1]);
		asl_unref(m);
	}
	assert_null(asl_load("/nonexistent/machine.json", NULL));
}

/* --- edges -------------------------------------------------------------------------------------------------------- */

static void add_edge(void *ctx, const struct asl_state *from, const struct asl_edge *edge)
{
	static const char *const kinds[] = { "next", "choice", "default", "catch" };

	str_addf(ctx, "%s-%s%zu->%s%s ", from->name, kinds[edge->kind], edge->index, edge->target->name, edge->target->state ? "" : "?");
}

static void edges_come_in_order(void **state)
{
	struct asl_machine *m = machine("{\"StartAt\": \"T\", \"States\": {"
		"\"T\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:lambda:us-east-1:111122223333:function:f\", \"Catch\": ["
		"{\"ErrorEquals\": [\"A\"], \"Next\": \"C\"}, {\"ErrorEquals\": [\"B\"], \"Next\": \"Gone\"}], \"Next\": \"C\"},"
		"\"C\": {\"Type\": \"Choice\", \"Default\": \"T\", \"Choices\": [{\"Variable\": \"$.a\", \"IsNull\": true, \"Next\": \"E\"},"
		"{\"Variable\": \"$.b\", \"IsNull\": true, \"Next\": \"T\"}]}, \"E\": {\"Type\": \"Succeed\"}}}");
	struct str s = {0};

	(void)state;
	for (size_t i = 0; i < m->n_states; i++)
		asl_state_edges(m->states[i], add_edge, &s);
	assert_string_equal(str_get(&s), "T-next0->C T-catch0->C T-catch1->Gone? C-choice0->E C-choice1->T C-default0->T ");
	str_done(&s);
	asl_unref(m);
}

/* --- resources ---------------------------------------------------------------------------------------------------- */

struct resource_case {
	const char *arn, *more;		/* more: members beside Resource */
	enum asl_task_kind kind;
	enum asl_task_pattern pattern;
	const char *service, *action, *region, *function, *label;
	bool valid, placeholder;
};

static const struct resource_case resources[] = {
	{ "arn:aws:lambda:eu-west-1:111122223333:function:Pay", "", ASL_TASK_LAMBDA, ASL_REQUEST, NULL, NULL, "eu-west-1", "Pay", "lambda Pay", true, false },
	{ "arn:aws-us-gov:lambda:us-gov-west-1:1:function:Pay:live", "", ASL_TASK_LAMBDA, ASL_REQUEST, NULL, NULL, "us-gov-west-1", "Pay", "lambda Pay", true, false },
	{ "arn:aws-cn:states:cn-north-1:1:activity:Ask", ", \"TimeoutSeconds\": 1", ASL_TASK_ACTIVITY, ASL_REQUEST, NULL, NULL, "cn-north-1", "Ask", "activity Ask", true, false },
	{ "arn:aws:states:::lambda:invoke", ", \"Parameters\": {\"FunctionName\": \"arn:aws:lambda:us-east-1:1:function:MockAPIFunction:$LATEST\"}",
		ASL_TASK_SERVICE, ASL_REQUEST, "lambda", "invoke", "us-east-1", NULL, "lambda MockAPIFunction", true, false },
	{ "arn:aws:states:::lambda:invoke", ", \"Parameters\": {\"FunctionName.$\": \"$.f\"}", ASL_TASK_SERVICE, ASL_REQUEST, "lambda", "invoke", "us-east-1", NULL,
		"lambda invoke", true, false },
	{ "arn:aws:states:::sqs:sendMessage.waitForTaskToken", ", \"Parameters\": {\"QueueUrl\": \"q\", \"MessageBody.$\": \"$$.Task.Token\"}", ASL_TASK_SERVICE,
		ASL_WAIT_TOKEN, "sqs", "sendMessage.waitForTaskToken", "us-east-1", NULL, "sqs sendMessage .waitForTaskToken", true, false },
	{ "arn:aws:states:::states:startExecution.sync:2", ", \"Parameters\": {\"StateMachineArn\": \"a\"}", ASL_TASK_SERVICE, ASL_SYNC, "states",
		"startExecution.sync:2", "us-east-1", NULL, "states startExecution .sync:2", true, false },
	{ "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess", ", \"Parameters\": {}", ASL_TASK_SERVICE, ASL_REQUEST, "aws-sdk:sfn", "sendTaskSuccess", "us-east-1", NULL,
		"sfn sendTaskSuccess", true, false },
	{ "arn:aws:states:::http:invoke", ", \"Parameters\": {}", ASL_TASK_SERVICE, ASL_REQUEST, "http", "invoke", "us-east-1", NULL, "http invoke", true, false },
	{ "arn:aws:states:::aws-sdk:s3:putObject.sync", ", \"Parameters\": {}", ASL_TASK_SERVICE, ASL_SYNC, "aws-sdk:s3", "putObject.sync", "us-east-1", NULL,
		"s3 putObject .sync", false, false },
	{ "arn:aws:states:::glue:startJobRun.waitForTaskToken", ", \"Parameters\": {\"JobName\": \"j\"}", ASL_TASK_SERVICE, ASL_WAIT_TOKEN, "glue",
		"startJobRun.waitForTaskToken", "us-east-1", NULL, "glue startJobRun .waitForTaskToken", false, false },
	{ "${PayFunctionArn}", "", ASL_TASK_UNKNOWN, ASL_REQUEST, NULL, NULL, "us-east-1", NULL, "${PayFunctionArn}", true, true },
	{ "arn:${AWS::Partition}:states:::dynamodb:putItem", "", ASL_TASK_SERVICE, ASL_REQUEST, "dynamodb", "putItem", "us-east-1", NULL, "dynamodb putItem", true, true },
	{ "arn:aws:lambda:#{AWS::Region}:#{AWS::AccountId}:function:f", "", ASL_TASK_LAMBDA, ASL_REQUEST, NULL, NULL, "#{AWS::Region}", "f", "lambda f", true, true },
	{ "not an arn", "", ASL_TASK_UNKNOWN, ASL_REQUEST, NULL, NULL, "us-east-1", NULL, "not an arn", false, false },
	{ "arn:aws:states:::", "", ASL_TASK_UNKNOWN, ASL_REQUEST, NULL, NULL, "us-east-1", NULL, "arn:aws:states:::", false, false },
	{ "arn:aws:states:::x:.sync:2:3:4:5:6:7", "", ASL_TASK_SERVICE, ASL_REQUEST, "x", ".sync:2:3:4:5:6:7", "us-east-1", NULL, NULL, false, false },
};

static void resources_are_split(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(resources); i++) {
		const struct resource_case *c = &resources[i];
		char *members = xasprintf("\"Resource\": \"%s\"%s", c->arn, c->more);
		struct asl_machine *m = task(members);
		const struct asl_resource *r = &m->states[0]->resource;
		char *label = asl_resource_label(m->states[0]);

		if (m->valid != c->valid || (c->label && strcmp(label, c->label) != 0))
			print_error("%s: valid %d, label %s\n", c->arn, m->valid, label);
		assert_int_equal(m->valid, c->valid);
		assert_int_equal(r->kind, c->kind);
		assert_int_equal(r->pattern, c->pattern);
		assert_int_equal(r->placeholder, c->placeholder);
		assert_string_equal(r->arn, c->arn);
		assert_true(str_is(r->service, c->service));
		assert_true(str_is(r->action, c->action));
		assert_true(str_is(r->region, c->region));
		assert_true(str_is(r->function, c->function));
		assert_true(!c->label || str_is(label, c->label));
		free(label);
		free(members);
		asl_unref(m);
	}
}

/* --- labels ------------------------------------------------------------------------------------------------------- */

static void rules_read_like_sentences(void **state)
{
	static const char *const cases[][2] = {
		{ "\"Variable\": \"$.status\", \"StringEquals\": \"DONE\"", "status == \"DONE\"" },
		{ "\"Variable\": \"$.n\", \"NumericGreaterThan\": 5.50", "n > 5.50" },
		{ "\"Variable\": \"$\", \"IsNull\": false", "not IsNull($)" },
		{ "\"Variable\": \"$.x\", \"IsPresent\": true", "IsPresent(x)" },
		{ "\"Variable\": \"$.late\", \"BooleanEquals\": false", "not late" },
		{ "\"Variable\": \"$.a.b[0]\", \"NumericLessThanEqualsPath\": \"$$.Execution.Input\"", "a.b[0] <= $$.Execution.Input" },
		{ "\"Variable\": \"$v.x\", \"StringMatches\": \"*.log\"", "$v.x ~ \"*.log\"" },
		{ "\"And\": [{\"Variable\": \"$.n\", \"NumericGreaterThan\": 5}, {\"Variable\": \"$.late\", \"BooleanEquals\": false}]", "n > 5 and not late" },
		{ "\"And\": [{\"Variable\": \"$.a\", \"IsNull\": true}, {\"Or\": [{\"Variable\": \"$.b\", \"IsNull\": true}, {\"Variable\": \"$.c\", \"IsNull\": true}]}]",
			"IsNull(a) and (IsNull(b) or IsNull(c))" },
		{ "\"Not\": {\"Variable\": \"$.a\", \"NumericEquals\": 1}", "not (a == 1)" },
		{ "\"Not\": {\"Variable\": \"$.a\", \"BooleanEquals\": true}", "not a" },
		{ "\"Not\": {\"Variable\": \"$.a\", \"BooleanEquals\": false}", "not (not a)" },
		{ "\"Variable\": \"a\", \"BooleanEquals\": false", "?" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *text = xasprintf("{\"StartAt\": \"C\", \"States\": {\"C\": {\"Type\": \"Choice\", \"Choices\": [{%s, \"Next\": \"E\"}]},"
			"\"E\": {\"Type\": \"Succeed\"}}}", cases[i][0]);
		struct asl_machine *m = machine(text);

		text_is(asl_choice_label(m->states[0], 0), cases[i][1]);
		text_is(asl_choice_label(m->states[0], 1), "?");
		asl_unref(m);
		free(text);
	}
}

static void conditions_and_errors_are_short(void **state)
{
	struct asl_machine *m = machine("{\"QueryLanguage\": \"JSONata\", \"StartAt\": \"C\", \"States\": {\"C\": {\"Type\": \"Choice\", \"Choices\": ["
		"{\"Condition\": \"{%  $states.input.n > 5\\n%}\", \"Next\": \"T\"}, {\"Condition\": true, \"Next\": \"T\"}]},"
		"\"T\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::lambda:invoke\", \"Arguments\": {\"FunctionName\": \"{% $f %}\"},"
		"\"Retry\": [{\"ErrorEquals\": [\"States.ALL\"]}], \"Catch\": ["
		"{\"ErrorEquals\": [\"States.Timeout\", \"Lambda.TooManyRequestsException\", \"Mine\"], \"Next\": \"E\"}], \"Next\": \"E\"},"
		"\"E\": {\"Type\": \"Succeed\"}}}");

	(void)state;
	assert_valid(m);
	text_is(asl_choice_label(m->states[0], 0), "$states.input.n > 5");
	text_is(asl_choice_label(m->states[0], 1), "true");
	text_is(asl_catch_label(m->states[1], 0), "Timeout, TooManyRequestsException, Mine");
	text_is(asl_retry_label(m->states[1], 0), "ALL");
	text_is(asl_resource_label(m->states[1]), "lambda invoke");
	assert_null(asl_resource_label(m->states[2]));
	asl_unref(m);
}

/* --- edits -------------------------------------------------------------------------------------------------------- */

static const char *const edits[][2] = {
	/* replaced where it stands, whatever it was; everything else byte for byte */
	{ "{\"StartAt\":\"T\" , \"States\":{ \"T\":{\"Type\":\"Task\",\"Resource\"  :  \"old\",\"End\":true} } }\n",
	  "{\"StartAt\":\"T\" , \"States\":{ \"T\":{\"Type\":\"Task\",\"Resource\"  :  \"new \\\"x\\\"\",\"End\":true} } }\n" },
	{ "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"Resource\":{\"Ref\":[1]},\"End\":true}}}",
	  "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"Resource\":\"new \\\"x\\\"\",\"End\":true}}}" },
	/* put behind Type, in the file's indentation, line ends and colons */
	{ "{\r\n\t\"StartAt\" : \"T\",\r\n\t\"States\" : {\r\n\t\t\"T\" : {\r\n\t\t\t\"Type\" : \"Task\",\r\n\t\t\t\"End\" : true\r\n\t\t}\r\n\t}\r\n}\r\n",
	  "{\r\n\t\"StartAt\" : \"T\",\r\n\t\"States\" : {\r\n\t\t\"T\" : {\r\n\t\t\t\"Type\" : \"Task\",\r\n\t\t\t\"Resource\" : \"new \\\"x\\\"\",\r\n"
	  "\t\t\t\"End\" : true\r\n\t\t}\r\n\t}\r\n}\r\n" },
	{ "{\"States\": {\"T\": {\"End\": true, \"Type\": \"Task\"}}}", "{\"States\": {\"T\": {\"End\": true, \"Type\": \"Task\", \"Resource\": \"new \\\"x\\\"\"}}}" },
	{ "{\"States\": {\"T\": {\"Type\": \"Task\"}}}", "{\"States\": {\"T\": {\"Type\": \"Task\", \"Resource\": \"new \\\"x\\\"\"}}}" },
	{ "{\"States\": {\"T\": {\n  \"Comment\": \"é\"\n}}}", "{\"States\": {\"T\": {\n  \"Comment\": \"é\",\n  \"Resource\": \"new \\\"x\\\"\"\n}}}" },
	{ "\xef\xbb\xbf{\"States\": {\"T\": {\"Resource\": 1}}}", "\xef\xbb\xbf{\"States\": {\"T\": {\"Resource\": \"new \\\"x\\\"\"}}}" },
	{ "{\"States\": {\"T\": {}}}", "{\"States\": {\"T\": {\"Resource\": \"new \\\"x\\\"\"}}}" },
	/* YAML: in its own style, comments left alone */
	{ "States:\n  T:\n    Type: Task # a call\n    Resource: old # of long\n    End: true\n",
	  "States:\n  T:\n    Type: Task # a call\n    Resource: \"new \\\"x\\\"\" # of long\n    End: true\n" },
	{ "States:\n  T:\n    Resource: >-\n      old\n      text\n    Type: Task\n",
	  "States:\n  T:\n    Resource: \"new \\\"x\\\"\"\n    Type: Task\n" },
	{ "States:\n  T:\n    # first\n    Comment: é\n    Type: Task\n",
	  "States:\n  T:\n    # first\n    Comment: é\n    Resource: \"new \\\"x\\\"\"\n    Type: Task\n" },
	{ "States:\n  T: {Type: Task, End: true}\n", "States:\n  T: {Type: Task, \"Resource\": \"new \\\"x\\\"\", End: true}\n" },
};

static void yaml_is_a_form_of_the_same(void **state)
{
	static const char text[] = "# a machine\nStartAt: A\nStates:\n  A: &a\n    Type: Pass\n    Next: B\n  B:\n    <<: *a\n    Next: Nowhere\n"
		"  C:\n    Type: Choice\n    Choices: []\n";
	struct asl_machine *m = asl_parse(text, strlen(text), NULL, "shop/order.v1.asl.yaml"), *json;
	const struct diag *d;

	(void)state;
	assert_string_equal(m->name, "order.v1");
	assert_int_equal(m->form, ASL_FORM_YAML);
	assert_int_equal(m->n_states, 3);
	assert_ptr_equal(asl_state_at(m, "A")->next.state, asl_state_at(m, "B"));
	assert_int_equal(asl_state_at(m, "B")->type, ASL_PASS);
	d = &m->diags->list.v[1];
	assert_string_equal(d->message, "Missing 'Next' target: Nowhere");
	assert_int_equal(d->span.line, 9);
	assert_int_equal(d->span.col, 11);
	asl_unref(m);
	m = asl_parse("a: [", 4, NULL, "x.yml");
	assert_false(m->valid);
	assert_string_equal(m->diags->list.v[0].code, "yaml.syntax");
	asl_unref(m);
	/* A file that says it is JSON is read as that. */
	json = asl_parse(text, strlen(text), NULL, "order.asl.json");
	assert_string_equal(json->diags->list.v[0].code, "INVALID_JSON_DESCRIPTION");
	asl_unref(json);
}

static void edits_leave_the_rest_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
		struct asl_machine *m = machine(edits[i][0]), *again;
		struct err e;
		char *text;
		size_t len;

		assert_true(asl_edit_set_string(m, asl_state_at(m, "T"), "Resource", "new \"x\"", &text, &len, &e));
		assert_int_equal(len, strlen(text));
		assert_string_equal(text, edits[i][1]);
		again = machine(text);
		assert_string_equal(again->states[0]->resource.arn ? again->states[0]->resource.arn :
			json_get_string(again->states[0]->node, "Resource"), "new \"x\"");
		asl_unref(again);
		free(text);
		asl_unref(m);
	}
}

/* --- rejection ---------------------------------------------------------------------------------------------------- */

static void rejections_are_awss(void **state)
{
	static const char *const cases[][2] = {
		{ "{\"StartAt\": \"A\"}", "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'" },
		{ "{\"StartAt\": \"pass1\", \"States\": {" PASS("pass1", "pass3") ", " END("pass2") "}}",
		  "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at /States/pass1/Next, "
		  "MISSING_TRANSITION_TARGET: State \"pass2\" is not reachable. at /States/pass2'" },
		{ "{\"StartAt\": \"A\", \"States\": {" PASS("A", "A") "}}",
		  "Invalid State Machine Definition: 'MISSING_END_STATE: Workflow has no terminal state at null'" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct asl_machine *m = machine(cases[i][0]);

		text_is(diag_rejection(m->diags), cases[i][1]);
		asl_unref(m);
	}
}

/* --- bounds ------------------------------------------------------------------------------------------------------- */

static void within(int64_t start_us, int64_t ms)
{
	int64_t took = (time_mono_us() - start_us) / 1000;

	if (took > ms)
		print_error("took %lld ms\n", (long long)took);
	assert_true(took <= ms);
}

static void chains_load_in_linear_time(void **state)
{
	struct str s = {0};
	struct asl_machine *m;
	int64_t start;
	const int n = 100000;

	(void)state;
	str_adds(&s, "{\"StartAt\": \"S0\", \"States\": {");
	for (int i = 0; i < n - 1; i++)
		str_addf(&s, "\"S%d\": {\"Type\": \"Pass\", \"Next\": \"S%d\"}, ", i, i + 1);
	str_addf(&s, "\"S%d\": {\"Type\": \"Succeed\"}}}", n - 1);
	start = time_mono_us();
	m = asl_parse(s.p, s.len, "chain", NULL);
	within(start, 20000);			/* generous: sanitizers, a busy machine; the square would take minutes */
	assert_int_equal(m->n_states, n);
	assert_true(m->states[n - 1]->reachable);
	assert_int_equal(m->diags->list.n, 1);	/* more than a million characters */
	asl_unref(m);
	str_done(&s);
}

static void errors_are_bounded(void **state)
{
	struct str s = {0};
	struct asl_machine *m;

	(void)state;
	str_adds(&s, "{\"StartAt\": \"none\", \"States\": {\"A\": {\"Type\": \"Succeed\"}");
	for (int i = 0; i < 20000; i++)
		str_addf(&s, ", \"S%d\": {\"Type\": 1, \"X\": 2, \"Next\": \"nowhere\"}", i);
	str_adds(&s, "}}");
	m = asl_parse(s.p, s.len, "errors", NULL);
	assert_int_equal(m->diags->list.n, DIAG_MAX);
	assert_true(m->diags->truncated);
	assert_true(m->states[20000]->broken);
	assert_false(m->valid);
	asl_unref(m);
	str_done(&s);
}

static void brackets_are_bounded(void **state)
{
	static const char *const units[] = { "[", "{\"a\":", "{\"States\":{\"A\":{\"Type\":\"Parallel\",\"Branches\":[" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		struct str s = {0};
		struct asl_machine *m;
		int64_t start;

		while (s.len < 1 << 20)
			str_adds(&s, units[i]);
		start = time_mono_us();
		m = asl_parse(s.p, s.len, "deep", NULL);
		within(start, 10000);
		assert_false(m->valid);
		assert_int_equal(m->diags->list.n, 1);
		asl_unref(m);
		str_done(&s);
	}
}

/* Containers as deep as JSON may be, long names, and many states in the innermost: paths must not grow without bound. */
static void deep_nesting_is_bounded(void **state)
{
	struct str s = {0};
	struct asl_machine *m;
	const int depth = 100, leaves = 20000;

	(void)state;
	for (int i = 0; i < depth; i++) {
		str_addf(&s, "{\"StartAt\":\"%0*d\",\"States\":{\"%0*d\":{\"Type\":\"Map\",\"End\":true,\"ItemProcessor\":", 300, i, 300, i);
	}
	str_adds(&s, "{\"StartAt\":\"L\",\"States\":{\"L\":{\"Type\":\"Succeed\"}");
	for (int i = 0; i < leaves; i++)
		str_addf(&s, ",\"L%d\":{\"Type\":\"Succeed\"}", i);
	str_adds(&s, "}}");
	for (int i = 0; i < depth; i++)
		str_adds(&s, "}}}");
	m = asl_parse(s.p, s.len, "deep", NULL);
	assert_non_null(m->root);
	assert_int_equal(m->n_states, depth + leaves + 1);
	assert_false(m->valid);
	assert_string_equal(m->states[depth + leaves]->path, m->states[depth + leaves]->name);
	asl_unref(m);
	str_done(&s);
}

static void rules_nest_as_deep_as_json(void **state)
{
	struct str s = {0};
	struct asl_machine *m;
	char *label;

	(void)state;
	str_adds(&s, "{\"StartAt\": \"C\", \"States\": {\"C\": {\"Type\": \"Choice\", \"Choices\": [{\"Next\": \"E\", ");
	for (int i = 0; i < 400; i++)
		str_adds(&s, "\"Not\": {");
	str_adds(&s, "\"Variable\": \"$.a\", \"IsNull\": true");
	for (int i = 0; i < 400; i++)
		str_adds(&s, "}");
	str_adds(&s, "}]}, \"E\": {\"Type\": \"Succeed\"}}}");
	m = asl_parse(s.p, s.len, "nots", NULL);
	assert_valid(m);
	label = asl_choice_label(m->states[0], 0);
	assert_true(str_starts(label, "not (not (not ("));
	free(label);
	asl_unref(m);
	str_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_sorted_and_apart),
		cmocka_unit_test(operators_are_found),
		cmocka_unit_test(a_task_has_its_fields),
		cmocka_unit_test(waits_and_fails),
		cmocka_unit_test(nested_states_have_paths),
		cmocka_unit_test(a_broken_definition_is_still_a_model),
		cmocka_unit_test(a_jsonata_state_keeps_its_structure),
		cmocka_unit_test(no_json_is_no_machine),
		cmocka_unit_test(definitions_are_recognized),
		cmocka_unit_test(the_name_comes_from_the_file),
		cmocka_unit_test(edges_come_in_order),
		cmocka_unit_test(resources_are_split),
		cmocka_unit_test(rules_read_like_sentences),
		cmocka_unit_test(conditions_and_errors_are_short),
		cmocka_unit_test(edits_leave_the_rest_alone),
		cmocka_unit_test(yaml_is_a_form_of_the_same),
		cmocka_unit_test(rejections_are_awss),
		cmocka_unit_test(chains_load_in_linear_time),
		cmocka_unit_test(errors_are_bounded),
		cmocka_unit_test(brackets_are_bounded),
		cmocka_unit_test(deep_nesting_is_bounded),
		cmocka_unit_test(rules_nest_as_deep_as_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
