/*
 * What an ItemReader reads: JSON, JSON Lines, CSV and manifests. The first byte chooses the reader and its settings. Read an item at a
 * time or in pages as large as they come, an object has the same items and the same fault; a fault has a sentence.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "task/items.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const configs[] = {
	"{\"InputType\":\"JSON\"}", "{\"InputType\":\"JSON\",\"ItemsPointer\":\"/a/0\"}", "{\"InputType\":\"JSONL\"}", "{\"InputType\":\"JSONL\",\"MaxItems\":2}",
	"{\"InputType\":\"CSV\",\"CSVHeaderLocation\":\"FIRST_ROW\"}",
	"{\"InputType\":\"CSV\",\"CSVHeaderLocation\":\"GIVEN\",\"CSVHeaders\":[\"a\",\"b\"],\"CSVDelimiter\":\"PIPE\"}",
	"{\"InputType\":\"MANIFEST\"}", "{\"InputType\":\"JSONL\",\"ManifestType\":\"ATHENA_DATA\"}",
	"{\"InputType\":\"CSV\",\"CSVHeaderLocation\":\"FIRST_ROW\",\"ManifestType\":\"ATHENA_DATA\"}",
};

static char dir[64];

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void clean_up(void)
{
	char path[128];

	snprintf(path, sizeof path, "%s/b/k", dir);
	unlink(path);
	snprintf(path, sizeof path, "%s/b", dir);
	rmdir(path);
	rmdir(dir);
}

static void put(const uint8_t *data, size_t size)
{
	char path[128];
	FILE *f;

	if (!*dir) {
		strcpy(dir, "/tmp/aslant-fuzz-XXXXXX");
		must(mkdtemp(dir) != NULL);
		snprintf(path, sizeof path, "%s/b", dir);
		must(mkdir(path, 0700) == 0);
		atexit(clean_up);
	}
	snprintf(path, sizeof path, "%s/b/k", dir);
	f = fopen(path, "wb");
	must(f && fwrite(data, 1, size, f) == size && fclose(f) == 0);
}

static void add_page(struct str *out, const struct value *page, size_t max)
{
	size_t n = 0;

	for (const cJSON *c = value_node((struct value *)(uintptr_t)page)->child; c; c = c->next, n++) {
		char *text = json_print(c);

		str_addf(out, "%s %s\n", c->string ? c->string : "", text);
		free(text);
	}
	must(n <= max);
}

/* All items, a line each; a fault alone, since a page that ends with one has no items. */
static void read_all(const char *config, size_t max, struct str *out)
{
	char *text = xasprintf("{\"List\":false,\"Parameters\":{\"Bucket\":\"b\",\"Key\":\"k\"},\"ReaderConfig\":%s}", config);
	struct err e;
	cJSON *request = json_read(text, &e);
	struct items *it = items_open(dir, request);
	struct s3_fault fault = {0};
	const char *source;
	struct value *page;
	enum items_outcome o;

	do {
		page = NULL;
		o = items_next(it, max, &page, &source, &fault);
		if (o != ITEMS_FAILED)
			add_page(out, page, max);
		value_unref(page);
	} while (o == ITEMS_MORE);
	if (o == ITEMS_FAILED) {
		must(fault.text.len > 0);
		str_reset(out);
		str_addf(out, "! %s", str_get(&fault.text));
	}
	s3_fault_done(&fault);
	items_close(it);
	cJSON_Delete(request);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str one = {0}, many = {0};
	const char *config;

	if (!size)
		return 0;
	config = configs[data[0] % (sizeof configs / sizeof *configs)];
	put(data + 1, size - 1);
	read_all(config, 1, &one);
	read_all(config, 1000, &many);
	must(strcmp(str_get(&one), str_get(&many)) == 0);
	str_done(&one);
	str_done(&many);
	return 0;
}
