#include "app/narrate.h"

#include <stdlib.h>
#include <string.h>

#include "app/describe.h"
#include "asl/label.h"
#include "base/timefmt.h"

#define NAME_COLS 60

void narrator_init(struct narrator *n, const struct history *h, struct asl_machine *m)
{
	*n = (struct narrator){.h = h, .m = m, .p = projection_new(m)};
}

void narrator_done(struct narrator *n)
{
	projection_free(n->p);
	*n = (struct narrator){0};
}

/* One sentence on its way. */
struct telling {
	const struct narrator *n;
	const struct event *ev;
	const struct step *step;	/* that it belongs to; NULL: none */
	const struct asl_state *state;	/* NULL: none, or not known */
	int cols;
	struct str *out;
};

/* --- words ------------------------------------------------------------------------------------------------------------------------------ */

static void add_value(struct telling *t, const char *before, struct value *v)
{
	if (!v)
		return;
	str_adds(t->out, before);
	describe_value(t->out, v, t->cols);
}

static void add_error(struct telling *t, const struct event_more *more)
{
	describe_text(t->out, more && more->error ? more->error : "an error without a name", NAME_COLS);
	if (more && more->cause && *more->cause) {
		str_adds(t->out, ": ");
		describe_cause(t->out, more->cause, t->cols);
	}
}

static const char *name_of(const struct telling *t)
{
	if (t->ev->name)
		return t->ev->name;
	if (t->step && t->step->name)
		return t->step->name;
	return t->state ? t->state->name : NULL;
}

/* " (item 3)" behind the name of a state that runs once for each item; of items in items all of them. */
static void add_items(const struct telling *t, int32_t branch, struct str *out)
{
	const struct projection *p = t->n->p;
	struct str items = {0};

	for (; branch >= 0; branch = projection_branch_up(p, branch)) {
		const struct step *c = &p->steps.v[p->families.v[p->branches.v[branch].family].step];
		struct str one = {0};

		if (history_at(t->n->h, c->entered)->type != EV_MapStateEntered)
			continue;
		str_addf(&one, "item %d%s%s", p->branches.v[branch].index, items.len ? ", " : "", str_get(&items));
		str_done(&items);
		items = one;
	}
	if (items.len)
		str_addf(out, " (%s)", str_get(&items));
	str_done(&items);
}

static void add_subject(struct telling *t)
{
	const char *name = name_of(t);

	describe_text(t->out, name ? name : "A state", NAME_COLS);
	if (t->step)
		add_items(t, t->step->branch, t->out);
}

static void add_span(struct telling *t, const char *before, int32_t from)
{
	const struct event *a = history_at(t->n->h, from);

	if (!a || t->ev->at_ms <= a->at_ms)
		return;
	str_adds(t->out, before);
	describe_duration(t->out, t->ev->at_ms - a->at_ms);
}

static const struct attempt *attempt_of(const struct telling *t, size_t *number)
{
	for (size_t i = 0; t->step && i < t->step->attempts.n; i++) {
		const struct attempt *a = &t->step->attempts.v[i];

		if (a->scheduled == t->ev->id || a->started == t->ev->id || a->submitted == t->ev->id || a->ended == t->ev->id) {
			*number = i;
			return a;
		}
	}
	return NULL;
}

/* The first event that points at this one and enters a state. */
static const struct event *entered_next(const struct telling *t)
{
	const struct history *h = t->n->h;

	for (int32_t id = t->ev->id + 1; (size_t)id <= h->events.n && id < t->ev->id + 5000; id++)
		if (history_at(h, id)->prev == t->ev->id && event_is_entered((enum event_type)history_at(h, id)->type))
			return history_at(h, id);
	return NULL;
}

/* What came of a failure, where no definition says why. */
static void add_outcome(struct telling *t, const struct event_plan *p, const struct asl_state *s)
{
	if (p->attempt > 0) {
		str_adds(t->out, " It is tried again after ");
		describe_duration(t->out, p->delay_ms);
		str_addc(t->out, '.');
	} else if (p->catcher >= 0 && (size_t)p->catcher < s->n_catchers) {
		str_adds(t->out, " It is caught: ");
		describe_text(t->out, s->catchers[p->catcher].next.name ? s->catchers[p->catcher].next.name : "?", NAME_COLS);
		str_adds(t->out, " is next.");
	} else {
		str_adds(t->out, " Nobody catches it.");
	}
}

