/* Commands that move in panes, search, and change how things are shown. */
#include <stdlib.h>
#include <string.h>

#include "app/app_children.h"
#include "screens/command_impl.h"
#include "screens/edit.h"
#include "screens/place.h"
#include "screens/where.h"

static struct pane *focused(struct shell *sh)
{
	return &sh->workbench->panes[sh->workbench->focus];
}

unsigned cmd_move(struct shell *sh, const char *args, struct err *e)
{
	int m = move_find(args);

	if (m < 0) {
		err_set(e, ERR_USAGE, "move takes up, down, left, right, page-up, page-down, top, bottom");
		return AFTER_NOTHING;
	}
	return workbench_move(sh->workbench, (enum move)m);
}

unsigned cmd_pane(struct shell *sh, const char *args, struct err *e)
{
	struct workbench *wb = sh->workbench;

	if (*args >= '1' && *args < '1' + PANE_COUNT && !args[1])
		workbench_focus(wb, (enum pane_id)(*args - '1'));
	else if (*args == 'n' || *args == 'p')
		workbench_turn(wb, *args == 'n' ? 1 : -1);
	else
		err_set(e, ERR_USAGE, "pane takes 1 to %d, next or previous", PANE_COUNT);
	return AFTER_RELAYOUT;
}

unsigned cmd_grow(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	sh->workbench->grown = !sh->workbench->grown;
	return AFTER_RELAYOUT;
}

unsigned cmd_into(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	if (workbench_state(sh->workbench) && workbench_state(sh->workbench)->distributed && sh->app->run)
		return cmd_children(sh, args, e);	/* its iterations are executions of their own */
	if (sh->workbench->focus == PANE_TIMELINE && timeline_pane_enter(focused(sh)))
		return AFTER_REDRAW;
	if (sh->workbench->focus == PANE_TIMELINE)
		workbench_focus(sh->workbench, PANE_STEP);
	else if (sh->workbench->focus == PANE_MATRIX)
		matrix_pane_enter(focused(sh));
	else if (!workbench_enter(sh->workbench))
		workbench_focus(sh->workbench, PANE_STEP);
	return AFTER_REDRAW;
}

unsigned cmd_up(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	if (sh->workbench->focus == PANE_EVENTS || sh->workbench->focus == PANE_RUNS)
		workbench_focus(sh->workbench, sh->workbench->view_pane);
	else if (!workbench_state(sh->workbench) && app_has_parent(sh->app))
		return cmd_parent(sh, args, e);
	else
		workbench_leave(sh->workbench);
	return AFTER_REDRAW;
}

unsigned cmd_iteration(struct shell *sh, const char *args, struct err *e)
{
	static const struct { const char *word; enum where_iteration which; } words[] = {
		{"next", ITERATION_NEXT}, {"previous", ITERATION_PREVIOUS}, {"failed", ITERATION_FAILED},
	};
	char *end;
	long n = strtol(args, &end, 10);

	place_note_done(sh);
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(args, words[i].word) == 0) {
			workbench_iteration(sh->workbench, words[i].which, 0, e);
			return AFTER_REDRAW;
		}
	if (!*args || *end || n < 0 || n > INT32_MAX)
		err_set(e, ERR_USAGE, "iteration takes next, previous, failed or a number from 0");
	else
		workbench_iteration(sh->workbench, ITERATION_NUMBER, (int32_t)n, e);
	return AFTER_REDRAW;
}

