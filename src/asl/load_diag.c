/* Where things are, and saying what is wrong with them. */
#include "asl/load.h"
#include "asl/rule.h"

#include <stdlib.h>

#define SUGGESTIONS_MAX 40

#include "asl/source.h"

struct at at_member(const struct at *up, const char *name)
{
	return (struct at){ .up = up, .name = name, .state = up->state };
}

struct at at_element(const struct at *up, size_t index)
{
	return (struct at){ .up = up, .index = index, .state = up->state };
}

struct at at_state(struct asl_state *s)
{
	return (struct at){ .base = s->pointer, .state = s };
}

/* As deep as the JSON text at most. AWS's form: names not escaped, [i] for elements. */
static void at_print(const struct at *at, struct str *out)
{
	if (at->up)
		at_print(at->up, out);
	if (at->base)
		str_adds(out, at->base);
	else if (at->name)
		str_addf(out, "/%s", at->name);
	else
		str_addf(out, "[%zu]", at->index);
}

struct span load_span(const struct loader *L, const cJSON *node)
{
	struct json_place p = {0};

	if (node)
		json_places_find(L->m->places, node, &p);
	return asl_machine_span(L->m, p.start);
}

struct span load_span_inside(const struct loader *L, const cJSON *node, size_t offset)
{
	return asl_machine_span(L->m, json_places_inside(L->m->places, node, offset));
}

struct span load_key_span(const struct loader *L, const cJSON *node)
{
	struct json_place p = {0};

	if (node)
		json_places_find(L->m->places, node, &p);
	return asl_machine_span(L->m, p.key.line ? p.key : p.start);
}

bool load_is_lacking(struct loader *L, const cJSON *node)
{
	struct span at = load_span(L, node);

	if (!load_is_placeholder(node))
		return false;
	if (L->lacks.len < 200)
		str_addf(&L->lacks, "%s%.60s (%u:%u)", L->lacks.len ? ", " : "", node->valuestring, at.line, at.col);
	return true;
}

/* False where the list is full. */
static PRINTF_LIKE(6, 0) bool say(struct loader *L, enum diag_severity severity, const char *code, const struct at *at, struct span span,
	const char *fmt, va_list ap)
{
	struct str location = {0}, message = {0};

	L->told = L->m->diags->list.n < DIAG_MAX;
	if (!L->told) {
		L->m->diags->truncated = true;
		return false;
	}
	if (at) {
		at_print(at, &location);
		if (!location.len)
			str_addc(&location, '/');
	}
	str_vaddf(&message, fmt, ap);
	diag_add(L->m->diags, severity, code, at ? str_get(&location) : NULL, span, at ? at->state : NULL, str_get(&message));
	str_done(&location);
	str_done(&message);
	return true;
}

static PRINTF_LIKE(5, 0) void fault(struct loader *L, const char *code, const struct at *at, struct span span, const char *fmt, va_list ap)
{
	L->errors++;
	if (at && at->state)
		at->state->broken = true;
	say(L, DIAG_ERROR, code, at, span, fmt, ap);
}

void load_fault(struct loader *L, const struct at *at, const cJSON *node, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fault(L, SCHEMA, at, load_span(L, node), fmt, ap);
	va_end(ap);
}

void load_fault_at_key(struct loader *L, const struct at *at, const cJSON *node, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fault(L, SCHEMA, at, load_key_span(L, node), fmt, ap);
	va_end(ap);
}

void load_fault_code(struct loader *L, const char *code, const struct at *at, struct span span, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fault(L, code, at, span, fmt, ap);
	va_end(ap);
}

void load_syntax_fault(struct loader *L, const struct at *at, const cJSON *node, const struct err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fault(L, SCHEMA, at, load_span_inside(L, node, e->span.offset), fmt, ap);
	va_end(ap);
	load_hint(L, e->msg);
}

void load_hint(struct loader *L, const char *hint)
{
	if (L->told)
		diag_hint(L->m->diags, hint);
}

bool load_may_suggest(struct loader *L)
{
	return L->told && L->suggestions++ < SUGGESTIONS_MAX;
}

/* Among the members beside it. */
static bool has_sibling(const cJSON *member, const char *name)
{
	const cJSON *first = member;

	while (first->prev && first->prev->next)
		first = first->prev;
	for (; first; first = first->next)
		if (str_is(first->string, name))
			return true;
	return false;
}

void load_fix(struct loader *L, enum diag_fix_kind kind, const cJSON *node, const char *name, const char *value)
{
	struct diag *last;

	if (!L->told || !node || (kind == FIX_RENAME && has_sibling(node, name)))
		return;
	last = &L->m->diags->list.v[L->m->diags->list.n - 1];
	last->fix = (struct diag_fix){ kind, node, xstrdup(name), xstrdup(value) };
}

void load_fix_rename(struct loader *L, const cJSON *member, const char *ending)
{
	char *name = xasprintf("%s%s", member->string, ending);

	load_fix(L, FIX_RENAME, member, name, NULL);
	free(name);
}

void load_fix_string(struct loader *L, const cJSON *node, const char *text)
{
	struct str json = {0};

	json_print_string(&json, text);
	load_fix(L, FIX_REPLACE, node, NULL, str_get(&json));
	str_done(&json);
}

void load_advice(struct loader *L, enum diag_severity severity, const char *code, const struct at *at, struct span span,
	const char *fmt, ...)
{
	va_list ap;

	enum asl_lint_level level = asl_lint_level(L->lint, code, severity);

	L->told = false;
	if (level == LINT_OFF)
		return;
	va_start(ap, fmt);
	if (say(L, (enum diag_severity)level, code, at, span, fmt, ap))
		L->m->diags->list.v[L->m->diags->list.n - 1].advice = true;
	va_end(ap);
}
