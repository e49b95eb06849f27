/*
 * What runs, and what of it is not on disk yet. The session's calls only note; a flush writes everything that is pending in one
 * transaction, and forgets it only after the commit. So an error (locked, disk full) costs nothing but time.
 */
#include "store/db.h"

#include <stdlib.h>
#include <string.h>

#include "asl/source.h"
#include "base/timefmt.h"
#include "base/utf8.h"

/* An event as it goes into its row. Strings and values are owned: the history may be gone before the flush. */
struct pending_event {
	int64_t at_ms;
	int32_t id, prev, state;
	uint8_t type;
	char *name, *error, *cause, *plan, *text;
	struct value *value, *assigned;
};

struct run {
	int64_t id;
	/* What begin told. */
	struct asl_machine *machine;
	char *arn, *machine_arn, *name, *clock, *options;
	struct value *input;
	int64_t start_ms;
	uint64_t seed;
	int64_t parent;
	int32_t parent_event;
	char *map_run;
	size_t item;
	/* Kept until the execution has ended, since a new file would need them all again (they are few, and values are shared). */
	VEC(struct engine_input) fed;
	size_t fed_written;
	VEC(struct pending_event) events;
	int32_t n_events;		/* noted so far */
	int32_t lost;			/* events 1 … lost went into a file that turned out corrupt */
	int64_t last_ms;
	bool begun, moved;		/* its row is written; its row is older than its events */
	/* What end told. */
	bool ended, end_written;
	enum exec_status status;
	int64_t stop_ms;
	struct value *output;
	char *error, *cause;
	struct blob_cache cache;
};

static void event_done(struct pending_event *p)
{
	free(p->name);
	free(p->error);
	free(p->cause);
	free(p->plan);
	free(p->text);
	value_unref(p->value);
	value_unref(p->assigned);
}

static void events_forget(struct run *r)
{
	for (size_t i = 0; i < r->events.n; i++)
		event_done(&r->events.v[i]);
	r->events.n = 0;
}

static void fed_done(struct engine_input *in)
{
	free((char *)(uintptr_t)in->error);
	free((char *)(uintptr_t)in->cause);
	free((char *)(uintptr_t)in->worker_name);
	free((char *)(uintptr_t)in->source);
	value_unref(in->value);
}

static void run_free(struct run *r)
{
	events_forget(r);
	VEC_DONE(&r->events);
	for (size_t i = 0; i < r->fed.n; i++)
		fed_done(&r->fed.v[i]);
	VEC_DONE(&r->fed);
	blob_cache_clear(&r->cache);
	asl_unref(r->machine);
	free(r->arn);
	free(r->machine_arn);
	free(r->name);
	free(r->clock);
	free(r->options);
	free(r->map_run);
	free(r->error);
	free(r->cause);
	value_unref(r->input);
	value_unref(r->output);
	free(r);
}

struct run *store_run_find(const struct store *s, int64_t id)
{
	for (size_t i = 0; i < s->runs.n; i++)
		if (s->runs.v[i]->id == id)
			return s->runs.v[i];
	return NULL;
}

void store_runs_free(struct store *s)
{
	for (size_t i = 0; i < s->runs.n; i++)
		run_free(s->runs.v[i]);
	VEC_DONE(&s->runs);
	documents_forget(s);
	VEC_DONE(&s->documents);
}

void store_runs_restart(struct store *s)
{
	for (size_t i = 0; i < s->runs.n; i++) {
		struct run *r = s->runs.v[i];

		r->begun = r->end_written = false;
		r->moved = true;
		r->fed_written = 0;
		r->lost = r->events.n ? r->events.v[0].id - 1 : r->n_events;
		blob_cache_clear(&r->cache);
	}
}

/* --- noting ----------------------------------------------------------------------------------------------------------- */

/* Milliseconds since 1970 and 20 random bits: two processes do not choose the same, and the newest is the greatest. */
static int64_t new_id(struct store *s)
{
	uint32_t random;
	int64_t id;

	sqlite3_randomness((int)sizeof random, &random);
	id = (time_wall_ms() << 20) | (random & 0xfffff);
	s->last_id = id > s->last_id ? id : s->last_id + 1;
	return s->last_id;
}

