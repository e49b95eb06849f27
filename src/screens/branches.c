#include "screens/branches.h"

#include "app/describe.h"
#include "screens/counts.h"

#include <string.h>

#define BRANCHES_SHOWN 50		/* the matrix shows all of them */

const char *branches_word(const struct asl_state *container, int32_t n)
{
	if (container->type == ASL_PARALLEL)
		return n == 1 ? "branch" : "branches";
	return n == 1 ? "iteration" : "iterations";
}

static int32_t cut(int64_t n)
{
	return n > INT32_MAX ? INT32_MAX : (int32_t)n;
}

bool branches_count(const struct run *r, const struct view *v, const struct asl_state *container, int32_t n[STATE_STATUSES])
{
	const int32_t *by_status = container->n_scopes ? view_branches(v, container->index) : NULL;
	struct map_run_counts c;

	memset(n, 0, STATE_STATUSES * sizeof(*n));
	if (r && run_map_counts(r, container, &c)) {
		n[STATE_RUNNING] = cut(c.running);
		n[STATE_SUCCEEDED] = cut(c.succeeded);
		n[STATE_FAILED] = cut(c.failed + c.timed_out);
		n[STATE_ABORTED] = cut(c.aborted);
		n[STATE_IDLE] = cut(c.total - c.running - c.succeeded - c.failed - c.timed_out - c.aborted);
		return c.total > 0;
	}
	if (by_status)
		memcpy(n, by_status, STATE_STATUSES * sizeof(*n));
	/* Of a Map Run's executions nothing is known before its end. */
	return by_status && !(container->distributed && n[STATE_IDLE] == counts_sum(n));
}

static const struct step *step_at(const struct projection *p, int32_t i)
{
	return i >= 0 ? &p->steps.v[i] : NULL;
}

/* By reference: the view keeps the value. */
static void add_value(struct json_view *view, cJSON *to, const char *key, struct value *value)
{
	if (!value)
		return;
	json_view_keep(view, value);
	cJSON_AddItemReferenceToObject(to, key, (cJSON *)(uintptr_t)value_node(value));
}

static void add_text(cJSON *to, const char *key, const char *text)
{
	if (text)
		cJSON_AddStringToObject(to, key, text);
}

static cJSON *branch_node(struct json_view *view, const struct projection *p, const struct branch *b)
{
	const struct step *first = step_at(p, b->first_step), *last = step_at(p, b->last_step), *failed = step_at(p, b->failed_step);
	cJSON *one = cJSON_CreateObject();

	add_value(view, one, "input", first ? first->input : NULL);
	add_text(one, b->ended ? "last state" : "state", last ? last->name : NULL);
	add_value(view, one, "output", last && b->status == STATE_SUCCEEDED ? last->output : NULL);
	add_text(one, "error", failed ? failed->error : NULL);
	add_text(one, "cause", failed ? failed->cause : NULL);
	cJSON_AddNumberToObject(one, "began at event", b->began);
	return one;
}

static void branch_name(const struct projection *p, const struct branch *b, struct str *out)
{
	const struct step *failed = step_at(p, b->failed_step);

	str_reset(out);
	str_addf(out, "[%d] %s %s", b->index, state_status_glyph(b->status, false), state_status_text(b->status));
	if (failed && failed->error) {
		str_addc(out, ' ');
		describe_text(out, failed->error, 50);
	}
}

void branches_add(struct json_view *view, const char *key, const struct projection *p, int32_t family)
{
	const struct family *f = &p->families.v[family];
	cJSON *all = cJSON_CreateObject();
	struct str name = {0};
	int shown = 0;

	for (int i = 0; i < STATE_STATUSES; i++)
		for (int32_t b = f->by_status[status_by_weight[i]] ? f->first : -1; b >= 0 && shown < BRANCHES_SHOWN; b = p->branches.v[b].next) {
			if (p->branches.v[b].status != status_by_weight[i])
				continue;
			branch_name(p, &p->branches.v[b], &name);
			cJSON_AddItemToObject(all, str_get(&name), branch_node(view, p, &p->branches.v[b]));
			shown++;
		}
	if (f->n > shown) {
		str_reset(&name);
		str_addf(&name, "and %d more", f->n - shown);
		cJSON_AddItemToObject(all, str_get(&name), cJSON_CreateNull());
	}
	json_view_add_take(view, key, all);
	str_done(&name);
}
