/* export_json - boxes and lines as JSON, in cells from the top left: the same layout as the text with the same options. */
#include "graph/graph.h"

static const char *const kinds[] = {
	[GE_START] = "start", [GE_NEXT] = "next", [GE_CHOICE] = "choice", [GE_DEFAULT] = "default", [GE_CATCH] = "catch",
};

static void add_status(struct str *out, enum graph_tone tone, const char *text)
{
	str_addf(out, ",\"status\":\"%s\",\"mark\":", graph_tone_text(tone));
	json_print_string(out, text);
}

static void add_state(struct str *out, const struct picture_box *b, const struct asl_state *s, const struct graph_state_mark *m)
{
	str_adds(out, "{\"path\":");
	json_print_string(out, s->path);
	str_adds(out, ",\"name\":");
	json_print_string(out, s->name);
	str_adds(out, ",\"type\":");
	json_print_string(out, s->type_name ? s->type_name : "");
	str_addf(out, ",\"x\":%d,\"y\":%d,\"w\":%d,\"h\":%d", b->x, b->y, b->w, b->h);
	if (m)
		add_status(out, m->tone, m->text);
	str_addc(out, '}');
}

static void add_end(struct str *out, const struct asl_machine *m, int state)
{
	if (state < 0)
		str_adds(out, "null");
	else
		json_print_string(out, m->states[state]->path);
}

static void add_edge(struct str *out, const struct picture *p, const struct picture_edge *e, const struct asl_machine *m,
	const struct graph_edge_mark *mark)
{
	str_adds(out, "{\"from\":");
	add_end(out, m, e->from);
	str_adds(out, ",\"to\":");
	add_end(out, m, e->to);
	str_addf(out, ",\"kind\":\"%s\",\"label\":", kinds[e->kind]);
	json_print_string(out, picture_text(p, e->label));
	str_adds(out, ",\"points\":[");
	for (size_t k = 0; k < e->n_points; k++)
		str_addf(out, "%s[%d,%d]", k ? "," : "", p->points[e->points + k].x, p->points[e->points + k].y);
	str_addc(out, ']');
	if (mark)
		str_addf(out, ",\"taken\":%s,\"newest\":%s", mark->lit ? "true" : "false", mark->newest ? "true" : "false");
	str_addc(out, '}');
}

void graph_json(struct str *out, const struct picture *p, const struct asl_machine *m, const struct graph_marks *marks)
{
	bool first = true;

	str_addf(out, "{\"cols\":%d,\"rows\":%d,\"states\":[", p->cols, p->rows);
	for (size_t i = 0; i < p->n_boxes; i++) {
		if (!p->boxes[i].w)
			continue;
		str_adds(out, first ? "" : ",");
		first = false;
		add_state(out, &p->boxes[i], m->states[i], marks ? &marks->states[i] : NULL);
	}
	str_adds(out, "],\"edges\":[");
	for (size_t i = 0; i < p->n_edges; i++) {
		str_adds(out, i ? "," : "");
		add_edge(out, p, &p->edges[i], m, marks ? &marks->edges[i] : NULL);
	}
	str_adds(out, "]}\n");
}
