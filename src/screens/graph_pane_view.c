/* Which part of the picture the graph pane shows: it moves only as far as it must, and what the person looks at stays where it is. */
#include <stdlib.h>
#include <string.h>

#include "screens/graph_pane_private.h"

#define MARGIN_X 6			/* the picture moves only when the state is this near to the edge */
#define MARGIN_Y 3

const struct picture_box *graph_pane_box(const struct graph_pane *d, int state)
{
	if (!d->picture || state < 0 || (size_t)state >= d->picture->n_boxes || !d->picture->boxes[state].w)
		return NULL;
	return &d->picture->boxes[state];
}

int graph_pane_shown(const struct graph_pane *d, int state)
{
	if (!d->picture || state < 0 || (size_t)state >= d->of->n_states)
		return -1;
	for (const struct asl_state *s = d->of->states[state]; s; s = s->scope->container)
		if (graph_pane_box(d, s->index))
			return s->index;
	return -1;
}

bool graph_view_fits(const struct graph_pane *d)
{
	return d->picture && d->picture->cols <= d->pane->cols && d->picture->rows <= d->pane->rows;
}

/* --- moving ------------------------------------------------------------------------------------------------------- */

/* One axis: keep [at, at + size) at least margin inside a window of `room`, moving as little as may be. */
static int scroll_into(int at, int size, int view, int room, int margin)
{
	if (size + 2 * margin > room)
		margin = size >= room ? 0 : (room - size) / 2;
	if (at - margin < view || size > room)
		return at - margin;
	if (at + size + margin > view + room)
		return at + size + margin - room;
	return view;
}

/* Smaller than the pane: in its middle. Larger: never further out than its edge. */
static int clamp_axis(int view, int size, int room)
{
	if (size <= room)
		return -((room - size) / 2);
	if (view > size - room)
		view = size - room;
	return view < 0 ? 0 : view;
}

void graph_view_clamp(struct graph_pane *d)
{
	if (!d->picture)
		return;
	d->x = clamp_axis(d->x, d->picture->cols, d->pane->cols);
	d->y = clamp_axis(d->y, d->picture->rows, d->pane->rows);
}

void graph_view_pan(struct graph_pane *d, int dx, int dy)
{
	d->x += dx;
	d->y += dy;
	graph_view_clamp(d);
}

void graph_view_show(struct graph_pane *d, int state, bool middle)
{
	const struct picture_box *b = graph_pane_box(d, graph_pane_shown(d, state));

	if (!b)
		return;
	if (middle) {
		d->x = b->x + b->w / 2 - d->pane->cols / 2;
		d->y = b->y + b->h / 2 - d->pane->rows / 2;
	}
	d->x = scroll_into(b->x, b->w, d->x, d->pane->cols, MARGIN_X);
	d->y = scroll_into(b->y, b->h, d->y, d->pane->rows, MARGIN_Y);
	graph_view_clamp(d);
}

/* --- one picture after the other ---------------------------------------------------------------------------------- */

static bool is_in_view(const struct graph_pane *d, const struct picture_box *b)
{
	return b && b->x < d->x + d->pane->cols && b->x + b->w > d->x && b->y < d->y + d->pane->rows && b->y + b->h > d->y;
}

/* The box nearest to the middle of what is seen; a row counts as two columns. */
static int nearest_to_middle(const struct graph_pane *d)
{
	int best = -1;
	long least = 0;

	for (size_t i = 0; i < d->picture->n_boxes; i++) {
		const struct picture_box *b = &d->picture->boxes[i];
		long dx = 2L * (b->x - d->x) + b->w - d->pane->cols, dy = 2L * (2L * (b->y - d->y) + b->h - d->pane->rows);

		if (!b->w || b->open || !is_in_view(d, b))
			continue;
		if (best < 0 || dx * dx + dy * dy < least) {
			best = (int)i;
			least = dx * dx + dy * dy;
		}
	}
	return best;
}

void graph_view_hold(struct graph_pane *d, bool corner)
{
	int state;
	const struct picture_box *b;

	if (!d->picture || d->centre || d->anchor.path)
		return;
	state = graph_pane_shown(d, d->pane->wb->machine == d->of ? d->pane->wb->selected : -1);
	if (!is_in_view(d, graph_pane_box(d, state)))
		state = nearest_to_middle(d);
	b = graph_pane_box(d, state);
	if (!b)
		return;
	d->anchor = (struct graph_anchor){ xstrdup(d->of->states[state]->path), corner, b->x + (corner ? 0 : b->w / 2) - d->x, b->y - d->y };
}

/* The anchor's state where it was. Where it is not shown any more, the container that is. */
static bool settle_anchor(struct graph_pane *d)
{
	const struct asl_state *s = asl_state_at(d->of, d->anchor.path);
	const struct picture_box *b = s ? graph_pane_box(d, graph_pane_shown(d, s->index)) : NULL;

	if (!b)
		return false;
	d->x = b->x + (d->anchor.corner ? 0 : b->w / 2) - d->anchor.x;
	d->y = b->y - d->anchor.y;
	return true;
}

static void centre(struct graph_pane *d)
{
	int state = graph_pane_shown(d, d->pane->wb->selected);

	if (state >= 0) {
		graph_view_show(d, state, true);
		return;
	}
	d->x = (d->picture->cols - d->pane->cols) / 2;
	d->y = 0;
	if (d->of->top && d->of->top->start)
		graph_view_show(d, d->of->top->start->index, false);
}

void graph_view_settle(struct graph_pane *d)
{
	if (d->centre)
		centre(d);
	else if (d->anchor.path)
		settle_anchor(d);
	d->centre = false;
	free(d->anchor.path);
	d->anchor.path = NULL;
	graph_view_clamp(d);
}
