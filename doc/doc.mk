EXTRA_DIST += doc/ARCHITECTURE.md doc/DEVELOPERS.md doc/store.md doc/tutorial.md doc/tests.md doc/jsonata.md doc/maps.md
EXTRA_DIST += doc/mapruns.md
EXTRA_DIST += doc/jsonata-language.md
