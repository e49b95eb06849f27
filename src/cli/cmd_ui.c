/* aslant without a subcommand: the user interface, on a terminal, at a prompt (--plain), or without one (--headless). */
#include "cli/cli.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/app_tests.h"
#include "asl/source.h"
#include "base/log.h"
#include "screens/headless.h"
#include "screens/plain.h"
#include "screens/shell.h"

struct ui_args {
	const char *path, *machine, *definition, *keys, *theme, *test;
	int cols, rows;			/* of --headless; 0: a real terminal */
	bool plain, no_color;
	struct shell_options shell;
	struct app_options app;
	bool seeded;
};

static int bad(const char *rule, const char *what)
{
	fprintf(stderr, "aslant: %s, not %s (try --help)\n", rule, what);
	return EXIT_USAGE;
}

static bool speed_arg(const char *text, double *out)
{
	char *end;
	double v = strtod(text, &end);

	if (strcmp(text, "max") == 0)
		return *out = SPEED_JUMP, true;
	if (!*text || *end || !(v >= 0.01 && v <= 10000))
		return false;
	*out = v;
	return true;
}

static int option(struct ui_args *a, const char *name, const char *v)
{
	struct err e;
	char *end;

	if (strcmp(name, "ascii") == 0)
		a->shell.ascii = true;
	else if (strcmp(name, "no-color") == 0)
		a->no_color = true;
	else if (strcmp(name, "plain") == 0)
		a->plain = true;
	else if (strcmp(name, "reduced-motion") == 0)
		a->shell.reduced_motion = true;
	else if (strcmp(name, "theme") == 0)
		a->shell.theme = v;
	else if (strcmp(name, "type") == 0) {
		if (strcmp(v, "STANDARD") != 0 && strcmp(v, "EXPRESS") != 0)
			return bad("--type takes STANDARD or EXPRESS", v);
		a->app.express = v[0] == 'E';
	} else if (strcmp(name, "s3") == 0)
		a->app.s3 = v;
	else if (strcmp(name, "endpoint") == 0 && !backends_route_option(&a->app.routes, v, &e))
		return bad("--endpoint", e.msg);
	else if (strcmp(name, "machine") == 0)
		a->machine = v;
	else if (strcmp(name, "keys") == 0)
		a->keys = v;
	else if (strcmp(name, "definition") == 0)
		a->definition = v;
	else if (strcmp(name, "test") == 0)
		a->test = v;
	else if (strcmp(name, "headless") == 0) {
		if (sscanf(v, "%dx%d", &a->cols, &a->rows) != 2 || a->cols < 1 || a->rows < 1 || a->cols > 1000 || a->rows > 1000)
			return bad("--headless takes COLSxROWS", v);
	} else if (strcmp(name, "clock") == 0) {
		if (strcmp(v, "virtual") != 0 && strcmp(v, "real") != 0)
			return bad("--clock takes virtual or real", v);
		if (v[0] == 'r')
			a->app.speed = 1;
	} else if (strcmp(name, "speed") == 0) {
		if (!speed_arg(v, &a->app.speed))
			return bad("--speed takes a number from 0.01 to 10000, or max", v);
	} else if (strcmp(name, "max-events") == 0) {
		a->app.max_events = strtoll(v, &end, 10);
		if (!*v || *end || a->app.max_events < 0)
			return bad("--max-events takes a number, 0 for no limit", v);
		if (!a->app.max_events)
			a->app.max_events = -1;
	} else if (strcmp(name, "seed") == 0) {
		a->app.seed = strtoull(v, &end, 10);
		a->seeded = true;
		if (!*v || *end)
			return bad("--seed takes a number", v);
	} else if (strcmp(name, "verbose") == 0 && !log_open(v, &e)) {
		fprintf(stderr, "aslant: %s\n", e.msg);
		return EXIT_HOST;
	}
	return EXIT_GOOD;
}

