/*
 * What may be written at the cursor of the text pane, as a list beside it: fields and values that the language knows (asl/complete.h), states,
 * errors that came, functions, machines and integrations for what is called, and inside of paths and JSONata what the shown execution had at
 * that state.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "asl/complete.h"
#include "base/utf8.h"
#include "query/intrinsic.h"
#include "screens/expression_complete.h"
#include "screens/text_pane_private.h"
#include "task/registry.h"

#define ROWS_MAX 8
#define HINT_COLS 28
#define OFFERS_MAX 500

/* --- the list --------------------------------------------------------------------------------------------------------------- */

static void forget(struct text_offers *o)
{
	for (size_t i = 0; i < o->all.n; i++) {
		free(o->all.v[i].text);
		free(o->all.v[i].hint);
	}
	o->all.n = o->shown.n = 0;
	o->at = o->top = 0;
}

void text_offers_close(struct text_pane *t)
{
	forget(&t->offers);
	t->offers.open = false;
}

static void add(struct text_offers *o, int what, const char *text, const char *hint)
{
	for (size_t i = 0; i < o->all.n; i++)
		if (str_is(o->all.v[i].text, text))
			return;
	if (o->all.n < OFFERS_MAX)
		*VEC_ADD(&o->all) = (struct text_candidate){.text = xstrdup(text), .hint = xstrdup(hint), .what = what};
}

static void add_suggestion(void *ctx, enum asl_completion what, const char *text, const char *hint)
{
	add(ctx, (int)what, text, hint);
}

/* Those that begin with the word, then those that hold it. */
static void show_matches(struct text_offers *o, const char *word)
{
	size_t at;

	o->shown.n = 0;
	for (int inside = 0; inside < 2; inside++)
		for (size_t i = 0; i < o->all.n; i++)
			if (!*word ? !inside : text_find(o->all.v[i].text, strlen(o->all.v[i].text), word, &at) && (at > 0) == inside)
				*VEC_ADD(&o->shown) = i;
	o->at = o->top = 0;
}

/* --- what the language does not know ------------------------------------------------------------------------------------------ */

static const struct {
	const char *arn, *hint;
} integrations[] = {
	{"arn:aws:states:::lambda:invoke", "a Lambda function"},
	{"arn:aws:states:::lambda:invoke.waitForTaskToken", "a function that answers later"},
	{"arn:aws:states:::states:startExecution.sync:2", "another machine, waits for its end"},
	{"arn:aws:states:::states:startExecution", "another machine"},
	{"arn:aws:states:::sqs:sendMessage", "a queue"},
	{"arn:aws:states:::sqs:sendMessage.waitForTaskToken", "a queue, waits for the answer"},
	{"arn:aws:states:::sns:publish", "a topic"},
	{"arn:aws:states:::events:putEvents", "an event bus"},
	{"arn:aws:states:::dynamodb:getItem", "a table"},
	{"arn:aws:states:::dynamodb:putItem", "a table"},
	{"arn:aws:states:::dynamodb:updateItem", "a table"},
	{"arn:aws:states:::dynamodb:deleteItem", "a table"},
	{"arn:aws:states:::http:invoke", "an HTTP endpoint"},
	{"arn:aws:states:::apigateway:invoke", "an API"},
	{"arn:aws:states:::aws-sdk:s3:getObject", "a bucket"},
	{"arn:aws:states:::aws-sdk:s3:putObject", "a bucket"},
	{"arn:aws:states:::ecs:runTask.sync", "a container, waits for its end"},
	{"arn:aws:states:::batch:submitJob.sync", "a job, waits for its end"},
	{"arn:aws:states:::glue:startJobRun.sync", "a job, waits for its end"},
	{"arn:aws:states:::athena:startQueryExecution.sync", "a query, waits for its end"},
	{"arn:aws:states:::bedrock:invokeModel", "a model"},
};

