/*
 * S3 over a folder: DIR/BUCKET/KEY. A bucket is a folder in DIR, and must be there, as on AWS; a key's slashes are folders. What putObject
 * writes is what AWS writes: Body as JSON text, a string with its quotes. Dates are the files', and files that are written here get the
 * execution's time, so that a repeated execution gives the same answers.
 */
#define _GNU_SOURCE	/* utimensat */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/timefmt.h"
#include "base/utf8.h"
#include "query/digest.h"
#include "task/service_reply.h"
#include "task/service_s3.h"

#define KEY_MAX_BYTES 1024

struct object {
	const char *bucket, *key;
	char *path;
	int64_t size, modified_ms;
};

int64_t s3_modified_ms(const struct stat *st)
{
	return (int64_t)st->st_mtim.tv_sec * 1000 + st->st_mtim.tv_nsec / 1000000;
}

cJSON *s3_date(int64_t ms)
{
	char text[TIME_TEXT_SIZE];

	time_format(ms, text);
	text[19] = 'Z';			/* S3 counts in seconds */
	text[20] = '\0';
	return cJSON_CreateString(text);
}

cJSON *s3_etag(const void *data, size_t len)
{
	char *md5 = service_md5(data, len), *quoted = xasprintf("\"%s\"", md5);
	cJSON *n = cJSON_CreateString(quoted);

	free(md5);
	free(quoted);
	return n;
}

/* --- where an object is --------------------------------------------------------------------------------------------------- */

/* A name that can stand in a folder: no way up, nothing empty. A slash may end it. */
static bool key_is_plain(const char *key)
{
	for (const char *s = key; *s;) {
		size_t n = strcspn(s, "/");

		if (n == 0 || (n == 1 && s[0] == '.') || (n == 2 && s[0] == '.' && s[1] == '.'))
			return false;
		s += n;
		if (*s)
			s++;
	}
	return *key != '\0';
}

static bool fail_no_bucket(struct service_call *c)
{
	return service_fail(c, "NoSuchBucketException", NULL, 404, "The specified bucket does not exist");
}

static bool fail_no_key(struct service_call *c, bool head)
{
	return service_fail(c, "NoSuchKeyException", NULL, 404, "%s", head ? "null" : "The specified key does not exist.");
}

static bool fail_host(struct service_call *c, const char *key, const char *why)
{
	return service_fail(c, NULL, NULL, 500, "The folder that stands for S3 cannot hold \"%.200s\": %s", key, why);
}

char *s3_bucket_path(struct service_call *c, const char *bucket)
{
	char *path;

	if (!bucket)
		return NULL;
	if (!key_is_plain(bucket) || strchr(bucket, '/')) {
		fail_no_bucket(c);
		return NULL;
	}
	path = path_join(c->o->s3_dir, bucket);
	if (dir_exists(path))
		return path;
	free(path);
	fail_no_bucket(c);
	return NULL;
}

static char *object_path(struct service_call *c, const char *bucket, const char *key)
{
	char *folder = key ? s3_bucket_path(c, bucket) : NULL, *path = NULL;

	if (folder && strlen(key) > KEY_MAX_BYTES)
		service_fail(c, NULL, NULL, 400, "Your key is too long");
	else if (folder && !key_is_plain(key))
		service_fail(c, NULL, NULL, 400, "The folder that stands for S3 has no place for the key \"%.200s\"", key);
	else if (folder)
		path = path_join(folder, key);
	free(folder);
	return path;
}

/* False and the call has failed: there is no such object. */
static bool object_find(struct service_call *c, const char *bucket, const char *key, bool head, struct object *o)
{
	char *path = object_path(c, bucket, key);
	struct stat st;

	if (!path)
		return false;
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
		free(path);
		return fail_no_key(c, head);
	}
	*o = (struct object){.bucket = bucket, .key = key, .path = path, .size = st.st_size, .modified_ms = s3_modified_ms(&st)};
	return true;
}

