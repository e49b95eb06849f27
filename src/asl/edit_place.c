/* A state comes in: a template, a copy, or one that was elsewhere before. */
#include <stdlib.h>
#include <string.h>

#include "asl/edit_private.h"
#include "json/pointer.h"

void asl_clip_done(struct asl_clip *c)
{
	free(c->name);
	free(c->text);
	free(c->above);
	free(c->beside);
	cJSON_Delete(c->value);
	*c = (struct asl_clip){0};
}

bool asl_edit_copy(const struct asl_machine *m, const struct asl_state *s, struct asl_clip *out, struct err *e)
{
	struct edit_text t;
	struct fragment f;
	char *pointer;
	bool ok;

	if (!edit_begin(m, &t, e))
		return false;
	pointer = edit_state_pointer(s);
	f = edit_fragment(&t, pointer);
	free(pointer);
	ok = edit_text_ok(&t, e);
	if (ok) {
		*out = (struct asl_clip){.name = xstrdup(s->name), .value = f.value, 
			.text = str_take(&f.text), .above = str_take(&f.above), .beside = str_take(&f.beside), .form = t.form, .block = f.block};
		f.value = NULL;
	}
	fragment_done(&f);
	edit_text_done(&t);
	return ok;
}

/* --- where --------------------------------------------------------------------------------------------------------------- */

/* What an insertion is made of, found in the machine before anything changes. */
struct insertion {
	const struct asl_scope *scope;
	struct edit_refs refs;		/* that lead to the new state then */
	const char *target;		/* where it leads on; NULL: it ends */
	const char *after;		/* the state behind which it stands in the text; NULL: it is the first */
	bool sets_way_out;		/* the way out of `state` is what leads to it, present or not */
	const struct asl_state *state;
	bool branch, rule, catcher;
};

static const char *state_before(const struct asl_state *s)
{
	for (size_t i = 1; i < s->scope->n_states; i++)
		if (s->scope->states[i] == s)
			return s->scope->states[i - 1]->name;
	return NULL;
}

static bool is_last(const struct asl_state *s)
{
	return s->type == ASL_SUCCEED || s->type == ASL_FAIL;
}

static bool find_after(const struct asl_state *s, struct insertion *in, struct err *e)
{
	if (is_last(s))
		return err_set(e, ERR_USAGE, "%.80s ends the execution: nothing comes after it", s->name);
	in->sets_way_out = true;
	in->target = edit_way_out(s);
	in->after = s->name;
	return true;
}

struct wanted_edge {
	const struct asl_spot *at;
	const struct asl_target *found;
};

static void find_edge(void *ctx, const struct asl_state *from, const struct asl_edge *edge)
{
	struct wanted_edge *w = ctx;

	(void)from;
	if (edge->kind == w->at->edge && (edge->kind == ASL_EDGE_NEXT || edge->kind == ASL_EDGE_DEFAULT || edge->index == w->at->index))
		w->found = edge->target;
}

static bool find_on_edge(const struct asl_spot *at, struct insertion *in, struct err *e)
{
	struct wanted_edge w = {at, NULL};

	asl_state_edges(at->state, find_edge, &w);
	if (!w.found || !w.found->name)
		return err_set(e, ERR_USAGE, "%.80s has no such transition", at->state->name);
	in->target = w.found->name;
	in->after = at->state->name;
	VEC_PUSH(&in->refs.list, ((struct edit_ref){at->state, at->edge, at->index}));
	return true;
}

static bool find_branch(const struct asl_state *s, struct insertion *in, struct err *e)
{
	in->after = s->name;
	if (s->type == ASL_CHOICE) {
		in->rule = true;
		in->target = s->default_next.name;
		return true;
	}
	if (s->type != ASL_PARALLEL)
		return err_set(e, ERR_USAGE, "%.80s has one way on: only a Choice or a Parallel branches", s->name);
	in->branch = true;
	return true;
}

