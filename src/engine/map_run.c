/*
 * Distributed Maps: the life of a Map Run, from MapRunStarted to its end (ASL.md 7.8). Its children are executions of their own, whose
 * events are not here; what they came to is counted.
 */
#include "engine/map_run.h"

#include <stdlib.h>

#include "query/digest.h"

/* The service runs no more children at once, whatever MaxConcurrency says. */
#define CHILDREN_MAX 10000
/* And we no more than take so many bytes of input together, but always one. */
#define RUNNING_BYTES_MAX ((size_t)8 << 20)
/* Items that are asked for at a time. */
#define PAGE_ITEMS 1000

static void run_end(struct engine *x, struct thread *t, struct value *written);

/* --- beginning ---------------------------------------------------------------------------------------------------------- */

/* A Map without a Label gets a name that stays the same for the same state: a UUID of its place. */
static char *label_of(const struct engine *x, const struct asl_state *s)
{
	struct str hex = {0}, place = {0};
	char *label;

	if (s->label)
		return xstrdup(s->label);
	str_addf(&place, "%s%s", x->machine->name ? x->machine->name : "", s->pointer);
	digest_hex("MD5", place.p, place.len, &hex);
	hex.p[12] = '3';
	label = xasprintf("%.8s-%.4s-%.4s-a%.3s-%.12s", hex.p, hex.p + 8, hex.p + 12, hex.p + 17, hex.p + 20);
	str_done(&place);
	str_done(&hex);
	return label;
}

static struct map_run_info *info_new(struct engine *x, struct thread *t, const struct map_run_fields *f, const char *uuid)
{
	struct map_run_info *info = xcalloc(1, sizeof *info);
	char *label = label_of(x, t->state);

	*info = (struct map_run_info){
		.arn = map_run_arn_make(x, label, uuid),
		.label = label,
		.state = t->state,
		.status = EXEC_RUNNING,
		.express = t->state->express_children,
		.max_concurrency = f->max_concurrency,
		.tolerated_count = f->tolerated_count,
		.tolerated_percentage = f->tolerated_percentage,
	};
	VEC_PUSH(&x->map_runs, info);
	return info;
}

static void run_new(struct engine *x, struct thread *t, const struct map_run_fields *f)
{
	struct map_run *run = xcalloc(1, sizeof *run);
	char uuid[37];

	rng_uuid(&x->rng, uuid);
	run->fields = *f;
	run->uuid = xstrdup(uuid);
	run->info = info_new(x, t, f, uuid);
	run->id = run->info->id = wait_add(x, t, WAIT_RUN);
	run->probe.parent = t;
	t->run = run;
	VEC_PUSH(&x->in_runs, t);
}

static void emit_started(struct engine *x, struct thread *t)
{
	struct event_more *more = event_more_new();

	more->map_run_arn = xstrdup(t->run->info->arn);
	t->last = t->run->info->started_event = emit_in(x, t, EV_MapRunStarted, t->last, NULL, more);
}

struct engine_effect *map_run_effect(struct engine *x, const struct map_run *run, enum engine_effect_kind kind)
{
	struct engine_effect *f = effect(x, kind, run->id);

	f->state = run->info->state;
	return f;
}

static void set_error(struct map_run *run, const char *error, const char *cause)
{
	run->failing = true;
	run->error = xstrdup(error);
	run->cause = xstrdup(cause);
}

static void open_items(struct engine *x, struct map_run *run, struct value *items)
{
	struct map_run_counts *executions = &run->info->totals.executions;

	if (items) {
		run->info->all_read = true;
		map_run_items_set(run, items, NULL);
		if (!run->fields.batch_items && !run->fields.batch_bytes)
			executions->total = executions->pending = run->info->totals.items.total;
		return;
	}
	if (run->fields.max_items < 0) {
		set_error(run, "States.ItemReaderFailed", "field MaxItems must be positive");
		return;
	}
	map_run_effect(x, run, FX_ITEMS_OPEN)->payload = value_ref(run->fields.reader);
	run->reads = true;
}

void map_run_begin(struct engine *x, struct thread *t, int64_t max_concurrency)
{
	struct map_run_fields f = {.max_concurrency = max_concurrency};
	struct value *items = NULL;
	struct event_more *more;

	if (!t->state->reader.node && !(items = container_items(x, t, true)))
		return;
	more = event_more_new();
	more->length = items ? (int64_t)json_count(value_node(items)) : 0;
	t->last = emit_in(x, t, EV_MapStateStarted, t->last, NULL, more);
	if (map_run_fields_read(x, t, &f)) {
		run_new(x, t, &f);
		emit_started(x, t);
		map_run_results_open(x, t->run);
		open_items(x, t->run, items);
		thread_go(x, t, PHASE_RUN);
	}
	value_unref(items);
}

