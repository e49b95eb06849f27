noinst_LIBRARIES += libasl.a
libasl_a_SOURCES = \
	src/asl/compare.h src/asl/compare.c src/asl/compare_union.c \
	src/asl/model.h src/asl/diag.h src/asl/operator.h src/asl/form.h src/asl/form.c src/asl/edit.h src/asl/label.h src/asl/jackson.h \
	src/asl/arena.h src/asl/fields.h src/asl/load.h src/asl/resource.h src/asl/rules.h \
	src/asl/arena.c src/asl/diag.c src/asl/edit.c src/asl/fields.c src/asl/flow.c src/asl/jackson.c src/asl/label.c \
	src/asl/load.c src/asl/load_choice.c src/asl/load_diag.c src/asl/load_fields.c src/asl/load_kinds.c src/asl/load_parts.c \
	src/asl/load_task.c src/asl/load_mend.c src/asl/load_jsonata.c src/asl/source.h src/asl/source_private.h src/asl/source.c src/asl/source_origin.c src/asl/source_template.c src/asl/source_text.c src/asl/source_functions.c src/asl/template.h src/asl/template.c src/asl/template_json.c src/asl/placeholder.h src/asl/placeholder.c src/asl/placeholder_values.c src/asl/textmap.h src/asl/textmap.c src/asl/model.c src/asl/operator.c src/asl/resource.c src/asl/rules.c src/asl/rules_errors.c src/asl/rules_jsonata.c src/asl/variables.c

libasl_a_SOURCES += src/asl/edit_connect.c src/asl/edit_delete.c src/asl/edit_group.c src/asl/edit_place.c src/asl/edit_print.c \
	src/asl/edit_private.h src/asl/edit_text.c src/asl/edit_text.h src/asl/edit_text_private.h src/asl/edit_text_put.c src/asl/edit_text_set.c src/asl/edit_tree.c
libasl_a_SOURCES += src/asl/rule.h src/asl/lint.c src/asl/fix.h src/asl/fix.c src/asl/suggest.h src/asl/suggest.c
libasl_a_SOURCES += src/asl/sort.h src/asl/sort.c src/asl/arns.h src/asl/arns.c
libasl_a_SOURCES += src/asl/to_jsonata.h src/asl/to_jsonata_private.h src/asl/to_jsonata.c src/asl/to_jsonata_data.c src/asl/to_jsonata_choice.c
libasl_a_SOURCES += src/asl/rules_template.c src/asl/rules_task.c src/asl/rules_flow.c src/asl/rules_data.c src/asl/rules_retry.c
libasl_a_SOURCES += src/asl/palette.c src/asl/palette.h
libasl_a_SOURCES += src/asl/spot.h src/asl/spot_read.h src/asl/spot.c src/asl/spot_json.c src/asl/spot_yaml.c

libasl_a_SOURCES += src/asl/complete.h src/asl/complete.c
libasl_a_SOURCES += src/asl/condition.c src/asl/condition.h

asl_test_libs = libasl.a libquery.a libjson.a libbase.a $(CJSON_LIBS) $(PCRE2_LIBS) $(YAML_LIBS) $(UNIT_LDADD)

unit_tests += tests/unit/test_asl tests/unit/test_asl_lint tests/unit/test_asl_command
tests_unit_test_asl_SOURCES = tests/unit/test_asl.c
tests_unit_test_asl_LDADD = $(asl_test_libs)
tests_unit_test_asl_lint_SOURCES = tests/unit/test_asl_lint.c
tests_unit_test_asl_lint_LDADD = $(asl_test_libs)

unit_tests += tests/unit/test_asl_fields
tests_unit_test_asl_fields_SOURCES = tests/unit/test_asl_fields.c
tests_unit_test_asl_fields_LDADD = $(asl_test_libs)
unit_tests += tests/unit/test_asl_compare
tests_unit_test_asl_compare_SOURCES = tests/unit/test_asl_compare.c
tests_unit_test_asl_compare_LDADD = $(asl_test_libs)

unit_tests += tests/unit/test_asl_spot
tests_unit_test_asl_spot_SOURCES = tests/unit/test_asl_spot.c
tests_unit_test_asl_spot_LDADD = $(asl_test_libs)
unit_tests += tests/unit/test_asl_complete
tests_unit_test_asl_complete_SOURCES = tests/unit/test_asl_complete.c
tests_unit_test_asl_complete_LDADD = $(asl_test_libs)

tests_unit_test_asl_command_SOURCES = tests/unit/test_asl_command.c src/cli/cmd_lint.h src/cli/cmd_lint.c
tests_unit_test_asl_command_LDADD = libapp.a libstore.a libtask.a libhistory.a libengine.a libasl.a libquery.a libjson.a libloop.a libbase.a \
	$(CURL_LIBS) $(UV_LIBS) $(SQLITE_LIBS) $(PCRE2_LIBS) $(YAML_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)

EXTRA_DIST += tests/asl/errors.test tests/asl/advice.test tests/asl/syntax.test
EXTRA_DIST += tests/asl/rules.test

if FUZZ
noinst_PROGRAMS += tests/fuzz/fuzz_asl
tests_fuzz_fuzz_asl_SOURCES = tests/fuzz/fuzz_asl.c tests/fuzz/machine_gen.h tests/fuzz/machine_gen.c
tests_fuzz_fuzz_asl_LDADD = libasl.a libquery.a libjson.a libbase.a $(CJSON_LIBS) $(PCRE2_LIBS) $(YAML_LIBS)
tests_fuzz_fuzz_asl_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
noinst_PROGRAMS += tests/fuzz/fuzz_source
tests_fuzz_fuzz_source_SOURCES = tests/fuzz/fuzz_source.c
tests_fuzz_fuzz_source_LDADD = libasl.a libquery.a libjson.a libbase.a $(CJSON_LIBS) $(PCRE2_LIBS) $(YAML_LIBS)
tests_fuzz_fuzz_source_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
endif
EXTRA_DIST += tests/fuzz/seeds/fuzz_source
EXTRA_DIST += tests/fuzz/seeds/fuzz_asl

unit_tests += tests/unit/test_source
tests_unit_test_source_SOURCES = tests/unit/test_source.c
tests_unit_test_source_LDADD = $(asl_test_libs)

unit_tests += tests/unit/test_asl_edit
tests_unit_test_asl_edit_SOURCES = tests/unit/test_asl_edit.c tests/fuzz/machine_gen.h tests/fuzz/machine_gen.c
tests_unit_test_asl_edit_LDADD = $(asl_test_libs)
unit_tests += tests/unit/test_to_jsonata
tests_unit_test_to_jsonata_SOURCES = tests/unit/test_to_jsonata.c
tests_unit_test_to_jsonata_LDADD = $(asl_test_libs)
