/* What is open: the workspace with its store and functions, one machine of it, notes for the person. Executions are in app_runs.c. */
#include "app/app_debug.h"
#include "app/app_document.h"
#include "app/app_coverage.h"
#include "app/app_forks.h"
#include "app/app_mocks.h"
#include "app/app_tests.h"
#include "app/waiting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app_private.h"
#include "app/record.h"
#include "asl/diag.h"
#include "asl/edit.h"
#include "asl/form.h"
#include "asl/source.h"
#include "base/log.h"

#define FILE_MAX ((size_t)4 << 20)		/* as asl_load() has it */

void app_changed(struct app *a, unsigned what)
{
	if (what & CHANGED_DEBUGGER)
		app_debug_keep(a);
	a->changed |= what;
}

void app_note(struct app *a, enum app_note kind, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(a->note, sizeof a->note, fmt, ap);
	va_end(ap);
	a->note_kind = kind;
	app_changed(a, CHANGED_NOTE);
	log_debug("app", "note: %s", a->note);
}

bool app_note_err(struct app *a, const struct err *e)
{
	app_note(a, NOTE_ERROR, "%s", e->msg);
	return false;
}

static void on_timer(void *ctx)
{
	(void)ctx;	/* app_work() runs in every turn; the timer only makes one */
}

struct app *app_new(struct loop *l, const struct app_options *o)
{
	struct app *a = xcalloc(1, sizeof *a);

	a->options = *o;
	a->loop = l;
	a->speed = o->speed;
	a->timer = loop_timer_new(l, on_timer, a);
	return a;
}

/* --- the workspace ------------------------------------------------------------------------------------------------ */

void app_machine_close(struct app *a)
{
	while (a->watches.n)
		loop_watch_free(a->watches.v[--a->watches.n]);
	app_document_close(a);
	asl_unref(a->machine);
	a->machine = NULL;
	app_lend_functions(a);
	free(a->file);
	free(a->address);
	a->file = a->address = NULL;
	store_list_done(&a->runs);
	app_run_close(a);
	debugger_done(&a->debugger);
}

static void close_workspace(struct app *a)
{
	app_coverage_end(a);
	app_machine_close(a);
	app_records_finish(a);
	while (a->live.n)
		run_free(a->live.v[--a->live.n]);
	app_tests_done(a);
	app_forks_done(a);
	app_mocks_done(a);
	dispatch_free(a->dispatch);
	a->dispatch = NULL;
	a->tests_backend = a->forks_backend = NULL;
	backends_done(&a->backends);
	a->functions = a->play = NULL;
	a->registry = NULL;
	store_close(a->store);
	a->store = NULL;
	workspace_done(&a->workspace);
	config_done(&a->config);
	asl_lint_done(&a->lint);
}

void app_free(struct app *a)
{
	if (!a)
		return;
	close_workspace(a);
	VEC_DONE(&a->live);
	VEC_DONE(&a->watches);
	free(a->choices);
	waiting_forget(a);
	loop_timer_free(a->timer);
	free(a);
}

static void functions_changed(void *ctx)
{
	app_changed(ctx, CHANGED_FUNCTIONS);
}

static void ask_person(void *ctx, struct task_backend *b, const struct task_request *r, bool submitted, const struct err *why)
{
	struct app *a = ctx;

	play_take(b, r, submitted);
	if (submitted)
		app_note(a, NOTE_WARNING, "%.80s waits for its task token: send it back (m return, x throw)", r->state->name);
	else if (why->code)
		app_note(a, NOTE_WARNING, "%.80s: %.330s; answer for it (m return, x throw)", r->state->name, why->msg);
	else
		app_note(a, NOTE_WARNING, "%.80s: no function, mock or service does this task; answer for it (m return, x throw)", r->state->name);
	app_changed(a, CHANGED_EVENTS);
}

