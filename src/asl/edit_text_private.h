/*
 * edit_text_private - what edit_text.c (life, places), edit_text_set.c (values set, taken out) and edit_text_put.c (fragments, new members and
 * elements) share.
 */
#ifndef ASLANT_EDIT_TEXT_PRIVATE_H
#define ASLANT_EDIT_TEXT_PRIVATE_H

#include "asl/edit_text.h"

/* A node, and where it is. */
struct spot {
	const cJSON *node;
	cJSON *expected;		/* the same one in the tree of what is to come */
	struct json_place p;
	size_t from;			/* of its name, or of the value where it has none */
	size_t end;			/* behind its last character that means something */
};

/* Does what is pending, and looks whether the text reads as it should. */
bool edit_flush(struct edit_text *t);
bool spot_is_flow(const struct edit_text *t, const cJSON *container, const struct json_place *p);
bool spot_of(const struct edit_text *t, const cJSON *node, struct spot *s);
/* Of the node at pointer in the text without what is pending; false where it stopped. */
bool spot_find(struct edit_text *t, const char *pointer, struct spot *s);
void edit_splice(struct edit_text *t, size_t at, size_t to, const char *text, size_t len);
size_t edit_line_start(const struct edit_text *t, size_t at);
/* Behind the line's end. */
size_t edit_line_after(const struct edit_text *t, size_t at);
bool edit_is_space(char c);
bool edit_begins_line(const struct edit_text *t, size_t at);
/* The white space that a line begins with; the caller frees. */
char *edit_indent_at(const struct edit_text *t, size_t at);
/* As many blanks as stand before `at` on its line, whatever stands there; the caller frees. */
char *edit_column_at(const struct edit_text *t, size_t at);
size_t edit_key_end(const struct edit_text *t, size_t at);
/* Where an element's dash is, or the name of a member. */
size_t spot_lead(const struct edit_text *t, const struct spot *s);
/* Where the lines of comment begin that stand right above a line, as far in as it; its own beginning where there are none. */
size_t edit_comment_start(const struct edit_text *t, size_t at);

#endif
