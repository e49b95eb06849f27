/*
 * Any bytes as a definition: loading, advice, edges, labels and edits must neither crash nor leak, and what they say must fit together.
 * Seeds: the definitions in tests/asl. A text that begins with \1 makes a definition by machine_gen.h instead.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "asl/diag.h"
#include "asl/edit.h"
#include "asl/label.h"
#include "machine_gen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void look_at_edge(void *ctx, const struct asl_state *from, const struct asl_edge *edge)
{
	(void)ctx;
	must(edge->target->name != NULL);
	must(!edge->target->state || edge->target->state->scope == from->scope);
}

static void look_at_expression(void *ctx, const struct jtmpl_expression *x)
{
	const char *text = x->node->valuestring;

	(void)ctx;
	must(jtmpl_is_expression(text) && x->text >= text + 2 && x->text + x->len <= text + strlen(text) - 2);
	must((x->code != NULL) == !x->error.code[0]);
}

static void look_at_state(const struct asl_machine *m, const struct asl_state *s, int index)
{
	char *text = NULL;
	size_t len;

	must(s->index == index && asl_scope_find(s->scope, s->name) != NULL);
	asl_state_edges(s, look_at_edge, NULL);
	asl_state_expressions(s, look_at_expression, NULL);
	for (size_t i = 0; i < s->n_choices; i++)
		free(asl_choice_label(s, i));
	for (size_t i = 0; i < s->n_catchers; i++)
		free(asl_catch_label(s, i));
	for (size_t i = 0; i < s->n_retriers; i++)
		free(asl_retry_label(s, i));
	free(asl_resource_label(s));
	if (index > 3)
		return;
	/* what is only closed by the reader has no end in the text */
	must(asl_edit_set_string(m, s, "Resource", "arn:x", &text, &len, NULL) || m->mended);
	free(text);
}

static void look_at_diags(const struct asl_machine *m)
{
	bool errors = false;
	char *rejection = diag_rejection(m->diags);

	for (size_t i = 0; i < m->diags->list.n; i++) {
		errors |= m->diags->list.v[i].severity == DIAG_ERROR;
		free(diag_line(&m->diags->list.v[i], "x"));
	}
	must(m->valid != errors && (rejection != NULL) == errors);
	free(rejection);
}

static void look(const char *text, size_t size)
{
	struct asl_machine *m = asl_parse(text, size, NULL, NULL);

	look_at_diags(m);
	for (size_t i = 0; i < m->n_states; i++)
		look_at_state(m, m->states[i], (int)i);
	asl_unref(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size && *data == 1) {
		struct gen g = {.p = data + 1, .end = data + size};
		char *text = gen_machine(&g);

		look(text, strlen(text));
		free(text);
	} else {
		look((const char *)data, size);
	}
	return 0;
}
