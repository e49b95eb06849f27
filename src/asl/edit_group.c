/* States become the content of a Parallel or Map, and the other way round. */
#include <stdlib.h>
#include <string.h>

#include "asl/edit_private.h"

struct group {
	const struct asl_state *const *states;
	size_t n;
	const struct asl_scope *scope;
	const struct asl_state *entry;
	const char *exit;		/* where all that leaves it leads; NULL: its states end */
	bool ends;			/* some state in it ends the scope */
	bool two_exits;
};

static bool in_group(const struct group *g, const struct asl_state *s)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->states[i] == s)
			return true;
	return false;
}

/* --- the way in and the way out --------------------------------------------------------------------------------------------- */

static bool find_entry(struct group *g, struct err *e)
{
	for (size_t i = 0; i < g->n; i++) {
		struct edit_refs refs = {0};
		bool entered = false;

		edit_refs_to(g->states[i], true, &refs);
		for (size_t k = 0; k < refs.list.n; k++)
			entered |= !refs.list.v[k].from || !in_group(g, refs.list.v[k].from);
		VEC_DONE(&refs.list);
		if (entered && g->entry && g->entry != g->states[i])
			return err_set(e, ERR_USAGE, "two of these states are led to from outside: %.80s and %.80s", g->entry->name, g->states[i]->name);
		if (entered)
			g->entry = g->states[i];
	}
	return g->entry || err_set(e, ERR_USAGE, "nothing leads to these states from outside");
}

static void look_at_edge(void *ctx, const struct asl_state *from, const struct asl_edge *edge)
{
	struct group *g = ctx;

	(void)from;
	if (!edge->target->state || in_group(g, edge->target->state))
		return;
	if (g->exit && strcmp(g->exit, edge->target->name) != 0)
		g->two_exits = true;
	g->exit = edge->target->name;
}

static bool find_exit(struct group *g, struct err *e)
{
	for (size_t i = 0; i < g->n; i++) {
		asl_state_edges(g->states[i], look_at_edge, g);
		g->ends |= g->states[i]->end && g->states[i]->type != ASL_FAIL;
	}
	if (g->two_exits)
		return err_set(e, ERR_USAGE, "these states lead on to more than one other state");
	if (g->exit && g->ends)
		return err_set(e, ERR_USAGE, "some of these states end, and some lead on to %.80s", g->exit);
	return true;
}

static bool find_group(struct group *g, struct err *e)
{
	if (!g->n)
		return err_set(e, ERR_USAGE, "no states are chosen");
	g->scope = g->states[0]->scope;
	for (size_t i = 0; i < g->n; i++)
		if (g->states[i]->scope != g->scope)
			return err_set(e, ERR_USAGE, "%.80s and %.80s are not in the same machine, branch or processor", g->states[0]->name,
				g->states[i]->name);
	return find_entry(g, e) && find_exit(g, e);
}

/* --- wrapping ----------------------------------------------------------------------------------------------------------------- */

struct leaving {
	VEC(struct edit_ref) list;
	const struct group *g;
};

static void collect_leaving(void *ctx, const struct asl_state *from, const struct asl_edge *edge)
{
	struct leaving *l = ctx;

	if (edge->target->state && !in_group(l->g, edge->target->state))
		VEC_PUSH(&l->list, ((struct edit_ref){from, edge->kind, edge->index}));
}

/* Inside, what led on ends: a Next becomes End, a rule or catcher leads to a Succeed. Returns its name, NULL: none was needed. */
static char *close_exits(struct edit_text *t, const struct group *g, struct map *names)
{
	struct leaving l = {.g = g};
	char *done = NULL, *p;

	for (size_t i = 0; i < g->n; i++)
		asl_state_edges(g->states[i], collect_leaving, &l);
	for (size_t i = 0; i < l.list.n; i++) {
		if (l.list.v[i].kind == ASL_EDGE_NEXT) {
			p = edit_state_pointer(l.list.v[i].from);
			edit_set_way_out(t, p, NULL);
		} else {
			if (!done) {
				done = edit_free_name(names, "Done");
				map_put(names, done, names);
			}
			p = edit_ref_pointer(g->scope, &l.list.v[i]);
			edit_set_string(t, p, done);
		}
		free(p);
	}
	VEC_DONE(&l.list);
	return done;
}

