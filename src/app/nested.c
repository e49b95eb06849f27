#include "app/nested.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/family.h"
#include "app/workspace.h"
#include "asl/source.h"

/* An execution that starts an execution that starts … */
#define DEPTH_MAX 32

/* A definition as it was when it was last needed. */
struct known {
	char *name;
	struct asl_machine *machine;
	uint64_t stamp;			/* of the files that it was made from */
	bool express;
};

/* An execution that a task waits for. */
struct waiting {
	struct nested *n;
	struct session *child;		/* NULL: it has ended */
	uint64_t id;			/* of the task, in the backend */
};

struct nested {
	char *dir;
	struct task_backend *backend;
	struct service_executions executions;
	VEC(struct known) known;
};

/* --- definitions ------------------------------------------------------------------------------------------------------------ */

/* "arn:aws:states:REGION:ACCOUNT:stateMachine:NAME", perhaps with a version or an alias behind it. Caller frees the parts. */
struct machine_arn {
	char *region, *account, *name;
};

static char *arn_part(const char *arn, int index)
{
	for (; index; index--) {
		arn = strchr(arn, ':');
		if (!arn)
			return NULL;
		arn++;
	}
	return xstrndup(arn, strcspn(arn, ":"));
}

static void machine_arn_done(struct machine_arn *a)
{
	free(a->region);
	free(a->account);
	free(a->name);
}

/* What is no ARN may be a name: a definition that is deployed by a tool has one in place of the ARN; or a template's placeholder for it,
 * "${Name}" or "${Name.Arn}". */
static void machine_arn_split(const char *arn, struct machine_arn *a)
{
	size_t len = strlen(arn);

	*a = (struct machine_arn){0};
	if (str_starts(arn, "${") && arn[len - 1] == '}') {
		a->name = xstrndup(arn + 2, len - 3 - (str_ends(arn, ".Arn}") ? strlen(".Arn") : 0));
	} else if (!str_starts(arn, "arn:")) {
		a->name = xstrdup(arn);
	} else {
		a->region = arn_part(arn, 3);
		a->account = arn_part(arn, 4);
		a->name = arn_part(arn, 6);
	}
}

/* Sizes and times of a machine's files: a definition, and the template and the values that it was made with. */
static uint64_t stamp_of(const struct asl_machine *m)
{
	uint64_t stamp = 0;

	for (size_t i = 0; i < m->origin->files.n; i++) {
		struct stat st = {0};
		int64_t seen[3];

		if (stat(m->origin->files.v[i], &st) != 0)
			st.st_size = -1;
		seen[0] = st.st_size;
		seen[1] = st.st_mtim.tv_sec;
		seen[2] = st.st_mtim.tv_nsec;
		stamp = hash_bytes(seen, sizeof seen, stamp);
	}
	return stamp;
}

static bool is_fresh(const struct known *k)
{
	return k->stamp == stamp_of(k->machine);
}

static void known_done(struct known *k)
{
	free(k->name);
	asl_unref(k->machine);
}

static bool known_load(struct known *k, const char *name, const char *file, bool express, struct err *e)
{
	*k = (struct known){.express = express};
	k->machine = asl_load_with(file, &(struct asl_options){.express = express}, e);
	if (!k->machine)
		return false;
	k->name = xstrdup(name);
	k->stamp = stamp_of(k->machine);
	return true;
}

/* A template calls the ARN of Child often ChildArn. */
static bool is_called(const struct workspace_machine *m, const char *name)
{
	size_t len = strlen(m->name);

	return strcmp(m->name, name) == 0 || (strncmp(m->name, name, len) == 0 && strcmp(name + len, "Arn") == 0);
}

static bool find_file(const char *dir, const char *name, char **file, struct err *e)
{
	struct workspace w = {0};

	if (!dir)
		return err_set(e, ERR_NOT_FOUND, "there is no folder to look for the state machine \"%.80s\" in", name);
	if (!workspace_open(dir, &w, e))
		return false;
	for (size_t i = 0; i < w.machines.n && !*file; i++)
		if (is_called(&w.machines.v[i], name))
			*file = xstrdup(w.machines.v[i].file);
	workspace_done(&w);
	if (!*file)
		return err_set(e, ERR_NOT_FOUND, "there is no state machine \"%.80s\" in %.200s (put its definition there, or mock this task)", name, dir);
	return true;
}

/* The machine of that name, read again if its file has changed. Borrowed; NULL with e. */
static struct asl_machine *machine_find(struct nested *n, const char *name, bool express, struct err *e)
{
	char *file = NULL;
	struct known k;

	for (size_t i = 0; i < n->known.n; i++) {
		struct known *old = &n->known.v[i];

		if (strcmp(old->name, name) != 0 || old->express != express)
			continue;
		if (is_fresh(old))
			return old->machine;
		known_done(old);
		*old = n->known.v[--n->known.n];
		break;
	}
	if (!find_file(n->dir, name, &file, e))
		return NULL;
	if (known_load(&k, name, file, express, e))
		VEC_PUSH(&n->known, k);
	else
		k.machine = NULL;
	free(file);
	return k.machine;
}

static int depth_of(const struct session *s)
{
	int depth = 0;

	for (; s; s = s->parent)
		depth += s->kind == SESSION_NESTED;
	return depth;
}

static bool is_express_call(const struct task_request *r)
{
	return r->state->resource.action && str_starts(r->state->resource.action, "startSync");
}

