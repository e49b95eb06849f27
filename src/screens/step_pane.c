/*
 * The step pane: input, output, errors and attempts of the selected state at the cursor, as a tree that unfolds; or of the whole
 * execution, when no state is selected. Two lines above the tree say what happened in words.
 */
#include <stdlib.h>
#include <string.h>

#include "app/app_debug.h"
#include "app/describe.h"
#include "app/record.h"
#include "asl/diag.h"
#include "asl/label.h"
#include "screens/ask.h"
#include "screens/branches.h"
#include "screens/counts.h"
#include "screens/json_view.h"
#include "screens/lens_show.h"
#include "screens/where.h"
#include "ui/glyph.h"

#define HEAD_ROWS 2

struct step_pane {
	struct workbench *wb;
	struct json_view view;
	VEC(char *) seen;		/* members that have been shown once: they open themselves then, later as the person left them */
	char *head[HEAD_ROWS];
	enum style head_style[HEAD_ROWS];
	struct why why;			/* of what was decided at the cursor; rows between head and tree */
	bool flow, diff;		/* the tree has the stages of the data flow; what they changed */
};

enum style style_of_status(enum state_status s)
{
	static const enum style styles[] = {
		[STATE_IDLE] = ST_IDLE, [STATE_RUNNING] = ST_RUNNING, [STATE_SUCCEEDED] = ST_SUCCEEDED, [STATE_FAILED] = ST_FAILED,
		[STATE_RETRYING] = ST_RETRYING, [STATE_CAUGHT] = ST_CAUGHT, [STATE_ABORTED] = ST_ABORTED,
	};

	return styles[s];
}

static void set_head(struct step_pane *d, int i, enum style st, struct str *text)
{
	free(d->head[i]);
	d->head[i] = str_take(text);
	d->head_style[i] = st;
}

/* The watched expressions at the cursor's moment, of the step that is shown (-1: of the execution). */
static void add_watches(struct step_pane *d, struct app *a, int step)
{
	cJSON *all = NULL;
	struct moment m;

	if (!a->debugger.watches.n || !app_debug_moment(a, step, &m))
		return;
	all = cJSON_CreateObject();
	for (size_t i = 0; i < a->debugger.watches.n; i++) {
		const char *text = a->debugger.watches.v[i].text;
		struct value *v = NULL;
		struct err e;

		if (!evaluate(text, &m, &v, &e))
			json_set(all, text, cJSON_CreateString(e.msg));
		else
			json_set(all, text, v ? json_copy(value_node(v)) : cJSON_CreateString("(no value here)"));
		value_unref(v);
	}
	moment_done(&m);
	json_view_add_take(&d->view, "watches", all);
}

/* --- the execution ------------------------------------------------------------------------------------------------ */

/* Of an imported one: the file, what it lacked, how it compares with what our engine does. */
static cJSON *record_node(const struct run *r)
{
	const struct record *rec = r->record;
	cJSON *o = cJSON_CreateObject(), *notes = cJSON_CreateArray();

	cJSON_AddStringToObject(o, "file", rec->origin);
	cJSON_AddStringToObject(o, "replay", rec->verdict ? rec->verdict : rec->replaying ? "under way" : "no definition to replay it by");
	for (size_t i = 0; i < rec->notes.n; i++)
		json_append(notes, cJSON_CreateString(rec->notes.v[i]));
	if (notes->child)
		cJSON_AddItemToObject(o, "notes", notes);
	else
		cJSON_Delete(notes);
	return o;
}

static void show_execution(struct step_pane *d, struct run *r)
{
	const struct projection *at = r->at;
	struct str line = {0};

	str_addf(&line, "Execution %s", r->name);
	set_head(d, 0, ST_STRONG, &line);
	str_adds(&line, run_is_interrupted(r) && r->cursor == run_last(r) ? "interrupted: its process ended before it did"
		: exec_status_text(at->status));
	if (at->error) {
		str_adds(&line, "  ");
		describe_text(&line, at->error, 60);
	}
	set_head(d, 1, at->status == EXEC_SUCCEEDED ? ST_SUCCEEDED : at->status == EXEC_RUNNING ? ST_RUNNING : ST_FAILED, &line);
	json_view_begin(&d->view);
	add_watches(d, d->wb->sh->app, -1);
	json_view_add(&d->view, "input", run_input(r));
	json_view_add(&d->view, "output", at->output);
	json_view_add_text(&d->view, "error", at->error);
	json_view_add_text(&d->view, "cause", at->cause);
	if (r->record)
		json_view_add_take(&d->view, "record", record_node(r));
	json_view_end(&d->view);
}

