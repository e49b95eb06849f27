/*
 * What JSONata can do: expressions evaluated again and again, parsed again and again, and the memory that they take over a large document.
 * Prints figures, asserts none.
 *
 *     bench_jsonata [SECONDS]     each expression for so long (0.3)
 *     bench_jsonata --cases       the expressions and their inputs, an object a line, for another program to measure
 *     bench_jsonata --tabs [S]    name, evaluations and parses a second, separated by tabs (tests/bench/jsonata.sh)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/timefmt.h"
#include "query/jsonata.h"

#define LARGE_ORDERS 36000	/* some 10 MB of text */

enum input { ORDERS, NUMBERS };

static const struct bench {
	const char *name, *text;
	enum input input;
} benches[] = {
	{ "simple path", "customer.address.city", ORDERS },
	{ "path over 100 orders", "orders.lines.price", ORDERS },
	{ "filter and map over 100 orders", "orders[total > 50].{\"id\": id, \"total\": total * 1.2, \"lines\": $count(lines)}", ORDERS },
	{ "$filter and $map over 100 orders", "$map($filter(orders, function($o) { $o.total > 50 }), function($o) { $o.id & \": \" & $o.total })",
		ORDERS },
	{ "$reduce over 1,000 numbers", "$reduce(numbers, function($a, $b) { $a + $b })", NUMBERS },
	{ "string functions", "$uppercase($substringBefore(customer.name, \" \")) & $pad($string(orders[0].total), -10, \"0\") "
		"& $join($split(customer.tags, \",\"), \"; \")", ORDERS },
	{ "object construction", "{\"name\": customer.name, \"city\": customer.address.city, \"n\": $count(orders), "
		"\"first\": {\"id\": orders[0].id, \"total\": orders[0].total}, \"sum\": $sum(orders.total)}", ORDERS },
	{ "order-by over 100 orders", "orders^(>total, id).id", ORDERS },
	{ "group-by over 100 orders", "orders{status: $sum(total)}", ORDERS },
	{ "regular expressions", "$replace(customer.email, /(\\w+)@(\\w+)\\.(\\w+)/, \"$2 at $1\")", ORDERS },
	{ "dates", "$fromMillis(1521801216617, \"[D1o] [MNn] [Y0001], [H01]:[m01]\")", ORDERS },
	{ "arithmetic", "(1 + 2) * 3 - 4 / 2 > 5 and 7 % 4 = 3", ORDERS },
};

static const char *const large[] = { "$sum(orders.lines.price)", "orders[total > 50].id", "$map(orders, function($o) { $o.total * 2 })",
	"orders.{\"id\": id, \"sum\": $sum(lines.(n * price))}", "orders^(total)", "$string($)", "**.price", "orders ~> |lines|{\"n\": n + 1}|",
	"orders{status: $count($)}" };

/* Every third is small; five states. */
static struct value *orders(size_t n)
{
	static const char *const status[] = { "NEW", "PAID", "SENT", "BACK", "DONE" };
	struct str s = {0};
	struct value *v;

	str_adds(&s, "{\"customer\":{\"name\":\"Ada Lovelace\",\"email\":\"ada@example.com\",\"tags\":\"gold,early,eu\","
		"\"address\":{\"street\":\"St James's Square 12\",\"city\":\"London\"}},\"orders\":[");
	for (size_t i = 0; i < n; i++)
		str_addf(&s, "%s{\"id\":\"A-%zu\",\"status\":\"%s\",\"total\":%zu.5,\"lines\":[{\"sku\":\"lamp\",\"n\":%zu,\"price\":10.25,"
			"\"note\":\"a text of some length\"},{\"sku\":\"table\",\"n\":1,\"price\":%zu.99,\"note\":null}],\"paid\":%s,\"ship\":"
			"{\"by\":\"truck\",\"days\":[1,2,%zu]}}", i ? "," : "", i, status[i % 5], i * 7919 % 150, i % 4 + 1, i * 31 % 97,
			i % 2 ? "true" : "false", i % 9);
	str_adds(&s, "]}");
	v = value_parse(s.p, s.len, NULL);
	str_done(&s);
	return v;
}

static struct value *numbers(void)
{
	struct str s = {0};
	struct value *v;

	str_adds(&s, "{\"numbers\":[");
	for (int i = 0; i < 1000; i++)
		str_addf(&s, "%s%d", i ? "," : "", i * 37 % 1000);
	str_adds(&s, "]}");
	v = value_parse(s.p, s.len, NULL);
	str_done(&s);
	return v;
}

