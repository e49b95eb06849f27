#include "app/debugger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the list ------------------------------------------------------------------------------------------------------- */

static void watch_done(struct watch *w)
{
	free(w->text);
	value_unref(w->last);
}

void debugger_done(struct debugger *d)
{
	for (size_t i = 0; i < d->breakpoints.n; i++)
		breakpoint_done(&d->breakpoints.v[i]);
	for (size_t i = 0; i < d->watches.n; i++)
		watch_done(&d->watches.v[i]);
	VEC_DONE(&d->breakpoints);
	VEC_DONE(&d->watches);
	faults_done(&d->faults);
	*d = (struct debugger){0};
}

static bool state_exists(const char *name, const struct asl_machine *m, struct err *e)
{
	return !name || !m || asl_state_at(m, name) || err_set(e, ERR_NOT_FOUND, "there is no state \"%.80s\"", name);
}

static bool read_break(const char *text, const struct asl_machine *m, struct breakpoint *out, struct err *e)
{
	struct breakpoint b;

	if (!breakpoint_parse(text, m, &b, e))
		return false;
	if (!state_exists(b.state, m, e) || !state_exists(b.to, m, e) ||
		(b.condition && !evaluate_check(b.condition, b.state && m ? asl_state_at(m, b.state) : NULL, e))) {
		breakpoint_done(&b);
		return false;
	}
	*out = b;
	return true;
}

static bool change_fault(struct fault *f, const char *text, const struct asl_machine *m, struct err *e)
{
	struct fault fresh;

	if (!fault_parse(text, m, &fresh, e))
		return false;
	fresh.number = f->number;
	fresh.hits = f->hits;
	fresh.enabled = f->enabled;
	fault_done(f);
	*f = fresh;
	return true;
}

bool debugger_change(struct debugger *d, unsigned number, const char *text, const struct asl_machine *m, struct err *e)
{
	struct breakpoint *b = debugger_find(d, number), fresh;
	struct watch *w = debugger_find_watch(d, number);

	if (b) {
		if (!read_break(text, m, &fresh, e))
			return false;
		fresh.number = number;
		fresh.hits = b->hits;
		fresh.enabled = b->enabled;
		fresh.temporary = b->temporary;
		breakpoint_done(b);
		*b = fresh;
		return true;
	}
	if (debugger_find_fault(d, number))
		return change_fault(debugger_find_fault(d, number), text, m, e);
	if (!w)
		return err_set(e, ERR_NOT_FOUND, "there is no breakpoint, watch or fault %u", number);
	if (!evaluate_check(text, NULL, e))
		return false;
	free(w->text);
	w->text = xstrdup(text);
	w->seen = false;
	return true;
}

unsigned debugger_break(struct debugger *d, const char *text, const struct asl_machine *m, bool temporary, struct err *e)
{
	struct breakpoint b;

	if (!read_break(text, m, &b, e))
		return 0;
	b.temporary = temporary;
	b.number = ++d->last_number;
	VEC_PUSH(&d->breakpoints, b);
	return b.number;
}

unsigned debugger_watch(struct debugger *d, const char *text, bool stops, struct err *e)
{
	struct watch w = {.stops = stops};

	if (!evaluate_check(text, NULL, e))
		return 0;
	w.text = xstrdup(text);
	w.number = ++d->last_number;
	VEC_PUSH(&d->watches, w);
	return w.number;
}

unsigned debugger_fault(struct debugger *d, const char *text, const struct asl_machine *m, struct err *e)
{
	struct fault f;

	if (!fault_parse(text, m, &f, e))
		return 0;
	if (!state_exists(f.state, m, e)) {
		fault_done(&f);
		return 0;
	}
	f.number = ++d->last_number;
	VEC_PUSH(&d->faults.list, f);
	return f.number;
}

struct fault *debugger_find_fault(struct debugger *d, unsigned number)
{
	for (size_t i = 0; i < d->faults.list.n; i++)
		if (d->faults.list.v[i].number == number)
			return &d->faults.list.v[i];
	return NULL;
}

struct breakpoint *debugger_find(struct debugger *d, unsigned number)
{
	for (size_t i = 0; i < d->breakpoints.n; i++)
		if (d->breakpoints.v[i].number == number)
			return &d->breakpoints.v[i];
	return NULL;
}

struct watch *debugger_find_watch(struct debugger *d, unsigned number)
{
	for (size_t i = 0; i < d->watches.n; i++)
		if (d->watches.v[i].number == number)
			return &d->watches.v[i];
	return NULL;
}

