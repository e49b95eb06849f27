/*
 * Numbers. Reading: what has at most 15 digits and a small exponent is one exact operation on doubles (Clinger's fast path); the rest
 * goes to strtod() without a decimal point ("12.5e3" as "125e2"), because only that point depends on the locale. Printing: the
 * shortest of 15, 16 and 17 digits that reads back, laid out as JavaScript does it: plain from 1e-6 up to 1e21, else 1.5e-7.
 */
#include "json/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/json.h"

#define EXACT_DIGITS 15		/* every integer of so many digits is a double, and prints as itself */
#define EXPONENT_MAX 100000000	/* beyond any double, and far from overflow in the sums below */

static const double powers[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
	1e19, 1e20, 1e21, 1e22 };

struct scan {
	const char *p, *end;
	uint64_t mantissa;	/* the first 19 significant digits */
	size_t digits;		/* significant ones, without leading zeros */
	size_t decimals;	/* digits behind the point */
	bool negative, has_exponent;
	long exponent;		/* as written */
	char last;		/* last digit before the exponent */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool more_digits(const struct scan *s)
{
	return s->p < s->end && is_digit(*s->p);
}

static void take_digits(struct scan *s)
{
	for (; more_digits(s); s->p++) {
		s->last = *s->p;
		if (!s->digits && s->last == '0')
			continue;
		if (s->digits < 19)
			s->mantissa = s->mantissa * 10 + (uint64_t)(s->last - '0');
		s->digits++;
	}
}

static const char *take_exponent(struct scan *s)
{
	bool minus;

	s->p++;
	s->has_exponent = true;
	minus = s->p < s->end && *s->p == '-';
	if (s->p < s->end && (*s->p == '-' || *s->p == '+'))
		s->p++;
	if (!more_digits(s))
		return "expected a digit in the number's exponent";
	for (; more_digits(s); s->p++)
		if (s->exponent < EXPONENT_MAX)
			s->exponent = s->exponent * 10 + (*s->p - '0');
	if (minus)
		s->exponent = -s->exponent;
	return NULL;
}

/* NULL, or what is missing at s->p. */
static const char *take_number(struct scan *s)
{
	const char *start;

	if (s->p < s->end && *s->p == '-') {
		s->negative = true;
		s->p++;
	}
	if (!more_digits(s))
		return s->negative ? "expected a digit after \"-\"" : "expected a digit";
	if (*s->p == '0' && s->p + 1 < s->end && is_digit(s->p[1]))
		return "a number cannot begin with 0";
	take_digits(s);
	if (s->p < s->end && *s->p == '.') {
		start = ++s->p;
		if (!more_digits(s))
			return "expected a digit after the decimal point";
		take_digits(s);
		s->decimals = (size_t)(s->p - start);
	}
	return s->p < s->end && (*s->p == 'e' || *s->p == 'E') ? take_exponent(s) : NULL;
}

/* strtod() of the digits of text as an integer, times 10^exponent. */
static double slow_double(const char *text, size_t len, long exponent)
{
	char small[128], *buf = len + 32 > sizeof small ? xmalloc(len + 32) : small;
	size_t n = 0;
	double d;

	for (size_t i = 0; i < len && text[i] != 'e' && text[i] != 'E'; i++)
		if (text[i] != '.')
			buf[n++] = text[i];
	snprintf(buf + n, 32, "e%ld", exponent);
	d = strtod(buf, NULL);
	if (buf != small)
		free(buf);
	return d;
}

static void finish(const struct scan *s, const char *text, struct json_number *out)
{
	long exponent = s->exponent - (long)s->decimals;

	if (s->digits <= EXACT_DIGITS && exponent >= -22 && exponent <= 22) {
		out->d = exponent < 0 ? (double)s->mantissa / powers[-exponent] : (double)s->mantissa * powers[exponent];
		out->shortest = !s->has_exponent && (!s->decimals || (s->last != '0' && out->d >= 1e-6));
		if (s->negative)
			out->d = -out->d;
		return;
	}
	out->d = slow_double(text, (size_t)(s->p - text), exponent);
	out->shortest = !s->has_exponent && !s->decimals && s->digits <= 16 && s->mantissa <= (uint64_t)1 << 53;
}

bool json_number_scan(const char *text, size_t len, struct json_number *out)
{
	struct scan s = { .p = text, .end = text + len };

	out->fault = take_number(&s);
	out->used = (size_t)(s.p - text);
	if (out->fault)
		return false;
	finish(&s, text, out);
	return true;
}

/* The digits of d with so many significant ones, and the power of ten of the first. */
static int digits_of(double d, int precision, char digits[32], int *power)
{
	char buf[64];
	int n = 0;
	const char *p = buf;

	snprintf(buf, sizeof buf, "%.*e", precision - 1, d);
	for (; *p && *p != 'e'; p++)		/* whatever the locale puts between the digits */
		if (is_digit(*p))
			digits[n++] = *p;
	*power = *p ? atoi(p + 1) : 0;
	digits[n] = '\0';
	return n;
}

static int shortest_digits(double d, char digits[32], int *power)
{
	char buf[64];
	int n = 0;

	for (int precision = d < 1e-307 ? 1 : EXACT_DIGITS; precision <= 17; precision++) {
		n = digits_of(d, precision, digits, power);
		snprintf(buf, sizeof buf, "%se%d", digits, *power - (n - 1));
		if (strtod(buf, NULL) == d)
			break;
	}
	while (n > 1 && digits[n - 1] == '0')
		n--;
	return n;
}

static void add_zeros(struct str *out, int n)
{
	for (int i = 0; i < n; i++)
		str_addc(out, '0');
}

static void add_plain(struct str *out, const char *digits, int n, int power)
{
	if (power < 0) {
		str_adds(out, "0.");
		add_zeros(out, -power - 1);
		str_add(out, digits, (size_t)n);
	} else if (power >= n - 1) {
		str_add(out, digits, (size_t)n);
		add_zeros(out, power - (n - 1));
	} else {
		str_add(out, digits, (size_t)power + 1);
		str_addc(out, '.');
		str_add(out, digits + power + 1, (size_t)(n - power - 1));
	}
}

static void add_integer(struct str *out, bool negative, uint64_t n)
{
	char buf[24], *p = buf + sizeof buf;

	do
		*--p = (char)('0' + n % 10);
	while (n /= 10);
	if (negative)
		*--p = '-';
	str_add(out, p, (size_t)(buf + sizeof buf - p));
}

void json_print_number(struct str *out, double d)
{
	char digits[32];
	int n, power;
	double size = fabs(d);

	if (!isfinite(d)) {
		str_adds(out, "null");		/* JSON has no word for it */
		return;
	}
	if (size < 1e15 && size == (double)(uint64_t)size) {
		add_integer(out, signbit(d), (uint64_t)size);
		return;
	}
	n = shortest_digits(size, digits, &power);
	if (d < 0)
		str_addc(out, '-');
	if (power >= -6 && power < 21) {
		add_plain(out, digits, n, power);
		return;
	}
	str_addc(out, digits[0]);
	if (n > 1)
		str_addc(out, '.');
	str_add(out, digits + 1, (size_t)n - 1);
	str_addf(out, "e%s%d", power > 0 ? "+" : "", power);
}
