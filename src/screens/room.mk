noinst_LIBRARIES += libscreens.a
libscreens_a_SOURCES = \
	src/screens/answer_screen.c \
	src/screens/ask.c \
	src/screens/ask.h \
	src/screens/branches.c \
	src/screens/branches.h \
	src/screens/buttons.c \
	src/screens/buttons.h \
	src/screens/command.h \
	src/screens/command_compare.c \
	src/screens/command_convert.c \
	src/screens/command_exec.c \
	src/screens/compare_picture.c \
	src/screens/compare_rows.c \
	src/screens/compare_screen.c \
	src/screens/compare_screen.h \
	src/screens/command_file.c \
	src/screens/command_graph.c \
	src/screens/command_impl.h \
	src/screens/command_see.c \
	src/screens/command_step.c \
	src/screens/command_table.c \
	src/screens/command_test.c \
	src/screens/counts.c \
	src/screens/counts.h \
	src/screens/events_pane.c \
	src/screens/function_calls.c \
	src/screens/function_calls.h \
	src/screens/function_create.c \
	src/screens/function_screens.h \
	src/screens/function_test_screen.c \
	src/screens/functions_screen.c \
	src/screens/graph_paint.c \
	src/screens/graph_pane.c \
	src/screens/graph_pane_layout.c \
	src/screens/graph_pane_map.c \
	src/screens/graph_pane_private.h \
	src/screens/graph_pane_view.c \
	src/screens/headless.c \
	src/screens/headless.h \
	src/screens/help_screen.c \
	src/screens/json_edit.c \
	src/screens/json_edit.h \
	src/screens/json_paint.c \
	src/screens/json_paint.h \
	src/screens/lens_show.c src/screens/lens_show.h \
	src/screens/command_coverage.c src/screens/coverage_marks.c src/screens/coverage_marks.h \
	src/screens/command_new.c \
	src/screens/command_mocks.c src/screens/command_mocks.h \
	src/screens/command_save.c src/screens/saver.c src/screens/saver.h \
	src/screens/picture_paint.c src/screens/picture_paint.h src/screens/saving.c src/screens/saving.h \
	src/screens/walk_cast.c src/screens/walk_html.c src/screens/walkthrough.c src/screens/walkthrough.h \
	src/screens/json_view.c \
	src/screens/json_view.h \
	src/screens/log_screen.c \
	src/screens/matrix.c \
	src/screens/plain_time.c src/screens/plain_time.h src/screens/timers_screen.c src/screens/timers_screen.h src/screens/plan_draw.c src/screens/plan_draw.h src/screens/plan_screen.c src/screens/command_time.c src/screens/timeline_pane.c src/screens/timeline_draw.c src/screens/timeline_private.h \
	src/screens/matrix.h \
	src/screens/matrix_draw.c \
	src/screens/matrix_pane.c \
	src/screens/matrix_private.h \
	src/screens/open_screen.c \
	src/screens/path_complete.c \
	src/screens/path_complete.h \
	src/screens/picture_marks.c \
	src/screens/picture_marks.h \
	src/screens/place.c \
	src/screens/place.h \
	src/screens/plain.c \
	src/screens/plain.h \
	src/screens/children_screen.c \
	src/screens/problems_screen.c \
	src/screens/breaks_screen.c \
	src/screens/command_debug.c \
	src/screens/command_fork.c \
	src/screens/value_screen.c \
	src/screens/value_screen.h \
	src/screens/expression.c \
	src/screens/expression.h \
	src/screens/run_inputs.c \
	src/screens/run_inputs.h \
	src/screens/run_screen.c \
	src/screens/runs_pane.c \
	src/screens/services_screen.c \
	src/screens/shell.c \
	src/screens/shell.h \
	src/screens/show_text.c \
	src/screens/step_pane.c \
	src/screens/waiting_screen.c \
	src/screens/waiting_screens.h \
	src/screens/where.c \
	src/screens/where.h \
	src/screens/workbench.c \
	src/screens/workbench.h
libscreens_a_SOURCES += src/screens/versions_screen.c src/screens/versions_screen.h src/screens/editor_command.c src/screens/editor_command.h
libscreens_a_SOURCES += src/screens/text_pane.c src/screens/text_pane_private.h src/screens/text_edit.c src/screens/text_bar.c src/screens/text_complete.c \
	src/screens/text_paint.c src/screens/text_paint.h src/screens/expression_complete.c src/screens/expression_complete.h

unit_tests += tests/unit/test_screens_inputs
tests_unit_test_screens_inputs_SOURCES = tests/unit/test_screens_inputs.c
tests_unit_test_screens_inputs_LDADD = libscreens.a libapp.a libstore.a libtask.a libhistory.a libengine.a libasl.a libquery.a libjson.a \
	libui.a libloop.a libbase.a $(CURL_LIBS) $(UV_LIBS) $(SQLITE_LIBS) $(PCRE2_LIBS) $(YAML_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)

