/*
 * headless - the same program without a terminal, driven by a script of keys (CLI.md, "Headless screens"). For tests and demonstrations.
 *
 *     # comment                     open FILE                   keys jj<Enter>           type TEXT (as a paste)
 *     wait idle|paused|ended        wait text "…"               screen [NAME]            styles
 *     size COLSxROWS                command TEXT                copy FROM TO (a file changes on disk)
 *
 * Lines that begin with | are what a test expects, and are skipped here.
 */
#ifndef ASLANT_HEADLESS_H
#define ASLANT_HEADLESS_H

#include <stdio.h>

#include "screens/shell.h"

/* Runs the script; prints screens to out. False, with the script's line in e, at the first thing that fails (a wait past its deadline). */
bool headless_run(struct shell *sh, const char *script, size_t len, FILE *out, struct err *e);

#endif
