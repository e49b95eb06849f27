/*
 * The retry plan of a state: for each retrier the schedule before anything runs (engine/retry.h), and beside it what was drawn in the
 * execution that is shown. Calls are taken to last as long as they did there; at most the state's TimeoutSeconds.
 */
#include <stdlib.h>

#include "app/describe.h"
#include "screens/command.h"
#include "screens/place.h"
#include "screens/plan_draw.h"
#include "screens/workbench.h"

#define MOST_ROWS 2000			/* of one retrier */

struct planned {
	struct retry_plan plan;
	int64_t *drawn;			/* as plan_look has it; NULL: nothing */
	size_t n_drawn;
};

struct plan_screen {
	struct shell *sh;
	struct asl_machine *machine;	/* a reference */
	const struct asl_state *state;
	struct planned *planned;	/* by retrier */
	size_t at, first;		/* the retrier that is looked at, its first row */
	int64_t call_ms;		/* how long calls took; 0: not known */
	int page;
};

static struct plan_screen *of(const struct screen *s)
{
	return s->data;
}

/* --- what the shown execution knows ---------------------------------------------------------------------------------------------------- */

static void note_drawn(struct plan_screen *p, const struct event_plan *plan)
{
	struct planned *r = plan->retrier >= 0 && (size_t)plan->retrier < p->state->n_retriers ? &p->planned[plan->retrier] : NULL;

	if (!r || plan->attempt < 1 || (size_t)plan->attempt > r->plan.n)
		return;
	if (!r->drawn) {
		r->drawn = xcalloc(r->plan.n, sizeof *r->drawn);
		for (size_t i = 0; i < r->plan.n; i++)
			r->drawn[i] = -1;
	}
	r->drawn[plan->attempt - 1] = plan->delay_ms;
	if ((size_t)plan->attempt > r->n_drawn)
		r->n_drawn = (size_t)plan->attempt;
}

/* Of a container that is retried the plan stands on the event that told of the failure. */
static void look_at_events(struct plan_screen *p, const struct run *r, const struct step *s)
{
	int step = (int)(s - r->at->steps.v);

	for (int32_t id = s->entered; id <= r->cursor; id++) {
		const struct event *ev = history_at(r->history, id);
		int in = projection_step_of(r->at, id);

		if (!ev->more || !ev->more->has_plan || ev->more->plan.state != s->state)
			continue;
		while (in >= 0 && in != step)
			in = r->at->steps.v[in].parent;
		if (in == step)
			note_drawn(p, &ev->more->plan);
	}
}

/* How long the calls of this visit took, on average. */
static int64_t call_ms(const struct run *r, const struct step *s)
{
	int64_t sum = 0, n = 0;

	for (size_t i = 0; i < s->attempts.n; i++)
		if (s->attempts.v[i].ended) {
			sum += history_at(r->history, s->attempts.v[i].ended)->at_ms - history_at(r->history, s->attempts.v[i].scheduled)->at_ms;
			n++;
		}
	return n ? sum / n : 0;
}

static void make_plans(struct plan_screen *p)
{
	double limit = p->state->timeout.present ? (double)p->state->timeout.value : 0, took = (double)p->call_ms / 1000;
	struct retry_span call = {.min = 0, .expected = took, .max = limit > took ? limit : took};

	p->planned = xcalloc(p->state->n_retriers, sizeof *p->planned);
	for (size_t i = 0; i < p->state->n_retriers; i++)
		retry_plan_make(&p->planned[i].plan, &p->state->retriers[i], &call, MOST_ROWS);
}

/* --- drawing ------------------------------------------------------------------------------------------------------------------------------ */

static int draw_one(const struct plan_screen *p, size_t i, struct surface *sf)
{
	struct plan_look look = {.plan = &p->planned[i].plan, .drawn_ms = p->planned[i].drawn, .n_drawn = p->planned[i].n_drawn,
		.limit_s = (double)p->machine->timeout_s, .first = i == p->at ? p->first : 0,
		.call_limit_s = p->state->timeout.present ? (double)p->state->timeout.value : 0};
	struct surface below = surface_sub(sf, 2, 1, sf->cols - 2, sf->rows - 1);
	struct str head = {0};

	plan_headline(&p->state->retriers[i], i, &head);
	surface_text(sf, 0, 0, sf->cols, i == p->at ? ST_STRONG : ST_TEXT, str_get(&head));
	str_done(&head);
	return below.rows > 2 ? 1 + plan_draw(&look, &below) : 1;
}

static const char legend[] = "░ when it may begin  ◆ expected  ● as it was drawn  ┃ the machine's TimeoutSeconds";

