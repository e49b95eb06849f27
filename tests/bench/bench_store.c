/* How long the store takes: appending in turns, loading, listing and searching. Prints figures, asserts nothing about them. */
#include "../unit/store_test.h"

#include "base/timefmt.h"

#define EVENTS 25000
#define TURN 100

static double ms_since(int64_t start_us)
{
	return (double)(time_mono_us() - start_us) / 1000.0;
}

static double megabytes(const struct fixture *f)
{
	char *path = path_join(f->dir, ".aslant/store.db");
	struct stat st;
	double mb = stat(path, &st) == 0 ? (double)st.st_size / 1e6 : 0;

	free(path);
	return mb;
}

/* What a Task leaves: five events, the values as small as the tutorial's. */
static void add_task(struct history *h, int i)
{
	struct str text = {0};
	struct value *v;
	struct event *ev;

	str_addf(&text, "{\"statuscode\":\"200\",\"n\":%d}", i);
	v = value_of(str_get(&text));
	add(h, EV_TaskStateEntered, 0, "Call", v);
	ev = add(h, EV_LambdaFunctionScheduled, 0, NULL, v);
	ev->more = event_more_new();
	ev->more->resource = xstrdup("arn:aws:lambda:us-east-1:111122223333:function:MockAPIFunction");
	add(h, EV_LambdaFunctionStarted, 0, NULL, NULL);
	add(h, EV_LambdaFunctionSucceeded, 0, NULL, v);
	add(h, EV_TaskStateExited, 0, "Call", v);
	value_unref(v);
	str_done(&text);
}

static void measure(const char *what, struct history *h)
{
	struct fixture f = { .m = asl_parse(machine_text, strlen(machine_text), "Calls", NULL) };
	struct store_execution x;
	struct history part;
	struct value *input = value_of("{}");
	int64_t id, start;
	double append, first;

	strcpy(f.dir, "/tmp/aslant-bench-XXXXXX");
	assert_non_null(mkdtemp(f.dir));
	fixture_open(&f);
	id = begin_at(&f, what, input, NOW_MS);
	start = time_mono_us();
	for (size_t n = TURN; n <= h->events.n; n += TURN) {
		part = *h;
		part.events.n = n;
		store_events_append(f.s, id, &part);
		flush(&f);
	}
	end_with(&f, id, EXEC_SUCCEEDED, NULL, NULL);
	flush(&f);
	append = ms_since(start);
	fixture_reopen(&f);
	start = time_mono_us();
	x = load(&f, id);
	first = ms_since(start);
	store_execution_done(&x);
	printf("%-34s append %7.1f ms (%.1f us an event)  load %6.1f ms  file %.2f MB\n", what, append,
	    append * 1000 / (double)h->events.n, first, megabytes(&f));
	start = time_mono_us();
	count_of(&f, (struct store_filter){ .text = "not to be found" });
	printf("%-34s search %.1f ms\n", "", ms_since(start));
	value_unref(input);
	asl_unref(f.m);
	fixture_close(&f);
	tree_remove(f.dir);
}

static void measure_list(void)
{
	struct fixture f = { .m = asl_parse(machine_text, strlen(machine_text), "Calls", NULL) };
	struct history h;
	int64_t start;

	strcpy(f.dir, "/tmp/aslant-bench-XXXXXX");
	assert_non_null(mkdtemp(f.dir));
	fixture_open(&f);
	history_init(&h);
	for (int i = 0; i < 10; i++)
		add_task(&h, i);
	start = time_mono_us();
	for (int i = 0; i < 5000; i++) {
		int64_t id = begin_with(&f, "one of many", "{\"statuscode\":\"200\"}");

		store_events_append(f.s, id, &h);
		end_with(&f, id, i % 7 ? EXEC_SUCCEEDED : EXEC_FAILED, i % 7 ? NULL : "ServerUnavailableException", NULL);
		flush(&f);
	}
	printf("5,000 executions of 50 events      append %.1f ms (%.2f ms each)  file %.2f MB\n", ms_since(start),
	    ms_since(start) / 5000, megabytes(&f));
	start = time_mono_us();
	count_of(&f, (struct store_filter){ .limit = 200 });
	printf("list the newest 200                %.1f ms\n", ms_since(start));
	start = time_mono_us();
	count_of(&f, (struct store_filter){ .limit = 200, .text = "ServerUnavailable" });
	printf("list the 200 newest that hold a word  %.1f ms\n", ms_since(start));
	start = time_mono_us();
	count_of(&f, (struct store_filter){ .limit = 200, .text = "not to be found" });
	printf("search all for a word that none holds %.1f ms\n", ms_since(start));
	history_done(&h);
	asl_unref(f.m);
	fixture_close(&f);
	tree_remove(f.dir);
}

int main(void)
{
	struct value *large = value_large(100000, 1);
	struct history h;

	history_init(&h);
	for (int i = 0; i < EVENTS / 5; i++)
		add_task(&h, i);
	measure("25,000 small events", &h);
	history_done(&h);

	history_init(&h);
	add_passes(&h, EVENTS, large);
	measure("25,000 events, one 100 kB payload", &h);
	history_done(&h);

	history_init(&h);
	for (int i = 0; i < 2000; i++) {
		struct value *v = value_large(100000, i);

		add_passes(&h, 1, v);
		value_unref(v);
	}
	measure("2,000 events, a 100 kB payload each", &h);
	history_done(&h);
	value_unref(large);
	measure_list();
	return 0;
}
