/* The face of JSONata: compiling, one evaluation from environment to result, the table of functions, what lint asks. */
#include "query/jsonata.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/timefmt.h"
#include "json/places.h"
#include "query/jsonata_run.h"
#include "query/path_ast.h"

#define BYTES_DEFAULT ((size_t)1 << 30)
#define BYTES_FIRST 3072		/* of the stack: enough for an ordinary expression */

const struct jfunction jfunctions[] = {
	{ "string", "<x-b?:s>", jfn_string, 1, 0, 0 },
	{ "length", "<s-:n>", jfn_length, -1, 0, 0 },
	{ "substring", "<s-nn?:s>", jfn_substring, -1, 0, 0 },
	{ "substringBefore", "<s-s:s>", jfn_substring_before, -1, 0, 0 },
	{ "substringAfter", "<s-s:s>", jfn_substring_after, -1, 0, 0 },
	{ "lowercase", "<s-:s>", jfn_lowercase, -1, 0, 0 },
	{ "uppercase", "<s-:s>", jfn_uppercase, -1, 0, 0 },
	{ "trim", "<s-:s>", jfn_trim, -1, 0, 0 },
	{ "pad", "<s-ns?:s>", jfn_pad, -1, 0, 0 },
	{ "contains", "<s-(sf):b>", jfn_contains, -1, 0, 0 },
	{ "split", "<s-(sf)n?:a<s>>", jfn_split, -1, 0, 0 },
	{ "join", "<a<s>s?:s>", jfn_join, -1, 0, 0 },
	{ "match", "<s-f<s:o>n?:a<o>>", jfn_match, -1, 0, 0 },
	{ "replace", "<s-(sf)(sf)n?:s>", jfn_replace, -1, 0, 0 },
	{ "base64encode", "<s-:s>", jfn_base64encode, -1, 0, 0 },
	{ "base64decode", "<s-:s>", jfn_base64decode, -1, 0, 0 },
	{ "encodeUrlComponent", "<s-:s>", jfn_encode_component, -1, 0, 0 },
	{ "encodeUrl", "<s-:s>", jfn_encode, -1, 0, 0 },
	{ "decodeUrlComponent", "<s-:s>", jfn_decode_component, -1, 0, 0 },
	{ "decodeUrl", "<s-:s>", jfn_decode, -1, 0, 0 },
	{ "number", "<(nsb)-:n>", jfn_number, -1, 0, 0 },
	{ "abs", "<n-:n>", jfn_abs, -1, 0, 0 },
	{ "floor", "<n-:n>", jfn_floor, -1, 0, 0 },
	{ "ceil", "<n-:n>", jfn_ceil, -1, 0, 0 },
	{ "round", "<n-n?:n>", jfn_round, -1, 0, 0 },
	{ "sqrt", "<n-:n>", jfn_sqrt, -1, 0, 0 },
	{ "power", "<n-n:n>", jfn_power, -1, 0, 0 },
	{ "random", "<:n>", jfn_random, 0, 0, 1 },
	{ "random", "<n?:n>", jfn_random, 0, 1, 0 },
	{ "formatNumber", "<n-so?:s>", jfn_format_number, -1, 0, 0 },
	{ "formatInteger", "<n-s:s>", jfn_format_integer, -1, 0, 0 },
	{ "parseInteger", "<s-s:n>", jfn_parse_integer, -1, 0, 0 },
	{ "formatBase", "<n-n?:s>", jfn_format_base, -1, 0, 0 },
	{ "sum", "<a<n>:n>", jfn_sum, -1, 0, 0 },
	{ "max", "<a<n>:n>", jfn_max, -1, 0, 0 },
	{ "min", "<a<n>:n>", jfn_min, -1, 0, 0 },
	{ "average", "<a<n>:n>", jfn_average, -1, 0, 0 },
	{ "boolean", "<x-:b>", jfn_boolean, -1, 0, 0 },
	{ "not", "<x-:b>", jfn_not, -1, 0, 0 },
	{ "exists", "<x:b>", jfn_exists, -1, 0, 0 },
	{ "count", "<a:n>", jfn_count, -1, 0, 0 },
	{ "append", "<xx:a>", jfn_append, -1, 0, 0 },
	{ "sort", "<af?:a>", jfn_sort, -1, 0, 0 },
	{ "reverse", "<a:a>", jfn_reverse, -1, 0, 0 },
	{ "shuffle", "<a:a>", jfn_shuffle, -1, 0, 0 },
	{ "distinct", "<x:x>", jfn_distinct, -1, 0, 0 },
	{ "zip", "<a+>", jfn_zip, -1, 0, 0 },
	{ "keys", "<x-:a<s>>", jfn_keys, -1, 0, 0 },
	{ "lookup", "<x-s:x>", jfn_lookup, -1, 0, 0 },
	{ "spread", "<x-:a<o>>", jfn_spread, -1, 0, 0 },
	{ "merge", "<a<o>:o>", jfn_merge, -1, 0, 0 },
	{ "sift", "<o-f?:o>", jfn_sift, -1, 0, 0 },
	{ "each", "<o-f:a>", jfn_each, -1, 0, 0 },
	{ "error", "<s?:x>", jfn_error, -1, 0, 0 },
	{ "assert", "<bs?:x>", jfn_assert, -1, 0, 0 },
	{ "type", "<x:s>", jfn_type, -1, 0, 0 },
	{ "clone", "<(oa)-:o>", jfn_clone, -1, 0, 0 },
	{ "map", "<af>", jfn_map, -1, 0, 0 },
	{ "filter", "<af>", jfn_filter, -1, 0, 0 },
	{ "single", "<af?>", jfn_single, -1, 0, 0 },
	{ "reduce", "<afj?:j>", jfn_reduce, -1, 0, 0 },
	{ "now", "<s?s?:s>", jfn_now, -1, 0, 0 },
	{ "millis", "<:n>", jfn_millis, -1, 0, 0 },
	{ "fromMillis", "<n-s?s?:s>", jfn_from_millis, -1, 0, 0 },
	{ "toMillis", "<s-s?:n>", jfn_to_millis, -1, 0, 0 },
	{ "eval", "<sx?:x>", jfn_eval, -1, 0, 1 },
	{ "partition", "<an:a>", jfn_partition, -1, 1, 0 },
	{ "range", "<nnn?:a>", jfn_range, -1, 1, 0 },
	{ "hash", "<ss?:s>", jfn_hash, -1, 1, 0 },
	{ "uuid", "<:s>", jfn_uuid, -1, 1, 0 },
	{ "parse", "<s:x>", jfn_parse, -1, 1, 0 },
};
const size_t jfunctions_n = ARRAY_LEN(jfunctions);

