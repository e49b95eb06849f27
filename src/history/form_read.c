/*
 * AWS's JSON form of events, read. An event is taken apart where it stands in the text (json/walk.h): a file may have a million of them.
 * What is not known is kept: other types, other members. A payload that is no JSON, because it was cut off, is kept as its text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "history/form.h"

/* What an event's members say, before its type is known. */
struct head {
	struct json_part type, id, prev, time, details;
};

/* One event on its way in. */
struct reading {
	struct form_reader *r;
	struct event ev;
	struct head head;
	bool head_read;			/* type and ids are in ev, and set what may be in its details */
	uint32_t set;
	struct json_part at;		/* what is being read, for the error's place */
	struct err *e;
};

static bool bad_at(struct reading *x, struct json_part at, const char *msg)
{
	struct span where = {.offset = (size_t)(at.p - x->r->base)};

	if (x->ev.id)
		return err_at(x->e, ERR_INVALID, where, "event %d (%s): %s", (int)x->ev.id, event_text(&x->ev), msg);
	return err_at(x->e, ERR_INVALID, where, "%s", msg);
}

static bool bad(struct reading *x, struct json_part at, const char *key, const char *expected)
{
	char msg[200];

	snprintf(msg, sizeof msg, "\"%.60s\" is not %s", key, expected);
	return bad_at(x, at, msg);
}

/* An error inside of a part: its place counts from the part's start. */
static bool bad_inside(struct reading *x, struct json_part part)
{
	struct err inner = *x->e;

	return bad_at(x, (struct json_part){.p = part.p + inner.span.offset, .len = 0}, inner.msg);
}

static struct event_more *more_of(struct reading *x)
{
	if (!x->ev.more)
		x->ev.more = event_more_new();
	return x->ev.more;
}

/* --- values that come again -------------------------------------------------------------------------------------------------------- */

#define CACHE_SLOTS 1024		/* what a state puts out the next one takes in, soon after */

struct form_cached {
	struct json_part text;
	struct value *value;
	uint64_t hash;
};

void form_cache(struct form_reader *r)
{
	r->cache = xcalloc(CACHE_SLOTS, sizeof *r->cache);
}

void form_reader_done(struct form_reader *r)
{
	for (size_t i = 0; r->cache && i < CACHE_SLOTS; i++)
		value_unref(r->cache[i].value);
	free(r->cache);
	str_done(&r->text);
	VEC_DONE(&r->beside);
	VEC_DONE(&r->extra);
}

static struct form_cached *cached(struct form_reader *r, struct json_part text)
{
	uint64_t hash = hash_bytes(text.p, text.len < 64 ? text.len : 64, text.len);
	struct form_cached *c = &r->cache[(hash ^ (hash >> 32)) % CACHE_SLOTS];

	if (c->value && c->hash == hash && c->text.len == text.len && memcmp(c->text.p, text.p, text.len) == 0)
		return c;
	value_unref(c->value);
	*c = (struct form_cached){.text = text, .hash = hash};
	return c;
}

/* --- single details ------------------------------------------------------------------------------------------------------------------ */

static bool text_of(struct reading *x, struct json_part v, const char *key)
{
	x->r->text.len = 0;
	if (json_part_kind(v) != '"')
		return bad(x, v, key, "a string");
	return json_part_string(v, &x->r->text, x->e) || bad_inside(x, v);
}

static bool is_null(struct json_part v)
{
	return json_part_is(v, "null");
}

static bool read_text(struct reading *x, struct json_part v, const char *key, char **slot)
{
	if (is_null(v))
		return true;
	if (!text_of(x, v, key))
		return false;
	free(*slot);
	*slot = xstrndup(str_get(&x->r->text), x->r->text.len);
	return true;
}

/* Digits, as nearly all are; a number in another form, or digits in a string (a log record has them so). */
static bool int_of(struct json_part v, int64_t lo, int64_t hi, int64_t *out)
{
	int64_t n = 0;
	cJSON *node;
	bool ok;

	if (v.len > 2 && *v.p == '"')
		v = (struct json_part){.p = v.p + 1, .len = v.len - 2};
	for (size_t i = 0; i < v.len && v.len <= 18; i++) {
		if (v.p[i] < '0' || v.p[i] > '9')
			break;
		n = n * 10 + (v.p[i] - '0');
		if (i + 1 == v.len) {
			*out = n;
			return (v.len == 1 || v.p[0] != '0') && n >= lo && n <= hi;
		}
	}
	node = v.len ? json_part_read(v, NULL) : NULL;
	ok = node && json_int(node, lo, hi, out);
	cJSON_Delete(node);
	return ok;
}

/* Text that is no JSON: cut off, or made unreadable on purpose. */
static struct value *value_cut(struct reading *x)
{
	more_of(x)->cut = true;
	return value_string(str_get(&x->r->text));
}

