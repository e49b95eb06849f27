/*
 * AWS's JSON form of events, printed. Members that are JSON at heart (input, output, parameters, variables) are JSON text in strings. What
 * an imported event had that this program does not know is printed as it came.
 */
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "history/form.h"

/* key is one of ours, or a type's: nothing in it needs an escape. */
static void add_key(struct str *out, const char *key)
{
	str_adds(out, out->p[out->len - 1] == '{' ? "\"" : ",\"");
	str_adds(out, key);
	str_add(out, "\":", 2);
}

static void add_text(struct str *out, const char *key, const char *text)
{
	if (!text)
		return;
	add_key(out, key);
	json_print_string(out, text);
}

/* n is not negative; a history has many of these, and printf would be most of the work. */
static void add_int(struct str *out, const char *key, int64_t n)
{
	char digits[24], *p = digits + sizeof digits;

	add_key(out, key);
	do
		*--p = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	str_add(out, p, (size_t)(digits + sizeof digits - p));
}

static void add_time(struct str *out, const char *key, int64_t ms)
{
	char text[TIME_TEXT_SIZE];

	time_format(ms, text);
	add_text(out, key, text);
}

static void add_truncated(struct str *out, const char *key, bool is)
{
	add_key(out, key);
	str_adds(out, is ? "{\"truncated\":true}" : "{\"truncated\":false}");
}

/* A text that was cut off is no JSON, and kept as a string. */
static void add_values(struct str *out, uint32_t set, const struct event *ev)
{
	bool truncated = ev->more && ev->more->truncated;

	for (size_t i = 0; i < FORM_VALUES; i++) {
		const struct form_value *f = &form_values[i];

		if (!(set & f->field) || (!ev->value && !truncated))
			continue;
		if (ev->value)
			add_text(out, f->key, ev->more && ev->more->cut ? value_node(ev->value)->valuestring : value_text(ev->value));
		if (f->details)
			add_truncated(out, f->details, truncated);
	}
}

static void add_assigned(struct str *out, const struct value *assigned)
{
	add_key(out, "assignedVariables");
	str_addc(out, '{');
	for (const cJSON *m = value_node(assigned)->child; m; m = m->next) {
		char *text = json_print(m);

		str_adds(out, m == value_node(assigned)->child ? "" : ",");
		json_print_string(out, m->string);
		str_addc(out, ':');
		json_print_string(out, text);
		free(text);
	}
	str_addc(out, '}');
	add_truncated(out, "assignedVariablesDetails", false);
}

static void add_more(struct str *out, uint32_t set, struct event_more *m)
{
	for (size_t i = 0; i < FORM_INTS; i++)
		if ((set & form_ints[i].field) && *form_int_slot(m, &form_ints[i]) != form_ints[i].none)
			add_int(out, form_ints[i].key, *form_int_slot(m, &form_ints[i]));
	for (size_t i = 0; i < FORM_TEXTS; i++)
		if (set & form_texts[i].field)
			add_text(out, form_texts[i].key, *form_text_slot(m, &form_texts[i]));
	if ((set & F_CREDENTIALS) && m->role_arn) {
		add_key(out, "taskCredentials");
		str_addc(out, '{');
		add_text(out, "roleArn", m->role_arn);
		str_addc(out, '}');
	}
	if ((set & F_ASSIGNED) && m->assigned)
		add_assigned(out, m->assigned);
}

static void add_members(struct str *out, const struct value *object)
{
	for (const cJSON *m = object ? value_node(object)->child : NULL; m; m = m->next) {
		str_adds(out, out->p[out->len - 1] == '{' ? "" : ",");
		json_print_string(out, m->string);
		str_addc(out, ':');
		json_print_to(out, m);
	}
}

void history_event_print(struct str *out, const struct event *ev)
{
	const char *details = event_type_details(ev->type);
	uint32_t set = form_fields(ev->type);

	str_addc(out, '{');
	add_time(out, "timestamp", ev->at_ms);
	add_text(out, "type", event_text(ev));
	add_int(out, "id", ev->id);
	add_int(out, "previousEventId", ev->prev);
	if (details) {
		add_key(out, details);
		str_addc(out, '{');
		if (set & F_NAME)
			add_text(out, "name", ev->name);
		add_values(out, set, ev);
		if (ev->more) {
			add_more(out, set, ev->more);
			add_members(out, ev->more->extra);
		}
		str_addc(out, '}');
	}
	if (ev->more)
		add_members(out, ev->more->beside);
	str_addc(out, '}');
}

cJSON *history_event_tree(const struct event *ev)
{
	struct str s = {0};
	cJSON *tree;

	history_event_print(&s, ev);
	tree = json_read(str_get(&s), NULL);
	str_done(&s);
	return tree;
}

void history_events_print(struct str *out, const struct history *h)
{
	for (size_t i = 0; i < h->events.n; i++) {
		if (h->events.v[i].type == EV_MISSING)
			continue;
		str_adds(out, out->len && out->p[out->len - 1] == '}' ? "," : "");
		history_event_print(out, &h->events.v[i]);
	}
}

void history_execution_print(struct str *out, const struct execution_summary *s, const struct history *h)
{
	str_addc(out, '{');
	add_text(out, "executionArn", s->execution_arn);
	add_text(out, "stateMachineArn", s->machine_arn);
	add_text(out, "mapRunArn", s->map_run_arn);
	add_text(out, "parentExecutionArn", s->parent_arn);
	add_text(out, "name", s->name);
	add_text(out, "status", exec_status_text(s->status));
	add_time(out, "startDate", s->start_ms);
	if (s->stop_ms)
		add_time(out, "stopDate", s->stop_ms);
	add_text(out, "input", s->input ? value_text(s->input) : NULL);
	add_text(out, "output", s->output ? value_text(s->output) : NULL);
	add_text(out, "error", s->error);
	add_text(out, "cause", s->cause);
	if (h) {
		add_key(out, "events");
		str_addc(out, '[');
		history_events_print(out, h);
		str_addc(out, ']');
	}
	str_addc(out, '}');
}
