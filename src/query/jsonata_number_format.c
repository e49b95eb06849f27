/*
 * $formatNumber: decimal pictures ("#,##0.00", "0.0##e0", "0%"; XPath F&O 4.7). A picture has one sub-picture, or two for numbers from zero
 * and below it; each is split into prefix, mantissa and suffix, checked, and analysed into sizes and grouping. Where the reference departs
 * from the specification, it is followed. Characters are code points here.
 */
#include "query/jsonata_run.h"

#include <stdio.h>

#include "base/utf8.h"
#include "query/jsonata_picture.h"

#define NONE SIZE_MAX
#define EXPONENT_STEPS 800		/* more than any double needs */

struct text {
	const uint32_t *p;
	size_t n;
};

enum property { DECIMAL, GROUPING, EXPONENT, MINUS, PERCENT, PER_MILLE, ZERO, DIGIT, PATTERN, PROPERTIES };

static const struct { const char *name, *value; } defaults[PROPERTIES] = {
	[DECIMAL] = { "decimal-separator", "." }, [GROUPING] = { "grouping-separator", "," }, [EXPONENT] = { "exponent-separator", "e" },
	[MINUS] = { "minus-sign", "-" }, [PERCENT] = { "percent", "%" }, [PER_MILLE] = { "per-mille", "\xe2\x80\xb0" },
	[ZERO] = { "zero-digit", "0" }, [DIGIT] = { "digit", "#" }, [PATTERN] = { "pattern-separator", ";" },
};

struct part {
	struct text whole, prefix, suffix, active, mantissa, exponent, integer, fraction;
	bool has_exponent;
};

struct sizes {
	size_t integer_least, fraction_least, fraction_most, exponent_least, scaling;
	size_t every;					/* regular grouping of the integer */
	size_t *groups, n_groups;			/* else digits to the right of each separator */
	size_t *fraction_groups, n_fraction_groups;	/* digits before each */
};

struct format {
	struct jrun *x;
	struct text property[PROPERTIES];
};

/* --- texts ------------------------------------------------------------------------------------------------------------------ */

static struct text text_of(struct jrun *x, struct jv s)
{
	uint32_t *p = jalloc(x, ((size_t)s.len + 1) * sizeof *p);
	size_t n = 0, used;

	for (size_t i = 0; i < s.len; i += used)
		p[n++] = utf8_next(s.u.str + i, s.len - i, &used);
	return (struct text){ p, n };
}

static struct text cut(struct text t, size_t from, size_t to)
{
	to = to < t.n ? to : t.n;
	from = from < to ? from : to;
	return (struct text){ t.p + from, to - from };
}

static size_t find(struct text t, struct text what, size_t from)
{
	for (size_t i = from; i + what.n <= t.n; i++)
		if (!what.n || !memcmp(t.p + i, what.p, what.n * sizeof *what.p))
			return i;
	return NONE;
}

static bool has(struct text t, struct text what)
{
	return find(t, what, 0) != NONE;
}

static bool has_twice(struct text t, struct text what)
{
	size_t first = find(t, what, 0);

	return first != NONE && find(t, what, first + 1) != NONE;
}

static bool is(const struct format *f, uint32_t c, enum property p)
{
	return f->property[p].n == 1 && f->property[p].p[0] == c;
}

static bool is_digit(const struct format *f, uint32_t c)
{
	uint32_t zero = f->property[ZERO].n ? f->property[ZERO].p[0] : 0;

	return f->property[ZERO].n && c >= zero && c < zero + 10;
}

static bool is_active(const struct format *f, uint32_t c)
{
	return is_digit(f, c) || is(f, c, DECIMAL) || is(f, c, EXPONENT) || is(f, c, GROUPING) || is(f, c, DIGIT) || is(f, c, PATTERN);
}

static size_t count_digits(const struct format *f, struct text t, bool optional)
{
	size_t n = 0;

	for (size_t i = 0; i < t.n; i++)
		n += is_digit(f, t.p[i]) || (optional && is(f, t.p[i], DIGIT));
	return n;
}

