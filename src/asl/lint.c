/* What people want of the rules: settings (aslant.json), and "aslant-ignore: RULE, … -- why" in a Comment. */
#include <stdlib.h>
#include <string.h>

#include "asl/rules.h"

#define MARK "aslant-ignore:"

/* --- settings ----------------------------------------------------------------------------------------------------- */

bool asl_lint_pattern_fits(const char *pattern, const char *id)
{
	size_t len = strlen(pattern);

	return len && pattern[len - 1] == '*' ? strncmp(pattern, id, len - 1) == 0 : strcmp(pattern, id) == 0;
}

bool asl_lint_pattern_known(const char *pattern)
{
	size_t n;
	const struct asl_rule *rows = asl_rules(&n);

	for (size_t i = 0; i < n; i++)
		if (asl_lint_pattern_fits(pattern, rows[i].id))
			return true;
	return false;
}

void asl_lint_set(struct asl_lint *l, const char *pattern, enum asl_lint_level level)
{
	struct asl_lint_setting *s = VEC_ADD(&l->settings);

	*s = (struct asl_lint_setting){ xstrdup(pattern), level };
}

enum asl_lint_level asl_lint_level(const struct asl_lint *l, const char *id, enum diag_severity own)
{
	for (size_t i = l ? l->settings.n : 0; i-- > 0;)
		if (asl_lint_pattern_fits(l->settings.v[i].pattern, id))
			return l->settings.v[i].level;
	return (enum asl_lint_level)own;
}

void asl_lint_done(struct asl_lint *l)
{
	for (size_t i = 0; i < l->settings.n; i++)
		free(l->settings.v[i].pattern);
	VEC_DONE(&l->settings);
}

/* --- comments ----------------------------------------------------------------------------------------------------- */

/* The next pattern of a list that ends with its line or at " -- "; NULL at the end. The caller frees. */
static char *next_pattern(const char **at)
{
	const char *p = *at + strspn(*at, " \t,");
	size_t len = strcspn(p, " \t,\r\n");

	*at = p + len;
	return len && strncmp(p, "--", 2) != 0 ? xstrndup(p, len) : NULL;
}

typedef bool (*pattern_fn)(void *ctx, const char *pattern);	/* true: that is enough */

static bool each_pattern(const char *comment, pattern_fn fn, void *ctx)
{
	const char *at = comment;
	bool found = false;
	char *pattern;

	while (!found && at && (at = strstr(at, MARK)) != NULL)
		for (at += strlen(MARK); !found && (pattern = next_pattern(&at)); free(pattern))
			found = fn(ctx, pattern);
	return found;
}

static bool fits(void *ctx, const char *pattern)
{
	return asl_lint_pattern_fits(pattern, ctx);
}

/* A Comment of the state, or of anything around it. */
static bool is_unwanted(const struct loader *L, const struct diag *d)
{
	const struct asl_state *s = d->state;

	for (; s; s = s->scope->container)
		if (each_pattern(s->comment, fits, d->code) || each_pattern(json_get_string(s->scope->node, "Comment"), fits, d->code))
			return true;
	return each_pattern(L->m->comment, fits, d->code);
}

struct asked {
	struct loader *L;
	struct asl_state *state;
	const char *base;
	const cJSON *node;
};

static bool check_known(void *ctx, const char *pattern)
{
	const struct asked *a = ctx;
	struct at at = { .base = a->base, .state = a->state }, comment = at_member(&at, "Comment");
	const struct asl_rule *r = asl_rule_find("lint.unknown");

	if (!asl_lint_pattern_known(pattern))
		rule_say(a->L, r, &comment, json_get(a->node, "Comment"), "There is no rule %s to ignore", pattern);
	return false;
}

static void check_comments(struct loader *L)
{
	for (size_t i = 0; i < L->scopes.n; i++) {
		struct asl_scope *scope = L->scopes.v[i];
		struct asked a = { L, scope->container, scope->pointer, scope->node };

		each_pattern(json_get_string(scope->node, "Comment"), check_known, &a);
	}
	for (size_t i = 0; i < L->states.n; i++) {
		struct asl_state *s = L->states.v[i];
		struct asked a = { L, s, s->pointer, s->node };

		each_pattern(s->comment, check_known, &a);
	}
}

void load_suppress(struct loader *L)
{
	struct asl_diags *ds = L->m->diags;
	size_t kept = 0;

	if (!strstr(L->m->text, MARK))
		return;
	check_comments(L);
	for (size_t i = 0; i < ds->list.n; i++) {
		if (ds->list.v[i].advice && is_unwanted(L, &ds->list.v[i])) {
			diag_done(&ds->list.v[i]);
			ds->suppressed++;
		} else {
			ds->list.v[kept++] = ds->list.v[i];
		}
	}
	ds->list.n = kept;
	L->told = false;
}
