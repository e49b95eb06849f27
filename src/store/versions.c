/* The definitions that executions of a machine ran: each is kept once, however often it ran. */
#include "store/db.h"

#include <stdlib.h>

static bool read_rows(struct store *s, sqlite3_stmt *st, struct store_versions *out, struct err *e)
{
	int rc;

	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		struct store_version *v = VEC_ADD(&out->list);

		*v = (struct store_version){
			.id = sqlite3_column_int64(st, 0), .hash = (uint64_t)sqlite3_column_int64(st, 1), .file = db_column(st, 2),
			.runs = sqlite3_column_int64(st, 3), .first_ms = sqlite3_column_int64(st, 4), .last_ms = sqlite3_column_int64(st, 5),
			.bytes = sqlite3_column_int64(st, 6), .failed = sqlite3_column_int64(st, 7),
		};
	}
	return rc == SQLITE_DONE || db_fail(s, e);
}

bool store_version_list(struct store *s, const char *machine, struct store_versions *out, struct err *e)
{
	sqlite3_stmt *st;
	bool ok;

	store_versions_done(out);
	if (!store_flush(s, e))
		return false;
	st = db_stmt(s, SQL_VERSIONS, e);
	if (!st)
		return false;
	db_text(st, 1, machine);
	ok = read_rows(s, st, out, e);
	sqlite3_reset(st);
	return ok;
}

char *store_version_text(struct store *s, int64_t id, struct err *e)
{
	sqlite3_stmt *st;
	char *text = NULL;
	int rc;

	if (!store_connect(s, e))
		return NULL;
	st = db_stmt(s, SQL_VERSION_TEXT, e);
	if (!st)
		return NULL;
	sqlite3_bind_int64(st, 1, id);
	rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		text = db_column(st, 0);
	else if (rc == SQLITE_DONE)
		err_set(e, ERR_NOT_FOUND, "this version is not in the store any more");
	else
		db_fail(s, e);
	sqlite3_reset(st);
	return text;
}

void store_versions_done(struct store_versions *l)
{
	for (size_t i = 0; i < l->list.n; i++)
		free(l->list.v[i].file);
	VEC_DONE(&l->list);
}
