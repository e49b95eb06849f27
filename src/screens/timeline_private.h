/* timeline_private - what timeline_pane.c (rows, cursor, keys) and timeline_draw.c (cells) share. */
#ifndef ASLANT_SCREENS_TIMELINE_PRIVATE_H
#define ASLANT_SCREENS_TIMELINE_PRIVATE_H

#include "history/timeline.h"
#include "screens/workbench.h"

/* A row that is seen, ready to be drawn. */
struct timeline_line {
	struct timeline_row row;
	struct timeline_cell *cells;	/* in the pane's own memory */
};

struct timeline_pane {
	struct pane *pane;
	struct timeline *tl;		/* NULL: no execution is shown */
	unsigned run;			/* its serial number */
	bool busy;			/* there are events that it has not looked at */
	size_t n, top, at;		/* rows, the first that is seen, the selected one */
	struct timeline_window window;
	enum timeline_scale scale;	/* that the person wants */
	bool fitted;			/* all of it is in sight, also when it grows */
	int label_cols;			/* of names; the bars stand behind one more */
	VEC(struct timeline_line) lines;
	struct timeline_cell *cells;
	size_t cells_cap;
	char *axis;
	size_t axis_cap;
	int32_t seen_place, seen_cursor;	/* of the workbench, when the pane followed it last */
	int seen_state;
};

int timeline_bar_cols(const struct timeline_pane *d);
int timeline_head_rows(const struct timeline_pane *d);	/* lines above the rows: the axis, the cursor; fewer where there are few */
int timeline_list_rows(const struct timeline_pane *d);
/* "◆ ✓   Charge ×3"; appended. */
void timeline_label(const struct timeline_pane *d, const struct timeline_row *row, struct str *out);
/* What the selected row was doing at the cursor, in a few words; appended. */
void timeline_says(const struct timeline_pane *d, const struct timeline_row *row, int32_t cursor, struct str *out);
void timeline_draw(const struct timeline_pane *d, struct surface *sf, bool focused);

#endif
