#include "screens/workbench.h"

#include <stdlib.h>
#include <string.h>

#include "app/app_document.h"
#include "app/describe.h"
#include "app/waiting.h"
#include "base/timefmt.h"
#include "base/utf8.h"
#include "screens/command.h"
#include "screens/where.h"
#include "ui/bars.h"
#include "ui/glyph.h"

#define WIDE_COLS 100			/* from here on the panes stand side by side */
#define TALL_ROWS 44			/* from here on the timeline has room below the picture */
#define TALL_COLS 120
#define MIN_COLS 24
#define MIN_ROWS 8

static const char *const tab_names[PANE_COUNT] = {"1 Graph", "2 Step", "3 Events", "4 Executions", "5 Matrix", "6 Timeline", "7 Text"};

static const struct pane_ops *const pane_table[PANE_COUNT] = {
	[PANE_GRAPH] = &graph_pane_ops, [PANE_STEP] = &step_pane_ops, [PANE_EVENTS] = &events_pane_ops, [PANE_RUNS] = &runs_pane_ops,
	[PANE_MATRIX] = &matrix_pane_ops, [PANE_TIMELINE] = &timeline_pane_ops, [PANE_TEXT] = &text_pane_ops,
};

struct run *workbench_run(const struct workbench *wb)
{
	return wb->sh->app->run;
}

const char *workbench_keymap(const struct workbench *wb)
{
	const struct pane *p = &wb->panes[wb->focus];

	return p->ops->keymap_now ? p->ops->keymap_now(p) : p->ops->keymap;
}

void workbench_changed(struct workbench *wb, unsigned changed)
{
	if (changed & (CHANGED_MACHINE | CHANGED_RUN | CHANGED_EVENTS))
		changed |= where_follow(wb);
	for (int i = 0; i < PANE_COUNT; i++)
		wb->panes[i].ops->update(&wb->panes[i], changed);
	wb->sh->screens.dirty = true;
}

/* --- what is shown ------------------------------------------------------------------------------------------------ */

static bool same_definition(const struct asl_machine *a, const struct asl_machine *b)
{
	return a == b || (a && b && a->hash == b->hash);
}

static void layout(struct screen *s, int cols, int rows);
static bool is_tall(const struct workbench *wb);

static void choose_machine(struct workbench *wb)
{
	struct app *a = wb->sh->app;
	bool follows_text = text_pane_is_editing(wb);	/* the picture is that of the text which is being typed */
	struct asl_machine *m = a->run && !follows_text ? a->run->machine : a->machine;

	wb->shows_run = a->run && !follows_text && !same_definition(a->run->machine, a->machine);
	if (wb->machine && same_definition(wb->machine, m))
		return;
	if (!wb->machine || !m || !str_is(wb->machine->name, m->name)) {
		wb->focus = wb->view_pane = PANE_GRAPH;	/* another machine: one wants to see it first */
		layout(wb->screen, wb->screen->cols, wb->screen->rows);
	}
	asl_unref(wb->machine);
	wb->machine = m ? asl_ref(m) : NULL;
	where_again(wb);
}

static void update(struct screen *s)
{
	struct workbench *wb = s->data;
	unsigned changed = wb->sh->app->changed;

	if (!changed)
		changed = ~0u & ~(CHANGED_RUN | CHANGED_PICTURE);	/* the first time, or a screen was closed: all may be stale */
	if ((changed & CHANGED_RUN) && wb->sh->app->run && wb->list == PANE_RUNS && wb->focus != PANE_RUNS) {
		wb->list = PANE_EVENTS;		/* an execution has begun: its events are what one wants to see beside it */
		layout(s, s->cols, s->rows);
	}
	choose_machine(wb);
	if (wb->was_tall != is_tall(wb))
		layout(s, s->cols, s->rows);
	workbench_changed(wb, changed);
}

/* --- places ------------------------------------------------------------------------------------------------------- */

