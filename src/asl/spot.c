/* What surrounds a place: the readers of both forms tell it levels and members as they come, and it keeps those that are open there. */
#include "asl/spot.h"

#include <stdlib.h>
#include <string.h>

#include "asl/spot_read.h"

/* --- what the readers tell ------------------------------------------------------------------------------------------ */

void spot_push(struct spot_reader *r, bool is_list, size_t indent)
{
	*VEC_ADD(&r->open) = (struct spot_open){.level = {.is_list = is_list}, .indent = indent};
}

static void level_done(struct asl_spot_level *l)
{
	for (size_t i = 0; i < l->members.n; i++) {
		free(l->members.v[i].name);
		free(l->members.v[i].value);
	}
	VEC_DONE(&l->members);
	free(l->key);
}

void spot_pop(struct spot_reader *r)
{
	struct asl_spot_level *l = &r->open.v[--r->open.n].level;

	if (r->frozen && r->open.n + 1 == r->left) {
		/* One of those around the place: by now all its members are known. */
		free(l->key);
		l->key = r->spot->levels.v[r->open.n].key;
		l->index = r->spot->levels.v[r->open.n].index;
		r->spot->levels.v[r->open.n] = *l;
		r->left--;
	} else {
		level_done(l);
	}
}

struct asl_spot_level *spot_top(struct spot_reader *r)
{
	return r->open.n ? &r->open.v[r->open.n - 1].level : NULL;
}

void spot_name(struct spot_reader *r, const char *name, size_t len)
{
	struct asl_spot_level *l = spot_top(r);

	free(l->key);
	l->key = xstrndup(name, len);
	*VEC_ADD(&l->members) = (struct asl_spot_member){.name = xstrndup(name, len)};
}

void spot_value(struct spot_reader *r, const char *value, size_t len)
{
	struct asl_spot_level *l = spot_top(r);
	struct asl_spot_member *m = l && l->members.n ? &l->members.v[l->members.n - 1] : NULL;

	if (!m || l->is_list)
		return;
	free(m->value);
	m->value = value ? xstrndup(value, len) : NULL;
}

void spot_freeze(struct spot_reader *r, enum asl_spot_kind kind, bool quoted, size_t from, size_t to)
{
	struct asl_spot *s = r->spot;

	s->kind = kind;
	s->quoted = quoted;
	s->from = from;
	s->to = to;
	for (size_t i = 0; i < r->open.n; i++) {
		const struct asl_spot_level *l = &r->open.v[i].level;
		char *key = i + 1 < r->open.n || kind == SPOT_VALUE ? xstrdup(l->key) : NULL;

		if (i + 1 == r->open.n && kind == SPOT_NAME && from < to)
			key = xstrndup(r->text + from, to - from);
		*VEC_ADD(&s->levels) = (struct asl_spot_level){.is_list = l->is_list, .key = key, .index = l->index};
	}
	r->frozen = true;
	r->left = r->open.n;
}

void asl_spot_find(struct asl_spot *s, const char *text, size_t len, enum asl_form form, size_t at)
{
	struct spot_reader r = {.spot = s, .text = text, .len = len, .at = at < len ? at : len};

	if (form == ASL_FORM_YAML)
		spot_read_yaml(&r);
	else
		spot_read_json(&r);
	if (!r.frozen)
		spot_freeze(&r, SPOT_NOTHING, false, r.at, r.at);
	while (r.open.n)
		spot_pop(&r);
	VEC_DONE(&r.open);
}

void asl_spot_done(struct asl_spot *s)
{
	for (size_t i = 0; i < s->levels.n; i++)
		level_done(&s->levels.v[i]);
	VEC_DONE(&s->levels);
}

/* --- questions ------------------------------------------------------------------------------------------------------- */

static const char *member_of(const struct asl_spot_level *l, const char *name)
{
	for (size_t i = 0; i < l->members.n; i++)
		if (str_is(l->members.v[i].name, name))
			return l->members.v[i].value;
	return NULL;
}

/* A state's own bit; all eight where its Type is not known. */
static uint32_t owner_of_state(const struct asl_spot_level *l)
{
	const char *type = member_of(l, "Type");

	for (int t = ASL_TASK; t <= ASL_MAP && type; t++)
		if (str_is(asl_type_text((enum asl_type)t), type))
			return 1u << t;
	return OWN_STATE;
}

