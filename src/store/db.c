/* Statements and transactions, and SQLite's errors as sentences. */
#include "store/db.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static const char *const sql_texts[SQL_COUNT] = {
#define X(name, text) [SQL_##name] = text,
	STORE_SQL(X)
#undef X
};

static const struct fault {
	int code;			/* primary result code */
	enum err_code err;
	const char *text;
} faults[] = {
	{ SQLITE_BUSY, ERR_BUSY, "another process is writing to it" },
	{ SQLITE_LOCKED, ERR_BUSY, "another process is writing to it" },
	{ SQLITE_FULL, ERR_IO, "the disk is full" },
	{ SQLITE_READONLY, ERR_IO, "cannot be written" },
	{ SQLITE_CANTOPEN, ERR_IO, "cannot be opened" },
	{ SQLITE_PERM, ERR_IO, "cannot be opened: permission denied" },
	{ SQLITE_CORRUPT, ERR_INVALID, "is corrupt" },
	{ SQLITE_NOTADB, ERR_INVALID, "is no database, or corrupt" },
	{ SQLITE_TOOBIG, ERR_LIMIT, "a value is too large for it" },
};

bool db_fail(struct store *s, struct err *e)
{
	int rc = s->db ? sqlite3_errcode(s->db) : SQLITE_CANTOPEN;

	log_debug("store", "%s: %s (%d)", s->path, s->db ? sqlite3_errmsg(s->db) : "not connected",
	    s->db ? sqlite3_extended_errcode(s->db) : 0);
	for (size_t i = 0; i < ARRAY_LEN(faults); i++)
		if (faults[i].code == (rc & 0xff))
			return err_set(e, faults[i].err, "%s: %s", s->path, faults[i].text);
	return err_set(e, ERR_IO, "%s: %s", s->path, sqlite3_errmsg(s->db));
}

bool db_is_corrupt(const struct store *s)
{
	int rc = s->db ? sqlite3_errcode(s->db) & 0xff : SQLITE_OK;

	return rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB;
}

sqlite3_stmt *db_stmt(struct store *s, enum store_sql which, struct err *e)
{
	sqlite3_stmt **st = &s->stmts[which];

	if (!*st && sqlite3_prepare_v3(s->db, sql_texts[which], -1, SQLITE_PREPARE_PERSISTENT, st, NULL) != SQLITE_OK) {
		db_fail(s, e);
		return NULL;
	}
	sqlite3_reset(*st);
	return *st;
}

bool db_run(struct store *s, sqlite3_stmt *st, struct err *e)
{
	int rc;
	bool ok;

	do
		rc = sqlite3_step(st);
	while (rc == SQLITE_ROW);
	ok = rc == SQLITE_DONE || db_fail(s, e);
	sqlite3_reset(st);
	return ok;
}

static bool run_plain(struct store *s, enum store_sql which, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, which, e);

	return st && db_run(s, st, e);
}

bool db_begin(struct store *s, struct err *e)
{
	return run_plain(s, SQL_BEGIN, e);
}

bool db_commit(struct store *s, struct err *e)
{
	return run_plain(s, SQL_COMMIT, e);
}

void db_rollback(struct store *s)
{
	/* Some errors have rolled back already. The first error is the one to tell, so this one's is only logged. */
	if (s->db && !sqlite3_get_autocommit(s->db) && sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK)
		log_debug("store", "%s: rollback: %s", s->path, sqlite3_errmsg(s->db));
}

bool db_exec(struct store *s, const char *sql, struct err *e)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK || db_fail(s, e);
}

void db_text(sqlite3_stmt *st, int col, const char *text)
{
	if (text)
		sqlite3_bind_text(st, col, text, -1, SQLITE_TRANSIENT);
	else
		sqlite3_bind_null(st, col);
}

char *db_column(sqlite3_stmt *st, int col)
{
	const unsigned char *text = sqlite3_column_text(st, col);

	return text ? xstrndup((const char *)text, (size_t)sqlite3_column_bytes(st, col)) : NULL;
}