const char *jsonata_function_name(size_t i)
{
	return i < jfunctions_n ? jfunctions[i].name : NULL;
}

const struct jfunction *jfunction_find(const char *name)
{
	for (size_t i = 0; i < jfunctions_n; i++)
		if (str_is(jfunctions[i].name, name))
			return &jfunctions[i];
	return NULL;
}

void jsonata_error_done(struct jsonata_error *e)
{
	str_done(&e->message);
}

/* --- compiling ---------------------------------------------------------------------------------------------------------------------- */

struct jsonata *jsonata_compile(const char *text, size_t len, struct jsonata_error *e)
{
	struct jsonata *x = xcalloc(1, sizeof *x);
	struct jreader r = { .x = x, .e = e };

	if (e)
		*e = (struct jsonata_error){0};
	x->text = xstrndup(text, len);
	x->len = len;
	r.p = x->text;
	r.len = len;
	if (setjmp(r.fail)) {
		jsonata_free(x);
		return NULL;
	}
	if (len > JSONATA_TEXT_MAX)
		jread_fail(&r, "U1001", 0, "The expression is longer than %zu bytes", JSONATA_TEXT_MAX);
	if (memchr(x->text, '\0', len))
		jread_fail(&r, "S0204", strlen(x->text), "Unknown operator: \"\\u0000\"");
	x->root = jresolve(&r, jparser_read(&r));
	juses_collect(x);
	return x;
}

void jsonata_free(struct jsonata *x)
{
	if (!x)
		return;
	jregex_free_all(x->regexes);
	VEC_DONE(&x->uses.variables);
	VEC_DONE(&x->uses.names);
	VEC_DONE(&x->uses.binds);
	VEC_DONE(&x->uses.top_names);
	VEC_DONE(&x->uses.states_fields);
	jarena_done(&x->arena);
	free(x->text);
	free(x);
}

const struct jsonata_uses *jsonata_uses(const struct jsonata *x)
{
	return &x->uses;
}

/* --- evaluating --------------------------------------------------------------------------------------------------------------------- */

static struct jv binding_value(struct jrun *x, const struct jsonata_binding *b)
{
	struct jobj *o;

	if (b->value)
		return jfrom_node(x, value_node(b->value));
	o = jobj_new(x, b->n_members);
	for (size_t i = 0; i < b->n_members; i++)
		if (b->members[i].value)
			jobj_setz(x, o, b->members[i].name, jfrom_node(x, value_node(b->members[i].value)));
	return jobj_val(o);
}

/* An input that is an array is one value, not a sequence. */
static struct jv jwrapped(struct jrun *x, struct jv v)
{
	struct jarr *wrapper = jseq_new(x);

	jarr_push(x, wrapper, v);
	wrapper->wrapper = true;
	return jarr_val(wrapper);
}

static struct jv whole_input(struct jrun *x)
{
	struct jv v = x->env->input ? jfrom_node(x, value_node(x->env->input)) : JUNDEF;

	return v.tag == JV_ARR ? jwrapped(x, v) : v;
}

