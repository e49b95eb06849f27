/*
 * nested - executions that tasks start (states:startExecution): of state machines that are found by name in a folder, each a session of the
 * family of the execution that starts it. The backend of the services (task/service.h) asks and formats; here they run.
 */
#ifndef ASLANT_NESTED_H
#define ASLANT_NESTED_H

#include "task/service.h"

struct nested;

struct nested *nested_new(const char *dir);	/* NULL: no folder, no machine is known */
void nested_free(struct nested *n);		/* after the backend */
const struct service_executions *nested_executions(struct nested *n);
void nested_set_backend(struct nested *n, struct task_backend *b);	/* whom to tell of ends */

#endif
