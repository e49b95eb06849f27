#include "ui/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ui/text.h"

#define MAX_FOUND 500
#define MAX_FOUND_LINES 10

void prompt_init(struct prompt *p, const char *label)
{
	memset(p, 0, sizeof *p);
	p->label = xstrdup(label);
}

static void drop_found(struct prompt *p)
{
	for (size_t i = 0; i < p->found.n; i++) {
		free(p->found.v[i].word);
		free(p->found.v[i].hint);
	}
	VEC_DONE(&p->found);
}

void prompt_done(struct prompt *p)
{
	drop_found(p);
	for (size_t i = 0; i < p->history.n; i++)
		free(p->history.v[i]);
	VEC_DONE(&p->history);
	str_done(&p->text);
	free(p->label);
	free(p->typed);
	free(p->placeholder);
	free(p->error);
	memset(p, 0, sizeof *p);
}

static void set_string(char **to, const char *text)
{
	free(*to);
	*to = text && *text ? xstrdup(text) : NULL;
}

void prompt_set_placeholder(struct prompt *p, const char *text)
{
	set_string(&p->placeholder, text);
}

void prompt_set_error(struct prompt *p, const char *text)
{
	set_string(&p->error, text);
}

void prompt_set_completion(struct prompt *p, prompt_complete_fn fn, void *ctx)
{
	p->complete = fn;
	p->complete_ctx = ctx;
}

const char *prompt_text(const struct prompt *p)
{
	return str_get(&p->text);
}

/* --- changing the text ------------------------------------------------------------------------------------------ */

static void replace(struct prompt *p, size_t from, size_t to, const char *text, size_t len)
{
	struct str out = {0};

	if (p->text.len - (to - from) + len > PROMPT_MAX_BYTES)
		return;
	str_add(&out, str_get(&p->text), from);
	for (size_t i = 0; i < len; i++)
		str_addc(&out, text[i] == '\n' || text[i] == '\r' || text[i] == '\t' || !text[i] ? ' ' : text[i]);
	str_add(&out, str_get(&p->text) + to, p->text.len - to);
	str_done(&p->text);
	p->text = out;
	p->cursor = from + len;
}

/* After a change by the person: what was shown for the old text goes. */
static unsigned changed(struct prompt *p)
{
	drop_found(p);
	prompt_set_error(p, NULL);
	p->history_at = p->history.n;
	return W_USED | W_CHANGED;
}

static void show(struct prompt *p, const char *text)
{
	replace(p, 0, p->text.len, text, strlen(text));
}

void prompt_set_text(struct prompt *p, const char *text)
{
	show(p, text);
	changed(p);
}

static unsigned cut(struct prompt *p, size_t from, size_t to)
{
	if (from >= to)
		return W_USED;
	replace(p, from, to, "", 0);
	return changed(p);
}

static size_t before(const struct prompt *p, size_t at)
{
	return at ? text_before(str_get(&p->text), p->text.len, at) : 0;
}

static size_t after(const struct prompt *p, size_t at)
{
	int w;

	return at + text_grapheme(str_get(&p->text) + at, p->text.len - at, &w);
}

static size_t word_before(const struct prompt *p, size_t at)
{
	const char *s = str_get(&p->text);

	while (at > 0 && !text_is_word((unsigned char)s[at - 1]))
		at--;
	while (at > 0 && text_is_word((unsigned char)s[at - 1]))
		at--;
	return at;
}

static size_t word_after(const struct prompt *p, size_t at)
{
	const char *s = str_get(&p->text);

	while (at < p->text.len && !text_is_word((unsigned char)s[at]))
		at++;
	while (at < p->text.len && text_is_word((unsigned char)s[at]))
		at++;
	return at;
}

/* --- history ---------------------------------------------------------------------------------------------------- */

void prompt_add_history(struct prompt *p, const char *text)
{
	if (!*text || (p->history.n && strcmp(p->history.v[p->history.n - 1], text) == 0)) {
		p->history_at = p->history.n;
		return;
	}
	if (p->history.n == PROMPT_MAX_HISTORY) {
		free(p->history.v[0]);
		memmove(p->history.v, p->history.v + 1, --p->history.n * sizeof p->history.v[0]);
	}
	VEC_PUSH(&p->history, xstrdup(text));
	p->history_at = p->history.n;
}

