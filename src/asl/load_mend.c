/*
 * Texts that are not quite JSON or YAML. AWS takes none of them, and says so in one sentence; here they are read as far as they go, so that
 * there is a picture and, where it is only comments and commas, something to run.
 */
#include "asl/load.h"

#include <stdlib.h>
#include <string.h>

#include "asl/source.h"

/* By place, as the mends are. */
static void keep_opens(struct loader *L)
{
	VEC(size_t) opens = {0};

	for (size_t i = 0; i < L->mends.list.n; i++)
		if (L->mends.list.v[i].kind == MEND_PLACEHOLDER)
			VEC_PUSH(&opens, L->mends.list.v[i].span.offset);
	L->m->opens = opens.n ? asl_arena_copy(L->arena, opens.v, opens.n, sizeof *opens.v) : NULL;
	L->m->n_opens = opens.n;
	VEC_DONE(&opens);
}

bool load_tree(struct loader *L, struct err *e)
{
	struct asl_machine *m = L->m;
	bool ok = m->form == ASL_FORM_YAML ? yaml_parse_mended(m->text, m->text_len, m->places, &L->mends, &m->root, e)
		: json_parse_mended(m->text, m->text_len, m->places, &L->mends, &m->root, e);

	e->span = asl_machine_span(m, e->span);
	if (ok)
		keep_opens(L);
	return ok;
}

void load_lacks(struct loader *L)
{
	const struct asl_machine *m = L->m;

	for (size_t i = 0; i < m->n_opens && L->lacks.len < 200; i++) {
		const char *p = m->text + m->opens[i];
		struct span at = asl_machine_span(m, json_span_of(m->text, m->text_len, m->opens[i]));
		char *text = xasprintf("%.*s (%u:%u)", (int)json_placeholder_len(p, m->text_len - m->opens[i]), p, at.line, at.col);

		if (!strstr(str_get(&L->lacks), text))		/* the model has noted it already */
			str_addf(&L->lacks, "%s%s", L->lacks.len ? ", " : "", text);
		free(text);
	}
	if (L->lacks.len)
		L->m->lacks = asl_arena_string(L->arena, L->lacks.p, L->lacks.len);
}

static struct diag take(struct asl_diags *ds, size_t i)
{
	struct diag d = ds->list.v[i];

	ds->list.v[i] = (struct diag){0};
	return d;
}

static void tell(struct loader *L, const struct json_mend *x)
{
	static const struct {
		const char *code, *text;
	} said[] = {
		[MEND_PLACEHOLDER] = {"placeholder.unquoted", "This placeholder stands for a value that it has not got: AWS takes the text when something has put it there"},
		[MEND_COMMENT] = {"json.comment", "JSON has no comments: AWS refuses this text"},
		[MEND_COMMA] = {"json.trailing-comma", "JSON has no comma before a closing bracket: AWS refuses this text"},
		[MEND_ERROR] = {"text.skipped", NULL},
	};
	struct span at = asl_machine_span(L->m, x->span);

	if (x->kind == MEND_ERROR)
		load_advice(L, DIAG_WARNING, said[x->kind].code, NULL, at, "This does not parse (%s); what is around it is read without it", x->msg);
	else
		load_advice(L, x->kind == MEND_PLACEHOLDER ? DIAG_INFO : DIAG_WARNING, said[x->kind].code, NULL, at, "%s", said[x->kind].text);
}

static void tell_placeholders(struct loader *L)
{
	for (size_t i = 0; i < L->mends.list.n && !L->m->diags->truncated; i++)
		if (L->mends.list.v[i].kind == MEND_PLACEHOLDER)
			tell(L, &L->mends.list.v[i]);
}

/*
 * What was said of the model: where a part is missing, most of it would not be true. Else it is what AWS will say once the text is
 * JSON: told, but not as an error.
 */
static void tell_model(struct loader *L, struct asl_diags *before)
{
	for (size_t i = 0; i < before->list.n; i++) {
		struct diag d = take(before, i);

		if (L->mends.errors == 0 && L->m->diags->list.n < DIAG_MAX) {
			d.severity = d.severity == DIAG_ERROR ? DIAG_WARNING : d.severity;
			VEC_PUSH(&L->m->diags->list, d);
			continue;
		}
		if (d.state)
			d.state->broken = false;
		diag_done(&d);
	}
}

void load_tell_mends(struct loader *L, const struct err *e)
{
	struct asl_diags before = *L->m->diags;
	cJSON *root = L->m->root;
	bool first = true;

	if (!L->mends.list.n || !root)
		return;
	if (L->mends.placeholders == L->mends.list.n) {		/* the text is right once they are replaced */
		tell_placeholders(L);
		return;
	}
	*L->m->diags = (struct asl_diags){ .truncated = before.truncated };
	L->m->root = NULL;			/* a text that does not parse, for AWS */
	load_no_object(L, e);
	L->m->root = root;
	for (size_t i = 0; i < L->mends.list.n && !L->m->diags->truncated; i++) {
		const struct json_mend *x = &L->mends.list.v[i];

		if (x->kind != MEND_ERROR || !first || L->mends.list.n > L->mends.errors + L->mends.placeholders)
			tell(L, x);
		first &= x->kind != MEND_ERROR;
	}
	tell_model(L, &before);
	VEC_DONE(&before.list);
}
