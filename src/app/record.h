/*
 * record - an execution that was recorded elsewhere, as a run: read from a file (history/import.h), with a definition found for it or
 * drafted from it, and replayed by our engine in small pieces. The user interface and `aslant history` open files by it.
 *
 *     run = record_open(&options, &e);               walks like any other; run->record says where it came from
 *     while (record_work(run, 2000))                  the replay, as long as there is more of it
 *             ;
 *     run->record->verdict                            how it compares, in a sentence
 */
#ifndef ASLANT_RECORD_H
#define ASLANT_RECORD_H

#include "app/run.h"
#include "app/workspace.h"
#include "history/replay.h"

struct record {
	char *origin;			/* the file's name as it was given */
	VEC(char *) notes;		/* what the file lacked, which definition was taken: a sentence each */
	struct replay *replay;		/* NULL: nothing to replay it by */
	bool replaying;
	char *verdict;			/* NULL while it replays */
	bool told;			/* the person has been told */
};

struct record_options {
	const char *path;
	const char *definition;		/* a definition's file, or the output of describe-state-machine(-for-execution); "none": draft one; NULL:
					 * what the file itself has, else `open`, else a machine of the workspace that has all of its states */
	struct asl_machine *open;	/* borrowed; NULL: none */
	const struct workspace *workspace;
};

/* Does the file look like a recorded history, and not like a definition? By its beginning; false where it cannot be read. */
bool record_is(const char *path);
struct run *record_open(const struct record_options *o, struct err *e);
/* Replay one that comes from the store: origin is copied. */
void record_attach(struct run *r, const char *origin);
bool record_work(struct run *r, int budget);
void record_free(struct record *rec);
/* The difference between record and replay at an event; NULL: none. */
const struct replay_difference *record_difference(const struct run *r, int32_t event);

#endif
