/*
 * timefmt - instants as RFC 3339 text. An instant is a count of milliseconds since 1970-01-01T00:00:00Z (int64_t, name ends in _ms).
 * No time zone database, no locale: everything is shown in UTC.
 */
#ifndef ASLANT_TIMEFMT_H
#define ASLANT_TIMEFMT_H

#include <stdbool.h>
#include <stdint.h>

#define TIME_TEXT_SIZE 40

/* "2026-01-01T00:00:00.000Z" */
void time_format(int64_t ms, char out[TIME_TEXT_SIZE]);
/* The profile that ASL accepts (ASL.md 5.3): YYYY-MM-DDThh:mm:ss[.fraction](Z|+hh:mm|-hh:mm), capital T and Z, a real date.
 * *ns, where not NULL, gets the nanoseconds below the millisecond. */
bool time_parse(const char *text, int64_t *ms, int32_t *ns);
/* As headers of HTTP have it: "Thu, 06 Nov 2025 12:31:47 GMT" */
void time_format_http(int64_t ms, char out[TIME_TEXT_SIZE]);
void time_civil(int64_t days, int *year, int *month, int *day);	/* days since 1970-01-01 */
int64_t time_days(int year, int month, int day);
int64_t time_wall_ms(void);				/* the host's clock */
int64_t time_mono_us(void);				/* monotonic, for measuring; never goes into a history */
/* "+7.000s", "+2m03.5s", "1h02m": short and never longer than 15 cells. */
void time_format_span(int64_t ms, char out[TIME_TEXT_SIZE]);

#endif
