/*
 * style - what a piece of the screen means. Code names a meaning, the theme (theme.h) gives the colour; nothing is
 * told by colour alone, so every meaning that matters also has a glyph (glyph.h) or a word. One list: the enum, the
 * names in theme files and the letters in screen tests are made from it.
 */
#ifndef ASLANT_STYLE_H
#define ASLANT_STYLE_H

/* X(enum, name in theme files, letter in style dumps) */
#define STYLE_LIST(X)							\
	X(ST_TEXT, "text", ' ')						\
	X(ST_DIM, "dim", 'd')						\
	X(ST_STRONG, "strong", 'S')					\
	X(ST_HEADER, "header", 'h')		/* the first line */	\
	X(ST_TITLE, "title", 't')		/* of a pane */		\
	X(ST_TITLE_FOCUSED, "title-focused", 'T')			\
	X(ST_BORDER, "border", 'b')					\
	X(ST_BORDER_FOCUSED, "border-focused", 'B')			\
	X(ST_SELECTED, "selected", 's')		/* also lent to other styles by ATTR_SELECTED */ \
	X(ST_MATCH, "match", 'm')		/* found by search */	\
	X(ST_KEY, "key", 'k')			/* a key in the hint bar and help */ \
	X(ST_HINT, "hint", 'H')			/* what it does */	\
	X(ST_TAB, "tab", '1')						\
	X(ST_TAB_ACTIVE, "tab-active", '2')				\
	X(ST_GUTTER, "gutter", 'u')		/* line numbers, tree lines */ \
	X(ST_FIELD, "field", 'F')		/* where one types */	\
	X(ST_PLACEHOLDER, "placeholder", 'p')				\
	X(ST_DIALOG, "dialog", 'D')					\
	X(ST_IDLE, "idle", '.')			/* a state not yet entered */ \
	X(ST_RUNNING, "running", 'r')					\
	X(ST_SUCCEEDED, "succeeded", 'g')				\
	X(ST_FAILED, "failed", 'x')					\
	X(ST_RETRYING, "retrying", '~')					\
	X(ST_CAUGHT, "caught", '!')					\
	X(ST_PAUSED, "paused", 'P')					\
	X(ST_ABORTED, "aborted", '-')					\
	X(ST_BREAKPOINT, "breakpoint", '*')				\
	X(ST_COVERED, "covered", 'V')		/* of a coverage */	\
	X(ST_MISSED, "missed", 'M')					\
	X(ST_NODE, "node", 'n')			/* a state's box */	\
	X(ST_NODE_TYPE, "node-type", 'y')	/* its type and resource */ \
	X(ST_EDGE, "edge", 'e')						\
	X(ST_EDGE_CATCH, "edge-catch", 'c')				\
	X(ST_EDGE_RETRY, "edge-retry", 'R')				\
	X(ST_EDGE_CHOICE, "edge-choice", 'C')				\
	X(ST_EDGE_LIT, "edge-lit", 'l')		/* taken by this run */	\
	X(ST_EDGE_LABEL, "edge-label", 'L')				\
	X(ST_JSON_KEY, "json-key", 'K')					\
	X(ST_JSON_STRING, "json-string", 'q')				\
	X(ST_JSON_NUMBER, "json-number", 'N')				\
	X(ST_JSON_LITERAL, "json-literal", 'i')	/* true, false, null */	\
	X(ST_JSON_PUNCT, "json-punct", 'j')				\
	X(ST_CODE, "code", 'z')			/* of an expression inside a string: operators, punctuation */ \
	X(ST_CODE_VARIABLE, "code-variable", 'v')			\
	X(ST_CODE_FUNCTION, "code-function", 'f')			\
	X(ST_ERROR, "error", 'E')					\
	X(ST_WARNING, "warning", 'W')					\
	X(ST_INFO, "info", 'I')						\
	X(ST_GOOD, "good", 'G')						\
	X(ST_ADDED, "added", '+')		/* in diffs */		\
	X(ST_REMOVED, "removed", '_')					\
	X(ST_CHANGED, "changed", '%')					\
	X(ST_SCRUBBER, "scrubber", 'o')					\
	X(ST_SCRUBBER_HEAD, "scrubber-head", 'O')			\
	X(ST_GAUGE, "gauge", 'a')					\
	X(ST_GAUGE_FULL, "gauge-full", 'A')

enum style {
#define STYLE_ENUM(id, name, letter) id,
	STYLE_LIST(STYLE_ENUM)
#undef STYLE_ENUM
	ST_COUNT
};

enum {
	ATTR_BOLD = 1,
	ATTR_REVERSE = 2,
	ATTR_UNDERLINE = 4,
	ATTR_DIM = 8,
	/* the style's own foreground on the selection's background (reverse where there are no colours) */
	ATTR_SELECTED = 16,
};

const char *style_name(enum style s);
char style_letter(enum style s);
int style_find(const char *name);			/* -1: no such style */

#endif
