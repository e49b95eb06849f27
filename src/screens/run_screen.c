/*
 * The input of an execution: a text to type, a name if one is wanted, inputs to choose from, and the start. From WIDE columns on the list of
 * inputs stands beside the text; below that it takes the text's place while one chooses.
 */
#include "screens/command.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "screens/buttons.h"
#include "screens/json_edit.h"
#include "screens/path_complete.h"
#include "screens/place.h"
#include "screens/run_inputs.h"
#include "ui/list.h"

#define WIDE 100
#define LIST_COLS 36
#define DIGEST_BYTES 200

enum focus { ON_TEXT, ON_NAME, ON_BUTTONS, ON_LIST };

struct run_screen {
	struct shell *sh;
	struct json_edit json;
	struct prompt name;
	struct buttons buttons;
	struct run_inputs inputs;
	struct list list;
	enum focus focus;
	bool list_open;			/* narrow: instead of the text */
	int list_x, list_y, list_cols, list_rows;
	char *file;			/* of the machine, for the draft */
	char *save_name;		/* asked for, while it is being confirmed */
	bool has_draft;			/* the text came from one: keep it even if nothing is typed */
	bool started;			/* nothing to keep */
};

static bool is_wide(const struct screen *s)
{
	return s->cols >= WIDE;
}

static unsigned fail(struct run_screen *r, const struct err *e)
{
	app_note_err(r->sh->app, e);
	return AFTER_REDRAW;
}

/* --- the list of inputs ------------------------------------------------------------------------------------------- */

/* The last row loads a file: NULL. */
static const struct run_input *input_at(const struct run_screen *r, size_t row)
{
	return row < r->inputs.list.n ? &r->inputs.list.v[row] : NULL;
}

static void row_text(void *ctx, size_t row, struct str *out)
{
	const struct run_input *in = input_at(ctx, row);

	if (!in)
		str_adds(out, "Load a file…");
	else if (in->name)
		str_adds(out, in->name);
	else
		run_input_digest(out, in->text, DIGEST_BYTES);
}

static void row_draw(void *ctx, size_t row, struct surface *sf, const char *needle)
{
	static const char *const words[] = {[RUN_INPUT_FILE] = "saved ", [RUN_INPUT_KEPT] = "kept  ", [RUN_INPUT_USED] = "used  "};
	const struct run_input *in = input_at(ctx, row);
	struct str text = {0};
	int x = 1;

	row_text(ctx, row, &text);
	if (in)
		x += surface_put(sf, x, 0, ST_DIM, words[in->kind]);
	surface_text_match(sf, x, 0, sf->cols - x, in && in->name ? ST_STRONG : ST_TEXT, str_get(&text), needle);
	str_done(&text);
}

static const struct list_ops list_ops = {.draw = row_draw, .text = row_text};

static void collect(struct run_screen *r)
{
	struct err e;

	if (!run_inputs_collect(r->sh->app, &r->inputs, &e))
		app_note_err(r->sh->app, &e);
	list_set_rows(&r->list, r->inputs.list.n + 1);
	list_refresh(&r->list);
}

static unsigned show_list(struct screen *s, bool open)
{
	struct run_screen *r = s->data;

	r->list_open = open;
	r->focus = open ? ON_LIST : ON_TEXT;
	if (open)
		collect(r);
	return AFTER_RELAYOUT;
}

static unsigned load_file(struct shell *sh, void *ctx, const char *text)
{
	struct screen *s = ctx;
	struct run_screen *r = s->data;
	char *path = path_expand(text), *data;
	size_t len;
	struct err e;
	bool ok = file_read(path, EDITOR_MAX_BYTES, &data, &len, &e);

	if (ok) {
		ok = json_edit_replace(&r->json, data, len, &e);
		free(data);
	}
	if (ok)
		app_note(sh->app, NOTE_INFO, "%s is loaded; Ctrl-Z brings back what was there", path);
	free(path);
	return ok ? show_list(s, false) : fail(r, &e);
}

static unsigned key_load(struct screen *s)
{
	struct run_screen *r = s->data;
	struct ask_text_opts o = {.label = "Load file: ", .placeholder = "path of a JSON file", .complete = path_complete};

	ask_text(r->sh, &o, load_file, s);
	return AFTER_REDRAW;
}

