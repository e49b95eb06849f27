/* The menu of a state, the palette, the choice of one of its transitions. Each row of the menu is a command. */
#include <stdlib.h>
#include <string.h>

#include "app/app_document.h"
#include "asl/label.h"
#include "asl/palette.h"
#include "screens/command.h"
#include "screens/edit.h"

/* --- the menu ------------------------------------------------------------------------------------------------------------- */

enum { FOR_STATE = 1, FOR_BRANCHING = 2, FOR_CATCHING = 4, FOR_CONTAINER = 8, FOR_TASK = 16, FOR_CLIP = 32, FOR_UNDO = 64, FOR_REDO = 128,
	FOR_UNSAVED = 256, FOR_EDGES = 512, FOR_ENDING = 1024, FOR_RULES = 2048 };

static const struct {
	uint32_t key;
	const char *label, *command;
	unsigned when;
} rows[] = {
	{'a', "Add after it…", "add after", 0},
	{'b', "Add before it…", "add before", FOR_STATE},
	{'i', "Insert on a transition…", "add on", FOR_STATE | FOR_EDGES},
	{'B', "Add a branch…", "add branch", FOR_STATE | FOR_BRANCHING},
	{'k', "Add a catcher with…", "add catch", FOR_STATE | FOR_CATCHING},
	{'c', "Connect to…", "connect", FOR_STATE | FOR_ENDING},
	{'f', "Its fields, as a form", "form", FOR_STATE},
	{'R', "Retry, with the schedule", "form retry", FOR_STATE | FOR_CATCHING},
	{'C', "Catch", "form catch", FOR_STATE | FOR_CATCHING},
	{'o', "Rules", "form choices", FOR_STATE | FOR_RULES},
	{'r', "Rename…", "rename", FOR_STATE},
	{'s', "Start here", "start", FOR_STATE},
	{'e', "End here", "end", FOR_STATE | FOR_ENDING},
	{'A', "What it calls…", "resource", FOR_STATE | FOR_TASK},
	{'D', "Duplicate", "duplicate", FOR_STATE | FOR_ENDING},
	{'y', "Copy", "copy-state", FOR_STATE},
	{'x', "Cut", "cut", FOR_STATE},
	{'p', "Paste after it", "paste after", FOR_CLIP},
	{'m', "Move behind another…", "move-state after", FOR_STATE},
	{'w', "Wrap in a Parallel…", "wrap parallel", FOR_STATE},
	{'W', "Wrap in a Map…", "wrap map", FOR_STATE},
	{'u', "Unwrap", "unwrap", FOR_STATE | FOR_CONTAINER},
	{'d', "Delete", "delete-state", FOR_STATE},
	{'z', "Undo", "undo", FOR_UNDO},
	{'Z', "Do again", "redo", FOR_REDO},
	{'S', "Save", "write", FOR_UNSAVED},
};

static void count_edge(void *ctx, const struct asl_state *from, const struct asl_edge *edge)
{
	(void)from, (void)edge;
	++*(size_t *)ctx;
}

static unsigned what_fits(const struct shell *sh)
{
	const struct asl_state *s = workbench_state(sh->workbench);
	const struct document *d = app_document(sh->app);
	unsigned fits = (edit_clip() ? FOR_CLIP : 0) | (d && document_can_undo(d) ? FOR_UNDO : 0) | (d && document_can_redo(d) ? FOR_REDO : 0) |
		(app_is_unsaved(sh->app) ? FOR_UNSAVED : 0);
	size_t edges = 0;

	if (!s)
		return fits;
	asl_state_edges(s, count_edge, &edges);
	return fits | FOR_STATE | (edges ? FOR_EDGES : 0) | (s->type == ASL_CHOICE || s->type == ASL_PARALLEL ? FOR_BRANCHING : 0) |
		(s->type == ASL_TASK || s->type == ASL_MAP || s->type == ASL_PARALLEL ? FOR_CATCHING : 0) | (s->type == ASL_TASK ? FOR_TASK : 0) |
		(s->n_scopes ? FOR_CONTAINER : 0) | (s->type == ASL_CHOICE ? FOR_RULES : 0) | (s->type != ASL_SUCCEED && s->type != ASL_FAIL ? FOR_ENDING : 0);
}

/* The rows that were offered: what is chosen is an index of them. One menu is open at a time. */
static size_t offered[ARRAY_LEN(rows)];

static unsigned insert_chosen(struct shell *sh, void *ctx, const char *edge)
{
	char *command = xasprintf("add on %s", edge);

	(void)ctx;
	shell_run_command(sh, command);
	free(command);
	return AFTER_UPDATE;
}

static unsigned chosen(struct shell *sh, void *ctx, size_t index)
{
	const char *command = rows[offered[index]].command;

	(void)ctx;
	if (strcmp(command, "add on") == 0)
		edit_choose_edge(sh, workbench_state(sh->workbench), "On which transition?", false, insert_chosen, NULL);
	else
		shell_run_command(sh, command);
	return AFTER_UPDATE;
}

void edit_menu_open(struct shell *sh)
{
	const struct asl_state *s = workbench_state(sh->workbench);
	unsigned fits = what_fits(sh);
	struct choice c;
	char *title = s ? xasprintf("%.60s (%s)", s->name, asl_type_text(s->type)) : xasprintf("%.60s", sh->app->machine->name);
	size_t n = 0;

	choice_init(&c, title, false);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if ((rows[i].when & fits) != rows[i].when)
			continue;
		choice_add(&c, rows[i].label, rows[i].command, rows[i].key, ST_TEXT);
		offered[n++] = i;
	}
	free(title);
	ask_choice_take(sh, &c, chosen, NULL);
}

