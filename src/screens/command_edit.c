/* Commands that change the open machine: each is one edit of the text (asl/edit.h), one step of undo. */
#include <stdlib.h>
#include <string.h>

#include "app/app_document.h"
#include "asl/diag.h"
#include "asl/palette.h"
#include "screens/command_impl.h"
#include "screens/edit.h"

/* --- what all of them do ------------------------------------------------------------------------------------------------- */

static struct asl_clip clip;		/* what was cut or copied; one for the program, so that it goes from file to file */

const struct asl_clip *edit_clip(void)
{
	return clip.name ? &clip : NULL;
}

void edit_clip_drop(void)
{
	asl_clip_done(&clip);
}

bool edit_target(struct shell *sh, struct asl_machine **m, const struct asl_state **s, struct err *e)
{
	const struct asl_state *shown = workbench_state(sh->workbench);

	if (!app_can_edit_states(sh->app, e))
		return false;
	*m = app_text_machine(sh->app);
	*s = NULL;
	if (!(*m)->top)
		return err_set(e, ERR_INVALID, "the definition does not parse: P says where; only its text can be edited");
	if (!shown)
		return true;
	*s = asl_state_at(*m, shown->path);
	if (!*s || strcmp((*s)->path, shown->path) != 0)
		return err_set(e, ERR_NOT_FOUND, "%.80s is not in the definition any more", shown->name);
	return true;
}

static bool target_state(struct shell *sh, struct asl_machine **m, const struct asl_state **s, struct err *e)
{
	if (!edit_target(sh, m, s, e))
		return false;
	return *s || err_set(e, ERR_USAGE, "no state is selected");
}

void edit_show_definition(struct shell *sh)
{
	const struct run *r = sh->app->run;

	if (r && sh->app->machine && r->machine->hash != sh->app->machine->hash)
		app_run_close(sh->app);
}

/* The state is selected as soon as there is one of that path. */
void edit_look_at(struct shell *sh, const char *path)
{
	struct workbench *wb = sh->workbench;

	if (!path)
		return;
	free(wb->selected_path);
	wb->selected_path = xstrdup(path);
}

static const struct diag *first_error(const struct asl_machine *m, size_t *n)
{
	const struct diag *first = NULL;

	*n = 0;
	for (size_t i = 0; i < m->diags->list.n; i++) {
		if (m->diags->list.v[i].severity != DIAG_ERROR)
			continue;
		first = first ? first : &m->diags->list.v[i];
		++*n;
	}
	return first;
}

/* What the edit did, and what is wrong with the definition now. */
static void tell(struct shell *sh, const char *label)
{
	size_t n;
	const struct diag *d = first_error(app_text_machine(sh->app), &n);	/* of a large text as well, which is read later else */

	if (d)
		app_note(sh->app, NOTE_WARNING, "%.160s; %zu error%s now (P): %.200s", label, n, n == 1 ? "" : "s", d->message);
	else
		app_note(sh->app, NOTE_INFO, "%.400s (z undoes)", label);
}

unsigned edit_apply(struct shell *sh, bool ok, struct asl_edit *r_take, const struct err *e)
{
	const struct document *d = app_document(sh->app);
	struct splices splices = {0};
	char *from;
	struct err why;

	if (!ok) {
		app_note_err(sh->app, e);
		return AFTER_REDRAW;
	}
	from = xstrdup(sh->workbench->selected_path);
	edit_look_at(sh, r_take->select);
	splices_between(d->text, d->len, r_take->text, r_take->len, &splices);
	if (app_edit(sh->app, &(struct document_edit){.splices = &splices, .label = r_take->label, .from = from, .to = r_take->select}, &why)) {
		edit_show_definition(sh);
		tell(sh, r_take->label);
	} else {
		app_note_err(sh->app, &why);
	}
	asl_edit_done(r_take);
	splices_done(&splices);
	free(from);
	return AFTER_UPDATE;
}

