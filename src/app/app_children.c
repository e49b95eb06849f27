#include "app/app_children.h"

#include <stdlib.h>

#define RUNNING_LISTED 1000

/* --- into the store --------------------------------------------------------------------------------------------------------- */

/* The row of s, and before it those of the executions that started it. */
static int64_t keep_begin(struct store *store, struct session *s)
{
	struct session *parent = session_parent(s);
	struct execution_summary sum;
	struct engine_options o;
	struct store_begin b = {.machine = session_machine(s), .summary = &sum, .options = &o, .clock = "virtual"};

	if (session_tag(s))
		return session_tag(s);
	if (parent)
		b.parent = keep_begin(store, parent);
	b.parent_event = session_parent_event(s);
	b.item = session_index(s);
	session_summary(s, &sum);
	session_engine_options(s, &o);
	session_set_tag(s, store_execution_begin(store, &b));
	return session_tag(s);
}

static void keep(struct run *root, struct session *s)
{
	size_t *n = &root->n_kept[engine_status(session_engine(s)) != EXEC_SUCCEEDED];
	struct execution_summary sum;
	int64_t id;

	if (*n >= CHILDREN_KEPT && !session_tag(s))
		return;
	++*n;
	id = keep_begin(root->store, s);
	session_summary(s, &sum);
	store_events_append(root->store, id, session_history(s));
	store_execution_end(root->store, id, &sum);
	if (session_kind(s) == SESSION_NESTED)
		root->app->runs_stale = true;
}

/* One that is shown stays, with its history, as the shown run's own. */
static bool ended(void *ctx, struct session *s)
{
	struct run *root = ctx, *shown = root->app->run;

	keep(root, s);
	if (!shown || !shown->borrowed || shown->session != s)
		return false;
	shown->borrowed = false;
	shown->store_id = session_tag(s);
	shown->stored.row.parent = session_tag(session_parent(s));
	return true;
}

void app_children_watch(struct app *a, struct run *r)
{
	r->app = a;
	session_on_children(r->session, &(struct session_watch){.ended = ended, .ctx = r});
}

void app_children_turn(struct app *a)
{
	struct run *r = a->run;
	int32_t before;

	if (!r || !r->session || session_kind(r->session) == SESSION_ROOT)
		return;
	before = r->cursor;
	run_update(r);
	if (r->cursor != before || !run_is_live(r))
		app_changed(a, CHANGED_EVENTS);
}

/* --- the list ------------------------------------------------------------------------------------------------------------------ */

static void child_done(struct app_child *c)
{
	free(c->name);
	free(c->machine);
	free(c->error);
}

void app_children_done(struct app_children *c)
{
	for (size_t i = 0; i < c->list.n; i++)
		child_done(&c->list.v[i]);
	VEC_DONE(&c->list);
}

static void list_running(const struct session *parent, struct app_children *out)
{
	struct session *s;

	for (size_t i = 0; i < RUNNING_LISTED && (s = session_child(parent, i)); i++) {
		if (session_is_finished(s))
			continue;	/* it waits for children of its own, and is kept */
		*VEC_ADD(&out->list) = (struct app_child){
			.session = s, .in_map_run = session_kind(s) == SESSION_MAP_ITEM, .parent_event = session_parent_event(s),
			.item = session_index(s), .status = EXEC_RUNNING, .name = xstrdup(session_name(s)),
			.machine = xstrdup(session_machine(s)->name), .start_ms = session_start_ms(s),
			.n_events = (int32_t)session_history(s)->events.n,
		};
	}
}

static void add_row(struct store_row *row, struct app_children *out)
{
	*VEC_ADD(&out->list) = (struct app_child){
		.store_id = row->id, .in_map_run = row->map_run != NULL, .parent_event = row->parent_event, .item = row->item,
		.status = row->status, .interrupted = row->interrupted, .name = xstrdup(row->name), .machine = xstrdup(row->machine),
		.error = xstrdup(row->error), .start_ms = row->start_ms, .stop_ms = row->stop_ms, .n_events = row->n_events,
	};
}

static bool list_kept(struct app *a, int64_t parent, struct app_children *out, struct err *e)
{
	struct store_list rows = {0};
	struct store_filter f = {.parent = parent, .limit = 3 * CHILDREN_KEPT};
	bool ok = store_execution_list(a->store, &f, &rows, e);

	for (size_t i = 0; ok && i < rows.rows.n; i++)
		if (!rows.rows.v[i].mine)
			add_row(&rows.rows.v[i], out);
	store_list_done(&rows);
	return ok;
}

bool app_children_list(struct app *a, const struct run *parent, struct app_children *out, struct err *e)
{
	int64_t id = parent->store_id;

	app_children_done(out);
	if (parent->session) {
		list_running(parent->session, out);
		id = session_tag(parent->session);
	}
	return !id || list_kept(a, id, out, e);
}

/* --- showing one ---------------------------------------------------------------------------------------------------------------- */

static void show_running(struct app *a, struct session *s)
{
	struct run *r = run_new_borrow(s);

	app_run_close(a);
	a->run = r;
	app_changed(a, CHANGED_RUN | CHANGED_EVENTS);
}

/* It may have gone since it was listed. */
static bool still_runs(const struct app *a, const struct session *s)
{
	const struct session *child;

	for (size_t i = 0; a->run && a->run->session && (child = session_child(a->run->session, i)); i++)
		if (child == s)
			return true;
	return false;
}

bool app_child_open(struct app *a, const struct app_child *c, struct err *e)
{
	if (!c->session)
		return app_run_open(a, c->store_id, e);
	if (!still_runs(a, c->session))
		return err_set(e, ERR_NOT_FOUND, "it has just ended: choose it once more");
	show_running(a, c->session);
	return true;
}

bool app_has_parent(const struct app *a)
{
	const struct run *r = a->run;

	return r && (r->session ? session_kind(r->session) != SESSION_ROOT : r->stored.row.parent != 0);
}

bool app_parent_open(struct app *a, struct err *e)
{
	struct session *parent;

	if (!app_has_parent(a))
		return err_set(e, ERR_NOT_FOUND, "no other execution started this one");
	if (!a->run->session)
		return app_run_open(a, a->run->stored.row.parent, e);
	parent = session_parent(a->run->session);
	if (parent && session_kind(parent) != SESSION_ROOT && !session_is_finished(parent)) {
		show_running(a, parent);
		return true;
	}
	return app_run_open(a, parent ? session_tag(parent) : a->run->stored.row.parent, e);
}

bool app_run_is_whole(struct app *a, int64_t store_id, struct err *e)
{
	struct store_execution x = {0};
	bool whole;

	if (!store_execution_load(a->store, store_id, &x, e))
		return false;
	whole = !x.row.map_run && !x.options.scope;
	store_execution_done(&x);
	return whole || err_set(e, ERR_INVALID, "it is a part of a Map Run: start the execution that the Map Run belongs to");
}