unsigned cmd_view(struct shell *sh, const char *args, struct err *e)
{
	struct workbench *wb = sh->workbench;

	static const struct { const char *word; enum pane_id id; } views[] = {
		{"graph", PANE_GRAPH}, {"timeline", PANE_TIMELINE}, {"matrix", PANE_MATRIX}, {"text", PANE_TEXT},
	};
	size_t now = 0;

	for (size_t i = 0; i < ARRAY_LEN(views); i++) {
		if (*args && str_starts(views[i].word, args)) {
			workbench_show(wb, views[i].id);
			return AFTER_RELAYOUT;
		}
		if (views[i].id == wb->view_pane)
			now = i;
	}
	if (*args && str_starts("plan", args))
		return cmd_plan(sh, "", e);
	if (*args)
		err_set(e, ERR_USAGE, "view takes graph, timeline, matrix, text or plan");
	else
		workbench_show(wb, views[(now + 1) % ARRAY_LEN(views)].id);
	return AFTER_RELAYOUT;
}

unsigned cmd_sort(struct shell *sh, const char *args, struct err *e)
{
	if (!matrix_pane_sort(&sh->workbench->panes[PANE_MATRIX], args))
		err_set(e, ERR_USAGE, "sort takes status, index or duration");
	return AFTER_REDRAW;
}

unsigned cmd_gaps(struct shell *sh, const char *args, struct err *e)
{
	if (!timeline_pane_scale(&sh->workbench->panes[PANE_TIMELINE], args))
		err_set(e, ERR_USAGE, "gaps takes time, gaps or events; alone it goes round");
	return AFTER_REDRAW;
}

unsigned cmd_state(struct shell *sh, const char *args, struct err *e)
{
	struct workbench *wb = sh->workbench;

	for (size_t i = 0; *args && i < wb->machine->n_states; i++)
		if (text_find(wb->machine->states[i]->name, strlen(wb->machine->states[i]->name), args, NULL)) {
			workbench_select(wb, (int)i);
			graph_pane_reveal(&wb->panes[PANE_GRAPH], (int)i);
			return AFTER_REDRAW;
		}
	err_set(e, ERR_USAGE, "no state's name holds \"%.60s\"", args);
	return AFTER_NOTHING;
}

/* --- search and filter --------------------------------------------------------------------------------------------- */

static void find_now(struct shell *sh, const char *text, int direction, bool from_here)
{
	struct pane *p = focused(sh);

	char *needle = xstrdup(text);	/* text may be the workbench's own */

	free(sh->workbench->needle);
	sh->workbench->needle = needle;
	if (p->ops->find)
		p->ops->find(p, needle, direction, from_here);
}

static unsigned find_typed(struct shell *sh, void *ctx, const char *text)
{
	(void)ctx;
	if (*text)
		find_now(sh, text, 1, true);
	return AFTER_REDRAW;
}

/* In the picture the state is shown while its name is being typed, beginning where the search began. */
static unsigned find_typing(struct shell *sh, void *ctx, const char *text)
{
	struct workbench *wb = sh->workbench;

	(void)ctx;
	if (wb->search_from != wb->selected)
		workbench_select(wb, wb->search_from);
	if (*text)
		graph_pane_find(&wb->panes[PANE_GRAPH], text);
	return AFTER_REDRAW;
}

static unsigned find_cancelled(struct shell *sh, void *ctx)
{
	return find_typing(sh, ctx, "");
}

unsigned cmd_find(struct shell *sh, const char *args, struct err *e)
{
	struct ask_text_opts o = {.label = "/", .placeholder = "search in this pane; n and N repeat"};

	(void)e;
	if (*args)
		return find_typed(sh, NULL, args);
	if (sh->workbench->focus == PANE_GRAPH) {
		sh->workbench->search_from = sh->workbench->selected;
		o.placeholder = "a part of a state's name; n and N repeat";
		o.changed = find_typing;
		o.cancelled = find_cancelled;
	}
	ask_text(sh, &o, find_typed, NULL);
	return AFTER_REDRAW;
}

static unsigned find_again(struct shell *sh, int direction, struct err *e)
{
	if (!sh->workbench->needle)
		err_set(e, ERR_USAGE, "nothing was searched for yet: / does");
	else
		find_now(sh, sh->workbench->needle, direction, false);
	return AFTER_REDRAW;
}

