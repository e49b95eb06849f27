/* functions.json: what it may say, what it is told when it is wrong, and that changing it keeps the rest. */
#include "task_support.h"

#include "task/registry.h"

static struct registry *registry_of(const char *text)
{
	test_file_write("functions.json", text, 0644);
	return registry_new(test_path("functions.json"));
}

static void entries_are_read(void **state)
{
	struct registry *r = registry_of("{\"functions\": {\n"
		"  \"Charge\": {\"runtime\": \"python3.12\", \"handler\": \"pay/charge.handler\", \"timeout\": 7.5, \"memory\": 256,\n"
		"              \"env\": {\"MODE\": \"dry\", \"EMPTY\": \"\"}, \"description\": \"takes the money\"},\n"
		"  \"refund-2\": {\"runtime\": \"exec\", \"handler\": \"refund.sh\"}}}");
	const struct function_entry *f;
	struct err e;
	char *file;

	(void)state;
	assert_true(registry_refresh(r, &e));
	assert_int_equal(registry_count(r), 2);
	f = registry_at(r, 0);
	assert_string_equal(f->name, "Charge");
	assert_int_equal(f->runtime, RUNTIME_PYTHON);
	assert_string_equal(f->handler, "pay/charge.handler");
	assert_string_equal(f->description, "takes the money");
	assert_true(f->timeout_s == 7.5);
	assert_int_equal(f->memory_mb, 256);
	assert_int_equal(f->env.n, 2);
	assert_string_equal(f->env.v[0].name, "MODE");
	assert_string_equal(f->env.v[1].value, "");
	assert_int_equal(f->span.line, 2);
	file = function_file(f);
	assert_true(str_ends(file, "/pay/charge.py"));
	free(file);
	f = registry_at(r, 1);
	assert_true(f->timeout_s == 3 && f->memory_mb == 128 && !f->description);
	assert_null(registry_at(r, 2));
	registry_free(r);
}

static void names_and_arns_lead_to_a_function(void **state)
{
	static const struct {
		const char *text, *name;
	} cases[] = {
		{"Charge", "Charge"},
		{"Charge:prod", "Charge"},
		{"Charge:$LATEST", "Charge"},
		{"arn:aws:lambda:us-east-1:111122223333:function:Charge", "Charge"},
		{"arn:aws:lambda:eu-west-1:444455556666:function:Charge:7", "Charge"},
		{"arn:aws-cn:lambda:cn-north-1:444455556666:function:Charge:$LATEST", "Charge"},
		{"444455556666:function:Charge", "Charge"},
		{"444455556666:function:Charge:prod", "Charge"},
		{"Refund", NULL},
		{"charge", NULL},
		{"", NULL},
		{"Charge:a:b", NULL},
		{"arn:aws:states:us-east-1:111122223333:activity:Charge", NULL},
		{"arn:aws:states:us-east-1:111122223333:function:Charge", NULL},
		{"arn:aws:lambda:us-east-1:111122223333:function:", NULL},
		{"arn:aws:states:::lambda:invoke", NULL},
	};
	struct registry *r = registry_of("{\"functions\": {\"Charge\": {\"runtime\": \"python3\", \"handler\": \"a.b\"}}}");
	struct err e;

	(void)state;
	assert_true(registry_refresh(r, &e));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct function_entry *f = registry_find(r, cases[i].text);

		if (!!f != !!cases[i].name)
			fail_msg("%s: %s", cases[i].text, f ? "found" : "not found");
	}
	registry_free(r);
}

