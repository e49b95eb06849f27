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
/*
 * The text became this one elsewhere: only the lines that differ are replaced, cursor, folds and view stay where they are in the others.
 * Undo has it as one step, but for texts with \r in them, for which it is forgotten.
 */
bool editor_update(struct editor *ed, const char *text, size_t len);
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
void editor_select(struct editor *ed, struct editor_pos from, struct editor_pos to);	/* the cursor at `to` */
/* Between places and offsets in what editor_get_text() gives. */
size_t editor_offset(const struct editor *ed, struct editor_pos p);
struct editor_pos editor_pos_at(const struct editor *ed, size_t offset);
struct span editor_span(const struct editor *ed, struct editor_pos p);	/* as struct err has places */
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

/*
 * Search: a text, or an extended regular expression of POSIX; matches lie in one line. Case is ignored unless the needle has an upper-case
 * ASCII letter. NULL or "": none.
 */
void editor_set_needle(struct editor *ed, const char *text);
bool editor_set_regex(struct editor *ed, const char *expression, struct err *e);	/* false: e says what is wrong with it; none then */
bool editor_search(struct editor *ed, int direction);	/* next or previous match, wrapping, selected; false: none */
/* How many matches there are, at most max; *which gets the number, from 1, of the selected one, 0: none is. */
size_t editor_count(const struct editor *ed, size_t max, size_t *which);
/* In place of a match comes `with`, in which \1 … \9 (of an expression) are what the parts in brackets matched, \0 all of it. */
bool editor_replace(struct editor *ed, const char *with);	/* the selected match, then select the next; false: none is selected */
size_t editor_replace_matches(struct editor *ed, const char *with);	/* all, as one undo step; how many */

/* What belongs together, and can be folded away: what stands between brackets, or what is deeper indented. Default: brackets. */
enum editor_blocks { EDITOR_BRACKETS, EDITOR_INDENT };
void editor_set_blocks(struct editor *ed, enum editor_blocks blocks);
/* The last line of the block that begins in that line; the line itself: none does. */
size_t editor_block_end(const struct editor *ed, size_t line);
/* Open or close the block that begins in the cursor's line, else close the one around it. False: there is none. */
bool editor_fold(struct editor *ed);
bool editor_fold_around(struct editor *ed);	/* close the innermost open block around the cursor; the cursor goes to its first line */
bool editor_unfold(struct editor *ed);		/* open the one that begins in the cursor's line; false: it is not closed */
/* Close all blocks that lie in so many others (0: the outermost), and open all others. */
void editor_fold_level(struct editor *ed, int level);
void editor_unfold_all(struct editor *ed);
bool editor_is_folded(const struct editor *ed, size_t line);	/* a block that begins there is closed */
/* To the bracket that belongs to the one at the cursor, before it, or behind it in its line. False: there is none. */
bool editor_jump_bracket(struct editor *ed);

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
