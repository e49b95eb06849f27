/* store: what may go wrong around it: folders, locks, corrupt files, other processes, a kill in the middle. */
#include "store_test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>

static char *store_file(const struct fixture *f)
{
	return path_join(f->dir, ".aslant/store.db");
}

/* A run of n events that is flushed. */
static int64_t run_with(struct fixture *f, struct history *h, int n)
{
	struct value *v = value_large(800, 3);
	int64_t id = begin_with(f, "run", "{}");

	history_init(h);
	add_passes(h, n, v);
	store_events_append(f->s, id, h);
	flush(f);
	value_unref(v);
	return id;
}

/* --- where it is ------------------------------------------------------------------------------------------------------ */

/* /proc takes no new folder, not even from root. */
static void a_folder_that_cannot_be_written_is_kept_elsewhere(void **state)
{
	struct fixture *f = *state;
	struct store *s;
	struct err e;

	setenv("XDG_STATE_HOME", f->dir, 1);
	assert_true(store_open("/proc", &s, &e));
	assert_true(str_starts(store_path(s), f->dir));
	assert_non_null(strstr(store_warning(s), "executions are kept in "));
	assert_non_null(strstr(store_warning(s), "/proc/.aslant"));
	store_close(s);
	unsetenv("XDG_STATE_HOME");
}

static void without_any_folder_memory_serves(void **state)
{
	char *home = xstrdup(getenv("HOME"));
	struct fixture other = { .m = ((struct fixture *)*state)->m };
	struct history h;
	struct store_execution x;
	struct err e;
	int64_t id;

	setenv("XDG_STATE_HOME", "/proc/none", 1);
	assert_true(store_open("/proc", &other.s, &e));
	assert_string_equal(store_path(other.s), ":memory:");
	assert_non_null(strstr(store_warning(other.s), "in memory only"));
	id = run_with(&other, &h, 10);
	x = load(&other, id);
	assert_same_history(&h, &x.history);
	store_execution_done(&x);
	history_done(&h);
	store_close(other.s);
	unsetenv("XDG_STATE_HOME");
	setenv("HOME", "/proc/none", 1);
	assert_true(store_open(NULL, &other.s, &e));	/* asked for */
	assert_null(store_warning(other.s));
	store_close(other.s);
	assert_true(store_open("/no/such/folder", &other.s, &e));
	assert_string_equal(store_path(other.s), ":memory:");
	store_close(other.s);
	if (home)
		setenv("HOME", home, 1);
	else
		unsetenv("HOME");
	free(home);
}

static void a_file_of_a_newer_version_is_left_alone(void **state)
{
	struct fixture *f = *state;
	char *path = store_file(f);
	struct history h;
	sqlite3 *db;

	run_with(f, &h, 3);
	history_done(&h);
	fixture_close(f);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	setenv("XDG_STATE_HOME", "/proc/none", 1);
	fixture_open(f);
	assert_string_equal(store_path(f->s), ":memory:");
	/* The reason that helps: of the folder that was meant. */
	assert_non_null(strstr(store_warning(f->s), "newer aslant"));
	assert_int_equal(files_like(f, "store.db.corrupt"), 0);
	unsetenv("XDG_STATE_HOME");
	free(path);
}

/* --- corrupt files ---------------------------------------------------------------------------------------------------- */

static void scribble(const char *path, off_t from, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0644);
	char junk[512];

	memset(junk, 0x5a, sizeof junk);
	assert_true(fd >= 0);
	for (size_t done = 0; done < len; done += sizeof junk)
		assert_int_equal(pwrite(fd, junk, sizeof junk, from + (off_t)done), sizeof junk);
	close(fd);
}

static void a_corrupt_file_is_moved_aside(void **state)
{
	struct fixture *f = *state;
	char *path = store_file(f);
	struct history h;
	struct store_execution x;
	int64_t id;

	run_with(f, &h, 3);
	history_done(&h);
	fixture_close(f);
	scribble(path, 0, 4096);
	fixture_open(f);
	assert_non_null(strstr(store_warning(f->s), "was corrupt: it is kept as store.db.corrupt-"));
	assert_int_equal(files_like(f, "store.db.corrupt-"), 1);
	assert_int_equal(count_of(f, (struct store_filter){0}), 0);
	id = run_with(f, &h, 5);
	fixture_reopen(f);
	assert_null(store_warning(f->s));
	x = load(f, id);
	assert_same_history(&h, &x.history);
	store_execution_done(&x);
	history_done(&h);
	free(path);
}

/* Where a table begins in the file. All of the log is in the file afterwards, and other connections forget their pages. */
static off_t table_offset(const struct fixture *f, const char *table)
{
	char *path = store_file(f);
	sqlite3_stmt *st;
	sqlite3 *db;
	off_t offset;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "UPDATE execution SET name = name; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT rootpage FROM sqlite_master WHERE name = ?1", -1, &st, NULL), SQLITE_OK);
	sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	offset = (off_t)(sqlite3_column_int(st, 0) - 1) * 4096;
	sqlite3_finalize(st);
	sqlite3_close(db);
	free(path);
	return offset;
}