/* --- splitting and checking ------------------------------------------------------------------------------------------------- */

static void split_mantissa(const struct format *f, struct part *p)
{
	size_t at = find(p->whole, f->property[EXPONENT], p->prefix.n);

	p->has_exponent = at != NONE && at <= p->whole.n - p->suffix.n;
	p->mantissa = p->active;
	if (p->has_exponent) {
		p->mantissa = cut(p->active, 0, at);
		p->exponent = cut(p->active, at + 1, p->active.n);
	}
	at = find(p->mantissa, f->property[DECIMAL], 0);
	p->integer = at == NONE ? p->mantissa : cut(p->mantissa, 0, at);
	p->fraction = at == NONE ? p->suffix : cut(p->mantissa, at + 1, p->mantissa.n);
}

static struct part split(const struct format *f, struct text whole)
{
	struct part p = { .whole = whole };
	size_t from = 0, to = whole.n;

	while (from < whole.n && (!is_active(f, whole.p[from]) || is(f, whole.p[from], EXPONENT)))
		from++;
	while (to > 0 && (!is_active(f, whole.p[to - 1]) || is(f, whole.p[to - 1], EXPONENT)))
		to--;
	if (from < whole.n) {
		p.prefix = cut(whole, 0, from);
		p.suffix = cut(whole, to, whole.n);
	}
	p.active = cut(whole, p.prefix.n, whole.n - p.suffix.n);
	split_mantissa(f, &p);
	return p;
}

static const struct { const char *code, *text; } faults[] = {
	{ "D3080", "The picture string must only contain a maximum of two sub-pictures" },
	{ "D3081", "The sub-picture must not contain more than one instance of the 'decimal-separator' character" },
	{ "D3082", "The sub-picture must not contain more than one instance of the 'percent' character" },
	{ "D3083", "The sub-picture must not contain more than one instance of the 'per-mille' character" },
	{ "D3084", "The sub-picture must not contain both a 'percent' and a 'per-mille' character" },
	{ "D3085", "The mantissa part of a sub-picture must contain at least one character that is either an 'optional digit character' or a "
		"member of the 'decimal digit family'" },
	{ "D3086", "The sub-picture must not contain a passive character that is preceded by an active character and that is followed by "
		"another active character" },
	{ "D3087", "The sub-picture must not contain a 'grouping-separator' character that appears adjacent to a 'decimal-separator' character" },
	{ "D3088", "The sub-picture must not contain a 'grouping-separator' at the end of the integer part" },
	{ "D3089", "The sub-picture must not contain two adjacent instances of the 'grouping-separator' character" },
	{ "D3090", "The integer part of the sub-picture must not contain a member of the 'decimal digit family' that is followed by an "
		"instance of the 'optional digit character'" },
	{ "D3091", "The fractional part of the sub-picture must not contain an instance of the 'optional digit character' that is followed by "
		"a member of the 'decimal digit family'" },
	{ "D3092", "A sub-picture that contains a 'percent' or 'per-mille' character must not contain a character treated as an "
		"'exponent-separator'" },
	{ "D3093", "The exponent part of the sub-picture must comprise only of one or more characters that are members of the "
		"'decimal digit family'" },
};

_Noreturn static void refuse(struct jrun *x, int fault)
{
	jfail(x, faults[fault - 80].code, "%s", faults[fault - 80].text);
}

static bool has_passive(const struct format *f, struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (!is_active(f, t.p[i]))
			return true;
	return false;
}

/* A grouping separator beside the decimal one, or, where there is none, at the end. */
static int grouping_fault(const struct format *f, const struct part *p)
{
	size_t at = find(p->whole, f->property[DECIMAL], 0);

	if (at == NONE)
		return p->integer.n && is(f, p->integer.p[p->integer.n - 1], GROUPING) ? 88 : 0;
	return (at > 0 && is(f, p->whole.p[at - 1], GROUPING)) || (at + 1 < p->whole.n && is(f, p->whole.p[at + 1], GROUPING)) ? 87 : 0;
}

