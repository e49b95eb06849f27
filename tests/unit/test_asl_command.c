/* aslant lint: its three formats, its options and exit statuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/base.h"
#include "cli/cmd_lint.h"
#include "json/json.h"

static char *dir;

static const char good[] = "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Succeed\"}}}\n";
static const char bad[] = "{\n  \"StartAt\": \"A\",\n  \"States\": {\"A\": {\"Type\": \"Pass\", \"Next\": \"50%\"},\n\"\\u202ex\": {\"Type\": \"Fail\"}}\n}\n";
static const char token[] = "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Task\", \"End\": true, \"TimeoutSeconds\": 9,"
	"\"Resource\": \"arn:aws:states:::sqs:sendMessage.waitForTaskToken\","
	"\"Parameters\": {\"QueueUrl\": \"q\", \"MessageBody.$\": \"$$.Task.Token\"}}}}\n";

static int make_files(void **state)
{
	static const char *const files[][2] = { { "good.json", good }, { "bad.json", bad }, { "token.json", token } };
	char template[] = "/tmp/aslant-lint-XXXXXX";

	(void)state;
	if (!mkdtemp(template))
		return -1;
	dir = xstrdup(template);
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		char *path = path_join(dir, files[i][0]);
		struct err e;

		if (!file_write_atomic(path, files[i][1], strlen(files[i][1]), &e))
			return -1;
		free(path);
	}
	return chdir(dir);
}

static int remove_files(void **state)
{
	static const char *const files[] = { "good.json", "bad.json", "token.json", "out" };

	int status;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		unlink(files[i]);
	status = chdir("/") == 0 ? rmdir(dir) : -1;
	free(dir);
	return status;
}

/* Runs lint with these words (NULL-terminated); *out gets what it printed. The caller frees it. */
static int lint(char **out, ...)
{
	char *argv[10] = { (char *)"lint" };
	int argc = 1, status, saved, saved_err;
	struct err e;
	size_t len;
	va_list ap;

	va_start(ap, out);
	while ((argv[argc] = va_arg(ap, char *)))
		argc++;
	va_end(ap);
	fflush(stdout);
	saved = dup(STDOUT_FILENO);
	saved_err = dup(STDERR_FILENO);
	assert_non_null(freopen("out", "w", stdout));
	dup2(STDOUT_FILENO, STDERR_FILENO);
	status = cmd_lint(argc, argv);
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	dup2(saved_err, STDERR_FILENO);
	close(saved);
	close(saved_err);
	assert_true(file_read("out", 1 << 20, out, &len, &e));
	return status;
}

static void people_read_lines(void **state)
{
	char *out;

	(void)state;
	assert_int_equal(lint(&out, "good.json", NULL), 0);
	assert_string_equal(out, "good.json: valid\n");
	free(out);
	assert_int_equal(lint(&out, "bad.json", "good.json", NULL), 3);
	assert_string_equal(out,
		"bad.json:3:44: error[MISSING_TRANSITION_TARGET]: Missing 'Next' target: 50% at /States/A/Next\n"
		"bad.json:4:1: error[MISSING_TRANSITION_TARGET]: State \"�x\" is not reachable. at /States/�x\n"
		"bad.json: invalid, 2 errors\n"
		"good.json: valid\n");
	free(out);
}

static void programs_read_json(void **state)
{
	char *out;
	cJSON *list;
	const cJSON *file, *d;
	struct err e;

	(void)state;
	assert_int_equal(lint(&out, "--format", "json", "good.json", "bad.json", NULL), 3);
	list = json_read(out, &e);
	assert_non_null(list);
	assert_int_equal(json_count(list), 2);
	assert_string_equal(json_get_string(list->child, "file"), "good.json");
	assert_true(cJSON_IsTrue(json_get(list->child, "valid")));
	assert_int_equal(json_count(json_get(list->child, "diagnostics")), 0);
	file = list->child->next;
	assert_true(cJSON_IsFalse(json_get(file, "valid")));
	d = json_get(file, "diagnostics")->child;
	assert_string_equal(json_get_string(d, "severity"), "ERROR");
	assert_string_equal(json_get_string(d, "code"), "MISSING_TRANSITION_TARGET");
	assert_string_equal(json_get_string(d, "message"), "Missing 'Next' target: 50%");
	assert_string_equal(json_get_string(d, "location"), "/States/A/Next");
	assert_int_equal(json_get(d, "line")->valuedouble, 3);
	assert_int_equal(json_get(d, "column")->valuedouble, 44);
	cJSON_Delete(list);
	free(out);
}

static void github_reads_annotations(void **state)
{
	char *out;

	(void)state;
	assert_int_equal(lint(&out, "--format=github", "bad.json", NULL), 3);
	assert_string_equal(out,
		"::error file=bad.json,line=3,col=44,title=MISSING_TRANSITION_TARGET::Missing 'Next' target: 50%25\n"
		"::error file=bad.json,line=4,col=1,title=MISSING_TRANSITION_TARGET::State \"�x\" is not reachable.\n");
	free(out);
}

static void express_machines_have_rules_of_their_own(void **state)
{
	char *out;

	(void)state;
	assert_int_equal(lint(&out, "--type", "STANDARD", "token.json", NULL), 0);
	free(out);
	assert_int_equal(lint(&out, "token.json", "--type", "EXPRESS", NULL), 3);
	assert_non_null(strstr(out, "Express state machine does not support '.waitForTaskToken' service integration  at /States/A/Resource"));
	free(out);
}

