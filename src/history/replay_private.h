/* What the files of the replay share: replay.c (which input comes next), replay_match.c (events held against events). */
#ifndef ASLANT_REPLAY_PRIVATE_H
#define ASLANT_REPLAY_PRIVATE_H

#include "history/align.h"
#include "history/replay.h"

/* Something that the engine waits for. */
struct waiting {
	uint64_t id;			/* of task or timer */
	bool is_task, is_run;		/* a task; a Map Run; else a timer */
	enum engine_timer_kind timer;
	int step;			/* of ours; -1: the execution's timer */
	int attempt;			/* of a task, from 0 */
	int32_t next;			/* the event of the record that it gives rise to next; 0: none */
};

struct replay_state {
	struct replay_source source;
	struct engine *engine;
	struct engine_effects effects;
	struct projection *record, *ours;
	struct align *align;
	VEC(struct waiting) waiting;
	struct map tokens;		/* that our engine has given out */
	int32_t *next_in_step;		/* by event of the record: the next of the same step; 0: none */
	int32_t *unmatched;		/* by step of the record: its first event that none of ours is; 0: none */
	int32_t *partner;		/* by event of the record: ours; 0: none yet */
	VEC(int32_t) partners;		/* by event of ours: the record's */
	int32_t stop;			/* an ExecutionAborted or ExecutionTimedOut of the record that is still to come */
	uint64_t execution_timer;
	bool open;			/* the record has no end: the execution went on behind it, or still does */
	size_t n_matched;		/* events of ours that have a partner */
	int32_t seen;			/* events of ours that have been looked at */
	int64_t last_ms;
	bool has_uuids, has_random, has_times;	/* the definition asks for what is different every time */
	bool over;
	bool parted;			/* the ways have parted: nothing that follows can be compared */
};

void replay_differs(struct replay *r, int32_t event, int32_t ours, bool is_value, char *text_take);
/* replay_match.c */
void match_init(struct replay_state *s);
void match_done(struct replay_state *s);
void match_new_events(struct replay *r);		/* sets parted when something else happened than was recorded */
int32_t match_next(const struct replay_state *s, int step);	/* the next event of the record's step that ours will be; 0: none */
void match_rest(struct replay *r);			/* what the record has more */
/* replay_values.c: a sentence, or NULL where the events say the same. Caller frees. */
char *event_difference(const struct replay_state *s, const struct event *recorded, const struct event *ours);

#endif