int64_t store_execution_begin(struct store *s, const struct store_begin *b)
{
	struct run *r = xcalloc(1, sizeof *r);

	r->id = new_id(s);
	r->machine = asl_ref((struct asl_machine *)(uintptr_t)b->machine);
	r->arn = xstrdup(b->summary->execution_arn);
	r->machine_arn = xstrdup(b->summary->machine_arn);
	r->name = xstrdup(b->summary->name);
	r->start_ms = r->last_ms = b->summary->start_ms;
	r->input = value_ref(b->summary->input);
	r->clock = xstrdup(b->clock);
	r->options = options_print(b);
	r->seed = b->options->seed;
	r->parent = b->parent;
	r->parent_event = b->parent_event;
	r->map_run = xstrdup(b->summary->map_run_arn);
	r->item = b->item;
	VEC_PUSH(&s->runs, r);
	return r->id;
}

void store_execution_fed(struct store *s, int64_t id, const struct engine_input *in)
{
	struct run *r = store_run_find(s, id);
	struct engine_input copy = *in;

	if (!r || r->ended)
		return;
	copy.error = xstrdup(in->error);
	copy.cause = xstrdup(in->cause);
	copy.worker_name = xstrdup(in->worker_name);
	copy.source = xstrdup(in->source);
	copy.value = value_ref(in->value);
	VEC_PUSH(&r->fed, copy);
}

/* What only some events have is kept in AWS's form, without the values, which have cells of their own. */
static void event_note_more(struct pending_event *p, const struct event *ev)
{
	struct event bare = *ev;
	struct event_more more = *ev->more;
	struct str text = {0};

	p->error = xstrdup(more.error);
	p->cause = xstrdup(more.cause);
	p->assigned = value_ref(more.assigned);
	more.assigned = NULL;
	bare.value = NULL;
	bare.more = &more;
	history_event_print(&text, &bare);
	p->text = str_take(&text);
}

static void event_note(struct pending_event *p, const struct event *ev)
{
	struct str plan = {0};

	*p = (struct pending_event){ .at_ms = ev->at_ms, .id = ev->id, .prev = ev->prev, .state = ev->state, .type = ev->type,
		.name = xstrdup(ev->name), .value = value_ref(ev->value) };
	if (event_plan_print(&plan, ev))
		p->plan = str_take(&plan);
	if (ev->more)
		event_note_more(p, ev);
}

static void events_note(struct run *r, const struct history *h, int32_t first, int32_t last)
{
	for (int32_t id = first; id <= last; id++)
		event_note(VEC_ADD(&r->events), history_at(h, id));
}

void store_events_append(struct store *s, int64_t id, const struct history *h)
{
	struct run *r = store_run_find(s, id);
	int32_t n = (int32_t)h->events.n;

	if (!r || r->ended)
		return;
	if (r->lost) {
		events_note(r, h, 1, r->lost);
		r->lost = 0;
	}
	if (n > r->n_events) {
		events_note(r, h, r->n_events + 1, n);
		r->n_events = n;
		r->last_ms = history_at(h, n)->at_ms;
		r->moved = true;
	}
}

void store_execution_end(struct store *s, int64_t id, const struct execution_summary *summary)
{
	struct run *r = store_run_find(s, id);

	if (!r || r->ended)
		return;
	r->ended = true;
	r->status = summary->status;
	r->stop_ms = summary->stop_ms;
	r->output = value_ref(summary->output);
	r->error = xstrdup(summary->error);
	r->cause = xstrdup(summary->cause);
}

static size_t run_pending(const struct run *r)
{
	return r->events.n + (r->fed.n - r->fed_written) + !r->begun + (r->ended && !r->end_written);
}

size_t store_pending(const struct store *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->runs.n; i++)
		n += run_pending(s->runs.v[i]);
	return n + s->documents.n;
}

/* --- writing ---------------------------------------------------------------------------------------------------------- */

