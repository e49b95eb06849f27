/* edit_private - what the files of the edits share: pointers into a definition's tree, names, transitions. Private to asl. */
#ifndef ASLANT_EDIT_PRIVATE_H
#define ASLANT_EDIT_PRIVATE_H

#include "asl/edit.h"
#include "asl/edit_text.h"

/* --- pointers (RFC 6901); the caller frees ------------------------------------------------------------------------------- */

char *edit_scope_pointer(const struct asl_scope *s);		/* of the object that holds StartAt and States */
char *edit_states_pointer(const struct asl_scope *s);
char *edit_state_pointer(const struct asl_state *s);
char *edit_member_pointer(const char *pointer, const char *name);
char *edit_element_pointer(const char *pointer, size_t index);
char *edit_path(const struct asl_scope *s, const char *name);	/* of a state of that name there, as asl_state has it */

/* --- transitions --------------------------------------------------------------------------------------------------------- */

/* A place in the text that names a state. */
struct edit_ref {
	const struct asl_state *from;	/* NULL: StartAt */
	enum asl_edge_kind kind;
	size_t index;
};
struct edit_refs {
	VEC(struct edit_ref) list;
};
/* All that lead to `to`, in the order of the text; from itself only where asked. */
void edit_refs_to(const struct asl_state *to, bool own, struct edit_refs *out);
char *edit_ref_pointer(const struct asl_scope *s, const struct edit_ref *r);
const char *edit_way_out(const struct asl_state *s);		/* Next; the Default of a Choice; NULL: it ends */
/* Next, or End where target is NULL; for a Choice its Default, which goes where target is NULL. */
void edit_set_way_out(struct edit_text *t, const char *state, const char *target);
bool edit_type_is(struct edit_text *t, const char *state, const char *type);

/* --- names --------------------------------------------------------------------------------------------------------------- */

/* Every name of a state of the tree, at any depth. */
void edit_names_of(const cJSON *scope, struct map *names);
char *edit_free_name(const struct map *names, const char *wanted);	/* it, or with a number behind it; the caller frees */
/* The name of a state and what refers to it in its scope. */
void edit_rename_in(struct edit_text *t, const char *scope, const char *old, const char *name);
/* States inside a state whose names are taken get others. names learns them. */
void edit_free_names_inside(struct edit_text *t, const char *state, struct map *names);
/* Calls fn with the pointer of every scope of the state there; the pointers are gone afterwards. */
typedef void (*edit_scope_fn)(void *ctx, const char *scope);
void edit_scopes_of(struct edit_text *t, const char *state, edit_scope_fn fn, void *ctx);

/* --- beginning and end of an edit ------------------------------------------------------------------------------------------- */

/* False with e for a machine whose text has no tree. */
bool edit_begin(const struct asl_machine *m, struct edit_text *t, struct err *e);
/* The text read again, as m was read; NULL where its file does not hold the machine any more. */
struct asl_machine *edit_read(const struct asl_machine *m, const struct edit_text *t);
/* What was made; t goes. label_take and select_take (may be NULL) are taken. keeps_valid: refuse what makes a valid machine invalid. */
bool edit_finish(const struct asl_machine *m, struct edit_text *t, bool keeps_valid, char *label_take, char *select_take,
	struct asl_edit *out, struct err *e);

/* edit_place.c: a new rule, a new catcher that leads to the state of that name. */
void edit_add_rule(struct edit_text *t, const struct asl_state *choice, const char *name);
void edit_add_catcher(struct edit_text *t, const struct asl_state *s, const char *name);
/* edit_delete.c: the state goes, and what led there leads on. */
void edit_take_out(struct edit_text *t, const struct asl_state *s);

#endif
