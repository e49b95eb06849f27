/* Breakpoints as text and as tests of events, expressions at a moment, watches; forwards as they are met and along what is recorded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/debugger.h"
#include "tests/engine/host.h"

static const char definition[] =
	"{\"StartAt\":\"First\",\"States\":{"
	"\"First\":{\"Type\":\"Pass\",\"Assign\":{\"n\":1,\"who\":{\"name\":\"A\"}},\"Next\":\"Call API\"},"
	"\"Call API\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:F\",\"ResultPath\":\"$.got\","
	"\"Retry\":[{\"ErrorEquals\":[\"Slow\"],\"MaxAttempts\":2}],"
	"\"Catch\":[{\"ErrorEquals\":[\"Broken\"],\"Next\":\"Last\"},{\"ErrorEquals\":[\"States.ALL\"],\"ResultPath\":\"$.e\",\"Next\":\"Each\"}],\"Next\":\"Each\"},"
	"\"Each\":{\"Type\":\"Map\",\"ItemsPath\":\"$.items\",\"MaxConcurrency\":1,\"ItemProcessor\":{\"StartAt\":\"In\",\"States\":{"
	"\"In\":{\"Type\":\"Pass\",\"Assign\":{\"z.$\":\"$\"},\"End\":true}}},\"Assign\":{\"n\":2},\"Next\":\"error\"},"
	"\"error\":{\"Type\":\"Pass\",\"QueryLanguage\":\"JSONata\",\"Next\":\"Last\"},"
	"\"Last\":{\"Type\":\"Succeed\"}}}";
static const char mocks_text[] = "{\"Call API\":[{\"Throw\":{\"Error\":\"Slow\"}},{\"Throw\":{\"Error\":\"Slow\"}},{\"Throw\":{\"Error\":\"Slow\",\"Cause\":\"why\"}}]}";

static struct asl_machine *machine;
static struct host host;
static cJSON *mocks;
static struct projection *p;
static const struct history *h;

static int set_up(void **state)
{
	struct engine_options o = {.name = "n"};
	struct value *input;
	struct err e;

	(void)state;
	machine = asl_parse(definition, strlen(definition), "m", NULL);
	mocks = json_read(mocks_text, &e);
	host_init(&host, machine, &o, mocks);
	input = value_parse("{\"items\":[7,8,9],\"k\":{\"a b\":[1]}}", 33, &e);
	if (!machine->valid || !host_start(&host, input, &e))
		return -1;
	value_unref(input);
	host_run(&host);
	h = engine_history(host.engine);
	p = projection_new(machine);
	return engine_status(host.engine) == EXEC_SUCCEEDED ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	projection_free(p);
	host_done(&host);
	cJSON_Delete(mocks);
	asl_unref(machine);
	return 0;
}

/* --- texts ---------------------------------------------------------------------------------------------------------- */

static void reads_as(const char *text, const char *again)
{
	struct breakpoint b, c;
	struct str s = {0}, t = {0};
	struct err e;

	if (!breakpoint_parse(text, machine, &b, &e))
		fail_msg("%s: %s", text, e.msg);
	breakpoint_print(&b, &s);
	assert_string_equal(str_get(&s), again);
	assert_true(breakpoint_parse(str_get(&s), NULL, &c, &e));	/* what is kept needs no definition to be read */
	breakpoint_print(&c, &t);
	assert_string_equal(str_get(&t), again);
	breakpoint_done(&b);
	breakpoint_done(&c);
	str_done(&s);
	str_done(&t);
}

static void is_refused(const char *text, const char *message)
{
	struct breakpoint b;
	struct err e;

	if (breakpoint_parse(text, machine, &b, &e))
		fail_msg("%s is taken", text);
	assert_string_equal(e.msg, message);
}

