/* What differs, in sentences: the same on the screen and on the command line. */
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "history/compare_private.h"

static const struct {
	const char *text, *title;
} kinds[COMPARE_KINDS] = {
	[COMPARE_WAY] = {"way", "The ways part"},
	[COMPARE_ONLY_LEFT] = {"only-left", "Ran only on the left"},
	[COMPARE_ONLY_RIGHT] = {"only-right", "Ran only on the right"},
	[COMPARE_ERROR] = {"error", "Errors"},
	[COMPARE_DATA] = {"data", "Data"},
	[COMPARE_ATTEMPTS] = {"attempts", "Attempts"},
	[COMPARE_TIME] = {"time", "Times"},
};

static const char *const part_texts[PART_COUNT] = {
	[PART_INPUT] = "input", [PART_PARAMETERS] = "parameters", [PART_SUBMITTED] = "submitted", [PART_RESULT] = "result", [PART_CAUSE] = "cause",
	[PART_VARIABLES] = "variables", [PART_OUTPUT] = "output",
};

static const struct {
	const char *glyph, *text;
} marks[MARK_COUNT] = {
	[MARK_NONE] = {"", ""},
	[MARK_SAME] = {"=", "same in both"},
	[MARK_DIFFERS] = {"≠", "differs"},
	[MARK_LEFT] = {"<", "only left"},
	[MARK_RIGHT] = {">", "only right"},
};

const char *compare_kind_text(enum compare_kind k)
{
	return kinds[k].text;
}

const char *compare_kind_title(enum compare_kind k)
{
	return kinds[k].title;
}

const char *compare_part_text(enum compare_part_kind k)
{
	return part_texts[k];
}

const char *compare_mark_text(enum compare_mark m)
{
	return marks[m].text;
}

const char *compare_mark_glyph(enum compare_mark m)
{
	return marks[m].glyph;
}

/* --- where ----------------------------------------------------------------------------------------------------------------------------------- */

static void add_branches(const struct projection *p, int32_t branch, struct str *out)
{
	const struct branch *b;

	if (branch < 0)
		return;
	b = &p->branches.v[branch];
	add_branches(p, projection_branch_up(p, branch), out);
	str_addf(out, "%.60s[%d] › ", p->steps.v[p->families.v[b->family].step].name, (int)b->index);
}

void compare_where(const struct compare *c, const struct compare_difference *d, struct str *out)
{
	const struct projection *p = d->step_a >= 0 ? c->a : c->b;
	const struct step *s = d->step_a >= 0 ? &p->steps.v[d->step_a] : d->step_b >= 0 ? &p->steps.v[d->step_b] : NULL;

	if (!s) {
		str_adds(out, "the execution");
		return;
	}
	if (d->kind == COMPARE_ONLY_LEFT || d->kind == COMPARE_ONLY_RIGHT) {
		str_addf(out, "%.80s", d->name);
		return;
	}
	add_branches(p, s->branch, out);
	str_addf(out, "%.80s", s->name ? s->name : "?");
	if (s->visit > 1)
		str_addf(out, " (visit %d)", s->visit);
}

/* --- what ------------------------------------------------------------------------------------------------------------------------------------ */

static void add_duration(struct str *out, int64_t ms)
{
	char text[TIME_TEXT_SIZE];

	time_format_span(ms, text);
	str_adds(out, text + (*text == '+'));
}

static const char *next_name(const struct projection *p, const int32_t *next, int32_t step)
{
	int32_t n = step >= 0 ? next[step] : p->steps.n ? 0 : -1;

	return n >= 0 ? p->steps.v[n].name : NULL;
}

static void add_next(struct str *out, const char *name, const struct projection *p, int32_t step)
{
	const struct step *s = step >= 0 ? &p->steps.v[step] : NULL;

	if (name)
		str_addf(out, "%.80s", name);
	else if (s && !s->exited)
		str_adds(out, "it ends there");
	else
		str_adds(out, s && s->branch >= 0 ? "the end of the branch" : "the end");
}

static void way_line(const struct compare *c, const struct compare_difference *d, struct str *out)
{
	if (d->n_a >= 0) {
		str_addf(out, "%lld %s on the left, %lld on the right", (long long)d->n_a,
			event_a(c, c->a->steps.v[d->step_a].entered)->type == EV_MapStateEntered ? "iterations" : "branches", (long long)d->n_b);
		return;
	}
	str_adds(out, d->step_a < 0 ? "it begins with " : "then ");
	add_next(out, next_name(c->a, c->state->next_a, d->step_a), c->a, d->step_a);
	str_adds(out, " on the left, ");
	add_next(out, next_name(c->b, c->state->next_b, d->step_b), c->b, d->step_b);
	str_adds(out, " on the right");
}

static void only_line(const struct compare *c, const struct compare_difference *d, struct str *out)
{
	bool left = d->kind == COMPARE_ONLY_LEFT;
	int64_t n = left ? d->n_a : d->n_b;
	int step = left ? d->step_a : d->step_b, state = (left ? c->a : c->b)->steps.v[step].state;
	bool known = left ? compare_state_in_b(c, state) >= 0 : c->align->states[state] >= 0;

	str_addf(out, "ran only on the %s", left ? "left" : "right");
	if (n > 1)
		str_addf(out, ", %lld times", (long long)n);
	if (!known)
		str_addf(out, "; the definition on the %s does not have it", left ? "right" : "left");
}

