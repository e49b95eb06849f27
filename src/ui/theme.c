#include "ui/theme.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "ui/builtin.h"

static const struct {
	const char *name, *const *text;
} builtin[] = {
	{"dark", &builtin_theme_dark},
	{"light", &builtin_theme_light},
	{"high-contrast", &builtin_theme_high_contrast},
	{"mono", &builtin_theme_mono},
};

static const char *const names[16] = {
	"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright-black", "bright-red", "bright-green",
	"bright-yellow", "bright-blue", "bright-magenta", "bright-cyan", "bright-white",
};

/* xterm's colours for 0-15; terminals vary, and for finding a near one that is close enough. */
static const int basic_rgb[16] = {
	0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
	0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
};

const char *theme_builtin(size_t i)
{
	return i < ARRAY_LEN(builtin) ? builtin[i].name : NULL;
}

/* --- colours ---------------------------------------------------------------------------------------------------- */

static int cube_level(int i)
{
	return i ? 55 + 40 * i : 0;
}

static int palette_rgb(int n)
{
	if (n < 16)
		return basic_rgb[n];
	if (n >= 232)
		return (8 + 10 * (n - 232)) * 0x010101;
	n -= 16;
	return cube_level(n / 36) << 16 | cube_level(n / 6 % 6) << 8 | cube_level(n % 6);
}

/* Of a colour as a theme holds it, not the terminal's own. */
static int rgb_of(int colour)
{
	return colour >= 256 ? colour - 256 : palette_rgb(colour);
}

static int distance(int a, int b)
{
	int r = (a >> 16 & 255) - (b >> 16 & 255), g = (a >> 8 & 255) - (b >> 8 & 255), bl = (a & 255) - (b & 255);

	return 2 * r * r + 4 * g * g + 3 * bl * bl;
}

static int nearest(int rgb, int first, int last)
{
	int best = first;

	for (int i = first; i <= last; i++) {
		if (distance(rgb, palette_rgb(i)) < distance(rgb, palette_rgb(best)))
			best = i;
	}
	return best;
}

int theme_colour_for(const struct theme_colour *c, int colours)
{
	if (colours < 8)
		return -1;
	if (colours < 256)
		return c->few >= 8 && colours < 16 ? c->few - 8 : c->few;
	if (colours == 256)
		return c->palette >= 256 ? nearest(c->palette - 256, 16, 255) : c->palette;
	return c->palette < 0 ? -1 : rgb_of(c->palette);
}

/* Relative luminance with a gamma of 2, which is close enough to sRGB's. */
static double luminance(int rgb)
{
	double r = (rgb >> 16 & 255) / 255.0, g = (rgb >> 8 & 255) / 255.0, b = (rgb & 255) / 255.0;

	return 0.2126 * r * r + 0.7152 * g * g + 0.0722 * b * b;
}

bool theme_is_readable(int fg, int bg)
{
	double a, b;

	if (fg < 0 || bg < 0 || fg > 255 || bg > 255)
		return true;
	a = luminance(palette_rgb(fg)) + 0.05;
	b = luminance(palette_rgb(bg)) + 0.05;
	return a > b ? a >= 3 * b : b >= 3 * a;
}

/* "-", a name, a number, "#rrggbb". -2: none of these. */
static int parse_one(const char *s, size_t len)
{
	char buf[16], *end;
	long n;

	if (len == 1 && *s == '-')
		return -1;
	if (!len || len >= sizeof buf)
		return -2;
	memcpy(buf, s, len);
	buf[len] = '\0';
	for (int i = 0; i < 16; i++) {
		if (strcmp(names[i], buf) == 0)
			return i;
	}
	if (*buf == '#' && len == 7 && isxdigit((unsigned char)buf[1])) {
		n = strtol(buf + 1, &end, 16);
		return *end ? -2 : 256 + (int)n;
	}
	if (!isdigit((unsigned char)*buf))
		return -2;
	n = strtol(buf, &end, 10);
	return *end || n > 255 ? -2 : (int)n;
}

static bool parse_colour(const char *s, size_t len, struct theme_colour *c)
{
	const char *slash = memchr(s, '/', len);
	size_t n = slash ? (size_t)(slash - s) : len;
	int few;

	c->palette = parse_one(s, n);
	if (c->palette == -2)
		return false;
	if (!slash) {
		c->few = c->palette < 16 ? c->palette : nearest(rgb_of(c->palette), 0, 15);
		return true;
	}
	few = parse_one(slash + 1, len - n - 1);
	c->few = few;
	return few >= -1 && few < 16;
}

/* --- text ------------------------------------------------------------------------------------------------------- */

struct line {
	const char *p;
	size_t len, at;			/* at: where the next word begins to be looked for */
	uint32_t number;
	size_t offset;			/* of p in the text */
	struct err *err;
};

struct word {
	const char *p;
	size_t len, at;
};

