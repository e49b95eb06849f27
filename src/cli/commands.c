/* The one table of subcommands: dispatch, help, man page and completions are all made from it. */
#include "cli/cli.h"

static const struct cli_option ui_options[] = {
	{"ascii", 0, NULL, "draw with ASCII characters only"},
	{"clock", 0, "virtual|real", "virtual (default): the speed keys apply; real: start in step with the wall clock"},
	{"definition", 0, "FILE", "where FILE is a recorded history: its definition (as for aslant history)"},
	{"endpoint", 0, "WHAT=URL", "who does functions or HTTP tasks: lambda=URL (also a URL alone), http=URL, … (doc/services.md)"},
	{"headless", 0, "COLSxROWS", "no terminal: run the keys of --keys and print the screens that they ask for"},
	{"keys", 0, "FILE", "the script for --headless (\"-\": standard input)"},
	{"machine", 0, "NAME", "which state machine of FILE: a template may have several (also FILE#NAME)"},
	{"no-color", 0, NULL, "no colours (as NO_COLOR does)"},
	{"plain", 0, NULL, "a prompt and one event a line: no full screen, no box drawing (also TERM=dumb, or no terminal)"},
	{"reduced-motion", 0, NULL, "no animation: jump from event to event"},
	{"s3", 0, "DIR", "DIR/BUCKET/KEY are the objects of S3 (default: s3/ of the workspace, where there is one)"},
	{"seed", 0, "N", "seed of everything random in executions (default: from the clock)"},
	{"speed", 0, "N", "pace of the virtual clock: 1 (default), 4, 0.5, max"},
	{"max-events", 0, "N", "history limit of executions (default 25000, as on AWS; 0: none)"},
	{"type", 0, "STANDARD|EXPRESS", "EXPRESS: all state machines are Express ones (default: those that aslant.json names)"},
	{"test", 0, "CASE", "FILE is a file of test cases: execute this one, and stop at what came otherwise first"},
	{"theme", 0, "NAME", "dark, light, high-contrast, mono"},
	{"verbose", 'v', "FILE", "write a log to FILE"},
	{0},
};

static const struct cli_option run_options[] = {
	{"input", 'i', "JSON", "the execution's input, or @PATH of a file (default {})"},
	{"mocks", 0, "PATH", "answers for tasks: MockConfigFile.json, or the short form"},
	{"case", 0, "NAME", "the test case in a MockConfigFile.json"},
	{"clock", 0, "virtual|real", "virtual (default): waits take no time; real: they do"},
	{"now", 0, "RFC3339", "what the clock shows at the start (default: the real time)"},
	{"seed", 0, "N", "seed of jitter, UUIDs and random numbers (default 0)"},
	{"machine", 0, "NAME", "which state machine of FILE: a template may have several (also FILE#NAME)"},
	{"name", 0, "NAME", "the execution's name"},
	{"type", 0, "STANDARD|EXPRESS", "the machine's type (default STANDARD, unless aslant.json names it under \"express\")"},
	{"functions", 0, "PATH", "the local functions (default: functions/functions.json beside FILE)"},
	{"endpoint", 0, "WHAT=URL", "who does functions or HTTP tasks: lambda=URL (also a URL alone), http=URL, …; may be repeated"},
	{"s3", 0, "DIR", "DIR/BUCKET/KEY are the objects of S3, for tasks, ItemReader and ResultWriter (default: s3/ beside FILE, if it is there)"},
	{"variables", 0, "JSON", "start values of variables, for single-state checks"},
	{"context", 0, "JSON", "start values of the context object, for single-state checks"},
	{"max-events", 0, "N", "history limit (default 25000, as on AWS; 0: none)"},
	{"children", 0, "FILE", "write every execution that this one starts (items of a distributed Map, nested executions) to FILE, a JSON object a line"},
	{"progress", 0, NULL, "how far Map Runs are, on standard error (by itself on a terminal)"},
	{"save", 0, "KIND=PATH", "the execution as test, mocks, markdown, html, cast, history, text, svg, dot or mermaid in a new file; may be repeated"},
	{"format", 0, "text|json|ndjson", "what is printed (default text)"},
	{"quiet", 'q', NULL, "with text: only how it ended"},
	{"stats", 0, NULL, "transitions a second, on standard error"},
	{0},
};

