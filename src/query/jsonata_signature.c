/* Function signatures, "<s-nn?:s>": reading them, and fitting arguments to them with the rules of coercion. */
#include "query/jsonata_run.h"

#include <stdlib.h>

#define PARAMS_MAX 24

static const char symbols[] = "snbloafm";	/* m: not given */

static uint16_t bit(char symbol)
{
	const char *p = strchr(symbols, symbol);

	return p ? (uint16_t)(1u << (p - symbols)) : 0;
}

static uint16_t bits(const char *set)
{
	uint16_t all = 0;

	while (*set)
		all |= bit(*set++);
	return all;
}

static bool read_type(char c, struct jsignature_param *p)
{
	*p = (struct jsignature_param){0};
	if (strchr("snblo", c))
		p->accepts = (uint16_t)(bit(c) | bit('m'));
	else if (c == 'a')
		p->accepts = bits("asnblfom");
	else if (c == 'f')
		p->accepts = bit('f');
	else if (c == 'j')
		p->accepts = bits("asnblom");
	else if (c == 'x')
		p->accepts = bits("asnblfom");
	else
		return false;
	p->is_array = c == 'a';
	return true;
}

/* Index behind the bracket that closes the one at i. */
static size_t behind(const char *t, size_t len, size_t i, char open, char close)
{
	int depth = 0;

	for (; i < len; i++) {
		depth += t[i] == open;
		if (t[i] == close && --depth == 0)
			return i + 1;
	}
	return len;
}

/* NULL, or the code of what is wrong. */
static const char *read_params(const char *t, size_t len, struct jsignature_param *p, size_t *n)
{
	for (size_t i = 1; i + 1 < len && t[i] != ':'; i++) {
		struct jsignature_param *last = *n ? &p[*n - 1] : NULL;

		if (*n == PARAMS_MAX)
			return "U1001";
		if (t[i] && read_type(t[i], &p[*n])) {
			++*n;
		} else if (t[i] == '(') {
			size_t end = behind(t, len, i, '(', ')');

			p[*n] = (struct jsignature_param){ .accepts = bit('m') };
			for (size_t k = i + 1; k + 1 < end; k++) {
				if (t[k] == '<')
					return "S0402";
				p[*n].accepts |= t[k] == 'j' ? bits("asnblom") : t[k] == 'x' ? bits("asnblfom") : bit(t[k]);
			}
			++*n;
			i = end - 1;
		} else if (t[i] == '<') {
			size_t end = behind(t, len, i, '<', '>');

			if (!last || (!last->is_array && last->accepts != bit('f')))
				return "S0401";
			last->subtype = last->is_array && i + 1 < len ? t[i + 1] : '\0';
			last->subtype_len = (uint8_t)(end - i - 2 < 255 ? end - i - 2 : 255);
			i = end - 1;
		} else if (last) {
			last->context = last->context || t[i] == '-';
			last->many = last->many || t[i] == '+';
			last->optional = last->optional || t[i] == '?' || t[i] == '-';
		}
	}
	return NULL;
}

struct jsignature *jsignature_read(struct jreader *r, struct jarena *a, const char *text, size_t len, size_t at)
{
	struct jsignature_param p[PARAMS_MAX + 1];
	size_t n = 0;
	const char *code = read_params(text, len, p, &n);
	struct jsignature *s;

	if (code)
		jread_fail(r, code, at, "%s", str_is(code, "S0401") ? "Type parameters can only be applied to functions and arrays"
			: str_is(code, "S0402") ? "Choice groups containing parameterized types are not supported" : "Too many parameters");
	s = jarena_alloc(a, sizeof *s + n * sizeof *p);
	s->n = n;
	memcpy(s->p, p, n * sizeof *p);
	return s;
}

/* --- of the built-in functions: read once, kept for good -------------------------------------------------------------------------- */

const struct jsignature *jsignature_of(const struct jfunction *f)
{
	static struct { struct jsignature s; struct jsignature_param p[8]; } known[128];
	size_t i = (size_t)(f - jfunctions), n = 0;
	struct jsignature_param p[PARAMS_MAX + 1];

	if (!known[i].s.n && f->signature[1] != ':') {
		(void)read_params(f->signature, strlen(f->signature), p, &n);
		memcpy(known[i].s.p, p, n * sizeof *p);
		known[i].s.n = n;
	}
	return &known[i].s;
}

