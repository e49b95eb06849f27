/*
 * The screens of a form: the fields of an object, those that are set first, then what else it may have; and the elements of a list (Retry,
 * Catch, Choices) in their order, with the schedule of the selected retrier below. All of them change one draft.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asl/label.h"
#include "engine/retry.h"
#include "json/pointer.h"
#include "screens/ask.h"
#include "screens/command_impl.h"
#include "screens/form.h"
#include "screens/place.h"
#include "screens/plan_draw.h"
#include "ui/glyph.h"

#define NAME_COLS 26
#define PLAN_ROWS_MAX 200

/* A line of the screen: a member of the object that is set, a field that could be, or an element of the list. */
struct form_row {
	char *name;			/* NULL: an element */
	const struct asl_field *field;	/* NULL: one that the table does not know here */
	bool set, condition;
};

struct form_screen {
	struct form *f;
	char *pointer, *title;
	uint32_t owners;		/* of an object */
	enum asl_kind kind;		/* of a list: K_RETRY, K_CATCH, K_CHOICES */
	bool is_list;
	VEC(struct form_row) rows;
	struct list list;
};

static struct form_screen *of(const struct screen *s)
{
	return s->data;
}

/* --- the rows --------------------------------------------------------------------------------------------------------------------- */

static void forget_rows(struct form_screen *fs)
{
	while (fs->rows.n)
		free(fs->rows.v[--fs->rows.n].name);
}

static void add_row(struct form_screen *fs, const char *name, const struct asl_field *field, bool set)
{
	VEC_PUSH(&fs->rows, ((struct form_row){.name = xstrdup(name), .field = field, .set = set}));
}

/* What a form is not for: the content of containers, which the picture shows, and the type, which the state was made with. */
static bool is_for_others(enum asl_kind k)
{
	return k == K_TYPE || k == K_STATES || k == K_BRANCHES || k == K_PROCESSOR || k == K_RULE_PART || k == K_CONDITION;
}

static bool is_rule(const struct form_screen *fs)
{
	return fs->owners & OWN_RULE;
}

static bool is_of_condition(const struct form_screen *fs, const char *name)
{
	return is_rule(fs) && strcmp(name, "Next") != 0 && strcmp(name, "Assign") != 0 && strcmp(name, "Output") != 0 && strcmp(name, "Comment") != 0;
}

static bool fits_language(const struct form_screen *fs, const struct asl_field *field)
{
	enum asl_language l = form_language(fs->f);

	return field->language == IN_BOTH || (field->language == IN_JSONATA) == (l == ASL_JSONATA);
}

/* The other one of two fields of which only one may be there. */
static bool is_excluded(const struct form_screen *fs, const char *name, const cJSON *object)
{
	size_t n;
	const struct asl_group *groups = asl_group_rows(&n);

	for (size_t i = 0; i < n; i++) {
		bool in = false, other = false;

		if (!(groups[i].owners & fs->owners))
			continue;
		for (size_t k = 0; k < ARRAY_LEN(groups[i].names) && groups[i].names[k]; k++) {
			in |= strcmp(groups[i].names[k], name) == 0;
			other |= strcmp(groups[i].names[k], name) != 0 && json_get(object, groups[i].names[k]);
		}
		if (in && other)
			return true;
	}
	return false;
}

static void object_rows(struct form_screen *fs)
{
	const cJSON *object = form_get(fs->f, fs->pointer);
	size_t n;
	const struct asl_field *fields = asl_field_rows(&n);

	if (is_rule(fs)) {
		add_row(fs, "Condition", NULL, true);
		fs->rows.v[0].condition = true;
	}
	for (const cJSON *c = object ? object->child : NULL; c; c = c->next) {
		const struct asl_field *field = asl_field_find(c->string, fs->owners);

		if (!is_of_condition(fs, c->string) && !(field && is_for_others(field->kind)))
			add_row(fs, c->string, field, true);
	}
	for (size_t i = 0; i < n; i++)
		if ((fields[i].owners & fs->owners) && fits_language(fs, &fields[i]) && !is_for_others(fields[i].kind) &&
		    !json_get(object, fields[i].name) && !is_excluded(fs, fields[i].name, object))
			add_row(fs, fields[i].name, &fields[i], false);
}

static void make_rows(struct form_screen *fs)
{
	size_t n = json_count(form_get(fs->f, fs->pointer));

	forget_rows(fs);
	if (!fs->is_list)
		object_rows(fs);
	else
		for (size_t i = 0; i < n; i++)
			VEC_PUSH(&fs->rows, ((struct form_row){.set = true}));
	list_set_rows(&fs->list, fs->rows.n);
}

