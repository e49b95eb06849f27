/*
 * The timeline: over the cases of the engine, every step is on one row and nothing is lost; and a few machines looked at closely, as text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../engine/cases.h"
#include "history/timeline.h"
#include "json/json.h"

/* --- over all cases --------------------------------------------------------------------------------------------------------------- */

/* The rows of states, opened everywhere: their visits together are all the steps there are. */
static void check_rows(const char *name, struct timeline *tl)
{
	const struct projection *p = timeline_projection(tl);
	size_t n, visits = 0;

	timeline_open_all(tl, 1000);
	n = timeline_rows(tl);
	for (size_t i = 0; i < n; i++) {
		struct timeline_row row;

		assert_true(timeline_row(tl, i, &row));
		visits += row.visits;
		if (row.kind == TIMELINE_STATE && timeline_find(tl, row.branch, row.state) != i)
			fail_msg("%s: row %zu is not found again", name, i);
		if (row.kind == TIMELINE_BRANCH && timeline_find(tl, row.branch, -1) != i)
			fail_msg("%s: row %zu of a branch is not found again", name, i);
	}
	assert_false(timeline_row(tl, n, &(struct timeline_row){0}));
	if (visits != p->steps.n)
		fail_msg("%s: %zu visits on the rows, %zu steps", name, visits, p->steps.n);
}

static int32_t last_of(const struct step *s)
{
	return s->exited ? s->exited : s->last;
}

/* Every event of a step can be reached along its row, forwards and backwards, and none twice. */
static void check_along(const char *name, struct timeline *tl)
{
	const struct projection *p = timeline_projection(tl);
	size_t n = timeline_rows(tl), along = 0, back = 0, of_steps = 0;

	for (size_t i = 0; i < n; i++) {
		struct timeline_row row;

		timeline_row(tl, i, &row);
		if (row.kind == TIMELINE_BRANCH)
			continue;
		for (int32_t id = timeline_event(tl, &row, 0, 1); id; id = timeline_event(tl, &row, id, 1))
			along++;
		for (int32_t id = timeline_event(tl, &row, p->cursor + 1, -1); id; id = timeline_event(tl, &row, id, -1))
			back++;
	}
	for (int32_t id = 1; id <= p->cursor; id++)
		of_steps += projection_step_of(p, id) >= 0 && id <= last_of(&p->steps.v[projection_step_of(p, id)]);
	if (along != back || along != of_steps)
		fail_msg("%s: %zu events along the rows, %zu back, %zu of steps", name, along, back, of_steps);
}

static int cell_of(const struct timeline *tl, const struct timeline_window *w, int32_t event)
{
	return (int)floor((timeline_at(tl, event) - w->left) / w->per_cell + 1e-9);
}

/* From its beginning to its end there is no cell without a bar, as far as it is in sight. */
static bool is_covered(const struct timeline *tl, const struct timeline_window *w, const struct timeline_cell *cells, int cols, const struct step *s)
{
	int from = cell_of(tl, w, s->entered), to = cell_of(tl, w, last_of(s));

	for (int x = from < 0 ? 0 : from; x <= to && x < cols; x++)
		if (!cells[x].bar)
			return false;
	return true;
}

static void check_row(const char *name, struct timeline *tl, const struct timeline_row *row, const struct timeline_window *w, int cols)
{
	const struct projection *p = timeline_projection(tl);
	struct timeline_cell cells[64];

	timeline_cells(tl, row, w, cells, cols);
	for (int i = row->step; i >= 0; i = row->kind == TIMELINE_STATE ? p->steps.v[i].earlier : p->steps.v[i].from)
		if (p->steps.v[i].branch == p->steps.v[row->step].branch && !is_covered(tl, w, cells, cols, &p->steps.v[i]))
			fail_msg("%s: step %d (%s) is not all in %d cells from %g on", name, i, p->steps.v[i].name, cols, w->left);
}

