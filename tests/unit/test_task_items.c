/* items, results, s3: what is read from and written to a folder that stands for S3, in every format, and what is said when it cannot be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "task/items.h"
#include "task/results.h"

static char dir[] = "/tmp/aslant-items-XXXXXX";

static char *path_of(const char *name)
{
	return xasprintf("%s/%s", dir, name);
}

static void put_bytes(const char *name, const char *text, size_t len)
{
	char *path = path_of(name), *folder = path_dir(path);
	struct err e;

	assert_true(dir_make(folder, &e));
	assert_true(file_write_atomic(path, text, len, &e));
	free(folder);
	free(path);
}

static void put(const char *name, const char *text)
{
	put_bytes(name, text, strlen(text));
}

static char *get(const char *name)
{
	char *path = path_of(name), *text = NULL;
	size_t len;
	struct err e;

	if (!file_read(path, 1 << 24, &text, &len, &e))
		fail_msg("%s", e.msg);
	free(path);
	return text;
}

/* All items as one text: pages with " | " between them; then what went wrong, after "! " (the host: "!! "). */
static char *read_pages(const char *request, size_t max)
{
	cJSON *node = json_read(request, NULL);
	struct items *it = items_open(dir, node);
	struct s3_fault f = {0};
	struct str out = {0};
	enum items_outcome outcome;

	assert_non_null(node);
	do {
		struct value *page;
		const char *source;

		outcome = items_next(it, max, &page, &source, &f);
		if (outcome == ITEMS_FAILED)
			break;
		if (value_node(page)->child) {
			str_addf(&out, "%s%s", out.len ? " | " : "", value_text(page));
			if (strstr(request, "\"tell\""))
				str_addf(&out, " %s", source);
		}
		value_unref(page);
	} while (outcome == ITEMS_MORE);
	if (outcome == ITEMS_FAILED)
		str_addf(&out, "%s%s %s", out.len ? " " : "", f.host ? "!!" : "!", f.text.p);
	items_close(it);
	s3_fault_done(&f);
	cJSON_Delete(node);
	return str_take(&out);
}

static void check(const char *request, size_t max, const char *expected)
{
	char *got = read_pages(request, max);

	if (strncmp(expected, "…", strlen("…")) == 0 ? !strstr(got, expected + strlen("…")) : strcmp(got, expected) != 0)
		fail_msg("%s\n  expected %s\n  got      %s", request, expected, got);
	free(got);
}

#define GET(config) "{\"List\":false,\"Parameters\":{\"Bucket\":\"b\",\"Key\":\"f\"},\"ReaderConfig\":{" config "}}"

static void check_file(const char *content, const char *config, const char *expected)
{
	char *request = xasprintf("{\"List\":false,\"Parameters\":{\"Bucket\":\"b\",\"Key\":\"f\"},\"ReaderConfig\":{%s}}", config);

	put("b/f", content);
	check(request, 1000, expected);
	free(request);
}

/* --- JSON ------------------------------------------------------------------------------------------------------------------ */

#define JSON "\"InputType\":\"JSON\""
#define POINT(p) JSON ",\"ItemsPointer\":\"" p "\""

