/*
 * The timers of the shown execution and of those that it started: waits, backoffs, timeouts, heartbeats, answers that take their time; how long
 * each has still to go, and what happens then. One, or all waits and backoffs, can be brought forward.
 */
#include <stdio.h>
#include <stdlib.h>

#include "app/describe.h"
#include "app/session.h"
#include "screens/command.h"
#include "screens/place.h"
#include "screens/timers_screen.h"
#include "screens/workbench.h"
#include "ui/glyph.h"

#define LEFT_COLS 14
#define KIND_COLS 10

struct timers_screen {
	struct shell *sh;
	struct list list;
	struct session_timer *timers;
	size_t n;
};

static struct timers_screen *of(const struct screen *s)
{
	return s->data;
}

/* --- words ------------------------------------------------------------------------------------------------------------------------ */

const char *timer_kind_text(const struct session_timer *t)
{
	if (t->is_answer)
		return "answer";
	switch (t->timer) {
	case TIMER_RETRY:
		return "backoff";
	case TIMER_TIMEOUT:
		return "timeout";
	case TIMER_HEARTBEAT:
		return "heartbeat";
	case TIMER_EXECUTION:
		return "timeout";
	case TIMER_WAIT:
		break;
	}
	return "wait";
}

void timer_name(const struct session_timer *t, struct str *out)
{
	if (!t->state) {
		str_adds(out, "the execution");
		return;
	}
	describe_text(out, t->state->name, 60);
	if (t->iteration >= 0)
		str_addf(out, "[%d]", t->iteration);
}

static void answer_then(const struct session_timer *t, struct str *out)
{
	if (t->answer == IN_TASK_DONE) {
		str_adds(out, "its result comes");
	} else if (t->answer == IN_TASK_TIMED_OUT) {
		str_adds(out, "it runs out of time");
	} else {
		str_adds(out, "it fails with ");
		describe_text(out, t->error ? t->error : "an error without a name", 40);
	}
}

static void wait_then(const struct session_timer *t, struct str *out)
{
	if (t->state && t->state->next.name) {
		str_adds(out, "goes on to ");
		describe_text(out, t->state->next.name, 40);
	} else {
		str_adds(out, "is over, and its scope ends");
	}
}

void timer_then(const struct session_timer *t, struct str *out)
{
	if (t->is_answer) {
		answer_then(t, out);
		return;
	}
	switch (t->timer) {
	case TIMER_WAIT:
		wait_then(t, out);
		break;
	case TIMER_RETRY:
		str_adds(out, "is tried again");
		break;
	case TIMER_TIMEOUT:
		str_adds(out, "fails with States.Timeout");
		break;
	case TIMER_HEARTBEAT:
		str_adds(out, "fails with States.HeartbeatTimeout");
		break;
	case TIMER_EXECUTION:
		str_adds(out, "ends TIMED_OUT");
		break;
	}
}

/* --- the list --------------------------------------------------------------------------------------------------------------------- */

static void row_text(void *ctx, size_t row, struct str *out)
{
	const struct timers_screen *p = ctx;

	if (row >= p->n)
		return;
	timer_name(&p->timers[row], out);
	str_addf(out, " %s ", timer_kind_text(&p->timers[row]));
	timer_then(&p->timers[row], out);
}

static void row_draw(void *ctx, size_t row, struct surface *sf, const char *needle)
{
	const struct timers_screen *p = ctx;
	const struct session_timer *t = row < p->n ? &p->timers[row] : NULL;
	int name_cols = (sf->cols - LEFT_COLS - KIND_COLS) / 2, then = LEFT_COLS + KIND_COLS + name_cols;
	struct str text = {0};
	int64_t left;

	if (!t)
		return;
	left = t->due_ms - session_now_ms(t->of);
	describe_duration(&text, left > 0 ? left : 0);
	surface_text_right(sf, 0, 0, LEFT_COLS - 2, left < 10000 ? ST_WARNING : ST_TEXT, str_get(&text));
	surface_text(sf, LEFT_COLS, 0, KIND_COLS - 1, ST_RETRYING, timer_kind_text(t));
	str_reset(&text);
	timer_name(t, &text);
	surface_text_match(sf, LEFT_COLS + KIND_COLS, 0, name_cols - 1, ST_STRONG, str_get(&text), needle);
	str_reset(&text);
	timer_then(t, &text);
	surface_text_match(sf, then, 0, sf->cols - then, ST_TEXT, str_get(&text), needle);
	str_done(&text);
}

static const struct list_ops list_ops = {.draw = row_draw, .text = row_text};

static const struct session_timer *selected(const struct timers_screen *p)
{
	size_t row = list_row(&p->list);

	return row == LIST_NONE || row >= p->n ? NULL : &p->timers[row];
}

static struct session *live(const struct timers_screen *p)
{
	struct run *r = workbench_run(p->sh->workbench);

	return r && run_is_live(r) ? r->session : NULL;
}

