noinst_LIBRARIES += libui.a
libui_a_CPPFLAGS = $(AM_CPPFLAGS) $(NCURSES_CFLAGS)
libui_a_SOURCES = \
	src/ui/style.h src/ui/theme.h src/ui/glyph.h src/ui/surface.h src/ui/key.h src/ui/keymap.h src/ui/widget.h \
	src/ui/list.h src/ui/tree.h src/ui/editor.h src/ui/prompt.h src/ui/dialog.h src/ui/pager.h src/ui/bars.h \
	src/ui/terminal.h src/ui/screen.h
