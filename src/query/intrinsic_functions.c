/*
 * The 18 functions. A function that cannot do with its arguments returns NULL, and the caller says "Invalid arguments in States.X";
 * where AWS says more, the function does. Fractions are cut off everywhere except in MathAdd, which rounds half up: so AWS behaves.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/utf8.h"
#include "query/digest.h"
#include "query/intrinsic_ast.h"

#define CHARACTERS_MAX 10000		/* what Hash and Base64… take */
#define RANGE_MAX 1000
#define RESULT_BYTES_MAX 262144		/* of ArrayPartition */

static const cJSON *node_of(const struct invocation *c, size_t i)
{
	return value_node(c->args[i]);
}

static const char *string_of(const struct invocation *c, size_t i)
{
	return cJSON_IsString(node_of(c, i)) ? node_of(c, i)->valuestring : NULL;
}

/* A number without its fraction, in 32 bits. */
static bool whole_of(const struct invocation *c, size_t i, int64_t *out)
{
	const cJSON *n = node_of(c, i);
	double d = cJSON_IsNumber(n) ? trunc(n->valuedouble) : NAN;

	if (!(d >= INT32_MIN && d <= INT32_MAX))
		return false;
	*out = (int64_t)d;
	return true;
}

static bool may_copy(struct invocation *c, const cJSON *node)
{
	*c->nodes += node_count(node);
	if (*c->nodes <= PATH_RESULT_MAX)
		return true;
	str_reset(c->why);
	str_addf(c->why, "The result has more than %d nodes", PATH_RESULT_MAX);
	return false;
}

static struct value *take(struct invocation *c, cJSON *tree)
{
	struct value *v = value_take(tree);

	if (!v)
		str_addf(c->why, "The result is nested deeper than %d levels", JSON_DEPTH_MAX);
	return v;
}

static struct value *whole(int64_t n)
{
	return value_take(json_new_int(n));
}

/* --- texts -------------------------------------------------------------------------------------------------------- */

/* As Java prints it: {a=1, b=[x, y]}. Strings, inside too, stand as they are. */
static void add_java(struct str *out, const cJSON *n)
{
	bool object = cJSON_IsObject(n);

	if (cJSON_IsString(n)) {
		str_adds(out, n->valuestring);
		return;
	}
	if (!object && !cJSON_IsArray(n)) {
		json_print_to(out, n);
		return;
	}
	str_addc(out, object ? '{' : '[');
	for (const cJSON *e = n->child; e; e = e->next) {
		if (object)
			str_addf(out, "%s=", e->string);
		add_java(out, e);
		if (e->next)
			str_adds(out, ", ");
	}
	str_addc(out, object ? '}' : ']');
}

/* What stands between the quotes, or what a path gave: "{}" is a place, \{ \} \' and \\ are characters. */
static bool fill_template(struct invocation *c, const char *p, struct str *out)
{
	size_t used = 0;

	for (; *p; p++) {
		if (p[0] == '\\' && p[1] && strchr("{}'\\", p[1])) {
			str_addc(out, *++p);
		} else if (p[0] == '{' && p[1] == '}') {
			if (++used < c->n)
				add_java(out, node_of(c, used));
			p++;
		} else if (p[0] == '{') {
			str_adds(c->why, "Invalid template in States.Format: matching '}' not found for '{'.");
			return false;
		} else if (p[0] == '}') {
			str_adds(c->why, "Invalid template in States.Format: matching '{' not found for '}'.");
			return false;
		} else {
			str_addc(out, *p);
		}
		if (out->len > INTRINSIC_TEXT_MAX) {
			str_addf(c->why, "The text is longer than %zu bytes", INTRINSIC_TEXT_MAX);
			return false;
		}
	}
	if (used != c->n - 1)
		str_adds(c->why, "Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.");
	return used == c->n - 1;
}

static struct value *fn_format(struct invocation *c)
{
	const char *template = c->call->args.v[0].template_text;
	struct str text = {0}, out = {0};
	struct value *v = NULL;

	if (!template) {
		add_java(&text, node_of(c, 0));
		template = str_get(&text);
	}
	if (fill_template(c, template, &out))
		v = value_string(str_get(&out));
	str_done(&text);
	str_done(&out);
	return v;
}

static bool is_blank(const char *s)
{
	return s[strspn(s, " \t\r\n")] == '\0';
}

