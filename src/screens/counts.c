#include "screens/counts.h"

#include "base/utf8.h"

int32_t counts_sum(const int32_t n[STATE_STATUSES])
{
	int64_t sum = 0;

	for (int i = 0; i < STATE_STATUSES; i++)
		sum += n[i];
	return sum > INT32_MAX ? INT32_MAX : (int32_t)sum;
}

enum state_status counts_status(const int32_t n[STATE_STATUSES])
{
	for (int i = 0; i < STATE_STATUSES; i++)
		if (n[status_by_weight[i]])
			return status_by_weight[i];
	return STATE_IDLE;
}

/* "1234", or where room is dear "1k", "12k", "1M": rounded down. */
static void add_number(int32_t n, bool rough, struct str *out)
{
	if (rough && n >= 1000000)
		str_addf(out, "%dM", n / 1000000);
	else if (rough && n >= 1000)
		str_addf(out, "%dk", n / 1000);
	else
		str_addf(out, "%d", n);
}

/* The first `most` of the counts. True if these are all. */
static bool add_counts(const int32_t n[STATE_STATUSES], int most, const char *between, bool rough, struct str *out)
{
	int shown = 0;

	for (int i = 0; i < STATE_STATUSES; i++) {
		enum state_status s = status_by_weight[i];

		if (!n[s] || s == STATE_IDLE)
			continue;
		if (shown == most)
			return false;
		str_adds(out, shown++ ? between : "");
		str_adds(out, state_status_glyph(s, false));
		add_number(n[s], rough, out);
	}
	return true;
}

static bool fits(const struct str *s, int cols)
{
	return utf8_width(str_get(s)) <= cols;
}

void counts_text(const int32_t n[STATE_STATUSES], int cols, struct str *out)
{
	static const struct { const char *between; bool rough; } ways[] = {{" ", false}, {"", false}, {"", true}};
	enum state_status first = counts_status(n);
	struct str s = {0};

	if (first == STATE_IDLE || cols < 1)
		return;
	for (int most = STATE_STATUSES; most > 0; most--)
		for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
			bool all;

			str_reset(&s);
			all = add_counts(n, most, ways[i].between, ways[i].rough, &s);
			str_adds(&s, all ? "" : "…");
			if (fits(&s, cols))
				goto out;
		}
	str_reset(&s);
	str_adds(&s, state_status_glyph(first, false));
	str_adds(&s, cols > 1 ? "…" : "");
out:
	str_adds(out, str_get(&s));
	str_done(&s);
}

void counts_ratio(const int32_t n[STATE_STATUSES], int cols, struct str *out)
{
	struct str s = {0};

	for (int rough = 0; rough < 2; rough++) {
		str_reset(&s);
		add_number(n[STATE_SUCCEEDED] + n[STATE_FAILED] + n[STATE_ABORTED], rough, &s);
		str_addc(&s, '/');
		add_number(counts_sum(n), rough, &s);
		if (fits(&s, cols)) {
			str_adds(out, str_get(&s));
			break;
		}
	}
	str_done(&s);
}

void counts_progress(const int32_t n[STATE_STATUSES], int cols, struct str *out)
{
	enum state_status first = counts_status(n);
	size_t before = out->len;
	int room;

	counts_ratio(n, cols, out);
	if (out->len == before) {
		counts_text(n, cols, out);
		return;
	}
	room = cols - (int)(out->len - before) - 1;
	if (room < 1 || first == STATE_IDLE)
		return;
	str_addc(out, ' ');
	if (n[first] == counts_sum(n))
		str_adds(out, state_status_glyph(first, false));
	else
		counts_text(n, room, out);
}

void counts_words(const int32_t n[STATE_STATUSES], const char *what, struct str *out)
{
	const char *between = ": ";

	str_addf(out, "%d %s", counts_sum(n), what);
	for (int i = 0; i < STATE_STATUSES; i++) {
		enum state_status s = status_by_weight[i];

		if (!n[s])
			continue;
		str_addf(out, "%s%d %s", between, n[s], s == STATE_IDLE ? "not begun" : state_status_text(s));
		between = ", ";
	}
}
