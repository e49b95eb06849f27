/* child: output, input, exit, limits, and that nothing outlives its handle. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loop/child.h"

struct seen {
	struct str out[CHILD_STREAMS];
	size_t bytes;
	int ends, exits;
	bool ended[CHILD_STREAMS];
	bool free_on_out, free_on_exit, discard;
	struct child_exit how;
};

static struct loop *loop;

static void on_out(void *ctx, struct child *c, enum child_stream stream, const char *data, size_t len)
{
	struct seen *s = ctx;

	assert_int_equal(s->exits, 0);
	assert_false(s->ended[stream]);
	s->bytes += len;
	if (!len) {
		s->ends++;
		s->ended[stream] = true;
	}
	if (!s->discard)
		str_add(&s->out[stream], data, len);
	if (s->free_on_out)
		child_free(c);
}

static void on_exit_(void *ctx, struct child *c, const struct child_exit *x)
{
	struct seen *s = ctx;

	s->exits++;
	s->how = *x;
	if (s->free_on_exit)
		child_free(c);
}

#define SH(script) ((const char *const[]){"sh", "-c", script, NULL})

static struct child_opts opts(const char *const *argv, struct seen *s)
{
	return (struct child_opts){
		.argv = argv, .open = {[CHILD_OUT] = true, [CHILD_ERR] = true}, .out = on_out, .exit = on_exit_, .ctx = s,
	};
}

static struct child *start(const struct child_opts *o)
{
	struct err e;
	struct child *c = child_start(loop, o, &e);

	if (!c)
		fail_msg("%s", e.msg);
	return c;
}

#define TURN_UNTIL(cond)						\
	do {								\
		int64_t give_up = time(NULL) + 30;			\
		while (!(cond) && time(NULL) < give_up)			\
			loop_turn(loop, 50);				\
		assert_true(cond);					\
	} while (0)

static void seen_done(struct seen *s)
{
	for (int i = 0; i < CHILD_STREAMS; i++)
		str_done(&s->out[i]);
	memset(s, 0, sizeof *s);
}

static bool is_gone(long pid)
{
	char path[64], line[256], letter = 0;
	FILE *f;

	if (kill((pid_t)pid, 0) != 0)
		return true;
	/* A zombie that its new parent has not reaped yet is gone, too. */
	snprintf(path, sizeof path, "/proc/%ld/stat", pid);
	f = fopen(path, "r");
	if (!f)
		return true;
	if (fgets(line, sizeof line, f))
		letter = strrchr(line, ')')[2];
	fclose(f);
	return letter == 'Z' || letter == 'X';
}

static void output_and_exit_status_arrive(void **state)
{
	struct seen s = {0};
	struct child_opts o = opts(SH("echo out; echo err >&2; exit 3"), &s);
	struct child *c = start(&o);

	(void)state;
	assert_true(child_is_running(c));
	TURN_UNTIL(s.exits);
	assert_string_equal(str_get(&s.out[CHILD_OUT]), "out\n");
	assert_string_equal(str_get(&s.out[CHILD_ERR]), "err\n");
	assert_int_equal(s.ends, 2);
	assert_int_equal(s.how.code, 3);
	assert_int_equal(s.how.signum, 0);
	assert_true(s.how.max_rss_kb > 0);
	assert_false(child_is_running(c));
	loop_turn(loop, 20);
	assert_int_equal(s.exits, 1);
	child_free(c);
	seen_done(&s);
}

static void a_signal_is_told_from_a_status(void **state)
{
	struct seen s = {0};
	struct child_opts o = opts(SH("kill -SEGV $$"), &s);
	struct child *c = start(&o);

	(void)state;
	TURN_UNTIL(s.exits);
	assert_int_equal(s.how.signum, SIGSEGV);
	assert_int_equal(s.how.code, -1);
	assert_false(s.how.deadline);
	child_free(c);
	seen_done(&s);
}

static void what_cannot_start_says_why(void **state)
{
	static const struct {
		const char *argv0, *cwd, *message;
		enum err_code code;
	} t[] = {
		{"/nowhere/prog", NULL, "/nowhere/prog cannot be started: No such file or directory", ERR_NOT_FOUND},
		{"no-such-program-at-all", NULL, "no-such-program-at-all cannot be started: No such file or directory", ERR_NOT_FOUND},
		{"/etc/passwd", NULL, "/etc/passwd cannot be started: Permission denied", ERR_IO},
		{"sh", "/nowhere", "sh: cannot enter its folder /nowhere: No such file or directory", ERR_NOT_FOUND},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct seen s = {0};
		struct child_opts o = opts((const char *const[]){t[i].argv0, NULL}, &s);
		struct err e;

		o.cwd = t[i].cwd;
		assert_null(child_start(loop, &o, &e));
		assert_string_equal(e.msg, t[i].message);
		assert_int_equal(e.code, t[i].code);
	}
}

