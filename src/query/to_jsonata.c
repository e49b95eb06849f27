/* Paths as JSONata: step by step. A path that gives a list in JSONPath stands in an array constructor, so that one hit stays a list. */
#include "query/to_jsonata.h"

#include <stdlib.h>
#include <string.h>

#include "query/path_ast.h"
#include "query/to_jsonata_private.h"

static bool refuse(struct err *e, const struct path *p, const char *why)
{
	return err_set(e, ERR_INVALID, "%.200s: %s", p->text, why);
}

void to_jsonata_note(const struct to_jsonata *to, const char *text)
{
	if (to->note)
		to->note(to->ctx, text);
}

void jsonata_literal(struct str *out, const char *text)
{
	json_print_string(out, text);
}

static bool is_bare(const char *name)
{
	static const char *const words[] = { "and", "or", "in", "true", "false", "null", "function" };
	const char *s = name;

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(words[i], name) == 0)
			return false;
	if (!((*s | 32) >= 'a' && (*s | 32) <= 'z') && *s != '_')
		return false;
	while (((*s | 32) >= 'a' && (*s | 32) <= 'z') || (*s >= '0' && *s <= '9') || *s == '_')
		s++;
	return !*s;
}

static bool add_name(struct str *out, const char *name, struct err *e)
{
	if (is_bare(name)) {
		str_adds(out, name);
		return true;
	}
	if (strchr(name, '`') || !*name)
		return err_set(e, ERR_INVALID, "JSONata has no spelling for the name '%.100s' in a path", name);
	str_addf(out, "`%s`", name);
	return true;
}

bool jsonata_member(struct str *out, const char *name, struct err *e)
{
	str_addc(out, '.');
	return add_name(out, name, e);
}

/* --- filters -------------------------------------------------------------------------------------------------------- */

struct writer {
	const struct to_jsonata *to;
	const struct path *path;		/* the whole, for what is said */
	struct str *out;
	struct err *e;
};

static bool write_steps(const struct writer *w, const struct path *p, size_t from);

/* Inside a predicate the item is the context, and a name alone is its member. */
static bool write_item_path(const struct writer *w, const struct path *p)
{
	struct str steps = {0};
	struct writer inner = *w;
	const char *s;
	bool ok;

	if (p->root != ROOT_ITEM)
		return path_to_jsonata(p, w->to, w->out, w->e);
	if (!p->definite)
		return refuse(w->e, w->path, "a filter over a list inside a filter");
	inner.out = &steps;
	ok = write_steps(&inner, p, 0);
	s = str_get(&steps);
	if (ok && (!*s || *s == '['))
		str_addc(w->out, '$');
	if (ok)
		str_adds(w->out, *s == '.' ? s + 1 : s);
	str_done(&steps);
	return ok;
}

static bool write_operand(const struct writer *w, const struct operand *o)
{
	if (o->kind == OPERAND_PATH)
		return write_item_path(w, o->path);
	if (o->kind == OPERAND_REGEX || cJSON_IsObject(o->json) || cJSON_IsArray(o->json))
		return refuse(w->e, w->path, "a filter with a regular expression or a list");
	json_print_to(w->out, o->json);
	return true;
}

static bool write_compare(const struct writer *w, const struct filter *f)
{
	static const char *const signs[] = { [OP_EQ] = " = ", [OP_NE] = " != ", [OP_SAME] = " = ", [OP_NOT_SAME] = " != ", [OP_LT] = " < ", [OP_LE] = " <= ",
		[OP_GT] = " > ", [OP_GE] = " >= " };

	if (f->op > OP_GE)
		return refuse(w->e, w->path, "a filter with an operator that JSONata lacks");
	to_jsonata_note(w->to, "a filter compares values of one type only: a number and a text with its digits are not equal, and < of two types is an error");
	if (!write_operand(w, &f->left))
		return false;
	str_adds(w->out, signs[f->op]);
	return write_operand(w, &f->right);
}

