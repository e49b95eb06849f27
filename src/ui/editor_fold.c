/*
 * Blocks of the editor's text: which lines belong together, folding them away, and brackets that belong together. Strings end with their
 * line, as JSON's do, so a line can be read without those above it.
 */
#include <stdlib.h>
#include <string.h>

#include "ui/editor_private.h"

#define UNCLOSED_MAX 20			/* each of them costs a pass over the rest of the text */

/* --- brackets of one line ----------------------------------------------------------------------------------------- */

/* A bracket, and the string it stands in: 0 outside of all, else the string's number in its line. */
struct bracket {
	size_t byte;
	char c;
	unsigned string;
};

struct brackets {
	VEC(struct bracket) list;
};

static bool opens(char c)
{
	return c == '{' || c == '[' || c == '(';
}

static bool closes(char c)
{
	return c == '}' || c == ']' || c == ')';
}

static void read_brackets(const struct buffer_line *l, struct brackets *out)
{
	unsigned strings = 0;
	bool inside = false;

	out->list.n = 0;
	for (size_t i = 0; i < l->len; i++) {
		char c = l->p[i];

		if (c == '\\' && inside)
			i++;
		else if (c == '"' && !inside)
			inside = true, strings++;
		else if (c == '"')
			inside = false;
		else if (opens(c) || closes(c))
			*VEC_ADD(&out->list) = (struct bracket){i, c, inside ? strings : 0};
	}
}

/* How many brackets are still open at the end of the line that were opened in it. */
static long still_open(const struct buffer_line *l, struct brackets *scratch)
{
	long depth = 0, most = 0;

	read_brackets(l, scratch);
	/* From the right: what more open than close behind them is still open. */
	for (size_t i = scratch->list.n; i-- > 0; ) {
		if (scratch->list.v[i].string)
			continue;
		depth += opens(scratch->list.v[i].c) ? 1 : -1;
		most = depth > most ? depth : most;
	}
	return most;
}

/* --- blocks ------------------------------------------------------------------------------------------------------- */

/* What is not closed is no block. */
static size_t bracket_block_end(const struct editor *ed, size_t line)
{
	struct brackets scratch = {0};
	long open = still_open(&ed->b.lines.v[line], &scratch);
	size_t end = line;

	for (size_t i = line + 1; i < ed->b.lines.n && open > 0; i++) {
		read_brackets(&ed->b.lines.v[i], &scratch);
		for (size_t k = 0; k < scratch.list.n && open > 0; k++)
			if (!scratch.list.v[k].string)
				open += opens(scratch.list.v[k].c) ? 1 : -1;
		end = i;
	}
	VEC_DONE(&scratch.list);
	return open > 0 ? line : end;
}

/* Cells before the text; -1: an empty line. Elements of a list in YAML are deeper than a name at the same column. */
static int indent_of(const struct buffer_line *l)
{
	size_t i = 0;

	while (i < l->len && l->p[i] == ' ')
		i++;
	if (i == l->len || l->p[i] == '\r')
		return -1;
	return 2 * (int)i + (l->p[i] == '-' && (i + 1 == l->len || l->p[i + 1] == ' '));
}

static size_t indent_block_end(const struct editor *ed, size_t line)
{
	int own = indent_of(&ed->b.lines.v[line]);
	size_t end = line;

	for (size_t i = line + 1; i < ed->b.lines.n && own >= 0; i++) {
		int indent = indent_of(&ed->b.lines.v[i]);

		if (indent >= 0 && indent <= own)
			break;
		if (indent >= 0)
			end = i;
	}
	return end;
}

void editor_set_blocks(struct editor *ed, enum editor_blocks blocks)
{
	ed->blocks = blocks;
}

size_t editor_block_end(const struct editor *ed, size_t line)
{
	if (line >= ed->b.lines.n)
		return line;
	return ed->blocks == EDITOR_INDENT ? indent_block_end(ed, line) : bracket_block_end(ed, line);
}

static size_t indent_around(const struct editor *ed, size_t line)
{
	int own = indent_of(&ed->b.lines.v[line]), indent;

	for (size_t i = line; i-- > 0; ) {
		indent = indent_of(&ed->b.lines.v[i]);
		if (own < 0)
			own = indent;			/* from an empty line: what it lies in is that of the text above */
		else if (indent >= 0 && indent < own)
			return i;
	}
	return SIZE_MAX;
}

static size_t bracket_around(const struct editor *ed, size_t line)
{
	struct brackets row = {0};
	size_t closed = 0, found = SIZE_MAX;

	for (size_t i = line; i-- > 0 && found == SIZE_MAX; ) {
		read_brackets(&ed->b.lines.v[i], &row);
		for (size_t k = row.list.n; k-- > 0 && found == SIZE_MAX; ) {
			if (row.list.v[k].string)
				continue;
			if (closes(row.list.v[k].c))
				closed++;
			else if (!closed)
				found = i;
			else
				closed--;
		}
	}
	VEC_DONE(&row.list);
	return found;
}

/* The line above in which the innermost block begins that holds this one; SIZE_MAX: none. */
static size_t block_around(const struct editor *ed, size_t line)
{
	return ed->blocks == EDITOR_INDENT ? indent_around(ed, line) : bracket_around(ed, line);
}

/* --- folding ------------------------------------------------------------------------------------------------------ */

static void folded_at(struct editor *ed, size_t line)
{
	if (ed->cursor.line != line)
		ed->cursor = (struct editor_pos){line, 0};
	ed->cursor = buffer_clamp(&ed->b, ed->cursor);
	ed->selecting = false;
	ed->goal = -1;
	if (ed->top > line)
		ed->top = line;
	editor_layout(ed, ed->cols, ed->rows);
}

