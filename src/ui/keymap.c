/*
 * Bindings are kept twice: in a list, in the order of the text, for help; and as a tree of keys for each screen,
 * for looking up. Both are small (a few hundred bindings), so nodes have their children in a list and screens are
 * found by walking theirs.
 */
#include "ui/keymap.h"

#include <stdlib.h>
#include <string.h>

#include "ui/builtin.h"

#define MAX_PARENTS 16

struct node {
	struct key key;
	size_t binding;			/* index + 1; 0: none here */
	struct node *child, *next;
};

struct screen_map {
	char *name;
	char *parent;			/* NULL: `*`; "-": none */
	struct node root;
};

struct binding {
	char *screen, *keys, *command;
	bool dead;			/* replaced or unmapped */
};

struct keymap {
	VEC(struct screen_map *) screens;
	VEC(struct binding) bindings;
};

struct keymap *keymap_new(void)
{
	return xcalloc(1, sizeof(struct keymap));
}

/* Depth is at most KEYMAP_SEQ_MAX. */
static void free_nodes(struct node *n)
{
	while (n) {
		struct node *next = n->next;

		free_nodes(n->child);
		free(n);
		n = next;
	}
}

const char *keymap_default_text(void)
{
	return builtin_keys;
}

static void clear(struct keymap *km)
{
	for (size_t i = 0; i < km->screens.n; i++) {
		free(km->screens.v[i]->name);
		free(km->screens.v[i]->parent);
		free_nodes(km->screens.v[i]->root.child);
		free(km->screens.v[i]);
	}
	for (size_t i = 0; i < km->bindings.n; i++) {
		free(km->bindings.v[i].screen);
		free(km->bindings.v[i].keys);
		free(km->bindings.v[i].command);
	}
	VEC_DONE(&km->screens);
	VEC_DONE(&km->bindings);
}

void keymap_free(struct keymap *km)
{
	if (km)
		clear(km);
	free(km);
}

/* --- building --------------------------------------------------------------------------------------------------- */

static struct screen_map *find_screen(const struct keymap *km, const char *name)
{
	for (size_t i = 0; i < km->screens.n; i++) {
		if (strcmp(km->screens.v[i]->name, name) == 0)
			return km->screens.v[i];
	}
	return NULL;
}

static struct screen_map *need_screen(struct keymap *km, const char *name)
{
	struct screen_map *m = find_screen(km, name);

	if (m)
		return m;
	m = xcalloc(1, sizeof *m);
	m->name = xstrdup(name);
	VEC_PUSH(&km->screens, m);
	return m;
}

static struct node *find_child(const struct node *n, const struct key *k)
{
	struct node *c = n->child;

	while (c && !key_eq(&c->key, k))
		c = c->next;
	return c;
}

static struct node *need_path(struct node *n, const struct key *keys, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct node *c = find_child(n, &keys[i]);

		if (!c) {
			c = xcalloc(1, sizeof *c);
			c->key = keys[i];
			c->next = n->child;
			n->child = c;
		}
		n = c;
	}
	return n;
}

static void bind(struct keymap *km, const char *screen, const struct key *keys, size_t n, const char *command)
{
	struct node *node = need_path(&need_screen(km, screen)->root, keys, n);
	struct binding *b;
	struct str text = {0};

	if (node->binding)
		km->bindings.v[node->binding - 1].dead = true;
	node->binding = 0;
	if (!command)
		return;
	for (size_t i = 0; i < n; i++)
		key_print(&keys[i], &text);
	b = VEC_ADD(&km->bindings);
	*b = (struct binding){.screen = xstrdup(screen), .keys = str_take(&text), .command = xstrdup(command)};
	node->binding = km->bindings.n;
}

/* --- reading the text ------------------------------------------------------------------------------------------- */

struct reader {
	struct keymap *km;
	const char *line;		/* a NUL-terminated copy */
	size_t number, start;		/* line number from 1, byte of its first character */
	keymap_check_fn check;
	void *ctx;
	struct err *err;
};

