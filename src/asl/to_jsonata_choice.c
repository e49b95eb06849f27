/* Choice rules as conditions. An operator's operands must be of its type, else it is false; so the type is asked for where JSONata would compare. */
#include <stdlib.h>
#include <string.h>

#include "asl/operator.h"
#include "asl/to_jsonata_private.h"

#define TIMESTAMP "/^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$/"

static const char *const signs[] = { [OP_EQ] = "=", [OP_LT] = "<", [OP_GT] = ">", [OP_LE] = "<=", [OP_GE] = ">=" };

static bool write_test(struct conversion *c, const struct asl_test *t, struct str *out);

/* A pattern of StringMatches as a regular expression over the whole text. */
static void write_pattern(struct str *out, const char *pattern)
{
	str_adds(out, "/^");
	for (const char *p = pattern; *p; p++) {
		if (*p == '*') {
			str_adds(out, "[\\s\\S]*");
			continue;
		}
		if (*p == '\\' && (p[1] == '*' || p[1] == '\\'))
			p++;
		if (strchr(".*+?^${}()|[]\\/", *p))
			str_addc(out, '\\');
		if (*p == '\n')
			str_adds(out, "\\n");
		else
			str_addc(out, *p);
	}
	str_adds(out, "$/");
}

static void write_is(struct str *out, const char *variable, const char *type, bool yes)
{
	str_addf(out, "$type(%s) %s \"%s\"", variable, yes ? "=" : "!=", type);
}

static void write_is_timestamp(struct str *out, const char *variable)
{
	str_addf(out, "$type(%s) = \"string\" and $contains(%s, %s)", variable, variable, TIMESTAMP);
}

/* The literal, or the other path. Caller frees; NULL: refused. */
static char *operand(struct conversion *c, const struct asl_test *t)
{
	struct str s = {0};

	if (t->operand_path)
		return convert_path(c, t->operand_path, c->effective);
	json_print_to(&s, t->operand);
	return str_take(&s);
}

static bool write_typed(struct conversion *c, const struct asl_test *t, const char *variable, const char *type, struct str *out)
{
	char *other = operand(c, t);

	if (!other)
		return false;
	if (t->operand_path || t->op->order != OP_EQ) {
		str_addc(out, '(');
		write_is(out, variable, type, true);
		if (t->operand_path) {
			str_adds(out, " and ");
			write_is(out, other, type, true);
		}
		str_addf(out, " and %s %s %s)", variable, signs[t->op->order], other);
	} else {
		str_addf(out, "%s = %s", variable, other);
	}
	free(other);
	return true;
}

static bool write_times(struct conversion *c, const struct asl_test *t, const char *variable, struct str *out)
{
	char *other = operand(c, t);

	if (!other)
		return false;
	str_addc(out, '(');
	write_is_timestamp(out, variable);
	if (t->operand_path) {
		str_adds(out, " and ");
		write_is_timestamp(out, other);
	}
	str_addf(out, " and $toMillis(%s) %s $toMillis(%s))", variable, signs[t->op->order], other);
	free(other);
	return true;
}

static bool write_comparison(struct conversion *c, const struct asl_test *t, const char *variable, struct str *out)
{
	bool yes = cJSON_IsTrue(t->operand);

	switch (t->op->type) {
	case OP_STRING:
		return write_typed(c, t, variable, "string", out);
	case OP_NUMERIC:
		return write_typed(c, t, variable, "number", out);
	case OP_BOOLEAN:
		return write_typed(c, t, variable, "boolean", out);
	case OP_TIMESTAMP:
		return write_times(c, t, variable, out);
	case OP_MATCHES:
		str_addf(out, "($type(%s) = \"string\" and $contains(%s, ", variable, variable);
		write_pattern(out, t->operand->valuestring);
		str_adds(out, "))");
		return true;
	case OP_IS_NULL:
		write_is(out, variable, "null", yes);
		return true;
	case OP_IS_PRESENT:
		str_addf(out, yes ? "$exists(%s)" : "$not($exists(%s))", variable);
		return true;
	case OP_IS_NUMERIC:
		write_is(out, variable, "number", yes);
		return true;
	case OP_IS_STRING:
		write_is(out, variable, "string", yes);
		return true;
	case OP_IS_BOOLEAN:
		write_is(out, variable, "boolean", yes);
		return true;
	case OP_IS_TIMESTAMP:
		str_adds(out, yes ? "(" : "$not(");
		write_is_timestamp(out, variable);
		str_addc(out, ')');
		return true;
	}
	return false;
}

static bool write_compare(struct conversion *c, const struct asl_test *t, struct str *out)
{
	char *variable = convert_path(c, t->variable, c->effective);
	bool ok = variable && write_comparison(c, t, variable, out);

	free(variable);
	return ok;
}

static bool write_parts(struct conversion *c, const struct asl_test *t, const char *word, struct str *out)
{
	str_addc(out, '(');
	for (size_t i = 0; i < t->n_parts; i++) {
		if (i)
			str_adds(out, word);
		if (!write_test(c, t->parts[i], out))
			return false;
	}
	str_addc(out, ')');
	return true;
}

static bool write_test(struct conversion *c, const struct asl_test *t, struct str *out)
{
	switch (t->kind) {
	case ASL_TEST_AND:
		return write_parts(c, t, " and ", out);
	case ASL_TEST_OR:
		return write_parts(c, t, " or ", out);
	case ASL_TEST_NOT:
		str_adds(out, "$not(");
		if (!write_test(c, t->parts[0], out))
			return false;
		str_addc(out, ')');
		return true;
	default:
		return write_compare(c, t, out);
	}
}

char *convert_test(struct conversion *c, const struct asl_test *t)
{
	struct str out = {0};

	if (!t)
		err_set(&c->e, ERR_INVALID, "a rule that cannot be read");
	else if (write_test(c, t, &out))
		return str_take(&out);
	str_done(&out);
	return NULL;
}
