#include "task/results.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_BYTES_MAX (INT64_C(5) << 30)	/* then the next one begins */

/* A record in the file that its part is written to. */
struct place {
	size_t index;
	int64_t at, len;
};

/* One kind of results: its records as they come, with the separators that they need if that is their order. */
struct part {
	FILE *file;			/* NULL: none has come */
	char *path;
	VEC(struct place) places;
	int64_t size;
	bool out_of_order;
};

struct results {
	char *bucket, *folder, *path;	/* folder: how the keys begin; path: where that is. Both end in "/" */
	char *map_run_arn;
	bool lines;
	struct part parts[RESULTS_FILES];
	cJSON *files[RESULTS_FILES];	/* what the manifest says of each kind */
	bool complete;
	struct str text;
};

static const char *const names[] = {
	[RESULTS_SUCCEEDED] = "SUCCEEDED", [RESULTS_FAILED] = "FAILED", [RESULTS_PENDING] = "PENDING",
};

/* --- making --------------------------------------------------------------------------------------------------------------- */

struct results *results_new(const char *dir, const cJSON *request, const char *uuid, struct s3_fault *f)
{
	const char *bucket = json_get_string(request, "Bucket"), *prefix = json_get_string(request, "Prefix");
	size_t len = prefix ? strlen(prefix) : 0;
	struct results *r = xcalloc(1, sizeof *r);
	char *key;

	while (len && prefix[len - 1] == '/')
		len--;
	r->bucket = xstrdup(bucket ? bucket : "");
	r->folder = xasprintf("%.*s%s%s/", (int)len, len ? prefix : "", len ? "/" : "", uuid);
	r->map_run_arn = xstrdup(json_get_string(request, "MapRunArn"));
	r->lines = str_is(json_get_string(request, "OutputType"), "JSONL");
	key = xasprintf("%smanifest.json", r->folder);
	r->path = s3_path_make(dir, r->bucket, key, f);
	free(key);
	if (!r->path) {
		results_free(r);
		return NULL;
	}
	r->path[strlen(r->path) - strlen("manifest.json")] = '\0';
	for (size_t i = 0; i < RESULTS_FILES; i++)
		r->files[i] = cJSON_CreateArray();
	return r;
}

static void part_done(struct part *p)
{
	if (p->file)
		fclose(p->file);
	if (p->path)
		unlink(p->path);
	free(p->path);
	VEC_DONE(&p->places);
	*p = (struct part){0};
}

void results_free(struct results *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < RESULTS_FILES; i++) {
		part_done(&r->parts[i]);
		cJSON_Delete(r->files[i]);
	}
	if (r->path && !r->complete)
		rmdir(r->path);		/* if nothing is in it, which then is nothing of ours either */
	str_done(&r->text);
	free(r->bucket);
	free(r->folder);
	free(r->path);
	free(r->map_run_arn);
	free(r);
}

/* --- records -------------------------------------------------------------------------------------------------------------- */

static bool part_open(struct results *r, struct part *p, const char *name, struct s3_fault *f)
{
	if (p->file)
		return true;
	p->path = xasprintf("%s.aslant-%s", r->path, name);
	p->file = fopen(p->path, "w+e");
	return p->file || s3_broken(f, p->path);
}

static bool put(struct part *p, const char *bytes, size_t len, struct s3_fault *f)
{
	if (fwrite(bytes, 1, len, p->file) != len)
		return s3_broken(f, p->path);
	p->size += (int64_t)len;
	return true;
}

static bool add_one(struct results *r, struct part *p, size_t index, const cJSON *node, struct s3_fault *f)
{
	const char *before = r->lines ? "" : p->places.n ? "," : "[";
	struct place place = {.index = index};

	str_reset(&r->text);
	json_print_to(&r->text, node);
	if (p->places.n && index < p->places.v[p->places.n - 1].index)
		p->out_of_order = true;
	if (!put(p, before, strlen(before), f))
		return false;
	place.at = p->size;
	place.len = (int64_t)r->text.len;
	VEC_PUSH(&p->places, place);
	return put(p, r->text.p, r->text.len, f) && (!r->lines || put(p, "\n", 1, f));
}

bool results_add(struct results *r, enum results_file file, size_t index, const cJSON *node, bool flatten, struct s3_fault *f)
{
	struct part *p = &r->parts[file];

	if (!part_open(r, p, names[file], f))
		return false;
	if (!flatten || !cJSON_IsArray(node))
		return add_one(r, p, index, node, f);
	for (const cJSON *c = node->child; c; c = c->next)
		if (!add_one(r, p, index, c, f))
			return false;
	return true;
}

/* --- completing -------------------------------------------------------------------------------------------------------------- */

static int by_index(const void *a, const void *b)
{
	const struct place *p = a, *q = b;

	if (p->index != q->index)
		return p->index < q->index ? -1 : 1;
	return p->at < q->at ? -1 : p->at > q->at;
}

