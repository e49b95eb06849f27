/*
 * timeline - an execution over time: a row for each state in the order of first entering, a bar for each attempt, hatched waits between them.
 * The iterations of a Map and the branches of a Parallel are folded into the row of their container until it is opened; then each has a row
 * of its own, and below it, opened in its turn, its states. Only what is asked for is computed: ten thousand iterations cost what the rows
 * on the screen do.
 *
 *     tl = timeline_new(machine);
 *     while (timeline_extend(tl, history, 20000)) …;	as long as there are events that it has not seen
 *     timeline_set_now(tl, ms);  n = timeline_rows(tl);  timeline_row(tl, i, &row);  timeline_cells(tl, &row, &window, cells, cols);
 *
 * It knows the whole history, also what is behind the cursor of the screens: it has a projection of its own at the newest event. Time is
 * told in three ways: as it was; with long waits cut short; or by events, where each takes the same room (what a clock that jumps leaves
 * without any duration can still be told apart). Pure: no clock, no cells of a screen.
 */
#ifndef ASLANT_TIMELINE_H
#define ASLANT_TIMELINE_H

#include "history/projection.h"

enum timeline_scale { TIMELINE_TIME, TIMELINE_GAPS, TIMELINE_EVENTS, TIMELINE_SCALES };
enum timeline_bar { BAR_NONE, BAR_BACKOFF, BAR_WAIT, BAR_INSIDE, BAR_WORK };	/* the heavier hides the lighter */
enum timeline_kind { TIMELINE_STATE, TIMELINE_BRANCH };

struct timeline_row {
	enum timeline_kind kind;
	int depth;			/* 0: at the top */
	int state;			/* of a branch: its container's */
	int32_t index;			/* of a branch: which iteration or branch; else -1 */
	int32_t branch;			/* the newest branch of that index; of a state: the newest that it is in; -1: none */
	int32_t step;			/* the newest visit; of a branch: the newest step in it; -1: none */
	size_t visits;			/* of a state */
	bool has_inside, open;
	bool critical;			/* a part of it is on the critical path */
	void *node;			/* private */
};

struct timeline_cell {
	uint8_t bar;			/* enum timeline_bar */
	uint8_t status;			/* enum state_status: of what ended here if `ends`, else of the bar */
	bool ends;			/* something failed, was caught or cut off here */
	bool critical;
};

/* What is seen: positions on the scale. */
struct timeline_window {
	double left, per_cell;
};

struct timeline;

struct timeline *timeline_new(struct asl_machine *m);	/* a reference is taken */
void timeline_free(struct timeline *tl);
/* Look at up to `budget` more events of h; true: there are more. Another history than before: all begins anew. */
bool timeline_extend(struct timeline *tl, const struct history *h, int32_t budget);
const struct projection *timeline_projection(const struct timeline *tl);	/* at the newest event that it has seen */

/* --- rows (timeline.c) */
size_t timeline_rows(struct timeline *tl);
bool timeline_row(struct timeline *tl, size_t i, struct timeline_row *out);	/* false: there are not so many */
/* The row of a state in a branch (-1: at the top), or of what it is folded into; state -1: of the branch. SIZE_MAX: none. */
size_t timeline_find(struct timeline *tl, int32_t branch, int state);
bool timeline_open(struct timeline *tl, const struct timeline_row *row, bool open);	/* false: it has no inside */
void timeline_open_all(struct timeline *tl, size_t most);	/* containers and branches, where there are no more than `most` of them */
void timeline_close_all(struct timeline *tl);
/* The event before (-1) or after (1) `id` that belongs to the row; 0: none. */
int32_t timeline_event(struct timeline *tl, const struct timeline_row *row, int32_t id, int dir);

/* --- the scale (timeline_scale.c) */
void timeline_set_now(struct timeline *tl, int64_t now_ms);	/* what goes on lasts until then; 0: until the newest event */
void timeline_set_scale(struct timeline *tl, enum timeline_scale scale);
/* What is in use: events where no time has passed at all. */
enum timeline_scale timeline_scale(const struct timeline *tl);
double timeline_length(const struct timeline *tl);
double timeline_at(const struct timeline *tl, int32_t event);	/* its position */
double timeline_now(const struct timeline *tl);
void timeline_fit(const struct timeline *tl, int cols, struct timeline_window *w);
/* The last event at or before a position; 0: none. */
int32_t timeline_event_at(const struct timeline *tl, double position);
/* Ticks with round units and their labels in exactly cols bytes of ASCII; '~' where a long wait is cut short. NUL-terminated. */
void timeline_axis(const struct timeline *tl, const struct timeline_window *w, int cols, char *out);
/* "1.5 s", "2 min", "3 d 4 h": short; with parts of a second only below a minute. Appended. */
void timeline_span(struct str *out, int64_t ms);

/* --- bars (timeline_bars.c); cells: cols of them */
void timeline_cells(struct timeline *tl, const struct timeline_row *row, const struct timeline_window *w, struct timeline_cell *cells, int cols);
/* Is a step on the critical path: would the execution have ended earlier, had it been faster? As far as is known. (timeline_path.c) */
bool timeline_is_critical(struct timeline *tl, int step);

/* --- in words and glyphs (timeline_print.c) */
const char *timeline_cell_glyph(const struct timeline_cell *c, bool ascii);
enum state_status timeline_row_status(const struct timeline *tl, const struct timeline_row *row);
/* "Charge", "[3]": no marks and no indentation; appended. */
void timeline_row_name(const struct timeline *tl, const struct timeline_row *row, bool ascii, struct str *out);
/* What stands behind the name: visits, how many iterations stand how; "" where there is nothing to say. */
void timeline_row_count(const struct timeline *tl, const struct timeline_row *row, bool ascii, struct str *out);
/* All rows that are open, below an axis, in lines of at most cols cells, with a line that says what the glyphs mean. */
void timeline_print(struct timeline *tl, int cols, bool ascii, struct str *out);

#endif
