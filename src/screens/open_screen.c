/* The state machines that can be opened: those of the workspace, then the program's own samples. And a new one. */
#include "screens/command_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "asl/source.h"
#include "base/utf8.h"
#include "screens/path_complete.h"
#include "screens/place.h"
#include "ui/list.h"

#define DETAIL_ROWS 3
#define NAME_COLS 30

struct open_row {
	const struct workspace_machine *m;
	bool sample;
};

struct open_screen {
	struct shell *sh;
	struct workspace samples;
	VEC(struct open_row) rows;
	struct list list;
	char *path;			/* to open, once it is confirmed that running executions may end */
};

static struct open_screen *of(const struct screen *s)
{
	return s->data;
}

static unsigned fail(struct open_screen *o, const struct err *e)
{
	app_note_err(o->sh->app, e);
	return AFTER_REDRAW;
}

static const struct open_row *selected(const struct open_screen *o)
{
	size_t row = list_row(&o->list);

	return row == LIST_NONE ? NULL : &o->rows.v[row];
}

/* --- the list ----------------------------------------------------------------------------------------------------- */

static void row_text(void *ctx, size_t row, struct str *out)
{
	const struct open_screen *o = ctx;
	const struct open_row *r = &o->rows.v[row];

	str_addf(out, "%s %s %s %s", r->m->name, r->m->shown, r->m->comment ? r->m->comment : "", r->sample ? "sample" : "");
}

static void row_draw(void *ctx, size_t row, struct surface *sf, const char *needle)
{
	const struct open_screen *o = ctx;
	const struct open_row *r = &o->rows.v[row];
	const struct app *a = o->sh->app;
	int name_cols = sf->cols < 2 * NAME_COLS ? sf->cols / 2 : NAME_COLS;
	bool is_open = a->address && strcmp(a->address, r->m->file) == 0;

	surface_text(sf, 0, 0, 7, r->sample ? ST_INFO : ST_GOOD, is_open ? "open" : r->sample ? "sample" : "here");
	surface_text_match(sf, 8, 0, name_cols, ST_STRONG, r->m->is_part ? r->m->shown : r->m->name, needle);
	surface_printf(sf, 9 + name_cols, 0, ST_TEXT, "%3zu state%s", r->m->n_states, r->m->n_states == 1 ? "" : "s");
	if (r->m->comment)
		surface_text_match(sf, 21 + name_cols, 0, sf->cols - 21 - name_cols, ST_DIM, r->m->comment, needle);
}

static const struct list_ops list_ops = {.draw = row_draw, .text = row_text};

static void add_rows(struct open_screen *o, const struct workspace *w, bool sample)
{
	for (size_t i = 0; i < w->machines.n; i++)
		VEC_PUSH(&o->rows, ((struct open_row){&w->machines.v[i], sample}));
}

static void collect(struct open_screen *o)
{
	const struct app *a = o->sh->app;

	o->rows.n = 0;
	add_rows(o, &a->workspace, a->workspace.is_sample);
	if (!a->workspace.is_sample)
		add_rows(o, &o->samples, true);
	list_set_rows(&o->list, o->rows.n);
	list_refresh(&o->list);
}

/* --- opening ------------------------------------------------------------------------------------------------------ */

static unsigned open_path(struct shell *sh, void *ctx)
{
	struct screen *s = ctx;
	struct open_screen *o = of(s);
	struct err e = {0};

	if (!app_open(sh->app, o->path, &e))
		return fail(o, &e) | AFTER_UPDATE;
	/* A folder with several machines: its list is what the person wants to see now. */
	return sh->app->machine ? AFTER_CLOSE | AFTER_UPDATE : AFTER_UPDATE;
}

/* Another workspace: the executions that run here end with it. */
static unsigned leave_for(struct screen *s, const char *path)
{
	struct open_screen *o = of(s);
	size_t n = app_running(o->sh->app);
	char *copy = xstrdup(path), *question;

	free(o->path);
	o->path = copy;
	if (!n)
		return open_path(o->sh, s);
	question = xasprintf("%zu execution%s still running in this workspace and will be cut off.\nOpen %s all the same?",
		n, n == 1 ? " is" : "s are", path);
	ask_confirm(o->sh, question, "Open", 'o', open_path, s);
	free(question);
	return AFTER_REDRAW;
}

static unsigned key_open(struct screen *s)
{
	struct open_screen *o = of(s);
	const struct open_row *r = selected(o);
	struct app *a = o->sh->app;
	struct err e;

	if (!r)
		return AFTER_NOTHING;
	if (r->sample)
		return leave_for(s, r->m->file);	/* its functions and inputs are in its own folder */
	if (!app_open_machine(a, r->m->file, &e))
		return fail(o, &e);
	return AFTER_CLOSE | AFTER_UPDATE;
}

