/* Host errors: a code, a place, a sentence. */
#include "base/base.h"

#include <stdio.h>
#include <string.h>

void err_clear(struct err *e)
{
	if (e) {
		e->code = ERR_NONE;
		e->span = (struct span){0};
		e->msg[0] = '\0';
	}
}

static PRINTF_LIKE(4, 0) void err_fill(struct err *e, enum err_code code, struct span where, const char *fmt, va_list ap)
{
	if (!e)
		return;
	e->code = code;
	e->span = where;
	vsnprintf(e->msg, sizeof e->msg, fmt, ap);
}

bool err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	err_fill(e, code, (struct span){0}, fmt, ap);
	va_end(ap);
	return false;
}

bool err_at(struct err *e, enum err_code code, struct span where, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	err_fill(e, code, where, fmt, ap);
	va_end(ap);
	return false;
}

bool err_prefix(struct err *e, const char *path)
{
	char old[sizeof e->msg];

	if (!e)
		return false;
	memcpy(old, e->msg, sizeof old);
	if (e->span.line)
		snprintf(e->msg, sizeof e->msg, "%.200s:%u:%u: %.290s", path, e->span.line, e->span.col, old);
	else
		snprintf(e->msg, sizeof e->msg, "%.200s: %.300s", path, old);
	return false;
}
