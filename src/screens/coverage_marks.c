#include "screens/coverage_marks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ui/glyph.h"

/* --- states ------------------------------------------------------------------------------------------------------- */

static int64_t hits_of(const struct coverage *c, int state, enum cover_kind kind, int part, size_t index)
{
	const struct cover_item *i = coverage_find(c, state, kind, part, index);

	return i ? i->hits : 0;
}

/* The first text that fits; the last one in any case. */
static void put_fitting(char *to, size_t size, int room, const char *const *texts, size_t n)
{
	size_t i = 0;

	while (i + 1 < n && utf8_width(texts[i]) > room)
		i++;
	snprintf(to, size, "%s", texts[i]);
}

static void mark_state(const struct picture *p, const struct coverage *c, int state, struct graph_state_mark *out)
{
	bool ascii = p->charset == GRAPH_ASCII;
	const char *glyph = ascii ? "+" : GLYPH_SUCCEEDED, *none = ascii ? "." : GLYPH_IDLE;
	int64_t hits = hits_of(c, state, COVER_STATE, 0, 0);
	char counted[32];

	snprintf(counted, sizeof counted, "%s%lld%s", glyph, (long long)hits, ascii ? "x" : "×");
	out->tone = hits ? GT_COVERED : GT_MISSED;
	if (hits)
		put_fitting(out->text, sizeof out->text, p->boxes[state].mark.w, (const char *const[]){counted, glyph}, 2);
	else
		put_fitting(out->text, sizeof out->text, p->boxes[state].mark.w,
			(const char *const[]){ascii ? ".never" : GLYPH_IDLE "never", ascii ? ".0x" : GLYPH_IDLE "0×", none}, 3);
}

/* In the loop at the box: how often any of its retriers has matched, over the whole of its counter. */
static void mark_retriers(const struct picture *p, const struct coverage *c, int state, struct graph_state_mark *out)
{
	const struct asl_state *s = c->machine->states[state];
	int64_t hits = 0;
	char text[16];

	if (!s->n_retriers)
		return;
	for (size_t i = 0; i < s->n_retriers; i++)
		hits += hits_of(c, state, COVER_RETRIER, COVER_MATCHED, i);
	snprintf(text, sizeof text, "%d%s", hits > 999 ? 999 : (int)hits, p->charset == GRAPH_ASCII ? "x" : "×");
	for (int w = utf8_width(text); w < p->boxes[state].count.w && strlen(text) + 1 < sizeof text; w++)
		strcat(text, " ");
	memcpy(out->count, text, sizeof text);
}

/* --- transitions -------------------------------------------------------------------------------------------------- */

/* Of all rules and catchers that share a line. */
struct shared {
	int64_t hits;
	int covered, total;
};

static int64_t edge_hits(const struct coverage *c, const struct picture_edge *e)
{
	static const enum asl_edge_kind kinds[] = {
		[GE_NEXT] = ASL_EDGE_NEXT, [GE_CHOICE] = ASL_EDGE_CHOICE, [GE_DEFAULT] = ASL_EDGE_DEFAULT, [GE_CATCH] = ASL_EDGE_CATCH,
	};

	if (e->kind == GE_START)
		return e->to >= 0 ? hits_of(c, e->to, COVER_STATE, 0, 0) : 0;
	return hits_of(c, e->from, COVER_EDGE, (int)kinds[e->kind], (size_t)e->index);
}

/* By the number of the line. Caller frees. */
static struct shared *lines_of(const struct picture *p, const struct coverage *c)
{
	struct shared *lines;
	int most = 0;

	for (size_t i = 0; i < p->n_edges; i++)
		most = p->edges[i].line > most ? p->edges[i].line : most;
	lines = xcalloc((size_t)most + 1, sizeof *lines);
	for (size_t i = 0; i < p->n_edges; i++) {
		struct shared *s = p->edges[i].line >= 0 ? &lines[p->edges[i].line] : NULL;
		int64_t hits = edge_hits(c, &p->edges[i]);

		if (!s)
			continue;
		s->hits += hits;
		s->covered += hits > 0;
		s->total++;
	}
	return lines;
}

static void line_text(const struct picture *p, const struct shared *s, struct graph_edge_mark *out)
{
	const char *times = p->charset == GRAPH_ASCII ? "x" : "×";
	char text[64];

	if (s->total > 1 && s->covered && s->covered < s->total)
		snprintf(text, sizeof text, "%lld%s %d/%d", (long long)s->hits, times, s->covered, s->total);
	else
		snprintf(text, sizeof text, "%lld%s", (long long)s->hits, times);
	if (strlen(text) < sizeof out->text)
		memcpy(out->text, text, strlen(text) + 1);
}

/* Of the edges that share a line the first one carries the text of all. */
static void mark_edges(const struct picture *p, const struct coverage *c, struct graph_marks *m)
{
	struct shared *lines = lines_of(p, c);

	for (size_t i = 0; i < p->n_edges; i++) {
		struct shared *s = p->edges[i].line >= 0 ? &lines[p->edges[i].line] : NULL;
		int64_t hits = edge_hits(c, &p->edges[i]);

		m->edges[i].lit = hits > 0;
		m->edges[i].tone = hits > 0 ? GT_COVERED : GT_MISSED;
		if (p->edges[i].kind != GE_START && s && s->total)
			line_text(p, s, &m->edges[i]);
		if (s && p->edges[i].kind != GE_START)
			s->total = 0;
	}
	free(lines);
}

struct graph_marks *coverage_marks(const struct picture *p, const struct coverage *c)
{
	struct graph_marks *m = graph_marks_new(p);

	for (size_t i = 0; i < p->n_boxes && i < c->machine->n_states; i++) {
		mark_state(p, c, (int)i, &m->states[i]);
		mark_retriers(p, c, (int)i, &m->states[i]);
	}
	mark_edges(p, c, m);
	return m;
}

/* --- percentages -------------------------------------------------------------------------------------------------- */

/* Never 100 for what is a little less, nor 0 for what is a little more. */
static int percent(struct cover_count n)
{
	int whole = (int)cover_percent(n);

	return whole == 0 && n.covered ? 1 : whole;
}

static void add_counts(struct str *out, const struct coverage *c, const char *sign)
{
	bool any = false;

	for (enum cover_kind k = 0; k < COVER_MAP; k++) {
		struct cover_count n = coverage_count(c, k);

		if (n.total)
			str_addf(out, "%s%s %d%s", any ? " " : "", cover_kind_text(k), percent(n), sign);
		any |= n.total > 0;
	}
	if (!*sign)
		str_adds(out, " %");
}

/* In more and fewer words. */
static void summary(struct str *out, const struct coverage *c, const char *of, int brevity)
{
	if (brevity < 2)
		str_addf(out, "%s%s: ", brevity ? "" : "covered by ", of);
	if (brevity < 3)
		add_counts(out, c, brevity < 2 ? "%" : "");
	else
		str_addf(out, "%s: %d%%", of, percent(coverage_count(c, COVER_KINDS)));
}

void coverage_summary(struct str *out, const struct coverage *c, const char *of, int cols)
{
	struct str text = {0};

	for (int brevity = 0; brevity <= 3; brevity++) {
		str_reset(&text);
		summary(&text, c, of, brevity);
		if (utf8_width(str_get(&text)) <= cols)
			break;
	}
	str_adds(out, str_get(&text));
	str_done(&text);
}
