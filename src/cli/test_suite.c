/* Files of cases, found and read; their cases, run several at a time in one loop; results told in the order of the files. */
#include "cli/test_suite.h"

#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "cli/cli.h"

#define FOLDER_DEPTH 8

/* --- finding ---------------------------------------------------------------------------------------------------------- */

void suite_add_root(struct suite *s, const char *path)
{
	VEC_PUSH(&s->roots, xstrdup(path));
}

static struct suite_file *file_find(const struct suite *s, const char *path)
{
	for (size_t i = 0; i < s->files.n; i++)
		if (strcmp(s->files.v[i]->path, path) == 0)
			return s->files.v[i];
	return NULL;
}

static void add_file(struct suite *s, const char *path)
{
	struct suite_file *f = file_find(s, path);

	if (!f) {
		f = xcalloc(1, sizeof *f);
		f->path = xstrdup(path);
		f->stale = true;
		VEC_PUSH(&s->files, f);
	}
	f->found = true;
}

static bool is_entered(const char *name)
{
	return name[0] != '.' && strcmp(name, "node_modules") != 0;
}

static void add_folder(struct suite *s, const char *dir, int depth)
{
	DIR *d = depth < FOLDER_DEPTH ? opendir(dir) : NULL;
	struct dirent *entry;

	while (d && (entry = readdir(d))) {
		char *path = strcmp(dir, ".") == 0 ? xstrdup(entry->d_name) : path_join(dir, entry->d_name);

		if (is_entered(entry->d_name) && str_ends(entry->d_name, ".test.json"))
			add_file(s, path);
		else if (is_entered(entry->d_name) && dir_exists(path))
			add_folder(s, path, depth + 1);
		free(path);
	}
	if (d)
		closedir(d);
}

static int by_path(const void *a, const void *b)
{
	return strcmp((*(struct suite_file *const *)a)->path, (*(struct suite_file *const *)b)->path);
}

static void result_done(struct suite_result *r)
{
	test_differences_done(&r->differences);
	free(r->broken);
	free(r->history);
	cJSON_Delete(r->fill);
}

static void file_reset(struct suite_file *f)
{
	for (size_t i = 0; i < f->results.n; i++)
		result_done(&f->results.v[i]);
	VEC_DONE(&f->results);
	coverage_free(f->coverage);
	f->coverage = NULL;
	test_file_free(f->test);
	f->test = NULL;
	free(f->unread);
	f->unread = NULL;
}

static void file_free(struct suite_file *f)
{
	file_reset(f);
	free(f->path);
	free(f);
}

void suite_find(struct suite *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->files.n; i++)
		s->files.v[i]->found = false;
	for (size_t i = 0; i < s->roots.n; i++) {
		if (dir_exists(s->roots.v[i]))
			add_folder(s, s->roots.v[i], 0);
		else
			add_file(s, s->roots.v[i]);
	}
	for (size_t i = 0; i < s->files.n; i++) {
		if (s->files.v[i]->found)
			s->files.v[kept++] = s->files.v[i];
		else
			file_free(s->files.v[i]);
	}
	s->files.n = kept;
	if (kept)
		qsort(s->files.v, kept, sizeof s->files.v[0], by_path);
}

void suite_done(struct suite *s)
{
	for (size_t i = 0; i < s->files.n; i++)
		file_free(s->files.v[i]);
	for (size_t i = 0; i < s->roots.n; i++)
		free(s->roots.v[i]);
	VEC_DONE(&s->files);
	VEC_DONE(&s->roots);
}

/* --- reading ---------------------------------------------------------------------------------------------------------- */

static void note_status(struct suite *s, const struct err *e)
{
	if (!s->status)
		s->status = e->code == ERR_NOT_FOUND || e->code == ERR_IO ? EXIT_HOST : EXIT_INVALID;
}

static bool is_pattern(const char *filter)
{
	return strpbrk(filter, "*?[") != NULL;
}

/* A part of the case's or the file's name, or a pattern for the whole of "FILE: NAME" or of either. */
static bool is_selected(const struct suite *s, const struct suite_file *f, const struct test_case *c)
{
	char *both;
	bool is;

	if (!s->filter)
		return true;
	if (!is_pattern(s->filter))
		return strstr(c->name, s->filter) || strstr(f->path, s->filter);
	both = xasprintf("%s: %s", f->path, c->name);
	is = fnmatch(s->filter, c->name, 0) == 0 || fnmatch(s->filter, f->path, 0) == 0 || fnmatch(s->filter, both, 0) == 0;
	free(both);
	return is;
}

