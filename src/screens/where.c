/*
 * Where the person is: the selected state, and the place, which is the branch or iteration that is looked at. Both follow the cursor along
 * the history, and the person. While an execution runs freely, one iteration is followed from its beginning to its end, and what runs
 * beside it does not take the eye away.
 */
#include <stdlib.h>
#include <string.h>

#include "app/app_children.h"
#include "app/describe.h"
#include "base/utf8.h"
#include "screens/where.h"

const struct asl_state *workbench_state(const struct workbench *wb)
{
	return wb->machine && wb->selected >= 0 && (size_t)wb->selected < wb->machine->n_states ? wb->machine->states[wb->selected] : NULL;
}

const struct view *workbench_view(const struct workbench *wb)
{
	const struct run *r = workbench_run(wb);

	return r && r->serial == wb->view_of && r->at == wb->view.p && wb->machine && r->machine->hash == wb->machine->hash ? &wb->view : NULL;
}

const struct step *workbench_step(const struct workbench *wb)
{
	const struct view *v = workbench_view(wb);
	const struct step *s;

	if (!v || !workbench_state(wb))
		return NULL;
	s = v->p->current >= 0 ? &v->p->steps.v[v->p->current] : NULL;
	if (s && s->state == wb->selected && s->branch == view_place_of(v, s->state))
		return s;		/* the event speaks of it, even if the state has been entered again since */
	return view_step(v, wb->selected);
}

static void remember(struct workbench *wb, int state)
{
	wb->selected = state;
	free(wb->selected_path);
	wb->selected_path = workbench_state(wb) ? xstrdup(workbench_state(wb)->path) : NULL;
}

static void see_from(struct workbench *wb, int32_t place)
{
	const struct run *r = workbench_run(wb);

	view_set(&wb->view, r ? r->at : NULL, place);
	wb->view_of = r ? r->serial : 0;
}

/* --- the person chooses ------------------------------------------------------------------------------------------------------ */

void workbench_go(struct workbench *wb, int32_t place, int state)
{
	const struct run *r = workbench_run(wb);

	wb->pinned = r && r->follow;
	wb->choices++;
	remember(wb, state);
	see_from(wb, place);
	workbench_changed(wb, CHANGED_SELECTION);
}

void workbench_select(struct workbench *wb, int state)
{
	if (state == wb->selected)
		wb->pinned = workbench_run(wb) && workbench_run(wb)->follow;
	else
		workbench_go(wb, wb->view.place, state);
}

void where_again(struct workbench *wb)
{
	const struct asl_state *again = wb->machine && wb->selected_path ? asl_state_at(wb->machine, wb->selected_path) : NULL;

	remember(wb, again ? again->index : SELECTED_EXECUTION);
}

/* --- the cursor moves -------------------------------------------------------------------------------------------------------- */

static bool runs_freely(const struct run *r)
{
	return r->follow && run_is_live(r) && !session_is_paused(r->session);
}

/* Does the branch still run, in what its container is doing now? */
static bool goes_on(const struct projection *p, int32_t b)
{
	const struct family *f = &p->families.v[p->branches.v[b].family];

	return !p->branches.v[b].ended && p->steps.v[f->step].family == p->branches.v[b].family;
}

/* Which branch to look at now that an event of `newest` has come: the old one, or what runs inside of it, as long as it runs. */
static int32_t follow_place(const struct projection *p, int32_t old, int32_t newest)
{
	while (old >= 0 && !goes_on(p, old))
		old = projection_branch_up(p, old);
	return old < 0 || projection_branch_in(p, newest, old) ? newest : old;
}

static int state_of_step(const struct projection *p, int step)
{
	return step >= 0 ? p->steps.v[step].state : SELECTED_EXECUTION;
}

static void follow(struct workbench *wb, const struct run *r)
{
	const struct projection *p = r->at;
	int32_t place = p->branch;

	if (runs_freely(r) && wb->view.p == p)
		place = follow_place(p, wb->view.place, p->branch);
	see_from(wb, place);
	remember(wb, state_of_step(p, place == p->branch ? p->current : p->branches.v[place].last_step));
}

