/*
 * The result of a task that waits: an editor with a draft, the payload beside it, and how long the answer is modelled to have taken. The
 * clocks of executions stand still while it is open.
 */
#include "screens/waiting_screens.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/describe.h"
#include "screens/ask.h"
#include "screens/buttons.h"
#include "screens/command_mocks.h"
#include "screens/json_edit.h"
#include "screens/json_view.h"
#include "screens/place.h"
#include "task/play_draft.h"

#define WIDE 100
#define RESULT_MAX 262144
#define AFTER_MAX_S 31536000.0

enum focus { ON_TEXT, ON_AFTER, ON_BUTTONS, ON_PAYLOAD };

struct answer_screen {
	struct shell *sh;
	uint64_t id;
	bool all;
	char *path;			/* of the state, for "all" */
	const struct session *session;	/* only compared */
	struct json_edit json;
	struct prompt after;
	struct buttons buttons;
	struct json_view payload;
	int payload_x, payload_y, payload_cols, payload_rows;
	enum focus focus;
	struct str title;
};

static struct answer_screen *of(const struct screen *s)
{
	return s->data;
}

/* --- throwing ------------------------------------------------------------------------------------------------------------------- */

/* One question at a time: the prompt's callbacks know no more than a pointer. */
static uint64_t throwing;

struct adding {
	prompt_add_fn add;
	void *ctx;
	const char *text;
	size_t len;
};

static void add_error(void *ctx, const char *name, const char *why)
{
	struct adding *a = ctx;

	if (strncmp(name, a->text, a->len) == 0)
		a->add(a->ctx, name, why);
}

static void complete_error(void *ctx, const char *text, size_t cursor, size_t *word_start, prompt_add_fn add, void *add_ctx)
{
	struct shell *sh = ctx;
	struct adding a = {.add = add, .ctx = add_ctx, .text = text, .len = cursor};
	struct waiting w;

	*word_start = 0;
	if (!memchr(text, ' ', cursor) && waiting_find(sh->app, throwing, &w))
		play_draft_errors(w.request->state, add_error, &a);
}

static unsigned thrown(struct shell *sh, void *ctx, const char *text)
{
	size_t len = strcspn(text, " ");
	char *error = xstrndup(text, len);
	const char *cause = text + len + strspn(text + len, " ");
	struct err e;

	(void)ctx;
	waiting_hold_clocks(sh->app, false);
	if (!waiting_throw(sh->app, throwing, *error ? error : NULL, *cause ? cause : NULL, 0, &e))
		app_note_err(sh->app, &e);
	free(error);
	return AFTER_UPDATE;
}

static unsigned not_thrown(struct shell *sh, void *ctx)
{
	(void)ctx;
	waiting_hold_clocks(sh->app, false);
	return AFTER_REDRAW;
}

void ask_throw(struct shell *sh, uint64_t id)
{
	struct ask_text_opts o = {.label = "throw: ", .placeholder = "ErrorName cause in words; Tab takes a name", .offer = true, .complete = complete_error,
		.complete_ctx = sh, .cancelled = not_thrown};

	throwing = id;
	waiting_hold_clocks(sh->app, true);
	ask_text(sh, &o, thrown, NULL);
}

/* --- answering -------------------------------------------------------------------------------------------------------------------- */

static bool after_ms(struct answer_screen *p, int64_t *out)
{
	const char *text = prompt_text(&p->after);
	char *end;
	double s = strtod(text, &end);

	*out = 0;
	if (!*text)
		return true;
	if (end == text || *end || !(s >= 0 && s <= AFTER_MAX_S)) {
		prompt_set_error(&p->after, "a number of seconds");
		p->focus = ON_AFTER;
		return false;
	}
	*out = (int64_t)llround(s * 1000);
	return true;
}

