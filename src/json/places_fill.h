/* places_fill - how the readers (JSON, YAML) tell struct json_places what they find. Of this room only. */
#ifndef ASLANT_JSON_PLACES_FILL_H
#define ASLANT_JSON_PLACES_FILL_H

#include "json/places.h"

#define NO_KEY SIZE_MAX

void places_start(struct json_places *p, const char *text, size_t len);	/* forgets what was there; copies text */
/* A node whose name and value begin at these offsets. Returns its number. */
size_t places_add(struct json_places *p, const cJSON *node, size_t key, size_t start);
void places_end(struct json_places *p, size_t number, size_t end);
size_t places_copy(struct json_places *p, const cJSON *node, size_t from);	/* node is where number `from` is */
void places_forget(struct json_places *p, size_t number);		/* its node is gone */
void places_are_of(struct json_places *p, const char *text, size_t len);	/* of this text, as long as the one that was read, or longer */
void places_are_yaml(struct json_places *p);				/* after places_start(): how strings stand in the text */

const char *places_text(const struct json_places *p, bool *yaml);	/* NUL-terminated; NULL where nothing was read */
struct span places_span(const struct json_places *p, size_t offset);	/* after a json_places_find() only */

#endif
