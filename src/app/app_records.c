/* Imported executions of an app: opened, replayed, and written to the store in pieces, so that the screen never stands still for them. */
#include <stdlib.h>

#include "app/app_private.h"
#include "app/record.h"
#include "asl/source.h"

#define TURN_EVENTS 500			/* written in one turn: some milliseconds */
#define TURN_REPLAY 2000
#define KEPT_MAX 250000			/* events; a longer history is only looked at */

size_t app_running(const struct app *a)
{
	size_t n = 0;

	for (size_t i = 0; i < a->live.n; i++)
		n += run_is_live(a->live.v[i]);
	return n;
}

/* --- to the store -------------------------------------------------------------------------------------------------------------------- */

static void begin_in_store(struct app *a, struct run *r)
{
	struct execution_summary sum;
	struct engine_options options = r->record->replay ? r->record->replay->options : (struct engine_options){.name = r->name};
	struct store_begin b = {.machine = r->machine, .summary = &sum, .options = &options, .clock = "recorded", .origin = r->record->origin};

	run_summary(r, &sum);
	r->store = a->store;
	r->store_id = r->stored.row.id = store_execution_begin(a->store, &b);
}

/* The next events, as if these were all. */
static void append(struct run *r, size_t n)
{
	struct history part = *r->history;

	if (part.events.n > (size_t)r->noted + n)
		part.events.n = (size_t)r->noted + n;
	store_events_append(r->store, r->store_id, &part);
	r->noted = (int32_t)part.events.n;
}

/* What our engine must have been fed, where that is known to the end: a fork starts from it. */
static void end_in_store(struct run *r)
{
	const struct replay *p = r->record->replay;
	bool whole = p && !r->record->replaying && !p->why;
	struct execution_summary sum;

	for (size_t i = 0; whole && i < p->differences.n; i++)
		whole = p->differences.v[i].is_value;
	for (size_t i = 0; whole && i < p->fed.n; i++)
		store_execution_fed(r->store, r->store_id, &p->fed.v[i].in);
	run_summary(r, &sum);
	store_execution_end(r->store, r->store_id, &sum);
	r->ended = true;
}

static bool write_on(struct app *a, struct run *r)
{
	if (r->ended)
		return false;
	if (r->noted < run_last(r)) {
		append(r, TURN_EVENTS);
		return true;
	}
	if (r->record->replaying)
		return true;
	end_in_store(r);
	a->runs_stale = true;
	return false;
}

void app_records_finish(struct app *a)
{
	for (size_t i = 0; i < a->live.n; i++) {
		struct run *r = a->live.v[i];

		if (!r->record && r->session)
			app_run_catch_up(a, r);
		if (!r->record || r->ended)
			continue;
		append(r, SIZE_MAX / 2);
		end_in_store(r);
	}
}

/* --- turns --------------------------------------------------------------------------------------------------------------------------------- */

static void say_verdict(struct app *a, const struct run *r)
{
	const struct replay *p = r->record->replay;

	if (p->differences.n)
		app_note(a, NOTE_WARNING, "%.480s", r->record->verdict);
	else if (p->why)
		app_note(a, NOTE_INFO, "%.480s", r->record->verdict);
}

bool app_record_turn(struct app *a, struct run *r)
{
	bool more = record_work(r, TURN_REPLAY);

	if (r->record->verdict && !r->record->told) {
		r->record->told = true;
		if (r == a->run) {
			say_verdict(a, r);
			app_changed(a, CHANGED_EVENTS);
		}
	}
	return write_on(a, r) || more;
}

/* --- opening ------------------------------------------------------------------------------------------------------------------------------- */

static bool need_workspace(struct app *a, const char *definition, struct err *e)
{
	char *dir;
	bool ok;

	if (a->workspace.dir)
		return true;
	dir = definition && file_exists(definition) ? path_dir(definition) : xstrdup(".");
	ok = app_workspace_open(a, dir, e);
	free(dir);
	return ok;
}

/* The machine that the history is of becomes the open one: its file where it has one, else as it is. */
static bool show_machine(struct app *a, struct asl_machine *m, struct err *e)
{
	const char *address = asl_machine_address(m);

	if (a->machine && a->machine->hash == m->hash && str_is(a->machine->name, m->name))
		return true;
	if (address && asl_address_exists(address))
		return app_open_machine(a, address, e);
	app_machine_close(a);
	a->machine = asl_ref(m);
	app_runs_refresh(a);
	app_changed(a, CHANGED_MACHINE | CHANGED_RUN);
	return true;
}

static void say_opened(struct app *a, const struct run *r)
{
	const struct record *rec = r->record;

	app_note(a, rec->notes.n ? NOTE_WARNING : NOTE_INFO, "%.80s: %d events, %s%s%.300s", path_base(rec->origin), run_last(r),
		exec_status_text(run_status(r)), rec->notes.n ? "; " : "", rec->notes.n ? rec->notes.v[0] : "");
}

bool app_record_open(struct app *a, const char *path, const char *definition, struct err *e)
{
	struct record_options o = {.path = path, .definition = definition};
	struct run *r;

	if (!need_workspace(a, definition, e))
		return false;
	o.open = a->machine;
	o.workspace = &a->workspace;
	r = record_open(&o, e);
	if (!r)
		return false;
	if (!show_machine(a, r->machine, e)) {
		run_free(r);
		return false;
	}
	app_run_close(a);
	a->run = r;
	if (run_last(r) <= KEPT_MAX) {
		VEC_PUSH(&a->live, r);
		begin_in_store(a, r);
		a->runs_stale = true;
	} else {
		r->noted = run_last(r);
		r->ended = true;
	}
	say_opened(a, r);
	app_changed(a, CHANGED_RUN | CHANGED_EVENTS);
	return true;
}
