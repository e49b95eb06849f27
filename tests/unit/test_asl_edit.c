/*
 * Edits of definitions: what each makes of a text, byte for byte; that every other byte stays; that a valid machine stays valid; and that a
 * thousand edits, undone, give the first text.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asl/condition.h"
#include "asl/diag.h"
#include "asl/edit.h"
#include "asl/edit_text.h"
#include "asl/palette.h"
#include "base/rng.h"
#include "base/splice.h"
#include "tests/fuzz/machine_gen.h"

/* --- one edit, one text ------------------------------------------------------------------------------------------------ */

static struct asl_machine *machine(const char *text, const char *file)
{
	return asl_parse(text, strlen(text), "m", file);
}

static const struct asl_state *state(const struct asl_machine *m, const char *path)
{
	const struct asl_state *s = asl_state_at(m, path);

	assert_non_null(s);
	return s;
}

static struct asl_clip clip(const char *name, const char *json)
{
	struct err e;
	struct asl_clip c = {.name = xstrdup(name), .value = json_read(json, &e)};

	assert_non_null(c.value);
	return c;
}

/* Takes m and r. */
static void assert_text(struct asl_machine *m, struct asl_edit *r, bool ok, const struct err *e, const char *text)
{
	if (!ok)
		fail_msg("%s", e->msg);
	assert_string_equal(r->text, text);
	asl_edit_done(r);
	asl_unref(m);
}

static const char three[] =
	"{\n"
	"  \"Comment\": \"x\",\n"
	"  \"StartAt\": \"A\",\n"
	"  \"States\": {\n"
	"    \"A\": { \"Type\": \"Pass\", \"Next\": \"B\" },\n"
	"    \"B\": {\n"
	"      \"Type\": \"Task\",\n"
	"      \"Resource\": \"arn:aws:lambda:us-east-1:111122223333:function:A\",\n"
	"      \"Parameters\": {\"a\":[1,2]},\n"
	"      \"Next\": \"C\",\n"
	"      \"Catch\": [ { \"ErrorEquals\": [\"States.ALL\"], \"Next\": \"C\" } ]\n"
	"    },\n"
	"    \"C\": { \"Type\": \"Succeed\" }\n"
	"  }\n"
	"}\n";

static void test_rename(void **st)
{
	struct asl_machine *m = machine(three, "m.asl.json");
	struct asl_edit r;
	struct err e;
	bool ok = asl_edit_rename(m, state(m, "C"), "Ship \"it\"", &r, &e);

	(void)st;
	assert_true(ok);
	assert_string_equal(r.label, "rename C to Ship \"it\"");
	assert_string_equal(r.select, "Ship \"it\"");
	assert_text(m, &r, ok, &e,
		"{\n"
		"  \"Comment\": \"x\",\n"
		"  \"StartAt\": \"A\",\n"
		"  \"States\": {\n"
		"    \"A\": { \"Type\": \"Pass\", \"Next\": \"B\" },\n"
		"    \"B\": {\n"
		"      \"Type\": \"Task\",\n"
		"      \"Resource\": \"arn:aws:lambda:us-east-1:111122223333:function:A\",\n"
		"      \"Parameters\": {\"a\":[1,2]},\n"
		"      \"Next\": \"Ship \\\"it\\\"\",\n"
		"      \"Catch\": [ { \"ErrorEquals\": [\"States.ALL\"], \"Next\": \"Ship \\\"it\\\"\" } ]\n"
		"    },\n"
		"    \"Ship \\\"it\\\"\": { \"Type\": \"Succeed\" }\n"
		"  }\n"
		"}\n");
	m = machine(three, "m.asl.json");
	assert_false(asl_edit_rename(m, state(m, "C"), "A", &r, &e));
	assert_string_equal(e.msg, "there is a state \"A\" already");
	assert_false(asl_edit_rename(m, state(m, "C"), "", &r, &e));
	asl_unref(m);
}

static void test_delete(void **st)
{
	struct asl_machine *m = machine(three, "m.asl.json");
	struct asl_edit r;
	struct err e;
	bool ok = asl_edit_delete(m, state(m, "B"), &r, &e);

	(void)st;
	assert_text(m, &r, ok, &e,
		"{\n"
		"  \"Comment\": \"x\",\n"
		"  \"StartAt\": \"A\",\n"
		"  \"States\": {\n"
		"    \"A\": { \"Type\": \"Pass\", \"Next\": \"C\" },\n"
		"    \"C\": { \"Type\": \"Succeed\" }\n"
		"  }\n"
		"}\n");
	m = machine(three, "m.asl.json");
	ok = asl_edit_delete(m, state(m, "C"), &r, &e);		/* the last: what led there ends, the catcher goes */
	assert_text(m, &r, ok, &e,
		"{\n"
		"  \"Comment\": \"x\",\n"
		"  \"StartAt\": \"A\",\n"
		"  \"States\": {\n"
		"    \"A\": { \"Type\": \"Pass\", \"Next\": \"B\" },\n"
		"    \"B\": {\n"
		"      \"Type\": \"Task\",\n"
		"      \"Resource\": \"arn:aws:lambda:us-east-1:111122223333:function:A\",\n"
		"      \"Parameters\": {\"a\":[1,2]},\n"
		"      \"End\": true\n"
		"    }\n"
		"  }\n"
		"}\n");
}

