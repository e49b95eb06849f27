/* Values while an expression runs: memory, arrays, objects, equality, truth, and the way from and to JSON. */
#include "query/jsonata_picture.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/timefmt.h"
#include "base/utf8.h"
#include "json/places.h"

#define CHUNK 16384
#define DEEP JSONATA_VALUE_DEPTH

struct jchunk {
	struct jchunk *next;
	size_t size;
};

void *jarena_alloc(struct jarena *a, size_t size)
{
	void *p;

	size = (size + 15) & ~(size_t)15;
	if ((size_t)(a->end - a->at) < size || !a->at) {
		size_t want = a->total / 4 > CHUNK ? (a->total / 4 > ((size_t)1 << 22) ? (size_t)1 << 22 : a->total / 4) : a->total ? CHUNK : 2048;
		struct jchunk *c;

		want = (want > size ? want : size) + 16;
		c = xmalloc(want);
		c->next = a->chunks;
		a->chunks = c;
		a->at = (char *)c + 16;
		a->end = (char *)c + want;
		a->total += want;
	}
	p = a->at;
	a->at += size;
	return p;
}

void jarena_done(struct jarena *a)
{
	while (a->chunks) {
		struct jchunk *next = a->chunks->next;

		free(a->chunks);
		a->chunks = next;
	}
	*a = (struct jarena){0};
}

const char *jtext_copy(struct jarena *a, const char *text, size_t len)
{
	char *p = jarena_alloc(a, len + 1);

	if (len)
		memcpy(p, text, len);
	p[len] = '\0';
	return p;
}

uint32_t jhash(const char *text, size_t len)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (uint8_t)text[i]) * 16777619u;
	return h;
}

/* --- errors and limits --------------------------------------------------------------------------------------------------- */

void jfail(struct jrun *x, const char *code, const char *fmt, ...)
{
	va_list ap;

	snprintf(x->e->code, sizeof x->e->code, "%s", code);
	x->e->at = (struct span){ .offset = x->offset };
	str_reset(&x->e->message);
	va_start(ap, fmt);
	str_vaddf(&x->e->message, fmt, ap);
	va_end(ap);
	longjmp(x->fail, 1);
}

void jtoo_much(struct jrun *x)
{
	jfail(x, "U1001", "Expression evaluation memory limit exceeded: Check for excessive memory usage");
}

void jbound(struct jrun *x, size_t bytes)
{
	if (x->env->limits.value_bytes && bytes > x->env->limits.value_bytes)
		jtoo_much(x);
}

void *jalloc(struct jrun *x, size_t size)
{
	if (size > x->bytes_max || x->arena.total + size > x->bytes_max)
		jtoo_much(x);
	return jarena_alloc(&x->arena, size);
}

void jcheck(struct jrun *x)
{
	if (x->env->limits.steps && x->steps > x->env->limits.steps)
		jfail(x, "U1001", "Expression evaluation timeout: Check for infinite loop");
	if (x->deadline_us && time_mono_us() > x->deadline_us)
		jfail(x, "U1001", "Expression evaluation timeout: Check for infinite loop");
	x->check_at = x->steps + 256;
	if (x->env->limits.steps && x->check_at > x->env->limits.steps)
		x->check_at = x->env->limits.steps + 1;
}

void jwork(struct jrun *x, size_t units)
{
	x->steps += units;
	if (x->steps >= x->check_at)
		jcheck(x);
}

/* --- strings --------------------------------------------------------------------------------------------------------------- */

struct jv jstr(const char *s, size_t len)
{
	return (struct jv){ .tag = JV_STR, .len = (uint32_t)len, .u.str = s };
}

struct jv jstrz(const char *s)
{
	return jstr(s, strlen(s));
}

struct jv jstr_copy(struct jrun *x, const char *s, size_t len)
{
	char *p;

	if (len > UINT32_MAX / 2)
		jtoo_much(x);
	jbound(x, len);
	p = jalloc(x, len + 1);
	if (len)
		memcpy(p, s, len);
	p[len] = '\0';
	return jstr(p, len);
}