static unsigned take_input(struct screen *s)
{
	struct run_screen *r = s->data;
	const struct run_input *in = input_at(r, list_row(&r->list));
	char *text;
	size_t len;
	struct err e;
	bool ok;

	if (list_row(&r->list) == LIST_NONE)
		return AFTER_NOTHING;
	if (!in)
		return key_load(s);
	if (!run_inputs_read(in, &text, &len, &e))
		return fail(r, &e);
	ok = json_edit_replace(&r->json, text, len, &e);
	free(text);
	return ok ? show_list(s, false) : fail(r, &e);
}

static unsigned delete_input(struct shell *sh, void *ctx)
{
	struct screen *s = ctx;
	struct run_screen *r = s->data;
	const struct run_input *in = input_at(r, list_row(&r->list));
	struct err e;

	if (in && !run_inputs_delete(sh->app, in, &e))
		return fail(r, &e);
	collect(r);
	return AFTER_REDRAW;
}

static unsigned ask_delete(struct screen *s)
{
	struct run_screen *r = s->data;
	const struct run_input *in = input_at(r, list_row(&r->list));
	struct str question = {0};

	if (!in)
		return AFTER_NOTHING;
	if (in->kind == RUN_INPUT_USED)
		return delete_input(r->sh, s);		/* one of fifty lines of history */
	str_addf(&question, "Delete the saved input \"%s\"?", in->name);
	if (in->path)
		str_addf(&question, "\n%s", in->path);
	ask_confirm(r->sh, str_get(&question), "Delete", 'd', delete_input, s);
	str_done(&question);
	return AFTER_REDRAW;
}

/* --- saving ------------------------------------------------------------------------------------------------------- */

static unsigned save(struct shell *sh, void *ctx)
{
	struct screen *s = ctx;
	struct run_screen *r = s->data;
	char *text = json_edit_text(&r->json);
	const char *where = "";
	struct err e;
	bool ok = run_inputs_save(sh->app, r->save_name, text, &where, &e);

	free(text);
	if (!ok)
		return fail(r, &e);
	app_note(sh->app, NOTE_INFO, "saved as \"%s\" %s", r->save_name, where);
	collect(r);
	return AFTER_REDRAW;
}

static unsigned save_as(struct shell *sh, void *ctx, const char *text)
{
	struct screen *s = ctx;
	struct run_screen *r = s->data;
	char *question;

	if (!*text)
		return AFTER_NOTHING;
	free(r->save_name);
	r->save_name = xstrdup(text);
	if (!run_inputs_has_name(&r->inputs, text))
		return save(sh, s);
	question = xasprintf("There is a saved input \"%s\" already. Replace it?", text);
	ask_confirm(sh, question, "Replace", 'r', save, s);
	free(question);
	return AFTER_REDRAW;
}

static unsigned key_save(struct screen *s)
{
	struct run_screen *r = s->data;
	struct ask_text_opts o = {.label = "Save input as: ", .initial = r->save_name, .placeholder = "a name"};

	if (!r->json.valid) {
		app_note(r->sh->app, NOTE_WARNING, "only valid JSON can be saved: line %u, column %u: %.300s",
			r->json.fault.span.line, r->json.fault.span.col, r->json.fault.msg);
		json_edit_go_fault(&r->json);
		return AFTER_REDRAW;
	}
	ask_text(r->sh, &o, save_as, s);
	return AFTER_REDRAW;
}

/* --- starting ----------------------------------------------------------------------------------------------------- */

static unsigned start(struct screen *s, bool paused)
{
	struct run_screen *r = s->data;
	struct app *a = r->sh->app;
	const char *name = prompt_text(&r->name), *fault = execution_name_fault(name);
	struct value *input;
	char *text;
	struct err e;
	bool ok;

	if (fault) {
		prompt_set_error(&r->name, fault);
		r->focus = ON_NAME;
		app_note(a, NOTE_ERROR, "the execution's name: %s", fault);
		return AFTER_REDRAW;
	}
	input = json_edit_value(&r->json, &e);
	if (!input) {
		r->focus = ON_TEXT;
		app_note(a, NOTE_ERROR, "the input is not JSON: line %u, column %u: %.400s", e.span.line, e.span.col, e.msg);
		return AFTER_REDRAW;
	}
	ok = app_run_start(a, input, *name ? name : NULL, paused, &e);
	value_unref(input);
	if (!ok)
		return fail(r, &e);
	r->started = true;
	text = json_edit_text(&r->json);
	if (a->store && !store_input_add(a->store, a->machine->name, NULL, text, &e))
		app_note(a, NOTE_WARNING, "the input is not remembered: %.400s", e.msg);
	free(text);
	return AFTER_CLOSE | AFTER_UPDATE;
}