static void place(struct workbench *wb, enum pane_id id, int x, int y, int cols, int rows)
{
	struct pane *p = &wb->panes[id];

	p->x = x + 1;
	p->y = y + 1;
	p->cols = cols > 2 ? cols - 2 : 0;
	p->rows = rows > 2 ? rows - 2 : 0;
	p->ops->layout(p);
}

static void hide_all(struct workbench *wb)
{
	for (int i = 0; i < PANE_COUNT; i++)
		wb->panes[i].cols = wb->panes[i].rows = 0;
}

static bool is_small(const struct screen *s)
{
	return s->cols < MIN_COLS || s->rows < MIN_ROWS;
}

static bool is_wide(const struct screen *s)
{
	return s->cols >= WIDE_COLS && s->rows >= 16;
}

/* Is the timeline below the picture? */
static bool is_tall(const struct workbench *wb)
{
	return is_wide(wb->screen) && wb->screen->rows >= TALL_ROWS && wb->screen->cols >= TALL_COLS && wb->view_pane == PANE_GRAPH &&
		wb->sh->app->run;
}

static void place_left(struct workbench *wb, int cols, int rows)
{
	int above = is_tall(wb) ? rows * 68 / 100 : rows;

	place(wb, wb->view_pane, 0, 1, cols, above);
	if (above < rows)
		place(wb, PANE_TIMELINE, 0, 1 + above, cols, rows - above);
}

static void layout(struct screen *s, int cols, int rows)
{
	struct workbench *wb = s->data;
	int below = rows - 3, left = cols * 52 / 100, top;

	wb->was_tall = is_tall(wb);

	hide_all(wb);
	if (is_small(s))
		return;
	if (!is_wide(s)) {
		place(wb, wb->focus, 0, 2, cols, below - 1);
		return;
	}
	if (wb->grown) {
		place(wb, wb->focus, 0, 1, cols, below);
		return;
	}
	top = below * 55 / 100;
	if (wb->view_pane == PANE_TEXT) {
		place(wb, PANE_TEXT, 0, 1, left, below);
		place(wb, PANE_GRAPH, left, 1, cols - left, top);
		place(wb, wb->focus == wb->list ? wb->list : PANE_STEP, left, 1 + top, cols - left, below - top);
		return;
	}
	place_left(wb, left, below);
	place(wb, PANE_STEP, left, 1, cols - left, top);
	place(wb, wb->list, left, 1 + top, cols - left, below - top);
}

bool workbench_is_view(enum pane_id id)
{
	return id == PANE_GRAPH || id == PANE_MATRIX || id == PANE_TIMELINE || id == PANE_TEXT;
}

/* Is the picture beside the text? */
static bool is_beside(const struct workbench *wb)
{
	return is_wide(wb->screen) && !wb->grown && wb->view_pane == PANE_TEXT;
}

static bool has_a_place(const struct workbench *wb, enum pane_id id)
{
	return !is_wide(wb->screen) || wb->grown || !workbench_is_view(id) || id == wb->view_pane || (id == PANE_TIMELINE && is_tall(wb)) ||
		(id == PANE_GRAPH && is_beside(wb));
}

/* Side by side, the picture, the timeline and the matrix share a place, and going round does not change which of them has it. */
void workbench_turn(struct workbench *wb, int by)
{
	int id = (int)wb->focus;

	do
		id = (id + by + PANE_COUNT) % PANE_COUNT;
	while (!has_a_place(wb, (enum pane_id)id));
	workbench_focus(wb, (enum pane_id)id);
}

/* The picture beside the text stays there; asked for once more, it takes the place of the text. */
void workbench_focus(struct workbench *wb, enum pane_id id)
{
	bool stays;

	if (id == PANE_MATRIX && wb->focus != id && !wb->panes[id].cols)
		matrix_pane_show(&wb->panes[id]);
	if (wb->focus == PANE_TEXT && id != PANE_TEXT)
		text_pane_leave(&wb->panes[PANE_TEXT]);
	stays = (id == PANE_TIMELINE && is_tall(wb)) || (id == PANE_GRAPH && is_beside(wb) && wb->focus != PANE_GRAPH);
	wb->focus = id;
	if (id == PANE_EVENTS || id == PANE_RUNS)
		wb->list = id;
	if (workbench_is_view(id) && !stays)
		wb->view_pane = id;
	layout(wb->screen, wb->screen->cols, wb->screen->rows);
	wb->sh->screens.dirty = true;
}

