/* Coverage in words, as JSON, and as a record of an lcov tracefile. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "asl/label.h"
#include "base/utf8.h"
#include "history/coverage.h"

#define LABEL_COLS 60

/* --- words ----------------------------------------------------------------------------------------------------------- */

static void add_safe(struct str *out, const char *text)
{
	char *safe = utf8_safe(text, false);
	int width;
	size_t fit = utf8_fit(safe, LABEL_COLS, &width);

	str_add(out, safe, fit);
	if (safe[fit])
		str_adds(out, "…");
	free(safe);
}

static void add_name(struct str *out, const struct coverage *c, int state)
{
	str_addc(out, '"');
	if (state >= 0)
		add_safe(out, c->machine->states[state]->path);
	str_addc(out, '"');
}

static void add_label(struct str *out, char *label_take)
{
	str_adds(out, " (");
	add_safe(out, label_take);
	str_addc(out, ')');
	free(label_take);
}

void coverage_item_text(struct str *out, const struct coverage *c, const struct cover_item *i)
{
	const struct asl_state *s = c->machine->states[i->state];

	switch (i->kind) {
	case COVER_STATE:
		str_adds(out, "state ");
		break;
	case COVER_EDGE:
		str_adds(out, "transition ");
		break;
	case COVER_RETRIER:
		str_addf(out, "retrier %zu of ", i->index + 1);
		break;
	case COVER_CATCHER:
		str_addf(out, "catcher %zu of ", i->index + 1);
		break;
	case COVER_RULE:
		if (i->part == ASL_EDGE_DEFAULT)
			str_adds(out, "Default of ");
		else
			str_addf(out, "rule %zu of ", i->index + 1);
		break;
	case COVER_MAP:
	case COVER_KINDS:
		str_adds(out, "Map ");
		break;
	}
	add_name(out, c, i->state);
	if (i->kind == COVER_RETRIER)
		add_label(out, asl_retry_label(s, i->index));
	else if (i->kind == COVER_CATCHER)
		add_label(out, asl_catch_label(s, i->index));
	else if (i->kind == COVER_RULE && i->part == ASL_EDGE_CHOICE)
		add_label(out, asl_choice_label(s, i->index));
	if (i->to >= 0) {
		str_adds(out, " -> ");
		add_name(out, c, i->to);
	}
}

const char *coverage_never_text(const struct cover_item *i)
{
	static const char *const sizes[] = {[COVER_ZERO] = "never has no items", [COVER_ONE] = "never has one item",
		[COVER_MANY] = "never has several items"};

	switch (i->kind) {
	case COVER_STATE:
		return "is never entered";
	case COVER_RETRIER:
		return i->part == COVER_MATCHED ? "never matches" : "is never exhausted";
	case COVER_CATCHER:
		return "never catches";
	case COVER_RULE:
		return i->part == ASL_EDGE_DEFAULT ? "is never taken" : "never decides";
	case COVER_MAP:
		return sizes[i->part];
	case COVER_EDGE:
	case COVER_KINDS:
		break;
	}
	return "is never taken";
}

static bool is_entered_state(const struct coverage *c, const struct asl_state *s)
{
	return c->items[c->of_state[s->index]].hits > 0;
}

static int64_t item_hits(const struct coverage *c, const struct asl_state *s, enum cover_kind kind, int part, size_t index)
{
	const struct cover_item *i = coverage_find(c, s->index, kind, part, index);

	return i ? i->hits : 0;
}

/* Where a state is never entered, what it holds need not be told; catchers and rules stand for their transitions. */
static bool is_worth_telling(const struct coverage *c, const struct cover_item *i)
{
	const struct asl_state *s = c->machine->states[i->state], *around = s->scope->container;

	if (i->hits)
		return false;
	if (i->kind == COVER_STATE)
		return !around || is_entered_state(c, around);
	if (!is_entered_state(c, s))
		return false;
	if (i->kind == COVER_EDGE)
		return i->part == ASL_EDGE_NEXT;
	if (i->kind == COVER_RETRIER && i->part == COVER_EXHAUSTED)
		return i[-1].hits > 0;
	return true;
}

