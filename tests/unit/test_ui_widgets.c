/* list, tree, pager, prompt, choice, confirm, bars and the stack of screens: keys in, surface out. */
#include "config.h"

#include "ui_test.h"

#include <time.h>

#include "ui/bars.h"
#include "ui/dialog.h"
#include "ui/list.h"
#include "ui/pager.h"
#include "ui/prompt.h"
#include "ui/screen.h"
#include "ui/terminal.h"
#include "ui/tree.h"

static struct key mouse(enum mouse_kind kind, int x, int y)
{
	return (struct key){.code = K_MOUSE, .mouse = {.kind = kind, .button = 1, .clicks = 1, .x = (int16_t)x, .y = (int16_t)y}};
}

/* --- list ------------------------------------------------------------------------------------------------------- */

static size_t rows_drawn, texts_read;

static void number_text(void *ctx, size_t row, struct str *out)
{
	(void)ctx;
	texts_read++;
	str_addf(out, "row %zu%s", row, row % 10 == 3 ? " three" : "");
}

static void number_draw(void *ctx, size_t row, struct surface *sf, const char *needle)
{
	struct str s = {0};

	rows_drawn++;
	number_text(ctx, row, &s);
	surface_text_match(sf, 0, 0, sf->cols, ST_TEXT, str_get(&s), needle);
	str_done(&s);
}

static const struct list_ops numbers = {number_draw, number_text};

static void a_list_draws_what_is_seen(void **state)
{
	struct surface sf;
	struct list l;

	(void)state;
	surface_init(&sf, 14, 4, false);
	list_init(&l, &numbers, NULL);
	list_draw(&l, &sf, true);
	EXPECT_TEXT(&sf, "|              |\n|              |\n|              |\n|              |\n");
	list_set_rows(&l, 100000);
	list_layout(&l, 4);
	rows_drawn = texts_read = 0;
	list_go(&l, 99999);
	list_draw(&l, &sf, true);
	EXPECT_TEXT(&sf,
		"|row 99996    │|\n"
		"|row 99997    │|\n"
		"|row 99998    │|\n"
		"|row 99999    █|\n");
	EXPECT_ATTRS(&sf,
		"|              |\n"
		"|              |\n"
		"|              |\n"
		"|sssssssssssss |\n");
	assert_int_equal(rows_drawn, 4);
	assert_int_equal(texts_read, 4);
	surface_done(&sf);
	list_done(&l);
}

static void a_list_moves(void **state)
{
	static const struct {
		const char *keys;
		size_t row, top;
	} t[] = {
		{"j", 1, 0}, {"jjjj", 5, 2}, {"k", 4, 2}, {"G", 99, 96}, {"gg", 0, 0}, {"<PageDown>", 4, 1}, {"<C-d>", 6, 3},
		{"<C-u>", 4, 3}, {"<PageUp><PageUp>", 0, 0}, {"k", 0, 0}, {"<End>j", 99, 96}, {"<Home>", 0, 0},
	};
	struct list l;

	(void)state;
	list_init(&l, &numbers, NULL);
	list_set_rows(&l, 100);
	list_layout(&l, 4);
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		FEED(t[i].keys, assert_true(list_key(&l, &k) & W_USED));
		assert_int_equal(list_row(&l), t[i].row);
		assert_int_equal(l.top, t[i].top);
	}
	list_done(&l);
}

static void a_list_takes_the_mouse(void **state)
{
	struct list l;
	struct key k;

	(void)state;
	list_init(&l, &numbers, NULL);
	list_set_rows(&l, 100);
	list_layout(&l, 4);
	k = mouse(MOUSE_PRESS, 2, 3);
	assert_int_equal(list_key(&l, &k), W_USED | W_MOVED);
	assert_int_equal(list_row(&l), 3);
	k.mouse.clicks = 2;
	assert_int_equal(list_key(&l, &k), W_USED | W_DONE);
	k = mouse(MOUSE_WHEEL_DOWN, 0, 0);
	list_key(&l, &k);
	assert_int_equal(list_row(&l), 6);
	k = mouse(MOUSE_WHEEL_UP, 0, 0);
	for (int i = 0; i < 5; i++)
		list_key(&l, &k);
	assert_int_equal(list_row(&l), 0);
	list_set_rows(&l, 2);
	k = mouse(MOUSE_PRESS, 2, 3);
	assert_int_equal(list_key(&l, &k), W_IGNORED);
	list_done(&l);
}

static void a_list_filters_and_searches(void **state)
{
	struct surface sf;
	struct list l;

	(void)state;
	surface_init(&sf, 14, 3, false);
	list_init(&l, &numbers, NULL);
	list_set_rows(&l, 40);
	list_layout(&l, 3);
	list_go(&l, 20);
	list_set_filter(&l, "THREE");
	assert_int_equal(list_count(&l), 0);
	assert_int_equal(list_row(&l), LIST_NONE);
	assert_int_equal(list_key(&l, &(struct key){.code = K_ENTER}), W_IGNORED);
	list_set_filter(&l, "three row");
	assert_int_equal(list_count(&l), 4);
	list_go(&l, 23);
	list_set_needle(&l, "three");
	list_draw(&l, &sf, true);
	EXPECT_TEXT(&sf,
		"|row 3 three  █|\n"
		"|row 13 three █|\n"
		"|row 23 three │|\n");
	EXPECT_STYLES(&sf,
		"|      mmmmm  b|\n"
		"|       mmmmm b|\n"
		"|       mmmmm b|\n");
	/* Rows that come later are filtered as they come; only they are read. */
	texts_read = 0;
	list_set_rows(&l, 60);
	assert_int_equal(texts_read, 20);
	assert_int_equal(list_count(&l), 6);
	assert_int_equal(list_row(&l), 23);
	list_set_filter(&l, NULL);
	assert_int_equal(list_row(&l), 23);
	assert_true(list_search(&l, 1, false));
	assert_int_equal(list_row(&l), 33);
	assert_true(list_search(&l, -1, false) && list_search(&l, -1, false) && list_search(&l, -1, false));
	assert_int_equal(list_row(&l), 3);
	assert_true(list_search(&l, -1, false));
	assert_int_equal(list_row(&l), 53);
	list_set_needle(&l, "nowhere");
	assert_false(list_search(&l, 1, false));
	list_done(&l);
	surface_done(&sf);
}

