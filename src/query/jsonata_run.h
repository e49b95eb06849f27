/*
 * jsonata_run - what a value is while an expression runs, and what the functions are called with. Of this room only.
 *
 * A value is two words, passed by copy. Objects of the input stay cJSON nodes; arrays are rows of values (made once for each array of the
 * input that is looked at); texts are borrowed or live in the evaluation's arena. Errors leave by longjmp: nothing but the arena, the
 * compiled texts of $eval and one scratch buffer is held, and jsonata_eval() frees those.
 */
#ifndef ASLANT_JSONATA_RUN_H
#define ASLANT_JSONATA_RUN_H

#include <math.h>
#include <string.h>

#include "query/jsonata_ast.h"

enum jv_tag { JV_UNDEF, JV_NULL, JV_BOOL, JV_NUM, JV_STR, JV_ARR, JV_OBJ, JV_FUN, JV_TAIL };

struct jv {
	uint8_t tag;
	bool node;			/* JV_NUM, JV_OBJ: u.node stands for it */
	uint32_t len;			/* JV_STR: bytes */
	union {
		bool b;
		double num;
		const char *str;	/* UTF-8 with the forms of base/utf8.h; not always NUL-terminated */
		struct jarr *arr;
		struct jobj *obj;
		struct jfun *fun;
		const cJSON *node;
	} u;
};

struct jarr {
	uint32_t n, cap;
	bool seq;			/* made by a path: one element stands for itself */
	bool keep;			/* but not this one */
	bool cons;			/* written with [ ]: not flattened into the path's result */
	bool wrapper;			/* around an input that is an array */
	bool tuples;			/* elements are objects of bindings, "@" the context */
	const cJSON *node;		/* where the elements came from, while unchanged */
	struct jv *v;
};

struct jmember {
	const char *key;
	uint32_t len, hash;
	struct jv v;
};

struct jobj {
	uint32_t n, cap, slots;
	struct jmember *m;
	uint32_t *table;		/* index + 1 by hash; NULL while small */
};

struct jbinding {
	const char *name;
	uint32_t hash;
	struct jv v;
};

struct jframe {
	struct jframe *up;
	uint32_t n, cap;
	struct jbinding *b;
};

struct jrun;

/* args has at least as many elements as the signature has parameters; what was not given is undefined. */
typedef struct jv (*jfunction_fn)(struct jrun *x, struct jv *args, size_t n, struct jv focus);

struct jfunction {
	const char *name, *signature;
	jfunction_fn fn;
	bool fixed_arity;		/* arity counts for callers of higher order, not the number of parameters */
	int arity;
	bool aws, not_aws;		/* there only, or not there */
	const char *params, *help;
};

enum jfun_kind { JF_LAMBDA, JF_BUILTIN, JF_PARTIAL, JF_COMPOSED, JF_REGEX, JF_TRANSFORM, JF_NEXT };

struct jfun {
	enum jfun_kind kind;
	const struct jnode *node;	/* lambda, transform, regex */
	const struct jfunction *builtin;
	struct jframe *frame;
	struct jv input;
	struct jv f, g;			/* composed: g after f; partial: f */
	struct jv *args;		/* partial; holes are JV_TAIL */
	size_t n;
	struct jv subject;		/* the rest of a regular expression's matches */
	size_t from;
};

struct jsignature_param {
	uint16_t accepts;		/* bits by symbol */
	bool is_array, context, many, optional;
	char subtype;			/* of the elements; '\0': any */
	uint8_t subtype_len;		/* as written: "a<n>" has more */
};

struct jsignature {
	size_t n;
	struct jsignature_param p[];
};

struct jrun {
	const struct jsonata_env *env;
	struct jsonata_error *e;
	jmp_buf fail;
	struct jarena arena;
	struct jframe *root;
	struct { const cJSON *node; struct jarr *arr; } *known;	/* arrays of the input that were looked at */
	size_t known_n, known_cap;
	unsigned depth, depth_max;
	uint64_t steps, check_at;
	int64_t deadline_us;
	size_t bytes_max;
	size_t offset;			/* of the node that runs, for errors */
	const char *calling;		/* the function that runs, for errors; NULL: it has no name */
	struct jframe *caller;		/* its caller's variables, which $eval sees */
	struct str scratch;
	bool showing;			/* printing for a message */
	struct {
		const struct jnode *node;
		struct jv input;
		struct jframe *frame;
	} tail;				/* a call that is the caller's to make */
	cJSON *building;		/* the result, until it is whole */
	VEC(struct jsonata *) evals;	/* texts that $eval compiled */
	VEC(struct value *) parsed;	/* documents that $parse read */
	struct rng *rng;
	struct pcre2_real_match_data_8 *match;			/* for all regular expressions */
	struct pcre2_real_match_context_8 *match_limits;
	struct jv matched;					/* the last text that one was looked for in, */
	const char *readable;					/* and as PCRE2 reads it */
};

