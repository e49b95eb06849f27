/* Names are near that differ in case, or by one letter in four: taken out, put in, changed, or two in a row the wrong way round. */
#include "asl/suggest.h"

#include <string.h>

#define TEXT_MAX_BYTES 80

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
}

static size_t min2(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Changes that make one of the other, in rows of the usual table; case counts nothing. */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
	size_t rows[3][TEXT_MAX_BYTES + 1];
	size_t *two = rows[0], *one = rows[1], *row = rows[2];

	for (size_t k = 0; k <= m; k++)
		one[k] = k;
	for (size_t i = 1; i <= n; i++) {
		row[0] = i;
		for (size_t k = 1; k <= m; k++) {
			bool same = lower(a[i - 1]) == lower(b[k - 1]);

			row[k] = min2(min2(one[k] + 1, row[k - 1] + 1), one[k - 1] + !same);
			if (i > 1 && k > 1 && lower(a[i - 1]) == lower(b[k - 2]) && lower(a[i - 2]) == lower(b[k - 1]))
				row[k] = min2(row[k], two[k - 2] + 1);
		}
		size_t *last = two;

		two = one;
		one = row;
		row = last;
	}
	return one[m];
}

void suggest_offer(struct suggestion *s, const char *name)
{
	size_t n = strlen(s->wanted), m = strlen(name), allowed = 1 + n / 4, d;

	if (!n || !m || n > TEXT_MAX_BYTES || m > TEXT_MAX_BYTES || (n > m ? n - m : m - n) > allowed || strcmp(s->wanted, name) == 0)
		return;
	d = distance(s->wanted, n, name, m);
	if (d > allowed || d >= n || (s->best && d >= s->distance))
		return;
	s->best = name;
	s->distance = d;
}
