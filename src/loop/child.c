/*
 * Children in the loop: their streams, their end, their limits. Life of a child: running -> exited (the leader is
 * dead and reaped, the rest of its group killed) -> finished (streams at their end, or GRACE_MS later: a process
 * that left the group may hold them) -> exit callback.
 *
 * A zombie is only looked at (WNOWAIT) until its group has been killed: while it is not reaped its number, and so
 * the group's, cannot be anybody else's.
 */
#include "config.h"

#include "loop/child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/timefmt.h"
#include "loop/loop_private.h"
#include "loop/spawn.h"

#define PIECE 65536
#define PIECES_A_TURN 4
#define GRACE_MS 200

struct stream {
	int fd;				/* -1: closed */
	struct loop_fd *poll;
	bool eof, paused;		/* eof: nothing more comes from the child */
	size_t max_bytes, bytes;
	struct str out;			/* waits to be written */
	size_t written;			/* of out */
	bool end;			/* close after out */
	struct child *child;
	enum child_stream id;
};

struct child {
	struct loop *loop;
	struct child *next;
	pid_t pid;
	enum child_group group;
	bool running, finished;
	struct stream streams[CHILD_STREAMS];
	child_out_fn out;
	child_exit_fn exit;
	void *ctx;
	struct loop_timer *deadline, *grace;
	bool flood_kills, freed;
	int busy;			/* callbacks under way: memory stays until they are over */
	int64_t started_us;
	struct child_exit how;
};

static char piece[PIECE];		/* one thread, and no callback reads a second piece while it holds the first */

static void kill_group(const struct child *c, int signum)
{
	if (!c->running)
		return;
	if (c->group != CHILD_SAME_GROUP)
		kill(-c->pid, signum);
	kill(c->pid, signum);
}

static void stream_close(struct stream *s)
{
	loop_fd_free(s->poll);
	s->poll = NULL;
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	s->eof = true;
	str_done(&s->out);
	s->written = 0;
}

static void stream_watch(struct stream *s)
{
	unsigned events = 0;

	if (!s->poll)
		return;
	if (s->id != CHILD_IN && !s->eof && !s->paused)
		events |= LOOP_READ;
	if (s->out.len > s->written)
		events |= LOOP_WRITE;
	loop_fd_events(s->poll, events);
}

static bool drained(const struct child *c)
{
	for (int i = CHILD_OUT; i < CHILD_STREAMS; i++) {
		if (!c->streams[i].eof)
			return false;
	}
	return true;
}

static bool any_paused(const struct child *c)
{
	for (int i = CHILD_OUT; i < CHILD_STREAMS; i++) {
		if (!c->streams[i].eof && c->streams[i].paused)
			return true;
	}
	return false;
}

static void release(struct child *c)
{
	if (c->freed && !c->busy)
		free(c);
}

static void finish(struct child *c)
{
	if (c->finished || c->freed)
		return;
	c->finished = true;
	loop_timer_stop(c->grace);
	loop_timer_stop(c->deadline);
	for (int i = 0; i < CHILD_STREAMS; i++)
		stream_close(&c->streams[i]);
	log_debug("loop", "pid %d ended: code %d signal %d", (int)c->pid, c->how.code, c->how.signum);
	if (c->exit)
		c->exit(c->ctx, c, &c->how);
}

static void on_grace(void *ctx)
{
	struct child *c = ctx;

	c->busy++;
	finish(c);
	c->busy--;
	release(c);
}

/* After the leader's end: done when the streams are, or a little later. */
static void finish_soon(struct child *c)
{
	if (c->running || c->finished || c->freed)
		return;
	if (drained(c))
		finish(c);
	else if (!any_paused(c))
		loop_timer_start(c->grace, GRACE_MS, 0);
}

static void on_deadline(void *ctx)
{
	struct child *c = ctx;

	c->how.deadline = true;
	log_debug("loop", "pid %d: deadline", (int)c->pid);
	kill_group(c, SIGKILL);
}

/* --- output ----------------------------------------------------------------------------------------------------- */

static void pass_on(struct stream *s, const char *data, size_t len)
{
	struct child *c = s->child;
	size_t room = s->max_bytes ? s->max_bytes - (s->bytes < s->max_bytes ? s->bytes : s->max_bytes) : len;

	s->bytes += len;
	if (len > room) {
		if (c->flood_kills && c->running) {
			c->how.flood = true;
			kill_group(c, SIGKILL);
		}
		len = room;
	}
	if (len && c->out)
		c->out(c->ctx, c, s->id, data, len);
}

