/* job - what tests want to know of a running layout beside graph.h. */
#ifndef ASLANT_GRAPH_JOB_H
#define ASLANT_GRAPH_JOB_H

#include "graph/graph.h"

long graph_job_pid(const struct graph_job *job);	/* -1: none runs */

#endif
