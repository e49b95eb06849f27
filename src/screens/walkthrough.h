/*
 * walkthrough - an execution told event by event: the sentence of each (app/narrate.h), and the picture of the moment. A walk goes from one
 * event to the next and hands each to a form: Markdown (walkthrough.c), a page that is gone through with keys (walk_html.c), a recording
 * of a terminal (walk_cast.c). All that comes from the execution is made harmless for the form that it goes into.
 *
 *     walk_begin(&w, run, picture, form, &out);  while (walk_step(&w)) …;  walk_end(&w);
 */
#ifndef ASLANT_WALKTHROUGH_H
#define ASLANT_WALKTHROUGH_H

#include "app/narrate.h"
#include "app/run.h"
#include "graph/graph.h"
#include "history/view.h"

struct walk;

struct walk_form {
	void (*begin)(struct walk *w);
	void (*event)(struct walk *w);		/* w is at its event */
	void (*end)(struct walk *w);
	bool wants_moments;			/* the picture of each event */
};

extern const struct walk_form walk_markdown, walk_html, walk_cast;

struct walk {
	const struct run *run;			/* borrowed, as is the picture: unicode, of the run's definition */
	const struct picture *picture;
	const struct walk_form *form;
	struct str *out;
	int32_t at, last;			/* the event that is told; the number of all */
	struct narrator narrator;
	struct projection *p;			/* at that event */
	struct view view;
	struct str sentence, place;		/* of that event */
	int64_t start_ms, now_ms;
	void *data;				/* the form's own */
};

void walk_begin(struct walk *w, const struct run *r, const struct picture *p, const struct walk_form *form, struct str *out);
bool walk_step(struct walk *w);			/* the next event; false: that was the last */
void walk_end(struct walk *w);			/* may be called before the last: then nothing of use has been written */

/* The marks of the event; caller graph_marks_free()s. */
struct graph_marks *walk_marks(const struct walk *w);
/* "MyMachine: execution 7f3a…, FAILED after 4 s" */
void walk_title(const struct walk *w, struct str *out);
int walk_state(const struct walk *w);		/* whose event it is; -1: none */

#endif
