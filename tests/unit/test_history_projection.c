/*
 * The projection over the cases of the engine: at every cursor it must not matter how one got there; an imported history must look like
 * the one that it was printed from; and a history may belong to quite another definition.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../engine/cases.h"
#include "base/timefmt.h"
#include "history/projection.h"

/* --- everything that a projection says, as text -------------------------------------------------------------------------- */

static void print_attempt(struct str *s, const struct attempt *a)
{
	str_addf(s, "    attempt %d %d %d %d after %lld %s %s%s%s\n", a->scheduled, a->started, a->submitted, a->ended, (long long)a->delay_ms,
		a->error ? a->error : "-", a->cause ? a->cause : "-", a->failed ? " failed" : "", a->timed_out ? " timed out" : "");
}

static void print_step(struct str *s, const struct step *t)
{
	str_addf(s, "  step %s state %d visit %d events %d-%d last %d parent %d item %d branch %d earlier %d family %d open %d %d %s from %d caught %d"
		" %s %s retry %d/%d in %s out %s\n",
		t->name ? t->name : "?", t->state, t->visit, t->entered, t->exited, t->last, t->parent, t->iteration, t->branch, t->earlier,
		t->family, t->open_prev, t->open_next, state_status_text(t->status), t->from, t->caught_by, t->error ? t->error : "-", t->cause ? t->cause : "-", t->retry_n,
		t->retry_max, t->input ? value_text(t->input) : "-", t->output ? value_text(t->output) : "-");
	for (size_t i = 0; i < t->attempts.n; i++)
		print_attempt(s, &t->attempts.v[i]);
}

static void print_counts(struct str *s, const int32_t n[STATE_STATUSES])
{
	for (int i = 0; i < STATE_STATUSES; i++)
		str_addf(s, " %d", n[i]);
}

static void print_family(struct str *s, const struct projection *p, int32_t i)
{
	const struct family *f = &p->families.v[i];

	str_addf(s, "  family %d of step %d attempt %d events %d-%d items %d begun %d earlier %d", i, f->step, f->attempt, f->started, f->ended, f->n,
		f->begun, f->earlier);
	print_counts(s, f->by_status);
	for (size_t state = 0; p->machine && state < p->machine->n_states; state++) {
		static const struct tally none;
		const struct tally *t = projection_tally(p, i, (int)state);

		str_addf(s, "\n    state %zu", state);
		print_counts(s, t ? t->n : none.n);
	}
	for (size_t edge = 0; edge < p->n_edges; edge++) {
		const struct tally *t = projection_tally_edge(p, i, edge);

		if (t && t->n[0])
			str_addf(s, " edge %zu %d", edge, t->n[0]);
	}
	str_addc(s, '\n');
	for (int32_t b = f->first; b >= 0; b = p->branches.v[b].next) {
		const struct branch *br = &p->branches.v[b];

		str_addf(s, "    branch %d [%d] events %d-%d steps %d-%d failed %d %s\n", b, br->index, br->began, br->ended, br->first_step,
			br->last_step, br->failed_step, state_status_text(br->status));
	}
}

static char *print(const struct projection *p, bool with_edges)
{
	size_t n_states = p->machine ? p->machine->n_states : 0;
	struct str s = {0};

	str_addf(&s, "cursor %d %s now %lld start %lld current %d branch %d error %s %s\n", p->cursor, exec_status_text(p->status),
		(long long)p->now_ms, (long long)p->start_ms, p->current, p->branch, p->error ? p->error : "-", p->cause ? p->cause : "-");
	for (size_t i = 0; i < p->steps.n; i++)
		print_step(&s, &p->steps.v[i]);
	for (int32_t i = 0; i < (int32_t)p->families.n; i++)
		print_family(&s, p, i);
	for (size_t i = 0; i < n_states; i++) {
		const struct state_mark *m = &p->states[i];

		str_addf(&s, "  mark %zu %s visits %d step %d retry %d/%d due %lld\n", i, state_status_text(m->status), m->visits, m->step,
			m->retry_n, m->retry_max, (long long)m->retry_due_ms);
	}
	for (size_t i = 0; with_edges && i < p->n_edges; i++)
		str_addf(&s, "  edge %d-%d %d/%zu taken %d by %d\n", p->edges[i].from, p->edges[i].to, (int)p->edges[i].kind, p->edges[i].index,
			p->edges[i].taken, p->edges[i].last_event);
	str_addf(&s, "  last edge %d\n", with_edges ? p->last_edge : 0);
	for (int32_t id = 1; id <= p->cursor; id++)
		str_addf(&s, " %d/%d", projection_step_of(p, id), projection_branch_of(p, id));
	return str_take(&s);
}

