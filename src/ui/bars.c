#include "ui/bars.h"

#include <string.h>

#include "base/utf8.h"
#include "ui/glyph.h"

/* --- tabs: " 1 Graph  2 Step " with the active one in brackets -------------------------------------------------- */

static int tab_width(const char *const *names, size_t i)
{
	return utf8_width(names[i]) + 2;
}

/* The first tab to draw so that the active one fits. */
static size_t first_tab(int cols, const char *const *names, size_t n, size_t active)
{
	size_t first = 0;
	int w = 0;

	for (size_t i = 0; i <= active && i < n; i++)
		w += tab_width(names, i);
	while (first < active && w > cols)
		w -= tab_width(names, first++);
	return first;
}

void tabs_draw(struct surface *sf, int x, int y, int cols, const char *const *names, size_t n, size_t active)
{
	struct surface row = surface_sub(sf, x, y, cols, 1);
	int at = 0;

	surface_fill(&row, 0, 0, cols, 1, ST_TAB, " ");
	for (size_t i = first_tab(cols, names, n, active); i < n && at < cols; i++) {
		enum style st = i == active ? ST_TAB_ACTIVE : ST_TAB;

		surface_put(&row, at, 0, st, i == active ? "[" : " ");
		surface_put(&row, at + 1, 0, st, names[i]);
		at += tab_width(names, i);
		surface_put(&row, at - 1, 0, st, i == active ? "]" : " ");
	}
}

size_t tabs_at(int col, int cols, const char *const *names, size_t n, size_t active)
{
	int at = 0;

	for (size_t i = first_tab(cols, names, n, active); i < n && at < cols && col >= 0; i++) {
		at += tab_width(names, i);
		if (col < at)
			return i;
	}
	return n;
}

/* --- hints ------------------------------------------------------------------------------------------------------ */

static int hint_width(const struct hint *h)
{
	return utf8_width(h->key) + 1 + utf8_width(h->label);
}

static int put_hint(struct surface *row, int at, const struct hint *h)
{
	int w = surface_put(row, at, 0, ST_KEY, h->key);

	surface_put(row, at + w + 1, 0, ST_HINT, h->label);
	return at + hint_width(h) + 2;
}

size_t hints_draw(struct surface *sf, int x, int y, int cols, const struct hint *hints, size_t n)
{
	struct surface row = surface_sub(sf, x, y, cols, 1);
	int at = 0, last = n ? hint_width(&hints[n - 1]) : 0;
	size_t drawn = 0;

	surface_fill(&row, 0, 0, cols, 1, ST_HINT, " ");
	for (size_t i = 0; i < n; i++) {
		bool is_last = i == n - 1;

		if (at + hint_width(&hints[i]) + (is_last ? 0 : 2 + last) > cols && !(is_last && !drawn))
			continue;
		at = put_hint(&row, at, &hints[i]);
		drawn++;
	}
	return drawn;
}

/* --- scrubber, gauge, scroll mark ------------------------------------------------------------------------------- */

/* The column of a position; the ends are the first and the last event. */
static int scrubber_col(int cols, size_t at, size_t n)
{
	if (at <= 1 || n <= 1 || cols < 2)
		return 0;
	return (int)((double)(at - 1) / (double)(n - 1) * (cols - 1) + 0.5);
}

void scrubber_draw(struct surface *sf, int x, int y, int cols, size_t at, size_t n)
{
	struct surface row = surface_sub(sf, x, y, cols, 1);

	if (cols < 2)
		return;
	surface_hline(&row, 0, 0, cols, ST_SCRUBBER);
	surface_put(&row, 0, 0, ST_SCRUBBER, "├");
	surface_put(&row, cols - 1, 0, ST_SCRUBBER, "┤");
	if (at)
		surface_put(&row, scrubber_col(cols, at, n), 0, ST_SCRUBBER_HEAD, "●");
}

size_t scrubber_at(int col, int cols, size_t n)
{
	if (!n)
		return 0;
	if (cols < 2 || col <= 0)
		return 1;
	if (col >= cols - 1)
		return n;
	return 1 + (size_t)((double)col / (cols - 1) * (double)(n - 1) + 0.5);
}

void gauge_draw(struct surface *sf, int x, int y, int cols, double part)
{
	enum style st = part >= 1 ? ST_GAUGE_FULL : ST_GAUGE;
	int full = part >= 1 ? cols : part > 0 ? (int)(part * cols + 0.5) : 0;

	surface_fill(sf, x, y, cols, 1, st, "░");
	surface_fill(sf, x, y, full, 1, st, "█");
}

void scrollmark_draw(struct surface *sf, int x, int y, int rows, size_t top, size_t height, size_t total, enum style st)
{
	int len, at;

	if (rows < 1 || total <= height)
		return;
	len = (int)((double)height / (double)total * rows + 0.5);
	len = len < 1 ? 1 : len;
	at = (int)((double)top / (double)(total - height) * (rows - len) + 0.5);
	if (at > rows - len)
		at = rows - len;
	surface_vline(sf, x, y, rows, st);
	surface_fill(sf, x, y + at, 1, len, st, "█");
}
