/*
 * Calls of the services that are done here, one after the other on the same data: expressions and numbers of DynamoDB, names of buckets and
 * queues, keys of tables. A line is a call: RESOURCE PARAMETERS, as "dynamodb:putItem {…}"; "table NAME KEY" declares a table. Lines that
 * cannot be read are left out. A response must be JSON, an error must have a name.
 */
#include <stdlib.h>
#include <string.h>

#include "task/dynamo_table.h"
#include "task/service.h"

#define MAX_CALLS 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_answer(void *ctx, uint64_t id, const struct task_outcome *o)
{
	(void)ctx, (void)id;
	if (o->kind == TASK_DONE && !o->result)
		abort();
	if (o->kind == TASK_FAILED && (!o->error || !*o->error))
		abort();
	if (o->result)
		json_print_size(value_node(o->result));
}

static void call(struct task_backend *b, struct loop *l, const char *resource, struct value *payload, uint64_t id)
{
	char *text = xasprintf("{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::%s\",\"End\":true}}}", resource);
	struct asl_machine *m = asl_parse(text, strlen(text), "M", NULL);
	struct task_request r = {.id = id, .seed = id, .payload = payload, .at_ms = (int64_t)id * 1000,
		.execution_arn = "arn:aws:states:us-east-1:111122223333:execution:M:x"};
	struct err e;

	if (m->n_states) {
		r.state = m->states[0];
		b->start(b, &r, &e);
		loop_turn(l, 0);
	}
	asl_unref(m);
	free(text);
}

static void declare(struct service_data *d, char *line)
{
	char *key = strchr(line, ' ');
	cJSON *node = NULL;
	struct err e;

	if (!key)
		return;
	*key++ = '\0';
	if (json_parse(key, strlen(key), NULL, &node, &e))
		dynamo_table_declare(d, line, node, &e);
	cJSON_Delete(node);
}

static void do_line(struct task_backend *b, struct loop *l, struct service_data *d, char *line, uint64_t id)
{
	char *rest = strchr(line, ' ');
	struct value *v;
	struct err e;

	if (!rest)
		return;
	*rest++ = '\0';
	if (strcmp(line, "table") == 0) {
		declare(d, rest);
		return;
	}
	for (const char *s = line; *s; s++)
		if (*s == '"' || *s == '\\' || (unsigned char)*s < ' ')
			return;
	v = value_parse(rest, strlen(rest), &e);
	if (v)
		call(b, l, line, v, id);
	value_unref(v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e;
	struct loop *l = loop_new(&e);
	struct service_data *d = service_data_new();
	struct task_backend *b = service_backend_new(l, &(struct service_options){.data = d, .s3_dir = "/nonexistent"});
	char *text = xstrndup((const char *)data, size), *rest = text;
	uint64_t id = 0;

	b->done = on_answer;
	while (rest && id < MAX_CALLS) {
		char *line = rest, *end = strchr(line, '\n');

		rest = end ? end + 1 : NULL;
		if (end)
			*end = '\0';
		do_line(b, l, d, line, ++id);
	}
	b->free(b);
	service_data_free(d);
	loop_free(l);
	free(text);
	return 0;
}
