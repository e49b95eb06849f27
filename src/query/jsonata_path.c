/*
 * Paths: a row of steps over a sequence. As soon as a step binds a focus, an index or an ancestor, the sequence is one of tuples: objects
 * that hold the context under "@" beside what was bound.
 */
#include "query/jsonata_run.h"

#include <stdlib.h>

static struct jv context_of(struct jrun *x, struct jv tuple)
{
	return jobj_get(x, tuple, "@", 1, jhash("@", 1));
}

static void lookup_all(struct jrun *x, struct jarr *out, const struct jarr *in, const char *key, uint32_t len, uint32_t hash, int depth)
{
	if (depth > JSONATA_VALUE_DEPTH)
		jfail(x, "U1001", "The value is nested too deeply");
	jwork(x, 1 + in->n / 16);
	for (uint32_t i = 0; i < in->n; i++) {
		struct jv v = in->v[i];

		if (v.tag == JV_ARR) {
			lookup_all(x, out, v.u.arr, key, len, hash, depth + 1);
			continue;
		}
		if (v.tag != JV_OBJ)
			continue;
		v = jobj_get(x, v, key, len, hash);
		if (v.tag == JV_ARR)
			jarr_push_all(x, out, v.u.arr);
		else if (v.tag != JV_UNDEF)
			jarr_push(x, out, v);
	}
}

struct jv jlookup(struct jrun *x, struct jv input, const char *key, uint32_t len, uint32_t hash)
{
	struct jarr *out;

	if (input.tag == JV_OBJ)
		return jobj_get(x, input, key, len, hash);
	if (input.tag != JV_ARR)
		return JUNDEF;
	out = jseq_new(x);
	lookup_all(x, out, input.u.arr, key, len, hash, 0);
	return jarr_val(out);
}

/* --- predicates -------------------------------------------------------------------------------------------------------------- */

static bool selects(struct jrun *x, struct jv res, uint32_t i, uint32_t n, uint32_t *times)
{
	const struct jv *v = &res;
	uint32_t count = 1;

	*times = 0;
	if (res.tag == JV_ARR) {
		v = res.u.arr->v;
		count = res.u.arr->n;
		for (uint32_t k = 0; k < count; k++)
			if (!jnumeric(x, v[k]))
				return jtruth(x, res, 0);
		if (!count)
			return false;
	} else if (!jnumeric(x, res)) {
		return jtruth(x, res, 0);
	}
	for (uint32_t k = 0; k < count; k++) {
		double at = floor(jnum_of(v[k]));

		if (at < 0)
			at += n;
		if (at == i)
			++*times;
	}
	return *times > 0;
}

static struct jv at_index(struct jrun *x, double at, const struct jarr *in)
{
	struct jarr *out;

	at = floor(at);
	if (at < 0)
		at += in->n;
	if (at >= 0 && at < in->n && in->v[(uint32_t)at].tag == JV_ARR)
		return in->v[(uint32_t)at];
	out = jseq_new(x);
	out->tuples = in->tuples;
	if (at >= 0 && at < in->n && in->v[(uint32_t)at].tag != JV_UNDEF)
		jarr_push(x, out, in->v[(uint32_t)at]);
	return jarr_val(out);
}

struct jv jfilter(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f)
{
	struct jarr *in, *out;

	if (input.tag == JV_ARR) {
		in = input.u.arr;
	} else {
		in = jseq_new(x);
		jarr_push(x, in, input);
	}
	if (n->kind == JN_NUMBER && !n->stages)
		return at_index(x, n->number, in);
	out = jseq_new(x);
	out->tuples = in->tuples;
	for (uint32_t i = 0; i < in->n; i++) {
		struct jv item = in->v[i], res;
		uint32_t times;

		if (in->tuples)
			res = jeval(x, n, context_of(x, item), jframe_of_tuple(x, f, item));
		else
			res = jeval(x, n, item, f);
		if (!selects(x, res, i, in->n, &times))
			continue;
		jarr_push(x, out, item);
		while (times-- > 1)
			jarr_push(x, out, item);
	}
	return jarr_val(out);
}

