/*
 * The event list: one line an event, each unfolds to its details. Moving in it moves the cursor of the execution, and with it every
 * other pane. 25,000 events cost what a screenful does: rows are event ids, texts are made for what is drawn.
 */
#include <stdlib.h>
#include <string.h>

#include "app/describe.h"
#include "app/record.h"
#include "base/timefmt.h"
#include "history/history.h"
#include "screens/json_view.h"
#include "screens/where.h"
#include "ui/glyph.h"

struct details {
	int32_t id;
	cJSON *tree;
};

struct events_pane {
	struct tree tree;
	struct pane *pane;
	VEC(struct details) details;	/* of the events that were unfolded */
	VEC(struct json_unwrapped) unwrapped;
	VEC(int32_t) ids;		/* that pass the filter; used only with one */
	int32_t filtered_to;
	char *filter;
	bool only;			/* only events of the branch or iteration `around`, which follows the person's choice */
	int32_t around;
	unsigned choices;		/* of the workbench, when `around` was chosen */
	int32_t labelled;		/* branches whose labels have been measured */
	int label_cols;			/* of the longest; 0: there are no branches */
	const struct history *history;	/* what the tree shows; NULL: nothing */
	size_t shown;			/* events in the tree */
	bool moving;			/* the cursor is moved from here: do not move the tree in answer */
};

/* A tree node is either an event (its id, tagged by the low bit) or a JSON node below it. */
static const void *event_node(int32_t id)
{
	return (const void *)(((uintptr_t)(uint32_t)id << 1) | 1);
}

static bool is_event(const void *node)
{
	return (uintptr_t)node & 1;
}

static int32_t event_id(const void *node)
{
	return (int32_t)((uintptr_t)node >> 1);
}

/* --- branches and iterations ---------------------------------------------------------------------------------------- */

/* "[1][19]": the indexes from the outside in. */
static void branch_label(const struct projection *p, int32_t branch, struct str *out)
{
	int32_t path[16];
	size_t n = 0;

	for (; branch >= 0 && n < ARRAY_LEN(path); branch = projection_branch_up(p, branch))
		path[n++] = p->by_index.rows.v[branch].b;
	while (n)
		str_addf(out, "[%d]", path[--n]);
}

/* As wide as the longest label so far, within reason. */
static void measure_labels(struct events_pane *d, const struct projection *p)
{
	struct str s = {0};
	int32_t n = (int32_t)p->by_index.rows.n;

	for (; d->labelled < n; d->labelled++) {
		str_reset(&s);
		branch_label(p, d->labelled, &s);
		if ((int)s.len > d->label_cols)
			d->label_cols = s.len > 14 ? 14 : (int)s.len;
	}
	str_done(&s);
}

/* --- filter ------------------------------------------------------------------------------------------------------- */

static bool is_filtered(const struct events_pane *d)
{
	return d->filter || (d->only && d->around >= 0);
}

/* Does the label of the event's iteration hold what is searched for? */
static bool has_label(const struct projection *p, const char *filter, int32_t id)
{
	struct str s = {0};
	bool has;

	if (!strchr(filter, '['))
		return false;
	branch_label(p, projection_branch_of(p, id), &s);
	has = strstr(str_get(&s), filter) != NULL;
	str_done(&s);
	return has;
}

static bool has_text(const struct events_pane *d, const struct projection *p, const struct event *ev, const struct asl_machine *m)
{
	const char *type = event_text(ev), *state = describe_event_state(ev, m);

	if (has_label(p, d->filter, ev->id) || text_find(type, strlen(type), d->filter, NULL) || text_find(state, strlen(state), d->filter, NULL))
		return true;
	if (!ev->more)
		return false;
	return (ev->more->error && text_find(ev->more->error, strlen(ev->more->error), d->filter, NULL)) ||
		(ev->more->cause && text_find(ev->more->cause, strlen(ev->more->cause), d->filter, NULL));
}

static bool passes(const struct events_pane *d, const struct projection *p, const struct event *ev, const struct asl_machine *m)
{
	if (d->only && d->around >= 0 && !projection_branch_in(p, projection_branch_of(p, ev->id), d->around))
		return false;
	return !d->filter || has_text(d, p, ev, m);
}

/* Which branch an event belongs to is known once the projection has come by: until then a new one is not looked at. */
static void filter_more(struct events_pane *d)
{
	struct run *r = workbench_run(d->pane->wb);
	int32_t last = r ? r->at->known : 0;

	if (!is_filtered(d))
		return;
	for (; d->filtered_to < last; d->filtered_to++) {
		const struct event *ev = history_at(r->history, d->filtered_to + 1);

		if (passes(d, r->at, ev, r->machine))
			VEC_PUSH(&d->ids, ev->id);
	}
}

