noinst_LIBRARIES += libengine.a
libengine_a_SOURCES = \
	src/engine/engine.h src/engine/event.h src/engine/retry.h src/engine/internal.h \
	src/engine/engine.c src/engine/step.c src/engine/thread.c src/engine/emit.c \
	src/engine/dataflow.c src/engine/context.c src/engine/choice.c src/engine/wait.c \
	src/engine/variables.c src/engine/task.c src/engine/fail.c src/engine/container.c \
	src/engine/event.c src/engine/retry.c

unit_tests += tests/unit/test_engine_retry
tests_unit_test_engine_retry_SOURCES = tests/unit/test_engine_retry.c
tests_unit_test_engine_retry_LDADD = libengine.a libjson.a libbase.a $(CJSON_LIBS) $(UNIT_LDADD)