/* --- children --------------------------------------------------------------------------------------------------------------- */

static struct map_child *child_place(struct map_run *run)
{
	if (run->free_places.n)
		return &run->children.v[run->free_places.v[--run->free_places.n]];
	return VEC_ADD(&run->children);
}

static struct map_child *child_add(struct engine *x, struct thread *t, struct value *input, size_t n_items)
{
	struct map_run *run = t->run;
	struct map_child *c = child_place(run);
	char name[37];

	rng_uuid(&x->rng, name);
	*c = (struct map_child){
		.id = wait_add(x, t, WAIT_CHILD),
		.index = run->n_started++,
		.n_items = n_items,
		.bytes = value_size(input),
		.input = value_ref(input),
		.name = xstrdup(name),
		.seed = rng_next(&x->rng),
		.start_ms = x->now_ms,
	};
	wait_find(x, c->id)->slot = (size_t)(c - run->children.v);
	run->running++;
	run->running_bytes += c->bytes;
	return c;
}

static void child_remove(struct engine *x, struct map_run *run, struct map_child *c)
{
	run->running--;
	run->running_bytes -= c->bytes;
	wait_over(x, &c->id);
	value_unref(c->input);
	free(c->name);
	*c = (struct map_child){0};
	VEC_PUSH(&run->free_places, (size_t)(c - run->children.v));
}

static void count_started(struct map_run *run, size_t n_items)
{
	struct map_run_totals *totals = &run->info->totals;

	totals->items.pending -= (int64_t)n_items;
	totals->items.running += (int64_t)n_items;
	totals->executions.running++;
	if (totals->executions.total < (int64_t)run->n_started)
		totals->executions.total = (int64_t)run->n_started;
	totals->executions.pending = totals->executions.total - (int64_t)run->n_started;
}

static void child_start(struct engine *x, struct thread *t, struct value *input, size_t n_items)
{
	struct map_run *run = t->run;
	struct map_child *c = child_add(x, t, input, n_items);
	struct engine_effect *f = effect(x, FX_CHILD_START, c->id);

	f->run = run->id;
	f->scope = t->state->scopes[0];
	f->payload = value_ref(input);
	f->name = xstrdup(c->name);
	f->label = xstrdup(run->info->label);
	f->seed = c->seed;
	f->express = run->info->express;
	f->iteration = (int)c->index;
	f->state = t->state;
	f->scheduled_event = run->info->started_event;
	run->starting = true;
	count_started(run, n_items);
}

static int64_t *count_of(struct map_run_counts *c, enum exec_status status)
{
	switch (status) {
	case EXEC_SUCCEEDED:
		return &c->succeeded;
	case EXEC_FAILED:
		return &c->failed;
	case EXEC_TIMED_OUT:
		return &c->timed_out;
	default:
		return &c->aborted;
	}
}

static void child_ended(struct engine *x, struct map_run *run, struct map_child *c, enum exec_status status, struct value *output,
	const char *error, const char *cause)
{
	struct map_run_totals *totals = &run->info->totals;

	totals->items.running -= (int64_t)c->n_items;
	totals->executions.running--;
	*count_of(&totals->items, status) += (int64_t)c->n_items;
	*count_of(&totals->executions, status) += 1;
	map_run_result(x, run, c, status, output, error, cause);
	child_remove(x, run, c);
}

static int by_index(const void *a, const void *b)
{
	const struct map_child *const *p = a, *const *q = b;

	return (*p)->index < (*q)->index ? -1 : (*p)->index > (*q)->index;
}

/* In their order, and with their records, if anybody writes some. */
static void stop_children(struct engine *x, struct map_run *run)
{
	VEC(struct map_child *) list = {0};

	for (size_t i = 0; i < run->children.n; i++)
		if (run->children.v[i].id)
			VEC_PUSH(&list, &run->children.v[i]);
	if (list.n)
		qsort(list.v, list.n, sizeof list.v[0], by_index);
	for (size_t i = 0; i < list.n; i++) {
		effect(x, FX_CHILD_STOP, list.v[i]->id);
		child_ended(x, run, list.v[i], EXEC_ABORTED, NULL, NULL, NULL);
	}
	run->starting = false;
	VEC_DONE(&list);
}