/* Whatever part of it is seen, what lies there has a bar there. */
static void check_bars(const char *name, struct timeline *tl, int cols)
{
	struct timeline_window all, w;
	size_t n = timeline_rows(tl);

	timeline_fit(tl, cols, &all);
	for (size_t i = 0; i < n; i++) {
		struct timeline_row row;

		timeline_row(tl, i, &row);
		check_row(name, tl, &row, &all, cols);
		for (int part = 1; part < 8; part++) {
			w = (struct timeline_window){.left = timeline_length(tl) * part / 8, .per_cell = all.per_cell / (2 * part)};
			check_row(name, tl, &row, &w, cols);
		}
	}
}

static void one_case(void *ctx, cJSON *c, const char *name)
{
	struct case_run r;
	struct timeline *tl;
	struct err e;

	(void)ctx;
	if (case_start(&r, c, &e)) {
		tl = timeline_new(r.machine);
		while (host_step(&r.host)) {		/* as it grows, with rows looked at on the way */
			timeline_extend(tl, engine_history(r.host.engine), 1000);
			timeline_set_now(tl, r.host.now_ms);
			timeline_open_all(tl, 3);
		}
		while (timeline_extend(tl, engine_history(r.host.engine), 3))
			continue;
		for (int scale = 0; scale < TIMELINE_SCALES; scale++) {
			timeline_set_now(tl, r.host.now_ms);
			timeline_set_scale(tl, (enum timeline_scale)scale);
			check_rows(name, tl);
			check_bars(name, tl, 64);
			check_bars(name, tl, 3);
		}
		check_along(name, tl);
		timeline_close_all(tl);
		timeline_free(tl);
	}
	case_done(&r);
}

static void test_every_case(void **state)
{
	struct err e;

	(void)state;
	assert_true(cases_each(one_case, NULL, false, &e));
}

/* --- looked at ---------------------------------------------------------------------------------------------------------------------- */

struct seen {
	struct asl_machine *machine;
	cJSON *mocks;
	struct host host;
	struct timeline *tl;
};

#define TASK "\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:f\""

static void see(struct seen *s, const char *definition, const char *mocks, const char *input)
{
	struct engine_options o = {.name = "seen"};
	struct value *v = value_parse(input, strlen(input), NULL);
	struct err e;

	s->machine = asl_parse(definition, strlen(definition), "seen", NULL);
	assert_true(s->machine->valid);
	s->mocks = cJSON_Parse(mocks);
	host_init(&s->host, s->machine, &o, s->mocks);
	assert_true(host_start(&s->host, v, &e));
	host_run(&s->host);
	value_unref(v);
	s->tl = timeline_new(s->machine);
	timeline_extend(s->tl, engine_history(s->host.engine), 1 << 20);
	timeline_set_now(s->tl, s->host.now_ms);
}

static void look_away(struct seen *s)
{
	timeline_free(s->tl);
	host_done(&s->host);
	cJSON_Delete(s->mocks);
	asl_unref(s->machine);
}

static void assert_looks(struct seen *s, int cols, bool ascii, const char *expected)
{
	struct str out = {0};

	timeline_print(s->tl, cols, ascii, &out);
	*strrchr(str_get(&out), '\n') = '\0';
	*(strrchr(out.p, '\n') + 1) = '\0';		/* without the legend */
	assert_string_equal(str_get(&out), expected);
	str_done(&out);
}

