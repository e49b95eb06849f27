/* Moving along a history by what the events mean, and the marks of states in words and glyphs. */
#include "history/projection.h"

static int32_t next_of(const struct history *h, int32_t id, int dir, bool (*is)(const struct event *ev))
{
	int32_t step = dir < 0 ? -1 : 1, n = (int32_t)h->events.n;

	for (id += step; id >= 1 && id <= n; id += step)
		if (is(history_at(h, id)))
			return id;
	return 0;
}

static bool is_error(const struct event *ev)
{
	return event_is_failure(ev->type) || ev->type == EV_FailStateEntered || ev->type == EV_ParallelStateFailed ||
	       ev->type == EV_MapStateFailed || ev->type == EV_MapIterationFailed || ev->type == EV_MapRunFailed ||
	       (event_is_end(ev->type) && ev->type != EV_ExecutionSucceeded);
}

static bool is_attempt(const struct event *ev)
{
	return event_is_scheduled(ev->type);
}

int32_t history_next_error(const struct history *h, int32_t id, int dir)
{
	return next_of(h, id, dir, is_error);
}

int32_t history_next_attempt(const struct history *h, int32_t id, int dir)
{
	return next_of(h, id, dir, is_attempt);
}

static const struct {
	const char *text, *glyph, *ascii;
} status_rows[] = {
	[STATE_IDLE] = {"not yet", "·", "."},
	[STATE_RUNNING] = {"running", "▶", ">"},
	[STATE_SUCCEEDED] = {"succeeded", "✓", "+"},
	[STATE_FAILED] = {"failed", "✗", "X"},
	[STATE_RETRYING] = {"waiting to retry", "~", "~"},
	[STATE_CAUGHT] = {"caught", "!", "!"},
	[STATE_ABORTED] = {"aborted", "–", "-"},
};

const char *state_status_text(enum state_status s)
{
	return (unsigned)s < ARRAY_LEN(status_rows) ? status_rows[s].text : "?";
}

const char *state_status_glyph(enum state_status s, bool ascii)
{
	if ((unsigned)s >= ARRAY_LEN(status_rows))
		return "?";
	return ascii ? status_rows[s].ascii : status_rows[s].glyph;
}
