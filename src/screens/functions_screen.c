/*
 * The functions of the workspace: a list, and what there is to know about the selected one. From WIDE columns on they stand side by side,
 * below that one above the other.
 */
#include "screens/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "loop/loop.h"
#include "screens/function_calls.h"
#include "screens/function_screens.h"
#include "screens/place.h"
#include "ui/glyph.h"
#include "ui/list.h"

#define WIDE 100
#define MIN_DETAIL_ROWS 6
#define LABEL_COLS 13
#define LOG_LINES 64			/* of the newest call, at most so many are shown */

/* What the list shows of one function; copied, for the registry's entries may go at any refresh. */
struct function_row {
	char *name, *runtime, *handler, *description, *arn, *file;
	char *env;			/* names and values in a line; NULL: none */
	double timeout_s;
	int64_t memory_mb;
	unsigned line;			/* in functions.json */
	bool missing;			/* there is no such file */
};

struct functions_screen {
	struct shell *sh;
	VEC(struct function_row) rows;
	struct list list;
	struct function_calls calls;
	int name_cols;			/* of the longest name */
	struct err fault;		/* of the registry; code ERR_NONE: none */
	struct loop_watch *watch;	/* on functions.json; NULL: its folder is not there yet */
};

static struct functions_screen *of(const struct screen *s)
{
	return s->data;
}

static const struct function_row *selected(const struct functions_screen *f)
{
	size_t row = list_row(&f->list);

	return row == LIST_NONE ? NULL : &f->rows.v[row];
}

/* --- the rows ----------------------------------------------------------------------------------------------------- */

static void rows_clear(struct functions_screen *f)
{
	for (size_t i = 0; i < f->rows.n; i++) {
		struct function_row *r = &f->rows.v[i];

		free(r->name);
		free(r->runtime);
		free(r->handler);
		free(r->description);
		free(r->arn);
		free(r->file);
		free(r->env);
	}
	f->rows.n = 0;
}

static char *env_text(const struct function_entry *entry)
{
	struct str s = {0};

	if (!entry->env.n)
		return NULL;
	for (size_t i = 0; i < entry->env.n; i++)
		str_addf(&s, "%s%s=%s", i ? "  " : "", entry->env.v[i].name, entry->env.v[i].value);
	return str_take(&s);
}

static void row_add(struct functions_screen *f, const struct function_entry *entry)
{
	struct function_row *r = VEC_ADD(&f->rows);

	*r = (struct function_row){
		.name = xstrdup(entry->name), .runtime = xstrdup(entry->runtime_name), .handler = xstrdup(entry->handler),
		.description = xstrdup(entry->description), .arn = function_arn(entry->name), .file = function_file(entry),
		.env = env_text(entry), .timeout_s = entry->timeout_s, .memory_mb = entry->memory_mb, .line = entry->span.line,
	};
	r->missing = !r->file || !file_exists(r->file);
	if (utf8_width(r->name) > f->name_cols)
		f->name_cols = utf8_width(r->name);
}

static void functions_update(struct screen *s)
{
	struct functions_screen *f = of(s);
	struct app *a = f->sh->app;
	char *was = selected(f) ? xstrdup(selected(f)->name) : NULL;

	rows_clear(f);
	f->name_cols = 16;
	err_clear(&f->fault);
	if (a->registry) {
		registry_refresh(a->registry, &f->fault);
		for (size_t i = 0; i < registry_count(a->registry); i++)
			row_add(f, registry_at(a->registry, i));
	}
	if (a->functions)
		function_calls_read(&f->calls, function_backend_log(a->functions));
	list_set_rows(&f->list, f->rows.n);
	list_refresh(&f->list);
	for (size_t i = 0; was && i < f->rows.n; i++)
		if (strcmp(f->rows.v[i].name, was) == 0)
			list_go(&f->list, i);
	free(was);
}