/* Never 100.0 for what is a little less. */
static double shown_percent(struct cover_count n)
{
	return floor(cover_percent(n) * 10) / 10;
}

static int by_place(const void *a, const void *b)
{
	const struct cover_item *const *p = a, *const *q = b;
	size_t m = (*p)->span.offset, n = (*q)->span.offset;

	return m != n ? (m < n ? -1 : 1) : *p < *q ? -1 : *p > *q;
}

const struct cover_item **coverage_missing(const struct coverage *c, size_t *n)
{
	const struct cover_item **list = xcalloc(c->n + 1, sizeof *list);

	*n = 0;
	for (size_t i = 0; i < c->n; i++)
		if (is_worth_telling(c, &c->items[i]))
			list[(*n)++] = &c->items[i];
	qsort(list, *n, sizeof *list, by_place);
	return list;
}

static void text_missing(struct str *out, const struct coverage *c, const char *file)
{
	size_t n;
	const struct cover_item **list = coverage_missing(c, &n);

	if (n)
		str_adds(out, "not covered:\n");
	for (size_t i = 0; i < n; i++) {
		str_addf(out, "  %s:%u:%u: ", file, list[i]->span.line, list[i]->span.col);
		coverage_item_text(out, c, list[i]);
		str_addf(out, " %s\n", coverage_never_text(list[i]));
	}
	free(list);
}

void coverage_text(struct str *out, const struct coverage *c, const char *file)
{
	str_addf(out, "coverage of %s by %lld execution%s\n", file, (long long)c->executions, c->executions == 1 ? "" : "s");
	for (enum cover_kind k = 0; k <= COVER_KINDS; k++) {
		struct cover_count n = coverage_count(c, k);

		if (n.total)
			str_addf(out, "  %-9s %4zu of %4zu  %5.1f %%\n", cover_kind_text(k), n.covered, n.total, shown_percent(n));
		else if (k < COVER_MAP)
			str_addf(out, "  %-9s    none\n", cover_kind_text(k));
	}
	text_missing(out, c, file);
}

/* --- JSON ------------------------------------------------------------------------------------------------------------ */

static cJSON *count_tree(struct cover_count n)
{
	cJSON *o = cJSON_CreateObject();

	json_add(o, "covered", json_new_int((int64_t)n.covered));
	json_add(o, "total", json_new_int((int64_t)n.total));
	json_add(o, "percent", cJSON_CreateNumber(shown_percent(n)));
	return o;
}

/* One object stands for the several items of a retrier or a Map, which follow each other. */
static void add_hits(cJSON *o, const struct cover_item *i)
{
	static const char *const sizes[] = {[COVER_ZERO] = "zero", [COVER_ONE] = "one", [COVER_MANY] = "many"};

	if (i->kind == COVER_RETRIER) {
		json_add(o, "matched", json_new_int(i[COVER_MATCHED].hits));
		json_add(o, "exhausted", json_new_int(i[COVER_EXHAUSTED].hits));
	} else if (i->kind == COVER_MAP) {
		for (size_t k = 0; k < ARRAY_LEN(sizes); k++)
			json_add(o, sizes[k], json_new_int(i[k].hits));
	} else {
		json_add(o, "hits", json_new_int(i->hits));
	}
}

