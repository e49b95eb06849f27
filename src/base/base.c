/* Memory, vectors and strings. */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void die_oom(size_t size)
{
	fprintf(stderr, "aslant: out of memory (%zu bytes)\n", size);
	abort();
}

void *xmalloc(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (!p)
		die_oom(size);
	return p;
}

void *xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (!p)
		die_oom(size);
	return p;
}

void *xrealloc(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);

	if (!p)
		die_oom(size);
	return p;
}

char *xstrndup(const char *s, size_t len)
{
	char *p = xmalloc(len + 1);

	if (len)
		memcpy(p, s, len);
	p[len] = '\0';
	return p;
}

char *xstrdup(const char *s)
{
	return s ? xstrndup(s, strlen(s)) : NULL;
}

char *xasprintf(const char *fmt, ...)
{
	struct str s = {0};
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	return str_take(&s);
}

void vec_reserve(void *p, size_t *cap, size_t need, size_t elem)
{
	void *old;
	size_t n = *cap;

	if (need <= n)
		return;
	n = n + n / 2 < 8 ? 8 : n + n / 2;
	if (n < need)
		n = need;
	if (n > SIZE_MAX / elem)
		die_oom(SIZE_MAX);
	memcpy(&old, p, sizeof old);
	old = xrealloc(old, n * elem);
	memcpy(p, &old, sizeof old);
	*cap = n;
}

static void str_room(struct str *s, size_t more)
{
	if (more > SIZE_MAX - s->len - 1)
		die_oom(SIZE_MAX);
	vec_reserve(&s->p, &s->cap, s->len + more + 1, 1);
}

void str_add(struct str *s, const char *text, size_t len)
{
	str_room(s, len);
	if (len)
		memcpy(s->p + s->len, text, len);
	s->len += len;
	s->p[s->len] = '\0';
}

void str_adds(struct str *s, const char *text)
{
	str_add(s, text, strlen(text));
}

void str_addc(struct str *s, char c)
{
	str_add(s, &c, 1);
}

void str_vaddf(struct str *s, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	if (n > 0) {
		str_room(s, (size_t)n);
		vsnprintf(s->p + s->len, (size_t)n + 1, fmt, again);
		s->len += (size_t)n;
	}
	va_end(again);
}

void str_addf(struct str *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(s, fmt, ap);
	va_end(ap);
}

void str_reset(struct str *s)
{
	s->len = 0;
	if (s->p)
		s->p[0] = '\0';
}

void str_done(struct str *s)
{
	free(s->p);
	*s = (struct str){0};
}

char *str_take(struct str *s)
{
	char *p = s->p ? s->p : xstrdup("");

	*s = (struct str){0};
	return p;
}

const char *str_get(const struct str *s)
{
	return s->p ? s->p : "";
}

bool str_is(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool str_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && memcmp(s + n - m, suffix, m) == 0;
}
