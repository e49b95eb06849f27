/*
 * Places. The reader appends a record a node, offsets only; what costs time is made at the first question: the index from node to
 * record, and the offsets at which lines begin. Columns count characters, which needs the text, so a copy of it is kept.
 */
#include "json/places.h"

#include <stdlib.h>
#include <string.h>

#include "json/lines.h"
#include "json/places_fill.h"

struct record {
	const cJSON *node;
	size_t key, start, end;
};

struct json_places {
	VEC(struct record) records;
	char *text;
	size_t len;
	bool yaml;
	uint32_t *index;	/* open addressing: 1 + number of a record */
	size_t index_size;	/* a power of two */
	struct lines lines;
};


struct json_places *json_places_new(void)
{
	return xcalloc(1, sizeof(struct json_places));
}

static void places_reset(struct json_places *p)
{
	VEC_DONE(&p->records);
	lines_done(&p->lines);
	free(p->text);
	free(p->index);
	*p = (struct json_places){0};
}

void json_places_free(struct json_places *p)
{
	if (!p)
		return;
	places_reset(p);
	free(p);
}

void places_start(struct json_places *p, const char *text, size_t len)
{
	places_reset(p);
	p->text = xstrndup(text, len);
	p->len = len;
}

size_t places_add(struct json_places *p, const cJSON *node, size_t key, size_t start)
{
	VEC_PUSH(&p->records, ((struct record){ .node = node, .key = key, .start = start }));
	return p->records.n - 1;
}

void places_end(struct json_places *p, size_t number, size_t end)
{
	p->records.v[number].end = end;
}

size_t places_copy(struct json_places *p, const cJSON *node, size_t from)
{
	struct record r = p->records.v[from];

	r.node = node;
	VEC_PUSH(&p->records, r);
	return p->records.n - 1;
}

void places_forget(struct json_places *p, size_t number)
{
	p->records.v[number].node = NULL;
}

void places_are_of(struct json_places *p, const char *text, size_t len)
{
	free(p->text);
	p->text = xstrndup(text, len);
	p->len = len;
}

void places_are_yaml(struct json_places *p)
{
	p->yaml = true;
}

static size_t slot_of(const struct json_places *p, const cJSON *node)
{
	return (size_t)(((uint64_t)(uintptr_t)node >> 4) * 0x9e3779b97f4a7c15u >> 20) & (p->index_size - 1);
}

static void make_index(struct json_places *p)
{
	for (p->index_size = 16; p->index_size < p->records.n * 2; p->index_size *= 2)
		;
	p->index = xcalloc(p->index_size, sizeof *p->index);
	for (size_t n = 0; n < p->records.n; n++) {
		size_t i = slot_of(p, p->records.v[n].node);

		if (!p->records.v[n].node)
			continue;
		while (p->index[i])
			i = (i + 1) & (p->index_size - 1);
		p->index[i] = (uint32_t)n + 1;
	}
}

struct span json_span_of(const char *text, size_t len, size_t offset)
{
	uint32_t line = 1;
	size_t start = 0;

	if (offset > len)
		offset = len;
	for (size_t i = 0; i < offset; i++) {
		if (text[i] == '\n') {
			line++;
			start = i + 1;
		}
	}
	return (struct span){ line, lines_characters(text, start, offset) + 1, offset };
}

bool json_places_find(const struct json_places *places, const cJSON *node, struct json_place *out)
{
	struct json_places *p = (struct json_places *)places;	/* only to make its index, which nobody sees */
	const struct record *r;
	size_t i;

	*out = (struct json_place){0};
	if (!p->records.n || !node)
		return false;
	if (!p->index) {
		make_index(p);
		lines_make(&p->lines, p->text, p->len);
	}
	for (i = slot_of(p, node); p->index[i]; i = (i + 1) & (p->index_size - 1)) {
		r = &p->records.v[p->index[i] - 1];
		if (r->node != node)
			continue;
		if (r->key != NO_KEY)
			out->key = lines_span(&p->lines, p->text, r->key);
		out->start = lines_span(&p->lines, p->text, r->start);
		out->end = r->end;
		return true;
	}
	return false;
}

const char *places_text(const struct json_places *p, bool *yaml)
{
	*yaml = p->yaml;
	return p->text;
}

struct span places_span(const struct json_places *p, size_t offset)
{
	return lines_span(&p->lines, p->text, offset);
}
