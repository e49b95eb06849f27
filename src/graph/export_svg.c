/*
 * export_svg - the picture as vectors: the same cells, but lines are paths with round corners, boxes are rectangles and texts are
 * texts that can be searched. Light and dark follow the reader's setting; the colours of a moment are classes by tone.
 */
#include "graph/graph.h"

#include <string.h>

#include "graph/draw.h"

/* A cell, in units of the drawing. Even, so that middles are whole. */
#define CW 8
#define CH 16
#define MARGIN 8
#define ROUND 4

static int px(int x)
{
	return MARGIN + x * CW + CW / 2;
}

static int py(int y)
{
	return MARGIN + y * CH + CH / 2;
}

/* Plain rules first, for renderers that know neither variables nor media. */
static const char style[] =
	"<style>\n"
	"text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,\"DejaVu Sans Mono\",monospace;fill:#1f2328;white-space:pre}\n"
	"path,rect{fill:none}.ground,.blank{fill:#fff}\n"
	".detail,.retry,.badge{fill:#6e7781}.label{fill:#0550ae}.catches{fill:#b35900}.name{font-weight:600}\n"
	".box{fill:#fff;stroke:#1f2328}.under{stroke:#1f2328}.frame{stroke:#1f2328;stroke-width:2}\n"
	".ghost{stroke:#b35900;stroke-dasharray:3 3}.flow{stroke:#57606a;stroke-width:1.3}\n"
	".catch{stroke:#b35900;stroke-width:1.3;stroke-dasharray:4 3}.loop{stroke:#6e7781}\n"
	".head,.dot{fill:#57606a}.catchhead{fill:#b35900}.start{fill:#1f2328}\n"
	"@media (prefers-color-scheme:dark){text{fill:#e6edf3}.ground,.blank{fill:#0d1117}.detail,.retry,.badge{fill:#8b949e}\n"
	".label{fill:#79c0ff}.catches,.catchhead{fill:#f0883e}.box{fill:#0d1117;stroke:#e6edf3}.under,.frame{stroke:#e6edf3}\n"
	".ghost,.catch{stroke:#f0883e}.flow{stroke:#9198a1}.loop{stroke:#8b949e}.head,.dot{fill:#9198a1}.start{fill:#e6edf3}}\n"
	"</style>\n";

/* Of a moment: only where there are marks. Blue and orange tell success and failure apart for everybody, with the glyphs. */
static const char tones[] =
	"<style>\n"
	".lit{stroke:#0969da;stroke-width:2.6}.newest{stroke:#0550ae;stroke-width:4}\n"
	".running,.paused{stroke:#8250df;stroke-width:2.4}.succeeded,.covered,.added{stroke:#0969da;stroke-width:1.8}\n"
	".failed,.missed,.removed{stroke:#cf222e;stroke-width:2.4}.retrying,.changed{stroke:#9a6700;stroke-width:2}.caught{stroke:#bc4c00}\n"
	".aborted{stroke:#6e7781;stroke-width:2}rect.caught{stroke-width:2}\n"
	".mark{font-weight:700}.lithead{fill:#0969da}\n"
	"@media (prefers-color-scheme:dark){.lit{stroke:#58a6ff}.newest{stroke:#a5d6ff}.running,.paused{stroke:#d2a8ff}.succeeded,.covered,.added{stroke:#79c0ff}.failed,.missed,.removed{stroke:#ff7b72}\n"
	".retrying,.changed{stroke:#e3b341}.caught{stroke:#ffa657}.aborted{stroke:#8b949e}\n"
	".lithead{fill:#58a6ff}}\n"
	"</style>\n";

static void add_escaped(struct str *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '<')
			str_adds(out, "&lt;");
		else if (*s == '>')
			str_adds(out, "&gt;");
		else if (*s == '&')
			str_adds(out, "&amp;");
		else if (*s == '"')
			str_adds(out, "&quot;");
		else
			str_addc(out, *s);
	}
}

/* " failed"; nothing where there is no tone. */
static void add_tone(struct str *out, enum graph_tone tone)
{
	if (tone)
		str_addf(out, " %s", graph_tone_text(tone));
}

/* --- boxes -------------------------------------------------------------------------------------------------------- */

static bool is_double(const struct picture *p, const struct picture_box *b)
{
	uint32_t cp = picture_cell(p, b->x, b->y + b->h - 1)->cp;

	return cp == 0x2558;
}

static void add_boxes(struct str *out, const struct picture *p, const struct graph_marks *m)
{
	for (size_t i = 0; i < p->n_boxes; i++) {
		const struct picture_box *b = &p->boxes[i];
		bool flat = b->h == 1;			/* a chip */
		int y = flat ? py(b->y) - CH / 2 + 1 : py(b->y), h = flat ? CH - 2 : (b->h - 1) * CH;

		if (!b->w)
			continue;
		str_addf(out, "<rect class=\"%s", b->open ? "frame" : "box");
		add_tone(out, m ? m->states[i].tone : GT_PLAIN);
		str_addf(out, "\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/>\n", px(b->x), y, (b->w - 1) * CW, h,
			flat ? CH / 2 : p->style == GRAPH_ROUNDED ? 6 : 2);
		if (!flat && is_double(p, b))
			str_addf(out, "<path class=\"under\" d=\"M%d %dh%d\"/>\n", px(b->x), py(b->y + b->h - 1) - 3, (b->w - 1) * CW);
	}
}

