/*
 * Moving along large histories: a Map over many items, one step forward or back at any place, jumps. Prints figures, asserts none.
 *
 *     bench_projection [ITEMS]
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "history/projection.h"

static const char text[] =
	"{\"StartAt\":\"M\",\"States\":{\"M\":{\"Type\":\"Map\",\"ItemsPath\":\"$.items\",\"End\":true,\"ItemProcessor\":{\"StartAt\":\"A\",\"States\":{"
	"\"A\":{\"Type\":\"Pass\",\"Next\":\"C\"},\"C\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.odd\",\"BooleanEquals\":true,\"Next\":\"B\"}],"
	"\"Default\":\"D\"},\"B\":{\"Type\":\"Pass\",\"End\":true},\"D\":{\"Type\":\"Pass\",\"End\":true}}}}}}";

static struct value *items(long n)
{
	struct str s = {0};
	struct value *v;

	str_adds(&s, "{\"items\":[");
	for (long i = 0; i < n; i++)
		str_addf(&s, "%s{\"id\":%ld,\"odd\":%s}", i ? "," : "", i, i % 2 ? "true" : "false");
	str_adds(&s, "]}");
	v = value_parse(s.p, s.len, NULL);
	str_done(&s);
	return v;
}

static size_t in_use(void)
{
	struct mallinfo2 m = mallinfo2();

	return m.uordblks + m.hblkhd;
}

static double ms_since(int64_t start_us)
{
	return (double)(time_mono_us() - start_us) / 1000;
}

static double worst;

static void go(struct projection *p, const struct history *h, int32_t id)
{
	int64_t start = time_mono_us();
	double took;

	projection_seek(p, h, id);
	took = ms_since(start);
	worst = took > worst ? took : worst;
}

static void steps(struct projection *p, const struct history *h, int32_t from, int n, int by)
{
	int64_t start;

	projection_seek(p, h, from);
	start = time_mono_us();
	worst = 0;
	for (int i = 1; i <= n; i++)
		go(p, h, from + i * by);
	printf("%6d steps of %+d from event %-12d %20.3f us each, the longest %.3f ms\n", n, by, from, ms_since(start) * 1000 / n, worst);
}

static void jump(struct projection *p, const struct history *h, int32_t from, int32_t to)
{
	int64_t start;

	projection_seek(p, h, from);
	start = time_mono_us();
	projection_seek(p, h, to);
	printf("jump from %d to %d %*s%.3f ms\n", from, to, 40 - snprintf(NULL, 0, "%d%d", from, to), "", ms_since(start));
}

static void look(struct asl_machine *m, const struct history *h)
{
	int32_t n = (int32_t)h->events.n;
	struct projection *p = projection_new(m);
	size_t before = in_use();
	int64_t start = time_mono_us();

	projection_seek(p, h, n);
	printf("fold %d events: %.3f ms, %.1f MB beside the history\n", n, ms_since(start), (double)(in_use() - before) / 1e6);
	steps(p, h, n, n / 2, -1);
	steps(p, h, n / 2, n / 2 - 1, 1);
	steps(p, h, n / 2, 1000, -1);
	jump(p, h, n, 1);
	jump(p, h, 1, n);
	jump(p, h, n, n / 2);
	jump(p, h, n, n / 4);
	projection_free(p);
}

int main(int argc, char **argv)
{
	struct asl_machine *m = asl_parse(text, sizeof text - 1, "map", NULL);
	struct value *input = items(argc > 1 ? atol(argv[1]) : 100000);
	struct engine *x = engine_new(m, &(struct engine_options){.name = "bench", .max_events = -1, .max_payload = SIZE_MAX});
	struct engine_effects fx = {0};
	size_t before = in_use();
	struct err e;

	if (!engine_feed(x, &(struct engine_input){.at_ms = 1, .kind = IN_START, .value = input}, &fx, &e))
		return 1;
	while (engine_step(x, &fx, &e))
		;
	printf("the history itself: %.1f MB\n", (double)(in_use() - before) / 1e6);
	look(m, engine_history(x));
	engine_effects_done(&fx);
	engine_free(x);
	value_unref(input);
	asl_unref(m);
	return 0;
}
