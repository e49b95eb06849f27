/*
 * Where the store is: `.aslant/` of the workspace, else below $XDG_STATE_HOME (or ~/.local/state), else memory. A corrupt file is
 * renamed, never deleted. A locked one is fine: it is where it should be, and a later call opens it.
 */
#include "store/db.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/timefmt.h"

#define MEMORY_PATH ":memory:"

static void warn(struct store *s, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Warnings add up: a corrupt file may be moved aside on the way to a folder that is not the usual one. */
static void warn(struct store *s, const char *fmt, ...)
{
	struct str text = {0};
	va_list ap;

	if (s->warning)
		str_addf(&text, "%s; ", s->warning);
	va_start(ap, fmt);
	str_vaddf(&text, fmt, ap);
	va_end(ap);
	free(s->warning);
	s->warning = str_take(&text);
}

/* --- connecting --------------------------------------------------------------------------------------------------- */

void store_disconnect(struct store *s)
{
	for (size_t i = 0; i < ARRAY_LEN(s->stmts); i++) {
		sqlite3_finalize(s->stmts[i]);
		s->stmts[i] = NULL;
	}
	if (s->db && sqlite3_close(s->db) != SQLITE_OK)
		log_debug("store", "%s: close: %s", s->path, sqlite3_errmsg(s->db));
	s->db = NULL;
}

static bool last_id_read(struct store *s, struct err *e)
{
	sqlite3_stmt *st = NULL;
	bool ok = sqlite3_prepare_v2(s->db, "SELECT max(id) FROM execution", -1, &st, NULL) == SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_ROW;

	if (!ok)
		db_fail(s, e);
	else if (sqlite3_column_int64(st, 0) > s->last_id)
		s->last_id = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return ok;
}

static bool connect_once(struct store *s, struct err *e)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;

	if (sqlite3_open_v2(s->path, &s->db, flags, NULL) != SQLITE_OK)
		return db_fail(s, e);
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_timeout(s->db, s->retry_us ? STORE_BUSY_MS : STORE_BUSY_OPEN_MS);
	/* NORMAL: a crash of the program loses nothing that was committed; a power cut may lose the last turns, never the file. */
	if (!db_exec(s, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;"
	    "PRAGMA journal_size_limit = 16777216; PRAGMA temp_store = MEMORY", e) ||
	    !schema_prepare(s, e) || !last_id_read(s, e) || !search_prepare(s, e))
		return false;
	sqlite3_busy_timeout(s->db, STORE_BUSY_MS);
	return true;
}

bool store_connect(struct store *s, struct err *e)
{
	if (s->db)
		return true;
	if (connect_once(s, e))
		return true;
	if (db_is_corrupt(s))
		return store_move_aside(s, e);
	store_disconnect(s);
	return false;
}

/* --- moving a corrupt file aside ----------------------------------------------------------------------------------- */

static char *aside_path(const char *path)
{
	time_t now = (time_t)(time_wall_ms() / 1000);
	char stamp[32];
	struct tm tm;
	char *p;

	gmtime_r(&now, &tm);
	strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &tm);
	p = xasprintf("%s.corrupt-%s", path, stamp);
	for (int i = 2; access(p, F_OK) == 0; i++) {
		free(p);
		p = xasprintf("%s.corrupt-%s-%d", path, stamp, i);
	}
	return p;
}

/* The write-ahead log goes along, under the name that SQLite looks for beside the renamed file: tools may want to recover it. */
static bool rename_with(const char *from, const char *to, const char *suffix)
{
	char *a = xasprintf("%s%s", from, suffix), *b = xasprintf("%s%s", to, suffix);
	bool ok = rename(a, b) == 0 || errno == ENOENT;

	free(a);
	free(b);
	return ok;
}

