#include "machine_gen.h"

#include <stdio.h>
#include <stdlib.h>

#define STATES_MAX 24
#define DEPTH_MAX 4

uint8_t gen_byte(struct gen *g)
{
	return g->p < g->end ? *g->p++ : 0;
}

static size_t pick(struct gen *g, size_t n)
{
	return gen_byte(g) % n;
}

#define PICK(g, list) ((list)[pick((g), ARRAY_LEN(list))])

/* --- expressions -------------------------------------------------------------------------------------------------------- */

static void expression(struct gen *g, struct str *out, int depth);

static void atom(struct gen *g, struct str *out)
{
	static const char *const atoms[] = { "$states.input", "1", "$states.input.a", "$v0", "'text'", "true", "null", "[1, 2, 3]", "$v1",
		"$states.context.State.Name", "$states.context.Map.Item.Value", "$states.context", "{'k': 1}", "$states.input.list",
		"$states.input.list[0]", "$nowhere", "-1", "$millis()", "$now()", "$uuid()", "$random()", "$states", "[]", "{}", "1e308",
		"$states.input.list[$ > 1]", "$states.input.**", "$states.input.*", "$error('no')", "$states.input.s", "false", "0.5",
		"$range(1, 3, 1)", "function($x){ $x }", "$sum", "'a' & 1", "$states.input.list^(>$).{'i': $}", "$states.input{'k': a}" };
	static const char *const refused[] = { "a", "$", "$$", "1 +", "$states.result", "$states.errorOutput", ")", "/", "$states.foo" };
	uint8_t b = gen_byte(g);

	if (g->extra && b % 3 == 1)
		str_adds(out, g->extra);
	else if (b % 100 == 99)
		str_adds(out, PICK(g, refused));
	else
		str_adds(out, PICK(g, atoms));
}

static void binary(struct gen *g, struct str *out, int depth)
{
	static const char *const ops[] = { " + ", " & ", " = ", " > ", " and ", " in ", " * ", " - ", ".", "~>" };

	str_addc(out, '(');
	expression(g, out, depth + 1);
	str_addf(out, ")%s(", PICK(g, ops));
	expression(g, out, depth + 1);
	str_addc(out, ')');
}

static void call(struct gen *g, struct str *out, int depth)
{
	static const char *const heads[] = { "$string(", "$sum(", "$count(", "$keys(", "$exists(", "$type(", "$length(", "$reverse(",
		"$parse(", "$map([1, 2], function($i){ $i = 1 ? ", "($f := function($n){ $n > 0 ? $f($n - 1) : ", "($x := ",
		"$merge([{'a': 1}, ", "$partition([1, 2, 3], ", "$hash('x', ", "$filter([1, 2, 3], function($i){ ", "$not(" };
	static const char *const tails[] = { ")", ")", ")", ")", ")", ")", ")", ")", ")", " : $i })", "}; $f(3))", "; $x)", "])", ")", ")",
		" })", ")" };
	size_t i = pick(g, ARRAY_LEN(heads));

	str_adds(out, heads[i]);
	expression(g, out, depth + 1);
	str_adds(out, tails[i]);
}

static void expression(struct gen *g, struct str *out, int depth)
{
	uint8_t b = gen_byte(g);

	if (depth > 4 || b % 4 < 2)
		atom(g, out);
	else if (b % 4 == 2)
		binary(g, out, depth);
	else
		call(g, out, depth);
}

static cJSON *expression_node(struct gen *g)
{
	struct str s = {0};
	cJSON *n;

	str_adds(&s, "{% ");
	expression(g, &s, 0);
	str_adds(&s, " %}");
	n = cJSON_CreateString(str_get(&s));
	str_done(&s);
	return n;
}

/* --- values --------------------------------------------------------------------------------------------------------------- */