const char *jcstr(struct jrun *x, struct jv s)
{
	return jstr_copy(x, s.u.str, s.len).u.str;
}

struct jv jtake(struct jrun *x, struct str *s)
{
	struct jv v = jstr_copy(x, s->p ? s->p : "", s->len);

	str_reset(s);
	return v;
}

/* Grows in place where nothing was allocated since. */
static void buf_grow(struct jrun *x, struct jbuf *b, size_t more)
{
	size_t cap = b->cap * 2 > b->len + more ? b->cap * 2 : b->len + more + 32;
	char *p;

	cap = (cap + 15) & ~(size_t)15;
	if (b->p && b->p + b->cap == x->arena.at && (size_t)(x->arena.end - b->p) >= cap) {
		x->arena.at = b->p + cap;
		b->cap = cap;
		return;
	}
	p = jalloc(x, cap);
	if (b->len)
		memcpy(p, b->p, b->len);
	b->p = p;
	b->cap = cap;
}

void jbuf_add(struct jrun *x, struct jbuf *b, const char *text, size_t len)
{
	if (len >= b->cap - b->len)
		buf_grow(x, b, len + 1);
	if (len)
		memcpy(b->p + b->len, text, len);
	b->len += len;
}

void jbuf_adds(struct jrun *x, struct jbuf *b, const char *text)
{
	jbuf_add(x, b, text, strlen(text));
}

void jbuf_addc(struct jrun *x, struct jbuf *b, char c)
{
	jbuf_add(x, b, &c, 1);
}

void jbuf_point(struct jrun *x, struct jbuf *b, uint32_t cp)
{
	char bytes[4];

	jbuf_add(x, b, bytes, utf8_put(cp, bytes));
}

struct jv jbuf_val(struct jrun *x, struct jbuf *b)
{
	if (b->len > UINT32_MAX / 2)
		jtoo_much(x);
	jbound(x, b->len);
	if (!b->p)
		return jstr("", 0);
	b->p[b->len] = '\0';
	return jstr(b->p, b->len);
}

void jbuf_number(struct jrun *x, struct jbuf *out, double d)
{
	if (!isfinite(d)) {
		jbuf_adds(x, out, isnan(d) ? "NaN" : d < 0 ? "-Infinity" : "Infinity");
		return;
	}
	str_reset(&x->scratch);
	json_print_number(&x->scratch, d == 0 ? 0 : d);
	jbuf_add(x, out, x->scratch.p, x->scratch.len);
}

/* --- arrays ---------------------------------------------------------------------------------------------------------------- */

struct jv jarr_val(struct jarr *a)
{
	return (struct jv){ .tag = JV_ARR, .u.arr = a };
}

struct jarr *jarr_new(struct jrun *x, size_t cap)
{
	struct jarr *a = jalloc(x, sizeof *a);

	jbound(x, cap * 8);
	*a = (struct jarr){ .cap = (uint32_t)cap };
	if (cap)
		a->v = jalloc(x, cap * sizeof *a->v);
	return a;
}

struct jarr *jseq_new(struct jrun *x)
{
	struct jarr *a = jarr_new(x, 0);

	a->seq = true;
	return a;
}

static void arr_grow(struct jrun *x, struct jarr *a, size_t need)
{
	size_t cap = a->cap ? (size_t)a->cap * 2 : 4;
	struct jv *v;

	if (need <= a->cap)
		return;
	jbound(x, need * 8);
	if (cap < need)
		cap = need;
	if (cap > UINT32_MAX / 2)
		jtoo_much(x);
	v = jalloc(x, cap * sizeof *v);
	if (a->n)
		memcpy(v, a->v, a->n * sizeof *v);
	a->v = v;
	a->cap = (uint32_t)cap;
}

void jarr_push(struct jrun *x, struct jarr *a, struct jv v)
{
	if (a->n == a->cap)
		arr_grow(x, a, (size_t)a->n + 1);
	a->v[a->n++] = v;
	a->node = NULL;
}

