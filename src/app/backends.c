#include "app/backends.h"

#include <stdlib.h>
#include <string.h>

#include "app/config.h"
#include "app/nested.h"
#include "app/services.h"
#include "task/function.h"
#include "task/http_lambda.h"
#include "task/http_task.h"
#include "task/registry.h"
#include "task/service.h"

static bool answer_token(void *ctx, const char *token, const struct task_outcome *o)
{
	return dispatch_answer_token(ctx, token, o);
}

/* A file that is not there is a registry without functions: one may be made while the program runs. */
static bool add_functions(struct dispatch *d, struct loop *l, const struct backends_options *o, struct backends *out, struct err *e)
{
	char *path;

	if (!o->functions && !o->dir)
		return true;
	path = o->functions ? xstrdup(o->functions) : path_join(o->dir, "functions/functions.json");
	out->functions = function_backend_new(l, &(struct function_options){.registry_path = path, .seed = o->seed});
	free(path);
	dispatch_add_take(d, out->functions);
	registry_lend(function_backend_registry(out->functions), o->lent);
	return registry_refresh(function_backend_registry(out->functions), e);
}

/* Caller frees; NULL: there is no S3. */
static char *s3_dir(const struct backends_options *o, const struct config *c)
{
	const cJSON *said = config_get(c, "s3");
	char *dir;

	if (o->s3)
		return xstrdup(o->s3);
	if (cJSON_IsString(said))
		return config_path(c, said->valuestring);
	dir = o->dir ? path_join(o->dir, "s3") : NULL;
	if (dir && dir_exists(dir))
		return dir;
	free(dir);
	return NULL;
}

char *backends_s3(const char *dir)
{
	struct backends_options o = {.dir = dir};
	struct config c;
	struct err ignored;		/* a broken aslant.json is told by who reads all of it */
	char *s3;

	if (!config_read(dir, &c, &ignored))
		return NULL;
	s3 = s3_dir(&o, &c);
	config_done(&c);
	return s3;
}

/* NULL with e where aslant.json says something else than it may. */
static struct task_backend *services_new(struct dispatch *d, struct loop *l, const struct backends_options *o, const struct config *c,
	struct backends *out, struct err *e)
{
	const cJSON *said = config_get(c, "s3");
	struct task_backend *b;

	if (said && !cJSON_IsString(said)) {
		config_err(c, said, e, "s3 is a folder's name");
		return NULL;
	}
	out->data = services_open(c, o->store, e);
	if (!out->data)
		return NULL;
	out->s3 = s3_dir(o, c);
	out->nested = nested_new(o->dir);
	b = service_backend_new(l, &(struct service_options){.data = out->data, .s3_dir = out->s3, .answer_token = answer_token, .ctx = d,
		.executions = nested_executions(out->nested)});
	nested_set_backend(out->nested, b);
	return b;
}

struct task_backend *backends_services(struct dispatch *d, struct loop *l, const struct backends_options *o, struct backends *out, struct err *e)
{
	struct task_backend *b;
	struct config c;

	*out = (struct backends){0};
	if (!config_read(o->dir, &c, e))
		return NULL;
	b = services_new(d, l, o, &c, out, e);
	config_done(&c);
	return b;
}

static bool add_services(struct dispatch *d, struct loop *l, const struct backends_options *o, const struct config *c, struct backends *out,
	struct err *e)
{
	struct task_backend *b = services_new(d, l, o, c, out, e);

	if (b)
		dispatch_add_take(d, b);
	return b != NULL;
}

/* --- endpoints ---------------------------------------------------------------------------------------------------------- */

bool backends_route_option(struct http_routes *r, const char *text, struct err *e)
{
	const char *url = strstr(text, "=http");
	char *key;
	bool ok;

	if (!url && str_ends(text, "=direct"))
		url = text + strlen(text) - strlen("=direct");
	if (!url)
		return http_routes_add(r, "lambda", text, e);
	key = xstrndup(text, (size_t)(url - text));
	ok = http_routes_add(r, key, url + 1, e);
	free(key);
	return ok;
}

static bool read_routes(const struct config *c, struct http_routes *routes, struct err *e)
{
	const cJSON *endpoints = config_get(c, "endpoints");
	struct err why;

	if (endpoints && !cJSON_IsObject(endpoints))
		return config_err(c, endpoints, e, "endpoints is an object: {\"lambda\": \"http://127.0.0.1:3001\"}");
	for (const cJSON *n = endpoints ? endpoints->child : NULL; n; n = n->next)
		if (!http_routes_add(routes, n->string, cJSON_IsString(n) ? n->valuestring : "", &why))
			return config_err(c, n, e, "%s", why.msg);
	return true;
}

static bool read_connections(const struct config *c, struct connections **out, struct err *e)
{
	const cJSON *n = config_get(c, "connections");
	char *path;

	*out = NULL;
	if (!n)
		return true;
	if (!cJSON_IsString(n))
		return config_err(c, n, e, "connections is a file's name");
	path = config_path(c, n->valuestring);
	*out = connections_read(path, e);
	free(path);
	return *out != NULL;
}

static bool has_kind(const struct http_routes *r, bool lambda)
{
	for (size_t i = 0; i < r->list.n; i++)
		if ((strcmp(r->list.v[i].kind, "lambda") == 0) == lambda)
			return true;
	return false;
}

static bool add_endpoints(struct dispatch *d, struct loop *l, const struct backends_options *o, const struct config *c, struct err *e)
{
	struct http_routes routes = {0};
	struct connections *connections = NULL;
	bool ok;

	if (o->routes)
		http_routes_copy(&routes, o->routes);
	ok = read_routes(c, &routes, e) && read_connections(c, &connections, e);
	if (ok && has_kind(&routes, true))
		dispatch_add_take(d, http_lambda_new(l, &routes));
	if (ok && has_kind(&routes, false))
		dispatch_add_take(d, http_task_new_take(l, &routes, connections));
	else
		connections_free(connections);
	http_routes_done(&routes);
	return ok;
}

bool backends_add(struct dispatch *d, struct loop *l, const struct backends_options *o, struct backends *out, struct err *e)
{
	struct config c;
	struct err other;
	bool ok;

	*out = (struct backends){0};
	ok = add_functions(d, l, o, out, e);
	if (!config_read(o->dir, &c, ok ? e : &other))
		return false;
	ok = add_endpoints(d, l, o, &c, ok ? e : &other) && ok;
	ok = add_services(d, l, o, &c, out, ok ? e : &other) && ok;
	config_done(&c);
	return ok;
}

void backends_done(struct backends *b)
{
	service_data_free(b->data);
	nested_free(b->nested);
	free(b->s3);
	*b = (struct backends){0};
}
