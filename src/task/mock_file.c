/*
 * Reading a mock file. The short form's answers are a table of members; MockConfigFile.json names a response
 * for each state of a test case, and a response has answers for ranges of invocations.
 */
#include "task/mock_file.h"

#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json/places.h"

#define FILE_MAX_BYTES (64u << 20)
#define AFTER_MAX_S 31536000.0		/* a year, the longest execution there is */
#define INVOCATION_MAX 1000000

struct reading {
	struct mock_file *f;
	const struct json_places *places;
	const cJSON *root;
	struct err *e;
};

static struct span start_of(const struct reading *rd, const cJSON *node)
{
	struct json_place p;

	json_places_find(rd->places, node, &p);
	return p.start;
}

static struct span key_of(const struct reading *rd, const cJSON *node)
{
	struct json_place p;

	json_places_find(rd->places, node, &p);
	return p.key.line ? p.key : p.start;
}

static bool complain(const struct reading *rd, struct span where, const char *fmt, ...) PRINTF_LIKE(3, 4);

static bool complain(const struct reading *rd, struct span where, const char *fmt, ...)
{
	struct str s = {0};
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	err_at(rd->e, ERR_INVALID, where, "%s", s.p);
	str_done(&s);
	return false;
}

/* --- one answer ----------------------------------------------------------------------------------------------------- */

static bool read_return(const struct reading *rd, const cJSON *node, struct mock_answer *a)
{
	a->kind = TASK_DONE;
	a->result = value_part(rd->f->doc, node);
	return true;
}

static bool read_throw(const struct reading *rd, const cJSON *node, struct mock_answer *a)
{
	a->kind = TASK_FAILED;
	if (!cJSON_IsObject(node))
		return complain(rd, start_of(rd, node), "Throw must be an object with Error and Cause");
	for (const cJSON *m = node->child; m; m = m->next) {
		bool error = strcmp(m->string, "Error") == 0;

		if (!error && strcmp(m->string, "Cause") != 0)
			return complain(rd, key_of(rd, m),
				"there is no \"%.64s\" in Throw, only Error and Cause", m->string);
		if (!cJSON_IsString(m))
			return complain(rd, start_of(rd, m), "%s must be a string", m->string);
		*(error ? &a->error : &a->cause) = m->valuestring;
	}
	return true;
}

static bool read_time_out(const struct reading *rd, const cJSON *node, struct mock_answer *a)
{
	a->kind = TASK_TIMED_OUT;
	return cJSON_IsTrue(node) || complain(rd, start_of(rd, node), "TimeOut can only be true");
}

static bool read_hang(const struct reading *rd, const cJSON *node, struct mock_answer *a)
{
	a->kind = TASK_HANGS;
	return cJSON_IsTrue(node) || complain(rd, start_of(rd, node), "Hang can only be true");
}

static bool read_submit(const struct reading *rd, const cJSON *node, struct mock_answer *a)
{
	a->submit = value_part(rd->f->doc, node);
	return true;
}

static bool read_after(const struct reading *rd, const cJSON *node, struct mock_answer *a)
{
	if (!cJSON_IsNumber(node) || !(node->valuedouble >= 0) || node->valuedouble > AFTER_MAX_S)
		return complain(rd, start_of(rd, node), "After must be a number of seconds, at most a year");
	a->after_ms = (int64_t)llround(node->valuedouble * 1000);
	return true;
}

static bool read_return_jsonata(const struct reading *rd, const cJSON *node, struct mock_answer *a)
{
	struct jsonata_error je = {0};
	bool ok;

	a->kind = TASK_DONE;
	if (!cJSON_IsString(node))
		return complain(rd, start_of(rd, node), "ReturnJsonata must be a string, a JSONata expression");
	a->expression = jsonata_compile(node->valuestring, strlen(node->valuestring), &je);
	ok = a->expression || complain(rd, start_of(rd, node), "ReturnJsonata: %s: %.200s", je.code, str_get(&je.message));
	jsonata_error_done(&je);
	return ok;
}

