/* Forks: replayed to any event and run on, an execution writes what the first one wrote; with a change, only what comes after differs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "app/session.h"
#include "history/history.h"

static const char definition[] =
	"{\"StartAt\":\"First\",\"States\":{"
	"\"First\":{\"Type\":\"Pass\",\"Assign\":{\"n\":1},\"Next\":\"Both\"},"
	"\"Both\":{\"Type\":\"Parallel\",\"ResultPath\":\"$.both\",\"Branches\":["
	"{\"StartAt\":\"Left\",\"States\":{\"Left\":{\"Type\":\"Wait\",\"Seconds\":5,\"Next\":\"LeftCall\"},"
	"\"LeftCall\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:left\",\"End\":true}}},"
	"{\"StartAt\":\"Right\",\"States\":{\"Right\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:right\","
	"\"Retry\":[{\"ErrorEquals\":[\"E\"],\"IntervalSeconds\":3,\"MaxAttempts\":2,\"JitterStrategy\":\"FULL\"}],\"End\":true}}}],\"Next\":\"Each\"},"
	"\"Each\":{\"Type\":\"Map\",\"ItemsPath\":\"$.items\",\"MaxConcurrency\":2,\"ItemProcessor\":{\"StartAt\":\"One\",\"States\":{"
	"\"One\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::sqs:sendMessage\",\"Parameters\":{\"QueueUrl\":\"q\",\"MessageBody.$\":\"$\"},"
	"\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"Caught\"}],\"End\":true},"
	"\"Caught\":{\"Type\":\"Pass\",\"End\":true}}},\"ResultPath\":\"$.each\",\"Next\":\"Id\"},"
	"\"Id\":{\"Type\":\"Pass\",\"Parameters\":{\"id.$\":\"States.UUID()\",\"n.$\":\"$n\"},\"End\":true}}}";

/* Answers by the state and the call, the same in every execution, after a second each. The test tells them between turns. */
struct open {
	uint64_t id;
	const char *name;
	int invocation;
};

static struct {
	struct task_backend b;
	VEC(struct open) open;
	int starts;
} backend;

static enum task_take start(struct task_backend *b, const struct task_request *r, struct err *e)
{
	(void)b, (void)e;
	VEC_PUSH(&backend.open, ((struct open){r->id, r->state->name, r->invocation}));
	backend.starts++;
	return TASK_TAKEN;
}

static void cancel(struct task_backend *b, uint64_t id)
{
	(void)b;
	for (size_t i = 0; i < backend.open.n; i++)
		if (backend.open.v[i].id == id)
			backend.open.v[i] = backend.open.v[--backend.open.n];
}

static void nothing(struct task_backend *b)
{
	(void)b;
}

static void answer_all(void)
{
	while (backend.open.n) {
		struct open o = backend.open.v[0];
		bool fails = (strcmp(o.name, "Right") == 0 && o.invocation < 2) || (strcmp(o.name, "One") == 0 && o.invocation == 1);
		struct value *v = value_parse("{\"ok\":true}", 11, NULL);
		struct task_outcome out = {.kind = fails ? TASK_FAILED : TASK_DONE, .result = v, .error = fails ? "E" : NULL, .after_ms = 1000};

		memmove(backend.open.v, backend.open.v + 1, --backend.open.n * sizeof o);
		backend.b.done(backend.b.ctx, o.id, &out);
		value_unref(v);
	}
}

struct fixture {
	struct asl_machine *m;
	struct value *input;
	struct dispatch *d;
	VEC(struct engine_input *) fed;		/* of the first execution */
};

static void keep(void *ctx, const struct engine_input *in)
{
	struct fixture *f = ctx;
	struct engine_input *own = xcalloc(1, sizeof *own);

	*own = *in;
	own->value = value_ref(in->value);
	own->error = xstrdup(in->error);
	own->cause = xstrdup(in->cause);
	own->worker_name = xstrdup(in->worker_name);
	VEC_PUSH(&f->fed, own);
}

static struct session *session(const struct fixture *f)
{
	struct session_options o = {.machine = f->m, .input = f->input, .dispatch = f->d, .speed = SPEED_JUMP, .start_ms = 0,
		.engine = {.name = "test", .seed = 7}};
	struct err e;
	struct session *s = session_new(&o, &e);

	assert_non_null(s);
	return s;
}

static void run(struct session *s)
{
	int64_t mono = 1000000;

	for (int i = 0; i < 1000 && !session_is_finished(s); i++) {
		session_turn(s, mono += 1000, 100000);
		answer_all();
	}
	if (!session_is_finished(s))
		fail_msg("it stands still after %d events", (int)session_history(s)->events.n);
}

static struct fixture set_up(void)
{
	struct fixture f = {0};
	struct err e;

