/* What is known of an imported execution beside its events: from DescribeExecution, from its ARN, from the events themselves. */
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "history/import_private.h"

/* --- DescribeExecution, DescribeStateMachineForExecution ------------------------------------------------------------------------------- */

static const struct text_fact {
	const char *key;
	size_t at;
} text_facts[] = {
	{"executionArn", offsetof(struct imported, execution_arn)},
	{"stateMachineArn", offsetof(struct imported, machine_arn)},
	{"name", offsetof(struct imported, name)},
	{"definition", offsetof(struct imported, definition)},
	{"error", offsetof(struct imported, error)},
	{"cause", offsetof(struct imported, cause)},
};

static bool fact_text(struct import *m, struct json_part v, char **slot)
{
	struct str s = {0};
	struct err inner;

	if (json_part_is(v, "null"))
		return true;
	if (!json_part_string(v, &s, &inner)) {
		str_done(&s);
		return import_bad(m, v.p + inner.span.offset, inner.msg);
	}
	free(*slot);
	*slot = str_take(&s);
	return true;
}

static bool fact_value(struct import *m, struct json_part v, struct value **slot)
{
	char *text = NULL;
	struct err inner;

	if (json_part_kind(v) != '"')
		return true;
	if (!fact_text(m, v, &text))
		return false;
	value_unref(*slot);
	*slot = value_parse(text, strlen(text), &inner);	/* one that was cut off is not known */
	free(text);
	return true;
}

static bool fact_status(struct import *m, struct json_part v)
{
	char *text = NULL;
	bool ok = fact_text(m, v, &text);

	if (ok && text && !exec_status_find(text, &m->out->status) && !str_is(text, "PENDING_REDRIVE"))
		ok = import_bad(m, v.p, "this is no status of an execution");
	free(text);
	return ok;
}

static bool fact_time(struct import *m, struct json_part v, int64_t *slot)
{
	cJSON *node = json_part_read(v, NULL);
	bool ok = !node || cJSON_IsNull(node);

	if (cJSON_IsString(node))
		ok = time_parse(node->valuestring, slot, NULL);
	else if (cJSON_IsNumber(node) && node->valuedouble >= 0 && node->valuedouble < 1e11) {
		*slot = (int64_t)(node->valuedouble * 1000 + 0.5);
		ok = true;
	}
	cJSON_Delete(node);
	return ok || import_bad(m, v.p, "this is no time");
}

bool import_fact(struct import *m, struct json_part key, struct json_part v, bool *ok)
{
	struct imported *x = m->out;

	for (size_t i = 0; i < ARRAY_LEN(text_facts); i++)
		if (json_part_is(key, text_facts[i].key)) {
			*ok = fact_text(m, v, (char **)(void *)((char *)x + text_facts[i].at));
			return true;
		}
	if (json_part_is(key, "status"))
		*ok = fact_status(m, v);
	else if (json_part_is(key, "startDate"))
		*ok = fact_time(m, v, &x->start_ms);
	else if (json_part_is(key, "stopDate"))
		*ok = fact_time(m, v, &x->stop_ms);
	else if (json_part_is(key, "input"))
		*ok = fact_value(m, v, &x->input);
	else if (json_part_is(key, "output"))
		*ok = fact_value(m, v, &x->output);
	else
		return false;
	return true;
}

/* --- ARNs ---------------------------------------------------------------------------------------------------------------------------------- */

/* The n-th part between colons; NULL: it has no such part. Caller frees. */
static char *arn_part(const char *arn, int n)
{
	const char *p = arn, *end;

	for (; p && n; n--) {
		p = strchr(p, ':');
		p = p ? p + 1 : NULL;
	}
	if (!p)
		return NULL;
	end = strchr(p, ':');
	return end ? xstrndup(p, (size_t)(end - p)) : xstrdup(p);
}

/* arn:aws:states:REGION:ACCOUNT:execution:MACHINE[/LABEL]:NAME, …:express:MACHINE:NAME:ID, …:stateMachine:MACHINE[:VERSION] */
static void facts_of_arns(struct imported *x)
{
	const char *arn = x->execution_arn ? x->execution_arn : x->machine_arn;
	char *kind = arn ? arn_part(arn, 5) : NULL, *slash;

	if (!kind)
		return;
	x->express = str_is(kind, "express");
	x->machine_name = arn_part(arn, 6);
	slash = x->machine_name ? strchr(x->machine_name, '/') : NULL;
	if (slash)
		*slash = '\0';
	if (x->execution_arn) {
		free(x->name);		/* DescribeStateMachineForExecution has a name too: the machine's */
		x->name = arn_part(arn, 7);
	} else {
		free(x->name);
		x->name = NULL;
	}
	free(kind);
}

/* --- events -------------------------------------------------------------------------------------------------------------------------------- */

static bool status_of(enum event_type t, enum exec_status *out)
{
	static const struct {
		enum event_type type;
		enum exec_status status;
	} rows[] = {
		{EV_ExecutionSucceeded, EXEC_SUCCEEDED}, {EV_ExecutionFailed, EXEC_FAILED}, {EV_ExecutionTimedOut, EXEC_TIMED_OUT},
		{EV_ExecutionAborted, EXEC_ABORTED}, {EV_ExecutionRedriven, EXEC_RUNNING},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].type == t) {
			*out = rows[i].status;
			return true;
		}
	return false;
}

static const struct event *last_word(const struct history *h, enum exec_status *status)
{
	for (size_t i = h->events.n; i > 0; i--)
		if (status_of((enum event_type)h->events.v[i - 1].type, status))
			return &h->events.v[i - 1];
	return NULL;
}

static void facts_of_end(struct imported *x)
{
	enum exec_status status = EXEC_RUNNING;
	const struct event *end = last_word(&x->history, &status);

	if (!end || status == EXEC_RUNNING)
		return;
	x->status = status;
	if (!x->stop_ms)
		x->stop_ms = end->at_ms;
	if (!x->output && status == EXEC_SUCCEEDED)
		x->output = value_ref(end->value);
	if (!x->error && end->more && status != EXEC_TIMED_OUT)
		x->error = xstrdup(end->more->error);
	if (!x->cause && end->more && status != EXEC_TIMED_OUT)
		x->cause = xstrdup(end->more->cause);
}

void import_facts(struct import *m)
{
	struct imported *x = m->out;
	const struct event *first = &x->history.events.v[0];

	facts_of_arns(x);
	if (first->type == EV_ExecutionStarted && !(first->more && first->more->cut)) {
		value_unref(x->input);
		x->input = value_ref(first->value);
	}
	if (!x->start_ms)
		x->start_ms = first->at_ms;
	facts_of_end(x);
	if (x->status != EXEC_RUNNING && !event_is_end((enum event_type)x->history.events.v[x->history.events.n - 1].type))
		import_note(x, "the execution ended as %s, but the last event here does not end it", exec_status_text(x->status));
}
