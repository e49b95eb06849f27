noinst_LIBRARIES += libengine.a
libengine_a_SOURCES = \
	src/engine/engine.h src/engine/event.h src/engine/retry.h src/engine/internal.h src/engine/map_run.h \
	src/engine/engine.c src/engine/step.c src/engine/thread.c src/engine/emit.c \
	src/engine/dataflow.c src/engine/evaluate.c src/engine/context.c src/engine/choice.c src/engine/wait.c \
	src/engine/variables.c src/engine/task.c src/engine/task_parameters.c src/engine/fail.c src/engine/container.c \
	src/engine/map_run.c src/engine/map_run_fields.c src/engine/map_run_items.c src/engine/map_run_results.c \
	src/engine/variables.c src/engine/edit.c src/engine/task.c src/engine/fail.c src/engine/container.c \
	src/engine/event.c src/engine/retry.c
libengine_a_SOURCES += src/engine/probe.h src/engine/probe.c
libengine_a_SOURCES += src/engine/retry_plan.c src/engine/hold.c

ENGINE_LDADD = libengine.a libasl.a libquery.a libjson.a libbase.a $(CJSON_LIBS) $(PCRE2_LIBS) $(YAML_LIBS)
engine_host = tests/engine/host.h tests/engine/host.c tests/engine/host_runs.c tests/engine/cases.h tests/engine/cases.c

unit_tests += tests/unit/test_engine_retry tests/unit/test_engine
tests_unit_test_engine_retry_SOURCES = tests/unit/test_engine_retry.c
tests_unit_test_engine_retry_LDADD = $(ENGINE_LDADD) $(UNIT_LDADD)
unit_tests += tests/unit/test_engine_plan
tests_unit_test_engine_plan_SOURCES = tests/unit/test_engine_plan.c $(engine_host)
tests_unit_test_engine_plan_LDADD = $(ENGINE_LDADD) $(UNIT_LDADD)
tests_unit_test_engine_SOURCES = tests/unit/test_engine.c $(engine_host)
tests_unit_test_engine_LDADD = $(ENGINE_LDADD) $(UNIT_LDADD)

EXTRA_DIST += \
	tests/engine/choice.json tests/engine/end.json tests/engine/jsonata.json tests/engine/jsonata_error.json tests/engine/map.json tests/engine/map_run.json tests/engine/parallel.json tests/engine/pass.json \
	tests/engine/retry.json tests/engine/task.json tests/engine/variables.json tests/engine/wait.json \
	tests/fuzz/seeds/fuzz_engine
