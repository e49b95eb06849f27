/* Date pictures: reading them, the components of an instant, $fromMillis and $now. */
#include "query/jsonata_datetime.h"

#include "base/timefmt.h"
#include "base/utf8.h"

#define WEEK_MS (7 * DAY_MS)
#define INSTANT_MAX 8.64e15

static const char *const months[] = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
	"November", "December" };
static const char *const days[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };

/* What a marker without a presentation has. */
static const struct { char component; const char *presentation; } defaults[] = {
	{ 'Y', "1" }, { 'M', "1" }, { 'D', "1" }, { 'd', "1" }, { 'F', "n" }, { 'W', "1" }, { 'w', "1" }, { 'X', "1" }, { 'x', "1" }, { 'H', "1" },
	{ 'h', "1" }, { 'P', "n" }, { 'm', "01" }, { 's', "01" }, { 'f', "1" }, { 'Z', "01:01" }, { 'z', "01:01" }, { 'C', "n" }, { 'E', "n" },
};

const char *jdate_month(double n)
{
	return n >= 1 && n <= 12 ? months[(int)n - 1] : NULL;
}

const char *jdate_day(double n)
{
	return n >= 1 && n <= 7 ? days[(int)n - 1] : NULL;
}

void jdate_refuse_name(struct jrun *x, uint32_t component)
{
	char text[5] = "";

	text[utf8_put(component, text)] = '\0';
	jfail(x, "D3133", "The 'name' modifier can only be applied to months and days in the date/time picture string, not %s",
		jshow(x, jstrz(text)));
}

/* --- reading a picture --------------------------------------------------------------------------------------------------- */

static bool is_one_of(uint32_t component, const char *set)
{
	return component && component < 0x80 && strchr(set, (int)component);
}

static const char *default_of(struct jrun *x, const char *component, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(defaults); i++)
		if (len == 1 && defaults[i].component == component[0])
			return defaults[i].presentation;
	jfail(x, "D3132", "Unknown component specifier %s in date/time picture string", jshow(x, jstr(component, len)));
}

/* "MIN", "MIN-MAX", where "*" is none. */
static void read_width(struct jdate_part *p, const char *s, size_t len)
{
	const char *dash = len ? memchr(s, '-', len) : NULL;
	size_t first = dash ? (size_t)(dash - s) : len, second = dash ? len - first - 1 : 0;

	p->min = jparse_int(s, first);
	p->has_max = dash && !(second == 1 && dash[1] == '*');
	if (p->has_max)
		p->max = jparse_int(dash + 1, second);
}

static void read_year(struct jdate_part *p)
{
	double digits = p->number->mandatory + p->number->optional;

	p->year_digits = -1;
	if (p->has_max)
		p->year_digits = p->number->mandatory = p->max;
	else if (digits >= 2)
		p->year_digits = digits;
}

static void read_number(struct jrun *x, struct jdate_part *p, const char *presentation, size_t len, char modifier)
{
	char *picture = jalloc(x, len + 2);

	memcpy(picture, presentation, len);
	picture[len] = ';';
	picture[len + 1] = modifier;
	p->number = jpicture_read(x, picture, modifier ? len + 2 : len);
	if (p->number->mandatory < p->min)
		p->number->mandatory = p->min;
	if (p->component == 'Y')
		read_year(p);
}

/* Letters for names, else a picture of a number with an ending: o(rdinal), c(ardinal), a(lphabetic), t(raditional). */
static void read_presentation(struct jrun *x, struct jdate_part *p, const char *s, size_t len, size_t component_len)
{
	char modifier = '\0';

	if (!len) {
		s = default_of(x, s - component_len, component_len);
		len = strlen(s);
	} else if (len > 1 && strchr("atco", s[len - 1])) {
		modifier = s[--len];
	}
	p->zulu = modifier == 't';
	p->named = s[0] == 'n' || s[0] == 'N';
	p->letters = s[0] == 'n' ? JC_LOWER : len > 1 && s[1] == 'n' ? JC_TITLE : JC_UPPER;
	if (!p->named && is_one_of(p->component, "YMDdFWwXxHhmsf"))
		read_number(x, p, s, len, modifier);
	else if (p->component == 'Z' || p->component == 'z')
		p->number = jpicture_read(x, s, len);
}

/* s is what stands between the brackets. White space in it does not count. */
static void read_marker(struct jrun *x, struct jdate_part *p, const char *s, size_t len)
{
	char *text = jalloc(x, len + 1);
	size_t n = 0, blank, used = 0, end;

	for (size_t i = 0; i < len; i += blank ? blank : 1) {
		blank = jblank(s + i, len - i);
		if (!blank)
			text[n++] = s[i];
	}
	text[n] = '\0';
	*p = (struct jdate_part){ .min = NAN, .max = NAN, .year_digits = -1 };
	p->component = n ? utf8_next(text, n, &used) : 0;
	for (end = n; end > 0 && text[end - 1] != ',';)
		end--;
	if (end)
		read_width(p, text + end, n - end);
	end = end ? end - 1 : n;
	if (!end && n)
		read_presentation(x, p, text, 1, 1);	/* a comma alone is its own presentation there */
	else
		read_presentation(x, p, text + used, end > used ? end - used : 0, used);
}

