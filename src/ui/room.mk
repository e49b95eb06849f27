noinst_LIBRARIES += libui.a
libui_a_CPPFLAGS = $(AM_CPPFLAGS) $(NCURSES_CFLAGS)
libui_a_SOURCES = \
	src/ui/style.h src/ui/style.c src/ui/theme.h src/ui/theme.c src/ui/glyph.h src/ui/glyph.c \
	src/ui/surface.h src/ui/surface.c src/ui/text.h src/ui/text.c src/ui/key.h src/ui/key.c \
	src/ui/keymap.h src/ui/keymap.c src/ui/keyseq.c src/ui/widget.h src/ui/widget.c src/ui/builtin.h \
	src/ui/list.h src/ui/list.c src/ui/tree.h src/ui/tree.c src/ui/editor.h src/ui/editor.c src/ui/editor_keys.c src/ui/editor_private.h \
	src/ui/editor_draw.c src/ui/editor_fold.c src/ui/editor_search.c src/ui/fold.c src/ui/buffer.h src/ui/buffer.c src/ui/prompt.h src/ui/prompt.c src/ui/dialog.h src/ui/dialog.c \
	src/ui/pager.h src/ui/pager.c src/ui/bars.h src/ui/bars.c \
	src/ui/screen.h src/ui/screen.c src/ui/terminal.h src/ui/terminal.c src/ui/terminal_headless.c \
	src/ui/terminal_curses.c src/ui/terminal_curses_look.c src/ui/terminal_curses_private.h \
	src/ui/input.h src/ui/input.c src/ui/rescue.h src/ui/rescue.c
nodist_libui_a_SOURCES = src/ui/builtin_data.c

# The default keys and the themes, as C strings: the same text that a person could write, read by the same code.
builtin_texts = data/default.keys data/themes/dark.theme data/themes/light.theme data/themes/high-contrast.theme data/themes/mono.theme
EXTRA_DIST += $(builtin_texts)
CLEANFILES += src/ui/builtin_data.c
src/ui/builtin_data.c: $(builtin_texts)
	$(AM_V_GEN)$(MKDIR_P) src/ui && { \
	echo '#include "ui/builtin.h"'; \
	for f in $(builtin_texts); do \
		case $$f in data/default.keys) name=keys;; *) name=theme_`basename $$f .theme | tr - _`;; esac; \
		echo "const char *const builtin_$$name ="; \
		sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' $(srcdir)/$$f; \
		echo ';'; \
	done; } >$@.tmp && mv $@.tmp $@

ui_test_ldadd = libui.a libbase.a $(NCURSES_LIBS) $(UNIT_LDADD)

unit_tests += tests/unit/test_ui_surface tests/unit/test_ui_keys
tests_unit_test_ui_surface_SOURCES = tests/unit/test_ui_surface.c tests/unit/ui_test.h
tests_unit_test_ui_surface_LDADD = $(ui_test_ldadd)
tests_unit_test_ui_keys_SOURCES = tests/unit/test_ui_keys.c tests/unit/ui_test.h
tests_unit_test_ui_keys_LDADD = $(ui_test_ldadd)
unit_tests += tests/unit/test_ui_input
tests_unit_test_ui_input_SOURCES = tests/unit/test_ui_input.c tests/unit/ui_test.h
tests_unit_test_ui_input_LDADD = $(ui_test_ldadd)
unit_tests += tests/unit/test_ui_widgets tests/unit/test_ui_editor
tests_unit_test_ui_widgets_SOURCES = tests/unit/test_ui_widgets.c tests/unit/ui_test.h
tests_unit_test_ui_widgets_LDADD = $(ui_test_ldadd)
tests_unit_test_ui_editor_SOURCES = tests/unit/test_ui_editor.c tests/unit/ui_test.h
tests_unit_test_ui_editor_LDADD = $(ui_test_ldadd)
unit_tests += tests/unit/test_ui_blocks
tests_unit_test_ui_blocks_SOURCES = tests/unit/test_ui_blocks.c tests/unit/ui_test.h
tests_unit_test_ui_blocks_LDADD = $(ui_test_ldadd)

check_PROGRAMS += tests/e2e/ui_demo
tests_e2e_ui_demo_SOURCES = tests/e2e/ui_demo.c
tests_e2e_ui_demo_LDADD = libui.a libloop.a libbase.a $(NCURSES_LIBS) $(UV_LIBS)
TESTS += tests/e2e/terminal.sh tests/e2e/aslant.sh
EXTRA_DIST += tests/bench/keys.py tests/e2e/harness.sh tests/e2e/terminal.sh tests/e2e/aslant.sh

if FUZZ
noinst_PROGRAMS += tests/fuzz/fuzz_ui_text tests/fuzz/fuzz_ui_keys
tests_fuzz_fuzz_ui_text_SOURCES = tests/fuzz/fuzz_ui_text.c
tests_fuzz_fuzz_ui_text_LDADD = libui.a libbase.a $(NCURSES_LIBS)
tests_fuzz_fuzz_ui_text_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_ui_keys_SOURCES = tests/fuzz/fuzz_ui_keys.c
tests_fuzz_fuzz_ui_keys_LDADD = libui.a libbase.a $(NCURSES_LIBS)
tests_fuzz_fuzz_ui_keys_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
EXTRA_DIST += tests/fuzz/seeds/fuzz_ui_text tests/fuzz/seeds/fuzz_ui_keys