/* A Choice goes with what only it led to. */
static void test_delete_choice(void **st)
{
	static const char text[] =
		"{\"StartAt\":\"W\",\"States\":{\"W\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.a\",\"IsPresent\":true,\"Next\":\"X\"}],"
		"\"Default\":\"Y\"},\"X\":{\"Type\":\"Pass\",\"Next\":\"X2\"},\"X2\":{\"Type\":\"Fail\"},\"Y\":{\"Type\":\"Succeed\"}}}";
	struct asl_machine *m = machine(text, NULL);
	struct asl_edit r;
	struct err e;
	bool ok = asl_edit_delete(m, state(m, "W"), &r, &e);

	(void)st;
	assert_true(ok);
	assert_string_equal(r.label, "delete W, and what only it led to: X, X2");
	assert_text(m, &r, ok, &e, "{\"StartAt\":\"Y\",\"States\":{\"Y\":{\"Type\":\"Succeed\"}}}");
}

static void test_add(void **st)
{
	static const char *const expected[] = {
		[ASL_SPOT_BEFORE] =
			"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"W\"},\"W\":{\"Type\": \"Wait\", \"Seconds\": 5, \"Next\": \"B\"},"
			"\"B\":{\"Type\":\"Pass\",\"End\":true}}}",
		[ASL_SPOT_AFTER] =
			"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"B\"},\"B\":{\"Type\":\"Pass\",\"Next\":\"W\"},"
			"\"W\":{\"Type\": \"Wait\", \"Seconds\": 5, \"End\": true}}}",
	};
	struct asl_edit r;
	struct err e;

	(void)st;
	for (int kind = ASL_SPOT_BEFORE; kind <= ASL_SPOT_AFTER; kind++) {
		struct asl_machine *m = machine("{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"B\"},\"B\":{\"Type\":\"Pass\",\"End\":true}}}", NULL);
		struct asl_clip c = clip("W", "{\"Type\":\"Wait\",\"Seconds\":5}");
		struct asl_spot at = {.kind = (enum asl_spot_kind)kind, .state = state(m, "B")};
		bool ok = asl_edit_add(m, &at, &c, &r, &e);

		asl_clip_done(&c);
		assert_text(m, &r, ok, &e, expected[kind]);
	}
}

/* In a text of several lines the new state stands as its neighbours do. */
static void test_add_lines(void **st)
{
	struct asl_machine *m = machine(three, "m.asl.json");
	struct asl_clip c = clip("A", "{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.x\",\"IsPresent\":true,\"Next\":\"\"}],\"Default\":\"\"}");
	struct asl_spot at = {.kind = ASL_SPOT_EDGE, .state = state(m, "B"), .edge = ASL_EDGE_CATCH, .index = 0};
	struct asl_edit r;
	struct err e;
	bool ok = asl_edit_add(m, &at, &c, &r, &e);

	(void)st;
	asl_clip_done(&c);
	assert_text(m, &r, ok, &e,
		"{\n"
		"  \"Comment\": \"x\",\n"
		"  \"StartAt\": \"A\",\n"
		"  \"States\": {\n"
		"    \"A\": { \"Type\": \"Pass\", \"Next\": \"B\" },\n"
		"    \"B\": {\n"
		"      \"Type\": \"Task\",\n"
		"      \"Resource\": \"arn:aws:lambda:us-east-1:111122223333:function:A\",\n"
		"      \"Parameters\": {\"a\":[1,2]},\n"
		"      \"Next\": \"C\",\n"
		"      \"Catch\": [ { \"ErrorEquals\": [\"States.ALL\"], \"Next\": \"A 2\" } ]\n"
		"    },\n"
		"    \"A 2\": {\n"
		"      \"Type\": \"Choice\",\n"
		"      \"Choices\": [\n"
		"        {\n"
		"          \"Variable\": \"$.x\",\n"
		"          \"IsPresent\": true,\n"
		"          \"Next\": \"C\"\n"
		"        }\n"
		"      ],\n"
		"      \"Default\": \"C\"\n"
		"    },\n"
		"    \"C\": { \"Type\": \"Succeed\" }\n"
		"  }\n"
		"}\n");
}

