/* Listings of S3: keys in order, pages, common prefixes; and the buckets. */
#include "task/service_s3.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define LIST_MAX 200000
#define FOLDERS_MAX 32
#define PAGE 1000

struct keys {
	VEC(char *) list;
};

static void keys_done(struct keys *k)
{
	for (size_t i = 0; i < k->list.n; i++)
		free(k->list.v[i]);
	VEC_DONE(&k->list);
}

static void keys_add(struct keys *k, const char *dir, const char *prefix, int level)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	struct stat st;

	while (d && (entry = readdir(d)) && k->list.n < LIST_MAX) {
		char *path, *key;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		path = path_join(dir, entry->d_name);
		key = xasprintf("%s%s", prefix, entry->d_name);
		if (stat(path, &st) == 0 && S_ISDIR(st.st_mode) && level < FOLDERS_MAX) {
			char *below = xasprintf("%s/", key);

			keys_add(k, path, below, level + 1);
			free(below);
		} else if (S_ISREG(st.st_mode)) {
			VEC_PUSH(&k->list, xstrdup(key));
		}
		free(path);
		free(key);
	}
	if (d)
		closedir(d);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static cJSON *content(const char *dir, const char *key)
{
	char *path = path_join(dir, key), *data = NULL;
	cJSON *one = cJSON_CreateObject();
	struct stat st;
	size_t len = 0;

	if (stat(path, &st) != 0)
		memset(&st, 0, sizeof st);	/* gone this moment */
	if (!file_read(path, S3_OBJECT_MAX, &data, &len, NULL))
		len = 0;
	json_set(one, "ETag", s3_etag(data ? data : "", len));
	json_set(one, "Key", cJSON_CreateString(key));
	json_set(one, "LastModified", s3_date(s3_modified_ms(&st)));
	json_set(one, "Size", json_new_int(st.st_size));
	json_set(one, "StorageClass", cJSON_CreateString("STANDARD"));
	free(data);
	free(path);
	return one;
}

/* What a page of a listing is made of. */
struct page {
	const char *dir, *prefix, *delimiter, *after;
	int64_t max;
	cJSON *contents, *prefixes;
	int64_t n;
	char *last;			/* the last key or prefix of the page */
	bool truncated;
};

/* The common prefix that a key is hidden behind; NULL: it stands for itself. Caller frees. */
static char *common_prefix(const struct page *p, const char *key)
{
	size_t at = strlen(p->prefix);
	const char *end = p->delimiter && *p->delimiter ? strstr(key + at, p->delimiter) : NULL;

	return end ? xstrndup(key, (size_t)(end - key) + strlen(p->delimiter)) : NULL;
}

static void page_add(struct page *p, const char *key)
{
	char *common = common_prefix(p, key);
	const char *name = common ? common : key;

	if ((p->after && strcmp(name, p->after) <= 0) || (common && str_is(p->last, common))) {
		free(common);
		return;
	}
	if (p->n >= p->max) {
		p->truncated = true;
		free(common);
		return;
	}
	if (common) {
		cJSON *one = cJSON_CreateObject();

		json_set(one, "Prefix", cJSON_CreateString(common));
		json_append(p->prefixes, one);
	} else {
		json_append(p->contents, content(p->dir, key));
	}
	free(p->last);
	p->last = xstrdup(name);
	p->n++;
	free(common);
}

static void page_fill(struct page *p)
{
	struct keys keys = {0};

	keys_add(&keys, p->dir, "", 0);
	if (keys.list.n)
		qsort(keys.list.v, keys.list.n, sizeof keys.list.v[0], by_text);
	p->contents = cJSON_CreateArray();
	p->prefixes = cJSON_CreateArray();
	for (size_t i = 0; i < keys.list.n && !p->truncated; i++)
		if (str_starts(keys.list.v[i], p->prefix))
			page_add(p, keys.list.v[i]);
	keys_done(&keys);
}

static void set_or_drop(cJSON *out, const char *name, cJSON *list)
{
	if (list->child)
		json_set(out, name, list);
	else
		cJSON_Delete(list);
}

static void set_text(cJSON *out, const char *name, const char *text)
{
	if (text)
		json_set(out, name, cJSON_CreateString(text));
}

static bool list(struct service_call *c, const char *after_name, const char *token_name, struct page *p, char **dir)
{
	const char *bucket = service_need(c, "Bucket"), *token = json_get_string(c->in, token_name);

	*dir = bucket ? s3_bucket_path(c, bucket) : NULL;
	if (!*dir)
		return false;
	*p = (struct page){.dir = *dir, .prefix = json_get_string(c->in, "Prefix"), .delimiter = json_get_string(c->in, "Delimiter"),
		.after = token ? token : json_get_string(c->in, after_name), .max = PAGE};
	if (!p->prefix)
		p->prefix = "";
	json_int(json_get(c->in, "MaxKeys"), 0, PAGE, &p->max);
	page_fill(p);
	set_or_drop(c->out, "CommonPrefixes", p->prefixes);
	set_or_drop(c->out, "Contents", p->contents);
	set_text(c->out, "Delimiter", p->delimiter);
	json_set(c->out, "IsTruncated", cJSON_CreateBool(p->truncated));
	json_set(c->out, "MaxKeys", json_new_int(p->max));
	json_set(c->out, "Name", cJSON_CreateString(bucket));
	json_set(c->out, "Prefix", cJSON_CreateString(p->prefix));
	return true;
}

/* A page's token is the last name on it. */
bool s3_list_objects_v2(struct service_call *c)
{
	struct page p = {0};
	char *dir = NULL;
	bool ok = list(c, "StartAfter", "ContinuationToken", &p, &dir);

	if (ok) {
		json_set(c->out, "KeyCount", json_new_int(p.n));
		set_text(c->out, "ContinuationToken", json_get_string(c->in, "ContinuationToken"));
		set_text(c->out, "NextContinuationToken", p.truncated ? p.last : NULL);
		set_text(c->out, "StartAfter", json_get_string(c->in, "StartAfter"));
	}
	free(p.last);
	free(dir);
	return ok;
}

bool s3_list_objects(struct service_call *c)
{
	struct page p = {0};
	char *dir = NULL;
	bool ok = list(c, "Marker", "Marker", &p, &dir);

	if (ok) {
		json_set(c->out, "Marker", cJSON_CreateString(p.after ? p.after : ""));
		set_text(c->out, "NextMarker", p.truncated && p.delimiter ? p.last : NULL);
	}
	free(p.last);
	free(dir);
	return ok;
}

bool s3_list_buckets(struct service_call *c)
{
	DIR *d = opendir(c->o->s3_dir);
	cJSON *buckets = cJSON_CreateArray();
	struct keys names = {0};
	struct dirent *entry;
	struct stat st;

	while (d && (entry = readdir(d)))
		if (entry->d_name[0] != '.')
			VEC_PUSH(&names.list, xstrdup(entry->d_name));
	if (d)
		closedir(d);
	if (names.list.n)
		qsort(names.list.v, names.list.n, sizeof names.list.v[0], by_text);
	for (size_t i = 0; i < names.list.n; i++) {
		char *path = path_join(c->o->s3_dir, names.list.v[i]);

		if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
			cJSON *one = cJSON_CreateObject();

			json_set(one, "CreationDate", s3_date(s3_modified_ms(&st)));
			json_set(one, "Name", cJSON_CreateString(names.list.v[i]));
			json_append(buckets, one);
		}
		free(path);
	}
	json_set(c->out, "Buckets", buckets);
	keys_done(&names);
	return true;
}
