/* Rules of a Choice, each with the tree of its comparisons and the values that were compared. Verdicts are the engine's: it told each. */
#include <stdlib.h>

#include "asl/label.h"
#include "asl/operator.h"
#include "history/why_private.h"

#define SHOWN 60			/* bytes of a value */

/* What was told of a comparison; NULL: it was not made. */
static const struct probe_test *told(const struct probe *p, size_t rule, const struct asl_test *test)
{
	for (size_t i = 0; i < p->tests.n; i++)
		if (p->tests.v[i].rule == rule && p->tests.v[i].test == test)
			return &p->tests.v[i];
	return NULL;
}

static enum why_verdict of_probe(enum probe_verdict v)
{
	return v == PROBE_TRUE ? WHY_MATCHED : v == PROBE_FALSE ? WHY_NOT_MATCHED : WHY_FAILED;
}

/* And and Or stop at the first part that decides; Not turns its part round. */
static enum why_verdict verdict_of(const struct probe *p, size_t rule, const struct asl_test *test)
{
	enum why_verdict stop = test->kind == ASL_TEST_OR ? WHY_MATCHED : WHY_NOT_MATCHED, v = WHY_NOT_REACHED;
	const struct probe_test *t;

	if (test->kind == ASL_TEST_COMPARE) {
		t = told(p, rule, test);
		return t ? of_probe(t->verdict) : WHY_NOT_REACHED;
	}
	for (size_t i = 0; i < test->n_parts; i++) {
		v = verdict_of(p, rule, test->parts[i]);
		if (v == WHY_FAILED || v == WHY_NOT_REACHED || (test->kind != ASL_TEST_NOT && v == stop))
			break;
	}
	if (test->kind == ASL_TEST_NOT && (v == WHY_MATCHED || v == WHY_NOT_MATCHED))
		return v == WHY_MATCHED ? WHY_NOT_MATCHED : WHY_MATCHED;
	return v;
}

static const char *word_of(enum why_verdict v)
{
	return v == WHY_MATCHED ? "true" : v == WHY_NOT_MATCHED ? "false" : v == WHY_FAILED ? "cannot be compared" : "not asked";
}

/* "false: n is 3", "true: it is 7, and limit is 7" */
static char *comparison_text(const struct probe_test *t)
{
	struct str s = {0};

	if (!t)
		return xstrdup("not asked");
	str_adds(&s, word_of(of_probe(t->verdict)));
	str_adds(&s, ": ");
	if (t->left)
		why_value(&s, t->left, SHOWN);
	else
		str_addf(&s, "%s is not there", path_text(t->test->variable));
	if (t->test->operand_path) {
		str_adds(&s, " against ");
		if (t->right)
			why_value(&s, t->right, SHOWN);
		else
			str_addf(&s, "%s, which is not there", path_text(t->test->operand_path));
	}
	return str_take(&s);
}

static void test_rows(struct why *w, const struct probe *p, size_t rule, const struct asl_test *test, int depth)
{
	static const char *const words[] = {[ASL_TEST_AND] = "and", [ASL_TEST_OR] = "or", [ASL_TEST_NOT] = "not"};
	enum why_verdict v = verdict_of(p, rule, test);

	if (test->kind == ASL_TEST_COMPARE) {
		why_add(w, WHY_TEST, v, depth, asl_test_label(test), comparison_text(told(p, rule, test)));
		return;
	}
	why_add(w, WHY_TEST, v, depth, xstrdup(words[test->kind]), xstrdup(word_of(v)));
	for (size_t i = 0; i < test->n_parts; i++)
		test_rows(w, p, rule, test->parts[i], depth + 1);
}

static void condition_row(struct why *w, const struct probe *p, const struct asl_state *s, size_t rule)
{
	const struct probe_test *t = told(p, rule, NULL);
	struct str text = {0};

	if (t && t->left)
		why_value(&text, t->left, SHOWN);
	else
		str_adds(&text, t ? "cannot be evaluated" : "not asked");
	why_add(w, WHY_TEST, t ? of_probe(t->verdict) : WHY_NOT_REACHED, 1, asl_choice_label(s, rule), str_take(&text));
}

static bool was_asked(const struct probe *p, size_t rule)
{
	for (size_t i = 0; i < p->tests.n; i++)
		if (p->tests.v[i].rule == rule)
			return true;
	return false;
}

static void rule_rows(struct why *w, const struct probe *p, const struct asl_state *s, size_t rule)
{
	const struct asl_choice *c = &s->choices[rule];
	bool holds = p->edge == (int)rule + 1, asked = was_asked(p, rule);
	enum why_verdict v = holds ? WHY_MATCHED : !asked ? WHY_NOT_REACHED : c->test ? verdict_of(p, rule, c->test) : WHY_NOT_MATCHED;
	const char *text = holds ? "holds: it is taken" : !asked ? (p->edge ? "not reached: first match wins" : "not asked") : v == WHY_FAILED
		? "cannot be decided" : "does not hold";

	if (asked && !c->test && !holds && p->failed && rule + 1 == p->tests.v[p->tests.n - 1].rule + 1 && !p->edge)
		v = WHY_FAILED;
	why_add(w, WHY_RULE, v, 0, xasprintf("rule %zu → %s", rule + 1, c->next.name ? c->next.name : "?"), xstrdup(text));
	if (c->test)
		test_rows(w, p, rule, c->test, 1);
	else
		condition_row(w, p, s, rule);
}

void why_choice(struct why *w, const struct asl_state *s, const struct probe *p)
{
	for (size_t i = 0; i < s->n_choices; i++)
		rule_rows(w, p, s, i);
	if (s->default_next.name)
		why_add(w, WHY_RULE, p->edge < 0 ? WHY_MATCHED : WHY_NOT_REACHED, 0, xasprintf("default → %s", s->default_next.name),
			xstrdup(p->edge < 0 ? "taken: no rule holds" : "not needed"));
}
