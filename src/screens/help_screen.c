/*
 * The keys of the place that one came from: those of the key map, joined with the command table, and those of the screen itself; then the
 * commands that have no key. Typing / filters, Enter runs the entry.
 */
#include "screens/command.h"

#include <stdlib.h>
#include <string.h>

#include "screens/place.h"
#include "ui/list.h"

#define KEY_COLS 16
#define COMMAND_COLS 18
#define MIN_COMMAND_COLS 70		/* of the screen, for the column of commands */

struct help_row {
	char *keys;			/* for people, several apart by blanks; NULL: a heading */
	char *command;			/* with its arguments; NULL: a key of the screen itself, or a heading */
	const char *help;
	const char *group;
	const struct place_key *own;
	bool off;			/* makes no sense now */
};

struct help_screen {
	struct shell *sh;
	VEC(struct help_row) rows;
	struct list list;
	char *where;
};

static struct help_screen *of(const struct screen *s)
{
	return s->data;
}

static bool is_heading(const struct help_row *r)
{
	return !r->keys;
}

/* --- what there is ------------------------------------------------------------------------------------------------ */

static const struct command *command_of(const char *text)
{
	char *name = xstrndup(text, strcspn(text, " "));
	const struct command *c = command_find(name);

	free(name);
	return c;
}

struct gather {
	struct help_screen *h;
	unsigned state;
	VEC(struct help_row) found;
};

/* A command that has several keys is one row. */
static void gather_key(void *ctx, const char *from, const char *keys, const char *command)
{
	struct gather *g = ctx;
	const struct command *c = command_of(command);
	struct str label = {0};

	(void)from;
	if (!c)
		return;
	keymap_label(keys, surface_is_ascii(&g->h->sh->surface), &label);
	for (size_t i = 0; i < g->found.n; i++)
		if (strcmp(g->found.v[i].command, command) == 0) {
			char *both = xasprintf("%s %s", g->found.v[i].keys, str_get(&label));

			free(g->found.v[i].keys);
			g->found.v[i].keys = both;
			str_done(&label);
			return;
		}
	VEC_PUSH(&g->found, ((struct help_row){
		.keys = str_take(&label), .command = xstrdup(command), .help = c->help, .group = c->group, .off = (c->when & ~g->state) != 0,
	}));
}

static void heading(struct help_screen *h, const char *text)
{
	VEC_PUSH(&h->rows, ((struct help_row){.help = text, .group = text}));
}

static void add_own(struct help_screen *h, const struct place *p)
{
	bool ascii = surface_is_ascii(&h->sh->surface);

	if (!p)
		return;
	heading(h, p->title);
	for (size_t i = 0; i < p->n; i++) {
		struct str label = {0};

		place_keys_label(&p->keys[i], ascii, &label);
		VEC_PUSH(&h->rows, ((struct help_row){
			.keys = str_take(&label), .help = p->keys[i].help, .group = p->title, .own = &p->keys[i],
		}));
	}
}

/* Groups in the order of the command table, rows in the order of the key map. */
static void add_groups(struct help_screen *h, struct gather *g)
{
	for (size_t c = 0; c < n_commands; c++) {
		bool begun = false, seen = false;

		for (size_t i = 0; i < c && !seen; i++)
			seen = strcmp(commands[i].group, commands[c].group) == 0;
		for (size_t i = 0; i < g->found.n && !seen; i++) {
			if (strcmp(g->found.v[i].group, commands[c].group) != 0)
				continue;
			if (!begun)
				heading(h, commands[c].group);
			begun = true;
			VEC_PUSH(&h->rows, g->found.v[i]);
		}
	}
}

static void add_keyless(struct help_screen *h, const struct gather *g)
{
	bool begun = false;

	for (size_t c = 0; c < n_commands; c++) {
		bool has_key = false;

		for (size_t i = 0; i < g->found.n && !has_key; i++)
			has_key = command_of(g->found.v[i].command) == &commands[c];
		if (has_key)
			continue;
		if (!begun)
			heading(h, "Without a key here");
		begun = true;
		VEC_PUSH(&h->rows, ((struct help_row){
			.keys = xasprintf(":%s", commands[c].name), .command = xstrdup(commands[c].name), .help = commands[c].help,
			.group = commands[c].group, .off = (commands[c].when & ~g->state) != 0,
		}));
	}
}