/* Calls of 2 s, backoffs of 2 and 4 s, a token that comes back after 6 s, a wait of 4 s. */
static void test_waits_are_hatched(void **state)
{
	struct seen s;

	(void)state;
	see(&s, "{\"StartAt\":\"Call\",\"States\":{\"Call\":{" TASK ",\"Next\":\"Approve\","
		"\"Retry\":[{\"ErrorEquals\":[\"E\"],\"IntervalSeconds\":2,\"MaxAttempts\":2}]},"
		"\"Approve\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::sqs:sendMessage.waitForTaskToken\","
		"\"Parameters\":{\"QueueUrl\":\"q\",\"MessageBody\":{\"t.$\":\"$$.Task.Token\"}},\"Next\":\"Pause\"},"
		"\"Pause\":{\"Type\":\"Wait\",\"Seconds\":4,\"End\":true}}}",
		"{\"Call\":[{\"Throw\":{\"Error\":\"E\"},\"After\":2},{\"Throw\":{\"Error\":\"E\"},\"After\":2},{\"Return\":1,\"After\":2}],"
		"\"Approve\":[{\"Submit\":{\"MessageId\":\"1\"},\"Return\":2,\"After\":6}]}", "{}");
	assert_looks(&s, 56, false,
		"            ▏0 s               ▏10 s               ▏20 s\n"
		"◆ ✓ Call    ███✗╌╌╌████✗╌╌╌╌╌╌╌█████\n"
		"◆ ✓ Approve                        █░░░░░░░░░░░░\n"
		"◆ ✓ Pause                                      ░░░░░░░░░\n");
	assert_looks(&s, 56, true,
		"            |0 s               |10 s               |20 s\n"
		"* + Call    ###X~~~####X~~~~~~~#####\n"
		"* + Approve                        #::::::::::::\n"
		"* + Pause                                      :::::::::\n");
	look_away(&s);
}

/* The slower branch is what the Parallel waits for; the last thing in it fails and is caught. */
static const char both[] = "{\"StartAt\":\"Both\",\"States\":{\"Both\":{\"Type\":\"Parallel\",\"End\":true,\"Branches\":["
	"{\"StartAt\":\"Fast\",\"States\":{\"Fast\":{" TASK ",\"End\":true}}},"
	"{\"StartAt\":\"Slow\",\"States\":{\"Slow\":{" TASK ",\"Next\":\"Slower\"},\"Slower\":{" TASK ",\"End\":true,"
	"\"Catch\":[{\"ErrorEquals\":[\"E\"],\"Next\":\"Mend\"}]},\"Mend\":{\"Type\":\"Pass\",\"End\":true}}}]}}}";

static void test_critical_path(void **state)
{
	struct seen s;
	struct timeline_row row;

	(void)state;
	see(&s, both, "{\"Fast\":[{\"Return\":1,\"After\":6}],\"Slow\":[{\"Return\":1,\"After\":5}],"
		"\"Slower\":[{\"Throw\":{\"Error\":\"E\"},\"After\":5}]}", "{}");
	assert_looks(&s, 38, false,
		"             ▏0 s        ▏5 s        ▏\n"
		"◆ ✓ Both [2] ━━━━━━━━━━━━━━━━━━━━━━━━━\n");
	timeline_row(s.tl, 0, &row);
	assert_true(timeline_open(s.tl, &row, true));
	assert_int_equal(timeline_rows(s.tl), 3);
	timeline_row(s.tl, 2, &row);
	assert_true(timeline_open(s.tl, &row, true));
	assert_looks(&s, 41, false,
		"               ▏0 s        ▏5 s         ▏\n"
		"◆ ✓ Both [2]   ━━━━━━━━━━━━━━━━━━━━━━━━━━\n"
		"    ✓ [0]      ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓\n"
		"◆   ✓ [1]      █████████████████████████!\n"
		"◆     ✓ Slow   █████████████\n"
		"◆     ! Slower             █████████████!\n"
		"◆     ✓ Mend                            █\n");
	look_away(&s);
}

