#include "asl/fix.h"

#include <stdlib.h>
#include <string.h>

#include "asl/source.h"

/* The text that is edited, and how it is written. */
struct target {
	const struct asl_machine *m;
	const char *text;
	bool yaml;
};

static struct target target_of(const struct asl_machine *m)
{
	const struct asl_origin *o = m->origin;
	bool own = !o || o->same;

	return (struct target){ m, own ? m->text : o->text, (own ? m->form : o->form) == ASL_FORM_YAML };
}

char *asl_fix_title(const struct diag *d)
{
	const struct diag_fix *f = &d->fix;

	switch (f->kind) {
	case FIX_RENAME:
		return xasprintf("rename %s to %s", f->node->string, f->name);
	case FIX_REPLACE:
		return f->node->string ? xasprintf("set %s to %s", f->node->string, f->value) : xasprintf("write %s", f->value);
	case FIX_ADD:
		return xasprintf("add \"%s\": %s", f->name, f->value);
	case FIX_REMOVE:
		return f->node->string ? xasprintf("remove %s", f->node->string) : xstrdup("remove it");
	default:
		return NULL;
	}
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_spaces_back(const char *text, size_t at)
{
	while (at > 0 && is_space(text[at - 1]))
		at--;
	return at;
}

static size_t skip_spaces(const char *text, size_t at)
{
	while (is_space(text[at]))
		at++;
	return at;
}

/* In YAML's block style, where members have lines of their own. */
static bool is_block(const struct target *t, const struct asl_range *object)
{
	return t->yaml && t->text[object->start] != '{' && t->text[object->start] != '[';
}

static bool rename_member(const struct target *t, const struct diag_fix *f, struct splices *out, struct err *e)
{
	size_t len = strlen(f->node->string);
	struct asl_range r;
	bool quoted;

	if (!asl_machine_range(t->m, f->node, &r, e))
		return false;
	if (r.key == SIZE_MAX)
		return err_set(e, ERR_INVALID, "the field has no name in the text");
	quoted = t->text[r.key] == '"' || t->text[r.key] == '\'';
	if (strncmp(t->text + r.key + quoted, f->node->string, len) != 0)
		return err_set(e, ERR_INVALID, "the field's name is written in a way that is not changed here");
	splices_add(out, r.key + quoted, len, f->name, strlen(f->name));
	return true;
}

static bool replace_value(const struct target *t, const struct diag_fix *f, struct splices *out, struct err *e)
{
	struct asl_range r;

	if (!asl_machine_range(t->m, f->node, &r, e))
		return false;
	r.end = skip_spaces_back(t->text, r.end);	/* a block of YAML ends behind its line */
	splices_add(out, r.start, r.end - r.start, f->value, strlen(f->value));
	return true;
}

/* A line of its own before the first member's, as far in as that one. */
static void add_line(const struct target *t, const struct diag_fix *f, size_t first_key, struct splices *out)
{
	size_t col = 0;
	char *line;

	while (first_key - col > 0 && t->text[first_key - col - 1] != '\n')
		col++;
	line = xasprintf("%s: %s\n%*s", f->name, f->value, (int)col, "");
	splices_add(out, first_key, 0, line, strlen(line));
	free(line);
}

/* Behind the last member: a comma, and white space and colon as that one has them. */
static void add_behind(const struct target *t, const struct diag_fix *f, const struct asl_range *last, struct splices *out)
{
	size_t space = skip_spaces_back(t->text, last->key), colon = last->start;
	struct str s = {0};

	while (colon > last->key && (is_space(t->text[colon - 1]) || t->text[colon - 1] == ':'))
		colon--;
	str_addc(&s, ',');
	if (space == last->key)
		str_addc(&s, ' ');
	str_add(&s, t->text + space, last->key - space);
	json_print_string(&s, f->name);
	str_add(&s, t->text + colon, last->start - colon);
	str_adds(&s, f->value);
	splices_add(out, last->end, 0, str_get(&s), s.len);
	str_done(&s);
}

static bool add_member(const struct target *t, const struct diag_fix *f, struct splices *out, struct err *e)
{
	const cJSON *first = f->node->child, *last = first ? first->prev : NULL;
	struct asl_range object, member;

	if (!first)
		return err_set(e, ERR_INVALID, "the object is empty");
	if (!asl_machine_range(t->m, f->node, &object, e))
		return false;
	if (!asl_machine_range(t->m, is_block(t, &object) ? first : last, &member, e))
		return false;
	if (is_block(t, &object))
		add_line(t, f, member.key, out);
	else
		add_behind(t, f, &member, out);
	return true;
}

/* With the comma behind it, or, of the last one, before it. */
static bool remove_node(const struct target *t, const struct diag_fix *f, struct splices *out, struct err *e)
{
	struct asl_range r;
	size_t from, to, next;

	if (!asl_machine_range(t->m, f->node, &r, e))
		return false;
	from = r.key == SIZE_MAX ? r.start : r.key;
	to = r.end;
	next = skip_spaces(t->text, to);
	if (t->text[next] == ',') {
		to = skip_spaces(t->text, next + 1);
	} else if (t->text[next] == '}' || t->text[next] == ']') {
		size_t before = skip_spaces_back(t->text, from);

		from = before && t->text[before - 1] == ',' ? before - 1 : before;
	} else {
		return err_set(e, ERR_INVALID, "in YAML's block style it is removed by hand");
	}
	splices_add(out, from, to - from, "", 0);
	return true;
}

bool asl_fix_splices(const struct asl_machine *m, const struct diag *d, struct splices *out, struct err *e)
{
	struct target t = target_of(m);

	switch (d->fix.kind) {
	case FIX_RENAME:
		return rename_member(&t, &d->fix, out, e);
	case FIX_REPLACE:
		return replace_value(&t, &d->fix, out, e);
	case FIX_ADD:
		return add_member(&t, &d->fix, out, e);
	case FIX_REMOVE:
		return remove_node(&t, &d->fix, out, e);
	default:
		return err_set(e, ERR_USAGE, "there is no mechanical fix for %s", d->code);
	}
}