static cJSON *container_of(enum asl_type type, const char *start, const char *exit)
{
	cJSON *c = cJSON_CreateObject(), *scope = cJSON_CreateObject(), *list, *config;

	cJSON_AddStringToObject(c, "Type", type == ASL_MAP ? "Map" : "Parallel");
	if (type == ASL_MAP) {
		config = cJSON_AddObjectToObject(scope, "ProcessorConfig");
		cJSON_AddStringToObject(config, "Mode", "INLINE");
	}
	cJSON_AddStringToObject(scope, "StartAt", start);
	json_add(scope, "States", cJSON_CreateObject());
	if (type == ASL_MAP) {
		json_add(c, "ItemProcessor", scope);
	} else {
		list = cJSON_AddArrayToObject(c, "Branches");
		json_append(list, scope);
	}
	if (exit)
		cJSON_AddStringToObject(c, "Next", exit);
	else
		cJSON_AddTrueToObject(c, "End");
	return c;
}

static const char *text_before(const struct asl_state *s)
{
	for (size_t i = 1; i < s->scope->n_states; i++)
		if (s->scope->states[i] == s)
			return s->scope->states[i - 1]->name;
	return NULL;
}

static void move_states(struct edit_text *t, const struct group *g, const char *states, const char *inside)
{
	for (size_t i = 0; i < g->n; i++) {
		char *p = edit_member_pointer(states, g->states[i]->name);
		struct fragment f = edit_fragment(t, p);

		if (f.value) {
			edit_remove(t, p);
			edit_put(t, inside, g->states[i]->name, &f, "");
		}
		fragment_done(&f);
		free(p);
	}
}

static void lead_in(struct edit_text *t, const struct group *g, const char *name)
{
	struct edit_refs refs = {0};

	edit_refs_to(g->entry, true, &refs);
	for (size_t i = 0; i < refs.list.n; i++) {
		const struct edit_ref *r = &refs.list.v[i];
		char *p;

		if (r->from && in_group(g, r->from))
			continue;
		p = edit_ref_pointer(g->scope, r);
		edit_set_string(t, p, name);
		free(p);
	}
	VEC_DONE(&refs.list);
}

static void wrap(struct edit_text *t, const struct group *g, enum asl_type type, const char *name, struct map *names)
{
	char *states = edit_states_pointer(g->scope), *at = edit_member_pointer(states, name), *inside, *done;
	cJSON *container = container_of(type, g->entry->name, g->exit), *succeed;
	struct fragment f;

	done = close_exits(t, g, names);
	lead_in(t, g, name);
	f = edit_print(t, container, false);
	edit_put(t, states, name, &f, text_before(g->entry));
	fragment_done(&f);
	inside = xasprintf("%s/%s/States", at, type == ASL_MAP ? "ItemProcessor" : "Branches/0");
	move_states(t, g, states, inside);
	if (done) {
		succeed = cJSON_CreateObject();
		cJSON_AddStringToObject(succeed, "Type", "Succeed");
		edit_put_value(t, inside, done, succeed, "");
		cJSON_Delete(succeed);
	}
	cJSON_Delete(container);
	free(done);
	free(inside);
	free(at);
	free(states);
}

bool asl_edit_wrap(const struct asl_machine *m, const struct asl_state *const *states, size_t n, enum asl_type type, struct asl_edit *out,
	struct err *e)
{
	struct group g = {.states = states, .n = n};
	struct map names = {0};
	struct edit_text t;
	char *name, *path;
	bool ok;