/* The first id among the shown that is >= id; 0: none. */
static int32_t shown_from(const struct events_pane *d, int32_t id)
{
	size_t lo = 0, hi = d->ids.n;

	if (!is_filtered(d))
		return (size_t)id <= d->shown ? id : 0;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (d->ids.v[mid] < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < d->ids.n ? d->ids.v[lo] : 0;
}

/* --- the tree's questions ------------------------------------------------------------------------------------------ */

static const cJSON *details_of(struct events_pane *d, int32_t id)
{
	struct details x = {.id = id};

	for (size_t i = 0; i < d->details.n; i++)
		if (d->details.v[i].id == id)
			return d->details.v[i].tree;
	x.tree = history_event_tree(history_at(d->history, id));
	VEC_PUSH(&d->details, x);
	return x.tree;
}

static const void *tree_first(void *ctx, const void *node)
{
	struct events_pane *d = ctx;
	int32_t id;

	if (!node) {
		id = d->history ? shown_from(d, 1) : 0;
		return id ? event_node(id) : NULL;
	}
	if (is_event(node))
		return details_of(d, event_id(node))->child;
	return json_unwrapped_child(&d->unwrapped, node);
}

static const void *tree_next(void *ctx, const void *node)
{
	struct events_pane *d = ctx;
	int32_t id;

	if (!is_event(node))
		return ((const cJSON *)node)->next;
	id = shown_from(d, event_id(node) + 1);
	return id ? event_node(id) : NULL;
}

static bool tree_expandable(void *ctx, const void *node)
{
	(void)ctx;
	return is_event(node) || json_node_expandable(node);
}

/* A million rows are named at once. */
static void add_number(struct str *out, size_t n)
{
	char digits[24];
	size_t at = sizeof digits;

	do
		digits[--at] = (char)('0' + n % 10);
	while (n /= 10);
	str_add(out, digits + at, sizeof digits - at);
}

static void tree_name(void *ctx, const void *node, size_t index, struct str *out)
{
	const cJSON *n = node;

	(void)ctx;
	if (is_event(node)) {
		str_addc(out, '#');
		add_number(out, (size_t)event_id(node));
	} else if (n->string) {
		str_adds(out, n->string);
	} else {
		add_number(out, index);
	}
}

static void tree_text(void *ctx, const void *node, struct str *out)
{
	struct events_pane *d = ctx;
	const struct asl_machine *m = d->pane->wb->machine;

	if (!is_event(node)) {
		json_node_search_text(node, out);
		return;
	}
	branch_label(workbench_run(d->pane->wb)->at, projection_branch_of(workbench_run(d->pane->wb)->at, event_id(node)), out);
	str_addf(out, " %s %s ", event_text(history_at(d->history, event_id(node))),
		describe_event_state(history_at(d->history, event_id(node)), m));
	describe_event(out, history_at(d->history, event_id(node)), m);
}

static enum style event_style(const struct event *ev)
{
	enum event_type t = (enum event_type)ev->type;

	if (t == EV_ExecutionSucceeded)
		return ST_SUCCEEDED;
	if (event_is_failure(t) || t == EV_ExecutionFailed || t == EV_ExecutionTimedOut)
		return ev->more && ev->more->has_plan && ev->more->plan.attempt ? ST_RETRYING : ST_FAILED;
	if (t == EV_ExecutionAborted)
		return ST_ABORTED;
	return event_is_entered(t) ? ST_TEXT : ST_DIM;
}

static void draw_event(const struct events_pane *d, int32_t id, struct surface *sf, const char *needle)
{
	const struct run *r = workbench_run(d->pane->wb);
	const struct event *ev = history_at(d->history, id);
	enum style st = event_style(ev);
	struct str text = {0};
	char span[TIME_TEXT_SIZE];
	int x = 0, right, labels = d->label_cols ? d->label_cols + 1 : 0;

	time_format_span(ev->at_ms - history_at(d->history, 1)->at_ms, span);
	right = sf->cols - (int)strlen(span) - 1;
	surface_text(sf, 0, 0, 1, ST_SCRUBBER_HEAD, r->cursor == id ? GLYPH_RUNNING : " ");
	x += 1 + surface_printf(sf, 1, 0, ST_GUTTER, "%4d ", id);
	if (labels) {
		branch_label(r->at, projection_branch_of(r->at, id), &text);
		surface_text(sf, x, 0, d->label_cols, ST_DIM, str_get(&text));
		x += labels;
		str_reset(&text);
	}
	x += surface_text_match(sf, x, 0, right - x, st, event_text(ev), needle) + 1;
	if (x < 31 + labels)
		x = sf->cols > 70 ? 31 + labels : x;
	describe_text(&text, describe_event_state(ev, r->machine), 24);
	x += surface_text_match(sf, x, 0, right - x, ST_STRONG, str_get(&text), needle) + 1;
	str_reset(&text);
	if (record_difference(r, id)) {
		surface_text(sf, x, 0, 2, ST_WARNING, GLYPH_DIFFERS);
		x += 2;
		describe_text(&text, record_difference(r, id)->text, 200);
		st = ST_WARNING;
	} else {
		describe_event(&text, ev, r->machine);
	}
	if (right - x > 3)
		surface_text_match(sf, x, 0, right - x - 1, st, str_get(&text), needle);
	if (right > 20)
		surface_text_right(sf, right, 0, sf->cols - right, ST_DIM, span);
	str_done(&text);
}

static void tree_draw_row(void *ctx, const void *node, size_t index, bool open, struct surface *sf, const char *needle)
{
	if (is_event(node))
		draw_event(ctx, event_id(node), sf, needle);
	else
		json_node_draw(node, index, open, !((const cJSON *)node)->string, sf, needle);
}

static int row_lines(void *ctx, const void *node, size_t index, bool open, int cols, int max)
{
	(void)ctx;
	return is_event(node) ? 1 : json_node_lines(node, index, open, !((const cJSON *)node)->string, cols, max);
}

static const struct tree_ops ops = {
	.first = tree_first, .next = tree_next, .expandable = tree_expandable, .name = tree_name, .text = tree_text, .draw = tree_draw_row,
	.lines = row_lines,
};

/* --- the pane ----------------------------------------------------------------------------------------------------- */

static void open_pane(struct pane *p)
{
	struct events_pane *d = xcalloc(1, sizeof *d);

	d->pane = p;
	p->data = d;
	tree_init(&d->tree, &ops, d);
}

static void forget_details(struct events_pane *d)
{
	for (size_t i = 0; i < d->details.n; i++)
		cJSON_Delete(d->details.v[i].tree);
	for (size_t i = 0; i < d->unwrapped.n; i++)
		cJSON_Delete(d->unwrapped.v[i].tree);
	d->details.n = d->unwrapped.n = 0;
}

static void done(struct pane *p)
{
	struct events_pane *d = p->data;

	forget_details(d);
	tree_done(&d->tree);
	VEC_DONE(&d->details);
	VEC_DONE(&d->unwrapped);
	VEC_DONE(&d->ids);
	free(d->filter);
	free(d);
}

/* Rows are in order of id at depth 0: find the one of an event by bisection over the rows' events. */
static size_t row_of(const struct events_pane *d, int32_t id)
{
	size_t lo = 0, hi = d->tree.rows.n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2, at = mid;

		while (at > lo && !is_event(d->tree.rows.v[at].node))
			at--;
		if (!is_event(d->tree.rows.v[at].node) || event_id(d->tree.rows.v[at].node) < id)
			lo = mid + 1;
		else
			hi = at;
	}
	return lo;
}