/* --- a state ------------------------------------------------------------------------------------------------------ */

static int64_t between(const struct run *r, int32_t from, int32_t to)
{
	const struct event *a = history_at(r->history, from), *b = history_at(r->history, to);

	return a && b ? b->at_ms - a->at_ms : 0;
}

static const char *attempt_word(const struct step *s, const struct attempt *t)
{
	bool runs = s->status == STATE_RUNNING || s->status == STATE_RETRYING;

	if (t->timed_out)
		return "✗ timed out";
	if (t->failed)
		return "✗ failed";
	return t->ended ? "✓ succeeded" : runs ? "▶ running" : "– aborted";
}

/* The attempts as members of one object, so that they unfold: the name of each says how it went. */
static cJSON *attempts_node(const struct run *r, const struct step *s)
{
	cJSON *all = cJSON_CreateObject();
	struct str name = {0};

	for (size_t i = 0; i < s->attempts.n; i++) {
		const struct attempt *t = &s->attempts.v[i];
		cJSON *one = cJSON_CreateObject();

		str_reset(&name);
		str_addf(&name, "%zu %s", i + 1, attempt_word(s, t));
		if (t->error) {
			str_addc(&name, ' ');
			describe_text(&name, t->error, 50);
		}
		if (t->delay_ms) {
			str_adds(&name, " (waited ");
			describe_duration(&name, t->delay_ms);
			str_addc(&name, ')');
		}
		if (t->error)
			cJSON_AddStringToObject(one, "error", t->error);
		if (t->cause)
			cJSON_AddStringToObject(one, "cause", t->cause);
		if (t->ended)
			cJSON_AddNumberToObject(one, "took ms", (double)between(r, t->scheduled, t->ended));
		cJSON_AddNumberToObject(one, "scheduled at event", t->scheduled);
		if (t->plan && t->plan->attempt) {
			cJSON_AddNumberToObject(one, "next retry", t->plan->attempt);
			cJSON_AddNumberToObject(one, "of", t->plan->max_attempts);
			cJSON_AddNumberToObject(one, "after ms", (double)t->plan->delay_ms);
		}
		cJSON_AddItemToObject(all, str_get(&name), one);
	}
	str_done(&name);
	return all;
}

static void status_line(const struct run *r, const struct asl_state *st, const struct step *s, struct str *line)
{

	str_addf(line, "%s %s", state_status_glyph(s->status, false), state_status_text(s->status));
	if (!s->exited && run_branch_is_held(r, s->branch))
		str_adds(line, " " GLYPH_PAUSED " held");
	if (s->status == STATE_RETRYING) {
		int64_t left = s->retry_due_ms - run_now_ms(r);

		str_addf(line, ": retry %d of %d in ", s->retry_n, s->retry_max);
		describe_duration(line, left > 0 ? left : 0);
	} else if (s->status == STATE_RUNNING) {
		str_adds(line, " for ");
		describe_duration(line, run_now_ms(r) - history_at(r->history, s->entered)->at_ms);
	} else if (s->exited) {
		str_adds(line, " in ");
		describe_duration(line, between(r, s->entered, s->exited));
	}
	if (s->error) {
		str_adds(line, "  ");
		describe_text(line, s->error, 60);
		if (s->caught_by >= 0 && (size_t)s->caught_by < st->n_catchers) {
			str_addf(line, " → catcher %d → ", s->caught_by + 1);
			describe_text(line, st->catchers[s->caught_by].next.name ? st->catchers[s->caught_by].next.name : "?", 40);
		}
	}
}

static void add_definition(struct step_pane *d, const struct asl_state *st)
{
	cJSON_AddItemReferenceToObject(d->view.root, "definition", (cJSON *)(uintptr_t)st->node);
}

/* --- several at once: branches of a container, visits in several iterations --------------------------------------------- */

static void add_branches(struct step_pane *d, const struct run *r, const struct view *v, const struct asl_state *st)
{
	int32_t family = st->n_scopes ? view_family(v, st->index) : -1;

	if (family >= 0 && r->at->families.v[family].n)
		branches_add(&d->view, branches_word(st, 2), r->at, family);
}

/* How the branches of a container stand, and in which attempt. */
static void branches_line(const struct run *r, const struct view *v, const struct asl_state *st, struct str *line)
{
	int32_t family = st->n_scopes ? view_family(v, st->index) : -1;
	const struct family *f = family >= 0 ? &v->p->families.v[family] : NULL;
	int32_t n[STATE_STATUSES];

	if (!f || !branches_count(r, v, st, n))
		return;
	str_adds(line, "  ");
	counts_progress(n, 40, line);
	str_addf(line, " %s", branches_word(st, counts_sum(n)));
	if (f->attempt > 1)
		str_addf(line, ", attempt %d", f->attempt);
}

