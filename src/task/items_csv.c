/*
 * CSV: a row is an object, its names those of the header, its values always strings (ASL.md 1.13). A field may stand in quotes, with
 * quotes doubled inside; a backslash takes the delimiter, a quote or a backslash as it is, and vanishes before anything else.
 */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/utf8.h"
#include "task/items_private.h"

#define HEADER_BYTES_MAX ((size_t)10 << 10)

struct row {
	VEC(char *) fields;
	size_t bytes;
	bool blank;			/* an empty line: no row */
};

struct csv_reader {
	struct items_reader base;
	int delimiter;
	bool first_row;			/* the header is still to be read */
	char **names;
	size_t n_names;
	struct str field;
};

static const struct delimiter {
	const char *name;
	char c;
} delimiters[] = {{"COMMA", ','}, {"PIPE", '|'}, {"SEMICOLON", ';'}, {"SPACE", ' '}, {"TAB", '\t'}};

/* --- rows ------------------------------------------------------------------------------------------------------------------------- */

static void row_done(struct row *row)
{
	for (size_t i = 0; i < row->fields.n; i++)
		free(row->fields.v[i]);
	VEC_DONE(&row->fields);
}

/* Text as it may stand in a document: what is no UTF-8 becomes U+FFFD, a NUL what the room of JSON keeps it as. */
static char *clean(const struct str *s)
{
	struct str out = {0};
	size_t used;

	if (utf8_valid(str_get(s), s->len) && !memchr(str_get(s), 0, s->len))
		return xstrndup(str_get(s), s->len);
	for (size_t i = 0; i < s->len; i += used) {
		uint32_t cp = utf8_next(s->p + i, s->len - i, &used);
		char bytes[4];

		str_add(&out, bytes, utf8_put(cp, bytes));
	}
	return str_take(&out);
}

static bool keep(struct csv_reader *r, int c, struct s3_fault *f)
{
	if (r->field.len >= ITEM_BYTES_MAX)
		return s3_refuse(f, "A CSV field is larger than %zu bytes.", ITEM_BYTES_MAX);
	str_addc(&r->field, (char)c);
	return true;
}

/* Behind a backslash. */
static bool keep_escaped(struct csv_reader *r, struct s3_fault *f)
{
	int c = s3_peek(r->base.object, f);

	if (c != '\\' && c != '"' && c != r->delimiter)
		return true;
	s3_skip(r->base.object);
	return keep(r, c, f);
}

/* Inside quotes, up to the closing one. */
static bool read_quoted(struct csv_reader *r, struct s3_fault *f)
{
	int c;

	while ((c = s3_peek(r->base.object, f)) >= 0) {
		s3_skip(r->base.object);
		if (c == '\\') {
			if (!keep_escaped(r, f))
				return false;
			continue;
		}
		if (c == '"' && s3_peek(r->base.object, f) != '"')
			return true;
		if (c == '"')
			s3_skip(r->base.object);
		if (!keep(r, c, f))
			return false;
	}
	return f->text.len ? false : s3_refuse(f, "The CSV file ends inside a quoted field.");
}

/* One field; what stands behind it stays. */
static bool read_field(struct csv_reader *r, struct s3_fault *f)
{
	int c;

	str_reset(&r->field);
	while ((c = s3_peek(r->base.object, f)) >= 0 && c != r->delimiter && c != '\n') {
		bool ok;

		s3_skip(r->base.object);
		if (c == '\r' && s3_peek(r->base.object, f) == '\n')
			break;
		if (c == '"' && !r->field.len)
			ok = read_quoted(r, f);
		else if (c == '\\')
			ok = keep_escaped(r, f);
		else
			ok = keep(r, c, f);
		if (!ok)
			return false;
	}
	return !f->text.len;
}

/* False: there is no more, or f says why. */
static bool read_row(struct csv_reader *r, struct row *row, struct s3_fault *f)
{
	struct s3_object *o = r->base.object;
	int c = s3_peek(o, f);

	*row = (struct row){.blank = c == '\n' || c == '\r'};
	if (c < 0)
		return false;
	do {
		if (!read_field(r, f)) {
			row_done(row);
			return false;
		}
		row->blank &= !r->field.len;
		row->bytes += r->field.len;
		if (row->bytes > ITEM_BYTES_MAX) {
			row_done(row);
			return s3_refuse(f, "A CSV row is larger than %zu bytes.", ITEM_BYTES_MAX);
		}
		VEC_PUSH(&row->fields, clean(&r->field));
		c = s3_peek(o, f);
		if (c >= 0)
			s3_skip(o);
	} while (c == r->delimiter);
	row->blank &= row->fields.n == 1;
	return true;
}

