/* What is to be read, and pages of it. */
#include "task/items.h"

#include <stdlib.h>
#include <string.h>

#include "task/items_private.h"

struct items {
	char *dir;
	cJSON *config;
	struct s3_fault fault;			/* of opening: told by the first items_next() */
	bool ended;

	struct s3_list *list;			/* the listing itself is what is read; NULL: objects are */
	struct items_objects *objects;
	items_reader_fn read;
	struct items_reader *reader;		/* of the current object; NULL: between two */
	struct str source;
};

static const struct input_type {
	const char *name;
	items_reader_fn read;
} input_types[] = {
	{"CSV", items_csv_new},
	{"JSON", items_json_new},
	{"JSONL", items_json_lines_new},
};

/* --- a single object ----------------------------------------------------------------------------------------------------- */

struct single {
	struct items_objects base;
	char *bucket, *key;
	bool told;
};

static bool single_next(struct items_objects *s, const char **bucket, const char **key, struct s3_fault *f)
{
	struct single *one = (struct single *)s;

	(void)f;
	*bucket = one->bucket;
	*key = one->key;
	return !one->told && (one->told = true);
}

static void single_free(struct items_objects *s)
{
	struct single *one = (struct single *)s;

	free(one->bucket);
	free(one->key);
	free(one);
}

static struct items_objects *single_new(const char *bucket, const char *key)
{
	static const struct items_objects_ops ops = {.next = single_next, .free = single_free};
	struct single *one = xcalloc(1, sizeof *one);

	one->base.ops = &ops;
	one->bucket = xstrdup(bucket ? bucket : "");
	one->key = xstrdup(key ? key : "");
	return &one->base;
}

/* --- opening ---------------------------------------------------------------------------------------------------------------- */

static bool choose_reader(struct items *it, const char *type)
{
	for (size_t i = 0; i < ARRAY_LEN(input_types); i++)
		if (str_is(type, input_types[i].name))
			it->read = input_types[i].read;
	if (it->read)
		return true;
	it->fault.host = true;
	str_addf(&it->fault.text, "items of the InputType %s cannot be read here; CSV, JSON and JSONL can", type ? type : "(none)");
	return false;
}

static void open_listing(struct items *it, const char *bucket, const char *prefix)
{
	if (!str_is(json_get_string(it->config, "Transformation"), "LOAD_AND_FLATTEN")) {
		it->list = s3_list_open(it->dir, bucket, prefix, &it->fault);
		str_addf(&it->source, "S3://%s", bucket ? bucket : "");
	} else if (choose_reader(it, json_get_string(it->config, "InputType"))) {
		it->objects = items_listing_objects(it->dir, bucket, prefix, &it->fault);
	}
}

/* InputType MANIFEST alone is the older way to name an inventory. */
static void open_object(struct items *it, const char *bucket, const char *key)
{
	const char *type = json_get_string(it->config, "InputType"), *manifest = json_get_string(it->config, "ManifestType");

	if (str_is(manifest, "S3_INVENTORY") || (!manifest && str_is(type, "MANIFEST")))
		it->objects = items_inventory(it->dir, bucket, key, &it->fault);
	else if (!choose_reader(it, type))
		return;
	else if (str_is(manifest, "ATHENA_DATA"))
		it->objects = items_athena(it->dir, bucket, key, &it->fault);
	else
		it->objects = single_new(bucket, key);
}

struct items *items_open(const char *dir, const cJSON *request)
{
	struct items *it = xcalloc(1, sizeof *it);
	const cJSON *parameters = json_get(request, "Parameters"), *config = json_get(request, "ReaderConfig");
	const char *bucket = json_get_string(parameters, "Bucket");

	it->dir = xstrdup(dir);
	it->config = config ? json_copy(config) : cJSON_CreateObject();
	if (cJSON_IsTrue(json_get(request, "List")))
		open_listing(it, bucket, json_get_string(parameters, "Prefix"));
	else
		open_object(it, bucket, json_get_string(parameters, "Key"));
	return it;
}

static void reader_close(struct items *it)
{
	if (it->reader)
		it->reader->ops->free(it->reader);
	it->reader = NULL;
}

void items_close(struct items *it)
{
	if (!it)
		return;
	reader_close(it);
	if (it->objects)
		it->objects->ops->free(it->objects);
	s3_list_close(it->list);
	s3_fault_done(&it->fault);
	str_done(&it->source);
	cJSON_Delete(it->config);
	free(it->dir);
	free(it);
}

/* --- pages ------------------------------------------------------------------------------------------------------------------- */

void items_page_add_take(struct items_page *p, cJSON *item, size_t bytes)
{
	if (!p->list)
		p->list = cJSON_CreateArray();
	json_append(p->list, item);
	p->n++;
	p->bytes += bytes;
}

/* Goes on to the next object. False: there is none, or a fault. */
static bool next_object(struct items *it, struct s3_fault *f)
{
	const char *bucket, *key;
	struct s3_object *o;

	if (!it->objects->ops->next(it->objects, &bucket, &key, f))
		return false;
	str_reset(&it->source);
	str_addf(&it->source, "S3://%s/%s", bucket, key);
	o = s3_open(it->dir, bucket, key, f);
	if (!o)
		return false;
	if (it->objects->ops->reader)
		it->reader = it->objects->ops->reader(it->objects, o, f);
	else
		it->reader = it->read(o, it->config, f);
	return it->reader != NULL;
}

/* A page never holds items of two objects: they have different sources. */
static bool fill_page(struct items *it, struct items_page *p, struct s3_fault *f)
{
	bool end;

	if (it->list)
		return items_list_page(it->list, p, &it->ended, f);
	while (!p->n) {
		if (!it->reader && !next_object(it, f)) {
			it->ended = true;
			return !f->text.len;
		}
		end = false;
		if (!it->reader->ops->next(it->reader, p, &end, f))
			return false;
		if (end)
			reader_close(it);
	}
	return true;
}

enum items_outcome items_next(struct items *it, size_t max, struct value **page, const char **source, struct s3_fault *f)
{
	struct items_page p = {.max = max};
	struct value *v;

	if (it->fault.text.len) {
		f->host = it->fault.host;
		str_reset(&f->text);
		str_adds(&f->text, it->fault.text.p);
		return ITEMS_FAILED;
	}
	if (!it->ended && !fill_page(it, &p, f)) {
		cJSON_Delete(p.list);
		it->ended = true;
		return ITEMS_FAILED;
	}
	v = value_take(p.list ? p.list : cJSON_CreateArray());
	if (!v) {
		s3_refuse(f, "An item is nested too deeply.");
		return ITEMS_FAILED;
	}
	*page = v;
	*source = str_get(&it->source);
	return it->ended ? ITEMS_LAST : ITEMS_MORE;
}