static int parse(struct ui_args *a, int argc, char **argv)
{
	struct cli_args args = {.options = cli_commands[0].options, .argc = argc, .argv = argv, .at = 1};
	int row, status;

	while ((row = cli_next(&args)) != CLI_END) {
		if (row == CLI_BAD)
			return EXIT_USAGE;
		if (row == CLI_WORD) {
			if (a->path)
				return bad("one FILE or DIR only", args.word);
			a->path = args.word;
			continue;
		}
		status = option(a, args.options[row].name, args.value);
		if (status)
			return status;
	}
	return EXIT_GOOD;
}

/* The person's own key map: $XDG_CONFIG_HOME/aslant/keys. */
static char *own_keys_path(void)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config && config[0] == '/')
		return xasprintf("%s/aslant/keys", config);
	return home && *home ? xasprintf("%s/.config/aslant/keys", home) : NULL;
}

/* --- on a terminal ------------------------------------------------------------------------------------------------- */

static void on_terminal(void *ctx, unsigned events)
{
	(void)events;
	shell_read(ctx);
}

static void on_signal(void *ctx, int signum)
{
	struct shell *sh = ctx;

	switch (signum) {
	case SIGWINCH:
		terminal_resized(sh->term);
		shell_read(sh);
		break;
	case SIGCONT:
		terminal_repaint(sh->term);
		sh->screens.dirty = true;
		break;
	case SIGTSTP:
		terminal_stop_self(sh->term);
		sh->screens.dirty = true;
		break;
	default:	/* SIGHUP, SIGTERM, SIGINT: leave in order; events are in the store */
		sh->quit = true;
		loop_stop(sh->loop);
		break;
	}
}

static void draw(void *ctx)
{
	shell_draw(ctx);
}

static int run_terminal(struct shell *sh)
{
	static const int signals[] = {SIGWINCH, SIGCONT, SIGTSTP, SIGHUP, SIGTERM, SIGINT};
	struct loop_signal *handles[ARRAY_LEN(signals)];
	struct loop_fd *input;
	struct err e;

	input = loop_fd_new(sh->loop, terminal_fd(sh->term), LOOP_READ, on_terminal, sh, &e);
	if (!input) {
		shell_done(sh);
		fprintf(stderr, "aslant: %s\n", e.msg);
		return EXIT_HOST;
	}
	for (size_t i = 0; i < ARRAY_LEN(signals); i++)
		handles[i] = loop_signal_new(sh->loop, signals[i], on_signal, sh, &e);
	loop_before_wait(sh->loop, draw, sh);
	loop_run(sh->loop);
	loop_before_wait(sh->loop, NULL, NULL);
	for (size_t i = 0; i < ARRAY_LEN(signals); i++)
		loop_signal_free(handles[i]);
	loop_fd_free(input);
	shell_done(sh);
	return EXIT_GOOD;
}

/* --- without one --------------------------------------------------------------------------------------------------- */

static int run_headless(struct ui_args *a, struct shell *sh)
{
	char *script = NULL;
	size_t len;
	struct err e = {0};
	int status = EXIT_GOOD;

	if (!file_read(a->keys ? a->keys : "-", (size_t)16 << 20, &script, &len, &e))
		status = EXIT_HOST;
	else if (!headless_run(sh, script, len, stdout, &e)) {
		err_prefix(&e, a->keys ? a->keys : "standard input");
		status = EXIT_FAILED;
	}
	free(script);
	shell_done(sh);
	if (e.code)
		fprintf(stderr, "aslant: %s\n", e.msg);
	return status;
}

static struct terminal *open_terminal(const struct ui_args *a, struct err *e)
{
	struct terminal_opts o = {.ascii = a->shell.ascii, .colours = a->no_color ? 0 : -1};

	if (a->cols)
		return terminal_headless_open(a->cols, a->rows, a->shell.ascii);
	if (a->plain)
		return terminal_headless_open(80, 24, true);
	return terminal_curses_open(&o, e);
}

