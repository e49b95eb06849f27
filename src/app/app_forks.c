#include "app/app_forks.h"

#include <stdlib.h>
#include <string.h>

#include "app/app_private.h"
#include "app/record.h"
#include "app/run_answers.h"
#include "history/answers.h"
#include "task/mock.h"

/* --- recorded answers --------------------------------------------------------------------------------------------------------------------------- */

/* How a Map Run of a state ended. */
struct recorded_run {
	char *path;			/* of the state */
	int64_t took_ms;
	struct value *leave;		/* NULL: it failed */
	char *error, *cause;
};

/* What an imported execution says of its services; shared by the forks of a fork. */
struct recorded {
	int refs;
	struct value *answers;
	VEC(struct recorded_run) runs;	/* in order of their start */
};

struct app_fork {
	char *arn;			/* of the fork */
	unsigned run;			/* its serial */
	struct session *session;	/* borrowed: asks while it lives */
	struct recorded *recorded;
	struct task_backend *mocks;
};

struct gate {
	struct task_backend base;
	struct app *app;
};

static struct app_fork *fork_find(const struct app *a, const char *root_arn)
{
	for (size_t i = a->forks.n; i-- > 0;)
		if (str_is(a->forks.v[i]->arn, root_arn))
			return a->forks.v[i];
	return NULL;
}

static struct app_fork *fork_of(const struct app *a, const struct run *r)
{
	for (size_t i = 0; i < a->forks.n; i++)
		if (a->forks.v[i]->run == r->serial)
			return a->forks.v[i];
	return NULL;
}

/* What was not recorded (the fork goes another way) is done by whoever comes next. */
static enum task_take start(struct task_backend *base, const struct task_request *r, struct err *e)
{
	const struct app_fork *f = fork_find(((struct gate *)base)->app, r->root_arn);
	enum task_take take = f ? f->mocks->start(f->mocks, r, e) : TASK_NOT_MINE;

	if (take != TASK_CANNOT)
		return take;
	err_clear(e);
	return TASK_NOT_MINE;
}

static void cancel(struct task_backend *base, uint64_t id)
{
	const struct app *a = ((struct gate *)base)->app;

	for (size_t i = 0; i < a->forks.n; i++)
		a->forks.v[i]->mocks->cancel(a->forks.v[i]->mocks, id);
}

static void gate_free(struct task_backend *base)
{
	free(base);
}

struct task_backend *app_forks_backend_new(struct app *a)
{
	struct gate *g = xcalloc(1, sizeof *g);

	g->base = (struct task_backend){.name = "mock", .start = start, .cancel = cancel, .free = gate_free};
	g->app = a;
	a->forks_backend = &g->base;
	return &g->base;
}

/* Ids are unique in the process, so the gate need not know whose answer it is. */
static void answered(void *ctx, uint64_t id, const struct task_outcome *o)
{
	struct app *a = ctx;

	if (a->forks_backend->done)
		a->forks_backend->done(a->forks_backend->ctx, id, o);
}

static void recorded_unref(struct recorded *rec)
{
	if (!rec || --rec->refs)
		return;
	for (size_t i = 0; i < rec->runs.n; i++) {
		value_unref(rec->runs.v[i].leave);
		free(rec->runs.v[i].path);
		free(rec->runs.v[i].error);
		free(rec->runs.v[i].cause);
	}
	VEC_DONE(&rec->runs);
	value_unref(rec->answers);
	free(rec);
}

static struct recorded *recorded_ref(struct recorded *rec)
{
	rec->refs++;
	return rec;
}

static void add_runs(struct recorded *rec, const struct run *from)
{
	struct projection *p = projection_new(from->machine);
	struct answers_map_run *runs;
	size_t n;

	projection_seek(p, from->history, run_last(from));
	n = history_map_runs(p, &runs);
	for (size_t i = 0; i < n; i++) {
		const struct answers_map_run *r = &runs[i];

		if (r->state >= 0)
			VEC_PUSH(&rec->runs, ((struct recorded_run){.path = xstrdup(from->machine->states[r->state]->path), .leave = value_ref(r->leave),
				.took_ms = history_at(from->history, r->ended)->at_ms - history_at(from->history, r->started)->at_ms,
				.error = xstrdup(r->error), .cause = xstrdup(r->cause)}));
		value_unref(r->leave);
	}
	free(runs);
	projection_free(p);
}

