/*
 * The one file that knows curses. Curses does the output: terminfo, colours, sending differences. Input is read and decoded by
 * ourselves (input.h), and curses' signal handlers are undone, for signals belong to the loop.
 *
 * What is sent besides curses (mouse, paste, focus, clipboard) is written straight to the descriptor: between two updates curses has
 * nothing in its buffer.
 */
#include "config.h"

#define NCURSES_WIDECHAR 1
#include <curses.h>

#include "ui/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "base/log.h"
#include "base/timefmt.h"
#include "base/utf8.h"
#include "ui/input.h"
#include "ui/rescue.h"

#define PAIRS_MAX 250
#define READ_MAX 65536

#define MODES_ON "\033[?2004h\033[?1004h"
#define MOUSE_ON "\033[?1000h\033[?1002h\033[?1006h"
#define MODES_OFF "\033[?1006l\033[?1002l\033[?1000l\033[?1004l\033[?2004l"
#define SYNC_ON "\033[?2026h"
#define SYNC_OFF "\033[?2026l"

struct pair {
	int fg, bg;
};

/* How a cell of that style is shown: with its own background, and when it is selected. */
struct look {
	attr_t attrs;
	int pair;
};

struct curses {
	struct terminal t;
	SCREEN *screen;
	int poll_fd;			/* a description of its own: the loop makes it non-blocking, and 0 and 1 must not become that */
	struct termios before;
	struct input input;
	struct surface front;		/* what the terminal shows */
	bool front_valid;
	int cols, rows;			/* as the app has been told */
	bool resized, hangup, suspended;
	bool mouse, title, sync, default_colours;
	struct look looks[ST_COUNT][2];
	struct pair pairs[PAIRS_MAX];
	int n_pairs;
	cchar_t run[SURFACE_MAX];
	int cursor_shown;
};

static struct curses *self(struct terminal *t)
{
	return (struct curses *)t;
}

/* Straight to the terminal. It may be slow, and another program may have left it non-blocking. */
static void send_bytes(const char *s, size_t len)
{
	while (len) {
		ssize_t n = write(STDOUT_FILENO, s, len);
		struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};

		if (n > 0) {
			s += n;
			len -= (size_t)n;
		} else if (n < 0 && errno == EAGAIN) {
			poll(&p, 1, 1000);
		} else if (n < 0 && errno != EINTR) {
			return;
		}
	}
}

static void send_text(const char *s)
{
	send_bytes(s, strlen(s));
}

/* --- can it be used? -------------------------------------------------------------------------------------------------- */

