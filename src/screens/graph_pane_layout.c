/*
 * Which picture the graph pane has. A layout is made in a child (graph_job), and only when the definition's structure, the zoom, the
 * direction or what is open changes; pictures that were shown are kept and come back at once. Until a new one is there the old one stays.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screens/graph_pane_private.h"

#define DEADLINE_MS 2000
#define KEEP_PICTURES 12
#define KEEP_CELLS 600000		/* of all kept pictures together, the shown one aside: some 12 MB */
#define WIDE 5				/* a pane so many times as wide as high is drawn left-right */

/* --- what is asked for -------------------------------------------------------------------------------------------- */

static bool is_listed(const struct graph_pane *d, const char *path)
{
	for (size_t i = 0; i < d->folded.n; i++)
		if (strcmp(d->folded.v[i], path) == 0)
			return true;
	return false;
}

bool graph_layout_is_open(const struct graph_pane *d, const struct asl_state *container)
{
	return is_listed(d, container->path) == d->close_all;
}

static bool is_open(void *ctx, const struct asl_state *container)
{
	return graph_layout_is_open(ctx, container);
}

enum graph_direction graph_layout_direction(const struct graph_pane *d)
{
	if (d->turned || !d->pane->rows)
		return d->direction;
	return d->pane->cols >= WIDE * d->pane->rows ? GRAPH_LR : GRAPH_TB;
}

void graph_layout_options(struct graph_pane *d, struct graph_options *o)
{
	d->direction = graph_layout_direction(d);
	*o = (struct graph_options){
		.charset = surface_is_ascii(&d->pane->wb->sh->surface) ? GRAPH_ASCII : GRAPH_UNICODE, .direction = d->direction,
		.zoom = d->zoom, .style = d->style, .comments = d->comments, .is_open = is_open, .ctx = d, .deadline_ms = DEADLINE_MS,
	};
	if (d->picture && d->pane->wb->machine && str_is(d->of->name, d->pane->wb->machine->name))
		o->before = d->picture;
}

/* --- what is kept ------------------------------------------------------------------------------------------------- */

static size_t cells_kept(const struct graph_pane *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->kept.n; i++)
		n += d->kept.v[i].picture == d->picture ? 0 : d->kept.v[i].picture->n_cells;
	return n;
}

/* Those that were shown the longest ago go. */
static void drop_old(struct graph_pane *d)
{
	while (d->kept.n > KEEP_PICTURES || cells_kept(d) > KEEP_CELLS) {
		size_t oldest = d->kept.n;

		for (size_t i = 0; i < d->kept.n; i++)
			if (d->kept.v[i].picture != d->picture && (oldest == d->kept.n || d->kept.v[i].used < d->kept.v[oldest].used))
				oldest = i;
		if (oldest == d->kept.n)
			return;
		picture_free(d->kept.v[oldest].picture);
		d->kept.v[oldest] = d->kept.v[--d->kept.n];
	}
}

/* A picture that had to do without Graphviz is not taken for the one that is wanted. */
static struct kept_picture *find_kept(struct graph_pane *d, uint64_t key)
{
	for (size_t i = 0; i < d->kept.n; i++)
		if (d->kept.v[i].key == key && !picture_is_fallback(d->kept.v[i].picture))
			return &d->kept.v[i];
	return NULL;
}

static void forget_all(struct graph_pane *d)
{
	for (size_t i = 0; i < d->kept.n; i++)
		picture_free(d->kept.v[i].picture);
	d->kept.n = 0;
	d->picture = NULL;
	d->key = 0;
}

/* --- what is shown ------------------------------------------------------------------------------------------------ */

/* Still too large for the pane, and there is less to be shown: that, please. */
static bool fit_further(struct graph_pane *d)
{
	if (!d->fitting || graph_view_fits(d) || d->zoom == GRAPH_DOTS) {
		d->fitting = false;
		return false;
	}
	d->zoom++;
	d->centre = true;
	graph_layout_request(d);
	return true;
}