static unsigned key_start(struct screen *s)
{
	return start(s, false);
}

static unsigned key_start_paused(struct screen *s)
{
	return start(s, true);
}

static unsigned key_format(struct screen *s)
{
	struct run_screen *r = s->data;
	struct err e;

	if (!json_edit_format(&r->json, &e))
		app_note(r->sh->app, NOTE_WARNING, "only valid JSON can be formatted: %.400s", e.msg);
	r->focus = ON_TEXT;
	return AFTER_REDRAW;
}

static unsigned key_inputs(struct screen *s)
{
	struct run_screen *r = s->data;

	return show_list(s, r->focus != ON_LIST);
}

/* --- finding ------------------------------------------------------------------------------------------------------ */

static unsigned find(struct shell *sh, void *ctx, const char *text)
{
	struct screen *s = ctx;
	struct run_screen *r = s->data;

	(void)sh;
	return json_edit_search(&r->json, text, 1);
}

static unsigned key_find(struct screen *s)
{
	struct run_screen *r = s->data;
	struct ask_text_opts o = {.label = "Find: ", .initial = r->json.needle};

	r->focus = ON_TEXT;
	ask_text(r->sh, &o, find, s);
	return AFTER_REDRAW;
}

static unsigned key_find_next(struct screen *s)
{
	struct run_screen *r = s->data;

	return r->json.needle ? json_edit_search(&r->json, NULL, 1) : key_find(s);
}

static unsigned key_fault(struct screen *s)
{
	struct run_screen *r = s->data;

	json_edit_go_fault(&r->json);
	r->focus = ON_TEXT;
	return AFTER_REDRAW;
}

/* --- the parts and their focus ------------------------------------------------------------------------------------ */

static bool can_focus(const struct screen *s, enum focus f)
{
	const struct run_screen *r = s->data;

	if (f == ON_TEXT)
		return !r->list_open || is_wide(s);
	return f != ON_LIST || r->list_open || is_wide(s);
}

static unsigned move_focus(struct screen *s, int direction)
{
	struct run_screen *r = s->data;

	do
		r->focus = (enum focus)(((int)r->focus + direction + ON_LIST + 1) % (ON_LIST + 1));
	while (!can_focus(s, r->focus));
	return AFTER_REDRAW;
}

static unsigned key_tab(struct screen *s)
{
	return move_focus(s, 1);
}

static unsigned key_back_tab(struct screen *s)
{
	return move_focus(s, -1);
}

static unsigned key_close(struct screen *s)
{
	struct run_screen *r = s->data;

	if (r->focus == ON_LIST)
		return show_list(s, false);
	return AFTER_CLOSE | AFTER_REDRAW;
}

static const struct place_key run_keys[] = {
	{"<C-s> <A-Enter>", "start", "Start the execution", key_start},
	{"<C-o>", "inputs", "Choose an input that was saved or used before", key_inputs},
	{"<Tab>", "next part", "To the name, the buttons, the inputs, the text", key_tab},
	{"<S-Tab>", NULL, "The same backwards", key_back_tab},
	{"<Esc> <C-c>", "back", "Back; the text is kept for the next time", key_close},
	{"<C-t>", "tidy", "Format the JSON (Ctrl-Z undoes)", key_format},
	{"<C-b>", "save as", "Save the input under a name", key_save},
	{"<C-p>", "start paused", "Start it, paused before its first event", key_start_paused},
	{"<A-l>", NULL, "Load a file", key_load},
	{"<C-f>", NULL, "Find in the text", key_find},
	{"<C-g>", NULL, "Find again", key_find_next},
	{"<A-e>", NULL, "To the error in the text", key_fault},
	{"<F1> <A-h>", "help", "These keys", place_key_help},
};

const struct place run_place = {
	.keymap = "input", .title = "Start an execution", .keys = run_keys, .n = ARRAY_LEN(run_keys), .typing = true,
};

