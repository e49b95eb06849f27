/* Walking an expression: one call of jeval() a node. Paths are in jsonata_path.c, calls in jsonata_call.c. */
#include "query/jsonata_run.h"

#include <stdio.h>
#include <stdlib.h>

#define RANGE_MAX 1e7

/* --- frames --------------------------------------------------------------------------------------------------------------- */

struct jframe *jframe_new(struct jrun *x, struct jframe *up, size_t cap)
{
	struct jframe *f = jalloc(x, sizeof *f + cap * sizeof *f->b);

	*f = (struct jframe){ .up = up, .cap = (uint32_t)cap, .b = (struct jbinding *)(f + 1) };
	return f;
}

void jframe_bind(struct jrun *x, struct jframe *f, const char *name, uint32_t hash, struct jv v)
{
	for (uint32_t i = 0; i < f->n; i++)
		if (f->b[i].hash == hash && !strcmp(f->b[i].name, name)) {
			f->b[i].v = v;
			return;
		}
	if (f->n == f->cap) {
		uint32_t cap = f->cap ? f->cap * 2 : 4;
		struct jbinding *b = jalloc(x, cap * sizeof *b);

		if (f->n)
			memcpy(b, f->b, f->n * sizeof *b);
		f->b = b;
		f->cap = cap;
	}
	f->b[f->n++] = (struct jbinding){ name, hash, v };
}

bool jframe_find(const struct jframe *f, const char *name, uint32_t hash, struct jv *out)
{
	for (; f; f = f->up)
		for (uint32_t i = 0; i < f->n; i++)
			if (f->b[i].hash == hash && (f->b[i].name == name || !strcmp(f->b[i].name, name))) {
				*out = f->b[i].v;
				return true;
			}
	return false;
}

struct jframe *jframe_of_tuple(struct jrun *x, struct jframe *up, struct jv tuple)
{
	struct jobj *o = tuple.u.obj;
	struct jframe *f = jframe_new(x, up, o->n);

	for (uint32_t i = 0; i < o->n; i++)
		f->b[f->n++] = (struct jbinding){ o->m[i].key, o->m[i].hash, o->m[i].v };
	return f;
}

static const struct jfunction *builtin_of(const struct jrun *x, const struct jnode *n)
{
	const struct jfunction *f = n->builtin;

	for (; f && f < jfunctions + jfunctions_n && str_is(f->name, n->text); f++)	/* $random has a row for each dialect */
		if (x->env->aws ? !f->not_aws : !f->aws)
			return f;
	return NULL;
}

static struct jv variable(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f)
{
	struct jv v;
	const struct jfunction *builtin;

	if (n->len == 0)
		return input.tag == JV_ARR && input.u.arr->wrapper ? input.u.arr->v[0] : input;
	if (jframe_find(f, n->text, n->hash, &v))
		return v;
	builtin = builtin_of(x, n);
	if (builtin) {
		struct jfun *fun = jalloc(x, sizeof *fun);

		memset(fun, 0, sizeof *fun);
		fun->kind = JF_BUILTIN;
		fun->builtin = builtin;
		return (struct jv){ .tag = JV_FUN, .u.fun = fun };
	}
	return JUNDEF;
}

/* --- operators -------------------------------------------------------------------------------------------------------------- */

bool jnumeric(struct jrun *x, struct jv v)
{
	if (v.tag != JV_NUM || isnan(jnum_of(v)))
		return false;
	if (isinf(jnum_of(v)))
		jfail(x, "D1001", "Number out of range: null");
	return true;
}

static struct jv arithmetic(struct jrun *x, const struct jnode *n, struct jv a, struct jv b)
{
	double l, r;

	if (a.tag != JV_UNDEF && !jnumeric(x, a))
		jfail(x, "T2001", "The left side of the \"%s\" operator must evaluate to a number", n->text);
	if (b.tag != JV_UNDEF && !jnumeric(x, b))
		jfail(x, "T2002", "The right side of the \"%s\" operator must evaluate to a number", n->text);
	if (a.tag == JV_UNDEF || b.tag == JV_UNDEF)
		return JUNDEF;
	l = jnum_of(a);
	r = jnum_of(b);
	switch (n->op) {
	case JO_ADD:
		return jnum(l + r);
	case JO_SUB:
		return jnum(l - r);
	case JO_MUL:
		return jnum(l * r);
	case JO_DIV:
		return jnum(l / r);
	default:
		return jnum(fmod(l, r));
	}
}

