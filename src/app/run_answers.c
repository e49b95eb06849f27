#include "app/run_answers.h"

#include "history/answers.h"

static void say(struct str *out, size_t n, const char *one, const char *many)
{
	if (n)
		str_addf(out, "%s%zu %s", out->len ? "\n" : "", n, n == 1 ? one : many);
}

struct value *run_answers(const struct run *r, struct str *gaps)
{
	struct projection *p = projection_new(r->machine);
	struct answers_gaps g;
	cJSON *answers;

	projection_seek(p, r->history, run_last(r));
	answers = history_answers(p, &g);
	projection_free(p);
	if (gaps) {
		say(gaps, g.open, "call was never answered: its mock hangs", "calls were never answered: their mocks hang");
		say(gaps, g.cut, "answer is not whole in the history", "answers are not whole in the history");
		say(gaps, g.map_runs, "Map Run: what its children called is in their own histories",
			"Map Runs: what their children called is in their own histories");
	}
	return value_take(answers);
}

struct value *run_answers_behind(const struct run *r, int32_t event, struct value *answers)
{
	struct projection *p = projection_new(r->machine);
	cJSON *left;

	projection_seek(p, r->history, run_last(r));
	left = history_answers_behind(value_node(answers), p, event);
	projection_free(p);
	return value_take(left);
}
