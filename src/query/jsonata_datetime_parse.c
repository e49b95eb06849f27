/*
 * $toMillis: ISO 8601, or any date picture. A picture becomes a regular expression with one group a part; what was found is completed from
 * the clock to the left (larger units) and with zeros to the right, and must have no gap in between.
 */
#include "query/jsonata_datetime.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/timefmt.h"
#include "base/utf8.h"

/* --- the regular expression ---------------------------------------------------------------------------------------------- */

/* U+0000 and lone surrogates have forms of their own in our texts, which no regular expression takes: private characters stand for them. */
static void add_clean(struct jrun *x, struct jbuf *out, const char *s, size_t len, bool quote)
{
	size_t used;

	for (size_t i = 0; i < len; i += used) {
		uint32_t cp = utf8_next(s + i, len - i, &used);

		if (quote && cp && cp < 0x80 && strchr(".*+?^${}()|[]\\", (int)cp))
			jbuf_addc(x, out, '\\');
		jbuf_point(x, out, cp == 0 || (cp >= 0xd800 && cp < 0xe000) ? 0x10f000 + (cp & 0xfff) : cp);
	}
}

static bool is_zone(const struct jdate_part *p)
{
	return p->component == 'Z' || p->component == 'z';
}

static void add_words(struct jrun *x, struct jbuf *out)
{
	jbuf_adds(x, out, "(?:");
	for (size_t i = 0; jwords_word(i); i++) {
		jbuf_adds(x, out, jwords_word(i));
		jbuf_addc(x, out, '|');
	}
	jbuf_adds(x, out, "and|[-, ])+");
}

static void add_number(struct jrun *x, const struct jpicture *p, struct jbuf *out)
{
	char width[40];

	switch (p->kind) {
	case JP_LETTERS:
		jbuf_adds(x, out, "[a-z]+");
		return;
	case JP_ROMAN:
		jbuf_adds(x, out, "[mdclxvi]+");
		return;
	case JP_WORDS:
		add_words(x, out);
		return;
	case JP_SEQUENCE:
		jpicture_refuse(x, p);
	default:
		snprintf(width, sizeof width, "[0-9]{%.0f}", p->parse_width);
		jbuf_adds(x, out, p->parse_width ? width : "[0-9]+");
		jbuf_adds(x, out, p->ordinal ? "(?:th|st|nd|rd)" : "");
	}
}

static void add_part(struct jrun *x, const struct jdate_part *p, struct jbuf *out)
{
	if (p->literal.tag == JV_STR) {
		add_clean(x, out, p->literal.u.str, p->literal.len, true);
	} else if (is_zone(p)) {
		jbuf_adds(x, out, p->component == 'z' ? "GMT[-+][0-9]+" : "[-+][0-9]+");
		if (p->number->every) {
			char text[4];

			add_clean(x, out, text, utf8_put(p->number->separators[0].cp, text), true);
			jbuf_adds(x, out, "[0-9]+");
		}
	} else if (p->component == 'f') {
		jbuf_adds(x, out, "[0-9]+");
	} else if (p->number) {
		add_number(x, p->number, out);
	} else if (p->component == 'M' || p->component == 'x' || p->component == 'F' || p->component == 'P') {
		jbuf_adds(x, out, "[a-z]+");
	} else {
		jdate_refuse_name(x, p->component);
	}
}

static bool find_parts(struct jrun *x, const struct jdate_picture *d, struct jv text, struct jv *found)
{
	struct jbuf pattern = {0}, clean = {0};

	jbuf_addc(x, &pattern, '^');
	for (size_t i = 0; i < d->n; i++) {
		jbuf_addc(x, &pattern, '(');
		add_part(x, &d->parts[i], &pattern);
		jbuf_addc(x, &pattern, ')');
	}
	jbuf_addc(x, &pattern, '$');
	add_clean(x, &clean, text.u.str, text.len, false);
	return jregex_once(x, jbuf_val(x, &pattern), jbuf_val(x, &clean), found, d->n);
}

/* --- the value of a part ------------------------------------------------------------------------------------------------- */

/* Minutes. The minutes of a negative offset with a separator count forwards, as in the reference. */
static double zone_value(const struct jdate_part *p, struct jv text)
{
	const char *s = text.u.str + (p->component == 'z' ? 3 : 0), *digits;
	size_t len = text.len - (size_t)(s - text.u.str);

	if (p->number->every) {
		for (digits = s + 1; *digits >= '0' && *digits <= '9';)
			digits++;
		len -= (size_t)(digits - s);
		while (len && !(*digits >= '0' && *digits <= '9')) {
			digits++;
			len--;
		}
		return jparse_int(s, text.len) * 60 + jparse_int(digits, len);
	}
	if (len <= 3)
		return jparse_int(s, len) * 60;
	return jparse_int(s, 3) * 60 + jparse_int(s + 3, len - 3);
}

