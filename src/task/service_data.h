/*
 * service_data - what the services keep: documents, each under a service, a container (a table, a queue, a topic, a bus) and a key.
 * All of it is in memory; whoever wants it to outlast the process is told of every change, and fills it at the start with the same calls.
 *
 * A container is there from service_data_declare() or from its first document on. Once a container of a service has been declared, that
 * service is strict: others do not exist, as on AWS. Else a container comes to be when it is first used.
 */
#ifndef ASLANT_SERVICE_DATA_H
#define ASLANT_SERVICE_DATA_H

#include "json/value.h"

/* SERVICE_S3: what was said about an object when it was put; the objects themselves are files. */
enum service_kind { SERVICE_DYNAMODB, SERVICE_SQS, SERVICE_SNS, SERVICE_EVENTS, SERVICE_S3, SERVICE_KINDS };

struct service_item {
	char *key;
	struct value *value;
	int64_t at_ms;			/* when it was put, on the clock of the execution that did it */
};

struct service_container {
	enum service_kind kind;
	char *name;
	bool declared;
	struct value *about;		/* DynamoDB: {"Key": ["id"]}, and "Guessed" while nobody has said so; NULL: nothing is known */
	VEC(struct service_item) items;	/* by key, byte by byte */
};

struct service_data;

struct service_data *service_data_new(void);
void service_data_free(struct service_data *d);

/* Told of every change: an item's key and value; value NULL: it is gone. key NULL: the container itself (about, or gone with all items). */
typedef void (*service_change_fn)(void *ctx, const struct service_container *c, const char *key, struct value *value, int64_t at_ms);
void service_data_on_change(struct service_data *d, service_change_fn fn, void *ctx);

/* NULL: there is none. service_data_use() makes one where the service is not strict. */
struct service_container *service_data_find(const struct service_data *d, enum service_kind kind, const char *name);
struct service_container *service_data_use(struct service_data *d, enum service_kind kind, const char *name);
struct service_container *service_data_declare(struct service_data *d, enum service_kind kind, const char *name);
void service_data_about(struct service_data *d, struct service_container *c, struct value *about);

struct value *service_data_get(const struct service_container *c, const char *key);		/* borrowed; NULL: not there */
void service_data_put(struct service_data *d, struct service_container *c, const char *key, struct value *v, int64_t at_ms);
bool service_data_remove(struct service_data *d, struct service_container *c, const char *key);
/* A key behind all that are there, for what is kept in order of coming: 12 digits. */
void service_data_next_key(const struct service_container *c, char out[16]);
/* Without its items, and gone unless it was declared. */
void service_data_clear(struct service_data *d, struct service_container *c);

uint64_t service_data_version(const struct service_data *d);	/* another one after each change */
/* All containers, by service and name. */
size_t service_data_count(const struct service_data *d);
const struct service_container *service_data_at(const struct service_data *d, size_t i);

const char *service_kind_text(enum service_kind k);		/* "dynamodb", "sqs", "sns", "events", "s3" */
bool service_kind_find(const char *text, enum service_kind *out);

#endif
