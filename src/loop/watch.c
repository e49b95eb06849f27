/*
 * Files that change on disk. A file is watched through its folder: editors write a new file and rename it over the
 * old one, after which a watch on the file itself would look at the deleted one. Events only say "look again": what
 * counts is whether stat(2) differs, after a quiet moment.
 */
#include "config.h"

#include "loop/loop.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "loop/loop_private.h"

#define QUIET_MS 60		/* after the last event */
#define LATEST_MS 500		/* after the first one, however busy it is */
#define LOOK_MS 1000		/* where there are no events */

/* What tells one state of a file from another. */
struct seen {
	bool exists;
	uint64_t ino, size;
	int64_t mtime_ns, ctime_ns;
};

struct loop_watch {
	struct loop_head head;
	uv_fs_event_t event;
	uv_timer_t timer;		/* quiet time, or the next look */
	loop_watch_fn fn;
	void *ctx;
	char *path, *dir;
	const char *name;		/* within its folder; NULL: path is a folder, everything in it counts */
	uint64_t dir_ino;		/* the folder that the events are of */
	struct seen seen;
	uint64_t first_event;		/* ms; 0: none waits */
	bool looking;			/* no events here: look every second */
	int open;			/* handles not yet closed */
};

static void on_timer(uv_timer_t *t);
static void on_event(uv_fs_event_t *h, const char *name, int events, int status);

static struct seen look(const char *path)
{
	struct seen s = {0};
	struct stat st;

	if (stat(path, &st) != 0)
		return s;
	s.exists = true;
	s.ino = (uint64_t)st.st_ino;
	s.size = (uint64_t)st.st_size;
	s.mtime_ns = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
	s.ctime_ns = (int64_t)st.st_ctim.tv_sec * 1000000000 + st.st_ctim.tv_nsec;
	return s;
}

static bool same(const struct seen *a, const struct seen *b)
{
	return a->exists == b->exists && a->ino == b->ino && a->size == b->size && a->mtime_ns == b->mtime_ns &&
		a->ctime_ns == b->ctime_ns;
}

static bool is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_link(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

static void on_closed(uv_handle_t *h)
{
	struct loop_watch *w = h->data;

	if (--w->open)
		return;
	free(w->path);
	free(w->dir);
	free(w);
}

/* A link's target changes without an event in the link's folder. */
static int start_events(struct loop_watch *w)
{
	if (w->name && is_link(w->path))
		return UV_ENOTSUP;
	w->dir_ino = look(w->dir).ino;
	return uv_fs_event_start(&w->event, on_event, w->dir, 0);
}

static void start_looking(struct loop_watch *w)
{
	uv_fs_event_stop(&w->event);
	w->looking = true;
	uv_timer_start(&w->timer, on_timer, LOOK_MS, LOOK_MS);
}

/* The folder that is watched may go, and come back as another one, which nothing reports. */
static void choose_way(struct loop_watch *w)
{
	struct seen dir = look(w->dir);
	bool there = dir.exists, moved = dir.ino != w->dir_ino;

	if (!w->looking && (!there || moved)) {
		start_looking(w);
	} else if (w->looking && there && start_events(w) == 0) {
		w->looking = false;
		uv_timer_stop(&w->timer);
	}
}

/* In a folder a file may change without the folder's own times changing, so there each event counts. */
static void on_timer(uv_timer_t *t)
{
	struct loop_watch *w = t->data;
	struct seen now;
	bool changed;

	choose_way(w);
	now = look(w->path);
	changed = !same(&now, &w->seen) || (!w->name && w->first_event);
	w->seen = now;
	w->first_event = 0;
	if (changed) {
		log_debug("loop", "changed on disk: %s", w->path);
		w->fn(w->ctx, w->path);
	}
}

static void on_event(uv_fs_event_t *h, const char *name, int events, int status)
{
	struct loop_watch *w = h->data;
	uint64_t now = uv_now(h->loop), wait = QUIET_MS;

	(void)events;
	if (status == 0 && w->name && name && strcmp(name, w->name) != 0 && strcmp(name, path_base(w->dir)) != 0)
		return;
	if (!w->first_event)
		w->first_event = now;
	if (now - w->first_event + wait > LATEST_MS)
		wait = now - w->first_event >= LATEST_MS ? 0 : LATEST_MS - (now - w->first_event);
	uv_timer_start(&w->timer, on_timer, wait, 0);
}

struct loop_watch *loop_watch_new(struct loop *l, const char *path, loop_watch_fn fn, void *ctx, struct err *e)
{
	struct loop_watch *w;
	int rc;

	if (!*path) {
		err_set(e, ERR_USAGE, "cannot watch a file without a name");
		return NULL;
	}
	w = xcalloc(1, sizeof *w);
	w->head.closed = on_closed;
	w->fn = fn;
	w->ctx = ctx;
	w->path = xstrdup(path);
	w->name = is_dir(path) ? NULL : path_base(w->path);
	w->dir = w->name ? path_dir(path) : xstrdup(path);
	w->seen = look(path);
	w->open = 2;
	uv_fs_event_init(&l->uv, &w->event);
	uv_timer_init(&l->uv, &w->timer);
	w->event.data = w->timer.data = w;
	rc = start_events(w);
	if (rc) {
		log_debug("loop", "no notifications for %s (%s): looking every %d ms", path, uv_strerror(rc), LOOK_MS);
		start_looking(w);
	}
	return w;
}

void loop_watch_free(struct loop_watch *h)
{
	if (!h)
		return;
	uv_close((uv_handle_t *)&h->event, on_closed);
	uv_close((uv_handle_t *)&h->timer, on_closed);
}
