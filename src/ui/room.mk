noinst_LIBRARIES += libui.a
libui_a_CPPFLAGS = $(AM_CPPFLAGS) $(NCURSES_CFLAGS)
libui_a_SOURCES = \
	src/ui/style.h src/ui/style.c src/ui/theme.h src/ui/theme.c src/ui/glyph.h src/ui/glyph.c \
	src/ui/surface.h src/ui/surface.c src/ui/text.h src/ui/text.c src/ui/key.h src/ui/key.c \
	src/ui/keymap.h src/ui/keymap.c src/ui/keyseq.c src/ui/widget.h src/ui/builtin.h \
	src/ui/list.h src/ui/tree.h src/ui/editor.h src/ui/prompt.h src/ui/dialog.h src/ui/pager.h src/ui/bars.h \
	src/ui/terminal.h src/ui/screen.h
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
