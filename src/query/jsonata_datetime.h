/*
 * jsonata_datetime - date and time pictures ("[Y0001]-[M01]-[D01]", XPath F&O 9.8.4), of this room only. jdate_read() splits a picture
 * into literals and markers; jsonata_datetime.c formats by them, jsonata_datetime_parse.c parses. Days and weeks are ISO 8601's, all in UTC
 * or at a fixed offset; the clock is an input of the evaluation.
 */
#ifndef ASLANT_JSONATA_DATETIME_H
#define ASLANT_JSONATA_DATETIME_H

#include "query/jsonata_picture.h"

#define DAY_MS 86400000.0

struct jdate_part {
	struct jv literal;		/* or, where undefined, a marker: */
	uint32_t component;
	struct jpicture *number;	/* NULL: a name, or a component that has no number */
	double min, max;		/* width; NAN also where it is no number */
	bool has_max, named, zulu;	/* zulu: the offset 0 is "Z" */
	enum jletter_case letters;
	double year_digits;		/* -1: all of them */
};

struct jdate_picture {
	struct jdate_part *parts;
	size_t n;
};

/* Errors D3131, D3132, D3135. */
struct jdate_picture jdate_read(struct jrun *x, struct jv picture);

/* One component of an instant (ms since 1970): a number, NAN for an instant that is none. 'P' is 0 or 1. */
double jdate_component(double ms, uint32_t component);
/* Milliseconds since 1970 of a date with any numbers, as JavaScript's Date.UTC: month from 0, years 0 to 99 mean 1900 to 1999. */
double jdate_utc(double year, double month, double day);
double jdate_clip(double ms);				/* NAN where JavaScript's Date ends; whole milliseconds */
/* Names: 1 to 12, 1 (Monday) to 7; NULL for others. */
const char *jdate_month(double n);
const char *jdate_day(double n);
_Noreturn void jdate_refuse_name(struct jrun *x, uint32_t component);

#endif