static void add_outcome(struct str *out, const struct projection *p, int32_t step, int attempt)
{
	const struct attempt *t = step >= 0 && attempt >= 0 ? &p->steps.v[step].attempts.v[attempt] : NULL;
	const char *error = t ? t->error : step >= 0 ? p->steps.v[step].error : p->error;
	bool failed = t ? t->failed : error != NULL;

	if (step < 0)
		str_adds(out, p->status == EXEC_RUNNING ? "it runs" : exec_status_text(p->status));
	if (step < 0 && error)
		str_addf(out, " (%.80s)", error);
	else if (step >= 0)
		str_addf(out, "%.80s", failed ? error ? error : "a failure without a name" : "success");
}

static void error_line(const struct compare *c, const struct compare_difference *d, struct str *out)
{
	if (d->attempt >= 0)
		str_addf(out, "attempt %d: ", d->attempt + 1);
	add_outcome(out, c->a, d->step_a, d->attempt);
	str_adds(out, " on the left, ");
	add_outcome(out, c->b, d->step_b, d->attempt);
	str_adds(out, " on the right");
}

static void data_line(const struct compare *c, const struct compare_difference *d, struct str *out)
{
	struct compare_part parts[PART_COUNT];
	size_t n = compare_parts(c, d, parts);

	for (size_t i = 0; i < n; i++)
		str_addf(out, "%s%s", !i ? "" : i + 1 < n ? ", " : " and ", compare_part_text(parts[i].kind));
	str_addf(out, " differ%s", n == 1 && parts[0].kind != PART_PARAMETERS && parts[0].kind != PART_VARIABLES ? "s" : "");
}

void compare_line(const struct compare *c, const struct compare_difference *d, struct str *out)
{
	switch (d->kind) {
	case COMPARE_WAY:
		way_line(c, d, out);
		break;
	case COMPARE_ONLY_LEFT:
	case COMPARE_ONLY_RIGHT:
		only_line(c, d, out);
		break;
	case COMPARE_ERROR:
		error_line(c, d, out);
		break;
	case COMPARE_DATA:
		data_line(c, d, out);
		break;
	case COMPARE_ATTEMPTS:
		str_addf(out, "%lld attempt%s on the left, %lld on the right", (long long)d->n_a, d->n_a == 1 ? "" : "s", (long long)d->n_b);
		break;
	case COMPARE_TIME:
		str_adds(out, "took ");
		add_duration(out, d->n_a);
		str_adds(out, " on the left, ");
		add_duration(out, d->n_b);
		str_adds(out, " on the right");
		break;
	case COMPARE_KINDS:
		break;
	}
}

/* --- the data of a difference ------------------------------------------------------------------------------------------------------------------ */

static struct value *value_of(const struct history *h, int32_t id)
{
	const struct event *ev = history_at(h, id);

	return ev ? ev->value : NULL;
}

static struct value *assigned(const struct history *h, int32_t id)
{
	const struct event *ev = history_at(h, id);

	return ev && ev->more ? ev->more->assigned : NULL;
}

/* The event of attempt i that holds a part; 0: there is none. */
static int32_t attempt_event(const struct step *s, enum compare_part_kind k, size_t i)
{
	const struct attempt *t = i < s->attempts.n ? &s->attempts.v[i] : NULL;

	return !t ? 0 : k == PART_PARAMETERS ? t->scheduled : k == PART_SUBMITTED ? t->submitted : t->failed ? 0 : t->ended;
}

/* Of the first attempt in which they differ. */
static void attempt_values(const struct compare *c, const struct step *x, const struct step *y, struct compare_part *out)
{
	for (size_t i = 0; i < x->attempts.n && i < y->attempts.n; i++) {
		out->a = value_of(c->left.history, attempt_event(x, out->kind, i));
		out->b = value_of(c->right.history, attempt_event(y, out->kind, i));
		if (!data_same(c, out->a, out->b))
			return;
	}
}

static const char *cause_in(const struct projection *p, const struct step *s, size_t i)
{
	return !s ? p->cause : i < s->attempts.n ? s->attempts.v[i].cause : s->cause;
}

static void cause_values(const struct compare *c, const struct step *x, const struct step *y, struct compare_part *out)
{
	size_t i = 0;

	while (x && y && i + 1 < x->attempts.n && i + 1 < y->attempts.n && text_same(c, cause_in(c->a, x, i), cause_in(c->b, y, i)))
		i++;
	value_unref(c->state->shown_a);
	value_unref(c->state->shown_b);
	out->a = c->state->shown_a = cause_value(cause_in(c->a, x, i));
	out->b = c->state->shown_b = cause_value(cause_in(c->b, y, i));
}

static void part_values(const struct compare *c, const struct compare_difference *d, struct compare_part *out)
{
	const struct step *x = d->step_a >= 0 ? &c->a->steps.v[d->step_a] : NULL, *y = d->step_b >= 0 ? &c->b->steps.v[d->step_b] : NULL;

	switch (out->kind) {
	case PART_INPUT:
		out->a = value_of(c->left.history, x ? x->entered : 1);
		out->b = value_of(c->right.history, y ? y->entered : 1);
		break;
	case PART_VARIABLES:
		out->a = assigned(c->left.history, x ? x->exited : 0);
		out->b = assigned(c->right.history, y ? y->exited : 0);
		break;
	case PART_OUTPUT:
		out->a = x ? value_of(c->left.history, x->exited) : c->a->output;
		out->b = y ? value_of(c->right.history, y->exited) : c->b->output;
		break;
	case PART_CAUSE:
		cause_values(c, x, y, out);
		break;
	default:
		if (x && y)
			attempt_values(c, x, y, out);
	}
}

size_t compare_parts(const struct compare *c, const struct compare_difference *d, struct compare_part out[PART_COUNT])
{
	size_t n = 0;

	for (int k = 0; k < PART_COUNT; k++)
		if (d->parts & (1u << k)) {
			out[n] = (struct compare_part){.kind = (enum compare_part_kind)k};
			part_values(c, d, &out[n++]);
		}
	return n;
}