struct word {
	size_t at;
	char text[160];
};

static bool fail(const struct reader *r, size_t at, const char *what, const char *name)
{
	struct span where = {(uint32_t)r->number, (uint32_t)at + 1, r->start + at};

	return err_at(r->err, ERR_SYNTAX, where, "%s%s%s", what, name ? ": " : "", name ? name : "");
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static size_t skip_blanks(const char *s, size_t at)
{
	while (is_blank(s[at]))
		at++;
	return at;
}

/* The next word of the line. False, with an error where it is missing or too long. */
static bool next_word(const struct reader *r, size_t *at, struct word *w, const char *missing)
{
	size_t n = 0;

	w->at = *at = skip_blanks(r->line, *at);
	while (r->line[*at + n] && !is_blank(r->line[*at + n]))
		n++;
	if (!n)
		return fail(r, w->at, missing, NULL);
	if (n >= sizeof w->text)
		return fail(r, w->at, "this word is too long", NULL);
	memcpy(w->text, r->line + *at, n);
	w->text[n] = '\0';
	*at += n;
	return true;
}

static bool read_keys(const struct reader *r, size_t *at, struct key *keys, size_t *n)
{
	struct word w;
	struct err e;

	if (!next_word(r, at, &w, "keys are missing"))
		return false;
	if (key_parse_seq(w.text, keys, KEYMAP_SEQ_MAX, n, &e))
		return true;
	return fail(r, w.at + e.span.offset, e.msg, NULL);
}

static bool read_map(const struct reader *r, size_t at)
{
	struct key keys[KEYMAP_SEQ_MAX];
	struct word screen;
	struct err e;
	size_t n, len;
	char *command;
	bool ok;

	if (!next_word(r, &at, &screen, "the screen is missing") || !read_keys(r, &at, keys, &n))
		return false;
	at = skip_blanks(r->line, at);
	len = strlen(r->line + at);
	while (len && is_blank(r->line[at + len - 1]))
		len--;
	if (!len)
		return fail(r, at, "the command is missing", NULL);
	if (r->km->bindings.n >= KEYMAP_MAX_BINDINGS)
		return fail(r, 0, "too many bindings", NULL);
	command = xstrndup(r->line + at, len);
	ok = !r->check || strcmp(command, "nop") == 0 || r->check(r->ctx, command, &e);
	if (ok)
		bind(r->km, screen.text, keys, n, command);
	free(command);
	return ok || fail(r, at, e.msg, NULL);
}

static bool at_end(const struct reader *r, size_t at)
{
	at = skip_blanks(r->line, at);
	return !r->line[at] || fail(r, at, "nothing more is expected here", NULL);
}

static bool read_unmap(const struct reader *r, size_t at)
{
	struct key keys[KEYMAP_SEQ_MAX];
	struct word screen;
	size_t n;

	if (!next_word(r, &at, &screen, "the screen is missing") || !read_keys(r, &at, keys, &n) || !at_end(r, at))
		return false;
	if (r->km->screens.n < KEYMAP_MAX_BINDINGS)
		bind(r->km, screen.text, keys, n, NULL);
	return true;
}

static bool read_parent(const struct reader *r, size_t at)
{
	struct word screen, parent;
	struct screen_map *m;

	if (!next_word(r, &at, &screen, "the screen is missing") || !next_word(r, &at, &parent, "its parent is missing") ||
		!at_end(r, at))
		return false;
	if (strcmp(screen.text, "*") == 0)
		return fail(r, screen.at, "`*` has no parent", NULL);
	if (r->km->screens.n >= KEYMAP_MAX_BINDINGS)
		return fail(r, 0, "too many screens", NULL);
	m = need_screen(r->km, screen.text);
	free(m->parent);
	m->parent = strcmp(parent.text, "*") == 0 ? NULL : xstrdup(parent.text);
	return true;
}

static bool read_line(const struct reader *r)
{
	static const struct {
		const char *word;
		bool (*read)(const struct reader *r, size_t at);
	} verbs[] = {{"map", read_map}, {"unmap", read_unmap}, {"parent", read_parent}};
	size_t at = skip_blanks(r->line, 0);
	struct word verb;

	if (!r->line[at] || r->line[at] == '#')
		return true;
	if (!next_word(r, &at, &verb, ""))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		if (strcmp(verbs[i].word, verb.text) == 0)
			return verbs[i].read(r, at);
	}
	return fail(r, verb.at, "expected map, unmap or parent, not", verb.text);
}