static unsigned history_step(struct prompt *p, int direction)
{
	size_t to = p->history_at;

	if (direction < 0 ? to == 0 : to == p->history.n)
		return W_USED;
	if (to == p->history.n)
		set_string(&p->typed, str_get(&p->text));
	to = direction < 0 ? to - 1 : to + 1;
	show(p, to < p->history.n ? p->history.v[to] : p->typed ? p->typed : "");
	changed(p);
	p->history_at = to;
	return W_USED | W_CHANGED;
}

/* --- completion ------------------------------------------------------------------------------------------------- */

static void add_found(void *ctx, const char *word, const char *hint)
{
	struct prompt *p = ctx;
	struct prompt_candidate c = {xstrdup(word), xstrdup(hint)};

	if (p->found.n < MAX_FOUND) {
		VEC_PUSH(&p->found, c);
		return;
	}
	free(c.word);
	free(c.hint);
}

/* Bytes that all candidates begin with; never half a character. */
static size_t common_start(const struct prompt *p)
{
	const char *first = p->found.v[0].word;
	size_t n = strlen(first);

	for (size_t i = 1; i < p->found.n; i++) {
		size_t k = 0;

		while (k < n && first[k] == p->found.v[i].word[k])
			k++;
		n = k;
	}
	while (n > 0 && ((unsigned char)first[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* First Tab: as far as all agree, and the candidates shown. Further ones go through them. */
static unsigned complete(struct prompt *p, int direction)
{
	size_t start = p->cursor, n;

	if (!p->complete)
		return W_IGNORED;
	if (p->found.n) {
		size_t count = p->found.n;

		p->found_at = p->found_at >= count ? (direction > 0 ? 0 : count - 1) :
			(p->found_at + (direction > 0 ? 1 : count - 1)) % count;
		replace(p, p->found_start, p->cursor, p->found.v[p->found_at].word, strlen(p->found.v[p->found_at].word));
		return W_USED | W_CHANGED;
	}
	p->complete(p->complete_ctx, str_get(&p->text), p->cursor, &start, add_found, p);
	if (!p->found.n || start > p->cursor) {
		drop_found(p);
		return W_USED;
	}
	p->found_start = start;
	p->found_at = p->found.n;
	n = common_start(p);
	if (p->found.n == 1 || n > p->cursor - start)
		replace(p, start, p->cursor, p->found.v[0].word, n);
	if (p->found.n == 1)
		drop_found(p);
	return W_USED | W_CHANGED;
}

/* --- keys ------------------------------------------------------------------------------------------------------- */

static unsigned go(struct prompt *p, size_t at)
{
	p->cursor = at;
	return W_USED;
}

static unsigned insert(struct prompt *p, const char *text, size_t len)
{
	replace(p, p->cursor, p->cursor, text, len);
	return changed(p);
}

static unsigned ctrl_key(struct prompt *p, uint32_t c)
{
	switch (c) {
	case 'a': return go(p, 0);
	case 'e': return go(p, p->text.len);
	case 'b': return go(p, before(p, p->cursor));
	case 'f': return go(p, after(p, p->cursor));
	case 'u': {
		size_t end = p->cursor;

		return cut(p, 0, end);
	}
	case 'k': return cut(p, p->cursor, p->text.len);
	case 'w': return cut(p, word_before(p, p->cursor), p->cursor);
	case 'd': return cut(p, p->cursor, after(p, p->cursor));
	case 'h': return cut(p, before(p, p->cursor), p->cursor);
	case 'p': return history_step(p, -1);
	case 'n': return history_step(p, 1);
	case K_LEFT: return go(p, word_before(p, p->cursor));
	case K_RIGHT: return go(p, word_after(p, p->cursor));
	default: return W_IGNORED;
	}
}

static unsigned backspace(struct prompt *p)
{
	if (p->text.len || utf8_count(p->label) != 1)
		return cut(p, before(p, p->cursor), p->cursor);
	return W_USED | W_CANCEL;
}

unsigned prompt_key(struct prompt *p, const struct key *k)
{
	char buf[4];

	if (k->code == K_PASTE)
		return insert(p, k->paste, k->paste_len);
	if (key_is_char(k))
		return insert(p, buf, utf8_put(k->code, buf));
	if (k->mods == MOD_CTRL)
		return ctrl_key(p, k->code);
	if (key_is(k, K_TAB, MOD_SHIFT))
		return complete(p, -1);
	if (k->mods)
		return W_IGNORED;
	switch (k->code) {
	case K_ENTER: return W_USED | W_DONE;
	case K_ESC: return W_USED | W_CANCEL;
	case K_TAB: return complete(p, 1);
	case K_BACKSPACE: return backspace(p);
	case K_DELETE: return cut(p, p->cursor, after(p, p->cursor));
	case K_LEFT: return go(p, before(p, p->cursor));
	case K_RIGHT: return go(p, after(p, p->cursor));
	case K_HOME: return go(p, 0);
	case K_END: return go(p, p->text.len);
	case K_UP: return history_step(p, -1);
	case K_DOWN: return history_step(p, 1);
	default: return W_IGNORED;
	}
}

/* --- drawing ---------------------------------------------------------------------------------------------------- */

/* The candidates above the line, in a window around the chosen one. */
static void draw_found(const struct prompt *p, struct surface *sf)
{
	int lines = (int)(p->found.n < MAX_FOUND_LINES ? p->found.n : MAX_FOUND_LINES), x, widest = 0;
	size_t first = 0;

	if (lines > sf->rows - 1)
		lines = sf->rows - 1;
	if (lines <= 0)
		return;
	if (p->found_at < p->found.n && p->found_at >= (size_t)lines)
		first = p->found_at - (size_t)lines + 1;
	for (size_t i = 0; i < p->found.n; i++) {
		int w = utf8_width(p->found.v[i].word);

		widest = w > widest ? w : widest;
	}
	x = utf8_width(p->label) + text_width(str_get(&p->text), p->found_start);
	if (x > sf->cols / 2)
		x = sf->cols / 2;
	for (int i = 0; i < lines; i++) {
		const struct prompt_candidate *c = &p->found.v[first + (size_t)i];
		struct surface row = surface_sub(sf, 0, sf->rows - 1 - lines + i, sf->cols, 1);

		if (first + (size_t)i == p->found_at)
			row.attrs |= ATTR_SELECTED;
		surface_fill(&row, 0, 0, sf->cols, 1, ST_DIALOG, " ");
		surface_text(&row, x, 0, sf->cols - x, ST_DIALOG, c->word);
		if (c->hint)
			surface_text(&row, x + widest + 2, 0, sf->cols - x - widest - 2, ST_DIM, c->hint);
	}
}

/* The bytes of text that are scrolled out at the left so that the cursor is inside cols cells. */
static size_t scrolled(const struct prompt *p, int cols)
{
	const char *s = str_get(&p->text);
	size_t from = 0;
	int w, over = text_width(s, p->cursor) - cols + 1;

	while (over > 0 && from < p->cursor) {
		from += text_grapheme(s + from, p->text.len - from, &w);
		over -= w;
	}
	return from;
}

void prompt_draw(const struct prompt *p, struct surface *sf, bool focused)
{
	int y = sf->rows - 1, x = utf8_width(p->label), cols = sf->cols - x, used;
	size_t from;
	struct surface field;

	if (y < 0)
		return;
	surface_fill(sf, 0, y, sf->cols, 1, ST_FIELD, " ");
	surface_put(sf, 0, y, ST_KEY, p->label);
	field = surface_sub(sf, x, y, cols, 1);
	from = scrolled(p, cols);
	used = surface_putn(&field, 0, 0, ST_FIELD, str_get(&p->text) + from, p->text.len - from);
	if (!p->text.len && p->placeholder)
		used = surface_text(&field, 0, 0, cols, ST_PLACEHOLDER, p->placeholder);
	if (p->error && used + 2 < cols)
		surface_text(&field, used + 2, 0, cols - used - 2, ST_ERROR, p->error);
	if (focused)
		surface_cursor(&field, text_width(str_get(&p->text) + from, p->cursor - from), 0);
	if (p->found.n)
		draw_found(p, sf);
}
