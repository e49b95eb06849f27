/*
 * The table of fields, held against what is said of every field at every place: where it is not allowed, where it belongs to the other
 * query language, and where its value is of the wrong type. The places are small valid machines in which an object gets one member more.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "asl/diag.h"
#include "asl/fields.h"
#include "asl/operator.h"

/* An object of a valid machine: found by a JSON pointer, named by AWS's. QL is where a state says its query language. */
static const struct place {
	uint32_t owner;
	const char *pointer, *location, *text;
} places[] = {
#define FUNCTION "\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:f\""
#define PASS "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"End\":true}}}"
#define MACHINE(state) "{\"StartAt\":\"S\",\"States\":{\"S\":{" state "},\"Z\":{\"Type\":\"Succeed\"}}}"
#define FAR "\"ItemProcessor\":{\"ProcessorConfig\":{\"Mode\":\"DISTRIBUTED\",\"ExecutionType\":\"STANDARD\"},\"StartAt\":\"P\"," \
	"\"States\":{\"P\":{\"Type\":\"Pass\",\"End\":true}}},\"Next\":\"Z\""
#define S3 "{\"Bucket\":\"b\",\"Key\":\"k\"}"
	{ OWN_TASK, "/States/S", "/States/S", MACHINE("QL\"Type\":\"Task\"," FUNCTION ",\"Next\":\"Z\"") },
	{ OWN_PASS, "/States/S", "/States/S", MACHINE("QL\"Type\":\"Pass\",\"Next\":\"Z\"") },
	{ OWN_CHOICE, "/States/S", "/States/S", MACHINE("QL\"Type\":\"Choice\",\"Choices\":[{RULE,\"Next\":\"Z\"}]") },
	{ OWN_WAIT, "/States/S", "/States/S", MACHINE("QL\"Type\":\"Wait\",\"Seconds\":1,\"Next\":\"Z\"") },
	{ OWN_SUCCEED, "/States/Z", "/States/Z",
		"{\"StartAt\":\"Z\",\"States\":{\"Z\":{QL\"Type\":\"Succeed\"}}}" },
	{ OWN_FAIL, "/States/Z", "/States/Z", "{\"StartAt\":\"Z\",\"States\":{\"Z\":{QL\"Type\":\"Fail\"}}}" },
	{ OWN_PARALLEL, "/States/S", "/States/S", MACHINE("QL\"Type\":\"Parallel\",\"Branches\":[" PASS "],\"Next\":\"Z\"") },
	{ OWN_MAP, "/States/S", "/States/S", MACHINE("QL\"Type\":\"Map\"," FAR) },
	{ OWN_TOP, "", "/", "{\"StartAt\":\"Z\",\"States\":{\"Z\":{\"Type\":\"Succeed\"}}}" },
	{ OWN_BRANCH, "/States/S/Branches/0", "/States/S/Branches[0]", MACHINE("QL\"Type\":\"Parallel\",\"Branches\":[" PASS "],\"Next\":\"Z\"") },
	{ OWN_PROCESSOR, "/States/S/ItemProcessor", "/States/S/ItemProcessor", MACHINE("QL\"Type\":\"Map\"," FAR) },
	{ OWN_PROCESSOR_CONFIG, "/States/S/ItemProcessor/ProcessorConfig", "/States/S/ItemProcessor/ProcessorConfig",
		MACHINE("QL\"Type\":\"Map\"," FAR) },
	{ OWN_RETRIER, "/States/S/Retry/0", "/States/S/Retry[0]",
		MACHINE("QL\"Type\":\"Task\"," FUNCTION ",\"Retry\":[{\"ErrorEquals\":[\"E\"]}],\"Next\":\"Z\"") },
	{ OWN_CATCHER, "/States/S/Catch/0", "/States/S/Catch[0]",
		MACHINE("QL\"Type\":\"Task\"," FUNCTION ",\"Catch\":[{\"ErrorEquals\":[\"E\"],\"Next\":\"Z\"}],\"Next\":\"Z\"") },
	{ OWN_RULE, "/States/S/Choices/0", "/States/S/Choices[0]", MACHINE("QL\"Type\":\"Choice\",\"Choices\":[{RULE,\"Next\":\"Z\"}]") },
	{ OWN_READER, "/States/S/ItemReader", "/States/S/ItemReader",
		MACHINE("QL\"Type\":\"Map\",\"ItemReader\":{\"Resource\":\"arn:aws:states:::s3:getObject\",\"PARAMETERS\":" S3 "}," FAR) },
	{ OWN_READER_CONFIG, "/States/S/ItemReader/ReaderConfig", "/States/S/ItemReader/ReaderConfig",
		MACHINE("QL\"Type\":\"Map\",\"ItemReader\":{\"Resource\":\"arn:aws:states:::s3:getObject\",\"PARAMETERS\":" S3
			",\"ReaderConfig\":{}}," FAR) },
	{ OWN_BATCHER, "/States/S/ItemBatcher", "/States/S/ItemBatcher",
		MACHINE("QL\"Type\":\"Map\",\"ItemBatcher\":{\"MaxItemsPerBatch\":3,\"MaxInputBytesPerBatch\":3}," FAR) },
	{ OWN_WRITER, "/States/S/ResultWriter", "/States/S/ResultWriter",
		MACHINE("QL\"Type\":\"Map\",\"ResultWriter\":{\"Resource\":\"arn:aws:states:::s3:putObject\",\"PARAMETERS\":{\"Bucket\":\"b\"}},"
			FAR) },
	{ OWN_WRITER_CONFIG, "/States/S/ResultWriter/WriterConfig", "/States/S/ResultWriter/WriterConfig",
		MACHINE("QL\"Type\":\"Map\",\"ResultWriter\":{\"WriterConfig\":{}}," FAR) },
};