	backend.b = (struct task_backend){.name = "test", .start = start, .cancel = cancel, .free = nothing};
	f.m = asl_parse(definition, strlen(definition), "M", NULL);
	assert_true(f.m->valid);
	f.input = value_parse("{\"items\":[1,2,3]}", 17, &e);
	f.d = dispatch_new();
	dispatch_add_take(f.d, &backend.b);
	return f;
}

static void tear_down(struct fixture *f)
{
	for (size_t i = 0; i < f->fed.n; i++) {
		value_unref(f->fed.v[i]->value);
		free((char *)(uintptr_t)f->fed.v[i]->error);
		free((char *)(uintptr_t)f->fed.v[i]->cause);
		free((char *)(uintptr_t)f->fed.v[i]->worker_name);
		free(f->fed.v[i]);
	}
	VEC_DONE(&f->fed);
	VEC_DONE(&backend.open);
	dispatch_free(f->d);
	value_unref(f->input);
	asl_unref(f->m);
}

static char *line_of(const struct event *ev)
{
	char *text = ev->value ? json_print(value_node(ev->value)) : xstrdup("");
	char *line = xasprintf("%8lld %s %s %s", (long long)ev->at_ms, event_type_text((enum event_type)ev->type), ev->name ? ev->name : "", text);

	free(text);
	return line;
}

