/* flow_label - the second row of a box: what a task calls, what a Wait waits for, with what a Fail fails. */
#include "graph/flow.h"

#include <stdlib.h>
#include <string.h>

#include "asl/label.h"

/* "$.a.b" reads better as "a.b". */
static const char *bare(const char *path)
{
	return str_starts(path, "$.") ? path + 2 : path;
}

static char *wait_detail(const struct asl_state *s)
{
	const cJSON *seconds = s->seconds.node;

	if (s->seconds.path)
		return xasprintf("Wait %s s", bare(path_text(s->seconds.path)));
	if (cJSON_IsString(seconds))
		return xasprintf("Wait %s", seconds->valuestring);
	if (s->seconds.present)
		return xasprintf("Wait %lld s", (long long)s->seconds.value);
	if (s->timestamp_path)
		return xasprintf("Wait until %s", bare(path_text(s->timestamp_path)));
	return s->timestamp ? xasprintf("Wait until %s", s->timestamp) : xstrdup("Wait");
}

char *flow_label_detail(const struct asl_state *s)
{
	char *resource;

	switch (s->type) {
	case ASL_UNKNOWN:
		return xasprintf("%s?", s->type_name ? s->type_name : "no type");
	case ASL_TASK:
		resource = asl_resource_label(s);
		return resource ? resource : xstrdup("Task");
	case ASL_WAIT:
		return wait_detail(s);
	case ASL_FAIL:
		return s->error ? xasprintf("Fail %s", s->error) : xstrdup("Fail");
	case ASL_MAP:
		return xstrdup(s->distributed ? "Map distributed" : "Map");
	default:
		return xstrdup(asl_type_text(s->type));
	}
}
