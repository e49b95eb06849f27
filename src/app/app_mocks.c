#include "app/app_mocks.h"

#include <stdlib.h>
#include <string.h>

#include "json/rewrite.h"
#include "task/mock.h"

#define MAX_BYTES (64 << 20)

/* An execution has the file as it was when it asked first, and its own count of what is used up. */
struct of_execution {
	char *arn;
	struct task_backend *mocks;
};

struct played {
	char *machine, *state;
	cJSON *answer;
};

struct app_mocks {
	struct task_backend base;
	struct app *app;
	char *path;			/* NULL: none is in use */
	VEC(struct of_execution) executions;
	VEC(struct played) unkept;
};

/* --- answering ------------------------------------------------------------------------------------------------------ */

static void answered(void *ctx, uint64_t id, const struct task_outcome *o)
{
	struct app_mocks *m = ctx;

	if (m->base.done)
		m->base.done(m->base.ctx, id, o);
}

static bool is_running(const struct app *a, const char *arn)
{
	for (size_t i = 0; i < a->live.n; i++)
		if (a->live.v[i]->session && str_is(engine_execution_arn(session_engine(a->live.v[i]->session)), arn))
			return true;
	return false;
}

/* Of executions that are over. */
static void drop_old(struct app_mocks *m)
{
	for (size_t i = 0; i < m->executions.n;) {
		if (is_running(m->app, m->executions.v[i].arn)) {
			i++;
			continue;
		}
		m->executions.v[i].mocks->free(m->executions.v[i].mocks);
		free(m->executions.v[i].arn);
		m->executions.v[i] = m->executions.v[--m->executions.n];
	}
}

static struct task_backend *mocks_new(struct app_mocks *m, const char *path, struct err *e)
{
	struct mock_options o = {.path = path, .machine = m->app->machine ? m->app->machine->name : NULL};
	struct task_backend *b = mock_backend_new(m->app->loop, &o, e);

	if (b) {
		b->done = answered;
		b->ctx = m;
	}
	return b;
}

static struct task_backend *mocks_of(struct app_mocks *m, const char *arn, struct err *e)
{
	struct task_backend *b;

	for (size_t i = 0; i < m->executions.n; i++)
		if (str_is(m->executions.v[i].arn, arn))
			return m->executions.v[i].mocks;
	drop_old(m);
	b = mocks_new(m, m->path, e);
	if (b)
		VEC_PUSH(&m->executions, ((struct of_execution){xstrdup(arn), b}));
	return b;
}

static enum task_take start(struct task_backend *base, const struct task_request *r, struct err *e)
{
	struct app_mocks *m = (struct app_mocks *)base;
	struct task_backend *b = m->path ? mocks_of(m, r->root_arn, e) : NULL;

	if (!m->path)
		return TASK_NOT_MINE;
	return b ? b->start(b, r, e) : TASK_CANNOT;
}

static void cancel(struct task_backend *base, uint64_t id)
{
	struct app_mocks *m = (struct app_mocks *)base;

	for (size_t i = 0; i < m->executions.n; i++)
		m->executions.v[i].mocks->cancel(m->executions.v[i].mocks, id);
}

static void backend_free(struct task_backend *base)
{
	free(base);
}

struct task_backend *app_mocks_backend_new(struct app *a)
{
	struct app_mocks *m = xcalloc(1, sizeof *m);

	m->base = (struct task_backend){.name = "mock", .start = start, .cancel = cancel, .free = backend_free};
	m->app = a;
	a->mocks = m;
	return &m->base;
}

void app_mocks_done(struct app *a)
{
	struct app_mocks *m = a->mocks;

	if (!m)
		return;
	for (size_t i = 0; i < m->executions.n; i++) {
		m->executions.v[i].mocks->free(m->executions.v[i].mocks);
		free(m->executions.v[i].arn);
	}
	VEC_DONE(&m->executions);
	for (size_t i = 0; i < m->unkept.n; i++) {
		free(m->unkept.v[i].machine);
		free(m->unkept.v[i].state);
		cJSON_Delete(m->unkept.v[i].answer);
	}
	VEC_DONE(&m->unkept);
	free(m->path);
	m->path = NULL;
	a->mocks = NULL;
}

bool app_mocks_use(struct app *a, const char *path, struct err *e)
{
	struct app_mocks *m = a->mocks;
	struct task_backend *trial;

	if (!m)
		return err_set(e, ERR_USAGE, "no workspace is open");
	if (path) {
		trial = mocks_new(m, path, e);
		if (!trial)
			return false;
		trial->free(trial);
	}
	free(m->path);
	m->path = xstrdup(path);
	return true;
}

const char *app_mocks_path(const struct app *a)
{
	return a->mocks ? a->mocks->path : NULL;
}