static void a_list_keeps_its_row_when_rows_change(void **state)
{
	struct list l;

	(void)state;
	list_init(&l, &numbers, NULL);
	list_layout(&l, 5);
	list_set_rows(&l, 20);
	list_go(&l, 10);
	list_set_rows(&l, 30);
	assert_int_equal(list_row(&l), 10);
	list_set_rows(&l, 8);
	assert_int_equal(list_row(&l), 7);
	l.follow = true;
	list_set_rows(&l, 50);
	assert_int_equal(list_row(&l), 49);
	list_set_rows(&l, 0);
	assert_int_equal(list_row(&l), LIST_NONE);
	assert_false(list_go(&l, 0));
	list_done(&l);
}

/* --- tree: nodes are numbers, the children of n are n * 10 + 1 … n * 10 + 3, three levels deep ------------------ */

static uintptr_t tree_offset;		/* another model of the same shape has other nodes */

static uintptr_t value_of(const void *node)
{
	return (uintptr_t)node - tree_offset;
}

static const void *node_of(uintptr_t value)
{
	return (const void *)(value + tree_offset);
}

static const void *t_first(void *ctx, const void *node)
{
	(void)ctx;
	return node ? node_of(value_of(node) * 10 + 1) : node_of(1);
}

static const void *t_next(void *ctx, const void *node)
{
	(void)ctx;
	return value_of(node) % 10 < 3 ? node_of(value_of(node) + 1) : NULL;
}

static bool t_expandable(void *ctx, const void *node)
{
	(void)ctx;
	return value_of(node) < 100;
}

static void t_name(void *ctx, const void *node, size_t index, struct str *out)
{
	(void)ctx;
	(void)node;
	str_addf(out, "%zu", index);
}

static void t_text(void *ctx, const void *node, struct str *out)
{
	(void)ctx;
	str_addf(out, "n%zu", (size_t)value_of(node));
}

static void t_draw(void *ctx, const void *node, size_t index, bool open, struct surface *sf, const char *needle)
{
	struct str s = {0};

	(void)index;
	(void)open;
	t_text(ctx, node, &s);
	surface_text_match(sf, 0, 0, sf->cols, ST_JSON_KEY, str_get(&s), needle);
	str_done(&s);
}

static const struct tree_ops tree_numbers = {t_first, t_next, t_expandable, t_name, t_text, t_draw, NULL};

/* The second child of each has a long value. */
static void long_text(const void *node, struct str *out)
{
	str_addf(out, "n%zu", (size_t)value_of(node));
	if (value_of(node) % 10 == 2)
		str_adds(out, " abcdefghijklmnop");
}

static int long_lines(void *ctx, const void *node, size_t index, bool open, int cols, int max)
{
	struct str s = {0};
	int n;

	(void)ctx, (void)index, (void)open;
	long_text(node, &s);
	n = surface_text_wrap(NULL, 0, 1, cols, max, ST_TEXT, str_get(&s), NULL);
	str_done(&s);
	return n;
}

static void long_draw(void *ctx, const void *node, size_t index, bool open, struct surface *sf, const char *needle)
{
	struct str s = {0};

	(void)ctx, (void)index, (void)open;
	long_text(node, &s);
	surface_text_wrap(sf, 0, 1, sf->cols, sf->rows, ST_TEXT, str_get(&s), needle);
	str_done(&s);
}

static const struct tree_ops tree_long = {t_first, t_next, t_expandable, t_name, t_text, long_draw, long_lines};

static void long_rows_of_a_tree_wrap(void **state)
{
	struct key click = {.code = K_MOUSE, .mouse = {.kind = MOUSE_PRESS, .button = 1, .clicks = 1, .x = 8}};
	struct surface sf;
	struct tree t;

	(void)state;
	surface_init(&sf, 11, 5, false);
	tree_init(&t, &tree_long, NULL);
	tree_wrap(&t, 11);
	tree_layout(&t, 5);
	tree_rebuild(&t);
	tree_draw(&t, &sf, true);
	EXPECT_TEXT(&sf,
		"|▸ n1       |\n"
		"|▸ n2 abcde |\n"
		"|   fghijkl |\n"
		"|   mnop    |\n"
		"|▸ n3       |\n");
	/* The row below a wrapped one comes into sight whole, and a click on any of a row's lines is a click on the row. */
	click.mouse.y = 3;
	tree_key(&t, &click);
	assert_int_equal(value_of(tree_row(&t)->node), 2);
	FEED("<Right>", tree_key(&t, &k));
	click.mouse.y = 4;
	tree_key(&t, &click);
	assert_int_equal(value_of(tree_row(&t)->node), 21);
	FEED("j", tree_key(&t, &k));
	assert_int_equal(value_of(tree_row(&t)->node), 22);
	surface_clear(&sf, ST_TEXT);
	tree_draw(&t, &sf, true);
	EXPECT_TEXT(&sf,
		"|  ▸ n21   │|\n"
		"|  ▸ n22 ab│|\n"
		"|     cdefg█|\n"
		"|     hijkl█|\n"
		"|     mnop │|\n");
	/* A row that is higher than the view is cut in it, and never loses the cursor. */
	tree_layout(&t, 2);
	surface_done(&sf);
	surface_init(&sf, 11, 2, false);
	tree_draw(&t, &sf, true);
	EXPECT_TEXT(&sf,
		"|  ▸ n22 ab│|\n"
		"|     cdef…█|\n");
	tree_wrap(&t, 0);
	tree_layout(&t, 2);
	surface_clear(&sf, ST_TEXT);
	tree_draw(&t, &sf, true);
	EXPECT_TEXT(&sf,
		"|  ▸ n22 a…│|\n"
		"|  ▸ n23   █|\n");
	tree_done(&t);
	surface_done(&sf);
}

