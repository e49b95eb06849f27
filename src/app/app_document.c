#include "app/app_document.h"

#include <stdlib.h>
#include <string.h>

#include "app/app_private.h"
#include "app/unsaved.h"
#include "asl/diag.h"
#include "asl/edit.h"
#include "asl/form.h"
#include "asl/source.h"

#define FILE_MAX ((size_t)4 << 20)
#define READ_AT_ONCE ((size_t)96 << 10)		/* a text up to so many bytes is read with every change; */
#define READ_DELAY_MS 80			/* a larger one when the changes pause for so long */
#define KEEP_DELAY_MS 1000

struct app_document {
	struct document text;
	bool apart;			/* the machine's text is only a part of the file, or made of it */
	bool fixed;			/* … and cannot be edited there: it is a text inside a string */
	struct asl_machine *read;	/* the text when it was read last */
	uint64_t drawn;			/* hash of the text that app->machine is of */
	bool stale;			/* it has changed since */
	uint64_t disk_hash;		/* of what is on disk, as it was last read or written */
	char *theirs;			/* a conflict: what the file holds; NULL: none */
	size_t theirs_len;
	struct unsaved *recovered;	/* NULL: none */
	bool kept;			/* there is a file with the unsaved text */
	struct loop_timer *read_timer, *keep_timer;
};

/* --- where unsaved text is kept ------------------------------------------------------------------------------------- */

/* NULL: nowhere. The caller frees. */
static char *keep_dir(const struct app *a)
{
	const char *path = a->store ? store_path(a->store) : NULL;

	return path && path[0] != ':' ? path_dir(path) : NULL;
}

static void forget_kept(struct app *a)
{
	char *dir = keep_dir(a);

	loop_timer_stop(a->doc->keep_timer);
	if (dir && a->doc->kept)
		unsaved_forget(dir, a->file);
	a->doc->kept = false;
	free(dir);
}

static void keep(void *ctx)
{
	struct app *a = ctx;
	struct app_document *d = a->doc;
	char *dir = keep_dir(a);
	struct err e;

	loop_timer_stop(d->keep_timer);
	if (!dir || document_is_saved(&d->text) || d->recovered) {
		free(dir);
		return;
	}
	if (unsaved_keep(dir, a->file, d->text.text, d->text.len, &e))
		d->kept = true;
	else
		app_note(a, NOTE_WARNING, "unsaved changes cannot be kept for a crash: %.400s", e.msg);
	free(dir);
}

/* The text, or what is on disk, has changed. */
static void keep_or_forget(struct app *a)
{
	struct app_document *d = a->doc;

	if (document_is_saved(&d->text))
		forget_kept(a);
	else if (!loop_timer_is_running(d->keep_timer))
		loop_timer_start(d->keep_timer, KEEP_DELAY_MS, 0);
}

/* --- reading the text ------------------------------------------------------------------------------------------------ */

static bool can_draw(const struct asl_machine *m)
{
	return m->root && m->top && !m->mended;
}

/* The machine of the text with values for its placeholders (aslant.json, .env) and what else its template says; m itself where there is neither.
 * New reference. */
static struct asl_machine *with_values(const struct app *a, struct asl_machine *m, struct err *e)
{
	struct asl_options o = app_load_options(a, a->address);

	if (a->doc->apart || m->mended || (!strstr(m->text, "${") && strcmp(a->address, a->file) == 0))
		return asl_ref(m);
	o.express = m->express;
	o.text = m->text;
	o.text_len = m->text_len;
	return asl_load_with(a->address, &o, e);
}

static void draw(struct app *a, struct asl_machine *m)
{
	struct err e;
	struct asl_machine *valued = with_values(a, m, &e);

	if (!valued) {
		app_note_err(a, &e);
		valued = asl_ref(m);
	}
	asl_unref(a->machine);
	a->machine = valued;
	app_lend_functions(a);
	a->doc->drawn = m->hash;
}

/* NULL with e: a template whose text does not hold the machine any more. */
static struct asl_machine *read_text(const struct app *a, struct err *e)
{
	const struct app_document *d = a->doc;
	struct asl_options o = app_load_options(a, a->address);