void workbench_show(struct workbench *wb, enum pane_id view)
{
	wb->view_pane = view;
	workbench_focus(wb, view);
}

/* --- drawing ------------------------------------------------------------------------------------------------------ */

static void draw_breadcrumb(const struct workbench *wb, struct surface *sf, int cols)
{
	struct str text = {0}, held = {0};

	if (workbench_view(wb) && run_branch_is_held(workbench_run(wb), wb->view.place))
		str_adds(&held, " " GLYPH_PAUSED " HELD");
	where_breadcrumb(wb, cols - utf8_width(str_get(&held)), &text);
	str_adds(&text, str_get(&held));
	str_done(&held);
	surface_text(sf, 1, 0, cols, ST_HEADER, str_get(&text));
	str_done(&text);
}

static void live_words(const struct workbench *wb, const struct run *r, struct str *out)
{
	size_t n = waiting_count(wb->sh->app);

	if (session_waits_for_release(r->session))
		str_adds(out, GLYPH_PAUSED " ONLY HELD BRANCHES ARE LEFT");
	else if (n > 1)
		str_addf(out, "? %zu WAIT FOR YOU", n);
	else if (n)
		str_adds(out, "? WAITS FOR YOU");
	else if (session_is_paused(r->session))
		str_adds(out, GLYPH_PAUSED " PAUSED");
	else
		str_adds(out, GLYPH_RUNNING " RUNNING");
}

/* On a narrow screen the way to where one is has the room of the execution's name, which nobody knows by heart. */
static void run_words(const struct workbench *wb, const struct run *r, bool named, struct str *out)
{
	char span[TIME_TEXT_SIZE];
	const struct event *first = history_at(r->history, 1);

	if (named) {
		str_adds(out, "run ");
		describe_text(out, r->name, 8);
		str_adds(out, "  ");
	}
	if (run_is_express(r))
		str_adds(out, "EXPRESS ");
	if (run_is_live(r))
		live_words(wb, r, out);
	else if (r->cursor == run_last(r))
		str_adds(out, run_is_interrupted(r) ? "INTERRUPTED" : exec_status_text(run_status(r)));
	else
		str_adds(out, "looking back");
	str_addf(out, " at #%d", r->cursor);
	if (r->cursor != run_last(r))
		str_addf(out, " of %d", run_last(r));
	time_format_span(first ? run_now_ms(r) - first->at_ms : 0, span);
	str_addf(out, "  t%s", span);
	if (run_is_live(r)) {
		double speed = session_speed(r->session);

		if (speed == SPEED_JUMP)
			str_adds(out, " (virtual)");
		else
			str_addf(out, " x%g", speed);
	}
	str_addc(out, ' ');
}

static void draw_header(const struct workbench *wb, struct surface *sf)
{
	const struct run *r = workbench_run(wb);
	struct str right = {0};
	int width = 0;

	surface_fill(sf, 0, 0, sf->cols, 1, ST_HEADER, " ");
	if (r) {
		run_words(wb, r, sf->cols >= WIDE_COLS, &right);
		width = utf8_width(str_get(&right));
		if (width > sf->cols)
			width = sf->cols;
	}
	if (app_is_unsaved(wb->sh->app))
		surface_text(sf, 0, 0, 1, ST_HEADER, "*");
	draw_breadcrumb(wb, sf, sf->cols - width - 2);
	if (r)
		surface_text_right(sf, sf->cols - width, 0, width, ST_HEADER, str_get(&right));
	str_done(&right);
}