static void mistakes_have_a_place_and_a_sentence(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{"{\"functions\": {\"F\": {\"runtime\": \"python3\",}}}", "1:43: "},
		{"[]", "1:1: expected {\"functions\": {NAME: {…}, …}}"},
		{"{\"functions\": 7}", "1:15: expected {\"functions\": {NAME: {…}, …}}"},
		{"{\"functions\": {}, \"function\": {}}", "1:19: there is no field \"function\" here, only \"functions\""},
		{"{\"functions\": {\"a b\": {}}}", "1:16: \"a b\" is no name for a function: 1 to 64 letters, digits, - and _"},
		{"{\"functions\": {\"F\": []}}", "1:21: function \"F\" must be an object"},
		{"{\"functions\": {\n \"F\": {\"handler\": \"a.b\"}}}", "2:2: function \"F\": \"runtime\" is missing"},
		{"{\"functions\": {\"F\": {\"runtime\": \"python3\"}}}", "1:16: function \"F\": \"handler\" is missing"},
		{"{\"functions\": {\"F\": {\"runtime\": \"ruby3\"}}}",
			"1:33: function \"F\": \"runtime\" must be \"python3\", \"nodejs\" (both may name a version) or \"exec\""},
		{"{\"functions\": {\"F\": {\"runtime\": \"exec5\"}}}", "1:33: function \"F\": \"runtime\" must be "},
		{"{\"functions\": {\"F\": {\"handler\": \"\"}}}", "1:33: function \"F\": \"handler\" must be the handler's name"},
		{"{\"functions\": {\"F\": {\"timeout\": 0}}}", "1:33: function \"F\": \"timeout\" must be a number of seconds up to 900"},
		{"{\"functions\": {\"F\": {\"timeout\": 901}}}", "1:33: function \"F\": \"timeout\" must be a number of seconds up to 900"},
		{"{\"functions\": {\"F\": {\"memory\": 127}}}", "1:32: function \"F\": \"memory\" must be a whole number of MB from 128 to 10240"},
		{"{\"functions\": {\"F\": {\"memory\": \"128\"}}}", "1:32: function \"F\": \"memory\" must be a whole number of MB"},
		{"{\"functions\": {\"F\": {\"env\": {\"A\": 1}}}}", "1:35: function \"F\": \"A\" must be a string"},
		{"{\"functions\": {\"F\": {\"env\": {\"A=B\": \"\"}}}}", "1:30: function \"F\": \"A=B\" is no name for an environment variable"},
		{"{\"functions\": {\"F\": {\"env\": {\"AWS_REGION\": \"x\"}}}}",
			"1:30: function \"F\": the environment variable AWS_REGION is set by Lambda itself"},
		{"{\"functions\": {\"F\": {\"memroy\": 128}}}", "1:22: function \"F\": there is no field \"memroy\""},
		{"{\"functions\": {}, \"services\": []}", "1:19: services: \"services\" must be an object"},
		{"{\"functions\": {}, \"services\": {\"dynamodb\": \"F\"}}", "1:32: services: \"dynamodb\" is no action"},
		{"{\"functions\": {}, \"services\": {\"dynamodb:putItem\": \"F\"}}", "1:32: services: \"dynamodb:putItem\" must name one of the"},
		{"{\"functions\": {\"F\": {\"description\": null}}}", "1:37: function \"F\": \"description\" must be a string"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct registry *r = registry_of(cases[i].text);
		char *expected = xasprintf("%s:%s", registry_path(r), cases[i].message);
		struct err e;

		assert_false(registry_refresh(r, &e));
		if (!str_starts(e.msg, expected))
			fail_msg("%s\n  says     %s\n  expected %s", cases[i].text, e.msg, expected);
		free(expected);
		registry_free(r);
	}
}

static void a_broken_file_keeps_what_was_known(void **state)
{
	struct registry *r = registry_of("{\"functions\": {\"F\": {\"runtime\": \"exec\", \"handler\": \"f.sh\"}}}");
	struct err e;

	(void)state;
	assert_true(registry_refresh(r, &e));
	test_file_write("functions.json", "{\"functions\": {", 0644);
	assert_false(registry_refresh(r, &e));
	assert_false(registry_refresh(r, &e));
	assert_int_equal(registry_count(r), 1);
	test_file_write("functions.json", "{\"functions\": {}}", 0644);
	assert_true(registry_refresh(r, &e));
	assert_int_equal(registry_count(r), 0);
	unlink(test_path("functions.json"));
	assert_true(registry_refresh(r, &e));
	registry_free(r);
}

