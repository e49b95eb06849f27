/* The one table of commands, and how a line of text becomes one of them. What they do is in command_*.c, by group. */
#include "screens/command.h"

#include <stdlib.h>
#include <string.h>

#include "screens/command_impl.h"
#include "screens/workbench.h"

const struct command commands[] = {
	{"run", "[INPUT]", ON_MACHINE, "Run with the last input, or with the JSON given", "Run", cmd_run_last},
	{"run-with", "", ON_MACHINE, "Choose, type or edit the input, then run", "Run", cmd_run_with},
	{"run-paused", "[INPUT]", ON_MACHINE, "Run, but pause before the first event", "Run", cmd_run_paused},
	{"run-again", "", ON_MACHINE, "Run the selected execution's input again", "Run", cmd_run_again},
	{"toggle", "", ON_RUN, "Run on or pause", "Run", cmd_toggle},
	{"continue", "", ON_RUN, "Run on to the next stop, or to the end", "Run", cmd_continue},
	{"rcontinue", "", ON_RUN, "Back to the stop before, or to the first event", "Run", cmd_rcontinue},
	{"until", "[STATE]", ON_RUN, "Run on until the selected state is entered", "Run", cmd_until},
	{"pause", "", ON_LIVE, "Pause: the clock stands still", "Run", cmd_pause},
	{"skip", "[all]", ON_LIVE, "Skip the current wait or backoff, or all of them", "Run", cmd_skip},
	{"retry-now", "[STATE]", ON_LIVE, "Make the retry that the selected state waits for now", "Run", cmd_retry_now},
	{"timers", "", ON_RUN, "What the clock will bring: waits, backoffs, timeouts, late answers", "Run", cmd_timers},
	{"speed", "N|max", 0, "Pace of the clock: 1 is real time, max jumps", "Run", cmd_speed},
	{"faster", "", 0, "Run the clock faster", "Run", cmd_faster},
	{"slower", "", 0, "Run the clock slower", "Run", cmd_slower},
	{"stop", "[ERROR [CAUSE]]", ON_LIVE, "Stop the execution (it ends ABORTED)", "Run", cmd_stop},
	{"return", "[#N] [JSON]", 0, "Answer the task that waits for you with a result", "Run", cmd_return},
	{"throw", "[#N] [ERROR [CAUSE]]", 0, "Answer the task that waits for you with an error", "Run", cmd_throw},
	{"heartbeat", "[#N]", 0, "Send a heartbeat for the task that waits for you", "Run", cmd_heartbeat},
	{"time-out", "[#N]", 0, "Let the task that waits for you run out of time", "Run", cmd_time_out},
	{"keep", "[FILE]", ON_MACHINE, "Keep the answers that you gave by hand as mocks (mocks/MACHINE.json)", "Run", cmd_keep},
	{"mocks", "[FILE|off]", ON_MACHINE, "Let a mock file answer for tasks, or none", "Run", cmd_mocks},
	{"waiting", "", 0, "All tasks, tokens and activities that wait for you", "Run", cmd_waiting},

	{"stepi", "", ON_RUN, "One event forward", "Step", cmd_stepi},
	{"rstepi", "", ON_RUN, "One event back", "Step", cmd_rstepi},
	{"step", "", ON_RUN, "On to the next state of this iteration or branch, into Map and Parallel", "Step", cmd_step},
	{"rstep", "", ON_RUN, "Back to the state before, into Map and Parallel", "Step", cmd_rstep},
	{"next", "", ON_RUN, "On to the next state at this level: over the whole Map or Parallel", "Step", cmd_next},
	{"rnext", "", ON_RUN, "Back to the state before at this level", "Step", cmd_rnext},
	{"finish", "", ON_RUN, "Out: to the end of this iteration or branch, of its Map or Parallel, of the execution", "Step", cmd_finish},
	{"rfinish", "", ON_RUN, "Back out: to where this iteration or branch began, to its Map or Parallel", "Step", cmd_rfinish},
	{"attempt", "next|previous", ON_RUN, "To the next or previous attempt of a task; in the matrix, of the Map", "Step", cmd_attempt},
	{"error", "next|previous", ON_RUN, "To the next or previous error", "Step", cmd_error},
	{"hold", "", ON_LIVE, "This iteration or branch stands still while others move (again: no more)", "Step", cmd_hold},
	{"release", "[all]", ON_LIVE, "Let this iteration or branch go on, or all that are held", "Step", cmd_release},
	{"alone", "", ON_LIVE, "Only this iteration or branch moves (again: all do)", "Step", cmd_alone},
	{"divergence", "[next|previous]", ON_RUN, "To the next or previous event at which an imported record and our replay of it differ", "Step", cmd_divergence},
	{"first", "", ON_RUN, "To the first event", "Step", cmd_first},
	{"last", "", ON_RUN, "To the newest event, and follow it", "Step", cmd_last},
	{"goto", "EVENT", ON_RUN, "To the event of that number", "Step", cmd_goto},

	{"break", "[STATE|edge|error|retry|catch|event …] [if EXPR]", ON_MACHINE, "Stop there; without more, at the selected state (again: not)", "Stop", cmd_break},
	{"tbreak", "[…]", ON_MACHINE, "The same, once", "Stop", cmd_tbreak},
	{"watch", "[EXPR]", ON_RUN, "Show a value with the step, and stop where it changes", "Stop", cmd_watch},
	{"display", "[EXPR]", ON_RUN, "Show a value with the step", "Stop", cmd_display},
	{"breakpoints", "", ON_MACHINE, "List, change and switch off what stops", "Stop", cmd_breakpoints},
	{"enable", "N", ON_MACHINE, "Let breakpoint or watch N stop again", "Stop", cmd_enable},
	{"disable", "N", ON_MACHINE, "Let breakpoint or watch N not stop for now", "Stop", cmd_disable},
	{"ignore", "N COUNT", ON_MACHINE, "Let breakpoint N go by so many times first", "Stop", cmd_ignore},
	{"condition", "N [EXPR]", ON_MACHINE, "Let breakpoint N stop only where EXPR is true", "Stop", cmd_condition},
	{"clear", "N|all", ON_MACHINE, "Take breakpoint or watch N away, or all", "Stop", cmd_clear},
	{"fault", "[[STATE] [WHEN] throttle|timeout|hang|shape|slow S|throw ERROR]", ON_MACHINE, "Let something go wrong with a task's next call, or with others", "Stop", cmd_fault},
	{"play", "[STATE]", ON_MACHINE, "Be the service yourself for the selected Task (again: no more)", "Stop", cmd_play},
	{"fork", "[here|input|result|variable NAME|definition|redrive]", ON_RUN, "Run on from this event as a new execution, changed or not", "Stop", cmd_fork},
	{"redrive", "", ON_RUN, "Run on from the state that failed, as a new execution", "Stop", cmd_redrive},
	{"print", "[EXPR]", ON_RUN, "A value at this moment: JSONPath, JSONata, intrinsic or choice rule", "Stop", cmd_print},

	{"move", "up|down|left|right|…", 0, "Move in this pane", "Move", cmd_move},
	{"pane", "1-7|next|previous", 0, "Go to a pane", "Move", cmd_pane},
	{"grow", "", 0, "This pane alone, or all of them", "Move", cmd_grow},
	{"into", "", 0, "Into the selected Map or Parallel: one of its iterations or branches; else to the step", "Move", cmd_into},
	{"up", "", 0, "Out: of the iteration or branch to its container, to the execution", "Move", cmd_up},
	{"iteration", "next|previous|failed|N", ON_RUN, "To another iteration of the Map, another branch of the Parallel", "Move", cmd_iteration},
	{"state", "NAME", ON_MACHINE, "Select a state by a part of its name", "Move", cmd_state},
	{"find", "[TEXT]", 0, "Search in this pane", "Move", cmd_find},
	{"find-next", "", 0, "Next match", "Move", cmd_find_next},
	{"find-previous", "", 0, "Previous match", "Move", cmd_find_previous},
	{"filter", "[TEXT]", 0, "Show only what holds TEXT (events, executions); empty: all", "Move", cmd_filter},
	{"only", "", ON_RUN, "Show only the events of this iteration or branch; again: all", "Move", cmd_only},

	{"view", "[graph|timeline|matrix|text|plan]", 0, "The picture, the timeline, the matrix (iterations by states), or the text", "See", cmd_view},
	{"gaps", "[time|gaps|events]", 0, "Scale of the timeline: time, with long waits cut, or by events", "See", cmd_gaps},
	{"sort", "[status|index|duration]", 0, "Order of the matrix", "See", cmd_sort},
	{"home", "", ON_MACHINE, "Bring the running or selected state into view", "See", cmd_home},
	{"pan", "up|down|left|right", ON_MACHINE, "Move the picture, or the timeline", "See", cmd_pan},
	{"zoom", "[in|out|fit]", ON_MACHINE, "More or less detail in the picture, or of the timeline; fit: as much as leaves all in sight", "See", cmd_zoom},
	{"turn", "[down|right|auto]", ON_MACHINE, "Draw top-down or left to right; auto: by the pane's shape", "See", cmd_turn},
	{"lines", "light|heavy|rounded", ON_MACHINE, "How boxes and lines are drawn", "See", cmd_lines},
	{"comments", "", ON_MACHINE, "The states' comments in the picture, or not", "See", cmd_comments},
	{"minimap", "", ON_MACHINE, "A small map of a large picture, or none", "See", cmd_minimap},
	{"picture", "FILE", ON_MACHINE, "Write the picture to a file: .txt, .svg, .dot, .mmd, .json", "See", cmd_picture},
	{"coverage", "[run|runs|tests|missing|off]", ON_MACHINE, "What executions have touched, on the picture; what they have not, as a list", "See", cmd_coverage},
	{"fold", "[one]", 0, "Close what is open: all containers, all of the tree; one: the selected container, or the one around the selection", "See", cmd_fold},
	{"unfold", "", 0, "Open everything below", "See", cmd_unfold},
	{"wrap", "[parallel|map [LAST]]", 0, "Wrap long values in the trees, or cut them; states in a Parallel or Map", "See", cmd_wrap},
	{"flow", "[diff]", ON_RUN, "The value after each stage of the step's data flow, or what each changed", "See", cmd_flow},
	{"why", "", ON_RUN, "Why it went so: retriers, catchers, rules and paths, in full", "See", cmd_why},
	{"plan", "[STATE]", ON_MACHINE, "When the retries of a state come: waits, jitter, limits, and what was drawn", "See", cmd_plan},
	{"page", "", 0, "Read the selected value as a page: wrapped, searchable", "See", cmd_page},
	{"copy", "[value|path|input|output|picture|arn]", 0, "Copy to the clipboard", "See", cmd_copy},
	{"diff", "[RUN|FILE]", ON_MACHINE, "Compare the shown execution with another one: the first divergence, then what else differs", "See", cmd_diff_runs},
	{"mark", "", ON_MACHINE, "Mark the selected execution: diff on another one compares the two", "See", cmd_mark},
	{"children", "", ON_RUN, "Executions that this one started: items of Map Runs, nested executions", "See", cmd_children},
	{"parent", "", ON_RUN, "Back to the execution that started this one", "See", cmd_parent},
	{"problems", "", ON_MACHINE, "What is wrong with the definition", "See", cmd_problems},
	{"log", "[FUNCTION]", 0, "Log of the functions", "See", cmd_log},
	{"test", "[CASE]", ON_MACHINE, "What a test case expected and what came; run one, or choose", "See", cmd_test_case},

	{"menu", "", ON_MACHINE, "What can be done to the selected state", "Edit", cmd_menu},
	{"add", "[after|before|on EDGE|branch|catch] [WHAT]", ON_MACHINE, "Add a state beside the selected one, from the palette", "Edit", cmd_add},
	{"connect", "[next|default|rule N|catch N] [STATE]", ON_STATE, "Let a transition lead to another state", "Edit", cmd_connect},
	{"form", "[retry|catch|choices]", ON_STATE, "The selected state's fields, as a form", "Edit", cmd_form},
	{"rename", "[NAME]", ON_STATE, "Rename the selected state, with all that refers to it", "Edit", cmd_rename},
	{"delete-state", "", ON_STATE, "Delete the selected state and join its neighbours", "Edit", cmd_delete_state},
	{"duplicate", "", ON_STATE, "A copy of the selected state behind it", "Edit", cmd_duplicate},
	{"copy-state", "", ON_STATE, "Copy the selected state, for paste", "Edit", cmd_copy_state},
	{"cut", "", ON_STATE, "Cut the selected state out, for paste", "Edit", cmd_cut},
	{"paste", "[after|before|on EDGE|branch|catch]", ON_MACHINE, "Put in what was cut or copied", "Edit", cmd_paste},
	{"move-state", "[after|before|branch|catch] [STATE]", ON_STATE, "Move the selected state beside another one, into and out of containers", "Edit", cmd_move_state},
	{"unwrap", "", ON_STATE, "The content of the selected Map or Parallel in its place", "Edit", cmd_unwrap},
	{"start", "", ON_STATE, "Let the machine, branch or processor start at the selected state", "Edit", cmd_start},
	{"end", "", ON_STATE, "Let it end at the selected state", "Edit", cmd_end},
	{"undo", "", ON_MACHINE, "Take the last change of the definition back", "Edit", cmd_undo},
	{"redo", "", ON_MACHINE, "Do what was undone again", "Edit", cmd_redo},
	{"insert", "", ON_MACHINE, "Edit the definition's text here", "Edit", cmd_insert},
	{"leave", "", ON_MACHINE, "No more typing: back to reading the text", "Edit", cmd_leave},
	{"complete", "", ON_MACHINE, "What may be written at the cursor of the text", "Edit", cmd_complete},
	{"replace", "", ON_MACHINE, "Find in the text, and replace", "Edit", cmd_replace},
	{"line", "[N]", ON_MACHINE, "Go to a line of the text", "Edit", cmd_line},
	{"bracket", "", ON_MACHINE, "To the bracket that belongs to the one at the cursor", "Edit", cmd_bracket},
	{"problem", "next|previous", ON_MACHINE, "To the next problem in the text", "Edit", cmd_problem},
	{"fix", "", ON_MACHINE, "Mend the problem in the cursor's line of the text, where that is mechanical", "Edit", cmd_fix},
	{"versions", "", ON_MACHINE, "What executions of this machine ran, and what differs from it", "See", cmd_versions},
	{"convert", "jsonata|state|yaml|json|placeholders", ON_MACHINE, "The definition, or the selected state, in another form", "Edit", cmd_convert_to},
	{"write", "", ON_MACHINE, "Save the definition to its file", "Edit", cmd_write},

	{"export", "[FILE]", ON_MACHINE, "Write the execution's history to a file, as aws stepfunctions get-execution-history has it", "File", cmd_export},
	{"save", "[KIND [FILE]]", ON_MACHINE, "Save the execution as a test case, mocks, a walkthrough, its history or picture", "File", cmd_save},
	{"new", "[TEMPLATE [FOLDER]]", 0, "A new workspace from a template: machine, functions, mocks, inputs, tests", "File", cmd_new_workspace},
	{"open", "[FILE]", 0, "Open another state machine, or make one", "File", cmd_open},
	{"edit", "", ON_MACHINE, "Edit the definition in $EDITOR, at the selected state", "File", cmd_edit},
	{"reload", "", ON_MACHINE, "Read the definition again", "File", cmd_reload},
	{"resource", "[ARN]", ON_STATE, "Pick the function that the selected Task calls", "File", cmd_resource},
	{"services", "", 0, "What services keep: tables, queues, topics, buses", "File", cmd_services},
	{"functions", "", 0, "Functions: list, create, test, edit, delete", "File", cmd_functions},
	{"show", "", ON_MACHINE, "Show the selected execution", "File", cmd_show},
	{"delete", "", ON_MACHINE, "Delete the selected execution (asks first)", "File", cmd_delete},

	{"palette", "", 0, "Type a command", "Help", cmd_palette},
	{"help", "", 0, "The keys of this place", "Help", cmd_help},
	{"dismiss", "", 0, "Put the message away", "Help", cmd_dismiss},
	{"redraw", "", 0, "Paint the screen anew", "Help", cmd_redraw},
	{"suspend", "", 0, "Back to the shell for a while (fg returns)", "Help", cmd_suspend},
	{"close", "", 0, "Close what is on top: the execution, the program", "Help", cmd_close},
	{"quit", "[save|give-up]", 0, "Leave aslant; what is unsaved is asked about", "Help", cmd_quit},
};

