/*
 * ui_demo - loop and terminal put together in the smallest way, for tests/e2e/terminal.sh: shows its size, the last
 * events and an editor. Ctrl-Q ends it, Ctrl-Z stops it, Ctrl-E gives the terminal to a child, Ctrl-B draws many
 * whole frames and says how long one took, Ctrl-X and Ctrl-G crash it.
 */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/timefmt.h"
#include "loop/child.h"
#include "ui/editor.h"
#include "ui/glyph.h"
#include "ui/terminal.h"

#define FRAMES 200

struct demo {
	struct loop *loop;
	struct terminal *t;
	struct loop_fd *input;
	struct surface sf;
	struct editor *ed;
	struct str last;		/* the last event, in words */
	struct child *child;
	bool dirty;
	int signum;			/* that ends us */
};

static void draw_frame(struct demo *d, int shift)
{
	struct surface *sf = &d->sf, pane;

	surface_clear(sf, ST_TEXT);
	surface_printf(sf, 0, 0, ST_HEADER, " size %dx%d  colours %d  %s ", sf->cols, sf->rows, d->t->colours, d->t->ascii ? "ascii" : "utf8");
	surface_printf(sf, 0, 1, ST_RUNNING, "%s event %s", GLYPH_RUNNING, str_get(&d->last));
	surface_put(sf, 0, 2, ST_FAILED, GLYPH_FAILED " 日本 e\xcc\x81 " GLYPH_BREAKPOINT " end");
	surface_box(sf, 0, 3, sf->cols, sf->rows - 3, ST_BORDER_FOCUSED, "Editor", ST_TITLE_FOCUSED);
	pane = surface_sub(sf, 1, 4, sf->cols - 2, sf->rows - 5);
	editor_draw(d->ed, &pane, true);
	for (int y = 0; shift && y < sf->rows; y++) {
		for (int x = 0; x < sf->cols; x++) {
			char text[2] = {(char)('!' + (x + y + shift) % 90), '\0'};

			surface_put(sf, x, y, (enum style)((x / 7 + y + shift) % ST_COUNT), text);
		}
	}
}

static void draw(void *ctx)
{
	struct demo *d = ctx;

	if (!d->dirty)
		return;
	d->dirty = false;
	draw_frame(d, 0);
	terminal_present(d->t, &d->sf);
}

static void note(struct demo *d, const char *what)
{
	str_reset(&d->last);
	str_adds(&d->last, what);
	d->dirty = true;
}

/* Whole frames in which every cell is another one. */
static void bench(struct demo *d)
{
	int64_t start = time_mono_us();
	char text[80];

	for (int i = 1; i <= FRAMES; i++) {
		draw_frame(d, i);
		terminal_present(d->t, &d->sf);
	}
	snprintf(text, sizeof text, "%lld us a frame", (long long)((time_mono_us() - start) / FRAMES));
	note(d, text);
}

static void on_child_exit(void *ctx, struct child *c, const struct child_exit *x)
{
	struct demo *d = ctx;
	char text[80];

	child_free(c);
	d->child = NULL;
	terminal_resume(d->t);
	loop_fd_events(d->input, LOOP_READ);
	snprintf(text, sizeof text, "child exited with %d", x->code);
	note(d, text);
}

static void run_child(struct demo *d)
{
	static const char *const argv[] = {"sh", "-c", "echo the child speaks; read answer; echo \"$answer\"; exit 7", NULL};
	struct child_opts o = {.argv = argv, .group = CHILD_SAME_GROUP, .inherit = {true, true, true}, .exit = on_child_exit, .ctx = d};
	struct err e;

	loop_fd_events(d->input, 0);
	terminal_suspend(d->t);
	d->child = child_start(d->loop, &o, &e);
	if (d->child)
		return;
	terminal_resume(d->t);
	note(d, e.msg);
}