static void show(struct graph_pane *d, const struct kept_picture *k, struct asl_machine *of)
{
	bool another = d->picture != k->picture;

	d->picture = k->picture;
	d->key = k->key;
	d->failure[0] = '\0';
	asl_ref(of);
	asl_unref(d->of);
	d->of = of;
	if (another) {
		free(d->lit);
		free(d->recent);
		d->lit = xcalloc(d->picture->n_cells + 1, 1);
		d->recent = xcalloc(d->picture->n_cells + 1, 1);
	}
	drop_old(d);
	if (fit_further(d))
		return;
	graph_view_settle(d);
	workbench_changed(d->pane->wb, CHANGED_PICTURE);
	d->pane->wb->sh->screens.dirty = true;
}

/* A definition without a picture counts as drawn, so that it is not asked for again and again. */
static void show_nothing(struct graph_pane *d, const char *why)
{
	struct asl_machine *m = d->pane->wb->machine;

	forget_all(d);
	asl_unref(d->of);
	d->of = m ? asl_ref(m) : NULL;
	snprintf(d->failure, sizeof d->failure, "%.190s", why);
	d->fitting = false;
	d->pane->wb->sh->screens.dirty = true;
}

/* --- jobs --------------------------------------------------------------------------------------------------------- */

void graph_layout_end(struct graph_pane *d)
{
	loop_fd_free(d->job_fd);
	d->job_fd = NULL;
	loop_timer_stop(d->job_timer);
	graph_job_cancel(d->job);
	d->job = NULL;
	asl_unref(d->job_of);
	d->job_of = NULL;
}

static void take(struct graph_pane *d, struct picture *pic)
{
	struct asl_machine *of = asl_ref(d->job_of);
	struct kept_picture k = { .key = d->job_key, .picture = pic, .used = ++d->uses };

	graph_layout_end(d);
	if (pic->fallback)
		app_note(d->pane->wb->sh->app, NOTE_WARNING, "Graphviz did not answer in time: the plain layout is shown");
	VEC_PUSH(&d->kept, k);
	show(d, &k, of);
	asl_unref(of);
}

static void on_job_fd(void *ctx, unsigned events)
{
	(void)events;
	graph_layout_look(ctx);
}

/* The descriptor changes when a second child takes over: watch what there is now. */
static void watch(struct graph_pane *d)
{
	struct loop *l = d->pane->wb->sh->loop;
	struct err e;
	int ms = graph_job_next_ms(d->job);

	loop_fd_free(d->job_fd);
	d->job_fd = loop_fd_new(l, graph_job_fd(d->job), LOOP_READ, on_job_fd, d, &e);
	if (!d->job_fd)
		ms = ms < 0 || ms > 10 ? 10 : ms;	/* cannot be watched: look often */
	if (ms >= 0)
		loop_timer_start(d->job_timer, ms, 0);
}

void graph_layout_look(struct graph_pane *d)
{
	struct err e = {0};
	struct picture *pic;

	if (!d->job)
		return;
	pic = graph_job_take(d->job, &e);
	if (!pic && e.code == ERR_NONE) {
		watch(d);
	} else if (pic) {
		take(d, pic);
	} else {
		graph_layout_end(d);
		show_nothing(d, e.msg);
	}
}

static void start(struct graph_pane *d, const struct graph_options *o, uint64_t key)
{
	struct asl_machine *m = d->pane->wb->machine;
	struct err e = {0};

	d->job = graph_job_start(m, o, &e);
	if (!d->job) {
		show_nothing(d, e.msg);
		return;
	}
	d->job_of = asl_ref(m);
	d->job_key = key;
	watch(d);
}

void graph_layout_request(struct graph_pane *d)
{
	struct asl_machine *m = d->pane->wb->machine;
	struct graph_options o;
	struct kept_picture *k;
	uint64_t key;

	if (!m || !m->n_states) {
		graph_layout_end(d);
		show_nothing(d, "");
		return;
	}
	graph_layout_options(d, &o);
	key = graph_key(m, &o);
	if (d->job && d->job_key == key) {
		asl_ref(m);
		asl_unref(d->job_of);
		d->job_of = m;
		return;
	}
	graph_layout_end(d);
	k = find_kept(d, key);
	if (!k) {
		start(d, &o, key);
		return;
	}
	k->used = ++d->uses;
	show(d, &(struct kept_picture){ k->key, k->picture, k->used }, m);
}

void graph_layout_done(struct graph_pane *d)
{
	graph_layout_end(d);
	forget_all(d);
	VEC_DONE(&d->kept);
	asl_unref(d->of);
	d->of = NULL;
}
