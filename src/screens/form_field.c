/* How a form asks for a value: by choice, in a line, or as JSON over the whole screen. */
#include <stdlib.h>
#include <string.h>

#include "asl/condition.h"
#include "asl/label.h"
#include "asl/palette.h"
#include "screens/form.h"
#include "screens/place.h"
#include "screens/value_screen.h"

/* What is asked for now: one question is open at a time. */
static struct {
	struct form *f;
	char *pointer;
	const struct asl_field *field;
	cJSON *before;			/* what comes back when the question is cancelled; NULL: there was nothing */
} asked;

static void remember(struct form *f, const char *pointer, const struct asl_field *field)
{
	const cJSON *v = form_get(f, pointer);

	free(asked.pointer);
	cJSON_Delete(asked.before);
	asked.f = f;
	asked.pointer = xstrdup(pointer);
	asked.field = field;
	asked.before = v ? json_copy(v) : NULL;
}

/* --- values as text ----------------------------------------------------------------------------------------------------------- */

static bool is_list_of_strings(const cJSON *v)
{
	if (!cJSON_IsArray(v))
		return false;
	for (const cJSON *c = v->child; c; c = c->next)
		if (!cJSON_IsString(c))
			return false;
	return true;
}

void form_value_text(const cJSON *v, struct str *out)
{
	if (cJSON_IsString(v))
		str_adds(out, v->valuestring);
	else if (is_list_of_strings(v))
		for (const cJSON *c = v->child; c; c = c->next)
			str_addf(out, "%s%s", c->valuestring, c->next ? ", " : "");
	else if (v)
		json_print_to(out, v);
}

static const char *const kinds[] = {
	[K_ANY] = "any JSON, with {% expressions %}", [K_STRING] = "text", [K_BOOLEAN] = "true or false", [K_INTEGER] = "a whole number",
	[K_INTEGER_AS_DOUBLE] = "a whole number", [K_NUMBER] = "a number", [K_SECONDS] = "a whole number", [K_SECONDS_PATH] = "a reference path to a number",
	[K_PERCENTAGE] = "a number from 0 to 100", [K_STRINGS] = "texts, with commas between", [K_ENUM] = "one of a few words", [K_TYPE] = "the type",
	[K_TARGET] = "a state", [K_PATH] = "a path, $.a.b, or null", [K_REFERENCE] = "a reference path, $.a.b", [K_RESULT_PATH] = "a reference path, $.a.b, or null",
	[K_BARE_PATH] = "a reference path, $.a.b", [K_PATH_OR_CALL] = "a path or an intrinsic function", [K_TEMPLATE] = "JSON; names that end in .$ hold paths",
	[K_ASSIGN] = "an object: variables and their values", [K_RESULT] = "any JSON", [K_TIMESTAMP] = "a timestamp, 2026-01-31T00:00:00Z", [K_LABEL] = "a short text",
	[K_RESOURCE] = "an ARN", [K_S3_RESOURCE] = "an ARN", [K_CREDENTIALS] = "an object with RoleArn", [K_ERRORS] = "error names, with commas between",
	[K_RETRY] = "retriers, the first that matches counts", [K_CATCH] = "catchers, the first that matches counts", [K_CHOICES] = "rules, the first that holds decides",
	[K_CONDITION] = "an expression that is true or false", [K_OBJECT] = "more fields",
};

const char *form_kind_text(const struct asl_field *field)
{
	return field && (size_t)field->kind < ARRAY_LEN(kinds) && kinds[field->kind] ? kinds[field->kind] : "any JSON";
}

static bool is_number_kind(enum asl_kind k)
{
	return k == K_INTEGER || k == K_INTEGER_AS_DOUBLE || k == K_NUMBER || k == K_SECONDS || k == K_PERCENTAGE;
}

static cJSON *list_of(const char *text)
{
	cJSON *list = cJSON_CreateArray();

	for (;;) {
		size_t n;

		text += strspn(text, ", ");
		n = strcspn(text, ",");
		if (!n)
			return list;
		while (n && text[n - 1] == ' ')
			n--;
		if (n) {
			char *item = xstrndup(text, n);

			json_append(list, cJSON_CreateString(item));
			free(item);
		}
		text += strcspn(text, ",");
	}
}