static void test_wrap(void **st)
{
	struct asl_machine *m = machine(three, "m.asl.json");
	const struct asl_state *both[] = {state(m, "A"), state(m, "B")};
	struct asl_edit r;
	struct err e;
	bool ok = asl_edit_wrap(m, both, 2, ASL_PARALLEL, &r, &e);
	struct asl_machine *n;

	(void)st;
	if (!ok)
		fail_msg("%s", e.msg);
	assert_string_equal(r.select, "Parallel");
	assert_non_null(strstr(r.text, "              \"Parameters\": {\"a\":[1,2]},\n"));	/* as it was, further in */
	n = asl_parse(r.text, r.len, "m", NULL);
	assert_true(n->valid);
	assert_non_null(asl_state_at(n, "Parallel/0/A"));
	assert_non_null(asl_state_at(n, "Parallel/0/Done"));		/* where the catcher leads */
	asl_edit_done(&r);
	ok = asl_edit_unwrap(n, state(n, "Parallel"), &r, &e);
	if (!ok)
		fail_msg("%s", e.msg);
	asl_unref(m);
	m = asl_parse(r.text, r.len, "m", NULL);
	assert_true(m->valid);
	assert_string_equal(state(m, "Done")->type_name, "Pass");
	assert_string_equal(state(m, "B")->next.name, "C");
	asl_edit_done(&r);
	asl_unref(m);
	asl_unref(n);
}

/* A new catcher comes before the one that takes all. */
static void test_new_catcher(void **st)
{
	struct asl_machine *m = machine("{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:A\","
		"\"Catch\":[{\"ErrorEquals\":[\"E\"],\"Next\":\"B\"},{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"B\"}],\"Next\":\"B\"},"
		"\"B\":{\"Type\":\"Succeed\"}}}", NULL), *n;
	struct asl_edit r;
	struct err e;
	bool ok = asl_edit_connect(m, state(m, "A"), ASL_EDGE_CATCH, 2, state(m, "B"), &r, &e);

	(void)st;
	if (!ok)
		fail_msg("%s", e.msg);
	n = asl_parse(r.text, r.len, "m", NULL);
	assert_true(n->valid);
	assert_int_equal(state(n, "A")->n_catchers, 3);
	assert_string_equal(state(n, "A")->catchers[1].errors[0], "States.TaskFailed");
	asl_edit_done(&r);
	asl_unref(m);
	asl_unref(n);
}

static void test_refused(void **st)
{
	struct asl_machine *m = machine(three, "m.asl.json");
	struct asl_clip c = clip("F", "{\"Type\":\"Fail\"}");
	struct asl_spot at = {.kind = ASL_SPOT_AFTER, .state = state(m, "A")};
	const struct asl_state *ends[] = {state(m, "A"), state(m, "C")};
	struct asl_edit r;
	struct err e;

	(void)st;
	assert_false(asl_edit_add(m, &at, &c, &r, &e));		/* nothing would lead to B */
	assert_non_null(strstr(e.msg, "add F: that would leave the definition invalid"));
	at.state = state(m, "C");
	assert_false(asl_edit_add(m, &at, &c, &r, &e));
	assert_string_equal(e.msg, "C ends the execution: nothing comes after it");
	assert_false(asl_edit_wrap(m, ends, 2, ASL_MAP, &r, &e));
	assert_false(asl_edit_unwrap(m, state(m, "A"), &r, &e));
	assert_false(asl_edit_duplicate(m, state(m, "C"), &r, &e));
	asl_clip_done(&c);
	asl_unref(m);
}

static const char yaml[] =
	"# an order\r\n"
	"StartAt: A\r\n"
	"States:\r\n"
	"  # first\r\n"
	"  A:\r\n"
	"    Type: Pass   # nothing\r\n"
	"    Result: &r\r\n"
	"      n: 1\r\n"
	"    Next: 'B'\r\n"
	"\r\n"
	"  # then\r\n"
	"  B:\r\n"
	"    Type: Choice\r\n"
	"    Choices:\r\n"
	"    - Variable: $.n\r\n"
	"      NumericEquals: 1\r\n"
	"      Next: C\r\n"
	"    Default: C\r\n"
	"  C: {Type: Pass, Result: *r, End: true}\r\n";

