#include "app/run.h"

#include <stdlib.h>
#include <string.h>

#include "app/record.h"

static unsigned next_serial(void)
{
	static unsigned last;

	return ++last;
}

struct run *run_new_take(struct session *s)
{
	struct run *r = xcalloc(1, sizeof *r);

	r->serial = next_serial();
	r->session = s;
	r->machine = asl_ref(session_machine(s));
	r->history = session_history(s);
	r->name = xstrdup(session_name(s));
	r->at = projection_new(r->machine);
	r->follow = true;
	return r;
}

struct run *run_new_borrow(struct session *s)
{
	struct run *r = run_new_take(s);

	r->borrowed = true;
	run_seek(r, run_last(r));
	return r;
}

struct run *run_stored_take(struct store_execution *x)
{
	struct run *r = xcalloc(1, sizeof *r);

	r->serial = next_serial();
	r->stored = *x;
	*x = (struct store_execution){0};
	r->store_id = r->stored.row.id;
	r->fork_of = r->stored.row.fork_of;
	r->fork_event = r->stored.row.fork_event;
	r->machine = asl_ref(r->stored.machine);
	r->history = &r->stored.history;
	r->name = xstrdup(r->stored.row.name);
	r->at = projection_new(r->machine);
	r->noted = run_last(r);
	r->ended = true;
	for (size_t i = 0; i < r->stored.fed.n; i++)
		run_note_edit(r, &r->stored.fed.v[i].in);
	run_seek(r, run_last(r));
	return r;
}

void run_note_edit(struct run *r, const struct engine_input *in)
{
	const cJSON *what = in->kind == IN_EDIT && in->value ? value_node(in->value) : NULL;
	const char *name = json_get_string(what, "variable");

	if (name)
		VEC_PUSH(&r->edits, ((struct moment_edit){(int32_t)in->id, name, in->value, json_get(what, "value")}));
}

struct run *run_ref(struct run *r)
{
	r->refs++;
	return r;
}

void run_free(struct run *r)
{
	if (!r || r->refs) {
		if (r)
			r->refs--;
		return;
	}
	record_free(r->record);
	projection_free(r->at);
	projection_free(r->watched);
	if (!r->borrowed)
		session_free(r->session);
	VEC_DONE(&r->edits);
	store_execution_done(&r->stored);
	asl_unref(r->machine);
	free(r->name);
	free(r);
}

int32_t run_last(const struct run *r)
{
	return (int32_t)r->history->events.n;
}

void run_seek(struct run *r, int32_t id)
{
	int32_t last = run_last(r);

	if (id > last)
		id = last;
	if (id < 1)
		id = last ? 1 : 0;
	r->cursor = id;
	r->follow = id == last && run_is_live(r);
	projection_seek(r->at, r->history, id);
}

void run_update(struct run *r)
{
	if (r->follow && r->cursor != run_last(r)) {
		r->cursor = run_last(r);
		projection_seek(r->at, r->history, r->cursor);
	}
	if (r->follow && !run_is_live(r))
		r->follow = false;
}

bool run_is_live(const struct run *r)
{
	return r->session && !session_is_finished(r->session);
}

bool run_is_interrupted(const struct run *r)
{
	return !r->session && r->stored.row.interrupted;
}

enum exec_status run_status(const struct run *r)
{
	return r->session ? engine_status(session_engine(r->session)) : r->stored.row.status;
}

struct value *run_input(const struct run *r)
{
	const struct event *first = history_at(r->history, 1);

	if (first)
		return first->value;
	return r->session ? session_input(r->session) : NULL;
}

bool run_map_counts(const struct run *r, const struct asl_state *s, struct map_run_counts *out)
{
	const struct engine *x = r->session && r->follow ? session_engine(r->session) : NULL;

	if (!x || !s->distributed || r->cursor != run_last(r))
		return false;
	for (size_t i = engine_map_runs(x); i-- > 0;) {
		const struct map_run_info *m = engine_map_run(x, i);

		if (m->state == s && !m->ended_event) {
			*out = m->totals.items;
			return true;
		}
	}
	return false;
}

/* How the engine knows a branch: by its container's Entered event. */
static int32_t container_entered(const struct run *r, int32_t family)
{
	return r->at->steps.v[r->at->families.v[family].step].entered;
}

static bool shows_holds(const struct run *r)
{
	return run_is_live(r) && r->cursor == run_last(r) && engine_holds(session_engine(r->session));
}

bool run_branch_is_held(const struct run *r, int32_t branch)
{
	const struct branch *b = branch >= 0 ? &r->at->branches.v[branch] : NULL;

	return b && shows_holds(r) && !b->ended && engine_branch_is_held(session_engine(r->session), container_entered(r, b->family), b->index);
}

size_t run_held_branches(const struct run *r, int32_t family)
{
	return family >= 0 && shows_holds(r) ? engine_held_count(session_engine(r->session), container_entered(r, family)) : 0;
}

bool run_hold(struct run *r, enum session_hold what, int32_t branch, struct err *e)
{
	const struct branch *b = branch >= 0 ? &r->at->branches.v[branch] : NULL;

	return session_hold(r->session, what, b ? container_entered(r, b->family) : 0, b ? b->index : 0, e);
}

bool run_is_express(const struct run *r)
{
	struct execution_summary x;

	run_summary(r, &x);
	return x.execution_arn && strstr(x.execution_arn, ":express:");
}

void run_summary(const struct run *r, struct execution_summary *out)
{
	const struct event *last = history_at(r->history, run_last(r));
	const struct event *first = history_at(r->history, 1);
	bool over = last && event_is_end((enum event_type)last->type);

	if (r->session) {
		session_summary(r->session, out);
		return;
	}
	*out = (struct execution_summary){
		.execution_arn = r->stored.row.arn, .machine_arn = r->stored.row.machine_arn, .name = r->name, .status = run_status(r),
		.start_ms = first ? first->at_ms : 0, .stop_ms = over ? last->at_ms : 0, .input = run_input(r), .output = r->stored.output,
		.error = r->stored.row.error, .cause = r->stored.row.cause,
	};
}

int64_t run_now_ms(const struct run *r)
{
	const struct event *ev = history_at(r->history, r->cursor);

	if (r->follow && r->session)
		return session_now_ms(r->session);
	return ev ? ev->at_ms : r->session ? session_start_ms(r->session) : 0;
}

void run_facts(const struct run *r, struct moment_facts *out)
{
	struct execution_summary sum;

	run_summary(r, &sum);
	*out = (struct moment_facts){.execution_arn = sum.execution_arn, .execution_name = sum.name, .machine_arn = sum.machine_arn,
		.express = r->machine->express};
}