static unsigned path_typed(struct shell *sh, void *ctx, const char *text)
{
	char *path;
	unsigned after;

	(void)sh;
	if (!*text)
		return AFTER_NOTHING;
	path = path_expand(text);
	after = leave_for(ctx, path);
	free(path);
	return after;
}

static unsigned key_path(struct screen *s)
{
	struct ask_text_opts o = {.label = "Open: ", .placeholder = "a file or a folder", .complete = path_complete};

	ask_text(s->ctx, &o, path_typed, s);
	return AFTER_REDRAW;
}

/* --- a new one, and others' end ----------------------------------------------------------------------------------- */

static void edited(void *ctx, int status)
{
	struct shell *sh = ctx;

	if (status != 0)
		app_note(sh->app, NOTE_WARNING, "the editor ended with status %d", status);
	app_reload(sh->app);
}

static unsigned edit_file(struct shell *sh, const char *file)
{
	struct err e;

	if (!shell_edit_file(sh, file, 0, 0, edited, sh, &e))
		app_note_err(sh->app, &e);
	return AFTER_REDRAW;
}

static unsigned created_choice(struct shell *sh, void *ctx, size_t index)
{
	(void)ctx;
	return index == 0 ? edit_file(sh, sh->app->file) : AFTER_REDRAW;
}

static unsigned create(struct shell *sh, void *ctx, const char *text)
{
	struct screen *s = ctx;
	struct open_screen *o = of(s);
	struct app *a = sh->app;
	bool elsewhere = !a->workspace.dir || a->workspace.is_sample;
	const char *dir = elsewhere ? "." : a->workspace.dir;
	struct choice c;
	char *file;
	struct err e;

	if (!*text)
		return AFTER_NOTHING;
	/* The samples' folder is the program's: a new machine belongs where the person is. */
	if (!workspace_machine_create(dir, text, &file, &e))
		return fail(o, &e);
	app_scan(a);
	if (elsewhere ? !app_open(a, file, &e) : !app_open_machine(a, file, &e)) {
		free(file);
		return fail(o, &e);
	}
	app_note(a, NOTE_INFO, "%s was made from a template: one task, a retrier, a catcher", file);
	free(file);
	/* The question is for the screen below this one: this one is done. */
	screens_close(&sh->screens, s);
	choice_init(&c, "Edit the new state machine now?", false);
	choice_add(&c, "Edit it in $EDITOR", NULL, 'e', ST_TEXT);
	choice_add(&c, "Later (the file is watched: any editor will do)", NULL, 'l', ST_TEXT);
	ask_choice_take(sh, &c, created_choice, NULL);
	return AFTER_REDRAW;
}

static unsigned key_new(struct screen *s)
{
	struct ask_text_opts o = {.label = "Name of the new state machine: ", .placeholder = "MyStateMachine"};

	ask_text(s->ctx, &o, create, s);
	return AFTER_REDRAW;
}

static unsigned key_template(struct screen *s)
{
	struct err e = {0};
	unsigned after = cmd_new_workspace(s->ctx, "", &e);

	return e.code ? fail(of(s), &e) : after;
}

static unsigned key_edit(struct screen *s)
{
	const struct open_row *r = selected(of(s));

	return r ? edit_file(s->ctx, r->m->path) : AFTER_NOTHING;
}

static unsigned delete_file(struct shell *sh, void *ctx)
{
	struct open_screen *o = of(ctx);
	const struct open_row *r = selected(o);

	if (!r || r->m->is_part)
		return AFTER_NOTHING;
	if (unlink(r->m->file) != 0)
		app_note(sh->app, NOTE_ERROR, "%s cannot be deleted: %s", r->m->file, strerror(errno));
	else
		app_note(sh->app, NOTE_INFO, "%s is deleted; its executions are still in the list of runs", r->m->file);
	app_scan(sh->app);
	return AFTER_UPDATE;
}

static unsigned key_delete(struct screen *s)
{
	struct open_screen *o = of(s);
	const struct open_row *r = selected(o);
	char *question;

	if (!r)
		return AFTER_NOTHING;
	if (r->m->is_part) {
		app_note(o->sh->app, NOTE_WARNING, "%.80s is a part of %.300s: take it out there (e)", r->m->name, r->m->path);
		return AFTER_REDRAW;
	}
	question = xasprintf("Delete the state machine %s?\nThe file %s will be gone.", r->m->name, r->m->file);
	ask_confirm(o->sh, question, "Delete", 'd', delete_file, s);
	free(question);
	return AFTER_REDRAW;
}