static void test_yaml(void **st)
{
	struct asl_machine *m = machine(yaml, "m.asl.yaml");
	struct asl_clip c = clip("Rest", "{\"Type\":\"Wait\",\"Seconds\":5}");
	struct asl_spot at = {.kind = ASL_SPOT_AFTER, .state = state(m, "A")};
	struct asl_edit r;
	struct err e;
	bool ok;

	(void)st;
	assert_true(m->valid);
	ok = asl_edit_add(m, &at, &c, &r, &e);
	asl_clip_done(&c);
	assert_text(m, &r, ok, &e,
		"# an order\r\n"
		"StartAt: A\r\n"
		"States:\r\n"
		"  # first\r\n"
		"  A:\r\n"
		"    Type: Pass   # nothing\r\n"
		"    Result: &r\r\n"
		"      n: 1\r\n"
		"    Next: \"Rest\"\r\n"
		"  Rest:\r\n"
		"    Type: Wait\r\n"
		"    Seconds: 5\r\n"
		"    Next: B\r\n"
		"\r\n"
		"  # then\r\n"
		"  B:\r\n"
		"    Type: Choice\r\n"
		"    Choices:\r\n"
		"    - Variable: $.n\r\n"
		"      NumericEquals: 1\r\n"
		"      Next: C\r\n"
		"    Default: C\r\n"
		"  C: {Type: Pass, Result: *r, End: true}\r\n");
	m = machine(yaml, "m.asl.yaml");
	assert_false(asl_edit_delete(m, state(m, "A"), &r, &e));	/* the anchor is used further down */
	ok = asl_edit_delete(m, state(m, "B"), &r, &e);
	assert_text(m, &r, ok, &e,
		"# an order\r\n"
		"StartAt: A\r\n"
		"States:\r\n"
		"  # first\r\n"
		"  A:\r\n"
		"    Type: Pass   # nothing\r\n"
		"    Result: &r\r\n"
		"      n: 1\r\n"
		"    Next: \"C\"\r\n"
		"\r\n"
		"  C: {Type: Pass, Result: *r, End: true}\r\n");
}

/* A definition that is an object in a template: the template's text is edited, and nothing else of it. */
static void test_template(void **st)
{
	static const char text[] =
		"Resources:\n"
		"  # the machine\n"
		"  M:\n"
		"    Type: AWS::Serverless::StateMachine\n"
		"    Properties:\n"
		"      Definition:\n"
		"        StartAt: A\n"
		"        States:\n"
		"          A:\n"
		"            Type: Task\n"
		"            Resource: !GetAtt F.Arn   # ours\n"
		"            End: true\n"
		"  Other: {Type: AWS::SQS::Queue}\n";
	static const char edited[] =
		"Resources:\n"
		"  # the machine\n"
		"  M:\n"
		"    Type: AWS::Serverless::StateMachine\n"
		"    Properties:\n"
		"      Definition:\n"
		"        StartAt: A\n"
		"        States:\n"
		"          A:\n"
		"            Type: Task\n"
		"            Resource: !GetAtt F.Arn   # ours\n"
		"            Next: W\n"
		"          W:\n"
		"            Type: Wait\n"
		"            Seconds: 5\n"
		"            End: true\n"
		"  Other: {Type: AWS::SQS::Queue}\n";
	struct asl_options o = {.text = text, .text_len = strlen(text), .machine = "M"};
	struct err e;
	struct asl_machine *m = asl_load_with("template.yaml", &o, &e);
	struct asl_clip c = clip("W", "{\"Type\":\"Wait\",\"Seconds\":5}");
	struct asl_spot at = {.kind = ASL_SPOT_AFTER};
	struct asl_edit r;
	bool ok;

	(void)st;
	assert_non_null(m);
	at.state = state(m, "A");
	ok = asl_edit_add(m, &at, &c, &r, &e);
	asl_clip_done(&c);
	assert_text(m, &r, ok, &e, edited);
}

/* The comments of a YAML state go with it. */
static void test_comments(void **st)
{
	static const char text[] =
		"StartAt: A\n"
		"States:\n"
		"  # the first,\n"
		"  # of two\n"
		"  A: # here\n"
		"    Type: Pass # nothing\n"
		"    # on\n"
		"    Next: B\n"
		"  # the second\n"
		"  B:\n"
		"    Type: Succeed\n";
	static const char moved[] =
		"StartAt: Map\n"
		"States:\n"
		"  Map:\n"
		"    Type: Map\n"
		"    ItemProcessor:\n"
		"      ProcessorConfig:\n"
		"        Mode: INLINE\n"
		"      StartAt: A\n"
		"      States:\n"
		"        # the first,\n"
		"        # of two\n"
		"        A: # here\n"
		"          Type: Pass # nothing\n"
		"          # on\n"
		"          End: true\n"
		"    Next: B\n"
		"  # the second\n"
		"  B:\n"
		"    Type: Succeed\n";
	struct asl_machine *m = machine(text, "m.asl.yaml");
	const struct asl_state *a = state(m, "A");
	struct asl_edit r;
	struct err e;
	bool ok = asl_edit_wrap(m, &a, 1, ASL_MAP, &r, &e);

	(void)st;
	assert_text(m, &r, ok, &e, moved);
	m = machine(moved, "m.asl.yaml");
	ok = asl_edit_unwrap(m, state(m, "Map"), &r, &e);
	assert_text(m, &r, ok, &e, text);
}