/* What was decided about a failure. */
static void add_plan(struct telling *t)
{
	const struct event_plan *p = t->ev->more && t->ev->more->has_plan ? &t->ev->more->plan : NULL;
	const struct asl_state *s = p && t->n->m && p->state >= 0 && (size_t)p->state < t->n->m->n_states ? t->n->m->states[p->state] : NULL;

	if (!s)
		return;
	if (t->n->m->draft) {		/* its retriers are made of what happened: they explain nothing */
		add_outcome(t, p, s);
		return;
	}
	if (p->attempt > 0 && p->retrier >= 0) {
		str_addf(t->out, " Retrier %d takes it: retry %d of %d follows after ", p->retrier + 1, p->attempt, p->max_attempts);
		describe_duration(t->out, p->delay_ms);
		str_addc(t->out, '.');
		return;
	}
	if (p->attempt > 0) {
		str_addf(t->out, " It is retried after ");
		describe_duration(t->out, p->delay_ms);
		str_adds(t->out, ", though no retrier of the definition matches.");
		return;
	}
	if (p->retrier >= 0 && p->max_attempts > 0)
		str_addf(t->out, " The %d retr%s of retrier %d %s used up.", p->max_attempts, p->max_attempts == 1 ? "y" : "ies", p->retrier + 1,
			p->max_attempts == 1 ? "is" : "are");
	else if (p->retrier >= 0)
		str_addf(t->out, " Retrier %d matches, and forbids retries.", p->retrier + 1);
	if (p->catcher >= 0 && (size_t)p->catcher < s->n_catchers) {
		str_addf(t->out, " Catcher %d takes it over: ", p->catcher + 1);
		describe_text(t->out, s->catchers[p->catcher].next.name ? s->catchers[p->catcher].next.name : "?", NAME_COLS);
		str_adds(t->out, " is next.");
	} else {
		str_adds(t->out, " Nobody catches it.");
	}
}

/* --- the execution ------------------------------------------------------------------------------------------------------------------------ */

static void tell_started(struct telling *t)
{
	str_adds(t->out, "The execution starts");
	add_value(t, " with the input ", t->ev->value);
	str_addc(t->out, '.');
}

static void tell_succeeded(struct telling *t)
{
	str_adds(t->out, "The execution succeeds");
	add_span(t, " after ", 1);
	add_value(t, " with the output ", t->ev->value);
	str_addc(t->out, '.');
}

static void tell_failed(struct telling *t)
{
	str_adds(t->out, "The execution fails");
	add_span(t, " after ", 1);
	if (t->ev->more && (t->ev->more->error || t->ev->more->cause)) {
		str_adds(t->out, " with ");
		add_error(t, t->ev->more);
	}
	str_addc(t->out, '.');
}

static void tell_aborted(struct telling *t)
{
	str_adds(t->out, "The execution is stopped from outside");
	if (t->ev->more && (t->ev->more->error || t->ev->more->cause)) {
		str_adds(t->out, " with ");
		add_error(t, t->ev->more);
	}
	str_addc(t->out, '.');
}

static void tell_timed_out(struct telling *t)
{
	str_adds(t->out, "The execution has taken longer than it may");
	add_span(t, ": it is cut off after ", 1);
	str_addc(t->out, '.');
}

static void tell_redriven(struct telling *t)
{
	str_adds(t->out, "The execution is redriven");
	if (t->ev->more && t->ev->more->redrive_count > 0)
		str_addf(t->out, " (number %lld)", (long long)t->ev->more->redrive_count);
	str_adds(t->out, ": what had failed begins again.");
}

/* --- states -------------------------------------------------------------------------------------------------------------------------------- */

static void add_visit(struct telling *t)
{
	if (t->step && t->step->visit > 1)
		str_addf(t->out, ", for the %d%s time", t->step->visit, t->step->visit == 2 ? "nd" : t->step->visit == 3 ? "rd" : "th");
}

