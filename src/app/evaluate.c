#include "app/evaluate.h"

#include <stdlib.h>
#include <string.h>

#include "asl/diag.h"
#include "engine/engine.h"
#include "query/intrinsic.h"
#include "query/jsonata.h"
#include "query/path.h"

#define VARIABLES_MAX 64		/* beyond that a person looks at the variables themselves */

/* AWS's depth; the rest keeps a screen from waiting: a condition is asked at every event that it may concern. */
static const struct jsonata_limits limits = {.depth = 100, .steps = 2000000, .bytes = (size_t)64 << 20, .time_ms = 1000};

/* --- which language ------------------------------------------------------------------------------------------------ */

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, " \t\r\n");
}

static bool is_wrapped(const char *text)
{
	size_t len = strlen(text);

	return str_starts(text, "{%") && len >= 4 && str_ends(text, "%}");
}

static bool is_path(const char *text)
{
	struct err e;
	struct path *p = *text == '$' ? path_compile(text, strlen(text), &e) : NULL;

	path_free(p);
	return p != NULL;
}

static bool is_rule(const char *text)
{
	cJSON *n = *text == '{' ? json_read(text, NULL) : NULL;
	bool rule = cJSON_IsObject(n) && (json_get(n, "Variable") || json_get(n, "And") || json_get(n, "Or") || json_get(n, "Not"));

	cJSON_Delete(n);
	return rule;
}

enum evaluate_language evaluate_language_of(const char *text, const struct asl_state *state)
{
	text = skip_blanks(text);
	if (is_rule(text))
		return EVALUATE_RULE;
	/* No variable may be called "states": it is JSONata's. */
	if (is_wrapped(text) || strcmp(text, "$states") == 0 || str_starts(text, "$states.") || (state && state->language == ASL_JSONATA))
		return EVALUATE_JSONATA;
	if (intrinsic_is(text))
		return EVALUATE_INTRINSIC;
	return is_path(text) ? EVALUATE_JSONPATH : EVALUATE_JSONATA;
}

const char *evaluate_language_text(enum evaluate_language l)
{
	static const char *const text[] = {"JSONPath", "intrinsic function", "JSONata", "choice rule"};

	return text[l];
}

/* The expression inside {% %}, or all of it; *at: where it begins in text. */
static const char *inner(const char *text, size_t *len, size_t *at)
{
	const char *p = skip_blanks(text);
	size_t n = strlen(p);

	while (n && strchr(" \t\r\n", p[n - 1]))
		n--;
	if (n >= 4 && str_starts(p, "{%") && p[n - 2] == '%' && p[n - 1] == '}') {
		p += 2;
		n -= 4;
	}
	*len = n;
	*at = (size_t)(p - text);
	return p;
}

/* --- JSONPath and intrinsic functions ------------------------------------------------------------------------------- */

static struct value *extra(const struct moment *m, const char *name)
{
	const struct {
		const char *name;
		struct value *value;
	} extras[] = {{"input", m->input}, {"result", m->result}, {"output", m->output}, {"errorOutput", m->error_output}};

	for (size_t i = 0; i < ARRAY_LEN(extras); i++)
		if (strcmp(extras[i].name, name) == 0)
			return extras[i].value;
	return NULL;
}

static struct value *variable_of(void *ctx, const char *name)
{
	const struct moment *m = ctx;
	struct value *v = moment_variable(m, name);

	return v ? v : extra(m, name);
}

static bool evaluate_path(const char *text, size_t len, const struct moment *m, const struct query_env *env, struct value **out, struct err *e)
{
	struct path *p = path_compile(text, len, e);
	struct str why = {0};

	(void)m;
	if (!p)
		return false;
	*out = path_eval(p, env, &why);	/* what leads nowhere is no error of the person's: there is no value */
	str_done(&why);
	path_free(p);
	return true;
}

static bool evaluate_intrinsic(const char *text, size_t len, const struct query_env *env, struct value **out, struct err *e)
{
	struct intrinsic *x = intrinsic_compile(text, len, e);
	struct str why = {0};

	if (!x)
		return false;
	*out = intrinsic_eval(x, env, &why);
	if (!*out)
		err_set(e, ERR_INVALID, "%.400s", str_get(&why));
	str_done(&why);
	intrinsic_free(x);
	return *out != NULL;
}

/* --- `$$` in JSONata: $states.context ------------------------------------------------------------------------------------ */

static const char context_name[] = "$states.context";

/* Bytes of a string, a quoted name or a comment that p begins with; 0: of none. */
static size_t quoted_len(const char *p, size_t len)
{
	size_t i = 1;

	if (len >= 2 && p[0] == '/' && p[1] == '*') {
		for (i = 2; i + 1 < len && (p[i] != '*' || p[i + 1] != '/'); i++)
			;
		return i + 2 < len ? i + 2 : len;
	}
	if (*p != '"' && *p != '\'' && *p != '`')
		return 0;
	while (i < len && p[i] != *p)
		i += p[i] == '\\' && *p != '`' && i + 1 < len ? 2 : 1;
	return i + 1 < len ? i + 1 : len;
}

