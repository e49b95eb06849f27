noinst_LIBRARIES += libquery.a
libquery_a_CPPFLAGS = $(AM_CPPFLAGS) $(PCRE2_CFLAGS)
libquery_a_SOURCES = src/query/to_jsonata.h src/query/to_jsonata_private.h src/query/to_jsonata.c src/query/to_jsonata_call.c src/query/path_steps.h \
	src/query/query.h src/query/path.h src/query/path_ast.h src/query/path.c src/query/path_parse.c src/query/path_walk.c \
	src/query/path_eval.c src/query/path_set.c src/query/path_function.c src/query/filter_parse.c src/query/filter_eval.c src/query/regex.c \
	src/query/intrinsic.h src/query/intrinsic_ast.h src/query/intrinsic.c src/query/intrinsic_functions.c \
	src/query/digest.h src/query/digest.c src/query/template.h src/query/template.c \
	src/query/jsonata.h src/query/jsonata_ast.h src/query/jsonata_run.h src/query/jsonata.c src/query/jsonata_lexer.c \
	src/query/jsonata_parser.c src/query/jsonata_resolve.c src/query/jsonata_uses.c src/query/jsonata_signature.c \
	src/query/jsonata_value.c src/query/jsonata_eval.c src/query/jsonata_path.c src/query/jsonata_call.c src/query/jsonata_regex.c \
	src/query/jsonata_string.c src/query/jsonata_encode.c src/query/jsonata_functions.c src/query/jsonata_tokens.c src/query/jsonata_result.c src/query/jsonata_math.c src/query/jsonata_array.c \
	src/query/jsonata_template.h src/query/jsonata_template.c \
	src/query/jsonata_regex_syntax.c src/query/jsonata_match.c src/query/jsonata_picture.h src/query/jsonata_integer.c \
	src/query/jsonata_words.c src/query/jsonata_number_format.c src/query/jsonata_datetime.h src/query/jsonata_datetime.c \
	src/query/jsonata_datetime_parse.c

unit_tests += tests/unit/test_query
tests_unit_test_query_SOURCES = tests/unit/test_query.c
tests_unit_test_query_LDADD = libquery.a libjson.a libbase.a $(PCRE2_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)
EXTRA_DIST += tests/query/path.test tests/query/filter.test tests/query/set.test tests/query/intrinsic.test \
	tests/query/template.test

unit_tests += tests/unit/test_jsonata
tests_unit_test_jsonata_SOURCES = tests/unit/test_jsonata.c
tests_unit_test_jsonata_LDADD = libquery.a libjson.a libbase.a $(PCRE2_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)
EXTRA_DIST += tests/query/jsonata.test tests/query/jsonata_number.test tests/query/jsonata_date.test tests/query/jsonata_semantics.test

bench_programs += tests/bench/bench_jsonata
tests_bench_bench_jsonata_SOURCES = tests/bench/bench_jsonata.c
tests_bench_bench_jsonata_LDADD = libquery.a libjson.a libbase.a $(PCRE2_LIBS) $(CJSON_LIBS)
EXTRA_DIST += tests/bench/jsonata.sh tests/bench/jsonata_npm.js

if FUZZ
noinst_PROGRAMS += tests/fuzz/fuzz_jsonata
tests_fuzz_fuzz_jsonata_SOURCES = tests/fuzz/fuzz_jsonata.c
tests_fuzz_fuzz_jsonata_LDADD = libquery.a libjson.a libbase.a $(PCRE2_LIBS) $(CJSON_LIBS)
tests_fuzz_fuzz_jsonata_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
noinst_PROGRAMS += tests/fuzz/fuzz_query
tests_fuzz_fuzz_query_SOURCES = tests/fuzz/fuzz_query.c
tests_fuzz_fuzz_query_LDADD = libquery.a libjson.a libbase.a $(PCRE2_LIBS) $(CJSON_LIBS)
tests_fuzz_fuzz_query_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
EXTRA_DIST += tests/fuzz/seeds/fuzz_query
