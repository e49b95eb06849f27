/*
 * Recorded histories from anywhere: what can be read is drafted, linked, decided, walked there and back, printed, and read again as the
 * same. The first byte chooses a definition that does not fit, or none.
 */
#include <stdlib.h>
#include <string.h>

#include "history/decide.h"
#include "history/draft.h"
#include "history/import.h"
#include "history/projection.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char other[] = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:1:function:f\",\"Next\":\"B\","
	"\"Retry\":[{\"ErrorEquals\":[\"E\"],\"MaxAttempts\":1,\"JitterStrategy\":\"FULL\"}],\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"M\"}]},"
	"\"B\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$\",\"IsPresent\":true,\"Next\":\"A\"}],\"Default\":\"M\"},"
	"\"M\":{\"Type\":\"Map\",\"End\":true,\"ItemProcessor\":{\"StartAt\":\"C\",\"States\":{\"C\":{\"Type\":\"Fail\"}}}}}}";

static struct asl_machine *machine_for(const struct history *h, bool draft)
{
	char *text = draft ? history_draft(h, NULL) : xstrdup(other);
	struct asl_machine *m = asl_parse_with(text, strlen(text), "m", NULL, &(struct asl_options){.draft = draft});

	free(text);
	return m;
}

static void walk(struct history *h, struct asl_machine *m)
{
	struct projection *p = projection_new(m);
	int32_t n = (int32_t)h->events.n, stride = n / 50 + 1;

	projection_seek(p, h, n);
	for (int32_t k = n; k >= 0; k -= stride)
		projection_seek(p, h, k);
	for (int32_t k = 0; k <= n; k += stride)
		projection_seek(p, h, k);
	projection_free(p);
}

static void again(const struct history *h)
{
	struct str s = {0};
	struct imported x;
	struct err e;
	size_t there = 0;

	for (size_t i = 0; i < h->events.n; i++)
		there += h->events.v[i].type != EV_MISSING;
	str_adds(&s, "[");
	history_events_print(&s, h);
	str_adds(&s, "]");
	if (there) {
		if (!history_import(s.p, s.len, &x, &e) || x.history.events.n != h->events.n)
			abort();
		imported_done(&x);
	}
	str_done(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct imported x;
	struct asl_machine *m;
	struct err e = {0};

	if (!size)
		return 0;
	if (!history_import((const char *)data + 1, size - 1, &x, &e)) {
		if (!e.msg[0] || !e.span.line)
			abort();
		return 0;
	}
	m = machine_for(&x.history, data[0] % 2);
	history_link(&x.history, m);
	history_decide(&x.history, m);
	walk(&x.history, m);
	again(&x.history);
	asl_unref(m);
	imported_done(&x);
	return 0;
}
