/* The debugger of an app: what stops its executions, in live ones as they go and along what they have written. */
#include "app/app_debug.h"

#include <stdlib.h>

/* What the events do not say of the shown execution; borrows from r. */
static struct moment_facts facts_of(const struct run *r)
{
	struct execution_summary sum;

	run_summary(r, &sum);
	return (struct moment_facts){.execution_arn = sum.execution_arn, .execution_name = sum.name, .machine_arn = sum.machine_arn,
		.express = r->machine->express, .edits = r->edits.v, .n_edits = r->edits.n};
}

/* Something can stop it from now on: the second projection stands at its newest event, whatever the screens look at. */
static void begin_to_watch(struct app *a, struct run *r, int32_t newest)
{
	struct moment_facts facts = facts_of(r);

	r->watched = projection_new(r->machine);
	projection_seek(r->watched, r->history, newest);
	debugger_prime(&a->debugger, r->watched, &facts);
}

static bool stops(void *ctx, int32_t id)
{
	struct run *r = ctx;
	struct app *a = r->app;
	struct moment_facts facts;

	if (debugger_is_idle(&a->debugger)) {
		projection_free(r->watched);
		r->watched = NULL;
		return false;
	}
	if (!r->watched)
		begin_to_watch(a, r, id - 1);
	facts = facts_of(r);
	projection_seek(r->watched, r->history, id);
	if (!debugger_stops(&a->debugger, r->watched, &facts, &r->stop))
		return false;
	if (r == a->run)
		app_note(a, NOTE_INFO, "stopped at #%d by %u: %s", id, r->stop.number, r->stop.reason);
	app_changed(a, CHANGED_DEBUGGER);
	return true;
}

#define KIND "debugger"
#define KEY "list"

void app_debug_open(struct app *a)
{
	struct err e;
	struct value *v = a->store ? store_document_get(a->store, KIND, a->machine->name, KEY, &e) : NULL;
	size_t bad = v ? debugger_load(&a->debugger, value_node(v)) : 0;

	if (a->store && !v && e.code)
		app_note_err(a, &e);
	if (bad)
		app_note(a, NOTE_WARNING, "%zu of the breakpoints that were kept cannot be read any more", bad);
	value_unref(v);
}

void app_debug_keep(struct app *a)
{
	struct value *v;

	if (!a->store || !a->machine)
		return;
	v = value_take(debugger_save(&a->debugger));
	store_document_put(a->store, KIND, a->machine->name, KEY, v, 0);
	value_unref(v);
}

void app_debug_attach(struct app *a, struct run *r)
{
	r->app = a;
	session_on_event(r->session, stops, r);
}

bool app_debug_moment(const struct app *a, int step, struct moment *out)
{
	struct moment_facts facts;

	if (!a->run)
		return false;
	facts = facts_of(a->run);
	moment_at(a->run->at, step, &facts, out);
	return true;
}

bool app_debug_search(struct app *a, int dir)
{
	struct run *r = a->run;
	int32_t from = r->cursor, found = 0;
	struct moment_facts facts = facts_of(r);
	struct debug_stop why;

	if (!debugger_is_idle(&a->debugger))
		found = debugger_search(&a->debugger, r->at, &facts, from, dir, &why);
	run_seek(r, found ? found : from);
	if (found)
		app_note(a, NOTE_INFO, "stops at #%d by %u: %s", found, why.number, why.reason);
	app_changed(a, CHANGED_EVENTS);
	return found != 0;
}

unsigned app_break(struct app *a, const char *text, bool temporary, struct err *e)
{
	unsigned n = debugger_break(&a->debugger, text, a->machine, temporary, e);

	if (n)
		app_changed(a, CHANGED_DEBUGGER);
	return n;
}

unsigned app_fault(struct app *a, const char *text, struct err *e)
{
	unsigned n = debugger_fault(&a->debugger, text, a->machine, e);

	if (n)
		app_changed(a, CHANGED_DEBUGGER);
	return n;
}

unsigned app_watch(struct app *a, const char *text, bool stops_too, struct err *e)
{
	unsigned n = debugger_watch(&a->debugger, text, stops_too, e);
	struct moment_facts facts;

	if (n && a->run) {
		facts = facts_of(a->run);
		debugger_prime(&a->debugger, a->run->at, &facts);
	}
	if (n)
		app_changed(a, CHANGED_DEBUGGER);
	return n;
}

bool app_debug_delete(struct app *a, unsigned number)
{
	bool was = debugger_delete(&a->debugger, number);

	if (was)
		app_changed(a, CHANGED_DEBUGGER);
	return was;
}

bool app_debug_change(struct app *a, unsigned number, const char *text, struct err *e)
{
	bool ok = debugger_change(&a->debugger, number, text, a->machine, e);

	if (ok)
		app_changed(a, CHANGED_DEBUGGER);
	return ok;
}

struct breakpoint *app_break_at(struct app *a, const struct asl_state *s)
{
	for (size_t i = 0; i < a->debugger.breakpoints.n; i++) {
		struct breakpoint *b = &a->debugger.breakpoints.v[i];

		if (b->kind == BREAK_ENTER && !b->condition && b->at < 0 && (str_is(b->state, s->path) || str_is(b->state, s->name)))
			return b;
	}
	return NULL;
}
