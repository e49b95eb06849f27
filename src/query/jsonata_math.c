/* Functions on numbers, aggregation, booleans. */
#include "query/jsonata_run.h"

#include <stdio.h>
#include <stdlib.h>

#include "json/number.h"

static struct jv not_a_number(struct jrun *x, struct jv v)
{
	jfail(x, "D3030", "Unable to cast value to a number: %s", jshow(x, v));
}

static struct jv based(struct jrun *x, struct jv s, int base)
{
	double d = 0;

	if (s.len < 3)
		return not_a_number(x, s);
	for (uint32_t i = 2; i < s.len; i++) {
		char c = s.u.str[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;

		if (digit >= base)
			return not_a_number(x, s);
		d = d * base + digit;
	}
	return jnum(d);
}

JFN(number)
{
	struct jv s = args[0];
	struct json_number number;
	uint32_t at;
	bool minus;
	char c;

	(void)n, (void)focus;
	if (s.tag == JV_UNDEF || s.tag == JV_NUM)
		return s;
	if (s.tag == JV_BOOL)
		return jnum(s.u.b);
	if (s.tag != JV_STR)
		return not_a_number(x, s);
	c = s.len > 1 && s.u.str[0] == '0' ? s.u.str[1] : '\0';
	if (c == 'x' || c == 'X')
		return based(x, s, 16);
	if (c == 'o' || c == 'O')
		return based(x, s, 8);
	if (c == 'b' || c == 'B')
		return based(x, s, 2);
	minus = s.len && s.u.str[0] == '-';
	for (at = minus; at + 1 < s.len && s.u.str[at] == '0' && s.u.str[at + 1] >= '0' && s.u.str[at + 1] <= '9';)
		at++;
	if (!json_number_scan(jcstr(x, s) + at, s.len - at, &number) || number.used != s.len - at || !isfinite(number.d)
		|| (minus && at < s.len && s.u.str[at] == '-' && at > 0))
		return not_a_number(x, s);
	return jnum(minus ? -number.d : number.d);
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
	d = places == trunc(places) && isfinite(d) ? shifted(d, by) : NAN;
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
	if (args[0].tag != JV_NUM || args[1].tag != JV_NUM)
		return JUNDEF;
	d = pow(jnum_of(args[0]), jnum_of(args[1]));
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

JFN(format_base)
{
	char text[70];
	size_t at = sizeof text;
	double d, base;

	(void)n, (void)focus;
	if (args[0].tag != JV_NUM)
		return JUNDEF;
	d = nearbyint(jnum_of(args[0]));
	base = args[1].tag == JV_NUM ? nearbyint(jnum_of(args[1])) : 10;
	if (base < 2 || base > 36)
		jfail(x, "D3100", "The radix of the formatBase function must be between 2 and 36.  It was given %s", jshow(x, args[1]));
	for (double left = fabs(d); at > 1 && (left >= 1 || at == sizeof text); left = floor(left / base))
		text[--at] = "0123456789abcdefghijklmnopqrstuvwxyz"[(int)fmod(left, base)];
	if (d < 0)
		text[--at] = '-';
	return jstr_copy(x, text + at, sizeof text - at);
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
