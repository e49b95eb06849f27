/* Executions as rows: newest first, by machine, by status, by what they hold. */
#include "store/db.h"

#include <stdlib.h>
#include <string.h>

/* The columns of a row; row_read() reads them in this order. */
#define ROW_COLUMNS \
	"x.id, x.arn, x.machine_arn, x.name, m.name, m.file, m.hash, x.status, x.start_ms, x.stop_ms, x.last_ms, x.n_events, " \
	"x.digest, x.input_len, x.error, x.cause, x.clock, x.seed, x.owner_pid, x.owner_start, x.owner_boot, " \
	"x.status = 'RUNNING' AND x.owner_pid IS NOT NULL AND NOT owner_alive(x.owner_pid, x.owner_start, x.owner_boot), " \
	"x.parent, x.parent_event, x.map_run, x.item, " \
	"json_extract(x.options, '$.forkOf'), json_extract(x.options, '$.forkEvent'), " \
	"json_extract(x.options, '$.origin'), json_extract(x.options, '$.draft')"
#define ROW_FROM " FROM execution x JOIN machine m ON m.id = x.machine "

static const char *const which_sql[] = {
	[STORE_ANY] = "",
	[STORE_RUNNING] = " AND x.status = 'RUNNING' AND owner_alive(x.owner_pid, x.owner_start, x.owner_boot)",
	[STORE_SUCCEEDED] = " AND x.status = 'SUCCEEDED'",
	[STORE_FAILED] = " AND x.status = 'FAILED'",
	[STORE_TIMED_OUT] = " AND x.status = 'TIMED_OUT'",
	[STORE_ABORTED] = " AND x.status = 'ABORTED'",
	[STORE_INTERRUPTED] = " AND x.status = 'RUNNING' AND x.owner_pid IS NOT NULL AND NOT owner_alive(x.owner_pid, x.owner_start, x.owner_boot)",
};

/* Blobs are looked through once for the whole query, since executions share them; events until the first that fits. */
static const char text_sql[] =
	" AND (holds(x.name) OR holds(x.error) OR holds(x.cause)"
	" OR EXISTS (SELECT 1 FROM event v WHERE v.execution = x.id AND (holds(v.value) OR holds(v.name) OR holds(v.error)"
	" OR holds(v.cause) OR holds(v.assigned)))"
	" OR x.id IN (SELECT execution FROM execution_blob WHERE blob IN (SELECT id FROM blob WHERE holds(text))))";

static void row_done(struct store_row *r)
{
	free(r->arn);
	free(r->machine_arn);
	free(r->name);
	free(r->machine);
	free(r->file);
	free(r->input);
	free(r->error);
	free(r->cause);
	free(r->clock);
	free(r->map_run);
	free(r->origin);
}

static struct owner owner_column(sqlite3_stmt *st, int col)
{
	struct owner o = { .pid = sqlite3_column_int64(st, col), .start = sqlite3_column_int64(st, col + 1) };
	const char *boot = (const char *)sqlite3_column_text(st, col + 2);

	sqlite3_snprintf(sizeof o.boot, o.boot, "%s", boot ? boot : "");
	return o;
}

static void row_read(const struct store *s, sqlite3_stmt *st, struct store_row *r)
{
	struct owner owner = owner_column(st, 18);
	const char *status = (const char *)sqlite3_column_text(st, 7);

	*r = (struct store_row){
		.id = sqlite3_column_int64(st, 0), .arn = db_column(st, 1), .machine_arn = db_column(st, 2), .name = db_column(st, 3),
		.machine = db_column(st, 4), .file = db_column(st, 5), .machine_hash = (uint64_t)sqlite3_column_int64(st, 6),
		.start_ms = sqlite3_column_int64(st, 8), .stop_ms = sqlite3_column_int64(st, 9),
		.n_events = sqlite3_column_int(st, 11), .input = db_column(st, 12),
		.input_len = (size_t)sqlite3_column_int64(st, 13), .error = db_column(st, 14), .cause = db_column(st, 15),
		.clock = db_column(st, 16), .seed = (uint64_t)sqlite3_column_int64(st, 17),
		.interrupted = sqlite3_column_int(st, 21) != 0, .parent = sqlite3_column_int64(st, 22),
		.parent_event = sqlite3_column_int(st, 23), .map_run = db_column(st, 24), .item = (size_t)sqlite3_column_int64(st, 25),
		.fork_of = sqlite3_column_int64(st, 26), .fork_event = sqlite3_column_int(st, 27),
		.origin = db_column(st, 28), .draft = sqlite3_column_int(st, 29) != 0,
	};
	if (!status || !exec_status_find(status, &r->status))
		r->status = EXEC_RUNNING;
	r->mine = r->status == EXEC_RUNNING && owner_equal(&owner, &s->me);
	if (r->interrupted)
		r->stop_ms = sqlite3_column_int64(st, 10);
}

