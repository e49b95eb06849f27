/* The Choice state: rules from top to bottom, the first that holds decides (ASL.md 5). */
#include "asl/operator.h"
#include "base/timefmt.h"
#include "base/utf8.h"
#include "engine/internal.h"

#include <string.h>

/* A test may be nested as deep as a definition can be; the reader bounds that (JSON_DEPTH_MAX). */

static enum probe_verdict test_holds(struct engine *x, struct thread *t, size_t rule, const struct asl_test *test);

static enum probe_verdict verdict(bool holds)
{
	return holds ? PROBE_TRUE : PROBE_FALSE;
}

static bool ordered(enum op_order order, int cmp)
{
	switch (order) {
	case OP_EQ:
		return cmp == 0;
	case OP_LT:
		return cmp < 0;
	case OP_GT:
		return cmp > 0;
	case OP_LE:
		return cmp <= 0;
	case OP_GE:
		return cmp >= 0;
	}
	return false;
}

static int sign(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

/* Whole numbers beyond 2^53 are compared exactly. */
static int compare_numbers(const cJSON *a, const cJSON *b)
{
	int64_t m, n;

	if (json_is_int64(a, &m) && json_is_int64(b, &n))
		return sign(m, n);
	return a->valuedouble < b->valuedouble ? -1 : a->valuedouble > b->valuedouble;
}

static bool compare_times(enum op_order order, const cJSON *a, const cJSON *b)
{
	int64_t ma, mb;
	int32_t na = 0, nb = 0;
	int cmp;

	if (!cJSON_IsString(a) || !cJSON_IsString(b) || !time_parse(a->valuestring, &ma, &na) || !time_parse(b->valuestring, &mb, &nb))
		return false;
	cmp = sign(ma, mb);
	return ordered(order, cmp ? cmp : sign(na, nb));
}

/* One character of a StringMatches pattern: '*' alone is a wildcard, \* and \\ stand for the character. */
static char pattern_char(const char *p, size_t *used, bool *wildcard)
{
	*wildcard = *p == '*';
	*used = *p == '\\' && (p[1] == '*' || p[1] == '\\') ? 2 : 1;
	return p[*used - 1];
}

/* Whole string, no recursion: on a mismatch the last wildcard takes one character more. */
static bool matches(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL;
	size_t used;
	bool wild;

	while (*text) {
		char c = *pattern ? pattern_char(pattern, &used, &wild) : '\0';

		if (*pattern && wild) {
			star = pattern += used;
			resume = text;
		} else if (*pattern && c == *text) {
			pattern += used;
			text++;
		} else if (star) {
			pattern = star;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

static bool is_timestamp(const cJSON *v)
{
	int64_t ms;

	return cJSON_IsString(v) && time_parse(v->valuestring, &ms, NULL);
}

/* The comparison itself. Operands of another type than the operator's make it false. */
static bool compare(const struct asl_operator *op, const cJSON *v, const cJSON *w)
{
	bool want = cJSON_IsTrue(w);

	switch (op->type) {
	case OP_STRING:
		return cJSON_IsString(v) && cJSON_IsString(w) && ordered(op->order, utf8_cmp_utf16(v->valuestring, w->valuestring));
	case OP_NUMERIC:
		return cJSON_IsNumber(v) && cJSON_IsNumber(w) && ordered(op->order, compare_numbers(v, w));
	case OP_BOOLEAN:
		return cJSON_IsBool(v) && cJSON_IsBool(w) && cJSON_IsTrue(v) == cJSON_IsTrue(w);
	case OP_TIMESTAMP:
		return compare_times(op->order, v, w);
	case OP_MATCHES:
		return cJSON_IsString(v) && cJSON_IsString(w) && matches(w->valuestring, v->valuestring);
	case OP_IS_NULL:
		return cJSON_IsNull(v) == want;
	case OP_IS_PRESENT:
		return want;
	case OP_IS_NUMERIC:
		return cJSON_IsNumber(v) == want;
	case OP_IS_STRING:
		return cJSON_IsString(v) == want;
	case OP_IS_BOOLEAN:
		return cJSON_IsBool(v) == want;
	case OP_IS_TIMESTAMP:
		return is_timestamp(v) == want;
	}
	return false;
}

static enum probe_verdict invalid_path(struct engine *x, struct thread *t, const struct path *p, const char *which)
{
	struct str why = {0};

	str_addf(&why, "Invalid path '%s': The choice state's %s path references an invalid value.", path_text(p), which);
	fail_runtime(x, t, str_get(&why));
	str_done(&why);
	return PROBE_FAILED;
}

static struct value *operand(struct engine *x, struct thread *t, const struct path *p)
{
	struct str why = {0};
	struct value *v = flow_path(x, t, p, t->effective, &why);

	str_done(&why);
	return v;
}

static enum probe_verdict comparison_holds(struct engine *x, struct thread *t, size_t rule, const struct asl_test *test)
{
	const struct asl_operator *op = test->op;
	struct value *left = operand(x, t, test->variable), *right = NULL;
	enum probe_verdict result = PROBE_FAILED;

	if (!left && op->type == OP_IS_PRESENT)
		result = verdict(cJSON_IsFalse(test->operand));
	else if (!left)
		result = invalid_path(x, t, test->variable, "condition");
	else if (test->operand_path && !(right = operand(x, t, test->operand_path)))
		result = invalid_path(x, t, test->operand_path, "comparison");
	else
		result = verdict(compare(op, value_node(left), right ? value_node(right) : test->operand));
	probe_tell_test(x, rule, test, left, right, result);
	value_unref(left);
	value_unref(right);
	return result;
}

static enum probe_verdict test_holds(struct engine *x, struct thread *t, size_t rule, const struct asl_test *test)
{
	enum probe_verdict stop = test->kind == ASL_TEST_OR ? PROBE_TRUE : PROBE_FALSE, v = PROBE_FALSE;

	if (test->kind == ASL_TEST_COMPARE)
		return comparison_holds(x, t, rule, test);
	for (size_t i = 0; i < test->n_parts; i++) {
		v = test_holds(x, t, rule, test->parts[i]);
		if (v == PROBE_FAILED || (test->kind != ASL_TEST_NOT && v == stop))
			return v;
	}
	return test->kind == ASL_TEST_NOT ? verdict(v == PROBE_FALSE) : v;
}

static int edge_of(size_t rule)
{
	return rule < INT16_MAX ? (int)rule + 1 : 0;
}

static enum probe_verdict condition_holds(struct engine *x, struct thread *t, size_t rule)
{
	const struct jtmpl *tm = t->state->choices[rule].jsonata.condition;
	struct value *v;
	enum probe_verdict result;

	if (!tm)
		return PROBE_FALSE;
	v = flow_evaluate_typed(x, t, tm, &(struct flow_field){.list = "Choices", .index = rule, .name = "Condition"}, "boolean");
	result = !v ? PROBE_FAILED : verdict(cJSON_IsTrue(value_node(v)));
	probe_tell_test(x, rule, NULL, v, NULL, result);
	value_unref(v);
	return result;
}

/* Output and Assign of the rule that holds; those of the state only where Default is taken. */
static void choose_evaluated(struct engine *x, struct thread *t)
{
	const struct asl_state *s = t->state;

	for (size_t i = 0; i < s->n_choices; i++) {
		const struct asl_choice *c = &s->choices[i];
		enum probe_verdict v = condition_holds(x, t, i);

		if (v == PROBE_FAILED)
			return;
		if (v == PROBE_TRUE) {
			flow_leave_evaluated(x, t, &(struct flow_fields){"Choices", i, c->jsonata.output, c->jsonata.assign}, NULL,
				t->input, edge_of(i), &c->next);
			return;
		}
	}
	flow_leave_evaluated(x, t, &(struct flow_fields){.output = s->jsonata.output, .assign = s->jsonata.assign}, NULL, t->input, -1,
		&s->default_next);
}

void work_choice(struct engine *x, struct thread *t)
{
	const struct asl_state *s = t->state;
	struct flow_exit leave = {.output_path = &s->output_path, .edge = -1, .next = &s->default_next, .assign = s->assign};

	if (s->language == ASL_JSONATA) {
		x->stage = PROBE_CHOICES;
		choose_evaluated(x, t);
		return;
	}
	if (!flow_input(x, t))
		return;
	x->stage = PROBE_CHOICES;
	for (size_t i = 0; i < s->n_choices; i++) {
		enum probe_verdict v = s->choices[i].test ? test_holds(x, t, i, s->choices[i].test) : PROBE_FALSE;

		if (v == PROBE_FAILED)
			return;
		if (v == PROBE_TRUE) {
			leave.next = &s->choices[i].next;
			leave.assign = s->choices[i].assign;
			leave.edge = edge_of(i);
			break;
		}
	}
	leave.output = leave.assign_input = t->effective;
	flow_leave(x, t, &leave);
}