static bool find_spot(const struct asl_machine *m, const struct asl_spot *at, struct insertion *in, struct err *e)
{
	const struct asl_state *s = at->state;

	in->state = s;
	in->scope = s ? s->scope : m->top;
	switch (at->kind) {
	case ASL_SPOT_BEFORE:
		edit_refs_to(s, false, &in->refs);
		in->target = s->name;
		in->after = state_before(s);
		return true;
	case ASL_SPOT_AFTER:
		return find_after(s, in, e);
	case ASL_SPOT_EDGE:
		return find_on_edge(at, in, e);
	case ASL_SPOT_BRANCH:
		return find_branch(s, in, e);
	case ASL_SPOT_CATCH:
		in->catcher = true;
		in->after = s->name;
		if (s->type == ASL_TASK || s->type == ASL_PARALLEL || s->type == ASL_MAP)
			return true;
		return err_set(e, ERR_USAGE, "%.80s cannot catch: only a Task, a Parallel or a Map does", s->name);
	case ASL_SPOT_FIRST:
		if (s)
			in->scope = s->n_scopes ? s->scopes[0] : NULL;
		if (!in->scope || in->scope->n_states)
			return err_set(e, ERR_USAGE, "there are states already: say before, after or between which it comes");
		return true;
	}
	return false;
}

/* --- rules and catchers that come with it --------------------------------------------------------------------------------- */

void edit_add_rule(struct edit_text *t, const struct asl_state *choice, const char *name)
{
	cJSON *rule = cJSON_CreateObject();
	char *state = edit_state_pointer(choice), *rules = edit_member_pointer(state, "Choices");

	if (choice->language == ASL_JSONATA) {
		cJSON_AddStringToObject(rule, "Condition", "{% $states.input.choice = 'value' %}");
	} else {
		cJSON_AddStringToObject(rule, "Variable", "$.choice");
		cJSON_AddStringToObject(rule, "StringEquals", "value");
	}
	cJSON_AddStringToObject(rule, "Next", name);
	edit_insert(t, rules, SIZE_MAX, rule);
	cJSON_Delete(rule);
	free(rules);
	free(state);
}

static bool catches_all(const struct asl_catcher *c)
{
	for (size_t i = 0; i < c->n_errors; i++)
		if (strcmp(c->errors[i], "States.ALL") == 0)
			return true;
	return false;
}

/* States.ALL stands last: where there is one, the new one comes before it. */
void edit_add_catcher(struct edit_text *t, const struct asl_state *s, const char *name)
{
	bool has_all = s->n_catchers && catches_all(&s->catchers[s->n_catchers - 1]);
	cJSON *catcher = cJSON_CreateObject(), *errors = cJSON_AddArrayToObject(catcher, "ErrorEquals"), *list;
	char *state = edit_state_pointer(s), *all = edit_member_pointer(state, "Catch");

	json_append(errors, cJSON_CreateString(has_all ? "States.TaskFailed" : "States.ALL"));
	cJSON_AddStringToObject(catcher, "Next", name);
	if (edit_get(t, all)) {
		edit_insert(t, all, has_all ? s->n_catchers - 1 : SIZE_MAX, catcher);
	} else {
		list = cJSON_CreateArray();
		json_append(list, json_copy(catcher));
		edit_put_value(t, state, "Catch", list, "");
		cJSON_Delete(list);
	}
	cJSON_Delete(catcher);
	free(all);
	free(state);
}

/* --- what the new state leads to ------------------------------------------------------------------------------------------- */

/* Rules that lead nowhere lead on; where there is nothing to lead on to, to a new Succeed. */
static char *need_target(struct edit_text *t, const char *states, const char *after, const char *target, struct map *names)
{
	cJSON *done;
	char *name;

	if (target)
		return xstrdup(target);
	name = edit_free_name(names, "Done");
	map_put(names, name, names);
	done = cJSON_CreateObject();
	cJSON_AddStringToObject(done, "Type", "Succeed");
	edit_put_value(t, states, name, done, after);
	cJSON_Delete(done);
	return name;
}

static bool is_there(struct edit_text *t, const char *states, const char *name)
{
	return name && json_get(edit_get(t, states), name);
}

