/*
 * From operators to paths. "a.b[1]^(c)" becomes one JN_PATH with steps, a step keeps its predicates as stages, and every parent operator
 * finds the step that provides it: slots wander outwards (pass_on) until a path has enough steps to the left of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "query/jsonata_ast.h"

static struct jnode *resolve(struct jreader *r, struct jnode *n);

static void *zeroed(struct jreader *r, size_t size)
{
	return memset(jarena_alloc(&r->x->arena, size), 0, size);
}

static void seek(struct jreader *r, struct jnode *n, struct jslot *slot)
{
	struct jslots *s = zeroed(r, sizeof *s), **end = &n->seeking;

	s->slot = slot;
	while (*end)
		end = &(*end)->next;
	*end = s;
}

/* What is sought inside child is sought by n. */
static void pass_on(struct jreader *r, struct jnode *n, const struct jnode *child)
{
	if (!child)
		return;
	for (const struct jslots *s = child->seeking; s; s = s->next)
		seek(r, n, s->slot);
	if (child->kind == JN_PARENT)
		seek(r, n, child->slot);
}

/* One step to the left. */
static void ask_step(struct jreader *r, struct jnode *n, struct jslot *slot)
{
	switch (n->kind) {
	case JN_NAME:
	case JN_WILDCARD:
		if (--slot->level)
			return;
		if (n->ancestor)
			slot->same_as = n->ancestor;
		else
			n->ancestor = slot;
		n->tuple = true;
		return;
	case JN_PARENT:
		slot->level++;
		return;
	case JN_BLOCK:
		if (n->n) {
			n->tuple = true;
			ask_step(r, n->list[n->n - 1], slot);
		}
		return;
	case JN_PATH:
		n->tuple = true;
		ask_step(r, n->list[n->n - 1], slot);
		for (size_t i = n->n - 1; slot->level > 0 && i-- > 0;)
			ask_step(r, n->list[i], slot);
		return;
	default:
		jread_fail(r, "S0217", n->offset, "The object representing the 'parent' cannot be derived from this expression");
	}
}

static void resolve_slot(struct jreader *r, struct jnode *path, struct jslot *slot)
{
	size_t i = path->n - 1;

	while (slot->level > 0) {
		struct jnode *step;

		if (i == 0) {
			seek(r, path, slot);
			return;
		}
		step = path->list[--i];
		while (i > 0 && step->focus && path->list[i - 1]->focus)
			step = path->list[--i];
		ask_step(r, step, slot);
	}
}

static void resolve_ancestors(struct jreader *r, struct jnode *path)
{
	const struct jnode *last = path->list[path->n - 1];

	for (const struct jslots *s = last->seeking; s; s = s->next)
		resolve_slot(r, path, s->slot);
	if (last->kind == JN_PARENT)
		resolve_slot(r, path, last->slot);
}

static struct jnode *path_of(struct jreader *r, struct jnode *step)
{
	struct jnode *p = zeroed(r, sizeof *p);

	p->kind = JN_PATH;
	p->offset = step->offset;
	p->depth = step->depth;
	p->list = jarena_alloc(&r->x->arena, sizeof *p->list);
	p->list[0] = step;
	p->n = 1;
	return p;
}

/* Room grows with the powers of two, so appending is cheap on the whole. */
static void path_push(struct jreader *r, struct jnode *p, struct jnode *step)
{
	if ((p->n & (p->n - 1)) == 0) {
		struct jnode **list = jarena_alloc(&r->x->arena, p->n * 2 * sizeof *list);

		memcpy(list, p->list, p->n * sizeof *list);
		p->list = list;
	}
	p->list[p->n++] = step;
}

static struct jnode *last_step(struct jnode *n)
{
	return n->kind == JN_PATH ? n->list[n->n - 1] : n;
}

