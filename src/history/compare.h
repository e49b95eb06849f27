/*
 * compare - two executions held against each other: where their ways part, what ran in only one, which data, errors, attempts and times
 * differ. Of one definition or of two versions of it, live, stored or imported. Steps are matched by align.h; order does not matter where
 * branches run at the same time. The left one is a, the right one b.
 *
 *     c = compare_new(&left, &right, &options);
 *     while (compare_work(c, 2000))                   a bounded piece of work at a time
 *             ;
 *     c->first, c->list.v[…], compare_line(c, d, &out), compare_parts(c, d, parts)
 *
 * What must differ between any two executions is not told: the execution's own name and ARN inside data, task tokens, moments that are as
 * far from the start in both.
 */
#ifndef ASLANT_COMPARE_H
#define ASLANT_COMPARE_H

#include "asl/compare.h"
#include "history/align.h"
#include "json/diff.h"

/* In the order in which they are told. */
enum compare_kind {
	COMPARE_WAY,			/* another state follows; another number of branches or iterations; another end */
	COMPARE_ONLY_LEFT, COMPARE_ONLY_RIGHT,	/* a state that ran in only one */
	COMPARE_ERROR,			/* another error, or one where there was none */
	COMPARE_DATA,
	COMPARE_ATTEMPTS,		/* more or fewer of them */
	COMPARE_TIME,
	COMPARE_KINDS
};

enum compare_part_kind { PART_INPUT, PART_PARAMETERS, PART_SUBMITTED, PART_RESULT, PART_CAUSE, PART_VARIABLES, PART_OUTPUT, PART_COUNT };

struct compare_difference {
	enum compare_kind kind;
	int32_t a, b;			/* events: where to look at it in each; 0: it has no event yet */
	int32_t step_a, step_b;		/* -1: the execution itself, or it did not run there */
	unsigned parts;			/* COMPARE_DATA: a bit for each compare_part_kind that differs */
	int attempt;			/* COMPARE_ERROR: index of the attempt; -1: of the state */
	const char *name;		/* of the state; NULL: the execution. Borrowed from a history */
	int64_t n_a, n_b;		/* attempts, visits, branches; milliseconds; -1: not meant */
};

/* How a state stands in both. */
enum compare_mark { MARK_NONE, MARK_SAME, MARK_DIFFERS, MARK_LEFT, MARK_RIGHT, MARK_COUNT };

struct compare_side {			/* all borrowed, and kept until compare_free() */
	struct asl_machine *machine;
	const struct history *history;
	const char *arn, *name;		/* of the execution; may be NULL */
};

struct compare_options {
	int64_t threshold_ms;		/* durations that differ by no more are the same; negative: times are not compared */
};

#define COMPARE_THRESHOLD_MS 1000

struct compare {
	struct compare_side left, right;
	struct compare_options options;
	int32_t last_a, last_b;		/* the events that were compared: later ones are not looked at */
	VEC(struct compare_difference) list;	/* by kind, then in the order of the left one */
	int32_t first;			/* the first divergence: index in list; -1: none. Times are one only where nothing else differs */
	size_t n[COMPARE_KINDS];
	bool done;			/* list and what follows are good */
	uint8_t *marks_a, *marks_b;	/* enum compare_mark, by state of each machine */
	int32_t *to_b, *to_a;		/* by event id: the event that corresponds in the other, or where the other stood; 0: before its start */
	struct asl_compare *definitions;	/* what differs in them; NULL: they are the same, or one was drafted from its history */
	struct projection *a, *b;	/* at their ends */
	struct align *align;
	struct compare_state *state;	/* private */
};

struct compare *compare_new(const struct compare_side *left, const struct compare_side *right, const struct compare_options *o);
bool compare_work(struct compare *c, int budget);	/* events or steps; true while there is more to do */
void compare_free(struct compare *c);

const char *compare_kind_text(enum compare_kind k);	/* "way", "only left", "error", … : for programs too */
const char *compare_kind_title(enum compare_kind k);	/* "The ways part", … */
const char *compare_part_text(enum compare_part_kind k);	/* "input" */
const char *compare_mark_text(enum compare_mark m);	/* "same in both"; "" for MARK_NONE */
const char *compare_mark_glyph(enum compare_mark m);	/* "=" "≠" "<" ">"; ui's glyphs have ASCII for them */

/* Why they differ, in a sentence: "then Ship on the left, Refund on the right". Appended; safe to show but for control characters. */
void compare_line(const struct compare *c, const struct compare_difference *d, struct str *out);
/* "Each[3] › Pay", "Pay (2nd visit)"; "the execution". Appended. */
void compare_where(const struct compare *c, const struct compare_difference *d, struct str *out);

struct compare_part {
	enum compare_part_kind kind;
	struct value *a, *b;		/* borrowed from the histories; NULL: none */
};

/* The data of both sides, those that differ only. How many. */
size_t compare_parts(const struct compare *c, const struct compare_difference *d, struct compare_part out[PART_COUNT]);
/* What differs in them, path by path, at most max: without what must differ. How many there are (max + 1: more). */
typedef void (*compare_datum_fn)(void *ctx, enum compare_part_kind part, const struct json_difference *d);
size_t compare_data(const struct compare *c, const struct compare_difference *d, size_t max, compare_datum_fn fn, void *ctx);
/* Must the two differ in any two executions? (See above.) */
bool compare_must_differ(const struct compare *c, const char *path, const cJSON *a, const cJSON *b);

#endif
