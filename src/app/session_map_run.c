/* What Map Runs read and write: the engine asks, the folder that stands for S3 answers. */
#include <stdlib.h>

#include "app/family.h"
#include "task/items.h"
#include "task/results.h"

static struct map_work *work_of(struct session *s, uint64_t run)
{
	struct map_work *w;

	for (size_t i = 0; i < s->works.n; i++)
		if (s->works.v[i].run == run)
			return &s->works.v[i];
	w = VEC_ADD(&s->works);
	*w = (struct map_work){.run = run};
	return w;
}

static void work_done(struct session *s, struct map_work *w)
{
	if (w->items || w->results)
		return;
	*w = s->works.v[--s->works.n];
}

void map_works_close(struct session *s)
{
	for (size_t i = 0; i < s->works.n; i++) {
		items_close(s->works.v[i].items);
		results_free(s->works.v[i].results);
	}
	s->works.n = 0;
}

void session_on_map_run(struct session *s, session_map_run_fn fn, void *ctx)
{
	s->map_run_ends = fn;
	s->map_run_ctx = ctx;
}

/* Its end comes after as long as it took. */
static bool ends_as_recorded(struct session *s, uint64_t id)
{
	const struct map_run_info *info = engine_map_run_find(s->engine, id);
	struct engine_input end = {0};

	if (!info || !s->map_run_ends(s->map_run_ctx, info, &end))
		return false;
	session_due(s, &(struct due){.at_ms = s->family->now_ms + end.at_ms, .kind = IN_RUN_ENDED, .id = id, .value = value_ref(end.value),
		.error = xstrdup(end.error), .cause = xstrdup(end.cause)});
	return true;
}

bool map_run_recorded(struct session *s, const struct engine_effect *fx)
{
	uint64_t id = fx->kind == FX_CHILD_START ? fx->run : fx->id;
	bool recorded;

	if (!s->map_run_ends)
		return false;
	for (size_t i = 0; i < s->asked_runs.n; i++)
		if (s->asked_runs.v[i].id == id)
			return s->asked_runs.v[i].recorded;
	recorded = ends_as_recorded(s, id);
	VEC_PUSH(&s->asked_runs, ((struct asked_run){id, recorded}));
	return recorded;
}

static void answer(struct session *s, uint64_t run, enum engine_input_kind kind, struct value *value, const char *cause, const char *source)
{
	session_due(s, &(struct due){.at_ms = s->family->now_ms, .kind = kind, .id = run, .value = value_ref(value), .cause = xstrdup(cause),
		.source = xstrdup(source)});
}

/* What S3 would say is the Map Run's; what the host says stops everything. */
static void answer_fault(struct session *s, const struct engine_effect *fx, enum engine_input_kind kind, struct s3_fault *f)
{
	if (f->host)
		session_block(s, fx->state, str_get(&f->text));
	else
		answer(s, fx->id, kind, NULL, str_get(&f->text), NULL);
	s3_fault_done(f);
}

static bool has_folder(struct session *s, const struct engine_effect *fx, const char *what)
{
	char *why;

	if (s->family->s3)
		return true;
	why = xasprintf("%s S3, and no folder stands for it (give --s3 DIR, or make a folder s3 beside the definition)", what);
	session_block(s, fx->state, why);
	free(why);
	return false;
}

/* --- items --------------------------------------------------------------------------------------------------------------- */

static void items_start(struct session *s, const struct engine_effect *fx)
{
	if (has_folder(s, fx, "ItemReader reads from"))
		work_of(s, fx->id)->items = items_open(s->family->s3, value_node(fx->payload));
}

static void items_more(struct session *s, const struct engine_effect *fx)
{
	struct map_work *w = work_of(s, fx->id);
	struct s3_fault fault = {0};
	struct value *page = NULL;
	const char *source = NULL;
	enum items_outcome outcome;

	if (!w->items)
		return;
	outcome = items_next(w->items, (size_t)fx->iteration, &page, &source, &fault);
	if (outcome == ITEMS_FAILED)
		answer_fault(s, fx, IN_ITEMS_FAILED, &fault);
	else
		answer(s, fx->id, outcome == ITEMS_LAST ? IN_ITEMS_LAST : IN_ITEMS, page, NULL, source);
	value_unref(page);
}

static void items_stop(struct session *s, const struct engine_effect *fx)
{
	struct map_work *w = work_of(s, fx->id);

	items_close(w->items);
	w->items = NULL;
	work_done(s, w);
}

/* --- results --------------------------------------------------------------------------------------------------------------- */

static void results_start(struct session *s, const struct engine_effect *fx)
{
	struct s3_fault fault = {0};
	struct results *r;

	if (!has_folder(s, fx, "ResultWriter writes to"))
		return;
	r = results_new(s->family->s3, value_node(fx->payload), fx->name, &fault);
	if (r)
		work_of(s, fx->id)->results = r;
	else
		answer_fault(s, fx, IN_RESULTS_FAILED, &fault);
}

static void results_more(struct session *s, const struct engine_effect *fx)
{
	static const enum results_file files[] = {
		[RESULT_SUCCEEDED] = RESULTS_SUCCEEDED, [RESULT_FAILED] = RESULTS_FAILED, [RESULT_PENDING] = RESULTS_PENDING,
	};
	struct map_work *w = work_of(s, fx->id);
	struct s3_fault fault = {0};

	if (!w->results)
		return;
	if (!results_add(w->results, files[fx->result], (size_t)fx->iteration, value_node(fx->payload), fx->flatten, &fault)) {
		results_free(w->results);
		w->results = NULL;
		answer_fault(s, fx, IN_RESULTS_FAILED, &fault);
	}
}

static void results_stop(struct session *s, const struct engine_effect *fx)
{
	struct map_work *w = work_of(s, fx->id);
	struct s3_fault fault = {0};
	struct value *details = w->results ? results_close(w->results, &fault) : NULL;

	if (fault.text.len)
		answer_fault(s, fx, IN_RESULTS_FAILED, &fault);
	else if (details && !fx->quietly)
		answer(s, fx->id, IN_RESULTS_WRITTEN, details, NULL, NULL);
	value_unref(details);
	results_free(w->results);
	w->results = NULL;
	work_done(s, w);
}

void map_work_perform(struct session *s, const struct engine_effect *fx)
{
	switch (fx->kind) {
	case FX_ITEMS_OPEN:
		items_start(s, fx);
		break;
	case FX_ITEMS_NEXT:
		items_more(s, fx);
		break;
	case FX_ITEMS_CLOSE:
		items_stop(s, fx);
		break;
	case FX_RESULTS_OPEN:
		results_start(s, fx);
		break;
	case FX_RESULT:
		results_more(s, fx);
		break;
	case FX_RESULTS_CLOSE:
		results_stop(s, fx);
		break;
	default:
		break;
	}
}
