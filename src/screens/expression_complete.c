/* Names that an expression may go on with: variables, functions, members of what the data has there. */
#include "screens/expression_complete.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "app/app_debug.h"
#include "query/jsonata.h"

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

struct offer {
	const char *prefix;
	size_t len;
	prompt_add_fn add;
	void *add_ctx;
};

static void offer(const struct offer *o, const char *word, const char *hint)
{
	if (strncmp(word, o->prefix, o->len) == 0)
		o->add(o->add_ctx, word, hint);
}

static void offer_members(const struct offer *o, const cJSON *n)
{
	for (const cJSON *c = cJSON_IsObject(n) ? n->child : NULL; c; c = c->next)
		offer(o, c->string, json_type_name(c));
}

/* $name: variables, the state's own values, functions. */
static void offer_variables(const struct offer *o, const struct moment *m)
{
	static const char *const own[] = {"$input", "$result", "$output", "$errorOutput", "$states"};
	struct str name = {0};
	const char *f;

	for (size_t i = 0; i < m->variables.n; i++) {
		str_reset(&name);
		str_addf(&name, "$%s", m->variables.v[i].name);
		offer(o, str_get(&name), "variable");
	}
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		offer(o, own[i], "of this state");
	for (size_t i = 0; (f = jsonata_function_name(i)); i++) {
		str_reset(&name);
		str_addf(&name, "$%s(", f);
		offer(o, str_get(&name), "function");
	}
	str_done(&name);
}

/* What stands before a dot: back to where the path begins. */
static size_t path_start(const char *text, size_t dot)
{
	size_t at = dot;

	while (at > 0 && (in_word(text[at - 1]) || strchr("$.[]'", text[at - 1])))
		at--;
	return at;
}

/* Its members are known without a run. */
static bool is_states(const char *text, size_t dot)
{
	size_t from = path_start(text, dot);

	return dot - from == 7 && memcmp(text + from, "$states", 7) == 0;
}

static void offer_below(const struct offer *o, const struct moment *m, const char *text, size_t dot)
{
	size_t from = path_start(text, dot);
	char *path = xstrndup(text + from, dot - from);
	struct value *v = NULL;
	struct err e;

	if (strcmp(path, "$states") == 0) {
		for (const char *const *name = (const char *const[]){"input", "result", "errorOutput", "context", NULL}; *name; name++)
			offer(o, *name, "of this state");
	} else if (*path && evaluate(path, m, &v, &e) && v) {
		offer_members(o, cJSON_IsArray(value_node(v)) ? value_node(v)->child : value_node(v));
	}
	value_unref(v);
	free(path);
}

void expression_complete(struct app *a, int step, const char *text, size_t cursor, size_t *word_start, prompt_add_fn add, void *add_ctx)
{
	size_t at = cursor;
	struct moment m = {0};
	bool known;
	struct offer o = {.add = add, .add_ctx = add_ctx};

	while (at > 0 && in_word(text[at - 1]))
		at--;
	if (at > 0 && text[at - 1] == '$')
		at--;
	*word_start = at;
	known = app_debug_moment(a, step, &m);
	o.prefix = text + at;
	o.len = cursor - at;
	if (at > 0 && text[at - 1] == '.' && (known || is_states(text, at - 1)))
		offer_below(&o, &m, text, at - 1);
	else if ((text[at] == '$' || at == cursor) && (at == 0 || text[at - 1] != '.'))
		offer_variables(&o, &m);
	if ((at == 0 || text[at - 1] != '.') && text[at] != '$' && m.input)
		offer_members(&o, value_node(m.input));
	if (known)
		moment_done(&m);
}