static bool object_read(struct service_call *c, const struct object *o, char **data, size_t *len)
{
	struct err e;

	if (o->size > (int64_t)S3_OBJECT_MAX) {
		c->error = xstrdup("States.DataLimitExceeded");
		c->cause = xasprintf("The state/task '%s' returned a result with a size exceeding the maximum number of bytes service limit.",
			c->r->state->resource.service);
		return false;
	}
	return file_read(o->path, S3_OBJECT_MAX, data, len, &e) || service_fail(c, NULL, NULL, 500, "%s", e.msg);
}

/* --- reading -------------------------------------------------------------------------------------------------------------- */

static const char *content_type(const char *path)
{
	static const struct { const char *ending, *type; } types[] = {
		{".json", "application/json"}, {".txt", "text/plain"}, {".csv", "text/csv"}, {".html", "text/html"}, {".xml", "application/xml"},
		{".jpg", "image/jpeg"}, {".png", "image/png"}, {".pdf", "application/pdf"}, {".gz", "application/gzip"},
	};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (str_ends(path, types[i].ending))
			return types[i].type;
	return "binary/octet-stream";
}

/* What putObject was told about an object, and getObject tells again. */
static const char *const abouts[] = {"CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "ContentType", "Metadata",
	"ServerSideEncryption", "StorageClass"};

static const cJSON *about(const struct service_call *c, const char *bucket, const char *key)
{
	struct service_container *b = service_data_find(c->o->data, SERVICE_S3, bucket);

	return b ? value_node(service_data_get(b, key)) : NULL;
}

static void about_put(struct service_call *c, const char *bucket, const char *key, const cJSON *from)
{
	struct service_container *b = service_data_use(c->o->data, SERVICE_S3, bucket);
	cJSON *o = cJSON_CreateObject();
	struct value *v;

	for (size_t i = 0; i < ARRAY_LEN(abouts); i++)
		if (json_get(from, abouts[i]) && !cJSON_IsNull(json_get(from, abouts[i])))
			json_set(o, abouts[i], json_copy(json_get(from, abouts[i])));
	service_data_remove(c->o->data, b, key);
	if (o->child) {
		v = value_take(o);
		service_data_put(c->o->data, b, key, v, c->r->at_ms);
		value_unref(v);
		return;
	}
	cJSON_Delete(o);
	if (!b->items.n)
		service_data_clear(c->o->data, b);
}

static void describe(struct service_call *c, const struct object *o, const char *data, size_t len, int64_t length)
{
	const cJSON *said = about(c, o->bucket, o->key);

	json_set(c->out, "AcceptRanges", cJSON_CreateString("bytes"));
	json_set(c->out, "ContentLength", json_new_int(length));
	json_set(c->out, "ContentType", cJSON_CreateString(content_type(o->path)));
	json_set(c->out, "ETag", s3_etag(data, len));
	json_set(c->out, "LastModified", s3_date(o->modified_ms));
	json_set(c->out, "Metadata", cJSON_CreateObject());
	json_set(c->out, "ServerSideEncryption", cJSON_CreateString("AES256"));
	for (const cJSON *n = said ? said->child : NULL; n; n = n->next)
		json_set(c->out, n->string, json_copy(n));
}

static void add_encryption(struct service_call *c)
{
	const char *asked = json_get_string(c->in, "ServerSideEncryption");

	json_set(c->out, "ServerSideEncryption", cJSON_CreateString(asked ? asked : "AES256"));
}

/* "bytes=2-5", "bytes=2-", "bytes=-5". False: none that S3 can satisfy, and the call has failed; without a range all of it. */
static bool range_read(struct service_call *c, size_t len, size_t *from, size_t *to)
{
	const char *range = json_get_string(c->in, "Range"), *s;
	unsigned long long a, b;
	char *end;

	*from = 0;
	*to = len;
	if (!range || !str_starts(range, "bytes=") || strchr(range, ','))
		return true;		/* S3 ignores what it does not understand */
	s = range + strlen("bytes=");
	if (*s == '-') {
		b = strtoull(s + 1, &end, 10);
		*from = b < len ? len - (size_t)b : 0;
		if (end == s + 1 || *end)
			return *from = 0, true;
		return (len && b) || service_fail(c, NULL, NULL, 416, "The requested range is not satisfiable");
	}
	a = strtoull(s, &end, 10);
	if (end == s || *end != '-')
		return true;
	if (a >= len)
		return service_fail(c, NULL, NULL, 416, "The requested range is not satisfiable");
	*from = (size_t)a;
	b = strtoull(end + 1, &end, 10);
	if (b >= a && b + 1 < len && b != 0)
		*to = (size_t)b + 1;
	return true;
}

