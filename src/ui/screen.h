/*
 * screen - one thing that fills the terminal, or a dialog over it, and the stack of them. The top one gets the
 * keys; there is no second loop: a dialog answers by a callback and is closed.
 *
 * Four things are apart: update (the model changed: rebuild rows, clamp cursors), layout (the size changed: place
 * panes, keep cursors in sight), draw (cells only, pure) and key. Whoever holds the stack calls screens_draw once a
 * turn if screens_dirty.
 */
#ifndef ASLANT_SCREEN_H
#define ASLANT_SCREEN_H

#include "ui/key.h"
#include "ui/surface.h"

/* What must follow a command or a key; OR of these. */
enum after {
	AFTER_NOTHING = 0,
	AFTER_REDRAW = 1,
	AFTER_RELAYOUT = 2,		/* layout again, then redraw */
	AFTER_SAVE = 4,			/* for the app: there is something to keep */
	AFTER_CLOSE = 8,		/* take this screen off the stack */
	AFTER_QUIT = 16,
	AFTER_UPDATE = 32,		/* update, layout, redraw */
};

struct screen;

struct screen_ops {
	const char *name;		/* for help and tests */
	const char *keymap;		/* its name in the key map */
	bool dialog;			/* drawn over what is below; else it covers everything */
	bool (*open)(struct screen *s, struct err *e);		/* may be NULL, as all of these */
	void (*update)(struct screen *s);			/* the model changed */
	void (*layout)(struct screen *s, int cols, int rows);	/* a new size; also after open and AFTER_RELAYOUT */
	void (*draw)(const struct screen *s, struct surface *sf);	/* pure: no I/O, no changes */
	unsigned (*key)(struct screen *s, const struct key *k);	/* only what the key map left over, mouse and paste */
	void (*done)(struct screen *s);				/* free what data holds */
};

struct screen {
	const struct screen_ops *ops;
	void *ctx;			/* the app */
	void *data;			/* the screen's own */
	int cols, rows;			/* of the last layout */
	struct screens *stack;
	struct screen *next_closed;
};

struct screens {
	VEC(struct screen *) v;		/* bottom first */
	struct screen *closed;		/* waiting for the end of the turn: freed by screens_reap */
	int cols, rows;
	bool dirty;
};

void screens_init(struct screens *ss, int cols, int rows);
void screens_done(struct screens *ss);			/* closes all, top first */
/* Push: calls open, update, layout. False when open refused: then it is not on the stack, and done was called. */
bool screens_push(struct screens *ss, const struct screen_ops *ops, void *ctx, void *data, struct err *e);
struct screen *screens_top(const struct screens *ss);	/* NULL: empty */
/*
 * Take s off, wherever it is. Its memory lives until screens_reap, so that it may close itself from its own
 * callbacks.
 */
void screens_close(struct screens *ss, struct screen *s);
void screens_reap(struct screens *ss);			/* once a turn, outside of any screen's callback */
void screens_resize(struct screens *ss, int cols, int rows);
void screens_update(struct screens *ss);		/* the model changed: update all */
/* Give a key to the top and do what it asks of the stack (redraw, relayout, update, close); returns all its bits. */
unsigned screens_key(struct screens *ss, const struct key *k);
unsigned screens_after(struct screens *ss, struct screen *s, unsigned after);	/* the same for what a command returned */
/* from the topmost that covers everything up; dirty is false then */
void screens_draw(struct screens *ss, struct surface *sf);

#endif