static void add_literal(struct jrun *x, struct jdate_picture *d, const char *s, size_t len)
{
	struct jbuf out = {0};

	if (!len)
		return;
	for (size_t i = 0; i < len; i++) {
		jbuf_addc(x, &out, s[i]);
		if (s[i] == ']' && i + 1 < len && s[i + 1] == ']')
			i++;
	}
	d->parts[d->n++] = (struct jdate_part){ .literal = jbuf_val(x, &out) };
}

/* Numbers that touch: the first one must have a width for parsing. */
static void touch(const struct jdate_part *before, const struct jdate_part *p)
{
	if (p->number && p->component != 'Z' && p->component != 'z' && before->number)
		before->number->parse_width = isnan(before->number->mandatory) ? 0 : before->number->mandatory;
}

/* Of the bracket that ends the marker at from. */
static size_t closing(struct jrun *x, struct jv picture, size_t from)
{
	const char *end = memchr(picture.u.str + from, ']', picture.len - from);

	if (end)
		return (size_t)(end - picture.u.str);
	jfail(x, "D3135", "No matching closing bracket ']' in date/time picture string");
}

struct jdate_picture jdate_read(struct jrun *x, struct jv picture)
{
	struct jdate_picture d = { .parts = jalloc(x, ((size_t)picture.len + 1) * sizeof *d.parts) };
	const char *s = picture.u.str;
	size_t from = 0, at = 0, end;

	while (at < picture.len) {
		if (s[at] != '[') {
			at++;
			continue;
		}
		add_literal(x, &d, s + from, at - from);
		from = at;
		if (at + 1 < picture.len && s[at + 1] == '[') {
			add_literal(x, &d, "[", 1);
			from = at += 2;
			continue;
		}
		end = closing(x, picture, at);
		read_marker(x, &d.parts[d.n], s + at + 1, end - at - 1);
		if (d.n)
			touch(&d.parts[d.n - 1], &d.parts[d.n]);
		d.n++;
		from = at = end + 1;
	}
	add_literal(x, &d, s + from, at - from);
	return d;
}

/* --- the components of an instant ---------------------------------------------------------------------------------------- */

double jdate_clip(double ms)
{
	return fabs(ms) <= INSTANT_MAX ? trunc(ms) : NAN;
}

double jdate_utc(double year, double month, double day)
{
	double y = trunc(year), m = trunc(month), d = trunc(day);

	if (!(fabs(y) < 1e6) || !(fabs(m) < 1e7) || !(fabs(d) < 1e9))
		return NAN;
	if (y >= 0 && y <= 99)
		y += 1900;
	y += floor(m / 12);
	return ((double)time_days((int)y, (int)(m - floor(m / 12) * 12) + 1, 1) + d - 1) * DAY_MS;
}

/* The Monday of the week that holds the year's or month's first Thursday. */
static double first_week(double year, double month)
{
	double first = jdate_utc(year, month, 1), weekday = jdate_component(first, 'F');

	return weekday > 4 ? first + (8 - weekday) * DAY_MS : first - (weekday - 1) * DAY_MS;
}

/* The week of a year (span 12) or a month (span 1): 1 where the next one has begun, the last one's where this has not. */
static double week(double today, double year, double month, int span)
{
	double n = (today - first_week(year, month)) / WEEK_MS + 1;

	if (n > (span == 12 ? 52 : 4)) {
		if (today >= first_week(year, month + span))
			n = 1;
	} else if (n < 1) {
		n = (today - first_week(year, month - span)) / WEEK_MS + 1;
	}
	return floor(n);
}

struct civil {
	double year, month, day;	/* month from 0 */
	double ms;			/* of the day */
};

static struct civil civil_of(double ms)
{
	double d = floor(ms / DAY_MS);
	int year, month, day;

	time_civil((int64_t)d, &year, &month, &day);
	return (struct civil){ year, month - 1, day, ms - d * DAY_MS };
}

static double date_component(double ms, const struct civil *c, char component)
{
	double today = jdate_utc(c->year, c->month, c->day), month = c->month;

	switch (component) {
	case 'Y':
		return c->year;
	case 'M':
		return c->month + 1;
	case 'D':
		return c->day;
	case 'd':
		return (today - jdate_utc(c->year, 0, 1)) / DAY_MS + 1;
	case 'F':
		return fmod(floor(ms / DAY_MS) + 700000003, 7) + 1;
	case 'W':
		return week(today, c->year, 0, 12);
	case 'w':
		return week(today, c->year, c->month, 1);
	case 'X':
		return ms < first_week(c->year, 0) ? c->year - 1 : ms >= first_week(c->year + 1, 0) ? c->year + 1 : c->year;
	default:
		if (ms < first_week(c->year, c->month))
			month += 11;
		else if (ms >= first_week(c->year, c->month + 1))
			month += 1;
		return fmod(month, 12) + 1;
	}
}