static int by_text(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* A line an event: the first `exact` in their order; the others by time and text, for a task that is done again may answer before another
 * that answers in the same millisecond. */
static char *text_of(const struct session *s, size_t exact)
{
	const struct history *h = session_history(s);
	char **lines = xcalloc(h->events.n, sizeof *lines);
	struct str out = {0};

	for (size_t i = 0; i < h->events.n; i++)
		lines[i] = line_of(&h->events.v[i]);
	if (exact < h->events.n)
		qsort(lines + exact, h->events.n - exact, sizeof *lines, by_text);
	for (size_t i = 0; i < h->events.n; i++) {
		str_addf(&out, "%s\n", lines[i]);
		free(lines[i]);
	}
	free(lines);
	return str_take(&out);
}

static struct session *fork_at(const struct fixture *f, int32_t event, size_t *used)
{
	struct session *s = session(f);
	struct err e = {0};

	if (!session_replay(s, (const struct engine_input *const *)f->fed.v, f->fed.n, event, used, &e))
		fail_msg("fork at %d: %s", event, e.msg);
	return s;
}

static void every_event_can_be_left(void **state)
{
	struct fixture f = set_up();
	struct session *first = session(&f);
	char *whole, *again;
	int32_t n;
	size_t used;

	(void)state;
	session_on_feed(first, keep, &f);
	run(first);
	n = (int32_t)session_history(first)->events.n;
	assert_true(n > 40);
	assert_string_equal(exec_status_text(engine_status(session_engine(first))), "SUCCEEDED");
	for (int32_t event = 0; event <= n; event++) {
		struct session *s = fork_at(&f, event, &used);

		assert_in_range(session_history(s)->events.n, event, event + 2);
		if (event < n)
			run(s);
		whole = text_of(first, (size_t)event);
		again = text_of(s, (size_t)event);
		if (strcmp(again, whole) != 0)
			fail_msg("fork at %d writes\n%.2000s\nnot\n%.2000s", event, again, whole);
		free(whole);
		free(again);
		session_free(s);
	}
	session_free(first);
	tear_down(&f);
}

static int32_t entered(const struct session *s, const char *name)
{
	const struct history *h = session_history(s);

	for (size_t i = 0; i < h->events.n; i++)
		if (event_is_entered((enum event_type)h->events.v[i].type) && strcmp(h->events.v[i].name, name) == 0)
			return h->events.v[i].id;
	fail_msg("%s was not entered", name);
	return 0;
}

static struct value *json(const char *text)
{
	struct value *v = value_parse(text, strlen(text), NULL);

	assert_non_null(v);
	return v;
}

static void edit(struct session *s, const char *what)
{
	struct value *v = json(what);
	struct err e = {0};

	if (!session_edit(s, v, &e))
		fail_msg("%s: %s", what, e.msg);
	value_unref(v);
}

static void changes_take_effect(void **state)
{
	struct fixture f = set_up();
	struct session *first = session(&f), *s;
	struct value *v;
	struct err e;
	int32_t id;
	char text[200];
	size_t used;

	(void)state;
	session_on_feed(first, keep, &f);
	run(first);
	/* another variable, and another input, before the last state */
	id = entered(first, "Id");
	s = fork_at(&f, id - 1, &used);
	snprintf(text, sizeof text, "{\"state\":%d,\"variable\":\"n\",\"value\":[5]}", asl_state_at(f.m, "Id")->index);
	edit(s, text);
	snprintf(text, sizeof text, "{\"state\":%d,\"input\":{\"new\":1}}", asl_state_at(f.m, "Id")->index);
	edit(s, text);
	run(s);
	assert_string_equal(value_text(history_at(session_history(s), id)->value), "{\"new\":1}");
	assert_non_null(strstr(value_text(engine_output(session_engine(s))), "\"n\":[5]"));
	/* only what is about to be entered can be changed */
	v = json(text);
	assert_false(session_edit(s, v, &e));
	assert_string_equal(e.msg, "Id is not about to be entered");
	value_unref(v);
	session_free(s);
	/* the second iteration of the Map with another input */
	s = fork_at(&f, entered(first, "One"), &used);
	snprintf(text, sizeof text, "{\"state\":%d,\"iteration\":1,\"input\":\"two\"}", asl_state_at(f.m, "One")->index);
	v = json(text);
	while (!session_edit(s, v, &e))
		session_step(s, GOAL_EVENT), session_turn(s, 1000000, 1), assert_false(session_is_finished(s));
	session_continue(s);
	run(s);
	assert_non_null(strstr(value_text(engine_output(session_engine(s))), "\"n\":1"));
	value_unref(v);
	session_free(s);
	session_free(first);
	tear_down(&f);
}

static void an_answer_can_be_another(void **state)
{
	struct fixture f = set_up();
	struct session *first = session(&f), *s;
	struct value *v = json("\"changed\"");
	struct engine_input done = {.kind = IN_TASK_DONE, .value = v}, failed = {.kind = IN_TASK_FAILED, .error = "Other"};
	int right = asl_state_at(f.m, "Both/1/Right")->index;
	struct err e;
	int starts;
	size_t used;

	(void)state;
	session_on_feed(first, keep, &f);
	run(first);
	s = fork_at(&f, entered(first, "Right") + 2, &used);
	starts = backend.starts;
	assert_true(session_answer(s, right, -1, &done, &e));
	run(s);
	assert_non_null(strstr(value_text(history_at(session_history(s), entered(s, "Each"))->value), "\"changed\""));
	assert_int_equal(backend.starts - starts, 1 + 3);	/* Left's call and the Map's: Right was not called again */
	session_free(s);
	s = fork_at(&f, entered(first, "Right") + 2, &used);
	assert_true(session_answer(s, right, -1, &failed, &e));
	assert_false(session_answer(s, right, -1, &failed, &e));
	assert_string_equal(e.msg, "Right is not waiting for an answer there");
	run(s);
	assert_string_equal(engine_error(session_engine(s)), "Other");
	session_free(s);
	session_free(first);
	value_unref(v);
	tear_down(&f);
}

/* What a fork was fed, its own edit with it, replays like any other. */
static void a_fork_of_a_fork(void **state)
{
	struct fixture f = set_up(), g = {0};
	struct session *first = session(&f), *s, *t;
	char text[200], *a, *b;
	struct engine_input in = {.kind = IN_EDIT};
	size_t used;

	(void)state;
	session_on_feed(first, keep, &f);
	run(first);
	g.m = f.m;
	g.d = f.d;
	g.input = f.input;
	s = fork_at(&f, entered(first, "Both") - 1, &used);
	snprintf(text, sizeof text, "{\"state\":%d,\"input\":{\"items\":[9]}}", asl_state_at(f.m, "Both")->index);
	edit(s, text);
	for (size_t i = 0; i < used; i++)
		keep(&g, f.fed.v[i]);
	in.id = session_history(s)->events.n;
	in.value = json(text);
	keep(&g, &in);
	value_unref(in.value);
	session_on_feed(s, keep, &g);
	run(s);
	a = text_of(s, 0);
	for (int32_t event = 0; event < (int32_t)session_history(s)->events.n; event += 5) {
		t = fork_at(&g, event, &used);
		if (event < entered(s, "Both") - 1) {
			session_free(t);
			continue;	/* before the edit: it is not of the fork */
		}
		run(t);
		b = text_of(t, 0);
		assert_string_equal(b, a);
		free(b);
		session_free(t);
	}
	free(a);
	session_free(s);
	for (size_t i = 0; i < g.fed.n; i++) {
		value_unref(g.fed.v[i]->value);
		free((char *)(uintptr_t)g.fed.v[i]->error);
		free((char *)(uintptr_t)g.fed.v[i]->cause);
		free((char *)(uintptr_t)g.fed.v[i]->worker_name);
		free(g.fed.v[i]);
	}
	VEC_DONE(&g.fed);
	session_free(first);
	tear_down(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_event_can_be_left),
		cmocka_unit_test(changes_take_effect),
		cmocka_unit_test(an_answer_can_be_another),
		cmocka_unit_test(a_fork_of_a_fork),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