unsigned where_follow(struct workbench *wb)
{
	const struct run *r = workbench_run(wb);
	int32_t place = wb->view.place;
	int selected = wb->selected;

	if (!r || r->serial != wb->view_of)
		place = -1;
	if (!r || (r->cursor == wb->last_cursor && r->serial == wb->view_of)) {
		see_from(wb, place);
		return 0;
	}
	if (r->serial != wb->view_of)
		wb->view.p = NULL;
	wb->last_cursor = r->cursor;
	if (wb->pinned && r->follow) {
		see_from(wb, place);
		return 0;
	}
	wb->pinned = false;
	follow(wb, r);
	return wb->selected != selected || wb->view.place != place ? CHANGED_SELECTION : 0;
}

/* --- containers: in, out, along ----------------------------------------------------------------------------------------------- */

/* The step of branch b that one wants to see first: the one that failed it, else the newest. */
static int telling_step(const struct projection *p, int32_t b)
{
	int i = p->branches.v[b].failed_step;

	while (i >= 0 && p->steps.v[i].branch != b)
		i = p->steps.v[i].parent;
	return i >= 0 ? i : p->branches.v[b].last_step;
}

static int state_in_branch(const struct projection *p, int32_t b)
{
	int i = telling_step(p, b);

	return i >= 0 ? p->steps.v[i].state : p->steps.v[p->families.v[p->branches.v[b].family].step].state;
}

int32_t where_telling_branch(const struct projection *p, int32_t family)
{
	int32_t running = -1, least = -1, failed = -1;

	for (int32_t b = p->branch; b >= 0; b = projection_branch_up(p, b))
		if (p->branches.v[b].family == family)
			return b;
	for (int32_t b = p->families.v[family].first; b >= 0; b = p->branches.v[b].next) {
		const struct branch *br = &p->branches.v[b];

		if (br->status == STATE_FAILED && (failed < 0 || br->index < p->branches.v[failed].index))
			failed = b;
		if (!br->ended && (running < 0 || br->index < p->branches.v[running].index))
			running = b;
		if (least < 0 || br->index < p->branches.v[least].index)
			least = b;
	}
	return failed >= 0 ? failed : running >= 0 ? running : least;
}

bool workbench_enter(struct workbench *wb)
{
	const struct asl_state *st = workbench_state(wb);
	const struct view *v = workbench_view(wb);
	int32_t family = v && st ? view_family(v, st->index) : -1, b;

	if (!st || !st->n_scopes)
		return false;
	graph_pane_fold(&wb->panes[PANE_GRAPH], 1);
	b = family >= 0 ? where_telling_branch(v->p, family) : -1;
	if (b >= 0)
		workbench_go(wb, b, state_in_branch(v->p, b));
	else if (st->scopes[0]->start)
		workbench_go(wb, wb->view.place, st->scopes[0]->start->index);
	return true;
}

/* The execution has a model of its own of the same definition: states are the same by their indexes. */
static bool is_state(const struct asl_state *a, const struct asl_state *b)
{
	return a && b && a->index == b->index;
}

static bool is_outermost(const struct view *v, const struct asl_scope *scope)
{
	return v && v->root && scope->index == v->root->index;
}

/* The branch of container c that the place is, or is inside of; -1: none. */
static int32_t branch_of(const struct view *v, const struct asl_state *c)
{
	int32_t b = v->place;

	while (b >= 0 && !is_state(projection_container(v->p, b), c))
		b = projection_branch_up(v->p, b);
	return b;
}

void workbench_leave(struct workbench *wb)
{
	const struct asl_state *st = workbench_state(wb), *around = st ? st->scope->container : NULL;
	const struct view *v = workbench_view(wb);
	int32_t branch;

	if (v && st && is_outermost(v, st->scope))
		around = NULL;
	if (v && st && branch_of(v, st) >= 0)
		around = st;		/* the container itself is selected, but one of its iterations is looked at */
	branch = v && around ? branch_of(v, around) : -1;
	workbench_go(wb, branch >= 0 ? projection_branch_up(v->p, branch) : around ? wb->view.place : -1,
		around ? around->index : SELECTED_EXECUTION);
}