/* What the last line says while the list of inputs has the keys. */
static const struct place_key list_keys[] = {
	{"<Enter>", "use it", "", NULL}, {"d", "delete", "", NULL}, {"/", "filter", "", NULL}, {"<C-s>", "start", "", NULL},
	{"<Tab>", "next part", "", NULL}, {"<Esc>", "back to the text", "", NULL}, {"<F1>", "help", "", NULL},
};

static const struct place list_place = {.keys = list_keys, .n = ARRAY_LEN(list_keys)};

static const char *const button_labels[] = {"Start", "Start paused", "Inputs", "Load file", "Save as", "Tidy"};
static unsigned (*const button_fns[])(struct screen *) = {key_start, key_start_paused, key_inputs, key_load, key_save, key_format};

/* --- the screen --------------------------------------------------------------------------------------------------- */

static void run_layout(struct screen *s, int cols, int rows)
{
	struct run_screen *r = s->data;
	int body = place_body_rows(rows), top = PLACE_BODY_Y + 1;
	int text_rows = body > 3 ? body - 2 : 1;
	int text_cols = is_wide(s) ? cols - LIST_COLS - 1 : cols;

	r->list_x = is_wide(s) ? text_cols + 1 : 0;
	r->list_cols = is_wide(s) ? LIST_COLS : cols;
	r->list_y = top;
	r->list_rows = is_wide(s) && text_rows > 3 ? text_rows - 1 : text_rows;	/* beside the text, without its status line */
	json_edit_layout(&r->json, 0, top, text_cols, text_rows);
	list_layout(&r->list, r->list_rows > 3 ? r->list_rows - 2 : 1);
	buttons_layout(&r->buttons, 1, top + text_rows, cols - 2);
	if (!can_focus(s, r->focus))
		r->focus = ON_TEXT;
}

static struct surface list_inside(const struct run_screen *r, const struct surface *sf)
{
	return surface_sub(sf, r->list_x + 1, r->list_y + 1, r->list_cols - 2, r->list_rows - 2);
}

static void draw_list(const struct run_screen *r, struct surface *sf)
{
	struct surface inside = list_inside(r, sf);
	bool focused = r->focus == ON_LIST;

	surface_box(sf, r->list_x, r->list_y, r->list_cols, r->list_rows, focused ? ST_BORDER_FOCUSED : ST_BORDER, "Inputs",
		focused ? ST_TITLE_FOCUSED : ST_TITLE);
	list_draw(&r->list, &inside, focused);
}

static void draw_name(const struct run_screen *r, struct surface *sf)
{
	struct surface row = surface_sub(sf, 1, PLACE_BODY_Y, sf->cols - 2, 1);

	prompt_draw(&r->name, &row, r->focus == ON_NAME);
}

static void run_draw(const struct screen *s, struct surface *sf)
{
	const struct run_screen *r = s->data;
	const struct asl_machine *m = r->sh->app->machine;
	char *title;

	if (!place_fits(sf))
		return;
	draw_name(r, sf);
	if (!r->list_open || is_wide(s))
		json_edit_draw(&r->json, sf, "Input (JSON)", r->focus == ON_TEXT);
	if (r->list_open || is_wide(s))
		draw_list(r, sf);
	buttons_draw(&r->buttons, sf, r->focus == ON_BUTTONS);
	title = xasprintf("Start execution › %s", m ? m->name : "");
	place_draw(r->sh, r->focus == ON_LIST ? &list_place : &run_place, sf, title, NULL);
	free(title);
}