/* --- failing ------------------------------------------------------------------------------------------------------------------ */

static void close_items(struct engine *x, struct map_run *run)
{
	if (run->reads)
		map_run_effect(x, run, FX_ITEMS_CLOSE);
	run->reads = false;
}

/* The Map Run fails: nothing more is started. Where results are written, what is left is read, and written as pending. */
static void run_fail(struct engine *x, struct thread *t, const char *error, const char *cause, bool drain)
{
	struct map_run *run = t->run;

	if (run->failing)
		return;
	set_error(run, error, cause);
	run->draining = drain && run->writes;
	stop_children(x, run);
	if (!run->draining)
		close_items(x, run);
	thread_go(x, t, PHASE_RUN);
}

void map_run_evaluation_failed(struct engine *x, struct thread *t, const char *error, const char *cause)
{
	if (t->run->failing)
		t->run->draining = false;	/* what is left cannot be told, but why it fails is known already */
	else
		run_fail(x, t, error, cause, false);
}

static bool threshold_exceeded(const struct map_run *run)
{
	const struct map_run_counts *items = &run->info->totals.items;
	int64_t failed = items->failed + items->timed_out;

	if (!run->fields.counts_failures && !run->fields.shares_failures)
		return failed > 0;
	if (run->fields.counts_failures && failed > run->fields.tolerated_count)
		return true;
	return run->fields.shares_failures && run->info->all_read &&
	       (double)failed * 100.0 > run->fields.tolerated_percentage * (double)items->total;
}

static void check_threshold(struct engine *x, struct thread *t)
{
	if (threshold_exceeded(t->run))
		run_fail(x, t, "States.ExceedToleratedFailureThreshold", "The specified tolerated failure threshold was exceeded", true);
}

/* --- going on ----------------------------------------------------------------------------------------------------------------- */

static bool may_start(const struct map_run *run)
{
	int64_t limit = run->fields.max_concurrency;

	if (run->failing)
		return run->draining;
	if (limit == 0 || limit > CHILDREN_MAX)
		limit = CHILDREN_MAX;
	return !run->starting && (int64_t)run->running < limit && (!run->running || run->running_bytes < RUNNING_BYTES_MAX);
}

static void use_input(struct engine *x, struct thread *t, struct value *input, size_t n_items)
{
	char *cause;

	if (t->run->failing) {
		map_run_result_pending(x, t->run, input, t->run->n_started++);
	} else if (flow_fits(x, input)) {
		child_start(x, t, input, n_items);
	} else {
		cause = too_large_text(t->state->name);
		run_fail(x, t, "States.DataLimitExceeded", cause, false);
		free(cause);
	}
}

static void ask_page(struct engine *x, struct map_run *run)
{
	if (run->asked)
		return;
	run->asked = true;
	map_run_effect(x, run, FX_ITEMS_NEXT)->iteration = PAGE_ITEMS;
}

static bool is_over(const struct map_run *run, enum map_run_next next)
{
	if (run->failing)
		return !run->draining || next == NEXT_NOTHING;
	return next == NEXT_NOTHING && !run->running;
}

/* What is left when nothing can be started: to wait for children, for a page, for the writer; or the end. */
static void rest(struct engine *x, struct thread *t, enum map_run_next next)
{
	struct map_run *run = t->run;

	if (next == NEXT_PAGE)
		ask_page(x, run);
	else if (next == NEXT_NOTHING)
		close_items(x, run);
	if (!is_over(run, next))
		return;
	if (run->writes)
		map_run_results_close(x, run, false);	/* its answer brings the end */
	else
		run_end(x, t, NULL);
}

void map_run_step(struct engine *x, struct thread *t)
{
	struct map_run *run = t->run;
	enum map_run_next next = NEXT_INPUT;
	struct value *input;
	size_t n_items;

	thread_go(x, t, PHASE_MAP_RUN);
	while (may_start(run) && next == NEXT_INPUT) {
		next = map_run_next_input(x, t, &input, &n_items);
		if (next != NEXT_INPUT)
			break;
		use_input(x, t, input, n_items);
		value_unref(input);
	}
	if (x->status == EXEC_RUNNING && t->run == run)
		rest(x, t, next);
}

/* --- inputs ------------------------------------------------------------------------------------------------------------------ */