static void add_name(void *ctx, const void *node, size_t index)
{
	(void)index;
	str_addf(ctx, "/%zu", (size_t)value_of(node));
}

static void a_tree_opens_and_closes(void **state)
{
	struct surface sf;
	struct tree t;
	struct str path = {0};

	(void)state;
	surface_init(&sf, 10, 8, false);
	tree_init(&t, &tree_numbers, NULL);
	tree_layout(&t, 8);
	assert_null(tree_row(&t));
	tree_rebuild(&t);
	FEED("j<Enter>j<Right>j", assert_true(tree_key(&t, &k) & W_USED));
	tree_draw(&t, &sf, true);
	EXPECT_TEXT(&sf,
		"|▸ n1     █|\n"
		"|▾ n2     █|\n"
		"|  ▾ n21  █|\n"
		"|      n2…█|\n"
		"|      n2…█|\n"
		"|      n2…█|\n"
		"|  ▸ n22  █|\n"
		"|  ▸ n23  │|\n");
	tree_path(&t, t.cursor, add_name, &path);
	assert_string_equal(str_get(&path), "/2/21/211");
	/* Left goes to the parent, then closes it; opening n1 before it shifts the parents. */
	FEED("<Left>", tree_key(&t, &k));
	assert_int_equal(value_of(tree_row(&t)->node), 21);
	assert_int_equal(tree_set_open(&t, 0, true), W_USED);
	str_reset(&path);
	tree_path(&t, 7, add_name, &path);
	assert_string_equal(str_get(&path), "/2/21/212");
	assert_int_equal(tree_set_open(&t, 4, false), W_USED);
	assert_int_equal(t.rows.n, 6);
	assert_int_equal(value_of(tree_row(&t)->node), 2);
	/* What was open inside is open again. */
	FEED("+", tree_key(&t, &k));
	assert_int_equal(t.rows.n, 12);
	assert_int_equal(tree_set_open(&t, 500, true), W_IGNORED);
	FEED("G<Enter>", tree_key(&t, &k));
	FEED("G", tree_key(&t, &k));
	FEED("<Enter>", tree_key(&t, &k));
	FEED("G", tree_key(&t, &k));
	assert_int_equal(value_of(tree_row(&t)->node), 333);
	FEED("<Enter>", assert_int_equal(tree_key(&t, &k), W_USED | W_DONE));
	str_done(&path);
	tree_done(&t);
	surface_done(&sf);
}

static void a_tree_stays_open_on_another_model(void **state)
{
	struct tree t;

	(void)state;
	tree_init(&t, &tree_numbers, NULL);
	tree_layout(&t, 20);
	tree_rebuild(&t);
	FEED("j<Enter>j<Enter>jj", tree_key(&t, &k));
	assert_int_equal(value_of(tree_row(&t)->node), 212);
	tree_offset = 4000;
	tree_rebuild(&t);
	assert_int_equal(t.rows.n, 9);
	assert_int_equal(value_of(tree_row(&t)->node), 212);
	tree_forget(&t);
	tree_rebuild(&t);
	assert_int_equal(t.rows.n, 3);
	tree_offset = 0;
	tree_done(&t);
}

static void a_tree_opens_much_at_once(void **state)
{
	struct tree t;

	(void)state;
	tree_init(&t, &tree_numbers, NULL);
	tree_layout(&t, 5);
	tree_rebuild(&t);
	tree_open_depth(&t, 1);
	assert_int_equal(t.rows.n, 12);
	tree_rebuild(&t);
	assert_int_equal(t.rows.n, 12);
	tree_close_all(&t);
	assert_int_equal(t.rows.n, 3);
	FEED("j*", tree_key(&t, &k));
	assert_int_equal(t.rows.n, 15);
	FEED("*", tree_key(&t, &k));
	assert_int_equal(t.rows.n, 15);
	tree_open_all(&t, 0, 2);
	assert_true(t.rows.n >= 18 && t.rows.n < 27);
	FEED("-", tree_key(&t, &k));
	tree_done(&t);
}

/* Roots 10, 20, … as many as *roots says, with the usual children. */
static const void *grown_first(void *roots, const void *node)
{
	if (node)
		return t_first(NULL, node);
	return *(uintptr_t *)roots ? node_of(10) : NULL;
}

static const void *grown_next(void *roots, const void *node)
{
	if (value_of(node) % 10)
		return t_next(NULL, node);
	return value_of(node) / 10 < *(uintptr_t *)roots ? node_of(value_of(node) + 10) : NULL;
}

static const struct tree_ops tree_grown = {grown_first, grown_next, t_expandable, t_name, t_text, t_draw, NULL};

