#include "asl/complete.h"

#include <string.h>

#include "asl/operator.h"
#include "asl/rules.h"

/* --- names of members ------------------------------------------------------------------------------------------------ */

/* The word at the place itself does not count as being there. */
static bool has(const struct asl_spot *s, const char *name)
{
	const struct asl_spot_level *l = &s->levels.v[s->levels.n - 1];
	size_t n = 0;

	for (size_t i = 0; i < l->members.n; i++)
		n += str_is(l->members.v[i].name, name);
	return n > (s->kind == SPOT_NAME && str_is(l->key, name) ? 1u : 0u);
}

/* Another field is there that excludes this one. */
static bool is_excluded(const struct asl_spot *s, uint32_t owner, const char *name)
{
	size_t n;
	const struct asl_group *groups = asl_group_rows(&n);

	for (size_t i = 0; i < n; i++) {
		bool mine = false, taken = false;

		if (!(groups[i].owners & owner))
			continue;
		for (size_t k = 0; k < ARRAY_LEN(groups[i].names) && groups[i].names[k]; k++) {
			mine |= str_is(groups[i].names[k], name);
			taken |= has(s, groups[i].names[k]);
		}
		if (mine && taken)
			return true;
	}
	return false;
}

static bool is_required(uint32_t owner, const char *name)
{
	size_t n;
	const struct asl_required *rows = asl_required_rows(&n);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < ARRAY_LEN(rows[i].names) && rows[i].names[k] && (rows[i].owners & owner) == owner; k++)
			if (str_is(rows[i].names[k], name))
				return true;
	return false;
}

void asl_complete_hint(const struct asl_field *f, struct str *out)
{
	static const char *const words[] = {
		[K_ANY] = "any JSON", [K_STRING] = "text", [K_BOOLEAN] = "true or false", [K_INTEGER] = "number", [K_INTEGER_AS_DOUBLE] = "number",
		[K_NUMBER] = "number", [K_SECONDS] = "number", [K_SECONDS_PATH] = "path", [K_PERCENTAGE] = "percent", [K_STRINGS] = "list of texts",
		[K_TYPE] = "type of the state", [K_TARGET] = "state", [K_PATH] = "path", [K_REFERENCE] = "path", [K_RESULT_PATH] = "path",
		[K_BARE_PATH] = "path", [K_PATH_OR_CALL] = "path or call", [K_TEMPLATE] = "template", [K_ASSIGN] = "variables", [K_RESULT] = "any JSON",
		[K_TIMESTAMP] = "time", [K_LABEL] = "text", [K_RESOURCE] = "what is called", [K_S3_RESOURCE] = "what is called",
		[K_CREDENTIALS] = "role", [K_ERRORS] = "names of errors", [K_RETRY] = "retriers", [K_CATCH] = "catchers", [K_CHOICES] = "rules",
		[K_CONDITION] = "JSONata", [K_RULE_PART] = "part of a rule", [K_STATES] = "the states", [K_BRANCHES] = "branches",
		[K_PROCESSOR] = "states for each item", [K_OBJECT] = "object",
	};

	if (f->kind == K_ENUM)
		for (size_t i = 0; f->words[i]; i++)
			str_addf(out, "%s%s", i ? ", " : "", f->words[i]);
	else if ((size_t)f->kind < ARRAY_LEN(words) && words[f->kind])
		str_adds(out, words[f->kind]);
}

static bool may_have(const struct asl_spot *s, const struct asl_field *f, uint32_t owner, enum asl_language language)
{
	if (!(f->owners & owner) || has(s, f->name) || is_excluded(s, owner, f->name))
		return false;
	return f->language == IN_BOTH || (f->language == IN_JSONATA) == (language == ASL_JSONATA);
}

