/*
 * s3 - a folder that stands for S3: DIR/BUCKET/KEY is the object KEY of the bucket BUCKET. Readers (items.h) and writers (results.h) of
 * distributed Maps work on it. A key that could lead out of its bucket, or that no file can have, does not exist.
 *
 * What goes wrong is one of two things, and never the other: what S3 itself would say (a workflow's error, in AWS's words), or what the
 * host refuses (a disk that is full, a file that may not be read), which is nobody's error but ours.
 */
#ifndef ASLANT_S3_H
#define ASLANT_S3_H

#include "base/base.h"

struct s3_fault {
	bool host;			/* the host refuses */
	struct str text;		/* empty: nothing went wrong */
};

bool s3_refuse(struct s3_fault *f, const char *fmt, ...) PRINTF_LIKE(2, 3);	/* S3 would; false */
bool s3_broken(struct s3_fault *f, const char *path);				/* errno says why; false */
void s3_fault_done(struct s3_fault *f);

bool s3_bucket_exists(const char *dir, const char *bucket, struct s3_fault *f);	/* false: f says so */
/* The file of an object, whether it exists or not. NULL: no object can have that name. Caller frees. */
char *s3_path(const char *dir, const char *bucket, const char *key, struct s3_fault *f);
/* The same, and the folders above it exist. */
char *s3_path_make(const char *dir, const char *bucket, const char *key, struct s3_fault *f);

/* --- reading: what is compressed by gzip is read as what it holds ----------------------------------------------------- */

struct s3_object;

struct s3_object *s3_open(const char *dir, const char *bucket, const char *key, struct s3_fault *f);	/* NULL on failure */
void s3_close(struct s3_object *o);
/* Up to n bytes; 0 at the end, -1 on failure. */
long s3_read(struct s3_object *o, void *to, size_t n, struct s3_fault *f);
/* One byte, which stays: s3_skip() takes it. -1 at the end, or on failure. */
int s3_peek(struct s3_object *o, struct s3_fault *f);
void s3_skip(struct s3_object *o);
/* The bytes that are at hand, up to the next `stop`, or all of them: none where it stands at one, at the end, or on failure. s3_take() takes n. */
size_t s3_span(struct s3_object *o, int stop, const char **bytes, struct s3_fault *f);
void s3_take(struct s3_object *o, size_t n);
uint32_t s3_line(const struct s3_object *o);			/* of the next byte, from 1 */

/* --- listing: in the order of keys, as S3 does -------------------------------------------------------------------------- */

struct s3_entry {
	const char *key;		/* good until the next call */
	const char *path;
	int64_t size, modified_s;
};

struct s3_list;

struct s3_list *s3_list_open(const char *dir, const char *bucket, const char *prefix, struct s3_fault *f);	/* NULL on failure */
void s3_list_close(struct s3_list *l);
/* False at the end, or with a fault. */
bool s3_list_next(struct s3_list *l, struct s3_entry *out, struct s3_fault *f);
/* The ETag of a file: its MD5 in quotes; of a large one something of that form that changes with it. Caller frees; NULL with a fault. */
char *s3_entry_etag(const struct s3_entry *e, struct s3_fault *f);

#endif
