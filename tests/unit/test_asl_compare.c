/* asl/compare: states and transitions of two versions, in words, and both in one machine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "asl/compare.h"
#include "asl/label.h"

static struct asl_machine *machine(const char *text)
{
	return asl_parse(text, strlen(text), "m", NULL);
}

#define TOP(states) "{\"StartAt\":\"A\",\"States\":{" states "}}"
#define PASS(name, next) "\"" name "\":{\"Type\":\"Pass\",\"Next\":\"" next "\"}"
#define OK(name) "\"" name "\":{\"Type\":\"Succeed\"}"
#define TASK(more) "\"A\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:123456789012:function:F\"," more "\"Next\":\"Z\"}"
#define PARALLEL(a, b) "\"A\":{\"Type\":\"Parallel\",\"Branches\":[{\"StartAt\":\"B\",\"States\":{" a "}},{\"StartAt\":\"C\",\"States\":{" b "}}],\"Next\":\"Z\"}"

static const struct {
	const char *a, *b, *words;
} table[] = {
	{TOP(OK("A")), TOP(OK("A")), ""},
	{TOP(OK("A")), "StartAt: A\nStates:\n  A: {Type: Succeed}\n", ""},		/* another form of the same */
	{TOP(PASS("A", "Z") "," OK("Z")), TOP(OK("Z") "," PASS("A", "Z")), ""},		/* another order */
	{TOP(OK("A")), "{\"Comment\":\"c\",\"TimeoutSeconds\":9,\"StartAt\":\"A\",\"States\":{" OK("A") "}}",
		"~ machine changed: Comment, TimeoutSeconds\n"},
	{TOP(PASS("A", "Z") "," OK("Z")), TOP(PASS("A", "B") "," PASS("B", "Z") "," OK("Z")),
		"~ state A (Pass) changed: Next\n+ state B (Pass) added\n+ A → B (Next) added\n- A → Z (Next) removed\n"},
	{TOP(PASS("A", "B") "," PASS("B", "Z") "," OK("Z")), TOP(PASS("A", "Z") "," OK("Z")),
		"~ state A (Pass) changed: Next\n- state B (Pass) removed\n+ A → Z (Next) added\n- A → B (Next) removed\n"},
	/* A state that says the same under another name is the same one, and what leads to it is, too. */
	{TOP(PASS("A", "Old") "," PASS("Old", "Z") "," OK("Z")), TOP(PASS("A", "New") "," PASS("New", "Z") "," OK("Z")),
		"~ state A (Pass) changed: Next\n~ state New (Pass) renamed from Old\n"},
	{TOP(TASK("") "," OK("Z")), TOP(TASK("\"Retry\":[{\"ErrorEquals\":[\"States.ALL\"]}],\"TimeoutSeconds\":3,") "," OK("Z")),
		"~ state A (Task) changed: Retry, TimeoutSeconds\n"},
	{TOP(TASK("\"Catch\":[{\"ErrorEquals\":[\"X\"],\"Next\":\"Z\"}],") "," OK("Z")),
		TOP(TASK("\"Catch\":[{\"ErrorEquals\":[\"X\",\"Y\"],\"Next\":\"Z\"}],") "," OK("Z")),
		"~ state A (Task) changed: Catch\n~ catch A → Z (X, Y) changed\n"},
	/* Inside of containers, which are not changed by it. */
	{TOP(PARALLEL(OK("B"), OK("C")) "," OK("Z")), TOP(PARALLEL(OK("B"), PASS("C", "D") "," OK("D")) "," OK("Z")),
		"~ state A/1/C (Pass) changed: Type, Next\n+ state A/1/D (Succeed) added\n+ A/1/C → D (Next) added\n"},
	{"nonsense", TOP(OK("A")), "~ machine changed: StartAt\n+ state A (Succeed) added\n"},
};