/* Appends the expression with another name for `$$`. Returns where in the original byte `find` of the result stands. */
static size_t name_context(const char *p, size_t len, size_t find, struct str *out)
{
	size_t at = 0, found = len;

	while (at < len) {
		size_t quoted = quoted_len(p + at, len - at), used = quoted ? quoted : 1, before = out->len;

		if (!quoted && p[at] == '$' && at + 1 < len && p[at + 1] == '$') {
			used = 2;
			str_adds(out, context_name);
		} else {
			str_add(out, p + at, used);
		}
		if (before <= find && find < out->len)
			found = used == 2 && !quoted ? at : at + (find - before);
		at += used;
	}
	return found;
}

/* --- JSONata ---------------------------------------------------------------------------------------------------------- */

/* Where an error is in the text that was typed. */
static struct span place_of(const char *text, size_t len, size_t at, const struct jsonata_error *je)
{
	struct str unused = {0};
	size_t offset = at + name_context(text, len, je->at.offset, &unused);

	str_done(&unused);
	return (struct span){1, (uint32_t)offset + 1, offset};
}

static struct jsonata *compile_jsonata(const char *text, size_t len, size_t at, struct err *e)
{
	struct jsonata_error je = {0};
	struct str named = {0};
	struct jsonata *x;

	name_context(text, len, 0, &named);
	x = jsonata_compile(str_get(&named), named.len, &je);
	if (!x)
		err_at(e, ERR_SYNTAX, place_of(text, len, at, &je), "%.400s", str_get(&je.message));
	jsonata_error_done(&je);
	str_done(&named);
	return x;
}

static void bind(struct jsonata_binding *b, size_t *n, const char *name, struct value *v)
{
	if (v)
		b[(*n)++] = (struct jsonata_binding){.name = name, .value = v};
}

static bool jsonata_failed(enum jsonata_outcome outcome, const struct jsonata_error *je, struct span place, struct err *e)
{
	if (outcome == JSONATA_UNSUPPORTED)
		return err_set(e, ERR_INVALID, "the result is a function");
	return err_at(e, ERR_INVALID, place, "%s: %.400s", je->code, str_get(&je->message));
}

static bool evaluate_jsonata(const char *text, size_t len, size_t at, const struct moment *m, struct value **out, struct err *e)
{
	struct jsonata_binding states[4], all[VARIABLES_MAX + 5];
	struct jsonata *x = compile_jsonata(text, len, at, e);
	struct jsonata_error je = {0};
	size_t n_states = 0, n = 0;
	enum jsonata_outcome outcome;
	struct rng rng;

	if (!x)
		return false;
	rng_seed(&rng, 0);
	bind(states, &n_states, "input", m->input);
	bind(states, &n_states, "result", m->result);
	bind(states, &n_states, "errorOutput", m->error_output);
	bind(states, &n_states, "context", m->context);
	all[n++] = (struct jsonata_binding){.name = "states", .members = states, .n_members = n_states};
	for (size_t i = 0; i < m->variables.n && i < VARIABLES_MAX; i++)
		bind(all, &n, m->variables.v[i].name, m->variables.v[i].value);
	for (size_t i = 0; i < 4; i++) {
		static const char *const names[] = {"input", "result", "output", "errorOutput"};

		if (!moment_variable(m, names[i]))
			bind(all, &n, names[i], extra(m, names[i]));
	}
	outcome = jsonata_eval(x, &(struct jsonata_env){.input = m->input, .bindings = all, .n_bindings = n, .limits = limits, .aws = true,
		.rng = &rng}, out, &je);
	if (outcome == JSONATA_UNDEFINED)
		*out = NULL;
	else if (outcome != JSONATA_VALUE)
		jsonata_failed(outcome, &je, place_of(text, len, at, &je), e);
	jsonata_error_done(&je);
	jsonata_free(x);
	return outcome == JSONATA_VALUE || outcome == JSONATA_UNDEFINED;
}

/* --- rules of a Choice: by the interpreter itself, in a machine of three states --------------------------------------- */

static struct asl_machine *rule_machine(const char *text, size_t len, struct err *e)
{
	cJSON *rule = NULL;
	struct asl_machine *m;
	struct str s = {0};

	if (!json_parse(text, len, NULL, &rule, e))
		return NULL;
	cJSON_DeleteItemFromObjectCaseSensitive(rule, "Next");
	cJSON_AddStringToObject(rule, "Next", "true");
	str_adds(&s, "{\"StartAt\":\"rule\",\"States\":{\"rule\":{\"Type\":\"Choice\",\"Choices\":[");
	json_print_to(&s, rule);
	str_adds(&s, "],\"Default\":\"false\"},\"true\":{\"Type\":\"Succeed\"},\"false\":{\"Type\":\"Succeed\"}}}");
	cJSON_Delete(rule);
	m = asl_parse(str_get(&s), s.len, "rule", NULL);
	str_done(&s);
	if (m->valid)
		return m;
	for (size_t i = 0; i < m->diags->list.n; i++)
		if (m->diags->list.v[i].severity == DIAG_ERROR) {
			err_set(e, ERR_SYNTAX, "%.400s", m->diags->list.v[i].message);
			break;
		}
	asl_unref(m);
	return NULL;
}

