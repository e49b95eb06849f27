/*
 * The shortest edit between two lists of lines: Myers, "An O(ND) difference algorithm", in its form that finds the middle of the way and
 * goes on with both halves, so that memory is linear. A half whose way is longer than WAY_MAX is taken as replaced whole: such texts have
 * nothing in common that a reader would look for.
 */
#include "base/textdiff.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"

#define WAY_MAX 3000
#define PAIRS_MAX 16			/* lines that are tried as what a removed one has become */

struct text_line {
	const char *text;
	size_t len;
};

struct side {
	VEC(struct text_line) lines;
	int32_t *ids;			/* the same for lines that are the same */
	bool *gone;			/* it has no partner on the other side */
};

/* --- lines as numbers --------------------------------------------------------------------------------------------- */

static void split(struct side *s, const char *text, size_t len)
{
	while (len) {
		const char *nl = memchr(text, '\n', len);
		size_t n = nl ? (size_t)(nl - text) : len, used = nl ? n + 1 : n;

		VEC_PUSH(&s->lines, ((struct text_line){text, n && nl && text[n - 1] == '\r' ? n - 1 : n}));
		text += used;
		len -= used;
	}
	s->ids = xcalloc(s->lines.n + 1, sizeof *s->ids);
	s->gone = xcalloc(s->lines.n + 1, sizeof *s->gone);
}

struct numbered {
	uint64_t hash;
	const struct text_line *line;
	int32_t *id;
};

static int by_text(const void *x, const void *y)
{
	const struct numbered *a = x, *b = y;
	size_t n = a->line->len < b->line->len ? a->line->len : b->line->len;
	int order;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	order = n ? memcmp(a->line->text, b->line->text, n) : 0;
	return order ? order : a->line->len < b->line->len ? -1 : a->line->len > b->line->len;
}

static void number(struct side *a, struct side *b)
{
	size_t n = a->lines.n + b->lines.n;
	struct numbered *all = xcalloc(n + 1, sizeof *all);
	int32_t id = 0;

	for (size_t i = 0; i < n; i++) {
		struct side *s = i < a->lines.n ? a : b;
		size_t k = i < a->lines.n ? i : i - a->lines.n;

		all[i] = (struct numbered){hash_bytes(s->lines.v[k].text, s->lines.v[k].len, 0), &s->lines.v[k], &s->ids[k]};
	}
	qsort(all, n, sizeof *all, by_text);
	for (size_t i = 0; i < n; i++) {
		id += i && by_text(&all[i - 1], &all[i]) != 0;
		*all[i].id = id;
	}
	free(all);
}

/* --- the way ------------------------------------------------------------------------------------------------------ */

struct way {
	const int32_t *a, *b;
	bool *a_gone, *b_gone;
	long *forward, *backward;	/* how far one gets on each diagonal; [0] is in the middle */
	bool coarse;
};

struct middle {
	long x, y, u, v;		/* a[x..u] and b[y..v] are the same, and on a shortest way */
};

/* Is it found? Both ways are made one step longer each time until they meet. */
static bool find_middle(struct way *w, long a0, long n, long b0, long m, struct middle *out)
{
	const int32_t *a = w->a + a0, *b = w->b + b0;
	long *f = w->forward, *r = w->backward, delta = n - m, x, y, x0;
	bool odd = delta % 2 != 0;

	f[1] = r[1] = 0;
	for (long d = 0; d <= WAY_MAX / 2; d++) {
		long low = -(d - 2 * (d > m ? d - m : 0)), high = d - 2 * (d > n ? d - n : 0);

		for (long k = low; k <= high; k += 2) {
			x = k == -d || (k != d && f[k - 1] < f[k + 1]) ? f[k + 1] : f[k - 1] + 1;
			x0 = x;
			for (y = x - k; x < n && y < m && a[x] == b[y]; y++)
				x++;
			f[k] = x;
			if (odd && labs(k - delta) < d && x + r[delta - k] >= n) {
				*out = (struct middle){a0 + x0, b0 + x0 - k, a0 + x, b0 + x - k};
				return true;
			}
		}
		for (long k = low; k <= high; k += 2) {
			x = k == -d || (k != d && r[k - 1] < r[k + 1]) ? r[k + 1] : r[k - 1] + 1;
			x0 = x;
			for (y = x - k; x < n && y < m && a[n - 1 - x] == b[m - 1 - y]; y++)
				x++;
			r[k] = x;
			if (!odd && labs(delta - k) <= d && x + f[delta - k] >= n) {
				*out = (struct middle){a0 + n - x, b0 + m - (x - k), a0 + n - x0, b0 + m - (x0 - k)};
				return true;
			}
		}
	}
	return false;
}

static void mark_gone(struct way *w, long a0, long n, long b0, long m)
{
	memset(w->a_gone + a0, true, (size_t)n * sizeof *w->a_gone);
	memset(w->b_gone + b0, true, (size_t)m * sizeof *w->b_gone);
}

/* Each half has half the way, so this is no deeper than its logarithm. */
static void compare(struct way *w, long a0, long n, long b0, long m)
{
	struct middle mid;

	while (n && m && w->a[a0] == w->b[b0])
		a0++, b0++, n--, m--;
	while (n && m && w->a[a0 + n - 1] == w->b[b0 + m - 1])
		n--, m--;
	if (!n || !m) {
		mark_gone(w, a0, n, b0, m);
		return;
	}
	if (!find_middle(w, a0, n, b0, m, &mid)) {
		w->coarse = true;
		mark_gone(w, a0, n, b0, m);
		return;
	}
	compare(w, a0, mid.x - a0, b0, mid.y - b0);
	compare(w, mid.u, a0 + n - mid.u, mid.v, b0 + m - mid.v);
}

