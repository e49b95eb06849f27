/* A timeline in words and glyphs, and as text. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "history/timeline_private.h"

#define NAME_COLS 28

static const struct {
	const char *critical, *other, *ascii_critical, *ascii_other;
} bars[] = {
	[BAR_NONE] = {" ", " ", " ", " "},
	[BAR_BACKOFF] = {"╌", "╌", "~", "~"},
	[BAR_WAIT] = {"░", "░", ":", ":"},
	[BAR_INSIDE] = {"━", "─", "=", "-"},
	[BAR_WORK] = {"█", "▓", "#", "%"},
};

const char *timeline_cell_glyph(const struct timeline_cell *c, bool ascii)
{
	if (c->ends)
		return state_status_glyph((enum state_status)c->status, ascii);
	if (ascii)
		return c->critical ? bars[c->bar].ascii_critical : bars[c->bar].ascii_other;
	return c->critical ? bars[c->bar].critical : bars[c->bar].other;
}

enum state_status timeline_row_status(const struct timeline *tl, const struct timeline_row *row)
{
	if (row->kind == TIMELINE_BRANCH)
		return row->branch >= 0 ? tl->p->branches.v[row->branch].status : STATE_IDLE;
	return row->step >= 0 ? tl->p->steps.v[row->step].status : STATE_IDLE;
}

/* Control characters and broken bytes become symbols; what is too wide is cut. */
static void add_safe(struct str *out, const char *text, int cols, bool ascii)
{
	char *safe = utf8_safe(text, ascii);
	int width;
	size_t fit = utf8_fit(safe, cols, &width);

	if (safe[fit]) {
		str_add(out, safe, utf8_fit(safe, cols - 1, &width));
		str_adds(out, ascii ? "." : "…");
	} else {
		str_adds(out, safe);
	}
	free(safe);
}

void timeline_row_name(const struct timeline *tl, const struct timeline_row *row, bool ascii, struct str *out)
{
	if (row->kind == TIMELINE_BRANCH)
		str_addf(out, "[%d]", row->index);
	else
		add_safe(out, tl->p->machine->states[row->state]->name, NAME_COLS, ascii);
}

void timeline_row_count(const struct timeline *tl, const struct timeline_row *row, bool ascii, struct str *out)
{
	const struct step *s = row->step >= 0 ? &tl->p->steps.v[row->step] : NULL;
	const struct family *f = row->kind == TIMELINE_STATE && s && s->family >= 0 ? &tl->p->families.v[s->family] : NULL;

	if (row->visits > 1)
		str_addf(out, "%s%zu", ascii ? "x" : "×", row->visits);
	if (f && f->n)
		str_addf(out, "%s[%d]", out->len ? " " : "", f->n);
	if (f && f->by_status[STATE_FAILED])
		str_addf(out, " %s%d", state_status_glyph(STATE_FAILED, ascii), f->by_status[STATE_FAILED]);
}

/* --- as text ---------------------------------------------------------------------------------------------------------------------- */

static void label(const struct timeline *tl, const struct timeline_row *row, bool ascii, struct str *out)
{
	struct str count = {0};

	str_adds(out, !row->critical ? "  " : ascii ? "* " : "◆ ");
	str_addf(out, "%*s", row->depth * 2, "");
	str_addf(out, "%s ", state_status_glyph(timeline_row_status(tl, row), ascii));
	timeline_row_name(tl, row, ascii, out);
	timeline_row_count(tl, row, ascii, &count);
	if (count.len)
		str_addf(out, " %s", str_get(&count));
	str_done(&count);
}

static int widest(struct timeline *tl, size_t n, bool ascii)
{
	int widest_cols = 8;

	for (size_t i = 0; i < n; i++) {
		struct timeline_row row;
		struct str text = {0};

		timeline_row(tl, i, &row);
		label(tl, &row, ascii, &text);
		if (utf8_width(str_get(&text)) > widest_cols)
			widest_cols = utf8_width(str_get(&text));
		str_done(&text);
	}
	return widest_cols;
}

static void trim(struct str *out)
{
	while (out->len && out->p[out->len - 1] == ' ')
		out->p[--out->len] = '\0';
}

static void print_row(struct timeline *tl, size_t i, const struct timeline_window *w, int label_cols, struct timeline_cell *cells, int cols,
	bool ascii, struct str *out)
{
	struct timeline_row row;
	struct str text = {0};

	timeline_row(tl, i, &row);
	label(tl, &row, ascii, &text);
	str_addf(out, "%s%*s ", str_get(&text), label_cols - utf8_width(str_get(&text)), "");
	str_done(&text);
	timeline_cells(tl, &row, w, cells, cols);
	for (int x = 0; x < cols; x++)
		str_adds(out, timeline_cell_glyph(&cells[x], ascii));
	trim(out);
	str_addc(out, '\n');
}

static void print_axis(const struct timeline *tl, const struct timeline_window *w, int label_cols, int cols, bool ascii, struct str *out)
{
	char *axis = xmalloc((size_t)cols + 1);

	timeline_axis(tl, w, cols, axis);
	str_addf(out, "%*s ", label_cols, "");
	for (int x = 0; x < cols; x++) {
		if (axis[x] == '~' && !ascii)
			str_adds(out, "≈");
		else if (axis[x] == '|' && !ascii)
			str_adds(out, "▏");
		else
			str_addc(out, axis[x]);
	}
	trim(out);
	str_addc(out, '\n');
	free(axis);
}

void timeline_print(struct timeline *tl, int cols, bool ascii, struct str *out)
{
	size_t n = timeline_rows(tl);
	int label_cols = widest(tl, n, ascii), bar_cols = cols - label_cols - 1 < 10 ? 10 : cols - label_cols - 1;
	struct timeline_cell *cells = xcalloc((size_t)bar_cols, sizeof *cells);
	struct timeline_window w;

	timeline_fit(tl, bar_cols, &w);
	print_axis(tl, &w, label_cols, bar_cols, ascii, out);
	for (size_t i = 0; i < n; i++)
		print_row(tl, i, &w, label_cols, cells, bar_cols, ascii, out);
	str_adds(out, ascii ? "# works  : waits  ~ backoff  = inside  X failed  ! caught  * and heavier bars: the critical path\n"
		: "█ works  ░ waits  ╌ backoff  ━ inside  ✗ failed  ! caught  ◆ and heavier bars: the critical path\n");
	free(cells);
}
