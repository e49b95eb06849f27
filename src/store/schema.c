/*
 * The tables, and how older files become new ones: migration i brings a file from user_version i to i + 1, in one transaction. A
 * migration that has been released never changes; the next one is added behind it.
 */
#include "store/db.h"

static const char *const migrations[] = {
	/* 1. A definition is kept once a version; an event's larger values are blobs, each kept once, and execution_blob says who needs
	 * them. event.text is AWS's form without the value, only where the columns do not say everything. */
	"CREATE TABLE machine (id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, name TEXT NOT NULL, file TEXT, text TEXT NOT NULL);"
	"CREATE INDEX machine_hash ON machine (hash);"
	"CREATE TABLE execution (id INTEGER PRIMARY KEY, machine INTEGER NOT NULL REFERENCES machine, arn TEXT, machine_arn TEXT,"
	" name TEXT, status TEXT NOT NULL, start_ms INTEGER NOT NULL, stop_ms INTEGER NOT NULL DEFAULT 0, last_ms INTEGER NOT NULL,"
	" n_events INTEGER NOT NULL, input, digest TEXT, input_len INTEGER, output, error TEXT, cause TEXT, clock TEXT, seed INTEGER,"
	" options TEXT NOT NULL, owner_pid INTEGER, owner_start INTEGER, owner_boot TEXT);"
	"CREATE INDEX execution_machine ON execution (machine);"
	"CREATE TABLE event (execution INTEGER NOT NULL REFERENCES execution ON DELETE CASCADE, id INTEGER NOT NULL, prev INTEGER NOT NULL,"
	" at_ms INTEGER NOT NULL, type TEXT NOT NULL, state INTEGER NOT NULL, name TEXT, value, assigned, error TEXT, cause TEXT,"
	" plan TEXT, text TEXT, PRIMARY KEY (execution, id)) WITHOUT ROWID;"
	"CREATE TABLE fed (execution INTEGER NOT NULL REFERENCES execution ON DELETE CASCADE, n INTEGER NOT NULL, at_ms INTEGER NOT NULL,"
	" kind INTEGER NOT NULL, task INTEGER NOT NULL, value, error TEXT, cause TEXT, worker TEXT, PRIMARY KEY (execution, n))"
	" WITHOUT ROWID;"
	"CREATE TABLE blob (id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, text TEXT NOT NULL);"
	"CREATE INDEX blob_hash ON blob (hash);"
	"CREATE TABLE execution_blob (execution INTEGER NOT NULL REFERENCES execution ON DELETE CASCADE"
	" DEFERRABLE INITIALLY DEFERRED, blob INTEGER NOT NULL, PRIMARY KEY (execution, blob)) WITHOUT ROWID;"
	"CREATE INDEX execution_blob_blob ON execution_blob (blob);"
	"CREATE TABLE input (id INTEGER PRIMARY KEY, machine TEXT NOT NULL, name TEXT, text TEXT NOT NULL, used_ms INTEGER NOT NULL,"
	" turn INTEGER NOT NULL);"
	"CREATE UNIQUE INDEX input_name ON input (machine, name) WHERE name IS NOT NULL;"
	"CREATE INDEX input_turn ON input (machine, turn);",
	/* 2. What services keep. The key "" is the container's own document. */
	"CREATE TABLE document (kind TEXT NOT NULL, container TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, at_ms INTEGER NOT NULL,"
	" PRIMARY KEY (kind, container, key)) WITHOUT ROWID;",
	/* 3. Executions that another one started: a Map Run's, with the place of the item or batch, and nested ones. */
	"ALTER TABLE execution ADD COLUMN parent INTEGER REFERENCES execution ON DELETE CASCADE;"
	"ALTER TABLE execution ADD COLUMN parent_event INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE execution ADD COLUMN map_run TEXT;"
	"ALTER TABLE execution ADD COLUMN item INTEGER NOT NULL DEFAULT 0;"
	"CREATE INDEX execution_parent ON execution (parent) WHERE parent IS NOT NULL;"
	"ALTER TABLE fed ADD COLUMN source TEXT;",
};

static bool pragma_int(struct store *s, const char *sql, int *out, struct err *e)
{
	sqlite3_stmt *st = NULL;
	bool ok = false;

	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL) != SQLITE_OK || sqlite3_step(st) != SQLITE_ROW) {
		db_fail(s, e);
		goto out;
	}
	*out = sqlite3_column_int(st, 0);
	ok = true;
out:
	sqlite3_finalize(st);
	return ok;
}

static bool migrate_from(struct store *s, int version, struct err *e)
{
	char pragma[80];

	for (size_t i = (size_t)version; i < ARRAY_LEN(migrations); i++)
		if (!db_exec(s, migrations[i], e))
			return false;
	sqlite3_snprintf(sizeof pragma, pragma, "PRAGMA application_id = %d; PRAGMA user_version = %d", STORE_APPLICATION_ID,
	    (int)ARRAY_LEN(migrations));
	return db_exec(s, pragma, e);
}

bool schema_prepare(struct store *s, struct err *e)
{
	int version = 0, application = 0;

	if (!pragma_int(s, "PRAGMA user_version", &version, e))
		return false;
	if (version == (int)ARRAY_LEN(migrations))
		return true;
	/* Inside the transaction once more: another process may have been faster. */
	if (!db_begin(s, e))
		return false;
	if (!pragma_int(s, "PRAGMA user_version", &version, e) || !pragma_int(s, "PRAGMA application_id", &application, e))
		goto fail;
	if (version > (int)ARRAY_LEN(migrations)) {
		err_set(e, ERR_INVALID, "%s: written by a newer aslant (schema %d, this one knows %d)", s->path, version,
		    (int)ARRAY_LEN(migrations));
		goto fail;
	}
	if (version > 0 && application != STORE_APPLICATION_ID) {
		err_set(e, ERR_INVALID, "%s: is a database of another program", s->path);
		goto fail;
	}
	if (!migrate_from(s, version, e) || !db_commit(s, e))
		goto fail;
	return true;
fail:
	db_rollback(s);
	return false;
}