static void row_text(void *ctx, size_t row, struct str *out)
{
	const struct functions_screen *f = ctx;
	const struct function_row *r = &f->rows.v[row];

	str_addf(out, "%s %s %s %s", r->name, r->runtime, r->handler, r->description ? r->description : "");
}

static const struct {
	const char *glyph, *word;
	enum style style;
} call_states[] = {
	[CALL_NONE] = {GLYPH_IDLE, "not called yet", ST_DIM},
	[CALL_RUNNING] = {GLYPH_RUNNING, "running", ST_RUNNING},
	[CALL_GOOD] = {GLYPH_SUCCEEDED, "ok", ST_SUCCEEDED},
	[CALL_FAILED] = {GLYPH_FAILED, "failed", ST_FAILED},
};

static int draw_call(const struct functions_screen *f, const struct function_row *r, struct surface *sf, int x, int y, int cols)
{
	const struct function_call *call = function_calls_find(&f->calls, r->name);
	enum call_state st = call ? call->state : CALL_NONE;
	char *text = xasprintf("%s %s%s%s", call_states[st].glyph, call_states[st].word, call && st != CALL_RUNNING ? ": " : "",
		call && st != CALL_RUNNING ? call->text : "");
	int used = surface_text(sf, x, y, cols, call_states[st].style, text);

	free(text);
	return used;
}

static void row_draw(void *ctx, size_t row, struct surface *sf, const char *needle)
{
	const struct functions_screen *f = ctx;
	const struct function_row *r = &f->rows.v[row];
	int name_cols = f->name_cols < sf->cols / 2 ? f->name_cols : sf->cols / 2, x = name_cols + 1;

	surface_text_match(sf, 0, 0, name_cols, ST_STRONG, r->name, needle);
	surface_text(sf, x, 0, 11, ST_TEXT, r->runtime);
	x += 12;
	if (r->missing)
		surface_text(sf, x, 0, sf->cols - x, ST_ERROR, GLYPH_FAILED " handler's file is missing");
	else
		draw_call(f, r, sf, x, 0, sf->cols - x);
}

static const struct list_ops list_ops = {.draw = row_draw, .text = row_text};

/* --- the selected one --------------------------------------------------------------------------------------------- */

static int detail(struct surface *sf, int y, const char *label, enum style st, const char *text)
{
	surface_text(sf, 1, y, LABEL_COLS - 1, ST_DIM, label);
	return y + place_draw_text(sf, LABEL_COLS, y, sf->cols - LABEL_COLS - 1, 2, st, text);
}

/* The end of the newest call's log, in what rows are left. */
static void draw_log(const struct functions_screen *f, const struct function_row *r, struct surface *sf, int y)
{
	const struct function_call *call = function_calls_find(&f->calls, r->name);
	const struct function_log *log = call ? function_backend_log(f->sh->app->functions) : NULL;
	const struct log_line *lines[LOG_LINES], *line;
	size_t n = 0, left;

	if (!log || y + 1 >= sf->rows)
		return;
	for (uint64_t seq = 0; (line = function_log_next(log, &seq, r->name, call->request_id)); seq++)
		lines[n++ % LOG_LINES] = line;
	surface_hline(sf, 1, y, sf->cols - 2, ST_BORDER);
	surface_text(sf, 2, y, sf->cols - 4, ST_TITLE, " newest call ");
	y++;
	left = (size_t)(sf->rows - y) < LOG_LINES ? (size_t)(sf->rows - y) : LOG_LINES;
	for (size_t i = n > left ? n - left : 0; i < n; i++, y++) {
		struct str text = {0};

		function_line_text(lines[i % LOG_LINES], &text);
		surface_text(sf, 1, y, sf->cols - 2, lines[i % LOG_LINES]->kind == LOG_PLATFORM ? ST_DIM : ST_TEXT, str_get(&text));
		str_done(&text);
	}
}

