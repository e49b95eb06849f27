/* job - what tests want to know of a running layout beside graph.h. */
#ifndef ASLANT_GRAPH_JOB_H
#define ASLANT_GRAPH_JOB_H

#include "graph/graph.h"

/* Like graph_job_start(), but the child stands still: to be killed, or to be late. */
struct graph_job *graph_job_start_stopped(const struct asl_machine *m, const struct graph_options *o, struct err *e);
long graph_job_pid(const struct graph_job *job);	/* -1: none runs */

#endif
