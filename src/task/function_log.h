/*
 * function_log - what functions print, and Lambda's START, END and REPORT lines, kept in a ring: the oldest
 * lines go when it is full, and a call that prints more than its share is cut and says how much was cut.
 * Written by function.c; read by the screens:
 *
 *     for (seq = function_log_first(log); (line = function_log_next(log, &seq, "Charge", NULL)); seq++) …
 *
 * Lines are text as the handler wrote it (any bytes but NUL and newline; Lambda's own hold tabs): show them
 * as untrusted text.
 */
#ifndef ASLANT_FUNCTION_LOG_H
#define ASLANT_FUNCTION_LOG_H

#include "base/base.h"

enum log_kind {
	LOG_OUTPUT,			/* of the handler */
	LOG_PLATFORM,			/* START, END, REPORT, and what Lambda itself has to say */
};

struct log_line {
	uint64_t seq;			/* counts up, never used twice */
	int64_t at_ms;
	enum log_kind kind;
	const char *function;
	const char *request_id;		/* "" for what came between two calls */
	uint64_t task;			/* id of the task that the call was made for; 0: a test, or none */
	const char *text;		/* without the newline */
	size_t len;
};

struct function_log;

struct function_log *function_log_new(void);
void function_log_free(struct function_log *log);

uint64_t function_log_first(const struct function_log *log);	/* of the oldest line; = end where there is none */
uint64_t function_log_end(const struct function_log *log);	/* one past the newest */
/*
 * The first line from *seq on (never before the oldest kept) of this function and this call (request id),
 * NULL: any. Sets *seq to its number. NULL where there is none. The line is good until the next one is
 * written.
 */
const struct log_line *function_log_next(
	const struct function_log *log, uint64_t *seq, const char *function, const char *request_id);
/* Called after each new line; NULL: nobody. It should only note that there is something to draw. */
void function_log_on_change(struct function_log *log, void (*fn)(void *ctx), void *ctx);

/* --- writing: one at a time for each process that prints ----------------------------------------------------------- */

struct log_writer;

struct log_writer *log_writer_new(struct function_log *log, const char *function);
void log_writer_free(struct log_writer *w);		/* a line without its end is kept */
/* Lines from here on belong to this call, NULL: to none. Flushes first. */
void log_writer_call(struct log_writer *w, const char *request_id, uint64_t task);
void log_writer_flush(struct log_writer *w);		/* a line without its end becomes one; what was cut is said */
void log_writer_output(struct log_writer *w, const char *data, size_t len);	/* pieces of any size */
void log_writer_platform(struct log_writer *w, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
