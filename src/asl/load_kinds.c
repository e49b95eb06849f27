/* One value: is it what its field takes? If so it is compiled and kept. Texts of errors are AWS's where they are known. */
#include "asl/load.h"

#include <stdlib.h>
#include <string.h>

#include "asl/source.h"
#include "asl/suggest.h"
#include "base/timefmt.h"
#include "base/utf8.h"

#define NAME_MAX_CHARS 80
#define LABEL_MAX_CHARS 40

bool load_type_fault(struct loader *L, const struct at *at, const cJSON *node, const char *type)
{
	if (!asl_machine_is_open(L->m, node))
		load_fault(L, at, node, "Expected value of type %s", type);
	return false;
}

bool load_is_string(struct loader *L, const struct job *j)
{
	return cJSON_IsString(j->node) || load_type_fault(L, j->at, j->node, "[STRING]");
}

bool load_is_object(struct loader *L, const struct job *j)
{
	return cJSON_IsObject(j->node) || load_type_fault(L, j->at, j->node, "[OBJECT]");
}

/* --- plain values ------------------------------------------------------------------------------------------------- */

static void load_any(struct loader *L, const struct job *j)
{
	(void)L;
	(void)j;
}

static void load_string(struct loader *L, const struct job *j)
{
	if (load_is_string(L, j) && job_kept(j))
		*(const char **)job_slot(j) = j->node->valuestring;
}

static void load_boolean(struct loader *L, const struct job *j)
{
	if (!cJSON_IsBool(j->node))
		load_type_fault(L, j->at, j->node, "[BOOLEAN]");
	else if (job_kept(j))
		*(bool *)job_slot(j) = cJSON_IsTrue(j->node);
}

/* A limit of a float is a float in the service's texts: "0.0". */
static bool in_range(struct loader *L, const struct job *j, double d)
{
	const char *fraction = j->f->kind == K_NUMBER || j->f->kind == K_PERCENTAGE ? ".0" : "";

	if (d < (double)j->f->lo) {
		load_fault(L, j->at, j->node, "Minimum value is %lld%s", (long long)j->f->lo, fraction);
		return false;
	}
	if (d > (double)j->f->hi) {
		load_fault(L, j->at, j->node, "Maximum value is %lld%s", (long long)j->f->hi, fraction);
		return false;
	}
	return true;
}

static bool read_integer(struct loader *L, const struct job *j, int64_t *out)
{
	if (load_is_lacking(L, j->node))
		return false;
	if (!cJSON_IsNumber(j->node))
		return load_type_fault(L, j->at, j->node, "Integer");
	if (!in_range(L, j, j->node->valuedouble))
		return false;
	return json_int(j->node, INT64_MIN, INT64_MAX, out) || load_type_fault(L, j->at, j->node, "Integer");
}

static void load_integer(struct loader *L, const struct job *j)
{
	int64_t n;

	if (read_integer(L, j, &n) && job_kept(j))
		*(int64_t *)job_slot(j) = n;
}

static void load_integer_as_double(struct loader *L, const struct job *j)
{
	int64_t n;

	if (read_integer(L, j, &n))
		*(double *)job_slot(j) = (double)n;
}

static void load_number(struct loader *L, const struct job *j)
{
	if (load_is_lacking(L, j->node))
		return;
	if (!cJSON_IsNumber(j->node))
		load_type_fault(L, j->at, j->node, "Number");
	else if (in_range(L, j, j->node->valuedouble) && job_kept(j))
		*(double *)job_slot(j) = j->node->valuedouble;
}

static void load_seconds(struct loader *L, const struct job *j)
{
	struct asl_seconds *s = job_slot(j);
	int64_t n;

	if (load_is_placeholder(j->node))
		s->node = j->node;		/* for the picture */
	if (!read_integer(L, j, &n))
		return;
	s->present = true;
	s->value = n;
	s->node = j->node;
}

static void load_percentage(struct loader *L, const struct job *j)
{
	if (load_is_lacking(L, j->node))
		return;
	if (!cJSON_IsNumber(j->node))
		load_type_fault(L, j->at, j->node, "Number");
	else if (in_range(L, j, j->node->valuedouble)) {
		struct asl_seconds *s = job_slot(j);

		s->present = true;
		s->node = j->node;
	}
}

static void load_strings(struct loader *L, const struct job *j)
{
	const cJSON *c;
	size_t i = 0;

	if (!cJSON_IsArray(j->node)) {
		load_type_fault(L, j->at, j->node, "[ARRAY]");
		return;
	}
	cJSON_ArrayForEach(c, j->node) {
		struct at at = at_element(j->at, i++);

		if (!cJSON_IsString(c))
			load_type_fault(L, &at, c, "[STRING]");
	}
}