static bool value_of(struct reading *x, struct json_part v, struct value **out)
{
	struct err ignored;

	if (json_part_kind(v) != '"') {		/* some tools write the JSON itself */
		cJSON *node = json_part_read(v, x->e);

		*out = node ? value_take(node) : NULL;
		return *out || bad_inside(x, v);
	}
	if (!text_of(x, v, "input"))
		return false;
	*out = value_parse(str_get(&x->r->text), x->r->text.len, &ignored);
	if (!*out)
		*out = value_cut(x);
	return true;
}

static bool read_value(struct reading *x, struct json_part v)
{
	struct form_cached *c;

	if (is_null(v))
		return true;
	value_unref(x->ev.value);
	x->ev.value = NULL;
	if (!x->r->cache)
		return value_of(x, v, &x->ev.value);
	c = cached(x->r, v);
	if (!c->value && !value_of(x, v, &c->value))
		return false;
	x->ev.value = value_ref(c->value);
	if (x->ev.more && x->ev.more->cut) {	/* what makes it special stands in the event: not to be found again */
		value_unref(c->value);
		*c = (struct form_cached){0};
	}
	return true;
}

/* {"truncated": false}, nearly always in one of two spellings. */
static bool read_truncated(struct reading *x, struct json_part v)
{
	cJSON *node;

	if (json_part_is(v, "{\"truncated\": false}") || json_part_is(v, "{\"truncated\":false}"))
		return true;
	node = json_part_read(v, x->e);
	if (!node)
		return bad_inside(x, v);
	if (cJSON_IsTrue(json_get(node, "truncated")))
		more_of(x)->truncated = true;
	cJSON_Delete(node);
	return true;
}

static bool read_credentials(struct reading *x, struct json_part v)
{
	cJSON *node = json_part_read(v, x->e);
	const char *role = json_get_string(node, "roleArn");

	if (!node)
		return bad_inside(x, v);
	if (role) {
		free(more_of(x)->role_arn);
		more_of(x)->role_arn = xstrdup(role);
	}
	cJSON_Delete(node);
	return true;
}

static bool read_assigned(struct reading *x, struct json_part v)
{
	cJSON *node, *object;

	if (is_null(v))
		return true;
	if (json_part_kind(v) != '{')
		return bad(x, v, "assignedVariables", "an object");
	node = json_part_read(v, x->e);
	if (!node)
		return bad_inside(x, v);
	object = cJSON_CreateObject();
	for (const cJSON *m = node->child; m; m = m->next) {
		cJSON *read = cJSON_IsString(m) ? json_read(m->valuestring, NULL) : NULL;

		if (!read) {
			bad(x, v, m->string, "JSON text in a string");
			cJSON_Delete(object);
			cJSON_Delete(node);
			return false;
		}
		json_add(object, m->string, read);
	}
	cJSON_Delete(node);
	value_unref(more_of(x)->assigned);
	more_of(x)->assigned = value_take(object);
	return more_of(x)->assigned || bad(x, v, "assignedVariables", "of a sensible depth");
}

/* --- the details of a type ------------------------------------------------------------------------------------------------------------ */

static const struct form_text *text_field(uint32_t set, struct json_part key)
{
	for (size_t i = 0; i < FORM_TEXTS; i++)
		if ((set & form_texts[i].field) && json_part_is(key, form_texts[i].key))
			return &form_texts[i];
	return NULL;
}

static const struct form_int *int_field(uint32_t set, struct json_part key)
{
	for (size_t i = 0; i < FORM_INTS; i++)
		if ((set & form_ints[i].field) && json_part_is(key, form_ints[i].key))
			return &form_ints[i];
	return NULL;
}

/* 0: none of them, 1: the value, 2: what says whether it is whole */
static int value_field(uint32_t set, struct json_part key)
{
	for (size_t i = 0; i < FORM_VALUES; i++) {
		if (!(set & form_values[i].field))
			continue;
		if (json_part_is(key, form_values[i].key))
			return 1;
		if (form_values[i].details && json_part_is(key, form_values[i].details))
			return 2;
	}
	return 0;
}

static bool read_name(struct reading *x, struct json_part v)
{
	if (is_null(v))
		return true;
	if (!text_of(x, v, "name"))
		return false;
	x->ev.name = history_intern(x->r->h, str_get(&x->r->text));
	return true;
}

