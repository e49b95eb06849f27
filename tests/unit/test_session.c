/* session: the clock, pausing, stepping, skipping, who answers a task, with backends that the test answers by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "app/session.h"

/* A backend whose answers the test gives when it likes. */
struct hand {
	struct task_backend b;
	uint64_t id;			/* of the open request; 0: none */
	int starts, cancels;
	uint64_t seed;			/* of the last request */
	char token[100];
	enum task_take take;
};

static uint64_t many[8];		/* the ids of all requests, where several are open at once */

static enum task_take hand_start(struct task_backend *b, const struct task_request *r, struct err *e)
{
	struct hand *h = (struct hand *)b;

	if (str_starts(r->state->name, "Nobody"))
		return TASK_NOT_MINE;
	if (str_starts(r->state->name, "Broken")) {
		err_set(e, ERR_IO, "the handler is missing");
		return TASK_CANNOT;
	}
	h->id = r->id;
	if (h->starts < (int)ARRAY_LEN(many))
		many[h->starts] = r->id;
	h->starts++;
	h->seed = r->seed;
	snprintf(h->token, sizeof h->token, "%s", r->token ? r->token : "");
	return h->take;
}

static void hand_cancel(struct task_backend *b, uint64_t id)
{
	struct hand *h = (struct hand *)b;

	if (!many[1])
		assert_int_equal(id, h->id);
	h->id = 0;
	h->cancels++;
}

static void hand_free(struct task_backend *b)
{
	(void)b;	/* the test's own memory */
}

static struct hand hand;

static void tell(uint64_t id, const struct task_outcome *o)
{
	hand.b.done(hand.b.ctx, id, o);
}

static void hand_done(const char *json, const char *error, int64_t after_ms)
{
	struct value *v = json ? value_parse(json, strlen(json), NULL) : NULL;
	struct task_outcome o = {.kind = error ? TASK_FAILED : TASK_DONE, .result = v, .error = error, .after_ms = after_ms};
	uint64_t id = hand.id;

	hand.id = 0;
	hand.b.done(hand.b.ctx, id, &o);
	value_unref(v);
}

struct fixture {
	struct asl_machine *m;
	struct value *input;
	struct dispatch *d;
	struct session *s;
	int64_t mono;
};

static struct fixture begin(const char *states, double speed, bool paused)
{
	struct fixture f = {.mono = 1000000};
	char *text = xasprintf("{\"StartAt\":\"A\",\"States\":{%s}}", states);
	struct session_options o = {.speed = speed, .paused = paused, .start_ms = 0, .engine = {.name = "test"}};
	struct err e = {0};

	memset(many, 0, sizeof many);
	hand = (struct hand){.b = {.name = "hand", .start = hand_start, .cancel = hand_cancel, .free = hand_free}};
	f.m = asl_parse(text, strlen(text), "M", NULL);
	assert_true(f.m->valid);
	f.input = value_empty_object();
	f.d = dispatch_new();
	dispatch_add_take(f.d, &hand.b);
	o.machine = f.m;
	o.input = f.input;
	o.dispatch = f.d;
	f.s = session_new(&o, &e);
	assert_non_null(f.s);
	free(text);
	return f;
}

static void finish(struct fixture *f)
{
	session_free(f->s);
	dispatch_free(f->d);
	value_unref(f->input);
	asl_unref(f->m);
}

static int64_t go(struct fixture *f, int64_t us)
{
	f->mono += us;
	return session_turn(f->s, f->mono, 1000);
}

static const struct event *last(const struct fixture *f)
{
	const struct history *h = session_history(f->s);

	return history_at(h, (int32_t)h->events.n);
}

#define WAIT_10 "\"A\":{\"Type\":\"Wait\",\"Seconds\":10,\"Next\":\"B\"},\"B\":{\"Type\":\"Pass\",\"End\":true}"
#define TASK(name, more) "\"" name "\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:f\"," more "\"End\":true}"

static void a_wait_takes_no_time_and_keeps_its_duration(void **state)
{
	struct fixture f = begin(WAIT_10, SPEED_JUMP, false);

	(void)state;
	assert_int_equal(go(&f, 0), -1);
	assert_true(session_is_finished(f.s));
	assert_int_equal(last(&f)->at_ms, 10000);
	finish(&f);
}

