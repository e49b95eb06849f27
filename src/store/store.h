/*
 * store - executions kept across restarts: definitions, executions, their events, what the engine was fed, and the inputs a person
 * typed. One SQLite file in `.aslant/` of the workspace, $XDG_STATE_HOME/aslant/HASH/ where that folder cannot be written, memory
 * where neither can (store_warning() says so then). Below it: history, engine, asl. Callers: app, cli.
 *
 * Open first: this file; then open.c (where the file is, moved aside when corrupt), schema.c (tables and migrations), write.c (what is
 * pending, one transaction a turn), blob.c (a value is kept once), list.c and search.c (rows, text search), load.c (one execution,
 * whole), inputs.c, documents.c (what services keep), owner.c (who runs what).
 *
 *     store_open(dir, &s, &e);
 *     id = store_execution_begin(s, &begin);                     what the session tells: these never fail, they only note
 *     store_execution_fed(s, id, &input);                        before engine_feed()
 *     store_events_append(s, id, engine_history(x));             all that is new since the last call
 *     store_execution_end(s, id, &summary);
 *     if (!store_flush(s, &e)) show e.msg;                       once a loop turn: one transaction, everything or nothing
 *
 * What a flush could not write (locked, disk full) stays pending and is tried again by the next flushes, at most every two seconds; in
 * between they return the same error at once. The caller may free history and values meanwhile. Other calls read or write at once and
 * fail with a sentence. Text given is copied, values are shared by reference. Not for threads; several processes may share a file.
 */
#ifndef ASLANT_STORE_H
#define ASLANT_STORE_H

#include "history/history.h"

struct store;

/* workspace is a folder; NULL: memory, on purpose. False only when not even memory serves. A file that another process has locked is opened by a later flush. */
bool store_open(const char *workspace, struct store **out, struct err *e);
/* Flushes once more; what is still pending then is lost. NULL is harmless. */
void store_close(struct store *s);
const char *store_path(const struct store *s);		/* of the file; ":memory:" */
/* A sentence for the person, or NULL: kept elsewhere or in memory only, or a corrupt file was moved aside. */
const char *store_warning(const struct store *s);

/* --- an execution that runs ---------------------------------------------------------------------------------------- */

/* Borrowed for the call. */
struct store_begin {
	const struct asl_machine *machine;
	const struct execution_summary *summary;	/* execution_arn, machine_arn, name, start_ms, input */
	const struct engine_options *options;		/* what it takes to run it again; context and variables too */
	const char *clock;				/* "virtual", "real" */
	int64_t parent;					/* the execution that started it (kept before it), 0: none; summary says of which Map Run */
	int32_t parent_event;				/* of the parent, that started it */
	size_t item;					/* its item's or batch's place in the Map Run */
	int64_t fork_of;				/* the execution that it left; 0: it begins by itself */
	int32_t fork_event;				/* … and the last event that they share */
	const char *origin;				/* where an imported one came from; NULL: it ran here */
};

/* The id is good at once, in this file and in later sessions; newer executions have greater ones. */
int64_t store_execution_begin(struct store *s, const struct store_begin *b);
void store_execution_fed(struct store *s, int64_t id, const struct engine_input *in);
void store_events_append(struct store *s, int64_t id, const struct history *h);
/* status, stop_ms, output, error and cause of the summary. Append the last events before. */
void store_execution_end(struct store *s, int64_t id, const struct execution_summary *summary);

/* --- documents: what the services keep (items of tables, messages of queues), breakpoints -------------------------------------------- */

/* A document is named by what it belongs to, a container and a key; key NULL is the container's own. Noted, and written by the next flush. */
void store_document_put(struct store *s, const char *kind, const char *container, const char *key, struct value *v, int64_t at_ms);
/* key NULL: the container with all its documents. */
void store_document_remove(struct store *s, const char *kind, const char *container, const char *key);
/* All that are on disk, those of a container after its own. value is borrowed for the call. */
/* As it was written by the last flush. New reference; NULL: there is none, or it cannot be read (e->code is set then). */
struct value *store_document_get(struct store *s, const char *kind, const char *container, const char *key, struct err *e);

typedef void (*store_document_fn)(void *ctx, const char *kind, const char *container, const char *key, struct value *v, int64_t at_ms);
bool store_documents_load(struct store *s, store_document_fn fn, void *ctx, struct err *e);

bool store_flush(struct store *s, struct err *e);
size_t store_pending(const struct store *s);		/* rows not written yet */

/* --- executions that were ------------------------------------------------------------------------------------------- */