static const struct {
	const char *content, *config, *expected;
} json_cases[] = {
	{"[1, {\"a\": [2, \"]\\\"\"]},\"x\",null,true,-1.50e3]\n", JSON, "[1,{\"a\":[2,\"]\\\"\"]},\"x\",null,true,-1.50e3]"},
	{"\xef\xbb\xbf[ ]", JSON, ""},
	{" [ ] ", JSON, ""},
	{"[[1],[[2]]]", JSON, "[[1],[[2]]]"},
	{"{\"Hello\":\"world\"}", JSON, "! Attempting to map over non-iterable node."},
	{"\"text\"", JSON, "! Attempting to map over non-iterable node."},
	{"17", JSON, "! Attempting to map over non-iterable node."},
	{"", JSON, "! The object is not valid JSON: line 1: expected a value"},
	{"[1,\n2", JSON, "! The object is not valid JSON: line 2: expected ',' or ']'"},
	{"[1 2]", JSON, "! The object is not valid JSON: line 1: expected ',' or ']'"},
	{"[1,]", JSON, "! The object is not valid JSON: line 1: expected a value"},
	{"[,1]", JSON, "! The object is not valid JSON: line 1: expected a value"},
	{"[1]\n\n2", JSON, "! The object is not valid JSON: line 3: there is something behind the array"},
	{"[01]", JSON, "…! The object is not valid JSON: line 1: "},
	{"[{\"a\":1,\"a\":2}]", JSON, "…! The object is not valid JSON: line 1: "},
	{"[{\"a\":]}]", JSON, "…! The object is not valid JSON"},
	{"[\"\\x\"]", JSON, "…! The object is not valid JSON: line 1: "},
	{"[\"no end", JSON, "! The object is not valid JSON: line 1: a string has no end"},
	{"[{\"a\":[1", JSON, "! The object is not valid JSON: line 1: the text ends inside a value"},
	{"{\"a\":{\"b\":[1,2]},\"c\":3}", POINT("/a/b"), "[1,2]"},
	{"{\"x\":[{\"y\":\"}\"},0],\"a\":[[9],[1,2]]}", POINT("/a/1"), "[1,2]"},
	{"{\"a/b\":{\"m~n\":[1]}}", POINT("/a~1b/m~0n"), "[1]"},
	{"{\"\\u0061\":[1]}", POINT("/a"), "[1]"},
	{"{\"a\":{\"k\":1,\"l\":[2]}}", POINT("/a"), "{\"k\":1,\"l\":[2]}"},
	{"{\"a\":{}}", POINT("/a"), ""},
	{"{\"a\":5}", POINT("/a"), "! Attempting to map over non-iterable node."},
	{"{\"a\":5}", POINT("/b"), "! Attempting to map over non-iterable node."},
	{"{\"a\":5}", POINT("/a/b"), "! Attempting to map over non-iterable node."},
	{"[[1]]", POINT("/1"), "! Attempting to map over non-iterable node."},
	{"[[1]]", POINT("/x"), "! Attempting to map over non-iterable node."},
	{"{\"a\" 5}", POINT("/b"), "! The object is not valid JSON: line 1: expected ':'"},
	{"{5:1}", POINT("/b"), "! The object is not valid JSON: line 1: expected a member's name"},
	{"{\"a\":1 \"b\":2}", POINT("/b"), "! The object is not valid JSON: line 1: expected ',' or '}'"},
	{"{\"a\":{\"k\":1 \"l\":2}}", POINT("/a"), "! The object is not valid JSON: line 1: expected ',' or '}'"},
};

static void test_json(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(json_cases); i++)
		check_file(json_cases[i].content, json_cases[i].config, json_cases[i].expected);
}

static void test_pages(void **state)
{
	(void)state;
	put("b/f", "[1,2,3,4,5]");
	check(GET(JSON), 2, "[1,2] | [3,4] | [5]");
	check(GET(JSON), 5, "[1,2,3,4,5]");
	put("b/f", "[1,2,3,oops");
	check(GET(JSON), 2, "…[1,2] ! The object is not valid JSON: line 1: ");
}

/* --- JSON Lines --------------------------------------------------------------------------------------------------------------- */

static void test_lines(void **state)
{
	static const char lines[] = "\"InputType\":\"JSONL\"";

	(void)state;
	check_file("{\"a\":1}\n\n  \r\n[2]\r\n3", lines, "[{\"a\":1},[2],3]");
	check_file("", lines, "");
	check_file("\n\n", lines, "");
	check_file("1\n{\"a\":\n2", lines, "…! The object is not valid JSON: line 2: ");
	check_file("1 2\n", lines, "…! The object is not valid JSON: line 1: ");
}

/* --- CSV ---------------------------------------------------------------------------------------------------------------------------- */

#define FIRST "\"InputType\":\"CSV\",\"CSVHeaderLocation\":\"FIRST_ROW\""
#define GIVEN(list) "\"InputType\":\"CSV\",\"CSVHeaderLocation\":\"GIVEN\",\"CSVHeaders\":[" list "]"

