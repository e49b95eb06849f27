/* The executions of an app: started, opened, deleted; their turns in the loop; their events on the way to the store. */
#include "app/app_children.h"
#include "app/app_coverage.h"
#include "app/app_debug.h"
#include "app/app_tests.h"

#include <stdlib.h>
#include <string.h>

#include "app/app_document.h"
#include "app/app_private.h"
#include "app/record.h"
#include "base/timefmt.h"

#define TURN_BROUGHT 1000		/* events that a fork has brought along, written in one turn */
#define TURN_STEPS 4000			/* engine steps between two looks at the keyboard: well under a frame */
/* Inputs, and items in them: more than a history of 25,000 events takes; a Map Run of many items has no such limit. */
#define FED_KEPT 100000
#define FIXED_START_MS INT64_C(1767225600000)	/* 2026-01-01T00:00:00Z */

void app_runs_refresh(struct app *a)
{
	struct store_filter f = {.machine = a->machine ? a->machine->name : NULL};
	struct err e;

	if (!a->machine || !a->store)
		return;
	a->runs_stale = false;
	if (!store_execution_list(a->store, &f, &a->runs, &e))
		app_note_err(a, &e);
	app_changed(a, CHANGED_RUNS);
}

static struct run *live_find(const struct app *a, int64_t store_id)
{
	for (size_t i = 0; i < a->live.n; i++)
		if (a->live.v[i]->store_id == store_id)
			return a->live.v[i];
	return NULL;
}

bool app_live_has(const struct app *a, const struct run *r)
{
	for (size_t i = 0; i < a->live.n; i++)
		if (a->live.v[i] == r)
			return true;
	return false;
}

void app_run_close(struct app *a)
{
	if (a->run && !app_live_has(a, a->run))
		run_free(a->run);
	a->run = NULL;
	app_changed(a, CHANGED_RUN);
}

static void wake(void *ctx)
{
	(void)ctx;	/* the answer came in a turn of the loop, and app_work() follows in the same turn */
}

void app_run_fed(void *ctx, const struct engine_input *in)
{
	struct run *r = ctx;
	struct store_fed own = {.in = *in};

	if (r->n_fed >= FED_KEPT)
		return;
	r->n_fed++;
	if ((in->kind == IN_ITEMS || in->kind == IN_ITEMS_LAST) && in->value)
		r->n_fed += json_count(value_node(in->value));
	own.in.value = value_ref(in->value);
	own.in.error = xstrdup(in->error);
	own.in.cause = xstrdup(in->cause);
	own.in.worker_name = xstrdup(in->worker_name);
	VEC_PUSH(&r->stored.fed, own);
	run_note_edit(r, &own.in);
	if (r->fed_noted + 1 < r->stored.fed.n || r->brought > r->noted)
		return;		/* behind what a fork has brought along */
	store_execution_fed(r->store, r->store_id, in);
	r->fed_noted++;
}

/* What it takes to run it again, but for its name. */
static void keep_options(struct run *r, const struct engine_options *o)
{
	struct engine_options *own = &r->stored.options;

	*own = *o;
	own->name = NULL;
	own->account = xstrdup(o->account);
	own->region = xstrdup(o->region);
	own->role_arn = xstrdup(o->role_arn);
	own->label = xstrdup(o->label);
	own->context = value_ref(o->context);
	own->variables = value_ref(o->variables);
}

static void begin_in_store(struct app *a, struct run *r, const struct engine_options *o)
{
	struct execution_summary sum;
	struct store_begin b = {.machine = r->machine, .summary = &sum, .options = o, .clock = "virtual", .fork_of = r->fork_of,
		.fork_event = r->fork_event};

	run_summary(r, &sum);
	keep_options(r, o);
	r->store = a->store;
	r->store_id = store_execution_begin(a->store, &b);
	session_on_feed(r->session, app_run_fed, r);
	session_set_tag(r->session, r->store_id);
	app_children_watch(a, r);
}

void app_new_name(struct app *a, char out[37])
{
	struct rng r;

	rng_seed(&r, a->options.fixed ? a->options.seed + a->n_started : (uint64_t)time_wall_ms() * 1000003u + a->n_started);
	rng_uuid(&r, out);
	a->n_started++;
}

static bool refuse_invalid(const struct app *a, struct err *e)
{
	size_t n;
	char *line = app_first_problem(a, &n);

	if (a->machine->draft)
		err_set(e, ERR_INVALID, "%s was made from a history: it has no rules and no paths, and cannot be executed", a->machine->name);
	else
		err_set(e, ERR_INVALID, "%s cannot be executed: %.400s", a->machine->name, line ? line : "it has errors");
	free(line);
	return false;
}

void app_run_keep(struct app *a, struct run *r, const struct engine_options *o)
{
	session_on_wake(r->session, wake, a);
	app_debug_attach(a, r);
	begin_in_store(a, r, o);
}

