/*
 * From libyaml's events to a tree: a stack of open containers. While the tree grows, `valueint` of a node (which nobody else reads) is the
 * number of its place, so that the copy that an alias makes gets the places of its anchor.
 */
#include "json/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/map.h"
#include "json/places_fill.h"
#include "json/yaml_scalar.h"

#define MAP_FROM 16		/* members from which names are looked up in a map */

struct open {
	cJSON *node;
	size_t key;		/* offset of the member's name that waits for its value; NO_KEY: a name is expected */
	char *name;
	size_t n;
	struct map names;	/* of large objects */
	VEC(const cJSON *) merges;
	bool wrapped;		/* inside the object that a tag made: the two are closed together */
	bool merging;			/* the name is "<<", unquoted */
};

struct anchor {
	char *name;
	cJSON *node;
	bool open;		/* still being read: it may not hold itself */
};

struct reader {
	yaml_parser_t parser;
	const char *text;
	size_t len, at;			/* at: byte offset of character `at_index` */
	size_t at_index;
	size_t mark;			/* bytes of a byte order mark: libyaml does not get to see it */
	struct json_places *places, *own_places;
	VEC(struct open) stack;
	VEC(struct anchor) anchors;
	VEC(cJSON *) dropped;		/* values of "<<": merged, then gone */
	cJSON *root;
	size_t nodes, bytes;
	struct err *e;
};

/* --- places ------------------------------------------------------------------------------------------------------- */

/* libyaml counts characters. The events come in order, so the way is short. */
static size_t offset_of(struct reader *r, const yaml_mark_t *m)
{
	while (r->at_index < m->index && r->at < r->len) {
		r->at++;
		while (r->at < r->len && ((unsigned char)r->text[r->at] & 0xc0) == 0x80)
			r->at++;
		r->at_index++;
	}
	while (r->at_index > m->index && r->at) {
		r->at--;
		while (r->at && ((unsigned char)r->text[r->at] & 0xc0) == 0x80)
			r->at--;
		r->at_index--;
	}
	return r->at;
}

static bool fail_at(struct reader *r, enum err_code code, size_t offset, const char *what)
{
	return err_at(r->e, code, json_span_of(r->text, r->len, offset), "%s", what);
}

static bool fail_parser(struct reader *r)
{
	const yaml_parser_t *p = &r->parser;
	struct span where = { (uint32_t)p->problem_mark.line + 1, (uint32_t)p->problem_mark.column + 1, offset_of(r, &p->problem_mark) };

	if (p->error == YAML_READER_ERROR)
		return err_at(r->e, ERR_SYNTAX, json_span_of(r->text, r->len, r->mark + p->problem_offset), "no valid UTF-8: %s", p->problem);
	if (p->context)
		return err_at(r->e, ERR_SYNTAX, where, "%s: %s", p->context, p->problem);
	return err_at(r->e, ERR_SYNTAX, where, "%s", p->problem ? p->problem : "the YAML cannot be read");
}

/* --- nodes -------------------------------------------------------------------------------------------------------- */

static struct open *top(struct reader *r)
{
	return r->stack.n ? &r->stack.v[r->stack.n - 1] : NULL;
}

static bool spend(struct reader *r, size_t nodes, size_t bytes, size_t offset)
{
	r->nodes += nodes;
	r->bytes += bytes;
	if (r->nodes <= YAML_NODES_MAX && r->bytes <= YAML_BYTES_MAX)
		return true;
	return fail_at(r, ERR_LIMIT, offset, "this YAML stands for too much data (aliases that repeat each other?)");
}

/* A name that the object has not had yet. */
static bool name_is_new(struct open *o, const char *name)
{
	if (o->n < MAP_FROM)
		return !json_get(o->node, name);
	if (o->n == MAP_FROM)
		for (cJSON *c = o->node->child; c; c = c->next)
			map_put(&o->names, c->string, c);
	return map_put(&o->names, name, o->node);
}

