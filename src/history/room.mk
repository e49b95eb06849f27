noinst_LIBRARIES += libhistory.a
libhistory_a_SOURCES = \
	src/history/history.h src/history/projection.h src/history/internal.h \
	src/history/projection.c src/history/belong.c \
	src/history/edges.c src/history/retries.c src/history/moves.c \
	src/history/coverage.h src/history/coverage.c src/history/coverage_print.c \
	src/history/steps.c src/history/families.c src/history/journal.c \
	src/history/pairs.h src/history/pairs.c src/history/view.h src/history/view.c
libhistory_a_SOURCES += src/history/timeline.h src/history/timeline_private.h src/history/timeline.c src/history/timeline_track.c \
	src/history/timeline_scale.c src/history/timeline_bars.c src/history/timeline_path.c src/history/timeline_print.c
# histories of elsewhere
libhistory_a_SOURCES += \
	src/history/form.h src/history/form_table.c src/history/form.c src/history/form_read.c src/history/link.c \
	src/history/import.h src/history/import_private.h src/history/import.c src/history/import_order.c src/history/import_facts.c \
	src/history/draft.h src/history/draft_private.h src/history/draft.c src/history/draft_text.c src/history/decide.h src/history/decide.c \
	src/history/moment.h src/history/moment.c src/history/lens.h src/history/lens.c \
	src/history/why.h src/history/why_private.h src/history/why.c src/history/why_choice.c src/history/why_path.c \
	src/history/align.h src/history/align.c src/history/replay.h src/history/replay_private.h src/history/replay.c \
	src/history/replay_match.c src/history/replay_values.c
libhistory_a_SOURCES += src/history/answers.h src/history/answers.c

unit_tests += tests/unit/test_history_moment
tests_unit_test_history_moment_SOURCES = tests/unit/test_history_moment.c $(engine_host)
tests_unit_test_history_moment_LDADD = libhistory.a $(ENGINE_LDADD) $(UNIT_LDADD)
unit_tests += tests/unit/test_history_form tests/unit/test_history_projection tests/unit/test_history_coverage tests/unit/test_history_view
tests_unit_test_history_coverage_SOURCES = tests/unit/test_history_coverage.c $(engine_host)
tests_unit_test_history_coverage_LDADD = libhistory.a $(ENGINE_LDADD) $(UNIT_LDADD)
tests_unit_test_history_view_SOURCES = tests/unit/test_history_view.c $(engine_host)
tests_unit_test_history_view_LDADD = libhistory.a $(ENGINE_LDADD) $(UNIT_LDADD)
tests_unit_test_history_form_SOURCES = tests/unit/test_history_form.c
tests_unit_test_history_form_LDADD = libhistory.a $(ENGINE_LDADD) $(UNIT_LDADD)
tests_unit_test_history_projection_SOURCES = tests/unit/test_history_projection.c $(engine_host)
tests_unit_test_history_projection_LDADD = libhistory.a $(ENGINE_LDADD) $(UNIT_LDADD)

unit_tests += tests/unit/test_history_timeline
tests_unit_test_history_timeline_SOURCES = tests/unit/test_history_timeline.c $(engine_host)
tests_unit_test_history_timeline_LDADD = libhistory.a $(ENGINE_LDADD) $(UNIT_LDADD)

unit_tests += tests/unit/test_history_import
tests_unit_test_history_import_SOURCES = tests/unit/test_history_import.c $(engine_host)
tests_unit_test_history_import_LDADD = libhistory.a $(ENGINE_LDADD) $(UNIT_LDADD)

unit_tests += tests/unit/test_history_replay
tests_unit_test_history_replay_SOURCES = tests/unit/test_history_replay.c $(engine_host)
tests_unit_test_history_replay_LDADD = libhistory.a $(ENGINE_LDADD) $(UNIT_LDADD)

unit_tests += tests/unit/test_history_answers
tests_unit_test_history_answers_SOURCES = tests/unit/test_history_answers.c $(engine_host)
tests_unit_test_history_answers_LDADD = libhistory.a $(ENGINE_LDADD) $(UNIT_LDADD)

unit_tests += tests/unit/test_history_lens
tests_unit_test_history_lens_SOURCES = tests/unit/test_history_lens.c $(engine_host)
tests_unit_test_history_lens_LDADD = libhistory.a $(ENGINE_LDADD) $(UNIT_LDADD)

unit_tests += tests/unit/test_history_why
tests_unit_test_history_why_SOURCES = tests/unit/test_history_why.c $(engine_host)
tests_unit_test_history_why_LDADD = libhistory.a $(ENGINE_LDADD) $(UNIT_LDADD)

bench_programs += tests/bench/bench_engine tests/bench/bench_projection
tests_bench_bench_projection_SOURCES = tests/bench/bench_projection.c
tests_bench_bench_projection_LDADD = libhistory.a $(ENGINE_LDADD)
tests_bench_bench_engine_SOURCES = tests/bench/bench_engine.c
tests_bench_bench_engine_LDADD = libhistory.a $(ENGINE_LDADD)

if FUZZ
noinst_PROGRAMS += tests/fuzz/fuzz_import
tests_fuzz_fuzz_import_SOURCES = tests/fuzz/fuzz_import.c
tests_fuzz_fuzz_import_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_import_LDADD = libhistory.a $(ENGINE_LDADD)
noinst_PROGRAMS += tests/fuzz/fuzz_engine
tests_fuzz_fuzz_engine_SOURCES = tests/fuzz/fuzz_engine.c tests/fuzz/machine_gen.h tests/fuzz/machine_gen.c
tests_fuzz_fuzz_engine_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_engine_LDADD = libhistory.a $(ENGINE_LDADD)
endif
EXTRA_DIST += tests/fuzz/seeds/fuzz_import
EXTRA_DIST += doc/history.md
libhistory_a_SOURCES += src/history/compare.h src/history/compare_private.h src/history/compare.c src/history/compare_steps.c src/history/compare_data.c \
	src/history/compare_text.c
unit_tests += tests/unit/test_history_compare
tests_unit_test_history_compare_SOURCES = tests/unit/test_history_compare.c $(engine_host)
tests_unit_test_history_compare_LDADD = libhistory.a $(ENGINE_LDADD) $(UNIT_LDADD)
