/* timeline_private - what the files of the timeline share: timeline.c (rows), timeline_track.c (what is on a row), timeline_scale.c,
 * timeline_bars.c, timeline_path.c. */
#ifndef ASLANT_TIMELINE_PRIVATE_H
#define ASLANT_TIMELINE_PRIVATE_H

#include "history/timeline.h"

/* Something failed, was caught or cut off. */
struct tl_mark {
	int32_t event;
	uint8_t status;			/* enum state_status */
};

/* Steps of one row, one after the other, and the marks on it. Steps only grow; the last one may still change. */
struct tl_track {
	VEC(int32_t) steps;
	VEC(struct tl_mark) marks;	/* of all steps but the last */
	size_t settled;			/* steps whose marks are there */
};

/* A state of one place, or a branch that has been opened; the root is a branch without a row. */
struct tl_node {
	struct tl_node *up;
	int state;			/* -1: a branch */
	int32_t index;			/* of a branch */
	int depth;
	int32_t first;			/* of a state: the step that entered it first */
	bool open;
	size_t rows;			/* that it has, its own among them */
	VEC(struct tl_node *) states;	/* a branch's, in order of first entering */
	VEC(int32_t) items;		/* a container's: the indexes that have begun, in order */
	VEC(struct tl_node *) opened;	/* a container's branches that are nodes, by index */
	int32_t items_family, items_branch;	/* how far items go: the family, and the last branch of it */
	struct tl_track track;		/* a state's */
};

/* The bars of a branch that is no node. */
struct tl_folded {
	const struct tl_node *container;
	int32_t index;
	unsigned used;
	struct tl_track track;
};

#define TL_FOLDED 128

/* A long stretch in which nothing happens, shown shorter than it is. */
struct tl_gap {
	int64_t from_ms, to_ms;		/* since the start */
	double shown_ms;
	double cut_before;		/* by the gaps before it */
};

#define TL_GAPS 64

struct tl_path {			/* the branches of a family that are on its critical path */
	int32_t family;
	int32_t ended;			/* when it was computed */
	VEC(int32_t) branches;		/* sorted */
};

struct timeline {
	struct projection *p;
	struct tl_node *root;
	int32_t cursor;			/* of p, when the rows were made */
	struct tl_folded folded[TL_FOLDED];
	unsigned used;
	enum timeline_scale scale;
	int64_t now_ms;
	VEC(struct tl_gap) longest;	/* of the history, at most TL_GAPS, no order */
	VEC(struct tl_gap) gaps;	/* those that are cut, by time */
	int64_t gaps_to_ms;		/* the end for which they were chosen */
	VEC(struct tl_path) paths;
};

/* The branches that a node stands for, newest first, each with its family; -1 and -1 for the root. */
struct tl_walk {
	const struct tl_node *container;	/* NULL: of the root */
	int32_t index;
	size_t step;			/* of the container's track: behind the one that comes */
	int32_t family, branch;		/* where it is */
	bool begun;
};

/* timeline_track.c */
void tl_track_done(struct tl_track *t);
void tl_track_of_state(struct timeline *tl, struct tl_node *n);	/* brings it, and those around it, up to date */
const struct tl_track *tl_track_of_branch(struct timeline *tl, struct tl_node *container, int32_t index);
void tl_marks_of(const struct projection *p, int step, struct tl_track *t);	/* appended */
struct tl_walk tl_walk_of(const struct tl_node *container, int32_t index);	/* its track must be up to date */
bool tl_walk_next(const struct timeline *tl, struct tl_walk *w);
/* The event with which a step ended; 0: it goes on. */
int32_t tl_step_end(const struct projection *p, const struct step *s);

/* timeline_scale.c */
void tl_scale_see(struct timeline *tl, const struct history *h, int32_t from, int32_t to);	/* events from + 1 … to are new */
double tl_at_or_now(const struct timeline *tl, int32_t event);	/* 0: now */

/* timeline_path.c */
void tl_paths_forget(struct timeline *tl);

#endif
