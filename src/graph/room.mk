noinst_LIBRARIES += libgraph.a
libgraph_a_CPPFLAGS = $(AM_CPPFLAGS) $(GRAPHVIZ_CFLAGS)
libgraph_a_SOURCES = \
	src/graph/graph.h src/graph/flow.h src/graph/layout.h src/graph/place.h src/graph/draw.h src/graph/job.h \
	src/graph/flow.c src/graph/flow_build.c src/graph/flow_label.c src/graph/flow_text.c \
	src/graph/cycle.c src/graph/place.c src/graph/place_private.h src/graph/place_layers.c src/graph/place_rank.c src/graph/place_order.c \
	src/graph/place_improve.c src/graph/place_graphviz.c \
	src/graph/layout.c src/graph/fan.c src/graph/order.c src/graph/layer.c src/graph/ports.c src/graph/sweep.c src/graph/straight.c src/graph/route.c src/graph/rows.c \
	src/graph/box.c src/graph/compose.c src/graph/glyph.c src/graph/paint.c src/graph/picture.c src/graph/marks.c src/graph/job.c \
	src/graph/export_text.c src/graph/export_json.c src/graph/export_svg.c src/graph/export_dot.c

graph_test_libs = libgraph.a libasl.a libquery.a libjson.a libbase.a $(GVPLUGIN_LIBS) $(GRAPHVIZ_LIBS) $(CJSON_LIBS) $(PCRE2_LIBS) $(YAML_LIBS)

unit_tests += tests/unit/test_graph
tests_unit_test_graph_SOURCES = tests/unit/test_graph.c
tests_unit_test_graph_LDADD = $(graph_test_libs) $(UNIT_LDADD)

unit_tests += tests/unit/test_graph_place
tests_unit_test_graph_place_SOURCES = tests/unit/test_graph_place.c
tests_unit_test_graph_place_LDADD = $(graph_test_libs) $(UNIT_LDADD)

bench_programs += tests/bench/bench_graph
tests_bench_bench_graph_SOURCES = tests/bench/bench_graph.c
tests_bench_bench_graph_LDADD = $(graph_test_libs)

# Follows the lines of every picture; `tests/graph/trace.sh --update` writes the expected ones anew.
check_PROGRAMS += tests/graph/trace
tests_graph_trace_SOURCES = tests/graph/main.c tests/graph/trace.h tests/graph/trace.c tests/graph/random.h tests/graph/random.c
tests_graph_trace_LDADD = $(graph_test_libs)
if FUZZ
noinst_PROGRAMS += tests/fuzz/fuzz_graph
tests_fuzz_fuzz_graph_SOURCES = tests/fuzz/fuzz_graph.c tests/graph/trace.h tests/graph/trace.c tests/graph/random.h tests/graph/random.c
tests_fuzz_fuzz_graph_LDADD = $(graph_test_libs)
tests_fuzz_fuzz_graph_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
endif
EXTRA_DIST += tests/fuzz/seeds/fuzz_graph

TESTS += tests/graph/trace.sh tests/graph/corpus.sh
EXTRA_DIST += tests/graph/trace.sh tests/graph/corpus.sh \
	tests/graph/broken.asl.json tests/graph/broken.svg tests/graph/broken.txt \
	tests/graph/expressions.asl.json tests/graph/expressions.txt \
	tests/graph/choice_six.asl.json tests/graph/choice_six.lr.txt tests/graph/choice_six.txt \
	tests/graph/choice_wide.asl.json tests/graph/choice_wide.txt tests/graph/choice_wide.compact.txt tests/graph/choice_wide.ascii.txt \
	tests/graph/many_loops.asl.json tests/graph/many_loops.dots.txt tests/graph/many_loops.lr.txt \
	tests/graph/many_loops.txt tests/graph/map_in_map.asl.json tests/graph/map_in_map.compact.txt \
	tests/graph/map_in_map.txt tests/graph/no_start.asl.json tests/graph/no_start.txt \
	tests/graph/one_handler.asl.json tests/graph/one_handler.txt tests/graph/parallel_nested.asl.json \
	tests/graph/parallel_nested.closed.txt tests/graph/parallel_nested.dot tests/graph/parallel_nested.dots.txt \
	tests/graph/parallel_nested.lr.txt tests/graph/parallel_nested.mmd tests/graph/parallel_nested.svg \
	tests/graph/parallel_nested.txt tests/graph/polling.ascii.txt tests/graph/polling.asl.json \
	tests/graph/polling.dots.txt tests/graph/polling.txt tests/graph/retry_catch.ascii.txt \
	tests/graph/retry_catch.asl.json tests/graph/retry_catch.compact.txt tests/graph/retry_catch.dot \
	tests/graph/retry_catch.lr.txt tests/graph/retry_catch.mmd tests/graph/retry_catch.svg \
	tests/graph/retry_catch.txt tests/graph/self_loops.ascii.txt tests/graph/self_loops.asl.json \
	tests/graph/self_loops.txt tests/graph/wide_names.asl.json tests/graph/wide_names.mmd \
	tests/graph/wide_names.txt
