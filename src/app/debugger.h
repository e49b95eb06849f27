/*
 * debugger - the breakpoints, watches and faults of an execution, and when the first two stop it. It looks at one event at a time, at a projection that
 * stands there; the same test goes forward in a live execution and either way along a recorded one.
 *
 * The list belongs to the open state machine and is kept with the workspace. Below it: history, app/evaluate.h. Caller: app.
 */
#ifndef ASLANT_DEBUGGER_H
#define ASLANT_DEBUGGER_H

#include "app/breakpoint.h"
#include "app/evaluate.h"
#include "task/fault.h"

/* An expression whose value is shown at the cursor's moment; one that stops does so where its value is another than at the event before. */
struct watch {
	unsigned number;
	char *text;
	bool stops;
	struct value *last;		/* private: the value that another one is held against; NULL: none */
	bool seen;			/* private: last has been looked at */
};

struct debugger {
	VEC(struct breakpoint) breakpoints;
	VEC(struct watch) watches;
	struct faults faults;
	unsigned last_number;		/* of breakpoints and watches together, as gdb counts */
};

void debugger_done(struct debugger *d);
/* text as breakpoint.h says; its condition is checked too. Returns its number, 0 with e. */
unsigned debugger_break(struct debugger *d, const char *text, const struct asl_machine *m, bool temporary, struct err *e);
unsigned debugger_watch(struct debugger *d, const char *text, bool stops, struct err *e);
/* Another text for what has that number; what was counted, and whether it is enabled, stays. */
bool debugger_change(struct debugger *d, unsigned number, const char *text, const struct asl_machine *m, struct err *e);
unsigned debugger_fault(struct debugger *d, const char *text, const struct asl_machine *m, struct err *e);	/* task/fault.h */
struct fault *debugger_find_fault(struct debugger *d, unsigned number);
bool debugger_delete(struct debugger *d, unsigned number);	/* a breakpoint, a watch or a fault; false: there is none */
struct breakpoint *debugger_find(struct debugger *d, unsigned number);		/* NULL: there is none */
struct watch *debugger_find_watch(struct debugger *d, unsigned number);

/* p stands where the execution is about to go on: watches that stop do so at the next other value. */
void debugger_prime(struct debugger *d, const struct projection *p, const struct moment_facts *facts);
/* All of it as JSON, to be kept, and back into an empty one; returns how many could not be read. */
cJSON *debugger_save(const struct debugger *d);
size_t debugger_load(struct debugger *d, const cJSON *saved);

bool debugger_is_idle(const struct debugger *d);	/* nothing that could stop anything: no need to ask */

/* Why an execution stands where it stands. */
struct debug_stop {
	unsigned number;		/* 0: it was not stopped by one of these */
	char reason[160];
};

/* Event p->cursor has just been written: does something stop there? Counts hits, lets by what is to be ignored, forgets temporary ones. */
bool debugger_stops(struct debugger *d, struct projection *p, const struct moment_facts *facts, struct debug_stop *why);
/*
 * Along what is recorded: the next event behind (dir 1) or before (dir -1) `from` at which something stops; 0: none. Nothing is counted.
 * Moves p: the caller seeks it to where it wants it.
 */
int32_t debugger_search(struct debugger *d, struct projection *p, const struct moment_facts *facts, int32_t from, int dir, struct debug_stop *why);

#endif
