/* service_s3 - what the two files of S3 share: buckets, dates, digests. Private to the services. */
#ifndef ASLANT_SERVICE_S3_H
#define ASLANT_SERVICE_S3_H

#include <sys/stat.h>

#include "task/service_private.h"

#define S3_OBJECT_MAX ((size_t)16 << 20)	/* to read; a task's result may have 256 KiB */

/* The bucket's folder; NULL: the call has failed. Caller frees. */
char *s3_bucket_path(struct service_call *c, const char *bucket);
int64_t s3_modified_ms(const struct stat *st);
cJSON *s3_date(int64_t ms);			/* "2026-01-01T00:00:00Z" */
cJSON *s3_etag(const void *data, size_t len);	/* MD5 between quotes */

#endif
