noinst_LIBRARIES += libhistory.a
libhistory_a_SOURCES = \
	src/history/history.h src/history/projection.h src/history/internal.h \
	src/history/form.c src/history/projection.c src/history/belong.c \
	src/history/edges.c src/history/retries.c src/history/moves.c
