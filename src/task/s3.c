/* Objects: their names, their files, reading them. Listing is in s3_list.c. */
#include "task/s3.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "query/digest.h"

#define KEY_MAX 1024
#define READ_BYTES ((size_t)128 << 10)

/* --- faults ------------------------------------------------------------------------------------------------------------ */

bool s3_refuse(struct s3_fault *f, const char *fmt, ...)
{
	va_list ap;

	str_reset(&f->text);
	f->host = false;
	va_start(ap, fmt);
	str_vaddf(&f->text, fmt, ap);
	va_end(ap);
	return false;
}

bool s3_broken(struct s3_fault *f, const char *path)
{
	int why = errno;

	str_reset(&f->text);
	f->host = true;
	str_addf(&f->text, "%s: %s", path, strerror(why));
	return false;
}

void s3_fault_done(struct s3_fault *f)
{
	str_done(&f->text);
	f->host = false;
}

/* An error in the words of the service. The ids of requests are made up, but the same each time. */
static bool refuse_as(struct s3_fault *f, int status, const char *code, const char *what, const char *about)
{
	struct str id = {0};

	digest_hex("SHA-256", about, strlen(about), &id);
	for (size_t i = 0; i < id.len; i++)
		if (id.p[i] >= 'a')
			id.p[i] = (char)(id.p[i] - 'a' + 'A');
	s3_refuse(f, "%s (Service: Amazon S3; Status Code: %d; Error Code: %s; Request ID: %.16s; S3 Extended Request ID: %.32s=; Proxy: null)",
		what, status, code, id.p, id.p + 16);
	str_done(&id);
	return false;
}

static bool no_such_bucket(struct s3_fault *f, const char *bucket)
{
	return refuse_as(f, 404, "NoSuchBucket", "The specified bucket does not exist", bucket);
}

static bool no_such_key(struct s3_fault *f, const char *key)
{
	return refuse_as(f, 404, "NoSuchKey", "The specified key does not exist.", key);
}

/* --- names --------------------------------------------------------------------------------------------------------------- */

/* One part of a path that can only name something below. */
static bool part_is_safe(const char *part, size_t len)
{
	return len > 0 && len <= 255 && !(len == 1 && part[0] == '.') && !(len == 2 && part[0] == '.' && part[1] == '.');
}

static bool bucket_is_name(const char *bucket)
{
	return bucket && !strchr(bucket, '/') && part_is_safe(bucket, strlen(bucket));
}

static bool key_is_name(const char *key)
{
	if (!key || strlen(key) > KEY_MAX)
		return false;
	for (const char *p = key;;) {
		size_t len = strcspn(p, "/");

		if (!part_is_safe(p, len))
			return false;
		if (!p[len])
			return true;
		p += len + 1;
	}
}

bool s3_bucket_exists(const char *dir, const char *bucket, struct s3_fault *f)
{
	char *folder = bucket_is_name(bucket) ? xasprintf("%s/%s", dir, bucket) : NULL;
	bool exists = folder && dir_exists(folder);

	free(folder);
	return exists || no_such_bucket(f, bucket ? bucket : "");
}

char *s3_path(const char *dir, const char *bucket, const char *key, struct s3_fault *f)
{
	if (!bucket_is_name(bucket))
		no_such_bucket(f, bucket ? bucket : "");
	else if (!key_is_name(key))
		no_such_key(f, key ? key : "");
	else
		return xasprintf("%s/%s/%s", dir, bucket, key);
	return NULL;
}

char *s3_path_make(const char *dir, const char *bucket, const char *key, struct s3_fault *f)
{
	char *path = s3_path(dir, bucket, key, f), *folder;
	struct err e;

	if (!path)
		return NULL;
	folder = path_dir(path);
	if (!dir_make(folder, &e)) {
		str_reset(&f->text);
		f->host = true;
		str_adds(&f->text, e.msg);
		free(path);
		path = NULL;
	}
	free(folder);
	return path;
}

/* --- reading --------------------------------------------------------------------------------------------------------------- */

struct s3_object {
	gzFile file;
	char *path;
	uint32_t line;
	size_t at, n;
	bool ended;
	unsigned char bytes[READ_BYTES];
};

static bool cannot_open(const char *dir, const char *bucket, const char *key, const char *path, struct s3_fault *f)
{
	if (errno != ENOENT && errno != ENOTDIR && errno != ENAMETOOLONG)
		return s3_broken(f, path);
	return s3_bucket_exists(dir, bucket, f) && no_such_key(f, key);
}

static gzFile open_file(const char *dir, const char *bucket, const char *key, const char *path, struct s3_fault *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	gzFile file;

	if (fd < 0) {
		cannot_open(dir, bucket, key, path, f);
		return NULL;
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {	/* a folder is no object, and a pipe could keep us for ever */
		no_such_key(f, key);
		close(fd);
		return NULL;
	}
	file = gzdopen(fd, "rb");
	if (!file) {
		s3_broken(f, path);
		close(fd);
	}
	return file;
}

struct s3_object *s3_open(const char *dir, const char *bucket, const char *key, struct s3_fault *f)
{
	char *path = s3_path(dir, bucket, key, f);
	gzFile file = path ? open_file(dir, bucket, key, path, f) : NULL;
	struct s3_object *o;

	if (!file) {
		free(path);
		return NULL;
	}
	gzbuffer(file, READ_BYTES);
	o = xcalloc(1, sizeof *o);
	o->file = file;
	o->path = path;
	o->line = 1;
	return o;
}

void s3_close(struct s3_object *o)
{
	if (!o)
		return;
	gzclose(o->file);
	free(o->path);
	free(o);
}

/* More bytes into an empty buffer. False at the end, or on failure. */
static bool fill(struct s3_object *o, struct s3_fault *f)
{
	const char *why;
	int got, code;

	if (o->ended)
		return false;
	got = gzread(o->file, o->bytes, sizeof o->bytes);
	o->at = 0;
	o->n = got > 0 ? (size_t)got : 0;
	if (got > 0)
		return true;
	o->ended = true;
	why = gzerror(o->file, &code);
	if (code == Z_ERRNO)
		return s3_broken(f, o->path);
	if (code != Z_OK && code != Z_STREAM_END)	/* also where the end is missing */
		return s3_refuse(f, "The object cannot be decompressed: %s", why);
	return false;
}

int s3_peek(struct s3_object *o, struct s3_fault *f)
{
	if (o->at == o->n && !fill(o, f))
		return -1;
	return o->bytes[o->at];
}

void s3_skip(struct s3_object *o)
{
	if (o->bytes[o->at++] == '\n')
		o->line++;
}

size_t s3_span(struct s3_object *o, int stop, const char **bytes, struct s3_fault *f)
{
	const unsigned char *from, *to;

	if (s3_peek(o, f) < 0)
		return 0;
	from = o->bytes + o->at;
	to = memchr(from, stop, o->n - o->at);
	*bytes = (const char *)from;
	return to ? (size_t)(to - from) : o->n - o->at;
}

void s3_take(struct s3_object *o, size_t n)
{
	o->at += n;
}

long s3_read(struct s3_object *o, void *to, size_t n, struct s3_fault *f)
{
	size_t have;

	if (s3_peek(o, f) < 0)
		return f->text.len ? -1 : 0;
	have = o->n - o->at;
	if (n > have)
		n = have;
	memcpy(to, o->bytes + o->at, n);
	o->at += n;
	return (long)n;
}

uint32_t s3_line(const struct s3_object *o)
{
	return o->line;
}
