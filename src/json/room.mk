noinst_LIBRARIES += libjson.a
libjson_a_SOURCES = src/json/json.h src/json/value.h src/json/places.h src/json/pointer.h
