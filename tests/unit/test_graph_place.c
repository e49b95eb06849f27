/* graph: ranks and order against all there are, on small graphs; fans and second lanes in whole layouts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "graph/draw.h"
#include "graph/place_private.h"

static const struct placer own = { .dot = false };

static int below(struct rng *r, int n)
{
	return (int)(rng_next(r) % (uint64_t)n);
}

/* --- ranks -------------------------------------------------------------------------------------------------------- */

static long rank_cost(const struct place *p)
{
	long sum = 0;

	for (size_t i = 0; i < p->edges.n; i++) {
		const struct place_edge *e = &p->edges.v[i];

		if (p->rank[e->b] - p->rank[e->a] < e->len)
			return -1;
		sum += (long)e->weight * (p->rank[e->b] - p->rank[e->a]);
	}
	return sum;
}

/* Every rank from 0 to 8 for every node. */
static long least_cost(struct place *p, int node)
{
	long best = -1;

	if (node == p->n)
		return rank_cost(p);
	for (int r = 0; r <= 8; r++) {
		long cost;

		p->rank[node] = r;
		cost = least_cost(p, node + 1);
		if (cost >= 0 && (best < 0 || cost < best))
			best = cost;
	}
	return best;
}

static void test_rank_is_least(void **state)
{
	struct rng r;

	(void)state;
	rng_seed(&r, 7);
	for (int round = 0; round < 60; round++) {
		struct place p;
		long got;

		place_init(&p, 5);
		for (int i = 1; i < 5; i++)
			place_edge_add(&p, below(&r, i), i, 1 + below(&r, 8));
		for (int k = 0; k < 4; k++) {
			int b = 1 + below(&r, 4);

			place_edge_add(&p, below(&r, b), b, below(&r, 9));
			p.edges.v[p.edges.n - 1].len = 1 + below(&r, 2);
		}
		place_rank(&p);
		got = rank_cost(&p);
		assert_int_equal(got, least_cost(&p, 0));
		place_done(&p);
	}
}

/* --- order -------------------------------------------------------------------------------------------------------- */

static long cost_of(struct place *p)
{
	struct layers l;
	long cost;

	layers_init(&l, p);
	layers_arrange(&l);
	cost = layers_cost(&l, 0, l.n_ranks);
	layers_done(&l);
	return cost;
}

/* The least cost over all orders of ranks of four nodes each, rank by rank. */
static long least_order(struct place *p, int node)
{
	long best = -1;

	if (node == p->n)
		return cost_of(p);
	for (int k = 0; k < 4; k++) {
		bool taken = false;
		long cost;

		for (int i = node / 4 * 4; i < node; i++)
			taken |= p->order[i] == k;
		if (taken)
			continue;
		p->order[node] = k;
		cost = least_order(p, node + 1);
		if (cost >= 0 && (best < 0 || cost < best))
			best = cost;
	}
	return best;
}

static void random_layers(struct place *p, struct rng *r)
{
	place_init(p, 12);
	for (int i = 0; i < 12; i++)
		p->rank[i] = i / 4;
	for (int i = 0; i < 8; i++)
		for (int k = below(r, 3); k >= 0; k--) {
			place_edge_add(p, i, (i / 4 + 1) * 4 + below(r, 4), 1 + below(r, 3));
			p->edges.v[p->edges.n - 1].pa = below(r, 2);
			p->edges.v[p->edges.n - 1].pb = below(r, 2);
		}
	VEC_PUSH(&p->arcs, ((struct place_arc){ 0, 1 + below(r, 3), true, below(r, 2) }));
	VEC_PUSH(&p->arcs, ((struct place_arc){ 4, 5 + below(r, 3), below(r, 2), below(r, 2) }));
}

/* Our own way finds the best nearly always, and is never far off. */
static void test_order_is_least(void **state)
{
	int off = 0;
	struct rng r;

	(void)state;
	rng_seed(&r, 3);
	for (int round = 0; round < 25; round++) {
		struct place p;
		long got, least;

		random_layers(&p, &r);
		got = place_order(&p, &own);
		assert_int_equal(got, cost_of(&p));
		least = least_order(&p, 0);
		assert_true(got - least <= 3);
		off += got > least;
		place_done(&p);
	}
	assert_true(off <= 2);
}

