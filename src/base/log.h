/*
 * log - what the program did, for whoever looks for a fault. Goes to a file (-v, or ASLANT_LOG=PATH), never to the terminal.
 * Off costs one test.
 */
#ifndef ASLANT_LOG_H
#define ASLANT_LOG_H

#include "base/base.h"

bool log_open(const char *path, struct err *e);
void log_close(void);
bool log_is_on(void);
void log_write(const char *room, const char *fmt, ...) PRINTF_LIKE(2, 3);

#define log_debug(room, ...) (log_is_on() ? log_write(room, __VA_ARGS__) : (void)0)

#endif
