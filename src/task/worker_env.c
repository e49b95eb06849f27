/* What Lambda tells a function through its environment, on top of our own (PATH, HOME, credentials, proxies). */
#include "task/worker_private.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/map.h"
#include "base/timefmt.h"

extern char **environ;

struct env_list {
	VEC(char *) list;
};

static size_t name_len(const char *setting)
{
	return strcspn(setting, "=");
}

/* The later setting of a name wins. Takes the string. */
static void env_put_take(struct env_list *env, char *setting)
{
	size_t len = name_len(setting);

	for (size_t i = 0; i < env->list.n; i++) {
		char *old = env->list.v[i];

		if (name_len(old) == len && strncmp(old, setting, len) == 0) {
			free(old);
			env->list.v[i] = setting;
			return;
		}
	}
	VEC_PUSH(&env->list, setting);
}

static void env_put(struct env_list *env, const char *name, const char *value)
{
	env_put_take(env, xasprintf("%s=%s", name, value));
}

/* The stream's name, as Lambda makes it: a day and the instance. The tag stands for the instance. */
static char *stream_name(const char *tag)
{
	char day[TIME_TEXT_SIZE];

	time_format(time_wall_ms(), day);
	day[4] = day[7] = '/';
	day[10] = '\0';
	return xasprintf("%s/[$LATEST]%016llx", day, (unsigned long long)hash_bytes(tag, strlen(tag), 0));
}

static void env_lambda(struct env_list *env, const struct worker *w)
{
	const struct function_entry *f = w->f;
	const char *region = getenv("AWS_REGION");
	char *memory = xasprintf("%lld", (long long)f->memory_mb),
	     *runtime = xasprintf("AWS_Lambda_%s", f->runtime_name);
	char *group = xasprintf("/aws/lambda/%s", f->name), *stream = stream_name(w->tag);

	env_put(env, "_HANDLER", f->handler);
	env_put(env, "LAMBDA_TASK_ROOT", f->dir);
	env_put(env, "AWS_REGION", region ? region : "us-east-1");
	env_put(env, "AWS_DEFAULT_REGION", region ? region : "us-east-1");
	env_put(env, "AWS_EXECUTION_ENV", runtime);
	env_put(env, "AWS_LAMBDA_FUNCTION_NAME", f->name);
	env_put(env, "AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
	env_put(env, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", memory);
	env_put(env, "AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
	env_put(env, "AWS_LAMBDA_LOG_GROUP_NAME", group);
	env_put(env, "AWS_LAMBDA_LOG_STREAM_NAME", stream);
	env_put(env, "TZ", ":UTC");
	free(memory);
	free(runtime);
	free(group);
	free(stream);
}

char **env_make(const struct worker *w, const char *const *extra)
{
	struct env_list env = {0};

	for (char **p = environ; p && *p; p++)
		VEC_PUSH(&env.list, xstrdup(*p));
	env_lambda(&env, w);
	for (size_t i = 0; i < w->f->env.n; i++)
		env_put(&env, w->f->env.v[i].name, w->f->env.v[i].value);
	for (; extra && *extra; extra++)
		env_put_take(&env, xstrdup(*extra));
	env_put_take(&env, xstrdup(w->tag));
	VEC_PUSH(&env.list, NULL);
	return env.list.v;
}

void env_free(char **env)
{
	for (char **p = env; p && *p; p++)
		free(*p);
	free(env);
}

static bool is_in_path(const char *program)
{
	const char *p = getenv("PATH");
	bool found = false;

	while (p && *p && !found) {
		size_t len = strcspn(p, ":");
		char *dir = xstrndup(p, len), *path = path_join(*dir ? dir : ".", program);

		found = file_exists(path) && access(path, X_OK) == 0;
		free(dir);
		free(path);
		p += len + (p[len] == ':');
	}
	return found;
}

/*
 * ASLANT_PYTHON and ASLANT_NODE choose; else the version that the entry names, if it is there; else the usual
 * one.
 */
char *interpreter_find(const struct function_entry *f)
{
	const char *chosen = getenv(f->runtime == RUNTIME_PYTHON ? "ASLANT_PYTHON" : "ASLANT_NODE");

	if (chosen && *chosen)
		return xstrdup(chosen);
	if (f->runtime == RUNTIME_PYTHON && is_in_path(f->runtime_name))
		return xstrdup(f->runtime_name);
	return xstrdup(f->runtime == RUNTIME_PYTHON ? "python3" : "node");
}
