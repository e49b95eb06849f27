#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void note(struct host *h, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void note(struct host *h, const char *fmt, ...)
{
	struct str s = {0};
	va_list ap;

	if (!h->notes)
		return;
	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	cJSON_AddItemToArray(h->notes, cJSON_CreateString(str_get(&s)));
	str_done(&s);
}

static void answer(struct host *h, uint64_t id, enum engine_input_kind kind, struct value *value, const char *cause, const char *source)
{
	host_at(h, h->now_ms, &(struct engine_input){.kind = kind, .id = id, .value = value, .cause = cause, .source = source});
}

static void next_page(struct host *h, uint64_t run)
{
	const cJSON *page = h->items;
	const char *fail = json_get_string(page, "Fail"), *source = json_get_string(page, "$source");
	cJSON *copy;
	struct value *v;

	if (!page || fail) {
		answer(h, run, page ? IN_ITEMS_FAILED : IN_ITEMS_LAST, NULL, fail, NULL);
		return;
	}
	h->items = page->next;
	copy = json_copy(page);
	cJSON_DeleteItemFromObjectCaseSensitive(copy, "$source");
	v = value_take(copy);
	answer(h, run, h->items ? IN_ITEMS : IN_ITEMS_LAST, v, NULL, source);
	value_unref(v);
}

static void note_child(struct host *h, const struct host *child, int index)
{
	const struct engine *x = child->engine;
	const struct history *hist = engine_history(x);
	struct str s = {0};

	for (size_t i = 0; h->tell_children && i < hist->events.n; i++) {
		str_reset(&s);
		host_line(&s, x, &hist->events.v[i]);
		note(h, "  %d| %s", index, str_get(&s));
	}
	note(h, "child %d: %s %s%s%s after %lld ms", index, exec_status_text(engine_status(x)),
		engine_output(x) ? value_text(engine_output(x)) : "", engine_error(x) ? engine_error(x) : "",
		engine_cause(x) ? ": with a cause" : "", (long long)(child->now_ms - h->now_ms));
	str_done(&s);
}

static void run_child(struct host *h, const struct engine_effect *f)
{
	static const enum engine_input_kind kinds[] = {
		[EXEC_SUCCEEDED] = IN_CHILD_SUCCEEDED, [EXEC_FAILED] = IN_CHILD_FAILED, [EXEC_TIMED_OUT] = IN_CHILD_TIMED_OUT,
		[EXEC_ABORTED] = IN_CHILD_ABORTED,
	};
	struct engine_options o = {.name = f->name, .seed = f->seed, .express = f->express, .scope = f->scope, .label = f->label,
		.iteration = f->iteration};
	struct host child;
	struct err e;

	child = (struct host){.engine = engine_new((struct asl_machine *)(uintptr_t)h->machine, &o), .machine = h->machine,
		.mocks = h->mocks, .used = h->used, .now_ms = h->now_ms, .notes = h->notes, .is_child = true};
	if (!host_start(&child, f->payload, &e)) {
		fprintf(stderr, "host: %s\n", e.msg);
		abort();
	}
	host_run(&child);
	note_child(h, &child, f->iteration);
	if (child.now_ms > h->now_ms || engine_status(child.engine) == EXEC_RUNNING)
		answer(h, f->id, IN_CHILD_RUNNING, NULL, NULL, NULL);
	if (engine_status(child.engine) != EXEC_RUNNING) {
		const char *error = engine_error(child.engine), *cause = engine_cause(child.engine);

		host_at(h, child.now_ms, &(struct engine_input){.kind = kinds[engine_status(child.engine)], .id = f->id,
			.value = engine_output(child.engine), .error = host_keep(h, error), .cause = host_keep(h, cause)});
	}
	host_done(&child);
}

void host_map_run(struct host *h, const struct engine_effect *f)
{
	static const char *const results[] = {"SUCCEEDED", "FAILED", "PENDING"};
	static const char written[] = "{\"Bucket\":\"b\",\"Key\":\"k\"}";
	const char *fail = json_get_string(h->writer, "Fail");
	struct value *v;

	switch (f->kind) {
	case FX_ITEMS_OPEN:
		note(h, "reads %s", value_text(f->payload));
		break;
	case FX_ITEMS_NEXT:
		next_page(h, f->id);
		break;
	case FX_ITEMS_CLOSE:
		note(h, "reads no more");
		break;
	case FX_CHILD_START:
		run_child(h, f);
		break;
	case FX_CHILD_STOP:
		note(h, "a child is stopped");
		break;
	case FX_RESULTS_OPEN:
		note(h, "writes %s", value_text(f->payload));
		break;
	case FX_RESULT:
		note(h, "%s %d%s %s", results[f->result], f->iteration, f->flatten ? " flat" : "", value_text(f->payload));
		break;
	case FX_RESULTS_CLOSE:
		note(h, "has written%s", f->quietly ? ", quietly" : "");
		if (f->quietly)
			break;
		v = fail ? NULL : value_parse(written, strlen(written), NULL);
		answer(h, f->id, fail ? IN_RESULTS_FAILED : IN_RESULTS_WRITTEN, v, fail, NULL);
		value_unref(v);
		break;
	default:
		break;
	}
}