/* --- fitting ---------------------------------------------------------------------------------------------------------------------- */

static char symbol_of(struct jv v)
{
	switch (v.tag) {
	case JV_NULL:
		return 'l';
	case JV_BOOL:
		return 'b';
	case JV_NUM:
		return 'n';
	case JV_STR:
		return 's';
	case JV_ARR:
		return 'a';
	case JV_OBJ:
		return 'o';
	case JV_FUN:
		return 'f';
	default:
		return 'm';
	}
}

struct fit {
	struct jrun *x;
	const struct jsignature *s;
	const struct jv *args;
	size_t n;
	size_t takes[PARAMS_MAX];
	size_t furthest;
};

/* As a regular expression matches: each parameter takes as much as it can, and less where the rest does not fit. */
static bool fits(struct fit *t, size_t p, size_t a)
{
	const struct jsignature_param *param = &t->s->p[p];
	size_t most = 0;

	if (++t->x->steps >= t->x->check_at)
		jcheck(t->x);
	if (a > t->furthest)
		t->furthest = a;
	if (p == t->s->n)
		return a == t->n;
	while (a + most < t->n && (most == 0 || param->many) && (param->accepts & bit(symbol_of(t->args[a + most]))))
		most++;
	for (size_t k = most + 1; k-- > 0;) {
		if (k == 0 && !param->optional)
			break;
		t->takes[p] = k;
		if (fits(t, p + 1, a + k))
			return true;
	}
	return false;
}

/* v is the i-th argument, one of those that the parameter takes. */
static struct jv promote(struct jrun *x, const struct jsignature_param *p, struct jv v, size_t of, size_t i, const char *name)
{
	static const char *const plural[] = { "strings", "numbers", "booleans", NULL, "objects", "arrays", "functions", NULL };	/* by symbol */
	struct jarr *a;
	char symbol = symbol_of(v);
	bool ok = true;

	if (!p->is_array || v.tag == JV_UNDEF)
		return v;
	if (p->subtype && symbol != 'a')
		ok = symbol == p->subtype && p->subtype_len == 1 && of == 1;
	else if (p->subtype && v.u.arr->n) {
		char first = symbol_of(v.u.arr->v[0]);

		ok = first == p->subtype;
		for (uint32_t k = 0; ok && k < v.u.arr->n; k++)
			ok = symbol_of(v.u.arr->v[k]) == first;
	}
	if (!ok)
		jfail(x, "T0412", "Argument %zu of function %s must be an array of %s", i, jquoted(x, name),
			jquoted(x, p->subtype_len == 1 && strchr(symbols, p->subtype) ? plural[strchr(symbols, p->subtype) - symbols] : NULL));
	if (symbol == 'a')
		return v;
	a = jarr_new(x, 1);
	jarr_push(x, a, v);
	return jarr_val(a);
}

struct jv *jsignature_apply(struct jrun *x, const struct jsignature *s, struct jv *args, size_t *n, struct jv focus, const char *name)
{
	struct fit t = { x, s, args, *n, {0}, 0 };
	struct jv *out;
	size_t used = 0, at = 0;

	for (at = 0; at < *n && at < s->n; at++)
		if (s->p[at].is_array || s->p[at].many || !(s->p[at].accepts & bit(symbol_of(args[at]))))
			break;
	if (at == *n && at == s->n)
		return args;
	if (!fits(&t, 0, 0))
		jfail(x, "T0410", "Argument %zu of function %s does not match function signature", t.furthest + 1, jquoted(x, name));
	out = jalloc(x, (*n + s->n + 1) * sizeof *out);
	at = 0;
	for (size_t p = 0; p < s->n; p++) {
		if (!t.takes[p] && s->p[p].context) {
			if (!(s->p[p].accepts & bit(symbol_of(focus))))
				jfail(x, "T0411", "Context value is not a compatible type with argument %zu of function %s", at + 1,
					jquoted(x, name));
			out[used++] = focus;
		} else if (!t.takes[p]) {
			out[used++] = at < *n ? args[at] : JUNDEF;	/* the reference goes on, and so does what follows */
			at++;
		}
		for (size_t k = 0; k < t.takes[p]; k++, at++)
			out[used++] = at < *n ? promote(x, &s->p[p], args[at], t.takes[p], at + 1, name) : JUNDEF;
	}
	*n = used;
	return out;
}
