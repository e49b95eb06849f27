/* cmd_eval - "aslant eval": expressions from the command line. argv[0] is "eval"; returns the exit status. */
#ifndef ASLANT_CMD_EVAL_H
#define ASLANT_CMD_EVAL_H

int cmd_eval(int argc, char **argv);

#endif
