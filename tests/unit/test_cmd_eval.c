/* aslant eval: each case is a command line, what it prints and how it ends. It runs in a child, with files for its streams. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"
#include "cli/cmd_eval.h"

#define ARGS_MAX 12

struct run {
	int status;
	char out[4096], err[4096];
};

static void read_back(FILE *f, char *buf, size_t size)
{
	size_t n;

	rewind(f);
	n = fread(buf, 1, size - 1, f);
	buf[n] = '\0';
	fclose(f);
}

static struct run run(const char *input, char *const *args)
{
	struct run r = { .status = -1 };
	FILE *in = tmpfile(), *out = tmpfile(), *err = tmpfile();
	char *argv[ARGS_MAX + 2] = { (char *)"eval" };
	int argc = 1, status;
	pid_t child;

	while (args[argc - 1] && argc <= ARGS_MAX) {
		argv[argc] = args[argc - 1];
		argc++;
	}
	fputs(input, in);
	rewind(in);
	fflush(NULL);
	child = fork();
	if (child == 0) {
		dup2(fileno(in), STDIN_FILENO);
		dup2(fileno(out), STDOUT_FILENO);
		dup2(fileno(err), STDERR_FILENO);
		status = cmd_eval(argc, argv);
		fflush(NULL);
		_exit(status);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status))
		r.status = WEXITSTATUS(status);
	fclose(in);
	read_back(out, r.out, sizeof r.out);
	read_back(err, r.err, sizeof r.err);
	return r;
}

static void single_expressions(void **state)
{
	static const struct {
		const char *args[ARGS_MAX];
		int status;
		const char *out;
		const char *err;		/* how it begins */
	} cases[] = {
		{ { "--jsonpath", "$.a", "--input", "{\"a\":[1,{}]}" }, 0, "[\n  1,\n  {}\n]\n", "" },
		{ { "--jsonpath", "$.a", "--input", "{\"a\":[1,2.0]}", "--format", "json" }, 0, "{\"result\":[1,2.0]}\n", "" },
		{ { "--jsonpath", "a.b", "--input", "{\"a\":{\"b\":5}}" }, 0, "5\n", "" },
		{ { "--jsonata", "$now()", "--now", "2024-01-02T03:04:05Z" }, 0, "\"2024-01-02T03:04:05.000Z\"\n", "" },
		{ { "--jsonata", "$now()", "--now", "today" }, 2, "", "aslant eval: --now is a time" },
		{ { "--jsonata", "a", "-i", "{\"a\":1}" }, 0, "1\n", "" },
		{ { "--jsonata", "$range(1,3,1)", "--aws", "--format", "json" }, 0, "{\"result\":[1,2,3]}\n", "" },
		{ { "--jsonata", "$eval('1')", "--aws", "--format", "json" }, 1,
			"{\"error\":{\"code\":\"T1006\",\"message\":\"Attempted to invoke a non-function\"}}\n", "" },
		{ { "--jsonata", "$random() < 1", "--seed", "3" }, 0, "true\n", "" },
		{ { "--jsonata", "a &\n\t'é' - 'x'" }, 1, "", "aslant eval: T2001: The left side of the \"-\" operator must evaluate to a number\n"
			"    \xe2\x90\x89'é' - 'x'\n         ^\n" },
		{ { "--jsonata", "(1" }, 1, "", "aslant eval: S0203: Expected \")\" before end of expression\n    (1\n      ^\n" },
		{ { "--jsonata", "1", "--seed", "x" }, 2, "", "aslant eval: --seed is a number" },
		{ { "--jsonpath", "$$.x", "--context", "{\"x\":1}", "--format=json" }, 0, "{\"result\":1}\n", "" },
		{ { "--jsonpath", "$v[1]", "--bindings", "{\"v\":[1,2]}" }, 0, "2\n", "" },
		{ { "--jsonpath", "$", "--format", "json" }, 0, "{\"result\":{}}\n", "" },
		{ { "--intrinsic", "States.Format('{}-{}', $v.a, $w)", "--bindings", "{\"v\":{\"a\":1},\"w\":2}" }, 0, "\"1-2\"\n", "" },
		{ { "--jsonpath", "$.x" }, 1, "", "aslant eval: $.x: No results for path: $['x']\n" },
		{ { "--jsonpath", "$.x", "--format", "json" }, 1,
			"{\"error\":{\"code\":\"States.Runtime\",\"message\":\"No results for path: $['x']\"}}\n", "" },
		{ { "--jsonpath", "$[", "--format", "json" }, 1, "{\"error\":{\"code\":\"InvalidExpression\",\"message\":\"1:3: expected a "
			"number, a name in quotes, \\\"*\\\" or \\\"?\\\" after \\\"[\\\" at the end of the path\"}}\n", "" },
		{ { "--jsonata", "1+1", "--format", "json" }, 0, "{\"result\":2}\n", "" },
		{ { NULL }, 2, "", "aslant eval: an expression is missing\nusage: aslant eval" },
		{ { "--jsonpath", "$", "--intrinsic", "States.UUID()" }, 2, "", "aslant eval: one expression, please\n" },
		{ { "--batch", "--jsonpath", "$" }, 2, "", "aslant eval: --batch reads its expressions from standard input\n" },
		{ { "--nope" }, 2, "", "aslant eval: there is no option \"--nope\"\n" },
		{ { "--jsonpath" }, 2, "", "aslant eval: --jsonpath needs a value\n" },
		{ { "--jsonpath", "$", "more" }, 2, "", "aslant eval: \"more\" belongs to no option\n" },
		{ { "--jsonpath", "$", "--format", "xml" }, 2, "", "aslant eval: --format is text or json, not \"xml\"\n" },
		{ { "--jsonpath", "$", "--input", "{\"a\":}" }, 2, "", "aslant eval: --input:1:6: expected a value, found \"}\"\n" },
		{ { "--jsonpath", "$", "--bindings", "[1]" }, 2, "", "aslant eval: --bindings is an object\n" },
		{ { "--jsonpath", "$", "--input", "@/nowhere/at/all.json" }, 4, "", "aslant eval: " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct run r = run("", (char *const *)cases[i].args);

		assert_string_equal(r.out, cases[i].out);
		if (!str_starts(r.err, cases[i].err) || (!cases[i].err[0] && r.err[0]))
			fail_msg("case %zu: expected %s got %s", i, cases[i].err, r.err);
		assert_int_equal(r.status, cases[i].status);
	}
}

