#include "history/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "history/import_private.h"
#include "json/places.h"

#define NESTING_MAX 4			/* of wrappers around what is looked for */

void import_note(struct imported *x, const char *fmt, ...)
{
	struct str s = {0};
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	VEC_PUSH(&x->notes, str_take(&s));
}

bool import_bad(struct import *m, const char *at, const char *msg)
{
	return err_at(m->e, ERR_INVALID, (struct span){.offset = (size_t)(at - m->text)}, "%s", msg);
}

static bool bad_walk(struct import *m, const struct json_walk *w)
{
	return import_bad(m, w->p, w->fault);
}

/* --- events ----------------------------------------------------------------------------------------------------------------------- */

static bool read_event(struct import *m, struct json_walk *w)
{
	size_t at;
	struct event ev;

	if (json_walk_is_over(w))
		return import_bad(m, w->p, "expected an event");
	at = (size_t)(w->p - m->text);
	if (!form_read(&m->reader, w, &ev, m->e))
		return false;
	VEC_PUSH(&m->out->history.events, ev);
	VEC_PUSH(&m->offsets, at);
	return true;
}

static bool read_events(struct import *m, struct json_walk *w)
{
	struct json_walk in = {.p = w->p, .end = w->end};

	if (!json_walk_open(&in, '['))
		return bad_walk(m, &in);
	while (json_walk_more(&in, NULL))
		if (!read_event(m, &in))
			return false;
	w->p = in.p;
	return !in.fault || bad_walk(m, &in);
}

/* --- objects ------------------------------------------------------------------------------------------------------------------------ */

static bool read_item(struct import *m, struct json_walk *w, int depth, bool *found);

static bool is_event_key(struct json_part key)
{
	static const char *const keys[] = {"previousEventId", "previous_event_id", "type", "id", "timestamp", "event_timestamp"};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (json_part_is(key, keys[i]))
			return true;
	return key.len > 12 && memcmp(key.p + key.len - 12, "EventDetails", 12) == 0;
}

/* One that is no event: which of its members are of interest. Wrapped ones are looked into when it was nothing else. */
struct object {
	bool known;
	VEC(struct json_part) wrapped;
};

static bool read_member(struct import *m, struct json_walk *w, struct json_part key, struct object *o)
{
	struct json_part value;
	bool ok = true;

	if (json_part_is(key, "events")) {
		o->known = true;
		m->more = false;
		return read_events(m, w);
	}
	if (!json_walk_value(w, &value))
		return bad_walk(m, w);
	if (json_part_is(key, "nextToken") || json_part_is(key, "NextToken"))
		m->more = o->known = json_part_kind(value) == '"';
	else if (import_fact(m, key, value, &ok))
		o->known = true;
	else if (json_part_kind(value) == '{' || json_part_kind(value) == '[')
		VEC_PUSH(&o->wrapped, value);
	return ok;
}

static bool read_object(struct import *m, struct json_walk *w, int depth, bool *found)
{
	struct json_walk in = {.p = w->p, .end = w->end};
	struct object o = {0};
	struct json_part key;
	bool ok = true;

	json_walk_open(&in, '{');
	while (ok && json_walk_more(&in, &key)) {
		if (is_event_key(key)) {
			VEC_DONE(&o.wrapped);
			*found = true;
			return read_event(m, w);
		}
		ok = read_member(m, &in, key, &o);
	}
	if (ok && in.fault)
		ok = bad_walk(m, &in);
	*found |= o.known;
	for (size_t i = 0; ok && !o.known && i < o.wrapped.n; i++) {
		struct json_walk inner = json_walk_at(o.wrapped.v[i].p, o.wrapped.v[i].len);

		ok = depth >= NESTING_MAX || read_item(m, &inner, depth + 1, found);
	}
	VEC_DONE(&o.wrapped);
	w->p = in.p;
	return ok;
}

static bool read_array(struct import *m, struct json_walk *w, int depth, bool *found)
{
	struct json_walk in = {.p = w->p, .end = w->end};

	json_walk_open(&in, '[');
	while (json_walk_more(&in, NULL))
		if (!read_item(m, &in, depth + 1, found))
			return false;
	w->p = in.p;
	return !in.fault || bad_walk(m, &in);
}

/* found: something in it was of use. What is of none, is let be; but it must be JSON as far as its brackets go. */
static bool read_item(struct import *m, struct json_walk *w, int depth, bool *found)
{
	struct json_part value;

	if (!json_walk_is_over(w) && depth <= NESTING_MAX) {
		if (*w->p == '{')
			return read_object(m, w, depth, found);
		if (*w->p == '[')
			return read_array(m, w, depth, found);
	}
	return json_walk_value(w, &value) || bad_walk(m, w);
}

static bool read_document(struct import *m)
{
	struct json_walk w = json_walk_at(m->text, m->len);

	if (json_walk_is_over(&w))
		return import_bad(m, w.p, "the file is empty");
	while (!json_walk_is_over(&w)) {
		const char *at = w.p;
		bool found = false;

		if (*at != '{' && *at != '[')
			return import_bad(m, at, "expected events of an execution: an object or an array");
		if (!read_item(m, &w, 0, &found))
			return false;
		if (!found)
			return import_bad(m, at, "this is neither an event, nor a page of events, nor a description of an execution");
	}
	if (!m->out->history.events.n)
		return import_bad(m, m->text, "there are no events in it");
	return true;
}

/* --- all of it ----------------------------------------------------------------------------------------------------------------------- */

static void note_payloads(struct imported *x)
{
	size_t n = 0, first = 0;

	for (size_t i = 0; i < x->history.events.n; i++) {
		const struct event_more *more = x->history.events.v[i].more;

		if (more && (more->cut || more->truncated) && !n++)
			first = i + 1;
	}
	if (n)
		import_note(x, "payloads are not whole in %zu event%s, the first is #%zu: they are shown as far as they go", n, n == 1 ? "" : "s", first);
}

static void note_types(struct imported *x)
{
	for (size_t i = 0; i < x->history.events.n; i++)
		if (x->history.events.v[i].type == EV_OTHER) {
			import_note(x, "event #%zu has the type %.60s, which this program does not know: such events are shown as they are", i + 1,
				event_text(&x->history.events.v[i]));
			return;
		}
}

bool history_import(const char *text, size_t len, struct imported *out, struct err *e)
{
	struct err mine = {0};
	struct imported x = {0};
	struct import m = {.text = text, .len = len, .out = &x, .e = e ? e : &mine};
	bool ok;

	history_init(&x.history);
	m.reader = (struct form_reader){.h = &x.history, .base = text};
	form_cache(&m.reader);
	ok = read_document(&m) && import_order(&m);
	if (ok) {
		import_facts(&m);
		note_types(&x);
		note_payloads(&x);
		if (m.more)
			import_note(&x, "the last page names another one (nextToken): events are missing at the end");
	} else if (!m.e->span.line) {
		m.e->span = json_span_of(text, len, m.e->span.offset);
	}
	form_reader_done(&m.reader);
	VEC_DONE(&m.offsets);
	if (ok)
		*out = x;
	else
		imported_done(&x);
	return ok;
}

void imported_done(struct imported *x)
{
	history_done(&x->history);
	free(x->execution_arn);
	free(x->machine_arn);
	free(x->name);
	free(x->machine_name);
	free(x->definition);
	value_unref(x->input);
	value_unref(x->output);
	free(x->error);
	free(x->cause);
	for (size_t i = 0; i < x->notes.n; i++)
		free(x->notes.v[i]);
	VEC_DONE(&x->notes);
	*x = (struct imported){0};
}
