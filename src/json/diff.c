/*
 * Two trees side by side. Objects are compared by name; lists keep what they have in common at both ends, and only what stands between is
 * compared element by element, so that one that was put in or taken out does not make all behind it differ.
 */
#include "json/diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"

struct walk {
	struct json_diff *d;
	enum json_diff_mode mode;
	size_t max;
	struct str path;
};

static void compare(struct walk *w, const cJSON *a, const cJSON *b);

/* False once there are enough. */
static bool found(struct walk *w, enum json_change change, const cJSON *a, const cJSON *b)
{
	if (w->max && w->d->list.n >= w->max) {
		w->d->is_cut = true;
		return false;
	}
	VEC_PUSH(&w->d->list, ((struct json_difference){.change = change, .path = xstrdup(str_get(&w->path)), .a = a, .b = b}));
	return true;
}

static void path_cut(struct walk *w, size_t len)
{
	w->path.len = len;
	w->path.p[len] = '\0';
}

static bool is_plain_name(const char *s)
{
	if (!*s || (*s >= '0' && *s <= '9'))
		return false;
	for (; *s; s++)
		if (!((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || (*s >= '0' && *s <= '9') || *s == '_'))
			return false;
	return true;
}

void json_path_add_name(struct str *s, const char *name)
{
	if (is_plain_name(name)) {
		str_addf(s, ".%s", name);
		return;
	}
	str_adds(s, "['");
	for (; *name; name++) {
		if (*name == '\'' || *name == '\\')
			str_addc(s, '\\');
		str_addc(s, *name);
	}
	str_adds(s, "']");
}

/* --- objects -------------------------------------------------------------------------------------------------------- */

/* The member of that name: mostly the one that stands at the same place. */
static const cJSON *partner(struct map *index, const cJSON *object, const cJSON **beside, const char *name)
{
	const cJSON *m = *beside;

	if (m && strcmp(m->string, name) == 0) {
		*beside = m->next;
		return m;
	}
	if (!index->n)
		for (const cJSON *c = object->child; c; c = c->next)
			map_put(index, c->string, (void *)c);
	m = map_get(index, name);
	if (m)
		*beside = m->next;
	return m;
}

static void one_member(struct walk *w, const cJSON *a, const cJSON *b)
{
	size_t len = w->path.len;

	json_path_add_name(&w->path, (a ? a : b)->string);
	if (a && b)
		compare(w, a, b);
	else
		found(w, a ? JSON_REMOVED : JSON_ADDED, a, b);
	path_cut(w, len);
}

static void compare_objects(struct walk *w, const cJSON *a, const cJSON *b)
{
	struct map in_a = {0}, in_b = {0};
	const cJSON *beside = b->child;

	for (const cJSON *m = a->child; m && !w->d->is_cut; m = m->next)
		one_member(w, m, partner(&in_b, b, &beside, m->string));
	beside = a->child;
	for (const cJSON *m = b->child; w->mode == JSON_DIFF_WHOLE && m && !w->d->is_cut; m = m->next)
		if (!partner(&in_a, a, &beside, m->string))
			one_member(w, NULL, m);
	map_done(&in_a);
	map_done(&in_b);
}

/* --- lists ---------------------------------------------------------------------------------------------------------- */

static bool agree(const struct walk *w, const cJSON *a, const cJSON *b)
{
	return w->mode == JSON_DIFF_PART ? json_contains(b, a) : json_equal(a, b);
}

static void one_element(struct walk *w, size_t i, const cJSON *a, const cJSON *b)
{
	size_t len = w->path.len;

	str_addf(&w->path, "[%zu]", i);
	if (a && b)
		compare(w, a, b);
	else
		found(w, a ? JSON_REMOVED : JSON_ADDED, a, b);
	path_cut(w, len);
}

static void compare_lists(struct walk *w, const cJSON *a, const cJSON *b)
{
	const cJSON *m = a->child, *n = b->child, *last_m = m ? m->prev : NULL, *last_n = n ? n->prev : NULL;
	size_t i = 0, left_a = json_count(a), left_b = json_count(b);

	for (; m && n && agree(w, m, n); m = m->next, n = n->next, left_a--, left_b--)
		i++;
	/* cJSON keeps the last element in the first one's prev. */
	for (; left_a && left_b && agree(w, last_m, last_n); left_a--, left_b--) {
		last_m = last_m->prev;
		last_n = last_n->prev;
	}
	for (; (left_a || left_b) && !w->d->is_cut; i++) {
		one_element(w, i, left_a ? m : NULL, left_b ? n : NULL);
		if (left_a) {
			m = m->next;
			left_a--;
		}
		if (left_b) {
			n = n->next;
			left_b--;
		}
	}
}

/* A tree is no deeper than JSON_DEPTH_MAX. */
static void compare(struct walk *w, const cJSON *a, const cJSON *b)
{
	if (cJSON_IsObject(a) && cJSON_IsObject(b))
		compare_objects(w, a, b);
	else if (cJSON_IsArray(a) && cJSON_IsArray(b))
		compare_lists(w, a, b);
	else if (!json_equal(a, b))
		found(w, JSON_CHANGED, a, b);
}

void json_diff_make(struct json_diff *d, const cJSON *a, const cJSON *b, enum json_diff_mode mode, size_t max)
{
	struct walk w = {.d = d, .mode = mode, .max = max};

	str_addc(&w.path, '$');
	if (a && b)
		compare(&w, a, b);
	else if (a || b)
		found(&w, a ? JSON_REMOVED : JSON_ADDED, a, b);
	str_done(&w.path);
}

void json_diff_done(struct json_diff *d)
{
	for (size_t i = 0; i < d->list.n; i++)
		free(d->list.v[i].path);
	VEC_DONE(&d->list);
}

bool json_contains(const cJSON *whole, const cJSON *part)
{
	const cJSON *a, *b;

	if (!whole || !part)
		return whole == part;
	if (cJSON_IsObject(part)) {
		if (!cJSON_IsObject(whole))
			return false;
		for (b = part->child; b; b = b->next)
			if (!(a = json_get(whole, b->string)) || !json_contains(a, b))
				return false;
		return true;
	}
	if (!cJSON_IsArray(part) || !cJSON_IsArray(whole))
		return json_equal(whole, part);
	for (a = whole->child, b = part->child; a && b; a = a->next, b = b->next)
		if (!json_contains(a, b))
			return false;
	return !a && !b;
}
