/*
 * items - what an ItemReader reads (ASL.md 1.13): items of one object, of every object of a listing, or of those that a manifest names;
 * or the listing itself. They come in pages, so that an object of any size takes little memory.
 *
 * items.c finds out what is to be read, items_csv.c and items_json.c (JSON, JSON Lines) read objects, items_list.c lists,
 * items_manifest.c follows manifests. What is wrong with the objects is told in words for the cause of States.ItemReaderFailed.
 */
#ifndef ASLANT_ITEMS_H
#define ASLANT_ITEMS_H

#include "json/value.h"
#include "task/s3.h"

struct items;

/* request: {"List":bool,"Parameters":{"Bucket","Key" or "Prefix"},"ReaderConfig":{…}} (borrowed). Never NULL: items_next() tells problems. */
struct items *items_open(const char *dir, const cJSON *request);
void items_close(struct items *it);

enum items_outcome { ITEMS_MORE, ITEMS_LAST, ITEMS_FAILED };

/*
 * The next page: an array of at most `max` items, or an object whose members they are; fewer where they are large, none only at the end.
 * *source is where they are ("S3://bucket/key"), good until the next call. ITEMS_FAILED: f says why; nothing follows.
 */
enum items_outcome items_next(struct items *it, size_t max, struct value **page, const char **source, struct s3_fault *f);

#endif