void app_run_show_new(struct app *a, struct run *r)
{
	app_run_close(a);
	a->run = r;
	VEC_PUSH(&a->live, r);
	a->runs_stale = true;
	app_changed(a, CHANGED_RUN | CHANGED_EVENTS);
}

bool app_run_begin(struct app *a, struct session_options *o, struct err *e)
{
	char uuid[37];
	struct session *s;
	struct run *r;

	app_new_name(a, uuid);
	if (!o->engine.name)
		o->engine.name = uuid;
	s = session_new(o, e);
	if (!s)
		return false;
	r = run_new_take(s);
	app_run_keep(a, r, &o->engine);
	app_run_show_new(a, r);
	return true;
}

bool app_run_start(struct app *a, struct value *input, const char *name, bool paused, struct err *e)
{
	struct asl_machine *now = app_text_machine(a);
	struct session_options o = {
		.machine = a->machine, .input = input, .dispatch = a->dispatch, .speed = a->speed, .paused = paused,
		.s3 = a->backends.s3,
		.start_ms = a->options.fixed ? FIXED_START_MS : time_wall_ms(),
		.engine = {.name = name && *name ? name : NULL, .express = a->machine && a->machine->express,
			.seed = a->options.seed + a->n_started, .max_events = a->options.max_events},
	};

	if (!a->machine)
		return err_set(e, ERR_USAGE, "no state machine is open");
	if (!now->runnable)
		return refuse_invalid(a, e);
	return app_run_begin(a, &o, e);
}

struct run *app_run_load(struct app *a, int64_t store_id, struct err *e)
{
	struct store_execution x = {0};

	if (!store_flush(a->store, e) || !store_execution_load(a->store, store_id, &x, e))
		return NULL;
	return run_stored_take(&x);
}

bool app_run_open(struct app *a, int64_t store_id, struct err *e)
{
	struct run *r = live_find(a, store_id);
	struct store_execution x = {0};

	if (!r) {
		if (!store_execution_load(a->store, store_id, &x, e))
			return false;
		r = run_stored_take(&x);
		if (r->stored.row.origin)
			record_attach(r, r->stored.row.origin);
		if (r->stored.incomplete)
			app_note(a, NOTE_WARNING, "events are missing at the end of this execution's history");
	}
	app_run_close(a);
	a->run = r;
	app_changed(a, CHANGED_RUN | CHANGED_EVENTS);
	return true;
}

struct value *app_run_input(struct app *a, int64_t store_id, struct err *e)
{
	struct run *r = live_find(a, store_id);
	struct store_execution x = {0};
	struct value *v;

	if (r)
		return value_ref(run_input(r));
	if (!store_execution_load(a->store, store_id, &x, e))
		return NULL;
	v = value_ref(x.input);
	store_execution_done(&x);
	return v;
}

bool app_run_again(struct app *a, int64_t store_id, struct err *e)
{
	struct value *input = app_run_input(a, store_id, e);
	bool ok = input && app_run_is_whole(a, store_id, e) && app_run_start(a, input, NULL, false, e);

	value_unref(input);
	return ok;
}

bool app_run_delete(struct app *a, int64_t store_id, struct err *e)
{
	if (live_find(a, store_id))
		return err_set(e, ERR_BUSY, run_is_live(live_find(a, store_id)) ? "the execution is running: stop it first (:stop)"
			: "the execution is still being written: in a moment");
	if (a->run && a->run->store_id == store_id)
		app_run_close(a);
	if (!store_execution_delete(a->store, store_id, e))
		return false;
	app_runs_refresh(a);
	return true;
}

void app_seek(struct app *a, int32_t id)
{
	if (!a->run)
		return;
	run_seek(a->run, id);
	app_changed(a, CHANGED_EVENTS);
}

void app_set_speed(struct app *a, double speed)
{
	a->speed = speed;
	for (size_t i = 0; i < a->live.n; i++)
		if (a->live.v[i]->session)
			session_set_speed(a->live.v[i]->session, speed);
	app_changed(a, CHANGED_EVENTS);
}

bool app_has_play(const struct app *a)
{
	return a->play && play_count(a->play) > 0;
}

/* --- the work of a turn ------------------------------------------------------------------------------------------- */

/* What a fork has brought along, at most n of each; true while there is more of it. */
static bool note_brought(struct app *a, struct run *r, size_t n)
{
	struct history part = *r->history;

	for (size_t i = 0; i < n && r->fed_noted < r->stored.fed.n; i++)
		store_execution_fed(a->store, r->store_id, &r->stored.fed.v[r->fed_noted++].in);
	if (r->noted < r->brought) {
		part.events.n = (size_t)r->brought < (size_t)r->noted + n ? (size_t)r->brought : (size_t)r->noted + n;
		store_events_append(a->store, r->store_id, &part);
		r->noted = (int32_t)part.events.n;
	}
	return r->noted < r->brought || r->fed_noted < r->stored.fed.n;
}