const size_t n_commands = ARRAY_LEN(commands);

const struct command *command_find(const char *name)
{
	static const struct { const char *alias, *name; } aliases[] = {{"q", "close"}, {"qa", "quit"}, {"w", "write"}, {"c", "continue"}, {"si", "stepi"},
		{"r", "run"}, {"s", "step"}, {"h", "help"}, {"n", "next"}, {"o", "next"}, {"u", "finish"}};
	const struct command *found = NULL;

	for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
		if (strcmp(aliases[i].alias, name) == 0)
			name = aliases[i].name;
	for (size_t i = 0; i < n_commands; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	for (size_t i = 0; i < n_commands; i++) {
		if (!str_starts(commands[i].name, name))
			continue;
		if (found)
			return NULL;	/* not the only one */
		found = &commands[i];
	}
	return found;
}

unsigned command_state(const struct shell *sh)
{
	const struct run *r = sh->app->run;

	return (sh->app->machine ? ON_MACHINE : 0) | (r ? ON_RUN : 0) | (r && run_is_live(r) ? ON_LIVE : 0) |
		(sh->workbench && workbench_state(sh->workbench) ? ON_STATE : 0);
}

static const char *missing(unsigned lacks)
{
	if (lacks & ON_MACHINE)
		return "no state machine is open (O opens one)";
	if (lacks & ON_RUN)
		return "no execution is shown (r runs, R asks for an input)";
	return lacks & ON_LIVE ? "this execution has ended" : "no state is selected";
}

unsigned command_run(struct shell *sh, const char *text, struct err *e)
{
	size_t len;
	char *name;
	const struct command *c;
	unsigned lacks;

	text += strspn(text, " ");
	len = strcspn(text, " ");
	if (!len)
		return AFTER_NOTHING;
	name = xstrndup(text, len);
	c = command_find(name);
	if (!c)
		err_set(e, ERR_USAGE, "no such command: %.60s (: and Tab lists them)", name);
	free(name);
	if (!c)
		return AFTER_NOTHING;
	lacks = c->when & ~command_state(sh);
	if (lacks) {
		err_set(e, ERR_USAGE, "%s: %s", c->name, missing(lacks));
		return AFTER_NOTHING;
	}
	text += len;
	return c->fn(sh, text + strspn(text, " "), e);
}

void command_complete(void *shell, const char *text, size_t cursor, size_t *word_start, prompt_add_fn add, void *add_ctx)
{
	struct shell *sh = shell;
	size_t name_len = strcspn(text, " ");

	if (cursor <= name_len) {
		*word_start = 0;
		for (size_t i = 0; i < n_commands; i++)
			if (strncmp(commands[i].name, text, cursor) == 0)
				add(add_ctx, commands[i].name, commands[i].help);
		return;
	}
	*word_start = name_len + strspn(text + name_len, " ");
	if (strncmp(text, "state", name_len) == 0 && sh->workbench && sh->workbench->machine)
		for (size_t i = 0; i < sh->workbench->machine->n_states; i++)
			if (str_starts(sh->workbench->machine->states[i]->name, text + *word_start))
				add(add_ctx, sh->workbench->machine->states[i]->name, asl_type_text(sh->workbench->machine->states[i]->type));
}
