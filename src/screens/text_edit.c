/*
 * Typing in the text pane. After every key the editor's text becomes the document's, so that undo, the picture and the problems are those of
 * the document; undo there comes back into the editor.
 */
#include <stdlib.h>
#include <string.h>

#include "asl/fix.h"
#include "screens/command_impl.h"
#include "screens/text_pane_private.h"

bool text_may_edit(struct text_pane *t, struct err *e)
{
	text_refresh(t);
	if (!t->own)
		return err_set(e, ERR_USAGE, "this is what the shown execution ran: q closes it, then the file can be edited");
	return app_can_edit(text_app(t), e);
}

bool text_push(struct text_pane *t, const char *label, bool joins)
{
	struct app *a = text_app(t);
	const struct document *d = app_document(a);
	struct splices s = {0};
	struct str text = {0};
	const char *path = t->pane->wb->selected_path;
	struct err e = {0};
	bool ok;

	if (!joins)
		t->join++;
	editor_get_text(t->ed, &text);
	splices_between(d->text, d->len, str_get(&text), text.len, &s);
	ok = app_edit(a, &(struct document_edit){.splices = &s, .label = label, .join = t->join + 1, .from = path, .to = path}, &e);
	if (ok)
		t->version = d->version + 1;
	else
		app_note_err(a, &e);
	if (!joins)
		t->join++;
	splices_done(&s);
	str_done(&text);
	return ok;
}

/* A run of typing ends where the cursor goes elsewhere, and with its line. */
static bool joins(const struct key *k)
{
	return key_is_char(k) || k->code == K_BACKSPACE || k->code == K_DELETE;
}

/* The editor's own undo would not know of what other panes have changed. */
static bool is_undo(const struct key *k)
{
	return key_is(k, 'z', MOD_CTRL) || key_is(k, 'y', MOD_CTRL) || key_is(k, 'r', MOD_CTRL);
}

unsigned text_edit_key(struct text_pane *t, const struct key *k)
{
	unsigned w;

	if (t->offers.open && text_offers_key(t, k))
		return W_USED;
	if (is_undo(k))
		return W_IGNORED;
	w = editor_key(t->ed, k);
	if (w & W_CHANGED)
		text_push(t, k->code == K_PASTE ? "paste" : "typing", joins(k));
	else if (w & W_MOVED)
		t->join++;
	if (w)
		text_offers_typed(t, k);
	return w;
}

/* --- commands --------------------------------------------------------------------------------------------------------------- */

static struct text_pane *pane_of(struct shell *sh)
{
	return sh->workbench->panes[PANE_TEXT].data;
}

/* The pane, in sight and with the keys. */
static struct text_pane *shown(struct shell *sh)
{
	if (sh->workbench->focus != PANE_TEXT || !sh->workbench->panes[PANE_TEXT].cols)
		workbench_focus(sh->workbench, PANE_TEXT);
	return pane_of(sh);
}

unsigned cmd_insert(struct shell *sh, const char *args, struct err *e)
{
	struct text_pane *t = shown(sh);

	(void)args;
	if (!text_may_edit(t, e))
		return AFTER_REDRAW;
	t->editing = true;
	t->join++;
	text_refresh(t);
	return AFTER_UPDATE;
}

/* What the execution ran is not what the file says any more: the picture and the text stay with the file. */
static void stay_with_the_file(struct text_pane *t)
{
	struct app *a = text_app(t);

	if (!a->run || !a->machine || a->run->machine->hash == a->machine->hash)
		return;
	app_run_close(a);
	app_note(a, NOTE_INFO, "the execution ran another definition by now; the list (4) has it");
}

void text_pane_leave(struct pane *p)
{
	struct text_pane *t = p->data;

	if (!t->editing)
		return;
	t->editing = false;
	text_offers_close(t);
	text_bar_close(t);
	editor_set_readonly(t->ed, true);
	stay_with_the_file(t);
}

unsigned cmd_leave(struct shell *sh, const char *args, struct err *e)
{
	struct text_pane *t = pane_of(sh);

	(void)args, (void)e;
	if (t->offers.open)
		text_offers_close(t);
	else if (t->bar.open)
		text_bar_close(t);
	else
		text_pane_leave(t->pane);
	return AFTER_UPDATE;
}

unsigned cmd_complete(struct shell *sh, const char *args, struct err *e)
{
	struct text_pane *t = shown(sh);

	(void)args;
	if (!t->editing)
		err_set(e, ERR_USAGE, "Enter edits the text; then there are completions");
	else if (t->offers.open)
		text_offers_key(t, &(struct key){.code = K_DOWN});
	else
		text_offers_open(t, true);
	return AFTER_REDRAW;
}

