#include "base/map.h"

#include <stdlib.h>
#include <string.h>

struct map_slot {
	char *key;
	void *value;
	uint64_t hash;
};

uint64_t hash_bytes(const void *p, size_t len, uint64_t seed)
{
	const unsigned char *s = p;
	uint64_t h = 14695981039346656037u ^ seed;

	for (size_t i = 0; i < len; i++)
		h = (h ^ s[i]) * 1099511628211u;
	return h;
}

static struct map_slot *map_slot(const struct map *m, const char *key, uint64_t hash)
{
	size_t i = hash & (m->cap - 1);

	while (m->slots[i].key && (m->slots[i].hash != hash || strcmp(m->slots[i].key, key) != 0))
		i = (i + 1) & (m->cap - 1);
	return &m->slots[i];
}

static void map_grow(struct map *m)
{
	struct map old = *m;

	m->cap = old.cap ? old.cap * 2 : 16;
	m->slots = xcalloc(m->cap, sizeof *m->slots);
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].key)
			*map_slot(m, old.slots[i].key, old.slots[i].hash) = old.slots[i];
	free(old.slots);
}

void *map_get(const struct map *m, const char *key)
{
	return m->cap ? map_slot(m, key, hash_bytes(key, strlen(key), 0))->value : NULL;
}

static struct map_slot *map_ensure(struct map *m, const char *key)
{
	uint64_t hash = hash_bytes(key, strlen(key), 0);
	struct map_slot *s;

	if ((m->n + 1) * 4 > m->cap * 3)
		map_grow(m);
	s = map_slot(m, key, hash);
	if (!s->key) {
		s->key = xstrdup(key);
		s->hash = hash;
		m->n++;
	}
	return s;
}

bool map_put(struct map *m, const char *key, void *value)
{
	struct map_slot *s = map_ensure(m, key);

	if (s->value)
		return false;
	s->value = value;
	return true;
}

void *map_replace(struct map *m, const char *key, void *value)
{
	struct map_slot *s = map_ensure(m, key);
	void *old = s->value;

	s->value = value;
	return old;
}

void map_done(struct map *m)
{
	for (size_t i = 0; i < m->cap; i++)
		free(m->slots[i].key);
	free(m->slots);
	*m = (struct map){0};
}
