#include "app/record.h"

#include <stdlib.h>
#include <string.h>

#include "asl/source.h"
#include "history/decide.h"
#include "history/draft.h"

#define FILE_MAX ((size_t)2 << 30)
#define SNIFFED 65536			/* of a file, to see what it is */

static PRINTF_LIKE(2, 3) void note(struct record *rec, const char *fmt, ...)
{
	struct str s = {0};
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	VEC_PUSH(&rec->notes, str_take(&s));
}

void record_free(struct record *rec)
{
	if (!rec)
		return;
	for (size_t i = 0; i < rec->notes.n; i++)
		free(rec->notes.v[i]);
	VEC_DONE(&rec->notes);
	replay_free(rec->replay);
	free(rec->origin);
	free(rec->verdict);
	free(rec);
}

bool record_is(const char *path)
{
	static const char *const words[] = {"\"previousEventId\"", "\"previous_event_id\"", "EventDetails\"", "\"executionArn\""};
	char *text = NULL;
	bool is = false;

	if (!file_read_start(path, SNIFFED, &text, NULL, NULL))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(words) && !is; i++)
		is = strstr(text, words[i]) != NULL;
	free(text);
	return is;
}

/* --- which definition ---------------------------------------------------------------------------------------------------------------- */

static const struct {
	enum event_type entered;
	enum asl_type type;
} types[] = {
	{EV_PassStateEntered, ASL_PASS}, {EV_TaskStateEntered, ASL_TASK}, {EV_ChoiceStateEntered, ASL_CHOICE}, {EV_WaitStateEntered, ASL_WAIT},
	{EV_SucceedStateEntered, ASL_SUCCEED}, {EV_FailStateEntered, ASL_FAIL}, {EV_ParallelStateEntered, ASL_PARALLEL},
	{EV_MapStateEntered, ASL_MAP},
};

static enum asl_type type_of(enum event_type t)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (types[i].entered == t)
			return types[i].type;
	return ASL_UNKNOWN;
}

/* Names of states that the history enters and the machine has not, or not as that type; at most max are listed. How many events enter such. */
static size_t strangers(const struct history *h, const struct asl_machine *m, struct str *names, int max)
{
	const char *last = NULL;
	size_t n = 0;

	for (size_t i = 0; i < h->events.n; i++) {
		const struct event *ev = &h->events.v[i];
		const struct asl_state *s = event_is_entered((enum event_type)ev->type) && ev->name ? asl_state_at(m, ev->name) : NULL;

		if (!event_is_entered((enum event_type)ev->type) || (s && s->type == type_of((enum event_type)ev->type)))
			continue;
		n++;
		if (names && max > 0 && ev->name != last) {
			str_addf(names, "%s%.60s", names->len ? ", " : "", ev->name ? ev->name : "?");
			last = ev->name;
			max--;
		}
	}
	return n;
}

static bool fits(const struct history *h, const struct asl_machine *m)
{
	return m->n_states > 0 && strangers(h, m, NULL, 0) == 0;
}

/* A definition's text inside of what describe-state-machine prints; NULL: it is none of that. Caller frees. */
static char *described_definition(const char *text, size_t len)
{
	cJSON *root = NULL;
	const char *inner;
	char *copy;

	if (!json_parse(text, len, NULL, &root, NULL))
		return NULL;
	inner = asl_is_definition(root) ? NULL : json_get_string(root, "definition");
	copy = xstrdup(inner);
	cJSON_Delete(root);
	return copy;
}

static struct asl_machine *machine_from(const char *path, const char *name, bool express, struct err *e)
{
	struct asl_options o = {.express = express};
	char *text, *inner;
	size_t len;
	struct asl_machine *m;

	if (!file_read(path, (size_t)16 << 20, &text, &len, e))
		return NULL;
	inner = described_definition(text, len);
	free(text);
	if (!inner)
		return asl_load_with(path, &o, e);
	m = asl_parse_with(inner, strlen(inner), name, NULL, &o);
	free(inner);
	return m;
}

static struct asl_machine *draft_machine(const struct imported *x)
{
	const char *name = x->machine_name ? x->machine_name : "history";
	char *comment = xasprintf("Made from the events of execution %s: rules, paths and templates are not in a history.", x->name ? x->name : "?");
	char *text = history_draft(&x->history, comment);
	struct asl_machine *m = asl_parse_with(text, strlen(text), name, NULL, &(struct asl_options){.draft = true});

	free(comment);
	free(text);
	return m;
}

/* The machine of the workspace that has all states of the history; of several the one with the recorded machine's name, else none. */
static struct asl_machine *machine_in(const struct workspace *w, const struct imported *x)
{
	struct asl_machine *found = NULL;
	size_t n = 0;

	for (size_t i = 0; w && i < w->machines.n; i++) {
		struct err ignored;
		struct asl_machine *m = asl_load_with(w->machines.v[i].file, &(struct asl_options){.express = x->express}, &ignored);

		if (m && fits(&x->history, m)) {
			n++;
			if (!found || str_is(m->name, x->machine_name)) {
				asl_unref(found);
				found = m;
				n = str_is(m->name, x->machine_name) ? 1 : n;
				if (n == 1 && str_is(m->name, x->machine_name))
					return found;
				continue;
			}
		}
		asl_unref(m);
	}
	if (n != 1) {
		asl_unref(found);
		return NULL;
	}
	return found;
}

static struct asl_machine *choose(const struct record_options *o, const struct imported *x, struct record *rec, struct err *e)
{
	const char *name = x->machine_name ? x->machine_name : "history";
	struct asl_machine *m = NULL;

