/*
 * The tutorial and the samples that come with the program: every machine is valid, every input runs to the
 * end that it should have, on the real functions and mocks that lie beside it, with a virtual clock.
 */
#include "task_support.h"

#include <dirent.h>

#include "asl/diag.h"
#include "base/timefmt.h"
#include "engine/engine.h"
#include "task/function.h"
#include "task/mock.h"

#define DEADLINE_US 60000000
#define START_MS INT64_C(1767225600000)	/* 2026-01-01T00:00:00Z */

struct coming {
	int64_t at_ms;
	struct engine_input in;
	struct value *value;
	char *error, *cause;
};

/* What the session is in the program: the engine, a clock that jumps, and who does the tasks. */
static struct {
	struct loop *loop;
	struct task_backend *backends[2];
	struct engine *engine;
	struct engine_effects fx;
	VEC(struct coming) events;
	int64_t now_ms;
	int working;			/* tasks that a backend has */
} t;

static void event_add(int64_t at_ms, enum engine_input_kind kind, uint64_t id, struct value *v, const char *error, const char *cause)
{
	struct coming *ev = VEC_ADD(&t.events);

	*ev = (struct coming){.at_ms = at_ms, .value = value_ref(v), .error = xstrdup(error), .cause = xstrdup(cause)};
	ev->in = (struct engine_input){.at_ms = at_ms, .kind = kind, .id = id, .value = ev->value, .error = ev->error, .cause = ev->cause};
}

static void on_answer(void *ctx, uint64_t id, const struct task_outcome *o)
{
	int64_t at = t.now_ms + o->after_ms;

	(void)ctx;
	t.working--;
	event_add(t.now_ms, IN_TASK_STARTED, id, NULL, NULL, NULL);
	if (o->submit)
		event_add(t.now_ms, IN_TASK_SUBMITTED, id, o->submit, NULL, NULL);
	if (o->kind == TASK_DONE)
		event_add(at, IN_TASK_DONE, id, o->result, NULL, NULL);
	else if (o->kind == TASK_FAILED)
		event_add(at, IN_TASK_FAILED, id, NULL, o->error, o->cause);
}

static void task_start(const struct engine_effect *f)
{
	struct task_request r = {.id = f->id, .state = f->state, .payload = f->payload, .token = f->token, .attempt = f->attempt,
		.invocation = f->invocation, .iteration = f->iteration, .timeout_ms = f->timeout_ms, .execution_arn = "x"};
	struct err e;

	for (size_t i = 0; i < ARRAY_LEN(t.backends); i++) {
		enum task_take take = t.backends[i] ? t.backends[i]->start(t.backends[i], &r, &e) : TASK_NOT_MINE;

		if (take == TASK_CANNOT)
			fail_msg("%s: %s", f->state->name, e.msg);
		if (take == TASK_TAKEN) {
			t.working++;
			return;
		}
	}
	fail_msg("nobody does %s", f->state->name);
}

static void event_forget(size_t i)
{
	struct coming *ev = &t.events.v[i];

	value_unref(ev->value);
	free(ev->error);
	free(ev->cause);
	memmove(ev, ev + 1, (--t.events.n - i) * sizeof *ev);
}

static void perform(void)
{
	for (size_t i = 0; i < t.fx.list.n; i++) {
		const struct engine_effect *f = &t.fx.list.v[i];

		if (f->kind == FX_TASK_START)
			task_start(f);
		else if (f->kind == FX_TIMER_SET)
			event_add(f->due_ms, IN_TIMER, f->id, NULL, NULL, NULL);
		for (size_t k = t.events.n; f->kind == FX_TIMER_CANCEL && k-- > 0;)
			if (t.events.v[k].in.id == f->id)
				event_forget(k);
	}
	engine_effects_clear(&t.fx);
}

static void feed_next(void)
{
	size_t best = 0;
	struct err e;

	for (size_t i = 1; i < t.events.n; i++)
		if (t.events.v[i].at_ms < t.events.v[best].at_ms)
			best = i;
	if (t.events.v[best].at_ms > t.now_ms)
		t.now_ms = t.events.v[best].at_ms;
	t.events.v[best].in.at_ms = t.now_ms;
	if (!engine_feed(t.engine, &t.events.v[best].in, &t.fx, &e))
		fail_msg("%s", e.msg);
	event_forget(best);
	perform();
}