/* A growing text in the evaluation's arena, so that nothing is lost when an error leaves. Zero-initialised is empty. */
struct jbuf {
	char *p;
	size_t len, cap;
};

#define JUNDEF ((struct jv){ .tag = JV_UNDEF })
#define JNULL ((struct jv){ .tag = JV_NULL })

/* --- values (jsonata_value.c) ------------------------------------------------------------------------------------------ */

_Noreturn void jfail(struct jrun *x, const char *code, const char *fmt, ...) PRINTF_LIKE(3, 4);
_Noreturn void jtoo_much(struct jrun *x);		/* memory */
void jbound(struct jrun *x, size_t bytes);		/* of one array or text */
void *jalloc(struct jrun *x, size_t size);
void jcheck(struct jrun *x);				/* deadline and steps */
void jwork(struct jrun *x, size_t units);		/* what takes time without evaluating anything: one unit is about a step */
struct jv jfrom_node(struct jrun *x, const cJSON *node);
struct jarr *jarr_new(struct jrun *x, size_t cap);
struct jarr *jseq_new(struct jrun *x);
void jarr_push(struct jrun *x, struct jarr *a, struct jv v);
void jarr_push_all(struct jrun *x, struct jarr *a, const struct jarr *from);
struct jv jarr_val(struct jarr *a);
struct jv jappend(struct jrun *x, struct jv a, struct jv b);
struct jobj *jobj_new(struct jrun *x, size_t cap);
void jobj_set(struct jrun *x, struct jobj *o, const char *key, uint32_t len, struct jv v);
void jobj_setz(struct jrun *x, struct jobj *o, const char *key, struct jv v);
struct jv jobj_val(struct jobj *o);
struct jv jobj_get(struct jrun *x, struct jv o, const char *key, uint32_t len, uint32_t hash);
void jobj_remove(struct jobj *o, const char *key, uint32_t len);
/* Members by turns: start with *it = {0}. */
struct jwalk { const cJSON *at; uint32_t i; bool begun; const char *key; uint32_t len; struct jv v; };
bool jobj_walk(struct jrun *x, struct jv o, struct jwalk *w);
bool jobj_empty(struct jv o);
struct jv jclone(struct jrun *x, struct jv v);		/* as through JSON text: functions are "", numbers are rounded */
bool jequal(struct jrun *x, struct jv a, struct jv b, int depth);
bool jtruth(struct jrun *x, struct jv v, int depth);
struct jv jstr(const char *s, size_t len);		/* borrows */
struct jv jstrz(const char *s);
struct jv jstr_copy(struct jrun *x, const char *s, size_t len);
const char *jcstr(struct jrun *x, struct jv s);		/* NUL-terminated */
struct jv jtake(struct jrun *x, struct str *s);		/* copies into the arena, empties s */
void jbuf_add(struct jrun *x, struct jbuf *b, const char *text, size_t len);
void jbuf_adds(struct jrun *x, struct jbuf *b, const char *text);
void jbuf_addc(struct jrun *x, struct jbuf *b, char c);
void jbuf_point(struct jrun *x, struct jbuf *b, uint32_t cp);
struct jv jbuf_val(struct jrun *x, struct jbuf *b);
void jprint(struct jrun *x, struct str *out, struct jv v, int indent, int depth);
struct jv jto_string(struct jrun *x, struct jv v, bool pretty);
const char *jshow(struct jrun *x, struct jv v);		/* for messages: as JSON.stringify() has it */
const char *jquoted(struct jrun *x, const char *name);	/* the same of a string; NULL is `undefined` */
/* What an evaluation gives back (jsonata_result.c). */
enum jsonata_outcome jresult(struct jrun *x, struct jv v, struct value **out);

static inline struct jv jnum(double d)
{
	return (struct jv){ .tag = JV_NUM, .u.num = d };
}

static inline struct jv jbool(bool b)
{
	return (struct jv){ .tag = JV_BOOL, .u.b = b };
}

static inline double jnum_of(struct jv v)
{
	return v.node ? v.u.node->valuedouble : v.u.num;
}

static inline bool jstr_same(struct jv a, struct jv b)
{
	return a.len == b.len && !memcmp(a.u.str, b.u.str, a.len);
}

/* --- evaluating --------------------------------------------------------------------------------------------------------- */

