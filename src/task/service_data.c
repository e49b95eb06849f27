/* Documents in memory, in order of their keys. */
#include "task/service_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct service_data {
	VEC(struct service_container *) list;	/* by kind, then name */
	bool strict[SERVICE_KINDS];
	service_change_fn changed;
	uint64_t version;
	void *ctx;
};

static const char *const kind_texts[] = {
	[SERVICE_DYNAMODB] = "dynamodb", [SERVICE_SQS] = "sqs", [SERVICE_SNS] = "sns", [SERVICE_EVENTS] = "events", [SERVICE_S3] = "s3",
};

const char *service_kind_text(enum service_kind k)
{
	return kind_texts[k];
}

bool service_kind_find(const char *text, enum service_kind *out)
{
	for (size_t i = 0; i < ARRAY_LEN(kind_texts); i++)
		if (strcmp(kind_texts[i], text) == 0) {
			*out = (enum service_kind)i;
			return true;
		}
	return false;
}

struct service_data *service_data_new(void)
{
	return xcalloc(1, sizeof(struct service_data));
}

static void item_done(struct service_item *it)
{
	free(it->key);
	value_unref(it->value);
}

static void items_done(struct service_container *c)
{
	for (size_t i = 0; i < c->items.n; i++)
		item_done(&c->items.v[i]);
	VEC_DONE(&c->items);
}

static void container_free(struct service_container *c)
{
	items_done(c);
	value_unref(c->about);
	free(c->name);
	free(c);
}

void service_data_free(struct service_data *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->list.n; i++)
		container_free(d->list.v[i]);
	VEC_DONE(&d->list);
	free(d);
}

uint64_t service_data_version(const struct service_data *d)
{
	return d->version;
}

void service_data_on_change(struct service_data *d, service_change_fn fn, void *ctx)
{
	d->changed = fn;
	d->ctx = ctx;
}

static void tell(struct service_data *d, const struct service_container *c, const char *key, struct value *v, int64_t at_ms)
{
	d->version++;
	if (d->changed)
		d->changed(d->ctx, c, key, v, at_ms);
}

/* --- containers ----------------------------------------------------------------------------------------------------- */

static int container_order(const struct service_container *c, enum service_kind kind, const char *name)
{
	return c->kind != kind ? (c->kind < kind ? -1 : 1) : strcmp(c->name, name);
}

/* Where it is, or where it belongs. */
static size_t container_place(const struct service_data *d, enum service_kind kind, const char *name, bool *found)
{
	size_t i = 0;

	*found = false;
	while (i < d->list.n && container_order(d->list.v[i], kind, name) < 0)
		i++;
	*found = i < d->list.n && container_order(d->list.v[i], kind, name) == 0;
	return i;
}

struct service_container *service_data_find(const struct service_data *d, enum service_kind kind, const char *name)
{
	bool found;
	size_t i = container_place(d, kind, name, &found);

	return found ? d->list.v[i] : NULL;
}

static struct service_container *container_get(struct service_data *d, enum service_kind kind, const char *name)
{
	struct service_container *c;
	bool found;
	size_t i = container_place(d, kind, name, &found);

	if (found)
		return d->list.v[i];
	c = xcalloc(1, sizeof *c);
	c->kind = kind;
	c->name = xstrdup(name);
	d->version++;
	(void)VEC_ADD(&d->list);
	memmove(d->list.v + i + 1, d->list.v + i, (d->list.n - 1 - i) * sizeof d->list.v[0]);
	d->list.v[i] = c;
	return c;
}

struct service_container *service_data_use(struct service_data *d, enum service_kind kind, const char *name)
{
	struct service_container *c = service_data_find(d, kind, name);

	if (d->strict[kind])
		return c && c->declared ? c : NULL;
	return c ? c : container_get(d, kind, name);
}

struct service_container *service_data_declare(struct service_data *d, enum service_kind kind, const char *name)
{
	struct service_container *c = container_get(d, kind, name);

	c->declared = true;
	d->strict[kind] = true;
	return c;
}

void service_data_about(struct service_data *d, struct service_container *c, struct value *about)
{
	value_ref(about);
	value_unref(c->about);
	c->about = about;
	tell(d, c, NULL, about, 0);
}

void service_data_clear(struct service_data *d, struct service_container *c)
{
	bool found;
	size_t i = container_place(d, c->kind, c->name, &found);

	tell(d, c, NULL, NULL, 0);
	items_done(c);
	if (c->declared || !found)
		return;
	container_free(c);
	memmove(d->list.v + i, d->list.v + i + 1, (--d->list.n - i) * sizeof d->list.v[0]);
}

size_t service_data_count(const struct service_data *d)
{
	return d->list.n;
}

const struct service_container *service_data_at(const struct service_data *d, size_t i)
{
	return d->list.v[i];
}

/* --- items ---------------------------------------------------------------------------------------------------------- */

static size_t item_place(const struct service_container *c, const char *key, bool *found)
{
	size_t lo = 0, hi = c->items.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(c->items.v[mid].key, key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	*found = lo < c->items.n && strcmp(c->items.v[lo].key, key) == 0;
	return lo;
}

struct value *service_data_get(const struct service_container *c, const char *key)
{
	bool found;
	size_t i = item_place(c, key, &found);

	return found ? c->items.v[i].value : NULL;
}

void service_data_put(struct service_data *d, struct service_container *c, const char *key, struct value *v, int64_t at_ms)
{
	bool found;
	size_t i = item_place(c, key, &found);

	value_ref(v);
	if (found) {
		value_unref(c->items.v[i].value);
	} else {
		(void)VEC_ADD(&c->items);
		memmove(c->items.v + i + 1, c->items.v + i, (c->items.n - 1 - i) * sizeof c->items.v[0]);
		c->items.v[i].key = xstrdup(key);
	}
	c->items.v[i].value = v;
	c->items.v[i].at_ms = at_ms;
	tell(d, c, key, v, at_ms);
}

bool service_data_remove(struct service_data *d, struct service_container *c, const char *key)
{
	bool found;
	size_t i = item_place(c, key, &found);

	if (!found)
		return false;
	tell(d, c, key, NULL, 0);
	item_done(&c->items.v[i]);
	memmove(c->items.v + i, c->items.v + i + 1, (--c->items.n - i) * sizeof c->items.v[0]);
	return true;
}

void service_data_next_key(const struct service_container *c, char out[16])
{
	unsigned long long n = c->items.n ? strtoull(c->items.v[c->items.n - 1].key, NULL, 10) : 0;

	snprintf(out, 16, "%012llu", (n + 1) % 1000000000000ull);
}