static void must_equal(const char *name, int32_t cursor, const struct projection *a, const struct projection *b)
{
	char *ta = print(a, true), *tb = print(b, true);

	if (strcmp(ta, tb) != 0)
		fail_msg("%s, at event %d:\n%s\n--\n%s", name, cursor, ta, tb);
	free(ta);
	free(tb);
}

/* --- properties ------------------------------------------------------------------------------------------------------------ */

static void check_cursors(const char *name, struct asl_machine *m, const struct history *h)
{
	struct projection *along = projection_new(m), *back = projection_new(m);
	int32_t n = (int32_t)h->events.n;

	for (int32_t k = 0; k <= n; k++) {
		struct projection *fresh = projection_new(m);

		projection_seek(along, h, k);
		projection_seek(fresh, h, k);
		must_equal(name, k, along, fresh);
		projection_seek(back, h, n);
		projection_seek(back, h, k);
		must_equal(name, k, back, fresh);
		projection_free(fresh);
	}
	for (int32_t k = n; k >= 0; k--) {		/* step by step, each a way forward from the start and a step back */
		struct projection *fresh = projection_new(m);

		projection_seek(along, h, k);
		projection_seek(fresh, h, k);
		must_equal(name, k, along, fresh);
		projection_free(fresh);
	}
	projection_free(along);
	projection_free(back);
}

/* Steps and marks agree with the events. */
static void check_sense(const char *name, struct asl_machine *m, const struct history *h)
{
	struct projection *p = projection_new(m);

	projection_seek(p, h, (int32_t)h->events.n);
	for (size_t i = 0; i < p->steps.n; i++) {
		const struct step *s = &p->steps.v[i];

		if (!event_is_entered(history_at(h, s->entered)->type) || (s->exited && !event_is_exited(history_at(h, s->exited)->type)))
			fail_msg("%s: step %zu is not of its events", name, i);
		if (s->exited && !str_is(history_at(h, s->exited)->name, s->name))
			fail_msg("%s: step %zu left as another", name, i);
		if (s->parent >= (int)i || s->from >= (int)i)
			fail_msg("%s: step %zu comes before what it comes from", name, i);
		if (p->status != EXEC_RUNNING && (s->status == STATE_RUNNING || s->status == STATE_RETRYING))
			fail_msg("%s: step %zu (%s) still runs at the end", name, i, s->name);
		assert_true(s->status != STATE_IDLE);
	}
	for (size_t i = 0; i < h->events.n; i++) {
		const struct event *ev = &h->events.v[i];
		int step = projection_step_of(p, ev->id);

		if (ev->state >= 0 && step < 0)
			fail_msg("%s: event %d belongs to no step", name, ev->id);
		if (ev->state >= 0 && p->steps.v[step].state != ev->state)
			fail_msg("%s: event %d belongs to state %d, not %d", name, ev->id, ev->state, p->steps.v[step].state);
	}
	projection_free(p);
}

