/*
 * ask - small questions, as dialogs on the stack of screens. Each returns at once; the answer comes by the callback, after the dialog has
 * been taken off the stack. Esc answers nothing: the callback is not called. Labels and questions are copied.
 */
#ifndef ASLANT_ASK_H
#define ASLANT_ASK_H

#include "screens/shell.h"
#include "ui/dialog.h"
#include "ui/prompt.h"

typedef unsigned (*ask_text_fn)(struct shell *sh, void *ctx, const char *text);		/* returns enum after */
typedef unsigned (*ask_index_fn)(struct shell *sh, void *ctx, size_t index);
typedef unsigned (*ask_fn)(struct shell *sh, void *ctx);

/* One line of text at the bottom of the screen: ":" palette, "/" search, names. initial, placeholder, complete may be NULL. history: may
 * be NULL; gets what was typed. */
struct ask_text_opts {
	const char *label, *initial, *placeholder;
	prompt_complete_fn complete;
	void *complete_ctx;
	bool offer;			/* what could be typed is shown at once, without Tab */
	void *history;			/* VEC(char *) * */
	ask_text_fn changed;		/* while typing; may be NULL */
	ask_fn cancelled;		/* may be NULL */
};
void ask_text(struct shell *sh, const struct ask_text_opts *o, ask_text_fn done, void *ctx);

/* A question that Enter answers harmlessly: the dangerous answer needs its own key. */
void ask_confirm(struct shell *sh, const char *question, const char *danger_label, uint32_t danger_key, ask_fn yes, void *ctx);

/* Choose one of a list; typing filters. The choice must have been filled with choice_init and choice_add; its contents are taken. */
void ask_choice_take(struct shell *sh, struct choice *c, ask_index_fn done, void *ctx);

/* Long text to read: help, a log, a cause, problems. styles by line are not needed: text is plain, safe on its way in. */
void show_text(struct shell *sh, const char *title, const char *text, size_t len);

#endif