/* The container whose branches `iteration` goes along; NULL: the selection is outside of all. */
static const struct asl_state *container_here(const struct workbench *wb, const struct view *v)
{
	const struct asl_state *st = workbench_state(wb), *c;

	if (!st)
		return NULL;
	c = branch_of(v, st) >= 0 || !st->scope->container ? st : st->scope->container;
	while (c && c->scope->container && v->scopes[c->scope->index].kind == VIEW_MANY)
		c = c->scope->container;	/* which one of the outer Map? That comes first */
	return c;
}

/* The next branch of a family in the order of their indexes that has begun (and failed, if wanted); -1: none. */
static int32_t next_branch(const struct projection *p, int32_t family, int32_t index, int dir, bool failed)
{
	int32_t best = -1;

	for (int32_t b = p->families.v[family].first; b >= 0; b = p->branches.v[b].next) {
		const struct branch *br = &p->branches.v[b];

		if (failed && br->status != STATE_FAILED)
			continue;
		if (dir > 0 ? br->index <= index : br->index >= index)
			continue;
		if (best < 0 || (dir > 0 ? br->index < p->branches.v[best].index : br->index > p->branches.v[best].index))
			best = b;
	}
	return best;
}

/* The selected state stays where the new branch has it, too. */
static void go_to_branch(struct workbench *wb, const struct projection *p, int32_t b)
{
	const struct asl_state *st = workbench_state(wb), *c = projection_container(p, b);
	bool stays = st && c && c->type == ASL_MAP && is_state(st->scope->container, c);

	workbench_go(wb, b, stays ? st->index : state_in_branch(p, b));
}

static int32_t branch_wanted(const struct view *v, int32_t family, enum where_iteration which, int32_t index)
{
	int32_t chosen = v->place, b;

	if (which == ITERATION_NUMBER)
		return projection_branch_at(v->p, family, index);
	while (chosen >= 0 && v->p->branches.v[chosen].family != family)
		chosen = projection_branch_up(v->p, chosen);
	if (chosen < 0 && which != ITERATION_FAILED)
		return where_telling_branch(v->p, family);
	index = chosen < 0 ? -1 : v->p->branches.v[chosen].index;
	b = next_branch(v->p, family, index, which == ITERATION_PREVIOUS ? -1 : 1, which == ITERATION_FAILED);
	return b < 0 && which == ITERATION_FAILED ? next_branch(v->p, family, -1, 1, true) : b;
}

static void no_such(struct workbench *wb, enum where_iteration which, int32_t index, const char *name)
{
	struct app *a = wb->sh->app;

	if (which == ITERATION_NUMBER)
		app_note(a, NOTE_INFO, "%.80s[%d] has not begun at this moment", name, index);
	else if (which == ITERATION_FAILED)
		app_note(a, NOTE_INFO, "none of %.80s has failed at this moment", name);
	else
		app_note(a, NOTE_INFO, "this is the %s of %.80s that has begun", which == ITERATION_NEXT ? "last" : "first", name);
}

void workbench_iteration(struct workbench *wb, enum where_iteration which, int32_t index, struct err *e)
{
	const struct view *v = workbench_view(wb);
	const struct asl_state *c = v ? container_here(wb, v) : NULL;
	int32_t family, b;

	if (!c || !c->n_scopes) {
		err_set(e, ERR_USAGE, "select a Map or Parallel that has run, or a state inside");
		return;
	}
	family = view_family(v, c->index);
	if (family < 0 || !v->p->families.v[family].begun) {
		app_note(wb->sh->app, NOTE_INFO, "nothing of %.80s has begun at this moment", c->name);
		return;
	}
	b = branch_wanted(v, family, which, index);
	if (b >= 0)
		go_to_branch(wb, v->p, b);
	else
		no_such(wb, which, index, c->name);
}

/* --- in words ------------------------------------------------------------------------------------------------------------------ */

static void add_index(const struct projection *p, int32_t branch, struct str *out)
{
	const struct branch *b = &p->branches.v[branch];
	const struct family *f = &p->families.v[b->family];

	str_addf(out, "[%d]", b->index);
	if (p->steps.v[f->step].family != b->family)
		str_addf(out, " (attempt %d)", f->attempt);
}

