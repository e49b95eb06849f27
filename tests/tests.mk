TESTS += tests/lint/rooms.sh tests/cli/cli.sh tests/cli/tasks.sh tests/cli/history.sh tests/screens/screens.sh tests/screens/keys.sh
EXTRA_DIST += tests/shared/histories.py tests/cli/history.sh tests/cli/cli.sh tests/cli/tasks.sh tests/screens/run.py tests/screens/reach.py tests/screens/keys.py tests/screens/keys.sh tests/screens/screens.sh tests/screens/tutorial.t tests/lint/rooms.sh tests/lint/cppcheck.supp tests/lint/map.py tests/shared/run.sh tests/shared/floors
EXTRA_DIST += tests/bench/figures.py tests/bench/histories.py
EXTRA_DIST += tests/shared/converted.py
EXTRA_DIST += tests/bench/figures.py
TESTS += tests/cli/testing.sh
EXTRA_DIST += tests/cli/testing.sh tests/cli/testing/Shop.asl.json tests/cli/testing/charged.history.json tests/cli/testing/coverage.info \
	tests/cli/testing/coverage.out tests/cli/testing/fails.out tests/cli/testing/fails.test.json tests/cli/testing/holds.test.json \
	tests/cli/testing/nothing.json tests/cli/testing/updated.json tests/cli/testing/Poll.asl.json tests/cli/testing/poll.test.json \
	tests/cli/testing/MockConfigFile.json
TESTS += tests/cli/maps.sh
EXTRA_DIST += tests/cli/maps.sh
TESTS += tests/cli/diff.sh
EXTRA_DIST += tests/cli/diff.sh
EXTRA_DIST += tests/screens/timeline.t tests/screens/timeline_live.t
TESTS += tests/cli/saving.sh
EXTRA_DIST += tests/cli/saving.sh
EXTRA_DIST += tests/screens/plan.t tests/screens/retry/Retry.asl.json
TESTS += tests/cli/converting.sh
EXTRA_DIST += tests/cli/converting.sh
EXTRA_DIST += tests/screens/plan.t tests/screens/retry/Retry.asl.json tests/screens/timers.t tests/screens/retry/Timers.asl.json tests/screens/hold.t tests/screens/retry/Held.asl.json
TESTS += tests/cli/testing_services.sh
EXTRA_DIST += tests/cli/testing_services.sh
EXTRA_DIST += tests/screens/text_edit.t tests/screens/text_run.t tests/screens/text_yaml.t tests/screens/textpane/Paths.asl.json tests/screens/textpane/Sum.asl.yaml
EXTRA_DIST += tests/screens/versions.t
TESTS += tests/e2e/editing.sh
EXTRA_DIST += tests/e2e/editing.sh
EXTRA_DIST += tests/screens/text_fix.t tests/screens/textpane/Old.asl.json
TESTS += tests/cli/loading.sh
EXTRA_DIST += tests/cli/loading.sh
TESTS += tests/cli/new.sh
EXTRA_DIST += tests/cli/new.sh
EXTRA_DIST += tests/screens/text_offers.t
EXTRA_DIST += tests/screens/text_paths.t
EXTRA_DIST += tests/screens/breakpoints.t tests/screens/control.t tests/screens/faults.t tests/screens/fork.t tests/screens/mapruns.t \
	tests/screens/mapruns/Import.asl.json tests/screens/places.t tests/screens/print.t tests/screens/see.t tests/screens/wrap.t
EXTRA_DIST += tests/screens/text_template.t tests/screens/textpane/template.yaml
EXTRA_DIST += tests/screens/templates.t tests/screens/templates/aslant.json tests/screens/templates/broken.asl.json \
	tests/screens/templates/loose.asl.json tests/screens/templates/statemachine/order.asl.json tests/screens/templates/template.yaml
TESTS += tests/cli/unsaved.sh
EXTRA_DIST += tests/cli/unsaved.sh
EXTRA_DIST += tests/screens/templates.t tests/screens/placeholders.t tests/screens/templates/template.yaml tests/screens/templates/aslant.json \
	tests/screens/templates/loose.asl.json tests/screens/templates/broken.asl.json tests/screens/templates/statemachine/order.asl.json
TESTS += tests/cli/lint.sh
EXTRA_DIST += tests/cli/lint.sh
EXTRA_DIST += tests/screens/placeholders.t
