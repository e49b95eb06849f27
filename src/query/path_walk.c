/*
 * Walking a document along a path. A path of names and single indexes goes straight down; everything else goes through walk(), which
 * collects hits. What leads nowhere is OUT_MISSING, with Jayway's text where everything before the step is definite; wildcards swallow
 * it, as Jayway does.
 *
 * Recursion: walk() goes a step forward or, in a scan, a level of the document down; both are bounded, and so is the nesting of
 * filters. PATH_WORK_MAX bounds the time, PATH_RESULT_MAX the memory.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "query/path_ast.h"

/* --- texts -------------------------------------------------------------------------------------------------------- */

static void add_names(struct str *out, const struct step *s)
{
	for (size_t i = 0; i < s->n; i++)
		str_addf(out, "%s'%s'", i ? "," : "", s->names[i]);
}

static void add_step_text(struct str *out, const struct step *s)
{
	switch (s->kind) {
	case STEP_NAME:
		str_addf(out, "['%s']", s->name);
		break;
	case STEP_NAMES:
		str_addc(out, '[');
		add_names(out, s);
		str_addc(out, ']');
		break;
	case STEP_INDEX:
		str_addf(out, "[%d]", (int)s->index);
		break;
	case STEP_INDEXES:
		for (size_t i = 0; i < s->n; i++)
			str_addf(out, "%s%d", i ? "," : "[", (int)s->indexes[i]);
		str_addc(out, ']');
		break;
	case STEP_SLICE:
		str_addc(out, '[');
		if (s->has_from)
			str_addf(out, "%d", (int)s->from);
		str_addc(out, ':');
		if (s->has_to)
			str_addf(out, "%d", (int)s->to);
		str_addc(out, ']');
		break;
	case STEP_ALL:
		str_adds(out, "[*]");
		break;
	case STEP_SCAN:
		str_adds(out, "..");
		break;
	case STEP_FILTER:
		str_adds(out, "[?]");
		break;
	case STEP_FUNCTION:
		str_addf(out, ".%s()", path_function_name(s->function));
		break;
	}
}

/* The path up to its first n steps, in Jayway's normal form. */
static void add_steps(struct str *out, const struct path *p, size_t n)
{
	str_addc(out, '$');
	for (size_t i = 0; i < n; i++)
		add_step_text(out, &p->steps[i]);
}

enum outcome eval_fail(struct eval *ev, const char *fmt, ...)
{
	va_list ap;

	if (ev->why && !ev->why->len) {
		va_start(ap, fmt);
		str_vaddf(ev->why, fmt, ap);
		va_end(ap);
	}
	return OUT_FAILED;
}

bool eval_work(struct eval *ev, size_t n)
{
	*ev->work += n;
	if (*ev->work <= PATH_WORK_MAX)
		return true;
	eval_fail(ev, "The path looks at more than %d nodes", PATH_WORK_MAX);
	return false;
}

/* No object where step `at` wants one. */
static enum outcome no_object(struct eval *ev, const struct path *p, size_t at)
{
	if (!ev->why)
		return OUT_MISSING;
	str_adds(ev->why, "Property ");
	add_step_text(ev->why, &p->steps[at]);
	str_adds(ev->why, " not found in path ");
	add_steps(ev->why, p, at);
	return OUT_MISSING;
}

/* An object without that member. */
static enum outcome no_member(struct eval *ev, const struct path *p, size_t at)
{
	if (!ev->why)
		return OUT_MISSING;
	str_adds(ev->why, at + 1 == p->n ? "No results for path: " : "Missing property in path ");
	add_steps(ev->why, p, at + 1);
	return OUT_MISSING;
}

static enum outcome no_element(struct eval *ev, const struct path *p)
{
	if (!ev->why)
		return OUT_MISSING;
	str_adds(ev->why, "No results for path: ");
	add_steps(ev->why, p, p->n);
	return OUT_MISSING;
}

/* In Jayway this is another kind of error than a missing member, which AWS does not reword. In a filter it only is no match. */
static enum outcome no_array(struct eval *ev, const struct path *p, size_t at, const cJSON *node)
{
	if (!ev->why)
		return ev->nesting ? OUT_MISSING : OUT_FAILED;
	str_adds(ev->why, "Filter: ");
	for (size_t i = at; i < p->n; i++)
		add_step_text(ev->why, &p->steps[i]);
	str_adds(ev->why, " can only be applied to arrays. Current context is: ");
	json_print_to(ev->why, node);
	return OUT_FAILED;
}