unsigned cmd_find_next(struct shell *sh, const char *args, struct err *e)
{
	(void)args;
	return find_again(sh, 1, e);
}

unsigned cmd_find_previous(struct shell *sh, const char *args, struct err *e)
{
	(void)args;
	return find_again(sh, -1, e);
}

static unsigned filter_typed(struct shell *sh, void *ctx, const char *text)
{
	(void)ctx;
	if (focused(sh)->ops->filter)
		focused(sh)->ops->filter(focused(sh), text);
	return AFTER_REDRAW;
}

unsigned cmd_filter(struct shell *sh, const char *args, struct err *e)
{
	struct ask_text_opts o = {.label = "filter: ", .placeholder = "show only what holds this; empty: all"};

	if (!focused(sh)->ops->filter) {
		err_set(e, ERR_USAGE, "this pane has no filter; the events and the executions have one");
		return AFTER_NOTHING;
	}
	if (*args)
		return filter_typed(sh, NULL, args);
	ask_text(sh, &o, filter_typed, NULL);
	return AFTER_REDRAW;
}

unsigned cmd_only(struct shell *sh, const char *args, struct err *e)
{
	struct workbench *wb = sh->workbench;

	(void)args;
	if (!events_pane_only(&wb->panes[PANE_EVENTS]) && (!workbench_view(wb) || wb->view.place < 0))
		err_set(e, ERR_USAGE, "no iteration or branch is chosen: ( and ) choose one");
	else
		workbench_focus(wb, PANE_EVENTS);
	place_note_done(sh);
	return AFTER_REDRAW;
}

/* --- open and closed ----------------------------------------------------------------------------------------------- */

static unsigned fold_all(struct shell *sh, bool open)
{
	struct pane *p = focused(sh);

	if (sh->workbench->focus == PANE_GRAPH)
		graph_pane_fold_all(p, !open);
	else if (sh->workbench->focus == PANE_TIMELINE)
		timeline_pane_fold(p, open);
	else if (sh->workbench->focus == PANE_TEXT)
		text_pane_fold(p, open ? TEXT_UNFOLD_ALL : TEXT_FOLD_ALL);
	else
		step_pane_fold(&sh->workbench->panes[PANE_STEP], open);
	return AFTER_REDRAW;
}

unsigned cmd_fold(struct shell *sh, const char *args, struct err *e)
{
	if (!str_is(args, "one"))
		return fold_all(sh, false);
	if (sh->workbench->focus == PANE_TEXT)
		text_pane_fold(focused(sh), TEXT_FOLD_ONE);
	else if (!graph_pane_fold_around(&sh->workbench->panes[PANE_GRAPH]))
		err_set(e, ERR_USAGE, "no Parallel or Map is selected, and none is around the selection");
	return AFTER_REDRAW;
}

unsigned cmd_unfold(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	return fold_all(sh, true);
}

unsigned cmd_wrap(struct shell *sh, const char *args, struct err *e)
{
	if (*args) {
		edit_wrap_command(sh, args, e);
		return AFTER_UPDATE;
	}
	sh->workbench->wrap = !sh->workbench->wrap;
	app_note(sh->app, NOTE_INFO, sh->workbench->wrap ? "long values are wrapped" : "long values are cut");
	return AFTER_REDRAW | AFTER_RELAYOUT;
}

/* In its tab where the panes are tabs. */
unsigned cmd_flow(struct shell *sh, const char *args, struct err *e)
{
	struct workbench *wb = sh->workbench;
	struct pane *p = &wb->panes[PANE_STEP];
	bool hidden = !p->cols;

	if (*args && strcmp(args, "diff") != 0) {
		err_set(e, ERR_USAGE, "flow takes diff, or nothing");
		return AFTER_NOTHING;
	}
	if (hidden)
		workbench_focus(wb, PANE_STEP);
	step_pane_flow(p, *args ? STEP_FLOW_DIFF : hidden ? STEP_FLOW_SHOW : STEP_FLOW_TOGGLE);
	return AFTER_REDRAW;
}