static void a_paced_clock_follows_real_time(void **state)
{
	struct fixture f = begin(WAIT_10, 2, false);
	int64_t wait = go(&f, 0);

	(void)state;
	assert_in_range(wait, 4900000, 5000001);
	go(&f, 4000000);
	assert_false(session_is_finished(f.s));
	assert_in_range(session_now_ms(f.s), 7990, 8000);
	go(&f, 1100000);
	assert_true(session_is_finished(f.s));
	assert_int_equal(last(&f)->at_ms, 10000);	/* the modelled moment, not when the turn came */
	finish(&f);
}

static void a_paused_clock_stands_still(void **state)
{
	struct fixture f = begin(WAIT_10, 1, false);

	(void)state;
	go(&f, 0);
	go(&f, 1000000);
	session_pause(f.s);
	assert_int_equal(go(&f, 60000000), -1);
	assert_in_range(session_now_ms(f.s), 990, 1000);
	session_continue(f.s);
	assert_in_range(go(&f, 1000), 8900000, 9100000);
	finish(&f);
}

static void a_wait_can_be_skipped(void **state)
{
	struct fixture f = begin(WAIT_10, 1, false);

	(void)state;
	go(&f, 0);
	assert_true(session_skip(f.s));
	go(&f, 1000);
	assert_true(session_is_finished(f.s));
	assert_int_equal(last(&f)->at_ms, 10000);
	assert_false(session_skip(f.s));
	finish(&f);
}

#define TWO_WAITS "\"A\":{\"Type\":\"Parallel\",\"End\":true,\"Branches\":[" \
	"{\"StartAt\":\"B\",\"States\":{\"B\":{\"Type\":\"Wait\",\"Seconds\":10,\"End\":true}}}," \
	"{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:t\"," \
	"\"TimeoutSeconds\":60,\"Retry\":[{\"ErrorEquals\":[\"E\"],\"IntervalSeconds\":20}],\"End\":true}}}]}"

static const struct asl_state *timer_state(const struct session *s, size_t i, uint64_t *id, int64_t *due_ms)
{
	struct session_timer *list;
	size_t n = session_timers(s, &list);
	const struct asl_state *st = i < n ? list[i].state : NULL;

	*id = i < n ? list[i].id : 0;
	*due_ms = i < n ? list[i].due_ms : -1;
	free(list);
	return st;
}

/* A wait and a backoff beside each other: either can be over now, without any time going by. */
static void timers_are_told_and_brought_forward(void **state)
{
	struct fixture f = begin(TWO_WAITS, 1, false);
	uint64_t id;
	int64_t due;

	(void)state;
	go(&f, 0);
	hand_done(NULL, "E", 0);
	go(&f, 0);
	assert_string_equal(timer_state(f.s, 0, &id, &due)->name, "B");
	assert_int_equal(due, 10000);
	assert_string_equal(timer_state(f.s, 1, &id, &due)->name, "T");
	assert_int_equal(due, 20000);
	assert_null(timer_state(f.s, 2, &id, &due));
	timer_state(f.s, 1, &id, &due);
	assert_true(session_timer_now(f.s, id));
	assert_int_equal(hand.starts, 1);
	go(&f, 0);
	assert_int_equal(hand.starts, 2);		/* the retry has been made */
	assert_true(session_now_ms(f.s) < 100);
	assert_false(session_timer_now(f.s, id));	/* it is over */
	hand_done("1", NULL, 30000);
	go(&f, 0);
	assert_string_equal(timer_state(f.s, 1, &id, &due)->name, "T");	/* an answer that takes its time, before the timeout */
	assert_in_range(due, 30000, 30100);
	assert_true(session_skip_all(f.s));
	assert_in_range(session_now_ms(f.s), 10000, 10000);
	assert_false(session_skip_all(f.s));		/* answers are no waits */
	assert_true(session_timer_now(f.s, id));
	go(&f, 0);
	assert_true(session_is_finished(f.s));
	assert_int_equal(last(&f)->type, EV_ExecutionSucceeded);
	assert_int_equal(last(&f)->at_ms, 10000);
	finish(&f);
}