static void collect(struct help_screen *h, const char *keymap)
{
	struct gather g = {.h = h, .state = command_state(h->sh)};

	add_own(h, place_find(keymap));
	keymap_each(h->sh->keymap, keymap, gather_key, &g);
	add_groups(h, &g);
	/* Commands act on the workbench: where other screens are on top they are not offered. */
	if (g.found.n)
		add_keyless(h, &g);
	VEC_DONE(&g.found);
}

/* --- the list ----------------------------------------------------------------------------------------------------- */

static void row_text(void *ctx, size_t row, struct str *out)
{
	const struct help_screen *h = ctx;
	const struct help_row *r = &h->rows.v[row];

	/* A heading is found by nothing: while one filters there are none. */
	if (!is_heading(r))
		str_addf(out, "%s %s %s %s", r->keys, r->command ? r->command : "", r->help, r->group);
}

static void row_draw(void *ctx, size_t row, struct surface *sf, const char *needle)
{
	const struct help_screen *h = ctx;
	const struct help_row *r = &h->rows.v[row];
	enum style st = r->off ? ST_DIM : ST_TEXT;
	int key_cols = sf->cols < 3 * KEY_COLS ? sf->cols / 3 : KEY_COLS, x = key_cols + 3;

	if (is_heading(r)) {
		surface_text(sf, 0, 0, sf->cols, ST_TITLE_FOCUSED, r->help);
		return;
	}
	surface_text_match(sf, 2, 0, key_cols, ST_KEY, r->keys, needle);
	if (sf->cols >= MIN_COMMAND_COLS) {
		surface_text_match(sf, x, 0, COMMAND_COLS, ST_DIM, r->command ? r->command : "", needle);
		x += COMMAND_COLS + 1;
	}
	x += surface_text_match(sf, x, 0, sf->cols - x, st, r->help, needle);
	if (r->off)
		surface_text(sf, x + 1, 0, sf->cols - x - 1, ST_DIM, "(not now)");
}

static const struct list_ops list_ops = {.draw = row_draw, .text = row_text};

/* The cursor does not rest on a heading: on in the direction it came from, or back at the ends. */
static void skip_heading(struct help_screen *h, size_t from)
{
	size_t row = list_row(&h->list);
	enum move m = from != LIST_NONE && row != LIST_NONE && row < from ? MOVE_UP : MOVE_DOWN;

	for (int tries = 0; tries < 2; tries++) {
		if (row == LIST_NONE || !is_heading(&h->rows.v[row]))
			return;
		list_move(&h->list, m);
		if (list_row(&h->list) == row)		/* the end */
			m = m == MOVE_UP ? MOVE_DOWN : MOVE_UP;
		row = list_row(&h->list);
	}
	list_move(&h->list, m);
}

/* --- running an entry --------------------------------------------------------------------------------------------- */

static unsigned command_typed(struct shell *sh, void *ctx, const char *text)
{
	(void)ctx;
	shell_run_command(sh, text);
	return AFTER_REDRAW;
}

/* A command that wants arguments and has none yet is put on the command line. */
static void run_command(struct shell *sh, const char *text)
{
	const struct command *c = command_of(text);
	bool asks = c && *c->args && c->args[0] != '[' && strchr(text, ' ') == NULL;
	struct ask_text_opts o = {.label = ":", .complete = command_complete, .complete_ctx = sh, .history = &sh->palette_history};
	char *initial = xasprintf("%s ", text);

	o.initial = initial;
	o.placeholder = c ? c->args : NULL;
	if (asks)
		ask_text(sh, &o, command_typed, NULL);
	else
		shell_run_command(sh, text);
	free(initial);
}

