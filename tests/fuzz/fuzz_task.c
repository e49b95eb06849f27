/*
 * What comes from outside into this room: registries, mock files, what a worker prints and answers. The first
 * byte chooses the reader, for the log the second is the size of the pieces.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE	/* memfd_create */
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "task/function_log.h"
#include "task/lambda.h"
#include "task/mock.h"
#include "task/registry.h"
#include "task/worker_private.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_files(const char *data, size_t size, bool mocks)
{
	char path[64];
	int fd = memfd_create("fuzz", 0);
	struct err e;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (mocks) {
		struct task_backend *b = mock_backend_new(NULL, &(struct mock_options){.path = path, .machine = "M"}, &e);

		if (b)
			b->free(b);
	} else {
		struct registry *r = registry_new(path);

		if (registry_refresh(r, &e))
			for (size_t i = 0; i < registry_count(r); i++)
				free(function_file(registry_at(r, i)));
		registry_free(r);
	}
	close(fd);
}

struct copy {
	struct str text;
	struct log_writer *w;
};

static void keep(void *ctx, const char *data, size_t len)
{
	struct copy *c = ctx;

	str_add(&c->text, data, len);
	log_writer_output(c->w, data, len);
}

/* In pieces or in one: the same comes through. */
static void read_log(const char *data, size_t size)
{
	size_t step = size ? (unsigned char)data[0] % 70 + 1 : 1;
	struct function_log *log = function_log_new();
	struct copy whole = {.w = log_writer_new(log, "F")}, parts = {.w = log_writer_new(log, "F")};
	struct log_mark a = {0}, b = {0};

	log_mark_expect(&a, "id");
	log_mark_expect(&b, "id");
	log_mark_feed(&a, data, size, keep, &whole);
	for (size_t i = 0; i < size; i += step)
		log_mark_feed(&b, data + i, size - i < step ? size - i : step, keep, &parts);
	log_mark_flush(&a, keep, &whole);
	log_mark_flush(&b, keep, &parts);
	if (a.seen != b.seen || whole.text.len != parts.text.len || memcmp(str_get(&whole.text), str_get(&parts.text), whole.text.len) != 0)
		abort();
	log_writer_free(whole.w);
	log_writer_free(parts.w);
	function_log_free(log);
	str_done(&whole.text);
	str_done(&parts.text);
}

static void read_reply(const char *data, size_t size, enum worker_end end)
{
	char *text = xstrndup(data, size);
	struct worker_reply r = {.end = end, .text = text, .len = size};
	struct function_entry f = {.name = (char *)"F", .timeout_s = 3, .memory_mb = 128};
	struct lambda_outcome o;

	lambda_outcome_make(&r, &f, "id", size & 1, &o);
	if (!o.result == !o.error)
		abort();
	lambda_outcome_done(&o);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data + 1;

	if (!size)
		return 0;
	switch (data[0] % 5) {
	case 0:
	case 1:
		read_files(text, size - 1, data[0] % 5);
		break;
	case 2:
		read_log(text, size - 1);
		break;
	default:
		read_reply(text, size - 1, data[0] % 5 == 3 ? WORKER_RESULT : WORKER_ERROR);
		break;
	}
	return 0;
}
