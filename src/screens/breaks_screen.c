/* What stops an execution: breakpoints and watches, with their hits; changed, switched off and taken away here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app_debug.h"
#include "base/utf8.h"
#include "screens/command.h"
#include "screens/command_mocks.h"
#include "screens/place.h"
#include "ui/glyph.h"
#include "ui/list.h"

struct breaks_screen {
	struct shell *sh;
	struct list list;
	unsigned edited;		/* number of what is typed anew */
};

static struct breaks_screen *of(const struct screen *s)
{
	return s->data;
}

static struct debugger *debugger(const struct breaks_screen *b)
{
	return &b->sh->app->debugger;
}

/* Breakpoints first, then watches. */
static struct breakpoint *break_at(const struct breaks_screen *b, size_t row)
{
	return row < debugger(b)->breakpoints.n ? &debugger(b)->breakpoints.v[row] : NULL;
}

static struct watch *watch_at(const struct breaks_screen *b, size_t row)
{
	size_t i = row - debugger(b)->breakpoints.n;

	return row >= debugger(b)->breakpoints.n && i < debugger(b)->watches.n ? &debugger(b)->watches.v[i] : NULL;
}

static struct fault *fault_at(const struct breaks_screen *b, size_t row)
{
	size_t before = debugger(b)->breakpoints.n + debugger(b)->watches.n, i = row - before;

	return row >= before && i < debugger(b)->faults.list.n ? &debugger(b)->faults.list.v[i] : NULL;
}

static size_t rows(const struct breaks_screen *b)
{
	return debugger(b)->breakpoints.n + debugger(b)->watches.n + debugger(b)->faults.list.n;
}

static unsigned number_at(const struct breaks_screen *b)
{
	size_t row = list_row(&b->list);
	const struct breakpoint *p = row == LIST_NONE ? NULL : break_at(b, row);
	const struct watch *w = row == LIST_NONE ? NULL : watch_at(b, row);
	const struct fault *f = row == LIST_NONE ? NULL : fault_at(b, row);

	return p ? p->number : w ? w->number : f ? f->number : 0;
}

static void row_text(void *ctx, size_t row, struct str *out)
{
	const struct breakpoint *p = break_at(ctx, row);
	const struct watch *w = watch_at(ctx, row);

	if (p)
		breakpoint_print(p, out);
	else if (w)
		str_addf(out, "%s %s", w->stops ? "watch" : "display", w->text);
	else if (fault_at(ctx, row))
		fault_print(fault_at(ctx, row), out);
}

static void draw_break(const struct breakpoint *p, struct surface *sf, const char *needle)
{
	struct str text = {0}, right = {0};
	enum style st = p->enabled ? ST_BREAKPOINT : ST_DIM;
	int cols;

	surface_put(sf, 0, 0, st, p->enabled ? GLYPH_BREAKPOINT : GLYPH_IDLE);
	surface_printf(sf, 2, 0, ST_GUTTER, "%3u", p->number);
	str_addf(&right, "%lld hit%s%s%s", (long long)p->hits, p->hits == 1 ? "" : "s", p->temporary ? "  once" : "", p->enabled ? "" : "  off");
	cols = sf->cols - 7 - (int)right.len - 1;
	breakpoint_print(p, &text);
	surface_text_match(sf, 7, 0, cols, p->enabled ? ST_TEXT : ST_DIM, str_get(&text), needle);
	surface_text_right(sf, sf->cols - (int)right.len, 0, (int)right.len, ST_DIM, str_get(&right));
	str_done(&text);
	str_done(&right);
}

static void draw_watch(const struct watch *w, struct surface *sf, const char *needle)
{
	struct str text = {0};

	surface_put(sf, 0, 0, w->stops ? ST_BREAKPOINT : ST_DIM, w->stops ? GLYPH_BREAKPOINT : GLYPH_IDLE);
	surface_printf(sf, 2, 0, ST_GUTTER, "%3u", w->number);
	str_addf(&text, "%s %s", w->stops ? "watch" : "display", w->text);
	surface_text_match(sf, 7, 0, sf->cols - 7, ST_TEXT, str_get(&text), needle);
	str_done(&text);
}

