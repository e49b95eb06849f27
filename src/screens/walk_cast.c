/*
 * A walkthrough as a recording that asciinema plays (asciicast v2): the picture, what is told, and where in the history, event by event. A
 * frame is what changed of the one before, as a terminal of 256 colours gets it. How long an event stays is the time that its sentence takes
 * to read; the true times stand in the header.
 */
#include <stdlib.h>
#include <string.h>

#include "app/describe.h"
#include "base/timefmt.h"
#include "base/utf8.h"
#include "screens/picture_paint.h"
#include "screens/walkthrough.h"
#include "ui/bars.h"
#include "ui/theme.h"

enum { MIN_COLS = 80, MAX_COLS = 160, MIN_ROWS = 24, MAX_ROWS = 60, TOLD_ROWS = 4 };

struct cast {
	struct theme theme;
	struct surface now, before;
	struct str frame;
	int64_t ms;			/* of the recording */
	int x, y;			/* the picture's cell in the corner */
};

static int limit(int n, int lo, int hi)
{
	return n < lo ? lo : n > hi ? hi : n;
}

/* --- the terminal ------------------------------------------------------------------------------------------------- */

static void add_colour(struct str *out, int base, int colour)
{
	int rgb = colour - 256;			/* theme.h */

	if (rgb >= 0)
		str_addf(out, ";%d;2;%d;%d;%d", base, (rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255);
	else if (colour >= 0)
		str_addf(out, ";%d;5;%d", base, colour);
}

static void add_look(struct str *out, const struct theme *t, const struct cell *c)
{
	const struct theme_style *s = &t->styles[c->style];
	unsigned attrs = s->attrs | c->attrs;

	str_adds(out, "\033[0");
	if (attrs & ATTR_BOLD)
		str_adds(out, ";1");
	if (attrs & ATTR_DIM)
		str_adds(out, ";2");
	if (attrs & ATTR_UNDERLINE)
		str_adds(out, ";4");
	if (attrs & ATTR_REVERSE)
		str_adds(out, ";7");
	add_colour(out, 38, s->fg.palette);
	add_colour(out, 48, s->bg.palette);
	str_addc(out, 'm');
}

static void add_cells(struct cast *d, int y, int x, int end)
{
	const struct cell *look = NULL;

	str_addf(&d->frame, "\033[%d;%dH", y + 1, x + 1);
	for (; x < end; x++) {
		const struct cell *c = surface_cell(&d->now, x, y);

		if (!c->width)
			continue;
		if (!look || look->style != c->style || look->attrs != c->attrs)
			add_look(&d->frame, &d->theme, c);
		look = c;
		str_add(&d->frame, c->text, c->len);
	}
}

static void add_frame(struct walk *w)
{
	struct cast *d = w->data;
	struct str text = {0};

	for (int y = 0; y < d->now.rows; y++) {
		int x = 0, end;

		while (surface_next_change(&d->before, &d->now, y, &x, &end)) {
			add_cells(d, y, x, end);
			x = end;
		}
	}
	json_print_string(&text, str_get(&d->frame));
	str_addf(w->out, "[%lld.%03lld,\"o\",%s]\n", (long long)(d->ms / 1000), (long long)(d->ms % 1000), str_get(&text));
	str_done(&text);
	str_reset(&d->frame);
	surface_copy(&d->before, &d->now);
}

/* --- what is seen --------------------------------------------------------------------------------------------------- */

/* The state whose event it is stays in sight; the picture moves no more than it must. */
static void look_at(const struct walk *w, struct cast *d, int cols, int rows)
{
	int state = walk_state(w);
	const struct picture_box *b = state >= 0 ? &w->picture->boxes[state] : NULL;
	int most_x = w->picture->cols > cols ? w->picture->cols - cols : 0, most_y = w->picture->rows > rows ? w->picture->rows - rows : 0;

	if (b && b->w && (b->x < d->x || b->x + b->w > d->x + cols))
		d->x = b->x + b->w / 2 - cols / 2;
	if (b && b->w && (b->y < d->y || b->y + b->h > d->y + rows))
		d->y = b->y + b->h / 2 - rows / 2;
	d->x = limit(d->x, 0, most_x);
	d->y = limit(d->y, 0, most_y);
}

static void draw_picture(const struct walk *w, struct cast *d, struct surface *sf)
{
	struct graph_marks *marks = walk_marks(w);
	struct picture *marked = graph_mark(w->picture, marks);
	int left = w->picture->cols < sf->cols ? (sf->cols - w->picture->cols) / 2 : 0;
	struct surface in = surface_sub(sf, left, 0, sf->cols - left, sf->rows);

	look_at(w, d, sf->cols, sf->rows);
	picture_paint(&in, w->picture, marked, marks, d->x, d->y);
	picture_free(marked);
	graph_marks_free(marks);
}

static void draw_header(const struct walk *w, struct surface *sf)
{
	struct str right = {0}, left = {0};
	char span[TIME_TEXT_SIZE];

	time_format_span(w->now_ms - w->start_ms, span);
	str_addf(&right, "%s  t%s ", exec_status_text(w->p->status), span);
	describe_text(&left, w->run->machine->name, 60);
	if (w->place.len)
		str_addf(&left, " › %s", str_get(&w->place));
	surface_fill(sf, 0, 0, sf->cols, 1, ST_HEADER, " ");
	surface_text(sf, 1, 0, sf->cols - utf8_width(str_get(&right)) - 2, ST_HEADER, str_get(&left));
	surface_text_right(sf, 0, 0, sf->cols, ST_HEADER, str_get(&right));
	str_done(&left);
	str_done(&right);
}

/* Words that fit into a row; a longer one is cut. */
static const char *draw_row(struct surface *sf, int y, const char *text)
{
	int width;
	size_t fit = utf8_fit(text, sf->cols - 2, &width), at = fit;

	if (text[fit])
		while (at > 0 && text[at] != ' ')
			at--;
	if (!at)
		at = fit;
	surface_putn(sf, 1, y, ST_TEXT, text, at);
	return text + at + strspn(text + at, " ");
}

static void draw_told(const struct walk *w, struct surface *sf)
{
	const char *text = str_get(&w->sentence);

	surface_hline(sf, 0, 0, sf->cols, ST_BORDER);
	for (int y = 1; y + 1 < sf->rows && *text; y++) {
		if (y + 2 == sf->rows)
			surface_text(sf, 1, y, sf->cols - 2, ST_TEXT, text);
		else
			text = draw_row(sf, y, text);
	}
	surface_printf(sf, 1, sf->rows - 1, ST_SCRUBBER_HEAD, "#%d", (int)w->at);
	scrubber_draw(sf, 7, sf->rows - 1, sf->cols - 14, (size_t)w->at, (size_t)w->last);
	surface_printf(sf, sf->cols - 6, sf->rows - 1, ST_DIM, "#%d", (int)w->last);
}

/* --- the form --------------------------------------------------------------------------------------------------------- */

static void begin(struct walk *w)
{
	struct cast *d = xcalloc(1, sizeof *d);
	int cols = limit(w->picture->cols, MIN_COLS, MAX_COLS), rows = limit(w->picture->rows + TOLD_ROWS + 2, MIN_ROWS, MAX_ROWS);
	struct str title = {0}, text = {0};

	theme_load(&d->theme, NULL, NULL);
	surface_init(&d->now, cols, rows, false);
	surface_init(&d->before, cols, rows, false);
	surface_clear(&d->before, ST_TEXT);
	w->data = d;
	walk_title(w, &title);
	json_print_string(&text, str_get(&title));
	str_addf(w->out, "{\"version\":2,\"width\":%d,\"height\":%d,\"timestamp\":%lld,\"title\":%s,\"env\":{\"TERM\":\"xterm-256color\"}}\n", cols, rows,
		(long long)(w->start_ms / 1000), str_get(&text));
	str_adds(&d->frame, "\033[?25l\033[0m\033[2J");
	str_done(&title);
	str_done(&text);
}

static void event(struct walk *w)
{
	struct cast *d = w->data;
	struct surface picture = surface_sub(&d->now, 0, 1, d->now.cols, d->now.rows - TOLD_ROWS - 1);
	struct surface told = surface_sub(&d->now, 0, d->now.rows - TOLD_ROWS, d->now.cols, TOLD_ROWS);

	surface_clear(&d->now, ST_TEXT);
	draw_header(w, &d->now);
	draw_picture(w, d, &picture);
	draw_told(w, &told);
	add_frame(w);
	d->ms += limit(600 + 25 * (int)w->sentence.len, 900, 4000);
}

static void end(struct walk *w)
{
	struct cast *d = w->data;

	/* The last event stays, and the cursor comes back. */
	str_addf(w->out, "[%lld.%03lld,\"o\",\"\\u001b[0m\\u001b[?25h\\r\\n\"]\n", (long long)(d->ms / 1000), (long long)(d->ms % 1000));
	surface_done(&d->now);
	surface_done(&d->before);
	str_done(&d->frame);
	free(d);
}

const struct walk_form walk_cast = {begin, event, end, true};