static void read_file(struct suite *s, struct suite_file *f)
{
	struct err e = {0};

	file_reset(f);
	f->test = test_file_read(f->path, s->update ? TEST_FILE_EMPTY_EXPECT : 0, &e);
	if (!f->test) {
		fprintf(stderr, "%s\n", e.msg);
		f->unread = xstrdup(e.msg);
		s->unread++;
		note_status(s, &e);
		return;
	}
	for (size_t i = 0; i < f->test->cases.n; i++)
		if (is_selected(s, f, &f->test->cases.v[i]))
			VEC_PUSH(&f->results, ((struct suite_result){.file = f, .test = &f->test->cases.v[i]}));
	s->selected += f->results.n;
}

/* --- running ---------------------------------------------------------------------------------------------------------- */

struct slot {
	struct test_job *job;		/* NULL: free */
	struct suite_result *result;
	struct suite_file *file;
	int64_t begun_us;
};

struct running {
	struct suite *s;
	struct loop *loop;
	struct loop_timer *timer;
	struct slot *slots;
	size_t next_file, next_case;	/* to be started */
	size_t told_file, told_case;	/* to be told */
	bool over;
};

static void tell(struct running *r)
{
	struct suite *s = r->s;

	while (r->told_file < s->files.n) {
		struct suite_file *f = s->files.v[r->told_file];

		if (!f->stale || r->told_case == f->results.n) {
			if (f->stale && f->unread && s->on_unread)
				s->on_unread(s->ctx, f);
			r->told_file++;
			r->told_case = 0;
			continue;
		}
		if (!f->results.v[r->told_case].is_known)
			return;
		if (s->on_result)
			s->on_result(s->ctx, &f->results.v[r->told_case]);
		r->told_case++;
	}
}

static void known(struct suite *s, struct suite_result *res, enum suite_outcome outcome)
{
	res->outcome = outcome;
	res->is_known = true;
	s->passed += outcome == CASE_PASSED;
	s->failed += outcome == CASE_FAILED;
	s->skipped += outcome == CASE_SKIPPED;
	s->broken += outcome == CASE_BROKEN;
}

static void broken(struct suite *s, struct suite_result *res, const struct err *e)
{
	res->broken = xstrdup(e->msg);
	note_status(s, e);
	fprintf(stderr, "%s\n", e->msg);
	known(s, res, CASE_BROKEN);
}

static void count_coverage(struct suite_file *f, const struct run *r)
{
	if (!f->coverage)
		f->coverage = coverage_new(r->machine);
	coverage_add_projection(f->coverage, r->at);
}

/* What --update may need once the execution is gone. */
static void keep_for_update(struct suite_result *res, const struct run *r)
{
	struct str text = {0};

	if (!res->test->expect->child)
		res->fill = test_expect_of(r);
	if (json_get(res->test->expect, "history")) {
		test_history_print(&text, r->history);
		res->history = str_take(&text);
	}
}

static void finish(struct running *r, struct slot *slot)
{
	const struct run *run = test_job_run(slot->job);
	struct suite_result *res = slot->result;
	struct test_differences *d = test_job_differences(slot->job);

	res->differences = *d;
	*d = (struct test_differences){0};
	res->real_us = time_mono_us() - slot->begun_us;
	res->modelled_ms = run->at->now_ms - run->at->start_ms;
	if (r->s->counts_coverage)
		count_coverage(slot->file, run);
	if (r->s->update)
		keep_for_update(res, run);
	known(r->s, res, res->differences.list.n ? CASE_FAILED : CASE_PASSED);
	test_job_free(slot->job);
	slot->job = NULL;
}

/* The next case that is to run; NULL: none is left. */
static struct suite_result *next_result(struct running *r, struct suite_file **file)
{
	for (; r->next_file < r->s->files.n; r->next_file++, r->next_case = 0) {
		*file = r->s->files.v[r->next_file];
		if ((*file)->stale && r->next_case < (*file)->results.n)
			return &(*file)->results.v[r->next_case++];
	}
	return NULL;
}