unit_tests += tests/unit/test_screens_matrix
tests_unit_test_screens_matrix_SOURCES = tests/unit/test_screens_matrix.c
tests_unit_test_screens_matrix_LDADD = libscreens.a libapp.a libstore.a libtask.a libhistory.a libengine.a libasl.a libquery.a libjson.a \
	libui.a libloop.a libbase.a $(UV_LIBS) $(SQLITE_LIBS) $(PCRE2_LIBS) $(YAML_LIBS) $(CJSON_LIBS) $(UNIT_LDADD)

EXTRA_DIST += tests/screens/bad.t tests/screens/bad/Broken.asl.json tests/screens/bad/NoJson.asl.json \
	tests/screens/bad/functions/functions.json tests/screens/bad/functions/rough.py
EXTRA_DIST += tests/screens/maps.t tests/screens/matrix.t tests/screens/maps/Order.asl.json tests/screens/maps/Plain.asl.json tests/screens/maps/functions/functions.json tests/screens/maps/functions/charge.py
EXTRA_DIST += tests/screens/jsonata.t tests/screens/jsonata/Total.asl.json tests/screens/jsonata/functions/functions.json tests/screens/jsonata/functions/price.py
EXTRA_DIST += tests/screens/undo.t
EXTRA_DIST += tests/screens/convert.t
EXTRA_DIST += tests/screens/problems.t tests/screens/problems/Old.asl.json
EXTRA_DIST += tests/screens/executions.t tests/screens/graph.t tests/screens/find.t tests/screens/functions.t tests/screens/help.t tests/screens/input.t tests/screens/input_nonsense.t tests/screens/open.t tests/screens/text.t
EXTRA_DIST += tests/screens/express.t tests/screens/express/Activity.asl.json tests/screens/express/Small.asl.json \
	tests/screens/express/aslant.json
EXTRA_DIST += tests/screens/services.t tests/screens/services/Keep.asl.json
EXTRA_DIST += tests/screens/children.t tests/screens/children/Maps.asl.json tests/screens/children/Other.asl.json
EXTRA_DIST += tests/screens/waiting.t tests/screens/waiting/Approve.asl.json

# The whole program under keys. Its children do not start, so that inputs are quick and always the same.
if FUZZ
noinst_PROGRAMS += tests/fuzz/fuzz_app_keys
tests_fuzz_fuzz_app_keys_SOURCES = tests/fuzz/fuzz_app_keys.c
tests_fuzz_fuzz_app_keys_LDADD = libscreens.a libapp.a libstore.a libtask.a libhistory.a libengine.a libgraph.a libasl.a libquery.a libjson.a \
	libui.a libloop.a libbase.a $(NCURSES_LIBS) $(GVPLUGIN_LIBS) $(GRAPHVIZ_LIBS) $(CURL_LIBS) $(UV_LIBS) $(SQLITE_LIBS) $(PCRE2_LIBS) $(YAML_LIBS) $(CJSON_LIBS)
tests_fuzz_fuzz_app_keys_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer -Wl,--wrap=child_start
endif
EXTRA_DIST += tests/fuzz/seeds/fuzz_app_keys
EXTRA_DIST += tests/screens/history.t tests/screens/lens.t tests/screens/history/order.asl.json tests/screens/history/failed.json tests/screens/history/paid.json \
	tests/screens/history/nothing.json tests/screens/history/cut.json tests/screens/history/diverged.json tests/screens/history/newer.json tests/screens/compare_versions.t tests/screens/history_fork.t tests/screens/compare.t tests/screens/children_fork.t
EXTRA_DIST += tests/screens/testcase.t

libscreens_a_SOURCES += src/screens/command_document.c src/screens/command_document.h
EXTRA_DIST += tests/screens/coverage.t
EXTRA_DIST += tests/screens/save.t

libscreens_a_SOURCES += src/screens/command_edit.c src/screens/edit.h src/screens/edit_menu.c src/screens/edit_pick.c
EXTRA_DIST += tests/screens/edit.t
EXTRA_DIST += tests/screens/keep.t
unit_tests += tests/unit/test_editor_command
tests_unit_test_editor_command_SOURCES = tests/unit/test_editor_command.c
tests_unit_test_editor_command_LDADD = libscreens.a libbase.a $(UNIT_LDADD)

libscreens_a_SOURCES += src/screens/form.c src/screens/form.h src/screens/form_field.c src/screens/form_screen.c
EXTRA_DIST += tests/screens/form.t
EXTRA_DIST += tests/screens/new.t
EXTRA_DIST += tests/screens/conflict.t
EXTRA_DIST += tests/screens/sam.t tests/screens/sam/template.yaml
