/* The grammar of DynamoDB's expressions: a hand-written descent over a row of tokens. */
#include "task/dynamo_expr.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define EXPRESSION_MAX_BYTES 4096
#define DEPTH_MAX 64

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_NAME, TOKEN_VALUE, TOKEN_NUMBER, TOKEN_SIGN, TOKEN_WRONG };

struct token {
	enum token_kind kind;
	const char *s;
	size_t len;
};

struct parser {
	struct dynamo_env *env;
	struct dynamo_expr *expr;
	const char *what;
	struct str *why;
	VEC(struct token) tokens;
	size_t at;
	int depth;
	const struct dynamo_node *last_group;	/* what stood in the parentheses that were closed last */
};

/* --- tokens --------------------------------------------------------------------------------------------------------------- */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static struct token next_token(const char *s)
{
	static const char *const signs[] = {"<>", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ".", ",", "+", "-"};
	struct token t = {.kind = TOKEN_WRONG, .s = s, .len = 1};

	if (!*s)
		return (struct token){.kind = TOKEN_END, .s = s};
	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (str_starts(s, signs[i]))
			return (struct token){.kind = TOKEN_SIGN, .s = s, .len = strlen(signs[i])};
	if (isdigit((unsigned char)*s))
		t.kind = TOKEN_NUMBER;
	else if (*s == '#')
		t.kind = TOKEN_NAME;
	else if (*s == ':')
		t.kind = TOKEN_VALUE;
	else if (is_word(*s))
		t.kind = TOKEN_WORD;
	else
		return t;
	while (is_word(s[t.len]))
		t.len++;
	if ((t.kind == TOKEN_NAME || t.kind == TOKEN_VALUE) && t.len == 1)
		t.kind = TOKEN_WRONG;
	return t;
}

static void tokens_read(struct parser *p, const char *text)
{
	struct token t;

	do {
		text += strspn(text, " \t\r\n");
		t = next_token(text);
		VEC_PUSH(&p->tokens, t);
		text = t.s + t.len;
	} while (t.kind != TOKEN_END);
}

static const struct token *token(const struct parser *p)
{
	return &p->tokens.v[p->at];
}

static bool token_is(const struct token *t, const char *text)
{
	return t->kind == TOKEN_SIGN && strlen(text) == t->len && memcmp(t->s, text, t->len) == 0;
}

static bool word_is(const struct token *t, const char *word)
{
	return t->kind == TOKEN_WORD && strlen(word) == t->len && strncasecmp(t->s, word, t->len) == 0;
}

static bool take(struct parser *p, const char *sign)
{
	if (!token_is(token(p), sign))
		return false;
	p->at++;
	return true;
}

static bool take_word(struct parser *p, const char *word)
{
	if (!word_is(token(p), word))
		return false;
	p->at++;
	return true;
}

/* --- what is wrong ---------------------------------------------------------------------------------------------------------- */

