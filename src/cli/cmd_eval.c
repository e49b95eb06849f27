/*
 * aslant eval: one expression on one input, or with --batch a question a line on standard input and an answer a line on standard
 * output, in order, whatever the question looks like.
 */
#include "cli/cmd_eval.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "base/utf8.h"
#include "query/intrinsic.h"
#include "query/jsonata.h"
#include "query/path.h"

#define INPUT_MAX ((size_t)256 << 20)		/* bytes of a JSON argument, a file or a question */
#define JSONATA_TIME_MS 30000			/* of an evaluation that has no limit of its own */

enum language { LANG_NONE, LANG_JSONPATH, LANG_INTRINSIC, LANG_JSONATA };

static const char *const languages[] = { NULL, "jsonpath", "intrinsic", "jsonata" };	/* by enum language */

struct question {
	enum language language;
	const char *text;
	struct value *input, *context, *bindings;	/* NULL where not given */
	unsigned depth, time_ms;			/* of an evaluation; 0 where not given */
	bool aws;					/* JSONata as state machines have it */
	int64_t now_ms;					/* what the clock shows */
};

/* Exactly one of value, undefined and code is set. */
struct answer {
	struct value *value;
	bool undefined;
	char code[24];
	struct str message;
	struct span at;					/* of an error in a JSONata expression; line 0: nowhere */
};

struct options {
	struct question q;
	bool json, batch;
	bool timed;					/* the clock was given */
	uint64_t seed;
	size_t expressions;
};

/* --- asking ------------------------------------------------------------------------------------------------------- */

static struct value *find_binding(void *ctx, const char *name)
{
	struct value **part = ctx;			/* [0] all bindings, [1] the last one that was asked for */
	const cJSON *node = json_get(value_node(part[0]), name);

	value_unref(part[1]);
	part[1] = node ? value_part(part[0], node) : NULL;
	return part[1];
}

static void set_code(struct answer *a, const char *code)
{
	snprintf(a->code, sizeof a->code, "%s", code);
}

static void say_syntax(struct answer *a, const struct err *e)
{
	set_code(a, "InvalidExpression");
	str_addf(&a->message, "%u:%u: %s", e->span.line, e->span.col, e->msg);
}

/* A path without a root begins at "$": "store.book" is "$.store.book". (In a definition it would be an error.) */
static void ask_path(const struct question *q, const struct query_env *env, struct answer *a)
{
	bool rooted = q->text[strspn(q->text, " ")] == '$' || !q->text[0];
	char *text = rooted ? xstrdup(q->text) : xasprintf("$.%s", q->text);
	struct err e;
	struct path *p = path_compile(text, strlen(text), &e);

	if (p)
		a->value = path_eval(p, env, &a->message);
	else
		say_syntax(a, &e);
	path_free(p);
	free(text);
}

static void ask_intrinsic(const struct question *q, const struct query_env *env, struct answer *a)
{
	struct err e;
	struct intrinsic *x = intrinsic_compile(q->text, strlen(q->text), &e);

	if (x)
		a->value = intrinsic_eval(x, env, &a->message);
	else
		say_syntax(a, &e);
	intrinsic_free(x);
}

static enum jsonata_outcome evaluate(const struct jsonata *x, const struct question *q, struct rng *rng, struct answer *a,
	struct jsonata_error *e)
{
	struct jsonata_binding *bindings = NULL;
	struct jsonata_env env = { .input = q->input, .rng = rng, .aws = q->aws, .now_ms = q->now_ms,
		.limits = { .depth = q->depth, .time_ms = q->time_ms ? q->time_ms : JSONATA_TIME_MS } };
	const cJSON *c = q->bindings ? value_node(q->bindings)->child : NULL;
	size_t n = q->bindings ? json_count(value_node(q->bindings)) : 0;
	enum jsonata_outcome outcome;

	if (n)
		bindings = xcalloc(n, sizeof *bindings);
	for (; c; c = c->next) {
		bindings[env.n_bindings].name = c->string;
		bindings[env.n_bindings++].value = value_part(q->bindings, c);
	}
	env.bindings = bindings;
	outcome = jsonata_eval(x, &env, &a->value, e);
	for (size_t i = 0; i < env.n_bindings; i++)
		value_unref(bindings[i].value);
	free(bindings);
	return outcome;
}

