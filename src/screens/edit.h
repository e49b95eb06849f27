/*
 * edit - changes of the open machine from the picture: what the commands of command_edit.c, the menu of a state (edit_menu.c), the choice of
 * another state on the picture (edit_pick.c) and the forms share.
 */
#ifndef ASLANT_SCREENS_EDIT_H
#define ASLANT_SCREENS_EDIT_H

#include "asl/edit.h"
#include "screens/ask.h"
#include "screens/workbench.h"

/* The machine of the text as it is now, and the selected state in it; false with e: there is none, or it cannot be edited. */
bool edit_target(struct shell *sh, struct asl_machine **m, const struct asl_state **s, struct err *e);
/* What an edit gave becomes the text, as one undo step; the selection goes where the edit says. ok false: e is shown. r is taken. */
unsigned edit_apply(struct shell *sh, bool ok, struct asl_edit *r_take, const struct err *e);
/* The shown execution is of the definition as it was: it makes room for the picture of the text. */
void edit_show_definition(struct shell *sh);

void edit_look_at(struct shell *sh, const char *path);		/* before the text changes: what is to be selected then; NULL: as it is */

/* Choose a state on the picture, with the keys that move there, or by name; Enter takes it. title: "Connect Pay to". Called with the state's
 * path. */
void edit_pick(struct shell *sh, const char *title, ask_text_fn done, void *ctx);

/* What is in the clipboard of states; NULL: nothing. */
const struct asl_clip *edit_clip(void);
void edit_clip_drop(void);

bool edit_wrap_command(struct shell *sh, const char *args, struct err *e);	/* wrap with arguments */
void edit_menu_open(struct shell *sh);		/* of the selected state */
/* Choose from the palette; done gets the row's id. */
void edit_palette(struct shell *sh, const char *title, ask_text_fn done, void *ctx);
/* Choose a transition of s; done gets "next", "default", "rule 2", "catch 1". new_ones: those that could be made are on offer too. */
void edit_choose_edge(struct shell *sh, const struct asl_state *s, const char *title, bool new_ones, ask_text_fn done, void *ctx);
/* "rule 2" and so on; *rest: what stands behind it. False: it is none. */
bool edit_edge_read(const struct asl_state *s, const char *text, enum asl_edge_kind *kind, size_t *index, const char **rest);

#endif