static void environment_and_folder_are_as_asked(void **state)
{
	struct seen s = {0};
	struct child_opts o = opts(SH("pwd; env | grep -v -e ^PWD= -e ^SHLVL= -e ^_= -e ^OLDPWD= | sort"), &s);
	struct child *c;

	(void)state;
	o.env = (const char *const[]){"ONLY=this", "PATH=/usr/bin:/bin", NULL};
	o.cwd = "/";
	c = start(&o);
	TURN_UNTIL(s.exits);
	assert_string_equal(str_get(&s.out[CHILD_OUT]), "/\nONLY=this\nPATH=/usr/bin:/bin\n");
	child_free(c);
	seen_done(&s);
}

static void big_input_goes_through_and_ends(void **state)
{
	struct seen s = {0};
	struct child_opts o = opts((const char *const[]){"wc", "-c", NULL}, &s);
	char *big = xcalloc(1, 3000000);
	struct child *c;

	(void)state;
	memset(big, 'x', 3000000);
	o.open[CHILD_IN] = true;
	c = start(&o);
	for (int i = 0; i < 4; i++)
		assert_true(child_write(c, CHILD_IN, big, 3000000));
	child_write_end(c, CHILD_IN);
	assert_false(child_write(c, CHILD_IN, "x", 1));
	TURN_UNTIL(s.exits);
	assert_int_equal(strtol(str_get(&s.out[CHILD_OUT]), NULL, 10), 12000000);
	child_free(c);
	free(big);
	seen_done(&s);
}

static void the_queue_has_a_limit_and_a_closed_reader_is_no_crash(void **state)
{
	struct seen s = {0};
	struct child_opts o = opts(SH("exec <&-; sleep 0.2; echo done"), &s);
	size_t half = CHILD_QUEUE_MAX / 2 + 100000;
	char *big = xcalloc(1, half);
	struct child *c;

	(void)state;
	o.open[CHILD_IN] = true;
	c = start(&o);
	child_write(c, CHILD_IN, big, half);
	assert_false(child_write(c, CHILD_IN, big, half));
	TURN_UNTIL(s.exits);
	assert_string_equal(str_get(&s.out[CHILD_OUT]), "done\n");
	child_free(c);
	free(big);
	seen_done(&s);
}

static void the_extra_descriptor_speaks_both_ways(void **state)
{
	struct seen s = {0};
	struct child_opts o = opts(SH("read line <&3; echo \"got $line\" >&3; echo log; cat <&3 >&3"), &s);
	struct child *c;

	(void)state;
	o.open[CHILD_EXTRA] = true;
	c = start(&o);
	assert_true(child_write(c, CHILD_EXTRA, "ping\n", 5));
	TURN_UNTIL(s.out[CHILD_EXTRA].len == 9 && s.out[CHILD_OUT].len == 4);
	assert_string_equal(str_get(&s.out[CHILD_EXTRA]), "got ping\n");
	assert_true(child_write(c, CHILD_EXTRA, "more", 4));
	child_write_end(c, CHILD_EXTRA);
	TURN_UNTIL(s.exits);
	assert_string_equal(str_get(&s.out[CHILD_EXTRA]), "got ping\nmore");
	assert_int_equal(s.how.code, 0);
	child_free(c);
	seen_done(&s);
}

/* The leader and what it started in the background; both print their numbers. */
#define FAMILY "sleep 300 & echo $!; sleep 300 & echo $!; echo $$; exec sleep 300"

static void three_pids(struct seen *s, long pids[3])
{
	TURN_UNTIL(s->out[CHILD_OUT].len && strchr(str_get(&s->out[CHILD_OUT]), '\n') &&
		sscanf(str_get(&s->out[CHILD_OUT]), "%ld\n%ld\n%ld\n", &pids[0], &pids[1], &pids[2]) == 3);
	for (int i = 0; i < 3; i++)
		assert_false(is_gone(pids[i]));
}

static void all_gone(const long pids[3])
{
	TURN_UNTIL(is_gone(pids[0]) && is_gone(pids[1]) && is_gone(pids[2]));
}

static void freeing_kills_the_whole_group(void **state)
{
	static const enum child_group groups[] = {CHILD_OWN_GROUP, CHILD_OWN_SESSION};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(groups); i++) {
		struct seen s = {0};
		struct child_opts o = opts(SH(FAMILY), &s);
		struct child *c;
		long pids[3];

		o.group = groups[i];
		c = start(&o);
		three_pids(&s, pids);
		child_free(c);
		all_gone(pids);
		assert_int_equal(s.exits, 0);
		seen_done(&s);
	}
}