/* --- the header --------------------------------------------------------------------------------------------------------------------- */

static bool check_names(const struct csv_reader *r, struct s3_fault *f)
{
	struct map seen = {0};
	size_t bytes = 0;
	bool ok = true;

	for (size_t i = 0; i < r->n_names && ok; i++) {
		bytes += strlen(r->names[i]) + 1;
		ok = map_put(&seen, r->names[i], r->names[i]) || s3_refuse(f, "CSV headers cannot contain duplicates.");
	}
	map_done(&seen);
	if (ok && bytes > HEADER_BYTES_MAX)
		return s3_refuse(f, "CSV headers cannot be larger than %zu bytes.", HEADER_BYTES_MAX);
	return ok;
}

static bool header_given(struct csv_reader *r, const cJSON *list, struct s3_fault *f)
{
	VEC(char *) names = {0};

	for (const cJSON *c = cJSON_IsArray(list) ? list->child : NULL; c; c = c->next)
		if (cJSON_IsString(c))
			VEC_PUSH(&names, xstrdup(c->valuestring));
	r->names = names.v;
	r->n_names = names.n;
	return check_names(r, f);
}

/* *end: not even a header is there. */
static bool header_read(struct csv_reader *r, bool *end, struct s3_fault *f)
{
	struct row row = {0};

	r->first_row = false;
	do {
		row_done(&row);
		if (!read_row(r, &row, f)) {
			*end = true;
			return !f->text.len;
		}
	} while (row.blank);
	r->names = row.fields.v;
	r->n_names = row.fields.n;
	return check_names(r, f);
}

/* --- items ------------------------------------------------------------------------------------------------------------------------------ */

/* A short row is filled up, a long one cut. */
static cJSON *object_of(const struct csv_reader *r, const struct row *row)
{
	cJSON *o = cJSON_CreateObject();

	for (size_t i = 0; i < r->n_names; i++)
		json_add(o, r->names[i], cJSON_CreateString(i < row->fields.n ? row->fields.v[i] : ""));
	return o;
}

static bool csv_next(struct items_reader *base, struct items_page *p, bool *end, struct s3_fault *f)
{
	struct csv_reader *r = (struct csv_reader *)base;

	if (r->first_row && (!header_read(r, end, f) || *end))
		return !f->text.len;
	while (!items_page_full(p)) {
		struct row row;

		if (!read_row(r, &row, f)) {
			*end = true;
			return !f->text.len;
		}
		if (!row.blank)
			items_page_add_take(p, object_of(r, &row), row.bytes);
		row_done(&row);
	}
	return true;
}

static void csv_free(struct items_reader *base)
{
	struct csv_reader *r = (struct csv_reader *)base;

	s3_close(base->object);
	for (size_t i = 0; i < r->n_names; i++)
		free(r->names[i]);
	free(r->names);
	str_done(&r->field);
	free(r);
}

static struct csv_reader *csv_reader_new(struct s3_object *o, int delimiter, struct s3_fault *f)
{
	static const struct items_reader_ops ops = {csv_next, csv_free};
	static const unsigned char mark[] = {0xef, 0xbb, 0xbf};
	struct csv_reader *r = xcalloc(1, sizeof *r);

	r->base.ops = &ops;
	r->base.object = o;
	r->delimiter = delimiter;
	for (size_t i = 0; i < sizeof mark && s3_peek(o, f) == mark[i]; i++)
		s3_skip(o);
	return r;
}

struct items_reader *items_csv_new(struct s3_object *o, const cJSON *config, struct s3_fault *f)
{
	const char *name = json_get_string(config, "CSVDelimiter");
	struct csv_reader *r;
	int delimiter = ',';

	for (size_t i = 0; i < ARRAY_LEN(delimiters); i++)
		if (str_is(name, delimiters[i].name))
			delimiter = delimiters[i].c;
	r = csv_reader_new(o, delimiter, f);
	if (str_is(json_get_string(config, "CSVHeaderLocation"), "GIVEN")) {
		if (!header_given(r, json_get(config, "CSVHeaders"), f)) {
			csv_free(&r->base);
			return NULL;
		}
	} else {
		r->first_row = true;
	}
	return &r->base;
}

struct items_reader *items_csv_named(struct s3_object *o, char **names_take, size_t n, struct s3_fault *f)
{
	struct csv_reader *r = csv_reader_new(o, ',', f);

	r->names = names_take;
	r->n_names = n;
	if (check_names(r, f))
		return &r->base;
	csv_free(&r->base);
	return NULL;
}
