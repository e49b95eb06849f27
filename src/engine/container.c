/*
 * Parallel and Map: a family of threads (ASL.md 7.6, 7.7). A Map's threads take one item after the other, so that there are never more
 * of them than may run at once; events of success are leaves, and what follows points past them.
 */
#include <stdlib.h>

#include "engine/internal.h"

/* An inline Map never has more iterations running than this, whatever its MaxConcurrency. */
#define INLINE_CONCURRENCY_MAX 40
/* Bytes of all outputs of a family together, before anything is selected from them. */
#define GATHERED_MAX (64u << 20)

static struct family *family_new(struct thread *t, size_t n, size_t n_children)
{
	struct family *f = xcalloc(1, sizeof *f);

	f->n = n;
	f->outputs = xcalloc(n, sizeof *f->outputs);
	f->children = xcalloc(n_children, sizeof *f->children);
	f->n_children = n_children;
	f->last = t->last;
	t->family = f;
	return f;
}

void family_free(struct engine *x, struct thread *t)
{
	struct family *f = t->family;

	t->family = NULL;
	for (size_t i = 0; i < f->n_children; i++)
		if (f->children[i])
			thread_drop(x, f->children[i]);
	for (size_t i = 0; i < f->n; i++)
		value_unref(f->outputs[i]);
	value_unref(f->items);
	free(f->outputs);
	free(f->children);
	free(f);
}

static void add_child(struct engine *x, struct thread *t, const struct asl_scope *scope, size_t slot, struct value *input)
{
	struct thread *c = thread_new(x, t, scope, input);

	c->slot = c->item = slot;
	t->family->children[slot] = c;
}

/* --- Parallel ----------------------------------------------------------------------------------------------------------- */

static void start_branches(struct engine *x, struct thread *t)
{
	const struct asl_state *s = t->state;
	struct value *input = flow_arguments(x, t);

	if (!input)
		return;
	t->last = emit_in(x, t, EV_ParallelStateStarted, t->last, NULL, NULL);
	family_new(t, s->n_scopes, s->n_scopes);
	thread_go(x, t, PHASE_FAMILY);
	for (size_t i = 0; i < s->n_scopes; i++)
		add_child(x, t, s->scopes[i], i, input);
	t->family->started = s->n_scopes;
	value_unref(input);
}

/* --- Map ---------------------------------------------------------------------------------------------------------------- */

/* A distributed Map takes an object too: its members are the items. */
static bool can_map_over(const struct value *v, bool object)
{
	return cJSON_IsArray(value_node(v)) || (object && cJSON_IsObject(value_node(v)));
}

static struct value *items_by_path(struct engine *x, struct thread *t, bool object)
{
	const struct asl_path *p = &t->state->items_path;
	struct str why = {0}, text = {0};
	struct value *v;

	if (!p->present || p->is_null)
		v = value_ref(t->effective);
	else
		v = flow_path(x, t, p->path, t->effective, &why);
	if (!v)
		str_addf(&text, "Invalid path '%s' : %s", path_text(p->path), str_get(&why));
	else if (!can_map_over(v, object))
		str_addf(&text, "Reference path \"%s\" must point to array.", p->path ? path_text(p->path) : "$");
	if (text.len) {
		fail_runtime(x, t, str_get(&text));
		value_unref(v);
		v = NULL;
	}
	str_done(&why);
	str_done(&text);
	return v;
}

/* The same in JSONata, where the error can be caught. */
static struct value *items_evaluated(struct engine *x, struct thread *t, bool object)
{
	static const struct flow_field field = {.name = "Items"};
	const struct jtmpl *tm = t->state->jsonata.items;
	struct value *v = tm ? flow_evaluate(x, t, tm, &field, NULL) : value_ref(t->input);
	struct str why = {0};

	if (!v || can_map_over(v, object))
		return v;
	if (tm && jtmpl_root(tm)) {
		flow_wrong_type(x, t, jtmpl_root(tm), &field, "", "array", v);
	} else {
		str_addf(&why, "Map state input must be an array but was: %s", value_text(v));
		fail_evaluation(x, t, NULL, NULL, str_get(&why));
		str_done(&why);
	}
	value_unref(v);
	return NULL;
}

struct value *container_items(struct engine *x, struct thread *t, bool object)
{
	return t->state->language == ASL_JSONATA ? items_evaluated(x, t, object) : items_by_path(x, t, object);
}

static void start_inline(struct engine *x, struct thread *t, int64_t limit)
{
	struct event_more *more;
	struct value *items;
	size_t n, at_once;

	x->stage = PROBE_ITEMS;
	items = container_items(x, t, false);
	if (!items)
		return;
	probe_tell(x, PROBE_ITEMS, t->state->items_path.present || t->state->jsonata.items, items);
	n = json_count(value_node(items));
	more = event_more_new();
	more->length = (int64_t)n;
	t->last = emit_in(x, t, EV_MapStateStarted, t->last, NULL, more);
	at_once = limit && limit < INLINE_CONCURRENCY_MAX ? (size_t)limit : INLINE_CONCURRENCY_MAX;
	family_new(t, n, at_once < n ? at_once : n);
	t->family->items = items;
	t->family->next_item = value_node(items)->child;
	thread_go(x, t, n ? PHASE_ITEMS : PHASE_GATHERED);
}

static void start_items(struct engine *x, struct thread *t)
{
	int64_t limit;

	if (!flow_integer(x, t, &t->state->max_concurrency, "MaxConcurrency", 0, &limit))
		return;
	if (t->state->distributed)
		map_run_begin(x, t, limit);
	else
		start_inline(x, t, limit);
}

