/* Where a machine is from: its places in the file that a person has, the files that were read for it, and how it is called. */
#include <stdlib.h>
#include <string.h>

#include "asl/source_private.h"

struct asl_origin *origin_new(const struct asl_source *s, const struct asl_source_machine *sm)
{
	struct asl_origin *o = xcalloc(1, sizeof *o);

	o->source = xstrdup(s->file);
	o->file = xstrdup(sm->file ? sm->file : s->file);
	o->name = s->kind == ASL_SOURCE_PLAIN ? NULL : xstrdup(sm->name);
	o->address = s->file ? asl_address_make(s->file, o->name) : NULL;
	o->embedding = sm->embedding;
	o->form = s->form;
	if (s->file && strcmp(s->file, "-") != 0)
		origin_add_file(o, s->file);
	return o;
}

void origin_add_file(struct asl_origin *o, const char *path)
{
	for (size_t i = 0; i < o->files.n; i++)
		if (strcmp(o->files.v[i], path) == 0)
			return;
	VEC_PUSH(&o->files, xstrdup(path));
}

void asl_origin_free(struct asl_origin *o)
{
	if (!o)
		return;
	free(o->file);
	free(o->source);
	free(o->name);
	free(o->address);
	free(o->text);
	textmap_done(&o->map);
	cJSON_Delete(o->functions);
	lines_done(&o->lines);
	for (size_t i = 0; i < o->files.n; i++)
		free(o->files.v[i]);
	VEC_DONE(&o->files);
	free(o);
}

/* --- places ------------------------------------------------------------------------------------------------------- */

static struct span span_at(struct asl_origin *o, size_t offset)
{
	if (!o->lines.starts.n)
		lines_make(&o->lines, o->text, o->len);
	return lines_span(&o->lines, o->text, offset < o->len ? offset : o->len);
}

struct span asl_machine_span(const struct asl_machine *m, struct span in_text)
{
	if (!m->origin || m->origin->same || !in_text.line)
		return in_text;
	return span_at(m->origin, textmap_start(&m->origin->map, in_text.offset));
}

bool asl_machine_range(const struct asl_machine *m, const cJSON *node, struct asl_range *out, struct err *e)
{
	const struct asl_origin *o = m->origin;
	struct json_place p;

	if (!json_places_find(m->places, node, &p) || p.end < p.start.offset || p.end > m->text_len)
		return err_set(e, ERR_INVALID, "not editable here: it has no place in the text");
	if (o && o->embedding == ASL_EMBED_STRING)
		return err_set(e, ERR_INVALID, "not editable here, because the definition of %s is a text inside a string of %s", m->name,
			o->file ? path_base(o->file) : "the template");
	if (!o || o->same) {
		*out = (struct asl_range){ p.key.line ? p.key.offset : SIZE_MAX, p.start.offset, p.end };
		return true;
	}
	if (textmap_is_inside(&o->map, p.start.offset) || textmap_is_inside(&o->map, p.end))
		return err_set(e, ERR_INVALID, "not editable here, because it stands in the value of a placeholder");
	*out = (struct asl_range){ p.key.line ? textmap_start(&o->map, p.key.offset) : SIZE_MAX, textmap_start(&o->map, p.start.offset),
		textmap_end(&o->map, p.end) };
	return true;
}

bool asl_machine_is_open(const struct asl_machine *m, const cJSON *node)
{
	struct json_place p;
	size_t lo = 0, hi = m->n_opens;

	if (!hi || !json_places_find(m->places, node, &p))
		return false;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (m->opens[mid] < p.start.offset)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < m->n_opens && m->opens[lo] == p.start.offset;
}

/* --- addresses ---------------------------------------------------------------------------------------------------- */

bool asl_address_split(const char *address, char **file, char **name)
{
	const char *hash = strrchr(address, '#');

	*name = NULL;
	*file = xstrndup(address, hash ? (size_t)(hash - address) : strlen(address));
	if (!hash)
		return false;
	if (hash[1] && !file_exists(address) && (strcmp(*file, "-") == 0 || file_exists(*file))) {
		*name = xstrdup(hash + 1);
		return true;
	}
	free(*file);
	*file = xstrdup(address);
	return false;
}

char *asl_address_make(const char *file, const char *name)
{
	return name ? xasprintf("%s#%s", file, name) : xstrdup(file);
}

bool asl_address_exists(const char *address)
{
	char *file, *name;
	bool exists;

	asl_address_split(address, &file, &name);
	exists = file_exists(file);
	free(file);
	free(name);
	return exists;
}

const char *asl_machine_address(const struct asl_machine *m)
{
	return m->origin ? m->origin->address : m->file;
}

char *asl_address_shown(const char *file, const char *name)
{
	return name ? xasprintf("%s › %s", file, name) : xstrdup(file);
}
