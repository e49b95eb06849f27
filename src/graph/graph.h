/*
 * graph - a state machine drawn as text: model -> flow (boxes and transitions) -> ranks and order (Graphviz in a child, or our own)
 * -> columns -> orthogonal lines -> cells. Open first: this file, then flow.h (what is drawn), layout.h (the pipeline of one States
 * object), picture.c (cells). Below it: asl. Callers: screens, cli.
 *
 * A picture is plain data: cells, boxes, edges. Every cell knows which state and which edge it belongs to, so that colours, the
 * mouse and live marks never need a new layout. The same machine and the same options always give the same picture.
 *
 * Widths are counted by code point (utf8_cp_width): a wide character takes two cells, a combining one none; format characters are
 * left out, white space is one blank, controls are '?'.
 */
#ifndef ASLANT_GRAPH_H
#define ASLANT_GRAPH_H

#include "asl/compare.h"
#include "base/base.h"

enum graph_charset { GRAPH_UNICODE, GRAPH_ASCII };
enum graph_direction { GRAPH_TB, GRAPH_LR };		/* top-down, left-right */
enum graph_zoom { GRAPH_FULL, GRAPH_COMPACT, GRAPH_DOTS };
/* Of the unicode set: thin lines; thick ones, frames double; boxes with round corners and lines with square ones. */
enum graph_style { GRAPH_LIGHT, GRAPH_HEAVY, GRAPH_ROUNDED };

struct graph_options {
	enum graph_charset charset;
	enum graph_direction direction;
	enum graph_zoom zoom;
	enum graph_style style;
	bool comments;		/* full zoom: a row with the state's Comment */
	/* Is this Parallel or Map open? NULL: all are. Called once a container, before any child is made. */
	bool (*is_open)(void *ctx, const struct asl_state *container);
	void *ctx;
	int deadline_ms;	/* for Graphviz; 0: the default (2000). Negative: do not ask Graphviz at all */
	/* The picture before an edit, or with other containers open; NULL: none. What is in both keeps its order where that crosses no
	 * more than another one would. A job reads it until it is cancelled. */
	const struct picture *before;
};

/* What a cell means, for colours. */
enum graph_class {
	GC_BLANK,
	GC_BORDER,		/* of a state's box */
	GC_FRAME,		/* of an open container */
	GC_ICON, GC_NAME, GC_DETAIL, GC_BADGE,
	GC_FLOW, GC_CATCH,	/* lines; heads and backward marks among them */
	GC_RETRY,		/* the loop at a box and its text */
	GC_CHOICE_LABEL, GC_CATCH_LABEL,
	GC_START,
	GC_GHOST,		/* a box for a target that does not exist */
	GC_MARK,		/* what graph_mark() wrote */
};

enum graph_arm { ARM_N = 1, ARM_E = 2, ARM_S = 4, ARM_W = 8 };

struct picture_cell {
	uint32_t cp;		/* ' ' for blank; 0: the second half of the wide character before it */
	int32_t state;		/* index of the innermost state whose box has this cell, or -1 */
	int32_t edge;		/* an edge that runs through it, or -1; picture_edges_at() has all */
	uint32_t marks;		/* combining characters: offset in pool, 0 for none */
	uint8_t cls;		/* enum graph_class */
	uint8_t arms;		/* of a line: enum graph_arm; what picture_lit_glyph() wants to know */
};

struct picture_area {
	int x, y, w;		/* w cells from x to the right; w 0: no room */
};

/* A state's box. w is 0 where it is not shown (inside a closed container). */
struct picture_box {
	int x, y, w, h;
	int parent;			/* the open container that it stands in; -1 at the top */
	bool open;			/* a container with its inside drawn */
	struct picture_area flag;	/* for a breakpoint ("●"): a cell of the left border, of a frame's top border */
	struct picture_area mark;	/* for a live mark ("✓", "~2/3"), written flush right over the border */
	struct picture_area count;	/* for the retry counter ("0/2"), as it is drawn */
	struct picture_area foot;	/* open containers: free part of the bottom border ("3/10 ✓2 ✗1") */
};

enum graph_edge_kind { GE_START, GE_NEXT, GE_CHOICE, GE_DEFAULT, GE_CATCH };

struct picture_point {
	int x, y;
};

