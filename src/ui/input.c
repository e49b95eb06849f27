#include "config.h"

#include "ui/input.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define CSI_MAX 64		/* longer ones are no keys */
#define PARAMS_MAX 4
#define DOUBLE_CLICK_MS 400
#define PASTE_GAP_MS 5000	/* a paste whose end never came is over when something comes this much later */

static const char paste_end[] = "\033[201~";

int input_esc_ms(const char *escdelay)
{
	char *end;
	long ms = escdelay ? strtol(escdelay, &end, 10) : 0;

	return ms >= 1 && ms <= INPUT_ESC_MS_MAX && !*end ? (int)ms : INPUT_ESC_MS;
}

void input_init(struct input *in)
{
	memset(in, 0, sizeof *in);
}

void input_done(struct input *in)
{
	str_done(&in->buf);
	str_done(&in->paste);
	VEC_DONE(&in->defined);
}

void input_define(struct input *in, const char *bytes, uint32_t code, unsigned mods)
{
	struct input_defined d = {.len = strlen(bytes), .code = code, .mods = (uint8_t)mods};

	if (!d.len || d.len > sizeof d.bytes)
		return;
	memcpy(d.bytes, bytes, d.len);
	VEC_PUSH(&in->defined, d);
}

void input_feed(struct input *in, const char *bytes, size_t len, int64_t now_ms)
{
	if (in->pasting && now_ms - in->fed_ms > PASTE_GAP_MS)
		str_adds(&in->buf, paste_end);
	in->fed_ms = now_ms;
	if (in->at) {
		memmove(in->buf.p, in->buf.p + in->at, in->buf.len - in->at + 1);
		in->buf.len -= in->at;
		in->at = 0;
	}
	str_add(&in->buf, bytes, len);
}

static void take(struct input *in, size_t n)
{
	in->at += n;
}

static enum input_got give(struct input *in, size_t n, struct key *k, uint32_t code, unsigned mods)
{
	take(in, n);
	*k = (struct key){.code = code, .mods = (uint8_t)mods};
	return INPUT_KEY;
}

/* --- paste ------------------------------------------------------------------------------------------------------ */

static void add_pasted(struct input *in, const char *s, size_t len)
{
	size_t room = INPUT_PASTE_MAX - (in->paste.len < INPUT_PASTE_MAX ? in->paste.len : INPUT_PASTE_MAX);

	str_add(&in->paste, s, len < room ? len : room);
}

/* Terminals send the end of a line as CR, CR LF or LF. */
static void unify_lines(struct str *s)
{
	size_t to = 0;

	for (size_t i = 0; i < s->len; i++) {
		if (s->p[i] == '\r' && i + 1 < s->len && s->p[i + 1] == '\n')
			continue;
		s->p[to++] = s->p[i] == '\r' ? '\n' : s->p[i];
	}
	s->len = to;
	if (s->p)
		s->p[to] = '\0';
}

/* Bytes at the end of s that may be the beginning of the end mark. */
static size_t may_be_end(const char *s, size_t len)
{
	size_t n = sizeof paste_end - 2;

	for (n = n < len ? n : len; n > 0; n--) {
		if (memcmp(s + len - n, paste_end, n) == 0)
			break;
	}
	return n;
}

static enum input_got next_paste(struct input *in, struct key *k)
{
	const char *s = in->buf.p + in->at;
	size_t len = in->buf.len - in->at, n;
	const char *end = memmem(s, len, paste_end, sizeof paste_end - 1);

	if (!end) {
		n = len - may_be_end(s, len);
		add_pasted(in, s, n);
		take(in, n);
		return INPUT_NONE;
	}
	add_pasted(in, s, (size_t)(end - s));
	take(in, (size_t)(end - s) + sizeof paste_end - 1);
	unify_lines(&in->paste);
	in->pasting = false;
	in->paste_given = true;
	*k = (struct key){.code = K_PASTE, .paste = str_get(&in->paste), .paste_len = in->paste.len};
	return INPUT_KEY;
}

