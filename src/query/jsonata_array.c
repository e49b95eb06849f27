/* Functions on arrays and objects, and those that take functions. */
#include "query/jsonata_run.h"

#include <stdlib.h>

static struct jarr *row(struct jrun *x, struct jv v)
{
	struct jarr *a;

	if (v.tag == JV_ARR)
		return v.u.arr;
	a = jseq_new(x);
	jarr_push(x, a, v);
	return a;
}

JFN(count)
{
	(void)x, (void)n, (void)focus;
	return jnum(args[0].tag == JV_UNDEF ? 0 : args[0].tag == JV_ARR ? args[0].u.arr->n : 1);
}

JFN(append) { (void)n, (void)focus; return jappend(x, args[0], args[1]); }

JFN(reverse)
{
	struct jarr *in, *out;

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF)
		return args[0];
	in = args[0].u.arr;
	out = jarr_new(x, in->n);
	for (uint32_t i = in->n; i-- > 0;)
		jarr_push(x, out, in->v[i]);
	return jarr_val(out);
}

JFN(shuffle)
{
	struct jarr *out;

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF)
		return args[0];
	out = jarr_new(x, args[0].u.arr->n);
	jarr_push_all(x, out, args[0].u.arr);
	for (uint32_t i = out->n; i > 1; i--) {
		uint32_t k = (uint32_t)(rng_unit(x->rng) * i);
		struct jv swap = out->v[i - 1];

		out->v[i - 1] = out->v[k];
		out->v[k] = swap;
	}
	return jarr_val(out);
}

static uint32_t hash_of(struct jrun *x, struct jv v, int depth)
{
	struct jwalk w = {0};
	uint32_t h = v.tag;
	double d;

	if (depth > JSONATA_VALUE_DEPTH)
		return h;
	jwork(x, 1);
	switch (v.tag) {
	case JV_NUM:
		d = jnum_of(v) == 0 ? 0 : jnum_of(v);
		return jhash((const char *)&d, sizeof d);
	case JV_STR:
		return jhash(v.u.str, v.len);
	case JV_ARR:
		for (uint32_t i = 0; i < v.u.arr->n; i++)
			h = h * 31 + hash_of(x, v.u.arr->v[i], depth + 1);
		return h;
	case JV_OBJ:
		while (jobj_walk(x, v, &w))
			h += jhash(w.key, w.len) ^ hash_of(x, w.v, depth + 1);
		return h;
	default:
		return h + (v.tag == JV_BOOL && v.u.b);
	}
}

JFN(distinct)
{
	struct jarr *in, *out;
	uint32_t size = 16, *table, *hashes;

	(void)n, (void)focus;
	if (args[0].tag != JV_ARR || args[0].u.arr->n <= 1)
		return args[0];
	in = args[0].u.arr;
	out = jarr_new(x, 0);
	out->seq = in->seq;
	while (size < in->n * 2)
		size *= 2;
	table = memset(jalloc(x, size * sizeof *table), 0, size * sizeof *table);
	hashes = jalloc(x, in->n * sizeof *hashes);
	for (uint32_t i = 0; i < in->n; i++) {
		uint32_t h = hash_of(x, in->v[i], 0), at = h & (size - 1);

		while (table[at] && (hashes[table[at] - 1] != h || !jequal(x, out->v[table[at] - 1], in->v[i], 0)))
			at = (at + 1) & (size - 1);
		if (table[at])
			continue;
		hashes[out->n] = h;
		jarr_push(x, out, in->v[i]);
		table[at] = out->n;
	}
	return jarr_val(out);
}

JFN(zip)
{
	struct jarr *out = jarr_new(x, 0);
	uint32_t least = UINT32_MAX;

	(void)focus;
	for (size_t k = 0; k < n; k++)
		least = args[k].tag != JV_ARR ? 0 : args[k].u.arr->n < least ? args[k].u.arr->n : least;
	for (uint32_t i = 0; n && i < least; i++) {
		struct jarr *tuple = jarr_new(x, n);

		for (size_t k = 0; k < n; k++)
			if (args[k].tag == JV_ARR)
				jarr_push(x, tuple, args[k].u.arr->v[i]);
		jarr_push(x, out, jarr_val(tuple));
	}
	return jarr_val(out);
}

/* The reference asks JavaScript, to which every array and object is true. */
static bool is_true(struct jv v)
{
	if (v.tag == JV_NUM)
		return jnum_of(v) != 0 && !isnan(jnum_of(v));
	return v.tag == JV_STR ? v.len > 0 : v.tag == JV_BOOL ? v.u.b : v.tag != JV_UNDEF && v.tag != JV_NULL;
}

static bool after(struct jrun *x, struct jv fn, struct jv a, struct jv b)
{
	struct jv args[2] = { a, b };

	if (fn.tag == JV_FUN)
		return is_true(japply(x, fn, args, 2, JNULL, NULL));
	return a.tag == JV_NUM ? jnum_of(a) > jnum_of(b) : jtext_order(a, b) > 0;
}

