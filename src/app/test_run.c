#include "app/test_run.h"

#include <stdlib.h>
#include <string.h>

#include "app/backends.h"
#include "asl/source.h"
#include "app/test_s3.h"
#include "task/function.h"
#include "task/mock.h"

/* How long nothing may happen while an answer is awaited: a mock's comes in the next turn, a function works for real. */
#define PATIENCE_MOCKS_US 50000
#define PATIENCE_FUNCTIONS_US 60000000
#define TURN_STEPS 10000

struct test_job {
	const struct test_file *file;
	const struct test_case *test;
	struct dispatch *dispatch;
	struct task_backend *mocks;	/* owned by dispatch; NULL: none */
	struct backends backends;
	char *s3;			/* a copy of its own (test_s3.h); NULL: none */
	struct run *run;
	struct test_differences differences;
	size_t events;			/* how many there were when waiting began */
	int64_t waits_since_us;		/* 0: it does not wait */
	bool over;
};

struct task_backend *test_mocks_new(struct loop *l, const struct test_file *f, const struct test_case *c, const char *machine, bool *none,
	struct err *e)
{
	struct mock_options o = {.path = f->path, .machine = machine, .test_case = c->mock_case};
	struct task_backend *b;
	char *path = NULL;

	*none = !c->mocks;
	if (*none)
		return NULL;
	if (cJSON_IsString(c->mocks)) {
		o.path = path = test_file_beside(f, c->mocks->valuestring);
	} else {
		o.doc = f->doc;
		o.part = c->mocks;
		o.places = f->places;
	}
	b = mock_backend_new(l, &o, e);
	free(path);
	return b;
}

static bool add_mocks(struct test_job *j, struct loop *l, const char *machine, struct err *e)
{
	bool none;

	j->mocks = test_mocks_new(l, j->file, j->test, machine, &none, e);
	if (j->mocks)
		dispatch_add_take(j->dispatch, j->mocks);
	return j->mocks || none;
}

static bool writes_results(const struct asl_machine *m)
{
	for (size_t i = 0; i < m->n_states; i++)
		if (m->states[i]->writer.node)
			return true;
	return false;
}

char *test_s3_of(const struct test_file *f, const struct test_case *c, const struct asl_machine *m, struct err *e)
{
	char *dir, *from, *copy;

	e->code = ERR_NONE;
	if (!c->services && !c->functions && !writes_results(m))
		return NULL;
	dir = path_dir(f->machine);
	from = c->s3 ? test_file_beside(f, c->s3) : backends_s3(dir);
	if (c->s3 && !dir_exists(from)) {
		err_set(e, ERR_NOT_FOUND, "%.300s: no such folder", from);
		copy = NULL;
	} else {
		copy = from || c->services ? test_s3_new(from, e) : NULL;
	}
	free(from);
	free(dir);
	return copy;
}

/* What the workspace has, where the case wants it: functions and endpoints, services, which begin anew in every case. */
static bool add_backends(struct test_job *j, struct loop *l, const struct asl_machine *m, struct err *e)
{
	char *dir = path_dir(j->file->machine);
	struct backends_options o = {.dir = dir, .s3 = j->s3, .lent = m->origin ? m->origin->functions : NULL, .seed = j->test->seed + 1};
	struct task_backend *services;
	bool ok = true;

	if (j->test->functions) {
		ok = backends_add(j->dispatch, l, &o, &j->backends, e);
	} else if (j->test->services) {
		services = backends_services(j->dispatch, l, &o, &j->backends, e);
		ok = services != NULL;
		if (ok)
			dispatch_add_take(j->dispatch, services);
	}
	free(dir);
	return ok;
}

struct session_options test_session_options(const struct test_case *c, struct asl_machine *m, struct dispatch *d)
{
	return (struct session_options){.machine = m, .input = c->input, .dispatch = d, .start_ms = c->start_ms, .speed = SPEED_JUMP,
		.engine = {.seed = c->seed, .express = c->express, .variables = c->variables, .context = c->context}};
}

