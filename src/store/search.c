/*
 * The functions that queries call: does a text hold what is searched for, does a process still run. ASCII letters match in either case.
 */
#include "store/db.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Both are in lower case but for text. memchr() leaps over what cannot be a beginning. */
static bool text_holds(const char *text, size_t len, const char *needle)
{
	size_t n = strlen(needle);
	const char *end = text + len, *p = text, *lower = NULL, *upper = NULL;
	int low = (unsigned char)needle[0], up = toupper(low);

	while (n && (size_t)(end - p) >= n) {
		if (!lower || lower < p)
			lower = memchr(p, low, (size_t)(end - p));
		if (!upper || upper < p)
			upper = low == up ? end : memchr(p, up, (size_t)(end - p));
		lower = lower ? lower : end;
		upper = upper ? upper : end;
		p = lower < upper ? lower : upper;
		if ((size_t)(end - p) < n)
			return false;
		if (strncasecmp(p, needle, n) == 0)
			return true;
		p++;
	}
	return n == 0;
}

static void holds(sqlite3_context *c, int argc, sqlite3_value **argv)
{
	const struct store *s = sqlite3_user_data(c);
	const char *text;
	size_t len;

	(void)argc;
	if (sqlite3_value_type(argv[0]) != SQLITE_TEXT) {	/* NULL, or the id of a blob */
		sqlite3_result_int(c, 0);
		return;
	}
	text = (const char *)sqlite3_value_text(argv[0]);
	len = (size_t)sqlite3_value_bytes(argv[0]);
	sqlite3_result_int(c, text_holds(text, len, s->needle[0]) || (s->needle[1] && text_holds(text, len, s->needle[1])));
}

static void owner_alive(sqlite3_context *c, int argc, sqlite3_value **argv)
{
	const char *boot = (const char *)sqlite3_value_text(argv[2]);
	struct owner o = { .pid = sqlite3_value_int64(argv[0]), .start = sqlite3_value_int64(argv[1]) };

	(void)argc;
	sqlite3_snprintf(sizeof o.boot, o.boot, "%s", boot ? boot : "");
	sqlite3_result_int(c, owner_is_alive(&o));
}

bool search_prepare(struct store *s, struct err *e)
{
	return (sqlite3_create_function_v2(s->db, "holds", 1, SQLITE_UTF8, s, holds, NULL, NULL, NULL) == SQLITE_OK &&
	    sqlite3_create_function_v2(s->db, "owner_alive", 3, SQLITE_UTF8, NULL, owner_alive, NULL, NULL, NULL) == SQLITE_OK) ||
	    db_fail(s, e);
}

static void lower(char *p)
{
	for (; *p; p++)
		*p = (char)tolower((unsigned char)*p);
}

void search_set(struct store *s, const char *text)
{
	struct str json = {0};

	free(s->needle[0]);
	free(s->needle[1]);
	s->needle[0] = xstrdup(text ? text : "");
	s->needle[1] = NULL;
	lower(s->needle[0]);
	json_print_string(&json, s->needle[0]);
	/* Without the quotes around it. The same as the first, unless it has quotes, backslashes or controls itself. */
	if (json.len > 2) {
		s->needle[1] = xstrndup(json.p + 1, json.len - 2);
		if (strcmp(s->needle[0], s->needle[1]) == 0) {
			free(s->needle[1]);
			s->needle[1] = NULL;
		}
	}
	str_done(&json);
}