/* --- the palette ------------------------------------------------------------------------------------------------------------ */

static struct {
	ask_text_fn done;
	void *ctx;
} asked;

static unsigned palette_index(struct shell *sh, void *ctx, size_t index)
{
	size_t n;
	const struct asl_palette_row *all = asl_palette_rows(&n);

	(void)ctx;
	return index < n ? asked.done(sh, asked.ctx, all[index].id) : AFTER_NOTHING;
}

void edit_palette(struct shell *sh, const char *title, ask_text_fn done, void *ctx)
{
	struct choice c;
	size_t n;
	const struct asl_palette_row *all = asl_palette_rows(&n);

	choice_init(&c, title, true);
	for (size_t i = 0; i < n; i++)
		choice_add(&c, all[i].label, all[i].id, 0, ST_TEXT);
	asked.done = done;
	asked.ctx = ctx;
	ask_choice_take(sh, &c, palette_index, NULL);
}

/* --- transitions -------------------------------------------------------------------------------------------------------------- */

static VEC(char *) edges;		/* of the choice that is open: one is */
static struct {
	ask_text_fn done;
	void *ctx;
} edge_asked;

static void forget_edges(void)
{
	while (edges.n)
		free(edges.v[--edges.n]);
	VEC_DONE(&edges);
}

static void offer(struct choice *c, const char *label_take, const char *hint, char *edge_take)
{
	choice_add(c, label_take, hint, edges.n < 9 ? '1' + (uint32_t)edges.n : 0, ST_TEXT);
	VEC_PUSH(&edges, edge_take);
	free((char *)label_take);
}

static void offer_edge(void *ctx, const struct asl_state *from, const struct asl_edge *edge)
{
	struct choice *c = ctx;
	char *words, *to = xasprintf("→ %.60s", edge->target->name ? edge->target->name : "?");

	switch (edge->kind) {
	case ASL_EDGE_NEXT:
		offer(c, xstrdup("Next"), to, xstrdup("next"));
		break;
	case ASL_EDGE_DEFAULT:
		offer(c, xstrdup("Default"), to, xstrdup("default"));
		break;
	case ASL_EDGE_CHOICE:
		words = asl_choice_label(from, edge->index);
		offer(c, xasprintf("Rule %zu: %.60s", edge->index + 1, words), to, xasprintf("rule %zu", edge->index + 1));
		free(words);
		break;
	case ASL_EDGE_CATCH:
		words = asl_catch_label(from, edge->index);
		offer(c, xasprintf("Catch %zu: %.60s", edge->index + 1, words), to, xasprintf("catch %zu", edge->index + 1));
		free(words);
		break;
	}
	free(to);
}

static unsigned edge_index(struct shell *sh, void *ctx, size_t index)
{
	char *edge = index < edges.n ? xstrdup(edges.v[index]) : NULL;
	unsigned after = edge ? edge_asked.done(sh, edge_asked.ctx, edge) : AFTER_NOTHING;

	(void)ctx;
	free(edge);
	return after;
}

static void offer_new(struct choice *c, const struct asl_state *s)
{
	if (s->type == ASL_CHOICE) {
		if (!s->default_next.name)
			offer(c, xstrdup("Default (there is none yet)"), NULL, xstrdup("default"));
		offer(c, xstrdup("A new rule"), NULL, xasprintf("rule %zu", s->n_choices + 1));
	} else if (!s->next.name) {
		offer(c, xstrdup("Next (it ends now)"), NULL, xstrdup("next"));
	}
	if (s->type == ASL_TASK || s->type == ASL_PARALLEL || s->type == ASL_MAP)
		offer(c, xstrdup("A new catcher"), NULL, xasprintf("catch %zu", s->n_catchers + 1));
}

void edit_choose_edge(struct shell *sh, const struct asl_state *s, const char *title, bool new_ones, ask_text_fn done, void *ctx)
{
	struct choice c;
	char *only;

	forget_edges();
	edge_asked.done = done;
	edge_asked.ctx = ctx;
	choice_init(&c, title, false);
	asl_state_edges(s, offer_edge, &c);
	if (new_ones)
		offer_new(&c, s);
	if (edges.n > 1) {
		ask_choice_take(sh, &c, edge_index, NULL);
		return;
	}
	choice_done(&c);
	if (!edges.n) {
		app_note(sh->app, NOTE_WARNING, "%.80s ends the execution: no transition leaves it", s->name);
		return;
	}
	only = xstrdup(edges.v[0]);		/* no choice to make */
	done(sh, ctx, only);
	free(only);
}

bool edit_edge_read(const struct asl_state *s, const char *text, enum asl_edge_kind *kind, size_t *index, const char **rest)
{
	static const struct {
		const char *word;
		enum asl_edge_kind kind;
		bool numbered;
	} words[] = {{"next", ASL_EDGE_NEXT, false}, {"default", ASL_EDGE_DEFAULT, false}, {"rule", ASL_EDGE_CHOICE, true}, {"catch", ASL_EDGE_CATCH, true}};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		size_t n = strlen(words[i].word);
		char *end;
		unsigned long number;

		if (strncmp(text, words[i].word, n) != 0 || (text[n] && text[n] != ' '))
			continue;
		*kind = words[i].kind;
		*index = 0;
		text += n + strspn(text + n, " ");
		if (words[i].numbered) {
			number = strtoul(text, &end, 10);
			if (end == text || !number || (*end && *end != ' '))
				return false;
			*index = number - 1;
			text = end + strspn(end, " ");
		}
		*rest = text;
		return *kind != ASL_EDGE_CHOICE || *index <= s->n_choices;
	}
	return false;
}
