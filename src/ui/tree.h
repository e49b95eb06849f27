/*
 * tree - a foldable tree, opened as the person goes. Nodes are the caller's pointers; the tree asks for first child
 * and next sibling (so that it stands on cJSON directly) and only of what is open. What is open is remembered by
 * the path of names, so that another value of the same shape (the next event's input) is shown open in the same
 * places.
 */
#ifndef ASLANT_TREE_H
#define ASLANT_TREE_H

#include "ui/widget.h"

#define TREE_MAX_DEPTH 1000
#define TREE_MAX_ROWS 2000000

struct tree_ops {
	const void *(*first)(void *ctx, const void *node);	/* first child; node NULL: first root. NULL: none */
	const void *(*next)(void *ctx, const void *node);	/* next sibling */
	bool (*expandable)(void *ctx, const void *node);
	/* unique among siblings: key, or index */
	void (*name)(void *ctx, const void *node, size_t index, struct str *out);
	void (*text)(void *ctx, const void *node, struct str *out);	/* what search looks at: name and value */
	/* Draw on one line, or, where `lines` is there and the tree wraps, on as many as sf has (indent and fold sign are drawn
	 * already). open: its children are shown below. */
	void (*draw)(void *ctx, const void *node, size_t index, bool open, struct surface *sf, const char *needle);
	/* How many lines it takes in cols cells, at most max. NULL: all take one. */
	int (*lines)(void *ctx, const void *node, size_t index, bool open, int cols, int max);
};

struct tree_row {
	const void *node;
	uint32_t index;			/* among its siblings */
	uint32_t parent;		/* row, UINT32_MAX for a root */
	uint16_t depth;
	bool open, expandable;
	uint64_t path;			/* hash of the names down to it */
};

struct tree {
	const struct tree_ops *ops;
	void *ctx;
	VEC(struct tree_row) rows;	/* what is shown */
	VEC(uint64_t) open;		/* paths that are open; sorted */
	size_t cursor, top;
	int height;
	int wrap_cols;			/* long rows go on below themselves within that many cells; 0: they are cut */
	char *needle;
};

void tree_init(struct tree *t, const struct tree_ops *ops, void *ctx);
void tree_done(struct tree *t);
void tree_layout(struct tree *t, int height);
/* Before tree_layout: cols the width of the surface that it will be drawn on, 0 to cut long rows. */
void tree_wrap(struct tree *t, int cols);
/*
 * The model is another (or its nodes moved): read it again; what was open by path is open again, the cursor stays
 * on its path.
 */
void tree_rebuild(struct tree *t);
void tree_grow(struct tree *t);				/* roots have come behind the last one: only they are read */
void tree_forget(struct tree *t);			/* close everything, before a rebuild with something unlike it */

const struct tree_row *tree_row(const struct tree *t);	/* under the cursor; NULL: empty */
unsigned tree_set_open(struct tree *t, size_t row, bool open);
/* the row and what is below, as far as max_rows go */
void tree_open_all(struct tree *t, size_t row, size_t max_rows);
void tree_close_all(struct tree *t);			/* all but the roots' own rows */
void tree_open_depth(struct tree *t, int depth);	/* roots are depth 0: open all above that depth */
/* Names from the root to the row, for a JSONPath or a breadcrumb: calls fn from the root on. */
void tree_path(const struct tree *t, size_t row, void (*fn)(void *ctx, const void *node, size_t index), void *ctx);

/* left closes or goes to the parent, right opens or goes to the first child */
unsigned tree_move(struct tree *t, enum move m);
/* moves, Enter and Space toggle (a leaf: W_DONE), mouse, + - * fold */
unsigned tree_key(struct tree *t, const struct key *k);

void tree_set_needle(struct tree *t, const char *text);
/* also in what is closed: opens the way to it; wraps; false: none */
bool tree_search(struct tree *t, int direction, bool from_here);

void tree_draw(const struct tree *t, struct surface *sf, bool focused);

#endif