	if (o->definition && strcmp(o->definition, "none") != 0)
		return machine_from(o->definition, name, x->express, e);
	if (!o->definition && x->definition)
		m = asl_parse_with(x->definition, strlen(x->definition), name, NULL, &(struct asl_options){.express = x->express});
	else if (!o->definition && o->open && !o->open->draft && fits(&x->history, o->open))
		m = asl_ref(o->open);
	else if (!o->definition)
		m = machine_in(o->workspace, x);
	if (m && m->file)
		note(rec, "the definition is %s, which has all states of the record", m->file);
	if (m)
		return m;
	note(rec, "there is no definition: the picture is made of what the history shows");
	return draft_machine(x);
}

/* --- the run ------------------------------------------------------------------------------------------------------------------------------ */

static char *name_of_file(const char *path)
{
	const char *base = path_base(path), *dot = strchr(base, '.');

	return dot && dot > base ? xstrndup(base, (size_t)(dot - base)) : xstrdup(base);
}

/* As the store would have given it. */
static void into_stored(struct imported *x, struct asl_machine *m, const char *path, struct store_execution *out)
{
	struct store_row *row = &out->row;

	row->arn = xstrdup(x->execution_arn);
	row->machine_arn = xstrdup(x->machine_arn);
	row->name = x->name ? xstrdup(x->name) : name_of_file(path);
	row->machine = xstrdup(m->name);
	row->file = xstrdup(asl_machine_address(m));
	row->machine_hash = m->hash;
	row->status = x->status;
	row->start_ms = x->start_ms;
	row->stop_ms = x->stop_ms;
	row->n_events = (int32_t)x->history.events.n;
	row->error = xstrdup(x->error);
	row->cause = xstrdup(x->cause);
	row->origin = xstrdup(path);
	row->draft = m->draft;
	out->machine = asl_ref(m);
	out->input = value_ref(x->input);
	out->output = value_ref(x->output);
	out->options.express = x->express;
	out->history = x->history;
	history_init(&x->history);
}

static void note_strangers(struct record *rec, const struct history *h, const struct asl_machine *m)
{
	struct str names = {0};
	size_t n = strangers(h, m, &names, 5);

	if (n)
		note(rec, "%zu of the events enter states that the definition does not have so: %s", n, str_get(&names));
	str_done(&names);
}

static void begin_replay(struct run *r)
{
	struct record *rec = r->record;
	struct replay_source src = {.machine = r->machine, .history = r->history, .execution_arn = r->stored.row.arn, .name = r->name,
		.express = r->stored.options.express};

	if (r->machine->draft)
		return;
	rec->replay = replay_new(&src);
	rec->replaying = true;
}

void record_attach(struct run *r, const char *origin)
{
	r->record = xcalloc(1, sizeof *r->record);
	r->record->origin = xstrdup(origin);
	begin_replay(r);
}

static struct run *run_of(struct imported *x, struct asl_machine *m, const char *path, struct record *rec)
{
	struct store_execution stored = {0};
	struct run *r;

	history_link(&x->history, m);
	history_decide(&x->history, m);
	into_stored(x, m, path, &stored);
	r = run_stored_take(&stored);
	r->noted = 0;
	r->ended = false;
	r->record = rec;
	note_strangers(rec, r->history, m);
	begin_replay(r);
	return r;
}

static bool read_import(const char *path, struct imported *x, struct err *e)
{
	char *text;
	size_t len;
	bool ok;

	if (!file_read(path, FILE_MAX, &text, &len, e))
		return false;
	ok = history_import(text, len, x, e) || err_prefix(e, path);
	free(text);
	return ok;
}

struct run *record_open(const struct record_options *o, struct err *e)
{
	struct record *rec;
	struct imported x;
	struct asl_machine *m;
	struct run *r = NULL;

	if (!read_import(o->path, &x, e))
		return NULL;
	rec = xcalloc(1, sizeof *rec);
	rec->origin = xstrdup(o->path);
	for (size_t i = 0; i < x.notes.n; i++)
		note(rec, "%s", x.notes.v[i]);
	m = choose(o, &x, rec, e);
	if (m)
		r = run_of(&x, m, o->path, rec);
	else
		record_free(rec);
	asl_unref(m);
	imported_done(&x);
	return r;
}

/* --- the replay --------------------------------------------------------------------------------------------------------------------------- */

static char *verdict_of(const struct run *r)
{
	const struct replay *p = r->record->replay;
	const struct replay_difference *d = p->differences.n ? &p->differences.v[0] : NULL;

	if (d && d->event)
		return xasprintf("replayed, it differs first at event #%d: %s", (int)d->event, d->text);
	if (d)
		return xasprintf("replayed, it differs: %s", d->text);
	if (p->why)
		return xasprintf("it cannot be replayed%s: %s", p->ours && p->ours->events.n ? " to its end" : "", p->why);
	return xasprintf("replayed, all %zu events agree%s", r->history->events.n,
		event_is_end((enum event_type)r->history->events.v[r->history->events.n - 1].type) ? "" : ": the record ends before the execution does");
}

bool record_work(struct run *r, int budget)
{
	struct record *rec = r->record;

	if (!rec || !rec->replaying)
		return false;
	rec->replaying = replay_work(rec->replay, budget);
	if (!rec->replaying)
		rec->verdict = verdict_of(r);
	return rec->replaying;
}

const struct replay_difference *record_difference(const struct run *r, int32_t event)
{
	const struct replay *p = r->record ? r->record->replay : NULL;
	size_t lo = 0, hi = p ? p->differences.n : 0;

	while (lo < hi) {		/* in order of event, those behind the end (0) last */
		size_t mid = (lo + hi) / 2;
		int32_t at = p->differences.v[mid].event;

		if (at && at < event)
			lo = mid + 1;
		else
			hi = mid;
	}
	return p && lo < p->differences.n && p->differences.v[lo].event == event ? &p->differences.v[lo] : NULL;
}