/* What the branches of a family made of each state and transition, counted anew: the latest visit of each branch, and of what is inside it. */
static void count_family(const struct projection *p, int32_t f, int32_t (*states)[STATE_STATUSES], int32_t *edges,
	int32_t (*branches)[STATE_STATUSES])
{
	for (int k = 0; k < STATE_STATUSES; k++)
		branches[p->steps.v[p->families.v[f].step].state][k] += p->families.v[f].by_status[k];
	for (int32_t b = p->families.v[f].first; b >= 0; b = p->branches.v[b].next)
		for (int i = 0; i < (int)p->steps.n; i++) {
			const struct step *s = &p->steps.v[i];
			bool latest = s->branch == b;

			for (size_t k = (size_t)i + 1; latest && k < p->steps.n; k++)
				latest = p->steps.v[k].branch != b || p->steps.v[k].state != s->state;
			if (s->branch == b && s->via >= 0)
				edges[s->via]++;
			if (!latest)
				continue;
			states[s->state][s->status]++;
			if (s->family >= 0)
				count_family(p, s->family, states, edges, branches);
		}
}

static void check_tallies(const char *name, const struct projection *p, int32_t f)
{
	int32_t (*states)[STATE_STATUSES] = calloc(p->machine->n_states + 1, sizeof *states);
	int32_t (*branches)[STATE_STATUSES] = calloc(p->machine->n_states + 1, sizeof *branches);
	int32_t *edges = calloc(p->n_edges + 1, sizeof *edges);

	count_family(p, f, states, edges, branches);
	for (size_t i = 0; i < p->machine->n_states; i++) {
		const struct tally *t = projection_tally(p, f, (int)i), *b = projection_tally_branches(p, f, (int)i);

		for (int k = 0; k < STATE_STATUSES; k++)
			if (branches[i][k] != (b ? b->n[k] : 0))
				fail_msg("%s, event %d: of family %d %d branches of %s are %s, tally %d", name, p->cursor, f, branches[i][k],
					p->machine->states[i]->name, state_status_text((enum state_status)k), b ? b->n[k] : 0);
		for (int k = 0; k < STATE_STATUSES; k++)
			if (states[i][k] != (t ? t->n[k] : 0))
				fail_msg("%s, event %d: of family %d %d visits of %s are %s, tally %d", name, p->cursor, f, states[i][k],
					p->machine->states[i]->name, state_status_text((enum state_status)k), t ? t->n[k] : 0);
	}
	for (size_t i = 0; i < p->n_edges; i++) {
		const struct tally *t = projection_tally_edge(p, f, i);

		if (edges[i] != (t ? t->n[0] : 0))
			fail_msg("%s, event %d: edge %zu of family %d", name, p->cursor, i, f);
	}
	free(states);
	free(branches);
	free(edges);
}

static void check_branch(const char *name, const struct projection *p, int32_t b)
{
	const struct branch *br = &p->branches.v[b];
	bool over = br->status == STATE_SUCCEEDED || br->status == STATE_FAILED || br->status == STATE_ABORTED;

	assert_int_equal(projection_branch_at(p, br->family, br->index), b);
	if (over != (br->ended > 0) || (!over && p->status != EXEC_RUNNING))
		fail_msg("%s, event %d: branch %d is %s, ended by %d", name, p->cursor, b, state_status_text(br->status), br->ended);
	if (br->status == STATE_FAILED && br->failed_step < 0)
		fail_msg("%s, event %d: branch %d failed by no step", name, p->cursor, b);
	if (br->last_step >= 0 && (p->steps.v[br->last_step].branch != b || p->steps.v[br->first_step].branch != b))
		fail_msg("%s, event %d: the steps of branch %d are elsewhere", name, p->cursor, b);
}