bool store_move_aside(struct store *s, struct err *e)
{
	char *to = aside_path(s->path);
	bool ok = false;

	store_disconnect(s);
	if (!rename_with(s->path, to, "") || !rename_with(s->path, to, "-wal") || !rename_with(s->path, to, "-shm")) {
		err_set(e, ERR_IO, "%s: is corrupt and cannot be moved aside: %s", s->path, strerror(errno));
		goto out;
	}
	warn(s, "%s was corrupt: it is kept as %s, and a new one has begun", s->path, path_base(to));
	ok = connect_once(s, e);
	if (!ok)
		store_disconnect(s);
	store_runs_restart(s);
out:
	free(to);
	return ok;
}

/* --- choosing the place --------------------------------------------------------------------------------------------- */

/* What is in `.aslant` is this machine's own: it keeps itself out of the workspace's repository. */
static void ignore_in_git(const char *dir)
{
	char *path = path_join(dir, ".gitignore");
	struct err e;

	if (!file_exists(path) && !file_write_atomic(path, "*\n", 2, &e))
		log_debug("store", "%s", e.msg);
	free(path);
}

/* True also where another process has locked it: s->db is NULL then. */
static bool open_at(struct store *s, const char *dir, struct err *e)
{
	free(s->path);
	s->path = path_join(dir, "store.db");
	if (!dir_make(dir, e))
		return false;
	if (access(dir, W_OK) != 0 || (file_exists(s->path) && access(s->path, W_OK) != 0))
		return err_set(e, ERR_IO, "%s: %s", s->path, strerror(errno));
	return store_connect(s, e) || e->code == ERR_BUSY;
}

static char *state_dir(const char *workspace)
{
	const char *base = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	char *real = realpath(workspace, NULL), *dir = NULL;
	const char *name = real ? real : workspace;
	uint64_t hash = hash_bytes(name, strlen(name), 0);

	if (base && base[0] == '/')		/* XDG: a relative one is to be ignored */
		dir = xasprintf("%s/aslant/%016llx", base, (unsigned long long)hash);
	else if (home && home[0] == '/')
		dir = xasprintf("%s/.local/state/aslant/%016llx", home, (unsigned long long)hash);
	free(real);
	return dir;
}

static bool place_find(struct store *s, const char *workspace, struct err *e)
{
	char *here, *there;
	struct err why = {0}, why_there = {0};
	bool ok = true;

	if (!workspace) {
		s->path = xstrdup(MEMORY_PATH);
		return store_connect(s, e);
	}
	here = path_join(workspace, ".aslant");
	there = state_dir(workspace);
	if (!dir_exists(workspace))
		err_set(&why, ERR_NOT_FOUND, "%s: no such folder", workspace);
	else if (open_at(s, here, &why)) {
		ignore_in_git(here);
		goto out;
	}
	if (there && open_at(s, there, &why_there)) {
		warn(s, "executions are kept in %s (%s)", there, why.msg);
		goto out;
	}
	free(s->path);
	s->path = xstrdup(MEMORY_PATH);
	ok = store_connect(s, e);
	warn(s, "executions are kept in memory only, until the program ends (%s%s%s)", why.msg,
	    why_there.msg[0] ? "; " : "", why_there.msg);
out:
	free(here);
	free(there);
	return ok;
}

/* --- the store ------------------------------------------------------------------------------------------------------ */

bool store_open(const char *workspace, struct store **out, struct err *e)
{
	struct store *s = xcalloc(1, sizeof *s);

	owner_self(&s->me);
	if (!place_find(s, workspace, e)) {
		store_close(s);
		return false;
	}
	*out = s;
	return true;
}

void store_close(struct store *s)
{
	struct err e;

	if (!s)
		return;
	if (!store_flush_now(s, &e))
		log_debug("store", "%zu rows lost: %s", store_pending(s), e.msg);
	store_runs_free(s);
	store_disconnect(s);
	str_done(&s->cell[0]);
	str_done(&s->cell[1]);
	free(s->needle[0]);
	free(s->needle[1]);
	free(s->path);
	free(s->warning);
	free(s);
}

const char *store_path(const struct store *s)
{
	return s->path;
}

const char *store_warning(const struct store *s)
{
	return s->warning;
}