void jarr_push_all(struct jrun *x, struct jarr *a, const struct jarr *from)
{
	arr_grow(x, a, (size_t)a->n + from->n);
	if (from->n)
		memcpy(a->v + a->n, from->v, from->n * sizeof *a->v);
	a->n += from->n;
	a->node = NULL;
}

struct jv jappend(struct jrun *x, struct jv a, struct jv b)
{
	struct jarr *out;

	if (a.tag == JV_UNDEF)
		return b;
	if (b.tag == JV_UNDEF)
		return a;
	out = jarr_new(x, (a.tag == JV_ARR ? a.u.arr->n : 1) + (size_t)(b.tag == JV_ARR ? b.u.arr->n : 1));
	if (a.tag == JV_ARR)
		jarr_push_all(x, out, a.u.arr);
	else
		jarr_push(x, out, a);
	if (b.tag == JV_ARR)
		jarr_push_all(x, out, b.u.arr);
	else
		jarr_push(x, out, b);
	return jarr_val(out);
}

/* --- from JSON -------------------------------------------------------------------------------------------------------------- */

static size_t known_slot(const struct jrun *x, const cJSON *node)
{
	size_t i = ((uintptr_t)node >> 4) * 0x9e3779b97f4a7c15u >> 20 & (x->known_cap - 1);

	while (x->known[i].node && x->known[i].node != node)
		i = (i + 1) & (x->known_cap - 1);
	return i;
}

static void known_grow(struct jrun *x)
{
	size_t old = x->known_cap, size;
	__typeof__(x->known) was = x->known;

	x->known_cap = old ? old * 2 : 16;
	size = x->known_cap * sizeof *x->known;
	x->known = memset(jalloc(x, size), 0, size);
	for (size_t i = 0; i < old; i++)
		if (was[i].node)
			x->known[known_slot(x, was[i].node)] = was[i];
}

static struct jv array_of_node(struct jrun *x, const cJSON *node)
{
	struct jarr *a;
	uint32_t n = 0;
	size_t at;

	if (x->known_n * 2 >= x->known_cap)
		known_grow(x);
	at = known_slot(x, node);
	if (x->known[at].node)
		return jarr_val(x->known[at].arr);
	for (const cJSON *c = node->child; c; c = c->next)
		n++;
	a = jarr_new(x, n);
	x->known[at].node = node;
	x->known[at].arr = a;
	x->known_n++;
	for (const cJSON *c = node->child; c; c = c->next)
		a->v[a->n++] = cJSON_IsArray(c) ? (struct jv){ .tag = JV_ARR, .node = true, .u.node = c } : jfrom_node(x, c);
	a->node = node;
	for (uint32_t i = 0; i < a->n; i++)
		if (a->v[i].tag == JV_ARR)
			a->v[i] = array_of_node(x, a->v[i].u.node);
	return jarr_val(a);
}

struct jv jfrom_node(struct jrun *x, const cJSON *node)
{
	switch (node->type & 0xff) {
	case cJSON_True:
	case cJSON_False:
		return jbool((node->type & 0xff) == cJSON_True);
	case cJSON_Number:
		return node->valuestring ? (struct jv){ .tag = JV_NUM, .node = true, .u.node = node } : jnum(node->valuedouble);
	case cJSON_String:
		return jstr(node->valuestring, strlen(node->valuestring));
	case cJSON_Array:
		return array_of_node(x, node);
	case cJSON_Object:
		return (struct jv){ .tag = JV_OBJ, .node = true, .u.node = node };
	default:
		return (struct jv){ .tag = JV_NULL };
	}
}

/* --- objects ---------------------------------------------------------------------------------------------------------------- */

struct jv jobj_val(struct jobj *o)
{
	return (struct jv){ .tag = JV_OBJ, .u.obj = o };
}

static void table_put(struct jobj *o, uint32_t i)
{
	uint32_t at = o->m[i].hash & (o->slots - 1);

	while (o->table[at])
		at = (at + 1) & (o->slots - 1);
	o->table[at] = i + 1;
}

static void table_make(struct jrun *x, struct jobj *o)
{
	o->slots = 64;
	while (o->slots < o->cap * 2)
		o->slots *= 2;
	o->table = memset(jalloc(x, o->slots * sizeof *o->table), 0, o->slots * sizeof *o->table);
	for (uint32_t i = 0; i < o->n; i++)
		table_put(o, i);
}