static struct jv run_root(struct jrun *x, const struct jsonata *expr)
{
	struct jv input = whole_input(x);

	x->root = jframe_new(x, NULL, x->env->n_bindings + 2);
	jframe_bind(x, x->root, "$", jhash("$", 1), input.tag == JV_ARR ? input.u.arr->v[0] : input);
	for (size_t i = 0; i < x->env->n_bindings; i++)
		jframe_bind(x, x->root, x->env->bindings[i].name, jhash(x->env->bindings[i].name, strlen(x->env->bindings[i].name)),
			binding_value(x, &x->env->bindings[i]));
	return jeval(x, expr->root, input, x->root);
}

static void run_done(struct jrun *x)
{
	for (size_t i = 0; i < x->evals.n; i++)
		jsonata_free(x->evals.v[i]);
	VEC_DONE(&x->evals);
	for (size_t i = 0; i < x->parsed.n; i++)
		value_unref(x->parsed.v[i]);
	VEC_DONE(&x->parsed);
	cJSON_Delete(x->building);
	str_done(&x->scratch);
	jregex_done(x);
	jarena_done(&x->arena);
}

static struct span place_of(const struct jsonata *expr, size_t at)
{
	return json_span_of(expr->text, expr->len, at < expr->len ? at : expr->len);
}

enum jsonata_outcome jsonata_eval(const struct jsonata *expr, const struct jsonata_env *env, struct value **out, struct jsonata_error *e)
{
	_Alignas(16) char first[BYTES_FIRST];
	struct jsonata_error none;
	struct jrun run = { .env = env, .e = e ? e : &none, .arena = { .at = first, .end = first + sizeof first }, .rng = env->rng };
	enum jsonata_outcome outcome;

	*run.e = (struct jsonata_error){0};
	run.depth_max = env->limits.depth && env->limits.depth < JSONATA_DEPTH_MAX ? env->limits.depth : JSONATA_DEPTH_MAX;
	run.bytes_max = env->limits.bytes ? env->limits.bytes : BYTES_DEFAULT;
	run.deadline_us = env->limits.time_ms ? time_mono_us() + (int64_t)env->limits.time_ms * 1000 : 0;
	if (setjmp(run.fail)) {
		run.e->at = place_of(expr, run.e->at.offset);
		outcome = JSONATA_FAILED;
	} else {
		outcome = jresult(&run, run_root(&run, expr), out);
	}
	run_done(&run);
	if (!e)
		jsonata_error_done(&none);
	return outcome;
}

/* --- functions that need the whole ---------------------------------------------------------------------------------------------------- */

/* What goes wrong in there is $eval's error; but the limits are the whole's. */
static struct jv eval_inside(struct jrun *x, const struct jsonata *expr, struct jv input)
{
	struct jframe *const frame = x->caller;
	const char *const calling = x->calling;
	const unsigned depth = x->depth;
	jmp_buf outer;
	struct jv v;

	memcpy(outer, x->fail, sizeof outer);
	if (setjmp(x->fail)) {
		memcpy(x->fail, outer, sizeof outer);
		if (str_is(x->e->code, "U1001"))
			longjmp(x->fail, 1);
		x->depth = depth;
		x->calling = calling;
		jfail(x, "D3121", "Dynamic error evaluating the expression passed to function eval: %s",
			jquoted(x, jstr_copy(x, str_get(&x->e->message), x->e->message.len).u.str));
	}
	v = jeval(x, expr->root, input, frame);
	memcpy(x->fail, outer, sizeof outer);
	return v;
}

JFN(eval)
{
	struct jsonata_error e;
	struct jsonata *expr;
	struct jv input = focus, why;

	if (args[0].tag == JV_UNDEF)
		return args[0];
	if (n > 1 && args[1].tag != JV_UNDEF) {
		input = args[1];
		if (input.tag == JV_ARR && !input.u.arr->seq)
			input = jwrapped(x, input);
	}
	expr = jsonata_compile(args[0].u.str, args[0].len, &e);
	if (!expr) {
		why = jstr_copy(x, str_get(&e.message), e.message.len);
		jsonata_error_done(&e);
		jfail(x, "D3120", "Syntax error in expression passed to function eval: %s", jquoted(x, why.u.str));
	}
	VEC_PUSH(&x->evals, expr);
	x->arena.total += expr->arena.total;		/* it lives as long */
	return eval_inside(x, expr, input);
}

JFN(parse)
{
	struct value *v;
	struct err e;

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF)
		return args[0];
	v = value_parse(args[0].u.str, args[0].len, &e);
	if (!v)
		jfail(x, "D3137", "%s", e.msg);
	VEC_PUSH(&x->parsed, v);
	x->arena.total += node_count(value_node(v)) * sizeof(cJSON) + args[0].len;	/* it lives as long as the arena */
	if (x->arena.total > x->bytes_max)
		jtoo_much(x);
	return jfrom_node(x, value_node(v));
}