/* Families and branches, at every event. */
static void check_families(const char *name, struct asl_machine *m, const struct history *h)
{
	struct projection *p = projection_new(m);

	for (int32_t k = 0; k <= (int32_t)h->events.n; k++) {
		projection_seek(p, h, k);
		for (int32_t f = 0; f < (int32_t)p->families.n; f++) {
			int32_t sum = 0, by_status[STATE_STATUSES] = {0}, n = 0;

			for (int32_t b = p->families.v[f].first; b >= 0; b = p->branches.v[b].next, n++) {
				check_branch(name, p, b);
				by_status[p->branches.v[b].status]++;
			}
			assert_int_equal(n, p->families.v[f].begun);
			by_status[STATE_IDLE] = p->families.v[f].n - n;
			if (p->machine->states[p->steps.v[p->families.v[f].step].state]->distributed)
				memcpy(by_status, p->families.v[f].by_status, sizeof by_status);	/* told at the end alone */
			for (int i = 0; i < STATE_STATUSES; i++)
				sum += p->families.v[f].by_status[i];
			assert_int_equal(sum, p->families.v[f].n);
			assert_memory_equal(by_status, p->families.v[f].by_status, sizeof by_status);
			check_tallies(name, p, f);
		}
	}
	projection_free(p);
}

/* Printed as AWS does, and read again; plans too, as a store would keep them. */
static void read_again(const char *name, const struct history *h, struct asl_machine *m, bool plans, struct history *to)
{
	struct str s = {0};
	struct err e;

	history_init(to);
	for (size_t i = 0; i < h->events.n; i++) {
		str_reset(&s);
		history_event_print(&s, &h->events.v[i]);
		if (!history_event_read(to, s.p, s.len, m, &e))
			fail_msg("%s: %s", name, e.msg);
		str_reset(&s);
		if (plans && event_plan_print(&s, &h->events.v[i]))
			assert_true(event_plan_read(&to->events.v[i], str_get(&s), &e));
	}
	str_done(&s);
}

static void check_imported(const char *name, struct asl_machine *m, const struct history *h)
{
	struct history again;
	struct projection *a = projection_new(m), *b = projection_new(m);

	read_again(name, h, m, true, &again);
	for (int32_t k = 0; k <= (int32_t)h->events.n; k++) {
		projection_seek(a, h, k);
		projection_seek(b, &again, k);
		must_equal(name, k, a, b);
	}
	projection_free(a);
	projection_free(b);
	history_done(&again);
}

/* Without our plans, with another definition, or with none: nothing falls over, and the same steps are seen (as what, where the definition says it). */
static void check_foreign(const char *name, struct asl_machine *m, struct asl_machine *other, const struct history *h)
{
	struct asl_machine *machines[] = {m, other, NULL};

	for (size_t i = 0; i < ARRAY_LEN(machines); i++) {
		struct history again;
		struct projection *p = projection_new(machines[i]), *own = projection_new(m);

		read_again(name, h, machines[i], false, &again);
		for (int32_t k = (int32_t)h->events.n; k >= 0; k--)
			projection_seek(p, &again, k);
		projection_seek(p, &again, (int32_t)h->events.n);
		projection_seek(own, h, (int32_t)h->events.n);
		assert_int_equal(p->steps.n, own->steps.n);
		for (size_t j = 0; j < p->steps.n; j++)
			if ((i == 0 && p->steps.v[j].status != own->steps.v[j].status) || p->steps.v[j].parent != own->steps.v[j].parent)
				fail_msg("%s: step %zu (%s) is %s, was %s", name, j, p->steps.v[j].name, state_status_text(p->steps.v[j].status),
					state_status_text(own->steps.v[j].status));
		projection_free(p);
		projection_free(own);
		history_done(&again);
	}
}

static const char other_text[] = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"T\"},\"T\":{\"Type\":\"Succeed\"}}}";

static void check_case(void *ctx, cJSON *c, const char *name)
{
	struct case_run r;
	struct err e;

	if (case_start(&r, c, &e)) {
		const struct history *h = engine_history(r.host.engine);

		host_run(&r.host);
		check_cursors(name, r.machine, h);
		check_sense(name, r.machine, h);
		check_families(name, r.machine, h);
		check_imported(name, r.machine, h);
		check_foreign(name, r.machine, ctx, h);
	}
	case_done(&r);
}

static void test_cases(void **state)
{
	struct asl_machine *other = asl_parse(other_text, sizeof other_text - 1, "other", NULL);
	struct err e;

	(void)state;
	if (!cases_each(check_case, other, false, &e))
		fail_msg("%s", e.msg);
	asl_unref(other);
}

