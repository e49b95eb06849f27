/* What the prompt prints of time: the timeline of the shown execution, and the timers that run. */
#include <stdlib.h>

#include "app/describe.h"
#include "history/timeline.h"
#include "screens/plain_time.h"
#include "screens/timers_screen.h"

#define COLS 100
#define OPEN_MOST 20			/* iterations; of more only the container is printed */

void plain_timeline(const struct shell *sh, FILE *out)
{
	const struct run *r = sh->app->run;
	struct timeline *tl;
	struct str text = {0};

	if (!r) {
		fprintf(out, "no execution is shown: run starts one\n");
		return;
	}
	tl = timeline_new(r->machine);
	while (timeline_extend(tl, r->history, INT32_MAX))
		continue;
	timeline_set_now(tl, run_is_live(r) ? session_now_ms(r->session) : 0);
	timeline_open_all(tl, OPEN_MOST);
	timeline_print(tl, COLS, true, &text);
	fputs(str_get(&text), out);
	str_done(&text);
	timeline_free(tl);
}

/* "in 5 min 0 s, backoff of Call: is tried again" */
static void print_timer(const struct session_timer *t, FILE *out)
{
	int64_t left = t->due_ms - session_now_ms(t->of);
	struct str text = {0};

	str_adds(&text, "in ");
	describe_duration(&text, left > 0 ? left : 0);
	str_addf(&text, ", %s of ", timer_kind_text(t));
	timer_name(t, &text);
	str_adds(&text, ": ");
	timer_then(t, &text);
	fprintf(out, "%s\n", str_get(&text));
	str_done(&text);
}

void plain_timers(const struct shell *sh, FILE *out)
{
	const struct run *r = sh->app->run;
	struct session_timer *list = NULL;
	size_t n = r && run_is_live(r) ? session_timers(r->session, &list) : 0;

	for (size_t i = 0; i < n; i++)
		print_timer(&list[i], out);
	if (!n)
		fprintf(out, "no timer runs\n");
	free(list);
}
