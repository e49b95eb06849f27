/* Reading a file of test cases: one table of a case's fields; whatever it does not name is an error with its place. */
#include "app/test_file.h"

#include <stdlib.h>
#include <string.h>

#include "app/test_expect.h"
#include "asl/diag.h"
#include "base/timefmt.h"

#define FILE_MAX_BYTES ((size_t)64 << 20)
#define START_DEFAULT "2026-01-01T00:00:00Z"

bool test_complain(const struct test_file *f, const cJSON *node, struct err *e, const char *fmt, ...)
{
	struct json_place p;
	struct str s = {0};
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	json_places_find(f->places, node, &p);
	err_at(e, ERR_INVALID, p.key.line ? p.key : p.start, "%s", s.p);
	str_done(&s);
	return err_prefix(e, f->path);
}

char *test_file_beside(const struct test_file *f, const char *name)
{
	return str_is(f->dir, ".") ? xstrdup(name) : path_join(f->dir, name);
}

/* --- the fields of a case ------------------------------------------------------------------------------------------- */

struct reading {
	struct test_file *f;
	struct test_case *c;
	unsigned flags;
	struct err *e;
};

/* A file beside this one that a case needs. */
static void note_read(struct test_file *f, const char *name)
{
	char *path = test_file_beside(f, name);

	for (size_t i = 0; i < f->reads.n; i++)
		if (str_is(f->reads.v[i], path)) {
			free(path);
			return;
		}
	VEC_PUSH(&f->reads, path);
}

static bool wants(const struct reading *rd, const cJSON *node, bool is, const char *what)
{
	return is || test_complain(rd->f, node, rd->e, "%s must be %s", node->string, what);
}

static bool read_name(struct reading *rd, const cJSON *node)
{
	rd->c->name = node->valuestring;
	return wants(rd, node, cJSON_IsString(node), "a string");
}

static bool read_input(struct reading *rd, const cJSON *node)
{
	if (rd->c->input)
		return test_complain(rd->f, node, rd->e, "a case has input or inputFile, not both");
	rd->c->input = value_part(rd->f->doc, node);
	return true;
}

static bool read_input_file(struct reading *rd, const cJSON *node)
{
	char *path, *text = NULL;
	size_t len;

	if (!wants(rd, node, cJSON_IsString(node), "a file's name"))
		return false;
	if (rd->c->input)
		return test_complain(rd->f, node, rd->e, "a case has input or inputFile, not both");
	note_read(rd->f, node->valuestring);
	path = test_file_beside(rd->f, node->valuestring);
	if (file_read(path, FILE_MAX_BYTES, &text, &len, rd->e)) {
		rd->c->input = value_parse(text, len, rd->e);
		if (!rd->c->input)
			err_prefix(rd->e, path);
	}
	free(text);
	free(path);
	return rd->c->input != NULL;
}

static bool read_mocks(struct reading *rd, const cJSON *node)
{
	rd->c->mocks = node;
	if (cJSON_IsString(node))
		note_read(rd->f, node->valuestring);
	return wants(rd, node, cJSON_IsObject(node) || cJSON_IsString(node), "an object {\"States\": …} or a file's name");
}

static bool read_mock_case(struct reading *rd, const cJSON *node)
{
	rd->c->mock_case = node->valuestring;
	return wants(rd, node, cJSON_IsString(node), "a string");
}

static bool read_now(struct reading *rd, const cJSON *node)
{
	return wants(rd, node, cJSON_IsString(node) && time_parse(node->valuestring, &rd->c->start_ms, NULL),
		"a time like \"" START_DEFAULT "\"");
}

static bool read_seed(struct reading *rd, const cJSON *node)
{
	int64_t n = 0;
	bool ok = json_int(node, 0, INT64_MAX, &n);

	rd->c->seed = (uint64_t)n;
	return wants(rd, node, ok, "a whole number from 0");
}

static bool read_type(struct reading *rd, const cJSON *node)
{
	const char *s = cJSON_IsString(node) ? node->valuestring : "";

	rd->c->express = str_is(s, "EXPRESS");
	return wants(rd, node, rd->c->express || str_is(s, "STANDARD"), "STANDARD or EXPRESS");
}

