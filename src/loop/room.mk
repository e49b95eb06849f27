noinst_LIBRARIES += libloop.a
libloop_a_CPPFLAGS = $(AM_CPPFLAGS) $(UV_CFLAGS)
libloop_a_SOURCES =
