#include "ui/key.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

/* The first name of a code is the one that is printed. label: what people read; NULL: the name. */
static const struct {
	const char *name;
	uint32_t code;
	const char *label;
} names[] = {
	{"Enter", K_ENTER, NULL},	{"CR", K_ENTER, NULL},		{"Esc", K_ESC, NULL},	{"Tab", K_TAB, NULL},
	{"BS", K_BACKSPACE, "Backspace"}, {"Backspace", K_BACKSPACE, NULL}, {"Del", K_DELETE, NULL}, {"Delete", K_DELETE, NULL},
	{"Ins", K_INSERT, NULL},	{"Insert", K_INSERT, NULL},	{"Up", K_UP, "↑"},	{"Down", K_DOWN, "↓"},
	{"Left", K_LEFT, "←"},		{"Right", K_RIGHT, "→"},	{"Home", K_HOME, NULL},	{"End", K_END, NULL},
	{"PageUp", K_PAGE_UP, "PgUp"},	{"PageDown", K_PAGE_DOWN, "PgDn"}, {"Space", ' ', NULL}, {"lt", '<', "<"},
};

bool key_is_char(const struct key *k)
{
	return k->code < K_FIRST && !(k->mods & (MOD_CTRL | MOD_ALT));
}

bool key_is(const struct key *k, uint32_t code, unsigned mods)
{
	return k->code == code && k->mods == mods;
}

bool key_eq(const struct key *a, const struct key *b)
{
	return a->code == b->code && a->mods == b->mods;
}

static bool bad(struct err *e, size_t at, const char *text, size_t len)
{
	return err_at(e, ERR_SYNTAX, (struct span){1, (uint32_t)at + 1, at}, "no such key: %.*s", (int)(len < 40 ? len : 40), text);
}

/* "F1" to "F12". */
static bool parse_function(const char *s, size_t len, uint32_t *code)
{
	int n = 0;

	if (len < 2 || len > 3 || (s[0] != 'F' && s[0] != 'f'))
		return false;
	for (size_t i = 1; i < len; i++) {
		if (!isdigit((unsigned char)s[i]))
			return false;
		n = n * 10 + (s[i] - '0');
	}
	if (n < 1 || n > 12)
		return false;
	*code = K_F1 + (uint32_t)n - 1;
	return true;
}

static bool parse_name(const char *s, size_t len, uint32_t *code)
{
	size_t used;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strlen(names[i].name) == len && strncasecmp(names[i].name, s, len) == 0) {
			*code = names[i].code;
			return true;
		}
	}
	if (parse_function(s, len, code))
		return true;
	*code = utf8_next(s, len, &used);
	return used == len && len > 0 && !utf8_is_unsafe(*code) && *code != 0xfffd && *code != ' ' && *code != '<';
}

/*
 * Modifiers come one way only, so that equal keys are equal structs: Shift stays with special keys, Ctrl makes
 * letters small.
 */
static bool normalise(struct key *k)
{
	if (k->code >= K_FIRST)
		return true;
	if (k->mods & MOD_SHIFT) {
		if (k->mods & MOD_CTRL || k->code > 0x7f || !isalpha((int)k->code))
			return false;
		k->code = (uint32_t)toupper((int)k->code);
		k->mods &= (uint8_t)~MOD_SHIFT;
	}
	if (k->mods & MOD_CTRL && k->code < 0x80)
		k->code = (uint32_t)tolower((int)k->code);
	return true;
}

/* Inside of <…>: modifiers, each a letter and a dash, then a name or one character. */
static bool parse_bracket(const char *s, size_t len, struct key *k)
{
	static const char letters[] = "SAC";
	size_t i = 0;

	*k = (struct key){0};
	while (len - i > 2 && s[i + 1] == '-') {
		const char *mod = strchr(letters, toupper((unsigned char)s[i]));

		if (!mod || !*mod)
			return false;
		k->mods |= (uint8_t)(1u << (mod - letters));
		i += 2;
	}
	return parse_name(s + i, len - i, &k->code) && normalise(k);
}