/* Where the record ends before the execution did, nobody knows how what was under way was answered: it is asked anew. */
static struct value *without_open(struct value *answers_take)
{
	cJSON *root = value_release(answers_take), *states = cJSON_GetObjectItemCaseSensitive(root, "States");

	for (cJSON *list = states ? states->child : NULL; list; list = list->next)
		while (list->child && json_get(list->child->prev, "Hang"))
			cJSON_Delete(cJSON_DetachItemViaPointer(list, list->child->prev));
	return value_take(root);
}

static struct recorded *recorded_of(const struct run *from)
{
	struct recorded *rec = xcalloc(1, sizeof *rec);
	const struct event *last = history_at(from->history, run_last(from));

	rec->refs = 1;
	rec->answers = run_answers(from, NULL);
	if (!last || !event_is_end((enum event_type)last->type))
		rec->answers = without_open(rec->answers);
	add_runs(rec, from);
	return rec;
}

/* The nth Map Run of a state ends as the nth did that was recorded. */
static bool map_run_ends(void *ctx, const struct map_run_info *run, struct engine_input *end)
{
	const struct app_fork *f = ctx;
	const struct engine *x = session_engine(f->session);
	size_t nth = 0;

	for (size_t i = 0; i < engine_map_runs(x) && engine_map_run(x, i) != run; i++)
		nth += engine_map_run(x, i)->state == run->state;
	for (size_t i = 0; i < f->recorded->runs.n; i++) {
		const struct recorded_run *r = &f->recorded->runs.v[i];

		if (!str_is(r->path, run->state->path) || nth--)
			continue;
		*end = (struct engine_input){.at_ms = r->took_ms, .value = r->leave, .error = r->error, .cause = r->cause};
		return true;
	}
	return false;
}

static void fork_free(struct app_fork *f)
{
	if (f->mocks)
		f->mocks->free(f->mocks);
	recorded_unref(f->recorded);
	free(f->arn);
	free(f);
}

void app_forks_done(struct app *a)
{
	for (size_t i = 0; i < a->forks.n; i++)
		fork_free(a->forks.v[i]);
	VEC_DONE(&a->forks);
}

/* r leaves `from` at an event. */
static bool answer_as_recorded(struct app *a, const struct run *r, const struct run *from, int32_t event, struct recorded *rec, struct err *e)
{
	struct value *left = run_answers_behind(from, event, rec->answers);
	struct json_places *places = json_places_new();
	struct mock_options o = {.path = "recorded answers", .machine = r->machine->name, .doc = left, .part = value_node(left),
		.places = places};
	struct app_fork *f = xcalloc(1, sizeof *f);

	f->mocks = mock_backend_new(a->loop, &o, e);
	json_places_free(places);
	value_unref(left);
	if (!f->mocks) {
		fork_free(f);
		return false;
	}
	f->mocks->done = answered;
	f->mocks->ctx = a;
	f->recorded = recorded_ref(rec);
	f->session = r->session;
	session_on_map_run(r->session, map_run_ends, f);
	f->arn = xstrdup(engine_execution_arn(session_engine(r->session)));
	f->run = r->serial;
	VEC_PUSH(&a->forks, f);
	return true;
}

/* --- what the other one was fed ------------------------------------------------------------------------------------------------------------------- */

struct fork_source {
	VEC(const struct engine_input *) inputs;
	struct engine_options options;	/* borrowed strings */
	const struct history *history;	/* that they lead to */
	int32_t until;			/* of it: how far the fork goes along */
	int32_t left;			/* the event of the shown execution that it leaves from */
	const char *why;		/* why that is an earlier one than was asked for; NULL: it is not */
	struct recorded *recorded;	/* a reference; NULL: its tasks are done as everybody's */
	struct replay *replay;		/* that the inputs are from; NULL: they were kept */
	struct replay *own;		/* one that was made for this fork; NULL: none */
};