static void draw_detail(const struct functions_screen *f, struct surface *sf)
{
	const struct function_row *r = selected(f);
	char limits[80];
	int y = 0;

	if (!r)
		return;
	y = detail(sf, y, "ARN", ST_TEXT, r->arn);
	y = detail(sf, y, "Handler", ST_TEXT, r->handler);
	if (r->missing)
		y = detail(sf, y, "File", ST_ERROR, GLYPH_FAILED " missing:");
	y = detail(sf, y, r->missing ? "" : "File", r->missing ? ST_ERROR : ST_TEXT, r->file ? r->file : "(none)");
	snprintf(limits, sizeof limits, "timeout %g s, memory %lld MB", r->timeout_s, (long long)r->memory_mb);
	y = detail(sf, y, "Limits", ST_TEXT, limits);
	if (r->description)
		y = detail(sf, y, "Description", ST_TEXT, r->description);
	if (r->env)
		y = detail(sf, y, "Environment", ST_TEXT, r->env);
	surface_text(sf, 1, y, LABEL_COLS - 1, ST_DIM, "Last call");
	draw_call(f, r, sf, LABEL_COLS, y, sf->cols - LABEL_COLS - 1);
	draw_log(f, r, sf, y + 1);
}

/* --- keys --------------------------------------------------------------------------------------------------------- */

static void edited(void *ctx, int status)
{
	struct shell *sh = ctx;

	if (status != 0)
		app_note(sh->app, NOTE_WARNING, "the editor ended with status %d", status);
	app_changed(sh->app, CHANGED_FUNCTIONS);
}

static unsigned edit(struct shell *sh, const char *path, unsigned line)
{
	struct err e;

	if (!shell_edit_file(sh, path, line, 0, edited, sh, &e))
		app_note_err(sh->app, &e);
	return AFTER_REDRAW;
}

static unsigned key_edit(struct screen *s)
{
	const struct function_row *r = selected(of(s));

	return r && r->file ? edit(s->ctx, r->file, 0) : (unsigned)AFTER_NOTHING;
}

static unsigned key_settings(struct screen *s)
{
	struct functions_screen *f = of(s);
	const struct function_row *r = selected(f);
	struct registry *reg = f->sh->app->registry;

	if (!reg || !file_exists(registry_path(reg)))
		return AFTER_NOTHING;
	return edit(f->sh, registry_path(reg), f->fault.code ? f->fault.span.line : r ? r->line : 0);
}

static unsigned key_test(struct screen *s)
{
	struct functions_screen *f = of(s);
	const struct function_row *r = selected(f);

	if (r)
		function_test_screen_open(f->sh, r->name);
	return AFTER_REDRAW;
}

static unsigned made_choice(struct shell *sh, void *ctx, size_t index)
{
	struct screen *s = ctx;

	(void)sh;
	if (index == 0)
		return key_edit(s);
	return index == 1 ? key_test(s) : (unsigned)AFTER_REDRAW;
}

static unsigned made(struct shell *sh, void *ctx, const char *name)
{
	struct screen *s = ctx;
	struct functions_screen *f = of(s);
	struct choice c;

	functions_update(s);
	for (size_t i = 0; i < f->rows.n; i++)
		if (strcmp(f->rows.v[i].name, name) == 0)
			list_go(&f->list, i);
	choice_init(&c, "The function is there. And now?", false);
	choice_add(&c, "Edit its handler in $EDITOR", NULL, 'e', ST_TEXT);
	choice_add(&c, "Test it with an event", NULL, 't', ST_TEXT);
	choice_add(&c, "Nothing more", NULL, 'n', ST_TEXT);
	ask_choice_take(sh, &c, made_choice, s);
	return AFTER_REDRAW;
}

static unsigned key_new(struct screen *s)
{
	function_create(s->ctx, made, s);
	return AFTER_REDRAW;
}

static unsigned key_log(struct screen *s)
{
	const struct function_row *r = selected(of(s));

	log_screen_open(s->ctx, r ? r->name : NULL);
	return AFTER_REDRAW;
}

