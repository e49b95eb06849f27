/* Call a function with an event: the event is typed, the result, or the error, and the log of the call are read beside it or below. */
#include "screens/function_screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screens/function_calls.h"
#include "screens/json_edit.h"
#include "screens/place.h"
#include "screens/run_inputs.h"
#include "ui/glyph.h"
#include "ui/pager.h"

#define WIDE 100
#define EVENT_MAX 6291556		/* Lambda's limit for a synchronous call, in bytes */

enum focus { ON_EVENT, ON_RESULT };

struct test_screen {
	struct shell *sh;
	char *name, *kept_as;		/* the function; what its events are remembered under */
	struct json_edit event;
	struct pager result;
	enum focus focus;
	uint64_t running;		/* id of the call; 0: none */
	bool wide;
	int result_x, result_y, result_cols, result_rows;
};

static struct test_screen *of(const struct screen *s)
{
	return s->data;
}

/* --- what came back ----------------------------------------------------------------------------------------------- */

static void say(struct test_screen *t, enum style st, const char *text)
{
	pager_add(&t->result, st, text, strlen(text));
	pager_add(&t->result, st, "\n", 1);
}

static void say_json(struct test_screen *t, const cJSON *node)
{
	struct str s = {0};

	json_print_pretty(&s, node, 0);
	say(t, ST_TEXT, str_get(&s));
	str_done(&s);
}

/* Lambda's cause is the text of an object: its message, and the lines of its trace as the handler's language writes them. */
static void say_cause(struct test_screen *t, const char *cause)
{
	struct err e;
	cJSON *root = cause ? json_read(cause, &e) : NULL;
	const char *message = root ? json_get_string(root, "errorMessage") : NULL;
	const cJSON *trace = root ? json_get(root, "stackTrace") : NULL;

	if (message)
		say(t, ST_TEXT, message);
	else if (root)
		say_json(t, root);
	else if (cause)
		say(t, ST_TEXT, cause);
	for (const cJSON *line = cJSON_IsArray(trace) ? trace->child : NULL; line; line = line->next)
		if (cJSON_IsString(line)) {
			size_t len = strlen(line->valuestring);

			pager_add(&t->result, ST_DIM, line->valuestring, len);
			if (!len || line->valuestring[len - 1] != '\n')
				pager_add(&t->result, ST_DIM, "\n", 1);
		}
	cJSON_Delete(root);
}

static void say_log(struct test_screen *t, const char *request_id)
{
	const struct function_log *log = function_backend_log(t->sh->app->functions);
	const struct log_line *line;

	say(t, ST_TEXT, "");
	say(t, ST_TITLE, "Log");
	for (uint64_t seq = 0; (line = function_log_next(log, &seq, t->name, request_id)); seq++) {
		struct str text = {0};

		function_line_text(line, &text);
		say(t, line->kind == LOG_PLATFORM ? ST_DIM : ST_TEXT, str_get(&text));
		str_done(&text);
	}
}

static void answered(void *ctx, const struct function_result *r)
{
	struct test_screen *t = ctx;
	char head[200];

	t->running = 0;
	pager_clear(&t->result);
	if (r->result) {
		snprintf(head, sizeof head, GLYPH_SUCCEEDED " succeeded in %.1f ms, %lld of %lld MB", r->duration_ms,
			(long long)r->max_memory_mb, (long long)r->memory_mb);
		say(t, ST_SUCCEEDED, head);
		say_json(t, value_node(r->result));
	} else {
		snprintf(head, sizeof head, GLYPH_FAILED " failed after %.1f ms, %lld of %lld MB", r->duration_ms,
			(long long)r->max_memory_mb, (long long)r->memory_mb);
		say(t, ST_FAILED, head);
		say(t, ST_FAILED, r->error ? r->error : "(an error without a name)");
		say_cause(t, r->cause);
	}
	say_log(t, r->request_id);
	pager_move(&t->result, MOVE_TOP);
	app_changed(t->sh->app, CHANGED_FUNCTIONS);
}

/* --- calling ------------------------------------------------------------------------------------------------------ */

static unsigned refuse(struct test_screen *t, const char *why, const struct err *e)
{
	if (e->span.line)
		app_note(t->sh->app, NOTE_ERROR, "%sline %u, column %u: %.400s", why, e->span.line, e->span.col, e->msg);
	else
		app_note(t->sh->app, NOTE_ERROR, "%s%.400s", why, e->msg);
	return AFTER_REDRAW;
}

