/* What the functions print, and Lambda's START, END and REPORT lines, as they come. */
#include "screens/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "screens/function_calls.h"
#include "screens/place.h"
#include "ui/list.h"

#define FUNCTION_COLS 18
#define SIDE_STEP 8

struct log_screen {
	struct shell *sh;
	char *function;			/* NULL: all */
	VEC(uint64_t) rows;		/* numbers of the lines shown */
	uint64_t read_to;		/* the next line to look at */
	struct list list;
	int left;			/* cells of the text that are scrolled away */
	bool not_found;
};

static struct log_screen *of(const struct screen *s)
{
	return s->data;
}

static const struct function_log *log_of(const struct log_screen *l)
{
	struct task_backend *b = l->sh->app->functions;

	return b ? function_backend_log(b) : NULL;
}

/* NULL: the line has left the ring since. */
static const struct log_line *line_at(const struct log_screen *l, size_t row)
{
	uint64_t seq = l->rows.v[row];
	const struct log_line *line = log_of(l) ? function_log_next(log_of(l), &seq, NULL, NULL) : NULL;

	return line && seq == l->rows.v[row] ? line : NULL;
}

/* --- the rows ----------------------------------------------------------------------------------------------------- */

static void row_text(void *ctx, size_t row, struct str *out)
{
	const struct log_line *line = line_at(ctx, row);

	if (!line)
		return;
	str_addf(out, "%s ", line->function);
	function_line_text(line, out);
}

static enum style line_style(const struct log_line *line)
{
	if (line->kind == LOG_OUTPUT)
		return str_starts(line->text, "[ERROR]") ? ST_ERROR : ST_TEXT;
	if (str_starts(line->text, "REPORT "))
		return strstr(line->text, "\tStatus: ") ? ST_ERROR : ST_INFO;
	return str_starts(line->text, "START ") || str_starts(line->text, "END ") ? ST_DIM : ST_ERROR;
}

static void row_draw(void *ctx, size_t row, struct surface *sf, const char *needle)
{
	const struct log_screen *l = ctx;
	const struct log_line *line = line_at(l, row);
	struct str text = {0};
	struct surface rest;
	char at[TIME_TEXT_SIZE];
	int x = 0;

	if (!line)
		return;
	if (sf->cols >= 60) {
		time_format(line->at_ms, at);
		/* The time of day: what stands between T and Z. */
		surface_putn(sf, 0, 0, ST_DIM, at + 11, 12);
		x = 13;
	}
	if (!l->function) {
		int cols = sf->cols < 3 * FUNCTION_COLS ? sf->cols / 3 : FUNCTION_COLS;

		surface_text(sf, x, 0, cols, ST_TITLE, line->function);
		x += cols + 1;
	}
	function_line_text(line, &text);
	rest = surface_sub(sf, x, 0, sf->cols - x, 1);
	surface_text_match(&rest, -l->left, 0, rest.cols + l->left, line_style(line), str_get(&text), needle);
	str_done(&text);
}

static const struct list_ops list_ops = {.draw = row_draw, .text = row_text};

/* Rows whose lines have left the ring go; what has come since is added. */
static void log_update(struct screen *s)
{
	struct log_screen *l = of(s);
	const struct function_log *log = log_of(l);
	const struct log_line *line;
	size_t gone = 0;

	if (!log)
		return;
	while (gone < l->rows.n && l->rows.v[gone] < function_log_first(log))
		gone++;
	if (gone) {
		memmove(l->rows.v, l->rows.v + gone, (l->rows.n - gone) * sizeof l->rows.v[0]);
		l->rows.n -= gone;
	}
	for (; (line = function_log_next(log, &l->read_to, l->function, NULL)); l->read_to++)
		VEC_PUSH(&l->rows, l->read_to);
	list_set_rows(&l->list, l->rows.n);
	if (gone)
		list_refresh(&l->list);
}

static void read_again(struct screen *s)
{
	struct log_screen *l = of(s);

	l->rows.n = 0;
	l->read_to = 0;
	list_set_rows(&l->list, 0);
	log_update(s);
	list_refresh(&l->list);
	list_move(&l->list, MOVE_BOTTOM);
	l->list.follow = true;
}