static void replace_all(struct str *out, const char *text, const char *word, const char *by)
{
	const char *at;

	for (; (at = strstr(text, word)); text = at + strlen(word)) {
		str_add(out, text, (size_t)(at - text));
		str_adds(out, by);
	}
	str_adds(out, text);
}

static char *place_text(const struct place *p, enum asl_language l)
{
	struct str a = {0}, b = {0}, c = {0};

	replace_all(&a, p->text, "QL", l == ASL_JSONATA ? "\"QueryLanguage\":\"JSONata\"," : "");
	replace_all(&b, str_get(&a), "RULE", l == ASL_JSONATA ? "\"Condition\":true" : "\"Variable\":\"$.a\",\"IsNull\":true");
	replace_all(&c, str_get(&b), "PARAMETERS", l == ASL_JSONATA ? "Arguments" : "Parameters");
	str_done(&a);
	str_done(&b);
	return str_take(&c);
}

static cJSON *object_at(cJSON *root, const char *pointer)
{
	cJSON *o = root;
	char *copy = xstrdup(pointer), *save = NULL;

	for (char *s = strtok_r(copy, "/", &save); s; s = strtok_r(NULL, "/", &save))
		o = cJSON_IsArray(o) ? cJSON_GetArrayItem(o, atoi(s)) : cJSON_GetObjectItemCaseSensitive(o, s);
	free(copy);
	assert_non_null(o);
	return o;
}

/* The machine of a place with the member set to a value of JSON text. */
static struct asl_machine *with_member(const struct place *p, enum asl_language l, const char *name, const char *value)
{
	char *text = place_text(p, l), *printed;
	cJSON *root = cJSON_Parse(text), *object;
	struct asl_machine *m;

	assert_non_null(root);
	object = object_at(root, p->pointer);
	cJSON_DeleteItemFromObjectCaseSensitive(object, name);
	cJSON_AddItemToObject(object, name, cJSON_Parse(value));
	printed = cJSON_PrintUnformatted(root);
	m = asl_parse(printed, strlen(printed), "test", NULL);
	free(printed);
	cJSON_Delete(root);
	free(text);
	return m;
}

static void dump(const struct asl_machine *m)
{
	print_error("%s\n", m->text);
	for (size_t i = 0; i < m->diags->list.n; i++) {
		char *line = diag_line(&m->diags->list.v[i], "got");

		print_error("%s\n", line);
		free(line);
	}
}

/* There is that error, and its place is where `text` stands in the definition. */
static bool says(const struct asl_machine *m, const char *location, const char *message, const char *text)
{
	for (size_t i = 0; i < m->diags->list.n; i++) {
		const struct diag *d = &m->diags->list.v[i];

		if (d->severity == DIAG_ERROR && strcmp(d->message, message) == 0 && d->location && strcmp(d->location, location) == 0 &&
		    strcmp(d->code, "SCHEMA_VALIDATION_FAILED") == 0 && str_starts(m->text + d->span.offset, text))
			return true;
	}
	return false;
}

static size_t errors(const struct asl_machine *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->diags->list.n; i++)
		n += m->diags->list.v[i].severity == DIAG_ERROR;
	return n;
}

