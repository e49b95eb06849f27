/*
 * jsonata_picture - pictures of integers ("#,##0", "Ww;o", "I"), as $formatInteger, $parseInteger and the parts of date pictures have them
 * (XPath F&O 4.6.1). Of this room only. A picture is read once, then formats or parses any number of values; it lives in the evaluation's arena.
 */
#ifndef ASLANT_JSONATA_PICTURE_H
#define ASLANT_JSONATA_PICTURE_H

#include "query/jsonata_run.h"

/* SEQUENCE: a picture without a digit, which formatting and parsing refuse (D3130). */
enum jpicture_kind { JP_DECIMAL, JP_LETTERS, JP_ROMAN, JP_WORDS, JP_SEQUENCE };
enum jletter_case { JC_LOWER, JC_UPPER, JC_TITLE };

struct jseparator {
	size_t digits;			/* to the right of it */
	uint32_t cp;
};

struct jpicture {
	enum jpicture_kind kind;
	enum jletter_case letters;
	bool ordinal;
	uint32_t zero;			/* the family's digit 0 */
	double mandatory, optional;	/* digits; NAN where the picture is not JP_DECIMAL; widths of dates raise mandatory */
	double parse_width;		/* in a date, before another number: exactly so many digits; 0: any */
	size_t every;			/* separators are regular: one kind, at all multiples of so many digits; else 0 */
	struct jseparator *separators;	/* from the right */
	size_t n_separators;
	struct jv text;			/* for messages */
};

/* D3131 where digits are of different families. */
struct jpicture *jpicture_read(struct jrun *x, const char *text, size_t len);
void jpicture_format(struct jrun *x, const struct jpicture *p, double value, struct jbuf *out);
/* What stands in text is not checked: NAN, or the number that its beginning is, as the reference has it. */
double jpicture_parse(struct jrun *x, const struct jpicture *p, struct jv text);
_Noreturn void jpicture_refuse(struct jrun *x, const struct jpicture *p);

/* English words; "One Thousand, Two Hundred and Third". value is whole and not negative. */
void jwords_add(struct jrun *x, double value, bool ordinal, struct jbuf *out);
double jwords_parse(struct jrun *x, struct jv text);
/* The i-th word that a number in words may have, lower case; NULL at the end. */
const char *jwords_word(size_t i);

/* As JavaScript's parseInt: white space, a sign, 0x, digits; what follows does not count. NAN where there is none. */
double jparse_int(const char *s, size_t len);
/* A number as JavaScript's String() has it. */
void jbuf_number(struct jrun *x, struct jbuf *out, double d);

#endif