void where_branch_text(const struct projection *p, int32_t branch, const char *between, struct str *out)
{
	int32_t up = projection_branch_up(p, branch);
	const char *name = branch < 0 ? NULL : p->steps.v[p->families.v[p->branches.v[branch].family].step].name;

	if (branch < 0)
		return;
	where_branch_text(p, up, between, out);
	if (up >= 0)
		str_adds(out, between);
	describe_text(out, name ? name : "?", 40);
	add_index(p, branch, out);
}

/* --- executions inside executions ----------------------------------------------------------------------------------------- */

void where_from(const struct workbench *wb, struct str *out)
{
	if (app_has_parent(wb->sh->app))
		str_adds(out, wb->from ? wb->from : "…");
}

void where_set_from(struct workbench *wb, const char *from)
{
	char *copy = xstrdup(from);

	free(wb->from);
	wb->from = copy;
}

/* Two parts: the machine, and its state. */
void where_back(struct workbench *wb)
{
	char *last = NULL;

	for (int i = 0; wb->from && i < 2; i++) {
		last = NULL;
		for (char *at = strstr(wb->from, " › "); at; at = strstr(at + 1, " › "))
			last = at;
		if (last)
			*last = '\0';
		else
			where_set_from(wb, NULL);
	}
}

struct crumbs {
	VEC(char *) list;		/* from the inside out */
	int name_cols;			/* names are cut to that */
};

/* inside: the scope of the container that the way leads through; NULL: it ends here. */
static void add_crumb(struct crumbs *c, const char *name, const struct view *v, int32_t branch, const struct asl_scope *inside)
{
	struct str s = {0};

	describe_text(&s, name, c->name_cols);
	if (branch >= 0)
		add_index(v->p, branch, &s);
	else if (inside && inside->container->type == ASL_PARALLEL)
		str_addf(&s, "[%d]", inside->branch);
	VEC_PUSH(&c->list, str_take(&s));
}

/* Is it an execution of a Map Run: of a Map's processor alone? */
static bool is_part(const struct view *v)
{
	return v && v->root && v->root->container;
}

/* A state, and the containers around it, with the branch that is looked at in each. */
static void collect(const struct workbench *wb, struct crumbs *c)
{
	const struct view *v = workbench_view(wb);
	const struct asl_state *st = workbench_state(wb);
	const struct asl_scope *inside = NULL;
	int32_t branch = v && st && st->n_scopes ? branch_of(v, st) : -1;

	while (st) {
		add_crumb(c, st->name, v, branch, inside);
		inside = st->scope;
		st = is_outermost(v, inside) ? NULL : inside->container;
		branch = v && st && v->scopes[inside->index].kind == VIEW_ONE ? v->scopes[inside->index].id : -1;
	}
	if (!is_part(v) || !wb->from)		/* of a part of the definition the way to it has said the rest */
		add_crumb(c, wb->machine ? wb->machine->name : "aslant", NULL, -1, NULL);
	if (app_has_parent(wb->sh->app)) {
		struct str from = {0};

		where_from(wb, &from);
		VEC_PUSH(&c->list, str_take(&from));
	}
}

static void forget_crumbs(struct crumbs *c)
{
	for (size_t i = 0; i < c->list.n; i++)
		free(c->list.v[i]);
	VEC_DONE(&c->list);
}

/* How many of the crumbs, from the inside out, have room; with "… › " before them where these are not all. */
static size_t crumbs_that_fit(const struct crumbs *c, int cols)
{
	int width = 0;
	size_t n = 0;

	for (; n < c->list.n; n++) {
		width += (n ? 3 : 0) + utf8_width(c->list.v[n]);
		if (n && width + (n + 1 < c->list.n ? 4 : 0) > cols)
			break;
	}
	return n;
}

void where_breadcrumb(const struct workbench *wb, int cols, struct str *out)
{
	static const int name_cols[] = {40, 16, 10};
	struct crumbs c = {0};
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(name_cols) && (!i || n < c.list.n); i++) {
		forget_crumbs(&c);
		c.name_cols = name_cols[i];
		collect(wb, &c);
		n = crumbs_that_fit(&c, cols);
	}
	str_adds(out, n < c.list.n ? "… › " : "");
	while (n-- > 0) {
		str_adds(out, c.list.v[n]);
		str_adds(out, n ? " › " : "");
	}
	forget_crumbs(&c);
}
