/* What the files of the why lens share: why.c (errors), why_choice.c (rules), why_path.c (paths that led nowhere). */
#ifndef ASLANT_WHY_PRIVATE_H
#define ASLANT_WHY_PRIVATE_H

#include "history/why.h"

/* Takes the texts. */
void why_add(struct why *w, enum why_kind kind, enum why_verdict verdict, int depth, char *label_take, char *text_take);
void why_choice(struct why *w, const struct asl_state *s, const struct probe *p);
void why_path(struct why *w, const struct probe_failure *f);
/* A value's compact text, cut to about n bytes. */
void why_value(struct str *out, struct value *v, size_t n);

#endif
