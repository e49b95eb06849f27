/* Upper and lower case of all scripts, from a table of ranges. */
#include "base/utf8.h"

#include "base/base.h"
#include "base/case_table.h"

/* The ranges overlap where every other character has a partner, so all that begin before cp are looked at, from the last one back. */
static uint32_t mapped(const struct case_range *r, size_t n, uint32_t cp)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (r[mid].first <= cp)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (size_t back = 0; lo > 0 && back < 8; back++) {
		lo--;
		if (cp <= r[lo].last && (cp - r[lo].first) % (uint32_t)r[lo].step == 0)
			return (uint32_t)((int32_t)cp + r[lo].distance);
	}
	return cp;
}

size_t utf8_upper(uint32_t cp, uint32_t out[3])
{
	size_t n = 0;

	if (cp < 0x80) {
		out[0] = cp >= 'a' && cp <= 'z' ? cp - 32 : cp;
		return 1;
	}
	for (size_t i = 0; i < ARRAY_LEN(case_upper_special) && case_upper_special[i].cp <= cp; i++) {
		if (case_upper_special[i].cp != cp)
			continue;
		for (; n < 3 && case_upper_special[i].to[n]; n++)
			out[n] = case_upper_special[i].to[n];
		return n;
	}
	out[0] = mapped(case_upper, ARRAY_LEN(case_upper), cp);
	return 1;
}

size_t utf8_lower(uint32_t cp, uint32_t out[3])
{
	out[0] = cp;
	if (cp < 0x80) {
		out[0] = cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
		return 1;
	}
	if (cp == 0x130) {			/* I with a dot: the only one that becomes two */
		out[0] = 'i';
		out[1] = 0x307;
		return 2;
	}
	out[0] = mapped(case_lower, ARRAY_LEN(case_lower), cp);
	return 1;
}

bool utf8_is_cased(uint32_t cp)
{
	uint32_t to[3];

	return (utf8_upper(cp, to) != 1 || to[0] != cp) || (utf8_lower(cp, to) != 1 || to[0] != cp);
}
