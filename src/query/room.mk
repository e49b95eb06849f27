noinst_LIBRARIES += libquery.a
libquery_a_CPPFLAGS = $(AM_CPPFLAGS) $(PCRE2_CFLAGS)
libquery_a_SOURCES = src/query/query.h src/query/path.h src/query/intrinsic.h src/query/template.h