/* newterm without the signal handlers that it brings. */
static SCREEN *open_screen(FILE *out, FILE *in)
{
	static const int taken[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
	struct sigaction was[ARRAY_LEN(taken)];
	SCREEN *s;

	for (size_t i = 0; i < ARRAY_LEN(taken); i++)
		sigaction(taken[i], NULL, &was[i]);
	s = newterm(NULL, out, in);
	for (size_t i = 0; i < ARRAY_LEN(taken); i++)
		sigaction(taken[i], &was[i], NULL);
	return s;
}

/* Opens it on /dev/null: nothing reaches the terminal. */
static bool try_screen(struct err *e)
{
	FILE *null = fopen("/dev/null", "r+e");
	SCREEN *screen = null ? open_screen(null, null) : NULL;
	const char *name = getenv("TERM"), *cup = screen ? tigetstr("cup") : NULL;
	bool known = screen, moves = cup && cup != (char *)-1;

	if (screen)
		delscreen(screen);
	if (null)
		fclose(null);
	if (!known)
		return err_set(e, ERR_USAGE, "nothing is known about the terminal \"%s\"", name);
	return moves || err_set(e, ERR_USAGE, "the terminal \"%s\" cannot move its cursor", name);
}

bool terminal_is_usable(struct err *e)
{
	const char *name = getenv("TERM");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(e, ERR_USAGE, "standard %s is not a terminal", isatty(STDIN_FILENO) ? "output" : "input");
	if (!name || !*name)
		return err_set(e, ERR_USAGE, "TERM is not set");
	if (strcmp(name, "dumb") == 0)
		return err_set(e, ERR_USAGE, "the terminal is dumb");
	return try_screen(e);
}

/* LC_CTYPE only: numbers are always written with a point. True when text beyond ASCII may be sent. */
static bool utf8_locale(void)
{
	setlocale(LC_CTYPE, "");
	if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
		return true;
	/* The C locale says nothing about the terminal; another charset does. */
	if (strcmp(nl_langinfo(CODESET), "ANSI_X3.4-1968") != 0)
		return false;
	return setlocale(LC_CTYPE, "C.UTF-8") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* --- colours ---------------------------------------------------------------------------------------------------------- */

static int own_colour(const struct curses *c, int colour, int instead)
{
	return colour < 0 && !c->default_colours ? instead : colour;
}

static int pair_for(struct curses *c, int fg, int bg)
{
	fg = own_colour(c, fg, COLOR_WHITE);
	bg = own_colour(c, bg, COLOR_BLACK);
	if (fg < 0 && bg < 0)
		return 0;
	for (int i = 0; i < c->n_pairs; i++) {
		if (c->pairs[i].fg == fg && c->pairs[i].bg == bg)
			return i + 1;
	}
	if (c->n_pairs == PAIRS_MAX || c->n_pairs + 1 >= COLOR_PAIRS)
		return 0;
	c->pairs[c->n_pairs++] = (struct pair){fg, bg};
	init_extended_pair(c->n_pairs, fg, bg);
	return c->n_pairs;
}

static attr_t curses_attrs(unsigned a)
{
	return (a & ATTR_BOLD ? A_BOLD : 0) | (a & ATTR_REVERSE ? A_REVERSE : 0) | (a & ATTR_UNDERLINE ? A_UNDERLINE : 0) |
		(a & ATTR_DIM ? A_DIM : 0);
}

static struct look plain_look(struct curses *c, const struct theme_style *s)
{
	int n = c->t.colours;

	return (struct look){curses_attrs(s->attrs), n ? pair_for(c, theme_colour_for(&s->fg, n), theme_colour_for(&s->bg, n)) : 0};
}

static struct look selected_look(struct curses *c, const struct theme_style *s, const struct theme_style *sel)
{
	int n = c->t.colours, fg = theme_colour_for(&s->fg, n), bg = theme_colour_for(&sel->bg, n), sel_fg = theme_colour_for(&sel->fg, n);
	attr_t attrs = curses_attrs(s->attrs | sel->attrs);

	if (!n || bg < 0) {
		struct look look = plain_look(c, s);

		look.attrs = attrs | A_REVERSE;
		return look;
	}
	if (sel_fg >= 0)
		fg = sel_fg;
	if (fg == bg)
		fg = bg == COLOR_WHITE ? COLOR_BLACK : COLOR_WHITE;
	return (struct look){attrs, pair_for(c, fg, bg)};
}

static void curses_set_theme(struct terminal *t, const struct theme *theme)
{
	struct curses *c = self(t);
	struct theme own;

	/* Without colours the shades of a theme are lost: there is one made for that. */
	if (!theme || !t->colours) {
		theme_load(&own, t->colours ? "dark" : "mono", NULL);
		theme = &own;
	}
	c->n_pairs = 0;
	for (int i = 0; i < ST_COUNT; i++) {
		const struct theme_style *s = &theme->styles[i];

		c->looks[i][0] = plain_look(c, s);
		c->looks[i][1] = i == ST_MATCH ? c->looks[i][0] : selected_look(c, s, &theme->styles[ST_SELECTED]);
	}
	if (t->colours)
		bkgd((chtype)COLOR_PAIR(c->looks[ST_TEXT][0].pair));
	c->front_valid = false;
}

static void start_colours(struct curses *c, int at_most)
{
	const char *no = getenv("NO_COLOR");

	c->t.colours = 0;
	if (!has_colors() || start_color() != OK || at_most == 0 || (at_most < 0 && no && *no))
		return;
	c->default_colours = use_default_colors() == OK;
	c->t.colours = at_most > 0 && at_most < COLORS ? at_most : COLORS;
	if (c->t.colours < 8)
		c->t.colours = 0;
	else if (c->t.colours < 256)
		c->t.colours = c->t.colours < 16 ? 8 : 16;
}

/* --- keys ------------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *cap;
	uint32_t code;
	unsigned mods;
} caps[] = {
	{"kcuu1", K_UP, 0}, {"kcud1", K_DOWN, 0}, {"kcub1", K_LEFT, 0}, {"kcuf1", K_RIGHT, 0}, {"khome", K_HOME, 0}, {"kend", K_END, 0},
	{"kpp", K_PAGE_UP, 0}, {"knp", K_PAGE_DOWN, 0}, {"kich1", K_INSERT, 0}, {"kdch1", K_DELETE, 0}, {"kcbt", K_TAB, MOD_SHIFT},
	{"kf1", K_F1, 0}, {"kf2", K_F1 + 1, 0}, {"kf3", K_F1 + 2, 0}, {"kf4", K_F1 + 3, 0}, {"kf5", K_F1 + 4, 0}, {"kf6", K_F1 + 5, 0},
	{"kf7", K_F1 + 6, 0}, {"kf8", K_F1 + 7, 0}, {"kf9", K_F1 + 8, 0}, {"kf10", K_F1 + 9, 0}, {"kf11", K_F1 + 10, 0}, {"kf12", K_F12, 0},
};

static const char *cap(const char *name)
{
	const char *s = tigetstr(name);

	return s && s != (char *)-1 ? s : "";
}

static void define_keys(struct curses *c)
{
	for (size_t i = 0; i < ARRAY_LEN(caps); i++) {
		const char *s = cap(caps[i].cap);

		/* A key that sends one control character is that character's key. */
		if (*s == '\033' && s[1])
			input_define(&c->input, s, caps[i].code, caps[i].mods);
	}
	c->input.erase = c->before.c_cc[VERASE] == 8 ? 8 : 0;
}

