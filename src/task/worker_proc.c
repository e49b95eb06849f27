/*
 * What /proc tells about a worker. Where there is no /proc nothing is known: limits are then the runtime's
 * own.
 */
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

bool proc_has_ended(int pid)
{
	char path[64], buf[512], *p;

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	if (!read_small(path, buf, sizeof buf))
		return access("/proc/self", F_OK) == 0;
	p = strrchr(buf, ')');			/* the program's name may hold anything */
	return p && (p[1] == ' ') && (p[2] == 'Z' || p[2] == 'X');
}

/* The number behind prefix in the process's environment; 0 where there is none. */
static uint64_t environ_number(int pid, const char *prefix, char *buf)
{
	char path[64];
	size_t n, len = strlen(prefix);

	snprintf(path, sizeof path, "/proc/%d/environ", pid);
	n = read_small(path, buf, ENVIRON_MAX);
	for (const char *p = buf; p < buf + n; p += strlen(p) + 1)
		if (strncmp(p, prefix, len) == 0)
			return strtoull(p + len, NULL, 10);
	return 0;
}

void proc_kill_tagged(const char *prefix, bool (*is_alive)(uint64_t number))
{
	DIR *d = opendir("/proc");
	char *buf;
	struct dirent *entry;

	if (!d)
		return;
	buf = xmalloc(ENVIRON_MAX);
	while ((entry = readdir(d))) {
		int pid = isdigit((unsigned char)entry->d_name[0]) ? (int)strtol(entry->d_name, NULL, 10) : 0;
		uint64_t number = pid > 1 && pid != getpid() ? environ_number(pid, prefix, buf) : 0;

		if (!number || is_alive(number))
			continue;
		log_debug("task", "pid %d has outlived its worker: killed", pid);
		kill(pid, SIGKILL);
	}
	free(buf);
	closedir(d);
}