static char *row_pointer(const struct form_screen *fs, size_t row)
{
	struct str s = {0};

	if (fs->is_list)
		return xasprintf("%s/%zu", fs->pointer, row);
	str_adds(&s, fs->pointer);
	json_pointer_add(&s, fs->rows.v[row].name);
	return str_take(&s);
}

/* --- what a row says ---------------------------------------------------------------------------------------------------------------- */

static size_t rule_number(const struct form_screen *fs)
{
	const char *slash = strrchr(fs->pointer, '/');

	return slash ? strtoul(slash + 1, NULL, 10) : 0;
}

static void element_text(const struct form_screen *fs, size_t i, struct str *out)
{
	const struct asl_state *s = form_state(fs->f);
	char *pointer = row_pointer(fs, i), *label = NULL;
	const cJSON *v = form_get(fs->f, pointer);
	const char *next = json_get_string(v, "Next");

	if (fs->kind == K_RETRY && s && i < s->n_retriers)
		plan_headline(&s->retriers[i], i, out);
	else if (fs->kind == K_CATCH && s && i < s->n_catchers)
		label = asl_catch_label(s, i);
	else if (fs->kind == K_CHOICES && s && i < s->n_choices)
		form_condition_text(fs->f, i, out);
	else
		json_print_to(out, v);
	if (label)
		str_addf(out, "%zu  %s", i + 1, label);
	if (next)
		str_addf(out, "  → %s", next);
	free(label);
	free(pointer);
}

static bool is_list_field(const struct asl_field *field)
{
	return field && (field->kind == K_RETRY || field->kind == K_CATCH || field->kind == K_CHOICES);
}

static void row_value(const struct form_screen *fs, size_t row, struct str *out)
{
	const struct form_row *r = &fs->rows.v[row];
	char *pointer;

	if (fs->is_list) {
		element_text(fs, row, out);
	} else if (r->condition) {
		form_condition_text(fs->f, rule_number(fs), out);
	} else {
		pointer = row_pointer(fs, row);
		if (is_list_field(r->field))
			str_addf(out, "%zu: %s", json_count(form_get(fs->f, pointer)), form_kind_text(r->field));
		else
			form_value_text(form_get(fs->f, pointer), out);
		free(pointer);
	}
}

static const char *row_fault(const struct form_screen *fs, size_t row)
{
	char *pointer;
	const char *fault;

	if (row == LIST_NONE || row >= fs->rows.n)
		return NULL;
	pointer = fs->rows.v[row].condition ? xstrdup(fs->pointer) : row_pointer(fs, row);
	fault = form_fault(fs->f, pointer, fs->rows.v[row].condition);
	free(pointer);
	return fault;
}

static void row_text(void *ctx, size_t row, struct str *out)
{
	const struct form_screen *fs = ctx;

	if (fs->rows.v[row].name)
		str_addf(out, "%s ", fs->rows.v[row].name);
	row_value(fs, row, out);
}

static void row_draw(void *ctx, size_t row, struct surface *sf, const char *needle)
{
	const struct form_screen *fs = ctx;
	const struct form_row *r = &fs->rows.v[row];
	bool wrong = row_fault(fs, row) != NULL;
	struct str value = {0};
	int x = 2;

	row_value(fs, row, &value);
	surface_put(sf, 0, 0, wrong ? ST_ERROR : ST_DIM, wrong ? GLYPH_FAILED : r->set ? " " : "+");
	if (r->name) {
		surface_text_match(sf, x, 0, NAME_COLS - 1, r->set ? ST_STRONG : ST_DIM, r->name, needle);
		x += NAME_COLS;
	}
	if (r->set)
		surface_text_match(sf, x, 0, sf->cols - x, wrong ? ST_ERROR : ST_TEXT, str_get(&value), needle);
	else
		surface_text(sf, x, 0, sf->cols - x, ST_DIM, form_kind_text(r->field));
	str_done(&value);
}

static const struct list_ops list_ops = {.draw = row_draw, .text = row_text};

/* --- keys ----------------------------------------------------------------------------------------------------------------------------- */

static uint32_t element_owner(enum asl_kind kind)
{
	return kind == K_RETRY ? OWN_RETRIER : kind == K_CATCH ? OWN_CATCHER : OWN_RULE;
}