static void add_wait(struct telling *t)
{
	const struct asl_state *s = t->state;

	if (!s || s->type != ASL_WAIT)
		return;
	if (s->seconds.present && !s->seconds.path && !s->seconds.expression) {
		str_adds(t->out, ": it lasts ");
		describe_duration(t->out, s->seconds.value * 1000);
	} else if (s->timestamp) {
		str_adds(t->out, ": until ");
		describe_text(t->out, s->timestamp, NAME_COLS);
	}
}

/* What the state before gave has been told already. */
static bool is_handed_on(const struct telling *t)
{
	const struct event *prev = history_at(t->n->h, t->ev->prev);

	return prev && event_is_exited((enum event_type)prev->type) && value_equal(prev->value, t->ev->value);
}

static void tell_entered(struct telling *t)
{
	static const struct {
		enum event_type type;
		const char *words;
	} rows[] = {
		{EV_ChoiceStateEntered, " is to choose"}, {EV_WaitStateEntered, " waits"}, {EV_SucceedStateEntered, " is reached"},
		{EV_FailStateEntered, " is reached"},
	};
	const char *words = " begins";

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].type == (enum event_type)t->ev->type)
			words = rows[i].words;
	add_subject(t);
	str_adds(t->out, words);
	add_visit(t);
	add_wait(t);
	if (!is_handed_on(t))
		add_value(t, t->ev->type == EV_ChoiceStateEntered ? " by " : t->step && t->step->visit > 1 ? ", with " : " with ", t->ev->value);
	str_addc(t->out, '.');
	add_plan(t);
}

static void add_assigned(struct telling *t)
{
	const cJSON *v = t->ev->more && t->ev->more->assigned ? value_node(t->ev->more->assigned)->child : NULL;

	if (!v)
		return;
	str_adds(t->out, " It sets ");
	for (const cJSON *first = v; v; v = v->next) {
		str_adds(t->out, v == first ? "$" : v->next ? ", $" : " and $");
		describe_text(t->out, v->string, 30);
	}
	str_addc(t->out, '.');
}

static void tell_choice(struct telling *t, const struct event *next)
{
	int edge = t->ev->edge;
	char *label = t->state && edge > 0 && (size_t)edge <= t->state->n_choices ? asl_choice_label(t->state, (size_t)edge - 1) : NULL;

	add_subject(t);
	if (label && strcmp(label, "?") != 0) {
		str_addf(t->out, " chooses rule %d (", edge);
		describe_text(t->out, label, NAME_COLS);
		str_addc(t->out, ')');
	} else if (edge > 0 && !(t->state && t->state->choices && t->n->m->draft)) {
		str_addf(t->out, " chooses rule %d", edge);
	} else {
		str_adds(t->out, edge < 0 ? " finds no rule that holds and takes its default" : " has chosen");
	}
	if (next) {
		str_adds(t->out, ": ");
		describe_text(t->out, next->name ? next->name : "?", NAME_COLS);
		str_adds(t->out, " is next");
	}
	str_addc(t->out, '.');
	free(label);
}

static void tell_exited(struct telling *t)
{
	const struct event *next = entered_next(t), *prev = history_at(t->n->h, t->ev->prev);
	bool caught = prev && (event_is_failure((enum event_type)prev->type) || prev->type == EV_ParallelStateFailed || prev->type == EV_MapStateFailed);

	if (t->ev->type == EV_ChoiceStateExited) {
		tell_choice(t, next);
		add_assigned(t);
		return;
	}
	add_subject(t);
	str_adds(t->out, caught ? " hands over" : " ends");
	if (t->step)
		add_span(t, " after ", t->step->entered);
	if (t->step && t->ev->value && value_equal(t->step->input, t->ev->value))
		str_adds(t->out, " with its input");
	else
		add_value(t, " with ", t->ev->value);
	if (next) {
		str_adds(t->out, caught ? ", to " : "; next is ");
		describe_text(t->out, next->name ? next->name : "?", NAME_COLS);
	}
	str_addc(t->out, '.');
	add_assigned(t);
}

static void tell_cut_off(struct telling *t)
{
	add_subject(t);
	str_adds(t->out, " is cut off.");
}

