/*
 * lens_show - the why lens and the data-flow lens as the step pane shows them: rows of text above its tree (history/why.h), and the stages
 * of a state's data flow as members of the tree, each with its value or with what it changed (history/lens.h).
 */
#ifndef ASLANT_LENS_SHOW_H
#define ASLANT_LENS_SHOW_H

#include "history/why.h"
#include "screens/json_view.h"

/* Rows that it takes in so many; 0: there is nothing to say, or no room. */
int why_rows(const struct why *w, int rows);
void why_draw(const struct why *w, struct surface *sf);
/* All of it, to read: a row a line. Appended. */
void why_text(const struct why *w, struct str *out);

/* The stages, the variables and the context object, into a view that has begun, which shares the values. */
void flow_show(struct json_view *v, const struct lens *l, bool as_diff);

#endif
