/*
 * What the engine and the projection can do. Prints figures, asserts none.
 *
 *     bench_engine [SECONDS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/timefmt.h"
#include "engine/engine.h"
#include "history/projection.h"

static struct value *text_of(size_t bytes)
{
	char *s = xmalloc(bytes + 1);
	struct value *v;

	memset(s, 'x', bytes);
	s[bytes] = '\0';
	v = value_string(s);
	free(s);
	return v;
}

/* Pass states, each with these members too. */
static struct asl_machine *chain(size_t n, const char *language, const char *members)
{
	struct str s = {0};
	struct asl_machine *m;

	str_addf(&s, "{\"QueryLanguage\":\"%s\",\"StartAt\":\"S0\",\"States\":{", language);
	for (size_t i = 0; i < n; i++) {
		str_addf(&s, "%s\"S%zu\":{\"Type\":\"Pass\",%s", i ? "," : "", i, members);
		if (i + 1 < n)
			str_addf(&s, "\"Next\":\"S%zu\"}", i + 1);
		else
			str_adds(&s, "\"End\":true}");
	}
	str_adds(&s, "}}");
	m = asl_parse(str_get(&s), s.len, "chain", NULL);
	str_done(&s);
	return m;
}

static struct asl_machine *parse(const char *text)
{
	return asl_parse(text, strlen(text), "loop", NULL);
}

/* One execution, at most max steps. Transitions made. */
static uint64_t run(struct asl_machine *m, struct value *input, uint64_t max)
{
	struct engine *x = engine_new(m, &(struct engine_options){.name = "bench", .max_events = -1});
	struct engine_effects fx = {0};
	struct err e;
	uint64_t n = 0, transitions;

	if (!engine_feed(x, &(struct engine_input){.at_ms = 1, .kind = IN_START, .value = input}, &fx, &e)) {
		fprintf(stderr, "bench_engine: %s\n", e.msg);
		exit(1);
	}
	while (engine_step(x, &fx, &e) && ++n < max)
		;
	transitions = engine_transitions(x);
	engine_effects_done(&fx);
	engine_free(x);
	return transitions;
}

static void measure(const char *what, struct asl_machine *m, struct value *input, uint64_t max, double seconds)
{
	int64_t start = time_mono_us(), took;
	uint64_t transitions = 0;

	do {
		transitions += run(m, input, max);
		took = time_mono_us() - start;
	} while ((double)took < seconds * 1e6);
	printf("%-58s %10.0f transitions/s\n", what, (double)transitions / ((double)took / 1e6));
	asl_unref(m);
	value_unref(input);
}

static void measure_printing(const struct history *h, double seconds)
{
	struct str out = {0};
	int64_t start = time_mono_us(), took;
	int rounds = 0;

	do {
		str_reset(&out);
		for (size_t i = 0; i < h->events.n; i++)
			history_event_print(&out, &h->events.v[i]);
		rounds++;
		took = time_mono_us() - start;
	} while ((double)took < seconds * 1e6);
	printf("print %zu events, %zu kB %42.3f ms\n", h->events.n, out.len / 1000, (double)took / 1000 / rounds);
	str_done(&out);
}

static struct value *json(const char *text)
{
	return value_parse(text, strlen(text), NULL);
}

