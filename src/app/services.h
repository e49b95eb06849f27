/*
 * services - what the local services know and keep: tables, queues and topics that aslant.json declares, and everything that executions put
 * there, in the store. The services themselves are in task/service.h.
 */
#ifndef ASLANT_SERVICES_H
#define ASLANT_SERVICES_H

#include "app/config.h"
#include "store/store.h"
#include "task/service_data.h"

/* store NULL: it is gone with the process. NULL with e where aslant.json is wrong, or the store cannot be read. */
struct service_data *services_open(const struct config *c, struct store *store, struct err *e);

#endif