static void a_deadline_kills_the_whole_group(void **state)
{
	struct seen s = {0};
	struct child_opts o = opts(SH(FAMILY), &s);
	struct child *c = start(&o);
	long pids[3];

	(void)state;
	three_pids(&s, pids);
	child_limit(c, 30);
	TURN_UNTIL(s.exits);
	assert_true(s.how.deadline);
	assert_int_equal(s.how.signum, SIGKILL);
	all_gone(pids);
	child_free(c);
	seen_done(&s);
}

/* The leader exits, its background process holds the pipe: it is killed, and the exit is not held up. */
static void stragglers_end_with_their_leader(void **state)
{
	struct seen s = {0};
	struct child_opts o = opts(SH("sleep 300 & echo $!; exit 0"), &s);
	struct child *c = start(&o);
	long pid;

	(void)state;
	TURN_UNTIL(s.exits);
	assert_int_equal(sscanf(str_get(&s.out[CHILD_OUT]), "%ld", &pid), 1);
	TURN_UNTIL(is_gone(pid));
	assert_int_equal(s.how.code, 0);
	child_free(c);
	seen_done(&s);
}

/* One that has left the group cannot be reached; the exit comes all the same. */
static void a_pipe_held_elsewhere_does_not_hold_up_the_exit(void **state)
{
	struct seen s = {0};
	struct child_opts o = opts(SH("setsid sleep 5 & echo $!; exit 0"), &s);
	struct child *c = start(&o);
	long pid;

	(void)state;
	TURN_UNTIL(s.exits);
	assert_int_equal(sscanf(str_get(&s.out[CHILD_OUT]), "%ld", &pid), 1);
	child_free(c);
	kill((pid_t)pid, SIGKILL);
	seen_done(&s);
}

static void freeing_the_loop_ends_its_children(void **state)
{
	struct seen s = {0};
	struct child_opts o = opts(SH(FAMILY), &s);
	struct err e;
	long pids[3];
	int64_t give_up = time(NULL) + 20;

	(void)state;
	start(&o);
	three_pids(&s, pids);
	loop_free(loop);
	while (time(NULL) < give_up && !(is_gone(pids[0]) && is_gone(pids[1]) && is_gone(pids[2])))
		;
	for (int i = 0; i < 3; i++)
		assert_true(is_gone(pids[i]));
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	loop = loop_new(&e);
	assert_non_null(loop);
	seen_done(&s);
}

static void a_flood_is_cut_or_killed(void **state)
{
	struct seen s = {0};
	struct child_opts o = opts(SH("head -c 100000000 /dev/zero; echo end >&2"), &s);
	struct child *c;

	(void)state;
	o.max_bytes[CHILD_OUT] = 1000000;
	c = start(&o);
	TURN_UNTIL(s.exits);
	assert_int_equal(s.out[CHILD_OUT].len, 1000000);
	assert_string_equal(str_get(&s.out[CHILD_ERR]), "end\n");
	assert_false(s.how.flood);
	child_free(c);
	seen_done(&s);

	o.flood_kills = true;
	c = start(&o);
	TURN_UNTIL(s.exits);
	assert_int_equal(s.out[CHILD_OUT].len, 1000000);
	assert_true(s.how.flood);
	assert_int_equal(s.how.signum, SIGKILL);
	child_free(c);
	seen_done(&s);
}

static void tick(void *ctx)
{
	++*(int *)ctx;
}

/* The loop stays responsive under a flood, and a paused stream is left alone. */
static void a_flood_does_not_hold_the_loop(void **state)
{
	struct seen s = {.discard = true};
	struct child_opts o = opts((const char *const[]){"cat", "/dev/zero", NULL}, &s);
	struct child *c = start(&o);
	int ticks = 0;
	size_t bytes;
	struct loop_timer *t = loop_timer_new(loop, tick, &ticks);

	(void)state;
	loop_timer_start(t, 2, 2);
	TURN_UNTIL(ticks >= 50 && s.bytes > 1000000);
	child_pause(c, CHILD_OUT, true);
	bytes = s.bytes;
	for (int i = 0; i < 5; i++)
		loop_turn(loop, 5);
	assert_int_equal(s.bytes, bytes);
	child_pause(c, CHILD_OUT, false);
	TURN_UNTIL(s.bytes > bytes);
	child_free(c);
	loop_timer_free(t);
	seen_done(&s);
}