static void path_flags(struct jreader *r, struct jnode *p)
{
	for (size_t i = 0; i < p->n; i++) {
		struct jnode *step = p->list[i];

		if (step->kind == JN_NUMBER)
			jread_fail(r, "S0213", step->offset, "The literal value %s cannot be used as a step within a path expression",
				jread_number(r, step->number));
		if (step->kind == JN_TRUE || step->kind == JN_FALSE || step->kind == JN_NULL)
			jread_fail(r, "S0213", step->offset, "The literal value %s cannot be used as a step within a path expression",
				step->kind == JN_TRUE ? "true" : step->kind == JN_FALSE ? "false" : "null");
		if (step->kind == JN_STRING)
			step->kind = JN_NAME;
		if (step->keep_array)
			p->keep_singleton = true;
	}
	if (p->list[0]->kind == JN_ARRAY)
		p->list[0]->cons_array = true;
	if (p->list[p->n - 1]->kind == JN_ARRAY)
		p->list[p->n - 1]->cons_array = true;
}

static struct jnode *resolve_dot(struct jreader *r, struct jnode *n)
{
	struct jnode *left = resolve(r, n->a), *p = left, *rest;

	if (left->kind != JN_PATH) {
		p = path_of(r, left);
		if (left->kind == JN_PARENT)
			seek(r, p, left->slot);
	}
	rest = resolve(r, n->b);
	if (rest->kind == JN_PATH && !rest->group && !rest->stages) {
		for (size_t i = 0; i < rest->n; i++)
			path_push(r, p, rest->list[i]);
		if (rest->keep_singleton)
			p->keep_singleton = true;
	} else {
		rest->inner = false;
		path_push(r, p, rest);
	}
	path_flags(r, p);
	resolve_ancestors(r, p);
	return p;
}

static struct jnode *resolve_subscript(struct jreader *r, struct jnode *n)
{
	struct jnode *left = resolve(r, n->a), *step = last_step(left), *filter;
	struct jstage *stage = zeroed(r, sizeof *stage), **end;

	step->inner = step->inner || left->kind != JN_PATH;
	if (step->group)
		jread_fail(r, "S0209", n->offset, "A predicate cannot follow a grouping expression in a step");
	filter = resolve(r, n->b);
	for (const struct jslots *s = filter->seeking; s; s = s->next) {
		if (s->slot->level == 1)
			ask_step(r, step, s->slot);
		else
			s->slot->level--;
	}
	if (filter->seeking)
		pass_on(r, step, filter);
	stage->filter = filter;
	for (end = &step->stages; *end;)
		end = &(*end)->next;
	*end = stage;
	return left;
}

static struct jnode *resolve_list(struct jreader *r, struct jnode *n)
{
	for (size_t i = 0; i < n->n; i++) {
		n->list[i] = resolve(r, n->list[i]);
		pass_on(r, n, n->list[i]);
	}
	return n;
}

static struct jnode *resolve_group(struct jreader *r, struct jnode *n)
{
	struct jnode *left = resolve(r, n->a);

	if (left->group)
		jread_fail(r, "S0210", n->offset, "Each step can only have one grouping expression");
	left->group = resolve_list(r, n->b);
	return left;
}

static struct jnode *resolve_order(struct jreader *r, struct jnode *n)
{
	struct jnode *left = resolve(r, n->a), *p = left->kind == JN_PATH ? left : path_of(r, left);

	n->kind = JN_SORT;
	n->a = NULL;
	n->keep_array = false;			/* that is the path's */
	resolve_list(r, n);
	path_push(r, p, n);
	resolve_ancestors(r, p);
	return p;
}

static struct jnode *resolve_focus(struct jreader *r, struct jnode *n)
{
	struct jnode *left = resolve(r, n->a), *step = last_step(left);

	if (step->stages)
		jread_fail(r, "S0215", n->offset, "A context variable binding must precede any predicates on a step");
	if (step->kind == JN_SORT)
		jread_fail(r, "S0216", n->offset, "A context variable binding must precede the 'order-by' clause on a step");
	if (n->keep_array)
		step->keep_array = true;
	step->focus = n->b->text;
	step->tuple = true;
	return left;
}

static struct jnode *resolve_index(struct jreader *r, struct jnode *n)
{
	struct jnode *left = resolve(r, n->a), *p = left->kind == JN_PATH ? left : path_of(r, left), *step = last_step(p);

	if (p != left)
		step->inner = false;
	if (step->stages) {
		struct jstage *stage = zeroed(r, sizeof *stage), **end = &step->stages;

		stage->index = n->b->text;
		while (*end)
			end = &(*end)->next;
		*end = stage;
	} else {
		step->index = n->b->text;
	}
	step->tuple = true;
	return p;
}

