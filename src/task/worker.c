/*
 * A persistent worker: its start, its protocol, its end. The states are NEW → STARTING → IDLE ⇄ BUSY → ENDED.
 *
 * A frame from the worker is "KIND MARKED LENGTH\n" and LENGTH bytes. I: the handler is loaded, with the
 * files that it came from. F: it cannot be loaded. R: a result. E: an error. M: an error because memory ran
 * out. MARKED 1 says that the log holds the mark of this call.
 */
#include "task/worker_private.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/timefmt.h"

#include "src/task/worker_js.inc"
#include "src/task/worker_py.inc"

#define FRAME_MAX (8u << 20)
#define HEAD_MAX 40
#define MEMORY_LOOK_MS 20
#define MARK_WAIT_MS 300		/* for output that is on its way when the reply is there */
#define ALLOWANCE_MB 512		/* of address space that libraries and thread stacks take without using it */
#define NODE_HEAP_PERCENT 90

/* They read the worker's own text as the first frame and become it. */
static const char python_loader[] =
	"import os\n"
	"BUFFER=b''\n"
	"os.set_blocking(3,True)\n"
	"while b'\\n' not in BUFFER: BUFFER+=os.read(3,65536)\n"
	"N,_,BUFFER=BUFFER.partition(b'\\n')\n"
	"while len(BUFFER)<int(N): BUFFER+=os.read(3,65536)\n"
	"CODE=compile(BUFFER[:int(N)],'<aslant worker>','exec')\n"
	"exec(CODE,{'__name__':'aslant_worker','BUFFER':BUFFER[int(N):]})\n";
static const char node_loader[] =
	"const s=new(require('net').Socket)({fd:3,readable:true,writable:true});let b=Buffer.alloc(0);"
	"s.on('data',function f(d){b=Buffer.concat([b,d]);const i=b.indexOf(10),n=i<0?0:+b.toString('latin1',0,i);"
	"if(i<0||b.length<i+1+n)return;s.removeListener('data',f);"
	"require('vm').runInThisContext(b.toString('utf8',i+1,i+1+n),{filename:'aslant worker'})"
	"(require,(p)=>import(p),s,b.subarray(i+1+n));});";

/* --- start ---------------------------------------------------------------------------------------------------------- */

static void on_memory(void *ctx);
static void on_grace(void *ctx);

/* Of this run of the program: a later one that has our number does not take our processes for its own. */
static const char *worker_tag_prefix(void)
{
	static char prefix[48];

	if (!*prefix)
		snprintf(prefix, sizeof prefix, "ASLANT_WORKER=%d.%llx.", (int)getpid(),
			(unsigned long long)time_wall_ms());
	return prefix;
}

static struct worker *all;		/* of the program: a sweep must know whom to leave alone */

static bool is_alive(uint64_t number)
{
	const struct worker *w = all;

	while (w && w->number != number)
		w = w->next;
	return w;
}

void worker_sweep(void)
{
	proc_kill_tagged(worker_tag_prefix(), is_alive);
}

struct worker *worker_new(struct loop *l, struct function_entry *f, const struct worker_ops *ops, void *ctx)
{
	static uint64_t count;
	struct worker *w = xcalloc(1, sizeof *w);

	w->loop = l;
	w->f = function_entry_ref(f);
	w->ops = *ops;
	w->ctx = ctx;
	w->memory = loop_timer_new(l, on_memory, w);
	w->grace = loop_timer_new(l, on_grace, w);
	w->number = ++count;
	snprintf(w->tag, sizeof w->tag, "%s%llu", worker_tag_prefix(), (unsigned long long)w->number);
	w->next = all;
	all = w;
	return w;
}

bool worker_is_idle(const struct worker *w)
{
	return w->state == WORKER_NEW || w->state == WORKER_IDLE;
}

bool worker_is_ended(const struct worker *w)
{
	return w->state == WORKER_ENDED;
}

const struct function_entry *worker_function(const struct worker *w)
{
	return w->f;
}

int worker_pid(const struct worker *w)
{
	return w->child && child_is_running(w->child) ? child_pid(w->child) : 0;
}

bool worker_is_current(const struct worker *w, const struct function_entry *f)
{
	int pid = worker_pid(w);

	if (w->f->hash != f->hash || !str_is(w->f->dir, f->dir) || (pid && proc_has_ended(pid)))
		return false;
	for (size_t i = 0; i < w->files.n; i++) {
		const struct stat *seen = &w->files.v[i].seen;
		struct stat st;

		if (stat(w->files.v[i].path, &st) != 0 || st.st_mtim.tv_sec != seen->st_mtim.tv_sec ||
			st.st_mtim.tv_nsec != seen->st_mtim.tv_nsec || st.st_size != seen->st_size ||
			st.st_ino != seen->st_ino)
			return false;
	}
	return true;
}

