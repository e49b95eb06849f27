/*
 * trace [--some] [--random N] [DIR]…: draws every definition of the folders in every way (charset, direction, zoom, containers open and closed) and follows
 * its lines. A definition with NAME.txt beside it (NAME.ascii.txt, NAME.lr.txt, NAME.compact.txt, NAME.closed.txt, NAME.dots.txt) must
 * look exactly like that (NAME.svg, NAME.dot, NAME.mmd likewise); --update writes those that are there anew, and NAME.txt for definitions that have none.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "random.h"
#include "trace.h"

static int n_pictures, n_wrong, n_machines;
static bool update, some;

/* With --some, each machine is drawn in four of the sixteen ways, the next one in the next four. */
static bool is_way_on(int way)
{
	return !some || way / 4 == n_machines % 4;
}

static bool closed(void *ctx, const struct asl_state *s)
{
	(void)ctx;
	(void)s;
	return false;
}

enum format { TEXT, SVG, DOT, MERMAID };

struct way {
	const char *suffix;		/* of the expected picture */
	struct graph_options o;
	enum format format;
};

static const struct way expected[] = {
	{ .suffix = ".txt" },
	{ .suffix = ".ascii.txt", .o.charset = GRAPH_ASCII },
	{ .suffix = ".lr.txt", .o.direction = GRAPH_LR },
	{ .suffix = ".compact.txt", .o.zoom = GRAPH_COMPACT },
	{ .suffix = ".closed.txt", .o.is_open = closed },
	{ .suffix = ".dots.txt", .o.zoom = GRAPH_DOTS },
	{ .suffix = ".svg", .format = SVG },
	{ .suffix = ".dot", .format = DOT },
	{ .suffix = ".mmd", .format = MERMAID },
};

static struct picture *draw(const struct asl_machine *m, const struct graph_options *o, const char *file)
{
	struct graph_options with = *o;
	struct err e = {0};
	struct picture *p;

	with.deadline_ms = 60000;	/* a slow machine must not change the picture */
	p = graph_draw(m, &with, &e);
	if (!p || picture_is_fallback(p)) {
		printf("%s: %s\n", file, p ? "Graphviz did not answer" : e.msg);
		n_wrong++;
	}
	return p;
}

static bool export(struct str *out, const struct asl_machine *m, const struct way *way, const char *file)
{
	struct picture *p;

	if (way->format == DOT)
		graph_dot(out, m, &way->o);
	if (way->format == MERMAID)
		graph_mermaid(out, m, &way->o);
	if (way->format == DOT || way->format == MERMAID)
		return true;
	p = draw(m, &way->o, file);
	if (!p)
		return false;
	if (way->format == SVG)
		graph_svg(out, p, NULL);
	else
		graph_text(out, p);
	picture_free(p);
	return true;
}

static void compare(const struct asl_machine *m, const char *file, const struct way *way)
{
	size_t stem = strlen(file) - strlen(".asl.json"), len;
	char *path = xasprintf("%.*s%s", (int)stem, file, way->suffix), *want = NULL;
	struct str out = {0};
	struct err e = {0};

	if (str_ends(file, ".asl.json") && (file_exists(path) || (update && way == expected)) && export(&out, m, way, file)) {
		if (update && !file_write_atomic(path, str_get(&out), out.len, &e)) {
			printf("%s\n", e.msg);
			n_wrong++;
		} else if (!update && (!file_read(path, 1 << 24, &want, &len, &e) || !str_is(want, str_get(&out)))) {
			printf("%s: the picture is another one:\n%s", path, str_get(&out));
			n_wrong++;
		}
	}
	free(want);
	free(path);
	str_done(&out);
}

static void trace(const struct asl_machine *m, const char *file, int way)
{
	struct graph_options o = {
		.charset = way & 1 ? GRAPH_ASCII : GRAPH_UNICODE, .direction = way & 2 ? GRAPH_LR : GRAPH_TB,
		.zoom = way & 4 ? GRAPH_COMPACT : GRAPH_FULL, .is_open = way & 8 ? closed : NULL,
	};
	struct str faults = {0};
	struct picture *p = draw(m, &o, file);

	n_pictures++;
	if (p && !trace_check(p, m, &faults)) {
		printf("%s (%s %s %s %s):\n%s", file, way & 1 ? "ascii" : "unicode", way & 2 ? "LR" : "TB", way & 4 ? "compact" : "full",
			way & 8 ? "closed" : "open", str_get(&faults));
		n_wrong++;
	}
	picture_free(p);
	str_done(&faults);
}

static void check_file(const char *file)
{
	struct err e = {0};
	struct asl_machine *m = asl_load(file, &e);

	if (!m) {
		printf("%s\n", e.msg);
		n_wrong++;
		return;
	}
	if (m->n_states) {
		n_machines++;
		for (int way = 0; way < 16; way++)
			if (is_way_on(way))
				trace(m, file, way);
		for (size_t i = 0; i < ARRAY_LEN(expected); i++)
			compare(m, file, &expected[i]);
	}
	asl_unref(m);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool check_dir(const char *dir)
{
	struct dirent **list;
	int n = scandir(dir, &list, NULL, by_name);

	if (n < 0)
		return false;
	for (int i = 0; i < n; i++) {
		char *path = path_join(dir, list[i]->d_name);

		if (str_ends(path, ".json"))
			check_file(path);
		free(path);
		free(list[i]);
	}
	free(list);
	return true;
}

/* Machines that nobody would write, to meet what nobody thought of. */
static void check_random(int n)
{
	struct dice r = { .bytes = NULL };

	rng_seed(&r.rng, 1);
	for (int i = 0; i < n; i++) {
		char *text = random_definition(&r), *name = xasprintf("random machine %d", i);
		struct asl_machine *m = asl_parse(text, strlen(text), name, NULL);

		n_machines++;
		for (int way = 0; way < 16; way++) {
			int before = n_wrong;

			trace(m, name, way);
			if (n_wrong > before)
				printf("%s\n", text);
		}
		asl_unref(m);
		free(text);
		free(name);
	}
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (str_is(argv[i], "--random") && i + 1 < argc) {
			check_random(atoi(argv[++i]));
			continue;
		}
		if (str_is(argv[i], "--update")) {
			update = true;
			continue;
		}
		if (str_is(argv[i], "--some")) {
			some = true;
			continue;
		}
		if (!check_dir(argv[i])) {
			printf("skipped: there is no folder %s\n", argv[i]);
			return 77;
		}
	}
	printf("%d machines, %d pictures followed, %d wrong\n", n_machines, n_pictures, n_wrong);
	return n_wrong || !n_machines;
}
