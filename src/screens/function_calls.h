/* function_calls - how the newest call of each function went, read from the log as it grows. */
#ifndef ASLANT_FUNCTION_CALLS_H
#define ASLANT_FUNCTION_CALLS_H

#include "task/function_log.h"

enum call_state { CALL_NONE, CALL_RUNNING, CALL_GOOD, CALL_FAILED };

struct function_call {
	char *function;
	enum call_state state;
	char request_id[40];		/* of the newest call that began */
	char text[120];			/* "12.3 ms, 38 MB"; "429 Too Many Requests", "timeout after 3000 ms" */
	size_t calls;			/* how many have ended */
};

struct function_calls {
	uint64_t seq;			/* the next line to read */
	VEC(struct function_call) list;
};

void function_calls_read(struct function_calls *c, const struct function_log *log);	/* only what is new */
const struct function_call *function_calls_find(const struct function_calls *c, const char *function);	/* NULL: never called */
/* A line for people: blanks for tabs, and where it says "RequestId: " only the beginning of the id; nothing is billed here. */
void function_line_text(const struct log_line *line, struct str *out);
void function_calls_done(struct function_calls *c);

#endif
