/*
 * Advice: what a machine may be created with, and yet is hardly meant. One table of rules, asked of every state. The checks are in
 * rules_template.c, rules_task.c, rules_flow.c, rules_data.c, rules_retry.c, rules_errors.c and rules_jsonata.c; what is said of
 * variables, in variables.c; what people want of the rules, in lint.c.
 */
#include <stdlib.h>
#include <string.h>

#include "asl/rules.h"

#define ALL OWN_STATE
#define WORKERS (OWN_TASK | OWN_PARALLEL | OWN_MAP)

static const struct asl_rule rules[] = {
	/* --- templates and literals --- */
	{ "NO_DOLLAR", DIAG_WARNING, ALL, rule_no_dollar, "A path in a field whose name does not end in .$",
		"In Parameters, ItemSelector, ResultSelector and Credentials only fields whose names end in .$ are evaluated; \"id\": \"$.id\" passes the "
		"text $.id on. This is a warning of the service's own.",
		"Add .$ to the field's name." },
	{ "NO_PATH", DIAG_WARNING, OWN_FAIL, rule_no_path, "A path in a field that takes text",
		"Error and Cause of a Fail state are taken as they are written; $.error is then the error's name. This is a warning of the service's own.",
		"Write ErrorPath or CausePath." },
	{ "PASS_RESULT_IS_STATIC", DIAG_WARNING, OWN_PASS, rule_static_result, "A path in a Pass state's Result",
		"Result is copied to the output as it is: names that end in .$ and paths in it are not evaluated. This is a warning of the service's own.",
		"Use Parameters in place of Result." },
	{ "pass.parameters", DIAG_WARNING, OWN_PASS, rule_hidden_parameters, "Parameters beside Result",
		"Result takes the place of what Parameters make of the input, so nobody sees them.", "Remove one of the two." },
	{ "placeholder", DIAG_INFO, ALL, rule_placeholder, "A placeholder that is not resolved",
		"${Name} is replaced when a template is deployed. Until then the field cannot be checked, and a task with such a Resource is answered by "
		"a mock or by hand.",
		"Give its value in aslant.json under \"substitutions\", or leave it." },
	{ "placeholder.unquoted", DIAG_INFO, 0, NULL, "A placeholder in a number's or an object's place",
		"\"Seconds\": ${Wait} is no JSON until a tool has put the value there. It is read as a value that is not known; without one the machine "
		"is drawn, but not executed.",
		"Give its value in aslant.json under \"substitutions\", or in .env." },
	/* --- the text --- */
	{ "json.comment", DIAG_WARNING, 0, NULL, "A comment in JSON",
		"JSON has no comments. The text is read here without them; AWS refuses it.",
		"Write a Comment field, or keep the definition in YAML." },
	{ "json.trailing-comma", DIAG_WARNING, 0, NULL, "A comma before a closing bracket",
		"JSON has no comma behind the last member. The text is read here without it; AWS refuses it.", "Take the comma out." },
	{ "text.skipped", DIAG_WARNING, 0, NULL, "A part of the text that does not parse",
		"What does not parse is left out up to the next member, and the rest is read and drawn, so that there is something to look at. It is not "
		"executed.",
		"Mend the place; the first error, AWS's, says what was expected." },
	/* --- the way of data --- */
	{ "catch.input", DIAG_WARNING, WORKERS, rule_catch_input, "A catcher that drops the input",
		"Without ResultPath (in JSONata: without Output) the state that the catcher leads to gets {\"Error\": …, \"Cause\": …} and nothing else: what "
		"failed, and for which order, is lost.",
		"Add \"ResultPath\": \"$.error\" to the catcher; in JSONata an Output that merges $states.input and $states.errorOutput." },
	{ "result.input", DIAG_WARNING, WORKERS, rule_lost_input, "A result that replaces an input which is still wanted",
		"Without ResultPath the result takes the input's place. Here the state that follows reads a field of that input, which the result does "
		"not have.",
		"Add \"ResultPath\": \"$.result\", or pass the field on in ResultSelector." },
	{ "lambda.envelope", DIAG_INFO, OWN_TASK, rule_envelope, "The whole response of lambda:invoke goes on",
		"The result of lambda:invoke holds the function's own under Payload, beside a kilobyte of metadata of the call. It counts for the "
		"256 KiB that a payload may have, and every later path has to begin with $.Payload.",
		"Add \"OutputPath\": \"$.Payload\", or \"ResultSelector\": {\"x.$\": \"$.Payload.x\"}; in JSONata \"Output\": \"{% $states.result.Payload %}\"." },
	{ "map.results", DIAG_INFO, OWN_MAP, rule_map_results, "A distributed Map whose results all come into the output",
		"The outputs of all items are collected in the state's output, which may have 256 KiB; with many items the state fails with "
		"States.DataLimitExceeded after all of the work is done.",
		"Write them to S3 with ResultWriter, or drop them with \"ResultPath\": null." },
	/* --- tasks --- */
	{ "task.token", DIAG_WARNING, OWN_TASK, rule_token, "A task token that nobody gets",
		"The task waits until somebody calls SendTaskSuccess with its token, but the token is not in what the task sends, so nobody can.",
		"Pass $$.Task.Token (in JSONata $states.context.Task.Token) in the parameters." },
	{ "task.timeout", DIAG_WARNING, OWN_TASK, rule_no_timeout, "A task that may wait for a year",
		"Tasks that wait for a token, activities and jobs (.sync) have no time limit of their own. If the answer is lost, the execution hangs until "
		"it is a year old.",
		"Add TimeoutSeconds; with tokens and activities also HeartbeatSeconds, which tells a lost worker from a slow one." },
	{ "task.heartbeat", DIAG_WARNING, OWN_TASK, rule_heartbeat, "A heartbeat that is not shorter than the timeout",
		"The timeout ends the task before a missing heartbeat could.", "Make HeartbeatSeconds smaller than TimeoutSeconds." },
	{ "task.heartbeat.unused", DIAG_WARNING, OWN_TASK, rule_heartbeat_unused, "A heartbeat that nobody can send",
		"Heartbeats are sent with a task token. A task that answers by itself has none, so HeartbeatSeconds acts as a second, shorter timeout at most.",
		"Use TimeoutSeconds." },
	{ "task.retry", DIAG_INFO, OWN_TASK, rule_no_retry, "A Lambda function that is called without Retry",
		"Lambda fails now and then for reasons of its own: Lambda.ServiceException, Lambda.AWSLambdaException, Lambda.SdkClientException, "
		"Lambda.TooManyRequestsException. Without a retrier one such failure ends the execution.",
		"Add a Retry for these four errors, with \"JitterStrategy\": \"FULL\"." },
	{ "fail.name", DIAG_INFO, OWN_FAIL, rule_no_error_name, "A Fail state without Error",
		"An error without a name can be caught by States.ALL only, and tells whoever looks at the execution nothing.", "Add Error and Cause." },
	{ "express.time", DIAG_WARNING, OWN_WAIT | OWN_TASK, rule_express_time, "Longer than an Express execution lives",
		"An Express execution ends after five minutes, whatever waits in it.", "Use a Standard machine, or wait less." },
	/* --- Retry and Catch --- */
	{ "error.reserved", DIAG_WARNING, WORKERS, rule_reserved_errors, "An error name that never comes",
		"States.Runtime and States.NoChoiceMatched end an execution at once and cannot be retried or caught; other names with States. that are not "
		"of the service's list are spelling mistakes.",
		"Spell the name as in the service's documentation, or remove it." },
	{ "retry.dead", DIAG_WARNING, WORKERS, rule_dead_retriers, "A retrier that is never asked",
		"The first retrier that fits an error decides, also when its attempts are used up; later ones for the same errors do nothing.",
		"Remove it, or put the more special one first." },
	{ "catch.dead", DIAG_WARNING, WORKERS, rule_dead_catchers, "A catcher that is never asked",
		"The first catcher that fits an error takes it; later ones for the same errors do nothing.", "Remove it, or put the more special one first." },
	{ "catch.loop", DIAG_WARNING, WORKERS, rule_catch_loop, "A catcher that leads back to its own state",
		"If the error is there to stay, the state fails and is entered again at once, until the history is full (25,000 events).",
		"Use Retry, which waits and counts, or go through a Wait state and count." },
	{ "retry.delay", DIAG_WARNING, WORKERS, rule_retry_delay, "A delay that is cut from the start",
		"MaxDelaySeconds is smaller than IntervalSeconds, so every wait is MaxDelaySeconds and the other fields mean nothing.",
		"Make MaxDelaySeconds larger than IntervalSeconds." },
	{ "retry.time", DIAG_WARNING, WORKERS, rule_retry_time, "Retries that take longer than the execution may",
		"The waits between retries, and the attempts where they have a timeout, add up to more than TimeoutSeconds of the machine (an Express "
		"machine: five minutes). The last retries never come, and the execution ends as TIMED_OUT, which nothing can catch.",
		"Retry less often, cap the delay with MaxDelaySeconds, or give the machine more time." },
	{ "retry.jitter", DIAG_INFO, WORKERS, rule_retry_jitter, "Throttled, and retried in step",
		"Executions that are throttled together come back together, and are throttled again. Full jitter spreads them.",
		"Add \"JitterStrategy\": \"FULL\" to the retrier." },
	{ "retry.permanent", DIAG_INFO, WORKERS, rule_retry_permanent, "A retry of an error that stays",
		"An expression that cannot be evaluated, a missing permission, a result that is too large: the next attempt fails the same way.",
		"Catch it instead." },
	{ "retry.twice", DIAG_INFO, OWN_TASK, rule_retry_twice, "A retry that may do it twice",
		"After a timeout, or a failure of the connection, the call may have been done all the same. A second one starts a second execution or "
		"sends a second message.",
		"Give startExecution a Name made of the input, a message a deduplication id; or make the receiver ignore what it has seen." },
	/* --- Choice, Map, Parallel, loops --- */
	{ "choice.default", DIAG_INFO, OWN_CHOICE, rule_no_default, "A Choice without Default",
		"An input that no rule fits fails the execution with States.NoChoiceMatched, which nothing can catch.",
		"Add a Default, if only to a Fail state that says what was wrong." },
	{ "choice.dead", DIAG_WARNING, OWN_CHOICE, rule_dead_choices, "A rule that is never reached",
		"An earlier rule asks exactly the same, and the first that holds decides.", "Remove it, or mend what it asks." },
	{ "choice.pattern", DIAG_WARNING, OWN_CHOICE, rule_pattern, "A backslash that means nothing",
		"In StringMatches a backslash stands before * (a real star) or before another backslash. Elsewhere the pattern matches nothing useful.",
		"Write \\\\\\\\ for a backslash." },
	{ "map.legacy", DIAG_INFO, OWN_MAP, rule_iterator, "An old name",
		"Iterator is now ItemProcessor, and Parameters of a Map ItemSelector. The old names still work, but not in distributed mode and not in JSONata.",
		"Rename the field." },
	{ "map.inline", DIAG_WARNING, OWN_MAP, rule_inline, "A field of distributed Maps in an inline one",
		"ItemReader, ItemBatcher, ResultWriter and ToleratedFailure… do something in distributed mode only.",
		"Add \"ProcessorConfig\": {\"Mode\": \"DISTRIBUTED\", \"ExecutionType\": …} to the processor, or remove the field." },
	{ "map.reader", DIAG_WARNING, OWN_MAP, rule_reader, "Items given twice", "With an ItemReader the items come from there; ItemsPath or Items is not looked at.",
		"Remove one of the two." },
	{ "map.concurrency", DIAG_INFO, OWN_MAP, rule_concurrency, "More at a time than an inline Map does",
		"An inline Map runs about 40 iterations at a time at most, whatever MaxConcurrency says.", "Use distributed mode for more." },
	{ "flow.end", DIAG_WARNING, OWN_MAP | OWN_PARALLEL, rule_no_end, "A branch or processor that never ends",
		"No state in it has End, Succeed or Fail, so it runs until the history is full. The service asks for an end at the top level only.",
		"Give a state of it \"End\": true." },
	{ "flow.spin", DIAG_INFO, 0, NULL, "A loop without a task or a wait",
		"Pass and Choice states take no time, so such a loop goes round as fast as it can; every round is paid for, and after 25,000 events "
		"the execution fails.",
		"Make sure that it ends after few rounds; for many items use Map, for polling a Wait state." },
	/* --- variables --- */
	{ "variable.shadow", DIAG_WARNING, 0, NULL, "A variable of an outer scope assigned in an inner one",
		"A branch or an iteration sees the variables around it but cannot change them; a name that is assigned outside should not be assigned inside.",
		"Choose another name, and pass the value out in the branch's output." },
	{ "variable.unknown", DIAG_WARNING, 0, NULL, "A variable that nobody assigns",
		"No Assign in this scope or around it has the name, so the expression gets nothing (undefined), which fails most fields. The executions of a "
		"distributed Map see no variables of the machine around it.",
		"Mend the name, or assign the variable before." },
	{ "variable.unused", DIAG_INFO, 0, NULL, "A variable that nobody reads",
		"Variables count for the 10 MiB that an execution may keep, and for the reader's patience.", "Remove it from Assign." },
	/* --- expressions --- */
	{ "jsonata.literal", DIAG_WARNING, ALL, rule_jsonata_literal, "An expression where JSONPath is spoken",
		"The state's QueryLanguage is JSONPath, so {% … %} is text like any other.", "Set \"QueryLanguage\": \"JSONata\", or write a path." },
	{ "jsonata.blanks", DIAG_WARNING, ALL, rule_jsonata_padded, "Blanks around an expression",
		"Only a text that begins with {% and ends with %} is evaluated; with a blank before or behind it is text.", "Remove the blanks." },
	{ "jsonata.path", DIAG_WARNING, ALL, rule_jsonata_path, "A path where JSONata is spoken",
		"In JSONata mode $.x and States.Format(…) are text, and names that end in .$ are names like any other.",
		"Write \"{% $states.input.x %}\"." },
	{ "jsonata.eval", DIAG_WARNING, ALL, rule_jsonata_eval, "$eval",
		"State machines have JSONata's functions without $eval.", "Use $parse to read JSON." },
	/* --- about lint itself --- */
	{ "lint.unknown", DIAG_WARNING, 0, NULL, "aslant-ignore with a rule that there is not",
		"A name that fits no rule suppresses nothing.", "aslant lint --explain lists the rules." },
};

const struct asl_rule *asl_rules(size_t *n)
{
	*n = ARRAY_LEN(rules);
	return rules;
}

const struct asl_rule *asl_rule_find(const char *id)
{
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (strcmp(rules[i].id, id) == 0)
			return &rules[i];
	return NULL;
}

void rule_say(struct loader *L, const struct asl_rule *r, const struct at *at, const cJSON *node, const char *fmt, ...)
{
	struct str s = {0};
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	load_advice(L, r->severity, r->id, at, load_key_span(L, node), "%s", str_get(&s));
	str_done(&s);
}

bool rule_text_in(const char *const *list, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], text) == 0)
			return true;
	return false;
}

/* Of a state that has errors only warnings are told: first things first. */
void load_rules(struct loader *L)
{
	for (size_t i = 0; i < L->states.n; i++) {
		struct asl_state *s = L->states.v[i];

		for (size_t k = 0; k < ARRAY_LEN(rules); k++)
			if (s->type && (rules[k].owners & (1u << s->type)) && !(s->broken && rules[k].severity == DIAG_INFO))
				rules[k].check(L, &rules[k], s);
	}
	rule_spin(L, asl_rule_find("flow.spin"));
	load_suppress(L);
}
