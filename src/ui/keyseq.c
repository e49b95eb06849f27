/* Keys on their way to commands: what waits for a longer sequence, and what becomes of it when none comes. */
#include "ui/keymap.h"

#include <string.h>

static void drop(struct keyseq *q, size_t n)
{
	q->n -= n;
	memmove(q->keys, q->keys + n, q->n * sizeof q->keys[0]);
}

void keyseq_push(struct keyseq *q, const struct key *k)
{
	if (q->n == ARRAY_LEN(q->keys))
		drop(q, 1);
	q->keys[q->n++] = *k;
}

static size_t plain_keys(const struct keyseq *q)
{
	size_t n = 0;

	while (n < q->n && q->keys[n].code < K_EVENTS)
		n++;
	return n < KEYMAP_SEQ_MAX ? n : KEYMAP_SEQ_MAX;
}

/*
 * The longest sequence wins. While the keys so far begin something longer it is waited for, unless the time is up
 * or a mouse event, a paste and the like ends the wait; then the longest beginning that is bound runs, and the keys
 * behind it are looked at anew.
 */
enum keyseq_step keyseq_next(struct keyseq *q, const struct keymap *km, const char *screen, bool timed_out, const char **command,
	struct key *key)
{
	while (q->n) {
		size_t n = plain_keys(q), bound = 0, len;
		bool wait = false;

		for (len = 1; len <= n; len++) {
			const char *found;
			enum keymap_found what = keymap_lookup(km, screen, q->keys, len, &found);

			if (what == KEYMAP_COMMAND || what == KEYMAP_BOTH) {
				bound = len;
				*command = found;
			}
			wait = what == KEYMAP_PREFIX || what == KEYMAP_BOTH;
			if (!wait)
				break;
		}
		if (wait && !timed_out && n == q->n && n < KEYMAP_SEQ_MAX)
			return KEYSEQ_WAIT;
		if (!bound) {
			*key = q->keys[0];
			drop(q, 1);
			return KEYSEQ_KEY;
		}
		drop(q, bound);
		if (strcmp(*command, "nop") != 0)
			return KEYSEQ_COMMAND;
	}
	return KEYSEQ_EMPTY;
}

void keyseq_print(const struct keyseq *q, bool ascii, struct str *out)
{
	struct str keys = {0};

	for (size_t i = 0; i < q->n; i++)
		key_print(&q->keys[i], &keys);
	if (q->n)
		keymap_label(str_get(&keys), ascii, out);
	str_done(&keys);
}
