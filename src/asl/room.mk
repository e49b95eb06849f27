noinst_LIBRARIES += libasl.a
libasl_a_SOURCES = src/asl/model.h src/asl/diag.h src/asl/operator.h
