/* What can be seen at a moment: held against what the engine itself showed the state ($$ and $name in its Parameters). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "history/moment.h"
#include "tests/engine/host.h"

static const char definition[] =
	"{\"StartAt\":\"First\",\"States\":{"
	"\"First\":{\"Type\":\"Pass\",\"Assign\":{\"x\":1,\"y\":[2]},\"Next\":\"Each\"},"
	"\"Each\":{\"Type\":\"Map\",\"ItemsPath\":\"$.items\",\"MaxConcurrency\":1,\"ItemProcessor\":{\"StartAt\":\"In\",\"States\":{"
	"\"In\":{\"Type\":\"Pass\",\"Assign\":{\"z.$\":\"$\"},\"Next\":\"Show\"},"
	"\"Show\":{\"Type\":\"Pass\",\"Parameters\":{\"c.$\":\"$$\",\"x.$\":\"$x\",\"z.$\":\"$z\"},\"Assign\":{\"z\":0},\"End\":true}}},"
	"\"ResultPath\":\"$.shown\",\"Assign\":{\"x\":5},\"Next\":\"Call\"},"
	"\"Call\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:F\",\"Parameters\":{\"c.$\":\"$$\",\"x.$\":\"$x\",\"y.$\":\"$y\"},"
	"\"Retry\":[{\"ErrorEquals\":[\"E\"],\"MaxAttempts\":1}],\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"Last\"}],\"Next\":\"Last\"},"
	"\"Last\":{\"Type\":\"Pass\",\"Parameters\":{\"c.$\":\"$$\"},\"End\":true}}}";

struct fixture {
	struct asl_machine *m;
	struct host h;
	struct projection *p;
	struct moment_facts facts;
	cJSON *mocks;
};

static void set_up(struct fixture *f, const char *mocks)
{
	struct engine_options o = {.name = "n"};
	struct value *input;
	struct err e;

	*f = (struct fixture){0};
	f->m = asl_parse(definition, strlen(definition), "m", NULL);
	assert_true(f->m->valid);
	f->mocks = json_read(mocks, &e);
	host_init(&f->h, f->m, &o, f->mocks);
	input = value_parse("{\"items\":[7,8]}", 15, &e);
	assert_true(host_start(&f->h, input, &e));
	value_unref(input);
	host_run(&f->h);
	f->facts = (struct moment_facts){.execution_arn = engine_execution_arn(f->h.engine), .execution_name = "n",
		.machine_arn = engine_machine_arn(f->h.engine)};
	f->p = projection_new(f->m);
}

static void tear_down(struct fixture *f)
{
	projection_free(f->p);
	host_done(&f->h);
	cJSON_Delete(f->mocks);
	asl_unref(f->m);
}

static void same(const cJSON *a, const cJSON *b)
{
	char *x = json_print(a), *y = json_print(b);

	assert_string_equal(x, y);
	free(x);
	free(y);
}

/* At every event that shows what the engine saw (an Exited event's output, a Scheduled event's parameters, with "c"): the same is seen. */
static int compare(struct fixture *f)
{
	const struct history *h = engine_history(f->h.engine);
	int n = 0;

	for (int32_t id = 1; id <= (int32_t)h->events.n; id++) {
		const struct event *ev = history_at(h, id);
		const cJSON *shown = ev->value ? value_node(ev->value) : NULL;
		struct moment m;

		projection_seek(f->p, h, id);
		moment_at(f->p, f->p->current, &f->facts, &m);
		if (m.step && !event_is_entered((enum event_type)ev->type) && json_get(shown, "c")) {
			n++;
			same(value_node(m.context), json_get(shown, "c"));
			for (const char *name = "xy"; *name; name++) {
				char key[2] = {*name, '\0'};

				if (json_get(shown, key))
					same(value_node(moment_variable(&m, key)), json_get(shown, key));
			}
		}
		moment_done(&m);
	}
	return n;
}

static void it_is_what_the_engine_saw(void **state)
{
	struct fixture f;

	(void)state;
	set_up(&f, "{\"Call\":[{\"Throw\":{\"Error\":\"E\",\"Cause\":\"c\"}},{\"Return\":{\"ok\":true}}]}");
	assert_int_equal(engine_status(f.h.engine), EXEC_SUCCEEDED);
	assert_int_equal(compare(&f), 5);	/* twice Show, two calls, Last */
	tear_down(&f);
}

static int32_t find(const struct history *h, enum event_type t, int nth)
{
	for (int32_t id = 1; id <= (int32_t)h->events.n; id++)
		if (history_at(h, id)->type == t && --nth == 0)
			return id;
	fail_msg("there is no such event");
	return 0;
}

static void scopes_results_and_errors(void **state)
{
	const struct history *h;
	struct fixture f;
	struct moment m;

	(void)state;
	set_up(&f, "{\"Call\":[{\"Throw\":{\"Error\":\"E\",\"Cause\":\"c\"}},{\"Throw\":{\"Error\":\"Other\"}}]}");
	h = engine_history(f.h.engine);
	/* inside the second iteration: its own z, the outer x as it was; after the Map: no z, the new x */
	projection_seek(f.p, h, find(h, EV_MapIterationStarted, 2) + 2);
	moment_at(f.p, f.p->current, &f.facts, &m);
	assert_string_equal(m.state->name, "In");
	assert_string_equal(value_text(moment_variable(&m, "z")), "8");
	assert_string_equal(value_text(moment_variable(&m, "x")), "1");
	assert_string_equal(value_text(m.input), "8");
	moment_done(&m);
	projection_seek(f.p, h, find(h, EV_LambdaFunctionFailed, 1));
	moment_at(f.p, f.p->current, &f.facts, &m);
	assert_null(moment_variable(&m, "z"));
	assert_string_equal(value_text(moment_variable(&m, "x")), "5");
	assert_string_equal(value_text(m.error_output), "{\"Error\":\"E\",\"Cause\":\"c\"}");
	assert_null(m.result);
	assert_null(m.output);
	moment_done(&m);
	projection_seek(f.p, h, find(h, EV_LambdaFunctionFailed, 2));
	moment_at(f.p, f.p->current, NULL, &m);
	assert_string_equal(value_text(m.error_output), "{\"Error\":\"Other\",\"Cause\":null}");
	moment_done(&m);
	/* the execution as a whole, at its end */
	projection_seek(f.p, h, (int32_t)h->events.n);
	moment_at(f.p, -1, &f.facts, &m);
	assert_null(m.step);
	assert_string_equal(value_text(m.input), "{\"items\":[7,8]}");
	assert_non_null(m.output);
	moment_done(&m);
	tear_down(&f);
}

static void results_are_there_once_they_have_come(void **state)
{
	const struct history *h;
	struct fixture f;
	struct moment m;

	(void)state;
	set_up(&f, "{\"Call\":[{\"Return\":{\"ok\":true}}]}");
	h = engine_history(f.h.engine);
	projection_seek(f.p, h, find(h, EV_LambdaFunctionStarted, 1));
	moment_at(f.p, f.p->current, &f.facts, &m);
	assert_null(m.result);
	moment_done(&m);
	projection_seek(f.p, h, find(h, EV_LambdaFunctionSucceeded, 1));
	moment_at(f.p, f.p->current, &f.facts, &m);
	assert_string_equal(value_text(m.result), "{\"ok\":true}");
	moment_done(&m);
	tear_down(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_what_the_engine_saw),
		cmocka_unit_test(scopes_results_and_errors),
		cmocka_unit_test(results_are_there_once_they_have_come),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
