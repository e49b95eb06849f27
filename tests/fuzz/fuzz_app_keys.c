/*
 * The whole program under a script of keys: the shell on a headless terminal, over a workspace in a memory file system. Whatever is pressed,
 * clicked, pasted or resized, nothing crashes or leaks, and no cell holds what must not reach a terminal.
 * Nothing outside takes part: no child is started (--wrap=child_start), pictures are placed by our own means at once instead of in a
 * child, the store is in memory, the clock is virtual, names are fixed.
 */
#define _GNU_SOURCE
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "graph/draw.h"
#include "graph/graph.h"
#include "graph/layout.h"
#include "graph/place.h"
#include "loop/child.h"
#include "screens/shell.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
struct child *__wrap_child_start(struct loop *l, const struct child_opts *o, struct err *e);

#define MAX_KEYS 400
#define KEYS_A_FRAME 4

static void must(bool ok)
{
	if (!ok)
		abort();
}

/* --- what must not run here ---------------------------------------------------------------------------------------- */

struct child *__wrap_child_start(struct loop *l, const struct child_opts *o, struct err *e)
{
	(void)l;
	err_set(e, ERR_IO, "%s: not started here", o->argv[0]);
	return NULL;
}

struct graph_job {
	struct flow *flow;
	struct graph_options o;
	size_t n_states;
	int pipe[2];
};

struct graph_job *graph_job_start(const struct asl_machine *m, const struct graph_options *o, struct err *e)
{
	struct graph_job *job;

	if (!m->n_states || !m->top) {
		err_set(e, ERR_INVALID, "there are no states to draw");
		return NULL;
	}
	job = xcalloc(1, sizeof *job);
	job->flow = flow_build(m, o);
	job->o = *o;
	job->n_states = m->n_states;
	must(pipe(job->pipe) == 0);
	close(job->pipe[1]);	/* the other end is readable at once, as from a child that has ended */
	return job;
}

int graph_job_fd(const struct graph_job *job)
{
	return job->pipe[0];
}

int graph_job_next_ms(const struct graph_job *job)
{
	(void)job;
	return 0;
}

struct picture *graph_job_take(struct graph_job *job, struct err *e)
{
	static const struct placer own = {.dot = false};
	struct picture *p = job->flow->scopes.n ? compose(job->flow, job->n_states, &job->o, &own, e) : NULL;

	if (!p && !e->code)
		err_set(e, ERR_INVALID, "there are no states to draw");
	return p;
}

void graph_job_cancel(struct graph_job *job)
{
	if (!job)
		return;
	close(job->pipe[0]);
	flow_free(job->flow);
	free(job);
}

struct picture *graph_draw(const struct asl_machine *m, const struct graph_options *o, struct err *e)
{
	struct graph_job *job = graph_job_start(m, o, e);
	struct picture *p = job ? graph_job_take(job, e) : NULL;

	graph_job_cancel(job);
	return p;
}

/* --- the workspace ------------------------------------------------------------------------------------------------- */

static const char machine_text[] =
	"{\"Comment\":\"every kind of state\",\"StartAt\":\"Ask\",\"States\":{"
	"\"Ask\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::sqs:sendMessage\",\"Parameters\":{\"QueueUrl\":\"q\",\"MessageBody.$\":\"$\"},"
	"\"Retry\":[{\"ErrorEquals\":[\"A\"],\"IntervalSeconds\":1,\"MaxAttempts\":2}],"
	"\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],\"ResultPath\":\"$.e\",\"Next\":\"Later\"}],\"Next\":\"Which\"},"
	"\"Later\":{\"Type\":\"Wait\",\"Seconds\":3,\"Next\":\"Both\"},"
	"\"Which\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$\",\"IsNumeric\":true,\"Next\":\"Both\"}],\"Default\":\"Local\"},"
	"\"Both\":{\"Type\":\"Parallel\",\"Branches\":[{\"StartAt\":\"Left\",\"States\":{\"Left\":{\"Type\":\"Pass\",\"Result\":[1,{\"a\":null}],\"End\":true}}},"
	"{\"StartAt\":\"Right \xe6\x97\xa5\xe6\x9c\xac\",\"States\":{\"Right \xe6\x97\xa5\xe6\x9c\xac\":{\"Type\":\"Wait\",\"Seconds\":1,\"End\":true}}}],\"Next\":\"Each\"},"
	"\"Each\":{\"Type\":\"Map\",\"ItemProcessor\":{\"StartAt\":\"One\",\"States\":{\"One\":{\"Type\":\"Pass\",\"End\":true}}},\"Next\":\"Bad\"},"
	"\"Local\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:Local\",\"End\":true},"
	"\"Bad\":{\"Type\":\"Fail\",\"Error\":\"Bad\",\"Cause\":\"{\\\"errorMessage\\\":\\\"x\\\\u001b[2J\\\"}\"}}}";