static void a_tree_grows_at_its_end(void **state)
{
	uintptr_t roots = 0;
	struct tree t, again;

	(void)state;
	tree_init(&t, &tree_grown, &roots);
	tree_init(&again, &tree_grown, &roots);
	tree_layout(&t, 5);
	tree_rebuild(&t);
	for (roots = 1; roots < 9; roots++) {
		tree_grow(&t);
		if (roots == 3)
			tree_set_open(&t, 2, true);	/* the last one: what grows comes behind its children */
		if (roots == 6)
			tree_set_open(&t, 1, true);
		tree_rebuild(&again);
		assert_int_equal(t.rows.n, roots + (roots >= 3 ? 3 : 0) + (roots >= 6 ? 3 : 0));
		for (size_t i = 0, at = 0; i < t.rows.n; i++) {
			if (t.rows.v[i].depth)
				continue;
			assert_ptr_equal(t.rows.v[i].node, again.rows.v[at].node);
			assert_int_equal(t.rows.v[i].index, again.rows.v[at].index);
			assert_true(t.rows.v[i].path == again.rows.v[at].path);
			at++;
		}
	}
	assert_int_equal(t.cursor, 0);
	roots = 8;
	tree_grow(&t);		/* nothing has come */
	assert_int_equal(t.rows.n, 14);
	tree_done(&t);
	tree_done(&again);
}

static void a_tree_is_searched_where_it_is_closed(void **state)
{
	struct tree t;

	(void)state;
	tree_init(&t, &tree_numbers, NULL);
	tree_layout(&t, 5);
	tree_rebuild(&t);
	tree_set_needle(&t, "N23");
	assert_false(tree_search(&t, 1, true));
	tree_set_needle(&t, "n23");
	assert_true(tree_search(&t, 1, true));
	assert_int_equal(value_of(tree_row(&t)->node), 23);
	assert_true(tree_search(&t, 1, false));
	assert_int_equal(value_of(tree_row(&t)->node), 231);
	assert_true(tree_search(&t, 1, false) && tree_search(&t, 1, false));
	assert_int_equal(value_of(tree_row(&t)->node), 233);
	assert_true(tree_search(&t, 1, false));
	assert_int_equal(value_of(tree_row(&t)->node), 23);
	assert_true(tree_search(&t, -1, false));
	assert_int_equal(value_of(tree_row(&t)->node), 233);
	assert_int_equal(t.rows.n, 9);
	tree_done(&t);
}

/* --- a tree that is very deep, and one that is very wide -------------------------------------------------------- */

static const void *deep_first(void *ctx, const void *node)
{
	(void)ctx;
	return (const void *)((uintptr_t)node + 1);
}

static const void *deep_next(void *ctx, const void *node)
{
	size_t most = *(size_t *)ctx;

	return most && (uintptr_t)node < most ? (const void *)((uintptr_t)node + 1) : NULL;
}

static bool deep_expandable(void *ctx, const void *node)
{
	(void)node;
	return *(size_t *)ctx == 0;
}

static const struct tree_ops deep = {deep_first, deep_next, deep_expandable, t_name, t_text, t_draw, NULL};

static void depth_and_width_have_bounds(void **state)
{
	struct tree t;
	size_t most = 0;
	struct surface sf;

	(void)state;
	surface_init(&sf, 20, 3, false);
	tree_init(&t, &deep, &most);
	tree_layout(&t, 3);
	tree_rebuild(&t);
	tree_open_all(&t, 0, 1000000);
	assert_int_equal(t.rows.n, TREE_MAX_DEPTH);
	tree_set_needle(&t, "no such thing");
	assert_false(tree_search(&t, 1, true));
	FEED("G", tree_key(&t, &k));
	tree_draw(&t, &sf, true);
	tree_done(&t);
	most = 3000000;
	tree_init(&t, &deep, &most);
	tree_rebuild(&t);
	assert_int_equal(t.rows.n, TREE_MAX_ROWS);
	tree_done(&t);
	surface_done(&sf);
}

/* --- pager ------------------------------------------------------------------------------------------------------ */

static void a_pager_wraps_and_searches(void **state)
{
	static const char text[] = "The quick brown fox jumps\n\nover\nthe lazy dog\nabcdefghijklmnopqrstuvwxyz";
	struct surface sf;
	struct pager p;

	(void)state;
	surface_init(&sf, 12, 9, false);
	pager_init(&p);
	pager_layout(&p, 12, 9);
	pager_add(&p, ST_TEXT, text, sizeof text - 1);
	pager_draw(&p, &sf);
	EXPECT_TEXT(&sf,
		"|The quick   |\n"
		"|brown fox   |\n"
		"|jumps       |\n"
		"|            |\n"
		"|over        |\n"
		"|the lazy dog|\n"
		"|abcdefghijkl|\n"
		"|mnopqrstuvwx|\n"
		"|yz          |\n");
	surface_resize(&sf, 12, 4);
	pager_layout(&p, 12, 4);
	pager_set_needle(&p, "lazy");
	assert_true(pager_search(&p, 1, true));
	pager_draw(&p, &sf);
	EXPECT_TEXT(&sf,
		"|over       │|\n"
		"|the lazy do│|\n"
		"|abcdefghijk█|\n"
		"|mnopqrstuvw█|\n");
	EXPECT_STYLES(&sf,
		"|           b|\n"
		"|    mmmm   b|\n"
		"|           b|\n"
		"|           b|\n");
	pager_set_needle(&p, "nothing");
	assert_false(pager_search(&p, 1, false));
	pager_set_wrap(&p, false);
	FEED("g<Right>", assert_true(pager_key(&p, &k)));
	surface_clear(&sf, ST_TEXT);
	pager_draw(&p, &sf);
	EXPECT_TEXT(&sf,
		"|k brown fox█|\n"
		"|           █|\n"
		"|           █|\n"
		"| dog       │|\n");
	surface_done(&sf);
	pager_done(&p);
}

