/*
 * dynamo_table - tables and their keys. A table that has been declared (aslant.json) has the key that is said there. Another one comes to be
 * when it is first used; until a Key or a KeyConditionExpression tells what its key is, it is guessed from the items' attributes, and what
 * is there is put under the right key once it is known.
 */
#ifndef ASLANT_DYNAMO_TABLE_H
#define ASLANT_DYNAMO_TABLE_H

#include "task/service_data.h"

/* {"Key": ["id"]} or {"Key": {"id": "S", "at": "N"}}, as aslant.json has it; false with a sentence. */
bool dynamo_table_declare(struct service_data *d, const char *name, const cJSON *key, struct err *e);

/* The key's attributes, the partition's first: 1 or 2; 0: nothing is known yet. Borrowed. */
size_t dynamo_table_key(const struct service_container *t, const char *names[2]);
/* The key is made of these attributes: true if that agrees with what is known, or could be made to. */
bool dynamo_table_learn(struct service_data *d, struct service_container *t, const char *const *names, size_t n);
/* What stands for an item in the data: the text of its key's values. NULL with the service's sentence. guess: learn from the item if need
 * be. Caller frees. */
char *dynamo_table_item_key(struct service_data *d, struct service_container *t, const cJSON *item, bool guess, struct str *why);
/* The key's attributes of an item, as an object. */
cJSON *dynamo_table_key_of(const struct service_container *t, const cJSON *item);

#endif
