/* store: an execution comes back as it was; lists, search, deletion; inputs. */
#include "store_test.h"

#include <sqlite3.h>

/* Every sort of event that has something of its own. */
static void add_eventful(struct history *h)
{
	struct value *small = value_of("{\"statuscode\":\"429\",\"n\":9007199254740993}"), *large = value_large(2000, 1);
	struct event *ev;

	ev = add(h, EV_ExecutionStarted, -1, NULL, small);
	ev->more = event_more_new();
	ev->more->role_arn = xstrdup("arn:aws:iam::111122223333:role/R");
	add(h, EV_TaskStateEntered, 0, "Call", small);
	ev = add(h, EV_LambdaFunctionScheduled, 0, NULL, large);
	ev->more = event_more_new();
	ev->more->resource = xstrdup("arn:aws:lambda:us-east-1:111122223333:function:F");
	ev->more->timeout_s = 30;
	add(h, EV_LambdaFunctionStarted, 0, NULL, NULL);
	ev = add(h, EV_LambdaFunctionFailed, 0, NULL, NULL);
	ev->more = event_more_new();
	ev->more->error = xstrdup("TooManyRequestsException");
	ev->more->cause = xstrdup("{\"errorMessage\":\"429 Too Many Requests\"}");
	ev->more->has_plan = true;
	ev->more->plan = (struct event_plan){ .retrier = 0, .attempt = 1, .max_attempts = 2, .catcher = -1, .delay_ms = 1500,
		.base_delay_s = 1.1, .draw = -1 };
	ev = add(h, EV_TaskStateExited, 0, "Call", large);
	ev->more = event_more_new();
	ev->more->assigned = value_of("{\"total\":12.50,\"big\":[1,2,3]}");
	add(h, EV_ChoiceStateExited, 1, "Done", large)->edge = 2;
	add(h, EV_ExecutionSucceeded, -1, NULL, small);
	value_unref(small);
	value_unref(large);
}

static void feed_three(struct fixture *f, int64_t id)
{
	struct value *v = value_of("{\"statuscode\":\"429\"}");
	struct engine_input start = { .at_ms = NOW_MS, .kind = IN_START, .value = v };
	struct engine_input failed = { .at_ms = NOW_MS + 10, .kind = IN_TASK_FAILED, .id = 1, .error = "E", .cause = "because" };
	struct engine_input timer = { .at_ms = NOW_MS + 20, .kind = IN_TIMER, .id = UINT64_C(1) << 40 };

	store_execution_fed(f->s, id, &start);
	store_execution_fed(f->s, id, &failed);
	store_execution_fed(f->s, id, &timer);
	value_unref(v);
}

static void check_fed(const struct store_execution *x)
{
	assert_int_equal(x->fed.n, 3);
	assert_int_equal(x->fed.v[0].in.kind, IN_START);
	assert_string_equal(value_text(x->fed.v[0].in.value), "{\"statuscode\":\"429\"}");
	assert_int_equal(x->fed.v[1].in.kind, IN_TASK_FAILED);
	assert_string_equal(x->fed.v[1].in.error, "E");
	assert_string_equal(x->fed.v[1].in.cause, "because");
	assert_null(x->fed.v[1].in.worker_name);
	assert_int_equal(x->fed.v[2].in.id, UINT64_C(1) << 40);
	assert_int_equal(x->fed.v[2].in.at_ms, NOW_MS + 20);
}