/* Ghosts are not among the boxes: their corners are found in the cells. */
static void add_ghosts(struct str *out, const struct picture *p)
{
	for (int y = 0; y < p->rows; y++)
		for (int x = 0; x < p->cols; x++) {
			int w = 1, h = 1;

			if (picture_cell(p, x, y)->cls != GC_GHOST || picture_cell(p, x, y)->cp != 0x250c)
				continue;
			while (picture_cell(p, x + w, y)->cp != 0x2510 && x + w < p->cols)
				w++;
			while (picture_cell(p, x, y + h)->cp != 0x2514 && y + h < p->rows)
				h++;
			str_addf(out, "<rect class=\"ghost\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>\n", px(x), py(y), w * CW, h * CH);
		}
}

/* --- lines -------------------------------------------------------------------------------------------------------- */

static int towards(int from, int to, int by)
{
	return to > from ? from + by : to < from ? from - by : from;
}

static void add_line(struct str *out, const struct picture *p, const struct picture_edge *e, const struct graph_edge_mark *m)
{
	const struct picture_point *q = p->points + e->points;

	str_addf(out, "<path class=\"%s", e->kind == GE_CATCH ? "catch" : "flow");
	if (m) {
		str_adds(out, m->newest ? " newest" : m->lit ? " lit" : "");
		add_tone(out, m->tone);
	}
	str_addf(out, "\" d=\"M%d %d", px(q[0].x), py(q[0].y));
	for (size_t k = 1; k < e->n_points; k++) {
		int x = px(q[k].x), y = py(q[k].y);

		/* Up to the foot of the head, which is beyond the middle of its cell. */
		if (k + 1 == e->n_points) {
			str_addf(out, "L%d %d", x, towards(y, py(q[k].y + (q[k].y > q[k - 1].y) - (q[k].y < q[k - 1].y)),
				p->zoom == GRAPH_DOTS ? 1 : 6));
			break;
		}
		str_addf(out, "L%d %dQ%d %d %d %d", towards(x, px(q[k - 1].x), ROUND), towards(y, py(q[k - 1].y), ROUND), x, y,
			towards(x, px(q[k + 1].x), ROUND), towards(y, py(q[k + 1].y), ROUND));
	}
	str_adds(out, "\"/>\n");
}

static unsigned head_arm(uint32_t cp)
{
	static const unsigned arms[] = { ARM_N, ARM_E, ARM_S, ARM_W };

	for (size_t i = 0; i < ARRAY_LEN(arms); i++)
		if (cp == glyph_head(arms[i], false))
			return arms[i];
	return 0;
}

static bool is_border(const struct picture *p, int x, int y)
{
	enum graph_class cls = (enum graph_class)picture_cell(p, x, y)->cls;

	return picture_cell(p, x, y)->state >= 0 || cls == GC_GHOST;
}

/* A head's tip is at the border that it points at, which runs through the middle of the next cell (chips are less high); the tip of
 * a mark is in its own cell. */
static void add_head(struct str *out, const struct picture *p, int x, int y, unsigned arm, const char *class)
{
	int cx = px(x), cy = py(y), reach = p->zoom == GRAPH_DOTS ? 9 : 15;

	if (arm == ARM_N)
		str_addf(out, "<path class=\"%s\" d=\"M%d %dl5 9h-10z\"/>\n", class, cx, cy - (is_border(p, x, y - 1) ? reach : 5));
	else if (arm == ARM_S)
		str_addf(out, "<path class=\"%s\" d=\"M%d %dl-5 -9h10z\"/>\n", class, cx, cy + reach);
	else if (arm == ARM_W)
		str_addf(out, "<path class=\"%s\" d=\"M%d %dl9 -5v10z\"/>\n", class, cx - 7, cy);
	else
		str_addf(out, "<path class=\"%s\" d=\"M%d %dl-9 -5v10z\"/>\n", class, cx + 7, cy);
}

static void add_retry(struct str *out, const struct picture *p, int x, int y, uint32_t cp)
{
	if (cp == glyph_head(ARM_W, false))
		add_head(out, p, x, y, ARM_W, "head");
	else if (cp == glyph_line(ARM_S | ARM_W, false, false))
		str_addf(out, "<path class=\"loop\" d=\"M%d %dH%dQ%d %d %d %dV%dQ%d %d %d %dH%d\"/>\n", px(x - 2), py(y), px(x) - ROUND, px(x), py(y),
			px(x), py(y) + ROUND, py(y + 1) - ROUND, px(x), py(y + 1), px(x) - ROUND, py(y + 1), px(x - 1));
}

