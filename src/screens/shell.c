#include "screens/shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app_document.h"
#include "base/log.h"
#include "loop/child.h"
#include "screens/command.h"
#include "screens/command_document.h"
#include "screens/edit.h"
#include "screens/editor_command.h"
#include "screens/saver.h"
#include "screens/workbench.h"

static bool check_command(void *ctx, const char *text, struct err *e)
{
	char *name = xstrndup(text, strcspn(text, " "));
	bool ok = strcmp(name, "nop") == 0 || command_find(name) != NULL;

	(void)ctx;
	if (!ok)
		err_set(e, ERR_INVALID, "no such command: %.60s", name);
	free(name);
	return ok;
}

static void run_keys(struct shell *sh, bool timed_out);

static void keys_timed_out(void *ctx)
{
	run_keys(ctx, true);
}

bool shell_init(struct shell *sh, struct app *a, struct loop *l, struct terminal *t, const struct shell_options *o, struct err *e)
{
	int cols, rows;
	struct err key_err;

	*sh = (struct shell){.app = a, .loop = l, .term = t, .reduced_motion = o->reduced_motion};
	terminal_size(t, &cols, &rows);
	surface_init(&sh->surface, cols, rows, t->ascii || o->ascii);
	screens_init(&sh->screens, cols, rows);
	sh->keymap = keymap_new();
	sh->key_timer = loop_timer_new(l, keys_timed_out, sh);
	if (!theme_load(&sh->theme, o->theme, e))
		return false;
	terminal_set_theme(t, &sh->theme);
	if (!keymap_parse(sh->keymap, keymap_default_text(), strlen(keymap_default_text()), check_command, NULL, e))
		return err_prefix(e, "default.keys");
	if (o->keys_text && !keymap_parse(sh->keymap, o->keys_text, strlen(o->keys_text), check_command, NULL, &key_err)) {
		err_prefix(&key_err, o->keys_path);
		app_note_err(a, &key_err);
	}
	if (!workbench_open(sh, e))
		return false;
	if (!a->machine && a->workspace.machines.n)
		open_screen_open(sh);		/* a folder of machines, or the samples: which one? */
	return true;
}

static void spawned_drop(struct shell *sh);

void shell_done(struct shell *sh)
{
	spawned_drop(sh);
	saver_free(sh->saver);
	screens_done(&sh->screens);
	surface_done(&sh->surface);
	keymap_free(sh->keymap);
	loop_timer_free(sh->key_timer);
	for (size_t i = 0; i < sh->palette_history.n; i++)
		free(sh->palette_history.v[i]);
	VEC_DONE(&sh->palette_history);
	for (size_t i = 0; i < sh->expressions.n; i++)
		free(sh->expressions.v[i]);
	VEC_DONE(&sh->expressions);
	edit_clip_drop();
	terminal_close(sh->term);
}

const char *shell_keymap_name(const struct shell *sh)
{
	const struct screen *top = screens_top(&sh->screens);

	if (!top)
		return "*";
	return top->data == sh->workbench ? workbench_keymap(sh->workbench) : top->ops->keymap;
}

static void follow(struct shell *sh, struct screen *s, unsigned after)
{
	if (s)
		screens_after(&sh->screens, s, after);
	if (after & AFTER_QUIT) {
		sh->quit = true;
		loop_stop(sh->loop);
	}
}

bool shell_run_command(struct shell *sh, const char *text)
{
	struct err e = {0};
	unsigned after = command_run(sh, text, &e);

	log_debug("keys", "command %s: after %u %s", text, after, e.code ? e.msg : "");
	if (e.code)
		app_note_err(sh->app, &e);
	follow(sh, screens_top(&sh->screens), after | (e.code ? AFTER_REDRAW : 0));
	return !e.code;
}

static void run_keys(struct shell *sh, bool timed_out)
{
	const char *command;
	struct key k;

	loop_timer_stop(sh->key_timer);
	for (;;) {
		switch (keyseq_next(&sh->keys, sh->keymap, shell_keymap_name(sh), timed_out, &command, &k)) {
		case KEYSEQ_EMPTY:
			return;
		case KEYSEQ_WAIT:
			loop_timer_start(sh->key_timer, KEYMAP_TIMEOUT_MS, 0);
			sh->screens.dirty = true;
			return;
		case KEYSEQ_COMMAND: {
			/* A command may read the key map again: keep its text. */
			char *text = xstrdup(command);

			shell_run_command(sh, text);
			free(text);
			break;
		}
		case KEYSEQ_KEY:
			follow(sh, NULL, screens_key(&sh->screens, &k));
			break;
		}
		timed_out = false;
	}
}

