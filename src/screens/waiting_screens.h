/* waiting_screens - what the screens about waiting tasks know of each other, and the commands of them. */
#ifndef ASLANT_WAITING_SCREENS_H
#define ASLANT_WAITING_SCREENS_H

#include "app/waiting.h"
#include "screens/shell.h"
#include "ui/style.h"

void waiting_screen_open(struct shell *sh, uint64_t id);	/* the list; id: where the cursor stands, 0: at the oldest */
/* Type a result for a task, or the same one for all that wait at its state (all). No time passes meanwhile. */
void answer_screen_open(struct shell *sh, uint64_t id, bool all);
void ask_throw(struct shell *sh, uint64_t id);			/* "ERROR cause": names of errors complete */

void waiting_name(const struct waiting *w, struct str *out);	/* "Approve[3]" */
const char *waiting_payload_word(const struct waiting *w);	/* "parameters" of a service, "input" of anything else */
enum style waiting_end_text(const struct waiting *w, struct str *out);	/* "timeout 12.0 s", "no timeout" */

#endif