	if (!find_group(&g, e) || !edit_begin(m, &t, e))
		return false;
	edit_names_of(edit_get(&t, ""), &names);
	name = edit_free_name(&names, asl_type_text(type));
	map_put(&names, name, &names);
	wrap(&t, &g, type, name, &names);
	path = edit_path(g.scope, name);
	ok = edit_finish(m, &t, true, n == 1 ? xasprintf("wrap %s in %s", states[0]->name, name) : xasprintf("wrap %zu states in %s", n, name), path,
		out, e);
	free(name);
	map_done(&names);
	return ok;
}

/* --- unwrapping --------------------------------------------------------------------------------------------------------------- */

static bool may_unwrap(const struct asl_state *s, struct err *e)
{
	if (s->type != ASL_PARALLEL && s->type != ASL_MAP)
		return err_set(e, ERR_USAGE, "%.80s is no Parallel and no Map: there is nothing in it", s->name);
	if (s->n_scopes != 1)
		return err_set(e, ERR_USAGE, "%.80s has %zu branches, which run beside each other: move their states out first", s->name, s->n_scopes);
	if (s->n_catchers || s->n_retriers)
		return err_set(e, ERR_USAGE, "%.80s has Retry or Catch, which would be lost: delete them first", s->name);
	if (!s->scopes[0]->start)
		return err_set(e, ERR_USAGE, "%.80s has no first state inside", s->name);
	return true;
}

/* What ended the inside leads on. A Succeed becomes a Pass: it would end what is outside. */
static void open_exits(struct edit_text *t, const struct asl_scope *inside, const char *target)
{
	for (size_t i = 0; i < inside->n_states && target; i++) {
		const struct asl_state *s = inside->states[i];
		char *p = edit_state_pointer(s), *type = edit_member_pointer(p, "Type");

		if (s->type == ASL_SUCCEED)
			edit_set_string(t, type, "Pass");
		if (s->end && s->type != ASL_FAIL)
			edit_set_way_out(t, p, target);
		free(type);
		free(p);
	}
}

static void unwrap(struct edit_text *t, const struct asl_state *s)
{
	const struct asl_scope *inside = s->scopes[0];
	char *states = edit_states_pointer(s->scope), *at = edit_state_pointer(s), *from = edit_states_pointer(inside), *p;
	const char *after = s->name;
	struct edit_refs refs = {0};
	VEC(struct fragment) moved = {0};

	open_exits(t, inside, s->next.name);
	for (size_t i = 0; i < inside->n_states; i++) {
		p = edit_member_pointer(from, inside->states[i]->name);
		VEC_PUSH(&moved, edit_fragment(t, p));
		free(p);
	}
	for (size_t i = 0; i < moved.n; i++) {
		if (moved.v[i].value)
			edit_put(t, states, inside->states[i]->name, &moved.v[i], after);
		after = inside->states[i]->name;
		fragment_done(&moved.v[i]);
	}
	VEC_DONE(&moved);
	edit_refs_to(s, true, &refs);
	for (size_t i = 0; i < refs.list.n; i++) {
		const struct edit_ref *r = &refs.list.v[i];

		if (r->from == s)
			continue;
		p = edit_ref_pointer(s->scope, r);
		edit_set_string(t, p, inside->start_at);
		free(p);
	}
	VEC_DONE(&refs.list);
	edit_remove(t, at);
	free(from);
	free(at);
	free(states);
}

bool asl_edit_unwrap(const struct asl_machine *m, const struct asl_state *s, struct asl_edit *out, struct err *e)
{
	struct edit_text t;

	if (!may_unwrap(s, e) || !edit_begin(m, &t, e))
		return false;
	if (s->next.state == s)
		edit_stop(&t, "%.80s leads to itself", s->name);
	unwrap(&t, s);
	return edit_finish(m, &t, true, xasprintf("unwrap %s", s->name), edit_path(s->scope, s->scopes[0]->start_at), out, e);
}