/* Puts node where the text has it: into the open container, or it is the whole. Owns node. */
static bool place_node(struct reader *r, cJSON *node, size_t start)
{
	struct open *o = top(r);

	node->valueint = (int)places_add(r->places, node, o ? o->key : NO_KEY, start);
	if (!o) {
		r->root = node;
	} else if (cJSON_IsArray(o->node)) {
		json_append(o->node, node);
		o->n++;
	} else if (o->merging) {
		VEC_PUSH(&r->dropped, node);
		VEC_PUSH(&o->merges, node);
	} else {
		json_add(o->node, o->name, node);
		o->n++;
	}
	if (o) {
		free(o->name);
		o->name = NULL;
		o->key = NO_KEY;
	}
	return spend(r, 1, 0, start);
}

/* The value of a short tag goes into an object of its own. NULL: the tag has none. */
static cJSON *wrapper_of(const char *tag, char **name)
{
	const char *t;

	if (!tag || tag[0] != '!' || !tag[1])
		return NULL;
	t = tag + 1;
	*name = strcmp(t, "Ref") == 0 || strcmp(t, "Condition") == 0 ? xstrdup(t) : xasprintf("Fn::%s", t);
	return cJSON_CreateObject();
}

static void push(struct reader *r, cJSON *node, bool wrapped)
{
	struct open o = { .node = node, .key = NO_KEY, .wrapped = wrapped };

	VEC_PUSH(&r->stack, o);
}

static void note_anchor(struct reader *r, const char *name, cJSON *node, bool open)
{
	struct anchor a = { .name = xstrdup(name), .node = node, .open = open };

	if (name)
		VEC_PUSH(&r->anchors, a);
}

static void close_anchor(struct reader *r, const cJSON *node)
{
	for (size_t i = r->anchors.n; i-- > 0;)
		if (r->anchors.v[i].node == node) {
			r->anchors.v[i].open = false;
			return;
		}
}

/* The tag's object, if there is one, is open then and `inner` is to be put into it. */
static bool open_wrapper(struct reader *r, const char *tag, const char *anchor, size_t start, bool *wrapped)
{
	char *name = NULL;
	cJSON *w = wrapper_of(tag, &name);

	*wrapped = w != NULL;
	if (!w)
		return true;
	if (!place_node(r, w, start)) {
		free(name);
		return false;
	}
	note_anchor(r, anchor, w, true);
	push(r, w, false);
	top(r)->name = name;
	top(r)->key = start;
	return true;
}

static void close_top(struct reader *r, size_t end)
{
	struct open *o = top(r);

	places_end(r->places, (size_t)o->node->valueint, end);
	close_anchor(r, o->node);
	map_done(&o->names);
	VEC_DONE(&o->merges);
	free(o->name);
	r->stack.n--;
}

/* --- aliases and merges ------------------------------------------------------------------------------------------- */

/* The copy's places are those of what it was made from. As deep as the tree, which has a limit. */
static void copy_places(struct reader *r, cJSON *copy, const cJSON *from)
{
	const cJSON *f = from->child;

	copy->valueint = (int)places_copy(r->places, copy, (size_t)from->valueint);
	for (cJSON *c = copy->child; c; c = c->next, f = f->next)
		copy_places(r, c, f);
}

static size_t count_nodes(const cJSON *n)
{
	size_t count = 1;

	for (const cJSON *c = n->child; c; c = c->next)
		count += count_nodes(c);
	return count;
}

static bool spend_copy(struct reader *r, const cJSON *n, size_t start)
{
	return spend(r, count_nodes(n), json_print_size(n), start);
}

static struct anchor *find_anchor(struct reader *r, const char *name)
{
	for (size_t i = r->anchors.n; i-- > 0;)
		if (strcmp(r->anchors.v[i].name, name) == 0)
			return &r->anchors.v[i];
	return NULL;
}

