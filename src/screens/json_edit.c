#include "screens/json_edit.h"

#include <stdlib.h>
#include <string.h>

#include "screens/json_paint.h"
#include "ui/glyph.h"
#include "ui/screen.h"

#define FRAME_MIN_ROWS 7		/* below that the frame's lines are better used for text */

static void check(struct json_edit *j)
{
	struct str text = {0};
	cJSON *root = NULL;

	if (editor_version(j->ed) == j->checked)
		return;
	j->checked = editor_version(j->ed);
	editor_get_text(j->ed, &text);
	err_clear(&j->fault);
	j->valid = json_parse(str_get(&text), text.len, NULL, &root, &j->fault);
	j->bytes = j->valid ? json_print_size(root) : 0;
	cJSON_Delete(root);
	str_done(&text);
	editor_mark_clear(j->ed);
	if (!j->valid)
		editor_mark(j->ed, &j->fault.span, ST_ERROR, j->fault.msg);
}

void json_edit_init(struct json_edit *j, size_t limit)
{
	*j = (struct json_edit){.ed = editor_new(), .limit = limit, .checked = UINT64_MAX};
	editor_set_paint(j->ed, json_paint, NULL);
	check(j);
}

void json_edit_done(struct json_edit *j)
{
	editor_free(j->ed);
	free(j->needle);
}

static bool too_large(size_t len, struct err *e)
{
	return err_set(e, ERR_LIMIT, "a text of %zu bytes is too large for the editor", len);
}

bool json_edit_set(struct json_edit *j, const char *text, size_t len, struct err *e)
{
	if (!editor_set_text(j->ed, text, len))
		return too_large(len, e);
	j->checked = UINT64_MAX;
	check(j);
	return true;
}

bool json_edit_replace(struct json_edit *j, const char *text, size_t len, struct err *e)
{
	/* A file ends in a newline; the editor needs no empty line for it. */
	if (len && text[len - 1] == '\n')
		len--;
	if (!editor_replace_all(j->ed, text, len))
		return too_large(len, e);
	check(j);
	return true;
}

char *json_edit_text(const struct json_edit *j)
{
	struct str text = {0};

	editor_get_text(j->ed, &text);
	return str_take(&text);
}

void json_edit_go_fault(struct json_edit *j)
{
	if (!j->valid)
		editor_go_span(j->ed, &j->fault.span);
}

struct value *json_edit_value(struct json_edit *j, struct err *e)
{
	struct str text = {0};
	struct value *v;

	editor_get_text(j->ed, &text);
	v = value_parse(str_get(&text), text.len, e);
	str_done(&text);
	if (!v)
		json_edit_go_fault(j);
	return v;
}

bool json_edit_format(struct json_edit *j, struct err *e)
{
	struct str pretty = {0};
	struct value *v = json_edit_value(j, e);
	bool ok;

	if (!v)
		return false;
	json_print_pretty(&pretty, value_node(v), 0);
	value_unref(v);
	ok = json_edit_replace(j, str_get(&pretty), pretty.len, e);
	str_done(&pretty);
	return ok;
}

unsigned json_edit_search(struct json_edit *j, const char *needle, int direction)
{
	if (needle) {
		free(j->needle);
		j->needle = *needle ? xstrdup(needle) : NULL;
		editor_set_needle(j->ed, j->needle);
	}
	if (j->needle)
		editor_search(j->ed, direction);
	return AFTER_REDRAW;
}

/* --- on the screen ------------------------------------------------------------------------------------------------ */

static bool has_frame(const struct json_edit *j)
{
	return j->rows >= FRAME_MIN_ROWS;
}

/* Where the text itself is, relative to the whole. */
static void inside(const struct json_edit *j, int *x, int *y, int *cols, int *rows)
{
	int edge = has_frame(j) ? 1 : 0;

	*x = *y = edge;
	*cols = j->cols > 2 * edge ? j->cols - 2 * edge : 1;
	*rows = j->rows - 1 > 2 * edge ? j->rows - 1 - 2 * edge : 1;
}

void json_edit_layout(struct json_edit *j, int x, int y, int cols, int rows)
{
	int ix, iy, icols, irows;

	j->x = x;
	j->y = y;
	j->cols = cols;
	j->rows = rows;
	inside(j, &ix, &iy, &icols, &irows);
	editor_layout(j->ed, icols, irows);
}

bool json_edit_has(const struct json_edit *j, const struct key *k)
{
	struct key local;

	return key_in(k, j->x, j->y, j->cols, j->rows, &local);
}

/* Nothing but the {} that one starts with stands there, and a whole value comes: it takes the place of it. */
static void make_room(struct json_edit *j, const struct key *k)
{
	const char *p = k->code == K_PASTE ? k->paste : "";
	size_t len, left = k->code == K_PASTE ? k->paste_len : 0;
	const char *line = editor_line(j->ed, 0, &len);

	if (editor_lines(j->ed) != 1 || len != 2 || memcmp(line, "{}", 2) != 0)
		return;
	while (left && strchr(" \t\r\n", *p))
		p++, left--;
	/* A typed bracket brings the one that closes it, but not over a selection. */
	if (key_is(k, '{', 0) || key_is(k, '[', 0))
		editor_replace_all(j->ed, "", 0);
	else if (left && strchr("{[", *p))
		editor_select_all(j->ed);
}

unsigned json_edit_key(struct json_edit *j, const struct key *k)
{
	int x, y, cols, rows;
	struct key local = *k;
	unsigned w;

	inside(j, &x, &y, &cols, &rows);
	if (k->code == K_MOUSE && !key_in(k, j->x + x, j->y + y, cols, rows, &local))
		return W_IGNORED;
	make_room(j, &local);
	w = editor_key(j->ed, &local);
	if (w & W_CHANGED)
		check(j);
	return w;
}

enum style json_edit_status(const struct json_edit *j, struct str *out)
{
	if (!j->valid) {
		str_addf(out, GLYPH_FAILED " line %u, column %u: %s", j->fault.span.line, j->fault.span.col, j->fault.msg);
		return ST_ERROR;
	}
	if (j->limit && j->bytes > j->limit) {
		str_addf(out, GLYPH_CAUGHT " valid JSON, but %zu bytes are more than the %zu that AWS takes", j->bytes, j->limit);
		return ST_WARNING;
	}
	str_addf(out, GLYPH_SUCCEEDED " valid JSON, %zu byte%s", j->bytes, j->bytes == 1 ? "" : "s");
	return ST_GOOD;
}

void json_edit_draw(const struct json_edit *j, struct surface *sf, const char *title, bool focused)
{
	struct surface whole = surface_sub(sf, j->x, j->y, j->cols, j->rows), text;
	struct str status = {0};
	int x, y, cols, rows;
	enum style st;

	inside(j, &x, &y, &cols, &rows);
	if (has_frame(j))
		surface_box(&whole, 0, 0, j->cols, j->rows - 1, focused ? ST_BORDER_FOCUSED : ST_BORDER, title,
			focused ? ST_TITLE_FOCUSED : ST_TITLE);
	text = surface_sub(&whole, x, y, cols, rows);
	editor_draw(j->ed, &text, focused);
	st = json_edit_status(j, &status);
	surface_text(&whole, 1, j->rows - 1, j->cols - 2, st, str_get(&status));
	str_done(&status);
}
