/*
 * --watch: what a change on disk affects is run again. A file of cases depends on its definition, on the files that its cases name, and on
 * the folder of functions where a case wants them. Folders are watched for files of cases that come and go.
 */
#include "cli/test_suite.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"
#include "base/timefmt.h"

struct watched {
	struct watching *w;
	struct loop_watch *watch;
	char *path;
	struct suite_file *file;	/* what it makes stale; NULL: a folder of files of cases */
};

struct watching {
	struct suite *s;
	struct loop *loop;
	VEC(struct watched *) list;
	char *changed;			/* the path that changed first; NULL: none */
	bool ended, is_running;
};

static void on_change(void *ctx, const char *path)
{
	struct watched *d = ctx;

	if (d->file)
		d->file->stale = true;
	if (!d->w->changed)
		d->w->changed = xstrdup(path);
	if (!d->w->is_running)
		loop_stop(d->w->loop);
}

static void on_signal(void *ctx, int signum)
{
	struct watching *w = ctx;

	(void)signum;
	w->ended = true;
	loop_stop(w->loop);
}

/* Changed while it ran, before anybody watched? */
static bool is_newer(const char *path, int64_t since_ms)
{
	struct stat st;

	return stat(path, &st) == 0 && (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000 >= since_ms;
}

static void watch(struct watching *w, const char *path, struct suite_file *file, int64_t since_ms)
{
	struct watched *d;
	struct err e;

	if (file && is_newer(path, since_ms)) {
		file->stale = true;
		if (!w->changed)
			w->changed = xstrdup(path);
	}
	for (size_t i = 0; i < w->list.n; i++)
		if (w->list.v[i]->file == file && strcmp(w->list.v[i]->path, path) == 0)
			return;
	d = xcalloc(1, sizeof *d);
	*d = (struct watched){.w = w, .path = xstrdup(path), .file = file};
	d->watch = loop_watch_new(w->loop, path, on_change, d, &e);
	if (!d->watch)
		fprintf(stderr, "aslant test: %s is not watched: %s\n", path, e.msg);
	VEC_PUSH(&w->list, d);
}

static void watch_file(struct watching *w, struct suite_file *f, int64_t since_ms)
{
	bool functions = false;
	char *dir, *path;

	watch(w, f->path, f, since_ms);
	if (!f->test)
		return;
	watch(w, f->test->machine, f, since_ms);
	for (size_t i = 0; i < f->test->reads.n; i++)
		watch(w, f->test->reads.v[i], f, since_ms);
	for (size_t i = 0; i < f->test->cases.n; i++)
		functions |= f->test->cases.v[i].functions;
	if (!functions)
		return;
	dir = path_dir(f->test->machine);
	path = path_join(dir, "functions");
	if (dir_exists(path))
		watch(w, path, f, since_ms);
	free(path);
	free(dir);
}

static void watched_free(struct watched *d)
{
	loop_watch_free(d->watch);
	free(d->path);
	free(d);
}

/* The folders that files of cases were found in, and those named. */
static void watch_folders(struct watching *w)
{
	for (size_t i = 0; i < w->s->roots.n; i++) {
		char *tests = path_join(w->s->roots.v[i], "tests");

		if (dir_exists(w->s->roots.v[i]))
			watch(w, w->s->roots.v[i], NULL, 0);
		if (dir_exists(tests))
			watch(w, tests, NULL, 0);
		free(tests);
	}
	for (size_t i = 0; i < w->s->files.n; i++) {
		char *dir = path_dir(w->s->files.v[i]->path);

		watch(w, dir, NULL, 0);
		free(dir);
	}
}

/* New watches before the old ones go: nothing is missed in between. */
static void watch_all(struct watching *w, int64_t since_ms)
{
	struct watching old = {.list = {.v = w->list.v, .n = w->list.n, .cap = w->list.cap}};

	memset(&w->list, 0, sizeof w->list);
	for (size_t i = 0; i < w->s->files.n; i++)
		watch_file(w, w->s->files.v[i], since_ms);
	watch_folders(w);
	for (size_t i = 0; i < old.list.n; i++)
		watched_free(old.list.v[i]);
	VEC_DONE(&old.list);
}

static bool any_stale(const struct suite *s)
{
	for (size_t i = 0; i < s->files.n; i++)
		if (s->files.v[i]->stale)
			return true;
	return false;
}

/* Files that make something stale, each once. */
static size_t n_files(const struct watching *w)
{
	struct map paths = {0};
	size_t n = 0;

	for (size_t i = 0; i < w->list.n; i++)
		n += w->list.v[i]->file && map_put(&paths, w->list.v[i]->path, w->list.v[i]);
	map_done(&paths);
	return n;
}

static void clear_screen(const char *changed)
{
	char *shown = suite_shown_path(changed);

	if (isatty(STDOUT_FILENO))
		fputs("\033[H\033[2J\033[3J", stdout);
	else
		puts("--------");
	printf("%s has changed\n", shown);
	free(shown);
}

/* Files of cases that are there now; waits where nothing has to be run. */
static void wait_for_change(struct watching *w)
{
	suite_find(w->s);
	while (!w->ended && !any_stale(w->s)) {
		free(w->changed);
		w->changed = NULL;
		loop_run(w->loop);
		suite_find(w->s);
	}
}

void suite_watch(struct suite *s, struct loop *l, void (*once)(void *ctx), void *ctx)
{
	struct watching w = {.s = s, .loop = l};
	struct err e;
	struct loop_signal *interrupt = loop_signal_new(l, SIGINT, on_signal, &w, &e), *terminate = loop_signal_new(l, SIGTERM, on_signal, &w, &e);

	while (!w.ended) {
		int64_t since_ms = time_wall_ms();

		w.is_running = true;
		once(ctx);
		w.is_running = false;
		free(w.changed);
		w.changed = NULL;
		watch_all(&w, since_ms);
		printf("watching %zu file%s; Ctrl-C ends\n", n_files(&w), n_files(&w) == 1 ? "" : "s");
		fflush(stdout);
		if (!w.ended)
			wait_for_change(&w);
		if (!w.ended)
			clear_screen(w.changed ? w.changed : "something");
	}
	for (size_t i = 0; i < w.list.n; i++)
		watched_free(w.list.v[i]);
	VEC_DONE(&w.list);
	free(w.changed);
	loop_signal_free(interrupt);
	loop_signal_free(terminate);
}
