/*
 * graph_pane_private - what the files of the graph pane share: graph_pane.c (the pane: keys, mouse, commands), graph_pane_layout.c (which
 * picture there is: jobs, the cache), graph_pane_view.c (which part of it is seen), graph_pane_map.c (the small map), graph_paint.c (cells).
 */
#ifndef ASLANT_GRAPH_PANE_PRIVATE_H
#define ASLANT_GRAPH_PANE_PRIVATE_H

#include "graph/graph.h"
#include "screens/workbench.h"

/* A picture that was shown and may be shown again. */
struct kept_picture {
	uint64_t key;			/* graph_key() */
	struct picture *picture;
	unsigned used;			/* a count; the least was shown the longest ago */
};

/* The state that keeps its place on the screen while the picture changes around it. */
struct graph_anchor {
	char *path;			/* NULL: none */
	bool corner;			/* its top left corner stays, else the middle of its top */
	int x, y;			/* in the pane */
};

struct graph_pane {
	struct pane *pane;
	struct picture *picture;	/* NULL: none yet; one of those kept */
	uint64_t key;
	struct asl_machine *of;		/* whose picture it is; a reference */
	VEC(struct kept_picture) kept;
	unsigned uses;
	struct graph_job *job;		/* NULL: no layout is under way */
	uint64_t job_key;
	struct asl_machine *job_of;
	struct loop_fd *job_fd;
	struct loop_timer *job_timer;
	enum graph_zoom zoom;
	enum graph_direction direction;
	bool turned;			/* the person said the direction: the pane's shape does not matter */
	enum graph_style style;
	bool comments;
	VEC(char *) folded;		/* paths of containers that the person closed */
	bool close_all;			/* containers are closed unless listed in folded (then these are open) */
	bool fitting;			/* less and less detail until all of it can be seen */
	int x, y;			/* the picture's cell in the pane's top left corner */
	bool centre;			/* bring the selection into the middle with the next picture */
	struct graph_anchor anchor;
	bool dragging, map_dragging;
	int drag_x, drag_y;
	bool no_map;			/* the person put the map away */
	uint8_t *lit;			/* by the cell's number: arms of transitions that were taken */
	uint8_t *recent;		/* likewise, of the one taken last */
	struct graph_marks *cover;	/* of the coverage that is shown; NULL: none is, or it is of another definition than the picture */
	struct picture *covered;	/* the picture with them */
	char failure[200];		/* why there is no picture; "" */
};

/* The state's box in the picture; NULL where it is not shown. */
const struct picture_box *graph_pane_box(const struct graph_pane *d, int state);
/* The state, or the closed container around it that is shown in its place; -1: neither is. */
int graph_pane_shown(const struct graph_pane *d, int state);

/* --- graph_pane_layout.c ------------------------------------------------------------------------------------------ */

/* The picture of what is to be shown now: at once if there is one, else from a child, and until then the one before stays. */
void graph_layout_request(struct graph_pane *d);
void graph_layout_look(struct graph_pane *d);			/* is the child done? */
void graph_layout_end(struct graph_pane *d);			/* the job, not the picture */
void graph_layout_done(struct graph_pane *d);			/* everything */
bool graph_layout_is_open(const struct graph_pane *d, const struct asl_state *container);
void graph_layout_options(struct graph_pane *d, struct graph_options *o);
/* Top-down, or left-right where the pane is wide and low; as the person said, if they did. */
enum graph_direction graph_layout_direction(const struct graph_pane *d);

/* --- graph_pane_view.c -------------------------------------------------------------------------------------------- */

void graph_view_clamp(struct graph_pane *d);
void graph_view_pan(struct graph_pane *d, int dx, int dy);
/* Into view, the picture moving as little as may be; middle: into the middle. */
void graph_view_show(struct graph_pane *d, int state, bool middle);
/* Before another picture is asked for: what the person looks at stays where it is. */
void graph_view_hold(struct graph_pane *d, bool corner);
void graph_view_settle(struct graph_pane *d);			/* another picture is there */
bool graph_view_fits(const struct graph_pane *d);

/* --- graph_pane_map.c --------------------------------------------------------------------------------------------- */

void graph_map_draw(const struct graph_pane *d, struct surface *sf);
/* Is this cell of the pane on the map? Then the picture's cell that it stands for. */
bool graph_map_at(const struct graph_pane *d, int x, int y, int *px, int *py);

/* --- graph_paint.c ------------------------------------------------------------------------------------------------ */

/* Note which lines were taken at the cursor; draw() shows them. */
void graph_pane_light(struct graph_pane *d);
/* Marks the picture with what the app's coverage says, while one is shown. */
void graph_pane_cover(struct graph_pane *d);
void graph_pane_draw(const struct pane *p, struct surface *sf, bool focused);

#endif