/* What was typed, as the field takes it; NULL: nothing was. */
static cJSON *value_of(const char *text, const struct asl_field *field)
{
	struct err e;
	cJSON *v = NULL;

	if (!*text)
		return NULL;
	if (!field || field->kind == K_ANY || field->kind == K_RESULT || field->kind == K_TEMPLATE)
		v = *text == '{' && text[1] == '%' ? NULL : json_read(text, &e);
	else if (field->kind == K_ERRORS || field->kind == K_STRINGS)
		return list_of(text);
	else if (is_number_kind(field->kind))
		v = json_new_number_text(text, strlen(text));
	else if ((field->flags & F_NULL) && strcmp(text, "null") == 0)
		v = cJSON_CreateNull();
	return v ? v : cJSON_CreateString(text);
}

/* --- a line -------------------------------------------------------------------------------------------------------------------- */

/* Every keystroke goes into the draft, so that what is wrong with it stands below the field at once. */
static unsigned line_changed(struct shell *sh, void *ctx, const char *text)
{
	(void)sh, (void)ctx;
	form_set(asked.f, asked.pointer, value_of(text, asked.field));
	return AFTER_UPDATE;
}

static unsigned line_done(struct shell *sh, void *ctx, const char *text)
{
	return line_changed(sh, ctx, text);
}

static unsigned put_back(struct shell *sh, void *ctx)
{
	(void)sh, (void)ctx;
	form_set(asked.f, asked.pointer, asked.before ? json_copy(asked.before) : NULL);
	return AFTER_UPDATE;
}

static void complete_error(void *ctx, const char *text, size_t cursor, size_t *word_start, prompt_add_fn add, void *add_ctx)
{
	static const char *const names[] = {"States.ALL", "States.TaskFailed", "States.Timeout", "States.HeartbeatTimeout", "States.Permissions",
		"States.DataLimitExceeded", "States.ItemReaderFailed", "States.ResultWriterFailed", "States.ExceedToleratedFailureThreshold",
		"States.QueryEvaluationError", "Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.SdkClientException", "Lambda.TooManyRequestsException",
		"Lambda.Unknown"};
	size_t from = cursor;

	(void)ctx;
	while (from && text[from - 1] != ',' && text[from - 1] != ' ')
		from--;
	*word_start = from;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strncmp(names[i], text + from, cursor - from) == 0)
			add(add_ctx, names[i], NULL);
}

static unsigned ask_line(struct form *f, const char *pointer, const struct asl_field *field)
{
	struct str initial = {0};
	char *label = xasprintf("%s: ", field ? field->name : "value");
	struct ask_text_opts o = {.label = label, .placeholder = form_kind_text(field), .changed = line_changed, .cancelled = put_back};

	form_value_text(form_get(f, pointer), &initial);
	o.initial = str_get(&initial);
	if (field && field->kind == K_ERRORS)
		o.complete = complete_error;
	ask_text(f->sh, &o, line_done, NULL);
	str_done(&initial);
	free(label);
	return AFTER_REDRAW;
}

/* --- a choice ------------------------------------------------------------------------------------------------------------------ */

static VEC(char *) offered;		/* what the rows of the open choice stand for */

static void forget_offered(void)
{
	while (offered.n)
		free(offered.v[--offered.n]);
	VEC_DONE(&offered);
}

static void offer(struct choice *c, const char *label, const char *hint, const char *value)
{
	choice_add(c, label, hint, 0, ST_TEXT);
	VEC_PUSH(&offered, xstrdup(value));
}

#define MACHINE "machine "		/* before the name of a machine of the workspace, among what is offered */

/* Another machine of the workspace is started and waited for: that takes its ARN and an input as well. */
static void call_machine(struct form *f, const char *name)
{
	bool jsonata = form_language(f) == ASL_JSONATA;
	cJSON *arguments = cJSON_CreateObject();
	char *arn = xasprintf("arn:aws:states:us-east-1:111122223333:stateMachine:%s", name);

	cJSON_AddStringToObject(arguments, "StateMachineArn", arn);
	if (jsonata)
		cJSON_AddStringToObject(arguments, "Input", "{% $states.input %}");
	else
		cJSON_AddStringToObject(arguments, "Input.$", "$");
	form_set(f, "/Resource", cJSON_CreateString("arn:aws:states:::states:startExecution.sync:2"));
	form_set(f, jsonata ? "/Arguments" : "/Parameters", arguments);
	free(arn);
}

