/* Which states and transitions of two definitions belong together, and what differs between them. */
#include "asl/compare.h"

#include <stdlib.h>
#include <string.h>

#include "asl/label.h"

const char *asl_change_text(enum asl_change c)
{
	static const char *const words[] = {[ASL_SAME] = "", [ASL_ADDED] = "added", [ASL_REMOVED] = "removed", [ASL_CHANGED] = "changed"};

	return words[c];
}

char asl_change_sign(enum asl_change c)
{
	return " +-~"[c];
}

/* --- what differs between two objects ------------------------------------------------------------------------------ */

/* What holds other states; they are compared by themselves. */
static bool is_scope_field(const char *name)
{
	return str_is(name, "Branches") || str_is(name, "ItemProcessor") || str_is(name, "Iterator") || str_is(name, "States");
}

static void add_field(struct str *out, const char *name)
{
	str_addf(out, "%s%s", out->len ? ", " : "", name);
}

/* Names of members that are not the same in both; without those that hold states, of which only ProcessorConfig is looked at. */
static void add_fields(struct str *out, const cJSON *a, const cJSON *b)
{
	for (const cJSON *m = a ? a->child : NULL; m; m = m->next) {
		const cJSON *other = json_get(b, m->string);

		if (is_scope_field(m->string)) {
			if (cJSON_IsObject(m) && !str_is(m->string, "States"))
				add_fields(out, json_get(m, "ProcessorConfig"), json_get(other, "ProcessorConfig"));
		} else if (!other || !json_equal(m, other)) {
			add_field(out, m->string);
		}
	}
	for (const cJSON *m = b ? b->child : NULL; m; m = m->next)
		if (!is_scope_field(m->string) && !json_get(a, m->string))
			add_field(out, m->string);
}

/* A rule or a catcher, but for where it leads. */
static bool same_rule(const cJSON *a, const cJSON *b)
{
	for (const cJSON *m = a ? a->child : NULL; m; m = m->next)
		if (!str_is(m->string, "Next") && !json_equal(m, json_get(b, m->string)))
			return false;
	for (const cJSON *m = b ? b->child : NULL; m; m = m->next)
		if (!str_is(m->string, "Next") && !json_get(a, m->string))
			return false;
	return true;
}

/* --- states -------------------------------------------------------------------------------------------------------- */

static void pair(struct asl_compare *c, const struct asl_state *a, const struct asl_state *b)
{
	c->partner[b->index] = a;
	c->partner_in_b[a->index] = b;
}

static bool same_scope(const struct asl_compare *c, const struct asl_scope *a, const struct asl_scope *b)
{
	if (!a->container || !b->container)
		return a->container == NULL && b->container == NULL;
	return c->partner[b->container->index] == a->container && a->branch == b->branch;
}

static void pair_by_path(struct asl_compare *c)
{
	for (size_t i = 0; i < c->b->n_states; i++) {
		const struct asl_state *b = c->b->states[i], *a = asl_state_at(c->a, b->path);

		if (a && str_is(a->path, b->path) && !c->partner_in_b[a->index])
			pair(c, a, b);
	}
}

/* Containers first, for their states stand behind them in the list; so what is inside a renamed one is found, too. */
static void pair_renamed(struct asl_compare *c)
{
	uint64_t *hashes = xcalloc(c->a->n_states + 1, sizeof *hashes);

	for (size_t i = 0; i < c->a->n_states; i++)
		hashes[i] = c->partner_in_b[i] ? 0 : json_hash(c->a->states[i]->node);
	for (size_t i = 0; i < c->b->n_states; i++) {
		const struct asl_state *b = c->b->states[i];
		uint64_t hash = c->partner[i] ? 0 : json_hash(b->node);

		for (size_t k = 0; k < c->a->n_states && !c->partner[i]; k++) {
			const struct asl_state *a = c->a->states[k];

			if (!c->partner_in_b[k] && hashes[k] == hash && same_scope(c, a->scope, b->scope) && json_equal(a->node, b->node))
				pair(c, a, b);
		}
	}
	free(hashes);
}

/* --- transitions --------------------------------------------------------------------------------------------------- */

struct edge {
	struct asl_edge e;
	bool paired;
};

struct edges {
	VEC(struct edge) list;
};

static void collect(void *ctx, const struct asl_state *from, const struct asl_edge *e)
{
	(void)from;
	*VEC_ADD(&((struct edges *)ctx)->list) = (struct edge){.e = *e};
}

static const cJSON *rule_of(const struct asl_state *s, const struct asl_edge *e)
{
	return e->kind == ASL_EDGE_CHOICE ? s->choices[e->index].node : e->kind == ASL_EDGE_CATCH ? s->catchers[e->index].node : NULL;
}

static bool same_target(const struct asl_compare *c, const struct asl_target *a, const struct asl_target *b)
{
	if (a->state && b->state)
		return c->partner[b->state->index] == a->state;
	return !a->state && !b->state && str_is(a->name, b->name);
}

static void add_edge(struct asl_compare *c, enum asl_change change, const struct asl_state *a, const struct asl_edge *ea,
	const struct asl_state *b, const struct asl_edge *eb)
{
	*VEC_ADD(&c->edges) = (struct asl_edge_change){
		.change = change, .a_from = a, .b_from = b, .kind = ea ? ea->kind : eb->kind,
		.a_index = ea ? ea->index : 0, .b_index = eb ? eb->index : 0, .a = ea ? ea->target : NULL, .b = eb ? eb->target : NULL,
	};
}