static bool read_text(struct keymap *km, const char *text, size_t len, keymap_check_fn check, void *ctx, struct err *e)
{
	struct reader r = {.km = km, .check = check, .ctx = ctx, .err = e};
	bool ok = true;

	while (ok && r.start < len) {
		const char *from = text + r.start, *nl = memchr(from, '\n', len - r.start);
		size_t n = nl ? (size_t)(nl - from) : len - r.start;
		char *line = xstrndup(from, n);

		r.line = line;
		r.number++;
		ok = memchr(line, '\0', n) ? fail(&r, 0, "a NUL byte", NULL) : read_line(&r);
		free(line);
		r.start += n + 1;
	}
	return ok;
}

static void copy_nodes(struct node *to, const struct node *from)
{
	for (const struct node *c = from->child; c; c = c->next) {
		struct node *n = need_path(to, &c->key, 1);

		n->binding = c->binding;
		copy_nodes(n, c);
	}
}

static struct keymap *copy(const struct keymap *km)
{
	struct keymap *out = keymap_new();

	for (size_t i = 0; i < km->screens.n; i++) {
		struct screen_map *m = need_screen(out, km->screens.v[i]->name);

		m->parent = xstrdup(km->screens.v[i]->parent);
		copy_nodes(&m->root, &km->screens.v[i]->root);
	}
	for (size_t i = 0; i < km->bindings.n; i++) {
		struct binding b = km->bindings.v[i];

		b.screen = xstrdup(b.screen);
		b.keys = xstrdup(b.keys);
		b.command = xstrdup(b.command);
		VEC_PUSH(&out->bindings, b);
	}
	return out;
}

bool keymap_parse(struct keymap *km, const char *text, size_t len, keymap_check_fn check, void *ctx, struct err *e)
{
	struct keymap *was = copy(km);
	struct keymap spare;
	bool ok = read_text(km, text, len, check, ctx, e);

	if (!ok) {
		spare = *km;
		*km = *was;
		*was = spare;
	}
	keymap_free(was);
	return ok;
}

/* --- looking up ------------------------------------------------------------------------------------------------- */

/* The maps that a screen's keys are looked for in, nearest first. A circle of parents ends at MAX_PARENTS. */
static size_t chain(const struct keymap *km, const char *screen, const struct screen_map **out)
{
	size_t n = 0;
	const char *name = screen;

	while (n < MAX_PARENTS - 1 && name && strcmp(name, "-") != 0) {
		const struct screen_map *m = find_screen(km, name);

		if (m)
			out[n++] = m;
		if (strcmp(name, "*") == 0)
			return n;
		name = m && m->parent ? m->parent : "*";
	}
	return n;
}

static const struct node *walk(const struct screen_map *m, const struct key *keys, size_t n)
{
	const struct node *at = &m->root;

	for (size_t i = 0; i < n && at; i++)
		at = find_child(at, &keys[i]);
	return at;
}

static bool has_binding_below(const struct node *n)
{
	for (const struct node *c = n->child; c; c = c->next) {
		if (c->binding || has_binding_below(c))
			return true;
	}
	return false;
}

/*
 * A nearer map hides a farther one key by key: what is bound to `g` here hides `gg` of the parent, too, unless it
 * is longer here as well.
 */
