/*
 * The fields of a distributed Map, in both query languages: which are wrong, and in which words (ASL.md 1.12-1.16). They are read after
 * MapStateStarted, and before there is a Map Run.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/map_run.h"

/* --- numbers --------------------------------------------------------------------------------------------------------- */

static bool refuse(struct engine *x, struct thread *t, const char *why)
{
	fail_runtime(x, t, why);
	return false;
}

/* An integer, in JSONata by an expression at `place`. */
static bool integer(struct engine *x, struct thread *t, const struct asl_seconds *s, const char *name, const char *place, int64_t *out)
{
	int64_t min = INT64_MIN / 2, max = INT64_MAX / 2;

	if (s->expression)
		return flow_evaluate_integer(x, t, s->expression, &(struct flow_field){.name = place}, min, max, out);
	return flow_integer(x, t, s, name, min, out);
}

static bool tolerated_count(struct engine *x, struct thread *t, struct map_run_fields *f)
{
	const struct asl_seconds *s = &t->state->tolerated_count;

	f->counts_failures = s->present;
	if (!integer(x, t, s, "ToleratedFailureCount", "ToleratedFailureCount", &f->tolerated_count))
		return false;
	return f->tolerated_count >= 0 || refuse(x, t, "ToleratedFailureCount cannot be negative.");
}

static bool read_float(const cJSON *n, double *out)
{
	cJSON *number;

	if (cJSON_IsNumber(n)) {
		*out = n->valuedouble;
		return true;
	}
	number = cJSON_IsString(n) ? json_new_number_text(n->valuestring, strlen(n->valuestring)) : NULL;
	if (number)
		*out = number->valuedouble;
	cJSON_Delete(number);
	return number != NULL;
}

/* The value of a percentage that is no literal. NULL: failed. */
static struct value *percentage_value(struct engine *x, struct thread *t, const struct asl_seconds *s)
{
	static const struct flow_field field = {.name = "ToleratedFailurePercentage"};
	struct str why = {0}, text = {0};
	struct value *v;

	if (s->expression)
		return flow_evaluate_typed(x, t, s->expression, &field, "number");
	v = flow_path(x, t, s->path, t->effective, &why);
	if (!v) {
		str_addf(&text, "Invalid path '%s' : %s", path_text(s->path), str_get(&why));
		fail_runtime(x, t, str_get(&text));
	}
	str_done(&why);
	str_done(&text);
	return v;
}

static bool percentage_is_float(struct engine *x, struct thread *t, const struct asl_seconds *s, struct value *v, double *out)
{
	struct str why = {0};
	const cJSON *n = value_node(v);
	bool ok = read_float(n, out);

	if (!ok) {
		str_addf(&why, "The ToleratedFailurePercentagePath field refers to value \"%s\" which is not a valid float: %s",
			cJSON_IsString(n) ? n->valuestring : value_text(v), s->path ? path_text(s->path) : "");
		fail_runtime(x, t, str_get(&why));
	}
	str_done(&why);
	return ok;
}

static bool tolerated_percentage(struct engine *x, struct thread *t, struct map_run_fields *f)
{
	const struct asl_seconds *s = &t->state->tolerated_percentage;
	struct value *v;
	bool ok;

	f->shares_failures = s->present;
	if (!s->present)
		return true;
	if (!s->path && !s->expression) {
		f->tolerated_percentage = s->node->valuedouble;
		return true;
	}
	v = percentage_value(x, t, s);
	ok = v && percentage_is_float(x, t, s, v, &f->tolerated_percentage);
	value_unref(v);
	if (ok && !(f->tolerated_percentage >= 0 && f->tolerated_percentage <= 100))
		return refuse(x, t, "ToleratedFailurePercentage must be between 0 and 100.");
	return ok;
}

/* --- templates ------------------------------------------------------------------------------------------------------ */

/* A field that is a template in JSONPath and an expression in JSONata. *out NULL: it is absent. */
static bool evaluate(struct engine *x, struct thread *t, const struct tmpl *tm, const struct jtmpl *jt, const char *name, struct value **out)
{
	*out = NULL;
	if (tm)
		*out = flow_template(x, t, tm, t->effective);
	else if (jt)
		*out = flow_evaluate(x, t, jt, &(struct flow_field){.name = name}, NULL);
	return *out || (!tm && !jt);
}