/* A table turns out corrupt while executions run: they go on in a new file, from their first event. */
static void a_file_that_corrupts_while_it_runs_loses_nothing_that_runs(void **state)
{
	struct fixture *f = *state;
	char *path = store_file(f);
	struct value *v = value_large(800, 4);
	struct history h;
	struct store_execution x;
	int64_t id;

	history_init(&h);
	add_passes(&h, 200, v);
	end_with(f, begin_with(f, "over", "{}"), EXEC_SUCCEEDED, NULL, NULL);
	id = begin_at(f, "long", v, NOW_MS);
	store_events_append(f->s, id, &h);
	flush(f);
	scribble(path, table_offset(f, "event"), 4096);
	add_passes(&h, 10, v);
	store_events_append(f->s, id, &h);
	flush(f);				/* finds out, and begins the new file */
	assert_non_null(strstr(store_warning(f->s), "was corrupt"));
	assert_int_equal(files_like(f, "store.db.corrupt-"), 1);
	x = load(f, id);
	assert_true(x.incomplete);		/* only the new ones so far */
	store_execution_done(&x);
	store_events_append(f->s, id, &h);
	end_with(f, id, EXEC_SUCCEEDED, NULL, NULL);
	flush(f);
	x = load(f, id);
	assert_false(x.incomplete);
	assert_same_history(&h, &x.history);
	store_execution_done(&x);
	assert_int_equal(count_of(f, (struct store_filter){0}), 1);	/* what was over is in the file that was moved */
	history_done(&h);
	value_unref(v);
	free(path);
}

/* Reading one execution finds the damage: it says so, and the file stays. */
static void reading_a_corrupt_execution_says_so(void **state)
{
	struct fixture *f = *state;
	struct store_execution x = {0};
	char *path = store_file(f);
	struct history h;
	struct err e;
	int64_t id = run_with(f, &h, 50);

	scribble(path, table_offset(f, "event"), 4096);
	assert_false(store_execution_load(f->s, id, &x, &e));
	assert_true(str_ends(e.msg, "store.db: is corrupt"));
	assert_int_equal(count_of(f, (struct store_filter){0}), 1);
	assert_int_equal(files_like(f, "store.db.corrupt-"), 0);
	history_done(&h);
	free(path);
}

/* --- other processes --------------------------------------------------------------------------------------------------- */

static sqlite3 *lock_file(const struct fixture *f, const char *how)
{
	char *path = store_file(f);
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, how, NULL, NULL, NULL), SQLITE_OK);
	free(path);
	return db;
}

static void a_locked_file_keeps_events_pending(void **state)
{
	struct fixture *f = *state;
	struct value *v = value_of("{\"a\":1}");
	sqlite3 *other = lock_file(f, "BEGIN IMMEDIATE");
	struct history h;
	struct store_execution x;
	struct err e;
	int64_t id;

	history_init(&h);
	add_passes(&h, 20, v);
	id = begin_at(f, "patient", v, NOW_MS);
	store_events_append(f->s, id, &h);
	assert_false(store_flush(f->s, &e));
	assert_int_equal(e.code, ERR_BUSY);
	assert_true(str_ends(e.msg, "store.db: another process is writing to it"));
	assert_int_equal(store_pending(f->s), 21);
	add_passes(&h, 5, v);
	store_events_append(f->s, id, &h);
	e.msg[0] = '\0';
	assert_false(store_flush(f->s, &e));		/* at once: not yet time to try again */
	assert_true(str_ends(e.msg, "another process is writing to it"));
	assert_int_equal(count_of(f, (struct store_filter){0}), 0);	/* reading goes on */
	sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL);
	sqlite3_close(other);
	x = load(f, id);				/* tries at once */
	assert_int_equal(store_pending(f->s), 0);
	assert_same_history(&h, &x.history);
	store_execution_done(&x);
	history_done(&h);
	value_unref(v);
}

