/*
 * source - what stands on disk, and the state machines in it: a definition as JSON or YAML, a SAM or CloudFormation template, a Serverless
 * Framework file. A source lists its machines; one of them, chosen by name, becomes a model (model.h) whose text is what AWS would get, and
 * whose places, in diagnostics and states, are those of the file that the person has.
 *
 *     s = asl_source_read(path, &e);              or asl_source_parse() for a text in memory
 *     m = asl_source_load(s, name, &options, &e); name NULL: the only one
 *     asl_source_free(s);                         m lives on
 *
 * asl_load_with() does all of it; its path may be "FILE#NAME" (asl_address_split()). Changes to the file's text are made by who edits:
 * asl_machine_range() says which bytes of it are a node of the definition.
 */
#ifndef ASLANT_ASL_SOURCE_H
#define ASLANT_ASL_SOURCE_H

#include "asl/model.h"
#include "asl/textmap.h"
#include "json/lines.h"

#define ASL_FILE_MAX (4u << 20)		/* bytes of a file that is read */

enum asl_source_kind {
	ASL_SOURCE_PLAIN,		/* the file is a definition, or nothing that is known: its one machine says what is wrong */
	ASL_SOURCE_TEMPLATE,		/* SAM or CloudFormation */
	ASL_SOURCE_SERVERLESS,		/* serverless.yml, serverless-step-functions */
};

enum asl_embedding {
	ASL_EMBED_WHOLE,		/* the file is the definition */
	ASL_EMBED_OBJECT,		/* an object in it: Definition, definition */
	ASL_EMBED_STRING,		/* a text in it: DefinitionString, with Fn::Sub or Fn::Join or without */
	ASL_EMBED_URI,			/* another file: DefinitionUri, ${file(x.yml)} */
};

struct asl_source_machine {
	char *name;			/* logical id; of a plain file its name without .asl.json, … */
	struct span span;		/* of that name in the source's text; line 0 in a plain file */
	enum asl_embedding embedding;
	char *file;			/* with ASL_EMBED_URI: the file, as it can be opened; else NULL */
	char *inside;			/* where the definition is in that file ("a.b" of "${file(x.yml):a.b}"); NULL: it is the file */
	char *fault;			/* why there is no definition to read (DefinitionUri in a bucket, none at all); NULL: there is one */
	bool express;			/* the template says EXPRESS */
	const cJSON *resource;		/* what the template says of the machine; NULL in a plain file */
	const cJSON *definition;	/* the value of the field; NULL in a plain file */
	const cJSON *substitutions;	/* DefinitionSubstitutions; NULL: none */
};

struct asl_source {
	char *file;			/* NULL: a text without one */
	char *text;
	size_t len;
	enum asl_form form;
	enum asl_source_kind kind;
	cJSON *root;			/* of what may be a template; NULL else, and where the text does not parse: */
	struct err syntax;		/* why; code 0: it does, or is no template */
	struct json_places *places;
	VEC(struct asl_source_machine) machines;	/* in the order of the text; one of a plain file, maybe none of a template */
};

/* Never NULL: a text that is nothing known has one machine, whose diagnostics say what is wrong. file may be NULL. */
struct asl_source *asl_source_parse(const char *text, size_t len, const char *file);
/* NULL only for a host error (missing, unreadable, larger than ASL_FILE_MAX). "-" is standard input. */
struct asl_source *asl_source_read(const char *path, struct err *e);
void asl_source_free(struct asl_source *s);
const struct asl_source_machine *asl_source_find(const struct asl_source *s, const char *name);	/* NULL: no such machine */
/* The one of that name, or the only one (name NULL); NULL with e, which names the choices. */
const struct asl_source_machine *asl_source_choose(const struct asl_source *s, const char *name, struct err *e);
/* The machine of that name; NULL: the only one. Returns NULL with e: several and no name, no such name (the choices are in e), a file of
 * DefinitionUri that cannot be read. o may be NULL. */
struct asl_machine *asl_source_load(const struct asl_source *s, const char *name, const struct asl_options *o, struct err *e);

/* "template.yaml#OrderMachine": a machine of a file. True where address names one, *file and *name then filled (caller frees); false, *file
 * a copy of address, *name NULL, for a plain path, or where the part before "#" is no file. */
bool asl_address_split(const char *address, char **file, char **name);
char *asl_address_make(const char *file, const char *name);	/* name NULL: the file alone. Caller frees */
bool asl_address_exists(const char *address);		/* is there such a file? */
/* How m can be loaded again: its address, or the name of the file that it was parsed for; NULL: neither. Borrowed. */
const char *asl_machine_address(const struct asl_machine *m);
/* For people: "template.yaml › OrderMachine". Caller frees. */
char *asl_address_shown(const char *file, const char *name);

/*
 * Where a machine's text is from. NULL in a machine that was parsed from a text (asl_parse()): its places are those of that text.
 */
struct asl_origin {
	char *file;			/* that holds the definition's text: the one to edit */
	char *source;			/* that was opened: the template; the same as file without one */
	char *name;			/* the machine's name in it; NULL in a plain file */
	char *address;			/* of the machine: source, or source#name */
	enum asl_embedding embedding;
	enum asl_form form;		/* of file */
	bool same;			/* the definition's text is the file's, byte for byte; `map` is empty then */
	char *text;			/* the file's text as it was read, `len` bytes; NULL where `same` */
	size_t len;
	bool whole;			/* the definition's text is the file's but for values of placeholders */
	struct textmap map;		/* from the definition's text to the file's */
	struct lines lines;		/* of text; private */
	VEC(char *) files;		/* everything that was read: for who watches; the first is `source` */
	cJSON *functions;		/* of the template, whose code is in a folder here: {NAME: an entry as functions.json has it, with "dir"}; NULL */
	uint64_t hash;			/* of all of it: two machines with equal ones have equal places too */
};

void asl_origin_free(struct asl_origin *o);		/* NULL is harmless */

/* A node's bytes in the file's text: key SIZE_MAX without a name; value start … end. */
struct asl_range {
	size_t key, start, end;
};

/* Where node, of m's definition, stands in m->origin's file (without an origin: in m->text). False with "not editable here, because …" in e:
 * the definition is a text inside a string; the node stands in the value of a placeholder; it is none of m's. */
bool asl_machine_range(const struct asl_machine *m, const cJSON *node, struct asl_range *out, struct err *e);
/* Is node a placeholder outside of a string ("Seconds": ${Wait}) that has no value? It is the string "${Wait}" in m then. */
bool asl_machine_is_open(const struct asl_machine *m, const cJSON *node);
/* A place in m->text as one of the file. */
struct span asl_machine_span(const struct asl_machine *m, struct span in_text);

#endif
