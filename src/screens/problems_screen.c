/* What is wrong with the open definition, as the diagnostics say, with the reasons; Enter opens the editor at the place, F mends what mends itself. */
#include "screens/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app_document.h"
#include "asl/fix.h"
#include "asl/rule.h"
#include "screens/command_document.h"
#include "screens/place.h"
#include "ui/glyph.h"
#include "ui/list.h"

#define DETAIL_ROWS 9

struct problems_screen {
	struct shell *sh;
	struct asl_machine *machine;	/* whose diagnostics are listed; a reference */
	struct list list;
};

static struct problems_screen *of(const struct screen *s)
{
	return s->data;
}

static const struct asl_diags *diags(const struct problems_screen *p)
{
	return p->machine ? p->machine->diags : NULL;
}

static const struct diag *selected(const struct problems_screen *p)
{
	size_t row = list_row(&p->list);

	return row == LIST_NONE ? NULL : &diags(p)->list.v[row];
}

static const struct {
	const char *glyph, *word;
	enum style style;
} severities[] = {
	[DIAG_ERROR] = {GLYPH_FAILED, "error", ST_ERROR},
	[DIAG_WARNING] = {GLYPH_CAUGHT, "warning", ST_WARNING},
	[DIAG_INFO] = {GLYPH_IDLE, "info", ST_INFO},
};

static void row_text(void *ctx, size_t row, struct str *out)
{
	const struct diag *d = &diags(ctx)->list.v[row];

	str_addf(out, "%s %u:%u %s %s %s", severities[d->severity].word, d->span.line, d->span.col, d->code ? d->code : "", d->message,
		d->location ? d->location : "");
}

static void row_draw(void *ctx, size_t row, struct surface *sf, const char *needle)
{
	const struct diag *d = &diags(ctx)->list.v[row];

	surface_put(sf, 0, 0, severities[d->severity].style, severities[d->severity].glyph);
	surface_put(sf, 2, 0, severities[d->severity].style, severities[d->severity].word);
	if (d->span.line)
		surface_printf(sf, 10, 0, ST_DIM, "%4u:%-3u", d->span.line, d->span.col);
	surface_text_match(sf, 19, 0, sf->cols - 19, ST_TEXT, d->message, needle);
}

static const struct list_ops list_ops = {.draw = row_draw, .text = row_text};

static void problems_update(struct screen *s)
{
	struct problems_screen *p = of(s);
	struct asl_machine *now = app_checked_machine(p->sh->app);

	if (now != p->machine) {
		asl_unref(p->machine);
		p->machine = now ? asl_ref(now) : NULL;
	}
	list_set_rows(&p->list, diags(p) ? diags(p)->list.n : 0);
	list_refresh(&p->list);
}

static void edited(void *ctx, int status)
{
	struct shell *sh = ctx;

	if (status != 0)
		app_note(sh->app, NOTE_WARNING, "the editor ended with status %d", status);
	app_reload(sh->app);
}

static unsigned edit_now(struct shell *sh, void *ctx)
{
	struct problems_screen *p = ctx;
	const struct diag *d = selected(p);
	struct err e;

	if (!shell_edit_file(sh, sh->app->file, d ? d->span.line : 0, d ? d->span.col : 0, edited, sh, &e))
		app_note_err(sh->app, &e);
	return AFTER_REDRAW;
}

static unsigned key_edit(struct screen *s)
{
	struct problems_screen *p = of(s);

	return p->sh->app->file ? document_save_first(p->sh, edit_now, p) : AFTER_NOTHING;
}

static bool fix(struct app *a, const struct asl_machine *m, const struct diag *d, struct err *e)
{
	struct splices change = {0};
	char *title = asl_fix_title(d);
	struct document_edit edit = {.splices = &change, .label = title};
	bool ok = app_can_edit(a, e) && asl_fix_splices(m, d, &change, e) && app_edit(a, &edit, e);

	if (ok)
		app_note(a, NOTE_INFO, "%s (z takes it back)", title);
	splices_done(&change);
	free(title);
	return ok;
}

static unsigned key_fix(struct screen *s)
{
	struct problems_screen *p = of(s);
	const struct diag *d = selected(p);
	struct err e;

	if (!d || !d->fix.kind) {
		app_note(p->sh->app, NOTE_WARNING, "there is no fix that is made by itself");
		return AFTER_REDRAW;
	}
	if (!fix(p->sh->app, p->machine, d, &e))
		app_note_err(p->sh->app, &e);
	return AFTER_REDRAW;
}

static unsigned key_copy(struct screen *s)
{
	struct problems_screen *p = of(s);
	const struct diag *d = selected(p);
	char *line;

	if (!d)
		return AFTER_NOTHING;
	line = diag_line(d, p->sh->app->file ? p->sh->app->file : "");
	shell_copy(p->sh, line, "the problem");
	free(line);
	return AFTER_REDRAW;
}

