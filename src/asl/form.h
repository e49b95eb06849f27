/*
 * form - how a definition is written: JSON, strictly, or YAML. A file's name says it (*.yaml, *.yml; one that holds JSON nevertheless is
 * JSON); a text without a name, from standard input, or in *.template is YAML where a line begins with StartAt, States, Resources or another
 * name that templates have.
 */
#ifndef ASLANT_ASL_FORM_H
#define ASLANT_ASL_FORM_H

#include "json/places.h"

enum asl_form { ASL_FORM_JSON, ASL_FORM_YAML };

enum asl_form asl_form_of(const char *file, const char *text, size_t len);	/* file: NULL or "-" for none */
/* As json_parse() and yaml_parse(). */
bool asl_form_parse(enum asl_form form, const char *text, size_t len, struct json_places *places, cJSON **out, struct err *e);

/* The same, also of JSON with comments, trailing commas and placeholders without quotes (json/mend.h), whose places are those of the text. */
bool asl_form_parse_loosely(enum asl_form form, const char *text, size_t len, struct json_places *places, cJSON **out, struct err *e);

/* The state machine's name in a file's name: "order" of "shop/order.asl.json", "order.yaml", …; caller frees. */
char *asl_file_machine_name(const char *file);
/* Is a file of that name a state machine, whatever it holds (*.asl.json, *.asl.yaml, *.asl.yml)? Could it be one (*.json, *.yaml, *.yml)? */
bool asl_file_is_machine(const char *file);
bool asl_file_may_be_machine(const char *file);

#endif