static bool is_grouped_twice(const struct format *f, struct text t)
{
	for (size_t i = 1; i < t.n; i++)
		if (is(f, t.p[i - 1], GROUPING) && is(f, t.p[i], GROUPING))
			return true;
	return false;
}

/* The last fault of the list is the one that counts. */
static void check(const struct format *f, const struct part *p)
{
	const struct text *props = f->property;
	bool percent = has(p->whole, props[PERCENT]), mille = has(p->whole, props[PER_MILLE]);
	size_t optional = find(p->integer, props[DIGIT], 0), last = NONE;
	int fault = has_twice(p->whole, props[DECIMAL]) ? 81 : 0, grouping = grouping_fault(f, p);

	fault = has_twice(p->whole, props[PERCENT]) ? 82 : fault;
	fault = has_twice(p->whole, props[PER_MILLE]) ? 83 : fault;
	fault = percent && mille ? 84 : fault;
	fault = !count_digits(f, p->mantissa, true) ? 85 : fault;
	fault = has_passive(f, p->active) ? 86 : fault;
	fault = grouping ? grouping : fault;
	fault = is_grouped_twice(f, p->whole) ? 89 : fault;
	fault = optional != NONE && count_digits(f, cut(p->integer, 0, optional), false) ? 90 : fault;
	for (size_t i = 0; i < p->fraction.n; i++)
		last = is(f, p->fraction.p[i], DIGIT) ? i : last;
	fault = last != NONE && count_digits(f, cut(p->fraction, last, p->fraction.n), false) ? 91 : fault;
	fault = p->exponent.n && (percent || mille) ? 92 : fault;
	fault = p->has_exponent && (!p->exponent.n || count_digits(f, p->exponent, false) < p->exponent.n) ? 93 : fault;
	if (fault)
		refuse(f->x, fault);
}

/* --- analysing -------------------------------------------------------------------------------------------------------------- */

/* After the first separator, the next one is looked for in the integer in any case: so does the reference. */
static size_t *positions(const struct format *f, const struct part *p, struct text part, bool before, size_t *n)
{
	size_t *out = jalloc(f->x, (part.n + p->integer.n + 1) * sizeof *out);
	size_t at = f->property[GROUPING].n ? find(part, f->property[GROUPING], 0) : NONE;

	for (*n = 0; at != NONE; at = find(p->integer, f->property[GROUPING], at + 1))
		out[(*n)++] = count_digits(f, before ? cut(part, 0, at) : cut(part, at, part.n), true);
	return out;
}

static size_t regularity(const size_t *at, size_t n)
{
	size_t every = n ? at[0] : 0;

	for (size_t i = 1; i < n; i++)
		for (size_t b = at[i], rest; b; b = rest) {
			rest = every % b;
			every = b;
		}
	for (size_t k = 1; k <= n; k++) {
		size_t i = 0;

		while (i < n && at[i] != k * every)
			i++;
		if (i == n)
			return 0;
	}
	return every;
}

static struct sizes analyse(const struct format *f, const struct part *p)
{
	struct sizes s = { .integer_least = count_digits(f, p->integer, false), .fraction_least = count_digits(f, p->fraction, false),
		.fraction_most = count_digits(f, p->fraction, true), .exponent_least = count_digits(f, p->exponent, false) };

	s.scaling = s.integer_least;
	s.groups = positions(f, p, p->integer, false, &s.n_groups);
	s.every = regularity(s.groups, s.n_groups);
	s.fraction_groups = positions(f, p, p->fraction, true, &s.n_fraction_groups);
	if (!s.integer_least && !s.fraction_most) {
		if (p->has_exponent)
			s.fraction_least = s.fraction_most = 1;
		else
			s.integer_least = 1;
	}
	if (p->has_exponent && !s.integer_least && has(p->integer, f->property[DIGIT]))
		s.integer_least = 1;
	if (!s.integer_least && !s.fraction_least)
		s.fraction_least = 1;
	return s;
}

/* --- formatting ------------------------------------------------------------------------------------------------------------- */

struct digits {
	struct jrun *x;
	uint32_t *p;
	size_t n, cap;
};