/* False: nothing is left to start. */
static bool start(struct running *r, struct slot *slot)
{
	struct suite_result *res;
	struct err e = {0};

	while ((res = next_result(r, &slot->file))) {
		if (res->test->skip) {
			known(r->s, res, CASE_SKIPPED);
			continue;
		}
		slot->result = res;
		slot->begun_us = time_mono_us();
		slot->job = test_job_new(r->loop, slot->file->test, res->test, &e);
		if (slot->job)
			return true;
		broken(r->s, res, &e);
	}
	return false;
}

/* A turn of every job; true while some can go on at once. */
static bool turn(void *ctx)
{
	struct running *r = ctx;
	int64_t wait_us = INT64_MAX, w;
	bool any = false, more = false;

	for (int i = 0; i < r->s->jobs; i++) {
		struct slot *slot = &r->slots[i];

		if (!slot->job && !start(r, slot))
			continue;
		any = true;
		if (test_job_turn(slot->job, time_mono_us(), &w)) {
			finish(r, slot);
			more = true;
		} else if (w < wait_us) {
			wait_us = w;
		}
	}
	tell(r);
	if (!any) {
		r->over = true;
		loop_stop(r->loop);
		return false;
	}
	if (wait_us > 0 && wait_us != INT64_MAX)
		loop_timer_start(r->timer, (wait_us + 999) / 1000, 0);
	return more || wait_us == 0;
}

static void on_timer(void *ctx)
{
	(void)ctx;	/* that the loop turns is enough */
}

bool suite_run(struct suite *s, struct loop *l)
{
	struct running r = {.s = s, .loop = l, .slots = xcalloc((size_t)s->jobs, sizeof *r.slots)};

	s->selected = s->passed = s->failed = s->skipped = s->broken = s->unread = 0;
	s->status = EXIT_GOOD;
	for (size_t i = 0; i < s->files.n; i++)
		if (s->files.v[i]->stale)
			read_file(s, s->files.v[i]);
	if (s->on_begin)
		s->on_begin(s->ctx, s);
	r.timer = loop_timer_new(l, on_timer, NULL);
	loop_work(l, turn, &r);
	loop_run(l);
	loop_work(l, NULL, NULL);
	loop_timer_free(r.timer);
	for (int i = 0; i < s->jobs; i++)
		test_job_free(r.slots[i].job);
	free(r.slots);
	return r.over;
}

/* --- coverage --------------------------------------------------------------------------------------------------------- */

char *suite_shown_path(const char *path)
{
	char *whole = path_absolute(path), *here = path_absolute("."), *shown;
	size_t n = strlen(here);

	shown = xstrdup(strncmp(whole, here, n) == 0 && whole[n] == '/' ? whole + n + 1 : whole);
	free(whole);
	free(here);
	return shown;
}

static struct coverage *coverage_of(struct suite_coverages *out, const struct suite_file *f)
{
	char *definition = suite_shown_path(f->test->machine);

	for (size_t i = 0; i < out->list.n; i++) {
		struct suite_coverage *c = &out->list.v[i];

		/* A definition that has changed in between is another one. */
		if (strcmp(c->definition, definition) == 0 && c->coverage->machine->hash == f->coverage->machine->hash) {
			free(definition);
			return c->coverage;
		}
	}
	VEC_PUSH(&out->list, ((struct suite_coverage){.definition = definition, .coverage = coverage_new(f->coverage->machine)}));
	return out->list.v[out->list.n - 1].coverage;
}

void suite_coverage(const struct suite *s, struct suite_coverages *out)
{
	for (size_t i = 0; i < s->files.n; i++) {
		const struct suite_file *f = s->files.v[i];
		struct coverage *c;
		int64_t *hits;

		if (!f->coverage)
			continue;
		c = coverage_of(out, f);
		hits = xcalloc(c->n, sizeof *hits);
		for (size_t k = 0; k < c->n; k++)
			hits[k] = f->coverage->items[k].hits;
		coverage_add_hits(c, hits, f->coverage->executions);
		free(hits);
	}
}

void suite_coverage_done(struct suite_coverages *c)
{
	for (size_t i = 0; i < c->list.n; i++) {
		free(c->list.v[i].definition);
		coverage_free(c->list.v[i].coverage);
	}
	VEC_DONE(&c->list);
}