static unsigned key_call(struct screen *s)
{
	struct test_screen *t = of(s);
	struct app *a = t->sh->app;
	struct value *event;
	char *text;
	struct err e;

	if (t->running) {
		app_note(a, NOTE_WARNING, "the call is still running (Ctrl-C stops it)");
		return AFTER_REDRAW;
	}
	event = json_edit_value(&t->event, &e);
	if (!event) {
		t->focus = ON_EVENT;
		return refuse(t, "the event is not JSON: ", &e);
	}
	text = json_edit_text(&t->event);
	if (a->store && !store_input_add(a->store, t->kept_as, NULL, text, &e))
		app_note(a, NOTE_WARNING, "the event is not remembered: %.400s", e.msg);
	free(text);
	t->running = function_test(a->functions, t->name, event, answered, t, &e);
	value_unref(event);
	pager_clear(&t->result);
	if (!t->running) {
		say(t, ST_ERROR, e.msg);
		return refuse(t, "", &e);
	}
	say(t, ST_RUNNING, GLYPH_RUNNING " running (Ctrl-C stops it)");
	t->focus = t->wide ? t->focus : ON_RESULT;
	return AFTER_REDRAW;
}

static unsigned key_stop(struct screen *s)
{
	struct test_screen *t = of(s);

	if (!t->running)
		return AFTER_CLOSE | AFTER_REDRAW;
	function_test_cancel(t->sh->app->functions, t->running);
	t->running = 0;
	pager_clear(&t->result);
	say(t, ST_ABORTED, GLYPH_ABORTED " stopped");
	return AFTER_REDRAW;
}

static unsigned key_format(struct screen *s)
{
	struct test_screen *t = of(s);
	struct err e;

	if (!json_edit_format(&t->event, &e))
		return refuse(t, "only valid JSON can be formatted: ", &e);
	return AFTER_REDRAW;
}

static unsigned key_tab(struct screen *s)
{
	struct test_screen *t = of(s);

	t->focus = t->focus == ON_EVENT ? ON_RESULT : ON_EVENT;
	return AFTER_REDRAW;
}

/* --- events used before ------------------------------------------------------------------------------------------- */

static unsigned event_chosen(struct shell *sh, void *ctx, size_t index)
{
	struct test_screen *t = of(ctx);
	struct store_inputs used = {0};
	struct err e;
	bool ok = store_input_list(sh->app->store, t->kept_as, 50, &used, &e);

	/* Nobody can have added one since: the choice was on top. */
	if (ok && index < used.list.n)
		ok = json_edit_replace(&t->event, used.list.v[index].text, strlen(used.list.v[index].text), &e);
	store_inputs_done(&used);
	t->focus = ON_EVENT;
	return ok ? (unsigned)AFTER_REDRAW : refuse(t, "", &e);
}

static unsigned key_events(struct screen *s)
{
	struct test_screen *t = of(s);
	struct store_inputs used = {0};
	struct choice c;
	struct err e;

	if (!t->sh->app->store || !store_input_list(t->sh->app->store, t->kept_as, 50, &used, &e))
		return t->sh->app->store ? refuse(t, "", &e) : (unsigned)AFTER_NOTHING;
	if (!used.list.n) {
		app_note(t->sh->app, NOTE_INFO, "no event was used for this function yet");
		return AFTER_REDRAW;
	}
	choice_init(&c, "Events used before", true);
	for (size_t i = 0; i < used.list.n; i++) {
		struct str digest = {0};

		run_input_digest(&digest, used.list.v[i].text, 200);
		choice_add(&c, str_get(&digest), NULL, 0, ST_TEXT);
		str_done(&digest);
	}
	store_inputs_done(&used);
	ask_choice_take(t->sh, &c, event_chosen, s);
	return AFTER_REDRAW;
}

static unsigned key_close(struct screen *s)
{
	struct test_screen *t = of(s);

	if (t->focus == ON_RESULT && !t->wide) {
		t->focus = ON_EVENT;
		return AFTER_REDRAW;
	}
	return AFTER_CLOSE | AFTER_REDRAW;
}

static const struct place_key test_keys[] = {
	{"<C-s> <A-Enter>", "call", "Call the function with this event", key_call},
	{"<Tab>", "to the result", "Between the event and what came back", key_tab},
	{"<Esc>", "back", "Back", key_close},
	{"<C-o>", "events", "Choose an event that was used before", key_events},
	{"<C-t>", "tidy", "Format the JSON (Ctrl-Z undoes)", key_format},
	{"<C-c>", "stop", "Stop the call; leave when none runs", key_stop},
	{"<F1> <A-h>", "help", "These keys", place_key_help},
};

const struct place function_test_place = {
	.keymap = "function-test", .title = "Test a function", .keys = test_keys, .n = ARRAY_LEN(test_keys), .typing = true,
};

/* What the last line says while the result has the keys. */
static const struct place_key result_keys[] = {
	{"<Down>", "scroll", "", NULL}, {"y", "copy", "", NULL}, {"<Tab>", "event", "", NULL}, {"<C-s>", "call again", "", NULL},
	{"<C-c>", "stop", "", NULL}, {"<Esc>", "back", "", NULL}, {"<F1>", "help", "", NULL},
};

static const struct place result_place = {.keys = result_keys, .n = ARRAY_LEN(result_keys)};

/* --- the screen --------------------------------------------------------------------------------------------------- */