static char *text_of(const char *name)
{
	struct err e;
	char *text;
	size_t len;

	if (!file_read(test_path(name), 1 << 20, &text, &len, &e))
		fail_msg("%s", e.msg);
	return text;
}

static void adding_writes_a_handler_and_keeps_the_rest(void **state)
{
	struct registry *r = registry_of("{\"functions\": {\"Old\": {\"handler\": \"old.run\", \"runtime\": \"nodejs20.x\", \"timeout\": 2.50}}}");
	struct function_spec spec = {.name = "MockAPIFunction", .runtime = RUNTIME_PYTHON, .description = "says \"hello\""};
	struct err e;
	struct stat st;
	char *file, *text;

	(void)state;
	assert_true(registry_add(r, &spec, &file, &e));
	assert_true(str_ends(file, "/mock_api_function.py"));
	assert_true(file_exists(file));
	free(file);
	assert_int_equal(registry_count(r), 2);
	assert_string_equal(registry_at(r, 0)->runtime_name, "nodejs20.x");
	assert_string_equal(registry_find(r, "MockAPIFunction")->handler, "mock_api_function.lambda_handler");
	text = text_of("functions.json");
	assert_non_null(strstr(text, "\"timeout\": 2.50"));
	free(text);

	assert_false(registry_add(r, &spec, NULL, &e));
	assert_true(str_ends(e.msg, "there is a function \"MockAPIFunction\" already"));
	spec.name = "mock_api_function";
	assert_false(registry_add(r, &spec, NULL, &e));
	assert_true(str_ends(e.msg, "/mock_api_function.py exists already"));
	spec.name = "no good";
	assert_false(registry_add(r, &spec, NULL, &e));
	assert_int_equal(registry_count(r), 2);

	spec = (struct function_spec){.name = "2nd-Shell", .runtime = RUNTIME_EXEC, .timeout_s = 10, .memory_mb = 512};
	assert_true(registry_add(r, &spec, NULL, &e));
	assert_int_equal(stat(test_path("f2nd_shell.sh"), &st), 0);
	assert_true(st.st_mode & S_IXUSR);
	assert_int_equal(registry_find(r, "2nd-Shell")->memory_mb, 512);
	registry_free(r);
}

static void a_registry_is_made_where_there_is_none(void **state)
{
	struct registry *r = registry_new(test_path("new/functions/functions.json"));
	struct function_spec spec = {.name = "First", .runtime = RUNTIME_NODE};
	struct err e;

	(void)state;
	assert_true(registry_refresh(r, &e));
	assert_int_equal(registry_count(r), 0);
	assert_true(registry_add(r, &spec, NULL, &e));
	assert_true(file_exists(test_path("new/functions/first.js")));
	assert_int_equal(registry_count(r), 1);
	registry_free(r);
}

static void a_folder_that_is_yet_to_be_made_is_absolute(void **state)
{
	char cwd[4096];
	struct registry *r;

	(void)state;
	assert_non_null(getcwd(cwd, sizeof cwd));
	assert_int_equal(chdir(test_path(".")), 0);
	r = registry_new("./later/functions/functions.json");
	assert_int_equal(registry_dir(r)[0], '/');
	assert_true(str_ends(registry_dir(r), "/later/functions"));
	registry_free(r);
	assert_int_equal(chdir(cwd), 0);
}

static void removing_takes_the_entry_and_if_asked_the_file(void **state)
{
	struct registry *r = registry_of("{\"functions\": {\"A\": {\"runtime\": \"python3\", \"handler\": \"shared.a\"},"
		"\"B\": {\"runtime\": \"python3\", \"handler\": \"shared.b\"}, \"C\": {\"runtime\": \"exec\", \"handler\": \"c.sh\"}}}");
	struct err e;

	(void)state;
	test_file_write("shared.py", "", 0644);
	test_file_write("c.sh", "", 0755);
	assert_true(registry_remove(r, "A", true, &e));
	assert_true(file_exists(test_path("shared.py")));
	assert_true(registry_remove(r, "B", true, &e));
	assert_false(file_exists(test_path("shared.py")));
	assert_true(registry_remove(r, "C", false, &e));
	assert_true(file_exists(test_path("c.sh")));
	assert_int_equal(registry_count(r), 0);
	assert_false(registry_remove(r, "C", true, &e));
	assert_true(str_ends(e.msg, "there is no function \"C\""));
	registry_free(r);
}