struct jobj *jobj_new(struct jrun *x, size_t cap)
{
	struct jobj *o = jalloc(x, sizeof *o);

	*o = (struct jobj){ .cap = (uint32_t)cap };
	if (cap)
		o->m = jalloc(x, cap * sizeof *o->m);
	if (cap > 16)
		table_make(x, o);
	return o;
}

static struct jmember *member_find(const struct jobj *o, const char *key, uint32_t len, uint32_t hash)
{
	if (o->table) {
		for (uint32_t at = hash & (o->slots - 1); o->table[at]; at = (at + 1) & (o->slots - 1)) {
			struct jmember *m = &o->m[o->table[at] - 1];

			if (m->hash == hash && m->len == len && !memcmp(m->key, key, len))
				return m;
		}
		return NULL;
	}
	for (uint32_t i = 0; i < o->n; i++)
		if (o->m[i].hash == hash && o->m[i].len == len && !memcmp(o->m[i].key, key, len))
			return &o->m[i];
	return NULL;
}

void jobj_set(struct jrun *x, struct jobj *o, const char *key, uint32_t len, struct jv v)
{
	uint32_t hash = jhash(key, len);
	struct jmember *m = member_find(o, key, len, hash);

	if (m) {
		m->v = v;
		return;
	}
	if (o->n == o->cap) {
		uint32_t cap = o->cap ? o->cap * 2 : 4;

		if (cap > UINT32_MAX / 8)
			jtoo_much(x);
		m = jalloc(x, cap * sizeof *m);
		if (o->n)
			memcpy(m, o->m, o->n * sizeof *m);
		o->m = m;
		o->cap = cap;
		if (o->table || cap > 16)
			table_make(x, o);
	}
	o->m[o->n] = (struct jmember){ key, len, hash, v };
	if (o->table)
		table_put(o, o->n);
	o->n++;
}

void jobj_setz(struct jrun *x, struct jobj *o, const char *key, struct jv v)
{
	jobj_set(x, o, key, (uint32_t)strlen(key), v);
}

struct jv jobj_get(struct jrun *x, struct jv o, const char *key, uint32_t len, uint32_t hash)
{
	const struct jmember *m;
	size_t passed = 0;

	if (!o.node) {
		m = member_find(o.u.obj, key, len, hash);
		return m ? m->v : JUNDEF;
	}
	for (const cJSON *c = o.u.node->child; c; c = c->next, passed++)
		if (c->string[0] == (len ? key[0] : '\0') && !strncmp(c->string, key, len) && !c->string[len]) {
			x->steps += passed / 16;
			return jfrom_node(x, c);
		}
	x->steps += passed / 16;
	return JUNDEF;
}

void jobj_remove(struct jobj *o, const char *key, uint32_t len)
{
	struct jmember *m = member_find(o, key, len, jhash(key, len));

	if (!m)
		return;
	memmove(m, m + 1, (size_t)(o->m + o->n - m - 1) * sizeof *m);
	o->n--;
	if (o->table) {
		memset(o->table, 0, o->slots * sizeof *o->table);
		for (uint32_t i = 0; i < o->n; i++)
			table_put(o, i);
	}
}

bool jobj_walk(struct jrun *x, struct jv o, struct jwalk *w)
{
	if (o.node) {
		w->at = w->begun ? w->at->next : o.u.node->child;
		w->begun = true;
		if (!w->at)
			return false;
		w->key = w->at->string;
		w->len = (uint32_t)strlen(w->key);
		w->v = jfrom_node(x, w->at);
		return true;
	}
	if (w->i >= o.u.obj->n)
		return false;
	w->key = o.u.obj->m[w->i].key;
	w->len = o.u.obj->m[w->i].len;
	w->v = o.u.obj->m[w->i++].v;
	return true;
}

bool jobj_empty(struct jv o)
{
	return o.node ? !o.u.node->child : !o.u.obj->n;
}

/* --- deep things --------------------------------------------------------------------------------------------------------------- */

