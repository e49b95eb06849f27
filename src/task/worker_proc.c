/* What /proc tells about a worker. Where there is no /proc nothing is known: limits are then the runtime's own. */
#include "task/worker_private.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

#define TREE_MAX 256			/* processes of one worker that are counted */
#define ENVIRON_MAX (256 * 1024)

/* At most size - 1 bytes of a small file, NUL-terminated; the number of bytes, 0 where it cannot be read. */
static size_t read_small(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t n = 0;
	ssize_t got = 0;

	if (fd < 0)
		return 0;
	while (n < size - 1 && (got = read(fd, buf + n, size - 1 - n)) > 0)
		n += (size_t)got;
	close(fd);
	buf[n] = '\0';
	return n;
}

static int64_t status_kb(int pid, const char *field)
{
	char path[64], buf[4096], *p;

	snprintf(path, sizeof path, "/proc/%d/status", pid);
	if (pid <= 0 || !read_small(path, buf, sizeof buf) || !(p = strstr(buf, field)))
		return 0;
	return strtoll(p + strlen(field), NULL, 10);
}

int64_t proc_peak_kb(int pid)
{
	return status_kb(pid, "\nVmHWM:");
}

int64_t proc_now_kb(int pid)
{
	return status_kb(pid, "\nVmRSS:");
}

static size_t children_of(int pid, int *out, size_t max)
{
	char path[64], buf[4096], *p = buf, *end;
	size_t n = 0;

	snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, pid);
	if (!read_small(path, buf, sizeof buf))
		return 0;
	while (n < max) {
		long child = strtol(p, &end, 10);

		if (end == p)
			break;
		out[n++] = (int)child;
		p = end;
	}
	return n;
}

int64_t proc_tree_kb(int pid)
{
	int pids[TREE_MAX] = {pid};
	size_t n = 1;
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += proc_now_kb(pids[i]);
		n += children_of(pids[i], pids + n, TREE_MAX - n);
	}
	return sum;
}

static bool environ_has(int pid, const char *tag, char *buf)
{
	char path[64];
	size_t n, len = strlen(tag);

	snprintf(path, sizeof path, "/proc/%d/environ", pid);
	n = read_small(path, buf, ENVIRON_MAX);
	for (const char *p = buf; p < buf + n; p += strlen(p) + 1)
		if (strncmp(p, tag, len) == 0 && p[len] == '\0')
			return true;
	return false;
}

void proc_kill_tagged(const char *tag)
{
	DIR *d = opendir("/proc");
	char *buf;
	struct dirent *entry;

	if (!d)
		return;
	buf = xmalloc(ENVIRON_MAX);
	while ((entry = readdir(d))) {
		int pid = isdigit((unsigned char)entry->d_name[0]) ? (int)strtol(entry->d_name, NULL, 10) : 0;

		if (pid <= 1 || pid == getpid() || !environ_has(pid, tag, buf))
			continue;
		log_debug("task", "pid %d has left its worker's group: killed", pid);
		kill(pid, SIGKILL);
	}
	free(buf);
	closedir(d);
}
