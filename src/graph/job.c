/*
 * job - layout in a child process: Graphviz leaks, is not re-entrant and may abort, and a large machine may take its time, so nothing
 * of it happens in the process that owns the screen. The child lays out, paints, writes the picture's arrays to a pipe and goes. When
 * it dies or is late, a second child places by our own means.
 */
#include "graph/graph.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/timefmt.h"
#include "config.h"
#include "graph/draw.h"
#include "graph/job.h"

#ifdef HAVE_SYS_PRCTL_H
#include <sys/prctl.h>
#endif

#define DEADLINE_MS 2000
#define SECOND_DEADLINE_MS 20000
#define ORDER_ITEMS 1500		/* above, Graphviz's order costs more than it gives */
#define MAGIC 0x70696331u

struct graph_job {
	struct flow *flow;
	size_t n_states;
	struct graph_options o;
	pid_t pid;
	int fd;
	int64_t until_us;
	bool second, stopped;
	struct str got;
};

struct head {
	uint32_t magic;
	int32_t cols, rows, charset, direction, zoom, style;
	uint64_t n_boxes, n_edges, n_points, pool_len, n_seeds, n_cells, n_runs;
};

/* --- the picture on the pipe -------------------------------------------------------------------------------------- */

static bool write_all(FILE *to, const void *data, size_t len)
{
	return fwrite(data, 1, len, to) == len;
}

static bool picture_write(FILE *to, const struct picture *p)
{
	struct head h = { MAGIC, p->cols, p->rows, (int32_t)p->charset, (int32_t)p->direction, (int32_t)p->zoom, (int32_t)p->style,
		p->n_boxes, p->n_edges, p->n_points, p->pool_len, p->n_seeds, p->n_cells, p->n_runs };

	return write_all(to, &h, sizeof(h)) && write_all(to, p->boxes, p->n_boxes * sizeof(*p->boxes)) &&
		write_all(to, p->edges, p->n_edges * sizeof(*p->edges)) &&
		write_all(to, p->points, p->n_points * sizeof(*p->points)) && write_all(to, p->pool, p->pool_len) &&
		write_all(to, p->seeds, p->n_seeds * sizeof(*p->seeds)) && write_all(to, p->cells, p->n_cells * sizeof(*p->cells)) &&
		write_all(to, p->runs, p->n_runs * sizeof(*p->runs)) &&
		write_all(to, p->row_runs, ((size_t)p->rows + 1) * sizeof(*p->row_runs));
}

/* What is left of the child's answer. */
struct input {
	const char *at, *end;
};

static bool take(struct input *in, void *to, size_t n, size_t size)
{
	if (n > (size_t)(in->end - in->at) / (size ? size : 1))
		return false;
	if (n)
		memcpy(to, in->at, n * size);
	in->at += n * size;
	return true;
}

/* NULL where the child did not get to the end. */
static struct picture *picture_read(const char *data, size_t len)
{
	struct input in = { data, data + len };
	struct picture *p;
	struct head h;

