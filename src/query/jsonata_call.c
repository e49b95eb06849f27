/* Calls: arguments, signatures, closures, partial application, and tail calls, which the caller makes in a loop. */
#include "query/jsonata_run.h"

#include <stdlib.h>

static int arity_of_signature(const struct jsignature *s)
{
	return (int)s->n;
}

int jarity(struct jv fn)
{
	const struct jfun *f = fn.u.fun;
	int holes = 0;

	switch (f->kind) {
	case JF_LAMBDA:
		return (int)f->node->n;
	case JF_BUILTIN:
		return f->builtin->fixed_arity ? f->builtin->arity : arity_of_signature(jsignature_of(f->builtin));
	case JF_PARTIAL:
		for (size_t i = 0; i < f->n; i++)
			holes += f->args[i].tag == JV_TAIL;
		return holes;
	case JF_REGEX:
		return 2;		/* the text, and where to begin */
	case JF_NEXT:
		return 0;
	default:
		return 1;
	}
}

struct jv jcall_with(struct jrun *x, struct jv fn, struct jv a, struct jv b, struct jv c)
{
	struct jv args[3] = { a, b, c };
	int n = fn.tag == JV_FUN ? jarity(fn) : 1;

	return japply(x, fn, args, n < 1 ? 1 : n > 3 ? 3 : (size_t)n, JNULL, NULL);
}

static struct jv call_builtin(struct jrun *x, const struct jfunction *f, struct jv *args, size_t n, struct jv input)
{
	const struct jsignature *s = jsignature_of(f);
	struct jv few[8];
	size_t want = s->n > 4 ? s->n : 4;

	args = jsignature_apply(x, s, args, &n, input, f->name);
	for (size_t i = 0; i < n; i++)
		if (args[i].tag == JV_STR)
			jwork(x, args[i].len / 64);
	if (n < want) {
		struct jv *padded = want <= ARRAY_LEN(few) ? few : jalloc(x, want * sizeof *padded);

		if (n)
			memcpy(padded, args, n * sizeof *padded);
		for (size_t i = n; i < want; i++)
			padded[i] = JUNDEF;
		args = padded;
	}
	return f->fn(x, args, n, input);
}

static struct jframe *lambda_frame(struct jrun *x, const struct jfun *f, const struct jv *args, size_t n)
{
	const struct jnode *node = f->node;
	struct jframe *frame = jframe_new(x, f->frame, node->n);

	for (size_t i = 0; i < node->n; i++)
		frame->b[frame->n++] = (struct jbinding){ node->list[i]->text, node->list[i]->hash, i < n ? args[i] : JUNDEF };
	return frame;
}

static struct jv *filled(struct jrun *x, const struct jfun *f, const struct jv *args, size_t n)
{
	struct jv *all = jalloc(x, (f->n + 1) * sizeof *all);
	size_t used = 0;

	for (size_t i = 0; i < f->n; i++)
		all[i] = f->args[i].tag != JV_TAIL ? f->args[i] : used < n ? args[used++] : JUNDEF;
	return all;
}

/* f ~> g: the value between the two lives with the expression's other values, for a partial application may keep its arguments. */
static struct jv call_composed(struct jrun *x, const struct jfun *f, struct jv *args, size_t n)
{
	struct jv *between = jalloc(x, sizeof *between);

	*between = japply(x, f->f, args, n ? 1 : 0, JNULL, NULL);
	return japply(x, f->g, between, 1, JNULL, NULL);
}

static struct jv call_other(struct jrun *x, const struct jfun *f, struct jv fn, struct jv *args, size_t n, struct jv input)
{
	switch (f->kind) {
	case JF_BUILTIN:
		return call_builtin(x, f->builtin, args, n, input);
	case JF_COMPOSED:
		return call_composed(x, f, args, n);
	case JF_TRANSFORM:
		return jtransform(x, f, n ? args[0] : JUNDEF);
	case JF_NEXT:
		return jregex_call(x, fn, f->subject, f->from);
	default:
		if (!n || args[0].tag != JV_STR)
			return JUNDEF;
		return jregex_call(x, fn, args[0], n > 1 && args[1].tag == JV_NUM && jnum_of(args[1]) > 0 ? (size_t)jnum_of(args[1]) : 0);
	}
}

