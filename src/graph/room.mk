noinst_LIBRARIES += libgraph.a
libgraph_a_CPPFLAGS = $(AM_CPPFLAGS) $(GRAPHVIZ_CFLAGS)
libgraph_a_SOURCES = \
	src/graph/graph.h src/graph/flow.h src/graph/layout.h src/graph/place.h src/graph/draw.h src/graph/job.h \
	src/graph/flow.c src/graph/flow_build.c src/graph/flow_label.c src/graph/flow_text.c \
	src/graph/cycle.c src/graph/place.c src/graph/place_own.c src/graph/place_graphviz.c \
	src/graph/layout.c src/graph/layer.c src/graph/ports.c src/graph/sweep.c src/graph/route.c src/graph/rows.c \
	src/graph/box.c src/graph/compose.c src/graph/glyph.c src/graph/paint.c src/graph/picture.c src/graph/job.c \
	src/graph/export_text.c src/graph/export_json.c
