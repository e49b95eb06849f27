/* editor_private - what the files of the editor share. */
#ifndef ASLANT_EDITOR_PRIVATE_H
#define ASLANT_EDITOR_PRIVATE_H

#include <regex.h>

#include "ui/buffer.h"

#define TAB_CELLS 8

struct mark {
	size_t line;
	uint32_t col;			/* in characters from 1; 0: the line */
	enum style style;
	char *message;
};

struct editor {
	struct buffer b;
	struct editor_pos cursor;
	struct editor_pos anchor;	/* of the selection */
	bool selecting;
	int goal;			/* column that up and down aim for; -1: the cursor's own */
	size_t top;			/* first line shown */
	int left;			/* first cell shown */
	int cols, rows;			/* of the last layout */
	int indent;
	bool pairs, readonly, numbers, dragging;
	VEC(struct mark) marks;
	editor_paint_fn paint;
	void *paint_ctx;
	char *needle;
	bool is_regex;			/* the needle is one, compiled in regex */
	regex_t regex;
	enum editor_blocks blocks;
};

/* All changes by the person go through here: from..to becomes text. W_* bits. */
unsigned editor_change(struct editor *ed, struct editor_pos from, struct editor_pos to, const char *text, size_t len,
	enum change_kind kind);
/* Text over the selection, or at the cursor. */
unsigned editor_put(struct editor *ed, const char *text, size_t len, enum change_kind kind);
/* The selection in order; false where there is none. */
bool editor_selected(const struct editor *ed, struct editor_pos *from, struct editor_pos *to);
/* Cells from the start of the line to that byte, tabs expanded. */
int editor_col(const struct editor *ed, size_t line, size_t byte);
/* The byte of the character that covers that cell, or the line's end. */
size_t editor_byte_at(const struct editor *ed, size_t line, int col);
/* Bytes and cells of the character at byte, which is at column col. */
size_t editor_char(const struct buffer_line *l, size_t byte, int col, int *width);

/* The first match in a line at byte from or behind it: its bytes. False: none. groups: NULL, or what the parts of the expression matched. */
#define MATCH_GROUPS 10
bool editor_match_in(const struct editor *ed, const struct buffer_line *l, size_t from, size_t *at, size_t *len, regmatch_t *groups);
/* The bracket at or right before the cursor, and its partner, no more than so many lines away. False: there is none. */
bool editor_brackets(const struct editor *ed, size_t lines, struct editor_pos *here, struct editor_pos *there);

int editor_gutter(const struct editor *ed);
/* Lines that are kept between the cursor and the upper and lower edge. */
size_t editor_margin(int rows);
/* Put top and left so that the cursor is seen in cols x rows. */
void editor_scroll(const struct editor *ed, int cols, int rows, size_t *top, int *left);
/* The place in the text under a cell of the surface. */
struct editor_pos editor_at(const struct editor *ed, int x, int y);

#endif