static struct value *variables_object(const struct moment *m)
{
	cJSON *o = cJSON_CreateObject();

	for (size_t i = 0; i < m->variables.n; i++)
		json_set(o, m->variables.v[i].name, json_copy(value_node(m->variables.v[i].value)));
	return value_take(o);
}

static bool run_rule(struct engine *x, struct value *input, struct value **out, struct err *e)
{
	struct engine_input start = {.kind = IN_START, .value = input};
	struct engine_effects fx = {0};
	const struct history *h = engine_history(x);
	bool ok = engine_feed(x, &start, &fx, e);

	while (ok && engine_step(x, &fx, e))
		;
	engine_effects_done(&fx);
	if (!ok || e->code)
		return false;
	if (engine_status(x) != EXEC_SUCCEEDED)
		return err_set(e, ERR_INVALID, "%.400s", engine_cause(x) ? engine_cause(x) : "the rule fails");
	for (size_t i = 0; i < h->events.n; i++)
		if (h->events.v[i].type == EV_SucceedStateEntered)
			*out = value_take(cJSON_CreateBool(strcmp(h->events.v[i].name, "true") == 0));
	return true;
}

static bool evaluate_rule(const char *text, size_t len, const struct moment *m, struct value **out, struct err *e)
{
	struct engine_options o = {.name = "rule", .max_payload = SIZE_MAX};
	struct asl_machine *machine = rule_machine(text, len, e);
	struct engine *x;
	bool ok;

	if (!machine)
		return false;
	o.variables = variables_object(m);
	o.context = m->context;
	x = engine_new(machine, &o);
	ok = run_rule(x, m->input, out, e);
	engine_free(x);
	value_unref(o.variables);
	asl_unref(machine);
	return ok;
}

/* --- all of them ---------------------------------------------------------------------------------------------------- */

static bool by_query(enum evaluate_language l, const char *p, size_t len, const struct moment *m, struct value **out, struct err *e)
{
	struct rng rng;
	struct query_env env = {.input = m->input, .context = m->context, .variable = variable_of, .variable_ctx = (void *)(uintptr_t)m,
		.rng = &rng};
	struct value *nothing = m->input ? NULL : value_take(cJSON_CreateNull());
	bool ok;

	rng_seed(&rng, 0);
	if (nothing)
		env.input = nothing;
	ok = l == EVALUATE_JSONPATH ? evaluate_path(p, len, m, &env, out, e) : evaluate_intrinsic(p, len, &env, out, e);
	value_unref(nothing);
	return ok;
}

bool evaluate(const char *text, const struct moment *m, struct value **out, struct err *e)
{
	enum evaluate_language l = evaluate_language_of(text, m->state);
	size_t len, at;
	const char *p = inner(text, &len, &at);

	err_clear(e);
	*out = NULL;
	if (!len)
		return err_set(e, ERR_USAGE, "there is no expression");
	if (l == EVALUATE_RULE)
		return evaluate_rule(p, len, m, out, e);
	if (l == EVALUATE_JSONATA)
		return evaluate_jsonata(p, len, at, m, out, e);
	return by_query(l, p, len, m, out, e);
}

bool evaluate_check(const char *text, const struct asl_state *state, struct err *e)
{
	enum evaluate_language l = evaluate_language_of(text, state);
	size_t len, at;
	const char *p = inner(text, &len, &at);
	struct asl_machine *rule;
	struct intrinsic *i;
	struct jsonata *j;

	err_clear(e);
	if (!len)
		return err_set(e, ERR_USAGE, "there is no expression");
	switch (l) {
	case EVALUATE_RULE:
		rule = rule_machine(p, len, e);
		asl_unref(rule);
		return rule != NULL;
	case EVALUATE_INTRINSIC:
		i = intrinsic_compile(p, len, e);
		intrinsic_free(i);
		return i != NULL;
	case EVALUATE_JSONATA:
		j = compile_jsonata(p, len, at, e);
		jsonata_free(j);
		return j != NULL;
	case EVALUATE_JSONPATH:
		return true;	/* it would not be taken for one otherwise */
	}
	return false;
}

static bool node_is_true(const cJSON *n)
{
	if (cJSON_IsArray(n)) {
		for (const cJSON *c = n->child; c; c = c->next)
			if (node_is_true(c))
				return true;
		return false;
	}
	if (cJSON_IsString(n))
		return *n->valuestring != '\0';
	if (cJSON_IsNumber(n))
		return n->valuedouble < 0 || n->valuedouble > 0;
	return cJSON_IsObject(n) ? n->child != NULL : cJSON_IsTrue(n);
}

bool evaluate_is_true(const struct value *v)
{
	return v && node_is_true(value_node(v));
}
