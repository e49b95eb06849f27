/* Intrinsic calls as JSONata: one function a row, each with a template of its own. */
#include <stdlib.h>
#include <string.h>

#include "query/intrinsic_ast.h"
#include "query/to_jsonata_private.h"

struct writer {
	const struct to_jsonata *to;
	struct str *out;
	struct err *e;
};

static bool write_call(const struct writer *w, const struct call *c);

static bool write_argument(const struct writer *w, const struct argument *a)
{
	if (a->call)
		return write_call(w, a->call);
	if (a->path)
		return path_to_jsonata(a->path, w->to, w->out, w->e);
	json_print_to(w->out, value_node(a->value));
	return true;
}

static const char *literal_text(const struct argument *a)
{
	return a->value && cJSON_IsString(value_node(a->value)) ? value_node(a->value)->valuestring : NULL;
}

static bool is_whole_literal(const struct argument *a)
{
	int64_t n;

	return a->value && json_int(value_node(a->value), INT32_MIN, INT32_MAX, &n);
}

/* --- one function each ------------------------------------------------------------------------------------------------- */

typedef bool (*call_fn)(const struct writer *w, const struct call *c);

static bool write_list(const struct writer *w, const struct call *c, const char *open, const char *close)
{
	str_adds(w->out, open);
	for (size_t i = 0; i < c->args.n; i++) {
		if (i)
			str_adds(w->out, ", ");
		if (!write_argument(w, &c->args.v[i]))
			return false;
	}
	str_adds(w->out, close);
	return true;
}

static bool write_array(const struct writer *w, const struct call *c)
{
	for (size_t i = 0; i < c->args.n; i++)
		if (c->args.v[i].path)
			to_jsonata_note(w->to, "States.Array of an array makes an array in an array; in JSONata the elements of both stand in one");
	return write_list(w, c, "[", "]");
}

/* The text between {}s and the arguments, joined; at least one text, so that the result is one. */
static bool write_format(const struct writer *w, const struct call *c)
{
	const char *s = c->args.v[0].template_text;
	struct str piece = {0};
	size_t next = 1, parts = 0;
	bool ok = true;

	if (!s)
		return err_set(w->e, ERR_INVALID, "States.Format with a template that is no literal");
	for (; ok; s++) {
		bool slot = s[0] == '{' && s[1] == '}';

		if (*s == '\\' && s[1]) {
			str_addc(&piece, *++s);
			continue;
		}
		if (*s && !slot) {
			str_addc(&piece, *s);
			continue;
		}
		if (piece.len || (slot && !parts)) {
			if (parts++)
				str_adds(w->out, " & ");
			jsonata_literal(w->out, str_get(&piece));
			str_reset(&piece);
		}
		if (!*s)
			break;
		s++;
		if (next >= c->args.n) {
			ok = err_set(w->e, ERR_INVALID, "States.Format has more {} than arguments");
			break;
		}
		str_adds(w->out, parts++ ? " & " : "");
		ok = write_argument(w, &c->args.v[next++]);
	}
	if (ok && !parts)
		str_adds(w->out, "\"\"");
	if (ok && next < c->args.n)
		ok = err_set(w->e, ERR_INVALID, "States.Format has more arguments than {}");
	str_done(&piece);
	return ok;
}

static bool write_format_in_parentheses(const struct writer *w, const struct call *c)
{
	bool ok;

	str_addc(w->out, '(');
	ok = write_format(w, c);
	str_addc(w->out, ')');
	return ok;
}

static bool write_contains(const struct writer *w, const struct call *c)
{
	str_adds(w->out, "($count(");
	if (!write_argument(w, &c->args.v[0]))
		return false;
	str_adds(w->out, "[$ = ");
	if (!write_argument(w, &c->args.v[1]))
		return false;
	str_adds(w->out, "]) > 0)");
	return true;
}

static bool write_get_item(const struct writer *w, const struct call *c)
{
	if (!write_argument(w, &c->args.v[0]))
		return false;
	str_addc(w->out, '[');
	if (!write_argument(w, &c->args.v[1]))
		return false;
	str_addc(w->out, ']');
	return true;
}

static bool write_rounded(const struct writer *w, const struct argument *a)
{
	if (is_whole_literal(a))
		return write_argument(w, a);
	str_adds(w->out, "$floor(");
	if (!write_argument(w, a))
		return false;
	str_adds(w->out, " + 0.5)");
	return true;
}

static bool write_add(const struct writer *w, const struct call *c)
{
	str_addc(w->out, '(');
	if (!write_rounded(w, &c->args.v[0]))
		return false;
	str_adds(w->out, " + ");
	if (!write_rounded(w, &c->args.v[1]))
		return false;
	str_addc(w->out, ')');
	return true;
}

