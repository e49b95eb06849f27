/*
 * The terminal that curses drives; with terminal_curses_look.c the only place that knows curses. Curses does the
 * output: terminfo, colours, sending differences. Input is read and decoded by ourselves (input.h), and curses' signal
 * handlers are undone, for signals belong to the loop.
 *
 * What is sent besides curses (mouse, paste, focus, clipboard) is written straight to the descriptor: between two
 * updates curses has nothing in its buffer.
 */
#include "config.h"

#include "ui/terminal_curses_private.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/log.h"
#include "base/timefmt.h"
#include "base/utf8.h"
#include "ui/rescue.h"

#define READ_MAX 65536

#define MODES_ON "\033[?2004h\033[?1004h"
#define MOUSE_ON "\033[?1000h\033[?1002h\033[?1006h"
#define MODES_OFF "\033[?1006l\033[?1002l\033[?1000l\033[?1004l\033[?2004l"
#define SYNC_ON "\033[?2026h"
#define SYNC_OFF "\033[?2026l"

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

/* --- can it be used? -------------------------------------------------------------------------------------------- */

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

/* --- keys ------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *cap;
	uint32_t code;
	unsigned mods;
} caps[] = {
	{"kcuu1", K_UP, 0}, {"kcud1", K_DOWN, 0}, {"kcub1", K_LEFT, 0}, {"kcuf1", K_RIGHT, 0},
	{"khome", K_HOME, 0}, {"kend", K_END, 0}, {"kpp", K_PAGE_UP, 0}, {"knp", K_PAGE_DOWN, 0},
	{"kich1", K_INSERT, 0}, {"kdch1", K_DELETE, 0}, {"kcbt", K_TAB, MOD_SHIFT}, {"kf1", K_F1, 0},
	{"kf2", K_F1 + 1, 0}, {"kf3", K_F1 + 2, 0}, {"kf4", K_F1 + 3, 0}, {"kf5", K_F1 + 4, 0},
	{"kf6", K_F1 + 5, 0}, {"kf7", K_F1 + 6, 0}, {"kf8", K_F1 + 7, 0}, {"kf9", K_F1 + 8, 0},
	{"kf10", K_F1 + 9, 0}, {"kf11", K_F1 + 10, 0}, {"kf12", K_F12, 0},
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
		if (got == INPUT_ESC && !read_bytes(c, c->esc_ms))
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

/* --- modes ------------------------------------------------------------------------------------------------------ */

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

/* While we were away no SIGWINCH came: it comes now, so that the app hears of a new size in the one way it knows. */
static void size_after_absence(struct curses *c)
{
	get_size(c);
	if (c->resized)
		raise(SIGWINCH);
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

/* The modes, too: after a SIGSTOP, which nobody can catch, the shell has set its own. */
static void curses_repaint(struct terminal *t)
{
	struct curses *c = self(t);

	c->front_valid = false;
	if (c->suspended)
		return;
	reset_prog_mode();
	modes_on(c);
	size_after_absence(c);
}

/* Without a screen of its own to go away, what was drawn stays; endwin leaves the cursor in the last line, where the prompt must be alone. */
static void leave(const struct curses *c)
{
	struct str s = {0};

	modes_off();
	endwin();
	if (!*cap("rmcup")) {
		str_adds(&s, "\r");
		add_cap(&s, "el");
		send_text(str_get(&s));
		str_done(&s);
	}
	tcsetattr(STDIN_FILENO, TCSADRAIN, &c->before);
}

static bool curses_suspend(struct terminal *t)
{
	struct curses *c = self(t);

	if (c->suspended)
		return false;
	leave(c);
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
	size_after_absence(c);
	c->front_valid = false;
	c->cursor_shown = -1;
	return true;
}

/* --- drawing ---------------------------------------------------------------------------------------------------- */

static void draw_run(struct curses *c, const struct surface *sf, int y, int x, int end)
{
	int n = 0;

	for (int i = x; i < end; i++) {
		const struct cell *cell = surface_cell(sf, i, y);

		if (!cell->width)
			continue;
		n += curses_cell(c, cell, &c->run[n]);
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

/* --- the rest --------------------------------------------------------------------------------------------------- */

static void curses_set_theme(struct terminal *t, const struct theme *theme)
{
	curses_make_looks(self(t), theme);
}

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

	if (!c->suspended)
		leave(c);
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
	curses_start_colours(c, o->colours);
	define_keys(c);
	curses_make_looks(c, o->theme);
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
	c->esc_ms = input_esc_ms(getenv("ESCDELAY"));
	surface_init(&c->front, 0, 0, c->t.ascii);
	c->poll_fd = open_poll_fd();
	set_up(c, o);
	refresh();
	modes_on(c);
	log_debug("ui", "terminal %s, %dx%d, %d colours, %s", getenv("TERM"), COLS, LINES, c->t.colours,
		c->t.ascii ? "ASCII" : "UTF-8");
	return &c->t;
}