bool key_parse(const char *text, struct key *k, size_t *used, struct err *e)
{
	const char *end;
	size_t len = strlen(text);

	if (!len)
		return bad(e, 0, "(nothing)", 9);
	if (*text == '<' && text[1]) {
		end = strchr(text + 2, '>');
		if (end && parse_bracket(text + 1, (size_t)(end - text) - 1, k)) {
			*used = (size_t)(end - text) + 1;
			return true;
		}
		/* <C->> has its > as the key. */
		if (end && end[1] == '>' && parse_bracket(text + 1, (size_t)(end - text), k)) {
			*used = (size_t)(end - text) + 2;
			return true;
		}
		return bad(e, 0, text, end ? (size_t)(end - text) + 1 : len);
	}
	*k = (struct key){0};
	k->code = utf8_next(text, len, used);
	if (utf8_is_unsafe(k->code) || k->code == 0xfffd)
		return bad(e, 0, "a control character", 19);
	return true;
}

bool key_parse_seq(const char *text, struct key *keys, size_t max, size_t *n, struct err *e)
{
	size_t at = 0, used, count = 0;

	if (!*text)
		return bad(e, 0, "(nothing)", 9);
	for (; text[at]; at += used, count++) {
		if (count == max)
			return err_at(e, ERR_LIMIT, (struct span){1, (uint32_t)at + 1, at}, "more than %zu keys in a row", max);
		if (!key_parse(text + at, &keys[count], &used, e)) {
			if (e) {
				e->span.col += (uint32_t)at;
				e->span.offset += at;
			}
			return false;
		}
	}
	*n = count;
	return true;
}

static const char *name_of(uint32_t code, const char **label)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (names[i].code == code) {
			*label = names[i].label ? names[i].label : names[i].name;
			return names[i].name;
		}
	}
	return NULL;
}

void key_print(const struct key *k, struct str *out)
{
	const char *label, *name = name_of(k->code, &label);
	char buf[4];

	if (!name && !k->mods && k->code < K_FIRST) {
		str_add(out, buf, utf8_put(k->code, buf));
		return;
	}
	str_addc(out, '<');
	for (int i = 0; i < 3; i++) {
		if (k->mods & 1u << i)
			str_addf(out, "%c-", "SAC"[i]);
	}
	if (name)
		str_adds(out, name);
	else if (k->code >= K_F1 && k->code <= K_F12)
		str_addf(out, "F%d", (int)(k->code - K_F1) + 1);
	else if (k->code < K_FIRST)
		str_add(out, buf, utf8_put(k->code, buf));
	str_addc(out, '>');
}

void key_label(const struct key *k, bool ascii, struct str *out)
{
	static const char *const mods[] = {"Shift-", "Alt-", "Ctrl-"};
	const char *label = NULL, *name = name_of(k->code, &label);
	char buf[4];

	for (int i = 2; i >= 0; i--) {
		if (k->mods & 1u << i)
			str_adds(out, mods[i]);
	}
	if (name)
		str_adds(out, ascii && (unsigned char)*label >= 0x80 ? name : label);
	else if (k->code >= K_F1 && k->code <= K_F12)
		str_addf(out, "F%d", (int)(k->code - K_F1) + 1);
	else if (k->code < 0x80 && k->mods & MOD_CTRL)
		str_addc(out, (char)toupper((int)k->code));
	else if (k->code < K_FIRST)
		str_add(out, buf, utf8_put(k->code, buf));
}

bool key_in(const struct key *k, int x, int y, int cols, int rows, struct key *local)
{
	int lx, ly;

	if (k->code != K_MOUSE)
		return false;
	lx = k->mouse.x - x;
	ly = k->mouse.y - y;
	if (lx < 0 || ly < 0 || lx >= cols || ly >= rows)
		return false;
	*local = *k;
	local->mouse.x = (int16_t)lx;
	local->mouse.y = (int16_t)ly;
	return true;
}