static unsigned key_enter(struct screen *s)
{
	struct form_screen *fs = of(s);
	size_t row = list_row(&fs->list);
	char *pointer, *title;
	unsigned after = AFTER_REDRAW;

	if (row == LIST_NONE)
		return AFTER_NOTHING;
	pointer = row_pointer(fs, row);
	if (fs->is_list) {
		title = xasprintf("%s %zu", fs->title, row + 1);
		form_open_object(fs->f, pointer, element_owner(fs->kind), title);
		free(title);
	} else if (fs->rows.v[row].condition) {
		after = form_ask_condition(fs->f, fs->pointer);
	} else {
		after = form_ask(fs->f, pointer, fs->rows.v[row].field);
	}
	free(pointer);
	return after | AFTER_UPDATE;
}

static unsigned key_json(struct screen *s)
{
	struct form_screen *fs = of(s);
	size_t row = list_row(&fs->list);
	char *pointer;
	unsigned after;

	if (row == LIST_NONE)
		return AFTER_NOTHING;
	pointer = fs->rows.v[row].condition ? xstrdup(fs->pointer) : row_pointer(fs, row);
	after = form_ask_json(fs->f, pointer);
	free(pointer);
	return after;
}

static unsigned key_delete(struct screen *s)
{
	struct form_screen *fs = of(s);
	size_t row = list_row(&fs->list);
	char *pointer;

	if (row == LIST_NONE || !fs->rows.v[row].set || fs->rows.v[row].condition)
		return AFTER_NOTHING;
	pointer = row_pointer(fs, row);
	form_set(fs->f, pointer, NULL);
	if (fs->is_list && !form_get(fs->f, fs->pointer)->child)
		form_set(fs->f, fs->pointer, NULL);	/* an empty list is none */
	free(pointer);
	make_rows(fs);
	return AFTER_UPDATE;
}

/* A new element, after the others; of a list that ends with States.ALL before that. */
static cJSON *new_element(const struct form_screen *fs)
{
	cJSON *v = cJSON_CreateObject(), *errors;
	const char *next = fs->f->names.n ? fs->f->names.v[0] : "";

	if (fs->kind == K_CHOICES) {
		if (form_language(fs->f) == ASL_JSONATA) {
			cJSON_AddStringToObject(v, "Condition", "{% $states.input.choice = 'value' %}");
		} else {
			cJSON_AddStringToObject(v, "Variable", "$.choice");
			cJSON_AddStringToObject(v, "StringEquals", "value");
		}
		cJSON_AddStringToObject(v, "Next", next);
		return v;
	}
	errors = cJSON_AddArrayToObject(v, "ErrorEquals");
	json_append(errors, cJSON_CreateString(fs->rows.n ? "States.Timeout" : "States.ALL"));
	if (fs->kind == K_CATCH)
		cJSON_AddStringToObject(v, "Next", next);
	return v;
}

static bool takes_all(const cJSON *element)
{
	const cJSON *errors = json_get(element, "ErrorEquals");

	for (const cJSON *c = cJSON_IsArray(errors) ? errors->child : NULL; c; c = c->next)
		if (cJSON_IsString(c) && strcmp(c->valuestring, "States.ALL") == 0)
			return true;
	return false;
}

static unsigned key_add(struct screen *s)
{
	struct form_screen *fs = of(s);
	size_t at = fs->rows.n;
	char *pointer;

	if (!fs->is_list)
		return key_enter(s);
	if (!form_get(fs->f, fs->pointer))
		form_set(fs->f, fs->pointer, cJSON_CreateArray());
	pointer = row_pointer(fs, at);
	form_set(fs->f, pointer, new_element(fs));
	free(pointer);
	if (at) {
		pointer = row_pointer(fs, at - 1);
		if (takes_all(form_get(fs->f, pointer)))
			form_move(fs->f, fs->pointer, at, at - 1), at--;
		free(pointer);
	}
	make_rows(fs);
	list_go(&fs->list, at);
	return AFTER_UPDATE;
}

static unsigned move_element(struct screen *s, int by)
{
	struct form_screen *fs = of(s);
	size_t row = list_row(&fs->list), to = row + (size_t)by;

	if (!fs->is_list || row == LIST_NONE || to >= fs->rows.n)
		return AFTER_NOTHING;
	form_move(fs->f, fs->pointer, row, to);
	make_rows(fs);
	list_go(&fs->list, to);
	return AFTER_UPDATE;
}

