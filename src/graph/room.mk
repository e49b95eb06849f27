noinst_LIBRARIES += libgraph.a
libgraph_a_CPPFLAGS = $(AM_CPPFLAGS) $(GRAPHVIZ_CFLAGS)
libgraph_a_SOURCES = src/graph/graph.h
