/*
 * evaluate - expressions of a person over a moment (history/moment.h): for print, watches and conditions of breakpoints.
 *
 * Which language it is, the text says: {"Variable": …} is a rule of a Choice, States.… an intrinsic function, {% … %} JSONata. Else it is
 * JSONata in a state of that language, and elsewhere JSONPath if it is one (`$.order.id`, `$$.State.Name`, `$x.y`) and JSONata if not
 * (`$.n > 5`). In both `$` is the state's input and `$name` a variable; $input, $result, $output and $errorOutput, where no variable is called
 * so, are the state's; JSONata has $states too, with all its members. `$$` is the context object in both (AWS's JSONata has no other).
 */
#ifndef ASLANT_EVALUATE_H
#define ASLANT_EVALUATE_H

#include "history/moment.h"

enum evaluate_language { EVALUATE_JSONPATH, EVALUATE_INTRINSIC, EVALUATE_JSONATA, EVALUATE_RULE };

/* What a text is, where the moment's state is of that language. NULL: any. */
enum evaluate_language evaluate_language_of(const char *text, const struct asl_state *state);
const char *evaluate_language_text(enum evaluate_language l);	/* "JSONPath" */

/* False with e, whose span is inside text where it has one. *out: a new reference, NULL where there is no value (undefined, no result of a
 * path). Limits on depth, steps and memory are those of a state machine. */
bool evaluate(const char *text, const struct moment *m, struct value **out, struct err *e);
/* Does text parse? e says where not. */
bool evaluate_check(const char *text, const struct asl_state *state, struct err *e);

/* As a condition: true, a number but 0, text, an object, an array with anything in it that is true. No value is false. */
bool evaluate_is_true(const struct value *v);

#endif
