#include "random.h"

#include <stdlib.h>

#include "base/base.h"

#define DEPTH 3

static int below(struct dice *r, int n)
{
	if (!r->bytes)
		return (int)(rng_next(&r->rng) % (uint64_t)n);
	return r->at < r->len ? r->bytes[r->at++] % n : 0;
}

static bool chance(struct dice *r, int percent)
{
	return below(r, 100) < percent;
}

struct names {
	int n, words[64], salt;
};

static void add_name(struct str *out, const struct names *names, int i)
{
	static const char *const words[] = {
		"A", "Check", "Wait for it", "\u30c7\u30fc\u30bf\u51e6\u7406", "Do the thing that takes so very long to do", "a\u0301e",
		"\U0001f469\u200d\U0001f4bb dev", "tab\\there",
	};

	str_addf(out, "\"%s %d.%d\"", words[names->words[i]], names->salt, i);
}

/* Mostly one of the next states, sometimes any. */
static void add_target(struct str *out, struct dice *r, const struct names *names, int from, const char *member)
{
	int to = from + 1 + (chance(r, 30) ? below(r, 3) : 0);

	if (chance(r, 35) || to >= names->n)
		to = below(r, names->n);
	str_addf(out, ",\"%s\":", member);
	add_name(out, names, to);
}

static void add_choice(struct str *out, struct dice *r, const struct names *names, int i)
{
	int n = 1 + below(r, chance(r, 20) ? 8 : 3);

	str_adds(out, "{\"Type\":\"Choice\",\"Choices\":[");
	for (int k = 0; k < n; k++) {
		str_addf(out, "%s{\"Variable\":\"$.x%.*s\",\"NumericEquals\":%d", k ? "," : "", below(r, 20), "yyyyyyyyyyyyyyyyyyyy", k);
		add_target(out, r, names, i, "Next");
		str_addc(out, '}');
	}
	str_addc(out, ']');
	if (chance(r, 70))
		add_target(out, r, names, i, "Default");
}

static void add_catch(struct str *out, struct dice *r, const struct names *names, int i)
{
	int n = 1 + below(r, 3);

	str_adds(out, ",\"Catch\":[");
	for (int k = 0; k < n; k++) {
		str_addf(out, "%s{\"ErrorEquals\":[\"%s\"]", k ? "," : "", chance(r, 50) ? "States.ALL" : "Some.Error");
		add_target(out, r, names, i, "Next");
		str_addc(out, '}');
	}
	str_addc(out, ']');
}

static void add_scope(struct str *out, struct dice *r, int depth, int *salt);

static void add_container(struct str *out, struct dice *r, int depth, int *salt)
{
	if (chance(r, 50)) {
		str_adds(out, "{\"Type\":\"Map\",\"ItemProcessor\":");
		add_scope(out, r, depth + 1, salt);
		return;
	}
	str_adds(out, "{\"Type\":\"Parallel\",\"Branches\":[");
	for (int k = 1 + below(r, 3); k > 0; k--) {
		add_scope(out, r, depth + 1, salt);
		str_adds(out, k > 1 ? "," : "]");
	}
}

static void add_state(struct str *out, struct dice *r, const struct names *names, int i, int depth, int *salt)
{
	int kind = below(r, 100);

	if (kind < 20) {
		add_choice(out, r, names, i);
		str_addc(out, '}');
		return;
	}
	if (kind < 26) {
		str_adds(out, kind < 23 ? "{\"Type\":\"Succeed\"}" : "{\"Type\":\"Fail\",\"Error\":\"E\"}");
		return;
	}
	if (kind < 40 && depth < DEPTH)
		add_container(out, r, depth, salt);
	else if (kind < 80)
		str_adds(out, "{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:f\"");
	else
		str_adds(out, "{\"Type\":\"Pass\"");
	if (kind < 80 && chance(r, 50))
		add_catch(out, r, names, i);
	if (kind < 80 && chance(r, 40))
		str_addf(out, ",\"Retry\":[{\"ErrorEquals\":[\"States.ALL\"],\"MaxAttempts\":%d}]", 1 + below(r, 12));
	if (chance(r, 15) || i == names->n - 1)
		str_adds(out, ",\"End\":true}");
	else {
		add_target(out, r, names, i, "Next");
		str_addc(out, '}');
	}
}

static void add_scope(struct str *out, struct dice *r, int depth, int *salt)
{
	struct names names = { .n = 1 + below(r, depth ? 5 : chance(r, 20) ? 30 : 12), .salt = (*salt)++ };

	for (int i = 0; i < names.n; i++)
		names.words[i] = below(r, 8);
	str_adds(out, "{\"StartAt\":");
	add_name(out, &names, chance(r, 20) ? below(r, names.n) : 0);
	str_adds(out, ",\"States\":{");
	for (int i = 0; i < names.n; i++) {
		str_adds(out, i ? "," : "");
		add_name(out, &names, i);
		str_addc(out, ':');
		add_state(out, r, &names, i, depth, salt);
	}
	str_adds(out, "}}");
}

char *random_definition(struct dice *r)
{
	struct str out = {0};
	int salt = 0;

	add_scope(&out, r, 0, &salt);
	return str_take(&out);
}
