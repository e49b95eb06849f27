noinst_LIBRARIES += libtask.a
libtask_a_CPPFLAGS = $(AM_CPPFLAGS) $(UV_CFLAGS)
libtask_a_SOURCES = src/task/backend.h