static void test_fields(void **st)
{
	struct asl_machine *m = machine(three, "m.asl.json");
	struct err e;
	cJSON *seconds = json_read("30", &e), *retry = json_read("[{\"ErrorEquals\":[\"States.ALL\"],\"MaxAttempts\":2}]", &e);
	struct asl_field_edit f[] = {{"TimeoutSeconds", seconds}, {"Retry", retry}, {"Catch", NULL}};
	struct asl_edit r;
	bool ok = asl_edit_fields(m, state(m, "B"), f, 3, &r, &e);

	(void)st;
	cJSON_Delete(seconds);
	cJSON_Delete(retry);
	assert_text(m, &r, ok, &e,
		"{\n"
		"  \"Comment\": \"x\",\n"
		"  \"StartAt\": \"A\",\n"
		"  \"States\": {\n"
		"    \"A\": { \"Type\": \"Pass\", \"Next\": \"B\" },\n"
		"    \"B\": {\n"
		"      \"Type\": \"Task\",\n"
		"      \"Resource\": \"arn:aws:lambda:us-east-1:111122223333:function:A\",\n"
		"      \"Parameters\": {\"a\":[1,2]},\n"
		"      \"TimeoutSeconds\": 30,\n"
		"      \"Retry\": [{\"ErrorEquals\": [\"States.ALL\"], \"MaxAttempts\": 2}],\n"
		"      \"Next\": \"C\"\n"
		"    },\n"
		"    \"C\": { \"Type\": \"Succeed\" }\n"
		"  }\n"
		"}\n");
}

/* --- the palette --------------------------------------------------------------------------------------------------------- */

/* Each row, in both query languages, makes a valid machine of one, wherever it may come in. */
static void test_palette(void **st)
{
	static const char *const texts[] = {
		"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"B\"},\"B\":{\"Type\":\"Pass\",\"End\":true}}}",
		"{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"B\"},\"B\":{\"Type\":\"Pass\",\"End\":true}}}",
	};
	size_t n;
	const struct asl_palette_row *rows = asl_palette_rows(&n);

	(void)st;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < ARRAY_LEN(texts); k++) {
			struct asl_machine *m = machine(texts[k], NULL);
			bool ends = str_is(rows[i].id, "fail") || str_is(rows[i].id, "succeed");
			struct asl_spot at = {.kind = ASL_SPOT_AFTER, .state = state(m, ends ? "B" : "A")};
			struct asl_clip c;
			struct asl_edit r;
			struct err e;
			bool ok;

			assert_ptr_equal(asl_palette_find(rows[i].id), &rows[i]);
			asl_palette_clip(&rows[i], m->language, &c);
			assert_true(m->valid);
			ok = asl_edit_add(m, &at, &c, &r, &e);
			if (!ok)
				fail_msg("%s: %s", rows[i].id, e.msg);
			asl_clip_done(&c);
			asl_edit_done(&r);
			asl_unref(m);
		}
}

/* --- conditions in words -------------------------------------------------------------------------------------------------- */

static void assert_rule(const char *text, const char *json)
{
	struct err e;
	cJSON *rule = asl_condition_parse(text, &e);
	char *is;

	if (!rule)
		fail_msg("%s: %s", text, e.msg);
	is = json_print(rule);
	assert_string_equal(is, json);
	free(is);
	cJSON_Delete(rule);
}

/* Printed and read again, a rule says the same. */
static void assert_back(const char *json)
{
	char *text = xasprintf("{\"StartAt\":\"C\",\"States\":{\"C\":{\"Type\":\"Choice\",\"Choices\":[{%s,\"Next\":\"D\"}]},\"D\":{\"Type\":\"Succeed\"}}}", json);
	struct asl_machine *m = machine(text, NULL);
	char *words = asl_condition_print(state(m, "C")->choices[0].test), *is, *whole = xasprintf("{%s}", json);
	struct err e;
	cJSON *rule = asl_condition_parse(words, &e);

	assert_true(m->valid);
	if (!rule)
		fail_msg("%s: %s", words, e.msg);
	is = json_print(rule);
	assert_string_equal(is, whole);
	free(is);
	free(whole);
	free(words);
	free(text);
	cJSON_Delete(rule);
	asl_unref(m);
}

