#include "app/breakpoint.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

bool glob_matches(const char *pattern, const char *text)
{
	const char *star = NULL, *again = NULL;

	for (;;) {
		if (*pattern == '*') {
			star = ++pattern;
			again = text;
		} else if (*text && (*pattern == '?' || *pattern == *text)) {
			pattern++;
			text++;
		} else if (!*text && !*pattern) {
			return true;
		} else if (!star || !*again) {
			return false;
		} else {
			pattern = star;
			text = ++again;
		}
	}
}

void breakpoint_done(struct breakpoint *b)
{
	free(b->state);
	free(b->to);
	free(b->pattern);
	free(b->condition);
	*b = (struct breakpoint){0};
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

struct words {
	const char *p;
	const struct asl_machine *m;
	struct err *e;
};

static void skip_blanks(struct words *w)
{
	while (*w->p == ' ' || *w->p == '\t')
		w->p++;
}

static size_t word_len(const char *p)
{
	return strcspn(p, " \t");
}

static bool at_word(const struct words *w, const char *word)
{
	return word_len(w->p) == strlen(word) && strncmp(w->p, word, strlen(word)) == 0;
}

static bool take_word(struct words *w, const char *word)
{
	skip_blanks(w);
	if (!at_word(w, word))
		return false;
	w->p += strlen(word);
	return true;
}

/* The longest name of a state that the text begins with. NULL: none. */
static const char *state_ahead(const struct words *w)
{
	const char *best = NULL;
	size_t best_len = 0;

	for (size_t i = 0; w->m && i < w->m->n_states; i++) {
		const char *names[] = {w->m->states[i]->path, w->m->states[i]->name};

		for (size_t k = 0; k < ARRAY_LEN(names); k++) {
			size_t len = strlen(names[k]);

			if (len > best_len && strncmp(w->p, names[k], len) == 0 && (!w->p[len] || w->p[len] == ' ' || w->p[len] == '\t')) {
				best = names[k];
				best_len = len;
			}
		}
	}
	return best;
}

static char *take_quoted(struct words *w)
{
	struct str out = {0};

	for (w->p++; *w->p && *w->p != '"'; w->p++) {
		if (*w->p == '\\' && w->p[1])
			w->p++;
		str_addc(&out, *w->p);
	}
	if (*w->p != '"') {
		err_set(w->e, ERR_USAGE, "a quoted name has no end");
		str_done(&out);
		return NULL;
	}
	w->p++;
	return str_take(&out);
}

/* A quoted name, the name of a state, or one word. NULL with an error where there is nothing. */
static char *take_name(struct words *w, const char *what)
{
	const char *known;
	char *word;
	size_t len;

	skip_blanks(w);
	if (*w->p == '"')
		return take_quoted(w);
	known = state_ahead(w);
	len = known ? strlen(known) : word_len(w->p);
	if (!len) {
		err_set(w->e, ERR_USAGE, "%s is missing", what);
		return NULL;
	}
	word = xstrndup(w->p, len);
	w->p += len;
	return word;
}

static bool is_number_ahead(struct words *w)
{
	skip_blanks(w);
	return *w->p >= '0' && *w->p <= '9';
}

static bool take_number(struct words *w, int min, int *out)
{
	char *end;
	long n;

	skip_blanks(w);
	n = strtol(w->p, &end, 10);
	if (end == w->p || (*end && *end != ' ' && *end != '\t') || n < min || n > INT_MAX)
		return err_set(w->e, ERR_USAGE, "\"%.*s\" is no number of at least %d", (int)word_len(w->p), w->p, min);
	w->p = end;
	*out = (int)n;
	return true;
}

static bool read_place(struct words *w, struct breakpoint *b)
{
	b->state = take_name(w, "a state");
	if (!b->state)
		return false;
	if (take_word(w, "exit"))
		b->kind = BREAK_EXIT;
	else
		take_word(w, "enter");
	return true;
}

static bool read_edge(struct words *w, struct breakpoint *b)
{
	b->state = take_name(w, "the state that the transition leaves");
	if (!b->state)
		return false;
	b->to = take_name(w, "the state that the transition goes to");
	return b->to != NULL;
}

static bool read_error(struct words *w, struct breakpoint *b)
{
	b->pattern = take_name(w, "the name of an error");
	if (!b->pattern)
		return false;
	if (take_word(w, "in"))
		b->state = take_name(w, "a state");
	return !w->e->code;
}

static bool read_retry(struct words *w, struct breakpoint *b)
{
	b->state = take_name(w, "a state");
	return b->state && (!is_number_ahead(w) || take_number(w, 1, &b->n));
}

static bool is_over(struct words *w)
{
	skip_blanks(w);
	return !*w->p || at_word(w, "at") || at_word(w, "ignore") || at_word(w, "if");
}

static bool read_catch(struct words *w, struct breakpoint *b)
{
	return is_over(w) || read_retry(w, b);
}

static bool read_event(struct words *w, struct breakpoint *b)
{
	b->pattern = take_name(w, "the type of an event");
	if (!b->pattern)
		return false;
	if (!strpbrk(b->pattern, "*?") && !event_type_find(b->pattern))
		return err_set(w->e, ERR_USAGE, "\"%.80s\" is no type of event", b->pattern);
	return true;
}

static bool read_any(struct words *w, struct breakpoint *b)
{
	(void)w, (void)b;
	return true;
}

/* One row a kind: how it is written, read and found again. The first has no word of its own. */
static const struct form {
	enum break_kind kind;
	const char *word;
	bool (*read)(struct words *w, struct breakpoint *b);
} forms[] = {
	{BREAK_EDGE, "edge", read_edge},   {BREAK_ERROR, "error", read_error}, {BREAK_RETRY, "retry", read_retry},
	{BREAK_CATCH, "catch", read_catch}, {BREAK_EVENT, "event", read_event}, {BREAK_ANY, "any", read_any},
};

/* A state may be called "error": then there is nothing that the word could begin. */
static bool is_whole_state(const struct words *w)
{
	const char *known = state_ahead(w);
	struct words after = *w;

	if (!known)
		return false;
	after.p += strlen(known);
	return is_over(&after) || at_word(&after, "enter") || at_word(&after, "exit");
}

static bool read_kind(struct words *w, struct breakpoint *b)
{
	skip_blanks(w);
	for (size_t i = 0; i < ARRAY_LEN(forms) && !is_whole_state(w); i++) {
		if (!take_word(w, forms[i].word))
			continue;
		b->kind = forms[i].kind;
		return forms[i].read(w, b);
	}
	if (at_word(w, "if")) {
		b->kind = BREAK_ANY;
		return true;
	}
	b->kind = BREAK_ENTER;
	return read_place(w, b);
}

static bool read_conditions(struct words *w, struct breakpoint *b)
{
	int ignore;

	if (take_word(w, "at") && !take_number(w, 0, &b->at))
		return false;
	if (take_word(w, "ignore")) {
		if (!take_number(w, 0, &ignore))
			return false;
		b->ignore = ignore;
	}
	if (take_word(w, "if")) {
		skip_blanks(w);
		if (!*w->p)
			return err_set(w->e, ERR_USAGE, "the condition is missing");
		b->condition = xstrdup(w->p);
		w->p += strlen(w->p);
	}
	skip_blanks(w);
	return !*w->p || err_set(w->e, ERR_USAGE, "\"%.80s\" is not understood here", w->p);
}

bool breakpoint_parse(const char *text, const struct asl_machine *m, struct breakpoint *out, struct err *e)
{
	struct breakpoint b = {.at = -1, .enabled = true};
	struct words w = {.p = text, .m = m, .e = e};

	err_clear(e);
	if (!read_kind(&w, &b) || !read_conditions(&w, &b)) {
		breakpoint_done(&b);
		return false;
	}
	*out = b;
	return true;
}

/* --- writing ------------------------------------------------------------------------------------------------------- */

static void add_name(struct str *out, const char *name)
{
	if (out->len)
		str_addc(out, ' ');
	str_addc(out, '"');
	for (; *name; name++) {
		if (*name == '"' || *name == '\\')
			str_addc(out, '\\');
		str_addc(out, *name);
	}
	str_addc(out, '"');
}

void breakpoint_print(const struct breakpoint *b, struct str *out)
{
	struct str s = {0};

	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		if (forms[i].kind == b->kind)
			str_adds(&s, forms[i].word);
	if (b->pattern)
		add_name(&s, b->pattern);
	if (b->pattern && b->state)
		str_adds(&s, " in");
	if (b->state)
		add_name(&s, b->state);
	if (b->to)
		add_name(&s, b->to);
	if (b->kind == BREAK_EXIT)
		str_adds(&s, " exit");
	if (b->n)
		str_addf(&s, " %d", b->n);
	if (b->at >= 0)
		str_addf(&s, " at %d", b->at);
	if (b->ignore)
		str_addf(&s, " ignore %lld", (long long)b->ignore);
	if (b->condition)
		str_addf(&s, " if %s", b->condition);
	str_adds(out, str_get(&s));
	str_done(&s);
}

/* --- matching ------------------------------------------------------------------------------------------------------ */

static bool is_state(const char *wanted, const struct asl_state *s)
{
	return !wanted || (s && (strcmp(wanted, s->path) == 0 || strcmp(wanted, s->name) == 0));
}

static const struct asl_state *state_of(const struct projection *p, int state)
{
	return state >= 0 && (size_t)state < p->machine->n_states ? p->machine->states[state] : NULL;
}

static const struct step *current(const struct projection *p)
{
	return p->current >= 0 ? &p->steps.v[p->current] : NULL;
}

/* Imported histories may know states that the definition has not. */
static bool step_is(const char *wanted, const struct projection *p, const struct step *s)
{
	const struct asl_state *st = s ? state_of(p, s->state) : NULL;

	return !wanted || (st ? is_state(wanted, st) : s && s->name && strcmp(wanted, s->name) == 0);
}

static bool edge_taken(const struct breakpoint *b, const struct projection *p)
{
	const struct edge_mark *m = p->last_edge >= 0 ? &p->edges[p->last_edge] : NULL;

	return m && m->last_event == p->cursor && is_state(b->state, state_of(p, m->from)) && is_state(b->to, state_of(p, m->to));
}

static const struct event_plan *plan_of(const struct event *ev)
{
	return ev->more && ev->more->has_plan ? &ev->more->plan : NULL;
}

static bool error_came_up(const struct breakpoint *b, const struct projection *p, const struct event *ev)
{
	enum event_type t = (enum event_type)ev->type;
	bool is_failure = event_is_failure(t) || t == EV_ExecutionFailed || t == EV_MapRunFailed;
	const char *error = ev->more && ev->more->error ? ev->more->error : "";

	return is_failure && glob_matches(b->pattern, error) && step_is(b->state, p, current(p));
}

static bool retry_decided(const struct breakpoint *b, const struct projection *p, const struct event *ev)
{
	const struct event_plan *plan = plan_of(ev);

	return plan && plan->attempt && (!b->n || plan->attempt == b->n) && is_state(b->state, state_of(p, plan->state));
}

static bool error_caught(const struct breakpoint *b, const struct projection *p, const struct event *ev)
{
	const struct step *s = current(p);

	return event_is_exited((enum event_type)ev->type) && s && s->exited == ev->id && s->caught_by >= 0 &&
		(!b->n || s->caught_by + 1 == b->n) && step_is(b->state, p, s);
}

static bool in_branch(const struct breakpoint *b, const struct projection *p)
{
	return b->at < 0 || (p->branch >= 0 && p->branches.v[p->branch].index == b->at);
}

bool breakpoint_matches(const struct breakpoint *b, const struct projection *p)
{
	const struct event *ev = history_at(p->history, p->cursor);
	enum event_type t = ev ? (enum event_type)ev->type : EV_NONE;

	if (!ev || !in_branch(b, p))
		return false;
	switch (b->kind) {
	case BREAK_ENTER:
		return event_is_entered(t) && step_is(b->state, p, current(p));
	case BREAK_EXIT:
		return event_is_exited(t) && step_is(b->state, p, current(p));
	case BREAK_EDGE:
		return edge_taken(b, p);
	case BREAK_ERROR:
		return error_came_up(b, p, ev);
	case BREAK_RETRY:
		return retry_decided(b, p, ev);
	case BREAK_CATCH:
		return error_caught(b, p, ev);
	case BREAK_EVENT:
		return glob_matches(b->pattern, event_type_text(t));
	case BREAK_ANY:
		return event_is_entered(t);
	}
	return false;
}

void breakpoint_reason(const struct breakpoint *b, const struct projection *p, struct str *out)
{
	const struct event *ev = history_at(p->history, p->cursor);
	const struct step *s = current(p);
	const char *name = s && s->name ? s->name : "?";
	const struct event_plan *plan = ev ? plan_of(ev) : NULL;

	switch (b->kind) {
	case BREAK_ENTER:
	case BREAK_ANY:
		str_addf(out, "%s entered", name);
		break;
	case BREAK_EXIT:
		str_addf(out, "%s left", name);
		break;
	case BREAK_EDGE:
		str_addf(out, "from %s to %s", b->state, b->to);
		break;
	case BREAK_ERROR:
		str_addf(out, "error %s in %s", ev && ev->more && ev->more->error ? ev->more->error : "without a name", name);
		break;
	case BREAK_RETRY:
		str_addf(out, "retry %d of %d of %s", plan ? plan->attempt : 0, plan ? plan->max_attempts : 0, name);
		break;
	case BREAK_CATCH:
		str_addf(out, "caught in %s by catcher %d", name, s ? s->caught_by + 1 : 0);
		break;
	case BREAK_EVENT:
		str_adds(out, ev ? event_type_text((enum event_type)ev->type) : "");
		break;
	}
}