	o.express = d->read->express;
	if (!d->apart)
		return asl_parse_with(d->text.text, d->text.len, d->read->name, a->file, &o);
	o.text = d->text.text;
	o.text_len = d->text.len;
	o.machine = d->read->origin->name;
	return asl_load_with(d->read->origin->source, &o, e);
}

static void read_now(struct app *a)
{
	struct app_document *d = a->doc;
	struct asl_machine *m;
	struct err e;

	loop_timer_stop(d->read_timer);
	d->stale = false;
	m = read_text(a, &e);
	if (!m) {
		app_note_err(a, &e);
		return;
	}
	asl_unref(d->read);
	d->read = m;
	if (can_draw(m) || !a->machine || !can_draw(a->machine))
		draw(a, m);
	app_changed(a, CHANGED_MACHINE | CHANGED_TEXT);
}

bool app_document_again(struct app *a)
{
	uint64_t before = a->machine->hash;

	if (a->doc->fixed || app_is_broken(a))
		return false;
	if (a->doc->apart)
		read_now(a);		/* with the values of its placeholders */
	else
		draw(a, a->doc->read);
	app_changed(a, CHANGED_MACHINE);
	return a->machine->hash != before;
}

static void read_later(void *ctx)
{
	read_now(ctx);
}

static void text_changed(struct app *a)
{
	struct app_document *d = a->doc;

	d->stale = true;
	if (d->text.len <= READ_AT_ONCE)
		read_now(a);
	else
		loop_timer_start(d->read_timer, READ_DELAY_MS, 0);
	keep_or_forget(a);
	app_changed(a, CHANGED_TEXT);
}

/* --- opening and closing --------------------------------------------------------------------------------------------- */

void app_document_open(struct app *a, const char *text, size_t len)
{
	struct app_document *d = xcalloc(1, sizeof *d);
	char *dir = keep_dir(a);

	d->apart = !a->machine->origin->whole;
	d->fixed = d->apart && !asl_edit_possible(a->machine, NULL);
	document_init(&d->text, text, len);
	d->read = asl_ref(a->machine);
	d->disk_hash = hash_bytes(text, len, 0);
	d->read_timer = loop_timer_new(a->loop, read_later, a);
	d->keep_timer = loop_timer_new(a->loop, keep, a);
	a->doc = d;
	if (!d->apart && !a->machine->origin->same) {		/* placeholders have got values, which the text has not */
		struct err e;
		struct asl_machine *own = read_text(a, &e);	/* of a text: never NULL */

		asl_unref(d->read);
		d->read = own;
	}
	d->drawn = d->read->hash;
	if (dir && !d->fixed)
		d->recovered = unsaved_find(dir, a->file, text, len);
	free(dir);
	app_changed(a, CHANGED_TEXT);
}

void app_document_close(struct app *a)
{
	struct app_document *d = a->doc;

	if (!d)
		return;
	if (loop_timer_is_running(d->keep_timer))
		keep(a);
	loop_timer_free(d->read_timer);
	loop_timer_free(d->keep_timer);
	document_done(&d->text);
	asl_unref(d->read);
	unsaved_free(d->recovered);
	free(d->theirs);
	free(d);
	a->doc = NULL;
}

void app_document_replace(struct app *a, struct asl_machine *m)
{
	asl_unref(a->doc->read);
	a->doc->read = asl_ref(m);
	asl_unref(a->machine);
	a->machine = m;
	app_lend_functions(a);
	a->doc->drawn = m->hash;
	app_changed(a, CHANGED_MACHINE | CHANGED_TEXT);
}

const struct document *app_document(const struct app *a)
{
	return a->doc ? &a->doc->text : NULL;
}

bool app_can_edit_states(const struct app *a, struct err *e)
{
	if (!a->machine)
		return err_set(e, ERR_USAGE, "no state machine is open");
	if (!a->doc)
		return err_set(e, ERR_USAGE, "%.80s is in no file", a->machine->name);
	return !a->doc->fixed || asl_edit_possible(a->machine, e);
}

