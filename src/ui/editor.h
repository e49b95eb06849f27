/*
 * editor - a multi-line text editor for JSON, definitions and small programs. UTF-8; one megabyte stays quick. Tabs
 * are shown as blanks up to the next multiple of 8 (and kept); other control characters as symbols. Lines end in
 * \n; \r\n is read as \n.
 *
 * Undo is by groups: a run of typing, a run of deleting, a paste, a replace. Positions are line (from 0) and byte
 * within it, always on the edge of a character.
 */
#ifndef ASLANT_EDITOR_H
#define ASLANT_EDITOR_H

#include "ui/widget.h"

#define EDITOR_MAX_BYTES (16u << 20)

struct editor;

struct editor_pos {
	size_t line, byte;
};

struct editor *editor_new(void);
void editor_free(struct editor *ed);
/*
 * Replace everything; forgets undo; cursor at the start. Invalid UTF-8 is kept byte for byte. False past
 * EDITOR_MAX_BYTES.
 */
bool editor_set_text(struct editor *ed, const char *text, size_t len);
/* The same as a change that can be undone (format, load from history). */
bool editor_replace_all(struct editor *ed, const char *text, size_t len);
/* appended; as it was set, byte for byte, when nothing was changed */
void editor_get_text(const struct editor *ed, struct str *out);
size_t editor_bytes(const struct editor *ed);
size_t editor_lines(const struct editor *ed);		/* at least 1 */
/* NUL-terminated, borrowed until a change */
const char *editor_line(const struct editor *ed, size_t line, size_t *len);

struct editor_pos editor_cursor(const struct editor *ed);
void editor_go(struct editor *ed, size_t line, size_t byte);	/* clamped */
/* a place of struct err: line and col from 1, col in characters */
void editor_go_span(struct editor *ed, const struct span *s);
bool editor_is_modified(const struct editor *ed);	/* since editor_set_text or editor_set_saved */
void editor_set_saved(struct editor *ed);
uint64_t editor_version(const struct editor *ed);	/* another one after each change of text */

/* at the cursor, replacing the selection, one undo step */
bool editor_insert(struct editor *ed, const char *text, size_t len);
bool editor_undo(struct editor *ed);			/* false: nothing to undo */
bool editor_redo(struct editor *ed);
void editor_select_all(struct editor *ed);
bool editor_selection(const struct editor *ed, struct str *out);	/* its text, appended; false: none */

void editor_set_indent(struct editor *ed, int spaces);	/* what Tab and a new line after { [ insert; default 2 */
void editor_set_pairs(struct editor *ed, bool on);	/* close what is opened: { [ " ; default on */
void editor_set_readonly(struct editor *ed, bool on);
void editor_set_numbers(struct editor *ed, bool on);	/* line numbers; default on */

/*
 * An error's place with its message, shown in the gutter, underlined in the text and written below its line. col
 * from 1 in characters; 0: the line.
 */
void editor_mark(struct editor *ed, const struct span *where, enum style st, const char *message);
void editor_mark_clear(struct editor *ed);

/* Colours: fill styles[0..len-1] (enum style) for one line. Not asked for lines longer than 16 KiB. NULL: plain. */
typedef void (*editor_paint_fn)(void *ctx, const char *line, size_t len, uint8_t *styles);
void editor_set_paint(struct editor *ed, editor_paint_fn fn, void *ctx);

void editor_set_needle(struct editor *ed, const char *text);
bool editor_search(struct editor *ed, int direction);	/* next or previous match, wrapping, selected; false: none */

/*
 * Keys: characters, Enter, Tab, BS, Del, arrows (Ctrl: words, Shift: select), Home End, Ctrl-Home Ctrl-End, PageUp
 * PageDown, Ctrl-a Ctrl-e line edges, Ctrl-k to the end of the line, Ctrl-u to its start, Ctrl-w word back, Ctrl-z
 * undo, Ctrl-y and Ctrl-r redo, mouse (click, drag, wheel, double click: word), paste. W_CHANGED when the text
 * changed. Esc, Ctrl-c, Ctrl-s and the like are not taken.
 */
unsigned editor_key(struct editor *ed, const struct key *k);
void editor_layout(struct editor *ed, int cols, int rows);	/* when the size changes: keeps the cursor in sight */
void editor_draw(const struct editor *ed, struct surface *sf, bool focused);	/* focused: with the text cursor */

#endif
