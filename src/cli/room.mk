bin_PROGRAMS += aslant
aslant_SOURCES = src/cli/main.c src/cli/cmd_eval.h src/cli/cmd_eval.c \
	src/cli/cmd_lint.h src/cli/cmd_lint.c
# In the order of who may include whom: each archive may use those behind it.
aslant_LDADD = libscreens.a libapp.a libstore.a libtask.a libhistory.a libengine.a libgraph.a libasl.a libquery.a libjson.a \
	libui.a libloop.a libbase.a \
	$(NCURSES_LIBS) $(GVPLUGIN_LIBS) $(GRAPHVIZ_LIBS) $(UV_LIBS) $(SQLITE_LIBS) $(PCRE2_LIBS) $(CJSON_LIBS)

unit_tests += tests/unit/test_cmd_eval
tests_unit_test_cmd_eval_SOURCES = tests/unit/test_cmd_eval.c src/cli/cmd_eval.c
tests_unit_test_cmd_eval_LDADD = libquery.a libjson.a libbase.a $(PCRE2_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)