static void a_step_writes_one_event(void **state)
{
	struct fixture f = begin(WAIT_10, 1, true);
	static const enum event_type types[] = {EV_ExecutionStarted, EV_WaitStateEntered, EV_WaitStateExited, EV_PassStateEntered,
		EV_PassStateExited, EV_ExecutionSucceeded};

	(void)state;
	assert_int_equal(go(&f, 0), -1);
	assert_int_equal(session_history(f.s)->events.n, 0);
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		session_step(f.s, GOAL_EVENT);
		go(&f, 1000);
		assert_int_equal(session_history(f.s)->events.n, i + 1);
		assert_int_equal(last(&f)->type, types[i]);
		assert_true(session_is_paused(f.s));
	}
	assert_true(session_is_finished(f.s));
	finish(&f);
}

static void a_step_by_state_stops_at_the_next_one(void **state)
{
	struct fixture f = begin(WAIT_10, 1, true);

	(void)state;
	session_step(f.s, GOAL_STATE);
	go(&f, 0);
	assert_int_equal(last(&f)->type, EV_WaitStateEntered);
	session_step(f.s, GOAL_STATE);
	go(&f, 0);
	assert_int_equal(last(&f)->type, EV_PassStateEntered);
	finish(&f);
}

static void answers_come_when_they_come(void **state)
{
	struct fixture f = begin(TASK("A", ""), SPEED_JUMP, false);

	(void)state;
	assert_int_equal(go(&f, 0), -1);
	assert_int_equal(hand.starts, 1);
	assert_int_equal(session_running_tasks(f.s), 1);
	hand_done("{\"ok\":true}", NULL, 0);
	go(&f, 35000);
	assert_true(session_is_finished(f.s));
	assert_int_equal(engine_status(session_engine(f.s)), EXEC_SUCCEEDED);
	assert_int_equal(last(&f)->at_ms, 0);		/* real work takes no time on a jumping clock */
	finish(&f);
}

static void on_a_paced_clock_real_work_takes_its_time(void **state)
{
	struct fixture f = begin(TASK("A", ""), 1, false);

	(void)state;
	go(&f, 0);
	hand_done("1", NULL, 0);		/* it came 35 ms later, between two turns */
	go(&f, 35000);
	assert_true(session_is_finished(f.s));
	assert_in_range(last(&f)->at_ms, 34, 35);
	finish(&f);
}

static void a_modelled_answer_takes_its_time(void **state)
{
	struct fixture f = begin(TASK("A", ""), SPEED_JUMP, false);

	(void)state;
	go(&f, 0);
	hand_done("1", NULL, 3600000);
	go(&f, 0);
	assert_int_equal(last(&f)->at_ms, 3600000);
	finish(&f);
}

static void a_timeout_is_real_while_work_is_under_way(void **state)
{
	struct fixture f = begin(TASK("A", "\"TimeoutSeconds\":2,"), SPEED_JUMP, false);
	int64_t wait = go(&f, 0);

	(void)state;
	assert_in_range(wait, 1, 2000000);
	go(&f, 1500000);
	assert_false(session_is_finished(f.s));
	go(&f, 600000);
	assert_true(session_is_finished(f.s));
	assert_int_equal(hand.cancels, 1);
	assert_string_equal(engine_error(session_engine(f.s)), "States.Timeout");
	assert_int_equal(last(&f)->at_ms, 2000);
	finish(&f);
}

static void an_answer_that_means_a_timeout_lets_the_timer_fire(void **state)
{
	struct fixture f = begin(TASK("A", "\"TimeoutSeconds\":5,"), SPEED_JUMP, false);
	struct task_outcome o = {.kind = TASK_TIMED_OUT};
	uint64_t id;

	(void)state;
	go(&f, 0);
	id = hand.id;
	hand.b.done(hand.b.ctx, id, &o);
	hand.id = 0;
	go(&f, 0);
	assert_true(session_is_finished(f.s));
	assert_int_equal(last(&f)->at_ms, 5000);
	finish(&f);
}

static void the_clock_waits_for_a_person(void **state)
{
	struct fixture f = begin(TASK("A", "\"TimeoutSeconds\":2,"), 1, false);

	(void)state;
	hand.b.is_person = true;
	go(&f, 0);
	go(&f, 60000000);
	assert_false(session_is_finished(f.s));
	f.mono += 90000000;			/* no turn while the person thinks */
	hand_done("1", NULL, 0);
	go(&f, 1000);
	assert_int_equal(engine_status(session_engine(f.s)), EXEC_SUCCEEDED);
	assert_in_range(last(&f)->at_ms, 0, 2);
	finish(&f);
}

