/*
 * Choose a state on the picture: a screen over the workbench that leaves the picture in sight. The keys that move in the picture move the
 * selection; Enter takes it, Esc goes back to the state that was selected before.
 */
#include <stdlib.h>
#include <string.h>

#include "screens/command.h"
#include "screens/edit.h"
#include "ui/bars.h"

struct pick {
	char *title;
	char *before;			/* path of the state that was selected; NULL: none */
	ask_text_fn done;
	void *ctx;
};

static void select_path(struct workbench *wb, const char *path)
{
	const struct asl_state *s = path && wb->machine ? asl_state_at(wb->machine, path) : NULL;

	workbench_select(wb, s ? s->index : SELECTED_EXECUTION);
	if (s)
		graph_pane_reveal(&wb->panes[PANE_GRAPH], s->index);
}

static void draw(const struct screen *s, struct surface *sf)
{
	const struct pick *p = s->data;
	struct shell *sh = s->ctx;
	const struct asl_state *st = workbench_state(sh->workbench);
	static const struct hint hints[] = {{"hjkl", "move"}, {"/", "by name"}, {"Enter", "take it"}, {"Esc", "cancel"}};
	int x;

	surface_fill(sf, 0, sf->rows - 2, sf->cols, 1, ST_WARNING, " ");
	x = surface_printf(sf, 1, sf->rows - 2, ST_WARNING, "%s: ", p->title) + 1;
	surface_text(sf, x, sf->rows - 2, sf->cols - x, ST_WARNING, st ? st->name : "(choose a state)");
	surface_fill(sf, 0, sf->rows - 1, sf->cols, 1, ST_TEXT, " ");
	hints_draw(sf, 1, sf->rows - 1, sf->cols - 2, hints, ARRAY_LEN(hints));
}

static void complete_state(void *ctx, const char *text, size_t cursor, size_t *word_start, prompt_add_fn add, void *add_ctx)
{
	struct shell *sh = ctx;
	const struct asl_machine *m = sh->workbench->machine;

	*word_start = 0;
	for (size_t i = 0; m && i < m->n_states; i++)
		if (strncmp(m->states[i]->name, text, cursor) == 0)
			add(add_ctx, m->states[i]->name, asl_type_text(m->states[i]->type));
}

static unsigned name_typed(struct shell *sh, void *ctx, const char *text)
{
	(void)ctx;
	if (*text && !graph_pane_find(&sh->workbench->panes[PANE_GRAPH], text))
		app_note(sh->app, NOTE_WARNING, "no state's name holds \"%.60s\"", text);
	return AFTER_REDRAW;
}

static unsigned take(struct screen *s)
{
	struct shell *sh = s->ctx;
	struct pick *p = s->data;
	const struct asl_state *st = workbench_state(sh->workbench);
	char *path, *before = p->before ? xstrdup(p->before) : NULL;
	ask_text_fn done = p->done;
	void *ctx = p->ctx;
	unsigned after;

	if (!st)
		return AFTER_NOTHING;
	path = xstrdup(st->path);
	screens_close(&sh->screens, s);
	select_path(sh->workbench, before);
	after = done(sh, ctx, path);
	free(path);
	free(before);
	screens_after(&sh->screens, screens_top(&sh->screens), after);
	return AFTER_REDRAW;
}

static unsigned cancel(struct screen *s)
{
	struct shell *sh = s->ctx;
	struct pick *p = s->data;

	select_path(sh->workbench, p->before);
	screens_close(&sh->screens, s);
	return AFTER_REDRAW;
}

static bool move_of(const struct key *k, enum move *m)
{
	static const struct { uint32_t code; enum move m; } keys[] = {
		{K_UP, MOVE_UP}, {K_DOWN, MOVE_DOWN}, {K_LEFT, MOVE_LEFT}, {K_RIGHT, MOVE_RIGHT}, {'k', MOVE_UP}, {'j', MOVE_DOWN}, {'h', MOVE_LEFT},
		{'l', MOVE_RIGHT}, {K_PAGE_UP, MOVE_PAGE_UP}, {K_PAGE_DOWN, MOVE_PAGE_DOWN},
	};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (k->code == keys[i].code && !k->mods) {
			*m = keys[i].m;
			return true;
		}
	return false;
}

static unsigned key(struct screen *s, const struct key *k)
{
	struct shell *sh = s->ctx;
	struct pane *graph = &sh->workbench->panes[PANE_GRAPH];
	struct ask_text_opts o = {.label = "state: ", .complete = complete_state, .complete_ctx = sh, .changed = name_typed};
	enum move m;

	if (k->code == K_ENTER)
		return take(s);
	if (k->code == K_ESC || (k->code == 'c' && (k->mods & MOD_CTRL)))
		return cancel(s);
	if (k->code == '/') {
		ask_text(sh, &o, name_typed, NULL);
		return AFTER_REDRAW;
	}
	if (move_of(k, &m))
		return graph->ops->move(graph, m) | AFTER_REDRAW;
	if (k->code == K_MOUSE) {
		sh->workbench->screen->ops->key(sh->workbench->screen, k);
		return AFTER_REDRAW;
	}
	return AFTER_NOTHING;
}

static void done(struct screen *s)
{
	struct pick *p = s->data;

	free(p->title);
	free(p->before);
	free(p);
}

static const struct screen_ops ops = {
	.name = "pick", .keymap = "dialog", .dialog = true, .draw = draw, .key = key, .done = done,
};

void edit_pick(struct shell *sh, const char *title, ask_text_fn fn, void *ctx)
{
	struct pick *p = xcalloc(1, sizeof *p);
	struct err e;

	p->title = xstrdup(title);
	p->before = sh->workbench->selected_path ? xstrdup(sh->workbench->selected_path) : NULL;
	p->done = fn;
	p->ctx = ctx;
	workbench_focus(sh->workbench, PANE_GRAPH);
	if (!screens_push(&sh->screens, &ops, sh, p, &e))
		app_note_err(sh->app, &e);
}