static unsigned key_copy(struct screen *s)
{
	const struct function_row *r = selected(of(s));

	if (r)
		shell_copy(s->ctx, r->arn, "the ARN");
	return AFTER_REDRAW;
}

static unsigned delete_choice(struct shell *sh, void *ctx, size_t index)
{
	struct functions_screen *f = of(ctx);
	const struct function_row *r = selected(f);
	struct err e;

	if (!r || index == 0)
		return AFTER_REDRAW;
	if (registry_remove(sh->app->registry, r->name, index == 2, &e))
		app_note(sh->app, NOTE_INFO, "%s is deleted%s", r->name, index == 2 ? ", and its handler" : "; its handler's file is kept");
	else
		app_note_err(sh->app, &e);
	app_changed(sh->app, CHANGED_FUNCTIONS);
	return AFTER_UPDATE;
}

static unsigned key_delete(struct screen *s)
{
	struct functions_screen *f = of(s);
	const struct function_row *r = selected(f);
	struct choice c;
	char *title;

	if (!r)
		return AFTER_NOTHING;
	title = xasprintf("Delete the function %.60s?", r->name);
	choice_init(&c, title, false);
	free(title);
	choice_add(&c, "Cancel", NULL, 'c', ST_TEXT);
	choice_add(&c, "Delete it from functions.json, keep its file", NULL, 'd', ST_WARNING);
	if (!r->missing)
		choice_add(&c, "Delete it and its file", r->file, 'f', ST_WARNING);
	ask_choice_take(f->sh, &c, delete_choice, s);
	return AFTER_REDRAW;
}

static unsigned key_filter(struct screen *s)
{
	return place_ask_filter(s->ctx, &of(s)->list);
}

static const struct place_key functions_keys[] = {
	{"n", "new", "Make a new function from a template", key_new},
	{"<Enter> t", "test", "Call the function with an event", key_test},
	{"e", "edit", "Edit the handler in $EDITOR", key_edit},
	{"l !", "log", "Log of the function", key_log},
	{"y", "copy ARN", "Copy the function's ARN", key_copy},
	{"d <Del>", "delete", "Delete the function (asks first)", key_delete},
	{"<Esc> q <C-c>", "close", "Back", place_key_close},
	{"s", "settings", "Edit functions.json: timeout, memory, environment", key_settings},
	{"/ f", "filter", "Show only functions with these words", key_filter},
	{"?", "help", "These keys", place_key_help},
};

const struct place functions_place = {
	.keymap = "functions", .title = "Functions", .keys = functions_keys, .n = ARRAY_LEN(functions_keys),
};

/* --- the screen --------------------------------------------------------------------------------------------------- */

struct parts {
	int list_cols, list_rows, detail_x, detail_y, detail_cols, detail_rows;
};

static struct parts parts_of(const struct functions_screen *f, int cols, int rows)
{
	int body = place_body_rows(rows), above;

	if (cols >= WIDE) {
		int left = cols * 2 / 5;

		return (struct parts){left - 2, body, left, PLACE_BODY_Y, cols - left, body};
	}
	above = (int)(f->rows.n < 100 ? f->rows.n : 100) + 1;
	if (above > body / 3)
		above = body / 3;
	if (body < 2 * MIN_DETAIL_ROWS || above < 3)
		above = body < 2 * MIN_DETAIL_ROWS ? body : 3;
	return (struct parts){cols - 2, above, 0, PLACE_BODY_Y + above + 1, cols, body - above - 1};
}

static void functions_layout(struct screen *s, int cols, int rows)
{
	list_layout(&of(s)->list, parts_of(of(s), cols, rows).list_rows);
}

static void draw_body(const struct functions_screen *f, struct surface *sf)
{
	struct parts p = parts_of(f, sf->cols, sf->rows);
	struct surface list = surface_sub(sf, 1, PLACE_BODY_Y, p.list_cols, p.list_rows);
	struct surface more = surface_sub(sf, p.detail_x, p.detail_y, p.detail_cols, p.detail_rows);

	list_draw(&f->list, &list, true);
	if (p.detail_rows < 1)
		return;
	if (p.detail_x)
		surface_vline(sf, p.detail_x - 1, PLACE_BODY_Y, p.detail_rows, ST_BORDER);
	else
		surface_hline(sf, 0, p.detail_y - 1, sf->cols, ST_BORDER);
	draw_detail(f, &more);
}