/* --- straight down ------------------------------------------------------------------------------------------------ */

/* Both count in *seen the nodes that they look at. */
static const cJSON *member(const cJSON *object, const char *name, size_t *seen)
{
	const cJSON *c;

	for (c = object->child; c && strcmp(c->string, name) != 0; c = c->next)
		++*seen;
	return c;
}

const cJSON *path_element(const cJSON *array, int64_t index, size_t *seen)
{
	const cJSON *c = array->child;

	if (index == -1 && c)
		return c->prev;
	if (index < 0) {
		size_t n = json_count(array);

		*seen += n;
		index += (int64_t)n;
	}
	if (index < 0)
		return NULL;
	for (; c && index--; c = c->next)
		++*seen;
	return c;
}

static enum outcome down(struct eval *ev, const struct path *p, size_t at, const cJSON **node)
{
	const struct step *s = &p->steps[at];
	const cJSON *next;
	size_t seen = 1;

	if (s->kind == STEP_NAME) {
		if (!cJSON_IsObject(*node))
			return no_object(ev, p, at);
		next = member(*node, s->name, &seen);
	} else {
		if (!cJSON_IsArray(*node))
			return no_array(ev, p, at, *node);
		next = path_element(*node, s->index, &seen);
	}
	if (!eval_work(ev, seen))
		return OUT_FAILED;
	if (!next)
		return s->kind == STEP_NAME ? no_member(ev, p, at) : no_element(ev, p);
	*node = next;
	return OUT_FOUND;
}

/* The first `end` steps, all of them names and indexes. */
enum outcome path_descend(struct eval *ev, const struct path *p, size_t end, const cJSON **node)
{
	enum outcome out = OUT_FOUND;

	for (size_t i = 0; i < end && out == OUT_FOUND; i++)
		out = down(ev, p, i, node);
	return out;
}

/* --- collecting --------------------------------------------------------------------------------------------------- */

struct walk {
	struct eval *ev;
	const struct path *path;
	size_t end;		/* steps to walk; less than path->n for the inner part of "$..x.sum()" */
};

static enum outcome walk(struct walk *w, size_t at, const cJSON *node);

static enum outcome hit(struct walk *w, size_t at, const cJSON *node)
{
	if (at < w->end)
		return walk(w, at, node);
	if (!eval_work(w->ev, 1))
		return OUT_FAILED;
	VEC_PUSH(&w->ev->hits, node);
	return OUT_FOUND;
}

/* A hit that the evaluation owns. */
static enum outcome hit_made(struct walk *w, size_t at, cJSON *node)
{
	struct eval *ev = w->ev;

	VEC_PUSH(&ev->made, node);
	ev->made_nodes += node_count(node);
	if (ev->made_nodes > PATH_RESULT_MAX)
		return eval_fail(ev, "The path makes more than %d nodes", PATH_RESULT_MAX);
	return hit(w, at, node);
}

static enum outcome take_member(struct walk *w, size_t at, const cJSON *node, const char *name)
{
	const cJSON *member = json_get(node, name);

	if (member)
		return hit(w, at + 1, member);
	return w->path->steps[at].after_definite && w->path->steps[at].kind == STEP_NAME ? no_member(w->ev, w->path, at) : OUT_FOUND;
}

static enum outcome step_names(struct walk *w, size_t at, const cJSON *node)
{
	const struct step *s = &w->path->steps[at];
	enum outcome out = OUT_FOUND;
	cJSON *merged;

	if (!cJSON_IsObject(node))
		return s->after_definite ? no_object(w->ev, w->path, at) : OUT_FOUND;
	if (s->kind == STEP_NAME)
		return take_member(w, at, node, s->name);
	if (at + 1 < w->end) {
		for (size_t i = 0; i < s->n && out == OUT_FOUND; i++)
			out = take_member(w, at, node, s->names[i]);
		return out;
	}
	merged = cJSON_CreateObject();
	for (size_t i = 0; i < s->n; i++) {
		const cJSON *member = json_get(node, s->names[i]);

		if (member && !json_get(merged, s->names[i]))
			json_add(merged, s->names[i], json_copy(member));
	}
	return hit_made(w, at + 1, merged);
}

static bool is_array(struct walk *w, size_t at, const cJSON *node, enum outcome *out)
{
	*out = OUT_FOUND;
	if (!cJSON_IsArray(node) && w->path->steps[at].after_definite)
		*out = no_array(w->ev, w->path, at, node);
	return cJSON_IsArray(node);
}