static void a_file_locked_at_the_start_is_opened_later(void **state)
{
	struct fixture *f = *state;
	struct store_list l = {0};
	struct history h;
	struct err e;
	sqlite3 *other;
	int64_t id;

	fixture_close(f);
	other = lock_file(f, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE t (a)");
	fixture_open(f);
	assert_true(str_ends(store_path(f->s), "/.aslant/store.db"));
	id = begin_with(f, "early", "{}");
	assert_false(store_flush(f->s, &e));
	assert_int_equal(e.code, ERR_BUSY);
	assert_false(store_execution_list(f->s, &(struct store_filter){0}, &l, &e));
	assert_int_equal(e.code, ERR_BUSY);
	sqlite3_close(other);
	assert_int_equal(count_of(f, (struct store_filter){0}), 1);
	assert_int_equal(store_pending(f->s), 0);
	history_init(&h);
	store_events_append(f->s, id, &h);
	history_done(&h);
	store_list_done(&l);
}

static void two_processes_share_a_file(void **state)
{
	struct fixture *f = *state, other = { .m = f->m };
	struct history a, b;
	int64_t ids[2];

	strcpy(other.dir, f->dir);
	fixture_open(&other);
	ids[0] = run_with(f, &a, 10);
	ids[1] = run_with(&other, &b, 10);
	assert_true(ids[0] != ids[1]);
	assert_int_equal(count_of(f, (struct store_filter){0}), 2);
	assert_int_equal(count_of(&other, (struct store_filter){0}), 2);
	fixture_close(&other);
	history_done(&a);
	history_done(&b);
}

/* In a child: flush turns of five events for ever, and say after each how many are safe. */
static void child_runs(struct fixture *f, int out)
{
	struct value *v = value_large(700, 1);
	struct history h;
	int64_t id;
	int32_t n = 0;
	struct err e;

	fixture_open(f);
	id = begin_at(f, "killed", v, NOW_MS);
	history_init(&h);
	for (;;) {
		add_passes(&h, 5, v);
		store_events_append(f->s, id, &h);
		if (!store_flush(f->s, &e))
			_exit(3);
		n += 5;
		if (write(out, &n, sizeof n) != sizeof n)
			_exit(4);
	}
}

static void after_a_kill_every_committed_event_is_there(void **state)
{
	struct fixture *f = *state;
	struct store_list l;
	struct store_execution x;
	int32_t n = 0, safe = 0;
	int fds[2], status;
	pid_t pid;

	fixture_close(f);
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(fds[0]);
		child_runs(f, fds[1]);
	}
	close(fds[1]);
	while (safe < 200 && read(fds[0], &n, sizeof n) == sizeof n)
		safe = n;
	fixture_open(f);
	l = list_of(f, (struct store_filter){ .which = STORE_RUNNING });
	assert_int_equal(l.rows.n, 1);			/* in another process */
	assert_false(l.rows.v[0].mine || l.rows.v[0].interrupted);
	store_list_done(&l);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	while (read(fds[0], &n, sizeof n) == sizeof n)
		safe = n;
	close(fds[0]);

	assert_true(safe >= 200);
	l = list_of(f, (struct store_filter){ .which = STORE_INTERRUPTED });
	assert_int_equal(l.rows.n, 1);
	assert_true(l.rows.v[0].interrupted);
	assert_int_equal(l.rows.v[0].status, EXEC_RUNNING);
	assert_true(l.rows.v[0].n_events >= safe);
	assert_true(l.rows.v[0].stop_ms > NOW_MS);
	assert_int_equal(count_of(f, (struct store_filter){ .which = STORE_RUNNING }), 0);
	x = load(f, l.rows.v[0].id);
	assert_true((int32_t)x.history.events.n >= safe);
	assert_int_equal(x.history.events.n % 5, 0);	/* whole turns */
	assert_false(x.incomplete);
	store_execution_done(&x);
	assert_true(store_execution_delete(f->s, l.rows.v[0].id, NULL));
	store_list_done(&l);
}

/* --- a full disk --------------------------------------------------------------------------------------------------------- */

/* In a child, since the limit is a process's: files may not grow beyond 300 kB, then they may. */
static int child_fills(struct fixture *f)
{
	struct rlimit small = { 300000, RLIM_INFINITY }, free_again = { RLIM_INFINITY, RLIM_INFINITY };
	struct store_execution x = {0};
	struct history h;
	struct err e;
	bool failed = false;
	int64_t id;

	signal(SIGXFSZ, SIG_IGN);
	fixture_open(f);
	if (setrlimit(RLIMIT_FSIZE, &small) != 0)
		return 10;
	history_init(&h);
	id = begin_with(f, "fills", "{}");
	for (int i = 0; i < 100; i++) {
		struct value *v = value_large(20000, i);

		add_passes(&h, 2, v);
		store_events_append(f->s, id, &h);
		failed = !store_flush(f->s, &e) || failed;
		value_unref(v);
	}
	if (!failed || !store_pending(f->s) || e.code != ERR_IO)
		return 11;
	setrlimit(RLIMIT_FSIZE, &free_again);
	if (!store_execution_load(f->s, id, &x, &e) || store_pending(f->s) || x.incomplete)
		return 12;
	assert_same_history(&h, &x.history);
	store_execution_done(&x);
	history_done(&h);
	fixture_close(f);
	asl_unref(f->m);
	return 0;
}

static void a_full_disk_loses_nothing(void **state)
{
	struct fixture *f = *state;
	int status;
	pid_t pid;

	fixture_close(f);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(child_fills(f));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	fixture_open(f);
	assert_int_equal(count_of(f, (struct store_filter){0}), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
		TEST(a_folder_that_cannot_be_written_is_kept_elsewhere),
		TEST(without_any_folder_memory_serves),
		TEST(a_file_of_a_newer_version_is_left_alone),
		TEST(a_corrupt_file_is_moved_aside),
		TEST(a_file_that_corrupts_while_it_runs_loses_nothing_that_runs),
		TEST(reading_a_corrupt_execution_says_so),
		TEST(a_locked_file_keeps_events_pending),
		TEST(a_file_locked_at_the_start_is_opened_later),
		TEST(two_processes_share_a_file),
		TEST(after_a_kill_every_committed_event_is_there),
		TEST(a_full_disk_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
