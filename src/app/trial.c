#include "app/trial.h"

#include <stdlib.h>
#include <string.h>

#include "app/session.h"
#include "base/timefmt.h"
#include "task/mock.h"

#define TURN_STEPS 10000
#define PATIENCE_US 200000		/* answers of mocks come in the next turn */
#define SHOWN_BYTES 200

/* --- running -------------------------------------------------------------------------------------------------------- */

/* places: of no text, since answers stand in none. */
static bool add_mocks(struct loop *l, struct dispatch *d, const struct asl_machine *m, const struct trial *t, const struct json_places *places,
	struct err *e)
{
	struct mock_options o = {.path = t->mocks ? t->mocks : "recorded answers", .machine = m->name};
	struct task_backend *b;

	if (!t->mocks && !t->answers)
		return true;
	if (t->answers) {
		o.doc = t->answers;
		o.part = value_node(t->answers);
		o.places = places;
	}
	b = mock_backend_new(l, &o, e);
	if (b)
		dispatch_add_take(d, b);
	return b != NULL;
}

/* Until it has ended, or stands and nothing comes. */
static void run_to_the_end(struct loop *l, struct session *s)
{
	int64_t quiet_since = 0;

	while (!session_is_finished(s) && !session_blocked(s) && !session_stuck(s)) {
		int64_t now = time_mono_us(), wait_us = session_turn(s, now, TURN_STEPS);

		if (wait_us >= 0) {
			quiet_since = 0;
			loop_turn(l, wait_us ? 1 : 0);
			continue;
		}
		quiet_since = quiet_since ? quiet_since : now;
		if (now - quiet_since > PATIENCE_US)
			return;
		loop_turn(l, 1);
	}
}

static bool is_entered(enum event_type type)
{
	return type >= EV_PassStateEntered && type <= EV_MapStateEntered;
}

static void note_outcome(const struct session *s, struct trial_outcome *out)
{
	const struct session_blocked *b = session_blocked(s);
	const struct history *h = session_history(s);
	struct execution_summary sum;

	session_summary(s, &sum);
	out->status = sum.status;
	out->output = sum.output ? value_ref(sum.output) : NULL;
	out->error = xstrdup(sum.error);
	if (!session_is_finished(s))
		out->stands = b && b->state ? xasprintf("nothing answers for %s", b->state->name) : xstrdup("it waits for ever");
	for (size_t i = 0; i < h->events.n; i++)
		if (is_entered(h->events.v[i].type) && h->events.v[i].name)
			VEC_PUSH(&out->way, xstrdup(h->events.v[i].name));
}

bool trial_run(struct loop *l, struct asl_machine *m, const struct trial *t, struct trial_outcome *out, struct err *e)
{
	struct dispatch *d = dispatch_new();
	struct json_places *none = json_places_new();
	struct session_options o = {.machine = m, .input = t->input, .dispatch = d, .start_ms = t->start_ms, .speed = SPEED_JUMP,
		.engine = {.seed = t->seed, .express = t->express}};
	struct session *s = NULL;

	*out = (struct trial_outcome){0};
	if (add_mocks(l, d, m, t, none, e))
		s = session_new(&o, e);
	if (s) {
		run_to_the_end(l, s);
		note_outcome(s, out);
	}
	session_free(s);
	dispatch_free(d);
	json_places_free(none);
	return s != NULL;
}

void trial_outcome_done(struct trial_outcome *o)
{
	value_unref(o->output);
	free(o->stands);
	free(o->error);
	for (size_t i = 0; i < o->way.n; i++)
		free(o->way.v[i]);
	VEC_DONE(&o->way);
	*o = (struct trial_outcome){0};
}

/* --- comparing ------------------------------------------------------------------------------------------------------ */

static bool same_error(const char *a, const char *b)
{
	return str_is(a, b) || (str_is(a, "States.Runtime") && str_is(b, "States.QueryEvaluationError"));
}

static char *shown(const struct value *v)
{
	char *text = v ? json_print(value_node(v)) : xstrdup("none"), *cut;
	size_t len = SHOWN_BYTES;

	if (strlen(text) <= SHOWN_BYTES)
		return text;
	while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;			/* not inside a character */
	cut = xasprintf("%.*s…", (int)len, text);
	free(text);
	return cut;
}

static char *output_difference(const struct trial_outcome *a, const struct trial_outcome *b)
{
	char *left, *right, *text;

	if (a->output && b->output ? json_equal(value_node(a->output), value_node(b->output)) : a->output == b->output)
		return NULL;
	left = shown(a->output);
	right = shown(b->output);
	text = xasprintf("the output was %s and is %s", left, right);
	free(left);
	free(right);
	return text;
}

static char *way_difference(const struct trial_outcome *a, const struct trial_outcome *b)
{
	for (size_t i = 0; i < a->way.n || i < b->way.n; i++) {
		const char *left = i < a->way.n ? a->way.v[i] : "the end", *right = i < b->way.n ? b->way.v[i] : "the end";

		if (strcmp(left, right) != 0)
			return xasprintf("step %zu was %s and is %s", i + 1, left, right);
	}
	return NULL;
}

char *trial_difference(const struct trial_outcome *a, const struct trial_outcome *b)
{
	char *way = way_difference(a, b);

	if (way)
		return way;
	if (!str_is(a->stands, b->stands))
		return xasprintf("it %s, and now it %s", a->stands ? a->stands : "ended", b->stands ? b->stands : "ends");
	if (a->status != b->status)
		return xasprintf("it was %s and is %s%s%s", exec_status_text(a->status), exec_status_text(b->status), b->error ? ": " : "",
			b->error ? b->error : "");
	if (!same_error(a->error, b->error))
		return xasprintf("the error was %s and is %s", a->error ? a->error : "none", b->error ? b->error : "none");
	return output_difference(a, b);
}
