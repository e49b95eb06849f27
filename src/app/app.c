#include "app/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asl/diag.h"
#include "asl/edit.h"
#include "base/log.h"
#include "base/timefmt.h"

#define TURN_STEPS 4000			/* engine steps between two looks at the keyboard: well under a frame */
#define FIXED_START_MS INT64_C(1767225600000)	/* 2026-01-01T00:00:00Z */

void app_changed(struct app *a, unsigned what)
{
	a->changed |= what;
}

void app_note(struct app *a, enum app_note kind, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(a->note, sizeof a->note, fmt, ap);
	va_end(ap);
	a->note_kind = kind;
	app_changed(a, CHANGED_NOTE);
	log_debug("app", "note: %s", a->note);
}

bool app_note_err(struct app *a, const struct err *e)
{
	app_note(a, NOTE_ERROR, "%s", e->msg);
	return false;
}

static void on_timer(void *ctx)
{
	(void)ctx;	/* app_work() runs in every turn; the timer only makes one */
}

struct app *app_new(struct loop *l, const struct app_options *o)
{
	struct app *a = xcalloc(1, sizeof *a);

	a->options = *o;
	a->loop = l;
	a->speed = o->speed;
	a->timer = loop_timer_new(l, on_timer, a);
	return a;
}

/* --- the workspace ------------------------------------------------------------------------------------------------ */

static void close_machine(struct app *a)
{
	loop_watch_free(a->watch);
	a->watch = NULL;
	asl_unref(a->machine);
	a->machine = NULL;
	free(a->file);
	a->file = NULL;
	store_list_done(&a->runs);
	app_run_close(a);
}

static void close_workspace(struct app *a)
{
	close_machine(a);
	while (a->live.n)
		run_free(a->live.v[--a->live.n]);
	dispatch_free(a->dispatch);
	a->dispatch = NULL;
	a->functions = a->play = NULL;
	a->registry = NULL;
	store_close(a->store);
	a->store = NULL;
	workspace_done(&a->workspace);
}

void app_free(struct app *a)
{
	if (!a)
		return;
	close_workspace(a);
	VEC_DONE(&a->live);
	loop_timer_free(a->timer);
	free(a);
}

static void functions_changed(void *ctx)
{
	app_changed(ctx, CHANGED_FUNCTIONS);
}

static void ask_person(void *ctx, struct task_backend *b, const struct task_request *r, const struct err *why)
{
	struct app *a = ctx;

	play_take(b, r);
	if (why->code)
		app_note(a, NOTE_WARNING, "%.80s: %.330s; answer for it (m return, x throw)", r->state->name, why->msg);
	else
		app_note(a, NOTE_WARNING, "%.80s: no function, mock or service does this task; answer for it (m return, x throw)", r->state->name);
	app_changed(a, CHANGED_EVENTS);
}

static bool open_workspace(struct app *a, const char *dir, struct err *e)
{
	struct workspace w = {0};
	char *functions;
	struct err host;

	if (!workspace_open(dir, &w, e))
		return false;
	close_workspace(a);
	a->workspace = w;
	if (!store_open(a->options.in_memory ? NULL : dir, &a->store, e))
		return false;
	if (store_warning(a->store))
		app_note(a, NOTE_WARNING, "%s", store_warning(a->store));
	functions = path_join(dir, "functions/functions.json");
	a->functions = function_backend_new(a->loop, &(struct function_options){.registry_path = functions,
		.seed = a->options.fixed ? a->options.seed + 1 : 0});
	free(functions);
	a->registry = function_backend_registry(a->functions);
	function_log_on_change(function_backend_log(a->functions), functions_changed, a);
	if (!registry_refresh(a->registry, &host))
		app_note_err(a, &host);
	a->dispatch = dispatch_new();
	a->play = play_backend_new(a->loop);
	a->play->is_person = true;
	dispatch_add_take(a->dispatch, a->play);	/* what the person wants to play comes first, … */
	dispatch_add_take(a->dispatch, a->functions);
	dispatch_set_last(a->dispatch, a->play, ask_person, a);	/* … and what nobody else does, last */
	app_changed(a, CHANGED_WORKSPACE | CHANGED_FUNCTIONS);
	return true;
}

void app_scan(struct app *a)
{
	struct workspace w;
	struct err e;
	bool sample = a->workspace.is_sample;

	if (!a->workspace.dir || !workspace_open(a->workspace.dir, &w, &e))
		return;
	workspace_done(&a->workspace);
	a->workspace = w;
	a->workspace.is_sample = sample;
	app_changed(a, CHANGED_WORKSPACE);
}

