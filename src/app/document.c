#include "app/document.h"

#include <stdlib.h>
#include <string.h>

#define BYTES_MAX ((size_t)64 << 20)		/* of all steps together: then the oldest are forgotten */

static void change_done(struct document_change *c)
{
	splices_done(&c->forward);
	splices_done(&c->back);
}

static void step_done(struct document_step *s)
{
	for (size_t i = 0; i < s->changes.n; i++)
		change_done(&s->changes.v[i]);
	VEC_DONE(&s->changes);
	free(s->label);
	free(s->from);
	free(s->to);
}

void document_init(struct document *d, const char *text, size_t len)
{
	*d = (struct document){.text = xstrndup(text, len), .len = len, .version = 1, .id = 1, .saved_id = 1, .last_id = 1};
}

void document_done(struct document *d)
{
	for (size_t i = 0; i < d->steps.n; i++)
		step_done(&d->steps.v[i]);
	VEC_DONE(&d->steps);
	free(d->text);
	*d = (struct document){0};
}

/* --- the list of steps --------------------------------------------------------------------------------------------- */

static void forget_undone(struct document *d)
{
	while (d->steps.n > d->at) {
		struct document_step *s = &d->steps.v[--d->steps.n];

		d->bytes -= s->bytes;
		step_done(s);
	}
}

static void forget_oldest(struct document *d)
{
	size_t n = 0;

	while (d->bytes > BYTES_MAX && n + 1 < d->at) {
		d->bytes -= d->steps.v[n].bytes;
		step_done(&d->steps.v[n++]);
	}
	if (!n)
		return;
	memmove(d->steps.v, d->steps.v + n, (d->steps.n - n) * sizeof *d->steps.v);
	d->steps.n -= n;
	d->at -= n;
}

/* The step that an edit belongs to: the last one where they join, unless that one's end is what is on disk. */
static struct document_step *step_for(struct document *d, const struct document_edit *edit)
{
	struct document_step *last = d->at ? &d->steps.v[d->at - 1] : NULL, *s;

	if (last && edit->join && last->join == edit->join && d->id != d->saved_id)
		return last;
	s = VEC_ADD(&d->steps);
	*s = (struct document_step){.label = xstrdup(edit->label ? edit->label : "edit"), .join = edit->join, .before = d->id,
		.from = xstrdup(edit->from), .to = xstrdup(edit->to)};
	d->at = d->steps.n;
	return s;
}

static void set_text(struct document *d, const struct splices *s)
{
	size_t len;
	char *text = splices_apply(s, d->text, d->len, &len);

	free(d->text);
	d->text = text;
	d->len = len;
	d->version++;
}

static bool changes_nothing(const struct splices *s, const char *text)
{
	for (size_t i = 0; i < s->list.n; i++) {
		const struct splice *p = &s->list.v[i];

		if (p->len != p->taken || memcmp(p->text, text + p->at, p->len) != 0)
			return false;
	}
	return true;
}

static void copy(const struct splices *from, struct splices *to)
{
	for (size_t i = 0; i < from->list.n; i++)
		splices_add(to, from->list.v[i].at, from->list.v[i].taken, from->list.v[i].text, from->list.v[i].len);
}

bool document_edit(struct document *d, const struct document_edit *edit, struct err *e)
{
	struct document_change c = {0};
	struct document_step *s;
	size_t bytes;

	copy(edit->splices, &c.forward);
	if (!splices_sort(&c.forward, d->len)) {
		change_done(&c);
		return err_set(e, ERR_INVALID, "%s: the change does not fit the text", edit->label ? edit->label : "edit");
	}
	if (changes_nothing(&c.forward, d->text)) {
		change_done(&c);
		return true;
	}
	splices_invert(&c.forward, d->text, &c.back);
	forget_undone(d);
	s = step_for(d, edit);
	set_text(d, &c.forward);
	s->after = d->id = ++d->last_id;
	bytes = splices_size(&c.forward) + splices_size(&c.back);
	s->bytes += bytes;
	d->bytes += bytes;
	VEC_PUSH(&s->changes, c);
	forget_oldest(d);
	return true;
}

/* --- back and forth ------------------------------------------------------------------------------------------------ */

static size_t first_at(const struct splices *s)
{
	return s->list.n ? s->list.v[0].at : 0;
}

const struct document_step *document_can_undo(const struct document *d)
{
	return d->at ? &d->steps.v[d->at - 1] : NULL;
}

const struct document_step *document_can_redo(const struct document *d)
{
	return d->at < d->steps.n ? &d->steps.v[d->at] : NULL;
}

const struct document_step *document_undo(struct document *d, size_t *at)
{
	struct document_step *s;

	if (!d->at)
		return NULL;
	s = &d->steps.v[--d->at];
	for (size_t i = s->changes.n; i-- > 0;)
		set_text(d, &s->changes.v[i].back);
	d->id = s->before;
	s->join = 0;		/* what is typed after it is another step */
	if (at)
		*at = first_at(&s->changes.v[0].back);
	return s;
}

const struct document_step *document_redo(struct document *d, size_t *at)
{
	struct document_step *s;

	if (d->at == d->steps.n)
		return NULL;
	s = &d->steps.v[d->at++];
	for (size_t i = 0; i < s->changes.n; i++)
		set_text(d, &s->changes.v[i].forward);
	d->id = s->after;
	if (at)
		*at = first_at(&s->changes.v[s->changes.n - 1].forward);
	return s;
}

bool document_is_saved(const struct document *d)
{
	return d->id == d->saved_id;
}

void document_saved(struct document *d)
{
	d->saved_id = d->id;
}

void document_strayed(struct document *d)
{
	d->saved_id = 0;
}

void document_no_join(struct document *d)
{
	if (d->at)
		d->steps.v[d->at - 1].join = 0;
}