/* --- adding ----------------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *word;
	enum asl_spot_kind kind;
} places[] = {
	{"after", ASL_SPOT_AFTER}, {"before", ASL_SPOT_BEFORE}, {"branch", ASL_SPOT_BRANCH}, {"catch", ASL_SPOT_CATCH},
};

/* "after", "on rule 2", …; *rest: behind it. Without any: after, or into an empty machine. */
static bool read_place(const struct asl_machine *m, const struct asl_state *s, const char *args, struct asl_spot *out, const char **rest, struct err *e)
{
	*out = (struct asl_spot){.kind = ASL_SPOT_AFTER, .state = s};
	*rest = args;
	if (!s && !m->n_states) {
		out->kind = ASL_SPOT_FIRST;
		return true;
	}
	if (!s)
		return err_set(e, ERR_USAGE, "no state is selected: select the one beside which it is to come");
	if (str_starts(args, "on "))
		return edit_edge_read(s, args + 3, &out->edge, &out->index, rest) ? (out->kind = ASL_SPOT_EDGE, true)
			: err_set(e, ERR_USAGE, "%.80s has no such transition", s->name);
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		size_t n = strlen(places[i].word);

		if (strncmp(args, places[i].word, n) != 0 || (args[n] && args[n] != ' '))
			continue;
		out->kind = places[i].kind;
		*rest = args + n + strspn(args + n, " ");
	}
	return true;
}

static unsigned add_row(struct shell *sh, const char *args, const char *id, struct err *e)
{
	struct asl_machine *m;
	const struct asl_state *s;
	struct asl_spot at;
	struct asl_clip c;
	struct asl_edit r;
	const struct asl_palette_row *row = asl_palette_find(id);
	const char *rest;
	struct err why;
	bool ok;

	if (!edit_target(sh, &m, &s, e) || !read_place(m, s, args, &at, &rest, e))
		return AFTER_NOTHING;
	if (!row) {
		err_set(e, ERR_USAGE, "add: no \"%.40s\" in the palette (add alone lists it)", id);
		return AFTER_NOTHING;
	}
	asl_palette_clip(row, s ? s->language : m->language, &c);
	ok = asl_edit_add(m, &at, &c, &r, &why);
	asl_clip_done(&c);
	return edit_apply(sh, ok, &r, &why);
}

static char *add_args;			/* of the palette that is open: one is */

static unsigned palette_chosen(struct shell *sh, void *ctx, const char *id)
{
	struct err e = {0};
	unsigned after = add_row(sh, add_args, id, &e);

	(void)ctx;
	if (e.code)
		app_note_err(sh->app, &e);
	return after | AFTER_REDRAW;
}

unsigned cmd_add(struct shell *sh, const char *args, struct err *e)
{
	struct asl_machine *m;
	const struct asl_state *s;
	struct asl_spot at;
	const char *rest;

	if (!edit_target(sh, &m, &s, e) || !read_place(m, s, args, &at, &rest, e))
		return AFTER_NOTHING;
	if (*rest)
		return add_row(sh, args, rest, e);
	free(add_args);
	add_args = xstrdup(args);
	edit_palette(sh, "Add what?", palette_chosen, NULL);
	return AFTER_REDRAW;
}

/* --- one state -------------------------------------------------------------------------------------------------------------- */

static unsigned renamed(struct shell *sh, void *ctx, const char *name)
{
	struct asl_machine *m;
	const struct asl_state *s;
	struct asl_edit r;
	struct err e;
	bool ok = target_state(sh, &m, &s, &e) && asl_edit_rename(m, s, name, &r, &e);

	(void)ctx;
	return edit_apply(sh, ok, &r, &e);
}

