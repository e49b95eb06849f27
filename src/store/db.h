/*
 * db - what the files of this room share: the connection, its statements, and what is pending. Not for other rooms.
 *
 * A cell is a column that holds a JSON value: TEXT is the value itself, INTEGER the id of a blob that holds it (blob.c).
 */
#ifndef ASLANT_STORE_DB_H
#define ASLANT_STORE_DB_H

#include <sqlite3.h>

#include "store/owner.h"
#include "store/store.h"

#define STORE_APPLICATION_ID 0x41534c54		/* "ASLT", in the file's header */
#define STORE_BUSY_MS 250			/* how long a write waits for another process; the screen stands still meanwhile */
#define STORE_BUSY_OPEN_MS 1000
#define STORE_RETRY_US 2000000			/* a failed flush is tried again after that */
#define STORE_INLINE 512			/* larger values become blobs */
#define STORE_INPUTS_KEPT 100

/* Every statement that is used more than once; prepared when first asked for. X(name, text) */
#define STORE_SQL(X) \
	X(BEGIN, "BEGIN IMMEDIATE") \
	X(COMMIT, "COMMIT") \
	X(MACHINE_FIND, "SELECT id, text FROM machine WHERE hash = ?1 AND name IS ?2 AND file IS ?3") \
	X(MACHINE_ADD, "INSERT INTO machine (hash, name, file, text) VALUES (?1, ?2, ?3, ?4)") \
	X(EXECUTION_ADD, "INSERT INTO execution (id, machine, arn, machine_arn, name, status, start_ms, last_ms, n_events, input, " \
		"digest, input_len, clock, seed, options, owner_pid, owner_start, owner_boot, parent, parent_event, map_run, item) " \
		"VALUES (?1, ?2, ?3, ?4, ?5, 'RUNNING', ?6, ?6, 0, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)") \
	X(EXECUTION_MOVE, "UPDATE execution SET n_events = ?2, last_ms = ?3 WHERE id = ?1") \
	X(EXECUTION_END, "UPDATE execution SET status = ?2, stop_ms = ?3, output = ?4, error = ?5, cause = ?6, " \
		"owner_pid = NULL, owner_start = NULL, owner_boot = NULL WHERE id = ?1") \
	X(EVENT_ADD, "INSERT OR REPLACE INTO event (execution, id, prev, at_ms, type, state, name, value, assigned, error, cause, " \
		"plan, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)") \
	X(FED_ADD, "INSERT OR REPLACE INTO fed (execution, n, at_ms, kind, task, value, error, cause, worker, source) " \
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)") \
	X(BLOB_FIND, "SELECT id, text FROM blob WHERE hash = ?1") \
	X(BLOB_ADD, "INSERT INTO blob (hash, text) VALUES (?1, ?2)") \
	X(BLOB_USE, "INSERT OR IGNORE INTO execution_blob (execution, blob) VALUES (?1, ?2)") \
	X(BLOB_OF, "SELECT b.id, b.text FROM execution_blob x JOIN blob b ON b.id = x.blob WHERE x.execution = ?1 ORDER BY b.id") \
	X(VERSIONS, "SELECT max(m.id), m.hash, max(m.file), count(*), min(x.start_ms), max(x.start_ms), max(length(CAST(m.text AS BLOB))), " \
		"sum(x.status IN ('FAILED', 'TIMED_OUT')) FROM machine m JOIN execution x ON x.machine = m.id " \
		"WHERE m.name = ?1 AND json_extract(x.options, '$.draft') IS NOT 1 GROUP BY m.hash ORDER BY max(x.start_ms) DESC, max(x.id) DESC") \
	X(VERSION_TEXT, "SELECT text FROM machine WHERE id = ?1") \
	X(LOAD, "SELECT m.text, m.name, m.file, x.input, x.output, x.options FROM execution x JOIN machine m ON m.id = x.machine " \
		"WHERE x.id = ?1") \
	X(EVENTS, "SELECT id, prev, at_ms, type, state, name, value, assigned, plan, text FROM event WHERE execution = ?1 " \
		"ORDER BY id") \
	X(FED, "SELECT at_ms, kind, task, value, error, cause, worker, source FROM fed WHERE execution = ?1 ORDER BY n") \
	X(DELETE_BLOBS, "WITH RECURSIVE t(id) AS (SELECT ?1 UNION SELECT x.id FROM execution x JOIN t ON x.parent = t.id) " \
		"DELETE FROM blob WHERE id IN (SELECT blob FROM execution_blob WHERE execution IN t) AND NOT EXISTS " \
		"(SELECT 1 FROM execution_blob o WHERE o.blob = blob.id AND o.execution NOT IN t)") \
	X(DELETE_EXECUTION, "DELETE FROM execution WHERE id = ?1") \
	X(DELETE_MACHINES, "DELETE FROM machine WHERE NOT EXISTS (SELECT 1 FROM execution x WHERE x.machine = machine.id)") \
	X(INPUT_FIND, "SELECT id FROM input WHERE machine = ?1 AND (CASE WHEN ?2 IS NULL THEN name IS NULL AND text = ?3 " \
		"ELSE name = ?2 END)") \
	X(INPUT_ADD, "INSERT INTO input (machine, name, text, used_ms, turn) VALUES (?1, ?2, ?3, ?4, " \
		"(SELECT ifnull(max(turn), 0) + 1 FROM input WHERE machine = ?1))") \
	X(INPUT_AGAIN, "UPDATE input SET text = ?2, used_ms = ?3, turn = (SELECT max(turn) + 1 FROM input o " \
		"WHERE o.machine = input.machine) WHERE id = ?1") \
	X(INPUT_TRIM, "DELETE FROM input WHERE machine = ?1 AND name IS NULL AND id NOT IN (SELECT id FROM input " \
		"WHERE machine = ?1 AND name IS NULL ORDER BY turn DESC LIMIT ?2)") \
	X(INPUTS, "SELECT id, name, text, used_ms FROM input WHERE machine = ?1 ORDER BY turn DESC LIMIT ?2") \
	X(INPUT_DELETE, "DELETE FROM input WHERE id = ?1") \
	X(DOCUMENT_PUT, "INSERT OR REPLACE INTO document (kind, container, key, value, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)") \
	X(DOCUMENT_REMOVE, "DELETE FROM document WHERE kind = ?1 AND container = ?2 AND (?3 IS NULL OR key = ?3)") \
	X(DOCUMENT_GET, "SELECT value FROM document WHERE kind = ?1 AND container = ?2 AND key = ?3") \
	X(DOCUMENTS, "SELECT kind, container, key, value, at_ms FROM document ORDER BY kind, container, key")