static void offer_machines(const struct form *f, struct choice *c)
{
	const struct workspace *w = &f->sh->app->workspace;

	for (size_t i = 0; i < w->machines.n; i++) {
		char *value = xasprintf(MACHINE "%s", w->machines.v[i].name);

		offer(c, w->machines.v[i].name, "state machine", value);
		free(value);
	}
}

static unsigned offered_chosen(struct shell *sh, void *ctx, size_t index)
{
	(void)sh, (void)ctx;
	if (index >= offered.n)
		return AFTER_NOTHING;
	if (!*offered.v[index])
		return ask_line(asked.f, asked.pointer, asked.field);
	if (str_starts(offered.v[index], MACHINE))
		call_machine(asked.f, offered.v[index] + strlen(MACHINE));
	else
		form_set(asked.f, asked.pointer, cJSON_CreateString(offered.v[index]));
	return AFTER_UPDATE;
}

static unsigned ask_words(struct form *f, const struct asl_field *field)
{
	struct choice c;

	forget_offered();
	choice_init(&c, field->name, true);
	for (size_t i = 0; field->words && field->words[i]; i++)
		offer(&c, field->words[i], NULL, field->words[i]);
	ask_choice_take(f->sh, &c, offered_chosen, NULL);
	return AFTER_REDRAW;
}

static unsigned ask_target(struct form *f, const struct asl_field *field)
{
	struct choice c;

	forget_offered();
	choice_init(&c, field->name, true);
	for (size_t i = 0; i < f->names.n; i++)
		offer(&c, f->names.v[i], NULL, f->names.v[i]);
	ask_choice_take(f->sh, &c, offered_chosen, NULL);
	return AFTER_REDRAW;
}

static void offer_functions(const struct form *f, struct choice *c)
{
	const struct registry *r = f->sh->app->registry;

	for (size_t i = 0; r && i < registry_count(r); i++) {
		const struct function_entry *fn = registry_at(r, i);
		char *arn = function_arn(fn->name);

		offer(c, fn->name, "function", arn);
		free(arn);
	}
}

static void offer_integrations(struct choice *c)
{
	size_t n;
	const struct asl_palette_row *rows = asl_palette_rows(&n);
	struct err e;

	for (size_t i = 0; i < n; i++) {
		cJSON *v = json_read(rows[i].jsonpath, &e);
		const char *arn = json_get_string(v, "Resource");

		if (arn && str_starts(arn, "arn:aws:states:"))
			offer(c, rows[i].label, str_starts(arn, "arn:aws:states:::") ? arn + strlen("arn:aws:states:::") : "activity", arn);
		cJSON_Delete(v);
	}
}

static unsigned ask_resource(struct form *f)
{
	struct choice c;

	forget_offered();
	choice_init(&c, "What does it call?", true);
	offer_functions(f, &c);
	offer_machines(f, &c);
	offer_integrations(&c);
	offer(&c, "Type an ARN…", NULL, "");
	ask_choice_take(f->sh, &c, offered_chosen, NULL);
	return AFTER_REDRAW;
}

/* --- JSON ------------------------------------------------------------------------------------------------------------------------ */

struct json_ctx {
	struct form *f;
	char *pointer;
};

static bool json_done(struct shell *sh, void *ctx, struct value *v, struct err *e)
{
	struct json_ctx *j = ctx;

	(void)sh, (void)e;
	form_set(j->f, j->pointer, json_copy(value_node(v)));
	return true;
}

static void json_free(void *ctx)
{
	struct json_ctx *j = ctx;

	form_unref(j->f);
	free(j->pointer);
	free(j);
}