static void handles_may_be_freed_in_callbacks(void **state)
{
	struct seen s = {.free_on_out = true}, x = {.free_on_exit = true};
	struct child_opts o = opts(SH("yes"), &s), ox = opts(SH("exit 1"), &x);

	(void)state;
	start(&o);
	start(&ox);
	TURN_UNTIL(s.bytes && x.exits);
	loop_turn(loop, 20);
	assert_int_equal(s.exits, 0);
	seen_done(&s);
	seen_done(&x);
}

static void memory_is_limited(void **state)
{
	struct seen s = {0};
	struct child_opts o = opts(SH("ulimit -v; ulimit -c; ulimit -n"), &s);
	struct child *c;

	(void)state;
	if (getenv("LD_PRELOAD") && strstr(getenv("LD_PRELOAD"), "vgpreload"))
		skip();		/* valgrind keeps limits of its own and answers for the system */
	o.limit_as = 512 << 20;
	o.limit_files = 100;
	c = start(&o);
	TURN_UNTIL(s.exits);
	assert_string_equal(str_get(&s.out[CHILD_OUT]), "524288\n0\n100\n");
	child_free(c);
	seen_done(&s);
}

static int count_fds(void *arg)
{
	DIR *d = opendir("/proc/self/fd");
	struct dirent *ent;
	int n = 0;

	if (!d)
		return 100;
	while ((ent = readdir(d)))
		n += ent->d_name[0] != '.' && atoi(ent->d_name) < 256;	/* far above are those of valgrind, if it looks on */
	closedir(d);
	if (write(1, arg, strlen(arg)) < 0)
		return 101;
	return n - 1;	/* the folder itself */
}

static void a_function_runs_in_a_fork_with_its_own_files_only(void **state)
{
	struct seen s = {0};
	struct child_opts o = opts(NULL, &s);
	struct child *c;
	char text[] = "from the fork";

	(void)state;
	o.run = count_fds;
	o.run_arg = text;
	c = start(&o);
	TURN_UNTIL(s.exits);
	assert_string_equal(str_get(&s.out[CHILD_OUT]), "from the fork");
	assert_int_equal(s.how.code, 3);
	child_free(c);
	seen_done(&s);
}

/* Program dies by SIGKILL: so do its children. */
static void children_die_with_the_program(void **state)
{
	struct seen s = {0};
	pid_t pid;
	int p[2], status;
	long child = 0;

	(void)state;
	assert_int_equal(pipe(p), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct child_opts o = opts((const char *const[]){"sleep", "300", NULL}, &s);
		struct err e;
		struct loop *own = loop_new(&e);
		struct child *c = own ? child_start(own, &o, &e) : NULL;

		child = c ? child_pid(c) : -1;
		if (write(p[1], &child, sizeof child) == sizeof child)
			raise(SIGKILL);
		_exit(1);
	}
	assert_int_equal(read(p[0], &child, sizeof child), sizeof child);
	assert_true(child > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	TURN_UNTIL(is_gone(child));
	close(p[0]);
	close(p[1]);
}

static int make_loop(void **state)
{
	struct err e;

	(void)state;
	loop = loop_new(&e);
	return loop ? 0 : -1;
}

static int free_loop(void **state)
{
	(void)state;
	loop_free(loop);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(output_and_exit_status_arrive),
		cmocka_unit_test(a_signal_is_told_from_a_status),
		cmocka_unit_test(what_cannot_start_says_why),
		cmocka_unit_test(environment_and_folder_are_as_asked),
		cmocka_unit_test(big_input_goes_through_and_ends),
		cmocka_unit_test(the_queue_has_a_limit_and_a_closed_reader_is_no_crash),
		cmocka_unit_test(the_extra_descriptor_speaks_both_ways),
		cmocka_unit_test(freeing_kills_the_whole_group),
		cmocka_unit_test(a_deadline_kills_the_whole_group),
		cmocka_unit_test(stragglers_end_with_their_leader),
		cmocka_unit_test(a_pipe_held_elsewhere_does_not_hold_up_the_exit),
		cmocka_unit_test(a_flood_is_cut_or_killed),
		cmocka_unit_test(a_flood_does_not_hold_the_loop),
		cmocka_unit_test(handles_may_be_freed_in_callbacks),
		cmocka_unit_test(memory_is_limited),
		cmocka_unit_test(a_function_runs_in_a_fork_with_its_own_files_only),
		cmocka_unit_test(children_die_with_the_program),
		cmocka_unit_test(freeing_the_loop_ends_its_children),
	};

	return cmocka_run_group_tests(tests, make_loop, free_loop);
}