/* All that wait at the same state of the same execution; each answer takes it out of the list. */
static bool answer_all(struct answer_screen *p, const char *text, int64_t ms, size_t *n, struct err *e)
{
	struct waiting w;

	*n = 0;
	for (size_t i = 0; waiting_at(p->sh->app, i, &w);) {
		if (w.session != p->session || strcmp(w.request->state->path, p->path) != 0) {
			i++;
			continue;
		}
		if (!waiting_return(p->sh->app, w.request->id, text, ms, e))
			return false;
		++*n;
	}
	return *n || err_set(e, ERR_NOT_FOUND, "nothing waits at this state any more");
}

static unsigned key_send(struct screen *s)
{
	struct answer_screen *p = of(s);
	struct value *v;
	char *text;
	int64_t ms;
	size_t n = 1;
	struct err e;
	bool ok;

	if (!after_ms(p, &ms))
		return AFTER_REDRAW;
	v = json_edit_value(&p->json, &e);
	if (!v) {
		p->focus = ON_TEXT;
		app_note(p->sh->app, NOTE_ERROR, "the result is not JSON: line %u, column %u: %.400s", e.span.line, e.span.col, e.msg);
		return AFTER_REDRAW;
	}
	value_unref(v);
	text = json_edit_text(&p->json);
	ok = p->all ? answer_all(p, text, ms, &n, &e) : waiting_return(p->sh->app, p->id, text, ms, &e);
	free(text);
	if (!ok) {
		app_note_err(p->sh->app, &e);
		return AFTER_REDRAW;
	}
	if (p->all)
		app_note(p->sh->app, NOTE_INFO, "%zu answered", n);
	return AFTER_CLOSE | AFTER_UPDATE;
}

static unsigned key_keep(struct screen *s)
{
	struct shell *sh = of(s)->sh;
	unsigned after = key_send(s);

	if (after & AFTER_CLOSE)
		mocks_keep(sh, NULL);
	return after;
}

static unsigned key_throw(struct screen *s)
{
	struct answer_screen *p = of(s);
	uint64_t id = p->id;
	struct shell *sh = p->sh;

	screens_close(&sh->screens, s);
	ask_throw(sh, id);
	return AFTER_REDRAW;
}

static unsigned key_tidy(struct screen *s)
{
	struct err e;

	if (!json_edit_format(&of(s)->json, &e))
		app_note(of(s)->sh->app, NOTE_WARNING, "only valid JSON can be formatted: %.400s", e.msg);
	of(s)->focus = ON_TEXT;
	return AFTER_REDRAW;
}

static bool can_focus(const struct answer_screen *p, enum focus f)
{
	return f != ON_PAYLOAD || p->payload_rows > 0;
}

static unsigned move_focus(struct answer_screen *p, int direction)
{
	do
		p->focus = (enum focus)(((int)p->focus + direction + ON_PAYLOAD + 1) % (ON_PAYLOAD + 1));
	while (!can_focus(p, p->focus));
	return AFTER_REDRAW;
}

static unsigned key_tab(struct screen *s)
{
	return move_focus(of(s), 1);
}

static unsigned key_back_tab(struct screen *s)
{
	return move_focus(of(s), -1);
}

static const struct place_key answer_keys[] = {
	{"<C-s> <A-Enter>", "return", "Answer with this result", key_send},
	{"<C-k>", "return and keep", "Answer with this result, and keep it in mocks/MACHINE.json", key_keep},
	{"<C-e>", "throw instead", "Answer with an error", key_throw},
	{"<Tab>", "next part", "To the time, the buttons, the payload, the text", key_tab},
	{"<S-Tab>", NULL, "The same backwards", key_back_tab},
	{"<C-t>", "tidy", "Format the JSON (Ctrl-Z undoes)", key_tidy},
	{"<Esc> <C-c>", "back", "Back; it goes on waiting", place_key_close},
	{"<F1> <A-h>", "help", "These keys", place_key_help},
};

const struct place answer_place = {
	.keymap = "answer", .title = "Answer a task", .keys = answer_keys, .n = ARRAY_LEN(answer_keys), .typing = true,
};

