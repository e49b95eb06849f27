#include "app/save_case.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/describe.h"
#include "app/run_answers.h"
#include "app/test_run.h"
#include "asl/source.h"
#include "base/timefmt.h"

#define ROUNDS 6			/* at most: each takes away what the one before did not keep */
#define NAME_COLS 70
#define FILE_MAX_BYTES (64 << 20)

struct save_case {
	struct loop *loop;
	cJSON *tree;			/* the case */
	char *machine_file;		/* absolute */
	char *trial;			/* a file for executing it */
	struct test_file *file;
	struct test_job *job;
	int round;
	bool passes, over;
	struct str notes;
};

/* --- paths -------------------------------------------------------------------------------------------------------- */

char *path_between(const char *dir, const char *file)
{
	char *from = path_absolute(dir), *to = path_absolute(file);
	struct str out = {0};
	size_t same = 0;

	for (size_t i = 0; from[i] == to[i] && from[i]; i++)
		if (from[i] == '/')
			same = i + 1;
	if (strncmp(from, to, strlen(from)) == 0 && to[strlen(from)] == '/')
		same = strlen(from) + 1;
	if (same <= strlen(from))
		for (const char *p = from + same; *p; p = strchr(p, '/') ? strchr(p, '/') + 1 : p + strlen(p))
			str_adds(&out, "../");
	str_adds(&out, to + same);
	free(from);
	free(to);
	return str_take(&out);
}

char *save_case_address(const struct asl_machine *m)
{
	if (m->origin && m->origin->source)
		return asl_address_make(m->origin->source, m->origin->name);
	return m->file ? xstrdup(m->file) : NULL;
}

/* --- what is expected --------------------------------------------------------------------------------------------- */

/* Seconds, by state: backoffs before retries, and the time in Wait states. */
static int64_t waited_ms(const struct run *r, const struct step *s)
{
	const struct asl_state *st = s->state >= 0 ? r->machine->states[s->state] : NULL;
	int64_t ms = 0;

	for (size_t i = 1; i < s->attempts.n; i++)
		ms += s->attempts.v[i].delay_ms;
	if (st && st->type == ASL_WAIT && s->exited)
		ms += history_at(r->history, s->exited)->at_ms - history_at(r->history, s->entered)->at_ms;
	return ms;
}

static void add_to(cJSON *o, const char *name, double n)
{
	cJSON *m = cJSON_GetObjectItemCaseSensitive(o, name);

	if (m)
		cJSON_SetNumberValue(m, m->valuedouble + n);
	else
		json_add(o, name, cJSON_CreateNumber(n));
}

static void add_unless_empty(cJSON *o, const char *name, cJSON *take)
{
	if (take->child)
		json_add(o, name, take);
	else
		cJSON_Delete(take);
}

static cJSON *expectations(const struct run *r)
{
	cJSON *o = test_expect_of(r), *attempts = cJSON_CreateObject(), *waited = cJSON_CreateObject();

	for (size_t i = 0; i < r->at->steps.n; i++) {
		const struct step *s = &r->at->steps.v[i];

		if (s->state < 0)
			continue;
		if (s->attempts.n)
			add_to(attempts, s->name, (double)s->attempts.n);
		if (waited_ms(r, s))
			add_to(waited, s->name, (double)waited_ms(r, s));
	}
	for (cJSON *m = waited->child; m; m = m->next)
		cJSON_SetNumberValue(m, m->valuedouble / 1000);
	add_unless_empty(o, "attempts", attempts);
	add_unless_empty(o, "waited", waited);
	return o;
}

/* --- the case ----------------------------------------------------------------------------------------------------- */

static char *name_for(const struct run *r)
{
	struct str s = {0};

	if (r->at->status == EXEC_SUCCEEDED) {
		str_adds(&s, "succeeds");
	} else {
		str_adds(&s, r->at->status == EXEC_TIMED_OUT ? "runs out of time" : "fails");
		if (r->at->error) {
			str_adds(&s, " with ");
			describe_text(&s, r->at->error, NAME_COLS);
		}
	}
	if (run_input(r) && json_count(value_node(run_input(r)))) {
		str_adds(&s, ": ");
		describe_value(&s, run_input(r), NAME_COLS);
	}
	return str_take(&s);
}

static void add_start(cJSON *o, const struct run *r)
{
	struct engine_options eo = r->stored.options;
	const struct event *first = history_at(r->history, 1);
	char now[TIME_TEXT_SIZE];

	time_format(first ? first->at_ms : 0, now);
	json_add(o, "now", cJSON_CreateString(now));
	if (r->session)
		session_engine_options(r->session, &eo);
	if (eo.seed)
		json_add(o, "seed", json_new_int((int64_t)eo.seed));
	if (run_is_express(r))
		json_add(o, "type", cJSON_CreateString("EXPRESS"));
	if (r->stored.options.variables)
		json_add(o, "variables", json_copy(value_node(r->stored.options.variables)));
	if (r->stored.options.context)
		json_add(o, "context", json_copy(value_node(r->stored.options.context)));
}