static void draw_pane(const struct workbench *wb, struct surface *sf, enum pane_id id)
{
	const struct pane *p = &wb->panes[id];
	bool focused = wb->focus == id;
	struct surface inside = surface_sub(sf, p->x, p->y, p->cols, p->rows);
	struct str title = {0};

	if (!p->cols || !p->rows)
		return;
	str_addf(&title, "%d %s", id + 1, p->ops->title);
	if (p->ops->title_more) {
		struct str more = {0};

		p->ops->title_more(p, &more);
		if (more.len)
			str_addf(&title, " · %s", str_get(&more));
		str_done(&more);
	}
	surface_box(sf, p->x - 1, p->y - 1, p->cols + 2, p->rows + 2, focused ? ST_BORDER_FOCUSED : ST_BORDER, str_get(&title),
		focused ? ST_TITLE_FOCUSED : ST_TITLE);
	str_done(&title);
	p->ops->draw(p, &inside, focused && screens_top(&wb->sh->screens) == wb->screen);
}

static void draw_scrubber(const struct workbench *wb, struct surface *sf, int y)
{
	const struct run *r = workbench_run(wb);
	int left, right;

	if (!r) {
		surface_text(sf, 1, y, sf->cols - 1, ST_DIM, "no execution is shown");
		return;
	}
	left = surface_printf(sf, 1, y, ST_SCRUBBER_HEAD, "#%d ", r->cursor) + 1;
	right = 2;
	for (int n = run_last(r); n; n /= 10)
		right++;
	scrubber_draw(sf, left, y, sf->cols - left - right - 1, (size_t)r->cursor, (size_t)run_last(r));
	surface_printf(sf, sf->cols - right, y, ST_DIM, "#%d", run_last(r));
}

static void draw_note(const struct app *a, struct surface *sf, int y)
{
	static const enum style styles[] = {[NOTE_NONE] = ST_TEXT, [NOTE_INFO] = ST_INFO, [NOTE_WARNING] = ST_WARNING, [NOTE_ERROR] = ST_ERROR};
	static const char *const words[] = {[NOTE_NONE] = "", [NOTE_INFO] = " ", [NOTE_WARNING] = " ! ", [NOTE_ERROR] = " ✗ "};
	int x;

	if (!a->note[0])
		return;
	surface_fill(sf, 0, y, sf->cols, 1, styles[a->note_kind], " ");
	x = surface_put(sf, 0, y, styles[a->note_kind], words[a->note_kind]);
	surface_text(sf, x, y, sf->cols - x, styles[a->note_kind], a->note);
}

/* --- the last line: what makes sense now --------------------------------------------------------------------------- */

struct hint_row {
	const char *command, *label;
};

