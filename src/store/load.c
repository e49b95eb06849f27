/* One execution, whole: its definition, events and inputs as they were; and away with it. */
#include "store/db.h"

#include <stdlib.h>
#include <string.h>

struct loading {
	struct store_execution *x;
	struct blob_set blobs;
	struct map types;			/* AWS's name -> its row number + 1 below */
	enum event_type found[EV_COUNT];
	size_t n_types;
};

/* Names of types repeat: asked once each. EV_NONE for one that this program does not know. */
static enum event_type type_of(struct loading *l, const char *name)
{
	enum event_type *known = map_get(&l->types, name);

	if (known)
		return *known;
	if (event_type_find(name) == EV_NONE || l->n_types == ARRAY_LEN(l->found))
		return EV_NONE;
	l->found[l->n_types] = event_type_find(name);
	map_put(&l->types, name, &l->found[l->n_types]);
	return l->found[l->n_types++];
}

static struct event *event_add_text(struct loading *l, const char *text, struct err *e)
{
	struct history *h = &l->x->history;

	return history_event_read(h, text, strlen(text), l->x->machine, e) ? &h->events.v[h->events.n - 1] : NULL;
}

static struct event *event_add_plain(struct loading *l, sqlite3_stmt *st, struct err *e)
{
	const char *type = (const char *)sqlite3_column_text(st, 3), *name = (const char *)sqlite3_column_text(st, 5);
	struct event ev = { .at_ms = sqlite3_column_int64(st, 2), .type = (uint8_t)type_of(l, type ? type : "") };

	if (ev.type == EV_NONE) {
		err_set(e, ERR_INVALID, "event %d has the unknown type \"%s\"", sqlite3_column_int(st, 0), type ? type : "");
		return NULL;
	}
	if (name)
		ev.name = history_intern(&l->x->history, name);
	return history_add_take(&l->x->history, ev);
}

/* The columns are those of SQL_EVENTS. */
static bool event_read(struct loading *l, sqlite3_stmt *st, struct err *e)
{
	const char *text = (const char *)sqlite3_column_text(st, 9), *plan = (const char *)sqlite3_column_text(st, 8);
	struct event *ev = text ? event_add_text(l, text, e) : event_add_plain(l, st, e);
	struct value *value = NULL, *assigned = NULL;

	if (!ev || !blob_column(&l->blobs, st, 6, &value, e))
		return false;
	value_unref(ev->value);
	ev->value = value;
	ev->prev = sqlite3_column_int(st, 1);
	ev->state = sqlite3_column_int(st, 4);
	if (!blob_column(&l->blobs, st, 7, &assigned, e))
		return false;
	if (assigned) {
		if (!ev->more)
			ev->more = event_more_new();
		ev->more->assigned = assigned;
	}
	return !plan || event_plan_read(ev, plan, e);
}

static bool events_read(struct store *s, struct loading *l, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, SQL_EVENTS, e);
	bool ok = st != NULL;
	int rc = SQLITE_DONE;

	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, l->x->row.id);
	while (ok && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		if (sqlite3_column_int64(st, 0) != (int64_t)l->x->history.events.n + 1)
			break;
		ok = event_read(l, st, e);
	}
	if (ok && rc != SQLITE_ROW && rc != SQLITE_DONE)
		ok = db_fail(s, e);
	l->x->incomplete = (int64_t)l->x->history.events.n != l->x->row.n_events;
	sqlite3_reset(st);
	return ok;
}

/* The columns are those of SQL_FED. */
static bool fed_read(struct loading *l, sqlite3_stmt *st, struct err *e)
{
	struct store_fed *f = VEC_ADD(&l->x->fed);

	f->in = (struct engine_input){ .at_ms = sqlite3_column_int64(st, 0), .kind = (enum engine_input_kind)sqlite3_column_int(st, 1),
		.id = (uint64_t)sqlite3_column_int64(st, 2), .error = db_column(st, 4), .cause = db_column(st, 5),
		.worker_name = db_column(st, 6), .source = db_column(st, 7) };
	return blob_column(&l->blobs, st, 3, &f->in.value, e);
}