	if (!take(&in, &h, 1, sizeof(h)) || h.magic != MAGIC || h.cols <= 0 || h.rows <= 0 || h.cols > GRAPH_MAX_CELLS / h.rows ||
		h.n_boxes > len || h.n_edges > len || h.n_points > len || h.pool_len > len || h.n_seeds > len || h.n_cells > len ||
		h.n_runs > len)
		return NULL;
	p = xcalloc(1, sizeof(*p));
	p->cols = h.cols;
	p->rows = h.rows;
	p->charset = (enum graph_charset)h.charset;
	p->direction = (enum graph_direction)h.direction;
	p->zoom = (enum graph_zoom)h.zoom;
	p->style = (enum graph_style)h.style;
	p->n_boxes = h.n_boxes;
	p->n_edges = h.n_edges;
	p->n_points = h.n_points;
	p->pool_len = h.pool_len;
	p->n_seeds = h.n_seeds;
	p->n_cells = h.n_cells;
	p->n_runs = h.n_runs;
	p->boxes = xcalloc(h.n_boxes + 1, sizeof(*p->boxes));
	p->edges = xcalloc(h.n_edges + 1, sizeof(*p->edges));
	p->points = xcalloc(h.n_points + 1, sizeof(*p->points));
	p->pool = xcalloc(h.pool_len + 1, 1);
	p->seeds = xcalloc(h.n_seeds + 1, sizeof(*p->seeds));
	p->cells = xcalloc(h.n_cells + 1, sizeof(*p->cells));
	p->runs = xcalloc(h.n_runs + 1, sizeof(*p->runs));
	p->row_runs = xcalloc((size_t)h.rows + 1, sizeof(*p->row_runs));
	if (take(&in, p->boxes, h.n_boxes, sizeof(*p->boxes)) && take(&in, p->edges, h.n_edges, sizeof(*p->edges)) &&
		take(&in, p->points, h.n_points, sizeof(*p->points)) && take(&in, p->pool, h.pool_len, 1) &&
		take(&in, p->seeds, h.n_seeds, sizeof(*p->seeds)) && take(&in, p->cells, h.n_cells, sizeof(*p->cells)) &&
		take(&in, p->runs, h.n_runs, sizeof(*p->runs)) && take(&in, p->row_runs, (size_t)h.rows + 1, sizeof(*p->row_runs)) &&
		in.at == in.end)
		return p;
	picture_free(p);
	return NULL;
}

/* --- the child ---------------------------------------------------------------------------------------------------- */

/* Nothing of the parent's may be touched: no handler of its loop, no terminal, no descriptor. */
static void child_alone(int keep, int seconds)
{
	struct rlimit none = { 0, 0 }, cpu = { (rlim_t)seconds, (rlim_t)seconds };
	sigset_t all;
	int null;

#ifdef HAVE_SYS_PRCTL_H
	prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
	setpgid(0, 0);
	for (int s = 1; s < NSIG; s++)
		signal(s, SIG_DFL);
	sigemptyset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	setrlimit(RLIMIT_CORE, &none);
	setrlimit(RLIMIT_CPU, &cpu);
	null = open("/dev/null", O_RDWR);
	for (int fd = 0; fd < 3 && null >= 0; fd++)
		dup2(null, fd);
	for (int fd = 3; fd < 1024; fd++)
		if (fd != keep)
			close(fd);
}

static void child_run(const struct graph_job *job, int fd, const struct placer *placer)
{
	FILE *to = fdopen(fd, "w");
	struct picture *p;
	bool ok;

	while (job->stopped && !job->second)
		pause();
	p = compose(job->flow, job->n_states, &job->o, placer, NULL);
	ok = to && p && picture_write(to, p) && fflush(to) == 0;
	_exit(ok ? 0 : 1);
}