bool app_workspace_open(struct app *a, const char *dir, struct err *e)
{
	struct workspace w = {0};
	struct backends_options o = {.dir = dir, .s3 = a->options.s3, .routes = &a->options.routes, .seed = a->options.fixed ? a->options.seed + 1 : 0};
	struct err host;

	if (!workspace_open(dir, &w, e))
		return false;
	close_workspace(a);
	a->workspace = w;
	if (!store_open(a->options.in_memory ? NULL : dir, &a->store, e))
		return false;
	if (store_warning(a->store))
		app_note(a, NOTE_WARNING, "%s", store_warning(a->store));
	o.store = a->store;
	a->dispatch = dispatch_new();
	a->play = play_backend_new(a->loop);
	a->play->is_person = true;
	dispatch_add_take(a->dispatch, a->play);	/* what the person wants to play comes first, … */
	config_done(&a->config);
	config_read(o.dir, &a->config, &host);		/* what is wrong with it is said by the next */
	asl_lint_done(&a->lint);
	if (!lint_config_read(&a->config, &a->lint, &host))
		app_note_err(a, &host);
	dispatch_add_take(a->dispatch, app_tests_backend_new(a));
	dispatch_add_take(a->dispatch, app_forks_backend_new(a));
	dispatch_add_take(a->dispatch, app_mocks_backend_new(a));
	if (!backends_add(a->dispatch, a->loop, &o, &a->backends, &host))
		app_note_err(a, &host);
	a->functions = a->backends.functions;
	if (a->functions) {
		a->registry = function_backend_registry(a->functions);
		function_log_on_change(function_backend_log(a->functions), functions_changed, a);
	}
	dispatch_set_faults(a->dispatch, &a->debugger.faults, a->loop);
	dispatch_set_last(a->dispatch, a->play, ask_person, a);	/* … and what nobody else does, last */
	app_changed(a, CHANGED_WORKSPACE | CHANGED_FUNCTIONS);
	return true;
}

void app_scan(struct app *a)
{
	struct workspace w;
	struct err e;
	bool sample = a->workspace.is_sample;

	if (!a->workspace.dir || !workspace_open(a->workspace.dir, &w, &e))
		return;
	workspace_done(&a->workspace);
	a->workspace = w;
	a->workspace.is_sample = sample;
	app_changed(a, CHANGED_WORKSPACE);
}

/* A folder without machines offers the program's own. */
static bool open_samples(struct app *a, struct err *e)
{
	char *data = workspace_data_dir();
	bool ok = data ? app_workspace_open(a, data, e) : err_set(e, ERR_NOT_FOUND, "the samples are not installed");

	if (ok)
		a->workspace.is_sample = true;
	free(data);
	return ok;
}

static bool open_dir(struct app *a, const char *dir, bool samples, struct err *e)
{
	if (!app_workspace_open(a, dir, e))
		return false;
	if (a->workspace.machines.n == 1)
		return app_open_machine(a, a->workspace.machines.v[0].file, e);
	if (a->workspace.machines.n)
		return true;
	if (samples)
		return open_samples(a, e);
	app_note(a, NOTE_WARNING, "%.300s holds no state machine (*.asl.json, *.asl.yaml, or JSON or YAML with StartAt and States)", dir);
	return true;
}

/* A template with several machines offers them. */
static bool open_file(struct app *a, const char *file, const char *address, struct err *e)
{
	size_t n = strcmp(file, address) == 0 ? workspace_add_file(&a->workspace, file) : 1;

	if (n <= 1)
		return app_open_machine(a, address, e);
	free(a->choices);
	a->choices = xstrdup(file);
	app_note(a, NOTE_INFO, "%.300s holds %zu state machines: which one?", path_base(file), n);
	return true;
}

bool app_open(struct app *a, const char *path, struct err *e)
{
	char *dir, *file, *name;
	bool ok;

	if (!path)
		return open_dir(a, ".", true, e);
	if (dir_exists(path))
		return open_dir(a, path, false, e);
	asl_address_split(path, &file, &name);
	free(name);
	if (!file_exists(file)) {
		struct err host;

		free(file);
		ok = app_workspace_open(a, ".", &host);
		return err_set(e, ERR_NOT_FOUND, "%s: no such file or folder%s%s", path, ok ? "" : "; ", ok ? "" : host.msg);
	}
	if (record_is(file)) {
		free(file);
		return app_record_open(a, path, NULL, e);
	}
	dir = path_dir(file);
	ok = app_workspace_open(a, dir, e) && open_file(a, file, path, e);
	free(dir);
	free(file);
	return ok;
}

/* --- the machine -------------------------------------------------------------------------------------------------- */

char *app_first_problem(const struct app *a, size_t *n)
{
	const struct diag *first = NULL;
	const struct asl_machine *m = app_is_broken(a) ? app_read_machine(a) : a->machine;

	*n = 0;
	for (size_t i = 0; m && i < m->diags->list.n; i++) {
		const struct diag *d = &m->diags->list.v[i];

		if (d->severity != DIAG_ERROR)
			continue;
		if (!first)
			first = d;
		++*n;
	}
	return first ? diag_line(first, a->file ? path_base(a->file) : m->name) : NULL;
}

void app_note_problem(struct app *a)
{
	size_t n;
	char *line = app_first_problem(a, &n);

	if (line)
		app_note(a, NOTE_ERROR, "%.400s%s", line, n > 1 ? " (P lists them all)" : "");
	free(line);
}

