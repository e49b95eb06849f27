/*
 * The reader: RFC 8259 in one pass and without recursion. Containers that are open stand on a stack of frames; a value is hung into
 * its container as soon as it begins, so that whatever goes wrong, the root owns everything.
 *
 * Keys of the open objects stand on a second stack, with their hashes. Up to FEW_KEYS a new key is compared with the hashes in a row;
 * beyond that the object gets an index of its own, so that 20,000 members do not cost 200 million comparisons.
 */
#include "json/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "json/number.h"
#include "json/places_fill.h"
#include "json/string_scan.h"

#define FEW_KEYS 24

struct key {
	uint64_t hash;
	const char *name;
};

struct frame {
	cJSON *node, *last;
	size_t keys;		/* where this object's keys begin in reader.keys */
	uint32_t *index;	/* open addressing: 1 + position in reader.keys; NULL for few keys */
	size_t index_size;	/* a power of two */
	size_t place;		/* of node, in reader.places */
};

struct reader {
	const char *text, *p, *end;
	struct json_places *places;
	struct err *e;
	cJSON *root;
	char *key;		/* read, and not yet a node's */
	size_t key_at;		/* offset of its quote */
	size_t value_at;	/* offset of the value that is being read */
	size_t place;		/* of the newest node, in places */
	size_t depth;
	VEC(struct key) keys;
	struct frame frames[JSON_DEPTH_MAX];
};

/* --- errors ------------------------------------------------------------------------------------------------------- */

static bool fail_at(struct reader *r, const char *at, const char *msg)
{
	return err_at(r->e, ERR_SYNTAX, json_span_of(r->text, (size_t)(r->end - r->text), (size_t)(at - r->text)), "%s", msg);
}

static bool fail_expected(struct reader *r, const char *expected)
{
	char found[64], msg[256];

	string_found(r->p, r->end, found);
	snprintf(msg, sizeof msg, "expected %s, found %s", expected, found);
	return fail_at(r, r->p, msg);
}

static bool fail_twice(struct reader *r)
{
	char msg[256];

	snprintf(msg, sizeof msg, "the object has a member \"%.150s\" already", r->key);
	return fail_at(r, r->text + r->key_at, msg);
}

/* --- strings ------------------------------------------------------------------------------------------------------ */

static char *read_string(struct reader *r, size_t *len)
{
	bool escapes = false;
	struct string_fault fault;
	const char *start = r->p + 1, *end = string_scan(r->p, r->end, &escapes, &fault);
	char *s;

	if (!end) {
		fail_at(r, fault.at, fault.msg);
		return NULL;
	}
	*len = (size_t)(end - start);
	s = xmalloc(*len + 1);
	if (escapes)
		*len = string_decode(start, end, s);
	else
		memcpy(s, start, *len);
	s[*len] = '\0';
	r->p = end + 1;
	return s;
}

/* --- keys --------------------------------------------------------------------------------------------------------- */

static void index_add(struct frame *f, uint64_t hash, size_t position)
{
	size_t i = hash & (f->index_size - 1);

	while (f->index[i])
		i = (i + 1) & (f->index_size - 1);
	f->index[i] = (uint32_t)position + 1;
}

static void index_build(struct reader *r, struct frame *f)
{
	free(f->index);
	f->index_size = f->index_size ? f->index_size * 4 : 128;
	f->index = xcalloc(f->index_size, sizeof *f->index);
	for (size_t i = f->keys; i < r->keys.n; i++)
		index_add(f, r->keys.v[i].hash, i);
}

static bool same_key(const struct key *k, uint64_t hash, const char *name)
{
	return k->hash == hash && strcmp(k->name, name) == 0;
}

static bool key_is_there(struct reader *r, struct frame *f, uint64_t hash)
{
	if (!f->index) {
		for (size_t i = f->keys; i < r->keys.n; i++)
			if (same_key(&r->keys.v[i], hash, r->key))
				return true;
		return false;
	}
	for (size_t i = hash & (f->index_size - 1); f->index[i]; i = (i + 1) & (f->index_size - 1))
		if (same_key(&r->keys.v[f->index[i] - 1], hash, r->key))
			return true;
	return false;
}

static void key_add(struct reader *r, struct frame *f, uint64_t hash)
{
	size_t count = r->keys.n - f->keys;

	VEC_PUSH(&r->keys, ((struct key){hash, r->key}));
	if (f->index ? count * 2 > f->index_size : count >= FEW_KEYS)
		index_build(r, f);
	else if (f->index)
		index_add(f, hash, r->keys.n - 1);
}

/* --- structure ---------------------------------------------------------------------------------------------------- */

static void skip_blanks(struct reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\n' || *r->p == '\t' || *r->p == '\r'))
		r->p++;
}

static bool read_key(struct reader *r, bool first)
{
	struct frame *f = &r->frames[r->depth - 1];
	size_t len;
	uint64_t hash;

	skip_blanks(r);
	if (r->p == r->end || *r->p != '"')
		return fail_expected(r, first ? "a member's name in double quotes or \"}\"" : "a member's name in double quotes after \",\"");
	r->key_at = (size_t)(r->p - r->text);
	r->key = read_string(r, &len);
	if (!r->key)
		return false;
	hash = hash_bytes(r->key, len, 0);
	if (key_is_there(r, f, hash))
		return fail_twice(r);
	key_add(r, f, hash);
	skip_blanks(r);
	if (r->p == r->end || *r->p != ':')
		return fail_expected(r, "\":\" after the member's name");
	r->p++;
	skip_blanks(r);
	return true;
}

