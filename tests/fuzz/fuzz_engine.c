/*
 * Any definition, any input, any order of answers: the engine, the projection and AWS's form of events must bear it, and the same inputs
 * must give the same history. The text is three parts with a line of %% between them: definition, input, and one byte for each thing that
 * the host does. A text that begins with \1 makes a definition by machine_gen.h instead.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"
#include "history/view.h"
#include "machine_gen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct script {
	const uint8_t *p, *end;
};

static uint8_t next_byte(struct script *s)
{
	return s->p < s->end ? *s->p++ : 0;
}

/* What is waited for: tasks and timers. */
struct waiting {
	VEC(struct engine_effect) list;
	int64_t now_ms;
};

static void learn(struct waiting *w, const struct engine_effects *fx)
{
	for (size_t i = 0; i < fx->list.n; i++) {
		const struct engine_effect *f = &fx->list.v[i];

		if (f->kind == FX_TASK_START || f->kind == FX_TIMER_SET)
			VEC_PUSH(&w->list, *f);
	}
}

static void feed_one(struct engine *x, struct waiting *w, struct script *s, struct engine_effects *fx)
{
	static const char *const errors[] = {"E", "States.Timeout", "States.Runtime", "", NULL};
	static const enum engine_input_kind kinds[] = {
		IN_TASK_DONE, IN_TASK_FAILED, IN_TASK_STARTED, IN_TASK_SUBMITTED, IN_TASK_TIMED_OUT, IN_HEARTBEAT,
	};
	uint8_t b = next_byte(s);
	size_t i = w->list.n ? b % w->list.n : 0;
	struct engine_input in = {.kind = IN_STOP};
	struct err e;

	if (w->list.n && b != 255) {
		const struct engine_effect *f = &w->list.v[i];

		in.id = f->id;
		in.kind = f->kind == FX_TIMER_SET ? IN_TIMER : kinds[next_byte(s) % ARRAY_LEN(kinds)];
		in.error = errors[b % ARRAY_LEN(errors)];
		if (f->kind == FX_TIMER_SET && f->due_ms > w->now_ms)
			w->now_ms = f->due_ms;
		if (in.kind == IN_TASK_DONE || in.kind == IN_TIMER)
			w->list.v[i] = w->list.v[--w->list.n];
	}
	in.at_ms = w->now_ms;
	engine_feed(x, &in, fx, &e);
}

/* Step by step back, and some places come to from the start: the same branches stand the same way. */
static void walk_back(struct projection *p, struct projection *q, const struct history *h, struct asl_machine *m)
{
	struct view v = {0};

	for (int32_t k = (int32_t)h->events.n; k >= 0; k--) {
		projection_seek(p, h, k);
		view_set(&v, p, (int32_t)p->branches.n - 1);
		if (k % 16)
			continue;
		projection_seek(q, NULL, 0);
		projection_seek(q, h, k);
		if (p->steps.n != q->steps.n || p->branches.n != q->branches.n || p->families.n != q->families.n || p->current != q->current)
			abort();
		for (size_t i = 0; i < p->steps.n; i++)
			if (p->steps.v[i].status != q->steps.v[i].status || p->steps.v[i].exited != q->steps.v[i].exited)
				abort();
		for (size_t i = 0; i < p->branches.n; i++)
			if (p->branches.v[i].status != q->branches.v[i].status || p->branches.v[i].last_step != q->branches.v[i].last_step)
				abort();
		for (size_t i = 0; i < m->n_states; i++)
			if (projection_visit(p, (int32_t)p->branches.n - 1, (int)i) != projection_visit(q, (int32_t)q->branches.n - 1, (int)i))
				abort();
	}
	view_done(&v);
}

static void look(const struct history *h, struct asl_machine *m)
{
	struct projection *p = projection_new(m), *q = projection_new(m);
	struct history again;
	struct err e;

	history_init(&again);
	for (size_t i = 0; i < h->events.n; i++) {
		struct str text = {0};

		history_event_print(&text, &h->events.v[i]);
		if (!history_event_read(&again, text.p, text.len, m, &e))
			abort();
		str_done(&text);
	}
	projection_seek(p, h, (int32_t)h->events.n);
	projection_seek(q, &again, (int32_t)again.events.n);
	if (p->steps.n != q->steps.n || p->status != q->status)
		abort();
	walk_back(p, q, h, m);
	projection_free(p);
	projection_free(q);
	history_done(&again);
}

static uint64_t digest(const struct history *h)
{
	struct str out = {0};
	uint64_t n;

	for (size_t i = 0; i < h->events.n; i++)
		history_event_print(&out, &h->events.v[i]);
	n = hash_bytes(str_get(&out), out.len, 0);
	str_done(&out);
	return n;
}

static uint64_t run(struct asl_machine *m, struct value *input, struct script s)
{
	uint64_t result;
	struct engine *x = engine_new(m, &(struct engine_options){.name = "f", .max_events = 600, .max_payload = 20000});
	struct engine_effects fx = {0};
	struct waiting w = {.now_ms = 1};
	struct err e;
	bool ok = engine_feed(x, &(struct engine_input){.at_ms = 1, .kind = IN_START, .value = input}, &fx, &e);

	for (int i = 0; ok && i < 5000 && engine_status(x) == EXEC_RUNNING; i++) {
		if (engine_ready(x))
			engine_step(x, &fx, &e);
		else
			feed_one(x, &w, &s, &fx);
		learn(&w, &fx);
		engine_effects_clear(&fx);
	}
	look(engine_history(x), m);
	result = digest(engine_history(x));
	VEC_DONE(&w.list);
	engine_effects_done(&fx);
	engine_free(x);
	return result;
}

static void run_twice(struct asl_machine *m, const char *input, size_t len, struct script s)
{
	struct value *v;
	struct err e;

	if (!m->valid)
		return;
	v = value_parse(input, len, &e);
	if (run(m, v, s) != run(m, v, s))
		abort();
	value_unref(v);
}

static int run_generated(const uint8_t *data, size_t size)
{
	struct gen g = {.p = data, .end = data + size};
	char *text = gen_machine(&g), *input = gen_input(&g);
	struct asl_machine *m = asl_parse(text, strlen(text), "fuzz", NULL);

	run_twice(m, input, strlen(input), (struct script){.p = g.p, .end = g.end});
	asl_unref(m);
	free(input);
	free(text);
	return 0;
}

static const uint8_t *part_end(const uint8_t *p, const uint8_t *end)
{
	for (; p + 4 <= end; p++)
		if (memcmp(p, "\n%%\n", 4) == 0)
			return p;
	return end;
}

static const uint8_t *behind(const uint8_t *p, const uint8_t *end)
{
	return p + 4 <= end ? p + 4 : end;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = data + size, *a = part_end(data, end), *in = behind(a, end), *b = part_end(in, end);
	struct asl_machine *m;

	if (size && *data == 1)
		return run_generated(data + 1, size - 1);
	m = asl_parse((const char *)data, (size_t)(a - data), "fuzz", NULL);
	run_twice(m, (const char *)in, (size_t)(b - in), (struct script){.p = behind(b, end), .end = end});
	asl_unref(m);
	return 0;
}