/* Steps through a query of ROW_COLUMNS and finalizes it. */
static bool rows_read(struct store *s, sqlite3_stmt *st, struct store_list *out, struct err *e)
{
	int rc;
	bool ok;

	while ((rc = sqlite3_step(st)) == SQLITE_ROW)
		row_read(s, st, VEC_ADD(&out->rows));
	ok = rc == SQLITE_DONE || db_fail(s, e);
	sqlite3_finalize(st);
	return ok;
}

static bool query(struct store *s, const struct store_filter *f, int64_t id, struct store_list *out, struct err *e)
{
	struct str sql = {0};
	sqlite3_stmt *st = NULL;
	int rc;

	str_adds(&sql, "SELECT " ROW_COLUMNS ROW_FROM "WHERE (?1 = 0 OR x.id = ?1) AND (?2 IS NULL OR m.name = ?2)");
	str_adds(&sql, which_sql[f->which]);
	if (f->text && *f->text) {
		search_set(s, f->text);
		str_adds(&sql, text_sql);
	}
	if (f->parent)
		str_adds(&sql, " AND x.parent = ?5 ORDER BY x.status = 'SUCCEEDED', x.parent_event, x.item, x.id LIMIT ?3 OFFSET ?4");
	else
		str_adds(&sql, " AND (?1 OR x.map_run IS NULL) ORDER BY x.id DESC LIMIT ?3 OFFSET ?4");
	rc = sqlite3_prepare_v2(s->db, str_get(&sql), -1, &st, NULL);
	str_done(&sql);
	if (rc != SQLITE_OK)
		return db_fail(s, e);
	sqlite3_bind_int64(st, 1, id);
	db_text(st, 2, f->machine);
	sqlite3_bind_int(st, 3, f->limit ? f->limit : 1000);
	sqlite3_bind_int(st, 4, f->offset);
	if (f->parent)
		sqlite3_bind_int64(st, 5, f->parent);
	return rows_read(s, st, out, e);
}

bool store_execution_list(struct store *s, const struct store_filter *f, struct store_list *out, struct err *e)
{
	struct err ignored;

	store_list_done(out);
	/* What cannot be written now stays pending and is missing from the list: store_flush() tells why. Reading still works. */
	if (!store_flush_now(s, &ignored) && !s->db)
		return err_set(e, ignored.code, "%s", ignored.msg);
	return query(s, f, 0, out, e);
}

void store_list_done(struct store_list *l)
{
	for (size_t i = 0; i < l->rows.n; i++)
		row_done(&l->rows.v[i]);
	VEC_DONE(&l->rows);
}

bool store_row_find(struct store *s, int64_t id, struct store_row *out, struct err *e)
{
	static const struct store_filter all = { .limit = 1 };
	struct store_list one = {0};
	bool ok = query(s, &all, id, &one, e);

	if (ok && !one.rows.n)
		ok = err_set(e, ERR_NOT_FOUND, "%s: no such execution", s->path);
	if (ok) {
		*out = one.rows.v[0];
		one.rows.n = 0;
	}
	store_list_done(&one);
	return ok;
}

void store_row_done(struct store_row *r)
{
	row_done(r);
	*r = (struct store_row){0};
}