/* --- tasks ----------------------------------------------------------------------------------------------------------------------------------- */

/* "the function F", "the activity A", "lambda invoke" */
static void add_callee(struct telling *t)
{
	const struct event_more *m = t->ev->more;
	const char *resource = m && m->resource ? m->resource : "?", *last = strrchr(resource, ':');

	if (t->ev->type == EV_TaskScheduled) {
		describe_text(t->out, m && m->resource_type ? m->resource_type : "?", NAME_COLS);
		str_addc(t->out, ' ');
		describe_text(t->out, resource, NAME_COLS);
		return;
	}
	str_adds(t->out, t->ev->type == EV_ActivityScheduled ? "a worker of the activity " : "the function ");
	describe_text(t->out, last && last[1] ? last + 1 : resource, NAME_COLS);
}

static void tell_scheduled(struct telling *t)
{
	size_t number = 0;

	add_subject(t);
	str_adds(t->out, t->ev->type == EV_ActivityScheduled ? " asks for " : " calls ");
	add_callee(t);
	if (attempt_of(t, &number) && number > 0)
		str_addf(t->out, " again (attempt %zu)", number + 1);
	add_value(t, " with ", t->ev->value);
	if (t->ev->more && t->ev->more->timeout_s > 0)
		str_addf(t->out, ", and gives it %lld s", (long long)t->ev->more->timeout_s);
	str_addc(t->out, '.');
}

static void tell_call_started(struct telling *t)
{
	add_subject(t);
	if (t->ev->type == EV_ActivityStarted && t->ev->more && t->ev->more->worker_name) {
		str_adds(t->out, ": the worker ");
		describe_text(t->out, t->ev->more->worker_name, NAME_COLS);
		str_adds(t->out, " takes it.");
		return;
	}
	str_adds(t->out, t->ev->type == EV_ActivityStarted ? ": a worker takes it." : ": the call begins.");
}

static void tell_submitted(struct telling *t)
{
	add_subject(t);
	str_adds(t->out, ": the service has taken it on");
	add_value(t, " and answers ", t->ev->value);
	str_adds(t->out, "; the end is awaited.");
}

static void tell_call_succeeded(struct telling *t)
{
	size_t number;
	const struct attempt *a = attempt_of(t, &number);

	add_subject(t);
	str_adds(t->out, ": the call succeeds");
	if (a)
		add_span(t, " after ", a->scheduled);
	add_value(t, " and gives ", t->ev->value);
	str_addc(t->out, '.');
}

static void tell_call_failed(struct telling *t)
{
	static const struct {
		enum event_type type;
		const char *words;
	} rows[] = {
		{EV_LambdaFunctionScheduleFailed, "the call cannot be scheduled"}, {EV_ActivityScheduleFailed, "the call cannot be scheduled"},
		{EV_LambdaFunctionStartFailed, "the call cannot be started"}, {EV_TaskStartFailed, "the call cannot be started"},
		{EV_TaskSubmitFailed, "the service does not take it on"}, {EV_EvaluationFailed, "an expression cannot be evaluated"},
	};
	const char *words = "the call fails";
	size_t number;
	const struct attempt *a = attempt_of(t, &number);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].type == (enum event_type)t->ev->type)
			words = rows[i].words;
	add_subject(t);
	str_addf(t->out, ": %s", words);
	if (t->ev->type == EV_EvaluationFailed && t->ev->more && t->ev->more->location) {
		str_adds(t->out, " in ");
		describe_text(t->out, t->ev->more->location, NAME_COLS);
	}
	if (a && a->ended == t->ev->id)
		add_span(t, " after ", a->scheduled);
	str_adds(t->out, strcmp(words, "the call fails") == 0 ? " with " : ": ");
	add_error(t, t->ev->more);
	str_addc(t->out, '.');
	add_plan(t);
}

static void tell_call_timed_out(struct telling *t)
{
	size_t number;
	const struct attempt *a = attempt_of(t, &number);

	add_subject(t);
	str_adds(t->out, ": no answer has come in time");
	if (a)
		add_span(t, ", it is given up after ", a->scheduled);
	str_adds(t->out, " (");
	add_error(t, t->ev->more);
	str_adds(t->out, ").");
	add_plan(t);
}

