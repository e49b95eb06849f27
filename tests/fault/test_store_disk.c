/*
 * The Nth write, sync or truncation of the store's file fails, for every N that a short life of a store has: once, or from then on until
 * the disk has room again. Nothing that was told to the store is lost. The failing disk is a layer over SQLite's own.
 */
#include "../unit/store_test.h"

#include <sqlite3.h>

static struct {
	sqlite3_vfs *real;
	int countdown;			/* fails when it reaches 0; negative: never */
	bool stays;			/* and every one after that */
	int code;
	int calls;
} disk;

struct file {
	sqlite3_file base;
	sqlite3_file *real;
};

static sqlite3_file *real_of(sqlite3_file *f)
{
	return ((struct file *)f)->real;
}

static bool fails(void)
{
	disk.calls++;
	if (disk.countdown < 0)
		return false;
	if (disk.countdown > 0)
		disk.countdown--;
	if (disk.countdown > 0)
		return false;
	if (!disk.stays)
		disk.countdown = -1;
	return true;
}

#define FORWARD(name, params, ...) \
	static int disk_##name params { return real_of(f)->pMethods->x##name(real_of(f), ##__VA_ARGS__); }

FORWARD(Read, (sqlite3_file *f, void *p, int n, sqlite3_int64 at), p, n, at)
FORWARD(FileSize, (sqlite3_file *f, sqlite3_int64 *size), size)
FORWARD(Lock, (sqlite3_file *f, int level), level)
FORWARD(Unlock, (sqlite3_file *f, int level), level)
FORWARD(CheckReservedLock, (sqlite3_file *f, int *out), out)
FORWARD(FileControl, (sqlite3_file *f, int op, void *arg), op, arg)
FORWARD(SectorSize, (sqlite3_file *f))
FORWARD(DeviceCharacteristics, (sqlite3_file *f))
FORWARD(ShmMap, (sqlite3_file *f, int page, int size, int extend, void volatile **out), page, size, extend, out)
FORWARD(ShmLock, (sqlite3_file *f, int offset, int n, int flags), offset, n, flags)
FORWARD(ShmUnmap, (sqlite3_file *f, int delete_it), delete_it)

static int disk_Write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	return fails() ? disk.code : real_of(f)->pMethods->xWrite(real_of(f), p, n, at);
}

static int disk_Sync(sqlite3_file *f, int flags)
{
	return fails() ? SQLITE_IOERR_FSYNC : real_of(f)->pMethods->xSync(real_of(f), flags);
}

static int disk_Truncate(sqlite3_file *f, sqlite3_int64 size)
{
	return fails() ? SQLITE_IOERR_TRUNCATE : real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static void disk_ShmBarrier(sqlite3_file *f)
{
	real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int disk_Close(sqlite3_file *f)
{
	return real_of(f)->pMethods->xClose(real_of(f));
}

static const sqlite3_io_methods methods = {
	.iVersion = 2, .xClose = disk_Close, .xRead = disk_Read, .xWrite = disk_Write, .xTruncate = disk_Truncate, .xSync = disk_Sync,
	.xFileSize = disk_FileSize, .xLock = disk_Lock, .xUnlock = disk_Unlock, .xCheckReservedLock = disk_CheckReservedLock,
	.xFileControl = disk_FileControl, .xSectorSize = disk_SectorSize, .xDeviceCharacteristics = disk_DeviceCharacteristics,
	.xShmMap = disk_ShmMap, .xShmLock = disk_ShmLock, .xShmBarrier = disk_ShmBarrier, .xShmUnmap = disk_ShmUnmap,
};

static int disk_Open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
	struct file *own = (struct file *)f;
	int rc;

	(void)vfs;
	own->real = (sqlite3_file *)(own + 1);
	rc = disk.real->xOpen(disk.real, name, own->real, flags, out);
	own->base.pMethods = own->real->pMethods ? &methods : NULL;
	return rc;
}

static int disk_setup(void **state)
{
	static sqlite3_vfs layer;

	(void)state;
	disk.real = sqlite3_vfs_find(NULL);
	disk.countdown = -1;
	layer = *disk.real;
	layer.zName = "failing";
	layer.szOsFile += (int)sizeof(struct file);
	layer.xOpen = disk_Open;
	layer.pNext = NULL;
	/* In memory when the folder fails: then nothing is written to elsewhere either. */
	setenv("XDG_STATE_HOME", "/proc/none", 1);
	return sqlite3_vfs_register(&layer, 1);
}

/* A short life: two executions, four turns, a reopening in the middle where the file is good. Returns the first execution. */
static int64_t live(struct fixture *f, struct history *h)
{
	struct value *small = value_of("{\"a\":1}"), *large = value_large(6000, 2);
	int64_t id, other;
	struct err e;

	fixture_open(f);
	id = begin_at(f, "first", large, NOW_MS);
	other = begin_at(f, "second", small, NOW_MS);
	for (int turn = 0; turn < 4; turn++) {
		add_passes(h, 3, turn % 2 ? small : large);
		store_events_append(f->s, id, h);
		store_events_append(f->s, other, h);
		if (!store_flush(f->s, &e))
			assert_true(e.msg[0] != '\0');
	}
	end_with(f, other, EXEC_SUCCEEDED, NULL, NULL);
	value_unref(small);
	value_unref(large);
	return id;
}

static void check_all_there(struct fixture *f, int64_t id, const struct history *h)
{
	struct store_execution x = load(f, id);

	assert_int_equal(store_pending(f->s), 0);
	assert_false(x.incomplete);
	assert_same_history(h, &x.history);
	store_execution_done(&x);
	assert_int_equal(count_of(f, (struct store_filter){0}), 2);
	assert_int_equal(count_of(f, (struct store_filter){ .which = STORE_SUCCEEDED }), 1);
}

static void one_life(int countdown, bool stays, int code)
{
	struct fixture f = { .m = asl_parse(machine_text, strlen(machine_text), "Calls", NULL) };
	struct history h;
	int64_t id;

	strcpy(f.dir, "/tmp/aslant-disk-XXXXXX");
	assert_non_null(mkdtemp(f.dir));
	history_init(&h);
	disk.calls = 0;
	disk.countdown = countdown;
	disk.stays = stays;
	disk.code = code;
	id = live(&f, &h);
	disk.countdown = -1;
	check_all_there(&f, id, &h);
	if (!str_is(store_path(f.s), ":memory:")) {
		fixture_reopen(&f);
		check_all_there(&f, id, &h);
	}
	fixture_close(&f);
	history_done(&h);
	asl_unref(f.m);
	tree_remove(f.dir);
}

static void nothing_is_lost_when_a_write_fails(void **state)
{
	int calls;

	(void)state;
	one_life(-1, false, SQLITE_OK);
	calls = disk.calls;
	assert_true(calls > 20);
	for (int n = 1; n <= calls; n++) {
		one_life(n, false, SQLITE_FULL);
		one_life(n, false, SQLITE_IOERR_WRITE);
		one_life(n, true, SQLITE_FULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_lost_when_a_write_fails),
	};

	return cmocka_run_group_tests(tests, disk_setup, NULL);
}