/* What is wrong with the name, while it is typed. */
static unsigned name_changed(struct shell *sh, void *ctx, const char *name)
{
	struct asl_machine *m;
	const struct asl_state *s;
	struct err e;

	(void)ctx;
	if (target_state(sh, &m, &s, &e) && asl_edit_name_ok(m, s, name, &e))
		sh->app->note[0] = '\0';
	else
		app_note(sh->app, NOTE_WARNING, "%s", e.msg);
	return AFTER_REDRAW;
}

static unsigned rename_cancelled(struct shell *sh, void *ctx)
{
	(void)ctx;
	sh->app->note[0] = '\0';
	return AFTER_REDRAW;
}

unsigned cmd_rename(struct shell *sh, const char *args, struct err *e)
{
	struct asl_machine *m;
	const struct asl_state *s;
	struct ask_text_opts o = {.label = "new name: ", .changed = name_changed, .cancelled = rename_cancelled};

	if (!target_state(sh, &m, &s, e))
		return AFTER_NOTHING;
	if (*args)
		return renamed(sh, NULL, args);
	o.initial = s->name;
	ask_text(sh, &o, renamed, NULL);
	return AFTER_REDRAW;
}

/* Edits that want a machine and a state and nothing more. */
typedef bool (*simple_fn)(const struct asl_machine *m, const struct asl_state *s, struct asl_edit *out, struct err *e);

static unsigned simple(struct shell *sh, simple_fn fn, struct err *e)
{
	struct asl_machine *m;
	const struct asl_state *s;
	struct asl_edit r;
	struct err why;
	bool ok;

	if (!target_state(sh, &m, &s, e))
		return AFTER_NOTHING;
	ok = fn(m, s, &r, &why);
	return edit_apply(sh, ok, &r, &why);
}

unsigned cmd_delete_state(struct shell *sh, const char *args, struct err *e)
{
	(void)args;
	return simple(sh, asl_edit_delete, e);
}

unsigned cmd_duplicate(struct shell *sh, const char *args, struct err *e)
{
	(void)args;
	return simple(sh, asl_edit_duplicate, e);
}

unsigned cmd_unwrap(struct shell *sh, const char *args, struct err *e)
{
	(void)args;
	return simple(sh, asl_edit_unwrap, e);
}

unsigned cmd_start(struct shell *sh, const char *args, struct err *e)
{
	(void)args;
	return simple(sh, asl_edit_start, e);
}

unsigned cmd_end(struct shell *sh, const char *args, struct err *e)
{
	(void)args;
	return simple(sh, asl_edit_end, e);
}

/* --- the clipboard of states -------------------------------------------------------------------------------------------------- */

static bool copy_state(struct shell *sh, struct err *e)
{
	struct asl_machine *m;
	const struct asl_state *s;
	struct asl_clip c;

	if (!target_state(sh, &m, &s, e) || !asl_edit_copy(m, s, &c, e))
		return false;
	asl_clip_done(&clip);
	clip = c;
	return true;
}

unsigned cmd_copy_state(struct shell *sh, const char *args, struct err *e)
{
	(void)args;
	if (copy_state(sh, e))
		app_note(sh->app, NOTE_INFO, "%.80s copied; paste puts it after the selected state", clip.name);
	return AFTER_REDRAW;
}

unsigned cmd_cut(struct shell *sh, const char *args, struct err *e)
{
	(void)args;
	return copy_state(sh, e) ? simple(sh, asl_edit_delete, e) : AFTER_NOTHING;
}

unsigned cmd_paste(struct shell *sh, const char *args, struct err *e)
{
	struct asl_machine *m;
	const struct asl_state *s;
	struct asl_spot at;
	struct asl_edit r;
	struct err why;
	const char *rest;
	bool ok;

	if (!clip.name) {
		err_set(e, ERR_USAGE, "no state was cut or copied");
		return AFTER_NOTHING;
	}
	if (!edit_target(sh, &m, &s, e) || !read_place(m, s, args, &at, &rest, e))
		return AFTER_NOTHING;
	ok = asl_edit_add(m, &at, &clip, &r, &why);
	return edit_apply(sh, ok, &r, &why);
}

