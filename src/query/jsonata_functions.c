/* The table of functions: what an expression may call, and what completion and help say about it. */
#include "query/jsonata_run.h"

#define SLOTS 256			/* of the index: more than twice the rows */

const struct jfunction jfunctions[] = {
	{ .name = "string", .signature = "<x-b?:s>", .fn = jfn_string, .fixed_arity = true, .arity = 1, .params = "value[, pretty]",
		.help = "a value as text; pretty: JSON with indentation" },
	{ .name = "length", .signature = "<s-:n>", .fn = jfn_length, .params = "str",
		.help = "number of characters" },
	{ .name = "substring", .signature = "<s-nn?:s>", .fn = jfn_substring, .params = "str, start[, length]",
		.help = "part of a text; a negative start counts from the end" },
	{ .name = "substringBefore", .signature = "<s-s:s>", .fn = jfn_substring_before, .params = "str, chars",
		.help = "what stands before the first chars; the whole text without them" },
	{ .name = "substringAfter", .signature = "<s-s:s>", .fn = jfn_substring_after, .params = "str, chars",
		.help = "what stands behind the first chars; the whole text without them" },
	{ .name = "lowercase", .signature = "<s-:s>", .fn = jfn_lowercase, .params = "str",
		.help = "in lower case" },
	{ .name = "uppercase", .signature = "<s-:s>", .fn = jfn_uppercase, .params = "str",
		.help = "in upper case" },
	{ .name = "trim", .signature = "<s-:s>", .fn = jfn_trim, .params = "str",
		.help = "without white space at the ends, and one blank for each run of it" },
	{ .name = "pad", .signature = "<s-ns?:s>", .fn = jfn_pad, .params = "str, width[, char]",
		.help = "filled up to a width, on the right; on the left where width is negative" },
	{ .name = "contains", .signature = "<s-(sf):b>", .fn = jfn_contains, .params = "str, pattern",
		.help = "whether a text or a regular expression is found" },
	{ .name = "split", .signature = "<s-(sf)n?:a<s>>", .fn = jfn_split, .params = "str, separator[, limit]",
		.help = "the parts between separators, which are a text or a regular expression" },
	{ .name = "join", .signature = "<a<s>s?:s>", .fn = jfn_join, .params = "array[, separator]",
		.help = "texts as one text" },
	{ .name = "match", .signature = "<s-f<s:o>n?:a<o>>", .fn = jfn_match, .params = "str, pattern[, limit]",
		.help = "the matches of a regular expression: objects of match, index, groups" },
	{ .name = "replace", .signature = "<s-(sf)(sf)n?:s>", .fn = jfn_replace, .params = "str, pattern, replacement[, limit]",
		.help = "with matches replaced by a text ($1: a group) or by what a function gives" },
	{ .name = "base64encode", .signature = "<s-:s>", .fn = jfn_base64encode, .params = "str",
		.help = "as base64" },
	{ .name = "base64decode", .signature = "<s-:s>", .fn = jfn_base64decode, .params = "str",
		.help = "from base64" },
	{ .name = "encodeUrlComponent", .signature = "<s-:s>", .fn = jfn_encode_component, .params = "str",
		.help = "with % signs for everything that is special in a URL" },
	{ .name = "encodeUrl", .signature = "<s-:s>", .fn = jfn_encode, .params = "url",
		.help = "with % signs for everything that no URL may hold" },
	{ .name = "decodeUrlComponent", .signature = "<s-:s>", .fn = jfn_decode_component, .params = "str",
		.help = "from what $encodeUrlComponent gives" },
	{ .name = "decodeUrl", .signature = "<s-:s>", .fn = jfn_decode, .params = "url",
		.help = "from what $encodeUrl gives" },
	{ .name = "number", .signature = "<(nsb)-:n>", .fn = jfn_number, .params = "value",
		.help = "a text or a boolean as a number" },
	{ .name = "abs", .signature = "<n-:n>", .fn = jfn_abs, .params = "number",
		.help = "without its sign" },
	{ .name = "floor", .signature = "<n-:n>", .fn = jfn_floor, .params = "number",
		.help = "the whole number below" },
	{ .name = "ceil", .signature = "<n-:n>", .fn = jfn_ceil, .params = "number",
		.help = "the whole number above" },
	{ .name = "round", .signature = "<n-n?:n>", .fn = jfn_round, .params = "number[, precision]",
		.help = "rounded to so many decimals, a half to the even digit" },
	{ .name = "sqrt", .signature = "<n-:n>", .fn = jfn_sqrt, .params = "number",
		.help = "square root" },
	{ .name = "power", .signature = "<n-n:n>", .fn = jfn_power, .params = "base, exponent",
		.help = "a number to the power of another" },
	{ .name = "random", .signature = "<:n>", .fn = jfn_random, .fixed_arity = true, .arity = 0, .not_aws = true, .params = "",
		.help = "a number from 0 up to 1" },
	{ .name = "random", .signature = "<n?:n>", .fn = jfn_random, .fixed_arity = true, .arity = 0, .aws = true, .params = "[seed]",
		.help = "a number from 0 up to 1; with a seed always the same one" },
	{ .name = "formatNumber", .signature = "<n-so?:s>", .fn = jfn_format_number, .params = "number, picture[, options]",
		.help = "by a picture such as \"#,##0.00\" or \"0.0%\"" },
	{ .name = "formatInteger", .signature = "<n-s:s>", .fn = jfn_format_integer, .params = "number, picture",
		.help = "by a picture: \"#,##0\", \"w\" (words), \"I\" (Roman), \"A\" (letters), \"1;o\" (ordinal)" },
	{ .name = "parseInteger", .signature = "<s-s:n>", .fn = jfn_parse_integer, .params = "str, picture",
		.help = "a whole number from what $formatInteger gives" },
	{ .name = "formatBase", .signature = "<n-n?:s>", .fn = jfn_format_base, .params = "number[, radix]",
		.help = "in a base from 2 to 36" },
	{ .name = "sum", .signature = "<a<n>:n>", .fn = jfn_sum, .params = "array",
		.help = "of numbers" },
	{ .name = "max", .signature = "<a<n>:n>", .fn = jfn_max, .params = "array",
		.help = "the largest number" },
	{ .name = "min", .signature = "<a<n>:n>", .fn = jfn_min, .params = "array",
		.help = "the smallest number" },
	{ .name = "average", .signature = "<a<n>:n>", .fn = jfn_average, .params = "array",
		.help = "the mean of numbers" },
	{ .name = "boolean", .signature = "<x-:b>", .fn = jfn_boolean, .params = "value",
		.help = "whether a value counts as true" },
	{ .name = "not", .signature = "<x-:b>", .fn = jfn_not, .params = "value",
		.help = "the opposite of $boolean" },
	{ .name = "exists", .signature = "<x:b>", .fn = jfn_exists, .params = "value",
		.help = "whether there is a value" },
	{ .name = "count", .signature = "<a:n>", .fn = jfn_count, .params = "array",
		.help = "number of elements" },
	{ .name = "append", .signature = "<xx:a>", .fn = jfn_append, .params = "array1, array2",
		.help = "two arrays as one" },
	{ .name = "sort", .signature = "<af?:a>", .fn = jfn_sort, .params = "array[, function]",
		.help = "in order; function($a, $b) says whether $a comes after $b" },
	{ .name = "reverse", .signature = "<a:a>", .fn = jfn_reverse, .params = "array",
		.help = "from the last element to the first" },
	{ .name = "shuffle", .signature = "<a:a>", .fn = jfn_shuffle, .params = "array",
		.help = "in random order" },
	{ .name = "distinct", .signature = "<x:x>", .fn = jfn_distinct, .params = "array",
		.help = "each value once" },
	{ .name = "zip", .signature = "<a+>", .fn = jfn_zip, .params = "array1, …",
		.help = "arrays of the first elements, of the second elements, …" },
	{ .name = "keys", .signature = "<x-:a<s>>", .fn = jfn_keys, .params = "object",
		.help = "names of members; of an array of objects all of them" },
	{ .name = "lookup", .signature = "<x-s:x>", .fn = jfn_lookup, .params = "object, key",
		.help = "the member of that name" },
	{ .name = "spread", .signature = "<x-:a<o>>", .fn = jfn_spread, .params = "object",
		.help = "an array of objects with one member each" },
	{ .name = "merge", .signature = "<a<o>:o>", .fn = jfn_merge, .params = "array",
		.help = "objects as one; the last member of a name counts" },
	{ .name = "sift", .signature = "<o-f?:o>", .fn = jfn_sift, .params = "object, function",
		.help = "the members for which function($value, $key, $object) is true" },
	{ .name = "each", .signature = "<o-f:a>", .fn = jfn_each, .params = "object, function",
		.help = "what function($value, $key, $object) gives for the members" },
	{ .name = "error", .signature = "<s?:x>", .fn = jfn_error, .params = "[message]",
		.help = "ends the evaluation with an error" },
	{ .name = "assert", .signature = "<bs?:x>", .fn = jfn_assert, .params = "condition[, message]",
		.help = "ends the evaluation with an error unless the condition is true" },
	{ .name = "type", .signature = "<x:s>", .fn = jfn_type, .params = "value",
		.help = "\"null\", \"number\", \"string\", \"boolean\", \"array\", \"object\" or \"function\"" },
	{ .name = "clone", .signature = "<(oa)-:o>", .fn = jfn_clone, .params = "object",
		.help = "a copy" },
	{ .name = "map", .signature = "<af>", .fn = jfn_map, .params = "array, function",
		.help = "what function($value, $index, $array) gives for the elements" },
	{ .name = "filter", .signature = "<af>", .fn = jfn_filter, .params = "array, function",
		.help = "the elements for which function($value, $index, $array) is true" },
	{ .name = "single", .signature = "<af?>", .fn = jfn_single, .params = "array[, function]",
		.help = "the one element for which function($value, $index, $array) is true; else an error" },
	{ .name = "reduce", .signature = "<afj?:j>", .fn = jfn_reduce, .params = "array, function[, init]",
		.help = "function($previous, $value, $index, $array) over all elements" },
	{ .name = "now", .signature = "<s?s?:s>", .fn = jfn_now, .params = "[picture[, timezone]]",
		.help = "the time, as text" },
	{ .name = "millis", .signature = "<:n>", .fn = jfn_millis, .params = "",
		.help = "the time, in milliseconds since 1970" },
	{ .name = "fromMillis", .signature = "<n-s?s?:s>", .fn = jfn_from_millis, .params = "number[, picture[, timezone]]",
		.help = "an instant as text: ISO 8601, or by a picture such as \"[D1o] [MNn] [Y]\"" },
	{ .name = "toMillis", .signature = "<s-s?:n>", .fn = jfn_to_millis, .params = "str[, picture]",
		.help = "an instant in milliseconds, from ISO 8601 or by a picture" },
	{ .name = "eval", .signature = "<sx?:x>", .fn = jfn_eval, .not_aws = true, .params = "expr[, context]",
		.help = "the value of an expression that is a text" },
	{ .name = "partition", .signature = "<an:a>", .fn = jfn_partition, .aws = true, .params = "array, size",
		.help = "chunks of an array" },
	{ .name = "range", .signature = "<nnn?:a>", .fn = jfn_range, .aws = true, .params = "first, last, step",
		.help = "numbers from first to last" },
	{ .name = "hash", .signature = "<ss?:s>", .fn = jfn_hash, .aws = true, .params = "str, algorithm",
		.help = "of MD5, SHA-1, SHA-256, SHA-384 or SHA-512, in hexadecimal digits" },
	{ .name = "uuid", .signature = "<:s>", .fn = jfn_uuid, .aws = true, .params = "",
		.help = "a random UUID (version 4)" },
	{ .name = "parse", .signature = "<s:x>", .fn = jfn_parse, .aws = true, .params = "str",
		.help = "the value of a JSON text" },
};
const size_t jfunctions_n = ARRAY_LEN(jfunctions);

/* The first row of a name. The index is made once. */
const struct jfunction *jfunction_find(const char *name)
{
	static uint8_t slots[SLOTS];		/* row + 1 */
	static bool made;
	uint32_t at = jhash(name, strlen(name)) % SLOTS;

	for (size_t i = 0; !made && i < jfunctions_n; i++) {
		uint32_t to = jhash(jfunctions[i].name, strlen(jfunctions[i].name)) % SLOTS;

		while (slots[to])
			to = (to + 1) % SLOTS;
		slots[to] = (uint8_t)(i + 1);
	}
	made = true;
	for (; slots[at]; at = (at + 1) % SLOTS)
		if (str_is(jfunctions[slots[at] - 1].name, name))
			return &jfunctions[slots[at] - 1];
	return NULL;
}

const char *jsonata_function_name(size_t i)
{
	return i < jfunctions_n ? jfunctions[i].name : NULL;
}

bool jsonata_function(size_t i, struct jsonata_function *out)
{
	const struct jfunction *f = &jfunctions[i];

	if (i >= jfunctions_n)
		return false;
	*out = (struct jsonata_function){ f->name, f->signature, f->params, f->help, !f->not_aws, !f->aws };
	return true;
}