static void an_execution_comes_back_as_it_was(void **state)
{
	struct fixture *f = *state;
	struct history h;
	struct store_execution x;
	struct value *output = value_of("\"done\"");
	struct execution_summary sum = { .status = EXEC_SUCCEEDED, .stop_ms = NOW_MS + 5000, .output = output };
	int64_t id;

	history_init(&h);
	add_eventful(&h);
	id = begin_with(f, "run-1", "{\"statuscode\":\"429\"}");
	feed_three(f, id);
	store_events_append(f->s, id, &h);
	store_execution_end(f->s, id, &sum);
	value_unref(output);
	flush(f);
	fixture_reopen(f);

	x = load(f, id);
	assert_same_history(&h, &x.history);
	assert_false(x.incomplete);
	check_fed(&x);
	assert_string_equal(x.row.name, "run-1");
	assert_string_equal(x.row.machine, "Calls");
	assert_string_equal(x.row.file, "calls.asl.json");
	assert_int_equal(x.row.machine_hash, f->m->hash);
	assert_int_equal(x.row.status, EXEC_SUCCEEDED);
	assert_int_equal(x.row.start_ms, NOW_MS);
	assert_int_equal(x.row.stop_ms, NOW_MS + 5000);
	assert_int_equal(x.row.n_events, h.events.n);
	assert_int_equal(x.row.seed, 7);
	assert_string_equal(x.row.clock, "virtual");
	assert_false(x.row.interrupted);
	assert_string_equal(x.machine->text, machine_text);
	assert_string_equal(value_text(x.input), "{\"statuscode\":\"429\"}");
	assert_string_equal(value_text(x.output), "\"done\"");
	assert_string_equal(x.options.name, "run-1");
	assert_int_equal(x.options.seed, 7);
	store_execution_done(&x);
	history_done(&h);
}

static void plans_and_variables_come_back(void **state)
{
	struct fixture *f = *state;
	struct store_execution x;
	struct history h;
	int64_t id = begin_with(f, "p", "{}");

	history_init(&h);
	add_eventful(&h);
	store_events_append(f->s, id, &h);
	flush(f);
	x = load(f, id);
	assert_true(x.history.events.v[4].more->has_plan);
	assert_int_equal(x.history.events.v[4].more->plan.attempt, 1);
	assert_int_equal(x.history.events.v[4].more->plan.catcher, -1);
	assert_int_equal(x.history.events.v[4].more->plan.delay_ms, 1500);
	assert_true(x.history.events.v[4].more->plan.base_delay_s > 1.09);
	assert_int_equal(x.history.events.v[6].edge, 2);
	assert_string_equal(value_text(x.history.events.v[5].more->assigned), "{\"total\":12.50,\"big\":[1,2,3]}");
	assert_string_equal(value_text(x.history.events.v[0].value), "{\"statuscode\":\"429\",\"n\":9007199254740993}");
	/* One document in memory too, though three events have it. */
	assert_ptr_equal(x.history.events.v[2].value, x.history.events.v[6].value);
	store_execution_done(&x);
	history_done(&h);
}

static void options_come_back(void **state)
{
	struct fixture *f = *state;
	struct value *context = value_of("{\"a\":1}"), *input = value_of("[]");
	struct engine_options o = { .name = "n", .account = "1", .region = "eu-west-1", .role_arn = "r", .express = true,
		.seed = UINT64_MAX, .max_events = -1, .max_payload = SIZE_MAX, .context = context };
	struct execution_summary sum = { .name = "n", .input = input };
	struct store_begin b = { .machine = f->m, .summary = &sum, .options = &o, .clock = "real" };
	int64_t id = store_execution_begin(f->s, &b);
	struct store_execution x;

	value_unref(context);
	value_unref(input);
	flush(f);
	x = load(f, id);
	assert_string_equal(x.options.region, "eu-west-1");
	assert_string_equal(x.options.role_arn, "r");
	assert_true(x.options.express);
	assert_true(x.options.seed == UINT64_MAX);
	assert_true(x.row.seed == UINT64_MAX);
	assert_int_equal(x.options.max_events, -1);
	assert_true(x.options.max_payload == SIZE_MAX);
	assert_string_equal(value_text(x.options.context), "{\"a\":1}");
	assert_null(x.options.variables);
	store_execution_done(&x);
}

