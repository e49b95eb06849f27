/*
 * base - what every room stands on: memory, strings, vectors, errors. Only libc below it; everyone may call it.
 * Open first: this file. Then utf8.h (text and its width), map.h (name -> pointer), rng.h (seeded numbers),
 * timefmt.h (RFC 3339), log.h (a log file, never the terminal).
 *
 * Memory: the xmalloc family aborts with a message when the machine is out of memory. Sizes that a user or a document
 * chooses are checked against a limit before they come here.
 */
#ifndef ASLANT_BASE_H
#define ASLANT_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#else
#define PRINTF_LIKE(f, a)
#endif

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* --- memory ------------------------------------------------------------------------------------------------------- */

void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size);			/* n * size is checked */
void *xrealloc(void *p, size_t size);
char *xstrdup(const char *s);				/* NULL gives NULL */
char *xstrndup(const char *s, size_t len);		/* len bytes and a NUL; s may hold NUL bytes */
char *xasprintf(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* Make room for need elements of elem bytes in *p, whose capacity is *cap elements. Grows by half; the only growth helper. */
void vec_reserve(void *p, size_t *cap, size_t need, size_t elem);

/* VEC(struct x) xs; VEC_PUSH(&xs, x); the elements are xs.v[0 .. xs.n-1]; free(xs.v) at the end. */
#define VEC(type) struct { type *v; size_t n, cap; }
#define VEC_PUSH(a, item) \
	(vec_reserve(&(a)->v, &(a)->cap, (a)->n + 1, sizeof((a)->v[0])), (void)((a)->v[(a)->n++] = (item)))
#define VEC_ADD(a) \
	(vec_reserve(&(a)->v, &(a)->cap, (a)->n + 1, sizeof((a)->v[0])), &(a)->v[(a)->n++])
#define VEC_DONE(a) (free((a)->v), (a)->v = NULL, (a)->n = (a)->cap = 0)

/* --- strings ------------------------------------------------------------------------------------------------------ */

/* A growing string. Zero-initialised is empty; p is NULL or NUL-terminated at p[len]. */
struct str {
	char *p;
	size_t len, cap;
};

void str_add(struct str *s, const char *text, size_t len);
void str_adds(struct str *s, const char *text);
void str_addc(struct str *s, char c);
void str_addf(struct str *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
void str_vaddf(struct str *s, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);
void str_reset(struct str *s);				/* empty, keeps the memory */
void str_done(struct str *s);
char *str_take(struct str *s);				/* never NULL; the caller frees; s is empty afterwards */
const char *str_get(const struct str *s);		/* never NULL; valid until the next change */

bool str_is(const char *a, const char *b);		/* equal; two NULLs are equal too */
bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);

/* --- errors ------------------------------------------------------------------------------------------------------- */

/*
 * A host error: a bad option, a file that cannot be read, a text that does not parse. (What a workflow throws is data,
 * struct wf_error in engine/event.h, and never travels here.) Functions return false or NULL and fill *e; *out is untouched then.
 */
enum err_code {
	ERR_NONE,
	ERR_USAGE,		/* the caller asked for something that does not exist */
	ERR_SYNTAX,		/* a text does not parse: line and col say where */
	ERR_INVALID,		/* it parses, and means nothing valid */
	ERR_LIMIT,		/* depth, steps, bytes or time */
	ERR_NOT_FOUND,		/* a file or a name */
	ERR_IO,			/* the host refused: permissions, disk full, locked */
	ERR_BUSY,
};

/* A place in a text: line and col count from 1 (col in characters), offset from 0 in bytes. line 0: no place. */
struct span {
	uint32_t line, col;
	size_t offset;
};

struct err {
	enum err_code code;
	struct span span;
	char msg[512];
};

void err_clear(struct err *e);
/* Set and return false, so that `return err_set(e, …);` reads well. e may be NULL. */
bool err_set(struct err *e, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);
bool err_at(struct err *e, enum err_code code, struct span where, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* Put "prefix: " before the message, e.g. a file's name ("PATH:LINE:COL: " when the error has a place). */
bool err_prefix(struct err *e, const char *path);

/* --- files -------------------------------------------------------------------------------------------------------- */

/* The whole file, NUL-terminated, at most max bytes; "-" is standard input. The caller frees *out. */
bool file_read(const char *path, size_t max, char **out, size_t *len, struct err *e);
/* At most the first max bytes, to see what a file is. len may be NULL. */
bool file_read_start(const char *path, size_t max, char **out, size_t *len, struct err *e);
/* Write to PATH.tmp and rename: the old content or the new one, never half. */
bool file_write_atomic(const char *path, const char *data, size_t len, struct err *e);
bool file_exists(const char *path);
bool dir_exists(const char *path);
bool dir_make(const char *path, struct err *e);		/* with parents; an existing one is fine */
char *path_join(const char *dir, const char *name);	/* caller frees; an absolute name stays as it is */
char *path_absolute(const char *path);			/* caller frees; links resolved as far as it exists */
char *path_dir(const char *path);			/* caller frees; "." where there is none */
const char *path_base(const char *path);		/* points into path */

#endif