static struct jsonata *compiled(const char *text)
{
	struct jsonata_error e;
	struct jsonata *x = jsonata_compile(text, strlen(text), &e);

	if (!x) {
		fprintf(stderr, "bench_jsonata: %s: %s\n", text, str_get(&e.message));
		exit(1);
	}
	return x;
}

static void evaluate(const struct jsonata *x, struct value *input)
{
	struct rng rng = {0};
	struct jsonata_env env = { .input = input, .rng = &rng, .now_ms = 1 };
	struct jsonata_error e = {.code = ""};
	struct value *out = NULL;

	if (jsonata_eval(x, &env, &out, &e) != JSONATA_VALUE) {
		fprintf(stderr, "bench_jsonata: %s %s\n", e.code, str_get(&e.message));
		exit(1);
	}
	value_unref(out);
}

static double evaluations(const char *text, struct value *input, double seconds)
{
	struct jsonata *x = compiled(text);
	int64_t start = time_mono_us(), took;
	uint64_t n = 0;

	do {
		for (int i = 0; i < 16; i++)
			evaluate(x, input);
		n += 16;
		took = time_mono_us() - start;
	} while ((double)took < seconds * 1e6);
	jsonata_free(x);
	return (double)n / ((double)took / 1e6);
}

static double parses(const char *text, double seconds)
{
	int64_t start = time_mono_us(), took;
	uint64_t n = 0;

	do {
		for (int i = 0; i < 16; i++)
			jsonata_free(compiled(text));
		n += 16;
		took = time_mono_us() - start;
	} while ((double)took < seconds * 1e6);
	return (double)n / ((double)took / 1e6);
}

/* --- memory ------------------------------------------------------------------------------------------------------- */

/* A number of kB in this process's status, or 0. */
static double status_kb(const char *name)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[200];
	double kb = 0;

	while (f && fgets(line, sizeof line, f))
		if (str_starts(line, name))
			kb = strtod(line + strlen(name), NULL);
	if (f)
		fclose(f);
	return kb;
}

static void forget_peak(void)
{
	FILE *f = fopen("/proc/self/clear_refs", "w");

	if (f) {
		fputs("5", f);
		fclose(f);
	}
}

/* In a process of its own, so that nothing is left of others. */
static void measure_large(const char *text)
{
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		double before = status_kb("VmRSS:"), tree, peak;
		struct value *doc = orders(LARGE_ORDERS);
		struct jsonata *x = compiled(text);
		int64_t start;

		tree = status_kb("VmRSS:") - before;
		forget_peak();
		start = time_mono_us();
		evaluate(x, doc);
		peak = status_kb("VmHWM:") - before;
		printf("  %-52s %8.1f ms %8.1f MB, %.2f times the document's %.1f MB\n", text, (double)(time_mono_us() - start) / 1000,
			peak / 1000, peak / tree, tree / 1000);
		fflush(stdout);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status)
		exit(1);
}

static void print_cases(struct value *inputs[])
{
	for (size_t i = 0; i < ARRAY_LEN(benches); i++) {
		struct str s = {0};

		str_adds(&s, "{\"name\":");
		json_print_string(&s, benches[i].name);
		str_adds(&s, ",\"jsonata\":");
		json_print_string(&s, benches[i].text);
		printf("%s,\"input\":%s}\n", str_get(&s), value_text(inputs[benches[i].input]));
		str_done(&s);
	}
}

int main(int argc, char **argv)
{
	bool cases = argc > 1 && strcmp(argv[1], "--cases") == 0, tabs = argc > 1 && strcmp(argv[1], "--tabs") == 0;
	double seconds = argc > 1 + tabs && !cases ? strtod(argv[1 + tabs], NULL) : 0.3;
	struct value *inputs[] = { orders(100), numbers() };

	if (cases)
		print_cases(inputs);
	for (size_t i = 0; !cases && i < ARRAY_LEN(benches); i++)
		printf(tabs ? "%s\t%.0f\t%.0f\n" : "%-36s %12.0f evaluations/s %12.0f parses/s\n", benches[i].name,
			evaluations(benches[i].text, inputs[benches[i].input], seconds), parses(benches[i].text, seconds));
	if (!cases && !tabs)
		printf("over a document of 10 MB:\n");
	for (size_t i = 0; !cases && !tabs && i < ARRAY_LEN(large); i++)
		measure_large(large[i]);
	value_unref(inputs[0]);
	value_unref(inputs[1]);
	return 0;
}