static void test_condition(void **st)
{
	struct err e;

	(void)st;
	assert_rule("n > 5", "{\"Variable\":\"$.n\",\"NumericGreaterThan\":5}");
	assert_rule("n > 5 and not late", "{\"And\":[{\"Variable\":\"$.n\",\"NumericGreaterThan\":5},{\"Not\":{\"Variable\":\"$.late\",\"BooleanEquals\":true}}]}");
	assert_rule("a or b and c", "{\"Or\":[{\"Variable\":\"$.a\",\"BooleanEquals\":true},{\"And\":[{\"Variable\":\"$.b\",\"BooleanEquals\":true},"
		"{\"Variable\":\"$.c\",\"BooleanEquals\":true}]}]}");
	assert_rule("(a or b) and c", "{\"And\":[{\"Or\":[{\"Variable\":\"$.a\",\"BooleanEquals\":true},{\"Variable\":\"$.b\",\"BooleanEquals\":true}]},"
		"{\"Variable\":\"$.c\",\"BooleanEquals\":true}]}");
	assert_rule("s != 'x y'", "{\"Not\":{\"Variable\":\"$.s\",\"StringEquals\":\"x y\"}}");
	assert_rule("$.x['a b'][0] <= -1.5e3", "{\"Variable\":\"$.x['a b'][0]\",\"NumericLessThanEquals\":-1.5e3}");
	assert_rule("x == null", "{\"Variable\":\"$.x\",\"IsNull\":true}");
	assert_rule("$v.a matches \"o-*\"", "{\"Variable\":\"$v.a\",\"StringMatches\":\"o-*\"}");
	assert_null(asl_condition_parse("n >", &e));
	assert_string_equal(e.msg, "a value was expected at the end");
	assert_int_equal(e.span.col, 4);
	assert_null(asl_condition_parse("n > 5 5", &e));
	assert_string_equal(e.msg, "and, or, or the end was expected here");
	assert_null(asl_condition_parse("", &e));
	assert_null(asl_condition_parse("(a", &e));
	assert_null(asl_condition_parse("a == 'x", &e));
	assert_null(asl_condition_parse("a < true", &e));
	assert_string_equal(e.msg, "booleans are only equal or not");
	assert_back("\"Variable\":\"$.and\",\"StringEquals\":\"x \\\"y\\\"\"");
	assert_back("\"Variable\":\"$.t\",\"TimestampLessThan\":\"2026-01-31T00:00:00Z\"");
	assert_back("\"Variable\":\"$.t\",\"NumericEqualsPath\":\"$.u\"");
	assert_back("\"Variable\":\"$.t\",\"BooleanEqualsPath\":\"$.true\"");
	assert_back("\"Not\":{\"Or\":[{\"Variable\":\"$$.Execution.Name\",\"StringMatches\":\"*x*\"},{\"And\":[{\"Variable\":\"$.a.b[2]\",\"IsPresent\":true},"
		"{\"Variable\":\"$.a-b\",\"StringLessThanPath\":\"$.c\"}]}]}");
}

/* --- random edits --------------------------------------------------------------------------------------------------------- */

static size_t below(struct rng *r, size_t n)
{
	return n ? (size_t)(rng_next(r) % n) : 0;
}

static const struct asl_state *any_state(struct rng *r, const struct asl_machine *m)
{
	return m->n_states ? m->states[below(r, m->n_states)] : NULL;
}

static struct asl_clip any_clip(struct rng *r, const struct asl_machine *m)
{
	static const char *const templates[] = {
		"{\"Type\":\"Pass\",\"Comment\":\"é: [x] # no, {it} is 'not'\"}", "{\"Type\":\"Wait\",\"Seconds\":1}", "{\"Type\":\"Succeed\"}",
		"{\"Type\":\"Fail\",\"Error\":\"E\"}",
		"{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:F\",\"Retry\":[{\"ErrorEquals\":[\"E\"]}]}",
		"{\"Type\":\"Parallel\",\"Branches\":[{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"End\":true}}},"
			"{\"StartAt\":\"Q\",\"States\":{\"Q\":{\"Type\":\"Pass\",\"Next\":\"R\"},\"R\":{\"Type\":\"Fail\"}}}]}",
		"{\"Type\":\"Map\",\"ItemProcessor\":{\"ProcessorConfig\":{\"Mode\":\"INLINE\"},\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"End\":true}}}}",
	};
	static const char *const choices[] = {
		"{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.a\",\"IsPresent\":true,\"Next\":\"\"}]}",
		"{\"Type\":\"Choice\",\"Choices\":[{\"Condition\":\"{% true %}\",\"Next\":\"\"}],\"Default\":\"\"}",
	};
	static const char *const names[] = {"New", "a/b~c", "true", "- x", "N 2", "weiß: 1", "\"q\""};
	size_t i = below(r, ARRAY_LEN(templates) + 1);

	return clip(names[below(r, ARRAY_LEN(names))], i < ARRAY_LEN(templates) ? templates[i] : choices[m->language == ASL_JSONATA]);
}

