/* Child executions of an app: kept with their parent, listed while they run and afterwards, shown, and gone with the parent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/app_children.h"
#include "base/timefmt.h"
#include "tests/unit/store_test.h"

static const char maps_text[] =
	"{\"StartAt\":\"Each\",\"States\":{\"Each\":{\"Type\":\"Map\",\"ItemsPath\":\"$.items\",\"ToleratedFailureCount\":1,\"MaxConcurrency\":2,"
	"\"ItemProcessor\":{\"ProcessorConfig\":{\"Mode\":\"DISTRIBUTED\",\"ExecutionType\":\"STANDARD\"},\"StartAt\":\"Rest\",\"States\":{"
	"\"Rest\":{\"Type\":\"Wait\",\"Seconds\":100,\"Next\":\"Which\"},"
	"\"Which\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$\",\"NumericEquals\":3,\"Next\":\"Bad\"}],\"Default\":\"Good\"},"
	"\"Bad\":{\"Type\":\"Fail\",\"Error\":\"Three\"},\"Good\":{\"Type\":\"Pass\",\"End\":true}}},\"Next\":\"Other\"},"
	"\"Other\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::states:startExecution.sync:2\",\"Parameters\":{\"StateMachineArn\":"
	"\"arn:aws:states:us-east-1:111122223333:stateMachine:other\",\"Input\":{\"from\":\"maps\"}},\"End\":true}}}";
static const char other_text[] = "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Wait\",\"Seconds\":5,\"End\":true}}}";

struct place {
	char dir[64];
	struct loop *l;
	struct app *a;
	struct err e;
};

static void write_machine(const struct place *p, const char *name, const char *text)
{
	char *path = path_join(p->dir, name);

	assert_true(file_write_atomic(path, text, strlen(text), &((struct err){0})));
	free(path);
}

static int set_up(void **state)
{
	struct place *p = xcalloc(1, sizeof *p);
	struct app_options o = {.speed = SPEED_JUMP, .seed = 1, .fixed = true};
	char *path;

	strcpy(p->dir, "/tmp/aslant-children-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	write_machine(p, "maps.asl.json", maps_text);
	write_machine(p, "other.asl.json", other_text);
	p->l = loop_new(&p->e);
	p->a = app_new(p->l, &o);
	path = path_join(p->dir, "maps.asl.json");
	if (!app_open(p->a, path, &p->e))
		fail_msg("%s", p->e.msg);
	free(path);
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;

	app_free(p->a);
	loop_free(p->l);
	tree_remove(p->dir);
	free(p);
	return 0;
}

static void start(struct place *p, const char *input)
{
	struct value *v = value_parse(input, strlen(input), &p->e);

	if (!app_run_start(p->a, v, NULL, false, &p->e))
		fail_msg("%s", p->e.msg);
	value_unref(v);
}

static void run_to_end(struct place *p)
{
	for (int i = 0; i < 5000 && p->a->live.n; i++) {
		app_work(p->a);
		loop_turn(p->l, 0);
	}
	assert_int_equal(p->a->live.n, 0);
}

static void list(struct place *p, struct app_children *c)
{
	if (!app_children_list(p->a, p->a->run, c, &p->e))
		fail_msg("%s", p->e.msg);
}

static void kept_children_are_listed_failures_first(void **state)
{
	struct place *p = *state;
	struct app_children c = {0};

	start(p, "{\"items\":[1,2,3,4]}");
	run_to_end(p);
	assert_int_equal(run_status(p->a->run), EXEC_SUCCEEDED);
	list(p, &c);
	assert_int_equal(c.list.n, 5);
	assert_int_equal(c.list.v[0].item, 2);
	assert_int_equal(c.list.v[0].status, EXEC_FAILED);
	assert_string_equal(c.list.v[0].error, "Three");
	for (size_t i = 0; i < 5; i++)
		assert_true(c.list.v[i].store_id && !c.list.v[i].session);
	assert_int_equal(c.list.v[1].item, 0);
	assert_int_equal(c.list.v[3].item, 3);
	assert_true(c.list.v[3].in_map_run);
	assert_int_equal(c.list.v[3].stop_ms - c.list.v[3].start_ms, 100000);
	assert_false(c.list.v[4].in_map_run);
	assert_string_equal(c.list.v[4].machine, "other");
	app_children_done(&c);
}

/* Of the list of a machine's executions a Map Run's children are no part; a nested one is, of its own machine's. */
static void the_list_of_a_machine_has_whole_executions(void **state)
{
	struct place *p = *state;
	struct store_list l = {0};

	start(p, "{\"items\":[1,2,3,4]}");
	run_to_end(p);
	assert_int_equal(p->a->runs.rows.n, 1);
	assert_true(store_execution_list(p->a->store, &(struct store_filter){.machine = "other"}, &l, &p->e));
	assert_int_equal(l.rows.n, 1);
	assert_int_equal(l.rows.v[0].parent, p->a->runs.rows.v[0].id);
	store_list_done(&l);
}

