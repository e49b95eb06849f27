/* A ring of lines with two limits, lines and bytes, and a writer that makes lines of pieces. */
#include "task/function_log.h"

#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"

#define LINES_MAX 32768			/* kept in all; a power of two */
#define BYTES_MAX (16u << 20)
#define CALL_LINES_MAX 8192		/* of one call's output */
#define CALL_BYTES_MAX (1u << 20)
#define LINE_MAX_BYTES 16384

struct function_log {
	struct log_line *lines;		/* LINES_MAX, line seq at seq % LINES_MAX */
	uint64_t first, end;
	size_t bytes;
	void (*changed)(void *ctx);
	void *ctx;
};

struct log_writer {
	struct function_log *log;
	char *function;
	char request_id[40];
	uint64_t task;
	struct str partial;
	size_t partial_cut;		/* bytes of this line that are not kept */
	size_t call_lines, call_bytes;	/* of output in this call */
	uint64_t cut;			/* bytes of this call that are not kept */
};

struct function_log *function_log_new(void)
{
	struct function_log *log = xcalloc(1, sizeof *log);

	log->lines = xcalloc(LINES_MAX, sizeof *log->lines);
	return log;
}

static struct log_line *slot(const struct function_log *log, uint64_t seq)
{
	return &log->lines[seq % LINES_MAX];
}

/* function, request_id and text of a line are one piece of memory that begins with function. */
static void drop_oldest(struct function_log *log)
{
	struct log_line *line = slot(log, log->first++);

	log->bytes -= line->len;
	free((char *)line->function);
	memset(line, 0, sizeof *line);
}

void function_log_free(struct function_log *log)
{
	if (!log)
		return;
	while (log->first < log->end)
		drop_oldest(log);
	free(log->lines);
	free(log);
}

uint64_t function_log_first(const struct function_log *log)
{
	return log->first;
}

uint64_t function_log_end(const struct function_log *log)
{
	return log->end;
}

const struct log_line *function_log_next(
	const struct function_log *log, uint64_t *seq, const char *function, const char *request_id)
{
	for (uint64_t s = *seq > log->first ? *seq : log->first; s < log->end; s++) {
		const struct log_line *line = slot(log, s);

		if ((function && strcmp(function, line->function) != 0) ||
			(request_id && strcmp(request_id, line->request_id) != 0))
			continue;
		*seq = s;
		return line;
	}
	return NULL;
}

void function_log_on_change(struct function_log *log, void (*fn)(void *ctx), void *ctx)
{
	log->changed = fn;
	log->ctx = ctx;
}

static void append(struct log_writer *w, enum log_kind kind, const char *text, size_t len)
{
	struct function_log *log = w->log;
	size_t name_len = strlen(w->function) + 1, id_len = strlen(w->request_id) + 1;
	struct log_line *line;
	char *memory;

	while (log->first < log->end && (log->end - log->first >= LINES_MAX || log->bytes + len > BYTES_MAX))
		drop_oldest(log);
	memory = xmalloc(name_len + id_len + len + 1);
	memcpy(memory, w->function, name_len);
	memcpy(memory + name_len, w->request_id, id_len);
	memcpy(memory + name_len + id_len, text, len);
	memory[name_len + id_len + len] = '\0';
	line = slot(log, log->end);
	*line = (struct log_line){.seq = log->end++, .at_ms = time_wall_ms(), .kind = kind, .function = memory,
		.request_id = memory + name_len, .task = w->task, .text = memory + name_len + id_len, .len = len};
	log->bytes += len;
	if (log->changed)
		log->changed(log->ctx);
}

struct log_writer *log_writer_new(struct function_log *log, const char *function)
{
	struct log_writer *w = xcalloc(1, sizeof *w);

	w->log = log;
	w->function = xstrdup(function);
	return w;
}

/* The line so far becomes a line, if the call has any share left. */
static void line_end(struct log_writer *w)
{
	bool fits = w->call_lines < CALL_LINES_MAX && w->call_bytes + w->partial.len <= CALL_BYTES_MAX;

	w->cut += w->partial_cut;
	if (fits) {
		if (w->partial_cut)
			str_addf(&w->partial, " … (%zu bytes cut)", w->partial_cut);
		w->call_lines++;
		w->call_bytes += w->partial.len;
		append(w, LOG_OUTPUT, str_get(&w->partial), w->partial.len);
	} else {
		w->cut += w->partial.len + 1;
	}
	str_reset(&w->partial);
	w->partial_cut = 0;
}

void log_writer_flush(struct log_writer *w)
{
	if (w->partial.len || w->partial_cut)
		line_end(w);
	if (w->cut)
		log_writer_platform(w, "(%llu bytes of output are not kept)", (unsigned long long)w->cut);
	w->cut = 0;
	w->call_lines = w->call_bytes = 0;
}

void log_writer_free(struct log_writer *w)
{
	if (!w)
		return;
	log_writer_flush(w);
	str_done(&w->partial);
	free(w->function);
	free(w);
}

void log_writer_call(struct log_writer *w, const char *request_id, uint64_t task)
{
	log_writer_flush(w);
	w->request_id[0] = '\0';
	if (request_id)
		strncat(w->request_id, request_id, sizeof w->request_id - 1);
	w->task = task;
}

/* NUL would end the text early for whoever shows it. */
static void partial_add(struct log_writer *w, const char *data, size_t len)
{
	size_t room = LINE_MAX_BYTES - w->partial.len, n = len < room ? len : room, from = w->partial.len;

	if (w->call_bytes >= CALL_BYTES_MAX)
		n = 0;
	w->partial_cut += len - n;
	if (!n)
		return;
	str_add(&w->partial, data, n);
	for (char *p = w->partial.p + from, *end = w->partial.p + w->partial.len;
		(p = memchr(p, '\0', (size_t)(end - p)));)
		*p = ' ';
}

void log_writer_output(struct log_writer *w, const char *data, size_t len)
{
	while (len) {
		const char *newline = memchr(data, '\n', len);
		size_t n = newline ? (size_t)(newline - data) : len;

		partial_add(w, data, n);
		if (!newline)
			return;
		if (w->partial.len && w->partial.p[w->partial.len - 1] == '\r')
			w->partial.p[--w->partial.len] = '\0';
		line_end(w);
		data += n + 1;
		len -= n + 1;
	}
}

void log_writer_platform(struct log_writer *w, const char *fmt, ...)
{
	struct str s = {0};
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	append(w, LOG_PLATFORM, str_get(&s), s.len);
	str_done(&s);
}