/* Elements of the lists that hold objects of the language. */
static uint32_t owner_of_element(enum asl_kind kind, uint32_t of)
{
	switch (kind) {
	case K_RETRY: return OWN_RETRIER;
	case K_CATCH: return OWN_CATCHER;
	case K_CHOICES: return OWN_RULE;
	case K_BRANCHES: return OWN_BRANCH;
	case K_RULE_PART: return of & (OWN_RULE | OWN_NESTED_RULE) ? OWN_NESTED_RULE : 0;
	default: return 0;
	}
}

/* The object in which a member of that name stands in one of those owners; 0: it is none of the language's. *list: its list. */
static uint32_t owner_below(uint32_t owners, const char *key, uint32_t *list)
{
	const struct asl_field *f = key && owners ? asl_field_find(key, owners) : NULL;

	*list = 0;
	if (!f)
		return 0;
	*list = owner_of_element(f->kind, owners);
	if (f->kind == K_PROCESSOR)
		return OWN_PROCESSOR;
	if (f->kind == K_RULE_PART)
		return OWN_NESTED_RULE;
	return f->kind == K_OBJECT ? f->part : 0;
}

/* The way from the outside in, and what it has come to. */
struct walk {
	uint32_t owner;			/* of the last level; a list has its object's */
	const struct asl_spot_level *scope, *state;
	struct str path;
	int branch;
	bool in_branches;
};

static void walk_into_states(struct walk *w, const struct asl_spot_level *states)
{
	w->scope = states;
	w->state = NULL;
}

static void walk_into_state(struct walk *w, const char *name, const struct asl_spot_level *own)
{
	w->state = own;
	if (w->in_branches)
		str_addf(&w->path, "/%d", w->branch);
	str_addf(&w->path, "%s%s", w->path.len ? "/" : "", name);
	w->in_branches = false;
}

/* From the outside in: what each level is. */
static void walk(const struct asl_spot *s, struct walk *w)
{
	uint32_t element = 0, list;
	bool states = false;

	*w = (struct walk){.owner = 0};
	for (size_t i = 0; i < s->levels.n; i++) {
		const struct asl_spot_level *l = &s->levels.v[i];
		const char *up = i ? s->levels.v[i - 1].key : NULL;

		if (i == 0) {
			w->owner = OWN_TOP;
		} else if (states) {
			w->owner = owner_of_state(l);
			walk_into_state(w, up ? up : "", l);
			states = false;
		} else if (s->levels.v[i - 1].is_list) {
			w->owner = element;
			w->in_branches = element == OWN_BRANCH;
			w->branch = (int)s->levels.v[i - 1].index;
		} else if (up && str_is(up, "States") && (w->owner & (OWN_TOP | OWN_BRANCH | OWN_PROCESSOR))) {
			walk_into_states(w, l);
			states = true;
			w->owner = 0;
			continue;
		} else {
			uint32_t below = owner_below(w->owner, up, &list);

			if (l->is_list)
				element = list;		/* the owner stays that of the object */
			else
				w->owner = below;
		}
	}
}

uint32_t asl_spot_owner(const struct asl_spot *s)
{
	struct walk w;

	walk(s, &w);
	str_done(&w.path);
	return w.owner;
}

const struct asl_spot_level *asl_spot_scope(const struct asl_spot *s)
{
	struct walk w;

	walk(s, &w);
	str_done(&w.path);
	return w.scope;
}

const struct asl_spot_level *asl_spot_state_level(const struct asl_spot *s)
{
	struct walk w;

	walk(s, &w);
	str_done(&w.path);
	return w.state;
}

char *asl_spot_state(const struct asl_spot *s)
{
	struct walk w;
	const struct asl_spot_level *last = s->levels.n ? &s->levels.v[s->levels.n - 1] : NULL;

	walk(s, &w);
	/* At the state's name, or between name and object: it is that one. */
	if (last && w.scope == last && last->key)
		walk_into_state(&w, last->key, last);
	if (!w.path.len)
		str_done(&w.path);
	return w.path.len ? str_take(&w.path) : NULL;
}

const char *asl_spot_field(const struct asl_spot *s)
{
	for (size_t i = s->levels.n; i-- > 0; )
		if (!s->levels.v[i].is_list)
			return s->levels.v[i].key;
	return NULL;
}

enum asl_language asl_spot_language(const struct asl_spot *s)
{
	const struct asl_spot_level *state = asl_spot_state_level(s);
	const char *own = state ? member_of(state, "QueryLanguage") : NULL, *top = s->levels.n ? member_of(&s->levels.v[0], "QueryLanguage") : NULL;

	return str_is(own ? own : top, "JSONata") ? ASL_JSONATA : ASL_JSONPATH;
}
