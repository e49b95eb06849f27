#include "cases.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static int64_t option(const cJSON *c, const char *key, int64_t otherwise)
{
	json_int(json_get(json_get(c, "options"), key), INT64_MIN, INT64_MAX, &otherwise);
	return otherwise;
}

static void schedule_stop(struct host *h, const cJSON *stop)
{
	const cJSON *after = json_get(stop, "after");

	if (stop)
		host_at(h, HOST_START_MS + (after ? (int64_t)(after->valuedouble * 1000) : 0), &(struct engine_input){
			.kind = IN_STOP,
			.error = json_get_string(stop, "error"),
			.cause = json_get_string(stop, "cause"),
		});
}

bool case_start(struct case_run *r, const cJSON *c, struct err *e)
{
	char *text = json_print(json_get(c, "definition"));
	struct engine_options o = {
		.name = "run-1",
		.seed = (uint64_t)option(c, "seed", 0),
		.max_events = option(c, "max_events", 0),
		.max_payload = (size_t)option(c, "max_payload", 0),
		.express = option(c, "express", 0) != 0,
	};
	bool ok;

	r->machine = asl_parse(text, strlen(text), "order", NULL);
	r->input = json_get(c, "input") ? value_take(json_copy(json_get(c, "input"))) : value_empty_object();
	host_init(&r->host, r->machine, &o, json_get(c, "mocks"));
	r->host.items = json_get(c, "items") ? json_get(c, "items")->child : NULL;
	r->host.writer = json_get(c, "writer");
	r->host.tell_children = cJSON_IsTrue(json_get(c, "children"));
	r->host.notes = cJSON_CreateArray();
	ok = host_start(&r->host, r->input, e);
	if (ok)
		schedule_stop(&r->host, json_get(c, "stop"));
	free(text);
	return ok;
}

void case_done(struct case_run *r)
{
	host_done(&r->host);
	value_unref(r->input);
	asl_unref(r->machine);
}

static bool each_of_file(const char *path, case_fn fn, void *ctx, bool write_back, struct err *e)
{
	struct str out = {0};
	char *text = NULL;
	cJSON *root = NULL;
	size_t len;
	bool ok = false;

	if (!file_read(path, 1 << 20, &text, &len, e) || !(root = json_read(text, e))) {
		err_prefix(e, path);
		goto out;
	}
	for (cJSON *c = root->child; c; c = c->next)
		fn(ctx, c, json_get_string(c, "name"));
	json_print_pretty(&out, root, 0);
	str_addc(&out, '\n');
	ok = !write_back || file_write_atomic(path, str_get(&out), out.len, e);
out:
	str_done(&out);
	cJSON_Delete(root);
	free(text);
	return ok;
}

static int is_case_file(const struct dirent *d)
{
	return str_ends(d->d_name, ".json");
}

bool cases_each(case_fn fn, void *ctx, bool write_back, struct err *e)
{
	char *dir = path_join(getenv("abs_top_srcdir"), "tests/engine");
	struct dirent **list = NULL;
	int n = scandir(dir, &list, is_case_file, alphasort);
	bool ok = n > 0 || err_set(e, ERR_NOT_FOUND, "%s: no cases", dir);

	for (int i = 0; i < n; i++) {
		char *path = path_join(dir, list[i]->d_name);

		ok = ok && each_of_file(path, fn, ctx, write_back, e);
		free(path);
		free(list[i]);
	}
	free(list);
	free(dir);
	return ok;
}