static size_t check(struct asl_machine *m, const char *location, const char *message, const char *text, bool alone)
{
	bool ok = says(m, location, message, text) && !m->valid && (!alone || errors(m) == 1);

	if (!ok) {
		print_error("expected: %s at %s\n", message, location);
		dump(m);
	}
	asl_unref(m);
	return !ok;
}

static bool is_nested_states(const char *name)
{
	return strcmp(name, "States") == 0 || strcmp(name, "StartAt") == 0;
}

static void the_places_are_valid(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		for (enum asl_language l = ASL_JSONPATH; l <= ASL_JSONATA; l++) {
			char *text = place_text(&places[i], l);
			struct asl_machine *m = asl_parse(text, strlen(text), "test", NULL);

			if (!m->valid)
				dump(m);
			assert_true(m->valid);
			asl_unref(m);
			free(text);
		}
}

static void fields_that_have_no_place_are_not_supported(void **state)
{
	const struct asl_field *rows;
	size_t n, failed = 0;

	(void)state;
	rows = asl_field_rows(&n);
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		const struct place *p = &places[i];

		for (enum asl_language l = ASL_JSONPATH; l <= ASL_JSONATA; l++)
			failed += check(with_member(p, l, "Nonsense", "{\"a\":1}"), p->location, "Field 'Nonsense' is not supported",
				"\"Nonsense\"", true);
		for (size_t k = 0; k < n; k++) {
			char *message, *quoted;

			if ((k && strcmp(rows[k].name, rows[k - 1].name) == 0) || asl_field_find(rows[k].name, p->owner))
				continue;
			message = xasprintf("Field '%s' is not supported", rows[k].name);
			quoted = xasprintf("\"%s\"", rows[k].name);
			failed += check(with_member(p, ASL_JSONPATH, rows[k].name, "\"x\""), p->location, message, quoted,
				!str_is(rows[k].name, "Condition"));
			free(quoted);
			free(message);
		}
	}
	assert_int_equal(failed, 0);
}

static void fields_of_the_other_language_are_told(void **state)
{
	const struct asl_field *rows;
	size_t n, failed = 0;

	(void)state;
	rows = asl_field_rows(&n);
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		for (size_t k = 0; k < n; k++) {
			enum asl_language other = rows[k].language == IN_JSONATA ? ASL_JSONPATH : ASL_JSONATA;
			char *message, *quoted;

			if (!(rows[k].owners & places[i].owner) || rows[k].language == IN_BOTH)
				continue;
			message = xasprintf("The QueryLanguage is set to '%s', but field '%s' is only supported for the '%s' QueryLanguage",
				other == ASL_JSONATA ? "JSONata" : "JSONPath", rows[k].name, other == ASL_JSONATA ? "JSONPath" : "JSONata");
			quoted = xasprintf("\"%s\"", rows[k].name);
			failed += check(with_member(&places[i], other, rows[k].name, "\"$.x\""), places[i].location, message, quoted, false);
			free(quoted);
			free(message);
		}
	assert_int_equal(failed, 0);
}

enum shape { TEXT = 1, NUMBER = 2, BOOLEAN = 4, ARRAY = 8, OBJECT = 16 };

/* Which values a kind of field takes at all, and how the service calls the type that it wants. */
static const struct {
	unsigned takes;
	const char *wants;
} kinds[] = {
	[K_STRING] = { TEXT, "[STRING]" }, [K_BOOLEAN] = { BOOLEAN, "[BOOLEAN]" }, [K_INTEGER] = { NUMBER, "Integer" },
	[K_INTEGER_AS_DOUBLE] = { NUMBER, "Integer" }, [K_NUMBER] = { NUMBER, "Number" }, [K_SECONDS] = { NUMBER, "Integer" },
	[K_SECONDS_PATH] = { TEXT, "[STRING]" }, [K_PERCENTAGE] = { NUMBER, "Number" }, [K_STRINGS] = { ARRAY, "[ARRAY]" },
	[K_ENUM] = { TEXT, "[STRING]" }, [K_TARGET] = { TEXT, "[STRING]" }, [K_PATH] = { TEXT, "[STRING]" },
	[K_REFERENCE] = { TEXT, "[STRING]" }, [K_RESULT_PATH] = { TEXT, "[STRING]" }, [K_BARE_PATH] = { TEXT, "[STRING]" },
	[K_PATH_OR_CALL] = { TEXT, "[STRING]" }, [K_ASSIGN] = { OBJECT, "[OBJECT]" }, [K_TIMESTAMP] = { TEXT, "[STRING]" },
	[K_LABEL] = { TEXT, "[STRING]" }, [K_RESOURCE] = { TEXT, "[STRING]" }, [K_S3_RESOURCE] = { TEXT, "[STRING]" },
	[K_CREDENTIALS] = { OBJECT, "[OBJECT]" }, [K_ERRORS] = { ARRAY, "[ARRAY]" }, [K_RETRY] = { ARRAY, "[ARRAY]" },
	[K_CATCH] = { ARRAY, "[ARRAY]" }, [K_CHOICES] = { ARRAY, "[ARRAY]" }, [K_STATES] = { OBJECT, "[OBJECT]" },
	[K_BRANCHES] = { ARRAY, "[ARRAY]" }, [K_PROCESSOR] = { OBJECT, "[OBJECT]" }, [K_OBJECT] = { OBJECT, "[OBJECT]" },
	[K_TYPE] = { TEXT, "[STRING]" }, [K_CONDITION] = { BOOLEAN, "[BOOLEAN] or a JSONata expression" },
};

