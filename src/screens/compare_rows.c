/* What differs, as rows: the first divergence, then a heading for each kind; and the selected one in detail. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/describe.h"
#include "screens/compare_screen.h"
#include "screens/place.h"
#include "ui/glyph.h"

#define DETAIL_DATA 200			/* paths that are looked at for the detail */
#define REPORT_DATA 100000

static const struct {
	const char *glyph;
	enum style style;
} looks[COMPARE_KINDS] = {
	[COMPARE_WAY] = {GLYPH_DIFFERS, ST_WARNING}, [COMPARE_ONLY_LEFT] = {"<", ST_REMOVED}, [COMPARE_ONLY_RIGHT] = {">", ST_ADDED},
	[COMPARE_ERROR] = {GLYPH_FAILED, ST_FAILED}, [COMPARE_DATA] = {GLYPH_DIFFERS, ST_CHANGED}, [COMPARE_ATTEMPTS] = {GLYPH_RETRYING, ST_RETRYING},
	[COMPARE_TIME] = {GLYPH_IDLE, ST_DIM},
};

static void add_row(struct compare_screen *p, struct compare_row row)
{
	VEC_PUSH(&p->rows, row);
}

static void forget_lines(struct compare_screen *p)
{
	for (size_t i = 0; i < p->lines.n; i++)
		free(p->lines.v[i]);
	p->lines.n = 0;
}

static void add_definitions(struct compare_screen *p)
{
	struct str text = {0};

	asl_compare_print(p->c->definitions, &text);
	for (char *line = text.len ? strtok(text.p, "\n") : NULL; line; line = strtok(NULL, "\n"))
		VEC_PUSH(&p->lines, xstrdup(line));
	str_done(&text);
	if (p->lines.n)
		add_row(p, (struct compare_row){.heading = true, .definition = true, .i = p->lines.n});
	for (size_t i = 0; i < p->lines.n; i++)
		add_row(p, (struct compare_row){.definition = true, .i = i});
}

void compare_rows_done(struct compare_screen *p)
{
	forget_lines(p);
	VEC_DONE(&p->lines);
	VEC_DONE(&p->rows);
}

void compare_rows_make(struct compare_screen *p)
{
	const struct compare *c = p->c;

	p->rows.n = 0;
	forget_lines(p);
	if (c && c->done && c->first >= 0) {
		enum compare_kind last = COMPARE_KINDS;

		add_row(p, (struct compare_row){.heading = true, .first = true});
		add_row(p, (struct compare_row){.first = true, .i = (size_t)c->first});
		for (size_t i = 0; i < c->list.n; i++) {
			enum compare_kind kind = c->list.v[i].kind;

			if (kind != last)
				add_row(p, (struct compare_row){.heading = true, .kind = kind, .i = c->n[kind]});
			last = kind;
			add_row(p, (struct compare_row){.i = i});
		}
	}
	if (c && c->done && c->definitions)
		add_definitions(p);
	list_set_rows(&p->list, p->rows.n);
	list_refresh(&p->list);
}

const struct compare_difference *compare_selected(const struct compare_screen *p)
{
	size_t row = list_row(&p->list);

	return row == LIST_NONE || p->rows.v[row].heading || p->rows.v[row].definition ? NULL : &p->c->list.v[p->rows.v[row].i];
}

/* --- rows -------------------------------------------------------------------------------------------------------------------------------------- */

static void heading_text(const struct compare_row *r, struct str *out)
{
	if (r->first)
		str_adds(out, "First divergence");
	else if (r->definition)
		str_addf(out, "The definitions differ · %zu", r->i);
	else
		str_addf(out, "%s · %zu", compare_kind_title(r->kind), r->i);
}

struct short_datum {
	struct str *out;
	int cols;
};

static void add_short(void *ctx, enum compare_part_kind part, const struct json_difference *d)
{
	struct short_datum *s = ctx;

	(void)part;
	str_adds(s->out, "  ");
	describe_text(s->out, d->path, s->cols);
	str_adds(s->out, ": ");
	if (d->a)
		describe_node(s->out, d->a, s->cols);
	else
		str_adds(s->out, "nothing");
	str_adds(s->out, " → ");
	if (d->b)
		describe_node(s->out, d->b, s->cols);
	else
		str_adds(s->out, "nothing");
}

static void difference_text(const struct compare_screen *p, const struct compare_difference *d, struct str *out)
{
	struct str text = {0};

	compare_where(p->c, d, &text);
	str_adds(&text, ": ");
	compare_line(p->c, d, &text);
	describe_text(out, str_get(&text), 400);
	str_done(&text);
	if (d->parts && compare_data(p->c, d, 1, add_short, &(struct short_datum){out, 24}) > 1)
		str_adds(out, "  …");
}

static void row_text(void *ctx, size_t row, struct str *out)
{
	const struct compare_screen *p = ctx;
	const struct compare_row *r = &p->rows.v[row];

	if (r->heading) {
		heading_text(r, out);
		return;
	}
	if (r->definition) {
		describe_text(out, p->lines.v[r->i], 1000);
		return;
	}
	str_addf(out, "%s ", compare_kind_text(p->c->list.v[r->i].kind));
	difference_text(p, &p->c->list.v[r->i], out);
}

static void draw_event(struct surface *sf, int x, int32_t id)
{
	if (id)
		surface_printf(sf, x, 0, ST_GUTTER, "%6d", (int)id);
	else
		surface_put(sf, x + 5, 0, ST_DIM, GLYPH_ABORTED);
}

