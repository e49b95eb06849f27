#include "screens/lens_show.h"

#include <stdlib.h>
#include <string.h>

#include "app/describe.h"
#include "base/utf8.h"
#include "json/diff.h"
#include "ui/glyph.h"

#define LABEL_MAX 44
#define CHANGES_MAX 200			/* of one stage */

/* --- why -------------------------------------------------------------------------------------------------------------------------------- */

static const struct {
	enum style style;
	const char *glyph;
} verdicts[] = {
	[WHY_PLAIN] = {ST_TEXT, " "}, [WHY_MATCHED] = {ST_GOOD, GLYPH_SUCCEEDED}, [WHY_EXHAUSTED] = {ST_WARNING, "×"},
	[WHY_NOT_MATCHED] = {ST_DIM, GLYPH_ABORTED}, [WHY_NOT_REACHED] = {ST_DIM, GLYPH_IDLE}, [WHY_CANNOT] = {ST_ERROR, GLYPH_FAILED},
	[WHY_FAILED] = {ST_ERROR, GLYPH_FAILED},
};

/* The error itself stands in the pane's head already. */
static size_t first_row(const struct why *w)
{
	return w->rows.n && w->rows.v[0].kind == WHY_ERROR ? 1 : 0;
}

int why_rows(const struct why *w, int rows)
{
	size_t n = w->rows.n - first_row(w);
	int most = rows * 2 / 3;

	return n == 0 || most < 2 ? 0 : (size_t)most < n ? most : (int)n;
}

static int label_width(const struct why *w)
{
	int width = 0;

	for (size_t i = first_row(w); i < w->rows.n; i++) {
		int cols = utf8_width(w->rows.v[i].label) + w->rows.v[i].depth * 2;

		if (cols > width)
			width = cols;
	}
	return width < LABEL_MAX ? width : LABEL_MAX;
}

static void draw_row(const struct why_row *r, struct surface *sf, int y, int width)
{
	struct str text = {0};
	int x = 2 + r->depth * 2;

	if (width > sf->cols / 2)
		width = sf->cols / 2;
	surface_text(sf, 0, y, 1, verdicts[r->verdict].style, verdicts[r->verdict].glyph);
	describe_text(&text, r->label, width + 2 - x > 8 ? width + 2 - x : 8);
	surface_text(sf, x, y, sf->cols - x, r->verdict == WHY_NOT_REACHED ? ST_DIM : ST_TEXT, str_get(&text));
	str_reset(&text);
	x = width + 4;
	describe_text(&text, r->text, sf->cols > x ? sf->cols - x : 0);
	if (sf->cols > x)
		surface_text(sf, x, y, sf->cols - x, verdicts[r->verdict].style, str_get(&text));
	str_done(&text);
}

void why_draw(const struct why *w, struct surface *sf)
{
	size_t first = first_row(w), n = w->rows.n - first;
	int width = label_width(w);

	for (int y = 0; y < sf->rows && (size_t)y < n; y++) {
		if (y + 1 == sf->rows && (size_t)sf->rows < n) {
			surface_printf(sf, 2, y, ST_DIM, "%s %zu more (:why)", GLYPH_ELLIPSIS, n - (size_t)y);
			return;
		}
		draw_row(&w->rows.v[first + (size_t)y], sf, y, width);
	}
}

void why_text(const struct why *w, struct str *out)
{
	for (size_t i = 0; i < w->rows.n; i++) {
		const struct why_row *r = &w->rows.v[i];

		str_addf(out, "%s %*s", verdicts[r->verdict].glyph, r->depth * 2, "");
		describe_text(out, r->label, 200);
		str_adds(out, ": ");
		describe_text(out, r->text, 400);
		str_addc(out, '\n');
	}
}

/* --- the data flow ---------------------------------------------------------------------------------------------------------------------- */

static cJSON *change_node(const struct json_difference *d)
{
	cJSON *o;

	if (d->change == JSON_ADDED)
		return json_copy(d->b);
	if (d->change == JSON_REMOVED)
		return json_copy(d->a);
	o = cJSON_CreateObject();
	json_add(o, "was", json_copy(d->a));
	json_add(o, "is", json_copy(d->b));
	return o;
}

/* "+ $.charged", "- $.lines", "~ $.n": what a stage put in, took away, changed. */
static cJSON *changes_node(struct value *before, struct value *after, const char **word)
{
	static const char *const marks[] = {[JSON_CHANGED] = "~", [JSON_ADDED] = "+", [JSON_REMOVED] = "-"};
	struct json_diff d = {0};
	cJSON *o = cJSON_CreateObject();

	json_diff_make(&d, value_node(before), value_node(after), JSON_DIFF_WHOLE, CHANGES_MAX);
	for (size_t i = 0; i < d.list.n; i++) {
		char *key = xasprintf("%s %s", marks[d.list.v[i].change], d.list.v[i].path);

		json_set(o, key, change_node(&d.list.v[i]));
		free(key);
	}
	*word = !d.list.n ? "  (unchanged)" : d.is_cut ? "  (more has changed)" : "";
	json_diff_done(&d);
	return o;
}

static void add_stage(struct json_view *v, const struct lens *l, size_t i, bool as_diff)
{
	const struct probe_stage *g = &l->probe.stages.v[i];
	struct value *before = as_diff ? lens_before(l, i) : NULL;
	const char *word = "";
	cJSON *changes = before ? changes_node(before, g->value, &word) : NULL;
	char *key = xasprintf("%s%s", probe_stage_name(g->kind), word);

	if (changes && changes->child) {
		json_view_add_take(v, key, changes);
	} else {
		cJSON_Delete(changes);
		json_view_add(v, key, g->value);
	}
	free(key);
}

static void add_failure(struct json_view *v, const struct probe *p)
{
	char *key;

	if (!p->failed)
		return;
	key = xasprintf("✗ %s failed", p->failure.location ? p->failure.location : probe_stage_name(p->failure.stage));
	json_view_add_text(v, key, p->failure.cause ? p->failure.cause : p->failure.error);
	free(key);
}

void flow_show(struct json_view *v, const struct lens *l, bool as_diff)
{
	for (size_t i = 0; i < l->probe.stages.n; i++) {
		const struct probe_stage *g = &l->probe.stages.v[i];

		if (g->given || g->kind == PROBE_INPUT || (g->kind == PROBE_OUTPUT_PATH && i + 1 == l->probe.stages.n))
			add_stage(v, l, i, as_diff);
	}
	add_failure(v, &l->probe);
	if (l->differs)
		json_view_add_text(v, "note", "evaluated again, another output came than the recorded one");
	if (l->moment.state && l->moment.state->distributed)
		json_view_add_text(v, "result", "what the children of a Map Run answered is not in this history");
	if (l->variables && value_node(l->variables)->child)
		json_view_add(v, "variables before", l->variables);
	json_view_add(v, "context", l->moment.context);
}