static bool batcher(struct engine *x, struct thread *t, struct map_run_fields *f)
{
	const struct asl_batcher *b = &t->state->batcher;

	if (!b->node)
		return true;
	if (!integer(x, t, &b->max_items, "MaxItemsPerBatch", "ItemBatcher/MaxItemsPerBatch", &f->batch_items) ||
		!integer(x, t, &b->max_bytes, "MaxInputBytesPerBatch", "ItemBatcher/MaxInputBytesPerBatch", &f->batch_bytes))
		return false;
	if (b->max_items.present && f->batch_items < 1)
		return refuse(x, t, "MaxItemsPerBatch must be positive.");
	if (b->max_bytes.present && f->batch_bytes < 1)
		return refuse(x, t, "MaxInputBytesPerBatch must be positive.");
	return evaluate(x, t, b->input, b->evaluated_input, "ItemBatcher/BatchInput", &f->batch_input);
}

/* ReaderConfig without what the engine itself heeds, and with its expression evaluated. NULL: failed. */
static cJSON *reader_config(struct engine *x, struct thread *t)
{
	static const struct flow_field field = {.name = "ItemReader/ReaderConfig/ItemsPointer"};
	const struct asl_reader *r = &t->state->reader;
	cJSON *config = r->config ? json_copy(r->config) : cJSON_CreateObject();
	struct value *pointer;

	cJSON_DeleteItemFromObjectCaseSensitive(config, "MaxItems");
	cJSON_DeleteItemFromObjectCaseSensitive(config, "MaxItemsPath");
	if (!r->items_pointer)
		return config;
	pointer = flow_evaluate_typed(x, t, r->items_pointer, &field, "string");
	if (!pointer) {
		cJSON_Delete(config);
		return NULL;
	}
	json_set(config, "ItemsPointer", json_copy(value_node(pointer)));
	value_unref(pointer);
	return config;
}

static bool reader(struct engine *x, struct thread *t, struct map_run_fields *f)
{
	const struct asl_reader *r = &t->state->reader;
	struct value *parameters;
	cJSON *payload, *config;

	if (!r->node)
		return true;
	if (!integer(x, t, &r->max_items, "MaxItems", "ItemReader/ReaderConfig/MaxItems", &f->max_items) ||
		!evaluate(x, t, r->parameters, r->arguments, "ItemReader/Arguments", &parameters))
		return false;
	config = reader_config(x, t);
	if (config) {
		payload = cJSON_CreateObject();
		json_set(payload, "List", cJSON_CreateBool(r->lists));
		json_set(payload, "Parameters", parameters ? json_copy(value_node(parameters)) : cJSON_CreateObject());
		json_set(payload, "ReaderConfig", config);
		f->reader = value_take(payload);
	}
	value_unref(parameters);
	return f->reader != NULL;
}

static bool writer(struct engine *x, struct thread *t, struct map_run_fields *f)
{
	const struct asl_writer *w = &t->state->writer;
	const char *transformation = json_get_string(w->config, "Transformation");

	f->transformation = w->exports ? TRANSFORM_NONE : TRANSFORM_COMPACT;
	if (str_is(transformation, "NONE"))
		f->transformation = TRANSFORM_NONE;
	else if (str_is(transformation, "COMPACT"))
		f->transformation = TRANSFORM_COMPACT;
	else if (str_is(transformation, "FLATTEN"))
		f->transformation = TRANSFORM_FLATTEN;
	f->json_lines = str_is(json_get_string(w->config, "OutputType"), "JSONL");
	if (!w->exports)
		return true;
	return evaluate(x, t, w->parameters, w->arguments, "ResultWriter/Arguments", &f->writer);
}

bool map_run_fields_read(struct engine *x, struct thread *t, struct map_run_fields *f)
{
	if (tolerated_count(x, t, f) && tolerated_percentage(x, t, f) && reader(x, t, f) && batcher(x, t, f) && writer(x, t, f))
		return true;
	map_run_fields_done(f);
	return false;
}

void map_run_fields_done(struct map_run_fields *f)
{
	value_unref(f->batch_input);
	value_unref(f->reader);
	value_unref(f->writer);
	f->batch_input = f->reader = f->writer = NULL;
}
