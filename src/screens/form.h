/*
 * form - a state as a form: its fields with what the type allows in the state's query language, by the one table (asl/fields.h). Here: the
 * draft that the form's screens share. It is a copy of the state's JSON; what is wrong with it is what the machine would be told
 * (form_fault()). Saving writes what differs, as one step of undo. form_screen.c has the screens, form_field.c how a value is asked for.
 */
#ifndef ASLANT_FORM_H
#define ASLANT_FORM_H

#include "asl/fields.h"
#include "screens/edit.h"

struct form {
	struct shell *sh;
	char *path;			/* of the state */
	char *name;
	cJSON *first, *state;		/* as it was when the form opened, and now */
	enum asl_language outer;	/* where the state does not say */
	VEC(char *) names;		/* of the scope: what transitions may lead to */
	struct asl_machine *read;	/* the draft, read alone; its one state is states[0] */
	int refs;			/* screens */
};

struct form *form_new(struct shell *sh, const struct asl_machine *m, const struct asl_state *s);
struct form *form_ref(struct form *f);
void form_unref(struct form *f);

/* Pointers are RFC 6901 from the state: "/Retry/0/MaxAttempts"; "" is the state. */
const cJSON *form_get(const struct form *f, const char *pointer);
void form_set(struct form *f, const char *pointer, cJSON *value_take);	/* NULL: the member or element goes; an element of the list's length is new */
void form_move(struct form *f, const char *list, size_t from, size_t to);	/* an element */
/* What is wrong at or below the pointer, the first of it; NULL: nothing. exactly: not below. */
const char *form_fault(const struct form *f, const char *pointer, bool exactly);
bool form_is_changed(const struct form *f);
unsigned form_save(struct form *f);				/* enum after */
enum asl_language form_language(const struct form *f);
const struct asl_state *form_state(const struct form *f);	/* of the draft as it was read */

/* --- form_field.c ------------------------------------------------------------------------------------------------------- */

/* A value as one line of text: strings without quotes. Appended. */
void form_value_text(const cJSON *v, struct str *out);
/* What a field takes, in words. */
const char *form_kind_text(const struct asl_field *field);
/* Ask for the value of a field, as its kind wants; what is typed shows its faults at once. field NULL: any JSON. Returns enum after. */
unsigned form_ask(struct form *f, const char *pointer, const struct asl_field *field);
/* The condition of a rule, in words or as JSONata. */
unsigned form_ask_condition(struct form *f, const char *rule);
void form_condition_text(const struct form *f, size_t rule, struct str *out);
unsigned form_ask_json(struct form *f, const char *pointer);	/* the value over the whole screen */

/* --- form_screen.c ------------------------------------------------------------------------------------------------------ */

/* The fields of the object there; owners: which. The elements of the list there. */
void form_open_object(struct form *f, const char *pointer, uint32_t owners, const char *title);
void form_open_list(struct form *f, const char *pointer, enum asl_kind kind, const char *title);

#endif