/* --- steps -------------------------------------------------------------------------------------------------------------------- */

static struct jarr *run_stages(struct jrun *x, const struct jnode *step, struct jarr *in, struct jframe *f)
{
	for (const struct jstage *s = step->inner ? NULL : step->stages; s; s = s->next) {
		if (s->filter) {
			struct jv v = jfilter(x, s->filter, jarr_val(in), f);

			in = v.u.arr;
			continue;
		}
		for (uint32_t i = 0; i < in->n; i++)
			jobj_setz(x, in->v[i].u.obj, s->index, jnum(i));
	}
	return in;
}

static struct jarr *plain_step(struct jrun *x, const struct jnode *step, const struct jarr *in, struct jframe *f, bool last)
{
	struct jarr *out = jseq_new(x), *flat;
	bool nested = false;

	if (step->kind == JN_NAME && !step->stages && !step->group && !step->keep_array && !last) {
		lookup_all(x, out, in, step->text, step->len, step->hash, 0);
		return out;
	}
	for (uint32_t i = 0; i < in->n; i++) {
		struct jv v = jeval_step(x, step, in->v[i], f);

		for (const struct jstage *s = step->inner ? NULL : step->stages; s; s = s->next)
			v = jfilter(x, s->filter, v, f);
		if (v.tag == JV_UNDEF)
			continue;
		nested = nested || v.tag == JV_ARR;
		jarr_push(x, out, v);
	}
	if (!nested)
		return out;
	if (last && out->n == 1 && !out->v[0].u.arr->seq)
		return out->v[0].u.arr;
	flat = jseq_new(x);
	for (uint32_t i = 0; i < out->n; i++) {
		if (out->v[i].tag == JV_ARR && !out->v[i].u.arr->cons)
			jarr_push_all(x, flat, out->v[i].u.arr);
		else
			jarr_push(x, flat, out->v[i]);
	}
	return flat;
}

static struct jarr *tuples_of(struct jrun *x, const struct jarr *in, const char *index)
{
	struct jarr *out = jseq_new(x);

	out->tuples = true;
	for (uint32_t i = 0; i < in->n; i++) {
		struct jobj *o = jobj_new(x, 2);

		jobj_setz(x, o, "@", in->v[i]);
		if (index)
			jobj_setz(x, o, index, jnum(i));
		jarr_push(x, out, jobj_val(o));
	}
	return out;
}

static void add_tuple(struct jrun *x, struct jarr *out, const struct jnode *step, struct jv from, struct jv v, bool inner, uint32_t i)
{
	struct jobj *o = jobj_new(x, from.u.obj->n + 2);

	for (uint32_t k = 0; k < from.u.obj->n; k++)
		jobj_set(x, o, from.u.obj->m[k].key, from.u.obj->m[k].len, from.u.obj->m[k].v);
	if (inner) {
		for (uint32_t k = 0; k < v.u.obj->n; k++)
			jobj_set(x, o, v.u.obj->m[k].key, v.u.obj->m[k].len, v.u.obj->m[k].v);
	} else {
		jobj_setz(x, o, step->focus ? step->focus : "@", v);
		if (step->index)
			jobj_setz(x, o, step->index, jnum(i));
		if (step->ancestor) {
			const struct jslot *s = step->ancestor;

			while (s->same_as)
				s = s->same_as;
			jobj_setz(x, o, s->label, context_of(x, from));
		}
	}
	jarr_push(x, out, jobj_val(o));
}

static struct jarr *tuple_step(struct jrun *x, const struct jnode *step, struct jarr *in, struct jarr *tuples, struct jframe *f)
{
	struct jarr *out;

