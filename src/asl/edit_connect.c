/* Where a transition leads, where a scope begins, where it ends. */
#include <stdlib.h>
#include <string.h>

#include "asl/edit_private.h"

static bool may_leave(const struct asl_state *from, enum asl_edge_kind kind, struct err *e)
{
	bool catches = from->type == ASL_TASK || from->type == ASL_PARALLEL || from->type == ASL_MAP;

	if (kind == ASL_EDGE_CATCH)
		return catches || err_set(e, ERR_USAGE, "%.80s cannot catch: only a Task, a Parallel or a Map does", from->name);
	if (kind == ASL_EDGE_CHOICE)
		return from->type == ASL_CHOICE || err_set(e, ERR_USAGE, "%.80s is no Choice: it has no rules", from->name);
	if (from->type == ASL_SUCCEED || from->type == ASL_FAIL)
		return err_set(e, ERR_USAGE, "%.80s ends the execution: nothing comes after it", from->name);
	return true;
}

static void connect_rule(struct edit_text *t, const struct asl_state *from, const char *state, size_t index, const char *to)
{
	char *rules = edit_member_pointer(state, "Choices"), *p;

	if (index < from->n_choices) {
		p = xasprintf("%s/%zu/Next", rules, index);
		edit_set_string(t, p, to);
		free(p);
	} else {
		edit_add_rule(t, from, to);
	}
	free(rules);
}

static void connect_catcher(struct edit_text *t, const struct asl_state *from, const char *state, size_t index, const char *to)
{
	char *p;

	if (index < from->n_catchers) {
		p = xasprintf("%s/Catch/%zu/Next", state, index);
		edit_set_string(t, p, to);
		free(p);
	} else {
		edit_add_catcher(t, from, to);
	}
}

static char *connect_label(const struct asl_state *from, enum asl_edge_kind kind, const struct asl_state *to)
{
	static const char *const words[] = {[ASL_EDGE_NEXT] = "", [ASL_EDGE_CHOICE] = "a rule of ", [ASL_EDGE_DEFAULT] = "the default of ",
		[ASL_EDGE_CATCH] = "a catcher of "};

	return xasprintf("connect %s%s to %s", words[kind], from->name, to->name);
}

bool asl_edit_connect(const struct asl_machine *m, const struct asl_state *from, enum asl_edge_kind kind, size_t index,
	const struct asl_state *to, struct asl_edit *out, struct err *e)
{
	struct edit_text t;
	char *state;

	if (from->scope != to->scope)
		return err_set(e, ERR_USAGE, "no transition leaves its machine, branch or processor: %.80s and %.80s are not in the same one", from->name,
			to->name);
	if (!may_leave(from, kind, e) || !edit_begin(m, &t, e))
		return false;
	state = edit_state_pointer(from);
	switch (kind) {
	case ASL_EDGE_NEXT:
	case ASL_EDGE_DEFAULT:
		edit_set_way_out(&t, state, to->name);
		break;
	case ASL_EDGE_CHOICE:
		connect_rule(&t, from, state, index, to->name);
		break;
	case ASL_EDGE_CATCH:
		connect_catcher(&t, from, state, index, to->name);
		break;
	}
	free(state);
	return edit_finish(m, &t, false, connect_label(from, kind, to), xstrdup(from->path), out, e);
}

bool asl_edit_start(const struct asl_machine *m, const struct asl_state *s, struct asl_edit *out, struct err *e)
{
	struct edit_text t;
	char *scope, *p;

	if (!edit_begin(m, &t, e))
		return false;
	scope = edit_scope_pointer(s->scope);
	p = edit_member_pointer(scope, "StartAt");
	if (edit_get(&t, p))
		edit_set_string(&t, p, s->name);
	else
		edit_put_string(&t, scope, "StartAt", s->name, NULL);
	free(p);
	free(scope);
	return edit_finish(m, &t, false, xasprintf("start at %s", s->name), xstrdup(s->path), out, e);
}

bool asl_edit_end(const struct asl_machine *m, const struct asl_state *s, struct asl_edit *out, struct err *e)
{
	struct edit_text t;
	char *state;

	if (s->type == ASL_CHOICE)
		return err_set(e, ERR_USAGE, "a Choice cannot end: lead one of its rules to a Succeed");
	if (s->end)
		return err_set(e, ERR_USAGE, "%.80s ends already", s->name);
	if (!edit_begin(m, &t, e))
		return false;
	state = edit_state_pointer(s);
	edit_set_way_out(&t, state, NULL);
	free(state);
	return edit_finish(m, &t, false, xasprintf("end at %s", s->name), xstrdup(s->path), out, e);
}
