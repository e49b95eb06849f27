/* timers_screen - timers in words, and the list of them. */
#ifndef ASLANT_TIMERS_SCREEN_H
#define ASLANT_TIMERS_SCREEN_H

#include "app/session.h"
#include "screens/shell.h"

void timers_screen_open(struct shell *sh);
const char *timer_kind_text(const struct session_timer *t);		/* "wait", "backoff", "timeout", "heartbeat", "answer" */
void timer_name(const struct session_timer *t, struct str *out);	/* "Pause[3]"; appended */
void timer_then(const struct session_timer *t, struct str *out);	/* "goes on to Done"; appended */

#endif
