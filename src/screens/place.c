#include "screens/place.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/utf8.h"
#include "screens/ask.h"
#include "screens/command.h"
#include "ui/glyph.h"

#define MAX_HINTS 24

const struct place *place_find(const char *keymap)
{
	static const struct place *const places[] = {
		&versions_place, &form_place, &run_place, &functions_place, &function_test_place, &log_place, &open_place, &help_place, &problems_place, &children_place, &text_place,
		&breaks_place, &value_place, &waiting_place, &answer_place, &services_place, &compare_place, &plan_place, &timers_place,
	};

	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (strcmp(places[i]->keymap, keymap) == 0)
			return places[i];
	return NULL;
}

/* keys is written by us, so each of its words parses. */
static bool is_one_of(const char *keys, const struct key *k)
{
	while (*keys) {
		struct key one;
		size_t used;

		if (*keys == ' ') {
			keys++;
			continue;
		}
		if (!key_parse(keys, &one, &used, NULL))
			return false;
		if (key_eq(&one, k))
			return true;
		keys += used;
	}
	return false;
}

bool place_key(const struct place *p, struct screen *s, const struct key *k, unsigned *after)
{
	struct shell *sh = s->ctx;

	if (k->code >= K_EVENTS)
		return false;
	for (size_t i = 0; i < p->n; i++)
		if (p->keys[i].fn && is_one_of(p->keys[i].keys, k)) {
			log_debug("keys", "place %s: %s", p->keymap, p->keys[i].help);
			place_note_done(sh);	/* before what the key has to say */
			*after = p->keys[i].fn(s);
			return true;
		}
	if (key_is(k, 'l', MOD_CTRL))
		terminal_repaint(sh->term);
	else if (key_is(k, 'z', MOD_CTRL) && !p->typing)
		terminal_stop_self(sh->term);
	else
		return false;
	*after = AFTER_UPDATE;
	return true;
}

void place_key_label(const struct place_key *pk, bool ascii, struct str *out)
{
	struct key k;
	size_t used;

	if (key_parse(pk->keys, &k, &used, NULL))
		key_label(&k, ascii, out);
}

void place_keys_label(const struct place_key *pk, bool ascii, struct str *out)
{
	const char *p = pk->keys;
	struct key k;
	size_t used;

	while (*(p += strspn(p, " ")) && key_parse(p, &k, &used, NULL)) {
		if (p > pk->keys)
			str_addc(out, ' ');
		key_label(&k, ascii, out);
		p += used;
	}
}

unsigned place_key_help(struct screen *s)
{
	help_screen_open(s->ctx);
	return AFTER_REDRAW;
}

unsigned place_key_close(struct screen *s)
{
	(void)s;
	return AFTER_CLOSE | AFTER_REDRAW;
}

int place_body_rows(int rows)
{
	return rows > 4 ? rows - 3 : 1;
}

static void draw_hints(const struct place *p, struct surface *sf, int y)
{
	struct hint hints[MAX_HINTS] = {{0}};
	struct str labels[MAX_HINTS] = {0};
	size_t n = 0;

	for (size_t i = 0; i < p->n && n < MAX_HINTS; i++) {
		if (!p->keys[i].hint)
			continue;
		place_key_label(&p->keys[i], surface_is_ascii(sf), &labels[n]);
		hints[n].key = str_get(&labels[n]);
		hints[n].label = p->keys[i].hint;
		n++;
	}
	hints_draw(sf, 1, y, sf->cols - 2, hints, n);
	for (size_t i = 0; i < n; i++)
		str_done(&labels[i]);
}