static const char broken_text[] = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"Nowhere\"},\"B\":{\"Type\":\"Odd\"}}}";
static const char functions_text[] = "{\"functions\":{\"Local\":{\"runtime\":\"python\",\"handler\":\"local.handler\"}}}";

static const struct {
	const char *path, *text;
} files[] = {
	{"m.asl.json", machine_text}, {"broken.asl.json", broken_text}, {"nojson.asl.json", "{\"StartAt\": oops"},
	{"functions/functions.json", functions_text}, {"functions/local.py", "def handler(event, context):\n    return event\n"},
	{"inputs/m/one.json", "{\"a\": [1, 2, {\"b\": \"\\u0007\xc3\xa9\"}]}"},
};
static const char *const folders[] = {".", "functions", "inputs", "inputs/m"};
static struct timespec made[ARRAY_LEN(folders)];

static int remove_one(const char *path, const struct stat *st, int what, struct FTW *at)
{
	(void)st, (void)what;
	if (at->level > 0)
		remove(path);
	return 0;
}

static bool workspace_is_touched(void)
{
	struct stat st;

	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		if (stat(folders[i], &st) != 0 || st.st_mtim.tv_sec != made[i].tv_sec || st.st_mtim.tv_nsec != made[i].tv_nsec)
			return true;
	return false;
}

static void workspace_write(void)
{
	struct stat st;
	struct err e;

	nftw(".", remove_one, 16, FTW_DEPTH | FTW_PHYS);
	for (size_t i = 1; i < ARRAY_LEN(folders); i++)
		must(mkdir(folders[i], 0700) == 0);
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		must(file_write_atomic(files[i].path, files[i].text, strlen(files[i].text), &e));
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		must(stat(folders[i], &st) == 0);
		made[i] = st.st_mtim;
	}
}

static char root[] = "/dev/shm/aslant-fuzz-XXXXXX";

static void leave(void)
{
	nftw(".", remove_one, 16, FTW_DEPTH | FTW_PHYS);
	rmdir(root);
}

static void enter(void)
{
	static bool entered;

	if (!entered) {
		must(mkdtemp(root) != NULL && chdir(root) == 0);
		setenv("HOME", root, 1);
		setenv("TZ", "UTC", 1);
		atexit(leave);
		entered = true;
		workspace_write();
	} else if (workspace_is_touched()) {
		workspace_write();
	}
}

/* --- keys ---------------------------------------------------------------------------------------------------------- */

struct bytes {
	const uint8_t *p;
	size_t n;
};

static uint8_t next(struct bytes *b)
{
	return b->n ? (b->n--, *b->p++) : 0;
}

static const uint32_t specials[] = {
	K_ENTER, K_ESC, K_TAB, K_BACKSPACE, K_DELETE, K_INSERT, K_UP, K_DOWN, K_LEFT, K_RIGHT, K_HOME, K_END, K_PAGE_UP, K_PAGE_DOWN, K_F1,
	K_FOCUS_OUT,
};
static const char *const said[] = {
	"run 1", "run", "run {\"a\":[1]}", "run-paused", "continue", "return 5", "throw A b", "throw B", "skip", "stop", "stop X y", "run-again",
	"open m.asl.json", "open broken.asl.json", "open nojson.asl.json", "open nowhere", "speed 1", "speed max", "goto 7", "state l",
	"filter e", "filter", "find a", "unfold", "fold", "resource arn:aws:lambda:us-east-1:111122223333:function:Local", "copy value",
	"copy picture", "page", "show", "delete", "reload",
};
static const char *const texts[] = {
	"{\"a\": 1}", "[1,\n2", "\x1b[2J\x07", "\xe6\x97\xa5\xcc\x81\xff\x80", "{\n\t\"deep\": [[[[[[[[1]]]]]]]]\n}", "Name", "m.asl.json", "",
};

static bool is_plain(const struct cell *c)
{
	return c->len == 1 && c->text[0] >= ' ' && c->text[0] < 0x7f;
}