static const struct hint_row *hints_for(const struct workbench *wb)
{
	static const struct hint_row empty[] = {{"open", "open"}, {"functions", "functions"}, {"palette", "command"}, {"quit", "quit"}, {"help", "help"}, {0}};
	static const struct hint_row idle[] = {{"run", "run"}, {"run-with", "run with input"}, {"menu", "change"}, {"pane next", "pane"},
		{"edit", "edit"}, {"open", "open"}, {"quit", "quit"}, {"functions", "functions"}, {"help", "help"}, {0}};
	static const struct hint_row broken[] = {{"problems", "problems"}, {"edit", "edit"}, {"open", "open"}, {"pane next", "pane"},
		{"functions", "functions"}, {"quit", "quit"}, {"help", "help"}, {0}};
	static const struct hint_row running[] = {{"toggle", "pause"}, {"rstepi", "back"}, {"skip", "skip wait"}, {"faster", "faster"}, {"slower", "slower"},
		{"stop", "stop"}, {"help", "help"}, {0}};
	static const struct hint_row paused[] = {{"toggle", "continue"}, {"stepi", "event on"}, {"rstepi", "back"}, {"last", "newest"},
		{"skip", "skip wait"}, {"stop", "stop"}, {"help", "help"}, {0}};
	static const struct hint_row waiting[] = {{"return", "answer"}, {"throw", "throw"}, {"waiting", "all that wait"}, {"rstepi", "back"}, {"stop", "stop"}, {"help", "help"}, {0}};
	static const struct hint_row over[] = {{"rstepi", "back"}, {"stepi", "on"}, {"first", "first"}, {"last", "last"}, {"error next", "errors"},
		{"run", "run again"}, {"run-with", "with input"}, {"pane next", "pane"}, {"help", "help"}, {0}};
	static const struct hint_row matrix[] = {{"into", "into it"}, {"up", "out"}, {"sort", "sort"}, {"filter", "filter"}, {"view", "picture"}, {"only", "its events"},
		{"pane next", "pane"}, {"help", "help"}, {0}};
	static const struct hint_row timeline[] = {{"into", "open"}, {"move left", "along it"}, {"zoom in", "zoom"}, {"zoom out", "out"}, {"zoom fit", "all"},
		{"gaps", "scale"}, {"view", "matrix"}, {"pane next", "pane"}, {"help", "help"}, {0}};
	static const struct hint_row text[] = {{"insert", "edit"}, {"problem next", "problems"}, {"fold one", "fold"}, {"bracket", "bracket"}, {"find", "find"},
		{"line", "line"}, {"view", "picture"}, {"write", "save"}, {"pane next", "pane"}, {"help", "help"}, {0}};
	static const struct hint_row typing[] = {{"leave", "done"}, {"write", "save"}, {"complete", "complete"}, {"problem next", "problem"},
		{"undo", "undo"}, {"replace", "find"}, {"line", "line"}, {"bracket", "bracket"}, {"fold one", "fold"}, {"help", "help"}, {0}};
	static const struct hint_row finding[] = {{"leave", "done"}, {"write", "save"}, {0}};
	static const struct hint_row runs[] = {{"show", "show"}, {"run-again", "same input"}, {"delete", "delete"}, {"filter", "filter"}, {"run-with", "run with input"},
		{"pane next", "pane"}, {"help", "help"}, {0}};
	const struct run *r = workbench_run(wb);

	if (!wb->machine)
		return empty;
	if (wb->focus == PANE_RUNS)
		return runs;
	if (wb->focus == PANE_TEXT)
		return str_is(workbench_keymap(wb), "definition") ? text : str_is(workbench_keymap(wb), "definition-find") ? finding : typing;
	if (!r)
		return wb->machine->runnable && !app_is_broken(wb->sh->app) ? idle : broken;
	if (wb->focus == PANE_MATRIX && !(run_is_live(r) && app_has_play(wb->sh->app)))
		return matrix;
	if (wb->focus == PANE_TIMELINE && !(run_is_live(r) && app_has_play(wb->sh->app)))
		return timeline;
	if (!run_is_live(r))
		return over;
	if (app_has_play(wb->sh->app))
		return waiting;
	return session_is_paused(r->session) ? paused : running;
}

static void draw_hints(const struct workbench *wb, struct surface *sf, int y)
{
	const struct hint_row *rows = hints_for(wb);
	struct hint hints[12];
	struct str keys[12] = {{0}};
	size_t n = 0;

	for (; rows->command && n < ARRAY_LEN(hints); rows++) {
		if (!keymap_find_label(wb->sh->keymap, workbench_keymap(wb), rows->command, surface_is_ascii(sf), &keys[n]))
			continue;
		hints[n] = (struct hint){.key = str_get(&keys[n]), .label = rows->label};
		n++;
	}
	hints_draw(sf, 1, y, sf->cols - 2, hints, n);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		str_done(&keys[i]);
	if (wb->sh->keys.n) {
		struct str waits = {0};

		keyseq_print(&wb->sh->keys, surface_is_ascii(sf), &waits);
		surface_text_right(sf, sf->cols - 12, y, 12, ST_KEY, str_get(&waits));
		str_done(&waits);
	}
}

static void draw(const struct screen *s, struct surface *sf)
{
	const struct workbench *wb = s->data;

	surface_clear(sf, ST_TEXT);
	if (is_small(s)) {
		surface_text(sf, 0, 0, sf->cols, ST_WARNING, "too small for aslant");
		surface_text(sf, 0, 1, sf->cols, ST_DIM, "24x8 or more, please");
		return;
	}
	draw_header(wb, sf);
	if (!is_wide(s))
		tabs_draw(sf, 0, 1, sf->cols, tab_names, PANE_COUNT, wb->focus);
	for (int i = 0; i < PANE_COUNT; i++)
		draw_pane(wb, sf, (enum pane_id)i);
	draw_note(wb->sh->app, sf, sf->rows - 3);
	draw_scrubber(wb, sf, sf->rows - 2);
	draw_hints(wb, sf, sf->rows - 1);
}

