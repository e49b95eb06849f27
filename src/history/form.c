/*
 * AWS's JSON form of events, both ways. One table says which details each type has; printing and reading walk the same table, so that
 * what is printed can be read again. Members that are JSON at heart (input, output, parameters, variables) are JSON text in strings.
 */
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "history/history.h"

/* Details, in the order in which they are printed. */
enum field {
	F_NAME = 1 << 0,
	F_INDEX = 1 << 1,
	F_LENGTH = 1 << 2,
	F_INPUT = 1 << 3,
	F_PARAMETERS = 1 << 4,
	F_OUTPUT = 1 << 5,
	F_ASSIGNED = 1 << 6,
	F_RESOURCE_TYPE = 1 << 7,
	F_RESOURCE = 1 << 8,
	F_REGION = 1 << 9,
	F_TIMEOUT = 1 << 10,
	F_HEARTBEAT = 1 << 11,
	F_CREDENTIALS = 1 << 12,
	F_WORKER = 1 << 13,
	F_MAP_RUN = 1 << 14,
	F_REDRIVE = 1 << 15,
	F_ERROR = 1 << 16,
	F_CAUSE = 1 << 17,
	F_LOCATION = 1 << 18,
	F_STATE = 1 << 19,
	F_ROLE = 1 << 20,
};

#define F_FAILURE (F_ERROR | F_CAUSE)
#define F_SERVICE (F_RESOURCE_TYPE | F_RESOURCE)

static const uint32_t fields_of[EV_COUNT] = {
	[EV_ExecutionStarted] = F_INPUT | F_ROLE,
	[EV_ExecutionSucceeded] = F_OUTPUT,
	[EV_ExecutionFailed] = F_FAILURE,
	[EV_ExecutionAborted] = F_FAILURE,
	[EV_ExecutionTimedOut] = F_FAILURE,
	[EV_ExecutionRedriven] = F_REDRIVE,
	[EV_MapStateStarted] = F_LENGTH,
	[EV_MapIterationStarted] = F_NAME | F_INDEX,
	[EV_MapIterationSucceeded] = F_NAME | F_INDEX,
	[EV_MapIterationFailed] = F_NAME | F_INDEX,
	[EV_MapIterationAborted] = F_NAME | F_INDEX,
	[EV_MapRunStarted] = F_MAP_RUN,
	[EV_MapRunFailed] = F_FAILURE,
	[EV_MapRunRedriven] = F_MAP_RUN | F_REDRIVE,
	[EV_LambdaFunctionScheduled] = F_RESOURCE | F_INPUT | F_TIMEOUT | F_CREDENTIALS,
	[EV_LambdaFunctionScheduleFailed] = F_FAILURE,
	[EV_LambdaFunctionStartFailed] = F_FAILURE,
	[EV_LambdaFunctionSucceeded] = F_OUTPUT,
	[EV_LambdaFunctionFailed] = F_FAILURE,
	[EV_LambdaFunctionTimedOut] = F_FAILURE,
	[EV_ActivityScheduled] = F_RESOURCE | F_INPUT | F_TIMEOUT | F_HEARTBEAT,
	[EV_ActivityScheduleFailed] = F_FAILURE,
	[EV_ActivityStarted] = F_WORKER,
	[EV_ActivitySucceeded] = F_OUTPUT,
	[EV_ActivityFailed] = F_FAILURE,
	[EV_ActivityTimedOut] = F_FAILURE,
	[EV_TaskScheduled] = F_SERVICE | F_REGION | F_PARAMETERS | F_TIMEOUT | F_HEARTBEAT | F_CREDENTIALS,
	[EV_TaskStarted] = F_SERVICE,
	[EV_TaskStartFailed] = F_SERVICE | F_FAILURE,
	[EV_TaskSubmitted] = F_SERVICE | F_OUTPUT,
	[EV_TaskSubmitFailed] = F_SERVICE | F_FAILURE,
	[EV_TaskSucceeded] = F_SERVICE | F_OUTPUT,
	[EV_TaskFailed] = F_SERVICE | F_FAILURE,
	[EV_TaskTimedOut] = F_SERVICE | F_FAILURE,
	[EV_EvaluationFailed] = F_FAILURE | F_LOCATION | F_STATE,
};

static uint32_t fields(enum event_type t)
{
	if (event_is_entered(t))
		return F_NAME | F_INPUT;
	if (event_is_exited(t))
		return F_NAME | F_OUTPUT | F_ASSIGNED;
	return (unsigned)t < EV_COUNT ? fields_of[t] : 0;
}

