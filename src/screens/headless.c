#include "screens/headless.h"

#include <stdlib.h>
#include <string.h>

#include "app/app_coverage.h"
#include "app/record.h"
#include "base/timefmt.h"
#include "screens/command.h"
#include "screens/saver.h"
#include "screens/workbench.h"

#define WAIT_MS 20000

struct script {
	struct shell *sh;
	FILE *out;
	unsigned line;
};

static bool runs_idle(const struct app *a)
{
	for (size_t i = 0; i < a->live.n; i++) {
		const struct session *s = a->live.v[i]->session;

		if (!s)
			return false;		/* an imported one on its way to the store */
		if (!session_is_paused(s) && !session_blocked(s) && !app_has_play(a))
			return false;
	}
	return !a->run || !a->run->record || !a->run->record->replaying;
}

static bool has_text(struct shell *sh, const char *text)
{
	const struct surface *sf = terminal_headless_surface(sh->term);
	struct str row = {0};
	bool found = false;

	for (int y = 0; sf && y < sf->rows && !found; y++) {
		str_reset(&row);
		surface_dump_text(sf, y, &row);
		found = strstr(str_get(&row), text) != NULL;
	}
	str_done(&row);
	return found;
}

static bool holds(struct shell *sh, const char *what)
{
	const struct run *r = sh->app->run;

	if (!sh->workbench || !graph_pane_is_ready(&sh->workbench->panes[PANE_GRAPH]) || (sh->app->store && store_pending(sh->app->store)))
		return false;
	if (strcmp(what, "idle") == 0)
		return !sh->spawned && runs_idle(sh->app) && !app_coverage_is_busy(sh->app) && !saver_is_busy(sh);
	if (strcmp(what, "paused") == 0)
		return r && run_is_live(r) && session_is_paused(r->session);
	return r && !run_is_live(r);
}

/* One turn of the loop, with what the program does in each. */
static void turn(struct shell *sh, int wait_ms)
{
	loop_turn(sh->loop, wait_ms);
	shell_draw(sh);
}

static bool wait_for(struct script *s, const char *what, struct err *e)
{
	int64_t end = time_mono_us() + (int64_t)WAIT_MS * 1000;
	size_t len = strlen(what);
	char *text = NULL;
	bool ok;

	if (str_starts(what, "text \"") && what[len - 1] == '"' && len > 6)
		text = xstrndup(what + 6, len - 7);
	else if (strcmp(what, "idle") != 0 && strcmp(what, "paused") != 0 && strcmp(what, "ended") != 0)
		return err_set(e, ERR_USAGE, "wait takes idle, paused, ended or text \"…\"");
	turn(s->sh, 0);
	for (;;) {
		ok = text ? has_text(s->sh, text) : holds(s->sh, what);
		if (ok || time_mono_us() > end || s->sh->quit)
			break;
		turn(s->sh, 20);
	}
	free(text);
	return ok || err_set(e, ERR_LIMIT, "waited %d s in vain for %s", WAIT_MS / 1000, what);
}

static bool press(struct script *s, const char *text, struct err *e)
{
	struct key k;
	size_t used;

	while (*text) {
		if (!key_parse(text, &k, &used, e))
			return false;
		text += used;
		terminal_headless_key(s->sh->term, &k);
		shell_read(s->sh);
		turn(s->sh, 0);
	}
	return true;
}

static bool paste(struct script *s, const char *text)
{
	struct key k = {.code = K_PASTE, .paste = text, .paste_len = strlen(text)};

	terminal_headless_key(s->sh->term, &k);
	shell_read(s->sh);
	turn(s->sh, 0);
	return true;
}

static void print_screen(struct script *s, const char *name, bool styles)
{
	const struct surface *sf;
	struct str row = {0};

	s->sh->screens.dirty = true;
	shell_draw(s->sh);
	sf = terminal_headless_surface(s->sh->term);
	fprintf(s->out, "==%s%s\n", *name ? " " : "", name);
	for (int y = 0; y < sf->rows; y++) {
		str_reset(&row);
		if (styles)
			surface_dump_styles(sf, y, &row);
		else
			surface_dump_text(sf, y, &row);
		while (row.len && row.p[row.len - 1] == ' ')
			row.p[--row.len] = '\0';
		fprintf(s->out, "%s\n", str_get(&row));
	}
	fputs("==\n", s->out);
	str_done(&row);
}

static bool resize(struct script *s, const char *arg, struct err *e)
{
	int cols, rows;

	if (sscanf(arg, "%dx%d", &cols, &rows) != 2 || cols < 1 || rows < 1 || cols > 1000 || rows > 1000)
		return err_set(e, ERR_USAGE, "size takes COLSxROWS");
	terminal_headless_resize(s->sh->term, cols, rows);
	shell_read(s->sh);
	turn(s->sh, 0);
	return true;
}

/* Another program writes a file: what a file watch must see. */
static bool copy_file(const char *arg, struct err *e)
{
	size_t len = strcspn(arg, " "), n;
	char *from = xstrndup(arg, len), *data = NULL;
	const char *to = arg + len + (arg[len] == ' ');
	bool ok = *to ? file_read(from, (size_t)16 << 20, &data, &n, e) && file_write_atomic(to, data, n, e)
		: err_set(e, ERR_USAGE, "copy takes FROM TO");

	free(from);
	free(data);
	return ok;
}

static bool directive(struct script *s, const char *word, const char *arg, struct err *e)
{
	if (strcmp(word, "keys") == 0)
		return press(s, arg, e);
	if (strcmp(word, "type") == 0)
		return paste(s, arg);
	if (strcmp(word, "wait") == 0)
		return wait_for(s, arg, e);
	if (strcmp(word, "size") == 0)
		return resize(s, arg, e);
	if (strcmp(word, "copy") == 0)
		return copy_file(arg, e);
	if (strcmp(word, "open") == 0)
		return app_open(s->sh->app, arg, e);
	if (strcmp(word, "command") == 0) {
		shell_run_command(s->sh, arg);
		turn(s->sh, 0);
		return true;
	}
	if (strcmp(word, "screen") == 0 || strcmp(word, "styles") == 0) {
		print_screen(s, arg, word[1] == 't');
		return true;
	}
	return err_set(e, ERR_USAGE, "no such directive: %.40s", word);
}

static bool run_line(struct script *s, const char *line, size_t len, struct err *e)
{
	char *copy, *arg;
	bool ok;

	while (len && (line[len - 1] == '\r' || line[len - 1] == '\n'))
		len--;
	if (!len || line[0] == '#' || line[0] == '|')
		return true;
	copy = xstrndup(line, len);
	arg = copy + strcspn(copy, " ");
	if (*arg)
		*arg++ = '\0';
	ok = directive(s, copy, arg, e);
	free(copy);
	return ok;
}

bool headless_run(struct shell *sh, const char *script, size_t len, FILE *out, struct err *e)
{
	struct script s = {.sh = sh, .out = out};
	const char *end = script + len;

	if (!wait_for(&s, "idle", e))
		return false;
	while (script < end && !sh->quit) {
		const char *nl = memchr(script, '\n', (size_t)(end - script));
		size_t n = nl ? (size_t)(nl - script) : (size_t)(end - script);

		s.line++;
		if (!run_line(&s, script, n, e)) {
			e->span = (struct span){.line = s.line, .col = 1};
			return false;
		}
		script += n + (nl != NULL);
	}
	return true;
}
