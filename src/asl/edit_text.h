/*
 * edit_text - a JSON or YAML text that is changed member by member, every other byte staying as it is: order, indentation, line ends,
 * comments, what stands on one line. Private to asl: what edit_*.c make their operations of.
 *
 *     edit_text_init(&t, form, text, len);
 *     edit_set_string(&t, "/States/A/Next", "B");  edit_remove(&t, "/States/B");  …
 *     if (!edit_text_ok(&t, e)) …
 *     text = t.text …  edit_text_done(&t);
 *
 * Nodes are named by JSON pointers into the text as it is after the calls before. What every call is to do is done to a tree as well, and the
 * text must read as that tree afterwards. Where it does not (an alias that stands for something shared, a style that is not understood), the
 * edit stops: the calls that follow do nothing, and edit_text_ok() says so. A text is never left damaged.
 */
#ifndef ASLANT_EDIT_TEXT_H
#define ASLANT_EDIT_TEXT_H

#include "asl/form.h"
#include "base/splice.h"

struct edit_text {
	enum asl_form form;
	char *prefix;			/* pointer of the definition in the text, put in front of all others; "": the text is the definition */
	char *text;
	size_t len;
	cJSON *root;
	struct json_places *places;
	struct splices pending;		/* of text */
	cJSON *expect;			/* what the text reads as with what is pending; NULL: nothing is */
	struct err err;			/* why it stopped; code ERR_NONE: it has not */
	const char *eol;		/* of the text's lines */
	char *unit;			/* what a level of indentation adds */
};

/* A value as text: the first line without indentation, the others as far in as they are further in than the first. */
struct fragment {
	struct str text;
	struct str above, beside;	/* YAML's comments that belong to it: lines above its name, and behind the name on its line */
	cJSON *value;
	bool block;			/* YAML's block style: it stands on lines of its own below its name */
};

void edit_text_init(struct edit_text *t, enum asl_form form, const char *text, size_t len);
/* The definition is the object that begins at that byte of the text, and pointers are those in it. False: there is none. */
bool edit_text_at(struct edit_text *t, size_t start);
void edit_text_done(struct edit_text *t);
bool edit_text_ok(struct edit_text *t, struct err *e);		/* does what is pending; false with e: it stopped */
bool edit_stop(struct edit_text *t, const char *fmt, ...) PRINTF_LIKE(2, 3);	/* false */
const cJSON *edit_get(struct edit_text *t, const char *pointer);	/* NULL: nothing there, or it stopped. Until the next change */

void edit_set_string(struct edit_text *t, const char *pointer, const char *value);
void edit_set(struct edit_text *t, const char *pointer, const cJSON *value);	/* a value that is there */
void edit_rename(struct edit_text *t, const char *pointer, const char *name);	/* the member's own name */
void edit_remove(struct edit_text *t, const char *pointer);			/* a member or an element */
/* A new member: behind the one named `after`; NULL: as the first; "": as the last. */
void edit_put(struct edit_text *t, const char *object, const char *name, const struct fragment *f, const char *after);
void edit_put_value(struct edit_text *t, const char *object, const char *name, const cJSON *value, const char *after);
void edit_put_string(struct edit_text *t, const char *object, const char *name, const char *value, const char *after);
/* A new element, before the one of that index, or at the end. */
void edit_insert(struct edit_text *t, const char *array, size_t index, const cJSON *value);

struct fragment edit_fragment(struct edit_text *t, const char *pointer);	/* a value as it stands there; value NULL: nothing there */
struct fragment edit_print(const struct edit_text *t, const cJSON *value, bool one_line);
void fragment_done(struct fragment *f);

/* edit_print.c: a value's text. */
void edit_print_json(struct str *out, const cJSON *v, const char *eol, const char *unit, bool one_line);
bool edit_fits_line(const cJSON *v);		/* as JSON on one line it is no longer than lines usually are */
void edit_print_yaml(struct str *out, const cJSON *v, const char *eol, const char *unit);
void edit_print_yaml_string(struct str *out, const char *s);
/* The text's line ends, and what a level of indentation adds ("  " where nothing tells); the caller frees *unit. */
void edit_style_find(const char *text, size_t len, const char **eol, char **unit);
void edit_indent(struct str *out, const char *text, size_t len, const char *indent, const char *eol);	/* every line but the first, blank ones not */

#endif
