/* Commands about the picture: which part of it, how much of it, how it is drawn, and into which file. */
#include <stdlib.h>
#include <string.h>

#include "screens/command_impl.h"
#include "screens/workbench.h"

static struct pane *graph(struct shell *sh)
{
	return &sh->workbench->panes[PANE_GRAPH];
}

/* zoom and pan are the timeline's while one is in it. */
static bool is_timeline(const struct shell *sh)
{
	return sh->workbench->focus == PANE_TIMELINE;
}

unsigned cmd_home(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	sh->workbench->pinned = false;
	graph_pane_home(graph(sh));
	return AFTER_REDRAW;
}

unsigned cmd_pan(struct shell *sh, const char *args, struct err *e)
{
	static const struct { char c; int dx, dy; } ways[] = {{'u', 0, -4}, {'d', 0, 4}, {'l', -10, 0}, {'r', 10, 0}};

	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		if (*args == ways[i].c && is_timeline(sh)) {
			timeline_pane_pan(&sh->workbench->panes[PANE_TIMELINE], ways[i].dx);
			return AFTER_REDRAW;
		} else if (*args == ways[i].c) {
			graph_pane_pan(graph(sh), ways[i].dx, ways[i].dy);
			return AFTER_REDRAW;
		}
	err_set(e, ERR_USAGE, "pan takes up, down, left or right");
	return AFTER_NOTHING;
}

unsigned cmd_zoom(struct shell *sh, const char *args, struct err *e)
{
	static const struct { const char *word; int direction; } words[] = {{"", 0}, {"in", 1}, {"out", -1}};

	if (is_timeline(sh) && (!*args || str_is(args, "in") || str_is(args, "out") || str_is(args, "fit"))) {
		timeline_pane_zoom(&sh->workbench->panes[PANE_TIMELINE], *args == 'i' ? 1 : *args == 'o' ? -1 : 0);
		return AFTER_REDRAW;
	}
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_is(args, words[i].word)) {
			graph_pane_zoom(graph(sh), words[i].direction);
			return AFTER_REDRAW;
		}
	if (str_is(args, "fit"))
		graph_pane_fit(graph(sh));
	else
		err_set(e, ERR_USAGE, "zoom takes in, out or fit; alone it goes round");
	return AFTER_REDRAW;
}

unsigned cmd_turn(struct shell *sh, const char *args, struct err *e)
{
	static const struct { const char *word; enum graph_turn to; } words[] = {
		{"", GRAPH_TURN_OTHER}, {"down", GRAPH_TURN_DOWN}, {"right", GRAPH_TURN_RIGHT}, {"auto", GRAPH_TURN_AUTO},
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_is(args, words[i].word)) {
			graph_pane_turn(graph(sh), words[i].to);
			return AFTER_REDRAW;
		}
	err_set(e, ERR_USAGE, "turn takes down, right or auto (by the pane's shape); alone it changes over");
	return AFTER_NOTHING;
}

unsigned cmd_lines(struct shell *sh, const char *args, struct err *e)
{
	static const char *const words[] = {[GRAPH_LIGHT] = "light", [GRAPH_HEAVY] = "heavy", [GRAPH_ROUNDED] = "rounded"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_is(args, words[i])) {
			graph_pane_style(graph(sh), (enum graph_style)i);
			return AFTER_REDRAW;
		}
	err_set(e, ERR_USAGE, "lines takes light, heavy or rounded");
	return AFTER_NOTHING;
}

unsigned cmd_comments(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	app_note(sh->app, NOTE_INFO, graph_pane_comments(graph(sh)) ? "the picture has the states' comments" : "comments are not shown");
	return AFTER_REDRAW;
}

unsigned cmd_minimap(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	app_note(sh->app, NOTE_INFO, graph_pane_map(graph(sh)) ? "a small map where the picture is much larger than the pane" : "no small map");
	return AFTER_REDRAW;
}

/* --- exports ------------------------------------------------------------------------------------------------------ */

static bool format_of(const char *file, enum graph_format *out)
{
	static const struct { const char *end; enum graph_format f; } ends[] = {
		{".txt", GRAPH_AS_TEXT}, {".svg", GRAPH_AS_SVG}, {".dot", GRAPH_AS_DOT}, {".gv", GRAPH_AS_DOT}, {".mmd", GRAPH_AS_MERMAID},
		{".mermaid", GRAPH_AS_MERMAID}, {".json", GRAPH_AS_JSON},
	};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (str_ends(file, ends[i].end)) {
			*out = ends[i].f;
			return true;
		}
	return false;
}

unsigned cmd_picture(struct shell *sh, const char *args, struct err *e)
{
	enum graph_format f;
	struct str out = {0};

	if (!*args || !format_of(args, &f)) {
		err_set(e, ERR_USAGE, "picture takes a file's name that ends in .txt, .svg, .dot, .mmd or .json");
		return AFTER_NOTHING;
	}
	if (graph_pane_print(graph(sh), f, &out, e) && file_write_atomic(args, str_get(&out), out.len, e))
		app_note(sh->app, NOTE_INFO, "written: %.120s", args);
	str_done(&out);
	return AFTER_REDRAW;
}

void copy_picture(struct shell *sh, struct str *out)
{
	graph_pane_print(graph(sh), GRAPH_AS_TEXT, out, NULL);
}

void copy_svg(struct shell *sh, struct str *out)
{
	graph_pane_print(graph(sh), GRAPH_AS_SVG, out, NULL);
}

void copy_dot(struct shell *sh, struct str *out)
{
	graph_pane_print(graph(sh), GRAPH_AS_DOT, out, NULL);
}

void copy_mermaid(struct shell *sh, struct str *out)
{
	graph_pane_print(graph(sh), GRAPH_AS_MERMAID, out, NULL);
}
