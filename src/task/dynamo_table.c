#include "task/dynamo_table.h"

#include <stdlib.h>
#include <string.h>

#include "task/dynamo_value.h"

/* What is kept about a table: {"Key": ["id", "at"], "Types": {"id": "S"}, "Guessed": true}. */
static const cJSON *about(const struct service_container *t, const char *member)
{
	return json_get(value_node(t->about), member);
}

size_t dynamo_table_key(const struct service_container *t, const char *names[2])
{
	size_t n = 0;
	const cJSON *key = t->about ? about(t, "Key") : NULL;

	for (const cJSON *k = key ? key->child : NULL; k && n < 2; k = k->next)
		names[n++] = k->valuestring;
	return n;
}

static void set_about(struct service_data *d, struct service_container *t, const char *const *names, size_t n, cJSON *types_take, bool guessed)
{
	cJSON *o = cJSON_CreateObject(), *key = cJSON_CreateArray();
	struct value *v;

	for (size_t i = 0; i < n; i++)
		json_append(key, cJSON_CreateString(names[i]));
	json_set(o, "Key", key);
	json_set(o, "Types", types_take);
	if (guessed)
		json_set(o, "Guessed", cJSON_CreateTrue());
	v = value_take(o);
	service_data_about(d, t, v);
	value_unref(v);
}

/* --- declared --------------------------------------------------------------------------------------------------------------------- */

static bool declared_attribute(const cJSON *k, bool typed, const char *table, const char **name, cJSON *types, struct err *e)
{
	*name = typed ? k->string : k->valuestring;
	if (!cJSON_IsString(k) || !**name)
		return err_set(e, ERR_INVALID, "table \"%.80s\": \"Key\" names one or two attributes", table);
	if (typed && strcmp(k->valuestring, "S") != 0 && strcmp(k->valuestring, "N") != 0 && strcmp(k->valuestring, "B") != 0)
		return err_set(e, ERR_INVALID, "table \"%.80s\": the type of a key's attribute is \"S\", \"N\" or \"B\"", table);
	if (typed)
		json_set(types, k->string, json_copy(k));
	return true;
}

bool dynamo_table_declare(struct service_data *d, const char *name, const cJSON *key, struct err *e)
{
	const char *names[2];
	cJSON *types = cJSON_CreateObject();
	size_t n = json_count(key), i = 0;
	bool ok = (cJSON_IsArray(key) || cJSON_IsObject(key)) && (n == 1 || n == 2);

	if (!ok)
		err_set(e, ERR_INVALID, "table \"%.80s\": \"Key\" names one or two attributes", name);
	for (const cJSON *k = key ? key->child : NULL; ok && k; k = k->next)
		ok = declared_attribute(k, cJSON_IsObject(key), name, &names[i++], types, e);
	if (ok)
		set_about(d, service_data_declare(d, SERVICE_DYNAMODB, name), names, n, types, false);
	else
		cJSON_Delete(types);
	return ok;
}

/* --- learnt ------------------------------------------------------------------------------------------------------------------------ */

static bool same_names(const char *const *a, const char *const *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(a[i], b[i]) != 0 && (n == 1 || strcmp(a[i], b[1 - i]) != 0))
			return false;
	return true;
}

static bool can_be_key(const cJSON *av)
{
	return dynamo_value_is(av, "S") || dynamo_value_is(av, "N") || dynamo_value_is(av, "B");
}

static bool items_have(const struct service_container *t, const char *const *names, size_t n)
{
	for (size_t i = 0; i < t->items.n; i++)
		for (size_t k = 0; k < n; k++)
			if (!can_be_key(json_get(value_node(t->items.v[i].value), names[k])))
				return false;
	return true;
}

static char *key_text(const cJSON *item, const char *const *names, size_t n)
{
	cJSON *key = cJSON_CreateArray();
	char *text;

	for (size_t i = 0; i < n; i++)
		json_append(key, json_copy(json_get(item, names[i])));
	text = json_print(key);
	cJSON_Delete(key);
	return text;
}

/* All items under their key of these attributes; where two have the same, the later one stays. */
static void move_items(struct service_data *d, struct service_container *t, const char *const *names, size_t n)
{
	VEC(struct service_item) old = {0};

	for (size_t i = 0; i < t->items.n; i++) {
		struct service_item it = {.value = value_ref(t->items.v[i].value), .at_ms = t->items.v[i].at_ms};

		it.key = xstrdup(t->items.v[i].key);
		VEC_PUSH(&old, it);
	}
	for (size_t i = 0; i < old.n; i++)
		service_data_remove(d, t, old.v[i].key);
	for (size_t i = 0; i < old.n; i++) {
		char *key = key_text(value_node(old.v[i].value), names, n);

		service_data_put(d, t, key, old.v[i].value, old.v[i].at_ms);
		free(key);
		free(old.v[i].key);
		value_unref(old.v[i].value);
	}
	VEC_DONE(&old);
}

