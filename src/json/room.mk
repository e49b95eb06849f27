noinst_LIBRARIES += libjson.a
libjson_a_SOURCES = \
	src/json/json.h src/json/reader.c src/json/string_scan.h src/json/string_scan.c \
	src/json/walk.h src/json/walk.c src/json/printer.c src/json/number.h src/json/number.c src/json/node.c src/json/equal.c \
	src/json/value.h src/json/value.c src/json/lines.h src/json/lines.c src/json/places.h src/json/places_fill.h src/json/places.c src/json/places_runs.c src/json/mend.h src/json/mend.c \
	src/json/pointer.h src/json/pointer.c src/json/diff.h src/json/diff.c \
	src/json/rewrite.h src/json/rewrite.c \
	src/json/yaml.h src/json/yaml.c src/json/yaml_scalar.h src/json/yaml_scalar.c
libjson_a_SOURCES += src/json/yaml_print.h src/json/yaml_print.c src/json/format.h src/json/format.c
libjson_a_CPPFLAGS = $(AM_CPPFLAGS) $(YAML_CFLAGS)

unit_tests += tests/unit/test_json
tests_unit_test_json_SOURCES = tests/unit/test_json.c
tests_unit_test_json_LDADD = libjson.a libbase.a $(CJSON_LIBS) $(UNIT_LDADD)
unit_tests += tests/unit/test_yaml
tests_unit_test_yaml_SOURCES = tests/unit/test_yaml.c
tests_unit_test_yaml_LDADD = libjson.a libbase.a $(CJSON_LIBS) $(YAML_LIBS) $(UNIT_LDADD)

unit_tests += tests/unit/test_mend
tests_unit_test_mend_SOURCES = tests/unit/test_mend.c
tests_unit_test_mend_LDADD = libjson.a libbase.a $(CJSON_LIBS) $(YAML_LIBS) $(UNIT_LDADD)

if FUZZ
noinst_PROGRAMS += tests/fuzz/fuzz_json
tests_fuzz_fuzz_json_SOURCES = tests/fuzz/fuzz_json.c
tests_fuzz_fuzz_json_LDADD = libjson.a libbase.a $(CJSON_LIBS)
tests_fuzz_fuzz_json_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
noinst_PROGRAMS += tests/fuzz/fuzz_yaml
tests_fuzz_fuzz_yaml_SOURCES = tests/fuzz/fuzz_yaml.c
tests_fuzz_fuzz_yaml_LDADD = libjson.a libbase.a $(CJSON_LIBS) $(YAML_LIBS)
tests_fuzz_fuzz_yaml_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
EXTRA_DIST += tests/fuzz/seeds/fuzz_yaml
EXTRA_DIST += tests/fuzz/seeds/fuzz_json
