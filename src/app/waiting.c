#include "app/waiting.h"

#include <stdlib.h>
#include <string.h>

#include "app/app_mocks.h"
#include "task/play_draft.h"

static const char *const kind_texts[] = {[WAITING_TASK] = "task", [WAITING_TOKEN] = "token", [WAITING_ACTIVITY] = "activity"};

const char *waiting_kind_text(enum waiting_kind k)
{
	return kind_texts[k];
}

size_t waiting_count(const struct app *a)
{
	return a->play ? play_count(a->play) : 0;
}

/* The clock that ends first. */
static void find_end(struct waiting *w)
{
	static const enum engine_timer_kind timers[] = {TIMER_TIMEOUT, TIMER_HEARTBEAT};
	int64_t due;

	for (size_t i = 0; i < ARRAY_LEN(timers); i++)
		if (session_task_due(w->session, w->request->id, timers[i], &due) &&
			(!w->ends || due - session_now_ms(w->session) < w->left_ms)) {
			w->ends = true;
			w->left_ms = due - session_now_ms(w->session);
			w->by = timers[i];
		}
}

static void describe(const struct app *a, const struct play_request *r, struct waiting *w)
{
	*w = (struct waiting){.request = r, .session = r->owner};
	if (r->state->resource.kind == ASL_TASK_ACTIVITY)
		w->kind = WAITING_ACTIVITY;
	else if (r->submitted)
		w->kind = WAITING_TOKEN;
	if (!w->session)
		return;
	for (size_t i = 0; i < a->live.n; i++)
		if (a->live.v[i]->session == session_root(w->session))
			w->run = a->live.v[i];
	w->age_ms = session_now_ms(w->session) - r->at_ms;
	find_end(w);
}

bool waiting_at(const struct app *a, size_t i, struct waiting *out)
{
	const struct play_request *r = a->play ? play_at(a->play, i) : NULL;

	if (r)
		describe(a, r, out);
	return r != NULL;
}

bool waiting_find(const struct app *a, uint64_t id, struct waiting *out)
{
	const struct play_request *r = a->play ? play_find(a->play, id) : NULL;

	if (r)
		describe(a, r, out);
	return r != NULL;
}

static bool is_of(const struct play_request *r, const struct run *run, int state)
{
	return run && run->session && r->owner == run->session && (state < 0 || r->state->index == state);
}

size_t waiting_of_state(const struct app *a, const struct run *run, int state)
{
	size_t n = 0;

	for (size_t i = 0, count = waiting_count(a); i < count; i++)
		n += is_of(play_at(a->play, i), run, state);
	return n;
}

uint64_t waiting_first(const struct app *a, const struct run *run, int state)
{
	for (size_t i = 0, count = waiting_count(a); i < count; i++)
		if (is_of(play_at(a->play, i), run, state))
			return play_at(a->play, i)->id;
	return 0;
}

/* --- answers ---------------------------------------------------------------------------------------------------------------- */

static struct app_answer *answer_of(const struct app *a, const struct waiting *w)
{
	const char *machine = w->session ? session_machine(w->session)->name : "";

	for (size_t i = 0; i < a->answers.n; i++)
		if (strcmp(a->answers.v[i].machine, machine) == 0 && strcmp(a->answers.v[i].path, w->request->state->path) == 0)
			return &a->answers.v[i];
	return NULL;
}

char *waiting_draft(const struct app *a, const struct waiting *w)
{
	const struct app_answer *last = answer_of(a, w);

	return last ? xstrdup(last->text) : play_draft_result(w->request->state, w->kind == WAITING_TOKEN);
}

static void remember(struct app *a, const struct waiting *w, const char *text)
{
	struct app_answer *last = answer_of(a, w);

	if (!last) {
		last = VEC_ADD(&a->answers);
		*last = (struct app_answer){.machine = xstrdup(w->session ? session_machine(w->session)->name : ""),
			.path = xstrdup(w->request->state->path)};
	}
	free(last->text);
	last->text = xstrdup(text);
}

void waiting_forget(struct app *a)
{
	for (size_t i = 0; i < a->answers.n; i++) {
		free(a->answers.v[i].machine);
		free(a->answers.v[i].path);
		free(a->answers.v[i].text);
	}
	VEC_DONE(&a->answers);
}

static bool gone(struct err *e)
{
	return err_set(e, ERR_NOT_FOUND, "the task does not wait for an answer any more");
}

/* For :keep, before the task is gone. */
static void note_answer(struct app *a, uint64_t id, const char *what, cJSON *how_take, int64_t after_ms)
{
	cJSON *o = cJSON_CreateObject();
	struct waiting w;

	json_add(o, what, how_take);
	if (after_ms > 0)
		json_add(o, "After", cJSON_CreateNumber((double)after_ms / 1000));
	if (waiting_find(a, id, &w))
		app_mocks_note(a, &w, o);
	else
		cJSON_Delete(o);
}

bool waiting_return(struct app *a, uint64_t id, const char *text, int64_t after_ms, struct err *e)
{
	struct value *v = value_parse(text, strlen(text), e);
	struct waiting w;
	bool ok = v != NULL;

	if (!ok)
		err_prefix(e, "result");
	else if (waiting_find(a, id, &w)) {
		remember(a, &w, text);
		note_answer(a, id, "Return", json_copy(value_node(v)), after_ms);
	}
	ok = ok && (play_return(a->play, id, v, after_ms) || gone(e));
	value_unref(v);
	app_changed(a, CHANGED_EVENTS);
	return ok;
}

bool waiting_throw(struct app *a, uint64_t id, const char *error, const char *cause, int64_t after_ms, struct err *e)
{
	cJSON *thrown = cJSON_CreateObject();

	if (error)
		json_add(thrown, "Error", cJSON_CreateString(error));
	if (cause)
		json_add(thrown, "Cause", cJSON_CreateString(cause));
	note_answer(a, id, "Throw", thrown, after_ms);
	app_changed(a, CHANGED_EVENTS);
	return play_throw(a->play, id, error, cause, after_ms) || gone(e);
}

bool waiting_time_out(struct app *a, uint64_t id, struct err *e)
{
	note_answer(a, id, "TimeOut", cJSON_CreateTrue(), 0);
	app_changed(a, CHANGED_EVENTS);
	return play_time_out(a->play, id) || gone(e);
}

bool waiting_beat(struct app *a, uint64_t id, struct err *e)
{
	struct waiting w;

	if (!waiting_find(a, id, &w))
		return gone(e);
	if (!w.request->state->heartbeat.present)
		return err_set(e, ERR_USAGE, "%.80s has no HeartbeatSeconds: nothing waits for its heartbeat", w.request->state->name);
	app_changed(a, CHANGED_EVENTS);
	return play_beat(a->play, id) || gone(e);
}

void waiting_hold_clocks(struct app *a, bool on)
{
	a->holds += on ? 1 : -1;
	for (size_t i = 0; i < a->live.n; i++)
		if (a->live.v[i]->session)
			session_hold_clock(a->live.v[i]->session, a->holds > 0);
}