static void add_functions(struct text_pane *t, bool arns)
{
	const struct registry *r = text_app(t)->registry;

	for (size_t i = 0; r && i < registry_count(r); i++) {
		char *arn = function_arn(registry_at(r, i)->name);

		add(&t->offers, COMPLETE_STRING, arns ? arn : registry_at(r, i)->name, "function here");
		free(arn);
	}
}

static void add_machines(struct text_pane *t)
{
	const struct workspace *w = &text_app(t)->workspace;

	for (size_t i = 0; i < w->machines.n; i++) {
		char *arn = xasprintf("arn:aws:states:us-east-1:123456789012:stateMachine:%s", w->machines.v[i].name);

		add(&t->offers, COMPLETE_STRING, arn, "machine here");
		free(arn);
	}
}

/* Names of errors that the shown execution had. */
static void add_errors(struct text_pane *t)
{
	const struct run *r = text_app(t)->run;

	for (size_t i = 0; r && r->at && i < r->at->steps.n; i++)
		if (r->at->steps.v[i].error)
			add(&t->offers, COMPLETE_STRING, r->at->steps.v[i].error, "came in this execution");
}

/* StartAt stands beside the States that it may name: those that were read last. */
static void add_starts(struct text_pane *t, const struct asl_spot *s)
{
	const struct asl_machine *m = text_app(t)->machine;
	char *path = asl_spot_state(s);
	const struct asl_state *container = path && m ? asl_state_at(m, path) : NULL;

	for (size_t k = 0; m && k < (container ? container->n_scopes : 1); k++) {
		const struct asl_scope *scope = container ? container->scopes[k] : m->top;

		for (size_t i = 0; scope && i < scope->n_states; i++)
			add(&t->offers, COMPLETE_STRING, scope->states[i]->name, "state");
	}
	free(path);
}

static void add_known_here(struct text_pane *t, const struct asl_spot *s)
{
	const struct asl_field *f = asl_complete_field(s);
	const char *name = asl_spot_field(s);

	if (s->kind != SPOT_VALUE)
		return;
	if (f && f->kind == K_ERRORS && s->levels.v[s->levels.n - 1].is_list)
		add_errors(t);
	if (f && f->kind == K_RESOURCE) {
		add_functions(t, true);
		for (size_t i = 0; i < ARRAY_LEN(integrations); i++)
			add(&t->offers, COMPLETE_STRING, integrations[i].arn, integrations[i].hint);
	}
	if (f && str_is(f->name, "StartAt"))
		add_starts(t, s);
	if (!f && name && str_starts(name, "FunctionName"))
		add_functions(t, false);
	if (!f && name && str_starts(name, "StateMachineArn"))
		add_machines(t);
}

/* --- inside of strings ----------------------------------------------------------------------------------------------------------- */

/* The newest step of that state in the shown execution, whatever definition it ran; -1: the execution as a whole. */
static int step_of(const struct text_pane *t, const char *path)
{
	const struct run *r = text_app(t)->run;

	for (size_t i = r && r->at && path ? r->at->steps.n : 0; i-- > 0; ) {
		int state = r->at->steps.v[i].state;

		if (state >= 0 && str_is(r->machine->states[state]->path, path))
			return (int)i;
	}
	return -1;
}

struct inside {
	struct text_offers *o;
	bool jsonata, dot;		/* dot: a member belongs there */
};

/* Of what an expression of the debugger may name: $states is AWS's, the short names are ours; functions are JSONata's. In a path a name stands
 * behind a dot only. */
static void add_inside(void *ctx, const char *word, const char *hint)
{
	struct inside *in = ctx;
	bool ours = str_is(hint, "of this state") && word[0] == '$' && !(in->jsonata && str_is(word, "$states"));

	if (ours || (!in->jsonata && (str_is(hint, "function") || (!in->dot && word[0] != '$'))))
		return;
	add(in->o, COMPLETE_BARE, word, hint);
}