static unsigned list_part_key(struct screen *s, const struct key *k)
{
	struct run_screen *r = s->data;
	unsigned w;

	if (key_is(k, K_DELETE, 0) || key_is(k, 'd', 0))
		return ask_delete(s);
	if (key_is(k, '/', 0) || key_is(k, 'f', 0))
		return place_ask_filter(r->sh, &r->list);
	w = list_key(&r->list, k);
	if (w & W_DONE)
		return take_input(s);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static unsigned name_part_key(struct screen *s, const struct key *k)
{
	struct run_screen *r = s->data;
	unsigned w = prompt_key(&r->name, k);

	if (w & W_CHANGED) {
		const char *fault = execution_name_fault(prompt_text(&r->name));

		place_note_done(r->sh);

		if (fault)
			prompt_set_error(&r->name, fault);
	}
	if (w & W_DONE)
		return move_focus(s, 1);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static unsigned buttons_part_key(struct screen *s, const struct key *k)
{
	struct run_screen *r = s->data;
	unsigned w = buttons_key(&r->buttons, k);

	if (w & W_DONE)
		return button_fns[r->buttons.at](s);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static unsigned json_part_key(struct screen *s, const struct key *k)
{
	struct run_screen *r = s->data;
	unsigned w = json_edit_key(&r->json, k);

	if (w & W_CHANGED)
		place_note_done(r->sh);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static unsigned part_key(struct screen *s, const struct key *k)
{
	struct run_screen *r = s->data;

	switch (r->focus) {
	case ON_NAME:
		return name_part_key(s, k);
	case ON_BUTTONS:
		return buttons_part_key(s, k);
	case ON_LIST:
		return list_part_key(s, k);
	case ON_TEXT:
		break;
	}
	return json_part_key(s, k);
}

/* A click moves the focus; a drag or the wheel goes where it points. */
static unsigned mouse(struct screen *s, const struct key *k)
{
	struct run_screen *r = s->data;
	struct key local;

	if (key_in(k, r->buttons.x, r->buttons.y, r->buttons.cols, 1, &local)) {
		r->focus = ON_BUTTONS;
		return buttons_part_key(s, k) | AFTER_REDRAW;
	}
	if (key_in(k, 1, PLACE_BODY_Y, s->cols - 2, 1, &local)) {
		r->focus = ON_NAME;
		return name_part_key(s, &local) | AFTER_REDRAW;
	}
	if (can_focus(s, ON_LIST) && key_in(k, r->list_x + 1, r->list_y + 1, r->list_cols - 2, r->list_rows - 2, &local)) {
		r->focus = ON_LIST;
		return list_part_key(s, &local) | AFTER_REDRAW;
	}
	if (can_focus(s, ON_TEXT) && json_edit_has(&r->json, k)) {
		r->focus = ON_TEXT;
		return part_key(s, k) | AFTER_REDRAW;
	}
	return AFTER_NOTHING;
}

static unsigned run_key(struct screen *s, const struct key *k)
{
	unsigned after;

	if (place_key(&run_place, s, k, &after))
		return after;
	return k->code == K_MOUSE ? mouse(s, k) : part_key(s, k);
}

static void run_done(struct screen *s)
{
	struct run_screen *r = s->data;
	char *text = json_edit_text(&r->json);

	run_draft_set(r->file, !r->started && (r->has_draft || editor_is_modified(r->json.ed)) ? text : NULL);
	free(text);
	json_edit_done(&r->json);
	prompt_done(&r->name);
	list_done(&r->list);
	run_inputs_done(&r->inputs);
	free(r->file);
	free(r->save_name);
	free(r);
}

static const struct screen_ops run_ops = {
	.name = "input", .keymap = "input", .layout = run_layout, .draw = run_draw, .key = run_key, .done = run_done,
};

static void fill(struct run_screen *r)
{
	const char *draft = run_draft_get(r->file);
	const char *text = run_start_text(draft, &r->inputs);
	struct err e;

	if (!json_edit_set(&r->json, text, strlen(text), &e))
		app_note_err(r->sh->app, &e);
	r->has_draft = draft != NULL;
	if (strcmp(text, "{}") == 0)
		editor_go(r->json.ed, 0, 1);
}

void run_screen_open(struct shell *sh)
{
	struct run_screen *r;
	struct err e;

	if (!sh->app->machine || !sh->app->file) {
		app_note(sh->app, NOTE_WARNING, "no state machine is open (:open)");
		return;
	}
	place_note_done(sh);
	r = xcalloc(1, sizeof *r);
	r->sh = sh;
	r->file = xstrdup(sh->app->file);
	r->buttons = (struct buttons){.labels = button_labels, .n = ARRAY_LEN(button_labels)};
	json_edit_init(&r->json, RUN_INPUT_MAX);
	prompt_init(&r->name, "Name: ");
	prompt_set_placeholder(&r->name, "optional; a new one is made if this is empty");
	list_init(&r->list, &list_ops, r);
	collect(r);
	fill(r);
	if (!screens_push(&sh->screens, &run_ops, sh, r, &e))
		app_note_err(sh->app, &e);
}