static unsigned key_up(struct screen *s)
{
	return move_element(s, -1);
}

static unsigned key_down(struct screen *s)
{
	return move_element(s, 1);
}

static unsigned key_save(struct screen *s)
{
	return form_save(of(s)->f);
}

static unsigned close_answered(struct shell *sh, void *ctx, size_t index)
{
	struct screen *s = ctx;
	unsigned after = index == 0 ? form_save(of(s)->f) : AFTER_REDRAW;

	if (index == 1 || !form_is_changed(of(s)->f))
		screens_close(&sh->screens, s);
	return after;
}

/* Out of a part of it at once; out of the form, where something is unsaved, with a question. */
static unsigned key_close(struct screen *s)
{
	struct form_screen *fs = of(s);
	struct shell *sh = s->ctx;
	struct choice c;
	char *title;

	if (*fs->pointer || !form_is_changed(fs->f))
		return AFTER_CLOSE | AFTER_UPDATE;
	title = xasprintf("%.60s is changed", fs->f->name);
	choice_init(&c, title, false);
	choice_add(&c, "Put the changes into the definition", NULL, 's', ST_TEXT);
	choice_add(&c, "Give them up", NULL, 'g', ST_WARNING);
	ask_choice_take(sh, &c, close_answered, s);
	free(title);
	return AFTER_REDRAW;
}

static unsigned key_filter(struct screen *s)
{
	return place_ask_filter(s->ctx, &of(s)->list);
}

static const struct place_key form_keys[] = {
	{"<Enter>", "edit", "Edit the value; into a list or a part", key_enter},
	{"a", "add", "A new element of the list; a value for the field", key_add},
	{"d <Del>", "delete", "Take the field or the element away", key_delete},
	{"K", "up", "Move the element up: earlier ones count first", key_up},
	{"J", "down", "Move the element down", key_down},
	{"e", "as JSON", "Edit the value as JSON", key_json},
	{"<C-s>", "apply", "Put what was changed into the definition, as one step of undo", key_save},
	{"/ f", "filter", "Show only what has these words", key_filter},
	{"<Esc> q <C-c>", "close", "Back", key_close},
	{"?", "help", "These keys", place_key_help},
};

const struct place form_place = {.keymap = "form", .title = "A state's form", .keys = form_keys, .n = ARRAY_LEN(form_keys)};

/* --- drawing --------------------------------------------------------------------------------------------------------------------------- */

static bool has_plan(const struct form_screen *fs)
{
	return (fs->is_list && fs->kind == K_RETRY) || (fs->owners & OWN_RETRIER);
}

static int list_rows(const struct form_screen *fs, int rows)
{
	int body = place_body_rows(rows);

	if (has_plan(fs) && body >= 12)
		return body / 2 - 1;
	return body > 8 ? body - 4 : body;
}

/* The retrier that is selected, or the one whose fields these are; NULL: it cannot be read. */
static const struct asl_retrier *retrier_of(const struct form_screen *fs)
{
	const struct asl_state *s = form_state(fs->f);
	size_t i = fs->is_list ? list_row(&fs->list) : rule_number(fs);

	return s && i < s->n_retriers ? &s->retriers[i] : NULL;
}

static void draw_plan(const struct form_screen *fs, struct surface *sf, int y)
{
	const struct asl_retrier *r = retrier_of(fs);
	const struct asl_state *s = form_state(fs->f);
	struct retry_span call = {0, 0, 0};
	struct retry_plan plan;
	struct plan_look look = {.plan = &plan};
	struct surface below = surface_sub(sf, 1, y, sf->cols - 2, sf->rows - y - 2);

	if (!r || below.rows < 2)
		return;
	retry_plan_make(&plan, r, &call, PLAN_ROWS_MAX);
	look.limit_s = fs->f->sh->app->machine ? (double)fs->f->sh->app->machine->timeout_s : 0;
	look.call_limit_s = s->timeout.present ? (double)s->timeout.value : 0;
	plan_draw(&look, &below);
	retry_plan_done(&plan);
}