/* Does a line that was taken end here, or run through? */
static bool is_lit(const struct picture *p, int x, int y, const struct graph_marks *m)
{
	int edges[64];
	size_t n = m ? picture_edges_at(p, x, y, edges, ARRAY_LEN(edges)) : 0;

	for (size_t i = 0; i < n && i < ARRAY_LEN(edges); i++)
		if (m->edges[edges[i]].lit)
			return true;
	return false;
}

/* What is told by single cells: heads, marks, junctions, the start. */
static void add_cells(struct str *out, const struct picture *p, const struct graph_marks *m)
{
	for (int y = 0; y < p->rows; y++)
		for (int x = 0; x < p->cols; x++) {
			const struct picture_cell *c = picture_cell(p, x, y);
			bool line = c->cls == GC_FLOW || c->cls == GC_CATCH;

			if (line && head_arm(c->cp))
				add_head(out, p, x, y, head_arm(c->cp), is_lit(p, x, y, m) ? "lithead" : c->cls == GC_CATCH ? "catchhead" : "head");
			else if (c->cls == GC_START || (line && c->cp == 0x25cf))
				str_addf(out, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>\n", c->cls == GC_START ? "start" : "dot", px(x), py(y),
					c->cls == GC_START ? 5 : 3);
			else if (c->cls == GC_RETRY)
				add_retry(out, p, x, y, c->cp);
		}
}

/* --- texts -------------------------------------------------------------------------------------------------------- */

static const char *text_class(const struct picture *p, int x, int y)
{
	const struct picture_cell *c = picture_cell(p, x, y);

	switch ((enum graph_class)c->cls) {
	case GC_ICON:
		return "icon";
	case GC_NAME:
		return p->zoom == GRAPH_DOTS && (c->cp == '[' || c->cp == ']') ? NULL : "name";
	case GC_DETAIL:
		return "detail";
	case GC_BADGE:
		return "badge";
	case GC_CHOICE_LABEL:
		return "label";
	case GC_CATCH_LABEL:
		return "catches";
	case GC_MARK:
		return "mark";
	case GC_RETRY:
		return head_arm(c->cp) || (c->cp >= 0x2500 && c->cp < 0x2580) ? NULL : "retry";
	default:
		return NULL;
	}
}

/* Does a border run here, below the text? */
static bool is_on_border(const struct picture *p, int x, int y)
{
	int state = picture_cell(p, x, y)->state;
	const struct picture_box *b = state >= 0 ? &p->boxes[state] : NULL;

	return b && (y == b->y || y == b->y + b->h - 1 || x == b->x) && (b->h > 1 || x == b->x);
}

/* The title of a frame and marks stand in borders, which must not run through them. */
static void add_run(struct str *out, const struct picture *p, int x, int y, int n, const char *class)
{
	char text[PICTURE_CELL_TEXT];

	if (is_on_border(p, x, y))
		str_addf(out, "<rect class=\"blank\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", px(x) - CW, py(y) - 3, (n + 1) * CW, 6);
	str_addf(out, "<text class=\"%s\" x=\"%d\" y=\"%d\" textLength=\"%d\">", class, px(x) - CW / 2, py(y) + 4, n * CW);
	for (int k = 0; k < n; k++) {
		picture_cell_text(p, picture_cell(p, x + k, y), text);
		add_escaped(out, text);
	}
	str_adds(out, "</text>\n");
}

static void add_texts(struct str *out, const struct picture *p)
{
	for (int y = 0; y < p->rows; y++)
		for (int x = 0, n; x < p->cols; x += n) {
			const char *class = text_class(p, x, y);
			int last = 0;

			n = 1;
			if (!class || picture_cell(p, x, y)->cp == ' ')
				continue;
			/* Blanks of the same class belong to the run, unless they end it. */
			for (int k = 1; x + k < p->cols && text_class(p, x + k, y) == class; k++)
				if (picture_cell(p, x + k, y)->cp != ' ')
					last = k;
			n = last + 1;
			add_run(out, p, x, y, n, class);
		}
}

void graph_svg(struct str *out, const struct picture *p, const struct graph_marks *m)
{
	int w = 2 * MARGIN + p->cols * CW, h = 2 * MARGIN + p->rows * CH;

	str_addf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n%s%s"
		"<rect class=\"ground\" width=\"%d\" height=\"%d\"/>\n", w, h, w, h, style, m ? tones : "", w, h);
	for (size_t i = 0; i < p->n_edges; i++)
		if (i == 0 || p->edges[i].line != p->edges[i - 1].line)
			add_line(out, p, &p->edges[i], NULL);
	/* What was taken once more, above the lines that share its way; the newest on top. */
	for (int newest = 0; m && newest < 2; newest++)
		for (size_t i = 0; i < p->n_edges; i++)
			if ((m->edges[i].lit || m->edges[i].tone) && m->edges[i].newest == (newest > 0))
				add_line(out, p, &p->edges[i], &m->edges[i]);
	add_boxes(out, p, m);
	add_ghosts(out, p);
	add_cells(out, p, m);
	add_texts(out, p);
	str_adds(out, "</svg>\n");
}