static void differences_in_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct asl_machine *a = machine(table[i].a), *b = machine(table[i].b);
		struct asl_compare c = {0};
		struct str out = {0};

		asl_compare(&c, a, b);
		asl_compare_print(&c, &out);
		if (strcmp(str_get(&out), table[i].words) != 0)
			fail_msg("row %zu is\n%sand should be\n%s", i, str_get(&out), table[i].words);
		assert_int_equal(asl_compare_is_same(&c), !*table[i].words);
		asl_compare_done(&c);
		str_done(&out);
		asl_unref(a);
		asl_unref(b);
	}
}

static void print_edge(void *ctx, const struct asl_state *from, const struct asl_edge *e)
{
	char *label = e->kind == ASL_EDGE_CHOICE ? asl_choice_label(from, e->index)
		: e->kind == ASL_EDGE_CATCH ? asl_catch_label(from, e->index) : xstrdup("");

	str_addf(ctx, " %s>%s[%s]", e->target->state ? "" : "?", e->target->name, label);
	free(label);
}

/* "A~ >B[+ added] >Z[- removed]; B+ >Z[]; …" */
static char *merged(const char *a, const char *b)
{
	struct asl_machine *ma = machine(a), *mb = machine(b), *u;
	struct asl_compare c = {0};
	enum asl_change *changes = NULL;
	struct str out = {0};

	asl_compare(&c, ma, mb);
	u = asl_compare_union(&c, &changes);
	for (size_t i = 0; u && i < u->n_states; i++) {
		str_addf(&out, "%s%s%c", i ? "; " : "", u->states[i]->path, asl_change_sign(changes[i]));
		asl_state_edges(u->states[i], print_edge, &out);
	}
	free(changes);
	asl_unref(u);
	asl_compare_done(&c);
	asl_unref(ma);
	asl_unref(mb);
	return str_take(&out);
}

static void both_in_one_machine(void **state)
{
	static const struct {
		const char *a, *b, *want;
	} t[] = {
		{TOP(OK("A")), TOP(OK("A")), "A "},
		{TOP(PASS("A", "Z") "," OK("Z")), TOP(PASS("A", "B") "," PASS("B", "Z") "," OK("Z")),
			"A~ >B[+ added] >Z[- removed]; B+ >Z[]; Z "},
		{TOP(PASS("A", "B") "," PASS("B", "Z") "," OK("Z")), TOP(PASS("A", "Z") "," OK("Z")),
			"A~ >Z[+ added] >B[- removed]; Z ; B- >Z[]"},
		{TOP(PASS("A", "Old") "," PASS("Old", "Z") "," OK("Z")), TOP(PASS("A", "New") "," PASS("New", "Z") "," OK("Z")),
			"A~ >New[]; New~ >Z[]; Z "},
		{TOP(TASK("\"Catch\":[{\"ErrorEquals\":[\"X\"],\"Next\":\"Z\"}],") "," OK("Z")), TOP(TASK("") "," OK("Z")),
			"A~ >Z[] >Z[- removed: X]; Z "},
		{TOP(PARALLEL(OK("B"), OK("C")) "," OK("Z")), TOP(PARALLEL(OK("B"), PASS("C", "D") "," OK("D")) "," OK("Z")),
			"A  >Z[]; A/0/B ; A/1/C~ >D[+ added]; A/1/D+; Z "},
		{TOP(PARALLEL(OK("B"), PASS("C", "D") "," OK("D")) "," OK("Z")), TOP(PARALLEL(OK("B"), OK("C")) "," OK("Z")),
			"A  >Z[]; A/0/B ; A/1/C~ >D[- removed]; A/1/D-; Z "},
		{TOP(OK("A")), "nonsense", "A-"},
		{"nonsense", "more", ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		char *is = merged(t[i].a, t[i].b);

		if (strcmp(is, t[i].want) != 0)
			fail_msg("row %zu is\n%s\nand should be\n%s", i, is, t[i].want);
		free(is);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(differences_in_words),
		cmocka_unit_test(both_in_one_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