static unsigned key_run(struct screen *s)
{
	struct help_screen *h = of(s);
	struct shell *sh = h->sh;
	size_t row = list_row(&h->list);
	const struct help_row *r = row == LIST_NONE ? NULL : &h->rows.v[row];
	struct screen *below;

	if (!r || is_heading(r))
		return AFTER_NOTHING;
	/* The rows live until the end of the turn, as the screen does. */
	screens_close(&sh->screens, s);
	below = screens_top(&sh->screens);
	if (r->command)
		run_command(sh, r->command);
	else if (r->own->fn && below) {
		unsigned after = r->own->fn(below);

		screens_after(&sh->screens, below, after & ~(unsigned)AFTER_QUIT);
		return (after & AFTER_QUIT) | AFTER_REDRAW;
	}
	return AFTER_REDRAW;
}

static unsigned key_filter(struct screen *s)
{
	return place_ask_filter(s->ctx, &of(s)->list);
}

static const struct place_key help_keys[] = {
	{"<Enter>", "run it", "Close the help and do the selected thing", key_run},
	{"/ f", "filter", "Show only what has these words", key_filter},
	{"<Down> <Up> <PageDown> <PageUp>", "move", "Move", NULL},
	{"<Esc> q ? <C-c>", "close", "Back", place_key_close},
};

const struct place help_place = {.keymap = "help", .title = "Help", .keys = help_keys, .n = ARRAY_LEN(help_keys)};

/* --- the screen --------------------------------------------------------------------------------------------------- */

static void help_layout(struct screen *s, int cols, int rows)
{
	(void)cols;
	list_layout(&of(s)->list, place_body_rows(rows));
}

static void help_draw(const struct screen *s, struct surface *sf)
{
	const struct help_screen *h = of(s);
	int rows = place_body_rows(sf->rows);
	struct surface body = surface_sub(sf, 1, PLACE_BODY_Y, sf->cols - 2, rows);
	char *title;

	if (!place_fits(sf))
		return;
	if (list_count(&h->list))
		list_draw(&h->list, &body, true);
	else
		place_draw_empty(&body, h->rows.n ? "nothing matches the filter" : "no keys here", h->rows.n ? "Press / to change it" : NULL);
	title = xasprintf("Keys › %s", h->where);
	place_draw(h->sh, &help_place, sf, title, h->list.filter);
	free(title);
}

static unsigned help_key(struct screen *s, const struct key *k)
{
	struct help_screen *h = of(s);
	size_t from = list_row(&h->list);
	unsigned after, w;

	if (place_key(&help_place, s, k, &after))
		return after;
	w = place_list_key(&h->list, k, 1, PLACE_BODY_Y, s->cols - 2, place_body_rows(s->rows));
	if (w & W_DONE)
		return key_run(s);
	if (w & W_MOVED)
		skip_heading(h, from);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void help_done(struct screen *s)
{
	struct help_screen *h = of(s);

	for (size_t i = 0; i < h->rows.n; i++) {
		free(h->rows.v[i].keys);
		free(h->rows.v[i].command);
	}
	VEC_DONE(&h->rows);
	list_done(&h->list);
	free(h->where);
	free(h);
}

static const struct screen_ops help_ops = {
	.name = "help", .keymap = "help", .layout = help_layout, .draw = help_draw, .key = help_key, .done = help_done,
};

void help_screen_open(struct shell *sh)
{
	struct help_screen *h = xcalloc(1, sizeof *h);
	const char *keymap = shell_keymap_name(sh);
	const struct place *p = place_find(keymap);
	struct err e;

	h->sh = sh;
	h->where = xstrdup(p ? p->title : keymap);
	list_init(&h->list, &list_ops, h);
	collect(h, keymap);
	list_set_rows(&h->list, h->rows.n);
	list_layout(&h->list, place_body_rows(sh->screens.rows));
	skip_heading(h, LIST_NONE);
	if (!screens_push(&sh->screens, &help_ops, sh, h, &e))
		app_note_err(sh->app, &e);
}