static const struct {
	const char *content, *config, *expected;
} csv_cases[] = {
	{"a,b\n1,2\r\n\n3\n4,5,6\n   \n,,,\n", FIRST, "[{\"a\":\"1\",\"b\":\"2\"},{\"a\":\"3\",\"b\":\"\"},{\"a\":\"4\",\"b\":\"5\"},{\"a\":\"   \",\"b\":\"\"},{\"a\":\"\",\"b\":\"\"}]"},
	{"\xef\xbb\xbf" "a\n1", FIRST, "[{\"a\":\"1\"}]"},
	{"\n\na\n1", FIRST, "[{\"a\":\"1\"}]"},
	{"a,b", FIRST, ""},
	{"", FIRST, ""},
	{"a,\nx,y\n", FIRST, "[{\"a\":\"x\",\"\":\"y\"}]"},
	{"a,b,a\n1,2,3\n", FIRST, "! CSV headers cannot contain duplicates."},
	{"1,2\n", GIVEN("\"a\",\"a\""), "! CSV headers cannot contain duplicates."},
	{"1,2\n", GIVEN("\"a\""), "[{\"a\":\"1\"}]"},
	{"1\n", GIVEN("\"a\",\"b\""), "[{\"a\":\"1\",\"b\":\"\"}]"},
	{"a\n\"x,y\"\n\"say \"\"hi\"\"\"\n\"two\nlines\"\n\"\"\n'q'\n", FIRST, "[{\"a\":\"x,y\"},{\"a\":\"say \\\"hi\\\"\"},{\"a\":\"two\\nlines\"},{\"a\":\"\"},{\"a\":\"'q'\"}]"},
	{"a,b\n\"\",\"\"\n", FIRST, "[{\"a\":\"\",\"b\":\"\"}]"},
	{"a\nx\\,y\nb\\\\c\n\\\"q\\\"\nd\\ne\n\"in \\\"side\"\n", FIRST, "[{\"a\":\"x,y\"},{\"a\":\"b\\\\c\"},{\"a\":\"\\\"q\\\"\"},{\"a\":\"dne\"},{\"a\":\"in \\\"side\"}]"},
	{"a\n\"never closed\n", FIRST, "! The CSV file ends inside a quoted field."},
	{"a|b\n1|2\n", FIRST ",\"CSVDelimiter\":\"PIPE\"", "[{\"a\":\"1\",\"b\":\"2\"}]"},
	{"a;b\n1;2,3\n", FIRST ",\"CSVDelimiter\":\"SEMICOLON\"", "[{\"a\":\"1\",\"b\":\"2,3\"}]"},
	{"a b\n1 2\n", FIRST ",\"CSVDelimiter\":\"SPACE\"", "[{\"a\":\"1\",\"b\":\"2\"}]"},
	{"a\tb\n1\t2\n", FIRST ",\"CSVDelimiter\":\"TAB\"", "[{\"a\":\"1\",\"b\":\"2\"}]"},
	{"a\n\xff\xfe x\n", FIRST, "[{\"a\":\"\xef\xbf\xbd\xef\xbf\xbd x\"}]"},
	{"a\rb\n1\n", FIRST, "[{\"a\\rb\":\"1\"}]"},
};

static void test_csv(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(csv_cases); i++)
		check_file(csv_cases[i].content, csv_cases[i].config, csv_cases[i].expected);
	put_bytes("b/f", "a\nx\0y\n", 6);
	check(GET(FIRST), 10, "[{\"a\":\"x\\u0000y\"}]");
}

static void test_csv_header_is_bounded(void **state)
{
	struct str s = {0};

	(void)state;
	for (int i = 0; i < 3000; i++)
		str_addf(&s, "column%d,", i);
	str_adds(&s, "last\n1\n");
	check_file(s.p, FIRST, "! CSV headers cannot be larger than 10240 bytes.");
	str_done(&s);
}

/* --- compressed --------------------------------------------------------------------------------------------------------------------- */