unsigned form_ask_json(struct form *f, const char *pointer)
{
	struct json_ctx *j = xcalloc(1, sizeof *j);
	const cJSON *now = form_get(f, pointer);
	struct value *initial = now ? value_take(json_copy(now)) : NULL;
	char *title = xasprintf("%.60s%.80s", f->name, pointer);

	j->f = form_ref(f);
	j->pointer = xstrdup(pointer);
	value_screen_open(f->sh, title, initial, json_done, j, json_free);
	value_unref(initial);
	free(title);
	return AFTER_REDRAW;
}

/* --- conditions -------------------------------------------------------------------------------------------------------------------- */

static bool is_test_member(const char *name)
{
	return strcmp(name, "Next") != 0 && strcmp(name, "Assign") != 0 && strcmp(name, "Output") != 0 && strcmp(name, "Comment") != 0;
}

/* The rule's test is another one; Next and what else it has stay. */
static void set_test(struct form *f, const char *rule, const cJSON *test)
{
	const cJSON *old = form_get(f, rule);
	cJSON *new = cJSON_CreateObject();

	for (const cJSON *c = test->child; c; c = c->next)
		json_add(new, c->string, json_copy(c));
	for (const cJSON *c = old ? old->child : NULL; c; c = c->next)
		if (!is_test_member(c->string))
			json_add(new, c->string, json_copy(c));
	form_set(f, rule, new);
}

void form_condition_text(const struct form *f, size_t rule, struct str *out)
{
	const struct asl_state *s = form_state(f);
	char *text = NULL;

	if (s && rule < s->n_choices)
		text = s->choices[rule].test ? asl_condition_print(s->choices[rule].test) : asl_choice_label(s, rule);
	str_adds(out, text ? text : "?");
	free(text);
}

static unsigned condition_changed(struct shell *sh, void *ctx, const char *text)
{
	struct err e;
	cJSON *test;

	(void)ctx;
	if (form_language(asked.f) == ASL_JSONATA) {
		char *expression = xasprintf("{%% %s %%}", text);

		test = cJSON_CreateObject();
		cJSON_AddStringToObject(test, "Condition", expression);
		free(expression);
	} else {
		test = asl_condition_parse(text, &e);
	}
	if (test) {
		set_test(asked.f, asked.pointer, test);
		place_note_done(sh);
	} else {
		app_note(sh->app, NOTE_WARNING, "%u: %.300s", e.span.col, e.msg);
	}
	cJSON_Delete(test);
	return AFTER_UPDATE;
}

unsigned form_ask_condition(struct form *f, const char *rule)
{
	struct str initial = {0};
	const char *number = strrchr(rule, '/');
	struct ask_text_opts o = {.label = "when: ", .placeholder = "n > 5 and not late", .changed = condition_changed, .cancelled = put_back};

	remember(f, rule, NULL);
	form_condition_text(f, number ? strtoul(number + 1, NULL, 10) : 0, &initial);
	o.initial = strcmp(str_get(&initial), "?") == 0 ? "" : str_get(&initial);
	ask_text(f->sh, &o, condition_changed, NULL);
	str_done(&initial);
	return AFTER_REDRAW;
}

/* --- by kind -------------------------------------------------------------------------------------------------------------------------- */

unsigned form_ask(struct form *f, const char *pointer, const struct asl_field *field)
{
	const cJSON *now = form_get(f, pointer);

	remember(f, pointer, field);
	switch (field ? field->kind : K_ANY) {
	case K_BOOLEAN:
		form_set(f, pointer, cJSON_IsTrue(now) ? cJSON_CreateFalse() : cJSON_CreateTrue());
		return AFTER_UPDATE;
	case K_ENUM:
		return ask_words(f, field);
	case K_TARGET:
		return ask_target(f, field);
	case K_RESOURCE:
		return ask_resource(f);
	case K_RETRY:
	case K_CATCH:
	case K_CHOICES:
		form_open_list(f, pointer, field->kind, field->name);
		return AFTER_REDRAW;
	case K_OBJECT:
		form_open_object(f, pointer, field->part, field->name);
		return AFTER_REDRAW;
	case K_ANY:
	case K_TEMPLATE:
	case K_ASSIGN:
	case K_RESULT:
	case K_CREDENTIALS:
		return cJSON_IsString(now) ? ask_line(f, pointer, field) : form_ask_json(f, pointer);
	default:
		return ask_line(f, pointer, field);
	}
}