/* False: nothing to read. Sets hangup when the terminal is gone. */
static bool read_bytes(struct curses *c, int wait_ms)
{
	static char buf[READ_MAX];
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
	ssize_t n;

	if (poll(&p, 1, wait_ms) <= 0)
		return false;
	n = p.revents & POLLIN ? read(STDIN_FILENO, buf, sizeof buf) : 0;
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return false;
	if (n <= 0) {
		log_debug("ui", "the terminal is gone: %s", n < 0 ? strerror(errno) : "end of file");
		c->hangup = true;
		return false;
	}
	input_feed(&c->input, buf, (size_t)n, time_mono_us() / 1000);
	return true;
}

static bool event(struct key *k, uint32_t code)
{
	*k = (struct key){.code = code};
	return true;
}

static bool curses_read(struct terminal *t, struct key *k)
{
	struct curses *c = self(t);
	enum input_got got;
	bool more = true;

	if (c->suspended)
		return false;
	if (c->resized) {
		c->resized = false;
		return event(k, K_RESIZE);
	}
	while ((got = input_next(&c->input, false, k)) != INPUT_KEY) {
		if (got == INPUT_ESC && !read_bytes(c, INPUT_ESC_MS))
			return input_next(&c->input, true, k) == INPUT_KEY;
		if (got == INPUT_NONE) {
			if (!more || !read_bytes(c, 0))
				break;
		}
	}
	if (got == INPUT_KEY)
		return true;
	if (!c->hangup)
		return false;
	c->hangup = false;
	return event(k, K_HANGUP);
}

static int curses_fd(struct terminal *t)
{
	return self(t)->poll_fd;
}

static int open_poll_fd(void)
{
	const char *name = ttyname(STDIN_FILENO);
	int fd = name ? open(name, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;

	return fd >= 0 ? fd : open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
}

/* --- modes ------------------------------------------------------------------------------------------------------------ */

/* A capability without its padding ($<5>), which only curses can send. */
static void add_cap(struct str *s, const char *name)
{
	for (const char *p = cap(name); *p; p++) {
		if (p[0] == '$' && p[1] == '<' && strchr(p, '>'))
			p = strchr(p, '>');
		else
			str_addc(s, *p);
	}
}

static void arm_rescue(const struct curses *c)
{
	struct str s = {0};

	str_adds(&s, MODES_OFF);
	if (c->sync)
		str_adds(&s, SYNC_OFF);
	add_cap(&s, "sgr0");
	add_cap(&s, "op");
	add_cap(&s, "rmkx");
	add_cap(&s, "rmcup");
	add_cap(&s, "cnorm");
	str_adds(&s, "\r\n");
	rescue_arm(STDOUT_FILENO, &c->before, str_get(&s), s.len);
	str_done(&s);
}

static void modes_on(struct curses *c)
{
	send_text(MODES_ON);
	if (c->mouse)
		send_text(MOUSE_ON);
	arm_rescue(c);
}

static void modes_off(void)
{
	rescue_disarm();
	send_text(MODES_OFF);
}

static void get_size(struct curses *c)
{
	struct winsize ws = {0};

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_row && ws.ws_col && (ws.ws_row != LINES || ws.ws_col != COLS))
		resizeterm(ws.ws_row, ws.ws_col);
	/* Curses finds a new size by itself, too, when it comes back after endwin(). */
	if (c->cols == COLS && c->rows == LINES)
		return;
	c->cols = COLS;
	c->rows = LINES;
	c->resized = true;
	c->front_valid = false;
}