static void deep(struct jrun *x, int depth)
{
	if (depth > DEEP)
		jfail(x, "U1001", "The value is nested too deeply");
	if (++x->steps >= x->check_at)
		jcheck(x);
}

/* JSON has no -0, and text keeps 15 digits. */
static struct jv rounded(struct jrun *x, struct jv v)
{
	double d = jnum_of(v);
	char text[40];

	if (isnan(d))
		return JNULL;
	if (isinf(d))
		jfail(x, "D1001", "Number out of range: null");
	if (d == floor(d))
		return v;
	snprintf(text, sizeof text, "%.15g", d);
	return jnum(strtod(text, NULL));
}

static struct jv clone(struct jrun *x, struct jv v, int depth)
{
	struct jwalk w = {0};
	struct jarr *a;
	struct jobj *o;

	deep(x, depth);
	switch (v.tag) {
	case JV_ARR:
		a = jarr_new(x, v.u.arr->n);
		for (uint32_t i = 0; i < v.u.arr->n; i++)
			jarr_push(x, a, clone(x, v.u.arr->v[i], depth + 1));
		return jarr_val(a);
	case JV_OBJ:
		o = jobj_new(x, 0);
		while (jobj_walk(x, v, &w))
			if (w.v.tag != JV_UNDEF)
				jobj_set(x, o, w.key, w.len, clone(x, w.v, depth + 1));
		return jobj_val(o);
	case JV_NUM:
		return rounded(x, v);
	case JV_FUN:
		return jstr("", 0);
	default:
		return v.tag == JV_UNDEF ? JNULL : v;
	}
}

struct jv jclone(struct jrun *x, struct jv v)
{
	if (v.tag == JV_ARR && v.u.arr->wrapper && v.u.arr->n)
		v = v.u.arr->v[0];
	return clone(x, v, 0);
}

static uint32_t obj_count(struct jv o)
{
	uint32_t n = 0;

	if (!o.node)
		return o.u.obj->n;
	for (const cJSON *c = o.u.node->child; c; c = c->next)
		n++;
	return n;
}

bool jequal(struct jrun *x, struct jv a, struct jv b, int depth)
{
	struct jwalk w = {0};

	if (a.tag != b.tag)
		return false;
	switch (a.tag) {
	case JV_BOOL:
		return a.u.b == b.u.b;
	case JV_NUM:
		return jnum_of(a) == jnum_of(b);
	case JV_STR:
		jwork(x, a.len == b.len ? a.len / 256 : 0);
		return jstr_same(a, b);
	case JV_FUN:
		return a.u.fun == b.u.fun;
	case JV_ARR:
		deep(x, depth);
		if (a.u.arr->n != b.u.arr->n)
			return false;
		jwork(x, a.u.arr->n / 16);
		for (uint32_t i = 0; i < a.u.arr->n; i++)
			if (!jequal(x, a.u.arr->v[i], b.u.arr->v[i], depth + 1))
				return false;
		return true;
	case JV_OBJ:
		deep(x, depth);
		if (obj_count(a) != obj_count(b))
			return false;
		while (jobj_walk(x, a, &w)) {
			struct jv other = jobj_get(x, b, w.key, w.len, jhash(w.key, w.len));

			if (other.tag == JV_UNDEF || !jequal(x, w.v, other, depth + 1))
				return false;
		}
		return true;
	default:
		return true;
	}
}

bool jtruth(struct jrun *x, struct jv v, int depth)
{
	switch (v.tag) {
	case JV_BOOL:
		return v.u.b;
	case JV_NUM:
		return jnumeric(x, v) && jnum_of(v) != 0;
	case JV_STR:
		return v.len > 0;
	case JV_OBJ:
		return !jobj_empty(v);
	case JV_ARR:
		deep(x, depth);
		jwork(x, v.u.arr->n / 32);
		for (uint32_t i = 0; i < v.u.arr->n; i++)
			if (jtruth(x, v.u.arr->v[i], depth + 1))
				return true;
		return false;
	default:
		return false;
	}
}

/* --- to text and JSON ------------------------------------------------------------------------------------------------------------ */

