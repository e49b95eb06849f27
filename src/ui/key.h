/*
 * key - what the person did: a key with its modifiers, the mouse, a paste, a new size. And the names of keys in key
 * maps, scripts and help: a character stands for itself, the rest is in angle brackets, vim's way:
 *     <Enter> <Esc> <Tab> <S-Tab> <BS> <Del> <Ins> <Space> <lt> <Up> <Down> <Left> <Right> <Home> <End> <PageUp> <PageDown> <F1>…<F12>
 *     <C-w> <A-x> <C-Left> <S-Down> <C-A-x>
 */
#ifndef ASLANT_KEY_H
#define ASLANT_KEY_H

#include "base/base.h"

/*
 * Codes below K_FIRST are Unicode code points, as typed ('A', not Shift and 'a'). Control characters never occur:
 * Ctrl-w is 'w' with MOD_CTRL.
 */
enum key_code {
	K_FIRST = 0x110000,
	K_ENTER = K_FIRST, K_ESC, K_TAB, K_BACKSPACE, K_DELETE, K_INSERT,
	K_UP, K_DOWN, K_LEFT, K_RIGHT, K_HOME, K_END, K_PAGE_UP, K_PAGE_DOWN,
	K_F1, K_F12 = K_F1 + 11,
	/* What is not a key; never in a key map. */
	K_EVENTS,
	K_MOUSE = K_EVENTS,
	K_PASTE,			/* paste, paste_len */
	K_RESIZE,			/* terminal_size has the new size */
	K_FOCUS_IN, K_FOCUS_OUT,
	K_HANGUP,			/* the terminal is gone: end */
};

enum { MOD_SHIFT = 1, MOD_ALT = 2, MOD_CTRL = 4 };

enum mouse_kind { MOUSE_PRESS, MOUSE_RELEASE, MOUSE_DRAG, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct key {
	uint32_t code;
	uint8_t mods;
	struct {
		enum mouse_kind kind;
		uint8_t button;		/* 1 left, 2 middle, 3 right; 0 for the wheel */
		uint8_t clicks;		/* of a press: 1, 2 double */
		int16_t x, y;		/* cells; a widget gets them relative to its surface (key_in) */
	} mouse;
	const char *paste;		/* as it came, line ends made \n; borrowed until the next terminal_read */
	size_t paste_len;
};

bool key_is_char(const struct key *k);			/* types a character: no Ctrl, no Alt, not a special key */
bool key_is(const struct key *k, uint32_t code, unsigned mods);
bool key_eq(const struct key *a, const struct key *b);	/* code and modifiers */

/*
 * One key from the start of text; *used gets its bytes. False, e->span.col counted from text, for an unknown <name>
 * or an empty text.
 */
bool key_parse(const char *text, struct key *k, size_t *used, struct err *e);
/* All of text. False when it is malformed or holds more than max keys; *n gets the number. */
bool key_parse_seq(const char *text, struct key *keys, size_t max, size_t *n, struct err *e);
void key_print(const struct key *k, struct str *out);	/* parses back to the same key */
/* For people: "Ctrl-W", "Space", "Enter", "↓" (or "Down" where ascii), "x". */
void key_label(const struct key *k, bool ascii, struct str *out);

/* A mouse event inside the rectangle: *local gets it with coordinates relative to (x, y). Other keys: false. */
bool key_in(const struct key *k, int x, int y, int cols, int rows, struct key *local);

#endif