/* --- inside of lines ---------------------------------------------------------------------------------------------- */

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

/* Not in the middle of a word, nor of a character. */
static size_t word_start(const char *s, size_t at, size_t len)
{
	while (at > 0 && at < len && is_word(s[at]) && is_word(s[at - 1]))
		at--;
	return at;
}

static size_t earlier_word_start(const struct diff_line *a, const struct diff_line *b, size_t at)
{
	size_t x = word_start(a->text, at, a->len), y = word_start(b->text, at, b->len);

	return x < y ? x : y;
}

/* What is between the parts that both begin and end with. False: they have less than half in common, so they are not the same line. */
static bool mark_inside(struct diff_line *a, struct diff_line *b)
{
	size_t n = a->len < b->len ? a->len : b->len, start = 0, end = 0, blank = 0;

	while (start < n && a->text[start] == b->text[start])
		start++;
	start = earlier_word_start(a, b, start);
	while (end < n - start && a->text[a->len - 1 - end] == b->text[b->len - 1 - end])
		end++;
	while (end > 0 && end < n && is_word(a->text[a->len - end]) &&
		(is_word(a->text[a->len - end - 1]) || is_word(b->text[b->len - end - 1])))
		end--;
	while (blank < start && (a->text[blank] == ' ' || a->text[blank] == '\t'))
		blank++;
	if (start == blank && end == 0)
		return false;
	if (2 * (start - blank + end) < n - blank)
		return false;
	a->from = b->from = start;
	a->to = a->len - end;
	b->to = b->len - end;
	return true;
}

/* Each line that was removed and the first one that was added and is like it, behind that of the line before. */
static void mark_pairs(struct text_diff *d, size_t removed, size_t added, size_t end)
{
	size_t next = added;

	for (size_t i = removed; i < added; i++)
		for (size_t k = next; k < end && k < next + PAIRS_MAX; k++)
			if (mark_inside(&d->lines.v[i], &d->lines.v[k])) {
				next = k + 1;
				break;
			}
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static void add_line(struct text_diff *d, enum line_change change, size_t a, size_t b, const struct text_line *l)
{
	*VEC_ADD(&d->lines) = (struct diff_line){.change = change, .a = a, .b = b, .text = l->text, .len = l->len};
	d->removed += change == LINE_REMOVED;
	d->added += change == LINE_ADDED;
}

static void collect(struct text_diff *d, const struct side *a, const struct side *b)
{
	size_t i = 0, k = 0;

	while (i < a->lines.n || k < b->lines.n) {
		size_t removed = d->lines.n, added;

		for (; i < a->lines.n && a->gone[i]; i++)
			add_line(d, LINE_REMOVED, i, k, &a->lines.v[i]);
		added = d->lines.n;
		for (; k < b->lines.n && b->gone[k]; k++)
			add_line(d, LINE_ADDED, i, k, &b->lines.v[k]);
		mark_pairs(d, removed, added, d->lines.n);
		if (i < a->lines.n && k < b->lines.n && !a->gone[i] && !b->gone[k]) {
			add_line(d, LINE_SAME, i, k, &b->lines.v[k]);
			i++, k++;
		}
	}
}

void text_diff_make(struct text_diff *d, const char *a, size_t a_len, const char *b, size_t b_len)
{
	struct side old = {0}, new = {0};
	struct way w = {0};
	long *diagonals;

	split(&old, a, a_len);
	split(&new, b, b_len);
	number(&old, &new);
	diagonals = xcalloc(2 * (WAY_MAX + 8), sizeof *diagonals);
	w = (struct way){.a = old.ids, .b = new.ids, .a_gone = old.gone, .b_gone = new.gone, .forward = diagonals + WAY_MAX / 2 + 4,
		.backward = diagonals + WAY_MAX + 8 + WAY_MAX / 2 + 4};
	compare(&w, 0, (long)old.lines.n, 0, (long)new.lines.n);
	d->coarse = w.coarse;
	collect(d, &old, &new);
	free(diagonals);
	VEC_DONE(&old.lines);
	VEC_DONE(&new.lines);
	free(old.ids);
	free(old.gone);
	free(new.ids);
	free(new.gone);
}

void text_diff_done(struct text_diff *d)
{
	VEC_DONE(&d->lines);
}

bool text_diff_hunk(const struct text_diff *d, size_t context, size_t *at, struct diff_hunk *h)
{
	size_t first = *at, last, end;

	while (first < d->lines.n && d->lines.v[first].change == LINE_SAME)
		first++;
	if (first == d->lines.n)
		return false;
	last = first;
	for (end = first; end < d->lines.n && end - last <= 2 * context + 1; end++)
		if (d->lines.v[end].change != LINE_SAME)
			last = end;
	end = d->lines.n - last - 1 < context ? d->lines.n : last + 1 + context;
	first = first - *at < context ? *at : first - context;
	*h = (struct diff_hunk){.first = first, .n = end - first, .a = d->lines.v[first].a, .b = d->lines.v[first].b};
	for (size_t i = first; i < end; i++) {
		h->a_lines += d->lines.v[i].change != LINE_ADDED;
		h->b_lines += d->lines.v[i].change != LINE_REMOVED;
	}
	*at = end;
	return true;
}

/* A piece without lines stands behind the line with its number, as diff and patch count. */
void diff_hunk_head(const struct diff_hunk *h, struct str *out)
{
	str_addf(out, "@@ -%zu,%zu +%zu,%zu @@", h->a + (h->a_lines > 0), h->a_lines, h->b + (h->b_lines > 0), h->b_lines);
}
