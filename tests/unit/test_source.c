/* What stands on disk and the state machines in it: asl/source.h, asl/textmap.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
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

static const char plain_text[] = "{\n  \"StartAt\": \"A\",\n  \"States\": {\n    \"A\": {\"Type\": \"Pass\", \"Next\": \"B\"}\n  }\n}\n";

static void test_plain(void **state)
{
	struct asl_source *s = asl_source_parse(plain_text, strlen(plain_text), "shop/order.asl.json");
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
	assert_memory_equal(plain_text + r.key, "\"Next\"", 6);
	assert_memory_equal(plain_text + r.start, "\"B\"}", 4);
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

/* --- templates ---------------------------------------------------------------------------------------------------- */

struct folder {
	char dir[64];
};

static void write_file(const struct folder *f, const char *name, const char *text)
{
	char *path = path_join(f->dir, name);
	struct err e;

	assert_true(file_write_atomic(path, text, strlen(text), &e));
	free(path);
}

static void folder_make(struct folder *f)
{
	strcpy(f->dir, "/tmp/aslant-source-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	write_file(f, "aslant.json", "{}");		/* no other one above it is looked for */
}

static void folder_remove(const struct folder *f)
{
	char *command = xasprintf("rm -r '%s'", f->dir);

	assert_int_equal(system(command), 0);
	free(command);
}

static struct asl_machine *load_in(const struct folder *f, const char *address)
{
	char *path = path_join(f->dir, address);
	struct err e;
	struct asl_machine *m = asl_load(path, &e);

	if (!m)
		fail_msg("%s: %s", path, e.msg);
	free(path);
	return m;
}

static void refused_in(const struct folder *f, const char *address, const char *message)
{
	char *path = path_join(f->dir, address), *expected;
	struct err e;
	struct asl_machine *m = asl_load(path, &e);

	expected = xasprintf("%s%s", f->dir, message);
	assert_null(m);
	assert_string_equal(e.msg, expected);
	free(expected);
	free(path);
}

static const char *resource_of(const struct asl_machine *m, const char *state)
{
	return json_get_string(asl_state_at(m, state)->node, "Resource");
}

/* Where the first diagnostic of that code is: "LINE:COL". */
static void said_at(const struct asl_machine *m, const char *code, const char *where)
{
	char place[32] = "";

	for (size_t i = m->diags->list.n; i-- > 0;)
		if (strcmp(m->diags->list.v[i].code, code) == 0)
			snprintf(place, sizeof place, "%u:%u", m->diags->list.v[i].span.line, m->diags->list.v[i].span.col);
	assert_string_equal(place, where);
}

static const char sam[] =
	"Transform: AWS::Serverless-2016-10-31\n"
	"Parameters:\n"
	"  Stage: {Type: String, Default: dev}\n"
	"  Pause: {Type: Number, Default: 5}\n"
	"  Secret: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /a/b}\n"
	"Mappings:\n"
	"  Regions: {us-east-1: {Queue: q-east}}\n"
	"Resources:\n"
	"  Bucket: {Type: 'AWS::S3::Bucket'}\n"
	"  File:\n"
	"    Type: AWS::Serverless::StateMachine\n"
	"    Properties:\n"
	"      DefinitionUri: order.asl.json\n"
	"      DefinitionSubstitutions:\n"
	"        Fn: !GetAtt Fn.Arn\n"
	"        Wait: 7\n"
	"        Table: !Sub 'orders-${Stage}'\n"
	"  Object:\n"
	"    Type: AWS::Serverless::StateMachine\n"
	"    Properties:\n"
	"      Type: EXPRESS\n"
	"      Definition:\n"
	"        StartAt: A\n"
	"        States:\n"
	"          A:\n"
	"            Type: Task\n"
	"            Resource: !GetAtt Fn.Arn\n"
	"            TimeoutSeconds: !Ref Pause\n"
	"            Comment: !Ref AWS::NoValue\n"
	"            Next: 'Nowhere'\n"
	"          B: {Type: Pass, Result: [!Ref Bucket, !Ref Secret, !FindInMap [Regions, !Ref 'AWS::Region', Queue]], End: true}\n"
	"  Text:\n"
	"    Type: AWS::StepFunctions::StateMachine\n"
	"    Properties:\n"
	"      DefinitionString: !Sub\n"
	"        - |\n"
	"          {\n"
	"            \"StartAt\": \"A\",\n"
	"            \"States\": {\n"
	"              \"A\": {\"Type\": \"Task\", \"Resource\": \"arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${Name}\",\n"
	"                \"Comment\": \"${!Kept} ${Bucket.Arn} ${Unknown}\", \"Next\": \"Gone\"}\n"
	"            }\n"
	"          }\n"
	"        - {Name: !Join ['-', [order, !Ref Stage]]}\n"
	"  Away:\n"
	"    Type: AWS::StepFunctions::StateMachine\n"
	"    Properties: {DefinitionS3Location: {Bucket: b, Key: k}}\n";

static const char order[] =
	"{\n"
	"  \"StartAt\": \"A\",\n"
	"  \"States\": {\n"
	"    \"A\": {\"Type\": \"Task\", \"Resource\": \"${Fn}\", \"Next\": \"W\"},\n"
	"    \"W\": {\"Type\": \"Wait\", \"Seconds\": ${Wait}, \"Next\": \"P\"},\n"
	"    \"P\": {\"Type\": \"Pass\", \"Result\": \"${Table}\", \"Next\": \"Q\"}\n"
	"  }\n"
	"}\n";

static void test_template_file(void **state)
{
	struct folder f;
	struct asl_machine *m;
	struct asl_range r;
	struct err e;

	(void)state;
	folder_make(&f);
	write_file(&f, "t.yaml", sam);
	write_file(&f, "order.asl.json", order);
	m = load_in(&f, "t.yaml#File");
	assert_string_equal(m->name, "File");
	assert_true(str_ends(m->file, "/order.asl.json"));
	assert_int_equal(m->origin->files.n, 3);		/* the template, the definition, aslant.json */
	assert_string_equal(resource_of(m, "A"), "${Fn.Arn}");
	assert_int_equal(asl_state_at(m, "W")->seconds.value, 7);
	assert_string_equal(json_get_string(asl_state_at(m, "P")->node, "Result"), "orders-dev");
	said_at(m, "MISSING_TRANSITION_TARGET", "6:57");
	assert_null(m->lacks);
	assert_true(asl_machine_range(m, json_get(asl_state_at(m, "W")->node, "Seconds"), &r, &e));
	assert_memory_equal(order + r.key, "\"Seconds\"", 9);
	assert_memory_equal(order + r.start, "${Wait},", 8);
	assert_int_equal(r.end - r.start, 7);
	asl_unref(m);
	m = load_in(&f, "order.asl.json");
	assert_int_equal(asl_state_at(m, "W")->seconds.value, 0);
	assert_string_equal(m->lacks, "${Wait} (5:38)");
	assert_false(m->runnable);				/* for the target that is not there */
	asl_unref(m);
	folder_remove(&f);
}

static void test_template_object(void **state)
{
	struct folder f;
	struct asl_machine *m;
	const struct asl_state *a;
	struct asl_range r;
	struct err e;
	char *text;

	(void)state;
	folder_make(&f);
	write_file(&f, "t.yaml", sam);
	m = load_in(&f, "t.yaml#Object");
	a = asl_state_at(m, "A");
	assert_true(m->express);
	assert_string_equal(resource_of(m, "A"), "${Fn.Arn}");
	assert_int_equal(a->timeout.value, 5);
	assert_null(json_get(a->node, "Comment"));
	said_at(m, "MISSING_TRANSITION_TARGET", "30:19");
	text = json_print(json_get(asl_state_at(m, "B")->node, "Result"));
	assert_string_equal(text, "[\"${Bucket}\",\"${Secret}\",\"q-east\"]");
	free(text);
	assert_true(asl_machine_range(m, json_get(a->node, "Next"), &r, &e));
	assert_memory_equal(sam + r.key, "Next: 'Nowhere'\n", 16);
	assert_memory_equal(sam + r.start, "'Nowhere'\n", 10);
	assert_int_equal(r.end - r.start, 9);
	assert_true(asl_machine_range(m, json_get(a->node, "Resource"), &r, &e));
	assert_memory_equal(sam + r.start, "!GetAtt Fn.Arn\n", 15);
	assert_int_equal(r.end - r.start, 14);
	assert_true(asl_machine_range(m, asl_state_at(m, "B")->node, &r, &e));
	assert_memory_equal(sam + r.start, "{Type: Pass", 11);
	assert_memory_equal(sam + r.end - 10, "End: true}\n", 11);
	asl_unref(m);
	folder_remove(&f);
}

static void test_template_text(void **state)
{
	struct folder f;
	struct asl_machine *m;
	struct asl_range r;
	struct err e;

	(void)state;
	folder_make(&f);
	write_file(&f, "t.yaml", sam);
	m = load_in(&f, "t.yaml#Text");
	assert_string_equal(resource_of(m, "A"), "arn:aws:lambda:us-east-1:111122223333:function:order-dev");
	assert_string_equal(json_get_string(asl_state_at(m, "A")->node, "Comment"), "${Kept} ${Bucket.Arn} ${Unknown}");
	said_at(m, "MISSING_TRANSITION_TARGET", "41:73");
	assert_false(asl_machine_range(m, asl_state_at(m, "A")->node, &r, &e));
	assert_string_equal(e.msg, "not editable here, because the definition of Text is a text inside a string of t.yaml");
	asl_unref(m);
	refused_in(&f, "t.yaml", "/t.yaml holds 4 state machines, choose one (--machine NAME): File, Object, Text, Away");
	refused_in(&f, "t.yaml#X", "/t.yaml has no state machine \"X\"; it has File, Object, Text, Away");
	refused_in(&f, "t.yaml#Away", "/t.yaml:45:3: Away: its definition is in a bucket (DefinitionS3Location), which cannot be read from here");
	write_file(&f, "broken.yaml", "Resources:\n  A: {Type: x\n  B: 1\n");
	refused_in(&f, "broken.yaml#A", "/broken.yaml:3:4: while parsing a flow mapping: did not find expected ',' or '}'");
	write_file(&f, "loose.json", "{\"Resources\": { // one\n\"M\": {\"Type\": \"AWS::Serverless::StateMachine\", \"Properties\": {\"Definition\":"
		" {\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Succeed\"},}}}}}}");
	m = load_in(&f, "loose.json#M");
	assert_true(m->valid);
	asl_unref(m);
	folder_remove(&f);
}

static void test_template_join(void **state)
{
	static const char text[] = "{\"Resources\": {\"M\": {\"Type\": \"AWS::StepFunctions::StateMachine\", \"Properties\": {\"DefinitionString\": {\"Fn::Join\": [\"\", [\n"
		"\"{\\\"StartAt\\\":\\\"A\\\",\\\"States\\\":{\\\"A\\\":{\\\"Type\\\":\\\"Task\\\",\\\"Resource\\\":\\\"\",\n"
		"{\"Fn::GetAtt\": [\"Fn\", \"Arn\"]},\n"
		"\"\\\",\\\"Comment\\\":\\\"\", {\"Fn::ImportValue\": \"x\"}, {\"Fn::If\": [\"C\", \"a\", \"b\"]}, \"\\\",\\\"Next\\\":\\\"Gone\\\"}}}\"\n"
		"]]}}}}}";
	struct asl_source *s = asl_source_parse(text, strlen(text), "t.json");
	struct err e;
	struct asl_machine *m = asl_source_load(s, NULL, NULL, &e);

	(void)state;
	asl_source_free(s);
	assert_string_equal(m->text, "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":\"${Fn.Arn}\",\"Comment\":\"${ImportValue.x}${If}\",\"Next\":\"Gone\"}}}");
	said_at(m, "MISSING_TRANSITION_TARGET", "4:90");
	asl_unref(m);
}

static void test_serverless(void **state)
{
	struct folder f;
	struct asl_machine *m;

	(void)state;
	folder_make(&f);
	write_file(&f, "serverless.yml",
		"service: shop\nprovider: {name: aws}\ncustom: {table: orders}\nstepFunctions:\n  stateMachines:\n"
		"    inline:\n      type: EXPRESS\n      definition:\n        StartAt: A\n        States:\n"
		"          A: {Type: Task, Resource: {Fn::GetAtt: [hello, Arn]}, Comment: '${self:custom.table} ${opt:stage}', End: true}\n"
		"    included:\n      definition: ${file(m.yml)}\n"
		"    part:\n      definition: ${file(parts.yml):a.b}\n");
	write_file(&f, "m.yml", "StartAt: A\nStates:\n  A:\n    Type: Task\n    Resource: !GetAtt hello.Arn\n    Next: Gone\n");
	write_file(&f, "parts.yml", "a:\n  b:\n    StartAt: A\n    States:\n      A: {Type: Succeed}\n");
	m = load_in(&f, "serverless.yml#inline");
	assert_true(m->express && m->valid);
	assert_string_equal(resource_of(m, "A"), "${hello.Arn}");
	assert_string_equal(json_get_string(asl_state_at(m, "A")->node, "Comment"), "orders ${opt:stage}");
	asl_unref(m);
	m = load_in(&f, "serverless.yml#included");
	assert_string_equal(resource_of(m, "A"), "${hello.Arn}");
	assert_true(str_ends(m->file, "/m.yml"));
	said_at(m, "MISSING_TRANSITION_TARGET", "6:11");
	asl_unref(m);
	m = load_in(&f, "serverless.yml#part");
	assert_true(m->valid);
	asl_unref(m);
	folder_remove(&f);
}

static void test_functions(void **state)
{
	struct folder f;
	struct asl_machine *m;
	char *dir, *text;
	struct err e;

	(void)state;
	folder_make(&f);
	dir = path_join(f.dir, "code");
	assert_true(dir_make(dir, &e));
	write_file(&f, "t.yaml",
		"Globals: {Function: {Runtime: python3.12, Timeout: 9, Environment: {Variables: {A: x, B: !Ref R}}}}\n"
		"Resources:\n"
		"  One: {Type: 'AWS::Serverless::Function', Properties: {CodeUri: code, Handler: app.one, MemorySize: 256, Environment: {Variables: {A: y}}}}\n"
		"  Away: {Type: 'AWS::Serverless::Function', Properties: {CodeUri: nowhere, Handler: app.two}}\n"
		"  Bare: {Type: 'AWS::Serverless::Function', Properties: {CodeUri: code}}\n"
		"  M: {Type: 'AWS::Serverless::StateMachine', Properties: {Definition: {StartAt: A, States: {A: {Type: Succeed}}}}}\n");
	m = load_in(&f, "t.yaml");
	assert_int_equal(json_count(m->origin->functions), 1);
	assert_string_equal(json_get_string(m->origin->functions->child, "dir"), dir);
	cJSON_DeleteItemFromObject(m->origin->functions->child, "dir");
	text = json_print(m->origin->functions);
	assert_string_equal(text,
		"{\"One\":{\"handler\":\"app.one\",\"runtime\":\"python3.12\",\"timeout\":9,\"memory\":256,\"env\":{\"A\":\"y\",\"B\":\"${R}\"}}}");
	free(text);
	free(dir);
	asl_unref(m);
	folder_remove(&f);
}

/* --- placeholders ------------------------------------------------------------------------------------------------- */

static void test_placeholders(void **state)
{
	static const char text[] = "{\n  \"StartAt\": \"A\", // ${Fn} in a comment\n  \"States\": {\n"
		"    \"A\": {\"Type\": \"Task\", \"Resource\": \"${Fn}\", \"Parameters\": ${Args}, \"TimeoutSeconds\": ${T}, \"End\": true,\n"
		"      \"Comment\": \"${Quoted} ${None}\"}\n  }\n}\n";
	struct folder f;
	struct asl_machine *m;
	char *args;

	(void)state;
	folder_make(&f);
	write_file(&f, "m.asl.json", text);
	m = load_in(&f, "m.asl.json");
	assert_string_equal(m->lacks, "${T} (4:89), ${Args} (4:62)");
	assert_int_equal(m->diags->list.v[0].severity, DIAG_ERROR);		/* the comment */
	assert_true(m->runnable);
	asl_unref(m);
	write_file(&f, "aslant.json", "{\"substitutions\": {\"Fn\": \"arn:aws:lambda:us-east-1:111122223333:function:F\", \"Args\": {\"a\": [1]},"
		" \"Quoted\": \"a \\\"b\\\"\"}}");
	write_file(&f, ".env", "# values\nexport T=60 # seconds\nOdd='x'\nFn=not this one\n");
	m = load_in(&f, "m.asl.json");
	assert_null(m->lacks);
	assert_true(m->runnable);
	assert_string_equal(resource_of(m, "A"), "arn:aws:lambda:us-east-1:111122223333:function:F");
	args = json_print(json_get(asl_state_at(m, "A")->node, "Parameters"));
	assert_string_equal(args, "{\"a\":[1]}");
	free(args);
	assert_int_equal(asl_state_at(m, "A")->timeout.value, 60);
	assert_true(asl_state_at(m, "A")->end);
	assert_string_equal(json_get_string(asl_state_at(m, "A")->node, "Comment"), "a \"b\" ${None}");
	asl_unref(m);
	write_file(&f, "aslant.json", "{\"substitutions\": []}");
	refused_in(&f, "m.asl.json", "/aslant.json:1:19: \"substitutions\" is an object: names of placeholders and their values");
	folder_remove(&f);
}

static void test_yaml_placeholders(void **state)
{
	struct folder f;
	struct asl_machine *m;

	(void)state;
	folder_make(&f);
	write_file(&f, "m.asl.yaml", "StartAt: A\nStates:\n  A:\n    Type: Wait\n    Seconds: ${T}\n    Comment: ${Odd}\n    Next: B\n"
		"  B: {Type: Succeed, Comment: \"x ${T}\"}\n");
	m = load_in(&f, "m.asl.yaml");
	assert_string_equal(m->lacks, "${T} (5:14)");
	asl_unref(m);
	write_file(&f, ".env", "T=3\nOdd=\"a: b # c\"\n");
	m = load_in(&f, "m.asl.yaml");
	assert_true(m->valid);
	assert_int_equal(asl_state_at(m, "A")->seconds.value, 3);
	assert_string_equal(json_get_string(asl_state_at(m, "A")->node, "Comment"), "a: b # c");
	assert_string_equal(json_get_string(asl_state_at(m, "B")->node, "Comment"), "x 3");
	assert_int_equal(asl_state_at(m, "B")->span.line, 8);
	asl_unref(m);
	folder_remove(&f);
}

/* One that holds JSON, whatever its name says. */
static void test_json_in_yaml(void **state)
{
	struct asl_machine *m = asl_parse(" {\"StartAt\": \"A\", \"States\": {}}", 31, NULL, "x.yaml");

	(void)state;
	assert_int_equal(m->form, ASL_FORM_JSON);
	asl_unref(m);
}

/* --- round trips -------------------------------------------------------------------------------------------------- */

/* What the file says at a node's range, read by itself, is that node. */
static void check_ranges(const struct asl_machine *m, const cJSON *node, const char *file)
{
	struct asl_range r;
	struct err e;
	cJSON *again = NULL;

	if (!asl_machine_range(m, node, &r, &e))
		fail_msg("%s", e.msg);
	if (!json_parse(file + r.start, r.end - r.start, NULL, &again, &e))
		fail_msg("%s in %.*s", e.msg, (int)(r.end - r.start), file + r.start);
	assert_true(json_equal(node, again));
	if (node->string)
		assert_true(file[r.key] == '"');
	cJSON_Delete(again);
}

static void check_all_ranges(const struct asl_machine *m, const cJSON *node, const char *file)
{
	check_ranges(m, node, file);
	for (const cJSON *c = cJSON_IsObject(node) || cJSON_IsArray(node) ? node->child : NULL; c; c = c->next)
		check_all_ranges(m, c, file);
}

static struct asl_machine *only_machine(const char *text, const char *file)
{
	struct asl_source *s = asl_source_parse(text, strlen(text), file);
	struct err e;
	struct asl_machine *m = asl_source_load(s, NULL, NULL, &e);

	if (!m)
		fail_msg("%s in %s", e.msg, text);
	asl_source_free(s);
	return m;
}

static bool has_function(const cJSON *node)
{
	if (cJSON_IsObject(node) && node->child && (str_is(node->child->string, "Ref") || str_starts(node->child->string, "Fn::")))
		return true;
	for (const cJSON *c = cJSON_IsObject(node) || cJSON_IsArray(node) ? node->child : NULL; c; c = c->next)
		if (has_function(c))
			return true;
	return false;
}

static const char template_start[] = "{\"Resources\": {\"M\": {\"Type\": \"AWS::StepFunctions::StateMachine\", \"Properties\": {";

/* The definition of a plain file, embedded in each way, is the same definition. */
static void embedded_is_the_same(const struct asl_machine *plain)
{
	struct str t = {0};
	struct asl_machine *m;

	str_addf(&t, "%s\"DefinitionString\": ", template_start);
	json_print_string(&t, plain->text);
	str_adds(&t, "}}}}");
	m = only_machine(str_get(&t), "t.json");
	assert_string_equal(m->text, plain->text);
	asl_unref(m);
	str_reset(&t);
	if (has_function(plain->root)) {
		str_done(&t);
		return;
	}
	str_addf(&t, "%s\"Definition\": %s}}}}", template_start, plain->text + (str_starts(plain->text, "\xef\xbb\xbf") ? 3 : 0));
	m = only_machine(str_get(&t), "t.json");
	assert_true(json_equal(m->root, plain->root));
	check_all_ranges(m, m->root, str_get(&t));
	asl_unref(m);
	str_done(&t);
}

static void round_trip(const char *path)
{
	struct asl_machine *m;
	char *text;
	size_t len;
	struct err e;

	assert_true(file_read(path, ASL_FILE_MAX, &text, &len, &e));
	m = asl_load(path, &e);
	assert_non_null(m);
	assert_non_null(m->top);
	assert_true(m->origin->same && m->text_len == len && memcmp(m->text, text, len) == 0);	/* what is saved is what was read */
	check_all_ranges(m, m->root, text);
	embedded_is_the_same(m);
	asl_unref(m);
	free(text);
}

static void test_round_trip(void **state)
{
	static const char text[] = "\xef\xbb\xbf{\r\n\t\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Pass\", \"Result\": [1.50, \"\\u00e9\\n\\\"\", {}, null],\r\n"
		"\t\t\"Comment\": \"é\", \"End\": true}}}\r\n";
	struct folder f;
	char *path;

	(void)state;
	folder_make(&f);
	write_file(&f, "m.asl.json", text);
	path = path_join(f.dir, "m.asl.json");
	round_trip(path);
	free(path);
	folder_remove(&f);
}

/* Every published machine beside the project, where they are: $ASLANT_SHARED or ../shared. */
static void test_corpus(void **state)
{
	const char *shared = getenv("ASLANT_SHARED"), *top = getenv("abs_top_srcdir");
	char *dir = shared ? xasprintf("%s/corpus/machines", shared) : xasprintf("%s/../shared/corpus/machines", top ? top : ".");
	DIR *d = opendir(dir);
	struct dirent *ent;
	size_t n = 0;

	(void)state;
	while (d && (ent = readdir(d))) {
		char *path = path_join(dir, ent->d_name);

		if (str_ends(path, ".json")) {
			round_trip(path);
			n++;
		}
		free(path);
	}
	if (d)
		closedir(d);
	free(dir);
	if (!n)
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_textmap),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_template_file),
		cmocka_unit_test(test_template_object),
		cmocka_unit_test(test_template_text),
		cmocka_unit_test(test_template_join),
		cmocka_unit_test(test_serverless),
		cmocka_unit_test(test_functions),
		cmocka_unit_test(test_placeholders),
		cmocka_unit_test(test_yaml_placeholders),
		cmocka_unit_test(test_json_in_yaml),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