bool debugger_delete(struct debugger *d, unsigned number)
{
	struct breakpoint *b = debugger_find(d, number);
	struct watch *w = debugger_find_watch(d, number);
	struct fault *f = debugger_find_fault(d, number);

	if (f) {
		fault_done(f);
		memmove(f, f + 1, (size_t)(d->faults.list.v + d->faults.list.n - f - 1) * sizeof *f);
		d->faults.list.n--;
	}
	if (b) {
		breakpoint_done(b);
		memmove(b, b + 1, (size_t)(d->breakpoints.v + d->breakpoints.n - b - 1) * sizeof *b);
		d->breakpoints.n--;
	} else if (w) {
		watch_done(w);
		memmove(w, w + 1, (size_t)(d->watches.v + d->watches.n - w - 1) * sizeof *w);
		d->watches.n--;
	}
	return b || w || f;
}

bool debugger_is_idle(const struct debugger *d)
{
	for (size_t i = 0; i < d->breakpoints.n; i++)
		if (d->breakpoints.v[i].enabled)
			return false;
	for (size_t i = 0; i < d->watches.n; i++)
		if (d->watches.v[i].stops)
			return false;
	return true;
}

/* --- kept ------------------------------------------------------------------------------------------------------------ */

static cJSON *saved_item(unsigned number, const char *kind, const char *text, bool on)
{
	cJSON *o = cJSON_CreateObject();

	json_add(o, "number", json_new_int(number));
	json_add(o, kind, cJSON_CreateString(text));
	json_add(o, "on", cJSON_CreateBool(on));
	return o;
}

cJSON *debugger_save(const struct debugger *d)
{
	cJSON *all = cJSON_CreateArray();

	for (size_t i = 0; i < d->breakpoints.n; i++) {
		const struct breakpoint *b = &d->breakpoints.v[i];
		struct str text = {0};

		breakpoint_print(b, &text);
		if (!b->temporary)
			json_append(all, saved_item(b->number, "break", str_get(&text), b->enabled));
		str_done(&text);
	}
	for (size_t i = 0; i < d->watches.n; i++)
		json_append(all, saved_item(d->watches.v[i].number, "watch", d->watches.v[i].text, d->watches.v[i].stops));
	for (size_t i = 0; i < d->faults.list.n; i++) {
		const struct fault *f = &d->faults.list.v[i];
		struct str text = {0};

		fault_print(f, &text);
		if (f->when != FAULT_NEXT || f->n > 0)	/* what has struck is over */
			json_append(all, saved_item(f->number, "fault", str_get(&text), f->enabled));
		str_done(&text);
	}
	return all;
}

static bool load_item(struct debugger *d, const cJSON *item)
{
	const char *text = json_get_string(item, "break"), *watch = json_get_string(item, "watch");
	bool on = cJSON_IsTrue(json_get(item, "on"));
	int64_t number = 0;
	const char *fault = json_get_string(item, "fault");
	struct breakpoint *b;
	struct fault *f;
	struct err e;

	if (!json_int(json_get(item, "number"), 1, UINT32_MAX / 2, &number))
		return false;
	d->last_number = (unsigned)number - 1;
	if (watch)
		return debugger_watch(d, watch, on, &e) != 0;
	if (fault) {
		f = debugger_find_fault(d, debugger_fault(d, fault, NULL, &e));
		if (f)
			f->enabled = on;
		return f != NULL;
	}
	b = text ? debugger_find(d, debugger_break(d, text, NULL, false, &e)) : NULL;
	if (b)
		b->enabled = on;
	return b != NULL;
}

size_t debugger_load(struct debugger *d, const cJSON *saved)
{
	size_t bad = 0;
	unsigned last = 0;

	for (const cJSON *item = cJSON_IsArray(saved) ? saved->child : NULL; item; item = item->next) {
		bad += !load_item(d, item);
		last = d->last_number > last ? d->last_number : last;
	}
	d->last_number = last;
	return bad;
}

/* --- one event ------------------------------------------------------------------------------------------------------- */

/* The moment at the event, made when the first condition asks for it. */
struct look {
	const struct projection *p;
	const struct moment_facts *facts;
	struct moment moment;
	bool made;
};

static const struct moment *moment_of(struct look *l)
{
	if (!l->made)
		moment_at(l->p, l->p->current, l->facts, &l->moment);
	l->made = true;
	return &l->moment;
}

static void look_done(struct look *l)
{
	if (l->made)
		moment_done(&l->moment);
}

/* A condition that cannot be evaluated here stops: who wrote it wants to know. */
static bool holds(const struct breakpoint *b, struct look *l, struct debug_stop *why)
{
	struct value *v = NULL;
	struct err e;
	bool yes;

	if (!b->condition)
		return true;
	if (!evaluate(b->condition, moment_of(l), &v, &e)) {
		snprintf(why->reason, sizeof why->reason, "the condition of %u fails: %.100s", b->number, e.msg);
		return true;
	}
	yes = evaluate_is_true(v);
	value_unref(v);
	return yes;
}

