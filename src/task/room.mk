noinst_LIBRARIES += libtask.a
libtask_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS)
libtask_a_SOURCES = src/task/backend.h \
	src/task/registry.h src/task/registry_private.h src/task/registry.c src/task/registry_edit.c src/task/registry_service.c src/task/function_name.c \
	src/task/function.h src/task/function.c src/task/function_log.h src/task/function_log.c \
	src/task/lambda.h src/task/lambda.c \
	src/task/dynamo_expr.h src/task/dynamo_parse.c src/task/dynamo_eval.c src/task/dynamo_update.c src/task/dynamo_reserved.c \
	src/task/dynamo_number.h src/task/dynamo_number.c src/task/dynamo_table.h src/task/dynamo_table.c \
	src/task/dynamo_value.h src/task/dynamo_value.c \
	src/task/service.h src/task/service_private.h src/task/service.c src/task/service_data.h src/task/service_data.c \
	src/task/service_dynamodb.h src/task/service_dynamodb.c src/task/service_dynamodb_query.c src/task/service_message.c \
	src/task/service_reply.h src/task/service_reply.c src/task/service_s3.h src/task/service_s3.c src/task/service_s3_list.c \
	src/task/service_sfn.c \
	src/task/connection.h src/task/connection.c \
	src/task/http.h src/task/http.c src/task/http_encode.h src/task/http_encode.c src/task/http_lambda.h src/task/http_lambda.c \
	src/task/http_route.h src/task/http_route.c src/task/http_task.h src/task/http_task.c \
	src/task/mock.h src/task/mock.c src/task/mock_file.h src/task/mock_file.c src/task/play.h src/task/play.c src/task/play_draft.h src/task/play_draft.c \
	src/task/fault.h src/task/fault.c src/task/fault_text.c \
	src/task/mock.h src/task/mock.c src/task/mock_file.h src/task/mock_file.c src/task/play.h src/task/play.c \
	src/task/worker.h src/task/worker_private.h src/task/worker.c src/task/worker_exec.c src/task/worker_env.c \
	src/task/worker_log.c src/task/worker_proc.c

# What distributed Maps read and write; executions that tasks start.
libtask_a_SOURCES += src/task/service_execution.c
libtask_a_SOURCES += src/task/items.h src/task/items_private.h src/task/items.c src/task/items_csv.c src/task/items_json.c \
	src/task/items_list.c src/task/items_manifest.c src/task/results.h src/task/results.c src/task/s3.h src/task/s3.c src/task/s3_list.c

# The workers' programs are compiled in as strings, so that no file of ours must be found when a function is called.
TASK_WORKERS = src/task/worker_py.inc src/task/worker_js.inc
BUILT_SOURCES += $(TASK_WORKERS)
CLEANFILES += $(TASK_WORKERS)
EXTRA_DIST += data/workers/worker.py data/workers/worker.js
src/task/libtask_a-worker.$(OBJEXT): $(TASK_WORKERS)
AS_C_STRING = $(SED) -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/'
src/task/worker_py.inc: data/workers/worker.py src/task/$(am__dirstamp)
	$(AM_V_GEN){ echo 'static const char worker_py[] ='; $(AS_C_STRING) $(srcdir)/data/workers/worker.py; echo ';'; } > $@.tmp && mv $@.tmp $@
src/task/worker_js.inc: data/workers/worker.js src/task/$(am__dirstamp)
	$(AM_V_GEN){ echo 'static const char worker_js[] ='; $(AS_C_STRING) $(srcdir)/data/workers/worker.js; echo ';'; } > $@.tmp && mv $@.tmp $@

TASK_LIBS = libtask.a libhistory.a libengine.a libasl.a libquery.a libjson.a libloop.a libbase.a \
	$(CURL_LIBS) $(UV_LIBS) $(CJSON_LIBS) $(PCRE2_LIBS) $(YAML_LIBS)
TASK_TEST_LDADD = $(TASK_LIBS) $(UNIT_LDADD)

unit_tests += tests/unit/test_task_registry tests/unit/test_task_function tests/unit/test_task_mock \
	tests/unit/test_task_samples tests/unit/test_task_service tests/unit/test_task_http
tests_unit_test_task_registry_SOURCES = tests/unit/test_task_registry.c tests/unit/task_support.h
tests_unit_test_task_registry_LDADD = $(TASK_TEST_LDADD)
tests_unit_test_task_function_SOURCES = tests/unit/test_task_function.c tests/unit/task_support.h
tests_unit_test_task_function_LDADD = $(TASK_TEST_LDADD)
tests_unit_test_task_mock_SOURCES = tests/unit/test_task_mock.c tests/unit/task_support.h
tests_unit_test_task_mock_LDADD = $(TASK_TEST_LDADD)
tests_unit_test_task_samples_SOURCES = tests/unit/test_task_samples.c tests/unit/task_support.h
tests_unit_test_task_samples_LDADD = $(TASK_TEST_LDADD)
tests_unit_test_task_http_SOURCES = tests/unit/test_task_http.c tests/unit/task_support.h
tests_unit_test_task_http_LDADD = $(TASK_TEST_LDADD)
tests_unit_test_task_service_SOURCES = tests/unit/test_task_service.c tests/unit/task_support.h
tests_unit_test_task_service_LDADD = $(TASK_TEST_LDADD)
EXTRA_DIST += tests/services/dynamodb.json tests/services/dynamodb_expressions.json tests/services/dynamodb_query.json \
	tests/services/messages.json tests/services/s3.json

unit_tests += tests/unit/test_task_items
tests_unit_test_task_items_SOURCES = tests/unit/test_task_items.c
tests_unit_test_task_items_LDADD = $(TASK_TEST_LDADD)

bench_programs += tests/bench/bench_function
tests_bench_bench_function_SOURCES = tests/bench/bench_function.c
tests_bench_bench_function_LDADD = $(TASK_LIBS)
EXTRA_DIST += doc/functions.md doc/mocks.md doc/services.md

if FUZZ
noinst_PROGRAMS += tests/fuzz/fuzz_task
tests_fuzz_fuzz_task_SOURCES = tests/fuzz/fuzz_task.c
tests_fuzz_fuzz_task_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer,address,undefined
tests_fuzz_fuzz_task_LDADD = $(TASK_LIBS)
noinst_PROGRAMS += tests/fuzz/fuzz_service
tests_fuzz_fuzz_service_SOURCES = tests/fuzz/fuzz_service.c
tests_fuzz_fuzz_service_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_service_LDADD = $(TASK_LIBS)
endif
EXTRA_DIST += tests/fuzz/seeds/fuzz_service

if FUZZ
noinst_PROGRAMS += tests/fuzz/fuzz_items
tests_fuzz_fuzz_items_SOURCES = tests/fuzz/fuzz_items.c
tests_fuzz_fuzz_items_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer,address,undefined
tests_fuzz_fuzz_items_LDADD = $(TASK_LIBS)
endif
EXTRA_DIST += tests/fuzz/seeds/fuzz_items
unit_tests += tests/unit/test_task_fault
tests_unit_test_task_fault_SOURCES = tests/unit/test_task_fault.c
tests_unit_test_task_fault_LDADD = $(TASK_TEST_LDADD)