/* --- mouse ------------------------------------------------------------------------------------------------------ */

static void count_clicks(struct input *in, struct key *k)
{
	const struct key *l = &in->last_press;

	k->mouse.clicks = 1;
	if (l->mouse.clicks == 1 && l->mouse.button == k->mouse.button && l->mouse.x == k->mouse.x && l->mouse.y == k->mouse.y &&
		in->fed_ms - in->last_press_ms <= DOUBLE_CLICK_MS)
		k->mouse.clicks = 2;
	in->last_press = *k;
	in->last_press_ms = in->fed_ms;
}

/* b: xterm's button code. False for what is no event of ours (buttons beyond the wheel, motion without a button). */
static bool decode_mouse(struct input *in, int b, int x, int y, bool release, struct key *k)
{
	*k = (struct key){.code = K_MOUSE};
	k->mods = (uint8_t)((b & 4 ? MOD_SHIFT : 0) | (b & 8 ? MOD_ALT : 0) | (b & 16 ? MOD_CTRL : 0));
	k->mouse.x = (int16_t)(x > 0 && x <= 4096 ? x - 1 : 0);
	k->mouse.y = (int16_t)(y > 0 && y <= 4096 ? y - 1 : 0);
	if (b & 128)
		return false;
	if (b & 64) {
		k->mouse.kind = b & 1 ? MOUSE_WHEEL_DOWN : MOUSE_WHEEL_UP;
		return !release && !(b & 2);
	}
	if ((b & 3) == 3 && !release)
		return false;
	k->mouse.button = (uint8_t)((b & 3) + 1);
	k->mouse.kind = release ? MOUSE_RELEASE : b & 32 ? MOUSE_DRAG : MOUSE_PRESS;
	if (k->mouse.kind == MOUSE_PRESS)
		count_clicks(in, k);
	return true;
}

/* --- control sequences ------------------------------------------------------------------------------------------ */

struct csi {
	char mark;			/* '<', '?' … before the parameters; 0: none */
	int params[PARAMS_MAX];
	int n;
	char final;
	size_t len;			/* of the whole sequence; 0: not complete */
	bool bad;
};

/* s begins with ESC [. A byte that cannot be part of it ends it: it is bad then, without that byte. */
static struct csi parse_csi(const char *s, size_t len)
{
	struct csi c = {0};
	size_t i = 2;

	if (i < len && s[i] >= '<' && s[i] <= '?')
		c.mark = s[i++];
	for (; i < len && i < CSI_MAX; i++) {
		if (isdigit((unsigned char)s[i])) {
			if (c.n == 0)
				c.n = 1;
			if (c.params[c.n - 1] < 100000)
				c.params[c.n - 1] = c.params[c.n - 1] * 10 + (s[i] - '0');
		} else if (s[i] == ';' || s[i] == ':') {
			c.n += c.n == 0 ? 2 : c.n < PARAMS_MAX ? 1 : 0;
		} else if (s[i] >= 0x40 && s[i] <= 0x7e) {
			c.final = s[i];
			c.len = i + 1;
			return c;
		} else if (s[i] < 0x20 || s[i] > 0x2f) {
			c.bad = true;
			c.len = i;
			return c;
		}
	}
	if (i >= CSI_MAX) {
		c.bad = true;
		c.len = i;
	}
	return c;
}

static const struct {
	char final;
	uint32_t code;
} letters[] = {
	{'A', K_UP}, {'B', K_DOWN}, {'C', K_RIGHT}, {'D', K_LEFT}, {'H', K_HOME}, {'F', K_END}, {'Z', K_TAB},
	{'P', K_F1}, {'Q', K_F1 + 1}, {'R', K_F1 + 2}, {'S', K_F1 + 3}, {'M', K_ENTER},
};

