/*
 * keymap - from keys to commands, as text. data/default.keys is compiled in (keymap_default_text), then the user's
 * file is parsed over it.
 *
 *     # comment
 *     parent run main                  keys that `run` does not have are looked for in `main`, and at last in `*`
 *     parent prompt -                  `prompt` has its own keys only: for places where one types
 *     map   run  n       step-over     SCREEN KEYS COMMAND [ARGS]: the rest of the line, kept as it is
 *     map   *    <C-w>h  focus left    keys without blanks between them (key.h); a blank itself is <Space>
 *     unmap run  n                     takes the key out of `run` again (what the parent has shows through)
 *     map   run  x       nop           `nop`: the key does nothing here, the parent's is hidden, too
 *
 * A later line wins. A key may both be bound and begin a longer sequence: then the shorter one waits KEYMAP_TIMEOUT_MS.
 */
#ifndef ASLANT_KEYMAP_H
#define ASLANT_KEYMAP_H

#include "base/base.h"
#include "ui/key.h"

#define KEYMAP_TIMEOUT_MS 700
#define KEYMAP_SEQ_MAX 6
#define KEYMAP_MAX_BINDINGS 4096

struct keymap;

struct keymap *keymap_new(void);			/* empty */
void keymap_free(struct keymap *km);
const char *keymap_default_text(void);
/*
 * Read text into km. On an error nothing of text is taken; e->span says where. Commands are not checked here: pass
 * check (may be NULL) to refuse unknown ones: it gets "command args" and sets e.
 */
typedef bool (*keymap_check_fn)(void *ctx, const char *command, struct err *e);
bool keymap_parse(struct keymap *km, const char *text, size_t len, keymap_check_fn check, void *ctx, struct err *e);

enum keymap_found { KEYMAP_NONE, KEYMAP_COMMAND, KEYMAP_PREFIX, KEYMAP_BOTH };
/* Look keys up in screen, its parents, `*`. *command (borrowed from km) is set for KEYMAP_COMMAND and KEYMAP_BOTH. */
enum keymap_found keymap_lookup(const struct keymap *km, const char *screen, const struct key *keys, size_t n,
	const char **command);

/*
 * The keys that run exactly this command (with its args) in screen, most recently bound first, or that begin with
 * "command " where there is none exact; as key_print writes them. False: not bound.
 */
bool keymap_find(const struct keymap *km, const char *screen, const char *command, struct str *keys);
/* The same for people: "Ctrl-W h". */
bool keymap_find_label(const struct keymap *km, const char *screen, const char *command, bool ascii, struct str *label);
/*
 * Everything that works in screen, nearest first, in the order of the text; what is hidden is left out. keys as
 * key_print writes them.
 */
typedef void (*keymap_each_fn)(void *ctx, const char *from_screen, const char *keys, const char *command);
void keymap_each(const struct keymap *km, const char *screen, keymap_each_fn fn, void *ctx);
/* "<C-w>h" as people read it: "Ctrl-W h". */
void keymap_label(const char *keys, bool ascii, struct str *out);

/*
 * keyseq - keys on their way to commands. Push each key, then take steps until KEYSEQ_EMPTY or KEYSEQ_WAIT; on
 * KEYSEQ_WAIT start a timer of KEYMAP_TIMEOUT_MS and, if no key comes before it, take steps again with timed_out.
 */
struct keyseq {
	struct key keys[KEYMAP_SEQ_MAX + 1];
	size_t n;
};

enum keyseq_step {
	KEYSEQ_EMPTY,			/* nothing left to do */
	KEYSEQ_WAIT,			/* the keys so far begin something longer: show them, wait */
	KEYSEQ_COMMAND,			/* run *command; "nop" is not reported */
	KEYSEQ_KEY,			/* bound to nothing (or a mouse event, a paste…): *key goes to the screen */
};

void keyseq_push(struct keyseq *q, const struct key *k);	/* a full queue drops its oldest key */
enum keyseq_step keyseq_next(struct keyseq *q, const struct keymap *km, const char *screen, bool timed_out, const char **command,
	struct key *key);
void keyseq_print(const struct keyseq *q, bool ascii, struct str *out);	/* what waits, for the last line */

#endif
