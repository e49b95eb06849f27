noinst_LIBRARIES += libengine.a
libengine_a_SOURCES = \
	src/engine/engine.h src/engine/event.h src/engine/retry.h \
	src/engine/event.c src/engine/retry.c