static void a_pager_follows_what_is_added(void **state)
{
	struct surface sf;
	struct pager p;

	(void)state;
	surface_init(&sf, 8, 2, false);
	pager_init(&p);
	pager_layout(&p, 8, 2);
	p.follow = true;
	for (int i = 0; i < 10; i++) {
		char line[16];

		snprintf(line, sizeof line, "line %d\n", i);
		pager_add(&p, ST_TEXT, line, 3);
		pager_add(&p, ST_TEXT, line + 3, strlen(line) - 3);
	}
	pager_add(&p, ST_ERROR, "failed", 6);
	pager_draw(&p, &sf);
	EXPECT_TEXT(&sf, "|line 9 │|\n|failed █|\n");
	EXPECT_STYLES(&sf, "|       b|\n|EEEEEE b|\n");
	assert_int_equal(p.lines.n, 11);
	FEED("k", pager_key(&p, &k));
	pager_add(&p, ST_TEXT, "more\nand more\n", 14);
	surface_clear(&sf, ST_TEXT);
	pager_draw(&p, &sf);
	EXPECT_TEXT(&sf, "|line 8 │|\n|line 9 █|\n");
	surface_done(&sf);
	pager_done(&p);
}

static void a_pager_forgets_the_oldest_of_too_much(void **state)
{
	size_t n = PAGER_MAX_BYTES / 4;
	char *big = xmalloc(n);
	struct pager p;

	(void)state;
	for (size_t i = 0; i < n; i++)
		big[i] = i % 100 == 99 ? '\n' : 'x';
	pager_init(&p);
	pager_layout(&p, 100, 10);
	for (int i = 0; i < 6; i++)
		pager_add(&p, ST_TEXT, big, n);
	pager_add(&p, ST_GOOD, "last", 4);
	assert_true(p.text.len <= PAGER_MAX_BYTES);
	assert_int_equal(p.lines.v[p.lines.n - 1].style, ST_GOOD);
	assert_int_equal(p.lines.v[0].len, 99);
	free(big);
	pager_done(&p);
}

/* --- prompt ----------------------------------------------------------------------------------------------------- */

static unsigned prompt_feed(struct prompt *p, const char *keys)
{
	unsigned did = 0;

	FEED(keys, did = prompt_key(p, &k));
	return did;
}

static void a_prompt_edits_its_line(void **state)
{
	static const struct {
		const char *keys, *text;
		size_t cursor;
	} t[] = {
		{"hello", "hello", 5}, {"<C-a>X", "Xhello", 1}, {"<End>é日", "Xhelloé日", 11}, {"<Left><Left><BS>", "Xhellé日", 5},
		{"<Del>", "Xhell日", 5}, {"<C-u>", "日", 0}, {"<C-k>one two  three", "one two  three", 14}, {"<C-w>", "one two  ", 9},
		{"<C-w>", "one ", 4}, {"<C-Left><C-k>", "", 0}, {"a.b<C-Left><C-Left><C-Right>x", "ax.b", 2},
	};
	struct prompt p;
	struct surface sf;
	int x, y;

	(void)state;
	surface_init(&sf, 12, 1, false);
	prompt_init(&p, ":");
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		assert_true(prompt_feed(&p, t[i].keys) & W_USED);
		assert_string_equal(prompt_text(&p), t[i].text);
		assert_int_equal(p.cursor, t[i].cursor);
	}
	prompt_set_text(&p, "longer than the line");
	prompt_set_error(&p, "no");
	prompt_draw(&p, &sf, true);
	EXPECT_TEXT(&sf, "|:n the line |\n");
	assert_true(surface_get_cursor(&sf, &x, &y));
	assert_int_equal(x, 11);
	prompt_set_text(&p, "x");
	prompt_set_error(&p, "wrong");
	prompt_draw(&p, &sf, true);
	EXPECT_TEXT(&sf, "|:x  wrong   |\n");
	EXPECT_STYLES(&sf, "|kFFFEEEEEFFF|\n");
	assert_int_equal(prompt_feed(&p, "<BS>") & W_CANCEL, 0);
	assert_int_equal(prompt_feed(&p, "<BS>"), W_USED | W_CANCEL);
	assert_int_equal(prompt_feed(&p, "<Esc>"), W_USED | W_CANCEL);
	assert_int_equal(prompt_feed(&p, "<Enter>"), W_USED | W_DONE);
	assert_int_equal(prompt_feed(&p, "<F1>"), W_IGNORED);
	assert_true(prompt_key(&p, &(struct key){.code = K_PASTE, .paste = "a\nb\tc", .paste_len = 5}) & W_CHANGED);
	assert_string_equal(prompt_text(&p), "a b c");
	prompt_done(&p);
	surface_done(&sf);
}

static void a_prompt_remembers(void **state)
{
	struct prompt p;

	(void)state;
	prompt_init(&p, "/");
	prompt_add_history(&p, "first");
	prompt_add_history(&p, "second");
	prompt_add_history(&p, "second");
	prompt_add_history(&p, "");
	prompt_feed(&p, "typed<Up>");
	assert_string_equal(prompt_text(&p), "second");
	prompt_feed(&p, "<Up><Up><Up>");
	assert_string_equal(prompt_text(&p), "first");
	prompt_feed(&p, "<Down><Down><Down>");
	assert_string_equal(prompt_text(&p), "typed");
	for (int i = 0; i < PROMPT_MAX_HISTORY + 10; i++) {
		char line[16];

		snprintf(line, sizeof line, "%d", i);
		prompt_add_history(&p, line);
	}
	assert_int_equal(p.history.n, PROMPT_MAX_HISTORY);
	prompt_done(&p);
}

