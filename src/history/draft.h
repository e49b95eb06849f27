/*
 * draft - a definition made from what a history shows: its states in the order in which they were entered, the transitions that were
 * taken, what was retried and caught, what is inside of what. For histories whose definition is not at hand: it can be drawn, walked and
 * looked at like any other. Conditions, paths and templates are not in a history: rules of a Choice have none, and it cannot be executed.
 */
#ifndef ASLANT_DRAFT_H
#define ASLANT_DRAFT_H

#include "history/history.h"

/* The text of the definition, for asl_parse_with(…, .draft). Caller frees. comment may be NULL. */
char *history_draft(const struct history *h, const char *comment);

#endif
