#include "screens/json_view.h"

#include <stdlib.h>
#include <string.h>

#include "app/describe.h"
#include "base/utf8.h"

#define UNWRAP_MAX ((size_t)1 << 20)
#define WRAP_INDENT 2

typedef VEC(struct json_unwrapped) unwrapped_list;

/* --- nodes -------------------------------------------------------------------------------------------------------- */

static bool holds_json(const cJSON *n)
{
	const char *s = n->valuestring;
	size_t len;

	if (!cJSON_IsString(n) || !s || (s[0] != '{' && s[0] != '['))
		return false;
	len = strlen(s);
	return len >= 4 && len <= UNWRAP_MAX && s[len - 1] == (s[0] == '{' ? '}' : ']');
}

bool json_node_expandable(const cJSON *n)
{
	if (cJSON_IsObject(n) || cJSON_IsArray(n))
		return n->child != NULL;
	return holds_json(n);
}

const cJSON *json_unwrapped_child(void *list, const cJSON *n)
{
	unwrapped_list *l = list;
	struct json_unwrapped u = {.node = n};

	if (!cJSON_IsString(n))
		return n->child;
	for (size_t i = 0; i < l->n; i++)
		if (l->v[i].node == n)
			return l->v[i].tree ? l->v[i].tree->child : NULL;
	u.tree = holds_json(n) ? json_read(n->valuestring, NULL) : NULL;
	VEC_PUSH(l, u);
	return u.tree ? u.tree->child : NULL;
}

static enum style value_style(const cJSON *n)
{
	if (cJSON_IsString(n))
		return ST_JSON_STRING;
	if (cJSON_IsNumber(n))
		return ST_JSON_NUMBER;
	return cJSON_IsObject(n) || cJSON_IsArray(n) ? ST_DIM : ST_JSON_LITERAL;
}

/* What stands behind the name: a scalar, or for a container how much it holds and, while it is closed, what. */
static void value_shown(const cJSON *n, bool open, int cols, struct str *out)
{
	struct str text = {0};

	if (cJSON_IsObject(n) || cJSON_IsArray(n)) {
		str_addf(out, cJSON_IsObject(n) ? "{%zu}" : "[%zu]", json_count(n));
		if (open || !n->child)
			return;
		str_addc(out, ' ');
		describe_node(out, n, cols);
	} else if (cJSON_IsString(n)) {
		if (open) {
			str_adds(out, "(JSON as text)");
			return;
		}
		if (strlen(n->valuestring) > 4096) {
			describe_text(out, n->valuestring, cols);
			return;
		}
		json_print_string(&text, n->valuestring);
		str_adds(out, str_get(&text));
	} else {
		json_print_to(out, n);
	}
	str_done(&text);
}

void json_node_draw(const cJSON *n, size_t index, bool open, bool in_array, struct surface *sf, const char *needle)
{
	struct str text = {0};
	int x;

	if (in_array || !n->string) {
		str_addf(&text, "%zu", index);
		x = surface_text(sf, 0, 0, sf->cols, ST_GUTTER, str_get(&text));
	} else {
		x = surface_text_match(sf, 0, 0, sf->cols, ST_JSON_KEY, n->string, needle);
	}
	str_reset(&text);
	x += 2;
	value_shown(n, open, (sf->cols - x) * sf->rows, &text);
	surface_text_wrap(sf, x, WRAP_INDENT, sf->cols, sf->rows, value_style(n), str_get(&text), needle);
	str_done(&text);
}

/* What unfolds stays on its line: the rest of it is seen by opening it. */
int json_node_lines(const cJSON *n, size_t index, bool open, bool in_array, int cols, int max)
{
	struct str text = {0};
	int x, lines;

	if (open || json_node_expandable(n) || max <= 1)
		return 1;
	if (in_array || !n->string)
		str_addf(&text, "%zu", index);
	else
		str_adds(&text, n->string);
	x = utf8_width(str_get(&text)) + 2;
	str_reset(&text);
	value_shown(n, false, cols * max, &text);
	lines = surface_text_wrap(NULL, x, WRAP_INDENT, cols, max, ST_TEXT, str_get(&text), NULL);
	str_done(&text);
	return lines;
}

void json_node_search_text(const cJSON *n, struct str *out)
{
	if (n->string)
		str_adds(out, n->string);
	str_addc(out, ' ');
	if (cJSON_IsString(n))
		str_adds(out, n->valuestring);
	else if (!cJSON_IsObject(n) && !cJSON_IsArray(n))
		json_print_to(out, n);
}

/* --- the tree's questions ------------------------------------------------------------------------------------------ */

