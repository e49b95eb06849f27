/*
 * buffer - the text of an editor: lines, changes, undo. No cursor, no drawing. One change replaces what is between
 * two places by a text; undo keeps what was replaced. Private to this room (editor.c is its face).
 */
#ifndef ASLANT_BUFFER_H
#define ASLANT_BUFFER_H

#include "ui/editor.h"

struct buffer_line {
	char *p;			/* NUL-terminated */
	size_t len, cap;
	uint32_t folded;		/* so many lines are folded away below this one; 0: none */
	uint32_t hidden;		/* folds that hide this line, one inside the other */
};

/* Changes of one kind that follow each other become one undo step. */
enum change_kind {
	CHANGE_ALONE,
	CHANGE_TYPE,			/* insert where the last insert ended */
	CHANGE_BACK,			/* delete what ends where the last delete began */
	CHANGE_FORWARD,			/* delete at the same place again */
};

struct change {
	struct editor_pos at, cursor;	/* cursor: where it was before */
	struct str removed, inserted;
	enum change_kind kind;
	uint64_t group;
};

struct buffer {
	VEC(struct buffer_line) lines;	/* at least one */
	size_t bytes;			/* of the whole text with its line ends */
	bool crlf;			/* every line ended in \r\n: so they will again */
	VEC(struct change) changes;
	size_t done;			/* changes[0..done-1] are done, the others undone */
	size_t saved;			/* value of done that was saved; SIZE_MAX: it is gone */
	size_t undo_bytes;
	uint64_t version, group;
	bool sealed;			/* the next change joins no other */
	int grouping;			/* depth of buffer_group */
};

void buffer_init(struct buffer *b);
void buffer_done(struct buffer *b);
bool buffer_set(struct buffer *b, const char *text, size_t len);	/* forgets undo */
void buffer_get(const struct buffer *b, struct str *out);

int pos_cmp(struct editor_pos a, struct editor_pos b);
struct editor_pos buffer_end(const struct buffer *b);
/* to a place that exists, on the edge of a character */
struct editor_pos buffer_clamp(const struct buffer *b, struct editor_pos p);
void buffer_range(const struct buffer *b, struct editor_pos from, struct editor_pos to, struct str *out);

/*
 * Replace from..to (from <= to) by text; *end gets the place behind it. False, nothing changed, past
 * EDITOR_MAX_BYTES.
 */
bool buffer_replace(struct buffer *b, struct editor_pos from, struct editor_pos to, const char *text, size_t len,
	enum change_kind kind, struct editor_pos cursor, struct editor_pos *end);
void buffer_seal(struct buffer *b);
/* Changes between begin and end are one undo step. */
void buffer_group(struct buffer *b, bool begin);
bool buffer_undo(struct buffer *b, struct editor_pos *cursor);
bool buffer_redo(struct buffer *b, struct editor_pos *cursor);

/*
 * Folds (fold.c) stand in the lines, so that they go where the lines go. A change inside of one, or one that parts its lines, opens it.
 * first itself is seen; first+1..last are not.
 */
bool buffer_fold(struct buffer *b, size_t first, size_t last);		/* false: nothing to hide, or it is folded */
bool buffer_unfold(struct buffer *b, size_t first);			/* false: it is not folded */
bool buffer_reveal(struct buffer *b, size_t line);			/* open what hides that line; false: it was seen */
void buffer_before_change(struct buffer *b, size_t first, size_t last);	/* these lines are about to become others */
/* The next line that is seen behind (or before) line; line itself where there is none. */
size_t buffer_seen_next(const struct buffer *b, size_t line);
size_t buffer_seen_previous(const struct buffer *b, size_t line);

#endif
