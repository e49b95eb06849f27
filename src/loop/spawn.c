/*
 * Fork and exec. Between the two only async-signal-safe calls are made, and all that needs memory is prepared
 * before. How exec ended comes back through a pipe that closes itself when it succeeds.
 */
#include "config.h"

#include "loop/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef HAVE_SYS_PRCTL_H
#include <sys/prctl.h>
#endif

#include "base/log.h"

extern char **environ;

#define HIGH_FD 64		/* where ends are kept while 0-3 are put in place */

/* What went wrong in the child, sent as it is. */
struct failure {
	int what;
	int error;
};

enum { IN_CHDIR, IN_LIMIT, IN_GROUP, IN_FD, IN_EXEC };

static const char *const failure_text[] = {
	[IN_CHDIR] = "cannot enter its folder", [IN_LIMIT] = "cannot set its limits", [IN_GROUP] = "cannot make its process group",
	[IN_FD] = "cannot set up its files", [IN_EXEC] = "cannot be started",
};

struct ends {
	int ours[CHILD_STREAMS], theirs[CHILD_STREAMS];
	int report[2];
};

static bool make_pipe(int p[2])
{
#ifdef HAVE_PIPE2
	return pipe2(p, O_CLOEXEC) == 0;
#else
	if (pipe(p) != 0)
		return false;
	fcntl(p[0], F_SETFD, FD_CLOEXEC);
	fcntl(p[1], F_SETFD, FD_CLOEXEC);
	return true;
#endif
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_ends(struct ends *x, bool ours)
{
	for (int i = 0; i < CHILD_STREAMS; i++) {
		close_end(&x->theirs[i]);
		if (ours)
			close_end(&x->ours[i]);
	}
	close_end(&x->report[0]);
	close_end(&x->report[1]);
}

static bool open_stream(const struct child_opts *o, int i, struct ends *x)
{
	int p[2];

	if (!o->open[i]) {
		if (i != CHILD_EXTRA && !o->inherit[i])
			x->theirs[i] = open("/dev/null", (i == CHILD_IN ? O_RDONLY : O_WRONLY) | O_CLOEXEC);
		return i == CHILD_EXTRA || o->inherit[i] || x->theirs[i] >= 0;
	}
	if (i == CHILD_EXTRA) {
		if (socketpair(AF_UNIX, SOCK_STREAM, 0, p) != 0)
			return false;
		fcntl(p[0], F_SETFD, FD_CLOEXEC);
		fcntl(p[1], F_SETFD, FD_CLOEXEC);
	} else if (!make_pipe(p)) {
		return false;
	}
	x->ours[i] = i == CHILD_IN ? p[1] : p[0];
	x->theirs[i] = i == CHILD_IN ? p[0] : p[1];
	fcntl(x->ours[i], F_SETFL, fcntl(x->ours[i], F_GETFL) | O_NONBLOCK);
	return true;
}

static bool open_ends(const struct child_opts *o, struct ends *x)
{
	*x = (struct ends){{-1, -1, -1, -1}, {-1, -1, -1, -1}, {-1, -1}};
	for (int i = 0; i < CHILD_STREAMS; i++) {
		if (!open_stream(o, i, x))
			return false;
	}
	return make_pipe(x->report);
}

/* --- in the child ----------------------------------------------------------------------------------------------- */

static void fail(int report, int what)
{
	struct failure f = {what, errno};
	ssize_t n = write(report, &f, sizeof f);

	_exit(n == sizeof f ? 127 : 126);
}

static bool limit(int what, uint64_t value)
{
	struct rlimit r;

	if (getrlimit(what, &r) != 0)
		return false;
	if (r.rlim_max != RLIM_INFINITY && value > r.rlim_max)
		value = r.rlim_max;
	r.rlim_cur = r.rlim_max = value;
	return setrlimit(what, &r) == 0;
}

static bool set_limits(const struct child_opts *o)
{
	return limit(RLIMIT_CORE, o->limit_core) && (!o->limit_files || limit(RLIMIT_NOFILE, o->limit_files)) &&
		(!o->limit_as || limit(RLIMIT_AS, o->limit_as));
}

/* Our handlers would write into the loop's own pipes, and ignored signals stay ignored across exec. */
static void reset_signals(void)
{
	sigset_t none;

	for (int i = 1; i < NSIG; i++) {
		if (i != SIGKILL && i != SIGSTOP)
			signal(i, SIG_DFL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* All but 0-3 and keep. Other rooms open theirs close-on-exec, but a function that runs in the fork never execs. */
static void close_others(int keep)
{
	long max;

#ifdef SYS_close_range
	if (syscall(SYS_close_range, 4u, (unsigned)keep - 1, 0u) == 0 &&
		syscall(SYS_close_range, (unsigned)keep + 1, ~0u, 0u) == 0)
		return;
#endif
	max = sysconf(_SC_OPEN_MAX);
	for (int fd = 4; fd < (max > 0 && max < 65536 ? (int)max : 65536); fd++) {
		if (fd != keep)
			close(fd);
	}
}

/* Each end first goes where no other end will be put, then to its own number. Returns the report pipe's new number. */
static int place_fds(const struct child_opts *o, struct ends *x)
{
	int report = fcntl(x->report[1], F_DUPFD_CLOEXEC, HIGH_FD), high[CHILD_STREAMS];

	if (report < 0)
		fail(x->report[1], IN_FD);
	for (int i = 0; i < CHILD_STREAMS; i++) {
		high[i] = x->theirs[i] < 0 ? -1 : fcntl(x->theirs[i], F_DUPFD_CLOEXEC, HIGH_FD);
		if (x->theirs[i] >= 0 && high[i] < 0)
			fail(report, IN_FD);
	}
	for (int i = 0; i < CHILD_STREAMS; i++) {
		if (high[i] >= 0 && dup2(high[i], i) < 0)
			fail(report, IN_FD);
	}
	if (!o->open[CHILD_EXTRA])
		close(CHILD_EXTRA);
	close_others(report);
	return report;
}

static void die_with_parent(pid_t parent)
{
#if defined(HAVE_PRCTL) && defined(PR_SET_PDEATHSIG)
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(126);
#else
	(void)parent;
#endif
}

static void in_child(const struct child_opts *o, struct ends *x, pid_t parent)
{
	int report;

	reset_signals();
	die_with_parent(parent);
	report = place_fds(o, x);
	if ((o->group == CHILD_OWN_GROUP && setpgid(0, 0) != 0) || (o->group == CHILD_OWN_SESSION && setsid() < 0))
		fail(report, IN_GROUP);
	if (o->cwd && chdir(o->cwd) != 0)
		fail(report, IN_CHDIR);
	if (!set_limits(o))
		fail(report, IN_LIMIT);
	if (o->run) {
		close(report);
		_exit(o->run(o->run_arg));
	}
	if (o->env)
		environ = (char **)(uintptr_t)o->env;
	execvp(o->argv[0], (char *const *)(uintptr_t)o->argv);
	fail(report, IN_EXEC);
}

/* --- in the parent ---------------------------------------------------------------------------------------------- */

static const char *what_name(const struct child_opts *o)
{
	return o->run ? "a child process" : o->argv[0];
}

static bool read_report(const struct child_opts *o, int fd, struct err *e)
{
	struct failure f;
	ssize_t n;

	do
		n = read(fd, &f, sizeof f);
	while (n < 0 && errno == EINTR);
	if (n != sizeof f)
		return true;
	if (f.what == IN_CHDIR)
		return err_set(e, ERR_NOT_FOUND, "%s: %s %s: %s", what_name(o), failure_text[f.what], o->cwd, strerror(f.error));
	return err_set(e, f.error == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s %s: %s", what_name(o), failure_text[f.what],
		strerror(f.error));
}

bool spawn(const struct child_opts *o, struct spawned *s, struct err *e)
{
	pid_t parent = getpid(), pid;
	sigset_t all, was;
	struct ends x;

	if (!open_ends(o, &x)) {
		int error = errno;

		close_ends(&x, true);
		return err_set(e, ERR_IO, "%s: no pipes: %s", what_name(o), strerror(error));
	}
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &was);
	pid = fork();
	if (pid == 0)
		in_child(o, &x, parent);
	sigprocmask(SIG_SETMASK, &was, NULL);
	if (pid < 0) {
		int error = errno;

		close_ends(&x, true);
		return err_set(e, ERR_IO, "%s: no new process: %s", what_name(o), strerror(error));
	}
	close_end(&x.report[1]);
	if (!read_report(o, x.report[0], e)) {
		close_ends(&x, true);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
		return false;
	}
	close_ends(&x, false);
	s->pid = pid;
	memcpy(s->fd, x.ours, sizeof s->fd);
	log_debug("loop", "started %s, pid %d", what_name(o), (int)pid);
	return true;
}
