#include "app/describe.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define DIGEST_BYTES 2048	/* what is looked at of a long text: a line holds less */

void describe_text(struct str *out, const char *text, int cols)
{
	size_t len = strlen(text), n = len > DIGEST_BYTES ? DIGEST_BYTES : len;
	char *head, *safe;
	int width;
	size_t fit;

	while (n < len && n && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;		/* not in the middle of a character */
	head = xstrndup(text, n);
	safe = utf8_safe(head, false);
	fit = utf8_fit(safe, cols, &width);
	if (!safe[fit] && n == len) {
		str_adds(out, safe);
	} else {
		fit = utf8_fit(safe, cols > 0 ? cols - 1 : 0, &width);
		str_add(out, safe, fit);
		str_adds(out, "…");
	}
	free(safe);
	free(head);
}

/* Print only as much of a tree as a line can show: the whole text of a large value would be made for nothing. */
static void digest(struct str *out, const cJSON *n, int depth)
{
	const cJSON *c;

	if (out->len > DIGEST_BYTES)
		return;
	if ((!cJSON_IsObject(n) && !cJSON_IsArray(n)) || depth > 20) {
		if (cJSON_IsString(n) && strlen(n->valuestring) > DIGEST_BYTES) {
			char *head = xstrndup(n->valuestring, DIGEST_BYTES);

			json_print_string(out, head);
			free(head);
		} else {
			json_print_to(out, n);
		}
		return;
	}
	str_addc(out, cJSON_IsObject(n) ? '{' : '[');
	for (c = n->child; c && out->len <= DIGEST_BYTES; c = c->next) {
		if (cJSON_IsObject(n)) {
			json_print_string(out, c->string);
			str_addc(out, ':');
		}
		digest(out, c, depth + 1);
		if (c->next)
			str_addc(out, ',');
	}
	str_addc(out, cJSON_IsObject(n) ? '}' : ']');
}

void describe_node(struct str *out, const cJSON *n, int cols)
{
	struct str text = {0};

	digest(&text, n, 0);
	describe_text(out, str_get(&text), cols);
	str_done(&text);
}

void describe_value(struct str *out, struct value *v, int cols)
{
	if (v)
		describe_node(out, value_node(v), cols);
}

void describe_cause(struct str *out, const char *cause, int cols)
{
	cJSON *tree = cause[0] == '{' ? json_read(cause, NULL) : NULL;
	const char *message = json_get_string(tree, "errorMessage");

	describe_text(out, message ? message : cause, cols);
	cJSON_Delete(tree);
}

/* Behind "An error occurred while executing the state 'X' (entered at the event id #N). ", which a list of events says anyway. */
static const char *behind_state(const char *cause)
{
	static const char entered[] = " (entered at the event id #";
	const char *p = str_starts(cause, "An error occurred while executing the state '") ? strstr(cause, entered) : NULL;
	size_t n = 0;

	if (!p)
		return cause;
	p += strlen(entered);
	n = strspn(p, "0123456789");
	return str_starts(p + n, "). ") ? p + n + 3 : cause;
}

bool describe_evaluation_parts(const struct event_more *more, struct describe_evaluation *out)
{
	static const char begin[] = "The JSONata expression '";
	const char *text = behind_state(more->cause ? more->cause : ""), *end;
	char *middle;

	*out = (struct describe_evaluation){.says = text};
	if (!more->location || !str_starts(text, begin))
		return false;
	middle = xasprintf("' specified for the field '%s' ", more->location);
	end = strstr(text, middle);
	if (end) {
		out->expression = text + strlen(begin);
		out->len = (size_t)(end - out->expression);
		out->says = end + strlen(middle);
	}
	free(middle);
	return end != NULL;
}

void describe_evaluation(struct str *out, const struct event_more *more, int cols)
{
	struct describe_evaluation e;
	struct str line = {0};

	if (more->location)
		str_addf(&line, "%s: ", more->location);
	if (describe_evaluation_parts(more, &e)) {
		char *expression = xstrndup(e.expression, e.len);

		str_adds(&line, "{% ");
		describe_text(&line, expression, cols / 2);
		str_adds(&line, " %} ");
		free(expression);
	}
	str_adds(&line, e.says);
	describe_text(out, str_get(&line), cols);
	str_done(&line);
}

void describe_duration(struct str *out, int64_t ms)
{
	if (ms < 1000)
		str_addf(out, "%d ms", (int)ms);
	else if (ms < 60000)
		str_addf(out, "%d.%d s", (int)(ms / 1000), (int)(ms % 1000 / 100));
	else if (ms < 3600000)
		str_addf(out, "%d min %d s", (int)(ms / 60000), (int)(ms / 1000 % 60));
	else
		str_addf(out, "%d h %d min", (int)(ms / 3600000), (int)(ms / 60000 % 60));
}

const char *describe_event_state(const struct event *ev, const struct asl_machine *m)
{
	if (ev->name)
		return ev->name;
	return m && ev->state >= 0 && (size_t)ev->state < m->n_states ? m->states[ev->state]->name : "";
}

/* "1,000 items: 997 succeeded, 2 failed, 1 aborted" */
static void describe_totals(struct str *out, const struct map_run_counts *c)
{
	const struct {
		int64_t n;
		const char *what;
	} parts[] = {{c->succeeded, "succeeded"}, {c->failed, "failed"}, {c->timed_out, "timed out"}, {c->aborted, "aborted"}, {c->pending, "pending"}};
	const char *sign = ":";

	str_addf(out, "%lld item%s", (long long)c->total, c->total == 1 ? "" : "s");
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (!parts[i].n)
			continue;
		str_addf(out, "%s %lld %s", sign, (long long)parts[i].n, parts[i].what);
		sign = ",";
	}
}

