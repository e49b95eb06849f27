/* graph: texts, flow, ranks and order, small layouts built by hand, pictures and their questions. (Whether lines can be followed is
 * tests/graph.) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "graph/draw.h"
#include "graph/job.h"

/* --- texts -------------------------------------------------------------------------------------------------------- */

static void assert_text(char *got, const char *want)
{
	assert_string_equal(got, want);
	free(got);
}

static void test_clean(void **state)
{
	(void)state;
	assert_text(flow_text_clean(" a\t\n b  "), "a b");
	assert_text(flow_text_clean("x\x1b[31m\u202ey"), "x?[31my");
	assert_text(flow_text_clean("\xc0\x80z\xff"), "?z?");
	assert_text(flow_text_clean("👩\u200d💻 d"), "👩💻 d");
	assert_text(flow_text_clean("\u0301a\u0301"), "a\u0301");
	assert_text(flow_text_clean("a \u200b 1"), "a ? 1");		/* a word that cannot be seen */
	assert_text(flow_text_clean("a \u200b"), "a ?");
	assert_text(flow_text_clean("a\u200b b"), "a b");
	assert_text(flow_text_clean(NULL), "");
}

static void test_cut(void **state)
{
	(void)state;
	assert_int_equal(flow_text_width("a\u0301データ"), 7);
	assert_text(flow_text_cut("abcdef", 6, false), "abcdef");
	assert_text(flow_text_cut("abcdef", 5, false), "abcd…");
	assert_text(flow_text_cut("abcdef", 5, true), "abcd~");
	assert_text(flow_text_cut("データ処理", 6, false), "デー…");
	assert_text(flow_text_cut("abc def", 5, false), "abc…");
}

