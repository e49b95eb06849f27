/* test_expect_private - what the files of expectations share. Only src/app/test_expect*.c include it. */
#ifndef ASLANT_TEST_EXPECT_PRIVATE_H
#define ASLANT_TEST_EXPECT_PRIVATE_H

#include "app/test_expect.h"
#include "json/diff.h"

struct comparing {
	const struct test_file *file;
	const struct test_case *test;
	const struct run *run;
	const struct projection *p;	/* at the end */
	struct test_differences *out;
};

/* --- states by name, path, or path with iterations: "Pay", "Outer/1/Pay", "Each[2]/Pay" ------------------------------- */

#define ADDRESS_DEPTH 16
struct address {
	const struct asl_state *state;
	struct {
		const struct asl_state *map;
		int64_t iteration;
	} in[ADDRESS_DEPTH];		/* which iteration of which Map */
	size_t n_in;
};

/* False where the definition has no such state (or Map on the way). */
bool address_find(const struct asl_machine *m, const char *text, struct address *out);
bool address_is(const struct projection *p, const struct address *a, const struct step *s);
/* The next visit from step index i on; NULL: none. */
const struct step *address_next(const struct projection *p, const struct address *a, size_t *i);
const struct step *address_last(const struct projection *p, const struct address *a);

/* --- differences ------------------------------------------------------------------------------------------------------ */

int32_t last_event(const struct comparing *c);
char *text_or_none(const char *s);
/* A string that is or is not what was wanted; got may be NULL. */
void differ_text(struct comparing *c, const char *what, const cJSON *want, const char *got, int32_t event);
/* Two documents, if they differ in that mode; got may be NULL. */
void differ_node(struct comparing *c, const char *what, const cJSON *want, const cJSON *got, enum json_diff_mode mode, int32_t event);

/* A line for each place, unless the whole differs. */
void test_difference_lines(struct test_difference *d, const struct json_diff *diff);

/* --- a number, or {"atLeast": n, "atMost": n} -------------------------------------------------------------------------- */

bool amount_is_form(const cJSON *node);
bool amount_holds(const cJSON *want, double got);

/* --- one function an expectation --------------------------------------------------------------------------------------- */

typedef void (*expect_fn)(struct comparing *c, const cJSON *want);

void check_status(struct comparing *c, const cJSON *want);
void check_error(struct comparing *c, const cJSON *want);
void check_error_matches(struct comparing *c, const cJSON *want);
void check_cause(struct comparing *c, const cJSON *want);
void check_cause_matches(struct comparing *c, const cJSON *want);
void check_cause_contains(struct comparing *c, const cJSON *want);
void check_output(struct comparing *c, const cJSON *want);
void check_output_contains(struct comparing *c, const cJSON *want);
void check_output_matches(struct comparing *c, const cJSON *want);
void check_output_satisfies(struct comparing *c, const cJSON *want);
void check_duration(struct comparing *c, const cJSON *want);
void check_variables(struct comparing *c, const cJSON *want);

void check_path(struct comparing *c, const cJSON *want);
void check_path_contains(struct comparing *c, const cJSON *want);
void check_visited(struct comparing *c, const cJSON *want);
void check_not_visited(struct comparing *c, const cJSON *want);
void check_visits(struct comparing *c, const cJSON *want);
void check_attempts(struct comparing *c, const cJSON *want);
void check_errors(struct comparing *c, const cJSON *want);
void check_waited(struct comparing *c, const cJSON *want);
void check_called_with(struct comparing *c, const cJSON *want);
void check_called_with_contains(struct comparing *c, const cJSON *want);
void check_calls(struct comparing *c, const cJSON *want);
void check_state_input(struct comparing *c, const cJSON *want);
void check_state_output(struct comparing *c, const cJSON *want);
void check_state_output_contains(struct comparing *c, const cJSON *want);

void check_events(struct comparing *c, const cJSON *want);
void check_event_counts(struct comparing *c, const cJSON *want);
void check_history(struct comparing *c, const cJSON *want);
void check_max_events(struct comparing *c, const cJSON *want);
void check_max_payload(struct comparing *c, const cJSON *want);

/* Compiles (a sentence in e where it cannot), then looks for the regular expression anywhere in text. */
bool pattern_is_form(const char *pattern, struct err *e);
bool pattern_matches(const char *pattern, const char *text);
/* `$` is the output; whether the JSONata gives true. *got: the text of what it gave instead, or of its error; caller frees. */
bool condition_is_form(const char *expression, struct err *e);
bool condition_holds(const struct comparing *c, const char *expression, char **got);

#endif
