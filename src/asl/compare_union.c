/*
 * Two versions in one machine. What is gone comes back as JSON, so that it is read and drawn like anything else. A transition can only be
 * there once in JSON (a state has one Next), so those that went are put into the model behind its back, as rules and catchers whose label
 * says what happened to them: a label has its place in the layout, a mark beside a line only where there happens to be room.
 */
#include "asl/compare.h"

#include <stdlib.h>
#include <string.h>

#include "asl/arena.h"
#include "asl/label.h"

struct merged {
	const struct asl_compare *c;
	cJSON *root;			/* a copy of b's that grows */
	struct asl_machine *m;
	cJSON *labels;			/* rules that are there for their label; m->root's */
};

/* The node of the copy that stands where `want` stands in the tree of `node`; NULL: it is not in there. */
static cJSON *twin(const cJSON *node, cJSON *copy, const cJSON *want)
{
	cJSON *found = node == want ? copy : NULL, *other = copy->child;

	for (const cJSON *m = node->child; m && other && !found; m = m->next, other = other->next)
		found = twin(m, other, want);
	return found;
}

/* The scope of b in which a state that is gone was; NULL: what it stood in is gone as well. */
static const struct asl_scope *scope_in_b(const struct asl_compare *c, const struct asl_scope *a)
{
	const struct asl_state *container = a->container ? c->partner_in_b[a->container->index] : NULL;

	if (!a->container)
		return c->b->top;
	if (!container)
		return NULL;
	for (size_t i = 0; i < container->n_scopes; i++)
		if (container->scopes[i] && container->scopes[i]->branch == a->branch)
			return container->scopes[i];
	return NULL;
}

static void bring_back(struct merged *u, const struct asl_state *gone, const struct asl_scope **last, cJSON **states)
{
	const struct asl_scope *scope = scope_in_b(u->c, gone->scope);
	cJSON *object;

	if (!scope)
		return;
	if (scope != *last) {
		object = twin(u->c->b->root, u->root, scope->node);
		*states = object ? cJSON_GetObjectItemCaseSensitive(object, "States") : NULL;
		*last = scope;
	}
	if (cJSON_IsObject(*states) && !json_get(*states, gone->name))
		json_add(*states, gone->name, json_copy(gone->node));
}

static void bring_back_all(struct merged *u)
{
	const struct asl_compare *c = u->c;
	const struct asl_scope *last = NULL;
	cJSON *states = NULL;

	for (size_t i = 0; i < c->states.n; i++)
		if (c->states.v[i].change == ASL_REMOVED)
			bring_back(u, c->states.v[i].a, &last, &states);
}

/* --- labels -------------------------------------------------------------------------------------------------------- */

/* "+ added: n > 5" */
static char *label_of(const struct asl_edge_change *e, const char *words)
{
	return xasprintf("%c %s%s%s", asl_change_sign(e->change), asl_change_text(e->change), *words ? ": " : "", words);
}

/* A rule that is no more than its label. */
static const cJSON *label_node(struct merged *u, const char *label)
{
	cJSON *rule = cJSON_CreateObject();

	json_add(rule, "Condition", cJSON_CreateString(label));
	json_append(u->labels, rule);
	return rule;
}

static struct asl_choice *add_choice(struct merged *u, struct asl_state *s, struct asl_target target, const char *label)
{
	struct asl_choice *all = asl_arena_alloc(u->m->arena, (s->n_choices + 1) * sizeof *all);

	if (s->n_choices)
		memcpy(all, s->choices, s->n_choices * sizeof *all);
	all[s->n_choices] = (struct asl_choice){.next = target, .node = label_node(u, label)};
	s->choices = all;
	return &all[s->n_choices++];
}

static void label_catcher(struct merged *u, struct asl_catcher *c, const char *label)
{
	const char **errors = asl_arena_alloc(u->m->arena, sizeof *errors);

	errors[0] = asl_arena_string(u->m->arena, label, strlen(label));
	c->errors = errors;
	c->n_errors = 1;
}

static void add_catcher(struct merged *u, struct asl_state *s, struct asl_target target, const char *label)
{
	struct asl_catcher *all = asl_arena_alloc(u->m->arena, (s->n_catchers + 1) * sizeof *all);

	if (s->n_catchers)
		memcpy(all, s->catchers, s->n_catchers * sizeof *all);
	all[s->n_catchers] = (struct asl_catcher){.next = target};
	label_catcher(u, &all[s->n_catchers], label);
	s->catchers = all;
	s->n_catchers++;
}

/* --- transitions --------------------------------------------------------------------------------------------------- */