static const struct cli_option graph_options[] = {
	{"machine", 0, "NAME", "which state machine of FILE: a template may have several (also FILE#NAME)"},
	{"format", 0, "text|json|svg|dot|mermaid", "what is printed (default text)"},
	{"charset", 0, "unicode|ascii", "the characters of the picture (default unicode)"},
	{"lines", 0, "light|heavy|rounded", "how boxes and lines are drawn, in unicode (default light)"},
	{"direction", 0, "TB|LR", "top-down (default) or left to right"},
	{"open", 0, "all|none|NAME,…", "which Map and Parallel states are drawn open (default all)"},
	{"zoom", 0, "full|compact|dots", "boxes with type and resource, with the name alone, or one row each (default full)"},
	{"comments", 0, NULL, "full zoom: with the states' comments"},
	{"history", 0, "HISTORY", "an execution, as aws stepfunctions get-execution-history or aslant run --format json prints it: its path is lit, its states are marked (text, svg, json)"},
	{"coverage", 0, "HISTORY", "what executions have touched, and how often (again for each of several)"},
	{"at", 0, "N", "the execution after its event N, and not at its end"},
	{0},
};

static const struct cli_option diff_options[] = {
	{"picture", 0, NULL, "one picture of both, with what was added, removed and changed, and a line a difference"},
	{"summary", 0, NULL, "only a line a difference, of states and transitions"},
	{"context", 'U', "N", "of the text, so many lines around each change (default 3)"},
	{"color", 0, "auto|always|never", "colours of the text (default auto: on a terminal, unless NO_COLOR is set)"},
	{"ascii", 0, NULL, "draw with ASCII characters only"},
	{0},
};

static const struct cli_option lint_options[] = {
	{"explain", 0, NULL, "the rules named in place of files, with reason and fix; without a name all of them"},
	{"fix", 0, NULL, "mend in the files what mends itself; tells what on standard error"},
	{"format", 0, "human|json|github", "what is printed (default human)"},
	{"ignore", 0, "RULE", "advice that is not wanted (\"map.*\" for several); may be repeated"},
	{"machine", 0, "NAME", "only this state machine of a template (default: all of them; also FILE#NAME)"},
	{"type", 0, "STANDARD|EXPRESS", "check against the rules of this type (default STANDARD, unless aslant.json names the machine under \"express\")"},
	{0},
};

static const struct cli_option eval_options[] = {
	{"jsonpath", 0, "PATH", "evaluate a JSONPath"},
	{"intrinsic", 0, "EXPR", "evaluate an intrinsic function, States.X(…)"},
	{"jsonata", 0, "EXPR", "evaluate JSONata"},
	{"input", 'i', "JSON", "what $ is, or @PATH of a file (default {})"},
	{"context", 0, "JSON", "what $$ is"},
	{"bindings", 0, "JSON", "variables: an object of name and value"},
	{"aws", 0, NULL, "JSONata as in state machines: $partition, $range, $hash, $random(seed), $uuid, $parse; no $eval"},
	{"now", 0, "RFC3339", "what the clock shows (default: the real time)"},
	{"seed", 0, "N", "seed of random numbers and UUIDs (default: from the clock)"},
	{"format", 0, "text|json", "what is printed (default text)"},
	{"batch", 0, NULL, "an object a line from standard input, one answer a line"},
	{0},
};

static const struct cli_option new_options[] = {
	{"list", 0, NULL, "print the templates, with a sentence each"},
	{"yaml", 0, NULL, "the definition as YAML"},
	{0},
};

static const struct cli_option history_options[] = {
	{"definition", 0, "FILE", "its definition, or what describe-state-machine printed; \"none\": draw what the history shows"},
	{"format", 0, "text|json|events|definition|mocks", "print it (default on a terminal: open it)"},
	{"as", 0, "KIND", "print it as test, mocks, markdown, html, cast, history, text, svg, dot or mermaid"},
	{"save", 0, "KIND=PATH", "the same into a new file (a test case also into a file of cases); may be repeated"},
	{"export", 0, "FILE", "its events as AWS gives them, with what is known of the execution, into a new file: --save history=FILE"},
	{"replay", 0, NULL, "run it again by the definition, and say where the record differs"},
	{"diff", 0, "OTHER", "compare with another execution: the first divergence, then everything that differs (--format text or json)"},
	{"threshold", 0, "SECONDS|none", "with --diff: durations that differ by no more are the same (default 1)"},
	{"timeline", 0, "[=time|gaps|events]", "print a bar for each attempt over time; gaps: long waits cut short; events: each takes the same room"},
	{"columns", 0, "N", "width of the timeline (default 100)"},
	{"open", 0, "N", "the timeline shows Maps and Parallels of up to N iterations or branches open (default 20; 0: all closed)"},
	{"charset", 0, "unicode|ascii", "the characters of the timeline (default unicode)"},
	{0},
};

static const struct cli_option test_options[] = {
	{"filter", 0, "PATTERN", "only cases whose name or file has PATTERN in it; with * ? [ it must match \"FILE: NAME\", or either"},
	{"format", 0, "human|tap|junit|json|github", "what is printed (default human)"},
	{"coverage", 0, "[=text|json|lcov[=FILE]]", "what the cases have touched of their definitions, and what they have not (default text)"},
	{"min-coverage", 0, "N|KIND=N,…", "fail where less than N percent of all, or of states, edges, retriers, catchers, rules, maps is covered"},
	{"jobs", 'j', "N", "cases at the same time (default 1; 0: as many as there are processors)"},
	{"update", 0, NULL, "rewrite the expectations that do not hold, in their files"},
	{"watch", 0, NULL, "run again what changes of definitions, cases, mocks and functions affect, until Ctrl-C"},
	{0},
};

