/*
 * replay - a recorded execution run again by our engine: the inputs that it must have had are derived from the record (the input, the
 * tasks' answers in their order, when waits and backoffs were over), and every event that the engine writes is held against the record's.
 * Events are matched by what they belong to (align.h), so that branches may run in another order. What cannot be the same is not looked at:
 * times, tokens, made-up ids; random numbers where the definition asks for them.
 *
 *     r = replay_new(&source);
 *     while (replay_work(r, 1000))                   a bounded piece of work at a time
 *             ;
 *     r->differences.v[0] is the first divergence, in the order of the record; r->why says where it could not go on
 *
 * The inputs (r->fed) are what a fork needs: fed to a new engine of the same options they bring it to where the record stands.
 */
#ifndef ASLANT_REPLAY_H
#define ASLANT_REPLAY_H

#include "engine/engine.h"
#include "history/import.h"

struct replay_source {			/* all borrowed, and kept until replay_free() */
	struct asl_machine *machine;	/* the record is linked to it (history_link()) */
	const struct history *history;
	const char *execution_arn;	/* NULL: not known */
	const char *name;		/* where the ARN does not say it; may be NULL */
	bool express;
	const struct engine_options *options;	/* what it was started with, where that is known: its seed, its scope; NULL: not */
};

struct replay_difference {
	int32_t event;			/* of the record; 0: behind its end */
	int32_t ours;			/* the event that the engine wrote; 0: none */
	bool is_value;			/* the same event with other data: what follows may still agree */
	char *text;			/* "the output differs at $.total: recorded 7, replayed 8" */
};

struct replay_fed {
	struct engine_input in;		/* the value is owned; strings are the record's */
};

struct replay {
	VEC(struct replay_difference) differences;
	VEC(struct replay_fed) fed;
	char *why;			/* NULL: it went to the end of the record, or to where the ways part */
	const struct history *ours;
	struct engine_options options;	/* that the engine was made with; strings are the replay's */
	struct replay_state *state;	/* private */
};

#define REPLAY_DIFFERENCES_MAX 200

struct replay *replay_new(const struct replay_source *source);
bool replay_work(struct replay *r, int budget);		/* true while there is more to do */
void replay_free(struct replay *r);
int32_t replay_recorded(const struct replay *r, int32_t ours);	/* the record's event that one of ours is; 0: none */
/* Where a fork leaves the record behind `event`: how many of our events there are then, at least; 0: none. before_next: what follows the event in
 * the record has not begun. *reached: the event itself, or the last before it that we have too, where the ways had parted by then or the replay could
 * not go on. */
int32_t replay_at(const struct replay *r, int32_t event, bool before_next, int32_t *reached);

#endif
