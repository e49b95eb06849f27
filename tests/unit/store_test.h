/* What the store's tests share: a folder of their own, a machine, histories with every sort of event. */
#ifndef ASLANT_STORE_TEST_H
#define ASLANT_STORE_TEST_H

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "store/store.h"

#define NOW_MS 1767225600000		/* 2026-01-01T00:00:00Z */

struct fixture {
	char dir[64];			/* the workspace */
	struct store *s;
	struct asl_machine *m;
};

static const char machine_text[] =
	"{\"StartAt\":\"Call\",\"States\":{"
	"\"Call\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:F\",\"Next\":\"Done\"},"
	"\"Done\":{\"Type\":\"Pass\",\"End\":true}}}";

static inline void tree_remove(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *de;

	while (d && (de = readdir(d))) {
		char *path = xasprintf("%s/%s", dir, de->d_name);

		if (strcmp(de->d_name, ".") && strcmp(de->d_name, "..")) {
			if (dir_exists(path))
				tree_remove(path);
			else
				unlink(path);
		}
		free(path);
	}
	if (d)
		closedir(d);
	rmdir(dir);
}

static inline void fixture_open(struct fixture *f)
{
	struct err e;

	if (!store_open(f->dir, &f->s, &e))
		fail_msg("%s", e.msg);
}

static inline void fixture_close(struct fixture *f)
{
	store_close(f->s);
	f->s = NULL;
}

static inline void fixture_reopen(struct fixture *f)
{
	fixture_close(f);
	fixture_open(f);
}

static inline int fixture_setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);

	strcpy(f->dir, "/tmp/aslant-store-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->m = asl_parse(machine_text, strlen(machine_text), "Calls", "calls.asl.json");
	fixture_open(f);
	*state = f;
	return 0;
}

static inline int fixture_teardown(void **state)
{
	struct fixture *f = *state;

	store_close(f->s);
	asl_unref(f->m);
	tree_remove(f->dir);
	free(f);
	return 0;
}

static inline struct value *value_of(const char *text)
{
	struct err e;
	struct value *v = value_parse(text, strlen(text), &e);

	if (!v)
		fail_msg("%s: %s", text, e.msg);
	return v;
}

/* {"filler":"xxx…"} of about len bytes; seed makes it different from others. */
static inline struct value *value_large(size_t len, int seed)
{
	struct str s = {0};
	struct value *v;

	str_addf(&s, "{\"seed\":%d,\"filler\":\"", seed);
	while (s.len + 2 < len)
		str_addc(&s, 'x');
	str_adds(&s, "\"}");
	v = value_of(str_get(&s));
	str_done(&s);
	return v;
}

static inline int64_t begin_at(struct fixture *f, const char *name, struct value *input, int64_t start_ms)
{
	struct engine_options o = { .name = name, .seed = 7 };
	struct execution_summary sum = { .execution_arn = "arn:aws:states:us-east-1:111122223333:execution:Calls:x",
		.machine_arn = "arn:aws:states:us-east-1:111122223333:stateMachine:Calls", .name = name, .start_ms = start_ms,
		.input = input };
	struct store_begin b = { .machine = f->m, .summary = &sum, .options = &o, .clock = "virtual" };

	return store_execution_begin(f->s, &b);
}

static inline int64_t begin_with(struct fixture *f, const char *name, const char *input)
{
	struct value *v = value_of(input);
	int64_t id = begin_at(f, name, v, NOW_MS);

	value_unref(v);
	return id;
}

static inline void end_with(struct fixture *f, int64_t id, enum exec_status status, const char *error, const char *cause)
{
	struct execution_summary sum = { .status = status, .stop_ms = NOW_MS + 5000, .error = error, .cause = cause };

	store_execution_end(f->s, id, &sum);
}

static inline void flush(struct fixture *f)
{
	struct err e;

	if (!store_flush(f->s, &e))
		fail_msg("%s", e.msg);
	assert_int_equal(store_pending(f->s), 0);
}

static inline struct event *add(struct history *h, enum event_type type, int state, const char *name, struct value *v)
{
	struct event ev = { .at_ms = NOW_MS + (int64_t)h->events.n, .prev = (int32_t)h->events.n, .state = state, .type = (uint8_t)type,
		.name = name ? history_intern(h, name) : NULL, .value = value_ref(v) };

	return history_add_take(h, ev);
}

/* n Pass states one after the other, all with the same value. */
static inline void add_passes(struct history *h, int n, struct value *v)
{
	for (int i = 0; i < n; i++)
		add(h, i % 2 ? EV_PassStateExited : EV_PassStateEntered, 1, "Done", v);
}

static inline struct store_execution load(struct fixture *f, int64_t id)
{
	struct store_execution x = {0};
	struct err e;

	if (!store_execution_load(f->s, id, &x, &e))
		fail_msg("%s", e.msg);
	return x;
}

static inline struct store_list list_of(struct fixture *f, struct store_filter filter)
{
	struct store_list l = {0};
	struct err e;

	if (!store_execution_list(f->s, &filter, &l, &e))
		fail_msg("%s", e.msg);
	return l;
}

static inline size_t count_of(struct fixture *f, struct store_filter filter)
{
	struct store_list l = list_of(f, filter);
	size_t n = l.rows.n;

	store_list_done(&l);
	return n;
}

static inline void assert_same_history(const struct history *a, const struct history *b)
{
	assert_int_equal(a->events.n, b->events.n);
	for (size_t i = 0; i < a->events.n; i++) {
		struct str x = {0}, y = {0};

		history_event_print(&x, &a->events.v[i]);
		history_event_print(&y, &b->events.v[i]);
		assert_string_equal(str_get(&x), str_get(&y));
		assert_int_equal(a->events.v[i].state, b->events.v[i].state);
		assert_int_equal(a->events.v[i].type, b->events.v[i].type);
		str_done(&x);
		str_done(&y);
	}
}

/* How many files of the store's folder begin so. */
static inline int files_like(const struct fixture *f, const char *prefix)
{
	char *dir = path_join(f->dir, ".aslant");
	DIR *d = opendir(dir);
	struct dirent *de;
	int n = 0;

	while (d && (de = readdir(d)))
		n += str_starts(de->d_name, prefix);
	if (d)
		closedir(d);
	free(dir);
	return n;
}

#endif