static void check_sortable(struct jrun *x, const struct jarr *a)
{
	for (uint32_t i = 0; i < a->n; i++)
		if (a->v[i].tag != a->v[0].tag || (!jnumeric(x, a->v[i]) && a->v[i].tag != JV_STR))
			jfail(x, "D3070", "The single argument form of the sort function can only be applied to an array of strings or an array of "
				"numbers.  Use the second argument to specify a comparison function");
}

/* From the middle, the left half first, as the reference asks the function. */
static void sort_range(struct jrun *x, struct jv fn, struct jv *a, struct jv *spare, size_t n)
{
	size_t mid = n / 2, l = 0, r = mid;

	if (n < 2)
		return;
	sort_range(x, fn, a, spare, mid);
	sort_range(x, fn, a + mid, spare, n - mid);
	for (size_t k = 0; k < n; k++)
		spare[k] = l < mid && (r >= n || !after(x, fn, a[l], a[r])) ? a[l++] : a[r++];
	memcpy(a, spare, n * sizeof *a);
}

JFN(sort)
{
	struct jarr *a, *out;

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF)
		return args[0];
	a = args[0].u.arr;
	if (a->n <= 1)
		return args[0];
	if (args[1].tag != JV_FUN)
		check_sortable(x, a);
	out = jarr_new(x, a->n);
	jarr_push_all(x, out, a);
	sort_range(x, args[1], out->v, jalloc(x, a->n * sizeof *a->v), a->n);
	return jarr_val(out);
}

/* --- objects ------------------------------------------------------------------------------------------------------------------------ */

static void add_keys(struct jrun *x, struct jobj *seen, struct jv v, int depth)
{
	struct jwalk w = {0};

	if (depth > JSONATA_VALUE_DEPTH)
		jfail(x, "U1001", "The value is nested too deeply");
	jwork(x, 1);
	if (v.tag == JV_ARR)
		for (uint32_t i = 0; i < v.u.arr->n; i++)
			add_keys(x, seen, v.u.arr->v[i], depth + 1);
	else if (v.tag == JV_OBJ)
		while (jobj_walk(x, v, &w))
			jobj_set(x, seen, w.key, w.len, JUNDEF);
}

JFN(keys)
{
	struct jobj *seen = jobj_new(x, 0);
	struct jarr *out = jseq_new(x);

	(void)n, (void)focus;
	add_keys(x, seen, args[0], 0);
	for (uint32_t i = 0; i < seen->n; i++)
		jarr_push(x, out, jstr(seen->m[i].key, seen->m[i].len));
	return jarr_val(out);
}

JFN(lookup)
{
	(void)n, (void)focus;
	if (args[1].tag != JV_STR)
		return JUNDEF;
	return jlookup(x, args[0], args[1].u.str, args[1].len, jhash(args[1].u.str, args[1].len));
}

static void spread(struct jrun *x, struct jarr *out, struct jv v, int depth)
{
	struct jwalk w = {0};

	if (depth > JSONATA_VALUE_DEPTH)
		jfail(x, "U1001", "The value is nested too deeply");
	jwork(x, 1);
	if (v.tag == JV_ARR)
		for (uint32_t i = 0; i < v.u.arr->n; i++)
			spread(x, out, v.u.arr->v[i], depth + 1);
	else if (v.tag == JV_OBJ)
		while (jobj_walk(x, v, &w)) {
			struct jobj *o = jobj_new(x, 1);

			jobj_set(x, o, w.key, w.len, w.v);
			jarr_push(x, out, jobj_val(o));
		}
	else if (v.tag != JV_UNDEF)
		jarr_push(x, out, v);
}

JFN(spread)
{
	struct jarr *out = jseq_new(x);

	(void)n, (void)focus;
	if (args[0].tag != JV_OBJ && args[0].tag != JV_ARR)
		return args[0].tag == JV_FUN ? jstr("", 0) : args[0];
	spread(x, out, args[0], 0);
	for (uint32_t i = 0; args[0].tag == JV_ARR && i < args[0].u.arr->n; i++)
		out->seq = out->seq && args[0].u.arr->v[i].tag == JV_UNDEF;
	return jarr_val(out);
}

JFN(merge)
{
	struct jobj *o = jobj_new(x, 0);

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF)
		return args[0];
	for (uint32_t i = 0; i < args[0].u.arr->n; i++) {
		struct jwalk w = {0};

		if (args[0].u.arr->v[i].tag == JV_OBJ)
			while (jobj_walk(x, args[0].u.arr->v[i], &w))
				jobj_set(x, o, w.key, w.len, w.v);
	}
	return jobj_val(o);
}

JFN(each)
{
	struct jarr *out = jseq_new(x);
	struct jwalk w = {0};

	(void)n, (void)focus;
	if (args[0].tag == JV_OBJ)
		while (jobj_walk(x, args[0], &w)) {
			struct jv v = jcall_with(x, args[1], w.v, jstr(w.key, w.len), args[0]);

			if (v.tag != JV_UNDEF)
				jarr_push(x, out, v);
		}
	return jarr_val(out);
}