static void texts_are_read_and_written(void **state)
{
	(void)state;
	reads_as("First", "\"First\"");
	reads_as("  Call API  enter ", "\"Call API\"");
	reads_as("Call API exit if $.n > 3", "\"Call API\" exit if $.n > 3");
	reads_as("\"Call API\" if a", "\"Call API\" if a");
	reads_as("Each/In at 2", "\"Each/In\" at 2");
	reads_as("edge Call API Last", "edge \"Call API\" \"Last\"");
	reads_as("error Lambda.* in Call API", "error \"Lambda.*\" in \"Call API\"");
	reads_as("error *", "error \"*\"");
	reads_as("retry Call API 2 ignore 3", "retry \"Call API\" 2 ignore 3");
	reads_as("retry Call API", "retry \"Call API\"");
	reads_as("catch", "catch");
	reads_as("catch if true", "catch if true");
	reads_as("catch Call API 2", "catch \"Call API\" 2");
	reads_as("event TaskFailed", "event \"TaskFailed\"");
	reads_as("event *Failed if $x = 1", "event \"*Failed\" if $x = 1");
	reads_as("any if $n = 2", "any if $n = 2");
	reads_as("if $n = 2", "any if $n = 2");
	reads_as("error", "\"error\"");		/* a state that is called so */
	reads_as("error exit", "\"error\" exit");
	reads_as("\"say \\\"x\\\"\"", "\"say \\\"x\\\"\"");
	is_refused("", "a state is missing");
	is_refused("edge First", "the state that the transition goes to is missing");
	is_refused("retry First 0", "\"0\" is no number of at least 1");
	is_refused("First at -1", "\"-1\" is no number of at least 0");
	is_refused("First if", "the condition is missing");
	is_refused("First and more", "\"and more\" is not understood here");
	is_refused("event Nothing", "\"Nothing\" is no type of event");
	is_refused("\"First", "a quoted name has no end");
}

static void patterns(void **state)
{
	(void)state;
	assert_true(glob_matches("*", ""));
	assert_true(glob_matches("a*c", "abbc"));
	assert_true(glob_matches("*b*c?", "abbcd"));
	assert_true(glob_matches("States.*", "States.ALL"));
	assert_false(glob_matches("a?", "a"));
	assert_false(glob_matches("", "a"));
	assert_false(glob_matches("a*c", "abbd"));
}

/* --- events ---------------------------------------------------------------------------------------------------------- */

/* The events at which it stops on the way from the first to the last, "3 9 14". */
static void stops_at(const char *text, const char *ids)
{
	struct debugger d = {0};
	struct str seen = {0}, back = {0};
	struct debug_stop why;
	struct err e;

	if (!debugger_break(&d, text, machine, false, &e))
		fail_msg("%s: %s", text, e.msg);
	for (int32_t id = 1; id <= (int32_t)h->events.n; id++) {
		projection_seek(p, h, id);
		if (debugger_stops(&d, p, NULL, &why))
			str_addf(&seen, "%s%d", seen.len ? " " : "", id);
	}
	if (strcmp(str_get(&seen), ids) != 0)
		fail_msg("%s stops at %s, not at %s", text, str_get(&seen), ids);
	/* the same, sought from behind */
	for (int32_t id = (int32_t)h->events.n + 1; (id = debugger_search(&d, p, NULL, id, -1, &why));) {
		char *before = str_take(&back);

		str_addf(&back, "%d%s%s", id, *before ? " " : "", before);
		free(before);
	}
	if (!strstr(text, "ignore"))
		assert_string_equal(str_get(&back), ids);
	debugger_done(&d);
	str_done(&seen);
	str_done(&back);
}

static void events_match(void **state)
{
	(void)state;
	stops_at("First", "2");
	stops_at("First exit", "3");
	stops_at("Call API", "4");
	stops_at("error Slow", "7 10 13");
	stops_at("error Sl* in Call API", "7 10 13");
	stops_at("error Slow in First", "");
	stops_at("retry Call API", "7 10");
	stops_at("retry Call API 2", "10");
	stops_at("catch", "14");
	stops_at("catch Call API 2", "14");
	stops_at("catch Call API 1", "");
	stops_at("edge First Call API", "4");
	stops_at("edge Call API Last", "");
	stops_at("event Map*Started", "16 17 21 25");
	stops_at("In", "18 22 26");
	stops_at("Each/In at 1", "22");
	stops_at("In ignore 2", "26");
	stops_at("any", "2 4 15 18 22 26 31 33");
}

