/* command_impl - the functions behind the rows of the command table; command_exec.c, command_step.c, command_debug.c, command_fork.c, command_see.c, command_file.c. */
#ifndef ASLANT_COMMAND_IMPL_H
#define ASLANT_COMMAND_IMPL_H

#include "screens/command.h"

unsigned cmd_run_last(struct shell *sh, const char *args, struct err *e);
unsigned cmd_run_with(struct shell *sh, const char *args, struct err *e);
unsigned cmd_run_paused(struct shell *sh, const char *args, struct err *e);
unsigned cmd_run_again(struct shell *sh, const char *args, struct err *e);
unsigned cmd_toggle(struct shell *sh, const char *args, struct err *e);
unsigned cmd_continue(struct shell *sh, const char *args, struct err *e);
unsigned cmd_rcontinue(struct shell *sh, const char *args, struct err *e);
unsigned cmd_until(struct shell *sh, const char *args, struct err *e);
unsigned cmd_break(struct shell *sh, const char *args, struct err *e);
unsigned cmd_tbreak(struct shell *sh, const char *args, struct err *e);
unsigned cmd_breakpoints(struct shell *sh, const char *args, struct err *e);
unsigned cmd_enable(struct shell *sh, const char *args, struct err *e);
unsigned cmd_disable(struct shell *sh, const char *args, struct err *e);
unsigned cmd_ignore(struct shell *sh, const char *args, struct err *e);
unsigned cmd_condition(struct shell *sh, const char *args, struct err *e);
unsigned cmd_clear(struct shell *sh, const char *args, struct err *e);
unsigned cmd_fault(struct shell *sh, const char *args, struct err *e);
unsigned cmd_play(struct shell *sh, const char *args, struct err *e);
unsigned cmd_fork(struct shell *sh, const char *args, struct err *e);
unsigned cmd_redrive(struct shell *sh, const char *args, struct err *e);
unsigned cmd_print(struct shell *sh, const char *args, struct err *e);
unsigned cmd_watch(struct shell *sh, const char *args, struct err *e);
unsigned cmd_display(struct shell *sh, const char *args, struct err *e);
unsigned cmd_pause(struct shell *sh, const char *args, struct err *e);
unsigned cmd_skip(struct shell *sh, const char *args, struct err *e);
unsigned cmd_speed(struct shell *sh, const char *args, struct err *e);
unsigned cmd_faster(struct shell *sh, const char *args, struct err *e);
unsigned cmd_slower(struct shell *sh, const char *args, struct err *e);
unsigned cmd_stop(struct shell *sh, const char *args, struct err *e);
unsigned cmd_return(struct shell *sh, const char *args, struct err *e);
unsigned cmd_throw(struct shell *sh, const char *args, struct err *e);
unsigned cmd_heartbeat(struct shell *sh, const char *args, struct err *e);
unsigned cmd_time_out(struct shell *sh, const char *args, struct err *e);
unsigned cmd_waiting(struct shell *sh, const char *args, struct err *e);
unsigned cmd_stepi(struct shell *sh, const char *args, struct err *e);
unsigned cmd_rstepi(struct shell *sh, const char *args, struct err *e);
unsigned cmd_step(struct shell *sh, const char *args, struct err *e);
unsigned cmd_next(struct shell *sh, const char *args, struct err *e);
unsigned cmd_finish(struct shell *sh, const char *args, struct err *e);
unsigned cmd_rnext(struct shell *sh, const char *args, struct err *e);
unsigned cmd_rfinish(struct shell *sh, const char *args, struct err *e);
unsigned cmd_rstep(struct shell *sh, const char *args, struct err *e);
unsigned cmd_attempt(struct shell *sh, const char *args, struct err *e);
unsigned cmd_error(struct shell *sh, const char *args, struct err *e);
unsigned cmd_first(struct shell *sh, const char *args, struct err *e);
unsigned cmd_last(struct shell *sh, const char *args, struct err *e);
unsigned cmd_goto(struct shell *sh, const char *args, struct err *e);
unsigned cmd_move(struct shell *sh, const char *args, struct err *e);
unsigned cmd_pane(struct shell *sh, const char *args, struct err *e);
unsigned cmd_grow(struct shell *sh, const char *args, struct err *e);
unsigned cmd_into(struct shell *sh, const char *args, struct err *e);
unsigned cmd_up(struct shell *sh, const char *args, struct err *e);
unsigned cmd_iteration(struct shell *sh, const char *args, struct err *e);
unsigned cmd_state(struct shell *sh, const char *args, struct err *e);
unsigned cmd_find(struct shell *sh, const char *args, struct err *e);
unsigned cmd_find_next(struct shell *sh, const char *args, struct err *e);
unsigned cmd_find_previous(struct shell *sh, const char *args, struct err *e);
unsigned cmd_filter(struct shell *sh, const char *args, struct err *e);
unsigned cmd_view(struct shell *sh, const char *args, struct err *e);
unsigned cmd_sort(struct shell *sh, const char *args, struct err *e);
unsigned cmd_only(struct shell *sh, const char *args, struct err *e);
unsigned cmd_home(struct shell *sh, const char *args, struct err *e);
unsigned cmd_pan(struct shell *sh, const char *args, struct err *e);
unsigned cmd_zoom(struct shell *sh, const char *args, struct err *e);
unsigned cmd_turn(struct shell *sh, const char *args, struct err *e);
unsigned cmd_lines(struct shell *sh, const char *args, struct err *e);
unsigned cmd_comments(struct shell *sh, const char *args, struct err *e);
unsigned cmd_minimap(struct shell *sh, const char *args, struct err *e);
unsigned cmd_picture(struct shell *sh, const char *args, struct err *e);
unsigned cmd_fold(struct shell *sh, const char *args, struct err *e);
unsigned cmd_wrap(struct shell *sh, const char *args, struct err *e);
unsigned cmd_unfold(struct shell *sh, const char *args, struct err *e);
unsigned cmd_flow(struct shell *sh, const char *args, struct err *e);
unsigned cmd_why(struct shell *sh, const char *args, struct err *e);
unsigned cmd_page(struct shell *sh, const char *args, struct err *e);
unsigned cmd_copy(struct shell *sh, const char *args, struct err *e);
unsigned cmd_children(struct shell *sh, const char *args, struct err *e);
unsigned cmd_parent(struct shell *sh, const char *args, struct err *e);
unsigned cmd_problems(struct shell *sh, const char *args, struct err *e);
unsigned cmd_log(struct shell *sh, const char *args, struct err *e);
unsigned cmd_open(struct shell *sh, const char *args, struct err *e);
unsigned cmd_edit(struct shell *sh, const char *args, struct err *e);
unsigned cmd_reload(struct shell *sh, const char *args, struct err *e);
unsigned cmd_resource(struct shell *sh, const char *args, struct err *e);
unsigned cmd_services(struct shell *sh, const char *args, struct err *e);
unsigned cmd_functions(struct shell *sh, const char *args, struct err *e);
unsigned cmd_show(struct shell *sh, const char *args, struct err *e);
unsigned cmd_delete(struct shell *sh, const char *args, struct err *e);
unsigned cmd_palette(struct shell *sh, const char *args, struct err *e);
unsigned cmd_help(struct shell *sh, const char *args, struct err *e);
unsigned cmd_dismiss(struct shell *sh, const char *args, struct err *e);
unsigned cmd_redraw(struct shell *sh, const char *args, struct err *e);
unsigned cmd_suspend(struct shell *sh, const char *args, struct err *e);
unsigned cmd_close(struct shell *sh, const char *args, struct err *e);
unsigned cmd_quit(struct shell *sh, const char *args, struct err *e);

/* command_graph.c: what the copy menu has of the picture; nothing where there is none. */
void copy_picture(struct shell *sh, struct str *out);
void copy_svg(struct shell *sh, struct str *out);
void copy_dot(struct shell *sh, struct str *out);
void copy_mermaid(struct shell *sh, struct str *out);

#endif
