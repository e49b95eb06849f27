/* The open definition's text: steps and their undo, what is saved, a file that changes outside, text that survives a crash. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/app_document.h"
#include "base/rng.h"
#include "tests/unit/store_test.h"

/* --- the text alone ------------------------------------------------------------------------------------------------ */

static bool edit(struct document *d, size_t at, size_t taken, const char *text, unsigned join)
{
	struct splices s = {0};
	struct err e;
	bool ok;

	splices_add(&s, at, taken, text, strlen(text));
	ok = document_edit(d, &(struct document_edit){.splices = &s, .label = "edit", .join = join}, &e);
	splices_done(&s);
	return ok;
}

static void test_undo(void **state)
{
	struct document d;
	size_t at;

	(void)state;
	document_init(&d, "one two", 7);
	assert_true(document_is_saved(&d));
	assert_null(document_undo(&d, NULL));
	assert_true(edit(&d, 4, 3, "three", 0));
	assert_string_equal(d.text, "one three");
	assert_false(document_is_saved(&d));
	assert_true(edit(&d, 0, 0, "zero ", 0));
	assert_string_equal(document_undo(&d, &at)->label, "edit");
	assert_int_equal(at, 0);
	assert_string_equal(d.text, "one three");
	assert_non_null(document_undo(&d, &at));
	assert_int_equal(at, 4);
	assert_string_equal(d.text, "one two");
	assert_true(document_is_saved(&d));
	assert_null(document_undo(&d, NULL));
	assert_non_null(document_redo(&d, NULL));
	assert_string_equal(d.text, "one three");
	assert_true(edit(&d, 9, 0, "!", 0));		/* what was undone is forgotten */
	assert_null(document_redo(&d, NULL));
	assert_false(edit(&d, 9, 5, "", 0));
	assert_string_equal(d.text, "one three!");
	document_done(&d);
}

static void test_joined(void **state)
{
	struct document d;

	(void)state;
	document_init(&d, "", 0);
	assert_true(edit(&d, 0, 0, "a", 7));
	assert_true(edit(&d, 1, 0, "b", 7));
	document_saved(&d);
	assert_true(edit(&d, 2, 0, "c", 7));	/* not across what was saved: undo must lead there */
	assert_true(edit(&d, 3, 0, "d", 7));
	assert_true(edit(&d, 4, 0, "e", 8));
	assert_int_equal(d.steps.n, 3);
	document_undo(&d, NULL);
	assert_string_equal(d.text, "abcd");
	document_undo(&d, NULL);
	assert_string_equal(d.text, "ab");
	assert_true(document_is_saved(&d));
	document_undo(&d, NULL);
	assert_string_equal(d.text, "");
	document_done(&d);
}

static size_t rng_below(struct rng *r, size_t n)
{
	return (size_t)(rng_next(r) % n);
}

static void random_splices(struct rng *r, const struct document *d, struct splices *s)
{
	size_t at = 0;

	for (int n = 1 + (int)rng_below(r, 4); n > 0 && at <= d->len; n--) {
		size_t from = at + rng_below(r, d->len - at + 1), left = d->len - from;
		size_t taken = rng_below(r, (left < 20 ? left : 20) + 1);
		char text[8];
		size_t len = rng_below(r, sizeof text);

		for (size_t i = 0; i < len; i++)
			text[i] = (char)rng_below(r, 256);
		splices_add(s, from, taken, text, len);
		at = from + taken;
	}
}

/* Whatever was done, undone and done again: as many undos give the first text, as many redos the last one. */
static void test_random_edits(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 20; seed++) {
		struct document d;
		struct rng r;
		char *last;
		size_t len;
		struct err e;

		rng_seed(&r, seed);
		document_init(&d, "the first text, byte for byte\n", 30);
		for (int i = 0; i < 1000; i++) {
			struct splices s = {0};
			unsigned what = (unsigned)rng_below(&r, 10);

			random_splices(&r, &d, &s);
			if (what == 0)
				document_undo(&d, NULL);
			else if (what == 1)
				document_redo(&d, NULL);
			else if (!document_edit(&d, &(struct document_edit){.splices = &s, .join = what > 7 ? 1 : 0}, &e))
				fail_msg("%s", e.msg);
			splices_done(&s);
		}
		while (document_redo(&d, NULL))
			;
		last = xstrndup(d.text, len = d.len);
		while (document_undo(&d, NULL))
			;
		assert_int_equal(d.len, 30);
		assert_memory_equal(d.text, "the first text, byte for byte\n", 30);
		while (document_redo(&d, NULL))
			;
		assert_int_equal(d.len, len);
		assert_memory_equal(d.text, last, len);
		free(last);
		document_done(&d);
	}
}

static void test_between(void **state)
{
	struct splices s = {0};
	size_t len;
	char *out;

	(void)state;
	splices_between("aaa", 3, "aaaa", 4, &s);
	out = splices_apply(&s, "aaa", 3, &len);
	assert_string_equal(out, "aaaa");
	free(out);
	splices_done(&s);
	splices_between("same", 4, "same", 4, &s);
	assert_int_equal(s.list.n, 0);
}

