/* Expectations on the history itself: events in their order, how many there are, how large, and the whole of it in a file. */
#include <stdlib.h>
#include <string.h>

#include "app/test_expect_private.h"

#define HISTORY_MAX_BYTES ((size_t)256 << 20)
#define EVENT_DIFF_LINES 20

/* --- events in their order ---------------------------------------------------------------------------------------------- */

/* Like json_contains(), but a JSON text in the event (input, output, parameters) may be given as what it says. */
static bool event_contains(const cJSON *whole, const cJSON *part)
{
	cJSON *inside;
	bool is;

	if (cJSON_IsString(whole) && !cJSON_IsString(part)) {
		inside = json_read(whole->valuestring, NULL);
		is = inside && json_contains(inside, part);
		cJSON_Delete(inside);
		return is;
	}
	if (!cJSON_IsObject(whole) || !cJSON_IsObject(part))
		return json_contains(whole, part);
	for (const cJSON *m = part->child; m; m = m->next) {
		const cJSON *other = json_get(whole, m->string);

		if (!other || !event_contains(other, m))
			return false;
	}
	return true;
}

static bool event_is(const struct event *ev, const cJSON *want)
{
	cJSON *tree;
	bool is;

	if (cJSON_IsString(want))
		return strcmp(event_type_text((enum event_type)ev->type), want->valuestring) == 0;
	tree = history_event_tree(ev);
	is = event_contains(tree, want);
	cJSON_Delete(tree);
	return is;
}

/* Others may stand between them. */
void check_events(struct comparing *c, const cJSON *want)
{
	int32_t id = 1, after = 0;

	for (const cJSON *m = want->child; m; m = m->next) {
		while (id <= last_event(c) && !event_is(history_at(c->run->history, id), m))
			id++;
		if (id > last_event(c)) {
			struct test_difference *d = test_difference_add(c->out, "events", json_print(m),
				after ? xasprintf("no such event behind event %d", after) : xstrdup("no such event"), after);

			d->node = m;
			return;
		}
		after = id++;
	}
}

void check_event_counts(struct comparing *c, const cJSON *want)
{
	for (const cJSON *m = want->child; m; m = m->next) {
		char *what = xasprintf("eventCounts of \"%s\"", m->string);
		int32_t n = 0, last = 0;
		cJSON *got;

		for (int32_t id = 1; id <= last_event(c); id++)
			if (strcmp(event_type_text((enum event_type)history_at(c->run->history, id)->type), m->string) == 0) {
				n++;
				last = id;
			}
		got = json_new_int(n);
		differ_node(c, what, m, got, JSON_DIFF_WHOLE, last);
		cJSON_Delete(got);
		free(what);
	}
}

/* --- sizes -------------------------------------------------------------------------------------------------------------- */

static void check_most(struct comparing *c, const char *what, const cJSON *want, size_t got, int32_t event)
{
	struct test_difference *d;

	if ((double)got <= want->valuedouble)
		return;
	d = test_difference_add(c->out, what, xasprintf("at most %.0f", want->valuedouble), xasprintf("%zu", got), event);
	d->node = want;
	d->would_hold = json_new_int((int64_t)got);
}

void check_max_events(struct comparing *c, const cJSON *want)
{
	int32_t first_too_many = (int32_t)want->valuedouble + 1;

	check_most(c, "maxEvents", want, (size_t)last_event(c), first_too_many);
}

void check_max_payload(struct comparing *c, const cJSON *want)
{
	size_t largest = 0;
	int32_t event = 0;

	for (int32_t id = 1; id <= last_event(c); id++) {
		const struct event *ev = history_at(c->run->history, id);
		size_t size = ev->value ? value_size(ev->value) : 0;

		if (size > largest) {
			largest = size;
			event = id;
		}
	}
	check_most(c, "maxPayload", want, largest, event);
}

/* --- the whole history in a file ------------------------------------------------------------------------------------------ */

void test_history_print(struct str *out, const struct history *h)
{
	str_adds(out, "{\"events\": [");
	for (size_t i = 0; i < h->events.n; i++) {
		str_adds(out, i ? ",\n" : "\n");
		history_event_print(out, &h->events.v[i]);
	}
	str_adds(out, "\n]}\n");
}

/* The event that a difference's path begins with: "$[41].timestamp". */
static int32_t event_of(const struct json_difference *x)
{
	long n = x->path[1] == '[' ? strtol(x->path + 2, NULL, 10) : 0;

	return (int32_t)n + 1;
}

static void differ_history(struct comparing *c, const cJSON *node, const cJSON *want, const cJSON *got)
{
	struct json_diff diff = {0};

	json_diff_make(&diff, want, got, JSON_DIFF_WHOLE, EVENT_DIFF_LINES);
	if (diff.list.n) {
		int32_t event = event_of(&diff.list.v[0]);
		struct test_difference *d = test_difference_add(c->out, "history", xasprintf("%zu events as in %s", json_count(want), node->valuestring),
			xasprintf("%zu events; the first that differs is event %d", json_count(got), event), event <= last_event(c) ? event : last_event(c));

		test_difference_lines(d, &diff);
		d->node = node;
	}
	json_diff_done(&diff);
}

void check_history(struct comparing *c, const cJSON *want)
{
	char *path = test_file_beside(c->file, want->valuestring), *text = NULL;
	struct str now = {0};
	cJSON *got, *file = NULL;
	struct err e = {0};
	size_t len;

	if (file_read(path, HISTORY_MAX_BYTES, &text, &len, &e) && json_parse(text, len, NULL, &file, &e) &&
	    !cJSON_IsArray(json_get(file, "events")))
		err_set(&e, ERR_INVALID, "it has no list of events");
	if (e.code) {
		test_difference_add(c->out, "history", xstrdup(want->valuestring), xstrdup(e.msg), 0)->node = want;
	} else {
		test_history_print(&now, c->run->history);
		got = json_read(str_get(&now), NULL);
		differ_history(c, want, json_get(file, "events"), json_get(got, "events"));
		cJSON_Delete(got);
	}
	cJSON_Delete(file);
	str_done(&now);
	free(text);
	free(path);
}
