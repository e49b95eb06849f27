/* export_text - the cells as lines of text. */
#include "graph/graph.h"

void graph_text(struct str *out, const struct picture *p)
{
	char text[PICTURE_CELL_TEXT];

	for (int y = 0; y < p->rows; y++) {
		int end = p->cols;

		while (end > 0 && picture_cell(p, end - 1, y)->cp == ' ' && !picture_cell(p, end - 1, y)->marks)
			end--;
		for (int x = 0; x < end; x++) {
			picture_cell_text(p, picture_cell(p, x, y), text);
			str_adds(out, text);
		}
		str_addc(out, '\n');
	}
}