static cJSON *value(struct gen *g, bool jsonata, int depth)
{
	static const char *const names[] = { "a", "b", "list", "k.$", "s", "FunctionName" };
	static const char *const paths[] = { "$", "$.a", "$.list[0]", "$v0", "$$.State.Name", "States.Array($.a, 1)", "$.list[*]", "text" };
	uint8_t b = gen_byte(g);
	cJSON *n;

	switch (depth > 2 ? b % 4 : b % 7) {
	case 0:
		return jsonata ? expression_node(g) : cJSON_CreateNumber(b);
	case 1:
		return cJSON_CreateString(b & 8 ? " {% 1 %} " : "text");
	case 2:
		return b & 8 ? cJSON_CreateNull() : cJSON_CreateTrue();
	case 3:
		return cJSON_CreateNumber(gen_byte(g));
	case 4:
		n = cJSON_CreateArray();
		for (size_t i = pick(g, 4); i; i--)
			cJSON_AddItemToArray(n, value(g, jsonata, depth + 1));
		return n;
	default:
		n = cJSON_CreateObject();
		for (size_t i = pick(g, 4); i; i--) {
			const char *name = PICK(g, names);

			json_set(n, name, str_ends(name, ".$") && !jsonata ? cJSON_CreateString(PICK(g, paths)) : value(g, jsonata, depth + 1));
		}
		return n;
	}
}

static cJSON *assign(struct gen *g, bool jsonata)
{
	static const char *const names[] = { "v0", "v1", "sum", "v2" };
	cJSON *n = cJSON_CreateObject();

	for (size_t i = pick(g, 3) + 1; i; i--)
		json_set(n, PICK(g, names), value(g, jsonata, 1));
	return n;
}

static cJSON *number(struct gen *g, bool jsonata)
{
	return jsonata && gen_byte(g) % 2 ? expression_node(g) : cJSON_CreateNumber(gen_byte(g) % 9 + 1);
}

static bool now_and_then(struct gen *g, unsigned one_in)
{
	uint8_t b = gen_byte(g);

	return b && b % one_in == 0;
}

/* --- states --------------------------------------------------------------------------------------------------------------- */

static cJSON *scope(struct gen *g, bool machine_jsonata, int depth);

static cJSON *names_list(struct gen *g)
{
	static const char *const errors[] = { "States.ALL", "States.QueryEvaluationError", "E", "States.TaskFailed", "States.Timeout" };
	cJSON *n = cJSON_CreateArray();

	cJSON_AddItemToArray(n, cJSON_CreateString(PICK(g, errors)));
	return n;
}

static void add_handlers(struct gen *g, cJSON *s, bool jsonata, const char *next)
{
	cJSON *list, *one;

	if (now_and_then(g, 2)) {
		list = cJSON_AddArrayToObject(s, "Retry");
		one = cJSON_CreateObject();
		cJSON_AddItemToArray(list, one);
		json_set(one, "ErrorEquals", names_list(g));
		json_set(one, "MaxAttempts", cJSON_CreateNumber(gen_byte(g) % 3));
	}
	if (now_and_then(g, 2) && next) {
		list = cJSON_AddArrayToObject(s, "Catch");
		one = cJSON_CreateObject();
		cJSON_AddItemToArray(list, one);
		json_set(one, "ErrorEquals", names_list(g));
		json_set(one, "Next", cJSON_CreateString(next));
		g->extra = "$states.errorOutput";
		if (jsonata && now_and_then(g, 2))
			json_set(one, "Output", value(g, true, 0));
		if (now_and_then(g, 3))
			json_set(one, "Assign", assign(g, jsonata));
		g->extra = NULL;
	}
}

/* result: what the state has to offer in Output and Assign; NULL: nothing. */
static void add_flow(struct gen *g, cJSON *s, bool jsonata, const char *result)
{
	g->extra = result;
	if (jsonata && now_and_then(g, 2))
		json_set(s, "Output", value(g, true, 0));
	if (now_and_then(g, 3))
		json_set(s, "Assign", assign(g, jsonata));
	g->extra = NULL;
}

static void add_arguments(struct gen *g, cJSON *s, bool jsonata)
{
	json_set(s, jsonata ? "Arguments" : "Parameters", jsonata ? value(g, true, 0) : assign(g, false));
}

