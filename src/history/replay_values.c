/* Two events of one kind: do they say the same? What is made up anew in every execution may differ. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "history/form.h"
#include "history/replay_private.h"
#include "json/diff.h"

#define TEXT_MAX_SHOWN 60
#define EPOCH_MIN 1e9			/* a number of seconds, or of milliseconds, since 1970: not any number */
#define TIME_TOLERANCE_MS 600000	/* our clock moves from input to input, theirs all the time */

static bool is_uuid(const char *s)
{
	for (int i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? s[i] != '-' : !((s[i] >= '0' && s[i] <= '9') || ((s[i] | 32) >= 'a' && (s[i] | 32) <= 'f')))
			return false;
	}
	return !s[36];
}

/* JSON in a string, with other blanks: what services quote in a cause. */
static bool same_json(const char *a, const char *b)
{
	cJSON *ta = strchr("{[", *a) ? json_read(a, NULL) : NULL, *tb = ta ? json_read(b, NULL) : NULL;
	bool same = ta && tb && json_equal(ta, tb);

	cJSON_Delete(ta);
	cJSON_Delete(tb);
	return same;
}

static bool may_differ_text(const struct replay_state *s, const char *a, const char *b)
{
	int64_t ta, tb;

	if (map_get(&s->tokens, b))
		return true;
	if ((s->has_uuids && is_uuid(a) && is_uuid(b)) || same_json(a, b))
		return true;
	return s->has_times && time_parse(a, &ta, NULL) && time_parse(b, &tb, NULL) && llabs(ta - tb) <= TIME_TOLERANCE_MS;
}

static bool may_differ(const struct replay_state *s, const cJSON *a, const cJSON *b)
{
	if (!a || !b)
		return false;
	if (cJSON_IsString(a) && cJSON_IsString(b))
		return may_differ_text(s, a->valuestring, b->valuestring);
	if (!cJSON_IsNumber(a) || !cJSON_IsNumber(b))
		return false;
	return s->has_random || (s->has_times && a->valuedouble > EPOCH_MIN && fabs(a->valuedouble - b->valuedouble) <= TIME_TOLERANCE_MS);
}

static void add_shown(struct str *out, const cJSON *n)
{
	char *text = n ? json_print(n) : xstrdup("nothing");
	size_t len = strlen(text);

	if (len > TEXT_MAX_SHOWN) {
		for (len = TEXT_MAX_SHOWN; len && ((unsigned char)text[len] & 0xc0) == 0x80; len--)
			;
		str_add(out, text, len);
		str_adds(out, "…");
	} else {
		str_adds(out, text);
	}
	free(text);
}

/* The first place that may not differ, and how many more there are. */
static char *tree_difference(const struct replay_state *s, const char *what, const cJSON *a, const cJSON *b)
{
	struct json_diff d = {0};
	struct str out = {0};
	size_t more = 0;

	json_diff_make(&d, a, b, JSON_DIFF_WHOLE, 1000);
	for (size_t i = 0; i < d.list.n; i++) {
		const struct json_difference *x = &d.list.v[i];

		if (may_differ(s, x->a, x->b))
			continue;
		if (out.len) {
			more++;
			continue;
		}
		str_addf(&out, "%s differs at %s: recorded ", what, x->path);
		add_shown(&out, x->a);
		str_adds(&out, ", replayed ");
		add_shown(&out, x->b);
	}
	if (more)
		str_addf(&out, ", and at %zu more place%s", more, more == 1 ? "" : "s");
	json_diff_done(&d);
	if (out.len)
		return str_take(&out);
	str_done(&out);
	return NULL;
}

static const char *value_word(enum event_type t)
{
	return event_is_entered(t) || t == EV_ExecutionStarted ? "the input" : event_is_scheduled(t) ? "what the task was given" : "the output";
}

static char *value_difference(const struct replay_state *s, const struct event *a, const struct event *b)
{
	if (!a->value || !b->value || (a->more && (a->more->cut || a->more->truncated)))
		return NULL;
	if (a->value == b->value)
		return NULL;
	return tree_difference(s, value_word((enum event_type)a->type), value_node(a->value), value_node(b->value));
}

/* Causes name the event at which a state was entered, and quote JSON with or without blanks. */
static char *without_ids(const char *cause)
{
	char *text = xstrdup(cause), *to = text;

	for (const char *p = text; *p;) {
		*to++ = *p++;
		if (to[-1] == '#')
			while (*p >= '0' && *p <= '9')
				p++;
	}
	*to = '\0';
	return text;
}

static char *cause_difference(const struct replay_state *s, const char *a, const char *b)
{
	cJSON *ta = a ? json_read(a, NULL) : NULL, *tb = b ? json_read(b, NULL) : NULL;
	char *ca = a ? without_ids(a) : NULL, *cb = b ? without_ids(b) : NULL, *out = NULL;

	if (ta && tb)
		out = tree_difference(s, "the cause", ta, tb);
	else if (!str_is(ca, cb) && !(ca && cb && may_differ_text(s, ca, cb)))
		out = xasprintf("the cause differs: recorded %.200s, replayed %.200s", a ? a : "none", b ? b : "none");
	cJSON_Delete(ta);
	cJSON_Delete(tb);
	free(ca);
	free(cb);
	return out;
}

static char *text_difference(const char *what, const char *a, const char *b)
{
	if (str_is(a, b))
		return NULL;
	return xasprintf("%s differs: recorded %.200s, replayed %.200s", what, a ? a : "none", b ? b : "none");
}

static char *number_difference(const char *what, int64_t a, int64_t b)
{
	return a == b ? NULL : xasprintf("%s differs: recorded %lld, replayed %lld", what, (long long)a, (long long)b);
}

static char *assigned_difference(const struct replay_state *s, struct value *a, struct value *b)
{
	cJSON *empty = cJSON_CreateObject();
	char *out = tree_difference(s, "what was assigned", a ? value_node(a) : empty, b ? value_node(b) : empty);

	cJSON_Delete(empty);
	return out;
}

static void add_said(struct str *out, char *said_take)
{
	if (said_take)
		str_addf(out, "%s%s", out->len ? "; " : "", said_take);
	free(said_take);
}

/* All that differs in it. */
char *event_difference(const struct replay_state *s, const struct event *a, const struct event *b)
{
	static const struct event_more none = {.length = -1, .index = -1};
	const struct event_more *ma = a->more ? a->more : &none, *mb = b->more ? b->more : &none;
	uint32_t has = form_fields((enum event_type)a->type);
	struct str out = {0};

	add_said(&out, value_difference(s, a, b));
	if (has & F_ERROR)
		add_said(&out, text_difference("the error", ma->error, mb->error));
	if (has & F_CAUSE)
		add_said(&out, cause_difference(s, ma->cause, mb->cause));
	if (has & F_RESOURCE)
		add_said(&out, text_difference("the resource", ma->resource, mb->resource));
	if (has & F_RESOURCE_TYPE)
		add_said(&out, text_difference("the service", ma->resource_type, mb->resource_type));
	if (has & F_TIMEOUT)
		add_said(&out, number_difference("the timeout", ma->timeout_s, mb->timeout_s));
	if (has & F_HEARTBEAT)
		add_said(&out, number_difference("the heartbeat", ma->heartbeat_s, mb->heartbeat_s));
	if (has & F_LENGTH)
		add_said(&out, number_difference("the number of items", ma->length, mb->length));
	if ((has & F_ASSIGNED) && !ma->truncated)
		add_said(&out, assigned_difference(s, ma->assigned, mb->assigned));
	if (out.len)
		return str_take(&out);
	str_done(&out);
	return NULL;
}
