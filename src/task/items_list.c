/* Listings: their entries as items, or the objects behind them. */
#include <stdlib.h>

#include "task/items_private.h"

/* An entry as ListObjectsV2 gives it. NULL with a fault. */
static cJSON *entry_item(const struct s3_entry *e, struct s3_fault *f)
{
	char *etag = s3_entry_etag(e, f);
	cJSON *o;

	if (!etag)
		return NULL;
	o = cJSON_CreateObject();
	json_add(o, "Etag", cJSON_CreateString(etag));
	json_add(o, "Key", cJSON_CreateString(e->key));
	json_add(o, "LastModified", json_new_int(e->modified_s));
	json_add(o, "Size", json_new_int(e->size));
	json_add(o, "StorageClass", cJSON_CreateString("STANDARD"));
	free(etag);
	return o;
}

bool items_list_page(struct s3_list *l, struct items_page *p, bool *end, struct s3_fault *f)
{
	struct s3_entry e;
	cJSON *item;

	while (!items_page_full(p)) {
		if (!s3_list_next(l, &e, f)) {
			*end = true;
			return !f->text.len;
		}
		item = entry_item(&e, f);
		if (!item)
			return false;
		items_page_add_take(p, item, json_print_size(item));
	}
	return true;
}

struct listing {
	struct items_objects base;
	char *bucket;
	struct s3_list *list;
};

static bool listing_next(struct items_objects *s, const char **bucket, const char **key, struct s3_fault *f)
{
	struct listing *l = (struct listing *)s;
	struct s3_entry e;

	if (!s3_list_next(l->list, &e, f))
		return false;
	*bucket = l->bucket;
	*key = e.key;
	return true;
}

static void listing_free(struct items_objects *s)
{
	struct listing *l = (struct listing *)s;

	s3_list_close(l->list);
	free(l->bucket);
	free(l);
}

struct items_objects *items_listing_objects(const char *dir, const char *bucket, const char *prefix, struct s3_fault *f)
{
	static const struct items_objects_ops ops = {.next = listing_next, .free = listing_free};
	struct s3_list *list = s3_list_open(dir, bucket, prefix, f);
	struct listing *l;

	if (!list)
		return NULL;
	l = xcalloc(1, sizeof *l);
	l->base.ops = &ops;
	l->bucket = xstrdup(bucket);
	l->list = list;
	return &l->base;
}