/* An error may need a second line: it gets the body's last one, as long as it is there to be read. */
static void draw_note(const struct app *a, struct surface *sf)
{
	static const struct {
		enum style style;
		const char *glyph;
	} kinds[] = {
		[NOTE_NONE] = {ST_TEXT, ""}, [NOTE_INFO] = {ST_INFO, ""}, [NOTE_WARNING] = {ST_WARNING, GLYPH_CAUGHT " "}, [NOTE_ERROR] = {ST_ERROR, GLYPH_FAILED " "},
	};
	enum style st = kinds[a->note_kind].style;
	int glyph_cols = utf8_width(kinds[a->note_kind].glyph), x = 1 + glyph_cols;
	int cols = sf->cols - x - 1, rows = utf8_width(a->note) > cols ? 2 : 1, y = sf->rows - 1 - rows;

	if (!a->note[0])
		return;
	surface_fill(sf, 0, y, sf->cols, rows, ST_TEXT, " ");
	surface_put(sf, 1, y, st, kinds[a->note_kind].glyph);
	place_draw_text(sf, x, y, cols, rows, st, a->note);
}

void place_note_done(struct shell *sh)
{
	if (sh->app->note_kind != NOTE_ERROR && sh->app->note_kind != NOTE_WARNING)
		return;
	sh->app->note[0] = '\0';
	sh->app->note_kind = NOTE_NONE;
}

bool place_fits(struct surface *sf)
{
	if (sf->cols >= PLACE_MIN_COLS && sf->rows >= PLACE_MIN_ROWS)
		return true;
	surface_text(sf, 0, 0, sf->cols, ST_WARNING, "too small for aslant");
	return false;
}

void place_draw(const struct shell *sh, const struct place *p, struct surface *sf, const char *title, const char *right)
{
	int right_cols = right ? utf8_width(right) : 0;

	if (right_cols > sf->cols / 2)
		right_cols = sf->cols / 2;
	surface_fill(sf, 0, 0, sf->cols, 1, ST_HEADER, " ");
	surface_text(sf, 1, 0, sf->cols - right_cols - 3, ST_HEADER, title);
	if (right)
		surface_text_right(sf, sf->cols - 1 - right_cols, 0, right_cols, ST_HEADER, right);
	draw_note(sh->app, sf);
	draw_hints(p, sf, sf->rows - 1);
}

int place_draw_text(struct surface *sf, int x, int y, int cols, int rows, enum style st, const char *text)
{
	char *safe = utf8_safe(text, surface_is_ascii(sf));
	const char *p = safe;
	int line = 0;

	while (*p && line < rows && cols > 0) {
		int width;
		size_t n = utf8_fit(p, cols, &width), cut = n;

		if (line == rows - 1 || !p[n] || n == 0) {
			surface_text(sf, x, y + line++, cols, st, p);
			break;
		}
		while (cut > 0 && p[cut] != ' ')
			cut--;
		if (cut == 0)
			cut = n;	/* one word, longer than the line */
		surface_putn(sf, x, y + line++, st, p, cut);
		p += cut;
		while (*p == ' ')
			p++;
	}
	free(safe);
	return line;
}

static unsigned filter_typed(struct shell *sh, void *ctx, const char *text)
{
	(void)sh;
	list_set_filter(ctx, text);
	return AFTER_REDRAW;
}

static unsigned filter_cancelled(struct shell *sh, void *ctx)
{
	return filter_typed(sh, ctx, NULL);
}

unsigned place_ask_filter(struct shell *sh, struct list *l)
{
	struct ask_text_opts o = {
		.label = "Filter: ", .initial = l->filter, .placeholder = "words to look for", .changed = filter_typed, .cancelled = filter_cancelled,
	};

	ask_text(sh, &o, filter_typed, l);
	return AFTER_REDRAW;
}

unsigned place_list_key(struct list *l, const struct key *k, int x, int y, int cols, int rows)
{
	struct key local = *k;

	if (k->code == K_MOUSE && !key_in(k, x, y, cols, rows, &local))
		return W_IGNORED;
	return list_key(l, &local);
}

static void draw_middle(struct surface *sf, int y, enum style st, const char *text)
{
	int cols = utf8_width(text);
	int x = cols < sf->cols ? (sf->cols - cols) / 2 : 0;

	surface_text(sf, x, y, sf->cols - x, st, text);
}

void place_draw_empty(struct surface *sf, const char *what, const char *todo)
{
	int y = sf->rows > 3 ? sf->rows / 2 - 1 : 0;

	draw_middle(sf, y, ST_TEXT, what);
	if (todo)
		draw_middle(sf, y + 1, ST_DIM, todo);
}