static void describe_plan(struct str *out, const struct event_plan *p, const struct asl_state *s)
{
	if (p->attempt > 0) {
		str_addf(out, " ~ retry %d of %d in ", p->attempt, p->max_attempts);
		describe_duration(out, p->delay_ms);
	} else if (p->catcher >= 0 && s && (size_t)p->catcher < s->n_catchers) {
		str_addf(out, " ! caught by catcher %d → ", p->catcher + 1);
		describe_text(out, s->catchers[p->catcher].next.name, 40);
	} else if (p->retrier >= 0) {
		str_addf(out, " (retries used: %d of %d)", p->max_attempts, p->max_attempts);
	}
}

void describe_event(struct str *out, const struct event *ev, const struct asl_machine *m)
{
	const struct event_more *more = ev->more;
	const struct asl_state *s = m && ev->state >= 0 && (size_t)ev->state < m->n_states ? m->states[ev->state] : NULL;

	if (ev->type == EV_EvaluationFailed && more) {
		describe_evaluation(out, more, 120);
	} else if (more && (more->error || more->cause)) {
		describe_text(out, more->error ? more->error : "(no error name)", 60);
		if (more->cause && *more->cause) {
			str_adds(out, ": ");
			describe_cause(out, more->cause, 120);
		}
		if (more->totals) {
			str_adds(out, "  ");
			describe_totals(out, &more->totals->items);
		}
	} else if (more && more->totals) {
		describe_totals(out, &more->totals->items);
	} else if (more && more->map_run_arn) {
		describe_text(out, path_base(more->map_run_arn), 100);
	} else if (ev->type == EV_OTHER && more) {
		describe_value(out, more->beside, 120);
	} else if (event_is_scheduled((enum event_type)ev->type) && more && more->resource) {
		describe_text(out, path_base(more->resource), 60);
		str_addc(out, ' ');
		describe_value(out, ev->value, 80);
	} else if (ev->type == EV_MapStateStarted && more) {
		str_addf(out, "%lld items", (long long)more->length);
	} else if (more && more->index >= 0 && ev->name) {
		str_addf(out, "item %lld", (long long)more->index);
	} else {
		describe_value(out, ev->value, 120);
	}
	if (more && more->has_plan && m && more->plan.state >= 0 && (size_t)more->plan.state < m->n_states)
		s = m->states[more->plan.state];	/* that of a container around it */
	if (more && more->has_plan)
		describe_plan(out, &more->plan, s);
}