struct store_row {
	int64_t id;
	char *arn, *machine_arn, *name;
	char *machine, *file;			/* of the definition; file NULL: it had none */
	uint64_t machine_hash;
	enum exec_status status;
	bool interrupted;			/* EXEC_RUNNING, and the process that ran it is gone */
	bool mine;				/* EXEC_RUNNING, by this process */
	int64_t start_ms, stop_ms;		/* stop_ms 0: no end, or not yet; when interrupted the last event's */
	int32_t n_events;
	char *input;				/* its first STORE_DIGEST bytes, whole characters */
	size_t input_len;			/* of the whole */
	char *error, *cause;			/* NULL: none */
	char *clock;
	uint64_t seed;
	int64_t parent;				/* another execution started it; 0: nobody did */
	int32_t parent_event;			/* by which event */
	char *map_run;				/* the Map Run's ARN; NULL: it belongs to none */
	size_t item;				/* and its place there */
	int64_t fork_of;			/* 0: none. That one may have been deleted since */
	int32_t fork_event;
	char *origin;				/* of an imported one: the file; NULL: it ran here */
	bool draft;				/* its definition was made of its events (history/draft.h) */
};
#define STORE_DIGEST 240

struct store_list {
	VEC(struct store_row) rows;
};

enum store_which { STORE_ANY, STORE_RUNNING, STORE_SUCCEEDED, STORE_FAILED, STORE_TIMED_OUT, STORE_ABORTED, STORE_INTERRUPTED };

struct store_filter {
	const char *machine;			/* by name; NULL: all */
	enum store_which which;
	const char *text;			/* in name, error, cause, state names or any payload, upper or lower case; NULL or "": all */
	int64_t parent;				/* those that this one started: what failed first, then by place; 0: all but those of Map Runs */
	int limit, offset;			/* limit 0: 1000 */
};

/* Newest first; replaces what is in out (zeroed or listed before). Flushes first. */
bool store_execution_list(struct store *s, const struct store_filter *f, struct store_list *out, struct err *e);
void store_list_done(struct store_list *l);

/* One thing that the engine was fed; the strings and the value belong to it. */
struct store_fed {
	struct engine_input in;
};

struct store_execution {
	struct store_row row;			/* input here too is cut: the whole is below */
	struct asl_machine *machine;		/* of the text that it ran */
	struct engine_options options;
	struct value *input, *output;		/* output NULL: none */
	struct history history;
	VEC(struct store_fed) fed;
	bool incomplete;			/* events are missing after the last one here */
};

bool store_execution_load(struct store *s, int64_t id, struct store_execution *out, struct err *e);
void store_execution_done(struct store_execution *x);
/* Its events, and values that nothing else needs. One that runs in this process cannot be deleted (ERR_BUSY). */
bool store_execution_delete(struct store *s, int64_t id, struct err *e);

/* --- inputs that a person typed -------------------------------------------------------------------------------------- */

struct store_input {
	int64_t id;
	char *name;				/* NULL: of the history; else saved under this name */
	char *text;
	int64_t used_ms;
};

struct store_inputs {
	VEC(struct store_input) list;
};

/* The same text again only becomes the most recent one; the same name again replaces its text. The newest 100 without name are kept. */
bool store_input_add(struct store *s, const char *machine, const char *name, const char *text, struct err *e);
/* Most recent first; replaces what is in out. limit 0: all. */
bool store_input_list(struct store *s, const char *machine, int limit, struct store_inputs *out, struct err *e);
bool store_input_delete(struct store *s, int64_t id, struct err *e);
void store_inputs_done(struct store_inputs *l);

/* --- definitions that ran ---------------------------------------------------------------------------------------------- */

/* A definition is kept once, however often it ran, and as long as an execution of it is. */
struct store_version {
	int64_t id;
	uint64_t hash;				/* as struct asl_machine has it */
	char *file;				/* where it was; NULL: in none */
	int64_t runs, failed;			/* executions; of those FAILED or TIMED_OUT */
	int64_t first_ms, last_ms;		/* when the first and the last of them began */
	int64_t bytes;
};

struct store_versions {
	VEC(struct store_version) list;
};

/* Of a machine, by name; the one that ran last first. Drafts (history/draft.h) are left out. Replaces what is in out. */
bool store_version_list(struct store *s, const char *machine, struct store_versions *out, struct err *e);
char *store_version_text(struct store *s, int64_t id, struct err *e);	/* caller frees; NULL with e */
void store_versions_done(struct store_versions *l);

#endif