/* A state inside a Map of which no iteration is chosen. */
static void show_many(struct step_pane *d, const struct view *v, const struct asl_state *st, const struct view_mark *m)
{
	const struct asl_state *c = st->scope->container;
	struct str line = {0};

	while (c->scope->container && v->scopes[c->scope->index].kind == VIEW_MANY)
		c = c->scope->container;
	if (m->visits) {
		counts_words(m->by_status, m->visits == 1 ? "iteration" : "iterations", &line);
		set_head(d, 1, style_of_status(m->status), &line);
	} else {
		str_adds(&line, "· not entered at this moment");
		set_head(d, 1, ST_IDLE, &line);
	}
	str_addf(&line, "no iteration of %s is chosen: ( and ) choose one", c->name);
	json_view_add_text(&d->view, "note", str_get(&line));
	str_done(&line);
	if (view_family(v, c->index) >= 0)
		branches_add(&d->view, c->name, v->p, view_family(v, c->index));
}

/* --- an expression that failed --------------------------------------------------------------------------------------------- */

/* The event that the step's error is from, if that is an EvaluationFailed; NULL else. */
static const struct event *failed_evaluation(const struct run *r, const struct projection *p, const struct step *s)
{
	for (int32_t id = s->last; s->cause && id > s->entered; id--) {
		const struct event *ev = history_at(r->history, id);

		if (ev->type == EV_EvaluationFailed && ev->more && str_is(ev->more->cause, s->cause) && projection_step_of(p, id) >= 0 &&
			&p->steps.v[projection_step_of(p, id)] == s)
			return ev;
	}
	return NULL;
}

static void add_evaluation(struct step_pane *d, const struct run *r, const struct projection *p, const struct step *s)
{
	const struct event *ev = failed_evaluation(r, p, s);
	struct describe_evaluation e;
	cJSON *all;
	char *text;

	if (!ev)
		return;
	all = cJSON_CreateObject();
	if (ev->more->location)
		cJSON_AddStringToObject(all, "field", ev->more->location);
	if (describe_evaluation_parts(ev->more, &e)) {
		text = xstrndup(e.expression, e.len);
		cJSON_AddStringToObject(all, "expression", text);
		free(text);
	}
	cJSON_AddStringToObject(all, "what happened", e.says);
	json_view_add_take(&d->view, "evaluation", all);
}

/* --- one state ------------------------------------------------------------------------------------------------------------ */

/* The data flow of the visit, as far as the cursor has come. False where there is nothing to evaluate it by. */
static bool show_flow(struct step_pane *d, const struct run *r, const struct step *s)
{
	struct moment_facts facts;
	struct lens l;

	run_facts(r, &facts);
	if (!lens_look(r->at, (int)(s - r->at->steps.v), -1, LENS_ANY_ITEM, &facts, &l)) {
		json_view_add_text(&d->view, "data flow", r->machine->draft ? "the definition is not at hand" : "the input is not known");
		return false;
	}
	flow_show(&d->view, &l, d->diff);
	lens_done(&l);
	return true;
}

static void find_why(struct step_pane *d, const struct run *r, const struct step *s)
{
	struct moment_facts facts;

	run_facts(r, &facts);
	why_look(r->at, (int)(s - r->at->steps.v), r->cursor, -1, &facts, &d->why);
}

static void show_visit(struct step_pane *d, const struct view *v, const struct asl_state *st, const struct step *s)
{
	const struct run *r = workbench_run(d->wb);
	struct str line = {0};

	status_line(r, st, s, &line);
	set_head(d, 1, style_of_status(s->status), &line);
	find_why(d, r, s);
	if (d->flow && show_flow(d, r, s))
		return;
	json_view_add(&d->view, "input", s->input);
	json_view_add(&d->view, "output", s->output);
	json_view_add_text(&d->view, "error", s->error);
	json_view_add_text(&d->view, "cause", s->cause);
	add_evaluation(d, r, v->p, s);
	if (s->attempts.n)
		json_view_add_take(&d->view, "attempts", attempts_node(r, s));
	add_branches(d, r, v, st);
}

static void not_entered(struct step_pane *d, const struct view *v, const struct asl_state *st)
{
	struct str line = {0};

	if (!workbench_run(d->wb)) {
		str_adds(&line, "no execution is shown: r runs with the last input, R asks for one");
	} else {
		str_adds(&line, "· not entered at this moment");
		if (v && view_place_of(v, st->index) >= 0) {
			str_adds(&line, " in ");
			where_branch_text(v->p, view_place_of(v, st->index), " › ", &line);
		}
	}
	set_head(d, 1, ST_IDLE, &line);
}