static void take_page(struct engine *x, struct thread *t, const struct pending *in)
{
	struct map_run *run = t->run;

	run->asked = false;
	if (in->kind == IN_ITEMS_FAILED) {
		run_fail(x, t, "States.ItemReaderFailed", in->cause, false);
		return;
	}
	run->info->all_read |= in->kind == IN_ITEMS_LAST;
	if (cJSON_IsArray(value_node(in->value)) || cJSON_IsObject(value_node(in->value)))
		map_run_items_set(run, in->value, in->source);
	if (run->info->all_read && run->fields.shares_failures && !run->failing)
		check_threshold(x, t);
}

static void take_child(struct engine *x, struct thread *t, struct map_child *c, const struct pending *in)
{
	static const enum exec_status statuses[] = {
		[IN_CHILD_SUCCEEDED] = EXEC_SUCCEEDED, [IN_CHILD_FAILED] = EXEC_FAILED, [IN_CHILD_TIMED_OUT] = EXEC_TIMED_OUT,
		[IN_CHILD_ABORTED] = EXEC_ABORTED,
	};
	struct map_run *run = t->run;
	enum exec_status status;

	if (c->index + 1 == run->n_started)
		run->starting = false;
	if (in->kind == IN_CHILD_RUNNING)
		return;
	status = statuses[in->kind];
	child_ended(x, run, c, status, status == EXEC_SUCCEEDED ? in->value : NULL, in->error, in->cause);
	if (status == EXEC_FAILED || status == EXEC_TIMED_OUT)
		check_threshold(x, t);
}

static void take_results(struct engine *x, struct thread *t, const struct pending *in)
{
	struct map_run *run = t->run;

	if (in->kind == IN_RESULTS_FAILED) {
		run->writes = false;
		if (!run->failing)
			run_fail(x, t, "States.ResultWriterFailed", in->cause, false);
		return;
	}
	run->info->totals.items.written = run->info->totals.items.total - run->info->totals.items.pending;
	run_end(x, t, in->value);
}

static void run_end_as_recorded(struct engine *x, struct thread *t, const struct pending *in);

void map_run_input(struct engine *x, struct thread *t, const struct waiter *w, const struct pending *in)
{
	struct map_run *run = t->run;

	switch (in->kind) {
	case IN_ITEMS:
	case IN_ITEMS_LAST:
	case IN_ITEMS_FAILED:
		if (w->kind == WAIT_RUN && run->asked)
			take_page(x, t, in);
		break;
	case IN_RESULTS_WRITTEN:
	case IN_RESULTS_FAILED:
		if (w->kind == WAIT_RUN && run->writes && (run->closing || in->kind == IN_RESULTS_FAILED))
			take_results(x, t, in);
		break;
	case IN_RUN_ENDED:
		if (w->kind == WAIT_RUN)
			run_end_as_recorded(x, t, in);
		break;
	case IN_CHILD_RUNNING:
	case IN_CHILD_SUCCEEDED:
	case IN_CHILD_FAILED:
	case IN_CHILD_TIMED_OUT:
	case IN_CHILD_ABORTED:
		if (w->kind == WAIT_CHILD)
			take_child(x, t, &run->children.v[w->slot], in);
		break;
	default:
		return;
	}
	if (t->run == run)
		thread_go(x, t, PHASE_RUN);
}

/* --- the end ------------------------------------------------------------------------------------------------------------------ */

/* The last event of a Map Run, which points at its first; its error and cause are those of a failure. */
static int32_t emit_end(struct engine *x, struct thread *t, enum event_type type, enum exec_status status)
{
	struct map_run *run = t->run;
	struct event_more *more = event_more_new();

	if (type == EV_MapRunFailed) {
		more->error = xstrdup(run->error);
		more->cause = xstrdup(run->cause);
	}
	more->totals = xmalloc(sizeof *more->totals);
	*more->totals = run->info->totals;
	run->info->status = status;
	run->info->ended_event = emit_in(x, t, type, run->info->started_event, NULL, more);
	return run->info->ended_event;
}

/* AWS lets MapStateExited point at MapRunStarted. */
static void run_succeed(struct engine *x, struct thread *t, struct value *written)
{
	struct map_run *run = t->run;
	struct value *output = map_run_output(x, run, written);

	if (!output && x->status == EXEC_RUNNING)
		fail_runtime(x, t, "The outputs are nested too deeply.");
	if (!output)
		return;
	emit_in(x, t, EV_MapStateSucceeded, emit_end(x, t, EV_MapRunSucceeded, EXEC_SUCCEEDED), NULL, NULL);
	t->last = run->info->started_event;
	map_run_free(x, t);
	value_unref(t->result);
	t->result = output;
	thread_go(x, t, PHASE_RESULT);
}

