/*
 * results - what a ResultWriter writes (ASL.md 1.15): DIR/BUCKET/PREFIX/UUID/SUCCEEDED_0.json and its like, and manifest.json, which
 * names them. Records may be added in any order; in the files they stand in the order of their index. A file has its name only once it is
 * complete: what was begun and not closed leaves nothing.
 *
 *     results_new(), results_add() …, results_close() or results_free()
 */
#ifndef ASLANT_RESULTS_H
#define ASLANT_RESULTS_H

#include "json/value.h"
#include "task/s3.h"

enum results_file { RESULTS_SUCCEEDED, RESULTS_FAILED, RESULTS_PENDING, RESULTS_FILES };

struct results;

/* request: {"Bucket","Prefix","OutputType","MapRunArn"} (borrowed); uuid: the last part of that ARN. NULL with f. */
struct results *results_new(const char *dir, const cJSON *request, const char *uuid, struct s3_fault *f);
void results_free(struct results *r);				/* NULL is harmless */

/* flatten: the elements of an array instead of the array. */
bool results_add(struct results *r, enum results_file file, size_t index, const cJSON *node, bool flatten, struct s3_fault *f);
/* Completes the files. {"Bucket","Key"} of the manifest; NULL with f. Still to be freed. */
struct value *results_close(struct results *r, struct s3_fault *f);

#endif