static void test_gzip(void **state)
{
	static const char text[] = "{\"a\":1}\n{\"a\":2}\n";
	char *path = path_of("b/f");
	gzFile file;
	char *bytes;
	struct stat st;

	(void)state;
	put("b/f", "");
	file = gzopen(path, "wb");
	assert_int_equal(gzwrite(file, text, sizeof text - 1), (int)sizeof text - 1);
	gzclose(file);
	check(GET("\"InputType\":\"JSONL\""), 10, "[{\"a\":1},{\"a\":2}]");
	assert_int_equal(stat(path, &st), 0);
	bytes = get("b/f");
	put_bytes("b/f", bytes, (size_t)st.st_size - 9);	/* cut off */
	check(GET("\"InputType\":\"JSONL\""), 10, "…! The object cannot be decompressed: ");
	free(bytes);
	free(path);
}

/* --- names ------------------------------------------------------------------------------------------------------------------------------ */

static void test_names(void **state)
{
	(void)state;
	put("secret", "[1]");
	put("b/sub/f", "[1]");
	check("{\"Parameters\":{\"Bucket\":\"none\",\"Key\":\"f\"},\"ReaderConfig\":{" JSON "}}", 9, "…! The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket; Request ID: ");
	check("{\"Parameters\":{\"Bucket\":\"b\",\"Key\":\"none\"},\"ReaderConfig\":{" JSON "}}", 9, "…! The specified key does not exist. (Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; Request ID: ");
	check("{\"Parameters\":{\"Bucket\":\"b\",\"Key\":\"../secret\"},\"ReaderConfig\":{" JSON "}}", 9, "…Error Code: NoSuchKey");
	check("{\"Parameters\":{\"Bucket\":\"b\",\"Key\":\"/f\"},\"ReaderConfig\":{" JSON "}}", 9, "…Error Code: NoSuchKey");
	check("{\"Parameters\":{\"Bucket\":\"b\",\"Key\":\"sub\"},\"ReaderConfig\":{" JSON "}}", 9, "…Error Code: NoSuchKey");
	check("{\"Parameters\":{\"Bucket\":\"b\",\"Key\":\"sub/./f\"},\"ReaderConfig\":{" JSON "}}", 9, "…Error Code: NoSuchKey");
	check("{\"Parameters\":{\"Bucket\":\"..\",\"Key\":\"f\"},\"ReaderConfig\":{" JSON "}}", 9, "…Error Code: NoSuchBucket");
	check("{\"Parameters\":{\"Bucket\":\"b/sub\",\"Key\":\"f\"},\"ReaderConfig\":{" JSON "}}", 9, "…Error Code: NoSuchBucket");
	check("{\"Parameters\":{\"Key\":\"f\"},\"ReaderConfig\":{" JSON "}}", 9, "…Error Code: NoSuchBucket");
	check("{\"Parameters\":{\"Bucket\":\"b\"},\"ReaderConfig\":{" JSON "}}", 9, "…Error Code: NoSuchKey");
	check("{}", 9, "!! items of the InputType (none) cannot be read here; CSV, JSON and JSONL can");
	check(GET("\"InputType\":\"PARQUET\""), 9, "!! items of the InputType PARQUET cannot be read here; CSV, JSON and JSONL can");
	if (geteuid() != 0) {
		char *path = path_of("b/sub/f");

		assert_int_equal(chmod(path, 0), 0);
		check("{\"Parameters\":{\"Bucket\":\"b\",\"Key\":\"sub/f\"},\"ReaderConfig\":{" JSON "}}", 9, "…!! ");
		assert_int_equal(chmod(path, 0600), 0);
		free(path);
	}
}

/* --- listings ----------------------------------------------------------------------------------------------------------------------------- */