static void test_wrap(void **state)
{
	static const struct {
		const char *text;
		int cols, n;
		const char *lines[2];
	} cases[] = {
		{ "one two three", 8, 2, { "one two", "three" } },
		{ "one two three four", 8, 2, { "one two", "three f…" } },
		{ "onetwothree", 4, 2, { "onet", "wot…" } },
		{ "IsPresent(items.first)", 16, 2, { "IsPresent(items", ".first)" } },
		{ "ConditionalCheckFailed", 20, 2, { "ConditionalCheck", "Failed" } },
		{ "a.bcdefghijklmnop", 12, 2, { "a.bcdefghijk", "lmnop" } },		/* not after so little */
		{ "in veryLongName", 12, 2, { "in veryLong", "Name" } },
		{ "short", 8, 1, { "short", NULL } },
		{ "", 8, 0, { NULL, NULL } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *lines[2] = { NULL, NULL };

		assert_int_equal(flow_text_wrap(cases[i].text, cases[i].cols, 2, false, lines), cases[i].n);
		for (int k = 0; k < cases[i].n; k++)
			assert_text(lines[k], cases[i].lines[k]);
	}
}

/* --- ranks and order ---------------------------------------------------------------------------------------------- */

static void test_rank(void **state)
{
	struct place p;

	(void)state;
	place_init(&p, 5);
	place_edge_add(&p, 0, 1, 8);
	place_edge_add(&p, 1, 2, 8);
	place_edge_add(&p, 2, 3, 8);
	place_edge_add(&p, 4, 3, 1);	/* alone above 3: stands right before it */
	place_rank(&p);
	assert_int_equal(p.rank[0], 0);
	assert_int_equal(p.rank[2], 2);
	assert_int_equal(p.rank[3], 3);
	assert_int_equal(p.rank[4], 2);
	place_done(&p);
}

static void test_crossings(void **state)
{
	struct place p;

	(void)state;
	place_init(&p, 6);
	for (int i = 0; i < 6; i++) {
		p.rank[i] = i / 3;
		p.order[i] = i % 3;
	}
	for (int a = 0; a < 3; a++)
		for (int b = 3; b < 6; b++)
			place_edge_add(&p, a, b, 1);
	assert_int_equal(place_crossings(&p), 9);	/* K3,3 in two rows */
	place_done(&p);
}

static void test_order(void **state)
{
	const struct placer own = { .dot = false };
	struct place p;

	(void)state;
	place_init(&p, 6);
	for (int i = 0; i < 6; i++)
		p.rank[i] = i / 3;
	place_edge_add(&p, 0, 5, 1);
	place_edge_add(&p, 1, 4, 1);
	place_edge_add(&p, 2, 3, 1);
	place_order(&p, &own);
	assert_int_equal(place_crossings(&p), 0);
	place_done(&p);
}

/* --- pictures of flows made by hand ------------------------------------------------------------------------------- */

static struct flow *flow_new(void)
{
	struct flow *f = xcalloc(1, sizeof(*f));

	flow_scope_add(f, -1, -1);
	return f;
}

static struct picture *picture_of(const struct flow *f, size_t n_states, enum graph_charset charset)
{
	struct graph_options o = { .charset = charset, .zoom = GRAPH_COMPACT };
	struct placer own = { .dot = false };
	struct err e = {0};
	struct picture *p = compose(f, n_states, &o, &own, &e);

	assert_non_null(p);
	return p;
}

static void assert_picture(const struct picture *p, const char *want)
{
	struct str out = {0};

	graph_text(&out, p);
	assert_string_equal(str_get(&out), want);
	str_done(&out);
}

/* START -> A -> B, A also to C by a catch. */
static struct flow *three(void)
{
	struct flow *f = flow_new();
	struct flow_scope *s = &f->scopes.v[0];
	int start = flow_node_add(s, NODE_START, -1, ASL_UNKNOWN, ""), a = flow_node_add(s, NODE_STATE, 0, ASL_TASK, "A");
	int b = flow_node_add(s, NODE_STATE, 1, ASL_SUCCEED, "B"), c = flow_node_add(s, NODE_STATE, 2, ASL_FAIL, "C");

	flow_edge_add(s, start, a, GE_START, 0, "");
	flow_edge_add(s, a, b, GE_NEXT, 0, "");
	flow_edge_add(s, a, c, GE_CATCH, 0, "Oops");
	return f;
}

static void test_picture(void **state)
{
	struct flow *f = three();
	struct picture *p = picture_of(f, 3, GRAPH_UNICODE);

	(void)state;
	assert_picture(p,
		"   ●\n"
		"   ▼\n"
		"┌─────┐\n"
		"│ ƒ A │\n"
		"└──┬─┬┘\n"
		"   │ ┆Oops\n"
		"   │ ╰┄┄┄┄┄┄┄╮\n"
		"   ▼         ▼\n"
		"┌─────┐   ┌─────┐\n"
		"│ ✓ B │   │ ✗ C │\n"
		"╘═════╛   ╘═════╛\n");
	assert_int_equal(picture_state_at(p, 3, 3), 0);
	assert_int_equal(picture_state_at(p, 11, 9), 2);
	assert_int_equal(picture_state_at(p, 8, 9), -1);
	assert_int_equal(picture_edge_find(p, 0, GE_CATCH, 0), 2);
	assert_int_equal(picture_edge_at(p, 8, 6), 2);
	assert_int_equal(picture_edge_at(p, 7, 5), 2);		/* its label */
	assert_int_equal(picture_neighbour(p, 0, GRAPH_MOVE_DOWN), 1);
	assert_int_equal(picture_neighbour(p, 1, GRAPH_MOVE_RIGHT), 2);
	assert_int_equal(picture_neighbour(p, 2, GRAPH_MOVE_UP), 0);
	assert_int_equal(picture_neighbour(p, 1, GRAPH_MOVE_LEFT), -1);
	picture_free(p);
	p = picture_of(f, 3, GRAPH_ASCII);
	assert_picture(p,
		"   o\n"
		"   v\n"
		"+-----+\n"
		"| T A |\n"
		"+--+-++\n"
		"   | :Oops\n"
		"   | '~~~~~~~.\n"
		"   v         v\n"
		"+-----+   +-----+\n"
		"| S B |   | F C |\n"
		"+=====+   +=====+\n");
	picture_free(p);
	flow_free(f);
}

static void count_cell(void *ctx, int x, int y, unsigned arms)
{
	struct str *s = ctx;

	str_addf(s, "%d,%d:%u ", x, y, arms);
}

static void test_edge_cells(void **state)
{
	struct flow *f = three();
	struct picture *p = picture_of(f, 3, GRAPH_UNICODE);
	struct str s = {0};

	(void)state;
	picture_edge_cells(p, 1, count_cell, &s);
	assert_string_equal(str_get(&s), "3,4:4 3,5:5 3,6:5 3,7:1 ");
	assert_int_equal(picture_lit_glyph(p, picture_cell(p, 3, 5), ARM_N | ARM_S), 0x2503);
	assert_int_equal(picture_lit_glyph(p, picture_cell(p, 5, 6), ARM_N | ARM_E), 0x2517);
	assert_int_equal(picture_lit_glyph(p, picture_cell(p, 3, 7), ARM_N), 0x25bc);	/* a head stays */
	str_done(&s);
	picture_free(p);
	flow_free(f);
}

/* Marks stand where the layout kept room; a text beside a line where cells are free. */
static void test_marks(void **state)
{
	struct flow *f = three();
	struct picture *p = picture_of(f, 3, GRAPH_UNICODE), *q;
	struct graph_marks *m = graph_marks_new(p);

	(void)state;
	strcpy(m->states[0].flag, "●");
	strcpy(m->states[0].text, "✓2×");
	strcpy(m->states[2].text, "too long for the border");
	m->states[2].tone = GT_FAILED;
	graph_marks_light(m, p, 0, GE_CATCH, 0, true);
	graph_marks_light(m, p, 0, GE_CATCH, 7, true);		/* there is no such catcher */
	strcpy(m->edges[2].text, "1×");
	strcpy(m->edges[1].text, "no room");
	q = graph_mark(p, m);
	assert_picture(q,
		"   ●\n"
		"   ▼\n"
		"┌──✓2×┐\n"
		"● ƒ A │\n"
		"└──┬─┬┘\n"
		"   │ ┇Oops\n"
		"   │ ┗┅┅┅┅┅┅┅┓\n"
		"   ▼         ▼\n"
		"┌─────┐   ┌too l┐\n"
		"│ ✓ B │   │ ✗ C │\n"
		"╘═════╛   ╘═════╛\n");
	assert_int_equal(picture_state_at(q, 4, 2), 0);
	assert_int_equal(picture_state_at(q, 0, 3), 0);
	picture_free(q);
	graph_marks_free(m);
	picture_free(p);
	flow_free(f);
}

static void test_mark_beside(void **state)
{
	struct flow *f = flow_new();
	struct flow_scope *s = &f->scopes.v[0];
	int a = flow_node_add(s, NODE_STATE, 0, ASL_CHOICE, "A"), b = flow_node_add(s, NODE_STATE, 1, ASL_PASS, "B");
	int c = flow_node_add(s, NODE_STATE, 2, ASL_PASS, "C");
	struct picture *p, *q;
	struct graph_marks *m;

	(void)state;
	flow_edge_add(s, a, b, GE_CHOICE, 0, "x");
	flow_edge_add(s, a, c, GE_DEFAULT, 0, "otherwise");
	flow_edge_add(s, b, c, GE_NEXT, 0, "");
	p = picture_of(f, 3, GRAPH_UNICODE);
	m = graph_marks_new(p);
	strcpy(m->edges[1].text, "12×");
	q = graph_mark(p, m);
	assert_picture(q,
		"┌─────┐\n"
		"│ ◇ A │\n"
		"└──┬──┘\n"
		"   │\n"
		"   ├─────╮\n"
		"   │x    │otherwise\n"
		"   ▼     │12×\n"
		"┌─────┐  │\n"
		"│ » B │  │\n"
		"└──┬──┘  │\n"
		"   │     │\n"
		"   ╰─────┤\n"
		"         ▼\n"
		"      ┌─────┐\n"
		"      │ » C │\n"
		"      └─────┘\n");
	assert_int_equal(picture_edge_at(q, 11, 6), 1);
	picture_free(q);
	graph_marks_free(m);
	picture_free(p);
	flow_free(f);
}

/* Rules of one state with one target are one line with both labels; a catch to the same target is another. */
static void test_merge(void **state)
{
	struct flow *f = flow_new();
	struct flow_scope *s = &f->scopes.v[0];
	int a = flow_node_add(s, NODE_STATE, 0, ASL_CHOICE, "A"), b = flow_node_add(s, NODE_STATE, 1, ASL_PASS, "B");
	struct picture *p;

	(void)state;
	flow_edge_add(s, a, b, GE_CHOICE, 0, "x");
	flow_edge_add(s, a, b, GE_DEFAULT, 0, "else");
	flow_edge_add(s, a, b, GE_CATCH, 0, "E");
	assert_int_equal(s->edges.n, 2);
	assert_string_equal(s->edges.v[0].label, "x | else");
	p = picture_of(f, 2, GRAPH_UNICODE);
	assert_int_equal(p->n_edges, 3);
	assert_int_equal(p->edges[0].line, p->edges[1].line);
	assert_int_not_equal(p->edges[0].line, p->edges[2].line);
	assert_string_equal(picture_text(p, p->edges[1].label), "else");
	picture_free(p);
	flow_free(f);
}

/* Room for what changes while a machine runs. */
static void test_areas(void **state)
{
	struct flow *f = flow_new();
	struct flow_scope *s = &f->scopes.v[0];
	int a = flow_node_add(s, NODE_STATE, 0, ASL_MAP, "A");
	struct picture *p;

	(void)state;
	s->nodes.v[a].retry = xstrdup("ALL");
	s->nodes.v[a].retry_max = 12;
	s->nodes.v[a].container = true;
	s->nodes.v[a].inner = 3;
	s->nodes.v[a].broken = true;
	p = picture_of(f, 1, GRAPH_UNICODE);
	assert_picture(p,
		"┌─────────────────┐\n"
		"│ ∷ A ⊞3 ↻0/12 !  │\n"
		"└─────────────────┘\n");
	assert_int_equal(p->boxes[0].count.x, 10);
	assert_int_equal(p->boxes[0].count.w, 4);
	assert_int_equal(p->boxes[0].mark.x, 1);
	assert_int_equal(p->boxes[0].mark.w, 17);
	picture_free(p);
	flow_free(f);
}

/* --- jobs --------------------------------------------------------------------------------------------------------- */

static const char definition[] = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"B\"},\"B\":{\"Type\":\"Succeed\"}}}";

static struct picture *finish(struct graph_job *job)
{
	struct picture *p = NULL;
	struct err e = {0};

	for (int i = 0; !p && i < 1000; i++) {
		struct pollfd pfd = { .fd = graph_job_fd(job), .events = POLLIN };

		poll(&pfd, 1, graph_job_next_ms(job));
		p = graph_job_take(job, &e);
		assert_int_equal(e.code, ERR_NONE);
	}
	return p;
}

static void test_job(void **state)
{
	struct asl_machine *m = asl_parse(definition, strlen(definition), "m", NULL);
	struct graph_options o = {0};
	struct err e = {0};
	struct graph_job *job = graph_job_start(m, &o, &e);
	struct picture *p, *again;

	(void)state;
	assert_non_null(job);
	p = finish(job);
	assert_non_null(p);
	assert_false(picture_is_fallback(p));
	graph_job_cancel(job);
	again = graph_draw(m, &o, &e);
	assert_int_equal(p->cols, again->cols);
	assert_int_equal(p->rows, again->rows);
	assert_int_equal(p->n_cells, again->n_cells);
	assert_memory_equal(p->cells, again->cells, p->n_cells * sizeof(*p->cells));
	assert_memory_equal(p->runs, again->runs, p->n_runs * sizeof(*p->runs));
	picture_free(again);
	picture_free(p);
	asl_unref(m);
}

/* The child is killed before it answers: our own placement takes over and says so. */
static void test_job_killed(void **state)
{
	struct asl_machine *m = asl_parse(definition, strlen(definition), "m", NULL);
	struct graph_options o = {0};
	struct err e = {0};
	struct graph_job *job = graph_job_start_stopped(m, &o, &e);
	struct picture *p;

	(void)state;
	assert_non_null(job);
	assert_true(graph_job_pid(job) > 0);
	kill((pid_t)graph_job_pid(job), SIGKILL);
	p = finish(job);
	assert_non_null(p);
	assert_true(picture_is_fallback(p));
	assert_int_equal(p->n_edges, 2);
	picture_free(p);
	graph_job_cancel(job);
	asl_unref(m);
}

/* The child does nothing: the deadline ends it. */
static void test_job_late(void **state)
{
	struct asl_machine *m = asl_parse(definition, strlen(definition), "m", NULL);
	struct graph_options o = { .deadline_ms = 20 };
	struct err e = {0};
	struct graph_job *job = graph_job_start_stopped(m, &o, &e);
	struct picture *p;

	(void)state;
	p = finish(job);
	assert_non_null(p);
	assert_true(picture_is_fallback(p));
	picture_free(p);
	graph_job_cancel(job);
	asl_unref(m);
}

static void test_job_cancelled(void **state)
{
	struct asl_machine *m = asl_parse(definition, strlen(definition), "m", NULL);
	struct graph_options o = {0};
	struct err e = {0};

	(void)state;
	graph_job_cancel(graph_job_start_stopped(m, &o, &e));
	graph_job_cancel(NULL);
	asl_unref(m);
	m = asl_parse("[]", 2, "m", NULL);
	assert_null(graph_job_start(m, &o, &e));
	assert_string_equal(e.msg, "there are no states to draw");
	assert_null(graph_draw(m, &o, &e));
	asl_unref(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean), cmocka_unit_test(test_cut), cmocka_unit_test(test_wrap), cmocka_unit_test(test_rank),
		cmocka_unit_test(test_crossings), cmocka_unit_test(test_order), cmocka_unit_test(test_picture),
		cmocka_unit_test(test_edge_cells), cmocka_unit_test(test_marks), cmocka_unit_test(test_mark_beside),
		cmocka_unit_test(test_merge), cmocka_unit_test(test_areas),
		cmocka_unit_test(test_job),
		cmocka_unit_test(test_job_killed), cmocka_unit_test(test_job_late), cmocka_unit_test(test_job_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