/* An imported execution: where it came from, a definition that is a draft, and events that only others write. */
static void what_was_imported_comes_back(void **state)
{
	static const char text[] = "{\"StartAt\":\"C\",\"States\":{\"C\":{\"Type\":\"Choice\",\"Choices\":[{\"Next\":\"D\"}]},\"D\":{\"Type\":\"Succeed\"}}}";
	static const char *const events[] = {
		"{\"id\":1,\"previousEventId\":0,\"timestamp\":1767225600,\"type\":\"ChoiceStateEntered\",\"stateEnteredEventDetails\":{\"name\":\"C\","
			"\"input\":\"{cut\",\"inputDetails\":{\"truncated\":true}}}",
		"{\"id\":2,\"previousEventId\":1,\"timestamp\":1767225600,\"type\":\"Teleported\",\"teleportedEventDetails\":{\"to\":[\"Mars\"]}}",
	};
	struct fixture *f = *state;
	struct asl_machine *m = asl_parse_with(text, sizeof text - 1, "drafted", NULL, &(struct asl_options){ .draft = true });
	struct engine_options o = { .name = "n" };
	struct execution_summary sum = { .name = "n", .status = EXEC_RUNNING };
	struct store_begin b = { .machine = m, .summary = &sum, .options = &o, .clock = "recorded", .origin = "/tmp/run.json" };
	int64_t id = store_execution_begin(f->s, &b);
	struct history h;
	struct store_execution x;
	struct str s = {0}, t = {0};
	struct err e;

	history_init(&h);
	for (size_t i = 0; i < 2; i++)
		assert_true(history_event_read(&h, events[i], strlen(events[i]), m, &e));
	history_add_take(&h, (struct event){ .at_ms = NOW_MS, .prev = 2, .state = -1, .type = EV_MISSING });
	store_events_append(f->s, id, &h);
	store_execution_end(f->s, id, &sum);
	flush(f);
	x = load(f, id);
	assert_string_equal(x.row.origin, "/tmp/run.json");
	assert_true(x.row.draft && x.machine->draft && !x.machine->valid && !x.row.interrupted);
	assert_int_equal(x.history.events.n, 3);
	assert_int_equal(x.history.events.v[2].type, EV_MISSING);
	assert_true(x.history.events.v[0].more->cut && x.history.events.v[0].more->truncated);
	for (size_t i = 0; i < 2; i++) {
		str_reset(&s);
		str_reset(&t);
		history_event_print(&s, &h.events.v[i]);
		history_event_print(&t, &x.history.events.v[i]);
		assert_string_equal(str_get(&s), str_get(&t));
	}
	store_execution_done(&x);
	assert_true(store_execution_delete(f->s, id, &e));
	history_done(&h);
	str_done(&s);
	str_done(&t);
	asl_unref(m);
}

static void appending_twice_adds_only_what_is_new(void **state)
{
	struct fixture *f = *state;
	struct value *v = value_of("1");
	struct store_execution x;
	struct history h;
	int64_t id = begin_with(f, "a", "{}");

	history_init(&h);
	for (int turn = 0; turn < 5; turn++) {
		add_passes(&h, 7, v);
		store_events_append(f->s, id, &h);
		store_events_append(f->s, id, &h);
		if (turn % 2)
			flush(f);
	}
	x = load(f, id);
	assert_same_history(&h, &x.history);
	assert_int_equal(x.row.n_events, 35);
	assert_true(x.row.mine);
	assert_false(x.row.interrupted);
	store_execution_done(&x);
	history_done(&h);
	value_unref(v);
}

static void a_large_payload_is_kept_once(void **state)
{
	struct fixture *f = *state;
	struct value *v = value_large(100000, 1), *same = value_large(100000, 1);
	char *path = path_join(f->dir, ".aslant/store.db");
	struct history h;
	struct stat st;
	int64_t id;

	history_init(&h);
	for (int run = 0; run < 3; run++) {
		id = begin_at(f, "big", run == 2 ? same : v, NOW_MS);
		add_passes(&h, 1000, run == 2 ? same : v);
		store_events_append(f->s, id, &h);
		end_with(f, id, EXEC_SUCCEEDED, NULL, NULL);
		flush(f);
	}
	fixture_close(f);
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size > 100000);
	assert_true(st.st_size < 1000000);
	fixture_open(f);
	history_done(&h);
	value_unref(v);
	value_unref(same);
	free(path);
}