static void complete_fruit(void *ctx, const char *text, size_t cursor, size_t *word_start, prompt_add_fn add, void *add_ctx)
{
	static const char *const fruit[] = {"apple", "apricot", "banana", "bananas"};
	const char *space = memrchr(text, ' ', cursor);

	(void)ctx;
	*word_start = space ? (size_t)(space - text) + 1 : 0;
	for (size_t i = 0; i < ARRAY_LEN(fruit); i++) {
		if (strncmp(fruit[i], text + *word_start, cursor - *word_start) == 0)
			add(add_ctx, fruit[i], i == 0 ? "red" : NULL);
	}
}

static void a_prompt_completes(void **state)
{
	struct prompt p;
	struct surface sf;

	(void)state;
	surface_init(&sf, 20, 4, false);
	prompt_init(&p, ":");
	assert_int_equal(prompt_feed(&p, "<Tab>"), W_IGNORED);
	prompt_set_completion(&p, complete_fruit, NULL);
	prompt_feed(&p, "eat b<Tab>");
	assert_string_equal(prompt_text(&p), "eat banana");
	prompt_feed(&p, "<C-u>eat a<Tab>");
	assert_string_equal(prompt_text(&p), "eat ap");
	prompt_draw(&p, &sf, true);
	EXPECT_TEXT(&sf,
		"|                    |\n"
		"|     apple    red   |\n"
		"|     apricot        |\n"
		"|:eat ap             |\n");
	prompt_feed(&p, "<Tab><Tab>");
	assert_string_equal(prompt_text(&p), "eat apricot");
	prompt_draw(&p, &sf, true);
	EXPECT_ATTRS(&sf,
		"|                    |\n"
		"|                    |\n"
		"|ssssssssssssssssssss|\n"
		"|                    |\n");
	prompt_feed(&p, "<S-Tab>");
	assert_string_equal(prompt_text(&p), "eat apple");
	prompt_feed(&p, "s");
	assert_int_equal(p.found.n, 0);
	prompt_feed(&p, "<Tab>");
	assert_string_equal(prompt_text(&p), "eat apples");
	prompt_done(&p);
	surface_done(&sf);
}

/* --- dialogs ---------------------------------------------------------------------------------------------------- */

static void a_choice_is_made(void **state)
{
	struct surface sf;
	struct choice c;
	unsigned did = 0;
	struct key click = mouse(MOUSE_PRESS, 8, 2), outside = mouse(MOUSE_PRESS, 0, 0);

	(void)state;
	surface_init(&sf, 30, 7, false);
	choice_init(&c, "Copy", false);
	choice_add(&c, "value", "412 B", 'v', ST_TEXT);
	choice_add(&c, "path", NULL, 'p', ST_TEXT);
	choice_add(&c, "everything", NULL, 'e', ST_ERROR);
	choice_draw(&c, &sf);
	EXPECT_TEXT(&sf,
		"|    ┌ Copy ─────────────┐     |\n"
		"|    │ v  value    412 B │     |\n"
		"|    │ p  path           │     |\n"
		"|    │ e  everything     │     |\n"
		"|    └───────────────────┘     |\n"
		"|                              |\n"
		"|                              |\n");
	FEED("j", did = choice_key(&c, &k, 30, 7));
	assert_int_equal(choice_get(&c), 1);
	FEED("e", did = choice_key(&c, &k, 30, 7));
	assert_true(did & W_DONE);
	assert_int_equal(choice_get(&c), 2);
	assert_true(choice_key(&c, &click, 30, 7) & W_DONE);
	assert_int_equal(choice_get(&c), 1);
	assert_true(choice_key(&c, &outside, 30, 7) & W_CANCEL);
	FEED("<Esc>", did = choice_key(&c, &k, 30, 7));
	assert_true(did & W_CANCEL);
	choice_done(&c);
	surface_done(&sf);
}

static void a_choice_is_filtered(void **state)
{
	struct surface sf;
	struct choice c;
	unsigned did = 0;

	(void)state;
	surface_init(&sf, 44, 8, false);
	choice_init(&c, "Open", true);
	choice_add(&c, "order.asl.json", "5 states", 0, ST_TEXT);
	choice_add(&c, "refund.asl.json", NULL, 0, ST_TEXT);
	choice_add(&c, "retry.asl.json", NULL, 0, ST_TEXT);
	FEED("re", did = choice_key(&c, &k, 44, 8));
	assert_true(did & W_CHANGED);
	FEED("<Down>", did = choice_key(&c, &k, 44, 8));
	choice_draw(&c, &sf);
	EXPECT_TEXT(&sf,
		"|  ┌ Open ────────────────────────────────┐  |\n"
		"|  │> re                                  │  |\n"
		"|  │ refund.asl.json                      │  |\n"
		"|  │ retry.asl.json                       │  |\n"
		"|  │                                      │  |\n"
		"|  └──────────────────────────────────────┘  |\n"
		"|                                            |\n"
		"|                                            |\n");
	FEED("<Enter>", did = choice_key(&c, &k, 44, 8));
	assert_true(did & W_DONE);
	assert_int_equal(choice_get(&c), 2);
	FEED("x", did = choice_key(&c, &k, 44, 8));
	assert_int_equal(choice_get(&c), LIST_NONE);
	choice_draw(&c, &sf);
	FEED("<Enter>", did = choice_key(&c, &k, 44, 8));
	assert_int_equal(did & W_DONE, 0);
	choice_done(&c);
	surface_done(&sf);
}