/* Calls whose value is the lambda's: they must not grow the stack. */
static void mark_tail(struct jnode *n)
{
	while (n && !n->stages && (!n->group || n->kind == JN_CALL)) {
		if (n->kind == JN_CONDITION) {
			mark_tail(n->b);
			n = n->c;
		} else if (n->kind == JN_BLOCK && n->n) {
			n = n->list[n->n - 1];
		} else {
			if (n->kind == JN_CALL) {
				n->tail = true;
				n->group = NULL;		/* the reference loses it */
			}
			return;
		}
	}
}

static struct jnode *resolve_parts(struct jreader *r, struct jnode *n)
{
	struct jnode **parts[] = { &n->a, &n->b, &n->c };
	bool call = n->kind == JN_CALL || n->kind == JN_PARTIAL;

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (!*parts[i])
			continue;
		*parts[i] = resolve(r, *parts[i]);
		if (!call)
			pass_on(r, n, *parts[i]);
	}
	return resolve_list(r, n);
}

/* What is sought in there is not found: the reference does not hand it on. */
static struct jnode *resolve_apart(struct jreader *r, struct jnode *n)
{
	n->a = resolve(r, n->a);
	n->b = resolve(r, n->b);
	if (n->c)
		n->c = resolve(r, n->c);
	return n;
}

static struct jnode *resolve_block(struct jreader *r, struct jnode *n)
{
	resolve_list(r, n);
	for (size_t i = 0; i < n->n; i++) {
		const struct jnode *part = n->list[i];

		if (part->cons_array || (part->kind == JN_PATH && part->list[0]->cons_array))
			n->cons_array = true;
	}
	return n;
}

static struct jnode *resolve_negate(struct jreader *r, struct jnode *n)
{
	n->a = resolve(r, n->a);
	if (n->a->kind == JN_NUMBER && !n->a->stages) {
		n->a->number = -n->a->number;
		return n->a;
	}
	pass_on(r, n, n->a);
	return n;
}

static struct jnode *resolve_kind(struct jreader *r, struct jnode *n)
{
	struct jnode *p;
	char label[32];

	switch (n->kind) {
	case JN_END:
		jread_fail(r, "S0207", n->offset, "Unexpected end of expression");
	case JN_DOT:
		return resolve_dot(r, n);
	case JN_SUBSCRIPT:
		return resolve_subscript(r, n);
	case JN_GROUP:
		return resolve_group(r, n);
	case JN_ORDER:
		return resolve_order(r, n);
	case JN_FOCUS:
		return resolve_focus(r, n);
	case JN_INDEX:
		return resolve_index(r, n);
	case JN_NAME:
		p = path_of(r, n);
		p->keep_singleton = n->keep_array;
		return p;
	case JN_PARENT:
		n->slot = zeroed(r, sizeof *n->slot);
		n->slot->level = 1;
		snprintf(label, sizeof label, "!%u", r->parents++);
		n->slot->label = jtext_copy(&r->x->arena, label, strlen(label));
		return n;
	case JN_NEGATE:
		return resolve_negate(r, n);
	case JN_BLOCK:
		return resolve_block(r, n);
	case JN_LAMBDA:
		n->a = resolve(r, n->a);
		mark_tail(n->a);
		return n;
	case JN_TRANSFORM:
		return resolve_apart(r, n);
	case JN_APPLY:
		resolve_apart(r, n);
		n->keep_array = n->keep_array || n->a->keep_array || n->b->keep_array;
		return n;
	default:
		return resolve_parts(r, n);
	}
}

static struct jnode *resolve(struct jreader *r, struct jnode *n)
{
	bool keep = n->keep_array;
	struct jnode *out = resolve_kind(r, n);

	if (keep)
		out->keep_array = true;
	return out;
}

struct jnode *jresolve(struct jreader *r, struct jnode *tree)
{
	struct jnode *n = resolve(r, tree);

	if (n->kind == JN_PARENT || n->seeking)
		jread_fail(r, "S0217", n->offset, "The object representing the 'parent' cannot be derived from this expression");
	return n;
}