/* --- keys --------------------------------------------------------------------------------------------------------- */

/* The whole call that the selected line belongs to. */
static unsigned key_call(struct screen *s)
{
	struct log_screen *l = of(s);
	size_t row = list_row(&l->list);
	const struct log_line *line = row == LIST_NONE ? NULL : line_at(l, row);
	struct str text = {0};
	char *title, *function, *request_id;

	if (!line)
		return AFTER_NOTHING;
	function = xstrdup(line->function);
	request_id = xstrdup(line->request_id);
	for (uint64_t seq = 0; (line = function_log_next(log_of(l), &seq, function, request_id)); seq++) {
		str_add(&text, line->text, line->len);
		str_addc(&text, '\n');
	}
	/* Tabs would be shown as symbols. */
	for (size_t i = 0; i < text.len; i++)
		if (text.p[i] == '\t')
			text.p[i] = ' ';
	title = xasprintf("Log › %s › %s", function, *request_id ? request_id : "between calls");
	show_text(l->sh, title, str_get(&text), text.len);
	free(title);
	free(function);
	free(request_id);
	str_done(&text);
	return AFTER_REDRAW;
}

static unsigned function_chosen(struct shell *sh, void *ctx, size_t index)
{
	struct screen *s = ctx;
	struct log_screen *l = of(s);
	const struct registry *r = sh->app->registry;

	free(l->function);
	l->function = index && index <= registry_count(r) ? xstrdup(registry_at(r, index - 1)->name) : NULL;
	read_again(s);
	return AFTER_REDRAW;
}

static unsigned key_function(struct screen *s)
{
	struct log_screen *l = of(s);
	const struct registry *r = l->sh->app->registry;
	struct choice c;

	if (!r)
		return AFTER_NOTHING;
	choice_init(&c, "Log of which function?", true);
	choice_add(&c, "All functions", NULL, 0, ST_TEXT);
	for (size_t i = 0; i < registry_count(r); i++)
		choice_add(&c, registry_at(r, i)->name, registry_at(r, i)->runtime_name, 0, ST_TEXT);
	ask_choice_take(l->sh, &c, function_chosen, s);
	return AFTER_REDRAW;
}

static unsigned key_follow(struct screen *s)
{
	struct log_screen *l = of(s);

	l->list.follow = !l->list.follow;
	if (l->list.follow)
		list_move(&l->list, MOVE_BOTTOM);
	return AFTER_REDRAW;
}

static unsigned search(struct shell *sh, void *ctx, const char *text)
{
	struct log_screen *l = ctx;

	(void)sh;
	l->list.follow = false;
	list_set_needle(&l->list, text);
	l->not_found = *text && !list_search(&l->list, -1, true);
	return AFTER_REDRAW;
}

static unsigned key_search(struct screen *s)
{
	struct ask_text_opts o = {.label = "/", .placeholder = "text to find", .changed = search};

	ask_text(s->ctx, &o, search, s->data);
	return AFTER_REDRAW;
}

static unsigned search_again(struct screen *s, int direction)
{
	struct log_screen *l = of(s);

	if (!l->list.needle)
		return key_search(s);
	l->list.follow = false;
	l->not_found = !list_search(&l->list, direction, false);
	return AFTER_REDRAW;
}

static unsigned key_next(struct screen *s)
{
	return search_again(s, 1);
}

static unsigned key_previous(struct screen *s)
{
	return search_again(s, -1);
}

static unsigned key_filter(struct screen *s)
{
	return place_ask_filter(s->ctx, &of(s)->list);
}

static unsigned key_left(struct screen *s)
{
	struct log_screen *l = of(s);

	l->left = l->left > SIDE_STEP ? l->left - SIDE_STEP : 0;
	return AFTER_REDRAW;
}

static unsigned key_right(struct screen *s)
{
	struct log_screen *l = of(s);

	if (l->left < 16384)
		l->left += SIDE_STEP;
	return AFTER_REDRAW;
}

