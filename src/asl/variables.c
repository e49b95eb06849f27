/*
 * Variables: which names each scope assigns. An inner scope should not assign a name of an outer one anew (AWS takes it at least where
 * the outer one is a catcher's), and an expression should not ask for one that nobody assigns where it can see it. ASL.md 4.1.
 */
#include "asl/load.h"

#include <stdlib.h>
#include <string.h>

typedef void (*assign_fn)(void *ctx, const struct asl_state *s, const struct at *at, const cJSON *assign);

/* Every Assign object of a state: its own, its catchers', its rules'. */
static void state_assigns(struct asl_state *s, assign_fn fn, void *ctx)
{
	struct at at = at_state(s), own = at_member(&at, "Assign");

	fn(ctx, s, &own, json_get(s->node, "Assign"));
	for (size_t i = 0; i < s->n_catchers; i++) {
		struct at list = at_member(&at, "Catch"), element = at_element(&list, i), assign = at_member(&element, "Assign");

		fn(ctx, s, &assign, json_get(s->catchers[i].node, "Assign"));
	}
	for (size_t i = 0; i < s->n_choices; i++) {
		struct at list = at_member(&at, "Choices"), element = at_element(&list, i), assign = at_member(&element, "Assign");

		fn(ctx, s, &assign, json_get(s->choices[i].node, "Assign"));
	}
}

static char *variable_name(const struct asl_state *s, const char *key)
{
	size_t len = strlen(key);

	return xstrndup(key, s->language == ASL_JSONPATH && str_ends(key, ".$") ? len - 2 : len);
}

struct shadow {
	struct loader *L;
	struct map *assigned;		/* by the scope's number: name -> itself */
	size_t scope;
	const size_t *outer;		/* the scope around each, SIZE_MAX at the top */
	struct map read;		/* every name behind a "$" in the text */
};

static void note_names(void *ctx, const struct asl_state *s, const struct at *at, const cJSON *assign)
{
	struct shadow *sh = ctx;

	(void)at;
	for (const cJSON *c = cJSON_IsObject(assign) ? assign->child : NULL; c; c = c->next) {
		char *name = variable_name(s, c->string);

		map_put(&sh->assigned[sh->scope], name, (void *)c);
		free(name);
	}
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Wherever they stand: better a variable too many counts as read than one too few. */
static void note_reads(struct shadow *sh)
{
	const char *text = sh->L->m->text;

	for (const char *p = text; (p = strchr(p, '$')); p++) {
		size_t len = 0;
		char *name;

		while (is_name_char(p[1 + len]))
			len++;
		if (!len)
			continue;
		name = xstrndup(p + 1, len);
		map_put(&sh->read, name, sh);
		free(name);
	}
}

/* A name in other letters may be written with escapes. */
static bool is_plain(const char *name)
{
	while (is_name_char(*name))
		name++;
	return !*name;
}

static void check_read(struct shadow *sh, const struct at *where, const cJSON *member, const char *name)
{
	if (where->state->broken || !is_plain(name) || map_get(&sh->read, name))
		return;
	load_advice(sh->L, DIAG_INFO, "variable.unused", where, load_key_span(sh->L, member), "Nothing reads the variable '%s'", name);
	load_fix(sh->L, FIX_REMOVE, member, NULL, NULL);
}

static void check_names(void *ctx, const struct asl_state *s, const struct at *at, const cJSON *assign)
{
	struct shadow *sh = ctx;

	for (const cJSON *c = cJSON_IsObject(assign) ? assign->child : NULL; c; c = c->next) {
		char *name = variable_name(s, c->string);
		struct at where = at_member(at, c->string);

		for (size_t i = sh->outer[sh->scope]; i != SIZE_MAX; i = sh->outer[i])
			if (map_get(&sh->assigned[i], name)) {
				load_advice(sh->L, DIAG_WARNING, "variable.shadow", &where, load_key_span(sh->L, c),
					"The variable '%s' is assigned in an outer scope too", name);
				break;
			}
		check_read(sh, &where, c, name);
		free(name);
	}
}

/* --- variables that there are not ------------------------------------------------------------------------------------- */

struct ask {
	struct shadow *sh;
	struct asl_state *s;
};

static bool binds_itself(const struct jsonata_uses *u, const char *name)
{
	for (size_t i = 0; i < u->binds.n; i++)
		if (strcmp(u->binds.v[i].name, name) == 0)
			return true;
	return false;
}

/* In the scope or one around it; the executions of a distributed Map see nothing of what is around them. */
static bool is_assigned(const struct shadow *sh, const char *name)
{
	for (size_t i = sh->scope; i != SIZE_MAX; i = sh->outer[i]) {
		const struct asl_state *container = sh->L->scopes.v[i]->container;

		if (map_get(&sh->assigned[i], name))
			return true;
		if (container && container->distributed)
			return false;
	}
	return false;
}

static void check_expression(void *ctx, const struct jtmpl_expression *x)
{
	const struct ask *a = ctx;
	const struct jsonata_uses *u = x->code ? jsonata_uses(x->code) : NULL;
	struct at at = at_state(a->s);

	for (size_t i = 0; u && i < u->variables.n; i++) {
		const char *name = u->variables.v[i].name;

		if (strcmp(name, "states") != 0 && !binds_itself(u, name) && !is_assigned(a->sh, name))
			load_advice(a->sh->L, DIAG_WARNING, "variable.unknown", &at,
				load_span_inside(a->sh->L, x->node, (size_t)(x->text - x->node->valuestring) + u->variables.v[i].offset),
				"No Assign that this state could see has a variable '%s', so $%s is undefined", name, name);
	}
}

static void check_expressions(struct shadow *sh)
{
	for (sh->scope = 0; sh->scope < sh->L->scopes.n; sh->scope++) {
		const struct asl_scope *scope = sh->L->scopes.v[sh->scope];

		for (size_t i = 0; i < scope->n_states; i++) {
			struct ask a = { sh, scope->states[i] };

			asl_state_expressions(scope->states[i], check_expression, &a);
		}
	}
}

static void each_assign(struct shadow *sh, assign_fn fn)
{
	for (sh->scope = 0; sh->scope < sh->L->scopes.n; sh->scope++) {
		const struct asl_scope *scope = sh->L->scopes.v[sh->scope];

		for (size_t i = 0; i < scope->n_states; i++)
			state_assigns(scope->states[i], fn, sh);
	}
}

void load_variables(struct loader *L)
{
	size_t *outer = xcalloc(L->scopes.n, sizeof *outer);
	struct shadow sh = { .L = L, .assigned = xcalloc(L->scopes.n, sizeof *sh.assigned), .outer = outer };
	size_t *number = xcalloc(L->states.n + 1, sizeof *number);	/* of the scope that each state is in */

	for (size_t i = 0; i < L->scopes.n; i++) {
		const struct asl_scope *scope = L->scopes.v[i];

		outer[i] = scope->container ? number[scope->container->index] : SIZE_MAX;
		for (size_t k = 0; k < scope->n_states; k++)
			number[scope->states[k]->index] = i;
	}
	each_assign(&sh, note_names);
	note_reads(&sh);
	each_assign(&sh, check_names);
	check_expressions(&sh);
	for (size_t i = 0; i < L->scopes.n; i++)
		map_done(&sh.assigned[i]);
	map_done(&sh.read);
	free(sh.assigned);
	free(outer);
	free(number);
}