static bool read_functions(struct reading *rd, const cJSON *node)
{
	rd->c->functions = cJSON_IsTrue(node);
	return wants(rd, node, cJSON_IsBool(node), "true or false");
}

/* true, or an object: {"s3": "a folder beside the file"}. */
static bool read_services(struct reading *rd, const cJSON *node)
{
	rd->c->services = !cJSON_IsFalse(node);
	if (!wants(rd, node, cJSON_IsBool(node) || cJSON_IsObject(node), "true, false or an object"))
		return false;
	for (const cJSON *m = cJSON_IsObject(node) ? node->child : NULL; m; m = m->next) {
		if (strcmp(m->string, "s3") != 0)
			return test_complain(rd->f, m, rd->e, "services has no field \"%.64s\"", m->string);
		if (!wants(rd, m, cJSON_IsString(m), "a folder's name"))
			return false;
		rd->c->s3 = m->valuestring;
	}
	return true;
}

static bool read_variables(struct reading *rd, const cJSON *node)
{
	rd->c->variables = value_part(rd->f->doc, node);
	return wants(rd, node, cJSON_IsObject(node), "an object");
}

static bool read_context(struct reading *rd, const cJSON *node)
{
	rd->c->context = value_part(rd->f->doc, node);
	return wants(rd, node, cJSON_IsObject(node), "an object");
}

static bool read_skip(struct reading *rd, const cJSON *node)
{
	rd->c->skip = node->valuestring;
	return wants(rd, node, cJSON_IsString(node), "a string that says why");
}

static bool read_allow_unused(struct reading *rd, const cJSON *node)
{
	rd->c->allow_unused = cJSON_IsTrue(node);
	return wants(rd, node, cJSON_IsBool(node), "true or false");
}

static bool read_expect(struct reading *rd, const cJSON *node)
{
	const char *history = json_get_string(node, "history");

	rd->c->expect = node;
	if (history)
		note_read(rd->f, history);
	if (cJSON_IsObject(node) && !node->child && (rd->flags & TEST_FILE_EMPTY_EXPECT))
		return true;
	return test_expect_check(rd->f, node, rd->e);
}

static const struct field {
	const char *name;
	bool (*read)(struct reading *rd, const cJSON *node);
} fields[] = {
	{"name", read_name},
	{"skip", read_skip},
	{"input", read_input},
	{"inputFile", read_input_file},
	{"mocks", read_mocks},
	{"mockCase", read_mock_case},
	{"allowUnusedMocks", read_allow_unused},
	{"now", read_now},
	{"seed", read_seed},
	{"type", read_type},
	{"functions", read_functions},
	{"services", read_services},
	{"variables", read_variables},
	{"context", read_context},
	{"expect", read_expect},
};

static bool read_field(struct reading *rd, const cJSON *node)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (strcmp(fields[i].name, node->string) == 0)
			return fields[i].read(rd, node);
	return test_complain(rd->f, node, rd->e, "a test case has no field \"%.64s\"", node->string);
}

/* alone: the case is the whole file, whose `machine` is no field of the case. */
static bool read_case(struct test_file *f, const cJSON *node, bool alone, unsigned flags, struct err *e)
{
	struct test_case *c = VEC_ADD(&f->cases);
	struct reading rd = {.f = f, .c = c, .flags = flags, .e = e};
	struct json_place p;

	json_places_find(f->places, node, &p);
	*c = (struct test_case){.span = p.start};
	time_parse(START_DEFAULT, &c->start_ms, NULL);
	if (!cJSON_IsObject(node))
		return test_complain(f, node, e, "a test case must be an object");
	for (const cJSON *m = node->child; m; m = m->next)
		if (!(alone && strcmp(m->string, "machine") == 0) && !read_field(&rd, m))
			return false;
	if (!c->name)
		return test_complain(f, node, e, "a test case needs a name");
	if (!c->expect)
		return test_complain(f, node, e, "test case \"%.80s\" needs expect, an object", c->name);
	for (size_t i = 0; i + 1 < f->cases.n; i++)
		if (strcmp(f->cases.v[i].name, c->name) == 0)
			return test_complain(f, node, e, "there is a test case \"%.80s\" already", c->name);
	if (!c->input)
		c->input = value_empty_object();
	return true;
}