	if (step->kind == JN_SORT) {
		if (tuples)
			out = jsort_terms(x, step, tuples, f);
		else
			out = tuples_of(x, jsort_terms(x, step, in, f), step->index);
		return run_stages(x, step, out, f);
	}
	if (!tuples)
		tuples = tuples_of(x, in, NULL);
	out = jseq_new(x);
	out->tuples = true;
	for (uint32_t i = 0; i < tuples->n; i++) {
		struct jv v = jeval_step(x, step, context_of(x, tuples->v[i]), jframe_of_tuple(x, f, tuples->v[i]));

		if (v.tag == JV_ARR)
			for (uint32_t k = 0; k < v.u.arr->n; k++)
				add_tuple(x, out, step, tuples->v[i], v.u.arr->v[k], v.u.arr->tuples, k);
		else if (v.tag != JV_UNDEF)
			add_tuple(x, out, step, tuples->v[i], v, false, 0);
	}
	return run_stages(x, step, out, f);
}

/* What the reference walks over where an array constructor with a predicate has given no array: nothing, or a text's UTF-16 units. */
static struct jarr *characters(struct jrun *x, struct jv v)
{
	struct jarr *out = jseq_new(x);

	if (v.tag == JV_STR)
		jsplit_units(x, out, v, HUGE_VAL);
	return out;
}

/* What the step at i walks over. Behind other steps it is a sequence, which only an order shows (of one it gives that back). */
static struct jarr *path_input(struct jrun *x, const struct jnode *n, size_t i, struct jv input)
{
	struct jarr *in;

	if (input.tag == JV_ARR && n->list[0]->kind != JN_VAR && (i == 0 || n->list[i]->kind != JN_SORT))
		return input.u.arr;
	in = jseq_new(x);
	if (i > 0 && input.tag == JV_ARR)
		jarr_push_all(x, in, input.u.arr);
	else
		jarr_push(x, in, input);
	return in;
}

/* Names only, on an object: no sequence is needed until an array turns up. */
static bool walk_names(struct jrun *x, const struct jnode *n, struct jv *v, size_t *done)
{
	for (*done = 0; *done < n->n; ++*done) {
		const struct jnode *step = n->list[*done];

		if (step->kind != JN_NAME || step->stages || step->group || step->tuple || step->keep_array || v->tag != JV_OBJ)
			return false;
		*v = jobj_get(x, *v, step->text, step->len, step->hash);
		if (v->tag == JV_UNDEF)
			return true;
		if (v->tag == JV_ARR && v->u.arr->seq && v->u.arr->n == 1)
			*v = v->u.arr->v[0];		/* "[]" kept it an array up to here */
	}
	return true;
}

struct jv jeval_path(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f)
{
	struct jarr *in, *out, *tuples = NULL;
	size_t i = 0;
	bool streams = false;

	if (!n->tuple && !n->keep_singleton && !n->group && walk_names(x, n, &input, &i))
		return input;
	if (i > 0 && input.tag == JV_ARR && !input.u.arr->n)
		return JUNDEF;
	in = out = path_input(x, n, i, input);
	for (; i < n->n; i++) {
		const struct jnode *step = n->list[i];

		streams = streams || step->tuple;
		if (i == 0 && step->cons_array) {
			struct jv v = jeval(x, step, jarr_val(in), f);

			while (v.tag != JV_ARR && i + 1 < n->n && n->list[i + 1]->kind == JN_SORT && !n->list[i + 1]->stages)
				i++;
			if (v.tag != JV_ARR && i + 1 == n->n)
				return v;
			out = v.tag == JV_ARR ? v.u.arr : characters(x, v);
		} else if (streams) {
			tuples = tuple_step(x, step, in, tuples, f);
		} else if (step->kind == JN_SORT) {
			out = run_stages(x, step, jsort_terms(x, step, in, f), f);
		} else {
			out = plain_step(x, step, in, f, i + 1 == n->n);
		}
		if (!streams && out->n == 0)
			break;
		if (!step->focus)
			in = out;
	}
	if (streams && !tuples)
		tuples = tuples_of(x, out, n->list[n->n - 1]->index);		/* one array constructor is all */
	if (streams && n->tuple) {
		out = tuples;
	} else if (streams) {
		out = jseq_new(x);
		for (i = 0; i < tuples->n; i++)
			jarr_push(x, out, context_of(x, tuples->v[i]));
	}
	if (n->keep_singleton) {
		if (out->cons && !out->seq) {
			struct jarr *whole = jseq_new(x);

			jarr_push(x, whole, jarr_val(out));
			out = whole;
		}
		out->keep = true;
	}
	return n->group ? jeval_group(x, n->group, jarr_val(streams ? tuples : out), f) : jarr_val(out);
}