static void at_end(struct stream *s)
{
	struct child *c = s->child;

	s->eof = true;
	if (s->id != CHILD_EXTRA || s->out.len == s->written)
		stream_close(s);
	else
		stream_watch(s);
	if (c->out)
		c->out(c->ctx, c, s->id, "", 0);
}

static void stream_read(struct stream *s)
{
	struct child *c = s->child;

	for (int i = 0; i < PIECES_A_TURN && !c->freed && !s->eof && !s->paused; i++) {
		ssize_t n = read(s->fd, piece, sizeof piece);

		if (n > 0)
			pass_on(s, piece, (size_t)n);
		else if (n == 0 || (errno != EAGAIN && errno != EINTR))
			at_end(s);
		else
			break;
	}
}

/* --- input ------------------------------------------------------------------------------------------------------ */

static ssize_t send_some(const struct stream *s)
{
	const char *p = s->out.p + s->written;
	size_t n = s->out.len - s->written;

	return s->id == CHILD_EXTRA ? send(s->fd, p, n, MSG_NOSIGNAL) : write(s->fd, p, n);
}

static void end_writing(struct stream *s)
{
	if (s->id == CHILD_EXTRA && !s->eof)
		shutdown(s->fd, SHUT_WR);
	else
		stream_close(s);
}

static void stream_write(struct stream *s)
{
	while (s->fd >= 0 && s->written < s->out.len) {
		ssize_t n = send_some(s);

		if (n > 0) {
			s->written += (size_t)n;
		} else if (n < 0 && errno == EINTR) {
			continue;
		} else if (n < 0 && errno == EAGAIN) {
			break;
		} else {
			/* The child has closed its end: what it was sent is lost, and its own output still counts. */
			s->written = s->out.len;
			s->end = true;
		}
	}
	if (s->fd >= 0 && s->written == s->out.len) {
		str_reset(&s->out);
		s->written = 0;
		if (s->end)
			end_writing(s);
	}
	stream_watch(s);
}

static void on_stream(void *ctx, unsigned events)
{
	struct stream *s = ctx;
	struct child *c = s->child;

	c->busy++;
	if (events & LOOP_WRITE)
		stream_write(s);
	if (!c->freed && s->fd >= 0 && s->id != CHILD_IN && events & (LOOP_READ | LOOP_ERROR))
		stream_read(s);
	if (!c->freed && s->fd >= 0 && events & LOOP_ERROR && s->id == CHILD_IN)
		stream_close(s);
	finish_soon(c);
	c->busy--;
	release(c);
}

bool child_write(struct child *c, enum child_stream to, const char *data, size_t len)
{
	struct stream *s = &c->streams[to];

	if (s->fd < 0 || s->end || c->finished || (to != CHILD_IN && to != CHILD_EXTRA))
		return false;
	if (s->out.len - s->written + len > CHILD_QUEUE_MAX)
		return false;
	if (s->written > PIECE) {
		memmove(s->out.p, s->out.p + s->written, s->out.len - s->written + 1);
		s->out.len -= s->written;
		s->written = 0;
	}
	str_add(&s->out, data, len);
	stream_write(s);
	return true;
}

void child_write_end(struct child *c, enum child_stream to)
{
	struct stream *s = &c->streams[to];

	if (s->fd < 0 || s->end)
		return;
	s->end = true;
	if (s->out.len == s->written)
		end_writing(s);
}

void child_pause(struct child *c, enum child_stream stream, bool pause)
{
	struct stream *s = &c->streams[stream];

	s->paused = pause;
	stream_watch(s);
	if (c->running || c->finished)
		return;
	if (pause)
		loop_timer_stop(c->grace);
	else
		loop_timer_start(c->grace, GRACE_MS, 0);
}

/* --- start and end ---------------------------------------------------------------------------------------------- */

static bool watch_streams(struct child *c, const struct child_opts *o, const struct spawned *sp, struct err *e)
{
	bool ok = true;

	for (int i = 0; i < CHILD_STREAMS; i++) {
		struct stream *s = &c->streams[i];

		s->child = c;
		s->id = (enum child_stream)i;
		s->fd = sp->fd[i];
		s->eof = s->fd < 0 || i == CHILD_IN;
		s->max_bytes = o->max_bytes[i];
		if (s->fd < 0)
			continue;
		s->poll = loop_fd_new(c->loop, s->fd, 0, on_stream, s, ok ? e : NULL);
		ok = ok && s->poll;
		stream_watch(s);
	}
	return ok;
}

struct child *child_start(struct loop *l, const struct child_opts *o, struct err *e)
{
	struct spawned sp;
	struct child *c;