unsigned cmd_why(struct shell *sh, const char *args, struct err *e)
{
	struct str text = {0};

	(void)args, (void)e;
	step_pane_why(&sh->workbench->panes[PANE_STEP], &text);
	if (text.len)
		show_text(sh, "why", text.p, text.len);
	else
		app_note(sh->app, NOTE_INFO, "nothing was decided here: no error, no choice ({ and } go to errors)");
	str_done(&text);
	return AFTER_REDRAW;
}

unsigned cmd_page(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	step_pane_page(&sh->workbench->panes[PANE_STEP]);
	return AFTER_REDRAW;
}

/* --- copying ------------------------------------------------------------------------------------------------------- */

static void value_pretty(struct str *out, struct value *v)
{
	if (v)
		json_print_pretty(out, value_node(v), 0);
}

static void copy_input(struct shell *sh, struct str *out)
{
	const struct step *s = workbench_step(sh->workbench);

	value_pretty(out, s ? s->input : sh->app->run ? run_input(sh->app->run) : NULL);
}

static void copy_output(struct shell *sh, struct str *out)
{
	const struct step *s = workbench_step(sh->workbench);

	value_pretty(out, s ? s->output : sh->app->run ? sh->app->run->at->output : NULL);
}

static void copy_value(struct shell *sh, struct str *out)
{
	step_pane_copy(&sh->workbench->panes[PANE_STEP], out);
}

static void copy_path(struct shell *sh, struct str *out)
{
	step_pane_path(&sh->workbench->panes[PANE_STEP], out);
}

static void copy_arn(struct shell *sh, struct str *out)
{
	struct execution_summary sum;

	if (!sh->app->run)
		return;
	run_summary(sh->app->run, &sum);
	str_adds(out, sum.execution_arn ? sum.execution_arn : "");
}

static const struct { const char *name, *label; uint32_t key; void (*text)(struct shell *sh, struct str *out); } copies[] = {
	{"value", "the value selected in the step pane", 'v', copy_value},
	{"path", "its JSONPath", 'p', copy_path},
	{"input", "the step's input", 'i', copy_input},
	{"output", "the step's output", 'o', copy_output},
	{"picture", "the picture, as text", 'g', copy_picture},
	{"svg", "the picture, as SVG", 's', copy_svg},
	{"dot", "the picture, as DOT", 'd', copy_dot},
	{"mermaid", "the picture, as Mermaid", 'm', copy_mermaid},
	{"arn", "the execution's ARN", 'a', copy_arn},
};

static unsigned copy_chosen(struct shell *sh, void *ctx, size_t i)
{
	struct str text = {0};

	(void)ctx;
	copies[i].text(sh, &text);
	if (text.len)
		shell_copy(sh, text.p, copies[i].name);
	else
		app_note(sh->app, NOTE_WARNING, "there is no %s here to copy", copies[i].name);
	str_done(&text);
	return AFTER_REDRAW;
}

unsigned cmd_copy(struct shell *sh, const char *args, struct err *e)
{
	struct choice c;

	for (size_t i = 0; i < ARRAY_LEN(copies); i++)
		if (strcmp(args, copies[i].name) == 0)
			return copy_chosen(sh, NULL, i);
	if (*args) {
		err_set(e, ERR_USAGE, "copy takes value, path, input, output, picture, svg, dot, mermaid or arn");
		return AFTER_NOTHING;
	}
	choice_init(&c, "Copy", false);
	for (size_t i = 0; i < ARRAY_LEN(copies); i++)
		choice_add(&c, copies[i].label, copies[i].name, copies[i].key, ST_TEXT);
	ask_choice_take(sh, &c, copy_chosen, NULL);
	return AFTER_REDRAW;
}