/* A template that says more than it did, values of placeholders: what is open is made anew. */
static void others_changed(struct app *a, const char *path)
{
	struct err e;
	struct asl_machine *m = app_load(a, a->address, &e);
	char *address;

	if (!m) {
		app_note(a, NOTE_WARNING, "%s; what was read before is still shown", e.msg);
	} else if (strcmp(m->origin->file, a->file) != 0 && !app_is_unsaved(a)) {
		address = xstrdup(a->address);
		if (!app_open_machine(a, address, &e))
			app_note_err(a, &e);
		free(address);
	} else if (app_document_again(a)) {
		app_note(a, NOTE_INFO, "%s was changed and has been read again", path_base(path));
		app_note_problem(a);
	}
	asl_unref(m);
}

static void file_changed(void *ctx, const char *path)
{
	struct app *a = ctx;

	if (strcmp(path, a->file) == 0 || !app_can_edit_states(a, NULL))
		app_reload(a);
	else
		others_changed(a, path);
}

struct asl_machine *app_load(const struct app *a, const char *address, struct err *e)
{
	struct asl_options o = app_load_options(a, address);

	return asl_load_with(address, &o, e);
}

struct asl_options app_load_options(const struct app *a, const char *address)
{
	const char *hash = strrchr(address, '#');
	char *name = hash ? xstrdup(hash + 1) : asl_file_machine_name(address);
	struct asl_options o = {.express = a->options.express || config_is_express(&a->config, name), .lint = &a->lint};

	free(name);
	return o;
}

/* Functions of the template that the open machine is from. */
void app_lend_functions(struct app *a)
{
	if (a->registry)
		registry_lend(a->registry, a->machine && a->machine->origin ? a->machine->origin->functions : NULL);
}

static void watch(struct app *a, const char *path)
{
	struct err e;
	struct loop_watch *w = loop_watch_new(a->loop, path, file_changed, a, &e);

	if (w)
		VEC_PUSH(&a->watches, w);
	else
		app_note(a, NOTE_WARNING, "%s is not watched for changes: %s", path_base(path), e.msg);
}

/* Where values of placeholders would come from, once somebody writes them down. */
static void watch_values(struct app *a, const struct asl_origin *o)
{
	static const char *const names[] = {"aslant.json", ".env"};
	char *dir = path_dir(a->file);

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char *path = path_join(dir, names[i]);
		bool watched = false;

		for (size_t k = 0; k < o->files.n; k++)
			watched |= strcmp(path_base(o->files.v[k]), names[i]) == 0;
		if (!watched)
			watch(a, path);
		free(path);
	}
	free(dir);
}

bool app_open_machine(struct app *a, const char *address, struct err *e)
{
	struct asl_machine *m = app_load(a, address, e);
	char *text = NULL;
	size_t len;

	if (!m || !file_read(m->origin->file, FILE_MAX, &text, &len, e)) {
		asl_unref(m);
		return false;
	}
	app_machine_close(a);
	a->machine = m;
	a->file = xstrdup(m->origin->file);
	a->address = asl_address_make(m->origin->source, m->origin->name);
	app_document_open(a, text, len);
	for (size_t i = 0; i < m->origin->files.n; i++)
		watch(a, m->origin->files.v[i]);
	if (strstr(text, "${"))
		watch_values(a, m->origin);
	free(text);
	app_lend_functions(a);
	app_runs_refresh(a);
	app_debug_open(a);
	app_changed(a, CHANGED_MACHINE | CHANGED_RUN);
	app_note_problem(a);
	return true;
}

/* A definition that is not the file's whole text. */
static void load_again(struct app *a)
{
	struct asl_machine *m;
	struct err e;

	m = app_load(a, a->address, &e);
	if (!m) {
		app_note(a, NOTE_WARNING, "%s; what was read before is still shown", e.msg);
		return;
	}
	if (a->machine && a->machine->origin && m->origin->hash == a->machine->origin->hash) {
		asl_unref(m);
		return;
	}
	app_document_replace(a, m);
	app_note(a, NOTE_INFO, "%s was changed and has been read again", path_base(a->file));
	app_note_problem(a);
}

void app_reload(struct app *a)
{
	if (a->doc && !app_document_reload(a))
		load_again(a);
}

bool app_set_resource(struct app *a, const struct asl_state *s, const char *arn, struct err *e)
{
	const struct asl_state *in_text;
	char *text = NULL, *label;
	size_t len;
	bool ok;

	if (!app_can_edit_states(a, e))
		return false;
	in_text = asl_state_at(app_text_machine(a), s->path);
	if (!in_text)
		return err_set(e, ERR_NOT_FOUND, "there is no state \"%.80s\" in the text any more", s->name);
	if (!asl_edit_set_string(app_text_machine(a), in_text, "Resource", arn, &text, &len, e))
		return false;
	label = xasprintf("the resource of %s", s->name);
	ok = app_edit_text(a, text, len, label, e);
	free(label);
	free(text);
	return ok;
}