static bool stops_here(const struct breakpoint *b, struct look *l, struct debug_stop *why)
{
	struct str reason = {0};

	*why->reason = '\0';
	if (!b->enabled || !breakpoint_matches(b, l->p) || !holds(b, l, why))
		return false;
	why->number = b->number;
	if (!*why->reason) {
		breakpoint_reason(b, l->p, &reason);
		snprintf(why->reason, sizeof why->reason, "%.150s", str_get(&reason));
	}
	str_done(&reason);
	return true;
}

static bool same_value(const struct value *a, const struct value *b)
{
	return a == b || (a && b && json_equal(value_node(a), value_node(b)));
}

static struct value *value_of(const struct watch *w, struct look *l)
{
	struct value *v = NULL;
	struct err e;

	return evaluate(w->text, moment_of(l), &v, &e) ? v : NULL;
}

/* Where the scope is left in which it had a value, that is no change of it. */
static bool has_changed(struct watch *w, struct look *l, struct debug_stop *why)
{
	struct value *now = value_of(w, l);
	bool changed = w->seen && now && !same_value(w->last, now);

	if (changed) {
		why->number = w->number;
		snprintf(why->reason, sizeof why->reason, "%.60s is now %.80s", w->text, value_text(now));
	}
	if (now || !w->seen) {
		value_unref(w->last);
		w->last = value_ref(now);
		w->seen = true;
	}
	value_unref(now);
	return changed;
}

void debugger_prime(struct debugger *d, const struct projection *p, const struct moment_facts *facts)
{
	struct look l = {.p = p, .facts = facts};

	for (size_t i = 0; i < d->watches.n; i++) {
		struct watch *w = &d->watches.v[i];

		if (!w->stops)
			continue;
		value_unref(w->last);
		w->last = value_of(w, &l);
		w->seen = true;
	}
	look_done(&l);
}

/* Returns whether it really stops, once what is to be ignored has gone by. */
static bool count_hit(struct debugger *d, struct breakpoint *b)
{
	b->hits++;
	if (b->ignore > 0) {
		b->ignore--;
		return false;
	}
	if (b->temporary)
		debugger_delete(d, b->number);
	return true;
}

bool debugger_stops(struct debugger *d, struct projection *p, const struct moment_facts *facts, struct debug_stop *why)
{
	struct look l = {.p = p, .facts = facts};
	struct debug_stop at;
	bool stops = false;

	for (size_t i = d->breakpoints.n; i-- > 0;)
		if (stops_here(&d->breakpoints.v[i], &l, &at) && count_hit(d, &d->breakpoints.v[i])) {
			*why = at;
			stops = true;
		}
	for (size_t i = 0; i < d->watches.n; i++)
		if (d->watches.v[i].stops && has_changed(&d->watches.v[i], &l, &at)) {
			*why = at;
			stops = true;
		}
	look_done(&l);
	return stops;
}

/* --- along what is recorded -------------------------------------------------------------------------------------------- */

static bool any_stops(struct debugger *d, struct projection *p, const struct moment_facts *facts, struct debug_stop *why)
{
	struct look l = {.p = p, .facts = facts};
	bool stops = false;

	for (size_t i = 0; i < d->breakpoints.n && !stops; i++)
		stops = stops_here(&d->breakpoints.v[i], &l, why);
	look_done(&l);
	return stops;
}

/* Is a watch's value at p->cursor another than at the event before? Leaves p where it was. */
static bool watch_changes(struct watch *w, struct projection *p, const struct moment_facts *facts, struct debug_stop *why)
{
	const struct history *h = p->history;
	int32_t id = p->cursor;
	bool changed;

	if (id < 2)
		return false;
	w->seen = false;
	for (int32_t i = id - 1; i <= id; i++) {
		struct look l = {.p = p, .facts = facts};

		projection_seek(p, h, i);
		changed = has_changed(w, &l, why);
		look_done(&l);
	}
	return changed;
}

int32_t debugger_search(struct debugger *d, struct projection *p, const struct moment_facts *facts, int32_t from, int dir, struct debug_stop *why)
{
	const struct history *h = p->history;
	int32_t last = h ? (int32_t)h->events.n : 0;

	for (int32_t id = from + dir; id >= 1 && id <= last; id += dir) {
		projection_seek(p, h, id);
		if (any_stops(d, p, facts, why))
			return id;
		for (size_t i = 0; i < d->watches.n; i++)
			if (d->watches.v[i].stops && watch_changes(&d->watches.v[i], p, facts, why))
				return id;
	}
	return 0;
}