/* Plain texts among the details: where they are kept. */
static const struct text_field {
	enum field field;
	const char *key;
	size_t at;
} text_fields[] = {
	{F_RESOURCE_TYPE, "resourceType", offsetof(struct event_more, resource_type)},
	{F_RESOURCE, "resource", offsetof(struct event_more, resource)},
	{F_REGION, "region", offsetof(struct event_more, region)},
	{F_WORKER, "workerName", offsetof(struct event_more, worker_name)},
	{F_MAP_RUN, "mapRunArn", offsetof(struct event_more, map_run_arn)},
	{F_ERROR, "error", offsetof(struct event_more, error)},
	{F_CAUSE, "cause", offsetof(struct event_more, cause)},
	{F_LOCATION, "location", offsetof(struct event_more, location)},
	{F_STATE, "state", offsetof(struct event_more, state)},
	{F_ROLE, "roleArn", offsetof(struct event_more, role_arn)},
};

/* Whole numbers; `none` is the value that is not printed. */
static const struct int_field {
	enum field field;
	const char *key;
	size_t at;
	int64_t none;
} int_fields[] = {
	{F_INDEX, "index", offsetof(struct event_more, index), -1},
	{F_LENGTH, "length", offsetof(struct event_more, length), -1},
	{F_TIMEOUT, "timeoutInSeconds", offsetof(struct event_more, timeout_s), 0},
	{F_HEARTBEAT, "heartbeatInSeconds", offsetof(struct event_more, heartbeat_s), 0},
	{F_REDRIVE, "redriveCount", offsetof(struct event_more, redrive_count), 0},
};

/* JSON texts, and the member beside them that says whether AWS cut them off. */
static const struct value_field {
	enum field field;
	const char *key, *details;
} value_fields[] = {
	{F_INPUT, "input", "inputDetails"},
	{F_PARAMETERS, "parameters", NULL},
	{F_OUTPUT, "output", "outputDetails"},
};

static char **text_slot(struct event_more *m, const struct text_field *f)
{
	return (char **)(void *)((char *)m + f->at);
}

static int64_t *int_slot(struct event_more *m, const struct int_field *f)
{
	return (int64_t *)(void *)((char *)m + f->at);
}

/* --- printing ------------------------------------------------------------------------------------------------------------ */

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

static void add_untruncated(struct str *out, const char *key)
{
	add_key(out, key);
	str_adds(out, "{\"truncated\":false}");
}