JFN(sift)
{
	struct jobj *o = jobj_new(x, 0);
	struct jwalk w = {0};

	(void)n, (void)focus;
	if (args[0].tag == JV_OBJ)
		while (jobj_walk(x, args[0], &w))
			if (jtruth(x, jcall_with(x, args[1], w.v, jstr(w.key, w.len), args[0]), 0))
				jobj_set(x, o, w.key, w.len, w.v);
	return o->n ? jobj_val(o) : JUNDEF;
}

JFN(error)
{
	(void)n, (void)focus;
	jfail(x, "D3137", "%s", args[0].tag == JV_STR && args[0].len ? jcstr(x, args[0]) : "$error() function evaluated");
}

JFN(assert)
{
	(void)n, (void)focus;
	if (!jtruth(x, args[0], 0))
		jfail(x, "D3141", "%s", args[1].tag == JV_STR && args[1].len ? jcstr(x, args[1]) : "$assert() statement failed");
	return JUNDEF;
}

JFN(type)
{
	static const char *const names[] = { NULL, "null", "boolean", "number", "string", "array", "object", "function" };

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF)
		return args[0];
	return jstrz(args[0].tag == JV_NUM && !jnumeric(x, args[0]) ? "object" : names[args[0].tag]);		/* NaN */
}

JFN(clone)
{
	(void)n, (void)focus;
	return args[0].tag == JV_UNDEF ? args[0] : jclone(x, args[0]);
}

/* --- functions of higher order ---------------------------------------------------------------------------------------------------------- */

JFN(map)
{
	struct jarr *in, *out = jseq_new(x);

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF)
		return args[0];
	in = row(x, args[0]);
	for (uint32_t i = 0; i < in->n; i++) {
		struct jv v = jcall_with(x, args[1], in->v[i], jnum(i), args[0]);

		if (v.tag != JV_UNDEF)
			jarr_push(x, out, v);
	}
	return jarr_val(out);
}

JFN(filter)
{
	struct jarr *in, *out = jseq_new(x);

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF)
		return args[0];
	in = row(x, args[0]);
	for (uint32_t i = 0; i < in->n; i++)
		if (jtruth(x, jcall_with(x, args[1], in->v[i], jnum(i), args[0]), 0))
			jarr_push(x, out, in->v[i]);
	return jarr_val(out);
}

JFN(single)
{
	struct jarr *in;
	struct jv found = JUNDEF;
	bool any = false;

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF)
		return args[0];
	in = row(x, args[0]);
	for (uint32_t i = 0; i < in->n; i++) {
		if (args[1].tag == JV_FUN && !jtruth(x, jcall_with(x, args[1], in->v[i], jnum(i), args[0]), 0))
			continue;
		if (any)
			jfail(x, "D3138", "The $single() function expected exactly 1 matching result.  Instead it matched more.");
		any = true;
		found = in->v[i];
	}
	if (!any)
		jfail(x, "D3139", "The $single() function expected exactly 1 matching result.  Instead it matched 0.");
	return found;
}

JFN(reduce)
{
	struct jarr *in;
	struct jv v = args[2];
	uint32_t i = 0;
	int arity;

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF)
		return args[0];
	arity = jarity(args[1]);
	if (arity < 2)
		jfail(x, "D3050", "The second argument of reduce function must be a function with at least two arguments");
	in = row(x, args[0]);
	if (v.tag == JV_UNDEF && in->n > 0)
		v = in->v[i++];
	for (; i < in->n; i++) {
		struct jv all[4] = { v, in->v[i], jnum(i), args[0] };

		v = japply(x, args[1], all, arity > 4 ? 4 : (size_t)arity, JNULL, NULL);
	}
	return v;
}

/* --- AWS's own -------------------------------------------------------------------------------------------------------------------------- */

JFN(partition)
{
	struct jarr *in, *out = jarr_new(x, 0);
	double size;

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF || args[1].tag != JV_NUM)
		return JUNDEF;
	in = row(x, args[0]);
	size = trunc(jnum_of(args[1]));
	if (!(size >= 1) || !in->n)
		return JUNDEF;
	for (uint32_t i = 0; i < in->n;) {
		struct jarr *chunk = jarr_new(x, 0);

		while (i < in->n && chunk->n < size)
			jarr_push(x, chunk, in->v[i++]);
		jarr_push(x, out, jarr_val(chunk));
	}
	return jarr_val(out);
}

JFN(range)
{
	struct jarr *out = jseq_new(x);
	double first, last, step;

	(void)n, (void)focus;
	if (args[0].tag != JV_NUM || args[1].tag != JV_NUM || args[2].tag != JV_NUM)
		return JUNDEF;
	first = trunc(jnum_of(args[0]));
	last = trunc(jnum_of(args[1]));
	step = trunc(jnum_of(args[2]));
	if (!step || (last - first) * step < 0)
		return JUNDEF;
	if (!(floor((last - first) / step) + 1 <= 360145))
		jtoo_much(x);
	for (double k = 0, count = floor((last - first) / step); k <= count; k++)
		jarr_push(x, out, jnum(first + k * step));
	return jarr_val(out);
}