struct jv jeval(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f);
struct jv jeval_step(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f);	/* without its predicates */
struct jv jeval_path(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f);
struct jv jeval_group(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f);
struct jv jfilter(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f);
struct jarr *jsort_terms(struct jrun *x, const struct jnode *n, struct jarr *input, struct jframe *f);
struct jframe *jframe_new(struct jrun *x, struct jframe *up, size_t cap);
void jframe_bind(struct jrun *x, struct jframe *f, const char *name, uint32_t hash, struct jv v);
struct jframe *jframe_of_tuple(struct jrun *x, struct jframe *up, struct jv tuple);
struct jv jlookup(struct jrun *x, struct jv input, const char *key, uint32_t len, uint32_t hash);
struct jv junwrap(struct jv v);				/* what a sequence of one or none stands for */
bool jnumeric(struct jrun *x, struct jv v);

/* --- calls (jsonata_call.c) ---------------------------------------------------------------------------------------------- */

struct jv japply(struct jrun *x, struct jv fn, struct jv *args, size_t n, struct jv input, const char *name);
struct jv jcall(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f, const struct jv *first);
struct jv jpartial(struct jrun *x, const struct jnode *n, struct jv input, struct jframe *f);
int jarity(struct jv fn);
/* A function of higher order calls: as many of the arguments as fn takes. */
struct jv jcall_with(struct jrun *x, struct jv fn, struct jv a, struct jv b, struct jv c);
struct jv *jsignature_apply(struct jrun *x, const struct jsignature *s, struct jv *args, size_t *n, struct jv focus, const char *name);
const struct jfunction *jfunction_find(const char *name);
bool jframe_find(const struct jframe *f, const char *name, uint32_t hash, struct jv *out);
const struct jsignature *jsignature_of(const struct jfunction *f);
struct jv jtransform(struct jrun *x, const struct jfun *f, struct jv input);

/* --- functions ------------------------------------------------------------------------------------------------------------ */

#define JFN(name) struct jv jfn_##name(struct jrun *x, struct jv *args, size_t n, struct jv focus)

extern const struct jfunction jfunctions[];
extern const size_t jfunctions_n;

JFN(string); JFN(substring); JFN(substring_before); JFN(substring_after); JFN(lowercase); JFN(uppercase); JFN(length); JFN(trim); JFN(pad);
JFN(contains); JFN(split); JFN(join); JFN(match); JFN(replace); JFN(base64encode); JFN(base64decode); JFN(encode_component); JFN(encode);
JFN(decode_component); JFN(decode);
JFN(number); JFN(abs); JFN(floor); JFN(ceil); JFN(round); JFN(power); JFN(sqrt); JFN(random); JFN(format_number); JFN(format_base);
JFN(format_integer); JFN(parse_integer); JFN(sum); JFN(max); JFN(min); JFN(average); JFN(boolean); JFN(not); JFN(exists);
JFN(count); JFN(append); JFN(sort); JFN(reverse); JFN(shuffle); JFN(distinct); JFN(zip);
JFN(keys); JFN(lookup); JFN(spread); JFN(merge); JFN(sift); JFN(each); JFN(error); JFN(assert); JFN(type); JFN(clone);
JFN(map); JFN(filter); JFN(single); JFN(reduce); JFN(now); JFN(millis); JFN(from_millis); JFN(to_millis); JFN(eval);
JFN(partition); JFN(range); JFN(hash); JFN(uuid); JFN(parse);

/* --- shared by some functions ---------------------------------------------------------------------------------------------- */

size_t jutf16_len(const char *s, size_t len);
size_t jutf16_at(const char *s, size_t len, size_t units);	/* bytes of so many code units */
bool jregex_find(struct jrun *x, const struct jregex *re, struct jv s, size_t from, size_t *start, size_t *end, struct jarr *groups);
/* The groups 1 to n of the one match of a pattern, caseless; one that cannot be read matches nothing. */
bool jregex_once(struct jrun *x, struct jv pattern, struct jv s, struct jv *groups, size_t n);
void jregex_done(struct jrun *x);
/* The first match, or where one has begun the next behind *end; an empty one is an error then (D1004), for it would come again. */
bool jregex_next(struct jrun *x, const struct jregex *re, struct jv s, bool begun, size_t *start, size_t *end, struct jarr *groups);
struct jv jregex_match_object(struct jrun *x, struct jv fn, struct jv s, size_t start, size_t end, struct jarr *groups);
struct jv jregex_call(struct jrun *x, struct jv fn, struct jv s, size_t from);
int jtext_order(struct jv a, struct jv b);		/* by UTF-16 units: <0, 0, >0 */
void jsplit_units(struct jrun *x, struct jarr *out, struct jv s, double limit);
struct jv jrecase(struct jrun *x, struct jv s, bool up);
size_t jblank(const char *s, size_t len);		/* bytes of the white space (as JavaScript's \s has it) that s begins with, or 0 */
double jround(double d, double places);			/* half to even, on the decimal digits */

#endif