static enum outcome take_element(struct walk *w, size_t at, const cJSON *node, int64_t index)
{
	size_t seen = 0;
	const cJSON *e = path_element(node, index, &seen);

	if (!eval_work(w->ev, seen))
		return OUT_FAILED;
	return e ? hit(w, at + 1, e) : OUT_FOUND;
}

static enum outcome step_indexes(struct walk *w, size_t at, const cJSON *node)
{
	const struct step *s = &w->path->steps[at];
	enum outcome out;

	if (!is_array(w, at, node, &out))
		return out;
	if (s->kind == STEP_INDEX)
		return take_element(w, at, node, s->index);
	for (size_t i = 0; i < s->n && out == OUT_FOUND; i++)
		out = take_element(w, at, node, s->indexes[i]);
	return out;
}

/* Jayway's slices: a negative beginning without an end counts from the back and stops at the front; with an end it is an index of its
 * own for every number from the one to the other, so that [-4:1] takes the last four and then the first. */
static enum outcome step_slice(struct walk *w, size_t at, const cJSON *node)
{
	const struct step *s = &w->path->steps[at];
	enum outcome out;
	int64_t from = s->has_from ? s->from : 0, to, length;
	size_t seen = 0;
	const cJSON *e;

	if (!is_array(w, at, node, &out))
		return out;
	length = (int64_t)json_count(node);
	if (from < 0 && !s->has_to)
		from = from + length < 0 ? 0 : from + length;
	to = s->has_to ? s->to : length;
	if (to < 0 && !s->has_from)
		to += length;
	to = to > length ? length : to;
	if (from < -length)
		from = -length;
	if (!eval_work(w->ev, (size_t)length))
		return OUT_FAILED;
	if (from >= to)
		return OUT_FOUND;
	e = path_element(node, from, &seen);
	for (; from < to && e && out == OUT_FOUND; from++) {
		out = hit(w, at + 1, e);
		e = from == -1 ? node->child : e->next;
	}
	return out;
}

static enum outcome step_all(struct walk *w, size_t at, const cJSON *node)
{
	enum outcome out = OUT_FOUND;

	if (!cJSON_IsArray(node) && !cJSON_IsObject(node))
		return OUT_FOUND;
	for (const cJSON *c = node->child; c && out != OUT_FAILED; c = c->next)
		out = hit(w, at + 1, c);		/* a child that leads nowhere is passed over */
	return out == OUT_FAILED ? out : OUT_FOUND;
}

static enum outcome step_filter(struct walk *w, size_t at, const cJSON *node)
{
	const struct step *s = &w->path->steps[at];
	enum outcome out;
	bool yes = false;

	if (cJSON_IsObject(node)) {
		out = filter_accepts(w->ev, s->filter, node, &yes);
		return out == OUT_FOUND && yes ? hit(w, at + 1, node) : out;
	}
	if (!cJSON_IsArray(node)) {
		if (!s->after_definite)
			return OUT_FOUND;
		if (w->ev->why) {
			str_adds(w->ev->why, "Filter: [?] can not be applied to primitives. Current context is: ");
			json_print_to(w->ev->why, node);
		}
		return OUT_FAILED;
	}
	out = OUT_FOUND;
	for (const cJSON *c = node->child; c && out == OUT_FOUND; c = c->next) {
		out = filter_accepts(w->ev, s->filter, c, &yes);
		if (out == OUT_FOUND && yes)
			out = hit(w, at + 1, c);
	}
	return out;
}

/* Does the step behind ".." want to see this node? */
static enum outcome scan_wants(struct walk *w, const struct step *s, bool last, const cJSON *node, bool *yes)
{
	*yes = false;
	switch (s->kind) {
	case STEP_NAME:
		*yes = cJSON_IsObject(node) && json_get(node, s->name);
		return OUT_FOUND;
	case STEP_NAMES:
		*yes = cJSON_IsObject(node);
		for (size_t i = 0; i < s->n && *yes && last; i++)
			*yes = json_get(node, s->names[i]) != NULL;
		return OUT_FOUND;
	case STEP_INDEX:
	case STEP_INDEXES:
	case STEP_SLICE:
		*yes = cJSON_IsArray(node);
		return OUT_FOUND;
	case STEP_ALL:
		*yes = true;
		return OUT_FOUND;
	case STEP_FILTER:
		return filter_accepts(w->ev, s->filter, node, yes);
	default:
		return OUT_FOUND;
	}
}