static void run_failed(struct engine *x, struct thread *t)
{
	struct event_plan plan;
	int32_t failed = emit_end(x, t, EV_MapRunFailed, EXEC_FAILED);

	wf_error_set(&t->failure, t->run->error, t->run->cause, failed);
	map_run_free(x, t);
	fail_decide(x, t, &plan);
	t->last = failed;
	if (!plan.attempt)
		t->last = t->failure.event = emit_in(x, t, EV_MapStateFailed, failed, NULL, NULL);
	fail_keep_plan(x, t->last, &plan);
}

/* The state leaves with what it left with then: its result, before anything was made of it, is not in a history. */
static void leave_as_recorded(struct engine *x, struct thread *t, struct value *recorded, const cJSON *output)
{
	const cJSON *variables = json_get(value_node(recorded), "variables");
	struct value *out = value_part(recorded, output), *assigned = variables ? value_part(recorded, variables) : NULL;

	flow_leave(x, t, &(struct flow_exit){.output = out, .assigned = assigned, .next = t->state->end ? NULL : &t->state->next});
	value_unref(out);
	value_unref(assigned);
}

static void run_end_as_recorded(struct engine *x, struct thread *t, const struct pending *in)
{
	struct map_run *run = t->run;
	const cJSON *output = json_get(value_node(in->value), "output");

	stop_children(x, run);
	run->writes = false;
	if (!cJSON_IsObject(value_node(in->value))) {
		run_fail(x, t, in->error, in->cause, false);
		return;
	}
	run_succeed(x, t, NULL);
	if (output && x->status == EXEC_RUNNING && t->phase == PHASE_RESULT)
		leave_as_recorded(x, t, in->value, output);
}

static void run_end(struct engine *x, struct thread *t, struct value *written)
{
	if (t->run->failing)
		run_failed(x, t);
	else
		run_succeed(x, t, written);
}

void map_run_abort(struct engine *x, struct thread *t)
{
	if (!t->run || t->run->info->status != EXEC_RUNNING)
		return;
	stop_children(x, t->run);
	emit_end(x, t, EV_MapRunAborted, EXEC_ABORTED);
}

void map_runs_abort(struct engine *x)
{
	for (size_t i = 0; i < x->in_runs.n; i++)
		map_run_abort(x, x->in_runs.v[i]);
}

static void forget_thread(struct engine *x, const struct thread *t)
{
	size_t n = 0;

	for (size_t i = 0; i < x->in_runs.n; i++)
		if (x->in_runs.v[i] != t)
			x->in_runs.v[n++] = x->in_runs.v[i];
	x->in_runs.n = n;
}

void map_run_free(struct engine *x, struct thread *t)
{
	struct map_run *run = t->run;

	stop_children(x, run);
	close_items(x, run);
	map_run_results_close(x, run, true);
	if (run->info->status == EXEC_RUNNING)
		run->info->status = EXEC_ABORTED;
	forget_thread(x, t);
	wait_over(x, &run->id);
	t->run = NULL;
	map_run_items_done(run);
	map_run_results_done(run);
	map_run_fields_done(&run->fields);
	VEC_DONE(&run->children);
	VEC_DONE(&run->free_places);
	free(run->uuid);
	free(run->error);
	free(run->cause);
	free(run);
}

void map_runs_free(struct engine *x)
{
	for (size_t i = 0; i < x->map_runs.n; i++) {
		free((char *)(uintptr_t)x->map_runs.v[i]->arn);
		free((char *)(uintptr_t)x->map_runs.v[i]->label);
		free(x->map_runs.v[i]);
	}
	VEC_DONE(&x->map_runs);
	VEC_DONE(&x->in_runs);
}

/* --- asking -------------------------------------------------------------------------------------------------------------------- */

size_t engine_map_runs(const struct engine *x)
{
	return x->map_runs.n;
}

const struct map_run_info *engine_map_run(const struct engine *x, size_t i)
{
	return i < x->map_runs.n ? x->map_runs.v[i] : NULL;
}

const struct map_run_info *engine_map_run_find(const struct engine *x, uint64_t id)
{
	for (size_t i = 0; i < x->map_runs.n; i++)
		if (x->map_runs.v[i]->id == id)
			return x->map_runs.v[i];
	return NULL;
}