static bool read_index(const struct reading *rd, const cJSON *node, const char *what, int *out)
{
	int64_t n;

	if (!json_int(node, 0, INT32_MAX, &n))
		return complain(rd, start_of(rd, node), "%s must be the index of %s, from 0", node->string, what);
	*out = (int)n;
	return true;
}

static bool read_iteration(const struct reading *rd, const cJSON *node, struct mock_answer *a)
{
	return read_index(rd, node, "a Map iteration", &a->iteration);
}

static bool read_visit(const struct reading *rd, const cJSON *node, struct mock_answer *a)
{
	return read_index(rd, node, "a visit of the state", &a->visit);
}

static bool read_attempt(const struct reading *rd, const cJSON *node, struct mock_answer *a)
{
	return read_index(rd, node, "an attempt within a visit", &a->attempt);
}

static bool read_when(const struct reading *rd, const cJSON *node, struct mock_answer *a)
{
	(void)rd;
	a->when = node;
	return true;
}

static bool read_times(const struct reading *rd, const cJSON *node, struct mock_answer *a)
{
	if (cJSON_IsString(node) && strcmp(node->valuestring, "*") == 0) {
		a->times = MOCK_ALWAYS;
		return true;
	}
	return json_int(node, 1, INVOCATION_MAX, &a->times) ||
	       complain(rd, start_of(rd, node), "Times must be a whole number from 1, or \"*\"");
}

static bool read_comment(const struct reading *rd, const cJSON *node, struct mock_answer *a)
{
	(void)a;
	return cJSON_IsString(node) || complain(rd, start_of(rd, node), "Comment must be a string");
}

static const struct member {
	const char *name;
	bool is_answer;			/* exactly one of these */
	bool is_local;			/* Step Functions Local has it too */
	bool (*read)(const struct reading *rd, const cJSON *node, struct mock_answer *a);
} members[] = {
	{"Return", true, true, read_return},
	{"Throw", true, true, read_throw},
	{"ReturnJsonata", true, false, read_return_jsonata},
	{"TimeOut", true, false, read_time_out},
	{"Hang", true, false, read_hang},
	{"Submit", false, false, read_submit},
	{"After", false, false, read_after},
	{"Iteration", false, false, read_iteration},
	{"Visit", false, false, read_visit},
	{"Attempt", false, false, read_attempt},
	{"When", false, false, read_when},
	{"Times", false, false, read_times},
	{"Comment", false, true, read_comment},
};

static const struct member *member_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (strcmp(members[i].name, name) == 0)
			return &members[i];
	return NULL;
}

/* The answer is in the state's list before it is read, so that what it holds is freed with the list. */
static bool read_answer(
	const struct reading *rd, const cJSON *node, struct mock_state *s, bool local, struct mock_answer **out)
{
	struct mock_answer *a = VEC_ADD(&s->answers);
	int n_answers = 0;

	*a = (struct mock_answer){.iteration = -1, .visit = -1, .attempt = -1, .times = 1, .span = start_of(rd, node)};
	*out = a;
	if (!cJSON_IsObject(node))
		return complain(rd, a->span, "state \"%.80s\": an answer must be an object", s->name);
	for (const cJSON *m = node->child; m; m = m->next) {
		const struct member *member = member_find(m->string);

		if (!member || (local && !member->is_local))
			return complain(rd, key_of(rd, m), "state \"%.80s\": an answer has no \"%.64s\"",
				s->name, m->string);
		n_answers += member->is_answer;
		if (n_answers > 1)
			return complain(rd, key_of(rd, m),
				"state \"%.80s\": an answer is either Return or Throw%s", s->name,
				local ? "" : " or TimeOut or Hang");
		if (!member->read(rd, m, a))
			return false;
	}
	if (!n_answers)
		return complain(rd, a->span, "state \"%.80s\": an answer needs Return or Throw%s", s->name,
			local ? "" : " or TimeOut or Hang");
	if (local && a->kind == TASK_FAILED && (!a->error || !a->cause))
		return complain(rd, a->span, "state \"%.80s\": Throw needs both Error and Cause", s->name);
	if (a->after_ms && (a->kind == TASK_TIMED_OUT || a->kind == TASK_HANGS))
		return complain(rd, a->span, "state \"%.80s\": After goes with Return and Throw only", s->name);
	if (a->iteration >= 0 || a->visit >= 0 || a->attempt >= 0 || a->when)
		s->chooses = true;
	return true;
}

