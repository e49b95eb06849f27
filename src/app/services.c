#include "app/services.h"

#include <stdlib.h>
#include <string.h>

#include "task/dynamo_table.h"
#include "task/dynamo_value.h"

/* --- the store ------------------------------------------------------------------------------------------------------------ */

static void to_store(void *ctx, const struct service_container *c, const char *key, struct value *v, int64_t at_ms)
{
	if (v)
		store_document_put(ctx, service_kind_text(c->kind), c->name, key, v, at_ms);
	else
		store_document_remove(ctx, service_kind_text(c->kind), c->name, key);
}

static void from_store(void *ctx, const char *kind_text, const char *container, const char *key, struct value *v, int64_t at_ms)
{
	struct service_data *d = ctx;
	struct service_container *c;
	enum service_kind kind;

	if (!service_kind_find(kind_text, &kind))
		return;			/* of a newer program */
	c = service_data_use(d, kind, container);
	if (key)
		service_data_put(d, c, key, v, at_ms);
	else
		service_data_about(d, c, v);
}

/* --- aslant.json ------------------------------------------------------------------------------------------------------------ */

static bool add_item(const struct config *c, struct service_data *d, struct service_container *t, const cJSON *node, struct err *e)
{
	struct str why = {0};
	cJSON *item = dynamo_item_read(node, &why);
	char *key = item ? dynamo_table_item_key(d, t, item, false, &why) : NULL;
	struct value *v = value_take(key ? item : NULL);
	bool ok = key || config_err(c, node, e, "table \"%.60s\": %.160s", t->name, str_get(&why));

	if (!key)
		cJSON_Delete(item);
	if (v && !service_data_get(t, key))
		service_data_put(d, t, key, v, 0);
	value_unref(v);
	free(key);
	str_done(&why);
	return ok;
}

static bool declare_table(const struct config *c, struct service_data *d, const cJSON *n, struct err *e)
{
	const cJSON *key = json_get(n, "Key"), *items = json_get(n, "Items");
	struct err why;

	for (const cJSON *m = cJSON_IsObject(n) ? n->child : NULL; m; m = m->next)
		if (m != key && m != items)
			return config_err(c, m, e, "table \"%.60s\": there is no member \"%.60s\" (there are Key and Items)", n->string, m->string);
	if (!dynamo_table_declare(d, n->string, key, &why))
		return config_err(c, n, e, "%s", why.msg);
	if (items && !cJSON_IsArray(items))
		return config_err(c, items, e, "table \"%.60s\": Items is a list of items", n->string);
	for (const cJSON *item = items ? items->child : NULL; item; item = item->next)
		if (!add_item(c, d, service_data_find(d, SERVICE_DYNAMODB, n->string), item, e))
			return false;
	return true;
}

static bool declare_tables(const struct config *c, struct service_data *d, const cJSON *tables, struct err *e)
{
	if (!cJSON_IsObject(tables))
		return config_err(c, tables, e, "dynamodb names tables: {\"Orders\": {\"Key\": [\"id\"]}}");
	for (const cJSON *t = tables->child; t; t = t->next)
		if (!declare_table(c, d, t, e))
			return false;
	return true;
}

static bool declare_names(const struct config *c, struct service_data *d, enum service_kind kind, const cJSON *names, struct err *e)
{
	if (!cJSON_IsArray(names))
		return config_err(c, names, e, "%s is a list of names", service_kind_text(kind));
	for (const cJSON *n = names->child; n; n = n->next) {
		if (!cJSON_IsString(n) || !*n->valuestring)
			return config_err(c, n, e, "%s is a list of names", service_kind_text(kind));
		service_data_declare(d, kind, n->valuestring);
	}
	return true;
}

static bool declare(const struct config *c, struct service_data *d, struct err *e)
{
	const cJSON *services = config_get(c, "services");

	if (services && !cJSON_IsObject(services))
		return config_err(c, services, e, "services is an object");
	for (const cJSON *s = services ? services->child : NULL; s; s = s->next) {
		bool ok;

		if (strcmp(s->string, "dynamodb") == 0)
			ok = declare_tables(c, d, s, e);
		else if (strcmp(s->string, "sqs") == 0 || strcmp(s->string, "sns") == 0)
			ok = declare_names(c, d, s->string[1] == 'q' ? SERVICE_SQS : SERVICE_SNS, s, e);
		else
			ok = config_err(c, s, e, "services has no member \"%.60s\" (there are dynamodb, sqs, sns)", s->string);
		if (!ok)
			return false;
	}
	return true;
}

struct service_data *services_open(const struct config *c, struct store *store, struct err *e)
{
	struct service_data *d = service_data_new();

	if ((!store || store_documents_load(store, from_store, d, e)) && declare(c, d, e)) {
		if (store)
			service_data_on_change(d, to_store, store);
		return d;
	}
	service_data_free(d);
	return NULL;
}