bool editor_unfold(struct editor *ed)
{
	if (!buffer_unfold(&ed->b, ed->cursor.line))
		return false;
	editor_layout(ed, ed->cols, ed->rows);
	return true;
}

bool editor_fold_around(struct editor *ed)
{
	size_t line = ed->cursor.line;

	if (!ed->b.lines.v[line].folded && buffer_fold(&ed->b, line, editor_block_end(ed, line))) {
		folded_at(ed, line);
		return true;
	}
	while ((line = block_around(ed, line)) != SIZE_MAX) {
		if (!ed->b.lines.v[line].folded && buffer_fold(&ed->b, line, editor_block_end(ed, line))) {
			folded_at(ed, line);
			return true;
		}
	}
	return false;
}

bool editor_fold(struct editor *ed)
{
	return editor_unfold(ed) || editor_fold_around(ed);
}

void editor_unfold_all(struct editor *ed)
{
	for (size_t i = 0; i < ed->b.lines.n; i++)
		buffer_unfold(&ed->b, i);
	editor_layout(ed, ed->cols, ed->rows);
}

void editor_fold_level(struct editor *ed, int level)
{
	VEC(size_t) ends = {0};		/* of the blocks around the line */
	struct brackets scratch = {0};
	int unclosed = 0;

	editor_unfold_all(ed);
	for (size_t i = 0; i < ed->b.lines.n && unclosed < UNCLOSED_MAX; i++) {
		size_t end;

		while (ends.n && ends.v[ends.n - 1] < i)
			ends.n--;
		end = (int)ends.n <= level ? editor_block_end(ed, i) : i;
		if (end == i) {
			unclosed += ed->blocks == EDITOR_BRACKETS && (int)ends.n <= level && still_open(&ed->b.lines.v[i], &scratch);
			continue;
		}
		if ((int)ends.n == level) {
			buffer_fold(&ed->b, i, end);
			i = end - 1;		/* another one may begin where it ends */
		} else {
			*VEC_ADD(&ends) = end - (ed->blocks == EDITOR_BRACKETS);
		}
	}
	VEC_DONE(&ends);
	VEC_DONE(&scratch.list);
	while (ed->b.lines.v[ed->cursor.line].hidden)
		ed->cursor = (struct editor_pos){ed->cursor.line - 1, 0};
	folded_at(ed, ed->cursor.line);
}

bool editor_is_folded(const struct editor *ed, size_t line)
{
	return line < ed->b.lines.n && ed->b.lines.v[line].folded;
}

/* --- pairs of brackets -------------------------------------------------------------------------------------------- */

static bool are_partners(char open, char close)
{
	return (open == '{' && close == '}') || (open == '[' && close == ']') || (open == '(' && close == ')');
}

/* From one bracket on, to the one that closes or opens it; inside of a string not beyond its end. */
static bool partner(const struct editor *ed, size_t line, const struct bracket *from, size_t lines, struct editor_pos *out)
{
	struct brackets row = {0};
	bool down = opens(from->c), found = false, over = false;
	struct bracket start = *from;
	long depth = 0;

	for (size_t gone = 0; gone <= lines && !found && !over; gone++) {
		read_brackets(&ed->b.lines.v[line], &row);
		for (size_t i = 0; i < row.list.n && !found; i++) {
			const struct bracket *b = &row.list.v[down ? i : row.list.n - 1 - i];

			if (b->string != start.string || (!gone && (down ? b->byte < start.byte : b->byte > start.byte)))
				continue;
			depth += opens(b->c) == down ? 1 : -1;
			found = depth == 0;
			if (found) {
				*out = (struct editor_pos){line, b->byte};
				found = are_partners(down ? start.c : b->c, down ? b->c : start.c);
				over = !found;
				break;
			}
		}
		over = over || start.string || (down ? line + 1 == ed->b.lines.n : line == 0);
		line += down ? 1 : -1;
	}
	VEC_DONE(&row.list);
	return found;
}

bool editor_brackets(const struct editor *ed, size_t lines, struct editor_pos *here, struct editor_pos *there)
{
	struct brackets row = {0};
	const struct bracket *at = NULL;
	bool ok;

	read_brackets(&ed->b.lines.v[ed->cursor.line], &row);
	for (size_t i = 0; i < row.list.n; i++)
		if (row.list.v[i].byte == ed->cursor.byte || (row.list.v[i].byte + 1 == ed->cursor.byte && !at))
			at = &row.list.v[i];
	ok = at && partner(ed, ed->cursor.line, at, lines, there);
	if (ok)
		*here = (struct editor_pos){ed->cursor.line, at->byte};
	VEC_DONE(&row.list);
	return ok;
}

bool editor_jump_bracket(struct editor *ed)
{
	struct brackets row = {0};
	struct editor_pos here, there;
	bool ok = editor_brackets(ed, SIZE_MAX - 1, &here, &there);

	if (!ok) {
		read_brackets(&ed->b.lines.v[ed->cursor.line], &row);
		for (size_t i = 0; i < row.list.n && !ok; i++)
			ok = row.list.v[i].byte > ed->cursor.byte && partner(ed, ed->cursor.line, &row.list.v[i], SIZE_MAX - 1, &there);
		VEC_DONE(&row.list);
	}
	if (ok)
		editor_go(ed, there.line, there.byte);
	return ok;
}
