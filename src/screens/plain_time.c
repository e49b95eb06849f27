/* What the prompt prints of time: the timeline of the shown execution, the timers that run, the schedule of retries. */
#include <math.h>
#include <stdlib.h>

#include "app/describe.h"
#include "engine/retry.h"
#include "history/timeline.h"
#include "screens/plain_time.h"
#include "screens/timers_screen.h"
#include "screens/workbench.h"

#define COLS 100
#define PLAN_ROWS 100
#define OPEN_MOST 20			/* iterations; of more only the container is printed */

void plain_timeline(const struct shell *sh, FILE *out)
{
	const struct run *r = sh->app->run;
	struct timeline *tl;
	struct str text = {0};

	if (!r) {
		fprintf(out, "no execution is shown: run starts one\n");
		return;
	}
	tl = timeline_new(r->machine);
	while (timeline_extend(tl, r->history, INT32_MAX))
		continue;
	timeline_set_now(tl, run_is_live(r) ? session_now_ms(r->session) : 0);
	timeline_open_all(tl, OPEN_MOST);
	timeline_print(tl, COLS, true, &text);
	fputs(str_get(&text), out);
	str_done(&text);
	timeline_free(tl);
}

/* "in 5 min 0 s, backoff of Call: is tried again" */
static void print_timer(const struct session_timer *t, FILE *out)
{
	int64_t left = t->due_ms - session_now_ms(t->of);
	struct str text = {0};

	str_adds(&text, "in ");
	describe_duration(&text, left > 0 ? left : 0);
	str_addf(&text, ", %s of ", timer_kind_text(t));
	timer_name(t, &text);
	str_adds(&text, ": ");
	timer_then(t, &text);
	fprintf(out, "%s\n", str_get(&text));
	str_done(&text);
}

void plain_timers(const struct shell *sh, FILE *out)
{
	const struct run *r = sh->app->run;
	struct session_timer *list = NULL;
	size_t n = r && run_is_live(r) ? session_timers(r->session, &list) : 0;

	for (size_t i = 0; i < n; i++)
		print_timer(&list[i], out);
	if (!n)
		fprintf(out, "no timer runs\n");
	free(list);
}

static void add_span(struct str *out, const char *words, double min, double max)
{
	str_adds(out, words);
	timeline_span(out, (int64_t)llround(min * 1000));
	if (max <= min)
		return;
	str_adds(out, " to ");
	timeline_span(out, (int64_t)llround(max * 1000));
}

/* "retrier 1 [Busy]: 3 retries, interval 1 s, backoff rate 2, at most 30 s, FULL jitter" */
static void add_retrier(struct str *out, const struct asl_retrier *r, size_t number)
{
	str_addf(out, "retrier %zu [", number);
	for (size_t i = 0; i < r->n_errors; i++) {
		str_adds(out, i ? ", " : "");
		describe_text(out, r->errors[i] ? r->errors[i] : "?", 60);
	}
	str_addf(out, "]: %lld %s", (long long)r->max_attempts, r->max_attempts == 1 ? "retry" : "retries");
	add_span(out, ", interval ", r->interval_s, r->interval_s);
	str_addf(out, ", backoff rate %.6g", r->backoff);
	if (r->max_delay_s > 0)
		add_span(out, ", at most ", r->max_delay_s, r->max_delay_s);
	str_adds(out, r->jitter == ASL_JITTER_FULL ? ", FULL jitter\n" : ", no jitter\n");
}

static void add_plan(struct str *out, const struct asl_retrier *r)
{
	const struct retry_span call = {0};
	struct retry_plan plan;

	retry_plan_make(&plan, r, &call, PLAN_ROWS);
	for (size_t i = 0; i < plan.n; i++) {
		str_addf(out, "  retry %lld", (long long)plan.rows[i].attempt);
		add_span(out, " waits ", plan.rows[i].wait.min, plan.rows[i].wait.max);
		add_span(out, ", begins after ", plan.rows[i].begins.min, plan.rows[i].begins.max);
		str_addc(out, '\n');
	}
	if ((int64_t)plan.n < plan.max_attempts)
		str_addf(out, "  and %lld more\n", (long long)plan.max_attempts - (long long)plan.n);
	retry_plan_done(&plan);
}

void plain_plan(const struct shell *sh, FILE *out)
{
	const struct asl_state *s = sh->workbench ? workbench_state(sh->workbench) : NULL;
	struct str text = {0};

	if (!s) {
		str_adds(&text, "no state is selected: state NAME selects one\n");
	} else if (!s->n_retriers) {
		describe_text(&text, s->name, 80);
		str_adds(&text, " has no Retry\n");
	}
	for (size_t i = 0; s && i < s->n_retriers; i++) {
		add_retrier(&text, &s->retriers[i], i + 1);
		add_plan(&text, &s->retriers[i]);
	}
	fputs(str_get(&text), out);
	str_done(&text);
}
