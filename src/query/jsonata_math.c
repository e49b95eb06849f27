/* Functions on numbers, aggregation, booleans. */
#include "query/jsonata_run.h"

#include <stdio.h>
#include <stdlib.h>

#include "json/number.h"
#include "query/jsonata_picture.h"

static struct jv not_a_number(struct jrun *x, struct jv v)
{
	jfail(x, "D3030", "Unable to cast value to a number: %s", jshow(x, v));
}

static bool digits_in(const char *s, size_t len, int base)
{
	for (size_t i = 0; i < len; i++)
		if (jhex(s[i]) < 0 || jhex(s[i]) >= base)
			return false;
	return len > 0;
}

static int base_of(char letter)
{
	return (letter | 0x20) == 'x' ? 16 : (letter | 0x20) == 'o' ? 8 : (letter | 0x20) == 'b' ? 2 : 0;
}

/* "0x1F", "0o17", "0b11": what the reference takes for one has hexadecimal digits first, octal ones anywhere or binary ones last. */
static bool looks_based(struct jv s)
{
	for (uint32_t i = 0; i + 2 < s.len; i++) {
		int base = s.u.str[i] == '0' ? base_of(s.u.str[i + 1]) : 0;

		if (base && jhex(s.u.str[i + 2]) >= 0 && jhex(s.u.str[i + 2]) < base
			&& (base == 8 || (base == 16 && i == 0) || (base == 2 && digits_in(s.u.str + i + 2, s.len - i - 2, 2))))
			return true;
	}
	return false;
}

/* NAN where it is none after all. */
static double based(struct jv s)
{
	const char *p = s.u.str, *end = p + s.len;
	size_t blank;
	double d = 0;

	while ((blank = jblank(p, (size_t)(end - p))))
		p += blank;
	while (end > p && jblank(end - 1, 1))
		end--;
	if (end - p < 3 || *p != '0' || !base_of(p[1]) || !digits_in(p + 2, (size_t)(end - p) - 2, base_of(p[1])))
		return NAN;
	for (const char *digit = p + 2; digit < end; digit++)
		d = d * base_of(p[1]) + jhex(*digit);
	return d;
}

/* Decimal: leading zeros are allowed, and nothing else that JSON does not. */
static bool decimal(struct jrun *x, struct jv s, double *out)
{
	bool minus = s.len && s.u.str[0] == '-';
	const char *text = jcstr(x, s);
	struct json_number number;
	uint32_t at = minus;

	while (at + 1 < s.len && text[at] == '0' && text[at + 1] >= '0' && text[at + 1] <= '9')
		at++;
	if (at == s.len || text[at] == '-' || !json_number_scan(text + at, s.len - at, &number))
		return false;
	*out = minus ? -number.d : number.d;
	return number.used == s.len - at && isfinite(number.d);
}

JFN(number)
{
	struct jv s = args[0];
	double d;

	(void)n, (void)focus;
	if (s.tag == JV_UNDEF || s.tag == JV_NUM)
		return s;
	if (s.tag == JV_BOOL)
		return jnum(s.u.b);
	if (s.tag != JV_STR)
		return not_a_number(x, s);
	if (decimal(x, s, &d))
		return jnum(d);
	return looks_based(s) ? jnum(based(s)) : not_a_number(x, s);
}

JFN(abs) { (void)x, (void)n, (void)focus; return args[0].tag == JV_NUM ? jnum(fabs(jnum_of(args[0]))) : JUNDEF; }
JFN(floor) { (void)x, (void)n, (void)focus; return args[0].tag == JV_NUM ? jnum(floor(jnum_of(args[0]))) : JUNDEF; }
JFN(ceil) { (void)x, (void)n, (void)focus; return args[0].tag == JV_NUM ? jnum(ceil(jnum_of(args[0]))) : JUNDEF; }

/* Half to even on the decimal digits, shifting by text so that 1.005 stays what it looks like. */
static double shifted(double d, int places)
{
	char text[64];
	const char *e;

	for (int p = fabs(d) < 1e-307 ? 1 : 15; p <= 17; p++) {
		snprintf(text, sizeof text, "%.*g", p, d);
		if (strtod(text, NULL) == d)
			break;
	}
	e = strchr(text, 'e');
	snprintf(text + (e ? (size_t)(e - text) : strlen(text)), 12, "e%d", (e ? atoi(e + 1) : 0) + places);
	return strtod(text, NULL);
}

double jround(double d, double places)
{
	int by = (int)fmax(-700, fmin(700, isnan(places) ? 0 : places));
	double r;

	if (!by && (places == 0 || isnan(places)))
		return nearbyint(d) == 0 ? 0 : nearbyint(d);
	d = places == trunc(places) && fabs(places) < 1e21 && isfinite(d) ? shifted(d, by) : NAN;
	r = isfinite(d) ? shifted(nearbyint(d), -by) : NAN;
	return r == 0 ? 0 : r;
}

JFN(round)
{
	(void)x, (void)n, (void)focus;
	if (args[0].tag != JV_NUM)
		return JUNDEF;
	return jnum(jround(jnum_of(args[0]), args[1].tag == JV_NUM ? jnum_of(args[1]) : 0));
}

