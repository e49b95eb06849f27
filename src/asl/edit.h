/*
 * edit - changes to a definition that leave every byte which they do not mean as it is: order, indentation, unknown fields, line ends,
 * comments. JSON and YAML. Each makes a new text of a machine's text; the machine does not change (asl_parse the new one).
 *
 *     struct asl_edit r;
 *     if (asl_edit_rename(m, state, "Charge", &r, &e))
 *             … r.text, r.len, r.label ("rename Pay to Charge"), r.select (path of the state to look at, or NULL) …
 *     asl_edit_done(&r);
 *
 * What is asked of a valid machine and would make it invalid without meaning to (a state that nothing leads to any more, a name that is there
 * twice) is refused with a sentence; so is what a YAML file's style does not allow safely. Only asl_edit_connect(), asl_edit_start() and
 * asl_edit_end() may leave errors behind: there it is what the person wants on the way to something else.
 */
#ifndef ASLANT_ASL_EDIT_H
#define ASLANT_ASL_EDIT_H

#include "asl/model.h"

/* What an edit gives. All owned; asl_edit_done(). */
struct asl_edit {
	char *text;
	size_t len;
	char *label;			/* for undo: "delete Pay" */
	char *select;			/* path of the state that was edited or is new; NULL: none */
};
void asl_edit_done(struct asl_edit *r);

/* A definition that is an object in a template is edited there: r.text is the template's then. False with e: it is a text inside a string, or
 * does not parse. */
bool asl_edit_possible(const struct asl_machine *m, struct err *e);

/* Where a state comes in. */
enum asl_spot_kind {
	ASL_SPOT_BEFORE,		/* state: all that led there leads to the new one */
	ASL_SPOT_AFTER,			/* state: on its way out; the Default of a Choice */
	ASL_SPOT_EDGE,			/* on one transition of state */
	ASL_SPOT_BRANCH,		/* a new rule of a Choice, a new branch of a Parallel */
	ASL_SPOT_CATCH,			/* a new catcher of a Task, Parallel or Map */
	ASL_SPOT_FIRST,			/* the only one of a scope without states (state NULL), or of a container's first scope */
};
struct asl_spot {
	enum asl_spot_kind kind;
	const struct asl_state *state;
	enum asl_edge_kind edge;	/* ASL_SPOT_EDGE */
	size_t index;			/* of the choice or catcher, likewise */
};

/* A state's definition outside of any machine: a template, or what was cut. text: as it stood in a file of that form; NULL: only the value. */
struct asl_clip {
	char *name;
	cJSON *value;
	char *text, *above, *beside;	/* its comments in YAML, "" or NULL for none */
	enum asl_form form;
	bool block;
};
void asl_clip_done(struct asl_clip *c);
bool asl_edit_copy(const struct asl_machine *m, const struct asl_state *s, struct asl_clip *out, struct err *e);

/* A state comes in under its name, or another one that is still free. Next and End are set as the place wants them; rules and catchers that lead
 * to states which are not there lead on, or go. */
bool asl_edit_add(const struct asl_machine *m, const struct asl_spot *at, const struct asl_clip *clip, struct asl_edit *out, struct err *e);
bool asl_edit_duplicate(const struct asl_machine *m, const struct asl_state *s, struct asl_edit *out, struct err *e);	/* behind itself */
/* Taken out, what led there leads on to where it led; states that only it led to go as well. */
bool asl_edit_delete(const struct asl_machine *m, const struct asl_state *s, struct asl_edit *out, struct err *e);
bool asl_edit_move(const struct asl_machine *m, const struct asl_state *s, const struct asl_spot *to, struct asl_edit *out, struct err *e);

/* The name and every reference to it; not text inside strings. */
bool asl_edit_rename(const struct asl_machine *m, const struct asl_state *s, const char *name, struct asl_edit *out, struct err *e);
/* False with e where a state cannot have that name: empty, too long, there already. s: the one that is to have it, may be NULL. */
bool asl_edit_name_ok(const struct asl_machine *m, const struct asl_state *s, const char *name, struct err *e);

/* Let a transition lead to another state of the same scope; kind NEXT of a Choice is its Default. index = n_choices or n_catchers: a new rule
 * or catcher. */
bool asl_edit_connect(const struct asl_machine *m, const struct asl_state *from, enum asl_edge_kind kind, size_t index,
	const struct asl_state *to, struct asl_edit *out, struct err *e);
bool asl_edit_start(const struct asl_machine *m, const struct asl_state *s, struct asl_edit *out, struct err *e);	/* StartAt of its scope */
bool asl_edit_end(const struct asl_machine *m, const struct asl_state *s, struct asl_edit *out, struct err *e);	/* End: true */

/* States of one scope, each once, with one way in and one way out become the content of a new Parallel or Map in their place. */
bool asl_edit_wrap(const struct asl_machine *m, const struct asl_state *const *states, size_t n, enum asl_type type, struct asl_edit *out,
	struct err *e);
/* The content of a Map, or of a Parallel with one branch, in its place. */
bool asl_edit_unwrap(const struct asl_machine *m, const struct asl_state *s, struct asl_edit *out, struct err *e);

/* Several fields of a state at once: value NULL takes the field away. What differs inside of a field is all that is written. */
struct asl_field_edit {
	const char *name;
	const cJSON *value;
};
bool asl_edit_fields(const struct asl_machine *m, const struct asl_state *s, const struct asl_field_edit *fields, size_t n,
	struct asl_edit *out, struct err *e);

/* Give a field of s the string value; the caller frees *new_text (len bytes and a NUL). */
bool asl_edit_set_string(const struct asl_machine *m, const struct asl_state *s, const char *field, const char *value,
	char **new_text, size_t *len, struct err *e);

#endif