void worker_forget_child(struct worker *w)
{
	loop_timer_stop(w->memory);
	loop_timer_stop(w->grace);
	if (!w->child)
		return;
	child_free(w->child);
	w->child = NULL;
}

void worker_free(struct worker *w)
{
	struct worker **p = &all;

	if (!w)
		return;
	while (*p != w)
		p = &(*p)->next;
	*p = w->next;
	worker_forget_child(w);
	exec_forget(w);
	loop_timer_free(w->memory);
	loop_timer_free(w->grace);
	for (size_t i = 0; i < w->files.n; i++)
		free(w->files.v[i].path);
	VEC_DONE(&w->files);
	str_done(&w->waiting);
	str_done(&w->in);
	str_done(&w->text);
	free(w->request_id);
	free(w->arn);
	free(w->client_context);
	function_entry_unref(w->f);
	free(w);
}

/* --- the end of a call ---------------------------------------------------------------------------------------------- */

static int64_t limit_kb(const struct worker *w)
{
	return w->f->memory_mb * 1024;
}

static void note_peak(struct worker *w, int64_t kb)
{
	if (kb > w->peak_kb)
		w->peak_kb = kb;
}

static void reply_fill(struct worker *w, enum worker_end end, const struct child_exit *x)
{
	struct worker_reply *r = &w->reply;
	bool short_of_memory = end == WORKER_NO_MEMORY || w->ran_out;

	*r = (struct worker_reply){.end = end, .text = str_get(&w->text), .len = w->text.len};
	if (x)
		r->exit = *x;
	r->init_us = w->init_us;
	r->duration_us = w->state == WORKER_BUSY ? time_mono_us() - w->started_us : 0;
	r->max_memory_kb = short_of_memory || w->peak_kb > limit_kb(w) ? limit_kb(w) : w->peak_kb;
}

/* Takes the worker out of the call and tells whoever asked, who may free it. */
static void tell(struct worker *w, bool goes_on)
{
	w->replied = false;
	w->ran_out = false;
	w->log.len = 0;
	loop_timer_stop(w->memory);
	loop_timer_stop(w->grace);
	w->state = goes_on ? WORKER_IDLE : WORKER_ENDED;
	w->ops.done(w->ctx, &w->reply);
}

void worker_finish(struct worker *w, enum worker_end end, const char *text, size_t len, const struct child_exit *x)
{
	str_reset(&w->text);
	str_add(&w->text, text, len);
	reply_fill(w, end, x);
	tell(w, false);
}

void worker_log(struct worker *w, const char *data, size_t len)
{
	w->ops.log(w->ctx, data, len);
}

static void log_out(void *ctx, const char *data, size_t len)
{
	worker_log(ctx, data, len);
}

static bool is_in_call(const struct worker *w)
{
	return w->state == WORKER_STARTING || w->state == WORKER_BUSY;
}

/*
 * The reply is there and all that was printed before it: the next call may come, unless this one broke the
 * worker.
 */
static void call_end(struct worker *w)
{
	bool breaks = w->reply.end == WORKER_NO_MEMORY || w->ran_out || w->state == WORKER_STARTING;

	log_mark_flush(&w->log, log_out, w);
	if (breaks)
		worker_forget_child(w);
	tell(w, !breaks && w->child);
}

static void on_grace(void *ctx)
{
	call_end(ctx);
}

/* A handler that went over its memory between two looks is caught here: Lambda would have killed it. */
static void on_reply(struct worker *w, enum worker_end end, bool marked)
{
	child_limit(w->child, 0);
	loop_timer_stop(w->memory);
	note_peak(w, proc_peak_kb(child_pid(w->child)));
	if (w->peak_kb > limit_kb(w) && !w->ran_out)
		end = WORKER_NO_MEMORY;
	reply_fill(w, end, NULL);
	if (end == WORKER_NO_MEMORY)
		w->reply.exit.signum = SIGKILL;
	w->replied = true;
	if (!marked || w->log.seen)
		call_end(w);
	else
		loop_timer_start(w->grace, MARK_WAIT_MS, 0);
}

/* --- a call --------------------------------------------------------------------------------------------------------- */

static bool send_frame(struct worker *w, const char *a, size_t a_len, const char *b, size_t b_len)
{
	char head[HEAD_MAX];
	int n = snprintf(head, sizeof head, "%zu\n", a_len + b_len);

	return child_write(w->child, CHILD_EXTRA, head, (size_t)n) && child_write(w->child, CHILD_EXTRA, a, a_len) &&
		child_write(w->child, CHILD_EXTRA, b, b_len);
}

