#include "screens/function_calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct function_call *function_calls_find(const struct function_calls *c, const char *function)
{
	for (size_t i = 0; i < c->list.n; i++)
		if (strcmp(c->list.v[i].function, function) == 0)
			return &c->list.v[i];
	return NULL;
}

static struct function_call *call_of(struct function_calls *c, const char *function)
{
	const struct function_call *found = function_calls_find(c, function);

	if (found)
		return (struct function_call *)found;
	VEC_PUSH(&c->list, ((struct function_call){.function = xstrdup(function)}));
	return &c->list.v[c->list.n - 1];
}

/* The value of "Name: value" in a REPORT line, whose parts are apart by tabs. */
static bool part(const char *report, const char *name, char *out, size_t size)
{
	const char *p = strstr(report, name);

	if (!p)
		return false;
	p += strlen(name);
	snprintf(out, size, "%.*s", (int)strcspn(p, "\t"), p);
	return true;
}

static void report(struct function_call *call, const char *line)
{
	char duration[32] = "", memory[32] = "", status[32], type[64] = "";

	call->calls++;
	part(line, "\tDuration: ", duration, sizeof duration);
	part(line, "\tMax Memory Used: ", memory, sizeof memory);
	if (part(line, "\tStatus: ", status, sizeof status)) {
		part(line, "\tError Type: ", type, sizeof type);
		snprintf(call->text, sizeof call->text, "%s%s%s after %s", status, *type ? " " : "", type, duration);
		call->state = CALL_FAILED;
	} else if (call->state != CALL_FAILED) {
		snprintf(call->text, sizeof call->text, "%s, %s", duration, memory);
		call->state = CALL_GOOD;
	}
}

/* An error that the handler raised is in its log, as Lambda's runtimes write it; REPORT does not speak of it. */
static const char *raised(const char *line)
{
	static const char node[] = "\tERROR\tInvoke Error\t";
	const char *p = strstr(line, node);

	if (str_starts(line, "[ERROR] "))
		return line + strlen("[ERROR] ");
	return p ? p + strlen(node) : NULL;
}

static void read_line(struct function_calls *c, const struct log_line *line)
{
	struct function_call *call = call_of(c, line->function);
	const char *error;

	if (line->kind == LOG_PLATFORM && str_starts(line->text, "START ")) {
		call->state = CALL_RUNNING;
		snprintf(call->request_id, sizeof call->request_id, "%s", line->request_id);
		snprintf(call->text, sizeof call->text, "running");
	} else if (strcmp(line->request_id, call->request_id) != 0) {
		return;		/* of an older call that runs at the same time */
	} else if (line->kind == LOG_PLATFORM && str_starts(line->text, "REPORT ")) {
		report(call, line->text);
	} else if (line->kind == LOG_OUTPUT && (error = raised(line->text))) {
		call->state = CALL_FAILED;
		snprintf(call->text, sizeof call->text, "%s", error);
	}
}

void function_calls_read(struct function_calls *c, const struct function_log *log)
{
	const struct log_line *line;

	for (; (line = function_log_next(log, &c->seq, NULL, NULL)); c->seq++)
		read_line(c, line);
}

void function_line_text(const struct log_line *line, struct str *out)
{
	static const char word[] = "RequestId: ", billed[] = "\tBilled Duration: ";
	const size_t shown = 8;
	const char *p = line->text, *id = line->kind == LOG_PLATFORM ? strstr(p, word) : NULL;
	size_t id_len = id ? strcspn(id + strlen(word), "\t ") : 0;

	while (*p) {
		if (p == id && id_len > shown) {
			str_add(out, p + strlen(word), shown);
			p += strlen(word) + id_len;
		} else if (id && str_starts(p, billed)) {
			p += strlen(billed) + strcspn(p + strlen(billed), "\t");
		} else if (*p == '\t') {
			str_adds(out, "  ");
			p++;
		} else {
			str_addc(out, *p++);
		}
	}
}

void function_calls_done(struct function_calls *c)
{
	for (size_t i = 0; i < c->list.n; i++)
		free(c->list.v[i].function);
	VEC_DONE(&c->list);
}