static void newline(struct str *out, int indent)
{
	str_addc(out, '\n');
	for (int i = 0; i < indent; i++)
		str_adds(out, "  ");
}

/* 15 significant digits, as $string rounds; messages show them all. */
static void print_number(struct jrun *x, struct str *out, double d, int depth)
{
	char text[40];

	if (!isfinite(d) && x->showing) {
		str_adds(out, "null");
		return;
	}
	if (isinf(d) && depth)
		jfail(x, "D1001", "Number out of range: null");
	if (!isfinite(d) && !depth)
		jfail(x, "D3001", "Attempting to invoke string function on Infinity or NaN");
	if (d != floor(d) && isfinite(d) && !x->showing) {
		snprintf(text, sizeof text, "%.15g", d);
		d = strtod(text, NULL);
	}
	json_print_number(out, d == 0 ? 0 : d);
}

static void print_array(struct jrun *x, struct str *out, const struct jarr *a, int indent, int depth)
{
	str_addc(out, '[');
	for (uint32_t i = 0; i < a->n; i++) {
		if (i)
			str_addc(out, ',');
		if (indent >= 0)
			newline(out, indent + 1);
		jprint(x, out, a->v[i], indent >= 0 ? indent + 1 : -1, depth + 1);
	}
	if (indent >= 0 && a->n)
		newline(out, indent);
	str_addc(out, ']');
}

static void print_object(struct jrun *x, struct str *out, struct jv v, int indent, int depth)
{
	struct jwalk w = {0};
	bool any = false;

	str_addc(out, '{');
	while (jobj_walk(x, v, &w)) {
		if (w.v.tag == JV_UNDEF || (w.v.tag == JV_FUN && x->showing))
			continue;
		if (any)
			str_addc(out, ',');
		any = true;
		if (indent >= 0)
			newline(out, indent + 1);
		json_print_string(out, jcstr(x, jstr(w.key, w.len)));
		str_adds(out, indent >= 0 ? ": " : ":");
		jprint(x, out, w.v, indent >= 0 ? indent + 1 : -1, depth + 1);
	}
	if (indent >= 0 && any)
		newline(out, indent);
	str_addc(out, '}');
}

void jprint(struct jrun *x, struct str *out, struct jv v, int indent, int depth)
{
	int64_t whole;

	deep(x, depth);
	if (out->len > x->bytes_max)
		jtoo_much(x);
	switch (v.tag) {
	case JV_BOOL:
		str_adds(out, v.u.b ? "true" : "false");
		break;
	case JV_NUM:
		if (v.node && x->env->aws && json_is_int64(v.u.node, &whole))
			str_addf(out, "%" PRId64, whole);		/* exact, where the reference has only doubles */
		else
			print_number(x, out, jnum_of(v), depth);
		break;
	case JV_STR:
		json_print_string(out, jcstr(x, v));
		break;
	case JV_ARR:
		print_array(x, out, v.u.arr, indent, depth);
		break;
	case JV_OBJ:
		print_object(x, out, v, indent, depth);
		break;
	case JV_FUN:
		str_adds(out, x->showing ? "null" : "\"\"");
		break;
	default:
		str_adds(out, "null");
	}
}

struct jv jto_string(struct jrun *x, struct jv v, bool pretty)
{
	if (v.tag == JV_STR || v.tag == JV_UNDEF)
		return v;
	if (v.tag == JV_FUN)
		return jstr("", 0);
	str_reset(&x->scratch);
	jprint(x, &x->scratch, v, pretty ? 0 : -1, 0);
	return jtake(x, &x->scratch);
}

const char *jshow(struct jrun *x, struct jv v)
{
	if (v.tag == JV_UNDEF || v.tag == JV_FUN)
		return "undefined";
	x->showing = true;
	str_reset(&x->scratch);
	jprint(x, &x->scratch, v, -1, 0);
	x->showing = false;
	return jtake(x, &x->scratch).u.str;
}

const char *jquoted(struct jrun *x, const char *name)
{
	return name ? jshow(x, jstrz(name)) : "undefined";
}