/* The time begins to run here, after the start. */
static void call_send(struct worker *w)
{
	int64_t timeout_ms = (int64_t)(w->f->timeout_s * 1000 + 0.5);
	struct str head = {0};

	str_adds(&head, "{\"id\":");
	json_print_string(&head, w->request_id);
	str_adds(&head, ",\"arn\":");
	json_print_string(&head, w->arn);
	str_addf(&head, ",\"deadline\":%lld,\"clientContext\":%s}\n", (long long)(time_wall_ms() + timeout_ms),
		w->client_context ? w->client_context : "null");
	w->state = WORKER_BUSY;
	w->started_us = time_mono_us();
	log_mark_expect(&w->log, w->request_id);
	child_limit(w->child, timeout_ms);
	worker_watch_memory(w);
	if (!send_frame(w, head.p, head.len, str_get(&w->waiting), w->waiting.len))
		child_signal(w->child, SIGKILL);	/* its end comes through on_exit */
	str_done(&head);
	str_reset(&w->waiting);
}

void worker_watch_memory(struct worker *w)
{
	loop_timer_start(w->memory, MEMORY_LOOK_MS, MEMORY_LOOK_MS);
}

static void on_memory(void *ctx)
{
	struct worker *w = ctx;
	int pid = worker_pid(w);

	if (!pid)
		return;
	note_peak(w, proc_tree_kb(pid));
	if (w->peak_kb <= limit_kb(w) || w->killed_for_memory)
		return;
	log_debug("task", "%s: %lld kB resident: killed", w->f->name, (long long)w->peak_kb);
	w->killed_for_memory = true;
	child_signal(w->child, SIGKILL);
}

static void files_read(struct worker *w, const char *text, size_t len)
{
	struct value *v = value_parse(text, len, NULL);
	const cJSON *files = v ? json_get(value_node(v), "files") : NULL;

	for (const cJSON *n = files ? files->child : NULL; n; n = n->next) {
		struct worker_file file = {0};

		if (!cJSON_IsString(n) || stat(n->valuestring, &file.seen) != 0)
			continue;
		file.path = xstrdup(n->valuestring);
		VEC_PUSH(&w->files, file);
	}
	value_unref(v);
}

/* False: not a frame that can come now. */
static bool on_frame(struct worker *w, char kind, bool marked, const char *body, size_t len)
{
	if (kind == 'I' && w->state == WORKER_STARTING) {
		files_read(w, body, len);
		w->init_us = time_mono_us() - w->started_us;
		call_send(w);
		return true;
	}
	if (w->replied || (kind == 'F' ? w->state != WORKER_STARTING : w->state != WORKER_BUSY))
		return false;
	if (kind == 'F')
		w->init_us = time_mono_us() - w->started_us;
	if (!strchr("FREM", kind))
		return false;
	w->ran_out = kind == 'M';
	str_reset(&w->text);
	str_add(&w->text, body, len);
	on_reply(w, kind == 'R' ? WORKER_RESULT : WORKER_ERROR, marked);
	return true;
}

/* 1: a frame was taken out of w->in, 0: there is none yet, -1: what came is no frame. */
static int take_frame(struct worker *w)
{
	size_t seen = w->in.len < HEAD_MAX ? w->in.len : HEAD_MAX;
	char *newline = seen ? memchr(w->in.p, '\n', seen) : NULL, head[HEAD_MAX + 1] = {0}, kind;
	struct str frame;
	unsigned marked, len;
	size_t head_len;
	bool ok;

	if (!newline)
		return w->in.len < HEAD_MAX ? 0 : -1;
	head_len = (size_t)(newline - w->in.p) + 1;
	memcpy(head, w->in.p, head_len);
	if (sscanf(head, "%c %1u %8u\n", &kind, &marked, &len) != 3 || len > FRAME_MAX)
		return -1;
	if (w->in.len - head_len < len)
		return 0;
	frame = w->in;
	w->in = (struct str){0};
	str_add(&w->in, frame.p + head_len + len, frame.len - head_len - len);
	frame.p[head_len + len] = '\0';
	ok = on_frame(w, kind, marked == 1, frame.p + head_len, len);
	str_done(&frame);
	return ok ? 1 : -1;
}

static void on_protocol(struct worker *w, const char *data, size_t len)
{
	str_add(&w->in, data, len);
	/* One frame at a time: a call's end may free the worker, and there is nothing to read behind a reply. */
	if (take_frame(w) < 0) {
		log_debug("task", "%s: what came through descriptor 3 is no frame: killed", w->f->name);
		str_reset(&w->in);
		if (w->child)
			child_signal(w->child, SIGKILL);
	}
}