static void show_state(struct step_pane *d, const struct asl_state *st)
{
	const struct view *v = workbench_view(d->wb);
	const struct step *s = workbench_step(d->wb);
	char *resource = st->type == ASL_TASK ? asl_resource_label(st) : NULL;
	struct view_mark m = {.kind = VIEW_NONE};
	struct str line = {0};

	if (v)
		view_state(v, st->index, &m);
	describe_text(&line, st->name, 60);
	str_addf(&line, "  %s%s%s", asl_type_text(st->type), resource && *resource ? " " : "", resource ? resource : "");
	if (s && m.visits > 1)
		str_addf(&line, "  visit %d of %d", s->visit, m.visits);
	if (v)
		branches_line(workbench_run(d->wb), v, st, &line);
	free(resource);
	set_head(d, 0, ST_STRONG, &line);
	json_view_begin(&d->view);
	if (workbench_run(d->wb))
		add_watches(d, d->wb->sh->app, s ? (int)(s - workbench_run(d->wb)->at->steps.v) : -1);
	if (s)
		show_visit(d, v, st, s);
	else if (m.kind == VIEW_MANY)
		show_many(d, v, st, &m);
	else
		not_entered(d, v, st);
	add_definition(d, st);
	json_view_end(&d->view);
}

/* A definition with errors: what is wrong, where. */
static void add_problems(struct step_pane *d, const struct asl_machine *m)
{
	cJSON *all = cJSON_CreateObject();
	struct str name = {0};

	for (size_t i = 0; i < m->diags->list.n; i++) {
		const struct diag *p = &m->diags->list.v[i];

		if (p->severity != DIAG_ERROR)
			continue;
		str_reset(&name);
		str_addf(&name, "%u:%u", p->span.line, p->span.col);
		cJSON_AddStringToObject(all, str_get(&name), p->message);
	}
	json_view_add_take(&d->view, "errors", all);
	str_done(&name);
}

static void show_nothing(struct step_pane *d, struct workbench *wb)
{
	const struct asl_machine *m = wb->machine;
	bool broken = m && !m->runnable;
	struct str line = {0};

	str_adds(&line, m ? m->name : "No state machine is open");
	set_head(d, 0, ST_STRONG, &line);
	str_adds(&line, !m ? "O opens or creates one; ? lists the keys" : broken ? "✗ this definition has errors: P lists them, e edits it"
		: "r runs with the last input, R asks for one; ? lists the keys");
	set_head(d, 1, broken ? ST_ERROR : ST_DIM, &line);
	json_view_begin(&d->view);
	if (broken)
		add_problems(d, m);
	if (m && m->root)
		cJSON_AddItemReferenceToObject(d->view.root, "definition", m->root);
	json_view_end(&d->view);
}

static bool was_seen(struct step_pane *d, const char *name)
{
	for (size_t i = 0; i < d->seen.n; i++)
		if (strcmp(d->seen.v[i], name) == 0)
			return true;
	VEC_PUSH(&d->seen, xstrdup(name));
	return false;
}

/* What unfolds and is shown for the first time opens itself; the definition stays closed. */
static void open_new_members(struct step_pane *d)
{
	struct tree *t = &d->view.tree;

	for (size_t i = 0; i < t->rows.n; i++) {
		const cJSON *n = t->rows.v[i].node;

		if (t->rows.v[i].depth == 0 && t->rows.v[i].expandable && strcmp(n->string, "definition") != 0 && !was_seen(d, n->string))
			tree_set_open(t, i, true);
	}
}

static void layout(struct pane *p);

/* The head, and the rows of why below it. */
static int above_tree(const struct step_pane *d, int rows)
{
	return HEAD_ROWS + why_rows(&d->why, rows - HEAD_ROWS);
}

static void update(struct pane *p, unsigned changed)
{
	struct step_pane *d = p->data;
	const struct asl_state *st = workbench_state(p->wb);

	if (!(changed & (CHANGED_MACHINE | CHANGED_RUN | CHANGED_EVENTS | CHANGED_SELECTION | CHANGED_DEBUGGER)))
		return;
	why_done(&d->why);
	if (st)
		show_state(d, st);
	else if (workbench_run(p->wb))
		show_execution(d, workbench_run(p->wb));
	else
		show_nothing(d, p->wb);
	open_new_members(d);
	if (p->cols)
		layout(p);		/* why needs more rows, or fewer */
}

