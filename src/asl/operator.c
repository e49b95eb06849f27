#include "asl/operator.h"

#include <stddef.h>
#include <string.h>

/* The comparisons that have a variant whose operand is a path. */
#define PAIR(n, t, o, s) { n, t, o, false, s }, { n "Path", t, o, true, s }
#define ORDERED(family, t) \
	PAIR(family "Equals", t, OP_EQ, "=="), \
	PAIR(family "LessThan", t, OP_LT, "<"), \
	PAIR(family "GreaterThan", t, OP_GT, ">"), \
	PAIR(family "LessThanEquals", t, OP_LE, "<="), \
	PAIR(family "GreaterThanEquals", t, OP_GE, ">=")

static const struct asl_operator operators[] = {
	ORDERED("String", OP_STRING),
	ORDERED("Numeric", OP_NUMERIC),
	ORDERED("Timestamp", OP_TIMESTAMP),
	PAIR("BooleanEquals", OP_BOOLEAN, OP_EQ, "=="),
	{ "StringMatches", OP_MATCHES, OP_EQ, false, "~" },
	{ "IsNull", OP_IS_NULL, OP_EQ, false, "IsNull" },
	{ "IsPresent", OP_IS_PRESENT, OP_EQ, false, "IsPresent" },
	{ "IsNumeric", OP_IS_NUMERIC, OP_EQ, false, "IsNumeric" },
	{ "IsString", OP_IS_STRING, OP_EQ, false, "IsString" },
	{ "IsBoolean", OP_IS_BOOLEAN, OP_EQ, false, "IsBoolean" },
	{ "IsTimestamp", OP_IS_TIMESTAMP, OP_EQ, false, "IsTimestamp" },
};

const struct asl_operator *asl_operator_rows(size_t *n)
{
	*n = sizeof operators / sizeof *operators;
	return operators;
}

const struct asl_operator *asl_operator_find(const char *name)
{
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
		if (strcmp(operators[i].name, name) == 0)
			return &operators[i];
	return NULL;
}
