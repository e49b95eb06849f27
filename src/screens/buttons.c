#include "screens/buttons.h"

#include "base/utf8.h"

#define PADDING 4			/* "[ " and " ]" */

static int button_cols(const struct buttons *b, size_t i)
{
	return utf8_width(b->labels[i]) + PADDING;
}

/* The first button shown, so that the current one fits into the row. */
static size_t first_shown(const struct buttons *b)
{
	size_t first = b->at;
	int left = b->cols - button_cols(b, b->at);

	while (first > 0 && left - 1 - button_cols(b, first - 1) >= 0)
		left -= 1 + button_cols(b, --first);
	return first;
}

void buttons_layout(struct buttons *b, int x, int y, int cols)
{
	b->x = x;
	b->y = y;
	b->cols = cols;
}

static unsigned click(struct buttons *b, int col)
{
	int x = 0;

	for (size_t i = first_shown(b); i < b->n; i++) {
		if (col >= x && col < x + button_cols(b, i)) {
			b->at = i;
			return W_USED | W_MOVED | W_DONE;
		}
		x += button_cols(b, i) + 1;
	}
	return W_IGNORED;
}

unsigned buttons_key(struct buttons *b, const struct key *k)
{
	struct key local;

	if (k->code == K_MOUSE) {
		if (k->mouse.kind != MOUSE_PRESS || !key_in(k, b->x, b->y, b->cols, 1, &local))
			return W_IGNORED;
		return click(b, local.mouse.x);
	}
	if (key_is(k, K_ENTER, 0) || key_is(k, ' ', 0))
		return W_USED | W_DONE;
	if (key_is(k, K_LEFT, 0) || key_is(k, 'h', 0)) {
		b->at = b->at ? b->at - 1 : b->n - 1;
		return W_USED | W_MOVED;
	}
	if (key_is(k, K_RIGHT, 0) || key_is(k, 'l', 0)) {
		b->at = (b->at + 1) % b->n;
		return W_USED | W_MOVED;
	}
	return W_IGNORED;
}

void buttons_draw(const struct buttons *b, struct surface *sf, bool focused)
{
	struct surface row = surface_sub(sf, b->x, b->y, b->cols, 1);
	int x = 0;

	for (size_t i = first_shown(b); i < b->n && x < b->cols; i++) {
		bool here = focused && i == b->at;
		int cols = button_cols(b, i);

		/* The brackets tell where one is also without colours. */
		surface_printf(&row, x, 0, here ? ST_STRONG : ST_HINT, here ? "[>%s<]" : "[ %s ]", b->labels[i]);
		if (here)
			surface_attr(&row, x, 0, cols, 1, ATTR_SELECTED, 0);
		x += cols + 1;
	}
}
