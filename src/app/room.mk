noinst_LIBRARIES += libapp.a
libapp_a_SOURCES = \
	src/app/agenda.c \
	src/app/agenda.h \
	src/app/app.c \
	src/app/app.h \
	src/app/app_debug.c \
	src/app/app_debug.h \
	src/app/app_private.h \
	src/app/app_records.c \
	src/app/app_runs.c \
	src/app/backends.c \
	src/app/backends.h \
	src/app/config.c \
	src/app/config.h \
	src/app/lint_config.c \
	src/app/lint_config.h \
	src/app/services.c \
	src/app/services.h \
	src/app/breakpoint.c \
	src/app/breakpoint.h \
	src/app/debugger.c \
	src/app/debugger.h \
	src/app/describe.c \
	src/app/describe.h \
	src/app/dispatch.c \
	src/app/dispatch.h \
	src/app/evaluate.c \
	src/app/evaluate.h \
	src/app/family.h \
	src/app/nested.c \
	src/app/nested.h \
	src/app/narrate.c \
	src/app/narrate.h \
	src/app/record.c \
	src/app/record.h \
	src/app/run.c \
	src/app/run.h \
	src/app/session.c \
	src/app/session.h \
	src/app/session_children.c \
	src/app/session_map_run.c \
	src/app/session_replay.c \
	src/app/session_tasks.c src/app/session_timers.c \
	src/app/session_turn.c \
	src/app/stepping.c \
	src/app/stepping.h \
	src/app/waiting.c \
	src/app/waiting.h \
	src/app/workspace.c \
	src/app/workspace.h

libapp_a_SOURCES += src/app/substitutions.c src/app/substitutions.h src/app/trial.c src/app/trial.h
libapp_a_SOURCES += src/app/app_children.c src/app/app_children.h
libapp_a_SOURCES += src/app/app_coverage.c src/app/app_coverage.h
libapp_a_SOURCES += src/app/app_mocks.c src/app/app_mocks.h

libapp_a_SOURCES += src/app/app_document.c src/app/app_document.h src/app/document.c src/app/document.h src/app/unsaved.c src/app/unsaved.h

# Test cases.
libapp_a_SOURCES += \
	src/app/app_tests.c \
	src/app/app_tests.h \
	src/app/test_expect.c \
	src/app/test_expect.h \
	src/app/test_expect_end.c \
	src/app/test_expect_events.c \
	src/app/test_expect_private.h \
	src/app/test_expect_states.c \
	src/app/test_file.c \
	src/app/test_file.h \
	src/app/test_run.c \
	src/app/test_run.h
libapp_a_SOURCES += src/app/templates.c src/app/templates.h
libapp_a_SOURCES += src/app/test_s3.c src/app/test_s3.h
libapp_a_SOURCES += src/app/save_case.c src/app/save_case.h

unit_tests += tests/unit/test_session tests/unit/test_stepping
tests_unit_test_stepping_SOURCES = tests/unit/test_stepping.c $(engine_host)
tests_unit_test_stepping_LDADD = libapp.a libstore.a libtask.a libhistory.a libengine.a libasl.a libquery.a libjson.a libloop.a libbase.a \
	$(CURL_LIBS) $(UV_LIBS) $(SQLITE_LIBS) $(PCRE2_LIBS) $(YAML_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)
tests_unit_test_session_SOURCES = tests/unit/test_session.c
tests_unit_test_session_LDADD = libapp.a libstore.a libtask.a libhistory.a libengine.a libasl.a libquery.a libjson.a libloop.a libbase.a \
	$(CURL_LIBS) $(UV_LIBS) $(SQLITE_LIBS) $(PCRE2_LIBS) $(YAML_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)

unit_tests += tests/unit/test_hold
tests_unit_test_hold_SOURCES = tests/unit/test_hold.c
tests_unit_test_hold_LDADD = libapp.a libstore.a libtask.a libhistory.a libengine.a libasl.a libquery.a libjson.a libloop.a libbase.a \
	$(CURL_LIBS) $(UV_LIBS) $(SQLITE_LIBS) $(PCRE2_LIBS) $(YAML_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)

unit_tests += tests/unit/test_debugger
tests_unit_test_debugger_SOURCES = tests/unit/test_debugger.c $(engine_host)
tests_unit_test_debugger_LDADD = libapp.a libtask.a libhistory.a libengine.a libasl.a libquery.a libjson.a libloop.a libbase.a \
	$(UV_LIBS) $(PCRE2_LIBS) $(YAML_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)

unit_tests += tests/unit/test_app_children
tests_unit_test_app_children_SOURCES = tests/unit/test_app_children.c tests/unit/store_test.h
tests_unit_test_app_children_LDADD = libapp.a libstore.a libtask.a libhistory.a libengine.a libasl.a libquery.a libjson.a libloop.a libbase.a \
	$(CURL_LIBS) $(UV_LIBS) $(SQLITE_LIBS) $(PCRE2_LIBS) $(YAML_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)
unit_tests += tests/unit/test_fork
tests_unit_test_fork_SOURCES = tests/unit/test_fork.c
tests_unit_test_fork_LDADD = libapp.a libstore.a libtask.a libhistory.a libengine.a libasl.a libquery.a libjson.a libloop.a libbase.a \
	$(UV_LIBS) $(SQLITE_LIBS) $(PCRE2_LIBS) $(YAML_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)
libapp_a_SOURCES += src/app/run_answers.c src/app/run_answers.h

unit_tests += tests/unit/test_document
tests_unit_test_document_SOURCES = tests/unit/test_document.c tests/unit/store_test.h
tests_unit_test_document_LDADD = libapp.a libstore.a libtask.a libhistory.a libengine.a libasl.a libquery.a libjson.a libloop.a libbase.a \
	$(CURL_LIBS) $(UV_LIBS) $(SQLITE_LIBS) $(PCRE2_LIBS) $(YAML_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)
libapp_a_SOURCES += src/app/app_forks.c src/app/app_forks.h

unit_tests += tests/unit/test_app_source
tests_unit_test_app_source_SOURCES = tests/unit/test_app_source.c tests/unit/store_test.h
tests_unit_test_app_source_LDADD = libapp.a libstore.a libtask.a libhistory.a libengine.a libasl.a libquery.a libjson.a libloop.a libbase.a \
	$(CURL_LIBS) $(UV_LIBS) $(SQLITE_LIBS) $(PCRE2_LIBS) $(YAML_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)

unit_tests += tests/unit/test_app_mocks
tests_unit_test_app_mocks_SOURCES = tests/unit/test_app_mocks.c
tests_unit_test_app_mocks_LDADD = libapp.a libstore.a libtask.a libhistory.a libengine.a libasl.a libquery.a libjson.a libloop.a libbase.a \
	$(CURL_LIBS) $(UV_LIBS) $(SQLITE_LIBS) $(PCRE2_LIBS) $(YAML_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)