static bool write_filter(const struct writer *w, const struct filter *f)
{
	bool ok;

	switch (f->kind) {
	case FILTER_AND:
	case FILTER_OR:
		str_addc(w->out, '(');
		ok = write_filter(w, f->a);
		str_adds(w->out, f->kind == FILTER_AND ? " and " : " or ");
		ok = ok && write_filter(w, f->b);
		str_addc(w->out, ')');
		return ok;
	case FILTER_NOT:
		str_adds(w->out, "$not(");
		ok = write_filter(w, f->a);
		str_addc(w->out, ')');
		return ok;
	case FILTER_EXISTS:
		str_adds(w->out, "$exists(");
		ok = write_operand(w, &f->left);
		str_addc(w->out, ')');
		return ok;
	default:
		return write_compare(w, f);
	}
}

/* --- steps ---------------------------------------------------------------------------------------------------------- */

/* "[[0..2]]"; an open end counts from the other: "[[2..$count(x)-1]]", "[[-3..-1]]". */
static bool write_slice(const struct writer *w, const struct step *s)
{
	char *so_far = xstrdup(str_get(w->out));
	bool ok = true;

	if (s->has_from && s->from < 0 && !s->has_to)
		str_addf(w->out, "[[%d..-1]]", (int)s->from);
	else if ((s->has_from && s->from < 0) || (s->has_to && s->to <= 0))
		ok = refuse(w->e, w->path, "a slice that counts from the end");
	else if (s->has_to)
		str_addf(w->out, "[[%d..%d]]", s->has_from ? (int)s->from : 0, (int)s->to - 1);
	else if (s->has_from)
		str_addf(w->out, "[[%d..$count(%s)-1]]", (int)s->from, so_far);
	free(so_far);
	return ok;
}

static bool write_step(const struct writer *w, const struct path *p, size_t i)
{
	const struct step *s = &p->steps[i];

	switch (s->kind) {
	case STEP_NAME:
		return jsonata_member(w->out, s->name, w->e);
	case STEP_INDEX:
		str_addf(w->out, "[%d]", (int)s->index);
		return true;
	case STEP_INDEXES:
		for (size_t k = 0; k < s->n; k++)
			str_addf(w->out, "%s%d", k ? "," : "[[", (int)s->indexes[k]);
		str_adds(w->out, "]]");
		return true;
	case STEP_ALL:
		if (i && p->steps[i - 1].kind == STEP_SCAN)
			return refuse(w->e, p, "every value at any depth");
		to_jsonata_note(w->to, "[*] is taken as the elements of an array, and lists in a list are joined into one");
		return true;			/* JSONata goes over arrays by itself */
	case STEP_SLICE:
		return write_slice(w, s);
	case STEP_SCAN:
		if (i + 1 >= p->n || p->steps[i + 1].kind != STEP_NAME)
			return refuse(w->e, p, "a search at any depth for anything but a name");
		to_jsonata_note(w->to, "lists that are found at any depth are joined into one");
		str_adds(w->out, ".**");
		return true;
	case STEP_FILTER: {
		bool ok;

		str_addc(w->out, '[');
		ok = write_filter(w, s->filter);
		str_addc(w->out, ']');
		return ok;
	}
	default:
		return refuse(w->e, p, s->kind == STEP_FUNCTION ? "a function at the end of a path" : "several names in brackets");
	}
}

static bool write_steps(const struct writer *w, const struct path *p, size_t from)
{
	for (size_t i = from; i < p->n; i++)
		if (!write_step(w, p, i))
			return false;
	return true;
}

static void write_root(const struct writer *w, const struct path *p)
{
	if (p->root == ROOT_VARIABLE)
		str_addf(w->out, "$%s", p->variable);
	else
		str_adds(w->out, p->root == ROOT_CONTEXT ? "$states.context" : w->to->input);
}

bool path_to_jsonata(const struct path *p, const struct to_jsonata *to, struct str *out, struct err *e)
{
	struct str text = {0};
	struct writer w = { to, p, &text, e };
	bool ok;

	write_root(&w, p);
	ok = write_steps(&w, p, 0);
	if (ok)
		str_addf(out, p->definite ? "%s" : "[%s]", str_get(&text));
	str_done(&text);
	return ok;
}
