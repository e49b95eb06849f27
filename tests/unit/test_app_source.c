/* Templates and placeholders in a workspace: listed, opened, edited as they are written, taken in live when a file behind them changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "app/app_document.h"
#include "asl/source.h"
#include "base/timefmt.h"
#include "store_test.h"

static const char template_yaml[] =
	"Resources:\n"
	"  Order:\n"
	"    Type: AWS::Serverless::StateMachine\n"
	"    Properties:\n"
	"      DefinitionUri: order.asl.json\n"
	"      DefinitionSubstitutions: {Pause: 3}\n"
	"  Inline:\n"
	"    Type: AWS::Serverless::StateMachine\n"
	"    Properties:\n"
	"      Definition:\n"
	"        Comment: made in the template\n"
	"        StartAt: A\n"
	"        States:\n"
	"          A: {Type: Succeed}\n";

static const char order[] = "{\"StartAt\": \"W\", \"States\": {\"W\": {\"Type\": \"Wait\", \"Seconds\": ${Pause}, \"End\": true}}}\n";

struct place {
	char dir[64];
	struct loop *l;
	struct app *a;
	struct err e;
};

static char *path_of(const struct place *p, const char *name)
{
	return path_join(p->dir, name);
}

static void write_file(const struct place *p, const char *name, const char *text)
{
	char *path = path_of(p, name);
	struct err e;

	assert_true(file_write_atomic(path, text, strlen(text), &e));
	free(path);
}

static int set_up(void **state)
{
	struct place *p = xcalloc(1, sizeof *p);
	struct app_options o = {.speed = SPEED_JUMP, .seed = 1, .fixed = true, .in_memory = true};

	strcpy(p->dir, "/tmp/aslant-app-source-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	write_file(p, "template.yaml", template_yaml);
	write_file(p, "order.asl.json", order);
	write_file(p, "aslant.json", "{}");
	p->l = loop_new(&p->e);
	p->a = app_new(p->l, &o);
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

static void open_it(struct place *p, const char *name)
{
	char *path = path_of(p, name);

	if (!app_open(p->a, path, &p->e))
		fail_msg("%s", p->e.msg);
	free(path);
}

static int64_t pause_of(const struct place *p)
{
	const struct asl_state *s = asl_state_at(p->a->machine, "W");

	return s ? s->seconds.value : -1;
}

/* Until the wait is so long; the watch looks after a quiet moment. */
static void until_pause(struct place *p, int64_t seconds)
{
	int64_t end = time_wall_ms() + 5000;

	while (pause_of(p) != seconds && time_wall_ms() < end)
		loop_turn(p->l, 10);
	assert_int_equal(pause_of(p), seconds);
}

static void test_list(void **state)
{
	struct place *p = *state;
	const struct workspace_machine *m;

	open_it(p, "");
	assert_int_equal(p->a->workspace.machines.n, 3);
	m = p->a->workspace.machines.v;
	assert_string_equal(m[0].shown, "order.asl.json");
	assert_false(m[0].is_part);
	assert_string_equal(m[1].shown, "template.yaml › Inline");
	assert_string_equal(m[1].comment, "made in the template");
	assert_int_equal(m[1].n_states, 1);
	assert_string_equal(m[2].shown, "template.yaml › Order");
	assert_true(m[2].is_part);
	assert_true(app_open_machine(p->a, m[2].file, &p->e));
	assert_string_equal(p->a->address, m[2].file);
	assert_true(str_ends(p->a->file, "/order.asl.json"));
	assert_string_equal(p->a->machine->name, "Order");
	assert_int_equal(pause_of(p), 3);
	assert_true(app_open_machine(p->a, m[1].file, &p->e));
	assert_false(app_can_edit(p->a, &p->e));
	assert_string_equal(p->e.msg, "Inline is only a part of template.yaml: edit that file (e)");
}

static void test_choice(void **state)
{
	struct place *p = *state;
	char *elsewhere = path_of(p, "functions"), *file = path_of(p, "functions/other.yaml");

	assert_int_equal(mkdir(elsewhere, 0700), 0);
	write_file(p, "functions/other.yaml", template_yaml);
	open_it(p, "template.yaml");
	assert_null(p->a->machine);
	assert_string_equal(p->a->note, "template.yaml holds 2 state machines: which one?");
	assert_int_equal(p->a->workspace.machines.n, 3);
	assert_int_equal(workspace_add_file(&p->a->workspace, file), 2);		/* where no workspace is looked through */
	assert_int_equal(workspace_add_file(&p->a->workspace, file), 2);
	assert_int_equal(p->a->workspace.machines.n, 5);
	free(elsewhere);
	free(file);
	open_it(p, "template.yaml#Inline");
	assert_string_equal(p->a->machine->name, "Inline");
}