static cJSON *item_tree(const struct coverage *c, const struct cover_item *i)
{
	static const char *const kinds[] = {[COVER_STATE] = "state", [COVER_EDGE] = "edge", [COVER_RETRIER] = "retrier",
		[COVER_CATCHER] = "catcher", [COVER_RULE] = "rule", [COVER_MAP] = "map"};
	static const char *const edges[] = {[ASL_EDGE_NEXT] = "next", [ASL_EDGE_CHOICE] = "choice", [ASL_EDGE_DEFAULT] = "default",
		[ASL_EDGE_CATCH] = "catch"};
	bool is_edge = i->kind == COVER_EDGE || i->kind == COVER_RULE;
	cJSON *o = cJSON_CreateObject();

	json_add(o, "kind", cJSON_CreateString(kinds[i->kind]));
	json_add(o, "state", cJSON_CreateString(c->machine->states[i->state]->path));
	if (is_edge)
		json_add(o, "edge", cJSON_CreateString(edges[i->part]));
	if (i->kind == COVER_RETRIER || i->kind == COVER_CATCHER || (is_edge && (i->part == ASL_EDGE_CHOICE || i->part == ASL_EDGE_CATCH)))
		json_add(o, "index", json_new_int((int64_t)i->index));
	if (i->to >= 0)
		json_add(o, "to", cJSON_CreateString(c->machine->states[i->to]->path));
	json_add(o, "line", json_new_int(i->span.line));
	json_add(o, "column", json_new_int(i->span.col));
	add_hits(o, i);
	return o;
}

cJSON *coverage_json(const struct coverage *c, const char *file)
{
	cJSON *o = cJSON_CreateObject(), *items = cJSON_CreateArray(), *summary = cJSON_CreateObject();

	for (enum cover_kind k = 0; k <= COVER_KINDS; k++)
		json_add(summary, cover_kind_text(k), count_tree(coverage_count(c, k)));
	for (size_t i = 0; i < c->n; i++)
		if ((c->items[i].kind != COVER_RETRIER && c->items[i].kind != COVER_MAP) || c->items[i].part == 0)
			json_append(items, item_tree(c, &c->items[i]));
	json_add(o, "definition", cJSON_CreateString(file));
	json_add(o, "executions", json_new_int(c->executions));
	json_add(o, "summary", summary);
	json_add(o, "items", items);
	return o;
}

/* --- lcov ------------------------------------------------------------------------------------------------------------ */

/*
 * Lines: those of a state's text count how often it was entered; those of a retrier, catcher or rule that has lines of its own how often
 * that was used. Functions are states. Branches stand at the state's name: what it can go on to, and what its retriers can do.
 */
struct lines {
	VEC(size_t) starts;		/* offsets at which they begin */
	int64_t *hits;			/* by line, from 1; -1: nothing that counts */
	bool *is_part;			/* painted by a part of a state */
};

static void lines_init(struct lines *l, const struct asl_machine *m)
{
	VEC_PUSH(&l->starts, 0);
	for (size_t i = 0; i < m->text_len; i++)
		if (m->text[i] == '\n')
			VEC_PUSH(&l->starts, i + 1);
	l->hits = xcalloc(l->starts.n + 1, sizeof *l->hits);
	l->is_part = xcalloc(l->starts.n + 1, sizeof *l->is_part);
	for (size_t i = 0; i <= l->starts.n; i++)
		l->hits[i] = -1;
}

static void lines_done(struct lines *l)
{
	VEC_DONE(&l->starts);
	free(l->hits);
	free(l->is_part);
}

static size_t line_of(const struct lines *l, size_t offset)
{
	size_t lo = 0, hi = l->starts.n;

	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (l->starts.v[mid] <= offset)
			lo = mid;
		else
			hi = mid;
	}
	return lo + 1;
}

/* The lines of a node; behind `after`, which is the line of the state that it is a part of, 0 for a state itself. */
static void paint(struct lines *l, const struct coverage *c, const cJSON *node, int64_t hits, size_t after)
{
	struct json_place p;
	size_t line, last;

	if (!json_places_find(c->machine->places, node, &p) || !p.end)
		return;
	line = p.key.line ? p.key.line : p.start.line;
	last = line_of(l, p.end - 1);
	for (line = line > after ? line : after + 1; line <= last; line++) {
		if (!after || !l->is_part[line] || l->hits[line] < hits)
			l->hits[line] = hits;
		l->is_part[line] = after > 0;
	}
}

