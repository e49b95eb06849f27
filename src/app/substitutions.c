#include "app/substitutions.h"

#include <stdlib.h>

#define FILE_MAX ((size_t)4 << 20)

bool substitutions_read(const char *path, cJSON **root, struct asl_arn_names *names, struct err *e)
{
	const cJSON *list;
	char *text;
	size_t len;
	bool ok;

	if (!file_exists(path))
		return true;
	if (!file_read(path, FILE_MAX, &text, &len, e))
		return false;
	ok = json_parse(text, len, NULL, root, e);
	free(text);
	if (!ok)
		return err_prefix(e, path);
	list = json_get(*root, "substitutions");
	if (!cJSON_IsObject(*root) || (list && !cJSON_IsObject(list)))
		return err_set(e, ERR_INVALID, "%.300s: %s", path, list ? "substitutions is an object: name and value" : "expected an object");
	for (const cJSON *m = list ? list->child : NULL; m; m = m->next)
		if (cJSON_IsString(m))
			asl_arn_names_add(names, m->string, m->valuestring, false);
	return true;
}

void substitutions_print(cJSON *root, const struct asl_arn_names *names, struct str *out)
{
	cJSON *list = cJSON_GetObjectItemCaseSensitive(root, "substitutions");

	if (!list) {
		json_set(root, "substitutions", cJSON_CreateObject());
		list = cJSON_GetObjectItemCaseSensitive(root, "substitutions");
	}
	for (size_t i = 0; i < names->list.n; i++)
		if (names->list.v[i].is_new)
			json_set(list, names->list.v[i].name, cJSON_CreateString(names->list.v[i].arn));
	json_print_pretty(out, root, 0);
	str_addc(out, '\n');
}