static unsigned key_copy(struct screen *s)
{
	struct log_screen *l = of(s);
	size_t row = list_row(&l->list);
	const struct log_line *line = row == LIST_NONE ? NULL : line_at(l, row);

	if (line)
		shell_copy(l->sh, line->text, "the line");
	return AFTER_REDRAW;
}

static const struct place_key log_keys[] = {
	{"<Enter>", "whole call", "Read all lines of this call, wrapped", key_call},
	{"F", "follow", "Stay at the newest line, or stop there", key_follow},
	{"c", "function", "Choose the function whose lines are shown", key_function},
	{"/", "search", "Search", key_search},
	{"<Esc> q <C-c>", "close", "Back", place_key_close},
	{"n", NULL, "Next match", key_next},
	{"N", NULL, "Previous match", key_previous},
	{"f", "filter", "Show only lines with these words", key_filter},
	{"<Left> h", NULL, "Scroll to the left", key_left},
	{"<Right> l", NULL, "Scroll to the right", key_right},
	{"y", "copy", "Copy the line", key_copy},
	{"?", "help", "These keys", place_key_help},
};

const struct place log_place = {.keymap = "log", .title = "Log of the functions", .keys = log_keys, .n = ARRAY_LEN(log_keys)};

/* --- the screen --------------------------------------------------------------------------------------------------- */

static void log_layout(struct screen *s, int cols, int rows)
{
	(void)cols;
	list_layout(&of(s)->list, place_body_rows(rows));
}

static void log_draw(const struct screen *s, struct surface *sf)
{
	const struct log_screen *l = of(s);
	int rows = place_body_rows(sf->rows);
	struct surface body = surface_sub(sf, 1, PLACE_BODY_Y, sf->cols - 2, rows);
	char *title;
	char right[100];

	if (!place_fits(sf))
		return;
	if (l->not_found)
		snprintf(right, sizeof right, "\"%.40s\" is not there", l->list.needle ? l->list.needle : "");
	else
		snprintf(right, sizeof right, "%zu line%s%s", list_count(&l->list), list_count(&l->list) == 1 ? "" : "s",
			l->list.follow ? ", following" : "");
	if (list_count(&l->list))
		list_draw(&l->list, &body, true);
	else if (l->rows.n)
		place_draw_empty(&body, "nothing matches the filter", "Press f to change it");
	else
		place_draw_empty(&body, "no call has been logged yet", "Calls by executions and tests appear here as they run");
	title = xasprintf("Log › %s", l->function ? l->function : "all functions");
	place_draw(l->sh, &log_place, sf, title, right);
	free(title);
}

static unsigned log_key(struct screen *s, const struct key *k)
{
	struct log_screen *l = of(s);
	unsigned after, w;

	if (place_key(&log_place, s, k, &after))
		return after;
	w = place_list_key(&l->list, k, 1, PLACE_BODY_Y, s->cols - 2, place_body_rows(s->rows));
	if (w & W_MOVED)	/* who walks to the end follows, who walks away does not */
		l->list.follow = l->list.cursor + 1 == list_count(&l->list);
	if (w & W_DONE)
		return key_call(s);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void log_done(struct screen *s)
{
	struct log_screen *l = of(s);

	list_done(&l->list);
	VEC_DONE(&l->rows);
	free(l->function);
	free(l);
}

static const struct screen_ops log_ops = {
	.name = "log", .keymap = "log", .update = log_update, .layout = log_layout, .draw = log_draw, .key = log_key, .done = log_done,
};

void log_screen_open(struct shell *sh, const char *function)
{
	struct log_screen *l = xcalloc(1, sizeof *l);
	struct err e;

	place_note_done(sh);
	l->sh = sh;
	l->function = xstrdup(function);
	list_init(&l->list, &list_ops, l);
	if (!screens_push(&sh->screens, &log_ops, sh, l, &e)) {
		app_note_err(sh->app, &e);
		return;
	}
	list_move(&l->list, MOVE_BOTTOM);
	l->list.follow = true;
}