static void form_draw(const struct screen *s, struct surface *sf)
{
	const struct form_screen *fs = of(s);
	int rows = list_rows(fs, sf->rows), y = PLACE_BODY_Y + rows;
	struct surface body = surface_sub(sf, 1, PLACE_BODY_Y, sf->cols - 2, rows);
	size_t row = list_row(&fs->list);
	const char *fault = row_fault(fs, row);
	char *title = xasprintf("%s%s › %s", form_is_changed(fs->f) ? "*" : "", fs->f->name, fs->title);

	if (!place_fits(sf)) {
		free(title);
		return;
	}
	surface_clear(sf, ST_TEXT);
	list_draw(&fs->list, &body, screens_top(&fs->f->sh->screens) == s);
	if (!fs->rows.n)
		place_draw_empty(&body, "nothing here yet", "a adds one");
	surface_hline(sf, 0, y, sf->cols, ST_BORDER);
	if (fault)
		y += place_draw_text(sf, 1, y + 1, sf->cols - 2, 3, ST_ERROR, fault);
	else if (row != LIST_NONE && fs->rows.v[row].field && !has_plan(fs))
		place_draw_text(sf, 1, y + 1, sf->cols - 2, 2, ST_DIM, form_kind_text(fs->rows.v[row].field));
	if (has_plan(fs))
		draw_plan(fs, sf, y + 1);
	place_draw(fs->f->sh, &form_place, sf, title, form_language(fs->f) == ASL_JSONATA ? "JSONata" : "JSONPath");
	free(title);
}

static void form_layout(struct screen *s, int cols, int rows)
{
	(void)cols;
	list_layout(&of(s)->list, list_rows(of(s), rows));
}

static void form_update(struct screen *s)
{
	make_rows(of(s));
	list_refresh(&of(s)->list);
}

static unsigned form_key(struct screen *s, const struct key *k)
{
	struct form_screen *fs = of(s);
	unsigned after, w;

	if (place_key(&form_place, s, k, &after))
		return after;
	w = place_list_key(&fs->list, k, 1, PLACE_BODY_Y, s->cols - 2, list_rows(fs, s->rows));
	if (w & W_DONE)
		return key_enter(s);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void form_done(struct screen *s)
{
	struct form_screen *fs = of(s);

	forget_rows(fs);
	VEC_DONE(&fs->rows);
	list_done(&fs->list);
	form_unref(fs->f);
	free(fs->pointer);
	free(fs->title);
	free(fs);
}

static const struct screen_ops ops = {
	.name = "form", .keymap = "form", .update = form_update, .layout = form_layout, .draw = form_draw, .key = form_key, .done = form_done,
};

static void push(struct form *f, struct form_screen *fs)
{
	struct err e;

	fs->f = form_ref(f);
	list_init(&fs->list, &list_ops, fs);
	make_rows(fs);
	if (!screens_push(&f->sh->screens, &ops, f->sh, fs, &e))
		app_note_err(f->sh->app, &e);
}

void form_open_object(struct form *f, const char *pointer, uint32_t owners, const char *title)
{
	struct form_screen *fs = xcalloc(1, sizeof *fs);

	fs->pointer = xstrdup(pointer);
	fs->title = xstrdup(title);
	fs->owners = owners;
	push(f, fs);
}

void form_open_list(struct form *f, const char *pointer, enum asl_kind kind, const char *title)
{
	struct form_screen *fs = xcalloc(1, sizeof *fs);

	fs->pointer = xstrdup(pointer);
	fs->title = xstrdup(title);
	fs->is_list = true;
	fs->kind = kind;
	push(f, fs);
}

static const struct {
	const char *word, *field;
	enum asl_kind kind;
} parts[] = {{"retry", "Retry", K_RETRY}, {"catch", "Catch", K_CATCH}, {"choices", "Choices", K_CHOICES}};

unsigned cmd_form(struct shell *sh, const char *args, struct err *e)
{
	struct asl_machine *m;
	const struct asl_state *s;
	struct form *f;
	char *pointer;

	if (!edit_target(sh, &m, &s, e) || (!s && !err_set(e, ERR_USAGE, "no state is selected")))
		return AFTER_NOTHING;
	if (s->type == ASL_UNKNOWN) {
		err_set(e, ERR_INVALID, "%.80s has no type that is known: its text has to be edited", s->name);
		return AFTER_NOTHING;
	}
	f = form_new(sh, m, s);
	form_open_object(f, "", 1u << s->type, asl_type_text(s->type));
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (strcmp(args, parts[i].word) != 0 || !asl_field_find(parts[i].field, 1u << s->type))
			continue;
		pointer = xasprintf("/%s", parts[i].field);
		form_open_list(f, pointer, parts[i].kind, parts[i].field);
		free(pointer);
	}
	form_unref(f);
	return AFTER_REDRAW;
}