static void conditions_hold(void **state)
{
	(void)state;
	stops_at("any if $n = 1", "4 15 18 22 26");
	stops_at("any if $n > 1", "31 33");
	stops_at("In if $ = 8", "22");
	stops_at("In if {\"Variable\":\"$\",\"NumericGreaterThanEquals\":8}", "22 26");
	stops_at("if $$.Map.Item.Index", "22 26");
	stops_at("if $states.context.State.Name = \"Last\"", "33");
	stops_at("if $$.State.Name = \"Last\" and '$$' = \"$$\"", "33");
	stops_at("Call API exit if $$.State.RetryCount = 2", "14");
	stops_at("error * if $errorOutput.Cause = \"why\"", "13");
	stops_at("Call API if $.k['a b'][0]", "4");
	stops_at("Call API if $.nothing", "");
	stops_at("error if $[0] = 7", "31");	/* a JSONata state */
}

static void a_broken_condition_is_refused(void **state)
{
	struct debugger d = {0};
	struct err e;

	(void)state;
	assert_int_equal(debugger_break(&d, "First if $sum(1", machine, false, &e), 0);
	assert_int_equal(e.code, ERR_SYNTAX);
	assert_int_equal(debugger_break(&d, "Nowhere", machine, false, &e), 0);
	assert_string_equal(e.msg, "there is no state \"Nowhere\"");
	assert_int_equal(debugger_break(&d, "edge First Nowhere", machine, false, &e), 0);
	assert_int_equal(debugger_watch(&d, "", true, &e), 0);
	assert_true(debugger_is_idle(&d));
	debugger_done(&d);
}

static void hits_are_counted_and_temporary_ones_go(void **state)
{
	struct debugger d = {0};
	struct debug_stop why;
	struct err e;
	unsigned in, once, off;

	(void)state;
	in = debugger_break(&d, "In", machine, false, &e);
	once = debugger_break(&d, "In", machine, true, &e);
	off = debugger_break(&d, "any", machine, false, &e);
	debugger_find(&d, off)->enabled = false;
	for (int32_t id = 1; id <= (int32_t)h->events.n; id++) {
		projection_seek(p, h, id);
		if (debugger_stops(&d, p, NULL, &why))
			assert_string_equal(why.reason, "In entered");
	}
	assert_int_equal(debugger_find(&d, in)->hits, 3);
	assert_int_equal(debugger_find(&d, off)->hits, 0);
	assert_null(debugger_find(&d, once));
	assert_true(debugger_delete(&d, in));
	assert_false(debugger_delete(&d, in));
	assert_true(debugger_is_idle(&d));
	debugger_done(&d);
}

static void watches_stop_at_another_value(void **state)
{
	struct debugger d = {0};
	struct str at = {0};
	struct debug_stop why = {0};
	struct err e;
	int32_t id;

	(void)state;
	assert_int_equal(debugger_watch(&d, "$n", true, &e), 1);
	assert_int_equal(debugger_watch(&d, "$who.name", false, &e), 2);
	assert_false(debugger_is_idle(&d));
	projection_seek(p, h, 1);
	debugger_prime(&d, p, NULL);
	for (id = 2; id <= (int32_t)h->events.n; id++) {
		projection_seek(p, h, id);
		if (debugger_stops(&d, p, NULL, &why))
			str_addf(&at, "%d %s; ", id, why.reason);
	}
	assert_string_equal(str_get(&at), "3 $n is now 1; 30 $n is now 2; ");
	assert_int_equal(debugger_search(&d, p, NULL, (int32_t)h->events.n, -1, &why), 30);
	assert_int_equal(debugger_search(&d, p, NULL, 30, -1, &why), 3);
	assert_int_equal(debugger_search(&d, p, NULL, 3, 1, &why), 30);
	assert_int_equal(debugger_search(&d, p, NULL, 3, -1, &why), 0);
	debugger_done(&d);
	str_done(&at);
}

static void lists_are_kept(void **state)
{
	struct debugger d = {0}, again = {0};
	cJSON *saved, *twice;
	struct err e;

	(void)state;
	debugger_break(&d, "Call API exit if $.n > 3", machine, false, &e);
	debugger_break(&d, "First", machine, true, &e);
	debugger_watch(&d, "$n", true, &e);
	debugger_watch(&d, "$who", false, &e);
	debugger_find(&d, 1)->enabled = false;
	debugger_delete(&d, debugger_break(&d, "any", machine, false, &e));
	saved = debugger_save(&d);
	assert_int_equal(debugger_load(&again, saved), 0);
	twice = debugger_save(&again);
	assert_true(json_equal(saved, twice));
	assert_int_equal(again.breakpoints.n, 1);	/* a temporary one is not kept */
	assert_false(again.breakpoints.v[0].enabled);
	assert_int_equal(debugger_break(&again, "First", machine, false, &e), 5);
	cJSON_Delete(twice);
	cJSON_Delete(saved);
	debugger_done(&again);
	saved = json_read("[{\"number\":1,\"break\":\"edge\"},{\"break\":\"A\"},5,{\"number\":2,\"watch\":\"$sum(\",\"on\":true},{\"number\":7,\"break\":\"A\",\"on\":true}]", &e);
	assert_int_equal(debugger_load(&again, saved), 4);
	assert_int_equal(again.breakpoints.n, 1);
	assert_int_equal(again.breakpoints.v[0].number, 7);
	cJSON_Delete(saved);
	debugger_done(&again);
	debugger_done(&d);
}

