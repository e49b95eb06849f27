/* Advice about the way: Choice, Map, Parallel, loops. */
#include "asl/rules.h"

#include <stdlib.h>
#include <string.h>

#include "asl/operator.h"

void rule_no_default(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s);

	if (s->n_choices && !json_get(s->node, "Default"))
		rule_say(L, r, &at, s->node, "Without Default, an input that no rule matches fails the execution");
}

static void check_pattern(struct loader *L, const struct asl_rule *r, const struct at *at, const struct asl_test *t)
{
	for (size_t i = 0; i < t->n_parts; i++)
		check_pattern(L, r, at, t->parts[i]);
	if (!t->op || t->op->type != OP_MATCHES || !t->operand)
		return;
	for (const char *p = t->operand->valuestring; (p = strchr(p, '\\')); p += 2)
		if (p[1] != '*' && p[1] != '\\') {
			rule_say(L, r, at, t->operand, "A backslash in a pattern stands before * or \\ only");
			return;
		}
}

void rule_pattern(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s), list = at_member(&at, "Choices");

	for (size_t i = 0; i < s->n_choices; i++) {
		struct at rule = at_element(&list, i);

		if (s->choices[i].test)
			check_pattern(L, r, &rule, s->choices[i].test);
	}
}

void rule_iterator(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	static const char *const old[][2] = { { "Iterator", "ItemProcessor" }, { "Parameters", "ItemSelector" } };
	struct at at = at_state(s);

	for (size_t i = 0; i < ARRAY_LEN(old) && s->language == ASL_JSONPATH; i++)
		if (json_get(s->node, old[i][0])) {
			struct at field = at_member(&at, old[i][0]);

			rule_say(L, r, &field, json_get(s->node, old[i][0]), "%s is the old name of %s", old[i][0], old[i][1]);
			load_fix(L, FIX_RENAME, json_get(s->node, old[i][0]), old[i][1], NULL);
		}
}

void rule_inline(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	static const char *const fields[] = { "ItemReader", "ItemBatcher", "ResultWriter", "ToleratedFailureCount",
		"ToleratedFailureCountPath", "ToleratedFailurePercentage", "ToleratedFailurePercentagePath" };
	struct at at = at_state(s);

	for (size_t i = 0; i < ARRAY_LEN(fields) && !s->distributed; i++)
		if (json_get(s->node, fields[i])) {
			struct at field = at_member(&at, fields[i]);

			rule_say(L, r, &field, json_get(s->node, fields[i]), "%s needs a processor in DISTRIBUTED mode", fields[i]);
			load_fix(L, FIX_REMOVE, json_get(s->node, fields[i]), NULL, NULL);
		}
}

void rule_reader(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	const cJSON *items = json_get(s->node, s->language == ASL_JSONATA ? "Items" : "ItemsPath");
	struct at at = at_state(s);

	if (items && json_get(s->node, "ItemReader")) {
		struct at field = at_member(&at, items->string);

		rule_say(L, r, &field, items, "%s has no effect beside ItemReader", items->string);
		load_fix(L, FIX_REMOVE, items, NULL, NULL);
	}
}

void rule_no_end(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s);

	for (size_t i = 0; i < s->n_scopes; i++) {
		const struct asl_scope *scope = s->scopes[i];
		bool ends = scope->n_states == 0;

		for (size_t k = 0; k < scope->n_states && !ends; k++)
			ends = scope->states[k]->end || scope->states[k]->broken;
		if (!ends)
			rule_say(L, r, &at, scope->node, "%s has no terminal state, so it never ends",
				s->type == ASL_PARALLEL ? "A branch" : "The processor");
	}
}

/* --- rules that ask the same ------------------------------------------------------------------------------------------ */

#define CHOICES_COMPARED 200	/* each with all before it */

/* The members that are the question: not what follows from the answer. */
static bool is_question(const cJSON *c)
{
	static const char *const others[] = { "Next", "Comment", "Assign", "Output" };

	return !rule_text_in(others, ARRAY_LEN(others), c->string);
}

static bool asks_the_same(const cJSON *a, const cJSON *b)
{
	size_t n = 0;

	for (const cJSON *c = a->child; c; c = c->next)
		if (is_question(c)) {
			const cJSON *other = json_get(b, c->string);

			if (!other || !json_equal(c, other))
				return false;
			n++;
		}
	for (const cJSON *c = b->child; c; c = c->next)
		n -= is_question(c);
	return n == 0;
}

