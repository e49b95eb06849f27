/* The list of executions of the open machine, newest first: live, finished, interrupted. Enter shows one. */
#include <stdlib.h>
#include <string.h>

#include "app/describe.h"
#include "base/timefmt.h"
#include "screens/workbench.h"
#include "ui/glyph.h"
#include "ui/list.h"

struct runs_pane {
	struct list list;
	struct pane *pane;
	int64_t marked;			/* store id of the one to be compared; 0: none */
};

static const struct store_row *row_at(const struct runs_pane *d, size_t row)
{
	return &d->pane->wb->sh->app->runs.rows.v[row];
}

static const char *status_word(const struct store_row *r)
{
	return r->interrupted ? "INTERRUPTED" : exec_status_text(r->status);
}

static const char *status_glyph(const struct store_row *r)
{
	if (r->interrupted)
		return GLYPH_ABORTED;
	switch (r->status) {
	case EXEC_RUNNING:
		return GLYPH_RUNNING;
	case EXEC_SUCCEEDED:
		return GLYPH_SUCCEEDED;
	case EXEC_ABORTED:
		return GLYPH_ABORTED;
	case EXEC_FAILED:
	case EXEC_TIMED_OUT:
		break;
	}
	return GLYPH_FAILED;
}

static enum style status_style(const struct store_row *r)
{
	if (r->interrupted || r->status == EXEC_ABORTED)
		return ST_ABORTED;
	if (r->status == EXEC_RUNNING)
		return ST_RUNNING;
	return r->status == EXEC_SUCCEEDED ? ST_SUCCEEDED : ST_FAILED;
}

static void row_text(void *ctx, size_t row, struct str *out)
{
	const struct store_row *r = row_at(ctx, row);

	str_addf(out, "%s %s %s %s %s", status_word(r), r->name, r->input ? r->input : "", r->error ? r->error : "", r->cause ? r->cause : "");
}

static void draw_row(void *ctx, size_t row, struct surface *sf, const char *needle)
{
	const struct runs_pane *d = ctx;
	const struct store_row *r = row_at(d, row);
	const struct run *shown = d->pane->wb->sh->app->run;
	struct str text = {0};
	char when[TIME_TEXT_SIZE];
	int x;

	surface_text(sf, 0, 0, 1, ST_SCRUBBER_HEAD, shown && shown->store_id == r->id ? GLYPH_RUNNING : " ");
	surface_text(sf, 1, 0, 1, ST_WARNING, d->marked == r->id ? "*" : " ");
	surface_text(sf, 2, 0, 1, status_style(r), status_glyph(r));
	surface_text_match(sf, 4, 0, 11, status_style(r), status_word(r), needle);
	time_format(r->start_ms, when);
	when[19] = '\0';
	when[10] = ' ';
	x = 16;
	x += surface_text(sf, x, 0, sf->cols - x, ST_DIM, sf->cols > 90 ? when : when + 11) + 1;
	if (r->stop_ms)
		describe_duration(&text, r->stop_ms - r->start_ms);
	x += 1 + surface_printf(sf, x, 0, ST_TEXT, "%8s", str_get(&text));
	str_reset(&text);
	describe_text(&text, r->name, 8);
	x += surface_text_match(sf, x, 0, 8, ST_GUTTER, str_get(&text), needle) + 1;
	if (r->fork_of && sf->cols > x)
		x += surface_printf(sf, x, 0, ST_DIM, "from #%d", r->fork_event) + 1;
	str_reset(&text);
	if (r->origin && sf->cols > x) {
		str_adds(&text, "from ");
		describe_text(&text, path_base(r->origin), 24);
		x += surface_text_match(sf, x, 0, sf->cols - x, ST_DIM, str_get(&text), needle) + 1;
		str_reset(&text);
	}
	describe_text(&text, r->input ? r->input : "", r->error ? 26 : 200);
	if (sf->cols > x)
		x += surface_text_match(sf, x, 0, sf->cols - x, ST_JSON_STRING, str_get(&text), needle) + 1;
	str_reset(&text);
	if (r->error && sf->cols > x) {
		describe_text(&text, r->error, 60);
		surface_text_match(sf, x, 0, sf->cols - x, ST_FAILED, str_get(&text), needle);
	}
	str_done(&text);
}