/* --- what was answered by hand -------------------------------------------------------------------------------------- */

void app_mocks_note(struct app *a, const struct waiting *w, cJSON *answer)
{
	const struct play_request *r = w->request;

	if (!a->mocks || !w->session) {
		cJSON_Delete(answer);
		return;
	}
	if (r->iteration >= 0)
		json_add(answer, "Iteration", json_new_int(r->iteration));
	VEC_PUSH(&a->mocks->unkept, ((struct played){xstrdup(session_machine(w->session)->name), xstrdup(r->state->name), answer}));
}

static bool is_mine(const struct app *a, const struct played *p)
{
	return a->machine && str_is(p->machine, a->machine->name);
}

size_t app_mocks_unkept(const struct app *a)
{
	size_t n = 0;

	for (size_t i = 0; a->mocks && i < a->mocks->unkept.n; i++)
		n += is_mine(a, &a->mocks->unkept.v[i]);
	return n;
}

char *app_mocks_default_path(const struct app *a)
{
	const char *dir = a->workspace.dir && !a->workspace.is_sample ? a->workspace.dir : ".";
	char *folder = path_join(dir, "mocks"), *name = xasprintf("%s.json", a->machine ? a->machine->name : "machine"), *path;

	path = path_join(folder, name);
	free(folder);
	free(name);
	return path;
}

bool app_mocks_keep(struct app *a, const char *path, size_t *n, struct err *e)
{
	struct app_mocks *m = a->mocks;

	*n = 0;
	for (size_t i = 0; m && i < m->unkept.n;) {
		struct played *p = &m->unkept.v[i];

		if (!is_mine(a, p)) {
			i++;
			continue;
		}
		if (!mocks_append(path, p->state, p->answer, e))
			return false;
		++*n;
		free(p->machine);
		free(p->state);
		cJSON_Delete(p->answer);
		memmove(p, p + 1, (m->unkept.n - i - 1) * sizeof *p);
		m->unkept.n--;
	}
	return true;
}

/* --- the file --------------------------------------------------------------------------------------------------------- */

static bool write_new(const char *path, const char *state, const cJSON *answer, struct err *e)
{
	cJSON *root = cJSON_CreateObject(), *states = cJSON_CreateObject(), *list = cJSON_CreateArray();
	char *dir = path_dir(path);
	struct str text = {0};
	bool ok;

	json_append(list, json_copy(answer));
	json_add(states, state, list);
	json_add(root, "States", states);
	json_print_pretty(&text, root, 0);
	str_addc(&text, '\n');
	ok = dir_make(dir, e) && file_write_atomic(path, str_get(&text), text.len, e);
	str_done(&text);
	cJSON_Delete(root);
	free(dir);
	return ok;
}

/* The object "States" as it will be. */
static cJSON *with_answer(const cJSON *states, const char *state, const cJSON *answer)
{
	cJSON *own = states ? json_copy(states) : cJSON_CreateObject(), *list = cJSON_GetObjectItemCaseSensitive(own, state);

	if (!list) {
		list = cJSON_CreateArray();
		json_add(own, state, list);
	}
	json_append(list, json_copy(answer));
	return own;
}

bool mocks_append(const char *path, const char *state, const cJSON *answer, struct err *e)
{
	struct rewrite w = {0};
	struct json_places *places = json_places_new();
	const cJSON *states;
	cJSON *root = NULL, *new = NULL;
	char *text = NULL, *done = NULL;
	bool ok = false;

	if (!file_exists(path)) {
		ok = write_new(path, state, answer, e);
		goto out;
	}
	if (!file_read(path, MAX_BYTES, &text, &w.len, e))
		goto out;
	if (!json_parse(text, w.len, places, &root, e)) {
		err_prefix(e, path);
		goto out;
	}
	states = json_get(root, "States");
	if (!cJSON_IsObject(root) || (states && !cJSON_IsObject(states)) || (states && json_get(states, state) && !cJSON_IsArray(json_get(states, state)))) {
		err_set(e, ERR_INVALID, "%.200s has no \"States\" with lists of answers (doc/mocks.md, the short form)", path);
		goto out;
	}
	w.text = text;
	w.places = places;
	new = json_copy(root);
	if (states)
		cJSON_ReplaceItemInObjectCaseSensitive(new, "States", with_answer(states, state, answer));
	else
		json_add(new, "States", with_answer(NULL, state, answer));
	ok = rewrite_add(&w, root, new);
	done = rewrite_apply(&w, &w.len);
	ok = ok && file_write_atomic(path, done, w.len, e);
out:
	rewrite_done(&w);
	cJSON_Delete(root);
	cJSON_Delete(new);
	json_places_free(places);
	free(text);
	free(done);
	return ok;
}