void app_run_catch_up(struct app *a, struct run *r)
{
	while (note_brought(a, r, SIZE_MAX / 2))
		;
	if (r->noted < run_last(r))
		store_events_append(a->store, r->store_id, r->history);
	r->noted = run_last(r);
}

/* True while there is more to be handed over at once. */
static bool note_to_store(struct app *a, struct run *r)
{
	struct execution_summary sum;

	if ((r->noted < r->brought || r->fed_noted < r->stored.fed.n) && note_brought(a, r, TURN_BROUGHT))
		return true;
	if (r->noted < run_last(r)) {
		store_events_append(a->store, r->store_id, r->history);
		r->noted = run_last(r);
	}
	if (!r->ended && !run_is_live(r)) {
		run_summary(r, &sum);
		store_execution_end(a->store, r->store_id, &sum);
		r->ended = true;
	}
	return false;
}

/* Items that Map Runs have done: no event of the execution tells. */
static int64_t items_done(const struct run *r)
{
	const struct engine *x = session_engine(r->session);
	int64_t n = 0;

	for (size_t i = 0; i < engine_map_runs(x); i++) {
		const struct map_run_counts *c = &engine_map_run(x, i)->totals.items;

		n += c->total + c->running + c->succeeded + c->failed + c->timed_out + c->aborted;
	}
	return n;
}

/* One live execution's turn; true while it has more to do at once. *wait_us shrinks to when it wants the next one. */
static bool run_turn(struct app *a, struct run *r, int64_t mono_us, int64_t *wait_us)
{
	int32_t before = run_last(r);
	int64_t now_before = session_now_ms(r->session), items_before = items_done(r);
	int64_t us = session_turn(r->session, mono_us, TURN_STEPS);
	const struct session_blocked *b = session_blocked(r->session);
	bool more;

	run_update(r);
	if (r == a->run && (run_last(r) != before || session_now_ms(r->session) / 100 != now_before / 100 || items_done(r) != items_before))
		app_changed(a, CHANGED_EVENTS);
	more = note_to_store(a, r);
	app_test_watch(a, r);
	if (b && !session_is_paused(r->session)) {
		session_pause(r->session);
		app_note(a, NOTE_ERROR, "%.80s waits: %.380s", b->state ? b->state->name : "the execution", b->reason);
	}
	if (us > 0 && us < *wait_us)
		*wait_us = us;
	return us == 0 || more;
}

/* Executions that have ended leave the list; the shown one stays open. */
static void drop_ended(struct app *a)
{
	bool any = false;

	for (size_t i = 0; i < a->live.n;) {
		struct run *r = a->live.v[i];

		if ((r->session && (!session_is_over(r->session) || !r->ended)) || (r->record && !r->ended)) {
			i++;
			continue;
		}
		a->live.v[i] = a->live.v[--a->live.n];
		if (r != a->run)
			run_free(r);
		any = true;
	}
	if (any)
		app_runs_refresh(a);
}

static size_t warning_len(const struct store *s)
{
	return store_warning(s) ? strlen(store_warning(s)) : 0;
}

static void flush_store(struct app *a, int64_t mono_us)
{
	struct err e;
	size_t warned;

	if (!a->store || !store_pending(a->store))
		return;
	warned = warning_len(a->store);
	if (store_flush(a->store, &e)) {
		if (warning_len(a->store) > warned)
			app_note(a, NOTE_WARNING, "%s", store_warning(a->store) + (warned ? warned + 2 : 0));	/* after "; " */
		if (a->runs_stale && !store_pending(a->store))
			app_runs_refresh(a);
		return;
	}
	if (mono_us >= a->store_retry_us)
		app_note(a, NOTE_WARNING, "%s", e.msg);
	a->store_retry_us = mono_us + 2000000;
	loop_timer_start(a->timer, 2000, 0);	/* try again then, even if nothing else happens */
}

/* While a clock is shown that moves, the screen follows it ten times a second. */
static int64_t tick_us(const struct app *a)
{
	const struct run *r = a->run;

	return r && run_is_live(r) && r->follow && !session_is_paused(r->session) && session_speed(r->session) > 0 ? 100000 : INT64_MAX;
}

bool app_work(void *ctx)
{
	struct app *a = ctx;
	int64_t mono_us = time_mono_us(), wait_us = INT64_MAX;
	bool more = false;

	for (size_t i = 0; i < a->live.n; i++)
		more |= a->live.v[i]->session ? run_turn(a, a->live.v[i], mono_us, &wait_us) : app_record_turn(a, a->live.v[i]);
	if (a->run && a->run->record && !app_live_has(a, a->run))
		more |= app_record_turn(a, a->run);
	app_children_turn(a);
	flush_store(a, mono_us);
	drop_ended(a);
	more |= app_coverage_turn(a, mono_us, &wait_us);
	if (tick_us(a) < wait_us)
		wait_us = tick_us(a);
	if (!more && wait_us != INT64_MAX)
		loop_timer_start(a->timer, (wait_us + 999) / 1000, 0);
	return more;
}
