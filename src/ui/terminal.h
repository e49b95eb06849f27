/*
 * terminal - where surfaces are shown and keys come from. terminal_curses.c (the one file that includes curses.h)
 * drives a real one, terminal_headless.c keeps the last surface in memory and takes its keys from the caller: the
 * same app runs on both.
 *
 * A turn: on terminal_fd readable, terminal_read until false; then, in the loop's before_wait, terminal_present.
 * Signals belong to the loop (SIGWINCH -> terminal_resized, SIGTSTP -> terminal_stop_self, SIGCONT ->
 * terminal_repaint); curses' own handlers are not used. A crash (SIGSEGV, SIGABRT, …) and exit() without
 * terminal_close restore the terminal all the same.
 */
#ifndef ASLANT_TERMINAL_H
#define ASLANT_TERMINAL_H

#include "ui/key.h"
#include "ui/surface.h"
#include "ui/theme.h"

struct terminal_opts {
	const struct theme *theme;	/* borrowed until terminal_set_theme or close; NULL: dark */
	bool ascii;			/* even if the locale can do more */
	int colours;			/* at most; -1: what the terminal has, 0 under NO_COLOR */
	bool no_mouse;
	bool title;			/* set the window's title (terminal_title); off: that does nothing */
};

struct terminal;

struct terminal_ops {
	const char *name;
	void (*close)(struct terminal *t);
	void (*size)(struct terminal *t, int *cols, int *rows);
	bool (*read)(struct terminal *t, struct key *k);
	int (*fd)(struct terminal *t);
	void (*present)(struct terminal *t, const struct surface *sf);
	void (*resized)(struct terminal *t);
	void (*repaint)(struct terminal *t);
	bool (*suspend)(struct terminal *t);
	bool (*resume)(struct terminal *t);
	void (*set_theme)(struct terminal *t, const struct theme *theme);
	bool (*copy)(struct terminal *t, const char *text, size_t len, struct err *e);
	void (*bell)(struct terminal *t);
	void (*title)(struct terminal *t, const char *text);
};

struct terminal {
	const struct terminal_ops *ops;
	bool ascii;
	int colours;
};

/*
 * ERR_USAGE: this terminal cannot be used (no tty, TERM dumb, unknown or without cursor movement); use the plain
 * mode. e says which.
 */
struct terminal *terminal_curses_open(const struct terminal_opts *o, struct err *e);
/* Would terminal_curses_open work? Opens nothing. */
bool terminal_is_usable(struct err *e);
/* Restore the terminal now; only async-signal-safe calls. Does nothing when none is open. */
void terminal_emergency(void);

struct terminal *terminal_headless_open(int cols, int rows, bool ascii);
void terminal_headless_key(struct terminal *t, const struct key *k);	/* queue a key (a paste's text is copied) */
void terminal_headless_resize(struct terminal *t, int cols, int rows);	/* queues K_RESIZE */
const struct surface *terminal_headless_surface(const struct terminal *t);	/* what was presented last */
const char *terminal_headless_copied(const struct terminal *t);	/* what was copied last; NULL */
size_t terminal_headless_bells(const struct terminal *t);

void terminal_close(struct terminal *t);		/* NULL is fine */
void terminal_size(struct terminal *t, int *cols, int *rows);
bool terminal_read(struct terminal *t, struct key *k);	/* false: no more keys now */
int terminal_fd(struct terminal *t);			/* to watch for reading; -1: none */
/* sends what differs from the last time, flushes */
void terminal_present(struct terminal *t, const struct surface *sf);
/* asks for the size again; the next terminal_read gives K_RESIZE if it is another */
void terminal_resized(struct terminal *t);
void terminal_repaint(struct terminal *t);		/* modes and, at the next present, everything (Ctrl-L, SIGCONT) */
/*
 * Give the terminal to someone else ($EDITOR) and take it back (repainted). If its size is another by then, this
 * process gets a SIGWINCH, as if it happened now.
 */
bool terminal_suspend(struct terminal *t);
bool terminal_resume(struct terminal *t);
void terminal_stop_self(struct terminal *t);		/* Ctrl-Z: suspend, stop this process, go on after fg */
void terminal_set_theme(struct terminal *t, const struct theme *theme);
/*
 * To the person's clipboard by OSC 52. ERR_LIMIT past TERMINAL_COPY_MAX bytes. There is no answer: whether it
 * worked is not known.
 */
#define TERMINAL_COPY_MAX 74000
bool terminal_copy(struct terminal *t, const char *text, size_t len, struct err *e);
void terminal_bell(struct terminal *t);
void terminal_title(struct terminal *t, const char *text);

#endif