/* --- expressions ------------------------------------------------------------------------------------------------------- */

static void gives(int32_t id, const char *text, const char *want)
{
	struct moment m;
	struct value *v = NULL;
	struct err e;
	bool ok;

	projection_seek(p, h, id);
	moment_at(p, p->current, NULL, &m);
	ok = evaluate(text, &m, &v, &e);
	if (!ok)
		fail_msg("%s: %s", text, e.msg);
	assert_string_equal(v ? value_text(v) : "nothing", want);
	value_unref(v);
	moment_done(&m);
}

static void fails_at(int32_t id, const char *text, unsigned col, const char *message)
{
	struct moment m;
	struct value *v = NULL;
	struct err e;

	projection_seek(p, h, id);
	moment_at(p, p->current, NULL, &m);
	assert_false(evaluate(text, &m, &v, &e));
	assert_string_equal(e.msg, message);
	assert_int_equal(e.span.col, col);
	moment_done(&m);
}

static void expressions_of_all_languages(void **state)
{
	(void)state;
	gives(7, "$.items[1]", "8");
	gives(7, " $.items[*] ", "[7,8,9]");
	gives(7, "$.nothing", "nothing");
	gives(7, "$who.name", "\"A\"");
	gives(7, "$$.State.RetryCount", "0");
	gives(7, "$errorOutput.Error", "\"Slow\"");
	gives(7, "States.ArrayLength($.items)", "3");
	gives(7, "States.MathAdd($n, 5)", "6");
	gives(7, "$sum(items) + $n", "25");
	gives(7, "{% $states.input.k.`a b` %}", "[1]");
	gives(7, "$states.errorOutput.Error", "\"Slow\"");
	gives(7, "nothing", "nothing");
	gives(7, "{\"Variable\":\"$n\",\"NumericEquals\":1}", "true");
	gives(7, "{\"Not\":{\"Variable\":\"$.items\",\"IsPresent\":true}}", "false");
	gives(13, "$errorOutput.Cause", "\"why\"");
	gives(31, "$[0]", "7");
	gives(31, "$states.context.State.Name", "\"error\"");
	gives(1, "$.items[0]", "7");		/* before any state: the execution's input */
	fails_at(7, "$sum(", 6, "Expected \")\" before end of expression");
	fails_at(7, "$$.State.Name + 1", 15, "T2001: The left side of the \"+\" operator must evaluate to a number");
	fails_at(7, "$$.State.(", 11, "Expected \")\" before end of expression");
	fails_at(7, "  {% 1 + %}", 10, "Unexpected end of expression");
	fails_at(7, "$sum(who)+'a'", 10, "T2002: The right side of the \"+\" operator must evaluate to a number");
	fails_at(7, "States.MathAdd($.items, 1)", 0, "The function 'States.MathAdd($.items, 1)' had the following error: Invalid arguments in States.MathAdd");
	fails_at(7, "States.MathAdd('a', 1)", 16, "argument 1 of States.MathAdd must be a number");
	fails_at(7, "{\"Variable\":\"$n\",\"NumericEquals\":\"x\"}", 0, "Expected value of type Number");
	fails_at(7, " ", 0, "there is no expression");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_read_and_written),
		cmocka_unit_test(patterns),
		cmocka_unit_test(events_match),
		cmocka_unit_test(conditions_hold),
		cmocka_unit_test(a_broken_condition_is_refused),
		cmocka_unit_test(hits_are_counted_and_temporary_ones_go),
		cmocka_unit_test(watches_stop_at_another_value),
		cmocka_unit_test(lists_are_kept),
		cmocka_unit_test(expressions_of_all_languages),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
