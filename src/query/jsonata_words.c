/* Numbers in English words, both ways: "twenty-third", "one thousand, two hundred and one". */
#include "query/jsonata_picture.h"

#include "base/utf8.h"

#define WORD_MAX 16

static const char *const units[] = { "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
	"Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen" };
static const char *const unit_ordinals[] = { "Zeroth", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth",
	"Tenth", "Eleventh", "Twelfth", "Thirteenth", "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth", "Nineteenth" };
static const char *const tens[] = { "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety" };
static const struct { const char *word; double value; } magnitudes[] = {
	{ "Trillion", 1e12 }, { "Billion", 1e9 }, { "Million", 1e6 }, { "Thousand", 1e3 },
};

static void below_hundred(struct jrun *x, int n, bool ordinal, struct jbuf *out)
{
	const char *word;

	if (n < 20) {
		jbuf_adds(x, out, ordinal ? unit_ordinals[n] : units[n]);
		return;
	}
	word = tens[n / 10 - 2];
	if (n % 10) {
		jbuf_adds(x, out, word);
		jbuf_adds(x, out, "-");
		below_hundred(x, n % 10, ordinal, out);
	} else if (ordinal) {
		jbuf_add(x, out, word, strlen(word) - 1);
		jbuf_adds(x, out, "ieth");
	} else {
		jbuf_adds(x, out, word);
	}
}

/* follows: something larger stands before it. */
static void words(struct jrun *x, double n, bool follows, bool ordinal, struct jbuf *out)
{
	double unit = 100, rest;
	size_t i = 0;

	if (n < 100) {
		jbuf_adds(x, out, follows ? " and " : "");
		below_hundred(x, (int)n, ordinal, out);
		return;
	}
	if (n >= 1000) {
		while (n < magnitudes[i].value)
			i++;
		unit = magnitudes[i].value;
	}
	jbuf_adds(x, out, follows ? ", " : "");
	words(x, floor(n / unit), false, false, out);
	jbuf_adds(x, out, " ");
	jbuf_adds(x, out, n >= 1000 ? magnitudes[i].word : "Hundred");
	rest = n - floor(n / unit) * unit;
	if (rest > 0)
		words(x, rest, true, ordinal, out);
	else if (ordinal)
		jbuf_adds(x, out, "th");
}

void jwords_add(struct jrun *x, double value, bool ordinal, struct jbuf *out)
{
	if (!isfinite(value))
		jfail(x, "D1001", "Number out of range: %s", jshow(x, jnum(value)));
	words(x, value, false, ordinal, out);
}

/* --- from words ---------------------------------------------------------------------------------------------------------- */

static struct known_word {
	char text[WORD_MAX];
	double value;
} known[2 * (ARRAY_LEN(units) + ARRAY_LEN(tens) + ARRAY_LEN(magnitudes) + 1)];
static size_t known_n;

static void learn(const char *word, size_t len, const char *ending, double value)
{
	struct known_word *k = &known[known_n++];
	size_t i = 0;

	for (; i < len; i++)
		k->text[i] = (char)(word[i] | 0x20);
	strcpy(k->text + i, ending);
	k->value = value;
}

static void learn_both(const char *word, double value)
{
	learn(word, strlen(word), "", value);
	learn(word, strlen(word), "th", value);
}

/* Once, from the words above. */
static void learn_all(void)
{
	if (known_n)
		return;
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		learn(units[i], strlen(units[i]), "", (double)i);
		learn(unit_ordinals[i], strlen(unit_ordinals[i]), "", (double)i);
	}
	for (size_t i = 0; i < ARRAY_LEN(tens); i++) {
		learn(tens[i], strlen(tens[i]), "", (double)(i + 2) * 10);
		learn(tens[i], strlen(tens[i]) - 1, "ieth", (double)(i + 2) * 10);
	}
	learn_both("Hundred", 100);
	for (size_t i = 0; i < ARRAY_LEN(magnitudes); i++)
		learn_both(magnitudes[i].word, magnitudes[i].value);
}

const char *jwords_word(size_t i)
{
	learn_all();
	return i < known_n ? known[i].text : NULL;
}

static double value_of_word(const char *s, size_t len)
{
	learn_all();
	for (size_t i = 0; i < known_n; i++)
		if (strlen(known[i].text) == len && !memcmp(known[i].text, s, len))
			return known[i].value;
	return NAN;
}

/* Bytes of what stands between two words at s: ", ", " and ", or one blank, hyphen or backslash; 0 for none. */
static size_t gap(const char *s, size_t len)
{
	size_t blank = jblank(s, len), after;

	if (len > 1 && s[0] == ',') {
		after = jblank(s + 1, len - 1);
		return after ? 1 + after : 0;
	}
	if (blank && len > blank + 3 && !memcmp(s + blank, "and", 3)) {
		after = jblank(s + blank + 3, len - blank - 3);
		if (after)
			return blank + 3 + after;
	}
	return blank ? blank : len && (s[0] == '-' || s[0] == '\\');
}

/*
 * A word below a hundred is added to the last sum, a larger one multiplies it; behind a thousand a new sum begins. The sums are kept apart
 * until the end, for "one trillion and first" is no product.
 */
double jwords_parse(struct jrun *x, struct jv text)
{
	double *sums = jalloc(x, (text.len + 2) * sizeof *sums), total = 0;
	size_t n = 1, at = 0;

	sums[0] = 0;
	while (at <= text.len) {
		size_t end = at, width = 0;
		double value;

		while (end < text.len && !(width = gap(text.u.str + end, text.len - end)))
			end++;
		value = value_of_word(text.u.str + at, end - at);
		if (!(value < 100))
			sums[n - 1] *= value;
		else if (sums[n - 1] >= 1000)
			sums[n++] = value;
		else
			sums[n - 1] += value;
		at = end + (width ? width : 1);
	}
	for (size_t i = 0; i < n; i++)
		total += sums[i];
	return total;
}