/* --- grouping ------------------------------------------------------------------------------------------------------------------ */

struct group {
	struct jv data;
	size_t pair;
};

static struct jv merge_tuples(struct jrun *x, struct jv data)
{
	struct jobj *o = jobj_new(x, 4);

	if (data.tag != JV_ARR)
		return data;
	for (uint32_t i = 0; i < data.u.arr->n; i++) {
		const struct jobj *t = data.u.arr->v[i].u.obj;

		for (uint32_t k = 0; k < t->n; k++) {
			struct jv before = jobj_get(x, jobj_val(o), t->m[k].key, t->m[k].len, t->m[k].hash);

			jobj_set(x, o, t->m[k].key, t->m[k].len, jappend(x, before, t->m[k].v));
		}
	}
	return jobj_val(o);
}

static void group_item(struct jrun *x, const struct jnode *n, struct jobj *index, struct group **groups, struct jv item, bool tuples,
	struct jframe *f)
{
	struct jframe *env = tuples ? jframe_of_tuple(x, f, item) : f;

	for (size_t k = 0; k < n->n; k += 2) {
		struct jv key = jeval(x, n->list[k], tuples ? context_of(x, item) : item, env), at;
		struct group *g;

		x->offset = n->list[k]->offset;
		if (key.tag == JV_UNDEF)
			continue;
		if (key.tag != JV_STR)
			jfail(x, "T1003", "Key in object structure must evaluate to a string; got: %s", jshow(x, key));
		at = jobj_get(x, jobj_val(index), key.u.str, key.len, jhash(key.u.str, key.len));
		if (at.tag == JV_UNDEF) {
			size_t i = index->n;

			if ((i & (i - 1)) == 0 && (i == 0 || i >= 4)) {
				struct group *grown = jalloc(x, (i ? i * 2 : 4) * sizeof *grown);

				if (i)
					memcpy(grown, *groups, i * sizeof *grown);
				*groups = grown;
			}
			(*groups)[i] = (struct group){ item, k };
			jobj_set(x, index, key.u.str, key.len, jnum((double)i));
			continue;
		}
		g = &(*groups)[(size_t)at.u.num];
		if (g->pair != k)
			jfail(x, "D1009", "Multiple key definitions evaluate to same key: %s", jshow(x, key));
		if (g->data.tag == JV_ARR && g->data.u.arr->seq && g->data.u.arr->cons) {
			if (item.tag == JV_ARR)
				jarr_push_all(x, g->data.u.arr, item.u.arr);
			else
				jarr_push(x, g->data.u.arr, item);
		} else {
			g->data = jappend(x, g->data, item);
			if (g->data.tag == JV_ARR)
				g->data.u.arr->seq = g->data.u.arr->cons = true;	/* ours: later items go in place */
		}
	}
}

struct jv jeval_group(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f)
{
	bool tuples = input.tag == JV_ARR && input.u.arr->tuples;
	struct jobj *out, *index = jobj_new(x, n->n / 2);
	struct group *groups = NULL;
	uint32_t count = input.tag == JV_ARR ? input.u.arr->n : 1;

	if (input.tag == JV_ARR && count)
		for (uint32_t i = 0; i < count; i++)
			group_item(x, n, index, &groups, input.u.arr->v[i], tuples, f);
	else if (!tuples)
		group_item(x, n, index, &groups, input.tag == JV_ARR ? JUNDEF : input, false, f);
	out = jobj_new(x, index->n);
	for (uint32_t i = 0; i < index->n; i++) {
		struct jv context = groups[i].data, v;
		struct jframe *env = f;

		if (context.tag == JV_ARR && context.u.arr->seq && context.u.arr->cons)
			context.u.arr->seq = context.u.arr->cons = false;
		if (tuples) {
			struct jv merged = merge_tuples(x, context);

			context = context_of(x, merged);
			env = jframe_of_tuple(x, f, merged);
		}
		v = jeval(x, n->list[groups[i].pair + 1], context, env);
		if (v.tag != JV_UNDEF)
			jobj_set(x, out, index->m[i].key, index->m[i].len, v);
	}
	return jobj_val(out);
}