/* Bytes that are no UTF-8 become U+FFFD: a payload is text. */
static cJSON *body_text(const char *data, size_t len)
{
	struct str s = {0};
	cJSON *n;

	for (size_t i = 0, used; i < len; i += used) {
		char bytes[4];

		str_add(&s, bytes, utf8_put(utf8_next(data + i, len - i, &used), bytes));
	}
	n = cJSON_CreateString(str_get(&s));
	str_done(&s);
	return n;
}

bool s3_get_object(struct service_call *c)
{
	const char *bucket = service_need(c, "Bucket"), *key = bucket ? service_need(c, "Key") : NULL;
	struct object o = {0};
	char *data = NULL;
	size_t len = 0, from, to;
	bool ok = key && object_find(c, bucket, key, false, &o) && object_read(c, &o, &data, &len) && range_read(c, len, &from, &to);

	if (ok) {
		describe(c, &o, data, len, (int64_t)(to - from));
		if (to - from < len) {
			char *text = xasprintf("bytes %zu-%zu/%zu", from, to - 1, len);

			json_set(c->out, "ContentRange", cJSON_CreateString(text));
			free(text);
		}
		json_set(c->out, "Body", body_text(data + from, to - from));
	}
	free(data);
	free(o.path);
	return ok;
}

bool s3_head_object(struct service_call *c)
{
	const char *bucket = service_need(c, "Bucket"), *key = bucket ? service_need(c, "Key") : NULL;
	struct object o = {0};
	char *data = NULL;
	size_t len = 0;
	struct err e;
	bool ok = key && object_find(c, bucket, key, true, &o);

	/* The digest of a large object costs more than it is worth. */
	if (ok && o.size <= (int64_t)S3_OBJECT_MAX && !file_read(o.path, S3_OBJECT_MAX, &data, &len, &e))
		ok = service_fail(c, NULL, NULL, 500, "%s", e.msg);
	if (ok)
		describe(c, &o, data ? data : "", len, o.size);
	free(data);
	free(o.path);
	return ok;
}

/* --- writing -------------------------------------------------------------------------------------------------------------- */

static void set_time(const char *path, int64_t ms)
{
	const struct timespec t = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};
	const struct timespec times[2] = {t, t};

	if (utimensat(AT_FDCWD, path, times, 0) != 0)
		return;			/* a file system without it shows its own time */
}

static bool object_write(struct service_call *c, const char *bucket, const char *key, const char *data, size_t len)
{
	char *path = object_path(c, bucket, key), *dir = path ? path_dir(path) : NULL;
	struct err e;
	bool ok = path != NULL;

	if (ok && str_ends(key, "/"))
		ok = dir_make(path, &e) || fail_host(c, key, e.msg);
	else if (ok)
		ok = (dir_make(dir, &e) && file_write_atomic(path, data, len, &e)) || fail_host(c, key, e.msg);
	if (ok)
		set_time(path, c->r->at_ms);
	free(dir);
	free(path);
	return ok;
}

static void add_checksum(struct service_call *c, const char *data, size_t len)
{
	uint32_t crc = service_crc32(data, len);
	const unsigned char bytes[] = {(unsigned char)(crc >> 24), (unsigned char)(crc >> 16), (unsigned char)(crc >> 8), (unsigned char)crc};
	struct str s = {0};

	base64_encode(bytes, sizeof bytes, &s);
	json_set(c->out, "ChecksumCRC32", cJSON_CreateString(str_get(&s)));
	json_set(c->out, "ChecksumType", cJSON_CreateString("FULL_OBJECT"));
	str_done(&s);
}