/* Before index at, counted from the end where negative. */
static void insert(struct digits *d, double at, struct text what)
{
	size_t i = (size_t)fmax(0, fmin((double)d->n, at < 0 ? (double)d->n + at : at));

	if (d->n + what.n > d->cap) {
		size_t cap = d->cap * 2 + what.n + 32;
		uint32_t *p = jalloc(d->x, cap * sizeof *p);

		if (d->n)
			memcpy(p, d->p, d->n * sizeof *p);
		d->p = p;
		d->cap = cap;
	}
	memmove(d->p + i + what.n, d->p + i, (d->n - i) * sizeof *d->p);
	if (what.n)
		memcpy(d->p + i, what.p, what.n * sizeof *what.p);
	d->n += what.n;
}

static void pad(struct digits *d, double at, struct text zero, double n)
{
	for (; n > 0; n--)
		insert(d, at < 0 ? (double)d->n : at, zero);
}

/* With so many decimals, in the family of digits that is asked for. */
static void add_decimal(const struct format *f, struct digits *d, double value, size_t places)
{
	struct jbuf text = {0};
	char plain[512];

	value = fabs(value);
	if (value < 1e21 && places <= 100) {
		snprintf(plain, sizeof plain, "%.*f", (int)places, value);
		jbuf_adds(f->x, &text, plain);
	} else if (places <= 100) {
		jbuf_number(f->x, &text, value);
	} else {
		jfail(f->x, "D3086", "%s", "The picture has more than 100 decimal places");
	}
	for (size_t i = 0; i < text.len; i++) {
		uint32_t c = (uint8_t)text.p[i];

		if (c >= '0' && c <= '9' && f->property[ZERO].n)
			c = f->property[ZERO].p[0] + c - '0';
		insert(d, (double)d->n, (struct text){ &c, 1 });
	}
}

/* value is mantissa * 10^exponent, with as many digits before the point as the picture has. */
static double scale(struct jrun *x, double value, size_t digits, double *exponent)
{
	double most = pow(10, (double)digits), least = pow(10, (double)digits - 1);
	int steps = 0;

	*exponent = 0;
	for (; value != 0 && fabs(value) < least && steps < EXPONENT_STEPS; steps++, --*exponent)
		value *= 10;
	for (; value != 0 && fabs(value) > most && steps < EXPONENT_STEPS; steps++, ++*exponent)
		value /= 10;
	if (steps == EXPONENT_STEPS)
		jfail(x, "D1001", "Number out of range: %s", jshow(x, jnum(value)));
	return value;
}

static double index_of(const struct digits *d, struct text what)
{
	size_t at = find((struct text){ d->p, d->n }, what, 0);

	return at == NONE ? -1 : (double)at;
}

static bool at_end_is(const struct digits *d, bool last, struct text what)
{
	return d->n && what.n == 1 && d->p[last ? d->n - 1 : 0] == what.p[0];
}

/* No zeros at the ends, but as many digits as the picture demands. */
static void fit(const struct format *f, const struct sizes *s, struct digits *d)
{
	static const uint32_t point = '.';
	double at = index_of(d, (struct text){ &point, 1 });

	if (at >= 0)
		memmove(d->p + (size_t)at, d->p + (size_t)at + 1, (--d->n - (size_t)at) * sizeof *d->p);
	insert(d, at >= 0 ? at : (double)d->n, f->property[DECIMAL]);
	while (at_end_is(d, false, f->property[ZERO]))
		memmove(d->p, d->p + 1, --d->n * sizeof *d->p);
	while (at_end_is(d, true, f->property[ZERO]))
		d->n--;
	at = index_of(d, f->property[DECIMAL]);
	pad(d, 0, f->property[ZERO], (double)s->integer_least - at);
	at = index_of(d, f->property[DECIMAL]);
	pad(d, -1, f->property[ZERO], (double)s->fraction_least - ((double)d->n - at - 1));
}