static void source_done(struct fork_source *s)
{
	VEC_DONE(&s->inputs);
	recorded_unref(s->recorded);
	replay_free(s->own);
}

static void source_from_fed(struct fork_source *s, const struct app *a, const struct run *from, int32_t event)
{
	const struct app_fork *f = fork_of(a, from);

	for (size_t i = 0; i < from->stored.fed.n; i++)
		VEC_PUSH(&s->inputs, &from->stored.fed.v[i].in);
	s->options = from->stored.options;
	s->history = from->history;
	s->until = s->left = event;
	s->recorded = f ? recorded_ref(f->recorded) : NULL;
}

/* An execution whose inputs were not kept: they are derived from its history. The children of a Map Run are such ones. */
static struct replay *replay_of(struct fork_source *s, struct run *from)
{
	struct engine_options known = from->stored.options;
	struct execution_summary sum;
	struct replay_source src = {.machine = from->machine, .history = from->history, .name = from->name, .options = &known};

	if (from->record)
		return from->record->replay;
	if (from->session)
		session_engine_options(from->session, &known);
	src.express = known.express;
	run_summary(from, &sum);
	src.execution_arn = sum.execution_arn;
	s->own = replay_new(&src);
	return s->own;
}

static bool source_from_replay(struct fork_source *s, struct run *from, int32_t event, bool before_next, struct err *e)
{
	struct replay *p = replay_of(s, from);

	if (!p)
		return err_set(e, ERR_INVALID, "its definition is not at hand: it cannot be executed (:open it, then the history again)");
	while (from->record && record_work(from, 10000))
		;
	while (!from->record && replay_work(p, 10000))
		;
	s->until = replay_at(p, event, before_next, &s->left);
	if (!s->until || !p->fed.n)
		return err_set(e, ERR_INVALID, "it cannot be forked: %.400s", p->why ? p->why : "its first event is missing");
	for (size_t i = 0; i < p->fed.n; i++)
		VEC_PUSH(&s->inputs, &p->fed.v[i].in);
	if (s->left < event)
		s->why = p->why ? "its history does not say how it went on" : "there the record and this program go different ways";
	s->options = p->options;
	s->history = p->ours;
	s->replay = p;
	if (from->record)
		s->recorded = recorded_of(from);
	return true;
}

/* The event before the first Map Run that is under way there: what its children have done by then is not known. 0: there is none. */
static int32_t before_map_run(const struct history *h, int32_t until)
{
	const struct event *next = history_at(h, until + 1);
	int32_t before = 0;

	if (next && next->type == EV_MapRunStarted && next->prev == until)
		before = until - 1;		/* the two are one step of the engine */
	for (int32_t id = until; id > 0; id--) {
		const struct event *ev = history_at(h, id);
		bool over = false;

		if (ev->type != EV_MapRunStarted)
			continue;
		for (int32_t end = id + 1; end <= until && !over; end++) {
			enum event_type t = (enum event_type)history_at(h, end)->type;

			over = history_at(h, end)->prev == id && (t == EV_MapRunSucceeded || t == EV_MapRunFailed || t == EV_MapRunAborted);
		}
		if (!over)
			before = ev->prev - 1;
	}
	return before;
}

/* A Map Run that is under way is run again. */
static void leave_map_run(struct fork_source *s)
{
	int32_t before = before_map_run(s->history, s->until);

	if (!before)
		return;
	s->until = before;
	s->left = s->replay ? replay_recorded(s->replay, before) : before;
	s->why = "the Map Run that was under way is run again";
}

/* --- the fork --------------------------------------------------------------------------------------------------------------------------------------- */

