#include "app/backends.h"

#include <stdlib.h>

#include "app/config.h"
#include "app/services.h"
#include "task/function.h"
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

static bool add_services(struct dispatch *d, struct loop *l, const struct backends_options *o, const struct config *c, struct backends *out,
	struct err *e)
{
	const cJSON *said = config_get(c, "s3");
	char *dir;

	if (said && !cJSON_IsString(said))
		return config_err(c, said, e, "s3 is a folder's name");
	out->data = services_open(c, o->store, e);
	if (!out->data)
		return false;
	dir = s3_dir(o, c);
	dispatch_add_take(d, service_backend_new(l, &(struct service_options){.data = out->data, .s3_dir = dir, .answer_token = answer_token,
		.ctx = d}));
	free(dir);
	return true;
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
	ok = add_services(d, l, o, &c, out, ok ? e : &other) && ok;
	config_done(&c);
	return ok;
}

void backends_done(struct backends *b)
{
	service_data_free(b->data);
	*b = (struct backends){0};
}