JFN(sqrt)
{
	(void)n, (void)focus;
	if (args[0].tag != JV_NUM)
		return JUNDEF;
	if (jnum_of(args[0]) < 0)
		jfail(x, "D3060", "The sqrt function cannot be applied to a negative number: %s", jshow(x, args[0]));
	return jnum(sqrt(jnum_of(args[0])));
}

JFN(power)
{
	double d;

	(void)n, (void)focus;
	if (args[0].tag != JV_NUM)
		return JUNDEF;
	d = args[1].tag != JV_NUM ? NAN : pow(jnum_of(args[0]), jnum_of(args[1]));
	if (!isfinite(d))
		jfail(x, "D3061", "The power function has resulted in a value that cannot be represented as a JSON number: base=%s, exponent=%s",
			jshow(x, args[0]), jshow(x, args[1]));
	return jnum(d);
}

JFN(random)
{
	struct rng seeded;

	(void)n, (void)focus;
	if (!x->env->aws || args[0].tag != JV_NUM)
		return jnum(rng_unit(x->rng));
	rng_seed(&seeded, (uint64_t)(int64_t)fmax(-9e18, fmin(9e18, jnum_of(args[0]))));
	return jnum(rng_unit(&seeded));
}

JFN(uuid)
{
	char text[37];

	(void)args, (void)n, (void)focus;
	rng_uuid(x->rng, text);
	return jstr_copy(x, text, 36);
}

#define LIMBS 34			/* of 32 bits: the largest double */

/* Divides the number by base, in place; its last digit. */
static unsigned take_digit(uint32_t *limbs, unsigned base)
{
	uint64_t rest = 0;

	for (int i = LIMBS - 1; i >= 0; i--) {
		rest = rest << 32 | limbs[i];
		limbs[i] = (uint32_t)(rest / base);
		rest %= base;
	}
	return (unsigned)rest;
}

/* All digits of a whole number. (JavaScript's are not exact beyond 2^54.) */
static struct jv in_base(struct jrun *x, double d, unsigned base)
{
	static const uint32_t zero[LIMBS];
	uint32_t limbs[LIMBS] = {0};
	char text[1100];
	size_t at = sizeof text;
	int power;
	uint64_t mantissa = (uint64_t)ldexp(frexp(fabs(d), &power), 53);

	power -= 53;
	if (power < 0)
		mantissa >>= d ? -power : 0;
	for (int i = 0; i < 53 && mantissa; i++, mantissa >>= 1)
		limbs[(i + (power > 0 ? power : 0)) / 32] |= (uint32_t)(mantissa & 1) << (i + (power > 0 ? power : 0)) % 32;
	do
		text[--at] = "0123456789abcdefghijklmnopqrstuvwxyz"[take_digit(limbs, base)];
	while (memcmp(limbs, zero, sizeof zero) != 0);
	if (d < 0)
		text[--at] = '-';
	return jstr_copy(x, text + at, sizeof text - at);
}

JFN(format_base)
{
	struct jbuf out = {0};
	double d, base;

	(void)n, (void)focus;
	if (args[0].tag != JV_NUM)
		return JUNDEF;
	d = nearbyint(jnum_of(args[0]));
	base = args[1].tag == JV_NUM ? nearbyint(jnum_of(args[1])) : 10;
	if (base < 2 || base > 36)
		jfail(x, "D3100", "The radix of the formatBase function must be between 2 and 36.  It was given %s", jshow(x, jnum(base)));
	if (base != 10 && isfinite(d) && isfinite(base))
		return in_base(x, d, (unsigned)base);
	jbuf_number(x, &out, d);
	return jbuf_val(x, &out);
}

/* --- aggregation -------------------------------------------------------------------------------------------------------------------- */

JFN(sum)
{
	double total = 0;

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF)
		return args[0];
	jwork(x, args[0].u.arr->n / 32);
	for (uint32_t i = 0; i < args[0].u.arr->n; i++)
		total += jnum_of(args[0].u.arr->v[i]);
	return jnum(total);
}

static struct jv extreme(struct jrun *x, struct jv v, bool most)
{
	double best;

	if (v.tag == JV_UNDEF || !v.u.arr->n)
		return JUNDEF;
	jwork(x, v.u.arr->n / 32);
	best = jnum_of(v.u.arr->v[0]);
	for (uint32_t i = 1; i < v.u.arr->n; i++)
		best = most ? fmax(best, jnum_of(v.u.arr->v[i])) : fmin(best, jnum_of(v.u.arr->v[i]));
	return jnum(best);
}

JFN(max) { (void)n, (void)focus; return extreme(x, args[0], true); }
JFN(min) { (void)n, (void)focus; return extreme(x, args[0], false); }

JFN(average)
{
	struct jv total = jfn_sum(x, args, n, focus);

	return total.tag == JV_UNDEF || !args[0].u.arr->n ? JUNDEF : jnum(total.u.num / args[0].u.arr->n);
}

JFN(boolean) { (void)n, (void)focus; return args[0].tag == JV_UNDEF ? JUNDEF : jbool(jtruth(x, args[0], 0)); }
JFN(not) { (void)n, (void)focus; return args[0].tag == JV_UNDEF ? JUNDEF : jbool(!jtruth(x, args[0], 0)); }
JFN(exists) { (void)x, (void)n, (void)focus; return jbool(args[0].tag != JV_UNDEF); }