static size_t check_types(const struct place *p, const struct asl_field *f, enum asl_language l)
{
	static const struct { enum shape shape; const char *text; } values[] = {
		{ TEXT, "\"x y\"" }, { NUMBER, "7" }, { BOOLEAN, "true" }, { ARRAY, "[]" }, { OBJECT, "{}" },
	};
	char *message = xasprintf("Expected value of type %s", kinds[f->kind].wants);
	char *location = xasprintf("%s/%s", strcmp(p->location, "/") ? p->location : "", f->name);
	size_t failed = 0;

	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		if (!(kinds[f->kind].takes & values[i].shape))
			failed += check(with_member(p, l, f->name, values[i].text), location, message, values[i].text, false);
	free(location);
	free(message);
	return failed;
}

static void values_of_the_wrong_type_are_told_at_their_place(void **state)
{
	const struct asl_field *rows;
	size_t n, failed = 0, asked = 0;

	(void)state;
	rows = asl_field_rows(&n);
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		for (size_t k = 0; k < n; k++) {
			const struct asl_field *f = &rows[k];

			if (!(f->owners & places[i].owner) || f->kind >= ARRAY_LEN(kinds) || !kinds[f->kind].wants || is_nested_states(f->name))
				continue;
			for (enum asl_language l = ASL_JSONPATH; l <= ASL_JSONATA; l++)
				if (f->language == IN_BOTH || (f->language == IN_JSONATA) == (l == ASL_JSONATA)) {
					failed += check_types(&places[i], f, l);
					asked++;
				}
		}
	assert_true(asked > 150);
	assert_int_equal(failed, 0);
}

/* Every comparison of a Choice rule with operands of every type. */
static void operands_of_the_wrong_type_are_told(void **state)
{
	static const struct { enum shape shape; const char *text; } values[] = {
		{ TEXT, "\"2026-01-01T00:00:00Z\"" }, { NUMBER, "7" }, { BOOLEAN, "true" }, { ARRAY, "[]" }, { OBJECT, "{}" },
	};
	const struct asl_operator *ops;
	size_t n, failed = 0;

	(void)state;
	ops = asl_operator_rows(&n);
	for (size_t i = 0; i < n; i++) {
		bool text = ops[i].is_path || ops[i].type == OP_STRING || ops[i].type == OP_MATCHES || ops[i].type == OP_TIMESTAMP;
		bool number = !ops[i].is_path && ops[i].type == OP_NUMERIC;
		enum shape takes = text ? TEXT : number ? NUMBER : BOOLEAN;
		char *location = xasprintf("/States/S/Choices[0]/%s", ops[i].name);

		for (size_t k = 0; k < ARRAY_LEN(values); k++) {
			char *machine;

			if (values[k].shape == takes)
				continue;
			machine = xasprintf("{\"StartAt\":\"S\",\"States\":{\"S\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.a\",\"%s\":%s,"
				"\"Next\":\"Z\"}]},\"Z\":{\"Type\":\"Succeed\"}}}", ops[i].name, values[k].text);
			failed += check(asl_parse(machine, strlen(machine), "test", NULL), location,
				text ? "Expected value of type [STRING]" : number ? "Expected value of type Number" :
				"Expected value of type [BOOLEAN]", values[k].text, true);
			free(machine);
		}
		free(location);
	}
	assert_int_equal(failed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_places_are_valid),
		cmocka_unit_test(fields_that_have_no_place_are_not_supported),
		cmocka_unit_test(fields_of_the_other_language_are_told),
		cmocka_unit_test(values_of_the_wrong_type_are_told_at_their_place),
		cmocka_unit_test(operands_of_the_wrong_type_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