/* A target of a, in the scope of `from`: the state may have another name by now. */
static struct asl_target target_of(struct merged *u, const struct asl_edge_change *e, const struct asl_state *from)
{
	const struct asl_state *b = e->a->state ? u->c->partner_in_b[e->a->state->index] : NULL;
	const char *name = b ? b->name : e->a->name;
	struct asl_target t = {.state = asl_scope_find(from->scope, name)};

	t.name = t.state ? t.state->name : asl_arena_string(u->m->arena, name, strlen(name));
	return t;
}

static void put_removed(struct merged *u, const struct asl_edge_change *e, struct asl_state *s)
{
	char *words = e->kind == ASL_EDGE_CHOICE ? asl_choice_label(e->a_from, e->a_index)
		: e->kind == ASL_EDGE_CATCH ? asl_catch_label(e->a_from, e->a_index)
		: xstrdup(e->kind == ASL_EDGE_DEFAULT ? "else" : "");
	char *label = label_of(e, words);

	if (e->kind == ASL_EDGE_CATCH)
		add_catcher(u, s, target_of(u, e, s), label);
	else
		add_choice(u, s, target_of(u, e, s), label);
	free(label);
	free(words);
}

/* A transition of b gets its label; Next and Default, which have none of their own, become rules. */
static void label_edge(struct merged *u, const struct asl_edge_change *e, struct asl_state *s)
{
	char *words = e->kind == ASL_EDGE_CHOICE ? asl_choice_label(e->b_from, e->b_index)
		: e->kind == ASL_EDGE_CATCH ? asl_catch_label(e->b_from, e->b_index)
		: xstrdup(e->kind == ASL_EDGE_DEFAULT ? "else" : "");
	char *label = label_of(e, words);
	struct asl_target *old = e->kind == ASL_EDGE_DEFAULT ? &s->default_next : &s->next;

	if (e->kind == ASL_EDGE_CHOICE && e->b_index < s->n_choices) {
		s->choices[e->b_index].test = NULL;
		s->choices[e->b_index].node = label_node(u, label);
	} else if (e->kind == ASL_EDGE_CATCH && e->b_index < s->n_catchers) {
		label_catcher(u, &s->catchers[e->b_index], label);
	} else if (old->name) {
		add_choice(u, s, *old, label);
		*old = (struct asl_target){.name = NULL};
	}
	free(label);
	free(words);
}

/* The state of the merged machine that is this one of b. */
static struct asl_state *state_of(const struct merged *u, const struct asl_state *b)
{
	struct asl_state *s = asl_state_at(u->m, b->path);

	return s && str_is(s->path, b->path) ? s : NULL;
}

/* Those that went at last: their rules come behind those that have a number. */
static void mark_edges(struct merged *u)
{
	for (int gone = 0; gone < 2; gone++)
		for (size_t i = 0; i < u->c->edges.n; i++) {
			const struct asl_edge_change *e = &u->c->edges.v[i];
			struct asl_state *s = (e->change == ASL_REMOVED) == gone ? state_of(u, e->b_from) : NULL;

			if (s && gone)
				put_removed(u, e, s);
			else if (s)
				label_edge(u, e, s);
		}
}

static enum asl_change *changes_of(const struct merged *u)
{
	enum asl_change *changes = xcalloc(u->m->n_states + 1, sizeof *changes);

	for (size_t i = 0; i < u->m->n_states; i++) {
		const struct asl_state *b = asl_state_at(u->c->b, u->m->states[i]->path);

		changes[i] = b && str_is(b->path, u->m->states[i]->path) ? ASL_SAME : ASL_REMOVED;
	}
	for (size_t i = 0; i < u->c->states.n; i++) {
		const struct asl_state_change *s = &u->c->states.v[i];
		const struct asl_state *st = s->b ? state_of(u, s->b) : NULL;

		if (st)
			changes[st->index] = s->change;
	}
	return changes;
}

struct asl_machine *asl_compare_union(const struct asl_compare *c, enum asl_change **changes)
{
	struct merged u = {.c = c};
	struct str text = {0};
	bool of_b = c->b->top != NULL;		/* one that cannot be read at all: everything is gone */

	if (!of_b && !c->a->top)
		return NULL;
	u.root = json_copy(of_b ? c->b->root : c->a->root);
	if (of_b)
		bring_back_all(&u);
	json_print_to(&text, u.root);
	cJSON_Delete(u.root);
	u.m = asl_parse_with(str_get(&text), text.len, c->b->name, NULL, &(struct asl_options){.draft = true});
	str_done(&text);
	u.labels = cJSON_CreateArray();
	mark_edges(&u);
	if (u.m->root)
		json_add(u.m->root, "Labels", u.labels);
	else
		cJSON_Delete(u.labels);
	*changes = changes_of(&u);
	return u.m;
}
