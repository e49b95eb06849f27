/*
 * Values on disk: small ones inside their row, larger ones once each in the table blob, found by a hash and compared in full, so that a
 * collision costs time and nothing else. While an execution runs, a ring remembers which values have their blob already (by pointer: values
 * do not change), so one that 25,000 events share is hashed once.
 */
#include "store/db.h"

#include <stdlib.h>
#include <string.h>

void blob_cache_clear(struct blob_cache *c)
{
	for (size_t i = 0; i < ARRAY_LEN(c->seen); i++)
		value_unref(c->seen[i].value);
	*c = (struct blob_cache){0};
}

static int64_t cache_find(const struct blob_cache *c, const struct value *v)
{
	for (size_t i = 0; i < ARRAY_LEN(c->seen); i++)
		if (c->seen[i].value == v)
			return c->seen[i].id;
	return 0;
}

static void cache_put(struct blob_cache *c, struct value *v, int64_t id)
{
	struct blob_seen *slot = &c->seen[c->next++ % ARRAY_LEN(c->seen)];

	value_unref(slot->value);
	*slot = (struct blob_seen){ value_ref(v), id };
}

/* *id 0: there is none. */
static bool blob_find(struct store *s, const struct str *text, uint64_t hash, int64_t *id, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, SQL_BLOB_FIND, e);
	int rc;
	bool ok;

	*id = 0;
	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, (int64_t)hash);
	while ((rc = sqlite3_step(st)) == SQLITE_ROW && !*id)
		if ((size_t)sqlite3_column_bytes(st, 1) == text->len &&
		    memcmp(sqlite3_column_text(st, 1), str_get(text), text->len) == 0)
			*id = sqlite3_column_int64(st, 0);
	ok = *id || rc == SQLITE_DONE || db_fail(s, e);
	sqlite3_reset(st);
	return ok;
}

static bool blob_add(struct store *s, const struct str *text, uint64_t hash, int64_t *id, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, SQL_BLOB_ADD, e);

	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, (int64_t)hash);
	sqlite3_bind_text64(st, 2, str_get(text), text->len, SQLITE_STATIC, SQLITE_UTF8);
	if (!db_run(s, st, e))
		return false;
	*id = sqlite3_last_insert_rowid(s->db);
	return true;
}

static bool blob_use(struct store *s, int64_t execution, int64_t id, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, SQL_BLOB_USE, e);

	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, execution);
	sqlite3_bind_int64(st, 2, id);
	return db_run(s, st, e);
}

bool blob_bind(struct store *s, int64_t execution, struct blob_cache *c, sqlite3_stmt *st, int col, struct value *v, int slot,
    struct err *e)
{
	struct str *text = &s->cell[slot];
	uint64_t hash;
	int64_t id;

	if (!v)
		return sqlite3_bind_null(st, col) == SQLITE_OK || db_fail(s, e);
	id = cache_find(c, v);
	if (id)
		return sqlite3_bind_int64(st, col, id) == SQLITE_OK || db_fail(s, e);
	str_reset(text);
	json_print_to(text, value_node(v));
	if (text->len <= STORE_INLINE)
		return sqlite3_bind_text64(st, col, str_get(text), text->len, SQLITE_STATIC, SQLITE_UTF8) == SQLITE_OK || db_fail(s, e);
	hash = hash_bytes(str_get(text), text->len, 0);
	if (!blob_find(s, text, hash, &id, e) || (!id && !blob_add(s, text, hash, &id, e)) || !blob_use(s, execution, id, e))
		return false;
	cache_put(c, v, id);
	return sqlite3_bind_int64(st, col, id) == SQLITE_OK || db_fail(s, e);
}

/* --- reading --------------------------------------------------------------------------------------------------------- */

static bool set_read(struct blob_set *set, sqlite3_stmt *st, struct err *e)
{
	struct value *v = value_parse((const char *)sqlite3_column_text(st, 1), (size_t)sqlite3_column_bytes(st, 1), e);

	if (!v)
		return false;
	VEC_PUSH(&set->list, ((struct blob_seen){ v, sqlite3_column_int64(st, 0) }));
	return true;
}

bool blob_set_load(struct store *s, int64_t execution, struct blob_set *set, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, SQL_BLOB_OF, e);
	bool ok = st != NULL;
	int rc = SQLITE_DONE;

	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, execution);
	while (ok && (rc = sqlite3_step(st)) == SQLITE_ROW)
		ok = set_read(set, st, e);
	if (ok && rc != SQLITE_DONE)
		ok = db_fail(s, e);
	sqlite3_reset(st);
	return ok;
}

void blob_set_done(struct blob_set *set)
{
	for (size_t i = 0; i < set->list.n; i++)
		value_unref(set->list.v[i].value);
	VEC_DONE(&set->list);
	value_unref(set->last);
	free(set->last_text);
	set->last = NULL;
	set->last_text = NULL;
}

static int seen_cmp(const void *key, const void *item)
{
	int64_t id = *(const int64_t *)key, other = ((const struct blob_seen *)item)->id;

	return id < other ? -1 : id > other;
}

static bool blob_get(struct blob_set *set, int64_t id, struct value **out, struct err *e)
{
	const struct blob_seen *found = set->list.n ?
	    bsearch(&id, set->list.v, set->list.n, sizeof set->list.v[0], seen_cmp) : NULL;

	if (!found)
		return err_set(e, ERR_INVALID, "the store has lost a payload (blob %lld)", (long long)id);
	*out = value_ref(found->value);
	return true;
}

bool blob_column(struct blob_set *set, sqlite3_stmt *st, int col, struct value **out, struct err *e)
{
	const char *text;
	size_t len;

	*out = NULL;
	if (sqlite3_column_type(st, col) == SQLITE_NULL)
		return true;
	if (sqlite3_column_type(st, col) == SQLITE_INTEGER)
		return blob_get(set, sqlite3_column_int64(st, col), out, e);
	text = (const char *)sqlite3_column_text(st, col);
	len = (size_t)sqlite3_column_bytes(st, col);
	if (!set->last || strcmp(text, set->last_text) != 0) {
		struct value *v = value_parse(text, len, e);

		if (!v)
			return false;
		value_unref(set->last);
		free(set->last_text);
		set->last = v;
		set->last_text = xstrndup(text, len);
	}
	*out = value_ref(set->last);
	return true;
}