int jtext_order(struct jv a, struct jv b)
{
	size_t n = a.len < b.len ? a.len : b.len, i = 0;
	const uint8_t *p = (const uint8_t *)a.u.str, *q = (const uint8_t *)b.u.str;

	while (i < n && p[i] == q[i])
		i++;
	if (i == n)
		return a.len < b.len ? -1 : a.len > b.len;
	/* UTF-16 order: surrogate pairs (four bytes) come before U+E000 and above; C0 80 is U+0000. */
	if (p[i] >= 0xee && q[i] >= 0xee && (p[i] >= 0xf0) != (q[i] >= 0xf0))
		return p[i] >= 0xf0 ? -1 : 1;
	return p[i] < q[i] ? -1 : 1;
}

static struct jv compare(struct jrun *x, const struct jnode *n, struct jv a, struct jv b)
{
	bool a_ok = a.tag == JV_UNDEF || a.tag == JV_STR || a.tag == JV_NUM, b_ok = b.tag == JV_UNDEF || b.tag == JV_STR || b.tag == JV_NUM;
	int order;

	if (!a_ok || !b_ok)
		jfail(x, "T2010", "The expressions either side of operator \"%s\" must evaluate to numeric or string values", n->text);
	if (a.tag == JV_UNDEF || b.tag == JV_UNDEF)
		return JUNDEF;
	if (a.tag != b.tag)
		jfail(x, "T2009", "The values %s and %s either side of operator \"%s\" must be of the same data type", jshow(x, a),
			jshow(x, b), n->text);
	if (a.tag == JV_STR) {
		jwork(x, (a.len < b.len ? a.len : b.len) / 64);
		order = jtext_order(a, b);
	} else {
		order = jnum_of(a) < jnum_of(b) ? -1 : jnum_of(a) > jnum_of(b);
	}
	return jbool(n->op == JO_LT ? order < 0 : n->op == JO_LE ? order <= 0 : n->op == JO_GT ? order > 0 : order >= 0);
}

/* Arrays and objects only where they are the same one, as JavaScript's === has it. */
static bool same(struct jrun *x, struct jv a, struct jv b)
{
	if (a.tag == JV_OBJ && b.tag == JV_OBJ)
		return a.node == b.node && a.u.obj == b.u.obj;
	if (a.tag == JV_ARR && b.tag == JV_ARR)
		return a.u.arr == b.u.arr;
	return jequal(x, a, b, 0);
}

static struct jv includes(struct jrun *x, struct jv a, struct jv b)
{
	if (a.tag == JV_UNDEF || b.tag == JV_UNDEF)
		return jbool(false);
	if (b.tag != JV_ARR)
		return jbool(same(x, a, b));
	jwork(x, b.u.arr->n / 16);
	for (uint32_t i = 0; i < b.u.arr->n; i++)
		if (same(x, a, b.u.arr->v[i]))
			return jbool(true);
	return jbool(false);
}

static struct jv range(struct jrun *x, struct jv a, struct jv b)
{
	double l, r;
	struct jarr *out;

	if (a.tag != JV_UNDEF && (a.tag != JV_NUM || floor(jnum_of(a)) != jnum_of(a)))
		jfail(x, "T2003", "The left side of the range operator (..) must evaluate to an integer");
	if (b.tag != JV_UNDEF && (b.tag != JV_NUM || floor(jnum_of(b)) != jnum_of(b)))
		jfail(x, "T2004", "The right side of the range operator (..) must evaluate to an integer");
	if (a.tag == JV_UNDEF || b.tag == JV_UNDEF)
		return JUNDEF;
	l = jnum_of(a);
	r = jnum_of(b);
	if (l > r)
		return JUNDEF;
	if (!(r - l + 1 <= RANGE_MAX))
		jfail(x, "D2014", "The size of the sequence allocated by the range operator (..) must not exceed 1e7.  Attempted to allocate %s.",
			jshow(x, jnum(r - l + 1)));
	out = jarr_new(x, (size_t)(r - l + 1));
	out->seq = true;
	for (double d = l; d <= r; d++)
		out->v[out->n++] = jnum(d);
	return jarr_val(out);
}

static struct jv concat(struct jrun *x, struct jv a, struct jv b)
{
	char *p;

	a = a.tag == JV_UNDEF ? jstr("", 0) : jto_string(x, a, false);
	b = b.tag == JV_UNDEF ? jstr("", 0) : jto_string(x, b, false);
	if ((size_t)a.len + b.len > UINT32_MAX / 2)
		jtoo_much(x);
	jbound(x, (size_t)a.len + b.len);
	p = jalloc(x, (size_t)a.len + b.len + 1);
	memcpy(p, a.u.str, a.len);
	memcpy(p + a.len, b.u.str, b.len);
	p[a.len + b.len] = '\0';
	return jstr(p, (size_t)a.len + b.len);
}

static struct jv binary(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f)
{
	struct jv a = jeval(x, n->a, input, f), b;