static const char *const button_labels[] = {"Return", "Return and keep", "Throw instead", "Tidy"};
static unsigned (*const button_fns[])(struct screen *) = {key_send, key_keep, key_throw, key_tidy};

/* --- the screen --------------------------------------------------------------------------------------------------------------------- */

static void answer_update(struct screen *s)
{
	struct answer_screen *p = of(s);
	struct waiting w;

	if (waiting_find(p->sh->app, p->id, &w))
		return;
	app_note(p->sh->app, NOTE_WARNING, "the task does not wait for an answer any more");
	screens_close(&p->sh->screens, s);
}

static void answer_layout(struct screen *s, int cols, int rows)
{
	struct answer_screen *p = of(s);
	int body = place_body_rows(rows), top = PLACE_BODY_Y + 1, text_rows = body > 3 ? body - 2 : 1;
	bool wide = cols >= WIDE;
	int text_cols = wide ? cols / 2 : cols;

	json_edit_layout(&p->json, 0, top, text_cols, text_rows);
	buttons_layout(&p->buttons, 1, top + text_rows, cols - 2);
	p->payload_x = text_cols + 2;
	p->payload_y = top + 1;
	p->payload_cols = wide ? cols - text_cols - 4 : 0;
	p->payload_rows = wide && text_rows > 3 ? text_rows - 3 : 0;
	tree_layout(&p->payload.tree, p->payload_rows);
	if (!can_focus(p, p->focus))
		p->focus = ON_TEXT;
}

static void draw_payload(const struct answer_screen *p, struct surface *sf)
{
	struct surface inside = surface_sub(sf, p->payload_x, p->payload_y, p->payload_cols, p->payload_rows);
	bool focused = p->focus == ON_PAYLOAD;

	if (!p->payload_rows)
		return;
	surface_box(sf, p->payload_x - 2, p->payload_y - 1, p->payload_cols + 4, p->payload_rows + 2, focused ? ST_BORDER_FOCUSED : ST_BORDER,
		"What it was called with", focused ? ST_TITLE_FOCUSED : ST_TITLE);
	tree_draw(&p->payload.tree, &inside, focused);
}

static void answer_draw(const struct screen *s, struct surface *sf)
{
	const struct answer_screen *p = of(s);
	struct surface row = surface_sub(sf, 1, PLACE_BODY_Y, sf->cols - 2, 1);
	struct str right = {0};
	struct waiting w;

	if (!place_fits(sf))
		return;
	prompt_draw(&p->after, &row, p->focus == ON_AFTER);
	json_edit_draw(&p->json, sf, p->all ? "Result for all (JSON)" : "Result (JSON)", p->focus == ON_TEXT);
	draw_payload(p, sf);
	buttons_draw(&p->buttons, sf, p->focus == ON_BUTTONS);
	if (waiting_find(p->sh->app, p->id, &w))
		waiting_end_text(&w, &right);
	place_draw(p->sh, &answer_place, sf, str_get(&p->title), str_get(&right));
	str_done(&right);
}

