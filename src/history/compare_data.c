/* Values of two executions: do they say the same? What is another one in every execution does not count. */
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "history/compare_private.h"

#define DIFFERENCES_MAX 2000		/* looked at in one value */

static bool is_uuid(const char *s)
{
	if (strlen(s) != 36)
		return false;
	for (int i = 0; i < 36; i++)
		if ((i == 8 || i == 13 || i == 18 || i == 23) ? s[i] != '-' : !strchr("0123456789abcdefABCDEF", s[i]))
			return false;
	return true;
}

static bool came_in_with(struct compare_side side, const char *text)
{
	const struct event *first = history_at(side.history, 1);

	return first && first->value && strstr(value_text(first->value), text);
}

/* Both, but for the execution's own name in its place. */
static bool same_but_for(const char *a, const char *b, const char *own_a, const char *own_b)
{
	size_t la = own_a ? strlen(own_a) : 0, lb = own_b ? strlen(own_b) : 0;
	bool any = false;

	if (!la || !lb)
		return false;
	for (;;) {
		const char *pa = strstr(a, own_a), *pb = strstr(b, own_b);

		if (!pa || !pb)
			return any && !pa && !pb && strcmp(a, b) == 0;
		if (pa - a != pb - b || memcmp(a, b, (size_t)(pa - a)) != 0)
			return false;
		a = pa + la;
		b = pb + lb;
		any = true;
	}
}

static bool same_moment(const struct compare *c, const char *a, const char *b)
{
	int64_t ta, tb, tolerance = c->options.threshold_ms > 0 ? c->options.threshold_ms : 0;

	return time_parse(a, &ta, NULL) && time_parse(b, &tb, NULL) &&
		llabs((ta - c->state->start_a) - (tb - c->state->start_b)) <= tolerance;
}

static bool is_token(const char *path)
{
	const char *last = strrchr(path, '.');

	return strstr(last ? last : path, "oken") != NULL;
}

bool compare_must_differ(const struct compare *c, const char *path, const cJSON *a, const cJSON *b)
{
	const char *x, *y;

	if (!cJSON_IsString(a) || !cJSON_IsString(b))
		return false;
	x = a->valuestring;
	y = b->valuestring;
	if (is_uuid(x) && is_uuid(y))
		return !came_in_with(c->left, x) && !came_in_with(c->right, y);
	return is_token(path) || same_but_for(x, y, c->left.arn, c->right.arn) || same_but_for(x, y, c->left.name, c->right.name) ||
		same_moment(c, x, y);
}

static bool all_must_differ(const struct compare *c, const cJSON *a, const cJSON *b)
{
	struct json_diff d = {0};
	bool all = true;

	json_diff_make(&d, a, b, JSON_DIFF_WHOLE, DIFFERENCES_MAX);
	for (size_t i = 0; i < d.list.n && all; i++)
		all = compare_must_differ(c, d.list.v[i].path, d.list.v[i].a, d.list.v[i].b);
	all = all && !d.is_cut;
	json_diff_done(&d);
	return all;
}

bool data_same(const struct compare *c, struct value *a, struct value *b)
{
	if (a == b)
		return true;
	if (!a || !b)
		return false;
	return value_equal(a, b) || all_must_differ(c, value_node(a), value_node(b));
}

struct value *cause_value(const char *cause)
{
	struct value *v = cause && strchr("{[", *cause) && *cause ? value_parse(cause, strlen(cause), NULL) : NULL;

	return v || !cause ? v : value_string(cause);
}

bool text_same(const struct compare *c, const char *a, const char *b)
{
	struct value *x, *y;
	bool same;

	if (str_is(a, b))
		return true;
	x = cause_value(a);
	y = cause_value(b);
	same = data_same(c, x, y);
	value_unref(x);
	value_unref(y);
	return same;
}

/* --- path by path ---------------------------------------------------------------------------------------------------------------------------- */

struct telling {
	size_t n, max;
	compare_datum_fn fn;
	void *ctx;
};

static void tell(struct telling *t, enum compare_part_kind part, const struct json_difference *d)
{
	if (t->n++ < t->max)
		t->fn(t->ctx, part, d);
}

static void tell_part(const struct compare *c, const struct compare_part *p, struct telling *t)
{
	static char root[] = "$";
	struct json_diff d = {0};

	if (!p->a || !p->b) {
		tell(t, p->kind, &(struct json_difference){.change = p->a ? JSON_REMOVED : JSON_ADDED, .path = root, .a = value_node(p->a),
			.b = value_node(p->b)});
		return;
	}
	json_diff_make(&d, value_node(p->a), value_node(p->b), JSON_DIFF_WHOLE, DIFFERENCES_MAX);
	for (size_t i = 0; i < d.list.n && t->n <= t->max; i++)
		if (!compare_must_differ(c, d.list.v[i].path, d.list.v[i].a, d.list.v[i].b))
			tell(t, p->kind, &d.list.v[i]);
	json_diff_done(&d);
}

size_t compare_data(const struct compare *c, const struct compare_difference *d, size_t max, compare_datum_fn fn, void *ctx)
{
	struct telling t = {.max = max, .fn = fn, .ctx = ctx};
	struct compare_part parts[PART_COUNT];
	size_t n = compare_parts(c, d, parts);

	for (size_t i = 0; i < n && t.n <= max; i++)
		tell_part(c, &parts[i], &t);
	return t.n;
}