bool app_can_edit(const struct app *a, struct err *e)
{
	if (!app_can_edit_states(a, e))
		return false;
	if (a->doc->apart)
		return err_set(e, ERR_USAGE, "%.80s is only a part of %.200s: edit that file (e)", a->machine->name, path_base(a->file));
	return true;
}

struct asl_machine *app_text_machine(struct app *a)
{
	if (!a->doc)
		return a->machine;
	if (a->doc->stale)
		read_now(a);
	return a->doc->read;
}

struct asl_machine *app_checked_machine(struct app *a)
{
	struct asl_machine *m = app_text_machine(a);

	return a->doc && !app_is_broken(a) ? a->machine : m;
}

const struct asl_machine *app_read_machine(const struct app *a)
{
	return a->doc ? a->doc->read : a->machine;
}

bool app_is_broken(const struct app *a)
{
	return a->doc && a->doc->read->hash != a->doc->drawn;
}

unsigned app_broken_line(const struct app *a)
{
	const struct asl_diags *ds = app_is_broken(a) ? a->doc->read->diags : NULL;

	for (size_t i = 0; ds && i < ds->list.n; i++)
		if (ds->list.v[i].severity == DIAG_ERROR && ds->list.v[i].span.line)
			return ds->list.v[i].span.line;
	return 0;
}

/* --- edits ----------------------------------------------------------------------------------------------------------- */

bool app_edit(struct app *a, const struct document_edit *edit, struct err *e)
{
	uint64_t version;

	if (!app_can_edit_states(a, e))
		return false;
	version = a->doc->text.version;
	if (!document_edit(&a->doc->text, edit, e))
		return false;
	if (a->doc->text.version != version)
		text_changed(a);
	return true;
}

bool app_edit_text(struct app *a, const char *text, size_t len, const char *label, struct err *e)
{
	struct splices s = {0};
	bool ok = app_can_edit_states(a, e);

	if (ok) {
		splices_between(a->doc->text.text, a->doc->text.len, text, len, &s);
		ok = app_edit(a, &(struct document_edit){.splices = &s, .label = label}, e);
	}
	splices_done(&s);
	return ok;
}

bool app_undo(struct app *a, size_t *at, struct err *e)
{
	const struct document_step *s;

	if (!app_can_edit_states(a, e))
		return false;
	s = document_undo(&a->doc->text, at);
	if (!s)
		return err_set(e, ERR_USAGE, "nothing to undo");
	text_changed(a);
	app_note(a, NOTE_INFO, "undone: %.300s", s->label);
	return true;
}

bool app_redo(struct app *a, size_t *at, struct err *e)
{
	const struct document_step *s;

	if (!app_can_edit_states(a, e))
		return false;
	s = document_redo(&a->doc->text, at);
	if (!s)
		return err_set(e, ERR_USAGE, "nothing to do again");
	text_changed(a);
	app_note(a, NOTE_INFO, "done again: %.300s", s->label);
	return true;
}

/* --- the file -------------------------------------------------------------------------------------------------------- */

bool app_is_unsaved(const struct app *a)
{
	return a->doc && !document_is_saved(&a->doc->text);
}

static void drop_theirs(struct app_document *d)
{
	free(d->theirs);
	d->theirs = NULL;
	d->theirs_len = 0;
}

/* The watch may not have told yet. */
static bool has_changed_outside(const struct app *a)
{
	char *text;
	size_t len;
	struct err e;
	bool changed;

	if (!file_read(a->file, FILE_MAX, &text, &len, &e))
		return false;		/* gone: writing it again harms nothing */
	changed = hash_bytes(text, len, 0) != a->doc->disk_hash;
	free(text);
	return changed;
}

bool app_save(struct app *a, struct err *e)
{
	struct app_document *d = a->doc;
	char *path;
	bool ok;

	if (!app_can_edit_states(a, e))
		return false;
	if (has_changed_outside(a))
		app_reload(a);
	if (d->theirs)
		return err_set(e, ERR_BUSY, "%.300s has changed outside as well: which of the two is to stay?", path_base(a->file));
	path = path_absolute(a->file);		/* a link stays one */
	ok = file_write_atomic(path, d->text.text, d->text.len, e);
	free(path);
	if (!ok)
		return false;
	d->disk_hash = hash_bytes(d->text.text, d->text.len, 0);
	document_saved(&d->text);
	keep_or_forget(a);
	app_changed(a, CHANGED_TEXT);
	app_note(a, NOTE_INFO, "%.300s saved (%zu bytes)", path_base(a->file), d->text.len);
	return true;
}