/* --- transitions ------------------------------------------------------------------------------------------------------------- */

static char *connect_edge;		/* of the choice that is under way: one is */

static unsigned connect_to(struct shell *sh, void *ctx, const char *path)
{
	struct asl_machine *m;
	const struct asl_state *s, *to = NULL;
	enum asl_edge_kind kind = ASL_EDGE_NEXT;
	size_t index = 0;
	const char *rest;
	struct asl_edit r;
	struct err e;
	bool ok = target_state(sh, &m, &s, &e);

	(void)ctx;
	if (ok) {
		to = asl_state_at(m, path);
		ok = to || err_set(&e, ERR_NOT_FOUND, "there is no state \"%.80s\"", path);
	}
	if (ok && connect_edge && *connect_edge)
		ok = edit_edge_read(s, connect_edge, &kind, &index, &rest) || err_set(&e, ERR_USAGE, "%.80s has no such transition", s->name);
	ok = ok && asl_edit_connect(m, s, kind, index, to, &r, &e);
	return edit_apply(sh, ok, &r, &e);
}

static unsigned edge_chosen(struct shell *sh, void *ctx, const char *edge)
{
	const struct asl_state *s = workbench_state(sh->workbench);
	char *title = xasprintf("Connect %.60s to", s ? s->name : "");

	(void)ctx;
	free(connect_edge);
	connect_edge = xstrdup(edge);
	edit_pick(sh, title, connect_to, NULL);
	free(title);
	return AFTER_REDRAW;
}

unsigned cmd_connect(struct shell *sh, const char *args, struct err *e)
{
	struct asl_machine *m;
	const struct asl_state *s;
	enum asl_edge_kind kind;
	size_t index;
	const char *rest = args;

	if (!target_state(sh, &m, &s, e))
		return AFTER_NOTHING;
	if (!*args) {
		edit_choose_edge(sh, s, "Which transition is to lead elsewhere?", true, edge_chosen, NULL);
		return AFTER_REDRAW;
	}
	free(connect_edge);
	connect_edge = NULL;
	if (edit_edge_read(s, args, &kind, &index, &rest))
		connect_edge = xstrndup(args, (size_t)(rest - args));
	return *rest ? connect_to(sh, NULL, rest) : edge_chosen(sh, NULL, args);
}

/* --- moving ------------------------------------------------------------------------------------------------------------------- */

static char *move_place;		/* "after", "before", …: of the choice that is under way */

static unsigned move_to(struct shell *sh, void *ctx, const char *path)
{
	struct asl_machine *m;
	const struct asl_state *s, *to = NULL;
	struct asl_spot at;
	struct asl_edit r;
	struct err e;
	const char *rest;
	bool ok = target_state(sh, &m, &s, &e);

	(void)ctx;
	if (ok) {
		to = asl_state_at(m, path);
		ok = to ? read_place(m, to, move_place, &at, &rest, &e) : err_set(&e, ERR_NOT_FOUND, "there is no state \"%.80s\"", path);
	}
	ok = ok && asl_edit_move(m, s, &at, &r, &e);
	return edit_apply(sh, ok, &r, &e);
}

unsigned cmd_move_state(struct shell *sh, const char *args, struct err *e)
{
	struct asl_machine *m;
	const struct asl_state *s;
	struct asl_spot at;
	const char *rest;
	char *title;

	if (!target_state(sh, &m, &s, e) || !read_place(m, s, args, &at, &rest, e))
		return AFTER_NOTHING;
	free(move_place);
	move_place = rest > args ? xstrndup(args, strcspn(args, " ")) : xstrdup("after");
	if (*rest)
		return move_to(sh, NULL, rest);
	title = xasprintf("Move %.60s to %.10s", s->name, str_is(move_place, "before") ? "before" : str_is(move_place, "branch") ? "a branch of"
		: str_is(move_place, "catch") ? "a catcher of" : "after");
	edit_pick(sh, title, move_to, NULL);
	free(title);
	return AFTER_REDRAW;
}