static cJSON *tree_of(const struct run *r, const char *name, struct str *notes)
{
	cJSON *o = cJSON_CreateObject();
	char *own = name && *name ? NULL : name_for(r);
	struct value *mocks = run_answers(r, notes);

	json_add(o, "name", cJSON_CreateString(own ? own : name));
	json_add(o, "input", run_input(r) ? json_copy(value_node(run_input(r))) : cJSON_CreateObject());
	if (json_count(json_get(value_node(mocks), "States")))
		json_add(o, "mocks", json_copy(value_node(mocks)));
	add_start(o, r);
	json_add(o, "expect", expectations(r));
	value_unref(mocks);
	free(own);
	return o;
}

static bool can_be_saved(const struct run *r, const char *machine_file, struct err *e)
{
	if (run_is_live(r) || run_status(r) == EXEC_RUNNING)
		return err_set(e, ERR_USAGE, "the execution has not ended: a test case needs its end");
	if (run_status(r) == EXEC_ABORTED)
		return err_set(e, ERR_USAGE, "the execution was stopped from outside: a test case cannot do that again");
	if (r->machine->draft || !machine_file)
		return err_set(e, ERR_USAGE, "the execution's definition is not in a file: a test case needs one that can be executed");
	return true;
}

/* --- trying it out -------------------------------------------------------------------------------------------------- */

static bool trial_path(struct save_case *s, struct err *e)
{
	const char *tmp = getenv("TMPDIR");
	char *path = xasprintf("%s/aslant-XXXXXX.test.json", tmp && *tmp ? tmp : "/tmp");
	int fd = mkstemps(path, (int)strlen(".test.json"));

	if (fd < 0) {
		free(path);
		return err_set(e, ERR_IO, "there is no place for a temporary file (TMPDIR)");
	}
	close(fd);
	s->trial = path;
	return true;
}

static cJSON *file_tree(const struct save_case *s, const char *machine)
{
	cJSON *o = cJSON_CreateObject(), *cases = cJSON_CreateArray();

	json_add(o, "machine", cJSON_CreateString(machine));
	json_append(cases, json_copy(s->tree));
	json_add(o, "cases", cases);
	return o;
}

static void trial_end(struct save_case *s)
{
	test_job_free(s->job);
	test_file_free(s->file);
	s->job = NULL;
	s->file = NULL;
}

static bool trial_begin(struct save_case *s, struct err *e)
{
	cJSON *tree = file_tree(s, s->machine_file);
	struct str text = {0};
	bool ok;

	trial_end(s);
	s->round++;
	json_print_pretty(&text, tree, 0);
	cJSON_Delete(tree);
	ok = file_write_atomic(s->trial, str_get(&text), text.len, e) && (s->file = test_file_read(s->trial, 0, e)) &&
		(s->job = test_job_new(s->loop, s->file, &s->file->cases.v[0], e));
	str_done(&text);
	return ok;
}

/* Which member of `expect`, and of it which, has the node: of a state's expectations one goes, not all. */
static bool drop_of(struct save_case *s, const cJSON *node)
{
	const cJSON *expect = s->file->cases.v[0].expect;
	cJSON *own = cJSON_GetObjectItemCaseSensitive(s->tree, "expect");

	for (const cJSON *m = expect->child; m; m = m->next) {
		cJSON *mine = cJSON_GetObjectItemCaseSensitive(own, m->string);

		if (m == node && mine) {
			cJSON_DeleteItemFromObjectCaseSensitive(own, m->string);
			return true;
		}
		for (const cJSON *k = cJSON_IsObject(m) ? m->child : NULL; k; k = k->next)
			if (k == node && mine && json_get(mine, k->string)) {
				cJSON_DeleteItemFromObjectCaseSensitive(mine, k->string);
				if (!mine->child)
					cJSON_DeleteItemFromObjectCaseSensitive(own, m->string);
				return true;
			}
	}
	return false;
}

static PRINTF_LIKE(2, 3) void note(struct save_case *s, const char *fmt, ...)
{
	va_list ap;

	if (s->notes.len)
		str_addc(&s->notes, '\n');
	va_start(ap, fmt);
	str_vaddf(&s->notes, fmt, ap);
	va_end(ap);
}

/* True if another round makes sense: something was taken away. How it ended stays: a case that ends otherwise is another one. */
static bool mend(struct save_case *s, const struct test_differences *d)
{
	bool any = false;

	for (size_t i = 0; i < d->list.n; i++) {
		const struct test_difference *x = &d->list.v[i];

		if (str_is(x->what, "mocks") && !json_get(s->tree, "allowUnusedMocks")) {
			json_add(s->tree, "allowUnusedMocks", cJSON_CreateTrue());
			note(s, "not every answer is asked for again");
			any = true;
		} else if (x->node && !str_is(x->what, "status") && drop_of(s, x->node)) {
			note(s, "%s comes otherwise when it is executed again: it is not expected", x->what);
			any = true;
		}
	}
	return any;
}