/* --- containers --------------------------------------------------------------------------------------------------------------------------------- */

static bool is_again(const struct telling *t)
{
	const struct event *prev = history_at(t->n->h, t->ev->prev);

	return prev && t->step && prev->id != t->step->entered;
}

static void tell_branches_start(struct telling *t)
{
	size_t n = t->state ? t->state->n_scopes : 0;

	add_subject(t);
	str_adds(t->out, " starts ");
	if (n)
		str_addf(t->out, "its %zu branch%s", n, n == 1 ? "" : "es");
	else
		str_adds(t->out, "its branches");
	str_adds(t->out, is_again(t) ? " again." : ".");
}

static void tell_items_start(struct telling *t)
{
	int64_t n = t->ev->more ? t->ev->more->length : -1;

	add_subject(t);
	if (n >= 0)
		str_addf(t->out, " goes through %lld item%s%s.", (long long)n, n == 1 ? "" : "s", is_again(t) ? " again" : "");
	else
		str_adds(t->out, " goes through its items.");
}

static void tell_item(struct telling *t)
{
	static const struct {
		enum event_type type;
		const char *words;
	} rows[] = {
		{EV_MapIterationStarted, "begins"}, {EV_MapIterationSucceeded, "is done"}, {EV_MapIterationFailed, "fails"},
		{EV_MapIterationAborted, "is cut off"},
	};

	add_subject(t);
	if (t->ev->more && t->ev->more->index >= 0)
		str_addf(t->out, ": item %lld ", (long long)t->ev->more->index);
	else
		str_adds(t->out, ": an item ");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].type == (enum event_type)t->ev->type)
			str_adds(t->out, rows[i].words);
	if (t->ev->type == EV_MapIterationStarted && t->ev->value)
		add_value(t, " with ", t->ev->value);
	str_addc(t->out, '.');
	add_plan(t);
}

static void tell_container_done(struct telling *t)
{
	add_subject(t);
	str_adds(t->out, t->ev->type == EV_MapStateSucceeded ? ": all items are done." : ": all branches are done.");
}

static void tell_container_failed(struct telling *t)
{
	add_subject(t);
	str_adds(t->out, t->ev->type == EV_MapStateFailed ? " fails with one of its items" : " fails with one of its branches");
	if (t->step && t->step->error) {
		str_adds(t->out, ": ");
		describe_text(t->out, t->step->error, NAME_COLS);
	}
	str_addc(t->out, '.');
	add_plan(t);
}

static void tell_map_run(struct telling *t)
{
	static const struct {
		enum event_type type;
		const char *words;
	} rows[] = {
		{EV_MapRunStarted, "starts a Map Run: each item has an execution of its own"}, {EV_MapRunSucceeded, "has a Map Run that succeeded"},
		{EV_MapRunFailed, "has a Map Run that failed"}, {EV_MapRunAborted, "has a Map Run that was cut off"},
		{EV_MapRunRedriven, "has its Map Run redriven"},
	};

	add_subject(t);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].type == (enum event_type)t->ev->type)
			str_addf(t->out, " %s", rows[i].words);
	if (t->ev->type == EV_MapRunFailed) {
		str_adds(t->out, " with ");
		add_error(t, t->ev->more);
	}
	str_addc(t->out, '.');
}

/* --- the table --------------------------------------------------------------------------------------------------------------------------------------- */

typedef void (*tell_fn)(struct telling *t);

