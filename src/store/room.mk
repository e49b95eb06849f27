noinst_LIBRARIES += libstore.a
libstore_a_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS)
libstore_a_SOURCES = \
	src/store/store.h src/store/db.h src/store/db.c src/store/owner.h src/store/owner.c src/store/schema.c \
	src/store/open.c src/store/blob.c src/store/options.c src/store/write.c src/store/list.c src/store/search.c \
	src/store/load.c src/store/inputs.c src/store/documents.c
libstore_a_SOURCES += src/store/versions.c

STORE_TEST_LIBS = libstore.a libhistory.a libengine.a libasl.a libquery.a libjson.a libbase.a \
	$(SQLITE_LIBS) $(PCRE2_LIBS) $(YAML_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)
unit_tests += tests/unit/test_store tests/unit/test_store_faults tests/fault/test_store_disk
tests_unit_test_store_SOURCES = tests/unit/test_store.c tests/unit/store_test.h
tests_unit_test_store_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_store_faults_SOURCES = tests/unit/test_store_faults.c tests/unit/store_test.h
tests_unit_test_store_faults_LDADD = $(STORE_TEST_LIBS)
tests_fault_test_store_disk_SOURCES = tests/fault/test_store_disk.c tests/unit/store_test.h
tests_fault_test_store_disk_LDADD = $(STORE_TEST_LIBS)

bench_programs += tests/bench/bench_store
tests_bench_bench_store_SOURCES = tests/bench/bench_store.c tests/unit/store_test.h
tests_bench_bench_store_LDADD = $(STORE_TEST_LIBS)
unit_tests += tests/unit/test_store_versions
tests_unit_test_store_versions_SOURCES = tests/unit/test_store_versions.c tests/unit/store_test.h
tests_unit_test_store_versions_LDADD = $(STORE_TEST_LIBS)
