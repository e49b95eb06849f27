/*
 * workbench - the screen at the bottom of the stack: a header, panes, the scrubber, a line of hints. From 100 columns on the panes stand
 * side by side; below that one fills the screen and the others are tabs. A pane is one file with one pane_ops.
 *
 * The panes share one selection: the state that the graph marks and the step pane unfolds, and the iteration or branch that is looked at. It
 * follows the cursor when that moves along the history, and the person when they move in the graph (where.c).
 */
#ifndef ASLANT_WORKBENCH_H
#define ASLANT_WORKBENCH_H

#include "history/view.h"
#include "graph/graph.h"
#include "screens/shell.h"
#include "ui/widget.h"

enum pane_id { PANE_GRAPH, PANE_STEP, PANE_EVENTS, PANE_RUNS, PANE_MATRIX, PANE_TIMELINE, PANE_TEXT, PANE_COUNT };

#define SELECTED_EXECUTION (-1)

struct workbench;

struct pane {
	const struct pane_ops *ops;
	struct workbench *wb;
	void *data;
	int x, y, cols, rows;		/* the inside, without the frame; cols 0: not shown */
};

struct pane_ops {
	const char *title, *keymap;
	const char *(*keymap_now)(const struct pane *p);	/* where it has several; NULL: always that one */
	void (*open)(struct pane *p);
	void (*update)(struct pane *p, unsigned changed);	/* CHANGED_* of app.h, CHANGED_SELECTION */
	void (*layout)(struct pane *p);
	void (*draw)(const struct pane *p, struct surface *sf, bool focused);
	unsigned (*key)(struct pane *p, const struct key *k);	/* what no command took; enum after */
	unsigned (*move)(struct pane *p, enum move m);
	void (*find)(struct pane *p, const char *text, int direction, bool from_here);	/* search; text NULL: the same again */
	void (*filter)(struct pane *p, const char *text);	/* NULL: this pane has no filter */
	void (*title_more)(const struct pane *p, struct str *out);	/* what stands behind the title; may be NULL */
	void (*done)(struct pane *p);
};

#define CHANGED_SELECTION (1u << 16)
#define CHANGED_PICTURE (1u << 17)		/* the graph pane has another picture */

struct workbench {
	struct shell *sh;
	struct pane panes[PANE_COUNT];
	enum pane_id focus;
	enum pane_id list;		/* PANE_EVENTS or PANE_RUNS: which of the two has the place at the bottom */
	enum pane_id view_pane;		/* which of those that share the place on the left has it (workbench_is_view) */
	struct screen *screen;
	bool was_tall;			/* the timeline was below the picture at the last layout */
	bool grown;			/* the focused pane alone */
	bool wrap;			/* long values go on below themselves in the trees */
	bool pinned;			/* the person chose a state while the cursor follows: do not take it away */
	int selected;			/* index of a state of the shown machine, SELECTED_EXECUTION */
	char *selected_path;		/* of that state: finds it again in another definition */
	struct asl_machine *machine;	/* shown: of the run, or the open one; a reference */
	bool shows_run;			/* the machine is the run's, and not what the file holds now */
	struct view view;		/* the shown execution, seen from the place that is looked at */
	unsigned choices;		/* how often the person has chosen a place or a state */
	unsigned view_of;		/* serial number of that execution; 0: none */
	int32_t last_cursor;
	char *from;			/* how one came to an execution inside another (where.h); NULL: not known */
	char *needle;			/* of the last search */
	int search_from;		/* what was selected when the search began that is being typed */
};

bool workbench_open(struct shell *sh, struct err *e);	/* pushes it and sets sh->workbench */
const char *workbench_keymap(const struct workbench *wb);
void workbench_focus(struct workbench *wb, enum pane_id id);
void workbench_turn(struct workbench *wb, int by);	/* to the next (1) or previous (-1) pane */
bool workbench_is_view(enum pane_id id);		/* the picture, and what takes its place: the timeline, the matrix */
void workbench_show(struct workbench *wb, enum pane_id view);	/* it gets the place on the left, and the focus */
/* The person chooses a state; where.h has the choice of a branch or iteration, and the ways in and out. */
void workbench_select(struct workbench *wb, int state);
void workbench_go(struct workbench *wb, int32_t place, int state);	/* place: a branch of the shown projection, -1: outside of all */
void workbench_changed(struct workbench *wb, unsigned changed);	/* tell the panes now */
unsigned workbench_move(struct workbench *wb, enum move m);
const struct asl_state *workbench_state(const struct workbench *wb);	/* selected; NULL: the execution */
struct run *workbench_run(const struct workbench *wb);		/* NULL: none is shown */
/* The shown execution, seen from where the person is; NULL: none is shown, or it is of another definition than the machine. */
const struct view *workbench_view(const struct workbench *wb);
/* The step (visit) of the selected state that is shown: at the cursor, or its latest before; NULL: not entered yet, or inside a Map of which
 * no iteration is chosen. */
