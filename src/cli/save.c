#include "cli/save.h"

#include <stdlib.h>
#include <string.h>

#include "app/save_case.h"
#include "base/timefmt.h"
#include "cli/cli.h"

#define MAX_BYTES (64 << 20)

bool save_kind_arg(const char *command, const char *text, enum save_kind *out)
{
	struct str names = {0};

	if (save_kind_find(text, out))
		return true;
	save_kind_names(&names);
	fprintf(stderr, "%s: \"%s\" is nothing that an execution is saved as; that is %s\n", command, text, str_get(&names));
	str_done(&names);
	return false;
}

bool save_wish_add(struct save_wishes *w, const char *command, const char *text)
{
	const char *eq = strchr(text, '=');
	char *kind = eq ? xstrndup(text, (size_t)(eq - text)) : NULL;
	enum save_kind k;
	bool ok = eq && eq[1];

	if (!ok)
		fprintf(stderr, "%s: --save takes KIND=PATH, not \"%s\"\n", command, text);
	else
		ok = save_kind_arg(command, kind, &k);
	if (ok)
		VEC_PUSH(&w->list, ((struct save_wish){k, eq + 1}));
	free(kind);
	return ok;
}

static bool write_text(const struct save_wish *wish, const struct str *text, struct err *e)
{
	char *dir;
	bool ok;

	if (!wish->path) {
		if (fwrite(str_get(text), 1, text->len, stdout) == text->len && fflush(stdout) == 0)
			return true;
		return err_set(e, ERR_IO, "cannot write to standard output");
	}
	dir = path_dir(wish->path);
	ok = dir_make(dir, e) && file_write_atomic(wish->path, str_get(text), text->len, e);
	free(dir);
	return ok;
}

/* Until it is done; mocks of a test case answer in turns of the loop. */
static bool work(struct saving *s, struct loop *l, struct err *e)
{
	enum saving_state st;
	int64_t wait_us;

	do {
		st = saving_turn(s, time_mono_us(), &wait_us, e);
		loop_turn(l, st == SAVING_WAITS ? (int)((wait_us + 999) / 1000) : 0);
	} while (st == SAVING_MORE || st == SAVING_WAITS);
	return st == SAVING_DONE;
}

static void print_notes(const char *command, const char *notes)
{
	for (const char *end; *notes; notes = *end ? end + 1 : end) {
		end = notes + strcspn(notes, "\n");
		fprintf(stderr, "%s: %.*s\n", command, (int)(end - notes), notes);
	}
}

/* A file of test cases for the same definition gets one more; any other file that is there stays as it is. */
static bool existing(const struct save_wish *wish, const char *machine_file, char **into, struct err *e)
{
	size_t len;

	if (!wish->path || !file_exists(wish->path))
		return true;
	if (wish->kind == SAVE_TEST && save_case_fits(wish->path, machine_file))
		return file_read(wish->path, MAX_BYTES, into, &len, e);
	return err_set(e, ERR_USAGE, "%s is there already", wish->path);
}

static int save_one(const struct save_wish *wish, const char *command, struct loop *l, struct run *r, const char *machine_file)
{
	struct saving_options o = {.kind = wish->kind, .run = r, .path = wish->path, .machine_file = machine_file};
	char *into = NULL;
	struct saving *s = NULL;
	struct err e = {0};
	bool ok, holds = true;

	run_seek(r, run_last(r));
	ok = existing(wish, machine_file, &into, &e);
	o.into = into;
	ok = ok && (s = saving_new(l, &o, &e)) && work(s, l, &e) && write_text(wish, saving_text(s), &e);
	if (s)
		print_notes(command, saving_notes(s));
	if (!ok)
		fprintf(stderr, "%s: %s\n", command, e.msg);
	else if (wish->path)
		fprintf(stderr, "%s: %s: %s\n", command, into ? "added to" : "written", wish->path);
	holds = !s || saving_holds(s);
	saving_free(s);
	free(into);
	return ok ? holds ? EXIT_GOOD : EXIT_FAILED : e.code == ERR_IO || e.code == ERR_NOT_FOUND ? EXIT_HOST : EXIT_USAGE;
}

int save_all(const struct save_wishes *w, const char *command, struct loop *l, struct run *r, bool file)
{
	char *machine_file = file ? save_case_address(r->machine) : NULL;
	int status = EXIT_GOOD;

	for (size_t i = 0; i < w->list.n; i++) {
		int one = save_one(&w->list.v[i], command, l, r, machine_file);

		status = status ? status : one;
	}
	free(machine_file);
	return status;
}