static void row_draw(void *ctx, size_t row, struct surface *sf, const char *needle)
{
	const struct compare_screen *p = ctx;
	const struct compare_row *r = &p->rows.v[row];
	const struct compare_difference *d;
	struct str text = {0};

	if (r->heading) {
		heading_text(r, &text);
		surface_text_match(sf, 0, 0, sf->cols, ST_TITLE, str_get(&text), needle);
		str_done(&text);
		return;
	}
	if (r->definition) {
		row_text(ctx, row, &text);
		surface_text_match(sf, 14, 0, sf->cols - 14, *str_get(&text) == '+' ? ST_ADDED : *str_get(&text) == '-' ? ST_REMOVED : ST_CHANGED,
			str_get(&text), needle);
		str_done(&text);
		return;
	}
	d = &p->c->list.v[r->i];
	draw_event(sf, 0, d->a);
	draw_event(sf, 7, d->b);
	surface_put(sf, 14, 0, looks[d->kind].style, looks[d->kind].glyph);
	difference_text(p, d, &text);
	surface_text_match(sf, 16, 0, sf->cols - 16, d->kind == COMPARE_TIME ? ST_DIM : ST_TEXT, str_get(&text), needle);
	str_done(&text);
}

const struct list_ops compare_list_ops = {.draw = row_draw, .text = row_text};

/* --- the selected one -------------------------------------------------------------------------------------------------------------------------- */

struct detail {
	struct surface *sf;
	int y, left;			/* the next line; how many more paths there are than lines */
};

static void draw_value(struct detail *t, const char *glyph, enum style st, const cJSON *n)
{
	struct str text = {0};

	if (n)
		describe_node(&text, n, t->sf->cols);
	else
		str_adds(&text, "nothing");
	surface_put(t->sf, 2, t->y, st, glyph);
	surface_text(t->sf, 4, t->y++, t->sf->cols - 4, n ? st : ST_DIM, str_get(&text));
	str_done(&text);
}

static void draw_datum(void *ctx, enum compare_part_kind part, const struct json_difference *d)
{
	struct detail *t = ctx;
	struct str text = {0};

	if (t->y + 3 > t->sf->rows) {
		t->left++;
		return;
	}
	str_addf(&text, "%s ", compare_part_text(part));
	describe_text(&text, d->path, 200);
	surface_text(t->sf, 0, t->y++, t->sf->cols, ST_JSON_KEY, str_get(&text));
	draw_value(t, "<", ST_REMOVED, d->a);
	draw_value(t, ">", ST_ADDED, d->b);
	str_done(&text);
}

void compare_draw_detail(const struct compare_screen *p, struct surface *sf)
{
	const struct compare_difference *d = compare_selected(p);
	struct detail t = {.sf = sf};
	struct str text = {0};

	if (!d)
		return;
	compare_where(p->c, d, &text);
	str_adds(&text, ": ");
	compare_line(p->c, d, &text);
	t.y = place_draw_text(sf, 0, 0, sf->cols, d->parts ? 1 : sf->rows, looks[d->kind].style, str_get(&text));
	compare_data(p->c, d, DETAIL_DATA, draw_datum, &t);
	if (t.left && t.y < sf->rows)
		surface_printf(sf, 2, t.y, ST_DIM, "and %d more: Space shows all of it", t.left);
	str_done(&text);
}

/* --- all of it --------------------------------------------------------------------------------------------------------------------------------- */

static void report_value(struct str *out, const char *glyph, const cJSON *n)
{
	str_addf(out, "      %s ", glyph);
	if (n)
		json_print_pretty(out, n, 4);
	else
		str_adds(out, "nothing");
	str_addc(out, '\n');
}

static void report_datum(void *ctx, enum compare_part_kind part, const struct json_difference *d)
{
	struct str *out = ctx;

	str_addf(out, "    %s %s\n", compare_part_text(part), d->path);
	report_value(out, "<", d->a);
	report_value(out, ">", d->b);
}

static void report_event(struct str *out, int32_t id, const char *behind)
{
	if (id)
		str_addf(out, "#%d%s", (int)id, behind);
	else
		str_addf(out, "-%s", behind);
}

static void report_one(const struct compare_screen *p, const struct compare_difference *d, struct str *out)
{
	str_addf(out, "%s ", looks[d->kind].glyph);
	report_event(out, d->a, " | ");
	report_event(out, d->b, "  ");
	compare_where(p->c, d, out);
	str_adds(out, ": ");
	compare_line(p->c, d, out);
	str_addc(out, '\n');
	compare_data(p->c, d, REPORT_DATA, report_datum, out);
}

void compare_report(const struct compare_screen *p, bool only_selected, struct str *out)
{
	const struct compare_difference *d = compare_selected(p);

	if (only_selected && d)
		report_one(p, d, out);
	for (size_t i = 0; !only_selected && p->c && i < p->rows.n; i++) {
		const struct compare_row *r = &p->rows.v[i];

		if (r->heading) {
			str_adds(out, i ? "\n" : "");
			heading_text(r, out);
			str_addc(out, '\n');
		} else if (r->definition) {
			str_addf(out, "  %s\n", p->lines.v[r->i]);
		} else {
			report_one(p, &p->c->list.v[r->i], out);
		}
	}
}