static void a_kept_child_is_shown_and_leads_back(void **state)
{
	struct place *p = *state;
	struct app_children c = {0};
	int64_t parent;

	start(p, "{\"items\":[3]}");
	run_to_end(p);
	parent = p->a->run->store_id;
	assert_false(app_has_parent(p->a));
	assert_false(app_parent_open(p->a, &p->e));
	list(p, &c);
	assert_true(app_child_open(p->a, &c.list.v[0], &p->e));
	assert_int_equal(run_status(p->a->run), EXEC_FAILED);
	assert_string_equal(value_text(run_input(p->a->run)), "3");
	assert_int_equal(history_at(p->a->run->history, 1)->type, EV_ExecutionStarted);
	assert_ptr_equal(p->a->run->stored.options.scope, p->a->run->machine->scopes[1]);
	assert_false(app_run_again(p->a, c.list.v[0].store_id, &p->e));
	assert_non_null(strstr(p->e.msg, "part of a Map Run"));
	assert_true(app_parent_open(p->a, &p->e));
	assert_int_equal(p->a->run->store_id, parent);
	app_children_done(&c);
}

static void a_running_child_is_shown_to_its_end(void **state)
{
	struct place *p = *state;
	struct app_children c = {0};
	const struct session *s;

	app_set_speed(p->a, 1);
	start(p, "{\"items\":[1,2,3,4]}");
	for (int i = 0; i < 20; i++)
		app_work(p->a);
	list(p, &c);
	assert_int_equal(c.list.n, 2);		/* MaxConcurrency */
	assert_int_equal(c.list.v[1].status, EXEC_RUNNING);
	assert_int_equal(c.list.v[1].item, 1);
	s = c.list.v[1].session;
	assert_true(app_child_open(p->a, &c.list.v[1], &p->e));
	assert_ptr_equal(p->a->run->session, s);
	assert_true(run_is_live(p->a->run) && app_has_parent(p->a));
	app_set_speed(p->a, SPEED_JUMP);
	run_to_end(p);
	assert_ptr_equal(p->a->run->session, s);
	assert_int_equal(run_status(p->a->run), EXEC_SUCCEEDED);
	assert_int_equal(p->a->run->cursor, run_last(p->a->run));
	assert_true(app_parent_open(p->a, &p->e));
	assert_int_equal(run_status(p->a->run), EXEC_SUCCEEDED);
	app_children_done(&c);
}

/* Closing an app in the middle loses nothing and reads nothing freed; what ran is kept as interrupted by whoever looks next. */
static void closing_in_the_middle(void **state)
{
	struct place *p = *state;
	struct app_children c = {0};

	app_set_speed(p->a, 1);
	start(p, "{\"items\":[1,2,3,4]}");
	for (int i = 0; i < 20; i++)
		app_work(p->a);
	list(p, &c);
	assert_true(app_child_open(p->a, &c.list.v[0], &p->e));
	app_children_done(&c);
}

static void stopping_ends_the_children(void **state)
{
	struct place *p = *state;
	struct app_children c = {0};

	app_set_speed(p->a, 1);
	start(p, "{\"items\":[1,2,3,4]}");
	for (int i = 0; i < 20; i++)
		app_work(p->a);
	session_stop(p->a->run->session, NULL, "enough");
	run_to_end(p);
	assert_int_equal(run_status(p->a->run), EXEC_ABORTED);
	list(p, &c);
	assert_int_equal(c.list.n, 2);
	assert_int_equal(c.list.v[0].status, EXEC_ABORTED);
	assert_int_equal(c.list.v[1].status, EXEC_ABORTED);
	app_children_done(&c);
}

static void children_go_with_their_parent(void **state)
{
	struct place *p = *state;
	struct app_children c = {0};
	struct store_execution x = {0};
	int64_t child;

	start(p, "{\"items\":[1,2,3,4]}");
	run_to_end(p);
	list(p, &c);
	child = c.list.v[0].store_id;
	app_children_done(&c);
	assert_true(app_run_delete(p->a, p->a->run->store_id, &p->e));
	assert_false(store_execution_load(p->a->store, child, &x, &p->e));
	assert_int_equal(p->e.code, ERR_NOT_FOUND);
}

static void of_many_children_the_first_are_kept(void **state)
{
	struct place *p = *state;
	struct app_children c = {0};
	struct str items = {0};

	str_adds(&items, "{\"items\":[3");
	for (int i = 0; i < 1500; i++)
		str_adds(&items, ",1");
	str_adds(&items, "]}");
	start(p, str_get(&items));
	run_to_end(p);
	assert_int_equal(run_status(p->a->run), EXEC_SUCCEEDED);
	list(p, &c);
	assert_int_equal(c.list.n, CHILDREN_KEPT + 1);
	assert_int_equal(c.list.v[0].status, EXEC_FAILED);
	app_children_done(&c);
	str_done(&items);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(kept_children_are_listed_failures_first), TEST(the_list_of_a_machine_has_whole_executions),
		TEST(a_kept_child_is_shown_and_leads_back), TEST(a_running_child_is_shown_to_its_end), TEST(closing_in_the_middle),
		TEST(stopping_ends_the_children), TEST(children_go_with_their_parent), TEST(of_many_children_the_first_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