static void test_layout(struct screen *s, int cols, int rows)
{
	struct test_screen *t = of(s);
	int body = place_body_rows(rows), above = body / 2;

	t->wide = cols >= WIDE;
	if (t->wide) {
		json_edit_layout(&t->event, 0, PLACE_BODY_Y, cols / 2, body);
		t->result_x = cols / 2;
		t->result_y = PLACE_BODY_Y;
		t->result_cols = cols - cols / 2;
		t->result_rows = body > 3 ? body - 1 : body;
	} else {
		json_edit_layout(&t->event, 0, PLACE_BODY_Y, cols, above);
		t->result_x = 0;
		t->result_y = PLACE_BODY_Y + above;
		t->result_cols = cols;
		t->result_rows = body - above;
	}
	pager_layout(&t->result, t->result_cols > 3 ? t->result_cols - 3 : 1, t->result_rows > 3 ? t->result_rows - 2 : 1);
}

static void test_draw(const struct screen *s, struct surface *sf)
{
	const struct test_screen *t = of(s);
	bool here = t->focus == ON_RESULT;
	struct surface text = surface_sub(sf, t->result_x + 2, t->result_y + 1, t->result_cols - 3, t->result_rows - 2);
	char *title;

	if (!place_fits(sf))
		return;
	json_edit_draw(&t->event, sf, "Event (JSON)", !here);
	surface_box(sf, t->result_x, t->result_y, t->result_cols, t->result_rows, here ? ST_BORDER_FOCUSED : ST_BORDER, "Result",
		here ? ST_TITLE_FOCUSED : ST_TITLE);
	if (t->result.text.len)
		pager_draw(&t->result, &text);
	else
		place_draw_empty(&text, "not called yet", "Ctrl-S calls the function");
	title = xasprintf("Test › %s", t->name);
	place_draw(t->sh, here ? &result_place : &function_test_place, sf, title, t->running ? "running" : NULL);
	free(title);
}

static unsigned result_key(struct test_screen *t, const struct key *k)
{
	if (key_is(k, 'q', 0)) {
		t->focus = ON_EVENT;
		return AFTER_REDRAW;
	}
	if (key_is(k, 'y', 0)) {
		shell_copy(t->sh, str_get(&t->result.text), "the result");
		return AFTER_REDRAW;
	}
	return pager_key(&t->result, k) ? AFTER_REDRAW : AFTER_NOTHING;
}

static unsigned test_key(struct screen *s, const struct key *k)
{
	struct test_screen *t = of(s);
	struct key local = *k;
	unsigned after, w;

	if (place_key(&function_test_place, s, k, &after))
		return after;
	if (k->code == K_MOUSE) {
		if (key_in(k, t->result_x + 2, t->result_y + 1, t->result_cols - 3, t->result_rows - 2, &local))
			t->focus = ON_RESULT;
		else if (json_edit_has(&t->event, k))
			t->focus = ON_EVENT;
		else
			return AFTER_NOTHING;
	}
	if (t->focus == ON_RESULT)
		return result_key(t, &local) | AFTER_REDRAW;
	w = json_edit_key(&t->event, k);
	if (w & W_CHANGED)
		place_note_done(t->sh);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void test_done(struct screen *s)
{
	struct test_screen *t = of(s);

	if (t->running)
		function_test_cancel(t->sh->app->functions, t->running);
	json_edit_done(&t->event);
	pager_done(&t->result);
	free(t->name);
	free(t->kept_as);
	free(t);
}

static const struct screen_ops test_ops = {
	.name = "function-test", .keymap = "function-test", .layout = test_layout, .draw = test_draw, .key = test_key, .done = test_done,
};

static void fill(struct test_screen *t)
{
	struct store_inputs used = {0};
	const char *text = "{}";
	struct err e;

	if (t->sh->app->store && !store_input_list(t->sh->app->store, t->kept_as, 1, &used, &e))
		app_note_err(t->sh->app, &e);
	if (used.list.n)
		text = used.list.v[0].text;
	if (!json_edit_set(&t->event, text, strlen(text), &e))
		app_note_err(t->sh->app, &e);
	if (strcmp(text, "{}") == 0)
		editor_go(t->event.ed, 0, 1);
	store_inputs_done(&used);
}

void function_test_screen_open(struct shell *sh, const char *name)
{
	struct test_screen *t;
	struct err e;

	if (!sh->app->functions) {
		app_note(sh->app, NOTE_WARNING, "no workspace is open");
		return;
	}
	place_note_done(sh);
	t = xcalloc(1, sizeof *t);
	t->sh = sh;
	t->name = xstrdup(name);
	t->kept_as = xasprintf("function:%s", name);
	json_edit_init(&t->event, EVENT_MAX);
	pager_init(&t->result);
	fill(t);
	if (!screens_push(&sh->screens, &test_ops, sh, t, &e))
		app_note_err(sh->app, &e);
}
