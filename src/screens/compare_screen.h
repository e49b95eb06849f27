/*
 * compare_screen - two executions held against each other: what differs as a list, the first divergence first (compare_rows.c); both
 * pictures' marks in one (compare_picture.c); the events of both, side by side, along which one goes in step (compare_screen.c). The shown
 * execution is the left one.
 */
#ifndef ASLANT_COMPARE_SCREEN_H
#define ASLANT_COMPARE_SCREEN_H

#include "history/compare.h"
#include "screens/workbench.h"
#include "ui/list.h"

struct compare_row {
	bool heading;
	bool first;			/* under "First divergence" */
	bool definition;		/* a line of what differs in the definitions, or its heading */
	enum compare_kind kind;		/* of a heading */
	size_t i;			/* in compare.list, in lines; of a heading how many stand below it */
};

struct compare_picture {
	uint64_t key;			/* of the graph pane's picture that it is a copy of */
	struct asl_machine *both;	/* two versions in one machine; NULL: the definitions are the same, the left one is drawn */
	struct picture *own;		/* of both */
	struct graph_job *job;		/* its layout is under way */
	struct loop_timer *timer;
	int *of_left, *of_right;	/* by state of each: the state of the machine that is drawn; -1 */
	struct picture *marked;		/* NULL: none */
	struct graph_marks *marks;
	uint8_t *states;		/* enum compare_mark, by state: also of those inside closed containers */
};

struct compare_screen {
	struct shell *sh;
	struct run *left, *right;	/* references */
	struct compare *c;
	struct list list;
	VEC(struct compare_row) rows;
	VEC(char *) lines;		/* of what differs in the definitions */
	struct compare_picture picture;
	int32_t cursor_a, cursor_b;	/* events */
	int64_t threshold_ms;
	bool on_picture;		/* narrow: the picture in place of the list */
};

/* compare_rows.c */
extern const struct list_ops compare_list_ops;
void compare_rows_make(struct compare_screen *p);
void compare_rows_done(struct compare_screen *p);
const struct compare_difference *compare_selected(const struct compare_screen *p);	/* NULL: a heading, nothing */
void compare_draw_detail(const struct compare_screen *p, struct surface *sf);
/* All of it, with whole values; selected only, or everything. */
void compare_report(const struct compare_screen *p, bool only_selected, struct str *out);

/* compare_picture.c */
void compare_picture_make(struct compare_screen *p);
void compare_picture_done(struct compare_picture *pic);
void compare_picture_draw(const struct compare_screen *p, struct surface *sf);

/* The shown execution compared with another one, as text: now, all of it. */
void compare_text(struct shell *sh, const struct run *right, struct str *out);
/* Compare the shown execution with another one, which is taken. */
void compare_screen_open_take(struct shell *sh, struct run *right);

#endif
