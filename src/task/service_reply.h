/*
 * service_reply - what the two kinds of integration make of a service's answer: metadata of the response around what optimized integrations
 * return, and errors in the words of the SDK that each of them is built on. Private to the services.
 */
#ifndef ASLANT_SERVICE_REPLY_H
#define ASLANT_SERVICE_REPLY_H

#include "task/service_private.h"

/* Adds SdkHttpMetadata and SdkResponseMetadata where the integration has them. */
void service_add_metadata(struct service_call *c);

uint32_t service_crc32(const void *data, size_t len);

#endif
