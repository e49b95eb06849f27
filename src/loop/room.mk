noinst_LIBRARIES += libloop.a
libloop_a_CPPFLAGS = $(AM_CPPFLAGS) $(UV_CFLAGS)
libloop_a_SOURCES = src/loop/loop.h src/loop/child.h