#define TOKEN(name, more) "\"" name "\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::sqs:sendMessage.waitForTaskToken\"," \
	"\"Parameters\":{\"QueueUrl\":\"q\",\"MessageBody.$\":\"$$.Task.Token\"}," more "\"End\":true}"
#define PARALLEL(a, b) "\"A\":{\"Type\":\"Parallel\",\"End\":true,\"Branches\":[" \
	"{\"StartAt\":\"B\",\"States\":{" a "}},{\"StartAt\":\"C\",\"States\":{" b "}}]}"

static void on_a_jumping_clock_the_older_task_is_heard_first(void **state)
{
	struct fixture f = begin(PARALLEL(TASK("B", ""), TASK("C", "")), SPEED_JUMP, false);
	const struct task_outcome o = {.kind = TASK_FAILED, .error = "Second"}, first = {.kind = TASK_FAILED, .error = "First"};

	(void)state;
	go(&f, 0);
	tell(many[1], &o);
	go(&f, 1000);
	assert_int_equal(last(&f)->type, EV_LambdaFunctionStarted);
	tell(many[0], &first);
	go(&f, 1000);
	assert_string_equal(engine_error(session_engine(f.s)), "First");
	finish(&f);
}

static void on_a_paced_clock_the_faster_task_is_heard_first(void **state)
{
	struct fixture f = begin(PARALLEL(TASK("B", ""), TASK("C", "")), 1, false);
	const struct task_outcome o = {.kind = TASK_FAILED, .error = "Second"};

	(void)state;
	go(&f, 0);
	tell(many[1], &o);
	go(&f, 1000);
	assert_string_equal(engine_error(session_engine(f.s)), "Second");
	finish(&f);
}

/* The older one outlasts its timeout: what came before that moment is told before it. */
static void a_held_answer_comes_before_the_timeout_that_ends_the_holding(void **state)
{
	struct fixture f = begin(PARALLEL(TASK("B", "\"TimeoutSeconds\":2,"), TASK("C", "\"TimeoutSeconds\":1,")), SPEED_JUMP, false);
	const struct task_outcome o = {.kind = TASK_DONE};

	(void)state;
	go(&f, 0);
	tell(many[1], &o);
	go(&f, 1500000);
	assert_int_equal(last(&f)->type, EV_TaskStateExited);
	assert_int_equal(last(&f)->at_ms, 0);
	go(&f, 1000000);
	assert_string_equal(engine_error(session_engine(f.s)), "States.Timeout");
	assert_int_equal(last(&f)->at_ms, 2000);
	finish(&f);
}

static void whoever_has_the_token_answers(void **state)
{
	struct fixture f = begin(TOKEN("A", ""), SPEED_JUMP, false);
	struct value *receipt = value_string("receipt"), *result = value_string("approved");
	const struct task_outcome submitted = {.kind = TASK_SUBMITTED, .submit = receipt}, done = {.kind = TASK_DONE, .result = result};

	(void)state;
	go(&f, 0);
	assert_null(session_stuck(f.s));
	tell(many[0], &submitted);
	hand.id = 0;
	assert_int_equal(go(&f, 0), -1);
	assert_int_equal(last(&f)->type, EV_TaskSubmitted);
	assert_string_equal(session_stuck(f.s)->name, "A");
	assert_false(dispatch_answer_token(f.d, "another", &done));
	assert_true(dispatch_answer_token(f.d, hand.token, &done));
	assert_false(dispatch_answer_token(f.d, hand.token, &done));
	go(&f, 0);
	assert_true(value_equal(engine_output(session_engine(f.s)), result));
	value_unref(receipt);
	value_unref(result);
	finish(&f);
	assert_int_equal(hand.cancels, 0);
}