static bool random_edit(struct rng *r, const struct asl_machine *m, bool *keeps_valid, struct asl_edit *out, struct err *e)
{
	const struct asl_state *s = any_state(r, m), *other = any_state(r, m), *some[4];
	struct asl_spot at = {.kind = (enum asl_spot_kind)below(r, 6), .state = other, .edge = (enum asl_edge_kind)below(r, 4), .index = below(r, 2)};
	char name[16];
	size_t n = 0;

	*keeps_valid = true;
	err_set(e, ERR_USAGE, "no state");
	if (!s)
		return false;
	switch (below(r, 12)) {
	case 0:
	case 1: {
		struct asl_clip c = any_clip(r, m);
		bool ok = asl_edit_add(m, &at, &c, out, e);

		asl_clip_done(&c);
		return ok;
	}
	case 2:
		snprintf(name, sizeof name, "S%zu: %zu", below(r, 50), below(r, 3));
		return asl_edit_rename(m, s, name, out, e);
	case 3:
	case 4:
		return asl_edit_delete(m, s, out, e);
	case 5:
		return asl_edit_duplicate(m, s, out, e);
	case 6:
		*keeps_valid = false;
		return asl_edit_connect(m, s, (enum asl_edge_kind)below(r, 4), below(r, 3), other, out, e);
	case 7:
		*keeps_valid = false;
		return below(r, 2) ? asl_edit_start(m, s, out, e) : asl_edit_end(m, s, out, e);
	case 8:
		for (size_t i = 0; i < s->scope->n_states && n < ARRAY_LEN(some); i++)
			if (below(r, 2))
				some[n++] = s->scope->states[i];
		return asl_edit_wrap(m, some, n, below(r, 2) ? ASL_MAP : ASL_PARALLEL, out, e);
	case 9:
		return asl_edit_unwrap(m, s, out, e);
	default:
		return asl_edit_move(m, s, &at, out, e);
	}
}

/* How texts are written. */
static char *in_form(const char *json, int form)
{
	struct err e;
	cJSON *root = json_read(json, &e);
	struct str out = {0};

	assert_non_null(root);
	switch (form) {
	case 0:
		str_adds(&out, json);
		break;
	case 1:
		edit_print_json(&out, root, "\n", "  ", false);
		str_adds(&out, "\n");
		break;
	case 2:
		edit_print_json(&out, root, "\r\n", "\t", false);
		break;
	case 3:
		edit_print_yaml(&out, root, "\n", "  ");
		str_adds(&out, "\n");
		break;
	default:
		edit_print_yaml(&out, root, "\r\n", "    ");
		break;
	}
	cJSON_Delete(root);
	return str_take(&out);
}

#define FORMS 5

static const char *file_of(int form)
{
	return form < 3 ? "m.asl.json" : "m.asl.yaml";
}

struct tally {
	size_t done, refused;
};

static char *generated(unsigned seed)
{
	uint8_t bytes[600];
	struct rng r;
	struct gen g = {.p = bytes, .end = bytes + sizeof bytes};

	rng_seed(&r, seed);
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)rng_next(&r);
	return gen_machine(&g);
}

/* A refusal that speaks of the text's style, where the style is an ordinary one, is a fault of ours. */
static void assert_understood(const struct err *e, const struct asl_machine *m, unsigned seed, size_t edit)
{
	static const char *const faults[] = {"safely", "lie over each other", "no such thing", "no place in", "cannot get a member", "is no list", "has no name"};

	for (size_t i = 0; i < ARRAY_LEN(faults); i++)
		if (strstr(e->msg, faults[i]))
			fail_msg("seed %u, edit %zu: %s\n%s", seed, edit, e->msg, m->text);
}

static bool keeps_valid_run(const char *text, const char *file, unsigned seed, size_t edits, struct tally *tally)
{
	struct asl_machine *m = machine(text, file);
	bool was_valid = m->valid;
	struct rng r;

	rng_seed(&r, seed);
	for (size_t i = 0; i < edits; i++) {
		struct asl_edit out;
		struct err e;
		bool keeps;
		struct asl_machine *n;

		if (!random_edit(&r, m, &keeps, &out, &e)) {
			tally->refused++;
			if (!strstr(file, "corpus"))
				assert_understood(&e, m, seed, i);
			continue;
		}
		tally->done++;
		n = asl_parse(out.text, out.len, "m", file);
		if (!n->root || (m->valid && keeps && !n->valid)) {
			char *line = n->diags->list.n ? diag_line(&n->diags->list.v[0], "m") : NULL;

			fail_msg("seed %u, edit %zu (%s): %s\n%s\nof\n%s", seed, i, out.label, line ? line : "", out.text, m->text);
		}
		asl_edit_done(&out);
		if (n->top && n->n_states < 60 && (n->valid || i % 3 == 0)) {
			asl_unref(m);
			m = n;
		} else {
			asl_unref(n);
		}
	}
	asl_unref(m);
	return was_valid;
}

static void test_valid_stays_valid(void **st)
{
	struct tally tally = {0};
	size_t valid = 0;

	(void)st;
	for (unsigned seed = 1; seed <= 90; seed++) {
		char *json = generated(seed), *text = in_form(json, (int)(seed % FORMS));

		valid += keeps_valid_run(text, file_of((int)(seed % FORMS)), seed, 20, &tally);
		free(text);
		free(json);
	}
	assert_true(valid > 10);
	assert_true(tally.done > tally.refused / 4);
	print_message("%zu edits done, %zu refused, %zu of 90 machines valid\n", tally.done, tally.refused, valid);
}

/* --- a thousand, and back ------------------------------------------------------------------------------------------------------ */