/* First those that are the same, then those that lead to the same state for another reason. */
static void compare_edges(struct asl_compare *c, const struct asl_state *a, const struct asl_state *b)
{
	struct edges ea = {0}, eb = {0};

	asl_state_edges(a, collect, &ea);
	asl_state_edges(b, collect, &eb);
	for (int exact = 1; exact >= 0; exact--)
		for (size_t i = 0; i < eb.list.n; i++)
			for (size_t k = 0; k < ea.list.n && !eb.list.v[i].paired; k++) {
				struct edge *x = &ea.list.v[k], *y = &eb.list.v[i];

				if (x->paired || x->e.kind != y->e.kind || !same_target(c, x->e.target, y->e.target) ||
					(exact && !same_rule(rule_of(a, &x->e), rule_of(b, &y->e))))
					continue;
				x->paired = y->paired = true;
				if (!exact)
					add_edge(c, ASL_CHANGED, a, &x->e, b, &y->e);
			}
	for (size_t i = 0; i < eb.list.n; i++)
		if (!eb.list.v[i].paired)
			add_edge(c, ASL_ADDED, a, NULL, b, &eb.list.v[i].e);
	for (size_t k = 0; k < ea.list.n; k++)
		if (!ea.list.v[k].paired)
			add_edge(c, ASL_REMOVED, a, &ea.list.v[k].e, b, NULL);
	VEC_DONE(&ea.list);
	VEC_DONE(&eb.list);
}

/* --- the whole ----------------------------------------------------------------------------------------------------- */

static void add_state(struct asl_compare *c, enum asl_change change, const struct asl_state *a, const struct asl_state *b, char *fields)
{
	*VEC_ADD(&c->states) = (struct asl_state_change){
		.change = change, .a = a, .b = b, .renamed = a && b && !str_is(a->name, b->name), .fields = fields,
	};
}

static void compare_states(struct asl_compare *c, const struct asl_state *a, const struct asl_state *b)
{
	struct str fields = {0};

	add_fields(&fields, a->node, b->node);
	if (fields.len || !str_is(a->name, b->name))
		add_state(c, ASL_CHANGED, a, b, str_take(&fields));
	compare_edges(c, a, b);
	str_done(&fields);
}

void asl_compare(struct asl_compare *c, const struct asl_machine *a, const struct asl_machine *b)
{
	struct str fields = {0};

	c->a = a;
	c->b = b;
	c->partner = xcalloc(b->n_states + 1, sizeof *c->partner);
	c->partner_in_b = xcalloc(a->n_states + 1, sizeof *c->partner_in_b);
	pair_by_path(c);
	pair_renamed(c);
	add_fields(&fields, a->root, b->root);
	c->fields = str_take(&fields);
	for (size_t i = 0; i < b->n_states; i++) {
		if (c->partner[i])
			compare_states(c, c->partner[i], b->states[i]);
		else
			add_state(c, ASL_ADDED, NULL, b->states[i], NULL);
	}
	for (size_t i = 0; i < a->n_states; i++)
		if (!c->partner_in_b[i])
			add_state(c, ASL_REMOVED, a->states[i], NULL, NULL);
}

void asl_compare_done(struct asl_compare *c)
{
	for (size_t i = 0; i < c->states.n; i++)
		free(c->states.v[i].fields);
	VEC_DONE(&c->states);
	VEC_DONE(&c->edges);
	free(c->partner);
	free(c->partner_in_b);
	free(c->fields);
}

bool asl_compare_is_same(const struct asl_compare *c)
{
	return !c->states.n && !c->edges.n && !*c->fields;
}

/* --- in words ------------------------------------------------------------------------------------------------------ */

static void print_state(const struct asl_state_change *s, struct str *out)
{
	const struct asl_state *st = s->b ? s->b : s->a;

	str_addf(out, "%c state %s (%s) ", asl_change_sign(s->change), st->path, asl_type_text(st->type));
	if (s->renamed)
		str_addf(out, "renamed from %s%s", s->a->name, *s->fields ? ", " : "");
	if (!s->renamed || *s->fields)
		str_adds(out, asl_change_text(s->change));
	if (s->fields && *s->fields)
		str_addf(out, ": %s", s->fields);
	str_addc(out, '\n');
}

static char *edge_words(const struct asl_edge_change *e)
{
	const struct asl_state *from = e->b ? e->b_from : e->a_from;
	size_t index = e->b ? e->b_index : e->a_index;

	switch (e->kind) {
	case ASL_EDGE_CHOICE: return asl_choice_label(from, index);
	case ASL_EDGE_CATCH: return asl_catch_label(from, index);
	case ASL_EDGE_DEFAULT: return xstrdup("Default");
	case ASL_EDGE_NEXT: break;
	}
	return xstrdup("Next");
}

static void print_edge(const struct asl_edge_change *e, struct str *out)
{
	char *words = edge_words(e);

	str_addf(out, "%c %s%s → %s (%s) %s\n", asl_change_sign(e->change), e->kind == ASL_EDGE_CATCH ? "catch " : "", e->b_from->path,
		e->b ? e->b->name : e->a->name, words, asl_change_text(e->change));
	free(words);
}

void asl_compare_print(const struct asl_compare *c, struct str *out)
{
	if (*c->fields)
		str_addf(out, "~ machine changed: %s\n", c->fields);
	for (size_t i = 0; i < c->states.n; i++)
		print_state(&c->states.v[i], out);
	for (size_t i = 0; i < c->edges.n; i++)
		print_edge(&c->edges.v[i], out);
}