const struct cli_command cli_commands[] = {
	{"", "[FILE|DIR]", "Open the user interface",
	 "Opens one state machine, or a folder of them; without an argument the folder it stands in, or the samples and the tutorial\n"
	 "where there is none. Press ? for the keys. Without a terminal it falls back to --plain.",
	 ui_options,
	 "aslant\topen the machines of this folder, or the samples\n"
	 "aslant order.asl.json\topen one machine\n"
	 "aslant --headless 80x24 --keys demo.keys order.asl.json\trun a script of keys and print screens\n", cmd_ui},
	{"run", "FILE", "Run an execution without the UI and print its history",
	 "FILE is a definition in JSON or YAML, a template with state machines in it, or - for standard input. The exit status says how the execution ended: 0 succeeded, 1 failed.\n"
	 "A task that nothing answers (no mock, no local function) ends the run with status 4 and names the state.",
	 run_options,
	 "aslant run order.asl.json -i '{\"id\": 7}'\tthe history, an event a line\n"
	 "aslant run order.asl.json -i @in.json --format json | jq .output\tthe output\n"
	 "aslant run order.asl.json -i @in.json --save test=tests/order.test.json --save html=order.html\tand keep it as a test case and as a page\n"
	 "aslant run order.asl.json --mocks mocks.json --seed 3\tanswers from a file, the jitter of seed 3\n", cmd_run},
	{"graph", "FILE", "Print the picture of a state machine",
	 "A definition with errors is drawn as far as it goes; the errors go to standard error and the exit status is 3.",
	 graph_options,
	 "aslant graph order.asl.json\tthe picture\n"
	 "aslant graph --charset ascii --open all order.asl.json\tfor plain text files, everything open\n"
	 "aslant graph --format svg order.asl.json >order.svg\tfor a page, light or dark as its reader likes\n"
	 "aslant graph order.asl.json --history run.json --at 12\twhere an execution stood after its event 12\n"
	 "aslant graph order.asl.json --coverage a.json --coverage b.json\twhat two executions have touched\n", cmd_graph},
	{"diff", "OLD NEW", "What differs between two versions of a definition",
	 "As text, line by line; as one picture of both; or as a list. The exit status is 0 where nothing differs, 1 where something does, 4 where\n"
	 "a file cannot be read. In lists and pictures order, indentation and JSON or YAML make no difference. Git may call it as the driver of\n"
	 "its own diff (seven arguments, status 0) or as a difftool; doc/versions.md has how.",
	 diff_options,
	 "aslant diff old.asl.json order.asl.json\tthe text\n"
	 "aslant diff --picture old.asl.json order.asl.json\tthe picture\n"
	 "git difftool -x 'aslant diff --picture' -- order.asl.json\tagainst the last commit\n", cmd_diff},
	{"lint", "FILE…", "Check definitions: AWS's errors, and advice",
	 "Errors are those that AWS gives when the machine is created, with its codes, texts and places; warnings and notes are advice. Advice can be\n"
	 "turned off by \"aslant-ignore: RULE\" in a Comment and by \"lint\" in aslant.json (doc/lint.md). Status 0: all are valid, 3: one is not, or a\n"
	 "rule that aslant.json makes an error fires, 4: a file cannot be read.",
	 lint_options,
	 "aslant lint *.asl.json\tproblems as PATH:LINE:COLUMN\n"
	 "aslant lint --format github order.asl.json\tas annotations of a pull request\n"
	 "aslant lint --explain catch.input\twhy a rule says what it says, and what to do\n"
	 "aslant lint --fix order.asl.json\tmend what mends itself\n", cmd_lint},
	{"fmt", "FILE…", "Write definitions, and any JSON, in one form",
	 "JSON: a member or element a line, two blanks a level, the order as it is (--sort: fields of the language in one order); names, texts and\n"
	 "numbers stay byte for byte. YAML: blanks at the ends of lines go, and nothing else. Prints the result unless --write or --check is\n"
	 "given. Status 1: --check found a file in another form, 3: a file does not parse, 4: it cannot be read or written.",
	 fmt_options,
	 "aslant fmt order.asl.json\tprint it in this form\n"
	 "aslant fmt -w *.asl.json\tchange the files\n"
	 "aslant fmt --check *.asl.json\tfor CI: the names of files in another form\n", cmd_fmt},
	{"convert", "FILE", "Write a definition in another form: YAML, JSON, JSONata, with placeholders",
	 "Prints the definition in the form that --to names. jsonata: states in JSONPath become states in JSONata; those that cannot stay, with the\n"
	 "reason on standard error (status 1). placeholders: ARNs and URLs of one account become ${Names}; arns: and back, by aslant.json or .env.\n"
	 "doc/converting.md has the rules. Status 3: FILE does not parse or cannot be converted, 4: it cannot be read.",
	 convert_options,
	 "aslant convert order.asl.json --to yaml\tas YAML\n"
	 "aslant convert order.asl.yaml --to json -o order.asl.json\tas JSON, into a file\n"
	 "aslant convert order.asl.json --to jsonata --state Charge\tone state\n"
	 "aslant convert order.asl.json --to placeholders --substitutions aslant.json\tthe ARNs go into aslant.json\n", cmd_convert},
	{"eval", "", "Evaluate JSONPath, an intrinsic function or JSONata",
	 "Prints the value and exits with 0, or says what is wrong and exits with 1. JSONata is the language of jsonata.org, version 2; with --aws it\n"
	 "is that of state machines. doc/jsonata-language.md has its functions, what differs, and the limits. A question of --batch is an\n"
	 "object: \"jsonata\", \"jsonpath\" or \"intrinsic\", and \"input\", \"context\", \"bindings\", \"depth\", \"timelimit_ms\", \"aws\", \"now\".",
	 eval_options,
	 "aslant eval --jsonpath '$.a[*].b' -i '{\"a\": [{\"b\": 1}]}'\tprints [1]\n"
	 "aslant eval --jsonata '$sum(lines.(n * price))' -i @order.json\tprints the sum\n"
	 "aslant eval --aws --jsonata '$range(1, 9, 2)'\ta function that state machines have\n"
	 "aslant eval --intrinsic \"States.Format('Hi {}', \\$.name)\" -i '{\"name\": \"Ada\"}'\tprints \"Hi Ada\"\n", cmd_eval},
	{"history", "FILE", "Walk an execution that was recorded elsewhere",
	 "FILE is what `aws stepfunctions get-execution-history` printed (pages, arrays, with or without describe-execution), log records of\n"
	 "the service, or `aslant run --format json`. Without --definition the file's own is taken, or a machine of this folder that has all of\n"
	 "its states; else the picture is made of what the history shows. Status 0: good, 1: --replay or --diff found a difference, 3: FILE is no\n"
	 "history, or cannot be replayed, 4: it is missing.",
	 history_options,
	 "aws stepfunctions get-execution-history --execution-arn ARN > run.json; aslant history run.json\twalk it\n"
	 "aslant history run.json --definition order.asl.json --replay\tdoes this definition do the same?\n"
	 "aslant history good.json --diff bad.json\twhere do the two part?\n"
	 "aslant history run.json --timeline=gaps\ta bar for each attempt, long waits cut short\n"
	 "aslant history run.json --as html >run.html\ta walkthrough as one page; markdown and cast are others\n"
	 "aslant history run.json --save test=tests/run.test.json\ta test case that passes right away\n"
	 "aslant history run.json --format text\ta sentence for each event\n", cmd_history},
	{"new", "[TEMPLATE [NAME]]", "Make a new folder from a template",
	 "A template is a pattern with everything to run it: the machine, functions, mocks, inputs, test cases, a README. NAME is the new folder,\n"
	 "and the state machine's name; without it both are the template's. What is there is never written over. Without TEMPLATE: --list.",
	 new_options,
	 "aslant new --list\twhat there is\n"
	 "aslant new saga orders && cd orders && aslant test\ta saga called orders, and its test cases\n"
	 "aslant new --yaml retry\tin the folder retry, in YAML\n", cmd_new},
	{"test", "[PATH…]", "Run test cases, measure coverage",
	 "A PATH is a file of test cases or a folder, in and below which all *.test.json are run; default: this folder. doc/tests.md has\n"
	 "the form of these files. Clocks are virtual, and nothing but mocks answers for a task, unless a case wants the functions. A case\n"
	 "that fails prints what differs and the command that opens the UI at the first divergence. Status 0: all passed, 1: one failed, or\n"
	 "coverage is less than asked for, 3: a file of cases or a definition is wrong, 4: a file is missing.",
	 test_options,
	 "aslant test\tall cases of this folder\n"
	 "aslant test --filter refund --format tap tests/order.test.json\tsome of one file, as TAP\n"
	 "aslant test --coverage --min-coverage states=100,catchers=100\twith coverage, which must be full for states and catchers\n"
	 "aslant test --format junit --coverage=lcov=lcov.info >junit.xml\tfor a CI server\n"
	 "aslant test --update tests/order.test.json\ttake what comes as what is expected\n", cmd_test},
};

const size_t cli_n_commands = ARRAY_LEN(cli_commands);