static bool on_alias(struct reader *r, const yaml_event_t *ev, size_t start)
{
	const char *name = (const char *)ev->data.alias.anchor;
	const struct anchor *a = find_anchor(r, name);
	struct open *o = top(r);
	cJSON *copy;

	if (!a)
		return err_at(r->e, ERR_INVALID, json_span_of(r->text, r->len, start), "there is no anchor \"%.80s\" before this alias", name);
	if (a->open)
		return err_at(r->e, ERR_INVALID, json_span_of(r->text, r->len, start), "the alias \"%.80s\" is inside its own anchor", name);
	if (o && cJSON_IsObject(o->node) && !o->name)
		return fail_at(r, ERR_INVALID, start, "the name of a member cannot be an alias");
	if (!json_depth_within(a->node, JSON_DEPTH_MAX - 2 - (int)r->stack.n))
		return fail_at(r, ERR_LIMIT, start, "nested too deeply");
	if (!spend_copy(r, a->node, start))
		return false;
	copy = json_copy(a->node);
	if (!place_node(r, copy, start))
		return false;
	places_end(r->places, (size_t)copy->valueint, offset_of(r, &ev->end_mark));
	for (cJSON *c = copy->child, *f = a->node->child; c; c = c->next, f = f->next)
		copy_places(r, c, f);
	return true;
}

/* The members of `from` that the object has not got. They are copied with their places as the anchor's were. */
static bool merge_one(struct reader *r, struct open *o, const cJSON *from, size_t offset)
{
	if (!cJSON_IsObject(from))
		return fail_at(r, ERR_INVALID, offset, "\"<<\" takes a mapping, or a list of mappings");
	for (const cJSON *c = from->child; c; c = c->next) {
		cJSON *copy;

		if (!name_is_new(o, c->string))
			continue;
		if (!spend_copy(r, c, offset))
			return false;
		copy = json_copy(c);
		json_add(o->node, c->string, copy);
		o->n++;
		copy_places(r, copy, c);
	}
	return true;
}

static bool merge_all(struct reader *r, struct open *o, size_t offset)
{
	for (size_t i = 0; i < o->merges.n; i++) {
		const cJSON *m = o->merges.v[i];

		if (!cJSON_IsArray(m)) {
			if (!merge_one(r, o, m, offset))
				return false;
			continue;
		}
		for (const cJSON *c = m->child; c; c = c->next)
			if (!merge_one(r, o, c, offset))
				return false;
	}
	return true;
}

/* --- events ------------------------------------------------------------------------------------------------------- */

static bool on_name(struct reader *r, struct open *o, const yaml_event_t *ev, size_t start)
{
	const char *name = (const char *)ev->data.scalar.value;

	if (strlen(name) != ev->data.scalar.length)
		return fail_at(r, ERR_INVALID, start, "a name with a NUL character");
	o->merging = strcmp(name, "<<") == 0 && ev->data.scalar.plain_implicit;		/* in quotes it is a name like any other */
	if (!o->merging && !name_is_new(o, name))
		return err_at(r->e, ERR_INVALID, json_span_of(r->text, r->len, start), "the name \"%.80s\" is there twice", name);
	o->name = xstrdup(name);
	o->key = start;
	return spend(r, 0, ev->data.scalar.length, start);
}

static bool on_scalar(struct reader *r, const yaml_event_t *ev, size_t start, size_t end)
{
	struct open *o = top(r);
	const char *tag = (const char *)ev->data.scalar.tag;
	bool wrapped;
	cJSON *node;

	if (o && cJSON_IsObject(o->node) && !o->name)
		return on_name(r, o, ev, start);
	if (!open_wrapper(r, tag, (const char *)ev->data.scalar.anchor, start, &wrapped))
		return false;
	node = yaml_scalar(ev, wrapped);
	if (!node)
		return fail_at(r, ERR_INVALID, start, "this value cannot be kept as JSON");
	if (!place_node(r, node, start) || !spend(r, 0, ev->data.scalar.length, start))
		return false;
	places_end(r->places, (size_t)node->valueint, end);
	if (wrapped)
		close_top(r, end);
	else
		note_anchor(r, (const char *)ev->data.scalar.anchor, node, false);
	return true;
}

