/* operator - the one table of choice operators: name, operand type, comparison. Read by load, engine and lint. */
#ifndef ASLANT_ASL_OPERATOR_H
#define ASLANT_ASL_OPERATOR_H

#include <stdbool.h>
#include <stddef.h>

enum op_type { OP_STRING, OP_NUMERIC, OP_BOOLEAN, OP_TIMESTAMP, OP_MATCHES, OP_IS_NULL, OP_IS_PRESENT, OP_IS_NUMERIC, OP_IS_STRING, OP_IS_BOOLEAN, OP_IS_TIMESTAMP };
enum op_order { OP_EQ, OP_LT, OP_GT, OP_LE, OP_GE };

struct asl_operator {
	const char *name;		/* "StringLessThanPath" */
	enum op_type type;
	enum op_order order;
	bool is_path;			/* the operand is a Reference Path */
	const char *symbol;		/* "<", for labels: `n < 5` */
};

const struct asl_operator *asl_operator_rows(size_t *n);
const struct asl_operator *asl_operator_find(const char *name);	/* NULL where there is none */

#endif