static void test_listing(void **state)
{
	char *got;

	(void)state;
	put("l/a-b", "1");
	put("l/a/z", "22");
	put("l/a/b/c", "");
	put("l/a.x", "4");
	put("l/other", "5");
	got = read_pages("{\"List\":true,\"Parameters\":{\"Bucket\":\"l\",\"Prefix\":\"a\"},\"ReaderConfig\":{},\"tell\":1}", 100);
	/* bytes: '-' < '.' < '/' */
	assert_non_null(strstr(got, "[{\"Etag\":\"\\\"c4ca4238a0b923820dcc509a6f75849b\\\"\",\"Key\":\"a-b\",\"LastModified\":"));
	assert_non_null(strstr(got, ",\"Size\":1,\"StorageClass\":\"STANDARD\"},{\"Etag\":\"\\\"a87ff679a2f3e71d9181a67b7542122c\\\"\",\"Key\":\"a.x\""));
	assert_non_null(strstr(got, "\"Key\":\"a/b/c\""));
	assert_true(strstr(got, "\"a/b/c\"") < strstr(got, "\"a/z\""));
	assert_true(strstr(got, "\"a.x\"") < strstr(got, "\"a/b/c\""));
	assert_null(strstr(got, "other"));
	assert_non_null(strstr(got, " S3://l"));
	free(got);
	check("{\"List\":true,\"Parameters\":{\"Bucket\":\"l\",\"Prefix\":\"zzz\"},\"ReaderConfig\":{}}", 10, "");
	check("{\"List\":true,\"Parameters\":{\"Bucket\":\"none\"},\"ReaderConfig\":{}}", 10, "…Error Code: NoSuchBucket");
}

static void test_flatten(void **state)
{
	(void)state;
	put("fl/x/1", "[1,2]");
	put("fl/x/2", "[]");
	put("fl/x/3", "[3]");
	check("{\"List\":true,\"Parameters\":{\"Bucket\":\"fl\",\"Prefix\":\"x/\"},\"ReaderConfig\":{" JSON ",\"Transformation\":\"LOAD_AND_FLATTEN\"},\"tell\":1}", 10,
		"[1,2] S3://fl/x/1 | [3] S3://fl/x/3");
	put("fl/x/2", "5");
	check("{\"List\":true,\"Parameters\":{\"Bucket\":\"fl\",\"Prefix\":\"x/\"},\"ReaderConfig\":{" JSON ",\"Transformation\":\"LOAD_AND_FLATTEN\"}}", 10,
		"[1,2] ! Attempting to map over non-iterable node.");
}

/* --- manifests -------------------------------------------------------------------------------------------------------------------------- */

static void test_inventory(void **state)
{
	static const char manifest[] = "{\"sourceBucket\":\"s\",\"destinationBucket\":\"arn:aws:s3:::inv\",\"version\":\"2016-11-30\",\"fileFormat\":\"CSV\","
		"\"fileSchema\":\"Bucket, Key, Size\",\"files\":[{\"key\":\"data/1.csv\",\"size\":1},{\"key\":\"data/2.csv\"}]}";

	(void)state;
	put("inv/data/1.csv", "\"s\",\"a%20b\",\"12\"\n\"s\",\"c\",\"0\"\n");
	put("inv/data/2.csv", "\"s\",\"d\",\"7\"\n");
	check_file(manifest, "\"ManifestType\":\"S3_INVENTORY\"", "[{\"Bucket\":\"s\",\"Key\":\"a%20b\",\"Size\":\"12\"},{\"Bucket\":\"s\",\"Key\":\"c\",\"Size\":\"0\"}]"
		" | [{\"Bucket\":\"s\",\"Key\":\"d\",\"Size\":\"7\"}]");
	check_file(manifest, "\"InputType\":\"MANIFEST\"", "…{\"Bucket\":\"s\",\"Key\":\"d\",\"Size\":\"7\"}");
	check_file("{\"files\":[]}", "\"InputType\":\"MANIFEST\"", "! The manifest is not that of an S3 inventory: destinationBucket, fileSchema and files are needed.");
	check_file("{", "\"InputType\":\"MANIFEST\"", "…! The manifest is not valid JSON: 1:2: ");
	check_file("{\"destinationBucket\":\"inv\",\"fileFormat\":\"ORC\",\"fileSchema\":\"x\",\"files\":[]}", "\"InputType\":\"MANIFEST\"",
		"!! an S3 inventory of the format ORC cannot be read here; CSV can");
	check_file("{\"destinationBucket\":\"inv\",\"fileFormat\":\"CSV\",\"fileSchema\":\"x\",\"files\":[{}]}", "\"InputType\":\"MANIFEST\"",
		"! The manifest names a file without a key.");
	check_file("{\"destinationBucket\":\"inv\",\"fileFormat\":\"CSV\",\"fileSchema\":\"x, x\",\"files\":[{\"key\":\"data/1.csv\"}]}", "\"InputType\":\"MANIFEST\"",
		"! CSV headers cannot contain duplicates.");
	check_file("{\"destinationBucket\":\"inv\",\"fileFormat\":\"CSV\",\"fileSchema\":\"x\",\"files\":[{\"key\":\"gone\"}]}", "\"InputType\":\"MANIFEST\"",
		"…Error Code: NoSuchKey");
}

