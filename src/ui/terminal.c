/* What both terminals share: the calls through their table, and stopping the process. */
#include "ui/terminal.h"

#include <signal.h>
#include <unistd.h>

void terminal_close(struct terminal *t)
{
	if (t)
		t->ops->close(t);
}

void terminal_size(struct terminal *t, int *cols, int *rows)
{
	t->ops->size(t, cols, rows);
}

bool terminal_read(struct terminal *t, struct key *k)
{
	return t->ops->read(t, k);
}

int terminal_fd(struct terminal *t)
{
	return t->ops->fd(t);
}

void terminal_present(struct terminal *t, const struct surface *sf)
{
	t->ops->present(t, sf);
}

void terminal_resized(struct terminal *t)
{
	t->ops->resized(t);
}

void terminal_repaint(struct terminal *t)
{
	t->ops->repaint(t);
}

bool terminal_suspend(struct terminal *t)
{
	return t->ops->suspend(t);
}

bool terminal_resume(struct terminal *t)
{
	return t->ops->resume(t);
}

/*
 * SIGSTOP rather than SIGTSTP: the loop has a handler for that, and this must stop here and now. Not without a real
 * terminal.
 */
void terminal_stop_self(struct terminal *t)
{
	if (t->ops->fd(t) < 0 || !t->ops->suspend(t))
		return;
	kill(getpid(), SIGSTOP);
	t->ops->resume(t);
}

void terminal_set_theme(struct terminal *t, const struct theme *theme)
{
	t->ops->set_theme(t, theme);
}

bool terminal_copy(struct terminal *t, const char *text, size_t len, struct err *e)
{
	if (len > TERMINAL_COPY_MAX)
		return err_set(e, ERR_LIMIT, "too long to copy: %zu bytes, terminals take %d", len, TERMINAL_COPY_MAX);
	return t->ops->copy(t, text, len, e);
}

void terminal_bell(struct terminal *t)
{
	t->ops->bell(t);
}

void terminal_title(struct terminal *t, const char *text)
{
	t->ops->title(t, text);
}