/* The event of a row, which may be one of its details. */
static const void *event_of(const struct events_pane *d, size_t row)
{
	while (!is_event(d->tree.rows.v[row].node))
		row = d->tree.rows.v[row].parent;
	return d->tree.rows.v[row].node;
}

static void show_cursor(struct events_pane *d)
{
	struct run *r = workbench_run(d->pane->wb);
	size_t row;

	if (!r || !d->tree.rows.n || d->moving)
		return;
	if (d->tree.cursor < d->tree.rows.n && event_id(event_of(d, d->tree.cursor)) == r->cursor)
		return;		/* in its details: the person reads them */
	row = row_of(d, r->cursor);
	if (row >= d->tree.rows.n)
		row = d->tree.rows.n - 1;
	d->tree.cursor = row;
	tree_layout(&d->tree, d->tree.height);	/* brings the cursor into sight */
}

static void filter_again(struct events_pane *d)
{
	d->ids.n = 0;
	d->filtered_to = 0;
	filter_more(d);
	tree_rebuild(&d->tree);
	show_cursor(d);
}

/* Another execution: what was unfolded, and numbers of branches, are the old one's. */
static void another_run(struct events_pane *d)
{
	forget_details(d);
	tree_forget(&d->tree);
	d->ids.n = 0;
	d->filtered_to = d->labelled = d->label_cols = 0;
	d->shown = SIZE_MAX;
	d->only = false;
}