static const void *tree_first(void *ctx, const void *node)
{
	struct json_view *v = ctx;

	if (!node)
		return v->root ? v->root->child : NULL;
	return json_unwrapped_child(&v->unwrapped, node);
}

static const void *tree_next(void *ctx, const void *node)
{
	(void)ctx;
	return ((const cJSON *)node)->next;
}

static bool tree_expandable(void *ctx, const void *node)
{
	(void)ctx;
	return json_node_expandable(node);
}

static void tree_name(void *ctx, const void *node, size_t index, struct str *out)
{
	const cJSON *n = node;

	(void)ctx;
	if (n->string)
		str_adds(out, n->string);
	else
		str_addf(out, "%zu", index);
}

static void tree_text(void *ctx, const void *node, struct str *out)
{
	(void)ctx;
	json_node_search_text(node, out);
}

static void draw_node(void *ctx, const void *node, size_t index, bool open, struct surface *sf, const char *needle)
{
	(void)ctx;
	json_node_draw(node, index, open, !((const cJSON *)node)->string, sf, needle);
}

static int node_lines(void *ctx, const void *node, size_t index, bool open, int cols, int max)
{
	(void)ctx;
	return json_node_lines(node, index, open, !((const cJSON *)node)->string, cols, max);
}

static const struct tree_ops ops = {
	.first = tree_first, .next = tree_next, .expandable = tree_expandable, .name = tree_name, .text = tree_text, .draw = draw_node,
	.lines = node_lines,
};

/* --- the view ----------------------------------------------------------------------------------------------------- */

void json_view_init(struct json_view *v)
{
	*v = (struct json_view){0};
	tree_init(&v->tree, &ops, v);
}

static void forget(struct json_view *v)
{
	for (size_t i = 0; i < v->unwrapped.n; i++)
		cJSON_Delete(v->unwrapped.v[i].tree);
	v->unwrapped.n = 0;
	cJSON_Delete(v->root);
	v->root = NULL;
	for (size_t i = 0; i < v->kept.n; i++)
		value_unref(v->kept.v[i]);
	v->kept.n = 0;
}

void json_view_done(struct json_view *v)
{
	forget(v);
	tree_done(&v->tree);
	VEC_DONE(&v->kept);
	VEC_DONE(&v->unwrapped);
}

void json_view_begin(struct json_view *v)
{
	forget(v);
	v->root = cJSON_CreateObject();
}

void json_view_keep(struct json_view *v, struct value *value)
{
	VEC_PUSH(&v->kept, value_ref(value));
}

void json_view_add(struct json_view *v, const char *key, struct value *value)
{
	if (!value)
		return;
	json_view_keep(v, value);
	/* A reference only reads the node: cJSON's prototype lacks the const. */
	cJSON_AddItemReferenceToObject(v->root, key, (cJSON *)(uintptr_t)value_node(value));
}

void json_view_add_take(struct json_view *v, const char *key, cJSON *node)
{
	cJSON_AddItemToObject(v->root, key, node);
}

void json_view_add_text(struct json_view *v, const char *key, const char *text)
{
	if (text)
		cJSON_AddStringToObject(v->root, key, text);
}

void json_view_end(struct json_view *v)
{
	tree_rebuild(&v->tree);
}

const cJSON *json_view_node(const struct json_view *v)
{
	const struct tree_row *r = tree_row(&v->tree);

	return r ? r->node : NULL;
}

static bool is_plain_name(const char *s)
{
	if (!*s)
		return false;
	for (; *s; s++)
		if (!((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || (*s >= '0' && *s <= '9') || *s == '_'))
			return false;
	return true;
}

struct path_builder {
	struct str *out;
	bool below_root;
};

static void path_part(void *ctx, const void *node, size_t index)
{
	struct path_builder *b = ctx;
	const cJSON *n = node;

	if (!b->below_root) {
		b->below_root = true;
		str_addc(b->out, '$');
	} else if (!n->string) {
		str_addf(b->out, "[%zu]", index);
	} else if (is_plain_name(n->string)) {
		str_addf(b->out, ".%s", n->string);
	} else {
		str_adds(b->out, "['");
		for (const char *s = n->string; *s; s++) {
			if (*s == '\'' || *s == '\\')
				str_addc(b->out, '\\');
			str_addc(b->out, *s);
		}
		str_adds(b->out, "']");
	}
}

void json_view_path(const struct json_view *v, struct str *out)
{
	struct path_builder b = {.out = out};

	if (tree_row(&v->tree))
		tree_path(&v->tree, v->tree.cursor, path_part, &b);
}

void json_view_text(const cJSON *n, struct str *out)
{
	if (cJSON_IsString(n))
		str_adds(out, n->valuestring);
	else
		json_print_pretty(out, n, 0);
}