/* --- order-by -------------------------------------------------------------------------------------------------------------------- */

struct sorted {
	struct jv item;
	struct jv *keys;		/* of the terms that were asked for */
	size_t known;
};

struct sorting {
	const struct jnode *n;
	struct jframe *f;
	bool tuples;
};

static struct jv term_of(struct jrun *x, const struct sorting *s, struct sorted *a, size_t k)
{
	struct jframe *env = s->f;

	if (k < a->known)
		return a->keys[k];
	if (!a->keys)
		a->keys = jalloc(x, s->n->n * sizeof *a->keys);
	if (s->tuples)
		env = jframe_of_tuple(x, s->f, a->item);
	a->keys[k] = jeval(x, s->n->list[k], s->tuples ? context_of(x, a->item) : a->item, env);
	a->known = k + 1;
	return a->keys[k];
}

static int term_order(struct jrun *x, struct jv a, struct jv b)
{
	if (a.tag == JV_UNDEF || b.tag == JV_UNDEF)
		return (a.tag == JV_UNDEF) - (b.tag == JV_UNDEF);
	if ((a.tag != JV_NUM && a.tag != JV_STR) || (b.tag != JV_NUM && b.tag != JV_STR))
		jfail(x, "T2008", "The expressions within an order-by clause must evaluate to numeric or string values");
	if (a.tag != b.tag)
		jfail(x, "T2007", "Type mismatch when comparing values %s and %s in order-by clause", jshow(x, a), jshow(x, b));
	if (a.tag == JV_NUM)
		return jnum_of(a) < jnum_of(b) ? -1 : jnum_of(a) != jnum_of(b);
	return jtext_order(a, b);
}

static bool comes_after(struct jrun *x, const struct sorting *s, struct sorted *a, struct sorted *b)
{
	for (size_t i = 0; i < s->n->n; i++) {
		struct jv l = term_of(x, s, a, i), r = term_of(x, s, b, i);
		int order;

		x->offset = s->n->offset;
		order = term_order(x, l, r);
		if (!order)
			continue;
		if (s->n->descending[i] && l.tag != JV_UNDEF && r.tag != JV_UNDEF)
			order = -order;
		return order > 0;
	}
	return false;
}

/* Merging from the middle, as the reference does: which terms are evaluated, and which errors come first, is the same. */
static void sort_range(struct jrun *x, const struct sorting *s, struct sorted *a, struct sorted *spare, size_t n)
{
	size_t mid = n / 2, l = 0, r = mid;

	if (n < 2)
		return;
	sort_range(x, s, a, spare, mid);
	sort_range(x, s, a + mid, spare, n - mid);
	for (size_t k = 0; k < n; k++)
		spare[k] = l < mid && (r >= n || !comes_after(x, s, &a[l], &a[r])) ? a[l++] : a[r++];
	memcpy(a, spare, n * sizeof *a);
}

/* More than one come back as a plain array: for what follows on the step, the reference forgets that it was a sequence, of tuples perhaps. */
struct jarr *jsort_terms(struct jrun *x, const struct jnode *n, struct jarr *in, struct jframe *f)
{
	struct sorting s = { n, f, in->tuples };
	struct sorted *a = jalloc(x, (in->n + 1) * sizeof *a), *spare = jalloc(x, (in->n + 1) * sizeof *spare);
	struct jarr *out = jarr_new(x, in->n);

	if (in->n < 2)
		return in;
	for (uint32_t i = 0; i < in->n; i++)
		a[i] = (struct sorted){ .item = in->v[i] };
	sort_range(x, &s, a, spare, in->n);
	for (uint32_t i = 0; i < in->n; i++)
		jarr_push(x, out, a[i].item);
	return out;
}
