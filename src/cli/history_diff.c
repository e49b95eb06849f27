#include "cli/history_diff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/describe.h"
#include "app/record.h"
#include "cli/cli.h"

#define DATA_TEXT 8			/* paths of one difference in the text; JSON has them all */
#define DATA_JSON 10000
#define VALUE_COLS 40

bool history_threshold(const char *text, int64_t *ms)
{
	char *end;
	double s;

	if (strcmp(text, "none") == 0) {
		*ms = -1;
		return true;
	}
	s = strtod(text, &end);
	*ms = end != text && !*end && s >= 0 && s < 1e12 ? (int64_t)llround(s * 1000) : -1;
	return *ms >= 0;
}

static const char *file_of(const struct run *r)
{
	return r->record ? r->record->origin : r->name;
}

static struct compare *compare_runs(const struct run *left, const struct run *right, int64_t threshold_ms)
{
	struct compare_side a = {.machine = left->machine, .history = left->history, .arn = left->stored.row.arn, .name = left->name};
	struct compare_side b = {.machine = right->machine, .history = right->history, .arn = right->stored.row.arn, .name = right->name};
	struct compare *c = compare_new(&a, &b, &(struct compare_options){.threshold_ms = threshold_ms});

	while (compare_work(c, 100000))
		;
	return c;
}

/* --- text ------------------------------------------------------------------------------------------------------------------------------------ */

static void add_datum(void *ctx, enum compare_part_kind part, const struct json_difference *d)
{
	struct str *out = ctx;

	str_addf(out, "                 %s ", compare_part_text(part));
	describe_text(out, d->path, 2 * VALUE_COLS);
	str_adds(out, ": ");
	if (d->a)
		describe_node(out, d->a, VALUE_COLS);
	str_adds(out, d->a && d->b ? " → " : d->a ? " (only left)" : "");
	if (d->b)
		describe_node(out, d->b, VALUE_COLS);
	str_adds(out, d->a ? "\n" : " (only right)\n");
}

static void add_event(struct str *out, int32_t id)
{
	char text[16];

	snprintf(text, sizeof text, "#%d", (int)id);
	str_addf(out, "%7s", id ? text : "-");
}

static void add_difference(const struct compare *c, const struct compare_difference *d, struct str *out)
{
	struct str line = {0};
	size_t n;

	add_event(out, d->a);
	add_event(out, d->b);
	compare_where(c, d, &line);
	str_adds(&line, ": ");
	compare_line(c, d, &line);
	str_adds(out, "  ");
	describe_text(out, str_get(&line), 1000);
	str_addc(out, '\n');
	n = compare_data(c, d, DATA_TEXT, add_datum, out);
	if (n > DATA_TEXT)
		str_adds(out, "                 … and more\n");
	str_done(&line);
}

static void add_side(const char *what, const struct run *r, struct str *out)
{
	str_addf(out, "%-6s %s: %s, %d events\n", what, file_of(r), exec_status_text(run_status(r)), (int)run_last(r));
}

static void add_definitions(const struct compare *c, struct str *out);

static void print_text(const struct compare *c, const struct run *left, const struct run *right, struct str *out)
{
	enum compare_kind last = COMPARE_KINDS;

	add_side("left", left, out);
	add_side("right", right, out);
	if (c->first < 0) {
		str_adds(out, "\nno difference\n");
		add_definitions(c, out);
		return;
	}
	str_adds(out, "\nFirst divergence\n");
	add_difference(c, &c->list.v[c->first], out);
	for (size_t i = 0; i < c->list.n; i++) {
		const struct compare_difference *d = &c->list.v[i];

		if (d->kind != last)
			str_addf(out, "\n%s (%zu)\n", compare_kind_title(d->kind), c->n[d->kind]);
		last = d->kind;
		add_difference(c, d, out);
	}
	add_definitions(c, out);
}

/* A line each. Caller frees. */
static cJSON *definition_lines(const struct compare *c)
{
	cJSON *lines = cJSON_CreateArray();
	struct str text = {0};

	if (c->definitions)
		asl_compare_print(c->definitions, &text);
	for (char *line = text.len ? strtok(text.p, "\n") : NULL; line; line = strtok(NULL, "\n"))
		json_append(lines, cJSON_CreateString(line));
	str_done(&text);
	return lines;
}