static void every_line_has_an_answer(void **state)
{
	static const char input[] =
		"{\"jsonpath\":\"$.a\",\"input\":{\"a\":1}}\n"
		"{\"intrinsic\":\"States.Array($$.x, $v)\",\"context\":{\"x\":1},\"bindings\":{\"v\":2},\"timelimit_ms\":5}\n"
		"\n"
		"{\"jsonpath\":\"$\",\"intrinsic\":\"x\"}\n"
		"[]\n"
		"{}\n"
		"{\"jsonpath\":1}\n"
		"{\"jsonata\":\"1\"}\n"
		"{\"jsonpath\":\"$\",\"bindings\":1}\n"
		"{\"jsonpath\":\"$\",\"input\":\"\\ud83d\\u0000\"}";
	static const char output[] =
		"{\"result\":1}\n"
		"{\"result\":[1,2]}\n"
		"{\"error\":{\"code\":\"InvalidQuestion\",\"message\":\"1:1: expected a value, found the end of the text\"}}\n"
		"{\"error\":{\"code\":\"InvalidQuestion\",\"message\":\"a question has one expression\"}}\n"
		"{\"error\":{\"code\":\"InvalidQuestion\",\"message\":\"a question is an object\"}}\n"
		"{\"error\":{\"code\":\"InvalidQuestion\",\"message\":\"a question has a member \\\"jsonpath\\\", \\\"intrinsic\\\" or \\\"jsonata\\\"\"}}\n"
		"{\"error\":{\"code\":\"InvalidQuestion\",\"message\":\"an expression is a string\"}}\n"
		"{\"result\":1}\n"
		"{\"error\":{\"code\":\"InvalidQuestion\",\"message\":\"\\\"bindings\\\" is an object\"}}\n"
		"{\"result\":\"\\ud83d\\u0000\"}\n";
	char *const args[] = { (char *)"--batch", (char *)"--format", (char *)"json", NULL };
	struct run r = run(input, args);

	(void)state;
	assert_string_equal(r.out, output);
	assert_string_equal(r.err, "");
	assert_int_equal(r.status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(single_expressions),
		cmocka_unit_test(every_line_has_an_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
