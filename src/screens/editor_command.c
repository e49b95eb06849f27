#include "screens/editor_command.h"

#include <stdlib.h>
#include <string.h>

/* %l line, %c column, %f file. Words are apart by tabs. */
static const struct {
	const char *programs;		/* names, apart by blanks */
	const char *wait;		/* an option without which it comes back at once; NULL: it stays */
	const char *at;			/* what comes behind the options */
} editors[] = {
	{"vim nvim gvim mvim vimx vim.basic vim.tiny", NULL, "+call cursor(%l,%c)\t%f"},
	{"nano pico rnano ne", NULL, "+%l,%c\t%f"},
	{"emacs emacsclient micro kak gedit xed pluma", NULL, "+%l:%c\t%f"},
	{"hx helix", NULL, "%f:%l:%c"},
	{"code code-insiders code-oss codium vscodium cursor windsurf", "--wait", "--goto\t%f:%l:%c"},
	{"subl sublime_text zed zeditor", "--wait", "%f:%l:%c"},
	{"kate kwrite", "--block", "--line\t%l\t--column\t%c\t%f"},
	{"idea webstorm pycharm goland", "--wait", "--line\t%l\t--column\t%c\t%f"},
	{"mate", "--wait", "--line\t%l:%c\t%f"},
};

/* vi, joe, jed, mg, mcedit and most others. */
static const char at_line[] = "+%l\t%f";

static bool names(const char *programs, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = programs; at; at = strchr(at, ' ')) {
		at += *at == ' ';
		if (strncmp(at, name, len) == 0 && (at[len] == ' ' || !at[len]))
			return true;
	}
	return false;
}

struct words {
	VEC(char *) list;
};

static void add_filled(struct words *w, const char *form, size_t len, const char *path, unsigned line, unsigned col)
{
	struct str s = {0};

	for (size_t i = 0; i < len; i++) {
		if (form[i] != '%' || i + 1 == len)
			str_addc(&s, form[i]);
		else if (form[++i] == 'f')
			str_adds(&s, path);
		else
			str_addf(&s, "%u", form[i] == 'l' ? line : col);
	}
	VEC_PUSH(&w->list, str_take(&s));
}

static void add_place(struct words *w, const char *form, const char *path, unsigned line, unsigned col)
{
	for (;;) {
		size_t len = strcspn(form, "\t");

		add_filled(w, form, len, path, line, col);
		if (!form[len])
			return;
		form += len + 1;
	}
}

static bool has_word(const struct words *w, const char *word)
{
	for (size_t i = 1; i < w->list.n; i++)
		if (str_is(w->list.v[i], word) || (str_is(word, "--wait") && str_is(w->list.v[i], "-w")))
			return true;
	return false;
}

char **editor_command(const char *editor, const char *path, unsigned line, unsigned col)
{
	struct words w = {0};
	char *copy = xstrdup(editor), *save = NULL;
	const char *name, *form = at_line;

	for (char *word = strtok_r(copy, " \t", &save); word; word = strtok_r(NULL, " \t", &save))
		VEC_PUSH(&w.list, xstrdup(word));
	free(copy);
	if (!w.list.n)
		VEC_PUSH(&w.list, xstrdup("vi"));
	name = strrchr(w.list.v[0], '/') ? strrchr(w.list.v[0], '/') + 1 : w.list.v[0];
	for (size_t i = 0; i < ARRAY_LEN(editors); i++) {
		if (!names(editors[i].programs, name))
			continue;
		form = editors[i].at;
		if (editors[i].wait && !has_word(&w, editors[i].wait))
			VEC_PUSH(&w.list, xstrdup(editors[i].wait));
	}
	if (line)
		add_place(&w, form, path, line, col ? col : 1);
	else
		VEC_PUSH(&w.list, xstrdup(path));
	VEC_PUSH(&w.list, NULL);
	return w.list.v;
}

void editor_command_free(char **words)
{
	for (char **w = words; w && *w; w++)
		free(*w);
	free(words);
}