static void trial_judge(struct save_case *s)
{
	const struct test_differences *d = test_job_differences(s->job);
	struct err e;

	s->passes = d->list.n == 0;
	s->over = true;
	if (s->passes || s->round >= ROUNDS)
		return;
	if (mend(s, d)) {
		s->over = !trial_begin(s, &e);
		if (s->over)
			note(s, "%s", e.msg);
		return;
	}
	note(s, "it does not pass: %s: expected %s, got %s", d->list.v[0].what, d->list.v[0].expected, d->list.v[0].got);
}

struct save_case *save_case_new(struct loop *l, const struct save_case_options *o, struct err *e)
{
	struct save_case *s;

	if (!can_be_saved(o->run, o->machine_file, e))
		return NULL;
	s = xcalloc(1, sizeof *s);
	s->loop = l;
	s->machine_file = path_absolute(o->machine_file);
	s->tree = tree_of(o->run, o->name, &s->notes);
	if (trial_path(s, e) && trial_begin(s, e))
		return s;
	save_case_free(s);
	return NULL;
}

void save_case_free(struct save_case *s)
{
	if (!s)
		return;
	trial_end(s);
	if (s->trial)
		unlink(s->trial);
	free(s->trial);
	free(s->machine_file);
	cJSON_Delete(s->tree);
	str_done(&s->notes);
	free(s);
}

bool save_case_turn(struct save_case *s, int64_t mono_us, int64_t *wait_us)
{
	*wait_us = 0;
	if (!s->over && test_job_turn(s->job, mono_us, wait_us)) {
		*wait_us = 0;
		trial_judge(s);
	}
	return s->over;
}

const char *save_case_notes(const struct save_case *s)
{
	return str_get(&s->notes);
}

bool save_case_passes(const struct save_case *s)
{
	return s->passes;
}

/* --- the file ------------------------------------------------------------------------------------------------------- */

/* A name that no case of the file has yet. */
static void rename_in(struct save_case *s, const cJSON *cases)
{
	const char *name = json_get_string(s->tree, "name");
	char *base = xstrdup(name), *free_name = xstrdup(name);

	for (int n = 2;; n++) {
		bool taken = false;

		for (const cJSON *c = cases->child; c; c = c->next)
			taken |= str_is(json_get_string(c, "name"), free_name);
		if (!taken)
			break;
		free(free_name);
		free_name = xasprintf("%s (%d)", base, n);
	}
	cJSON_ReplaceItemInObjectCaseSensitive(s->tree, "name", cJSON_CreateString(free_name));
	free(base);
	free(free_name);
}

/* Behind the last case, before the list's bracket; all else of the text stays. */
static bool print_into(struct save_case *s, const char *into, struct str *out, struct err *e)
{
	struct json_places *places = json_places_new();
	const cJSON *cases = NULL;
	cJSON *root = NULL;
	struct json_place p;
	size_t at;
	bool ok = json_parse(into, strlen(into), places, &root, e);

	if (ok) {
		cases = json_get(root, "cases");
		if (!cJSON_IsArray(cases) || !cases->child || !json_places_find(places, cases->child->prev, &p))
			ok = err_set(e, ERR_INVALID, "the file has no list of cases that one could be added to");
	}
	if (ok) {
		at = p.end;
		rename_in(s, cases);
		str_add(out, into, at);
		str_adds(out, ",\n    ");
		json_print_pretty(out, s->tree, 4);
		str_adds(out, into + at);
	}
	cJSON_Delete(root);
	json_places_free(places);
	return ok;
}

bool save_case_print(struct save_case *s, const char *path, const char *into, struct str *out, struct err *e)
{
	char *dir = path ? path_dir(path) : xstrdup("."), *machine = path_between(dir, s->machine_file);
	bool ok = true;

	if (into) {
		ok = print_into(s, into, out, e);
	} else {
		cJSON *tree = file_tree(s, machine);

		json_print_pretty(out, tree, 0);
		str_addc(out, '\n');
		cJSON_Delete(tree);
	}
	free(machine);
	free(dir);
	return ok;
}

bool save_case_fits(const char *path, const char *machine_file)
{
	struct test_file *f = file_exists(path) && machine_file ? test_file_read(path, 0, NULL) : NULL;
	char *of = f ? path_absolute(f->machine) : NULL, *own = f ? path_absolute(machine_file) : NULL;
	bool fits = f && str_is(of, own) && cJSON_IsArray(json_get(value_node(f->doc), "cases"));

	free(of);
	free(own);
	test_file_free(f);
	return fits;
}
