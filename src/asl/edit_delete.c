/* A state goes: what led there leads on to where it led, and what only it led to goes as well. */
#include <stdlib.h>
#include <string.h>

#include "asl/edit_private.h"

/* Where an edge leads now that its target is gone and that led nowhere: a rule goes to the Default, another transition goes, Next ends. */
static void drop_rule(struct edit_text *t, const struct asl_state *choice, size_t index, const struct asl_state *gone)
{
	char *state = edit_state_pointer(choice), *p = xasprintf("%s/Choices/%zu", state, index);
	const cJSON *rules;
	char *all = edit_member_pointer(state, "Choices"), *next;

	rules = edit_get(t, all);
	if (rules && rules->child && rules->child->next) {
		edit_remove(t, p);
	} else if (choice->default_next.name && choice->default_next.state != gone) {
		next = edit_member_pointer(p, "Next");
		edit_set_string(t, next, choice->default_next.name);
		free(next);
	} else {
		edit_stop(t, "%.80s is the only state that %.80s leads to", gone->name, choice->name);
	}
	free(all);
	free(p);
	free(state);
}

static void drop_catcher(struct edit_text *t, const struct asl_state *from, size_t index)
{
	char *state = edit_state_pointer(from), *all = edit_member_pointer(state, "Catch"), *p = edit_element_pointer(all, index);

	edit_remove(t, p);
	if (edit_get(t, all) && !edit_get(t, all)->child)
		edit_remove(t, all);
	free(p);
	free(all);
	free(state);
}

static const struct asl_state *another(const struct asl_state *s)
{
	for (size_t i = 0; i < s->scope->n_states; i++)
		if (s->scope->states[i] != s)
			return s->scope->states[i];
	return NULL;
}

static void lead_nowhere(struct edit_text *t, const struct edit_ref *r, const struct asl_state *gone)
{
	char *state;

	if (!r->from) {
		char *p = edit_ref_pointer(gone->scope, r);

		if (another(gone))
			edit_set_string(t, p, another(gone)->name);
		free(p);
		return;
	}
	switch (r->kind) {
	case ASL_EDGE_CHOICE:
		drop_rule(t, r->from, r->index, gone);
		return;
	case ASL_EDGE_CATCH:
		drop_catcher(t, r->from, r->index);
		return;
	case ASL_EDGE_NEXT:
	case ASL_EDGE_DEFAULT:
		state = edit_state_pointer(r->from);
		edit_set_way_out(t, state, NULL);
		free(state);
		return;
	}
}

/* Where a state that goes is led around: its way out, or the first rule of a Choice without Default. */
static const char *rejoins_at(const struct asl_state *s)
{
	const char *target = edit_way_out(s);

	if (!target && s->type == ASL_CHOICE)
		for (size_t i = 0; i < s->n_choices && !target; i++)
			target = s->choices[i].next.name;
	return target && strcmp(target, s->name) != 0 ? target : NULL;
}

/* From the last to the first: a rule or catcher that goes does not move those that are still to come. */
void edit_take_out(struct edit_text *t, const struct asl_state *s)
{
	struct edit_refs refs = {0};
	const char *target = rejoins_at(s);
	char *state = edit_state_pointer(s);

	edit_refs_to(s, false, &refs);
	for (size_t i = refs.list.n; i-- > 0;) {
		const struct edit_ref *r = &refs.list.v[i];

		if (target) {
			char *p = edit_ref_pointer(s->scope, r);

			edit_set_string(t, p, target);
			free(p);
		} else {
			lead_nowhere(t, r, s);
		}
	}
	edit_remove(t, state);
	free(state);
	VEC_DONE(&refs.list);
}

/* States that could be reached before and cannot be now. */
static size_t remove_orphans(const struct asl_machine *m, struct edit_text *t, struct str *names)
{
	struct asl_machine *n = edit_text_ok(t, NULL) ? edit_read(m, t) : NULL;
	size_t removed = 0;

	for (size_t i = 0; n && i < n->n_states; i++) {
		const struct asl_state *now = n->states[i], *before = asl_state_at(m, now->path);
		char *p;

		if (now->reachable || !before || strcmp(before->path, now->path) != 0 || !before->reachable)
			continue;
		if (now->scope->container && !now->scope->container->reachable)
			continue;	/* it goes with its container */
		p = edit_state_pointer(now);
		edit_remove(t, p);
		free(p);
		str_addf(names, "%s%s", removed++ ? ", " : "", now->name);
	}
	asl_unref(n);
	return removed;
}

bool asl_edit_delete(const struct asl_machine *m, const struct asl_state *s, struct asl_edit *out, struct err *e)
{
	struct edit_text t;
	struct str names = {0};
	const char *target = rejoins_at(s);
	char *label;
	size_t n;
	bool ok;

	if (s->scope->n_states == 1)
		return err_set(e, ERR_USAGE, "%.80s is the only state here: a machine, a branch, a processor needs one", s->name);
	if (!edit_begin(m, &t, e))
		return false;
	edit_take_out(&t, s);
	n = remove_orphans(m, &t, &names);
	label = n ? xasprintf("delete %s, and what only it led to: %s", s->name, str_get(&names)) : xasprintf("delete %s", s->name);
	ok = edit_finish(m, &t, true, label, target ? edit_path(s->scope, target) : NULL, out, e);
	str_done(&names);
	return ok;
}