enum keymap_found keymap_lookup(const struct keymap *km, const char *screen, const struct key *keys, size_t n,
	const char **command)
{
	const struct screen_map *maps[MAX_PARENTS];
	size_t count = chain(km, screen, maps);
	bool longer = false, bound = false;

	for (size_t i = 0; i < count && n && !bound; i++) {
		const struct node *node = walk(maps[i], keys, n);

		if (!node)
			continue;
		longer = longer || has_binding_below(node);
		if (node->binding) {
			bound = true;
			*command = km->bindings.v[node->binding - 1].command;
		}
	}
	if (bound)
		return longer ? KEYMAP_BOTH : KEYMAP_COMMAND;
	return longer ? KEYMAP_PREFIX : KEYMAP_NONE;
}

/* Does this binding work in the screen, or does a nearer one hide it? */
static bool works(const struct keymap *km, const char *screen, const struct binding *b)
{
	struct key keys[KEYMAP_SEQ_MAX];
	enum keymap_found found;
	const char *command;
	size_t n = 0;

	if (b->dead || !key_parse_seq(b->keys, keys, KEYMAP_SEQ_MAX, &n, NULL))
		return false;
	for (size_t i = 1; i < n; i++) {
		/* Its beginning is bound, and to that alone. */
		if (keymap_lookup(km, screen, keys, i, &command) == KEYMAP_COMMAND)
			return false;
	}
	found = keymap_lookup(km, screen, keys, n, &command);
	return (found == KEYMAP_COMMAND || found == KEYMAP_BOTH) && command == b->command;
}

/* 2 the very command, 1 the command with (other) arguments, 0 another one. */
static int match_command(const char *bound, const char *wanted)
{
	size_t len = strlen(wanted);

	if (strcmp(bound, wanted) == 0)
		return 2;
	return strncmp(bound, wanted, len) == 0 && bound[len] == ' ';
}

bool keymap_find(const struct keymap *km, const char *screen, const char *command, struct str *keys)
{
	const struct binding *best = NULL;
	int best_match = 0;

	for (size_t i = km->bindings.n; i-- > 0 && best_match < 2;) {
		const struct binding *b = &km->bindings.v[i];
		int m = match_command(b->command, command);

		if (m > best_match && works(km, screen, b)) {
			best = b;
			best_match = m;
		}
	}
	if (best)
		str_adds(keys, best->keys);
	return best;
}

bool keymap_find_label(const struct keymap *km, const char *screen, const char *command, bool ascii, struct str *label)
{
	struct str keys = {0};
	bool found = keymap_find(km, screen, command, &keys);

	if (found)
		keymap_label(str_get(&keys), ascii, label);
	str_done(&keys);
	return found;
}

void keymap_label(const char *keys, bool ascii, struct str *out)
{
	struct key seq[KEYMAP_SEQ_MAX];
	size_t n;

	if (!key_parse_seq(keys, seq, KEYMAP_SEQ_MAX, &n, NULL)) {
		str_adds(out, keys);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		/* "gg" is read as one word, "Ctrl-W h" is not. */
		if (i && (seq[i - 1].mods || seq[i - 1].code >= K_FIRST || seq[i].mods || seq[i].code >= K_FIRST))
			str_addc(out, ' ');
		key_label(&seq[i], ascii, out);
	}
}

void keymap_each(const struct keymap *km, const char *screen, keymap_each_fn fn, void *ctx)
{
	const struct screen_map *maps[MAX_PARENTS];
	size_t count = chain(km, screen, maps);

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < km->bindings.n; k++) {
			const struct binding *b = &km->bindings.v[k];

			if (strcmp(b->screen, maps[i]->name) == 0 && strcmp(b->command, "nop") != 0 && works(km, screen, b))
				fn(ctx, b->screen, b->keys, b->command);
		}
	}
}