static bool fail(const struct line *l, size_t at, const char *what, const struct word *w)
{
	struct span where = {l->number, (uint32_t)at + 1, l->offset + at};

	if (!w)
		return err_at(l->err, ERR_SYNTAX, where, "%s", what);
	return err_at(l->err, ERR_SYNTAX, where, "%s: %.*s", what, (int)(w->len < 60 ? w->len : 60), w->p);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool next_word(struct line *l, struct word *w)
{
	while (l->at < l->len && is_blank(l->p[l->at]))
		l->at++;
	w->at = l->at;
	w->p = l->p + l->at;
	while (l->at < l->len && !is_blank(l->p[l->at]))
		l->at++;
	w->len = l->at - w->at;
	return w->len > 0;
}

static bool word_is(const struct word *w, const char *s)
{
	return strlen(s) == w->len && memcmp(w->p, s, w->len) == 0;
}

static int find_style(const struct word *w)
{
	char buf[40];

	if (w->len >= sizeof buf)
		return -1;
	memcpy(buf, w->p, w->len);
	buf[w->len] = '\0';
	return style_find(buf);
}

static bool read_attrs(struct line *l, unsigned *attrs)
{
	static const struct {
		const char *name;
		unsigned bit;
	} known[] = {{"bold", ATTR_BOLD}, {"dim", ATTR_DIM}, {"underline", ATTR_UNDERLINE}, {"reverse", ATTR_REVERSE}};
	struct word w;

	*attrs = 0;
	while (next_word(l, &w)) {
		size_t i = 0;

		while (i < ARRAY_LEN(known) && !word_is(&w, known[i].name))
			i++;
		if (i == ARRAY_LEN(known))
			return fail(l, w.at, "no such attribute (bold, dim, underline, reverse)", &w);
		*attrs |= known[i].bit;
	}
	return true;
}

static bool read_colour(struct line *l, struct theme_colour *c, const char *missing)
{
	struct word w;

	if (!next_word(l, &w))
		return fail(l, w.at, missing, NULL);
	return parse_colour(w.p, w.len, c) || fail(l, w.at, "no such colour (-, a name, 0-255, #rrggbb)", &w);
}

static const char *builtin_text(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(builtin); i++) {
		if (strlen(builtin[i].name) == len && memcmp(builtin[i].name, name, len) == 0)
			return *builtin[i].text;
	}
	return NULL;
}

static bool read_text(struct theme *t, const char *text, size_t len, bool may_have_base, struct err *e);

/* A base is a built-in theme, and those have none: no endless chain. */
static bool read_base(struct theme *t, struct line *l)
{
	struct word w;
	const char *text;

	if (!next_word(l, &w))
		return fail(l, w.at, "the base's name is missing", NULL);
	text = builtin_text(w.p, w.len);
	if (!text)
		return fail(l, w.at, "no such built-in theme", &w);
	return read_text(t, text, strlen(text), false, l->err);
}

static bool read_style(struct theme *t, struct line *l, const struct word *name)
{
	struct theme_style s;
	int i = find_style(name);

	if (i < 0)
		return fail(l, name->at, "no such style", name);
	if (!read_colour(l, &s.fg, "the foreground is missing") || !read_colour(l, &s.bg, "the background is missing") ||
		!read_attrs(l, &s.attrs))
		return false;
	t->styles[i] = s;
	return true;
}

static void plain(struct theme *t)
{
	for (int i = 0; i < ST_COUNT; i++)
		t->styles[i] = (struct theme_style){{-1, -1}, {-1, -1}, 0};
}

static bool read_text(struct theme *t, const char *text, size_t len, bool may_have_base, struct err *e)
{
	struct line l = {.err = e};
	bool first = true;

	for (size_t at = 0; at < len; at += l.len + 1) {
		const char *nl = memchr(text + at, '\n', len - at);
		struct word w;

		l.p = text + at;
		l.len = nl ? (size_t)(nl - l.p) : len - at;
		l.at = 0;
		l.offset = at;
		l.number++;
		if (!next_word(&l, &w) || *w.p == '#')
			continue;
		if (word_is(&w, "base") && may_have_base) {
			if (!first)
				return fail(&l, w.at, "base must be the first line", NULL);
			if (!read_base(t, &l))
				return false;
		} else if (!read_style(t, &l, &w)) {
			return false;
		}
		first = false;
	}
	return true;
}

bool theme_parse(struct theme *t, const char *text, size_t len, struct err *e)
{
	struct theme out;

	plain(&out);
	if (!read_text(&out, text, len, true, e))
		return false;
	*t = out;
	return true;
}

bool theme_load(struct theme *t, const char *name, struct err *e)
{
	const char *text;
	char *data;
	size_t len;
	bool ok;

	if (!name)
		name = "dark";
	text = builtin_text(name, strlen(name));
	if (text)
		return theme_parse(t, text, strlen(text), e);
	if (!strchr(name, '/') && !file_exists(name))
		return err_set(e, ERR_NOT_FOUND, "no theme or file \"%s\" (built in: dark, light, high-contrast, mono)", name);
	if (!file_read(name, 1 << 20, &data, &len, e))
		return false;
	ok = theme_parse(t, data, len, e);
	free(data);
	return ok || err_prefix(e, name);
}