struct test_job *test_job_new(struct loop *l, struct test_file *f, const struct test_case *c, struct err *e)
{
	struct asl_machine *m = test_file_machine(f, c, e);
	struct test_job *j;
	struct session_options o;
	struct session *s = NULL;
	char *dir, *s3;
	bool ok;

	if (!m)
		return NULL;
	j = xcalloc(1, sizeof *j);
	j->file = f;
	j->test = c;
	j->dispatch = dispatch_new();
	o = test_session_options(c, m, j->dispatch);
	dir = path_dir(f->machine);
	s3 = backends_s3(dir);
	j->s3 = test_s3_of(f, c, m, e);
	o.s3 = j->s3 ? j->s3 : s3;
	ok = (j->s3 || !e->code) && add_mocks(j, l, m->name, e) && add_backends(j, l, m, e);
	if (ok)
		s = session_new(&o, e);
	free(dir);
	free(s3);
	if (!s) {
		test_job_free(j);
		return NULL;
	}
	j->run = run_new_take(s);
	return j;
}

void test_job_free(struct test_job *j)
{
	if (!j)
		return;
	run_free(j->run);
	dispatch_free(j->dispatch);
	backends_done(&j->backends);
	test_s3_free(j->s3);
	test_differences_done(&j->differences);
	free(j);
}

static void note_unused(void *ctx, const char *line)
{
	if (strstr(line, "warning[mock.unused]"))
		test_difference_add(ctx, "mocks", xstrdup("every answer is asked for"), xstrdup(line), 0);
}

/* What still runs at the end. Caller frees. */
static char *waits_for(const struct projection *p)
{
	struct str s = {0};

	for (size_t i = 0; i < p->steps.n; i++) {
		const struct step *t = &p->steps.v[i];

		if (t->status == STATE_RUNNING && t->attempts.n)
			str_addf(&s, "%s\"%s\"", s.len ? ", " : "it waits for ever in state ", t->name);
	}
	return s.len ? str_take(&s) : xstrdup("it waits for ever");
}

void test_judge(const struct test_file *f, const struct test_case *c, struct run *r, struct task_backend *mocks, bool stuck,
	struct test_differences *out)
{
	const struct session_blocked *b = session_blocked(r->session);

	run_seek(r, run_last(r));
	if (b)
		test_difference_add(out, "answers", xstrdup("an answer for every task"),
			xasprintf("state \"%s\": %s", b->state ? b->state->name : "?", *b->reason ? b->reason : "nothing answers"), run_last(r));
	else if (stuck)
		test_difference_add(out, "end", xstrdup("the execution ends"), waits_for(r->at), run_last(r));
	else
		test_compare(f, c, r, out);
	if (mocks && !c->allow_unused)
		mock_backend_report(mocks, note_unused, out);
}

static void end(struct test_job *j, bool stuck)
{
	j->over = true;
	test_judge(j->file, j->test, j->run, j->mocks, stuck, &j->differences);
}

/* Only an answer can help: is it still worth waiting for? */
static bool is_out_of_patience(struct test_job *j, int64_t mono_us, int64_t *wait_us)
{
	int64_t patience_us = j->test->functions || j->test->services ? PATIENCE_FUNCTIONS_US : PATIENCE_MOCKS_US;
	size_t events = session_history(j->run->session)->events.n;

	if (!j->waits_since_us || j->events != events) {
		j->waits_since_us = mono_us;
		j->events = events;
	}
	*wait_us = patience_us - (mono_us - j->waits_since_us);
	return *wait_us <= 0;
}

bool test_job_turn(struct test_job *j, int64_t mono_us, int64_t *wait_us)
{
	struct session *s = j->run->session;

	if (j->over)
		return true;
	*wait_us = session_turn(s, mono_us, TURN_STEPS);
	if (session_is_finished(s) || session_blocked(s))
		end(j, false);
	else if (session_stuck(s))
		end(j, true);
	else if (*wait_us >= 0)
		j->waits_since_us = 0;
	else if (is_out_of_patience(j, mono_us, wait_us))
		end(j, true);
	return j->over;
}

const struct run *test_job_run(const struct test_job *j)
{
	return j->run;
}

struct test_differences *test_job_differences(struct test_job *j)
{
	return &j->differences;
}