static void a_confirm_asks(void **state)
{
	struct surface sf;
	struct confirm c;
	unsigned did = 0;
	struct key click;

	(void)state;
	surface_init(&sf, 40, 7, false);
	confirm_init(&c, "Delete the execution 7f3a?\nIts history is lost.");
	confirm_add(&c, "Keep", 'k', false);
	confirm_add(&c, "Delete", 'd', true);
	confirm_draw(&c, &sf);
	EXPECT_TEXT(&sf,
		"|     ┌────────────────────────────┐     |\n"
		"|     │ Delete the execution 7f3a? │     |\n"
		"|     │ Its history is lost.       │     |\n"
		"|     │                            │     |\n"
		"|     │ [k] Keep  [d] Delete       │     |\n"
		"|     └────────────────────────────┘     |\n"
		"|                                        |\n");
	FEED("<Enter>", did = confirm_key(&c, &k, 40, 7));
	assert_int_equal(did, W_USED | W_DONE);
	assert_int_equal(c.at, 0);
	FEED("<Tab>", did = confirm_key(&c, &k, 40, 7));
	assert_int_equal(c.at, 1);
	FEED("<Tab>x", did = confirm_key(&c, &k, 40, 7));
	assert_int_equal(did, W_IGNORED);
	FEED("D", did = confirm_key(&c, &k, 40, 7));
	assert_true(did & W_DONE);
	assert_int_equal(c.at, 1);
	click = mouse(MOUSE_PRESS, 8, 4);
	assert_true(confirm_key(&c, &click, 40, 7) & W_DONE);
	assert_int_equal(c.at, 0);
	FEED("<Esc>", did = confirm_key(&c, &k, 40, 7));
	assert_true(did & W_CANCEL);
	surface_resize(&sf, 12, 3);
	confirm_draw(&c, &sf);
	confirm_done(&c);
	surface_done(&sf);
}

/* --- bars ------------------------------------------------------------------------------------------------------- */

static void bars_fit(void **state)
{
	static const char *const tabs[] = {"1 Graph", "2 Step", "3 Time"};
	static const struct hint hints[] = {{".", "step"}, {"c", "cont"}, {"Space", "pause"}, {"?", "help"}};
	struct surface sf;

	(void)state;
	surface_init(&sf, 30, 6, false);
	tabs_draw(&sf, 0, 0, 30, tabs, 3, 1);
	tabs_draw(&sf, 0, 1, 17, tabs, 3, 2);
	assert_int_equal(hints_draw(&sf, 0, 2, 30, hints, 4), 3);
	scrubber_draw(&sf, 0, 3, 20, 58, 58);
	scrubber_draw(&sf, 21, 3, 9, 0, 58);
	gauge_draw(&sf, 0, 4, 10, 0.5);
	gauge_draw(&sf, 12, 4, 10, 1.7);
	assert_int_equal(hints_draw(&sf, 0, 5, 5, hints, 4), 1);
	EXPECT_TEXT(&sf,
		"| 1 Graph [2 Step] 3 Time      |\n"
		"| 2 Step [3 Time]              |\n"
		"|. step  c cont  ? help        |\n"
		"|├──────────────────● ├───────┤|\n"
		"|█████░░░░░  ██████████        |\n"
		"|? hel                         |\n");
	assert_int_equal(tabs_at(10, 30, tabs, 3, 1), 1);
	assert_int_equal(tabs_at(29, 30, tabs, 3, 1), 3);
	for (size_t at = 1; at <= 58; at++)
		assert_in_range(scrubber_at((int)((at - 1) * 199 / 57), 200, 58), at - 1, at + 1);
	assert_int_equal(scrubber_at(0, 20, 58), 1);
	assert_int_equal(scrubber_at(19, 20, 58), 58);
	assert_int_equal(scrubber_at(5, 20, 0), 0);
	surface_done(&sf);
}

/* --- screens ---------------------------------------------------------------------------------------------------- */

static struct str calls;

static bool s_open(struct screen *s, struct err *e)
{
	str_addf(&calls, "open %s\n", (const char *)s->data);
	return strcmp(s->data, "bad") != 0 || err_set(e, ERR_USAGE, "refused");
}

static void s_update(struct screen *s)
{
	str_addf(&calls, "update %s\n", (const char *)s->data);
}

static void s_layout(struct screen *s, int cols, int rows)
{
	str_addf(&calls, "layout %s %dx%d\n", (const char *)s->data, cols, rows);
}

static void s_draw(const struct screen *s, struct surface *sf)
{
	surface_put(sf, s->ops->dialog ? 4 : 0, 0, ST_TEXT, s->data);
	surface_cursor(sf, 1, 0);
}

static unsigned s_key(struct screen *s, const struct key *k)
{
	if (k->code == 'x')
		screens_close(s->stack, s);
	return k->code == 'q' ? AFTER_CLOSE : k->code == 'l' ? AFTER_RELAYOUT : k->code == 'u' ? AFTER_UPDATE : k->code == 'r' ? AFTER_REDRAW : 0;
}

static void s_done(struct screen *s)
{
	str_addf(&calls, "done %s\n", (const char *)s->data);
}

static const struct screen_ops full = {"full", "main", false, s_open, s_update, s_layout, s_draw, s_key, s_done};
static const struct screen_ops dialog = {"dialog", "dialog", true, s_open, s_update, s_layout, s_draw, s_key, s_done};