static void add_definitions(const struct compare *c, struct str *out)
{
	cJSON *lines = definition_lines(c);

	if (lines->child)
		str_adds(out, "\nDefinitions\n");
	for (const cJSON *l = lines->child; l; l = l->next) {
		str_adds(out, "                 ");
		describe_text(out, l->valuestring, 1000);
		str_addc(out, '\n');
	}
	cJSON_Delete(lines);
}

/* --- JSON ------------------------------------------------------------------------------------------------------------------------------------- */

static cJSON *side_json(const struct run *r)
{
	cJSON *o = cJSON_CreateObject();

	json_add(o, "file", cJSON_CreateString(file_of(r)));
	json_add(o, "name", cJSON_CreateString(r->name ? r->name : ""));
	json_add(o, "status", cJSON_CreateString(exec_status_text(run_status(r))));
	json_add(o, "events", json_new_int(run_last(r)));
	return o;
}

static cJSON *event_json(const struct history *h, int32_t id)
{
	const struct event *ev = history_at(h, id);
	cJSON *o;

	if (!ev)
		return cJSON_CreateNull();
	o = cJSON_CreateObject();
	json_add(o, "event", json_new_int(id));
	json_add(o, "type", cJSON_CreateString(event_text(ev)));
	return o;
}

static void datum_json(void *ctx, enum compare_part_kind part, const struct json_difference *d)
{
	static const char *const changes[] = {[JSON_CHANGED] = "changed", [JSON_ADDED] = "added", [JSON_REMOVED] = "removed"};
	cJSON *o = cJSON_CreateObject();

	json_add(o, "part", cJSON_CreateString(compare_part_text(part)));
	json_add(o, "path", cJSON_CreateString(d->path));
	json_add(o, "change", cJSON_CreateString(changes[d->change]));
	if (d->a)
		json_add(o, "left", json_copy(d->a));
	if (d->b)
		json_add(o, "right", json_copy(d->b));
	json_append(ctx, o);
}

static cJSON *difference_json(const struct compare *c, const struct compare_difference *d)
{
	cJSON *o = cJSON_CreateObject(), *data;
	struct str where = {0}, line = {0};

	compare_where(c, d, &where);
	compare_line(c, d, &line);
	json_add(o, "kind", cJSON_CreateString(compare_kind_text(d->kind)));
	json_add(o, "state", d->name ? cJSON_CreateString(d->name) : cJSON_CreateNull());
	json_add(o, "where", cJSON_CreateString(str_get(&where)));
	json_add(o, "text", cJSON_CreateString(str_get(&line)));
	json_add(o, "left", event_json(c->left.history, d->a));
	json_add(o, "right", event_json(c->right.history, d->b));
	if (d->parts) {
		data = cJSON_CreateArray();
		compare_data(c, d, DATA_JSON, datum_json, data);
		json_add(o, "data", data);
	}
	str_done(&where);
	str_done(&line);
	return o;
}

static void print_json(const struct compare *c, const struct run *left, const struct run *right, struct str *out)
{
	cJSON *root = cJSON_CreateObject(), *list = cJSON_CreateArray();

	json_add(root, "same", cJSON_CreateBool(c->first < 0));
	json_add(root, "left", side_json(left));
	json_add(root, "right", side_json(right));
	json_add(root, "first", c->first < 0 ? cJSON_CreateNull() : difference_json(c, &c->list.v[c->first]));
	for (size_t i = 0; i < c->list.n; i++)
		json_append(list, difference_json(c, &c->list.v[i]));
	json_add(root, "differences", list);
	json_add(root, "definitions", definition_lines(c));
	json_print_to(out, root);
	str_addc(out, '\n');
	cJSON_Delete(root);
}

int history_diff_print(const struct run *left, const struct run *right, int64_t threshold_ms, bool json)
{
	struct compare *c = compare_runs(left, right, threshold_ms);
	int status = c->first < 0 ? EXIT_GOOD : EXIT_FAILED;
	struct str out = {0};

	(json ? print_json : print_text)(c, left, right, &out);
	fwrite(str_get(&out), 1, out.len, stdout);
	str_done(&out);
	compare_free(c);
	return status;
}