double jdate_component(double ms, uint32_t component)
{
	struct civil c;
	double hour;

	if (component == 'P' && isnan(ms))
		return 0;
	if (isnan(ms))
		return NAN;
	c = civil_of(ms);
	hour = floor(c.ms / 3600000);
	switch (component) {
	case 'H':
		return hour;
	case 'h':
		return fmod(hour, 12) == 0 ? 12 : fmod(hour, 12);
	case 'P':
		return hour >= 12;
	case 'm':
		return fmod(floor(c.ms / 60000), 60);
	case 's':
		return fmod(floor(c.ms / 1000), 60);
	case 'f':
		return fmod(c.ms, 1000);
	default:
		return date_component(ms, &c, (char)component);
	}
}

/* --- formatting ---------------------------------------------------------------------------------------------------------- */

static void add_name(struct jrun *x, const struct jdate_part *p, const char *name, struct jbuf *out)
{
	size_t len;
	struct jv text;

	if (!name)
		name = "undefined";			/* of an instant that is none */
	len = strlen(name);
	if (p->has_max && (double)len > p->max)
		len = p->max > 0 ? (size_t)p->max : 0;
	text = jstr(name, len);
	if (p->letters != JC_TITLE)
		text = jrecase(x, text, p->letters == JC_UPPER);
	jbuf_add(x, out, text.u.str, text.len);
}

static void add_number(struct jrun *x, const struct jdate_part *p, double value, struct jbuf *out)
{
	if (p->component == 'Y' && p->year_digits != -1)
		value = fmod(value, pow(10, p->year_digits));
	if (!p->named)
		jpicture_format(x, p->number, value, out);
	else if (p->component == 'M' || p->component == 'x')
		add_name(x, p, jdate_month(value), out);
	else if (p->component == 'F')
		add_name(x, p, jdate_day(value), out);
	else
		jdate_refuse_name(x, p->component);
}

struct zone {
	double hours, minutes;
};

static void add_offset(struct jrun *x, const struct jdate_part *p, const struct zone *z, struct jbuf *out)
{
	double both = z->hours * 100 + z->minutes, digits = p->number->mandatory;

	if (both == 0 && p->zulu) {
		jbuf_addc(x, out, 'Z');
		return;
	}
	jbuf_adds(x, out, p->component == 'z' ? "GMT" : "");
	jbuf_adds(x, out, both >= 0 ? "+" : "");
	if (!p->number->every && !(digits >= 1 && digits <= 4 && digits == trunc(digits)))
		jfail(x, "D3134", "The timezone integer format specifier cannot have more than four digits");
	jpicture_format(x, p->number, p->number->every || digits > 2 ? both : z->hours, out);
	if (p->number->every || digits > 2 || z->minutes == 0)
		return;
	jbuf_addc(x, out, ':');
	jpicture_format(x, jpicture_read(x, "00", 2), z->minutes, out);
}

static void add_component(struct jrun *x, const struct jdate_part *p, double ms, const struct zone *z, struct jbuf *out)
{
	if (is_one_of(p->component, "YMDdFWwXxHhms"))
		add_number(x, p, jdate_component(ms, p->component), out);
	else if (p->component == 'f' && !p->number)
		jpicture_refuse(x, jpicture_read(x, "n", 1));
	else if (p->component == 'f')
		jpicture_format(x, p->number, jdate_component(ms, 'f'), out);
	else if (p->component == 'Z' || p->component == 'z')
		add_offset(x, p, z, out);
	else if (p->component == 'P')
		jbuf_adds(x, out, jdate_component(ms, 'P') ? (p->named && p->letters == JC_UPPER ? "PM" : "pm")
			: p->named && p->letters == JC_UPPER ? "AM" : "am");
	else
		jbuf_adds(x, out, p->component == 'C' || p->component == 'E' ? "ISO" : "undefined");
}

/* The offset is a number, hhmm: "+0530", "-0500". */
static struct zone zone_of(struct jv timezone)
{
	double n = timezone.tag == JV_STR ? jparse_int(timezone.u.str, timezone.len) : 0;

	return (struct zone){ floor(n / 100), fmod(n, 100) };
}

static struct jv format(struct jrun *x, double ms, struct jv picture, struct jv timezone)
{
	struct zone z = zone_of(timezone);
	struct jdate_picture d = jdate_read(x, picture.tag == JV_STR ? picture : jstrz("[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]"));
	struct jbuf out = {0};

	ms = jdate_clip(ms + (60 * z.hours + z.minutes) * 60000);
	for (size_t i = 0; i < d.n; i++) {
		if (d.parts[i].literal.tag == JV_STR)
			jbuf_add(x, &out, d.parts[i].literal.u.str, d.parts[i].literal.len);
		else
			add_component(x, &d.parts[i], ms, &z, &out);
	}
	return jbuf_val(x, &out);
}

JFN(from_millis)
{
	(void)n, (void)focus;
	return args[0].tag == JV_NUM ? format(x, jnum_of(args[0]), args[1], args[2]) : JUNDEF;
}

JFN(now)
{
	(void)n, (void)focus;
	return format(x, (double)x->env->now_ms, args[0], args[1]);
}

JFN(millis)
{
	(void)args, (void)n, (void)focus;
	return jnum((double)x->env->now_ms);
}