void work_container(struct engine *x, struct thread *t)
{
	value_unref(t->context);		/* RetryCount */
	t->context = NULL;
	if (!flow_input(x, t))
		return;
	if (t->state->type == ASL_PARALLEL)
		start_branches(x, t);
	else
		start_items(x, t);
}

/* What the iteration of c begins with. NULL: failed. */
static struct value *item_input(struct engine *x, struct thread *t, struct thread *c)
{
	const struct asl_state *s = t->state;
	const struct tmpl *tm = s->item_selector ? s->item_selector : s->parameters;
	struct str why = {0};
	struct flow_env f;
	struct value *v;

	if (s->jsonata.item_selector)
		return flow_evaluate(x, t, s->jsonata.item_selector, &(struct flow_field){.name = "ItemSelector", .child = c}, NULL);
	if (!tm)
		return value_ref(c->item_value);
	flow_env_open(&f, x, t, t->effective);
	f.item = c;
	v = tmpl_eval(tm, &f.env, &why);
	flow_env_close(&f);
	if (!v)
		fail_runtime(x, t, str_get(&why));
	str_done(&why);
	return v;
}

/* c takes the next item of t's Map; the event points at prev. */
static void take_item(struct engine *x, struct thread *t, struct thread *c, int32_t prev)
{
	struct family *f = t->family;
	struct event_more *more = event_more_new();
	struct value *input;

	c->item = f->started++;
	c->iteration = (int)c->item;
	value_unref(c->item_value);
	c->item_value = value_part(f->items, f->next_item);
	f->next_item = f->next_item->next;
	more->index = (int64_t)c->item;
	c->last = emit(x, (struct event){
		.prev = prev,
		.state = t->state->index,
		.type = EV_MapIterationStarted,
		.name = x->info[t->state->index].name,
		.more = more,
	});
	input = item_input(x, t, c);
	if (!input)
		return;
	probe_tell(x, PROBE_ITEM_SELECTOR, input != c->item_value, input);
	value_unref(c->input);
	c->input = input;
	thread_enter(x, c, c->scope->start);
}

/* In the place `slot` of the family. */
void container_start_item_at(struct engine *x, struct thread *t, size_t slot)
{
	add_child(x, t, t->state->scopes[0], slot, NULL);
	take_item(x, t, t->family->children[slot], t->last);
}

/* PHASE_ITEMS: one of the first iterations, as many as may run at once. */
void container_start_item(struct engine *x, struct thread *t)
{
	struct family *f = t->family;
	size_t slot = f->started;

	if (slot + 1 >= f->n_children)
		thread_go(x, t, PHASE_FAMILY);
	container_start_item_at(x, t, slot);
}

/* PHASE_ITERATION: a thread whose item is done takes the next. */
void container_begin_iteration(struct engine *x, struct thread *c)
{
	struct family *f = c->parent->family;

	if (f->started < f->n) {
		take_item(x, c->parent, c, c->last);
		return;
	}
	f->children[c->slot] = NULL;	/* it stood still, and others have taken what was left */
	thread_drop(x, c);
}

static int32_t emit_iteration_succeeded(struct engine *x, struct thread *t, struct thread *c)
{
	struct event_more *more = event_more_new();

	more->index = (int64_t)c->item;
	return emit(x, (struct event){
		.prev = c->last,
		.state = t->state->index,
		.type = EV_MapIterationSucceeded,
		.name = x->info[t->state->index].name,
		.more = more,
	});
}

/* PHASE_END of a branch or an iteration: its output is c->input. */
void container_child_ended(struct engine *x, struct thread *c)
{
	struct thread *t = c->parent;
	struct family *f = t->family;

	f->outputs[c->item] = value_ref(c->input);
	f->ended++;
	f->last = t->state->type == ASL_MAP ? emit_iteration_succeeded(x, t, c) : c->last;
	thread_forget_hold(x, c);		/* it was of the iteration that has ended */
	if (t->state->type == ASL_MAP && f->started < f->n) {
		variables_forget(x, c);
		thread_go(x, c, PHASE_ITERATION);
		return;
	}
	f->children[c->slot] = NULL;
	thread_drop(x, c);
	if (f->ended == f->n)
		thread_go(x, t, PHASE_GATHERED);
}

/* Outputs are shared and cost nothing, their array does: whatever ResultSelector would leave of it, this is too much. */
static bool may_gather(const struct engine *x, const struct family *f)
{
	size_t sum = 0, limit = x->max_payload > GATHERED_MAX ? x->max_payload : GATHERED_MAX;

	for (size_t i = 0; i < f->n && sum <= limit; i++)
		sum += value_size(f->outputs[i]);
	return sum <= limit;
}

/* PHASE_GATHERED: …StateSucceeded, which is a leaf, and the outputs in order of branch or item. */
void container_gathered(struct engine *x, struct thread *t)
{
	struct family *f = t->family;
	cJSON *list;

	if (!may_gather(x, f)) {
		t->last = f->last;
		fail_too_large(x, t);
		return;
	}
	list = cJSON_CreateArray();
	for (size_t i = 0; i < f->n; i++)
		cJSON_AddItemToArray(list, json_copy(value_node(f->outputs[i])));
	emit_in(x, t, t->state->type == ASL_MAP ? EV_MapStateSucceeded : EV_ParallelStateSucceeded, f->last, NULL, NULL);
	t->last = f->last;
	family_free(x, t);
	value_unref(t->result);
	t->result = value_take(list);
	if (t->result)
		thread_go(x, t, PHASE_RESULT);
	else
		fail_runtime(x, t, "The outputs are nested too deeply.");
}