/*
 * The node and everything below it, for the step at `at`. In an array that is wanted and is not the end of the path, Jayway applies
 * the step behind the wanted one to every element.
 */
static enum outcome scan(struct walk *w, size_t at, const cJSON *node)
{
	bool yes, last = at + 1 == w->end;
	enum outcome out;

	if (!cJSON_IsArray(node) && !cJSON_IsObject(node))
		return OUT_FOUND;
	if (!eval_work(w->ev, 1))
		return OUT_FAILED;
	out = scan_wants(w, &w->path->steps[at], last, node, &yes);
	if (out == OUT_FOUND && yes && (cJSON_IsObject(node) || last))
		out = walk(w, at, node);
	else if (out == OUT_FOUND && yes)
		for (const cJSON *c = node->child; c && out == OUT_FOUND; c = c->next)
			out = walk(w, at + 1, c);
	for (const cJSON *c = node->child; c && out == OUT_FOUND; c = c->next)
		out = scan(w, at, c);
	return out;
}

static enum outcome step_function(struct walk *w, size_t at, const cJSON *node)
{
	cJSON *made;
	enum outcome out = path_function_call(w->ev, &w->path->steps[at], node, &made);

	return out == OUT_FOUND ? hit_made(w, at + 1, made) : out;
}

static enum outcome walk(struct walk *w, size_t at, const cJSON *node)
{
	if (!eval_work(w->ev, 1))
		return OUT_FAILED;
	switch (w->path->steps[at].kind) {
	case STEP_NAME:
	case STEP_NAMES:
		return step_names(w, at, node);
	case STEP_INDEX:
	case STEP_INDEXES:
		return step_indexes(w, at, node);
	case STEP_SLICE:
		return step_slice(w, at, node);
	case STEP_ALL:
		return step_all(w, at, node);
	case STEP_SCAN:
		return scan(w, at + 1, node);
	case STEP_FILTER:
		return step_filter(w, at, node);
	case STEP_FUNCTION:
		return step_function(w, at, node);
	}
	return OUT_FAILED;
}

/* --- hits ------------------------------------------------------------------------------------------------------ */

void eval_done(struct eval *ev)
{
	for (size_t i = 0; i < ev->made.n; i++)
		cJSON_Delete(ev->made.v[i]);
	VEC_DONE(&ev->made);
	VEC_DONE(&ev->hits);
}

size_t node_count(const cJSON *node)
{
	size_t n = 1;

	if (cJSON_IsArray(node) || cJSON_IsObject(node))
		for (const cJSON *c = node->child; c; c = c->next)
			n += node_count(c);
	return n;
}

/* An array of copies of the hits; NULL where that would be too much. */
cJSON *eval_copy_hits(struct eval *ev)
{
	cJSON *array = cJSON_CreateArray();
	size_t total = 0;

	for (size_t i = 0; i < ev->hits.n; i++) {
		total += node_count(ev->hits.v[i]);
		if (total > PATH_RESULT_MAX) {
			eval_fail(ev, "The path selects more than %d nodes", PATH_RESULT_MAX);
			cJSON_Delete(array);
			return NULL;
		}
		json_append(array, json_copy(ev->hits.v[i]));
	}
	return array;
}

/* "$..price.sum()": the function sees the list of all that the rest finds. */
static enum outcome walk_scan_function(struct walk *w, const cJSON *node)
{
	const struct step *s = &w->path->steps[w->path->n - 1];
	enum outcome out;
	cJSON *list, *made;

	w->end = w->path->n - 1;
	out = walk(w, 0, node);
	if (out == OUT_FAILED)
		return out;
	list = eval_copy_hits(w->ev);
	w->ev->hits.n = 0;
	if (!list)
		return OUT_FAILED;
	out = path_function_call(w->ev, s, list, &made);
	cJSON_Delete(list);
	if (out == OUT_FOUND) {
		VEC_PUSH(&w->ev->made, made);
		VEC_PUSH(&w->ev->hits, made);
	}
	return out;
}

enum outcome path_collect(struct eval *ev, const struct path *p, const cJSON *node)
{
	struct walk w = { .ev = ev, .path = p, .end = p->n };
	enum outcome out;

	if (!p->n) {
		VEC_PUSH(&ev->hits, node);
		return OUT_FOUND;
	}
	if (p->definite && p->steps[0].kind == STEP_SCAN)
		return walk_scan_function(&w, node);
	out = walk(&w, 0, node);
	if (out == OUT_FOUND && p->definite && !ev->hits.n)
		return no_element(ev, p);
	return out;
}
