noinst_LIBRARIES += libhistory.a
libhistory_a_SOURCES = src/history/history.h src/history/projection.h