static void run(struct asl_machine *m, struct value *input)
{
	int64_t until = time_mono_us() + DEADLINE_US;
	struct err e;

	t.now_ms = START_MS;
	t.engine = engine_new(m, &(struct engine_options){.name = "test"});
	event_add(t.now_ms, IN_START, 0, input, NULL, NULL);
	while (engine_status(t.engine) == EXEC_RUNNING) {
		if (engine_ready(t.engine)) {
			engine_step(t.engine, &t.fx, &e);
			perform();
		} else if (t.working) {
			loop_turn(t.loop, 20);
		} else if (t.events.n) {
			feed_next();
		} else {
			fail_msg("nothing is left to happen");
		}
		if (time_mono_us() > until)
			fail_msg("not finished after %d s", DEADLINE_US / 1000000);
	}
}

static char *data_path(const char *folder, const char *name)
{
	return xasprintf("%s/data/%s/%s", getenv("abs_top_srcdir") ? getenv("abs_top_srcdir") : ".", folder, name);
}

/* A sample is as it should be: there may be hints, no warnings. The tutorial's machine is its author's, about whose Retry and Catch there is advice. */
static struct asl_machine *machine_load(const char *folder, const char *name)
{
	char *file = xasprintf("%s.asl.json", name), *path = data_path(folder, file);
	struct err e;
	struct asl_machine *m = asl_load(path, &e);

	if (!m)
		fail_msg("%s", e.msg);
	for (size_t i = 0; i < m->diags->list.n; i++)
		if (m->diags->list.v[i].severity != DIAG_INFO && !str_is(folder, "tutorial"))
			fail_msg("%s: %s", path, m->diags->list.v[i].message);
	assert_true(m->valid);
	free(file);
	free(path);
	return m;
}

static struct value *input_load(const char *folder, const char *machine, const char *name)
{
	char *file = xasprintf("inputs/%s/%s.json", machine, name), *path = data_path(folder, file), *text;
	struct value *v;
	struct err e;
	size_t len;

	if (!file_read(path, 1 << 20, &text, &len, &e) || !(v = value_parse(text, len, &e)))
		fail_msg("%s: %s", path, e.msg);
	free(text);
	free(file);
	free(path);
	return v;
}

static void backends_open(const char *folder, const char *machine, const char *mocks, const char *test_case)
{
	char *path = data_path(folder, "functions/functions.json");
	struct err e;

	t.backends[1] = function_backend_new(t.loop, &(struct function_options){.registry_path = path, .seed = 1});
	t.backends[1]->done = on_answer;
	free(path);
	if (!mocks)
		return;
	path = data_path(folder, mocks);
	t.backends[0] = mock_backend_new(t.loop, &(struct mock_options){.path = path, .machine = machine, .test_case = test_case}, &e);
	if (!t.backends[0])
		fail_msg("%s", e.msg);
	t.backends[0]->done = on_answer;
	free(path);
}

static void end(void)
{
	while (t.events.n)
		event_forget(t.events.n - 1);
	VEC_DONE(&t.events);
	for (size_t i = 0; i < ARRAY_LEN(t.backends); i++)
		if (t.backends[i])
			t.backends[i]->free(t.backends[i]);
	engine_effects_done(&t.fx);
	engine_free(t.engine);
	loop_free(t.loop);
	memset(&t, 0, sizeof t);
}

struct sample {
	const char *machine, *input, *mocks, *test_case;
	enum exec_status status;
	const char *output;		/* parts of it, or of "ERROR: CAUSE" */
	int64_t modelled_s;		/* how long it took by the virtual clock; -1: any time */
};

static void check(const char *folder, const struct sample *s)
{
	struct asl_machine *m = machine_load(folder, s->machine);
	struct value *input = input_load(folder, s->machine, s->input);
	struct str outcome = {0};
	struct err e;

	t.loop = loop_new(&e);
	backends_open(folder, s->machine, s->mocks, s->test_case);
	run(m, input);
	if (engine_output(t.engine))
		str_adds(&outcome, value_text(engine_output(t.engine)));
	else
		str_addf(&outcome, "%s: %s", engine_error(t.engine), engine_cause(t.engine));
	if (engine_status(t.engine) != s->status || !strstr(str_get(&outcome), s->output))
		fail_msg("%s %s: %s %s", s->machine, s->input, exec_status_text(engine_status(t.engine)), str_get(&outcome));
	if (s->modelled_s >= 0 && t.now_ms - START_MS != s->modelled_s * 1000)
		fail_msg("%s %s: took %lld ms", s->machine, s->input, (long long)(t.now_ms - START_MS));
	str_done(&outcome);
	value_unref(input);
	end();
	asl_unref(m);
}