static void add_task(struct gen *g, cJSON *s, bool jsonata)
{
	static const char *const resources[] = { "arn:aws:lambda:us-east-1:111122223333:function:f", "arn:aws:states:::aws-sdk:s3:listBuckets",
		"arn:aws:states:us-east-1:111122223333:activity:a" };
	size_t i = pick(g, ARRAY_LEN(resources));

	json_set(s, "Resource", cJSON_CreateString(resources[i]));
	if (i == 1 || now_and_then(g, 2))
		add_arguments(g, s, jsonata);
	if (now_and_then(g, 3))
		json_set(s, "TimeoutSeconds", number(g, jsonata));
	if (now_and_then(g, 4))
		json_set(s, "HeartbeatSeconds", number(g, jsonata));
	if (jsonata && i != 2 && now_and_then(g, 4)) {
		cJSON *c = cJSON_AddObjectToObject(s, "Credentials");

		json_set(c, "RoleArn", expression_node(g));
	}
	add_flow(g, s, jsonata, "$states.result");
}

static void add_choices(struct gen *g, cJSON *s, bool jsonata, const char *next, const char *other)
{
	cJSON *list = cJSON_AddArrayToObject(s, "Choices");

	for (size_t i = pick(g, 3) + 1; i; i--) {
		cJSON *rule = cJSON_CreateObject();

		cJSON_AddItemToArray(list, rule);
		json_set(rule, "Next", cJSON_CreateString(i == 1 ? next : other));
		if (!jsonata) {
			json_set(rule, "Variable", cJSON_CreateString("$.a"));
			json_set(rule, "IsPresent", cJSON_CreateBool(i & 1));
			continue;
		}
		json_set(rule, "Condition", now_and_then(g, 4) ? cJSON_CreateTrue() : expression_node(g));
		if (now_and_then(g, 3))
			json_set(rule, "Output", value(g, true, 0));
		if (now_and_then(g, 3))
			json_set(rule, "Assign", assign(g, true));
	}
	if (gen_byte(g) % 4)
		json_set(s, "Default", cJSON_CreateString(other));
	add_flow(g, s, jsonata, NULL);
}

static void add_map(struct gen *g, cJSON *s, bool jsonata, bool machine_jsonata, int depth)
{
	if (jsonata && gen_byte(g) % 4)
		json_set(s, "Items", now_and_then(g, 2) ? expression_node(g) : value(g, true, 1));
	if (now_and_then(g, 2))
		json_set(s, "MaxConcurrency", number(g, jsonata));
	if (now_and_then(g, 2))
		json_set(s, "ItemSelector", jsonata ? value(g, true, 0) : assign(g, false));
	json_set(s, "ItemProcessor", scope(g, machine_jsonata, depth + 1));
	if (jsonata)
		add_flow(g, s, true, "$states.result");
}

static void add_parallel(struct gen *g, cJSON *s, bool jsonata, bool machine_jsonata, int depth)
{
	cJSON *list = cJSON_AddArrayToObject(s, "Branches");

	for (size_t i = pick(g, 3) + 1; i; i--)
		cJSON_AddItemToArray(list, scope(g, machine_jsonata, depth + 1));
	if (now_and_then(g, 2))
		add_arguments(g, s, jsonata);
	add_flow(g, s, jsonata, "$states.result");
}

static void add_wait(struct gen *g, cJSON *s, bool jsonata)
{
	if (now_and_then(g, 3))
		json_set(s, "Timestamp", jsonata ? expression_node(g) : cJSON_CreateString("2026-01-01T00:00:00Z"));
	else
		json_set(s, "Seconds", number(g, jsonata));
	add_flow(g, s, jsonata, NULL);
}

