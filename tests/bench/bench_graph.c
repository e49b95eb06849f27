/*
 * bench_graph [DIR]…: how long pictures take, and how good they are. Machines of 50, 200 and 1,000 states are made from the definitions of
 * the folders (default: tests/graph and data/samples), one behind the other, without and with one handler that every task catches to.
 * Then each folder's own pictures: crossings, bends, cells. Prints figures, asserts none.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "graph/draw.h"
#include "json/json.h"

#define RUNS 7
#define HANDLER "Notify the operators"

static VEC(cJSON *) sources;

/* --- definitions -------------------------------------------------------------------------------------------------- */

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void for_each_file(const char *dir, void (*fn)(const char *path))
{
	struct dirent **list;
	int n = scandir(dir, &list, NULL, by_name);

	for (int i = 0; i < n; i++) {
		char *path = path_join(dir, list[i]->d_name);

		if (str_ends(path, ".json"))
			fn(path);
		free(path);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

static void add_source(const char *path)
{
	char *text = NULL;
	size_t len;
	struct err e = {0};
	cJSON *doc = NULL;

	if (file_read(path, 1 << 24, &text, &len, &e) && json_parse(text, len, NULL, &doc, &e) && json_get(doc, "StartAt") &&
		cJSON_IsObject(json_get(doc, "States")))
		VEC_PUSH(&sources, doc);
	else
		cJSON_Delete(doc);
	free(text);
}

static void rename_target(cJSON *holder, const char *member, int round)
{
	const char *name = json_get_string(holder, member);
	char *renamed;

	if (!name)
		return;
	renamed = xasprintf("%d %s", round, name);
	json_set(holder, member, cJSON_CreateString(renamed));
	free(renamed);
}

static void rename_targets(cJSON *state, int round)
{
	static const char *const lists[] = { "Choices", "Catch" };

	rename_target(state, "Next", round);
	rename_target(state, "Default", round);
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		for (cJSON *rule = cJSON_GetObjectItem(state, lists[i]) ? cJSON_GetObjectItem(state, lists[i])->child : NULL; rule; rule = rule->next)
			rename_target(rule, "Next", round);
}

/* What ended goes on with the next machine. */
static void go_on(cJSON *state, const char *next)
{
	bool succeed = str_is(json_get_string(state, "Type"), "Succeed");

	if (!succeed && !cJSON_IsTrue(json_get(state, "End")))
		return;
	if (succeed)
		json_set(state, "Type", cJSON_CreateString("Pass"));
	cJSON_DeleteItemFromObject(state, "End");
	json_set(state, "Next", cJSON_CreateString(next));
}

static void catch_all(cJSON *state)
{
	cJSON *catcher;

	if (!str_is(json_get_string(state, "Type"), "Task") || json_get(state, "Catch"))
		return;
	catcher = json_read("[{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"" HANDLER "\"}]", NULL);
	json_set(state, "Catch", catcher);
}

/* Machine after machine until there are n states at the top. */
static char *make_text(int n, bool handler)
{
	cJSON *doc = cJSON_CreateObject(), *states = cJSON_CreateObject();
	int have = 1;
	char *text;

	json_set(doc, "StartAt", cJSON_CreateString(json_get_string(sources.v[0], "StartAt")));
	rename_target(doc, "StartAt", 0);
	for (int round = 0; have < n; round++) {
		const cJSON *from = sources.v[(size_t)round % sources.n];
		char *next = xasprintf("%d %s", round + 1, json_get_string(sources.v[((size_t)round + 1) % sources.n], "StartAt"));

		for (const cJSON *st = json_get(from, "States")->child; st; st = st->next) {
			cJSON *copy = json_copy(st);
			char *name = xasprintf("%d %s", round, st->string);

			if (cJSON_IsObject(copy)) {
				rename_targets(copy, round);
				go_on(copy, next);
				if (handler)
					catch_all(copy);
			}
			json_set(states, name, copy);
			free(name);
			have++;
		}
		if (have >= n)
			json_set(states, next, json_read("{\"Type\":\"Succeed\"}", NULL));
		free(next);
	}
	json_set(states, HANDLER, json_read("{\"Type\":\"Fail\"}", NULL));
	json_set(doc, "States", states);
	text = json_print(doc);
	cJSON_Delete(doc);
	return text;
}

/* --- times -------------------------------------------------------------------------------------------------------- */

static double ms_since(int64_t start_us)
{
	return (double)(time_mono_us() - start_us) / 1000.0;
}

static double best_of(const struct asl_machine *m, struct picture *(*fn)(const struct asl_machine *m), struct picture **out)
{
	double best = 1e9;

	*out = NULL;
	for (int i = 0; i < RUNS; i++) {
		int64_t start = time_mono_us();
		double ms;

		picture_free(*out);
		*out = fn(m);
		ms = ms_since(start);
		best = ms < best ? ms : best;
	}
	return best;
}

static struct picture *in_child(const struct asl_machine *m)
{
	struct graph_options o = { .deadline_ms = 60000 };

	return graph_draw(m, &o, NULL);
}

static struct picture *own_here(const struct asl_machine *m)
{
	struct graph_options o = { .deadline_ms = 60000 };
	struct placer own = { .dot = false };
	struct flow *f = flow_build(m, &o);
	struct picture *p = compose(f, m->n_states, &o, &own, NULL);

	flow_free(f);
	return p;
}

static void measure(int n, bool handler)
{
	char *text = make_text(n, handler);
	struct asl_machine *m = asl_parse(text, strlen(text), "bench", NULL);
	struct picture *p;
	double child = best_of(m, in_child, &p), here;

	printf("%5zu states%s: in the child %8.1f ms, %d x %d cells", m->n_states, handler ? ", one handler" : "             ", child,
		p ? p->cols : 0, p ? p->rows : 0);
	picture_free(p);
	here = best_of(m, own_here, &p);
	printf("; by our own means, here %8.1f ms\n", here);
	picture_free(p);
	asl_unref(m);
	free(text);
}

/* --- quality ------------------------------------------------------------------------------------------------------ */

static struct {
	long machines, edges, crossings, bends, cells, ink;
} sum;

static int count_arms(unsigned arms)
{
	return !!(arms & ARM_N) + !!(arms & ARM_E) + !!(arms & ARM_S) + !!(arms & ARM_W);
}

static void judge(const char *path)
{
	struct asl_machine *m = asl_load(path, NULL);
	struct picture *p = m && m->n_states ? in_child(m) : NULL;

	for (size_t i = 0; p && i < p->n_cells; i++) {
		const struct picture_cell *c = &p->cells[i];

		if (c->cls != GC_FLOW && c->cls != GC_CATCH)
			continue;
		sum.ink++;
		sum.crossings += c->cp == 0x253c;
		sum.bends += count_arms(c->arms) == 2 && c->arms != (ARM_N | ARM_S) && c->arms != (ARM_E | ARM_W);
	}
	if (p) {
		sum.machines++;
		sum.cells += (long)p->cols * p->rows;
		for (size_t i = 0; i < p->n_edges; i++)
			sum.edges += i == 0 || p->edges[i].line != p->edges[i - 1].line;
	}
	picture_free(p);
	asl_unref(m);
}

int main(int argc, char **argv)
{
	static const int sizes[] = { 50, 200, 1000 };
	const char *top = getenv("abs_top_srcdir") ? getenv("abs_top_srcdir") : "..";
	char *own[] = { path_join(top, "tests/graph"), path_join(top, "data/samples") }, **dirs = argc > 1 ? argv + 1 : own;
	int n = argc > 1 ? argc - 1 : 2;

	for (int i = 0; i < n; i++)
		for_each_file(dirs[i], add_source);
	if (!sources.n) {
		fprintf(stderr, "bench_graph: no definitions in %s\n", dirs[0]);
		return 1;
	}
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		measure(sizes[i], false);
		measure(sizes[i], true);
	}
	for (int i = 0; i < n; i++) {
		memset(&sum, 0, sizeof(sum));
		for_each_file(dirs[i], judge);
		printf("%s: %ld machines, %ld lines, %ld crossings, %.2f bends a line, %ld cells, %ld of them lines\n", dirs[i], sum.machines,
			sum.edges, sum.crossings, (double)sum.bends / (double)(sum.edges ? sum.edges : 1), sum.cells, sum.ink);
	}
	for (size_t i = 0; i < sources.n; i++)
		cJSON_Delete(sources.v[i]);
	VEC_DONE(&sources);
	free(own[0]);
	free(own[1]);
	return 0;
}