	if (!spawn(o, &sp, e))
		return NULL;
	c = xcalloc(1, sizeof *c);
	c->loop = l;
	c->pid = sp.pid;
	c->group = o->group;
	c->running = true;
	c->out = o->out;
	c->exit = o->exit;
	c->ctx = o->ctx;
	c->flood_kills = o->flood_kills;
	c->started_us = time_mono_us();
	c->deadline = loop_timer_new(l, on_deadline, c);
	c->grace = loop_timer_new(l, on_grace, c);
	c->next = l->children;
	l->children = c;
	if (!watch_streams(c, o, &sp, e)) {
		child_free(c);
		return NULL;
	}
	child_limit(c, o->deadline_ms);
	return c;
}

static bool has_exited(pid_t pid)
{
	siginfo_t info = {0};

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid;
}

static int64_t milliseconds(const struct timeval *t)
{
	return (int64_t)t->tv_sec * 1000 + t->tv_usec / 1000;
}

static void reap(struct child *c)
{
	struct rusage ru = {0};
	int status = 0;

	kill_group(c, SIGKILL);
	c->running = false;
	if (wait4(c->pid, &status, 0, &ru) != c->pid)
		log_debug("loop", "pid %d cannot be waited for: %s", (int)c->pid, strerror(errno));
	c->how.signum = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	c->how.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	c->how.max_rss_kb = ru.ru_maxrss;
	c->how.cpu_ms = milliseconds(&ru.ru_utime) + milliseconds(&ru.ru_stime);
	c->how.wall_ms = (time_mono_us() - c->started_us) / 1000;
}

/* Those that were freed alive are nobody's any more; they only must not stay zombies. */
static void reap_dying(struct loop *l)
{
	size_t left = 0;

	for (size_t i = 0; i < l->dying.n; i++) {
		if (waitpid(l->dying.v[i], NULL, WNOHANG) == 0)
			l->dying.v[left++] = l->dying.v[i];
	}
	l->dying.n = left;
}

/* A callback may free any child, so the list is read again after each. */
void loop_children_check(struct loop *l)
{
	struct child *c;

	reap_dying(l);
	do {
		for (c = l->children; c; c = c->next) {
			if (c->running && has_exited(c->pid))
				break;
		}
		if (c) {
			c->busy++;
			reap(c);
			finish_soon(c);
			c->busy--;
			release(c);
		}
	} while (c);
}

static void unlink_child(struct child *c)
{
	struct child **p = &c->loop->children;

	while (*p != c)
		p = &(*p)->next;
	*p = c->next;
}

void child_free(struct child *c)
{
	if (!c || c->freed)
		return;
	unlink_child(c);
	if (c->running) {
		kill_group(c, SIGKILL);
		VEC_PUSH(&c->loop->dying, c->pid);
		reap_dying(c->loop);
	}
	c->freed = true;
	for (int i = 0; i < CHILD_STREAMS; i++)
		stream_close(&c->streams[i]);
	loop_timer_free(c->deadline);
	loop_timer_free(c->grace);
	c->deadline = c->grace = NULL;
	release(c);
}

void loop_children_end(struct loop *l)
{
	while (l->children)
		child_free(l->children);
	for (size_t i = 0; i < l->dying.n; i++) {
		while (waitpid(l->dying.v[i], NULL, 0) < 0 && errno == EINTR)
			;
	}
	l->dying.n = 0;
}

/* --- the rest --------------------------------------------------------------------------------------------------- */

int child_pid(const struct child *c)
{
	return (int)c->pid;
}

bool child_is_running(const struct child *c)
{
	return c->running;
}

void child_limit(struct child *c, int64_t deadline_ms)
{
	if (deadline_ms > 0 && c->running)
		loop_timer_start(c->deadline, deadline_ms, 0);
	else
		loop_timer_stop(c->deadline);
}

void child_limit_bytes(struct child *c, enum child_stream stream, size_t max_bytes)
{
	c->streams[stream].bytes = 0;
	c->streams[stream].max_bytes = max_bytes;
}

void child_signal(struct child *c, int signum)
{
	kill_group(c, signum);
}

int64_t child_rss_kb(const struct child *c)
{
	char path[64], line[256];
	long long kb = 0;
	FILE *f;

	if (!c->running)
		return 0;
	snprintf(path, sizeof path, "/proc/%d/status", (int)c->pid);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof line, f)) {
		if (sscanf(line, "VmRSS: %lld kB", &kb) == 1)
			break;
	}
	if (f)
		fclose(f);
	return kb;
}