static int run_shell(struct ui_args *a, struct app *app, struct loop *loop, struct terminal *t)
{
	char *keys_path = a->cols ? NULL : own_keys_path(), *keys_text = NULL;
	size_t len;
	struct shell sh;
	struct err e;
	int status;

	if (keys_path && file_exists(keys_path)) {
		if (file_read(keys_path, 1 << 20, &keys_text, &len, &e))
			a->shell.keys_text = keys_text;
		else
			app_note_err(app, &e);
	}
	a->shell.keys_path = keys_path;
	if (!shell_init(&sh, app, loop, t, &a->shell, &e)) {
		shell_done(&sh);
		fprintf(stderr, "aslant: %s\n", e.msg);
		status = EXIT_USAGE;
	} else if (a->cols) {
		status = run_headless(a, &sh);
	} else if (a->plain) {
		status = plain_run(&sh, stdout);
		shell_done(&sh);
	} else {
		status = run_terminal(&sh);
	}
	free(keys_path);
	free(keys_text);
	return status;
}

/* --test, or the only case of the file, is executed; else only its machine is opened. */
static bool open_test(const struct ui_args *a, struct app *app, struct err *e)
{
	struct test_file *f = test_file_read(a->path, 0, e);
	bool ok;

	if (!f)
		return false;
	ok = a->test || f->cases.n == 1 ? app_test_start(app, a->path, a->test, e) : app_open(app, f->machine, e);
	if (ok && !a->test && f->cases.n > 1)
		app_note(app, NOTE_INFO, "%zu test cases: :test runs one", f->cases.n);
	test_file_free(f);
	return ok;
}

/* FILE, with --machine as FILE#NAME. */
static bool open_machine(const struct ui_args *a, struct app *app, struct err *e)
{
	char *address = a->path && a->machine ? asl_address_make(a->path, a->machine) : xstrdup(a->path);
	bool ok = app_open(app, address, e);

	free(address);
	return ok;
}

static bool open_path(const struct ui_args *a, struct app *app, struct err *e)
{
	struct err other;
	char *dir;

	if (a->definition && a->path)
		return app_record_open(app, a->path, a->definition, e);
	if (!a->path || !str_ends(a->path, ".test.json"))
		return open_machine(a, app, e);
	if (open_test(a, app, e))
		return true;
	dir = path_dir(a->path);
	if (!app->store)
		app_open(app, dir_exists(dir) ? dir : ".", &other);	/* the program is there all the same */
	free(dir);
	return false;
}

int cmd_ui(int argc, char **argv)
{
	struct ui_args a = {.app = {.speed = 1}};
	struct terminal *t;
	struct loop *loop = NULL;
	struct app *app = NULL;
	struct err e = {0}, open_err = {0};
	bool opened;
	int status = parse(&a, argc, argv);

	if (status)
		return status;
	if (!a.cols && !a.plain && !terminal_is_usable(&e)) {
		fprintf(stderr, "aslant: %s: going on at a prompt (--plain)\n", e.msg);
		a.plain = true;
	}
	if (a.test && (!a.path || !str_ends(a.path, ".test.json")))
		return bad("--test goes with a file of test cases, *.test.json", a.path ? a.path : "nothing");
	if (a.cols)
		a.app.fixed = true;
	if (a.cols || a.plain)
		a.app.speed = SPEED_JUMP;
	loop = loop_new(&e);
	if (!loop) {
		fprintf(stderr, "aslant: %s\n", e.msg);
		return EXIT_HOST;
	}
	app = app_new(loop, &a.app);
	loop_work(loop, app_work, app);
	opened = open_path(&a, app, &open_err);
	if (!opened)
		app_note_err(app, &open_err);
	t = open_terminal(&a, &e);
	if (t) {
		status = run_shell(&a, app, loop, t);
	} else {
		fprintf(stderr, "aslant: %s\n", e.msg);
		status = EXIT_HOST;
	}
	loop_work(loop, NULL, NULL);
	app_free(app);
	loop_free(loop);
	http_routes_done(&a.app.routes);
	return status;
}
