/* items_private - what the files of the item readers share. */
#ifndef ASLANT_ITEMS_PRIVATE_H
#define ASLANT_ITEMS_PRIVATE_H

#include "task/items.h"

#define ITEM_BYTES_MAX ((size_t)8 << 20)	/* one item; AWS's limit */
#define PAGE_BYTES ((size_t)1 << 20)		/* a page ends with the item that reaches it */

/* A page while it fills. */
struct items_page {
	cJSON *list;			/* an array, or an object */
	size_t n, max, bytes;
};

static inline bool items_page_full(const struct items_page *p)
{
	return p->n >= p->max || p->bytes >= PAGE_BYTES;
}

void items_page_add_take(struct items_page *p, cJSON *item, size_t bytes);

/* The items of one object. */
struct items_reader;
struct items_reader_ops {
	/* Fill the page. False: f says why. *end: there are no more. */
	bool (*next)(struct items_reader *r, struct items_page *p, bool *end, struct s3_fault *f);
	void (*free)(struct items_reader *r);	/* with the object */
};

struct items_reader {
	const struct items_reader_ops *ops;
	struct s3_object *object;
};

/* Each takes the object, also on failure (NULL). config is borrowed, and outlives the reader. */
typedef struct items_reader *(*items_reader_fn)(struct s3_object *o, const cJSON *config, struct s3_fault *f);

struct items_reader *items_csv_new(struct s3_object *o, const cJSON *config, struct s3_fault *f);
struct items_reader *items_json_new(struct s3_object *o, const cJSON *config, struct s3_fault *f);
struct items_reader *items_json_lines_new(struct s3_object *o, const cJSON *config, struct s3_fault *f);
/* CSV without a header in it: its columns have these names. */
struct items_reader *items_csv_named(struct s3_object *o, char **names_take, size_t n, struct s3_fault *f);

/* Objects, one after the other. */
struct items_objects;
struct items_objects_ops {
	/* The next one: its bucket and key, good until the next call. False at the end, or with a fault. */
	bool (*next)(struct items_objects *s, const char **bucket, const char **key, struct s3_fault *f);
	/* A reader for one of them; NULL: the one that InputType names is right. */
	struct items_reader *(*reader)(struct items_objects *s, struct s3_object *o, struct s3_fault *f);
	void (*free)(struct items_objects *s);
};

struct items_objects {
	const struct items_objects_ops *ops;
};

struct items_objects *items_listing_objects(const char *dir, const char *bucket, const char *prefix, struct s3_fault *f);
struct items_objects *items_inventory(const char *dir, const char *bucket, const char *key, struct s3_fault *f);
struct items_objects *items_athena(const char *dir, const char *bucket, const char *key, struct s3_fault *f);

/* The listing as items. */
bool items_list_page(struct s3_list *l, struct items_page *p, bool *end, struct s3_fault *f);

#endif