void app_give_up(struct app *a)
{
	if (!a->doc)
		return;
	forget_kept(a);
}

/* Other text from outside. */
static void take_in(struct app *a, const char *text, size_t len, const char *label)
{
	struct splices s = {0};
	struct err e;

	splices_between(a->doc->text.text, a->doc->text.len, text, len, &s);
	if (!document_edit(&a->doc->text, &(struct document_edit){.splices = &s, .label = label}, &e))
		app_note_err(a, &e);
	splices_done(&s);
	text_changed(a);
}

static void file_is(struct app *a, const char *text, size_t len)
{
	struct app_document *d = a->doc;

	drop_theirs(d);
	if (len == d->text.len && memcmp(text, d->text.text, len) == 0) {
		document_saved(&d->text);
		keep_or_forget(a);
		app_changed(a, CHANGED_TEXT);
		return;
	}
	if (document_is_saved(&d->text)) {
		take_in(a, text, len, "a change of the file from outside");
		document_saved(&d->text);
		keep_or_forget(a);
		app_note(a, NOTE_INFO, "%s was changed and has been read again", path_base(a->file));
		app_note_problem(a);
		return;
	}
	d->theirs = xstrndup(text, len);
	d->theirs_len = len;
	app_note(a, NOTE_WARNING, "%.300s was changed outside, and there are unsaved changes here", path_base(a->file));
	app_changed(a, CHANGED_TEXT);
}

static void file_is_gone(struct app *a, const struct err *why)
{
	struct app_document *d = a->doc;

	if (why->code == ERR_NOT_FOUND) {
		document_strayed(&d->text);
		keep_or_forget(a);
		app_changed(a, CHANGED_TEXT);
	}
	app_note(a, NOTE_WARNING, "%.400s; what was read before is still shown", why->msg);
}

bool app_document_reload(struct app *a)
{
	struct app_document *d = a->doc;
	char *text;
	size_t len;
	uint64_t hash;
	struct err e;

	if (d->fixed)
		return false;
	if (!file_read(a->file, FILE_MAX, &text, &len, &e)) {
		file_is_gone(a, &e);
		return true;
	}
	hash = hash_bytes(text, len, 0);
	if (hash != d->disk_hash || !d->text.saved_id) {
		d->disk_hash = hash;
		file_is(a, text, len);
	}
	free(text);
	return true;
}

/* --- questions ------------------------------------------------------------------------------------------------------- */

enum app_question app_asks(const struct app *a)
{
	if (!a->doc)
		return APP_ASKS_NOTHING;
	if (a->doc->recovered)
		return APP_ASKS_RECOVERED;
	return a->doc->theirs ? APP_ASKS_CONFLICT : APP_ASKS_NOTHING;
}

const char *app_recovered_when(const struct app *a)
{
	return a->doc && a->doc->recovered ? a->doc->recovered->when : "";
}

void app_answer_conflict(struct app *a, bool mine)
{
	struct app_document *d = a->doc;

	if (!d || !d->theirs)
		return;
	if (!mine) {
		take_in(a, d->theirs, d->theirs_len, "a change of the file from outside");
		document_saved(&d->text);
		keep_or_forget(a);
	}
	app_note(a, NOTE_INFO, mine ? "what is here stays; saving overwrites the file" : "the file's text has been taken; undo brings yours back");
	drop_theirs(d);
	app_changed(a, CHANGED_TEXT);
}

void app_answer_recovered(struct app *a, bool take)
{
	struct app_document *d = a->doc;
	struct unsaved *u = d ? d->recovered : NULL;

	if (!u)
		return;
	d->recovered = NULL;
	d->kept = true;
	if (take)
		take_in(a, u->text, u->len, "unsaved changes of an earlier start");
	else
		forget_kept(a);
	unsaved_free(u);
	app_changed(a, CHANGED_TEXT);
}
