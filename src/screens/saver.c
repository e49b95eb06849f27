#include "screens/saver.h"

#include <stdlib.h>
#include <string.h>

#include "app/save_case.h"
#include "asl/source.h"
#include "base/timefmt.h"

#define MAX_BYTES (64 << 20)
#define TELL_US 400000			/* how often it says how far it is */

struct saver {
	struct shell *sh;
	struct saving *saving;
	struct run *run;		/* a copy of its own */
	char *path, *into;
	enum save_kind kind;
	struct loop_timer *timer;
	int64_t told_us;
};

void saver_free(struct saver *s)
{
	if (!s)
		return;
	saving_free(s->saving);
	run_free(s->run);
	loop_timer_free(s->timer);
	free(s->path);
	free(s->into);
	free(s);
}

bool saver_is_busy(const struct shell *sh)
{
	return sh->saver != NULL;
}

char *saver_machine_file(const struct shell *sh, const struct asl_machine *m)
{
	const struct app *a = sh->app;
	char *address;

	if (a->machine && a->address && (a->machine->hash == m->hash || str_is(a->machine->file, m->file)))
		return xstrdup(a->address);
	address = save_case_address(m);
	if (address && asl_address_exists(address))
		return address;
	free(address);
	return NULL;
}

/* --- the end ---------------------------------------------------------------------------------------------------------- */

static bool write_file(const struct saver *s, struct err *e)
{
	const struct str *text = saving_text(s->saving);
	char *dir = path_dir(s->path);
	bool ok = dir_make(dir, e) && file_write_atomic(s->path, str_get(text), text->len, e);

	free(dir);
	return ok;
}

static void tell(const struct saver *s)
{
	const char *notes = saving_notes(s->saving), *more = strchr(notes, '\n');
	size_t n = more ? (size_t)(more - notes) : strlen(notes);

	if (!n)
		app_note(s->sh->app, NOTE_INFO, "%s: %.300s", s->into ? "added to" : "written", s->path);
	else
		app_note(s->sh->app, NOTE_WARNING, "%s: %.180s; %.*s%s", s->into ? "added to" : "written", s->path, n > 200 ? 200 : (int)n, notes,
			more ? "; and more" : "");
}

static void end(struct saver *s, bool ok, struct err *e)
{
	struct shell *sh = s->sh;

	ok = ok && write_file(s, e);
	if (ok)
		tell(s);
	else
		app_note_err(sh->app, e);
	sh->saver = NULL;
	saver_free(s);
}

/* --- work ----------------------------------------------------------------------------------------------------------- */

static void tell_progress(struct saver *s, int64_t mono_us)
{
	int percent = saving_percent(s->saving);

	if (mono_us - s->told_us < TELL_US)
		return;
	s->told_us = mono_us;
	if (percent)
		app_note(s->sh->app, NOTE_INFO, "saving: %d %%", percent);
	else
		app_note(s->sh->app, NOTE_INFO, "saving…");
}

static void on_timer(void *ctx)
{
	struct saver *s = ctx;
	int64_t wait_us = 0, mono_us = time_mono_us();
	struct err e = {0};
	enum saving_state st = saving_turn(s->saving, mono_us, &wait_us, &e);

	if (st == SAVING_DONE || st == SAVING_FAILED) {
		end(s, st == SAVING_DONE, &e);
		return;
	}
	tell_progress(s, mono_us);
	loop_timer_start(s->timer, st == SAVING_WAITS && wait_us < 5000 ? (wait_us + 999) / 1000 : st == SAVING_WAITS ? 5 : 0, 0);
}

static struct run *copy_of(struct app *a, int64_t store_id, struct err *e)
{
	struct store_execution x = {0};
	struct run *r;

	if (!store_id) {
		err_set(e, ERR_USAGE, "this execution is not kept: it cannot be saved");
		return NULL;
	}
	if (!store_execution_load(a->store, store_id, &x, e))
		return NULL;
	r = run_stored_take(&x);
	run_seek(r, run_last(r));
	return r;
}

bool saver_begin(struct shell *sh, const struct saver_options *o, struct err *e)
{
	struct saver *s;
	struct saving_options so = {.kind = o->kind, .path = o->path};
	char *machine_file;
	size_t len;
	bool ok;

	if (sh->saver)
		return err_set(e, ERR_BUSY, "another execution is being saved: in a moment");
	s = xcalloc(1, sizeof *s);
	*s = (struct saver){.sh = sh, .kind = o->kind, .path = xstrdup(o->path), .told_us = time_mono_us()};
	ok = (s->run = copy_of(sh->app, o->store_id, e)) && (!o->add || file_read(o->path, MAX_BYTES, &s->into, &len, e));
	if (ok) {
		so.run = s->run;
		so.into = s->into;
		so.machine_file = machine_file = saver_machine_file(sh, s->run->machine);
		s->saving = saving_new(sh->loop, &so, e);
		free(machine_file);
	}
	if (!s->saving) {
		saver_free(s);
		return false;
	}
	s->timer = loop_timer_new(sh->loop, on_timer, s);
	loop_timer_start(s->timer, 0, 0);
	sh->saver = s;
	return true;
}
