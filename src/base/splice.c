#include "base/splice.h"

#include <stdlib.h>
#include <string.h>

void splices_add(struct splices *s, size_t at, size_t taken, const char *text, size_t len)
{
	struct splice one = {.at = at, .taken = taken, .text = xstrndup(len ? text : "", len), .len = len};

	VEC_PUSH(&s->list, one);
}

/* Insertion keeps the order of equals, and lists are short or sorted already. */
bool splices_sort(struct splices *s, size_t len)
{
	struct splice *v = s->list.v;
	size_t end = 0;

	for (size_t i = 1; i < s->list.n; i++) {
		struct splice one = v[i];
		size_t k = i;

		for (; k > 0 && v[k - 1].at > one.at; k--)
			v[k] = v[k - 1];
		v[k] = one;
	}
	for (size_t i = 0; i < s->list.n; i++) {
		if (v[i].at < end || v[i].at > len || v[i].taken > len - v[i].at)
			return false;
		end = v[i].at + v[i].taken;
	}
	return true;
}

char *splices_apply(const struct splices *s, const char *text, size_t len, size_t *new_len)
{
	struct str out = {0};
	size_t from = 0;

	for (size_t i = 0; i < s->list.n; i++) {
		const struct splice *p = &s->list.v[i];

		str_add(&out, text + from, p->at - from);
		str_add(&out, p->text, p->len);
		from = p->at + p->taken;
	}
	str_add(&out, text + from, len - from);
	*new_len = out.len;
	return str_take(&out);
}

void splices_invert(const struct splices *s, const char *text, struct splices *back)
{
	size_t more = 0, less = 0;	/* bytes that came and went before this one */

	for (size_t i = 0; i < s->list.n; i++) {
		const struct splice *p = &s->list.v[i];

		splices_add(back, p->at + more - less, p->len, text + p->at, p->taken);
		more += p->len;
		less += p->taken;
	}
}

void splices_between(const char *old, size_t old_len, const char *new, size_t new_len, struct splices *out)
{
	size_t start = 0, end = 0, least = old_len < new_len ? old_len : new_len;

	while (start < least && old[start] == new[start])
		start++;
	while (end < least - start && old[old_len - end - 1] == new[new_len - end - 1])
		end++;
	if (start + end < old_len || start + end < new_len)
		splices_add(out, start, old_len - start - end, new + start, new_len - start - end);
}

size_t splices_size(const struct splices *s)
{
	size_t bytes = s->list.cap * sizeof *s->list.v;

	for (size_t i = 0; i < s->list.n; i++)
		bytes += s->list.v[i].len + 1;
	return bytes;
}

void splices_done(struct splices *s)
{
	for (size_t i = 0; i < s->list.n; i++)
		free(s->list.v[i].text);
	VEC_DONE(&s->list);
}