static void mend_rules(struct edit_text *t, const char *states, const char *state, const char *name, const char *target, struct map *names)
{
	char *rules = edit_member_pointer(state, "Choices"), *fallback = NULL, *p;
	size_t n = json_count(edit_get(t, rules));

	for (size_t i = 0; i < n; i++) {
		p = xasprintf("%s/%zu/Next", rules, i);
		if (!is_there(t, states, edit_get(t, p) ? edit_get(t, p)->valuestring : NULL)) {
			if (!fallback)
				fallback = need_target(t, states, name, target, names);
			if (edit_get(t, p))
				edit_set_string(t, p, fallback);
			edit_get(t, p);
		}
		free(p);
	}
	p = edit_member_pointer(state, "Default");
	if (edit_get(t, p) && !is_there(t, states, edit_get(t, p)->valuestring)) {
		if (fallback || target)
			edit_set_string(t, p, fallback ? fallback : target);
		else
			edit_remove(t, p);
	}
	free(p);
	free(fallback);
	free(rules);
}

static void mend_catchers(struct edit_text *t, const char *states, const char *state)
{
	char *all = edit_member_pointer(state, "Catch"), *p;

	for (size_t i = json_count(edit_get(t, all)); i-- > 0;) {
		p = xasprintf("%s/%zu", all, i);
		if (!is_there(t, states, json_get_string(edit_get(t, p), "Next")))
			edit_remove(t, p);
		free(p);
	}
	if (edit_get(t, all) && !edit_get(t, all)->child)
		edit_remove(t, all);
	free(all);
}

static void mend(struct edit_text *t, const char *states, const char *name, const char *target, struct map *names)
{
	char *state = edit_member_pointer(states, name);

	if (edit_type_is(t, state, "Choice")) {
		mend_rules(t, states, state, name, target, names);
	} else {
		edit_set_way_out(t, state, target);
		mend_catchers(t, states, state);
	}
	free(state);
}

/* --- the insertion ----------------------------------------------------------------------------------------------------------- */

static void put_clip(struct edit_text *t, const char *states, const char *name, const struct asl_clip *clip, const char *after)
{
	struct fragment f = {0};

	if (!clip->text || clip->form != t->form) {
		edit_put_value(t, states, name, clip->value, after);
		return;
	}
	str_adds(&f.text, clip->text);
	str_adds(&f.above, clip->above);
	str_adds(&f.beside, clip->beside);
	f.value = json_copy(clip->value);
	f.block = clip->block;
	edit_put(t, states, name, &f, after);
	fragment_done(&f);
}

static void put_branch(struct edit_text *t, const struct asl_state *parallel, const char *name, const struct asl_clip *clip, struct map *names)
{
	cJSON *branch = cJSON_CreateObject();
	char *state = edit_state_pointer(parallel), *branches = edit_member_pointer(state, "Branches"), *scope, *states, *p;

	cJSON_AddStringToObject(branch, "StartAt", name);
	json_add(branch, "States", cJSON_CreateObject());
	json_add(cJSON_GetObjectItemCaseSensitive(branch, "States"), name, json_copy(clip->value));
	edit_insert(t, branches, SIZE_MAX, branch);
	scope = edit_element_pointer(branches, parallel->n_scopes);
	states = edit_member_pointer(scope, "States");
	mend(t, states, name, NULL, names);
	p = edit_member_pointer(states, name);
	edit_free_names_inside(t, p, names);
	free(p);
	cJSON_Delete(branch);
	free(states);
	free(scope);
	free(branches);
	free(state);
}

/* What led elsewhere leads to the new state. */
static void lead_to(struct edit_text *t, const struct insertion *in, const char *name)
{
	char *p;

	for (size_t i = 0; i < in->refs.list.n; i++) {
		p = edit_ref_pointer(in->scope, &in->refs.list.v[i]);
		edit_set_string(t, p, name);
		free(p);
	}
	if (in->sets_way_out) {
		p = edit_state_pointer(in->state);
		edit_set_way_out(t, p, name);
		free(p);
	}
	if (in->rule)
		edit_add_rule(t, in->state, name);
	if (in->catcher)
		edit_add_catcher(t, in->state, name);
}

