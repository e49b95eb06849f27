/* json_edit - an editor for one JSON value that says while one types whether it is one: the place of the error is marked in the text, and a
 * line below says what is wrong, or how large the value is. Used where an input or an event is typed. */
#ifndef ASLANT_JSON_EDIT_H
#define ASLANT_JSON_EDIT_H

#include "json/value.h"
#include "ui/editor.h"

struct json_edit {
	struct editor *ed;
	uint64_t checked;		/* the editor's version that the rest speaks of */
	bool valid;
	struct err fault;
	size_t bytes;			/* of the compact text, when valid */
	size_t limit;			/* a larger value gets a warning; 0: none */
	char *needle;
	int x, y, cols, rows;		/* of the last layout, for the mouse */
};

void json_edit_init(struct json_edit *j, size_t limit);
void json_edit_done(struct json_edit *j);
bool json_edit_set(struct json_edit *j, const char *text, size_t len, struct err *e);	/* forgets undo */
bool json_edit_replace(struct json_edit *j, const char *text, size_t len, struct err *e);	/* can be undone */
char *json_edit_text(const struct json_edit *j);		/* caller frees */
/* New reference; NULL with e, and the cursor at the error. */
struct value *json_edit_value(struct json_edit *j, struct err *e);
bool json_edit_format(struct json_edit *j, struct err *e);	/* pretty, as one change; false: no JSON */
void json_edit_go_fault(struct json_edit *j);
unsigned json_edit_search(struct json_edit *j, const char *needle, int direction);	/* NULL: the same again; enum after */
unsigned json_edit_key(struct json_edit *j, const struct key *k);	/* W_*; mouse events relative to the screen */
bool json_edit_has(const struct json_edit *j, const struct key *k);	/* a mouse event inside */
void json_edit_layout(struct json_edit *j, int x, int y, int cols, int rows);	/* with frame and status line, on the screen */
void json_edit_draw(const struct json_edit *j, struct surface *sf, const char *title, bool focused);

/* The line below the text: "valid JSON, 27 bytes". Returns its style. */
enum style json_edit_status(const struct json_edit *j, struct str *out);

#endif