/* A folder without machines offers the program's own. */
static bool open_samples(struct app *a, struct err *e)
{
	char *data = workspace_data_dir();
	bool ok = data ? open_workspace(a, data, e) : err_set(e, ERR_NOT_FOUND, "the samples are not installed");

	if (ok)
		a->workspace.is_sample = true;
	free(data);
	return ok;
}

static bool open_dir(struct app *a, const char *dir, bool samples, struct err *e)
{
	if (!open_workspace(a, dir, e))
		return false;
	if (a->workspace.machines.n == 1)
		return app_open_machine(a, a->workspace.machines.v[0].file, e);
	if (a->workspace.machines.n)
		return true;
	if (samples)
		return open_samples(a, e);
	app_note(a, NOTE_WARNING, "%.300s holds no state machine (*.asl.json, or JSON with StartAt and States)", dir);
	return true;
}

bool app_open(struct app *a, const char *path, struct err *e)
{
	char *dir;
	bool ok;

	if (!path)
		return open_dir(a, ".", true, e);
	if (dir_exists(path))
		return open_dir(a, path, false, e);
	if (!file_exists(path)) {
		struct err host;

		ok = open_workspace(a, ".", &host);
		return err_set(e, ERR_NOT_FOUND, "%s: no such file or folder%s%s", path, ok ? "" : "; ", ok ? "" : host.msg);
	}
	dir = path_dir(path);
	ok = open_workspace(a, dir, e) && app_open_machine(a, path, e);
	free(dir);
	return ok;
}

/* --- the machine -------------------------------------------------------------------------------------------------- */

char *app_first_problem(const struct app *a, size_t *n)
{
	const struct diag *first = NULL;

	*n = 0;
	for (size_t i = 0; a->machine && i < a->machine->diags->list.n; i++) {
		const struct diag *d = &a->machine->diags->list.v[i];

		if (d->severity != DIAG_ERROR)
			continue;
		if (!first)
			first = d;
		++*n;
	}
	return first ? diag_line(first, path_base(a->file)) : NULL;
}

static void note_machine(struct app *a)
{
	size_t n;
	char *line = app_first_problem(a, &n);

	if (line)
		app_note(a, NOTE_ERROR, "%.400s%s", line, n > 1 ? " (P lists them all)" : "");
	free(line);
}

static void file_changed(void *ctx, const char *path)
{
	(void)path;
	app_reload(ctx);
}

bool app_open_machine(struct app *a, const char *file, struct err *e)
{
	struct asl_machine *m = asl_load(file, e);
	struct err watch_err;

	if (!m)
		return false;
	close_machine(a);
	a->machine = m;
	a->file = xstrdup(file);
	a->watch = loop_watch_new(a->loop, file, file_changed, a, &watch_err);
	if (!a->watch)
		app_note(a, NOTE_WARNING, "%s is not watched for changes: %s", path_base(file), watch_err.msg);
	app_runs_refresh(a);
	app_changed(a, CHANGED_MACHINE | CHANGED_RUN);
	note_machine(a);
	return true;
}

void app_reload(struct app *a)
{
	struct asl_machine *m;
	struct err e;

	if (!a->file)
		return;
	m = asl_load(a->file, &e);
	if (!m) {
		app_note(a, NOTE_WARNING, "%s; what was read before is still shown", e.msg);
		return;
	}
	if (a->machine && m->hash == a->machine->hash) {
		asl_unref(m);
		return;
	}
	asl_unref(a->machine);
	a->machine = m;
	app_changed(a, CHANGED_MACHINE);
	app_note(a, NOTE_INFO, "%s was changed and has been read again", path_base(a->file));
	note_machine(a);
}

bool app_set_resource(struct app *a, const struct asl_state *s, const char *arn, struct err *e)
{
	char *text = NULL;
	size_t len;
	bool ok;

	if (!asl_edit_set_string(a->machine, s, "Resource", arn, &text, &len, e))
		return false;
	ok = file_write_atomic(a->file, text, len, e);
	free(text);
	if (ok)
		app_reload(a);
	return ok;
}

/* --- executions --------------------------------------------------------------------------------------------------- */