static void plan_screen_draw(const struct screen *s, struct surface *sf)
{
	const struct plan_screen *p = of(s);
	int rows = place_body_rows(sf->rows), y = 0;
	struct surface body = surface_sub(sf, 1, PLACE_BODY_Y, sf->cols - 2, rows);
	struct str title = {0}, right = {0};

	if (!place_fits(sf))
		return;
	for (size_t i = p->at; i < p->state->n_retriers && y + 4 < rows; i++) {
		struct surface one = surface_sub(&body, 0, y, body.cols, rows - 1 - y);

		y += draw_one(p, i, &one) + 1;
	}
	surface_text(&body, 0, rows - 1, body.cols, ST_DIM, legend);
	str_adds(&title, "Retry plan › ");
	describe_text(&title, p->state->name, 60);
	str_addf(&right, "retrier %zu of %zu", p->at + 1, p->state->n_retriers);
	place_draw(p->sh, &plan_place, sf, str_get(&title), str_get(&right));
	str_done(&title);
	str_done(&right);
}

/* --- keys ----------------------------------------------------------------------------------------------------------------------------------- */

static unsigned go(struct screen *s, bool down)
{
	struct plan_screen *p = of(s);

	if (down ? p->at + 1 >= p->state->n_retriers : p->at == 0)
		return AFTER_NOTHING;
	p->at += down ? 1 : (size_t)-1;
	p->first = 0;
	return AFTER_REDRAW;
}

static unsigned key_next(struct screen *s)
{
	return go(s, true);
}

static unsigned key_previous(struct screen *s)
{
	return go(s, false);
}

static unsigned key_more(struct screen *s)
{
	struct plan_screen *p = of(s);
	size_t page = s->rows > 14 ? (size_t)s->rows - 12 : 2;

	if (p->first + page < p->planned[p->at].plan.n)
		p->first += page;
	return AFTER_REDRAW;
}

static unsigned key_less(struct screen *s)
{
	struct plan_screen *p = of(s);
	size_t page = s->rows > 14 ? (size_t)s->rows - 12 : 2;

	p->first -= p->first < page ? p->first : page;
	return AFTER_REDRAW;
}

static const struct place_key plan_keys[] = {
	{"j <Down>", "next retrier", "The next retrier of the state", key_next},
	{"k <Up>", "previous", "The retrier before", key_previous},
	{"<PageDown> <C-d>", "more", "Later retries", key_more},
	{"<PageUp> <C-u>", NULL, "Earlier retries", key_less},
	{"<Esc> q <C-c>", "close", "Back", place_key_close},
	{"?", "help", "These keys", place_key_help},
};

const struct place plan_place = {
	.keymap = "plan", .title = "Retry plan: when retries come", .keys = plan_keys, .n = ARRAY_LEN(plan_keys),
};

static unsigned plan_screen_key(struct screen *s, const struct key *k)
{
	unsigned after;

	if (place_key(&plan_place, s, k, &after))
		return after;
	if (k->code == K_MOUSE && (k->mouse.kind == MOUSE_WHEEL_UP || k->mouse.kind == MOUSE_WHEEL_DOWN))
		return k->mouse.kind == MOUSE_WHEEL_DOWN ? key_more(s) : key_less(s);
	return AFTER_NOTHING;
}

static void plan_screen_done(struct screen *s)
{
	struct plan_screen *p = of(s);

	for (size_t i = 0; i < p->state->n_retriers; i++) {
		retry_plan_done(&p->planned[i].plan);
		free(p->planned[i].drawn);
	}
	free(p->planned);
	asl_unref(p->machine);
	free(p);
}

static const struct screen_ops plan_ops = {
	.name = "plan", .keymap = "plan", .draw = plan_screen_draw, .key = plan_screen_key, .done = plan_screen_done,
};

void plan_screen_open(struct shell *sh, const struct asl_state *state)
{
	struct plan_screen *p = xcalloc(1, sizeof *p);
	const struct run *r = workbench_run(sh->workbench);
	const struct view *v = workbench_view(sh->workbench);
	const struct step *s = workbench_state(sh->workbench) == state ? workbench_step(sh->workbench) : v ? view_step(v, state->index) : NULL;
	struct err e;

	p->sh = sh;
	p->machine = asl_ref(sh->workbench->machine);
	p->state = state;
	p->call_ms = r && s ? call_ms(r, s) : 0;
	make_plans(p);
	if (r && s)
		look_at_events(p, r, s);
	if (!screens_push(&sh->screens, &plan_ops, sh, p, &e))
		app_note_err(sh->app, &e);
}