static void wrong_usage_is_told(void **state)
{
	char *out;

	(void)state;
	assert_int_equal(lint(&out, NULL), 2);
	assert_true(str_starts(out, "usage: aslant lint"));
	free(out);
	assert_int_equal(lint(&out, "--ignore", "nonsense", "good.json", NULL), 2);
	assert_string_equal(out, "aslant lint: --ignore nonsense: there is no such rule; --explain lists them\n");
	free(out);
	assert_int_equal(lint(&out, "--explain", "nonsense", NULL), 2);
	free(out);
	assert_int_equal(lint(&out, "--format", "xml", "good.json", NULL), 2);
	assert_string_equal(out, "aslant lint: --format xml: human, json or github expected\n");
	free(out);
	assert_int_equal(lint(&out, "--type", "FAST", "good.json", NULL), 2);
	free(out);
	assert_int_equal(lint(&out, "--nonsense", "good.json", NULL), 2);
	free(out);
}

static void rules_are_explained(void **state)
{
	char *out;
	cJSON *list;
	struct err e;

	(void)state;
	assert_int_equal(lint(&out, "--explain", NULL), 0);
	assert_non_null(strstr(out, "choice.default         info     A Choice without Default\n"));
	free(out);
	assert_int_equal(lint(&out, "--explain", "choice.default", NULL), 0);
	assert_true(str_starts(out, "choice.default (info)\n  A Choice without Default.\n\n  Why:  An input that no rule fits"));
	free(out);
	assert_int_equal(lint(&out, "--format", "json", "--explain", "map.*", "fail.name", NULL), 0);
	list = json_read(out, &e);
	assert_int_equal(json_count(list), 6);
	cJSON_Delete(list);
	free(out);
}

static void put(const char *name, const char *text)
{
	struct err e;

	assert_true(file_write_atomic(name, text, strlen(text), &e));
}

static void a_workspace_says_which_rules_it_wants(void **state)
{
	static const char choice[] = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.a\",\"IsNull\":true,\"Next\":\"B\"}]},"
		"\"B\":{\"Type\":\"Fail\",\"Comment\":\"aslant-ignore: fail.name\"}}}";
	char *out;

	(void)state;
	put("choice.json", choice);
	assert_int_equal(lint(&out, "choice.json", NULL), 0);
	assert_non_null(strstr(out, "info[choice.default]"));
	assert_non_null(strstr(out, "choice.json: valid, 1 ignored\n"));
	free(out);
	assert_int_equal(lint(&out, "--ignore", "choice.*", "choice.json", NULL), 0);
	assert_string_equal(out, "choice.json: valid, 1 ignored\n");
	free(out);
	put("aslant.json", "{\"lint\": {\"severity\": {\"choice.default\": \"error\"}}}");
	assert_int_equal(lint(&out, "choice.json", NULL), 3);
	assert_non_null(strstr(out, "error[choice.default]"));
	free(out);
	put("aslant.json", "{\"lint\": {\"ignore\": [\"*\"]}}");
	assert_int_equal(lint(&out, "choice.json", NULL), 0);
	assert_string_equal(out, "choice.json: valid\n");
	free(out);
	put("aslant.json", "{\"lint\": {\"ignore\": [\"nonsense\"]}}");
	assert_int_equal(lint(&out, "choice.json", NULL), 4);
	assert_non_null(strstr(out, "aslant.json:1:22: there is no rule \"nonsense\""));
	free(out);
	put("aslant.json", "{\"lint\": {\"severity\": {\"NO_PATH\": \"loud\"}}}");
	assert_int_equal(lint(&out, "choice.json", NULL), 4);
	free(out);
	unlink("aslant.json");
	unlink("choice.json");
}

static void what_mends_itself_is_mended(void **state)
{
	static const char before[] = "{\n  \"StartAt\": \"A\",\n  \"States\": {\"A\": {\"Type\": \"Pass\", \"next\" : \"b\"}, \"B\":{\"Type\":\"succeed\"} }\n}\n";
	static const char after[] = "{\n  \"StartAt\": \"A\",\n  \"States\": {\"A\": {\"Type\": \"Pass\", \"Next\" : \"B\"}, \"B\":{\"Type\":\"Succeed\"} }\n}\n";
	char *out;
	struct err e;
	size_t len;

	(void)state;
	put("mend.json", before);
	assert_int_equal(lint(&out, "--fix", "mend.json", NULL), 0);
	assert_non_null(strstr(out, ": mended[SCHEMA_VALIDATION_FAILED]: rename next to Next\n"));
	free(out);
	assert_true(file_read("mend.json", 1 << 20, &out, &len, &e));
	assert_string_equal(out, after);
	free(out);
	unlink("mend.json");
}

static void a_missing_file_is_the_hosts_fault(void **state)
{
	char *out;

	(void)state;
	assert_int_equal(lint(&out, "bad.json", "nowhere.json", "good.json", NULL), 4);
	assert_non_null(strstr(out, "aslant lint: nowhere.json: "));
	assert_non_null(strstr(out, "good.json: valid\n"));
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(people_read_lines),
		cmocka_unit_test(programs_read_json),
		cmocka_unit_test(github_reads_annotations),
		cmocka_unit_test(express_machines_have_rules_of_their_own),
		cmocka_unit_test(wrong_usage_is_told),
		cmocka_unit_test(rules_are_explained),
		cmocka_unit_test(a_workspace_says_which_rules_it_wants),
		cmocka_unit_test(what_mends_itself_is_mended),
		cmocka_unit_test(a_missing_file_is_the_hosts_fault),
	};

	return cmocka_run_group_tests(tests, make_files, remove_files);
}
