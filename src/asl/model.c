/* The life of a machine, and the questions that need no more than the model. */
#include "asl/load.h"

#include <stdlib.h>
#include <string.h>

#include "asl/resource.h"
#include "asl/source.h"

static void free_seconds(const struct asl_seconds *s)
{
	path_free(s->path);
	jtmpl_free(s->expression);
}

static void free_jsonata(const struct asl_jsonata *j)
{
	jtmpl_free(j->arguments);
	jtmpl_free(j->output);
	jtmpl_free(j->assign);
	jtmpl_free(j->credentials);
	jtmpl_free(j->items);
	jtmpl_free(j->item_selector);
	jtmpl_free(j->timestamp);
	jtmpl_free(j->error);
	jtmpl_free(j->cause);
}

static void free_state(struct asl_state *s)
{
	path_free(s->input_path.path);
	path_free(s->output_path.path);
	path_free(s->result_path.path);
	path_free(s->items_path.path);
	tmpl_free(s->parameters);
	tmpl_free(s->result_selector);
	tmpl_free(s->assign);
	tmpl_free(s->item_selector);
	tmpl_free(s->reader.parameters);
	tmpl_free(s->batcher.input);
	tmpl_free(s->writer.parameters);
	tmpl_free(s->credentials);
	value_unref(s->result);
	asl_resource_done(&s->resource);
	free_seconds(&s->timeout);
	free_seconds(&s->heartbeat);
	free_seconds(&s->seconds);
	free_seconds(&s->max_concurrency);
	free_seconds(&s->reader.max_items);
	free_seconds(&s->batcher.max_items);
	free_seconds(&s->batcher.max_bytes);
	free_seconds(&s->tolerated_count);
	free_seconds(&s->tolerated_percentage);
	jtmpl_free(s->reader.arguments);
	jtmpl_free(s->reader.items_pointer);
	jtmpl_free(s->batcher.evaluated_input);
	jtmpl_free(s->writer.arguments);
	free_jsonata(&s->jsonata);
	path_free(s->timestamp_path);
	path_free(s->error_path);
	path_free(s->cause_path);
	intrinsic_free(s->error_call);
	intrinsic_free(s->cause_call);
	for (size_t i = 0; i < s->n_catchers; i++) {
		path_free(s->catchers[i].result_path.path);
		tmpl_free(s->catchers[i].assign);
		jtmpl_free(s->catchers[i].jsonata.output);
		jtmpl_free(s->catchers[i].jsonata.assign);
	}
	for (size_t i = 0; i < s->n_choices; i++) {
		asl_test_release(s->choices[i].test);
		tmpl_free(s->choices[i].assign);
		jtmpl_free(s->choices[i].jsonata.condition);
		jtmpl_free(s->choices[i].jsonata.output);
		jtmpl_free(s->choices[i].jsonata.assign);
	}
}

struct asl_machine *asl_ref(struct asl_machine *m)
{
	if (m)
		m->refs++;
	return m;
}

bool asl_machine_can_run(const struct asl_machine *m, struct err *e)
{
	if (!m->runnable)
		return err_set(e, ERR_INVALID, "%s has errors and cannot be executed", m->name);
	if (m->lacks)
		return err_set(e, ERR_INVALID, "%s cannot be executed without values for %s: give them in aslant.json (\"substitutions\") or .env",
			m->name, m->lacks);
	return true;
}

void asl_unref(struct asl_machine *m)
{
	if (!m || --m->refs > 0)
		return;
	for (size_t i = 0; i < m->n_states; i++)
		free_state(m->states[i]);
	for (size_t i = 0; i < m->n_scopes; i++)
		map_done(&m->scopes[i]->by_name);
	map_done(&m->by_path);
	map_done(&m->by_name);
	asl_arena_free(m->arena);
	diag_free(m->diags);
	json_places_free(m->places);
	asl_origin_free(m->origin);
	cJSON_Delete(m->root);
	free(m->name);
	free(m->file);
	free(m->text);
	free(m);
}

struct asl_state *asl_scope_find(const struct asl_scope *s, const char *name)
{
	return s && name ? map_get(&s->by_name, name) : NULL;
}

struct asl_state *asl_state_at(const struct asl_machine *m, const char *path)
{
	struct asl_state *s = map_get(&m->by_path, path);

	return s ? s : map_get(&m->by_name, path);
}

const char *asl_type_text(enum asl_type t)
{
	static const char *const text[] = { "?", "Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map" };

	return text[t];
}

bool asl_is_definition(const cJSON *root)
{
	return cJSON_IsObject(json_get(root, "States")) || (cJSON_IsString(json_get(root, "StartAt")) && json_get(root, "States"));
}

void asl_state_edges(const struct asl_state *s, asl_edge_fn fn, void *ctx)
{
	if (s->next.name)
		fn(ctx, s, &(struct asl_edge){ ASL_EDGE_NEXT, 0, &s->next });
	for (size_t i = 0; i < s->n_choices; i++)
		if (s->choices[i].next.name)
			fn(ctx, s, &(struct asl_edge){ ASL_EDGE_CHOICE, i, &s->choices[i].next });
	if (s->default_next.name)
		fn(ctx, s, &(struct asl_edge){ ASL_EDGE_DEFAULT, 0, &s->default_next });
	for (size_t i = 0; i < s->n_catchers; i++)
		if (s->catchers[i].next.name)
			fn(ctx, s, &(struct asl_edge){ ASL_EDGE_CATCH, i, &s->catchers[i].next });
}

static void template_expressions(const struct jtmpl *t, asl_expression_fn fn, void *ctx)
{
	const struct jtmpl_expression *x;

	for (size_t i = 0; t && (x = jtmpl_expression(t, i)); i++)
		fn(ctx, x);
}

void asl_state_expressions(const struct asl_state *s, asl_expression_fn fn, void *ctx)
{
	const struct asl_jsonata *j = &s->jsonata;
	const struct jtmpl *own[] = { j->arguments, j->output, j->assign, j->credentials, j->items, j->item_selector, j->timestamp, j->error,
		j->cause, s->timeout.expression, s->heartbeat.expression, s->seconds.expression, s->max_concurrency.expression,
		s->tolerated_count.expression, s->tolerated_percentage.expression, s->reader.arguments, s->reader.items_pointer,
		s->reader.max_items.expression, s->batcher.max_items.expression, s->batcher.max_bytes.expression,
		s->batcher.evaluated_input, s->writer.arguments };

	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		template_expressions(own[i], fn, ctx);
	for (size_t i = 0; i < s->n_choices; i++) {
		template_expressions(s->choices[i].jsonata.condition, fn, ctx);
		template_expressions(s->choices[i].jsonata.output, fn, ctx);
		template_expressions(s->choices[i].jsonata.assign, fn, ctx);
	}
	for (size_t i = 0; i < s->n_catchers; i++) {
		template_expressions(s->catchers[i].jsonata.output, fn, ctx);
		template_expressions(s->catchers[i].jsonata.assign, fn, ctx);
	}
}
