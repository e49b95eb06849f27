/*
 * The small map in a corner of the graph pane, where the picture is much larger than the pane: every state a few blocks in the colour of
 * how it stands, and by shade and colour what is seen. Made from the same picture; lines are left out. A click or a drag on it looks there.
 */
#include <stdlib.h>
#include <string.h>

#include "screens/graph_pane_private.h"

#define LEAST_COLS 40			/* of the pane: in a smaller one it would hide too much */
#define LEAST_ROWS 14
#define MOST_COLS 30
#define MOST_ROWS 12

/* Where the map is in the pane, its frame included. A quarter of a cell stands for scale by scale of the picture's cells. */
struct minimap {
	int x, y, cols, rows;
	int scale;
};

static int limit(int n, int lo, int hi)
{
	return n < lo ? lo : n > hi ? hi : n;
}

static int up(int a, int b)
{
	return (a + b - 1) / b;
}

static bool set_scale(const struct graph_pane *d, struct minimap *m)
{
	const struct picture *p = d->picture;
	int cols = limit(d->pane->cols / 4, 8, MOST_COLS), rows = limit(d->pane->rows / 3, 3, MOST_ROWS), across, down;

	if (d->no_map || !p || d->pane->cols < LEAST_COLS || d->pane->rows < LEAST_ROWS ||
		(2 * p->cols <= 3 * d->pane->cols && 2 * p->rows <= 3 * d->pane->rows))
		return false;
	across = up(p->cols, cols * 2);
	down = up(p->rows, rows * 2);
	m->scale = across > down ? across : down;
	m->cols = up(up(p->cols, m->scale), 2) + 2;
	m->rows = up(up(p->rows, m->scale), 2) + 2;
	return true;
}

static bool covers(const struct graph_pane *d, const struct minimap *m)
{
	const struct picture_box *b = graph_pane_box(d, graph_pane_shown(d, d->pane->wb->selected));

	return b && !b->open && b->x - d->x < m->x + m->cols && b->x + b->w - d->x > m->x && b->y - d->y < m->y + m->rows &&
		b->y + b->h - d->y > m->y;
}

/* In the lower right corner, unless the selection is there. */
static bool map_of(const struct graph_pane *d, struct minimap *m)
{
	if (!set_scale(d, m))
		return false;
	m->x = d->pane->cols - m->cols;
	m->y = d->pane->rows - m->rows;
	if (covers(d, m))
		m->y = 0;
	if (covers(d, m)) {
		m->x = 0;
		m->y = d->pane->rows - m->rows;
	}
	return true;
}

bool graph_map_at(const struct graph_pane *d, int x, int y, int *px, int *py)
{
	struct minimap m;

	if (!map_of(d, &m) || x < m.x || y < m.y || x >= m.x + m.cols || y >= m.y + m.rows)
		return false;
	*px = (2 * (x - m.x - 1) + 1) * m.scale;
	*py = (2 * (y - m.y - 1) + 1) * m.scale;
	return true;
}

/* --- cells -------------------------------------------------------------------------------------------------------- */

struct map_cell {
	uint8_t quarters;		/* upper left, upper right, lower left, lower right */
	enum state_status status;	/* of the states in it, the one that matters most */
	bool visited, selected;
};

static int weight(enum state_status s)
{
	for (int i = 0; i < STATE_STATUSES; i++)
		if (status_by_weight[i] == s)
			return STATE_STATUSES - i;
	return 0;
}

static void put_state(const struct minimap *m, struct map_cell *cells, const struct picture_box *b, const struct view_mark *mark, bool selected)
{
	for (int y = b->y / m->scale; y <= (b->y + b->h - 1) / m->scale; y++)
		for (int x = b->x / m->scale; x <= (b->x + b->w - 1) / m->scale; x++) {
			struct map_cell *c = &cells[y / 2 * (m->cols - 2) + x / 2];

			c->quarters |= (uint8_t)(1u << (x % 2 + 2 * (y % 2)));
			c->selected |= selected;
			if (!mark->visits)
				continue;
			if (!c->visited || weight(mark->status) > weight(c->status))
				c->status = mark->status;
			c->visited = true;
		}
}

static struct map_cell *fill(const struct graph_pane *d, const struct minimap *m)
{
	struct map_cell *cells = xcalloc((size_t)m->cols * (size_t)m->rows, sizeof *cells);
	const struct run *r = workbench_run(d->pane->wb);
	const struct view *v = workbench_view(d->pane->wb);
	int selected = graph_pane_shown(d, d->pane->wb->selected);

	for (size_t i = 0; i < d->picture->n_boxes; i++) {
		const struct picture_box *b = &d->picture->boxes[i];
		struct view_mark mark = {0};

		if (!b->w || b->open)
			continue;
		if (r && v && r->machine->hash == d->of->hash)
			view_state(v, (int)i, &mark);
		put_state(m, cells, b, &mark, (int)i == selected);
	}
	return cells;
}

/* The cells of the map that show what is seen in the pane: at least one. */
struct seen {
	int x0, y0, x1, y1;
};

static struct seen seen_of(const struct graph_pane *d, const struct minimap *m)
{
	int size = 2 * m->scale, x0 = limit(d->x / size, 0, m->cols - 3), y0 = limit(d->y / size, 0, m->rows - 3);

	return (struct seen){ x0, y0, limit((d->x + d->pane->cols - 1) / size, x0, m->cols - 3),
		limit((d->y + d->pane->rows - 1) / size, y0, m->rows - 3) };
}

static void draw_cell(struct surface *sf, int x, int y, const struct map_cell *c, bool seen)
{
	static const char *const blocks[16] = {" ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█"};

	if (c->quarters)
		surface_put(sf, x, y, seen ? ST_TITLE_FOCUSED : c->visited ? style_of_status(c->status) : ST_DIM, blocks[c->quarters & 15]);
	else if (seen)
		surface_put(sf, x, y, ST_TITLE_FOCUSED, "░");
	if (c->selected)
		surface_attr(sf, x, y, 1, 1, ATTR_REVERSE, 0);
}

void graph_map_draw(const struct graph_pane *d, struct surface *sf)
{
	struct minimap m;
	struct map_cell *cells;
	struct seen seen;

	if (!map_of(d, &m))
		return;
	cells = fill(d, &m);
	surface_fill(sf, m.x, m.y, m.cols, m.rows, ST_TEXT, " ");
	surface_box(sf, m.x, m.y, m.cols, m.rows, ST_BORDER, "", ST_TITLE);
	seen = seen_of(d, &m);
	for (int y = 0; y < m.rows - 2; y++)
		for (int x = 0; x < m.cols - 2; x++)
			draw_cell(sf, m.x + 1 + x, m.y + 1 + y, &cells[y * (m.cols - 2) + x],
				x >= seen.x0 && x <= seen.x1 && y >= seen.y0 && y <= seen.y1);
	free(cells);
}
