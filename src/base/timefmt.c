/* Days and civil dates: the proleptic Gregorian calendar counted in eras of 400 years that begin on 1 March. */
#include "base/timefmt.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

int64_t time_days(int year, int month, int day)
{
	int64_t y = month <= 2 ? (int64_t)year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

void time_civil(int64_t days, int *year, int *month, int *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

/* Whole days since 1970, and the milliseconds of the day. */
static int64_t split_days(int64_t ms, int64_t *rest)
{
	int64_t days = ms / 86400000;

	*rest = ms % 86400000;
	if (*rest < 0) {
		*rest += 86400000;
		days--;
	}
	return days;
}

void time_format_http(int64_t ms, char out[TIME_TEXT_SIZE])
{
	static const char day_names[] = "ThuFriSatSunMonTueWed", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t rest, days = split_days(ms, &rest);
	int y, m, d;

	time_civil(days, &y, &m, &d);
	snprintf(out, TIME_TEXT_SIZE, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", day_names + ((days % 7 + 7) % 7) * 3, d,
		months + (m - 1) * 3, y, (int)(rest / 3600000), (int)(rest / 60000 % 60), (int)(rest / 1000 % 60));
}

void time_format(int64_t ms, char out[TIME_TEXT_SIZE])
{
	int64_t rest, days = split_days(ms, &rest);
	int y, m, d;

	time_civil(days, &y, &m, &d);
	snprintf(out, TIME_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", y, m, d, (int)(rest / 3600000),
		(int)(rest / 60000 % 60), (int)(rest / 1000 % 60), (int)(rest % 1000));
}

/* Exactly n digits at *p. */
static bool digits(const char **p, int n, int *out)
{
	int v = 0;

	for (int i = 0; i < n; i++, (*p)++) {
		if (!isdigit((unsigned char)**p))
			return false;
		v = v * 10 + (**p - '0');
	}
	*out = v;
	return true;
}

static bool expect(const char **p, char c)
{
	return *(*p)++ == c;
}

static int month_len(int y, int m)
{
	static const int len[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return m == 2 && (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)) ? 29 : len[m - 1];
}

static bool parse_fraction(const char **p, int64_t *nanos)
{
	int64_t v = 0, scale = 1000000000;
	const char *start = *p;

	for (; isdigit((unsigned char)**p); (*p)++) {
		if (scale > 1) {
			scale /= 10;
			v += (**p - '0') * scale;
		}
	}
	*nanos = v;
	return *p > start;
}

static bool parse_offset(const char **p, int *minutes)
{
	int h, m, sign = **p == '-' ? -1 : 1;

	*minutes = 0;
	if (**p == 'Z')
		return (*p)++, true;
	if (**p != '+' && **p != '-')
		return false;
	(*p)++;
	if (!digits(p, 2, &h) || !expect(p, ':') || !digits(p, 2, &m) || h > 23 || m > 59)
		return false;
	*minutes = sign * (h * 60 + m);
	return true;
}

bool time_parse(const char *text, int64_t *ms, int32_t *ns)
{
	const char *p = text;
	int y, mo, d, h, mi, s, off;
	int64_t nanos = 0;

	if (!digits(&p, 4, &y) || !expect(&p, '-') || !digits(&p, 2, &mo) || !expect(&p, '-') || !digits(&p, 2, &d) ||
	    !expect(&p, 'T') || !digits(&p, 2, &h) || !expect(&p, ':') || !digits(&p, 2, &mi) || !expect(&p, ':') ||
	    !digits(&p, 2, &s))
		return false;
	if (mo < 1 || mo > 12 || d < 1 || d > month_len(y, mo) || h > 23 || mi > 59 || s > 59)
		return false;
	if (*p == '.') {
		p++;
		if (!parse_fraction(&p, &nanos))
			return false;
	}
	if (!parse_offset(&p, &off) || *p)
		return false;
	*ms = (time_days(y, mo, d) * 86400 + h * 3600 + mi * 60 + s - off * 60) * 1000 + nanos / 1000000;
	if (ns)
		*ns = (int32_t)(nanos % 1000000);
	return true;
}

int64_t time_wall_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t time_mono_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

void time_format_span(int64_t ms, char out[TIME_TEXT_SIZE])
{
	const char *sign = ms < 0 ? "-" : "+";
	int64_t a = ms < 0 ? -ms : ms;
	int64_t s = a / 1000;

	if (s < 60)
		snprintf(out, TIME_TEXT_SIZE, "%s%d.%03ds", sign, (int)s, (int)(a % 1000));
	else if (s < 3600)
		snprintf(out, TIME_TEXT_SIZE, "%s%dm%02d.%03ds", sign, (int)(s / 60), (int)(s % 60), (int)(a % 1000));
	else if (s < 86400)
		snprintf(out, TIME_TEXT_SIZE, "%s%dh%02dm%02ds", sign, (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
	else
		snprintf(out, TIME_TEXT_SIZE, "%s%lldd%02dh%02dm", sign, (long long)(s / 86400), (int)(s / 3600 % 24), (int)(s / 60 % 60));
}
