/* graph_pane_private - what graph_pane.c (layouts, viewport, keys) and graph_paint.c (live marks, cells) share. */
#ifndef ASLANT_GRAPH_PANE_PRIVATE_H
#define ASLANT_GRAPH_PANE_PRIVATE_H

#include "graph/graph.h"
#include "screens/workbench.h"

struct graph_pane {
	struct pane *pane;
	struct picture *picture;	/* NULL: none yet */
	struct asl_machine *of;		/* whose picture it is; a reference */
	struct graph_job *job;		/* NULL: no layout is under way */
	struct asl_machine *job_of;
	struct loop_fd *job_fd;
	struct loop_timer *job_timer;
	enum graph_zoom zoom;
	enum graph_direction direction;
	VEC(char *) folded;		/* paths of containers that the person closed */
	bool close_all;			/* containers are closed unless listed in folded (then these are open) */
	int x, y;			/* the picture's cell in the pane's top left corner */
	bool centre;			/* bring the selection into the middle with the next layout */
	bool dragging;
	int drag_x, drag_y;
	uint8_t *lit;			/* by the cell's number: arms of transitions that were taken */
	uint8_t *recent;		/* likewise, of the one taken last */
	char failure[200];		/* why there is no picture; "" */
};

/* The state's box in the picture; NULL where it is not shown. */
const struct picture_box *graph_pane_box(const struct graph_pane *d, int state);
/* Note which lines were taken at the cursor; draw() shows them. */
void graph_pane_light(struct graph_pane *d);
void graph_pane_draw(const struct pane *p, struct surface *sf, bool focused);

#endif