static bool can_start(void *ctx, const struct task_request *r, const char *machine_arn, struct err *e)
{
	struct nested *n = ctx;
	struct machine_arn arn;
	struct asl_machine *m;

	if (depth_of(r->origin) >= DEPTH_MAX)
		return err_set(e, ERR_LIMIT, "executions start each other more than %d deep", DEPTH_MAX);
	machine_arn_split(machine_arn, &arn);
	m = arn.name ? machine_find(n, arn.name, is_express_call(r), e) : NULL;
	if (!arn.name)
		err_set(e, ERR_INVALID, "\"%.200s\" is no state machine's ARN", machine_arn);
	else if (m && !m->runnable)
		err_set(e, ERR_INVALID, "the definition of \"%.80s\" has errors: %.200s", arn.name, m->file ? m->file : "");
	machine_arn_done(&arn);
	return m && m->runnable;
}

/* --- executions --------------------------------------------------------------------------------------------------------------- */

static void recall(const struct nested_record *r, struct execution_summary *x)
{
	*x = (struct execution_summary){
		.execution_arn = r->arn, .machine_arn = r->machine_arn, .name = r->name, .status = r->status, .start_ms = r->start_ms,
		.stop_ms = r->stop_ms, .input = r->input, .output = r->output, .error = r->error, .cause = r->cause,
	};
}

static struct session *live_find(struct session *s, const char *arn)
{
	if (strcmp(engine_execution_arn(s->engine), arn) == 0)
		return s;
	for (size_t i = 0; i < s->children.n; i++) {
		struct session *found = s->children.v[i] ? live_find(s->children.v[i], arn) : NULL;

		if (found)
			return found;
	}
	return NULL;
}

static bool find(void *ctx, const struct task_request *r, const char *arn, struct execution_summary *x)
{
	struct session *origin = r->origin, *live = live_find(origin->family->root, arn);
	struct family *f = origin->family;

	(void)ctx;
	if (live) {
		session_summary(live, x);
		return true;
	}
	for (size_t i = 0; i < f->nested.n; i++)
		if (strcmp(f->nested.v[i].arn, arn) == 0) {
			recall(&f->nested.v[i], x);
			return true;
		}
	return false;
}

static bool stop(void *ctx, const struct task_request *r, const char *arn, const char *error, const char *cause, struct execution_summary *x)
{
	struct session *origin = r->origin, *live = live_find(origin->family->root, arn);

	if (!find(ctx, r, arn, x))
		return false;
	if (live && !session_is_finished(live))
		session_abort(live, error, cause);
	return true;
}

static void told_over(void *ctx, struct session *s)
{
	struct waiting *w = ctx;
	struct execution_summary x;

	session_summary(s, &x);
	w->child = NULL;
	if (w->n->backend)
		service_execution_ended(w->n->backend, w->id, &x);
	free(w);
}

static struct waiting *wait_for(struct nested *n, struct session *child, uint64_t id)
{
	struct waiting *w = xcalloc(1, sizeof *w);

	*w = (struct waiting){.n = n, .child = child, .id = id};
	child->told_over = told_over;
	child->told_over_ctx = w;
	return w;
}

static void leave(void *ctx, void *execution, bool stops, const char *why)
{
	struct waiting *w = execution;

	(void)ctx;
	w->child->told_over = NULL;
	if (stops && !session_is_finished(w->child))
		session_abort(w->child, NULL, why);
	free(w);
}

static enum service_started start(void *ctx, const struct task_request *r, const struct service_start *q, struct execution_summary *x,
	void **execution)
{
	struct nested *n = ctx;
	struct session *origin = r->origin, *child;
	struct machine_arn arn;
	struct engine_options o = {.express = q->express};
	enum service_started result = SERVICE_STARTED;
	struct asl_machine *m;
	char uuid[37], *own;
	struct rng rng;
	struct err e;

	machine_arn_split(q->machine_arn, &arn);
	m = machine_find(n, arn.name, q->express, &e);
	rng_seed(&rng, r->seed);
	rng_uuid(&rng, uuid);
	o.name = q->name ? q->name : uuid;
	o.seed = rng_next(&rng);
	o.region = arn.region && *arn.region ? arn.region : origin->family->region;
	o.account = arn.account && *arn.account ? arn.account : origin->family->account;
	own = xasprintf("arn:aws:states:%s:%s:execution:%s:%s", o.region ? o.region : "us-east-1", o.account ? o.account : "111122223333",
		arn.name, o.name);
	if (!m || !m->runnable) {
		result = SERVICE_UNKNOWN;
	} else if (q->name && !q->express && find(ctx, r, own, x)) {
		result = SERVICE_EXISTS;
	} else {
		child = session_nested_start(origin, task_find(origin, r->id), m, q->input, &o);
		session_summary(child, x);
		if (q->wait)
			*execution = wait_for(n, child, r->id);
	}
	free(own);
	machine_arn_done(&arn);
	return result;
}

/* --- making ------------------------------------------------------------------------------------------------------------------- */

struct nested *nested_new(const char *dir)
{
	struct nested *n = xcalloc(1, sizeof *n);

	n->dir = xstrdup(dir);
	n->executions = (struct service_executions){
		.can_start = can_start, .start = start, .find = find, .stop = stop, .leave = leave, .ctx = n};
	return n;
}

void nested_free(struct nested *n)
{
	if (!n)
		return;
	for (size_t i = 0; i < n->known.n; i++)
		known_done(&n->known.v[i]);
	VEC_DONE(&n->known);
	free(n->dir);
	free(n);
}

const struct service_executions *nested_executions(struct nested *n)
{
	return &n->executions;
}

void nested_set_backend(struct nested *n, struct task_backend *b)
{
	n->backend = b;
}