/* --- wrapping ----------------------------------------------------------------------------------------------------------------- */

static enum asl_type wrap_type;

struct walk {
	bool *reached;
	const struct asl_state *last;
	VEC(const struct asl_state *) todo;
};

static void walk_edge(void *ctx, const struct asl_state *from, const struct asl_edge *edge)
{
	struct walk *w = ctx;
	const struct asl_state *to = edge->target->state;

	(void)from;
	if (to && !w->reached[to->index]) {
		w->reached[to->index] = true;
		if (to != w->last)
			VEC_PUSH(&w->todo, to);
	}
}

/* Which states can be reached from one without going on behind `last`. */
static bool *reach(const struct asl_machine *m, const struct asl_state *from, const struct asl_state *last)
{
	struct walk w = {.reached = xcalloc(m->n_states, sizeof(bool)), .last = last};

	w.reached[from->index] = true;
	if (from != last)
		VEC_PUSH(&w.todo, from);
	while (w.todo.n)
		asl_state_edges(w.todo.v[--w.todo.n], walk_edge, &w);
	VEC_DONE(&w.todo);
	return w.reached;
}

/* All states on the ways from first to last. */
static bool wrap_between(const struct asl_machine *m, const struct asl_state *first, const struct asl_state *last, struct asl_edit *r, struct err *e)
{
	bool *forward = reach(m, first, last), *on;
	VEC(const struct asl_state *) states = {0};
	bool ok;

	for (size_t i = 0; i < first->scope->n_states; i++) {
		const struct asl_state *s = first->scope->states[i];

		if (!forward[s->index])
			continue;
		on = reach(m, s, last);
		if (on[last->index] || s == first)
			VEC_PUSH(&states, s);
		free(on);
	}
	ok = forward[last->index] ? asl_edit_wrap(m, states.v, states.n, wrap_type, r, e)
		: err_set(e, ERR_USAGE, "no way leads from %.80s to %.80s", first->name, last->name);
	VEC_DONE(&states);
	free(forward);
	return ok;
}

static unsigned wrap_to(struct shell *sh, void *ctx, const char *path)
{
	struct asl_machine *m;
	const struct asl_state *s, *last;
	struct asl_edit r;
	struct err e;
	bool ok = target_state(sh, &m, &s, &e);

	(void)ctx;
	if (ok) {
		last = asl_state_at(m, path);
		ok = last ? wrap_between(m, s, last, &r, &e) : err_set(&e, ERR_NOT_FOUND, "there is no state \"%.80s\"", path);
	}
	return edit_apply(sh, ok, &r, &e);
}

bool edit_wrap_command(struct shell *sh, const char *args, struct err *e)
{
	struct asl_machine *m;
	const struct asl_state *s;
	size_t n = strcspn(args, " ");
	const char *rest = args + n + strspn(args + n, " ");
	char *title;

	if (!(n == 8 && str_starts(args, "parallel")) && !(n == 3 && str_starts(args, "map")))
		return err_set(e, ERR_USAGE, "wrap takes parallel or map, and the last state of those to wrap; alone it wraps long values");
	if (!target_state(sh, &m, &s, e))
		return false;
	wrap_type = *args == 'm' ? ASL_MAP : ASL_PARALLEL;
	if (*rest) {
		wrap_to(sh, NULL, rest);
		return true;
	}
	title = xasprintf("Wrap in a %s: from %.40s to", asl_type_text(wrap_type), s->name);
	edit_pick(sh, title, wrap_to, NULL);
	free(title);
	return true;
}

unsigned cmd_menu(struct shell *sh, const char *args, struct err *e)
{
	struct asl_machine *m;
	const struct asl_state *s;

	(void)args;
	if (edit_target(sh, &m, &s, e))
		edit_menu_open(sh);
	return AFTER_REDRAW;
}