static void test_athena(void **state)
{
	(void)state;
	put("at/1", "{\"a\":1}\n");
	put("at/2", "{\"a\":2}\n");
	check_file("s3://at/1\r\n\n\"s3://at/2\"\n", "\"ManifestType\":\"ATHENA_DATA\",\"InputType\":\"JSONL\"", "[{\"a\":1}] | [{\"a\":2}]");
	check_file("at/1\n", "\"ManifestType\":\"ATHENA_DATA\",\"InputType\":\"JSONL\"", "! The manifest has a line that is no address of an object: at/1");
}

/* --- results ---------------------------------------------------------------------------------------------------------------------------- */

#define WRITE(type) "{\"Bucket\":\"out\",\"Prefix\":\"p/q/\",\"OutputType\":\"" type "\",\"MapRunArn\":\"arn:run\"}"

static struct results *open_results(const char *request)
{
	cJSON *node = json_read(request, NULL);
	struct s3_fault f = {0};
	struct results *r = results_new(dir, node, "uuid", &f);

	cJSON_Delete(node);
	if (!r)
		fail_msg("%s", f.text.p);
	return r;
}

static void add(struct results *r, enum results_file file, size_t index, const char *json, bool flatten)
{
	cJSON *node = json_read(json, NULL);
	struct s3_fault f = {0};

	assert_non_null(node);
	if (!results_add(r, file, index, node, flatten, &f))
		fail_msg("%s", f.text.p);
	cJSON_Delete(node);
}

static void check_text(const char *name, const char *expected)
{
	char *got = get(name);

	assert_string_equal(got, expected);
	free(got);
}

static void close_results(struct results *r)
{
	struct s3_fault f = {0};
	struct value *v = results_close(r, &f);

	if (!v)
		fail_msg("%s", f.text.p);
	assert_string_equal(value_text(v), "{\"Bucket\":\"out\",\"Key\":\"p/q/uuid/manifest.json\"}");
	value_unref(v);
	results_free(r);
}

