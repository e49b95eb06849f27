/* A process is known by pid, start time and boot: after a reboot, or when the pid is used again, it is another one. */
#include "store/owner.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void boot_read(char out[40])
{
	FILE *f = fopen("/proc/sys/kernel/random/boot_id", "re");

	out[0] = '\0';
	if (!f)
		return;
	if (fgets(out, 40, f))
		out[strcspn(out, "\n")] = '\0';
	fclose(f);
}

/* Field 22 of /proc/PID/stat; the second is the program's name in brackets, which may hold blanks and brackets itself. */
static int64_t start_read(int64_t pid)
{
	char path[64], line[1024];
	const char *p;
	size_t n;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%lld/stat", (long long)pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	n = fread(line, 1, sizeof line - 1, f);
	fclose(f);
	line[n] = '\0';
	p = strrchr(line, ')');
	for (int field = 2; p && field < 22; field++)
		p = strchr(p + 1, ' ');
	return p ? strtoll(p, NULL, 10) : 0;
}

void owner_self(struct owner *o)
{
	o->pid = getpid();
	o->start = start_read(o->pid);
	boot_read(o->boot);
}

bool owner_is_alive(const struct owner *o)
{
	char boot[40];

	if (o->pid <= 0 || (kill((pid_t)o->pid, 0) != 0 && errno == ESRCH))
		return false;
	boot_read(boot);
	return strcmp(boot, o->boot) == 0 && start_read(o->pid) == o->start;
}

bool owner_equal(const struct owner *a, const struct owner *b)
{
	return a->pid == b->pid && a->start == b->start && strcmp(a->boot, b->boot) == 0;
}