static const char small[] =
	"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:F\",\"Catch\":[{\"ErrorEquals\":"
	"[\"States.ALL\"],\"Next\":\"D\"}],\"Next\":\"B\"},\"B\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.a\",\"IsPresent\":true,\"Next\":\"C\"}],"
	"\"Default\":\"D\"},\"C\":{\"Type\":\"Map\",\"ItemProcessor\":{\"StartAt\":\"E\",\"States\":{\"E\":{\"Type\":\"Pass\",\"End\":true}}},\"Next\":\"D\"},"
	"\"D\":{\"Type\":\"Succeed\"}}}";

static void thousand(const char *first, const char *file, unsigned seed)
{
	struct splices *backs = xcalloc(1000, sizeof *backs);
	char *text = xstrdup(first);
	size_t len = strlen(first), n = 0, tries = 0;
	struct rng r;

	rng_seed(&r, seed);
	while (n < 1000 && tries++ < 20000) {
		struct asl_machine *m = asl_parse(text, len, "m", file);
		struct asl_edit out;
		struct splices s = {0};
		struct err e;
		bool keeps;

		/* A machine that has grown large is taken apart again. */
		if (m->n_states > 25 ? asl_edit_delete(m, any_state(&r, m), &out, &e) : random_edit(&r, m, &keeps, &out, &e)) {
			splices_between(text, len, out.text, out.len, &s);
			splices_invert(&s, text, &backs[n++]);
			free(text);
			text = out.text;
			len = out.len;
			out.text = NULL;
			asl_edit_done(&out);
			splices_done(&s);
		}
		asl_unref(m);
	}
	assert_int_equal(n, 1000);
	while (n-- > 0) {
		char *before = splices_apply(&backs[n], text, len, &len);

		free(text);
		text = before;
		splices_done(&backs[n]);
	}
	assert_int_equal(len, strlen(first));
	assert_memory_equal(text, first, len);
	free(text);
	free(backs);
}

static void test_thousand_edits(void **st)
{
	(void)st;
	for (int form = 0; form < FORMS; form++) {
		char *text = in_form(small, form);

		thousand(text, file_of(form), 100 + (unsigned)form);
		free(text);
	}
}

/* --- real machines -------------------------------------------------------------------------------------------------------------- */

/* Renamed and renamed back, duplicated and deleted again: the text is what it was. */
static size_t there_and_back(const char *text, size_t len, const char *file)
{
	struct asl_machine *m = asl_parse(text, len, NULL, file), *n;
	struct asl_edit r;
	struct err e;
	size_t done = 0;

	for (size_t i = 0; i < m->n_states && i < 5; i++) {
		const struct asl_state *s = m->states[i];

		if (!asl_edit_rename(m, s, "Another name", &r, &e))
			continue;
		n = asl_parse(r.text, r.len, NULL, file);
		asl_edit_done(&r);
		if (!asl_edit_rename(n, asl_state_at(n, "Another name") ? asl_state_at(n, "Another name") : n->states[i], s->name, &r, &e))
			fail_msg("%s: %s", file, e.msg);
		if (r.len != len || memcmp(r.text, text, len) != 0)
			fail_msg("%s: renaming %s and back changes the text", file, s->name);
		asl_edit_done(&r);
		asl_unref(n);
		done++;
	}
	asl_unref(m);
	return done;
}

static void test_corpus(void **st)
{
	const char *top = getenv("ASLANT_SHARED");
	char *dir = path_join(top ? top : "../shared", "corpus/machines");
	DIR *d = opendir(dir);
	struct dirent *de;
	size_t files = 0, done = 0;
	struct tally tally = {0};

	(void)st;
	while (d && (de = readdir(d))) {
		char *path = path_join(dir, de->d_name), *text;
		size_t len;
		struct err e;
		struct asl_machine *m;

		if (asl_file_may_be_machine(de->d_name) && file_read(path, 4u << 20, &text, &len, &e)) {
			m = asl_load(path, &e);
			if (m && m->text_len == len) {
				assert_memory_equal(m->text, text, len);	/* loading and saving changes nothing */
				done += there_and_back(text, len, path);
				if (strlen(text) == len)
					keeps_valid_run(text, path, (unsigned)files, 3, &tally);
				files++;
			}
			asl_unref(m);
			free(text);
		}
		free(path);
	}
	if (d)
		closedir(d);
	free(dir);
	if (!files) {
		print_message("no corpus of machines here: not tried on it\n");
		skip();
	}
	print_message("%zu machines, %zu renamings there and back, %zu edits done, %zu refused\n", files, done, tally.done, tally.refused);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rename),
		cmocka_unit_test(test_delete),
		cmocka_unit_test(test_delete_choice),
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_add_lines),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_new_catcher),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_yaml),
		cmocka_unit_test(test_template),
		cmocka_unit_test(test_comments),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_palette),
		cmocka_unit_test(test_condition),
		cmocka_unit_test(test_valid_stays_valid),
		cmocka_unit_test(test_thousand_edits),
		cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
