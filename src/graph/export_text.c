/* export_text - the cells as lines of text. */
#include "graph/graph.h"

/* Where the row's last character stands that is no blank; -1: it is empty. */
static int row_end(const struct picture *p, int y)
{
	for (uint32_t r = p->row_runs[y + 1]; r-- > p->row_runs[y];)
		for (int32_t k = p->runs[r].n; k-- > 0;) {
			const struct picture_cell *c = &p->cells[p->runs[r].at + (uint32_t)k];

			if (c->cp != ' ' || c->marks)
				return p->runs[r].x + k;
		}
	return -1;
}

void graph_text(struct str *out, const struct picture *p)
{
	char text[PICTURE_CELL_TEXT];

	for (int y = 0; y < p->rows; y++) {
		int end = row_end(p, y), x = 0;

		for (uint32_t r = p->row_runs[y]; r < p->row_runs[y + 1]; r++) {
			const struct picture_run *run = &p->runs[r];

			for (; x < run->x && x <= end; x++)
				str_addc(out, ' ');
			for (; x < run->x + run->n && x <= end; x++) {
				picture_cell_text(p, &p->cells[run->at + (uint32_t)(x - run->x)], text);
				str_adds(out, text);
			}
		}
		str_addc(out, '\n');
	}
}
