noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	src/base/base.h src/base/base.c src/base/err.c src/base/file.c \
	src/base/utf8.h src/base/utf8.c src/base/width_table.h src/base/utf8_case.c src/base/case_table.h \
	src/base/map.h src/base/map.c src/base/rng.h src/base/rng.c \
	src/base/timefmt.h src/base/timefmt.c src/base/log.h src/base/log.c
libbase_a_SOURCES += src/base/splice.h src/base/splice.c
libbase_a_SOURCES += src/base/textdiff.h src/base/textdiff.c

unit_tests += tests/unit/test_base
tests_unit_test_base_SOURCES = tests/unit/test_base.c
tests_unit_test_base_LDADD = libbase.a $(UNIT_LDADD)
unit_tests += tests/unit/test_textdiff
tests_unit_test_textdiff_SOURCES = tests/unit/test_textdiff.c
tests_unit_test_textdiff_LDADD = libbase.a $(UNIT_LDADD)