static void load_enum(struct loader *L, const struct job *j)
{
	struct str list = {0};

	if (!load_is_string(L, j))
		return;
	for (int i = 0; j->f->words[i]; i++) {
		if (strcmp(j->f->words[i], j->node->valuestring) == 0) {
			if (job_kept(j))
				*(int *)job_slot(j) = i;
			goto out;
		}
		str_addf(&list, "%s%s", i ? ", " : "", j->f->words[i]);
	}
	if (!load_is_placeholder(j->node))
		load_fault(L, j->at, j->node, "Value should be one of the following: [%s]", str_get(&list));
out:
	str_done(&list);
}

static void suggest_type(struct loader *L, const cJSON *node)
{
	struct suggestion s = { .wanted = node->valuestring };
	char *hint;

	if (!cJSON_IsString(node) || !load_may_suggest(L))
		return;
	for (enum asl_type t = ASL_TASK; t <= ASL_MAP; t++)
		suggest_offer(&s, asl_type_text(t));
	if (!s.best)
		return;
	hint = xasprintf("did you mean %s?", s.best);
	load_hint(L, hint);
	load_fix_string(L, node, s.best);
	free(hint);
}

static void load_type(struct loader *L, const struct job *j)
{
	/* the state has been made with its type already; here it is only an unknown one that is left to be told */
	if (load_is_string(L, j) && j->state->type == ASL_UNKNOWN)
		load_fault(L, j->at, j->node,
			"The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]");
	else
		return;
	suggest_type(L, j->node);
}

static void load_target(struct loader *L, const struct job *j)
{
	struct asl_target *t = job_slot(j);

	if (!load_is_string(L, j))
		return;
	t->name = j->node->valuestring;
	t->span = load_span(L, j->node);
}

static void load_timestamp(struct loader *L, const struct job *j)
{
	int64_t ms;

	if (!load_is_string(L, j) || load_is_lacking(L, j->node))
		return;
	if (!time_parse(j->node->valuestring, &ms, NULL))
		load_fault(L, j->at, j->node, "String does not match RFC3339 timestamp");
	else
		*(const char **)job_slot(j) = j->node->valuestring;
}

static void load_result(struct loader *L, const struct job *j)
{
	(void)L;
	*(struct value **)job_slot(j) = value_take(json_copy(j->node));
}

/* A name that becomes part of ARNs. */
static void load_label(struct loader *L, const struct job *j)
{
	const char *s;
	size_t used;

	if (!load_is_string(L, j) || load_is_placeholder(j->node))
		return;
	s = j->node->valuestring;
	if (!*s)
		load_fault_code(L, "INVALID_LABEL_NAME", j->at, load_span(L, j->node), "Invalid Label name: '' is empty");
	else if (utf8_count(s) > LABEL_MAX_CHARS)
		load_fault_code(L, "INVALID_LABEL_NAME", j->at, load_span(L, j->node),
			"Invalid Label name: '%s' exceeds the %d-character limit allowed by the service", s, LABEL_MAX_CHARS);
	else if (!map_put(&L->labels, s, (void *)j->node))
		load_fault_code(L, "DUPLICATE_LABEL_NAME", j->at, load_span(L, j->node), "Duplicate Label name: %s", s);
	*(const char **)job_slot(j) = s;
	for (; *s; s += used) {
		uint32_t cp = utf8_next(s, strlen(s), &used);

		if (cp <= ' ' || (cp >= 0x7f && cp < 0xa0) || (cp < 0x80 && strchr("?*<>{}[]:;,\\|^~$#%&\"`", (int)cp))) {
			load_fault_code(L, "INVALID_LABEL_NAME", j->at, load_span(L, j->node),
				"Invalid Label name: '%s' contains characters that are not allowed", j->node->valuestring);
			return;
		}
	}
}

/* --- paths -------------------------------------------------------------------------------------------------------- */

static struct path *compile_path(struct loader *L, const cJSON *node, const struct at *at)
{
	struct err e;
	struct path *p;

	if (!cJSON_IsString(node)) {
		load_type_fault(L, at, node, "[STRING]");
		return NULL;
	}
	if (load_is_placeholder(node))
		return NULL;
	p = path_compile(node->valuestring, strlen(node->valuestring), &e);
	if (!p)
		load_syntax_fault(L, at, node, &e, "Value must be a valid JSONPath.");
	return p;
}

static struct path *compile_reference(struct loader *L, const cJSON *node, const struct at *at)
{
	struct path *p = compile_path(L, node, at);