/* A result that no JSON can hold, a function, is nothing in JSON. */
static void ask_jsonata(const struct question *q, struct rng *rng, struct answer *a)
{
	struct jsonata_error e = {0};
	struct jsonata *x = jsonata_compile(q->text, strlen(q->text), &e);
	enum jsonata_outcome outcome = x ? evaluate(x, q, rng, a, &e) : JSONATA_FAILED;

	if (outcome == JSONATA_FAILED) {
		set_code(a, e.code);
		str_adds(&a->message, str_get(&e.message));
		a->at = e.at;
	}
	a->undefined = outcome == JSONATA_UNDEFINED || outcome == JSONATA_UNSUPPORTED;
	jsonata_error_done(&e);
	jsonata_free(x);
}

static void ask(const struct question *q, struct rng *rng, struct answer *a)
{
	struct value *input = q->input ? value_ref(q->input) : value_empty_object();
	struct value *bindings[2] = { q->bindings, NULL };
	struct query_env env = { .input = input, .context = q->context, .rng = rng };

	if (q->bindings) {
		env.variable = find_binding;
		env.variable_ctx = bindings;
	}
	if (q->language == LANG_JSONPATH) {
		ask_path(q, &env, a);
	} else if (q->language == LANG_INTRINSIC) {
		ask_intrinsic(q, &env, a);
	} else {
		ask_jsonata(q, rng, a);
	}
	if (!a->value && !a->undefined && !a->code[0])
		set_code(a, "States.Runtime");
	value_unref(bindings[1]);
	value_unref(input);
}

/* --- answering ---------------------------------------------------------------------------------------------------- */

static void print_json(const struct answer *a)
{
	struct str out = {0};

	if (a->value) {
		str_adds(&out, "{\"result\":");
		json_print_to(&out, value_node(a->value));
		str_addc(&out, '}');
	} else if (a->undefined) {
		str_adds(&out, "{\"undefined\":true}");
	} else {
		str_adds(&out, "{\"error\":{\"code\":");
		json_print_string(&out, a->code);
		str_adds(&out, ",\"message\":");
		json_print_string(&out, str_get(&a->message));
		str_adds(&out, "}}");
	}
	puts(str_get(&out));
	str_done(&out);
}

static void print_safe(FILE *to, const char *text)
{
	char *safe = utf8_safe(text, false);

	fputs(safe, to);
	free(safe);
}

static int safe_width(const char *text)
{
	char *safe = utf8_safe(text, false);
	int width = utf8_width(safe);

	free(safe);
	return width;
}

/* The line of the expression in which it went wrong, and a mark under the place. */
static void print_place(const char *text, const struct span *at)
{
	size_t from = at->offset, len;
	char *before, *line;

	while (from > 0 && text[from - 1] != '\n')
		from--;
	len = strcspn(text + from, "\n");
	line = xstrndup(text + from, len);
	before = xstrndup(text + from, at->offset - from);
	fputs("    ", stderr);
	print_safe(stderr, line);
	fprintf(stderr, "\n    %*s^\n", safe_width(before), "");
	free(line);
	free(before);
}

static void print_text(const struct question *q, const struct answer *a)
{
	struct str out = {0};

	if (a->value) {
		json_print_pretty(&out, value_node(a->value), 0);
		puts(str_get(&out));
	} else if (a->undefined) {
		puts("undefined");
	} else {
		if (a->at.line)
			fprintf(stderr, "aslant eval: %s: ", a->code);
		else
			fprintf(stderr, "aslant eval: %s: ", q->text);
		fprintf(stderr, "%s\n", str_get(&a->message));
		if (a->at.line)
			print_place(q->text, &a->at);
	}
	str_done(&out);
}

static void answer_done(struct answer *a)
{
	value_unref(a->value);
	str_done(&a->message);
	*a = (struct answer){0};
}

/* --- a question a line -------------------------------------------------------------------------------------------- */

static bool refuse(struct answer *a, const char *message)
{
	set_code(a, "InvalidQuestion");
	str_adds(&a->message, message);
	return false;
}

