#include "app/test_s3.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH_MAX 64
#define COPY_BYTES 65536

static bool broken(const char *path, struct err *e)
{
	return err_set(e, ERR_IO, "%.300s: %s", path, strerror(errno));
}

static bool copy_file(const char *from, const char *to, struct err *e)
{
	FILE *in = fopen(from, "rb"), *out = in ? fopen(to, "wb") : NULL;
	char *buf = xmalloc(COPY_BYTES);
	bool ok = in && out;
	size_t n;

	while (ok && (n = fread(buf, 1, COPY_BYTES, in)) > 0)
		ok = fwrite(buf, 1, n, out) == n;
	ok = ok && !ferror(in);
	if (out)
		ok = fclose(out) == 0 && ok;
	if (!ok)
		broken(out ? to : from, e);
	if (in)
		fclose(in);
	free(buf);
	return ok;
}

static bool copy_tree(const char *from, const char *to, int depth, struct err *e);

static bool copy_entry(const char *from, const char *to, int depth, struct err *e)
{
	struct stat st;

	if (stat(from, &st) != 0)
		return broken(from, e);
	if (S_ISDIR(st.st_mode))
		return (mkdir(to, 0700) == 0 || broken(to, e)) && copy_tree(from, to, depth + 1, e);
	return !S_ISREG(st.st_mode) || copy_file(from, to, e);
}

static bool copy_tree(const char *from, const char *to, int depth, struct err *e)
{
	DIR *d = opendir(from);
	struct dirent *entry;
	bool ok = true;

	if (!d)
		return broken(from, e);
	if (depth > DEPTH_MAX)
		ok = err_set(e, ERR_IO, "%.300s: folders more than %d deep", from, DEPTH_MAX);
	while (ok && (entry = readdir(d))) {
		char *source, *target;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		source = path_join(from, entry->d_name);
		target = path_join(to, entry->d_name);
		ok = copy_entry(source, target, depth, e);
		free(source);
		free(target);
	}
	closedir(d);
	return ok;
}

static void remove_tree(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *entry;

	while (d && (entry = readdir(d))) {
		char *path;
		struct stat st;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		path = path_join(dir, entry->d_name);
		if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
			remove_tree(path);
		else
			unlink(path);
		free(path);
	}
	if (d)
		closedir(d);
	rmdir(dir);
}

char *test_s3_new(const char *from, struct err *e)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = xasprintf("%s/aslant-s3-XXXXXX", tmp && *tmp ? tmp : "/tmp");

	if (!mkdtemp(dir)) {
		broken(dir, e);
		free(dir);
		return NULL;
	}
	if (!from || !dir_exists(from) || copy_tree(from, dir, 0, e))
		return dir;
	test_s3_free(dir);
	return NULL;
}

void test_s3_free(char *dir)
{
	if (!dir)
		return;
	remove_tree(dir);
	free(dir);
}
