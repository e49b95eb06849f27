/*
 * Folds of a buffer: which lines are not seen. Every line knows how many lines are folded below it and how many folds hide it, so lines
 * that move take their folds along, and no list of ranges must be kept in step with the text.
 */
#include "ui/buffer.h"

static void hide(struct buffer *b, size_t first, size_t n, int by)
{
	for (size_t i = first + 1; i <= first + n; i++)
		b->lines.v[i].hidden += (uint32_t)by;
}

bool buffer_fold(struct buffer *b, size_t first, size_t last)
{
	if (last <= first || last >= b->lines.n || b->lines.v[first].folded || last - first > UINT32_MAX)
		return false;
	b->lines.v[first].folded = (uint32_t)(last - first);
	hide(b, first, last - first, 1);
	return true;
}

bool buffer_unfold(struct buffer *b, size_t first)
{
	uint32_t n = first < b->lines.n ? b->lines.v[first].folded : 0;

	if (!n)
		return false;
	b->lines.v[first].folded = 0;
	hide(b, first, n, -1);
	return true;
}

bool buffer_reveal(struct buffer *b, size_t line)
{
	bool was = b->lines.v[line].hidden;

	for (size_t i = line; i-- > 0 && b->lines.v[line].hidden; )
		if (b->lines.v[i].folded && i + b->lines.v[i].folded >= line)
			buffer_unfold(b, i);
	return was;
}

void buffer_before_change(struct buffer *b, size_t first, size_t last)
{
	buffer_reveal(b, first);
	for (size_t i = first; i <= last; i++)
		buffer_unfold(b, i);
}

size_t buffer_seen_next(const struct buffer *b, size_t line)
{
	size_t next = line + 1 + b->lines.v[line].folded;

	while (next < b->lines.n && b->lines.v[next].hidden)
		next++;
	return next < b->lines.n ? next : line;
}

size_t buffer_seen_previous(const struct buffer *b, size_t line)
{
	size_t i = line;

	while (i > 0 && b->lines.v[i - 1].hidden)
		i--;
	return i > 0 ? i - 1 : line;
}