/* The same events up to there? Payloads may differ: they may hold the execution's name. */
static bool follows(const struct history *from, const struct history *to, int32_t event, struct err *e)
{
	for (int32_t id = 1; id <= event; id++) {
		const struct event *a = history_at(from, id), *b = history_at(to, id);

		if (!a || !b || a->type != b->type || !str_is(a->name, b->name))
			return err_set(e, ERR_INVALID, "the definition goes another way before that: event #%d was %s %.60s, and is %s %.60s: fork before it",
				id, a ? event_type_text((enum event_type)a->type) : "none", a && a->name ? a->name : "",
				b ? event_type_text((enum event_type)b->type) : "none", b && b->name ? b->name : "");
	}
	return true;
}

/* A child of a Map Run is of a scope inside: of the same in another definition. */
static bool scope_in(const struct asl_machine *m, const struct asl_scope **scope, struct err *e)
{
	const struct asl_state *container = *scope ? (*scope)->container : NULL, *same;

	if (!container)
		return true;
	same = asl_state_at(m, container->path);
	if (!same || !same->n_scopes)
		return err_set(e, ERR_INVALID, "the definition has no %.80s any more", container->path);
	*scope = same->scopes[0];
	return true;
}

static bool apply_change(struct session *s, const struct fork_change *c, struct err *e)
{
	return !c || (c->edit ? session_edit(s, c->edit, e) : session_answer(s, c->state, c->iteration, &c->answer, e));
}

static struct session *session_of(struct app *a, const struct run *from, struct fork_source *src, struct asl_machine *m, bool paused, struct err *e)
{
	struct session_options o = {.machine = m ? m : from->machine, .input = run_input(from), .dispatch = a->dispatch, .speed = a->speed,
		.paused = paused, .s3 = a->backends.s3, .start_ms = src->inputs.v[0]->at_ms};

	if (m && !scope_in(m, &src->options.scope, e))
		return NULL;
	o.engine = src->options;
	return session_new(&o, e);
}

static bool begin_fork(struct app *a, struct run *r, const struct run *from, struct fork_source *src, size_t used, const struct fork_change *change,
	struct err *e)
{
	r->fork_of = from->store_id;
	r->fork_event = from->record ? src->left : run_last(r);
	r->fork_why = src->why;
	if (src->recorded && !answer_as_recorded(a, r, from, src->left, src->recorded, e))
		return false;
	app_run_keep(a, r, &src->options);
	r->brought = run_last(r);
	for (size_t i = 0; i < used; i++)
		app_run_fed(r, src->inputs.v[i]);
	if (change && change->edit)
		app_run_fed(r, &(struct engine_input){.at_ms = session_now_ms(r->session), .kind = IN_EDIT, .id = (uint64_t)run_last(r),
			.value = change->edit});
	return true;
}

static bool make_fork(struct app *a, struct fork_source *src, struct asl_machine *m, const struct fork_change *change, bool paused, struct err *e)
{
	struct run *from = a->run, *r;
	struct session *s;
	char uuid[37];
	size_t used = 0;

	app_new_name(a, uuid);
	src->options.name = uuid;
	s = session_of(a, from, src, m, paused, e);
	if (!s)
		return false;
	r = run_new_take(s);
	if (!session_replay(s, src->inputs.v, src->inputs.n, src->until, &used, e) || !follows(src->history, session_history(s), src->until, e) ||
		!apply_change(s, change, e) || !begin_fork(a, r, from, src, used, change, e)) {
		run_free(r);
		return false;
	}
	app_run_show_new(a, r);		/* what it was made from goes with that */
	run_update(r);
	return true;
}

bool app_fork(struct app *a, int32_t event, struct asl_machine *m, const struct fork_change *change, bool paused, struct err *e)
{
	struct fork_source src = {0};
	bool ok = true;

	if (!a->run->record && a->run->stored.fed.n)
		source_from_fed(&src, a, a->run, event);
	else
		ok = source_from_replay(&src, a->run, event, change && change->edit, e);
	if (ok)
		leave_map_run(&src);
	ok = ok && make_fork(a, &src, m, change, paused, e);
	source_done(&src);
	return ok;
}
