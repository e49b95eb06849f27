/* $formatInteger and $parseInteger, and the pictures that they share with dates. */
#include "query/jsonata_picture.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "json/json.h"

/* The zeros of the families of ten digits that a picture may use. */
static const uint32_t families[] = { 0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50,
	0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900,
	0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10 };

static const struct named { const char *text; enum jpicture_kind kind; enum jletter_case letters; } named[] = {
	{ "A", JP_LETTERS, JC_UPPER }, { "a", JP_LETTERS, JC_LOWER }, { "I", JP_ROMAN, JC_UPPER }, { "i", JP_ROMAN, JC_LOWER },
	{ "W", JP_WORDS, JC_UPPER }, { "Ww", JP_WORDS, JC_TITLE }, { "w", JP_WORDS, JC_LOWER },
};

static const struct { int value; const char *text; } roman[] = {
	{ 1000, "m" }, { 900, "cm" }, { 500, "d" }, { 400, "cd" }, { 100, "c" }, { 90, "xc" }, { 50, "l" }, { 40, "xl" }, { 10, "x" }, { 9, "ix" },
	{ 5, "v" }, { 4, "iv" }, { 1, "i" },
};

/* --- reading a picture --------------------------------------------------------------------------------------------------- */

static uint32_t family_of(uint32_t cp)
{
	for (size_t i = 0; i < ARRAY_LEN(families); i++)
		if (cp >= families[i] && cp <= families[i] + 9)
			return families[i];
	return 0;
}