static void on_key(struct demo *d, const struct key *k)
{
	static const char *const kinds[] = {"press", "release", "drag", "wheel-up", "wheel-down"};
	char text[200];
	struct str name = {0};

	if (k->code == K_MOUSE) {
		snprintf(text, sizeof text, "mouse %s %d at %d,%d", kinds[k->mouse.kind], k->mouse.button, k->mouse.x, k->mouse.y);
	} else if (k->code == K_PASTE) {
		snprintf(text, sizeof text, "paste of %zu bytes", k->paste_len);
	} else if (k->code == K_FOCUS_IN || k->code == K_FOCUS_OUT) {
		snprintf(text, sizeof text, "focus %s", k->code == K_FOCUS_IN ? "in" : "out");
	} else {
		key_print(k, &name);
		snprintf(text, sizeof text, "key %s", str_get(&name));
		str_done(&name);
	}
	note(d, text);
	editor_key(d->ed, k);
}

static void resize(struct demo *d)
{
	int cols, rows;

	terminal_size(d->t, &cols, &rows);
	surface_resize(&d->sf, cols, rows);
	editor_layout(d->ed, cols - 2, rows - 5);
	d->dirty = true;
}

static void crash(int signum)
{
	if (signum == SIGABRT)
		abort();
	raise(signum);
}

static void command(struct demo *d, const struct key *k)
{
	switch (k->mods == MOD_CTRL ? k->code : 0) {
	case 'q': loop_stop(d->loop); break;
	case 'z': terminal_stop_self(d->t); d->dirty = true; break;
	case 'e': run_child(d); break;
	case 'b': bench(d); break;
	case 'x': crash(SIGABRT); break;
	case 'g': crash(SIGSEGV); break;
	case 'l': terminal_repaint(d->t); d->dirty = true; break;
	case 'y':
		terminal_copy(d->t, "copied", 6, NULL);
		note(d, "copied");
		break;
	default: on_key(d, k);
	}
}

static void read_keys(struct demo *d)
{
	struct key k;

	while (!loop_is_stopped(d->loop) && !d->child && terminal_read(d->t, &k)) {
		if (k.code == K_RESIZE)
			resize(d);
		else if (k.code == K_HANGUP)
			loop_stop(d->loop);
		else
			command(d, &k);
	}
}

static void on_input(void *ctx, unsigned events)
{
	(void)events;
	read_keys(ctx);
}

static void on_signal(void *ctx, int signum)
{
	struct demo *d = ctx;

	if (signum == SIGWINCH) {
		terminal_resized(d->t);
		read_keys(d);
	} else if (signum == SIGTSTP) {
		terminal_stop_self(d->t);
		d->dirty = true;
	} else if (signum == SIGCONT) {
		terminal_repaint(d->t);
		d->dirty = true;
	} else {
		d->signum = signum;
		loop_stop(d->loop);
	}
}

static void watch_signals(struct demo *d)
{
	static const int signums[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGINT};
	struct err e;

	for (size_t i = 0; i < ARRAY_LEN(signums); i++) {
		if (!loop_signal_new(d->loop, signums[i], on_signal, d, &e))
			fprintf(stderr, "%s\n", e.msg);
	}
}

int main(void)
{
	struct terminal_opts o = {.colours = -1};
	struct demo d = {.dirty = true};
	struct err e;

	d.loop = loop_new(&e);
	d.t = d.loop ? terminal_curses_open(&o, &e) : NULL;
	if (!d.t) {
		fprintf(stderr, "ui_demo: %s\n", e.msg);
		loop_free(d.loop);
		return 2;
	}
	d.ed = editor_new();
	surface_init(&d.sf, 0, 0, d.t->ascii);
	resize(&d);
	watch_signals(&d);
	loop_before_wait(d.loop, draw, &d);
	d.input = loop_fd_new(d.loop, terminal_fd(d.t), LOOP_READ, on_input, &d, &e);
	if (d.input)
		loop_run(d.loop);
	loop_free(d.loop);
	terminal_close(d.t);
	surface_done(&d.sf);
	editor_free(d.ed);
	str_done(&d.last);
	if (!d.input) {
		fprintf(stderr, "ui_demo: %s\n", e.msg);
		return 4;
	}
	return d.signum ? 128 + d.signum : 0;
}
