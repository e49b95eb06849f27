/*
 * The first byte is options; the others are decisions of the maker of random machines (tests/graph/random.c), or the text of a
 * definition. Every picture must be whole and every line of it must be found by the tracer. Seeds: texts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph/draw.h"
#include "../graph/random.h"
#include "../graph/trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool closed(void *ctx, const struct asl_state *s)
{
	return s->index % 2 == *(int *)ctx;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int way = size ? data[0] : 0, half = way >> 5 & 1;
	struct graph_options o = {
		.charset = way & 1 ? GRAPH_ASCII : GRAPH_UNICODE, .direction = way & 2 ? GRAPH_LR : GRAPH_TB,
		.zoom = way & 4 ? GRAPH_COMPACT : GRAPH_FULL, .is_open = way & 8 ? closed : NULL, .ctx = &half,
	};
	struct dice r = { .bytes = size ? data + 1 : data, .len = size ? size - 1 : 0 };
	char *text = way & 128 ? xstrndup((const char *)r.bytes, r.len) : random_definition(&r);
	struct asl_machine *m = asl_parse(text, way & 128 ? r.len : strlen(text), "fuzz", NULL);
	struct flow *f = m->top && m->top->n_states ? flow_build(m, &o) : NULL;
	struct placer own = { .dot = false };
	struct picture *p = f ? compose(f, m->n_states, &o, &own, NULL) : NULL;
	struct str faults = {0};

	if (f && (!p || !trace_check(p, m, &faults))) {
		fprintf(stderr, "%s\n%s", text, str_get(&faults));
		abort();
	}
	picture_free(p);
	flow_free(f);
	asl_unref(m);
	str_done(&faults);
	free(text);
	return 0;
}