	if (n->op == JO_AND && !jtruth(x, a, 0))
		return jbool(false);
	if (n->op == JO_OR && jtruth(x, a, 0))
		return jbool(true);
	b = jeval(x, n->b, input, f);
	x->offset = n->offset;
	switch (n->op) {
	case JO_AND:
	case JO_OR:
		return jbool(jtruth(x, b, 0));
	case JO_CONCAT:
		return concat(x, a, b);
	case JO_EQ:
		return jbool(a.tag != JV_UNDEF && b.tag != JV_UNDEF && jequal(x, a, b, 0));
	case JO_NE:
		return jbool(a.tag != JV_UNDEF && b.tag != JV_UNDEF && !jequal(x, a, b, 0));
	case JO_LT:
	case JO_LE:
	case JO_GT:
	case JO_GE:
		return compare(x, n, a, b);
	case JO_IN:
		return includes(x, a, b);
	case JO_RANGE:
		return range(x, a, b);
	default:
		return arithmetic(x, n, a, b);
	}
}

static struct jv negate(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f)
{
	struct jv v = jeval(x, n->a, input, f);

	x->offset = n->offset;
	if (v.tag == JV_UNDEF)
		return v;
	if (!jnumeric(x, v))
		jfail(x, "D1002", "Cannot negate a non-numeric value: %s", jshow(x, v));
	return jnum(-jnum_of(v));
}

static struct jv array(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f)
{
	struct jarr *out = jarr_new(x, n->n);

	for (size_t i = 0; i < n->n; i++) {
		struct jv v = jeval(x, n->list[i], input, f);

		if (v.tag == JV_UNDEF)
			continue;
		if (v.tag == JV_ARR && n->list[i]->kind != JN_ARRAY)
			jarr_push_all(x, out, v.u.arr);
		else
			jarr_push(x, out, v);
	}
	out->cons = n->cons_array;
	return jarr_val(out);
}

/* --- the rest ------------------------------------------------------------------------------------------------------------------ */

static struct jv block(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f)
{
	struct jv v = JUNDEF;

	f = jframe_new(x, f, 2);
	for (size_t i = 0; i < n->n; i++)
		v = jeval(x, n->list[i], input, f);
	return v;
}

static struct jv condition(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f)
{
	if (jtruth(x, jeval(x, n->a, input, f), 0))
		return jeval(x, n->b, input, f);
	return n->c ? jeval(x, n->c, input, f) : JUNDEF;
}

static struct jv closure(struct jrun *x, const struct jnode *n, enum jfun_kind kind, struct jv input, struct jframe *f)
{
	struct jfun *fun = jalloc(x, sizeof *fun);

	memset(fun, 0, sizeof *fun);
	fun->kind = kind;
	fun->node = n;
	fun->input = input;
	fun->frame = f;
	return (struct jv){ .tag = JV_FUN, .u.fun = fun };
}

static struct jv apply_operator(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f)
{
	struct jv left = jeval(x, n->a, input, f), fn;

	if (n->b->kind == JN_CALL && !n->b->stages && !n->b->group)
		return jcall(x, n->b, input, f, &left);
	fn = jeval(x, n->b, input, f);
	x->offset = n->offset;
	if (fn.tag != JV_FUN)
		jfail(x, "T2006", "The right side of the function application operator ~> must be a function");
	if (left.tag == JV_FUN) {
		struct jv both = closure(x, NULL, JF_COMPOSED, JUNDEF, NULL);

		both.u.fun->f = left;
		both.u.fun->g = fn;
		return both;
	}
	return japply(x, fn, &left, 1, JNULL, NULL);
}

static struct jv bind(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f)
{
	struct jv v = jeval(x, n->b, input, f);

	jframe_bind(x, f, n->a->text, n->a->hash, v);
	return v;
}

static struct jv coalesce(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f)
{
	struct jv v = jeval(x, n->a, input, f);

	if (n->kind == JN_ELVIS ? jtruth(x, v, 0) : v.tag != JV_UNDEF)
		return v;
	return jeval(x, n->b, input, f);
}

static void descend(struct jrun *x, struct jarr *out, struct jv v, int depth)
{
	struct jwalk w = {0};

	if (depth > JSONATA_VALUE_DEPTH)
		jfail(x, "U1001", "The value is nested too deeply");
	if (++x->steps >= x->check_at)
		jcheck(x);
	if (v.tag == JV_ARR) {
		for (uint32_t i = 0; i < v.u.arr->n; i++)
			descend(x, out, v.u.arr->v[i], depth + 1);
		return;
	}
	jarr_push(x, out, v);
	if (v.tag == JV_OBJ)
		while (jobj_walk(x, v, &w))
			descend(x, out, w.v, depth + 1);
}