static void the_tutorial_ends_as_it_is_told(void **state)
{
	static const struct sample samples[] = {
		{"MyAPIStateMachine", "200", NULL, NULL, EXEC_SUCCEEDED, "\"The request has succeeded.\"", 0},
		{"MyAPIStateMachine", "503", NULL, NULL, EXEC_FAILED, "The server is currently unable to handle the request.", 0},
		{"MyAPIStateMachine", "429", NULL, NULL, EXEC_SUCCEEDED, "\"The request has succeeded.\"", 4},
		{"MyAPIStateMachine", "999", NULL, NULL, EXEC_FAILED, "An error of unknown type occurred: Unknown error!", 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		check("tutorial", &samples[i]);
}

static void the_samples_end_as_they_should(void **state)
{
	static const struct sample samples[] = {
		{"WeatherReport", "sunny", NULL, NULL, EXEC_SUCCEEDED, "{\"city\":\"Lisbon\",\"celsius\":24}", 0},
		{"WeatherReport", "busy-twice", NULL, NULL, EXEC_SUCCEEDED, "{\"city\":\"Riga\",\"celsius\":13}", -1},
		{"WeatherReport", "always-busy", NULL, NULL, EXEC_SUCCEEDED, "\"stale\":true,\"because\":\"ServiceBusy\"", -1},
		{"WeatherReport", "unknown-city", NULL, NULL, EXEC_FAILED, "UnknownCity: There is no forecast", 0},
		{"OrderRouting", "gold", NULL, NULL, EXEC_SUCCEEDED, "\"shipping\":{\"carrier\":\"courier\",\"days\":1}", 0},
		{"OrderRouting", "new-and-large", NULL, NULL, EXEC_SUCCEEDED, "\"review\":\"a person looks at it first\"", 0},
		{"OrderRouting", "standard", NULL, NULL, EXEC_SUCCEEDED, "\"carrier\":\"post\"", 0},
		{"OrderRouting", "no-total", NULL, NULL, EXEC_FAILED, "IncompleteOrder", 0},
		{"Reminder", "in-an-hour", NULL, NULL, EXEC_SUCCEEDED, "\"Water the plants\"", 3600},
		{"Reminder", "at-a-moment", NULL, NULL, EXEC_SUCCEEDED, "2040-01-01T08:30:00", -1},
		{"Reminder", "a-minute", NULL, NULL, EXEC_SUCCEEDED, "\"The tea is ready\"", 60},
		{"Payment", "paid", NULL, NULL, EXEC_SUCCEEDED, "{\"receipt\":\"Thank you.\",\"function\":\"Receipt\"}", 0},
		{"Payment", "declined", NULL, NULL, EXEC_FAILED, "CardDeclined: {\"errorMessage\": \"the bank refuses this card\"", 0},
		{"Payment", "bank-unreachable", NULL, NULL, EXEC_FAILED, "NetworkProblem", 2},
		{"Payment", "out-of-stock", NULL, NULL, EXEC_FAILED, "OutOfStock", 0},
		{"TripBooking", "with-car", NULL, NULL, EXEC_SUCCEEDED, "{\"what\":\"car\",\"booked\":true,\"number\":\"C-LIS\"}", 0},
		{"TripBooking", "without-car", NULL, NULL, EXEC_SUCCEEDED, "{\"what\":\"car\",\"booked\":false}", 0},
		{"TripBooking", "no-hotel", NULL, NULL, EXEC_FAILED, "TripNotPossible: {\"errorMessage\": \"no hotel to Bergen", -1},
		{"Inventory", "three-lines", NULL, NULL, EXEC_SUCCEEDED, "{\"sku\":\"table\",\"count\":1,\"backOrder\":true}", 0},
		{"Inventory", "no-lines", NULL, NULL, EXEC_SUCCEEDED, "\"lines\":[]", 0},
		{"Approval", "laptop", "mocks/Approval.json", "yes", EXEC_SUCCEEDED, "\"approved\":true", 0},
		{"Approval", "laptop", "mocks/Approval.json", "no", EXEC_FAILED, "Refused: The manager said no.", 0},
		{"Approval", "laptop", "mocks/Approval.slow-yes.json", NULL, EXEC_SUCCEEDED, "\"by\":\"manager\"", 86400},
		{"Approval", "laptop", "mocks/Approval.silence.json", NULL, EXEC_FAILED, "NoAnswer", 172800},
		{"VideoJob", "short-film", NULL, NULL, EXEC_SUCCEEDED, "\"percent\":100,\"status\":\"DONE\"", 90},
		{"VideoJob", "breaks", NULL, NULL, EXEC_FAILED, "JobFailed: no frame at 60 %", 60},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		check("samples", &samples[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tutorial_ends_as_it_is_told),
		cmocka_unit_test(the_samples_end_as_they_should),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