static const tell_fn tellers[EV_COUNT] = {
	[EV_ExecutionStarted] = tell_started, [EV_ExecutionSucceeded] = tell_succeeded, [EV_ExecutionFailed] = tell_failed,
	[EV_ExecutionAborted] = tell_aborted, [EV_ExecutionTimedOut] = tell_timed_out, [EV_ExecutionRedriven] = tell_redriven,
	[EV_TaskStateAborted] = tell_cut_off, [EV_WaitStateAborted] = tell_cut_off, [EV_ParallelStateAborted] = tell_cut_off,
	[EV_MapStateAborted] = tell_cut_off,
	[EV_LambdaFunctionScheduled] = tell_scheduled, [EV_ActivityScheduled] = tell_scheduled, [EV_TaskScheduled] = tell_scheduled,
	[EV_LambdaFunctionStarted] = tell_call_started, [EV_ActivityStarted] = tell_call_started, [EV_TaskStarted] = tell_call_started,
	[EV_TaskSubmitted] = tell_submitted,
	[EV_LambdaFunctionSucceeded] = tell_call_succeeded, [EV_ActivitySucceeded] = tell_call_succeeded, [EV_TaskSucceeded] = tell_call_succeeded,
	[EV_LambdaFunctionTimedOut] = tell_call_timed_out, [EV_ActivityTimedOut] = tell_call_timed_out, [EV_TaskTimedOut] = tell_call_timed_out,
	[EV_ParallelStateStarted] = tell_branches_start, [EV_MapStateStarted] = tell_items_start,
	[EV_MapIterationStarted] = tell_item, [EV_MapIterationSucceeded] = tell_item, [EV_MapIterationFailed] = tell_item,
	[EV_MapIterationAborted] = tell_item,
	[EV_ParallelStateSucceeded] = tell_container_done, [EV_MapStateSucceeded] = tell_container_done,
	[EV_ParallelStateFailed] = tell_container_failed, [EV_MapStateFailed] = tell_container_failed,
	[EV_MapRunStarted] = tell_map_run, [EV_MapRunSucceeded] = tell_map_run, [EV_MapRunFailed] = tell_map_run,
	[EV_MapRunAborted] = tell_map_run, [EV_MapRunRedriven] = tell_map_run,
};

static void tell_unknown(struct telling *t)
{
	if (t->ev->type == EV_MISSING) {
		str_adds(t->out, "This event is missing in the record.");
		return;
	}
	str_adds(t->out, "An event of the type ");
	describe_text(t->out, event_text(t->ev), NAME_COLS);
	add_value(t, ": ", t->ev->more ? t->ev->more->beside : NULL);
	str_addc(t->out, '.');
}

static tell_fn teller_of(enum event_type t)
{
	if (event_is_entered(t))
		return tell_entered;
	if (event_is_exited(t))
		return tell_exited;
	if (tellers[t])
		return tellers[t];
	return event_is_failure(t) ? tell_call_failed : tell_unknown;
}

static void look_at(struct narrator *n, struct telling *t, int32_t id)
{
	int step;

	projection_seek(n->p, n->h, (int32_t)n->h->events.n);
	step = projection_step_of(n->p, id);
	t->n = n;
	t->ev = history_at(n->h, id);
	t->step = step >= 0 ? &n->p->steps.v[step] : NULL;
	t->state = t->step && t->step->state >= 0 && n->m ? n->m->states[t->step->state] : NULL;
}

void narrate_event(struct narrator *n, int32_t id, int cols, struct str *out)
{
	struct telling t = {.cols = cols, .out = out};

	look_at(n, &t, id);
	if (t.ev)
		teller_of((enum event_type)t.ev->type)(&t);
}

#define PLACES_MAX 12			/* containers around a state that are named */

/* From the outside in: the containers with their items, then the state. */
static void add_place(const struct telling *t, int step, struct str *out)
{
	int chain[PLACES_MAX], n = 0;

	for (; step >= 0 && n < PLACES_MAX; step = t->n->p->steps.v[step].parent)
		chain[n++] = step;
	if (step >= 0)
		str_adds(out, "… › ");
	while (n-- > 0) {
		const struct step *s = &t->n->p->steps.v[chain[n]];

		describe_text(out, s->name ? s->name : "?", NAME_COLS);
		if (n && t->n->p->steps.v[chain[n - 1]].iteration >= 0)
			str_addf(out, " › item %d", t->n->p->steps.v[chain[n - 1]].iteration);
		str_adds(out, n ? " › " : "");
	}
}

void narrate_place(struct narrator *n, int32_t id, struct str *out)
{
	struct telling t = {.out = out};
	int step;

	look_at(n, &t, id);
	step = projection_step_of(n->p, id);
	if (step >= 0)
		add_place(&t, step, out);
}
