#include "app/unsaved.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/map.h"

#define FIRST_LINE "aslant: unsaved text, 1\n"
#define SIZE_MAX_KEPT ((size_t)5 << 20)

/* The caller frees, here and below. */
static char *folder(const char *dir)
{
	return path_join(dir, "unsaved");
}

static char *kept_path(const char *dir, const char *file)
{
	char *absolute = path_absolute(file), *in = folder(dir), *path;

	path = xasprintf("%s/%.80s-%016llx", in, path_base(file), (unsigned long long)hash_bytes(absolute, strlen(absolute), 0));
	free(absolute);
	free(in);
	return path;
}

bool unsaved_keep(const char *dir, const char *file, const char *text, size_t len, struct err *e)
{
	char *in = folder(dir), *path = kept_path(dir, file), *absolute = path_absolute(file);
	struct str s = {0};
	bool ok;

	str_adds(&s, FIRST_LINE);
	str_addf(&s, "%s\n\n", absolute);
	str_add(&s, text, len);
	ok = dir_make(in, e) && file_write_atomic(path, s.p, s.len, e);
	str_done(&s);
	free(absolute);
	free(path);
	free(in);
	return ok;
}

void unsaved_forget(const char *dir, const char *file)
{
	char *path = kept_path(dir, file);

	if (unlink(path) != 0)
		log_debug("unsaved", "%s could not be taken away", path);
	free(path);
}

/* Behind the head; NULL where this is no such file, or one of another definition. */
static const char *text_of(const char *data, size_t len, const char *file)
{
	const char *p = data + strlen(FIRST_LINE), *line;
	char *absolute;
	bool ok;

	if (len < strlen(FIRST_LINE) || memcmp(data, FIRST_LINE, strlen(FIRST_LINE)) != 0)
		return NULL;
	line = memchr(p, '\n', len - (size_t)(p - data));
	if (!line || (size_t)(line + 2 - data) > len || line[1] != '\n')
		return NULL;
	absolute = path_absolute(file);
	ok = strlen(absolute) == (size_t)(line - p) && memcmp(absolute, p, (size_t)(line - p)) == 0;
	free(absolute);
	return ok ? line + 2 : NULL;
}

static void time_of(const char *path, char when[40])
{
	struct stat st;
	struct tm tm;

	when[0] = '\0';
	if (stat(path, &st) == 0 && localtime_r(&st.st_mtime, &tm))
		strftime(when, 40, "%Y-%m-%d %H:%M", &tm);
}

struct unsaved *unsaved_find(const char *dir, const char *file, const char *disk, size_t len)
{
	char *path = kept_path(dir, file), *data = NULL;
	const char *text = NULL;
	struct unsaved *u = NULL;
	size_t n = 0;
	struct err e;

	if (file_read(path, SIZE_MAX_KEPT, &data, &n, &e))
		text = text_of(data, n, file);
	if (text) {
		u = xcalloc(1, sizeof *u);
		u->len = n - (size_t)(text - data);
		u->text = xstrndup(text, u->len);
		time_of(path, u->when);
	}
	if (u && u->len == len && memcmp(u->text, disk, len) == 0) {
		unsaved_free(u);
		unsaved_forget(dir, file);
		u = NULL;
	}
	free(data);
	free(path);
	return u;
}

void unsaved_free(struct unsaved *u)
{
	if (!u)
		return;
	free(u->text);
	free(u);
}