static bool read_detail(struct reading *x, struct json_part key, struct json_part v)
{
	const struct form_text *text;
	const struct form_int *number;
	int value;

	if ((x->set & F_NAME) && json_part_is(key, "name"))
		return read_name(x, v);
	value = value_field(x->set, key);
	if (value)
		return value == 1 ? read_value(x, v) : read_truncated(x, v);
	text = text_field(x->set, key);
	if (text)
		return is_null(v) || read_text(x, v, text->key, form_text_slot(more_of(x), text));
	number = int_field(x->set, key);
	if (number)
		return is_null(v) || int_of(v, 0, INT64_MAX, form_int_slot(more_of(x), number)) || bad(x, v, number->key, "a whole number");
	if ((x->set & F_CREDENTIALS) && json_part_is(key, "taskCredentials"))
		return read_credentials(x, v);
	if ((x->set & F_ASSIGNED) && json_part_is(key, "assignedVariables"))
		return read_assigned(x, v);
	if ((x->set & F_ASSIGNED) && json_part_is(key, "assignedVariablesDetails"))
		return read_truncated(x, v);
	VEC_PUSH(&x->r->extra, ((struct form_member){key, v}));
	return true;
}

static bool bad_walk(struct reading *x, const struct json_walk *w)
{
	return bad_at(x, (struct json_part){.p = w->p}, w->fault);
}

static bool read_details(struct reading *x, struct json_walk *w)
{
	struct json_part key, v;
	struct json_walk in = {.p = w->p, .end = w->end};

	if (!json_walk_open(&in, '{')) {
		if (!json_walk_value(w, &v))
			return bad_walk(x, w);
		return is_null(v) || bad(x, v, event_type_details((enum event_type)x->ev.type), "an object");
	}
	while (json_walk_next(&in, &key, &v))
		if (!read_detail(x, key, v))
			return false;
	w->p = in.p;
	return !in.fault || bad_walk(x, &in);
}

/* --- the event itself ------------------------------------------------------------------------------------------------------------------- */

/* RFC 3339 text, as the command line writes it; seconds since 1970, as the API does; milliseconds, as log records do. */
static bool read_time(struct reading *x, struct json_part v)
{
	cJSON *node;
	double d;

	if (!v.p)
		return bad(x, x->at, "timestamp", "a time");
	if (json_part_kind(v) == '"') {
		if (!text_of(x, v, "timestamp"))
			return false;
		if (time_parse(str_get(&x->r->text), &x->ev.at_ms, NULL))
			return true;
		if (int_of(v, 0, INT64_C(100000000000000), &x->ev.at_ms))
			return true;
		return bad(x, v, "timestamp", "a time");
	}
	node = json_part_read(v, NULL);
	d = cJSON_IsNumber(node) ? node->valuedouble : -1;
	cJSON_Delete(node);
	if (!(d >= 0 && d < 1e14))
		return bad(x, v, "timestamp", "a time");
	x->ev.at_ms = (int64_t)(d < 1e11 ? d * 1000 + 0.5 : d);
	return true;
}

static bool read_type(struct reading *x, struct json_part v)
{
	if (!v.p)
		return bad(x, x->at, "type", "there: this is no event");
	if (!text_of(x, v, "type"))
		return false;
	x->ev.type = (uint8_t)event_type_find(str_get(&x->r->text));
	if (x->ev.type != EV_NONE)
		return true;
	if (!x->r->text.len)
		return bad(x, v, "type", "the name of a type of event");
	x->ev.type = EV_OTHER;
	more_of(x)->type = xstrndup(str_get(&x->r->text), x->r->text.len);
	return true;
}

static bool read_ids(struct reading *x)
{
	int64_t id, prev = 0;

	if (!int_of(x->head.id, 1, INT32_MAX, &id))
		return bad(x, x->head.id.p ? x->head.id : x->at, "id", "a positive whole number");
	x->ev.id = (int32_t)id;
	if (x->head.prev.p && !int_of(x->head.prev, 0, id - 1, &prev))
		return bad(x, x->head.prev, "previousEventId", "the id of an earlier event");
	x->ev.prev = (int32_t)prev;
	return true;
}

/* The members of the event by their names; a log record (ASL.md 7.13) has other ones. */
static bool head_member(struct reading *x, struct json_part key, struct json_part v)
{
	static const struct { const char *key; size_t at; } members[] = {
		{"timestamp", offsetof(struct head, time)}, {"type", offsetof(struct head, type)}, {"id", offsetof(struct head, id)},
		{"previousEventId", offsetof(struct head, prev)}, {"previous_event_id", offsetof(struct head, prev)},
		{"event_timestamp", offsetof(struct head, time)}, {"details", offsetof(struct head, details)},
	};

	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (json_part_is(key, members[i].key)) {
			*(struct json_part *)(void *)((char *)&x->head + members[i].at) = v;
			return true;
		}
	return json_part_is(key, "execution_arn") || json_part_is(key, "redrive_count");
}

/* What it needs to know before its details can be read. */
static bool read_head(struct reading *x)
{
	x->head_read = read_type(x, x->head.type) && read_ids(x);
	x->set = form_fields((enum event_type)x->ev.type);
	return x->head_read;
}