static void add_values(struct str *out, uint32_t set, struct value *v)
{
	for (size_t i = 0; i < ARRAY_LEN(value_fields) && v; i++) {
		const struct value_field *f = &value_fields[i];

		if (!(set & f->field))
			continue;
		add_text(out, f->key, value_text(v));
		if (f->details)
			add_untruncated(out, f->details);
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
	add_untruncated(out, "assignedVariablesDetails");
}

static void add_more(struct str *out, uint32_t set, struct event_more *m)
{
	for (size_t i = 0; i < ARRAY_LEN(int_fields); i++)
		if ((set & int_fields[i].field) && *int_slot(m, &int_fields[i]) != int_fields[i].none)
			add_int(out, int_fields[i].key, *int_slot(m, &int_fields[i]));
	for (size_t i = 0; i < ARRAY_LEN(text_fields); i++)
		if (set & text_fields[i].field)
			add_text(out, text_fields[i].key, *text_slot(m, &text_fields[i]));
	if ((set & F_CREDENTIALS) && m->role_arn) {
		add_key(out, "taskCredentials");
		str_addc(out, '{');
		add_text(out, "roleArn", m->role_arn);
		str_addc(out, '}');
	}
	if ((set & F_ASSIGNED) && m->assigned)
		add_assigned(out, m->assigned);
}

void history_event_print(struct str *out, const struct event *ev)
{
	const char *details = event_type_details(ev->type);
	uint32_t set = fields(ev->type);

	str_addc(out, '{');
	add_time(out, "timestamp", ev->at_ms);
	add_text(out, "type", event_type_text(ev->type));
	add_int(out, "id", ev->id);
	add_int(out, "previousEventId", ev->prev);
	if (details) {
		add_key(out, details);
		str_addc(out, '{');
		if (set & F_NAME)
			add_text(out, "name", ev->name);
		add_values(out, set, ev->value);
		if (ev->more)
			add_more(out, set, ev->more);
		str_addc(out, '}');
	}
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

void history_execution_print(struct str *out, const struct execution_summary *s, const struct history *h)
{
	str_addc(out, '{');
	add_text(out, "executionArn", s->execution_arn);
	add_text(out, "stateMachineArn", s->machine_arn);
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
		for (size_t i = 0; i < h->events.n; i++) {
			if (i)
				str_addc(out, ',');
			history_event_print(out, &h->events.v[i]);
		}
		str_addc(out, ']');
	}
	str_addc(out, '}');
}

/* --- reading ------------------------------------------------------------------------------------------------------------- */

/* An event on its way in. */
struct reader {
	struct event ev;
	const cJSON *details;
	uint32_t set;
	struct err *e;
};

static bool bad(struct reader *r, const char *key, const char *expected)
{
	return err_set(r->e, ERR_INVALID, "event %d (%s): \"%s\" is not %s", (int)r->ev.id, event_type_text(r->ev.type), key, expected);
}

static struct event_more *more_of(struct reader *r)
{
	if (!r->ev.more)
		r->ev.more = event_more_new();
	return r->ev.more;
}

/* AWS's command line gives RFC 3339 text, its API seconds since 1970. */
static bool read_time(const cJSON *node, int64_t *ms)
{
	if (cJSON_IsString(node))
		return time_parse(node->valuestring, ms, NULL);
	if (!cJSON_IsNumber(node) || !(node->valuedouble >= 0 && node->valuedouble < 1e11))
		return false;
	*ms = (int64_t)(node->valuedouble * 1000 + 0.5);
	return true;
}

static bool read_text(struct reader *r, const char *key, const cJSON *node, char **slot)
{
	if (!node || cJSON_IsNull(node))
		return true;
	if (!cJSON_IsString(node))
		return bad(r, key, "a string");
	free(*slot);
	*slot = xstrdup(node->valuestring);
	return true;
}

static bool read_texts(struct reader *r)
{
	for (size_t i = 0; i < ARRAY_LEN(text_fields); i++) {
		const struct text_field *f = &text_fields[i];
		const cJSON *node = r->set & f->field ? json_get(r->details, f->key) : NULL;

		if (node && !read_text(r, f->key, node, text_slot(more_of(r), f)))
			return false;
	}
	return true;
}

static bool read_ints(struct reader *r)
{
	for (size_t i = 0; i < ARRAY_LEN(int_fields); i++) {
		const struct int_field *f = &int_fields[i];
		const cJSON *node = r->set & f->field ? json_get(r->details, f->key) : NULL;

		if (node && !cJSON_IsNull(node) && !json_int(node, 0, INT64_MAX, int_slot(more_of(r), f)))
			return bad(r, f->key, "a whole number");
	}
	return true;
}

/* A text that AWS cut off is no JSON: such a value counts as not known. */
static bool read_value(struct reader *r, const struct value_field *f)
{
	const cJSON *node = json_get(r->details, f->key);
	const cJSON *cut = f->details ? json_get(json_get(r->details, f->details), "truncated") : NULL;
	struct err e;

	if (!node || cJSON_IsNull(node))
		return true;
	if (!cJSON_IsString(node))
		return bad(r, f->key, "JSON text in a string");
	r->ev.value = value_parse(node->valuestring, strlen(node->valuestring), &e);
	if (!r->ev.value && !cJSON_IsTrue(cut))
		return bad(r, f->key, "JSON text");
	return true;
}

static bool read_values(struct reader *r)
{
	for (size_t i = 0; i < ARRAY_LEN(value_fields); i++)
		if ((r->set & value_fields[i].field) && !read_value(r, &value_fields[i]))
			return false;
	return true;
}

static bool read_credentials(struct reader *r)
{
	const cJSON *node = json_get(json_get(r->details, "taskCredentials"), "roleArn");

	return !node || !(r->set & F_CREDENTIALS) || read_text(r, "roleArn", node, &more_of(r)->role_arn);
}

static bool read_assigned(struct reader *r)
{
	const cJSON *node = r->set & F_ASSIGNED ? json_get(r->details, "assignedVariables") : NULL;
	cJSON *object;

	if (!node || cJSON_IsNull(node))
		return true;
	if (!cJSON_IsObject(node))
		return bad(r, "assignedVariables", "an object");
	object = cJSON_CreateObject();
	for (const cJSON *m = node->child; m; m = m->next) {
		cJSON *v = cJSON_IsString(m) ? json_read(m->valuestring, NULL) : NULL;

		if (!v) {
			cJSON_Delete(object);
			return bad(r, m->string, "JSON text in a string");
		}
		cJSON_AddItemToObject(object, m->string, v);
	}
	more_of(r)->assigned = value_take(object);
	return more_of(r)->assigned || bad(r, "assignedVariables", "of a sensible depth");
}

static bool read_head(struct reader *r, const struct history *h, const cJSON *node)
{
	const char *type = json_get_string(node, "type"), *details;
	int64_t id, prev;

	r->ev.id = (int32_t)(h->events.n + 1);
	r->ev.type = event_type_find(type);
	if (r->ev.type == EV_NONE)
		return err_set(r->e, ERR_INVALID, "event %d: \"type\" is not a type of event: %.100s", (int)r->ev.id, type ? type : "missing");
	if (!json_int(json_get(node, "id"), 1, INT32_MAX, &id))
		return bad(r, "id", "a positive whole number");
	if (id != r->ev.id)
		return err_set(r->e, ERR_INVALID, "event %d is missing: event %lld follows event %d", (int)r->ev.id, (long long)id,
			(int)r->ev.id - 1);
	if (!json_int(json_get(node, "previousEventId"), 0, id - 1, &prev))
		return bad(r, "previousEventId", "the id of an earlier event");
	if (!read_time(json_get(node, "timestamp"), &r->ev.at_ms))
		return bad(r, "timestamp", "a time");
	r->ev.prev = (int32_t)prev;
	r->set = fields(r->ev.type);
	details = event_type_details(r->ev.type);
	r->details = details ? json_get(node, details) : NULL;
	if (r->details && !cJSON_IsObject(r->details))
		return bad(r, details, "an object");
	return true;
}

/* ASL_PARALLEL or ASL_MAP for what such a state says of its work as a whole, else ASL_UNKNOWN. */
static enum asl_type container_event(enum event_type t)
{
	switch (t) {
	case EV_ParallelStateStarted:
	case EV_ParallelStateSucceeded:
	case EV_ParallelStateFailed:
		return ASL_PARALLEL;
	case EV_MapStateStarted:
	case EV_MapStateSucceeded:
	case EV_MapStateFailed:
		return ASL_MAP;
	default:
		return ASL_UNKNOWN;
	}
}

/* The event points at one of the container itself, or at the last one inside. */
static int32_t container_of(enum asl_type type, const struct event *prev, const struct asl_machine *m)
{
	const struct asl_state *s = prev && prev->state >= 0 ? m->states[prev->state] : NULL;

	if (s && (event_is_exited(prev->type) || prev->type == EV_ParallelStateFailed || prev->type == EV_MapStateFailed))
		s = s->scope->container;
	while (s && s->type != type)
		s = s->scope->container;
	return s ? s->index : -1;
}

static bool is_aborted(enum event_type t)
{
	return t == EV_TaskStateAborted || t == EV_WaitStateAborted || t == EV_ParallelStateAborted || t == EV_MapStateAborted;
}

/*
 * The state that an event belongs to: named in it, or found from the event that it follows. An …Aborted event follows the failure of
 * another state, and does not say which it is.
 */
static int32_t state_of(const struct event *ev, const struct history *h, const struct asl_machine *m)
{
	const struct event *prev = history_at(h, ev->prev);
	const char *name = ev->name ? ev->name : ev->more && ev->more->state ? ev->more->state : NULL;
	enum asl_type container = container_event(ev->type);
	const struct asl_state *s;

	if (!m || event_is_end(ev->type) || ev->type == EV_ExecutionStarted || is_aborted(ev->type))
		return -1;
	if (name) {
		s = asl_state_at(m, name);
		return s ? s->index : -1;
	}
	if (container != ASL_UNKNOWN)
		return container_of(container, prev, m);
	return prev ? prev->state : -1;
}

bool history_event_read(struct history *h, const cJSON *node, const struct asl_machine *m, struct err *e)
{
	struct reader r = {.e = e};
	const char *name;

	if (!read_head(&r, h, node) || !read_values(&r) || !read_ints(&r) || !read_texts(&r) || !read_credentials(&r) || !read_assigned(&r)) {
		value_unref(r.ev.value);
		event_more_free(r.ev.more);
		return false;
	}
	name = r.set & F_NAME ? json_get_string(r.details, "name") : NULL;
	r.ev.name = history_intern(h, name);
	r.ev.state = state_of(&r.ev, h, m);
	history_add_take(h, r.ev);
	return true;
}