/* --- the pane ----------------------------------------------------------------------------------------------------- */

static void open_pane(struct pane *p)
{
	struct step_pane *d = xcalloc(1, sizeof *d);

	json_view_init(&d->view);
	d->wb = p->wb;
	p->data = d;
}

static void done(struct pane *p)
{
	struct step_pane *d = p->data;

	json_view_done(&d->view);
	why_done(&d->why);
	for (size_t i = 0; i < d->seen.n; i++)
		free(d->seen.v[i]);
	VEC_DONE(&d->seen);
	for (int i = 0; i < HEAD_ROWS; i++)
		free(d->head[i]);
	free(d);
}

static void layout(struct pane *p)
{
	struct step_pane *d = p->data;

	int above = above_tree(d, p->rows);

	tree_wrap(&d->view.tree, p->wb->wrap ? p->cols : 0);
	tree_layout(&d->view.tree, p->rows > above ? p->rows - above : 0);
}

static void draw(const struct pane *p, struct surface *sf, bool focused)
{
	const struct step_pane *d = p->data;
	int above = above_tree(d, sf->rows);
	struct surface below = surface_sub(sf, 0, above, sf->cols, sf->rows - above);
	struct surface why = surface_sub(sf, 0, HEAD_ROWS, sf->cols, above - HEAD_ROWS);

	for (int i = 0; i < HEAD_ROWS; i++)
		if (d->head[i])
			surface_text(sf, 0, i, sf->cols, d->head_style[i], d->head[i]);
	why_draw(&d->why, &why);
	tree_draw(&d->view.tree, &below, focused);
}

/* A leaf opens as a page, where long text wraps and can be searched. */
static void page_leaf(struct pane *p)
{
	struct step_pane *d = p->data;
	const cJSON *n = json_view_node(&d->view);
	struct str text = {0};

	if (!n)
		return;
	json_view_text(n, &text);
	show_text(p->wb->sh, n->string ? n->string : "value", str_get(&text), text.len);
	str_done(&text);
}

static unsigned after_widget(struct pane *p, unsigned w)
{
	if (w & W_DONE)
		page_leaf(p);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static unsigned key(struct pane *p, const struct key *k)
{
	struct step_pane *d = p->data;
	struct key local = *k;

	if (k->code == K_MOUSE)
		local.mouse.y = (int16_t)(k->mouse.y - above_tree(d, p->rows));
	return after_widget(p, tree_key(&d->view.tree, &local));
}

static unsigned move(struct pane *p, enum move m)
{
	return after_widget(p, tree_move(&((struct step_pane *)p->data)->view.tree, m));
}

static void find(struct pane *p, const char *text, int direction, bool from_here)
{
	struct step_pane *d = p->data;

	if (text)
		tree_set_needle(&d->view.tree, text);
	if (!tree_search(&d->view.tree, direction, from_here))
		app_note(p->wb->sh->app, NOTE_WARNING, "not found in this step");
}

bool step_pane_copy(const struct pane *p, struct str *out)
{
	const struct step_pane *d = p->data;
	const cJSON *n = json_view_node(&d->view);

	if (n)
		json_view_text(n, out);
	return n != NULL;
}

void step_pane_path(const struct pane *p, struct str *out)
{
	json_view_path(&((const struct step_pane *)p->data)->view, out);
}

void step_pane_page(struct pane *p)
{
	page_leaf(p);
}

void step_pane_fold(struct pane *p, bool open)
{
	struct step_pane *d = p->data;

	if (open && tree_row(&d->view.tree))
		tree_open_all(&d->view.tree, d->view.tree.cursor, 10000);
	else
		tree_close_all(&d->view.tree);
}

void step_pane_flow(struct pane *p, enum step_flow what)
{
	struct step_pane *d = p->data;

	if (what == STEP_FLOW_DIFF)
		d->diff = d->flow ? !d->diff : true;
	d->flow = what == STEP_FLOW_TOGGLE ? !d->flow : true;
	update(p, CHANGED_SELECTION);
}

void step_pane_why(const struct pane *p, struct str *out)
{
	why_text(&((const struct step_pane *)p->data)->why, out);
}

static void title_more(const struct pane *p, struct str *out)
{
	const struct step_pane *d = p->data;

	if (d->flow)
		str_adds(out, d->diff ? "data flow, changes" : "data flow");
}

const struct pane_ops step_pane_ops = {
	.title = "Step", .keymap = "step", .open = open_pane, .update = update, .layout = layout, .draw = draw, .key = key,
	.move = move, .find = find, .title_more = title_more, .done = done,
};