/* Three executions to look for things in. */
static void add_three(struct fixture *f, int64_t ids[3])
{
	struct value *order = value_of("{\"order\":\"A-17\",\"note\":\"said \\\"hi\\\"\"}"), *large = value_large(3000, 99);
	struct history h;

	history_init(&h);
	add_passes(&h, 2, order);
	ids[0] = begin_with(f, "first", "{\"a\":1}");
	store_events_append(f->s, ids[0], &h);
	end_with(f, ids[0], EXEC_SUCCEEDED, NULL, NULL);
	history_done(&h);

	history_init(&h);
	add_passes(&h, 2, large);
	ids[1] = begin_with(f, "second", "{\"a\":2}");
	store_events_append(f->s, ids[1], &h);
	end_with(f, ids[1], EXEC_FAILED, "PaymentTimeout", "the bank did not answer");
	history_done(&h);

	ids[2] = begin_with(f, "third", "{\"a\":3}");
	flush(f);
	value_unref(order);
	value_unref(large);
}

static void lists_are_filtered_and_newest_first(void **state)
{
	struct fixture *f = *state;
	struct store_list l;
	int64_t ids[3];

	add_three(f, ids);
	l = list_of(f, (struct store_filter){0});
	assert_int_equal(l.rows.n, 3);
	assert_string_equal(l.rows.v[0].name, "third");
	assert_string_equal(l.rows.v[2].name, "first");
	assert_true(l.rows.v[0].id == ids[2] && l.rows.v[2].id == ids[0]);
	assert_string_equal(l.rows.v[1].error, "PaymentTimeout");
	assert_string_equal(l.rows.v[1].input, "{\"a\":2}");
	assert_int_equal(l.rows.v[1].input_len, 7);
	assert_int_equal(l.rows.v[1].n_events, 2);
	store_list_done(&l);
	assert_int_equal(count_of(f, (struct store_filter){ .which = STORE_FAILED }), 1);
	assert_int_equal(count_of(f, (struct store_filter){ .which = STORE_RUNNING }), 1);
	assert_int_equal(count_of(f, (struct store_filter){ .which = STORE_INTERRUPTED }), 0);
	assert_int_equal(count_of(f, (struct store_filter){ .machine = "Calls" }), 3);
	assert_int_equal(count_of(f, (struct store_filter){ .machine = "Others" }), 0);
	assert_int_equal(count_of(f, (struct store_filter){ .limit = 2 }), 2);
	l = list_of(f, (struct store_filter){ .limit = 2, .offset = 2 });
	assert_int_equal(l.rows.n, 1);
	assert_string_equal(l.rows.v[0].name, "first");
	store_list_done(&l);
}

static void texts_are_found_where_a_person_put_them(void **state)
{
	static const struct { const char *text; size_t n; } cases[] = {
		{ "A-17", 1 }, { "a-17", 1 }, { "A-18", 0 },
		{ "said \"hi\"", 1 },			/* escaped in the JSON, typed as it reads */
		{ "PaymentTimeout", 1 }, { "paymenttimeout", 1 }, { "the bank", 1 },
		{ "\"seed\":99", 1 },			/* in a blob */
		{ "Done", 2 },				/* a state's name */
		{ "third", 1 },
		{ "previousEventId", 0 }, { "PassStateEntered", 0 },	/* AWS's own words are no hit */
		{ "", 3 }, { "%", 0 }, { "A_17", 0 },
	};
	struct fixture *f = *state;
	int64_t ids[3];

	add_three(f, ids);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (count_of(f, (struct store_filter){ .text = cases[i].text }) != cases[i].n)
			fail_msg("\"%s\": not found %zu times", cases[i].text, cases[i].n);
}

