/*
 * prompt - one line of typing: the palette, search, a name. With history (up and down) and completion (Tab). Line
 * ends in a paste become blanks.
 */
#ifndef ASLANT_PROMPT_H
#define ASLANT_PROMPT_H

#include "ui/widget.h"

#define PROMPT_MAX_BYTES 65536
#define PROMPT_MAX_HISTORY 1000

/*
 * Candidates for what stands before the cursor: call add(add_ctx, whole_word, hint) for each. *word_start: byte
 * where the word to complete begins.
 */
typedef void (*prompt_add_fn)(void *add_ctx, const char *word, const char *hint);
typedef void (*prompt_complete_fn)(void *ctx, const char *text, size_t cursor, size_t *word_start, prompt_add_fn add, void *add_ctx);

struct prompt_candidate {
	char *word, *hint;
};

struct prompt {
	char *label;			/* ":" or "Name: " */
	struct str text;
	size_t cursor, left;		/* byte; first cell shown */
	VEC(char *) history;		/* oldest first */
	size_t history_at;		/* == history.n: the line being typed */
	char *typed;			/* that line, while history is looked at */
	prompt_complete_fn complete;
	void *complete_ctx;
	VEC(struct prompt_candidate) found;	/* shown above the line after Tab */
	size_t found_at, found_start;
	char *placeholder;
	char *error;			/* shown behind the text until the next change */
};

void prompt_init(struct prompt *p, const char *label);
void prompt_done(struct prompt *p);
void prompt_set_text(struct prompt *p, const char *text);	/* cursor at its end */
const char *prompt_text(const struct prompt *p);
void prompt_set_placeholder(struct prompt *p, const char *text);
void prompt_set_error(struct prompt *p, const char *text);
void prompt_set_completion(struct prompt *p, prompt_complete_fn fn, void *ctx);
void prompt_add_history(struct prompt *p, const char *text);	/* doubles of the last one are not kept */
/*
 * W_DONE on Enter, W_CANCEL on Esc (and BS in an empty line where the label is one character), W_CHANGED when the
 * text changed.
 */
unsigned prompt_key(struct prompt *p, const struct key *k);
/* On the last line of sf; candidates use the lines above it, where there are any. */
void prompt_draw(const struct prompt *p, struct surface *sf, bool focused);

#endif
