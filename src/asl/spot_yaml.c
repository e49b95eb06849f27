/*
 * A place in block-style YAML that may be broken, by indentation. Block scalars are passed over; what stands in flow style ({a: b}) on a line
 * counts as one value.
 */
#include <string.h>

#include "asl/spot_read.h"

struct line {
	size_t from, to;		/* without its end */
	size_t at;			/* so far read */
};

static size_t column(const struct line *l)
{
	return l->at - l->from;
}

/* What is further in than that column is closed; `lists`: so are lists at it, whose elements would begin with a dash. */
static void close_beyond(struct spot_reader *r, size_t col, bool lists)
{
	while (r->open.n) {
		const struct spot_open *top = &r->open.v[r->open.n - 1];

		if (top->indent < col || (top->indent == col && !(lists && top->level.is_list)))
			return;
		spot_pop(r);
	}
}

static void open_at(struct spot_reader *r, bool is_list, size_t col)
{
	const struct spot_open *top = r->open.n ? &r->open.v[r->open.n - 1] : NULL;

	/* A list may stand as far out as the name that it belongs to. */
	if (!top || top->indent != col || top->level.is_list != is_list) {
		spot_push(r, is_list, col);
		return;
	}
	if (is_list)
		spot_top(r)->index++;
}

static void skip_blanks(const struct spot_reader *r, struct line *l)
{
	while (l->at < l->to && r->text[l->at] == ' ')
		l->at++;
}

static bool is_dash(const struct spot_reader *r, const struct line *l)
{
	return l->at < l->to && r->text[l->at] == '-' && (l->at + 1 == l->to || r->text[l->at + 1] == ' ');
}

static void read_dashes(struct spot_reader *r, struct line *l)
{
	while (is_dash(r, l)) {
		close_beyond(r, column(l), false);
		open_at(r, true, column(l));
		l->at++;
		skip_blanks(r, l);
	}
}

/* The colon behind a name; l->to where there is none. */
static size_t name_end(const struct spot_reader *r, const struct line *l)
{
	size_t i = l->at;
	char quote = i < l->to && (r->text[i] == '"' || r->text[i] == '\'') ? r->text[i] : '\0';

	if (quote)
		for (i++; i < l->to && r->text[i] != quote; i++)
			;
	for (; i < l->to; i++)
		if (r->text[i] == ':' && (i + 1 == l->to || r->text[i + 1] == ' '))
			return i;
	return l->to;
}

/* Without quotes around it, blanks and a comment behind it. */
static void trim(const struct spot_reader *r, size_t *from, size_t *to, bool *quoted)
{
	char c;

	while (*to > *from && (r->text[*to - 1] == ' ' || r->text[*to - 1] == '\r'))
		(*to)--;
	c = *from < *to ? r->text[*from] : '\0';
	*quoted = c == '"' || c == '\'';
	if (!*quoted)
		return;
	(*from)++;
	if (*to > *from && r->text[*to - 1] == c)
		(*to)--;
}

/* A value, from here to the line's end. True: it goes on in the lines below that are further in. */
static bool read_value(struct spot_reader *r, struct line *l)
{
	size_t from, to = l->to;
	bool quoted;
	char c;

	skip_blanks(r, l);
	from = l->at;
	trim(r, &from, &to, &quoted);
	if (!r->frozen && r->at <= l->to && r->at >= l->from) {
		bool inside = r->at >= from && r->at <= to;

		spot_freeze(r, SPOT_VALUE, quoted && inside, inside ? from : r->at, inside ? to : r->at);
	}
	c = from < to && !quoted ? r->text[from] : '\0';
	spot_value(r, from < to || quoted ? r->text + from : NULL, to - from);
	return c == '|' || c == '>';
}

static void read_name(struct spot_reader *r, struct line *l, size_t colon)
{
	size_t from = l->at, to = colon;
	bool quoted;

	trim(r, &from, &to, &quoted);
	if (!r->frozen && r->at <= colon) {
		bool inside = r->at >= from && r->at <= to;

		spot_freeze(r, inside ? SPOT_NAME : SPOT_NOTHING, quoted && inside, inside ? from : r->at, inside ? to : r->at);
	}
	spot_name(r, r->text + from, to - from);
}

/* A line that has no colon: a value of a list, or a name that is being typed. */
static void read_word(struct spot_reader *r, struct line *l, bool element)
{
	if (element) {
		read_value(r, l);
	} else if (!r->frozen && r->at <= l->to) {
		size_t from = l->at, to = l->to;
		bool quoted;

		trim(r, &from, &to, &quoted);
		open_at(r, false, column(l));
		spot_freeze(r, SPOT_NAME, quoted, from, to > from ? to : from);
	}
}

/* An empty line at the place: what is begun there belongs to what is open at its column. */
static void read_empty(struct spot_reader *r, const struct line *l)
{
	size_t col = r->at - l->from;
	const struct asl_spot_level *top;

	if (r->frozen || r->at > l->to)
		return;
	close_beyond(r, col, true);
	top = spot_top(r);
	if (!top || r->open.v[r->open.n - 1].indent < col)
		open_at(r, false, col);
	spot_freeze(r, SPOT_NAME, false, r->at, r->at);
}

void spot_read_yaml(struct spot_reader *r)
{
	size_t next, block = SIZE_MAX;		/* the column that what is in a block scalar is beyond */

	for (size_t from = 0; from <= r->len && !(r->frozen && !r->left); from = next) {
		const char *nl = memchr(r->text + from, '\n', r->len - from);
		struct line l = {.from = from, .to = nl ? (size_t)(nl - r->text) : r->len, .at = from};
		size_t colon, start;
		bool element;

		next = l.to + 1;
		skip_blanks(r, &l);
		if (l.at == l.to || r->text[l.at] == '\r') {
			if (block == SIZE_MAX)
				read_empty(r, &l);
			continue;
		}
		if (block != SIZE_MAX && column(&l) > block)
			continue;
		block = SIZE_MAX;
		if (r->text[l.at] == '#') {
			if (!r->frozen && r->at >= l.at && r->at <= l.to)
				spot_freeze(r, SPOT_NOTHING, false, r->at, r->at);
			continue;
		}
		start = column(&l);
		close_beyond(r, start, !is_dash(r, &l));
		read_dashes(r, &l);
		element = column(&l) != start;
		if (!r->frozen && r->at < l.at && r->at >= l.from)
			spot_freeze(r, SPOT_NOTHING, false, r->at, r->at);
		colon = name_end(r, &l);
		if (colon == l.to) {
			read_word(r, &l, element);
			continue;
		}
		open_at(r, false, column(&l));
		read_name(r, &l, colon);
		l.at = colon + 1;
		if (read_value(r, &l))
			block = start;
	}
}