static void draw_fault(const struct fault *f, struct surface *sf, const char *needle)
{
	struct str text = {0}, right = {0};

	surface_put(sf, 0, 0, f->enabled ? ST_FAILED : ST_DIM, f->enabled ? GLYPH_FAILED : GLYPH_IDLE);
	surface_printf(sf, 2, 0, ST_GUTTER, "%3u", f->number);
	str_addf(&right, "struck %lld×%s", (long long)f->hits, f->enabled ? "" : "  off");
	str_adds(&text, "fault ");
	fault_print(f, &text);
	surface_text_match(sf, 7, 0, sf->cols - 8 - utf8_width(str_get(&right)), f->enabled ? ST_TEXT : ST_DIM, str_get(&text), needle);
	surface_text_right(sf, 7, 0, sf->cols - 7, ST_DIM, str_get(&right));
	str_done(&text);
	str_done(&right);
}

static void row_draw(void *ctx, size_t row, struct surface *sf, const char *needle)
{
	const struct breakpoint *p = break_at(ctx, row);
	const struct watch *w = watch_at(ctx, row);

	if (p)
		draw_break(p, sf, needle);
	else if (w)
		draw_watch(w, sf, needle);
	else if (fault_at(ctx, row))
		draw_fault(fault_at(ctx, row), sf, needle);
}

static const struct list_ops list_ops = {.draw = row_draw, .text = row_text};

static void breaks_update(struct screen *s)
{
	struct breaks_screen *b = of(s);

	list_set_rows(&b->list, rows(b));
	list_refresh(&b->list);
}

/* --- keys ------------------------------------------------------------------------------------------------------------- */

static unsigned key_toggle(struct screen *s)
{
	struct breaks_screen *b = of(s);
	size_t row = list_row(&b->list);
	struct breakpoint *p = row == LIST_NONE ? NULL : break_at(b, row);
	struct watch *w = row == LIST_NONE ? NULL : watch_at(b, row);

	if (p)
		p->enabled = !p->enabled;
	if (w)
		w->stops = !w->stops;
	if (row != LIST_NONE && fault_at(b, row))
		fault_at(b, row)->enabled = !fault_at(b, row)->enabled;
	app_changed(b->sh->app, CHANGED_DEBUGGER);
	return AFTER_UPDATE;
}

static unsigned key_delete(struct screen *s)
{
	struct breaks_screen *b = of(s);
	unsigned number = number_at(b);

	if (number && app_debug_delete(b->sh->app, number))
		app_note(b->sh->app, NOTE_INFO, "%u is gone", number);
	return AFTER_UPDATE;
}

static unsigned added(struct shell *sh, void *ctx, const char *text)
{
	bool is_watch = ctx != NULL;
	struct err e = {0};

	if (!text[strspn(text, " ")])
		return AFTER_NOTHING;
	if (!(is_watch ? app_watch(sh->app, text, true, &e) : app_break(sh->app, text, false, &e)))
		app_note_err(sh->app, &e);
	return AFTER_UPDATE;
}

static unsigned key_add(struct screen *s)
{
	struct ask_text_opts o = {.label = "break: ", .placeholder = "STATE [exit]   error NAME   retry STATE 2   catch   edge A B   event TYPE   … if EXPR"};

	ask_text(s->ctx, &o, added, NULL);
	return AFTER_REDRAW;
}

static unsigned key_watch(struct screen *s)
{
	struct ask_text_opts o = {.label = "watch: ", .placeholder = "an expression: it stops where its value changes"};

	ask_text(s->ctx, &o, added, s);
	return AFTER_REDRAW;
}

static unsigned fault_added(struct shell *sh, void *ctx, const char *text)
{
	struct err e = {0};

	(void)ctx;
	if (text[strspn(text, " ")] && !app_fault(sh->app, text, &e))
		app_note_err(sh->app, &e);
	return AFTER_UPDATE;
}

static unsigned key_fault(struct screen *s)
{
	struct ask_text_opts o = {.label = "fault: ", .placeholder = "[STATE] [next N|nth N|every|chance P|from S to S] throttle|timeout|hang|shape|slow S|throw ERROR"};

	ask_text(s->ctx, &o, fault_added, NULL);
	return AFTER_REDRAW;
}

