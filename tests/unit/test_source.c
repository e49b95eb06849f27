/* What stands on disk and the state machines in it: asl/source.h, asl/textmap.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "asl/diag.h"
#include "asl/source.h"

/* --- textmap ------------------------------------------------------------------------------------------------------ */

/* "ab${X}cd" with X = "value" */
static void make_map(struct textmap *m)
{
	textmap_add_only(m, "\"", 1);
	textmap_add_same(m, "ab", 2, 10);
	textmap_add_for(m, "value", 5, 12, 4);
	textmap_add_same(m, "c", 1, 16);
	textmap_add_same(m, "d", 1, 17);
	textmap_add_only(m, "\"", 1);
}

static void test_textmap(void **state)
{
	struct textmap m = {0}, part = {0};

	(void)state;
	make_map(&m);
	assert_string_equal(str_get(&m.text), "\"abvaluecd\"");
	assert_int_equal(m.runs.n, 3);
	assert_int_equal(textmap_start(&m, 0), 10);
	assert_int_equal(textmap_start(&m, 1), 10);
	assert_int_equal(textmap_start(&m, 2), 11);
	assert_int_equal(textmap_start(&m, 5), 12);
	assert_int_equal(textmap_end(&m, 5), 16);
	assert_int_equal(textmap_end(&m, 8), 16);
	assert_int_equal(textmap_start(&m, 8), 16);
	assert_int_equal(textmap_end(&m, 10), 18);
	assert_int_equal(textmap_end(&m, 11), 18);
	assert_true(textmap_is_inside(&m, 4));
	assert_false(textmap_is_inside(&m, 3));
	assert_false(textmap_is_inside(&m, 8));
	textmap_add_part(&part, &m, 2, 9);
	assert_string_equal(str_get(&part.text), "bvaluec");
	assert_int_equal(textmap_start(&part, 0), 11);
	assert_int_equal(textmap_start(&part, 3), 12);
	assert_int_equal(textmap_start(&part, 6), 16);
	textmap_done(&m);
	textmap_done(&part);
}

/* --- plain files -------------------------------------------------------------------------------------------------- */

static const char plain[] = "{\n  \"StartAt\": \"A\",\n  \"States\": {\n    \"A\": {\"Type\": \"Pass\", \"Next\": \"B\"}\n  }\n}\n";

static void test_plain(void **state)
{
	struct asl_source *s = asl_source_parse(plain, strlen(plain), "shop/order.asl.json");
	struct asl_machine *m;
	struct asl_range r;
	struct err e;

	(void)state;
	assert_int_equal(s->kind, ASL_SOURCE_PLAIN);
	assert_int_equal(s->machines.n, 1);
	assert_string_equal(s->machines.v[0].name, "order");
	assert_null(asl_source_load(s, "other", NULL, &e));
	assert_string_equal(e.msg, "shop/order.asl.json has no state machine \"other\"; it has order");
	m = asl_source_load(s, NULL, NULL, &e);
	asl_source_free(s);
	assert_non_null(m);
	assert_string_equal(m->name, "order");
	assert_true(m->origin->same);
	assert_int_equal(m->diags->list.v[0].span.line, 4);
	assert_true(asl_machine_range(m, json_get(m->states[0]->node, "Next"), &r, &e));
	assert_memory_equal(plain + r.key, "\"Next\"", 6);
	assert_memory_equal(plain + r.start, "\"B\"}", 4);
	assert_int_equal(r.end - r.start, 3);
	assert_false(asl_machine_range(m, NULL, &r, &e));
	asl_unref(m);
}

static void test_addresses(void **state)
{
	char dir[] = "/tmp/aslant-source-XXXXXX", *path, *file, *name, *address;
	struct err e;

	(void)state;
	assert_non_null(mkdtemp(dir));
	path = path_join(dir, "t#1.yaml");
	assert_true(file_write_atomic(path, "", 0, &e));
	assert_false(asl_address_split(path, &file, &name));		/* a file of that very name */
	assert_string_equal(file, path);
	assert_null(name);
	free(file);
	address = asl_address_make(path, "Order");
	assert_true(asl_address_split(address, &file, &name));
	assert_string_equal(file, path);
	assert_string_equal(name, "Order");
	free(file);
	free(name);
	free(address);
	assert_false(asl_address_split("no/such.yaml#X", &file, &name));
	assert_string_equal(file, "no/such.yaml#X");
	free(file);
	address = asl_address_shown("t.yaml", "Order");
	assert_string_equal(address, "t.yaml › Order");
	free(address);
	unlink(path);
	rmdir(dir);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_textmap),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
