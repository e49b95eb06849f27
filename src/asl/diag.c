#include "asl/diag.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

const char *diag_severity_text(enum diag_severity s)
{
	static const char *const text[] = { "ERROR", "WARNING", "INFO" };

	return text[s];
}

bool diag_add(struct asl_diags *ds, enum diag_severity severity, const char *code, const char *location, struct span span,
	struct asl_state *state, const char *message)
{
	struct diag *d;

	if (ds->list.n >= DIAG_MAX) {
		ds->truncated = true;
		return false;
	}
	d = VEC_ADD(&ds->list);
	*d = (struct diag){ .severity = severity, .code = xstrdup(code), .message = xstrdup(message), .location = xstrdup(location),
		.span = span, .state = state };
	return true;
}

void diag_hint(struct asl_diags *ds, const char *hint)
{
	struct diag *last = &ds->list.v[ds->list.n - 1];

	free(last->hint);
	last->hint = xstrdup(hint);
}

/* Only the message's first line (AWS adds the source's beginning to errors of JSON), and nothing that could drive a terminal. */
char *diag_line(const struct diag *d, const char *file)
{
	static const char *const word[] = { "error", "warning", "info" };
	struct str s = {0};
	char *safe;

	str_adds(&s, file ? file : "-");
	if (d->span.line)
		str_addf(&s, ":%u:%u", d->span.line, d->span.col);
	str_addf(&s, ": %s[%s]: ", word[d->severity], d->code);
	str_add(&s, d->message, strcspn(d->message, "\n"));
	if (d->location && d->location[0] == '/')
		str_addf(&s, " at %s", d->location);
	if (d->hint)
		str_addf(&s, " (%s)", d->hint);
	safe = utf8_safe(str_get(&s), false);
	str_done(&s);
	return safe;
}

char *diag_rejection(const struct asl_diags *ds)
{
	struct str s = {0};

	for (size_t i = 0; i < ds->list.n; i++) {
		const struct diag *d = &ds->list.v[i];

		if (d->severity != DIAG_ERROR || d->advice)
			continue;
		str_adds(&s, s.len ? ", " : "Invalid State Machine Definition: '");
		str_addf(&s, "%s: %s at %s", d->code, d->message, d->location ? d->location : "null");
	}
	if (!s.len)
		return NULL;
	str_addc(&s, '\'');
	return str_take(&s);
}

void diag_done(struct diag *d)
{
	free(d->code);
	free(d->message);
	free(d->location);
	free(d->hint);
	free(d->fix.name);
	free(d->fix.value);
}

void diag_free(struct asl_diags *ds)
{
	if (!ds)
		return;
	for (size_t i = 0; i < ds->list.n; i++)
		diag_done(&ds->list.v[i]);
	VEC_DONE(&ds->list);
	free(ds);
}