/* A transition. Several rules of one state with the same target are edges of their own that share one line. */
struct picture_edge {
	enum graph_edge_kind kind;
	int from;			/* state; -1: the start mark. GE_START inside a container: the container */
	int to;				/* state; -1: a target that does not exist */
	int index;			/* of the choice or the catcher, else 0 */
	int line;			/* edges with the same number share their whole line */
	bool back;			/* against the direction */
	size_t points, n_points;	/* in picture.points: from the port in the source's border to the head */
	size_t label;			/* in pool: this rule's own words, "" for none; not cut */
	struct picture_area text;	/* where the line's label stands (its first row) */
	int text_rows;
};

/* Where a piece of the layout stood across the flow, so that the next layout can be like it. Sorted by key; nobody else's business. */
struct picture_seed {
	uint64_t key;
	int64_t at;
};

/* Cells of a row that stand side by side; between runs there is nothing. */
struct picture_run {
	int32_t x, n;
	uint32_t at;			/* cells[at .. at + n - 1] */
};

struct picture {
	int cols, rows;
	struct picture_cell *cells;	/* those that are not empty, row by row: ask picture_cell() */
	size_t n_cells;
	struct picture_run *runs;
	size_t n_runs;
	uint32_t *row_runs;		/* of row y: runs[row_runs[y] .. row_runs[y + 1] - 1] */
	struct picture_box *boxes;	/* by state index */
	size_t n_boxes;
	struct picture_edge *edges;
	size_t n_edges;
	struct picture_point *points;
	size_t n_points;
	char *pool;			/* texts; pool[0] is "" */
	size_t pool_len;
	struct picture_seed *seeds;
	size_t n_seeds;
	enum graph_charset charset;
	enum graph_direction direction;
	enum graph_zoom zoom;
	enum graph_style style;
	bool fallback;			/* Graphviz did not answer: placed by our own means alone */
};

/* Draw now. The layout runs in a child with the deadline; when that fails, our own placement draws. NULL only where the machine has
 * no states, or the picture would exceed GRAPH_MAX_CELLS. */
#define GRAPH_MAX_CELLS 50000000
struct picture *graph_draw(const struct asl_machine *m, const struct graph_options *o, struct err *e);
void picture_free(struct picture *p);

/* The same for two machines (or moments of one) and options that have the same picture, but for what `before` and the deadline do: what
 * may be kept and shown again. Costs as much as reading the definition's names. */
uint64_t graph_key(const struct asl_machine *m, const struct graph_options *o);

/*
 * The same without waiting: graph_job_start(), then wait for graph_job_fd() to become readable and call graph_job_take() until it
 * gives a picture; it returns NULL with e->code ERR_NONE while there is nothing yet. A child that dies or is late is replaced once by
 * one that places by our own means. graph_job_next_ms() is how long the loop may wait at most before it calls take again.
 * The job is freed with graph_job_cancel() in any case, before or after the picture was taken (kills and reaps the child).
 */
struct graph_job;
struct graph_job *graph_job_start(const struct asl_machine *m, const struct graph_options *o, struct err *e);
int graph_job_fd(const struct graph_job *job);		/* may change when take starts the second child: ask again after each take */
int graph_job_next_ms(const struct graph_job *job);
struct picture *graph_job_take(struct graph_job *job, struct err *e);
void graph_job_cancel(struct graph_job *job);

/* --- questions ---------------------------------------------------------------------------------------------------- */

static inline bool picture_is_fallback(const struct picture *p)
{
	return p->fallback;
}
const struct picture_cell *picture_cell(const struct picture *p, int x, int y);	/* a blank where there is nothing */
/* The number of a cell among those that are not empty (0 … n_cells - 1), for arrays beside them; -1: there is nothing. */
long picture_cell_number(const struct picture *p, int x, int y);
const char *picture_text(const struct picture *p, size_t offset);			/* of the pool */
/* The cell's character with its marks as UTF-8 into out (NUL-terminated); "" for a wide character's second half. */
#define PICTURE_CELL_TEXT 64
void picture_cell_text(const struct picture *p, const struct picture_cell *c, char out[PICTURE_CELL_TEXT]);

