/* buttons - a row of things to do, for screens where typing takes the keys: "[ Start ] [ Save as ]". Left and right move, Enter chooses. */
#ifndef ASLANT_BUTTONS_H
#define ASLANT_BUTTONS_H

#include "ui/widget.h"

struct buttons {
	const char *const *labels;
	size_t n, at;
	int x, y, cols;			/* of the last layout */
};

/* W_DONE: b->at is chosen. Mouse events relative to the screen. */
unsigned buttons_key(struct buttons *b, const struct key *k);
void buttons_layout(struct buttons *b, int x, int y, int cols);
void buttons_draw(const struct buttons *b, struct surface *sf, bool focused);

#endif