/* NAN for a name that is none. */
static double name_value(const struct jdate_part *p, struct jv text)
{
	const char *(*name)(double n) = p->component == 'F' ? jdate_day : jdate_month;
	double found = NAN;

	if (p->component == 'P')
		return jstr_same(text, jstrz("am")) || jstr_same(text, jstrz("AM")) ? 0
			: jstr_same(text, jstrz("pm")) || jstr_same(text, jstrz("PM")) ? 1 : NAN;
	for (int i = 1; name(i); i++) {
		size_t len = strlen(name(i));

		if (p->max >= 1 && p->max < (double)len)
			len = (size_t)p->max;
		if (text.len == len && !memcmp(text.u.str, name(i), len))
			found = i;
	}
	return found;
}

static double part_value(struct jrun *x, const struct jdate_part *p, struct jv text)
{
	char fraction[6] = "0.";

	if (is_zone(p))
		return zone_value(p, text);
	if (p->component != 'f')
		return p->number ? jpicture_parse(x, p->number, text) : name_value(p, text);
	memcpy(fraction + 2, text.u.str, text.len < 3 ? text.len : 3);
	return strtod(fraction, NULL) * 1000;
}

/* --- from parts to an instant -------------------------------------------------------------------------------------------- */

struct found {
	double value[128];		/* by component */
	bool given[128], known[128];	/* known: given, and no unknown name */
};

/* Bits of set that have a value other than zero, the first letter highest. */
static unsigned mask_of(const struct found *f, const char *set)
{
	unsigned mask = 0;

	for (; *set; set++)
		mask = mask << 1 | (f->known[(int)*set] && f->value[(int)*set] != 0 && !isnan(f->value[(int)*set]));
	return mask;
}

static bool is_type(unsigned type, unsigned mask)
{
	return !(~type & mask) && (type & mask);
}

_Noreturn static void refuse(struct jrun *x)
{
	jfail(x, "D3136", "The date/time picture string is missing specifiers required to parse the timestamp");
}

/* From the largest unit to the smallest: what is not given comes from the clock before the first that is, and is the least behind it. */
static void complete(struct jrun *x, struct found *f, const char *units)
{
	bool begun = false, ended = false;

	for (; *units; units++) {
		int c = *units;

		if (f->known[c]) {
			if (ended)
				refuse(x);
			begun = true;
			continue;
		}
		f->value[c] = begun ? strchr("MDd", c) != NULL : c == 'P' ? 0 : jdate_component((double)x->env->now_ms, (uint32_t)c);
		ended = begun;
	}
}

/*
 * A date is year, month and day, or year and day of the year, or one by ISO weeks, which the reference refuses too; a time has hours of the
 * day or of the half day.
 */
static double instant(struct jrun *x, struct found *f)
{
	unsigned date = mask_of(f, "YXMxWwdD"), time = mask_of(f, "PHhmsf");
	bool by_date = is_type(0xa1, date), by_day = !by_date && is_type(0x82, date), by_month_week = is_type(0x54, date);
	bool by_week = !by_month_week && is_type(0x48, date), halves = !is_type(0x17, time) && is_type(0x2f, time);
	double month, day, hour, ms;

	complete(x, f, by_day ? halves ? "YDPhmsf" : "YDHmsf" : by_month_week ? "XxwF" : by_week ? "XWF" : halves ? "YMDPhmsf" : "YMDHmsf");
	if (by_month_week || by_week)
		refuse(x);
	month = f->value['M'] > 0 ? f->value['M'] - 1 : 0;
	day = f->value['D'];
	if (by_day) {
		month = 0;
		day = f->value['d'];
	}
	hour = f->value['H'];
	if (halves)
		hour = (f->value['h'] == 12 ? 0 : f->value['h']) + (f->value['P'] == 1 ? 12 : 0);
	ms = jdate_utc(f->value['Y'], month, day) + trunc(hour) * 3600000 + trunc(f->value['m']) * 60000 + trunc(f->value['s']) * 1000
		+ trunc(f->value['f']);
	return jdate_clip(ms);
}

static struct jv parse(struct jrun *x, struct jv text, struct jv picture)
{
	struct jdate_picture d = jdate_read(x, picture);
	struct jv *found = jalloc(x, (d.n + 1) * sizeof *found);
	struct found f = {0};
	bool any = false;
	double ms, offset;

