/*
 * dynamo_number - DynamoDB's numbers: decimal, 38 significant digits, magnitudes from 1E-130 to 9.99…E+125. Exact: no double is involved.
 */
#ifndef ASLANT_DYNAMO_NUMBER_H
#define ASLANT_DYNAMO_NUMBER_H

#include <stdbool.h>

#define DYNAMO_DIGITS 38
#define DYNAMO_NUMBER_TEXT 180

struct dynamo_number {
	bool negative;
	int n;				/* digits; 0: the number is zero */
	int exponent;			/* value = 0.DIGITS times ten to this */
	unsigned char digits[DYNAMO_DIGITS];	/* the first and the last are not 0 */
};

enum dynamo_number_fault { NUMBER_OK, NUMBER_NO_NUMBER, NUMBER_TOO_LONG, NUMBER_TOO_LARGE, NUMBER_TOO_SMALL };

enum dynamo_number_fault dynamo_number_parse(const char *text, struct dynamo_number *out);
int dynamo_number_compare(const struct dynamo_number *a, const struct dynamo_number *b);	/* <0, 0, >0 */
enum dynamo_number_fault dynamo_number_add(const struct dynamo_number *a, const struct dynamo_number *b, struct dynamo_number *out);
/* Without exponent and needless zeros, as the service gives numbers back. */
void dynamo_number_print(const struct dynamo_number *n, char out[DYNAMO_NUMBER_TEXT]);

#endif
