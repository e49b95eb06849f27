/*
 * What a function call costs beyond the handler's own time: calls through a warm worker, one after the other.
 * Prints, asserts nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/timefmt.h"
#include "task/function.h"

#define CALLS 10000

static struct {
	struct loop *loop;
	struct task_backend *b;
	struct value *event;
	int64_t sent_us, took_us[CALLS];
	double handler_us;
	int n;
} t;

static void call(void *ctx);

static void on_done(void *ctx, const struct function_result *r)
{
	(void)ctx;
	if (!r->result) {
		fprintf(stderr, "%s: %s\n", r->error, r->cause);
		exit(1);
	}
	t.took_us[t.n++] = time_mono_us() - t.sent_us;
	t.handler_us += value_node(r->result)->valuedouble;
	if (t.n < CALLS)
		call(NULL);
	else
		loop_stop(t.loop);
}

static void call(void *ctx)
{
	struct err e;

	(void)ctx;
	t.sent_us = time_mono_us();
	if (!function_test(t.b, "F", t.event, on_done, NULL, &e)) {
		fprintf(stderr, "%s\n", e.msg);
		exit(1);
	}
}

static int by_time(const void *a, const void *b)
{
	return (*(const int64_t *)a > *(const int64_t *)b) - (*(const int64_t *)a < *(const int64_t *)b);
}

static bool write_file(const char *dir, const char *name, const char *text)
{
	char *path = path_join(dir, name);
	struct err e;
	bool ok = file_write_atomic(path, text, strlen(text), &e);

	free(path);
	return ok;
}

static void measure(const char *dir, const char *what, size_t event_bytes)
{
	struct str event = {0};
	char *path = path_join(dir, "functions.json");
	int64_t sum = 0;

	t.b = function_backend_new(t.loop, &(struct function_options){.registry_path = path});
	free(path);
	str_adds(&event, "{\"text\":\"");
	for (size_t i = 0; i < event_bytes; i++)
		str_addc(&event, 'x');
	str_adds(&event, "\"}");
	t.event = value_parse(event.p, event.len, NULL);
	t.n = 0;
	t.handler_us = 0;
	call(NULL);
	loop_run(t.loop);
	qsort(t.took_us, CALLS, sizeof t.took_us[0], by_time);
	for (int i = 0; i < CALLS; i++)
		sum += t.took_us[i];
	printf("%-24s %d calls: mean %.3f ms, beyond the handler %.3f ms; median %.3f, 99%% %.3f, worst %.3f ms\n", what, CALLS,
		(double)sum / CALLS / 1000, ((double)sum - t.handler_us) / CALLS / 1000, (double)t.took_us[CALLS / 2] / 1000,
		(double)t.took_us[CALLS * 99 / 100] / 1000, (double)t.took_us[CALLS - 1] / 1000);
	value_unref(t.event);
	str_done(&event);
	t.b->free(t.b);
}

int main(void)
{
	char dir[] = "/tmp/aslant-bench-XXXXXX", *path;
	struct err e;

	if (!mkdtemp(dir) || !(t.loop = loop_new(&e)))
		return 1;
	if (!write_file(dir, "functions.json", "{\"functions\": {\"F\": {\"runtime\": \"python3\", \"handler\": \"h.f\"}}}") ||
		!write_file(dir, "h.py", "import time\n\ndef f(event, context):\n    start = time.perf_counter()\n    len(event['text'])\n"
			"    return (time.perf_counter() - start) * 1e6\n"))
		return 1;
	measure(dir, "python, 20 B event", 10);
	measure(dir, "python, 10 kB event", 10000);
	loop_free(t.loop);
	path = path_join(dir, "functions.json");
	unlink(path);
	free(path);
	path = path_join(dir, "h.py");
	unlink(path);
	free(path);
	rmdir(dir);
	return 0;
}