static bool machine_find(struct store *s, const struct asl_machine *m, int64_t *id, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, SQL_MACHINE_FIND, e);
	int rc;
	bool ok;

	*id = 0;
	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, (int64_t)m->hash);
	db_text(st, 2, m->name);
	db_text(st, 3, asl_machine_address(m));
	while ((rc = sqlite3_step(st)) == SQLITE_ROW && !*id)
		if ((size_t)sqlite3_column_bytes(st, 1) == m->text_len &&
		    memcmp(sqlite3_column_text(st, 1), m->text, m->text_len) == 0)
			*id = sqlite3_column_int64(st, 0);
	ok = *id || rc == SQLITE_DONE || db_fail(s, e);
	sqlite3_reset(st);
	return ok;
}

static bool machine_write(struct store *s, const struct asl_machine *m, int64_t *id, struct err *e)
{
	sqlite3_stmt *st;

	if (!machine_find(s, m, id, e))
		return false;
	if (*id)
		return true;
	st = db_stmt(s, SQL_MACHINE_ADD, e);
	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, (int64_t)m->hash);
	db_text(st, 2, m->name);
	db_text(st, 3, asl_machine_address(m));
	sqlite3_bind_text64(st, 4, m->text, m->text_len, SQLITE_TRANSIENT, SQLITE_UTF8);
	if (!db_run(s, st, e))
		return false;
	*id = sqlite3_last_insert_rowid(s->db);
	return true;
}

/* The start of the input's text, in whole characters, for lists. */
static void bind_digest(sqlite3_stmt *st, int col, struct value *input)
{
	struct str text = {0};
	size_t n;

	if (!input)
		return;
	json_print_to(&text, value_node(input));
	n = text.len < STORE_DIGEST ? text.len : STORE_DIGEST;
	while (n < text.len && n > 0 && ((unsigned char)text.p[n] & 0xc0) == 0x80)
		n--;
	sqlite3_bind_text(st, col, str_get(&text), (int)n, SQLITE_TRANSIENT);
	sqlite3_bind_int64(st, col + 1, (int64_t)text.len);
	str_done(&text);
}

static bool begin_write(struct store *s, struct run *r, struct err *e)
{
	int64_t machine;
	sqlite3_stmt *st;

	if (!machine_write(s, r->machine, &machine, e))
		return false;
	st = db_stmt(s, SQL_EXECUTION_ADD, e);
	if (!st)
		return false;
	sqlite3_clear_bindings(st);
	sqlite3_bind_int64(st, 1, r->id);
	sqlite3_bind_int64(st, 2, machine);
	db_text(st, 3, r->arn);
	db_text(st, 4, r->machine_arn);
	db_text(st, 5, r->name);
	sqlite3_bind_int64(st, 6, r->start_ms);
	bind_digest(st, 8, r->input);
	db_text(st, 10, r->clock);
	sqlite3_bind_int64(st, 11, (int64_t)r->seed);
	db_text(st, 12, r->options);
	sqlite3_bind_int64(st, 13, s->me.pid);
	sqlite3_bind_int64(st, 14, s->me.start);
	db_text(st, 15, s->me.boot);
	if (r->parent)
		sqlite3_bind_int64(st, 16, r->parent);
	sqlite3_bind_int(st, 17, r->parent_event);
	db_text(st, 18, r->map_run);
	sqlite3_bind_int64(st, 19, (int64_t)r->item);
	/* Its blob is noted for an execution that is not there yet: that constraint is deferred. */
	return blob_bind(s, r->id, &r->cache, st, 7, r->input, 0, e) && db_run(s, st, e);
}

static bool event_write(struct store *s, struct run *r, const struct pending_event *p, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, SQL_EVENT_ADD, e);

	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, r->id);
	sqlite3_bind_int(st, 2, p->id);
	sqlite3_bind_int(st, 3, p->prev);
	sqlite3_bind_int64(st, 4, p->at_ms);
	sqlite3_bind_text(st, 5, event_type_text(p->type), -1, SQLITE_STATIC);
	sqlite3_bind_int(st, 6, p->state);
	sqlite3_bind_text(st, 7, p->name, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 10, p->error, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 11, p->cause, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 12, p->plan, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 13, p->text, -1, SQLITE_STATIC);
	return blob_bind(s, r->id, &r->cache, st, 8, p->value, 0, e) &&
	    blob_bind(s, r->id, &r->cache, st, 9, p->assigned, 1, e) && db_run(s, st, e);
}

