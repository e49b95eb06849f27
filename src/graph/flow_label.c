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

/* The word and the text between the signs; NULL where there is no expression. */
static char *with_expression(const char *word, const struct jtmpl *t, const char *unit)
{
	const struct jtmpl_expression *x = t ? jtmpl_root(t) : NULL;

	return x ? xasprintf("%s %.*s%s", word, (int)x->len, x->text, unit) : NULL;
}

static char *wait_detail(const struct asl_state *s)
{
	if (s->seconds.path)
		return xasprintf("Wait %s s", bare(path_text(s->seconds.path)));
	if (s->seconds.expression)
		return with_expression("Wait", s->seconds.expression, " s");
	if (s->jsonata.timestamp)
		return with_expression("Wait until", s->jsonata.timestamp, "");
	if (cJSON_IsString(s->seconds.node))		/* a placeholder */
		return xasprintf("Wait %s", s->seconds.node->valuestring);
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
		if (s->jsonata.error)
			return with_expression("Fail", s->jsonata.error, "");
		return s->error ? xasprintf("Fail %s", s->error) : xstrdup("Fail");
	case ASL_MAP:
		return xstrdup(s->distributed ? "Map distributed" : "Map");
	default:
		return xstrdup(asl_type_text(s->type));
	}
}