static const char *called_name(const struct jnode *n)
{
	const struct jnode *p = n->a;

	return p->kind == JN_VAR ? p->text : p->kind == JN_PATH && p->n == 1 && p->list[0]->kind == JN_NAME ? p->list[0]->text : NULL;
}

/* The call that a function ended with: its function and arguments, evaluated where it is made. */
static void take_tail(struct jrun *x, struct jv *fn, struct jv **args, size_t *n, const char **name)
{
	const struct jnode *call = x->tail.node;
	const struct jv input = x->tail.input;
	struct jframe *f = x->tail.frame;

	*fn = jeval(x, call->a, input, f);
	*args = jalloc(x, (call->n + 1) * sizeof **args);
	for (size_t i = 0; i < call->n; i++)
		(*args)[i] = jeval(x, call->list[i], input, f);
	*n = call->n;
	*name = called_name(call);
	x->offset = call->offset;
}

/*
 * A partial application is a step in between; it does not check what a lambda's signature says, in the reference neither. A function that
 * ends with a call hands it back, so that such calls do not grow the stack; a built-in function called so sees the first caller's context.
 */
struct jv japply(struct jrun *x, struct jv fn, struct jv *args, size_t n, struct jv input, const char *name)
{
	struct jframe *const caller = x->caller;
	bool checked = true;
	struct jv v;

	if (++x->depth > x->depth_max + 200)
		jfail(x, "U1001", "Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive."
			" Depth=%u max=%u", x->depth, x->depth_max);
	for (;;) {
		const struct jfun *f = fn.u.fun;

		if (fn.tag != JV_FUN)
			jfail(x, "T1006", "Attempted to invoke a non-function");
		if (f->kind == JF_PARTIAL) {
			args = filled(x, f, args, n);
			n = f->n;
			fn = f->f;
			checked = false;
			continue;
		}
		x->caller = caller;
		if (f->kind != JF_LAMBDA) {
			v = call_other(x, f, fn, args, n, input);
			break;
		}
		if (f->node->signature && checked)
			args = jsignature_apply(x, f->node->signature, args, &n, input, name ? name : x->calling);
		checked = true;
		x->depth--;
		v = jeval(x, f->node->a, f->input, lambda_frame(x, f, args, n));
		if (v.tag == JV_TAIL)
			take_tail(x, &fn, &args, &n, &name);
		x->depth++;
		if (v.tag != JV_TAIL)
			break;
	}
	x->caller = caller;
	x->depth--;
	return v;
}

static bool is_a_variable(const struct jframe *f, const char *name)
{
	struct jv v;

	return name && ((jframe_find(f, name, jhash(name, strlen(name)), &v) && v.tag != JV_UNDEF) || jfunction_find(name));
}

struct jv jcall(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f, const struct jv *first)
{
	struct jv fn, few[4], *args = few, v;
	const char *outer = x->calling, *name = called_name(n);
	size_t count = 0;

	if (n->tail) {
		x->tail.node = n;
		x->tail.input = input;
		x->tail.frame = f;
		return (struct jv){ .tag = JV_TAIL };
	}
	fn = jeval(x, n->a, input, f);
	if (fn.tag == JV_UNDEF && n->a->kind == JN_PATH && is_a_variable(f, name)) {
		x->offset = n->offset;
		jfail(x, "T1005", "Attempted to invoke a non-function. Did you mean $%s?", name);
	}
	if (n->n + 1 > ARRAY_LEN(few))
		args = jalloc(x, (n->n + 1) * sizeof *args);
	if (first)
		args[count++] = *first;
	for (size_t i = 0; i < n->n; i++)
		args[count++] = jeval(x, n->list[i], input, f);
	x->offset = n->offset;
	x->calling = name ? name : outer;
	x->caller = f;
	v = japply(x, fn, args, count, input, name);
	x->calling = outer;
	return v;
}

