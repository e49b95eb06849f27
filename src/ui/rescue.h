/*
 * rescue - give the terminal back when the program cannot: a crash, abort(), exit() in the wrong place, a signal
 * that nobody handles. Private to this room; terminal_curses arms it while the terminal is in our modes.
 */
#ifndef ASLANT_RESCUE_H
#define ASLANT_RESCUE_H

#include <stddef.h>
#include <termios.h>

/* From now on: on a crash write bytes (copied, at most 512) to fd and set its modes to those in tio. */
void rescue_arm(int fd, const struct termios *tio, const char *bytes, size_t len);
void rescue_disarm(void);

#endif