static const struct list_ops ops = {.draw = draw_row, .text = row_text};

static void open_pane(struct pane *p)
{
	struct runs_pane *d = xcalloc(1, sizeof *d);

	d->pane = p;
	p->data = d;
	list_init(&d->list, &ops, d);
}

static void done(struct pane *p)
{
	struct runs_pane *d = p->data;

	list_done(&d->list);
	free(d);
}

static void update(struct pane *p, unsigned changed)
{
	struct runs_pane *d = p->data;

	if (!(changed & (CHANGED_RUNS | CHANGED_MACHINE | CHANGED_RUN)))
		return;
	list_set_rows(&d->list, p->wb->sh->app->runs.rows.n);
	list_refresh(&d->list);
}

static void layout(struct pane *p)
{
	list_layout(&((struct runs_pane *)p->data)->list, p->rows);
}

static void draw(const struct pane *p, struct surface *sf, bool focused)
{
	const struct runs_pane *d = p->data;

	if (list_count(&d->list))
		list_draw(&d->list, sf, focused);
	else
		surface_text(sf, 1, 0, sf->cols - 1, ST_DIM, d->list.filter ? "no execution passes the filter"
			: "no execution yet: r runs with the last input, R asks for one");
}

size_t runs_pane_filtered(const struct pane *p, int64_t **ids)
{
	const struct runs_pane *d = p->data;
	size_t n = d->list.filter ? d->list.shown.n : 0;

	*ids = n ? xcalloc(n, sizeof **ids) : NULL;
	for (size_t i = 0; i < n; i++)
		(*ids)[i] = row_at(d, d->list.shown.v[i])->id;
	return n;
}

int64_t runs_pane_selected(const struct pane *p)
{
	const struct runs_pane *d = p->data;
	size_t row = list_row(&d->list);

	return row == LIST_NONE ? 0 : row_at(d, row)->id;
}

bool runs_pane_mark(struct pane *p)
{
	struct runs_pane *d = p->data;
	int64_t id = runs_pane_selected(p);

	d->marked = d->marked == id ? 0 : id;
	return d->marked != 0;
}

int64_t runs_pane_marked(const struct pane *p)
{
	const struct runs_pane *d = p->data;
	const struct store_list *l = &p->wb->sh->app->runs;

	for (size_t i = 0; d->marked && i < l->rows.n; i++)
		if (l->rows.v[i].id == d->marked)
			return d->marked;
	return 0;
}

static unsigned after_widget(struct pane *p, unsigned w)
{
	struct err e;
	int64_t id = runs_pane_selected(p);

	if ((w & W_DONE) && id && !app_run_open(p->wb->sh->app, id, &e))
		app_note_err(p->wb->sh->app, &e);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static unsigned key(struct pane *p, const struct key *k)
{
	return after_widget(p, list_key(&((struct runs_pane *)p->data)->list, k));
}

static unsigned move(struct pane *p, enum move m)
{
	return after_widget(p, list_move(&((struct runs_pane *)p->data)->list, m));
}

static void find(struct pane *p, const char *text, int direction, bool from_here)
{
	struct runs_pane *d = p->data;

	if (text)
		list_set_needle(&d->list, text);
	if (!list_search(&d->list, direction, from_here))
		app_note(p->wb->sh->app, NOTE_WARNING, "not found in the executions");
}

static void filter(struct pane *p, const char *text)
{
	list_set_filter(&((struct runs_pane *)p->data)->list, text);
}

static void title_more(const struct pane *p, struct str *out)
{
	const struct runs_pane *d = p->data;

	str_addf(out, "%zu", list_count(&d->list));
	if (d->list.filter) {
		str_adds(out, ", only ");
		describe_text(out, d->list.filter, 20);
	}
}

const struct pane_ops runs_pane_ops = {
	.title = "Executions", .keymap = "runs", .open = open_pane, .update = update, .layout = layout, .draw = draw, .key = key,
	.move = move, .find = find, .filter = filter, .title_more = title_more, .done = done,
};
