/* Inputs that a person typed, a history for every machine, and those that were given a name. */
#include "store/db.h"

#include <stdlib.h>

#include "base/timefmt.h"

static bool input_find(struct store *s, const char *machine, const char *name, const char *text, int64_t *id, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, SQL_INPUT_FIND, e);
	int rc;

	*id = 0;
	if (!st)
		return false;
	db_text(st, 1, machine);
	db_text(st, 2, name);
	db_text(st, 3, text);
	rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*id = sqlite3_column_int64(st, 0);
	sqlite3_reset(st);
	return rc == SQLITE_ROW || rc == SQLITE_DONE || db_fail(s, e);
}

static bool input_again(struct store *s, int64_t id, const char *text, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, SQL_INPUT_AGAIN, e);

	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, id);
	db_text(st, 2, text);
	sqlite3_bind_int64(st, 3, time_wall_ms());
	return db_run(s, st, e);
}

static bool input_new(struct store *s, const char *machine, const char *name, const char *text, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, SQL_INPUT_ADD, e);

	if (!st)
		return false;
	db_text(st, 1, machine);
	db_text(st, 2, name);
	db_text(st, 3, text);
	sqlite3_bind_int64(st, 4, time_wall_ms());
	return db_run(s, st, e);
}

static bool inputs_trim(struct store *s, const char *machine, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, SQL_INPUT_TRIM, e);

	if (!st)
		return false;
	db_text(st, 1, machine);
	sqlite3_bind_int(st, 2, STORE_INPUTS_KEPT);
	return db_run(s, st, e);
}

bool store_input_add(struct store *s, const char *machine, const char *name, const char *text, struct err *e)
{
	int64_t id;
	bool ok;

	if (!store_connect(s, e))
		return false;
	ok = db_begin(s, e) && input_find(s, machine, name, text, &id, e) &&
	    (id ? input_again(s, id, text, e) : input_new(s, machine, name, text, e)) && inputs_trim(s, machine, e) && db_commit(s, e);
	if (!ok)
		db_rollback(s);
	return ok;
}

bool store_input_list(struct store *s, const char *machine, int limit, struct store_inputs *out, struct err *e)
{
	sqlite3_stmt *st;
	int rc;
	bool ok;

	store_inputs_done(out);
	if (!store_connect(s, e))
		return false;
	st = db_stmt(s, SQL_INPUTS, e);
	if (!st)
		return false;
	db_text(st, 1, machine);
	sqlite3_bind_int(st, 2, limit ? limit : -1);
	while ((rc = sqlite3_step(st)) == SQLITE_ROW)
		VEC_PUSH(&out->list, ((struct store_input){ .id = sqlite3_column_int64(st, 0), .name = db_column(st, 1),
			.text = db_column(st, 2), .used_ms = sqlite3_column_int64(st, 3) }));
	ok = rc == SQLITE_DONE || db_fail(s, e);
	sqlite3_reset(st);
	return ok;
}

bool store_input_delete(struct store *s, int64_t id, struct err *e)
{
	sqlite3_stmt *st = store_connect(s, e) ? db_stmt(s, SQL_INPUT_DELETE, e) : NULL;

	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, id);
	return db_run(s, st, e);
}

void store_inputs_done(struct store_inputs *l)
{
	for (size_t i = 0; i < l->list.n; i++) {
		free(l->list.v[i].name);
		free(l->list.v[i].text);
	}
	VEC_DONE(&l->list);
}
