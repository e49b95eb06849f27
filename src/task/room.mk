noinst_LIBRARIES += libtask.a
libtask_a_CPPFLAGS = $(AM_CPPFLAGS) $(UV_CFLAGS)
libtask_a_SOURCES = src/task/backend.h \
	src/task/registry.h src/task/registry_private.h src/task/registry.c src/task/registry_edit.c src/task/function_name.c

TASK_TEST_LDADD = libtask.a libjson.a libloop.a libbase.a $(UV_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)

unit_tests += tests/unit/test_task_registry
tests_unit_test_task_registry_SOURCES = tests/unit/test_task_registry.c tests/unit/task_support.h
tests_unit_test_task_registry_LDADD = $(TASK_TEST_LDADD)
