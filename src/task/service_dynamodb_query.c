/*
 * DynamoDB: query and scan. An index needs no declaration here: a query with IndexName takes the items that have the attributes of its
 * condition, in order of the second one.
 */
#include <stdlib.h>
#include <string.h>

#include "task/service_dynamodb.h"

/* What a query asks for: attributes of the key it uses. */
struct key_use {
	const char *partition, *sort;	/* sort NULL: no condition on it, or no such attribute */
};

/* An item that matches, in order. */
struct hit {
	const cJSON *item, *by;		/* by: the value that orders; NULL: none */
	size_t n;
};

struct hits {
	VEC(struct hit) list;
};

/* --- the key condition -------------------------------------------------------------------------------------------------------------- */

static bool is_key_comparison(const struct dynamo_node *n)
{
	switch (n->kind) {
	case DYN_EQ:
	case DYN_LT:
	case DYN_LE:
	case DYN_GT:
	case DYN_GE:
	case DYN_BETWEEN:
	case DYN_BEGINS_WITH:
		return n->args->kind == DYN_PATH && !n->args->path->next && n->args->next->kind == DYN_VALUE;
	default:
		return false;
	}
}

/* One or two comparisons, joined by AND; one of them is an equality. */
static bool read_condition(struct dynamo_request *q, struct key_use *use)
{
	const struct dynamo_node *n = q->key_condition->condition, *a = n->kind == DYN_AND ? n->args : n, *b = n->kind == DYN_AND ? a->next : NULL;
	const char *known[2];
	size_t n_known = dynamo_table_key(q->table, known);

	if ((b && b->kind == DYN_AND) || a->kind == DYN_AND)
		return dynamo_invalid(q, "Conditions can be of length 1 or 2 only");
	if (!is_key_comparison(a) || (b && !is_key_comparison(b)))
		return dynamo_invalid(q, "Query key condition not supported");
	if (b && (a->kind != DYN_EQ || (b->kind == DYN_EQ && n_known && strcmp(b->args->path->name, known[0]) == 0))) {
		const struct dynamo_node *t = a;

		a = b;
		b = t;
	}
	if (a->kind != DYN_EQ)
		return dynamo_invalid(q, "Query key condition not supported");
	*use = (struct key_use){.partition = a->args->path->name, .sort = b ? b->args->path->name : NULL};
	return true;
}

static bool is_one_of(const char *name, const char *const *names, size_t n)
{
	return strcmp(name, names[0]) == 0 || (n == 2 && strcmp(name, names[1]) == 0);
}

static bool uses_key(const struct key_use *use, const char *const *known, size_t n)
{
	return n && is_one_of(use->partition, known, n) && (!use->sort || (n == 2 && is_one_of(use->sort, known, n)));
}

/* On the table itself the attributes must be its key, or tell what it is; an index has its own. */
static bool fits_key(struct dynamo_request *q, struct key_use *use)
{
	const char *names[2] = {use->partition, use->sort}, *known[2];
	size_t n = dynamo_table_key(q->table, known);

	if (json_get_string(q->c->in, "IndexName"))
		return true;
	if (!uses_key(use, known, n)) {
		dynamo_table_learn(q->c->o->data, q->table, names, use->sort ? 2 : 1);
		n = dynamo_table_key(q->table, known);
	}
	if (!is_one_of(use->partition, known, n)) {
		str_addf(&q->why, "Query condition missed key schema element: %s", known[0]);
		return dynamo_invalid(q, str_get(&q->why));
	}
	if (!uses_key(use, known, n))
		return dynamo_invalid(q, "Query key condition not supported");
	if (n == 2)
		use->sort = strcmp(use->partition, known[0]) == 0 ? known[1] : known[0];
	return true;
}

/* --- hits ------------------------------------------------------------------------------------------------------------------------------ */

static int by_sort(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;
	int order = 0;

	if (x->by && y->by && dynamo_value_compare(x->by, y->by, &order) && order)
		return order;
	return x->n < y->n ? -1 : 1;
}

static void hits_add(const struct dynamo_request *q, const char *sort, struct hits *hits)
{
	for (size_t i = 0; i < q->table->items.n; i++) {
		const cJSON *item = value_node(q->table->items.v[i].value);
		struct hit h = {.item = item, .by = sort ? json_get(item, sort) : NULL, .n = i};

		if (q->key_condition && !dynamo_holds(q->key_condition->condition, item))
			continue;
		VEC_PUSH(&hits->list, h);
	}
	if (hits->list.n && sort)
		qsort(hits->list.v, hits->list.n, sizeof hits->list.v[0], by_sort);
}

static void reverse(struct hits *hits)
{
	for (size_t i = 0; i < hits->list.n / 2; i++) {
		struct hit t = hits->list.v[i];

		hits->list.v[i] = hits->list.v[hits->list.n - 1 - i];
		hits->list.v[hits->list.n - 1 - i] = t;
	}
}