static size_t gcd(size_t a, size_t b)
{
	while (b) {
		size_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* One kind of separator at every multiple of a number of digits, from the right: then it goes on to the left without end. */
static size_t regularity(const struct jseparator *s, size_t n)
{
	size_t every = n ? s[0].digits : 0;

	for (size_t i = 1; i < n; i++) {
		if (s[i].cp != s[0].cp)
			return 0;
		every = gcd(every, s[i].digits);
	}
	for (size_t k = 1; k <= n; k++) {
		bool found = false;

		for (size_t i = 0; i < n && !found; i++)
			found = s[i].digits == k * every;
		if (!found)
			return 0;
	}
	return every;
}

static void read_digits(struct jrun *x, struct jpicture *p, const char *text, size_t len)
{
	uint32_t *cps = jalloc(x, (len + 1) * sizeof *cps), family;
	size_t n = 0, used, digits = 0;

	for (size_t i = 0; i < len; i += used)
		cps[n++] = utf8_next(text + i, len - i, &used);
	p->separators = jalloc(x, (n + 1) * sizeof *p->separators);
	p->mandatory = p->optional = 0;
	while (n-- > 0) {
		family = family_of(cps[n]);
		if (!family && cps[n] != '#') {
			p->separators[p->n_separators++] = (struct jseparator){ digits, cps[n] };
			continue;
		}
		digits++;
		if (!family) {
			p->optional++;
			continue;
		}
		if (p->mandatory && family != p->zero)
			jfail(x, "D3131", "In a decimal digit pattern, all digits must be from the same decimal group");
		p->zero = family;
		p->mandatory++;
	}
	if (!p->mandatory) {
		p->kind = JP_SEQUENCE;
		p->mandatory = p->optional = NAN;
		p->n_separators = 0;
	}
	p->every = regularity(p->separators, p->n_separators);
}

struct jpicture *jpicture_read(struct jrun *x, const char *text, size_t len)
{
	struct jpicture *p = jalloc(x, sizeof *p);
	size_t end = len;

	while (end > 0 && text[end - 1] != ';')
		end--;
	*p = (struct jpicture){ .ordinal = end > 0 && end < len && text[end] == 'o', .mandatory = NAN, .optional = NAN };
	end = end > 0 ? end - 1 : len;
	p->text = jstr_copy(x, text, end);
	for (size_t i = 0; i < ARRAY_LEN(named); i++)
		if (strlen(named[i].text) == end && !memcmp(named[i].text, text, end)) {
			p->kind = named[i].kind;
			p->letters = named[i].letters;
			return p;
		}
	read_digits(x, p, text, end);
	return p;
}

void jpicture_refuse(struct jrun *x, const struct jpicture *p)
{
	jfail(x, "D3130", "Formatting or parsing an integer as a sequence starting with %s is not supported by this implementation",
		jshow(x, p->text));
}

/* --- formatting ---------------------------------------------------------------------------------------------------------- */

static void add_letters(struct jrun *x, double value, char first, struct jbuf *out)
{
	char text[256];			/* 26^256 is beyond any double */
	size_t at = sizeof text;

	if (isinf(value))
		jfail(x, "D1001", "Number out of range: %s", jshow(x, jnum(value)));
	for (; value > 0 && at > 0; value = floor((value - 1) / 26))
		text[--at] = (char)(first + (int)fmod(value - 1, 26));
	jbuf_add(x, out, text + at, sizeof text - at);
}

static void add_roman(struct jrun *x, double value, bool upper, struct jbuf *out)
{
	if (value >= 1e9)
		jtoo_much(x);
	for (size_t i = 0; i < ARRAY_LEN(roman); i++)
		for (; value >= roman[i].value; value -= roman[i].value)
			for (const char *c = roman[i].text; *c; c++)
				jbuf_addc(x, out, upper ? (char)(*c - 32) : *c);
}

static void add_words(struct jrun *x, const struct jpicture *p, double value, struct jbuf *out)
{
	size_t from = out->len;

	jwords_add(x, value, p->ordinal, out);
	for (size_t i = from; i < out->len; i++) {
		char *c = out->p + i;

		if (p->letters == JC_UPPER && *c >= 'a' && *c <= 'z')
			*c = (char)(*c - 32);
		else if (p->letters == JC_LOWER && *c >= 'A' && *c <= 'Z')
			*c = (char)(*c + 32);
	}
}

struct digits {
	uint32_t *cp;
	size_t n;
};

static struct digits plain_digits(struct jrun *x, const struct jpicture *p, double value)
{
	struct jbuf text = {0};
	struct digits d;
	size_t pad;

	jbuf_number(x, &text, value);
	pad = p->mandatory > (double)text.len ? (size_t)fmin(p->mandatory - (double)text.len, 4e9) : 0;
	d.cp = jalloc(x, (pad + text.len + p->n_separators) * sizeof *d.cp);
	for (d.n = 0; d.n < pad; d.n++)
		d.cp[d.n] = p->zero;
	for (size_t i = 0; i < text.len; i++)
		d.cp[d.n++] = (uint32_t)text.p[i] + p->zero - '0';
	return d;
}

/* Where a separator has more digits to the right of it than there are, the reference puts it first and keeps only the excess. */
static void insert(struct digits *d, const struct jseparator *s)
{
	size_t at = s->digits <= d->n ? d->n - s->digits : 0;
	size_t excess = s->digits - d->n;

	if (s->digits > d->n && excess < d->n) {
		memmove(d->cp, d->cp + d->n - excess, excess * sizeof *d->cp);
		d->n = excess;
	}
	memmove(d->cp + at + 1, d->cp + at, (d->n - at) * sizeof *d->cp);
	d->cp[at] = s->cp;
	d->n++;
}

static const char *suffix(const uint32_t *cp, size_t n)
{
	uint32_t last = n ? cp[n - 1] : 0;

	if (n > 1 && cp[n - 2] == '1')
		return "th";
	return last == '1' ? "st" : last == '2' ? "nd" : last == '3' ? "rd" : "th";
}

static void add_decimal(struct jrun *x, const struct jpicture *p, double value, struct jbuf *out)
{
	struct digits d = plain_digits(x, p, value);
	bool regular = p->every > 0;

	for (size_t i = p->n_separators; !regular && i-- > 0;)
		insert(&d, &p->separators[i]);
	for (size_t i = 0; i < d.n; i++) {
		if (regular && i > 0 && (d.n - i) % p->every == 0)
			jbuf_point(x, out, p->separators[0].cp);
		jbuf_point(x, out, d.cp[i]);
	}
	if (p->ordinal)
		jbuf_adds(x, out, p->every == 1 ? suffix(d.cp + d.n - 1, 1) : suffix(d.cp, d.n));
}

void jpicture_format(struct jrun *x, const struct jpicture *p, double value, struct jbuf *out)
{
	if (value < 0)
		jbuf_addc(x, out, '-');
	value = fabs(value);
	switch (p->kind) {
	case JP_LETTERS:
		add_letters(x, value, p->letters == JC_UPPER ? 'A' : 'a', out);
		break;
	case JP_ROMAN:
		add_roman(x, value, p->letters == JC_UPPER, out);
		break;
	case JP_WORDS:
		add_words(x, p, value, out);
		break;
	case JP_DECIMAL:
		add_decimal(x, p, value, out);
		break;
	case JP_SEQUENCE:
		jpicture_refuse(x, p);
	}
}

/* --- parsing ------------------------------------------------------------------------------------------------------------- */

/* Digits in base 10 from s[i] on, behind leading zeros; *end is behind them. */
static double decimal(const char *s, size_t len, size_t i, size_t *end)
{
	char digits[310];
	size_t n = 0;

	while (i < len && s[i] == '0')
		i++;
	for (; i < len && s[i] >= '0' && s[i] <= '9'; i++)
		if (n++ < sizeof digits - 1)
			digits[n - 1] = s[i];
	*end = i;
	if (n > sizeof digits - 1)
		return HUGE_VAL;
	digits[n] = '\0';
	return strtod(digits, NULL);
}

double jparse_int(const char *s, size_t len)
{
	size_t i = 0, blank, from;
	double d = 0;
	bool minus;

	while ((blank = jblank(s + i, len - i)))
		i += blank;
	minus = i < len && s[i] == '-';
	if (i < len && (s[i] == '-' || s[i] == '+'))
		i++;
	from = i;
	if (i + 1 < len && s[i] == '0' && (s[i + 1] | 0x20) == 'x')
		for (from = i += 2; i < len && jhex(s[i]) >= 0; i++)
			d = d * 16 + jhex(s[i]);
	else
		d = decimal(s, len, i, &i);
	return i == from ? NAN : minus ? -d : d;
}

static double parse_letters(struct jv text, char first)
{
	size_t n = jutf16_len(text.u.str, text.len), used;
	double d = 0;

	for (size_t i = 0; i < text.len; i += used) {
		uint32_t cp = utf8_next(text.u.str + i, text.len - i, &used);

		if (cp > 0xffff) {
			d += ((double)(0xd800 + ((cp - 0x10000) >> 10)) - first + 1) * pow(26, (double)--n);
			cp = 0xdc00 + (cp & 0x3ff);
		}
		d += ((double)cp - first + 1) * pow(26, (double)--n);
	}
	return d;
}

/* From the right: what is less than the largest yet is subtracted. */
static double parse_roman(struct jv text, bool upper)
{
	static const char letters[] = "MDCLXVI";
	static const int values[] = { 1000, 500, 100, 50, 10, 5, 1 };
	double d = 0, most = 1;

	for (uint32_t i = text.len; i-- > 0;) {
		char c = text.u.str[i];
		const char *at = strchr(letters, !upper && c >= 'a' && c <= 'z' ? c - 32 : c);

		if (!c || !at)
			return NAN;
		if (values[at - letters] < most) {
			d -= values[at - letters];
			continue;
		}
		most = values[at - letters];
		d += most;
	}
	return d;
}

static bool separates(const struct jpicture *p, uint32_t cp)
{
	if (p->every)
		return cp == ',';		/* whatever the picture says */
	for (size_t i = 0; i < p->n_separators; i++)
		if (p->separators[i].cp == cp)
			return true;
	return false;
}

static double parse_decimal(struct jrun *x, const struct jpicture *p, struct jv text)
{
	size_t len = text.len, used;
	struct jbuf digits = {0};

	if (p->ordinal)
		len = jutf16_at(text.u.str, text.len, jutf16_len(text.u.str, text.len) < 2 ? 0 : jutf16_len(text.u.str, text.len) - 2);
	for (size_t i = 0; i < len; i += used) {
		uint32_t cp = utf8_next(text.u.str + i, len - i, &used);

		if (separates(p, cp))
			continue;
		if (cp < p->zero - '0')
			return NAN;
		jbuf_point(x, &digits, cp - p->zero + '0');
	}
	return jparse_int(digits.len ? digits.p : "", digits.len);
}

double jpicture_parse(struct jrun *x, const struct jpicture *p, struct jv text)
{
	switch (p->kind) {
	case JP_LETTERS:
		return parse_letters(text, p->letters == JC_UPPER ? 'A' : 'a');
	case JP_ROMAN:
		return parse_roman(text, p->letters == JC_UPPER);
	case JP_WORDS:
		return jwords_parse(x, jrecase(x, text, false));
	case JP_DECIMAL:
		return parse_decimal(x, p, text);
	default:
		jpicture_refuse(x, p);
	}
}

/* --- the functions ------------------------------------------------------------------------------------------------------- */

JFN(format_integer)
{
	struct jbuf out = {0};

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF || args[1].tag == JV_UNDEF)
		return JUNDEF;
	jpicture_format(x, jpicture_read(x, args[1].u.str, args[1].len), floor(jnum_of(args[0])), &out);
	return jbuf_val(x, &out);
}

JFN(parse_integer)
{
	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF || args[1].tag == JV_UNDEF)
		return JUNDEF;
	return jnum(jpicture_parse(x, jpicture_read(x, args[1].u.str, args[1].len), args[0]));
}