/* --- one machine looked at closely -------------------------------------------------------------------------------------- */

static const char retry_text[] =
	"{\"name\": \"\", \"definition\": {\"StartAt\": \"T\", \"States\": {"
	"\"T\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:lambda:us-east-1:111122223333:function:f\", \"Next\": \"C\","
	" \"Retry\": [{\"ErrorEquals\": [\"E\"], \"IntervalSeconds\": 2, \"MaxAttempts\": 2}],"
	" \"Catch\": [{\"ErrorEquals\": [\"Other\"], \"Next\": \"C\"}, {\"ErrorEquals\": [\"E\"], \"Next\": \"C\"}]},"
	"\"C\": {\"Type\": \"Choice\", \"Choices\": [{\"Variable\": \"$.x\", \"IsPresent\": true, \"Next\": \"P\"},"
	" {\"Variable\": \"$.Error\", \"IsPresent\": true, \"Next\": \"P\"}], \"Default\": \"P\"},"
	"\"P\": {\"Type\": \"Pass\", \"End\": true}}},"
	"\"mocks\": {\"T\": [{\"Throw\": {\"Error\": \"E\", \"Cause\": \"one\"}, \"After\": 1}, {\"Throw\": {\"Error\": \"E\", \"Cause\": \"two\"}},"
	" {\"Throw\": {\"Error\": \"E\", \"Cause\": \"three\"}}]}}";

static int taken(const struct projection *p, const char *from, enum asl_edge_kind kind, size_t index)
{
	for (size_t i = 0; i < p->n_edges; i++)
		if (str_is(p->machine->states[p->edges[i].from]->name, from) && p->edges[i].kind == kind && p->edges[i].index == index)
			return p->edges[i].taken;
	return -1;
}

static const struct state_mark *mark(const struct projection *p, const char *name)
{
	return &p->states[asl_state_at(p->machine, name)->index];
}

static void look_at_retries(struct projection *p, const struct history *h)
{
	projection_seek(p, h, 0);
	assert_int_equal(mark(p, "T")->status, STATE_IDLE);
	assert_int_equal(p->current, -1);
	projection_seek(p, h, 4);				/* started */
	assert_int_equal(mark(p, "T")->status, STATE_RUNNING);
	assert_int_equal(mark(p, "T")->retry_n, 0);
	assert_int_equal(mark(p, "T")->retry_max, 2);
	projection_seek(p, h, 5);				/* failed, a second after the start */
	assert_int_equal(mark(p, "T")->status, STATE_RETRYING);
	assert_int_equal(mark(p, "T")->retry_n, 1);
	assert_int_equal(mark(p, "T")->retry_max, 2);
	assert_true(mark(p, "T")->retry_due_ms == HOST_START_MS + 3000);
	projection_seek(p, h, 6);				/* scheduled again */
	assert_int_equal(mark(p, "T")->status, STATE_RUNNING);
	assert_true(mark(p, "T")->retry_due_ms == 0);
	projection_seek(p, h, 8);
	assert_int_equal(mark(p, "T")->status, STATE_RETRYING);
	assert_int_equal(mark(p, "T")->retry_n, 2);
	assert_true(mark(p, "T")->retry_due_ms == HOST_START_MS + 3000 + 4000);
	projection_seek(p, h, 11);				/* the last failure: no retry follows */
	assert_int_equal(mark(p, "T")->status, STATE_FAILED);
	assert_string_equal(p->steps.v[0].cause, "three");
	projection_seek(p, h, 12);				/* left by the catcher */
	assert_int_equal(mark(p, "T")->status, STATE_CAUGHT);
	assert_int_equal(p->steps.v[0].caught_by, 1);
}

