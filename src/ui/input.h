/*
 * input - from the bytes that a terminal sends to keys. Pure: no I/O, no clock of its own, no curses; so it is
 * tested and fuzzed by itself, and a paste of megabytes costs one pass. (curses reads a byte at a time and misses
 * the SGR mouse under tmux-256color.)
 *
 * Knows the CSI and SS3 keys that xterm and its kin share, with modifiers; SGR and X10 mouse; bracketed paste;
 * focus; and what terminfo adds (input_define). Private to this room.
 */
#ifndef ASLANT_INPUT_H
#define ASLANT_INPUT_H

#include "ui/key.h"

/* How long a lone Esc may still become a sequence: it is seen within a frame (16 ms). $ESCDELAY says otherwise, for slow lines. */
#define INPUT_ESC_MS 10
#define INPUT_ESC_MS_MAX 1000
#define INPUT_PASTE_MAX (16u << 20)	/* what is pasted beyond that is dropped */

struct input_defined {
	char bytes[16];
	size_t len;
	uint32_t code;
	uint8_t mods;
};

struct input {
	struct str buf;			/* not yet understood */
	size_t at;			/* of buf: before it all is done */
	VEC(struct input_defined) defined;
	bool pasting;
	struct str paste;		/* of the paste under way, then of the key given last */
	bool paste_given;
	int64_t fed_ms;
	struct key last_press;
	int64_t last_press_ms;
	uint8_t erase;			/* what the terminal's Backspace sends, where not DEL: 8, else 0 */
};

/* What $ESCDELAY (NULL: not set) says, in milliseconds; INPUT_ESC_MS where it is no number of 1 … INPUT_ESC_MS_MAX. */
int input_esc_ms(const char *escdelay);
void input_init(struct input *in);
void input_done(struct input *in);
/* A sequence of terminfo's: ignored when empty or longer than 16 bytes. */
void input_define(struct input *in, const char *bytes, uint32_t code, unsigned mods);
void input_feed(struct input *in, const char *bytes, size_t len, int64_t now_ms);

enum input_got {
	INPUT_NONE,			/* nothing left, or in the middle of something: feed more */
	INPUT_KEY,
	/* an Esc that may begin a sequence: if nothing comes within that time, ask again with timed_out */
	INPUT_ESC,
};
enum input_got input_next(struct input *in, bool timed_out, struct key *k);

#endif