static struct value *member_of(struct value *whole, const char *name)
{
	const cJSON *node = json_get(value_node(whole), name);

	return node ? value_part(whole, node) : NULL;
}

/* whole must outlive q->text. */
static bool read_question(struct value *whole, struct question *q, struct answer *a)
{
	const cJSON *bindings = json_get(value_node(whole), "bindings"), *now = json_get(value_node(whole), "now");
	int64_t limit;

	if (!cJSON_IsObject(value_node(whole)))
		return refuse(a, "a question is an object");
	for (enum language l = LANG_JSONPATH; l <= LANG_JSONATA; l++) {
		const cJSON *text = json_get(value_node(whole), languages[l]);

		if (text && q->language)
			return refuse(a, "a question has one expression");
		if (text && !cJSON_IsString(text))
			return refuse(a, "an expression is a string");
		if (text) {
			q->language = l;
			q->text = text->valuestring;
		}
	}
	if (!q->language)
		return refuse(a, "a question has a member \"jsonpath\", \"intrinsic\" or \"jsonata\"");
	if (bindings && !cJSON_IsObject(bindings))
		return refuse(a, "\"bindings\" is an object");
	if (now && !(cJSON_IsString(now) && time_parse(now->valuestring, &q->now_ms, NULL)))
		return refuse(a, "\"now\" is a time like 2026-01-01T00:00:00Z");
	if (json_get(value_node(whole), "aws"))
		q->aws = cJSON_IsTrue(json_get(value_node(whole), "aws"));
	q->input = member_of(whole, "input");
	q->context = member_of(whole, "context");
	q->bindings = member_of(whole, "bindings");
	if (json_int(json_get(value_node(whole), "timelimit_ms"), 1, 600000, &limit))
		q->time_ms = (unsigned)limit;
	if (json_int(json_get(value_node(whole), "depth"), 1, 100000, &limit))
		q->depth = (unsigned)limit;
	return true;
}

static void question_done(struct question *q)
{
	value_unref(q->input);
	value_unref(q->context);
	value_unref(q->bindings);
}

/* What the command line says holds where a question says nothing. */
static void answer_line(const char *line, size_t len, const struct options *o, struct rng *rng)
{
	struct question q = { .aws = o->q.aws, .now_ms = o->timed ? o->q.now_ms : time_wall_ms() };
	struct answer a = {0};
	struct err e;
	struct value *whole = value_parse(line, len, &e);

	if (!whole) {
		set_code(&a, "InvalidQuestion");
		str_addf(&a.message, "%u:%u: %s", e.span.line, e.span.col, e.msg);
	} else if (read_question(whole, &q, &a)) {
		ask(&q, rng, &a);
	}
	print_json(&a);
	fflush(stdout);
	answer_done(&a);
	question_done(&q);
	value_unref(whole);
}

static int finish_output(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	perror("aslant eval: standard output");
	return 4;
}

static int answer_lines(const struct options *o, struct rng *rng)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	while ((len = getline(&line, &cap, stdin)) >= 0) {
		if (len && line[len - 1] == '\n')
			len--;
		answer_line(line, (size_t)len, o, rng);
		if (ferror(stdout))
			break;
	}
	free(line);
	if (ferror(stdin)) {
		perror("aslant eval: standard input");
		return 4;
	}
	return finish_output();
}

/* --- the command line --------------------------------------------------------------------------------------------- */

PRINTF_LIKE(1, 2) static int usage(const char *fmt, ...)
{
	va_list ap;

	fputs("aslant eval: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputs("\nusage: aslant eval --jsonpath PATH | --intrinsic EXPR | --jsonata EXPR [--input JSON] [--context JSON] [--bindings JSON]\n"
		"                   [--aws] [--now RFC3339] [--seed N] [--format text|json]\n"
		"       aslant eval --batch [--aws] [--now RFC3339] [--seed N] < QUESTIONS\n"
		"JSON is a text, or @PATH for a file.\n", stderr);
	return 2;
}