static void curses_size(struct terminal *t, int *cols, int *rows)
{
	*cols = self(t)->cols;
	*rows = self(t)->rows;
}

static void curses_resized(struct terminal *t)
{
	if (!self(t)->suspended)
		get_size(self(t));
}

static void curses_repaint(struct terminal *t)
{
	self(t)->front_valid = false;
}

static bool curses_suspend(struct terminal *t)
{
	struct curses *c = self(t);

	if (c->suspended)
		return false;
	modes_off();
	endwin();
	tcsetattr(STDIN_FILENO, TCSADRAIN, &c->before);
	c->suspended = true;
	return true;
}

static bool curses_resume(struct terminal *t)
{
	struct curses *c = self(t);

	if (!c->suspended)
		return false;
	c->suspended = false;
	reset_prog_mode();
	clearok(curscr, TRUE);
	refresh();
	modes_on(c);
	get_size(c);
	c->front_valid = false;
	c->cursor_shown = -1;
	return true;
}

/* --- drawing ---------------------------------------------------------------------------------------------------------- */

/* The cell in curses' form. What the C library counts otherwise than we do would shift the whole line: a '?' of our width stands for it. */
static void to_cchar(const struct curses *c, const struct cell *cell, cchar_t *out)
{
	const struct look *look = &c->looks[cell->style][cell->attrs & ATTR_SELECTED ? 1 : 0];
	attr_t attrs = look->attrs | curses_attrs(cell->attrs);
	wchar_t w[CCHARW_MAX + 1];
	int n = 0, pair = look->pair;
	size_t used;

	for (size_t i = 0; i < cell->len && n < CCHARW_MAX; i += used) {
		uint32_t cp = utf8_next(cell->text + i, cell->len - i, &used);

		if (n && wcwidth((wchar_t)cp) != 0)
			break;
		w[n++] = (wchar_t)cp;
	}
	if (!n || wcwidth(w[0]) != cell->width) {
		w[0] = cell->width == 2 ? L'\uff1f' : L'?';
		n = 1;
	}
	w[n] = L'\0';
	setcchar(out, w, attrs, 0, &pair);
}

/* In an ASCII surface a wide cell is two characters, which add_wchnstr takes one by one. */
static int to_ascii(const struct curses *c, const struct cell *cell, cchar_t *out)
{
	struct cell one = *cell;

	one.len = one.width = 1;
	for (int i = 0; i < cell->len; i++) {
		one.text[0] = cell->text[i];
		to_cchar(c, &one, &out[i]);
	}
	return cell->len;
}

static void draw_run(struct curses *c, const struct surface *sf, int y, int x, int end)
{
	int n = 0;

	for (int i = x; i < end; i++) {
		const struct cell *cell = surface_cell(sf, i, y);

		if (!cell->width)
			continue;
		if (cell->width == 2 && cell->len == 2 && (unsigned char)cell->text[0] < 0x80)
			n += to_ascii(c, cell, &c->run[n]);
		else
			to_cchar(c, cell, &c->run[n++]);
	}
	mvadd_wchnstr(y, x, c->run, n);
}

static void draw_changes(struct curses *c, const struct surface *sf)
{
	int rows = sf->rows < LINES ? sf->rows : LINES, cols = sf->cols < COLS ? sf->cols : COLS;

	for (int y = 0; y < rows; y++) {
		int x = 0, end;

		if (!c->front_valid) {
			draw_run(c, sf, y, 0, cols);
			continue;
		}
		for (; surface_next_change(&c->front, sf, y, &x, &end); x = end)
			draw_run(c, sf, y, x, end < cols ? end : cols);
	}
}

static void place_cursor(struct curses *c, const struct surface *sf)
{
	int x, y, show = surface_get_cursor(sf, &x, &y) && x < COLS && y < LINES;

	if (show)
		move(y, x);
	if (show != c->cursor_shown)
		curs_set(show);
	c->cursor_shown = show;
}