/* An arc crosses what leaves the nodes below it, and not one that is inside it. */
static void test_arcs(void **state)
{
	struct place p;

	(void)state;
	place_init(&p, 6);
	for (int i = 0; i < 4; i++)
		p.order[i] = i;
	p.rank[4] = p.rank[5] = 1;
	p.order[5] = 1;
	place_edge_add(&p, 1, 4, 1);
	place_edge_add(&p, 2, 5, 1);
	VEC_PUSH(&p.arcs, ((struct place_arc){ 0, 3, true, 0 }));
	assert_int_equal(cost_of(&p), 2);
	VEC_PUSH(&p.arcs, ((struct place_arc){ 1, 2, true, 0 }));		/* inside */
	assert_int_equal(cost_of(&p), 2);
	p.arcs.v[1].b = 3;							/* an end in common */
	assert_int_equal(cost_of(&p), 3);
	p.arcs.v[0].b = 2;							/* 0-2 and 1-3 */
	assert_int_equal(cost_of(&p), 3);
	p.arcs.v[0].below = false;
	assert_int_equal(cost_of(&p), 1);
	place_done(&p);
}

/* Lines of one port join there: those of another that come in between cross them. */
static void test_ports(void **state)
{
	struct place p;

	(void)state;
	place_init(&p, 4);
	for (int i = 0; i < 3; i++) {
		p.order[i] = i;
		place_edge_add(&p, i, 3, 1);
		p.edges.v[i].pb = i == 1;
	}
	p.rank[3] = 1;
	assert_int_equal(cost_of(&p), 1);
	p.order[1] = 2;
	p.order[2] = 1;
	assert_int_equal(cost_of(&p), 0);
	place_done(&p);
}

/* What stood somewhere stays there, where that costs nothing. */
static void test_seeds(void **state)
{
	struct place p;

	(void)state;
	place_init(&p, 5);
	for (int i = 1; i < 5; i++) {
		p.rank[i] = 1;
		place_edge_add(&p, 0, i, 1);
	}
	p.seed = xcalloc(5, sizeof(*p.seed));
	p.seed[0] = 50;
	p.seed[1] = 90;
	p.seed[2] = 10;
	p.seed[3] = PLACE_ANYWHERE;		/* goes below its neighbour, at 50 */
	p.seed[4] = 60;
	assert_int_equal(place_order(&p, &own), 0);
	assert_int_equal(p.order[2], 0);
	assert_int_equal(p.order[3], 1);
	assert_int_equal(p.order[4], 2);
	assert_int_equal(p.order[1], 3);
	place_done(&p);
}

/* --- layouts ------------------------------------------------------------------------------------------------------ */

static struct picture *draw(const char *text, enum graph_zoom zoom, const struct picture *before)
{
	struct asl_machine *m = asl_parse(text, strlen(text), "m", NULL);
	struct graph_options o = { .zoom = zoom, .before = before };
	struct flow *f = flow_build(m, &o);
	struct picture *p = compose(f, m->n_states, &o, &own, NULL);

	assert_non_null(p);
	flow_free(f);
	asl_unref(m);
	return p;
}

/* Of the same machine before and after an edit: the order of the boxes that stand in one row in both. */
static int exchanged(const struct picture *p, const struct picture *q, int n)
{
	int count = 0;

	for (int i = 0; i < n; i++)
		for (int k = 0; k < n; k++)
			count += p->boxes[i].y == p->boxes[k].y && q->boxes[i].y == q->boxes[k].y && p->boxes[i].x < p->boxes[k].x &&
				q->boxes[i].x > q->boxes[k].x;
	return count;
}