static unsigned key_mock(struct screen *s)
{
	const struct breaks_screen *b = of(s);
	size_t row = list_row(&b->list);

	if (row != LIST_NONE && fault_at(b, row))
		mocks_keep_fault(s->ctx, fault_at(b, row));
	else
		app_note(((struct shell *)s->ctx)->app, NOTE_WARNING, "only a fault can be kept as a mock");
	return AFTER_REDRAW;
}

static unsigned changed(struct shell *sh, void *ctx, const char *text)
{
	struct breaks_screen *b = of(ctx);
	struct err e = {0};

	if (!app_debug_change(sh->app, b->edited, text, &e))
		app_note_err(sh->app, &e);
	return AFTER_UPDATE;
}

static unsigned key_edit(struct screen *s)
{
	struct breaks_screen *b = of(s);
	size_t row = list_row(&b->list);
	struct ask_text_opts o = {.label = "change: "};
	struct str text = {0};

	b->edited = number_at(b);
	if (!b->edited)
		return AFTER_NOTHING;
	if (watch_at(b, row))
		str_adds(&text, watch_at(b, row)->text);
	else
		row_text(b, row, &text);
	o.initial = str_get(&text);
	ask_text(b->sh, &o, changed, s);
	str_done(&text);
	return AFTER_REDRAW;
}

static unsigned key_filter(struct screen *s)
{
	return place_ask_filter(s->ctx, &of(s)->list);
}

static const struct place_key breaks_keys[] = {
	{"a", "add", "Add a breakpoint", key_add},
	{"w", "watch", "Add a watch: an expression that stops where its value changes", key_watch},
	{"x", "fault", "Add a fault: what is to go wrong with a task's calls", key_fault},
	{"m", "as mock", "Keep the fault as an answer in mocks/MACHINE.json", key_mock},
	{"<Space>", "on/off", "Switch it off or on; a watch that is off is only shown", key_toggle},
	{"<Enter> e", "change", "Change its text", key_edit},
	{"d <Del>", "delete", "Take it away", key_delete},
	{"/ f", "filter", "Show only what has these words", key_filter},
	{"<Esc> q <C-c>", "close", "Back", place_key_close},
	{"?", "help", "These keys", place_key_help},
};

const struct place breaks_place = {
	.keymap = "breaks", .title = "Breakpoints, watches and faults", .keys = breaks_keys, .n = ARRAY_LEN(breaks_keys),
};

/* --- the screen --------------------------------------------------------------------------------------------------------- */

static void breaks_layout(struct screen *s, int cols, int rows)
{
	(void)cols;
	list_layout(&of(s)->list, place_body_rows(rows));
}

static void breaks_draw(const struct screen *s, struct surface *sf)
{
	const struct breaks_screen *b = of(s);
	struct surface body = surface_sub(sf, 1, PLACE_BODY_Y, sf->cols - 2, place_body_rows(sf->rows));
	char *title;

	if (!place_fits(sf))
		return;
	if (list_count(&b->list))
		list_draw(&b->list, &body, true);
	else if (rows(b))
		place_draw_empty(&body, "nothing matches the filter", "Press / to change it");
	else
		place_draw_empty(&body, "no breakpoints, watches or faults", "a adds a breakpoint, w a watch; b in the picture stops at the selected state");
	title = xasprintf("Breakpoints › %s", b->sh->app->machine ? b->sh->app->machine->name : "");
	place_draw(b->sh, &breaks_place, sf, title, NULL);
	free(title);
}

static unsigned breaks_key(struct screen *s, const struct key *k)
{
	unsigned after, w;

	if (place_key(&breaks_place, s, k, &after))
		return after;
	w = place_list_key(&of(s)->list, k, 1, PLACE_BODY_Y, s->cols - 2, place_body_rows(s->rows));
	if (w & W_DONE)
		return key_edit(s);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void breaks_done(struct screen *s)
{
	list_done(&of(s)->list);
	free(of(s));
}

static const struct screen_ops breaks_ops = {
	.name = "breaks", .keymap = "breaks", .update = breaks_update, .layout = breaks_layout, .draw = breaks_draw, .key = breaks_key,
	.done = breaks_done,
};

void breaks_screen_open(struct shell *sh)
{
	struct breaks_screen *b = xcalloc(1, sizeof *b);
	struct err e;

	b->sh = sh;
	list_init(&b->list, &list_ops, b);
	if (!screens_push(&sh->screens, &breaks_ops, sh, b, &e))
		app_note_err(sh->app, &e);
}