/* Variables that some state, rule or catcher assigns, whether it has run or not. */
static void add_assigned(struct text_offers *o, const cJSON *owner, const char *prefix, size_t len)
{
	const cJSON *assign = json_get(owner, "Assign");

	for (const cJSON *m = assign ? assign->child : NULL; m; m = m->next) {
		size_t n = strlen(m->string);
		char *name = xasprintf("$%.*s", (int)(str_ends(m->string, ".$") ? n - 2 : n), m->string);

		if (strncmp(name, prefix, len) == 0)
			add(o, COMPLETE_BARE, name, "variable");
		free(name);
	}
}

static void add_variables(struct text_pane *t, const char *prefix, size_t len)
{
	static const char *const lists[] = {"Catch", "Choices"};
	const struct asl_machine *m = text_app(t)->machine;

	for (size_t i = 0; m && i < m->n_states; i++) {
		add_assigned(&t->offers, m->states[i]->node, prefix, len);
		for (size_t k = 0; k < ARRAY_LEN(lists); k++) {
			const cJSON *list = json_get(m->states[i]->node, lists[k]);

			for (const cJSON *e = list ? list->child : NULL; e; e = e->next)
				add_assigned(&t->offers, e, prefix, len);
		}
	}
}

/* May the string be a path, or a call as well? By its field, or the ending of its name in a template. */
static bool takes_path(const struct asl_spot *s, bool *calls)
{
	const struct asl_field *f = asl_complete_field(s);
	const char *name = asl_spot_field(s);

	*calls = (!f && name && str_ends(name, ".$")) || (f && f->kind == K_PATH_OR_CALL);
	return *calls || (f && (f->kind == K_PATH || f->kind == K_REFERENCE || f->kind == K_RESULT_PATH || f->kind == K_BARE_PATH ||
		f->kind == K_SECONDS_PATH || str_is(f->name, "Variable")));
}

/* "States.For": its word begins before the dot. */
static bool offer_calls(struct text_pane *t, const char *text, size_t from, size_t cursor)
{
	size_t at = cursor;
	const char *name;

	while (at > from && (isalnum((unsigned char)text[at - 1]) || text[at - 1] == '.'))
		at--;
	for (size_t i = 0; (name = intrinsic_name(i)); i++) {
		char *call = xasprintf("States.%s(", name);

		if (strncmp(call, text + at, cursor - at) == 0)
			add(&t->offers, COMPLETE_BARE, call, "intrinsic function");
		free(call);
	}
	t->offers.from = at;
	return t->offers.all.n > 0;
}

/* What may go on at the cursor of an expression that begins at `from`. */
static void offer_words(struct text_pane *t, const struct asl_spot *s, const char *text, size_t from, size_t cursor, struct inside *in)
{
	char *before = xstrndup(text + from, cursor - from), *path = asl_spot_state(s);
	size_t start = cursor - from;

	while (start > 0 && (isalnum((unsigned char)before[start - 1]) || before[start - 1] == '_'))
		start--;
	in->dot = start > 0 && before[start - 1] == '.';
	expression_complete(text_app(t), step_of(t, path), before, cursor - from, &start, add_inside, in);
	t->offers.from = from + start;
	while (isalnum((unsigned char)text[t->offers.to]) || text[t->offers.to] == '_')
		t->offers.to++;		/* the rest of the word gives way, too */
	if (!in->dot)
		add_variables(t, before + start, cursor - from - start);
	free(path);
	free(before);
}

