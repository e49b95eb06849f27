/*
 * What comes out of a Map Run: an array in the state's output, or records for the host to write (ASL.md 1.15). Those who failed are
 * always told with everything around them.
 */
#include <stdlib.h>

#include "base/timefmt.h"
#include "engine/map_run.h"

/* Bytes of all outputs together, before anything is selected from them. In memory they take ten times that. */
#define OUTPUTS_MAX ((size_t)8 << 20)

/* --- records ------------------------------------------------------------------------------------------------------------ */

static void add_text(cJSON *o, const char *key, const char *text)
{
	if (text)
		json_add(o, key, cJSON_CreateString(text));
}

static void add_time(cJSON *o, const char *key, int64_t ms)
{
	char text[TIME_TEXT_SIZE];

	time_format(ms, text);
	add_text(o, key, text);
}

/* A document as text, and that it is all there. */
static void add_document(cJSON *o, const char *key, const char *details, struct value *v)
{
	cJSON *included = cJSON_CreateObject();

	add_text(o, key, value_text(v));
	json_add(included, "Included", cJSON_CreateTrue());
	json_add(o, details, included);
}

static void add_redrive(cJSON *o, const struct map_run *run, enum exec_status status)
{
	json_add(o, "RedriveCount", json_new_int(0));
	if (status == EXEC_SUCCEEDED) {
		add_text(o, "RedriveStatus", "NOT_REDRIVABLE");
		add_text(o, "RedriveStatusReason", "Execution is SUCCEEDED and cannot be redriven");
	} else {
		add_text(o, "RedriveStatus", run->info->express ? "NOT_REDRIVABLE" : "REDRIVABLE_BY_MAP_RUN");
	}
}

static char *child_arn(const struct engine *x, const struct map_run *run, const struct map_child *c)
{
	struct rng r;

	rng_seed(&r, c->seed);
	return execution_arn_make(x, run->info->label, c->name, run->info->express, &r);
}

/* The child as DescribeExecution tells it. */
static struct value *record(const struct engine *x, const struct map_run *run, const struct map_child *c, enum exec_status status,
	struct value *output, const char *error, const char *cause)
{
	char *arn = child_arn(x, run, c);
	char *machine = machine_arn_make(x, run->info->label);
	cJSON *o = cJSON_CreateObject();

	add_text(o, "Cause", cause);
	add_text(o, "Error", error);
	add_text(o, "ExecutionArn", arn);
	add_document(o, "Input", "InputDetails", c->input);
	add_text(o, "Name", c->name);
	if (output)
		add_document(o, "Output", "OutputDetails", output);
	add_redrive(o, run, status);
	add_time(o, "StartDate", c->start_ms);
	add_text(o, "StateMachineArn", machine);
	add_text(o, "Status", exec_status_text(status));
	add_time(o, "StopDate", x->now_ms);
	free(machine);
	free(arn);
	return value_take(o);
}

static void write_record(struct engine *x, struct map_run *run, enum engine_result result, struct value *v, size_t index)
{
	struct engine_effect *f = map_run_effect(x, run, FX_RESULT);

	f->result = result;
	f->payload = value_ref(v);
	f->iteration = (int)index;
	f->flatten = result == RESULT_SUCCEEDED && run->fields.transformation == TRANSFORM_FLATTEN;
	run->info->totals.executions.written++;
}

/* --- the writer ------------------------------------------------------------------------------------------------------------ */

void map_run_results_open(struct engine *x, struct map_run *run)
{
	const cJSON *where = run->fields.writer ? value_node(run->fields.writer) : NULL;
	struct engine_effect *f;
	cJSON *payload;

	if (!where)
		return;
	payload = cJSON_CreateObject();
	json_set(payload, "Bucket", json_copy(json_get(where, "Bucket")));
	json_set(payload, "Prefix", json_copy(json_get(where, "Prefix")));
	add_text(payload, "OutputType", run->fields.json_lines ? "JSONL" : "JSON");
	add_text(payload, "MapRunArn", run->info->arn);
	f = map_run_effect(x, run, FX_RESULTS_OPEN);
	f->payload = value_take(payload);
	f->name = xstrdup(run->uuid);
	run->writes = true;
}

/* Nothing will ever look at the state's result. */
static bool discards_result(const struct asl_state *s)
{
	return s->result_path.is_null && !s->result_selector && !s->assign;
}

static void keep_output(struct engine *x, struct map_run *run, const struct map_child *c, struct value *v)
{
	if (discards_result(run->info->state))
		return;
	while (run->outputs.n <= c->index)
		VEC_PUSH(&run->outputs, NULL);
	if (run->too_large)
		return;
	run->outputs_bytes += value_size(v);
	if (run->outputs_bytes > (x->max_payload > OUTPUTS_MAX ? x->max_payload : OUTPUTS_MAX)) {
		run->too_large = true;
		map_run_results_done(run);
		return;
	}
	run->outputs.v[c->index] = value_ref(v);
}

void map_run_result(struct engine *x, struct map_run *run, const struct map_child *c, enum exec_status status, struct value *output,
	const char *error, const char *cause)
{
	bool good = status == EXEC_SUCCEEDED;
	struct value *v;

	if (!run->writes && !good)
		return;
	v = good && run->fields.transformation != TRANSFORM_NONE ? value_ref(output) :
		record(x, run, c, status, output, error, cause);
	if (run->writes)
		write_record(x, run, good ? RESULT_SUCCEEDED : RESULT_FAILED, v, c->index);
	else
		keep_output(x, run, c, v);
	value_unref(v);
}

void map_run_result_pending(struct engine *x, struct map_run *run, struct value *input, size_t index)
{
	cJSON *o = cJSON_CreateObject();
	struct value *v;

	add_document(o, "Input", "InputDetails", input);
	add_text(o, "Status", "PENDING");
	v = value_take(o);
	write_record(x, run, RESULT_PENDING, v, index);
	value_unref(v);
}

void map_run_results_close(struct engine *x, struct map_run *run, bool quietly)
{
	if (!run->writes || run->closing)
		return;
	run->closing = true;
	map_run_effect(x, run, FX_RESULTS_CLOSE)->quietly = quietly;
}

/* --- the state's output ---------------------------------------------------------------------------------------------------- */

static void append_output(cJSON *list, const struct map_run *run, const cJSON *output)
{
	if (run->fields.transformation == TRANSFORM_FLATTEN && cJSON_IsArray(output)) {
		for (const cJSON *c = output->child; c; c = c->next)
			json_append(list, json_copy(c));
		return;
	}
	json_append(list, json_copy(output));
}

struct value *map_run_output(struct engine *x, struct map_run *run, struct value *written)
{
	cJSON *o;

	if (run->too_large) {
		fail_too_large(x, run->probe.parent);
		return NULL;
	}
	if (run->writes) {
		o = cJSON_CreateObject();
		add_text(o, "MapRunArn", run->info->arn);
		json_add(o, "ResultWriterDetails", written ? json_copy(value_node(written)) : cJSON_CreateObject());
		return value_take(o);
	}
	o = cJSON_CreateArray();
	for (size_t i = 0; i < run->outputs.n; i++)
		if (run->outputs.v[i])
			append_output(o, run, value_node(run->outputs.v[i]));
	return value_take(o);
}

void map_run_results_done(struct map_run *run)
{
	for (size_t i = 0; i < run->outputs.n; i++)
		value_unref(run->outputs.v[i]);
	VEC_DONE(&run->outputs);
}