static const struct {
	int number;
	uint32_t code;
} tildes[] = {
	{1, K_HOME}, {2, K_INSERT}, {3, K_DELETE}, {4, K_END}, {5, K_PAGE_UP}, {6, K_PAGE_DOWN}, {7, K_HOME}, {8, K_END},
	{11, K_F1}, {12, K_F1 + 1}, {13, K_F1 + 2}, {14, K_F1 + 3}, {15, K_F1 + 4}, {17, K_F1 + 5}, {18, K_F1 + 6},
	{19, K_F1 + 7}, {20, K_F1 + 8}, {21, K_F1 + 9}, {23, K_F1 + 10}, {24, K_F12},
};

static uint32_t letter_code(char c)
{
	for (size_t i = 0; i < ARRAY_LEN(letters); i++) {
		if (letters[i].final == c)
			return letters[i].code;
	}
	return 0;
}

static uint32_t tilde_code(int number)
{
	for (size_t i = 0; i < ARRAY_LEN(tildes); i++) {
		if (tildes[i].number == number)
			return tildes[i].code;
	}
	return 0;
}

/* The second parameter is 1 + a bit set: 1 Shift, 2 Alt, 4 Ctrl, 8 Meta. */
static unsigned csi_mods(const struct csi *c)
{
	int bits = c->n >= 2 && c->params[1] > 1 ? c->params[1] - 1 : 0;

	return (bits & 1 ? MOD_SHIFT : 0) | (bits & (2 | 8) ? MOD_ALT : 0) | (bits & 4 ? MOD_CTRL : 0);
}

/* What a complete sequence without a mark means; 0: nothing. */
static uint32_t csi_code(const struct csi *c, unsigned *mods)
{
	*mods = csi_mods(c);
	if (c->final == '~')
		return tilde_code(c->params[0]);
	if (c->final == 'I' && c->n == 0)
		return K_FOCUS_IN;
	if (c->final == 'O' && c->n == 0)
		return K_FOCUS_OUT;
	if (c->final == 'Z')
		*mods |= MOD_SHIFT;
	return c->final == 'M' ? 0 : letter_code(c->final);
}

/* An unknown sequence: what follows it is looked at instead. */
static enum input_got drop(struct input *in, size_t n)
{
	take(in, n);
	return INPUT_NONE;
}

static enum input_got next_csi(struct input *in, const char *s, size_t len, bool timed_out, struct key *k)
{
	struct csi c;
	unsigned mods;
	uint32_t code;

	if (len == 2)
		return timed_out ? give(in, 2, k, '[', MOD_ALT) : INPUT_ESC;
	if (s[2] == '[') {				/* the Linux console's F1 to F5 */
		if (len < 4)
			return INPUT_NONE;
		return s[3] >= 'A' && s[3] <= 'E' ? give(in, 4, k, K_F1 + (uint32_t)(s[3] - 'A'), 0) : drop(in, 4);
	}
	if (s[2] == 'M') {				/* X10 mouse: three bytes */
		if (len < 6)
			return INPUT_NONE;
		take(in, 6);
		return decode_mouse(in, (unsigned char)s[3] - 32, (unsigned char)s[4] - 32, (unsigned char)s[5] - 32,
			((s[3] - 32) & 3) == 3 && !((s[3] - 32) & 64), k) ? INPUT_KEY : INPUT_NONE;
	}
	c = parse_csi(s, len);
	if (!c.len)
		return INPUT_NONE;
	if (c.mark == '<' && (c.final == 'M' || c.final == 'm') && c.n == 3) {
		take(in, c.len);
		return decode_mouse(in, c.params[0], c.params[1], c.params[2], c.final == 'm', k) ? INPUT_KEY : INPUT_NONE;
	}
	if (!c.bad && !c.mark && c.final == '~' && c.params[0] == 200) {
		take(in, c.len);
		in->pasting = true;
		str_reset(&in->paste);
		return INPUT_NONE;
	}
	code = c.bad || c.mark ? 0 : csi_code(&c, &mods);
	return code ? give(in, c.len, k, code, mods) : drop(in, c.len);
}

static enum input_got next_ss3(struct input *in, const char *s, size_t len, bool timed_out, struct key *k)
{
	uint32_t code;