/* The string's text from its beginning to the cursor, where that is an expression. False: it is none. */
static bool offer_inside(struct text_pane *t, const struct asl_spot *s, const char *text, size_t cursor)
{
	struct text_offers *o = &t->offers;
	size_t from = s->from;
	struct inside in = {.o = o};
	bool calls = false;

	if (s->kind != SPOT_VALUE || (!s->quoted && t->form == ASL_FORM_JSON) || cursor < s->from)
		return false;
	in.jsonata = cursor >= from + 2 && memcmp(text + from, "{%", 2) == 0;
	if (!in.jsonata && !takes_path(s, &calls))
		return false;
	o->in_expression = true;
	o->to = cursor;
	if (in.jsonata)
		from += 2;
	else if (calls && cursor > from && text[from] != '$' && offer_calls(t, text, from, cursor))
		return true;
	while (from < cursor && text[from] == ' ')
		from++;
	if (!in.jsonata && cursor == from) {
		add(o, COMPLETE_BARE, "$", "the state's input");
		add(o, COMPLETE_BARE, "$$", "the context object");
	}
	offer_words(t, s, text, from, cursor, &in);
	if (!in.jsonata && cursor == from && calls)
		offer_calls(t, text, from, cursor);
	return true;
}

/* --- opening ----------------------------------------------------------------------------------------------------------------------- */

static void show(struct text_pane *t, const char *text, size_t cursor)
{
	struct text_offers *o = &t->offers;
	char *word = xstrndup(text + o->from, cursor > o->from ? cursor - o->from : 0);

	if (o->in_expression)
		show_matches(o, "");			/* they begin with the word already */
	else
		show_matches(o, word);
	o->open = o->shown.n > 0;
	if (o->shown.n == 1 && str_is(o->all.v[o->shown.v[0]].text, word) && !o->asked)
		o->open = false;			/* it is written */
	free(word);
}

void text_offers_open(struct text_pane *t, bool asked)
{
	struct text_offers *o = &t->offers;
	struct asl_spot s = {0};
	struct str text = {0};
	size_t cursor = editor_offset(t->ed, editor_cursor(t->ed));

	forget(o);
	o->asked = asked;
	o->in_expression = false;
	editor_get_text(t->ed, &text);
	asl_spot_find(&s, str_get(&text), text.len, t->form, cursor);
	o->from = s.from;
	o->to = s.to;
	o->quoted = s.quoted;
	if (!offer_inside(t, &s, str_get(&text), cursor)) {
		add_known_here(t, &s);
		asl_complete(&s, add_suggestion, o);
	}
	show(t, str_get(&text), cursor);
	if (!o->open && asked)
		app_note(text_app(t), NOTE_INFO, "nothing to complete here");
	asl_spot_done(&s);
	str_done(&text);
}

/* --- taking one ------------------------------------------------------------------------------------------------------------------- */

static char byte_at(const struct str *text, size_t at)
{
	return at < text->len ? str_get(text)[at] : '\0';
}

static bool colon_follows(const struct str *text, size_t at)
{
	while (byte_at(text, at) == ' ')
		at++;
	return byte_at(text, at) == ':';
}

/* What stands in the place of from … to. */
static void written(const struct text_pane *t, const struct text_candidate *c, const struct str *text, size_t *from, size_t *to, struct str *out)
{
	const struct text_offers *o = &t->offers;
	bool json = t->form == ASL_FORM_JSON;

	*from = o->from;
	*to = o->to;
	if (o->in_expression) {
		str_adds(out, c->text);
		return;
	}
	if (o->quoted) {
		char quote = str_get(text)[--*from];

		*to += byte_at(text, *to) == quote;
	}
	if (c->what == COMPLETE_BARE)
		str_adds(out, c->text);
	else if (json || strpbrk(c->text, ":#{}[],&*!|>'\"%@`") != NULL)
		json_print_string(out, c->text);
	else
		str_adds(out, c->text);
	if (c->what == COMPLETE_NAME && !colon_follows(text, *to))
		str_adds(out, ": ");
}