unsigned cmd_bracket(struct shell *sh, const char *args, struct err *e)
{
	struct text_pane *t = shown(sh);

	(void)args;
	if (editor_jump_bracket(t->ed))
		text_moved(t);
	else
		err_set(e, ERR_USAGE, "no bracket here that has a partner");
	return AFTER_REDRAW;
}

static unsigned go_line(struct shell *sh, void *ctx, const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	(void)ctx;
	if (!*text || *end || !n) {
		app_note(sh->app, NOTE_ERROR, "\"%.20s\" is no line number", text);
		return AFTER_REDRAW;
	}
	editor_go(shown(sh)->ed, n - 1, 0);
	text_moved(pane_of(sh));
	return AFTER_REDRAW;
}

unsigned cmd_line(struct shell *sh, const char *args, struct err *e)
{
	(void)e;
	if (*args)
		return go_line(sh, NULL, args);
	ask_text(sh, &(struct ask_text_opts){.label = "Go to line: "}, go_line, NULL);
	return AFTER_REDRAW;
}

unsigned cmd_replace(struct shell *sh, const char *args, struct err *e)
{
	struct text_pane *t = shown(sh);

	(void)args;
	if (!t->editing) {
		cmd_insert(sh, "", e);
		if (!t->editing)
			return AFTER_REDRAW;
	}
	text_bar_open(t, true);
	return AFTER_UPDATE;
}

unsigned cmd_problem(struct shell *sh, const char *args, struct err *e)
{
	struct text_pane *t = shown(sh);
	const struct diag *d;
	int dir = str_starts("previous", *args ? args : "next") ? -1 : 1;

	text_refresh(t);
	d = text_problem_next(t, dir);
	if (!d) {
		err_set(e, ERR_USAGE, "nothing is wrong with the definition");
		return AFTER_REDRAW;
	}
	editor_go_span(t->ed, &d->span);
	text_moved(t);
	return AFTER_REDRAW;
}

/* The one at the cursor's line that can be mended; the first of those. */
static const struct diag *mendable(const struct text_pane *t)
{
	const struct asl_machine *m = text_machine(t);
	size_t line = editor_cursor(t->ed).line + 1;

	for (size_t i = 0; m && i < m->diags->list.n; i++) {
		const struct diag *d = &m->diags->list.v[i];

		if (d->span.line == line && d->fix.kind != FIX_NONE)
			return d;
	}
	return NULL;
}

char *text_fix_title(const struct text_pane *t)
{
	const struct diag *d = mendable(t);

	return d ? asl_fix_title(d) : NULL;
}

unsigned cmd_fix(struct shell *sh, const char *args, struct err *e)
{
	struct text_pane *t = shown(sh);
	struct splices s = {0};
	const struct diag *d;
	char *title;

	(void)args;
	if (!text_may_edit(t, e))
		return AFTER_REDRAW;
	app_text_machine(sh->app);		/* a large text may have changed since it was read */
	text_refresh(t);
	d = mendable(t);
	if (!d) {
		err_set(e, ERR_USAGE, "nothing in this line can be mended by a key");
		return AFTER_REDRAW;
	}
	title = asl_fix_title(d);
	if (asl_fix_splices(text_machine(t), d, &s, e) && app_edit(sh->app, &(struct document_edit){.splices = &s, .label = title}, e))
		app_note(sh->app, NOTE_INFO, "done: %.300s (undo takes it back)", title);
	splices_done(&s);
	free(title);
	return AFTER_UPDATE;
}

/* --- for commands that other panes have, too ---------------------------------------------------------------------------------- */

bool text_pane_is_editing(const struct workbench *wb)
{
	const struct text_pane *t = wb->panes[PANE_TEXT].data;

	return t && t->editing;
}

void text_pane_fold(struct pane *p, enum text_fold how)
{
	struct text_pane *t = p->data;

	if (how == TEXT_FOLD_ONE)
		editor_fold(t->ed);
	else if (how == TEXT_UNFOLD_ALL)
		editor_unfold_all(t->ed);
	else
		editor_fold_level(t->ed, 2);
	text_moved(t);
}

void text_pane_show_change(struct pane *p, size_t at)
{
	struct text_pane *t = p->data;
	struct editor_pos pos;

	if (!p->cols)
		return;
	text_refresh(t);
	pos = editor_pos_at(t->ed, at);
	editor_go(t->ed, pos.line, pos.byte);
	text_moved(t);
}