static void paint_parts(struct lines *l, const struct coverage *c, const struct asl_state *s)
{
	for (size_t i = 0; i < s->n_retriers; i++)
		paint(l, c, s->retriers[i].node, item_hits(c, s, COVER_RETRIER, COVER_MATCHED, i), s->span.line);
	for (size_t i = 0; i < s->n_catchers; i++)
		paint(l, c, s->catchers[i].node, item_hits(c, s, COVER_CATCHER, 0, i), s->span.line);
	for (size_t i = 0; i < s->n_choices; i++)
		paint(l, c, s->choices[i].node, item_hits(c, s, COVER_RULE, ASL_EDGE_CHOICE, i), s->span.line);
}

static void lcov_lines(struct str *out, const struct coverage *c)
{
	struct lines l = {0};
	size_t found = 0, hit = 0;

	lines_init(&l, c->machine);
	for (size_t i = 0; i < c->machine->n_states; i++)
		paint(&l, c, c->machine->states[i]->node, c->items[c->of_state[i]].hits, 0);
	for (size_t i = 0; i < c->machine->n_states; i++)
		paint_parts(&l, c, c->machine->states[i]);
	for (size_t line = 1; line <= l.starts.n; line++) {
		if (l.hits[line] < 0)
			continue;
		str_addf(out, "DA:%zu,%lld\n", line, (long long)l.hits[line]);
		found++;
		hit += l.hits[line] > 0;
	}
	str_addf(out, "LF:%zu\nLH:%zu\n", found, hit);
	lines_done(&l);
}

/* Names of functions end with the line; a comma is the format's own. */
static void lcov_name(struct str *out, const struct asl_state *s)
{
	size_t start = out->len;

	add_safe(out, s->path);
	for (char *at = out->p + start; *at; at++)
		if (*at == ',')
			*at = ';';
}

static void lcov_functions(struct str *out, const struct coverage *c)
{
	size_t n = c->machine->n_states;

	for (size_t i = 0; i < n; i++) {
		str_addf(out, "FN:%u,", c->machine->states[i]->span.line);
		lcov_name(out, c->machine->states[i]);
		str_addc(out, '\n');
	}
	for (size_t i = 0; i < n; i++) {
		str_addf(out, "FNDA:%lld,", (long long)c->items[c->of_state[i]].hits);
		lcov_name(out, c->machine->states[i]);
		str_addc(out, '\n');
	}
	str_addf(out, "FNF:%zu\nFNH:%zu\n", n, coverage_count(c, COVER_STATE).covered);
}

/* Block 0 is the transitions of a state that has several, block 1 its retriers. */
static void lcov_branches(struct str *out, const struct coverage *c)
{
	size_t found = 0, hit = 0;

	for (size_t s = 0; s < c->machine->n_states; s++) {
		size_t edges = 0, next[2] = {0};

		for (int32_t i = c->of_state[s]; i < c->of_state[s + 1]; i++)
			edges += c->items[i].kind == COVER_EDGE;
		for (int32_t i = c->of_state[s]; i < c->of_state[s + 1]; i++) {
			const struct cover_item *item = &c->items[i];
			int block = item->kind == COVER_RETRIER;

			if (!block && (item->kind != COVER_EDGE || edges < 2))
				continue;
			str_addf(out, "BRDA:%u,%d,%zu,", c->machine->states[s]->span.line, block, next[block]++);
			if (c->items[c->of_state[s]].hits)
				str_addf(out, "%lld\n", (long long)item->hits);
			else
				str_adds(out, "-\n");
			found++;
			hit += item->hits > 0;
		}
	}
	str_addf(out, "BRF:%zu\nBRH:%zu\n", found, hit);
}

void coverage_lcov(struct str *out, const struct coverage *c, const char *file)
{
	str_addf(out, "TN:aslant\nSF:%s\n", file);
	lcov_functions(out, c);
	lcov_branches(out, c);
	lcov_lines(out, c);
	str_adds(out, "end_of_record\n");
}