/* A question about the text that was put off with Esc comes again when it is another one, and with the next attempt to save. */
static void ask_once(struct shell *sh)
{
	unsigned question = (unsigned)app_asks(sh->app);

	if (question != sh->asked) {
		sh->asked = question;
		document_ask(sh);
	}
}

/* The screens must not look at what the model has dropped: they follow it before the next key and before they are drawn. */
static void follow_model(struct shell *sh)
{
	bool text;

	if (!sh->app->changed)
		return;
	text = sh->app->changed & CHANGED_TEXT;
	screens_update(&sh->screens);
	sh->app->changed = 0;
	if (text)
		ask_once(sh);
}

void shell_key(struct shell *sh, const struct key *k)
{
	int cols, rows;

	switch (k->code) {
	case K_RESIZE:
		terminal_size(sh->term, &cols, &rows);
		surface_resize(&sh->surface, cols, rows);
		screens_resize(&sh->screens, cols, rows);
		break;
	case K_HANGUP:
		sh->quit = true;
		loop_stop(sh->loop);
		break;
	case K_FOCUS_IN:
	case K_FOCUS_OUT:
		break;
	default:
		if (sh->app->note_kind == NOTE_INFO && k->code != K_MOUSE) {
			sh->app->note[0] = '\0';	/* good news has been read when the next key comes; errors stay until Esc or better news */
			sh->app->note_kind = NOTE_NONE;
			sh->screens.dirty = true;
		}
		keyseq_push(&sh->keys, k);
		run_keys(sh, false);
		break;
	}
	follow_model(sh);
	screens_reap(&sh->screens);
}

void shell_read(struct shell *sh)
{
	struct key k;

	while (!sh->quit && terminal_read(sh->term, &k))
		shell_key(sh, &k);
}

void shell_draw(struct shell *sh)
{
	follow_model(sh);
	if (!sh->screens.dirty)
		return;
	screens_draw(&sh->screens, &sh->surface);
	terminal_present(sh->term, &sh->surface);
}

void shell_copy(struct shell *sh, const char *text, const char *what)
{
	struct err e;

	if (terminal_copy(sh->term, text, strlen(text), &e))
		app_note(sh->app, NOTE_INFO, "%s copied (%zu bytes)", what, strlen(text));
	else
		app_note_err(sh->app, &e);
}

/* --- other programs in the terminal ------------------------------------------------------------------------------- */

struct spawned {
	struct shell *sh;
	struct child *child;
	void (*done)(void *ctx, int status);
	void *ctx;
};

/* Kills it if it still runs. */
static void spawned_drop(struct shell *sh)
{
	if (!sh->spawned)
		return;
	child_free(sh->spawned->child);
	free(sh->spawned);
	sh->spawned = NULL;
}

static void spawn_ended(void *ctx, struct child *c, const struct child_exit *x)
{
	struct spawned *sp = ctx, end = *sp;
	struct shell *sh = sp->sh;
	int status = x->signum ? -1 : x->code;

	(void)c;
	spawned_drop(sh);
	terminal_resume(sh->term);
	sh->screens.dirty = true;
	if (end.done)
		end.done(end.ctx, status);
}

bool shell_spawn(struct shell *sh, const char *const *argv, void (*done)(void *ctx, int status), void *ctx, struct err *e)
{
	struct spawned *sp;
	struct child_opts o = {.argv = argv, .group = CHILD_SAME_GROUP, .inherit = {true, true, true}, .exit = spawn_ended};

	if (sh->spawned)
		return err_set(e, ERR_BUSY, "another program still has the terminal");
	sp = xcalloc(1, sizeof *sp);
	*sp = (struct spawned){.sh = sh, .done = done, .ctx = ctx};
	o.ctx = sp;
	if (!terminal_suspend(sh->term)) {
		free(sp);
		return err_set(e, ERR_USAGE, "%s needs a terminal", argv[0]);
	}
	sp->child = child_start(sh->loop, &o, e);
	if (sp->child) {
		sh->spawned = sp;
		return true;
	}
	terminal_resume(sh->term);
	free(sp);
	return false;
}

bool shell_edit_file(struct shell *sh, const char *path, unsigned line, unsigned col, void (*done)(void *ctx, int status), void *ctx, struct err *e)
{
	const char *editor = getenv("VISUAL");
	char **words;
	bool ok;

	if (!editor || !*editor)
		editor = getenv("EDITOR");
	words = editor_command(editor && *editor ? editor : "vi", path, line, col);
	ok = shell_spawn(sh, (const char *const *)words, done, ctx, e);
	editor_command_free(words);
	return ok;
}