/* From the first number to below the second. */
static bool write_random(const struct writer *w, const struct call *c)
{
	if (c->args.n == 3)
		return err_set(w->e, ERR_INVALID, "States.MathRandom with a seed: JSONata draws other numbers from it");
	to_jsonata_note(w->to, "random numbers are drawn in another way, so a run with the same seed sees others");
	str_addc(w->out, '(');
	if (!write_rounded(w, &c->args.v[0]))
		return false;
	str_adds(w->out, " + $floor($random() * (");
	if (!write_rounded(w, &c->args.v[1]))
		return false;
	str_adds(w->out, " - ");
	if (!write_rounded(w, &c->args.v[0]))
		return false;
	str_adds(w->out, ")))");
	return true;
}

/* At any of the characters; empty pieces go. */
static bool write_split(const struct writer *w, const struct call *c)
{
	const char *at = literal_text(&c->args.v[1]);

	if (!at || !*at)
		return err_set(w->e, ERR_INVALID, "States.StringSplit at what is no literal");
	str_adds(w->out, "[$split(");
	if (!write_argument(w, &c->args.v[0]))
		return false;
	str_adds(w->out, ", /[");
	for (; *at; at++) {
		if (strchr("\\]^-/[", *at))
			str_addc(w->out, '\\');
		if (*at == '\n')
			str_adds(w->out, "\\n");
		else
			str_addc(w->out, *at);
	}
	str_adds(w->out, "]/)[$ != \"\"]]");
	return true;
}

static bool write_hash(const struct writer *w, const struct call *c)
{
	if (!literal_text(&c->args.v[0]))
		to_jsonata_note(w->to, "$hash takes a text; States.Hash also took other values, as JSON");
	return write_list(w, c, "$hash(", ")");
}

static bool write_string(const struct writer *w, const struct call *c)
{
	to_jsonata_note(w->to, "$string of a text is the text itself; States.JsonToString puts it in quotes");
	return write_list(w, c, "$string(", ")");
}

/* The third argument is false, or the call fails. */
static bool write_merge(const struct writer *w, const struct call *c)
{
	str_adds(w->out, "$merge([");
	if (!write_argument(w, &c->args.v[0]))
		return false;
	str_adds(w->out, ", ");
	if (!write_argument(w, &c->args.v[1]))
		return false;
	str_adds(w->out, "])");
	return true;
}

/* --- the table ---------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *name, *open, *close;	/* around the arguments, where that is all */
	call_fn fn;
} functions[] = {
	{ "Array", NULL, NULL, write_array },
	{ "ArrayContains", NULL, NULL, write_contains },
	{ "ArrayGetItem", NULL, NULL, write_get_item },
	{ "ArrayLength", "$count(", ")", NULL },
	{ "ArrayPartition", "[$partition(", ")]", NULL },
	{ "ArrayRange", "[$range(", ")]", NULL },
	{ "ArrayUnique", "[$distinct(", ")]", NULL },
	{ "Base64Decode", "$base64decode(", ")", NULL },
	{ "Base64Encode", "$base64encode(", ")", NULL },
	{ "Format", NULL, NULL, write_format_in_parentheses },
	{ "Hash", NULL, NULL, write_hash },
	{ "JsonMerge", NULL, NULL, write_merge },
	{ "JsonToString", NULL, NULL, write_string },
	{ "MathAdd", NULL, NULL, write_add },
	{ "MathRandom", NULL, NULL, write_random },
	{ "StringSplit", NULL, NULL, write_split },
	{ "StringToJson", "$parse(", ")", NULL },
	{ "UUID", "$uuid(", ")", NULL },
};

static bool write_call(const struct writer *w, const struct call *c)
{
	for (size_t i = 0; i < ARRAY_LEN(functions); i++)
		if (strcmp(functions[i].name, c->function->name) == 0)
			return functions[i].fn ? functions[i].fn(w, c) : write_list(w, c, functions[i].open, functions[i].close);
	return err_set(w->e, ERR_INVALID, "States.%s has no counterpart", c->function->name);
}

bool intrinsic_to_jsonata(const struct intrinsic *x, const struct to_jsonata *to, struct str *out, struct err *e)
{
	struct str text = {0};
	struct writer w = { to, &text, e };
	const struct call *root = intrinsic_root(x);
	bool ok = strcmp(root->function->name, "Format") == 0 ? write_format(&w, root) : write_call(&w, root);

	if (ok)
		str_add(out, str_get(&text), text.len);
	str_done(&text);
	return ok;
}