static bool is_details_key(struct json_part key)
{
	return key.len >= 12 && memcmp(key.p + key.len - 12, "EventDetails", 12) == 0;
}

/* Where type and id stand before the details, as AWS has them, these are read where they stand. */
static bool read_at(struct reading *x, struct json_walk *w, struct json_part key)
{
	struct json_part v;

	if (is_details_key(key) && x->head.type.p && x->head.id.p) {
		const char *name;

		if (!x->head_read && !read_head(x))
			return false;
		name = event_type_details((enum event_type)x->ev.type);
		if (name && json_part_is(key, name))
			return read_details(x, w);
	}
	if (!json_walk_value(w, &v))
		return bad_walk(x, w);
	if (!head_member(x, key, v))
		VEC_PUSH(&x->r->beside, ((struct form_member){key, v}));
	return true;
}

static bool read_members(struct reading *x, struct json_walk *w)
{
	struct json_part key;

	while (json_walk_more(w, &key))
		if (!read_at(x, w, key))
			return false;
	return !w->fault || bad_walk(x, w);
}

/* Details that came before the type, or under a log record's name. */
static bool read_late_details(struct reading *x)
{
	const char *name = event_type_details((enum event_type)x->ev.type);
	struct json_walk w;
	size_t n = 0;

	for (size_t i = 0; i < x->r->beside.n; i++) {
		if (name && json_part_is(x->r->beside.v[i].key, name))
			x->head.details = x->r->beside.v[i].value;
		else
			x->r->beside.v[n++] = x->r->beside.v[i];
	}
	x->r->beside.n = n;
	if (!x->head.details.p || x->ev.type == EV_OTHER)
		return true;
	w = json_walk_at(x->head.details.p, x->head.details.len);
	return read_details(x, &w);
}

static bool read_member(struct reading *x, const struct form_member *m, cJSON *object)
{
	struct json_part quoted = {.p = m->key.p - 1, .len = m->key.len + 2};
	cJSON *node;

	if (!text_of(x, quoted, "name"))
		return false;
	node = json_part_read(m->value, x->e);
	if (!node)
		return bad_inside(x, m->value);
	json_set(object, str_get(&x->r->text), node);
	return true;
}

static bool read_object(struct reading *x, const struct form_member *v, size_t n, struct value **out)
{
	cJSON *object = cJSON_CreateObject();

	for (size_t i = 0; i < n; i++)
		if (!read_member(x, &v[i], object)) {
			cJSON_Delete(object);
			return false;
		}
	*out = value_take(object);
	return *out || bad_at(x, v[0].value, "this is nested too deeply");
}

/* A log record's details are called the same for every type; they go back where the API has them. */
static bool read_unknown(struct reading *x)
{
	struct form_reader *r = x->r;

	if (x->ev.type == EV_OTHER && x->head.details.p) {
		VEC_PUSH(&r->beside, ((struct form_member){{"\"details\"" + 1, 7}, x->head.details}));
		x->head.details = (struct json_part){0};
	}
	if (r->beside.n && !read_object(x, r->beside.v, r->beside.n, &more_of(x)->beside))
		return false;
	return !r->extra.n || read_object(x, r->extra.v, r->extra.n, &more_of(x)->extra);
}

bool form_read(struct form_reader *r, struct json_walk *w, struct event *out, struct err *e)
{
	struct err ignored;
	struct json_walk in = {.p = w->p, .end = w->end};
	struct reading x = {.r = r, .ev = {.state = -1}, .at = {.p = w->p}, .e = e ? e : &ignored};

	r->beside.n = r->extra.n = 0;
	if (!json_walk_open(&in, '{')) {
		bad_walk(&x, &in);
		return false;
	}
	x.at.p = in.p - 1;
	if (!read_members(&x, &in) || !(x.head_read || read_head(&x)) || !read_time(&x, x.head.time) || !read_late_details(&x) || !read_unknown(&x)) {
		value_unref(x.ev.value);
		event_more_free(x.ev.more);
		return false;
	}
	w->p = in.p;
	*out = x.ev;
	return true;
}

bool history_event_read(struct history *h, const char *text, size_t len, const struct asl_machine *m, struct err *e)
{
	struct form_reader r = {.h = h, .base = text};
	struct event ev;
	struct json_walk w = json_walk_at(text, len);
	bool ok = form_read(&r, &w, &ev, e);
	int32_t next = (int32_t)h->events.n + 1;

	form_reader_done(&r);
	if (!ok)
		return false;
	if (ev.id != next) {
		value_unref(ev.value);
		event_more_free(ev.more);
		return err_set(e, ERR_INVALID, "event %d is missing: event %d follows event %d", (int)next, (int)ev.id, (int)next - 1);
	}
	ev.state = event_state(&ev, h, m);
	history_add_take(h, ev);
	return true;
}