static void on_log(struct worker *w, const char *data, size_t len)
{
	bool was_seen = w->log.seen;

	log_mark_feed(&w->log, data, len, log_out, w);
	if (w->log.seen && !was_seen && w->replied)
		call_end(w);
}

static void on_out(void *ctx, struct child *c, enum child_stream stream, const char *data, size_t len)
{
	struct worker *w = ctx;

	(void)c;
	if (stream == CHILD_EXTRA && len)
		on_protocol(w, data, len);
	else if (stream == CHILD_ERR && len)
		worker_log(w, data, len);
	else if (stream == CHILD_OUT && len)
		on_log(w, data, len);
	else if (stream == CHILD_OUT && w->replied)
		call_end(w);			/* it closed its log: no mark will come */
}

/*
 * Out of memory and out of time are ours; true if x is such an end, and the call has been ended. The system's
 * own count of a process's memory begins with what we had when we forked, so it says something only where it
 * is above that.
 */
bool worker_died_by_limit(struct worker *w, const struct child_exit *x)
{
	if (x->max_rss_kb > w->spawn_kb + 1024)
		note_peak(w, x->max_rss_kb);
	if (w->peak_kb > limit_kb(w))
		w->killed_for_memory = true;
	if (!w->killed_for_memory && !x->deadline)
		return false;
	worker_finish(w, w->killed_for_memory ? WORKER_NO_MEMORY : WORKER_TIMED_OUT, "", 0, x);
	return true;
}

static void on_exit_of(void *ctx, struct child *c, const struct child_exit *x)
{
	struct worker *w = ctx;
	struct child_exit how = *x;

	(void)c;
	log_mark_flush(&w->log, log_out, w);
	worker_forget_child(w);
	if (w->replied)
		call_end(w);
	else if (!is_in_call(w))
		w->state = WORKER_ENDED;
	else if (!worker_died_by_limit(w, &how))
		worker_finish(w, WORKER_EXITED, "", 0, &how);
}

bool worker_spawn(struct worker *w, const struct child_opts *o, struct err *e)
{
	w->started_us = time_mono_us();
	w->peak_kb = 0;
	w->spawn_kb = proc_now_kb((int)getpid());
	w->child = child_start(w->loop, o, e);
	return w->child;
}

static bool worker_start(struct worker *w, struct err *e)
{
	bool python = w->f->runtime == RUNTIME_PYTHON;
	const char *code = python ? worker_py : worker_js;
	char *program = interpreter_find(w->f), *heap = xasprintf("--max-old-space-size=%lld",
		(long long)(w->f->memory_mb * NODE_HEAP_PERCENT / 100));
	const char *const python_argv[] = {program, "-B", "-c", python_loader, NULL};
	const char *const node_argv[] = {program, heap, "-e", node_loader, NULL};
	char **env = env_make(w, NULL);
	struct child_opts o = {
		.argv = python ? python_argv : node_argv, .env = (const char *const *)env, .cwd = w->f->dir,
		.open = {[CHILD_OUT] = true, [CHILD_ERR] = true, [CHILD_EXTRA] = true},
		.limit_as = python ? (uint64_t)(w->f->memory_mb + ALLOWANCE_MB) << 20 : 0,
		.deadline_ms = WORKER_INIT_MS, .out = on_out, .exit = on_exit_of, .ctx = w,
	};
	bool ok = worker_spawn(w, &o, e);

	w->state = ok ? WORKER_STARTING : WORKER_ENDED;
	if (ok) {
		worker_watch_memory(w);
		ok = send_frame(w, code, strlen(code), "", 0) || err_set(e, ERR_IO, "%s cannot be reached", program);
	}
	env_free(env);
	free(program);
	free(heap);
	return ok;
}

static void call_keep(struct worker *w, const struct worker_call *call)
{
	free(w->request_id);
	free(w->arn);
	free(w->client_context);
	w->request_id = xstrdup(call->request_id);
	w->arn = xstrdup(call->arn);
	w->client_context = call->client_context ? xstrdup(value_text(call->client_context)) : NULL;
	str_reset(&w->waiting);
	str_adds(&w->waiting, value_text(call->event));
	w->init_us = -1;
	w->killed_for_memory = false;
}

bool worker_call(struct worker *w, const struct worker_call *call, struct err *e)
{
	call_keep(w, call);
	if (w->f->runtime == RUNTIME_EXEC)
		return exec_call(w, call, e);
	if (w->state == WORKER_NEW)
		return worker_start(w, e);
	call_send(w);
	return true;
}