/* The cursor stays on its timer. */
static void timers_update(struct screen *s)
{
	struct timers_screen *p = of(s);
	const struct session_timer *was = selected(p);
	uint64_t id = was ? was->id : 0;

	free(p->timers);
	p->timers = NULL;
	p->n = live(p) ? session_timers(live(p), &p->timers) : 0;
	list_set_rows(&p->list, p->n);
	list_refresh(&p->list);
	for (size_t i = 0; id && i < p->n; i++)
		if (p->timers[i].id == id)
			list_go(&p->list, i);
}

/* --- keys ------------------------------------------------------------------------------------------------------------------------- */

static unsigned key_now(struct screen *s)
{
	struct timers_screen *p = of(s);
	const struct session_timer *t = selected(p);
	struct str name = {0};

	if (!t || !live(p))
		return AFTER_NOTHING;
	timer_name(t, &name);
	if (session_timer_now(live(p), t->id))
		app_note(p->sh->app, NOTE_INFO, "%s: the %s is over now%s", str_get(&name), timer_kind_text(t),
			session_is_paused(live(p)) ? "; the execution is paused" : "");
	str_done(&name);
	return AFTER_UPDATE;
}

static unsigned key_all(struct screen *s)
{
	struct timers_screen *p = of(s);

	if (!live(p) || !session_skip_all(live(p)))
		app_note(p->sh->app, NOTE_INFO, "no wait and no backoff to skip");
	return AFTER_UPDATE;
}

/* To the state in the picture, in the iteration that waits. */
static unsigned key_go(struct screen *s)
{
	struct timers_screen *p = of(s);
	const struct session_timer *t = selected(p);

	const struct run *r = workbench_run(p->sh->workbench);
	int step;

	if (!t || !t->state || t->of != live(p))
		return AFTER_NOTHING;
	step = projection_step_of(r->at, t->entered_event);
	if (step >= 0 && r->at->steps.v[step].state == t->state->index)
		workbench_go(p->sh->workbench, r->at->steps.v[step].branch, t->state->index);
	else
		workbench_select(p->sh->workbench, t->state->index);
	return AFTER_CLOSE | AFTER_UPDATE;
}

static unsigned key_filter(struct screen *s)
{
	return place_ask_filter(s->ctx, &of(s)->list);
}

static const struct place_key timers_keys[] = {
	{"<Enter> n", "now", "This one is over now: the wait ends, the retry is made, the time is out", key_now},
	{"A", "skip all", "The clock jumps past all waits and backoffs", key_all},
	{"g", "go there", "Show its state", key_go},
	{"/ f", "filter", "Show only what has these words", key_filter},
	{"<Esc> q <C-c>", "close", "Back", place_key_close},
	{"?", "help", "These keys", place_key_help},
};

const struct place timers_place = {
	.keymap = "timers", .title = "Timers: what the clock will bring", .keys = timers_keys, .n = ARRAY_LEN(timers_keys),
};

/* --- the screen ------------------------------------------------------------------------------------------------------------------- */

static void timers_layout(struct screen *s, int cols, int rows)
{
	(void)cols;
	list_layout(&of(s)->list, place_body_rows(rows));
}

static void timers_draw(const struct screen *s, struct surface *sf)
{
	const struct timers_screen *p = of(s);
	struct surface body = surface_sub(sf, 1, PLACE_BODY_Y, sf->cols - 2, place_body_rows(sf->rows));
	char count[64];

	if (!place_fits(sf))
		return;
	snprintf(count, sizeof count, "%zu timer%s%s", p->n, p->n == 1 ? "" : "s", live(p) && session_is_paused(live(p)) ? ", PAUSED" : "");
	if (list_count(&p->list))
		list_draw(&p->list, &body, true);
	else if (p->n)
		place_draw_empty(&body, "nothing matches the filter", "Press / to change it");
	else
		place_draw_empty(&body, "no timer runs", "Waits, backoffs, timeouts, heartbeats and late answers come here");
	place_draw(p->sh, &timers_place, sf, "Timers", count);
}

static unsigned timers_key(struct screen *s, const struct key *k)
{
	unsigned after, w;

	if (place_key(&timers_place, s, k, &after))
		return after;
	w = place_list_key(&of(s)->list, k, 1, PLACE_BODY_Y, s->cols - 2, place_body_rows(s->rows));
	if (w & W_DONE)
		return key_now(s);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void timers_done(struct screen *s)
{
	struct timers_screen *p = of(s);

	list_done(&p->list);
	free(p->timers);
	free(p);
}

static const struct screen_ops timers_ops = {
	.name = "timers", .keymap = "timers", .update = timers_update, .layout = timers_layout, .draw = timers_draw, .key = timers_key,
	.done = timers_done,
};

void timers_screen_open(struct shell *sh)
{
	struct timers_screen *p = xcalloc(1, sizeof *p);
	struct err e;

	p->sh = sh;
	place_note_done(sh);
	list_init(&p->list, &list_ops, p);
	if (!screens_push(&sh->screens, &timers_ops, sh, p, &e))
		app_note_err(sh->app, &e);
}
