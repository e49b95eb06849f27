/* A path or expression that led nowhere: how far it went, what stands there, and what there is instead. */
#include <stdlib.h>
#include <string.h>

#include "history/why_private.h"

#define MEMBERS_SHOWN 12

void why_value(struct str *out, struct value *v, size_t n)
{
	const char *text = value_text(v);
	size_t len = strlen(text);

	if (len <= n) {
		str_adds(out, text);
		return;
	}
	for (len = n; len && ((unsigned char)text[len] & 0xc0) == 0x80; len--)
		;
	str_add(out, text, len);
	str_adds(out, "…");
}

static char *what_is_there(struct value *v)
{
	const cJSON *n = value_node(v);
	struct str s = {0};
	size_t shown = 0;

	if (cJSON_IsArray(n)) {
		str_addf(&s, "an array of %zu", json_count(n));
	} else if (cJSON_IsObject(n) && n->child) {
		str_adds(&s, "an object with ");
		for (const cJSON *m = n->child; m && shown < MEMBERS_SHOWN; m = m->next, shown++)
			str_addf(&s, "%s%s", shown ? ", " : "", m->string);
		if (json_count(n) > MEMBERS_SHOWN)
			str_addf(&s, " and %zu more", json_count(n) - MEMBERS_SHOWN);
	} else {
		why_value(&s, v, 80);
	}
	return str_take(&s);
}

void why_path(struct why *w, const struct probe_failure *f)
{
	if (f->location)
		why_add(w, WHY_NOTE, WHY_FAILED, 0, xstrdup("field"), xstrdup(f->location));
	else
		why_add(w, WHY_NOTE, WHY_FAILED, 0, xstrdup("stage"), xstrdup(probe_stage_name(f->stage)));
	if (!f->there)
		return;
	if (!f->value) {
		why_add(w, WHY_PATH, WHY_FAILED, 0, xstrdup(*f->there ? f->there : "the variable"), xstrdup("is not there at all"));
		return;
	}
	why_add(w, WHY_PATH, WHY_PLAIN, 0, xasprintf("%s is", f->there), what_is_there(f->value));
	if (*f->missing)
		why_add(w, WHY_PATH, WHY_FAILED, 0, xasprintf("%s%s", f->there, f->missing), xstrdup("is not there"));
}
