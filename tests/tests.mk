TESTS += tests/lint/rooms.sh tests/cli/cli.sh tests/cli/tasks.sh tests/screens/screens.sh
EXTRA_DIST += tests/cli/cli.sh tests/cli/tasks.sh tests/screens/run.py tests/screens/screens.sh tests/screens/tutorial.t tests/lint/rooms.sh tests/lint/cppcheck.supp tests/lint/map.py tests/shared/run.sh tests/shared/floors
EXTRA_DIST += tests/bench/figures.py