/* The invocations that each answer is for: one after the other, each as often as its Times. */
static void number_answers(struct mock_state *s)
{
	int64_t next = 0;

	for (size_t i = 0; i < s->answers.n; i++) {
		struct mock_answer *a = &s->answers.v[i];

		a->first = next;
		a->last = a->times < MOCK_ALWAYS - next ? next + a->times - 1 : MOCK_ALWAYS;
		next = a->last < MOCK_ALWAYS ? a->last + 1 : MOCK_ALWAYS;
	}
}

/* Nothing comes behind an answer that is given for ever. */
static bool check_reachable(const struct reading *rd, const struct mock_state *s)
{
	for (size_t i = 0; !s->chooses && i + 1 < s->answers.n; i++)
		if (s->answers.v[i].times == MOCK_ALWAYS)
			return complain(rd, s->answers.v[i + 1].span, "state \"%.80s\": the answer before this one is given every time",
				s->name);
	return true;
}

static struct mock_state *state_add(const struct reading *rd, const cJSON *node)
{
	struct mock_state *s;

	for (size_t i = 0; i < rd->f->states.n; i++) {
		if (strcmp(rd->f->states.v[i].name, node->string) == 0) {
			complain(rd, key_of(rd, node), "state \"%.80s\" has answers already", node->string);
			return NULL;
		}
	}
	s = VEC_ADD(&rd->f->states);
	*s = (struct mock_state){.name = node->string, .span = key_of(rd, node)};
	return s;
}

/* --- the short form ------------------------------------------------------------------------------------------------- */

static bool read_states(const struct reading *rd, const cJSON *states)
{
	if (!cJSON_IsObject(states))
		return complain(
			rd, start_of(rd, states), "States must be an object of state names and lists of answers");
	for (const cJSON *m = states->child; m; m = m->next) {
		struct mock_state *s = state_add(rd, m);
		struct mock_answer *a;

		if (!s)
			return false;
		if (!cJSON_IsArray(m))
			return complain(
				rd, start_of(rd, m), "state \"%.80s\": expected a list of answers", m->string);
		for (const cJSON *item = m->child; item; item = item->next)
			if (!read_answer(rd, item, s, false, &a))
				return false;
		number_answers(s);
		if (!check_reachable(rd, s))
			return false;
	}
	return true;
}

/* --- MockConfigFile.json -------------------------------------------------------------------------------------------- */

static bool read_number(const char *text, const char **end, int64_t *out)
{
	char *stop;

	if (*text < '0' || *text > '9' || strspn(text, "0123456789") > 7)
		return false;
	*out = strtoll(text, &stop, 10);
	*end = stop;
	return *out <= INVOCATION_MAX;
}

/* "0", "1-2"; ours: "3-*" and "*", to the end */
static bool read_range(const struct reading *rd, const cJSON *node, int64_t expected, int64_t *first, int64_t *last)
{
	const char *p;

	*last = MOCK_ALWAYS;
	if (strcmp(node->string, "*") == 0) {
		*first = expected;
		return true;
	}
	if (!read_number(node->string, &p, first))
		goto bad;
	if (strcmp(p, "-*") == 0)
		return true;
	*last = *first;
	if (*p == '-' && !read_number(p + 1, &p, last))
		goto bad;
	if (*p)
		goto bad;
	if (*last < *first)
		return complain(rd, key_of(rd, node),
			"\"%.40s\": a range goes from the smaller to the larger number", node->string);
	return true;
bad:
	return complain(rd, key_of(rd, node),
		"\"%.40s\" is neither an invocation (\"0\") nor a range of them (\"1-2\")", node->string);
}