/* --- with a machine and its file ------------------------------------------------------------------------------------ */

static const char good[] = "{\n  \"StartAt\": \"A\",\n  \"States\": {\n    \"A\": {\"Type\": \"Pass\", \"End\": true}\n  }\n}\n";
static const char other[] = "{\n  \"StartAt\": \"B\",\n  \"States\": {\n    \"B\": {\"Type\": \"Pass\", \"End\": true}\n  }\n}\n";

struct place {
	char dir[64];
	char *file;
	struct loop *l;
	struct app *a;
	struct err e;
};

static void write_file(const struct place *p, const char *text)
{
	assert_true(file_write_atomic(p->file, text, strlen(text), &((struct err){0})));
}

static void assert_file(const struct place *p, const char *text)
{
	char *is;
	size_t len;
	struct err e;

	assert_true(file_read(p->file, 1 << 20, &is, &len, &e));
	assert_string_equal(is, text);
	free(is);
}

static void start(struct place *p)
{
	struct app_options o = {.speed = SPEED_JUMP, .seed = 1, .fixed = true};

	p->a = app_new(p->l, &o);
	if (!app_open(p->a, p->file, &p->e))
		fail_msg("%s", p->e.msg);
}

static int set_up(void **state)
{
	struct place *p = xcalloc(1, sizeof *p);

	strcpy(p->dir, "/tmp/aslant-document-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	p->file = path_join(p->dir, "m.asl.json");
	write_file(p, good);
	p->l = loop_new(&p->e);
	start(p);
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;

	app_free(p->a);
	loop_free(p->l);
	tree_remove(p->dir);
	free(p->file);
	free(p);
	return 0;
}

static void set_text(struct place *p, const char *text)
{
	if (!app_edit_text(p->a, text, strlen(text), "another text", &p->e))
		fail_msg("%s", p->e.msg);
}

static void test_edit_and_save(void **state)
{
	struct place *p = *state;

	assert_false(app_is_unsaved(p->a));
	set_text(p, other);
	assert_true(app_is_unsaved(p->a));
	assert_file(p, good);
	assert_non_null(asl_state_at(p->a->machine, "B"));
	assert_true(app_undo(p->a, NULL, &p->e));
	assert_string_equal(p->a->note, "undone: another text");
	assert_non_null(asl_state_at(p->a->machine, "A"));
	assert_false(app_is_unsaved(p->a));
	assert_false(app_undo(p->a, NULL, &p->e));
	assert_true(app_redo(p->a, NULL, &p->e));
	assert_int_equal(chmod(p->file, 0640), 0);
	assert_true(app_save(p->a, &p->e));
	assert_file(p, other);
	assert_false(app_is_unsaved(p->a));
	{
		struct stat st;

		assert_int_equal(stat(p->file, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0640);
	}
	assert_true(app_undo(p->a, NULL, &p->e));	/* beyond what was saved */
	assert_true(app_is_unsaved(p->a));
}

static void test_link(void **state)
{
	struct place *p = *state;
	char *link_path = path_join(p->dir, "link.asl.json");
	struct stat st;

	assert_int_equal(symlink("m.asl.json", link_path), 0);
	assert_true(app_open_machine(p->a, link_path, &p->e));
	set_text(p, other);
	assert_true(app_save(p->a, &p->e));
	assert_int_equal(lstat(link_path, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_file(p, other);
	free(link_path);
}

static void test_broken_text(void **state)
{
	struct place *p = *state;
	size_t n;
	char *line;

	set_text(p, "{\"StartAt\": ");
	assert_non_null(asl_state_at(p->a->machine, "A"));	/* the last good one stays in the picture */
	assert_true(app_is_broken(p->a));
	line = app_first_problem(p->a, &n);
	assert_non_null(line);
	assert_non_null(strstr(line, "m.asl.json:1:"));
	free(line);
	assert_false(app_run_start(p->a, NULL, NULL, false, &p->e));
	assert_true(app_undo(p->a, NULL, &p->e));
	assert_false(app_is_broken(p->a));
}

/* A large text is read when the typing pauses, or when somebody asks. */
static void test_large_text(void **state)
{
	struct place *p = *state;
	struct str text = {0};

	str_adds(&text, "{\"StartAt\":\"S0\",\"States\":{");
	for (int i = 0; i < 3000; i++)
		str_addf(&text, "\"S%d\":{\"Type\":\"Pass\",\"Next\":\"S%d\"},\n", i, i + 1);
	str_adds(&text, "\"S3000\":{\"Type\":\"Succeed\"}}}");
	set_text(p, text.p);
	assert_null(asl_state_at(p->a->machine, "S7"));
	assert_non_null(asl_state_at(app_text_machine(p->a), "S7"));
	assert_non_null(asl_state_at(p->a->machine, "S7"));
	assert_true(app_undo(p->a, NULL, &p->e));
	assert_non_null(asl_state_at(p->a->machine, "A"));
	assert_true(app_redo(p->a, NULL, &p->e));
	for (int i = 0; i < 200 && !asl_state_at(p->a->machine, "S7"); i++)
		loop_turn(p->l, 10);
	assert_non_null(asl_state_at(p->a->machine, "S7"));
	str_done(&text);
}

static void test_changed_outside(void **state)
{
	struct place *p = *state;

	write_file(p, other);
	app_reload(p->a);
	assert_non_null(asl_state_at(p->a->machine, "B"));
	assert_false(app_is_unsaved(p->a));
	assert_int_equal(app_asks(p->a), APP_ASKS_NOTHING);
	assert_true(app_undo(p->a, NULL, &p->e));	/* what was there before comes back, unsaved */
	assert_non_null(asl_state_at(p->a->machine, "A"));
	assert_true(app_is_unsaved(p->a));
}

static void test_conflict(void **state)
{
	struct place *p = *state;
	static const char mine[] = "{\"StartAt\":\"C\",\"States\":{\"C\":{\"Type\":\"Pass\",\"End\":true}}}";

	set_text(p, mine);
	write_file(p, other);
	assert_false(app_save(p->a, &p->e));		/* without waiting for the watch */
	assert_int_equal(app_asks(p->a), APP_ASKS_CONFLICT);
	assert_file(p, other);
	app_answer_conflict(p->a, true);
	assert_true(app_save(p->a, &p->e));
	assert_file(p, mine);
	set_text(p, good);
	write_file(p, other);
	app_reload(p->a);
	assert_int_equal(app_asks(p->a), APP_ASKS_CONFLICT);
	app_answer_conflict(p->a, false);
	assert_non_null(asl_state_at(p->a->machine, "B"));
	assert_false(app_is_unsaved(p->a));
	assert_true(app_undo(p->a, NULL, &p->e));
	assert_non_null(asl_state_at(p->a->machine, "A"));
}

static void test_deleted_outside(void **state)
{
	struct place *p = *state;

	assert_int_equal(unlink(p->file), 0);
	app_reload(p->a);
	assert_true(app_is_unsaved(p->a));
	assert_true(app_save(p->a, &p->e));
	assert_file(p, good);
}

static void wait_kept(struct place *p)
{
	char *in = path_join(p->dir, ".aslant/unsaved");
	bool found = false;

	for (int i = 0; i < 500 && !found; i++) {
		DIR *d = opendir(in);
		struct dirent *de;

		while (d && (de = readdir(d)))
			found |= de->d_name[0] != '.';
		if (d)
			closedir(d);
		loop_turn(p->l, 10);
	}
	assert_true(found);
	free(in);
}

static void crash_and_start(struct place *p)
{
	char *dir = path_join(p->dir, ".aslant/unsaved"), *copy = path_join(p->dir, ".aslant/copy");

	assert_int_equal(rename(dir, copy), 0);		/* what a program that ended here would leave */
	app_free(p->a);
	tree_remove(dir);
	assert_int_equal(rename(copy, dir), 0);
	start(p);
	free(dir);
	free(copy);
}

static void test_recovered(void **state)
{
	struct place *p = *state;

	set_text(p, other);
	wait_kept(p);
	crash_and_start(p);
	assert_int_equal(app_asks(p->a), APP_ASKS_RECOVERED);
	assert_non_null(asl_state_at(p->a->machine, "A"));
	app_answer_recovered(p->a, true);
	assert_non_null(asl_state_at(p->a->machine, "B"));
	assert_true(app_is_unsaved(p->a));
	assert_file(p, good);
	wait_kept(p);
	assert_true(app_save(p->a, &p->e));
	app_free(p->a);
	start(p);
	assert_int_equal(app_asks(p->a), APP_ASKS_NOTHING);	/* saved: nothing to offer */
}

static void test_recovered_dropped(void **state)
{
	struct place *p = *state;

	set_text(p, other);
	wait_kept(p);
	crash_and_start(p);
	app_answer_recovered(p->a, false);
	app_free(p->a);
	start(p);
	assert_int_equal(app_asks(p->a), APP_ASKS_NOTHING);
	set_text(p, other);		/* left without a question, by a signal: kept as well */
	app_free(p->a);
	start(p);
	assert_int_equal(app_asks(p->a), APP_ASKS_RECOVERED);
	app_answer_recovered(p->a, true);
	app_give_up(p->a);
	app_free(p->a);
	start(p);
	assert_int_equal(app_asks(p->a), APP_ASKS_NOTHING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_undo),
		cmocka_unit_test(test_joined),
		cmocka_unit_test(test_random_edits),
		cmocka_unit_test(test_between),
		cmocka_unit_test_setup_teardown(test_edit_and_save, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_link, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_broken_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_large_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_changed_outside, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_conflict, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_deleted_outside, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_recovered, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_recovered_dropped, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