int picture_state_at(const struct picture *p, int x, int y);				/* innermost; -1 for none */
int picture_edge_at(const struct picture *p, int x, int y);				/* line or label; -1 for none */
size_t picture_edges_at(const struct picture *p, int x, int y, int *out, size_t max);	/* all of them; how many there are */
int picture_edge_find(const struct picture *p, int from, enum graph_edge_kind kind, int index);	/* -1 for none */

/* The next box from here, for hjkl: along an edge where one leads that way, else the nearest in that direction. -1: none. */
enum graph_move { GRAPH_MOVE_UP, GRAPH_MOVE_DOWN, GRAPH_MOVE_LEFT, GRAPH_MOVE_RIGHT };	/* ui/widget.h has MOVE_UP */
int picture_neighbour(const struct picture *p, int state, enum graph_move where);

/* Calls fn for each cell of the edge from its port to its head; arms are those that this edge has in the cell. */
typedef void (*picture_cell_fn)(void *ctx, int x, int y, unsigned arms);
void picture_edge_cells(const struct picture *p, int edge, picture_cell_fn fn, void *ctx);
/* The character of a line's cell when the arms in `lit` are heavy (ascii, and where all are heavy: the cell's own). Heads stay. */
uint32_t picture_lit_glyph(const struct picture *p, const struct picture_cell *c, unsigned lit);

/* --- marks -------------------------------------------------------------------------------------------------------- */

/*
 * What a moment of an execution, a coverage or a debugger has to say about the states and transitions of a picture. The caller fills it
 * in; the layout never changes for it. Texts that find no room are left out, and are drawn as they are: in ascii they must be ascii.
 */
enum graph_tone {
	GT_PLAIN, GT_RUNNING, GT_SUCCEEDED, GT_FAILED, GT_RETRYING, GT_CAUGHT, GT_ABORTED, GT_PAUSED,
	GT_COVERED, GT_MISSED,		/* of a coverage */
	GT_ADDED, GT_REMOVED, GT_CHANGED,	/* of two versions in one picture */
	GT_TONES,
};

#define GRAPH_MARK_TEXT 32

struct graph_state_mark {
	enum graph_tone tone;
	char flag[8];			/* in the left border: "●" */
	char text[GRAPH_MARK_TEXT];	/* in the top border, at its right: "✓2×", "~1/3 2.0s" */
	char count[16];			/* in place of the retry counter: "1/3" */
	char foot[GRAPH_MARK_TEXT];	/* in the bottom border of an open container: "3/10 ✓2 ✗1" */
};

struct graph_edge_mark {
	enum graph_tone tone;
	bool lit, newest;		/* taken: heavy lines; the one taken last */
	char text[16];			/* beside the line, where cells are free: "3×" */
};

struct graph_marks {
	struct graph_state_mark *states;	/* by state index: n_boxes */
	struct graph_edge_mark *edges;		/* by the picture's edge index: n_edges */
};

struct graph_marks *graph_marks_new(const struct picture *p);	/* nothing is marked yet */
void graph_marks_free(struct graph_marks *m);
const char *graph_tone_text(enum graph_tone t);			/* "running"; "" for GT_PLAIN */
/* Lights the transition of that state, rule or catcher, wherever the picture shows it. */
void graph_marks_light(struct graph_marks *m, const struct picture *p, int from, enum graph_edge_kind kind, int index, bool newest);

/* States that came, went or changed: the picture is of asl_compare_union(), changes what it gave. */
struct graph_marks *graph_marks_changes(const struct picture *p, const enum asl_change *changes);

/* A copy with the marks in its cells, for exports and for whoever wants no more than to show it. */
struct picture *graph_mark(const struct picture *p, const struct graph_marks *m);

/* --- exports ------------------------------------------------------------------------------------------------------ */

void graph_text(struct str *out, const struct picture *p);		/* rows without trailing blanks, each with its newline */
void graph_json(struct str *out, const struct picture *p, const struct asl_machine *m, const struct graph_marks *marks);
/* p in unicode, as graph_mark() made it where marks are given; they say the colours. marks may be NULL, as in graph_json(). */
void graph_svg(struct str *out, const struct picture *p, const struct graph_marks *marks);
/* For other programs, which lay out by themselves. */
void graph_dot(struct str *out, const struct asl_machine *m, const struct graph_options *o);
void graph_mermaid(struct str *out, const struct asl_machine *m, const struct graph_options *o);

#endif
