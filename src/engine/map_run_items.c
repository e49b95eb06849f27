/* Items of a Map Run: out of pages, through ItemSelector, into batches; each input that comes out is one child's. */
#include <stdlib.h>

#include "engine/map_run.h"

/* What {"Items":[]}, and "BatchInput":, in front of it, are in bytes. */
#define BATCH_BASE_BYTES 12
#define BATCH_INPUT_BYTES 14

/* How many of a page count: no more than MaxItems in all. */
static int64_t count_page(struct map_run *run, struct value *page)
{
	int64_t n = (int64_t)json_count(value_node(page)), max = run->fields.max_items;

	if (!max || run->info->totals.items.total + n < max)
		return n;
	run->info->all_read = true;
	return max - run->info->totals.items.total;
}

void map_run_items_set(struct map_run *run, struct value *page, const char *source)
{
	int64_t n = count_page(run, page);

	run->info->totals.items.total += n;
	run->info->totals.items.pending += n;
	value_unref(run->page);
	run->page = value_ref(page);
	run->next = value_node(page)->child;
	if (source) {
		free(run->source);
		run->source = xstrdup(source);
	}
}

void map_run_items_done(struct map_run *run)
{
	value_unref(run->page);
	value_unref(run->carry);
	value_unref(run->probe.item_value);
	for (size_t i = 0; i < run->batch.n; i++)
		value_unref(run->batch.v[i]);
	VEC_DONE(&run->batch);
	free(run->source);
}

/* --- one item -------------------------------------------------------------------------------------------------------- */

/* A member of an object as the item that it is. */
static struct value *keyed_item(const cJSON *member)
{
	cJSON *item = cJSON_CreateObject();

	json_set(item, "Key", cJSON_CreateString(member->string));
	json_set(item, "Value", json_copy(member));
	return value_take(item);
}

/* The next item of the page as it is; the probe stands for its iteration. NULL: the page has no more. */
static struct value *raw_item(struct map_run *run)
{
	struct thread *probe = &run->probe;
	const cJSON *node = (int64_t)run->taken < run->info->totals.items.total ? run->next : NULL;

	if (!node)
		return NULL;
	run->next = node->next;
	value_unref(probe->item_value);
	probe->item_value = value_part(run->page, node);
	probe->item_key = cJSON_IsObject(value_node(run->page)) ? node->string : NULL;
	probe->item_source = run->source ? run->source : "STATE_DATA";
	probe->item = run->taken++;
	return probe->item_key ? keyed_item(node) : value_ref(probe->item_value);
}

static struct value *selected_by_template(struct engine *x, struct thread *t, const struct tmpl *tm)
{
	struct str why = {0}, cause = {0};
	struct flow_env f;
	struct value *v;

	flow_env_open(&f, x, t, t->effective);
	f.item = &t->run->probe;
	v = tmpl_eval(tm, &f.env, &why);
	flow_env_close(&f);
	if (!v) {
		fail_cause(&cause, t, str_get(&why));
		map_run_evaluation_failed(x, t, "States.Runtime", str_get(&cause));
	}
	str_done(&cause);
	str_done(&why);
	return v;
}

/* The next item through ItemSelector. *failed: that went wrong, and the Map Run with it. NULL otherwise: the page has no more. */
static struct value *selected_item(struct engine *x, struct thread *t, bool *failed)
{
	const struct asl_state *s = t->state;
	struct value *raw = raw_item(t->run), *v;

	*failed = false;
	if (!raw || (!s->item_selector && !s->jsonata.item_selector))
		return raw;
	if (s->item_selector)
		v = selected_by_template(x, t, s->item_selector);
	else
		v = flow_evaluate(x, t, s->jsonata.item_selector, &(struct flow_field){.name = "ItemSelector", .child = &t->run->probe}, NULL);
	value_unref(raw);
	*failed = !v;
	return v;
}

/* --- batches ----------------------------------------------------------------------------------------------------------- */

static size_t empty_batch_bytes(const struct map_run *run)
{
	struct value *input = run->fields.batch_input;

	return BATCH_BASE_BYTES + (input ? BATCH_INPUT_BYTES + value_size(input) : 0);
}

static size_t batch_bytes_max(const struct engine *x, const struct map_run *run)
{
	size_t limit = x->max_payload;

	return run->fields.batch_bytes && (size_t)run->fields.batch_bytes < limit ? (size_t)run->fields.batch_bytes : limit;
}

/* False: it has no room. The first one always has. */
static bool batch_add_take(struct engine *x, struct map_run *run, struct value *item)
{
	size_t bytes = value_size(item) + (run->batch.n ? 1 : 0);

	if (!run->batch.n)
		run->batch_bytes = empty_batch_bytes(run);
	else if (run->batch_bytes + bytes > batch_bytes_max(x, run))
		return false;
	run->batch_bytes += bytes;
	VEC_PUSH(&run->batch, item);
	return true;
}

static bool batch_is_full(const struct map_run *run)
{
	return run->carry || (run->fields.batch_items && run->batch.n >= (size_t)run->fields.batch_items);
}

static struct value *batch_take(struct map_run *run)
{
	cJSON *input = cJSON_CreateObject(), *items = cJSON_CreateArray();

	if (run->fields.batch_input)
		json_set(input, "BatchInput", json_copy(value_node(run->fields.batch_input)));
	for (size_t i = 0; i < run->batch.n; i++) {
		json_append(items, json_copy(value_node(run->batch.v[i])));
		value_unref(run->batch.v[i]);
	}
	run->batch.n = 0;
	json_set(input, "Items", items);
	return value_take(input);
}

/* --- the next input ------------------------------------------------------------------------------------------------------ */

static enum map_run_next nothing_here(const struct map_run *run)
{
	return run->info->all_read ? NEXT_NOTHING : NEXT_PAGE;
}

static enum map_run_next next_batch(struct engine *x, struct thread *t, struct value **input, size_t *n_items)
{
	struct map_run *run = t->run;

	while (!batch_is_full(run)) {
		struct value *item;
		bool failed;

		item = selected_item(x, t, &failed);
		if (failed)
			return NEXT_FAILED;
		if (!item && (!run->info->all_read || !run->batch.n))
			return nothing_here(run);
		if (!item)
			break;
		if (!batch_add_take(x, run, item))
			run->carry = item;
	}
	*n_items = run->batch.n;
	*input = batch_take(run);
	if (run->carry) {
		batch_add_take(x, run, run->carry);
		run->carry = NULL;
	}
	return NEXT_INPUT;
}

static enum map_run_next next_single(struct engine *x, struct thread *t, struct value **input, size_t *n_items)
{
	bool failed;

	*input = selected_item(x, t, &failed);
	*n_items = 1;
	if (failed)
		return NEXT_FAILED;
	return *input ? NEXT_INPUT : nothing_here(t->run);
}

enum map_run_next map_run_next_input(struct engine *x, struct thread *t, struct value **input, size_t *n_items)
{
	enum map_run_next next = t->state->batcher.node ? next_batch(x, t, input, n_items) : next_single(x, t, input, n_items);

	if (next == NEXT_INPUT && !*input) {
		map_run_evaluation_failed(x, t, "States.Runtime", "The input of a child execution is nested too deeply.");
		return NEXT_FAILED;
	}
	return next;
}