enum store_sql {
#define X(name, text) SQL_##name,
	STORE_SQL(X)
#undef X
	SQL_COUNT
};

struct run;

/* A change of a document that is not on disk yet. */
struct pending_document {
	char *kind, *container, *key;			/* key NULL: all of the container */
	struct value *value;				/* NULL: it goes */
	int64_t at_ms;
};

struct store {
	sqlite3 *db;				/* NULL: locked when it was opened, or given up after a fault; opened again when needed */
	char *path;
	char *warning;
	sqlite3_stmt *stmts[SQL_COUNT];
	struct owner me;
	int64_t last_id;			/* the greatest execution id given or seen */
	VEC(struct run *) runs;			/* what this process runs, or has not written to its end */
	VEC(struct pending_document) documents;	/* in order of the changes */
	int64_t retry_us;			/* no flush before that (time_mono_us), while last_err says why */
	struct err last_err;
	struct str cell[2];			/* texts of values that are bound right now */
	char *needle[2];			/* what a search looks for, in lower case: as typed, and as it is spelt inside JSON */
};

/* --- db.c --- */

/* The statement, reset; NULL on failure. The caller resets it when done, so that no lock stays. */
sqlite3_stmt *db_stmt(struct store *s, enum store_sql which, struct err *e);
bool db_run(struct store *s, sqlite3_stmt *st, struct err *e);	/* step to the end and reset */
bool db_begin(struct store *s, struct err *e);
bool db_commit(struct store *s, struct err *e);
void db_rollback(struct store *s);			/* harmless outside a transaction */
bool db_exec(struct store *s, const char *sql, struct err *e);
bool db_fail(struct store *s, struct err *e);		/* sets e from the connection's last error; returns false */
bool db_is_corrupt(const struct store *s);		/* was that the last error? */
void db_text(sqlite3_stmt *st, int col, const char *text);	/* binds a copy; NULL binds NULL */
char *db_column(sqlite3_stmt *st, int col);		/* a copy, NULL for NULL */

/* --- open.c --- */

bool store_connect(struct store *s, struct err *e);	/* true at once where it is connected */
void store_disconnect(struct store *s);
/* The file is corrupt: rename it, begin a new one, and say so in the warning. */
bool store_move_aside(struct store *s, struct err *e);

/* --- schema.c --- */

bool schema_prepare(struct store *s, struct err *e);	/* makes or migrates the tables */

/* --- blob.c --- */

struct blob_seen {
	struct value *value;				/* a reference */
	int64_t id;
};

/* Which values of an execution are blobs already: a ring, so that a value passed on and on is hashed once. */
struct blob_cache {
	struct blob_seen seen[64];
	unsigned next;
};

void blob_cache_clear(struct blob_cache *c);
/* Bind v as a cell. slot (0, 1) tells the cells of one statement apart. */
bool blob_bind(struct store *s, int64_t execution, struct blob_cache *c, sqlite3_stmt *st, int col, struct value *v, int slot,
    struct err *e);

/* All blobs of an execution, read once and shared by its events. */
struct blob_set {
	VEC(struct blob_seen) list;			/* by id */
	struct value *last;				/* the latest value that was no blob: often the next one is the same */
	char *last_text;
};

bool blob_set_load(struct store *s, int64_t execution, struct blob_set *set, struct err *e);
void blob_set_done(struct blob_set *set);
/* The value of a cell, a new reference in *out; NULL for NULL. */
bool blob_column(struct blob_set *set, sqlite3_stmt *st, int col, struct value **out, struct err *e);

/* --- options.c --- */

/* JSON text, caller frees; with what it forks from, where it was recorded, and whether its definition is a draft. */
char *options_print(const struct store_begin *b);
bool options_parse(const char *text, const struct asl_machine *m, struct engine_options *o, struct err *e);	/* strings and values are o's */
void options_done(struct engine_options *o);

/* --- list.c --- */

bool store_row_find(struct store *s, int64_t id, struct store_row *out, struct err *e);
void store_row_done(struct store_row *r);

/* --- search.c --- */

bool search_prepare(struct store *s, struct err *e);		/* the SQL functions holds(text) and owner_alive(pid, start, boot) */
void search_set(struct store *s, const char *text);

/* --- documents.c --- */

bool documents_write(struct store *s, struct err *e);	/* inside a transaction */
void documents_forget(struct store *s);			/* they are written, or lost */

/* --- write.c --- */

struct run *store_run_find(const struct store *s, int64_t id);
void store_runs_free(struct store *s);
void store_runs_restart(struct store *s);		/* the file is a new one: everything known goes into it again */
bool store_flush_now(struct store *s, struct err *e);	/* also where store_flush() would still wait */

#endif