static void draw_nothing(const struct functions_screen *f, struct surface *sf)
{
	struct surface body = surface_sub(sf, 1, PLACE_BODY_Y, sf->cols - 2, place_body_rows(sf->rows));

	if (f->rows.n)
		place_draw_empty(&body, "nothing matches the filter", "Press / to change it");
	else if (f->fault.code)
		place_draw_text(&body, 0, 1, body.cols, body.rows - 1, ST_ERROR, f->fault.msg);
	else
		place_draw_empty(&body, "no functions yet: local programs that stand for Lambda functions", "Press n to make one");
}

static void functions_draw(const struct screen *s, struct surface *sf)
{
	const struct functions_screen *f = of(s);
	const struct registry *r = f->sh->app->registry;
	char *title;
	char count[40];

	if (!place_fits(sf))
		return;
	snprintf(count, sizeof count, "%zu function%s", f->rows.n, f->rows.n == 1 ? "" : "s");
	if (list_count(&f->list))
		draw_body(f, sf);
	else
		draw_nothing(f, sf);
	/* Old entries are shown as long as the file is wrong: say so where one looks. */
	if (f->fault.code && f->rows.n) {
		surface_fill(sf, 0, sf->rows - 3, sf->cols, 2, ST_TEXT, " ");
		surface_put(sf, 1, sf->rows - 3, ST_ERROR, GLYPH_FAILED);
		place_draw_text(sf, 3, sf->rows - 3, sf->cols - 4, 2, ST_ERROR, f->fault.msg);
	}
	title = xasprintf("Functions › %s", r ? registry_path(r) : "no workspace");
	place_draw(f->sh, &functions_place, sf, title, count);
	free(title);
}

static unsigned functions_key(struct screen *s, const struct key *k)
{
	struct functions_screen *f = of(s);
	struct parts p = parts_of(f, s->cols, s->rows);
	unsigned after, w;

	if (place_key(&functions_place, s, k, &after))
		return after;
	w = place_list_key(&f->list, k, 1, PLACE_BODY_Y, p.list_cols, p.list_rows);
	if (w & W_DONE)
		return key_test(s);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void functions_done(struct screen *s)
{
	struct functions_screen *f = of(s);

	loop_watch_free(f->watch);
	rows_clear(f);
	VEC_DONE(&f->rows);
	list_done(&f->list);
	function_calls_done(&f->calls);
	free(f);
}

static void file_changed(void *ctx, const char *path)
{
	struct shell *sh = ctx;

	(void)path;
	app_changed(sh->app, CHANGED_FUNCTIONS);
}

static const struct screen_ops functions_ops = {
	.name = "functions", .keymap = "functions", .update = functions_update, .layout = functions_layout, .draw = functions_draw,
	.key = functions_key, .done = functions_done,
};

void functions_screen_open(struct shell *sh)
{
	struct functions_screen *f = xcalloc(1, sizeof *f);
	struct err e;

	place_note_done(sh);
	f->sh = sh;
	list_init(&f->list, &list_ops, f);
	/* Without its folder there is nothing to watch; creating a function updates the screen by itself. */
	if (sh->app->registry && dir_exists(registry_dir(sh->app->registry))) {
		f->watch = loop_watch_new(sh->loop, registry_path(sh->app->registry), file_changed, sh, &e);
		if (!f->watch)
			app_note(sh->app, NOTE_WARNING, "functions.json is not watched for changes: %.300s", e.msg);
	}
	if (!screens_push(&sh->screens, &functions_ops, sh, f, &e))
		app_note_err(sh->app, &e);
}