/* --- keys --------------------------------------------------------------------------------------------------------- */

static unsigned scrub(struct workbench *wb, const struct key *k, int cols)
{
	struct run *r = workbench_run(wb);

	if (!r || (k->mouse.kind != MOUSE_PRESS && k->mouse.kind != MOUSE_DRAG) || !run_last(r))
		return AFTER_NOTHING;
	app_seek(wb->sh->app, (int32_t)scrubber_at(k->mouse.x - 4, cols - 10, (size_t)run_last(r)));
	return AFTER_REDRAW;
}

static unsigned mouse(struct screen *s, const struct key *k)
{
	struct workbench *wb = s->data;
	struct key local;

	if (k->mouse.y == s->rows - 2)
		return scrub(wb, k, s->cols);
	if (!is_wide(s) && k->mouse.y == 1 && k->mouse.kind == MOUSE_PRESS) {
		size_t tab = tabs_at(k->mouse.x, s->cols, tab_names, PANE_COUNT, wb->focus);

		if (tab < PANE_COUNT)
			workbench_focus(wb, (enum pane_id)tab);
		return AFTER_REDRAW;
	}
	for (int i = 0; i < PANE_COUNT; i++) {
		struct pane *p = &wb->panes[i];

		if (!p->cols || !key_in(k, p->x, p->y, p->cols, p->rows, &local))
			continue;
		if (k->mouse.kind == MOUSE_PRESS && wb->focus != (enum pane_id)i)
			workbench_focus(wb, (enum pane_id)i);
		return p->ops->key(p, &local) | AFTER_REDRAW;
	}
	return AFTER_NOTHING;
}

static unsigned key(struct screen *s, const struct key *k)
{
	struct workbench *wb = s->data;
	struct pane *p = &wb->panes[wb->focus];

	if (k->code == K_MOUSE)
		return mouse(s, k);
	if (k->code == K_PASTE && !(wb->focus == PANE_TEXT && text_pane_is_editing(wb)))
		return AFTER_NOTHING;
	return p->ops->key(p, k);
}

unsigned workbench_move(struct workbench *wb, enum move m)
{
	struct pane *p = &wb->panes[wb->focus];

	return p->ops->move ? p->ops->move(p, m) : AFTER_NOTHING;
}

/* --- life --------------------------------------------------------------------------------------------------------- */

static void done(struct screen *s)
{
	struct workbench *wb = s->data;

	for (int i = 0; i < PANE_COUNT; i++)
		wb->panes[i].ops->done(&wb->panes[i]);
	asl_unref(wb->machine);
	free(wb->selected_path);
	view_done(&wb->view);
	free(wb->from);
	free(wb->needle);
	wb->sh->workbench = NULL;
	free(wb);
}

static bool open_screen(struct screen *s, struct err *e)
{
	struct workbench *wb = s->data;

	(void)e;
	wb->screen = s;
	for (int i = 0; i < PANE_COUNT; i++) {
		wb->panes[i] = (struct pane){.ops = pane_table[i], .wb = wb};
		wb->panes[i].ops->open(&wb->panes[i]);
	}
	return true;
}

static const struct screen_ops ops = {
	.name = "workbench", .keymap = "main", .open = open_screen, .update = update, .layout = layout, .draw = draw, .key = key,
	.done = done,
};

bool workbench_open(struct shell *sh, struct err *e)
{
	struct workbench *wb = xcalloc(1, sizeof *wb);

	wb->sh = sh;
	wb->selected = SELECTED_EXECUTION;
	wb->view.place = -1;
	wb->list = sh->app->run ? PANE_EVENTS : PANE_RUNS;
	sh->workbench = wb;
	return screens_push(&sh->screens, &ops, sh, wb, e);
}
