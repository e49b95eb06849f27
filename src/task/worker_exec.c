/*
 * An `exec` handler: any executable, a process for each call. The event is its standard input, what it writes
 * to standard output its result, to standard error its log. It fails by exit status; with
 * {"errorType":…,"errorMessage":…} on standard output it names the error.
 */
#include "task/worker_private.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/timefmt.h"

static void on_out(void *ctx, struct child *c, enum child_stream stream, const char *data, size_t len)
{
	struct worker *w = ctx;

	(void)c;
	if (stream == CHILD_ERR && len)
		worker_log(w, data, len);
	else if (stream == CHILD_OUT && w->in.len <= WORKER_RESULT_MAX)
		str_add(&w->in, data, len);
}

/* Without the newline that a program ends its output with. */
static bool is_error_object(struct str *text)
{
	struct value *v;
	bool is;

	while (text->len && strchr(" \t\r\n", text->p[text->len - 1]))
		text->p[--text->len] = '\0';
	v = text->len ? value_parse(text->p, text->len, NULL) : NULL;
	is = v && json_get_string(value_node(v), "errorType");
	value_unref(v);
	return is;
}

static void on_exit_of(void *ctx, struct child *c, const struct child_exit *x)
{
	struct worker *w = ctx;
	struct child_exit how = *x;

	(void)c;
	worker_forget_child(w);
	if (worker_died_by_limit(w, &how))
		return;
	if (how.code == 0)
		worker_finish(w, WORKER_RESULT, str_get(&w->in), w->in.len, &how);
	else if (how.code > 0 && is_error_object(&w->in))
		worker_finish(w, WORKER_ERROR, w->in.p, w->in.len, &how);
	else
		worker_finish(w, WORKER_EXITED, "", 0, &how);
}

/* Told from the loop, as everything is. */
static void not_started(void *ctx)
{
	struct worker *w = ctx;
	struct str why = w->waiting;

	w->waiting = (struct str){0};
	worker_finish(w, WORKER_NOT_STARTED, why.p, why.len, NULL);
	str_done(&why);
}

static bool start(struct worker *w, const char *path, struct err *e)
{
	char *id = xasprintf("LAMBDA_RUNTIME_AWS_REQUEST_ID=%s", w->request_id);
	char *arn = xasprintf("LAMBDA_RUNTIME_INVOKED_FUNCTION_ARN=%s", w->arn);
	int64_t timeout_ms = (int64_t)(w->f->timeout_s * 1000 + 0.5);
	char *deadline = xasprintf("LAMBDA_RUNTIME_DEADLINE_MS=%lld", (long long)(time_wall_ms() + timeout_ms));
	char *context = w->client_context ? xasprintf("LAMBDA_RUNTIME_CLIENT_CONTEXT=%s", w->client_context) : NULL;
	const char *const extra[] = {id, arn, deadline, context, NULL}, *const argv[] = {path, NULL};
	char **env = env_make(w, extra);
	struct child_opts o = {
		.argv = argv, .env = (const char *const *)env, .cwd = w->f->dir,
		.open = {[CHILD_IN] = true, [CHILD_OUT] = true, [CHILD_ERR] = true},
		.deadline_ms = timeout_ms, .out = on_out, .exit = on_exit_of, .ctx = w,
	};
	bool ok = worker_spawn(w, &o, e);

	free(id);
	free(arn);
	free(deadline);
	free(context);
	env_free(env);
	return ok;
}

/* Why path cannot be executed, in the words that Lambda uses; NULL where nothing is wrong with it. */
static const char *obstacle(const char *path)
{
	if (access(path, F_OK) != 0)
		return "no such file or directory";
	return access(path, X_OK) != 0 || !file_exists(path) ? "permission denied" : NULL;
}

/* The system's reason, which ends the message: "exec format error", or an interpreter that does not exist. */
static void refuse(struct worker *w, const char *path, const char *reason)
{
	const char *colon = strrchr(reason, ':');

	str_reset(&w->waiting);
	str_addf(&w->waiting, "fork/exec %s: ", path);
	if (colon && colon[1] == ' ')
		reason = colon + 2;
	str_addc(&w->waiting, (char)tolower((unsigned char)*reason));
	str_adds(&w->waiting, reason + 1);
	loop_defer(w->loop, not_started, w);
}

bool exec_call(struct worker *w, const struct worker_call *call, struct err *e)
{
	char *path = path_join(w->f->dir, w->f->handler);
	const char *wrong = obstacle(path), *event;

	w->state = WORKER_BUSY;
	w->started_us = time_mono_us();
	str_reset(&w->in);
	if (wrong || !start(w, path, e)) {
		refuse(w, path, wrong ? wrong : e->msg);
	} else {
		event = value_text(call->event);
		child_write(w->child, CHILD_IN, event, strlen(event));
		child_write_end(w->child, CHILD_IN);
		worker_watch_memory(w);
	}
	free(path);
	return true;
}

void exec_forget(struct worker *w)
{
	loop_defer_cancel(w->loop, not_started, w);
}
