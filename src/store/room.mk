noinst_LIBRARIES += libstore.a
libstore_a_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS)
libstore_a_SOURCES = \
	src/store/store.h src/store/db.h src/store/db.c src/store/owner.h src/store/owner.c src/store/schema.c \
	src/store/open.c src/store/blob.c src/store/options.c src/store/write.c src/store/list.c src/store/search.c \
	src/store/load.c src/store/inputs.c