static bool read_response(const struct reading *rd, const cJSON *response, struct mock_state *s)
{
	int64_t expected = 0, first = 0, last = 0;

	if (!cJSON_IsObject(response))
		return complain(rd, start_of(rd, response), "mocked response \"%.80s\" must be an object",
			response->string);
	for (const cJSON *m = response->child; m; m = m->next) {
		struct mock_answer *a;

		if (strcmp(m->string, "Comment") == 0)
			continue;
		if (!read_range(rd, m, expected, &first, &last))
			return false;
		if (expected == MOCK_ALWAYS)
			return complain(rd, key_of(rd, m), "mocked response \"%.80s\": the range before this one has no end",
				response->string);
		if (first != expected)
			return complain(rd, key_of(rd, m),
				"mocked response \"%.80s\": the next invocation is %lld, not %lld",
				response->string, (long long)expected, (long long)first);
		if (!read_answer(rd, m, s, true, &a))
			return false;
		a->first = first;
		a->last = last;
		a->times = last == MOCK_ALWAYS ? MOCK_ALWAYS : last - first + 1;
		expected = last == MOCK_ALWAYS ? MOCK_ALWAYS : last + 1;
	}
	return true;
}

static void add_names(struct str *s, const cJSON *object)
{
	for (const cJSON *m = object ? object->child : NULL; m; m = m->next)
		str_addf(s, "%s\"%.64s\"", s->len ? ", " : "", m->string);
}

static bool no_such(
	const struct reading *rd, const cJSON *where, const char *what, const char *name, const cJSON *object)
{
	struct str s = {0};
	struct span at = where->string ? key_of(rd, where) : start_of(rd, where);

	add_names(&s, object);
	complain(rd, at, "there is no %s \"%.80s\" here, only %.200s", what, name, s.len ? s.p : "an empty object");
	str_done(&s);
	return false;
}

/* By name; a file with a single one may be for a definition whose file has another name. */
static const cJSON *machine_find(const struct reading *rd, const cJSON *machines, const char *name)
{
	const cJSON *machine = json_get(machines, name);

	if (!machine && machines->child && !machines->child->next)
		machine = machines->child;
	if (!machine)
		no_such(rd, machines, "state machine", name, machines);
	return machine;
}

static const cJSON *only_case(const struct reading *rd, const cJSON *cases)
{
	struct str names = {0};

	if (cases->child && !cases->child->next)
		return cases->child;
	add_names(&names, cases);
	complain(rd, start_of(rd, cases), "choose one of the test cases: %.300s", names.len ? names.p : "there is none");
	str_done(&names);
	return NULL;
}

/* The named test case ("HappyPath", or as Step Functions Local has it in an execution's ARN: "Machine#HappyPath"); without a name the only one. */
static const cJSON *case_find(const struct reading *rd, const struct mock_options *o)
{
	const char *hash = o->test_case ? strchr(o->test_case, '#') : NULL, *name = hash ? hash + 1 : o->test_case;
	char *named = hash ? xstrndup(o->test_case, (size_t)(hash - o->test_case)) : xstrdup(o->machine ? o->machine : "");
	const cJSON *machines = json_get(rd->root, "StateMachines"), *machine = machine_find(rd, machines, named), *cases;

	free(named);
	if (!machine)
		return NULL;
	cases = json_get(machine, "TestCases");
	if (!cJSON_IsObject(cases)) {
		complain(rd, start_of(rd, machine), "state machine \"%.80s\" needs TestCases, an object", machine->string);
		return NULL;
	}
	if (!name)
		return only_case(rd, cases);
	if (!json_get(cases, name))
		no_such(rd, cases, "test case", name, cases);
	return json_get(cases, name);
}

static bool read_case(const struct reading *rd, const cJSON *test_case)
{
	const cJSON *responses = json_get(rd->root, "MockedResponses");

	if (!cJSON_IsObject(test_case))
		return complain(rd, start_of(rd, test_case),
			"test case \"%.80s\" must be an object of states and mocked responses",
			test_case->string);
	for (const cJSON *m = test_case->child; m; m = m->next) {
		const cJSON *response;
		struct mock_state *s;

		if (strcmp(m->string, "Comment") == 0 && !json_get(responses, m->valuestring ? m->valuestring : ""))
			continue;
		if (!cJSON_IsString(m))
			return complain(rd, start_of(rd, m),
				"state \"%.80s\": expected the name of a mocked response", m->string);
		response = json_get(responses, m->valuestring);
		if (!response)
			return complain(rd, start_of(rd, m), "there is no mocked response \"%.80s\"", m->valuestring);
		s = state_add(rd, m);
		if (!s || !read_response(rd, response, s))
			return false;
	}
	return true;
}

