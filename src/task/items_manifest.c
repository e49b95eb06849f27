/*
 * Manifests. That of an S3 inventory is JSON and names files of CSV, whose rows are the items and whose columns its fileSchema names.
 * That of Athena's UNLOAD is a list of addresses, s3://bucket/key, a line each.
 */
#include <stdlib.h>
#include <string.h>

#include "task/items_private.h"

#define MANIFEST_BYTES_MAX ((size_t)64 << 20)

struct manifest {
	struct items_objects base;
	char *text;
	cJSON *root;			/* of an inventory's */
	const cJSON *file;		/* the next one */
	char *bucket, *schema;
	char *next;			/* the next line of Athena's */
};

static void manifest_free(struct items_objects *s)
{
	struct manifest *m = (struct manifest *)s;

	cJSON_Delete(m->root);
	free(m->text);
	free(m->bucket);
	free(m->schema);
	free(m);
}

static char *read_all(const char *dir, const char *bucket, const char *key, size_t *len, struct s3_fault *f)
{
	struct s3_object *o = s3_open(dir, bucket, key, f);
	struct str s = {0};
	char buf[16384];
	long n = 0;

	while (o && (n = s3_read(o, buf, sizeof buf, f)) > 0) {
		str_add(&s, buf, (size_t)n);
		if (s.len > MANIFEST_BYTES_MAX) {
			s3_refuse(f, "The manifest is larger than %zu bytes.", MANIFEST_BYTES_MAX);
			n = -1;
			break;
		}
	}
	s3_close(o);
	if (!o || n < 0) {
		str_done(&s);
		return NULL;
	}
	*len = s.len;
	return str_take(&s);
}

static struct manifest *manifest_new(const char *dir, const char *bucket, const char *key, const struct items_objects_ops *ops, size_t *len,
	struct s3_fault *f)
{
	char *text = read_all(dir, bucket, key, len, f);
	struct manifest *m;

	if (!text)
		return NULL;
	m = xcalloc(1, sizeof *m);
	m->base.ops = ops;
	m->text = m->next = text;
	return m;
}

/* --- S3 inventory --------------------------------------------------------------------------------------------------------------------- */

static bool inventory_next(struct items_objects *s, const char **bucket, const char **key, struct s3_fault *f)
{
	struct manifest *m = (struct manifest *)s;

	if (!m->file)
		return false;
	*bucket = m->bucket;
	*key = json_get_string(m->file, "key");
	m->file = m->file->next;
	return *key || s3_refuse(f, "The manifest names a file without a key.");
}

/* "Bucket, Key, Size" */
static struct items_reader *inventory_reader(struct items_objects *s, struct s3_object *o, struct s3_fault *f)
{
	struct manifest *m = (struct manifest *)s;
	VEC(char *) names = {0};

	for (const char *p = m->schema; *p;) {
		size_t len = strcspn(p, ","), blanks = strspn(p, " ");

		if (blanks < len)
			VEC_PUSH(&names, xstrndup(p + blanks, len - blanks));
		p += len + (p[len] == ',');
	}
	return items_csv_named(o, names.v, names.n, f);
}

static bool inventory_read(struct manifest *m, size_t len, struct s3_fault *f)
{
	const char *format, *bucket;
	struct err e;

	if (!json_parse(m->text, len, NULL, &m->root, &e))
		return s3_refuse(f, "The manifest is not valid JSON: %u:%u: %s", e.span.line, e.span.col, e.msg);
	format = json_get_string(m->root, "fileFormat");
	bucket = json_get_string(m->root, "destinationBucket");
	if (!bucket || !cJSON_IsArray(json_get(m->root, "files")) || !json_get_string(m->root, "fileSchema"))
		return s3_refuse(f, "The manifest is not that of an S3 inventory: destinationBucket, fileSchema and files are needed.");
	if (!str_is(format, "CSV")) {
		f->host = true;
		str_addf(&f->text, "an S3 inventory of the format %s cannot be read here; CSV can", format ? format : "(none)");
		return false;
	}
	m->bucket = xstrdup(strrchr(bucket, ':') ? strrchr(bucket, ':') + 1 : bucket);
	m->schema = xstrdup(json_get_string(m->root, "fileSchema"));
	m->file = json_get(m->root, "files")->child;
	return true;
}

struct items_objects *items_inventory(const char *dir, const char *bucket, const char *key, struct s3_fault *f)
{
	static const struct items_objects_ops ops = {inventory_next, inventory_reader, manifest_free};
	struct manifest *m;
	size_t len;

	m = manifest_new(dir, bucket, key, &ops, &len, f);
	if (!m)
		return NULL;
	if (inventory_read(m, len, f))
		return &m->base;
	manifest_free(&m->base);
	return NULL;
}

/* --- Athena ------------------------------------------------------------------------------------------------------------------------------ */

static bool athena_next(struct items_objects *s, const char **bucket, const char **key, struct s3_fault *f)
{
	struct manifest *m = (struct manifest *)s;
	char *line, *slash;

	do {
		size_t len = strcspn(m->next, "\r\n");

		if (!*m->next)
			return false;
		line = m->next;
		m->next += len + (line[len] != '\0');
		line[len] = '\0';
	} while (!*line);
	if (*line == '"' && str_ends(line + 1, "\"")) {
		line[strlen(line) - 1] = '\0';
		line++;
	}
	slash = strncmp(line, "s3://", 5) == 0 ? strchr(line + 5, '/') : NULL;
	if (!slash)
		return s3_refuse(f, "The manifest has a line that is no address of an object: %.200s", line);
	*slash = '\0';
	*bucket = line + 5;
	*key = slash + 1;
	return true;
}

struct items_objects *items_athena(const char *dir, const char *bucket, const char *key, struct s3_fault *f)
{
	static const struct items_objects_ops ops = {.next = athena_next, .free = manifest_free};
	struct manifest *m;
	size_t len;

	m = manifest_new(dir, bucket, key, &ops, &len, f);
	return m ? &m->base : NULL;
}
