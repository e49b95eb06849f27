#include "ui/style.h"

#include <string.h>

static const struct {
	const char *name;
	char letter;
} styles[ST_COUNT] = {
#define STYLE_ROW(id, name, letter) [id] = {name, letter},
	STYLE_LIST(STYLE_ROW)
#undef STYLE_ROW
};

const char *style_name(enum style s)
{
	return styles[s].name;
}

char style_letter(enum style s)
{
	return styles[s].letter;
}

int style_find(const char *name)
{
	for (int i = 0; i < ST_COUNT; i++) {
		if (strcmp(styles[i].name, name) == 0)
			return i;
	}
	return -1;
}
