/* The face of JSONata: compiling, one evaluation from environment to result, what lint asks. */
#include "query/jsonata.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/timefmt.h"
#include "base/utf8.h"
#include "json/places.h"
#include "query/jsonata_run.h"
#include "query/path_ast.h"

#define BYTES_DEFAULT ((size_t)1 << 30)
#define BYTES_FIRST 3072		/* of the stack: enough for an ordinary expression */

void jsonata_error_done(struct jsonata_error *e)
{
	str_done(&e->message);
}

/* --- compiling ---------------------------------------------------------------------------------------------------------------------- */

/* Texts are UTF-8, with the forms of base/utf8.h for what JSON can hold beside it. */
static void refuse_bytes(struct jreader *r)
{
	size_t used;

	for (size_t i = 0; i < r->len; i += used)
		if (utf8_next(r->p + i, r->len - i, &used) == 0xfffd && used == 1)
			jread_fail(r, "S0205", i, "Unexpected token: \"\\x%02X\", which is no character", (uint8_t)r->p[i]);
}

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
	refuse_bytes(&r);
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
