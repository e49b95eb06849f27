/*
 * screens - what a person sees. The shell holds the terminal, the key map and the stack of screens; the workbench is the screen at the
 * bottom of the stack, with its panes (graph_pane.c, step_pane.c, events_pane.c, runs_pane.c); everything else is a screen of one file
 * that is pushed over it: run_screen.c (type an input), functions_screen.c, log_screen.c, open_screen.c, help_screen.c, ask.c (small
 * questions). Open first: this file, then command.h (the one table of commands) and workbench.h.
 * Below it: app, graph, ui. Callers: cli.
 *
 * Everything a person can do is a command; keys only name commands (data/default.keys). A command changes the model and returns what
 * must follow (enum after); it never draws. Screens read the model in update() and draw cells in draw().
 */
#ifndef ASLANT_SHELL_H
#define ASLANT_SHELL_H

#include "app/app.h"
#include "ui/keymap.h"
#include "ui/screen.h"
#include "ui/terminal.h"
#include "ui/theme.h"

struct workbench;
struct saver;

struct shell {
	struct app *app;
	struct loop *loop;
	struct terminal *term;
	struct surface surface;
	struct screens screens;		/* every screen's ctx is this shell */
	struct keymap *keymap;
	struct keyseq keys;
	struct loop_timer *key_timer;
	struct theme theme;
	struct workbench *workbench;
	struct saver *saver;		/* an execution that is being saved; NULL: none */
	struct spawned *spawned;	/* the program that has the terminal; NULL: none */
	bool reduced_motion;
	bool quit;
	unsigned asked;			/* enum app_question that has been asked last (app_document.h) */
	VEC(char *) palette_history;
	VEC(char *) expressions;	/* that were typed: history of print, watch and display */
};

struct shell_options {
	const char *theme;		/* NULL: dark */
	bool ascii, reduced_motion;
	const char *keys_text;		/* the user's key map; NULL: none */
	const char *keys_path;		/* for its errors */
};

/* t is taken. False: e says why (a broken key map is only noted). */
bool shell_init(struct shell *sh, struct app *a, struct loop *l, struct terminal *t, const struct shell_options *o, struct err *e);
void shell_done(struct shell *sh);		/* closes the terminal */
void shell_read(struct shell *sh);		/* take in all keys that wait */
void shell_key(struct shell *sh, const struct key *k);
void shell_draw(struct shell *sh);		/* update screens if the model changed, draw and present if anything is dirty */
bool shell_run_command(struct shell *sh, const char *text);	/* "break Pay"; false: the error is shown as a note */
/* The screen whose keys count now, for hints and help. */
const char *shell_keymap_name(const struct shell *sh);

/* Run a program in the terminal (an editor): suspends the screens, waits in the loop, comes back. argv ends with NULL. done gets its exit
 * status, or -1. */
bool shell_spawn(struct shell *sh, const char *const *argv, void (*done)(void *ctx, int status), void *ctx, struct err *e);
/* Open a file in $VISUAL, $EDITOR or vi, at a line and a column (editor_command.h; line 0: the start). */
bool shell_edit_file(struct shell *sh, const char *path, unsigned line, unsigned col, void (*done)(void *ctx, int status), void *ctx, struct err *e);
/* Copy to the clipboard and say so. */
void shell_copy(struct shell *sh, const char *text, const char *what);

#endif