/* A choice with six ways, of which one gets a successor: the others stay where they are, whatever stood there before. */
static void test_edit_keeps_order(void **state)
{
	static const char head[] = "{\"StartAt\":\"C\",\"States\":{\"C\":{\"Type\":\"Choice\",\"Choices\":["
		"{\"Variable\":\"$.k\",\"IsNull\":true,\"Next\":\"1\"},{\"Variable\":\"$.k\",\"IsNumeric\":true,\"Next\":\"2\"},"
		"{\"Variable\":\"$.k\",\"IsString\":true,\"Next\":\"3\"}],\"Default\":\"4\"},"
		"\"1\":{\"Type\":\"Succeed\"},\"2\":{\"Type\":\"Succeed\"},\"3\":{\"Type\":\"Succeed\"},";
	char *before = xasprintf("%s\"4\":{\"Type\":\"Succeed\"}}}", head);
	char *after = xasprintf("%s\"4\":{\"Type\":\"Pass\",\"Next\":\"5\"},\"5\":{\"Type\":\"Succeed\"}}}", head);
	struct picture *p = draw(before, GRAPH_FULL, NULL), *q;

	(void)state;
	/* As if an earlier edit had left them the other way round. */
	for (size_t i = 0; i < p->n_seeds; i++)
		p->seeds[i].at = -p->seeds[i].at;
	q = draw(before, GRAPH_FULL, p);
	assert_true(q->boxes[1].x > q->boxes[4].x);
	picture_free(p);
	p = draw(after, GRAPH_FULL, q);
	assert_int_equal(exchanged(q, p, 5), 0);
	picture_free(p);
	p = draw(after, GRAPH_FULL, NULL);
	assert_true(p->boxes[1].x < p->boxes[4].x);		/* alone it would be the definition's order */
	picture_free(p);
	picture_free(q);
	free(before);
	free(after);
}

/* Branches side by side would take 600 columns. */
static void test_fan(void **state)
{
	struct str text = {0};
	struct picture *p;

	(void)state;
	str_adds(&text, "{\"StartAt\":\"C\",\"States\":{\"C\":{\"Type\":\"Choice\",\"Choices\":[");
	for (int i = 0; i < 25; i++)
		str_addf(&text, "%s{\"Variable\":\"$.k\",\"NumericEquals\":%d,\"Next\":\"Take the way %d\"}", i ? "," : "", i, i);
	str_adds(&text, "]}");
	for (int i = 0; i < 25; i++)
		str_addf(&text, ",\"Take the way %d\":{\"Type\":\"Pass\",\"Next\":\"E\"}", i);
	str_adds(&text, ",\"E\":{\"Type\":\"Succeed\"}}}");
	p = draw(str_get(&text), GRAPH_FULL, NULL);
	assert_true(p->cols <= 130);
	for (int i = 2; i < 26; i++)		/* reading order: rows from the top, in a row from the left */
		assert_true(p->boxes[i].y > p->boxes[i - 1].y || (p->boxes[i].y == p->boxes[i - 1].y && p->boxes[i].x > p->boxes[i - 1].x));
	for (size_t i = 0; i < p->n_cells; i++)
		assert_int_not_equal(p->cells[i].cp, 0x253c);
	picture_free(p);
	str_done(&text);
}

/* Two ways into E on either side of a catch: a second lane saves the crossing. */
static void test_second_lane(void **state)
{
	static const char text[] = "{\"StartAt\":\"A\",\"States\":{"
		"\"A\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.a\",\"IsPresent\":true,\"Next\":\"L\"},{\"Variable\":\"$.b\",\"IsPresent\":true,\"Next\":\"M\"}],\"Default\":\"R\"},"
		"\"L\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.x\",\"IsPresent\":true,\"Next\":\"S\"}],\"Default\":\"E\"},"
		"\"M\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:f\",\"End\":true,\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"E\"}]},"
		"\"R\":{\"Type\":\"Pass\",\"Next\":\"E\"},\"S\":{\"Type\":\"Succeed\"},\"E\":{\"Type\":\"Fail\"}}}";
	struct picture *p = draw(text, GRAPH_COMPACT, NULL);
	int heads = 0;

	(void)state;
	for (size_t i = 0; i < p->n_cells; i++)
		assert_int_not_equal(p->cells[i].cp, 0x253c);
	for (int x = p->boxes[5].x; x < p->boxes[5].x + p->boxes[5].w; x++)
		heads += picture_cell(p, x, p->boxes[5].y - 1)->cp == 0x25bc;
	assert_true(heads >= 2);
	picture_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rank_is_least), cmocka_unit_test(test_order_is_least), cmocka_unit_test(test_arcs),
		cmocka_unit_test(test_ports), cmocka_unit_test(test_seeds),
		cmocka_unit_test(test_edit_keeps_order), cmocka_unit_test(test_fan), cmocka_unit_test(test_second_lane),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