static void a_heartbeat_through_the_token_puts_the_end_off(void **state)
{
	struct fixture f = begin(TOKEN("A", "\"HeartbeatSeconds\":10,\"TimeoutSeconds\":100,"), 1, false);
	const struct task_outcome submitted = {.kind = TASK_SUBMITTED}, beat = {.kind = TASK_BEATS};
	int64_t due = 0;

	(void)state;
	go(&f, 0);
	tell(many[0], &submitted);
	go(&f, 0);
	assert_false(session_task_due(f.s, many[0], TIMER_HEARTBEAT, &due));	/* no TaskSubmitted: the clock does not run yet */
	assert_true(session_task_due(f.s, many[0], TIMER_TIMEOUT, &due));
	assert_int_equal(due, 100000);
	finish(&f);

	f = begin(TOKEN("A", "\"HeartbeatSeconds\":10,\"TimeoutSeconds\":100,"), 1, false);
	go(&f, 0);
	tell(many[0], &(struct task_outcome){.kind = TASK_SUBMITTED, .submit = f.input});
	go(&f, 0);
	assert_true(session_task_due(f.s, many[0], TIMER_HEARTBEAT, &due));
	assert_int_equal(due, 10000);
	go(&f, 9000000);
	assert_true(dispatch_answer_token(f.d, hand.token, &beat));
	go(&f, 1000);
	assert_true(session_task_due(f.s, many[0], TIMER_HEARTBEAT, &due));
	assert_in_range(due, 18990, 19010);
	go(&f, 9000000);
	assert_false(session_is_finished(f.s));
	session_hold_clock(f.s, true);		/* somebody types */
	go(&f, 1000000000);
	assert_false(session_is_finished(f.s));
	session_hold_clock(f.s, false);
	go(&f, 0);
	go(&f, 1100000);
	assert_string_equal(engine_error(session_engine(f.s)), "States.Timeout");
	finish(&f);
}

static void a_person_can_let_it_time_out(void **state)
{
	struct fixture f = begin(TASK("A", "\"TimeoutSeconds\":60,"), 1, false);
	const struct task_outcome o = {.kind = TASK_TIMED_OUT};

	(void)state;
	hand.b.is_person = true;
	go(&f, 0);
	tell(many[0], &o);
	go(&f, 1000);
	assert_string_equal(engine_error(session_engine(f.s)), "States.Timeout");
	assert_int_equal(last(&f)->at_ms, 60000);
	finish(&f);
	f = begin(TASK("A", ""), 1, false);
	hand.b.is_person = true;
	go(&f, 0);
	tell(many[0], &o);
	go(&f, 1000);
	assert_string_equal(engine_error(session_engine(f.s)), "States.Timeout");
	assert_in_range(last(&f)->at_ms, 0, 2);
	finish(&f);
}

static void running_out_of_time_takes_no_other_along(void **state)
{
	struct fixture f = begin(PARALLEL(TASK("B", "\"TimeoutSeconds\":60,\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"D\"}],")
		",\"D\":{\"Type\":\"Pass\",\"End\":true}", TASK("C", "\"TimeoutSeconds\":50,")), 1, false);
	const struct task_outcome o = {.kind = TASK_TIMED_OUT}, done = {.kind = TASK_DONE};

	(void)state;
	hand.b.is_person = true;
	go(&f, 0);
	tell(many[0], &o);
	go(&f, 1000);
	assert_int_equal(last(&f)->type, EV_PassStateExited);
	assert_in_range(last(&f)->at_ms, 0, 2);
	tell(many[1], &done);
	hand.id = 0;
	go(&f, 1000);
	assert_int_equal(engine_status(session_engine(f.s)), EXEC_SUCCEEDED);
	finish(&f);
}

static void an_activity_starts_when_a_worker_takes_it(void **state)
{
	struct fixture f = begin("\"A\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:us-east-1:111122223333:activity:a\",\"End\":true}",
		SPEED_JUMP, false);
	const struct task_outcome started = {.kind = TASK_STARTED, .worker_name = "me"}, done = {.kind = TASK_DONE};

	(void)state;
	hand.take = TASK_WAITS;
	go(&f, 0);
	assert_int_equal(last(&f)->type, EV_ActivityScheduled);
	tell(many[0], &started);
	go(&f, 0);
	assert_int_equal(last(&f)->type, EV_ActivityStarted);
	assert_string_equal(last(&f)->more->worker_name, "me");
	tell(many[0], &done);
	hand.id = 0;
	go(&f, 0);
	assert_true(session_is_finished(f.s));
	finish(&f);
}