/* The definition, the template and the values: each is watched. */
static void test_live(void **state)
{
	struct place *p = *state;

	open_it(p, "template.yaml#Order");
	assert_int_equal(pause_of(p), 3);
	write_file(p, "template.yaml", "Resources:\n  Order:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n"
		"      DefinitionUri: order.asl.json\n      DefinitionSubstitutions: {Pause: 44}\n");
	until_pause(p, 44);
	write_file(p, "aslant.json", "{\"substitutions\": {\"Pause\": 555}}");
	until_pause(p, 555);
	write_file(p, "order.asl.json", "{\"StartAt\": \"W\", \"States\": {\"W\": {\"Type\": \"Wait\", \"Seconds\": 6666, \"End\": true}}}\n");
	until_pause(p, 6666);
	write_file(p, "other.asl.json", "{\"StartAt\": \"W\", \"States\": {\"W\": {\"Type\": \"Wait\", \"Seconds\": 7, \"End\": true}}}\n");
	write_file(p, "template.yaml", "Resources:\n  Order:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      DefinitionUri: other.asl.json\n");
	until_pause(p, 7);
	assert_true(str_ends(p->a->file, "/other.asl.json"));
}

static void test_live_part(void **state)
{
	struct place *p = *state;
	int64_t end = time_wall_ms() + 5000;

	open_it(p, "template.yaml#Inline");
	write_file(p, "template.yaml", "Resources:\n  Inline:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n"
		"      Definition: {StartAt: W, States: {W: {Type: Wait, Seconds: 8, End: true}}}\n");
	while (pause_of(p) != 8 && time_wall_ms() < end)
		loop_turn(p->l, 10);
	assert_int_equal(pause_of(p), 8);
}

/* The text keeps its placeholder; what is executed has the value. */
static void test_edit(void **state)
{
	static const char more[] = "{\"StartAt\": \"W\", \"States\": {\"W\": {\"Type\": \"Wait\", \"Seconds\": ${Pause}, \"Next\": \"E\"}, \"E\": {\"Type\": \"Succeed\"}}}";
	struct place *p = *state;
	char *file, *text;
	size_t len;

	write_file(p, "aslant.json", "{\"substitutions\": {\"Pause\": 2}}");
	open_it(p, "order.asl.json");
	assert_int_equal(pause_of(p), 2);
	assert_true(app_can_edit(p->a, &p->e));
	assert_false(app_is_broken(p->a));
	assert_string_equal(app_document(p->a)->text, order);
	assert_int_equal(asl_state_at(app_text_machine(p->a), "W")->seconds.value, 0);
	assert_true(app_edit_text(p->a, more, strlen(more), "more", &p->e));
	assert_int_equal(pause_of(p), 2);
	assert_non_null(asl_state_at(p->a->machine, "E"));
	assert_false(app_is_broken(p->a));
	assert_true(app_save(p->a, &p->e));
	file = path_of(p, "order.asl.json");
	assert_true(file_read(file, 4096, &text, &len, &p->e));
	assert_non_null(strstr(text, "${Pause}"));
	free(text);
	free(file);
	assert_true(app_run_start(p->a, NULL, NULL, false, &p->e));
}

/* Without a value there is a picture, and a reason why nothing starts. */
static void test_lacking(void **state)
{
	struct place *p = *state;

	open_it(p, "order.asl.json");
	assert_non_null(asl_state_at(p->a->machine, "W"));
	assert_false(app_run_start(p->a, NULL, NULL, false, &p->e));
	assert_string_equal(p->e.msg,
		"order cannot be executed without values for ${Pause} (1:62): give them in aslant.json (\"substitutions\") or .env");
}

/* Values that are written down later are taken in too. */
static void test_new_values(void **state)
{
	struct place *p = *state;

	open_it(p, "order.asl.json");
	assert_int_equal(pause_of(p), 0);
	write_file(p, ".env", "Pause=77\n");
	until_pause(p, 77);
}

#define APP_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		APP_TEST(test_list), APP_TEST(test_choice), APP_TEST(test_live), APP_TEST(test_live_part), APP_TEST(test_edit), APP_TEST(test_lacking),
		APP_TEST(test_new_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