static bool feds_read(struct store *s, struct loading *l, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, SQL_FED, e);
	bool ok = st != NULL;
	int rc = SQLITE_DONE;

	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, l->x->row.id);
	while (ok && (rc = sqlite3_step(st)) == SQLITE_ROW)
		ok = fed_read(l, st, e);
	if (ok && rc != SQLITE_DONE)
		ok = db_fail(s, e);
	sqlite3_reset(st);
	return ok;
}

static bool head_read(struct store *s, struct loading *l, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, SQL_LOAD, e);
	struct store_execution *x = l->x;
	bool ok = false;

	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, x->row.id);
	if (sqlite3_step(st) != SQLITE_ROW) {
		db_fail(s, e);
		goto out;
	}
	x->machine = asl_parse_with((const char *)sqlite3_column_text(st, 0), (size_t)sqlite3_column_bytes(st, 0),
	    (const char *)sqlite3_column_text(st, 1), (const char *)sqlite3_column_text(st, 2), &(struct asl_options){.draft = x->row.draft});
	ok = options_parse((const char *)sqlite3_column_text(st, 5), x->machine, &x->options, e) &&
	    blob_column(&l->blobs, st, 3, &x->input, e) && blob_column(&l->blobs, st, 4, &x->output, e);
out:
	sqlite3_reset(st);
	return ok;
}

static bool load(struct store *s, int64_t id, struct loading *l, struct err *e)
{
	return store_row_find(s, id, &l->x->row, e) && blob_set_load(s, id, &l->blobs, e) && head_read(s, l, e) &&
	    events_read(s, l, e) && feds_read(s, l, e);
}

bool store_execution_load(struct store *s, int64_t id, struct store_execution *out, struct err *e)
{
	struct store_execution x = {0};
	struct loading l = { .x = &x };
	struct err ignored;
	bool ok;

	history_init(&x.history);
	if (!store_flush_now(s, &ignored) && !s->db)
		ok = err_set(e, ignored.code, "%s", ignored.msg);
	else
		ok = db_exec(s, "BEGIN", e) && load(s, id, &l, e);	/* one moment, whatever others write meanwhile */
	db_rollback(s);
	blob_set_done(&l.blobs);
	map_done(&l.types);
	if (ok)
		*out = x;
	else
		store_execution_done(&x);
	return ok;
}

void store_execution_done(struct store_execution *x)
{
	for (size_t i = 0; i < x->fed.n; i++) {
		struct engine_input *in = &x->fed.v[i].in;

		free((char *)(uintptr_t)in->error);
		free((char *)(uintptr_t)in->cause);
		free((char *)(uintptr_t)in->worker_name);
		free((char *)(uintptr_t)in->source);
		value_unref(in->value);
	}
	VEC_DONE(&x->fed);
	history_done(&x->history);
	asl_unref(x->machine);
	options_done(&x->options);
	value_unref(x->input);
	value_unref(x->output);
	store_row_done(&x->row);
	x->machine = NULL;
	x->input = x->output = NULL;
}

static bool delete_with(struct store *s, enum store_sql which, int64_t id, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, which, e);

	if (!st)
		return false;
	if (sqlite3_bind_parameter_count(st))
		sqlite3_bind_int64(st, 1, id);
	return db_run(s, st, e);
}

bool store_execution_delete(struct store *s, int64_t id, struct err *e)
{
	struct store_row row = {0};
	bool ok;

	if (!store_flush_now(s, e) || !store_row_find(s, id, &row, e))
		return false;
	if (row.status == EXEC_RUNNING && !row.interrupted && !row.origin)
		ok = err_set(e, ERR_BUSY, "the execution %s is running%s: stop it first", row.name ? row.name : "",
		    row.mine ? "" : " in another process");
	else
		ok = db_begin(s, e) && delete_with(s, SQL_DELETE_BLOBS, id, e) && delete_with(s, SQL_DELETE_EXECUTION, id, e) &&
		    delete_with(s, SQL_DELETE_MACHINES, id, e) && db_commit(s, e);
	if (!ok)
		db_rollback(s);
	store_row_done(&row);
	return ok;
}