static bool fed_write(struct store *s, struct run *r, size_t n, struct err *e)
{
	const struct engine_input *in = &r->fed.v[n];
	sqlite3_stmt *st = db_stmt(s, SQL_FED_ADD, e);

	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, r->id);
	sqlite3_bind_int64(st, 2, (int64_t)n + 1);
	sqlite3_bind_int64(st, 3, in->at_ms);
	sqlite3_bind_int(st, 4, (int)in->kind);
	sqlite3_bind_int64(st, 5, (int64_t)in->id);
	sqlite3_bind_text(st, 7, in->error, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 8, in->cause, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 9, in->worker_name, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 10, in->source, -1, SQLITE_STATIC);
	return blob_bind(s, r->id, &r->cache, st, 6, in->value, 0, e) && db_run(s, st, e);
}

static bool move_write(struct store *s, const struct run *r, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, SQL_EXECUTION_MOVE, e);

	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, r->id);
	sqlite3_bind_int(st, 2, r->n_events);
	sqlite3_bind_int64(st, 3, r->last_ms);
	return db_run(s, st, e);
}

static bool end_write(struct store *s, struct run *r, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, SQL_EXECUTION_END, e);

	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, r->id);
	sqlite3_bind_text(st, 2, exec_status_text(r->status), -1, SQLITE_STATIC);
	sqlite3_bind_int64(st, 3, r->stop_ms);
	db_text(st, 5, r->error);
	db_text(st, 6, r->cause);
	return blob_bind(s, r->id, &r->cache, st, 4, r->output, 0, e) && db_run(s, st, e);
}

static bool run_write(struct store *s, struct run *r, struct err *e)
{
	if (!r->begun && !begin_write(s, r, e))
		return false;
	for (size_t i = r->fed_written; i < r->fed.n; i++)
		if (!fed_write(s, r, i, e))
			return false;
	for (size_t i = 0; i < r->events.n; i++)
		if (!event_write(s, r, &r->events.v[i], e))
			return false;
	return (!r->moved || move_write(s, r, e)) && (!r->ended || r->end_written || end_write(s, r, e));
}

static void run_written(struct run *r)
{
	r->begun = true;
	r->moved = false;
	r->fed_written = r->fed.n;
	r->end_written = r->ended;
	events_forget(r);
}

static void runs_written(struct store *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->runs.n; i++) {
		struct run *r = s->runs.v[i];

		run_written(r);
		if (r->ended)
			run_free(r);
		else
			s->runs.v[kept++] = r;
	}
	s->runs.n = kept;
}

/* What a transaction that was rolled back had put into the file is not there. */
static void caches_clear(struct store *s)
{
	for (size_t i = 0; i < s->runs.n; i++)
		blob_cache_clear(&s->runs.v[i]->cache);
}

static bool write_all(struct store *s, struct err *e)
{
	bool ok = db_begin(s, e);

	for (size_t i = 0; ok && i < s->runs.n; i++)
		if (run_pending(s->runs.v[i]))
			ok = run_write(s, s->runs.v[i], e);
	return ok && documents_write(s, e) && db_commit(s, e);
}

static bool flush(struct store *s, struct err *e)
{
	/* The second time with a new file, when the first has shown that the old one is corrupt. */
	for (int turn = 0; turn < 2; turn++) {
		bool corrupt;

		if (!store_connect(s, e))
			return false;
		if (!store_pending(s))
			return true;
		if (write_all(s, e)) {
			runs_written(s);
			documents_forget(s);
			return true;
		}
		corrupt = db_is_corrupt(s);
		db_rollback(s);
		caches_clear(s);
		if (!corrupt || !store_move_aside(s, e))
			return false;
	}
	return false;
}

bool store_flush_now(struct store *s, struct err *e)
{
	struct err local;

	if (!e)
		e = &local;
	if (s->db && !store_pending(s))
		return true;
	if (flush(s, e)) {
		s->retry_us = 0;
		return true;
	}
	s->last_err = *e;
	s->retry_us = time_mono_us() + STORE_RETRY_US;
	return false;
}

bool store_flush(struct store *s, struct err *e)
{
	if (s->db && !store_pending(s))
		return true;
	if (s->retry_us && time_mono_us() < s->retry_us) {
		if (e)
			*e = s->last_err;
		return false;
	}
	return store_flush_now(s, e);
}
