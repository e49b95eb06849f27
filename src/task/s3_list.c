/*
 * Listing a bucket: its files in the order of their keys, which is that of bytes. A folder's name counts with its "/", so that "a-b"
 * comes before "a/b". Only the folders that lead to the current file are in memory.
 */
#include "task/s3.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "query/digest.h"

#define DEPTH_MAX 64			/* also what ends a ring of links */
#define ETAG_BYTES_MAX ((off_t)64 << 20)

struct folder {
	char **names;			/* sorted; those of folders end in "/" */
	size_t n, next;
	size_t path_len, key_len;	/* of the folder itself, with its "/" */
};

struct s3_list {
	char *prefix;
	struct str path, key;
	struct folder stack[DEPTH_MAX];
	int depth;
};

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void folder_done(struct folder *d)
{
	for (size_t i = d->next; i < d->n; i++)
		free(d->names[i]);
	free(d->names);
}

/* Can a key that begins so be below the prefix, or lead there? */
static bool leads_on(const struct s3_list *l, const char *key)
{
	size_t n = strlen(key), p = strlen(l->prefix);

	return strncmp(key, l->prefix, n < p ? n : p) == 0;
}

static char *name_of(struct s3_list *l, const char *name)
{
	size_t len = l->path.len;
	struct stat st;
	bool found;

	str_adds(&l->path, name);
	found = stat(l->path.p, &st) == 0;
	l->path.len = len;
	l->path.p[len] = '\0';
	if (!found || (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode)))
		return NULL;		/* gone, or nothing that could be an object */
	return S_ISDIR(st.st_mode) ? xasprintf("%s/", name) : xstrdup(name);
}

/* The folder that path and key stand at. */
static bool folder_push(struct s3_list *l, struct s3_fault *f)
{
	VEC(char *) names = {0};
	struct dirent *ent;
	DIR *d;

	if (l->depth == DEPTH_MAX)
		return s3_refuse(f, "Keys of more than %d parts are not listed: %s", DEPTH_MAX, str_get(&l->key));
	d = opendir(l->path.p);
	if (!d)
		return s3_broken(f, l->path.p);
	while ((ent = readdir(d))) {
		char *name = strcmp(ent->d_name, ".") != 0 && strcmp(ent->d_name, "..") != 0 && !str_starts(ent->d_name, ".aslant-") ?
			name_of(l, ent->d_name) : NULL;

		if (name)
			VEC_PUSH(&names, name);
	}
	closedir(d);
	if (names.n)
		qsort(names.v, names.n, sizeof names.v[0], by_bytes);
	l->stack[l->depth++] = (struct folder){.names = names.v, .n = names.n, .path_len = l->path.len, .key_len = l->key.len};
	return true;
}

struct s3_list *s3_list_open(const char *dir, const char *bucket, const char *prefix, struct s3_fault *f)
{
	struct s3_list *l;

	if (!s3_bucket_exists(dir, bucket, f))
		return NULL;
	l = xcalloc(1, sizeof *l);
	l->prefix = xstrdup(prefix ? prefix : "");
	str_addf(&l->path, "%s/%s/", dir, bucket);
	if (folder_push(l, f))
		return l;
	s3_list_close(l);
	return NULL;
}

void s3_list_close(struct s3_list *l)
{
	if (!l)
		return;
	while (l->depth)
		folder_done(&l->stack[--l->depth]);
	str_done(&l->path);
	str_done(&l->key);
	free(l->prefix);
	free(l);
}

static void cut(struct str *s, size_t len)
{
	if (!s->p)
		return;
	s->len = len;
	s->p[len] = '\0';
}

bool s3_list_next(struct s3_list *l, struct s3_entry *out, struct s3_fault *f)
{
	struct stat st;

	while (l->depth) {
		struct folder *d = &l->stack[l->depth - 1];
		char *name;

		cut(&l->path, d->path_len);
		cut(&l->key, d->key_len);
		if (d->next == d->n) {
			folder_done(d);
			l->depth--;
			continue;
		}
		name = d->names[d->next++];
		str_adds(&l->path, name);
		str_adds(&l->key, name);
		free(name);
		if (!leads_on(l, l->key.p))
			continue;
		if (str_ends(l->key.p, "/")) {
			if (!folder_push(l, f))
				return false;
		} else if (str_starts(l->key.p, l->prefix) && stat(l->path.p, &st) == 0) {
			*out = (struct s3_entry){.key = l->key.p, .path = l->path.p, .size = st.st_size, .modified_s = st.st_mtime};
			return true;
		}
	}
	return false;
}

char *s3_entry_etag(const struct s3_entry *e, struct s3_fault *f)
{
	struct str hex = {0};
	char *text = NULL, *etag = NULL;
	size_t len;
	struct err err;

	if (e->size > ETAG_BYTES_MAX)
		return xasprintf("\"%016llx%016llx-1\"", (unsigned long long)e->size, (unsigned long long)e->modified_s);
	if (!file_read(e->path, (size_t)ETAG_BYTES_MAX + 1, &text, &len, &err)) {
		str_reset(&f->text);
		f->host = true;
		str_adds(&f->text, err.msg);
		return NULL;
	}
	digest_hex("MD5", text, len, &hex);
	etag = xasprintf("\"%s\"", hex.p);
	str_done(&hex);
	free(text);
	return etag;
}
