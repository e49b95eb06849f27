noinst_LIBRARIES += libloop.a
libloop_a_CPPFLAGS = $(AM_CPPFLAGS) $(UV_CFLAGS)
libloop_a_SOURCES = \
	src/loop/loop.h src/loop/loop.c src/loop/loop_private.h src/loop/watch.c \
	src/loop/child.h src/loop/child.c src/loop/spawn.h src/loop/spawn.c

unit_tests += tests/unit/test_loop tests/unit/test_loop_child
tests_unit_test_loop_SOURCES = tests/unit/test_loop.c
tests_unit_test_loop_LDADD = libloop.a libbase.a $(UV_LIBS) $(UNIT_LDADD)
tests_unit_test_loop_child_SOURCES = tests/unit/test_loop_child.c
tests_unit_test_loop_child_LDADD = libloop.a libbase.a $(UV_LIBS) $(UNIT_LDADD)