/* The person chose another iteration, not one inside of what is shown: the events of that one. */
static void follow_choice(struct events_pane *d)
{
	const struct workbench *wb = d->pane->wb;
	const struct view *v = workbench_view(wb);

	if (!d->only || !v || d->choices == wb->choices || projection_branch_in(v->p, wb->view.place, d->around))
		return;
	d->around = wb->view.place;
	d->choices = wb->choices;
	filter_again(d);
}

static void update(struct pane *p, unsigned changed)
{
	struct events_pane *d = p->data;
	struct run *r = workbench_run(p->wb);
	size_t n = r ? r->history->events.n : 0;

	if (changed & CHANGED_SELECTION)
		follow_choice(d);
	if (!(changed & (CHANGED_RUN | CHANGED_EVENTS | CHANGED_MACHINE)))
		return;
	if (changed & CHANGED_RUN)
		another_run(d);
	d->history = r ? r->history : NULL;
	if (r)
		measure_labels(d, r->at);
	if (d->shown != n || (is_filtered(d) && r && d->filtered_to < r->at->known)) {
		bool more = d->shown < n && d->shown;

		d->shown = n;
		filter_more(d);
		if (more)
			tree_grow(&d->tree);
		else
			tree_rebuild(&d->tree);
	}
	show_cursor(d);
}

static void layout(struct pane *p)
{
	struct events_pane *d = p->data;

	tree_wrap(&d->tree, p->wb->wrap ? p->cols : 0);
	tree_layout(&d->tree, p->rows);
}

static void draw(const struct pane *p, struct surface *sf, bool focused)
{
	const struct events_pane *d = p->data;

	if (d->tree.rows.n)
		tree_draw(&d->tree, sf, focused);
	else
		surface_text(sf, 1, 0, sf->cols - 1, ST_DIM, !d->history ? "no execution is shown" : d->filter ? "no event passes the filter" : "no event yet");
}

/* The row under the tree's cursor, or the event that it belongs to, becomes the moment that is shown. */
static void seek_row(struct pane *p)
{
	struct events_pane *d = p->data;
	size_t row = d->tree.cursor;

	if (row >= d->tree.rows.n)
		return;
	d->moving = true;
	app_seek(p->wb->sh->app, event_id(event_of(d, row)));
	workbench_changed(p->wb, CHANGED_EVENTS);
	d->moving = false;
}

static unsigned after_widget(struct pane *p, unsigned w)
{
	if (w & W_MOVED)
		seek_row(p);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static unsigned key(struct pane *p, const struct key *k)
{
	return after_widget(p, tree_key(&((struct events_pane *)p->data)->tree, k));
}

static unsigned move(struct pane *p, enum move m)
{
	return after_widget(p, tree_move(&((struct events_pane *)p->data)->tree, m));
}

static void find(struct pane *p, const char *text, int direction, bool from_here)
{
	struct events_pane *d = p->data;

	if (text)
		tree_set_needle(&d->tree, text);
	if (tree_search(&d->tree, direction, from_here))
		seek_row(p);
	else
		app_note(p->wb->sh->app, NOTE_WARNING, "not found in the events");
}

static void filter(struct pane *p, const char *text)
{
	struct events_pane *d = p->data;

	free(d->filter);
	d->filter = text && *text ? xstrdup(text) : NULL;
	filter_again(d);
}

bool events_pane_only(struct pane *p)
{
	struct events_pane *d = p->data;

	d->only = !d->only && workbench_view(p->wb) && p->wb->view.place >= 0;
	d->around = d->only ? p->wb->view.place : -1;
	d->choices = p->wb->choices;
	filter_again(d);
	p->wb->sh->screens.dirty = true;
	return d->only;
}

static void title_more(const struct pane *p, struct str *out)
{
	const struct events_pane *d = p->data;
	const struct run *r = workbench_run(p->wb);

	if (r)
		str_addf(out, "%d of %d", r->cursor, run_last(r));
	if (r && run_is_express(r))
		str_adds(out, ", Express: AWS only logs these");
	if (d->only && d->around >= 0 && r) {
		str_adds(out, ", only ");
		where_branch_text(r->at, d->around, " › ", out);
	}
	if (d->filter) {
		str_adds(out, ", only ");
		describe_text(out, d->filter, 20);
	}
}

const struct pane_ops events_pane_ops = {
	.title = "Events", .keymap = "events", .open = open_pane, .update = update, .layout = layout, .draw = draw, .key = key,
	.move = move, .find = find, .filter = filter, .title_more = title_more, .done = done,
};
