/* What services keep, and breakpoints: documents by kind, container and key. Changes are noted and written with everything else of a turn. */
#include <stdlib.h>

#include "store/db.h"

void store_document_put(struct store *s, const char *kind, const char *container, const char *key, struct value *v, int64_t at_ms)
{
	struct pending_document d = {.kind = xstrdup(kind), .container = xstrdup(container), .key = xstrdup(key ? key : ""),
		.value = value_ref(v), .at_ms = at_ms};

	VEC_PUSH(&s->documents, d);
}

void store_document_remove(struct store *s, const char *kind, const char *container, const char *key)
{
	struct pending_document d = {.kind = xstrdup(kind), .container = xstrdup(container), .key = xstrdup(key)};

	VEC_PUSH(&s->documents, d);
}

static bool document_write(struct store *s, const struct pending_document *d, struct err *e)
{
	sqlite3_stmt *st = db_stmt(s, d->value ? SQL_DOCUMENT_PUT : SQL_DOCUMENT_REMOVE, e);

	if (!st)
		return false;
	sqlite3_bind_text(st, 1, d->kind, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 2, d->container, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 3, d->key, -1, SQLITE_STATIC);
	if (d->value) {
		sqlite3_bind_text(st, 4, value_text(d->value), -1, SQLITE_TRANSIENT);
		sqlite3_bind_int64(st, 5, d->at_ms);
	}
	return db_run(s, st, e);
}

bool documents_write(struct store *s, struct err *e)
{
	for (size_t i = 0; i < s->documents.n; i++)
		if (!document_write(s, &s->documents.v[i], e))
			return false;
	return true;
}

void documents_forget(struct store *s)
{
	for (size_t i = 0; i < s->documents.n; i++) {
		struct pending_document *d = &s->documents.v[i];

		free(d->kind);
		free(d->container);
		free(d->key);
		value_unref(d->value);
	}
	s->documents.n = 0;
}

struct value *store_document_get(struct store *s, const char *kind, const char *container, const char *key, struct err *e)
{
	struct value *v = NULL;
	sqlite3_stmt *st;
	int rc;

	err_clear(e);
	if (!store_connect(s, e))
		return NULL;
	st = db_stmt(s, SQL_DOCUMENT_GET, e);
	if (!st)
		return NULL;
	sqlite3_bind_text(st, 1, kind, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 2, container, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 3, key, -1, SQLITE_STATIC);
	rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		v = value_parse((const char *)sqlite3_column_text(st, 0), (size_t)sqlite3_column_bytes(st, 0), e);
	else if (rc != SQLITE_DONE)
		db_fail(s, e);
	sqlite3_reset(st);
	return v;
}

static bool give(sqlite3_stmt *st, store_document_fn fn, void *ctx, struct err *e)
{
	char *kind = db_column(st, 0), *container = db_column(st, 1), *key = db_column(st, 2), *text = db_column(st, 3);
	struct value *v = value_parse(text ? text : "", text ? (size_t)sqlite3_column_bytes(st, 3) : 0, e);

	if (v)
		fn(ctx, kind, container, key && *key ? key : NULL, v, sqlite3_column_int64(st, 4));
	free(kind);
	free(container);
	free(key);
	free(text);
	value_unref(v);
	return v != NULL;
}

bool store_documents_load(struct store *s, store_document_fn fn, void *ctx, struct err *e)
{
	sqlite3_stmt *st;
	bool ok = true;
	int rc = SQLITE_DONE;

	if (!store_connect(s, e))
		return false;
	st = db_stmt(s, SQL_DOCUMENTS, e);
	if (!st)
		return false;
	while (ok && (rc = sqlite3_step(st)) == SQLITE_ROW)
		ok = give(st, fn, ctx, e);
	if (ok && rc != SQLITE_DONE)
		ok = db_fail(s, e);
	sqlite3_reset(st);
	return ok;
}