static bool read_root(struct test_file *f, unsigned flags, struct err *e)
{
	const cJSON *root = value_node(f->doc), *machine = json_get(root, "machine"), *cases = json_get(root, "cases");

	if (!cJSON_IsObject(root))
		return test_complain(f, root, e, "a file of test cases must be an object");
	if (!cJSON_IsString(machine))
		return test_complain(f, machine ? machine : root, e, "machine must be the name of a definition's file");
	f->machine = test_file_beside(f, machine->valuestring);
	if (!cases)
		return read_case(f, root, true, flags, e);
	for (const cJSON *m = root->child; m; m = m->next)
		if (m != machine && m != cases)
			return test_complain(f, m, e, "beside machine and cases there is no field \"%.64s\"", m->string);
	if (!cJSON_IsArray(cases) || !cases->child)
		return test_complain(f, cases, e, "cases must be a list of test cases");
	for (const cJSON *m = cases->child; m; m = m->next)
		if (!read_case(f, m, false, flags, e))
			return false;
	return true;
}

struct test_file *test_file_read(const char *path, unsigned flags, struct err *e)
{
	struct test_file *f = xcalloc(1, sizeof *f);
	cJSON *root = NULL;
	bool ok = false;

	f->path = xstrdup(path);
	f->dir = path_dir(path);
	f->places = json_places_new();
	if (!file_read(path, FILE_MAX_BYTES, &f->text, &f->len, e))
		goto out;
	if (!json_parse(f->text, f->len, f->places, &root, e)) {
		err_prefix(e, path);
		goto out;
	}
	f->doc = value_take(root);
	ok = read_root(f, flags, e);
out:
	if (ok)
		return f;
	test_file_free(f);
	return NULL;
}

void test_file_free(struct test_file *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->cases.n; i++) {
		value_unref(f->cases.v[i].input);
		value_unref(f->cases.v[i].variables);
		value_unref(f->cases.v[i].context);
	}
	VEC_DONE(&f->cases);
	for (size_t i = 0; i < f->reads.n; i++)
		free(f->reads.v[i]);
	VEC_DONE(&f->reads);
	for (size_t i = 0; i < ARRAY_LEN(f->loaded); i++)
		asl_unref(f->loaded[i]);
	json_places_free(f->places);
	value_unref(f->doc);
	free(f->machine);
	free(f->text);
	free(f->dir);
	free(f->path);
	free(f);
}

const struct test_case *test_file_find(const struct test_file *f, const char *name)
{
	for (size_t i = 0; i < f->cases.n; i++)
		if (strcmp(f->cases.v[i].name, name) == 0)
			return &f->cases.v[i];
	return NULL;
}

/* --- the definition ------------------------------------------------------------------------------------------------- */

static bool refuse(const struct asl_machine *m, const struct test_file *f, struct err *e)
{
	for (size_t i = 0; i < m->diags->list.n; i++) {
		const struct diag *d = &m->diags->list.v[i];
		char *line;

		if (d->severity != DIAG_ERROR)
			continue;
		line = diag_line(d, f->machine);
		err_set(e, ERR_INVALID, "%.450s", line);
		free(line);
		return false;
	}
	return err_set(e, ERR_INVALID, "%s cannot be executed", f->machine);
}

struct asl_machine *test_file_machine(struct test_file *f, const struct test_case *c, struct err *e)
{
	struct asl_machine **m = &f->loaded[c->express];

	if (!*m)
		*m = asl_load_with(f->machine, &(struct asl_options){.express = c->express}, e);
	if (!*m)
		return NULL;
	if (!(*m)->runnable) {
		refuse(*m, f, e);
		return NULL;
	}
	return test_expect_resolve(f, c->expect, *m, e) ? *m : NULL;
}
