/*
 * saver - savings (saving.h) in the user interface: work between keys, then a file, then a note where it went. One at a time.
 */
#ifndef ASLANT_SAVER_H
#define ASLANT_SAVER_H

#include "screens/saving.h"
#include "screens/shell.h"

struct saver;

struct saver_options {
	enum save_kind kind;
	int64_t store_id;		/* of the execution */
	const char *path;
	bool add;			/* to the test cases that are in the file */
};

/* False: another is under way, the execution is not kept, or it cannot be saved as that. */
bool saver_begin(struct shell *sh, const struct saver_options *o, struct err *e);
bool saver_is_busy(const struct shell *sh);
void saver_free(struct saver *s);		/* what is under way is dropped; NULL is harmless */
/* Where the execution's definition is, for test cases: the open one, or the file it ran from (FILE#NAME for one of a template). NULL: nowhere.
 * Caller frees. */
char *saver_machine_file(const struct shell *sh, const struct asl_machine *m);

#endif
