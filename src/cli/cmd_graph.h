/* cmd_graph - aslant graph. */
#ifndef ASLANT_CMD_GRAPH_H
#define ASLANT_CMD_GRAPH_H

/* argv[0] is "graph". The exit status. */
int cmd_graph(int argc, char **argv);

#endif