void rule_dead_choices(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s), list = at_member(&at, "Choices");

	for (size_t i = 1; i < s->n_choices && i < CHOICES_COMPARED; i++) {
		struct at element = at_element(&list, i);

		for (size_t k = 0; k < i; k++)
			if (cJSON_IsObject(s->choices[i].node) && cJSON_IsObject(s->choices[k].node) && s->choices[i].node->child &&
			    asks_the_same(s->choices[k].node, s->choices[i].node)) {
				rule_say(L, r, &element, s->choices[i].node, "Rule %zu asks the same, so this one is never reached", k + 1);
				load_fix(L, FIX_REMOVE, s->choices[i].node, NULL, NULL);
				break;
			}
	}
}

/* --- Map ---------------------------------------------------------------------------------------------------------------- */

#define INLINE_CONCURRENCY 40

void rule_concurrency(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s), field = at_member(&at, "MaxConcurrency");

	if (!s->distributed && s->max_concurrency.value > INLINE_CONCURRENCY)
		rule_say(L, r, &field, s->max_concurrency.node, "An inline Map runs about %d iterations at a time at most", INLINE_CONCURRENCY);
}

void rule_map_results(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	static const char *const fields[] = { "ResultWriter", "ResultPath", "ResultSelector", "Output" };
	struct at at = at_state(s);

	if (!s->distributed)
		return;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (json_get(s->node, fields[i]))
			return;
	rule_say(L, r, &at, s->node, "The results of all items come into the output, which may have 256 KiB");
}

/* --- loops ---------------------------------------------------------------------------------------------------------------- */

#define SPIN_TRIES 64		/* walks from a state, looking for the way back */

struct spin {
	size_t *in;			/* by a state's index: how many ways lead in from Pass and Choice states that are left */
	uint8_t *seen;
	VEC(const struct asl_state *) stack;
	const struct asl_state *from;
	bool back;
};

static bool is_quick(const struct asl_state *s)
{
	return s && (s->type == ASL_PASS || s->type == ASL_CHOICE);
}

static void count_in(void *ctx, const struct asl_state *from, const struct asl_edge *edge)
{
	(void)from;
	if (is_quick(edge->target->state))
		((struct spin *)ctx)->in[edge->target->state->index]++;
}

static void take_out(void *ctx, const struct asl_state *from, const struct asl_edge *edge)
{
	struct spin *w = ctx;

	(void)from;
	if (is_quick(edge->target->state) && --w->in[edge->target->state->index] == 0)
		VEC_PUSH(&w->stack, edge->target->state);
}

static void look_back(void *ctx, const struct asl_state *from, const struct asl_edge *edge)
{
	struct spin *w = ctx;
	const struct asl_state *to = edge->target->state;

	(void)from;
	w->back |= to == w->from;
	if (!is_quick(to) || w->seen[to->index])
		return;
	w->seen[to->index] = 1;
	VEC_PUSH(&w->stack, to);
}

static bool leads_back(struct spin *w, const struct asl_state *s, size_t n_states)
{
	memset(w->seen, 0, n_states);
	w->stack.n = 0;
	w->from = s;
	w->back = false;
	VEC_PUSH(&w->stack, s);
	while (w->stack.n && !w->back)
		asl_state_edges(w->stack.v[--w->stack.n], look_back, w);
	return w->back;
}

/* Takes out what no loop leads to; what is left is on a loop or behind one. */
static void reduce(struct loader *L, struct spin *w)
{
	for (size_t i = 0; i < L->states.n; i++)
		if (is_quick(L->states.v[i]))
			asl_state_edges(L->states.v[i], count_in, w);
	for (size_t i = 0; i < L->states.n; i++)
		if (is_quick(L->states.v[i]) && !w->in[i])
			VEC_PUSH(&w->stack, L->states.v[i]);
	while (w->stack.n)
		asl_state_edges(w->stack.v[--w->stack.n], take_out, w);
}

/* One loop of a machine is told of, at its first state in the text. */
void rule_spin(struct loader *L, const struct asl_rule *r)
{
	struct spin w = { .in = xcalloc(L->states.n + 1, sizeof *w.in), .seen = xcalloc(L->states.n + 1, 1) };

	reduce(L, &w);
	for (size_t i = 0, tries = 0; i < L->states.n && tries < SPIN_TRIES; i++) {
		struct asl_state *s = L->states.v[i];
		struct at at = at_state(s);

		if (!is_quick(s) || !w.in[i] || !s->reachable)
			continue;
		tries++;
		if (leads_back(&w, s, L->states.n)) {
			rule_say(L, r, &at, s->node, "From here back to here there are only Pass and Choice states, which go round as fast as they can");
			break;
		}
	}
	VEC_DONE(&w.stack);
	free(w.in);
	free(w.seen);
}