static bool spawn(struct graph_job *job, const struct placer *placer, int deadline_ms, struct err *e)
{
	sigset_t all, before;
	int fds[2], flags;

	if (pipe(fds) < 0)
		return err_set(e, ERR_IO, "cannot make a pipe for the layout: %s", strerror(errno));
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	job->pid = fork();
	if (job->pid == 0) {
		child_alone(fds[1], deadline_ms / 1000 + 2);
		child_run(job, fds[1], placer);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(fds[1]);
	if (job->pid < 0) {
		close(fds[0]);
		return err_set(e, ERR_IO, "cannot start the layout: %s", strerror(errno));
	}
	fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	flags = fcntl(fds[0], F_GETFL);
	fcntl(fds[0], F_SETFL, flags | O_NONBLOCK);
	job->fd = fds[0];
	job->until_us = time_mono_us() + (int64_t)deadline_ms * 1000;
	str_reset(&job->got);
	return true;
}

static void reap(struct graph_job *job)
{
	if (job->fd >= 0)
		close(job->fd);
	job->fd = -1;
	if (job->pid <= 0)
		return;
	kill(job->pid, SIGKILL);
	while (waitpid(job->pid, NULL, 0) < 0 && errno == EINTR)
		;
	job->pid = -1;
}

/* --- the job ------------------------------------------------------------------------------------------------------ */

static const struct placer with_dot = { .dot = true, .max_items = ORDER_ITEMS }, own_only = { .dot = false };

static struct graph_job *start(const struct asl_machine *m, const struct graph_options *o, bool stopped, struct err *e)
{
	struct graph_job *job;

	if (!m->n_states || !m->top) {
		err_set(e, ERR_INVALID, "there are no states to draw");
		return NULL;
	}
	job = xcalloc(1, sizeof(*job));
	job->flow = flow_build(m, o);
	job->n_states = m->n_states;
	job->o = *o;
	job->stopped = stopped;
	job->fd = -1;
	job->pid = -1;
	if (!job->flow->scopes.n) {
		err_set(e, ERR_INVALID, "there are no states to draw");
	} else {
		job->second = o->deadline_ms < 0;
		if (spawn(job, job->second ? &own_only : &with_dot,
			o->deadline_ms > 0 ? o->deadline_ms : job->second ? SECOND_DEADLINE_MS : DEADLINE_MS, e))
			return job;
	}
	graph_job_cancel(job);
	return NULL;
}

struct graph_job *graph_job_start(const struct asl_machine *m, const struct graph_options *o, struct err *e)
{
	return start(m, o, false, e);
}

struct graph_job *graph_job_start_stopped(const struct asl_machine *m, const struct graph_options *o, struct err *e)
{
	return start(m, o, true, e);
}

int graph_job_fd(const struct graph_job *job)
{
	return job->fd;
}

long graph_job_pid(const struct graph_job *job)
{
	return job->pid;
}

int graph_job_next_ms(const struct graph_job *job)
{
	int64_t left = job->until_us - time_mono_us();

	return left <= 0 ? 0 : (int)(left / 1000) + 1;
}

/* 1: all is there; 0: not yet; -1: it will not come. */
static int read_some(struct graph_job *job)
{
	char buf[65536];

	for (;;) {
		ssize_t n = read(job->fd, buf, sizeof(buf));

		if (n > 0)
			str_add(&job->got, buf, (size_t)n);
		else if (n == 0)
			return 1;
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			return time_mono_us() >= job->until_us ? -1 : 0;
		else if (errno != EINTR)
			return -1;
	}
}

struct picture *graph_job_take(struct graph_job *job, struct err *e)
{
	struct picture *p = NULL;
	int state = read_some(job);

	err_clear(e);
	if (state == 0)
		return NULL;
	if (state > 0)
		p = picture_read(str_get(&job->got), job->got.len);
	reap(job);
	if (!p && job->second) {
		err_set(e, ERR_LIMIT, state > 0 ? "the machine cannot be drawn: the layout died" : "the machine is too large to be drawn");
		return NULL;
	}
	if (!p) {
		log_debug("graph", "the layout with Graphviz did not answer (%s)", state > 0 ? "died" : "late");
		job->second = true;
		if (spawn(job, &own_only, SECOND_DEADLINE_MS, e)) {
			err_clear(e);
			return NULL;
		}
		/* No second child to be had: then here. */
		err_clear(e);
		p = compose(job->flow, job->n_states, &job->o, &own_only, e);
	}
	if (p)
		p->fallback = job->second;
	return p;
}

void graph_job_cancel(struct graph_job *job)
{
	if (!job)
		return;
	reap(job);
	flow_free(job->flow);
	str_done(&job->got);
	free(job);
}

struct picture *graph_draw(const struct asl_machine *m, const struct graph_options *o, struct err *e)
{
	struct graph_job *job = graph_job_start(m, o, e);
	struct picture *p = NULL;
	struct err local;

	if (!e)
		e = &local;
	err_clear(e);
	while (job && !p && e->code == ERR_NONE) {
		struct pollfd pfd = { .fd = graph_job_fd(job), .events = POLLIN };

		poll(&pfd, 1, graph_job_next_ms(job));
		p = graph_job_take(job, e);
	}
	graph_job_cancel(job);
	return p;
}