static void *refuse(struct parser *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void *refuse(struct parser *p, const char *fmt, ...)
{
	va_list ap;

	if (p->why->len)
		return NULL;		/* the first reason counts */
	str_addf(p->why, "Invalid %s: ", p->what);
	va_start(ap, fmt);
	str_vaddf(p->why, fmt, ap);
	va_end(ap);
	return NULL;
}

/* The token, and it with its neighbours. */
static void *syntax(struct parser *p)
{
	const struct token *t = token(p), *from = p->at ? t - 1 : t, *to = t->kind == TOKEN_END ? t : t + 1;
	struct str near = {0};

	str_add(&near, from->s, (size_t)(to->s + to->len - from->s));
	while (near.len && isspace((unsigned char)near.p[near.len - 1]))
		near.p[--near.len] = '\0';
	if (t->kind == TOKEN_END)
		refuse(p, "Syntax error; token: \"<EOF>\", near: \"%s\"", str_get(&near));
	else
		refuse(p, "Syntax error; token: \"%.*s\", near: \"%s\"", (int)t->len, t->s, str_get(&near));
	str_done(&near);
	return NULL;
}

static bool deeper(struct parser *p)
{
	if (++p->depth <= DEPTH_MAX)
		return true;
	refuse(p, "The expression is nested too deeply");
	return false;
}

/* --- nodes ------------------------------------------------------------------------------------------------------------------ */

static void *keep(struct parser *p, void *memory)
{
	VEC_PUSH(&p->expr->memory, memory);
	return memory;
}

static struct dynamo_node *node_new(struct parser *p, enum dynamo_kind kind, struct dynamo_node *args)
{
	struct dynamo_node *n = keep(p, xcalloc(1, sizeof *n));

	n->kind = kind;
	n->args = args;
	return n;
}

static struct dynamo_node *pair(struct parser *p, enum dynamo_kind kind, struct dynamo_node *a, struct dynamo_node *b)
{
	if (!a || !b)
		return NULL;
	a->next = b;
	return node_new(p, kind, a);
}

/* A name or a value of the environment, which thereby has been used. */
static const cJSON *lookup(struct parser *p, const cJSON *object, const struct token *t)
{
	char *key = xstrndup(t->s, t->len);
	const cJSON *found = json_get(object, key);

	if (found)
		VEC_PUSH(&p->env->used, found->string);
	free(key);
	return found;
}

/* --- paths and operands ------------------------------------------------------------------------------------------------------ */

static const char *step_name(struct parser *p)
{
	const struct token *t = token(p);
	const cJSON *n;
	const char *reserved;
	char *word;

	if (t->kind == TOKEN_NAME) {
		n = lookup(p, p->env->names, t);
		if (!n)
			return refuse(p, "An expression attribute name used in the document path is not defined; attribute name: %.*s",
				(int)t->len, t->s);
		p->at++;
		return n->valuestring;
	}
	if (t->kind != TOKEN_WORD)
		return syntax(p);
	word = keep(p, xstrndup(t->s, t->len));
	reserved = dynamo_reserved(word);
	if (reserved)
		return refuse(p, "Attribute name is a reserved keyword; reserved keyword: %s", word);
	p->at++;
	return word;
}

static struct dynamo_step *step_new(struct parser *p, const char *name, int64_t index)
{
	struct dynamo_step *s = keep(p, xcalloc(1, sizeof *s));

	s->name = name;
	s->index = index;
	return s;
}

static struct dynamo_step *next_step(struct parser *p)
{
	const struct token *t;
	const char *name;
	char digits[20];

	if (take(p, ".")) {
		name = step_name(p);
		return name ? step_new(p, name, 0) : NULL;
	}
	p->at++;			/* "[" */
	t = token(p);
	if (t->kind != TOKEN_NUMBER || t->len >= sizeof digits - 1 || strspn(t->s, "0123456789") < t->len)
		return syntax(p);
	memcpy(digits, t->s, t->len);
	digits[t->len] = '\0';
	p->at++;
	if (!take(p, "]"))
		return syntax(p);
	return step_new(p, NULL, strtoll(digits, NULL, 10));
}

static struct dynamo_node *parse_path(struct parser *p)
{
	const char *name = step_name(p);
	struct dynamo_node *n;
	struct dynamo_step **at;
	int steps = 1;

	if (!name)
		return NULL;
	n = node_new(p, DYN_PATH, NULL);
	n->path = step_new(p, name, 0);
	at = &n->path->next;
	while (token_is(token(p), ".") || token_is(token(p), "[")) {
		*at = next_step(p);
		if (!*at)
			return NULL;
		at = &(*at)->next;
		if (++steps > DEPTH_MAX)
			return refuse(p, "The document path has too many nesting elements; nesting levels: %d", steps);
	}
	return n;
}

static struct dynamo_node *parse_value(struct parser *p)
{
	const cJSON *v = lookup(p, p->env->values, token(p));
	struct dynamo_node *n;

	if (!v)
		return refuse(p, "An expression attribute value used in expression is not defined; attribute value: %.*s",
			(int)token(p)->len, token(p)->s);
	p->at++;
	n = node_new(p, DYN_VALUE, NULL);
	n->value = v;
	return n;
}

static bool is_call(const struct parser *p)
{
	return token(p)->kind == TOKEN_WORD && token_is(token(p) + 1, "(");
}

/* The functions: where they may stand, and how many operands they have; the first must be a path where one is asked for. */
static const struct function {
	const char *name;
	enum dynamo_kind kind;
	bool condition, update;		/* as a condition of its own; as an operand of SET */
	int operands;
	bool path_first;
} functions[] = {
	{"attribute_exists", DYN_EXISTS, true, false, 1, true},
	{"attribute_not_exists", DYN_NOT_EXISTS, true, false, 1, true},
	{"attribute_type", DYN_TYPE, true, false, 2, true},
	{"begins_with", DYN_BEGINS_WITH, true, false, 2, false},
	{"contains", DYN_CONTAINS, true, false, 2, false},
	{"size", DYN_SIZE, false, false, 1, true},
	{"if_not_exists", DYN_IF_NOT_EXISTS, false, true, 2, true},
	{"list_append", DYN_LIST_APPEND, false, true, 2, false},
};

static const struct function *function_find(const struct token *t)
{
	for (size_t i = 0; i < ARRAY_LEN(functions); i++)
		if (strlen(functions[i].name) == t->len && memcmp(functions[i].name, t->s, t->len) == 0)
			return &functions[i];
	return NULL;
}

static struct dynamo_node *parse_operand(struct parser *p, bool update);
static struct dynamo_node *parse_set_value(struct parser *p);

/* begins_with wants text or bytes, attribute_type the name of a type, list_append lists. */
static struct dynamo_node *check_types(struct parser *p, const struct function *f, struct dynamo_node *n)
{
	const char *allowed = f->kind == DYN_BEGINS_WITH ? "S B" : f->kind == DYN_TYPE ? "S" : f->kind == DYN_LIST_APPEND ? "L" : NULL;

	for (const struct dynamo_node *a = n->args; a && allowed; a = a->next) {
		const char *type = a->kind == DYN_VALUE ? a->value->child->string : NULL;

		if (type && (strlen(type) != 1 || !strchr(allowed, type[0])))
			return refuse(p, "Incorrect operand type for operator or function; operator or function: %s, operand type: %s",
				f->name, type);
	}
	return n;
}

static struct dynamo_node *parse_call(struct parser *p, bool update)
{
	const struct token *name = token(p);
	const struct function *f = function_find(name);
	struct dynamo_node *args = NULL, **at = &args;
	int n = 0;

	if (!f)
		return refuse(p, "Invalid function name; function: %.*s", (int)name->len, name->s);
	if (update != f->update)
		return refuse(p, "The function is not allowed in %s expression; function: %s", update ? "an update" : "a condition", f->name);
	if (!deeper(p))
		return NULL;
	p->at += 2;
	do {
		*at = update ? parse_set_value(p) : parse_operand(p, false);
		if (!*at)
			return NULL;
		at = &(*at)->next;
		n++;
	} while (take(p, ","));
	if (!take(p, ")"))
		return syntax(p);
	p->depth--;
	if (n != f->operands)
		return refuse(p, "Incorrect number of operands for operator or function; operator or function: %s, number of operands: %d",
			f->name, n);
	if (f->path_first && args->kind != DYN_PATH)
		return refuse(p, "Operator or function requires a document path; operator or function: %s", f->name);
	return check_types(p, f, node_new(p, f->kind, args));
}

static struct dynamo_node *parse_operand(struct parser *p, bool update)
{
	if (token(p)->kind == TOKEN_VALUE)
		return parse_value(p);
	if (is_call(p))
		return parse_call(p, update);
	return parse_path(p);
}

/* --- conditions --------------------------------------------------------------------------------------------------------------- */

static struct dynamo_node *parse_or(struct parser *p);

/* A value whose type the operator can never take is refused before any item is looked at. */
static struct dynamo_node *with_ordered(struct parser *p, const char *operator, struct dynamo_node *n)
{
	for (const struct dynamo_node *a = n ? n->args : NULL; a; a = a->next) {
		const char *type = a->kind == DYN_VALUE ? a->value->child->string : "S";

		if (strcmp(type, "S") != 0 && strcmp(type, "N") != 0 && strcmp(type, "B") != 0)
			return refuse(p, "Incorrect operand type for operator or function; operator or function: %s, operand type: %s",
				operator, type);
	}
	return n;
}

static struct dynamo_node *parse_comparison(struct parser *p, struct dynamo_node *left)
{
	static const struct { const char *sign; enum dynamo_kind kind; } signs[] = {
		{"=", DYN_EQ}, {"<>", DYN_NE}, {"<", DYN_LT}, {"<=", DYN_LE}, {">", DYN_GT}, {">=", DYN_GE},
	};

	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (take(p, signs[i].sign)) {
			struct dynamo_node *n = pair(p, signs[i].kind, left, parse_operand(p, false));

			return signs[i].kind >= DYN_LT ? with_ordered(p, signs[i].sign, n) : n;
		}
	return syntax(p);
}

static struct dynamo_node *parse_between(struct parser *p, struct dynamo_node *left)
{
	struct dynamo_node *low = parse_operand(p, false), *high;

	if (!low)
		return NULL;
	if (!take_word(p, "AND"))
		return syntax(p);
	high = parse_operand(p, false);
	if (!high)
		return NULL;
	left->next = low;
	low->next = high;
	return with_ordered(p, "BETWEEN", node_new(p, DYN_BETWEEN, left));
}

static struct dynamo_node *parse_in(struct parser *p, struct dynamo_node *left)
{
	struct dynamo_node *last = left;
	int n = 0;

	if (!take(p, "("))
		return syntax(p);
	do {
		last->next = parse_operand(p, false);
		if (!last->next)
			return NULL;
		last = last->next;
		n++;
	} while (take(p, ","));
	if (!take(p, ")"))
		return syntax(p);
	if (n > 100)
		return refuse(p, "Incorrect number of operands for operator or function; operator or function: IN, number of operands: %d", n + 1);
	return node_new(p, DYN_IN, left);
}

static struct dynamo_node *parse_group(struct parser *p)
{
	struct dynamo_node *n;

	if (!deeper(p))
		return NULL;
	n = parse_or(p);
	p->depth--;
	if (!n)
		return NULL;
	if (!take(p, ")"))
		return syntax(p);
	if (n == p->last_group)
		return refuse(p, "The expression has redundant parentheses;");
	p->last_group = n;
	return n;
}

static struct dynamo_node *parse_primary(struct parser *p)
{
	struct dynamo_node *left;

	if (take(p, "("))
		return parse_group(p);
	left = parse_operand(p, false);
	if (!left)
		return NULL;
	if (left->kind >= DYN_EXISTS)
		return left;
	if (take_word(p, "BETWEEN"))
		return parse_between(p, left);
	if (take_word(p, "IN"))
		return parse_in(p, left);
	return parse_comparison(p, left);
}

static struct dynamo_node *parse_not(struct parser *p)
{
	struct dynamo_node *n;

	if (!take_word(p, "NOT"))
		return parse_primary(p);
	if (!deeper(p))
		return NULL;
	n = parse_not(p);
	p->depth--;
	return n ? node_new(p, DYN_NOT, n) : NULL;
}

static struct dynamo_node *parse_and(struct parser *p)
{
	struct dynamo_node *n = parse_not(p);

	while (n && take_word(p, "AND"))
		n = pair(p, DYN_AND, n, parse_not(p));
	return n;
}

static struct dynamo_node *parse_or(struct parser *p)
{
	struct dynamo_node *n = parse_and(p);

	while (n && take_word(p, "OR"))
		n = pair(p, DYN_OR, n, parse_and(p));
	return n;
}

/* --- changes ------------------------------------------------------------------------------------------------------------------ */

static struct dynamo_node *parse_set_operand(struct parser *p)
{
	struct dynamo_node *n;

	if (!take(p, "("))
		return parse_operand(p, true);
	if (!deeper(p))
		return NULL;
	n = parse_set_value(p);
	p->depth--;
	if (n && !take(p, ")"))
		return syntax(p);
	return n;
}

static struct dynamo_node *parse_set_value(struct parser *p)
{
	struct dynamo_node *n = parse_set_operand(p);

	if (n && take(p, "+"))
		return pair(p, DYN_PLUS, n, parse_set_operand(p));
	if (n && take(p, "-"))
		return pair(p, DYN_MINUS, n, parse_set_operand(p));
	return n;
}

static struct dynamo_node *parse_change(struct parser *p, enum dynamo_kind kind)
{
	struct dynamo_node *path = parse_path(p);

	if (!path)
		return NULL;
	if (kind == DYN_REMOVE)
		return node_new(p, kind, path);
	if (kind == DYN_SET)
		return take(p, "=") ? pair(p, kind, path, parse_set_value(p)) : syntax(p);
	return token(p)->kind == TOKEN_VALUE ? pair(p, kind, path, parse_value(p)) : syntax(p);
}

static const struct section {
	const char *word;
	enum dynamo_kind kind;
} sections[] = {{"SET", DYN_SET}, {"REMOVE", DYN_REMOVE}, {"ADD", DYN_ADD}, {"DELETE", DYN_DELETE}};

static const struct section *section_find(const struct token *t)
{
	for (size_t i = 0; i < ARRAY_LEN(sections); i++)
		if (word_is(t, sections[i].word))
			return &sections[i];
	return NULL;
}

static bool steps_equal(const struct dynamo_step *a, const struct dynamo_step *b)
{
	return a->name && b->name ? strcmp(a->name, b->name) == 0 : !a->name && !b->name && a->index == b->index;
}

/* One path begins with the other: it would be changed twice. */
static bool paths_overlap(const struct dynamo_step *a, const struct dynamo_step *b)
{
	for (; a && b; a = a->next, b = b->next)
		if (!steps_equal(a, b))
			return false;
	return true;
}

static bool check_overlap(struct parser *p, const struct dynamo_node *list)
{
	for (const struct dynamo_node *a = list; a; a = a->next)
		for (const struct dynamo_node *b = a->next; b; b = b->next) {
			struct str one = {0}, two = {0};
			const struct dynamo_node *x = a->kind == DYN_PATH ? a : a->args, *y = b->kind == DYN_PATH ? b : b->args;

			if (!paths_overlap(x->path, y->path))
				continue;
			dynamo_path_print(&one, x->path);
			dynamo_path_print(&two, y->path);
			refuse(p, "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: %s, path two: %s",
				str_get(&one), str_get(&two));
			str_done(&one);
			str_done(&two);
			return false;
		}
	return true;
}

static struct dynamo_node *parse_changes(struct parser *p)
{
	struct dynamo_node *list = NULL, **at = &list;
	unsigned seen = 0;

	while (token(p)->kind != TOKEN_END) {
		const struct section *s = section_find(token(p));

		if (!s)
			return syntax(p);
		if (seen & 1u << (s->kind - DYN_SET))
			return refuse(p, "The \"%s\" section can only be used once in an update expression;", s->word);
		seen |= 1u << (s->kind - DYN_SET);
		p->at++;
		do {
			*at = parse_change(p, s->kind);
			if (!*at)
				return NULL;
			at = &(*at)->next;
		} while (take(p, ","));
	}
	return list && check_overlap(p, list) ? list : NULL;
}

static struct dynamo_node *parse_projection(struct parser *p)
{
	struct dynamo_node *list = NULL, **at = &list;

	do {
		*at = parse_path(p);
		if (!*at)
			return NULL;
		at = &(*at)->next;
	} while (take(p, ","));
	return check_overlap(p, list) ? list : NULL;
}

/* --- the whole ---------------------------------------------------------------------------------------------------------------- */

static bool parse_form(struct parser *p, enum dynamo_form form)
{
	struct dynamo_node *n = form == DYNAMO_UPDATE ? parse_changes(p) : form == DYNAMO_PROJECTION ? parse_projection(p) : parse_or(p);

	if (n && token(p)->kind != TOKEN_END)
		n = syntax(p);
	p->expr->list = form == DYNAMO_CONDITION ? NULL : n;
	p->expr->condition = form == DYNAMO_CONDITION ? n : NULL;
	return n != NULL;
}

struct dynamo_expr *dynamo_parse(struct dynamo_env *env, enum dynamo_form form, const char *what, const char *text, struct str *why)
{
	struct parser p = {.env = env, .expr = xcalloc(1, sizeof *p.expr), .what = what, .why = why};
	bool ok;

	if (strlen(text) > EXPRESSION_MAX_BYTES)
		ok = refuse(&p, "Expression size has exceeded the maximum allowed size; expression size: %zu", strlen(text)) != NULL;
	else if (!text[strspn(text, " \t\r\n")])
		ok = refuse(&p, "The expression can not be empty;") != NULL;
	else {
		tokens_read(&p, text);
		ok = parse_form(&p, form);
	}
	VEC_DONE(&p.tokens);
	if (ok)
		return p.expr;
	dynamo_expr_free(p.expr);
	return NULL;
}

void dynamo_expr_free(struct dynamo_expr *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->memory.n; i++)
		free(e->memory.v[i]);
	VEC_DONE(&e->memory);
	free(e);
}

