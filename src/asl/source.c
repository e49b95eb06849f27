/* What a file is, and the state machines in it. */
#include <stdlib.h>
#include <string.h>

#include "asl/load.h"
#include "asl/source_private.h"

/* --- what it is --------------------------------------------------------------------------------------------------- */

/* Whether text may be a template is told by a word that each of them has; only then it is parsed here. */
static bool has_word(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = text, *end = text + len; (p = memchr(p, *word, (size_t)(end - p))); p++)
		if ((size_t)(end - p) >= n && memcmp(p, word, n) == 0)
			return true;
	return false;
}

static bool may_be_template(const char *text, size_t len)
{
	return has_word(text, len, "Resources") || has_word(text, len, "stateMachines");
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

static void add_plain(struct asl_source *s)
{
	struct asl_source_machine m = { .embedding = ASL_EMBED_WHOLE };

	m.name = s->file && strcmp(s->file, "-") != 0 ? asl_file_machine_name(s->file) : xstrdup("machine");
	VEC_PUSH(&s->machines, m);
}

struct asl_source *asl_source_parse(const char *text, size_t len, const char *file)
{
	struct asl_source *s = xcalloc(1, sizeof *s);

	s->file = xstrdup(file);
	s->text = xstrndup(text, len);
	s->len = len;
	s->form = asl_form_of(file, text, len);
	s->places = json_places_new();
	if (may_be_template(text, len) && !asl_form_parse_loosely(s->form, s->text, len, s->places, &s->root, &s->syntax))
		s->root = NULL;			/* what is wrong is said by the machine's diagnostics, or to who asks for a machine by name */
	if (!s->root || !source_find_machines(s))
		add_plain(s);
	return s;
}

struct asl_source *asl_source_read(const char *path, struct err *e)
{
	struct asl_source *s;
	char *text;
	size_t len;

	if (!file_read(path, ASL_FILE_MAX, &text, &len, e))
		return NULL;
	s = asl_source_parse(text, len, path);
	free(text);
	return s;
}

void asl_source_free(struct asl_source *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->machines.n; i++) {
		free(s->machines.v[i].name);
		free(s->machines.v[i].file);
		free(s->machines.v[i].inside);
		free(s->machines.v[i].fault);
	}
	VEC_DONE(&s->machines);
	json_places_free(s->places);
	cJSON_Delete(s->root);
	free(s->file);
	free(s->text);
	free(s);
}

const struct asl_source_machine *asl_source_find(const struct asl_source *s, const char *name)
{
	for (size_t i = 0; i < s->machines.n; i++)
		if (strcmp(s->machines.v[i].name, name) == 0)
			return &s->machines.v[i];
	return NULL;
}

/* --- one machine -------------------------------------------------------------------------------------------------- */

const struct asl_source_machine *asl_source_choose(const struct asl_source *s, const char *name, struct err *e)
{
	const struct asl_source_machine *sm = name ? asl_source_find(s, name) : s->machines.n == 1 ? &s->machines.v[0] : NULL;
	struct str names = {0};

	if (sm)
		return sm;
	if (!s->machines.n) {
		err_set(e, ERR_INVALID, "%s holds no state machine%s", s->file ? s->file : "the text", s->kind == ASL_SOURCE_SERVERLESS
			? " (stepFunctions.stateMachines)" : " (AWS::StepFunctions::StateMachine or AWS::Serverless::StateMachine)");
		return NULL;
	}
	for (size_t i = 0; i < s->machines.n; i++)
		str_addf(&names, "%s%s", i ? ", " : "", s->machines.v[i].name);
	if (name && s->syntax.code) {
		if (e)
			*e = s->syntax;
		err_prefix(e, s->file ? s->file : "the text");
	} else if (name)
		err_set(e, ERR_USAGE, "%s has no state machine \"%.80s\"; it has %.300s", s->file ? s->file : "the text", name, str_get(&names));
	else
		err_set(e, ERR_USAGE, "%s holds %zu state machines, choose one (--machine NAME): %.300s", s->file ? s->file : "the text",
			s->machines.n, str_get(&names));
	str_done(&names);
	return NULL;
}

struct asl_machine *asl_source_load(const struct asl_source *s, const char *name, const struct asl_options *o, struct err *e)
{
	const struct asl_source_machine *sm = asl_source_choose(s, name, e);
	struct asl_options options = o ? *o : (struct asl_options){0};
	struct asl_origin *origin;
	struct asl_machine *m;
	enum asl_form form;

	if (!sm)
		return NULL;
	if (sm->fault) {
		err_at(e, ERR_INVALID, sm->span, "%s: %s", sm->name, sm->fault);
		err_prefix(e, s->file ? s->file : "the text");
		return NULL;
	}
	origin = origin_new(s, sm);
	if (!source_make_text(s, sm, &options, origin, &form, e)) {
		asl_origin_free(origin);
		return NULL;
	}
	options.express |= sm->express;
	if (!origin->same)
		return load_text_take(str_get(&origin->map.text), origin->map.text.len, form, sm->name, origin->file, &options, origin);
	m = load_text_take(origin->text, origin->len, form, sm->name, origin->file, &options, origin);
	free(origin->text);			/* m has it */
	origin->text = NULL;
	return m;
}

struct asl_machine *asl_load_with(const char *path, const struct asl_options *o, struct err *e)
{
	struct asl_machine *m = NULL;
	struct asl_source *s;
	char *file, *name;

	asl_address_split(path, &file, &name);
	s = o && o->text && !name ? asl_source_parse(o->text, o->text_len, file) : asl_source_read(file, e);
	if (s)
		m = asl_source_load(s, name ? name : o ? o->machine : NULL, o, e);
	asl_source_free(s);
	free(file);
	free(name);
	return m;
}