static void measure_jsonata(double seconds)
{
	static const char loop[] = "{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"C\",\"States\":{\"C\":{\"Type\":\"Choice\",\"Choices\":["
		"{\"Condition\":\"{% $n >= 5000 %}\",\"Next\":\"E\"}],\"Default\":\"P\",\"Assign\":{\"n\":\"{% $n + 1 %}\"}},"
		"\"P\":{\"Type\":\"Pass\",\"Next\":\"C\"},\"E\":{\"Type\":\"Succeed\"},\"I\":{\"Type\":\"Pass\",\"Assign\":{\"n\":0},\"Next\":\"C\"}}}";
	char *start = xstrdup(loop);

	memcpy(strstr(start, "\"C\""), "\"I\"", 3);
	measure("10,000 JSONata Pass states, Output: the input",
		chain(10000, "JSONata", "\"Output\":\"{% $states.input %}\","), json("{\"n\":1}"), UINT64_MAX, seconds);
	measure("10,000 JSONata Pass states, Output: an object with a sum",
		chain(10000, "JSONata", "\"Output\":{\"n\":\"{% $states.input.n + 1 %}\"},"), json("{\"n\":1}"), UINT64_MAX, seconds);
	measure("5,000 JSONata Pass states, Output and Assign",
		chain(5000, "JSONata", "\"Assign\":{\"v\":\"{% $states.input.a %}\"},\"Output\":{\"a\":\"{% $uppercase($states.input.a) %}\",\"b\":[1,2]},"),
		json("{\"a\":\"\"}"), 4000, seconds);
	measure("Choice on a variable and Pass in a loop, 5,000 turns", parse(start), value_empty_object(), UINT64_MAX, seconds);
	free(start);
}

/* A history of n events, to be folded and to be printed. */
static void measure_projection(size_t n, double seconds)
{
	struct asl_machine *m = parse("{\"StartAt\":\"C\",\"States\":{\"C\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.n\","
		"\"IsPresent\":true,\"Next\":\"E\"}],\"Default\":\"P\"},\"P\":{\"Type\":\"Pass\",\"Next\":\"C\"},\"E\":{\"Type\":\"Succeed\"}}}");
	struct engine *x = engine_new(m, &(struct engine_options){.name = "bench", .max_events = (int64_t)n});
	struct engine_effects fx = {0};
	struct projection *p = projection_new(m);
	int64_t start, took;
	int folds = 0;
	struct err e;

	engine_feed(x, &(struct engine_input){.at_ms = 1, .kind = IN_START}, &fx, &e);
	while (engine_step(x, &fx, &e))
		;
	start = time_mono_us();
	do {
		projection_seek(p, engine_history(x), 0);
		projection_seek(p, engine_history(x), (int32_t)n);
		folds++;
		took = time_mono_us() - start;
	} while ((double)took < seconds * 1e6);
	printf("fold %d events from the first %39.3f ms\n", p->cursor, (double)took / 1000 / folds);
	measure_printing(engine_history(x), seconds);
	projection_free(p);
	engine_effects_done(&fx);
	engine_free(x);
	asl_unref(m);
}

int main(int argc, char **argv)
{
	double seconds = argc > 1 ? strtod(argv[1], NULL) : 1;
	struct value *big = text_of(100000);
	struct rusage u;

	measure("10,000 Pass states in a row, {}", chain(10000, "JSONPath", ""), value_empty_object(), UINT64_MAX, seconds);
	measure("10,000 Pass states in a row, 100 kB handed on", chain(10000, "JSONPath", ""), value_ref(big), UINT64_MAX, seconds);
	measure("Choice and Pass in a loop, {}", parse("{\"StartAt\":\"C\",\"States\":{\"C\":{\"Type\":\"Choice\",\"Choices\":["
		"{\"Variable\":\"$.n\",\"IsPresent\":true,\"Next\":\"E\"}],\"Default\":\"P\"},\"P\":{\"Type\":\"Pass\",\"Next\":\"C\"},\"E\":{\"Type\":\"Succeed\"}}}"),
		value_empty_object(), 2000000, seconds);
	measure("Pass with Parameters and ResultPath, Choice, {\"n\":1}", parse("{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\","
		"\"Parameters\":{\"m.$\":\"$.n\"},\"ResultPath\":\"$.r\",\"Next\":\"C\"},"
		"\"C\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.n\",\"NumericEquals\":2,\"Next\":\"E\"}],\"Default\":\"A\"},"
		"\"E\":{\"Type\":\"Succeed\"}}}"),
		value_parse("{\"n\":1}", 7, NULL), 500000, seconds);
	measure_jsonata(seconds);
	measure_projection(25000, seconds);
	value_unref(big);
	getrusage(RUSAGE_SELF, &u);
	printf("largest memory %54ld MB\n", u.ru_maxrss / 1024);
	return 0;
}
