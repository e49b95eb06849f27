TESTS += tests/lint/rooms.sh
EXTRA_DIST += tests/lint/rooms.sh tests/shared/run.sh tests/shared/floors
EXTRA_DIST += tests/bench/figures.py