static void check_cells(const struct surface *sf)
{
	size_t used;

	for (int y = 0; y < sf->rows; y++) {
		for (int x = 0; x < sf->cols; x++) {
			const struct cell *c = surface_cell(sf, x, y);

			must(c->width <= 2 && c->style < ST_COUNT);
			if (is_plain(c))
				continue;
			for (size_t i = 0; i < c->len; i += used)
				must(!utf8_is_unsafe(utf8_next(c->text + i, c->len - i, &used)));
		}
	}
}

static void press(struct shell *sh, const struct key *k)
{
	terminal_headless_key(sh->term, k);
	shell_read(sh);
}

static void mouse(struct shell *sh, struct bytes *b)
{
	struct key k = {.code = K_MOUSE};
	uint8_t what = next(b);

	k.mouse.kind = (enum mouse_kind)(what % 5);
	k.mouse.button = k.mouse.kind >= MOUSE_WHEEL_UP ? 0 : (uint8_t)(1 + what / 5 % 3);
	k.mouse.clicks = (uint8_t)(1 + what / 15 % 2);
	k.mouse.x = (int16_t)(next(b) % sh->surface.cols);
	k.mouse.y = (int16_t)(next(b) % sh->surface.rows);
	press(sh, &k);
}

static void one(struct shell *sh, struct bytes *b)
{
	uint8_t c = next(b);
	struct key k = {.code = c};

	if (c < ARRAY_LEN(specials) * 2) {
		k.code = specials[c % ARRAY_LEN(specials)];
		k.mods = c < ARRAY_LEN(specials) ? 0 : MOD_SHIFT;
	} else if (c >= 0x80 && c < 0xa0) {
		k.code = "abcdefghijklmnopqrstuvwxyz_ /\\]<"[c - 0x80];
		k.mods = MOD_CTRL;
	} else if (c >= 0xa0 && c < 0xc0) {
		shell_run_command(sh, said[(c - 0xa0) % ARRAY_LEN(said)]);
		return;
	} else if (c < 0xd0 && c >= 0xc0) {
		mouse(sh, b);
		return;
	} else if (c >= 0xd0 && c < 0xe0) {
		k.code = K_PASTE;
		k.paste = texts[c % ARRAY_LEN(texts)];
		k.paste_len = strlen(k.paste);
	} else if (c >= 0xe0 && c < 0xe8) {
		int cols = 1 + next(b), rows = 1 + next(b) / 2;

		terminal_headless_resize(sh->term, cols, rows);
		shell_read(sh);
		return;
	} else if (c >= 0xe8 && c < 0xf0) {
		k.code = (uint32_t)"hjklbfdq"[c - 0xe8];
		k.mods = MOD_ALT;
	} else if (c >= 0xf0) {
		k.code = 0x65e5;	/* a wide character */
	}
	press(sh, &k);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const paths[] = {"m.asl.json", ".", "broken.asl.json", "nojson.asl.json", "nowhere"};
	struct app_options ao = {.fixed = true, .in_memory = true, .speed = SPEED_JUMP};
	struct shell_options so = {0};
	struct bytes b = {data, size};
	struct shell sh;
	struct loop *l;
	struct app *a;
	struct err e;
	uint8_t first;

	enter();
	first = next(&b);
	so.ascii = first & 0x10;
	l = loop_new(&e);
	must(l != NULL);
	a = app_new(l, &ao);
	loop_work(l, app_work, a);
	/* Two thirds of the inputs begin where the most can be done. */
	if (!app_open(a, paths[first % 16 < ARRAY_LEN(paths) ? first % 16 : 0], &e))
		app_note_err(a, &e);
	must(shell_init(&sh, a, l, terminal_headless_open(first & 0x20 ? 60 : 100, first & 0x40 ? 12 : 24, so.ascii), &so, &e));
	for (int i = 0; i < MAX_KEYS && b.n && !sh.quit; i++) {
		one(&sh, &b);
		if (sh.quit)
			break;
		loop_turn(l, 0);
		/* A frame costs more than the keys before it; which keys share one is for the input to say. */
		if (!b.n || (i + first) % KEYS_A_FRAME == 0) {
			shell_draw(&sh);
			check_cells(terminal_headless_surface(sh.term));
		}
	}
	loop_work(l, NULL, NULL);
	shell_done(&sh);
	app_free(a);
	loop_free(l);
	return 0;
}
