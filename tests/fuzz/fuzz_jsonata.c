/* Any bytes as a JSONata expression, over a small document, with limits: an answer or an error with a code, nothing else. */
#include <stdlib.h>
#include <string.h>

#include "query/jsonata.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char doc[] = "{\"a\":{\"b\":[1,2,{\"c\":\"x\"},[3,[4]]],\"d\":null},\"s\":\"text, more\",\"n\":-1.5,\"t\":true,"
	"\"items\":[{\"k\":1,\"s\":\"one\"},{\"k\":2,\"s\":\"two\"}]}";

static void evaluate(const struct jsonata *x, size_t len)
{
	static struct value *input;
	static struct rng rng;
	struct jsonata_env env = {.rng = &rng, .aws = len & 1, .now_ms = 1700000000123,
		.limits = {.steps = 20000, .bytes = len & 4 ? 1 << 15 : 1 << 24, .depth = len & 2 ? 100 : 0, .time_ms = 1000}};
	struct jsonata_error e = {.code = ""};
	struct value *out = NULL;

	if (!input)
		input = value_parse(doc, strlen(doc), NULL);
	env.input = input;
	if (jsonata_eval(x, &env, &out, &e) == JSONATA_FAILED && !e.code[0])
		abort();
	jsonata_error_done(&e);
	value_unref(out);
}

/* In order, and inside the text. */
static void highlight(const char *text, size_t len)
{
	size_t n, end = 0;
	struct jsonata_token *t = jsonata_tokens(text, len, &n);

	for (size_t i = 0; i < n; i++) {
		if (t[i].offset < end || !t[i].len || t[i].len > len - t[i].offset)
			abort();
		end = t[i].offset + t[i].len;
	}
	free(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct jsonata_error e = {.code = ""};
	struct jsonata *x = jsonata_compile((const char *)data, len, &e);

	highlight((const char *)data, len);
	if (x)
		evaluate(x, len);
	else if (!e.code[0])
		abort();
	jsonata_error_done(&e);
	jsonata_free(x);
	return 0;
}