static void suggest_names(const struct asl_spot *s, asl_complete_fn fn, void *ctx)
{
	uint32_t owner = asl_spot_owner(s);
	enum asl_language language = asl_spot_language(s);
	const struct asl_operator *operators;
	const struct asl_field *rows;
	size_t n;

	rows = asl_field_rows(&n);
	for (int needed = 1; needed >= 0; needed--)
		for (size_t i = 0; i < n && owner; i++) {
			struct str hint = {0};

			if (is_required(owner, rows[i].name) != needed || !may_have(s, &rows[i], owner, language))
				continue;
			if (i && str_is(rows[i].name, rows[i - 1].name) && may_have(s, &rows[i - 1], owner, language))
				continue;		/* the same name for another type of state */
			asl_complete_hint(&rows[i], &hint);
			fn(ctx, COMPLETE_NAME, rows[i].name, str_get(&hint));
			str_done(&hint);
		}
	if (!(owner & (OWN_RULE | OWN_NESTED_RULE)) || language == ASL_JSONATA)
		return;
	operators = asl_operator_rows(&n);
	for (size_t i = 0; i < n; i++)
		if (!has(s, operators[i].name))
			fn(ctx, COMPLETE_NAME, operators[i].name, operators[i].symbol);
}

/* --- values ------------------------------------------------------------------------------------------------------------ */

static bool in_list(const struct asl_spot *s)
{
	return s->levels.n && s->levels.v[s->levels.n - 1].is_list;
}

const struct asl_field *asl_complete_field(const struct asl_spot *s)
{
	uint32_t owner = asl_spot_owner(s);
	const char *field = asl_spot_field(s);

	return s->kind == SPOT_VALUE && owner && field ? asl_field_find(field, owner) : NULL;
}

/* All but the state itself first; a loop onto itself is rarely meant. */
static void suggest_states(const struct asl_spot *s, asl_complete_fn fn, void *ctx)
{
	const struct asl_spot_level *scope = asl_spot_scope(s);

	for (int own = 0; own < 2 && scope; own++)
		for (size_t i = 0; i < scope->members.n; i++)
			if (str_is(scope->members.v[i].name, scope->key) == own)
				fn(ctx, COMPLETE_STRING, scope->members.v[i].name, own ? "this state" : "state");
}

/* StartAt stands beside its States, so they are no level around it: their names are not known here. */
static void suggest_types(asl_complete_fn fn, void *ctx)
{
	for (int t = ASL_TASK; t <= ASL_MAP; t++)
		fn(ctx, COMPLETE_STRING, asl_type_text((enum asl_type)t), "type");
}

static void suggest_errors(asl_complete_fn fn, void *ctx)
{
	static const char *const lambda[] = {
		"Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.SdkClientException", "Lambda.TooManyRequestsException",
		"Lambda.ClientExecutionTimeoutException", "Lambda.Unknown",
	};
	const char *name;

	for (size_t i = 0; (name = rule_error_name(i)); i++)
		fn(ctx, COMPLETE_STRING, name, "of the service");
	for (size_t i = 0; i < ARRAY_LEN(lambda); i++)
		fn(ctx, COMPLETE_STRING, lambda[i], "of Lambda");
}

static void suggest_values(const struct asl_spot *s, asl_complete_fn fn, void *ctx)
{
	const struct asl_field *f = asl_complete_field(s);

	if (!f || (in_list(s) && f->kind != K_ERRORS))
		return;
	switch (f->kind) {
	case K_TYPE:
		suggest_types(fn, ctx);
		break;
	case K_TARGET:
		suggest_states(s, fn, ctx);
		break;
	case K_ERRORS:
		if (in_list(s))
			suggest_errors(fn, ctx);
		break;
	case K_ENUM:
		for (size_t i = 0; f->words[i]; i++)
			fn(ctx, COMPLETE_STRING, f->words[i], f->name);
		break;
	case K_S3_RESOURCE:
		for (size_t i = 0; f->words[i]; i++) {
			struct str arn = {0};

			str_addf(&arn, "arn:aws:%s", f->words[i]);
			fn(ctx, COMPLETE_STRING, str_get(&arn), "S3");
			str_done(&arn);
		}
		break;
	case K_BOOLEAN:
		fn(ctx, COMPLETE_BARE, "true", f->name);
		fn(ctx, COMPLETE_BARE, "false", f->name);
		break;
	default:
		break;
	}
}

void asl_complete(const struct asl_spot *s, asl_complete_fn fn, void *ctx)
{
	if (s->kind == SPOT_NAME && s->levels.n && !in_list(s))
		suggest_names(s, fn, ctx);
	else if (s->kind == SPOT_VALUE)
		suggest_values(s, fn, ctx);
}