static void put_in(struct edit_text *t, const struct insertion *in, const char *name, const struct asl_clip *clip, struct map *names)
{
	char *states = edit_states_pointer(in->scope), *state = edit_member_pointer(states, name), *start;
	char *target = in->target ? xstrdup(in->target) : NULL;

	if (in->branch) {
		put_branch(t, in->state, name, clip, names);
	} else {
		put_clip(t, states, name, clip, in->after);
		lead_to(t, in, name);
		mend(t, states, name, target, names);
	}
	if (!in->scope->n_states && !in->branch) {
		char *scope = edit_scope_pointer(in->scope);

		start = edit_member_pointer(scope, "StartAt");
		if (edit_get(t, start))
			edit_set_string(t, start, name);
		else
			edit_put_string(t, scope, "StartAt", name, NULL);
		free(start);
		free(scope);
	}
	if (!in->branch)
		edit_free_names_inside(t, state, names);
	free(target);
	free(state);
	free(states);
}

/* The scope's new branch is the last one of the Parallel. */
static char *path_in(const struct insertion *in, const char *name)
{
	if (in->branch)
		return xasprintf("%s/%zu/%s", in->state->path, in->state->n_scopes, name);
	return edit_path(in->scope, name);
}

static bool insert(const struct asl_machine *m, const struct asl_spot *at, const struct asl_clip *clip, const char *verb, struct asl_edit *out,
	struct err *e)
{
	struct insertion in = {0};
	struct edit_text t;
	struct map names = {0};
	char *name, *label;
	bool ok = false;

	if (find_spot(m, at, &in, e) && edit_begin(m, &t, e)) {
		edit_names_of(edit_get(&t, ""), &names);
		name = edit_free_name(&names, clip->name);
		map_put(&names, name, &names);
		put_in(&t, &in, name, clip, &names);
		label = xasprintf("%s %s", verb, name);
		ok = edit_finish(m, &t, true, label, path_in(&in, name), out, e);
		free(name);
	}
	map_done(&names);
	VEC_DONE(&in.refs.list);
	return ok;
}

bool asl_edit_add(const struct asl_machine *m, const struct asl_spot *at, const struct asl_clip *clip, struct asl_edit *out, struct err *e)
{
	return insert(m, at, clip, "add", out, e);
}

bool asl_edit_duplicate(const struct asl_machine *m, const struct asl_state *s, struct asl_edit *out, struct err *e)
{
	struct asl_spot at = {.kind = ASL_SPOT_AFTER, .state = s};
	struct asl_clip clip;
	bool ok;

	if (is_last(s))
		return err_set(e, ERR_USAGE, "%.80s ends the execution: nothing would lead to a copy; copy it and paste it on a branch", s->name);
	if (!asl_edit_copy(m, s, &clip, e))
		return false;
	ok = insert(m, &at, &clip, "duplicate", out, e);
	asl_clip_done(&clip);
	return ok;
}

/* --- moving -------------------------------------------------------------------------------------------------------------------- */

static bool is_inside(const struct asl_state *s, const struct asl_state *container)
{
	for (; s; s = s->scope->container)
		if (s == container)
			return true;
	return false;
}

/* Taken out, read again, and put in under the same name. */
bool asl_edit_move(const struct asl_machine *m, const struct asl_state *s, const struct asl_spot *to, struct asl_edit *out, struct err *e)
{
	struct asl_clip clip = {0};
	struct asl_machine *n = NULL;
	struct asl_spot at = *to;
	struct edit_text t;
	bool ok = false;

	if (!to->state || is_inside(to->state, s))
		return err_set(e, ERR_USAGE, "%.80s cannot move to itself", s->name);
	if (!asl_edit_copy(m, s, &clip, e))
		return false;
	if (edit_begin(m, &t, e)) {
		edit_take_out(&t, s);
		if (edit_text_ok(&t, e))
			n = edit_read(m, &t);
		edit_text_done(&t);
	}
	if (n) {
		at.state = asl_state_at(n, to->state->path);
		n->valid = m->valid;		/* what is between the two steps need not be */
		ok = at.state ? insert(n, &at, &clip, "move", out, e) : err_set(e, ERR_USAGE, "%.80s is gone with it", to->state->name);
		asl_unref(n);
	}
	asl_clip_done(&clip);
	return ok;
}