	if (p && !path_is_reference(p)) {
		load_fault(L, at, node, "Value is not a Reference Path");
		path_free(p);
		return NULL;
	}
	return p;
}

struct path *load_rule_path(struct loader *L, const cJSON *node, const struct at *at, bool reference)
{
	struct err e;
	struct path *p;

	if (!cJSON_IsString(node)) {
		load_type_fault(L, at, node, "[STRING]");
		return NULL;
	}
	if (node->valuestring[0] != '$') {
		load_fault(L, at, node, "Value is not a Reference Path: Reference path didn't start with '$'");
		return NULL;
	}
	if (load_is_placeholder(node))
		return NULL;
	p = path_compile(node->valuestring, strlen(node->valuestring), &e);
	if (!p)
		load_syntax_fault(L, at, node, &e, "Value is not a Reference Path");
	else if (reference && !path_is_reference(p))
		load_fault(L, at, node, "Value is not a Reference Path");
	else
		return p;
	path_free(p);
	return NULL;
}

static void load_path(struct loader *L, const struct job *j)
{
	struct asl_path *p = job_slot(j);

	p->path = compile_path(L, j->node, j->at);
	p->present = p->path != NULL;
}

static void load_reference(struct loader *L, const struct job *j)
{
	struct path *p = compile_reference(L, j->node, j->at);

	if (!job_kept(j))
		path_free(p);
	else
		*(struct asl_path *)job_slot(j) = (struct asl_path){ .present = p != NULL, .path = p };
}

static void load_result_path(struct loader *L, const struct job *j)
{
	struct asl_path *p = job_slot(j);

	p->path = compile_reference(L, j->node, j->at);
	if (p->path && !path_has_root(p->path, "$")) {
		load_fault(L, j->at, j->node, "Value is not a Reference Path: ResultPath must begin with '$.' or '$['");
		path_free(p->path);
		p->path = NULL;
	}
	p->present = p->path != NULL;
}

static void load_seconds_path(struct loader *L, const struct job *j)
{
	struct asl_seconds *s = job_slot(j);

	s->path = compile_reference(L, j->node, j->at);
	if (s->path && (j->f->flags & F_INPUT_ONLY) && path_has_root(s->path, "$$")) {
		load_fault(L, j->at, j->node, "Value is not a Reference Path");
		path_free(s->path);
		s->path = NULL;
	}
	s->present |= s->path != NULL;
	s->node = j->node;
}

static void load_bare_path(struct loader *L, const struct job *j)
{
	*(struct path **)job_slot(j) = compile_reference(L, j->node, j->at);
}

static void load_path_or_call(struct loader *L, const struct job *j)
{
	struct err e;

	if (!load_is_string(L, j))
		return;
	if (!intrinsic_is(j->node->valuestring)) {
		load_bare_path(L, j);
		return;
	}
	*(struct intrinsic **)job_slot2(j) = intrinsic_compile(j->node->valuestring, strlen(j->node->valuestring), &e);
	if (!*(struct intrinsic **)job_slot2(j))
		load_syntax_fault(L, j->at, j->node, &e,
			"The value for the field '%s' must be a valid JSONPath or a valid intrinsic function call", j->node->string);
}

/* --- templates ---------------------------------------------------------------------------------------------------- */

/* One member of a template whose name ends in ".$". False, having said so. */
static bool check_dynamic(struct loader *L, const struct job *j, const cJSON *member)
{
	static const char text[] = "The value for the field '%s' must be a valid JSONPath or a valid intrinsic function call";
	struct intrinsic *call;
	struct path *path;
	struct err e;
	bool ok;

	if (!cJSON_IsString(member) || !(intrinsic_is(member->valuestring) || member->valuestring[0] == '$')) {
		load_fault(L, j->at, member, text, member->string);
		return false;
	}
	if (intrinsic_is(member->valuestring)) {
		call = intrinsic_compile(member->valuestring, strlen(member->valuestring), &e);
		ok = call != NULL;
		intrinsic_free(call);
	} else {
		path = path_compile(member->valuestring, strlen(member->valuestring), &e);
		ok = path != NULL;
		path_free(path);
	}
	if (!ok)
		load_syntax_fault(L, j->at, member, &e, text, member->string);
	return ok;
}

/* Everything that is wrong in a template, where compiling it stops at the first; bounded by the text's depth. */
static bool check_dynamics(struct loader *L, const struct job *j, const cJSON *node)
{
	bool ok = true;

	for (const cJSON *c = node->child; c; c = c->next) {
		if (c->string && str_ends(c->string, ".$"))
			ok &= check_dynamic(L, j, c);
		else
			ok &= check_dynamics(L, j, c);
	}
	return ok;
}

