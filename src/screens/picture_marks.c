#include "screens/picture_marks.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "screens/counts.h"
#include "ui/glyph.h"

struct marker {
	const struct picture *p;
	const struct view *v;
	int64_t now_ms;
	struct graph_marks *marks;
};

static enum graph_tone tone_of(enum state_status s)
{
	static const enum graph_tone tones[STATE_STATUSES] = {
		[STATE_IDLE] = GT_PLAIN, [STATE_RUNNING] = GT_RUNNING, [STATE_SUCCEEDED] = GT_SUCCEEDED, [STATE_FAILED] = GT_FAILED,
		[STATE_RETRYING] = GT_RETRYING, [STATE_CAUGHT] = GT_CAUGHT, [STATE_ABORTED] = GT_ABORTED,
	};

	return tones[s];
}

/* Into a mark's text, in the picture's charset; whole characters only. */
static void keep(const struct marker *mk, char *to, size_t size, const char *text)
{
	size_t len = strlen(text), used, n = 0;

	for (size_t i = 0; i < len; i += used) {
		uint32_t cp = utf8_next(text + i, len - i, &used);
		bool ascii = mk->p->charset == GRAPH_ASCII;

		if (n + (ascii ? 1 : used) >= size)
			break;
		if (ascii)
			to[n++] = glyph_ascii(cp);
		else
			memcpy(to + n, text + i, used), n += used;
	}
	to[n] = '\0';
}

/* A retry's number and the time until then; a visit's status and number. */
static void visit_text(const struct marker *mk, const struct step *s, int room, struct str *text)
{
	int64_t left = s->retry_due_ms - mk->now_ms;

	if (s->status == STATE_RETRYING) {
		str_addf(text, "~%d/%d", s->retry_n, s->retry_max);
		if (left > 0 && room >= 9)
			str_addf(text, " %d.%ds", (int)(left / 1000), (int)(left % 1000 / 100));
	} else {
		str_adds(text, state_status_glyph(s->status, false));
		if (s->visit > 1)
			str_addf(text, "%d×", s->visit);
	}
	if (utf8_width(str_get(text)) > room) {
		str_reset(text);
		str_adds(text, state_status_glyph(s->status, false));
	}
}

/* Of a container: how many branches or iterations stand how; on its frame, or in a closed box behind its own mark. */
static void mark_branches(const struct marker *mk, int state, struct graph_state_mark *out, struct str *text)
{
	const int32_t *n = view_branches(mk->v, state);
	const struct picture_box *b = &mk->p->boxes[state];
	int room = b->open ? b->foot.w : b->mark.w - (text->len ? utf8_width(str_get(text)) + 1 : 0);
	struct str counts = {0};

	if (!n || room < 2)
		return;
	counts_progress(n, room, &counts);
	if (b->open)
		keep(mk, out->foot, sizeof(out->foot), str_get(&counts));
	else
		str_addf(text, "%s%s", text->len ? " " : "", str_get(&counts));
	str_done(&counts);
}

static void mark_state(const struct marker *mk, int state)
{
	const struct picture_box *b = &mk->p->boxes[state];
	const struct step *s = view_step(mk->v, state);
	struct graph_state_mark *out = &mk->marks->states[state];
	struct view_mark m;
	struct str text = {0};

	view_state(mk->v, state, &m);
	if (!b->w || !m.visits)
		return;
	out->tone = tone_of(m.status);
	if (s)
		visit_text(mk, s, b->mark.w, &text);
	else
		counts_text(m.by_status, b->mark.w, &text);
	if (mk->v->p->machine->states[state]->n_scopes)
		mark_branches(mk, state, out, &text);
	keep(mk, out->text, sizeof(out->text), str_get(&text));
	if (s && s->retry_max)
		snprintf(out->count, sizeof(out->count), "%d/%d", s->retry_n, s->retry_max);
	str_done(&text);
}

static void mark_edge(const struct marker *mk, size_t edge)
{
	static const enum graph_edge_kind kinds[] = {
		[ASL_EDGE_NEXT] = GE_NEXT, [ASL_EDGE_CHOICE] = GE_CHOICE, [ASL_EDGE_DEFAULT] = GE_DEFAULT, [ASL_EDGE_CATCH] = GE_CATCH,
	};
	const struct edge_mark *e = &mk->v->p->edges[edge];
	int taken = view_taken(mk->v, edge), at = picture_edge_find(mk->p, e->from, kinds[e->kind], (int)e->index);
	char text[24];

	if (!taken || at < 0)
		return;
	graph_marks_light(mk->marks, mk->p, e->from, kinds[e->kind], (int)e->index, view_last_edge(mk->v) == (int)edge);
	if (e->kind == ASL_EDGE_CATCH)
		mk->marks->edges[at].tone = GT_CAUGHT;
	snprintf(text, sizeof(text), "%d×", taken);
	if (taken > 1)
		keep(mk, mk->marks->edges[at].text, sizeof(mk->marks->edges[at].text), text);
}

/* The lines into what was entered from outside: from the start mark, from a container's border. */
static void mark_entries(const struct marker *mk)
{
	for (size_t i = 0; i < mk->p->n_edges; i++) {
		struct view_mark m;

		if (mk->p->edges[i].kind != GE_START || mk->p->edges[i].to < 0)
			continue;
		view_state(mk->v, mk->p->edges[i].to, &m);
		mk->marks->edges[i].lit = m.visits > 0;
	}
}

struct graph_marks *picture_marks(const struct picture *p, const struct view *v, int64_t now_ms)
{
	struct marker mk = { p, v, now_ms, graph_marks_new(p) };

	for (size_t i = 0; i < v->p->n_edges; i++)
		mark_edge(&mk, i);
	mark_entries(&mk);
	for (size_t i = 0; i < p->n_boxes; i++)
		mark_state(&mk, (int)i);
	return mk.marks;
}