struct jv jpartial(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f)
{
	struct jfun *p = jalloc(x, sizeof *p);

	memset(p, 0, sizeof *p);
	p->kind = JF_PARTIAL;
	p->n = n->n;
	p->args = jalloc(x, (n->n + 1) * sizeof *p->args);
	for (size_t i = 0; i < n->n; i++) {
		if (n->list[i]->kind == JN_PLACEHOLDER)
			p->args[i] = (struct jv){ .tag = JV_TAIL };
		else
			p->args[i] = jeval(x, n->list[i], input, f);
	}
	p->f = jeval(x, n->a, input, f);
	x->offset = n->offset;
	if (p->f.tag == JV_UNDEF && n->a->kind == JN_PATH && is_a_variable(f, called_name(n)))
		jfail(x, "T1007", "Attempted to partially apply a non-function. Did you mean $%s?", called_name(n));
	if (p->f.tag != JV_FUN)
		jfail(x, "T1008", "Attempted to partially apply a non-function");
	return (struct jv){ .tag = JV_FUN, .u.fun = p };
}

/* --- transforms ---------------------------------------------------------------------------------------------------------------------- */

static void delete_keys(struct jrun *x, struct jv match, struct jv names)
{
	const struct jv *v = &names;
	uint32_t n = 1;

	if (names.tag == JV_UNDEF)
		return;
	if (names.tag == JV_ARR) {
		v = names.u.arr->v;
		n = names.u.arr->n;
	}
	for (uint32_t i = 0; i < n; i++)
		if (v[i].tag != JV_STR)
			jfail(x, "T2012", "The delete clause of the transform expression must evaluate to a string or array of strings: %s",
				jshow(x, names));
	for (uint32_t i = 0; i < n && match.tag == JV_OBJ && !match.node; i++)
		jobj_remove(match.u.obj, v[i].u.str, v[i].len);
}

static void transform_one(struct jrun *x, const struct jfun *f, struct jv match)
{
	struct jv update = jeval(x, f->node->b, match, f->frame);
	struct jwalk w = {0};

	x->offset = f->node->offset;
	if (update.tag != JV_UNDEF && update.tag != JV_OBJ)
		jfail(x, "T2011", "The insert/update clause of the transform expression must evaluate to an object: %s", jshow(x, update));
	if (update.tag == JV_OBJ && match.tag == JV_OBJ && !match.node)
		while (jobj_walk(x, update, &w))
			jobj_set(x, match.u.obj, w.key, w.len, w.v);
	if (f->node->c)
		delete_keys(x, match, jeval(x, f->node->c, match, f->frame));
}

/* $clone may mean something else here. */
static struct jv clone_by(struct jrun *x, const struct jfun *f, struct jv input)
{
	struct jv clone, *arg;

	if (!jframe_find(f->frame, "clone", jhash("clone", 5), &clone))
		return jclone(x, input);
	if (clone.tag != JV_FUN)
		jfail(x, "T2013", "The transform expression clones the input object using the $clone() function.  This has been overridden in the "
			"current scope by a non-function.");
	arg = jalloc(x, sizeof *arg);
	*arg = input;
	return japply(x, clone, arg, 1, JNULL, NULL);
}

struct jv jtransform(struct jrun *x, const struct jfun *f, struct jv input)
{
	struct jv copy, matches;

	if (input.tag == JV_UNDEF)
		return input;
	if (input.tag != JV_OBJ && input.tag != JV_ARR)
		jfail(x, "T0410", "Argument 1 of function %s does not match function signature", jquoted(x, x->calling));
	copy = clone_by(x, f, input);
	matches = jeval(x, f->node->a, copy, f->frame);
	if (matches.tag == JV_ARR)
		for (uint32_t i = 0; i < matches.u.arr->n; i++)
			transform_one(x, f, matches.u.arr->v[i]);
	else if (matches.tag != JV_UNDEF)
		transform_one(x, f, matches);
	return copy;
}