static const char *doer(const struct registry *r, const char *resource)
{
	char *text = xasprintf("{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":\"%s\",\"End\":true}}}", resource);
	struct asl_machine *m = asl_parse(text, strlen(text), "M", NULL);
	const struct function_entry *f = registry_find_service(r, &m->states[0]->resource);
	const char *name = f ? f->name : "nobody";

	asl_unref(m);
	free(text);
	return name;
}

static void actions_of_services_lead_to_a_function(void **state)
{
	struct registry *r = registry_of("{\"functions\": {\"A\": {\"runtime\": \"exec\", \"handler\": \"a\"}, \"B\": {\"runtime\": \"exec\","
		"\"handler\": \"b\"}}, \"services\": {\"dynamodb:*\": \"A\", \"dynamodb:putItem\": \"B\", \"aws-sdk:ec2:runInstances\": \"A\","
		"\"arn:aws:states:::sqs:sendMessage.waitForTaskToken\": \"B\", \"arn:aws:states:eu-west-1:1:activity:Act\": \"A\"}}");
	struct err e;

	(void)state;
	assert_true(registry_refresh(r, &e));
	assert_string_equal(doer(r, "arn:aws:states:::dynamodb:getItem"), "A");
	assert_string_equal(doer(r, "arn:aws:states:::dynamodb:putItem"), "B");
	assert_string_equal(doer(r, "arn:aws:states:::aws-sdk:dynamodb:putItem"), "nobody");
	assert_string_equal(doer(r, "arn:aws:states:::aws-sdk:ec2:runInstances"), "A");
	assert_string_equal(doer(r, "arn:aws:states:::aws-sdk:ec2:stopInstances"), "nobody");
	assert_string_equal(doer(r, "arn:aws:states:::sqs:sendMessage"), "B");
	assert_string_equal(doer(r, "arn:aws:states:us-east-1:2:activity:Act"), "A");
	assert_true(registry_remove(r, "A", false, &e));
	assert_string_equal(doer(r, "arn:aws:states:::dynamodb:getItem"), "nobody");
	assert_string_equal(doer(r, "arn:aws:states:::dynamodb:putItem"), "B");
	registry_free(r);
}

static void nothing_is_half_done_where_writing_fails(void **state)
{
	struct registry *r = registry_of("{\"functions\": {");
	struct function_spec spec = {.name = "F", .runtime = RUNTIME_PYTHON};
	struct err e;

	(void)state;
	assert_false(registry_add(r, &spec, NULL, &e));
	assert_false(file_exists(test_path("f.py")));
	assert_false(registry_remove(r, "F", true, &e));
	registry_free(r);
}

static void an_entry_outlives_its_registry(void **state)
{
	struct registry *r = registry_of("{\"functions\": {\"F\": {\"runtime\": \"exec\", \"handler\": \"f.sh\"}}}");
	struct function_entry *f;
	struct err e;

	(void)state;
	assert_true(registry_refresh(r, &e));
	f = function_entry_ref(registry_find(r, "F"));
	registry_free(r);
	assert_string_equal(f->handler, "f.sh");
	function_entry_unref(f);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, test_dir_make, test_dir_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(entries_are_read),
		TEST(names_and_arns_lead_to_a_function),
		TEST(mistakes_have_a_place_and_a_sentence),
		TEST(a_broken_file_keeps_what_was_known),
		TEST(adding_writes_a_handler_and_keeps_the_rest),
		TEST(a_registry_is_made_where_there_is_none),
		TEST(a_folder_that_is_yet_to_be_made_is_absolute),
		TEST(removing_takes_the_entry_and_if_asked_the_file),
		TEST(actions_of_services_lead_to_a_function),
		TEST(nothing_is_half_done_where_writing_fails),
		TEST(an_entry_outlives_its_registry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