static void group(const struct format *f, const struct sizes *s, struct digits *d)
{
	double at = index_of(d, f->property[DECIMAL]);
	struct text separator = f->property[GROUPING];

	if (s->every) {
		double n = floor((at - 1) / (double)s->every);

		for (double k = 1; k <= n; k++)
			insert(d, at - k * (double)s->every, separator);
	} else {
		for (size_t i = 0; i < s->n_groups; i++)
			insert(d, at++ - (double)s->groups[i], separator);
	}
	at = index_of(d, f->property[DECIMAL]);
	for (size_t i = 0; i < s->n_fraction_groups; i++)
		insert(d, (double)s->fraction_groups[i] + at + 1, separator);
}

static void add_exponent(const struct format *f, const struct sizes *s, struct digits *d, double exponent)
{
	struct digits e = { .x = f->x };

	add_decimal(f, &e, exponent, 0);
	pad(&e, 0, f->property[ZERO], (double)s->exponent_least - (double)e.n);
	insert(d, (double)d->n, f->property[EXPONENT]);
	if (exponent < 0)
		insert(d, (double)d->n, f->property[MINUS]);
	insert(d, (double)d->n, (struct text){ e.p, e.n });
}

static struct digits format(const struct format *f, const struct part *p, double value)
{
	struct digits d = { .x = f->x };
	struct sizes s = analyse(f, p);
	double exponent = 0, at;

	if (has(p->whole, f->property[PERCENT]))
		value *= 100;
	else if (has(p->whole, f->property[PER_MILLE]))
		value *= 1000;
	if (s.exponent_least)
		value = scale(f->x, value, s.scaling, &exponent);
	add_decimal(f, &d, jround(value, (double)s.fraction_most), s.fraction_most);
	fit(f, &s, &d);
	group(f, &s, &d);
	at = index_of(&d, f->property[DECIMAL]);
	if (d.n && (!has(p->whole, f->property[DECIMAL]) || at == (double)d.n - 1))
		d.n--;
	if (s.exponent_least)
		add_exponent(f, &s, &d, exponent);
	insert(&d, 0, p->prefix);
	insert(&d, (double)d.n, p->suffix);
	return d;
}

/* --- the function ----------------------------------------------------------------------------------------------------------- */

static void read_options(struct format *f, struct jv options)
{
	for (int i = 0; i < PROPERTIES; i++) {
		const char *name = defaults[i].name;
		struct jv v = options.tag == JV_OBJ ? jobj_get(f->x, options, name, (uint32_t)strlen(name), jhash(name, strlen(name))) : JUNDEF;

		f->property[i] = text_of(f->x, v.tag == JV_UNDEF ? jstrz(defaults[i].value) : jto_string(f->x, v, false));
	}
}

/* One or two; more are an error. */
static size_t sub_pictures(const struct format *f, struct text picture, struct text out[2])
{
	size_t at = find(picture, f->property[PATTERN], 0), from = at + f->property[PATTERN].n;

	if (at == NONE || !f->property[PATTERN].n) {
		out[0] = picture;
		return 1;
	}
	out[0] = cut(picture, 0, at);
	out[1] = cut(picture, from, picture.n);
	if (has(out[1], f->property[PATTERN]))
		refuse(f->x, 80);
	return 2;
}

JFN(format_number)
{
	struct format f = { .x = x };
	struct text pictures[2];
	struct part parts[2];
	struct digits d;
	struct jbuf out = {0};
	size_t count;

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF || args[1].tag == JV_UNDEF)
		return JUNDEF;
	read_options(&f, args[2]);
	count = sub_pictures(&f, text_of(x, args[1]), pictures);
	for (size_t i = 0; i < count; i++)
		parts[i] = split(&f, pictures[i]);
	for (size_t i = 0; i < count; i++)
		check(&f, &parts[i]);
	d = format(&f, &parts[count == 2 && !(jnum_of(args[0]) >= 0)], jnum_of(args[0]));
	if (count == 1 && !(jnum_of(args[0]) >= 0))
		insert(&d, 0, f.property[MINUS]);
	for (size_t i = 0; i < d.n; i++)
		jbuf_point(x, &out, d.p[i]);
	return jbuf_val(x, &out);
}