/* Something out of its place: most of what checks definitions is there for this. */
static void spoil(struct gen *g, cJSON *s)
{
	static const char *const names[] = { "Output", "Items", "Arguments", "Condition", "QueryLanguage", "Assign", "Seconds", "Error",
		"ResultPath", "TimeoutSeconds", "Retry", "Catch", "Choices", "MaxConcurrency", "Type", "Credentials", "ToleratedFailureCount" };
	static const char *const texts[] = { "{% ", " %}", "{%%}", "{% 1 %}", "$.a", "${Name}", "{% ${Name} %}", "JSONata" };

	json_set(s, PICK(g, names), now_and_then(g, 2) ? cJSON_CreateString(PICK(g, texts)) : value(g, true, 0));
}

static cJSON *state(struct gen *g, bool machine_jsonata, const char *next, const char *other, int depth)
{
	static const char *const types[] = { "Pass", "Task", "Choice", "Wait", "Map", "Parallel", "Fail", "Succeed", "Pass", "Pass" };
	size_t kind = pick(g, depth > 2 ? 4 : ARRAY_LEN(types));
	bool jsonata = machine_jsonata || now_and_then(g, 2);
	cJSON *s = cJSON_CreateObject();

	if (kind == 2 && !next)
		kind = 0;
	if ((kind == 6 || kind == 7) && next)		/* nothing would reach what follows */
		kind = 2;
	json_set(s, "Type", cJSON_CreateString(types[kind]));
	if (jsonata && !machine_jsonata)
		json_set(s, "QueryLanguage", cJSON_CreateString("JSONata"));
	switch (kind) {
	case 1:
		add_task(g, s, jsonata);
		break;
	case 2:
		add_choices(g, s, jsonata, next, other ? other : next);
		return s;
	case 3:
		add_wait(g, s, jsonata);
		break;
	case 4:
		add_map(g, s, jsonata, machine_jsonata, depth);
		break;
	case 5:
		add_parallel(g, s, jsonata, machine_jsonata, depth);
		break;
	case 6:
		json_set(s, "Error", jsonata ? expression_node(g) : cJSON_CreateString("E"));
		return s;
	case 7:
		if (jsonata && now_and_then(g, 2))
			json_set(s, "Output", value(g, true, 0));
		return s;
	default:
		add_flow(g, s, jsonata, NULL);
	}
	if (kind == 1 || kind == 4 || kind == 5)
		add_handlers(g, s, jsonata, next);
	if (next)
		json_set(s, "Next", cJSON_CreateString(next));
	else
		json_set(s, "End", cJSON_CreateTrue());
	if (now_and_then(g, 40))
		spoil(g, s);
	return s;
}

/* A row of states, each going on to the next; a Choice may go back to the first. */
static cJSON *scope(struct gen *g, bool machine_jsonata, int depth)
{
	cJSON *o = cJSON_CreateObject(), *states;
	size_t n = depth >= DEPTH_MAX || g->states > STATES_MAX ? 1 : pick(g, 4) + 1;
	char name[16], next[16], first[16];
	int base = g->states;

	g->states += (int)n;
	snprintf(first, sizeof first, "S%d", base);
	json_set(o, "StartAt", cJSON_CreateString(first));
	states = cJSON_AddObjectToObject(o, "States");
	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof name, "S%d", base + (int)i);
		snprintf(next, sizeof next, "S%d", base + (int)i + 1);
		json_set(states, name, state(g, machine_jsonata, i + 1 < n ? next : NULL, i ? first : NULL, depth));
	}
	return o;
}

char *gen_machine(struct gen *g)
{
	bool jsonata = gen_byte(g) % 4 != 3;
	cJSON *o = scope(g, jsonata, 0);
	char *text;

	if (jsonata)
		json_set(o, "QueryLanguage", cJSON_CreateString("JSONata"));
	if (now_and_then(g, 8))
		json_set(o, "TimeoutSeconds", cJSON_CreateNumber(5));
	text = json_print(o);
	cJSON_Delete(o);
	return text;
}

char *gen_input(struct gen *g)
{
	static const char *const inputs[] = { "{\"a\":1,\"list\":[1,2,3],\"s\":\"x\"}", "[1,2]", "{}", "null", "\"text\"", "{\"a\":{\"b\":[]},\"list\":[]}" };

	return xstrdup(PICK(g, inputs));
}