static unsigned part_key(struct screen *s, const struct key *k)
{
	struct answer_screen *p = of(s);
	unsigned w;

	switch (p->focus) {
	case ON_AFTER:
		w = prompt_key(&p->after, k);
		return w & W_DONE ? move_focus(p, 1) : w ? AFTER_REDRAW : AFTER_NOTHING;
	case ON_BUTTONS:
		w = buttons_key(&p->buttons, k);
		return w & W_DONE ? button_fns[p->buttons.at](s) : w ? AFTER_REDRAW : AFTER_NOTHING;
	case ON_PAYLOAD:
		return tree_key(&p->payload.tree, k) ? AFTER_REDRAW : AFTER_NOTHING;
	case ON_TEXT:
		break;
	}
	w = json_edit_key(&p->json, k);
	if (w & W_CHANGED)
		place_note_done(p->sh);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static unsigned mouse(struct screen *s, const struct key *k)
{
	struct answer_screen *p = of(s);
	struct key local = *k;

	if (key_in(k, p->buttons.x, p->buttons.y, p->buttons.cols, 1, &local)) {
		p->focus = ON_BUTTONS;
		return part_key(s, k) | AFTER_REDRAW;
	}
	if (p->payload_rows && key_in(k, p->payload_x, p->payload_y, p->payload_cols, p->payload_rows, &local))
		p->focus = ON_PAYLOAD;
	else if (key_in(k, 1, PLACE_BODY_Y, s->cols - 2, 1, &local))
		p->focus = ON_AFTER;
	else if (json_edit_has(&p->json, k)) {
		p->focus = ON_TEXT;
		return part_key(s, k) | AFTER_REDRAW;
	} else {
		return AFTER_NOTHING;
	}
	return part_key(s, &local) | AFTER_REDRAW;
}

static unsigned answer_key(struct screen *s, const struct key *k)
{
	unsigned after;

	if (place_key(&answer_place, s, k, &after))
		return after;
	return k->code == K_MOUSE ? mouse(s, k) : part_key(s, k);
}

static void answer_done(struct screen *s)
{
	struct answer_screen *p = of(s);

	waiting_hold_clocks(p->sh->app, false);
	json_edit_done(&p->json);
	prompt_done(&p->after);
	json_view_done(&p->payload);
	str_done(&p->title);
	free(p->path);
	free(p);
}

static const struct screen_ops answer_ops = {
	.name = "answer", .keymap = "answer", .update = answer_update, .layout = answer_layout, .draw = answer_draw, .key = answer_key,
	.done = answer_done,
};

static void fill(struct answer_screen *p, const struct waiting *w)
{
	char *draft = waiting_draft(p->sh->app, w);
	struct err e;

	if (!json_edit_set(&p->json, draft, strlen(draft), &e))
		app_note_err(p->sh->app, &e);
	if (strcmp(draft, "{}") == 0)
		editor_go(p->json.ed, 0, 1);
	else if (json_edit_search(&p->json, "null", 1))
		json_edit_search(&p->json, "", 1);	/* the first value to fill in is selected */
	free(draft);
	json_view_begin(&p->payload);
	json_view_add(&p->payload, waiting_payload_word(w), w->request->payload);
	json_view_add_text(&p->payload, "token", w->request->token);
	json_view_end(&p->payload);
	tree_open_all(&p->payload.tree, 0, 200);
	str_adds(&p->title, p->all ? "Answer all at " : "Answer ");
	if (p->all)
		describe_text(&p->title, w->request->state->name, 60);
	else
		waiting_name(w, &p->title);
	str_addf(&p->title, " › %s", waiting_kind_text(w->kind));
}

void answer_screen_open(struct shell *sh, uint64_t id, bool all)
{
	struct answer_screen *p;
	struct waiting w;
	struct err e;

	if (!waiting_find(sh->app, id, &w)) {
		app_note(sh->app, NOTE_WARNING, "the task does not wait for an answer any more");
		return;
	}
	place_note_done(sh);
	p = xcalloc(1, sizeof *p);
	p->sh = sh;
	p->id = id;
	p->all = all;
	p->path = xstrdup(w.request->state->path);
	p->session = w.session;
	p->buttons = (struct buttons){.labels = button_labels, .n = ARRAY_LEN(button_labels)};
	json_edit_init(&p->json, RESULT_MAX);
	json_view_init(&p->payload);
	prompt_init(&p->after, "After (seconds): ");
	prompt_set_placeholder(&p->after, "0: at once; how long it took, on the execution's clock");
	fill(p, &w);
	waiting_hold_clocks(sh->app, true);
	if (!screens_push(&sh->screens, &answer_ops, sh, p, &e))
		app_note_err(sh->app, &e);
}
