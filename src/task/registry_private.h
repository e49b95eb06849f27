/* What registry.c and registry_edit.c share. Not for others. */
#ifndef ASLANT_REGISTRY_PRIVATE_H
#define ASLANT_REGISTRY_PRIVATE_H

#include <sys/stat.h>

#include "base/map.h"
#include "json/places.h"
#include "task/registry.h"

#define REGISTRY_MAX_BYTES (1 << 20)

struct function_entries {
	struct function_entry **v;
	size_t n, cap;
};

/* "services" of the file: which function does which action. */
struct function_use {
	char *pattern;			/* "dynamodb:putItem", "aws-sdk:ec2:*", "activity:Approve" */
	char *function;
};

struct function_uses {
	struct function_use *v;
	size_t n, cap;
};

struct registry {
	char *path, *dir;		/* dir is absolute where that can be found out */
	struct function_entries entries;
	struct function_uses uses;
	struct function_entries lent;	/* of a template: found where the file has none of that name */
	struct stat seen;		/* of the file that entries are from */
	bool is_read;
};

/* Reads and checks the file; *tree, where wanted, becomes the caller's. *out is replaced on success only. */
bool registry_read_tree(const char *path, const char *dir, cJSON **tree, struct function_entries *out, struct function_uses *uses,
	struct err *e);
/* registry_service.c: the member "services", against the functions of the file. */
bool uses_read(const cJSON *services, const struct json_places *places, const struct function_entries *functions, struct function_uses *out,
	struct err *e);
void uses_done(struct function_uses *u);
bool function_name_is_valid(const char *name);

#endif
