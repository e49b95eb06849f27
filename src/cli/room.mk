bin_PROGRAMS += aslant
aslant_SOURCES = \
	src/cli/args.c \
	src/cli/cli.h \
	src/cli/cmd_diff.c \
	src/cli/cmd_eval.c \
	src/cli/cmd_eval.h \
	src/cli/cmd_graph.c \
	src/cli/cmd_history.c \
	src/cli/cmd_lint.c \
	src/cli/cmd_lint.h \
	src/cli/cmd_fmt.c \
	src/cli/cmd_convert.c \
	src/cli/convert_check.c \
	src/cli/convert_check.h \
	src/cli/cmd_run.c \
	src/cli/cmd_test.c \
	src/cli/cmd_ui.c \
	src/cli/commands.c \
	src/cli/help.c \
	src/cli/machine.c \
	src/cli/main.c \
	src/cli/test_report.c \
	src/cli/test_suite.c \
	src/cli/test_suite.h \
	src/cli/test_update.c \
	src/cli/test_watch.c
aslant_SOURCES += src/cli/history_diff.c src/cli/history_diff.h
aslant_SOURCES += src/cli/run_children.c src/cli/run_children.h
aslant_SOURCES += src/cli/cmd_new.c
aslant_SOURCES += src/cli/save.c src/cli/save.h
# In the order of who may include whom: each archive may use those behind it.
aslant_LDADD = libscreens.a libapp.a libstore.a libtask.a libhistory.a libengine.a libgraph.a libasl.a libquery.a libjson.a \
	libui.a libloop.a libbase.a \
	$(NCURSES_LIBS) $(GVPLUGIN_LIBS) $(GRAPHVIZ_LIBS) $(CURL_LIBS) $(UV_LIBS) $(SQLITE_LIBS) $(PCRE2_LIBS) $(YAML_LIBS) $(CJSON_LIBS)

unit_tests += tests/unit/test_cmd_eval
tests_unit_test_cmd_eval_SOURCES = tests/unit/test_cmd_eval.c src/cli/cmd_eval.c
tests_unit_test_cmd_eval_LDADD = libquery.a libjson.a libbase.a $(PCRE2_LIBS) $(YAML_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)

# The manual page and the completions are printed by the program from its own tables.
man_MANS = doc/aslant.1
bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
bashcompletion_DATA = completions/aslant
zshcompletion_DATA = completions/_aslant
fishcompletion_DATA = completions/aslant.fish
CLEANFILES += $(man_MANS) $(bashcompletion_DATA) $(zshcompletion_DATA) $(fishcompletion_DATA)

# Made once and renamed, so that an interrupted make leaves no half a page.
PRINT = $(MKDIR_P) $(@D) && ASAN_OPTIONS=detect_leaks=0 ./aslant$(EXEEXT)

doc/aslant.1: aslant$(EXEEXT)
	$(AM_V_GEN)$(PRINT) --man > $@.tmp && mv $@.tmp $@
completions/aslant: aslant$(EXEEXT)
	$(AM_V_GEN)$(PRINT) --completions bash > $@.tmp && mv $@.tmp $@
completions/_aslant: aslant$(EXEEXT)
	$(AM_V_GEN)$(PRINT) --completions zsh > $@.tmp && mv $@.tmp $@
completions/aslant.fish: aslant$(EXEEXT)
	$(AM_V_GEN)$(PRINT) --completions fish > $@.tmp && mv $@.tmp $@