const struct step *workbench_step(const struct workbench *wb);

enum style style_of_status(enum state_status s);

extern const struct pane_ops text_pane_ops;
extern const struct pane_ops graph_pane_ops, step_pane_ops, events_pane_ops, runs_pane_ops, matrix_pane_ops, timeline_pane_ops;

/* What commands ask of single panes. */
void graph_pane_zoom(struct pane *p, int direction);	/* 1 in, -1 out, 0 round and round */
void graph_pane_home(struct pane *p);			/* to the running or selected state */
unsigned graph_pane_fold(struct pane *p, int open);	/* the selected container: 1 open, 0 close, -1 toggle; AFTER_NOTHING: nothing to do */
void graph_pane_fold_all(struct pane *p, bool close);
bool graph_pane_fold_around(struct pane *p);		/* the selected container, or the one around the selection is closed; false: there is none */
void graph_pane_reveal(struct pane *p, int state);	/* into view; containers around it are opened */
void graph_pane_fit(struct pane *p);			/* as much detail as leaves all of it in sight */
enum graph_turn { GRAPH_TURN_OTHER, GRAPH_TURN_DOWN, GRAPH_TURN_RIGHT, GRAPH_TURN_AUTO };
void graph_pane_turn(struct pane *p, enum graph_turn to);	/* top-down, left to right; AUTO: by the pane's shape */
void graph_pane_style(struct pane *p, enum graph_style style);
bool graph_pane_comments(struct pane *p);		/* with the states' comments or without; which it is now */
bool graph_pane_find(struct pane *p, const char *text);	/* the first state from the selected one on whose name holds it; false: none */
bool graph_pane_map(struct pane *p);			/* the small map there or away; likewise */
void graph_pane_pan(struct pane *p, int dx, int dy);
bool graph_pane_is_ready(const struct pane *p);		/* no layout is under way */
/* The picture as text, or for others; with the marks of what is shown, but for DOT and Mermaid. */
enum graph_format { GRAPH_AS_TEXT, GRAPH_AS_SVG, GRAPH_AS_DOT, GRAPH_AS_MERMAID, GRAPH_AS_JSON };
bool graph_pane_print(const struct pane *p, enum graph_format f, struct str *out, struct err *e);
bool events_pane_only(struct pane *p);			/* only the events of the chosen iteration, or again all; which it is now */
void matrix_pane_show(struct pane *p);			/* it comes into sight: of the selected container */
void matrix_pane_enter(struct pane *p);			/* the iteration under the cursor, in the picture; a container inside it in the matrix */
bool matrix_pane_sort(struct pane *p, const char *by);	/* "status", "index", "duration"; "": the next of them; false: no such order */
bool matrix_pane_attempt(struct pane *p, int dir);	/* of its container: the one before, the one after; false: there is none */
enum text_fold { TEXT_FOLD_ONE, TEXT_FOLD_ALL, TEXT_UNFOLD_ALL };
void text_pane_fold(struct pane *p, enum text_fold how);	/* the block at the cursor, open or closed; all states; everything open */
void text_pane_leave(struct pane *p);			/* no more typing; the text stays as it is */
bool text_pane_is_editing(const struct workbench *wb);
void text_pane_show_change(struct pane *p, size_t at);	/* the cursor to where undo has changed the text */
bool timeline_pane_enter(struct pane *p);		/* the selected row is opened or closed; false: it has no inside */
void timeline_pane_fold(struct pane *p, bool open);	/* everything */
bool timeline_pane_scale(struct pane *p, const char *to);	/* "time", "gaps", "events"; "": the next of them; false: no such scale */
void timeline_pane_zoom(struct pane *p, int direction);	/* 1 in, -1 out, 0: all of it */
void timeline_pane_pan(struct pane *p, int dx);		/* cells */
/* The store ids of what passes the filter, newest first; 0 where there is no filter, *ids NULL. Caller frees. */
size_t runs_pane_filtered(const struct pane *p, int64_t **ids);
int64_t runs_pane_selected(const struct pane *p);	/* store id; 0: none */
bool runs_pane_mark(struct pane *p);			/* the selected one is marked, or no more; whether it is now */
int64_t runs_pane_marked(const struct pane *p);		/* likewise; one of this machine */
bool step_pane_copy(const struct pane *p, struct str *out);	/* the value under the cursor */
void step_pane_path(const struct pane *p, struct str *out);	/* its JSONPath */
void step_pane_page(struct pane *p);			/* the value as a page that wraps */
void step_pane_fold(struct pane *p, bool open);		/* everything */
enum step_flow { STEP_FLOW_TOGGLE, STEP_FLOW_SHOW, STEP_FLOW_DIFF };
void step_pane_flow(struct pane *p, enum step_flow what);	/* the stages of the data flow, or the step as a whole; as values or changes */
void step_pane_why(const struct pane *p, struct str *out);	/* why it went as it did, a row a line; appended */

#endif