static void flatten(struct jrun *x, struct jarr *out, struct jv v, int depth)
{
	if (depth > JSONATA_VALUE_DEPTH)
		jfail(x, "U1001", "The value is nested too deeply");
	if (v.tag != JV_ARR) {
		jarr_push(x, out, v);
		return;
	}
	jwork(x, 1);
	for (uint32_t i = 0; i < v.u.arr->n; i++)
		flatten(x, out, v.u.arr->v[i], depth + 1);
}

static struct jv wildcard(struct jrun *x, struct jv input)
{
	struct jarr *out = jseq_new(x);
	struct jwalk w = {0};

	if (input.tag == JV_ARR && input.u.arr->wrapper && input.u.arr->n)
		input = input.u.arr->v[0];
	if (input.tag == JV_OBJ)
		while (jobj_walk(x, input, &w)) {
			out->seq = out->seq && w.v.tag != JV_ARR;
			flatten(x, out, w.v, 0);
		}
	else if (input.tag == JV_ARR)
		for (uint32_t i = 0; i < input.u.arr->n; i++) {
			out->seq = out->seq && input.u.arr->v[i].tag != JV_ARR;
			flatten(x, out, input.u.arr->v[i], 0);
		}
	return jarr_val(out);
}

static struct jv evaluate(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f)
{
	struct jv v;

	switch (n->kind) {
	case JN_PATH:
		return jeval_path(x, n, input, f);
	case JN_NAME:
		return jlookup(x, input, n->text, n->len, n->hash);
	case JN_VAR:
		return variable(x, n, input, f);
	case JN_STRING:
		return jstr(n->text, n->len);
	case JN_NUMBER:
		return jnum(n->number);
	case JN_TRUE:
	case JN_FALSE:
		return jbool(n->kind == JN_TRUE);
	case JN_NULL:
		return (struct jv){ .tag = JV_NULL };
	case JN_BINARY:
		return binary(x, n, input, f);
	case JN_NEGATE:
		return negate(x, n, input, f);
	case JN_ARRAY:
		return array(x, n, input, f);
	case JN_OBJECT:
		return jeval_group(x, n, input, f);
	case JN_BLOCK:
		return block(x, n, input, f);
	case JN_BIND:
		return bind(x, n, input, f);
	case JN_CONDITION:
		return condition(x, n, input, f);
	case JN_COALESCE:
	case JN_ELVIS:
		return coalesce(x, n, input, f);
	case JN_CALL:
		return jcall(x, n, input, f, NULL);
	case JN_PARTIAL:
		return jpartial(x, n, input, f);
	case JN_LAMBDA:
		return closure(x, n, JF_LAMBDA, input, f);
	case JN_TRANSFORM:
		return closure(x, n, JF_TRANSFORM, input, f);
	case JN_REGEX:
		return closure(x, n, JF_REGEX, input, f);
	case JN_APPLY:
		return apply_operator(x, n, input, f);
	case JN_WILDCARD:
		return wildcard(x, input);
	case JN_DESCENDANT:
		if (input.tag == JV_UNDEF)
			return input;
		v = jarr_val(jseq_new(x));
		descend(x, v.u.arr, input, 0);
		return v.u.arr->n == 1 ? v.u.arr->v[0] : v;
	case JN_PARENT:
		{
			const struct jslot *s = n->slot;

			while (s->same_as)
				s = s->same_as;
			return jframe_find(f, s->label, jhash(s->label, strlen(s->label)), &v) ? v : JUNDEF;
		}
	default:
		return JUNDEF;
	}
}

struct jv junwrap(struct jv v)
{
	if (v.tag != JV_ARR || !v.u.arr->seq || v.u.arr->tuples)
		return v;
	if (v.u.arr->n == 0)
		return JUNDEF;
	return v.u.arr->n == 1 && !v.u.arr->keep ? v.u.arr->v[0] : v;
}

static struct jv enter(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f, bool stages)
{
	struct jv v;

	if (++x->depth > x->depth_max) {
		x->offset = n->offset;
		jfail(x, "U1001", "Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive."
			" Depth=%u max=%u", x->depth, x->depth_max);
	}
	if (++x->steps >= x->check_at)
		jcheck(x);
	v = evaluate(x, n, input, f);
	if (n->kind != JN_PATH) {
		for (const struct jstage *s = !(stages || n->inner) || v.tag == JV_TAIL ? NULL : n->stages; s; s = s->next)
			if (s->filter)
				v = jfilter(x, s->filter, v, f);
		if (n->group)
			v = jeval_group(x, n->group, v, f);
	}
	x->depth--;
	if (v.tag == JV_ARR && v.u.arr->seq && !v.u.arr->tuples) {
		if (n->keep_array)
			v.u.arr->keep = true;
		return junwrap(v);
	}
	return v;
}

struct jv jeval(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f)
{
	return enter(x, n, input, f, true);
}

struct jv jeval_step(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f)
{
	return enter(x, n, input, f, false);
}