bool s3_put_object(struct service_call *c)
{
	const char *bucket = service_need(c, "Bucket"), *key = bucket ? service_need(c, "Key") : NULL;
	const cJSON *body = json_get(c->in, "Body");
	char *text = body && !cJSON_IsNull(body) ? json_print(body) : xstrdup("");
	bool ok = key && object_write(c, bucket, key, text, strlen(text));

	if (ok) {
		add_checksum(c, text, strlen(text));
		json_set(c->out, "ETag", s3_etag(text, strlen(text)));
		add_encryption(c);
		about_put(c, bucket, key, c->in);
	}
	free(text);
	return ok;
}

/* Folders that have become empty are no objects: they go too, up to the bucket. */
static void remove_empty_folders(const char *path, size_t levels)
{
	char *dir = path_dir(path);

	for (; levels > 0 && rmdir(dir) == 0; levels--) {
		char *up = path_dir(dir);

		free(dir);
		dir = up;
	}
	free(dir);
}

static size_t count_slashes(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += *s == '/';
	return n;
}

/* An object that is not there is deleted as well as one that is. */
bool s3_delete_object(struct service_call *c)
{
	const char *bucket = service_need(c, "Bucket"), *key = bucket ? service_need(c, "Key") : NULL;
	char *path = key ? object_path(c, bucket, key) : NULL;
	struct stat st;

	if (!path)
		return false;
	if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
		if (unlink(path) != 0) {
			free(path);
			return fail_host(c, key, strerror(errno));
		}
		remove_empty_folders(path, count_slashes(key));
		about_put(c, bucket, key, NULL);
	}
	free(path);
	return true;
}

static int hex_digit(char c)
{
	const char *at = c ? strchr("0123456789abcdef", c | 0x20) : NULL;

	return at ? (int)(at - "0123456789abcdef") : -1;
}

static char *url_decode(const char *s)
{
	struct str out = {0};

	for (; *s; s++) {
		if (s[0] == '%' && hex_digit(s[1]) >= 0 && hex_digit(s[2]) >= 0) {
			str_addc(&out, (char)(hex_digit(s[1]) << 4 | hex_digit(s[2])));
			s += 2;
		} else {
			str_addc(&out, *s);
		}
	}
	return str_take(&out);
}

/* CopySource "bucket/key", or SourceBucket and SourceKey, as the SDK has them. Caller frees both. */
static bool copy_source(struct service_call *c, char **bucket, char **key)
{
	const char *source = json_get_string(c->in, "CopySource");
	char *decoded, *slash;

	*bucket = *key = NULL;
	if (!source) {
		const char *b = service_need(c, "SourceBucket"), *k = b ? service_need(c, "SourceKey") : NULL;

		*bucket = xstrdup(b);
		*key = xstrdup(k);
		return k != NULL;
	}
	decoded = url_decode(*source == '/' ? source + 1 : source);
	slash = strchr(decoded, '/');
	if (slash) {
		*bucket = xstrndup(decoded, (size_t)(slash - decoded));
		*key = xstrdup(slash + 1);
	}
	free(decoded);
	return slash || service_fail(c, NULL, NULL, 400, "Invalid copy source object key");
}

bool s3_copy_object(struct service_call *c)
{
	const char *bucket = json_get_string(c->in, "DestinationBucket"), *key = json_get_string(c->in, "DestinationKey");
	char *from_bucket = NULL, *from_key = NULL, *data = NULL;
	struct object o = {0};
	cJSON *result;
	size_t len = 0;
	bool ok;

	if (!bucket)
		bucket = service_need(c, "Bucket");
	if (!key && bucket)
		key = service_need(c, "Key");
	ok = key && copy_source(c, &from_bucket, &from_key) && object_find(c, from_bucket, from_key, false, &o) &&
		object_read(c, &o, &data, &len) && object_write(c, bucket, key, data, len);
	if (ok) {
		result = cJSON_CreateObject();
		json_set(result, "ETag", s3_etag(data, len));
		json_set(result, "LastModified", s3_date(c->r->at_ms));
		json_set(c->out, "CopyObjectResult", result);
		add_encryption(c);
		about_put(c, bucket, key, str_is(json_get_string(c->in, "MetadataDirective"), "REPLACE") ? c->in
			: about(c, from_bucket, from_key));
	}
	free(data);
	free(o.path);
	free(from_bucket);
	free(from_key);
	return ok;
}