/* p is whole: it gets its name, and the manifest learns of it. */
static bool publish(struct results *r, enum results_file file, struct part *p, struct s3_fault *f)
{
	size_t number = json_count(r->files[file]);
	char *name = xasprintf("%s_%zu.json", names[file], number), *path = xasprintf("%s%s", r->path, name), *key;
	FILE *stream = p->file;
	cJSON *entry;
	bool ok;

	p->file = NULL;
	ok = fclose(stream) == 0 && rename(p->path, path) == 0;
	if (!ok)
		s3_broken(f, path);
	if (ok) {
		key = xasprintf("%s%s", r->folder, name);
		entry = cJSON_CreateObject();
		json_add(entry, "Key", cJSON_CreateString(key));
		json_add(entry, "Size", json_new_int(p->size));
		json_append(r->files[file], entry);
		free(key);
	}
	free(name);
	free(path);
	return ok;
}

/* A record of the part `from` into r->text. */
static bool fetch(struct results *r, struct part *from, const struct place *place, struct s3_fault *f)
{
	size_t len = (size_t)place->len;

	str_reset(&r->text);
	vec_reserve(&r->text.p, &r->text.cap, len + 1, 1);
	if (fseeko(from->file, (off_t)place->at, SEEK_SET) != 0 || fread(r->text.p, 1, len, from->file) != len) {
		if (!errno)
			errno = EIO;
		return s3_broken(f, from->path);
	}
	r->text.p[len] = '\0';
	r->text.len = len;
	return true;
}

/* Some of the records, in their order, into a file of its own. *next: the first that had no room. */
static bool write_sorted(struct results *r, enum results_file file, struct part *from, size_t *next, struct s3_fault *f)
{
	struct part out = {0};
	bool ok = part_open(r, &out, "sorted", f);

	while (ok && *next < from->places.n && (!out.places.n || out.size + from->places.v[*next].len < FILE_BYTES_MAX)) {
		const struct place *place = &from->places.v[(*next)++];
		const char *before = r->lines ? "" : out.places.n ? "," : "[";

		ok = fetch(r, from, place, f) && put(&out, before, strlen(before), f) && put(&out, r->text.p, r->text.len, f) &&
			(!r->lines || put(&out, "\n", 1, f));
		VEC_PUSH(&out.places, *place);
	}
	ok = ok && (r->lines || put(&out, "]", 1, f)) && publish(r, file, &out, f);
	part_done(&out);
	return ok;
}

static bool part_close(struct results *r, enum results_file file, struct s3_fault *f)
{
	struct part *p = &r->parts[file];
	bool ok = true;

	if (!p->places.n)
		return true;
	errno = 0;
	if (!p->out_of_order && p->size < FILE_BYTES_MAX)
		return (r->lines || put(p, "]", 1, f)) && publish(r, file, p, f);
	qsort(p->places.v, p->places.n, sizeof p->places.v[0], by_index);
	if (fflush(p->file) != 0)
		return s3_broken(f, p->path);
	for (size_t next = 0; ok && next < p->places.n;)
		ok = write_sorted(r, file, p, &next, f);
	return ok;
}

static bool write_manifest(struct results *r, struct s3_fault *f)
{
	cJSON *manifest = cJSON_CreateObject(), *kinds = cJSON_CreateObject();
	char *path = xasprintf("%smanifest.json", r->path), *text;
	struct err e;
	bool ok;

	json_add(manifest, "DestinationBucket", cJSON_CreateString(r->bucket));
	json_add(manifest, "MapRunArn", cJSON_CreateString(r->map_run_arn ? r->map_run_arn : ""));
	json_add(kinds, "FAILED", json_copy(r->files[RESULTS_FAILED]));
	json_add(kinds, "PENDING", json_copy(r->files[RESULTS_PENDING]));
	json_add(kinds, "SUCCEEDED", json_copy(r->files[RESULTS_SUCCEEDED]));
	json_add(manifest, "ResultFiles", kinds);
	text = json_print(manifest);
	ok = file_write_atomic(path, text, strlen(text), &e);
	if (!ok) {
		f->host = true;
		str_reset(&f->text);
		str_adds(&f->text, e.msg);
	}
	cJSON_Delete(manifest);
	free(text);
	free(path);
	return ok;
}

struct value *results_close(struct results *r, struct s3_fault *f)
{
	cJSON *details;
	char *key;

	for (int i = 0; i < RESULTS_FILES; i++)
		if (!part_close(r, (enum results_file)i, f))
			return NULL;
	if (!write_manifest(r, f))
		return NULL;
	r->complete = true;
	key = xasprintf("%smanifest.json", r->folder);
	details = cJSON_CreateObject();
	json_add(details, "Bucket", cJSON_CreateString(r->bucket));
	json_add(details, "Key", cJSON_CreateString(key));
	free(key);
	return value_take(details);
}