/* Five items, two at a time, 3 s each: two turns and the last alone. */
static void test_iterations(void **state)
{
	struct seen s;

	(void)state;
	see(&s, "{\"StartAt\":\"All\",\"States\":{\"All\":{\"Type\":\"Map\",\"End\":true,\"MaxConcurrency\":2,"
		"\"ItemProcessor\":{\"StartAt\":\"One\",\"States\":{\"One\":{" TASK ",\"End\":true}}}}}}",
		"{\"One\":[{\"Return\":1,\"After\":3},{\"Return\":1,\"After\":2},{\"Return\":1,\"After\":3},"
		"{\"Return\":1,\"After\":3},{\"Return\":1,\"After\":1}]}", "[1,2,3,4,5]");
	timeline_open_all(s.tl, 5);
	assert_looks(&s, 40, false,
		"            ▏0 s                  ▏5 s\n"
		"◆ ✓ All [5] ━━━━━━━━━━━━━━━━━━━━━━━━━━━━\n"
		"    ✓ [0]   ▓▓▓▓▓▓▓▓▓▓▓▓▓▓\n"
		"      ✓ One ▓▓▓▓▓▓▓▓▓▓▓▓▓▓\n"
		"◆   ✓ [1]   ██████████\n"
		"◆     ✓ One ██████████\n"
		"◆   ✓ [2]            ██████████████\n"
		"◆     ✓ One          ██████████████\n"
		"    ✓ [3]                ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓\n"
		"      ✓ One              ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓\n"
		"◆   ✓ [4]                         ██████\n"
		"◆     ✓ One                       ██████\n");
	look_away(&s);
}

/* Half a year between two seconds of work: cut, it leaves room for what happened. */
static const char year[] = "{\"StartAt\":\"A\",\"States\":{\"A\":{" TASK ",\"Next\":\"Half a year\"},"
	"\"Half a year\":{\"Type\":\"Wait\",\"Seconds\":15552000,\"Next\":\"B\"},\"B\":{" TASK ",\"End\":true}}}";
static const char year_mocks[] = "{\"A\":[{\"Return\":1,\"After\":20}],\"B\":[{\"Return\":1,\"After\":30}]}";

static void test_long_waits_are_cut(void **state)
{
	struct seen s;

	(void)state;
	see(&s, year, year_mocks, "{}");
	assert_looks(&s, 60, false,
		"                ▏0 s          ▏60 d         ▏120 d        ▏\n"
		"◆ ✓ A           █\n"
		"◆ ✓ Half a year ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░\n"
		"◆ ✓ B                                                     ██\n");
	timeline_set_scale(s.tl, TIMELINE_GAPS);
	assert_looks(&s, 60, false,
		"                ▏0 s       ▏15 s≈≈≈≈≈▏180 d                ▏\n"
		"◆ ✓ A           ████████████████\n"
		"◆ ✓ Half a year                ░░░░░░\n"
		"◆ ✓ B                               ████████████████████████\n");
	timeline_set_scale(s.tl, TIMELINE_EVENTS);
	assert_looks(&s, 60, false,
		"                ▏#1             ▏#6              ▏#11\n"
		"◆ ✓ A              ██████████████\n"
		"◆ ✓ Half a year                    ░░░░░\n"
		"◆ ✓ B                                     ██████████████\n");
	look_away(&s);
}

/* Where no time has passed there is still an order. */
static void test_without_time(void **state)
{
	struct seen s;

	(void)state;
	see(&s, "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"B\"},\"B\":{\"Type\":\"Pass\",\"End\":true}}}", "{}", "{}");
	assert_int_equal(timeline_scale(s.tl), TIMELINE_EVENTS);
	assert_looks(&s, 40, false,
		"         ▏#1         ▏#3         ▏#5\n"
		"◆ ✓ A          ███████\n"
		"◆ ✓ B                      ███████\n");
	look_away(&s);
}

static void test_spans(void **state)
{
	static const struct { int64_t ms; const char *text; } rows[] = {{0, "0 s"}, {7, "7 ms"}, {1500, "1.5 s"}, {59999, "59.999 s"}, {60000, "1 min"},
		{90500, "1 min 30 s"}, {3600000, "1 h"}, {3660000, "1 h 1 min"}, {90000000, "1 d 1 h"}, {86400000 * INT64_C(365), "365 d"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str out = {0};

		timeline_span(&out, rows[i].ms);
		assert_string_equal(str_get(&out), rows[i].text);
		str_done(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_case),
		cmocka_unit_test(test_waits_are_hatched),
		cmocka_unit_test(test_critical_path),
		cmocka_unit_test(test_iterations),
		cmocka_unit_test(test_long_waits_are_cut),
		cmocka_unit_test(test_without_time),
		cmocka_unit_test(test_spans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