static bool is_root_field(const char *name)
{
	static const char *const names[] = {"States", "StateMachines", "MockedResponses", "Comment", "$schema"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static bool read_root(const struct reading *rd, const struct mock_options *o)
{
	const cJSON *machines = json_get(rd->root, "StateMachines"), *states = json_get(rd->root, "States"),
	            *test_case;

	if (!cJSON_IsObject(rd->root) || (!machines && !states))
		return complain(rd, start_of(rd, rd->root),
			"expected {\"States\": {…}} or {\"StateMachines\": {…}, \"MockedResponses\": {…}}");
	for (const cJSON *m = rd->root->child; m; m = m->next)
		if (!is_root_field(m->string))
			return complain(rd, key_of(rd, m), "there is no field \"%.64s\" in a mock file", m->string);
	if (states && !read_states(rd, states))
		return false;
	if (!machines)
		return true;
	if (!cJSON_IsObject(machines))
		return complain(rd, start_of(rd, machines), "StateMachines must be an object");
	test_case = case_find(rd, o);
	return test_case && read_case(rd, test_case);
}

bool mock_file_read(struct mock_file *f, const struct mock_options *o, struct err *e)
{
	struct json_places *places = json_places_new();
	struct reading rd = {.f = f, .places = places, .e = e};
	cJSON *root = NULL;
	char *text = NULL;
	size_t len;
	bool ok = false;

	f->path = xstrdup(o->path);
	if (o->doc) {
		f->doc = value_ref(o->doc);
		rd.places = o->places;
		rd.root = o->part;
		ok = read_root(&rd, o) || err_prefix(e, o->path);
		goto out;
	}
	if (!file_read(o->path, FILE_MAX_BYTES, &text, &len, e))
		goto out;
	if (!json_parse(text, len, places, &root, e)) {
		err_prefix(e, o->path);
		goto out;
	}
	f->doc = value_take(root);
	rd.root = root;
	ok = read_root(&rd, o);
	if (!ok)
		err_prefix(e, o->path);
out:
	json_places_free(places);
	free(text);
	return ok;
}

void mock_file_done(struct mock_file *f)
{
	for (size_t i = 0; i < f->states.n; i++) {
		struct mock_state *s = &f->states.v[i];

		for (size_t k = 0; k < s->answers.n; k++) {
			value_unref(s->answers.v[k].result);
			value_unref(s->answers.v[k].submit);
			jsonata_free(s->answers.v[k].expression);
		}
		VEC_DONE(&s->answers);
	}
	VEC_DONE(&f->states);
	value_unref(f->doc);
	free(f->path);
}

/* By name or path; else the first pattern ("Outer*", "*") that matches one of them. */
/* A Task whose Resource is ${Name} answers to that name too, as it is or without its braces. */
static bool is_placeholder_of(const char *name, const struct asl_state *s)
{
	const char *arn = s->resource.arn;
	size_t n = strlen(name);

	if (!s->resource.placeholder)
		return false;
	return strcmp(name, arn) == 0 || (str_starts(arn, "${") && strncmp(arn + 2, name, n) == 0 && strcmp(arn + 2 + n, "}") == 0);
}

struct mock_state *mock_file_find(const struct mock_file *f, const struct asl_state *s)
{
	for (size_t i = 0; i < f->states.n; i++)
		if (str_is(f->states.v[i].name, s->name) || str_is(f->states.v[i].name, s->path))
			return &f->states.v[i];
	for (size_t i = 0; i < f->states.n; i++)
		if (is_placeholder_of(f->states.v[i].name, s))
			return &f->states.v[i];
	for (size_t i = 0; i < f->states.n; i++)
		if (strpbrk(f->states.v[i].name, "*?") &&
			(fnmatch(f->states.v[i].name, s->name, 0) == 0 || fnmatch(f->states.v[i].name, s->path, 0) == 0))
			return &f->states.v[i];
	return NULL;
}