void load_template(struct loader *L, const struct job *j)
{
	const cJSON *where = j->node;
	struct err e = {0};
	struct tmpl *t;

	if (j->language == ASL_JSONATA)
		return;				/* the expressions are read from the node */
	if (!check_dynamics(L, j, j->node))
		return;
	t = tmpl_compile(j->node, &where, &e);
	if (!t)
		load_fault(L, j->at, where, "%s", e.msg);
	if (t && job_kept(j) && !*(struct tmpl **)job_slot(j))	/* Parameters beside ItemSelector has its own error */
		*(struct tmpl **)job_slot(j) = t;
	else
		tmpl_free(t);
}

/* A letter, then letters, digits and _; letters of every script, as far as UAX #31 is known here. */
static bool is_variable_name(const char *s, size_t len)
{
	if (len == 0 || !(((*s | 32) >= 'a' && (*s | 32) <= 'z') || (unsigned char)*s >= 0x80))
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (!((c | 32) >= 'a' && (c | 32) <= 'z') && !(c >= '0' && c <= '9') && c != '_' && c < 0x80)
			return false;
	}
	return true;
}

static void check_variable(struct loader *L, const struct job *j, const cJSON *member)
{
	const char *s = member->string;
	size_t len = strlen(s);
	struct at at = at_member(j->at, s);

	if (j->language == ASL_JSONPATH && str_ends(s, ".$"))
		len -= 2;
	if (len == 6 && memcmp(s, "states", 6) == 0)
		load_fault_code(L, "RESERVED_VARIABLE_NAME", &at, load_key_span(L, member),
			"Cannot assign to reserved variable '$states'.");
	else if (!is_variable_name(s, len))
		load_fault_code(L, "INVALID_VARIABLE_NAME", &at, load_key_span(L, member),
			"Invalid variable name '%.*s': the variable name contains invalid characters.", (int)len, s);
	else if (len > NAME_MAX_CHARS && utf8_count(s) > NAME_MAX_CHARS + (s[len] ? 2 : 0))
		load_fault_code(L, "INVALID_VARIABLE_NAME", &at, load_key_span(L, member),
			"Invalid variable name '%.*s': the variable name exceeds the %d-character limit.", (int)len, s, NAME_MAX_CHARS);
}

static void load_assign(struct loader *L, const struct job *j)
{
	if (!load_is_object(L, j))
		return;
	for (const cJSON *c = j->node->child; c; c = c->next)
		check_variable(L, j, c);
	load_template(L, j);
}

static void load_condition(struct loader *L, const struct job *j)
{
	if (!cJSON_IsBool(j->node))		/* an expression has been taken before */
		load_type_fault(L, j->at, j->node, "[BOOLEAN] or a JSONata expression");
}

typedef void (*kind_fn)(struct loader *L, const struct job *j);

static const kind_fn kinds[] = {
	[K_ANY] = load_any,
	[K_STRING] = load_string,
	[K_BOOLEAN] = load_boolean,
	[K_INTEGER] = load_integer,
	[K_INTEGER_AS_DOUBLE] = load_integer_as_double,
	[K_NUMBER] = load_number,
	[K_SECONDS] = load_seconds,
	[K_SECONDS_PATH] = load_seconds_path,
	[K_PERCENTAGE] = load_percentage,
	[K_STRINGS] = load_strings,
	[K_ENUM] = load_enum,
	[K_TYPE] = load_type,
	[K_TARGET] = load_target,
	[K_PATH] = load_path,
	[K_REFERENCE] = load_reference,
	[K_RESULT_PATH] = load_result_path,
	[K_BARE_PATH] = load_bare_path,
	[K_PATH_OR_CALL] = load_path_or_call,
	[K_TEMPLATE] = load_template,
	[K_ASSIGN] = load_assign,
	[K_RESULT] = load_result,
	[K_TIMESTAMP] = load_timestamp,
	[K_LABEL] = load_label,
	[K_RESOURCE] = load_resource,
	[K_S3_RESOURCE] = load_s3_resource,
	[K_CREDENTIALS] = load_credentials,
	[K_ERRORS] = load_errors,
	[K_RETRY] = load_retry,
	[K_CATCH] = load_catch,
	[K_CHOICES] = load_choices,
	[K_CONDITION] = load_condition,
	[K_RULE_PART] = load_any,
	[K_STATES] = load_any,
	[K_BRANCHES] = load_branches,
	[K_PROCESSOR] = load_processor,
	[K_OBJECT] = load_object,
};

void load_value(struct loader *L, const struct job *j)
{
	kinds[j->f->kind](L, j);
}