static void calls_have_seeds_that_come_again(void **state)
{
	struct fixture f = begin(TASK("A", "\"Retry\":[{\"ErrorEquals\":[\"E\"],\"MaxAttempts\":1}],"), SPEED_JUMP, false);
	const struct task_outcome o = {.kind = TASK_FAILED, .error = "E"};
	uint64_t first, second;

	(void)state;
	go(&f, 0);
	first = hand.seed;
	tell(many[0], &o);
	go(&f, 0);
	second = hand.seed;
	assert_int_not_equal(first, second);
	finish(&f);
	f = begin(TASK("A", ""), SPEED_JUMP, false);
	go(&f, 0);
	assert_int_equal(hand.seed, first);
	finish(&f);
}

static void a_task_that_nobody_does_blocks_with_its_reason(void **state)
{
	struct fixture f = begin("\"A\":{\"Type\":\"Pass\",\"Next\":\"Broken\"}," TASK("Broken", ""), SPEED_JUMP, false);

	(void)state;
	go(&f, 0);
	assert_non_null(session_blocked(f.s));
	assert_string_equal(session_blocked(f.s)->state->name, "Broken");
	assert_string_equal(session_blocked(f.s)->reason, "the handler is missing");
	assert_false(session_is_finished(f.s));
	finish(&f);
}

static void stopping_cancels_what_runs(void **state)
{
	struct fixture f = begin(TASK("A", ""), SPEED_JUMP, false);

	(void)state;
	go(&f, 0);
	session_stop(f.s, "Mine", "because");
	go(&f, 0);
	assert_true(session_is_finished(f.s));
	assert_int_equal(engine_status(session_engine(f.s)), EXEC_ABORTED);
	assert_int_equal(last(&f)->type, EV_ExecutionAborted);
	assert_int_equal(hand.cancels, 1);
	finish(&f);
}

static void freeing_cancels_what_runs(void **state)
{
	struct fixture f = begin(TASK("A", ""), SPEED_JUMP, false);

	(void)state;
	go(&f, 0);
	finish(&f);
	assert_int_equal(hand.cancels, 1);
}

static void a_definition_with_errors_is_refused(void **state)
{
	static const char text[] = "{\"StartAt\":\"Nope\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true}}}";
	struct asl_machine *m = asl_parse(text, strlen(text), "M", NULL);
	struct session_options o = {.machine = m, .engine = {.name = "x"}};
	struct err e = {0};

	(void)state;
	assert_null(session_new(&o, &e));
	assert_int_equal(e.code, ERR_INVALID);
	asl_unref(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wait_takes_no_time_and_keeps_its_duration),
		cmocka_unit_test(a_paced_clock_follows_real_time),
		cmocka_unit_test(a_paused_clock_stands_still),
		cmocka_unit_test(a_wait_can_be_skipped),
		cmocka_unit_test(timers_are_told_and_brought_forward),
		cmocka_unit_test(a_step_writes_one_event),
		cmocka_unit_test(a_step_by_state_stops_at_the_next_one),
		cmocka_unit_test(answers_come_when_they_come),
		cmocka_unit_test(on_a_paced_clock_real_work_takes_its_time),
		cmocka_unit_test(a_modelled_answer_takes_its_time),
		cmocka_unit_test(a_timeout_is_real_while_work_is_under_way),
		cmocka_unit_test(an_answer_that_means_a_timeout_lets_the_timer_fire),
		cmocka_unit_test(the_clock_waits_for_a_person),
		cmocka_unit_test(on_a_jumping_clock_the_older_task_is_heard_first),
		cmocka_unit_test(on_a_paced_clock_the_faster_task_is_heard_first),
		cmocka_unit_test(a_held_answer_comes_before_the_timeout_that_ends_the_holding),
		cmocka_unit_test(whoever_has_the_token_answers),
		cmocka_unit_test(a_heartbeat_through_the_token_puts_the_end_off),
		cmocka_unit_test(a_person_can_let_it_time_out),
		cmocka_unit_test(running_out_of_time_takes_no_other_along),
		cmocka_unit_test(an_activity_starts_when_a_worker_takes_it),
		cmocka_unit_test(calls_have_seeds_that_come_again),
		cmocka_unit_test(a_task_that_nobody_does_blocks_with_its_reason),
		cmocka_unit_test(stopping_cancels_what_runs),
		cmocka_unit_test(freeing_cancels_what_runs),
		cmocka_unit_test(a_definition_with_errors_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
