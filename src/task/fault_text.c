/* Faults as text. */
#include "task/fault.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS_MAX 99999999.0

static const char *const kinds[] = {
	[FAULT_THROTTLE] = "throttle", [FAULT_TIMEOUT] = "timeout", [FAULT_HANG] = "hang", [FAULT_SHAPE] = "shape", [FAULT_SLOW] = "slow",
	[FAULT_THROW] = "throw",
};
static const char *const whens[] = {
	[FAULT_NEXT] = "next", [FAULT_NTH] = "nth", [FAULT_EVERY] = "every", [FAULT_CHANCE] = "chance", [FAULT_WINDOW] = "from",
};

struct words {
	const char *p;
	struct err *e;
};

static size_t word_len(struct words *w)
{
	w->p += strspn(w->p, " \t");
	return strcspn(w->p, " \t");
}

static int find_word(struct words *w, const char *const *list, size_t n)
{
	size_t len = word_len(w);

	for (size_t i = 0; i < n; i++)
		if (strlen(list[i]) == len && strncmp(list[i], w->p, len) == 0)
			return (int)i;
	return -1;
}

static int take_word(struct words *w, const char *const *list, size_t n)
{
	int i = find_word(w, list, n);

	if (i >= 0)
		w->p += strlen(list[i]);
	return i;
}

static char *take_text(struct words *w)
{
	size_t len = word_len(w);
	char *text = len ? xstrndup(w->p, len) : NULL;

	w->p += len;
	return text;
}

static bool take_number(struct words *w, double min, double max, double *out)
{
	size_t len = word_len(w);
	char *end;
	double d = strtod(w->p, &end);

	if (!len || end != w->p + len || !(d >= min && d <= max))
		return err_set(w->e, ERR_USAGE, "\"%.*s\" is no number from %g to %g", (int)len, w->p, min, max);
	w->p = end;
	*out = d;
	return true;
}

static bool take_whole(struct words *w, int64_t *out)
{
	double d;

	if (!take_number(w, 1, 1e9, &d) || d != floor(d))
		return w->e->code || err_set(w->e, ERR_USAGE, "a whole number is wanted");
	*out = (int64_t)d;
	return true;
}

static bool read_when(struct words *w, struct fault *f)
{
	int i = take_word(w, whens, ARRAY_LEN(whens));
	static const char *const to[] = {"to"};

	if (i < 0)
		return true;
	f->when = (enum fault_when)i;
	switch (f->when) {
	case FAULT_NEXT:
		word_len(w);
		return !(*w->p >= '0' && *w->p <= '9') || take_whole(w, &f->n);
	case FAULT_NTH:
		return take_whole(w, &f->n);
	case FAULT_CHANCE:
		return take_number(w, 0, 1, &f->chance);
	case FAULT_WINDOW:
		if (!take_number(w, 0, SECONDS_MAX, &f->from_s))
			return false;
		if (take_word(w, to, 1) < 0)
			return err_set(w->e, ERR_USAGE, "from SECONDS to SECONDS");
		return take_number(w, f->from_s, SECONDS_MAX, &f->to_s);
	case FAULT_EVERY:
		break;
	}
	return true;
}

static bool read_kind(struct words *w, struct fault *f)
{
	int i = take_word(w, kinds, ARRAY_LEN(kinds));

	if (i < 0)
		return err_set(w->e, ERR_USAGE, "a fault is one of throttle, timeout, hang, shape, slow SECONDS, throw ERROR [CAUSE]");
	f->kind = (enum fault_kind)i;
	if (f->kind == FAULT_SLOW)
		return take_number(w, 0, SECONDS_MAX, &f->seconds);
	if (f->kind == FAULT_THROW) {
		f->error = take_text(w);
		return f->error || err_set(w->e, ERR_USAGE, "the name of the error is missing");
	}
	return true;
}

/* The longest name of a Task that the text begins with, or a quoted one. */
static bool read_state(struct words *w, const struct asl_machine *m, struct fault *f)
{
	size_t best = 0;

	word_len(w);
	if (*w->p == '"') {
		const char *end = strchr(w->p + 1, '"');

		if (!end)
			return err_set(w->e, ERR_USAGE, "a quoted name has no end");
		f->state = xstrndup(w->p + 1, (size_t)(end - w->p - 1));
		w->p = end + 1;
		return true;
	}
	for (size_t i = 0; m && i < m->n_states; i++) {
		const char *names[] = {m->states[i]->path, m->states[i]->name};

		for (size_t k = 0; k < ARRAY_LEN(names); k++) {
			size_t len = strlen(names[k]);

			if (len > best && strncmp(w->p, names[k], len) == 0 && w->p[len] == ' ')
				best = len;
		}
	}
	if (best)
		f->state = xstrndup(w->p, best);
	w->p += best;
	return true;
}

static bool read_rest(struct words *w, struct fault *f)
{
	word_len(w);
	if (!*w->p)
		return true;
	if (f->kind != FAULT_THROW)
		return err_set(w->e, ERR_USAGE, "\"%.60s\" is not understood here", w->p);
	f->cause = xstrdup(w->p);
	return true;
}

bool fault_parse(const char *text, const struct asl_machine *m, struct fault *out, struct err *e)
{
	struct fault f = {.enabled = true, .n = 1, .when = FAULT_NEXT};
	struct words w = {.p = text, .e = e};
	bool early, ok;

	err_clear(e);
	ok = read_state(&w, m, &f);
	early = ok && find_word(&w, whens, ARRAY_LEN(whens)) >= 0;
	if (!ok || (early && !read_when(&w, &f)) || !read_kind(&w, &f) || (!early && !read_when(&w, &f)) || !read_rest(&w, &f)) {
		fault_done(&f);
		return false;
	}
	*out = f;
	return true;
}

static void print_when(const struct fault *f, struct str *out)
{
	str_addf(out, "%s", whens[f->when]);
	if (f->when == FAULT_NTH || (f->when == FAULT_NEXT && f->n != 1))
		str_addf(out, " %lld", (long long)f->n);
	if (f->when == FAULT_CHANCE)
		str_addf(out, " %g", f->chance);
	if (f->when == FAULT_WINDOW)
		str_addf(out, " %g to %g", f->from_s, f->to_s);
}

void fault_print(const struct fault *f, struct str *out)
{
	if (f->state)
		str_addf(out, "\"%s\" ", f->state);
	print_when(f, out);
	str_addf(out, " %s", kinds[f->kind]);
	if (f->kind == FAULT_SLOW)
		str_addf(out, " %g", f->seconds);
	if (f->error)
		str_addf(out, " %s", f->error);
	if (f->cause)
		str_addf(out, " %s", f->cause);
}