static void a_digest_is_cut_between_characters(void **state)
{
	struct fixture *f = *state;
	struct str s = {0};
	struct store_list l;

	str_adds(&s, "\"x");			/* an odd offset, then two bytes each */
	while (s.len < 400)
		str_adds(&s, "é");
	str_adds(&s, "\"");
	begin_with(f, "digest", str_get(&s));
	l = list_of(f, (struct store_filter){0});
	assert_true(strlen(l.rows.v[0].input) <= STORE_DIGEST);
	assert_true(strlen(l.rows.v[0].input) > STORE_DIGEST - 4);
	assert_int_equal((unsigned char)l.rows.v[0].input[strlen(l.rows.v[0].input) - 1], 0xa9);
	assert_int_equal(l.rows.v[0].input_len, s.len);
	store_list_done(&l);
	str_done(&s);
}

static int64_t count_rows(const struct fixture *f, const char *table)
{
	char *path = path_join(f->dir, ".aslant/store.db"), *sql = xasprintf("SELECT count(*) FROM %s", table);
	sqlite3 *db;
	sqlite3_stmt *st;
	int64_t n;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(db);
	free(path);
	free(sql);
	return n;
}

static void deletion_leaves_nothing_behind(void **state)
{
	static const char *const tables[] = { "execution", "event", "fed", "blob", "execution_blob", "machine" };
	struct fixture *f = *state;
	struct store_execution x = {0};
	struct value *large = value_large(3000, 99);
	int64_t ids[3], shared;
	struct err e;

	add_three(f, ids);
	feed_three(f, ids[2]);
	assert_false(store_execution_delete(f->s, ids[2], &e));
	assert_int_equal(e.code, ERR_BUSY);
	assert_string_equal(e.msg, "the execution third is running: stop it first");
	end_with(f, ids[2], EXEC_ABORTED, NULL, NULL);
	shared = begin_at(f, "shared", large, NOW_MS);
	end_with(f, shared, EXEC_SUCCEEDED, NULL, NULL);

	assert_true(store_execution_delete(f->s, ids[0], &e));
	assert_true(store_execution_delete(f->s, ids[1], &e));
	assert_int_equal(count_rows(f, "blob"), 1);		/* the fourth needs it still */
	x = load(f, shared);
	assert_true(value_equal(x.input, large));
	store_execution_done(&x);
	assert_true(store_execution_delete(f->s, ids[2], &e));
	assert_true(store_execution_delete(f->s, shared, &e));
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		if (count_rows(f, tables[i]))
			fail_msg("%s has rows left", tables[i]);
	assert_false(store_execution_delete(f->s, shared, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	value_unref(large);
}

static void a_definition_is_kept_once_a_version(void **state)
{
	static const char other[] = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"}}}";
	struct fixture *f = *state;
	struct asl_machine *first = f->m;

	begin_with(f, "a", "{}");
	begin_with(f, "b", "{}");
	f->m = asl_parse(other, strlen(other), "Calls", "calls.asl.json");
	begin_with(f, "c", "{}");
	asl_unref(f->m);
	f->m = first;
	begin_with(f, "d", "{}");
	flush(f);
	assert_int_equal(count_rows(f, "machine"), 2);
	assert_int_equal(count_rows(f, "execution"), 4);
}

static void inputs_are_remembered(void **state)
{
	struct fixture *f = *state;
	struct store_inputs l = {0};
	struct err e;

	assert_true(store_input_add(f->s, "M", NULL, "{\"a\":1}", &e));
	assert_true(store_input_add(f->s, "M", NULL, "{\"a\":2}", &e));
	assert_true(store_input_add(f->s, "M", "good one", "{\"a\":3}", &e));
	assert_true(store_input_add(f->s, "M", NULL, "{\"a\":1}", &e));
	assert_true(store_input_add(f->s, "N", NULL, "{}", &e));
	fixture_reopen(f);
	assert_true(store_input_list(f->s, "M", 0, &l, &e));
	assert_int_equal(l.list.n, 3);
	assert_string_equal(l.list.v[0].text, "{\"a\":1}");
	assert_null(l.list.v[0].name);
	assert_string_equal(l.list.v[1].name, "good one");
	assert_string_equal(l.list.v[2].text, "{\"a\":2}");
	assert_true(store_input_add(f->s, "M", "good one", "{\"a\":4}", &e));
	assert_true(store_input_delete(f->s, l.list.v[2].id, &e));
	assert_true(store_input_list(f->s, "M", 0, &l, &e));
	assert_int_equal(l.list.n, 2);
	assert_string_equal(l.list.v[0].text, "{\"a\":4}");
	assert_true(store_input_list(f->s, "M", 1, &l, &e));
	assert_int_equal(l.list.n, 1);
	for (int i = 0; i < 120; i++) {
		char text[32];

		snprintf(text, sizeof text, "%d", i);
		assert_true(store_input_add(f->s, "M", NULL, text, &e));
	}
	assert_true(store_input_list(f->s, "M", 0, &l, &e));
	assert_int_equal(l.list.n, 101);		/* the newest hundred, and the one with a name */
	assert_string_equal(l.list.v[0].text, "119");
	store_inputs_done(&l);
}

static void list_document(void *ctx, const char *kind, const char *container, const char *key, struct value *v, int64_t at_ms)
{
	str_addf(ctx, "%s %s %s %s %lld\n", kind, container, key ? key : "-", value_text(v), (long long)at_ms);
}

static void expect_documents(struct fixture *f, const char *expected)
{
	struct str text = {0};
	struct err e;

	if (!store_documents_load(f->s, list_document, &text, &e))
		fail_msg("%s", e.msg);
	assert_string_equal(str_get(&text), expected);
	str_done(&text);
}

static void documents_are_kept_until_they_are_removed(void **state)
{
	struct fixture *f = *state;
	struct value *a = value_string("a\xc0\x80z"), *b = value_string("b");
	struct err e;

	store_document_put(f->s, "sqs", "mail", "2", b, 7);
	store_document_put(f->s, "sqs", "mail", "1", a, 6);
	store_document_put(f->s, "dynamodb", "T", NULL, b, 0);
	store_document_put(f->s, "dynamodb", "T", "k", a, 1);
	store_document_put(f->s, "dynamodb", "T", "k", b, 2);
	assert_int_equal(store_pending(f->s), 5);
	expect_documents(f, "");
	assert_true(store_flush(f->s, &e));
	assert_int_equal(store_pending(f->s), 0);
	expect_documents(f, "dynamodb T - \"b\" 0\ndynamodb T k \"b\" 2\nsqs mail 1 \"a\\u0000z\" 6\nsqs mail 2 \"b\" 7\n");
	store_document_remove(f->s, "sqs", "mail", "1");
	store_document_remove(f->s, "dynamodb", "T", NULL);
	store_close(f->s);		/* flushes */
	fixture_open(f);
	expect_documents(f, "sqs mail 2 \"b\" 7\n");
	value_unref(a);
	value_unref(b);
}

static void the_folder_keeps_itself_out_of_git(void **state)
{
	struct fixture *f = *state;
	char *path = path_join(f->dir, ".aslant/.gitignore");

	assert_true(file_exists(path));
	assert_true(str_ends(store_path(f->s), "/.aslant/store.db"));
	assert_null(store_warning(f->s));
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
		TEST(an_execution_comes_back_as_it_was),
		TEST(plans_and_variables_come_back),
		TEST(options_come_back),
		TEST(what_was_imported_comes_back),
		TEST(appending_twice_adds_only_what_is_new),
		TEST(a_large_payload_is_kept_once),
		TEST(lists_are_filtered_and_newest_first),
		TEST(texts_are_found_where_a_person_put_them),
		TEST(a_digest_is_cut_between_characters),
		TEST(deletion_leaves_nothing_behind),
		TEST(a_definition_is_kept_once_a_version),
		TEST(inputs_are_remembered),
		TEST(documents_are_kept_until_they_are_removed),
		TEST(the_folder_keeps_itself_out_of_git),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
