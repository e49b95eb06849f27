/* Whole files in, whole files out, and paths. */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool err_errno(struct err *e, const char *path)
{
	return err_set(e, errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_IO, "%s: %s", path, strerror(errno));
}

/* A large file is read in one piece of memory, if it is one whose size is known. */
static void make_room(const struct stat *st, size_t max, struct str *s)
{
	if (S_ISREG(st->st_mode) && st->st_size > 1 << 20 && (size_t)st->st_size < max)
		vec_reserve(&s->p, &s->cap, (size_t)st->st_size + 65536, 1);
}

static bool read_fd(int fd, const char *path, size_t max, struct str *s, struct err *e)
{
	char buf[65536];
	ssize_t n;

	while ((n = read(fd, buf, sizeof buf)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(e, path);
		if ((size_t)n > max - s->len)
			return err_set(e, ERR_LIMIT, "%s: larger than %zu bytes", path, max);
		str_add(s, buf, (size_t)n);
	}
	return true;
}

bool file_read(const char *path, size_t max, char **out, size_t *len, struct err *e)
{
	struct str s = {0};
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	bool ok = false;

	if (fd < 0)
		return err_errno(e, path);
	if (fstat(fd, &st) == 0) {
		if (S_ISDIR(st.st_mode)) {
			err_set(e, ERR_IO, "%s: is a directory", path);
			goto out;
		}
		make_room(&st, max, &s);
	}
	if (!read_fd(fd, is_stdin ? "standard input" : path, max, &s, e))
		goto out;
	*len = s.len;
	*out = str_take(&s);
	ok = true;
out:
	str_done(&s);
	if (!is_stdin)
		close(fd);
	return ok;
}

bool file_read_start(const char *path, size_t max, char **out, size_t *len, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *data;
	ssize_t n;

	if (fd < 0)
		return err_errno(e, path);
	data = xmalloc(max + 1);
	do
		n = read(fd, data, max);
	while (n < 0 && errno == EINTR);
	close(fd);
	if (n < 0) {
		free(data);
		return err_errno(e, path);
	}
	data[n] = '\0';
	*out = data;
	if (len)
		*len = (size_t)n;
	return true;
}

static bool write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

bool file_write_atomic(const char *path, const char *data, size_t len, struct err *e)
{
	char *tmp = xasprintf("%s.%ld.tmp", path, (long)getpid());
	struct stat st;
	mode_t mode = stat(path, &st) == 0 ? st.st_mode & 07777 : 0644;
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	bool ok = false;

	if (fd < 0) {
		err_errno(e, path);
		goto out;
	}
	if (!write_all(fd, data, len) || fsync(fd) != 0) {
		err_errno(e, path);
		goto out;
	}
	if (close(fd) != 0 || rename(tmp, path) != 0) {
		fd = -1;
		err_errno(e, path);
		goto out;
	}
	fd = -1;
	ok = true;
out:
	if (fd >= 0)
		close(fd);
	if (!ok)
		unlink(tmp);
	free(tmp);
	return ok;
}

bool file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

bool dir_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool dir_make(const char *path, struct err *e)
{
	char *p = xstrdup(path);
	bool ok = true;

	for (char *s = p + 1; ok && *s; s++) {
		if (*s != '/')
			continue;
		*s = '\0';
		ok = mkdir(p, 0777) == 0 || errno == EEXIST;
		*s = '/';
	}
	ok = ok && (mkdir(p, 0777) == 0 || (errno == EEXIST && dir_exists(p)));
	free(p);
	return ok || err_errno(e, path);
}

char *path_join(const char *dir, const char *name)
{
	if (name[0] == '/' || !dir || !*dir)
		return xstrdup(name);
	return xasprintf("%s%s%s", dir, str_ends(dir, "/") ? "" : "/", name);
}

char *path_absolute(const char *path)
{
	char *real = realpath(path, NULL), *parent, *whole;

	if (real)
		return real;
	if (!strchr(path, '/')) {		/* what does not exist yet, in a folder that does */
		real = realpath(".", NULL);
		whole = real ? path_join(real, path) : xstrdup(path);
		free(real);
		return whole;
	}
	if (strcmp(path, "/") == 0)
		return xstrdup(path);
	parent = path_dir(path);
	real = path_absolute(parent);
	whole = path_join(real, path_base(path));
	free(parent);
	free(real);
	return whole;
}

char *path_dir(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return xstrdup(".");
	return slash == path ? xstrdup("/") : xstrndup(path, (size_t)(slash - path));
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}
