/*
 * dynamo_value - DynamoDB's attribute values: an object with one member, whose name is the type ({"S": "text"}, {"N": "1.5"},
 * {"M": {…}}). Inside they are as on the wire: S N B SS NS BS M L BOOL NULL, numbers in their normal form, nothing empty or double in a
 * set. SDK integrations spell some types after the SDK for Java (Ss Ns Bs Bool Nul).
 */
#ifndef ASLANT_DYNAMO_VALUE_H
#define ASLANT_DYNAMO_VALUE_H

#include "json/json.h"
#include "task/dynamo_number.h"

#define DYNAMO_DEPTH_MAX 32

/* A copy of av in its normal form; NULL and the service's sentence in *why (which may be kept unread). */
cJSON *dynamo_value_read(const cJSON *av, struct str *why);
/* An object of attributes (an item, a key) likewise. */
cJSON *dynamo_item_read(const cJSON *item, struct str *why);
/* A copy for an answer, in the spelling of the SDK where asked for. */
cJSON *dynamo_value_write(const cJSON *av, bool sdk);
cJSON *dynamo_item_write(const cJSON *item, bool sdk);

const char *dynamo_value_type(const cJSON *av);		/* "S"; "" for no attribute value */
bool dynamo_value_is(const cJSON *av, const char *type);
bool dynamo_value_equal(const cJSON *a, const cJSON *b);
/* Of two strings, numbers or binaries: <0, 0, >0 in *order; false: they cannot be compared. */
bool dynamo_value_compare(const cJSON *a, const cJSON *b, int *order);
/* What size() gives; false: it has none. */
bool dynamo_value_size(const cJSON *av, int64_t *out);
size_t dynamo_item_bytes(const cJSON *item);		/* about what the service counts */
cJSON *dynamo_value_new(const char *type, cJSON *content_take);

#endif