static void curses_present(struct terminal *t, const struct surface *sf)
{
	struct curses *c = self(t);

	if (c->suspended)
		return;
	if (c->front.cols != sf->cols || c->front.rows != sf->rows)
		c->front_valid = false;
	if (!c->front_valid) {
		erase();
		clearok(stdscr, TRUE);
	}
	draw_changes(c, sf);
	place_cursor(c, sf);
	wnoutrefresh(stdscr);
	if (c->sync)
		send_text(SYNC_ON);
	doupdate();
	if (c->sync)
		send_text(SYNC_OFF);
	surface_copy(&c->front, sf);
	c->front_valid = true;
}

/* --- the rest --------------------------------------------------------------------------------------------------------- */

static char *base64(const char *s, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)s;
	char *out = xmalloc(len / 3 * 4 + 5), *o = out;

	for (size_t i = 0; i < len; i += 3) {
		size_t left = len - i;
		unsigned v = (unsigned)p[i] << 16 | (left > 1 ? (unsigned)p[i + 1] << 8 : 0) | (left > 2 ? p[i + 2] : 0);

		*o++ = digits[v >> 18];
		*o++ = digits[v >> 12 & 63];
		*o++ = left > 1 ? digits[v >> 6 & 63] : '=';
		*o++ = left > 2 ? digits[v & 63] : '=';
	}
	*o = '\0';
	return out;
}

static bool curses_copy(struct terminal *t, const char *text, size_t len, struct err *e)
{
	char *b;

	(void)e;
	if (self(t)->suspended)
		return true;
	b = base64(text, len);
	send_text("\033]52;c;");
	send_text(b);
	send_text("\a");
	free(b);
	return true;
}

static void curses_bell(struct terminal *t)
{
	(void)t;
	beep();
}

static void curses_title(struct terminal *t, const char *text)
{
	char *safe;

	if (!self(t)->title || self(t)->suspended)
		return;
	safe = utf8_safe(text, t->ascii);
	send_text("\033]2;");
	send_text(safe);
	send_text("\a");
	free(safe);
}

static void curses_close(struct terminal *t)
{
	struct curses *c = self(t);

	if (!c->suspended) {
		modes_off();
		endwin();
		tcsetattr(STDIN_FILENO, TCSADRAIN, &c->before);
	}
	delscreen(c->screen);
	if (c->poll_fd >= 0)
		close(c->poll_fd);
	input_done(&c->input);
	surface_done(&c->front);
	free(c);
}

static const struct terminal_ops curses_ops = {
	.name = "curses",
	.close = curses_close,
	.size = curses_size,
	.read = curses_read,
	.fd = curses_fd,
	.present = curses_present,
	.resized = curses_resized,
	.repaint = curses_repaint,
	.suspend = curses_suspend,
	.resume = curses_resume,
	.set_theme = curses_set_theme,
	.copy = curses_copy,
	.bell = curses_bell,
	.title = curses_title,
};

static bool has_sync(void)
{
	const char *name = getenv("TERM");

	return str_starts(name, "xterm") || str_starts(name, "tmux") || str_starts(name, "screen") || str_starts(name, "foot") ||
		str_starts(name, "alacritty");
}

static void set_up(struct curses *c, const struct terminal_opts *o)
{
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	leaveok(stdscr, FALSE);
	typeahead(-1);
	start_colours(c, o->colours);
	define_keys(c);
	curses_set_theme(&c->t, o->theme);
	c->mouse = !o->no_mouse;
	c->title = o->title;
	c->sync = has_sync();
	c->cursor_shown = -1;
	c->cols = COLS;
	c->rows = LINES;
}

struct terminal *terminal_curses_open(const struct terminal_opts *o, struct err *e)
{
	struct curses *c;

	if (!terminal_is_usable(e))
		return NULL;
	c = xcalloc(1, sizeof *c);
	c->t.ops = &curses_ops;
	c->t.ascii = !utf8_locale() || o->ascii;
	tcgetattr(STDIN_FILENO, &c->before);
	c->screen = open_screen(stdout, stdin);
	if (!c->screen) {
		free(c);
		err_set(e, ERR_USAGE, "the terminal \"%s\" cannot be used", getenv("TERM"));
		return NULL;
	}
	input_init(&c->input);
	surface_init(&c->front, 0, 0, c->t.ascii);
	c->poll_fd = open_poll_fd();
	set_up(c, o);
	refresh();
	modes_on(c);
	log_debug("ui", "terminal %s, %dx%d, %d colours, %s", getenv("TERM"), COLS, LINES, c->t.colours, c->t.ascii ? "ASCII" : "UTF-8");
	return &c->t;
}