static struct value *fn_string_to_json(struct invocation *c)
{
	const char *text = string_of(c, 0);
	struct err e;
	cJSON *tree;

	if (!text)
		return NULL;
	if (is_blank(text))
		return value_null();
	tree = json_read(text, &e);
	if (!tree) {
		str_addf(c->why, "Invalid arguments in States.StringToJson: line %u, column %u: %s", e.span.line, e.span.col, e.msg);
		return NULL;
	}
	if (cJSON_IsNumber(tree) && !tree->valuestring && tree->valuedouble == 0)
		tree->valuedouble = 0;			/* "-0" is 0 */
	return may_copy(c, tree) ? take(c, tree) : (cJSON_Delete(tree), NULL);
}

static struct value *fn_json_to_string(struct invocation *c)
{
	if (value_size(c->args[0]) > INTRINSIC_TEXT_MAX) {
		str_addf(c->why, "The text is longer than %zu bytes", INTRINSIC_TEXT_MAX);
		return NULL;
	}
	return value_string(value_text(c->args[0]));
}

static int by_code_point(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Splits at any of the separators and drops what is empty, as java.util.StringTokenizer does. */
static struct value *fn_string_split(struct invocation *c)
{
	const char *text = string_of(c, 0), *separators = string_of(c, 1), *p, *start;
	VEC(uint32_t) set = {0};
	size_t used;
	cJSON *array;

	if (!text || !separators)
		return NULL;
	for (p = separators; *p; p += used)
		VEC_PUSH(&set, utf8_next(p, strnlen(p, 4), &used));
	if (set.n)
		qsort(set.v, set.n, sizeof *set.v, by_code_point);
	array = cJSON_CreateArray();
	for (p = start = text;; p += used) {
		size_t left = strnlen(p, 4);
		uint32_t cp = utf8_next(p, left, &used);

		if (left && !(set.n && bsearch(&cp, set.v, set.n, sizeof *set.v, by_code_point)))
			continue;
		if (p > start) {
			char *token = xstrndup(start, (size_t)(p - start));

			json_append(array, cJSON_CreateString(token));
			free(token);
		}
		start = p + used;
		if (!left)
			break;
	}
	VEC_DONE(&set);
	return may_copy(c, array) ? take(c, array) : (cJSON_Delete(array), NULL);
}

/* The bytes that Java would see: a NUL as such, and "?" for half a surrogate pair. */
static void add_bytes(struct str *out, const char *s)
{
	size_t used, left = strlen(s);

	for (; left; s += used, left -= used) {
		uint32_t cp = utf8_next(s, left, &used);

		if (cp == 0)
			str_addc(out, '\0');
		else if (cp >= 0xd800 && cp < 0xe000)
			str_addc(out, '?');
		else
			str_add(out, s, used);
	}
}

static struct value *fn_base64_encode(struct invocation *c)
{
	const char *text = string_of(c, 0);
	struct str bytes = {0}, out = {0};
	struct value *v;

	if (!text || utf8_utf16_len(text) > CHARACTERS_MAX)
		return NULL;
	add_bytes(&bytes, text);
	base64_encode(bytes.p, bytes.len, &out);
	v = value_string(str_get(&out));
	str_done(&bytes);
	str_done(&out);
	return v;
}

static struct value *fn_base64_decode(struct invocation *c)
{
	const char *text = string_of(c, 0);
	struct str bytes = {0}, out = {0};
	struct value *v;
	char buf[4];
	size_t used;

	if (!text || utf8_utf16_len(text) > CHARACTERS_MAX)
		return NULL;
	base64_decode(text, &bytes);
	for (size_t i = 0; i < bytes.len; i += used) {
		uint32_t cp = utf8_next(bytes.p + i, bytes.len - i, &used);

		if (used > 1 && (cp == 0 || (cp >= 0xd800 && cp < 0xe000))) {
			cp = 0xfffd;		/* C0 80 and ED xx xx are no UTF-8 in the outside world */
			used = 1;
		}
		str_add(&out, buf, utf8_put(cp, buf));
	}
	v = value_string(str_get(&out));
	str_done(&bytes);
	str_done(&out);
	return v;
}

static struct value *fn_hash(struct invocation *c)
{
	const char *text = string_of(c, 0), *algorithm = string_of(c, 1);
	struct str bytes = {0}, out = {0};
	struct value *v = NULL;

	if (!text)
		text = value_text(c->args[0]);
	if (!algorithm || utf8_utf16_len(text) > CHARACTERS_MAX)
		return NULL;
	add_bytes(&bytes, text);
	if (digest_hex(algorithm, str_get(&bytes), bytes.len, &out))
		v = value_string(str_get(&out));
	str_done(&bytes);
	str_done(&out);
	return v;
}

static struct value *fn_uuid(struct invocation *c)
{
	char text[37];

	if (!c->env->rng) {
		str_adds(c->why, "There is no source of random numbers here");
		return NULL;
	}
	rng_uuid(c->env->rng, text);
	return value_string(text);
}

/* --- arrays and objects ------------------------------------------------------------------------------------------- */

static struct value *fn_array(struct invocation *c)
{
	cJSON *array = cJSON_CreateArray();

	for (size_t i = 0; i < c->n; i++) {
		if (!may_copy(c, node_of(c, i))) {
			cJSON_Delete(array);
			return NULL;
		}
		json_append(array, json_copy(node_of(c, i)));
	}
	return take(c, array);
}

static struct value *fn_array_partition(struct invocation *c)
{
	const cJSON *array = node_of(c, 0);
	cJSON *out, *chunk = NULL;
	int64_t size, n = 0;
	struct value *v;

	if (!cJSON_IsArray(array) || !whole_of(c, 1, &size) || size < 1 || !may_copy(c, array))
		return NULL;
	out = cJSON_CreateArray();
	for (const cJSON *e = array->child; e; e = e->next) {
		if (n++ % size == 0) {
			chunk = cJSON_CreateArray();
			json_append(out, chunk);
		}
		json_append(chunk, json_copy(e));
	}
	v = take(c, out);
	if (v && value_size(v) > RESULT_BYTES_MAX) {
		value_unref(v);
		return NULL;
	}
	return v;
}

static struct value *fn_array_contains(struct invocation *c)
{
	const cJSON *array = node_of(c, 0), *wanted = node_of(c, 1);

	if (!cJSON_IsArray(array))
		return NULL;
	for (const cJSON *e = array->child; e; e = e->next)
		if (json_equal(e, wanted))
			return value_bool(true);
	return value_bool(false);
}

static struct value *fn_array_range(struct invocation *c)
{
	int64_t from, to, step;
	cJSON *array;

	if (!whole_of(c, 0, &from) || !whole_of(c, 1, &to) || !whole_of(c, 2, &step) || !step)
		return NULL;
	if ((step > 0) == (to >= from) && (to - from) / step + 1 > RANGE_MAX)
		return NULL;
	array = cJSON_CreateArray();
	for (; step > 0 ? from <= to : from >= to; from += step)
		json_append(array, json_new_int(from));
	return value_take(array);
}

/* AWS fails at the index that equals the length, and gives null beyond it. */
static struct value *fn_array_get_item(struct invocation *c)
{
	const cJSON *array = node_of(c, 0), *e;
	int64_t index, length;

	if (!cJSON_IsArray(array) || !whole_of(c, 1, &index))
		return NULL;
	length = (int64_t)json_count(array);
	if (index < 0 || index == length)
		return NULL;
	if (index > length)
		return value_null();
	for (e = array->child; index--; e = e->next)
		;
	return value_part(c->args[0], e);
}

static struct value *fn_array_length(struct invocation *c)
{
	return cJSON_IsArray(node_of(c, 0)) ? whole((int64_t)json_count(node_of(c, 0))) : NULL;
}

static bool add_new(const cJSON **slots, size_t size, const cJSON *e)
{
	size_t i = json_hash(e) & (size - 1);

	for (; slots[i]; i = (i + 1) & (size - 1))
		if (json_equal(slots[i], e))
			return false;
	slots[i] = e;
	return true;
}

static struct value *fn_array_unique(struct invocation *c)
{
	const cJSON *array = node_of(c, 0), **slots;
	size_t size = 16, count = json_count(array);
	cJSON *out;

	if (!cJSON_IsArray(array) || !may_copy(c, array))
		return NULL;
	while (size < count * 2)
		size *= 2;
	slots = xcalloc(size, sizeof(const cJSON *));
	out = cJSON_CreateArray();
	for (const cJSON *e = array->child; e; e = e->next)
		if (add_new(slots, size, e))
			json_append(out, json_copy(e));
	free(slots);
	return take(c, out);
}

static struct value *fn_json_merge(struct invocation *c)
{
	const cJSON *a = node_of(c, 0), *b = node_of(c, 1);
	struct map late = {0};
	cJSON *out;

	if (!cJSON_IsObject(a) || !cJSON_IsObject(b) || cJSON_IsTrue(node_of(c, 2)) || !may_copy(c, a) || !may_copy(c, b))
		return NULL;
	for (const cJSON *m = b->child; m; m = m->next)
		map_put(&late, m->string, (void *)m);
	out = cJSON_CreateObject();
	for (const cJSON *m = a->child; m; m = m->next) {
		const cJSON *other = map_get(&late, m->string);

		json_add(out, m->string, json_copy(other ? other : m));
	}
	map_done(&late);
	for (const cJSON *m = a->child; m; m = m->next)
		map_put(&late, m->string, (void *)m);
	for (const cJSON *m = b->child; m; m = m->next)
		if (!map_get(&late, m->string))
			json_add(out, m->string, json_copy(m));
	map_done(&late);
	return take(c, out);
}

/* --- numbers ------------------------------------------------------------------------------------------------------ */

static bool rounded(const cJSON *n, double *out)
{
	*out = cJSON_IsNumber(n) ? floor(n->valuedouble + 0.5) : NAN;
	return *out >= INT32_MIN && *out <= INT32_MAX;
}

static struct value *fn_math_add(struct invocation *c)
{
	double a, b;

	if (!rounded(node_of(c, 0), &a) || !rounded(node_of(c, 1), &b) || a + b < INT32_MIN || a + b > INT32_MAX)
		return NULL;
	return whole((int64_t)(a + b));
}

static struct value *fn_math_random(struct invocation *c)
{
	struct rng seeded, *rng = c->env->rng;
	int64_t from, to;
	double seed;

	if (!whole_of(c, 0, &from) || !whole_of(c, 1, &to) || from >= to)
		return NULL;
	if (c->n == 3) {
		seed = cJSON_IsNumber(node_of(c, 2)) ? trunc(node_of(c, 2)->valuedouble) : NAN;
		if (!(fabs(seed) < 0x1p63))
			return NULL;
		rng_seed(&seeded, (uint64_t)(int64_t)seed);
		rng = &seeded;
	}
	if (!rng) {
		str_adds(c->why, "There is no source of random numbers here");
		return NULL;
	}
	return whole(from + (int64_t)(rng_next(rng) % (uint64_t)(to - from)));
}

/* --- the table ---------------------------------------------------------------------------------------------------- */

static const struct intrinsic_function functions[] = {
	{ "Array", 0, SIZE_MAX, "", fn_array },
	{ "ArrayContains", 2, 2, "-*", fn_array_contains },
	{ "ArrayGetItem", 2, 2, "-n", fn_array_get_item },
	{ "ArrayLength", 1, 1, "-", fn_array_length },
	{ "ArrayPartition", 2, 2, "-n", fn_array_partition },
	{ "ArrayRange", 3, 3, "nnn", fn_array_range },
	{ "ArrayUnique", 1, 1, "-", fn_array_unique },
	{ "Base64Decode", 1, 1, "s", fn_base64_decode },
	{ "Base64Encode", 1, 1, "s", fn_base64_encode },
	{ "Format", 1, SIZE_MAX, "s", fn_format },
	{ "Hash", 2, 2, "*s", fn_hash },
	{ "JsonMerge", 3, 3, "--*", fn_json_merge },
	{ "JsonToString", 1, 1, "*", fn_json_to_string },
	{ "MathAdd", 2, 2, "nn", fn_math_add },
	{ "MathRandom", 2, 3, "nnn", fn_math_random },
	{ "StringSplit", 2, 2, "ss", fn_string_split },
	{ "StringToJson", 1, 1, "s", fn_string_to_json },
	{ "UUID", 0, 0, "", fn_uuid },
};

const char *intrinsic_name(size_t i)
{
	return i < ARRAY_LEN(functions) ? functions[i].name : NULL;
}

const struct intrinsic_function *intrinsic_function_find(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(functions); i++)
		if (strlen(functions[i].name) == len && memcmp(functions[i].name, name, len) == 0)
			return &functions[i];
	return NULL;
}