void dynamo_path_print(struct str *out, const struct dynamo_step *path)
{
	str_addc(out, '[');
	for (const struct dynamo_step *s = path; s; s = s->next) {
		if (s != path)
			str_adds(out, ", ");
		if (s->name)
			str_adds(out, s->name);
		else
			str_addf(out, "[%lld]", (long long)s->index);
	}
	str_addc(out, ']');
}

/* --- the environment ------------------------------------------------------------------------------------------------------------ */

void dynamo_env_done(struct dynamo_env *env)
{
	VEC_DONE(&env->used);
}

static bool key_is_good(const char *key, char mark)
{
	if (key[0] != mark || !key[1])
		return false;
	for (key++; *key; key++)
		if (!is_word(*key))
			return false;
	return true;
}

bool dynamo_env_check(const struct dynamo_env *env, struct str *why)
{
	for (const cJSON *n = env->names ? env->names->child : NULL; n; n = n->next)
		if (!key_is_good(n->string, '#') || !cJSON_IsString(n)) {
			str_addf(why, "ExpressionAttributeNames contains invalid key: Syntax error; key: \"%s\"", n->string);
			return false;
		}
	for (const cJSON *v = env->values ? env->values->child : NULL; v; v = v->next)
		if (!key_is_good(v->string, ':')) {
			str_addf(why, "ExpressionAttributeValues contains invalid key: Syntax error; key: \"%s\"", v->string);
			return false;
		}
	return true;
}

static bool is_used(const struct dynamo_env *env, const char *key)
{
	for (size_t i = 0; i < env->used.n; i++)
		if (env->used.v[i] == key)
			return true;
	return false;
}

static bool unused(const struct dynamo_env *env, const cJSON *object, const char *what, struct str *why)
{
	struct str keys = {0};

	for (const cJSON *n = object ? object->child : NULL; n; n = n->next)
		if (!is_used(env, n->string))
			str_addf(&keys, "%s%s", keys.len ? ", " : "", n->string);
	if (keys.len)
		str_addf(why, "Value provided in %s unused in expressions: keys: {%s}", what, str_get(&keys));
	str_done(&keys);
	return why->len == 0;
}

bool dynamo_env_unused(const struct dynamo_env *env, struct str *why)
{
	return unused(env, env->names, "ExpressionAttributeNames", why) && unused(env, env->values, "ExpressionAttributeValues", why);
}
