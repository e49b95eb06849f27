/* A terminal without one: keys come from the caller, what is presented is kept. */
#include "ui/terminal.h"

#include <stdlib.h>
#include <string.h>

struct headless {
	struct terminal t;
	int cols, rows;
	VEC(struct key) keys;		/* pastes are our own copies */
	size_t next;
	char *paste;			/* of the key given last */
	struct surface shown;
	struct str copied;
	bool has_copied;
	size_t bells;
};

static struct headless *self(struct terminal *t)
{
	return (struct headless *)t;
}

static void headless_close(struct terminal *t)
{
	struct headless *h = self(t);

	for (size_t i = h->next; i < h->keys.n; i++)
		free((char *)(uintptr_t)h->keys.v[i].paste);
	VEC_DONE(&h->keys);
	free(h->paste);
	surface_done(&h->shown);
	str_done(&h->copied);
	free(h);
}

static void headless_size(struct terminal *t, int *cols, int *rows)
{
	*cols = self(t)->cols;
	*rows = self(t)->rows;
}

static bool headless_read(struct terminal *t, struct key *k)
{
	struct headless *h = self(t);

	free(h->paste);
	h->paste = NULL;
	if (h->next == h->keys.n) {
		h->next = h->keys.n = 0;
		return false;
	}
	*k = h->keys.v[h->next++];
	h->paste = (char *)(uintptr_t)k->paste;
	return true;
}

static int headless_fd(struct terminal *t)
{
	(void)t;
	return -1;
}

static void headless_present(struct terminal *t, const struct surface *sf)
{
	surface_copy(&self(t)->shown, sf);
}

static void headless_nothing(struct terminal *t)
{
	(void)t;
}

static bool headless_yes(struct terminal *t)
{
	(void)t;
	return true;
}

static void headless_set_theme(struct terminal *t, const struct theme *theme)
{
	(void)t;
	(void)theme;
}

static bool headless_copy(struct terminal *t, const char *text, size_t len, struct err *e)
{
	struct headless *h = self(t);

	(void)e;
	str_reset(&h->copied);
	str_add(&h->copied, text, len);
	h->has_copied = true;
	return true;
}

static void headless_bell(struct terminal *t)
{
	self(t)->bells++;
}

static void headless_title(struct terminal *t, const char *text)
{
	(void)t;
	(void)text;
}

static const struct terminal_ops headless_ops = {
	.name = "headless",
	.close = headless_close,
	.size = headless_size,
	.read = headless_read,
	.fd = headless_fd,
	.present = headless_present,
	.resized = headless_nothing,
	.repaint = headless_nothing,
	.suspend = headless_yes,
	.resume = headless_yes,
	.set_theme = headless_set_theme,
	.copy = headless_copy,
	.bell = headless_bell,
	.title = headless_title,
};

struct terminal *terminal_headless_open(int cols, int rows, bool ascii)
{
	struct headless *h = xcalloc(1, sizeof *h);

	h->t.ops = &headless_ops;
	h->t.ascii = ascii;
	h->cols = cols;
	h->rows = rows;
	surface_init(&h->shown, cols, rows, ascii);
	return &h->t;
}

void terminal_headless_key(struct terminal *t, const struct key *k)
{
	struct key copy = *k;

	copy.paste = k->code == K_PASTE ? xstrndup(k->paste, k->paste_len) : NULL;
	VEC_PUSH(&self(t)->keys, copy);
}

void terminal_headless_resize(struct terminal *t, int cols, int rows)
{
	struct key k = {.code = K_RESIZE};

	self(t)->cols = cols;
	self(t)->rows = rows;
	terminal_headless_key(t, &k);
}

const struct surface *terminal_headless_surface(const struct terminal *t)
{
	return &((const struct headless *)t)->shown;
}

const char *terminal_headless_copied(const struct terminal *t)
{
	const struct headless *h = (const struct headless *)t;

	return h->has_copied ? str_get(&h->copied) : NULL;
}

size_t terminal_headless_bells(const struct terminal *t)
{
	return ((const struct headless *)t)->bells;
}
