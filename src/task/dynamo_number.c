#include "task/dynamo_number.h"

#include <ctype.h>
#include <string.h>

#define EXPONENT_MAX 126		/* of 0.DIGITS */
#define EXPONENT_MIN (-129)
#define TEXT_MAX 400			/* characters of a number that is read */
#define WIDE (DYNAMO_DIGITS + EXPONENT_MAX - EXPONENT_MIN + 2)	/* digits of a sum, from the greatest to the smallest place */

/* Without zeros in front and behind, and within the limits. */
static enum dynamo_number_fault number_make(bool negative, const unsigned char *digits, int n, int exponent, struct dynamo_number *out)
{
	while (n && digits[0] == 0)
		digits++, n--, exponent--;
	while (n && digits[n - 1] == 0)
		n--;
	if (n > DYNAMO_DIGITS)
		return NUMBER_TOO_LONG;
	if (n && exponent > EXPONENT_MAX)
		return NUMBER_TOO_LARGE;
	if (n && exponent < EXPONENT_MIN)
		return NUMBER_TOO_SMALL;
	*out = (struct dynamo_number){.negative = negative && n, .n = n, .exponent = n ? exponent : 0};
	memcpy(out->digits, digits, (size_t)n);
	return NUMBER_OK;
}

/* "E+10" behind the digits; false: something else stands there. */
static bool read_exponent(const char *s, int *exponent)
{
	int e = 0;
	bool negative;

	if (!*s)
		return true;
	if (*s != 'e' && *s != 'E')
		return false;
	s++;
	negative = *s == '-';
	if (*s == '-' || *s == '+')
		s++;
	if (!*s)
		return false;
	for (; isdigit((unsigned char)*s); s++)
		if (e < 100000)
			e = e * 10 + (*s - '0');
	*exponent += negative ? -e : e;
	return *s == '\0';
}

enum dynamo_number_fault dynamo_number_parse(const char *text, struct dynamo_number *out)
{
	unsigned char digits[TEXT_MAX];
	int n = 0, exponent = 0;
	bool negative = *text == '-', point = false;
	const char *s = text;

	if (*s == '-' || *s == '+')
		s++;
	for (; isdigit((unsigned char)*s) || (*s == '.' && !point); s++) {
		if (*s == '.') {
			point = true;
			continue;
		}
		if (n == TEXT_MAX)
			return NUMBER_TOO_LONG;
		digits[n++] = (unsigned char)(*s - '0');
		exponent += !point;
	}
	if (!n || !read_exponent(s, &exponent))
		return NUMBER_NO_NUMBER;
	return number_make(negative, digits, n, exponent, out);
}

static int compare_magnitude(const struct dynamo_number *a, const struct dynamo_number *b)
{
	int n = a->n < b->n ? a->n : b->n, d;

	if (!a->n || !b->n)
		return (a->n != 0) - (b->n != 0);
	if (a->exponent != b->exponent)
		return a->exponent < b->exponent ? -1 : 1;
	d = memcmp(a->digits, b->digits, (size_t)n);
	return d ? d : a->n - b->n;
}

int dynamo_number_compare(const struct dynamo_number *a, const struct dynamo_number *b)
{
	if (a->negative != b->negative)
		return a->negative ? -1 : 1;
	return a->negative ? -compare_magnitude(a, b) : compare_magnitude(a, b);
}

/* The digits at their places in a row whose first place is ten to EXPONENT_MAX. */
static void spread(const struct dynamo_number *a, signed char row[WIDE])
{
	memset(row, 0, WIDE);
	for (int i = 0; i < a->n; i++)
		row[1 + EXPONENT_MAX - a->exponent + i] = (signed char)a->digits[i];
}

/* larger ± smaller, by magnitude; no borrow is left over. */
static void combine(signed char *larger, const signed char *smaller, int sign)
{
	int carry = 0;

	for (int i = WIDE - 1; i >= 0; i--) {
		int d = larger[i] + sign * smaller[i] + carry;

		carry = d < 0 ? -1 : d > 9 ? 1 : 0;
		larger[i] = (signed char)(d - carry * 10);
	}
}

enum dynamo_number_fault dynamo_number_add(const struct dynamo_number *a, const struct dynamo_number *b, struct dynamo_number *out)
{
	bool swap = compare_magnitude(a, b) < 0;
	const struct dynamo_number *larger = swap ? b : a, *smaller = swap ? a : b;
	signed char x[WIDE], y[WIDE];

	spread(larger, x);
	spread(smaller, y);
	combine(x, y, larger->negative == smaller->negative ? 1 : -1);
	return number_make(larger->negative, (const unsigned char *)x, WIDE, EXPONENT_MAX + 1, out);
}

void dynamo_number_print(const struct dynamo_number *a, char out[DYNAMO_NUMBER_TEXT])
{
	char *s = out;
	int last = a->n > a->exponent ? a->n : a->exponent, i = 0;

	if (a->negative)
		*s++ = '-';
	if (a->exponent <= 0) {
		*s++ = '0';
		i = a->exponent;
	}
	for (; i < last; i++) {
		if (i == a->exponent)
			*s++ = '.';
		*s++ = (char)(i >= 0 && i < a->n ? '0' + a->digits[i] : '0');
	}
	*s = '\0';
}