	if (!find_parts(x, &d, text, found))
		return JUNDEF;
	for (size_t i = 0; i < d.n; i++) {
		int c = d.parts[i].component < 128 ? (int)d.parts[i].component : 0;

		if (d.parts[i].literal.tag == JV_STR)
			continue;
		any = true;
		f.value[c] = part_value(x, &d.parts[i], found[i]);
		f.known[c] = d.parts[i].number || d.parts[i].component == 'f' || !isnan(f.value[c]);
	}
	if (!any)
		return JUNDEF;
	ms = instant(x, &f);
	offset = f.value['Z'] != 0 && !isnan(f.value['Z']) ? f.value['Z'] : f.value['z'];
	return jnum(offset != 0 && !isnan(offset) ? ms - offset * 60000 : ms);
}

/* --- ISO 8601 ------------------------------------------------------------------------------------------------------------ */

struct iso {
	const char *p, *end;
};

/* Takes a text of that form, in which a digit stands for itself and all below it. */
static bool take(struct iso *s, const char *form)
{
	const char *p = s->p;

	for (; *form; form++, p++)
		if (p == s->end || (*form >= '0' && *form <= '9' ? *p < '0' || *p > *form : *p != *form))
			return false;
	s->p = p;
	return true;
}

static double two(const char *p)
{
	return (p[0] - '0') * 10 + (p[1] - '0');
}

/* "10:33:36" at p, and thousandths. */
static double clock_ms(const char *p, double fraction)
{
	double ms = two(p) * 3600000 + two(p + 3) * 60000 + two(p + 6) * 1000 + fraction;

	return two(p) < 24 || ms == DAY_MS ? ms : NAN;
}

/* ".617…" of a second. */
static double take_fraction(struct iso *s)
{
	double ms = 0, unit = 100;

	if (s->end - s->p < 2 || *s->p != '.')
		return 0;
	for (const char *p = s->p + 1; p < s->end && *p >= '0' && *p <= '9'; p++, unit = floor(unit / 10)) {
		ms += (*p - '0') * unit;
		s->p = p + 1;
	}
	return ms;
}

/* Up to the end of the text. Nothing is UTC. */
static bool take_zone(struct iso *s, double *ms)
{
	const char *sign = s->p;
	double hours;

	*ms = 0;
	if (s->p == s->end)
		return true;
	if (take(s, "Z"))
		return s->p == s->end;
	if (!take(s, "+29") && !take(s, "-29"))
		return false;
	hours = two(sign + 1);
	if (!take(s, ":59") && !take(s, "59"))
		return false;
	*ms = hours > 23 ? NAN : (hours * 60 + two(s->p - 2)) * (*sign == '-' ? -60000 : 60000);
	return s->p == s->end;
}

static double date_ms(const char *text, double month, double day)
{
	int year = (int)two(text) * 100 + (int)two(text + 2);

	if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31))
		return NAN;
	return (double)time_days(year, (int)month, (int)day) * DAY_MS;
}

/*
 * "2018", "2018-03", "2018-03-23", each with "T10:33:36" or not, ".617", "Z" or "+01:00". A text of that form with a month 13, an hour 25, or
 * with an offset but no time is no instant (NAN); a day up to 31 is one in every month and goes on into the next.
 */
static bool parse_iso(struct jv text, double *out)
{
	struct iso s = { text.u.str, text.u.str + text.len };
	double month = 1, day = 1, fraction, zone;
	const char *time = NULL, *behind;

	if (!take(&s, "9999"))
		return false;
	if (take(&s, "-19"))
		month = two(s.p - 2);
	if (take(&s, "-39"))
		day = s.p - text.u.str == 10 ? two(s.p - 2) : NAN;
	if (take(&s, "T29:59:59"))
		time = s.p - 8;
	behind = s.p;
	fraction = take_fraction(&s);
	if (!take_zone(&s, &zone))
		return false;
	*out = date_ms(text.u.str, month, day) + (time ? clock_ms(time, fraction) : 0) - zone;
	if (!time && behind != s.end && *behind != 'Z')
		*out = NAN;
	return true;
}

JFN(to_millis)
{
	double ms;

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF)
		return JUNDEF;
	if (args[1].tag == JV_STR)
		return parse(x, args[0], args[1]);
	if (!parse_iso(args[0], &ms))
		jfail(x, "D3110", "The argument of the toMillis function must be an ISO 8601 formatted timestamp. Given %s", jshow(x, args[0]));
	return jnum(ms);
}