static void test_retry(void **state)
{
	cJSON *c = json_read(retry_text, NULL);
	struct case_run r;
	struct projection *p;
	const struct history *h;
	struct history imported;
	struct err e;

	(void)state;
	assert_non_null(c);
	assert_true(case_start(&r, c, &e));
	host_run(&r.host);
	h = engine_history(r.host.engine);
	p = projection_new(r.machine);
	look_at_retries(p, h);
	projection_seek(p, h, (int32_t)h->events.n);
	assert_int_equal(p->status, EXEC_SUCCEEDED);
	assert_int_equal(p->steps.v[0].attempts.n, 3);
	assert_true(p->steps.v[0].attempts.v[0].delay_ms == 0);
	assert_true(p->steps.v[0].attempts.v[1].delay_ms == 2000);
	assert_true(p->steps.v[0].attempts.v[2].delay_ms == 4000);
	assert_string_equal(p->steps.v[0].attempts.v[1].cause, "two");
	assert_int_equal(taken(p, "T", ASL_EDGE_NEXT, 0), 0);
	assert_int_equal(taken(p, "T", ASL_EDGE_CATCH, 0), 0);
	assert_int_equal(taken(p, "T", ASL_EDGE_CATCH, 1), 1);
	assert_int_equal(taken(p, "C", ASL_EDGE_CHOICE, 0), 0);
	assert_int_equal(taken(p, "C", ASL_EDGE_CHOICE, 1), 1);
	assert_int_equal(taken(p, "C", ASL_EDGE_DEFAULT, 0), 0);
	/* the same from what AWS would tell: no plans, so they are found from the definition */
	read_again("retry", h, r.machine, false, &imported);
	look_at_retries(p, &imported);
	projection_seek(p, &imported, (int32_t)imported.events.n);
	assert_int_equal(taken(p, "T", ASL_EDGE_CATCH, 1), 1);
	assert_int_equal(taken(p, "C", ASL_EDGE_CHOICE, 0), 1);
	assert_true(p->steps.v[0].attempts.v[2].delay_ms == 4000);
	projection_free(p);
	history_done(&imported);
	case_done(&r);
	cJSON_Delete(c);
}

static void test_moves(void **state)
{
	cJSON *c = json_read(retry_text, NULL);
	struct case_run r;
	const struct history *h;
	struct err e;

	(void)state;
	assert_true(case_start(&r, c, &e));
	host_run(&r.host);
	h = engine_history(r.host.engine);
	assert_int_equal(history_next_error(h, 0, 1), 5);
	assert_int_equal(history_next_error(h, 11, 1), 0);
	assert_int_equal(history_next_attempt(h, 3, 1), 6);
	assert_int_equal(history_next_attempt(h, (int32_t)h->events.n, -1), 9);
	case_done(&r);
	cJSON_Delete(c);
}

static void test_glyphs(void **state)
{
	(void)state;
	assert_string_equal(state_status_glyph(STATE_RETRYING, false), "~");
	assert_string_equal(state_status_glyph(STATE_SUCCEEDED, false), "✓");
	assert_string_equal(state_status_glyph(STATE_SUCCEEDED, true), "+");
	assert_string_equal(state_status_text(STATE_CAUGHT), "caught");
}

static void test_summary(void **state)
{
	struct execution_summary s = {
		.execution_arn = "arn:e", .machine_arn = "arn:m", .name = "n", .status = EXEC_FAILED, .start_ms = HOST_START_MS,
		.stop_ms = HOST_START_MS + 1500, .input = value_empty_object(), .error = "E", .cause = "line\nbreak",
	};
	struct str out = {0};

	(void)state;
	history_execution_print(&out, &s, NULL);
	assert_string_equal(str_get(&out), "{\"executionArn\":\"arn:e\",\"stateMachineArn\":\"arn:m\",\"name\":\"n\",\"status\":\"FAILED\","
		"\"startDate\":\"2026-01-01T00:00:00.000Z\",\"stopDate\":\"2026-01-01T00:00:01.500Z\",\"input\":\"{}\","
		"\"error\":\"E\",\"cause\":\"line\\nbreak\"}");
	value_unref(s.input);
	str_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_retry),
		cmocka_unit_test(test_moves),
		cmocka_unit_test(test_glyphs),
		cmocka_unit_test(test_summary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
