/*
 * Signal handlers are set once, at the first arming, and only for signals that have their default action: what the
 * loop handles is the app's. A handler restores the terminal, puts the former action back and lets the signal
 * happen again, so that core dumps, sanitizers and exit statuses stay what they are.
 */
#include "config.h"

#include "ui/rescue.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ui/terminal.h"

static const struct {
	int signum;
	bool crash;			/* taken even if somebody (a sanitizer) has a handler: it is called afterwards */
} watched[] = {
	{SIGSEGV, true}, {SIGBUS, true}, {SIGFPE, true}, {SIGILL, true}, {SIGABRT, true},
	{SIGTERM, false}, {SIGHUP, false}, {SIGINT, false}, {SIGQUIT, false},
};

static struct {
	volatile sig_atomic_t armed;
	pid_t pid;			/* a fork that crashes or exits must not touch its parent's terminal */
	int fd;
	struct termios tio;
	char bytes[512];
	size_t len;
	bool installed;
	struct sigaction was[sizeof watched / sizeof watched[0]];
} rescue;

void terminal_emergency(void)
{
	int error = errno;
	size_t at = 0;

	if (!rescue.armed || rescue.pid != getpid())
		return;
	rescue.armed = 0;
	while (at < rescue.len) {
		ssize_t n = write(rescue.fd, rescue.bytes + at, rescue.len - at);

		if (n <= 0 && errno != EINTR)
			break;
		at += n > 0 ? (size_t)n : 0;
	}
	tcsetattr(rescue.fd, TCSANOW, &rescue.tio);
	errno = error;
}

static void on_signal(int signum)
{
	terminal_emergency();
	for (size_t i = 0; i < sizeof watched / sizeof watched[0]; i++) {
		if (watched[i].signum == signum)
			sigaction(signum, &rescue.was[i], NULL);
	}
	raise(signum);
}

/* A stack of its own, for a crash by running out of stack. */
static void install(void)
{
	static char stack[65536];
	stack_t alt = {.ss_sp = stack, .ss_size = sizeof stack}, now;
	struct sigaction sa = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK};

	if (sigaltstack(NULL, &now) == 0 && now.ss_flags & SS_DISABLE)
		sigaltstack(&alt, NULL);
	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < sizeof watched / sizeof watched[0]; i++) {
		sigaction(watched[i].signum, NULL, &rescue.was[i]);
		if (watched[i].crash || rescue.was[i].sa_handler == SIG_DFL)
			sigaction(watched[i].signum, &sa, NULL);
	}
	atexit(terminal_emergency);
	rescue.installed = true;
}

void rescue_arm(int fd, const struct termios *tio, const char *bytes, size_t len)
{
	rescue.armed = 0;
	rescue.pid = getpid();
	rescue.fd = fd;
	rescue.tio = *tio;
	rescue.len = len < sizeof rescue.bytes ? len : sizeof rescue.bytes;
	memcpy(rescue.bytes, bytes, rescue.len);
	if (!rescue.installed)
		install();
	rescue.armed = 1;
}

void rescue_disarm(void)
{
	rescue.armed = 0;
}
