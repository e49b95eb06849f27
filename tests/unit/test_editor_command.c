/* How editors are told to open a file at a place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "screens/editor_command.h"

static const struct {
	const char *editor;
	unsigned line, col;
	const char *want;		/* words in bars */
} table[] = {
	{"vi", 12, 9, "vi|+12|m.json"},
	{"vi", 0, 0, "vi|m.json"},
	{"vim", 12, 9, "vim|+call cursor(12,9)|m.json"},
	{"/usr/bin/nvim -p", 12, 0, "/usr/bin/nvim|-p|+call cursor(12,1)|m.json"},
	{"nano", 12, 9, "nano|+12,9|m.json"},
	{"emacs -nw", 12, 9, "emacs|-nw|+12:9|m.json"},
	{"emacsclient -t", 1, 1, "emacsclient|-t|+1:1|m.json"},
	{"hx", 12, 9, "hx|m.json:12:9"},
	{"micro", 12, 9, "micro|+12:9|m.json"},
	{"code", 12, 9, "code|--wait|--goto|m.json:12:9"},
	{"code -w", 12, 9, "code|-w|--goto|m.json:12:9"},
	{"code", 0, 0, "code|--wait|m.json"},
	{"subl --wait", 12, 9, "subl|--wait|m.json:12:9"},
	{"kate", 12, 9, "kate|--block|--line|12|--column|9|m.json"},
	{"myeditor --fast", 3, 1, "myeditor|--fast|+3|m.json"},
	{"code-of-mine", 3, 1, "code-of-mine|+3|m.json"},
	{"  ", 3, 1, "vi|+3|m.json"},
};

static void words_are_those_of_the_editor(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		char **words = editor_command(table[i].editor, "m.json", table[i].line, table[i].col);
		struct str s = {0};

		for (size_t k = 0; words[k]; k++)
			str_addf(&s, "%s%s", k ? "|" : "", words[k]);
		assert_string_equal(str_get(&s), table[i].want);
		str_done(&s);
		editor_command_free(words);
	}
}

static void a_file_is_one_word(void **state)
{
	char **words = editor_command("vim", "my machine %f.json", 2, 3);

	(void)state;
	assert_string_equal(words[2], "my machine %f.json");
	assert_null(words[3]);
	editor_command_free(words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_those_of_the_editor),
		cmocka_unit_test(a_file_is_one_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