/* 0, or the exit status. */
static int read_json(const char *option, const char *arg, struct value **out)
{
	char *text = NULL;
	size_t len;
	struct err e;
	int status = 2;

	if (arg[0] == '@') {
		if (!file_read(arg + 1, INPUT_MAX, &text, &len, &e)) {
			status = 4;
			goto failed;
		}
	} else {
		text = xstrdup(arg);
		len = strlen(arg);
	}
	value_unref(*out);
	*out = value_parse(text, len, &e);
	free(text);
	if (*out)
		return 0;
	err_prefix(&e, arg[0] == '@' ? arg + 1 : option);
failed:
	fprintf(stderr, "aslant eval: %s\n", e.msg);
	return status;
}

static int read_option(struct options *o, int c, const char *arg)
{
	char *end;

	switch (c) {
	case 'p':
	case 'x':
	case 'a':
		o->expressions++;
		o->q.language = c == 'p' ? LANG_JSONPATH : c == 'x' ? LANG_INTRINSIC : LANG_JSONATA;
		o->q.text = arg;
		return 0;
	case 'i':
		return read_json("--input", arg, &o->q.input);
	case 'c':
		return read_json("--context", arg, &o->q.context);
	case 'b':
		return read_json("--bindings", arg, &o->q.bindings);
	case 'n':
		o->timed = time_parse(arg, &o->q.now_ms, NULL);
		return o->timed ? 0 : usage("--now is a time like 2026-01-01T00:00:00Z, not \"%s\"", arg);
	case 's':
		o->seed = strtoull(arg, &end, 10);
		return *arg >= '0' && *arg <= '9' && !*end ? 0 : usage("--seed is a number, not \"%s\"", arg);
	case 'w':
		o->q.aws = true;
		return 0;
	case 'f':
		o->json = str_is(arg, "json");
		return o->json || str_is(arg, "text") ? 0 : usage("--format is text or json, not \"%s\"", arg);
	default:
		o->batch = true;
		return 0;
	}
}

static int read_options(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
		{ "jsonpath", required_argument, NULL, 'p' }, { "intrinsic", required_argument, NULL, 'x' },
		{ "jsonata", required_argument, NULL, 'a' }, { "input", required_argument, NULL, 'i' },
		{ "context", required_argument, NULL, 'c' }, { "bindings", required_argument, NULL, 'b' },
		{ "format", required_argument, NULL, 'f' }, { "batch", no_argument, NULL, 'B' },
		{ "now", required_argument, NULL, 'n' }, { "seed", required_argument, NULL, 's' }, { "aws", no_argument, NULL, 'w' }, { 0 },
	};
	int c, status;

	opterr = 0;
#ifdef __GLIBC__
	optind = 0;		/* begins anew, whatever was parsed before */
#else
	optind = 1;
#endif
	while ((c = getopt_long(argc, argv, ":i:", longs, NULL)) >= 0) {
		if (c == '?' || c == ':')
			return usage(c == ':' ? "%s needs a value" : "there is no option \"%s\"", argv[optind - 1]);
		status = read_option(o, c, optarg);
		if (status)
			return status;
	}
	if (optind < argc)
		return usage("\"%s\" belongs to no option", argv[optind]);
	if (o->batch && o->expressions)
		return usage("%s reads its expressions from standard input", "--batch");
	if (!o->batch && o->expressions != 1)
		return usage("%s", o->expressions ? "one expression, please" : "an expression is missing");
	if (o->q.bindings && !cJSON_IsObject(value_node(o->q.bindings)))
		return usage("%s is an object", "--bindings");
	return 0;
}

int cmd_eval(int argc, char **argv)
{
	struct options o = {0};
	struct answer a = {0};
	struct rng rng;
	int status;

	o.q.now_ms = time_wall_ms();
	o.seed = (uint64_t)o.q.now_ms ^ (uint64_t)time_mono_us() << 20;
	status = read_options(argc, argv, &o);
	rng_seed(&rng, o.seed);
	if (!status && o.batch) {
		status = answer_lines(&o, &rng);
	} else if (!status) {
		ask(&o.q, &rng, &a);
		if (o.json)
			print_json(&a);
		else
			print_text(&o.q, &a);
		status = finish_output();
		if (!status && !a.value && !a.undefined)
			status = 1;
	}
	answer_done(&a);
	question_done(&o.q);
	return status;
}