static void screens_feed(struct screens *ss, const char *keys)
{
	FEED(keys, screens_key(ss, &k));
}

static void screens_stack_up(void **state)
{
	char main_data[] = "main", ask[] = "ask", bad[] = "bad";
	struct screens ss;
	struct surface sf;
	struct err e;

	(void)state;
	surface_init(&sf, 10, 1, false);
	screens_init(&ss, 10, 1);
	assert_null(screens_top(&ss));
	screens_feed(&ss, "q");
	assert_true(screens_push(&ss, &full, NULL, main_data, &e));
	assert_true(screens_push(&ss, &dialog, NULL, ask, &e));
	assert_false(screens_push(&ss, &dialog, NULL, bad, &e));
	assert_string_equal(e.msg, "refused");
	assert_string_equal(str_get(&calls), "open main\nupdate main\nlayout main 10x1\nopen ask\nupdate ask\nlayout ask 10x1\nopen bad\ndone bad\n");
	screens_draw(&ss, &sf);
	EXPECT_TEXT(&sf, "|mainask   |\n");
	assert_false(ss.dirty);
	str_reset(&calls);
	screens_feed(&ss, "z");
	assert_false(ss.dirty);
	screens_feed(&ss, "r");
	assert_true(ss.dirty);
	screens_feed(&ss, "lu");
	screens_resize(&ss, 8, 2);
	assert_string_equal(str_get(&calls), "layout ask 10x1\nupdate ask\nlayout ask 10x1\nlayout main 8x2\nlayout ask 8x2\n");
	str_reset(&calls);
	/* A screen that closes itself from its own key lives until the turn ends. */
	screens_feed(&ss, "x");
	assert_string_equal(screens_top(&ss)->data, "main");
	assert_string_equal(str_get(&calls), "");
	screens_reap(&ss);
	assert_string_equal(str_get(&calls), "done ask\n");
	screens_draw(&ss, &sf);
	EXPECT_TEXT(&sf, "|main      |\n");
	screens_feed(&ss, "q");
	assert_null(screens_top(&ss));
	screens_push(&ss, &full, NULL, main_data, &e);
	screens_done(&ss);
	str_done(&calls);
	surface_done(&sf);
}

static void a_headless_terminal_keeps_what_it_is_given(void **state)
{
	struct terminal *t = terminal_headless_open(20, 2, false);
	struct surface sf;
	struct key k = {.code = 'a'}, paste = {.code = K_PASTE};
	char text[] = "pasted";
	int cols, rows;
	struct err e;

	(void)state;
	surface_init(&sf, 20, 2, false);
	surface_put(&sf, 0, 0, ST_TITLE, "shown");
	terminal_present(t, &sf);
	EXPECT_TEXT(terminal_headless_surface(t), "|shown               |\n|                    |\n");
	paste.paste = text;
	paste.paste_len = 6;
	terminal_headless_key(t, &k);
	terminal_headless_key(t, &paste);
	memset(text, 'x', 6);
	terminal_headless_resize(t, 30, 3);
	assert_true(terminal_read(t, &k) && k.code == 'a');
	assert_true(terminal_read(t, &k) && k.code == K_PASTE);
	assert_memory_equal(k.paste, "pasted", 6);
	assert_true(terminal_read(t, &k) && k.code == K_RESIZE);
	assert_false(terminal_read(t, &k));
	terminal_size(t, &cols, &rows);
	assert_int_equal(cols, 30);
	assert_null(terminal_headless_copied(t));
	assert_true(terminal_copy(t, "copied", 6, &e));
	assert_string_equal(terminal_headless_copied(t), "copied");
	assert_false(terminal_copy(t, text, TERMINAL_COPY_MAX + 1, &e));
	assert_string_equal(e.msg, "too long to copy: 74001 bytes, terminals take 74000");
	terminal_bell(t);
	assert_int_equal(terminal_headless_bells(t), 1);
	assert_int_equal(terminal_fd(t), -1);
	terminal_stop_self(t);
	terminal_headless_key(t, &paste);
	terminal_close(t);
	surface_done(&sf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_draws_what_is_seen),
		cmocka_unit_test(a_list_moves),
		cmocka_unit_test(a_list_takes_the_mouse),
		cmocka_unit_test(a_list_filters_and_searches),
		cmocka_unit_test(a_list_keeps_its_row_when_rows_change),
		cmocka_unit_test(a_tree_opens_and_closes),
		cmocka_unit_test(long_rows_of_a_tree_wrap),
		cmocka_unit_test(a_tree_stays_open_on_another_model),
		cmocka_unit_test(a_tree_opens_much_at_once),
		cmocka_unit_test(a_tree_grows_at_its_end),
		cmocka_unit_test(a_tree_is_searched_where_it_is_closed),
		cmocka_unit_test(depth_and_width_have_bounds),
		cmocka_unit_test(a_pager_wraps_and_searches),
		cmocka_unit_test(a_pager_follows_what_is_added),
		cmocka_unit_test(a_pager_forgets_the_oldest_of_too_much),
		cmocka_unit_test(a_prompt_edits_its_line),
		cmocka_unit_test(a_prompt_remembers),
		cmocka_unit_test(a_prompt_completes),
		cmocka_unit_test(a_choice_is_made),
		cmocka_unit_test(a_choice_is_filtered),
		cmocka_unit_test(a_confirm_asks),
		cmocka_unit_test(bars_fit),
		cmocka_unit_test(screens_stack_up),
		cmocka_unit_test(a_headless_terminal_keeps_what_it_is_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