static void take(struct text_pane *t)
{
	struct text_offers *o = &t->offers;
	struct str text = {0}, new = {0};
	bool name, again;
	size_t from, to;

	editor_get_text(t->ed, &text);
	written(t, &o->all.v[o->shown.v[o->at]], &text, &from, &to, &new);
	name = o->all.v[o->shown.v[o->at]].what == COMPLETE_NAME && !o->in_expression;
	again = name && new.len && str_get(&new)[new.len - 1] == ' ';
	editor_select(t->ed, editor_pos_at(t->ed, from), editor_pos_at(t->ed, to));
	if (editor_insert(t->ed, str_get(&new), new.len))
		text_push(t, "completion", false);
	str_done(&text);
	str_done(&new);
	text_offers_close(t);
	if (again)
		text_offers_open(t, false);	/* the value of what has been named */
}

static void turn(struct text_offers *o, int by)
{
	o->at = (o->at + o->shown.n + (size_t)by) % o->shown.n;
	if (o->at < o->top)
		o->top = o->at;
	if (o->at >= o->top + ROWS_MAX)
		o->top = o->at - ROWS_MAX + 1;
}

bool text_offers_key(struct text_pane *t, const struct key *k)
{
	if (key_is(k, K_DOWN, 0) || key_is(k, 'n', MOD_CTRL))
		turn(&t->offers, 1);
	else if (key_is(k, K_UP, 0) || key_is(k, 'p', MOD_CTRL))
		turn(&t->offers, -1);
	else if (key_is(k, K_ENTER, 0) || key_is(k, K_TAB, 0))
		take(t);
	else
		return false;
	return true;
}

/* What begins a word that the list may know. */
static bool begins(const struct text_pane *t, const struct key *k)
{
	if (!key_is_char(k))
		return false;
	return k->code == '"' || k->code == '$' || k->code == '.' || (t->form == ASL_FORM_YAML && k->code < 0x80 && isalpha((int)k->code));
}

void text_offers_typed(struct text_pane *t, const struct key *k)
{
	bool types = key_is_char(k) || key_is(k, K_BACKSPACE, 0);

	if (t->offers.open && types)
		text_offers_open(t, false);
	else if (t->offers.open)
		text_offers_close(t);
	else if (begins(t, k))
		text_offers_open(t, false);
}

/* --- drawing ----------------------------------------------------------------------------------------------------------------------- */

static int widest(const struct text_offers *o)
{
	int w = 0;

	for (size_t i = 0; i < o->shown.n; i++) {
		int own = utf8_width(o->all.v[o->shown.v[i]].text);

		w = own > w ? own : w;
	}
	return w;
}

void text_offers_draw(const struct text_pane *t, struct surface *sf)
{
	const struct text_offers *o = &t->offers;
	int x, y, rows = o->shown.n < ROWS_MAX ? (int)o->shown.n : ROWS_MAX, names = widest(o), cols;

	if (!o->open || !surface_get_cursor(sf, &x, &y))
		return;
	x -= sf->x;
	y -= sf->y;
	names = names > sf->cols - 4 ? sf->cols - 4 : names;
	cols = names + HINT_COLS + 3 < sf->cols ? names + HINT_COLS + 3 : sf->cols;
	x = x + cols > sf->cols ? sf->cols - cols : x;
	y = y + 1 + rows <= sf->rows ? y + 1 : y - rows;
	for (int i = 0; i < rows && y + i >= 0; i++) {
		const struct text_candidate *c = &o->all.v[o->shown.v[o->top + (size_t)i]];

		surface_fill(sf, x, y + i, cols, 1, ST_DIALOG, " ");
		surface_text(sf, x + 1, y + i, names, ST_DIALOG, c->text);
		surface_text(sf, x + names + 2, y + i, cols - names - 3, ST_DIALOG, c->hint);
		surface_attr(sf, x + names + 2, y + i, cols - names - 3, 1, ATTR_DIM, 0);
		if (o->top + (size_t)i == o->at)
			surface_attr(sf, x, y + i, cols, 1, ATTR_SELECTED, 0);
	}
}