static bool exists(const char *name)
{
	char *path = path_of(name);
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

static void test_results(void **state)
{
	struct results *r = open_results(WRITE("JSON"));

	(void)state;
	add(r, RESULTS_SUCCEEDED, 0, "{\"a\":1}", false);
	add(r, RESULTS_SUCCEEDED, 2, "\"two\"", false);
	add(r, RESULTS_FAILED, 1, "{\"Error\":\"E\"}", false);
	assert_false(exists("out/p/q/uuid/SUCCEEDED_0.json"));
	close_results(r);
	check_text("out/p/q/uuid/SUCCEEDED_0.json", "[{\"a\":1},\"two\"]");
	check_text("out/p/q/uuid/FAILED_0.json", "[{\"Error\":\"E\"}]");
	check_text("out/p/q/uuid/manifest.json", "{\"DestinationBucket\":\"out\",\"MapRunArn\":\"arn:run\",\"ResultFiles\":{"
		"\"FAILED\":[{\"Key\":\"p/q/uuid/FAILED_0.json\",\"Size\":15}],\"PENDING\":[],"
		"\"SUCCEEDED\":[{\"Key\":\"p/q/uuid/SUCCEEDED_0.json\",\"Size\":15}]}}");
}

static void test_results_in_order(void **state)
{
	struct results *r = open_results(WRITE("JSON"));

	(void)state;
	add(r, RESULTS_SUCCEEDED, 3, "[30,31]", true);
	add(r, RESULTS_SUCCEEDED, 1, "[]", true);
	add(r, RESULTS_SUCCEEDED, 0, "[0,[1]]", true);
	add(r, RESULTS_SUCCEEDED, 2, "2", true);
	close_results(r);
	check_text("out/p/q/uuid/SUCCEEDED_0.json", "[0,[1],2,30,31]");
	assert_false(exists("out/p/q/uuid/.aslant-SUCCEEDED"));
	assert_false(exists("out/p/q/uuid/.aslant-sorted"));
}

static void test_results_as_lines(void **state)
{
	struct results *r = open_results(WRITE("JSONL"));

	(void)state;
	add(r, RESULTS_SUCCEEDED, 1, "{\"a\":\"x\\ny\"}", false);
	add(r, RESULTS_SUCCEEDED, 0, "0", false);
	add(r, RESULTS_PENDING, 2, "2", false);
	close_results(r);
	check_text("out/p/q/uuid/SUCCEEDED_0.json", "0\n{\"a\":\"x\\ny\"}\n");
	check_text("out/p/q/uuid/PENDING_0.json", "2\n");
}

static void test_results_leave_nothing(void **state)
{
	struct results *r = open_results("{\"Bucket\":\"gone\",\"OutputType\":\"JSON\"}");

	(void)state;
	add(r, RESULTS_SUCCEEDED, 0, "1", false);
	assert_true(exists("gone/uuid/.aslant-SUCCEEDED"));
	results_free(r);
	assert_false(exists("gone/uuid"));
}

static void test_results_refused(void **state)
{
	static const char *const requests[] = {"{\"Bucket\":\"..\"}", "{\"Bucket\":\"a/b\"}", "{}", "{\"Bucket\":\"b\",\"Prefix\":\"../x\"}"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
		cJSON *node = json_read(requests[i], NULL);
		struct s3_fault f = {0};

		assert_null(results_new(dir, node, "uuid", &f));
		assert_false(f.host);
		assert_non_null(strstr(f.text.p, "Error Code: NoSuch"));
		s3_fault_done(&f);
		cJSON_Delete(node);
	}
}

/* A folder that is a file, and a disk that is full: the host's fault. */
static void test_results_host(void **state)
{
	cJSON *node = json_read("{\"Bucket\":\"file\"}", NULL);
	struct s3_fault f = {0};

	(void)state;
	put("file", "x");
	assert_null(results_new(dir, node, "uuid", &f));
	assert_true(f.host);
	s3_fault_done(&f);
	cJSON_Delete(node);
	if (access("/dev/full", W_OK) == 0) {
		struct results *r = open_results(WRITE("JSON"));
		cJSON *large = cJSON_CreateString("x");
		char *path = path_of("out/p/q/uuid/.aslant-SUCCEEDED");
		bool ok = true;

		free(large->valuestring);
		large->valuestring = xcalloc(1, 100001);
		memset(large->valuestring, 'x', 100000);
		assert_int_equal(symlink("/dev/full", path), 0);
		for (int i = 0; ok && i < 10; i++)
			ok = results_add(r, RESULTS_SUCCEEDED, (size_t)i, large, false, &f);
		assert_false(ok);
		assert_true(f.host);
		assert_non_null(strstr(f.text.p, strerror(ENOSPC)));
		s3_fault_done(&f);
		results_free(r);
		cJSON_Delete(large);
		free(path);
	}
}

/* --- */

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	char *command = xasprintf("rm -rf %s", dir);
	int status = system(command);

	(void)state;
	free(command);
	return status;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_csv_header_is_bounded),
		cmocka_unit_test(test_gzip),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_listing),
		cmocka_unit_test(test_flatten),
		cmocka_unit_test(test_inventory),
		cmocka_unit_test(test_athena),
		cmocka_unit_test(test_results),
		cmocka_unit_test(test_results_in_order),
		cmocka_unit_test(test_results_as_lines),
		cmocka_unit_test(test_results_leave_nothing),
		cmocka_unit_test(test_results_refused),
		cmocka_unit_test(test_results_host),
	};

	return cmocka_run_group_tests_name("items", tests, make_dir, remove_dir);
}