void app_runs_refresh(struct app *a)
{
	struct store_filter f = {.machine = a->machine ? a->machine->name : NULL};
	struct err e;

	if (!a->machine || !a->store)
		return;
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

static bool live_has(const struct app *a, const struct run *r)
{
	for (size_t i = 0; i < a->live.n; i++)
		if (a->live.v[i] == r)
			return true;
	return false;
}

void app_run_close(struct app *a)
{
	if (a->run && !live_has(a, a->run))
		run_free(a->run);
	a->run = NULL;
	app_changed(a, CHANGED_RUN);
}

static void wake(void *ctx)
{
	(void)ctx;	/* the answer came in a turn of the loop, and app_work() follows in the same turn */
}

static void fed(void *ctx, const struct engine_input *in)
{
	struct run *r = ctx;

	store_execution_fed(r->store, r->store_id, in);
}

static void begin_in_store(struct app *a, struct run *r, const struct engine_options *o)
{
	struct execution_summary sum;
	struct store_begin b = {.machine = r->machine, .summary = &sum, .options = o, .clock = "virtual"};

	run_summary(r, &sum);
	r->store = a->store;
	r->store_id = store_execution_begin(a->store, &b);
	session_on_feed(r->session, fed, r);
}

/* A name that nobody has to remember; in tests always the same. */
static void new_name(struct app *a, char out[37])
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

	err_set(e, ERR_INVALID, "%s cannot be executed: %.400s", a->machine->name, line ? line : "it has errors");
	free(line);
	return false;
}

bool app_run_start(struct app *a, struct value *input, const char *name, bool paused, struct err *e)
{
	char uuid[37];
	struct session_options o = {
		.machine = a->machine, .input = input, .dispatch = a->dispatch, .speed = a->speed, .paused = paused,
		.start_ms = a->options.fixed ? FIXED_START_MS : time_wall_ms(),
		.engine = {.name = name, .seed = a->options.seed + a->n_started},
	};
	struct session *s;
	struct run *r;

	if (!a->machine)
		return err_set(e, ERR_USAGE, "no state machine is open");
	if (!a->machine->valid)
		return refuse_invalid(a, e);
	new_name(a, uuid);
	if (!name || !*name)
		o.engine.name = uuid;
	s = session_new(&o, e);
	if (!s)
		return false;
	r = run_new_take(s);
	session_on_wake(s, wake, a);
	app_run_close(a);
	a->run = r;
	VEC_PUSH(&a->live, r);
	begin_in_store(a, r, &o.engine);
	app_changed(a, CHANGED_RUN | CHANGED_EVENTS | CHANGED_RUNS);
	return true;
}

bool app_run_open(struct app *a, int64_t store_id, struct err *e)
{
	struct run *r = live_find(a, store_id);
	struct store_execution x = {0};

	if (!r) {
		if (!store_execution_load(a->store, store_id, &x, e))
			return false;
		r = run_stored_take(&x);
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
	bool ok = input && app_run_start(a, input, NULL, false, e);

	value_unref(input);
	return ok;
}

bool app_run_delete(struct app *a, int64_t store_id, struct err *e)
{
	if (live_find(a, store_id))
		return err_set(e, ERR_BUSY, "the execution is running: stop it first (:stop)");
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

static void note_to_store(struct app *a, struct run *r)
{
	struct execution_summary sum;

	if (r->noted < run_last(r)) {
		store_events_append(a->store, r->store_id, r->history);
		r->noted = run_last(r);
	}
	if (!r->ended && !run_is_live(r)) {
		run_summary(r, &sum);
		store_execution_end(a->store, r->store_id, &sum);
		r->ended = true;
	}
}

/* One live execution's turn; true while it has more to do at once. *wait_us shrinks to when it wants the next one. */
static bool run_turn(struct app *a, struct run *r, int64_t mono_us, int64_t *wait_us)
{
	int32_t before = run_last(r);
	int64_t now_before = session_now_ms(r->session);
	int64_t us = session_turn(r->session, mono_us, TURN_STEPS);
	const struct session_blocked *b = session_blocked(r->session);

	run_update(r);
	if (r == a->run && (run_last(r) != before || session_now_ms(r->session) / 100 != now_before / 100))
		app_changed(a, CHANGED_EVENTS);
	note_to_store(a, r);
	if (b && !session_is_paused(r->session)) {
		session_pause(r->session);
		app_note(a, NOTE_ERROR, "%.80s waits: %.380s", b->state ? b->state->name : "the execution", b->reason);
	}
	if (us > 0 && us < *wait_us)
		*wait_us = us;
	return us == 0;
}

/* Executions that have ended leave the list; the shown one stays open. */
static void drop_ended(struct app *a)
{
	bool any = false;

	for (size_t i = 0; i < a->live.n;) {
		struct run *r = a->live.v[i];

		if (run_is_live(r)) {
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

static void flush_store(struct app *a, int64_t mono_us)
{
	struct err e;

	if (!a->store || !store_pending(a->store))
		return;
	if (store_flush(a->store, &e))
		return;
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
		more |= run_turn(a, a->live.v[i], mono_us, &wait_us);
	flush_store(a, mono_us);
	drop_ended(a);
	if (tick_us(a) < wait_us)
		wait_us = tick_us(a);
	if (!more && wait_us != INT64_MAX)
		loop_timer_start(a->timer, (wait_us + 999) / 1000, 0);
	return more;
}
