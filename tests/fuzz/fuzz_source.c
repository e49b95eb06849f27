/*
 * What stands on disk, whatever it is: a definition, a template, a Serverless Framework file, JSON with comments, commas and placeholders. The first
 * byte says which file name the text is under. Every machine of it loads or is refused with a sentence; diagnostics and states have
 * places inside the file; every node has a range inside it, or a reason.
 */
#include <stdlib.h>
#include <string.h>

#include "asl/diag.h"
#include "asl/placeholder.h"
#include "asl/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void check_span(const struct span *s, size_t size)
{
	must(s->offset <= size && (!s->line || s->col));
}

static void check_node(const struct asl_machine *m, const cJSON *node, size_t size)
{
	struct asl_range r;
	struct err e = {0};

	if (asl_machine_range(m, node, &r, &e))
		must(r.start <= r.end && r.end <= size + JSON_DEPTH_MAX && (r.key == SIZE_MAX || r.key <= size));
	else
		must(e.code && *e.msg);
	for (const cJSON *c = cJSON_IsObject(node) || cJSON_IsArray(node) ? node->child : NULL; c; c = c->next)
		check_node(m, c, size);
}

static void check_machine(struct asl_machine *m, size_t size)
{
	for (size_t i = 0; i < m->diags->list.n; i++)
		check_span(&m->diags->list.v[i].span, size);
	for (size_t i = 0; i < m->n_states; i++)
		check_span(&m->states[i]->span, size);
	if (m->root)
		check_node(m, m->root, size);
	must(!m->valid || m->runnable);
	asl_unref(m);
}

static void load_all(const struct asl_source *s)
{
	for (size_t i = 0; i < s->machines.n; i++) {
		struct err e = {0};
		struct asl_machine *m = asl_source_load(s, s->machines.v[i].name, NULL, &e);

		if (m)
			check_machine(m, m->origin->same ? m->text_len : m->origin->len);
		else
			must(e.code && *e.msg);
	}
}

/* Values for some names, put into the text as it is; the map leads back into it. */
static void fill_in(const char *text, size_t len, enum asl_form form)
{
	struct placeholder_values v = {0};
	struct textmap in = {0}, out = {0};

	placeholder_values_add(&v, "A", "arn:aws:lambda:us-east-1:111122223333:function:A", false);
	placeholder_values_add(&v, "B", "{\"x\": [1]}", true);
	placeholder_values_add(&v, "C", "\"quoted\"\n", false);
	textmap_add_same(&in, text, len, 0);
	if (!placeholder_apply(&in, form, &v, &out))
		must(out.text.len == len && memcmp(str_get(&out.text), text, len) == 0);
	for (size_t at = 0; at <= out.text.len; at += 1 + at / 8)
		must(textmap_start(&out, at) <= len && textmap_end(&out, at) <= len);
	textmap_done(&in);
	textmap_done(&out);
	placeholder_values_done(&v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const files[] = { "t.json", "t.yaml", "m.asl.json", "m.asl.yaml" };
	const char *file;
	char *text;

	if (size < 1)
		return 0;
	file = files[data[0] % ARRAY_LEN(files)];
	text = xstrndup((const char *)data + 1, size - 1);
	{
		struct asl_source *s = asl_source_parse(text, size - 1, file);

		load_all(s);
		fill_in(text, size - 1, s->form);
		asl_source_free(s);
	}
	free(text);
	return 0;
}
