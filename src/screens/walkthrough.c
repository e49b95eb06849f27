#include "screens/walkthrough.h"

#include <stdlib.h>
#include <string.h>

#include "app/describe.h"
#include "base/timefmt.h"
#include "base/utf8.h"
#include "screens/picture_marks.h"

#define SENTENCE_COLS 120

void walk_begin(struct walk *w, const struct run *r, const struct picture *p, const struct walk_form *form, struct str *out)
{
	const struct event *first = history_at(r->history, 1);

	*w = (struct walk){.run = r, .picture = p, .form = form, .out = out, .last = run_last(r), .start_ms = first ? first->at_ms : 0};
	narrator_init(&w->narrator, r->history, r->machine);
	w->p = projection_new(r->machine);
	form->begin(w);
}

bool walk_step(struct walk *w)
{
	if (w->at >= w->last)
		return false;
	w->at++;
	w->now_ms = history_at(w->run->history, w->at)->at_ms;
	projection_seek(w->p, w->run->history, w->at);
	view_set(&w->view, w->p, -1);
	str_reset(&w->sentence);
	str_reset(&w->place);
	narrate_event(&w->narrator, w->at, SENTENCE_COLS, &w->sentence);
	narrate_place(&w->narrator, w->at, &w->place);
	w->form->event(w);
	return w->at < w->last;
}

void walk_end(struct walk *w)
{
	w->form->end(w);
	view_done(&w->view);
	projection_free(w->p);
	narrator_done(&w->narrator);
	str_done(&w->sentence);
	str_done(&w->place);
}

struct graph_marks *walk_marks(const struct walk *w)
{
	return picture_marks(w->picture, &w->view, w->now_ms);
}

int walk_state(const struct walk *w)
{
	return w->p->current >= 0 ? w->p->steps.v[w->p->current].state : -1;
}

void walk_title(const struct walk *w, struct str *out)
{
	const struct event *last = history_at(w->run->history, w->last);

	describe_text(out, w->run->machine->name, 80);
	str_adds(out, ": execution ");
	describe_text(out, w->run->name ? w->run->name : "?", 80);
	str_addf(out, ", %s after ", exec_status_text(run_status(w->run)));
	describe_duration(out, last ? last->at_ms - w->start_ms : 0);
}

/* --- Markdown ----------------------------------------------------------------------------------------------------- */

/* What would mean something to a reader of Markdown, with a backslash; HTML never. */
static void add_markdown(struct str *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '<')
			str_adds(out, "&lt;");
		else if (*text == '&')
			str_adds(out, "&amp;");
		else if (strchr("\\`*_[]#|~", *text))
			str_addf(out, "\\%c", *text);
		else
			str_addc(out, *text);
	}
}

/* A block of code that nothing in it can end. */
static void add_block(struct str *out, const char *kind, const char *text)
{
	size_t longest = 2, run = 0;

	for (const char *p = text; *p; p++) {
		run = *p == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	for (size_t i = 0; i <= longest; i++)
		str_addc(out, '`');
	str_addf(out, "%s\n%s", kind, text);
	if (*text && text[strlen(text) - 1] != '\n')
		str_addc(out, '\n');
	for (size_t i = 0; i <= longest; i++)
		str_addc(out, '`');
	str_adds(out, "\n\n");
}

static void add_value(struct str *out, const char *title, struct value *v)
{
	struct str text = {0};

	if (!v)
		return;
	json_print_pretty(&text, value_node(v), 0);
	str_addf(out, "%s\n\n", title);
	add_block(out, "json", str_get(&text));
	str_done(&text);
}

/* The picture at the end: it shows the whole way. */
static void add_picture(struct walk *w)
{
	struct projection *p = projection_new(w->run->machine);
	struct view v = {0};
	struct graph_marks *marks;
	struct picture *marked;
	struct str text = {0};

	projection_seek(p, w->run->history, w->last);
	view_set(&v, p, -1);
	marks = picture_marks(w->picture, &v, p->now_ms);
	marked = graph_mark(w->picture, marks);
	graph_text(&text, marked);
	add_block(w->out, "text", str_get(&text));
	str_done(&text);
	picture_free(marked);
	graph_marks_free(marks);
	view_done(&v);
	projection_free(p);
}

static void markdown_begin(struct walk *w)
{
	struct str title = {0};

	walk_title(w, &title);
	str_adds(w->out, "# ");
	add_markdown(w->out, str_get(&title));
	str_adds(w->out, "\n\n");
	if (w->picture)
		add_picture(w);
	add_value(w->out, "Input:", run_input(w->run));
	str_adds(w->out, "Event by event:\n\n");
	str_done(&title);
}

static void markdown_event(struct walk *w)
{
	char span[TIME_TEXT_SIZE];

	time_format_span(w->now_ms - w->start_ms, span);
	str_addf(w->out, "%d. `%s` ", (int)w->at, span);
	add_markdown(w->out, str_get(&w->sentence));
	if (w->place.len && strstr(str_get(&w->place), " › ")) {
		str_adds(w->out, " *(");
		add_markdown(w->out, str_get(&w->place));
		str_adds(w->out, ")*");
	}
	str_addc(w->out, '\n');
}

static void markdown_end(struct walk *w)
{
	struct execution_summary sum;

	run_summary(w->run, &sum);
	str_addc(w->out, '\n');
	if (sum.output)
		add_value(w->out, "Output:", sum.output);
	if (sum.error) {
		str_adds(w->out, "Error: **");
		add_markdown(w->out, sum.error);
		str_adds(w->out, "**\n\n");
	}
	if (sum.cause) {
		char *safe = utf8_safe(sum.cause, false);

		str_adds(w->out, "Cause:\n\n");
		add_block(w->out, "text", safe);
		free(safe);
	}
}

const struct walk_form walk_markdown = {markdown_begin, markdown_event, markdown_end, false};