static unsigned key_filter(struct screen *s)
{
	return place_ask_filter(s->ctx, &of(s)->list);
}

static const struct place_key open_keys[] = {
	{"<Enter>", "open", "Open the selected state machine", key_open},
	{"n", "new", "Make a new state machine in this folder", key_new},
	{"t", "template", "Make a new folder from a template: a pattern with its functions, mocks and tests", key_template},
	{"o", "path", "Open another file or folder", key_path},
	{"e", "edit", "Edit the file in $EDITOR", key_edit},
	{"d <Del>", "delete", "Delete the file (asks first)", key_delete},
	{"/ f", "filter", "Show only what has these words", key_filter},
	{"<Esc> q <C-c>", "close", "Back", place_key_close},
	{"?", "help", "These keys", place_key_help},
};

const struct place open_place = {.keymap = "open", .title = "Open a state machine", .keys = open_keys, .n = ARRAY_LEN(open_keys)};

/* --- the screen --------------------------------------------------------------------------------------------------- */

static int list_rows(int rows)
{
	int body = place_body_rows(rows);

	return body > 3 * DETAIL_ROWS ? body - DETAIL_ROWS - 1 : body;
}

static void open_update(struct screen *s)
{
	collect(of(s));
}

static void open_layout(struct screen *s, int cols, int rows)
{
	(void)cols;
	list_layout(&of(s)->list, list_rows(rows));
}

static void draw_detail(const struct open_screen *o, struct surface *sf, int y)
{
	const struct open_row *r = selected(o);
	char *where;

	surface_hline(sf, 0, y, sf->cols, ST_BORDER);
	if (!r)
		return;
	where = asl_address_shown(r->m->path, r->m->is_part ? r->m->name : NULL);
	surface_text(sf, 1, y + 1, sf->cols - 2, ST_DIM, where);
	free(where);
	if (r->m->comment)
		place_draw_text(sf, 1, y + 2, sf->cols - 2, DETAIL_ROWS - 1, ST_TEXT, r->m->comment);
}

static void open_draw(const struct screen *s, struct surface *sf)
{
	const struct open_screen *o = of(s);
	const struct app *a = o->sh->app;
	int rows = list_rows(sf->rows);
	struct surface body = surface_sub(sf, 1, PLACE_BODY_Y, sf->cols - 2, rows);
	char *title;

	if (!place_fits(sf))
		return;
	if (list_count(&o->list))
		list_draw(&o->list, &body, true);
	else if (o->rows.n)
		place_draw_empty(&body, "nothing matches the filter", "Press / to change it");
	else
		place_draw_empty(&body, "no state machine in this folder, and the samples are not installed",
			"Press n to make a new one, o to open another file or folder");
	if (rows < place_body_rows(sf->rows))
		draw_detail(o, sf, PLACE_BODY_Y + rows);
	title = xasprintf("State machines › %s", a->workspace.dir ? a->workspace.dir : "no folder");
	place_draw(o->sh, &open_place, sf, title, o->list.filter);
	free(title);
}

static unsigned open_key(struct screen *s, const struct key *k)
{
	unsigned after, w;

	if (place_key(&open_place, s, k, &after))
		return after;
	w = place_list_key(&of(s)->list, k, 1, PLACE_BODY_Y, s->cols - 2, list_rows(s->rows));
	if (w & W_DONE)
		return key_open(s);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void open_done(struct screen *s)
{
	struct open_screen *o = of(s);

	list_done(&o->list);
	VEC_DONE(&o->rows);
	workspace_done(&o->samples);
	free(o->path);
	free(o);
}

static const struct screen_ops open_ops = {
	.name = "open", .keymap = "open", .update = open_update, .layout = open_layout, .draw = open_draw, .key = open_key, .done = open_done,
};

void open_screen_open(struct shell *sh)
{
	struct open_screen *o = xcalloc(1, sizeof *o);
	char *data = workspace_data_dir();
	struct err e;

	o->sh = sh;
	list_init(&o->list, &list_ops, o);
	if (data && !workspace_open(data, &o->samples, &e))
		app_note_err(sh->app, &e);
	free(data);
	app_scan(sh->app);
	collect(o);
	for (size_t i = o->rows.n; i-- > 0;)
		if (sh->app->address ? strcmp(o->rows.v[i].m->file, sh->app->address) == 0
			: sh->app->choices && strcmp(path_base(o->rows.v[i].m->path), path_base(sh->app->choices)) == 0)
			list_go(&o->list, i);
	if (!screens_push(&sh->screens, &open_ops, sh, o, &e))
		app_note_err(sh->app, &e);
}