	if (len == 2)
		return timed_out ? give(in, 2, k, 'O', MOD_ALT) : INPUT_ESC;
	code = letter_code(s[2]);
	return code ? give(in, 3, k, code, 0) : drop(in, 3);
}

/* --- plain keys ------------------------------------------------------------------------------------------------- */

static enum input_got give_control(struct input *in, size_t n, unsigned char c, unsigned mods, struct key *k)
{
	if (c == '\r')
		return give(in, n, k, K_ENTER, mods);
	if (c == '\t')
		return give(in, n, k, K_TAB, mods);
	if (c == 0x7f || (c == 8 && in->erase == 8))
		return give(in, n, k, K_BACKSPACE, mods);
	if (c == 0)
		return give(in, n, k, ' ', mods | MOD_CTRL);
	if (c <= 26)
		return give(in, n, k, (uint32_t)('a' + c - 1), mods | MOD_CTRL);
	return give(in, n, k, (uint32_t)(c + 0x40), mods | MOD_CTRL);	/* Ctrl-\ ] ^ _ */
}

static size_t utf8_need(unsigned char c)
{
	return c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 1;
}

/* One character at s, `before` bytes (an Esc) in front of it. */
static enum input_got give_char(struct input *in, size_t before, const char *s, size_t len, unsigned mods, struct key *k)
{
	unsigned char c = (unsigned char)*s;
	size_t used;
	uint32_t cp;

	if (c < 0x20 || c == 0x7f)
		return give_control(in, before + 1, c, mods, k);
	if (c >= 0x80 && len < utf8_need(c))
		return INPUT_NONE;
	cp = utf8_next(s, len, &used);
	if (cp == 0xfffd || utf8_is_unsafe(cp)) {
		take(in, before + used);
		return INPUT_NONE;
	}
	return give(in, before + used, k, cp, mods);
}

static enum input_got next_defined(struct input *in, const char *s, size_t len, struct key *k, bool *partial)
{
	const struct input_defined *best = NULL;

	for (size_t i = 0; i < in->defined.n; i++) {
		const struct input_defined *d = &in->defined.v[i];

		if (len >= d->len && memcmp(s, d->bytes, d->len) == 0) {
			if (!best || d->len > best->len)
				best = d;
		} else if (len < d->len && memcmp(s, d->bytes, len) == 0) {
			*partial = true;
		}
	}
	return best ? give(in, best->len, k, best->code, best->mods) : INPUT_NONE;
}

static enum input_got next_key(struct input *in, bool timed_out, struct key *k)
{
	const char *s = in->buf.p + in->at;
	size_t len = in->buf.len - in->at;
	bool partial = false;

	if (in->pasting)
		return next_paste(in, k);
	if (next_defined(in, s, len, k, &partial) == INPUT_KEY)
		return INPUT_KEY;
	if (*s != '\033')
		return give_char(in, 0, s, len, 0, k);
	if (len == 1)
		return timed_out ? give(in, 1, k, K_ESC, 0) : INPUT_ESC;
	if (s[1] == '[')
		return next_csi(in, s, len, timed_out, k);
	if (s[1] == 'O')
		return next_ss3(in, s, len, timed_out, k);
	if (partial && !timed_out)
		return INPUT_ESC;
	if (s[1] == '\033')
		return give(in, 1, k, K_ESC, 0);
	return give_char(in, 1, s + 1, len - 1, MOD_ALT, k);
}

/* Steps that give no key but take bytes (a paste's start, an unknown sequence) go on with what follows. */
enum input_got input_next(struct input *in, bool timed_out, struct key *k)
{
	if (in->paste_given) {
		str_reset(&in->paste);
		in->paste_given = false;
	}
	while (in->at < in->buf.len) {
		size_t was = in->at;
		enum input_got got = next_key(in, timed_out, k);

		if (got != INPUT_NONE || in->at == was)
			return got;
	}
	return INPUT_NONE;
}