bool dynamo_table_learn(struct service_data *d, struct service_container *t, const char *const *names, size_t n)
{
	const char *known[2];
	size_t n_known = dynamo_table_key(t, known);

	if (n != 1 && n != 2)
		return false;
	if (n_known == n && same_names(known, names, n)) {
		if (about(t, "Guessed"))
			set_about(d, t, known, n, json_copy(about(t, "Types")), false);
		return true;
	}
	if (n_known && (!about(t, "Guessed") || !items_have(t, names, n)))
		return false;
	move_items(d, t, names, n);
	set_about(d, t, names, n, cJSON_CreateObject(), false);
	return true;
}

/* Names that keys often have, then whatever ends like an id, then the first attribute that can be one. */
static size_t guess(const cJSON *item, const char *names[2])
{
	static const char *const usual[][2] = {{"PK", "SK"}, {"pk", "sk"}, {"id", NULL}, {"Id", NULL}, {"ID", NULL}};
	static const char *const endings[] = {"Id", "ID", "_id", "Key", "_key"};

	for (size_t i = 0; i < ARRAY_LEN(usual); i++)
		if (can_be_key(json_get(item, usual[i][0]))) {
			names[0] = usual[i][0];
			names[1] = usual[i][1];
			return names[1] && can_be_key(json_get(item, names[1])) ? 2 : 1;
		}
	for (size_t i = 0; i < ARRAY_LEN(endings); i++)
		for (const cJSON *a = item->child; a; a = a->next)
			if (str_ends(a->string, endings[i]) && can_be_key(a)) {
				names[0] = a->string;
				return 1;
			}
	for (const cJSON *a = item->child; a; a = a->next)
		if (can_be_key(a)) {
			names[0] = a->string;
			return 1;
		}
	return 0;
}

/* --- the key of an item -------------------------------------------------------------------------------------------------------------- */

static bool type_is_good(struct service_data *d, struct service_container *t, const char *name, const cJSON *av, struct str *why)
{
	const char *known[2], *type = json_get_string(about(t, "Types"), name);
	cJSON *types;

	if (type && strcmp(type, dynamo_value_type(av)) != 0) {
		str_addf(why, "One or more parameter values were invalid: Type mismatch for key %s expected: %s actual: %s", name, type,
			dynamo_value_type(av));
		return false;
	}
	if (!can_be_key(av)) {
		str_addf(why, "One or more parameter values were invalid: Type mismatch for key %s expected: S actual: %s", name,
			dynamo_value_type(av));
		return false;
	}
	if (!type) {
		types = about(t, "Types") ? json_copy(about(t, "Types")) : cJSON_CreateObject();
		json_set(types, name, cJSON_CreateString(dynamo_value_type(av)));
		set_about(d, t, known, dynamo_table_key(t, known), types, about(t, "Guessed") != NULL);
	}
	if (*av->child->valuestring)
		return true;
	str_addf(why, "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty %s value. Key: %s",
		dynamo_value_is(av, "B") ? "binary" : "string", name);
	return false;
}

char *dynamo_table_item_key(struct service_data *d, struct service_container *t, const cJSON *item, bool may_guess, struct str *why)
{
	const char *names[2];
	char *name;
	size_t n = dynamo_table_key(t, names);

	if (!n && may_guess) {
		n = guess(item, names);
		if (n)
			set_about(d, t, names, n, cJSON_CreateObject(), true);
	}
	for (size_t i = 0; i < n; i++) {
		const cJSON *av = json_get(item, names[i]);
		bool ok;

		if (!av) {
			str_addf(why, "One or more parameter values were invalid: Missing the key %s in the item", names[i]);
			return NULL;
		}
		name = xstrdup(names[i]);	/* learning its type replaces what is known */
		ok = type_is_good(d, t, name, av, why);
		free(name);
		if (!ok)
			return NULL;
		dynamo_table_key(t, names);
	}
	if (!n) {
		str_adds(why, "One or more parameter values were invalid: Missing the key id in the item");
		return NULL;
	}
	return key_text(item, names, n);
}

cJSON *dynamo_table_key_of(const struct service_container *t, const cJSON *item)
{
	const char *names[2];
	size_t n = dynamo_table_key(t, names);
	cJSON *key = cJSON_CreateObject();

	for (size_t i = 0; i < n; i++)
		if (json_get(item, names[i]))
			json_set(key, names[i], json_copy(json_get(item, names[i])));
	return key;
}