/* Behind the item that ExclusiveStartKey names; 0 without one; SIZE_MAX: the call has failed. */
static size_t first_hit(struct dynamo_request *q, const struct hits *hits)
{
	const cJSON *n = json_get(q->c->in, "ExclusiveStartKey");
	cJSON *start = n && !cJSON_IsNull(n) ? dynamo_item_read(n, &q->why) : NULL, *key = NULL;
	size_t at = 0;
	bool found = false;

	if (q->why.len) {
		dynamo_invalid(q, str_get(&q->why));
		return SIZE_MAX;
	}
	for (; start && at < hits->list.n && !found; at++) {
		key = dynamo_table_key_of(q->table, hits->list.v[at].item);
		found = key->child != NULL;
		for (const cJSON *a = key->child; a; a = a->next)
			found &= json_get(start, a->string) && dynamo_value_equal(a, json_get(start, a->string));
		cJSON_Delete(key);
	}
	cJSON_Delete(start);
	return at;
}

static void add_item(struct dynamo_request *q, cJSON *items, const cJSON *item)
{
	cJSON *part = q->projection ? dynamo_project(q->projection->list, item) : NULL;

	json_append(items, dynamo_item_write(part ? part : item, q->c->form == FORM_SDK));
	cJSON_Delete(part);
}

/* A page: at most Limit items are looked at, those that the filter lets through are given. */
static bool give(struct dynamo_request *q, const struct hits *hits)
{
	bool count_only = str_is(json_get_string(q->c->in, "Select"), "COUNT");
	size_t at = first_hit(q, hits), scanned = 0, n = 0, bytes = 0;
	cJSON *items = cJSON_CreateArray(), *last = NULL;
	int64_t limit = INT64_MAX;

	json_int(json_get(q->c->in, "Limit"), 1, INT64_MAX, &limit);
	if (at == SIZE_MAX) {
		cJSON_Delete(items);
		return false;
	}
	for (; at < hits->list.n && (int64_t)scanned < limit; at++, scanned++) {
		const cJSON *item = hits->list.v[at].item;

		bytes += dynamo_item_bytes(item);
		if (q->filter && !dynamo_holds(q->filter->condition, item))
			continue;
		n++;
		if (!count_only)
			add_item(q, items, item);
	}
	if (at < hits->list.n || ((int64_t)scanned == limit && scanned))
		last = dynamo_table_key_of(q->table, hits->list.v[at - 1].item);
	json_set(q->c->out, "Count", json_new_int((int64_t)n));
	if (count_only)
		cJSON_Delete(items);
	else
		json_set(q->c->out, "Items", items);
	if (last)
		json_set(q->c->out, "LastEvaluatedKey", dynamo_item_write(last, q->c->form == FORM_SDK));
	json_set(q->c->out, "ScannedCount", json_new_int((int64_t)scanned));
	dynamo_add_capacity(q, bytes ? (double)((bytes + 4095) / 4096) * 0.5 : 0.5);
	cJSON_Delete(last);
	return true;
}

/* --- actions ------------------------------------------------------------------------------------------------------------------------------ */

static bool begin(struct dynamo_request *q, struct service_call *c)
{
	return dynamo_request_begin(q, c) && dynamo_request_expression(q, "FilterExpression", DYNAMO_CONDITION, &q->filter) &&
		dynamo_request_expression(q, "ProjectionExpression", DYNAMO_PROJECTION, &q->projection);
}

static bool query(struct dynamo_request *q)
{
	struct hits hits = {0};
	struct key_use use = {0};
	bool ok;

	if (!dynamo_request_expression(q, "KeyConditionExpression", DYNAMO_CONDITION, &q->key_condition))
		return false;
	if (!q->key_condition)
		return dynamo_invalid(q, "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
	if (!dynamo_request_ready(q, "KeyConditionExpression is null") || !read_condition(q, &use) || !fits_key(q, &use))
		return false;
	hits_add(q, use.sort, &hits);
	if (cJSON_IsFalse(json_get(q->c->in, "ScanIndexForward")))
		reverse(&hits);
	ok = give(q, &hits);
	VEC_DONE(&hits.list);
	return ok;
}

bool dynamodb_query(struct service_call *c)
{
	struct dynamo_request q;
	bool ok = begin(&q, c) && query(&q);

	dynamo_request_done(&q);
	return ok;
}

bool dynamodb_scan(struct service_call *c)
{
	struct dynamo_request q;
	struct hits hits = {0};
	bool ok = begin(&q, c) && dynamo_request_ready(&q, "FilterExpression is null");

	if (ok) {
		hits_add(&q, NULL, &hits);
		ok = give(&q, &hits);
	}
	VEC_DONE(&hits.list);
	dynamo_request_done(&q);
	return ok;
}