/* A node in its container. It takes over the key that was read. */
static cJSON *new_node(struct reader *r, int type)
{
	cJSON *n = xmalloc(sizeof *n);
	struct frame *f;

	*n = (cJSON){ .type = type };
	if (r->places)
		r->place = places_add(r->places, n, r->key ? r->key_at : NO_KEY, r->value_at);
	if (!r->depth) {
		r->root = n;
		return n;
	}
	f = &r->frames[r->depth - 1];
	n->string = r->key;
	r->key = NULL;
	if (f->last) {
		f->last->next = n;
		n->prev = f->last;
	} else {
		f->node->child = n;
	}
	f->node->child->prev = n;		/* where cJSON looks for the last one */
	f->last = n;
	return n;
}

static bool read_word(struct reader *r, const char *word, int type)
{
	size_t n = strlen(word);

	if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0)
		return fail_expected(r, "a value");
	new_node(r, type)->valueint = type == cJSON_True;
	r->p += n;
	return true;
}

static bool read_number(struct reader *r)
{
	struct json_number num;
	const char *start = r->p;
	cJSON *n;

	if (!json_number_scan(start, (size_t)(r->end - start), &num)) {
		r->p += num.used;
		return fail_at(r, r->p, num.fault);
	}
	n = new_node(r, cJSON_Number);
	n->valuedouble = num.d;
	if (!num.shortest)
		n->valuestring = xstrndup(start, num.used);
	r->p += num.used;
	return true;
}

static bool read_text(struct reader *r)
{
	size_t len;
	char *s = read_string(r, &len);

	if (!s)
		return false;
	new_node(r, cJSON_String)->valuestring = s;
	return true;
}

static bool read_scalar(struct reader *r)
{
	switch (r->p < r->end ? *r->p : '\0') {
	case '"':
		return read_text(r);
	case 't':
		return read_word(r, "true", cJSON_True);
	case 'f':
		return read_word(r, "false", cJSON_False);
	case 'n':
		return read_word(r, "null", cJSON_NULL);
	case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
		return read_number(r);
	default:
		return fail_expected(r, "a value");
	}
}

static bool open_container(struct reader *r)
{
	struct frame *f;
	cJSON *n;

	if (r->depth == JSON_DEPTH_MAX)
		return err_at(r->e, ERR_LIMIT, json_span_of(r->text, (size_t)(r->end - r->text), r->value_at),
			"arrays and objects are nested deeper than %d levels", JSON_DEPTH_MAX);
	n = new_node(r, *r->p++ == '{' ? cJSON_Object : cJSON_Array);
	f = &r->frames[r->depth++];
	*f = (struct frame){ .node = n, .keys = r->keys.n, .place = r->place };
	skip_blanks(r);
	return true;
}

static bool in_object(const struct reader *r)
{
	return r->frames[r->depth - 1].node->type == cJSON_Object;
}

static bool at_close(const struct reader *r)
{
	return r->p < r->end && *r->p == (in_object(r) ? '}' : ']');
}

static void close_container(struct reader *r)
{
	struct frame *f = &r->frames[--r->depth];

	r->p++;
	free(f->index);
	r->keys.n = f->keys;
	if (r->places)
		places_end(r->places, f->place, (size_t)(r->p - r->text));
}

/* Behind a value: closes what ends here, and stands before the next value then, or at depth 0. */
static bool after_value(struct reader *r)
{
	while (r->depth) {
		skip_blanks(r);
		if (at_close(r)) {
			close_container(r);
			continue;
		}
		if (r->p == r->end || *r->p != ',')
			return fail_expected(r, in_object(r) ? "\",\" or \"}\" after a member" : "\",\" or \"]\" after an element");
		r->p++;
		if (in_object(r))
			return read_key(r, false);
		skip_blanks(r);
		return true;
	}
	return true;
}

/* One value; of a container its beginning only. *inside tells that a value inside it comes next. */
static bool read_value(struct reader *r, bool *inside)
{
	*inside = false;
	r->value_at = (size_t)(r->p - r->text);
	if (r->p == r->end || (*r->p != '{' && *r->p != '[')) {
		if (!read_scalar(r))
			return false;
		if (r->places)
			places_end(r->places, r->place, (size_t)(r->p - r->text));
		return true;
	}
	if (!open_container(r))
		return false;
	if (at_close(r))
		return true;			/* after_value() closes it */
	*inside = true;
	return !in_object(r) || read_key(r, true);
}

static bool read_document(struct reader *r)
{
	bool inside;

	if (r->end - r->p >= 3 && memcmp(r->p, "\xef\xbb\xbf", 3) == 0)
		r->p += 3;
	skip_blanks(r);
	do {
		if (!read_value(r, &inside))
			return false;
		if (!inside && !after_value(r))
			return false;
	} while (r->depth);
	skip_blanks(r);
	return r->p == r->end || fail_expected(r, "the end of the text after the value");
}

bool json_parse(const char *text, size_t len, struct json_places *places, cJSON **out, struct err *e)
{
	struct reader r;
	bool ok;

	memset(&r, 0, offsetof(struct reader, frames));
	r.text = r.p = text;
	r.end = text + len;
	r.places = places;
	r.e = e;
	if (places)
		places_start(places, text, len);
	ok = read_document(&r);
	while (r.depth)
		free(r.frames[--r.depth].index);
	VEC_DONE(&r.keys);
	free(r.key);
	if (!ok) {
		if (places)
			places_start(places, "", 0);
		cJSON_Delete(r.root);
		return false;
	}
	*out = r.root;
	return true;
}

cJSON *json_read(const char *text, struct err *e)
{
	cJSON *out = NULL;

	return json_parse(text, strlen(text), NULL, &out, e) ? out : NULL;
}