static bool on_open(struct reader *r, cJSON *node, const char *tag, const char *anchor, size_t start)
{
	struct open *o = top(r);
	bool wrapped;

	if (o && cJSON_IsObject(o->node) && !o->name) {
		cJSON_Delete(node);
		return fail_at(r, ERR_INVALID, start, "the name of a member must be a text");
	}
	if (r->stack.n >= JSON_DEPTH_MAX - 2) {
		cJSON_Delete(node);
		return fail_at(r, ERR_LIMIT, start, "nested too deeply");
	}
	if (!open_wrapper(r, tag, anchor, start, &wrapped)) {
		cJSON_Delete(node);
		return false;
	}
	if (!place_node(r, node, start))
		return false;
	if (!wrapped)
		note_anchor(r, anchor, node, true);
	push(r, node, wrapped);
	return true;
}

static bool on_close(struct reader *r, size_t end)
{
	struct open *o = top(r);
	bool wrapped = o->wrapped;

	if (!merge_all(r, o, end))
		return false;
	close_top(r, end);
	if (wrapped)
		close_top(r, end);
	return true;
}

static bool on_event(struct reader *r, const yaml_event_t *ev)
{
	size_t start = offset_of(r, &ev->start_mark);

	switch (ev->type) {
	case YAML_DOCUMENT_START_EVENT:
		return !r->root || fail_at(r, ERR_INVALID, start, "a second YAML document begins here: one file, one document");
	case YAML_ALIAS_EVENT:
		return on_alias(r, ev, start);
	case YAML_SCALAR_EVENT:
		return on_scalar(r, ev, start, offset_of(r, &ev->end_mark));
	case YAML_SEQUENCE_START_EVENT:
		return on_open(r, cJSON_CreateArray(), (const char *)ev->data.sequence_start.tag,
			(const char *)ev->data.sequence_start.anchor, start);
	case YAML_MAPPING_START_EVENT:
		return on_open(r, cJSON_CreateObject(), (const char *)ev->data.mapping_start.tag,
			(const char *)ev->data.mapping_start.anchor, start);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return on_close(r, offset_of(r, &ev->end_mark));
	default:
		return true;
	}
}

static bool read_events(struct reader *r)
{
	for (bool more = true; more;) {
		yaml_event_t ev;
		bool ok;

		if (!yaml_parser_parse(&r->parser, &ev))
			return fail_parser(r);
		more = ev.type != YAML_STREAM_END_EVENT;
		ok = on_event(r, &ev);
		yaml_event_delete(&ev);
		if (!ok)
			return false;
	}
	return true;
}

/* Another node may get the memory of one that goes: its place goes with it. */
static void forget_places(struct reader *r, const cJSON *n)
{
	places_forget(r->places, (size_t)n->valueint);
	for (const cJSON *c = n->child; c; c = c->next)
		forget_places(r, c);
}

static void reader_done(struct reader *r)
{
	while (r->stack.n)
		close_top(r, r->len);
	for (size_t i = 0; i < r->anchors.n; i++)
		free(r->anchors.v[i].name);
	for (size_t i = 0; i < r->dropped.n; i++) {
		forget_places(r, r->dropped.v[i]);
		cJSON_Delete(r->dropped.v[i]);
	}
	VEC_DONE(&r->anchors);
	VEC_DONE(&r->dropped);
	VEC_DONE(&r->stack);
	json_places_free(r->own_places);
	yaml_parser_delete(&r->parser);
}

bool yaml_parse(const char *text, size_t len, struct json_places *places, cJSON **out, struct err *e)
{
	struct reader r = { .text = text, .len = len, .e = e, .places = places };
	bool ok;

	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		r.at = r.mark = 3;
	if (!yaml_parser_initialize(&r.parser))
		return err_set(e, ERR_LIMIT, "there is no memory to read YAML");
	if (!places)
		r.places = r.own_places = json_places_new();
	places_start(r.places, text, len);
	places_are_yaml(r.places);
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)text + r.mark, len - r.mark);
	ok = read_events(&r) && (r.root || place_node(&r, cJSON_CreateNull(), r.mark));	/* nothing is null */
	reader_done(&r);			/* which may still close nodes of the tree */
	if (ok)
		*out = r.root;
	else
		cJSON_Delete(r.root);
	return ok;
}
