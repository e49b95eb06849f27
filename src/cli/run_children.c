#include "cli/run_children.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/describe.h"
#include "base/timefmt.h"

/* --- the file of children ---------------------------------------------------------------------------------------------- */

struct children_file {
	FILE *file;
	char *path;
	struct str line;
	int failed;			/* errno of the first failure; 0: none */
};

struct children_file *children_file_open(const char *path, struct err *e)
{
	FILE *file = fopen(path, "we");
	struct children_file *c;

	if (!file) {
		err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
		return NULL;
	}
	c = xcalloc(1, sizeof *c);
	c->file = file;
	c->path = xstrdup(path);
	return c;
}

static bool write_child(void *ctx, struct session *child)
{
	struct children_file *c = ctx;
	struct execution_summary x;

	session_summary(child, &x);
	str_reset(&c->line);
	history_execution_print(&c->line, &x, session_history(child));
	str_addc(&c->line, '\n');
	if (!c->failed && fwrite(c->line.p, 1, c->line.len, c->file) != c->line.len)
		c->failed = errno ? errno : EIO;
	return false;
}

void children_file_watch(struct children_file *c, struct session *s)
{
	session_on_children(s, &(struct session_watch){.ended = write_child, .ctx = c});
}

bool children_file_close(struct children_file *c, struct err *e)
{
	int failed;

	if (!c)
		return true;
	failed = c->failed;
	if (fclose(c->file) != 0 && !failed)
		failed = errno;
	if (failed)
		err_set(e, ERR_IO, "%s: %s", c->path, strerror(failed));
	str_done(&c->line);
	free(c->path);
	free(c);
	return !failed;
}

/* --- progress ---------------------------------------------------------------------------------------------------------------- */

#define FIRST_US 500000			/* what is over before that needs no line */
#define EVERY_US 200000
#define EVERY_LINE_US 1000000

void progress_init(struct progress *p, bool asked)
{
	*p = (struct progress){.terminal = isatty(STDERR_FILENO)};
	p->on = p->terminal || asked;
	p->next_us = time_mono_us() + (p->terminal ? FIRST_US : 0);
}

/* The newest Map Run that goes on, of s or of one of its children. */
static const struct map_run_info *newest_run(const struct session *s)
{
	const struct engine *x = session_engine(s);

	for (size_t i = engine_map_runs(x); i-- > 0;)
		if (engine_map_run(x, i)->status == EXEC_RUNNING)
			return engine_map_run(x, i);
	return NULL;
}

static void add_number(struct str *out, int64_t n)
{
	char digits[32];
	int len = snprintf(digits, sizeof digits, "%lld", (long long)n);

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			str_addc(out, ',');
		str_addc(out, digits[i]);
	}
}

static void add_count(struct str *out, int64_t n, const char *what)
{
	if (!n)
		return;
	str_adds(out, ", ");
	add_number(out, n);
	str_addf(out, " %s", what);
}

static void add_run(struct str *out, const struct map_run_info *info)
{
	const struct map_run_counts *c = &info->totals.items;

	describe_text(out, info->state->name, 40);
	str_adds(out, ": ");
	add_number(out, c->succeeded + c->failed + c->timed_out + c->aborted);
	str_adds(out, info->all_read ? " of " : " done of ");
	add_number(out, c->total);
	str_adds(out, info->all_read ? " items" : " items read");
	add_count(out, c->running, "running");
	add_count(out, c->failed, "failed");
	add_count(out, c->timed_out, "timed out");
	add_count(out, c->aborted, "aborted");
}

void progress_show(struct progress *p, const struct session *s, int64_t mono_us)
{
	const struct map_run_info *info;
	struct str line = {0};

	if (!p->on || mono_us < p->next_us)
		return;
	p->next_us = mono_us + (p->terminal ? EVERY_US : EVERY_LINE_US);
	info = newest_run(s);
	if (!info) {
		progress_clear(p);
		return;
	}
	add_run(&line, info);
	fprintf(stderr, p->terminal ? "\r%s\033[K" : "%s\n", str_get(&line));
	fflush(stderr);
	str_done(&line);
	p->shown = p->terminal;
}

void progress_clear(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}
