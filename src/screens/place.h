/*
 * place - what the screens that cover the workbench have in common: a header, a body, a line for notes, and the last line with the keys that
 * make sense. The keys that only one screen has are one table, from which key handling, last line and help are made; a key that the key map
 * binds in that screen never gets here, so a person's own bindings win.
 */
#ifndef ASLANT_PLACE_H
#define ASLANT_PLACE_H

#include "screens/shell.h"
#include "ui/bars.h"
#include "ui/list.h"

struct place_key {
	const char *keys;		/* as key.h writes them, alternatives apart by a blank; the first one is shown */
	const char *hint;		/* a word for the last line; NULL: only in the help */
	const char *help;		/* a short sentence without a full stop */
	unsigned (*fn)(struct screen *s);	/* returns enum after; NULL: the screen's widgets take the key */
};

struct place {
	const char *keymap;		/* of the screen's ops */
	const char *title;		/* for the help */
	const struct place_key *keys;
	size_t n;
	bool typing;			/* Ctrl-Z is the text's, not the shell's */
};

extern const struct place versions_place, form_place, run_place, functions_place, function_test_place, log_place, open_place, help_place, problems_place, children_place, text_place,
	breaks_place, value_place, waiting_place, answer_place, services_place, compare_place, plan_place, timers_place;

const struct place *place_find(const char *keymap);	/* NULL: a screen without keys of its own */
/* Run what the key does here; Ctrl-L and Ctrl-Z do what they do in the workbench. False: no key of this place. */
bool place_key(const struct place *p, struct screen *s, const struct key *k, unsigned *after);
/* For the tables: what two keys do in every place. */
unsigned place_key_help(struct screen *s);
unsigned place_key_close(struct screen *s);
/* The first of a row's keys, for people. */
void place_key_label(const struct place_key *pk, bool ascii, struct str *out);
void place_keys_label(const struct place_key *pk, bool ascii, struct str *out);	/* all of them */

/* The rows between header and note line; at least 1. */
int place_body_rows(int rows);
#define PLACE_BODY_Y 1
/* False: the window is too small for a screen, and says so; draw nothing more. */
#define PLACE_MIN_COLS 30
#define PLACE_MIN_ROWS 8
bool place_fits(struct surface *sf);
/* Header, note and last line, after the body: a long note lies over the body's last line. title and right (may be NULL) are made safe and cut. */
void place_draw(const struct shell *sh, const struct place *p, struct surface *sf, const char *title, const char *right);
/* What was complained about has been changed: an error or a warning has been read. */
void place_note_done(struct shell *sh);
/* Text in words over several lines, cut with an ellipsis where they end. Returns the lines used. */
int place_draw_text(struct surface *sf, int x, int y, int cols, int rows, enum style st, const char *text);
/* Ask for words that filter the list, shown while they are typed; Esc shows everything again. Returns enum after. */
unsigned place_ask_filter(struct shell *sh, struct list *l);
/* list_key for a list that is drawn at (x, y) of the screen. W_*. */
unsigned place_list_key(struct list *l, const struct key *k, int x, int y, int cols, int rows);
/* "nothing here yet" in the middle of an empty body, with a second line that says what to do. */
void place_draw_empty(struct surface *sf, const char *what, const char *todo);

#endif