static unsigned key_filter(struct screen *s)
{
	return place_ask_filter(s->ctx, &of(s)->list);
}

static const struct place_key problems_keys[] = {
	{"<Enter> e", "edit there", "Open $EDITOR at the place", key_edit},
	{"F", "fix", "Mend it, where that is mechanical", key_fix},
	{"y", "copy", "Copy the line", key_copy},
	{"/ f", "filter", "Show only what has these words", key_filter},
	{"<Esc> q <C-c>", "close", "Back", place_key_close},
	{"?", "help", "These keys", place_key_help},
};

const struct place problems_place = {
	.keymap = "problems", .title = "Problems of the definition", .keys = problems_keys, .n = ARRAY_LEN(problems_keys),
};

static int list_rows(int rows)
{
	int body = place_body_rows(rows);

	return body > 2 * DETAIL_ROWS ? body - DETAIL_ROWS - 1 : body;
}

static void problems_layout(struct screen *s, int cols, int rows)
{
	(void)cols;
	list_layout(&of(s)->list, list_rows(rows));
}

/* What the message leaves out: why it matters, and what to do. */
static char *advice_text(const struct diag *d)
{
	const struct asl_rule *r = asl_rule_find(d->code);
	struct str s = {0};

	if (d->hint)
		str_addf(&s, "%s%s", d->hint, r ? " " : "");
	if (r)
		str_addf(&s, "%s %s", r->reason, r->fix);
	return str_take(&s);
}

static void draw_detail(const struct problems_screen *p, struct surface *sf, int y)
{
	const struct diag *d = selected(p);
	char *more, *title;
	int x, used;

	if (!d)
		return;
	surface_hline(sf, 0, y, sf->cols, ST_BORDER);
	x = 1 + surface_put(sf, 1, y + 1, severities[d->severity].style, d->code ? d->code : severities[d->severity].word);
	if (d->location)
		surface_text(sf, x + 2, y + 1, sf->cols - x - 3, ST_DIM, d->location);
	used = place_draw_text(sf, 1, y + 2, sf->cols - 2, 3, ST_TEXT, d->message);
	title = asl_fix_title(d);
	more = advice_text(d);
	if (title) {
		surface_put(sf, 1, y + 2 + used, ST_KEY, "F");
		surface_text(sf, 3, y + 2 + used++, sf->cols - 4, ST_TEXT, title);
	}
	place_draw_text(sf, 1, y + 2 + used, sf->cols - 2, DETAIL_ROWS - 1 - used, ST_DIM, more);
	free(title);
	free(more);
}

static void problems_draw(const struct screen *s, struct surface *sf)
{
	const struct problems_screen *p = of(s);
	int rows = list_rows(sf->rows);
	struct surface body = surface_sub(sf, 1, PLACE_BODY_Y, sf->cols - 2, rows);
	char *title;
	size_t n = diags(p) ? diags(p)->list.n : 0;
	char count[32];

	if (!place_fits(sf))
		return;
	snprintf(count, sizeof count, "%zu problem%s", n, n == 1 ? "" : "s");
	if (list_count(&p->list))
		list_draw(&p->list, &body, true);
	else if (n)
		place_draw_empty(&body, "nothing matches the filter", "Press / to change it");
	else
		place_draw_empty(&body, p->machine ? "no problems: the definition is valid" : "no state machine is open", NULL);
	if (rows < place_body_rows(sf->rows))
		draw_detail(p, sf, PLACE_BODY_Y + rows);
	title = xasprintf("Problems › %s", p->sh->app->file ? p->sh->app->file : "");
	place_draw(p->sh, &problems_place, sf, title, count);
	free(title);
}

static unsigned problems_key(struct screen *s, const struct key *k)
{
	unsigned after, w;

	if (place_key(&problems_place, s, k, &after))
		return after;
	w = place_list_key(&of(s)->list, k, 1, PLACE_BODY_Y, s->cols - 2, list_rows(s->rows));
	if (w & W_DONE)
		return key_edit(s);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void problems_done(struct screen *s)
{
	struct problems_screen *p = of(s);

	list_done(&p->list);
	asl_unref(p->machine);
	free(p);
}

static const struct screen_ops problems_ops = {
	.name = "problems", .keymap = "problems", .update = problems_update, .layout = problems_layout, .draw = problems_draw,
	.key = problems_key, .done = problems_done,
};

void problems_screen_open(struct shell *sh)
{
	struct problems_screen *p = xcalloc(1, sizeof *p);
	struct err e;

	p->sh = sh;
	list_init(&p->list, &list_ops, p);
	if (!screens_push(&sh->screens, &problems_ops, sh, p, &e))
		app_note_err(sh->app, &e);
}
