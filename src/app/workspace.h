/*
 * workspace - a folder with state machines, functions, inputs (PRODUCT.md, "A workspace is a folder"). Lists what is there; loads nothing
 * but what it must look into to tell a definition from other JSON.
 */
#ifndef ASLANT_WORKSPACE_H
#define ASLANT_WORKSPACE_H

#include "asl/model.h"

struct workspace_machine {
	char *file;			/* address as it can be opened: FILE, or FILE#NAME of a template (asl/source.h) */
	char *path;			/* the file */
	bool is_part;			/* of a template: the file is more than this machine */
	char *shown;			/* relative to the folder; "template.yaml › OrderMachine" */
	char *name;			/* of the state machine */
	size_t n_states;		/* at the top level */
	char *comment;			/* NULL: none */
};

struct workspace {
	char *dir;
	VEC(struct workspace_machine) machines;		/* by shown name */
	bool is_sample;			/* the program's own samples */
};

/* dir must be a folder. Files are *.asl.json, *.asl.yaml, and *.json, *.yaml that hold StartAt and States, or are templates with state
 * machines in them; hidden folders, functions, inputs, mocks, tests
 * and node_modules are not entered. At most 2,000 machines and 4 levels. */
bool workspace_open(const char *dir, struct workspace *out, struct err *e);
void workspace_done(struct workspace *w);
/* The machines of a file too, wherever it is, unless they are listed. Returns how many the file has. */
size_t workspace_add_file(struct workspace *w, const char *path);

/* Where the program's own data (samples, tutorial) is: $ASLANT_DATADIR, the installed one, or the one beside a build tree. NULL: nowhere.
 * Caller frees. */
char *workspace_data_dir(void);

/* Saved inputs of a machine: inputs/MACHINE/NAME.json, by name. */
struct workspace_input {
	char *name, *path;
};
struct workspace_inputs {
	VEC(struct workspace_input) list;
};
void workspace_inputs_list(const char *dir, const char *machine, struct workspace_inputs *out);
bool workspace_input_save(const char *dir, const char *machine, const char *name, const char *text, struct err *e);
void workspace_inputs_done(struct workspace_inputs *l);

/* A new definition NAME.asl.json from a template, with a task that waits for its ARN. Refuses to overwrite. *path: caller frees. */
bool workspace_machine_create(const char *dir, const char *name, char **path, struct err *e);

#endif
